//! Erases a member: asked twice, with a proof of the last minutes, and told to them in a last letter.

use axum::extract::{Path, State};
use axum::response::Response;
use http::StatusCode;
use minijinja::context;
use serde::Deserialize;

use super::{Staff, member, members, render};
use crate::audit::Actor;
use crate::language::Words;
use crate::links;
use crate::member::roll_store::RollRow;
use crate::sign_in::end::Ended;
use crate::web::error::Error;
use crate::web::form::Form;
use crate::web::{App, AppState, page};

pub async fn show(State(app): State<AppState>, staff: Staff, Path(id): Path<String>) -> Result<Response, Error> {
    let row = member::find(&app, &id).await?;
    ask(&app, &staff, &row, (StatusCode::OK, None))
}

fn ask(
    app: &App,
    staff: &Staff,
    row: &RollRow,
    (status, error): (StatusCode, Option<Words>),
) -> Result<Response, Error> {
    if member::is_beyond(staff, row) {
        return Err(Error::Forbidden(Words("staff-not-yours")));
    }
    let context = context! {
        member => members::row(row),
        error => error.map(|words| staff.signed_in.asker.say(app, words)),
    };
    render(app, staff, status, ("pages/staff_erase.html", links::STAFF_MEMBERS), context)
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub struct EraseForm {
    /// The address, typed once more: nobody erases the wrong one by a slip.
    address: String,
}

pub async fn submit(
    State(app): State<AppState>,
    staff: Staff,
    Path(id): Path<String>,
    Form(typed): Form<EraseForm>,
) -> Result<Response, Error> {
    let row = member::find(&app, &id).await?;
    if member::is_beyond(&staff, &row) {
        return Err(Error::Forbidden(Words("staff-not-yours")));
    }
    let refuse = |words| ask(&app, &staff, &row, (StatusCode::UNPROCESSABLE_ENTITY, Some(words)));
    if !typed.address.trim().eq_ignore_ascii_case(row.address.as_str()) {
        return refuse(Words("staff-erase-other"));
    }
    let found = app.members.find(row.id).await?.ok_or(Error::NotFound)?;
    let site = app.sites.find_or_first(&found.site);
    let actor = Actor::Staff(staff.signed_in.member.id);
    match app.sign_ins.delete_member(&found, site, Some(actor)).await? {
        Ended::Done => {}
        Ended::LastOwner => return refuse(Words("staff-team-last-owner")),
        Ended::NotTheirs => return Err(Error::Forbidden(Words("staff-not-yours"))),
        Ended::Nothing => return Err(Error::NotFound),
    }
    Ok(page::see_other(&format!("{}?done=erased", links::STAFF_MEMBERS)))
}
