//! What a new member by an account elsewhere is asked once, on the way to their article: whether they want news.

use axum::extract::State;
use axum::response::Response;
use http::{StatusCode, Uri};
use minijinja::context;
use serde::Deserialize;

use super::asker::SignedIn;
use super::error::Error;
use super::form::Form;
use super::{AppState, page, sign_in};
use crate::language::Words;
use crate::links::Next;
use crate::member::flow::Answer;
use crate::member::{NEWS, store};

pub async fn show(State(app): State<AppState>, signed_in: SignedIn, uri: Uri) -> Result<Response, Error> {
    let next = sign_in::next_of(&uri);
    let has_answered = {
        let mut read = app.db.read().await?;
        store::has_answered(&mut read.conn(), signed_in.member.id, NEWS).await?
    };
    let identities = app.members.identities(signed_in.member.id).await?;
    let identity = identities.last().filter(|_| !has_answered);
    let Some(identity) = identity else {
        return Ok(page::see_other(&sign_in::landing(&app, &signed_in.asker, &next)));
    };
    let context = context! {
        provider => app.providers.label(&identity.provider),
        address => signed_in.member.address.as_str(),
        next => next.as_str(),
    };
    page::own(&app, &signed_in.asker, StatusCode::OK, "pages/welcome.html", context)
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub struct WelcomeForm {
    news: String,
    next: String,
}

/// A yes is put down with its wording, and so is a no: they were asked.
pub async fn submit(
    State(app): State<AppState>,
    signed_in: SignedIn,
    Form(typed): Form<WelcomeForm>,
) -> Result<Response, Error> {
    let is_granted = match typed.news.as_str() {
        "yes" => true,
        "no" => false,
        _ => return Err(Error::BadRequest(Words("bad-news-answer"))),
    };
    let answer =
        Answer { purpose: NEWS, is_granted, voice: signed_in.asker.voice(), form: "welcome", method: "button" };
    app.members.answer(signed_in.member.id, &answer).await?;
    Ok(page::see_other(Next::parse_or_front(&typed.next).as_str()))
}
