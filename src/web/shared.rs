//! A share link followed: the browser gets its grant and stands in the article at once. Nothing is counted here.

use std::sync::Arc;
use std::time::Duration;

use axum::extract::{Path, State};
use axum::response::Response;
use http::{HeaderValue, Method, StatusCode};

use super::article;
use super::asker::Asker;
use super::cookie;
use super::error::Error;
use super::{App, AppState, page};
use crate::article::Article;
use crate::clock::{Timestamp, minutes};
use crate::language::Words;
use crate::links;
use crate::reading::HeldGrant;
use crate::share::open::follow;
use crate::share::{CREDIT, Grant, Link, MAX_GRANTS};

/// A link that lets nobody in is remembered this long: for the wall to say so.
const SAID: Duration = minutes(10);

pub async fn open(
    State(app): State<AppState>,
    method: Method,
    asker: Asker,
    Path(token): Path<String>,
) -> Result<Response, Error> {
    let Some(id) = app.shares.read_token(&token) else { return Err(missed(&app, &asker)) };
    let Some(link) = app.shares.find(id).await? else { return Err(Error::NotFound) };
    let Some(article) = app.shelf.current().find_by_id(link.article).cloned() else { return gone(&app, &asker) };
    let mut response = if article.site != asker.site.host {
        elsewhere(&app, &asker, &article, &token)?
    } else if asker.is_robot() && article.is_gated() {
        preview(&app, &asker, &article, &token)?
    } else if method == Method::HEAD || asker.is_signed_in() || !article.is_gated() {
        page::see_other(&article.path)
    } else {
        grant(&app, &asker, &article, &link)
    };
    response.headers_mut().insert("x-robots-tag", HeaderValue::from_static("noindex"));
    Ok(response)
}

/// A token that we did not write; no query was made for it.
fn missed(app: &App, asker: &Asker) -> Error {
    match app.limits.misses.count(asker.ip, "", app.clock.now()) {
        None => Error::NotFound,
        Some(retry_after) => Error::TooMany { retry_after, words: Words("shared-many-misses") },
    }
}

fn gone(app: &App, asker: &Asker) -> Result<Response, Error> {
    let words = (Words("shared-gone-heading"), &*asker.say(app, Words("shared-gone-words")));
    page::notice(app, asker, StatusCode::GONE, words, Some((Words("go-front"), links::FRONT)))
}

/// The link of another site of this house, which someone has typed under this one's name.
fn elsewhere(app: &App, asker: &Asker, article: &Article, token: &str) -> Result<Response, Error> {
    match app.sites.find(article.site.as_str()) {
        Some(site) => Ok(page::see_other(&links::absolute(&site.base_url, &links::shared(token)))),
        None => gone(app, asker),
    }
}

/// What a chat or a social network shows of a link: title, summary, image and the lead. It names the link itself as the
/// page's address, or the network would send its readers to the wall.
fn preview(app: &App, asker: &Asker, article: &Article, token: &str) -> Result<Response, Error> {
    let address = links::absolute(&asker.site.base_url, &links::shared(token));
    Ok(page::own_html(StatusCode::OK, article::render_preview(app, asker.scene(), article, &address)?))
}

fn grant(app: &App, asker: &Asker, article: &Article, link: &Arc<Link>) -> Response {
    let now = app.clock.now();
    let held = asker.grants(&app.keys);
    let grants: Vec<Grant> = held.iter().map(|held| held.grant).collect();
    let mut response = page::see_other(&article.path);
    let grant = follow(link, &grants, now);
    let is_new = !grants.iter().any(|held| held.link() == link.id);
    let life = if is_new && link.end(now).is_some() { SAID } else { life(link, now) };
    response = page::with_cookie(response, cookie::set_grant(app, &grant, life));
    for name in surplus(app, asker, &held, &grant) {
        response = page::with_cookie(response, cookie::clear_grant(app, &name));
    }
    response
}

/// As long as the link, and at least as long as a new member may be credited to it. Past the link's end it opens nothing.
pub fn life(link: &Link, now: Timestamp) -> Duration {
    link.expires_at.since(now).max(CREDIT)
}

/// Cookies that make room: those we cannot read any more, and the oldest where there are too many.
fn surplus(app: &App, asker: &Asker, held: &[HeldGrant], new: &Grant) -> Vec<String> {
    let kept: Vec<&HeldGrant> =
        held.iter().filter(|held| held.grant.link() != new.link()).take(MAX_GRANTS - 1).collect();
    let own = Grant::cookie_suffix(new.link());
    cookie::grants(&asker.headers, app.is_https)
        .filter(|(name, value)| !name.ends_with(&own) && !kept.iter().any(|held| held.cookie == *value))
        .map(|(name, _)| name.to_owned())
        .take(MAX_GRANTS)
        .collect()
}
