//! The member's own page: name, browsers, consents, their data, and the way out.

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::{HeaderValue, StatusCode, Uri, header};
use minijinja::{Value, context};
use serde::Deserialize;

use super::asker::SignedIn;
use super::cookie::Cookie;
use super::error::Error;
use super::form::Form;
use super::{App, AppState, identities, page, sign_in, view};
use crate::language::Words;
use crate::links;
use crate::member::flow::Answer;
use crate::member::session::SessionId;
use crate::member::{MemberName, NEWS, agent_in, identity_store, session_store, store};
use crate::sign_in::end::Ended;

/// What was typed and not taken, with the reason.
#[derive(Default)]
pub struct Refused<'a> {
    pub name: Option<Words>,
    pub address: Option<Words>,
    pub typed_name: Option<&'a str>,
    pub typed_address: &'a str,
    pub problem: Option<Words>,
}

pub async fn show(State(app): State<AppState>, signed_in: SignedIn, uri: Uri) -> Result<Response, Error> {
    let said = |wanted: &str| {
        let mut pairs = url::form_urlencoded::parse(uri.query().unwrap_or_default().as_bytes());
        pairs.find(|(name, _)| name == wanted).map(|(_, what)| what)
    };
    let refused = Refused { problem: said("problem").and_then(|what| problem(&what)), ..Refused::default() };
    let saved = said("saved").and_then(|what| saved(&what));
    account(&app, &signed_in, StatusCode::OK, &refused, saved).await
}

fn saved(what: &str) -> Option<Words> {
    Some(match what {
        "name" => Words("account-saved-name"),
        "news" => Words("account-saved-news"),
        "answers" => Words("comment-said-letters"),
        "session" => Words("account-saved-session"),
        "address" => Words("account-saved-address"),
        "connected" => Words("account-saved-connected"),
        "already-connected" => Words("account-saved-already-connected"),
        "disconnected" => Words("account-saved-disconnected"),
        _ => return None,
    })
}

/// Why an account elsewhere was not connected.
fn problem(what: &str) -> Option<Words> {
    Some(match what {
        "cancelled" => Words("account-problem-cancelled"),
        "failed" => Words("account-problem-failed"),
        "anothers" => Words("account-problem-anothers"),
        "signed-in" => Words("account-problem-signed-in"),
        "not-fresh" => Words("account-problem-not-fresh"),
        _ => return None,
    })
}

pub async fn account(
    app: &App,
    signed_in: &SignedIn,
    status: StatusCode,
    refused: &Refused<'_>,
    saved: Option<Words>,
) -> Result<Response, Error> {
    let member = &signed_in.member;
    let asker = &signed_in.asker;
    let say = |words: Option<Words>| words.map(|words| asker.say(app, words));
    let mut read = app.db.read().await?;
    let mut conn = read.conn();
    let sessions = session_store::list(&mut conn, member.id, app.clock.now()).await?;
    let consents = store::list_consents(&mut conn, member.id).await?;
    let news = store::is_granted(&mut conn, member.id, NEWS).await?;
    let connected = identity_store::list(&mut conn, member.id).await?;
    drop(read);
    let answer_letters =
        if app.comments.settings().is_enabled { Some(app.comments.wants_letters(member.id).await?) } else { None };
    let sessions: Vec<Value> = sessions
        .into_iter()
        .map(|session| {
            context! {
                id => session.id.0.to_string(),
                agent => agent_in(app.languages(), asker.language, &session.agent),
                created => view::minute(session.created_at),
                seen => view::minute(session.seen_at),
                is_current => session.id == signed_in.live.id,
            }
        })
        .collect();
    let consents: Vec<Value> = consents
        .into_iter()
        .map(|consent| {
            context! {
                purpose => consent.purpose,
                granted => consent.is_granted,
                wording => consent.wording,
                at => view::minute(consent.given_at),
            }
        })
        .collect();
    let context = context! {
        address => member.address.as_str(),
        name => refused.typed_name.unwrap_or(&member.name),
        member_since => view::day(member.created_at),
        sessions => sessions,
        news => news,
        consents => consents,
        error => say(refused.problem),
        link_providers => identities::to_connect(app, &signed_in.live, &connected),
        identities => identities::connected(app, connected),
        saved => say(saved),
        field_error_name => say(refused.name),
        field_error_address => say(refused.address),
        typed_address => refused.typed_address,
        answer_letters => answer_letters,
        staff => member.staff_role.is_some(),
    };
    page::own(app, asker, status, "pages/account.html", context)
}

/// A sign-in of the last minutes, or the page that asks for one: for what cannot be undone.
pub async fn step_up(app: &App, signed_in: &SignedIn, next: &str) -> Result<Option<Response>, Error> {
    let key = signed_in.asker.current.as_ref().map(|(key, _)| *key);
    if let Some(key) = key
        && app.members.sessions.is_fresh(key).await?
    {
        return Ok(None);
    }
    let context = context! { address => signed_in.member.address.as_str(), next => next };
    page::own(app, &signed_in.asker, StatusCode::UNAUTHORIZED, "pages/step_up.html", context).map(Some)
}

/// Their own page, with a word on what was done.
pub fn back(what: &str) -> Response {
    page::see_other(&format!("{}?saved={what}", links::ACCOUNT))
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub struct NameForm {
    name: String,
}

pub async fn rename(
    State(app): State<AppState>,
    signed_in: SignedIn,
    Form(typed): Form<NameForm>,
) -> Result<Response, Error> {
    match MemberName::parse(&typed.name) {
        Ok(name) => {
            if let Some(retry_after) = app.comments.rename(&signed_in.member, &name).await? {
                let words = Some(Words("account-error-names"));
                let refused = Refused { name: words, typed_name: Some(&typed.name), ..Refused::default() };
                let page = account(&app, &signed_in, StatusCode::TOO_MANY_REQUESTS, &refused, None).await?;
                return Ok(sign_in::with_retry(page, retry_after));
            }
            app.shares.forget_member(signed_in.member.id);
            Ok(back("name"))
        }
        Err(words) => {
            let refused = Refused { name: Some(words), typed_name: Some(&typed.name), ..Refused::default() };
            account(&app, &signed_in, StatusCode::UNPROCESSABLE_ENTITY, &refused, None).await
        }
    }
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub struct NewsForm {
    news: String,
}

pub async fn news(
    State(app): State<AppState>,
    signed_in: SignedIn,
    Form(typed): Form<NewsForm>,
) -> Result<Response, Error> {
    let is_granted = match typed.news.as_str() {
        "yes" => true,
        "no" => false,
        _ => return Err(Error::BadRequest(Words("bad-news-answer"))),
    };
    let answer =
        Answer { purpose: NEWS, is_granted, voice: signed_in.asker.voice(), form: "account", method: "button" };
    app.members.answer(signed_in.member.id, &answer).await?;
    Ok(back("news"))
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub struct SessionForm {
    id: String,
}

pub async fn end_session(
    State(app): State<AppState>,
    signed_in: SignedIn,
    Form(typed): Form<SessionForm>,
) -> Result<Response, Error> {
    let id = typed.id.parse().map(SessionId).map_err(|_| Error::NotFound)?;
    if !app.members.end_session(signed_in.member.id, id).await? {
        return Err(Error::NotFound);
    }
    Ok(back("session"))
}

/// Every browser, this one included.
pub async fn end_sessions(State(app): State<AppState>, signed_in: SignedIn) -> Result<Response, Error> {
    app.sign_ins.end_sessions(signed_in.member.id, None).await?;
    signed_in.asker.session.flush().await.map_err(anyhow::Error::from)?;
    tracing::info!(member = %signed_in.member.id.0, "signed out everywhere");
    Ok(page::see_other(links::SIGN_IN))
}

/// Everything we hold of the member, as a file.
pub async fn data(State(app): State<AppState>, signed_in: SignedIn) -> Result<Response, Error> {
    if let Some(page) = step_up(&app, &signed_in, links::ACCOUNT).await? {
        return Ok(page);
    }
    let data = app.sign_ins.export(&signed_in.member).await?;
    tracing::info!(member = %signed_in.member.id.0, "a member downloaded their data");
    let text = serde_json::to_string_pretty(&data).map_err(anyhow::Error::from)?;
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static("application/json")),
        (header::CONTENT_DISPOSITION, HeaderValue::from_static("attachment; filename=\"my-data.json\"")),
        (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
    ];
    Ok((headers, text).into_response())
}

pub async fn show_delete(State(app): State<AppState>, signed_in: SignedIn) -> Result<Response, Error> {
    match step_up(&app, &signed_in, links::ACCOUNT_DELETE).await? {
        Some(page) => Ok(page),
        None => confirm_delete(&app, &signed_in, StatusCode::OK, None),
    }
}

fn confirm_delete(
    app: &App,
    signed_in: &SignedIn,
    status: StatusCode,
    error: Option<Words>,
) -> Result<Response, Error> {
    let error = error.map(|words| signed_in.asker.say(app, words));
    let context = context! { address => signed_in.member.address.as_str(), error => error };
    page::own(app, &signed_in.asker, status, "pages/account_delete.html", context)
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub struct DeleteForm {
    sure: String,
}

pub async fn delete(
    State(app): State<AppState>,
    signed_in: SignedIn,
    Form(typed): Form<DeleteForm>,
) -> Result<Response, Error> {
    if let Some(page) = step_up(&app, &signed_in, links::ACCOUNT_DELETE).await? {
        return Ok(page);
    }
    if typed.sure != "yes" {
        let words = Some(Words("delete-not-sure"));
        return confirm_delete(&app, &signed_in, StatusCode::UNPROCESSABLE_ENTITY, words);
    }
    if app.sign_ins.delete_member(&signed_in.member, &signed_in.asker.site, None).await? != Ended::Done {
        return confirm_delete(&app, &signed_in, StatusCode::CONFLICT, Some(Words("delete-last-owner")));
    }
    signed_in.asker.session.flush().await.map_err(anyhow::Error::from)?;
    let say = |words| signed_in.asker.say(&app, words);
    let context = context! {
        heading => say(Words("deleted-heading")),
        words => say(Words("deleted-words")),
        action => context! { label => say(Words("go-front")), href => links::FRONT },
    };
    let scene = page::Scene { is_signed_in: false, ..signed_in.asker.scene() };
    let html = page::render(&app, scene, "pages/notice.html", context)?;
    let response = page::with_cookie(page::own_html(StatusCode::OK, html), Cookie::Device.clear(&app));
    Ok(page::with_cookie(response, Cookie::Ask.clear(&app)))
}
