//! Passkeys: the browser is asked by a script, and its answer comes back in a form, so that each end is a page.

use axum::extract::State;
use axum::response::Response;
use http::StatusCode;
use serde::Deserialize;
use uuid::Uuid;

use super::{Staff, factor, factors};
use crate::language::Words;
use crate::links::Next;
use crate::staff::factor::Proved;
use crate::staff::passkey::Party;
use crate::staff::passkey_flow::{LABEL_LENGTH, PasskeyAdded, PasskeyRemoved};
use crate::web::error::Error;
use crate::web::form::Form;
use crate::web::{AppState, json, page, sign_in};

/// The site that was asked, where browsers make passkeys for it.
fn party(staff: &Staff) -> Result<Party, Error> {
    Party::of(&staff.signed_in.asker.site).ok_or(Error::BadRequest(Words("staff-passkey-none")))
}

/// What `navigator.credentials.create` is asked for.
pub async fn begin_add(State(app): State<AppState>, staff: Staff) -> Result<Response, Error> {
    let party = party(&staff)?;
    let signed_in = &staff.signed_in;
    let options = app.desk.begin_passkey(&signed_in.member, signed_in.live.id, &party).await?;
    options.map(|options| json::text(StatusCode::OK, options)).ok_or(Error::BadRequest(Words("staff-passkey-none")))
}

/// What `navigator.credentials.get` is asked for.
pub async fn begin_proof(State(app): State<AppState>, staff: Staff) -> Result<Response, Error> {
    let party = party(&staff)?;
    let signed_in = &staff.signed_in;
    let options = app.desk.begin_passkey_proof(signed_in.member.id, signed_in.live.id, &party).await?;
    options.map(|options| json::text(StatusCode::OK, options)).ok_or(Error::BadRequest(Words("staff-passkey-none")))
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub struct AddForm {
    credential: String,
    label: String,
}

pub async fn add(State(app): State<AppState>, staff: Staff, Form(typed): Form<AddForm>) -> Result<Response, Error> {
    let party = party(&staff)?;
    let (member, session) = (staff.signed_in.member.id, staff.signed_in.live.id);
    let label: String = typed.label.trim().chars().filter(|c| !c.is_control()).take(LABEL_LENGTH).collect();
    let again = |status, words| factors::list(&app, &staff, Vec::new(), (status, Some(words)));
    match app.desk.add_passkey(member, session, &party, (&typed.credential, &label)).await? {
        PasskeyAdded::Yes(codes) => factors::list(&app, &staff, codes, (StatusCode::OK, None)).await,
        PasskeyAdded::Wrong => again(StatusCode::UNPROCESSABLE_ENTITY, Words("staff-passkey-wrong")).await,
        PasskeyAdded::Full => again(StatusCode::CONFLICT, Words("staff-passkey-full")).await,
        PasskeyAdded::TooMany { retry_after } => {
            let page = again(StatusCode::TOO_MANY_REQUESTS, Words("staff-factor-too-many")).await?;
            Ok(sign_in::with_retry(page, retry_after))
        }
    }
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub struct ProveForm {
    credential: String,
    next: String,
}

pub async fn prove(State(app): State<AppState>, staff: Staff, Form(typed): Form<ProveForm>) -> Result<Response, Error> {
    let party = party(&staff)?;
    let (member, session) = (staff.signed_in.member.id, staff.signed_in.live.id);
    let next = Next::parse(&typed.next).unwrap_or_else(factor::start);
    let again = |status, words| factor::ask(&app, &staff.signed_in, status, &next, factor::Failed::Passkey(words));
    match app.desk.prove_passkey(member, session, &party, &typed.credential).await? {
        Proved::Yes => Ok(page::see_other(next.as_str())),
        Proved::Wrong => again(StatusCode::UNPROCESSABLE_ENTITY, Words("staff-passkey-wrong")).await,
        Proved::TooMany { retry_after } => {
            let page = again(StatusCode::TOO_MANY_REQUESTS, Words("staff-factor-too-many")).await?;
            Ok(sign_in::with_retry(page, retry_after))
        }
    }
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub struct RemoveForm {
    id: String,
}

pub async fn remove(
    State(app): State<AppState>,
    staff: Staff,
    Form(typed): Form<RemoveForm>,
) -> Result<Response, Error> {
    let id: Uuid = typed.id.parse().map_err(|_| Error::BadRequest(Words("bad-form")))?;
    let (member, session) = (staff.signed_in.member.id, staff.signed_in.live.id);
    match app.desk.remove_passkey(member, session, id).await? {
        PasskeyRemoved::Yes => Ok(page::see_other(crate::links::STAFF_FACTORS)),
        PasskeyRemoved::Nothing => Err(Error::NotFound),
        PasskeyRemoved::Last => {
            let told = (StatusCode::CONFLICT, Some(Words("staff-passkey-last")));
            factors::list(&app, &staff, Vec::new(), told).await
        }
    }
}
