//! The staff area, behind one door: whoever is not staff finds nothing here, whatever the path or method.
//!
//! What each page needs stands in the table below; a page without a line in it has no way in.

pub mod article;
pub mod articles;
pub mod audit;
pub mod comments;
pub mod experiment;
pub mod experiment_form;
pub mod experiments;
pub mod factor;
pub mod factors;
pub mod erase;
pub mod export;
pub mod import;
pub mod letters;
pub mod member;
pub mod members;
pub mod narrow;
pub mod numbers;
pub mod passkeys;
pub mod programs;
pub mod team;
pub mod webhook;
pub mod webhooks;

use axum::Router;
use axum::extract::{FromRequestParts, Request, State};
use axum::middleware::{self, Next as Inner};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use http::request::Parts;
use http::{Method, StatusCode};
use minijinja::{Value, context};

use super::asker::SignedIn;
use super::error::Error;
use super::routes::{BOTH, GET, POST, Route};
use super::{App, AppState, page};
use crate::language::Words;
use crate::links::{self, Next};
use crate::staff::door::Passage;
use crate::staff::{May, Role};

/// What a path needs of who comes: to look, and to do.
#[derive(Debug, Clone, Copy)]
pub enum Needs {
    May {
        to_read: May,
        to_write: May,
    },
    /// A role and nothing else: it is where the rest is proved.
    Role,
}

const fn may(to_read: May, to_write: May) -> Needs {
    Needs::May { to_read, to_write }
}

/// Every path of the staff area.
pub fn table() -> Vec<(Route, Needs)> {
    [ways_in(), of_content(), of_members(), of_the_site()].into_iter().flatten().collect()
}

fn ways_in() -> Vec<(Route, Needs)> {
    vec![
        ((links::STAFF, GET, get(show)), may(May::Enter, May::Enter)),
        ((links::STAFF_FACTOR, BOTH, get(factor::show).post(factor::submit)), Needs::Role),
        ((links::STAFF_FACTOR_PASSKEY, POST, post(passkeys::prove)), Needs::Role),
        ((links::STAFF_FACTOR_PASSKEY_BEGIN, POST, post(passkeys::begin_proof)), Needs::Role),
        ((links::STAFF_FACTORS, GET, get(factors::show)), may(May::KeepFactors, May::KeepFactors)),
        (
            (links::STAFF_FACTORS_APP, BOTH, get(factors::show_app).post(factors::add_app)),
            may(May::KeepFactors, May::KeepFactors),
        ),
        ((links::STAFF_FACTORS_RECOVERY, POST, post(factors::renew_recovery)), may(May::KeepFactors, May::KeepFactors)),
        ((links::STAFF_FACTORS_PASSKEYS, POST, post(passkeys::add)), may(May::KeepFactors, May::KeepFactors)),
        (
            (links::STAFF_FACTORS_PASSKEYS_BEGIN, POST, post(passkeys::begin_add)),
            may(May::KeepFactors, May::KeepFactors),
        ),
        ((links::STAFF_FACTORS_PASSKEYS_REMOVE, POST, post(passkeys::remove)), may(May::KeepFactors, May::KeepFactors)),
    ]
}

fn of_content() -> Vec<(Route, Needs)> {
    vec![
        (
            (links::STAFF_COMMENTS, BOTH, get(comments::show).post(comments::submit)),
            may(May::SeeComments, May::DecideComments),
        ),
        ((links::STAFF_NUMBERS, GET, get(numbers::show)), may(May::SeeNumbers, May::SeeNumbers)),
        ((links::STAFF_ARTICLES, GET, get(articles::show)), may(May::SeeArticles, May::SeeArticles)),
        (
            (links::STAFF_ARTICLE, BOTH, get(article::show).post(article::submit)),
            may(May::SeeArticles, May::ChangeArticles),
        ),
        ((links::STAFF_EXPERIMENTS, GET, get(experiments::show)), may(May::SeeExperiments, May::SeeExperiments)),
        (
            (links::STAFF_EXPERIMENTS_NEW, BOTH, get(experiment_form::show).post(experiment_form::submit)),
            may(May::ChangeExperiments, May::ChangeExperiments),
        ),
        (
            (links::STAFF_EXPERIMENT, BOTH, get(experiment::show).post(experiment::submit)),
            may(May::SeeExperiments, May::ChangeExperiments),
        ),
    ]
}

fn of_members() -> Vec<(Route, Needs)> {
    vec![
        ((links::STAFF_MEMBERS, GET, get(members::show)), may(May::SeeMembers, May::SeeMembers)),
        ((links::STAFF_MEMBERS_EXPORT, POST, post(export::submit)), may(May::ExportMembers, May::ExportMembers)),
        ((links::STAFF_IMPORT, BOTH, import::handlers()), may(May::SeeMembers, May::ImportMembers)),
        ((links::STAFF_IMPORT_ACT, POST, post(import::act)), may(May::ImportMembers, May::ImportMembers)),
        ((links::STAFF_MEMBER, BOTH, get(member::show).post(member::submit)), may(May::SeeMembers, May::ChangeMembers)),
        (
            (links::STAFF_MEMBER_ERASE, BOTH, get(erase::show).post(erase::submit)),
            may(May::EraseMembers, May::EraseMembers),
        ),
        (
            (links::STAFF_LETTERS, BOTH, get(letters::show).post(letters::submit)),
            may(May::SeeLetters, May::ChangeLetters),
        ),
    ]
}

fn of_the_site() -> Vec<(Route, Needs)> {
    vec![
        ((links::STAFF_TEAM, BOTH, get(team::show).post(team::submit)), may(May::SeeStaff, May::ChangeStaff)),
        (
            (links::STAFF_PROGRAMS, BOTH, get(programs::show).post(programs::submit)),
            may(May::SeePrograms, May::ChangePrograms),
        ),
        (
            (links::STAFF_WEBHOOKS, BOTH, get(webhooks::show).post(webhooks::submit)),
            may(May::SeeWebhooks, May::ChangeWebhooks),
        ),
        (
            (links::STAFF_WEBHOOK, BOTH, get(webhook::show).post(webhook::submit)),
            may(May::SeeWebhooks, May::ChangeWebhooks),
        ),
        ((links::STAFF_AUDIT, GET, get(audit::show)), may(May::SeeAudit, May::SeeAudit)),
    ]
}

/// Each path with its door before it.
pub fn add_to(router: Router<AppState>, app: &AppState) -> Router<AppState> {
    table().into_iter().fold(router, |router, ((path, _, handlers), needs)| {
        let door = middleware::from_fn_with_state((AppState::clone(app), needs), enter);
        router.route(path, handlers.layer(door))
    })
}

/// Set by the door alone: what is not behind it lets nobody in.
#[derive(Clone, Copy)]
struct Entered(Role);

/// A member of the staff who may do what they ask for.
pub struct Staff {
    pub signed_in: SignedIn,
    pub role: Role,
}

impl FromRequestParts<AppState> for Staff {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, app: &AppState) -> Result<Self, Response> {
        let Some(Entered(role)) = parts.extensions.get::<Entered>().copied() else {
            return Err(Error::NotFound.into_response());
        };
        let signed_in = SignedIn::from_request_parts(parts, app).await.map_err(|_| Error::NotFound.into_response())?;
        Ok(Self { signed_in, role })
    }
}

/// The door. Role and proofs are read from the rows, and never from a copy.
async fn enter(
    State((app, needs)): State<(AppState, Needs)>,
    request: Request,
    inner: Inner,
) -> Result<Response, Error> {
    let (mut parts, body) = request.into_parts();
    let Ok(signed_in) = SignedIn::from_request_parts(&mut parts, &app).await else { return Err(Error::NotFound) };
    let key = signed_in.asker.current.as_ref().map(|(key, _)| *key).ok_or(Error::NotFound)?;
    let is_read = matches!(parts.method, Method::GET | Method::HEAD);
    let passage = match needs {
        Needs::May { to_read, to_write } => {
            let what = if is_read { to_read } else { to_write };
            app.desk.pass(&signed_in.member, key, what, is_read).await?
        }
        Needs::Role => match app.desk.pass(&signed_in.member, key, May::Enter, true).await? {
            Passage::Nothing => Passage::Nothing,
            _ => Passage::Open,
        },
    };
    let role = signed_in.member.staff_role.as_deref().and_then(Role::parse);
    let (Some(role), Passage::Open) = (role, passage) else {
        return refuse(&app, &signed_in, passage, (parts.uri.path(), is_read)).await;
    };
    parts.extensions.insert(Entered(role));
    Ok(inner.run(Request::from_parts(parts, body)).await)
}

/// What a page wants beside what its path does; `None`: they may.
pub async fn stop(app: &App, staff: &Staff, what: May, path: &str) -> Result<Option<Response>, Error> {
    let key = staff.signed_in.asker.current.as_ref().map(|(key, _)| *key).ok_or(Error::NotFound)?;
    match app.desk.pass(&staff.signed_in.member, key, what, false).await? {
        Passage::Open => Ok(None),
        passage => refuse(app, &staff.signed_in, passage, (path, false)).await.map(Some),
    }
}

/// Where a form stands that is sent to a path without a page of its own.
fn page_of(path: &str) -> &str {
    match path {
        links::STAFF_MEMBERS_EXPORT => links::STAFF_MEMBERS,
        links::STAFF_FACTORS_RECOVERY
        | links::STAFF_FACTORS_PASSKEYS
        | links::STAFF_FACTORS_PASSKEYS_BEGIN
        | links::STAFF_FACTORS_PASSKEYS_REMOVE => links::STAFF_FACTORS,
        links::STAFF_IMPORT_ACT => links::STAFF_IMPORT,
        path => path,
    }
}

/// What is wanted before they may pass, and the way there.
async fn refuse(
    app: &App,
    signed_in: &SignedIn,
    passage: Passage,
    (path, is_read): (&str, bool),
) -> Result<Response, Error> {
    let next = Next::parse_or_front(page_of(path));
    match passage {
        Passage::Open | Passage::Nothing => Err(Error::NotFound),
        Passage::NotTheirs => Err(Error::Forbidden(Words("staff-not-yours"))),
        Passage::SignIn => {
            let context = context! { address => signed_in.member.address.as_str(), next => next.as_str() };
            page::own(app, &signed_in.asker, StatusCode::UNAUTHORIZED, "pages/step_up.html", context)
        }
        Passage::AddFactor => Ok(page::see_other(links::STAFF_FACTORS)),
        Passage::ProveFactor if is_read => Ok(page::see_other(&links::staff_factor(&next))),
        Passage::ProveFactor => {
            factor::ask(app, signed_in, StatusCode::UNAUTHORIZED, &next, factor::Failed::Nothing).await
        }
    }
}

/// What each role meets first.
async fn show(staff: Staff) -> Response {
    let first = areas(staff.role).find(|(_, href, _)| *href != links::STAFF_FACTORS);
    page::see_other(first.map_or(links::STAFF_FACTORS, |(_, href, _)| href))
}

/// The areas that a role may see, in the order of the menu.
fn areas(role: Role) -> impl Iterator<Item = (May, &'static str, Words)> {
    const AREAS: [(May, &str, Words); 11] = [
        (May::SeeNumbers, links::STAFF_NUMBERS, Words("staff-nav-numbers")),
        (May::SeeArticles, links::STAFF_ARTICLES, Words("staff-nav-articles")),
        (May::SeeExperiments, links::STAFF_EXPERIMENTS, Words("staff-nav-experiments")),
        (May::SeeMembers, links::STAFF_MEMBERS, Words("staff-nav-members")),
        (May::SeeComments, links::STAFF_COMMENTS, Words("staff-nav-comments")),
        (May::SeeLetters, links::STAFF_LETTERS, Words("staff-nav-letters")),
        (May::SeePrograms, links::STAFF_PROGRAMS, Words("staff-nav-programs")),
        (May::SeeStaff, links::STAFF_TEAM, Words("staff-nav-team")),
        (May::SeeWebhooks, links::STAFF_WEBHOOKS, Words("staff-nav-webhooks")),
        (May::SeeAudit, links::STAFF_AUDIT, Words("staff-nav-audit")),
        (May::KeepFactors, links::STAFF_FACTORS, Words("staff-nav-factors")),
    ];
    AREAS.into_iter().filter(move |(what, ..)| role.may(*what))
}

/// A page of the staff area, with its menu.
pub fn render(
    app: &App,
    staff: &Staff,
    status: StatusCode,
    (name, here): (&str, &str),
    context: Value,
) -> Result<Response, Error> {
    let asker = &staff.signed_in.asker;
    let areas: Vec<Value> = areas(staff.role)
        .map(|(_, href, words)| context! { href => href, label => asker.say(app, words), is_here => href == here })
        .collect();
    page::own(app, asker, status, name, context! { areas => areas, ..context })
}
