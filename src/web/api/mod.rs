//! The API: what the desk does, for the publisher's own programs.
//!
//! Each path stands in one table with the scope that it needs, behind one door that asks for a key; what is in no table is
//! not there. The document at `/-/api/openapi.json` is made of the same functions, and a test holds it against the table.

pub mod articles;
pub mod ask;
pub mod consents;
pub mod document;
pub mod guide;
pub mod members;
pub mod numbers;
pub mod once;
pub mod pace;
pub mod problem;
pub mod shares;

use axum::Router;
use axum::extract::{DefaultBodyLimit, FromRequestParts, Request, State};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use axum::routing::{any, delete, get, post, put};
use http::request::Parts;
use http::{HeaderMap, Method, StatusCode, header};
use serde::Serialize;
use utoipa::IntoParams;

use super::routes::{DELETE, GET, POST, PUT, Route};
use super::{AppState, json};
use crate::audit::Actor;
use crate::links;
use crate::program::{ProgramId, Scope};
use problem::Problem;

/// The largest body that any path takes: an article with its images.
const MAX_BODY: usize = 16 * 1024 * 1024;

/// Every path that wants a key.
pub fn table() -> Vec<(Route, Scope)> {
    vec![
        ((links::API_MEMBERS, GET, get(members::list)), Scope::ReadMembers),
        ((links::API_MEMBER, GET, get(members::show)), Scope::ReadMembers),
        ((links::API_MEMBER, DELETE, delete(members::erase)), Scope::EraseMembers),
        ((links::API_MEMBER_BLOCK, POST, post(members::block)), Scope::WriteMembers),
        ((links::API_MEMBER_UNBLOCK, POST, post(members::unblock)), Scope::WriteMembers),
        ((links::API_MEMBER_SIGN_OUT, POST, post(members::sign_out)), Scope::WriteMembers),
        ((links::API_MEMBER_CONSENTS, GET, get(consents::of_member)), Scope::ReadConsents),
        ((links::API_CONSENTS, GET, get(consents::list)), Scope::ReadConsents),
        ((links::API_ARTICLES, GET, get(articles::list)), Scope::ReadArticles),
        ((links::API_ARTICLE, GET, get(articles::show)), Scope::ReadArticles),
        ((links::API_ARTICLE_SOURCE, PUT, put(articles::put)), Scope::WriteArticles),
        ((links::API_ARTICLE_SOURCE, DELETE, delete(articles::take_back)), Scope::WriteArticles),
        ((links::API_ARTICLE_ACCESS, PUT, put(articles::put_access)), Scope::WriteArticles),
        ((links::API_SHARES, GET, get(shares::list)), Scope::ReadShares),
        ((links::API_SHARE, GET, get(shares::show)), Scope::ReadShares),
        ((links::API_SHARE_END, POST, post(shares::end)), Scope::WriteShares),
        ((links::API_NUMBERS, GET, get(numbers::show)), Scope::ReadNumbers),
    ]
}

/// Each path with its door before it, and one answer for all that is not there.
pub fn add_to(router: Router<AppState>, app: &AppState) -> Router<AppState> {
    let router = table().into_iter().fold(router, |router, ((path, _, handlers), scope)| {
        let once = middleware::from_fn_with_state(AppState::clone(app), once::done_once);
        let door = middleware::from_fn_with_state((AppState::clone(app), scope), enter);
        // The last one is met first.
        let handlers = handlers.route_layer(once).route_layer(DefaultBodyLimit::max(MAX_BODY)).route_layer(door);
        router.route(path, handlers)
    });
    router.route(links::API_REST, any(|| async { Problem::of_status(StatusCode::NOT_FOUND) }))
}

/// A program that may do what it asks for. Set by the door alone: what is not behind it lets nobody in.
#[derive(Debug, Clone, Copy)]
pub struct Caller {
    pub id: ProgramId,
}

impl Caller {
    pub fn actor(self) -> Actor {
        Actor::Program(self.id)
    }
}

impl FromRequestParts<AppState> for Caller {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &AppState) -> Result<Self, Problem> {
        parts.extensions.get::<Self>().copied().ok_or_else(|| Problem::of_status(StatusCode::NOT_FOUND))
    }
}

/// The door. The key is looked up in its row, each time.
async fn enter(State((app, scope)): State<(AppState, Scope)>, mut request: Request, next: Next) -> Response {
    match admit(&app, scope, request.headers()).await {
        Ok(caller) => {
            request.extensions_mut().insert(caller);
            let is_write = !matches!(*request.method(), Method::GET | Method::HEAD);
            if is_write {
                tracing::info!(program = %caller.id.0, scope = scope.as_str(), "a program writes");
            }
            next.run(request).await
        }
        Err(problem) => problem.into_response(),
    }
}

async fn admit(app: &AppState, scope: Scope, headers: &HeaderMap) -> Result<Caller, Problem> {
    let refused = |detail: &str| Problem::new(StatusCode::UNAUTHORIZED, "no-key", detail);
    let Some(key) = bearer(headers) else {
        return Err(refused("Send your key as `Authorization: Bearer gfk_…`."));
    };
    let Some(program) = app.programs.find(key).await? else {
        return Err(refused("This key is none of ours, or is not good any more."));
    };
    if let Some(wait) = app.pace.claim(program.id, app.clock.now()) {
        return Err(Problem::of_status(StatusCode::TOO_MANY_REQUESTS).after(wait));
    }
    if !program.scopes.has(scope) {
        let detail = format!("This key may not do that: it wants the scope {}.", scope.as_str());
        return Err(Problem::new(StatusCode::FORBIDDEN, "no-scope", detail));
    }
    Ok(Caller { id: program.id })
}

/// The one key that a request brings.
fn bearer(headers: &HeaderMap) -> Option<&str> {
    let mut lines = headers.get_all(header::AUTHORIZATION).iter();
    let line = lines.next()?.to_str().ok()?;
    let (scheme, key) = line.split_once(' ')?;
    (scheme.eq_ignore_ascii_case("bearer") && lines.next().is_none()).then_some(key.trim())
}

/// An answer in JSON.
fn answer(status: StatusCode, body: &impl Serialize) -> Result<Response, Problem> {
    let text = serde_json::to_string(body).map_err(anyhow::Error::from)?;
    Ok(json::text(status, text))
}

/// For the document alone.
#[derive(IntoParams)]
#[into_params(parameter_in = Header)]
#[expect(dead_code, reason = "read by the document of the API alone; the header is read in once.rs")]
pub struct OnceHeader {
    /// The same key again is the same write: done once, and answered as before. Kept for a day.
    #[param(min_length = 1, max_length = 255, pattern = "^[!-~]+$")]
    #[param(rename = "Idempotency-Key")]
    key: Option<String>,
}
