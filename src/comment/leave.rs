//! What a member's name, data and leaving mean for discussions, and what is cleaned up with time.

use std::time::Duration;

use serde_json::{Value, json};

use super::{
    CommentId, Comments, State, commenter_store, decision_store, discussion_store, end_store, report_store, store,
};
use crate::clock::Timestamp;
use crate::config::raw::ModerationSetting;
use crate::db::{self, Conn, Lane, retrying};
use crate::limit::Rule;
use crate::member::{self, Member, MemberId, MemberName};

/// Rows that go in one transaction.
const AT_ONCE: i64 = 500;
/// Names that a member can take in a day: under what they wrote, each is read by whoever reads that.
const NAMES_PER_DAY: u32 = 5;

impl Comments {
    /// Also under what they have written. Staff have not seen the new name: where first comments wait, the next one does.
    /// Tells how long to wait where there were too many; then nothing has changed.
    pub async fn rename(&self, member: &Member, name: &MemberName) -> db::Result<Option<Duration>> {
        if member.name == name.as_str() {
            return Ok(None);
        }
        let refused = retrying(|| self.try_rename(member.id, name)).await?;
        if refused.is_none() {
            self.refresh().await;
        }
        Ok(refused)
    }

    async fn try_rename(&self, member: MemberId, name: &MemberName) -> db::Result<Option<Duration>> {
        let now = self.members.clock.now();
        let mut tx = self.members.db.begin().await?;
        let mut conn = tx.conn();
        let names = ("names", Rule::per_day(NAMES_PER_DAY));
        if let Some(retry_after) = self.claim(&mut conn, names, member, now).await? {
            return Ok(Some(retry_after));
        }
        member::store::update_name(&mut conn, member, name.as_str()).await?;
        if self.settings.moderation == ModerationSetting::First {
            commenter_store::clear_trusted(&mut conn, member).await?;
        }
        discussion_store::change_of_member(&mut conn, member, now).await?;
        tx.commit().await?;
        Ok(None)
    }

    /// Before the member's row goes, within its transaction: what they published stays, as a former member's.
    pub async fn erase(&self, conn: &mut Conn<'_>, member: MemberId) -> db::Result<()> {
        let now = self.members.clock.now();
        end_store::wipe_unpublished(conn, member, now).await?;
        report_store::delete_thanks_of(conn, member).await?;
        report_store::delete_reports_of(conn, member).await?;
        discussion_store::change_of_member(conn, member, now).await
    }

    /// Everything of a member's, for themselves.
    pub async fn export(&self, member: MemberId) -> db::Result<Value> {
        let mut comments = Vec::new();
        for state in [State::Published, State::Held, State::Removed, State::Deleted] {
            self.export_state(member, state, &mut comments).await?;
        }
        let mut read = self.members.db.read().await?;
        let mut conn = read.conn();
        let commenter = commenter_store::find(&mut conn, member).await?;
        let thanks = report_store::list_thanks_of(&mut conn, member).await?;
        let reports = report_store::list_reports_of(&mut conn, member).await?;
        let decisions = decision_store::list_of(&mut conn, member).await?;
        Ok(json!({
            "written": comments,
            "thanked_for": thanks.iter().map(|(comment, at)| json!({
                "comment": comment.0,
                "at": at.to_iso(),
            })).collect::<Vec<_>>(),
            "reported": reports.iter().map(|(comment, reason, at)| json!({
                "comment": comment.0,
                "reason": reason,
                "at": at.to_iso(),
            })).collect::<Vec<_>>(),
            "letters_about_answers": commenter.is_some_and(|commenter| commenter.wants_letters),
            "may_not_comment_since": commenter.and_then(|commenter| commenter.blocked_at).map(Timestamp::to_iso),
            "decisions": decisions.iter().map(|decision| json!({
                "comment": decision.comment_id.map(|id| id.0),
                "action": decision.action,
                "reason": decision.reason,
                "at": decision.decided_at.to_iso(),
            })).collect::<Vec<_>>(),
        }))
    }

    async fn export_state(&self, member: MemberId, state: State, all: &mut Vec<Value>) -> db::Result<()> {
        let mut after = CommentId(uuid::Uuid::nil());
        loop {
            let mut read = self.members.db.read().await?;
            let rows = store::list_of(&mut read.conn(), member, state, (after, AT_ONCE)).await?;
            let Some(last) = rows.last() else { return Ok(()) };
            after = last.id;
            all.extend(rows.iter().map(|row| {
                json!({
                    "id": row.id.0,
                    "article": row.article_id.0,
                    "answers": row.parent_id.map(|parent| parent.0),
                    "text": row.source,
                    "state": row.state,
                    "thanks": row.thanks,
                    "written_at": row.created_at.to_iso(),
                    "edited_at": row.edited_at.map(Timestamp::to_iso),
                })
            }));
        }
    }

    /// Words that were removed long ago, rows that are nobody's any more, and old decisions.
    pub async fn clean_up(&self) -> db::Result<()> {
        while retrying(|| self.wipe_some()).await? > 0 {}
        while retrying(|| self.delete_some()).await? > 0 {}
        while retrying(|| self.forget_some()).await? > 0 {}
        Ok(())
    }

    async fn wipe_some(&self) -> db::Result<u64> {
        let mut tx = self.members.db.begin_in(Lane::Work).await?;
        let touched = end_store::wipe_removed(&mut tx.conn(), self.members.clock.now(), AT_ONCE).await?;
        tx.commit().await?;
        Ok(touched)
    }

    async fn delete_some(&self) -> db::Result<u64> {
        let mut tx = self.members.db.begin_in(Lane::Work).await?;
        let touched = end_store::delete_ended(&mut tx.conn(), self.members.clock.now(), AT_ONCE).await?;
        tx.commit().await?;
        Ok(touched)
    }

    async fn forget_some(&self) -> db::Result<u64> {
        let mut tx = self.members.db.begin_in(Lane::Work).await?;
        let touched = end_store::delete_decisions(&mut tx.conn(), self.members.clock.now(), AT_ONCE).await?;
        tx.commit().await?;
        Ok(touched)
    }
}
