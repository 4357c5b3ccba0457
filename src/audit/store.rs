//! The table of what staff did.

use std::time::Duration;

use uuid::Uuid;

use super::{AuditRow, Deed};
use crate::clock::{self, Timestamp};
use crate::db::{self, Conn, sql};
use crate::secret;

/// How long an account is kept.
const KEPT: Duration = clock::days(2 * 365);

/// Within the transaction of what it tells of.
pub async fn insert(conn: &mut Conn<'_>, deed: &Deed, now: Timestamp) -> db::Result<()> {
    sql!(
        run,
        conn,
        "note what staff did",
        "INSERT INTO audit (id, at, staff_id, action, subject, subject_id, before, after, program_id)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        secret::new_id(now),
        now,
        deed.actor.member(),
        deed.action.as_str(),
        deed.subject.kind(),
        deed.subject.id(),
        deed.before.to_string(),
        deed.after.to_string(),
        deed.actor.program()
    )
    .map(drop)
}

/// The latest before that one.
pub async fn list_before(conn: &mut Conn<'_>, before: Uuid, limit: i64) -> db::Result<Vec<AuditRow>> {
    sql!(list AuditRow, conn, "list what staff did",
        "SELECT id, at, staff_id, program_id, action, subject, subject_id, before, after FROM audit
         WHERE id < $1 ORDER BY id DESC LIMIT $2", before, limit)
}

/// The same of one thing.
pub async fn list_about(conn: &mut Conn<'_>, subject_id: &str, before: Uuid, limit: i64) -> db::Result<Vec<AuditRow>> {
    sql!(list AuditRow, conn, "list what staff did to one thing",
        "SELECT id, at, staff_id, program_id, action, subject, subject_id, before, after FROM audit
         WHERE subject_id = $1 AND id < $2 ORDER BY id DESC LIMIT $3", subject_id, before, limit)
}

pub async fn clean_up(conn: &mut Conn<'_>, now: Timestamp, limit: i64) -> db::Result<u64> {
    sql!(
        run,
        conn,
        "clean up what staff did",
        "DELETE FROM audit WHERE id IN (SELECT id FROM audit WHERE at < $1 LIMIT $2)",
        now.minus(KEPT),
        limit
    )
}
