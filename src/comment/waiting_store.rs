//! The table of comments, as to what waits for staff: in numbers.

use crate::article::ArticleId;
use crate::clock::Timestamp;
use crate::db::{self, Conn, sql};

pub async fn is_any_new(conn: &mut Conn<'_>) -> db::Result<bool> {
    let row = sql!(
        find(i64,),
        conn,
        "look for comments that nobody told staff of",
        "SELECT created_at FROM comment WHERE told_at IS NULL AND (state = 'held' OR reports > 0) LIMIT 1"
    )?;
    Ok(row.is_some())
}

/// Held, and reported.
pub async fn count_waiting(conn: &mut Conn<'_>) -> db::Result<(i64, i64)> {
    sql!(
        one(i64, i64),
        conn,
        "count what waits for staff",
        "SELECT COUNT(CASE WHEN state = 'held' THEN 1 END), COUNT(CASE WHEN reports > 0 THEN 1 END)
         FROM comment WHERE state = 'held' OR reports > 0"
    )
}

/// Under which articles they stand, the most first.
pub async fn list_articles(conn: &mut Conn<'_>, limit: i64) -> db::Result<Vec<(ArticleId, i64)>> {
    sql!(
        list(ArticleId, i64),
        conn,
        "list articles with comments that wait",
        "SELECT article_id, COUNT(*) FROM comment WHERE state = 'held' OR reports > 0
         GROUP BY article_id ORDER BY 2 DESC, 1 LIMIT $1",
        limit
    )
}

pub async fn update_told(conn: &mut Conn<'_>, now: Timestamp) -> db::Result<()> {
    sql!(
        run,
        conn,
        "note what staff were told of",
        "UPDATE comment SET told_at = $1 WHERE told_at IS NULL AND (state = 'held' OR reports > 0)",
        now
    )
    .map(drop)
}
