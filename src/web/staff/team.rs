//! Who runs the site: their roles, and what owners do about them.

use axum::extract::State;
use axum::response::Response;
use http::{StatusCode, Uri};
use minijinja::{Value, context};
use serde::Deserialize;

use super::{Staff, render};
use crate::audit::Actor;
use crate::email_address::EmailAddress;
use crate::language::Words;
use crate::links;
use crate::member::MemberId;
use crate::staff::Role;
use crate::staff::flow::RoleChange;
use crate::web::error::Error;
use crate::web::form::Form;
use crate::web::{App, AppState, page, view};

const PAGE: &str = "pages/staff_team.html";

/// What was typed and not taken.
#[derive(Default)]
struct Refused<'a> {
    error: Option<Words>,
    /// Of the member whose row it was; empty: of the form for another one.
    id: &'a str,
    address: &'a str,
}

pub async fn show(State(app): State<AppState>, staff: Staff, uri: Uri) -> Result<Response, Error> {
    let mut pairs = url::form_urlencoded::parse(uri.query().unwrap_or_default().as_bytes());
    let said = pairs.find(|(name, _)| name == "done").and_then(|(_, what)| match what.as_ref() {
        "added" => Some(Words("staff-team-done-added")),
        "role" => Some(Words("staff-team-done-role")),
        "removed" => Some(Words("staff-team-done-removed")),
        "reset" => Some(Words("staff-team-done-reset")),
        _ => None,
    });
    list(&app, &staff, (StatusCode::OK, said), &Refused::default()).await
}

async fn list(
    app: &App,
    staff: &Staff,
    (status, said): (StatusCode, Option<Words>),
    refused: &Refused<'_>,
) -> Result<Response, Error> {
    let asker = &staff.signed_in.asker;
    let mut rows: Vec<Value> = Vec::new();
    for member in app.desk.list().await? {
        let factors = app.desk.factors(member.id).await?;
        rows.push(context! {
            id => member.id.0.to_string(),
            address => member.address.as_str(),
            name => member.name.as_str(),
            role => member.staff_role.as_deref(),
            since => member.proved_at.map(view::day),
            is_blocked => member.blocked_at.is_some(),
            has_factor => factors.has_any(),
            is_self => member.id == staff.signed_in.member.id,
        });
    }
    let context = context! {
        said => said.map(|words| asker.say(app, words)),
        team => rows,
        roles => Role::ALL.map(Role::as_str).to_vec(),
        error => refused.error.map(|words| asker.say(app, words)),
        error_id => refused.id,
        typed_address => refused.address,
    };
    render(app, staff, status, (PAGE, links::STAFF_TEAM), context)
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub struct TeamForm {
    action: String,
    id: String,
    address: String,
    role: String,
}

pub async fn submit(State(app): State<AppState>, staff: Staff, Form(typed): Form<TeamForm>) -> Result<Response, Error> {
    let actor = Actor::Staff(staff.signed_in.member.id);
    let refuse = async |error: Words| {
        let refused = Refused { error: Some(error), id: &typed.id, address: &typed.address };
        list(&app, &staff, (StatusCode::UNPROCESSABLE_ENTITY, None), &refused).await
    };
    let id = || typed.id.parse().map(MemberId).map_err(|_| Error::NotFound);
    let (change, done) = match typed.action.as_str() {
        "add" => {
            let Some(role) = Role::parse(&typed.role) else { return refuse(Words("staff-team-no-role")).await };
            let Ok(address) = EmailAddress::parse(&typed.address) else {
                return refuse(Words("staff-team-address")).await;
            };
            (app.desk.add(actor, &address, role, &staff.signed_in.asker.site).await?.1, "added")
        }
        "role" => {
            let Some(role) = Role::parse(&typed.role) else { return refuse(Words("staff-team-no-role")).await };
            (app.desk.change_staff(actor, id()?, Some(role)).await?, "role")
        }
        "remove" => (app.desk.change_staff(actor, id()?, None).await?, "removed"),
        "reset" => {
            let is_staff = app.desk.reset_factors(actor, id()?).await?;
            (if is_staff { RoleChange::Done } else { RoleChange::NoStaff }, "reset")
        }
        _ => return Err(Error::BadRequest(Words("staff-bad-action"))),
    };
    match change {
        RoleChange::LastOwner => refuse(Words("staff-team-last-owner")).await,
        RoleChange::NoStaff => Err(Error::NotFound),
        RoleChange::Done | RoleChange::Nothing => Ok(page::see_other(&format!("{}?done={done}", links::STAFF_TEAM))),
    }
}
