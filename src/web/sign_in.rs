//! Asking for a sign-in: one field for an address. The answer is the same for every address.

use std::sync::Arc;
use std::time::Duration;

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::{HeaderName, HeaderValue, StatusCode, Uri, header};
use minijinja::context;
use serde::Deserialize;

use super::asker::Asker;
use super::cookie::{self, Cookie};
use super::effort::{self, Again};
use super::error::Error;
use super::form::Form;
use super::{App, AppState, arrival, experiment, page, shared};
use crate::article::ArticleId;
use crate::config::raw::{RecipientSetting, UnlockSetting};
use crate::email_address::{AddressError, EmailAddress};
use crate::experiment::WallMark;
use crate::gate::{UNLOCK_LIFE, Unlock};
use crate::insight::source::Source;
use crate::language::{Words, text};
use crate::links::{self, Next};
use crate::member::identity::Account;
use crate::share::{Grant, Link};
use crate::sign_in::effort::Shown;
use crate::sign_in::flow::Ask;
use crate::sign_in::limits::Refusal;
use crate::sign_in::{Aim, BrowserToken};

#[derive(Default, Deserialize)]
#[serde(default)]
pub struct AskForm {
    address: String,
    next: String,
    news: String,
    /// The host of the page that led to the one with the form; a script fills it in.
    from: String,
    /// The variant of a wall that the form stood on, as its page says it.
    wall: String,
    #[serde(flatten)]
    effort: Shown,
}

/// `next` of a query; the front page where it is missing or leads away.
pub fn next_of(uri: &Uri) -> Next {
    let query = uri.query().unwrap_or_default();
    let next = url::form_urlencoded::parse(query.as_bytes()).find(|(name, _)| name == "next");
    next.map_or_else(Next::front, |(_, value)| Next::parse_or_front(&value))
}

pub async fn show(State(app): State<AppState>, asker: Asker, uri: Uri) -> Result<Response, Error> {
    let next = next_of(&uri);
    if asker.is_signed_in() {
        return Ok(page::see_other(next.as_str()));
    }
    with_notice(&app, &asker, StatusCode::OK, &next, notice(&app, &asker, &uri).as_deref())
}

/// Why a sign-in with an account came to nothing, as our own redirect says it: known words for known reasons.
fn notice(app: &App, asker: &Asker, uri: &Uri) -> Option<String> {
    let query = uri.query().unwrap_or_default();
    let value = |wanted: &str| {
        url::form_urlencoded::parse(query.as_bytes()).find(|(name, _)| name == wanted).map(|(_, value)| value)
    };
    let label = &app.providers.find(&value("with")?)?.provider.label;
    Some(asker.say_with(app, arrival::words_of(&value("why")?)?, &[("provider", text(label.as_str()))]))
}

/// The page, with a word above its form.
pub fn with_notice(
    app: &App,
    asker: &Asker,
    status: StatusCode,
    next: &Next,
    notice: Option<&str>,
) -> Result<Response, Error> {
    let typed = AskForm { next: next.as_str().to_owned(), ..AskForm::default() };
    page_with(app, asker, status, &typed, (None, notice))
}

fn form(app: &App, asker: &Asker, status: StatusCode, typed: &AskForm, error: Words) -> Result<Response, Error> {
    page_with(app, asker, status, typed, (Some(&asker.say(app, error)), None))
}

fn page_with(
    app: &App,
    asker: &Asker,
    status: StatusCode,
    typed: &AskForm,
    (error, notice): (Option<&str>, Option<&str>),
) -> Result<Response, Error> {
    let context = context! {
        notice => notice,
        next => Next::parse_or_front(&typed.next).as_str(),
        address => typed.address.chars().take(254).collect::<String>(),
        error => error,
        news => typed.news == "yes",
        step_up => false,
        variant => experiment::field(&typed.wall),
    };
    page::own(app, asker, status, "pages/sign_in.html", context)
}

pub async fn submit(State(app): State<AppState>, asker: Asker, Form(typed): Form<AskForm>) -> Result<Response, Error> {
    let address = match EmailAddress::parse(&typed.address) {
        Ok(address) => address,
        Err(error) => return form(&app, &asker, StatusCode::UNPROCESSABLE_ENTITY, &typed, words_of(error)),
    };
    let next = Next::parse_or_front(&typed.next);
    let source = source(&asker, &typed.from);
    let wall = experiment::accepted(&app, &asker, &typed.wall, &next);
    let wanted = Wanted {
        wants_news: typed.news == "yes",
        effort: &typed.effort,
        source: &source,
        wall,
        ..Wanted::sign_in(&address, &next)
    };
    match ask(&app, &asker, &wanted).await? {
        Ok(response) => Ok(response),
        Err(Refusal::Effort(ticket)) => {
            let fields = [
                ("address", address.as_str()),
                ("next", next.as_str()),
                ("news", typed.news.as_str()),
                ("from", typed.from.as_str()),
                ("wall", typed.wall.as_str()),
            ];
            effort::page(&app, &asker, &ticket, &Again { action: links::SIGN_IN, fields: &fields })
        }
        Err(refusal) => {
            let (words, retry_after) = explain(refusal);
            Ok(with_retry(form(&app, &asker, StatusCode::TOO_MANY_REQUESTS, &typed, words)?, retry_after))
        }
    }
}

/// The campaign is that of the page with the form, which the browser names in full, since it is ours.
fn source(asker: &Asker, from: &str) -> Source {
    let page = asker.headers.get(header::REFERER).and_then(|value| value.to_str().ok());
    Source::read(from, page, asker.site.base_url.host_str().unwrap_or_default())
}

/// What a letter is to be asked for.
pub struct Wanted<'a> {
    pub address: &'a EmailAddress,
    pub aim: Aim,
    pub next: &'a Next,
    pub wants_news: bool,
    /// The account elsewhere that the proof connects.
    pub account: Option<&'a Account>,
    /// Where the reader came from.
    pub source: &'a Source,
    /// The variant of a wall that led to this; one that can be true.
    pub wall: Option<WallMark>,
    /// What shows an effort, where one was asked for.
    pub effort: &'a Shown,
}

static NO_SOURCE: Source = Source { referrer: None, campaign: None };
static NO_EFFORT: Shown = Shown { ticket: String::new(), answer: String::new() };

impl<'a> Wanted<'a> {
    pub fn sign_in(address: &'a EmailAddress, next: &'a Next) -> Self {
        Self {
            address,
            aim: Aim::SignIn,
            next,
            wants_news: false,
            account: None,
            source: &NO_SOURCE,
            wall: None,
            effort: &NO_EFFORT,
        }
    }
}

/// A destination as a redirect that no form of ours led to: on a gated article's page, where the wall stood.
pub fn landing(app: &App, asker: &Asker, next: &Next) -> String {
    let is_gated = app.shelf.current().find(&asker.site.host, next.path()).is_some_and(|article| article.is_gated());
    format!("{}{}", next.as_str(), if is_gated { links::REST_ANCHOR } else { "" })
}

/// The article that a destination is, to be counted by.
pub fn article_at(app: &App, asker: &Asker, next: &Next) -> Option<ArticleId> {
    app.shelf.current().find(&asker.site.host, next.path()).map(|article| article.id)
}

/// Asks for a letter from this browser and leads it to its inbox; or the reason why not now.
pub async fn ask(app: &App, asker: &Asker, wanted: &Wanted<'_>) -> Result<Result<Response, Refusal>, Error> {
    let Wanted { address, aim, next, wants_news, account, source, wall, effort } = *wanted;
    let (browser, device) = (asker.browser(), asker.device());
    let grants = asker.grant_list(&app.keys);
    let session = asker.current.as_ref().filter(|_| aim == Aim::ChangeAddress).map(|(key, _)| *key);
    let ask = Ask {
        address,
        aim,
        session,
        next,
        wants_news,
        voice: asker.voice(),
        ip: asker.ip,
        browser: browser.as_ref(),
        device: device.as_ref(),
        grants: &grants,
        account,
        article: article_at(app, asker, next),
        source,
        wall,
        effort,
    };
    Ok(match app.sign_ins.ask(&ask).await? {
        Ok(browser) => Ok(sent(app, asker, &browser, (next, wall)).await?),
        Err(refusal) => {
            log_refusal(refusal);
            Err(refusal)
        }
    })
}

/// To the inbox, as the browser that asked.
pub async fn sent(
    app: &App,
    asker: &Asker,
    browser: &BrowserToken,
    (next, wall): (&Next, Option<WallMark>),
) -> Result<Response, Error> {
    let life = app.members.sessions.settings().challenge;
    let mut response = page::with_cookie(page::see_other(links::SENT), Cookie::Ask.set(app, &browser.reveal(), life));
    if let Some(unlock) = unlock(app, asker, next, wall) {
        let value = cookie::unlock_value(&app.keys, &unlock);
        response = page::with_cookie(response, Cookie::Unlock.set(app, &value, UNLOCK_LIFE));
    }
    for (grant, link) in grants_asked(app, asker, next).await? {
        let life = shared::life(&link, app.clock.now());
        response = page::with_cookie(response, cookie::set_grant(app, &grant, life));
    }
    Ok(response)
}

/// Share links for the article that an address was given for: where the publisher asks for one first, those that let
/// this browser in are good now.
async fn grants_asked(app: &App, asker: &Asker, next: &Next) -> Result<Vec<(Grant, Arc<Link>)>, Error> {
    if app.policy.recipient != RecipientSetting::AskFirst || asker.is_signed_in() {
        return Ok(Vec::new());
    }
    let Some(article) = app.shelf.current().find(&asker.site.host, next.path()).cloned() else {
        return Ok(Vec::new());
    };
    let mut good = Vec::new();
    for grant in asker.grants_of(&app.keys, article.id).into_iter().map(|held| held.grant) {
        let link = app.shares.find(grant.link()).await?;
        if let Some(link) = link.filter(|link| link.end(app.clock.now()).is_none()) {
            good.push((grant.with_address(), link));
        }
    }
    Ok(good)
}

/// Where the publisher lets a given address open its one article: that article, once a day and browser.
fn unlock(app: &App, asker: &Asker, next: &Next, wall: Option<WallMark>) -> Option<Unlock> {
    let article = app.shelf.current().find(&asker.site.host, next.path()).cloned()?;
    if experiment::unlock_asked(app, article.id, wall) != UnlockSetting::Asked {
        return None;
    }
    let now = app.clock.now();
    let held = asker.cookie(Cookie::Unlock).and_then(|value| cookie::read_unlock(&app.keys, value));
    if held.is_some_and(|held| now < held.ends_at) {
        return None;
    }
    article.is_gated().then(|| Unlock { article: article.id, ends_at: now.plus(UNLOCK_LIFE) })
}

pub fn log_refusal(refusal: Refusal) {
    match refusal {
        Refusal::Effort(_) => tracing::debug!("an effort was asked for before a letter"),
        Refusal::TooManyFromIp { .. } => tracing::info!("too many letters asked for from one network address"),
        Refusal::SignedOut => tracing::info!("a change of address was asked for by a session that had ended"),
    }
}

pub fn explain(refusal: Refusal) -> (Words, Duration) {
    match refusal {
        Refusal::TooManyFromIp { retry_after } => (Words("refused-network"), retry_after),
        Refusal::SignedOut => (Words("refused-signed-out"), Duration::ZERO),
        // Where the same wish cannot come back with its effort.
        Refusal::Effort(_) => (Words("refused-effort"), Duration::from_secs(30)),
    }
}

/// Why a typed text is no address.
pub fn words_of(error: AddressError) -> Words {
    match error {
        AddressError::Empty => Words("address-empty"),
        AddressError::TooLong => Words("address-too-long"),
        AddressError::NotOneAt => Words("address-not-one-at"),
        AddressError::Local => Words("address-local"),
        AddressError::Domain => Words("address-domain"),
    }
}

pub fn with_retry(mut response: Response, retry_after: Duration) -> Response {
    response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(retry_after.as_secs().max(1)));
    response
}

/// Ends the session of this browser and takes its cookie back.
pub async fn sign_out(State(app): State<AppState>, asker: Asker) -> Result<Response, Error> {
    // By its row first: where that cannot be reached, the browser is not told that it is signed out.
    if let Some((key, _)) = &asker.current {
        app.members.sessions.end(*key).await?;
    }
    asker.session.flush().await.map_err(anyhow::Error::from)?;
    if let Some(live) = asker.live() {
        tracing::info!(member = %live.member.0, "signed out");
    }
    let clear = [(HeaderName::from_static("clear-site-data"), HeaderValue::from_static("\"cache\""))];
    let response = (clear, page::see_other(links::FRONT)).into_response();
    Ok(page::with_cookie(response, Cookie::Account.clear(&app)))
}
