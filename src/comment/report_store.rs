//! The tables of thanks and reports: one of each for a member and a comment.

use super::CommentId;
use crate::clock::Timestamp;
use crate::db::{self, Conn, sql};
use crate::member::MemberId;

/// False where they have thanked before. The row decides, so that a race counts once.
pub async fn insert_thanks(
    conn: &mut Conn<'_>,
    comment: CommentId,
    member: MemberId,
    now: Timestamp,
) -> db::Result<bool> {
    let made = sql!(
        run,
        conn,
        "thank for a comment",
        "INSERT INTO comment_thanks (comment_id, member_id, thanked_at) VALUES ($1, $2, $3)
         ON CONFLICT (comment_id, member_id) DO NOTHING",
        comment,
        member,
        now
    )?;
    Ok(made > 0)
}

/// False where there were none to take back.
pub async fn delete_thanks(conn: &mut Conn<'_>, comment: CommentId, member: MemberId) -> db::Result<bool> {
    let gone = sql!(
        run,
        conn,
        "take thanks back",
        "DELETE FROM comment_thanks WHERE comment_id = $1 AND member_id = $2",
        comment,
        member
    )?;
    Ok(gone > 0)
}

pub async fn add_thanks(conn: &mut Conn<'_>, comment: CommentId, count: i64) -> db::Result<()> {
    sql!(run, conn, "count thanks", "UPDATE comment SET thanks = thanks + $2 WHERE id = $1", comment, count).map(drop)
}

/// Of a member who leaves.
pub async fn delete_thanks_of(conn: &mut Conn<'_>, member: MemberId) -> db::Result<()> {
    sql!(
        run,
        conn,
        "take a member's thanks from the counts",
        "UPDATE comment SET thanks = thanks - 1 WHERE id IN (SELECT comment_id FROM comment_thanks WHERE member_id = $1)",
        member
    )?;
    sql!(run, conn, "delete a member's thanks", "DELETE FROM comment_thanks WHERE member_id = $1", member).map(drop)
}

/// False where they have reported it before, and nobody has decided about that yet.
pub async fn insert_report(
    conn: &mut Conn<'_>,
    comment: CommentId,
    member: MemberId,
    (reason, now): (&str, Timestamp),
) -> db::Result<bool> {
    let made = sql!(
        run,
        conn,
        "report a comment",
        "INSERT INTO comment_report (comment_id, member_id, reason, reported_at) VALUES ($1, $2, $3, $4)
         ON CONFLICT (comment_id, member_id) DO UPDATE SET reason = $3, reported_at = $4, settled_at = NULL
             WHERE comment_report.settled_at IS NOT NULL",
        comment,
        member,
        reason,
        now
    )?;
    if made > 0 {
        sql!(
            run,
            conn,
            "count a report",
            "UPDATE comment SET reports = reports + 1, told_at = CASE WHEN reports = 0 THEN NULL ELSE told_at END
             WHERE id = $1",
            comment
        )?;
    }
    Ok(made > 0)
}

/// Staff have decided.
pub async fn settle(conn: &mut Conn<'_>, comment: CommentId, now: Timestamp) -> db::Result<()> {
    sql!(
        run,
        conn,
        "settle reports",
        "UPDATE comment_report SET settled_at = $2 WHERE comment_id = $1 AND settled_at IS NULL",
        comment,
        now
    )
    .map(drop)
}

/// Of a member who leaves.
pub async fn delete_reports_of(conn: &mut Conn<'_>, member: MemberId) -> db::Result<()> {
    sql!(
        run,
        conn,
        "take a member's reports from the counts",
        "UPDATE comment SET reports = CASE WHEN reports > 0 THEN reports - 1 ELSE 0 END WHERE id IN (
             SELECT comment_id FROM comment_report WHERE member_id = $1 AND settled_at IS NULL)",
        member
    )?;
    sql!(run, conn, "delete a member's reports", "DELETE FROM comment_report WHERE member_id = $1", member).map(drop)
}

/// Why these comments were reported, where nobody has decided yet.
pub async fn list_open(
    conn: &mut Conn<'_>,
    comments: &[CommentId],
    limit: i64,
) -> db::Result<Vec<(CommentId, String, Timestamp)>> {
    let ids: Vec<String> = comments.iter().map(|comment| comment.0.simple().to_string()).collect();
    let ids = serde_json::to_string(&ids).unwrap_or_else(|_| "[]".to_owned());
    let text = conn.pick(
        "SELECT r.comment_id, r.reason, r.reported_at FROM json_each($1) p
             JOIN comment_report r ON r.comment_id = unhex(p.value)
         WHERE r.settled_at IS NULL ORDER BY r.reported_at LIMIT $2",
        "SELECT r.comment_id, r.reason, r.reported_at FROM json_array_elements_text($1::json) AS p (value)
             JOIN comment_report r ON r.comment_id = p.value::uuid
         WHERE r.settled_at IS NULL ORDER BY r.reported_at LIMIT $2",
    );
    sql!(list(CommentId, String, Timestamp), conn, "list reports", text, ids, limit)
}

/// What a member has thanked for, and what they have reported and why.
pub async fn list_thanks_of(conn: &mut Conn<'_>, member: MemberId) -> db::Result<Vec<(CommentId, Timestamp)>> {
    sql!(
        list(CommentId, Timestamp),
        conn,
        "list a member's thanks",
        "SELECT comment_id, thanked_at FROM comment_thanks WHERE member_id = $1 ORDER BY thanked_at, comment_id
         LIMIT 100000",
        member
    )
}

pub async fn list_reports_of(conn: &mut Conn<'_>, member: MemberId) -> db::Result<Vec<(CommentId, String, Timestamp)>> {
    sql!(
        list(CommentId, String, Timestamp),
        conn,
        "list a member's reports",
        "SELECT comment_id, reason, reported_at FROM comment_report WHERE member_id = $1 ORDER BY reported_at, comment_id
         LIMIT 100000",
        member
    )
}
