//! What a writer can do about their own comment: change it for a while, and take it back at any time.

use super::flow::{Written, standing};
use super::mark::Mark;
use super::store::{self, CommentRow};
use super::{CommentId, CommentText, Comments, EDIT_FOR, State, commenter_store, discussion_store, report_store, tell};
use crate::db::{self, retrying};
use crate::limit::Rule;
use crate::member::flow::FlowError;
use crate::member::{Member, MemberId};

/// Changes of what was written, within the pace of comments.
const EDITS: u32 = 5;

impl Comments {
    /// A member's own comment, to be edited; `None`: it is not theirs, or gone.
    pub async fn find_own(&self, id: CommentId, member: MemberId) -> db::Result<Option<CommentRow>> {
        let mut read = self.members.db.read().await?;
        let row = store::find_of(&mut read.conn(), id, member).await?;
        Ok(row.filter(|row| matches!(row.state(), State::Published | State::Held)))
    }

    /// Whether its writer may still change it.
    pub fn is_editable(&self, row: &CommentRow) -> bool {
        let now = self.members.clock.now();
        matches!(row.state(), State::Published | State::Held) && now.since(row.created_at) < EDIT_FOR
    }

    pub async fn edit(&self, id: CommentId, writer: &Member, text: &CommentText) -> Result<Written, FlowError> {
        let (written, mark) = retrying(|| self.try_edit(id, writer, text)).await?;
        self.after(&written, mark, "a comment was edited");
        Ok(written)
    }

    async fn try_edit(
        &self,
        id: CommentId,
        writer: &Member,
        text: &CommentText,
    ) -> Result<(Written, Option<Mark>), FlowError> {
        let now = self.members.clock.now();
        let mut tx = self.members.db.begin().await?;
        let mut conn = tx.conn();
        let commenter = commenter_store::find_and_hold(&mut conn, writer.id, now).await?;
        let row = store::find_of(&mut conn, id, writer.id).await?;
        let is_there = |row: &CommentRow| matches!(row.state(), State::Published | State::Held);
        let Some(row) = row.filter(is_there) else { return Ok((Written::NoSuch, None)) };
        if commenter.blocked_at.is_some() {
            return Ok((Written::Blocked, None));
        }
        if !self.is_editable(&row) {
            return Ok((Written::TooLate, None));
        }
        let edits = ("edits of comments", Rule::paced(EDITS, self.pace()));
        if let Some(retry_after) = self.claim(&mut conn, edits, writer.id, now).await? {
            return Ok((Written::TooMany { retry_after }, None));
        }
        if !store::update_source(&mut conn, id, text.as_str(), (row.state(), now)).await? {
            return Ok((Written::NoSuch, None));
        }
        let why = self.why_held(&standing(writer, &commenter), text, now);
        let (outcome, mark) = match (row.state(), why) {
            (State::Published, None) => {
                let mark = discussion_store::change(&mut conn, row.article_id, 0, now).await?;
                (Written::Published(id), Some(mark))
            }
            (State::Published, Some(why)) if store::update_held(&mut conn, id, why).await? => {
                tell::of_held(&mut conn, &row, why, now).await?;
                (Written::Held(id), Some(self.withdraw(&mut conn, &row, now).await?))
            }
            _ => (Written::Held(id), None),
        };
        tx.commit().await?;
        Ok((outcome, mark))
    }

    /// The row, where it was this member's to take back. One that was reported keeps its words until staff have read them.
    pub async fn delete(&self, id: CommentId, member: MemberId) -> Result<Option<CommentRow>, FlowError> {
        let deleted = retrying(|| self.try_delete(id, member)).await?;
        let Some((row, mark)) = deleted else { return Ok(None) };
        self.marks.keep(mark.as_slice());
        tracing::info!(comment = %id.0, "a comment was deleted by its writer");
        Ok(Some(row))
    }

    async fn try_delete(
        &self,
        id: CommentId,
        member: MemberId,
    ) -> Result<Option<(CommentRow, Option<Mark>)>, FlowError> {
        let now = self.members.clock.now();
        let mut tx = self.members.db.begin().await?;
        let mut conn = tx.conn();
        let row = store::find_of(&mut conn, id, member).await?;
        let Some(row) = row.filter(|row| row.state() != State::Deleted) else { return Ok(None) };
        if !store::update_state(&mut conn, &row, State::Deleted, now).await? {
            return Ok(None);
        }
        if row.reports == 0 {
            report_store::settle(&mut conn, id, now).await?;
        }
        let mark = match row.state() {
            State::Published => Some(self.withdraw(&mut conn, &row, now).await?),
            State::Held | State::Removed | State::Deleted => None,
        };
        tx.commit().await?;
        Ok(Some((row, mark)))
    }
}
