//! The tables of imports, of their files, and of who does not want to be asked.

use serde_json::json;

use super::{Counts, Import, ImportId, State};
use crate::clock::Timestamp;
use crate::db::{self, Conn, sql};
use crate::mail::AddressKey;
use crate::member::MemberId;

/// One that begins.
pub struct NewImport<'a> {
    pub id: ImportId,
    pub made_at: Timestamp,
    pub staff_id: Option<MemberId>,
    pub state: State,
    pub site: &'a str,
    pub looked: Counts,
    pub refusals: &'a str,
    pub due_at: Timestamp,
}

pub async fn insert(conn: &mut Conn<'_>, import: &NewImport<'_>) -> db::Result<()> {
    sql!(
        run,
        conn,
        "begin an import",
        "INSERT INTO member_import (id, made_at, staff_id, state, site, looked_fresh, looked_known, looked_changed,
             looked_refused, fresh, known, changed, refused, refusals, tries, due_at, invitations, invite_due_at, invited,
             uninvited)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 0, 0, 0, 0, $10, 0, $11, 'none', 0, 0, 0)",
        import.id,
        import.made_at,
        import.staff_id,
        import.state.as_str(),
        import.site,
        import.looked.fresh,
        import.looked.known,
        import.looked.changed,
        import.looked.refused,
        import.refusals,
        import.due_at
    )
    .map(drop)
}

pub async fn insert_file(conn: &mut Conn<'_>, id: ImportId, bytes: &[u8]) -> db::Result<()> {
    let text = "INSERT INTO member_import_file (import_id, bytes) VALUES ($1, $2)";
    sql!(run, conn, "keep a file of members", text, id, bytes).map(drop)
}

#[derive(sqlx::FromRow)]
struct FileRow {
    bytes: Vec<u8>,
}

pub async fn find_file(conn: &mut Conn<'_>, id: ImportId) -> db::Result<Option<Vec<u8>>> {
    let row = sql!(find FileRow, conn, "load a file of members",
        "SELECT bytes FROM member_import_file WHERE import_id = $1", id)?;
    Ok(row.map(|row| row.bytes))
}

pub async fn delete_file(conn: &mut Conn<'_>, id: ImportId) -> db::Result<()> {
    sql!(run, conn, "forget a file of members", "DELETE FROM member_import_file WHERE import_id = $1", id).map(drop)
}

macro_rules! import {
    ($rest:literal) => {
        concat!(
            "SELECT id, made_at, staff_id, state, site, looked_fresh, looked_known, looked_changed, looked_refused, fresh, \
             known, changed, refused, refusals, tries, due_at, ended_at, invitations, invited, uninvited \
             FROM member_import ",
            $rest
        )
    };
}

pub async fn find(conn: &mut Conn<'_>, id: ImportId) -> db::Result<Option<Import>> {
    sql!(find Import, conn, "load an import", import!("WHERE id = $1"), id)
}

/// The latest.
pub async fn list(conn: &mut Conn<'_>, limit: i64) -> db::Result<Vec<Import>> {
    sql!(list Import, conn, "list imports", import!("ORDER BY id DESC LIMIT $1"), limit)
}

/// Says yes to one that was looked over. False where it does not wait for that.
pub async fn update_started(conn: &mut Conn<'_>, id: ImportId, now: Timestamp) -> db::Result<bool> {
    let text =
        "UPDATE member_import SET state = 'taking', due_at = $2, refusals = '[]' WHERE id = $1 AND state = 'ready'";
    Ok(sql!(run, conn, "start an import", text, id, now)? > 0)
}

/// Says no to it; its file goes with it. False where it does not wait for an answer.
pub async fn delete_ready(conn: &mut Conn<'_>, id: ImportId) -> db::Result<bool> {
    Ok(sql!(run, conn, "drop an import", "DELETE FROM member_import WHERE id = $1 AND state = 'ready'", id)? > 0)
}

/// One that nobody is at, for this caller alone until `lease_ends`.
pub async fn claim(conn: &mut Conn<'_>, now: Timestamp, lease_ends: Timestamp) -> db::Result<Option<Import>> {
    let text = conn.pick(
        "UPDATE member_import SET tries = tries + 1, due_at = $2 WHERE id = (
             SELECT id FROM member_import WHERE state = 'taking' AND due_at <= $1 ORDER BY due_at, id LIMIT 1)
         RETURNING id, made_at, staff_id, state, site, looked_fresh, looked_known, looked_changed, looked_refused, fresh,
             known, changed, refused, refusals, tries, due_at, ended_at, invitations, invited, uninvited",
        "UPDATE member_import SET tries = tries + 1, due_at = $2 WHERE id = (
             SELECT id FROM member_import WHERE state = 'taking' AND due_at <= $1 ORDER BY due_at, id LIMIT 1
             FOR UPDATE SKIP LOCKED)
         RETURNING id, made_at, staff_id, state, site, looked_fresh, looked_known, looked_changed, looked_refused, fresh,
             known, changed, refused, refusals, tries, due_at, ended_at, invitations, invited, uninvited",
    );
    sql!(find Import, conn, "claim an import", text, now, lease_ends)
}

/// How far it is. False where another hand has taken it up since: then nothing of this transaction may stay.
pub async fn update_place(
    conn: &mut Conn<'_>,
    (id, tries): (ImportId, i64),
    (done, refusals): (Counts, &str),
    lease_ends: Timestamp,
) -> db::Result<bool> {
    let touched = sql!(
        run,
        conn,
        "note how far an import is",
        "UPDATE member_import SET fresh = $3, known = $4, changed = $5, refused = $6, refusals = $7, due_at = $8
         WHERE id = $1 AND tries = $2 AND ended_at IS NULL",
        id,
        tries,
        done.fresh,
        done.known,
        done.changed,
        done.refused,
        refusals,
        lease_ends
    )?;
    Ok(touched > 0)
}

/// False where it has ended already, or is in another hand.
pub async fn update_ended(
    conn: &mut Conn<'_>,
    (id, tries): (ImportId, i64),
    state: State,
    now: Timestamp,
) -> db::Result<bool> {
    let touched = sql!(
        run,
        conn,
        "end an import",
        "UPDATE member_import SET state = $3, ended_at = $4 WHERE id = $1 AND tries = $2 AND ended_at IS NULL",
        id,
        tries,
        state.as_str(),
        now
    )?;
    Ok(touched > 0)
}

/// Whoever stops in the middle lets others go on at once.
pub async fn update_released(conn: &mut Conn<'_>, (id, tries): (ImportId, i64), now: Timestamp) -> db::Result<()> {
    let text = "UPDATE member_import SET due_at = $3 WHERE id = $1 AND tries = $2 AND ended_at IS NULL";
    sql!(run, conn, "let go of an import", text, id, tries, now).map(drop)
}

/// Files that nobody said yes to, a part of them at a time.
pub async fn delete_unanswered(conn: &mut Conn<'_>, before: Timestamp, limit: i64) -> db::Result<u64> {
    sql!(
        run,
        conn,
        "drop imports that nobody said yes to",
        "DELETE FROM member_import WHERE id IN (
             SELECT id FROM member_import WHERE state = 'ready' AND made_at < $1 LIMIT $2)",
        before,
        limit
    )
}

/// Begins to invite, or goes on; not before the turn that the last one left for everybody. False where members are still being taken in, or
/// that is under way.
pub async fn update_inviting(conn: &mut Conn<'_>, id: ImportId, now: Timestamp) -> db::Result<bool> {
    let touched = sql!(
        run,
        conn,
        "begin to invite",
        "UPDATE member_import SET invitations = 'sending', invite_due_at = (
             SELECT CASE WHEN MAX(invite_due_at) > $2 THEN MAX(invite_due_at) ELSE $2 END FROM member_import)
         WHERE id = $1 AND (state IN ('done', 'failed') OR state = 'command' AND due_at <= $2)
             AND invitations <> 'sending'",
        id,
        now
    )?;
    Ok(touched > 0)
}

/// Ends it. False where it is not under way.
pub async fn update_invited(conn: &mut Conn<'_>, id: ImportId, state: &'static str) -> db::Result<bool> {
    let text = "UPDATE member_import SET invitations = $2 WHERE id = $1 AND invitations = 'sending'";
    Ok(sql!(run, conn, "end inviting", text, id, state)? > 0)
}

/// Takes the next turn of all that send, where it is time for one. Held until the transaction ends: of two instances one
/// gets it, and the next turn is later for both.
pub async fn claim_inviting(conn: &mut Conn<'_>, now: Timestamp, next: Timestamp) -> db::Result<Option<Import>> {
    sql!(find Import, conn, "claim a turn to invite",
        "UPDATE member_import SET invite_due_at = $2 WHERE invite_due_at <= $1 AND invitations = 'sending' AND id = (
             SELECT id FROM member_import WHERE invitations = 'sending' ORDER BY id LIMIT 1)
         RETURNING id, made_at, staff_id, state, site, looked_fresh, looked_known, looked_changed, looked_refused, fresh,
             known, changed, refused, refusals, tries, due_at, ended_at, invitations, invited, uninvited",
        now, next)
}

/// All that send keep to one pace.
pub async fn update_turns(conn: &mut Conn<'_>, next: Timestamp) -> db::Result<()> {
    let text = "UPDATE member_import SET invite_due_at = $1 WHERE invitations = 'sending' AND invite_due_at < $1";
    sql!(run, conn, "put off further invitations", text, next).map(drop)
}

pub async fn add_invited(conn: &mut Conn<'_>, id: ImportId, (invited, uninvited): (i64, i64)) -> db::Result<()> {
    let text = "UPDATE member_import SET invited = invited + $2, uninvited = uninvited + $3 WHERE id = $1";
    sql!(run, conn, "count invitations", text, id, invited, uninvited).map(drop)
}

pub async fn insert_refusal(conn: &mut Conn<'_>, key: &AddressKey, now: Timestamp) -> db::Result<()> {
    let text =
        "INSERT INTO invitation_refusal (address_key, since) VALUES ($1, $2) ON CONFLICT (address_key) DO NOTHING";
    sql!(run, conn, "ask somebody no more", text, key, now).map(drop)
}

#[derive(sqlx::FromRow)]
struct KeyRow {
    address_key: Vec<u8>,
}

/// Those of the keys whose holders do not want to be asked.
pub async fn list_refusing(conn: &mut Conn<'_>, keys: &[AddressKey]) -> db::Result<Vec<Vec<u8>>> {
    let hex: Vec<String> = keys.iter().map(AddressKey::hex).collect();
    let text = conn.pick(
        "SELECT r.address_key FROM json_each($1) AS e CROSS JOIN invitation_refusal r
         WHERE r.address_key = unhex(e.value)",
        "SELECT r.address_key FROM json_array_elements_text(CAST($1 AS json)) AS e(value)
             CROSS JOIN invitation_refusal r WHERE r.address_key = decode(e.value, 'hex')",
    );
    let rows = sql!(list KeyRow, conn, "look for who does not want to be asked", text, json!(hex).to_string())?;
    Ok(rows.into_iter().map(|row| row.address_key).collect())
}

/// After a backup was put back. How many.
pub async fn stop_all_invitations(conn: &mut Conn<'_>) -> db::Result<u64> {
    sql!(
        run,
        conn,
        "stop all invitations",
        "UPDATE member_import SET invitations = 'stopped' WHERE invitations = 'sending'"
    )
}

/// After the clock was set back: what was to be done in what is the future now is to be done at once. `latest`: what is due by
/// then is no farther ahead than it may be. How many.
pub async fn update_brought_forward(conn: &mut Conn<'_>, now: Timestamp, latest: Timestamp) -> db::Result<u64> {
    let taking = sql!(
        run,
        conn,
        "bring imports forward",
        "UPDATE member_import SET due_at = $1 WHERE state = 'taking' AND due_at > $2",
        now,
        latest
    )?;
    let inviting = sql!(
        run,
        conn,
        "bring invitations forward",
        "UPDATE member_import SET invite_due_at = $1 WHERE invitations = 'sending' AND invite_due_at > $2",
        now,
        latest
    )?;
    Ok(taking + inviting)
}
