//! A recording identity provider: an issuer of ID tokens, a plain OAuth 2 server, and a switch for each single defect.
//!
//! What it does unasked is what the standards say; whatever is wrong with an answer, a [`Script`] says so.

mod endpoint;
mod own;
mod script;
mod token;

use std::collections::{BTreeMap, HashMap};
use std::io;
use std::sync::{Arc, Mutex};

use ::base64::Engine as _;
use ::base64::engine::general_purpose::STANDARD;
use http::{HeaderMap, Request};
use http_body_util::BodyExt;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use ring::rand::{SecureRandom, SystemRandom};
use serde_json::{Map, Value};
use tokio::net::{TcpListener, TcpStream};
use url::{Url, form_urlencoded};

pub use script::{Fault, IdToken, Script};
pub use token::{AtHash, Key, Sign};

use token::{Keys, base64};

/// One request, as it came.
#[derive(Debug, Clone)]
pub struct Seen {
    pub method: String,
    pub path: String,
    pub query: Vec<(String, String)>,
    pub headers: HeaderMap,
    /// Empty where the body was no form.
    pub form: Vec<(String, String)>,
}

impl Seen {
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    pub fn field(&self, name: &str) -> Option<&str> {
        self.form.iter().find(|(field, _)| field == name).map(|(_, value)| value.as_str())
    }

    /// Name and password of the `Authorization` header, each of which RFC 6749 has encoded as in a form.
    pub fn basic(&self) -> Option<(String, String)> {
        let bytes = STANDARD.decode(self.header("authorization")?.strip_prefix("Basic ")?).ok()?;
        let text = String::from_utf8(bytes).ok()?;
        let (name, password) = text.split_once(':')?;
        let plain = |text: &str| {
            let spaced = text.replace('+', " ");
            percent_encoding::percent_decode_str(&spaced).decode_utf8().ok().map(std::borrow::Cow::into_owned)
        };
        Some((plain(name)?, plain(password)?))
    }

    async fn read(request: Request<Incoming>) -> io::Result<Self> {
        let (parts, body) = request.into_parts();
        let body = body.collect().await.map_err(io::Error::other)?.to_bytes();
        let mut seen = Self {
            method: parts.method.to_string(),
            path: parts.uri.path().to_owned(),
            query: pairs(parts.uri.query().unwrap_or_default().as_bytes()),
            headers: parts.headers,
            form: Vec::new(),
        };
        let is_form =
            seen.header("content-type").is_some_and(|kind| kind.starts_with("application/x-www-form-urlencoded"));
        if is_form {
            seen.form = pairs(&body);
        }
        Ok(seen)
    }
}

/// What stands behind a code until it is used.
struct Grant {
    /// What the authorization endpoint was asked.
    asked: BTreeMap<String, String>,
    tenant: Option<String>,
}

#[derive(Default)]
struct State {
    script: Script,
    seen: Vec<Seen>,
    grants: HashMap<String, Grant>,
    access_tokens: Vec<String>,
}

#[derive(Clone)]
pub struct Provider {
    url: String,
    keys: Arc<Keys>,
    state: Arc<Mutex<State>>,
}

impl Provider {
    pub async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = listener.local_addr().expect("an address");
        let provider = Self { url: format!("http://{address}"), keys: Arc::new(Keys::new()), state: Arc::default() };
        let serving = provider.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(serving.clone().converse(stream));
            }
        });
        provider
    }

    /// Also the issuer.
    pub fn url(&self) -> String {
        self.url.clone()
    }

    pub fn change(&self, change: impl FnOnce(&mut Script)) {
        change(&mut self.state.lock().expect("a state").script);
    }

    /// Everything since the start, or since it was last cleared.
    pub fn requests(&self) -> Vec<Seen> {
        self.state.lock().expect("a state").seen.clone()
    }

    pub fn clear(&self) {
        self.state.lock().expect("a state").seen.clear();
    }

    pub fn count(&self, path: &str) -> usize {
        self.state.lock().expect("a state").seen.iter().filter(|seen| seen.path == path).count()
    }

    /// Every one that was ever handed out.
    pub fn access_tokens(&self) -> Vec<String> {
        self.state.lock().expect("a state").access_tokens.clone()
    }

    /// Someone signs in here and agrees; path and query of where their browser goes next.
    pub fn allow(&self, location: &str) -> String {
        self.answered(location, Self::grant).0
    }

    /// The same with `response_mode=form_post`: where their browser posts what.
    pub fn allow_by_form(&self, location: &str) -> (String, Vec<(String, String)>) {
        let (_, path, answer) = self.answered(location, Self::grant);
        (path, answer)
    }

    /// An error in the place of a code.
    pub fn refuse(&self, location: &str, error: &str, description: Option<&str>) -> String {
        let refusal = |_: &Self, _: Grant| {
            let described = description.map(|text| ("error_description".to_owned(), text.to_owned()));
            std::iter::once(("error".to_owned(), error.to_owned())).chain(described).collect()
        };
        self.answered(location, refusal).0
    }

    fn grant(&self, grant: Grant) -> Vec<(String, String)> {
        let code = format!("code-{}", random());
        self.state.lock().expect("a state").grants.insert(code.clone(), grant);
        vec![("code".to_owned(), code)]
    }

    /// The callback with the answer in its query, its path without one, and the answer.
    fn answered(
        &self,
        location: &str,
        answer: impl FnOnce(&Self, Grant) -> Vec<(String, String)>,
    ) -> (String, String, Vec<(String, String)>) {
        assert!(location.starts_with(&format!("{}/", self.url)), "{location} leads here");
        let location = Url::parse(location).expect("a Location is a URL");
        let (tenant, endpoint) = place(location.path());
        assert_eq!(endpoint, "authorize", "{location} leads to the authorization endpoint");
        let asked = once(&pairs(location.query().unwrap_or_default().as_bytes())).expect("no parameter comes twice");
        assert_eq!(asked.get("response_type").map(String::as_str), Some("code"), "{location} asks for a code");
        assert!(asked.contains_key("client_id"), "{location} says who asks");
        let state = asked.get("state").expect("each sign-in has a state").clone();
        let back = asked.get("redirect_uri").expect("each sign-in says where to come back to");
        let mut callback = Url::parse(back).expect("a redirect_uri is a URL");
        let (script, path) = (self.script(), path_and_query(&callback));
        let issuer = script.announces_iss.then(|| self.issuer(&script, tenant));
        let mut pairs = answer(self, Grant { asked, tenant: tenant.map(str::to_owned) });
        pairs.push(("state".to_owned(), state));
        if let Some(issuer) = script.callback_iss.or(issuer).filter(|issuer| !issuer.is_empty()) {
            pairs.push(("iss".to_owned(), issuer));
        }
        callback.query_pairs_mut().extend_pairs(&pairs);
        (path_and_query(&callback), path, pairs)
    }

    fn script(&self) -> Script {
        self.state.lock().expect("a state").script.clone()
    }

    /// Whoever signs in is of the tenant that their token names.
    fn issuer(&self, script: &Script, tenant: Option<&str>) -> String {
        let Some(tenant) = tenant else { return self.url.clone() };
        format!("{}/{}/v2.0", self.url, script.claims.get("tid").and_then(Value::as_str).unwrap_or(tenant))
    }

    async fn converse(self, stream: TcpStream) {
        let service = service_fn(move |request| {
            let provider = self.clone();
            async move { provider.handle(request).await }
        });
        // Whoever called may have gone, and a fault may have said to end it here.
        let _ = http1::Builder::new().serve_connection(TokioIo::new(stream), service).await;
    }
}

/// The tenant where a path names one, as Microsoft's do, and the endpoint.
fn place(path: &str) -> (Option<&str>, &str) {
    let path = path.trim_start_matches('/');
    let of_tenant = path.split_once('/').and_then(|(tenant, rest)| {
        let rest = rest.strip_prefix("oauth2/").unwrap_or(rest);
        Some((tenant, rest.strip_prefix("v2.0/")?))
    });
    of_tenant.map_or((None, path), |(tenant, endpoint)| (Some(tenant), endpoint))
}

fn pairs(text: &[u8]) -> Vec<(String, String)> {
    form_urlencoded::parse(text).into_owned().collect()
}

/// `None` where a name comes twice, which OAuth forbids.
fn once(pairs: &[(String, String)]) -> Option<BTreeMap<String, String>> {
    let map: BTreeMap<_, _> = pairs.iter().cloned().collect();
    (map.len() == pairs.len()).then_some(map)
}

fn path_and_query(url: &Url) -> String {
    url[url::Position::BeforePath..url::Position::AfterQuery].to_owned()
}

fn random() -> String {
    let mut bytes = [0; 24];
    SystemRandom::new().fill(&mut bytes).expect("the system has random bytes");
    base64(bytes)
}

fn map(value: Value) -> Map<String, Value> {
    let Value::Object(map) = value else { panic!("{value} is an object") };
    map
}
