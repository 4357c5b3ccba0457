//! R67: members from a file. Looked over first, taken in by pieces, never proved by it, never written to but by an
//! invitation that staff ask for.

use std::io::Cursor;
use std::time::Duration;

use axum::body::Body;
use gatefold::audit::Actor;
use gatefold::clock::{days, hours, minutes};
use gatefold::email_address::EmailAddress;
use gatefold::intake::file::{Row, Rows, Terms};
use gatefold::intake::take::Step;
use gatefold::intake::{ImportId, Reason, Refusal};
use gatefold::mail::AddressKey;
use gatefold::member::csv;
use gatefold::staff::Role;
use http::Method;
use proptest::prelude::*;

use crate::database::{count, dump, run};
use crate::harness::program::{Place, text};
use crate::harness::{Browser, HOST, ORIGIN, Page, TestApp};
use crate::session::member_of;
use crate::staff_door::with_role;

const PATH: &str = "/-/staff/members/import";
const ACT: &str = "/-/staff/members/import/act";

/// As a browser sends a file.
async fn upload(browser: &Browser, file: &[u8]) -> Page {
    let mut body = b"--b0\r\nContent-Disposition: form-data; name=\"site\"\r\n\r\nnews.example\r\n".to_vec();
    body.extend_from_slice(b"--b0\r\nContent-Disposition: form-data; name=\"file\"; filename=\"m.csv\"\r\n\r\n");
    body.extend_from_slice(file);
    body.extend_from_slice(b"\r\n--b0--\r\n");
    let headers =
        [("content-type", "multipart/form-data; boundary=b0"), ("origin", ORIGIN), ("sec-fetch-site", "same-origin")];
    browser.send(Method::POST, PATH, &headers, Body::from(body)).await
}

/// Looked over; its id.
async fn looked(browser: &Browser, file: &str) -> String {
    let page = upload(browser, file.as_bytes()).await.is(303);
    page.location().split("id=").nth(1).expect("an id").to_owned()
}

async fn act(browser: &Browser, action: &str, id: &str) -> Page {
    browser.post(ACT, &[("action", action), ("id", id)]).await
}

async fn work(app: &TestApp) -> usize {
    app.app.intake.work(|| true).await.expect("files are taken in")
}

/// Looked over, said yes to and taken in.
async fn imported(app: &TestApp, browser: &Browser, file: &str) -> String {
    let id = looked(browser, file).await;
    act(browser, "start", &id).await.is(303);
    assert_eq!(work(app).await, 1);
    id
}

fn import_id(id: &str) -> ImportId {
    ImportId(id.parse().expect("an id"))
}

async fn counts(app: &TestApp, id: &str) -> (i64, i64, i64, i64) {
    let import = app.app.intake.find(import_id(id)).await.expect("a look").expect("an import");
    let counts = import.done();
    (counts.fresh, counts.known, counts.changed, counts.refused)
}

fn many(count: usize) -> String {
    (0..count)
        .fold("address,name\n".to_owned(), |file, number| file + &format!("i{number:05}@many.example,Ina {number}\n"))
}

both_engines! {
    async fn a_file_is_looked_over_and_nothing_changes_before_a_yes(app) {
        let desk = with_role(&app, "desk@example.org", Role::Desk).await;
        app.member("ana@example.org").await;
        imported(&app, &desk, "address,name\nold@example.org,Old\nsame@example.org,Same\n").await;
        let before = (dump(&app).await, count(&app, "SELECT COUNT(*) FROM member_word").await);
        let file = "address;name;language\r\nnew@example.org;New;de\nANA@example.org;Other;fr\rold@example.org;Older;\nSame@Example.org;Same;\nx@;Y;\n";
        let id = looked(&desk, file).await;
        let page = desk.get(&format!("{PATH}?id={id}")).await.is(200).shows("Waits for your yes");
        let numbers: Vec<String> = page.text().split("<td>").skip(1).map(|rest| rest.split('<').next().unwrap_or_default().to_owned()).take(4).collect();
        assert_eq!(numbers, ["1", "2", "1", "1"], "{}", page.text());
        page.shows("<th scope=\"row\">6</th><td>address</td><td>is no address</td>").hides("x@;");
        app.member("late@example.org").await;
        run(&app, "DELETE FROM member WHERE address = 'late@example.org'").await;
        assert_eq!(work(&app).await, 0, "nothing is taken in before a yes");
        let after = dump(&app).await;
        let part = |text: &str| text.split("-- consent\n").next().unwrap_or_default().split("-- member\n").nth(1).map(str::to_owned);
        assert_eq!((part(&before.0), before.1), (part(&after), count(&app, "SELECT COUNT(*) FROM member_word").await));
        assert_eq!(act(&desk, "start", &id).await.is(303).location(), format!("{PATH}?id={id}&done=start"));
        act(&desk, "start", &id).await.is(409).shows("does not wait for that");
        desk.get(&format!("{PATH}?id={id}")).await.is(200).shows("Under way").shows("0 of 5 rows");
        assert_eq!(work(&app).await, 1);
        assert_eq!(counts(&app, &id).await, (1, 2, 1, 1));
        assert_eq!(member_of(&app, "old@example.org").await.name, "Older");
        assert_eq!(member_of(&app, "ana@example.org").await.name, "", "a member says themselves what they are called");
        assert_eq!(member_of(&app, "new@example.org").await.language.as_deref(), Some("de"));
        assert_eq!(count(&app, "SELECT COUNT(*) FROM member_import_file").await, 0);
    }

    async fn whoever_a_file_brings_is_unproved_gets_no_letter_and_is_found(app) {
        let desk = with_role(&app, "desk@example.org", Role::Desk).await;
        app.deliver().await;
        imported(&app, &desk, "address,name\nIda@Example.org,\"Ída Byrne\"\n").await;
        let ida = member_of(&app, "ida@example.org").await;
        assert_eq!((ida.name.as_str(), ida.proved_at, ida.blocked_at, ida.staff_role.as_deref()), ("Ída Byrne", None, None, None));
        assert!(app.deliver().await.is_empty());
        for (query, is_found) in [("q=byr", true), ("q=ida%40", true), ("q=%40example.org+ida", true), ("unproved=yes", true), ("source=import", true), ("source=share", false), ("q=ida&source=import", true), ("q=ida&source=share", false)] {
            let page = desk.get(&format!("/-/staff/members?{query}")).await.is(200);
            assert_eq!(page.has("ida@example.org"), is_found, "{query}");
        }
        desk.get("/-/staff/members?source=nowhere").await.is(400);
        // Signing in by letter proves the address as of anybody else, keeps the name and what brought them.
        let browser = app.member("ida@example.org").await;
        browser.get("/-/account").await.is(200).shows("Ída Byrne");
        let ida = member_of(&app, "ida@example.org").await;
        assert!(ida.proved_at.is_some());
        let page = desk.get("/-/staff/members?source=import").await.is(200).shows("ida@example.org").shows("a letter’s code, a file");
        page.hides("not proved");
        desk.get(&format!("/-/staff/members/{}", ida.id.0)).await.is(200).shows("a file");
        browser.get("/-/account/data").await.is(200).shows("\"brought_by\": \"import\"");
        imported(&app, &desk, "address,name\nida@example.org,Another\n").await;
        assert_eq!(member_of(&app, "ida@example.org").await.name, "Ída Byrne");
    }

    async fn a_file_never_unblocks_never_makes_staff_and_never_proves(app) {
        let desk = with_role(&app, "desk@example.org", Role::Desk).await;
        imported(&app, &desk, "address\nbad@example.org\n").await;
        app.app.sign_ins.block(Actor::CommandLine, member_of(&app, "bad@example.org").await.id, true).await.expect("blocked");
        let file = "id,address,name,language,site,joined_at,proved_at,joined_by,source,last_seen_at,news,blocked_at,role\n\
            x,bad@example.org,Bad,,news.example,2020-01-02,2020-01-03,code,share,2021-01-01,yes,,owner\n\
            x,kept.out@example.org,Out,,NEWS.example,2020-01-02,2020-01-03,code,,,yes,2021-05-05,owner\n\
            x,old.hand@example.org,Old,,,2019-03-04T05:06:07Z,2020-01-03,code,,,yes,,desk\n";
        imported(&app, &desk, file).await;
        let bad = member_of(&app, "bad@example.org").await;
        assert!(bad.blocked_at.is_some() && bad.name.is_empty() && bad.staff_role.is_none());
        let out = member_of(&app, "kept.out@example.org").await;
        assert!(out.blocked_at.is_some() && out.proved_at.is_none() && out.staff_role.is_none());
        let old = member_of(&app, "old.hand@example.org").await;
        assert_eq!((old.created_at.to_iso().as_str(), old.proved_at, old.staff_role), ("2019-03-04T05:06:07Z", None, None));
        assert_eq!(count(&app, "SELECT COUNT(*) FROM member WHERE wants_news").await, 0, "`news` alone is no consent");
        // Whoever was blocked elsewhere gets no letter to sign in with.
        app.stranger().ask("kept.out@example.org", "/").await.is(303);
        assert!(app.deliver().await.is_empty());
        // By the day they joined, as everybody.
        desk.get("/-/staff/members?joined_to=2019-12-31").await.is(200).shows("old.hand@example.org").hides("kept.out");
    }

    async fn a_consent_comes_with_its_words_and_its_time_or_not_at_all(app) {
        let desk = with_role(&app, "desk@example.org", Role::Desk).await;
        app.member("ana@example.org").await;
        let file = "address,language,news_agreed_at,news_wording\nyes@example.org,de,2024-05-06T07:08:09Z,\"Ja, schickt mir Neues.\"\n\
            none@example.org,,,\nhalf@example.org,,2024-05-06,\nana@example.org,,2024-05-06,Yes.\nsoon@example.org,,2030-01-01,Yes.\n";
        let id = imported(&app, &desk, file).await;
        assert_eq!(counts(&app, &id).await, (2, 1, 0, 2));
        assert_eq!(count(&app, "SELECT COUNT(*) FROM consent").await, 1, "a member who came in has said it themselves");
        let yes = member_of(&app, "yes@example.org").await.id.0.to_string();
        desk.get(&format!("/-/staff/members/{yes}")).await.is(200).shows("Ja, schickt mir Neues.").shows("· import · import · de");
        let news = desk.post("/-/staff/members/export", &[("kind", "news")]).await.is(200).text();
        assert_eq!(news.lines().count(), 1, "nobody unproved is in a mailing: {news}");
        app.member("yes@example.org").await;
        let news = desk.post("/-/staff/members/export", &[("kind", "news")]).await.is(200).text();
        assert!(news.contains("\"2024-05-06T07:08:09Z\",\"Ja, schickt mir Neues.\""), "{news}");
        // The same once more, and by the names of our own file.
        let id = imported(&app, &desk, "address,agreed_at,wording\nyes@example.org,2024-05-06,Again\nnone@example.org,2023-01-01,Later\n").await;
        assert_eq!(counts(&app, &id).await, (0, 1, 1, 0));
        assert_eq!(count(&app, "SELECT COUNT(*) FROM consent").await, 2);
    }

    async fn an_import_that_was_cut_off_goes_on_where_it_was(app) {
        let desk = with_role(&app, "desk@example.org", Role::Desk).await;
        let id = looked(&desk, &(many(1200) + "i00001@MANY.example,Again\n")).await;
        act(&desk, "start", &id).await.is(303);
        let mut taking = app.app.intake.claim().await.expect("a claim").expect("an import");
        assert_eq!(app.app.intake.step(&mut taking).await.expect("a piece"), Step::More);
        assert_eq!(counts(&app, &id).await, (500, 0, 0, 0));
        desk.get(&format!("{PATH}?id={id}")).await.is(200).shows("500 of 1,201 rows");
        // Another instance leaves it alone as long as it may be at work, and then goes on.
        let (other, _) = app.restarted().await;
        assert_eq!(other.intake.work(|| true).await.expect("nothing to do"), 0);
        app.advance(minutes(1));
        assert_eq!(other.intake.work(|| true).await.expect("the rest"), 1);
        assert_eq!(counts(&app, &id).await, (1200, 0, 0, 1), "the address of an earlier piece is known again");
        // Whoever comes back late changes nothing.
        assert_eq!(app.app.intake.step(&mut taking).await.expect("an answer"), Step::Lost);
        assert_eq!(counts(&app, &id).await, (1200, 0, 0, 1));
        assert_eq!(count(&app, "SELECT COUNT(*) FROM member WHERE address LIKE '%@many.example'").await, 1200);
        assert_eq!(count(&app, "SELECT COUNT(*) FROM member_word WHERE member_id IN (SELECT id FROM member WHERE address LIKE '%@many.example')").await, 4 * 1200);
        assert_eq!(count(&app, "SELECT COUNT(*) FROM audit WHERE action = 'import-ended'").await, 1);
    }

    async fn two_instances_take_a_file_in_once(app) {
        let desk = with_role(&app, "desk@example.org", Role::Desk).await;
        let (other, _) = app.restarted().await;
        let id = looked(&desk, &many(2600)).await;
        act(&desk, "start", &id).await.is(303);
        let (here, there) = tokio::join!(app.app.intake.work(|| true), other.intake.work(|| true));
        assert_eq!(here.expect("an answer") + there.expect("an answer"), 1);
        assert_eq!(counts(&app, &id).await, (2600, 0, 0, 0));
        assert_eq!(count(&app, "SELECT tries FROM member_import").await, 1);
    }

    async fn an_instance_that_is_told_to_stop_lets_go_at_once(app) {
        let desk = with_role(&app, "desk@example.org", Role::Desk).await;
        let id = looked(&desk, &many(1600)).await;
        act(&desk, "start", &id).await.is(303);
        let turns = std::sync::atomic::AtomicUsize::new(0);
        let ended = app.app.intake.work(|| turns.fetch_add(1, std::sync::atomic::Ordering::SeqCst) < 3).await.expect("some of it");
        assert_eq!((ended, counts(&app, &id).await), (0, (1000, 0, 0, 0)));
        let (other, _) = app.restarted().await;
        assert_eq!(other.intake.work(|| true).await.expect("the rest"), 1, "without waiting for a lease");
        assert_eq!(counts(&app, &id).await, (1600, 0, 0, 0));
    }

    async fn a_file_that_nobody_says_yes_to_is_gone_after_a_day_or_at_a_word(app) {
        let desk = with_role(&app, "desk@example.org", Role::Desk).await;
        let first = looked(&desk, "address\na@example.org\n").await;
        app.advance(minutes(5));
        let second = looked(&desk, "address\nb@example.org\n").await;
        assert_eq!(act(&desk, "discard", &second).await.is(303).location(), format!("{PATH}?done=discard"));
        act(&desk, "discard", &second).await.is(404);
        assert_eq!(count(&app, "SELECT COUNT(*) FROM member_import_file").await, 1);
        app.advance(days(1) - minutes(6));
        gatefold::server::clean_up(&app.app).await.expect("a clean-up");
        assert_eq!(count(&app, "SELECT COUNT(*) FROM member_import_file").await, 1);
        app.advance(minutes(2));
        gatefold::server::clean_up(&app.app).await.expect("a clean-up");
        assert_eq!(count(&app, "SELECT COUNT(*) FROM member_import_file").await, 0);
        app.sign_in(&desk, "desk@example.org").await;
        desk.get(&format!("{PATH}?id={first}")).await.is(404);
        assert_eq!(count(&app, "SELECT COUNT(*) FROM member WHERE address IN ('a@example.org', 'b@example.org')").await, 0);
    }

    async fn files_that_are_none_are_refused_with_what_is_wrong(app) {
        let desk = with_role(&app, "desk@example.org", Role::Desk).await;
        let wide = vec!["x"; 1_000_000].join(",");
        let long = format!("address,name\na@example.org,\"{}", "never closed\n".repeat(20_000));
        let rows = "address\n".to_owned() + &"x@example.org\n".repeat(100_001);
        let large = vec![b'a'; 10 * 1024 * 1024 + 1];
        let cases: [(&[u8], &str); 13] = [
            (b"", "choose a file"),
            (b"\n\r\n", "The file is empty"),
            (b"name\nAna\n", "no column address"),
            (b"address,password\na@example.org,x\n", "no column \u{201c}password\u{201d}"),
            (b"address,<script>\n", "no column \u{201c}&lt;script&gt;\u{201d}"),
            (b"address,Address\n", "\u{201c}address\u{201d} is there twice"),
            (b"address,news_agreed_at\n", "together or not at all"),
            (b"address,name\na@example.org,\xe4\n", "Row 2 is not in UTF-8"),
            (b"\xff\xfea\x00d\x00", "Row 1 is not in UTF-8"),
            (wide.as_bytes(), "Row 1 is longer than 64 KB"),
            (long.as_bytes(), "Row 2 is longer than 64 KB"),
            (rows.as_bytes(), "more than 100,000 rows"),
            (&large, "larger than 10 MB"),
        ];
        for (file, words) in cases {
            let page = upload(&desk, file).await.is(422);
            assert!(page.has(words), "{words}: {}", page.text());
        }
        desk.post(PATH, &[("file", "address")]).await.is(422).shows("choose a file");
        for (action, id) in [("start", "x"), ("start", "01a105ed-7310-71fe-88ca-6ef4fab4a8b3"), ("stop", "-1"), ("invite", "")] {
            act(&desk, action, id).await.is(404);
        }
        act(&desk, "burn", "x").await.is(400);
        desk.get(&format!("{PATH}?id=x")).await.is(404);
        assert_eq!(count(&app, "SELECT COUNT(*) FROM member_import").await, 0);
    }

    async fn an_account_is_kept_of_it_without_a_single_address(app) {
        let owner = with_role(&app, "owner@example.org", Role::Owner).await;
        let id = imported(&app, &owner, "address,name\na@example.org,Ana Secret\nnot-one,X\n").await;
        let gone = looked(&owner, "address\nb@example.org\n").await;
        act(&owner, "discard", &gone).await.is(303);
        act(&owner, "invite", &id).await.is(303);
        act(&owner, "stop", &id).await.is(303);
        let page = owner.get("/-/staff/audit").await.is(200);
        for words in ["File of members looked over", "Import started", "Import ended", "File of members discarded", "Inviting started", "Inviting stopped", "fresh: 1"] {
            assert!(page.has(words), "{words}: {}", page.text());
        }
        assert_eq!(count(&app, "SELECT COUNT(*) FROM audit WHERE before LIKE '%@%' OR after LIKE '%@%' OR after LIKE '%Secret%'").await, 0);
        let kept = app.app.intake.find(import_id(&id)).await.expect("a look").expect("an import").refusals;
        assert!(kept.contains("\"row\":3") && !kept.contains("not-one"), "{kept}");
    }

    async fn invitations_leave_at_their_pace_once_to_each_and_stop_at_a_word(app, "[limits]\ninvitations_per_hour = 120\n") {
        let desk = with_role(&app, "desk@example.org", Role::Desk).await;
        let id = imported(&app, &desk, "address,language\na@one.example,de\nb@one.example,\nc@one.example,\nd@one.example,\ne@one.example,\n").await;
        let ready = looked(&desk, "address\nz@one.example\n").await;
        act(&desk, "invite", &ready).await.is(409);
        app.app.sign_ins.block(Actor::CommandLine, member_of(&app, "b@one.example").await.id, true).await.expect("blocked");
        let mut tx = app.app.db.begin().await.expect("a transaction");
        let key = AddressKey::new(&app.app.keys, &EmailAddress::parse("c@one.example").expect("an address"));
        gatefold::mail::store::insert_suppression(&mut tx.conn(), &key, "550 none", app.clock.now()).await.expect("a row");
        tx.commit().await.expect("a commit");
        app.member("d@one.example").await;
        assert_eq!(app.app.intake.invite_some().await.expect("an answer"), None, "not without a word");
        desk.get(&format!("{PATH}?id={id}")).await.is(200).shows("120 an hour").shows("Invite them now");
        act(&desk, "invite", &id).await.is(303);
        act(&desk, "invite", &id).await.is(409);
        let people = async || -> Vec<String> {
            let mut to: Vec<String> = app.deliver().await.iter().flat_map(|mail| mail.to.clone()).collect();
            to.sort();
            to
        };
        let mut all = Vec::new();
        assert!(app.app.intake.invite_some().await.expect("a turn").is_some());
        all.extend(people().await);
        assert_eq!(app.app.intake.invite_some().await.expect("an answer"), None, "two a minute");
        app.advance(Duration::from_secs(59));
        let (other, _) = app.restarted().await;
        assert_eq!(other.intake.invite_some().await.expect("an answer"), None);
        act(&desk, "stop", &id).await.is(303);
        app.advance(hours(1));
        assert_eq!(app.app.intake.invite_some().await.expect("an answer"), None, "it was stopped");
        app.sign_in(&desk, "desk@example.org").await;
        act(&desk, "invite", &id).await.is(303);
        for _ in 0..4 {
            let (here, there) = tokio::join!(app.app.intake.invite_some(), other.intake.invite_some());
            let turns = usize::from(here.expect("a turn").is_some()) + usize::from(there.expect("a turn").is_some());
            assert!(turns <= 1, "of two instances one has the turn");
            all.extend(people().await);
            app.advance(minutes(1));
        }
        all.sort();
        assert_eq!(all, ["a@one.example", "e@one.example"], "no blocked, suppressed or proved one");
        let page = desk.get(&format!("{PATH}?id={id}")).await.is(200).shows("<dt>Invited</dt><dd>2</dd>").shows("Passed over");
        page.hides("Invite them now").hides("Stop inviting");
        // Nobody gets a second one, whatever is asked for.
        act(&desk, "invite", &id).await.is(303);
        app.advance(minutes(2));
        assert_eq!(app.app.intake.invite_some().await.expect("a turn"), Some(0));
        assert!(people().await.is_empty());
    }

    async fn an_invitation_says_who_writes_and_forgets_with_one_click(app) {
        let desk = with_role(&app, "desk@example.org", Role::Desk).await;
        let id = imported(&app, &desk, "address,language\nida@example.org,de\nben@example.org,en\nblocked@example.org,en\n").await;
        act(&desk, "invite", &id).await.is(303);
        app.app.intake.invite_some().await.expect("a turn");
        let mails = app.deliver().await;
        assert_eq!(mails.len(), 3);
        let mail = |to: &str| mails.iter().find(|mail| mail.to == [to]).expect("a letter");
        let ida = mail("ida@example.org").decoded();
        assert!(ida.contains("The Example lädt Sie ein") || ida.contains("aus einer eigenen Liste"), "{ida}");
        let ben = mail("ben@example.org").decoded();
        assert!(ben.contains("https://news.example/-/sign-in\r\n") && ben.contains("from a list of its own"), "{ben}");
        assert!(!ben.split("\r\n\r\n").skip(1).any(|part| part.contains("ben@example.org")), "no address in the letter: {ben}");
        let forget = |to: &str| {
            let header = mail(to).header("list-unsubscribe").expect("a way out");
            let url = header.trim_matches(['<', '>', ' ']).to_owned();
            url.strip_prefix(ORIGIN).expect("ours").to_owned()
        };
        assert_eq!(mail("ben@example.org").header("list-unsubscribe-post").as_deref(), Some("List-Unsubscribe=One-Click"));
        let path = forget("ida@example.org");
        // A look, as a scanner of mails gives it, changes nothing.
        app.stranger().get(&path).await.is(200).shows("i…a@example.org").shows("Forget me");
        assert_eq!(count(&app, "SELECT COUNT(*) FROM member WHERE address = 'ida@example.org'").await, 1);
        app.stranger().post_with(&path, &[("List-Unsubscribe", "One-Click")], &[]).await.is(200).shows("You are forgotten");
        app.stranger().post(&path, &[]).await.is(200).shows("You are forgotten");
        app.stranger().get(&path).await.is(200).shows("You are forgotten");
        assert_eq!(count(&app, "SELECT COUNT(*) FROM member WHERE address = 'ida@example.org'").await, 0);
        assert_eq!(count(&app, "SELECT COUNT(*) FROM member_word WHERE member_id NOT IN (SELECT id FROM member)").await, 0);
        // No file brings them back; they themselves may come.
        let again = imported(&app, &desk, "address\nIDA@example.org\n").await;
        assert_eq!(counts(&app, &again).await, (0, 0, 0, 1));
        desk.get(&format!("{PATH}?id={again}")).await.is(200).shows("asked not to be brought back");
        app.member("ida@example.org").await.get("/-/account").await.is(200);
        // Nor whoever was a member, and is erased.
        app.member("cleo@example.org").await;
        let (cleo, site) = (member_of(&app, "cleo@example.org").await, app.app.sites.find_or_first(HOST));
        app.app.sign_ins.delete_member(&cleo, site, Some(Actor::CommandLine)).await.expect("erased");
        let again = imported(&app, &desk, "address\ncleo@example.org\n").await;
        assert_eq!(counts(&app, &again).await, (0, 0, 0, 1));
        // Who has come in meanwhile, or is kept out, stays.
        let browser = app.member("ben@example.org").await;
        let path = forget("ben@example.org");
        app.stranger().post(&path, &[]).await.is(200).shows("is a member’s address by now");
        browser.get("/-/account").await.is(200);
        app.app.sign_ins.block(Actor::CommandLine, member_of(&app, "blocked@example.org").await.id, true).await.expect("blocked");
        app.stranger().post(&forget("blocked@example.org"), &[]).await.is(200);
        assert!(member_of(&app, "blocked@example.org").await.blocked_at.is_some());
        app.stranger().get("/-/unsubscribe/x").await.is(404);
    }

    async fn the_desk_and_owners_bring_files_and_want_a_proof_of_the_last_minutes(app) {
        let desk = with_role(&app, "desk@example.org", Role::Desk).await;
        let editor = with_role(&app, "editor@example.org", Role::Editor).await;
        upload(&editor, b"address\na@example.org\n").await.is(403);
        upload(&app.stranger(), b"address\na@example.org\n").await.is(404);
        let id = looked(&desk, "address\na@example.org\n").await;
        app.advance(minutes(11));
        desk.get(&format!("{PATH}?id={id}")).await.is(200);
        act(&desk, "start", &id).await.is(401);
        upload(&desk, b"address\nb@example.org\n").await.is(401);
        assert_eq!(count(&app, "SELECT COUNT(*) FROM member_import").await, 1);
        desk.get("/-/staff/members").await.is(200).shows("Bring members in from a file");
    }

    async fn whom_a_share_link_brought_is_found_by_it_and_told_in_the_file(app) {
        app.with_articles().await;
        let desk = with_role(&app, "desk@example.org", Role::Desk).await;
        imported(&app, &desk, "address\nida@example.org\nnobody@example.org\n").await;
        let link = crate::instances::shared(&app.member("ana@example.org").await).await;
        for address in ["ida@example.org", "friend@example.org"] {
            let friend = app.stranger();
            friend.get(&link).await.is(303);
            friend.get("/slow-bread").await.is(200);
            app.sign_in(&friend, address).await;
        }
        let page = desk.get("/-/staff/members?source=share").await.is(200);
        let page = page.shows("friend@example.org").shows("ida@example.org").shows("a letter’s code, a share link, a file");
        page.hides("ana@example.org").hides("nobody@example.org");
        let file = desk.post("/-/staff/members/export", &[("kind", "members"), ("query", "source=share")]).await.is(200).text();
        let mut reader = ::csv::Reader::from_reader(file.as_bytes());
        let mut rows: Vec<(String, String)> = reader.records().map(|row| row.expect("a row")).map(|row| (row[1].to_owned(), row[8].to_owned())).collect();
        rows.sort();
        assert_eq!(rows, [("friend@example.org".to_owned(), "share".to_owned()), ("ida@example.org".to_owned(), "share import".to_owned())]);
        // A link is forgotten some day; what it brought is not.
        run(&app, "DELETE FROM share_link").await;
        desk.get("/-/staff/members?source=share").await.is(200).shows("friend@example.org");
    }

    async fn a_name_that_a_later_file_gives_is_found_and_the_one_before_is_not(app) {
        let desk = with_role(&app, "desk@example.org", Role::Desk).await;
        imported(&app, &desk, "address,name\nida@example.org,Ida Byrne\n").await;
        imported(&app, &desk, "address,name\nida@example.org,Ida Quinn\n").await;
        app.app.members.index_words().await.expect("words are written");
        desk.get("/-/staff/members?q=quinn").await.is(200).shows("ida@example.org");
        desk.get("/-/staff/members?q=byrne").await.is(200).hides("ida@example.org");
    }

    async fn what_went_out_comes_in_and_goes_out_the_same(app) {
        let desk = with_role(&app, "desk@example.org", Role::Desk).await;
        let file = "address,name,language,joined_at,blocked_at\n\
            formula@example.org,\"=HYPERLINK(\"\"http://evil\"\")\",en,2020-01-01T00:00:01Z,\nplus@example.org,+1,,2020-01-01T00:00:02Z,\n\
            semi@example.org,\"Ana;=1, \"\"B\"\"\",fr,2020-01-01T00:00:03Z,2021-01-01T00:00:00Z\n=dash@example.org,-x,,2020-01-01T00:00:04Z,\nquote@example.org,O'Brien,,2020-01-01T00:00:05Z,\n";
        imported(&app, &desk, file).await;
        let export = async || {
            let page = desk.post("/-/staff/members/export", &[("kind", "members"), ("query", "unproved=yes")]).await.is(200);
            page.text()
        };
        // Ids are made anew.
        let without_ids = |text: &str| text.lines().map(|line| line.split_once(',').expect("fields").1.to_owned()).collect::<Vec<_>>();
        let first = export().await;
        assert!(first.contains("\"'=HYPERLINK(\"\"http://evil\"\")\"") && first.contains("\"'=dash@example.org\""), "{first}");
        run(&app, "DELETE FROM member WHERE proved_at IS NULL").await;
        imported(&app, &desk, &first).await;
        let second = export().await;
        assert_eq!(without_ids(&first), without_ids(&second));
        assert_eq!(second.lines().count(), 6, "{second}");
        let id = imported(&app, &desk, &second).await;
        assert_eq!(counts(&app, &id).await, (0, 5, 0, 0), "nothing is left to change");
    }
}

fn terms() -> Terms {
    Terms {
        sites: vec![HOST.to_owned()],
        now: gatefold::clock::Timestamp::parse("2026-10-04T08:00:00Z").expect("a moment"),
        at_most: None,
    }
}

fn read(file: &[u8]) -> Vec<Result<Row, Refusal>> {
    let mut rows = Rows::open(Cursor::new(file), terms()).expect("a file");
    std::iter::from_fn(|| rows.next_row().expect("readable")).collect()
}

#[test]
fn each_row_is_taken_or_refused_by_its_own_fault() {
    let wordy = "w".repeat(2001);
    for (head, row, wanted) in [
        ("address,name", "a@example.org", ("", Reason::Fields)),
        ("address,name", "a@example.org,b,c", ("", Reason::Fields)),
        ("address,name", "a@example.org,\"un\nbalanced\"", ("name", Reason::LineBreak)),
        ("address,name", "a@example.org,a\0b", ("name", Reason::Nul)),
        ("address,id", "a@example.org,a\0b", ("id", Reason::Nul)),
        ("address,name", ",Ana", ("address", Reason::Address)),
        ("address,name", "a@b,Ana", ("address", Reason::Address)),
        ("address,name", "a@@example.org,Ana", ("address", Reason::Address)),
        ("address,name", "\"Ana <a@example.org>\",Ana", ("address", Reason::Address)),
        ("address,name", "a\u{ff20}example.org,Ana", ("address", Reason::Address)),
        ("address,name", "a@example.org,\u{202e}Ana", ("name", Reason::NameUnshowable)),
        ("address,language", "a@example.org,not a language", ("language", Reason::Language)),
        ("address,site", "a@example.org,evil.example", ("site", Reason::Site)),
        ("address,joined_at", "a@example.org,yesterday", ("joined_at", Reason::Moment)),
        ("address,joined_at", "a@example.org,1969-12-31", ("joined_at", Reason::Moment)),
        ("address,blocked_at", "a@example.org,2026-10-05", ("blocked_at", Reason::Future)),
        ("address,news_agreed_at,news_wording", "a@example.org,,Yes", ("news_agreed_at", Reason::HalfNews)),
        ("address,agreed_at,wording", "a@example.org,2020-01-01,", ("news_wording", Reason::HalfNews)),
    ] {
        let rows =
            read(format!("{head}\n{row}\nfine@example.org{}\n", ",".repeat(head.matches(',').count())).as_bytes());
        let refused = rows[0].as_ref().expect_err(row);
        assert_eq!((refused.row, refused.field.as_str(), refused.reason), (2, wanted.0, wanted.1), "{row}");
        assert_eq!(rows.len(), 2, "{row}: the next row is read");
        assert_eq!(rows[1].as_ref().expect("a row").address.as_str(), "fine@example.org", "{row}");
    }
    let long = read(format!("address,name\na@example.org,{}\n", "n".repeat(81)).as_bytes());
    assert_eq!(long[0].as_ref().expect_err("too long").reason, Reason::NameTooLong);
    let long = read(format!("address,news_agreed_at,news_wording\na@example.org,2020-01-01,{wordy}\n").as_bytes());
    assert_eq!(long[0].as_ref().expect_err("too long").reason, Reason::WordingTooLong);
}

#[test]
fn files_are_read_as_spreadsheets_write_them() {
    for file in [
        "\u{feff}address,name\nA@Example.org,Ana\n",
        "name;address\r\nAna;a@example.org\r\n",
        "Address\tNAME\rA@EXAMPLE.ORG\tAna",
        "\n\n\"address\",\"name\"\n\n \"a@example.org\" ,\"Ana\"\n"
            .replace(" \"", "\"")
            .replace("\" ,", "\",")
            .as_str(),
    ] {
        let rows = read(file.as_bytes());
        assert_eq!(rows.len(), 1, "{file}");
        let row = rows[0].as_ref().expect("a row");
        assert_eq!((row.address.as_str(), row.name.as_str()), ("a@example.org", "Ana"), "{file}");
    }
    let mixed = read(b"address\na@example.org\r\nb@example.org\rA@example.org\r\n\r\nc@example.org");
    let numbers: Vec<Result<u64, (u64, Reason)>> =
        mixed.iter().map(|row| row.as_ref().map(|row| row.number).map_err(|no| (no.row, no.reason))).collect();
    assert_eq!(numbers, [Ok(2), Ok(3), Err((4, Reason::Repeated)), Ok(5)]);
}

#[test]
fn every_reason_has_words_of_its_own() {
    let words: std::collections::BTreeSet<&str> = Reason::ALL.iter().map(|reason| reason.words().0).collect();
    assert_eq!(words.len(), Reason::ALL.len());
}

proptest! {
    /// What the export writes of any member comes back as it was, as often as it goes out.
    #[test]
    fn a_row_goes_out_and_in_without_change(name in "[^\\p{C}\u{200e}\u{200f}]{0,40}", local in "[a-z0-9=+'-]{1,20}", separator in 0_usize..3) {
        let name = name.trim().to_owned();
        // A quote that was typed before a formula is taken for one of ours.
        prop_assume!(csv::unsafe_again(&name) == name && csv::unsafe_again(&local) == local);
        let address = format!("{local}@example.org");
        let mut file = csv::lines([["address", "name"], [address.as_str(), name.as_str()]]).expect("lines");
        let mark = b",;\t"[separator];
        if mark != b',' && !name.contains(',') && !name.contains('"') {
            for byte in &mut file {
                if *byte == b',' { *byte = mark; }
            }
        }
        let rows = read(&file);
        prop_assert_eq!(rows.len(), 1);
        let row = rows[0].as_ref().expect("a row");
        prop_assert_eq!(row.address.as_str(), address);
        prop_assert_eq!(&row.name, &name);
    }

    /// Whatever bytes come, there is an answer.
    #[test]
    fn no_bytes_bring_the_reader_down(head in 0_usize..3, rest in proptest::collection::vec(any::<u8>(), 0..400)) {
        let mut file = [&b"address,name\n"[..], b"address;news_agreed_at;news_wording\n", b""][head].to_vec();
        file.extend(rest);
        if let Ok(mut rows) = Rows::open(Cursor::new(file), terms()) {
            while let Ok(Some(row)) = rows.next_row() {
                if let Ok(row) = row {
                    prop_assert!(EmailAddress::parse(row.address.as_str()).is_ok_and(|again| again == row.address));
                }
            }
        }
    }
}

#[test]
fn the_command_takes_a_file_in_and_says_what_came_of_it() {
    let place = Place::new("", "");
    assert!(place.run(&["migrate"]).status.success());
    let file = place.path().join("m.csv");
    let body: String = (0..60_000).map(|number| format!("c{number}@many.example;Cy {number}\n")).collect();
    std::fs::write(&file, format!("address;name\n{body}")).expect("a file");
    let path = file.to_str().expect("a path");
    let look = place.run(&["member", "import", path, "--dry-run"]);
    assert!(
        look.status.success() && text(&look).contains("nothing was written; it would be: 60000 new"),
        "{}",
        text(&look)
    );
    assert_eq!(text(&place.run(&["member", "list"])).lines().count(), 0);
    let done = place.run(&["member", "import", path]);
    assert!(
        done.status.success() && text(&done).contains("60000 new, 0 known already, 0 changed, 0 refused"),
        "{}",
        text(&done)
    );
    let told = text(&done);
    let far = told.lines().find_map(|line| line.strip_suffix(" % of the file")?.split_once(" rows, "));
    let (rows, part) = far.unwrap_or_else(|| panic!("it says how far it is: {told}"));
    let (rows, part): (u64, u64) = (rows.parse().expect("rows"), part.parse().expect("a part"));
    assert!((50_000..=60_000).contains(&rows) && part.abs_diff(rows * 100 / 60_000) < 5, "{told}");
    assert_eq!(text(&place.run(&["member", "list"])).lines().count(), 60_000);
    // Cut off or not: the same file once more goes on with what is left.
    std::fs::write(
        &file,
        "address;name\nC1@many.example;Cy 1\nc2@many.example;Other\nnew@example.org;\nbad;x\nsecret.words;\n",
    )
    .expect("a file");
    let done = place.run(&["member", "import", path, "--json"]);
    assert_eq!(done.status.code(), Some(1));
    let told: serde_json::Value = serde_json::from_slice(&done.stdout).expect("JSON");
    assert_eq!(
        (&told["fresh"], &told["known"], &told["changed"], &told["refused"]),
        (&1.into(), &1.into(), &1.into(), &2.into())
    );
    assert_eq!((&told["refusals"][0]["row"], &told["refusals"][0]["reason"]), (&5.into(), &"address".into()));
    let id = told["import"].as_str().expect("an id");
    let invite = place.run(&["member", "invite", id]);
    assert!(invite.status.success() && text(&invite).contains("1 to be invited"), "{}", text(&invite));
    assert_eq!(place.run(&["member", "invite", id]).status.code(), Some(1));
    assert!(place.run(&["member", "invite", id, "--stop"]).status.success());
    assert_eq!(place.run(&["member", "invite", id, "--stop"]).status.code(), Some(1));
    assert_eq!(place.run(&["member", "invite", "x"]).status.code(), Some(2));
    let again = place.run(&["member", "import", path]);
    assert!(
        text(&again).contains("row 5, address: is no address") && !text(&again).contains("secret.words"),
        "{}",
        text(&again)
    );
    std::fs::write(&file, "address,colour\n").expect("a file");
    let refused = place.run(&["member", "import", path]);
    assert!(
        refused.status.code() == Some(1) && text(&refused).contains("there is no column `colour` here"),
        "{}",
        text(&refused)
    );
    assert_eq!(place.run(&["member", "import", "nowhere.csv"]).status.code(), Some(1));
    assert_eq!(place.run(&["member", "import", path, "--site", "nowhere.example"]).status.code(), Some(1));
    assert_eq!(place.run(&["member", "import"]).status.code(), Some(2));
}
