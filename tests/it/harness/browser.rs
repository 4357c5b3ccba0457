//! One browser with its own cookies, going through the real front door.

use std::collections::BTreeMap;
use std::net::IpAddr;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use axum::body::Body;
use gatefold::web::front::Front;
use http::{HeaderMap, Method, Request, header};

use super::doors::Doors;
use super::{HOST, ORIGIN, Page};

pub struct Browser {
    doors: Arc<Doors>,
    /// Counts requests; where there are several instances, the next one goes to another.
    turn: AtomicUsize,
    pub ip: IpAddr,
    jar: Mutex<BTreeMap<String, String>>,
}

impl Browser {
    /// At `first`, and from then on always at another door.
    pub fn new(doors: Arc<Doors>, first: usize, ip: IpAddr) -> Self {
        Self { doors, turn: AtomicUsize::new(first), ip, jar: Mutex::default() }
    }

    /// The same cookies in another place.
    pub fn copied(&self) -> Self {
        Self { jar: Mutex::new(self.jar.lock().expect("a jar").clone()), ..self.without_cookies() }
    }

    /// As a browser that keeps its cookies to itself: its posts from another site carry none.
    pub fn without_cookies(&self) -> Self {
        let turn = AtomicUsize::new(self.turn.load(Ordering::SeqCst));
        Self { doors: Arc::clone(&self.doors), turn, ip: self.ip, jar: Mutex::default() }
    }

    /// How many cookies' names start so.
    pub fn count_cookies(&self, start: &str) -> usize {
        self.jar.lock().expect("a jar").keys().filter(|name| name.starts_with(start)).count()
    }

    /// The same cookies, going to another instance.
    pub fn moved_to(&self, front: &Arc<Front>) -> Self {
        Self { doors: Doors::one(front), ..self.copied() }
    }

    pub fn cookie(&self, name: &str) -> Option<String> {
        self.jar.lock().expect("a jar").get(name).cloned()
    }

    pub fn set_cookie(&self, name: &str, value: &str) {
        self.jar.lock().expect("a jar").insert(name.to_owned(), value.to_owned());
    }

    /// Name and value of a cookie by the start of its name.
    pub fn cookies_like(&self, start: &str) -> (String, String) {
        let jar = self.jar.lock().expect("a jar");
        let found = jar.iter().find(|(name, _)| name.starts_with(start)).expect("such a cookie");
        (found.0.clone(), found.1.clone())
    }

    /// How many share links it holds grants of.
    pub fn grants(&self) -> usize {
        self.jar.lock().expect("a jar").keys().filter(|name| name.starts_with("__Host-gatefold-share-")).count()
    }

    pub async fn get(&self, path: &str) -> Page {
        self.send(Method::GET, path, &[], Body::empty()).await
    }

    pub async fn get_with(&self, path: &str, headers: &[(&str, &str)]) -> Page {
        self.send(Method::GET, path, headers, Body::empty()).await
    }

    /// As a browser posts a form of the page it is on.
    pub async fn post(&self, path: &str, fields: &[(&str, &str)]) -> Page {
        self.post_with(path, fields, &[("origin", ORIGIN), ("sec-fetch-site", "same-origin")]).await
    }

    pub async fn post_with(&self, path: &str, fields: &[(&str, &str)], headers: &[(&str, &str)]) -> Page {
        let form: String = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
        let mut all = vec![("content-type", "application/x-www-form-urlencoded")];
        all.extend_from_slice(headers);
        self.send(Method::POST, path, &all, Body::from(form)).await
    }

    pub async fn ask(&self, address: &str, next: &str) -> Page {
        self.post("/-/sign-in", &[("address", address), ("next", next)]).await
    }

    pub async fn prove_link(&self, link: &str) -> Page {
        let token = link.rsplit('/').next().expect("a token");
        self.post("/-/sign-in/link", &[("token", token)]).await
    }

    pub async fn is_signed_in(&self) -> bool {
        self.get("/-/account").await.status == 200
    }

    /// The path of a URL in a letter.
    pub async fn open(&self, url: &str) -> Page {
        self.get(url.strip_prefix(ORIGIN).expect("a URL of ours")).await
    }

    pub async fn send(&self, method: Method, path: &str, headers: &[(&str, &str)], body: Body) -> Page {
        let mut request = Request::builder().method(method).uri(path);
        if !headers.iter().any(|(name, _)| *name == "host") {
            request = request.header(header::HOST, HOST);
        }
        let cookies = self.cookies();
        if !cookies.is_empty() {
            request = request.header(header::COOKIE, cookies);
        }
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let request = request.body(body).expect("a request");
        let front = self.doors.next(&self.turn).await;
        let response = front.handle(request, self.ip).await;
        self.keep(response.headers());
        Page::read(response).await
    }

    fn cookies(&self) -> String {
        let jar = self.jar.lock().expect("a jar");
        jar.iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join("; ")
    }

    /// As a browser would: a `__Host-` cookie without `Secure`, or with another path, is passed over.
    fn keep(&self, headers: &HeaderMap) {
        let mut jar = self.jar.lock().expect("a jar");
        for line in headers.get_all(header::SET_COOKIE) {
            let line = line.to_str().expect("a cookie");
            let (pair, attributes) = line.split_once(';').unwrap_or((line, ""));
            let (name, value) = pair.split_once('=').expect("a pair");
            let has =
                |wanted: &str| attributes.split(';').any(|attribute| attribute.trim().eq_ignore_ascii_case(wanted));
            if name.starts_with("__Host-") && !(has("Secure") && has("Path=/")) {
                continue;
            }
            if has("Max-Age=0") {
                jar.remove(name);
            } else {
                jar.insert(name.to_owned(), value.to_owned());
            }
        }
    }
}
