//! Changing the address: a proof at the new one, a word to the old one, and a way to take it back.

use axum::extract::{Path, State};
use axum::response::Response;
use http::StatusCode;
use minijinja::{Value, context};
use serde::Deserialize;

use super::account::{Refused, account, step_up};
use super::asker::{Asker, SignedIn};
use super::effort::{self, Again};
use super::error::Error;
use super::form::Form;
use super::sign_in::Wanted;
use super::{App, AppState, page, sign_in};
use crate::email_address::EmailAddress;
use crate::language::Words;
use crate::links::{self, Next};
use crate::member::flow::Undone;
use crate::member::store::AddressChange;
use crate::secret::Token;
use crate::sign_in::Aim;
use crate::sign_in::effort::Shown;
use crate::sign_in::limits::Refusal;

#[derive(Default, Deserialize)]
#[serde(default)]
pub struct AddressForm {
    address: String,
    #[serde(flatten)]
    effort: Shown,
}

pub async fn submit(
    State(app): State<AppState>,
    signed_in: SignedIn,
    Form(typed): Form<AddressForm>,
) -> Result<Response, Error> {
    if let Some(page) = step_up(&app, &signed_in, links::ACCOUNT).await? {
        return Ok(page);
    }
    let parsed = EmailAddress::parse(&typed.address).map_err(sign_in::words_of).and_then(|address| {
        if address == signed_in.member.address { Err(Words("address-already")) } else { Ok(address) }
    });
    let address = match parsed {
        Ok(address) => address,
        Err(words) => {
            let refused = Refused { address: Some(words), typed_address: &typed.address, ..Refused::default() };
            return account(&app, &signed_in, StatusCode::UNPROCESSABLE_ENTITY, &refused, None).await;
        }
    };
    let next = Next::parse_or_front("/-/account?saved=address");
    let wanted = Wanted { aim: Aim::ChangeAddress, effort: &typed.effort, ..Wanted::sign_in(&address, &next) };
    match sign_in::ask(&app, &signed_in.asker, &wanted).await? {
        Ok(response) => Ok(response),
        Err(Refusal::SignedOut) => Ok(page::see_other(&links::sign_in(&Next::account()))),
        Err(Refusal::Effort(ticket)) => {
            let again = Again { action: links::ACCOUNT_ADDRESS, fields: &[("address", address.as_str())] };
            effort::page(&app, &signed_in.asker, &ticket, &again)
        }
        Err(refusal) => {
            let (words, retry_after) = sign_in::explain(refusal);
            Err(Error::TooMany { retry_after, words })
        }
    }
}

pub async fn show_undo(State(app): State<AppState>, asker: Asker, Path(text): Path<String>) -> Result<Response, Error> {
    let change = match Token::parse(&text) {
        Some(token) => app.members.find_undo(&token.hash()).await?,
        None => None,
    };
    match change {
        Some(change) => undo_page(&app, &asker, StatusCode::OK, Some(&change), (&text, false)),
        None => undo_page(&app, &asker, StatusCode::GONE, None, ("", false)),
    }
}

fn undo_page(
    app: &App,
    asker: &Asker,
    status: StatusCode,
    change: Option<&AddressChange>,
    (token, is_done): (&str, bool),
) -> Result<Response, Error> {
    let masked =
        |pick: fn(&AddressChange) -> String| change.map_or_else(|| Value::from(""), |change| Value::from(pick(change)));
    let context = context! {
        address_old => masked(|change| change.old_address.masked()),
        address_new => masked(|change| change.new_address.masked()),
        token => token,
        done => is_done,
        dead => change.is_none(),
    };
    page::own(app, asker, status, "pages/address_undo.html", context)
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub struct UndoForm {
    token: String,
}

pub async fn undo(State(app): State<AppState>, asker: Asker, Form(typed): Form<UndoForm>) -> Result<Response, Error> {
    let Some(token) = Token::parse(&typed.token) else {
        return undo_page(&app, &asker, StatusCode::GONE, None, ("", false));
    };
    match app.sign_ins.undo_address_change(&token.hash()).await? {
        Undone::Restored(change) => undo_page(&app, &asker, StatusCode::OK, Some(&change), ("", true)),
        Undone::Dead => undo_page(&app, &asker, StatusCode::GONE, None, ("", false)),
        Undone::Taken => {
            let words = (Words("undo-taken-heading"), &*asker.say(&app, Words("undo-taken-words")));
            page::notice(&app, &asker, StatusCode::CONFLICT, words, Some((Words("go-sign-in"), links::SIGN_IN)))
        }
    }
}
