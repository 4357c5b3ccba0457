//! The front door: every request passes here first, every answer last.
//!
//! In: framing, host, method, a ready page straight from memory. Out: headers, error pages, counters, the log.
//! Nothing here writes a path into a log: a path may hold a token.

use std::collections::HashMap;
use std::net::IpAddr;
use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use axum::Router;
use axum::body::{Body, Bytes};
use axum::response::{Html, IntoResponse, Response};
use futures_util::FutureExt;
use http::{HeaderMap, HeaderName, HeaderValue, Method, Request, StatusCode, header};
use minijinja::{Value, context};
use tower::ServiceExt;

use super::api::problem::as_problem;
use super::asker::Arrival;
use super::body::AnswerBody;
use super::client_ip::{client_ip, is_shared};
use super::cookie::{self, Cookie};
use super::error::{Error, ErrorPage, IsPage};
use super::page::Scene;
use super::ready_answer::accept_language;
use super::routes::RouteName;
use super::{AppState, admission, headers, page, ready_answer, routes};
use crate::db;
use crate::language::{Language, Words};
use crate::links;
use crate::secret;
use crate::site::Site;
use crate::template::escape;

/// No page takes longer; the database and the limits give up much sooner.
const TIMEOUT: Duration = Duration::from_secs(30);
/// But a file that staff bring, over a line of 300 kbit/s.
const UPLOAD: Duration = Duration::from_mins(5);

const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

pub struct Front {
    app: AppState,
    router: Router,
    /// Drawn at start: request ids are unique across instances and restarts, and cost a count.
    run: String,
    requests: AtomicU64,
    /// What a rush is told, in each language.
    rush_pages: HashMap<Language, Bytes>,
}

impl Front {
    pub fn new(app: AppState) -> anyhow::Result<Self> {
        let router = routes::router(&app)?;
        Ok(Self::before(app, router))
    }

    /// The same door before other pages; a test puts one behind it that panics.
    pub fn before(app: AppState, router: Router) -> Self {
        let run = secret::encode(&secret::random_bytes::<6>());
        let rush_pages = app.languages().all().map(|language| (language, rush_page(&app, language))).collect();
        Self { app, router, run, requests: AtomicU64::new(0), rush_pages }
    }

    pub async fn handle(&self, request: Request<Body>, peer: IpAddr) -> http::Response<AnswerBody> {
        let mut answer = self.answer(request, peer).await;
        if self.app.is_leaving() {
            // Whoever keeps this connection would send the next request to nobody.
            answer.headers_mut().insert(header::CONNECTION, HeaderValue::from_static("close"));
        }
        answer
    }

    async fn answer(&self, request: Request<Body>, peer: IpAddr) -> http::Response<AnswerBody> {
        if self.app.limits.rush.is_on() && !self.admits(&request, peer) {
            return self.refuse_rush(request.headers()).map(AnswerBody::from);
        }
        let site = match admission::site(&self.app.sites, &request) {
            Ok(site) => site,
            Err(status) => {
                let is_api = links::is_api(request.uri().path());
                return self.refuse(status, is_api).map(AnswerBody::from);
            }
        };
        if let Some(ready) = ready_answer::find(&self.app, &request, &site, peer) {
            return ready;
        }
        // Boxed: the parser keeps room for this future on every connection, those included that ask for nothing.
        Box::pin(self.route(request, site, peer)).await.map(AnswerBody::from)
    }

    /// Whether its network has not sent too many of late. One that may be a proxy of ours stands for all its readers.
    fn admits(&self, request: &Request<Body>, peer: IpAddr) -> bool {
        let ip = client_ip(peer, request.headers(), &self.app.trusted_proxies);
        is_shared(ip, &self.app.trusted_proxies) || self.app.limits.rush.admits(ip, self.app.clock.now())
    }

    /// Made at start, since it is asked for in thousands; before anything is known of the site.
    fn refuse_rush(&self, headers: &HeaderMap) -> Response {
        let language = self.app.languages().choose(self.app.sites.first(), accept_language(headers));
        let page = self.rush_pages.get(&language).cloned().unwrap_or_default();
        let mut response = (StatusCode::TOO_MANY_REQUESTS, Html(page)).into_response();
        response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from_static("5"));
        headers::complete(response.headers_mut(), &self.app.headers);
        self.app.meter.answered("rush", StatusCode::TOO_MANY_REQUESTS.as_u16());
        response
    }

    async fn route(&self, mut request: Request<Body>, site: Arc<Site>, peer: IpAddr) -> Response {
        let id = format!("{}-{}", self.run, self.requests.fetch_add(1, Ordering::Relaxed));
        let ip = client_ip(peer, request.headers(), &self.app.trusted_proxies);
        let language = self.app.languages().choose(&site, accept_language(request.headers()));
        let method = request.method().clone();
        let is_bare_write = admission::is_bare_write(&method, request.headers());
        let is_api = links::is_api(request.uri().path());
        let longest = if request.uri().path() == links::STAFF_IMPORT { UPLOAD } else { TIMEOUT };
        let dead_session = DeadSession::of(&self.app, request.headers());
        request.extensions_mut().insert(Arrival { site: Arc::clone(&site), language, ip });
        let response = if is_bare_write {
            StatusCode::FORBIDDEN.into_response()
        } else {
            let answered = AssertUnwindSafe(self.router.clone().oneshot(request)).catch_unwind();
            match tokio::time::timeout(longest, answered).await {
                Ok(Ok(Ok(response))) => response,
                Ok(Ok(Err(never))) => match never {},
                Ok(Err(_)) => {
                    tracing::error!(request = id, "a page panicked");
                    StatusCode::INTERNAL_SERVER_ERROR.into_response()
                }
                Err(_) => Error::TooSlow.into_response(),
            }
        };
        let response = if is_api { as_problem(response) } else { response };
        let response = dead_session.take_back(&self.app, response).await;
        let scene = Scene { site: &site, language, is_signed_in: false };
        self.finish(response, scene, &method, &id)
    }

    fn finish(&self, response: Response, scene: Scene<'_>, method: &Method, id: &str) -> Response {
        let route = response.extensions().get::<RouteName>().map_or("article", |route| route.0.as_str()).to_owned();
        let status = response.status();
        tracing::debug!(target: "gatefold::request", request = id, %method, route, status = status.as_u16(), "answered");
        self.app.meter.answered(&route, status.as_u16());
        let mut response = if status.is_client_error() || status.is_server_error() {
            self.error_page(response, scene, &route, id)
        } else {
            response
        };
        let headers = response.headers_mut();
        // What is not there tells no methods.
        if status == StatusCode::NOT_FOUND {
            headers.remove(header::ALLOW);
        }
        complete_cookies(headers);
        if let Ok(value) = HeaderValue::from_str(id) {
            headers.insert(REQUEST_ID, value);
        }
        if route.starts_with("/-/") {
            headers.entry(header::REFERRER_POLICY).or_insert(HeaderValue::from_static("same-origin"));
        }
        headers::complete(headers, &self.app.headers);
        response
    }

    fn refuse(&self, status: StatusCode, is_api: bool) -> Response {
        let mut response = status.into_response();
        if status == StatusCode::METHOD_NOT_ALLOWED {
            // Of no path in particular: all that any of ours takes.
            response.headers_mut().insert(header::ALLOW, HeaderValue::from_static("GET, HEAD, POST, PUT, DELETE"));
        }
        let response = if is_api { as_problem(response) } else { response };
        let id = format!("{}-{}", self.run, self.requests.fetch_add(1, Ordering::Relaxed));
        let site = Arc::clone(self.app.sites.first());
        let language = self.app.languages().choose(&site, None);
        self.finish(response, Scene { site: &site, language, is_signed_in: false }, &Method::GET, &id)
    }

    /// Logs the cause once and makes the page. Answers that are pages already stay as they are.
    fn error_page(&self, response: Response, scene: Scene<'_>, route: &str, id: &str) -> Response {
        let error = response.extensions().get::<ErrorPage>().cloned();
        let error = error.unwrap_or_else(|| ErrorPage::of(response.status()));
        if let Some(cause) = &error.cause {
            let (status, error) = (error.status.as_u16(), format!("{cause:#}"));
            if db::is_told(cause) {
                tracing::debug!(request = id, route, status, error, "a page failed: the database");
            } else {
                tracing::error!(request = id, route, status, error, "a page failed");
            }
        }
        if response.extensions().get::<IsPage>().is_some() {
            return response;
        }
        let say = |words| self.app.languages().say(scene.language, words);
        let reference = error.status.is_server_error().then_some(id);
        let actions: Vec<Value> = vec![context! { label => say(Words("go-front")), href => links::FRONT }];
        let context = context! {
            status => error.status.as_u16(),
            heading => say(error.heading),
            words => say(error.words),
            actions => actions,
            request_id => reference,
            robots => "noindex",
        };
        let html = page::render(&self.app, scene, "pages/error.html", context).unwrap_or_else(|failed| {
            tracing::error!(error = format!("{:#}", anyhow::Error::from(failed)), "the error page failed");
            say(error.heading)
        });
        let (parts, _) = response.into_parts();
        let mut page = page::own_html(error.status, html);
        for name in [header::RETRY_AFTER, header::ALLOW, header::SET_COOKIE] {
            for value in parts.headers.get_all(&name) {
                page.headers_mut().append(name.clone(), value.clone());
            }
        }
        page
    }
}

fn rush_page(app: &AppState, language: Language) -> Bytes {
    let say = |words| escape(&app.languages().say(language, words));
    let (tag, heading) = (app.languages().tag(language), say(Words("error-429")));
    let words = say(Words("error-429-words"));
    let html = format!(
        "<!doctype html><html lang=\"{tag}\"><meta charset=\"utf-8\"><title>{heading}</title>\
         <h1>{heading}</h1><p>{words}</p>"
    );
    html.into()
}

fn complete_cookies(headers: &mut HeaderMap) {
    if !headers.contains_key(header::SET_COOKIE) {
        return;
    }
    let cookies: Vec<HeaderValue> = headers
        .get_all(header::SET_COOKIE)
        .iter()
        .map(|value| cookie::complete(value).unwrap_or_else(|| value.clone()))
        .collect();
    headers.remove(header::SET_COOKIE);
    for cookie in cookies {
        headers.append(header::SET_COOKIE, cookie);
    }
}

/// A session cookie that stands for nothing any more is taken back with the answer, which then is no cache's.
struct DeadSession(Option<crate::member::SessionKey>);

impl DeadSession {
    fn of(app: &AppState, headers: &HeaderMap) -> Self {
        let id = Cookie::Session.read(headers, app.is_https).and_then(|value| value.parse().ok());
        Self(id.map(super::session_store::key_of))
    }

    async fn take_back(self, app: &AppState, mut response: Response) -> Response {
        let Some(key) = self.0 else { return response };
        let is_set =
            response.headers().get_all(header::SET_COOKIE).iter().any(|value| {
                value.as_bytes().starts_with(format!("{}=", Cookie::Session.name(app.is_https)).as_bytes())
            });
        // Where the database cannot tell, the cookie stays.
        if !is_set && matches!(app.members.sessions.find(key).await, Ok(None)) {
            response.headers_mut().append(header::SET_COOKIE, Cookie::Session.clear(app));
            response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("private, no-store"));
            response.headers_mut().remove(header::ETAG);
        }
        response
    }
}
