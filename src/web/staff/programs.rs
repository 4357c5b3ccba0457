//! The publisher's own programs: what may ask through the API. A key is shown once, on the page that makes it.

use axum::extract::State;
use axum::response::Response;
use http::{StatusCode, Uri};
use minijinja::{Value, context};

use super::{Staff, render};
use crate::audit::Actor;
use crate::clock::{self, Timestamp};
use crate::language::Words;
use crate::links;
use crate::program::flow::{Made, Wanted};
use crate::program::{NAME_LENGTH, Program, ProgramId, Scope, Scopes};
use crate::web::error::Error;
use crate::web::form::Form;
use crate::web::{App, AppState, page, view};

const PAGE: &str = "pages/staff_programs.html";
/// How many days a key may be good for; none: until it is ended.
const DAYS: [u32; 3] = [30, 90, 365];

#[derive(Default)]
struct Told {
    said: Option<Words>,
    error: Option<Words>,
    /// Shown now and never again.
    key: Option<String>,
    name: String,
    scopes: Scopes,
}

pub async fn show(State(app): State<AppState>, staff: Staff, uri: Uri) -> Result<Response, Error> {
    let is_ended = uri.query().is_some_and(|query| query == "done=ended");
    let told = Told { said: is_ended.then_some(Words("staff-programs-done-ended")), ..Told::default() };
    list(&app, &staff, StatusCode::OK, told).await
}

async fn list(app: &App, staff: &Staff, status: StatusCode, told: Told) -> Result<Response, Error> {
    let asker = &staff.signed_in.asker;
    let now = app.clock.now();
    let rows: Vec<Value> = app.programs.list().await?.iter().map(|program| row(program, now)).collect();
    let scopes: Vec<Value> = Scope::ALL
        .map(|scope| context! { scope => scope.as_str(), message => message(scope).0, is_chosen => told.scopes.has(scope) })
        .to_vec();
    let context = context! {
        programs => rows,
        scopes => scopes,
        days => DAYS.to_vec(),
        said => told.said.map(|words| asker.say(app, words)),
        error => told.error.map(|words| asker.say(app, words)),
        key => told.key,
        typed_name => told.name,
        name_length => NAME_LENGTH,
        document => links::API_DOCUMENT,
    };
    render(app, staff, status, (PAGE, links::STAFF_PROGRAMS), context)
}

fn row(program: &Program, now: Timestamp) -> Value {
    context! {
        id => program.id.0.to_string(),
        name => program.name.as_str(),
        scopes => program.scopes.iter().map(|scope| Value::from(message(scope).0)).collect::<Vec<_>>(),
        made => view::day(program.made_at),
        expires => program.expires_at.map(view::day),
        used => program.used_at.map(view::minute),
        ended => program.ended_at.map(view::day),
        is_live => program.is_live(now),
    }
}

/// What a scope is called.
fn message(scope: Scope) -> Words {
    match scope {
        Scope::ReadMembers => Words("staff-scope-members-read"),
        Scope::WriteMembers => Words("staff-scope-members-write"),
        Scope::EraseMembers => Words("staff-scope-members-erase"),
        Scope::ReadConsents => Words("staff-scope-consents-read"),
        Scope::ReadArticles => Words("staff-scope-articles-read"),
        Scope::WriteArticles => Words("staff-scope-articles-write"),
        Scope::ReadShares => Words("staff-scope-shares-read"),
        Scope::WriteShares => Words("staff-scope-shares-write"),
        Scope::ReadNumbers => Words("staff-scope-numbers-read"),
    }
}

/// Fields may come several times: a box for each scope.
pub async fn submit(
    State(app): State<AppState>,
    staff: Staff,
    Form(typed): Form<Vec<(String, String)>>,
) -> Result<Response, Error> {
    let field = |name: &str| typed.iter().find(|(given, _)| given == name).map_or("", |(_, value)| value.trim());
    let actor = Actor::Staff(staff.signed_in.member.id);
    match field("action") {
        "make" => {
            let given = typed.iter().filter(|(name, _)| name == "scope").map(|(_, value)| Scope::parse(value));
            let Some(scopes) = given.collect::<Option<Scopes>>() else {
                return Err(Error::BadRequest(Words("bad-form")));
            };
            make(&app, &staff, actor, (field("name"), scopes, field("days"))).await
        }
        "end" => {
            let id = field("id").parse().map(ProgramId).map_err(|_| Error::NotFound)?;
            // It cannot be undone, and something may stand still at once.
            if field("sure") != "yes" {
                let told = Told { error: Some(Words("staff-programs-not-sure")), ..Told::default() };
                return list(&app, &staff, StatusCode::UNPROCESSABLE_ENTITY, told).await;
            }
            if !app.programs.end(actor, id).await? {
                return Err(Error::NotFound);
            }
            Ok(page::see_other(&format!("{}?done=ended", links::STAFF_PROGRAMS)))
        }
        _ => Err(Error::BadRequest(Words("staff-bad-action"))),
    }
}

async fn make(
    app: &App,
    staff: &Staff,
    actor: Actor,
    (name, scopes, days): (&str, Scopes, &str),
) -> Result<Response, Error> {
    let refuse = |status, words| {
        let told = Told { error: Some(words), name: name.to_owned(), scopes: scopes.clone(), ..Told::default() };
        list(app, staff, status, told)
    };
    let is_named = (1..=NAME_LENGTH).contains(&name.chars().count()) && !name.chars().any(char::is_control);
    if !is_named {
        return refuse(StatusCode::UNPROCESSABLE_ENTITY, Words("staff-programs-no-name")).await;
    }
    if scopes.is_empty() {
        return refuse(StatusCode::UNPROCESSABLE_ENTITY, Words("staff-programs-no-scope")).await;
    }
    let days: Option<u32> = if days.is_empty() {
        None
    } else {
        let known = days.parse().ok().filter(|days| DAYS.contains(days));
        Some(known.ok_or(Error::BadRequest(Words("bad-form")))?)
    };
    let expires_at = days.map(|days| app.clock.now().plus(clock::days(days.into())));
    let wanted = Wanted { name: name.to_owned(), scopes: scopes.clone(), expires_at };
    match app.programs.make(actor, &wanted).await? {
        Made::Yes(_, key) => {
            list(app, staff, StatusCode::OK, Told { key: Some(key.reveal()), ..Told::default() }).await
        }
        Made::Full => refuse(StatusCode::CONFLICT, Words("staff-programs-full")).await,
    }
}
