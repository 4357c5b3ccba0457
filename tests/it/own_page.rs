//! The publisher's own pages, and the page of membership.

use crate::harness::{Page, TestApp};

fn page(head: &str, body: &str) -> String {
    format!("+++\n{head}\n+++\n{body}\n")
}

async fn imported(app: &TestApp) -> Vec<String> {
    let report = app.import().await;
    app.read_catalogue().await;
    report.faults.iter().map(ToString::to_string).collect()
}

/// The links at the foot of a page, in their order.
fn foot(page: &Page) -> Vec<String> {
    let text = page.text();
    let foot = text.split("<footer class=\"colophon\">").nth(1).expect("a foot");
    let links = foot.split("<a href=\"").skip(1).filter_map(|part| part.split('"').next());
    links.filter(|link| link.starts_with("/pages/")).map(str::to_owned).collect()
}

const TWO_SITES: &str = "[[site]]\nhost = \"news.example\"\nname = \"The Example\"\n[[site]]\nhost = \"food.example\"\nname = \"Food\"\ntagline = \"What we eat\"\n";

both_engines! {
    async fn a_bar_stands_on_own_pages_and_on_that_of_membership(app) {
        app.with_articles().await;
        app.write("pages/about.md", page("title = \"About us\"", "We write."));
        let bar = |text: &str, more: &str| format!("text = \"{text}\"\nlink = \"/open\"\nends = 2026-10-20T08:00:00Z\n{more}\n");
        app.write("promotions/a.toml", bar("Bar pages.", "paths = ['/pages/*']\naudience = 'members'"));
        app.write("promotions/b.toml", bar("Bar join.", "paths = ['/-/join']"));
        assert!(imported(&app).await.is_empty());
        let (stranger, ana) = (app.stranger(), app.member("ana@example.org").await);
        stranger.get("/pages/about").await.is(200).hides("Bar pages.");
        ana.get("/pages/about").await.is(200).shows("Bar pages.").shows("name=\"next\" value=\"/pages/about\"");
        stranger.get("/pages/about").await.hides("Bar pages.");
        for browser in [&stranger, &ana] {
            browser.get("/-/join").await.is(200).shows("Bar join.").hides("Bar pages.");
        }
    }

    async fn a_page_is_everyones_and_in_no_list(app) {
        app.with_articles().await;
        app.write("pages/about.md", page("title = \"About us\"\nsummary = \"Who we are.\"\nupdated = 2026-09-30", "We write.\n\nMore of us.\n\n![Us](us.png) [terms](terms.md) <script>alert(1)</script>"));
        app.write("pages/us.png", "a portrait of us");
        assert!(imported(&app).await.is_empty());
        let ana = app.member("ana@example.org").await;
        for browser in [&app.stranger(), &ana] {
            let page = browser.get("/pages/about").await.is(200).shows("<h1>About us</h1>").shows("Who we are.").shows("We write.");
            let page = page.shows("More of us.").shows("Updated <time datetime=\"2026-09-30T00:00:00Z\">September 30, 2026</time>");
            page.shows("src=\"/pages/about/us.png\"").shows("href=\"/pages/terms\"").hides("alert(1)").hides("id=\"wall\"");
            browser.get("/pages/about/us.png").await.is(200).shows("a portrait of us");
            browser.get("/pages/about/none.png").await.is(404);
            browser.get("/pages/about/../../open.md").await.is(404);
        }
        let stranger = app.stranger();
        assert_eq!(stranger.get("/pages/about").await.header("cache-control"), "no-cache");
        assert_eq!(ana.get("/pages/about").await.header("cache-control"), "private, no-store");
        for list in ["/", "/feed.xml"] {
            stranger.get(list).await.is(200).hides("We write.").hides("Who we are.");
        }
        stranger.get("/sitemap.xml").await.is(200).shows("<loc>https://news.example/pages/about</loc>");
        stranger.get("/pages/none").await.is(404);
        stranger.get("/pages").await.is(404);
        stranger.get("/pages/about/").await.is(404);
        let site = app.app.sites.first().host.clone();
        assert_eq!(app.app.shelf.current().list_pages(&site).len(), 1);
        assert!(app.app.shelf.current().find(&site, "/pages/about").is_none(), "it is no article");
    }

    async fn the_foot_of_every_page_names_them_in_their_order(app) {
        app.with_articles().await;
        let (stranger, ana) = (app.stranger(), app.member("ana@example.org").await);
        for browser in [&stranger, &ana] {
            assert!(foot(&browser.get("/slow-bread").await.is(200)).is_empty());
        }
        app.write("pages/terms.md", page("title = \"Terms\"\norder = 2", "T."));
        app.write("pages/about.md", page("title = \"About\"\norder = 1", "A."));
        app.write("pages/zebra.md", page("title = \"Another\"", "Z."));
        app.write("pages/join.md", page("title = \"Join us\"", "J."));
        assert!(imported(&app).await.is_empty());
        let wanted = ["/pages/about", "/pages/terms", "/pages/zebra"];
        for browser in [&stranger, &ana] {
            for path in ["/slow-bread", "/slow-bread", "/open", "/", "/pages/terms", "/-/join", "/topics/kitchen"] {
                assert_eq!(foot(&browser.get(path).await.is(200)), wanted, "{path}");
            }
        }
        // A page that is ready already changes with them, and goes back.
        app.write("pages/terms.md", page("title = \"Rules <b>\"\norder = 2", "T."));
        assert!(imported(&app).await.is_empty());
        stranger.get("/slow-bread").await.shows("Rules &lt;b&gt;");
        for name in ["terms", "about", "zebra"] {
            std::fs::remove_file(app.content().join(format!("pages/{name}.md"))).expect("removed");
        }
        assert!(imported(&app).await.is_empty());
        assert!(foot(&stranger.get("/slow-bread").await.is(200)).is_empty());
        stranger.get("/pages/terms").await.is(404);
    }

    async fn a_page_of_one_site_takes_the_place_of_everyones_there(app, TWO_SITES) {
        app.with_articles().await;
        app.write("pages/terms.md", page("title = \"Terms of all\"", "All."));
        app.write("pages/terms-food.md", page("title = \"Terms of Food\"\nslug = \"terms\"\nsite = \"food.example\"", "Food."));
        app.write("pages/recipes.md", page("title = \"Recipes\"\nsite = \"food.example\"", "R."));
        assert!(imported(&app).await.is_empty());
        let stranger = app.stranger();
        let food = [("host", "food.example")];
        stranger.get("/pages/terms").await.is(200).shows("Terms of all").shows("· The Example");
        stranger.get_with("/pages/terms", &food).await.is(200).shows("Terms of Food").hides("Terms of all");
        stranger.get("/pages/recipes").await.is(404);
        assert_eq!(foot(&stranger.get_with("/-/join", &food).await), ["/pages/recipes", "/pages/terms"]);
        assert_eq!(foot(&stranger.get("/-/join").await), ["/pages/terms"]);
    }

    async fn a_page_that_is_none_is_named_and_what_was_good_stays(app) {
        app.with_articles().await;
        app.write("pages/good.md", page("title = \"Good\"", "First."));
        assert!(imported(&app).await.is_empty());
        app.write("pages/good.md", "+++\nbroken");
        app.write("pages/key.md", page("title = \"X\"\naccess = \"public\"", "X"));
        app.write("pages/bare.md", "text");
        app.write("pages/latin.md", b"+++\ntitle = \"\xe9\"\n+++\n");
        app.write("pages/a/b/c.md", page("title = \"X\"", "X"));
        app.write("pages/Name.md", page("title = \"X\"", "X"));
        app.write("pages/site.md", page("title = \"X\"\nsite = \"other.example\"", "X"));
        app.write("pages/date.md", page("title = \"X\"\nupdated = \"soon\"", "X"));
        app.write("pages/insider.md", page("title = \"X\"\nprogramme = \"Insider\"", "X"));
        app.write("pages/twin.md", page("title = \"X\"\nslug = \"other\"", "X"));
        app.write("pages/other.md", page("title = \"X\"", "X"));
        app.write("pages/empty.md", page("title = \" \"", "X"));
        app.write("taken.md", page("title = \"X\"\npath = \"/pages/x\"", "X"));
        let faults = imported(&app).await;
        for wanted in [
            "pages/good.md:1: the front matter has no closing", "pages/key.md:3: unknown field `access`", "pages/bare.md:1: starts without front matter",
            "pages/latin.md: is not UTF-8", "pages/a/b/c.md: lies too deep", "pages/Name.md: slug \"Name\" must be small letters",
            "pages/site.md: site \"other.example\" is not in the settings", "pages/date.md: updated is no date", "pages/insider.md: programme belongs into join.md",
            "pages/twin.md: its slug other is taken by pages/other.md", "pages/empty.md: its title is empty", "taken.md: path \"/pages/x\" is one of Gatefold's own",
        ] {
            assert!(faults.iter().any(|fault| fault.contains(wanted)), "{wanted} in {faults:#?}");
        }
        assert_eq!(faults.len(), 12, "{faults:#?}");
        app.stranger().get("/pages/good").await.is(200).shows("First.");
        app.stranger().get("/pages/other").await.is(200);
        app.write("pages/good.md", page("title = \"Good\"", "Second. ![gone](gone.png)"));
        let report = app.import().await;
        assert!(report.warnings.iter().any(|warning| warning.to_string().contains("good.md: gone.png: is not there")), "{:?}", report.warnings);
        app.read_catalogue().await;
        app.stranger().get("/pages/good").await.is(200).shows("Second.");
    }

    async fn an_article_that_moves_below_pages_is_one_no_more(app) {
        app.with_articles().await;
        app.write("history.md", page("title = \"History\"", "Long ago.\n\n<!-- more -->\n\nAnd since."));
        assert!(imported(&app).await.is_empty());
        let stranger = app.stranger();
        stranger.get("/history").await.is(200).hides("And since.");
        std::fs::create_dir_all(app.content().join("pages")).expect("a folder");
        std::fs::remove_file(app.content().join("history.md")).expect("moved");
        app.write("pages/history.md", page("title = \"History\"", "Long ago.\n\nAnd since."));
        let report = app.import().await;
        assert_eq!((report.unpublished, report.pages, report.faults.len()), (1, 1, 0), "{report:?}");
        app.read_catalogue().await;
        stranger.get("/history").await.is(404);
        stranger.get("/pages/history").await.is(200).shows("And since.");
        stranger.get("/").await.is(200).hides("href=\"/history\"");
        app.write("pages/index.md", page("title = \"X\"", "X"));
        let faults = imported(&app).await;
        assert!(faults.len() == 1 && faults[0].contains("pages/index.md: has no name"), "{faults:?}");
    }

    async fn the_page_of_membership_says_what_it_opens(app, TWO_SITES) {
        app.with_articles().await;
        let stranger = app.stranger();
        let shown = stranger.get("/-/join").await.is(200).shows("Read everything, free").shows("opens the one article that is kept for members");
        let shown = shown.shows("<strong>1</strong> article<").shows("One membership, 2 sites").shows("https://food.example/").shows("What we eat").shows("Is it really free?");
        shown.shows("name=\"address\"").hides("noindex");
        app.write("more.md", page_of("More", "food.example"));
        app.write("third.md", page_of("Third", "news.example"));
        for (number, kind) in ["guide", "guide", "review", "interview", "blog"].iter().enumerate() {
            app.write(&format!("{kind}-{number}.md"), page_of(kind, "news.example").replacen("title", &format!("kind = \"{kind}\"\ntitle"), 1));
        }
        app.write("free.md", page_of("Free", "news.example").replacen("title", "kind = \"review\"\naccess = \"public\"\ntitle", 1));
        app.write("pages/join.md", page("title = \"Become an Insider\"\nsummary = \"Free, and yours.\"\nprogramme = \"Insider\"", "What Insiders get.\n\n![x](x.png)\n\n## Questions\n\n### Why *free*?\n\nBecause.\n\n## After all\n\nThe end."));
        app.write("pages/x.png", "an image beside it");
        assert!(imported(&app).await.is_empty());
        let page = stranger.get("/-/join").await.is(200).shows("<h1>Become an Insider</h1>").shows("Free, and yours.").shows("Join Insider").shows("What Insiders get.");
        let page = page.shows("<strong>2</strong> guides<").shows("<strong>1</strong> review<").shows("<strong>1</strong> interview<").shows("<strong>1</strong> blog post<");
        let page = page.shows("<strong>3</strong> articles<").shows("<summary>Why <em>free</em>?</summary>").shows("<p>Because.</p>").shows("The end.");
        let text = page.hides("Is it really free?").hides("id=\"questions\"").shows("src=\"/pages/join/x.png\"").text();
        assert!(text.find("The end.") < text.find("Why <em>free"), "questions stand last");
        stranger.get("/pages/join/x.png").await.is(200).shows("an image beside it");
        assert_eq!(stranger.get("/pages/join").await.is(308).location(), "/-/join");
        let ana = app.member("ana@example.org").await;
        ana.get("/-/join").await.is(200).shows("You are a member").hides("name=\"address\"");
    }
}

fn page_of(title: &str, site: &str) -> String {
    page(&format!("title = \"{title}\"\nsite = \"{site}\"\npublished = 2026-09-01"), "Lead.\n\n<!-- more -->\n\nRest.")
}

#[tokio::test(flavor = "multi_thread")]
async fn the_samples_have_their_pages_and_their_bar() {
    let app = TestApp::start(crate::harness::Engine::Sqlite, "").await;
    let samples = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("content");
    let settings = gatefold::server::import_settings(&app.config);
    let report =
        gatefold::article::import::import(&app.app.db, &app.clock, &samples, &settings).await.expect("an import");
    assert!(report.faults.is_empty() && report.warnings.is_empty(), "{report:?}");
    assert_eq!((report.pages, report.promotions), (5, 2));
    app.advance(gatefold::clock::days(3));
    app.read_catalogue().await;
    let stranger = app.stranger();
    let front = stranger.get("/").await.is(200).shows("LIVE!").shows("Tue., Nov. 10 at 2:00 PM ET");
    assert_eq!(foot(&front), ["/pages/about", "/pages/privacy", "/pages/terms", "/pages/commenting-policy"]);
    for link in foot(&front) {
        stranger.get(&link).await.is(200);
    }
    stranger.get("/-/join").await.is(200).shows("Join Friends of the Quarry").shows("Why is there no password?");
}

both_engines! {
    async fn what_was_for_members_is_not_opened_by_the_folder_it_lies_in(app) {
        app.with_articles().await;
        // Written there before pages were: an article for members.
        app.write("old.md", page("title = \"Old\"", "Lead.\n\nRest zq7-old."));
        assert!(imported(&app).await.is_empty());
        let update = "UPDATE article SET source = 'pages/old.md', path = '/pages/old' WHERE source = 'old.md'";
        crate::database::run(&app, update).await;
        std::fs::remove_file(app.content().join("old.md")).expect("moved");
        app.write("pages/old.md", page("title = \"Old\"", "Lead.\n\nRest zq7-old."));
        app.write("pages/cut.md", page("title = \"Cut\"", "Lead.\n\n<!-- More -->\n\nRest zq7-cut."));
        for _ in 0..2 {
            let faults = imported(&app).await;
            assert_eq!(faults.len(), 2, "{faults:?}");
            assert!(faults.iter().any(|fault| fault.contains("pages/old.md: was an article for members")), "{faults:?}");
            assert!(faults.iter().any(|fault| fault.contains("pages/cut.md:6: holds `<!-- more -->`")), "{faults:?}");
            for path in ["/pages/old", "/pages/cut", "/", "/feed.xml", "/sitemap.xml"] {
                app.stranger().get(path).await.hides("zq7-").hides("/pages/old");
            }
        }
        app.write("pages/new-name.md", page("title = \"Old\"", "Lead.\n\nRest zq7-old."));
        imported(&app).await;
        app.stranger().get("/pages/new-name").await.is(200).shows("zq7-old");
    }
}
