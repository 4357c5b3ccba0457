//! Members from a file: brought, looked over, taken in after a yes, invited after another.

use axum::body::Bytes;
use axum::extract::multipart::{Multipart, MultipartError, MultipartRejection};
use axum::extract::{DefaultBodyLimit, State};
use axum::response::Response;
use axum::routing::{MethodRouter, get};
use http::{StatusCode, Uri};
use minijinja::{Value, context};
use serde::Deserialize;
use uuid::Uuid;

use super::{Staff, render};
use crate::audit::Actor;
use crate::intake::flow::IntakeError;
use crate::intake::{Counts, Import, ImportId, MAX_BYTES, State as Standing};
use crate::language::{Words, text};
use crate::links;
use crate::staff::May;
use crate::web::error::Error;
use crate::web::form::Form;
use crate::web::{App, AppState, page, view};

const PAGE: &str = "pages/staff_import.html";
/// Imports that the list holds.
const SHOWN: i64 = 20;
/// What a form adds to its file.
const FORM: usize = 64 * 1024;

/// A file is larger than what any other form sends.
pub fn handlers() -> MethodRouter<AppState> {
    get(show).post(upload).layer(DefaultBodyLimit::max(MAX_BYTES + FORM))
}

pub async fn show(State(app): State<AppState>, staff: Staff, uri: Uri) -> Result<Response, Error> {
    let mut said = None;
    let mut one = None;
    for (name, value) in url::form_urlencoded::parse(uri.query().unwrap_or_default().as_bytes()) {
        match (name.as_ref(), value.as_ref()) {
            ("id", id) => {
                let id: Uuid = id.parse().map_err(|_| Error::NotFound)?;
                one = Some(app.intake.find(ImportId(id)).await?.ok_or(Error::NotFound)?);
            }
            ("done", "start") => said = Some(Words("staff-import-done-start")),
            ("done", "discard") => said = Some(Words("staff-import-done-discard")),
            ("done", "invite") => said = Some(Words("staff-import-done-invite")),
            ("done", "stop") => said = Some(Words("staff-import-done-stop")),
            _ => {}
        }
    }
    let said = said.map(|words| staff.signed_in.asker.say(&app, words));
    whole(&app, &staff, one.as_ref(), (StatusCode::OK, said, None)).await
}

/// The last: why a file was not taken.
async fn whole(
    app: &App,
    staff: &Staff,
    import: Option<&Import>,
    (status, said, error): (StatusCode, Option<String>, Option<String>),
) -> Result<Response, Error> {
    let one = match import {
        Some(import) => Some(one(app, staff, import).await?),
        None => None,
    };
    let now = app.clock.now();
    let list = app.intake.list(SHOWN).await?;
    let context = context! {
        said => said,
        error => error,
        one => one,
        sites => app.sites.all().iter().map(|site| Value::from(site.host.as_str())).collect::<Vec<_>>(),
        may_import => staff.role.may(May::ImportMembers),
        imports => list.iter().map(|import| {
            context! {
                href => links::staff_import(import.id.0),
                at => view::minute(import.made_at),
                state => standing(import, now),
                rows => import.done().rows().max(import.looked().rows()),
            }
        }).collect::<Vec<Value>>(),
    };
    render(app, staff, status, (PAGE, links::STAFF_MEMBERS), context)
}

/// The message that says how it stands.
fn standing(import: &Import, now: crate::clock::Timestamp) -> &'static str {
    if import.is_cut_off(now) {
        return "staff-import-is-cut-off";
    }
    match import.state.as_str() {
        "ready" => "staff-import-is-ready",
        "taking" => "staff-import-is-taking",
        "command" => "staff-import-is-command",
        "done" => "staff-import-is-done",
        _ => "staff-import-is-failed",
    }
}

fn counts(counts: Counts) -> Value {
    context! { fresh => counts.fresh, known => counts.known, changed => counts.changed, refused => counts.refused }
}

async fn one(app: &App, staff: &Staff, import: &Import) -> Result<Value, Error> {
    let asker = &staff.signed_in.asker;
    let is_ready = import.is(Standing::Ready);
    let refusals: Vec<Value> = import
        .refusals()
        .into_iter()
        .map(|refusal| {
            context! { row => refusal.row, field => refusal.field, why => asker.say(app, refusal.reason.words()) }
        })
        .collect();
    let is_over = import.is_over(app.clock.now());
    let to_invite = if is_over { app.intake.count_to_invite(import.id).await? } else { 0 };
    Ok(context! {
        id => import.id.0.to_string(),
        href => links::staff_import(import.id.0),
        at => view::minute(import.made_at),
        state => standing(import, app.clock.now()),
        is_ready => is_ready,
        is_under_way => !is_ready && !is_over,
        is_over => is_over,
        ..context! {
            counts => counts(if is_ready { import.looked() } else { import.done() }),
            done => import.done().rows(),
            rows => import.looked().rows(),
            refusals => refusals,
            ..context! {
                to_invite => to_invite,
                invited => import.invited,
                uninvited => import.uninvited,
                is_inviting => import.invitations == "sending",
                rate => app.intake.invitations_per_hour,
            }
        }
    })
}

/// What the form brings.
#[derive(Default)]
struct Brought {
    file: Option<Bytes>,
    site: String,
}

async fn read(multipart: Result<Multipart, MultipartRejection>) -> Result<Brought, Words> {
    let failed = |error: MultipartError| {
        let is_large = error.status() == StatusCode::PAYLOAD_TOO_LARGE;
        Words(if is_large { "import-file-too-large" } else { "import-file-missing" })
    };
    let mut multipart = multipart.map_err(|_| Words("import-file-missing"))?;
    let mut brought = Brought::default();
    while let Some(field) = multipart.next_field().await.map_err(failed)? {
        match field.name() {
            Some("file") => brought.file = Some(field.bytes().await.map_err(failed)?).filter(|file| !file.is_empty()),
            Some("site") => brought.site = field.text().await.map_err(failed)?,
            _ => {}
        }
    }
    Ok(brought)
}

pub async fn upload(
    State(app): State<AppState>,
    staff: Staff,
    multipart: Result<Multipart, MultipartRejection>,
) -> Result<Response, Error> {
    let refused = match take(&app, &staff, multipart).await? {
        Ok(id) => return Ok(page::see_other(&links::staff_import(id.0))),
        Err(words) => words,
    };
    whole(&app, &staff, None, (StatusCode::UNPROCESSABLE_ENTITY, None, Some(refused))).await
}

/// The inner error is told to whoever brought the file.
async fn take(
    app: &App,
    staff: &Staff,
    multipart: Result<Multipart, MultipartRejection>,
) -> Result<Result<ImportId, String>, Error> {
    let asker = &staff.signed_in.asker;
    let brought = match read(multipart).await {
        Ok(brought) => brought,
        Err(words) => return Ok(Err(asker.say(app, words))),
    };
    let Some(file) = brought.file else { return Ok(Err(asker.say(app, Words("import-file-missing")))) };
    if file.len() > MAX_BYTES {
        return Ok(Err(asker.say(app, Words("import-file-too-large"))));
    }
    let site = app.sites.find_or_first(&brought.site).host.as_str().to_owned();
    match app.intake.upload(staff.signed_in.member.id, file.into(), &site).await {
        Ok(id) => Ok(Ok(id)),
        Err(IntakeError::Db(error)) => Err(error.into()),
        Err(error @ IntakeError::Lost) => Err(Error::Internal(error.into())),
        Err(IntakeError::Fault(fault)) => {
            let (words, what) = fault.words();
            Ok(Err(asker.say_with(app, words, &[("what", text(&what))])))
        }
    }
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub struct ActForm {
    action: String,
    id: String,
}

pub async fn act(State(app): State<AppState>, staff: Staff, Form(typed): Form<ActForm>) -> Result<Response, Error> {
    let (who, intake) = (staff.signed_in.member.id, &app.intake);
    let id = || typed.id.parse().map(ImportId).map_err(|_| Error::NotFound);
    let is_done = match typed.action.as_str() {
        "start" => intake.start(who, id()?).await?,
        "discard" => intake.discard(who, id()?).await?,
        "invite" => intake.invite(Actor::Staff(who), id()?).await?,
        "stop" => intake.stop_inviting(Actor::Staff(who), id()?).await?,
        _ => return Err(Error::BadRequest(Words("staff-bad-action"))),
    };
    let id = id()?;
    if !is_done {
        let import = app.intake.find(id).await?.ok_or(Error::NotFound)?;
        let late = staff.signed_in.asker.say(&app, Words("staff-import-late"));
        return whole(&app, &staff, Some(&import), (StatusCode::CONFLICT, Some(late), None)).await;
    }
    app.intake.wake.notify_one();
    Ok(page::see_other(&match typed.action.as_str() {
        "discard" => format!("{}?done=discard", links::STAFF_IMPORT),
        action => format!("{}&done={action}", links::staff_import(id.0)),
    }))
}
