//! Signing in by letter: R1 to R8, R10 to R13 of the security requirements.

use std::collections::HashSet;
use std::time::{Duration, Instant};

use futures_util::future::join_all;
use gatefold::audit::Actor;
use gatefold::clock::minutes;
use gatefold::staff::Role;
use http::Method;

use crate::harness::{Browser, Mail, ORIGIN, TestApp};

const SESSION: &str = "__Host-gatefold";

async fn asked(app: &TestApp, browser: &Browser, address: &str, next: &str) -> Mail {
    browser.ask(address, next).await.is(303);
    let mut letters = app.deliver().await;
    assert_eq!(letters.len(), 1, "one letter for one asking");
    letters.remove(0)
}

both_engines! {
    async fn a_reader_proves_by_link_and_stands_in_the_article(app) {
        app.with_articles().await;
        let ana = app.stranger();
        ana.get("/slow-bread").await.is(200).shows("id=\"wall\"").hides(crate::harness::REST_CANARY);
        let letter = asked(&app, &ana, "Ana@Example.org", "/slow-bread").await;
        assert_eq!(letter.to, ["ana@example.org"]);
        let page = ana.open(&letter.link().expect("a link")).await.is(200).shows("a…a@example.org");
        assert!(page.cookies().is_empty());
        let proved = ana.prove_link(&letter.link().expect("a link")).await.is(303);
        assert_eq!(proved.location(), "/slow-bread");
        ana.get("/slow-bread").await.is(200).shows("class=\"gated\" id=\"rest\"").shows(crate::harness::REST_CANARY);
    }

    async fn a_reader_proves_by_code_with_spaces_or_dashes(app) {
        for (number, dress) in [(1, " "), (2, "-"), (3, "")] {
            let ana = app.stranger();
            let letter = asked(&app, &ana, &format!("ana{number}@example.org"), "/").await;
            let code = letter.code().expect("a code").replace(' ', dress);
            assert_eq!(ana.post("/-/sign-in/code", &[("code", &code)]).await.is(303).location(), "/");
            assert!(ana.is_signed_in().await);
            app.deliver().await;
        }
    }

    async fn opening_the_link_changes_nothing(app) {
        let ana = app.stranger();
        let link = asked(&app, &ana, "ana@example.org", "/").await.link().expect("a link");
        let path = link.strip_prefix(ORIGIN).expect("our own");
        for prefetch in [&[][..], &[("sec-purpose", "prefetch;prerender")][..], &[("purpose", "prefetch")][..]] {
            for _ in 0..7 {
                let scanner = app.stranger();
                let page = scanner.get_with(path, prefetch).await.is(200);
                assert!(page.cookies().is_empty() && page.header("cache-control") == "no-store");
                assert_eq!(page.header("referrer-policy"), "same-origin");
                assert_eq!(page.header("x-robots-tag"), "noindex");
                let page = page.hides("<a ").hides("href=\"http").hides(" src=\"http");
                assert_eq!(page.text().matches("<form").count(), 1);
                scanner.send(Method::HEAD, path, prefetch, axum::body::Body::empty()).await.is(200);
            }
        }
        let phone = app.stranger();
        phone.prove_link(&link).await.is(303);
        assert!(phone.is_signed_in().await);
    }

    async fn a_used_link_does_not_sign_in_twice(app) {
        let ana = app.stranger();
        let letter = asked(&app, &ana, "ana@example.org", "/").await;
        let link = letter.link().expect("a link");
        app.stranger().prove_link(&link).await.is(303);
        let second = app.stranger();
        second.prove_link(&link).await.is(410).shows("action=\"/-/sign-in/again\"");
        assert!(!second.is_signed_in().await);
        ana.post("/-/sign-in/code", &[("code", &letter.code().expect("a code"))]).await.is(422);
        assert!(!ana.is_signed_in().await, "the link has used up the code as well");
    }

    async fn a_used_code_kills_its_link(app) {
        let ana = app.stranger();
        let letter = asked(&app, &ana, "ana@example.org", "/").await;
        ana.post("/-/sign-in/code", &[("code", &letter.code().expect("a code"))]).await.is(303);
        app.stranger().prove_link(&letter.link().expect("a link")).await.is(410);
    }

    async fn fifty_proofs_at_once_make_one_session(app) {
        let ana = app.stranger();
        let link = asked(&app, &ana, "ana@example.org", "/").await.link().expect("a link");
        let browsers: Vec<Browser> = (0..50).map(|_| app.stranger()).collect();
        let pages = join_all(browsers.iter().map(|browser| browser.prove_link(&link))).await;
        let signed_in: Vec<_> = pages.iter().filter(|page| page.status == 303).collect();
        assert_eq!(signed_in.len(), 1);
        assert_eq!(pages.iter().filter(|page| page.status == 410).count(), 49);
        let mut sessions = 0;
        for browser in &browsers {
            sessions += usize::from(browser.is_signed_in().await);
        }
        assert_eq!(sessions, 1);
    }

    async fn a_second_click_in_the_signed_in_browser_goes_on(app) {
        let ana = app.stranger();
        let link = asked(&app, &ana, "ana@example.org", "/-/join").await.link().expect("a link");
        ana.prove_link(&link).await.is(303);
        ana.open(&link).await.is(200);
        assert_eq!(ana.prove_link(&link).await.is(303).location(), "/-/join");
        app.advance(minutes(10) + Duration::from_secs(1));
        ana.prove_link(&link).await.is(410);
    }

    async fn asking_once_too_often_leaves_the_letter_in_hand_good(app) {
        let ana = app.stranger();
        let mut letters = Vec::new();
        for number in 0..5 {
            ana.ask("ana@example.org", &format!("/next-{number}")).await.is(303);
            letters.extend(app.deliver().await);
            ana.get("/-/sign-in/sent").await.is(200).shows("name=\"code\"");
        }
        assert_eq!(letters.len(), 3);
        app.stranger().prove_link(&letters[1].link().expect("a link")).await.is(410);
        let page = ana.post("/-/sign-in/code", &[("code", &letters[2].code().expect("a code"))]).await.is(303);
        assert_eq!(page.location(), "/next-4", "where the reader was last");
    }

    async fn asking_for_another_address_keeps_nothing_of_the_first(app) {
        let ana = app.stranger();
        let first = asked(&app, &ana, "ana@example.org", "/").await;
        for _ in 0..4 {
            app.stranger().ask("bob@example.org", "/").await;
        }
        app.deliver().await;
        ana.ask("bob@example.org", "/").await.is(303);
        assert!(app.deliver().await.is_empty(), "it was withheld");
        ana.get("/-/sign-in/sent").await.shows("b…b@example.org").hides("a…a@example.org");
        ana.post("/-/sign-in/code", &[("code", &first.code().expect("a code"))]).await.is(422);
    }

    async fn first_proofs_of_one_address_at_once_make_one_member_and_no_error(app) {
        for round in 0..5 {
            let address = format!("ana{round}@example.org");
            let (one, two) = (app.stranger(), app.stranger());
            let (first, second) = (asked(&app, &one, &address, "/").await, asked(&app, &two, &address, "/").await);
            let (first, second) = (first.link().expect("a link"), second.link().expect("a link"));
            let (left, right) = tokio::join!(one.prove_link(&first), two.prove_link(&second));
            let statuses = [left.status, right.status];
            assert!(statuses.contains(&303) && statuses.iter().all(|status| matches!(status, 303 | 410)), "{statuses:?}");
            app.deliver().await;
        }
        assert_eq!(crate::database::count(&app, "SELECT COUNT(*) FROM member").await, 5);
    }

    async fn asking_again_in_one_browser_ends_the_older_letter_and_in_another_does_not(app) {
        let ana = app.stranger();
        let first = asked(&app, &ana, "ana@example.org", "/").await;
        let second = asked(&app, &ana, "ana@example.org", "/").await;
        ana.post("/-/sign-in/code", &[("code", &first.code().expect("a code"))]).await.is(422);
        ana.prove_link(&first.link().expect("a link")).await.is(410);
        let other = app.stranger();
        asked(&app, &other, "ana@example.org", "/").await;
        ana.prove_link(&second.link().expect("a link")).await.is(303);
    }

    async fn a_challenge_lives_ten_minutes(app) {
        let ana = app.stranger();
        let early = asked(&app, &ana, "ana@example.org", "/").await.link().expect("a link");
        app.advance(minutes(10) - Duration::from_secs(1));
        ana.prove_link(&early).await.is(303);
        app.deliver().await;
        let bob = app.stranger();
        let letter = asked(&app, &bob, "bob@example.org", "/-/join").await;
        app.advance(minutes(10));
        bob.post("/-/sign-in/code", &[("code", &letter.code().expect("a code"))]).await.is(422);
        let late = letter.link().expect("a link");
        let page = bob.prove_link(&late).await.is(410).hides("bob@example.org");
        assert!(!bob.is_signed_in().await);
        let token = late.rsplit('/').next().expect("a token");
        page.shows(token);
        // The address stays on the server: the dead link's token is enough to ask again.
        bob.post("/-/sign-in/again", &[("token", token)]).await.is(303);
        let again = app.deliver().await.remove(0);
        assert_eq!(again.to, ["bob@example.org"]);
        assert_eq!(bob.prove_link(&again.link().expect("a link")).await.is(303).location(), "/-/join");
    }

    async fn five_wrong_codes_end_a_challenge_also_when_they_come_at_once(app, "[limits]\nwrong_proofs_per_ip_minute = 0\n") {
        let ana = app.stranger();
        let letter = asked(&app, &ana, "ana@example.org", "/").await;
        let right = letter.code().expect("a code");
        let wrong = if right == "1234 5678" { "8765 4321" } else { "1234 5678" };
        let fields = [("code", wrong)];
        let pages = join_all((0..50).map(|_| ana.post("/-/sign-in/code", &fields))).await;
        assert_eq!(pages.iter().filter(|page| page.status == 422).count(), 5);
        assert_eq!(pages.iter().filter(|page| page.status == 429).count(), 45);
        ana.post("/-/sign-in/code", &[("code", &right)]).await.is(429).shows("new letter");
        ana.prove_link(&letter.link().expect("a link")).await.is(410);
        assert!(!ana.is_signed_in().await);
    }

    async fn wrong_codes_harm_no_other_browsers_challenge(app) {
        let (ana, other) = (app.stranger(), app.stranger());
        let letter = asked(&app, &ana, "ana@example.org", "/").await;
        asked(&app, &other, "ana@example.org", "/").await;
        for _ in 0..6 {
            other.post("/-/sign-in/code", &[("code", "0000 0001")]).await;
        }
        ana.post("/-/sign-in/code", &[("code", &letter.code().expect("a code"))]).await.is(303);
    }

    async fn a_code_is_good_only_in_the_browser_that_asked(app) {
        let (ana, thief) = (app.stranger(), app.stranger());
        let letter = asked(&app, &ana, "ana@example.org", "/").await;
        let code = letter.code().expect("a code");
        let without = thief.post("/-/sign-in/code", &[("code", &code)]).await.is(422);
        asked(&app, &thief, "ana@example.org", "/").await;
        thief.post("/-/sign-in/code", &[("code", &code)]).await.is(422);
        assert!(without.cookies().is_empty() && !thief.is_signed_in().await);
        let phone = app.stranger();
        phone.prove_link(&letter.link().expect("a link")).await.is(303);
        assert!(phone.is_signed_in().await && !ana.is_signed_in().await);
    }

    async fn a_link_of_another_member_says_so_and_switches_only_on_the_button(app) {
        let browser = app.member("ana@example.org").await;
        let session = browser.cookie(SESSION).expect("a session");
        let asker = app.stranger();
        let link = asked(&app, &asker, "bob@example.org", "/").await.link().expect("a link");
        browser.open(&link).await.is(200).shows("a…a@example.org").shows("b…b@example.org");
        browser.get("/-/account").await.is(200).shows("ana@example.org");
        let old = browser.copied();
        browser.prove_link(&link).await.is(303);
        browser.get("/-/account").await.is(200).shows("bob@example.org");
        assert_ne!(browser.cookie(SESSION), Some(session));
        assert!(!old.is_signed_in().await, "the first session ended");
    }

    async fn a_made_up_session_is_not_promoted(app) {
        let ana = app.stranger();
        ana.set_cookie(SESSION, "AAAAAAAAAAAAAAAAAAAAAA");
        assert!(!ana.is_signed_in().await);
        assert_eq!(ana.cookie(SESSION), None, "a dead cookie is taken back");
        ana.set_cookie(SESSION, "AAAAAAAAAAAAAAAAAAAAAA");
        app.sign_in(&ana, "ana@example.org").await;
        let made_up = app.stranger();
        made_up.set_cookie(SESSION, "AAAAAAAAAAAAAAAAAAAAAA");
        assert!(ana.is_signed_in().await && !made_up.is_signed_in().await);
    }

    async fn nobody_is_a_member_before_the_proof(app) {
        let ana = app.stranger();
        let letter = asked(&app, &ana, "ana@example.org", "/").await;
        let address = gatefold::email_address::EmailAddress::parse("ana@example.org").expect("an address");
        assert!(app.app.members.find_by_address(&address).await.expect("a look").is_none());
        ana.prove_link(&letter.link().expect("a link")).await.is(303);
        assert!(app.app.members.find_by_address(&address).await.expect("a look").is_some());
    }

    async fn the_first_proof_ends_what_strangers_asked_before(app) {
        let (ana, attacker) = (app.stranger(), app.stranger());
        let theirs = asked(&app, &attacker, "ana@example.org", "/").await;
        app.sign_in(&ana, "ana@example.org").await;
        attacker.prove_link(&theirs.link().expect("a link")).await.is(410);
        attacker.post("/-/sign-in/code", &[("code", &theirs.code().expect("a code"))]).await.is(422);
    }

    async fn the_letter_holds_one_link_no_address_and_nothing_typed(app) {
        let ana = app.stranger();
        ana.post("/-/sign-in", &[("address", "ana@example.org"), ("next", "/secret-next?x=y"), ("news", "yes")]).await.is(303);
        let letter = app.deliver().await.remove(0);
        let text = letter.decoded();
        for absent in ["secret-next", "next=", "Bcc"] {
            assert!(!text.contains(absent), "{absent}");
        }
        let body = text.split("\r\n\r\n").skip(1).collect::<String>();
        assert!(!body.contains("ana@example.org"));
        let ours: HashSet<String> = letter.urls().into_iter().filter(|url| url.starts_with(ORIGIN) && url.len() > ORIGIN.len() + 1).collect();
        assert_eq!(ours.len(), 1, "{ours:?}");
        assert_eq!(letter.subject(), "Sign in to The Example");
        assert_eq!(letter.header("to").as_deref(), Some("ana@example.org"));
    }

    async fn news_is_agreed_to_by_whoever_proves(app) {
        let ana = app.stranger();
        ana.post("/-/sign-in", &[("address", "ana@example.org"), ("news", "yes")]).await.is(303);
        let letter = app.deliver().await.remove(0);
        let phone = app.stranger();
        phone.open(&letter.link().expect("a link")).await.shows("name=\"news\"").hides("checked");
        phone.prove_link(&letter.link().expect("a link")).await.is(303);
        phone.get("/-/account").await.hides("you agreed on");
        let welcome = app.deliver().await.remove(0);
        assert_eq!(welcome.header("list-unsubscribe"), None);

        let bob = app.stranger();
        bob.post("/-/sign-in", &[("address", "bob@example.org"), ("news", "yes")]).await.is(303);
        let letter = app.deliver().await.remove(0);
        bob.open(&letter.link().expect("a link")).await.hides("name=\"news\"");
        bob.prove_link(&letter.link().expect("a link")).await.is(303);
        bob.get("/-/account").await.shows("you agreed on").shows("Send me news from The Example");
    }

    async fn tokens_and_codes_are_in_no_column(app) {
        let mut seen = Vec::new();
        let ana = app.stranger();
        let letter = asked(&app, &ana, "ana@example.org", "/").await;
        seen.push(letter.link().expect("a link").rsplit('/').next().expect("a token").to_owned());
        seen.extend([letter.code().expect("a code"), letter.code().expect("a code").replace(' ', "")]);
        let bob = app.stranger();
        bob.ask("bob@example.org", "/").await.is(303);
        app.deliver().await;
        app.sign_in(&ana, "ana@example.org").await;
        seen.push(ana.cookie(SESSION).expect("a session"));
        seen.push(ana.cookie("__Host-gatefold-device").expect("a device"));
        seen.push(bob.cookie("__Host-gatefold-ask").expect("an ask cookie"));
        let dump = crate::database::dump(&app).await;
        assert!(dump.contains("ana@example.org"), "the dump shows what is there");
        for secret in seen {
            assert!(!dump.contains(&secret), "{secret} is in the database");
        }
    }

    async fn the_answer_is_the_same_for_every_address(app, "[limits]\nletters_per_ip_burst = 0\nletters_per_ip_minute = 0\nletters_per_ip_hour = 0\nletters_per_hour = 0\nletters_per_domain_hour = 0\n") {
        app.member("member@example.org").await;
        app.member("blocked@example.org").await;
        let address = |text: &str| gatefold::email_address::EmailAddress::parse(text).expect("an address");
        let blocked = app.app.members.find_by_address(&address("blocked@example.org")).await.expect("a look").expect("a member");
        app.app.sign_ins.block(Actor::CommandLine, blocked.id, true).await.expect("blocked");
        let site = std::sync::Arc::clone(app.app.sites.first());
        app.app.desk.add(Actor::CommandLine, &address("staff@example.org"), Role::Owner, &site).await.expect("staff");
        app.smtp.set_mood(crate::harness::smtp::Mood::RefuseRecipient("550 5.1.1 no such user".to_owned()));
        app.stranger().ask("suppressed@example.org", "/").await;
        app.deliver().await;
        app.smtp.set_mood(crate::harness::smtp::Mood::Well);
        for _ in 0..5 {
            app.stranger().ask("limited@example.org", "/").await;
        }
        app.deliver().await;
        let mut first: Option<(u16, Vec<String>, Vec<u8>)> = None;
        let classes = ["unknown", "member", "blocked", "suppressed", "staff", "limited"];
        let mut times: Vec<Vec<Duration>> = vec![Vec::new(); classes.len()];
        for round in 0..12 {
            for (at, class) in classes.iter().enumerate() {
                // Each class keeps to one address but the unknown, which must be new each time.
                let name = if *class == "unknown" { format!("unknown{round}@example.org") } else { format!("{class}@example.org") };
                let browser = app.stranger();
                let start = Instant::now();
                let page = browser.ask(&name, "/x").await;
                times[at].push(start.elapsed());
                let mut headers: Vec<String> = page.headers.iter().filter(|(name, _)| *name != "x-request-id").map(|(name, value)| {
                    let value = value.to_str().expect("text");
                    let shape = if *name == "set-cookie" { value.split_once('=').map_or(value, |(name, rest)| { assert_eq!(rest.find(';'), Some(43)); name }) } else { value };
                    format!("{name}: {shape}")
                }).collect();
                headers.sort();
                let shape = (page.status, headers, page.bytes);
                match &first {
                    None => first = Some(shape),
                    Some(first) => assert_eq!(*first, shape, "{class}"),
                }
                browser.get("/-/sign-in/sent").await.is(200).shows("A letter is on its way");
            }
        }
        let sent: HashSet<String> = app.deliver().await.into_iter().flat_map(|mail| mail.to).collect();
        assert!(sent.contains("member@example.org") && sent.contains("staff@example.org"));
        assert!(!sent.contains("blocked@example.org") && !sent.contains("suppressed@example.org") && !sent.contains("limited@example.org"));
    }

    async fn a_malformed_address_keeps_what_was_typed(app) {
        let ana = app.stranger();
        for typed in ["nonsense", "a@b@c.d", "", "\"e@attacker.com\"@victim.com", "a＠b.org", "<script>@x.org"] {
            let page = ana.post("/-/sign-in", &[("address", typed), ("next", "/x"), ("news", "yes")]).await.is(422).shows("role=\"alert\"");
            let page = page.shows("value=\"/x\"").shows(" checked").hides("<script>@");
            if typed.len() == 8 {
                page.shows("value=\"nonsense\"");
            }
        }
        assert!(app.deliver().await.is_empty());
    }

    async fn the_destination_never_leaves_us(app) {
        for next in ["https://evil.example/", "//evil.example", "/\\evil.example", "/\t/evil.example", "javascript:alert(1)", "/.//evil.example"] {
            let ana = app.stranger();
            ana.ask("ana@example.org", next).await.is(303);
            let letter = app.deliver().await.remove(0);
            assert!(!letter.raw.contains("evil"));
            assert_eq!(ana.prove_link(&letter.link().expect("a link")).await.is(303).location(), "/", "{next}");
            app.deliver().await;
        }
    }
}
