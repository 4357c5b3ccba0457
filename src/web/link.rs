//! The link of a letter: its page shows one button and changes nothing, so a mail scanner can open it as often as it likes.

use axum::extract::{Path, State};
use axum::response::Response;
use http::StatusCode;
use minijinja::context;
use serde::Deserialize;

use super::asker::Asker;
use super::effort::{self, Again};
use super::error::Error;
use super::form::Form;
use super::sign_in::Wanted;
use super::{App, AppState, page, sent, sign_in};
use crate::clock::{Timestamp, minutes};
use crate::links;
use crate::secret::Token;
use crate::sign_in::Aim;
use crate::sign_in::effort::Shown;
use crate::sign_in::limits::Refusal;
use crate::sign_in::prove::{Dead, Proof};
use crate::sign_in::store::Challenge;

#[derive(Default, Deserialize)]
#[serde(default)]
pub struct LinkForm {
    token: String,
    news: String,
    #[serde(flatten)]
    effort: Shown,
}

pub async fn show(State(app): State<AppState>, asker: Asker, Path(text): Path<String>) -> Result<Response, Error> {
    let Some(token) = Token::parse(&text) else { return dead(&app, &asker, &text, None) };
    let challenge = app.sign_ins.find_by_link(&token).await?;
    let now = app.clock.now();
    match challenge {
        Some(challenge) if challenge.is_live(now) || is_second_click(&asker, &challenge, now) => {
            button(&app, &asker, &text, &challenge)
        }
        challenge => dead(&app, &asker, &text, challenge.as_ref()),
    }
}

/// Whoever has just been signed in by this link gets the button again, not an error.
fn is_second_click(asker: &Asker, challenge: &Challenge, now: Timestamp) -> bool {
    let is_recent = challenge.used_at.is_some_and(|used_at| now.since(used_at) <= minutes(10));
    is_recent && asker.live().is_some_and(|live| live.address == challenge.address)
}

fn button(app: &App, asker: &Asker, token: &str, challenge: &Challenge) -> Result<Response, Error> {
    let is_sign_in = Aim::from_column(&challenge.purpose) == Aim::SignIn;
    let is_same_browser = asker.browser().is_some_and(|browser| browser.hash().is_same(&challenge.browser_hash));
    let other = asker.live().filter(|live| is_sign_in && live.address != challenge.address);
    let context = context! {
        address => challenge.address.masked(),
        provider => challenge.account().map(|account| app.providers.label(&account.provider).to_owned()),
        connects => is_same_browser,
        keeps_accounts => asker.live().is_some_and(|live| Some(live.member) == challenge.member_id),
        current => other.map(|live| live.address.masked()),
        token => token,
        purpose => challenge.purpose.as_str(),
        // A tick made in another browser may be anyone's: whoever proves the address is asked themselves.
        ask_news => is_sign_in && challenge.wants_news && !is_same_browser,
    };
    page::own(app, asker, StatusCode::OK, "pages/link.html", context)
}

fn dead(app: &App, asker: &Asker, token: &str, challenge: Option<&Challenge>) -> Result<Response, Error> {
    let can_ask_again = challenge.is_some_and(|challenge| Aim::from_column(&challenge.purpose) == Aim::SignIn);
    let reason = match challenge {
        None => "unknown",
        Some(challenge) if challenge.used_at.is_some() || challenge.killed_at.is_some() => "used",
        Some(_) => "expired",
    };
    let token = if can_ask_again { token } else { "" };
    let context = context! { can_ask_again => can_ask_again, token => token, reason => reason };
    page::own(app, asker, StatusCode::GONE, "pages/link_dead.html", context)
}

pub async fn submit(State(app): State<AppState>, asker: Asker, Form(typed): Form<LinkForm>) -> Result<Response, Error> {
    let Some(token) = Token::parse(&typed.token) else { return dead(&app, &asker, "", None) };
    let (browser, device) = (asker.browser(), asker.device());
    let grants = asker.grant_list(&app.keys);
    let prover = asker.prover(browser.as_ref(), device.as_ref(), typed.news == "yes", &grants);
    match app.sign_ins.prove_link(&token, &prover).await? {
        Proof::Dead(Dead::Unknown) => dead(&app, &asker, "", None),
        Proof::Dead(_) => {
            let challenge = app.sign_ins.find_by_link(&token).await?;
            dead(&app, &asker, &typed.token, challenge.as_ref())
        }
        proof => sent::finish(&app, &asker, proof).await,
    }
}

/// A new letter for the address of a dead link. The address stays on the server: the form holds the link's token alone.
pub async fn again(State(app): State<AppState>, asker: Asker, Form(typed): Form<LinkForm>) -> Result<Response, Error> {
    let challenge = match Token::parse(&typed.token) {
        Some(token) => app.sign_ins.find_by_link(&token).await?,
        None => None,
    };
    let challenge = challenge.filter(|challenge| Aim::from_column(&challenge.purpose) == Aim::SignIn);
    let Some(challenge) = challenge else { return Ok(page::see_other(links::SIGN_IN)) };
    let wanted = Wanted {
        wall: challenge.wall(),
        effort: &typed.effort,
        ..Wanted::sign_in(&challenge.address, &challenge.next)
    };
    match sign_in::ask(&app, &asker, &wanted).await? {
        Ok(response) => Ok(response),
        Err(Refusal::Effort(ticket)) => {
            let again = Again { action: links::AGAIN, fields: &[("token", typed.token.as_str())] };
            effort::page(&app, &asker, &ticket, &again)
        }
        Err(refusal) => {
            let (words, retry_after) = sign_in::explain(refusal);
            Err(Error::TooMany { retry_after, words })
        }
    }
}
