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
use crate::staff::passkey::Party;
use crate::web::asker::SignedIn;
use crate::web::error::Error;
use crate::web::form::Form;
use crate::web::{App, AppState, page, sign_in};

pub async fn show(State(app): State<AppState>, staff: Staff, uri: Uri) -> Result<Response, Error> {
    let mut pairs = url::form_urlencoded::parse(uri.query().unwrap_or_default().as_bytes());
    let next = pairs.find(|(name, _)| name == "next").and_then(|(_, next)| Next::parse(&next));
    if !app.desk.factors(staff.signed_in.member.id).await?.has_any() {
        return Ok(page::see_other(links::STAFF_FACTORS));
    }
    ask(&app, &staff.signed_in, StatusCode::OK, &next.unwrap_or_else(start), Failed::Nothing).await
}

pub fn start() -> Next {
    Next::parse_or_front(links::STAFF)
}

/// What was not taken, if anything.
#[derive(Debug, Clone, Copy)]
pub enum Failed {
    Nothing,
    Code(Words),
    Passkey(Words),
}

impl Failed {
    fn code(self) -> Option<Words> {
        match self {
            Self::Code(words) => Some(words),
            Self::Nothing | Self::Passkey(_) => None,
        }
    }

    fn passkey(self) -> Option<Words> {
        match self {
            Self::Passkey(words) => Some(words),
            Self::Nothing | Self::Code(_) => None,
        }
    }
}

/// The form; with an error where the proof was not taken.
pub async fn ask(
    app: &App,
    signed_in: &SignedIn,
    status: StatusCode,
    next: &Next,
    failed: Failed,
) -> Result<Response, Error> {
    let asker = &signed_in.asker;
    let factors = app.desk.factors(signed_in.member.id).await?;
    let context = context! {
        next => next.as_str(),
        error => failed.code().map(|words| asker.say(app, words)),
        passkey_error => failed.passkey().map(|words| asker.say(app, words)),
        has_app => factors.app_since.is_some(),
        has_passkey => Party::of(&asker.site).is_some_and(|party| factors.has_passkey_for(&party)),
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
    let signed_in = &staff.signed_in;
    let next = Next::parse(&typed.next).unwrap_or_else(start);
    match app.desk.prove_factor(staff.signed_in.member.id, staff.signed_in.live.id, &typed.code).await? {
        Proved::Yes => Ok(page::see_other(next.as_str())),
        Proved::Wrong => {
            let words = Failed::Code(Words("staff-factor-wrong"));
            ask(&app, signed_in, StatusCode::UNPROCESSABLE_ENTITY, &next, words).await
        }
        Proved::TooMany { retry_after } => {
            let words = Failed::Code(Words("staff-factor-too-many"));
            let page = ask(&app, signed_in, StatusCode::TOO_MANY_REQUESTS, &next, words).await?;
            Ok(sign_in::with_retry(page, retry_after))
        }
    }
}
