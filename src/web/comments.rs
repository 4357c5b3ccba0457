//! What members send to a discussion: a comment, a change of one, its end, thanks, reports.
//!
//! Strangers and guests are told to sign in (401); who may not read the article may not write about it (403).

use std::sync::Arc;
use std::time::Duration;

use axum::extract::State;
use axum::response::Response;
use http::{StatusCode, Uri};
use minijinja::{Value, context};
use serde::Deserialize;

use super::asker::{Asker, SignedIn};
use super::discussion::{self, Form as DiscussionForm, Part};
use super::error::Error;
use super::form::Form;
use super::{App, AppState, account, page, sign_in};
use crate::article::Article;
use crate::comment::flow::{NewComment, Written};
use crate::comment::regard::Reported;
use crate::comment::store::CommentRow;
use crate::comment::text::TextFault;
use crate::comment::{CommentId, CommentText, Order, Reason};
use crate::language::Words;
use crate::links::{self, Next};
use crate::member::{Member, MemberName};

#[derive(Default, Deserialize)]
#[serde(default)]
pub struct WriteForm {
    /// The article's id.
    article: String,
    /// The comment that this one answers.
    parent: String,
    text: String,
    name: String,
    letters: String,
}

pub async fn write(State(app): State<AppState>, asker: Asker, Form(typed): Form<WriteForm>) -> Result<Response, Error> {
    let article = discussion::find(&app, &asker, &typed.article);
    let Some(member) = member(&app, &asker).await? else {
        let next = article.as_ref().ok().map(|article| article.path.as_str());
        return stop_stranger(&app, &asker, next, &typed.text);
    };
    let article = article?;
    if !discussion::may_read(&app, &article, &asker).await? {
        return discussion::refuse(&app, &asker, &article, &typed.text);
    }
    let parent = match typed.parent.as_str() {
        "" => None,
        parent => Some(id(parent)?),
    };
    let again = Again { app: &app, asker: &asker, article: &article, member: &member, typed: &typed, parent };
    let text = match CommentText::parse(&typed.text) {
        Ok(text) => text,
        Err(fault) => return again.refuse(StatusCode::UNPROCESSABLE_ENTITY, words_of(fault)).await,
    };
    let name = match MemberName::parse(&typed.name) {
        Ok(name) => name,
        Err(_) => return again.refuse_name().await,
    };
    let wants_letters = typed.letters == "yes";
    let new =
        NewComment { writer: &member, article: article.id, parent, text: &text, name: Some(&name), wants_letters };
    match app.comments.write(&new).await? {
        Written::Published(id) => Ok(page::see_other(&links::comment(article.id.0, id.0))),
        Written::Held(id) => Ok(page::see_other(&to_held(&article, id))),
        Written::Blocked => stop_blocked(&app, &asker, &typed.text),
        Written::NoSuch | Written::TooLate => Err(Error::NotFound),
        Written::TooMany { retry_after } => again.refuse_pace(retry_after).await,
    }
}

/// Where its writer finds what waits.
fn to_held(article: &Article, id: CommentId) -> String {
    format!("{}?said=held{}", links::discussion(article.id.0), links::comment_anchor(id.0))
}

fn words_of(fault: TextFault) -> Words {
    match fault {
        TextFault::Empty => Words("comment-error-empty"),
        TextFault::TooLong => Words("comment-error-long"),
    }
}

/// Ids that are none are those of nothing.
fn id(text: &str) -> Result<CommentId, Error> {
    text.parse().map(CommentId).map_err(|_| Error::NotFound)
}

async fn member(app: &App, asker: &Asker) -> Result<Option<Member>, Error> {
    match asker.live() {
        Some(live) => Ok(app.members.find(live.member).await?),
        None => Ok(None),
    }
}

/// The discussion once more, with what was typed.
struct Again<'a> {
    app: &'a App,
    asker: &'a Asker,
    article: &'a Arc<Article>,
    member: &'a Member,
    typed: &'a WriteForm,
    parent: Option<CommentId>,
}

impl Again<'_> {
    async fn refuse(&self, status: StatusCode, words: Words) -> Result<Response, Error> {
        let error = Some(self.asker.say(self.app, words));
        self.show(status, DiscussionForm { error, ..self.form() }).await
    }

    async fn refuse_name(&self) -> Result<Response, Error> {
        let name_error = Some(self.asker.say(self.app, Words("comment-error-name")));
        self.show(StatusCode::UNPROCESSABLE_ENTITY, DiscussionForm { name_error, ..self.form() }).await
    }

    async fn refuse_pace(&self, retry_after: Duration) -> Result<Response, Error> {
        let response = self.refuse(StatusCode::TOO_MANY_REQUESTS, Words("comment-error-pace")).await?;
        Ok(sign_in::with_retry(response, retry_after))
    }

    fn form(&self) -> DiscussionForm<'_> {
        DiscussionForm {
            text: &self.typed.text,
            name: &self.typed.name,
            parent: self.parent,
            ..DiscussionForm::default()
        }
    }

    async fn show(&self, status: StatusCode, form: DiscussionForm<'_>) -> Result<Response, Error> {
        let part = Part { at: self.parent, ..Part::default() };
        let of = (self.article.as_ref(), Some(self.member));
        discussion::render(self.app, self.asker, of, &part, (status, &form)).await
    }
}

/// 401, with what was typed, so that it is not lost.
fn stop_stranger(app: &App, asker: &Asker, next: Option<&str>, typed: &str) -> Result<Response, Error> {
    let next = next.and_then(Next::parse).unwrap_or_else(Next::front);
    let action = context! { label => asker.say(app, Words("comment-sign-in")), href => links::sign_in(&next) };
    stop(app, asker, StatusCode::UNAUTHORIZED, "stranger", (Some(action), typed))
}

fn stop_blocked(app: &App, asker: &Asker, typed: &str) -> Result<Response, Error> {
    stop(app, asker, StatusCode::FORBIDDEN, "blocked", (None, typed))
}

fn stop(
    app: &App,
    asker: &Asker,
    status: StatusCode,
    why: &str,
    (action, typed): (Option<Value>, &str),
) -> Result<Response, Error> {
    let (heading, words) = match why {
        "stranger" => (Words("comment-stranger-heading"), Words("comment-stranger-words")),
        "late" => (Words("comment-late-heading"), Words("comment-late-words")),
        "pace" => (Words("comment-pace-heading"), Words("comment-pace-words")),
        "reason" => (Words("comment-reason-heading"), Words("comment-reason-words")),
        _ => (Words("comment-blocked-heading"), Words("comment-blocked-words")),
    };
    let context = context! {
        heading => asker.say(app, heading),
        words => asker.say(app, words),
        typed => typed,
        action => action,
    };
    page::own(app, asker, status, "pages/comment_stopped.html", context)
}

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
        let after = order.and_then(|order| crate::comment::Cursor::parse(&self.after, order));
        match order {
            Some(order) if self.after.is_empty() || after.is_some() => {
                format!("{}{}", discussion::list_link(article.id, order, after), links::comment_anchor(id.0))
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
        return stop(&app, &asker, status, "reason", (Some(to_comment), &typed.reason));
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
            let response = stop(&app, &asker, status, "pace", (Some(to_comment), &typed.reason))?;
            Ok(sign_in::with_retry(response, retry_after))
        }
    }
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub struct EditForm {
    id: String,
    text: String,
}

pub async fn show_edit(State(app): State<AppState>, signed_in: SignedIn, uri: Uri) -> Result<Response, Error> {
    let mut pairs = url::form_urlencoded::parse(uri.query().unwrap_or_default().as_bytes());
    let wanted = pairs.find(|(name, _)| name == "id").map(|(_, id)| id.into_owned()).unwrap_or_default();
    let (row, article) = find_own(&app, &signed_in.asker, &signed_in.member, &wanted).await?;
    if !app.comments.is_editable(&row) {
        return stop(&app, &signed_in.asker, StatusCode::CONFLICT, "late", (None, ""));
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
        back => links::comment(article.id.0, row.id.0),
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
        Written::TooLate => stop(&app, &asker, StatusCode::CONFLICT, "late", (None, &typed.text)),
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
    Ok(page::see_other(&format!("{}?said=deleted", links::discussion(deleted.article_id.0))))
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub struct LettersForm {
    letters: String,
}

/// The switch on the account page.
pub async fn choose_letters(
    State(app): State<AppState>,
    signed_in: SignedIn,
    Form(typed): Form<LettersForm>,
) -> Result<Response, Error> {
    let wants = match typed.letters.as_str() {
        "yes" => true,
        "no" => false,
        _ => return Err(Error::BadRequest("The answer about letters must be yes or no.")),
    };
    app.comments.choose_letters(signed_in.member.id, wants).await?;
    Ok(account::back("answers"))
}
