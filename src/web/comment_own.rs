//! One's own comment: changed for a while, and taken back.

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use http::{StatusCode, Uri};
use minijinja::context;
use serde::Deserialize;

use super::asker::{Asker, SignedIn};
use super::comments::{Why, id, member, stop, stop_blocked, stop_stranger, to_held, words_of};
use super::discussion;
use super::error::Error;
use super::form::Form;
use super::{App, AppState, page, sign_in};
use crate::article::Article;
use crate::comment::flow::Written;
use crate::comment::store::CommentRow;
use crate::comment::{CommentText, State as CommentState};
use crate::language::Words;
use crate::links;
use crate::member::Member;

#[derive(Default, Deserialize)]
#[serde(default)]
pub struct EditForm {
    id: String,
    text: String,
}

pub async fn show(State(app): State<AppState>, signed_in: SignedIn, uri: Uri) -> Result<Response, Error> {
    let mut pairs = url::form_urlencoded::parse(uri.query().unwrap_or_default().as_bytes());
    let wanted = pairs.find(|(name, _)| name == "id").map(|(_, id)| id.into_owned()).unwrap_or_default();
    let (row, article) = find_own(&app, &signed_in.asker, &signed_in.member, &wanted).await?;
    if !app.comments.is_editable(&row) {
        return stop(&app, &signed_in.asker, StatusCode::CONFLICT, Why::Late, (None, ""));
    }
    edit_page(&app, &signed_in.asker, (&row, &article), (StatusCode::OK, &row.source, None))
}

/// One's own: anybody else's is not there.
async fn find_own(app: &App, asker: &Asker, member: &Member, text: &str) -> Result<(CommentRow, Arc<Article>), Error> {
    let row = app.comments.find_own(id(text)?, member.id).await?.ok_or(Error::NotFound)?;
    let article = discussion::find(app, asker, &row.article_id.0.to_string())?;
    if !discussion::may_read(app, &article, asker).await? {
        return Err(Error::NotFound);
    }
    Ok((row, article))
}

fn edit_page(
    app: &App,
    asker: &Asker,
    (row, article): (&CommentRow, &Article),
    (status, text, error): (StatusCode, &str, Option<String>),
) -> Result<Response, Error> {
    let context = context! {
        id => row.id.0.to_string(),
        title => article.title.as_str(),
        back => if row.state() == CommentState::Held { to_held(article, row.id) } else { links::comment(article.id.0, row.id.0) },
        text => text,
        error => error,
    };
    page::own(app, asker, status, "pages/comment_edit.html", context)
}

pub async fn edit(State(app): State<AppState>, asker: Asker, Form(typed): Form<EditForm>) -> Result<Response, Error> {
    let Some(member) = member(&app, &asker).await? else { return stop_stranger(&app, &asker, None, &typed.text) };
    let (row, article) = find_own(&app, &asker, &member, &typed.id).await?;
    let text = match CommentText::parse(&typed.text) {
        Ok(text) => text,
        Err(fault) => {
            let error = Some(asker.say(&app, words_of(fault)));
            let status = StatusCode::UNPROCESSABLE_ENTITY;
            return edit_page(&app, &asker, (&row, &article), (status, &typed.text, error));
        }
    };
    match app.comments.edit(row.id, &member, &text).await? {
        Written::Published(id) => Ok(page::see_other(&links::comment(article.id.0, id.0))),
        Written::Held(id) => Ok(page::see_other(&to_held(&article, id))),
        Written::Blocked => stop_blocked(&app, &asker, &typed.text),
        Written::NoSuch => Err(Error::NotFound),
        Written::TooLate => stop(&app, &asker, StatusCode::CONFLICT, Why::Late, (None, &typed.text)),
        Written::TooMany { retry_after } => {
            let error = Some(asker.say(&app, Words("comment-error-pace")));
            let status = StatusCode::TOO_MANY_REQUESTS;
            let response = edit_page(&app, &asker, (&row, &article), (status, &typed.text, error))?;
            Ok(sign_in::with_retry(response, retry_after))
        }
    }
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub struct DeleteForm {
    id: String,
}

pub async fn delete(
    State(app): State<AppState>,
    asker: Asker,
    Form(typed): Form<DeleteForm>,
) -> Result<Response, Error> {
    let Some(live) = asker.live().cloned() else { return stop_stranger(&app, &asker, None, "") };
    let deleted = app.comments.delete(id(&typed.id)?, live.member).await?.ok_or(Error::NotFound)?;
    // Its discussion may be closed by now.
    let has_page = discussion::find(&app, &asker, &deleted.article_id.0.to_string()).is_ok();
    let page = format!("{}?said=deleted", links::discussion(deleted.article_id.0));
    Ok(page::see_other(if has_page { &page } else { links::ACCOUNT }))
}
