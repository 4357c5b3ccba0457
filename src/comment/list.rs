//! A discussion as it is read, a page at a time: two queries, however many there are.

use std::collections::HashMap;
use std::sync::Arc;

use uuid::Uuid;

use super::store::{self, ShownRow};
use super::{CommentId, Comments, Cursor, Order, State};
use crate::article::ArticleId;
use crate::db;
use crate::member::MemberId;

/// Comments on one page, and answers on the page of one comment.
pub const PER_PAGE: i64 = 50;

/// Which page of which discussion.
#[derive(Debug, Clone, Copy)]
pub struct Ask {
    pub article: ArticleId,
    pub order: Order,
    pub after: Cursor,
    /// Answers that are shown with each comment.
    pub answers: i64,
    /// Whose thanks and waiting comments are looked at; `None`: nobody's.
    pub reader: Option<MemberId>,
}

/// A comment and its text as HTML.
pub struct Shown {
    pub row: ShownRow,
    pub html: Arc<str>,
}

impl Shown {
    /// Its text may be read: what is not published stands there for its answers alone.
    pub fn is_readable(&self) -> bool {
        self.row.comment.state() == State::Published
    }
}

pub struct Thread {
    pub comment: Shown,
    /// The oldest.
    pub answers: Vec<Shown>,
}

pub struct Listed {
    pub threads: Vec<Thread>,
    /// Where the next page starts.
    pub more: Option<Cursor>,
    /// The reader's own that wait for staff.
    pub held: Vec<Shown>,
}

/// One comment with a page of its answers.
pub struct ThreadPage {
    pub thread: Thread,
    pub more: Option<CommentId>,
}

impl Comments {
    pub async fn list(&self, ask: &Ask) -> db::Result<Listed> {
        let reader = ask.reader.unwrap_or(NOBODY);
        let mut read = self.members.db.read().await?;
        let mut conn = read.conn();
        let mut rows = store::list(&mut conn, ask.article, (ask.order, ask.after), PER_PAGE + 1, reader).await?;
        let has_more = rows.len() > count(PER_PAGE);
        rows.truncate(count(PER_PAGE));
        let answered: Vec<CommentId> =
            rows.iter().filter(|row| row.comment.answers > 0).map(|row| row.comment.id).collect();
        let answers = match answered.as_slice() {
            [] => Vec::new(),
            answered => store::list_answers(&mut conn, answered, ask.answers, reader).await?,
        };
        let held = match ask.reader {
            Some(reader) => store::list_held_of(&mut conn, reader, ask.article, PER_PAGE).await?,
            None => Vec::new(),
        };
        drop(read);
        let last = rows.last().filter(|_| has_more);
        let more = last.map(|row| Cursor { thanks: row.comment.thanks, id: row.comment.id });
        let mut by_parent: HashMap<CommentId, Vec<Shown>> = HashMap::new();
        for answer in answers {
            if let Some(parent) = answer.comment.parent_id {
                by_parent.entry(parent).or_default().push(self.shown(answer));
            }
        }
        let thread = |row: ShownRow| {
            let answers = by_parent.remove(&row.comment.id).unwrap_or_default();
            Thread { comment: self.shown(row), answers }
        };
        let threads = rows.into_iter().map(thread).collect();
        Ok(Listed { threads, more, held: held.into_iter().map(|row| self.shown(row)).collect() })
    }

    /// One comment, by its id or by that of one of its answers, with the answers after this one. `None`: nobody sees it.
    pub async fn thread(
        &self,
        (article, id): (ArticleId, CommentId),
        after: Option<CommentId>,
        reader: Option<MemberId>,
    ) -> db::Result<Option<ThreadPage>> {
        let reader = reader.unwrap_or(NOBODY);
        let mut read = self.members.db.read().await?;
        let mut conn = read.conn();
        let is_shown = |row: &ShownRow| row.comment.state() == State::Published || row.comment.answers > 0;
        let found = store::find_shown(&mut conn, id, reader).await?;
        let Some(found) = found.filter(|row| row.comment.article_id == article && is_shown(row)) else {
            return Ok(None);
        };
        // An answer is shown first on its page: the one before it ends where it begins.
        let (top, from) = match found.comment.parent_id {
            None => (Some(found), Uuid::nil()),
            Some(parent) => {
                (store::find_shown(&mut conn, parent, reader).await?, Uuid::from_u128(id.0.as_u128().saturating_sub(1)))
            }
        };
        let Some(top) = top else { return Ok(None) };
        let after = after.unwrap_or(CommentId(from));
        let mut answers = store::list_thread(&mut conn, top.comment.id, after, PER_PAGE + 1, reader).await?;
        drop(read);
        let has_more = answers.len() > count(PER_PAGE);
        answers.truncate(count(PER_PAGE));
        let more = answers.last().map(|row| row.comment.id).filter(|_| has_more);
        let answers = answers.into_iter().map(|row| self.shown(row)).collect();
        Ok(Some(ThreadPage { thread: Thread { comment: self.shown(top), answers }, more }))
    }

    /// What has ended has no words for readers.
    pub fn shown(&self, row: ShownRow) -> Shown {
        match row.comment.state() {
            State::Removed | State::Deleted => Shown { row, html: Arc::from("") },
            State::Published | State::Held => self.shown_to_staff(row),
        }
    }

    /// With the words that are kept, whatever its state.
    pub fn shown_to_staff(&self, row: ShownRow) -> Shown {
        let comment = &row.comment;
        let html = match comment.source.as_str() {
            "" => Arc::from(""),
            source => self.texts.html(comment.id, comment.edited_at, source),
        };
        Shown { row, html }
    }
}

/// Has thanked for nothing.
const NOBODY: MemberId = MemberId(Uuid::nil());

fn count(limit: i64) -> usize {
    usize::try_from(limit).unwrap_or(usize::MAX)
}
