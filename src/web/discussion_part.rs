//! Which part of a discussion an address means: an order and a place in it, or one comment with its answers.

use super::error::Error;
use crate::article::ArticleId;
use crate::comment::{CommentId, Cursor, Order};
use crate::language::Words;
use crate::links;

/// A page of a discussion, by its order and where it starts.
pub fn list_link(article: ArticleId, order: Order, after: Option<Cursor>) -> String {
    let mut link = format!("{}?order={}", links::discussion(article.0), order.as_str());
    if let Some(after) = after {
        link.push_str("&after=");
        link.push_str(&after.to_text(order));
    }
    link
}

/// Which part of a discussion was asked for.
#[derive(Debug, Default)]
pub struct Part {
    pub order: Order,
    pub after: Option<Cursor>,
    pub at: Option<CommentId>,
    /// Answers after this one.
    pub answers_after: Option<CommentId>,
    pub said: Option<&'static str>,
}

impl Part {
    /// What cannot be read is an error: no page of ours links to it.
    pub fn parse(query: &str) -> Result<Self, Error> {
        let mut part = Self::default();
        let mut after = None;
        for (name, value) in url::form_urlencoded::parse(query.as_bytes()) {
            match name.as_ref() {
                "order" => part.order = Order::parse(&value).ok_or(BAD)?,
                "after" => after = Some(value.into_owned()),
                "at" => part.at = Some(comment_id(&value)?),
                "said" => part.said = SAID.into_iter().find(|said| *said == value),
                _ => {}
            }
        }
        match (part.at, after) {
            (Some(_), Some(after)) => part.answers_after = Some(comment_id(&after)?),
            (None, Some(after)) => part.after = Some(Cursor::parse(&after, part.order).ok_or(BAD)?),
            (_, None) => {}
        }
        Ok(part)
    }
}

const SAID: [&str; 4] = ["held", "deleted", "reported", "letters"];

const BAD: Error = Error::BadRequest(Words("comment-bad-page"));

fn comment_id(text: &str) -> Result<CommentId, Error> {
    text.parse().map(CommentId).map_err(|_| BAD)
}
