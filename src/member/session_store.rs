//! The table of sessions.

use uuid::Uuid;

use super::session::{NewSession, SessionId};
use super::{MEMBER_CHANGED, MemberId};
use crate::clock::Timestamp;
use crate::db::{self, Conn, notice, sql};
use crate::email_address::EmailAddress;
use crate::secret::TokenHash;

/// The topic of the notice that a session was ended before its time.
pub const ENDED: &str = "session";

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
    /// When its holder last proved a second factor here.
    pub factor_at: Option<Timestamp>,
    pub created_at: Timestamp,
    pub seen_at: Timestamp,
    pub idle_ends_at: Timestamp,
    pub ends_at: Timestamp,
}

#[derive(Debug, sqlx::FromRow)]
pub struct HeldSession {
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
pub async fn find(conn: &mut Conn<'_>, hash: &TokenHash) -> db::Result<Option<FoundSession>> {
    sql!(find FoundSession, conn, "load a session",
        "SELECT s.id, s.member_id, m.address, m.staff_role, s.factor_at, s.created_at, s.seen_at, s.idle_ends_at, s.ends_at
         FROM member_session s JOIN member m ON m.id = s.member_id
         WHERE s.hash = $1 AND m.blocked_at IS NULL", hash)
}

/// What a flow that looks at a session may do with it before it commits. On PostgreSQL the row is held accordingly; SQLite
/// has one writer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Hold {
    /// Needs it to stay.
    Share,
    /// May end it: two of those must not both share it first.
    End,
}

macro_rules! by_hash {
    ($hold:literal) => {
        concat!(
            "SELECT id, member_id, created_at FROM member_session
             WHERE hash = $1 AND idle_ends_at > $2 AND ends_at > $2",
            $hold
        )
    };
}

/// The row itself, kept from being ended until the transaction is: for what only whoever is signed in may do.
pub async fn find_and_hold(
    conn: &mut Conn<'_>,
    hash: &TokenHash,
    hold: Hold,
    now: Timestamp,
) -> db::Result<Option<HeldSession>> {
    let text = match hold {
        Hold::Share => conn.pick(by_hash!(""), by_hash!(" FOR SHARE")),
        Hold::End => conn.pick(by_hash!(""), by_hash!(" FOR UPDATE")),
    };
    sql!(find HeldSession, conn, "hold a session that is still there", text, hash, now)
}

/// Whether a member's session is still there, by its id; kept from being ended until the transaction is.
pub async fn find_of(
    conn: &mut Conn<'_>,
    id: SessionId,
    member: MemberId,
    now: Timestamp,
) -> db::Result<Option<HeldSession>> {
    let text = conn.pick(
        "SELECT id, member_id, created_at FROM member_session
         WHERE id = $1 AND member_id = $2 AND idle_ends_at > $3 AND ends_at > $3",
        "SELECT id, member_id, created_at FROM member_session
         WHERE id = $1 AND member_id = $2 AND idle_ends_at > $3 AND ends_at > $3 FOR SHARE",
    );
    sql!(find HeldSession, conn, "look for the session that asked", text, id, member, now)
}

pub async fn insert(conn: &mut Conn<'_>, hash: &TokenHash, row: &SessionRow, new: &NewSession) -> db::Result<()> {
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

pub async fn update_seen(
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

/// Its holder has proved a second factor. False where it has ended meanwhile.
pub async fn update_factor(conn: &mut Conn<'_>, id: SessionId, member: MemberId, now: Timestamp) -> db::Result<bool> {
    let touched = sql!(
        run,
        conn,
        "note a second factor",
        "UPDATE member_session SET factor_at = $3 WHERE id = $1 AND member_id = $2",
        id,
        member,
        now
    )?;
    Ok(touched > 0)
}

/// What was proved in any of the member's browsers is proved no more.
pub async fn clear_factors(conn: &mut Conn<'_>, member: MemberId) -> db::Result<()> {
    sql!(
        run,
        conn,
        "end second factors in all browsers",
        "UPDATE member_session SET factor_at = NULL WHERE member_id = $1",
        member
    )
    .map(drop)
}

/// What was proved in the member's other browsers is proved no more.
pub async fn update_factors_of_others(conn: &mut Conn<'_>, keep: SessionId, member: MemberId) -> db::Result<()> {
    sql!(
        run,
        conn,
        "end second factors in other browsers",
        "UPDATE member_session SET factor_at = NULL WHERE member_id = $2 AND id <> $1",
        keep,
        member
    )
    .map(drop)
}

/// Other instances are told of this end, and of those below.
pub async fn delete(conn: &mut Conn<'_>, hash: &TokenHash) -> db::Result<()> {
    let ended =
        sql!(find(Uuid,), conn, "end a session", "DELETE FROM member_session WHERE hash = $1 RETURNING id", hash)?;
    match ended {
        Some((id,)) => notice::tell(conn, ENDED, id).await,
        None => Ok(()),
    }
}

/// Only where it is this member's: ids are not secrets.
pub async fn delete_of(conn: &mut Conn<'_>, member: MemberId, id: SessionId) -> db::Result<bool> {
    let touched = sql!(
        run,
        conn,
        "end one session of a member",
        "DELETE FROM member_session WHERE id = $1 AND member_id = $2",
        id,
        member
    )?;
    if touched > 0 {
        notice::tell(conn, ENDED, id.0).await?;
    }
    Ok(touched > 0)
}

/// All of them, or all but one.
pub async fn delete_all_of(conn: &mut Conn<'_>, member: MemberId, except: Option<SessionId>) -> db::Result<u64> {
    let except = except.map_or(Uuid::nil(), |id| id.0);
    let ended = sql!(
        run,
        conn,
        "end a member's sessions",
        "DELETE FROM member_session WHERE member_id = $1 AND id <> $2",
        member,
        except
    )?;
    if ended > 0 {
        notice::tell(conn, MEMBER_CHANGED, member.0).await?;
    }
    Ok(ended)
}

/// Signs everyone out.
pub async fn delete_all(conn: &mut Conn<'_>) -> db::Result<u64> {
    sql!(run, conn, "end all sessions", "DELETE FROM member_session")
}

/// Bounded: a member's hundred latest browsers are as many as a page shows.
pub async fn list(conn: &mut Conn<'_>, member: MemberId, now: Timestamp) -> db::Result<Vec<ListedSession>> {
    sql!(list ListedSession, conn, "list a member's sessions",
        "SELECT id, agent, site, ip, created_at, seen_at FROM member_session
         WHERE member_id = $1 AND idle_ends_at > $2 AND ends_at > $2 ORDER BY seen_at DESC LIMIT 100", member, now)
}

/// IP addresses go sooner than sessions; at most `limit` of them.
pub async fn clear_ips(conn: &mut Conn<'_>, before: Timestamp, limit: i64) -> db::Result<u64> {
    sql!(
        run,
        conn,
        "clear old IP addresses",
        "UPDATE member_session SET ip = NULL WHERE hash IN (
             SELECT hash FROM member_session WHERE created_at < $1 AND ip IS NOT NULL LIMIT $2)",
        before,
        limit
    )
}

/// Sessions that ended before then, at most `limit` of them.
pub async fn delete_ended_before(conn: &mut Conn<'_>, ended: Timestamp, limit: i64) -> db::Result<u64> {
    sql!(
        run,
        conn,
        "clean up sessions",
        "DELETE FROM member_session WHERE hash IN (SELECT hash FROM member_session WHERE idle_ends_at < $1 LIMIT $2)",
        ended,
        limit
    )
}
