//! The tables of members, sessions, consents and address changes.

use uuid::Uuid;

use super::session::{NewSession, SessionId};
use super::{Consent, Member, MemberId};
use crate::clock::Timestamp;
use crate::db::{self, Conn, sql};
use crate::email_address::EmailAddress;
use crate::secret::TokenHash;

pub async fn find(conn: &mut Conn<'_>, id: MemberId) -> db::Result<Option<Member>> {
    sql!(find Member, conn, "load a member",
        "SELECT id, address, name, site, created_at, proved_at, blocked_at, staff_role, shows_name FROM member WHERE id = $1", id)
}

pub async fn find_by_address(conn: &mut Conn<'_>, address: &EmailAddress) -> db::Result<Option<Member>> {
    sql!(find Member, conn, "look for a member by address",
        "SELECT id, address, name, site, created_at, proved_at, blocked_at, staff_role, shows_name FROM member WHERE address = $1", address)
}

/// At most `limit` members after this address, in its order.
pub async fn list_after(conn: &mut Conn<'_>, after: &str, limit: i64) -> db::Result<Vec<Member>> {
    sql!(list Member, conn, "list members",
        "SELECT id, address, name, site, created_at, proved_at, blocked_at, staff_role, shows_name FROM member
         WHERE address > $1 ORDER BY address LIMIT $2", after, limit)
}

pub async fn insert(conn: &mut Conn<'_>, member: &Member) -> db::Result<()> {
    sql!(
        run,
        conn,
        "make a member",
        "INSERT INTO member (id, address, name, site, created_at, proved_at, blocked_at, staff_role, shows_name)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        member.id,
        &member.address,
        &member.name,
        &member.site,
        member.created_at,
        member.proved_at,
        member.blocked_at,
        &member.staff_role,
        member.shows_name
    )
    .map(drop)
}

/// The member of this address, made now where there was none. One statement, so that two proofs at once make one member.
pub async fn insert_or_find(conn: &mut Conn<'_>, member: &Member) -> db::Result<Member> {
    sql!(
        run,
        conn,
        "make a member",
        "INSERT INTO member (id, address, name, site, created_at) VALUES ($1, $2, '', $3, $4)
         ON CONFLICT (address) DO NOTHING",
        member.id,
        &member.address,
        &member.site,
        member.created_at
    )?;
    sql!(one Member, conn, "load the member of an address",
        "SELECT id, address, name, site, created_at, proved_at, blocked_at, staff_role, shows_name FROM member WHERE address = $1",
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
    sql!(run, conn, "change a member's name", "UPDATE member SET name = $2 WHERE id = $1", id, name).map(drop)
}

pub async fn update_shows_name(conn: &mut Conn<'_>, id: MemberId, shows_name: bool) -> db::Result<()> {
    sql!(
        run,
        conn,
        "change whether friends see a name",
        "UPDATE member SET shows_name = $2 WHERE id = $1",
        id,
        shows_name
    )
    .map(drop)
}

pub async fn update_address(conn: &mut Conn<'_>, id: MemberId, address: &EmailAddress) -> db::Result<()> {
    sql!(run, conn, "change a member's address", "UPDATE member SET address = $2 WHERE id = $1", id, address).map(drop)
}

pub async fn update_blocked(conn: &mut Conn<'_>, id: MemberId, at: Option<Timestamp>) -> db::Result<()> {
    sql!(run, conn, "block or unblock a member", "UPDATE member SET blocked_at = $2 WHERE id = $1", id, at).map(drop)
}

pub async fn update_staff_role(conn: &mut Conn<'_>, id: MemberId, role: Option<&str>) -> db::Result<()> {
    sql!(run, conn, "change a member's role", "UPDATE member SET staff_role = $2 WHERE id = $1", id, role).map(drop)
}

/// Sessions, consents, address changes and challenges of theirs go with the row.
pub async fn delete(conn: &mut Conn<'_>, id: MemberId) -> db::Result<()> {
    sql!(run, conn, "delete a member", "DELETE FROM member WHERE id = $1", id).map(drop)
}

pub struct SessionRow {
    pub id: SessionId,
    pub member_id: MemberId,
    pub created_at: Timestamp,
    pub seen_at: Timestamp,
    pub idle_ends_at: Timestamp,
    pub ends_at: Timestamp,
}

#[derive(Debug, sqlx::FromRow)]
pub struct FoundSession {
    pub id: SessionId,
    pub member_id: MemberId,
    pub address: EmailAddress,
    pub staff_role: Option<String>,
    pub created_at: Timestamp,
    pub seen_at: Timestamp,
    pub idle_ends_at: Timestamp,
    pub ends_at: Timestamp,
}

#[derive(Debug, sqlx::FromRow)]
pub struct LockedSession {
    pub id: SessionId,
    pub member_id: MemberId,
    pub created_at: Timestamp,
}

#[derive(Debug, sqlx::FromRow)]
pub struct ListedSession {
    pub id: SessionId,
    pub agent: String,
    pub site: String,
    pub ip: Option<String>,
    pub created_at: Timestamp,
    pub seen_at: Timestamp,
}

/// A blocked member has no sessions.
pub async fn find_session(conn: &mut Conn<'_>, hash: &TokenHash) -> db::Result<Option<FoundSession>> {
    sql!(find FoundSession, conn, "load a session",
        "SELECT s.id, s.member_id, m.address, m.staff_role, s.created_at, s.seen_at, s.idle_ends_at, s.ends_at
         FROM member_session s JOIN member m ON m.id = s.member_id
         WHERE s.hash = $1 AND m.blocked_at IS NULL", hash)
}

/// The row itself, kept from being ended until the transaction is: for what only whoever is signed in may do.
pub async fn find_session_and_share(
    conn: &mut Conn<'_>,
    hash: &TokenHash,
    now: Timestamp,
) -> db::Result<Option<LockedSession>> {
    let text = conn.pick(
        "SELECT id, member_id, created_at FROM member_session WHERE hash = $1 AND idle_ends_at > $2 AND ends_at > $2",
        "SELECT id, member_id, created_at FROM member_session WHERE hash = $1 AND idle_ends_at > $2 AND ends_at > $2
         FOR SHARE",
    );
    sql!(find LockedSession, conn, "look for a session that is still there", text, hash, now)
}

/// The same for a flow that may end this very session: two of them must not both hold it first.
pub async fn find_session_and_lock(
    conn: &mut Conn<'_>,
    hash: &TokenHash,
    now: Timestamp,
) -> db::Result<Option<LockedSession>> {
    let text = conn.pick(
        "SELECT id, member_id, created_at FROM member_session WHERE hash = $1 AND idle_ends_at > $2 AND ends_at > $2",
        "SELECT id, member_id, created_at FROM member_session WHERE hash = $1 AND idle_ends_at > $2 AND ends_at > $2
         FOR UPDATE",
    );
    sql!(find LockedSession, conn, "hold a session that is still there", text, hash, now)
}

/// Whether a member's session is still there, by its id; kept from being ended until the transaction is.
pub async fn find_session_of(
    conn: &mut Conn<'_>,
    id: SessionId,
    member: MemberId,
    now: Timestamp,
) -> db::Result<Option<LockedSession>> {
    let text = conn.pick(
        "SELECT id, member_id, created_at FROM member_session
         WHERE id = $1 AND member_id = $2 AND idle_ends_at > $3 AND ends_at > $3",
        "SELECT id, member_id, created_at FROM member_session
         WHERE id = $1 AND member_id = $2 AND idle_ends_at > $3 AND ends_at > $3 FOR SHARE",
    );
    sql!(find LockedSession, conn, "look for the session that asked", text, id, member, now)
}

pub async fn insert_session(
    conn: &mut Conn<'_>,
    hash: &TokenHash,
    row: &SessionRow,
    new: &NewSession,
) -> db::Result<()> {
    sql!(
        run,
        conn,
        "start a session",
        "INSERT INTO member_session (hash, id, member_id, site, created_at, seen_at, idle_ends_at, ends_at, agent, ip)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        hash,
        row.id,
        row.member_id,
        &new.site,
        row.created_at,
        row.seen_at,
        row.idle_ends_at,
        row.ends_at,
        &new.agent,
        &new.ip
    )
    .map(drop)
}

pub async fn update_session_seen(
    conn: &mut Conn<'_>,
    hash: &TokenHash,
    now: Timestamp,
    idle_ends_at: Timestamp,
) -> db::Result<bool> {
    let touched = sql!(
        run,
        conn,
        "note that a session was seen",
        "UPDATE member_session SET seen_at = $2, idle_ends_at = $3 WHERE hash = $1",
        hash,
        now,
        idle_ends_at
    )?;
    Ok(touched > 0)
}

pub async fn delete_session(conn: &mut Conn<'_>, hash: &TokenHash) -> db::Result<()> {
    sql!(run, conn, "end a session", "DELETE FROM member_session WHERE hash = $1", hash).map(drop)
}

/// Only where it is this member's: ids are not secrets.
pub async fn delete_session_of(conn: &mut Conn<'_>, member: MemberId, id: SessionId) -> db::Result<bool> {
    let touched = sql!(
        run,
        conn,
        "end one session of a member",
        "DELETE FROM member_session WHERE id = $1 AND member_id = $2",
        id,
        member
    )?;
    Ok(touched > 0)
}

/// All of them, or all but one.
pub async fn delete_sessions(conn: &mut Conn<'_>, member: MemberId, except: Option<SessionId>) -> db::Result<u64> {
    let except = except.map_or(Uuid::nil(), |id| id.0);
    sql!(
        run,
        conn,
        "end a member's sessions",
        "DELETE FROM member_session WHERE member_id = $1 AND id <> $2",
        member,
        except
    )
}

/// Bounded: a member's hundred latest browsers are as many as a page shows.
pub async fn list_sessions(conn: &mut Conn<'_>, member: MemberId, now: Timestamp) -> db::Result<Vec<ListedSession>> {
    sql!(list ListedSession, conn, "list a member's sessions",
        "SELECT id, agent, site, ip, created_at, seen_at FROM member_session
         WHERE member_id = $1 AND idle_ends_at > $2 AND ends_at > $2 ORDER BY seen_at DESC LIMIT 100", member, now)
}

pub async fn insert_consent(conn: &mut Conn<'_>, id: Uuid, member: MemberId, consent: &Consent) -> db::Result<()> {
    sql!(
        run,
        conn,
        "record a consent",
        "INSERT INTO consent (id, member_id, purpose, is_granted, wording, site, form, given_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        id,
        member,
        &consent.purpose,
        consent.is_granted,
        &consent.wording,
        &consent.site,
        &consent.form,
        consent.given_at
    )
    .map(drop)
}

/// Newest first.
pub async fn list_consents(conn: &mut Conn<'_>, member: MemberId) -> db::Result<Vec<Consent>> {
    sql!(list Consent, conn, "list a member's consents",
        "SELECT purpose, is_granted, wording, site, form, given_at FROM consent
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

/// Sessions that ended before then; their IP addresses go sooner.
pub async fn clean_sessions(conn: &mut Conn<'_>, ended: Timestamp, ip_before: Timestamp) -> db::Result<u64> {
    sql!(
        run,
        conn,
        "clear old IP addresses",
        "UPDATE member_session SET ip = NULL WHERE created_at < $1 AND ip IS NOT NULL",
        ip_before
    )?;
    sql!(run, conn, "clean up sessions", "DELETE FROM member_session WHERE idle_ends_at < $1", ended)
}

/// An address given up goes once its undo has run out.
pub async fn clean_address_changes(conn: &mut Conn<'_>, ended: Timestamp) -> db::Result<u64> {
    sql!(run, conn, "clean up changes of address", "DELETE FROM address_change WHERE undo_ends_at < $1", ended)
}
