//! Thanks for a comment of somebody else, and reports about it.

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use http::StatusCode;
use minijinja::context;
use serde::Deserialize;

use super::asker::Asker;
use super::comments::{Why, id, stop, stop_stranger};
use super::discussion;
use super::discussion_part::list_link;
use super::error::Error;
use super::form::Form;
use super::{App, AppState, page, sign_in};
use crate::article::Article;
use crate::comment::regard::Reported;
use crate::comment::store::CommentRow;
use crate::comment::{CommentId, Cursor, Order, Reason};
use crate::language::Words;
use crate::links;

/// A comment that this member may read, by its id, with its article.
async fn find_regarded(app: &App, asker: &Asker, text: &str) -> Result<(CommentRow, Arc<Article>), Error> {
    let row = app.comments.find_published(id(text)?).await?.ok_or(Error::NotFound)?;
    let article = discussion::find(app, asker, &row.article_id.0.to_string())?;
    if !discussion::may_read(app, &article, asker).await? {
        return Err(Error::NotFound);
    }
    Ok((row, article))
}

/// Where a form came from: the page that its reader goes back to.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct RegardForm {
    id: String,
    reason: String,
    undo: String,
    order: String,
    after: String,
}

impl RegardForm {
    fn back(&self, article: &Article, id: CommentId) -> String {
        let order = Order::parse(&self.order);
        let after = order.and_then(|order| Cursor::parse(&self.after, order));
        match order {
            Some(order) if self.after.is_empty() || after.is_some() => {
                format!("{}{}", list_link(article.id, order, after), links::comment_anchor(id.0))
            }
            _ => links::comment(article.id.0, id.0),
        }
    }
}

pub async fn thank(
    State(app): State<AppState>,
    asker: Asker,
    Form(typed): Form<RegardForm>,
) -> Result<Response, Error> {
    let Some(live) = asker.live().cloned() else { return stop_stranger(&app, &asker, None, "") };
    let (row, article) = find_regarded(&app, &asker, &typed.id).await?;
    if !app.comments.thank(row.id, live.member, typed.undo == "yes").await? {
        return Err(Error::NotFound);
    }
    Ok(page::see_other(&typed.back(&article, row.id)))
}

pub async fn report(
    State(app): State<AppState>,
    asker: Asker,
    Form(typed): Form<RegardForm>,
) -> Result<Response, Error> {
    let Some(live) = asker.live().cloned() else { return stop_stranger(&app, &asker, None, &typed.reason) };
    let (row, article) = find_regarded(&app, &asker, &typed.id).await?;
    let back = links::comment(article.id.0, row.id.0);
    let to_comment = context! { label => asker.say(&app, Words("comment-back")), href => back };
    let Some(reason) = Reason::parse(&typed.reason).filter(|reason| !reason.is_empty()) else {
        let status = StatusCode::UNPROCESSABLE_ENTITY;
        return stop(&app, &asker, status, Why::Reason, (Some(to_comment), &typed.reason));
    };
    match app.comments.report(row.id, live.member, &reason).await? {
        Reported::Yes => {
            let page = links::discussion(article.id.0);
            let anchor = links::comment_anchor(row.id.0);
            Ok(page::see_other(&format!("{page}?at={}&said=reported{anchor}", row.id.0)))
        }
        Reported::NoSuch => Err(Error::NotFound),
        Reported::TooMany { retry_after } => {
            let status = StatusCode::TOO_MANY_REQUESTS;
            let response = stop(&app, &asker, status, Why::Pace, (Some(to_comment), &typed.reason))?;
            Ok(sign_in::with_retry(response, retry_after))
        }
    }
}
