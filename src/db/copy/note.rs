//! What a move writes down in its target, so that it can be stopped at any moment: where it comes from, how far it is.
//!
//! It stands in a table of its own, `gatefold_move`, and changes in the same transaction as the rows it speaks of.

use sqlx::AssertSqlSafe;

use super::super::{Conn, Result, sql};
use crate::clock::Timestamp;

const MOVE: &str = "move";
const TABLE: &str = "table";
const FOREIGN_KEY: &str = "foreign key";

/// A row with one column, which may be empty.
type LastKey = (Option<Vec<u8>>,);

/// Where a move into a database stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    /// What tells the source from every other database.
    pub source: String,
    /// `None`: it was stopped, or is under way.
    pub done_at: Option<Timestamp>,
}

pub async fn create(conn: &mut Conn<'_>, source: &str) -> Result<()> {
    let text = "CREATE TABLE gatefold_move (
        part TEXT NOT NULL,
        name TEXT NOT NULL,
        detail TEXT NOT NULL,
        last_key BYTEA,
        done_at BIGINT,
        PRIMARY KEY (part, name)
    )";
    sql!(run, &mut *conn, "make the move's table", text)?;
    put(conn, MOVE, "", source).await
}

async fn put(conn: &mut Conn<'_>, part: &str, name: &str, detail: &str) -> Result<()> {
    let text = "INSERT INTO gatefold_move (part, name, detail) VALUES ($1, $2, $3)";
    sql!(run, conn, "note a part of the move", text, part, name, detail).map(drop)
}

/// `None`: nothing was ever moved into this database.
pub async fn find(conn: &mut Conn<'_>) -> Result<Option<Standing>> {
    let is_there = conn.pick(
        "SELECT COUNT(*) FROM sqlite_schema WHERE type = 'table' AND name = 'gatefold_move'",
        "SELECT COUNT(*) FROM information_schema.tables
            WHERE table_schema = current_schema() AND table_name = 'gatefold_move'",
    );
    let (count,) = sql!(one(i64,), &mut *conn, "look for the move's table", is_there)?;
    if count == 0 {
        return Ok(None);
    }
    let text = "SELECT detail, done_at FROM gatefold_move WHERE part = $1 AND name = ''";
    let found = sql!(find(String, Option<Timestamp>), conn, "read the move's standing", text, MOVE)?;
    Ok(found.map(|(source, done_at)| Standing { source, done_at }))
}

pub async fn set_done(conn: &mut Conn<'_>, now: Timestamp) -> Result<()> {
    let text = "UPDATE gatefold_move SET done_at = $1 WHERE part = $2";
    sql!(run, conn, "note the move's end", text, now, MOVE).map(drop)
}

/// Forgets how far each table is.
pub async fn start_over(conn: &mut Conn<'_>) -> Result<()> {
    sql!(run, conn, "forget how far the move is", "DELETE FROM gatefold_move WHERE part = $1", TABLE).map(drop)
}

/// The key of a table's last row that was written; `None` before the first.
pub async fn last_key(conn: &mut Conn<'_>, table: &str) -> Result<Option<Vec<u8>>> {
    let text = "SELECT last_key FROM gatefold_move WHERE part = $1 AND name = $2";
    let found = sql!(find LastKey, conn, "read how far a table is", text, TABLE, table)?;
    Ok(found.and_then(|(key,)| key))
}

pub async fn set_last_key(conn: &mut Conn<'_>, table: &str, key: &[u8]) -> Result<()> {
    let text = "INSERT INTO gatefold_move (part, name, detail, last_key) VALUES ($1, $2, '', $3)
        ON CONFLICT (part, name) DO UPDATE SET last_key = excluded.last_key";
    sql!(run, conn, "note how far a table is", text, TABLE, table, key).map(drop)
}

/// Takes PostgreSQL's foreign keys away for the time of the move, and notes how to put them back: rows come in the order
/// of their keys, not of who refers to whom, and looking each up would take longer than writing it.
pub async fn take_foreign_keys(conn: &mut Conn<'_>) -> Result<()> {
    let (Conn::Postgres(_) | Conn::Hasty(_)) = conn else { return Ok(()) };
    let found = sql!(
        list(String, String, String),
        &mut *conn,
        "list the foreign keys",
        "SELECT c.relname::text, k.conname::text, pg_get_constraintdef(k.oid)
            FROM pg_constraint AS k JOIN pg_class AS c ON c.oid = k.conrelid JOIN pg_namespace AS n ON n.oid = c.relnamespace
            WHERE k.contype = 'f' AND n.nspname = current_schema()",
    )?;
    for (table, name, definition) in found {
        let (table, constraint) = (super::schema::quoted(&table), super::schema::quoted(&name));
        let put_back = format!("ALTER TABLE {table} ADD CONSTRAINT {constraint} {definition}");
        put(conn, FOREIGN_KEY, &format!("{table}.{constraint}"), &put_back).await?;
        run(conn, "take a foreign key away", format!("ALTER TABLE {table} DROP CONSTRAINT {constraint}")).await?;
    }
    Ok(())
}

/// Each is looked at over all rows by PostgreSQL itself.
pub async fn put_foreign_keys_back(conn: &mut Conn<'_>) -> Result<()> {
    let text = "SELECT name, detail FROM gatefold_move WHERE part = $1";
    let taken = sql!(list(String, String), &mut *conn, "list the foreign keys taken away", text, FOREIGN_KEY)?;
    for (name, put_back) in taken {
        run(conn, "put a foreign key back", put_back).await?;
        let text = "DELETE FROM gatefold_move WHERE part = $1 AND name = $2";
        sql!(run, &mut *conn, "note that a foreign key is back", text, FOREIGN_KEY, &name)?;
    }
    Ok(())
}

async fn run(conn: &mut Conn<'_>, attempt: &'static str, text: String) -> Result<()> {
    match conn {
        Conn::Sqlite(conn) => sqlx::raw_sql(AssertSqlSafe(text)).execute(&mut **conn).await.map(drop),
        Conn::Postgres(conn) | Conn::Hasty(conn) => {
            sqlx::raw_sql(AssertSqlSafe(text)).execute(&mut **conn).await.map(drop)
        }
    }
    .map_err(|error| super::super::DbError::new(attempt, error))
}
