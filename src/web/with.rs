//! Signing in with an account elsewhere: to the provider, and back with its answer.
//!
//! An answer counts with the cookie of the browser that began, at the URL of the provider that it was sent to, once and
//! within ten minutes. What is wrong with it is told in plain words; nothing of it is ever shown or logged.

use axum::extract::{Path, State};
use axum::response::Response;
use http::{Method, StatusCode, Uri};
use minijinja::context;

use super::arrival::{self, Back};
use super::asker::{Asker, SignedIn};
use super::error::Error;
use super::form::Form;
use super::{App, AppState, account, article, cookie, experiment, identities, page, sign_in};
use crate::clock::Timestamp;
use crate::experiment::WallMark;
use crate::language::Words;
use crate::links::{self, Next};
use crate::social::client::Redirect;
use crate::social::exchange::Answer;
use crate::social::{Connection, Fault, Flow, State as FlowState};

/// Sign-ins of one browser that may be at a provider at the same time; the oldest are given up.
const MOST_FLOWS: usize = 4;
/// Of cookies of those that are older than the new one: a proxy before us takes some 8 KiB of a header's line.
const MOST_BYTES: usize = 3584;
/// Cookies that are taken back with one answer.
const MOST_CLEARED: usize = 20;
/// Twice what the longest code of any provider in the table has.
const MAX_VALUE: usize = 4096;
/// The fields that we read of an answer. Everything else in it is passed over.
const FIELDS: [&str; 5] = ["state", "code", "error", "iss", "user"];
/// On the form that a page of ours posts again.
const AGAIN: &str = "again";

type Pairs = Vec<(String, String)>;

fn pairs_of(uri: &Uri) -> Pairs {
    url::form_urlencoded::parse(uri.query().unwrap_or_default().as_bytes()).into_owned().collect()
}

/// One value, or none; `Err` where it stands there twice, is very long, or holds what no value does.
fn one<'a>(pairs: &'a Pairs, name: &str) -> Result<Option<&'a str>, Error> {
    let mut values = pairs.iter().filter(|(found, _)| found == name).map(|(_, value)| value.as_str());
    let first = values.next();
    let is_good = |value: &str| value.len() <= MAX_VALUE && !value.chars().any(char::is_control);
    if values.next().is_some() || !first.is_none_or(is_good) {
        return Err(Error::BadRequest(Words("provider-bad-address")));
    }
    Ok(first)
}

fn find<'a>(app: &'a App, provider: &str) -> Result<&'a Connection, Error> {
    app.providers.find(provider).map(AsRef::as_ref).ok_or(Error::NotFound)
}

/// A browser that looks before its reader does, or a program that wants the head alone: nobody signs in by that.
fn is_ahead(method: &Method, asker: &Asker) -> bool {
    *method == Method::HEAD || article::is_prefetch(&asker.headers)
}

fn redirect_url(asker: &Asker, connection: &Connection) -> String {
    links::absolute(&asker.site.base_url, &links::callback(connection.provider.id.as_str()))
}

pub async fn start(
    State(app): State<AppState>,
    asker: Asker,
    Path(provider): Path<String>,
    (method, uri): (Method, Uri),
) -> Result<Response, Error> {
    let connection = find(&app, &provider)?;
    if is_ahead(&method, &asker) {
        return Ok(page::refused_ahead());
    }
    let pairs = pairs_of(&uri);
    let next = Next::parse_or_front(one(&pairs, "next")?.unwrap_or("/"));
    match one(&pairs, "connect")? {
        Some(token) => start_connecting(&app, asker, connection, token).await,
        None if asker.is_signed_in() => Ok(page::see_other(&sign_in::landing(&app, &asker, &next))),
        // A page elsewhere may lead here, and then its reader decides with a click of their own.
        None if is_from_elsewhere(&asker) => Ok(page::see_other(&links::sign_in(&next))),
        None => {
            let wall = experiment::accepted(&app, &asker, one(&pairs, "wall")?.unwrap_or_default(), &next);
            depart(&app, &asker, connection, (&next, None, wall)).await
        }
    }
}

fn is_from_elsewhere(asker: &Asker) -> bool {
    let from = asker.headers.get("sec-fetch-site").and_then(|value| value.to_str().ok());
    matches!(from, Some("cross-site" | "same-site"))
}

/// Only from our own page, for the member it was made for, and after a fresh sign-in.
async fn start_connecting(
    app: &AppState,
    asker: Asker,
    connection: &Connection,
    token: &str,
) -> Result<Response, Error> {
    let Some(live) = asker.live().cloned() else { return Ok(page::see_other(&links::sign_in(&Next::account()))) };
    if !identities::is_token(&app.keys, &live, &connection.provider.id, token) {
        return Err(Error::BadRequest(Words("provider-bad-start")));
    }
    let Some(member) = app.members.find(live.member).await? else { return Err(Error::NotFound) };
    let session = live.id;
    let signed_in = SignedIn { asker, live, member };
    if let Some(page) = account::step_up(app, &signed_in, links::ACCOUNT).await? {
        return Ok(page);
    }
    depart(app, &signed_in.asker, connection, (&Next::account(), Some(session.0), None)).await
}

async fn depart(
    app: &App,
    asker: &Asker,
    connection: &Connection,
    (next, connect, wall): (&Next, Option<uuid::Uuid>, Option<WallMark>),
) -> Result<Response, Error> {
    let now = app.clock.now();
    if let Some(retry_after) = app.limits.starts.count(asker.ip, "", now) {
        let back = if connect.is_some() { Back::Account } else { Back::SignIn(next.clone()) };
        return arrival::too_often(app, asker, &back, (Words("refused-starts"), retry_after));
    }
    let (mut flow, state) = Flow::begin(&connection.provider.id, next, connect, now);
    flow.wall = wall;
    let redirect = redirect_url(asker, connection);
    let to = match connection.start((&flow, &state), &Redirect(&redirect), now).await {
        Ok(to) => to,
        Err(fault) => return arrival::failed(app, asker, connection, &Back::of(&flow), fault),
    };
    let mut response = page::with_cookie(page::see_other(to.as_str()), cookie::set_flow(app, &state, &flow));
    for name in too_many(app, asker) {
        response = page::with_cookie(response, cookie::clear_flow(app, &name));
    }
    Ok(response)
}

/// Cookies of older sign-ins that make room for the new one: those we cannot read, and the oldest.
fn too_many(app: &App, asker: &Asker) -> Vec<String> {
    let begun = |value: &str| Flow::from_cookie(value, &app.keys).map(|flow| flow.begun_at());
    let held = cookie::flows(&asker.headers, app.is_https);
    let mut held: Vec<_> = held.map(|(name, value)| (begun(value), name, value.len())).collect();
    held.sort_unstable_by(|left, right| right.cmp(left));
    let (mut kept, mut size) = (0, 0);
    let is_surplus = |(begun, _, length): &(Option<Timestamp>, &str, usize)| {
        kept += 1;
        size += length;
        begun.is_none() || kept >= MOST_FLOWS || size > MOST_BYTES
    };
    held.into_iter().filter(is_surplus).take(MOST_CLEARED).map(|(_, name, _)| name.to_owned()).collect()
}

pub async fn answered(
    State(app): State<AppState>,
    asker: Asker,
    Path(provider): Path<String>,
    (method, uri): (Method, Uri),
) -> Result<Response, Error> {
    let connection = find(&app, &provider)?;
    if is_ahead(&method, &asker) {
        return Ok(page::refused_ahead());
    }
    let pairs = pairs_of(&uri);
    let answer = Received::read(&pairs)?;
    match answer.flow(&app, &asker, connection) {
        Some(flow) => receive(&app, &asker, connection, (&answer, flow)).await,
        None => arrival::dead(&app, &asker),
    }
}

/// The provider's own page posts here, and so without our cookies: they go with no post from another site. A page of ours
/// posts the same once more.
pub async fn answered_by_form(
    State(app): State<AppState>,
    asker: Asker,
    Path(provider): Path<String>,
    Form(pairs): Form<Pairs>,
) -> Result<Response, Error> {
    let connection = find(&app, &provider)?;
    if !connection.provider.posts_its_answer() {
        return Err(Error::MethodNotAllowed("GET"));
    }
    let answer = Received::read(&pairs)?;
    match answer.flow(&app, &asker, connection) {
        Some(flow) => receive(&app, &asker, connection, (&answer, flow)).await,
        None if one(&pairs, AGAIN)?.is_none() => post_again(&app, &asker, connection, &pairs),
        None => arrival::dead(&app, &asker),
    }
}

fn post_again(app: &App, asker: &Asker, connection: &Connection, pairs: &Pairs) -> Result<Response, Error> {
    let fields = pairs.iter().filter(|(name, _)| FIELDS.contains(&name.as_str()));
    let fields = fields.map(|(name, value)| context! { name => name.as_str(), value => value.as_str() });
    let fields: Vec<_> = fields.chain([context! { name => AGAIN, value => "yes" }]).collect();
    let context = context! {
        provider => connection.provider.label.as_str(),
        action => links::callback(connection.provider.id.as_str()),
        fields => fields,
    };
    page::own(app, asker, StatusCode::OK, "pages/repost.html", context)
}

/// What came back with the browser, each field at most once.
struct Received<'a> {
    state: FlowState,
    code: Option<&'a str>,
    error: Option<&'a str>,
    issuer: Option<&'a str>,
    name: Option<String>,
}

impl<'a> Received<'a> {
    fn read(pairs: &'a Pairs) -> Result<Self, Error> {
        let bad = || Error::BadRequest(Words("provider-bad-answer"));
        let state = one(pairs, "state")?.and_then(FlowState::parse).ok_or_else(bad)?;
        let filled = |name| Ok::<_, Error>(one(pairs, name)?.filter(|value| !value.is_empty()));
        let (code, error, issuer) = (filled("code")?, filled("error")?, filled("iss")?);
        if code.is_some() == error.is_some() {
            return Err(bad());
        }
        Ok(Self { state, code, error, issuer, name: one(pairs, "user")?.and_then(apple_name) })
    }

    /// What this browser holds of the sign-in that this answers.
    fn flow(&self, app: &App, asker: &Asker, connection: &Connection) -> Option<Flow> {
        let name = cookie::flow_name(app.is_https, &self.state);
        let flow = Flow::from_cookie(cookie::read_flow(&asker.headers, &name)?, &app.keys)?;
        flow.is_answered_by(&connection.provider.id, &self.state, app.clock.now()).then_some(flow)
    }
}

/// Apple's form tells the name once, as JSON: `{"name":{"firstName":…,"lastName":…},…}`.
fn apple_name(user: &str) -> Option<String> {
    let user: serde_json::Value = serde_json::from_str(user).ok()?;
    let part = |pointer: &str| user.pointer(pointer).and_then(serde_json::Value::as_str).unwrap_or_default();
    let name = format!("{} {}", part("/name/firstName"), part("/name/lastName"));
    Some(name.trim().to_owned()).filter(|name| !name.is_empty())
}

/// Whatever becomes of it, the cookie has done its service.
async fn receive(
    app: &App,
    asker: &Asker,
    connection: &Connection,
    (answer, flow): (&Received<'_>, Flow),
) -> Result<Response, Error> {
    // Nothing is tried, and so nothing is over.
    if let Some(retry_after) = app.limits.bad_answers.wait(asker.ip, connection.provider.id.as_str(), app.clock.now()) {
        return arrival::too_often(app, asker, &Back::of(&flow), (Words("refused-answers"), retry_after));
    }
    let response = match answer.code {
        Some(code) => exchange(app, asker, connection, (answer, code, &flow)).await?,
        None if !connection.may_be_from(answer.issuer, app.clock.now()).await => arrival::dead(app, asker)?,
        None => arrival::refused(app, asker, connection, (&answer.state, &flow), answer.error).await?,
    };
    Ok(page::with_cookie(response, cookie::clear_flow(app, &cookie::flow_name(app.is_https, &answer.state))))
}

async fn exchange(
    app: &App,
    asker: &Asker,
    connection: &Connection,
    (answer, code, flow): (&Received<'_>, &str, &Flow),
) -> Result<Response, Error> {
    let now = app.clock.now();
    let redirect = redirect_url(asker, connection);
    let given = Answer { code, issuer: answer.issuer, name: answer.name.as_deref() };
    match connection.profile(flow, &given, &Redirect(&redirect), now).await {
        Ok(profile) => arrival::arrive(app, asker, connection, (&answer.state, flow), profile).await,
        Err(fault) => {
            if !matches!(fault, Fault::NoAnswer(_)) {
                app.limits.bad_answers.count(asker.ip, connection.provider.id.as_str(), now);
            }
            // A code is refused as well to the second of two loads of one answer, whose first is just coming in: the state
            // is left to that one, and whoever makes codes up is counted.
            let is_ours =
                fault == Fault::CodeRefused || app.sign_ins.use_up(&answer.state.hash(), flow.ends_at()).await?;
            if !is_ours {
                return arrival::dead(app, asker);
            }
            arrival::failed(app, asker, connection, &Back::of(flow), fault)
        }
    }
}
