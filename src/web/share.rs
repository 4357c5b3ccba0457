//! Making a share link: as JSON for a script, as a page with the link for everyone else.

use std::sync::Arc;
use std::time::Duration;

use axum::extract::State;
use axum::response::Response;
use http::{HeaderMap, StatusCode, header};
use minijinja::{Value, context};
use serde::Deserialize;
use serde_json::json;

use super::asker::Asker;
use super::error::Error;
use super::form::Form;
use super::{App, AppState, article, json, page, sign_in, view};
use crate::article::{Article, canonical_path};
use crate::config::raw::RecipientSetting;
use crate::gate::{Decision, Reason};
use crate::language::{Words, number, text};
use crate::links::{self, Next};
use crate::share::flow::{By, Made};
use crate::share::open::Request;
use crate::share::{Channel, Link, LinkId, SeatHash, open_with};

#[derive(Default, Deserialize)]
#[serde(default)]
pub struct ShareForm {
    /// The article's path.
    article: String,
    channel: String,
}

/// Why no link was made, in words for a person and a status for a program.
struct Refusal {
    status: StatusCode,
    words: String,
    retry_after: Option<Duration>,
}

impl Refusal {
    fn new(status: StatusCode, words: String) -> Self {
        Self { status, words, retry_after: None }
    }
}

/// Who makes the link.
enum Maker {
    Member(crate::member::MemberId),
    Guest { seat: SeatHash, parent: Arc<Link> },
}

pub async fn submit(
    State(app): State<AppState>,
    asker: Asker,
    Form(typed): Form<ShareForm>,
) -> Result<Response, Error> {
    let wants_json = wants_json(&asker.headers);
    match make(&app, &asker, &typed).await? {
        Ok((article, link)) if wants_json => Ok(json(&app, &asker, &article, &link)),
        Ok((article, link)) => show(&app, &asker, &article, &link),
        Err(refusal) if wants_json => Ok(json_refusal(&refusal)),
        Err(refusal) if refusal.status == StatusCode::UNAUTHORIZED => {
            Ok(page::see_other(&links::sign_in(&Next::parse_or_front(&typed.article))))
        }
        Err(refusal) => page_refusal(&app, &asker, &typed, &refusal),
    }
}

fn wants_json(headers: &HeaderMap) -> bool {
    let lines = headers.get_all(header::ACCEPT).iter().filter_map(|line| line.to_str().ok());
    lines.flat_map(|line| line.split(',')).any(|kind| kind.trim().starts_with("application/json"))
}

async fn make(app: &App, asker: &Asker, typed: &ShareForm) -> Result<Result<(Arc<Article>, Link), Refusal>, Error> {
    let Some(article) = find(app, asker, &typed.article) else {
        return Ok(Err(Refusal::new(StatusCode::NOT_FOUND, asker.say(app, Words("share-none-article")))));
    };
    let Some(channel) = Channel::parse(&typed.channel) else {
        let known: Vec<&str> = Channel::ALL.into_iter().map(Channel::as_str).collect();
        let words = asker.say_with(app, Words("share-none-channel"), &[("known", text(known.join(", ")))]);
        return Ok(Err(Refusal::new(StatusCode::UNPROCESSABLE_ENTITY, words)));
    };
    if !article.is_gated() {
        let address = links::absolute(&asker.site.base_url, &article.path);
        let words = asker.say_with(app, Words("share-none-open"), &[("address", text(address))]);
        return Ok(Err(Refusal::new(StatusCode::UNPROCESSABLE_ENTITY, words)));
    }
    let Some(maker) = maker(app, asker, &article).await? else {
        return Ok(Err(Refusal::new(StatusCode::UNAUTHORIZED, asker.say(app, Words("share-none-stranger")))));
    };
    let by = match &maker {
        Maker::Member(member) => By::Member(*member),
        Maker::Guest { seat, parent } => By::Guest { seat, parent },
    };
    Ok(match app.shares.make(by, article.id, channel).await? {
        Made::Link(link) => Ok((article, link)),
        Made::TooMany { retry_after } => {
            let limit = [("limit", number(app.shares.settings().links_per_day))];
            let words = asker.say_with(app, Words("share-none-many"), &limit);
            Err(Refusal { retry_after: Some(retry_after), ..Refusal::new(StatusCode::TOO_MANY_REQUESTS, words) })
        }
        Made::NotAllowed => Err(Refusal::new(StatusCode::FORBIDDEN, asker.say(app, Words("share-none-off")))),
    })
}

/// By its path, as it stands in the address bar, escaped or not.
fn find(app: &App, asker: &Asker, path: &str) -> Option<Arc<Article>> {
    let catalogue = app.shelf.current();
    if let Some(article) = catalogue.find(&asker.site.host, path) {
        return Some(Arc::clone(article));
    }
    let path = canonical_path(&links::percent_decoded(path)?).ok()?;
    catalogue.find(&asker.site.host, &path).cloned()
}

/// Whoever is entitled as a member; or a guest with a seat, where the publisher lets guests share.
async fn maker(app: &App, asker: &Asker, article: &Article) -> Result<Option<Maker>, Error> {
    if let Some(live) = asker.live() {
        return Ok(Some(Maker::Member(live.member)));
    }
    if !app.shares.settings().guests_may_share {
        return Ok(None);
    }
    let opened = article::decide(app, article, asker, Request::File).await?;
    let is_guest = opened.decision == Decision::Open(Reason::Shared);
    Ok(match (opened.seat, opened.link) {
        (Some(seat), Some(parent)) if is_guest => Some(Maker::Guest { seat, parent }),
        _ => None,
    })
}

/// The link's address, for people.
pub fn address(app: &App, article: &Article, link: LinkId) -> String {
    let site = app.sites.find_or_first(article.site.as_str());
    links::absolute(&site.base_url, &links::shared(&app.shares.token(link)))
}

fn opened_with(app: &App, asker: &Asker, article: &Article, link: &Link) -> Option<String> {
    let image = article.image.as_deref().map(|image| links::absolute(&asker.site.base_url, image));
    open_with(link.channel, &address(app, article, link.id), &article.title, image.as_deref())
}

fn json(app: &App, asker: &Asker, article: &Article, link: &Link) -> Response {
    let body = json!({
        "url": address(app, article, link.id),
        "expires_at": link.expires_at.to_iso(),
        "readers": link.readers,
        "reader_limit": link.reader_limit,
        "open": opened_with(app, asker, article, link),
    });
    json::value(StatusCode::OK, &body)
}

fn json_refusal(refusal: &Refusal) -> Response {
    let response = json::value(refusal.status, &json!({ "error": refusal.words }));
    match refusal.retry_after {
        Some(after) => sign_in::with_retry(response, after),
        None => response,
    }
}

fn page_refusal(app: &App, asker: &Asker, typed: &ShareForm, refusal: &Refusal) -> Result<Response, Error> {
    let back = Next::parse(&typed.article).filter(|_| find(app, asker, &typed.article).is_some());
    let front = (Words("go-front"), links::FRONT);
    let action = back.as_ref().map_or(front, |next| (Words("share-page-back"), next.as_str()));
    let words = (Words("share-none-heading"), refusal.words.as_str());
    let response = page::notice(app, asker, refusal.status, words, Some(action))?;
    Ok(match refusal.retry_after {
        Some(after) => sign_in::with_retry(response, after),
        None => response,
    })
}

/// The share box as a page of its own, with the link in it.
fn show(app: &App, asker: &Asker, article: &Article, link: &Link) -> Result<Response, Error> {
    let label = match link.channel {
        Channel::Email => asker.say(app, Words("share-page-mail")),
        other => asker.say_with(app, Words("share-page-continue"), &[("place", text(asker.say(app, other.place())))]),
    };
    let open = opened_with(app, asker, article, link).map(|href| context! { href => href, label => label });
    let context = context! {
        article => context! { path => article.path.as_str(), title => article.title.as_str() },
        channel => context! { id => link.channel.as_str(), label => link.channel.label().0 },
        url => address(app, article, link.id),
        ends => view::day(link.expires_at),
        readers => link.readers,
        reader_limit => link.reader_limit,
        open => open,
        share => share_box(app, article),
    };
    page::own(app, asker, StatusCode::OK, "pages/share.html", context)
}

/// What the share box of an article is given.
pub fn share_box(app: &App, article: &Article) -> Value {
    let channels: Vec<Value> = Channel::ALL
        .into_iter()
        .map(|channel| context! { id => channel.as_str(), label => channel.label().0 })
        .collect();
    let settings = app.shares.settings();
    context! {
        article => article.path.as_str(),
        channels => channels,
        asks_first => settings.recipient == RecipientSetting::AskFirst,
        days => settings.life.as_secs() / 86_400,
        reader_limit => settings.reader_limit,
    }
}
