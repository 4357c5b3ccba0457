//! Front page, authors, topics, feed, sitemap, robots.

use crate::harness::{CAPTION_CANARY, REST_CANARY, TestApp};

async fn with_many(app: &TestApp, count: usize) {
    for number in 0..count {
        let text = format!(
            "+++\ntitle = \"Piece {number:02}\"\npublished = 2026-09-{:02}\nauthor = \"ana\"\ntopics = [\"Paper & Ink\"]\n+++\nLead {number}.\n\nRest {REST_CANARY}.\n",
            number % 28 + 1
        );
        app.write(&format!("piece-{number}.md"), text);
    }
    app.write("authors/ana.toml", "name = \"Ana Ö\"\nbio = \"Writes.\"\nportrait = \"ana.png\"\nlinks = [{ label = \"Web\", url = \"https://ana.example.org\" }]\n");
    app.write("authors/ana.png", "portrait");
    app.with_articles().await;
}

both_engines! {
    async fn lists_show_newest_first_page_by_page(app) {
        with_many(&app, 43).await;
        let stranger = app.stranger();
        let first = stranger.get("/").await.is(200).shows("Piece 27").shows("href=\"/?page=2\"");
        assert_eq!(first.text().matches("<h2>").count(), 20);
        stranger.get("/?page=3").await.is(200).shows("href=\"/?page=2\"").hides("page=4");
        stranger.get("/?page=4").await.is(404);
        stranger.get("/authors/ana").await.is(200).shows("Ana Ö").shows("https://ana.example.org").shows("/authors/ana/portrait");
        stranger.get("/authors/ana/portrait").await.is(200).shows("portrait");
        stranger.get("/authors/nobody").await.is(404);
        stranger.get("/topics/paper-ink").await.is(200).shows("Paper &amp; Ink");
        stranger.get("/topics/none").await.is(404);
        stranger.get("/").await.hides(REST_CANARY);
        app.member("ana@example.org").await.get("/").await.is(200).shows("/-/account").hides(REST_CANARY);
    }

    async fn the_feed_has_leads_alone_and_is_well_formed(app) {
        with_many(&app, 3).await;
        let member = app.member("ana@example.org").await;
        for browser in [&app.stranger(), &member] {
            let feed = browser.get("/feed.xml").await.is(200).shows("Slow bread").shows("The lead is for everyone").hides(REST_CANARY).hides(CAPTION_CANARY);
            assert!(feed.header("content-type").starts_with("application/atom+xml"));
            feed.shows("<feed").shows("urn:uuid:");
        }
        let sitemap = app.stranger().get("/sitemap.xml").await.is(200).shows("<loc>https://news.example/slow-bread</loc>");
        assert!(sitemap.header("content-type").starts_with("application/xml"));
        app.stranger().get("/robots.txt").await.is(200).shows("Sitemap: https://news.example/sitemap.xml");
    }

    async fn an_empty_site_says_so(app) {
        app.stranger().get("/").await.is(200).shows("nothing to read here yet");
        app.stranger().get("/feed.xml").await.is(200);
        app.stranger().get("/sitemap.xml").await.is(200);
    }

    async fn assets_are_kept_for_long_and_change_their_names(app) {
        let page = app.stranger().get("/").await.text();
        let styles = page.split("stylesheet\" href=\"").nth(1).and_then(|part| part.split('"').next()).expect("a stylesheet").to_owned();
        let asset = app.stranger().get(&styles).await.is(200);
        assert!(asset.header("cache-control").contains("immutable"));
        assert_eq!(asset.header("content-type"), "text/css; charset=utf-8");
        app.stranger().get("/-/assets/nothing.css").await.is(404);
    }
}
