//! The tables of members, consents and address changes.

use uuid::Uuid;

use super::{Consent, MEMBER_CHANGED, Member, MemberId};
use crate::clock::Timestamp;
use crate::db::{self, Conn, notice, sql};
use crate::email_address::EmailAddress;
use crate::secret::TokenHash;

pub async fn find(conn: &mut Conn<'_>, id: MemberId) -> db::Result<Option<Member>> {
    sql!(find Member, conn, "load a member",
        "SELECT id, address, name, site, created_at, proved_at, blocked_at, staff_role, shows_name, language FROM member WHERE id = $1", id)
}

pub async fn find_by_address(conn: &mut Conn<'_>, address: &EmailAddress) -> db::Result<Option<Member>> {
    sql!(find Member, conn, "look for a member by address",
        "SELECT id, address, name, site, created_at, proved_at, blocked_at, staff_role, shows_name, language FROM member WHERE address = $1", address)
}

/// At most `limit` members after this address, in its order.
pub async fn list_after(conn: &mut Conn<'_>, after: &str, limit: i64) -> db::Result<Vec<Member>> {
    sql!(list Member, conn, "list members",
        "SELECT id, address, name, site, created_at, proved_at, blocked_at, staff_role, shows_name, language FROM member
         WHERE address > $1 ORDER BY address LIMIT $2", after, limit)
}

/// Those who run the site and have proved their address.
pub async fn list_staff(conn: &mut Conn<'_>, limit: i64) -> db::Result<Vec<Member>> {
    sql!(list Member, conn, "list staff",
        "SELECT id, address, name, site, created_at, proved_at, blocked_at, staff_role, shows_name, language FROM member
         WHERE staff_role IS NOT NULL AND proved_at IS NOT NULL AND blocked_at IS NULL ORDER BY id LIMIT $1", limit)
}

/// Everybody with a role, whether they have proved their address or not. Few.
pub async fn list_all_staff(conn: &mut Conn<'_>) -> db::Result<Vec<Member>> {
    sql!(list Member, conn, "list everybody with a role",
        "SELECT id, address, name, site, created_at, proved_at, blocked_at, staff_role, shows_name, language FROM member
         WHERE staff_role IS NOT NULL ORDER BY id LIMIT 1000")
}

/// One who owns the site.
#[derive(Debug, sqlx::FromRow)]
pub struct OwnerRow {
    pub id: MemberId,
    /// Whoever has not proved their address cannot come in, and so is no help.
    pub proved_at: Option<Timestamp>,
}

/// Held until the transaction ends, so that of two who take the role from each other one is refused. Without those who are
/// blocked.
pub async fn list_owners_and_hold(conn: &mut Conn<'_>) -> db::Result<Vec<OwnerRow>> {
    let text = conn.pick(
        "SELECT id, proved_at FROM member WHERE staff_role = 'owner' AND blocked_at IS NULL ORDER BY id",
        "SELECT id, proved_at FROM member WHERE staff_role = 'owner' AND blocked_at IS NULL ORDER BY id FOR NO KEY UPDATE",
    );
    sql!(list OwnerRow, conn, "look at who owns the site", text)
}

/// Keeps others from changing this member until the transaction ends. On SQLite there is one writer.
pub async fn hold(conn: &mut Conn<'_>, id: MemberId) -> db::Result<()> {
    let text = conn.pick(
        "SELECT created_at FROM member WHERE id = $1",
        "SELECT created_at FROM member WHERE id = $1 FOR NO KEY UPDATE",
    );
    sql!(find(i64,), conn, "hold a member", text, id).map(drop)
}

pub async fn insert(conn: &mut Conn<'_>, member: &Member) -> db::Result<()> {
    sql!(
        run,
        conn,
        "make a member",
        "INSERT INTO member (id, address, name, site, created_at, proved_at, blocked_at, staff_role, shows_name,
             language)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        member.id,
        &member.address,
        &member.name,
        &member.site,
        member.created_at,
        member.proved_at,
        member.blocked_at,
        &member.staff_role,
        member.shows_name,
        &member.language
    )
    .map(drop)
}

/// The member of this address, made now where there was none. One statement, so that two proofs at once make one member.
pub async fn insert_or_find(conn: &mut Conn<'_>, member: &Member) -> db::Result<Member> {
    let made = sql!(find Member, conn, "make a member",
        "INSERT INTO member (id, address, name, site, created_at, proved_at, language) VALUES ($1, $2, '', $3, $4, $5, $6)
         ON CONFLICT (address) DO NOTHING
         RETURNING id, address, name, site, created_at, proved_at, blocked_at, staff_role, shows_name, language",
        member.id, &member.address, &member.site, member.created_at, member.proved_at, &member.language)?;
    if let Some(made) = made {
        return Ok(made);
    }
    sql!(one Member, conn, "load the member of an address",
        "SELECT id, address, name, site, created_at, proved_at, blocked_at, staff_role, shows_name, language FROM member WHERE address = $1",
        &member.address)
}

/// True where this was the first proof.
pub async fn update_proved(conn: &mut Conn<'_>, id: MemberId, now: Timestamp) -> db::Result<bool> {
    let touched = sql!(
        run,
        conn,
        "mark a member as proved",
        "UPDATE member SET proved_at = $2 WHERE id = $1 AND proved_at IS NULL",
        id,
        now
    )?;
    Ok(touched > 0)
}

pub async fn update_name(conn: &mut Conn<'_>, id: MemberId, name: &str) -> db::Result<()> {
    sql!(
        run,
        conn,
        "change a member's name",
        "UPDATE member SET name = $2, is_indexed = FALSE WHERE id = $1",
        id,
        name
    )?;
    notice::tell(conn, MEMBER_CHANGED, id.0).await
}

pub async fn update_language(conn: &mut Conn<'_>, id: MemberId, language: &str) -> db::Result<()> {
    sql!(run, conn, "note a member's language", "UPDATE member SET language = $2 WHERE id = $1", id, language).map(drop)
}

pub async fn update_shows_name(conn: &mut Conn<'_>, id: MemberId, shows_name: bool) -> db::Result<()> {
    sql!(
        run,
        conn,
        "change whether friends see a name",
        "UPDATE member SET shows_name = $2 WHERE id = $1",
        id,
        shows_name
    )?;
    notice::tell(conn, MEMBER_CHANGED, id.0).await
}

pub async fn update_address(conn: &mut Conn<'_>, id: MemberId, address: &EmailAddress) -> db::Result<()> {
    sql!(
        run,
        conn,
        "change a member's address",
        "UPDATE member SET address = $2, is_indexed = FALSE WHERE id = $1",
        id,
        address
    )?;
    notice::tell(conn, MEMBER_CHANGED, id.0).await
}

pub async fn update_blocked(conn: &mut Conn<'_>, id: MemberId, at: Option<Timestamp>) -> db::Result<()> {
    sql!(run, conn, "block or unblock a member", "UPDATE member SET blocked_at = $2 WHERE id = $1", id, at)?;
    notice::tell(conn, MEMBER_CHANGED, id.0).await
}

pub async fn update_staff_role(conn: &mut Conn<'_>, id: MemberId, role: Option<&str>) -> db::Result<()> {
    sql!(run, conn, "change a member's role", "UPDATE member SET staff_role = $2 WHERE id = $1", id, role)?;
    notice::tell(conn, MEMBER_CHANGED, id.0).await
}

/// Sessions, consents, address changes and challenges of theirs go with the row.
pub async fn delete(conn: &mut Conn<'_>, id: MemberId) -> db::Result<()> {
    sql!(run, conn, "delete a member", "DELETE FROM member WHERE id = $1", id)?;
    notice::tell(conn, MEMBER_CHANGED, id.0).await
}

pub async fn insert_consent(conn: &mut Conn<'_>, id: Uuid, member: MemberId, consent: &Consent) -> db::Result<()> {
    sql!(
        run,
        conn,
        "record a consent",
        "INSERT INTO consent (id, member_id, purpose, is_granted, wording, site, form, given_at, language, method)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        id,
        member,
        &consent.purpose,
        consent.is_granted,
        &consent.wording,
        &consent.site,
        &consent.form,
        consent.given_at,
        &consent.language,
        &consent.method
    )
    .map(drop)
}

/// The latest word, for lists; the ledger keeps all of them.
pub async fn update_news(conn: &mut Conn<'_>, id: MemberId, wants: bool) -> db::Result<()> {
    sql!(run, conn, "note who wants news", "UPDATE member SET wants_news = $2 WHERE id = $1", id, wants).map(drop)
}

/// How they first came in, and to which article.
pub async fn update_joined(conn: &mut Conn<'_>, id: MemberId, by: &str, article: Option<Uuid>) -> db::Result<()> {
    sql!(
        run,
        conn,
        "note how a member came",
        "UPDATE member SET joined_by = $2, joined_article = $3 WHERE id = $1",
        id,
        by,
        article
    )
    .map(drop)
}

/// A share link brought them.
pub async fn update_by_share(conn: &mut Conn<'_>, id: MemberId) -> db::Result<()> {
    sql!(run, conn, "note that a share link brought a member", "UPDATE member SET is_by_share = TRUE WHERE id = $1", id)
        .map(drop)
}

/// Never back: two browsers may tell it in another order.
pub async fn update_seen(conn: &mut Conn<'_>, id: MemberId, now: Timestamp) -> db::Result<()> {
    sql!(
        run,
        conn,
        "note that a member was seen",
        "UPDATE member SET seen_at = $2,
             back_at = CASE WHEN back_at IS NULL AND $2 - proved_at >= 86400000000 THEN $2 ELSE back_at END
         WHERE id = $1 AND (seen_at IS NULL OR seen_at < $2)",
        id,
        now
    )
    .map(drop)
}

/// Newest first.
pub async fn list_consents(conn: &mut Conn<'_>, member: MemberId) -> db::Result<Vec<Consent>> {
    sql!(list Consent, conn, "list a member's consents",
        "SELECT purpose, is_granted, wording, site, language, form, method, given_at FROM consent
         WHERE member_id = $1 ORDER BY given_at DESC, id DESC LIMIT 100", member)
}

/// Whether they ever said yes or no to it.
pub async fn has_answered(conn: &mut Conn<'_>, member: MemberId, purpose: &str) -> db::Result<bool> {
    let row = sql!(
        find(i64,),
        conn,
        "look for a consent",
        "SELECT given_at FROM consent WHERE member_id = $1 AND purpose = $2 LIMIT 1",
        member,
        purpose
    )?;
    Ok(row.is_some())
}

/// The latest word on this purpose; no word is a no.
pub async fn is_granted(conn: &mut Conn<'_>, member: MemberId, purpose: &str) -> db::Result<bool> {
    let row = sql!(
        find(bool,),
        conn,
        "look at a consent",
        "SELECT is_granted FROM consent WHERE member_id = $1 AND purpose = $2 ORDER BY given_at DESC, id DESC LIMIT 1",
        member,
        purpose
    )?;
    Ok(row.is_some_and(|(is_granted,)| is_granted))
}

#[derive(Debug, sqlx::FromRow)]
pub struct AddressChange {
    pub id: Uuid,
    pub member_id: MemberId,
    pub old_address: EmailAddress,
    pub new_address: EmailAddress,
    pub changed_at: Timestamp,
    pub undo_ends_at: Timestamp,
    pub undone_at: Option<Timestamp>,
}

pub async fn insert_address_change(conn: &mut Conn<'_>, change: &AddressChange, undo: &TokenHash) -> db::Result<()> {
    sql!(
        run,
        conn,
        "record a change of address",
        "INSERT INTO address_change (id, member_id, old_address, new_address, undo_hash, changed_at, undo_ends_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7)",
        change.id,
        change.member_id,
        &change.old_address,
        &change.new_address,
        undo,
        change.changed_at,
        change.undo_ends_at
    )
    .map(drop)
}

pub async fn find_address_change(conn: &mut Conn<'_>, undo: &TokenHash) -> db::Result<Option<AddressChange>> {
    sql!(find AddressChange, conn, "look for a change of address",
        "SELECT id, member_id, old_address, new_address, changed_at, undo_ends_at, undone_at
         FROM address_change WHERE undo_hash = $1", undo)
}

/// One statement decides, so that an undo happens once.
pub async fn claim_undo(conn: &mut Conn<'_>, undo: &TokenHash, now: Timestamp) -> db::Result<Option<AddressChange>> {
    sql!(find AddressChange, conn, "undo a change of address",
        "UPDATE address_change SET undone_at = $2 WHERE undo_hash = $1 AND undone_at IS NULL AND undo_ends_at > $2
         RETURNING id, member_id, old_address, new_address, changed_at, undo_ends_at, undone_at", undo, now)
}

/// Changes made after an undone one lose their own undo: it would bring back an address of whoever made them.
pub async fn delete_changes_after(conn: &mut Conn<'_>, member: MemberId, at: Timestamp) -> db::Result<()> {
    sql!(
        run,
        conn,
        "drop later changes of address",
        "DELETE FROM address_change WHERE member_id = $1 AND changed_at > $2",
        member,
        at
    )
    .map(drop)
}

pub async fn list_address_changes(conn: &mut Conn<'_>, member: MemberId) -> db::Result<Vec<AddressChange>> {
    sql!(list AddressChange, conn, "list changes of address",
        "SELECT id, member_id, old_address, new_address, changed_at, undo_ends_at, undone_at
         FROM address_change WHERE member_id = $1 ORDER BY changed_at LIMIT 100", member)
}

/// An address given up goes once its undo has run out.
pub async fn clean_address_changes(conn: &mut Conn<'_>, ended: Timestamp, limit: i64) -> db::Result<u64> {
    sql!(
        run,
        conn,
        "clean up changes of address",
        "DELETE FROM address_change WHERE id IN (SELECT id FROM address_change WHERE undo_ends_at < $1 LIMIT $2)",
        ended,
        limit
    )
}
