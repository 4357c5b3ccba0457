//! The staff area, behind one door: whoever is not staff finds nothing here, whatever the path or method.
//!
//! Reading wants a sign-in of the last hour, doing one of the last minutes.

pub mod comments;

use std::time::Duration;

use axum::extract::{FromRequestParts, Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use http::Method;
use http::request::Parts;
use minijinja::context;

use super::asker::SignedIn;
use super::error::Error;
use super::{AppState, page};
use crate::clock;
use crate::links;

/// How recent a sign-in must be to look.
const FRESH_TO_READ: Duration = clock::hours(1);

/// Set by the door alone: what is not behind it lets nobody in.
#[derive(Clone, Copy)]
struct Entered;

/// A member of the staff, freshly signed in.
pub struct Staff(pub SignedIn);

impl FromRequestParts<AppState> for Staff {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, app: &AppState) -> Result<Self, Response> {
        if parts.extensions.get::<Entered>().is_none() {
            return Err(Error::NotFound.into_response());
        }
        SignedIn::from_request_parts(parts, app).await.map(Self).map_err(|_| Error::NotFound.into_response())
    }
}

/// The door. The role is read from the member's row, and never from a copy.
pub async fn enter(State(app): State<AppState>, request: Request, next: Next) -> Result<Response, Error> {
    let (mut parts, body) = request.into_parts();
    let Ok(signed_in) = SignedIn::from_request_parts(&mut parts, &app).await else { return Err(Error::NotFound) };
    let member = &signed_in.member;
    if member.staff_role.is_none() || member.blocked_at.is_some() || member.proved_at.is_none() {
        return Err(Error::NotFound);
    }
    let key = signed_in.asker.current.as_ref().map(|(key, _)| *key).ok_or(Error::NotFound)?;
    let is_read = matches!(parts.method, Method::GET | Method::HEAD);
    let within = if is_read { FRESH_TO_READ } else { app.members.sessions.settings().fresh };
    if !app.members.sessions.is_signed_in_within(key, within).await? {
        let context = context! { address => member.address.as_str(), next => links::STAFF_COMMENTS };
        return page::own(&app, &signed_in.asker, http::StatusCode::UNAUTHORIZED, "pages/step_up.html", context);
    }
    parts.extensions.insert(Entered);
    Ok(next.run(Request::from_parts(parts, body)).await)
}

/// There is one page so far.
pub async fn show(_: Staff) -> Response {
    page::see_other(links::STAFF_COMMENTS)
}
