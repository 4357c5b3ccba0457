//! Members as a file, streamed; each time with a proof of the last minutes and a line in the account.

use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use futures_util::stream;
use http::{HeaderValue, header};
use serde::Deserialize;
use serde_json::json;
use tokio::time::Instant;

use super::{Staff, members};
use crate::audit::{self, Action, Actor, Deed, Subject};
use crate::language::Words;
use crate::member::export::{Export, What};
use crate::web::error::Error;
use crate::web::form::Form;
use crate::web::{App, AppState};

/// After each piece the part of its time in which nothing is done: a file of a million members leaves readers a third of what
/// it works on.
const REST: u32 = 2;

#[derive(Default, Deserialize)]
#[serde(default)]
pub struct ExportForm {
    /// `members` or `news`.
    kind: String,
    /// The filter of the list that it was asked from, as its address has it.
    query: String,
}

pub async fn submit(
    State(app): State<AppState>,
    staff: Staff,
    Form(typed): Form<ExportForm>,
) -> Result<Response, Error> {
    let filter = members::read(Some(&typed.query)).map_err(Error::BadRequest)?.filter;
    let (what, is_filtered, name) = match typed.kind.as_str() {
        // Everybody who agreed, whatever the list showed.
        "news" => (What::News, false, "attachment; filename=\"news.csv\""),
        "members" => {
            let is_filtered = !filter.is_everybody();
            (What::Members(filter), is_filtered, "attachment; filename=\"members.csv\"")
        }
        _ => return Err(Error::BadRequest(Words("staff-bad-action"))),
    };
    let export = Export::begin(&app.db, what).await?.ok_or(Error::BadRequest(Words("staff-export-cut")))?;
    note(&app, &staff, &typed.kind, is_filtered).await?;
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static("text/csv; charset=utf-8")),
        (header::CONTENT_DISPOSITION, HeaderValue::from_static(name)),
        (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
    ];
    // Where it fails the answer breaks off, so that nobody takes half a file for a whole one.
    let pieces = stream::try_unfold((export, Duration::ZERO), |(mut export, rest)| async move {
        tokio::time::sleep(rest).await;
        let begun = Instant::now();
        let piece = export.next().await?;
        let rest = begun.elapsed() / REST;
        anyhow::Ok(piece.map(|piece| (Bytes::from(piece), (export, rest))))
    });
    Ok((headers, Body::from_stream(pieces)).into_response())
}

/// Before the first byte leaves.
async fn note(app: &App, staff: &Staff, kind: &str, is_filtered: bool) -> Result<(), Error> {
    let actor = Actor::Staff(staff.signed_in.member.id);
    let deed = Deed::new(actor, Action::MembersExported, Subject::Members)
        .change(json!({}), json!({ "kind": kind, "filtered": is_filtered }));
    let mut tx = app.db.begin().await?;
    audit::store::insert(&mut tx.conn(), &deed, app.clock.now()).await?;
    tx.commit().await?;
    tracing::info!(staff = %staff.signed_in.member.id.0, kind, "members were exported");
    Ok(())
}
