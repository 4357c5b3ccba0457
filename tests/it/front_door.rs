//! The front door within the process: R34 to R38, R41, R43.

use axum::body::Body;
use gatefold::links;
use gatefold::web::routes;
use http::Method;

use crate::harness::{ORIGIN, REST_CANARY};

fn concrete(path: &str) -> String {
    path.replace("{token}", "AAAA")
        .replace("{slug}", "ana")
        .replace("{name}", "x.css")
        .replace("{*name}", "x.css")
        .replace("{provider}", "google")
}

const FORM: (&str, &str) = ("content-type", "application/x-www-form-urlencoded");

both_engines! {
    async fn a_write_from_elsewhere_is_refused_on_every_route(app) {
        let ana = app.member("ana@example.org").await;
        let stranger = app.stranger();
        for (path, methods, _) in routes::table() {
            // A provider's page may post its answer: what that is worth is told where accounts elsewhere are tested.
            if !methods.contains(&"POST") || path == links::WITH_CALLBACK {
                continue;
            }
            let path = concrete(path);
            let refused: &[&[(&str, &str)]] = &[
                &[("sec-fetch-site", "cross-site")], &[("sec-fetch-site", "same-site")], &[("sec-fetch-site", "Same-Origin")],
                &[("sec-fetch-site", "nonsense")], &[("origin", "null")], &[("origin", "https://evil.example")],
                &[("origin", "https://sub.news.example")], &[("origin", "https://news.example.evil.example")],
            ];
            for headers in refused {
                for browser in [&ana, &stranger] {
                    let all: Vec<_> = headers.iter().copied().chain([FORM]).collect();
                    browser.copied().send(Method::POST, &path, &all, Body::from("a=b")).await.is(403);
                }
            }
            ana.copied().send(Method::POST, &path, &[FORM], Body::from("a=b")).await.is(403);
            for headers in [[("sec-fetch-site", "same-origin")], [("sec-fetch-site", "none")], [("origin", ORIGIN)]] {
                let all: Vec<_> = headers.into_iter().chain([FORM]).collect();
                let page = stranger.copied().send(Method::POST, &path, &all, Body::from("a=b")).await;
                assert_ne!(page.status, 403, "{path} {headers:?}");
            }
        }
        assert!(ana.is_signed_in().await, "nothing of it was done");
        stranger.get_with("/", &[("sec-fetch-site", "cross-site")]).await.is(200);
    }

    async fn no_route_answers_500_to_a_wrong_shape(app) {
        app.with_articles().await;
        let ana = app.member("ana@example.org").await;
        let json = ("content-type", "application/json");
        let bodies: Vec<Vec<u8>> = vec![
            vec![], b"\xff\xfe%zz&&==".to_vec(), b"address=a&address=b&token=x&token=y&code=1&code=2&id=1&id=2&name=a&name=b&news=yes&news=no&sure=a&sure=b".to_vec(),
            format!("address={}&next={}&code={}&token={}&name={}&id={}", "x".repeat(5000), "/".repeat(5000), "1".repeat(5000), "A".repeat(5000), "n".repeat(5000), "0".repeat(5000)).into_bytes(),
            b"address=%00&token=%00&code=%00&name=%00&id=%00&news=%00".to_vec(),
        ];
        // What the API says to a wrong shape is told where it is tested: without a key it says one thing alone.
        for (path, methods, _) in routes::table().into_iter().filter(|(path, ..)| !path.starts_with("/-/api/v1/")) {
            let path = concrete(path);
            if methods.contains(&"POST") {
                for body in &bodies {
                    let page = ana.copied().send(Method::POST, &path, &[FORM, ("origin", ORIGIN)], Body::from(body.clone())).await;
                    assert!(page.status < 500, "{path} gave {}", page.status);
                }
                if !path.contains("unsubscribe") && !links::is_staff(&path) && !path.contains("sign-out") && !path.contains("end-all") {
                    app.member("bea@example.org").await.send(Method::POST, &path, &[json, ("origin", ORIGIN)], Body::from("{}")).await.is(415);
                    app.advance(gatefold::clock::hours(3));
                }
            }
            for query in ["?page=0", "?page=-1", "?page=NaN", "?page=99999999999", "?next=%00", "?%ff=%ff", "?saved=x&saved=y"] {
                let page = ana.copied().get(&format!("{path}{query}")).await;
                assert!(page.status < 500, "{path}{query} gave {}", page.status);
            }
            let wrong = if methods.contains(&"GET") { Method::DELETE } else { Method::GET };
            let page = ana.copied().send(wrong, &path, &[("origin", ORIGIN)], Body::empty()).await;
            assert!(page.status == 405 || page.status == 404, "{path} gave {}", page.status);
        }
        for list in ["/", "/topics/kitchen"] {
            for query in ["?page=0", "?page=-1", "?page=NaN", "?page=1&page=2"] {
                app.stranger().get(&format!("{list}{query}")).await.is(400);
            }
            app.stranger().get(&format!("{list}?page=2")).await.is(404);
        }
        let large = "a".repeat(65 * 1024);
        app.stranger().post("/-/sign-in", &[("address", &large)]).await.is(413).shows("too large");
    }

    async fn every_answer_carries_the_headers(app) {
        app.with_articles().await;
        let ana = app.member("ana@example.org").await;
        let stranger = app.stranger();
        let mut pages = vec![
            stranger.get("/nothing-here").await.is(404),
            stranger.get("/slow-bread/oven.png").await.is(403),
            stranger.get("/slow-bread").await.is(200),
            stranger.get("/slow-bread").await.is(200),
            stranger.post("/-/sign-in", &[("address", &"a".repeat(70_000))]).await.is(413),
            stranger.send(Method::DELETE, "/-/sign-in", &[], Body::empty()).await.is(405),
            stranger.send(Method::TRACE, "/", &[], Body::empty()).await.is(405),
            stranger.get_with("/", &[("host", "evil.example")]).await.is(421),
            stranger.post_with("/-/sign-in", &[], &[("origin", "https://evil.example")]).await.is(403),
        ];
        for (path, methods, _) in routes::table() {
            if methods.contains(&"GET") {
                pages.push(stranger.get(&concrete(path)).await);
                pages.push(ana.copied().get(&concrete(path)).await);
            }
        }
        for page in pages {
            let policy = page.header("content-security-policy");
            for part in ["default-src 'none'", "object-src 'none'", "base-uri 'none'", "frame-ancestors 'none'"] {
                assert!(policy.contains(part), "{policy}");
            }
            assert!(!policy.contains("unsafe-inline") || policy.contains("sandbox"), "{policy}");
            assert_eq!(page.header("x-content-type-options"), "nosniff");
            assert!(page.header("strict-transport-security").starts_with("max-age=31536000"));
            assert_eq!(page.header("cross-origin-opener-policy"), "same-origin");
            assert!(!page.header("referrer-policy").is_empty() && !page.header("cache-control").is_empty());
            assert_eq!(page.header("access-control-allow-origin"), "");
            if page.status >= 400 {
                assert_eq!(page.header("cache-control"), "no-store");
            }
        }
    }

    async fn only_a_configured_host_is_answered(app) {
        app.with_articles().await;
        let stranger = app.stranger();
        for (host, status) in [("evil.example", 421), ("news.example:99", 421), ("a:99999", 421), ("NEWS.example", 200)] {
            stranger.get_with("/", &[("host", host)]).await.is(status);
        }
        stranger.get_with("/", &[("host", "news.example"), ("host", "news.example")]).await.is(400);
        stranger.get("https://evil.example/").await.is(400);
        stranger.get("https://news.example/").await.is(200);
        stranger.get_with("https://evil.example/", &[("host", "evil.example")]).await.is(421);
        for forwarded in [("x-forwarded-host", "evil.example"), ("forwarded", "host=evil.example")] {
            let browser = app.stranger();
            browser.post_with("/-/sign-in", &[("address", "ana@example.org")], &[("origin", ORIGIN), forwarded]).await.is(303);
            let letter = app.deliver().await.remove(0);
            assert!(!letter.raw.contains("evil") && !letter.decoded().contains("evil"));
        }
        stranger.get_with("/-/live", &[("host", "10.0.0.7:8080")]).await.is(200);
        stranger.get_with("/-/ready", &[("host", "10.0.0.7:8080")]).await.is(200);
    }

    async fn health_checks_open_nothing(app) {
        app.with_articles().await;
        for agent in ["GoogleHC/1.0", "kube-probe/1.29", "ELB-HealthChecker/2.0"] {
            app.stranger().get_with("/slow-bread", &[("user-agent", agent)]).await.hides(REST_CANARY).shows("id=\"wall\"");
        }
        app.stranger().get("/-/live").await.is(200).shows("live");
        app.stranger().get("/-/serving").await.is(200).shows("serving");
        app.stranger().get("/-/ready").await.is(200).shows("ready");
    }

    async fn an_instance_that_is_told_to_end_says_so_and_serves_on(app) {
        app.keeps_to_one("each instance ends by itself");
        app.with_articles().await;
        let stranger = app.stranger();
        assert_eq!(stranger.get("/slow-bread").await.is(200).header("connection"), "");
        app.app.is_leaving.store(true, std::sync::atomic::Ordering::Relaxed);
        for path in ["/-/ready", "/-/serving"] {
            stranger.get(path).await.is(503).shows("shutting down");
        }
        for path in ["/-/live", "/slow-bread", "/-/sign-in"] {
            assert_eq!(stranger.get(path).await.is(200).header("connection"), "close", "{path}");
        }
    }

    async fn without_the_database_strangers_get_walls_and_nobody_gets_the_rest(app) {
        app.with_articles().await;
        let ana = app.member("ana@example.org").await;
        let stranger = app.stranger();
        stranger.get("/").await.is(200);
        app.lose_database().await;
        stranger.get("/slow-bread").await.is(200).shows("id=\"wall\"");
        stranger.get("/").await.is(200);
        app.advance(std::time::Duration::from_secs(61));
        let page = ana.get("/slow-bread").await.is(503).hides(REST_CANARY);
        assert!(!page.header("retry-after").is_empty());
        assert!(ana.cookie("__Host-gatefold").is_some(), "a session is not taken back because nobody could look");
        stranger.get("/-/ready").await.is(503);
        stranger.get("/-/live").await.is(200);
        stranger.get("/-/serving").await.is(200);
    }

    async fn error_pages_are_plain_words_and_show_no_inside(app) {
        let page = app.stranger().get("/no/%3Cscript%3E").await.is(404).hides("<script>").shows("There is nothing here");
        assert_eq!(page.header("content-type"), "text/html; charset=utf-8");
    }

    async fn a_panic_becomes_a_page_and_the_program_goes_on(app) {
        let router = axum::Router::new().route("/boom", axum::routing::get(async || -> String { panic!("inner words") }));
        let front = std::sync::Arc::new(gatefold::web::front::Front::before(std::sync::Arc::clone(&app.app), router));
        let browser = app.stranger().moved_to(&front);
        for _ in 0..3 {
            let page = browser.get("/boom").await.is(500).hides("inner words").hides("panicked").shows("Reference");
            assert_eq!(page.header("cache-control"), "no-store");
        }
    }

    async fn limits_go_by_the_network_and_not_by_what_a_header_claims(app) {
        let browser = app.stranger();
        let mut last = 0;
        for number in 0..6 {
            let claim = format!("203.0.113.{number}");
            last = browser.copied().post_with("/-/sign-in", &[("address", &format!("a{number}@example.org"))], &[("origin", ORIGIN), ("x-forwarded-for", &claim)]).await.status;
        }
        assert_eq!(last, 429);
    }

    async fn behind_a_trusted_proxy_each_reader_counts_apart(app, "trusted_proxies = [\"198.18.0.0/15\"]\n") {
        let proxy = app.stranger();
        for number in 0..8 {
            let claim = format!("1.1.1.1, 203.0.113.{number}");
            proxy.copied().post_with("/-/sign-in", &[("address", &format!("a{number}@example{number}.org"))], &[("origin", ORIGIN), ("x-forwarded-for", &claim)]).await.is(303);
        }
        let mut last = 0;
        for number in 0..6 {
            last = proxy.copied().post_with("/-/sign-in", &[("address", &format!("b{number}@example.org"))], &[("origin", ORIGIN), ("x-forwarded-for", "203.0.113.77")]).await.status;
        }
        assert_eq!(last, 429);
    }
}
