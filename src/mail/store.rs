//! The outbox and the list of addresses that refused us for good.

use super::{AddressKey, LetterId};
use crate::clock::Timestamp;
use crate::db::{self, Conn, sql};
use crate::email_address::EmailAddress;

pub struct NewLetter<'a> {
    pub id: LetterId,
    pub kind: &'static str,
    pub recipient: &'a EmailAddress,
    pub sealed: Option<Vec<u8>>,
    pub state: &'static str,
    pub created_at: Timestamp,
    pub expires_at: Timestamp,
    pub ended_at: Option<Timestamp>,
    pub last_answer: Option<&'static str>,
}

/// A letter in the hand of the one worker that claimed it.
#[derive(Debug, sqlx::FromRow)]
pub struct ClaimedLetter {
    pub id: LetterId,
    pub kind: String,
    pub recipient: Option<EmailAddress>,
    pub sealed: Option<Vec<u8>>,
    /// This try included.
    pub tries: i64,
    pub expires_at: Timestamp,
}

pub async fn insert(conn: &mut Conn<'_>, letter: &NewLetter<'_>) -> db::Result<()> {
    sql!(run, conn, "put a letter into the outbox",
        "INSERT INTO letter (id, kind, recipient, sealed, state, tries, created_at, due_at, expires_at, ended_at, last_answer)
         VALUES ($1, $2, $3, $4, $5, 0, $6, $6, $7, $8, $9)",
        letter.id, letter.kind, letter.recipient, &letter.sealed, letter.state, letter.created_at, letter.expires_at,
        letter.ended_at, letter.last_answer)
    .map(drop)
}

/// The letter that has waited longest, for this caller alone until `lease_ends`.
pub async fn claim_due(
    conn: &mut Conn<'_>,
    now: Timestamp,
    lease_ends: Timestamp,
) -> db::Result<Option<ClaimedLetter>> {
    // PostgreSQL's workers pass by a row that another is claiming; SQLite has one writer, and nothing to skip.
    let text = conn.pick(
        "UPDATE letter SET state = 'sending', tries = tries + 1, due_at = $2 WHERE id = (
             SELECT id FROM letter WHERE ended_at IS NULL AND due_at <= $1 ORDER BY due_at, id LIMIT 1)
         RETURNING id, kind, recipient, sealed, tries, expires_at",
        "UPDATE letter SET state = 'sending', tries = tries + 1, due_at = $2 WHERE id = (
             SELECT id FROM letter WHERE ended_at IS NULL AND due_at <= $1 ORDER BY due_at, id LIMIT 1
             FOR UPDATE SKIP LOCKED)
         RETURNING id, kind, recipient, sealed, tries, expires_at",
    );
    sql!(find ClaimedLetter, conn, "claim a letter", text, now, lease_ends)
}

/// The end of a letter, whichever: its content is no longer needed.
/// Changes nothing where another hand has taken it up since: then it is that hand's to mark.
pub async fn update_ended(
    conn: &mut Conn<'_>,
    (id, tries): (LetterId, i64),
    state: &'static str,
    answer: &str,
    now: Timestamp,
) -> db::Result<()> {
    sql!(
        run,
        conn,
        "mark a letter",
        "UPDATE letter SET state = $2, last_answer = $3, ended_at = $4, sealed = NULL WHERE id = $1 AND tries = $5",
        id,
        state,
        answer,
        now,
        tries
    )
    .map(drop)
}

pub async fn update_waiting(
    conn: &mut Conn<'_>,
    (id, tries): (LetterId, i64),
    answer: &str,
    due_at: Timestamp,
) -> db::Result<()> {
    sql!(
        run,
        conn,
        "let a letter wait",
        "UPDATE letter SET state = 'waiting', last_answer = $2, due_at = $3 WHERE id = $1 AND tries = $4",
        id,
        answer,
        due_at,
        tries
    )
    .map(drop)
}

/// What waits and was written later than now, or put off for longer than any pause.
pub async fn update_brought_forward(conn: &mut Conn<'_>, now: Timestamp) -> db::Result<u64> {
    sql!(
        run,
        conn,
        "bring letters forward",
        "UPDATE letter SET due_at = $1, created_at = CASE WHEN created_at > $1 THEN $1 ELSE created_at END
         WHERE ended_at IS NULL AND ((state = 'waiting' AND (created_at > $1 OR due_at > $2))
             OR (state = 'sending' AND due_at > $3))",
        now,
        now.plus(super::LONGEST_PAUSE),
        now.plus(super::worker::LEASE * 2)
    )
}

/// A letter as a list shows it, without its content.
#[derive(Debug, sqlx::FromRow)]
pub struct ListedLetter {
    pub id: LetterId,
    pub kind: String,
    /// `None`: seven days after its end.
    pub recipient: Option<EmailAddress>,
    pub state: String,
    pub tries: i64,
    pub created_at: Timestamp,
    pub due_at: Timestamp,
    pub ended_at: Option<Timestamp>,
    pub last_answer: Option<String>,
}

/// What was sent to an address of late, the newest first.
pub async fn list_to(conn: &mut Conn<'_>, address: &EmailAddress, limit: i64) -> db::Result<Vec<ListedLetter>> {
    sql!(list ListedLetter, conn, "list the letters to an address",
        "SELECT id, kind, recipient, state, tries, created_at, due_at, ended_at, last_answer FROM letter
         WHERE recipient = $1 ORDER BY id DESC LIMIT $2", address, limit)
}

/// Letters not yet ended, and since when the oldest of them waits.
pub async fn count_waiting(conn: &mut Conn<'_>) -> db::Result<(i64, Option<Timestamp>)> {
    sql!(
        one(i64, Option<Timestamp>),
        conn,
        "count waiting letters",
        "SELECT COUNT(*), MIN(created_at) FROM letter WHERE ended_at IS NULL"
    )
}

pub async fn is_suppressed(conn: &mut Conn<'_>, key: &AddressKey) -> db::Result<bool> {
    let row = sql!(
        find(String,),
        conn,
        "look for a suppressed address",
        "SELECT reason FROM suppression WHERE address_key = $1",
        key
    )?;
    Ok(row.is_some())
}

pub async fn insert_suppression(conn: &mut Conn<'_>, key: &AddressKey, reason: &str, now: Timestamp) -> db::Result<()> {
    sql!(
        run,
        conn,
        "suppress an address",
        "INSERT INTO suppression (address_key, reason, since) VALUES ($1, $2, $3) ON CONFLICT (address_key) DO NOTHING",
        key,
        reason,
        now
    )
    .map(drop)
}

/// The outbox, the newest first, before that letter; only what waits, where wanted.
pub async fn list_before(
    conn: &mut Conn<'_>,
    before: LetterId,
    waits: bool,
    limit: i64,
) -> db::Result<Vec<ListedLetter>> {
    let text = if waits {
        "SELECT id, kind, recipient, state, tries, created_at, due_at, ended_at, last_answer FROM letter
         WHERE ended_at IS NULL AND id < $1 ORDER BY id DESC LIMIT $2"
    } else {
        "SELECT id, kind, recipient, state, tries, created_at, due_at, ended_at, last_answer FROM letter
         WHERE id < $1 ORDER BY id DESC LIMIT $2"
    };
    sql!(list ListedLetter, conn, "list the outbox", text, before, limit)
}

/// Lets a letter that waits be tried at once. False where it does not wait: it is being sent, or has ended.
pub async fn update_due(conn: &mut Conn<'_>, id: LetterId, now: Timestamp) -> db::Result<bool> {
    let touched = sql!(
        run,
        conn,
        "try a letter at once",
        "UPDATE letter SET due_at = $2 WHERE id = $1 AND ended_at IS NULL AND state = 'waiting'",
        id,
        now
    )?;
    Ok(touched > 0)
}

/// An address that a mail host refused for good; which one only its holder knows.
#[derive(Debug, sqlx::FromRow)]
pub struct Suppressed {
    pub reason: String,
    pub since: Timestamp,
}

/// The latest.
pub async fn list_suppressed(conn: &mut Conn<'_>, limit: i64) -> db::Result<Vec<Suppressed>> {
    sql!(list Suppressed, conn, "list suppressed addresses",
        "SELECT reason, since FROM suppression ORDER BY since DESC, reason LIMIT $1", limit)
}

/// False where it was none.
pub async fn delete_suppression(conn: &mut Conn<'_>, key: &AddressKey) -> db::Result<bool> {
    let touched = sql!(run, conn, "write to an address again", "DELETE FROM suppression WHERE address_key = $1", key)?;
    Ok(touched > 0)
}

/// At most `limit` of them.
pub async fn delete_ended_before(conn: &mut Conn<'_>, before: Timestamp, limit: i64) -> db::Result<u64> {
    sql!(
        run,
        conn,
        "clean up letters",
        "DELETE FROM letter WHERE id IN (SELECT id FROM letter WHERE ended_at < $1 LIMIT $2)",
        before,
        limit
    )
}

/// Letters that nobody shall get any more.
pub async fn delete_waiting(conn: &mut Conn<'_>) -> db::Result<u64> {
    sql!(run, conn, "delete waiting letters", "DELETE FROM letter WHERE ended_at IS NULL")
}
