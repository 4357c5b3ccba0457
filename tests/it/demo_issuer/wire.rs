//! The demo in the test's own process, and whoever talks to it: a browser, and a client that wants a token.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use gatefold::clock::{Clock, Timestamp};
use gatefold::links;
use gatefold::server::{self, Listeners};
use gatefold::social::Providers;
use ring::digest::{SHA256, digest};
use serde_json::Value;
use tempfile::TempDir;
use tokio_util::sync::CancellationToken;
use url::Url;

use crate::harness::program::{Serving, free_port};
use crate::harness::{SECRET, prepare_tls};

/// With characters that the header has to encode.
pub const CLIENT_SECRET: &str = "a-secret-of-this-run+with/odd:letters";
pub const VERIFIER: &str = "a-verifier-of-our-own-that-is-as-long-as-it-must-be";
pub const ARTICLE: &str =
    "+++\ntitle = \"A\"\npublished = 2026-01-01\n+++\nLead.\n\n<!-- more -->\n\nThe rest of it.\n";
/// The button of its wall.
pub const WITH: &str = "/-/sign-in/with/demo?next=/a";

/// The demo within the test's own process, on a port of its own; only the time is ours.
pub struct Demo {
    pub clock: Clock,
    pub port: u16,
    stop: CancellationToken,
    _folder: TempDir,
}

impl Demo {
    pub async fn start() -> Self {
        prepare_tls();
        let (folder, port) = (TempDir::new().expect("a folder"), free_port());
        let content = folder.path().join("content");
        std::fs::create_dir(&content).expect("a folder");
        std::fs::write(content.join("a.md"), ARTICLE).expect("a file");
        let issuer = (links::DEMO_ISSUER, CLIENT_SECRET.to_owned());
        let config = gatefold::config::load_demo(folder.path(), port, SECRET.to_owned(), issuer).expect("settings");
        gatefold::db::migrate(&config.database.url).await.expect("the migrations run");
        let providers = Providers::new(&config.providers).expect("calls can be made");
        let clock = Clock::manual(Timestamp::parse("2026-10-04T08:00:00Z").expect("a moment"));
        let db = server::open_database(&config.database).await.expect("the database opens");
        let built = server::build(&config, providers, db, clock.clone()).await.expect("everything is built");
        server::import_content(&built.app, &content, &server::import_settings(&config)).await.expect("an import");
        let listeners = Listeners::bind(&config, None).await.expect("the port is free");
        let stop = CancellationToken::new();
        let told = stop.clone();
        tokio::spawn(async move { server::serve(&config, built, listeners, told).await });
        Self { clock, port, stop, _folder: folder }
    }

    pub fn visitor(&self) -> Visitor {
        Visitor { port: self.port, jar: BTreeMap::new() }
    }

    pub fn callback(&self) -> String {
        format!("http://localhost:{}/-/sign-in/with/demo/callback", self.port)
    }

    /// What a client asks for, as its parameters.
    pub fn request(&self) -> Vec<(&'static str, String)> {
        let challenge = URL_SAFE_NO_PAD.encode(digest(&SHA256, VERIFIER.as_bytes()));
        let pairs = [
            ("response_type", "code".to_owned()),
            ("client_id", "gatefold-demo".to_owned()),
            ("redirect_uri", self.callback()),
            ("scope", "openid email".to_owned()),
            ("state", "s".to_owned()),
            ("nonce", "n".to_owned()),
            ("code_challenge", challenge),
            ("code_challenge_method", "S256".to_owned()),
        ];
        pairs.into()
    }

    /// A code for the first of the sample people.
    pub fn code(&self) -> String {
        let mut visitor = self.visitor();
        let request = visitor.ask_issuer(&self.request()).is(200).request();
        let answer = visitor.choose(&request, &[("person", "juno")]);
        answer.query("code").expect("a code")
    }

    /// What a client brings for a token.
    pub fn exchange(&self, code: &str) -> Vec<(&'static str, String)> {
        let pairs = [
            ("grant_type", "authorization_code".to_owned()),
            ("code", code.to_owned()),
            ("redirect_uri", self.callback()),
            ("code_verifier", VERIFIER.to_owned()),
        ];
        pairs.into()
    }

    /// Status, `error` and the whole answer of the token endpoint.
    pub fn token(&self, client: Client, pairs: &[(&str, String)]) -> (u16, String, Answer) {
        let mut pairs = pairs.to_vec();
        let line = format!("POST {} HTTP/1.1", links::DEMO_ISSUER_TOKEN);
        let line = match client {
            Client::Header(id, secret) => format!("{line}\r\nAuthorization: {}", basic(id, secret)),
            Client::Form(id, secret) => {
                pairs.extend([("client_id", id.to_owned()), ("client_secret", secret.to_owned())]);
                line
            }
            Client::Nobody => line,
        };
        let answer = Answer::read(&Serving::ask(self.port, &line, &form(&pairs)).expect("an answer"));
        assert!(answer.header("content-type") == "application/json" && answer.header("cache-control") == "no-store");
        let error = answer.json()["error"].as_str().unwrap_or_default().to_owned();
        (answer.status, error, answer)
    }
}

impl Drop for Demo {
    fn drop(&mut self) {
        self.stop.cancel();
    }
}

#[derive(Clone, Copy)]
pub enum Client {
    Header(&'static str, &'static str),
    Form(&'static str, &'static str),
    Nobody,
}

pub const OURS: Client = Client::Header("gatefold-demo", CLIENT_SECRET);

fn basic(id: &str, secret: &str) -> String {
    let encoded = |text: &str| url::form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>();
    format!("Basic {}", STANDARD.encode(format!("{}:{}", encoded(id), encoded(secret))))
}

pub fn form(pairs: &[(&str, String)]) -> String {
    url::form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish()
}

/// The same pairs with one that is another, or gone.
pub fn with(mut pairs: Vec<(&'static str, String)>, name: &str, value: Option<&str>) -> Vec<(&'static str, String)> {
    pairs.retain(|(found, _)| *found != name || value.is_some());
    for (_, old) in pairs.iter_mut().filter(|(found, _)| *found == name) {
        value.unwrap_or_default().clone_into(old);
    }
    pairs
}

/// An answer as it came over the wire.
pub struct Answer {
    pub status: u16,
    head: String,
    pub body: String,
}

impl Answer {
    pub fn read(text: &str) -> Self {
        let (head, body) = text.split_once("\r\n\r\n").expect("a head and a body");
        let status = head.split(' ').nth(1).and_then(|status| status.parse().ok()).expect("a status");
        Self { status, head: head.to_owned(), body: body.to_owned() }
    }

    #[track_caller]
    pub fn is(self, status: u16) -> Self {
        assert_eq!(self.status, status, "{}\n{}", self.head, self.body);
        self
    }

    #[track_caller]
    pub fn shows(self, part: &str) -> Self {
        assert!(self.body.contains(part), "{part:?} is not on the page:\n{}", self.body);
        self
    }

    #[track_caller]
    pub fn hides(self, part: &str) -> Self {
        assert!(!self.body.contains(part), "{part:?} is on the page:\n{}", self.body);
        self
    }

    pub fn headers<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        let lines = self.head.lines().filter_map(|line| line.split_once(": "));
        lines.filter(move |(found, _)| found.eq_ignore_ascii_case(name)).map(|(_, value)| value)
    }

    pub fn header(&self, name: &str) -> String {
        self.headers(name).next().unwrap_or_default().to_owned()
    }

    pub fn location(&self) -> String {
        self.header("location")
    }

    /// One value of the query that it redirects to.
    pub fn query(&self, name: &str) -> Option<String> {
        let url = Url::parse(&self.location()).expect("an absolute Location");
        url.query_pairs().find(|(found, _)| found == name).map(|(_, value)| value.into_owned())
    }

    /// The sealed field of the page where an account is chosen.
    pub fn request(&self) -> String {
        let (_, rest) = self.body.split_once("name=\"request\" value=\"").expect("the field");
        rest.split_once('"').expect("its end").0.to_owned()
    }

    pub fn json(&self) -> Value {
        serde_json::from_str(&self.body).expect("JSON")
    }
}

/// A browser over real connections, with its own cookies.
pub struct Visitor {
    pub port: u16,
    pub jar: BTreeMap<String, String>,
}

impl Visitor {
    pub fn get(&mut self, url: &str) -> Answer {
        let path = url.strip_prefix(&format!("http://localhost:{}", self.port)).unwrap_or(url);
        assert!(path.starts_with('/'), "{url} is on this machine");
        self.send(&format!("GET {} HTTP/1.1", path.split('#').next().expect("a path")), "")
    }

    pub fn post(&mut self, path: &str, pairs: &[(&str, &str)]) -> Answer {
        let pairs: Vec<_> = pairs.iter().map(|(name, value)| (*name, (*value).to_owned())).collect();
        self.send(&format!("POST {path} HTTP/1.1"), &form(&pairs))
    }

    pub fn send(&mut self, line: &str, body: &str) -> Answer {
        let cookies: Vec<_> = self.jar.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let cookies = if cookies.is_empty() { String::new() } else { format!("\r\nCookie: {}", cookies.join("; ")) };
        let answer = Answer::read(&Serving::ask(self.port, &format!("{line}{cookies}"), body).expect("an answer"));
        for cookie in answer.headers("set-cookie") {
            let (pair, attributes) = cookie.split_once(';').expect("attributes");
            let (name, value) = pair.split_once('=').expect("a pair");
            if attributes.contains("Max-Age=0") {
                self.jar.remove(name);
            } else {
                self.jar.insert(name.to_owned(), value.to_owned());
            }
        }
        answer
    }

    pub fn ask_issuer(&mut self, request: &[(&str, String)]) -> Answer {
        self.get(&format!("{}?{}", links::DEMO_ISSUER_AUTHORIZE, form(request)))
    }

    pub fn choose(&mut self, request: &str, choice: &[(&str, &str)]) -> Answer {
        let pairs: Vec<_> = choice.iter().copied().chain([("request", request)]).collect();
        self.post(links::DEMO_ISSUER_AUTHORIZE, &pairs)
    }

    /// From the button of a wall to the issuer's page, and from there with this choice back to the magazine.
    pub fn come_with(&mut self, choice: &[(&str, &str)]) -> Answer {
        let page = self.get(WITH).is(303).location();
        let request = self.get(&page).is(200).request();
        let callback = self.choose(&request, choice).is(303).location();
        self.get(&callback)
    }

    /// The links of the newest letter, once it is there.
    pub fn letter(&mut self) -> Answer {
        let until = Instant::now() + Duration::from_secs(30);
        loop {
            let list = self.get("/-/demo/letters").is(200).body;
            if let Some((_, rest)) = list.split_once("href=\"/-/demo/letters/") {
                let id = rest.split_once('"').expect("its end").0;
                return self.get(&format!("/-/demo/letters/{id}"));
            }
            assert!(Instant::now() < until, "no letter came");
            std::thread::sleep(Duration::from_millis(50));
        }
    }
}
