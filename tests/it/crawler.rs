//! R48: a search engine's crawler reads the rest where its address proves it, and nobody does by a name alone.

use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use futures_util::future::join_all;
use gatefold::clock::{hours, minutes};

use crate::comment;
use crate::harness::dns::Dns;
use crate::harness::program::{Place, text};
use crate::harness::{Browser, CAPTION_CANARY, Engine, IMAGE_CANARY, Page, REST_CANARY, TestApp};

const GOOGLEBOT: (&str, &str) =
    ("user-agent", "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)");
const BINGBOT: (&str, &str) = ("user-agent", "Mozilla/5.0 (compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm)");
const FIREFOX: (&str, &str) = ("user-agent", "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0");
const HOST: &str = "66.249.66.1";
const NAME: &str = "crawl-66-249-66-1.googlebot.com";

fn settings(dns: &Dns) -> String {
    format!("[bots]\nresolvers = [\"{}\"]\ntimeout_seconds = 1\n[[bots.allow]]\nname = \"googlebot\"\n", dns.address)
}

/// Makes a test of each engine that is given a name server as well; Googlebot is allowed and proved by it.
macro_rules! with_names {
    ($(async fn $name:ident($app:ident, $dns:ident $(, $more:expr)?) $body:block)*) => {
        $(async fn $name(engine: Engine) {
            let $dns = Dns::start();
            $dns.host(HOST, NAME);
            let more: &str = with_names!(@ $($more)?);
            let $app = TestApp::start(engine, &format!("{more}{}", settings(&$dns))).await;
            $app.with_articles().await;
            $body
        }

        mod $name {
            #[tokio::test(flavor = "multi_thread")]
            async fn sqlite() {
                super::$name(crate::harness::Engine::Sqlite).await;
            }

            #[tokio::test(flavor = "multi_thread")]
            async fn postgres() {
                if crate::harness::postgres::is_there() {
                    super::$name(crate::harness::Engine::Postgres).await;
                }
            }
        })*
    };
    (@) => { "" };
    (@ $more:expr) => { $more };
}

/// Somebody at this address.
fn at(app: &TestApp, ip: &str) -> Browser {
    let mut browser = app.stranger();
    browser.ip = ip.parse().expect("an address");
    browser
}

#[track_caller]
fn is_walled(page: &Page, case: &str) {
    assert!(page.status == 200 && page.has("id=\"wall\""), "{case}: {}", page.text());
    for canary in [REST_CANARY, CAPTION_CANARY, IMAGE_CANARY] {
        assert!(!page.has(canary), "{case}: {canary}");
    }
    assert!(page.header("x-robots-tag").is_empty(), "{case}");
}

async fn is_walled_everywhere(app: &TestApp, ip: &str, headers: &[(&str, &str)], case: &str) {
    let bot = at(app, ip);
    is_walled(&bot.get_with("/slow-bread", headers).await, case);
    let image = bot.get_with("/slow-bread/oven.png", headers).await;
    assert!(image.status == 403 && !image.has(IMAGE_CANARY), "{case}: {}", image.status);
}

with_names! {
    async fn who_is_proved_both_ways_reads_and_nobody_else_does(app, dns) {
        let page = at(&app, HOST).get_with("/slow-bread", &[GOOGLEBOT]).await.is(200);
        page.shows(REST_CANARY).shows(CAPTION_CANARY).hides("id=\"wall\"");
        let other_way = "crawl-203-0-113-2.googlebot.com";
        dns.reverse("203.0.113.2", &[other_way]);
        dns.forward(other_way, &[HOST]);
        dns.host("203.0.113.3", "crawl.googlebot.com.evil.org");
        dns.host("203.0.113.4", "crawl.evilgooglebot.com");
        dns.host("203.0.113.5", "evilgooglebot.com");
        dns.silence_reverse("203.0.113.7");
        dns.reverse("203.0.113.8", &["silent.googlebot.com"]);
        dns.silence("silent.googlebot.com");
        dns.fail_reverse("203.0.113.9");
        dns.host("203.0.113.10", "google-proxy-203-0-113-10.google.com");
        // Names without end: one that is right stands beyond those that are looked at.
        let many: Vec<String> = (0..40).map(|n| format!("n{n}.evil.org")).collect();
        dns.reverse("203.0.113.11", &many.iter().map(String::as_str).collect::<Vec<_>>());
        dns.reverse("203.0.113.12", &["gone.googlebot.com"]);
        for (ip, case) in [
            ("203.0.113.2", "its name leads to another address"),
            ("203.0.113.3", "googlebot.com.evil.org"),
            ("203.0.113.4", "crawl.evilgooglebot.com"),
            ("203.0.113.5", "evilgooglebot.com"),
            ("203.0.113.6", "no name"),
            ("203.0.113.7", "silence about the address"),
            ("203.0.113.8", "silence about the name"),
            ("203.0.113.9", "a fault of the name server"),
            ("203.0.113.10", "a proxy that anyone can use"),
            ("203.0.113.11", "forty names"),
            ("203.0.113.12", "its name does not exist"),
        ] {
            let begun = Instant::now();
            is_walled_everywhere(&app, ip, &[GOOGLEBOT], case).await;
            assert!(begun.elapsed() < Duration::from_secs(20), "{case} holds a page up");
        }
        for header in ["x-forwarded-for", "forwarded", "x-real-ip", "true-client-ip", "cf-connecting-ip"] {
            dns.take_asked();
            is_walled_everywhere(&app, "203.0.113.20", &[GOOGLEBOT, (header, HOST)], header).await;
            assert!(!dns.take_asked().iter().any(|asked| asked.contains("66.249.66")), "{header}");
        }
        dns.take_asked();
        is_walled_everywhere(&app, HOST, &[FIREFOX], "the right address under another name").await;
        is_walled_everywhere(&app, HOST, &[BINGBOT], "a crawler that is not allowed").await;
        assert!(!dns.was_asked(), "only who says to be one is looked up");
    }

    async fn an_address_of_the_sixth_version_is_proved_too(app, dns) {
        let ip = "2001:4860:4801:10::1";
        dns.host(ip, "crawl-v6.googlebot.com");
        at(&app, ip).get_with("/slow-bread", &[GOOGLEBOT]).await.is(200).shows(REST_CANARY);
        is_walled_everywhere(&app, "2001:4860:4801:10::2", &[GOOGLEBOT], "its neighbour").await;
    }

    async fn behind_a_proxy_the_reader_is_proved_and_not_the_proxy(app, dns, "trusted_proxies = [\"10.0.0.0/8\"]\n") {
        dns.host("10.0.0.1", "proxy.googlebot.com");
        let headers = [GOOGLEBOT, ("x-forwarded-for", HOST)];
        at(&app, "10.0.0.1").get_with("/slow-bread", &headers).await.is(200).shows(REST_CANARY);
        let forged = [GOOGLEBOT, ("x-forwarded-for", "66.249.66.1, 203.0.113.30")];
        is_walled_everywhere(&app, "10.0.0.1", &forged, "what stands left of a stranger is theirs").await;
    }

    async fn a_bots_page_is_not_kept_and_asks_for_nothing(app, _dns) {
        app.write("promotions/fair.toml", "text = \"Come to the fair.\"\nlink = \"/open\"\nends = 2026-10-20T08:00:00Z\n");
        app.import().await;
        app.read_catalogue().await;
        app.stranger().get("/slow-bread").await.shows("Come to the fair.");
        let bot = at(&app, HOST);
        let page = bot.get_with("/slow-bread", &[GOOGLEBOT]).await.is(200);
        assert_eq!((page.header("cache-control"), page.header("x-robots-tag")), ("private, no-store", "noarchive"));
        assert!(page.header("etag").is_empty() && page.cookies().is_empty());
        let page = page.shows("<meta name=\"robots\" content=\"noarchive\">").hides("<form").hides("/-/share").hides("Come to the fair.");
        let part = "\"isAccessibleForFree\":false";
        let page = page.shows(part).shows("class=\"gated\"");
        let again = bot.get_with("/slow-bread", &[GOOGLEBOT]).await;
        assert_eq!(again.bytes, page.bytes, "made and ready are the same");
        bot.get_with("/slow-bread/oven.png", &[GOOGLEBOT]).await.is(200).shows(IMAGE_CANARY);
        // One page for bots does not become anybody else's.
        is_walled(&app.stranger().get("/slow-bread").await, "a stranger after a bot");
        let open = bot.get_with("/open", &[GOOGLEBOT]).await.is(200);
        assert!(open.header("x-robots-tag").is_empty(), "what is open to all may be kept by all");
        for path in ["/-/account", "/-/account/shares"] {
            bot.get_with(path, &[GOOGLEBOT]).await.is(303);
        }
        bot.post_with("/-/share", &[("article", "/slow-bread"), ("channel", "copy")], &[GOOGLEBOT, ("accept", "application/json"), ("origin", crate::harness::ORIGIN)]).await.is(401);
        bot.get_with("/feed.xml", &[GOOGLEBOT]).await.is(200).hides(REST_CANARY);
    }

    async fn what_members_say_of_a_gated_article_is_not_for_bots(app, _dns, "[comments]\nmoderation = \"none\"\n") {
        let ana = app.member("ana@example.org").await;
        comment::comment(&app, &ana, "/slow-bread", "It says zq7-comment in the middle.").await.is(303);
        ana.get("/slow-bread").await.shows("zq7-comment");
        let bot = at(&app, HOST);
        // Before and after the comment is in a page that is ready.
        for _ in 0..2 {
            bot.get_with("/slow-bread", &[GOOGLEBOT]).await.is(200).shows(REST_CANARY).hides("zq7-comment").hides("<form");
        }
        let id = comment::article(&app, "/slow-bread");
        let discussion = bot.get_with(&format!("/-/discussion/{id}"), &[GOOGLEBOT]).await;
        assert!(discussion.status != 200 && !discussion.has("zq7-comment"), "{}", discussion.text());
        ana.get(&format!("/-/discussion/{id}")).await.is(200).shows("zq7-comment");
        ana.get("/slow-bread").await.shows("zq7-comment");
    }

    async fn many_of_one_network_keep_nobody_else_waiting(app, dns) {
        app.with_articles().await;
        let browsers: Vec<Browser> = (0..60).map(|last| {
            let ip = format!("198.51.100.{last}");
            dns.silence_reverse(&ip);
            at(&app, &ip)
        }).collect();
        let asking = tokio::spawn(async move { join_all(browsers.iter().map(|browser| browser.get_with("/slow-bread", &[GOOGLEBOT]))).await });
        while !dns.was_asked() {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        at(&app, HOST).get_with("/slow-bread", &[GOOGLEBOT]).await.is(200).shows(REST_CANARY);
        for page in asking.await.expect("answers") {
            is_walled(&page, "silent");
        }
    }

    async fn a_yes_is_good_for_a_day_and_a_no_for_an_hour(app, dns) {
        app.keeps_to_one("it counts what one instance asks");
        let (bot, liar) = (at(&app, HOST), at(&app, "203.0.113.2"));
        let asked = |browser: &Browser| {
            let (browser, dns) = (browser.copied(), dns.clone());
            async move {
                browser.get_with("/slow-bread", &[GOOGLEBOT]).await.is(200);
                dns.take_asked().len()
            }
        };
        assert_eq!((asked(&bot).await, asked(&bot).await, asked(&liar).await, asked(&liar).await), (2, 0, 1, 0));
        app.advance(hours(1));
        assert_eq!((asked(&bot).await, asked(&liar).await), (0, 1));
        app.advance(hours(23) - minutes(1));
        assert_eq!(asked(&bot).await, 0);
        // It moved out: the day's end is the end of it.
        dns.reverse(HOST, &["home.example"]);
        app.advance(minutes(1));
        assert_eq!(asked(&bot).await, 1);
        is_walled(&bot.get_with("/slow-bread", &[GOOGLEBOT]).await, "an address with another name");
        app.set_back(hours(48));
        dns.host(HOST, NAME);
        assert_eq!(asked(&bot).await, 2, "what was found in the future is asked again");
    }

    async fn silence_is_asked_about_again_after_a_minute(app, dns) {
        app.keeps_to_one("it counts what one instance asks");
        dns.silence_reverse("66.249.66.2");
        let bot = at(&app, "66.249.66.2");
        is_walled(&bot.get_with("/slow-bread", &[GOOGLEBOT]).await, "silence");
        dns.take_asked();
        dns.host("66.249.66.2", "crawl-66-249-66-2.googlebot.com");
        is_walled(&bot.get_with("/slow-bread", &[GOOGLEBOT]).await, "still within the minute");
        assert!(!dns.was_asked());
        app.advance(minutes(1));
        bot.get_with("/slow-bread", &[GOOGLEBOT]).await.shows(REST_CANARY);
    }

    async fn many_pages_of_one_bot_are_one_question_and_hold_no_connection(app, dns) {
        app.keeps_to_one("it counts what one instance asks");
        let bot = Arc::new(at(&app, HOST));
        let pages = futures_util::future::join_all((0..40).map(|_| bot.get_with("/slow-bread", &[GOOGLEBOT]))).await;
        assert!(pages.iter().all(|page| page.has(REST_CANARY)));
        assert_eq!(dns.take_asked().len(), 2, "the address and its name, once");
        // What the pages before have used goes back on its own time.
        while app.app.db.pool_use().0 > 0 {
            tokio::task::yield_now().await;
        }
        dns.silence_reverse("66.249.66.3");
        let silent = at(&app, "66.249.66.3");
        let waiting = silent.get_with("/slow-bread", &[GOOGLEBOT]);
        let watching = async {
            while !dns.was_asked() {
                tokio::task::yield_now().await;
            }
            assert_eq!(app.app.db.pool_use().0, 0, "nothing is held while the name server is waited for");
            is_walled(&app.stranger().get("/slow-bread").await, "others meanwhile");
        };
        is_walled(&tokio::join!(waiting, watching).0, "silence");
    }
}

both_engines! {
    async fn without_the_setting_no_crawler_reads(app) {
        app.with_articles().await;
        is_walled_everywhere(&app, HOST, &[GOOGLEBOT], "off by default").await;
    }
}

fn write(path: &Path, text: &str) {
    std::fs::write(path, text).expect("a file");
}

async fn lists_prove_by_address_and_a_broken_one_leaves_what_was(engine: Engine) {
    let folder = tempfile::tempdir().expect("a folder");
    let (json, plain) = (folder.path().join("bing.json"), folder.path().join("hound.txt"));
    write(
        &json,
        r#"{"creationTime":"x","prefixes":[{"ipv4Prefix":"157.55.39.0/24"},{"ipv6Prefix":"2001:db8:7::/48"}]}"#,
    );
    let settings = format!(
        "[[bots.allow]]\nname = \"bingbot\"\naddresses = [\"{}\"]\n\
         [[bots.allow]]\nname = \"hound\"\nagents = [\"HoundBot\"]\naddresses = [\"{}\"]\n",
        json.display(),
        plain.display()
    );
    let app = TestApp::start(engine, &settings).await;
    app.with_articles().await;
    let read = || app.instances().for_each(|app| app.crawlers.read_lists());
    let hound = ("user-agent", "houndbot/1");
    for ip in ["157.55.39.7", "2001:db8:7::1"] {
        at(&app, ip).get_with("/slow-bread", &[BINGBOT]).await.is(200).shows(REST_CANARY);
    }
    is_walled_everywhere(&app, "157.55.40.7", &[BINGBOT], "an address beside the list").await;
    is_walled_everywhere(&app, "157.55.39.7", &[hound], "another crawler's list").await;
    is_walled_everywhere(&app, "192.0.2.9", &[hound], "a list that is not there yet").await;
    write(&plain, "# ours\n192.0.2.0/28\n");
    read();
    at(&app, "192.0.2.9").get_with("/slow-bread", &[hound]).await.is(200).shows(REST_CANARY);
    for broken in
        ["<html>Not found</html>", "", "{\"prefixes\":[{}]}", "{\"prefixes\":[{\"ipv4Prefix\":\"0.0.0.0/0\"}]}"]
    {
        write(&json, broken);
        read();
        at(&app, "157.55.39.7").get_with("/slow-bread", &[BINGBOT]).await.is(200).shows(REST_CANARY);
        is_walled_everywhere(&app, "203.0.113.1", &[BINGBOT], broken).await;
    }
    std::fs::remove_file(&json).expect("removed");
    read();
    at(&app, "157.55.39.7").get_with("/slow-bread", &[BINGBOT]).await.is(200).shows(REST_CANARY);
    write(&json, r#"{"prefixes":[{"ipv4Prefix":"203.0.113.0/24"}]}"#);
    read();
    at(&app, "203.0.113.1").get_with("/slow-bread", &[BINGBOT]).await.is(200).shows(REST_CANARY);
    is_walled_everywhere(&app, "157.55.39.7", &[BINGBOT], "an address that left the list").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn lists_prove_by_address_sqlite() {
    lists_prove_by_address_and_a_broken_one_leaves_what_was(Engine::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn lists_prove_by_address_postgres() {
    if crate::harness::postgres::is_there() {
        lists_prove_by_address_and_a_broken_one_leaves_what_was(Engine::Postgres).await;
    }
}

#[test]
fn check_tells_whether_crawlers_can_be_proved() {
    let place = Place::new("", "");
    assert!(place.run(&["migrate"]).status.success());
    let dns = Dns::start();
    let path = place.path().join("gatefold.toml");
    let plain = std::fs::read_to_string(&path).expect("settings");
    let list = place.path().join("hound.json");
    let own = format!(
        "[[bots.allow]]\nname = \"hound\"\nagents = [\"hound\"]\naddresses = [\"{}\"]\n[robots]\nai_crawlers = \"deny\"\n\
         [robots.crawlers]\nHoundBot = \"deny\"\n",
        list.display()
    );
    write(&path, &format!("{plain}{}{own}", settings(&dns)));
    write(&list, "192.0.2.0/24\n198.51.100.1\n");
    let check = place.run(&["check"]);
    let told = text(&check);
    assert_eq!(check.status.code(), Some(0), "{told}");
    assert!(
        told.contains("ok        bot googlebot: is proved by names below googlebot.com, and the name servers answer"),
        "{told}"
    );
    assert!(told.contains("ok        bot hound: is proved by a list of 2 networks"), "{told}");
    assert!(
        told.contains(
            "ok        robots: 27 crawlers are told to read nothing; not among the known AI crawlers: HoundBot"
        ),
        "{told}"
    );
    dns.silence("googlebot.com");
    write(&list, "nonsense");
    let check = place.run(&["check"]);
    let told = text(&check);
    assert_eq!(check.status.code(), Some(1), "{told}");
    assert!(told.contains("fault     bot googlebot: the name servers do not answer"), "{told}");
    assert!(
        told.contains("fault     bot hound: ") && told.contains("hound.json: line 1: \"nonsense\" is no network"),
        "{told}"
    );
}
