//! What a page shows around its article: before and after, its series, its author's others, what to read next.

use crate::database::count;
use crate::harness::{Browser, Page, REST_CANARY, TestApp};

/// One article; `more` is further front matter.
fn write(app: &TestApp, name: &str, day: u32, more: &str) {
    let head = format!("title = \"Piece {name}\"\npublished = 2026-09-{day:02}\n{more}");
    app.write(
        &format!("{name}.md"),
        format!("+++\n{head}\n+++\nLead.\n\n<!-- more -->\n\nRest {REST_CANARY} of {name}.\n"),
    );
}

/// Paths that one part of a page links to, in order.
fn paths(page: &Page, from: &str, to: &str) -> Vec<String> {
    let text = page.text();
    let part = text.split(from).nth(1).and_then(|part| part.split(to).next()).unwrap_or_default();
    let link = |part: &str| part.split('"').next().unwrap_or_default().to_owned();
    part.split("<a ").skip(1).filter_map(|part| part.split_once("href=\"")).map(|(_, part)| link(part)).collect()
}

fn recommended(page: &Page) -> Vec<String> {
    paths(page, "<aside class=\"recommended\"", "</aside>")
}

fn neighbors(page: &Page) -> Vec<String> {
    paths(page, "<nav class=\"neighbors\"", "</nav>")
}

async fn rank(app: &TestApp) {
    for instance in app.instances() {
        gatefold::reading::record::write(&instance.db, &instance.shelf, app.clock.now())
            .await
            .expect("counts are written");
    }
    for instance in app.instances() {
        gatefold::reading::record::rank(&instance.db, &instance.shelf, app.clock.now()).await.expect("an order");
    }
    app.read_catalogue().await;
}

async fn read(browser: &Browser, path: &str, times: usize) {
    for _ in 0..times {
        browser.get(path).await.is(200);
    }
}

both_engines! {
    async fn before_and_after_stand_by_date(app) {
        for (name, day) in [("c", 3), ("a", 1), ("b", 2)] {
            write(&app, name, day, "");
        }
        app.import().await;
        let stranger = app.stranger();
        assert_eq!(neighbors(&stranger.get("/b").await), ["/a", "/c"]);
        assert_eq!(neighbors(&stranger.get("/a").await), ["/b"]);
        let page = stranger.get("/c").await.shows("rel=\"prev\" href=\"/b\"").shows("Previous article").hides("Next article");
        assert_eq!(neighbors(&page), ["/b"]);
        // A new one comes out: the page of the newest before it changes with it.
        write(&app, "d", 4, "");
        app.import().await;
        assert_eq!(neighbors(&stranger.get("/c").await), ["/b", "/d"]);
        std::fs::remove_file(app.content().join("b.md")).expect("removed");
        app.import().await;
        assert_eq!(neighbors(&stranger.get("/c").await), ["/a", "/d"]);
    }

    async fn a_series_lists_its_parts_in_their_order(app) {
        write(&app, "second", 1, "series = \"On Salt\"\npart = 2");
        write(&app, "first", 2, "series = \"On Salt\"\npart = 1");
        write(&app, "late", 4, "series = \"On Salt\"");
        write(&app, "middle", 3, "series = \"On Salt\"");
        write(&app, "alone", 5, "series = \"On Pepper\"");
        write(&app, "none", 6, "");
        app.import().await;
        let stranger = app.stranger();
        let page = stranger.get("/second").await.is(200)
            .shows("Part 2 of 4 in the series <a href=\"#series\">On Salt</a>")
            .shows("The series: On Salt").shows("<span aria-current=\"page\">Piece second</span>").shows("Previous part").shows("Next part")
            .hides(REST_CANARY);
        assert_eq!(paths(&page, "<nav class=\"series\"", "</nav>"), ["/first", "/middle", "/late"]);
        assert_eq!(neighbors(&page), ["/first", "/middle"]);
        assert_eq!(neighbors(&stranger.get("/first").await), ["/second"]);
        assert_eq!(neighbors(&stranger.get("/late").await), ["/middle"]);
        stranger.get("/alone").await.hides("The series").hides("Part 1");
        assert_eq!(neighbors(&stranger.get("/alone").await), ["/late", "/none"], "one part alone is no series");
        assert!(recommended(&page).iter().all(|path| !["/first", "/middle", "/late", "/second"].contains(&path.as_str())));
    }

    async fn a_long_series_lists_the_nearest_parts(app) {
        for part in 1..=25 {
            write(&app, &format!("p{part}"), part, &format!("series = \"Long\"\npart = {part}"));
        }
        app.import().await;
        let page = app.stranger().get("/p10").await.shows("Part 10 of 25").shows("<ol start=\"4\"");
        let listed = paths(&page, "<nav class=\"series\"", "</nav>");
        assert_eq!((listed.first().map(String::as_str), listed.last().map(String::as_str), listed.len()), (Some("/p4"), Some("/p16"), 12));
    }

    async fn recommended_are_those_that_share_most_and_never_the_article_itself(app) {
        write(&app, "this", 10, "topics = [\"Bread\", \"Salt\"]\nauthor = \"ana\"");
        write(&app, "both", 1, "topics = [\"Salt\", \"Bread\"]");
        write(&app, "all", 2, "topics = [\"Salt\", \"Bread\"]\nauthor = \"ana\"");
        write(&app, "topic", 3, "topics = [\"Bread\"]\naccess = \"public\"");
        write(&app, "author", 4, "author = \"ana\"");
        write(&app, "nothing", 9, "topics = [\"Water\"]");
        app.import().await;
        let stranger = app.stranger();
        let page = stranger.get("/this").await.is(200).hides(REST_CANARY);
        assert_eq!(recommended(&page), ["/all", "/both", "/author", "/topic"]);
        let text = page.text();
        let part = text.split("<aside class=\"recommended\"").nth(1).expect("a list");
        assert_eq!((part.matches("Free to members").count(), part.matches("Free to read").count()), (3, 1), "each says what it is");
        let page = app.member("ana@example.org").await.get("/this").await;
        assert_eq!(recommended(&page), ["/all", "/both", "/author", "/topic"]);
        assert!(!page.text().split("<aside class=\"recommended\"").nth(1).expect("a list").contains("Free to"));
        // Where little is shared, the newest of the site fill up.
        assert_eq!(recommended(&stranger.get("/nothing").await), ["/this", "/author", "/topic", "/all"]);
    }

    async fn of_two_alike_the_one_that_is_read_more_comes_first(app) {
        for (name, day) in [("this", 20), ("x1", 1), ("x2", 2), ("x3", 3), ("x4", 4), ("x5", 5)] {
            write(&app, name, day, "topics = [\"Bread\"]\naccess = \"public\"");
        }
        write(&app, "gated", 6, "topics = [\"Bread\"]");
        app.import().await;
        let stranger = app.stranger();
        assert_eq!(recommended(&stranger.get("/this").await), ["/gated", "/x5", "/x4", "/x3"]);
        let ana = app.member("ana@example.org").await;
        read(&stranger, "/x1", 3).await;
        read(&ana, "/x2", 2).await;
        // None of these is a person who reads.
        read(&stranger, "/gated", 9).await;
        for headers in [("user-agent", "Googlebot/2.1"), ("sec-purpose", "prefetch"), ("sec-fetch-dest", "empty")] {
            for _ in 0..9 {
                stranger.get_with("/x3", &[headers]).await.is(200);
            }
        }
        rank(&app).await;
        assert_eq!(recommended(&stranger.get("/this").await), ["/x1", "/x2", "/gated", "/x5"]);
        assert_eq!(count(&app, "SELECT CAST(SUM(count) AS BIGINT) FROM insight_day WHERE event = 'read'").await, 3 + 2 + 1);
        // What was read long ago counts no more.
        app.advance(gatefold::clock::days(31));
        rank(&app).await;
        assert_eq!(recommended(&stranger.get("/this").await), ["/gated", "/x5", "/x4", "/x3"]);
    }

    async fn what_was_read_waits_while_the_catalogue_changes_and_is_written_once(app) {
        app.keeps_to_one("it looks into one instance's memory");
        write(&app, "x", 1, "access = \"public\"");
        app.import().await;
        let stranger = app.stranger();
        read(&stranger, "/x", 5).await;
        write(&app, "y", 2, "access = \"public\"");
        app.import().await;
        read(&stranger, "/x", 2).await;
        rank(&app).await;
        rank(&app).await;
        assert_eq!(count(&app, "SELECT CAST(SUM(count) AS BIGINT) FROM insight_day WHERE event = 'read'").await, 7);
    }

    async fn an_order_that_is_the_same_changes_no_page(app) {
        app.keeps_to_one("it looks into one instance's memory");
        write(&app, "x", 1, "access = \"public\"");
        write(&app, "y", 2, "access = \"public\"");
        app.import().await;
        rank(&app).await;
        let generation = app.app.shelf.current().generation;
        rank(&app).await;
        assert_eq!(app.app.shelf.current().generation, generation);
    }

    async fn an_author_has_more_by_them(app) {
        app.write("authors/ana.toml", "name = \"Ana Ö\"\nbio = \"Writes.\"\n");
        write(&app, "this", 20, "author = \"ana\"");
        for day in 1..=9 {
            write(&app, &format!("of-ana-{day}"), day, "author = \"ana\"");
        }
        app.import().await;
        let page = app.stranger().get("/this").await.shows("More by Ana Ö");
        let more = paths(&page, "More by Ana Ö", "</ul>");
        assert_eq!(recommended(&page), ["/of-ana-9", "/of-ana-8", "/of-ana-7", "/of-ana-6"]);
        assert_eq!(more, ["/of-ana-5", "/of-ana-4", "/of-ana-3"], "none that stands below already");
    }

    async fn nothing_of_another_site_is_around(app, "[[site]]\nhost = \"news.example\"\nname = \"The Example\"\n[[site]]\nhost = \"food.example\"\nname = \"Food\"\n") {
        write(&app, "ours", 1, "topics = [\"Bread\"]\nauthor = \"ana\"\nseries = \"S\"");
        write(&app, "too", 2, "topics = [\"Water\"]\nseries = \"S\"");
        for day in 3..9 {
            write(&app, &format!("theirs-{day}"), day, "site = \"food.example\"\ntopics = [\"Bread\"]\nauthor = \"ana\"\nseries = \"S\"");
        }
        app.import().await;
        let stranger = app.stranger();
        for path in ["/ours", "/too"] {
            stranger.get(path).await.is(200).hides("theirs").shows("of 2 in the series");
        }
        let page = stranger.get_with("/theirs-4", &[("host", "food.example")]).await.is(200).hides("/ours").hides("/too");
        page.shows("of 6 in the series");
    }
}
