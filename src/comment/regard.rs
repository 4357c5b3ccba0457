//! What readers do about a comment of somebody else: thank for it, or report it.

use std::time::Duration;

use super::store::{self, CommentRow};
use super::{CommentId, Comments, Reason, State, discussion_store, report_store};
use crate::db::{self, Lane, retrying};
use crate::limit::Rule;
use crate::member::MemberId;

#[derive(Debug, PartialEq, Eq)]
pub enum Reported {
    Yes,
    NoSuch,
    TooMany { retry_after: Duration },
}

impl Comments {
    /// A comment that is shown; `None`: there is none of that id.
    pub async fn find_published(&self, id: CommentId) -> db::Result<Option<CommentRow>> {
        let mut read = self.members.db.read().await?;
        let row = store::find(&mut read.conn(), id).await?;
        Ok(row.filter(|row| row.state() == State::Published))
    }

    /// Once for each member; nobody thanks themselves. False: there is no such comment any more.
    pub async fn thank(&self, id: CommentId, member: MemberId, takes_back: bool) -> db::Result<bool> {
        retrying(|| self.try_thank(id, member, takes_back)).await
    }

    async fn try_thank(&self, id: CommentId, member: MemberId, takes_back: bool) -> db::Result<bool> {
        let now = self.members.clock.now();
        let mut tx = self.members.db.begin().await?;
        let mut conn = tx.conn();
        let row = store::find(&mut conn, id).await?;
        let Some(row) = row.filter(|row| row.state() == State::Published) else { return Ok(false) };
        if row.member_id == Some(member) {
            return Ok(true);
        }
        let is_changed = if takes_back {
            report_store::delete_thanks(&mut conn, id, member).await?
        } else {
            report_store::insert_thanks(&mut conn, id, member, now).await?
        };
        if !is_changed {
            return Ok(true);
        }
        report_store::add_thanks(&mut conn, id, if takes_back { -1 } else { 1 }).await?;
        let mark = discussion_store::change_for_thanks(&mut conn, row.article_id, now).await?;
        tx.commit().await?;
        if mark.is_none() {
            self.marks.wait(row.article_id);
        }
        self.marks.keep(mark.as_slice());
        Ok(true)
    }

    /// Shows the thanks that came too soon after a change to be shown with it.
    pub(super) async fn show_thanks(&self) -> db::Result<()> {
        for article in self.marks.take_waiting() {
            let mark = retrying(async || {
                let mut tx = self.members.db.begin_in(Lane::Work).await?;
                let mark =
                    discussion_store::change_for_thanks(&mut tx.conn(), article, self.members.clock.now()).await?;
                tx.commit().await?;
                Ok::<_, db::DbError>(mark)
            });
            match mark.await {
                Ok(mark) => self.marks.keep(mark.as_slice()),
                Err(error) => {
                    self.marks.wait(article);
                    return Err(error);
                }
            }
        }
        Ok(())
    }

    /// Once for each member, until staff have decided; the first reason stays.
    pub async fn report(&self, id: CommentId, member: MemberId, reason: &Reason) -> db::Result<Reported> {
        let reported = retrying(|| self.try_report(id, member, reason)).await?;
        if reported == Reported::Yes {
            tracing::info!(comment = %id.0, "a comment was reported");
        }
        Ok(reported)
    }

    async fn try_report(&self, id: CommentId, member: MemberId, reason: &Reason) -> db::Result<Reported> {
        let now = self.members.clock.now();
        let mut tx = self.members.db.begin().await?;
        let mut conn = tx.conn();
        let row = store::find(&mut conn, id).await?;
        if row.is_none_or(|row| row.state() != State::Published) {
            return Ok(Reported::NoSuch);
        }
        if !report_store::insert_report(&mut conn, id, member, (reason.as_str(), now)).await? {
            return Ok(Reported::Yes);
        }
        let per_day = ("reports of comments", Rule::per_day(self.limits.comment_reports_day));
        if let Some(retry_after) = self.claim(&mut conn, per_day, member, now).await? {
            return Ok(Reported::TooMany { retry_after });
        }
        tx.commit().await?;
        Ok(Reported::Yes)
    }
}
