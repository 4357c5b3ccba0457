//! An article at its path: the whole of it after a yes, its lead and a wall otherwise.

use std::sync::Arc;

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::{HeaderMap, HeaderValue, Method, StatusCode, Uri, header};
use minijinja::{Value, context};

use super::article_context::{NO_ARCHIVE, context as context_of};
use super::asker::Asker;
use super::body::AnswerBody;
use super::cookie::{self, Cookie};
use super::error::Error;
use super::page::Scene;
use super::ready::{Audience, Coding, PageKey, ReadyPage, What};
use super::robot::is_robot;
use super::{App, AppState, discussion, experiment, file, page, promotion, shared};
use crate::allowance::ReaderKey;
use crate::article::{Article, View, store};
use crate::clock::days;
use crate::experiment::live::Chosen;
use crate::gate::{Decision, Reason, Wall};
use crate::links;
use crate::reading::{self, Opened, Sources, Visit, Who};
use crate::share::Sharer;
use crate::share::open::Request;
use crate::site::Site;

/// What no route names: an article, a file beside one, or another spelling of either.
pub async fn show(State(app): State<AppState>, method: Method, uri: Uri, asker: Asker) -> Result<Response, Error> {
    let path = uri.path();
    let article = app.shelf.current().find(&asker.site.host, path).cloned();
    let is_read = matches!(method, Method::GET | Method::HEAD);
    match article {
        Some(_) if !is_read => Err(Error::MethodNotAllowed("GET, HEAD")),
        Some(article) => match open(&app, &article, &asker, &method).await {
            Err(Error::Stale) => open_again(&app, &asker, path, &method).await,
            done => done,
        },
        None if !is_read => Err(Error::NotFound),
        None => match other_spelling(&app, &asker.site, &uri) {
            Some(location) => Ok(moved(&location)),
            None => file::show(&app, &asker, path).await,
        },
    }
}

/// By the catalogue of now: the row had changed before this instance had heard of it.
async fn open_again(app: &App, asker: &Asker, path: &str, method: &Method) -> Result<Response, Error> {
    app.shelf.refresh(&app.db, app.clock.now()).await?;
    let article = app.shelf.current().find(&asker.site.host, path).cloned().ok_or(Error::NotFound)?;
    open(app, &article, asker, method).await
}

/// Where the same article lives, if this is its path with a slash behind it or other escapes in it.
fn other_spelling(app: &App, site: &Site, uri: &Uri) -> Option<String> {
    let decoded = links::percent_decoded(uri.path())?;
    let path = crate::article::canonical_path(&decoded).ok()?;
    let is_other = path != uri.path() && app.shelf.current().find(&site.host, &path).is_some();
    is_other.then(|| uri.query().map_or_else(|| path.clone(), |query| format!("{path}?{query}")))
}

pub fn moved(location: &str) -> Response {
    let mut response = StatusCode::PERMANENT_REDIRECT.into_response();
    let location = HeaderValue::from_str(location).unwrap_or_else(|_| HeaderValue::from_static("/"));
    response.headers_mut().insert(header::LOCATION, location);
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

async fn open(app: &App, article: &Arc<Article>, asker: &Asker, method: &Method) -> Result<Response, Error> {
    let is_prefetch = is_prefetch(&asker.headers);
    let is_opening = method == Method::GET && !is_prefetch && is_page_view(&asker.headers) && !asker.is_robot();
    let request = if is_opening { Request::Opening } else { Request::Glance };
    let opened = decide(app, article, asker, request).await?;
    if is_prefetch && opened.is_uncounted {
        // A browser that fetched ahead asks again where it was refused; it would show the wall from memory otherwise.
        return Ok(page::refused_ahead());
    }
    app.meter.decided(opened.decision);
    let is_bot = opened.decision == Decision::Open(Reason::Bot);
    let wall = experiment::wall(app, article.id, opened.decision, (&asker.headers, &|| asker.ip));
    if is_opening && let Some(shown) = shown(opened.decision, asker.live().map(|live| live.is_staff)) {
        article.views.note(shown);
        if let Some(wall) = &wall {
            wall.note_wall();
        }
    }
    let shown = opened.link.as_ref().and_then(|link| link.shown_name());
    let audience = audience(opened.decision, asker.is_signed_in(), shown);
    let what = What::Article(article.id, article.version);
    let ask = promotion::Ask { headers: &asker.headers, is_member: audience == Audience::Member, now: app.clock.now() };
    let chosen = {
        let catalogue = app.shelf.current();
        let frame = catalogue.frame(&asker.site.host);
        if is_bot { promotion::none(frame) } else { promotion::above_article(app, frame, article, &ask) }
    };
    let discussion = discussion::state_of(app, article, opened.decision);
    let variant = wall.as_ref().map(|wall| wall.arm);
    let key = PageKey { what, audience, discussion, language: asker.language, around: chosen.around, variant };
    let ready = match app.ready.get(&key) {
        Some(ready) => ready,
        None => make(app, &asker.site, article, opened.decision, (key, &chosen, wall.as_ref())).await?,
    };
    let mut response = chosen.mark(answer(&ready, &asker.headers));
    if let (Some(grant), Some(link)) = (&opened.new_grant, &opened.link) {
        let life = shared::life(link, app.clock.now());
        response = page::with_cookie(response, cookie::set_grant(app, grant, life));
    }
    if let Some(new_key) = &opened.new_key {
        let life = days(365);
        response = page::with_cookie(response, Cookie::Free.set(app, &new_key.to_cookie(&app.keys), life));
    }
    Ok(response)
}

/// What is counted of a decision; `None`: nothing, for staff and crawlers. `is_staff`: of who is signed in.
pub fn shown(decision: Decision, is_staff: Option<bool>) -> Option<View> {
    match (decision, is_staff) {
        (_, Some(true)) | (Decision::Open(Reason::Bot | Reason::Staff), _) => None,
        (Decision::Wall(_), _) => Some(View::Wall),
        (Decision::Open(Reason::Shared), _) => Some(View::ToGuest),
        (Decision::Open(_), Some(false)) => Some(View::ToMember),
        (Decision::Open(_), None) => Some(View::ToStranger),
    }
}

/// Browsers that fetch ahead say so; nothing is counted or taken for them.
pub fn is_prefetch(headers: &HeaderMap) -> bool {
    ["sec-purpose", "purpose", "x-moz"].iter().any(|name| {
        headers.get(*name).and_then(|value| value.to_str().ok()).is_some_and(|text| text.contains("prefetch"))
    })
}

/// Whether a page that was opened counts as read by a person.
pub fn is_read(headers: &HeaderMap, may_be_robot: bool) -> bool {
    is_page_view(headers) && !is_prefetch(headers) && !(may_be_robot && is_robot(headers))
}

/// False for what a script or another page fetches; a browser tells. Only a page that is opened counts a reader.
fn is_page_view(headers: &HeaderMap) -> bool {
    headers.get("sec-fetch-dest").is_none_or(|dest| dest == "document")
}

/// The facts of this request, put to the gate.
pub async fn decide(app: &App, article: &Article, asker: &Asker, request: Request) -> Result<Opened, Error> {
    let who = match asker.live() {
        Some(live) if live.is_staff => Who::Staff,
        Some(_) => Who::Member,
        None if article.is_gated() && asker.is_proved_bot(app).await => Who::Bot,
        None => Who::Stranger,
    };
    let unlock = asker.cookie(Cookie::Unlock).and_then(|value| cookie::read_unlock(&app.keys, value));
    let reader_key = asker.cookie(Cookie::Free).and_then(|value| ReaderKey::from_cookie(value, &app.keys));
    let grants = if who == Who::Stranger { asker.grants_of(&app.keys, article.id) } else { Vec::new() };
    let device = asker.device();
    let is_sharers = |sharer: &Sharer| match sharer {
        Sharer::Member { address, .. } => device.as_ref().is_some_and(|device| device.is_of(&app.keys, address)),
        Sharer::Guest { seat, .. } => grants.iter().any(|held| held.grant.seat() == *seat),
        Sharer::Gone => false,
    };
    let visit =
        Visit { who, unlock, reader_key: reader_key.as_ref(), grants: &grants, request, is_sharers: &is_sharers };
    let policy = experiment::policy(app, article.id, unlock, asker);
    let sources = Sources { db: &app.db, shares: &app.shares, policy: &policy };
    Ok(reading::open(sources, article, &visit, app.clock.now()).await?)
}

/// Whether the article would open to this reader by a share link, were it opened now; takes and counts nothing.
pub async fn would_open(app: &App, article: &Article, asker: &Asker) -> Result<bool, Error> {
    Ok(decide(app, article, asker, Request::Glance).await?.would_open)
}

/// Who the page of a decision is made for.
pub fn audience(decision: Decision, is_signed_in: bool, shown: Option<&Arc<str>>) -> Audience {
    match decision {
        Decision::Open(Reason::NotGated) if !is_signed_in => Audience::Everyone,
        Decision::Open(Reason::NotGated | Reason::Member | Reason::Staff) => Audience::Member,
        Decision::Open(Reason::FreeRead { left_after }) => Audience::FreeReader { left_after },
        Decision::Open(Reason::Asked) => Audience::Asked,
        Decision::Open(Reason::Shared) => Audience::Guest(shown.cloned()),
        Decision::Open(Reason::Bot) => Audience::Bot,
        Decision::Wall(Wall::AskAddress) => Audience::Stranger,
        Decision::Wall(Wall::ProveAddress) => Audience::Unproved,
        Decision::Wall(Wall::Invited) => Audience::Invited(shown.cloned()),
        Decision::Wall(Wall::ShareEnded(end)) => Audience::ShareEnded(end),
    }
}

/// Renders the page of one audience. The rest is loaded here, after the yes, and nowhere else.
async fn make(
    app: &App,
    site: &Site,
    article: &Article,
    decision: Decision,
    (key, chosen, wall): (PageKey, &promotion::Chosen, Option<&Chosen>),
) -> Result<Arc<ReadyPage>, Error> {
    let rest = match decision {
        Decision::Open(_) => {
            let mut read = app.db.read().await?;
            // Unpublished a moment ago: there is nothing at this path any more.
            let (rest, version) = store::find_rest(&mut read.conn(), article.id).await?.ok_or(Error::NotFound)?;
            // The yes was to another version: this one may ask for more.
            if version != article.own_version {
                return Err(Error::Stale);
            }
            Some(rest)
        }
        Decision::Wall(_) => None,
    };
    let discussion = discussion::under_article(app, article, &key.audience, decision).await?;
    let context = context! {
        promotion => chosen.view(app.languages(), key.language, &article.path),
        discussion => discussion,
        ..context_of(app, (site, article), &key.audience, rest, wall)
    };
    let scene = Scene { site, language: key.language, is_signed_in: key.audience == Audience::Member };
    let html = page::render(app, scene, "pages/article.html", context)?;
    let mut head = head(app, site, page::HTML, &key.audience);
    if key.audience == Audience::Stranger && wall.is_some_and(|wall| wall.mark().is_some()) {
        // Other readers meet another one: no cache between us may hand it on.
        head.insert(header::CACHE_CONTROL, HeaderValue::from_static("private, no-cache"));
    }
    Ok(app.ready.insert(key, head, html))
}

/// The lead for a program that shows previews: `address` is what it is to send its readers to.
pub fn render_preview(app: &App, scene: Scene<'_>, article: &Article, address: &str) -> Result<String, Error> {
    let wall = experiment::first(app, article.id);
    let lead = context_of(app, (scene.site, article), &Audience::Stranger, None, wall.as_ref());
    let context = context! { discussion => Value::from(()), og_url => address, robots => "noindex", ..lead };
    page::render(app, Scene { is_signed_in: false, ..scene }, "pages/article.html", context)
}

/// The head of a ready page: a stranger's may be kept and asked about again, anyone else's is theirs alone.
pub fn head(app: &App, site: &Site, media_type: &'static str, audience: &Audience) -> HeaderMap {
    let mut headers = app.headers.clone();
    let cache = match audience {
        Audience::Stranger | Audience::Everyone => app.assets.stranger_cache.clone(),
        _ => HeaderValue::from_static("private, no-store"),
    };
    headers.insert(header::CACHE_CONTROL, cache);
    if *audience == Audience::Bot {
        headers.insert("x-robots-tag", HeaderValue::from_static(NO_ARCHIVE));
    }
    if site.offers_languages() {
        headers.insert(header::VARY, HeaderValue::from_static("Cookie, Accept-Encoding, Accept-Language"));
    }
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(media_type));
    headers
}

pub fn answer(ready: &ReadyPage, headers: &HeaderMap) -> Response {
    answer_ready(ready, headers).map(AnswerBody::into_body)
}

/// The same, in the body that costs least.
pub fn answer_ready(ready: &ReadyPage, headers: &HeaderMap) -> http::Response<AnswerBody> {
    let form = ready.form(Coding::accepted(headers));
    let mut response = http::Response::new(AnswerBody::Ready(None));
    *response.headers_mut() = form.headers.clone();
    if form.headers.get(header::ETAG).is_some_and(|etag| has_etag(headers, etag)) {
        *response.status_mut() = StatusCode::NOT_MODIFIED;
        for name in [header::CONTENT_TYPE, header::CONTENT_ENCODING] {
            response.headers_mut().remove(name);
        }
        return response;
    }
    *response.body_mut() = AnswerBody::Ready(Some(form.bytes.clone()));
    response
}

/// Whether `If-None-Match` names this form of the page, as it stands or weakened on its way.
pub fn has_etag(headers: &HeaderMap, etag: &HeaderValue) -> bool {
    let Ok(etag) = etag.to_str() else { return false };
    headers
        .get_all(header::IF_NONE_MATCH)
        .iter()
        .filter_map(|line| line.to_str().ok())
        .flat_map(|line| line.split(','))
        .any(|one| one.trim().trim_start_matches("W/") == etag)
}
