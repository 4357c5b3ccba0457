//! The page between an address and its letter, where very many letters are asked for: a script works, or the reader waits.

use axum::response::Response;
use http::StatusCode;
use minijinja::{Value, context};

use super::asker::Asker;
use super::error::Error;
use super::{App, page, sign_in};
use crate::sign_in::effort::Ticket;

/// The form that was sent, to be sent again with what it lacked.
pub struct Again<'a> {
    pub action: &'a str,
    pub fields: &'a [(&'a str, &'a str)],
}

pub fn page(app: &App, asker: &Asker, ticket: &Ticket, again: &Again<'_>) -> Result<Response, Error> {
    let left = ticket.left(app.clock.now());
    let fields: Vec<Value> =
        again.fields.iter().map(|(name, value)| context! { name => *name, value => *value }).collect();
    let context = context! {
        action => again.action,
        fields => fields,
        ticket => ticket.text(),
        bits => ticket.bits(),
        seconds => left.as_secs().max(1),
    };
    let response = page::own(app, asker, StatusCode::TOO_MANY_REQUESTS, "pages/effort.html", context)?;
    Ok(sign_in::with_retry(response, left))
}
