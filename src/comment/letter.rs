//! The letters of discussions: an answer to what a member wrote, and to staff what waits for them.
//!
//! No letter holds a word of a comment that is not published, and no header a word that a reader typed.

use minijinja::{Value, context};

use super::store::{self, CommentRow};
use super::{CommentId, Comments, commenter_store, letters_token, text};
use crate::article;
use crate::clock::Timestamp;
use crate::db::Conn;
use crate::email_address::EmailAddress;
use crate::language::{Voice, Words};
use crate::links;
use crate::mail::{self, Content, Letter};
use crate::member::flow::FlowError;
use crate::member::letter::content;
use crate::member::{self, Member};
use crate::template::TemplateError;

/// Characters of the answer that stand in the letter.
const EXCERPT: usize = 400;

/// Where the writer of the parent said that they want to know; within the transaction that publishes the answer.
pub async fn tell_of_answer(
    comments: &Comments,
    conn: &mut Conn<'_>,
    (answer, parent): (&CommentRow, CommentId),
    now: Timestamp,
) -> Result<(), FlowError> {
    let Some(parent) = store::find(conn, parent).await? else { return Ok(()) };
    let Some(to) = parent.member_id.filter(|member| answer.member_id != Some(*member)) else { return Ok(()) };
    let wants = commenter_store::find(conn, to).await?.is_some_and(|commenter| commenter.wants_letters);
    if !wants || !store::claim_letter(conn, answer.id, now).await? {
        return Ok(());
    }
    let Some(to) = member::store::find(conn, to).await?.filter(|to| to.proved_at.is_some() && to.blocked_at.is_none())
    else {
        return Ok(());
    };
    let Some((host, _, title)) = article::store::find_heading(conn, answer.article_id).await? else { return Ok(()) };
    let from = match answer.member_id {
        Some(from) => member::store::find(conn, from).await?,
        None => None,
    };
    let name = from.map(|from| from.name).filter(|name| !name.is_empty());
    let voice = comments.members.voice_for(&to, comments.sites.find_or_first(&host));
    let letter = answered(comments, voice, &to, (answer, name.as_deref(), &title))?;
    Ok(comments.members.put(conn, &letter, now).await?)
}

fn answered(
    comments: &Comments,
    voice: Voice<'_>,
    to: &Member,
    (answer, name, title): (&CommentRow, Option<&str>, &str),
) -> Result<Letter, TemplateError> {
    let members = &comments.members;
    let unsubscribe = links::absolute(&voice.site.base_url, &links::unsubscribe(&letters_token(&members.keys, to.id)));
    let given = context! {
        name => name,
        article => title,
        words => text::excerpt(&answer.source, EXCERPT),
        link => links::absolute(&voice.site.base_url, &links::comment(answer.article_id.0, answer.id.0)),
        unsubscribe => unsubscribe.as_str(),
        account => links::absolute(&voice.site.base_url, links::ACCOUNT),
    };
    let content = content(&members.templates, voice, "comment_answer", Words("comment-answer-subject"), given)?;
    Ok(letter("comment_answer", &to.address, Content { unsubscribe: Some(unsubscribe), ..content }))
}

/// What waits, in numbers: `held` by article's title, and how many were reported.
pub fn digest(
    comments: &Comments,
    voice: Voice<'_>,
    to: &EmailAddress,
    (articles, held, reported): (&[(String, i64)], i64, i64),
) -> Result<Letter, TemplateError> {
    let articles: Vec<Value> =
        articles.iter().map(|(title, count)| context! { title => title, count => count }).collect();
    let given = context! {
        held => held,
        reported => reported,
        articles => articles,
        link => links::absolute(&voice.site.base_url, links::STAFF_COMMENTS),
    };
    let templates = &comments.members.templates;
    let content = content(templates, voice, "comment_digest", Words("comment-digest-subject"), given)?;
    Ok(letter("comment_digest", to, content))
}

fn letter(kind: &'static str, to: &EmailAddress, content: Content) -> Letter {
    Letter { kind, to: to.clone(), content, life: mail::LIFE }
}
