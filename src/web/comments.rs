//! What members send to a discussion, and what everybody is told whose word is not taken.
//!
//! Strangers and guests are told to sign in (401); who may not read the article may not write about it (403).

use std::sync::Arc;
use std::time::Duration;

use axum::extract::State;
use axum::response::Response;
use http::StatusCode;
use minijinja::{Value, context};
use serde::Deserialize;

use super::asker::{Asker, SignedIn};
use super::discussion::{self, Form as DiscussionForm};
use super::discussion_part::Part;
use super::error::Error;
use super::form::Form;
use super::{App, AppState, account, page, sign_in};
use crate::article::Article;
use crate::comment::flow::{NewComment, Written};
use crate::comment::text::TextFault;
use crate::comment::{CommentId, CommentText};
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
        Err(words) => return again.refuse_name(words).await,
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
pub(super) fn to_held(article: &Article, id: CommentId) -> String {
    format!("{}?said=held{}", links::discussion(article.id.0), links::comment_anchor(id.0))
}

pub(super) fn words_of(fault: TextFault) -> Words {
    match fault {
        TextFault::Empty => Words("comment-error-empty"),
        TextFault::TooLong => Words("comment-error-long"),
    }
}

/// Ids that are none are those of nothing.
pub(super) fn id(text: &str) -> Result<CommentId, Error> {
    text.parse().map(CommentId).map_err(|_| Error::NotFound)
}

pub(super) async fn member(app: &App, asker: &Asker) -> Result<Option<Member>, Error> {
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

    async fn refuse_name(&self, words: Words) -> Result<Response, Error> {
        let name_error = Some(self.asker.say(self.app, words));
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

/// Why nothing was taken.
#[derive(Debug, Clone, Copy)]
pub(super) enum Why {
    Stranger,
    Blocked,
    Late,
    Pace,
    Reason,
}

/// 401, with what was typed, so that it is not lost.
pub(super) fn stop_stranger(app: &App, asker: &Asker, next: Option<&str>, typed: &str) -> Result<Response, Error> {
    let next = next.and_then(Next::parse).unwrap_or_else(Next::front);
    let action = context! { label => asker.say(app, Words("comment-sign-in")), href => links::sign_in(&next) };
    stop(app, asker, StatusCode::UNAUTHORIZED, Why::Stranger, (Some(action), typed))
}

pub(super) fn stop_blocked(app: &App, asker: &Asker, typed: &str) -> Result<Response, Error> {
    stop(app, asker, StatusCode::FORBIDDEN, Why::Blocked, (None, typed))
}

pub(super) fn stop(
    app: &App,
    asker: &Asker,
    status: StatusCode,
    why: Why,
    (action, typed): (Option<Value>, &str),
) -> Result<Response, Error> {
    let (heading, words) = match why {
        Why::Stranger => (Words("comment-stranger-heading"), Words("comment-stranger-words")),
        Why::Late => (Words("comment-late-heading"), Words("comment-late-words")),
        Why::Pace => (Words("comment-pace-heading"), Words("comment-pace-words")),
        Why::Reason => (Words("comment-reason-heading"), Words("comment-reason-words")),
        Why::Blocked => (Words("comment-blocked-heading"), Words("comment-blocked-words")),
    };
    let context = context! {
        heading => asker.say(app, heading),
        words => asker.say(app, words),
        typed => typed,
        action => action,
    };
    page::own(app, asker, status, "pages/comment_stopped.html", context)
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
        _ => return Err(Error::BadRequest(Words("comment-bad-letters"))),
    };
    app.comments.choose_letters(signed_in.member.id, wants).await?;
    Ok(account::back("answers"))
}
