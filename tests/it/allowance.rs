//! What strangers may read: the allowance (R49), and an article opened by a given address.

use futures_util::future::join_all;
use gatefold::clock::{days, hours, minutes};
use http::Method;

use crate::harness::{IMAGE_CANARY, REST_CANARY, TestApp};

const TWO_FREE: &str = "[gate]\nfree_articles = 2\nfree_days = 30\n";
const ASKED: &str = "[gate]\nunlock = \"asked\"\n";
const FREE: &str = "__Host-gatefold-free";
const UNLOCK: &str = "__Host-gatefold-unlock";

async fn with_three_more(app: &TestApp) {
    for number in 1..=3 {
        let text = format!(
            "+++\ntitle = \"More {number}\"\npublished = 2026-09-03\n+++\nLead.\n\n<!-- more -->\n\n{REST_CANARY} {number}\n"
        );
        app.write(&format!("more-{number}.md"), text);
    }
    app.with_articles().await;
}

both_engines! {
    async fn a_stranger_reads_two_and_meets_the_wall_at_the_third(app, TWO_FREE) {
        with_three_more(&app).await;
        let reader = app.stranger();
        let page = reader.get("/more-1").await.is(200).shows(REST_CANARY).shows("1 free article left");
        assert_eq!(page.header("cache-control"), "private, no-store");
        reader.get("/more-2").await.shows(REST_CANARY).shows("last free article");
        reader.get("/more-3").await.is(200).hides(REST_CANARY).shows("id=\"wall\"");
        reader.get("/more-1").await.shows(REST_CANARY);
        reader.get("/open").await.is(200).shows("All of this is open");
        app.advance(days(30) + minutes(1));
        reader.get("/more-3").await.shows(REST_CANARY);
    }

    async fn an_old_copy_of_the_cookie_wins_nothing(app, TWO_FREE) {
        with_three_more(&app).await;
        let reader = app.stranger();
        reader.get("/more-1").await.shows(REST_CANARY);
        let old = reader.copied();
        reader.get("/more-2").await.shows(REST_CANARY);
        old.get("/more-3").await.hides(REST_CANARY);
        let forged = app.stranger();
        let cookie = reader.cookie(FREE).expect("a cookie");
        let turned = if cookie.starts_with('A') { "B" } else { "A" };
        forged.set_cookie(FREE, &format!("{turned}{}", &cookie[1..]));
        forged.get("/more-1").await.shows(REST_CANARY);
        assert_ne!(forged.cookie(FREE), Some(cookie), "a forged key is no key: the browser got one of its own");
    }

    async fn tabs_at_once_get_no_more_than_the_allowance(app, TWO_FREE) {
        with_three_more(&app).await;
        let reader = app.stranger();
        reader.get("/more-1").await.shows(REST_CANARY);
        let pages = join_all(["/more-2", "/more-3", "/slow-bread", "/more-2", "/more-3", "/slow-bread"].map(|path| reader.get(path))).await;
        let open: std::collections::HashSet<usize> =
            pages.iter().enumerate().filter(|(_, page)| page.has(REST_CANARY)).map(|(at, _)| at % 3).collect();
        assert_eq!(open.len(), 1, "one place was left");
    }

    async fn prefetch_head_and_images_take_nothing(app, TWO_FREE) {
        with_three_more(&app).await;
        let reader = app.stranger();
        let page = reader.get_with("/more-1", &[("sec-purpose", "prefetch")]).await.is(200).hides(REST_CANARY);
        assert!(page.cookies().is_empty());
        reader.send(Method::HEAD, "/more-1", &[], axum::body::Body::empty()).await.is(200);
        reader.get_with("/more-1", &[("user-agent", "Mozilla/5.0 (compatible; Somebot/2.1)")]).await.is(200).hides(REST_CANARY);
        reader.get_with("/more-1", &[("sec-fetch-dest", "empty")]).await.is(200).hides(REST_CANARY);
        reader.get("/slow-bread/oven.png").await.is(403).hides(IMAGE_CANARY);
        assert_eq!(crate::database::count(&app, "SELECT COUNT(*) FROM free_read WHERE read_at > 0").await, 0);
        reader.get("/slow-bread").await.shows(REST_CANARY);
        reader.get("/slow-bread/oven.png").await.is(200).shows(IMAGE_CANARY);
        assert_eq!(crate::database::count(&app, "SELECT COUNT(*) FROM free_read WHERE read_at > 0").await, 1);
    }

    async fn a_given_address_opens_its_one_article_for_a_day(app, ASKED) {
        with_three_more(&app).await;
        let reader = app.stranger();
        reader.get("/more-1").await.hides(REST_CANARY).shows("id=\"wall\"");
        let page = reader.ask("ana@example.org", "/more-1").await.is(303);
        assert_eq!(page.location(), "/-/sign-in/sent");
        reader.get("/-/sign-in/sent").await.shows("href=\"/more-1#rest\"");
        let page = reader.get("/more-1").await.shows(REST_CANARY).shows("open for a day");
        assert_eq!(page.header("cache-control"), "private, no-store");
        assert_eq!(crate::database::count(&app, "SELECT COUNT(*) FROM member").await, 0);
        assert_eq!(crate::database::count(&app, "SELECT COUNT(*) FROM member_session").await, 0);
        reader.get("/more-2").await.hides(REST_CANARY).shows("Confirm your address");
        reader.ask("ana@example.org", "/more-2").await.is(303);
        reader.get("/more-2").await.hides(REST_CANARY);
        let thief = app.stranger();
        thief.get("/more-1").await.hides(REST_CANARY);
        app.advance(hours(24));
        reader.get("/more-1").await.hides(REST_CANARY);
        reader.ask("ana@example.org", "/more-2").await.is(303);
        let letters = app.deliver().await;
        reader.get("/more-2").await.shows(REST_CANARY);
        reader.prove_link(&letters.last().expect("a letter").link().expect("a link")).await.is(303);
        reader.get("/more-3").await.shows(REST_CANARY);
        assert_eq!(reader.cookie(UNLOCK), None);
    }

    async fn a_given_address_opens_nothing_where_it_must_be_proved(app) {
        with_three_more(&app).await;
        let reader = app.stranger();
        let page = reader.ask("ana@example.org", "/more-1").await.is(303);
        assert!(!page.cookies().iter().any(|cookie| cookie.contains("unlock")));
        reader.get("/more-1").await.hides(REST_CANARY);
    }

    async fn an_edited_unlock_opens_nothing(app, ASKED) {
        with_three_more(&app).await;
        let reader = app.stranger();
        reader.ask("ana@example.org", "/more-1").await.is(303);
        let cookie = reader.cookie(UNLOCK).expect("an unlock");
        for at in (0..cookie.len()).step_by(7) {
            let forged = app.stranger();
            let turned = if cookie.as_bytes()[at] == b'A' { "B" } else { "A" };
            forged.set_cookie(UNLOCK, &format!("{}{turned}{}", &cookie[..at], &cookie[at + 1..]));
            forged.get("/more-1").await.hides(REST_CANARY);
        }
    }
}
