//! The table of comments, as to their end: those of members who leave, and texts that nobody needs any more.

use std::time::Duration;

use crate::clock::{self, Timestamp};
use crate::db::{self, Conn, sql};
use crate::member::MemberId;

/// What staff removed can be brought back for so long.
const REMOVED_KEPT: Duration = clock::days(90);
/// Decisions of staff.
const DECISIONS_KEPT: Duration = clock::days(365);

/// What only staff and its writer could see loses its words; what is published stays, of a former member.
pub async fn wipe_unpublished(conn: &mut Conn<'_>, member: MemberId, now: Timestamp) -> db::Result<()> {
    sql!(
        run,
        conn,
        "wipe a member's comments that are not published",
        "UPDATE comment SET state = 'deleted', source = '', reports = 0, ended_at = COALESCE(ended_at, $2)
         WHERE member_id = $1 AND (state IN ('held', 'removed') OR state = 'deleted' AND reports > 0)",
        member,
        now
    )
    .map(drop)
}

/// The words of what was removed long ago, and of what its writer deleted and nobody decided about.
pub async fn wipe_removed(conn: &mut Conn<'_>, now: Timestamp, limit: i64) -> db::Result<u64> {
    sql!(
        run,
        conn,
        "wipe removed comments",
        "UPDATE comment SET state = 'deleted', source = '', reports = 0 WHERE id IN (
             SELECT id FROM comment WHERE ended_at < $1 AND (state = 'removed' OR reports > 0) LIMIT $2)",
        now.minus(REMOVED_KEPT),
        limit
    )
}

/// Rows without words that hold nothing together.
pub async fn delete_ended(conn: &mut Conn<'_>, now: Timestamp, limit: i64) -> db::Result<u64> {
    sql!(
        run,
        conn,
        "clean up comments",
        "DELETE FROM comment WHERE id IN (
             SELECT c.id FROM comment c WHERE c.ended_at < $1 AND c.state = 'deleted' AND c.reports = 0
                 AND NOT EXISTS (SELECT 1 FROM comment r WHERE r.parent_id = c.id) LIMIT $2)",
        now.minus(clock::days(1)),
        limit
    )
}

pub async fn delete_decisions(conn: &mut Conn<'_>, now: Timestamp, limit: i64) -> db::Result<u64> {
    sql!(
        run,
        conn,
        "clean up decisions about comments",
        "DELETE FROM comment_decision WHERE id IN (SELECT id FROM comment_decision WHERE decided_at < $1 LIMIT $2)",
        now.minus(DECISIONS_KEPT),
        limit
    )
}
