//! The table of states that were answered: each is good once.

use crate::clock::Timestamp;
use crate::db::{self, Conn, sql};
use crate::secret::TokenHash;

/// One statement decides whose answer counts; false where there was one before.
pub async fn claim_state(conn: &mut Conn<'_>, state: &TokenHash, ends_at: Timestamp) -> db::Result<bool> {
    let touched = sql!(
        run,
        conn,
        "note that a state was answered",
        "INSERT INTO used_state (state_hash, ends_at) VALUES ($1, $2) ON CONFLICT (state_hash) DO NOTHING",
        state,
        ends_at
    )?;
    Ok(touched > 0)
}

/// No cookie is good for a state after that.
pub async fn delete_ended(conn: &mut Conn<'_>, now: Timestamp, limit: i64) -> db::Result<u64> {
    sql!(
        run,
        conn,
        "clean up answered states",
        "DELETE FROM used_state WHERE state_hash IN (SELECT state_hash FROM used_state WHERE ends_at < $1 LIMIT $2)",
        now,
        limit
    )
}
