//! The table of identities.

use super::MemberId;
use super::identity::{Account, Connected, Identity, IdentityId, MOST};
use crate::clock::Timestamp;
use crate::db::{self, Conn, sql};

pub async fn find(conn: &mut Conn<'_>, identity: &Identity) -> db::Result<Option<Connected>> {
    sql!(find Connected, conn, "look for an identity",
        "SELECT id, member_id, issuer, subject, provider, shown, connected_at, used_at FROM identity
         WHERE issuer = $1 AND subject = $2", &identity.issuer, &identity.subject)
}

/// False where it is somebody's already, or where the member has as many as there may be.
pub async fn insert(
    conn: &mut Conn<'_>,
    id: IdentityId,
    member: MemberId,
    account: &Account,
    now: Timestamp,
) -> db::Result<bool> {
    let touched = sql!(
        run,
        conn,
        "connect an identity",
        "INSERT INTO identity (issuer, subject, id, member_id, provider, shown, connected_at, used_at)
         SELECT $1, $2, $3, $4, $5, $6, $7, $7
         WHERE (SELECT COUNT(*) FROM identity WHERE member_id = $4) < $8
         ON CONFLICT (issuer, subject) DO NOTHING",
        &account.identity.issuer,
        &account.identity.subject,
        id,
        member,
        &account.provider,
        &account.shown,
        now,
        MOST
    )?;
    Ok(touched > 0)
}

pub async fn update_used(conn: &mut Conn<'_>, id: IdentityId, now: Timestamp) -> db::Result<()> {
    sql!(run, conn, "note that an identity was used", "UPDATE identity SET used_at = $2 WHERE id = $1", id, now)
        .map(drop)
}

/// Bounded by what a member may have.
pub async fn list(conn: &mut Conn<'_>, member: MemberId) -> db::Result<Vec<Connected>> {
    sql!(list Connected, conn, "list a member's identities",
        "SELECT id, member_id, issuer, subject, provider, shown, connected_at, used_at FROM identity
         WHERE member_id = $1 ORDER BY connected_at, id LIMIT $2", member, MOST)
}

/// Only where it is this member's: ids are not secrets.
pub async fn delete_of(conn: &mut Conn<'_>, member: MemberId, id: IdentityId) -> db::Result<Option<Connected>> {
    sql!(find Connected, conn, "disconnect an identity",
        "DELETE FROM identity WHERE id = $1 AND member_id = $2
         RETURNING id, member_id, issuer, subject, provider, shown, connected_at, used_at", id, member)
}

/// All of a member's.
pub async fn delete_all_of(conn: &mut Conn<'_>, member: MemberId) -> db::Result<u64> {
    sql!(run, conn, "disconnect a member's identities", "DELETE FROM identity WHERE member_id = $1", member)
}
