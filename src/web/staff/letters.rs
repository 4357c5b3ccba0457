//! The outbox: what waits and what became of the rest, and the addresses that mail hosts refused for good.

use axum::extract::State;
use axum::response::Response;
use http::{StatusCode, Uri};
use minijinja::{Value, context};
use serde::Deserialize;
use uuid::Uuid;

use super::{Staff, member, render};
use crate::audit::{self, Action, Actor, Deed, Subject};
use crate::email_address::EmailAddress;
use crate::language::Words;
use crate::links;
use crate::mail::{self, AddressKey, LetterId};
use crate::web::error::Error;
use crate::web::form::Form;
use crate::web::{App, AppState, page, view};

const PER_PAGE: usize = 50;
/// Suppressed addresses that are shown.
const SUPPRESSED: i64 = 50;
const PAGE: &str = "pages/staff_letters.html";

/// Where the list begins, and which letters it holds.
struct Place {
    before: LetterId,
    waits: bool,
}

const START: Place = Place { before: LetterId(Uuid::max()), waits: false };

pub async fn show(State(app): State<AppState>, staff: Staff, uri: Uri) -> Result<Response, Error> {
    let mut place = START;
    let mut said = None;
    for (name, value) in url::form_urlencoded::parse(uri.query().unwrap_or_default().as_bytes()) {
        match (name.as_ref(), value.as_ref()) {
            ("before", id) => {
                place.before = id.parse().map(LetterId).map_err(|_| Error::BadRequest(Words("staff-bad-page")))?;
            }
            ("only", "waiting") => place.waits = true,
            ("only", _) => return Err(Error::BadRequest(Words("staff-bad-page"))),
            ("done", "hurry") => said = Some(Words("staff-letters-done-hurry")),
            ("done", "lift") => said = Some(Words("staff-letters-done-lift")),
            _ => {}
        }
    }
    list(&app, &staff, &place, (StatusCode::OK, said, None)).await
}

/// The last: what was typed and not taken, and why.
async fn list(
    app: &App,
    staff: &Staff,
    place: &Place,
    (status, said, refused): (StatusCode, Option<Words>, Option<(Words, &str)>),
) -> Result<Response, Error> {
    let asker = &staff.signed_in.asker;
    let limit = i64::try_from(PER_PAGE + 1).unwrap_or(i64::MAX);
    let (mut rows, suppressed, waiting) = {
        let mut read = app.db.read_lists().await?;
        let mut conn = read.conn();
        let rows = mail::store::list_before(&mut conn, place.before, place.waits, limit).await?;
        let suppressed = mail::store::list_suppressed(&mut conn, SUPPRESSED).await?;
        (rows, suppressed, mail::store::count_waiting(&mut conn).await?.0)
    };
    let has_older = rows.len() > PER_PAGE;
    rows.truncate(PER_PAGE);
    let only = if place.waits { "only=waiting&" } else { "" };
    let older = rows.last().filter(|_| has_older);
    let older = older.map(|row| format!("{}?{only}before={}", links::STAFF_LETTERS, row.id.0));
    let newest =
        if place.waits { format!("{}?only=waiting", links::STAFF_LETTERS) } else { links::STAFF_LETTERS.to_owned() };
    let letters: Vec<Value> = rows.iter().map(letter).collect();
    let suppressed: Vec<Value> = suppressed
        .iter()
        .map(|row| context! { reason => row.reason.as_str(), since => view::minute(row.since) })
        .collect();
    let context = context! {
        said => said.map(|words| asker.say(app, words)),
        error => refused.map(|(words, _)| asker.say(app, words)),
        typed_address => refused.map_or("", |(_, typed)| typed),
        letters => letters,
        waiting => waiting,
        is_waiting => place.waits,
        suppressed => suppressed,
        older => older,
        newest => (place.before != START.before).then_some(newest),
    };
    render(app, staff, status, (PAGE, links::STAFF_LETTERS), context)
}

fn letter(row: &mail::store::ListedLetter) -> Value {
    context! {
        recipient => row.recipient.as_ref().map(EmailAddress::as_str),
        due => row.ended_at.is_none().then(|| view::minute(row.due_at)),
        waits => row.state == "waiting",
        ..member::letter(row)
    }
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub struct LettersForm {
    action: String,
    id: String,
    address: String,
}

pub async fn submit(
    State(app): State<AppState>,
    staff: Staff,
    Form(typed): Form<LettersForm>,
) -> Result<Response, Error> {
    let is_done = match typed.action.as_str() {
        "hurry" => hurry(&app, &staff, &typed.id).await?,
        "lift" => {
            let refuse = |words| (StatusCode::UNPROCESSABLE_ENTITY, None, Some((words, typed.address.as_str())));
            let Ok(address) = EmailAddress::parse(&typed.address) else {
                return list(&app, &staff, &START, refuse(Words("staff-team-address"))).await;
            };
            if !lift(&app, &staff, &address).await? {
                return list(&app, &staff, &START, refuse(Words("staff-letters-not-suppressed"))).await;
            }
            true
        }
        _ => return Err(Error::BadRequest(Words("staff-bad-action"))),
    };
    if !is_done {
        return Err(Error::NotFound);
    }
    Ok(page::see_other(&format!("{}?done={}", links::STAFF_LETTERS, typed.action)))
}

/// Tries a letter that waits at once. False where it does not wait any more.
async fn hurry(app: &App, staff: &Staff, id: &str) -> Result<bool, Error> {
    let id: Uuid = id.parse().map_err(|_| Error::NotFound)?;
    let now = app.clock.now();
    let mut tx = app.db.begin().await?;
    let mut conn = tx.conn();
    if !mail::store::update_due(&mut conn, LetterId(id), now).await? {
        return Ok(false);
    }
    let actor = Actor::Staff(staff.signed_in.member.id);
    audit::store::insert(&mut conn, &Deed::new(actor, Action::LetterHurried, Subject::Letter(id)), now).await?;
    tx.commit().await?;
    app.members.wake.notify_one();
    Ok(true)
}

/// Writes to an address again that a mail host refused. False where none did.
async fn lift(app: &App, staff: &Staff, address: &EmailAddress) -> Result<bool, Error> {
    let now = app.clock.now();
    let mut tx = app.db.begin().await?;
    let mut conn = tx.conn();
    if !mail::store::delete_suppression(&mut conn, &AddressKey::new(&app.keys, address)).await? {
        return Ok(false);
    }
    let actor = Actor::Staff(staff.signed_in.member.id);
    audit::store::insert(&mut conn, &Deed::new(actor, Action::SuppressionLifted, Subject::Address), now).await?;
    tx.commit().await?;
    Ok(true)
}
