//! The table of members as those who comment.

use crate::clock::Timestamp;
use crate::db::{self, Conn, sql};
use crate::member::MemberId;

#[derive(Debug, Clone, Copy, sqlx::FromRow)]
pub struct Commenter {
    pub wants_letters: bool,
    pub trusted_at: Option<Timestamp>,
    pub blocked_at: Option<Timestamp>,
}

/// Made where there was none, and held until the transaction ends: what one member sends at once is taken one by one.
pub async fn find_and_hold(conn: &mut Conn<'_>, member: MemberId, now: Timestamp) -> db::Result<Commenter> {
    sql!(one Commenter, conn, "look at who comments",
        "INSERT INTO commenter (member_id, wants_letters, seen_at) VALUES ($1, FALSE, $2)
         ON CONFLICT (member_id) DO UPDATE SET seen_at = $2
         RETURNING wants_letters, trusted_at, blocked_at",
        member, now)
}

/// `None`: they never commented.
pub async fn find(conn: &mut Conn<'_>, member: MemberId) -> db::Result<Option<Commenter>> {
    sql!(find Commenter, conn, "look for who comments",
        "SELECT wants_letters, trusted_at, blocked_at FROM commenter WHERE member_id = $1", member)
}

pub async fn update_letters(conn: &mut Conn<'_>, member: MemberId, wants: bool, now: Timestamp) -> db::Result<()> {
    sql!(
        run,
        conn,
        "say whether answers are told by letter",
        "INSERT INTO commenter (member_id, wants_letters, seen_at) VALUES ($1, $2, $3)
         ON CONFLICT (member_id) DO UPDATE SET wants_letters = $2",
        member,
        wants,
        now
    )
    .map(drop)
}

/// Once; the first time counts.
pub async fn update_trusted(conn: &mut Conn<'_>, member: MemberId, now: Timestamp) -> db::Result<()> {
    sql!(
        run,
        conn,
        "trust who comments",
        "UPDATE commenter SET trusted_at = $2 WHERE member_id = $1 AND trusted_at IS NULL",
        member,
        now
    )
    .map(drop)
}

/// Until staff approve another comment of theirs.
pub async fn clear_trusted(conn: &mut Conn<'_>, member: MemberId) -> db::Result<()> {
    sql!(run, conn, "trust who comments no more", "UPDATE commenter SET trusted_at = NULL WHERE member_id = $1", member)
        .map(drop)
}

/// False where it was so already.
pub async fn update_blocked(conn: &mut Conn<'_>, member: MemberId, at: Option<Timestamp>) -> db::Result<bool> {
    let touched = sql!(
        run,
        conn,
        "block or unblock who comments",
        "UPDATE commenter SET blocked_at = $2
         WHERE member_id = $1 AND CASE WHEN $3 THEN blocked_at IS NULL ELSE blocked_at IS NOT NULL END",
        member,
        at,
        at.is_some()
    )?;
    Ok(touched > 0)
}

/// Who may comment no more, with their names.
pub async fn list_blocked(
    conn: &mut Conn<'_>,
    after: MemberId,
    limit: i64,
) -> db::Result<Vec<(MemberId, String, Timestamp)>> {
    sql!(
        list(MemberId, String, Timestamp),
        conn,
        "list who may comment no more",
        "SELECT b.member_id, m.name, b.blocked_at FROM commenter b JOIN member m ON m.id = b.member_id
         WHERE b.blocked_at IS NOT NULL AND b.member_id > $1 ORDER BY b.member_id LIMIT $2",
        after,
        limit
    )
}
