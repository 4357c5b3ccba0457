//! The table of programs.

use super::{Program, ProgramId, Scopes};
use crate::clock::Timestamp;
use crate::db::{self, Conn, sql};
use crate::secret::TokenHash;

#[derive(Debug, sqlx::FromRow)]
struct ProgramRow {
    id: ProgramId,
    name: String,
    scopes: String,
    made_at: Timestamp,
    expires_at: Option<Timestamp>,
    used_at: Option<Timestamp>,
    ended_at: Option<Timestamp>,
}

impl From<ProgramRow> for Program {
    fn from(row: ProgramRow) -> Self {
        let scopes = Scopes::from_column(&row.scopes);
        let ProgramRow { id, name, made_at, expires_at, used_at, ended_at, .. } = row;
        Self { id, name, scopes, made_at, expires_at, used_at, ended_at }
    }
}

/// Ended ones too.
pub async fn find_by_key(conn: &mut Conn<'_>, key: &TokenHash) -> db::Result<Option<Program>> {
    let row = sql!(find ProgramRow, conn, "look for a program by its key",
        "SELECT id, name, scopes, made_at, expires_at, used_at, ended_at FROM program WHERE key_hash = $1", key)?;
    Ok(row.map(Program::from))
}

/// All, the newest first: those that may ask, and as many of the others as fit.
pub async fn list(conn: &mut Conn<'_>) -> db::Result<Vec<Program>> {
    let rows = sql!(list ProgramRow, conn, "list programs",
        "SELECT id, name, scopes, made_at, expires_at, used_at, ended_at FROM program
         ORDER BY CASE WHEN ended_at IS NULL THEN 0 ELSE 1 END, id DESC LIMIT 500")?;
    Ok(rows.into_iter().map(Program::from).collect())
}

/// Those that were not ended.
pub async fn count_standing(conn: &mut Conn<'_>) -> db::Result<i64> {
    let (count,) = sql!(one(i64,), conn, "count programs", "SELECT COUNT(*) FROM program WHERE ended_at IS NULL")?;
    Ok(count)
}

pub async fn insert(conn: &mut Conn<'_>, program: &Program, key: &TokenHash) -> db::Result<()> {
    sql!(
        run,
        conn,
        "keep a program",
        "INSERT INTO program (id, name, key_hash, scopes, made_at, expires_at) VALUES ($1, $2, $3, $4, $5, $6)",
        program.id,
        &program.name,
        key,
        program.scopes.to_column(),
        program.made_at,
        program.expires_at
    )
    .map(drop)
}

/// False where it had ended already, or is none.
pub async fn update_ended(conn: &mut Conn<'_>, id: ProgramId, now: Timestamp) -> db::Result<bool> {
    let touched = sql!(
        run,
        conn,
        "end a program",
        "UPDATE program SET ended_at = $2 WHERE id = $1 AND ended_at IS NULL",
        id,
        now
    )?;
    Ok(touched > 0)
}

pub async fn update_used(conn: &mut Conn<'_>, id: ProgramId, now: Timestamp) -> db::Result<()> {
    sql!(run, conn, "note a program's use", "UPDATE program SET used_at = $2 WHERE id = $1", id, now).map(drop)
}
