//! Each template renders with what it is given and nothing else; a folder's own win, and broken ones are told at start.

use std::collections::BTreeMap;
use std::path::Path;

use gatefold::template::Templates;
use minijinja::{Value, context};

fn date() -> Value {
    context! { iso => "2026-10-04T08:00:00Z" }
}

fn author() -> Value {
    context! { name => "Ana <b>", path => "/authors/ana", bio => "Writes.", portrait => "/authors/ana/portrait", links => ["linkedin", "x", "mastodon", "web"].map(|kind| context! { label => "L <b>", url => "https://ana.example.org", kind => kind }).to_vec() }
}

fn image() -> Value {
    context! { src => "/a/i.png", alt => "alt", srcset => "/a/i.png/480.webp 480w", width => 640, height => 360, caption => "C <i>", credit => "" }
}

fn card() -> Value {
    context! {
        path => "/a", title => "A <i>", summary => "S", kicker => "K", kind => "article", image => image(),
        author => author(), published => date(), gated => true, minutes => 3,
    }
}

fn look() -> Value {
    let picture = || context! { src => "/-/assets/x.svg", media_type => "image/svg+xml", width => 120, height => 30 };
    context! {
        accent => "#0b5f4a", on_accent => "#ffffff", dark_accent => "#7ccfb2", on_dark_accent => "#0b2019",
        logo => picture(), dark_logo => picture(), icon => picture(), font => "/-/assets/x.woff2",
    }
}

pub fn site() -> Value {
    context! { name => "The Example", url => "https://news.example", language => "en", content_language => "en", tagline => "Tag", look => look() }
}

/// What every page is given.
pub fn every() -> Value {
    context! {
        site => site(), styles => "/-/assets/x.css", script => "/-/assets/x.js", staff_script => "/-/assets/y.js", signed_in => false,
        canonical => "https://news.example/a", robots => Value::from(()), providers => Vec::<Value>::new(),
        promotion => Value::from(()), variant => Value::from(()), pages => vec![context! { title => "P <i>", path => "/pages/p" }],
    }
}

fn article() -> Value {
    context! {
        path => "/a", title => "A <i>", summary => "S", kicker => Value::from(()), kind => "article", image => Value::from(()), author => author(),
        published => date(), updated => date(), minutes => 3, topics => vec![context! { name => "T", path => "/topics/t" }], gated => true,
    }
}

/// Around an article that stands in the middle of everything, or alone.
fn around(is_alone: bool) -> Value {
    let none = || Value::from(());
    if is_alone {
        return context! { previous => none(), next => none(), series => none(), recommended => Vec::<Value>::new(), more => Vec::<Value>::new() };
    }
    let part = |number: usize| context! { number => number, is_this => number == 2, ..card() };
    let series = context! { name => "S <b>", number => 2, count => 9, parts => vec![part(1), part(2)] };
    let plain = context! { image => none(), kicker => none(), kind => "guide", gated => false, ..card() };
    context! { previous => card(), next => card(), series => series, recommended => vec![card(), plain], more => vec![card()] }
}

fn contents() -> Vec<Value> {
    let entry = |below: Vec<Value>| context! { id => "a", text => Value::from_safe_string("A &lt;i&gt;".to_owned()), below => below };
    vec![entry(vec![entry(vec![])]), entry(vec![])]
}

fn of_article(wall: Option<&str>, notice: Option<Value>) -> Value {
    let rest = wall.is_none().then(|| Value::from_safe_string("<p>rest</p>".to_owned()));
    context! {
        article => article(), lead => Value::from_safe_string("<p>lead</p>".to_owned()), rest => rest, wall => wall, next => "/a",
        notice => notice, json_ld => Value::from_safe_string("{}".to_owned()), preview => preview(),
        contents => Vec::<Value>::new(), around => around(wall.is_none()),
        og_url => "https://news.example/a", share => Value::from(()), guest => Value::from(()), shared_by => Value::from(()), discussion => Value::from(()),
    }
}

fn preview() -> Value {
    let image = context! { url => "https://news.example/a/i.png", alt => "A <b>", width => 3, height => 2 };
    context! { description => "D <i>", image => image, topics => vec!["T <b>"] }
}

fn share_box(asks_first: bool) -> Value {
    let channels: Vec<Value> = ["copy", "device"].map(|id| context! { id => id, label => "share-copy" }).to_vec();
    context! { article => "/a", channels => channels, asks_first => asks_first, days => 1, reader_limit => 50 }
}

/// A page of the member's own share links; empty, and with a link in each state.
fn of_shares(states: &[&str], name: &str, shows_name: bool) -> Value {
    let bars = || vec![context! { x => 0, y => 1, height => 23, day => date(), readers => 1 }];
    let links: Vec<Value> = states.iter().map(|state| context! {
        id => *state, title => "A <i>", path => (*state == "live").then_some("/a"), channel => "share-place-x", url => (*state == "live").then_some("https://news.example/-/s/t"),
        made => date(), ends => date(), state => *state, readers => 1, reader_limit => 1, openings => 2, joined => 0, bars => bars(), width => 240, height => 24,
    }).collect();
    let chart = (!states.is_empty())
        .then(|| context! { bars => bars(), width => 240, height => 80, from => date(), to => date(), most => 1 });
    context! {
        saved => (!states.is_empty()).then_some("S"), name => name, shows_name => shows_name, total => context! { links => states.len(), readers => 1, joined => 1 },
        chart => chart, links => links, older => "/-/account/shares?before=x", newer => Value::from(()),
    }
}

const KINDS: [&str; 9] = ["google", "apple", "microsoft", "linkedin", "github", "facebook", "x", "oidc", "demo"];

/// One provider of each kind.
fn providers() -> Vec<Value> {
    KINDS.map(|kind| context! { id => kind, kind => kind, label => "The <b> account", href => "/-/h", is_another => kind == "x" }).to_vec()
}

/// The member's own page, with these accounts connected and those that can be.
fn of_account(identities: Vec<Value>, link_providers: Vec<Value>) -> Value {
    let session = |is_current: bool| context! { id => "x", agent => "Firefox on Linux", created => date(), seen => date(), is_current => is_current };
    context! {
        address => "ana@example.org", name => "Ana", member_since => date(), sessions => vec![session(true), session(false)], news => true,
        consents => vec![context! { purpose => "news", granted => true, wording => "W", at => date() }], error => "E", saved => "S",
        field_error_name => "E", field_error_address => "E", typed_address => "x", staff => true,
        identities => identities, link_providers => link_providers, answer_letters => true,
    }
}

fn identity(shown: &str) -> Value {
    context! { id => "x", kind => "x", label => "A <b>", shown => shown, linked => date(), used => date() }
}

/// The pages and letters of a sign-in with an account elsewhere.
fn samples_of_accounts() -> Vec<(&'static str, Vec<Value>)> {
    let person = |address: &str| context! { subject => "s", name => "Ana <b>", address => address };
    let demo = |people: Vec<Value>, error: Option<&str>| context! { client => "The Example", request => "r", people => people, error => error, typed_name => "n", typed_address => "x", is_verified => error.is_none() };
    let with_address = |error: Option<&str>| context! { provider => "A <b>", address => "x", error => error, news => true, next => "/a" };
    let when = || context! { provider => "A", when => date(), account => "https://x.example/a" };
    vec![
        ("pages/welcome.html", vec![context! { provider => "A <b>", address => "ana@example.org", next => "/a" }]),
        ("pages/with_address.html", vec![with_address(None), with_address(Some("Bad"))]),
        (
            "pages/effort.html",
            [1, 30, 120]
                .map(|seconds| {
                    let fields = vec![context! { name => "address", value => "\"<b>" }];
                    context! { action => "/-/x", fields => fields, ticket => "t", bits => 18, seconds => seconds }
                })
                .to_vec(),
        ),
        (
            "pages/repost.html",
            vec![
                context! { provider => "A <b>", action => "/-/x", fields => vec![context! { name => "state", value => "\"<b>" }] },
            ],
        ),
        (
            "pages/demo_account.html",
            vec![demo(vec![person("a@example.org"), person("")], None), demo(vec![], Some("Bad"))],
        ),
        (
            "pages/account.html",
            vec![
                of_account(vec![], vec![]),
                of_account(vec![], providers()),
                of_account(vec![identity("a <i>"), identity("")], vec![]),
            ],
        ),
        ("letters/identity_linked.html", vec![when()]),
        ("letters/identity_linked.txt", vec![when()]),
        ("letters/identity_unlinked.html", vec![when()]),
        ("letters/identity_unlinked.txt", vec![when()]),
    ]
}

fn brand() -> Value {
    context! { name => "The <b> Example", tagline => "Tag <i>", host => "news.example", url => "https://news.example/" }
}

/// The page of membership, in our own words where there are none of the publisher's.
fn of_join(gated_count: usize, sites: Vec<Value>, join: Value) -> Value {
    let kinds = ["article", "guide", "review", "interview", "blog"].iter().take(gated_count * 5);
    let kinds: Vec<Value> = kinds
        .map(|kind| context! { kind => *kind, message => format!("join-kind-{kind}"), count => gated_count })
        .collect();
    context! { gated_count => gated_count, kinds => kinds, sites => sites, join => join }
}

fn own_join(is_whole: bool) -> Value {
    let questions = vec![
        context! { question => Value::from(()), answer => "<p>a</p>" },
        context! { question => "Q?", answer => "<p>a</p>" },
    ];
    context! {
        title => "J <i>", summary => if is_whole { "S <b>" } else { "" }, programme => is_whole.then_some("Insider <b>"), body => "<p>b</p>",
        questions => is_whole.then_some(questions),
    }
}

/// The bar across the top, with all it can hold and with the least.
fn bars() -> Vec<Value> {
    let event = context! { iso => "2026-06-25T18:00:00Z", offset => -240, text => "Tue., Jun. 25 at 2:00 PM ET" };
    let bar = |label: Option<&str>, event: Value| context! { promotion => context! { key => "k", label => label, text => "T <b>", link => "/x?a=<i>", event => event, next => "/a?b=<i>" } };
    vec![bar(Some("LIVE <i>"), event), bar(None, Value::from(()))]
}

/// A comment as a part is given it; `own` is what differs.
fn comment(own: Value) -> Value {
    context! {
        ..own,
        ..context! {
            id => "c", link => "/-/discussion/a?at=c#comment-c", name => "Ana <b>", is_former => false,
            html => Value::from_safe_string("<p>words</p>".to_owned()), gone => Value::from(()), waits => false, at => date(),
            is_edited => true, thanks => 2, is_thanked => false, is_own => false, may_answer => true, may_regard => true,
            may_edit => false, answers => Vec::<Value>::new(), more_answers => Value::from(()), answer_count => 0,
        }
    }
}

fn discussion(threads: Vec<Value>, may_write: bool, error: Option<&str>) -> Value {
    context! {
        is_wall => false, count => threads.len(), threads => threads, more => "/-/discussion/a?order=newest&after=c",
        held => vec![comment(context! { is_own => true, waits => true, may_answer => false, may_regard => false, name => Value::from(()) })],
        article => "a", page => "/-/discussion/a", may_write => may_write, asks_name => error.is_some(), sign_in => "/-/sign-in",
        policy => error.map(|_| "/pages/commenting-policy"), text => "T <b>", name => "N <b>", error => error, name_error => error,
        parent => error.map(|_| "c"), parent_text => "P <b>", parent_error => error,
    }
}

/// Discussions, their letters, and what staff see of them.
fn samples_of_comments() -> Vec<(&'static str, Vec<Value>)> {
    let none = || Value::from(());
    let gone = |why: &str| {
        comment(
            context! { gone => why, html => none(), name => none(), is_former => true, may_answer => false, may_regard => false },
        )
    };
    let threads = || {
        vec![
            comment(
                context! { answers => vec![comment(context! { is_thanked => true, may_answer => false })], more_answers => "/-/discussion/a?at=c", answer_count => 4 },
            ),
            gone("deleted"),
            gone("removed"),
            gone("held"),
            comment(context! { is_own => true, may_edit => true, may_regard => false }),
        ]
    };
    let page = |discussion: Value, is_one: bool| {
        context! {
            title => "A <i>", path => "/a", said => is_one.then_some("S"), is_one => is_one, order => "best", after => none(),
            newest => "/n", best => "/b", discussion => discussion,
        }
    };
    let under = |discussion: Value| context! { discussion => discussion, ..of_article(None, None) };
    let of_staff = |why: &str| {
        context! {
            id => why, name => (why != "all").then_some("Ana <b>"), is_former => why == "all", html => Value::from_safe_string("<p>words</p>".to_owned()),
            at => date(), state => "held", seen => "s", is_deleted => why == "none", is_held => why != "none", why => (why != "none").then_some(why), title => "A <i>", path => (why != "link").then_some("/a"),
            reports => vec![context! { reason => "R <b>", at => date() }],
        }
    };
    let staff = |comments: Vec<Value>, error: Option<&str>| {
        context! {
            areas => areas(), said => error.map(|_| "S"), comments => comments, older => "/o", newest => "/n", more_blocked => "/m", more_decisions => "/d", blocked => vec![context! { id => "m", name => "Ana <b>", at => date() }],
            decisions => ["approve", "remove", "dismiss", "block", "unblock"].map(|action| context! { action => action, comment => "c", member => "m", staff => "s", reason => if action == "approve" { "" } else { "R <b>" }, at => date() }).to_vec(),
            error => error, error_id => error.map(|_| "first"), typed_reason => error.map(|_| "T <b>"),
        }
    };
    let stopped = |typed: &str| context! { heading => "H", words => "W", typed => typed, action => (!typed.is_empty()).then(|| context! { label => "L", href => "/" }) };
    let letter = |name: Option<&str>| context! { name => name, article => "A &", words => "W", link => "https://x.example/l", unsubscribe => "https://x.example/u", account => "https://x.example/a" };
    let digest = |held: i64| context! { held => held, reported => held, articles => vec![context! { title => "A &", count => 1200 }], link => "https://x.example/l" };
    vec![
        (
            "pages/discussion.html",
            vec![
                page(discussion(threads(), true, None), false),
                page(discussion(vec![], true, Some("E")), false),
                page(discussion(threads(), true, Some("E")), true),
                page(discussion(vec![], false, None), false),
            ],
        ),
        (
            "pages/comment_edit.html",
            [None, Some("E")]
                .map(|error| context! { id => "c", title => "A <i>", back => "/b", text => "T <b>", error => error })
                .to_vec(),
        ),
        ("pages/comment_stopped.html", vec![stopped(""), stopped("T <b>")]),
        (
            "pages/comment_unsubscribe.html",
            [true, false].map(|done| context! { address => "a <b>", token => "t", done => done }).to_vec(),
        ),
        (
            "pages/staff_comments.html",
            vec![
                staff(["first", "link", "all", "none"].map(of_staff).to_vec(), None),
                staff(vec![of_staff("first")], Some("E")),
                staff(vec![], None),
            ],
        ),
        ("pages/staff_factor.html", [None, Some("E")].map(|error| context! { next => "/-/staff", error => error, is_late => error.is_some(), has_app => error.is_some(), has_passkey => error.is_some(), passkey_error => error }).to_vec()),
        (
            "pages/staff_factors.html",
            vec![
                context! { takes_passkeys => false, passkeys => Vec::<Value>::new(), has_any => false, error => none(), areas => areas(), app_since => none(), recovery => 0, codes => Vec::<Value>::new(), is_wanted => true },
                context! { takes_passkeys => true, passkeys => Vec::<Value>::new(), has_any => false, error => "E", areas => areas(), app_since => none(), recovery => 0, codes => Vec::<Value>::new(), is_wanted => false },
                context! { takes_passkeys => true, passkeys => vec![passkey("", none()), passkey("Phone", date())], has_any => true, error => none(), areas => areas(), app_since => none(), recovery => 9, codes => Vec::<Value>::new(), is_wanted => true },
                context! { takes_passkeys => false, passkeys => vec![passkey("Phone", date())], has_any => true, error => none(), areas => areas(), app_since => date(), recovery => 1, codes => vec!["abcde-fghjk"], is_wanted => true },
            ],
        ),
        (
            "pages/staff_app.html",
            [None, Some("E")].map(|error| context! { areas => areas(), picture => "data:image/svg+xml;base64,AAAA", secret => "ABCD EFGH", url => "otpauth://totp/x", offer => "o", error => error }).to_vec(),
        ),
        (
            "pages/staff_team.html",
            [(None, ""), (Some("E"), "a"), (Some("E"), "")]
                .map(|(error, id)| {
                    let one = |id: &str, role: &str, state: usize| context! { id => id, address => "ana@example.org", name => "", role => role, since => (state > 0).then(date), is_blocked => state == 3, has_factor => state == 2, is_self => state == 2 };
                    context! { areas => areas(), said => error.map(|_| "S"), team => vec![one("a", "owner", 2), one("b", "editor", 0), one("c", "desk", 1), one("d", "desk", 3)], roles => vec!["owner", "editor", "desk"], error => error, error_id => id, typed_address => "x@" }
                })
                .to_vec(),
        ),
        (
            "pages/staff_audit.html",
            vec![
                context! { areas => areas(), deeds => vec![context! { at => date(), who => "ana@example.org", what => "W", subject => "S <b>", before => "role: –", after => "role: desk" }], older => "/o", newest => "/n" },
                context! { areas => areas(), deeds => Vec::<Value>::new(), older => none(), newest => none() },
            ],
        ),
        (
            "pages/staff_members.html",
            vec![
                context! { areas => areas(), said => "S", members => vec![roll_member(0), roll_member(1), roll_member(2)], typed => typed("Ana \"<", ""), query => "q=ana", is_filtered => true, is_cut => true, count => 2, proved => 1, sites => vec!["a.example", "b.example"], ways => ways(), sources => sources(), older => "/o", newest => "/n", may_export => true, may_import => true },
                context! { areas => areas(), said => none(), members => Vec::<Value>::new(), typed => typed("", "no"), query => "", is_filtered => false, is_cut => false, count => 1, proved => 0, sites => vec!["a.example"], ways => ways(), sources => sources(), older => none(), newest => none(), may_export => false, may_import => false },
            ],
        ),
        (
            "pages/staff_letters.html",
            [0, 1]
                .map(|many| {
                    let letters: Vec<Value> = ["sent", "refused", "expired", "withheld", "waiting"].map(|state| context! { id => "l", kind => "welcome", message => (state != "sent").then_some("staff-letter-kind-welcome"), recipient => (state != "sent").then_some("ana@example.org"), state => state, tries => 1, at => date(), ended => date(), due => (state == "waiting").then(date), waits => state == "waiting", answer => "550 <no>" }).to_vec();
                    let suppressed = vec![context! { reason => "550 <no>", since => date() }];
                    context! { areas => areas(), said => (many > 0).then_some("S"), error => (many > 0).then_some("E"), typed_address => "x@", letters => if many > 0 { letters } else { Vec::new() }, waiting => many, is_waiting => many > 0, suppressed => if many > 0 { suppressed } else { Vec::new() }, older => (many > 0).then_some("/o"), newest => (many > 0).then_some("/n") }
                })
                .to_vec(),
        ),
        (
            "pages/staff_webhooks.html",
            [0, 1]
                .map(|many| {
                    let webhooks: Vec<Value> = [None, Some("staff"), Some("gone"), Some("failing")].map(webhook).to_vec();
                    context! { areas => areas(), said => (many > 0).then_some("S"), webhooks => if many > 0 { webhooks } else { Vec::new() }, may_add => many == 0, most => 20, form => webhook_form(many) }
                })
                .to_vec(),
        ),
        ("pages/staff_webhook.html", [None, Some("staff"), Some("gone"), Some("failing")].map(webhook_page).to_vec()),
        (
            "pages/staff_numbers.html",
            [0, 1].map(numbers).to_vec(),
        ),
        ("pages/staff_member.html", [0, 1, 2].map(roll_page).to_vec()),
        ("pages/staff_articles.html", [0, 3].map(desk_articles).to_vec()),
        ("pages/staff_article.html", [0, 1, 2].map(desk_article_page).to_vec()),
        ("pages/staff_experiments.html", [0, 4].map(experiments).to_vec()),
        ("pages/staff_experiment.html", (0..4).map(experiment_page).collect()),
        ("pages/staff_experiment_new.html", [0, 1].map(experiment_form).to_vec()),
        ("pages/staff_programs.html", [0, 1, 2].map(programs).to_vec()),
        ("pages/api.html", vec![api()]),
        ("pages/staff_import.html", imports()),
        (
            "pages/forget.html",
            [(false, false), (false, true), (true, false)].map(|(done, is_member)| context! { address => (!done).then_some("a <b>"), is_member => is_member, token => "t", done => done }).to_vec(),
        ),
        ("letters/invitation.html", vec![context! { link => "https://x.example/l", forget => "https://x.example/u" }]),
        ("letters/invitation.txt", vec![context! { link => "https://x.example/l", forget => "https://x.example/u" }]),
        ("pages/staff_erase.html", [None, Some("E")].map(|error| context! { areas => areas(), member => roll_member(0), error => error }).to_vec()),
        ("letters/comment_answer.html", vec![letter(Some("Ana <b>")), letter(None)]),
        ("letters/comment_answer.txt", vec![letter(Some("Ana")), letter(None)]),
        ("letters/comment_digest.html", vec![digest(0), digest(1), digest(2)]),
        ("letters/comment_digest.txt", vec![digest(0), digest(1), digest(2)]),
        (
            "pages/article.html",
            vec![
                context! { discussion => context! { is_wall => true, count => 12 }, ..of_article(Some("ask"), None) },
                context! { variant => context! { heading => "H <i>", words => "W <b>", button => "B <i>", wall => "e.1" }, providers => providers(), ..of_article(Some("ask"), None) },
                under(discussion(vec![], true, None)),
                under(discussion(threads(), true, None)),
                under(discussion(threads(), false, None)),
            ],
        ),
    ]
}

fn passkey(label: &str, used: Value) -> Value {
    context! { id => "k", host => "news.example", label => label, made => date(), used => used }
}

fn webhook(paused: Option<&str>) -> Value {
    let or_empty = |text: &'static str| if paused == Some("staff") { text } else { "" };
    context! { id => "w", path => "/-/staff/webhooks/w", host => "hooks.example", description => or_empty("D <b>"), events => vec!["member.joined", "share.made"], site => or_empty("a.example"), paused => paused, failing_since => paused.is_none().then(date), has_addresses => paused.is_some() }
}

fn webhook_form(many: usize) -> Value {
    let error = (many > 0).then_some("E");
    let sites = if many > 0 { vec!["a.example", "b.example"] } else { vec!["a.example"] };
    let events = [true, false].map(|is_on| context! { name => "member.joined", label => "L", is_on => is_on });
    context! { url => "https://hooks.example/\"<", description => "D", events => events.to_vec(), site => "b.example", sites => sites, has_addresses => many > 0, error_url => error, error_events => error, error_site => error }
}

/// In each state, with every state of a delivery and every fault where it is paused.
fn webhook_page(paused: Option<&str>) -> Value {
    let delivery = |state: &str, status: Option<u16>, fault: &str| {
        context! { id => "d", event => "member.joined", at => date(), state => state, tries => 2, status => status, fault => fault, due => (state == "failed").then(date), may_be_sent => state != "sending" }
    };
    let states = ["waiting", "sending", "failed", "delivered", "given_up"].map(|state| delivery(state, Some(200), ""));
    let faults = ["not_allowed", "no_connection", "too_slow", "broken_off", "secret", "panic"]
        .map(|fault| delivery("failed", None, fault));
    let deliveries: Vec<Value> = if paused.is_some() { states.into_iter().chain(faults).collect() } else { Vec::new() };
    let is_first = paused.is_none();
    context! {
        areas => areas(), said => is_first.then_some("S"), webhook => webhook(paused), secret => is_first.then_some("whsec_AAAA"),
        old_secret_ends => is_first.then(date), tested => is_first.then(|| delivery("given_up", None, "too_slow")), deliveries => deliveries,
        older => (!is_first).then_some("/o"), newest => (!is_first).then_some("/n"), is_unsure => !is_first, form => webhook_form(usize::from(!is_first)),
    }
}

fn areas() -> Vec<Value> {
    [true, false].map(|here| context! { href => "/-/staff/members", label => "A", is_here => here }).to_vec()
}

fn typed(q: &str, news: &str) -> Value {
    let blocked = if news.is_empty() { "" } else { "yes" };
    context! { q => q, news => news, blocked => blocked, joined_from => "2026-10-04", joined_to => "", seen_since => "", not_seen_since => "", site => "a.example", way => "code", source => if q.is_empty() { "" } else { "import" }, unproved => "" }
}

/// A period in which nothing happened, and one with everything.
fn numbers(many: usize) -> Value {
    let beside =
        |now: i64, before: i64, change: Option<i64>| context! { now => now, before => before, change => change };
    let some = |row: Value| if many > 0 { vec![row] } else { Vec::new() };
    let messages = [
        "staff-numbers-views-stranger",
        "staff-numbers-views-guest",
        "staff-numbers-views-member",
        "staff-numbers-walls",
        "staff-numbers-addresses",
        "staff-numbers-joined",
        "staff-numbers-sign-ins",
        "staff-numbers-shares-made",
        "staff-numbers-shares-admitted",
        "staff-numbers-shares-joined",
        "staff-numbers-comments",
    ];
    let happened: Vec<Value> = messages.iter().enumerate().map(|(at, message)| context! { message => *message, numbers => beside(i64::try_from(at).expect("few"), 1, [None, Some(-3), Some(12)][at % 3]) }).collect();
    let steps = [
        "staff-numbers-walls",
        "staff-numbers-addresses",
        "staff-numbers-joined",
        "staff-numbers-back-7",
        "staff-numbers-back-30",
    ];
    let funnel: Vec<Value> = steps.iter().enumerate().map(|(at, message)| context! { message => *message, count => 9, rate => (at > 0).then_some(50), y => at * 36, width => 300 }).collect();
    let chart = context! { message => "staff-numbers-walls", width => 240, height => 80, most => 3, total => 4, bars => some(context! { x => 0, y => 0, height => 80, day => date(), readers => 3 }) };
    let ways: Vec<Value> =
        ["link", "code", "google"].map(|label| context! { label => label, numbers => beside(1, 2, None) }).to_vec();
    let article = |is_there: bool| is_there.then(|| context! { title => "A <i>", path => "https://news.example/a" });
    let channel = |message: Option<&str>| context! { message => message, label => "x", made => beside(1, 0, None), opened => beside(1, 0, None), admitted => beside(1, 0, None), joined => beside(1, 0, None) };
    let of = context! {
        charts => vec![chart],
        walls => if many > 0 { [true, false].map(|is_there| context! { article => article(is_there), walls => 30, views => 4, addresses => 3, joined => 1, per_thousand => 33 }).to_vec() } else { Vec::new() },
        sharing => (many > 0).then(|| context! { sharers => many, used_up => many, readers_each => "1.5", joined_each => "0.2" }),
        channels => if many > 0 { vec![channel(Some("share-x")), channel(None)] } else { Vec::new() },
        sharers => if many > 0 { [Some("ana@example.org"), None].map(|address| context! { address => address, path => "/-/staff/members/x", id => "x", readers => 3, joined => 1 }).to_vec() } else { Vec::new() },
    };
    context! {
        areas => areas(), days => 30, choices => [7, 30].map(|days| context! { days => days, path => "/-/staff/numbers?days=7", is_here => days == 30 }).to_vec(),
        narrow => (many > 0).then(|| context! { message => "staff-numbers-of-author", name => "Ana <b>" }), sites => vec!["news.example", "food.example"],
        sources => number_sources(many), from => date(), to => date(), happened => happened, funnel => funnel,
        ways => if many > 0 { ways.clone() } else { Vec::new() }, sign_ins => if many > 0 { ways } else { Vec::new() }, ..of
    }
}

fn number_sources(many: usize) -> Vec<Value> {
    let rows = |path: Option<&str>| {
        if many > 0 { vec![context! { name => "A <i>", path => path, joined => 3 }] } else { Vec::new() }
    };
    [
        ("staff-numbers-by-article", Some("/-/staff/numbers?article=x")),
        ("staff-numbers-by-author", Some("/a")),
        ("staff-numbers-by-topic", Some("/t")),
        ("staff-numbers-by-referrer", None),
        ("staff-numbers-by-campaign", None),
    ]
    .map(|(message, path)| context! { message => message, rows => rows(path) })
    .to_vec()
}

/// One article as the desk lists it: as its file has it, and as staff and programs have it.
fn desk_article(state: usize) -> Value {
    let access = ["staff-articles-registered", "staff-articles-public"][state % 2];
    context! {
        id => "a", path => "/-/staff/articles/a", url => "https://news.example/a", title => "A <i>", site => "news.example", author => "Ana",
        state => ["staff-articles-published", "staff-articles-due", "staff-articles-unpublished"][state % 3], is_there => state == 0,
        access => access, own_access => access, changed => (state > 0).then(date), published => date(), is_put => state > 0, source => "a.md",
        brought => context! { views => 4, walls => 30, addresses => 3, joined => 1, per_thousand => 33 },
    }
}

fn desk_articles(many: usize) -> Value {
    let rows: Vec<Value> = (0..many).map(desk_article).collect();
    context! { areas => areas(), articles => rows, days => 30, sites => vec!["news.example", "food.example"], typed => context! { q => "<x>", site => "food.example", changed => many > 0 }, older => (many > 0).then_some("/o"), newest => (many > 0).then_some("/n") }
}

fn desk_article_page(state: usize) -> Value {
    let deed = |who: Option<&str>| context! { at => date(), what => "W", who => who, before => "override: –", after => "override: public" };
    context! { areas => areas(), article => desk_article(state), days => 30, chosen => (state > 0).then_some("public"), said => (state > 0).then_some("S"), numbers => "/-/staff/numbers?article=a", deeds => if state > 0 { vec![deed(Some("ana@example.org")), deed(None)] } else { Vec::new() } }
}

/// One that runs, one that has ended, one whose variant is kept, and one whose variant was.
fn experiment(state: usize) -> Value {
    context! {
        id => "e", path => "/-/staff/experiments/e", name => "N <b>", site => "news.example", started => date(),
        ended => (state > 0).then(date), lifted => (state == 3).then(date), kept => (state > 1).then_some(2), is_kept => state == 2,
        variants => 3, articles => 120, verdict => "V <i>",
    }
}

fn experiments(many: usize) -> Value {
    let rows: Vec<Value> = (0..many).map(experiment).collect();
    context! { areas => areas(), experiments => rows, has_sites => many > 0, older => (many > 0).then_some("/o"), newest => (many > 0).then_some("/n") }
}

fn experiment_page(state: usize) -> Value {
    let none = || Value::from(());
    let bar = || context! { low => 10, width => 40, rate => 28, y => 36 };
    let row = |number: i64, is_measured: bool| context! { number => number, walls => 1000, addresses => 30, joined => 20, rate => is_measured.then_some("20.0"), low => is_measured.then_some("13.0"), high => is_measured.then_some("30.7"), bar => is_measured.then(bar) };
    let as_it_is = || context! { heading => none(), words => none(), button => none(), lead_words => none(), unlock => none(), providers => none(), is_as_it_is => true };
    let changed = |providers: Vec<&'static str>| context! { heading => "H <i>", words => "W <b>", button => "B <i>", lead_words => 40, unlock => "staff-experiments-asked", providers => providers, is_as_it_is => false };
    context! {
        areas => areas(), experiment => experiment(state), said => (state > 0).then_some("S"), results => vec![row(1, true), row(2, state > 0)], height => 72,
        changes => vec![as_it_is(), changed(vec!["Google <b>"]), changed(vec![])], named => vec![context! { title => "A <i>", path => "https://news.example/a" }],
        unnamed => state, to_keep => 1,
    }
}

fn experiment_form(state: usize) -> Value {
    let provider = |is_chosen: bool| context! { id => "google", label => "Google <b>", is_chosen => is_chosen };
    let variant = |number: i64| context! { number => number, heading => "H <i>", words => "W <b>", button => "B", lead => "x", unlock => "asked", providers => if state > 0 { vec![provider(true), provider(false)] } else { Vec::new() }, is_used => number == 3 };
    let most = context! { name => 80, heading => 120, words => 600, button => 60, lead_words => 2000, paths => 100 };
    context! { areas => areas(), error => (state > 0).then_some("E <b>"), name => "N <i>", articles => "/a\n<b>", site_typed => "food.example", sites => if state > 0 { vec!["news.example", "food.example"] } else { vec!["news.example"] }, variants => (1..=4).map(variant).collect::<Vec<Value>>(), most => most }
}

fn programs(state: usize) -> Value {
    let program = |ended: bool, used: bool| context! { id => "p", name => "P <b>", scopes => vec!["staff-scope-members-read", "staff-scope-numbers-read"], made => date(), expires => ended.then(date), used => used.then(date), ended => (ended && used).then(date), is_live => !ended };
    let rows =
        if state > 0 { vec![program(false, true), program(true, false), program(true, true)] } else { Vec::new() };
    let scope = |is_chosen: bool| context! { scope => "members:read", message => "staff-scope-members-read", is_chosen => is_chosen };
    context! { areas => areas(), programs => rows, scopes => vec![scope(true), scope(false)], days => vec![30, 90, 365], said => (state == 1).then_some("S"), error => (state == 2).then_some("E"), key => (state == 1).then_some("gfk_x"), typed_name => "N <b>", name_length => 60, document => "/-/api/openapi.json" }
}

fn api() -> Value {
    let kind =
        |name: &str, is_ours: bool, is_list: bool| context! { name => name, is_ours => is_ours, is_list => is_list };
    let operation = context! { id => "list", method => "GET", path => "/-/api/v1/members", heading => "Members", words => "W <b>", scope => "members:read", parameters => vec![context! { name => "limit", place => "query", words => "W", kind => kind("integer", false, false) }], body => kind("Member", true, false), answers => vec![context! { status => "200", words => "", kind => kind("Member", true, true) }, context! { status => "204", words => "Gone.", kind => Value::from(()) }] };
    let fields =
        vec![context! { name => "id", kind => kind("string, uuid", false, false), is_required => true, words => "W" }];
    context! { words => vec!["One.", "Two."], areas => vec![context! { name => "members", words => "W", operations => vec![operation] }], schemas => vec![context! { name => "Member", words => "W", fields => fields }] }
}

fn sources() -> Vec<Value> {
    ["share", "import"].map(|source| context! { source => source, label => format!("staff-source-{source}") }).to_vec()
}

/// The page of imports: with none, and with one in each state.
fn imports() -> Vec<Value> {
    let states = ["ready", "taking", "command", "cut-off", "done", "failed"];
    let page = |one: Option<Value>, many: bool| {
        let state = |name: &str| context! { href => "/i", at => date(), state => format!("staff-import-is-{name}"), rows => 12 };
        context! {
            areas => areas(), said => many.then_some("S"), error => many.then_some("E"), one => one, may_import => many,
            sites => if many { vec!["a.example", "b.example"] } else { vec!["a.example"] },
            imports => if many { states.map(state).to_vec() } else { Vec::new() },
        }
    };
    let one = |name: &str| {
        let (is_done, is_under_way) = (name == "done", matches!(name, "taking" | "command"));
        context! {
            id => "i", href => "/i", at => date(), state => format!("staff-import-is-{name}"), is_ready => name == "ready", is_under_way => is_under_way, is_over => is_done,
            counts => context! { fresh => 1200, known => 0, changed => 2, refused => 1 }, done => 3, rows => if name == "command" { 0 } else { 1203 },
            refusals => if is_under_way { Vec::new() } else { vec![context! { row => 7, field => "name", why => "W" }, context! { row => 8, field => "", why => "W" }] },
            ..context! { to_invite => 5, invited => 1, uninvited => i32::from(is_done), is_inviting => false, rate => 300 }
        }
    };
    let inviting = context! { is_inviting => true, rate => 0, uninvited => 0, ..one("done") };
    let mut pages = vec![page(None, false), page(Some(inviting), true)];
    pages.extend(states.map(|name| page(Some(one(name)), true)));
    pages
}

fn ways() -> Vec<Value> {
    vec![
        context! { way => "link", label => Value::from(()) },
        context! { way => "code", label => Value::from(()) },
        context! { way => "google", label => "Google" },
    ]
}

fn roll_member(state: usize) -> Value {
    let way = ["link", "code", "google"].get(state).copied();
    context! { id => "01a105ed-7310-71fe-88ca-6ef4fab4a8b3", path => "/-/staff/members/x", address => "ana@example.org", name => if state == 0 { "Ana <i>" } else { "" }, site => "news.example", joined => date(), proved => (state != 1).then(date), is_blocked => state == 2, role => (state == 0).then_some("owner"), seen => (state == 0).then(date), way => way, sources => if state == 1 { vec!["staff-source-share", "staff-source-import"] } else { Vec::new() }, news => state == 0 }
}

/// A member's page with everything, with little, and as one that staff may not touch.
fn roll_page(state: usize) -> Value {
    let some = |row: Value| if state == 0 { vec![row] } else { Vec::new() };
    let article = || (state == 0).then(|| context! { title => "A <i>", path => "https://news.example/a" });
    let comments: Vec<Value> = ["published", "held", "removed", "deleted"]
        .map(|state| context! { text => "T <b>", state => state, at => date(), article => article() })
        .to_vec();
    let letters: Vec<Value> = ["sent", "refused", "expired", "withheld", "waiting"].map(|state| context! { id => "l", kind => "welcome", message => (state != "sent").then_some("staff-letter-kind-welcome"), state => state, tries => 2, at => date(), ended => date(), answer => "550 <no>" }).to_vec();
    let consent = |is_granted: bool| context! { purpose => "news", is_granted => is_granted, wording => "W <b>", version => "abc", site => "news.example", language => "de", form => "account", method => "button", at => date() };
    let of = context! {
        consents => if state == 0 { vec![consent(true), consent(false)] } else { Vec::new() },
        comments => if state == 0 { comments } else { Vec::new() },
        letters => if state == 0 { letters } else { Vec::new() },
        shares => context! { links => 1, readers => 2, joined => 1, rows => some(context! { channel => "x", article => article(), made => date(), readers => 2, joined => 1 }) },
        deeds => some(context! { what => "W", at => date(), after => "kind: app" }),
    };
    context! {
        areas => areas(), said => (state == 0).then_some("S"), error => (state == 1).then_some("E"), member => roll_member(state), may_make_staff => state == 1, roles => vec!["owner", "editor", "desk"], came_for => article(),
        is_beyond => state == 1, is_self => state == 1, may_erase => true,
        identities => some(context! { provider => "google", shown => "ana", since => date(), used => date() }),
        sessions => some(context! { agent => "Firefox on Linux", since => date(), seen => date() }),
        ..of
    }
}

/// One or more contexts for each template that is rendered by itself; parts are rendered by those that hold them.
pub fn samples() -> BTreeMap<&'static str, Vec<Value>> {
    let none = || Value::from(());
    let list = || context! { cards => vec![card(), card()], page => 2, newer => "/", older => "/?page=3", heading => none(), json_ld => "{}" };
    let letter = || context! { id => "x", to => "ana@example.org", subject => "S", at => date(), text => "T", links => vec![context! { url => "https://x.example", label => "x" }] };
    let mut samples: BTreeMap<&'static str, Vec<Value>> = BTreeMap::new();
    let mut add = |name, contexts: Vec<Value>| drop(samples.insert(name, contexts));
    add(
        "pages/front.html",
        vec![
            list(),
            context! { cards => Vec::<Value>::new(), page => 1, newer => none(), older => none(), heading => none(), json_ld => "{}" },
            context! { ..bars()[0].clone(), ..list() },
            context! { ..bars()[1].clone(), ..list() },
        ],
    );
    add(
        "pages/article.html",
        vec![
            of_article(Some("ask"), None),
            of_article(Some("prove"), None),
            of_article(None, None),
            context! { contents => contents(), around => around(false), ..of_article(None, None) },
            context! { article => context! { image => context! { credit => "D <b>", ..image() }, kind => "interview", ..article() }, ..of_article(Some("ask"), None) },
            context! { article => context! { image => context! { width => none(), height => none(), srcset => "", caption => "", ..image() }, kicker => "K <i>", ..article() }, ..of_article(None, None) },
            of_article(None, Some(context! { kind => "asked" })),
            of_article(None, Some(context! { kind => "free_read", left => 1 })),
            of_article(None, Some(context! { kind => "free_read", left => 0 })),
            of_article(Some("expired"), None),
            of_article(Some("used_up"), None),
            of_article(Some("ended"), None),
            context! { shared_by => "Ana <b>", ..of_article(Some("invited"), None) },
            context! { providers => providers(), ..of_article(Some("ask"), None) },
            context! { providers => providers(), ..of_article(Some("prove"), None) },
            context! { providers => providers(), ..of_article(Some("invited"), None) },
            context! { providers => providers(), ..of_article(Some("ended"), None) },
            context! { share => share_box(false), ..of_article(None, None) },
            context! { guest => context! { name => "Ana <b>", join => "line", gave_address => false }, providers => providers(), ..of_article(None, None) },
            context! { guest => context! { name => none(), join => "form", gave_address => true }, share => share_box(true), providers => providers(), ..of_article(None, None) },
        ],
    );
    add(
        "pages/page.html",
        [("S <i>", date()), ("", none())]
            .map(|(summary, updated)| context! { page => context! { title => "P <i>", summary => summary, body => "<p>b</p>", updated => updated } })
            .to_vec(),
    );
    add("pages/author.html", vec![context! { author => author(), ..list() }]);
    add("pages/topic.html", vec![context! { topic => context! { name => "T", path => "/topics/t" }, ..list() }]);
    let sign_in = |error: Option<&str>, step_up: bool| context! { next => "/a", address => "x", error => error, news => true, step_up => step_up, notice => error.map(|_| "N <b>"), providers => providers() };
    add("pages/sign_in.html", vec![sign_in(None, false), sign_in(Some("Bad"), false), sign_in(Some("Bad"), true)]);
    let sent = |exhausted: bool, read_now: Option<&str>| context! { address => "a…a@example.org", error => "E", exhausted => exhausted, minutes => 10, letters => Value::from(()), read_now => read_now, by_friend => exhausted, next => "/a", provider => (!exhausted).then_some("A <b>"), is_told => read_now.is_none(), ask_again => "/-/sign-in?next=%2Fa" };
    add("pages/sent.html", vec![sent(false, None), sent(true, Some("/a#rest"))]);
    let link = |purpose: &str, ask_news: bool| context! { address => "a…a@example.org", current => "b…b@example.org", token => "t", purpose => purpose, ask_news => ask_news, provider => ask_news.then_some("A <b>"), connects => false, keeps_accounts => ask_news };
    add(
        "pages/link.html",
        vec![
            link("sign_in", true),
            context! { connects => true, ..link("sign_in", true) },
            link("sign_in", false),
            link("change_address", false),
        ],
    );
    add(
        "pages/link_dead.html",
        ["used", "expired", "unknown"]
            .map(|reason| context! { can_ask_again => reason == "used", token => "t", reason => reason })
            .to_vec(),
    );
    let link = |open: Value, asks_first: bool| context! { article => context! { path => "/a", title => "A <i>" }, channel => context! { id => "x", label => "X" }, url => "https://news.example/-/s/t", ends => date(), readers => 1, reader_limit => 50, open => open, share => share_box(asks_first) };
    add("pages/share.html", vec![link(context! { href => "https://x.com/", label => "L" }, false), link(none(), true)]);
    add(
        "pages/shares.html",
        vec![
            of_shares(&[], "", false),
            of_shares(&["live", "expired", "used_up", "ended"], "Ana <b>", true),
            of_shares(&["live"], "Ana", false),
            of_shares(&["live"], "", true),
        ],
    );
    add("pages/account_delete.html", vec![context! { address => "ana@example.org", error => "E" }]);
    add("pages/step_up.html", vec![context! { address => "ana@example.org", next => "/-/account" }]);
    add("pages/address_undo.html", [(true, false), (false, true), (false, false)].map(|(done, dead)| context! { address_old => "a", address_new => "b", token => "t", done => done, dead => dead }).to_vec());
    add(
        "pages/notice.html",
        vec![
            context! { heading => "H", words => "W", action => context! { label => "L", href => "/" } },
            context! { heading => "H", words => "W", action => none() },
        ],
    );
    add(
        "pages/join.html",
        vec![
            of_join(1, vec![brand(), brand()], none()),
            context! { signed_in => true, ..of_join(2, vec![brand()], none()) },
            context! { providers => providers(), ..of_join(0, vec![brand()], none()) },
            of_join(2, vec![brand()], own_join(true)),
            of_join(2, vec![brand()], own_join(false)),
        ],
    );
    add(
        "pages/unsubscribe.html",
        [true, false].map(|done| context! { address => "a", token => "t", done => done }).to_vec(),
    );
    add(
        "pages/error.html",
        vec![
            context! { status => 404, heading => "H", words => "W", actions => vec![context! { label => "L", href => "/" }], request_id => "r" },
        ],
    );
    add(
        "pages/demo_letters.html",
        vec![context! { letters => vec![letter()] }, context! { letters => Vec::<Value>::new() }],
    );
    add("pages/demo_letter.html", vec![context! { letter => letter() }]);
    let entry = context! { title => "A", url => "https://x.example/a", id => "urn:uuid:x", published => "p", updated => "u", author => "Ana", topics => vec!["T <b>"], summary => "S", lead => "<p>x</p>" };
    add(
        "feed.xml",
        vec![
            context! { entries => vec![entry], feed => context! { title => "T", author => "The Example", self_url => "s", home_url => "h", updated => "u", id => "i" } },
        ],
    );
    let news = context! { name => "N <b>", language => "en", published => "p", title => "T <i>" };
    add("sitemap_index.xml", vec![context! { sitemaps => vec![context! { loc => "l", lastmod => "m" }] }]);
    add(
        "sitemap.xml",
        vec![
            context! { urls => vec![context! { loc => "l", lastmod => "m", news => news }, context! { loc => "l", lastmod => none(), news => none() }] },
        ],
    );
    add(
        "robots.txt",
        [vec![], vec!["A", "B"]]
            .map(|names| context! { sitemap => "s", denied => names.clone(), lines => names })
            .to_vec(),
    );
    let sign_in = |kind: &str, provider: Option<&str>| context! { link => "https://x.example/l", code => "1234 5678", minutes => 10, kind => kind, provider => provider };
    for name in ["letters/sign_in.html", "letters/sign_in.txt"] {
        add(name, vec![sign_in("sign_in", None), sign_in("sign_in", Some("A")), sign_in("change_address", None)]);
    }
    for name in ["letters/welcome.html", "letters/welcome.txt"] {
        add(
            name,
            vec![
                context! { unsubscribe => "https://x.example/u", account => "https://x.example/a" },
                context! { unsubscribe => none(), account => "a" },
            ],
        );
    }
    for name in ["letters/address_changed.html", "letters/address_changed.txt"] {
        add(name, vec![context! { undo => "https://x.example/u", days => 7, when => date() }]);
    }
    for name in ["letters/new_browser.html", "letters/new_browser.txt"] {
        add(name, vec![context! { agent => "Firefox on Linux", when => date(), account => "https://x.example/a" }]);
    }
    for name in ["letters/account_deleted.html", "letters/account_deleted.txt"] {
        add(name, vec![context! { when => date() }]);
    }
    samples.extend(samples_of_accounts());
    for (name, contexts) in samples_of_comments() {
        samples.entry(name).or_default().extend(contexts);
    }
    samples
}

#[test]
fn every_template_renders_with_its_sample() {
    let templates = Templates::load(None).expect("they compile");
    let samples = samples();
    let alone = |name: &str| {
        !name.starts_with("parts/") && !matches!(name, "layout.html" | "letters/layout.html" | "letters/button.html")
    };
    for name in Templates::names().filter(|name| alone(name)) {
        let contexts = samples.get(name.as_str()).unwrap_or_else(|| panic!("{name} has no sample here"));
        for own in contexts {
            let text = templates
                .render(&name, &context! { ..own.clone(), ..every() })
                .unwrap_or_else(|error| panic!("{error}"));
            assert!(!text.contains("<i>") && !text.contains("<b>"), "{name} escapes what it is given");
            assert!(
                name.starts_with("letters/")
                    || (!text.contains(" style=") && !text.contains("<style") && !text.contains(" onclick")),
                "{name}"
            );
        }
    }
}

fn rendered(name: &str, own: Value) -> String {
    let templates = Templates::load(None).expect("they compile");
    templates.render(name, &context! { ..own, ..every() }).unwrap_or_else(|error| panic!("{error}"))
}

#[test]
fn each_kind_of_provider_has_a_mark_of_its_own_and_an_unknown_one_gets_the_key() {
    let mark = |kind: &str| rendered("parts/mark.html", context! { kind => kind });
    // Where authors are found elsewhere has marks of the same row.
    let kinds = || KINDS.into_iter().chain(["mastodon", "web"]);
    let marks: std::collections::BTreeSet<String> = kinds().map(mark).collect();
    assert_eq!(marks.len(), kinds().count());
    assert!(marks.iter().all(|mark| mark.contains(r#"aria-hidden="true" focusable="false""#)));
    assert_eq!(mark("new"), mark("oidc"));
}

#[test]
fn a_provider_is_a_link_that_keeps_the_way_back() {
    let page = rendered("parts/providers.html", context! { providers => providers(), next => "/a?b=c&d" });
    assert!(page.contains(r#"rel="nofollow" href="/-/sign-in/with/google?next=/a%3Fb%3Dc%26d""#), "{page}");
    assert!(page.contains("Continue with The &lt;b&gt; account"), "{page}");
}

#[test]
fn who_confirms_an_address_again_is_offered_no_provider() {
    let page = |step_up: bool| {
        let own = context! { next => "/a", address => "", error => Value::from(()), news => false, step_up => step_up, notice => Value::from(()), providers => providers() };
        rendered("pages/sign_in.html", own)
    };
    assert!(page(false).contains("/-/sign-in/with/google"));
    assert!(!page(true).contains("/-/sign-in/with/"));
}

#[test]
fn the_account_page_is_silent_about_providers_where_there_are_none() {
    let page = |identities, link_providers| rendered("pages/account.html", of_account(identities, link_providers));
    assert!(!page(vec![], vec![]).contains("Accounts you sign in with"));
    assert!(page(vec![], providers()).contains("Connect an account you already have"));
    assert!(
        page(vec![identity("a@b.example")], vec![])
            .contains("Disconnect<span class=\"unseen\"> A &lt;b&gt;, a@b.example")
    );
}

#[test]
fn a_form_for_an_address_goes_where_its_page_says() {
    let own = context! { provider => "X", address => "", error => Value::from(()), news => false, next => "/a" };
    assert!(rendered("pages/with_address.html", own).contains(r#"action="/-/sign-in/address""#));
    assert!(rendered("pages/article.html", of_article(Some("ask"), None)).contains(r#"action="/-/sign-in""#));
}

fn overriding(name: &str, text: &str) -> (tempfile::TempDir, Result<Templates, String>) {
    let dir = tempfile::TempDir::new().expect("a folder");
    let path = dir.path().join(name);
    std::fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
    std::fs::write(path, text).expect("a file");
    let loaded = Templates::load(Some(dir.path())).map_err(|error| error.to_string());
    (dir, loaded)
}

#[test]
fn a_folders_own_template_wins() {
    let (_dir, templates) = overriding("parts/news_wording.html", "Our own words for {{ site.name }}.");
    let text = templates
        .expect("it compiles")
        .render("parts/news_wording.html", &context! { site => site() })
        .expect("it renders");
    assert_eq!(text, "Our own words for The Example.");
}

#[test]
fn an_override_may_use_all_that_its_template_is_given_and_parts_of_its_own() {
    let (_dir, templates) =
        overriding("pages/front.html", "{% for card in cards %}{{ card.title }} {% endfor %}{{ page }}{{ styles }}");
    let given = context! { cards => vec![card()], page => 1, styles => "s" };
    assert!(
        templates.expect("it compiles").render("pages/front.html", &given).expect("it renders").contains("A &lt;i&gt;")
    );
    let (_dir, templates) = overriding("parts/wall.html", "{{ article.title }} {{ next }}");
    templates.expect("a part may use what its page is given");
    let dir = tempfile::TempDir::new().expect("a folder");
    for (name, text) in [("pages/join.html", "{% include \"parts/ours.html\" %}"), ("parts/ours.html", "our own part")]
    {
        std::fs::create_dir_all(dir.path().join(name).parent().expect("a parent")).expect("a folder");
        std::fs::write(dir.path().join(name), text).expect("a file");
    }
    let text = Templates::load(Some(dir.path()))
        .expect("it compiles")
        .render("pages/join.html", &context! {})
        .expect("it renders");
    assert_eq!(text, "our own part");
}

#[test]
fn a_broken_override_is_told_with_file_and_line() {
    let (dir, templates) = overriding("pages/join.html", "line one\n{% if %}\n");
    let error = templates.expect_err("it does not compile");
    assert!(error.contains(&format!("{}:2", dir.path().join("pages/join.html").display())), "{error}");
    let (_dir, templates) = overriding(
        "pages/join.html",
        "{% extends \"layout.html\" %}\n\n{% block main %}{{ gated_cuont }}{% endblock %}",
    );
    let error = templates.expect_err("it uses what it is not given");
    assert!(error.contains("join.html:3") && error.contains("gated_cuont"), "{error}");
    assert!(Templates::load(Some(Path::new("/nonexistent"))).is_err());
}
