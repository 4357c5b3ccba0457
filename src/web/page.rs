//! Makes pages of templates: what every page is given, and the headers of those that are one's own.

use axum::body::Body;
use axum::response::{IntoResponse, Response};
use http::{HeaderValue, StatusCode, header};
use minijinja::{Value, context};

use super::App;
use super::asker::Asker;
use super::error::{Error, IsPage};
use crate::language::{Language, Words};
use crate::links;
use crate::site::Site;
use crate::template::site_value;

pub const HTML: &str = "text/html; charset=utf-8";

/// What every page is made for: where it stands, what it is said in, and to whom.
#[derive(Debug, Clone, Copy)]
pub struct Scene<'a> {
    pub site: &'a Site,
    pub language: Language,
    pub is_signed_in: bool,
}

/// Renders a page with what every page is given; `own` wins.
pub fn render(app: &App, scene: Scene<'_>, name: &str, own: Value) -> Result<String, Error> {
    let Scene { site, language, is_signed_in } = scene;
    let catalogue = app.shelf.current();
    let pages = catalogue.list_pages(&site.host).iter();
    let pages: Vec<Value> =
        pages.map(|page| context! { title => page.title.as_str(), path => links::page(&page.slug) }).collect();
    let every = context! {
        site => site_value(site, app.languages().tag(language)),
        styles => app.assets.styles_of(site),
        script => app.assets.script.as_str(),
        staff_script => app.assets.staff_script.as_str(),
        signed_in => is_signed_in,
        canonical => Value::from(()),
        robots => Value::from(()),
        providers => &app.provider_buttons,
        promotion => Value::from(()),
        variant => Value::from(()),
        pages => pages,
    };
    Ok(app.templates.render(name, &context! { ..own, ..every })?)
}

/// A page under `/-/`: for this reader alone, in no cache and no index.
pub fn own(app: &App, asker: &Asker, status: StatusCode, name: &str, context: Value) -> Result<Response, Error> {
    let context = context! { robots => "noindex", ..context };
    let html = render(app, asker.scene(), name, context)?;
    Ok(own_html(status, html))
}

pub fn own_html(status: StatusCode, html: String) -> Response {
    let mut response = (status, Body::from(html)).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(HTML));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(header::REFERRER_POLICY, HeaderValue::from_static("same-origin"));
    headers.insert("x-robots-tag", HeaderValue::from_static("noindex"));
    response.extensions_mut().insert(IsPage);
    response
}

/// 303 to a path of ours.
pub fn see_other(path: &str) -> Response {
    let location = HeaderValue::from_str(path).unwrap_or_else(|_| HeaderValue::from_static("/"));
    let mut response = StatusCode::SEE_OTHER.into_response();
    response.headers_mut().insert(header::LOCATION, location);
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response.headers_mut().insert(header::REFERRER_POLICY, HeaderValue::from_static("same-origin"));
    response
}

/// For a page that a browser wanted ahead of its reader and that counts them: not yet.
pub fn refused_ahead() -> Response {
    let mut response = StatusCode::SERVICE_UNAVAILABLE.into_response();
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("private, no-store"));
    response.extensions_mut().insert(IsPage);
    response
}

pub fn with_cookie(mut response: Response, cookie: HeaderValue) -> Response {
    response.headers_mut().append(header::SET_COOKIE, cookie);
    response
}

/// A calm page that says one thing.
pub fn notice(
    app: &App,
    asker: &Asker,
    status: StatusCode,
    (heading, words): (Words, &str),
    action: Option<(Words, &str)>,
) -> Result<Response, Error> {
    let action = action.map(|(label, href)| context! { label => asker.say(app, label), href => href });
    let context = context! { heading => asker.say(app, heading), words => words, action => action };
    own(app, asker, status, "pages/notice.html", context)
}
