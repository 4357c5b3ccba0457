//! Signing in at an issuer that none of us wrote: the certified npm package `oidc-provider`, over HTTP, its forms included.
//!
//! On SQLite alone: what is tried here is the talk with the issuer. The walk through a browser has it on both engines.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::path::Path;
use std::process::{Child, ChildStdout, Command, Stdio};
use std::sync::LazyLock;
use std::time::SystemTime;

use gatefold::clock::Timestamp;
use gatefold::outbound::{Outbound, PATIENCE, Reach};
use gatefold::social::Fault;
use gatefold::social::client::Redirect;
use http::{Request, StatusCode, header};
use url::Url;

use crate::harness::{Browser, Engine, Mail, ORIGIN, Page, REST_CANARY, TestApp, prepare_tls};

const CLIENT: &str = "gatefold";
/// Each sign in it has to be written in another way on its way in a header.
const SECRET: &str = "between: us + 100% & no one else";
const CALLBACK: &str = "/-/sign-in/with/house/callback";
const ANA: &str = "ana@example.org";

static IS_THERE: LazyLock<bool> = LazyLock::new(find);

fn find() -> bool {
    let package = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/npm/node_modules/oidc-provider/package.json");
    let has_node = Command::new("node").arg("--version").output().is_ok_and(|output| output.status.success());
    let is_there = has_node && package.is_file();
    if !is_there {
        let required = std::env::var_os("GATEFOLD_TEST_REQUIRE_OIDC").is_some();
        assert!(
            !required,
            "Node.js or target/npm/node_modules/oidc-provider was not found, and this run requires them"
        );
        // Past the test runner's capture: whoever runs the tests must see it.
        let line = "\n*** Node.js or the npm package oidc-provider was not found: its tests are SKIPPED (.ci/run installs it) ***\n";
        drop(
            std::fs::OpenOptions::new()
                .write(true)
                .open("/dev/stderr")
                .and_then(|mut out| out.write_all(line.as_bytes())),
        );
    }
    is_there
}

/// The package in a process of its own; ended with this value.
struct Issuer {
    child: Child,
    said: BufReader<ChildStdout>,
    url: String,
}

impl Issuer {
    /// `None` where it is not on this machine.
    fn start(more: &[&str]) -> Option<Self> {
        if !*IS_THERE {
            return None;
        }
        let callback = format!("{ORIGIN}{CALLBACK}");
        let mut command = Command::new("node");
        command.current_dir(env!("CARGO_MANIFEST_DIR")).arg(".ci/oidc/provider.mjs");
        command.args(["--client-id", CLIENT, "--client-secret", SECRET, "--redirect-uri", &callback]).args(more);
        // It ends with its standard input, which a killed test process cannot prevent.
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().expect("Node.js starts");
        let mut said = BufReader::new(child.stdout.take().expect("a pipe"));
        let mut line = String::new();
        said.read_line(&mut line).expect("a line");
        let url = line.trim().strip_prefix("listening: ").expect("the issuer listens").to_owned();
        Some(Self { child, said, url })
    }

    async fn app(&self) -> TestApp {
        self.app_with(SECRET).await
    }

    async fn app_with(&self, secret: &str) -> TestApp {
        let settings = format!(
            "[[provider]]\nid = \"house\"\nkind = \"oidc\"\nlabel = \"The House\"\nissuer = \"{}\"\n\
             client_id = \"{CLIENT}\"\nclient_secret = \"{secret}\"\nverifies_email = true\n",
            self.url
        );
        let app = TestApp::start(Engine::Sqlite, &settings).await;
        app.with_articles().await;
        catch_up(&app);
        app
    }

    /// Ends it; what it was asked for in the meantime.
    fn end(mut self) -> Vec<String> {
        self.child.kill().expect("an end");
        let mut rest = String::new();
        self.said.read_to_string(&mut rest).expect("lines");
        rest.lines().map(str::to_owned).collect()
    }
}

impl Drop for Issuer {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

/// The issuer's tokens are of the machine's time.
fn catch_up(app: &TestApp) {
    let passed = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).expect("a time after 1970");
    let now = Timestamp::from_micros(i64::try_from(passed.as_micros()).expect("a time that fits"));
    assert!(now >= app.clock.now(), "this machine's clock is not before the tests'");
    app.advance(now.since(app.clock.now()));
}

/// What a browser that goes where it is sent comes to.
enum Shown {
    Page(Url, String),
    /// Another host than the issuer's.
    Elsewhere(String),
}

/// A browser at the issuer.
struct Visitor {
    calls: Outbound,
    /// By path and name.
    jar: BTreeMap<(String, String), String>,
}

impl Visitor {
    fn new() -> Self {
        prepare_tls();
        Self { calls: Outbound::new(Reach::Loopback, PATIENCE).expect("a client"), jar: BTreeMap::new() }
    }

    async fn open(&mut self, url: &str) -> Shown {
        self.follow(url.parse().expect("a URL"), None).await
    }

    /// The callback, from the page that asks for a login through the one that asks for consent.
    async fn sign_in(&mut self, url: &str, login: &str) -> String {
        let asked = self.open(url).await;
        let asked = self.submit(asked, &[("prompt", "login"), ("login", login), ("password", "any")]).await;
        elsewhere(self.submit(asked, &[("prompt", "consent")]).await)
    }

    async fn submit(&mut self, shown: Shown, fields: &[(&str, &str)]) -> Shown {
        let (url, page) = page(shown);
        let (_, prompt) = fields.first().expect("a field");
        assert!(page.contains(&format!("name=\"prompt\" value=\"{prompt}\"")), "it asks for {prompt}: {page}");
        let form = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
        self.follow(url.join(between(&page, "action=\"", "\"")).expect("a URL"), Some(form)).await
    }

    async fn cancel(&mut self, shown: Shown) -> String {
        let (url, page) = page(shown);
        let (link, _) = page.split_once("\">[ Cancel ]").expect("a way out");
        let (_, link) = link.rsplit_once("href=\"").expect("a link");
        elsewhere(self.open(url.join(link).expect("a URL").as_str()).await)
    }

    async fn follow(&mut self, mut url: Url, mut form: Option<String>) -> Shown {
        for _ in 0..10 {
            let answer = self.call(&url, form.take()).await;
            let Some(location) = answer.headers().get(header::LOCATION) else {
                assert_eq!(answer.status(), StatusCode::OK, "{url}");
                return Shown::Page(url, String::from_utf8(answer.into_body()).expect("a text"));
            };
            let next = url.join(location.to_str().expect("a Location")).expect("a URL");
            if next.origin() != url.origin() {
                return Shown::Elsewhere(next.into());
            }
            url = next;
        }
        panic!("{url} leads in circles")
    }

    async fn call(&mut self, url: &Url, form: Option<String>) -> http::Response<Vec<u8>> {
        let sent = self.jar.iter().filter(|((path, _), _)| url.path().starts_with(path.as_str()));
        let cookies: Vec<_> = sent.map(|((_, name), value)| format!("{name}={value}")).collect();
        let method = if form.is_some() { "POST" } else { "GET" };
        let request = Request::builder().method(method).uri(url.as_str()).header(header::COOKIE, cookies.join("; "));
        let request = request.header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        let request = request.body(form.unwrap_or_default().into_bytes()).expect("a request");
        let answer = self.calls.call(request).await.expect("an answer");
        for line in answer.headers().get_all(header::SET_COOKIE) {
            let line = line.to_str().expect("a cookie");
            let (name, value) = between(line, "", ";").split_once('=').expect("a pair");
            let key = (between(&format!("{line};"), "path=", ";").to_owned(), name.to_owned());
            if value.is_empty() {
                self.jar.remove(&key);
            } else {
                self.jar.insert(key, value.to_owned());
            }
        }
        answer
    }
}

#[track_caller]
fn page(shown: Shown) -> (Url, String) {
    match shown {
        Shown::Page(url, page) => (url, page),
        Shown::Elsewhere(url) => panic!("a page of the issuer, and it led to {url}"),
    }
}

#[track_caller]
fn elsewhere(shown: Shown) -> String {
    match shown {
        Shown::Elsewhere(url) => url,
        Shown::Page(url, page) => panic!("a way back, and {url} showed {page}"),
    }
}

fn between<'a>(text: &'a str, start: &str, end: &str) -> &'a str {
    let (_, rest) = text.split_once(start).expect("the start");
    rest.split_once(end).expect("the end").0
}

/// A value of a URL's query.
fn value(url: &str, name: &str) -> String {
    let url = Url::parse(url).expect("a URL");
    url.query_pairs().find(|(found, _)| found == name).expect("such a value").1.into_owned()
}

/// From the wall's button to the issuer.
async fn start(browser: &Browser) -> String {
    let button = "/-/sign-in/with/house?next=/slow-bread";
    browser.get("/slow-bread").await.is(200).shows("Continue with The House").shows(button).hides(REST_CANARY);
    browser.get(button).await.is(303).location().to_owned()
}

async fn come_back(app: &TestApp, browser: &Browser, callback: &str) -> Page {
    catch_up(app);
    browser.open(callback).await
}

async fn identities(browser: &Browser) -> usize {
    let page = browser.get("/-/account").await.is(200).text();
    page.matches("action=\"/-/account/identities/unlink\"").count()
}

/// A stranger becomes a member, and comes back; what the issuer was asked for.
async fn joins_and_comes_back(issuer: Issuer) -> Vec<String> {
    let app = issuer.app().await;
    let (ana, mut there) = (app.stranger(), Visitor::new());
    let callback = there.sign_in(&start(&ana).await, ANA).await;
    assert_eq!(value(&callback, "iss"), issuer.url);
    let welcome = come_back(&app, &ana, &callback).await.is(303).location().to_owned();
    assert_eq!(welcome, "/-/sign-in/welcome?next=%2Fslow-bread");
    ana.get(&welcome).await.is(200).shows("The House").shows(ANA);
    let answer = ana.post("/-/sign-in/welcome", &[("news", "no"), ("next", "/slow-bread")]).await.is(303);
    assert_eq!(answer.location(), "/slow-bread");
    ana.get("/slow-bread").await.is(200).shows(REST_CANARY);
    ana.get("/-/account").await.shows("value=\"Ana\"").shows(ANA);
    assert_eq!(identities(&ana).await, 1);
    let letters = app.deliver().await;
    assert_eq!(letters.len(), 1, "one letter of welcome, and none to prove the address");

    ana.post("/-/sign-out", &[]).await.is(303);
    // Nobody asks again there: who it is and that they may say so is known.
    let callback = elsewhere(there.open(&start(&ana).await).await);
    assert_eq!(come_back(&app, &ana, &callback).await.is(303).location(), "/slow-bread#rest");
    ana.get("/slow-bread").await.is(200).shows(REST_CANARY);
    assert_eq!(identities(&ana).await, 1);
    come_back(&app, &ana, &callback).await.is(400).shows("finished already");
    issuer.end()
}

#[tokio::test(flavor = "multi_thread")]
async fn an_address_that_the_userinfo_tells_opens_a_membership_and_its_account_leads_back_in() {
    let Some(issuer) = Issuer::start(&[]) else { return };
    let once = ["token: granted, with a verifier", "userinfo: 200"];
    assert_eq!(joins_and_comes_back(issuer).await, [once, once].concat());
}

#[tokio::test(flavor = "multi_thread")]
async fn an_address_in_the_id_token_does_so_without_another_question() {
    let Some(issuer) = Issuer::start(&["--claims-in-id-token"]) else { return };
    assert_eq!(joins_and_comes_back(issuer).await, ["token: granted, with a verifier"; 2]);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_issuer_gives_nothing_for_a_code_that_another_browser_asked_for() {
    let Some(issuer) = Issuer::start(&[]) else { return };
    let app = issuer.app().await;
    let (ana, eve) = (app.stranger(), app.stranger());
    let hers = Visitor::new().sign_in(&start(&ana).await, ANA).await;
    let evil = Visitor::new().sign_in(&start(&eve).await, "eve@example.org").await;
    let mixed = evil.replace(&value(&evil, "code"), &value(&hers, "code"));
    assert_ne!(mixed, evil);
    come_back(&app, &eve, &mixed).await.is(400).shows("The answer from The House could not be accepted");
    assert!(!eve.is_signed_in().await);
    come_back(&app, &eve, &evil).await.is(400).shows("finished already");
    assert!(!eve.is_signed_in().await && app.deliver().await.is_empty());
    assert_eq!(issuer.end(), ["token: refused (invalid_grant), with a verifier"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_issuer_takes_nobody_without_a_challenge_and_what_it_says_of_it_is_not_shown() {
    let Some(issuer) = Issuer::start(&[]) else { return };
    let app = issuer.app().await;
    let ana = app.stranger();
    let mut url = Url::parse(&start(&ana).await).expect("a URL");
    let pairs: Vec<_> =
        url.query_pairs().into_owned().filter(|(name, _)| !name.starts_with("code_challenge")).collect();
    url.query_pairs_mut().clear().extend_pairs(pairs);
    let callback = elsewhere(Visitor::new().open(url.as_str()).await);
    assert!(value(&callback, "error_description").contains("PKCE"), "{callback}");
    let page = come_back(&app, &ana, &callback).await.is(303).location().to_owned();
    assert_eq!(page, "/-/sign-in?next=%2Fslow-bread&with=house&why=failed");
    ana.get(&page).await.is(200).shows("The House could not sign you in").hides("PKCE");
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_cancels_there_is_told_so_and_can_use_a_letter() {
    let Some(issuer) = Issuer::start(&[]) else { return };
    let app = issuer.app().await;
    let (ana, mut there) = (app.stranger(), Visitor::new());
    let asked = there.open(&start(&ana).await).await;
    let at_login = there.cancel(asked).await;
    let asked = there.open(&start(&ana).await).await;
    let asked = there.submit(asked, &[("prompt", "login"), ("login", ANA), ("password", "any")]).await;
    let at_consent = there.cancel(asked).await;
    for callback in [at_login, at_consent] {
        assert_eq!(value(&callback, "error"), "access_denied");
        let page = come_back(&app, &ana, &callback).await.is(303).location().to_owned();
        assert_eq!(page, "/-/sign-in?next=%2Fslow-bread&with=house&why=cancelled");
        let page = ana.get(&page).await.is(200).shows("You did not finish signing in with The House.");
        page.shows("name=\"next\" value=\"/slow-bread\"").hides("aborted");
    }
    app.sign_in(&ana, ANA).await;
    ana.get("/slow-bread").await.is(200).shows(REST_CANARY);
    assert_eq!(identities(&ana).await, 0);
    assert!(issuer.end().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn an_account_without_an_address_is_asked_for_one_and_an_unverified_one_for_its_letter() {
    let Some(issuer) = Issuer::start(&[]) else { return };
    let app = issuer.app().await;
    for (login, leads_to) in [("ben", "/-/sign-in/address"), ("unverified.ben@example.org", "/-/sign-in/sent")] {
        let ben = app.stranger();
        let callback = Visitor::new().sign_in(&start(&ben).await, login).await;
        assert_eq!(come_back(&app, &ben, &callback).await.is(303).location(), leads_to);
        if leads_to == "/-/sign-in/address" {
            ben.get(leads_to).await.is(200).shows("The House did not tell us your email address");
            ben.post(leads_to, &[("address", "ben@example.org")]).await.is(303);
        }
        assert!(!ben.is_signed_in().await);
        let letters = app.deliver().await;
        let code = letters.iter().find_map(Mail::code).expect("a letter with a code");
        ben.post("/-/sign-in/code", &[("code", &code)]).await.is(303);
        assert_eq!(identities(&ben).await, 1);
        app.deliver().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_issuer_says_whether_it_knows_us() {
    let Some(issuer) = Issuer::start(&[]) else { return };
    let redirect = format!("{ORIGIN}{CALLBACK}");
    for (secret, wanted) in [(SECRET, Ok(())), ("another", Err(Fault::ClientRefused))] {
        let app = issuer.app_with(secret).await;
        let house = app.app.providers.find("house").expect("the provider");
        assert_eq!(house.try_out(&Redirect(&redirect), app.clock.now()).await, wanted, "{secret}");
    }
    let refused =
        ["token: refused (invalid_grant), with a verifier", "token: refused (invalid_client), with a verifier"];
    assert_eq!(issuer.end(), refused);
}
