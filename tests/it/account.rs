//! The member's own page: name, address (R14), data and deletion (R70), step-up (R37).

use std::time::Duration;

use gatefold::clock::{days, minutes};

use crate::database::dump;
use crate::harness::{Browser, Mail, REST_CANARY, TestApp};

async fn change_asked(app: &TestApp, ana: &Browser, to: &str) -> Mail {
    ana.post("/-/account/address", &[("address", to)]).await.is(303);
    let letters = app.deliver().await;
    assert_eq!(letters.len(), 1);
    assert_eq!(letters[0].to, [to]);
    letters[0].clone()
}

both_engines! {
    async fn a_stranger_is_led_to_the_sign_in_page_and_back(app) {
        let page = app.stranger().get("/-/account").await.is(303);
        assert_eq!(page.location(), "/-/sign-in?next=%2F-%2Faccount");
    }

    async fn the_name_is_kept_and_escaped(app) {
        let ana = app.member("ana@example.org").await;
        ana.post("/-/account/name", &[("name", " <b>Ana</b> ")]).await.is(303);
        ana.get("/-/account?saved=name").await.shows("value=\"&lt;b&gt;Ana&lt;/b&gt;\"").shows("Your name is saved.");
        for bad in ["x".repeat(81), "a\r\nBcc: x@y.z".to_owned(), "a\u{202e}b".to_owned(), "a\0b".to_owned()] {
            ana.post("/-/account/name", &[("name", &bad)]).await.is(422).shows("role=\"alert\"");
        }
        ana.get("/-/account").await.shows("&lt;b&gt;Ana&lt;/b&gt;");
    }

    async fn each_answer_about_news_is_kept(app) {
        let ana = app.member("ana@example.org").await;
        ana.post("/-/account/news", &[("news", "yes")]).await.is(303);
        app.advance(minutes(1));
        ana.post("/-/account/news", &[("news", "no")]).await.is(303);
        ana.post("/-/account/news", &[("news", "perhaps")]).await.is(400);
        assert_eq!(crate::database::count(&app, "SELECT COUNT(*) FROM consent").await, 2);
        assert_eq!(crate::database::count(&app, "SELECT COUNT(*) FROM consent WHERE is_granted").await, 1);
    }

    async fn one_click_takes_back_the_consent(app) {
        let ana = app.stranger();
        ana.post("/-/sign-in", &[("address", "ana@example.org"), ("news", "yes")]).await.is(303);
        let code = app.deliver().await[0].code().expect("a code");
        ana.post("/-/sign-in/code", &[("code", &code)]).await.is(303);
        let welcome = app.deliver().await.remove(0);
        assert_eq!(welcome.subject(), "Welcome to The Example");
        assert_eq!(welcome.header("list-unsubscribe-post").as_deref(), Some("List-Unsubscribe=One-Click"));
        let url = welcome.header("list-unsubscribe").expect("a header").trim_matches(['<', '>']).to_owned();
        let mail_program = app.stranger();
        mail_program.open(&url).await.is(200).shows("a…a@example.org");
        ana.get("/-/account").await.shows("value=\"no\"");
        let path = url.strip_prefix(crate::harness::ORIGIN).expect("our own");
        app.advance(minutes(1));
        mail_program.post_with(path, &[("List-Unsubscribe", "One-Click")], &[]).await.is(200);
        ana.get("/-/account").await.shows("value=\"yes\"");
        mail_program.post_with(path, &[("List-Unsubscribe", "One-Click")], &[]).await.is(200);
        assert_eq!(crate::database::count(&app, "SELECT COUNT(*) FROM consent").await, 2);
        let forged = format!("{}A", &path[..path.len() - 1]);
        let forged = if forged == path { format!("{}B", &path[..path.len() - 1]) } else { forged };
        mail_program.post_with(&forged, &[("x", "y")], &[]).await.is(404);
    }

    async fn what_cannot_be_undone_wants_a_fresh_sign_in(app) {
        let ana = app.member("ana@example.org").await;
        app.advance(minutes(10) + Duration::from_secs(1));
        ana.post("/-/account/address", &[("address", "new@example.org")]).await.is(401).shows("Confirm it is you");
        ana.post("/-/account/delete", &[("sure", "yes")]).await.is(401);
        ana.get("/-/account/delete").await.is(401);
        ana.get("/-/account/data").await.is(401);
        ana.get("/-/account").await.is(200);
        assert!(app.deliver().await.is_empty());
        app.sign_in(&ana, "ana@example.org").await;
        ana.get("/-/account/data").await.is(200);
    }

    async fn the_address_changes_after_its_proof_and_can_be_taken_back(app) {
        let ana = app.member("ana@example.org").await;
        let phone = app.member("ana@example.org").await;
        let letter = change_asked(&app, &ana, "new@example.org").await;
        assert_eq!(letter.subject(), "Confirm your new address for The Example");
        ana.get("/-/account").await.shows("<strong>ana@example.org</strong>");
        ana.prove_link(&letter.link().expect("a link")).await.is(303);
        ana.get("/-/account").await.shows("<strong>new@example.org</strong>");
        assert!(!phone.is_signed_in().await, "other browsers are signed out");
        let notice = app.deliver().await.remove(0);
        assert_eq!(notice.to, ["ana@example.org"]);
        assert!(!notice.decoded().contains("new@example.org"));
        let undo = notice.url_with("/undo/").expect("an undo link");
        app.advance(days(7) - minutes(1));
        let owner = app.stranger();
        owner.open(&undo).await.is(200).shows("n…w@example.org");
        let token = undo.rsplit('/').next().expect("a token");
        owner.post("/-/account/address/undo", &[("token", token)]).await.is(200);
        owner.post("/-/account/address/undo", &[("token", token)]).await.is(410);
        assert!(!ana.is_signed_in().await, "whoever changed it is signed out");
        app.sign_in(&owner, "ana@example.org").await;
        owner.get("/-/account").await.shows("<strong>ana@example.org</strong>");
    }

    async fn a_change_proved_on_another_device_signs_every_other_browser_out_at_once(app) {
        let ana = app.member("ana@example.org").await;
        let tablet = app.member("ana@example.org").await;
        assert!(tablet.is_signed_in().await);
        let letter = change_asked(&app, &ana, "new@example.org").await;
        app.stranger().prove_link(&letter.link().expect("a link")).await.is(303);
        assert!(!tablet.is_signed_in().await && !ana.is_signed_in().await);
    }

    async fn an_undo_ends_what_the_thief_has_asked_for_next(app) {
        let ana = app.member("ana@example.org").await;
        let letter = change_asked(&app, &ana, "thief@example.org").await;
        ana.prove_link(&letter.link().expect("a link")).await.is(303);
        let undo = app.deliver().await.remove(0).url_with("/undo/").expect("an undo link");
        let thief = app.member("thief@example.org").await;
        let next = change_asked(&app, &thief, "evil@example.org").await;
        app.stranger().post("/-/account/address/undo", &[("token", undo.rsplit('/').next().expect("a token"))]).await.is(200);
        app.stranger().prove_link(&next.link().expect("a link")).await.is(410);
        app.member("ana@example.org").await.get("/-/account").await.shows("<strong>ana@example.org</strong>");
    }

    async fn signing_out_everywhere_ends_a_pending_change(app) {
        let ana = app.member("ana@example.org").await;
        let letter = change_asked(&app, &ana, "evil@example.org").await;
        ana.post("/-/account/sessions/end-all", &[]).await.is(303);
        app.stranger().prove_link(&letter.link().expect("a link")).await.is(410);
    }

    async fn changes_to_one_address_at_once_are_one_change_and_clear_words(app) {
        let mut links = Vec::new();
        for name in ["a", "b", "c"] {
            let browser = app.member(&format!("{name}@example.org")).await;
            links.push(change_asked(&app, &browser, "wanted@example.org").await.link().expect("a link"));
        }
        let browsers = [app.stranger(), app.stranger(), app.stranger()];
        let pages = futures_util::future::join_all(browsers.iter().zip(&links).map(|(browser, link)| browser.prove_link(link))).await;
        let mut statuses: Vec<u16> = pages.iter().map(|page| page.status).collect();
        statuses.sort_unstable();
        assert_eq!(statuses, [303, 409, 409]);
    }

    async fn an_undo_ends_after_seven_days(app) {
        let ana = app.member("ana@example.org").await;
        let letter = change_asked(&app, &ana, "new@example.org").await;
        ana.post("/-/sign-in/code", &[("code", &letter.code().expect("a code"))]).await.is(303);
        let undo = app.deliver().await.remove(0).url_with("/undo/").expect("an undo link");
        app.advance(days(7) + Duration::from_secs(1));
        app.stranger().open(&undo).await.is(410);
        app.stranger().post("/-/account/address/undo", &[("token", undo.rsplit('/').next().expect("a token"))]).await.is(410);
    }

    async fn a_pending_change_dies_with_the_next_sign_in(app) {
        let ana = app.member("ana@example.org").await;
        let letter = change_asked(&app, &ana, "attacker@example.org").await;
        app.member("ana@example.org").await;
        app.stranger().prove_link(&letter.link().expect("a link")).await.is(410);
        assert!(dump(&app).await.contains("ana@example.org"));
        ana.get("/-/account").await.shows("<strong>ana@example.org</strong>");
    }

    async fn an_address_of_another_member_is_not_taken_over(app) {
        app.member("bob@example.org").await;
        let ana = app.member("ana@example.org").await;
        let letter = change_asked(&app, &ana, "bob@example.org").await;
        ana.prove_link(&letter.link().expect("a link")).await.is(409).shows("in use");
        ana.get("/-/account").await.shows("<strong>ana@example.org</strong>");
        for typed in ["nonsense", "ana@example.org"] {
            ana.post("/-/account/address", &[("address", typed)]).await.is(422).shows("role=\"alert\"");
        }
    }

    async fn the_data_of_a_member_is_theirs_to_download(app) {
        let ana = app.member("ana@example.org").await;
        app.member("bob@example.org").await;
        let page = ana.get("/-/account/data").await.is(200).shows("ana@example.org").hides("bob@example.org");
        assert!(page.header("content-disposition").starts_with("attachment"));
        let data: serde_json::Value = serde_json::from_str(&page.text()).expect("JSON");
        assert_eq!(data["sessions"].as_array().map(Vec::len), Some(1));
    }

    async fn a_deleted_member_leaves_nothing(app) {
        app.with_articles().await;
        let ana = app.member("ana@example.org").await;
        let phone = app.member("ana@example.org").await;
        change_asked(&app, &ana, "new@example.org").await;
        ana.post("/-/account/delete", &[]).await.is(422).shows("role=\"alert\"");
        ana.post("/-/account/delete", &[("sure", "yes")]).await.is(200).shows("Goodbye");
        let letter = app.deliver().await.remove(0);
        assert_eq!((letter.subject().as_str(), letter.to[0].as_str()), ("Your membership at The Example was deleted", "ana@example.org"));
        for browser in [&ana, &phone] {
            assert!(!browser.is_signed_in().await);
            browser.get("/slow-bread").await.is(200).hides(REST_CANARY);
        }
        app.advance(days(8));
        gatefold::server::clean_up(&app.app).await.expect("a clean-up");
        let dump = dump(&app).await;
        assert!(!dump.contains("ana@example.org") && !dump.contains("new@example.org"));
    }

    async fn a_new_browser_is_told_to_the_member_and_a_known_one_is_not(app) {
        let ana = app.member("ana@example.org").await;
        ana.post("/-/sign-out", &[]).await.is(303);
        ana.ask("ana@example.org", "/").await;
        let letter = app.deliver().await.remove(0);
        ana.prove_link(&letter.link().expect("a link")).await.is(303);
        assert!(app.deliver().await.is_empty(), "this browser is known");
        let other = app.stranger();
        other.ask("ana@example.org", "/").await;
        let letter = app.deliver().await.remove(0);
        other.prove_link(&letter.link().expect("a link")).await.is(303);
        let told = app.deliver().await.remove(0);
        assert_eq!(told.subject(), "New sign-in to The Example");
    }
}
