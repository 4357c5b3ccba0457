//! The page before the staff area: a code of the second factor.

use axum::extract::State;
use axum::response::Response;
use http::{StatusCode, Uri};
use minijinja::context;
use serde::Deserialize;

use super::Staff;
use crate::language::Words;
use crate::links::{self, Next};
use crate::staff::factor::Proved;
use crate::web::asker::Asker;
use crate::web::error::Error;
use crate::web::form::Form;
use crate::web::{App, AppState, page, sign_in};

pub async fn show(State(app): State<AppState>, staff: Staff, uri: Uri) -> Result<Response, Error> {
    let mut pairs = url::form_urlencoded::parse(uri.query().unwrap_or_default().as_bytes());
    let next = pairs.find(|(name, _)| name == "next").and_then(|(_, next)| Next::parse(&next));
    if !app.desk.factors(staff.signed_in.member.id).await?.has_any() {
        return Ok(page::see_other(links::STAFF_FACTORS));
    }
    ask(&app, &staff.signed_in.asker, StatusCode::OK, &next.unwrap_or_else(start), None)
}

fn start() -> Next {
    Next::parse_or_front(links::STAFF)
}

/// The form; with an error where the code was not taken.
pub fn ask(app: &App, asker: &Asker, status: StatusCode, next: &Next, error: Option<Words>) -> Result<Response, Error> {
    let context = context! {
        next => next.as_str(),
        error => error.map(|words| asker.say(app, words)),
        // What a form held when the proof had grown old is not kept.
        is_late => status == StatusCode::UNAUTHORIZED,
    };
    page::own(app, asker, status, "pages/staff_factor.html", context)
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub struct FactorForm {
    code: String,
    next: String,
}

pub async fn submit(
    State(app): State<AppState>,
    staff: Staff,
    Form(typed): Form<FactorForm>,
) -> Result<Response, Error> {
    let asker = &staff.signed_in.asker;
    let next = Next::parse(&typed.next).unwrap_or_else(start);
    match app.desk.prove_factor(staff.signed_in.member.id, staff.signed_in.live.id, &typed.code).await? {
        Proved::Yes => Ok(page::see_other(next.as_str())),
        Proved::Wrong => {
            let words = Some(Words("staff-factor-wrong"));
            ask(&app, asker, StatusCode::UNPROCESSABLE_ENTITY, &next, words)
        }
        Proved::TooMany { retry_after } => {
            let words = Some(Words("staff-factor-too-many"));
            let page = ask(&app, asker, StatusCode::TOO_MANY_REQUESTS, &next, words)?;
            Ok(sign_in::with_retry(page, retry_after))
        }
    }
}
