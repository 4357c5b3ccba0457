//! What programs find an article by: feeds, sitemaps, `robots.txt`, JSON-LD, cards. Leads alone, and well-formed.

use gatefold::clock::days;
use roxmltree::{Document, Node};
use serde_json::Value;

use crate::harness::{CAPTION_CANARY, IMAGE_CANARY, Page, REST_CANARY, TestApp, picture, rows};

const ATOM: &str = "http://www.w3.org/2005/Atom";
const SITEMAP: &str = "http://www.sitemaps.org/schemas/sitemap/0.9";
const NEWS: &str = "http://www.google.com/schemas/sitemap-news/0.9";

/// Articles with awkward names, one of them of the last two days.
async fn with_some(app: &TestApp) {
    app.write("authors/ana.toml", "name = \"Ana <Ö> & Co\"\nbio = \"Writes \\\"things\\\".\"\nportrait = \"ana.png\"\nlinks = [{ label = \"Web\", url = \"https://ana.example.org/?a=1&b=2\" }]\n");
    app.write("authors/ana.png", "portrait");
    app.write(
        "new.md",
        format!("+++\ntitle = \"New & <odd> ]]>\"\nauthor = \"ana\"\ntopics = [\"Paper & Ink\", \"Über Öl\"]\npublished = 2026-10-03T09:00:00Z\nupdated = 2026-10-04T07:00:00Z\n+++\nLead with <em>markup</em> & more[^1].\n\n<!-- more -->\n\nRest {REST_CANARY}[^2].\n\n[^1]: Note.\n[^2]: {CAPTION_CANARY}\n"),
    );
    app.with_articles().await;
}

fn of<'a>(node: Node<'a, 'a>, space: &'a str, name: &'a str) -> Vec<Node<'a, 'a>> {
    node.descendants().filter(|node| node.has_tag_name((space, name))).collect()
}

fn texts(text: &str, space: &str, name: &str) -> Vec<String> {
    let document = Document::parse(text).unwrap_or_else(|error| panic!("{error}:\n{text}"));
    let found = of(document.root(), space, name);
    found.iter().map(|node| node.text().unwrap_or_default().to_owned()).collect()
}

#[track_caller]
fn is_clean(page: &Page) {
    for canary in [REST_CANARY, CAPTION_CANARY, IMAGE_CANARY] {
        assert!(!page.has(canary), "{canary} in {}", page.text());
    }
}

fn json_ld(page: &Page) -> Value {
    let text = page.text();
    let script =
        text.split("<script type=\"application/ld+json\">").nth(1).and_then(|part| part.split("</script>").next());
    serde_json::from_str(script.expect("JSON-LD")).expect("JSON")
}

/// The contents of `<meta property="…">` of this name.
fn metas(page: &Page, name: &str) -> Vec<String> {
    let text = page.text();
    let start = format!("<meta property=\"{name}\" content=\"");
    let parts = text.split(&start).skip(1);
    parts.filter_map(|part| part.split('"').next()).map(str::to_owned).collect()
}

both_engines! {
    async fn feeds_of_site_topic_and_author_are_atom_with_leads_alone(app) {
        with_some(&app).await;
        let member = app.member("ana@example.org").await;
        for (path, title, home, author, entries) in [
            ("/feed.xml", "The Example", "https://news.example/", "The Example", 3),
            ("/topics/paper-ink/feed.xml", "Paper & Ink · The Example", "https://news.example/topics/paper-ink", "The Example", 1),
            ("/topics/%C3%BCber-%C3%B6l/feed.xml", "Über Öl · The Example", "https://news.example/topics/%C3%BCber-%C3%B6l", "The Example", 1),
            ("/authors/ana/feed.xml", "Ana <Ö> & Co · The Example", "https://news.example/authors/ana", "Ana <Ö> & Co", 2),
        ] {
            let page = app.stranger().get(path).await.is(200);
            assert_eq!(member.get(path).await.bytes, page.bytes, "{path} is the same for everyone");
            is_clean(&page);
            assert_eq!((page.header("content-type"), page.header("cache-control")), ("application/atom+xml; charset=utf-8", "no-cache"));
            let text = page.text();
            let document = Document::parse(&text).unwrap_or_else(|error| panic!("{path}: {error}\n{text}"));
            let feed = document.root_element();
            assert!(feed.has_tag_name((ATOM, "feed")) && feed.attribute(("http://www.w3.org/XML/1998/namespace", "lang")) == Some("en"));
            let child = |name: &str| feed.children().find(|node| node.has_tag_name((ATOM, name))).unwrap_or_else(|| panic!("{name}"));
            assert_eq!((child("title").text(), child("id").text()), (Some(title), Some(home)));
            assert_eq!(of(child("author"), ATOM, "name")[0].text(), Some(author));
            assert!(child("updated").text().is_some_and(|text| gatefold::clock::Timestamp::parse(text).is_some()));
            let links: Vec<_> = feed.children().filter(|node| node.has_tag_name((ATOM, "link"))).collect();
            let href = |rel: &str| links.iter().find(|link| link.attribute("rel") == Some(rel)).and_then(|link| link.attribute("href"));
            assert_eq!((href("self"), href("alternate")), (Some(format!("https://news.example{path}").as_str()), Some(home)));
            assert_eq!(of(feed, ATOM, "entry").len(), entries, "{path}");
        }
        let text = app.stranger().get("/topics/paper-ink/feed.xml").await.text();
        assert!(texts(&text, ATOM, "content")[0].contains("Lead with <em>markup</em> &amp; more"), "{text}");
        assert_eq!(texts(&text, ATOM, "title")[1], "New & <odd> ]]>");
        for path in ["/topics/none/feed.xml", "/authors/nobody/feed.xml", "/topics/none/sitemap.xml", "/authors/nobody/sitemap.xml", "/slow-bread/feed.xml"] {
            app.stranger().get(path).await.is(404);
        }
    }

    async fn pages_name_their_feeds(app) {
        with_some(&app).await;
        let stranger = app.stranger();
        let link = |path: &str| format!("<link rel=\"alternate\" type=\"application/atom+xml\" href=\"{path}\"");
        stranger.get("/").await.is(200).shows(&link("/feed.xml"));
        stranger.get("/slow-bread").await.is(200).shows(&link("/feed.xml"));
        stranger.get("/topics/paper-ink").await.is(200).shows(&link("/feed.xml")).shows(&link("/topics/paper-ink/feed.xml"))
            .shows("title=\"Paper &amp; Ink in The Example\"");
        stranger.get("/authors/ana").await.is(200).shows(&link("/authors/ana/feed.xml"));
    }

    async fn sitemaps_list_what_is_there_and_what_is_news(app) {
        app.write("pages/about.md", "+++\ntitle = \"About us\"\n+++\nWe write.\n");
        with_some(&app).await;
        let page = app.stranger().get("/sitemap.xml").await.is(200);
        is_clean(&page);
        assert_eq!(page.header("content-type"), "application/xml; charset=utf-8");
        let mut locs = texts(&page.text(), SITEMAP, "loc");
        locs.sort();
        let mut wanted = [
            "/", "/authors/ana", "/new", "/open", "/pages/about", "/slow-bread", "/topics/kitchen", "/topics/paper-ink", "/topics/%C3%BCber-%C3%B6l",
        ].map(|path| format!("https://news.example{path}"));
        wanted.sort();
        assert_eq!(locs, wanted);
        let news = |text: &str, name: &str| texts(text, NEWS, name);
        let text = page.text();
        assert_eq!((news(&text, "title"), news(&text, "name"), news(&text, "language")), (vec!["New & <odd> ]]>".to_owned()], vec!["The Example".to_owned()], vec!["en".to_owned()]));
        assert_eq!(news(&text, "publication_date"), ["2026-10-03T09:00:00Z"]);
        let document = Document::parse(&text).expect("XML");
        let place = of(document.root(), NEWS, "news")[0].parent().expect("a parent");
        assert!(of(place, SITEMAP, "loc")[0].text() == Some("https://news.example/new") && of(place, SITEMAP, "lastmod")[0].text() == Some("2026-10-04T07:00:00Z"));
        for path in ["/topics/paper-ink/sitemap.xml", "/authors/ana/sitemap.xml"] {
            let page = app.stranger().get(path).await.is(200);
            is_clean(&page);
            assert!(texts(&page.text(), SITEMAP, "loc").contains(&"https://news.example/new".to_owned()), "{path}");
            assert!(!texts(&page.text(), SITEMAP, "loc").contains(&"https://news.example/open".to_owned()), "{path}");
            assert_eq!(news(&page.text(), "title").len(), 1, "{path}");
        }
        // Nothing changed but the time.
        app.advance(days(1));
        app.advance(gatefold::clock::hours(2));
        for path in ["/sitemap.xml", "/topics/paper-ink/sitemap.xml"] {
            assert!(news(&app.stranger().get(path).await.text(), "title").is_empty(), "{path}: no news after two days");
        }
        for query in ["?part=0", "?part=-1", "?part=NaN", "?part=99999999999", "?part=1&part=2"] {
            app.stranger().get(&format!("/sitemap.xml{query}")).await.is(400);
        }
        app.stranger().get("/sitemap.xml?part=2").await.is(404);
        app.stranger().get("/sitemap.xml?utm_source=x").await.is(200);
    }

    async fn what_is_more_than_one_sitemap_holds_is_an_index_of_parts(app) {
        app.write("first.md", "+++\ntitle = \"First\"\npublished = 2026-01-01\n+++\nLead.\n");
        app.import().await;
        let columns = "collection, digest, site, title, summary, kicker, author, image, image_alt, topics, access, words, lead, lead_notes, rest, updated_at, imported_at";
        // One less than fits beside the first article; the front page is one too many.
        let id = match app.config.database.url {
            gatefold::config::DatabaseUrl::Sqlite(_) => "randomblob(16)",
            gatefold::config::DatabaseUrl::Postgres(_) => "gen_random_uuid()",
        };
        rows::run(&app.config.database.url, &format!(
            "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 49999)
             INSERT INTO article (id, source, path, published_at, {columns})
             SELECT {id}, 's' || i, '/n/' || i, published_at + i, {columns} FROM n, article WHERE source = 'first.md'")).await;
        rows::run(&app.config.database.url, "UPDATE catalogue_version SET version = version + 1").await;
        app.read_catalogue().await;
        let stranger = app.stranger();
        let index = stranger.get("/sitemap.xml").await.is(200).text();
        assert_eq!(texts(&index, SITEMAP, "loc"), ["https://news.example/sitemap.xml?part=1", "https://news.example/sitemap.xml?part=2"]);
        assert_eq!(Document::parse(&index).expect("XML").root_element().tag_name().name(), "sitemapindex");
        let mut locs = texts(&stranger.get("/sitemap.xml?part=1").await.is(200).text(), SITEMAP, "loc");
        assert_eq!((locs.len(), locs[0].as_str()), (50_000, "https://news.example/first"), "the oldest stand first, and stay there");
        let last = texts(&stranger.get("/sitemap.xml?part=2").await.is(200).text(), SITEMAP, "loc");
        assert_eq!(last, ["https://news.example/"]);
        locs.extend(last);
        locs.sort();
        locs.dedup();
        assert_eq!(locs.len(), 50_001, "each stands in one part");
        stranger.get("/sitemap.xml?part=3").await.is(404);
    }

    async fn a_gated_article_is_described_and_not_told(app, "[[site]]\nhost = \"news.example\"\nname = \"The Example\"\nlanguage = \"de\"\nnews = true\n") {
        with_some(&app).await;
        let page = app.stranger().get("/slow-bread").await.is(200);
        let data = json_ld(&page);
        assert_eq!((&data["@context"], &data["@type"]), (&Value::from("https://schema.org"), &Value::from("NewsArticle")));
        assert_eq!((data["headline"].as_str(), data["description"].as_str(), data["inLanguage"].as_str()), (Some("Slow bread"), Some("On waiting."), Some("de")));
        assert_eq!(data["isAccessibleForFree"], false);
        assert_eq!(data["hasPart"], serde_json::json!({ "@type": "WebPageElement", "isAccessibleForFree": false, "cssSelector": ".gated" }));
        assert_eq!((data["datePublished"].as_str(), data["dateModified"].as_str()), (Some("2026-09-02T00:00:00Z"), Some("2026-09-02T00:00:00Z")));
        assert_eq!(data["image"], serde_json::json!(["https://news.example/slow-bread/crust.png"]));
        assert_eq!((data["publisher"]["@type"].as_str(), data["publisher"]["name"].as_str()), (Some("Organization"), Some("The Example")));
        let author = &data["author"][0];
        assert_eq!((author["@type"].as_str(), author["name"].as_str(), author["url"].as_str()), (Some("Person"), Some("Ana <Ö> & Co"), Some("https://news.example/authors/ana")));
        assert_eq!((data["mainEntityOfPage"]["@id"].as_str(), data["articleSection"].as_str()), (Some("https://news.example/slow-bread"), Some("Kitchen")));
        let member = app.member("ana@example.org").await.get("/slow-bread").await.shows(REST_CANARY).shows("class=\"gated\"");
        assert_eq!(json_ld(&member), data, "readers of every kind are told the same");
        for page in [&page, &member] {
            assert!(!page.has("articleBody") && !page.has("\"text\":"));
        }
        let open = json_ld(&app.stranger().get("/open").await);
        assert_eq!((&open["isAccessibleForFree"], &open["hasPart"], &open["description"]), (&Value::from(true), &Value::Null, &Value::Null), "its one block is no lead");
    }

    async fn a_card_shows_the_lead_and_no_more(app) {
        with_some(&app).await;
        for page in [app.stranger().get("/new").await, app.member("ana@example.org").await.get("/new").await] {
            let description = "Lead with markup &amp; more.";
            assert_eq!(metas(&page, "og:description"), [description]);
            let page = page.shows(&format!("<meta name=\"description\" content=\"{description}\">"));
            assert_eq!(json_ld(&page)["description"], "Lead with markup & more.");
            assert_eq!((metas(&page, "og:type"), metas(&page, "og:url")), (vec!["article".to_owned()], vec!["https://news.example/new".to_owned()]));
            assert_eq!((metas(&page, "article:tag"), metas(&page, "article:section")), (vec!["Paper &amp; Ink".to_owned(), "Über Öl".to_owned()], vec!["Paper &amp; Ink".to_owned()]));
            let head = page.text().split("</head>").next().expect("a head").to_owned();
            assert!(!head.contains(REST_CANARY) && !head.contains(CAPTION_CANARY));
            page.shows("<link rel=\"canonical\" href=\"https://news.example/new\">").shows("content=\"summary\"");
        }
        let page = app.stranger().get("/slow-bread").await.shows("content=\"summary_large_image\"").shows("<section id=\"wall\"").shows("data-nosnippet");
        assert_eq!(metas(&page, "og:image"), ["https://news.example/slow-bread/crust.png"]);
        assert_eq!(metas(&page, "og:description"), ["On waiting."]);
        let front = app.stranger().get("/").await;
        assert_eq!((json_ld(&front)["@type"].as_str(), json_ld(&front)["name"].as_str()), (Some("WebSite"), Some("The Example")));
        assert_eq!((metas(&front, "og:type"), metas(&front, "og:url")), (vec!["website".to_owned()], vec!["https://news.example/".to_owned()]));
        let author = app.stranger().get("/authors/ana").await;
        let person = &json_ld(&author)["mainEntity"];
        assert_eq!((person["name"].as_str(), &person["sameAs"]), (Some("Ana <Ö> & Co"), &serde_json::json!(["https://ana.example.org/?a=1&b=2"])));
        assert_eq!(metas(&author, "og:image"), ["https://news.example/authors/ana/portrait"]);
        assert_eq!(metas(&app.stranger().get("/topics/kitchen").await, "og:title"), ["Kitchen"]);
    }

    async fn an_image_is_shown_with_its_size_and_what_is_on_it(app) {
        app.write("seen/index.md", "+++\ntitle = \"Seen\"\nimage = \"hero.png\"\nimage_alt = \"A \\\"loaf\\\" & a knife\"\npublished = 2026-09-01\n+++\nLead.\n\nRest.\n");
        app.write("seen/hero.png", picture::photo(640, 360, image::ImageFormat::Png));
        assert!(app.import().await.faults.is_empty());
        let page = app.stranger().get("/seen").await.is(200);
        let values = ["", ":width", ":height", ":alt"].map(|part| metas(&page, &format!("og:image{part}")).join("|"));
        assert_eq!(values, ["https://news.example/seen/hero.png", "640", "360", "A &quot;loaf&quot; &amp; a knife"]);
        let image = &json_ld(&page)["image"][0];
        assert_eq!(image, &serde_json::json!({ "@type": "ImageObject", "url": "https://news.example/seen/hero.png", "width": 640, "height": 360 }));
    }

    async fn programs_read_in_the_sites_language_whatever_they_ask_for(app, "[[site]]\nhost = \"news.example\"\nname = \"The Example\"\n[[site]]\nhost = \"brot.example\"\nname = \"Brot\"\nlanguage = \"de-AT\"\nlanguages = [\"de\", \"en\"]\n") {
        app.write("brot.md", "+++\ntitle = \"Brot\"\nsite = \"brot.example\"\npublished = 2026-10-04\ntopics = [\"Küche\"]\n+++\nText.\n");
        with_some(&app).await;
        for path in ["/feed.xml", "/sitemap.xml", "/robots.txt", "/topics/k%C3%BCche/feed.xml"] {
            let read = |language: &'static str| {
                let stranger = app.stranger();
                async move { stranger.get_with(path, &[("host", "brot.example"), ("accept-language", language)]).await.is(200) }
            };
            let (english, german) = (read("en").await, read("de").await);
            assert_eq!(english.bytes, german.bytes, "{path}");
            assert!(!english.has("news.example"), "{path} keeps to its site");
        }
        let feed = app.stranger().get_with("/feed.xml", &[("host", "brot.example")]).await.text();
        assert!(feed.contains("xml:lang=\"de-AT\""), "{feed}");
        let sitemap = app.stranger().get_with("/sitemap.xml", &[("host", "brot.example")]).await.text();
        assert_eq!(texts(&sitemap, NEWS, "language"), ["de"]);
    }

    async fn robots_are_asked_to_leave_our_own_pages_alone_and_nobody_is_sent_away(app) {
        let robots = app.stranger().get("/robots.txt").await.is(200);
        assert_eq!(robots.header("content-type"), "text/plain; charset=utf-8");
        assert_eq!(robots.text(), "User-agent: *\nAllow: /-/assets/\nAllow: /-/join\nAllow: /-/s/\nDisallow: /-/\n\nSitemap: https://news.example/sitemap.xml");
    }

    async fn ai_crawlers_are_sent_away_by_name(app, "[robots]\nlines = [\"# Ours\", \"User-agent: HoundBot\", \"Crawl-delay: 10\"]\n[robots.crawlers]\nGPTBot = \"deny\"\ngoogle-extended = \"deny\"\nClaudeBot = \"allow\"\nOwnBot = \"deny\"\n") {
        let robots = app.stranger().get("/robots.txt").await.is(200).text();
        assert_eq!(robots, "User-agent: *\nAllow: /-/assets/\nAllow: /-/join\nAllow: /-/s/\nDisallow: /-/\n\n\
            User-agent: Google-Extended\nUser-agent: GPTBot\nUser-agent: OwnBot\nDisallow: /\n\n\
            # Ours\nUser-agent: HoundBot\nCrawl-delay: 10\n\nSitemap: https://news.example/sitemap.xml");
    }

    async fn all_ai_crawlers_are_sent_away_but_those_named(app, "[robots]\nai_crawlers = \"deny\"\n[robots.crawlers]\nPerplexityBot = \"allow\"\n") {
        let robots = app.stranger().get("/robots.txt").await.is(200).text();
        let names: Vec<&str> = robots.lines().filter_map(|line| line.strip_prefix("User-agent: ")).collect();
        for name in ["GPTBot", "ClaudeBot", "CCBot", "Google-Extended", "Bytespider", "Applebot-Extended", "meta-externalagent"] {
            assert!(names.contains(&name), "{name}");
        }
        assert!(!names.contains(&"PerplexityBot") && robots.contains("\nDisallow: /\n"));
    }
}
