//! Signing in with an account elsewhere: there and back, the member and their accounts, and what is counted.

use gatefold::clock::{hours, minutes};
use gatefold::sign_in::rule::{Asks, Facts, Held, Step, Told, decide};
use serde_json::json;

use crate::database::{count, dump};
use crate::harness::provider::Seen;
use crate::harness::social::{self, Person, be, come, depart};
use crate::harness::{Browser, Engine, Mail, ORIGIN, Provider, REST_CANARY, TestApp};

fn query(location: &str) -> std::collections::BTreeMap<String, String> {
    url::Url::parse(location).expect("a URL").query_pairs().into_owned().collect()
}

fn subjects(letters: &[Mail]) -> Vec<String> {
    letters.iter().map(Mail::subject).collect()
}

/// The rule of who comes in by an account elsewhere, to be read as a diff.
#[test]
fn what_follows_from_each_combination() {
    let mut table = String::new();
    for asks in [Asks::SignIn, Asks::SignInOver, Asks::Connect, Asks::ConnectStale] {
        for held in [Held::Nobody, Held::Own, Held::Member, Held::Blocked] {
            for told in [Told::Nothing, Told::Claimed, Told::Proved] {
                for is_address_taken in [false, true] {
                    let step = decide(Facts { held, told, is_address_taken, asks });
                    let taken = if is_address_taken { "taken" } else { "free" };
                    table += &format!("{asks:?}, held by {held:?}, {told:?}, {taken}: {step:?}\n");
                    let may_join =
                        asks == Asks::SignIn && held == Held::Nobody && told == Told::Proved && !is_address_taken;
                    assert_eq!(step == Step::Join, may_join);
                    assert!(step != Step::SignIn || matches!(held, Held::Own | Held::Member));
                }
            }
        }
    }
    insta::assert_snapshot!(table);
}

fn token_request(idp: &Provider) -> Seen {
    idp.requests().into_iter().rfind(|seen| seen.path.ends_with("/token")).expect("a code was exchanged")
}

async fn account_page(browser: &Browser) -> String {
    browser.get("/-/account").await.is(200).text()
}

/// The link by which the account page connects a provider.
async fn connect_link(browser: &Browser, provider: &str) -> String {
    let page = account_page(browser).await.replace("&#x2f;", "/");
    let start = format!("/-/sign-in/with/{provider}?connect=");
    let at = page.find(&start).expect("a button that connects");
    page[at..].split('"').next().expect("the end of a link").to_owned()
}

async fn connect(browser: &Browser, idp: &Provider, provider: &str) -> crate::harness::Page {
    let link = connect_link(browser, provider).await;
    let location = browser.get(&link).await.is(303).location().to_owned();
    browser.get(&idp.allow(&location)).await
}

async fn disconnect_ids(browser: &Browser) -> Vec<String> {
    let page = account_page(browser).await;
    let forms = page.split("/-/account/identities/unlink").skip(1);
    forms.filter_map(|form| form.split("value=\"").nth(1)?.split('"').next().map(str::to_owned)).collect()
}

with_provider! {
    async fn from_the_wall_there_and_back_into_the_whole_article(app, idp) {
        be(&idp, "google", &Person::proved("ana-1", "ana@gmail.com"));
        let ana = app.stranger();
        ana.get("/slow-bread").await.is(200).shows("id=\"wall\"").shows("/-/sign-in/with/google?next=/slow-bread")
            .shows("Continue with Google").hides(REST_CANARY);
        let location = depart(&ana, "google", "/slow-bread").await;
        let asked = query(&location);
        assert_eq!(asked["redirect_uri"], format!("{ORIGIN}/-/sign-in/with/google/callback"));
        assert_eq!((asked["response_type"].as_str(), asked["scope"].as_str()), ("code", "openid email profile"));
        assert_eq!((asked["code_challenge_method"].as_str(), asked["code_challenge"].len()), ("S256", 43));
        assert!(asked["state"].len() == 43 && asked["nonce"].len() == 43 && asked["nonce"] != asked["state"]);
        let back = ana.get(&idp.allow(&location)).await.is(303);
        assert_eq!(back.location(), "/-/sign-in/welcome?next=%2Fslow-bread");
        assert_eq!(back.header("referrer-policy"), "same-origin");
        let page = ana.get(back.location()).await.is(200).shows("ana@gmail.com").shows("Google");
        assert!(page.has("action=\"/-/sign-in/welcome#rest\""));
        let read_on = ana.post("/-/sign-in/welcome", &[("news", "yes"), ("next", "/slow-bread")]).await.is(303);
        assert_eq!(read_on.location(), "/slow-bread");
        ana.get("/slow-bread").await.is(200).shows(REST_CANARY);
        assert_eq!(count(&app, "SELECT COUNT(*) FROM consent WHERE form = 'welcome' AND is_granted").await, 1);
        assert_eq!(subjects(&app.deliver().await), ["Welcome to The Example"]);
        account_page(&ana).await.contains("Ana Alm").then_some(()).expect("the name came along");
        // Asked once: the page leads on.
        assert_eq!(ana.get("/-/sign-in/welcome?next=%2Fopen").await.is(303).location(), "/open");
        // A second time, in the same browser and in another: straight in.
        ana.post("/-/sign-out", &[]).await.is(303);
        assert_eq!(come(&ana, &idp, "google", "/slow-bread").await.is(303).location(), "/slow-bread#rest");
        assert!(app.deliver().await.is_empty(), "this browser is known");
        let phone = app.stranger();
        assert_eq!(come(&phone, &idp, "google", "/slow-bread").await.is(303).location(), "/slow-bread#rest");
        phone.get("/slow-bread").await.is(200).shows(REST_CANARY);
        assert_eq!(subjects(&app.deliver().await), ["New sign-in to The Example"]);
        assert_eq!(count(&app, "SELECT COUNT(*) FROM member").await, 1);
        assert_eq!(count(&app, "SELECT COUNT(*) FROM identity").await, 1);
    }

    async fn a_no_to_news_is_put_down_too_and_a_page_nobody_answers_is_asked_again(app, idp) {
        be(&idp, "google", &Person::proved("ana-1", "ana@gmail.com"));
        let ana = app.stranger();
        come(&ana, &idp, "google", "/slow-bread").await.is(303);
        ana.get("/slow-bread").await.is(200).shows(REST_CANARY);
        ana.get("/-/sign-in/welcome").await.is(200);
        ana.post("/-/sign-in/welcome", &[("news", "perhaps")]).await.is(400);
        assert_eq!(ana.post("/-/sign-in/welcome", &[("news", "no"), ("next", "//evil.example")]).await.is(303).location(), "/");
        assert_eq!(count(&app, "SELECT COUNT(*) FROM consent WHERE NOT is_granted").await, 1);
        app.stranger().get("/-/sign-in/welcome").await.is(303);
        app.stranger().post("/-/sign-in/welcome", &[("news", "yes")]).await.is(303);
        assert_eq!(count(&app, "SELECT COUNT(*) FROM consent").await, 1);
    }

    async fn every_kind_signs_in_in_its_own_way(app, idp) {
        for (number, kind) in social::ALL.into_iter().enumerate() {
            let address = format!("reader{number}@example.org");
            be(&idp, kind, &Person::proved(&format!("subject-{number}"), &address));
            let reader = app.stranger();
            let location = depart(&reader, kind, "/slow-bread").await;
            let asked = query(&location);
            assert_eq!(asked["code_challenge_method"], "S256", "{kind}");
            assert_eq!(asked["redirect_uri"], format!("{ORIGIN}/-/sign-in/with/{kind}/callback"));
            assert_eq!(asked.contains_key("nonce"), !matches!(kind, "github" | "facebook" | "x"), "{kind}");
            assert_eq!(asked.get("response_mode").map(String::as_str), (kind == "apple").then_some("form_post"), "{kind}");
            idp.clear();
            come(&reader, &idp, kind, "/slow-bread").await.is(303);
            let exchanged = token_request(&idp);
            assert_eq!(exchanged.field("code_verifier").is_some(), kind != "linkedin", "{kind}");
            let secret = exchanged.field("client_secret").map(str::to_owned).or_else(|| exchanged.basic().map(|(_, secret)| secret));
            let secret = secret.expect("the client shows who it is");
            assert_eq!(exchanged.basic().is_some(), matches!(kind, "x" | "oidc" | "untrusted"), "{kind}");
            assert_eq!(secret == "wire-secret", kind != "apple", "{kind}");
            if !reader.is_signed_in().await {
                let letter = app.deliver().await.into_iter().find(|mail| mail.code().is_some()).expect("our letter");
                reader.post("/-/sign-in/code", &[("code", &letter.code().expect("a code"))]).await.is(303);
            }
            reader.get("/slow-bread").await.is(200).shows(REST_CANARY);
            // Known from now on, with no letter between.
            let again = app.stranger();
            assert_eq!(come(&again, &idp, kind, "/slow-bread").await.is(303).location(), "/slow-bread#rest", "{kind}");
            assert!(again.is_signed_in().await, "{kind}");
            app.advance(minutes(40));
            let now = app.clock.now().as_seconds();
            idp.change(|script| script.now = now);
            app.deliver().await;
        }
        assert_eq!(count(&app, "SELECT COUNT(*) FROM member").await, 10);
        // The recording provider is the one issuer of several kinds, each with a subject of its own.
        assert_eq!(count(&app, "SELECT COUNT(*) FROM identity").await, 10);
        let agent = idp.requests().into_iter().find_map(|seen| seen.header("user-agent").map(str::to_owned));
        assert!(agent.is_some_and(|agent| agent.starts_with("Gatefold/")));
    }

    async fn nothing_that_a_provider_handed_out_is_kept(app, idp) {
        for (number, kind) in ["google", "github", "x", "microsoft"].into_iter().enumerate() {
            be(&idp, kind, &Person::proved(&format!("s{number}"), &format!("r{number}@example.org")));
            let reader = app.stranger();
            let page = come(&reader, &idp, kind, "/").await.is(303);
            let tokens = idp.access_tokens();
            assert!(tokens.iter().all(|token| !page.has(token) && !page.cookies().iter().any(|line| line.contains(token))));
        }
        let (dump, tokens) = (dump(&app).await, idp.access_tokens());
        assert_eq!(tokens.len(), 4);
        for token in tokens {
            let hex: String = token.bytes().map(|byte| format!("{byte:02x}")).collect();
            assert!(!dump.contains(&token) && !dump.contains(&hex));
        }
        for seen in idp.requests().iter().filter(|seen| seen.path.ends_with("/token")) {
            for name in ["code", "code_verifier", "client_secret"] {
                assert!(seen.field(name).is_none_or(|value| !dump.contains(value)), "{name}");
            }
        }
    }

    async fn an_account_without_an_address_is_asked_for_one(app, idp) {
        for (number, kind) in ["x", "facebook", "github", "oidc"].into_iter().enumerate() {
            be(&idp, kind, &Person { subject: &format!("s{number}"), address: "", flag: None });
            let reader = app.stranger();
            assert_eq!(come(&reader, &idp, kind, "/slow-bread").await.is(303).location(), "/-/sign-in/address");
            assert!(app.deliver().await.is_empty());
            reader.get("/-/sign-in/address").await.is(200).shows("action=\"/-/sign-in/address\"").shows("did not tell");
            reader.post("/-/sign-in/address", &[("address", "not one")]).await.is(422).shows("value=\"not one\"");
            let address = format!("reader{number}@example.org");
            let sent = reader.post("/-/sign-in/address", &[("address", &address), ("news", "yes")]).await.is(303);
            assert_eq!(sent.location(), "/-/sign-in/sent");
            let letter = app.deliver().await.remove(0);
            let proved = reader.post("/-/sign-in/code", &[("code", &letter.code().expect("a code"))]).await.is(303);
            assert_eq!(proved.location(), "/slow-bread");
            app.deliver().await;
            let again = app.stranger();
            assert_eq!(come(&again, &idp, kind, "/slow-bread").await.is(303).location(), "/slow-bread#rest");
            account_page(&again).await.contains(&address).then_some(()).expect("the member who gave the address");
            app.deliver().await;
        }
        assert_eq!(count(&app, "SELECT COUNT(*) FROM consent WHERE is_granted").await, 4);
        // Of no use to anybody else, and not for long.
        assert_eq!(app.stranger().get("/-/sign-in/address").await.is(303).location(), "/-/sign-in");
        be(&idp, "x", &Person { subject: "late", address: "", flag: None });
        let late = app.stranger();
        come(&late, &idp, "x", "/").await.is(303);
        app.advance(minutes(10));
        assert_eq!(late.get("/-/sign-in/address").await.is(303).location(), "/-/sign-in");
        assert_eq!(late.post("/-/sign-in/address", &[("address", "late@example.org")]).await.is(303).location(), "/-/sign-in");
    }

    async fn a_github_list_that_is_not_open_to_us_is_no_address(app, idp) {
        be(&idp, "github", &Person::proved("s", "ana@example.org"));
        let fault = crate::harness::provider::Fault::Answer { status: 403, content_type: "application/json", body: "{}".to_owned() };
        idp.change(|script| drop(script.faults.insert("/addresses", fault)));
        let ana = app.stranger();
        assert_eq!(come(&ana, &idp, "github", "/").await.is(303).location(), "/-/sign-in/address");
    }

    async fn who_types_the_code_after_an_account_is_asked_about_news(app, idp) {
        be(&idp, "facebook", &Person::claimed("f", "ana@example.org"));
        let ana = app.stranger();
        come(&ana, &idp, "facebook", "/slow-bread").await.is(303);
        let code = app.deliver().await.remove(0).code().expect("a code");
        let proved = ana.post("/-/sign-in/code", &[("code", &code)]).await.is(303);
        assert_eq!(proved.location(), "/-/sign-in/welcome?next=%2Fslow-bread");
    }

    async fn a_member_connects_and_disconnects_accounts(app, idp) {
        let ana = app.member("ana@example.org").await;
        be(&idp, "github", &Person::claimed("gh", "other@example.org"));
        assert_eq!(connect(&ana, &idp, "github").await.is(303).location(), "/-/account?saved=connected");
        ana.get("/-/account?saved=connected").await.is(200).shows("From now on it signs you in").shows("other@example.org");
        assert_eq!(subjects(&app.deliver().await), ["An account was connected at The Example"]);
        assert_eq!(connect(&ana, &idp, "github").await.is(303).location(), "/-/account?saved=already-connected");
        let phone = app.stranger();
        assert_eq!(come(&phone, &idp, "github", "/slow-bread").await.is(303).location(), "/slow-bread#rest");
        account_page(&phone).await.contains("ana@example.org").then_some(()).expect("it is their account");
        app.deliver().await;
        // Another member cannot have it, and learns nothing of whose it is.
        let bea = app.member("bea@example.org").await;
        assert_eq!(connect(&bea, &idp, "github").await.is(303).location(), "/-/account?problem=anothers");
        bea.get("/-/account?problem=anothers").await.is(200).shows("another membership").hides("ana@example.org");
        let id = disconnect_ids(&ana).await.remove(0);
        bea.post("/-/account/identities/unlink", &[("id", &id)]).await.is(404);
        ana.post("/-/account/identities/unlink", &[("id", "x")]).await.is(404);
        assert_eq!(ana.post("/-/account/identities/unlink", &[("id", &id)]).await.is(303).location(), "/-/account?saved=disconnected");
        assert_eq!(subjects(&app.deliver().await), ["An account was disconnected at The Example"]);
        ana.post("/-/account/identities/unlink", &[("id", &id)]).await.is(404);
        assert_eq!(count(&app, "SELECT COUNT(*) FROM identity").await, 0);
        // It is nobody's now: the letter decides again. The address always signs in.
        assert_eq!(come(&app.stranger(), &idp, "github", "/").await.is(303).location(), "/-/sign-in/sent");
        app.advance(hours(1));
        app.deliver().await;
        app.member("ana@example.org").await;
    }

    async fn connecting_and_disconnecting_want_a_fresh_sign_in(app, idp) {
        let ana = app.member("ana@example.org").await;
        be(&idp, "github", &Person::claimed("gh", "ana@example.org"));
        connect(&ana, &idp, "github").await.is(303);
        let (link, id) = (connect_link(&ana, "google").await, disconnect_ids(&ana).await.remove(0));
        app.advance(minutes(9));
        let location = ana.get(&link).await.is(303).location().to_owned();
        app.advance(minutes(2));
        let now = app.clock.now().as_seconds();
        idp.change(|script| script.now = now);
        // Begun while it was fresh, and over when they came back.
        let back = ana.get(&idp.allow(&location)).await.is(303);
        assert_eq!(back.location(), "/-/account?problem=not-fresh");
        ana.get(&link).await.is(401).shows("Confirm it is you");
        ana.post("/-/account/identities/unlink", &[("id", &id)]).await.is(401);
        assert_eq!(count(&app, "SELECT COUNT(*) FROM identity").await, 1);
    }

    async fn only_our_own_page_begins_to_connect_and_only_in_its_session(app, idp) {
        let (ana, bea) = (app.member("ana@example.org").await, app.member("bea@example.org").await);
        let link = connect_link(&ana, "github").await;
        bea.get(&link).await.is(400);
        ana.get("/-/sign-in/with/github?connect=").await.is(400);
        ana.get("/-/sign-in/with/github?connect=AAAA").await.is(400);
        ana.get(&link.replace("github", "google")).await.is(400);
        assert_eq!(app.stranger().get(&link).await.is(303).location(), "/-/sign-in?next=%2F-%2Faccount");
        // Whoever is signed in and no longer the one who began connects nothing.
        be(&idp, "github", &Person::claimed("gh", "ana@example.org"));
        let location = ana.get(&link).await.is(303).location().to_owned();
        let back = idp.allow(&location);
        ana.post("/-/sign-out", &[]).await.is(303);
        assert_eq!(ana.get(&back).await.is(303).location(), "/-/account?problem=not-fresh");
        assert_eq!(count(&app, "SELECT COUNT(*) FROM identity").await, 0);
        // Without the token a member who is signed in just goes on.
        assert_eq!(bea.get("/-/sign-in/with/github?next=/slow-bread").await.is(303).location(), "/slow-bread#rest");
    }

    async fn a_session_that_was_ended_connects_nothing_and_changes_nothing_on_any_instance(app, idp) {
        let thief = app.member("ana@example.org").await;
        be(&idp, "github", &Person::claimed("thief", "thief@example.org"));
        let (_elsewhere, front) = app.restarted().await;
        let there = thief.moved_to(&front);
        let link = connect_link(&there, "github").await;
        let begun = idp.allow(there.get(&link).await.is(303).location());
        // Its copy is warm on the other instance while its owner ends it here.
        thief.post("/-/account/sessions/end-all", &[]).await.is(303);
        assert_eq!(there.get(&begun).await.is(303).location(), "/-/account?problem=not-fresh");
        for page in [
            there.get(&link).await,
            there.post("/-/account/address", &[("address", "thief@example.org")]).await,
            there.get("/-/account/data").await,
            there.post("/-/account/delete", &[("sure", "yes")]).await,
        ] {
            assert!(matches!(page.status, 401 | 303), "{}", page.status);
        }
        assert_eq!(count(&app, "SELECT COUNT(*) FROM identity").await, 0);
        assert_eq!(count(&app, "SELECT COUNT(*) FROM member").await, 1);
        assert_eq!(count(&app, "SELECT COUNT(*) FROM challenge WHERE purpose = 'change_address'").await, 0);
    }

    async fn a_change_of_address_that_somebody_else_confirms_leaves_no_account_behind(app, idp) {
        be(&idp, "google", &Person::proved("trojan", "attacker@gmail.com"));
        let attacker = app.stranger();
        come(&attacker, &idp, "google", "/").await.is(303);
        app.deliver().await;
        attacker.post("/-/account/address", &[("address", "newbie@example.org")]).await.is(303);
        let link = app.deliver().await.remove(0).link().expect("a link");
        let newbie = app.stranger();
        newbie.open(&link).await.is(200).shows("are disconnected");
        newbie.prove_link(&link).await.is(303);
        assert_eq!(count(&app, "SELECT COUNT(*) FROM identity").await, 0);
        let again = app.stranger();
        assert_eq!(come(&again, &idp, "google", "/").await.is(303).location(), "/-/sign-in/welcome?next=%2F");
        again.get("/-/account").await.is(200).hides("newbie@example.org");
        // One that is confirmed where it was asked for keeps them.
        app.deliver().await;
        again.post("/-/account/address", &[("address", "ana@example.org")]).await.is(303);
        let code = app.deliver().await.remove(0).code().expect("a code");
        again.post("/-/sign-in/code", &[("code", &code)]).await.is(303);
        assert_eq!(count(&app, "SELECT COUNT(*) FROM identity").await, 1);
    }

    async fn a_change_of_address_ends_with_the_session_that_asked_for_it(app, idp) {
        be(&idp, "google", &Person::proved("ana", "ana@gmail.com"));
        for way in ["end one", "end all", "sign out", "come by an account"] {
            let owner = app.stranger();
            come(&owner, &idp, "google", "/").await.is(303);
            app.deliver().await;
            let thief = app.stranger();
            come(&thief, &idp, "google", "/").await.is(303);
            app.deliver().await;
            thief.post("/-/account/address", &[("address", "thief@example.org")]).await.is(303);
            let code = app.deliver().await.remove(0).code().expect("a code");
            match way {
                "end one" => {
                    let page = account_page(&owner).await;
                    let form = page.split("/-/account/sessions/end\"").nth(1).expect("another browser");
                    let id = form.split("value=\"").nth(1).and_then(|rest| rest.split('"').next()).expect("an id");
                    owner.post("/-/account/sessions/end", &[("id", id)]).await.is(303);
                }
                "end all" => drop(owner.post("/-/account/sessions/end-all", &[]).await.is(303)),
                "sign out" => drop(thief.post("/-/sign-out", &[]).await.is(303)),
                _ => drop(come(&app.stranger(), &idp, "google", "/").await.is(303)),
            }
            let proved = thief.post("/-/sign-in/code", &[("code", &code)]).await;
            assert_eq!(proved.status, 422, "{way}");
            assert_eq!(count(&app, "SELECT COUNT(*) FROM member WHERE address = 'ana@gmail.com'").await, 1, "{way}");
            assert_eq!(count(&app, "SELECT COUNT(*) FROM identity").await, 1, "{way}");
            app.advance(hours(1));
            let now = app.clock.now().as_seconds();
            idp.change(|script| script.now = now);
            app.deliver().await;
        }
    }

    async fn an_account_is_not_hung_on_a_letter_that_did_not_name_it(app, idp, "[limits]\nletters_per_address_burst = 1\n") {
        let bea = app.stranger();
        bea.ask("bea@example.org", "/").await.is(303);
        let code = app.deliver().await.remove(0).code().expect("a code");
        be(&idp, "github", &Person::claimed("attacker", "bea@example.org"));
        assert_eq!(come(&bea, &idp, "github", "/").await.is(303).location(), "/-/sign-in/sent");
        assert!(app.deliver().await.is_empty(), "the second letter was withheld");
        bea.get("/-/sign-in/sent").await.is(200).hides("GitHub");
        bea.post("/-/sign-in/code", &[("code", &code)]).await.is(303);
        assert_eq!(count(&app, "SELECT COUNT(*) FROM identity").await, 0);
        // The same account again keeps the letter that named it good for it.
        be(&idp, "github", &Person::claimed("cid", "cid@example.org"));
        app.deliver().await;
        let cid = app.stranger();
        come(&cid, &idp, "github", "/").await.is(303);
        let code = app.deliver().await.remove(0).code().expect("a code");
        come(&cid, &idp, "github", "/").await.is(303);
        assert!(app.deliver().await.is_empty());
        cid.post("/-/sign-in/code", &[("code", &code)]).await.is(303);
        assert_eq!(count(&app, "SELECT COUNT(*) FROM identity").await, 1);
    }

    async fn nobody_is_signed_out_in_favour_of_another_without_a_word(app, idp) {
        be(&idp, "google", &Person::proved("ana", "ana@gmail.com"));
        let shared = app.stranger();
        let back = idp.allow(&depart(&shared, "google", "/slow-bread").await);
        app.sign_in(&shared, "bea@example.org").await;
        assert_eq!(shared.get(&back).await.is(303).location(), "/-/account?problem=signed-in");
        shared.get("/-/account?problem=signed-in").await.is(200).shows("bea@example.org").shows("sign out first");
        assert_eq!(count(&app, "SELECT COUNT(*) FROM member").await, 1);
        // Whoever has no account elsewhere is not asked what a newcomer by one is asked.
        assert_eq!(shared.get("/-/sign-in/welcome?next=/open").await.is(303).location(), "/open");
    }

    async fn accounts_that_were_not_connected_are_forgotten_with_their_letter(app, idp) {
        be(&idp, "facebook", &Person::claimed("never-connected", "ana@example.org"));
        come(&app.stranger(), &idp, "facebook", "/").await.is(303);
        assert_eq!(count(&app, "SELECT COUNT(*) FROM challenge WHERE account IS NOT NULL").await, 1);
        assert_eq!(count(&app, "SELECT COUNT(*) FROM used_state").await, 1);
        app.advance(minutes(20));
        gatefold::server::clean_up(&app.app).await.expect("a clean-up");
        assert_eq!(count(&app, "SELECT COUNT(*) FROM challenge WHERE account IS NOT NULL").await, 0);
        assert_eq!(count(&app, "SELECT COUNT(*) FROM used_state").await, 0);
        assert_eq!(count(&app, "SELECT COUNT(*) FROM challenge").await, 1);
    }

    async fn a_blocked_member_does_not_come_in_by_an_account(app, idp) {
        be(&idp, "google", &Person::proved("ana", "ana@gmail.com"));
        let ana = app.stranger();
        come(&ana, &idp, "google", "/").await.is(303);
        let address = gatefold::email_address::EmailAddress::parse("ana@gmail.com").expect("an address");
        let member = app.app.members.find_by_address(&address).await.expect("a look").expect("a member");
        app.app.sign_ins.block(gatefold::audit::Actor::CommandLine, member.id, true).await.expect("blocked");
        let again = app.stranger();
        come(&again, &idp, "google", "/").await.is(403).shows("You cannot sign in");
        assert!(!again.is_signed_in().await && !ana.is_signed_in().await);
    }

    async fn accounts_are_in_the_download_and_go_with_the_membership(app, idp) {
        be(&idp, "google", &Person::proved("ana-subject", "ana@gmail.com"));
        let ana = app.stranger();
        come(&ana, &idp, "google", "/").await.is(303);
        let data: serde_json::Value = serde_json::from_slice(&ana.get("/-/account/data").await.is(200).bytes).expect("JSON");
        assert_eq!(data["accounts_elsewhere"][0]["subject"], "ana-subject");
        assert_eq!(data["accounts_elsewhere"][0]["provider"], "google");
        ana.post("/-/account/delete", &[("sure", "yes")]).await.is(200);
        assert_eq!(count(&app, "SELECT COUNT(*) FROM identity").await, 0);
        assert_eq!(come(&app.stranger(), &idp, "google", "/").await.is(303).location(), "/-/sign-in/welcome?next=%2F");
    }

    async fn taking_back_a_change_of_address_takes_every_account_with_it(app, idp) {
        let thief = app.member("ana@example.org").await;
        be(&idp, "github", &Person::claimed("thief", "thief@example.org"));
        connect(&thief, &idp, "github").await.is(303);
        app.deliver().await;
        thief.post("/-/account/address", &[("address", "thief@example.org")]).await.is(303);
        let code = app.deliver().await.remove(0).code().expect("a code");
        thief.post("/-/sign-in/code", &[("code", &code)]).await.is(303);
        let letters = app.deliver().await;
        let undo = letters.iter().find(|mail| mail.to == ["ana@example.org"]).and_then(|mail| mail.url_with("/undo/")).expect("a way back");
        let token = undo.rsplit('/').next().expect("a token");
        app.stranger().post("/-/account/address/undo", &[("token", token)]).await.is(200);
        assert_eq!(count(&app, "SELECT COUNT(*) FROM identity").await, 0);
        assert_eq!(come(&app.stranger(), &idp, "github", "/").await.is(303).location(), "/-/sign-in/sent");
    }

    async fn sign_ins_and_first_joins_are_counted_by_way_and_article(app, idp) {
        be(&idp, "google", &Person::proved("ana", "ana@gmail.com"));
        come(&app.stranger(), &idp, "google", "/slow-bread").await.is(303);
        come(&app.stranger(), &idp, "google", "/slow-bread").await.is(303);
        come(&app.stranger(), &idp, "google", "/").await.is(303);
        app.deliver().await;
        let bea = app.stranger();
        bea.ask("bea@example.org", "/slow-bread").await.is(303);
        let link = app.deliver().await.remove(0).link().expect("a link");
        bea.prove_link(&link).await.is(303);
        app.member("cid@example.org").await;
        for (query, wanted) in [
            ("SELECT CAST(SUM(count) AS BIGINT) FROM insight_day WHERE event = 'signed_in' AND label = 'google'", 3),
            ("SELECT CAST(SUM(i.count) AS BIGINT) FROM insight_day i JOIN article a ON a.id = i.article_id WHERE a.path = '/slow-bread' AND event = 'signed_in' AND label = 'google'", 2),
            ("SELECT CAST(SUM(count) AS BIGINT) FROM insight_day WHERE event = 'joined' AND label = 'google'", 1),
            ("SELECT CAST(SUM(i.count) AS BIGINT) FROM insight_day i JOIN article a ON a.id = i.article_id WHERE a.path = '/slow-bread' AND event = 'joined' AND label = 'link'", 1),
            ("SELECT CAST(SUM(count) AS BIGINT) FROM insight_day WHERE event = 'signed_in' AND label = 'code'", 1),
            ("SELECT CAST(SUM(count) AS BIGINT) FROM insight_day WHERE event = 'joined'", 3),
        ] {
            assert_eq!(count(&app, query).await, wanted, "{query}");
        }
    }

    async fn a_guest_who_joins_with_an_account_counts_for_the_link_that_brought_them(app, idp) {
        let ana = app.member("ana@example.org").await;
        let made = ana.post_with("/-/share", &[("article", "/slow-bread"), ("channel", "copy")],
            &[("origin", ORIGIN), ("sec-fetch-site", "same-origin"), ("accept", "application/json")]).await.is(200);
        let made: serde_json::Value = serde_json::from_slice(&made.bytes).expect("JSON");
        let friend = app.stranger();
        friend.open(made["url"].as_str().expect("a URL")).await.is(303);
        friend.get("/slow-bread").await.is(200).shows(REST_CANARY);
        be(&idp, "google", &Person::proved("friend", "friend@gmail.com"));
        come(&friend, &idp, "google", "/slow-bread").await.is(303);
        assert_eq!(count(&app, "SELECT joined FROM share_link").await, 1);
    }

    async fn starting_costs_no_query_and_what_is_known_of_a_provider_is_kept(app, idp) {
        app.keeps_to_one("what is known of a provider is in the memory of the instance that asked it");
        depart(&app.stranger(), "google", "/").await;
        idp.clear();
        app.lose_database().await;
        for kind in ["google", "github", "x", "facebook", "microsoft"] {
            depart(&app.stranger(), kind, "/slow-bread").await;
        }
        assert!(idp.requests().is_empty());
    }

    async fn buttons_stand_in_the_order_of_the_settings_on_each_form(app, _idp) {
        for path in ["/slow-bread", "/-/sign-in?next=/slow-bread", "/-/join"] {
            let text = app.stranger().get(path).await.is(200).text();
            let at = |label: &str| text.find(&format!("Continue with {label}")).unwrap_or_else(|| panic!("{label} on {path}"));
            assert!(at("Google") < at("LinkedIn") && at("LinkedIn") < at("GitHub") && at("X") < at("Apple") && at("Apple") < at("House"));
            assert!(!text.contains("style=\"") && !text.contains("<script>"));
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn without_providers_there_is_no_button_and_no_page() {
    let app = TestApp::start(Engine::Sqlite, "").await;
    app.with_articles().await;
    app.stranger().get("/slow-bread").await.is(200).hides("Continue with").hides("/-/sign-in/with");
    for path in [
        "/-/sign-in/with/google",
        "/-/sign-in/with/google/callback?state=a&code=b",
        "/-/sign-in/with/%00",
        "/-/sign-in/with/..%2f",
    ] {
        app.stranger().get(path).await.is(404);
    }
    let ana = app.member("ana@example.org").await;
    ana.get("/-/account").await.is(200).hides("Accounts you sign in with");
    assert_eq!(json!(count(&app, "SELECT COUNT(*) FROM used_state").await), json!(0));
}
