//! Articles as files: import, unpublish, faults by name, and what a page shows of them.

use gatefold::clock::days;

use crate::harness::{IMAGE_CANARY, REST_CANARY, TestApp};

fn markdown(head: &str, body: &str) -> String {
    format!("+++\n{head}\npublished = 2026-09-01\n+++\n{body}\n")
}

fn id_of(app: &TestApp, path: &str) -> Option<gatefold::article::ArticleId> {
    let site = app.app.sites.first().host.clone();
    app.app.shelf.current().find(&site, path).map(|article| article.id)
}

both_engines! {
    async fn an_import_is_idempotent_and_keeps_ids(app) {
        app.with_articles().await;
        let id = id_of(&app, "/slow-bread").expect("an article");
        let again = app.import().await;
        assert_eq!((again.added, again.changed, again.unchanged, again.unpublished), (0, 0, 2, 0));
        app.write("open.md", markdown("title = \"Renamed\"\naccess = \"public\"", "New text."));
        let changed = app.import().await;
        assert_eq!((changed.added, changed.changed, changed.unchanged), (0, 1, 1));
        app.stranger().get("/open").await.is(200).shows("Renamed").shows("New text.");
        app.write("slow-bread/crust.png", "another crust");
        assert_eq!(app.import().await.changed, 1, "an image is part of its article");
        assert_eq!(id_of(&app, "/slow-bread"), Some(id));
        let moved = app.content().join("moved");
        std::fs::rename(app.content().join("slow-bread"), &moved).expect("a move");
        let text = std::fs::read_to_string(moved.join("index.md")).expect("a file").replacen("title", "path = \"/slow-bread\"\ntitle", 1);
        app.write("moved/index.md", text);
        app.import().await;
        assert_eq!(id_of(&app, "/slow-bread"), Some(id), "an article that keeps its path is the same");
    }

    async fn a_missing_file_is_unpublished_and_comes_back_as_itself(app) {
        app.with_articles().await;
        let id = id_of(&app, "/open");
        let text = std::fs::read_to_string(app.content().join("open.md")).expect("a file");
        std::fs::remove_file(app.content().join("open.md")).expect("removed");
        assert_eq!(app.import().await.unpublished, 1);
        app.stranger().get("/open").await.is(404);
        app.write("open.md", text);
        app.import().await;
        app.stranger().get("/open").await.is(200);
        assert_eq!(id_of(&app, "/open"), id);
    }

    async fn a_bad_file_is_named_and_the_others_go_in(app) {
        app.with_articles().await;
        app.write("bad-head.md", "+++\ntitle = \"X\"\nacess = \"public\"\n+++\ntext");
        app.write("no-head.md", "text");
        app.write("latin.md", b"+++\ntitle = \"\xe9\"\n+++\n");
        app.write("bad-date.md", "+++\ntitle = \"X\"\npublished = \"soon\"\n+++\n");
        app.write("bad-site.md", "+++\ntitle = \"X\"\nsite = \"other.example\"\n+++\n");
        app.write("taken.md", "+++\ntitle = \"X\"\npath = \"/open\"\n+++\n");
        app.write("ours.md", "+++\ntitle = \"X\"\npath = \"/-/sign-in\"\n+++\n");
        app.write("climbing.md", "+++\ntitle = \"X\"\npath = \"/a/../b\"\n+++\n");
        app.write("image.md", "+++\ntitle = \"X\"\nimage = \"https://other.example/x.png\"\n+++\n");
        app.write("authors/bad.toml", "nme = \"X\"\n");
        app.write("good.md", markdown("title = \"Good\"", "Lead.\n\nRest."));
        let report = app.import().await;
        let faults: Vec<String> = report.faults.iter().map(ToString::to_string).collect();
        for wanted in [
            "bad-head.md:3: unknown field `acess`", "no-head.md:1: starts without front matter", "latin.md: is not UTF-8",
            "bad-date.md: published is no date", "bad-site.md: site \"other.example\" is not in the settings",
            "taken.md: its path /open is taken by", "ours.md: path \"/-/sign-in\" is one of Gatefold's own",
            "climbing.md: path \"/a/../b\" must be plain segments", "image.md: image \"https://other.example/x.png\" must be a file",
            "bad.toml:1: unknown field `nme`",
        ] {
            assert!(faults.iter().any(|fault| fault.contains(wanted)), "{wanted} in {faults:#?}");
        }
        assert_eq!((report.added, faults.len()), (1, 10));
        app.stranger().get("/good").await.is(200);
        // What was good before stays as it was while its file is broken.
        app.write("good.md", "+++\nbroken");
        app.import().await;
        app.stranger().get("/good").await.is(200).shows("Lead.");
    }

    async fn an_image_of_the_rest_is_gated_and_one_of_the_lead_is_not(app) {
        app.with_articles().await;
        let stranger = app.stranger();
        let page = stranger.get("/slow-bread/oven.png").await.is(403).hides(IMAGE_CANARY);
        assert_eq!(page.header("cache-control"), "no-store");
        let crust = stranger.get("/slow-bread/crust.png").await.is(200).shows("crust image");
        assert_eq!(crust.header("content-type"), "image/png");
        stranger.get("/slow-bread/index.md").await.is(404);
        stranger.get("/slow-bread/none.png").await.is(404);
        let ana = app.member("ana@example.org").await;
        let page = ana.get("/slow-bread/oven.png").await.is(200).shows(IMAGE_CANARY);
        assert_eq!(page.header("cache-control"), "private, no-store");
        assert_eq!(page.header("etag"), "");
        let etag = crust.header("etag").to_owned();
        stranger.get_with("/slow-bread/crust.png", &[("if-none-match", &etag)]).await.is(304);
    }

    async fn a_file_that_lead_and_rest_show_is_everyones_and_an_unnamed_one_is_gated(app) {
        app.write("both/index.md", markdown("title = \"Both\"", "![a](a.png)\n\n<!-- more -->\n\n![a](a.png) <img src=\"b.png\" alt=\"b\"> [c](sub/c.csv)"));
        for name in ["a.png", "b.png", "sub/c.csv", "unnamed.pdf"] {
            app.write(&format!("both/{name}"), name);
        }
        app.import().await;
        let stranger = app.stranger();
        stranger.get("/both/a.png").await.is(200);
        for gated in ["b.png", "sub/c.csv", "unnamed.pdf"] {
            stranger.get(&format!("/both/{gated}")).await.is(403);
        }
        let ana = app.member("ana@example.org").await;
        ana.get("/both").await.shows("src=\"/both/b.png\"").shows("href=\"/both/sub/c.csv\"");
        ana.get("/both/sub/c.csv").await.is(200);
    }

    async fn a_section_page_opens_no_file_of_the_articles_below_it(app) {
        app.write("guides/index.md", markdown("title = \"Guides\"\naccess = \"public\"", "All of it."));
        app.write("guides/bread.md", markdown("title = \"Bread\"", "Lead.\n\n<!-- more -->\n\n![c](chart.png)"));
        app.write("guides/deep/index.md", markdown("title = \"Deep\"", "Lead.\n\n<!-- more -->\n\n![c](deep.png)"));
        app.write("guides/chart.png", IMAGE_CANARY);
        app.write("guides/deep/deep.png", IMAGE_CANARY);
        app.write("index.md", markdown("title = \"Root\"\naccess = \"public\"\npath = \"/root\"", "All."));
        assert!(app.import().await.faults.is_empty());
        let stranger = app.stranger();
        for path in ["/guides/chart.png", "/guides/deep/deep.png", "/guides/bread/chart.png", "/root/guides/chart.png", "/root/guides/deep/deep.png"] {
            assert!(!stranger.get(path).await.has(IMAGE_CANARY), "{path}");
        }
        app.member("ana@example.org").await.get("/guides/bread/chart.png").await.is(200);
    }

    async fn two_files_of_one_name_never_share_a_path(app) {
        app.write("secret/pic.png", IMAGE_CANARY);
        app.write("h/pic.png", "the hero");
        app.write("h/index.md", markdown("title = \"H\"\nimage = \"pic.png\"", "Lead.\n\n<!-- more -->\n\n![s](../secret/pic.png)"));
        app.import().await;
        let stranger = app.stranger();
        let ana = app.member("ana@example.org").await;
        let page = ana.get("/h").await.text();
        let srcs: Vec<&str> = page.split("src=\"/h/").skip(1).filter_map(|part| part.split('"').next()).collect();
        assert_eq!(srcs.len(), 2, "{srcs:?}");
        assert_ne!(srcs[0], srcs[1]);
        let seen: Vec<String> = [stranger.get(&format!("/h/{}", srcs[0])).await, stranger.get(&format!("/h/{}", srcs[1])).await].iter().map(crate::harness::Page::text).collect();
        assert_eq!(seen.iter().filter(|text| text.as_str() == "the hero").count(), 1);
        assert!(!seen.iter().any(|text| text.contains(IMAGE_CANARY)));
        ana.get(&format!("/h/{}", srcs[1])).await.is(200).shows(IMAGE_CANARY);
    }

    async fn articles_may_change_places_and_names_in_one_import(app) {
        let file = |title: &str, path: &str| markdown(&format!("title = \"{title}\"\npath = \"{path}\"\naccess = \"public\""), "Text.");
        app.write("a.md", file("A", "/one"));
        app.write("b.md", file("B", "/two"));
        app.import().await;
        let (one, two) = (id_of(&app, "/one"), id_of(&app, "/two"));
        app.write("a.md", file("A", "/two"));
        app.write("b.md", file("B", "/one"));
        let report = app.import().await;
        assert_eq!((report.changed, report.faults.len()), (2, 0), "{report:?}");
        assert_eq!((id_of(&app, "/two"), id_of(&app, "/one")), (one, two), "each file keeps its article");
        // b gives up a path that a new file takes.
        app.write("b.md", file("B", "/three"));
        app.write("0.md", file("New", "/one"));
        let report = app.import().await;
        assert_eq!((report.added, report.changed, report.faults.len()), (1, 1, 0), "{report:?}");
        assert_eq!(id_of(&app, "/three"), two);
        // A file is renamed to the name of one that was there once.
        std::fs::remove_file(app.content().join("b.md")).expect("removed");
        app.import().await;
        std::fs::rename(app.content().join("0.md"), app.content().join("b.md")).expect("renamed");
        let kept = id_of(&app, "/one");
        let report = app.import().await;
        assert!(report.faults.is_empty(), "{report:?}");
        assert_eq!(id_of(&app, "/one"), kept);
        assert_eq!(app.import().await.unchanged, 2);
    }

    async fn a_folder_that_is_suddenly_empty_unpublishes_nothing(app) {
        app.with_articles().await;
        let settings = gatefold::server::import_settings(&app.config);
        std::fs::rename(app.content(), app.dir.path().join("elsewhere")).expect("moved");
        std::fs::create_dir(app.content()).expect("an empty folder");
        let refused = gatefold::article::import::import(&app.app.db, &app.clock, &app.content(), &settings).await;
        assert!(refused.is_err_and(|error| error.to_string().contains("nothing was changed")));
        app.stranger().get("/open").await.is(200);
    }

    async fn files_outside_the_content_folder_are_out_of_reach(app) {
        std::fs::write(app.dir.path().join("outside.txt"), "outside-canary").expect("a file");
        #[cfg(unix)]
        std::os::unix::fs::symlink(app.dir.path().join("outside.txt"), app.content().join("link.txt")).expect("a link");
        app.write("a.md", markdown("title = \"A\"\naccess = \"public\"", "[x](../outside.txt) [y](link.txt) [z](/etc/passwd)"));
        app.import().await;
        let stranger = app.stranger();
        for path in ["/a/outside.txt", "/a/../outside.txt", "/a/..%2foutside.txt", "/a/%2e%2e/outside.txt"] {
            stranger.get(path).await.is(404);
        }
        let dump = crate::database::dump(&app).await;
        assert!(!dump.contains("outside-canary"), "nothing outside the folder is imported");
    }

    async fn a_short_article_still_has_something_to_open(app) {
        app.write("short.md", markdown("title = \"Short\"", &format!("One paragraph with {REST_CANARY}.")));
        app.write("two.md", markdown("title = \"Two\"", &format!("First.\n\nSecond {REST_CANARY}.")));
        app.import().await;
        app.stranger().get("/short").await.is(200).shows("id=\"wall\"").hides(REST_CANARY);
        app.stranger().get("/two").await.is(200).shows("First.").hides(REST_CANARY);
    }

    async fn footnotes_of_the_lead_stand_below_it_and_the_others_do_not(app) {
        let body = format!("A[^1].\n\n<!-- more -->\n\nB[^2].\n\n[^1]: Of the lead.\n[^2]: {REST_CANARY}\n");
        app.write("notes.md", markdown("title = \"Notes\"", &body));
        app.import().await;
        app.stranger().get("/notes").await.shows("Of the lead.").hides(REST_CANARY);
        let page = app.member("ana@example.org").await.get("/notes").await.shows(REST_CANARY);
        assert_eq!(page.text().matches("Of the lead.").count(), 1);
    }

    async fn an_article_comes_out_when_its_time_has_come(app) {
        app.write("later.md", "+++\ntitle = \"Later\"\naccess = \"public\"\npublished = 2026-10-06T08:00:00Z\n+++\nText.\n");
        app.import().await;
        let stranger = app.stranger();
        stranger.get("/later").await.is(404);
        stranger.get("/").await.hides("Later");
        app.advance(days(2));
        app.read_catalogue().await;
        stranger.get("/later").await.is(200);
        stranger.get("/").await.shows("Later");
        stranger.get("/feed.xml").await.shows("Later");
    }

    async fn other_spellings_of_a_path_lead_to_the_article_or_nowhere(app) {
        app.write("küche/brot.md", markdown("title = \"Brot\"", "Lead.\n\nRest."));
        app.with_articles().await;
        let stranger = app.stranger();
        stranger.get("/k%C3%BCche/brot").await.is(200).shows("Brot");
        assert_eq!(stranger.get("/k%c3%bcche/brot?x=1").await.is(308).location(), "/k%C3%BCche/brot?x=1");
        assert_eq!(stranger.get("/slow-bread/").await.is(308).location(), "/slow-bread");
        assert_eq!(stranger.get("/%73low-bread").await.is(308).location(), "/slow-bread");
        for path in ["//slow-bread", "/slow-bread/x.css", "/slow-bread/x;.js", "/slow-bread%2f..%2fstyle.css", "/SLOW-BREAD", "/slow-bread;x", "/slow-bread%00", "/%ff"] {
            let page = stranger.get(path).await.is(404);
            assert_eq!(page.header("cache-control"), "no-store", "{path}");
        }
        stranger.send(http::Method::POST, "/slow-bread", &[], axum::body::Body::empty()).await.is(405);
    }

    async fn two_sites_keep_to_their_own_articles(app, "[[site]]\nhost = \"news.example\"\nname = \"The Example\"\n[[site]]\nhost = \"food.example\"\nname = \"Food\"\n") {
        app.write("a.md", markdown("title = \"On food\"\nsite = \"food.example\"\naccess = \"public\"", "Text."));
        app.with_articles().await;
        let stranger = app.stranger();
        stranger.get("/a").await.is(404);
        let food = [("host", "food.example")];
        stranger.get_with("/a", &food).await.is(200).shows("On food · Food");
        stranger.get_with("/slow-bread", &food).await.is(404);
        stranger.get_with("/", &food).await.shows("On food").hides("Slow bread");
        // A letter asked for there leads back there.
        let form = [("host", "food.example"), ("origin", "https://food.example"), ("sec-fetch-site", "same-origin")];
        stranger.post_with("/-/sign-in", &[("address", "ana@example.org")], &form).await.is(303);
        let letter = app.deliver().await.remove(0);
        assert_eq!(letter.subject(), "Sign in to Food");
        assert!(letter.decoded().contains("https://food.example/-/sign-in/link/"));
        assert!(!letter.decoded().contains("https://news.example"));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_sample_articles_go_in_and_show_what_they_should() {
    let app = TestApp::start(crate::harness::Engine::Sqlite, "").await;
    let samples = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("content");
    let settings = gatefold::server::import_settings(&app.config);
    let report =
        gatefold::article::import::import(&app.app.db, &app.clock, &samples, &settings).await.expect("an import");
    assert!(report.faults.is_empty() && report.warnings.is_empty(), "{report:?}");
    assert!(report.added >= 8);
    app.advance(days(60));
    app.app.shelf.refresh(&app.app.db, app.clock.now()).await.expect("a catalogue");
    let stranger = app.stranger();
    stranger.get("/one-square-meter-halved/paper-sizes.png").await.is(403);
    stranger.get("/one-square-meter-halved/hero.png").await.is(200);
    stranger.get("/nine-small-repairs").await.shows("id=\"wall\"").hides("The zipper that opens behind its slider");
    stranger.get("/which-glue-for-what").await.shows("id=\"wall\"").hides("<table");
    stranger.get("/kitchen/why-bread-goes-stale").await.shows("fn-2").hides("Mostly amylases");
    stranger.get("/about-membership").await.is(200).hides("id=\"wall\"");
    let ana = app.member("ana@example.org").await;
    ana.get("/which-glue-for-what").await.shows("<table");
    ana.get("/one-square-meter-halved/paper-sizes.png").await.is(200);
}
