//! One's own second factors: an app, and codes for whoever loses it.

use axum::extract::State;
use axum::response::Response;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use http::StatusCode;
use minijinja::{Value, context};
use qrcode::QrCode;
use qrcode::render::svg;
use serde::Deserialize;

use super::{Staff, render};
use crate::language::Words;
use crate::links;
use crate::staff::factor::{Added, Offer};
use crate::staff::passkey::Party;
use crate::staff::passkey_store::PasskeyRow;
use crate::web::error::Error;
use crate::web::form::Form;
use crate::web::{App, AppState, sign_in, view};

const PAGE: &str = "pages/staff_factors.html";
const APP_PAGE: &str = "pages/staff_app.html";

pub async fn show(State(app): State<AppState>, staff: Staff) -> Result<Response, Error> {
    list(&app, &staff, Vec::new(), (StatusCode::OK, None)).await
}

/// With codes that were made just now, where there are some, and with what was wrong about a passkey.
pub async fn list(
    app: &App,
    staff: &Staff,
    codes: Vec<String>,
    (status, error): (StatusCode, Option<Words>),
) -> Result<Response, Error> {
    let asker = &staff.signed_in.asker;
    let factors = app.desk.factors(staff.signed_in.member.id).await?;
    let context = context! {
        app_since => factors.app_since.map(view::day),
        passkeys => factors.passkeys.iter().map(shown).collect::<Vec<Value>>(),
        takes_passkeys => Party::of(&asker.site).is_some(),
        error => error.map(|words| asker.say(app, words)),
        has_any => factors.has_any(),
        recovery => factors.recovery,
        codes => codes,
        is_wanted => app.desk.wants_factor(),
    };
    render(app, staff, status, (PAGE, links::STAFF_FACTORS), context)
}

fn shown(key: &PasskeyRow) -> Value {
    context! {
        id => key.id.to_string(),
        host => key.host.as_str(),
        label => key.label.as_str(),
        made => view::day(key.made_at),
        used => key.used_at.map(view::day),
    }
}

pub async fn show_app(State(app): State<AppState>, staff: Staff) -> Result<Response, Error> {
    let offer = app.desk.offer(staff.signed_in.member.id).await?;
    set_up(&app, &staff, &offer, (StatusCode::OK, None))
}

fn set_up(
    app: &App,
    staff: &Staff,
    offer: &Offer,
    (status, error): (StatusCode, Option<Words>),
) -> Result<Response, Error> {
    let asker = &staff.signed_in.asker;
    let url = offer.secret.to_url(&asker.site.name, staff.signed_in.member.address.as_str());
    let context = context! {
        picture => picture(&url),
        secret => offer.secret.to_text(),
        url => url,
        offer => offer.sealed.as_str(),
        error => error.map(|words| asker.say(app, words)),
    };
    render(app, staff, status, (APP_PAGE, links::STAFF_FACTORS), context)
}

/// The address as a picture, in the page itself. `None` for what fits into none.
fn picture(url: &str) -> Option<String> {
    let drawn = QrCode::new(url).ok()?.render::<svg::Color>().min_dimensions(220, 220).quiet_zone(true).build();
    Some(format!("data:image/svg+xml;base64,{}", STANDARD.encode(drawn)))
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub struct AppForm {
    offer: String,
    code: String,
}

pub async fn add_app(State(app): State<AppState>, staff: Staff, Form(typed): Form<AppForm>) -> Result<Response, Error> {
    let (member, session) = (staff.signed_in.member.id, staff.signed_in.live.id);
    let again = |status, words| match app.desk.read_offer(member, &typed.offer) {
        Some(offer) => set_up(&app, &staff, &offer, (status, Some(words))),
        None => Err(Error::BadRequest(Words("staff-app-stale"))),
    };
    match app.desk.add_app(member, session, &typed.offer, &typed.code).await? {
        Added::Yes(codes) => list(&app, &staff, codes, (StatusCode::OK, None)).await,
        Added::Wrong => again(StatusCode::UNPROCESSABLE_ENTITY, Words("staff-factor-wrong")),
        Added::Stale => {
            let offer = app.desk.offer(member).await?;
            set_up(&app, &staff, &offer, (StatusCode::GONE, Some(Words("staff-app-stale"))))
        }
        Added::TooMany { retry_after } => {
            let page = again(StatusCode::TOO_MANY_REQUESTS, Words("staff-factor-too-many"))?;
            Ok(sign_in::with_retry(page, retry_after))
        }
    }
}

pub async fn renew_recovery(State(app): State<AppState>, staff: Staff) -> Result<Response, Error> {
    if !app.desk.factors(staff.signed_in.member.id).await?.has_any() {
        return Err(Error::NotFound);
    }
    let codes = app.desk.renew_recovery(staff.signed_in.member.id).await?;
    list(&app, &staff, codes, (StatusCode::OK, None)).await
}
