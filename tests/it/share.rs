//! Share links (R58 to R61): made by members, opened at once, counted exactly, credited once.

use std::time::Duration;

use futures_util::future::join_all;
use gatefold::clock::{days, minutes};
use http::Method;
use serde_json::Value;

use crate::database::{count, dump};
use crate::harness::{Browser, IMAGE_CANARY, ORIGIN, Page, REST_CANARY, TestApp};

const SMALL: &str = "[share]\nreader_limit = 5\n";
const FEW: &str = "[share]\nlinks_per_day = 2\n";
const ASK_FIRST: &str = "[share]\nrecipient = \"ask_first\"\nreader_limit = 1\n";
const ASK_AFTER: &str = "[share]\nrecipient = \"ask_after\"\n";
const CHAINS: &str = "[share]\nguests_may_share = true\n";
const TWO_SITES: &str =
    "[[site]]\nhost = \"news.example\"\nname = \"The Example\"\n[[site]]\nhost = \"food.example\"\nname = \"Food\"\n";
const FREE: &str = "[gate]\nfree_articles = 1\n";
const ROBOT: (&str, &str) = ("user-agent", "facebookexternalhit/1.1");
const JSON: [(&str, &str); 3] = [("origin", ORIGIN), ("sec-fetch-site", "same-origin"), ("accept", "application/json")];

async fn ask(browser: &Browser, article: &str, channel: &str) -> Page {
    browser.post_with("/-/share", &[("article", article), ("channel", channel)], &JSON).await
}

fn json(page: &Page) -> Value {
    serde_json::from_slice(&page.bytes).expect("JSON")
}

/// The path of a new or known link.
async fn link(browser: &Browser, channel: &str) -> String {
    let made = json(&ask(browser, "/slow-bread", channel).await.is(200));
    made["url"].as_str().expect("a URL").strip_prefix(ORIGIN).expect("a URL of ours").to_owned()
}

/// Follows a link as a browser does.
async fn follow(browser: &Browser, link: &str) -> Page {
    let page = browser.get(link).await.is(303);
    assert_eq!(page.location(), "/slow-bread");
    browser.get("/slow-bread").await.is(200)
}

async fn friend(app: &TestApp, link: &str) -> Browser {
    let friend = app.stranger();
    follow(&friend, link).await.shows(REST_CANARY);
    friend
}

/// Readers, openings and members brought, of all links together.
async fn counted(app: &TestApp) -> (i64, i64, i64) {
    let links = (
        count(app, "SELECT CAST(SUM(readers) AS BIGINT) FROM share_link").await,
        count(app, "SELECT CAST(SUM(openings) AS BIGINT) FROM share_link").await,
        count(app, "SELECT CAST(SUM(joined) AS BIGINT) FROM share_link").await,
    );
    assert_eq!(links.0, count(app, "SELECT COUNT(*) FROM share_seat").await, "readers are seats");
    let days = (
        count(app, "SELECT CAST(COALESCE(SUM(readers), 0) AS BIGINT) FROM share_day").await,
        count(app, "SELECT CAST(COALESCE(SUM(openings), 0) AS BIGINT) FROM share_day").await,
        count(app, "SELECT CAST(COALESCE(SUM(joined), 0) AS BIGINT) FROM share_day").await,
    );
    assert_eq!(links, days, "the days add up");
    links
}

async fn happened(app: &TestApp, event: &'static str) -> i64 {
    app.write_counts().await;
    count(app, event).await
}

const REFUSED: &str = "SELECT CAST(COALESCE(SUM(count), 0) AS BIGINT) FROM insight_day WHERE event = 'share_refused'";

both_engines! {
    async fn a_friend_reads_at_once_and_is_counted(app) {
        app.with_articles().await;
        let ana = app.member("ana@example.org").await;
        let link = link(&ana, "copy").await;
        let friend = app.stranger();
        let page = friend.get(&link).await.is(303);
        assert_eq!((page.location(), page.header("cache-control")), ("/slow-bread", "no-store"));
        assert_eq!((page.header("referrer-policy"), page.header("x-robots-tag")), ("same-origin", "noindex"));
        let cookie = page.cookies().into_iter().find(|cookie| cookie.contains("share")).expect("a grant").to_owned();
        assert!(cookie.starts_with("__Host-gatefold-share-") && cookie.contains("HttpOnly") && cookie.contains("SameSite=Lax"));
        assert_eq!(counted(&app).await, (0, 0, 0), "nothing is counted by following a link");
        let page = friend.get("/slow-bread").await.is(200).shows(REST_CANARY).shows("shared this article with you");
        assert_eq!(page.header("cache-control"), "private, no-store");
        assert_eq!(counted(&app).await, (1, 1, 0));
        friend.get("/slow-bread/oven.png").await.is(200).shows(IMAGE_CANARY);
        friend.get("/slow-bread").await.shows(REST_CANARY);
        follow(&friend, &link).await.shows(REST_CANARY);
        assert_eq!(counted(&app).await, (1, 1, 0), "a reload is no opening");
        app.advance(minutes(31));
        friend.get("/slow-bread/oven.png").await.is(200);
        assert_eq!(counted(&app).await, (1, 1, 0), "an image is no opening");
        friend.get("/slow-bread").await.shows(REST_CANARY);
        friend.get("/slow-bread").await.shows(REST_CANARY);
        assert_eq!(counted(&app).await, (1, 2, 0), "half an hour later it is");
        assert_eq!(count(&app, "SELECT count FROM insight_day WHERE event = 'share_admitted' AND label = 'copy'").await, 1);
        assert_eq!(count(&app, "SELECT count FROM insight_day WHERE event = 'share_opened'").await, 2);
        assert_eq!(count(&app, "SELECT count FROM insight_day WHERE event = 'share_made'").await, 1);
    }

    async fn one_link_for_each_article_and_channel(app) {
        app.with_articles().await;
        let ana = app.member("ana@example.org").await;
        let first = json(&ask(&ana, "/slow-bread", "copy").await.is(200));
        assert_eq!((&first["readers"], &first["reader_limit"]), (&0.into(), &50.into()));
        assert_eq!(first["expires_at"], "2026-11-03T08:00:00Z");
        let path = first["url"].as_str().expect("a URL").strip_prefix(ORIGIN).expect("ours").to_owned();
        friend(&app, &path).await;
        let again = json(&ask(&ana, "/slow-bread", "copy").await.is(200));
        assert_eq!((&again["url"], &again["readers"]), (&first["url"], &1.into()));
        let mut others = std::collections::HashSet::new();
        for channel in ["email", "x", "facebook", "pinterest", "linkedin", "whatsapp", "device"] {
            let made = json(&ask(&ana, "/slow-bread", channel).await.is(200));
            let url = made["url"].as_str().expect("a URL").to_owned();
            if channel != "device" {
                let open = made["open"].as_str().expect("an address to open");
                let encoded = url.replace(':', "%3A").replace('/', "%2F").replace('-', "%2D").replace('_', "%5F").replace('.', "%2E");
                assert!(open.contains(&encoded), "{open} {encoded}");
            }
            assert!(others.insert(url));
        }
        let bob = app.member("bob@example.org").await;
        assert_ne!(json(&ask(&bob, "/slow-bread", "copy").await)["url"], first["url"]);
        let asked = join_all((0..20).map(|_| ask(&bob, "/slow-bread", "email"))).await;
        let urls: std::collections::HashSet<String> = asked.iter().map(|page| json(page)["url"].to_string()).collect();
        assert_eq!(urls.len(), 1, "at once, still one");
        assert_eq!(count(&app, "SELECT COUNT(*) FROM share_link").await, 10);
        app.advance(days(30));
        let anew = json(&ask(&ana, "/slow-bread", "copy").await.is(200));
        assert_ne!(anew["url"], first["url"], "the first one has expired");
    }

    async fn the_box_works_without_a_script(app) {
        app.with_articles().await;
        let ana = app.member("ana@example.org").await;
        ana.get("/slow-bread").await.shows("action=\"/-/share\"").shows("value=\"whatsapp\"");
        app.stranger().get("/slow-bread").await.hides("/-/share");
        ana.get("/open").await.hides("/-/share");
        let page = ana.post("/-/share", &[("article", "/slow-bread"), ("channel", "x")]).await.is(200);
        let page = page.shows("https://news.example/-/s/").shows("https://x.com/intent/post?").shows("nobody has read so far");
        assert_eq!(page.header("cache-control"), "no-store");
        let stranger = app.stranger();
        let page = stranger.post("/-/share", &[("article", "/slow-bread"), ("channel", "x")]).await.is(303);
        assert_eq!(page.location(), "/-/sign-in?next=%2Fslow-bread");
        assert_eq!(json(&ask(&stranger, "/slow-bread", "x").await.is(401))["error"].as_str().map(str::is_empty), Some(false));
        assert_eq!(count(&app, "SELECT COUNT(*) FROM share_link").await, 1);
    }

    async fn what_cannot_be_shared_is_told_with_the_reason(app) {
        app.with_articles().await;
        let ana = app.member("ana@example.org").await;
        for (article, channel, status) in [
            ("/slow-bread", "fax", 422),
            ("/slow-bread", "", 422),
            ("/slow-bread", "copy,email", 422),
            ("/open", "copy", 422),
            ("/nothing", "copy", 404),
            ("", "copy", 404),
            ("https://news.example/slow-bread", "copy", 404),
            ("//slow-bread", "copy", 404),
            ("/slow-bread/oven.png", "copy", 404),
        ] {
            let page = ask(&ana, article, channel).await.is(status);
            assert!(json(&page)["error"].as_str().is_some_and(|words| words.len() > 20), "{article} {channel}");
            ana.post("/-/share", &[("article", article), ("channel", channel)]).await.is(status).shows("<h1>");
        }
        ask(&ana, "/open", "copy").await.shows("https://news.example/open");
        let twice = [("article", "/slow-bread"), ("channel", "copy"), ("channel", "x")];
        ana.post("/-/share", &twice).await.is(400);
        std::fs::remove_dir_all(app.content().join("slow-bread")).expect("removed");
        app.import().await;
        ask(&ana, "/slow-bread", "copy").await.is(404);
        assert_eq!(count(&app, "SELECT COUNT(*) FROM share_link").await, 0);
        let page = ana.post_with("/-/share", &[("article", "/slow-bread"), ("channel", "copy")], &[("origin", "https://evil.example")]).await;
        page.is(403);
    }

    async fn as_many_links_a_day_as_the_settings_say(app, FEW) {
        app.with_articles().await;
        let ana = app.member("ana@example.org").await;
        let first = link(&ana, "copy").await;
        link(&ana, "email").await;
        let page = ask(&ana, "/slow-bread", "x").await.is(429).shows("within a day: 2");
        assert!(page.header("retry-after").parse::<u64>().expect("seconds") > 80_000);
        ana.post("/-/share", &[("article", "/slow-bread"), ("channel", "x")]).await.is(429).shows("Back to the article");
        assert_eq!(link(&ana, "copy").await, first, "one that is there is found all the same");
        app.member("bob@example.org").await;
        app.advance(days(1));
        link(&ana, "x").await;
    }

    async fn a_publisher_may_have_no_share_links(app, "[share]\nlinks_per_day = 0\n") {
        app.with_articles().await;
        let ana = app.member("ana@example.org").await;
        ana.get("/slow-bread").await.shows(REST_CANARY).hides("/-/share");
        ask(&ana, "/slow-bread", "copy").await.is(403);
    }

    async fn a_hundred_at_once_take_five_seats_on_two_instances(app, SMALL) {
        app.with_articles().await;
        let ana = app.member("ana@example.org").await;
        let link = link(&ana, "copy").await;
        let (_other, front) = app.restarted().await;
        let readers: Vec<Browser> = (0..100)
            .map(|number| {
                let browser = app.stranger();
                if number % 2 == 0 { browser } else { browser.moved_to(&front) }
            })
            .collect();
        join_all(readers.iter().map(|reader| async { reader.get(&link).await.is(303) })).await;
        let pages = join_all(readers.iter().map(|reader| reader.get("/slow-bread"))).await;
        let inside: Vec<&Browser> =
            readers.iter().zip(&pages).filter(|(_, page)| page.has(REST_CANARY)).map(|(reader, _)| reader).collect();
        assert_eq!(inside.len(), 5);
        assert_eq!(counted(&app).await, (5, 5, 0));
        for page in pages.iter().filter(|page| !page.has(REST_CANARY)) {
            assert_eq!(page.status, 200);
            assert!(page.has("id=\"wall\"") && page.has("number of readers it was made for"), "{}", page.text());
        }
        for reader in &inside {
            reader.get("/slow-bread").await.shows(REST_CANARY);
            reader.moved_to(&front).get("/slow-bread").await.shows(REST_CANARY);
        }
        app.advance(minutes(45));
        for reader in &inside {
            reader.get("/slow-bread").await.shows(REST_CANARY);
        }
        assert_eq!(counted(&app).await, (5, 10, 0), "a returning reader takes no second seat");
        let late = app.stranger();
        follow(&late, &link).await.hides(REST_CANARY).shows("number of readers it was made for").shows("action=\"/-/sign-in\"");
        assert!(happened(&app, REFUSED).await >= 1);
    }

    async fn one_reader_in_many_tabs_is_one_reader(app, SMALL) {
        app.with_articles().await;
        let ana = app.member("ana@example.org").await;
        let link = link(&ana, "copy").await;
        let friend = app.stranger();
        friend.get(&link).await.is(303);
        let (_other, front) = app.restarted().await;
        let elsewhere = friend.moved_to(&front);
        let pages = join_all((0..20).map(|at| if at % 2 == 0 { friend.get("/slow-bread") } else { elsewhere.get("/slow-bread") })).await;
        assert!(pages.iter().all(|page| page.has(REST_CANARY)));
        assert_eq!(counted(&app).await, (1, 1, 0));
        app.advance(minutes(31));
        let pages = join_all((0..20).map(|_| friend.get("/slow-bread"))).await;
        assert!(pages.iter().all(|page| page.has(REST_CANARY)));
        assert_eq!(counted(&app).await, (1, 2, 0));
    }

    async fn whoever_gives_up_and_comes_back_is_one_reader(app) {
        app.with_articles().await;
        let ana = app.member("ana@example.org").await;
        let link = link(&ana, "copy").await;
        let friends: Vec<Browser> = (0..40).map(|_| app.stranger()).collect();
        for (number, friend) in friends.iter().enumerate() {
            friend.get(&link).await.is(303);
            let patience = Duration::from_micros(150 * number as u64);
            drop(tokio::time::timeout(patience, friend.get("/slow-bread")).await);
        }
        for friend in &friends {
            friend.get("/slow-bread").await.shows(REST_CANARY);
        }
        assert_eq!(counted(&app).await, (40, 40, 0));
    }

    async fn what_fetches_for_nobody_is_not_counted(app) {
        app.with_articles().await;
        let ana = app.member("ana@example.org").await;
        let link = link(&ana, "facebook").await;
        for _ in 0..50 {
            let robot = app.stranger();
            let page = robot.get_with(&link, &[ROBOT]).await.is(200).hides(REST_CANARY);
            let page = page.shows("og:title\" content=\"Slow bread").shows("og:description\" content=\"On waiting.").shows("og:image");
            assert!(page.has(&format!("og:url\" content=\"{ORIGIN}{link}")) && page.has("content=\"noindex\""));
            assert!(page.cookies().is_empty());
            robot.get_with("/slow-bread", &[ROBOT]).await.hides(REST_CANARY).shows("og:title");
        }
        let scanner = app.stranger();
        let page = scanner.send(Method::HEAD, &link, &[], axum::body::Body::empty()).await.is(303);
        assert!(page.cookies().is_empty());
        scanner.get(&link).await.is(303);
        scanner.send(Method::HEAD, "/slow-bread", &[], axum::body::Body::empty()).await.is(200);
        for header in [("sec-purpose", "prefetch"), ("sec-purpose", "prefetch;prerender"), ("purpose", "prefetch"), ("x-moz", "prefetch")] {
            let page = scanner.get_with("/slow-bread", &[header]).await.is(503).hides(REST_CANARY);
            assert_eq!(page.header("cache-control"), "private, no-store");
        }
        scanner.get_with("/slow-bread", &[("sec-fetch-dest", "empty")]).await.hides(REST_CANARY);
        scanner.get_with("/slow-bread", &[ROBOT]).await.hides(REST_CANARY);
        scanner.get("/slow-bread/oven.png").await.is(403).hides(IMAGE_CANARY);
        assert_eq!(counted(&app).await, (0, 0, 0));
        scanner.get_with("/slow-bread", &[("sec-fetch-dest", "document")]).await.shows(REST_CANARY);
        assert_eq!(counted(&app).await, (1, 1, 0));
        scanner.get_with("/slow-bread", &[("sec-purpose", "prefetch")]).await.is(200).shows(REST_CANARY);
        app.advance(minutes(31));
        scanner.get_with("/slow-bread", &[("sec-purpose", "prefetch")]).await.is(503);
        assert_eq!(counted(&app).await, (1, 1, 0));
    }

    async fn the_sharers_own_visit_is_not_counted(app) {
        app.with_articles().await;
        let ana = app.member("ana@example.org").await;
        let link = link(&ana, "copy").await;
        let page = ana.get(&link).await.is(303);
        assert!(page.cookies().is_empty(), "a member reads by their own right");
        ana.get("/slow-bread").await.shows(REST_CANARY);
        ana.post("/-/sign-out", &[]).await.is(303);
        ana.get("/slow-bread").await.hides(REST_CANARY);
        follow(&ana, &link).await.shows(REST_CANARY);
        ana.get("/slow-bread/oven.png").await.is(200);
        assert_eq!(counted(&app).await, (0, 0, 0));
        let thief = app.stranger();
        let grant = ana.cookies_like("__Host-gatefold-share-");
        thief.set_cookie(&grant.0, &grant.1);
        thief.get("/slow-bread").await.shows(REST_CANARY);
        assert_eq!(counted(&app).await, (1, 1, 0), "the sharer's cookie alone is a reader like any other");
        let bob = app.member("bob@example.org").await;
        follow(&bob, &link).await.shows(REST_CANARY);
        assert_eq!(counted(&app).await, (1, 1, 0), "another member is none");
    }

    async fn a_grant_opens_its_one_article(app) {
        app.with_articles().await;
        app.write("more.md", format!("+++\ntitle = \"More\"\npublished = 2026-09-03\n+++\nLead.\n\n<!-- more -->\n\n{REST_CANARY}\n"));
        app.import().await;
        let ana = app.member("ana@example.org").await;
        let link = link(&ana, "copy").await;
        let friend = friend(&app, &link).await;
        friend.get("/more").await.hides(REST_CANARY).shows("id=\"wall\"");
        friend.get("/-/account").await.is(303);
        ask(&friend, "/slow-bread", "copy").await.is(401);
        let other = json(&ask(&ana, "/more", "copy").await)["url"].as_str().expect("a URL").to_owned();
        friend.open(&other).await.is(303);
        friend.get("/more").await.shows(REST_CANARY);
        friend.get("/slow-bread").await.shows(REST_CANARY);
        assert_eq!(counted(&app).await, (2, 2, 0));
    }

    async fn an_edited_or_moved_grant_opens_nothing(app) {
        app.with_articles().await;
        let ana = app.member("ana@example.org").await;
        let (link, other) = (link(&ana, "copy").await, link(&ana, "email").await);
        let holder = app.stranger();
        let set = holder.get(&link).await.is(303);
        let name = set.cookies()[0].split('=').next().expect("a name").to_owned();
        let value = holder.cookie(&name).expect("a grant");
        for at in (0..value.len()).step_by(5) {
            let forged = app.stranger();
            let turned = if value.as_bytes()[at] == b'A' { "B" } else { "A" };
            forged.set_cookie(&name, &format!("{}{turned}{}", &value[..at], &value[at + 1..]));
            forged.get("/slow-bread").await.hides(REST_CANARY);
        }
        for bad in ["", "x", &value[1..], &format!("{value}A"), &value.repeat(20)] {
            let forged = app.stranger();
            forged.set_cookie(&name, bad);
            forged.get("/slow-bread").await.hides(REST_CANARY);
        }
        assert_eq!(counted(&app).await, (0, 0, 0));
        app.advance(Duration::from_secs(1));
        let thief = app.stranger();
        follow(&thief, &other).await.shows(REST_CANARY);
        thief.set_cookie(&name, &value);
        thief.get("/slow-bread").await.shows(REST_CANARY);
        assert_eq!(counted(&app).await, (1, 1, 0));
    }

    async fn a_copied_jar_is_a_second_reader(app, "[share]\nreader_limit = 2\n") {
        app.with_articles().await;
        let ana = app.member("ana@example.org").await;
        let link = link(&ana, "copy").await;
        let friend = friend(&app, &link).await;
        let copy = friend.copied();
        copy.get("/slow-bread").await.shows(REST_CANARY);
        assert_eq!(counted(&app).await, (1, 1, 0), "within one opening nobody can tell them apart");
        app.advance(minutes(31));
        friend.get("/slow-bread").await.shows(REST_CANARY);
        let second = friend.copied();
        for _ in 0..2 {
            app.advance(minutes(31));
            friend.get("/slow-bread").await.shows(REST_CANARY);
        }
        copy.get("/slow-bread").await.shows(REST_CANARY);
        assert_eq!(counted(&app).await, (2, 5, 0), "the copy took a seat of its own");
        second.get("/slow-bread").await.hides(REST_CANARY).shows("number of readers");
        app.advance(minutes(31));
        friend.get("/slow-bread").await.shows(REST_CANARY);
        copy.get("/slow-bread").await.shows(REST_CANARY);
        assert_eq!(counted(&app).await, (2, 7, 0));
    }

    async fn a_stale_cookie_is_one_other_reader_however_often_it_comes(app) {
        app.with_articles().await;
        let ana = app.member("ana@example.org").await;
        let link = link(&ana, "copy").await;
        let friend = friend(&app, &link).await;
        let stale = friend.copied();
        for _ in 0..2 {
            app.advance(minutes(31));
            friend.get("/slow-bread").await.shows(REST_CANARY);
        }
        let tabs: Vec<Browser> = (0..10).map(|_| stale.copied()).collect();
        for page in join_all(tabs[..5].iter().map(|tab| tab.get("/slow-bread"))).await {
            page.shows(REST_CANARY);
        }
        for tab in &tabs[5..] {
            tab.get("/slow-bread").await.shows(REST_CANARY);
        }
        assert_eq!(counted(&app).await, (2, 4, 0));
    }

    async fn of_two_links_for_one_article_the_newer_one_counts(app) {
        app.with_articles().await;
        let ana = app.member("ana@example.org").await;
        let (first, second) = (link(&ana, "copy").await, link(&ana, "x").await);
        for number in 0..4 {
            let friend = friend(&app, &first).await;
            friend.get("/slow-bread").await.shows(REST_CANARY);
            app.advance(Duration::from_micros(10));
            follow(&friend, &second).await.shows(REST_CANARY);
            assert_eq!(count(&app, "SELECT readers FROM share_link WHERE channel = 'x'").await, number + 1);
        }
    }

    async fn a_seat_is_found_behind_links_that_let_nobody_in(app, "[share]\nreader_limit = 2\n") {
        app.with_articles().await;
        let ana = app.member("ana@example.org").await;
        let kept = link(&ana, "copy").await;
        let friend = friend(&app, &kept).await;
        for channel in ["email", "x", "facebook", "pinterest", "linkedin", "whatsapp"] {
            let path = link(&ana, channel).await;
            let text = ana.get("/-/account/shares").await.text();
            let id = text.split(&format!("value=\"{ORIGIN}{path}")).next().and_then(|before| before.rsplit("id=\"link-").next()).and_then(|id| id.split('"').next());
            ana.post("/-/account/shares/end", &[("id", id.expect("the link's id"))]).await.is(303);
            app.advance(Duration::from_secs(1));
            friend.get(&path).await.is(303);
        }
        friend.get("/slow-bread").await.shows(REST_CANARY);
        app.advance(minutes(31));
        friend.get("/slow-bread").await.shows(REST_CANARY);
        assert_eq!(counted(&app).await, (1, 2, 0));
        let full = link(&ana, "device").await;
        friend.get(&full).await.is(303);
        for _ in 0..2 {
            self::friend(&app, &full).await;
        }
        friend.get("/slow-bread").await.shows(REST_CANARY);
    }

    async fn a_link_that_somebody_holds_stops_no_other(app) {
        app.with_articles().await;
        let gatefold::config::DatabaseUrl::Postgres(url) = &app.config.database.url else { return };
        let ana = app.member("ana@example.org").await;
        let bob = app.member("bob@example.org").await;
        let mut held = Vec::new();
        for channel in ["copy", "email", "x", "facebook", "pinterest", "linkedin", "whatsapp", "device"] {
            held.push(link(&ana, channel).await);
        }
        let free = link(&bob, "copy").await;
        let friends: Vec<Browser> = (0..16).map(|_| app.stranger()).collect();
        for (friend, link) in friends.iter().zip(held.iter().cycle()) {
            friend.get(link).await.is(303);
        }
        let options: sqlx::postgres::PgConnectOptions = url.parse().expect("a URL");
        let mut holder = sqlx::ConnectOptions::connect(&options).await.expect("a connection");
        sqlx::raw_sql("BEGIN; SELECT l.id FROM share_link l JOIN member m ON m.id = l.member_id WHERE m.address = 'ana@example.org' FOR UPDATE").execute(&mut holder).await.expect("held");
        let waiting = join_all(friends.iter().map(|friend| friend.get("/slow-bread")));
        let others = async {
            // After the held rows were given up once, as before.
            tokio::time::sleep(Duration::from_secs(4)).await;
            friend(&app, &free).await;
            app.stranger().get("/-/ready").await.is(200);
        };
        let (pages, ()) = tokio::join!(waiting, others);
        assert!(pages.iter().all(|page| page.status == 503 && !page.has(REST_CANARY)));
        sqlx::raw_sql("ROLLBACK").execute(&mut holder).await.expect("let go");
        for friend in &friends {
            friend.get("/slow-bread").await.is(200).shows(REST_CANARY);
        }
        assert_eq!(counted(&app).await, (17, 17, 0));
    }

    async fn a_copy_that_takes_turns_is_found_out(app, "[share]\nreader_limit = 1\n") {
        app.with_articles().await;
        let ana = app.member("ana@example.org").await;
        let link = link(&ana, "copy").await;
        let friend = friend(&app, &link).await;
        let copy = friend.copied();
        let mut rides = 0;
        for _ in 0..6 {
            app.advance(minutes(31));
            friend.get("/slow-bread").await.shows(REST_CANARY);
            app.advance(minutes(31));
            rides += usize::from(copy.get("/slow-bread").await.has(REST_CANARY));
        }
        assert_eq!(rides, 3, "an answer may be lost, but not every second one");
        assert_eq!(counted(&app).await.0, 1);
    }

    async fn a_lost_answer_costs_no_seat(app, "[share]\nreader_limit = 1\n") {
        app.with_articles().await;
        let ana = app.member("ana@example.org").await;
        let link = link(&ana, "copy").await;
        let friend = app.stranger();
        friend.get(&link).await.is(303);
        friend.copied().get("/slow-bread").await.shows(REST_CANARY);
        friend.get("/slow-bread").await.shows(REST_CANARY);
        app.advance(minutes(31));
        friend.copied().get("/slow-bread").await.shows(REST_CANARY);
        app.advance(minutes(5));
        friend.get("/slow-bread").await.shows(REST_CANARY);
        app.advance(days(1));
        friend.copied().get("/slow-bread").await.shows(REST_CANARY);
        app.advance(days(1));
        friend.get("/slow-bread").await.shows(REST_CANARY);
        app.advance(days(1));
        friend.get("/slow-bread").await.shows(REST_CANARY);
        assert_eq!(counted(&app).await, (1, 5, 0));
    }

    async fn nothing_is_read_that_would_have_to_be_counted(app) {
        app.with_articles().await;
        let ana = app.member("ana@example.org").await;
        let link = link(&ana, "copy").await;
        let friend = friend(&app, &link).await;
        app.advance(minutes(31));
        for headers in [("sec-fetch-dest", "empty"), ROBOT] {
            friend.copied().get_with("/slow-bread", &[headers]).await.is(200).hides(REST_CANARY);
        }
        friend.get("/slow-bread/oven.png").await.is(200).shows(IMAGE_CANARY);
        app.advance(days(1));
        friend.get("/slow-bread/oven.png").await.is(403).hides(IMAGE_CANARY);
        friend.get("/slow-bread").await.shows(REST_CANARY);
        friend.get("/slow-bread/oven.png").await.is(200).shows(IMAGE_CANARY);
        assert_eq!(counted(&app).await, (1, 2, 0));
    }

    async fn an_ended_link_leads_to_a_wall_that_says_so(app) {
        app.with_articles().await;
        let ana = app.member("ana@example.org").await;
        let copied = link(&ana, "copy").await;
        app.advance(Duration::from_secs(1));
        let mailed = link(&ana, "email").await;
        let friend = friend(&app, &copied).await;
        let page = ana.get("/-/account/shares").await.is(200);
        let text = page.text();
        let id = text.split("name=\"id\" value=\"").nth(2).and_then(|rest| rest.split('"').next()).expect("the older link's id");
        let bob = app.member("bob@example.org").await;
        bob.post("/-/account/shares/end", &[("id", id)]).await.is(404);
        friend.get("/slow-bread").await.shows(REST_CANARY);
        ana.post("/-/account/shares/end", &[("id", id)]).await.is(303);
        friend.get("/slow-bread").await.is(200).hides(REST_CANARY).shows("This shared link has ended").shows("action=\"/-/sign-in\"");
        friend.get("/slow-bread/oven.png").await.is(403);
        let late = app.stranger();
        follow(&late, &copied).await.hides(REST_CANARY).shows("no longer opens this article");
        app.advance(Duration::from_secs(1));
        follow(&late, &mailed).await.shows(REST_CANARY);
        let anew = link(&ana, "copy").await;
        assert_ne!(anew, copied, "the next use makes a new one");
        app.advance(days(30) - Duration::from_secs(2));
        follow(&app.stranger(), &mailed).await.shows(REST_CANARY);
        app.advance(Duration::from_secs(1));
        late.get("/slow-bread").await.hides(REST_CANARY).shows("that time is over");
        follow(&app.stranger(), &mailed).await.hides(REST_CANARY).shows("that time is over");
        let reasons = happened(&app, "SELECT COUNT(*) FROM insight_day WHERE event = 'share_refused' AND reason IN ('revoked', 'expired')").await;
        assert_eq!(reasons, 2, "by day, channel and reason");
    }

    async fn a_link_ends_with_its_sharer(app) {
        app.with_articles().await;
        for (address, is_deleted) in [("ana@example.org", true), ("bob@example.org", false)] {
            let sharer = app.member(address).await;
            let link = link(&sharer, "copy").await;
            let friend = friend(&app, &link).await;
            let member = app.app.members.find_by_address(&gatefold::email_address::EmailAddress::parse(address).expect("an address")).await.expect("a look").expect("a member");
            if is_deleted {
                sharer.post("/-/account/delete", &[("sure", "yes")]).await.is(200);
            } else {
                app.app.sign_ins.block(gatefold::audit::Actor::CommandLine, member.id, true).await.expect("blocked");
            }
            friend.get("/slow-bread").await.hides(REST_CANARY).shows("This shared link has ended");
            follow(&app.stranger(), &link).await.hides(REST_CANARY).shows("This shared link has ended").hides(address);
        }
        app.deliver().await;
        assert_eq!(counted(&app).await, (2, 2, 0), "what was counted stays counted");
    }

    async fn a_link_to_an_article_that_is_gone_says_so(app) {
        app.with_articles().await;
        let ana = app.member("ana@example.org").await;
        let link = link(&ana, "copy").await;
        friend(&app, &link).await;
        std::fs::rename(app.content().join("slow-bread"), app.dir.path().join("away")).expect("moved");
        app.import().await;
        app.stranger().get(&link).await.is(410).shows("no longer on this site");
        ana.get("/-/account/shares").await.is(200).shows("An article that is gone").hides(&link);
        std::fs::rename(app.dir.path().join("away"), app.content().join("slow-bread")).expect("moved");
        app.import().await;
        friend(&app, &link).await;
    }

    async fn tokens_that_are_not_ours_are_not_found_and_then_too_many(app) {
        app.with_articles().await;
        let ana = app.member("ana@example.org").await;
        let link = link(&ana, "copy").await;
        let token = link.rsplit('/').next().expect("a token").to_owned();
        app.keeps_to_one("counts per network are put together each second, and this one is exact");
        let guesser = app.stranger();
        let mut statuses = Vec::new();
        let turned = if token.starts_with('B') { 'C' } else { 'B' };
        let bad = [format!("{turned}{}", &token[1..]), token[..42].to_owned(), format!("{token}{token}"), format!("{token}A"), "A".repeat(4000), "%00".to_owned(), "é".replace('é', "%C3%A9"), token.to_lowercase(), format!("{token}=")];
        for token in bad.iter().cycle().take(1000) {
            statuses.push(guesser.get(&format!("/-/s/{token}")).await.status);
        }
        assert!(statuses[..20].iter().all(|status| *status == 404), "{:?}", &statuses[..20]);
        assert!(statuses[20..].iter().all(|status| *status == 429), "{:?}", &statuses[20..40]);
        guesser.get(&link).await.is(303);
        app.stranger().get("/-/s/").await.is(404);
        app.stranger().get(&format!("{link}/x")).await.is(404);
        app.stranger().post(&link, &[]).await.is(405);
        app.advance(minutes(10));
        guesser.get("/-/s/AAAA").await.is(404);
    }

    async fn a_link_of_another_site_leads_there(app, TWO_SITES) {
        app.with_articles().await;
        let there = format!("+++\ntitle = \"There\"\nsite = \"food.example\"\npublished = 2026-09-03\n+++\nLead.\n\n<!-- more -->\n\n{REST_CANARY}\n");
        app.write("there.md", there);
        app.import().await;
        let ana = app.member("ana@example.org").await;
        let food = [("origin", "https://food.example"), ("host", "food.example"), ("accept", "application/json")];
        ask(&ana, "/there", "copy").await.is(404);
        let path = link(&ana, "copy").await;
        let page = ana.post_with("/-/share", &[("article", "/there"), ("channel", "copy")], &food).await.is(200);
        let url = json(&page)["url"].as_str().expect("a URL").to_owned();
        let token = url.strip_prefix("https://food.example/-/s/").expect("the article's own site").to_owned();
        let friend = app.stranger();
        let page = friend.get(&format!("/-/s/{token}")).await.is(303);
        assert_eq!((page.location(), page.header("x-robots-tag")), (url.as_str(), "noindex"));
        assert!(page.cookies().is_empty());
        let page = friend.get_with(&format!("/-/s/{token}"), &[("host", "food.example")]).await.is(303);
        assert_eq!(page.location(), "/there");
        friend.get_with("/there", &[("host", "food.example")]).await.shows(REST_CANARY);
        let page = friend.get_with(&path, &[("host", "food.example")]).await.is(303);
        assert_eq!(page.location(), format!("{ORIGIN}{path}"));
        ana.get("/-/account/shares").await.shows("href=\"https://food.example/there\"").shows("href=\"https://news.example/slow-bread\"");
        assert_eq!(counted(&app).await, (1, 1, 0));
    }

    async fn a_forged_link_or_grant_costs_no_query(app) {
        app.with_articles().await;
        let ana = app.member("ana@example.org").await;
        let link = link(&ana, "copy").await;
        app.keeps_to_one("an opening that is counted is in the memory of the instance that counted it");
        let friend = friend(&app, &link).await;
        app.lose_database().await;
        app.stranger().get(&format!("/-/s/{}", "A".repeat(43))).await.is(404);
        let forged = app.stranger();
        forged.set_cookie("__Host-gatefold-share-AAAAAAAAAAA", &"A".repeat(103));
        forged.get("/slow-bread").await.is(200).hides(REST_CANARY).shows("id=\"wall\"");
        friend.get("/slow-bread").await.is(200).shows(REST_CANARY);
        app.advance(Duration::from_secs(59));
        friend.get("/slow-bread").await.is(200).shows(REST_CANARY);
        app.advance(Duration::from_secs(2));
        friend.get("/slow-bread").await.is(503).hides(REST_CANARY);
    }

    async fn a_guest_who_joins_is_credited_to_the_link_opened_last(app) {
        app.with_articles().await;
        let ana = app.member("ana@example.org").await;
        let bob = app.member("bob@example.org").await;
        let (anas, bobs) = (link(&ana, "copy").await, link(&bob, "whatsapp").await);
        let friend = friend(&app, &anas).await;
        app.advance(minutes(1));
        follow(&friend, &bobs).await.shows(REST_CANARY);
        assert_eq!(counted(&app).await, (2, 2, 0));
        app.sign_in(&friend, "cleo@example.org").await;
        assert_eq!(counted(&app).await, (2, 2, 1));
        assert_eq!(count(&app, "SELECT joined FROM share_link WHERE channel = 'whatsapp'").await, 1);
        assert_eq!(count(&app, "SELECT count FROM insight_day WHERE event = 'share_joined' AND label = 'whatsapp'").await, 1);
        assert_eq!(count(&app, "SELECT COUNT(*) FROM share_join").await, 1);
        friend.post("/-/sign-out", &[]).await.is(303);
        app.sign_in(&friend, "cleo@example.org").await;
        assert_eq!(counted(&app).await, (2, 2, 1), "once");
        let page = bob.get("/-/account/shares").await.is(200).shows("1 of 50 readers, opened once, 1 joined");
        page.hides("cleo").shows("one person became a member");
        ana.get("/-/account/shares").await.shows("1 of 50 readers, opened once, none joined");
    }

    async fn the_link_read_last_is_credited_and_a_seat_once(app) {
        app.with_articles().await;
        let ana = app.member("ana@example.org").await;
        let (first, second) = (link(&ana, "copy").await, link(&ana, "x").await);
        app.write("more.md", "+++\ntitle = \"More\"\npublished = 2026-09-03\n+++\nLead.\n\n<!-- more -->\n\nThe rest.\n");
        app.import().await;
        let other = json(&ask(&ana, "/more", "facebook").await)["url"].as_str().expect("a URL").to_owned();
        let guest = app.stranger();
        for path in [&other.strip_prefix(ORIGIN).expect("ours").to_owned(), &second, &first] {
            guest.get(path).await.is(303);
            app.advance(Duration::from_secs(10));
        }
        guest.get("/slow-bread").await.shows(REST_CANARY);
        app.advance(Duration::from_secs(10));
        guest.get("/more").await.shows("The rest.");
        for _ in 0..3 {
            app.sign_in(&guest, "cleo@example.org").await;
            assert_eq!(counted(&app).await, (2, 2, 1));
            assert_eq!(count(&app, "SELECT joined FROM share_link WHERE channel = 'facebook'").await, 1);
            guest.post("/-/account/delete", &[("sure", "yes")]).await.is(200);
            app.deliver().await;
        }
    }

    async fn an_address_given_before_reading_is_credited_in_another_browser(app, ASK_FIRST) {
        app.with_articles().await;
        let ana = app.member("ana@example.org").await;
        let link = link(&ana, "copy").await;
        let friend = app.stranger();
        follow(&friend, &link).await.hides(REST_CANARY);
        friend.ask("cleo@example.org", "/slow-bread").await.is(303);
        friend.get("/slow-bread").await.shows(REST_CANARY);
        let letters = app.deliver().await;
        app.stranger().prove_link(&letters[0].link().expect("a link")).await.is(303);
        assert_eq!(counted(&app).await, (1, 1, 1));
    }

    async fn an_address_given_at_a_newer_link_is_credited_to_it(app, "[share]\nrecipient = \"ask_first\"\n") {
        app.with_articles().await;
        let ana = app.member("ana@example.org").await;
        let (first, second) = (link(&ana, "copy").await, link(&ana, "x").await);
        let friend = app.stranger();
        follow(&friend, &first).await;
        friend.ask("cleo@example.org", "/slow-bread").await.is(303);
        friend.get("/slow-bread").await.shows(REST_CANARY);
        app.advance(minutes(5));
        friend.get(&second).await.is(303);
        friend.ask("cleo@example.org", "/slow-bread").await.is(303);
        let letters = app.deliver().await;
        friend.get("/slow-bread").await.shows(REST_CANARY);
        app.stranger().prove_link(&letters.last().expect("a letter").link().expect("a link")).await.is(303);
        assert_eq!(count(&app, "SELECT joined FROM share_link WHERE channel = 'x'").await, 1);
        assert_eq!(counted(&app).await, (2, 2, 1));
    }

    async fn a_link_that_is_over_promises_nothing_for_an_address(app, ASK_FIRST) {
        app.with_articles().await;
        let ana = app.member("ana@example.org").await;
        let link = link(&ana, "copy").await;
        let first = app.stranger();
        follow(&first, &link).await;
        first.ask("cleo@example.org", "/slow-bread").await.is(303);
        first.get("/slow-bread").await.shows(REST_CANARY);
        let late = app.stranger();
        follow(&late, &link).await;
        app.advance(Duration::from_secs(1));
        late.get("/slow-bread").await.shows("number of readers");
        let page = late.ask("dora@example.org", "/slow-bread").await.is(303);
        assert!(!page.cookies().iter().any(|cookie| cookie.contains("share")));
        late.get("/-/sign-in/sent").await.is(200).hides("Read the article now");
        late.get("/slow-bread").await.hides(REST_CANARY).shows("number of readers");
    }

    async fn the_credit_survives_a_proof_in_another_browser(app) {
        app.with_articles().await;
        let ana = app.member("ana@example.org").await;
        let link = link(&ana, "copy").await;
        let friend = friend(&app, &link).await;
        friend.ask("cleo@example.org", "/slow-bread").await.is(303);
        let letters = app.deliver().await;
        app.stranger().prove_link(&letters[0].link().expect("a link")).await.is(303);
        assert_eq!(counted(&app).await, (1, 1, 1));
        let stranger = app.stranger();
        stranger.ask("dora@example.org", "/slow-bread").await.is(303);
        let letters = app.deliver().await;
        let dora = letters.iter().find(|mail| mail.to.iter().any(|to| to.contains("dora"))).expect("dora's letter");
        let guest = self::friend(&app, &link).await;
        guest.prove_link(&dora.link().expect("a link")).await.is(303);
        assert_eq!(counted(&app).await, (2, 2, 2), "joined in a browser that a link had let in");
    }

    async fn nobody_is_credited_without_a_seat_or_after_thirty_days(app) {
        app.with_articles().await;
        let ana = app.member("ana@example.org").await;
        let link = link(&ana, "copy").await;
        let follower = app.stranger();
        follower.get(&link).await.is(303);
        app.sign_in(&follower, "cleo@example.org").await;
        assert_eq!(counted(&app).await, (0, 0, 0), "followed and never read");
        let (early, late) = (friend(&app, &link).await, friend(&app, &link).await);
        app.advance(days(30));
        app.sign_in(&early, "dora@example.org").await;
        assert_eq!(counted(&app).await, (2, 2, 1), "on the last day, with the link itself expired");
        app.advance(Duration::from_secs(1));
        app.sign_in(&late, "eve@example.org").await;
        assert_eq!(counted(&app).await, (2, 2, 1));
    }

    async fn friends_see_a_name_where_the_sharer_wants_it(app) {
        app.with_articles().await;
        let ana = app.member("ana@example.org").await;
        let link = link(&ana, "copy").await;
        ana.post("/-/account/name", &[("name", "Ana <b>Ferris")]).await.is(303);
        let friend = friend(&app, &link).await;
        friend.get("/slow-bread").await.shows("Someone shared this article with you").hides("Ferris");
        ana.get("/-/account/shares").await.shows("Friends see no name");
        ana.post("/-/account/shares/name", &[("shows", "yes")]).await.is(303);
        friend.get("/slow-bread").await.shows("Ana &lt;b&gt;Ferris shared this article with you");
        friend.get("/slow-bread").await.shows("Ana &lt;b&gt;Ferris shared this article with you");
        ana.post("/-/account/name", &[("name", "Annie")]).await.is(303);
        friend.get("/slow-bread").await.shows("Annie shared this article with you");
        ana.post("/-/account/shares/name", &[("shows", "no")]).await.is(303);
        friend.get("/slow-bread").await.hides("Annie");
        ana.post("/-/account/shares/name", &[("shows", "maybe")]).await.is(400);
        app.stranger().get("/slow-bread").await.hides("Annie");
    }

    async fn the_publisher_may_ask_for_an_address_first(app, ASK_FIRST) {
        app.with_articles().await;
        let ana = app.member("ana@example.org").await;
        let link = link(&ana, "copy").await;
        let friend = app.stranger();
        follow(&friend, &link).await.hides(REST_CANARY).shows("A friend shared this with you").shows("action=\"/-/sign-in\"");
        assert_eq!(counted(&app).await, (0, 0, 0));
        let page = friend.ask("cleo@example.org", "/slow-bread").await.is(303);
        assert_eq!(page.location(), "/-/sign-in/sent");
        friend.get("/-/sign-in/sent").await.shows("href=\"/slow-bread#rest\"").shows("Your friend’s link lets you read the article");
        friend.get("/slow-bread").await.shows(REST_CANARY);
        assert_eq!(counted(&app).await, (1, 1, 0));
        let letters = app.deliver().await;
        friend.prove_link(&letters[0].link().expect("a link")).await.is(303);
        assert_eq!(counted(&app).await, (1, 1, 1));
        app.advance(Duration::from_secs(1));
        let late = app.stranger();
        follow(&late, &link).await.hides(REST_CANARY).shows("number of readers it was made for");
        let elsewhere = app.stranger();
        elsewhere.ask("dora@example.org", "/slow-bread").await.is(303);
        elsewhere.get("/slow-bread").await.hides(REST_CANARY);
    }

    async fn the_publisher_may_ask_a_friend_to_join_after_reading(app, ASK_AFTER) {
        app.with_articles().await;
        let ana = app.member("ana@example.org").await;
        let link = link(&ana, "copy").await;
        let page = follow(&app.stranger(), &link).await.shows(REST_CANARY).shows("action=\"/-/sign-in\"");
        let text = page.text();
        assert!(text.find(REST_CANARY) < text.find("action=\"/-/sign-in\""));
    }

    async fn a_guest_passes_it_on_where_the_publisher_lets_them(app, CHAINS) {
        app.with_articles().await;
        let ana = app.member("ana@example.org").await;
        let first = link(&ana, "copy").await;
        let stranger = app.stranger();
        ask(&stranger, "/slow-bread", "copy").await.is(401);
        stranger.get(&first).await.is(303);
        ask(&stranger, "/slow-bread", "copy").await.is(401);
        let guest = friend(&app, &first).await;
        guest.get("/slow-bread").await.shows("action=\"/-/share\"");
        let second = link(&guest, "copy").await;
        assert_ne!(second, first);
        assert_eq!(link(&guest, "copy").await, second);
        follow(&guest, &second).await.shows(REST_CANARY);
        assert_eq!(counted(&app).await, (1, 1, 0), "their own link");
        link(&guest, "email").await;
        let further = friend(&app, &second).await;
        assert_eq!(counted(&app).await, (2, 2, 0));
        assert_eq!(count(&app, "SELECT COUNT(*) FROM share_link c JOIN share_link p ON c.parent_id = p.id WHERE c.readers = 1 AND p.readers = 1").await, 1);
        assert_eq!(count(&app, "SELECT COUNT(*) FROM share_link WHERE guest_hash IS NOT NULL AND member_id IS NULL").await, 2);
        further.get("/slow-bread").await.shows("Someone shared");
        app.advance(Duration::from_secs(1));
        let text = ana.get("/-/account/shares").await.text();
        let id = text.split("id=\"link-").nth(1).and_then(|id| id.split('"').next()).expect("the link's id");
        ana.post("/-/account/shares/end", &[("id", id)]).await.is(303);
        guest.get("/slow-bread").await.shows(REST_CANARY);
        ask(&guest, "/slow-bread", "copy").await.is(401);
        assert_eq!(counted(&app).await, (2, 2, 0), "theirs goes on, also for themselves, and counts them not");
        let first = link(&ana, "copy").await;
        ana.post("/-/sign-out", &[]).await.is(303);
        follow(&ana, &first).await.shows(REST_CANARY);
        ask(&ana, "/slow-bread", "x").await.is(401);
        app.sign_in(&ana, "ana@example.org").await;
        ana.post("/-/account/delete", &[("sure", "yes")]).await.is(200);
        app.deliver().await;
        further.get("/slow-bread").await.hides(REST_CANARY).shows("This shared link has ended");
        follow(&app.stranger(), &second).await.hides(REST_CANARY).shows("This shared link has ended");
    }

    async fn a_sharer_may_leave_while_friends_come(app) {
        app.with_articles().await;
        let ana = app.member("ana@example.org").await;
        let mut links = Vec::new();
        for channel in ["copy", "email", "x", "facebook", "pinterest", "linkedin", "whatsapp", "device"] {
            links.push(link(&ana, channel).await);
        }
        let friends: Vec<Browser> = (0..48).map(|_| app.stranger()).collect();
        for (friend, link) in friends.iter().zip(links.iter().cycle()) {
            friend.get(link).await.is(303);
        }
        let opening = join_all(friends.iter().map(|friend| friend.get("/slow-bread")));
        let leaving = ana.post("/-/account/delete", &[("sure", "yes")]);
        let (pages, left) = tokio::join!(opening, leaving);
        left.is(200);
        let inside = pages.iter().filter(|page| page.has(REST_CANARY)).count();
        assert!(pages.iter().all(|page| page.status == 200));
        assert_eq!(counted(&app).await.0, i64::try_from(inside).expect("a count"));
        app.deliver().await;
    }

    async fn a_share_comes_before_the_allowance_and_leaves_it(app, FREE) {
        app.with_articles().await;
        app.write("more.md", format!("+++\ntitle = \"More\"\npublished = 2026-09-03\n+++\nLead.\n\n<!-- more -->\n\n{REST_CANARY}\n"));
        app.import().await;
        let ana = app.member("ana@example.org").await;
        let link = link(&ana, "copy").await;
        let friend = friend(&app, &link).await;
        assert_eq!(count(&app, "SELECT COUNT(*) FROM free_read WHERE read_at > 0").await, 0);
        friend.get("/more").await.shows(REST_CANARY);
        assert_eq!(count(&app, "SELECT COUNT(*) FROM free_read WHERE read_at > 0").await, 1);
    }

    async fn the_tables_yield_no_working_link_and_no_reader(app) {
        app.with_articles().await;
        let ana = app.member("ana@example.org").await;
        let link = link(&ana, "copy").await;
        let friend = friend(&app, &link).await;
        let token = link.rsplit('/').next().expect("a token").to_owned();
        let all = dump(&app).await;
        assert!(!all.contains(&token));
        let bytes = base64::Engine::decode(&base64::engine::general_purpose::URL_SAFE_NO_PAD, &token).expect("base64");
        let hex: String = bytes[16..].iter().map(|byte| format!("{byte:02x}")).collect();
        assert!(!all.contains(&hex), "the signature is in no column");
        assert!(!all.contains(&friend.ip.to_string()), "nor is a guest's network address");
    }

    async fn seats_go_thirty_days_after_the_end_and_links_after_a_year(app) {
        app.with_articles().await;
        let ana = app.member("ana@example.org").await;
        let link = link(&ana, "copy").await;
        friend(&app, &link).await;
        app.advance(days(60));
        gatefold::server::clean_up(&app.app).await.expect("tidied");
        assert_eq!(count(&app, "SELECT COUNT(*) FROM share_seat").await, 1);
        app.advance(days(1));
        gatefold::server::clean_up(&app.app).await.expect("tidied");
        assert_eq!(count(&app, "SELECT COUNT(*) FROM share_seat").await, 0);
        assert_eq!(count(&app, "SELECT readers FROM share_link").await, 1);
        app.advance(days(400));
        gatefold::server::clean_up(&app.app).await.expect("tidied");
        assert_eq!(count(&app, "SELECT COUNT(*) FROM share_link").await, 0);
        assert_eq!(count(&app, "SELECT COUNT(*) FROM share_day").await, 0);
        app.stranger().get(&link).await.is(404);
    }

    async fn a_member_with_many_links_turns_pages(app, "[share]\nlinks_per_day = 100\n") {
        for number in 0..8 {
            app.write(&format!("more-{number}.md"), format!("+++\ntitle = \"More {number}\"\npublished = 2026-09-03\n+++\nLead.\n\n<!-- more -->\n\n{REST_CANARY}\n"));
        }
        app.import().await;
        let ana = app.member("ana@example.org").await;
        for number in 0..8 {
            for channel in ["copy", "email", "x", "facebook", "pinterest", "linkedin", "whatsapp", "device"] {
                ask(&ana, &format!("/more-{number}"), channel).await.is(200);
            }
        }
        let first = ana.get("/-/account/shares").await.is(200).shows("You have made 64 links").text();
        let older = first.split("rel=\"next\" href=\"").nth(1).and_then(|rest| rest.split('"').next()).expect("a way on").to_owned();
        let second = ana.get(&older).await.is(200).text();
        let ids = |text: &str| text.split("id=\"link-").skip(1).map(|part| part[..36].to_owned()).collect::<Vec<_>>();
        assert_eq!((ids(&first).len(), ids(&second).len()), (50, 14));
        let all: std::collections::HashSet<String> = ids(&first).into_iter().chain(ids(&second)).collect();
        assert_eq!(all.len(), 64, "each once");
        assert!(second.contains("rel=\"prev\"") && !second.contains("rel=\"next\""));
        ana.get("/-/account/shares?before=x").await.is(404);
        app.member("bob@example.org").await.get(&older).await.is(200).shows("There is nothing on this page");
        app.stranger().get("/-/account/shares").await.is(303);
    }

    async fn a_browser_keeps_forty_grants_and_drops_the_oldest(app) {
        app.with_articles().await;
        let ana = app.member("ana@example.org").await;
        let friend = app.stranger();
        let first = link(&ana, "copy").await;
        friend.get(&first).await.is(303);
        let mut latest;
        for number in 0..45 {
            if number % 25 == 0 {
                app.advance(days(1));
            }
            app.advance(Duration::from_secs(1));
            let path = format!("more-{number}");
            app.write(&format!("{path}.md"), format!("+++\ntitle = \"More\"\npublished = 2026-09-03\n+++\nLead.\n\n<!-- more -->\n\n{REST_CANARY}\n"));
            app.import().await;
            let made = json(&ask(&ana, &format!("/{path}"), "copy").await.is(200));
            latest = made["url"].as_str().expect("a URL").to_owned();
            friend.open(&latest).await.is(303);
        }
        assert_eq!(friend.grants(), 40);
        friend.get("/slow-bread").await.hides(REST_CANARY);
        friend.get("/more-44").await.shows(REST_CANARY);
        follow(&friend, &first).await.shows(REST_CANARY);
        assert_eq!(friend.grants(), 40);
    }
}
