//! The table of what writes were answered.

use super::answer::{Answer, KEPT, Once};
use crate::clock::Timestamp;
use crate::db::{self, Conn, sql};
use crate::secret::TokenHash;

#[derive(Debug, sqlx::FromRow)]
pub struct AnswerRow {
    pub request_hash: TokenHash,
    pub status: Option<i64>,
    pub body: String,
}

/// False where there is one already: a race writes one.
pub async fn insert(conn: &mut Conn<'_>, once: &Once, now: Timestamp) -> db::Result<bool> {
    let touched = sql!(
        run,
        conn,
        "begin a write that is done once",
        "INSERT INTO program_answer (program_id, key_hash, request_hash, body, made_at) VALUES ($1, $2, $3, '', $4)
         ON CONFLICT (program_id, key_hash) DO NOTHING",
        once.program,
        &once.key,
        &once.request,
        now
    )?;
    Ok(touched > 0)
}

pub async fn find(conn: &mut Conn<'_>, once: &Once) -> db::Result<Option<AnswerRow>> {
    sql!(find AnswerRow, conn, "look for what a write was answered",
        "SELECT request_hash, status, body FROM program_answer WHERE program_id = $1 AND key_hash = $2",
        once.program, &once.key)
}

pub async fn update_done(conn: &mut Conn<'_>, once: &Once, answer: &Answer) -> db::Result<()> {
    sql!(
        run,
        conn,
        "keep what a write was answered",
        "UPDATE program_answer SET status = $3, body = $4 WHERE program_id = $1 AND key_hash = $2",
        once.program,
        &once.key,
        i64::from(answer.status),
        &answer.body
    )
    .map(drop)
}

pub async fn delete(conn: &mut Conn<'_>, once: &Once) -> db::Result<()> {
    sql!(
        run,
        conn,
        "forget a write that came to nothing",
        "DELETE FROM program_answer WHERE program_id = $1 AND key_hash = $2 AND status IS NULL",
        once.program,
        &once.key
    )
    .map(drop)
}

/// The one of this key, where it is too old to count, or whoever was doing it is gone.
pub async fn delete_old(conn: &mut Conn<'_>, once: &Once, before: Timestamp, given_up: Timestamp) -> db::Result<()> {
    sql!(
        run,
        conn,
        "forget an old answer",
        "DELETE FROM program_answer WHERE program_id = $1 AND key_hash = $2
         AND (made_at < $3 OR (status IS NULL AND made_at < $4))",
        once.program,
        &once.key,
        before,
        given_up
    )
    .map(drop)
}

pub async fn clean_up(conn: &mut Conn<'_>, now: Timestamp, limit: i64) -> db::Result<u64> {
    sql!(
        run,
        conn,
        "clean up what programs were answered",
        "DELETE FROM program_answer WHERE (program_id, key_hash) IN
             (SELECT program_id, key_hash FROM program_answer WHERE made_at < $1 LIMIT $2)",
        now.minus(KEPT),
        limit
    )
}
