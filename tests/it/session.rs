//! Signed-in browsers: R30 to R33.

use std::time::Duration;

use gatefold::clock::{days, hours, minutes};
use gatefold::email_address::EmailAddress;
use gatefold::member::Member;

use crate::harness::{REST_CANARY, TestApp};

const SESSION: &str = "__Host-gatefold";

pub async fn member_of(app: &TestApp, address: &str) -> Member {
    let address = EmailAddress::parse(address).expect("an address");
    app.app.members.find_by_address(&address).await.expect("a look").expect("a member")
}

both_engines! {
    async fn the_cookie_has_every_attribute(app) {
        let ana = app.stranger();
        ana.ask("ana@example.org", "/").await;
        let code = app.deliver().await[0].code().expect("a code");
        let page = ana.post("/-/sign-in/code", &[("code", &code)]).await.is(303);
        let cookie = page.cookies().into_iter().find(|cookie| cookie.starts_with("__Host-gatefold=")).expect("a session");
        for part in ["; Secure", "; HttpOnly", "; Path=/", "; SameSite=Lax", "; Max-Age="] {
            assert!(cookie.contains(part), "{cookie}");
        }
        assert!(!cookie.contains("Domain") && cookie.len() < 4096);
    }

    async fn signing_out_ends_the_session_everywhere_it_was_copied(app) {
        let ana = app.member("ana@example.org").await;
        let copy = ana.copied();
        assert!(copy.is_signed_in().await);
        let page = ana.post("/-/sign-out", &[]).await.is(303);
        assert_eq!((page.location(), page.header("clear-site-data")), ("/", "\"cache\""));
        let clears: Vec<&str> = page.cookies().into_iter().filter(|cookie| cookie.starts_with("__Host-gatefold=")).collect();
        assert_eq!(clears.len(), 1);
        assert!(clears[0].contains("Max-Age=0") && clears[0].contains("Secure") && clears[0].contains("Path=/"), "{clears:?}");
        assert_eq!(ana.cookie(SESSION), None);
        assert!(!copy.is_signed_in().await);
    }

    async fn blocking_a_member_counts_at_once(app) {
        app.with_articles().await;
        let ana = app.member("ana@example.org").await;
        ana.get("/slow-bread").await.shows(REST_CANARY);
        app.app.sign_ins.block(gatefold::audit::Actor::CommandLine, member_of(&app, "ana@example.org").await.id, true).await.expect("blocked");
        ana.get("/slow-bread").await.is(200).hides(REST_CANARY).shows("id=\"wall\"");
        ana.ask("ana@example.org", "/").await.is(303);
        assert!(app.deliver().await.is_empty());
    }

    async fn a_change_made_by_another_process_counts_within_a_minute(app) {
        app.with_articles().await;
        let ana = app.member("ana@example.org").await;
        ana.get("/slow-bread").await.shows(REST_CANARY);
        let (other, _) = app.restarted().await;
        other.sign_ins.block(gatefold::audit::Actor::CommandLine, member_of(&app, "ana@example.org").await.id, true).await.expect("blocked");
        app.advance(Duration::from_secs(61));
        ana.get("/slow-bread").await.hides(REST_CANARY);
    }

    async fn an_idle_session_ends_and_a_used_one_slides(app) {
        let ana = app.member("ana@example.org").await;
        app.advance(days(60) - minutes(1));
        assert!(ana.is_signed_in().await);
        app.advance(days(60) - minutes(1));
        assert!(ana.is_signed_in().await, "it slid");
        let idle = app.member("bob@example.org").await;
        app.advance(days(60) + minutes(1));
        assert!(!idle.is_signed_in().await);
    }

    async fn no_session_outlives_its_absolute_end(app) {
        let ana = app.member("ana@example.org").await;
        for _ in 0..179 {
            app.advance(days(1));
            assert!(ana.is_signed_in().await);
        }
        app.advance(days(1) + minutes(1));
        assert!(!ana.is_signed_in().await);
    }

    async fn a_warm_session_asks_the_database_once_a_minute_and_writes_once_in_five(app) {
        let ana = app.member("ana@example.org").await;
        let seen = |text: String| text.matches("last seen").count();
        assert_eq!(seen(ana.get("/-/account").await.text()), 1);
        let before = crate::database::count(&app, "SELECT COUNT(*) FROM member_session WHERE seen_at > created_at").await;
        assert_eq!(before, 0);
        app.advance(minutes(5));
        ana.get("/-/account").await.is(200);
        let after = crate::database::count(&app, "SELECT COUNT(*) FROM member_session WHERE seen_at > created_at").await;
        assert_eq!(after, 1);
    }

    async fn each_browser_can_be_ended_and_only_ones_own(app) {
        let ana = app.member("ana@example.org").await;
        let phone = app.member("ana@example.org").await;
        let bob = app.member("bob@example.org").await;
        let page = ana.get("/-/account").await.text();
        let ids: Vec<&str> = page.split("name=\"id\" value=\"").skip(1).filter_map(|part| part.split('"').next()).collect();
        assert_eq!(ids.len(), 1, "the current browser has no button of its own");
        bob.post("/-/account/sessions/end", &[("id", ids[0])]).await.is(404);
        assert!(phone.is_signed_in().await);
        ana.post("/-/account/sessions/end", &[("id", ids[0])]).await.is(303);
        assert!(!phone.is_signed_in().await && ana.is_signed_in().await);
        ana.post("/-/account/sessions/end", &[("id", "nonsense")]).await.is(404);
        let third = app.member("ana@example.org").await;
        ana.post("/-/account/sessions/end-all", &[]).await.is(303);
        assert!(!ana.is_signed_in().await && !third.is_signed_in().await && bob.is_signed_in().await);
    }

    async fn old_rows_and_ip_addresses_go(app) {
        app.member("ana@example.org").await;
        app.advance(days(31));
        gatefold::server::clean_up(&app.app).await.expect("a clean-up");
        assert_eq!(crate::database::count(&app, "SELECT COUNT(*) FROM member_session WHERE ip IS NOT NULL").await, 0);
        app.advance(days(60) + hours(1));
        gatefold::server::clean_up(&app.app).await.expect("a clean-up");
        for table in ["member_session", "challenge", "letter", "limit_state"] {
            let text = match table {
                "member_session" => "SELECT COUNT(*) FROM member_session",
                "challenge" => "SELECT COUNT(*) FROM challenge",
                "letter" => "SELECT COUNT(*) FROM letter",
                _ => "SELECT COUNT(*) FROM limit_state",
            };
            assert_eq!(crate::database::count(&app, text).await, 0, "{table}");
        }
    }
}
