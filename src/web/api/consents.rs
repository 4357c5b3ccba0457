//! The ledger of consents: each yes and no as it was given.

use axum::extract::{Path, State};
use axum::response::Response;
use http::{StatusCode, Uri};
use serde::Serialize;
use utoipa::ToSchema;

use super::answer;
use super::ask::{Parameters, page, path_id};
use super::problem::{NotThere, Problem, Refused};
use crate::member::{MemberId, ledger_store, roll_store};
use crate::web::AppState;

/// One yes or no. It is never changed: who thinks better of it has another.
#[derive(Debug, Serialize, ToSchema)]
pub struct Consent {
    #[schema(format = Uuid)]
    id: String,
    /// The member's id.
    #[schema(format = Uuid)]
    member: String,
    /// What it is about.
    #[schema(example = "news")]
    purpose: String,
    /// Yes, or no.
    is_granted: bool,
    /// The words as they were shown.
    wording: String,
    /// The same for the same words.
    wording_version: String,
    /// The host of the site.
    site: String,
    /// What the words were said in; empty: not known.
    language: String,
    /// Where it was given.
    form: String,
    /// How: `tick`, `button`, `one-click`; empty: not known.
    method: String,
    #[schema(format = DateTime)]
    given_at: String,
}

impl Consent {
    fn of(row: &ledger_store::LedgerRow) -> Self {
        let consent = &row.consent;
        Self {
            id: row.id.to_string(),
            member: row.member_id.0.to_string(),
            purpose: consent.purpose.clone(),
            is_granted: consent.is_granted,
            wording: consent.wording.clone(),
            wording_version: consent.wording_version(),
            site: consent.site.clone(),
            language: consent.language.clone(),
            form: consent.form.clone(),
            method: consent.method.clone(),
            given_at: consent.given_at.to_iso(),
        }
    }
}

/// A page of the ledger.
#[derive(Debug, Serialize, ToSchema)]
pub struct Consents {
    items: Vec<Consent>,
    /// The `cursor` of the next page; null: this is the last.
    next: Option<String>,
}

/// The whole ledger, the oldest first.
#[utoipa::path(get, path = "/-/api/v1/consents", tag = "consents", security(("key" = ["consents:read"])),
    params(
        ("limit" = Option<u8>, Query, minimum = 1, maximum = 100, description = "Rows of a page; 50 where it is not given."),
        ("cursor" = Option<String>, Query, format = Uuid, description = "What `next` of the page before was."),
    ),
    responses((status = 200, body = Consents), Refused))]
pub async fn list(State(app): State<AppState>, uri: Uri) -> Result<Response, Problem> {
    let asked = Parameters::read(&uri, &["limit", "cursor"])?;
    let (limit, after) = (asked.limit()?, asked.cursor()?.unwrap_or_default());
    let rows = {
        let mut read = app.db.read_lists().await?;
        ledger_store::list_after(&mut read.conn(), after, limit + 1).await?
    };
    let (rows, next) = page(rows, limit, |row| row.id);
    answer(StatusCode::OK, &Consents { items: rows.iter().map(Consent::of).collect(), next })
}

/// What one member said, the oldest first.
#[utoipa::path(get, path = "/-/api/v1/members/{id}/consents", tag = "consents", security(("key" = ["consents:read"])),
    params(
        ("id" = String, Path, format = Uuid, description = "The member's id."),
        ("limit" = Option<u8>, Query, minimum = 1, maximum = 100, description = "Rows of a page; 50 where it is not given."),
        ("cursor" = Option<String>, Query, format = Uuid, description = "What `next` of the page before was."),
    ),
    responses((status = 200, body = Consents), Refused, NotThere))]
pub async fn of_member(State(app): State<AppState>, Path(id): Path<String>, uri: Uri) -> Result<Response, Problem> {
    let asked = Parameters::read(&uri, &["limit", "cursor"])?;
    let (limit, after) = (asked.limit()?, asked.cursor()?.unwrap_or_default());
    let id = MemberId(path_id(&id, "member")?);
    let mut read = app.db.read().await?;
    if roll_store::find(&mut read.conn(), id).await?.is_none() {
        return Err(Problem::not_found("member"));
    }
    let rows = ledger_store::list_of(&mut read.conn(), id, after, limit + 1).await?;
    let (rows, next) = page(rows, limit, |row| row.id);
    answer(StatusCode::OK, &Consents { items: rows.iter().map(Consent::of).collect(), next })
}
