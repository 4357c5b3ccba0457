//! The table of what staff decided and why: written once, read by staff and by whom it concerns, gone after a year.

use uuid::Uuid;

use super::CommentId;
use crate::clock::Timestamp;
use crate::db::{self, Conn, sql};
use crate::member::MemberId;

#[derive(Debug, Clone, sqlx::FromRow)]
pub struct Decision {
    pub id: Uuid,
    pub comment_id: Option<CommentId>,
    pub member_id: Option<MemberId>,
    pub staff_id: MemberId,
    pub action: String,
    pub reason: String,
    pub decided_at: Timestamp,
}

pub async fn insert(conn: &mut Conn<'_>, decision: &Decision) -> db::Result<()> {
    sql!(
        run,
        conn,
        "record a decision about a comment",
        "INSERT INTO comment_decision (id, comment_id, member_id, staff_id, action, reason, decided_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7)",
        decision.id,
        decision.comment_id,
        decision.member_id,
        decision.staff_id,
        &decision.action,
        &decision.reason,
        decision.decided_at
    )
    .map(drop)
}

/// The latest about anybody's comments, before that one.
pub async fn list_before(conn: &mut Conn<'_>, before: Uuid, limit: i64) -> db::Result<Vec<Decision>> {
    sql!(list Decision, conn, "list the latest decisions",
        "SELECT id, comment_id, member_id, staff_id, action, reason, decided_at FROM comment_decision
         WHERE id < $1 ORDER BY id DESC LIMIT $2", before, limit)
}

/// All about one member and their comments.
pub async fn list_of(conn: &mut Conn<'_>, member: MemberId) -> db::Result<Vec<Decision>> {
    sql!(list Decision, conn, "list decisions about a member",
        "SELECT id, comment_id, member_id, staff_id, action, reason, decided_at FROM comment_decision
         WHERE member_id = $1 ORDER BY id LIMIT 10000", member)
}
