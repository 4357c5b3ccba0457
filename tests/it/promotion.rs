//! Bars across the top of pages: by the clock, to whom, where, dismissed, and what is wrong with a file.

use std::time::Duration;

use gatefold::article::import::Report;
use gatefold::clock::days;

use crate::harness::{Browser, Page, REST_CANARY, TestApp};

const COOKIE: &str = "__Host-gatefold-dismissed";

/// The tests' clock starts at 2026-10-04T08:00Z.
fn bar(text: &str, more: &str) -> String {
    let ends = if more.contains("ends") { "" } else { "ends = 2026-10-20T08:00:00Z\n" };
    format!("text = \"{text}\"\nlink = \"/open\"\n{ends}{more}\n")
}

async fn with_bars(app: &TestApp, bars: &[(&str, &str)]) -> Report {
    app.with_articles().await;
    for (name, more) in bars {
        app.write(&format!("promotions/{name}.toml"), bar(&format!("Bar {name}."), more));
    }
    let report = app.import().await;
    assert!(report.faults.is_empty(), "{:?}", report.faults);
    app.read_catalogue().await;
    report
}

/// Which bar a page shows.
fn shown(page: &Page) -> Option<String> {
    let text = page.text();
    assert!(text.matches("class=\"promotion\"").count() <= 1, "one at most:\n{text}");
    let bar = text.split("class=\"promotion\"").nth(1)?.split("</aside>").next()?;
    let words = bar.split("Bar ").nth(1).and_then(|rest| rest.split('.').next()).expect("its text");
    Some(words.to_owned())
}

async fn at(browser: &Browser, path: &str) -> Option<String> {
    shown(&browser.get(path).await.is(200))
}

/// Presses the button of the bar that a page shows.
async fn dismiss(browser: &Browser, path: &str) -> Page {
    let page = browser.get(path).await.is(200);
    let fields = page.hidden_fields();
    let value = |name: &str| fields.iter().find(|(found, _)| found == name).map(|(_, value)| value.clone());
    let (key, next) = (value("promotion").expect("a bar"), value("next").expect("a way back"));
    browser.post("/-/promotion/dismiss", &[("promotion", &key), ("next", &next)]).await.is(303)
}

/// Whether the front itself answered from memory: what goes the long way gets a number.
fn is_fast(page: &Page) -> bool {
    page.header("x-request-id").is_empty()
}

both_engines! {
    async fn a_bar_comes_and_goes_by_the_clock_without_an_import(app) {
        with_bars(&app, &[("a", "starts = 2026-10-05T10:00:00+02:00\nends = 2026-10-06T08:00:00Z")]).await;
        let stranger = app.stranger();
        let ana = app.member("ana@example.org").await;
        for path in ["/slow-bread", "/open", "/", "/topics/kitchen", "/authors/ana"] {
            assert_eq!(at(&stranger, path).await, None, "{path}");
        }
        app.advance(days(1));
        for path in ["/slow-bread", "/open", "/", "/topics/kitchen", "/authors/ana"] {
            assert_eq!(at(&stranger, path).await.as_deref(), Some("a"), "{path}");
            assert_eq!(at(&ana, path).await.as_deref(), Some("a"), "{path}");
        }
        for path in ["/-/sign-in", "/feed.xml", "/sitemap.xml"] {
            stranger.get(path).await.is(200).hides("class=\"promotion\"");
        }
        stranger.get("/nothing").await.is(404).hides("class=\"promotion\"");
        app.advance(days(1).checked_sub(Duration::from_secs(1)).expect("a day"));
        assert_eq!(at(&stranger, "/slow-bread").await.as_deref(), Some("a"));
        app.advance(Duration::from_secs(1));
        assert_eq!(at(&stranger, "/slow-bread").await, None);
        assert_eq!(at(&ana, "/").await, None);
    }

    async fn the_bar_stands_after_the_skip_link_and_before_the_masthead(app) {
        with_bars(&app, &[("a", "label = \"LIVE!\"\nzone = \"America/New_York\"\nevent = 2026-10-13T14:00:00")]).await;
        let text = app.stranger().get("/slow-bread").await.shows("<strong>LIVE!</strong>").text();
        let place = |part: &str| text.find(part).unwrap_or_else(|| panic!("{part} in {text}"));
        assert!(place("class=\"skip\"") < place("<aside class=\"promotion\" aria-label=\"Announcement\">"));
        assert!(place("class=\"promotion\"") < place("class=\"masthead"));
        assert!(text.contains("<time datetime=\"2026-10-13T18:00:00Z\" data-offset=\"-240\">Tue., Oct. 13 at 2:00 PM ET</time>"), "{text}");
        assert!(text.contains("(% your time)") && text.contains("Hide this announcement"), "{text}");
    }

    async fn an_event_is_told_in_its_own_zone_on_both_sides_of_a_clock_change(app) {
        for (more, wanted) in [
            ("zone = \"America/New_York\"\nevent = 2026-10-31T00:05:00", "Sat., Oct. 31 at 12:05 AM ET"),
            ("zone = \"America/New_York\"\nevent = 2026-11-02T12:30:00", "Mon., Nov. 2 at 12:30 PM ET"),
            ("zone = \"Europe/Berlin\"\nevent = 2026-10-24T19:00:00", "Sat., Oct. 24 at 7:00 PM CEST"),
            ("zone = \"Europe/Berlin\"\nevent = 2026-10-26T19:00:00", "Mon., Oct. 26 at 7:00 PM CET"),
            ("zone = \"Asia/Kathmandu\"\nevent = 2026-10-26T19:00:00", "Mon., Oct. 26 at 7:00 PM UTC+05:45"),
            ("event = 2026-10-26T19:00:00-03:30", "Mon., Oct. 26 at 7:00 PM UTC-03:30"),
        ] {
            with_bars(&app, &[("a", more)]).await;
            app.stranger().get("/open").await.shows(&format!(">{wanted}</time>"));
        }
    }

    async fn an_event_is_told_as_the_readers_language_writes_it(app) {
        with_bars(&app, &[("a", "zone = \"America/New_York\"\nevent = 2026-10-13T14:00:00")]).await;
        let german = [("accept-language", "de")];
        for _ in 0..2 {
            let page = app.stranger().get_with("/slow-bread", &german).await.is(200);
            page.shows(">Di., 13. Okt., 14:00 Uhr, Ortszeit New York</time>").shows("aria-label=\"Ankündigung\"");
            app.stranger().get("/slow-bread").await.shows(">Tue., Oct. 13 at 2:00 PM ET</time>");
        }
    }

    async fn the_most_urgent_is_shown_to_those_it_is_for_where_it_belongs(app, "[[site]]\nhost = \"news.example\"\nname = \"The Example\"\n[[site]]\nhost = \"food.example\"\nname = \"Food\"\n") {
        with_bars(&app, &[
            ("all", "priority = 1"),
            ("sooner", "priority = 1\nends = 2026-10-10T00:00:00Z"),
            ("kitchen", "priority = 5\ntopics = [\"Kitchen\"]"),
            ("members", "priority = 4\naudience = \"members\""),
            ("front", "priority = 3\naudience = \"strangers\"\npaths = [\"/\"]"),
            ("food", "priority = 9\nsite = \"food.example\""),
        ]).await;
        let (stranger, ana) = (app.stranger(), app.member("ana@example.org").await);
        for (path, to_stranger, to_member) in [
            ("/slow-bread", "kitchen", "kitchen"), ("/topics/kitchen", "kitchen", "kitchen"), ("/open", "sooner", "members"),
            ("/", "front", "members"), ("/authors/ana", "sooner", "members"),
        ] {
            assert_eq!(at(&stranger, path).await.as_deref(), Some(to_stranger), "{path}");
            assert_eq!(at(&ana, path).await.as_deref(), Some(to_member), "{path}");
        }
        assert_eq!(shown(&stranger.get_with("/", &[("host", "food.example")]).await.is(200)).as_deref(), Some("food"));
        app.advance(days(7));
        assert_eq!(at(&stranger, "/open").await.as_deref(), Some("all"));
    }

    async fn a_dismissed_bar_makes_room_for_the_next_in_this_browser_alone(app) {
        with_bars(&app, &[("a", "priority = 2\nends = 2026-10-06T08:00:00Z"), ("b", "priority = 1"), ("c", "")]).await;
        let (stranger, other) = (app.stranger(), app.stranger());
        let page = dismiss(&stranger, "/slow-bread").await;
        assert_eq!(page.location(), "/slow-bread");
        let cookie = page.cookies().first().copied().unwrap_or_default().to_owned();
        assert!(cookie.contains("Max-Age=172800; HttpOnly; SameSite=Lax; Secure"), "it goes with the bar: {cookie}");
        for (browser, wanted) in [(&stranger, "b"), (&other, "a")] {
            assert_eq!(at(browser, "/slow-bread").await.as_deref(), Some(wanted));
            assert_eq!(at(browser, "/").await.as_deref(), Some(wanted));
        }
        assert_eq!(dismiss(&stranger, "/topics/kitchen").await.location(), "/topics/kitchen");
        assert_eq!(at(&stranger, "/").await.as_deref(), Some("c"));
        dismiss(&stranger, "/").await;
        assert_eq!(at(&stranger, "/slow-bread").await, None);
        assert_eq!(stranger.cookie(COOKIE).expect("a cookie").split('.').count(), 3);
        // One that has ended is not carried on.
        app.advance(days(3));
        app.write("promotions/d.toml", bar("Bar d.", "priority = -1"));
        app.import().await;
        app.read_catalogue().await;
        dismiss(&stranger, "/open").await;
        assert_eq!(stranger.cookie(COOKIE).expect("a cookie").split('.').count(), 3);
        let ana = app.member("ana@example.org").await;
        dismiss(&ana, "/slow-bread").await;
        assert_eq!(at(&ana, "/slow-bread").await.as_deref(), Some("c"));
        assert!(ana.get("/slow-bread").await.has(REST_CANARY));
    }

    async fn what_a_browser_makes_up_dismisses_nothing(app) {
        with_bars(&app, &[("a", "")]).await;
        let long = "AAAAAAAA.".repeat(40);
        for value in ["", "x", "....", "AAAAAAAA", "%00", "\"a\"", "a=b", long.as_str()] {
            let browser = app.stranger();
            browser.set_cookie(COOKIE, value);
            assert_eq!(at(&browser, "/slow-bread").await.as_deref(), Some("a"), "{value}");
            dismiss(&browser, "/slow-bread").await;
            assert_eq!(browser.cookie(COOKIE).map(|kept| kept.len()), Some(8), "{value}");
        }
        let browser = app.stranger();
        for (key, next, wanted) in [("AAAAAAAA", "/open", "/open"), ("", "//evil.example", "/"), (&long, "https://evil.example", "/")] {
            let page = browser.post("/-/promotion/dismiss", &[("promotion", key), ("next", next)]).await.is(303);
            assert_eq!((page.location(), page.cookies().len()), (wanted, 0));
        }
        browser.post("/-/promotion/dismiss", &[("promotion", "x")]).await.is(400);
        browser.get("/-/promotion/dismiss").await.is(405);
    }

    async fn no_more_is_kept_in_a_browser_than_a_line(app) {
        let names: Vec<String> = (0..30).map(|number| format!("n{number:02}")).collect();
        let bars: Vec<(&str, String)> = names.iter().enumerate().map(|(at, name)| (name.as_str(), format!("priority = {}", 100 - at))).collect();
        let bars: Vec<(&str, &str)> = bars.iter().map(|(name, more)| (*name, more.as_str())).collect();
        with_bars(&app, &bars).await;
        let stranger = app.stranger();
        for number in 0..20 {
            assert_eq!(at(&stranger, "/open").await, Some(format!("n{number:02}")));
            dismiss(&stranger, "/open").await;
        }
        dismiss(&stranger, "/open").await;
        assert!(stranger.cookie(COOKIE).expect("a cookie").len() < 180);
        assert_eq!(at(&stranger, "/open").await.as_deref(), Some("n00"), "the oldest made room");
    }

    async fn a_stranger_with_a_bar_or_without_is_answered_from_memory(app) {
        app.keeps_to_one("it looks at what one instance has ready");
        with_bars(&app, &[("a", ""), ("b", "priority = -1\nends = 2026-10-05T08:00:00Z")]).await;
        let (stranger, closed) = (app.stranger(), app.stranger());
        let ana = app.member("ana@example.org").await;
        for browser in [&stranger, &closed, &ana] {
            browser.get("/slow-bread").await.is(200);
        }
        dismiss(&closed, "/slow-bread").await;
        closed.get("/slow-bread").await.is(200);
        for (browser, wanted) in [(&stranger, "a"), (&closed, "b"), (&ana, "a")] {
            let page = browser.get("/slow-bread").await.is(200);
            assert!(is_fast(&page), "{wanted}");
            assert_eq!(shown(&page).as_deref(), Some(wanted));
        }
        // The end takes effect there too, and what comes after it is ready from then on.
        app.advance(days(1));
        assert_eq!(at(&closed, "/slow-bread").await, None);
        assert!(is_fast(&closed.get("/slow-bread").await));
        app.lose_database().await;
        assert_eq!(at(&closed, "/slow-bread").await, None);
        assert_eq!(at(&stranger, "/slow-bread").await.as_deref(), Some("a"));
    }

    async fn a_wall_with_a_bar_may_be_shared_and_what_one_browser_dismissed_may_not(app, "[gate]\nshared_cache_seconds = 60\n") {
        with_bars(&app, &[("a", "")]).await;
        let (stranger, closed) = (app.stranger(), app.stranger());
        let public = "public, max-age=0, s-maxage=60";
        let wall = stranger.get("/slow-bread").await.is(200);
        assert_eq!(wall.header("cache-control"), public);
        assert!(wall.cookies().is_empty());
        stranger.get_with("/slow-bread", &[("if-none-match", wall.header("etag"))]).await.is(304);
        dismiss(&closed, "/slow-bread").await;
        for path in ["/slow-bread", "/slow-bread", "/", "/"] {
            assert_eq!(closed.get(path).await.is(200).header("cache-control"), "private, no-cache", "{path}");
            assert_eq!(stranger.get(path).await.is(200).header("cache-control"), public, "{path}");
        }
        let page = closed.get_with("/slow-bread", &[("if-none-match", wall.header("etag"))]).await.is(200);
        assert_ne!(page.header("etag"), wall.header("etag"));
        // Once it is over, the browser that dismissed it is like any other.
        app.advance(days(20));
        assert_eq!(closed.get("/slow-bread").await.header("cache-control"), public);
        let member = app.member("ana@example.org").await;
        assert_eq!(member.get("/slow-bread").await.header("cache-control"), "private, no-store");
    }

    async fn a_file_that_is_no_promotion_is_named_with_its_line_and_the_others_go_in(app) {
        with_bars(&app, &[("good", "")]).await;
        app.write("promotions/bad-key.toml", bar("X", "colour = \"red\""));
        app.write("promotions/bad-toml.toml", "text = \"X\nlink = \"/\"\n");
        app.write("promotions/bad-zone.toml", bar("X", "zone = \"Mars\""));
        app.write("promotions/no-zone.toml", bar("X", "event = 2026-10-10T10:00:00"));
        app.write("promotions/latin.toml", b"text = \"\xe9\"\n");
        app.write("promotions/large.toml", format!("# {}\n", "x".repeat(70_000)));
        app.write("promotions/another.toml", bar("Bar another.", "priority = 3"));
        let report = app.import().await;
        let faults: Vec<String> = report.faults.iter().map(ToString::to_string).collect();
        for wanted in [
            "promotions/bad-key.toml:4: unknown field `colour`", "promotions/bad-toml.toml:1: ", "promotions/bad-zone.toml:4: zone \"Mars\" is not known",
            "promotions/no-zone.toml:4: event = 2026-10-10T10:00:00 has no time zone", "promotions/latin.toml: is not UTF-8",
            "promotions/large.toml: has 70003 bytes, and 65536 are the most",
        ] {
            assert!(faults.iter().any(|fault| fault.contains(wanted)), "{wanted} in {faults:#?}");
        }
        assert_eq!((faults.len(), report.promotions), (6, 1));
        app.read_catalogue().await;
        assert_eq!(at(&app.stranger(), "/open").await.as_deref(), Some("another"));
        // What was good before stays as it was while its file is broken.
        app.write("promotions/another.toml", "text = 7\n");
        assert_eq!(app.import().await.promotions, 0);
        app.read_catalogue().await;
        assert_eq!(at(&app.stranger(), "/open").await.as_deref(), Some("another"));
    }

    async fn a_promotion_changes_with_its_file_and_goes_with_it(app) {
        let report = with_bars(&app, &[("a", "priority = 2"), ("b", "")]).await;
        assert_eq!(report.promotions, 2);
        let version = app.app.shelf.current().version;
        let again = app.import().await;
        assert_eq!((again.promotions, again.has_changes()), (0, false));
        assert_eq!(app.app.shelf.current().version, version, "nothing is read anew");
        let stranger = app.stranger();
        dismiss(&stranger, "/open").await;
        app.write("promotions/a.toml", bar("Bar changed.", "priority = 2"));
        assert_eq!(app.import().await.promotions, 1);
        app.read_catalogue().await;
        assert_eq!(at(&app.stranger(), "/open").await.as_deref(), Some("changed"));
        assert_eq!(at(&stranger, "/open").await.as_deref(), Some("b"), "the same file is dismissed");
        std::fs::remove_file(app.content().join("promotions/a.toml")).expect("removed");
        assert_eq!(app.import().await.promotions, 1);
        app.read_catalogue().await;
        assert_eq!(at(&app.stranger(), "/open").await.as_deref(), Some("b"));
    }

    async fn one_that_has_ended_is_told_at_import(app) {
        let report = with_bars(&app, &[("over", "ends = 2026-10-04T08:00:00Z"), ("on", "ends = 2026-10-04T08:00:01Z")]).await;
        let warnings = report.warnings.iter().map(ToString::to_string);
        let warnings: Vec<String> = warnings.filter(|warning| warning.contains("promotions/")).collect();
        assert_eq!(warnings, ["promotions/over.toml: ended at 2026-10-04T08:00:00Z, and is shown no more"]);
        assert_eq!(at(&app.stranger(), "/open").await.as_deref(), Some("on"));
    }

    async fn what_a_publisher_writes_stays_text(app) {
        with_bars(&app, &[("a", "label = \"<b>&\"\n")]).await;
        app.write("promotions/b.toml", "text = \"Bar <script>alert(1)</script>.\"\nlink = \"/x?a=b&c=\\\"d\"\nends = 2026-10-20\nzone = \"UTC\"\npriority = 9\n");
        app.import().await;
        app.read_catalogue().await;
        let page = app.stranger().get("/open").await.is(200).hides("<script>alert");
        page.shows("Bar &lt;script&gt;alert(1)&lt;/script&gt;.").shows("href=\"/x?a=b&amp;c=&quot;d\"");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_guest_and_a_free_reader_are_strangers_to_a_bar() {
    let settings = "[gate]\nfree_articles = 3\n";
    let app = TestApp::start(crate::harness::Engine::Sqlite, settings).await;
    with_bars(&app, &[("strangers", "audience = \"strangers\""), ("members", "audience = \"members\"\npriority = 9")])
        .await;
    let reader = app.stranger();
    let page = reader.get("/slow-bread").await.is(200).shows(REST_CANARY);
    assert_eq!(shown(&page).as_deref(), Some("strangers"));
    dismiss(&reader, "/slow-bread").await;
    let page = reader.get("/slow-bread").await.is(200).shows(REST_CANARY);
    assert_eq!((shown(&page), page.header("cache-control")), (None, "private, no-store"));
    let ana = app.member("ana@example.org").await;
    let link = ana.post("/-/share", &[("article", "/slow-bread"), ("channel", "copy")]).await.is(200).text();
    let token = link.split("/-/s/").nth(1).and_then(|rest| rest.split('"').next()).expect("a token").to_owned();
    let friend = app.stranger();
    friend.get(&format!("/-/s/{token}")).await.is(303);
    let page = friend.get("/slow-bread").await.is(200).shows(REST_CANARY);
    assert_eq!(shown(&page).as_deref(), Some("strangers"));
}
