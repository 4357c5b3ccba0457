//! The tables of passkeys, and of ceremonies that wait for a browser's answer.

use uuid::Uuid;

use super::passkey::{Answered, NewPasskey};
use crate::clock::Timestamp;
use crate::db::{self, Conn, sql};
use crate::member::MemberId;
use crate::member::session::SessionId;
use crate::secret;

#[derive(Debug, Clone, sqlx::FromRow)]
pub struct PasskeyRow {
    pub id: Uuid,
    pub host: String,
    pub credential: String,
    pub label: String,
    pub made_at: Timestamp,
    pub used_at: Option<Timestamp>,
}

/// All of a member's, of every host; the flow keeps them few.
pub async fn list(conn: &mut Conn<'_>, member: MemberId) -> db::Result<Vec<PasskeyRow>> {
    sql!(list PasskeyRow, conn, "list a member's passkeys",
        "SELECT id, host, credential, label, made_at, used_at FROM staff_passkey WHERE member_id = $1
         ORDER BY id LIMIT 100", member)
}

/// False where this key stands in the table already, whoever has it.
pub async fn insert(
    conn: &mut Conn<'_>,
    member: MemberId,
    (host, label): (&str, &str),
    key: &NewPasskey,
    now: Timestamp,
) -> db::Result<bool> {
    let touched = sql!(
        run,
        conn,
        "keep a passkey",
        "INSERT INTO staff_passkey (id, member_id, host, credential_id, credential, label, made_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (credential_id) DO NOTHING",
        secret::new_id(now),
        member,
        host,
        &key.credential_id,
        &key.credential,
        label,
        now
    )?;
    Ok(touched > 0)
}

/// False where it was taken away since.
pub async fn update_used(
    conn: &mut Conn<'_>,
    member: MemberId,
    answered: &Answered,
    now: Timestamp,
) -> db::Result<bool> {
    let touched = sql!(
        run,
        conn,
        "note a passkey's use",
        "UPDATE staff_passkey SET credential = $3, used_at = $4 WHERE member_id = $1 AND credential_id = $2",
        member,
        &answered.credential_id,
        &answered.credential,
        now
    )?;
    Ok(touched > 0)
}

pub async fn delete(conn: &mut Conn<'_>, member: MemberId, id: Uuid) -> db::Result<bool> {
    let touched =
        sql!(run, conn, "forget a passkey", "DELETE FROM staff_passkey WHERE member_id = $1 AND id = $2", member, id)?;
    Ok(touched > 0)
}

pub async fn delete_all(conn: &mut Conn<'_>, member: MemberId) -> db::Result<bool> {
    let touched =
        sql!(run, conn, "forget a member's passkeys", "DELETE FROM staff_passkey WHERE member_id = $1", member)?;
    Ok(touched > 0)
}

/// Takes the place of what the session's browser was asked before.
pub async fn put_ceremony(
    conn: &mut Conn<'_>,
    session: SessionId,
    (kind, state): (&str, &str),
    ends_at: Timestamp,
) -> db::Result<()> {
    sql!(
        run,
        conn,
        "keep a ceremony",
        "INSERT INTO staff_ceremony (session_id, kind, state, ends_at) VALUES ($1, $2, $3, $4)
         ON CONFLICT (session_id) DO UPDATE SET kind = $2, state = $3, ends_at = $4",
        session,
        kind,
        state,
        ends_at
    )
    .map(drop)
}

#[derive(sqlx::FromRow)]
struct CeremonyRow {
    state: String,
}

/// What the answer is held against: given once, whatever becomes of it.
pub async fn claim_ceremony(
    conn: &mut Conn<'_>,
    session: SessionId,
    kind: &str,
    now: Timestamp,
) -> db::Result<Option<String>> {
    let row = sql!(find CeremonyRow, conn, "take a ceremony",
        "DELETE FROM staff_ceremony WHERE session_id = $1 AND kind = $2 AND ends_at > $3 RETURNING state",
        session, kind, now)?;
    Ok(row.map(|row| row.state))
}
