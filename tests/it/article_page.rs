//! An article's page from its kicker to its author: each part that front matter asks for, and nothing that is gated.

use std::collections::HashSet;
use std::path::Path;

use gatefold::clock::days;
use image::ImageFormat;

use crate::harness::picture::photo;
use crate::harness::{Browser, Engine, Page, TestApp};

fn markdown(head: &str, body: &str) -> String {
    format!("+++\ntitle = \"Long piece\"\npublished = 2026-09-01\n{head}\n+++\n{body}\n")
}

fn words(count: usize) -> String {
    "word ".repeat(count)
}

/// What stands above the text.
fn head(page: &Page) -> String {
    let text = page.text();
    let article = text.split("<article class=\"article\">").nth(1).expect("an article");
    article.split("</header>").next().expect("an end").to_owned()
}

both_engines! {
    async fn above_the_text_stands_what_the_publisher_says_of_it(app) {
        app.write("a/index.md", markdown(
            "summary = \"What it is.\"\nauthor = \"ana\"\nupdated = 2026-09-03\nkind = \"interview\"\nimage = \"h.jpg\"\nimage_alt = \"An oven\"\n\
             image_caption = \"The <oven>.\"\nimage_credit = \"Photo: Ana\"\ntopics = [\"Bread\"]",
            &format!("Lead.\n\n<!-- more -->\n\n{}", words(500))));
        app.write("a/h.jpg", photo(900, 600, ImageFormat::Jpeg));
        app.write("b.md", markdown("kicker = \"FREE\"\nkind = \"guide\"", "Lead.\n\n<!-- more -->\n\nRest."));
        app.write("c.md", markdown("access = \"public\"", "Text."));
        app.import().await;
        let stranger = app.stranger();
        let page = stranger.get("/a").await.is(200)
            .shows("<p class=\"kicker\">Interview</p>")
            .shows("<h1>Long piece</h1>").shows("<p class=\"standfirst\">What it is.</p>")
            .shows("By <a rel=\"author\" href=\"/authors/ana\">ana</a>")
            .shows("September 1, 2026</time>").shows("Updated <time datetime=\"2026-09-03").shows("3 min read").shows("Free to members")
            .shows("<figure class=\"hero\">").shows("<figcaption>The &lt;oven&gt;. <span class=\"credit\">Photo: Ana</span></figcaption>")
            .shows("href=\"/topics/bread\"");
        assert_eq!(page.text().matches("<h1").count(), 1);
        let plain = head(&stranger.get("/b").await);
        assert!(plain.contains("<p class=\"kicker\">FREE</p>") && !plain.contains("Guide") && !plain.contains("<figure"), "{plain}");
        let open = head(&stranger.get("/c").await);
        assert!(!open.contains("kicker") && !open.contains("Free to members"), "{open}");
        app.member("ana@example.org").await.get("/a").await.shows("3 min read").hides("Free to members");
        stranger.get("/").await.shows("<p class=\"kicker\">Interview</p>").shows("FREE");
    }

    async fn a_long_piece_has_a_table_of_contents_and_a_wall_has_none_of_it(app) {
        let part = |name: &str| format!("## The {name} secret\n\n{}\n\n### Below {name}\n\n{}\n\n", words(200), words(200));
        let rest: String = ["salt", "flour", "water"].iter().map(|name| part(name)).collect();
        app.write("long.md", markdown("", &format!("Lead.\n\n<!-- more -->\n\n{rest}")));
        app.write("short.md", markdown("access = \"public\"", "## One\n\na\n\n## Two\n\nb\n\n## Three\n\nc"));
        app.import().await;
        let wall = app.stranger().get("/long").await.is(200).hides("In this article");
        for secret in ["secret", "salt", "Below", "the-flour-secret"] {
            assert!(!wall.has(secret), "{secret} is a word of the rest");
        }
        let page = app.member("ana@example.org").await.get("/long").await
            .shows("<nav class=\"contents\" aria-label=\"In this article\">")
            .shows("<a href=\"#the-flour-secret\">The flour secret</a>").shows("<a href=\"#below-water\">Below water</a>");
        let text = page.text();
        for target in text.split("<nav class=\"contents\"").nth(1).expect("a table").split("</nav>").next().expect("an end").split("href=\"#").skip(1) {
            let id = target.split('"').next().expect("an id");
            assert_eq!(text.matches(&format!("id=\"{id}\"")).count(), 1, "{id}");
        }
        app.stranger().get("/short").await.hides("In this article");
        app.stranger().get("/").await.hides("secret");
        app.stranger().get("/feed.xml").await.hides("secret");
    }

    async fn the_contents_of_a_wall_are_those_of_its_lead(app) {
        let lead: String = (1..=4).map(|number| format!("## Open {number}\n\n{}\n\n", words(300))).collect();
        app.write("long.md", markdown("", &format!("{lead}<!-- more -->\n\n## Hidden chapter\n\n{}", words(900))));
        app.import().await;
        app.stranger().get("/long").await.shows("<a href=\"#open-4\">Open 4</a>").hides("Hidden").hides("hidden-chapter");
        app.member("ana@example.org").await.get("/long").await.shows("<a href=\"#hidden-chapter\">Hidden chapter</a>");
    }

    async fn an_author_is_found_elsewhere(app) {
        let links = "[{ url = \"https://www.linkedin.com/in/ana\" }, { url = \"https://x.com/ana\" }, { url = \"https://social.example/@ana\" }, { label = \"Bindery\", url = \"https://ana.example\" }]";
        app.write("authors/ana.toml", format!("name = \"Ana Ö\"\nbio = \"Writes.\"\nlinks = {links}\n"));
        app.write("a.md", markdown("author = \"ana\"", "Lead.\n\n<!-- more -->\n\nRest."));
        app.import().await;
        for path in ["/a", "/authors/ana"] {
            let page = app.stranger().get(path).await.is(200).shows("Writes.");
            for (url, label) in [("www.linkedin.com/in/ana", "LinkedIn"), ("x.com/ana", "X"), ("social.example/@ana", "Mastodon"), ("ana.example", "Bindery")] {
                let text = page.text();
                let link = text.split(&format!("href=\"https://{url}\"")).nth(1).expect(url).split("</a>").next().expect("an end").to_owned();
                assert!(link.contains("aria-hidden=\"true\"") && link.contains(&format!("{label}<span class=\"unseen\">, Ana Ö</span>")), "{link}");
            }
        }
    }

    async fn front_matter_that_means_nothing_is_told(app) {
        for (name, head) in [("kind", "kind = \"poem\""), ("part", "part = 2"), ("zero", "series = \"S\"\npart = 0"), ("unknown", "image_cpation = \"x\""), ("caption", "image_caption = \"x\"")] {
            app.write(&format!("{name}.md"), markdown(head, "Text."));
        }
        app.write("authors/ana.toml", "name = \"Ana\"\nlinks = [{ url = \"javascript:alert(1)\" }]\n");
        let report = app.import().await;
        let faults: Vec<String> = report.faults.iter().map(ToString::to_string).collect();
        for wanted in ["kind.md:4: unknown variant `poem`", "part.md: part 2 needs the name of a series", "zero.md: parts of a series are counted from 1",
            "unknown.md:4: unknown field `image_cpation`", "ana.toml: link \"javascript:alert(1)\" must start with https://"] {
            assert!(faults.iter().any(|fault| fault.contains(wanted)), "{wanted} in {faults:#?}");
        }
        assert_eq!(faults.len(), 5, "{faults:#?}");
        assert!(report.warnings[0].to_string().contains("caption.md: a caption or credit of an image is given, and no `image`"));
        app.stranger().get("/caption").await.is(200);
    }

    async fn words_of_articles_say_their_language_where_the_page_speaks_another(app, "[[site]]\nhost = \"news.example\"\nname = \"The Example\"\nlanguage = \"nl\"\nlanguages = [\"en\"]\n") {
        app.with_articles().await;
        let page = app.stranger().get("/slow-bread").await.is(200);
        page.shows("<html lang=\"en\">").shows("<h1 lang=\"nl\">Slow bread</h1>").shows("<div class=\"lead\" lang=\"nl\">").hides("lang=\"nl\">By");
        app.member("ana@example.org").await.get("/slow-bread").await.shows("<section class=\"gated\" id=\"rest\" lang=\"nl\">");
        app.stranger().get("/").await.shows("lang=\"nl\">Slow bread</a>");
    }

    async fn words_of_articles_say_nothing_where_page_and_site_speak_alike(app) {
        app.with_articles().await;
        app.stranger().get("/slow-bread").await.shows("<h1>Slow bread</h1>").shows("<div class=\"lead\">");
    }
}

/// The sample articles as everyone finds them, long after the last came out.
async fn with_samples() -> TestApp {
    let app = TestApp::start(Engine::Sqlite, "").await;
    let samples = Path::new(env!("CARGO_MANIFEST_DIR")).join("content");
    let settings = gatefold::server::import_settings(&app.config);
    let report =
        gatefold::article::import::import(&app.app.db, &app.clock, &samples, &settings).await.expect("an import");
    assert!(report.faults.is_empty() && report.warnings.is_empty(), "{report:?}");
    app.advance(days(60));
    app.read_catalogue().await;
    app
}

fn sample_paths(app: &TestApp) -> Vec<String> {
    let catalogue = app.app.shelf.current();
    let mut paths: Vec<String> = catalogue.all().map(|article| article.path.clone()).collect();
    paths.extend(["/", "/authors/ines-calloway", "/authors/maren-oyelaran", "/topics/kitchen"].map(str::to_owned));
    paths
}

fn ids(page: &str) -> Vec<&str> {
    page.split(" id=\"").skip(1).filter_map(|part| part.split('"').next()).collect()
}

async fn look_at(browser: &Browser, path: &str) -> Page {
    let page = browser.get(path).await.is(200);
    let text = page.text();
    assert_eq!(text.matches("<h1").count(), 1, "{path}");
    for image in text.split("<img ").skip(1) {
        let image = image.split('>').next().expect("an end");
        assert!(
            image.contains(" width=\"") && image.contains(" height=\"") || image.starts_with("width=\""),
            "{path}: {image}"
        );
        assert!(image.contains("alt=\""), "{path}: {image}");
    }
    let all = ids(&text);
    assert_eq!(all.iter().collect::<HashSet<_>>().len(), all.len(), "{path}: each id once: {all:?}");
    page
}

#[tokio::test(flavor = "multi_thread")]
async fn every_image_of_the_samples_says_its_size_and_every_id_stands_once() {
    let app = with_samples().await;
    let stranger = app.stranger();
    let member = app.member("ana@example.org").await;
    for path in sample_paths(&app) {
        look_at(&stranger, &path).await;
        look_at(&member, &path).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_samples_show_every_part_of_a_page() {
    let app = with_samples().await;
    let member = app.member("ana@example.org").await;
    let wheel = member.get("/the-wheel-that-stands-on-wires").await;
    for part in [
        "class=\"kicker\"",
        "class=\"byline\"",
        "<figcaption>",
        "class=\"credit\"",
        "class=\"contents\"",
        "class=\"pull\"",
        "id=\"series\"",
        "class=\"places\"",
        "class=\"neighbors\"",
        "class=\"recommended\"",
        "srcset=",
        "LinkedIn",
        "Mastodon",
    ] {
        assert!(wheel.has(part), "{part}");
    }
    member.get("/which-glue-for-what").await.shows("class=\"table-scroll\"").shows("Part 2 of 3");
    member.get("/kitchen/why-bread-goes-stale").await.shows("class=\"footnotes\"");
    member.get("/a-logbook-for-your-refrigerator").await.shows("<pre tabindex=\"0\"><code");
    member.get("/one-square-meter-halved").await.shows(">FREE</p>").shows("paper-sizes.png").shows("<figcaption>");
    let kinds: HashSet<&str> = app.app.shelf.current().all().map(|article| article.kind.as_str()).collect();
    assert_eq!(kinds.len(), 5, "{kinds:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_of_fifteen_hundred_words_is_less_than_forty_kilobytes() {
    let app = with_samples().await;
    let member = app.member("ana@example.org").await;
    let page = member.get_with("/the-wheel-that-stands-on-wires", &[("accept-encoding", "gzip")]).await.is(200);
    assert_eq!(page.header("content-encoding"), "gzip");
    assert!(page.bytes.len() < 40_000, "{} bytes for 2,400 words", page.bytes.len());
    let wall = app.stranger().get_with("/the-wheel-that-stands-on-wires", &[("accept-encoding", "gzip")]).await;
    assert!(wall.bytes.len() < 20_000, "{} bytes", wall.bytes.len());
}
