//! One-click unsubscribe (RFC 8058): GET shows, POST does. Mail programs post without a browser, so no cookie is needed.

use axum::extract::{Path, State};
use axum::response::Response;
use http::StatusCode;
use minijinja::context;

use super::asker::Asker;
use super::error::Error;
use super::{App, AppState, page};
use crate::comment::read_letters_token;
use crate::intake::invite::{has_never_come, read_forget_token};
use crate::member::flow::Answer;
use crate::member::{Member, NEWS, read_unsubscribe_token, store};

pub async fn show(State(app): State<AppState>, asker: Asker, Path(token): Path<String>) -> Result<Response, Error> {
    if let Some(id) = read_letters_token(&app.keys, &token) {
        let member = app.members.find(id).await?.ok_or(Error::NotFound)?;
        return answer_about_answers(&app, &asker, &member, &token, false);
    }
    if let Some(id) = read_forget_token(&app.keys, &token) {
        let member = app.members.find(id).await?;
        return answer_about_invitation(&app, &asker, member.as_ref(), &token);
    }
    let member = find(&app, &token).await?;
    answer(&app, &asker, &member, &token, false)
}

pub async fn submit(State(app): State<AppState>, asker: Asker, Path(token): Path<String>) -> Result<Response, Error> {
    if let Some(id) = read_letters_token(&app.keys, &token) {
        let member = app.members.find(id).await?.ok_or(Error::NotFound)?;
        app.comments.choose_letters(member.id, false).await?;
        return answer_about_answers(&app, &asker, &member, &token, true);
    }
    if let Some(id) = read_forget_token(&app.keys, &token) {
        let is_gone = app.intake.forget(id).await?;
        let member = if is_gone { None } else { app.members.find(id).await? };
        return answer_about_invitation(&app, &asker, member.as_ref(), &token);
    }
    let member = find(&app, &token).await?;
    let is_granted = {
        let mut read = app.db.read().await?;
        store::is_granted(&mut read.conn(), member.id, NEWS).await?
    };
    if is_granted {
        let no =
            Answer { purpose: NEWS, is_granted: false, voice: asker.voice(), form: "unsubscribe", method: "one-click" };
        app.members.answer(member.id, &no).await?;
    }
    answer(&app, &asker, &member, &token, true)
}

async fn find(app: &App, token: &str) -> Result<Member, Error> {
    let id = read_unsubscribe_token(&app.keys, token).ok_or(Error::NotFound)?;
    app.members.find(id).await?.ok_or(Error::NotFound)
}

fn answer(app: &App, asker: &Asker, member: &Member, token: &str, is_done: bool) -> Result<Response, Error> {
    let context = context! { address => member.address.masked(), token => token, done => is_done };
    page::own(app, asker, StatusCode::OK, "pages/unsubscribe.html", context)
}

/// The same for letters about answers to what they wrote.
fn answer_about_answers(
    app: &App,
    asker: &Asker,
    member: &Member,
    token: &str,
    is_done: bool,
) -> Result<Response, Error> {
    let context = context! { address => member.address.masked(), token => token, done => is_done };
    page::own(app, asker, StatusCode::OK, "pages/comment_unsubscribe.html", context)
}

/// The same for whoever was invited. `None`: there is nobody left to forget.
fn answer_about_invitation(app: &App, asker: &Asker, member: Option<&Member>, token: &str) -> Result<Response, Error> {
    let context = context! {
        address => member.map(|member| member.address.masked()),
        is_member => member.is_some_and(|member| !has_never_come(member)),
        token => token,
        done => member.is_none(),
    };
    page::own(app, asker, StatusCode::OK, "pages/forget.html", context)
}
