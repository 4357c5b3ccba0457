//! The tables of second factors: an app's secret, and the codes for whoever has lost it.

use crate::clock::Timestamp;
use crate::db::{self, Conn, sql};
use crate::member::MemberId;

#[derive(Debug, sqlx::FromRow)]
pub struct AppRow {
    pub sealed: Vec<u8>,
    pub made_at: Timestamp,
}

pub async fn find_app(conn: &mut Conn<'_>, member: MemberId) -> db::Result<Option<AppRow>> {
    sql!(find AppRow, conn, "look for a member's app",
        "SELECT sealed, made_at FROM staff_app WHERE member_id = $1", member)
}

/// Takes the place of the one before.
pub async fn put_app(
    conn: &mut Conn<'_>,
    member: MemberId,
    sealed: &[u8],
    (step, now): (i64, Timestamp),
) -> db::Result<()> {
    sql!(
        run,
        conn,
        "keep a member's app",
        "INSERT INTO staff_app (member_id, sealed, made_at, last_step) VALUES ($1, $2, $3, $4)
         ON CONFLICT (member_id) DO UPDATE SET sealed = $2, made_at = $3, last_step = $4",
        member,
        sealed,
        now,
        step
    )
    .map(drop)
}

/// False where a code of this step, or of a later one, was taken before. One statement decides, so that a race takes one.
pub async fn claim_step(conn: &mut Conn<'_>, member: MemberId, step: i64) -> db::Result<bool> {
    let touched = sql!(
        run,
        conn,
        "take a code of a member's app",
        "UPDATE staff_app SET last_step = $2 WHERE member_id = $1 AND last_step < $2",
        member,
        step
    )?;
    Ok(touched > 0)
}

pub async fn delete_app(conn: &mut Conn<'_>, member: MemberId) -> db::Result<bool> {
    let touched = sql!(run, conn, "forget a member's app", "DELETE FROM staff_app WHERE member_id = $1", member)?;
    Ok(touched > 0)
}

#[derive(sqlx::FromRow)]
struct CodeRow {
    code_mac: Vec<u8>,
}

/// The MACs of those that are left.
pub async fn list_recovery(conn: &mut Conn<'_>, member: MemberId) -> db::Result<Vec<Vec<u8>>> {
    let rows = sql!(list CodeRow, conn, "list a member's recovery codes",
        "SELECT code_mac FROM staff_recovery WHERE member_id = $1 ORDER BY code_mac LIMIT 100", member)?;
    Ok(rows.into_iter().map(|row| row.code_mac).collect())
}

pub async fn insert_recovery(conn: &mut Conn<'_>, member: MemberId, mac: &[u8], now: Timestamp) -> db::Result<()> {
    sql!(
        run,
        conn,
        "keep a recovery code",
        "INSERT INTO staff_recovery (member_id, code_mac, made_at) VALUES ($1, $2, $3)",
        member,
        mac,
        now
    )
    .map(drop)
}

/// False where it was used before: a race uses it once.
pub async fn claim_recovery(conn: &mut Conn<'_>, member: MemberId, mac: &[u8]) -> db::Result<bool> {
    let touched = sql!(
        run,
        conn,
        "use a recovery code",
        "DELETE FROM staff_recovery WHERE member_id = $1 AND code_mac = $2",
        member,
        mac
    )?;
    Ok(touched > 0)
}

pub async fn delete_recovery(conn: &mut Conn<'_>, member: MemberId) -> db::Result<()> {
    sql!(run, conn, "forget a member's recovery codes", "DELETE FROM staff_recovery WHERE member_id = $1", member)
        .map(drop)
}
