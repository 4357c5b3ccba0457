//! Members as a file: everybody whom a filter leaves, or for a mailing system only those who agreed, with when and to what.
//! It streams: a million members take no more memory than a page of them.

use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use futures_util::stream;
use http::{HeaderValue, header};
use serde::Deserialize;
use serde_json::json;
use uuid::Uuid;

use super::{Staff, member, members};
use crate::audit::{self, Action, Actor, Deed, Subject};
use crate::language::Words;
use crate::member::roll::{Before, Filter};
use crate::member::roll_store::{self, ConsentedRow, RollRow};
use crate::member::{Consent, MemberId, csv};
use crate::web::error::Error;
use crate::web::form::Form;
use crate::web::{App, AppState};

/// Members of one query, and of one piece of the answer.
const AT_ONCE: i64 = 2_000;

const MEMBERS: [&str; 13] = [
    "id",
    "address",
    "name",
    "language",
    "site",
    "joined_at",
    "proved_at",
    "joined_by",
    "source",
    "last_seen_at",
    "news",
    "blocked_at",
    "role",
];
const NEWS: [&str; 9] =
    ["address", "name", "language", "agreed_at", "wording", "wording_version", "site", "form", "method"];

#[derive(Default, Deserialize)]
#[serde(default)]
pub struct ExportForm {
    /// `members` or `news`.
    kind: String,
    /// The filter of the list that it was asked from, as its address has it.
    query: String,
}

/// Where a stream stands.
enum Place {
    Head(Then),
    Members(Before),
    /// Found by words, all of them.
    Found(Vec<RollRow>),
    News(MemberId),
    End,
}

/// What follows on the head.
enum Then {
    Members,
    Found(Vec<RollRow>),
    News,
}

struct Export {
    app: AppState,
    filter: Filter,
    place: Place,
}

pub async fn submit(
    State(app): State<AppState>,
    staff: Staff,
    Form(typed): Form<ExportForm>,
) -> Result<Response, Error> {
    let asked = members::read(Some(&typed.query)).map_err(Error::BadRequest)?;
    let then = match typed.kind.as_str() {
        // Everybody who agreed, whatever the list showed.
        "news" => Then::News,
        "members" if asked.filter.words.is_empty() => Then::Members,
        "members" => {
            let mut read = app.db.read_lists().await?;
            let found = roll_store::search(&mut read.conn(), &asked.filter, roll_store::LOOKED_AT).await?;
            if found.is_cut {
                return Err(Error::BadRequest(Words("staff-export-cut")));
            }
            Then::Found(found.rows)
        }
        _ => return Err(Error::BadRequest(Words("staff-bad-action"))),
    };
    let is_news = matches!(then, Then::News);
    note(&app, &staff, &typed.kind, !is_news && !asked.filter.is_everybody()).await?;
    let name = if is_news { "attachment; filename=\"news.csv\"" } else { "attachment; filename=\"members.csv\"" };
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static("text/csv; charset=utf-8")),
        (header::CONTENT_DISPOSITION, HeaderValue::from_static(name)),
        (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
    ];
    let export = Export { app, filter: asked.filter, place: Place::Head(then) };
    let pieces = stream::try_unfold(export, |export| async move { next(export).await });
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

/// The next piece. Where it fails the answer breaks off, so that nobody takes half a file for a whole one.
async fn next(export: Export) -> anyhow::Result<Option<(Bytes, Export)>> {
    let Export { app, filter, place } = export;
    let (bytes, place) = match place {
        Place::Head(Then::News) => (csv::lines([NEWS])?, Place::News(MemberId(Uuid::nil()))),
        Place::Head(Then::Members) => (csv::lines([MEMBERS])?, Place::Members(Before::START)),
        Place::Head(Then::Found(rows)) => (csv::lines([MEMBERS])?, Place::Found(rows)),
        Place::Found(rows) => (of_members(&rows)?, Place::End),
        Place::Members(before) => {
            let mut read = app.db.read_lists().await?;
            let rows = roll_store::list(&mut read.conn(), &filter, before, AT_ONCE).await?;
            let Some(last) = rows.last() else { return Ok(None) };
            (of_members(&rows)?, Place::Members(Before(last.id)))
        }
        Place::News(after) => {
            let mut read = app.db.read_lists().await?;
            let rows = roll_store::list_consented(&mut read.conn(), after, AT_ONCE).await?;
            let Some(last) = rows.last() else { return Ok(None) };
            let place = Place::News(last.id);
            let fields: Vec<[String; 9]> = rows.into_iter().map(of_consent).collect();
            (csv::lines(fields.iter().map(|row| row.iter().map(String::as_str)))?, place)
        }
        Place::End => return Ok(None),
    };
    Ok(Some((Bytes::from(bytes), Export { app, filter, place })))
}

fn of_members(rows: &[RollRow]) -> anyhow::Result<Vec<u8>> {
    let fields: Vec<[String; 13]> = rows.iter().map(of_member).collect();
    csv::lines(fields.iter().map(|row| row.iter().map(String::as_str)))
}

fn of_member(row: &RollRow) -> [String; 13] {
    [
        row.id.0.to_string(),
        row.address.as_str().to_owned(),
        row.name.clone(),
        row.language.clone().unwrap_or_default(),
        row.site.clone(),
        row.created_at.to_iso(),
        member::iso(row.proved_at),
        row.joined_by.clone().unwrap_or_default(),
        row.source(),
        member::iso(row.seen_at),
        if row.wants_news { "yes" } else { "no" }.to_owned(),
        member::iso(row.blocked_at),
        row.staff_role.clone().unwrap_or_default(),
    ]
}

fn of_consent(row: ConsentedRow) -> [String; 9] {
    let consent: Consent = row.consent;
    let version = consent.wording_version();
    [
        row.address.as_str().to_owned(),
        row.name,
        row.language.unwrap_or_default(),
        consent.given_at.to_iso(),
        consent.wording,
        version,
        consent.site,
        consent.form,
        consent.method,
    ]
}
