//! R44, the core: what is gated is in no answer to anyone who was not told yes.

use axum::body::Body;
use gatefold::web::routes;
use http::Method;

use crate::harness::{Browser, CAPTION_CANARY, IMAGE_CANARY, Page, REST_CANARY};

/// Decodes whatever coding the answer has, then looks everywhere.
fn leaks(page: &Page) -> bool {
    let mut bytes = page.bytes.clone();
    match page.header("content-encoding") {
        "gzip" => {
            let mut out = Vec::new();
            std::io::copy(&mut flate2::read::GzDecoder::new(page.bytes.as_slice()), &mut out).expect("gzip");
            bytes = out;
        }
        "br" => {
            let mut out = Vec::new();
            brotli::BrotliDecompress(&mut page.bytes.as_slice(), &mut out).expect("brotli");
            bytes = out;
        }
        "zstd" => bytes = zstd::bulk::decompress(&page.bytes, 1 << 24).expect("zstd"),
        _ => {}
    }
    let text = format!("{:?} {}", page.headers, String::from_utf8_lossy(&bytes));
    [REST_CANARY, CAPTION_CANARY, IMAGE_CANARY].iter().any(|canary| text.contains(canary))
}

fn paths() -> Vec<String> {
    let mut paths: Vec<String> = routes::table()
        .into_iter()
        .map(|(path, ..)| {
            path.replace("{slug}", "ana")
                .replace("{token}", "AAAA")
                .replace("{name}", "x.css")
                .replace("{*name}", "x.css")
        })
        .collect();
    for article in ["/slow-bread", "/slow-bread/oven.png", "/slow-bread/crust.png", "/open"] {
        paths.push(article.to_owned());
        for noise in
            ["?amp", "?print=1", "?preview=true", "?format=json", "?_escaped_fragment_=", "?page=1", "?q=%3Cx%3E"]
        {
            paths.push(format!("{article}{noise}"));
        }
    }
    for other in [
        "//slow-bread",
        "/./slow-bread",
        "/x/../slow-bread",
        "/%73low-bread",
        "/slow-bread/",
        "/slow-bread%2f",
        "/SLOW-BREAD",
        "/slow-bread;x",
        "/slow-bread.json",
        "/slow-bread/feed.xml",
        "/slow-bread/index.md",
        "/slow-bread/amp",
        "/topics/kitchen",
        "/slow-bread/oven.png/",
        "/slow-bread//oven.png",
        "/slow-bread/%6fven.png",
        "/slow-bread/./oven.png",
        "/slow-bread/oven.png/480.webp",
        "/slow-bread/oven.png/0.webp",
        "/slow-bread/oven.png/../oven.png",
        "/open/oven.png",
        "/-/articles",
        "/-/api/v1/articles",
        "/.git/config",
    ] {
        paths.push(other.to_owned());
    }
    paths
}

fn header_sets(etag: &str) -> Vec<Vec<(&str, &str)>> {
    let mut sets: Vec<Vec<(&str, &str)>> = vec![vec![]];
    for accept in ["text/html", "application/json", "application/xml", "*/*", "image/*"] {
        sets.push(vec![("accept", accept)]);
    }
    for range in ["bytes=0-10", "bytes=0-", "bytes=0-10,20-30", "bytes=-5"] {
        sets.push(vec![("range", range)]);
    }
    for coding in ["gzip", "br", "zstd", "identity", "gzip, br, zstd"] {
        sets.push(vec![("accept-encoding", coding)]);
    }
    sets.push(vec![("if-none-match", etag)]);
    sets.push(vec![("if-none-match", "*")]);
    sets.push(vec![("if-modified-since", "Sun, 04 Oct 2020 08:00:00 GMT")]);
    for agent in
        ["Googlebot/2.1", "GoogleHC/1.0", "kube-probe/1.29", "ELB-HealthChecker/2.0", "facebookexternalhit/1.1"]
    {
        sets.push(vec![("user-agent", agent)]);
    }
    for header in ["x-original-url", "x-rewrite-url", "x-forwarded-uri", "x-http-method-override"] {
        sets.push(vec![(header, "/slow-bread")]);
    }
    sets.push(vec![("x-forwarded-for", "66.249.66.1")]);
    sets.push(vec![("purpose", "prefetch")]);
    sets.push(vec![("cookie", "__Host-gatefold=AAAAAAAAAAAAAAAAAAAAAA")]);
    sets
}

async fn search(browser: &Browser, who: &str, etag: &str) {
    let sets = header_sets(etag);
    for path in paths() {
        search_with(browser, who, &path, &sets).await;
    }
}

async fn search_path(browser: &Browser, who: &str, path: &str) {
    search_with(browser, who, path, &header_sets("x")).await;
}

/// Every header with GET; the other methods with none.
async fn search_with(browser: &Browser, who: &str, path: &str, sets: &[Vec<(&str, &str)>]) {
    for method in [Method::GET, Method::HEAD, Method::POST, Method::OPTIONS, Method::PUT, Method::DELETE, Method::PATCH]
    {
        let count = if method == Method::GET { sets.len() } else { 1 };
        for set in &sets[..count] {
            let page = browser.copied().send(method.clone(), path, set, Body::empty()).await;
            assert!(!leaks(&page), "{who}: {method} {path} {set:?} gave {} with the canary", page.status);
            assert_ne!(page.status, 500, "{who}: {method} {path} {set:?}");
        }
    }
}

both_engines! {
    async fn the_canary_is_in_no_answer_to_the_unentitled(app) {
        app.with_articles().await;
        let stranger = app.stranger();
        let member = app.member("ana@example.org").await;
        let whole = member.get("/slow-bread").await;
        assert!(leaks(&whole), "the search finds what is there");
        assert!(leaks(&member.get("/slow-bread/oven.png").await));
        assert!(leaks(&member.get_with("/slow-bread", &[("accept-encoding", "br")]).await));
        let etag = stranger.get("/slow-bread").await.header("etag").to_owned();
        search(&stranger, "stranger", &etag).await;
        let gone = app.member("gone@example.org").await;
        let copy = gone.copied();
        gone.post("/-/account/delete", &[("sure", "yes")]).await.is(200);
        search(&copy, "deleted member", whole.header("etag")).await;
        let blocked = app.member("blocked@example.org").await;
        blocked.get("/slow-bread").await.shows(REST_CANARY);
        let id = crate::session::member_of(&app, "blocked@example.org").await.id;
        app.app.sign_ins.block(gatefold::audit::Actor::CommandLine, id, true).await.expect("blocked");
        search(&blocked, "blocked member", "x").await;
        let forged = app.stranger();
        forged.set_cookie("__Host-gatefold-unlock", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA");
        forged.set_cookie("__Host-gatefold-free", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA");
        forged.set_cookie("__Host-gatefold-share", "AAAA");
        forged.set_cookie("__Host-gatefold-share-AAAAAAAAAAA", &"A".repeat(103));
        search(&forged, "guest without a link", "x").await;
    }

    async fn the_canary_is_in_no_answer_to_a_guest_of_something_else(app) {
        app.with_articles().await;
        app.write("more.md", "+++\ntitle = \"More\"\npublished = 2026-09-03\n+++\nLead.\n\n<!-- more -->\n\nThe rest.\n");
        app.import().await;
        let ana = app.member("ana@example.org").await;
        let bob = app.member("bob@example.org").await;
        let guest = app.stranger();
        let mut links = Vec::new();
        for (sharer, article) in [(&ana, "/slow-bread"), (&bob, "/more")] {
            let page = sharer.post("/-/share", &[("article", article), ("channel", "copy")]).await.is(200).text();
            let token = page.split("/-/s/").nth(1).and_then(|rest| rest.split('"').next()).expect("a token");
            links.push(format!("/-/s/{token}"));
            guest.get(&format!("/-/s/{token}")).await.is(303);
            guest.get(article).await.is(200).hides("id=\"wall\"");
        }
        assert!(leaks(&guest.get("/slow-bread").await));
        ana.post("/-/account/delete", &[("sure", "yes")]).await.is(200);
        search(&guest, "guest of an ended link and of another article", "x").await;
        guest.get("/more").await.shows("The rest.");
        for link in links {
            search_path(&guest, "guest of an ended link", &link).await;
            search_path(&app.stranger(), "stranger at a link", &link).await;
        }
    }

    async fn what_members_say_of_a_gated_article_is_in_no_answer_to_the_unentitled(app, "[comments]\nmoderation = \"none\"\n") {
        app.with_articles().await;
        let ana = app.member("ana@example.org").await;
        let comment = crate::comment::written(&app, &ana, &format!("As it says: {REST_CANARY}.")).await;
        let article = crate::comment::article(&app, "/slow-bread");
        let page = format!("/-/discussion/{article}");
        assert!(leaks(&ana.get(&page).await), "the search finds what is there");
        let guest = app.stranger();
        let link = crate::instances::shared(&ana).await;
        guest.get(&link).await.is(303);
        guest.get("/slow-bread").await.is(200);
        assert!(leaks(&guest.get(&page).await), "a guest who reads the article reads what is said of it");
        let token = link.rsplit('/').next().expect("a token");
        let id = app.app.shares.read_token(token).expect("a link");
        assert!(app.app.shares.end(id, gatefold::audit::Actor::CommandLine).await.expect("an end"));
        for (browser, who) in [(&app.stranger(), "stranger"), (&guest, "guest of an ended link")] {
            browser.get("/slow-bread").await.shows("1 comment; members read it.");
            for path in [
                page.clone(), format!("{page}?order=best"), format!("{page}?at={comment}"), format!("{page}?after=ffffffff-ffff-ffff-ffff-ffffffffffff"),
                format!("/-/comments/edit?id={comment}"), "/-/staff/comments".to_owned(), "/feed.xml".to_owned(), "/slow-bread".to_owned(),
            ] {
                search_path(browser, who, &path).await;
            }
            for path in ["/-/comments", "/-/comments/thank", "/-/comments/report", "/-/comments/edit", "/-/comments/delete", "/-/staff/comments"] {
                let form = [("id", comment.as_str()), ("article", &article), ("parent", &comment), ("text", "x"), ("reason", "x"), ("action", "approve")];
                assert!(!leaks(&browser.post(path, &form).await), "{who}: {path}");
            }
        }
        // Who is told no keeps no copy either.
        ana.post("/-/account/delete", &[("sure", "yes")]).await.is(200);
        search_path(&ana, "deleted member", &page).await;
    }

    async fn caches_are_told_what_is_whose(app) {
        app.with_articles().await;
        let stranger = app.stranger();
        let wall = stranger.get("/slow-bread").await.is(200);
        assert_eq!((wall.header("cache-control"), wall.header("vary")), ("no-cache", "Cookie, Accept-Encoding, Accept-Language"));
        assert!(wall.cookies().is_empty() && !wall.header("etag").is_empty());
        stranger.get_with("/slow-bread", &[("if-none-match", wall.header("etag"))]).await.is(304);
        assert_eq!(stranger.get("/slow-bread").await.bytes, wall.bytes, "made and ready are the same");
        let member = app.member("ana@example.org").await;
        let whole = member.get_with("/slow-bread", &[("if-none-match", wall.header("etag"))]).await.is(200);
        assert_eq!((whole.header("cache-control"), whole.header("etag")), ("private, no-store", ""));
        assert!(whole.cookies().is_empty());
        let after = stranger.get("/slow-bread").await;
        assert_eq!((after.bytes, after.headers.get("etag").cloned()), (wall.bytes, wall.headers.get("etag").cloned()));
    }

    async fn the_etag_of_a_wall_says_nothing_of_the_rest(app) {
        app.with_articles().await;
        let before = app.stranger().get("/slow-bread").await;
        let text = std::fs::read_to_string(app.content().join("slow-bread/index.md")).expect("a file");
        app.write("slow-bread/index.md", text.replace("ends here", "ends there"));
        assert_eq!(app.import().await.changed, 1);
        let after = app.stranger().get("/slow-bread").await;
        assert_eq!(before.header("etag"), after.header("etag"));
        app.member("ana@example.org").await.get("/slow-bread").await.shows("ends there");
    }

    async fn a_shared_cache_may_keep_the_wall_where_the_publisher_says_so(app, "[gate]\nshared_cache_seconds = 60\n") {
        app.with_articles().await;
        let wall = app.stranger().get("/slow-bread").await;
        assert_eq!(wall.header("cache-control"), "public, max-age=0, s-maxage=60");
        let dead = app.stranger();
        dead.set_cookie("__Host-gatefold", "AAAAAAAAAAAAAAAAAAAAAA");
        let page = dead.get("/slow-bread").await;
        assert_eq!(page.header("cache-control"), "private, no-store", "an answer with a cookie is nobody else's");
    }

    async fn search_engines_are_told_that_it_is_gated(app) {
        app.with_articles().await;
        let page = app.stranger().get("/slow-bread").await;
        let json = page.text().split("<script type=\"application/ld+json\">").nth(1).expect("JSON-LD").split("</script>").next().expect("an end").to_owned();
        let data: serde_json::Value = serde_json::from_str(&json).expect("JSON");
        assert_eq!(data["isAccessibleForFree"], false);
        assert_eq!(data["hasPart"]["cssSelector"], ".gated");
        let member = app.member("ana@example.org").await.get("/slow-bread").await.text();
        assert!(member.contains(&json), "members and strangers are told the same");
        app.stranger().get("/open").await.shows("\"isAccessibleForFree\":true").hides("hasPart");
    }
}
