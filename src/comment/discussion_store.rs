//! The table of discussions: what everybody may know of each, and which state pages were made of.

use std::time::Duration;

use uuid::Uuid;

use super::mark::Mark;
use crate::article::ArticleId;
use crate::clock::Timestamp;
use crate::db::{self, Conn, notice, sql};
use crate::member::MemberId;

/// The topic of the notice that a discussion has changed; with a nil key, several have.
pub const CHANGED: &str = "discussion";

/// Thanks come in bursts: pages are made anew for them so often at most, and for everything else at once.
const THANKS_SHOWN: Duration = Duration::from_secs(10);

/// Within the caller's transaction, and late in it: everybody who writes under this article waits for the row.
pub async fn change(conn: &mut Conn<'_>, article: ArticleId, by: i64, now: Timestamp) -> db::Result<Mark> {
    let mark = sql!(one Mark, conn, "count a discussion",
        "INSERT INTO discussion (article_id, count, version, changed_at) VALUES ($1, $2, 1, $3)
         ON CONFLICT (article_id) DO UPDATE SET count = discussion.count + $2, version = discussion.version + 1,
             changed_at = $3
         RETURNING article_id, count, version",
        article, by, now)?;
    notice::tell(conn, CHANGED, article.0).await?;
    Ok(mark)
}

/// `None` where pages were made anew a moment ago.
pub async fn change_for_thanks(conn: &mut Conn<'_>, article: ArticleId, now: Timestamp) -> db::Result<Option<Mark>> {
    let mark = sql!(find Mark, conn, "show thanks in a discussion",
        "UPDATE discussion SET version = version + 1, changed_at = $2 WHERE article_id = $1 AND changed_at <= $3
         RETURNING article_id, count, version",
        article, now, now.minus(THANKS_SHOWN))?;
    if mark.is_some() {
        notice::tell(conn, CHANGED, article.0).await?;
    }
    Ok(mark)
}

/// Every discussion that this member takes part in: they are called something else now.
pub async fn change_of_member(conn: &mut Conn<'_>, member: MemberId, now: Timestamp) -> db::Result<()> {
    let touched = sql!(
        run,
        conn,
        "change a member's discussions",
        "UPDATE discussion SET version = version + 1, changed_at = $2 WHERE article_id IN (
             SELECT article_id FROM comment WHERE member_id = $1 AND state = 'published')",
        member,
        now
    )?;
    if touched > 0 {
        notice::tell(conn, CHANGED, Uuid::nil()).await?;
    }
    Ok(())
}

pub async fn find(conn: &mut Conn<'_>, article: ArticleId) -> db::Result<Option<Mark>> {
    sql!(find Mark, conn, "look at a discussion",
        "SELECT article_id, count, version FROM discussion WHERE article_id = $1", article)
}

/// Bounded by the articles that anybody has commented on; held in memory as a whole.
pub async fn list(conn: &mut Conn<'_>) -> db::Result<Vec<Mark>> {
    sql!(list Mark, conn, "list discussions", "SELECT article_id, count, version FROM discussion")
}
