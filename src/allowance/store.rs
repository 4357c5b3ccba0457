//! The table of free reads.

use uuid::Uuid;

use crate::article::ArticleId;
use crate::clock::Timestamp;
use crate::db::{self, Conn, sql};
use crate::secret::TokenHash;

/// Articles read since then, and whether this one is among them.
pub async fn count_reads(
    conn: &mut Conn<'_>,
    reader: &TokenHash,
    article: ArticleId,
    since: Timestamp,
) -> db::Result<(u32, bool)> {
    let (used, this) = sql!(
        one(i64, i64),
        conn,
        "count free reads",
        "SELECT COUNT(*), COUNT(CASE WHEN article_id = $2 THEN 1 END) FROM free_read WHERE reader_hash = $1 AND read_at > $3",
        reader,
        article,
        since
    )?;
    Ok((u32::try_from(used).unwrap_or(u32::MAX), this > 0))
}

/// `SQLite` has one writer. On `PostgreSQL` two claims of one browser must wait for each other, or both would count the
/// same: for a row of no article and of no time, which is never counted.
pub async fn lock_reader(conn: &mut Conn<'_>, reader: &TokenHash) -> db::Result<()> {
    if matches!(conn, Conn::Sqlite(_)) {
        return Ok(());
    }
    sql!(
        run,
        conn,
        "lock a reader's allowance",
        "INSERT INTO free_read (reader_hash, article_id, read_at) VALUES ($1, $2, 0)
         ON CONFLICT (reader_hash, article_id) DO UPDATE SET read_at = 0",
        reader,
        Uuid::nil()
    )
    .map(drop)
}

/// Takes a place among the free reads, if one is left. Called with the writer's lock held (see the flow).
pub async fn claim_read(
    conn: &mut Conn<'_>,
    reader: &TokenHash,
    article: ArticleId,
    (since, now): (Timestamp, Timestamp),
    at_most: u32,
) -> db::Result<bool> {
    let touched = sql!(
        run,
        conn,
        "claim a free read",
        "INSERT INTO free_read (reader_hash, article_id, read_at)
         SELECT $1, $2, $3 WHERE (SELECT COUNT(*) FROM free_read WHERE reader_hash = $1 AND read_at > $4) < $5
         ON CONFLICT (reader_hash, article_id) DO UPDATE SET read_at = $3 WHERE free_read.read_at <= $4",
        reader,
        article,
        now,
        since,
        i64::from(at_most)
    )?;
    Ok(touched > 0)
}

/// At most `limit` of them.
pub async fn delete_before(conn: &mut Conn<'_>, before: Timestamp, limit: i64) -> db::Result<u64> {
    sql!(
        run,
        conn,
        "clean up free reads",
        "DELETE FROM free_read WHERE (reader_hash, article_id) IN (
             SELECT reader_hash, article_id FROM free_read WHERE read_at <= $1 LIMIT $2)",
        before,
        limit
    )
}
