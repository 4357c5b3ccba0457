//! Connections that nobody else gets in the way of, for as long as a move lasts.

use std::time::Duration;

use anyhow::{Context, bail};
use sqlx::sqlite::SqliteLockingMode;
use sqlx::{AssertSqlSafe, ConnectOptions, PgConnection, SqliteConnection};
use tokio::time::Instant;

use super::super::{APPLICATION, Conn, postgres_options, sql, sqlite_options};
use super::schema::{Table, quoted};
use super::side::Side;
use crate::config::DatabaseUrl;

/// Rows read ahead. An article's files are rows, of some megabytes each.
const READ_AHEAD: usize = 16;
/// Pages of 4 KiB kept while SQLite is read in the order of a key.
const PAGES: &str = "-16384";
/// How long a stopped move's own session may go on in PostgreSQL before another one is taken to be at work.
const EARLIER_SESSION: Duration = Duration::from_secs(20);
/// How long a session of Gatefold's may be there after its program has ended.
const ENDED_SESSION: Duration = Duration::from_secs(3);
const LOOK_AGAIN: Duration = Duration::from_millis(200);
/// One number for all moves into a database.
const MOVE_LOCK: i64 = 0x6761_7465_6d6f_7665;

/// The one to read: nobody else has it open, or nobody else writes, until it is closed.
pub async fn source(url: &DatabaseUrl, tables: &[Table]) -> anyhow::Result<Side> {
    match url {
        DatabaseUrl::Sqlite(_) => {
            let mut conn = alone(url, true).await?;
            sqlx::raw_sql("BEGIN IMMEDIATE").execute(&mut conn).await.map_err(in_use)?;
            Ok(Side::Sqlite(Box::new(conn)))
        }
        DatabaseUrl::Postgres(_) => {
            let mut conn = connected(url).await?;
            refuse_in_use(&mut conn).await?;
            sqlx::raw_sql("BEGIN ISOLATION LEVEL REPEATABLE READ").execute(&mut conn).await?;
            let names = tables.iter().map(|table| quoted(&table.name)).collect::<Vec<_>>().join(", ");
            let text = format!("LOCK TABLE {names} IN SHARE MODE");
            sqlx::raw_sql(AssertSqlSafe(text)).execute(&mut conn).await.context("keep everybody from writing")?;
            Ok(Side::Postgres(Box::new(conn)))
        }
    }
}

/// The one to write: no other move, and no instance of Gatefold.
pub async fn target(url: &DatabaseUrl) -> anyhow::Result<Side> {
    match url {
        // Foreign keys are looked at once, at the end.
        DatabaseUrl::Sqlite(_) => Ok(Side::Sqlite(Box::new(alone(url, false).await?))),
        DatabaseUrl::Postgres(_) => {
            let mut conn = connected(url).await?;
            refuse_in_use(&mut conn).await?;
            wait_for_lock(&mut conn).await?;
            // What the server loses in a crash is lost as a whole, from some moment on: the move goes on from there.
            sqlx::raw_sql("SET synchronous_commit = off").execute(&mut conn).await?;
            Ok(Side::Postgres(Box::new(conn)))
        }
    }
}

/// Refuses where any other program has the file open; keeps all others out while it is.
async fn alone(url: &DatabaseUrl, foreign_keys: bool) -> anyhow::Result<SqliteConnection> {
    let DatabaseUrl::Sqlite(path) = url else { bail!("no SQLite file") };
    sqlite_options(path)
        .locking_mode(SqliteLockingMode::Exclusive)
        .foreign_keys(foreign_keys)
        .pragma("cache_size", PAGES)
        .row_buffer_size(READ_AHEAD)
        .disable_statement_logging()
        .connect()
        .await
        .map_err(in_use)
}

fn in_use(error: sqlx::Error) -> anyhow::Error {
    // 5: busy, 6: locked, with SQLite's extended codes above the lowest byte.
    let is_held = matches!(&error, sqlx::Error::Database(error)
        if error.code().is_some_and(|code| code.parse::<u32>().is_ok_and(|code| matches!(code & 0xff, 5 | 6))));
    if is_held {
        return anyhow::anyhow!(
            "another program has the file open: stop Gatefold, and whatever else reads the file (sqlite3, Litestream), and try again"
        );
    }
    anyhow::Error::new(error).context("open the SQLite file")
}

pub async fn connected(url: &DatabaseUrl) -> anyhow::Result<PgConnection> {
    let DatabaseUrl::Postgres(url) = url else { bail!("no PostgreSQL database") };
    let mut conn =
        postgres_options(url)?.application_name("gatefold move").disable_statement_logging().connect().await?;
    // A role's own limits are made for requests, not for this.
    let text = "SET statement_timeout = 0; SET lock_timeout = 0; SET idle_in_transaction_session_timeout = 0";
    sqlx::raw_sql(text).execute(&mut conn).await?;
    let encoding = sql!(
        one(String,),
        &mut Conn::Postgres(&mut conn),
        "ask for the database's encoding",
        "SELECT current_setting('server_encoding')"
    )?;
    if encoding.0 != "UTF8" {
        bail!("the database keeps its texts as {}: make one with ENCODING 'UTF8'", encoding.0);
    }
    Ok(conn)
}

/// Every instance of Gatefold gives its connections this name. Sessions that were just ended are there for a moment more.
async fn refuse_in_use(conn: &mut PgConnection) -> anyhow::Result<()> {
    let until = Instant::now() + ENDED_SESSION;
    loop {
        let (others,) = sql!(
            one(i64,),
            &mut Conn::Postgres(conn),
            "look who else is connected",
            "SELECT COUNT(*) FROM pg_stat_activity
                WHERE datname = current_database() AND application_name = $1 AND pid <> pg_backend_pid()",
            APPLICATION,
        )?;
        if others == 0 {
            return Ok(());
        }
        if Instant::now() > until {
            bail!("Gatefold is running on it ({others} connections): stop every instance, and try again");
        }
        tokio::time::sleep(LOOK_AGAIN).await;
    }
}

/// A move that was killed leaves a session behind for a moment, which may still be writing.
async fn wait_for_lock(conn: &mut PgConnection) -> anyhow::Result<()> {
    let until = Instant::now() + EARLIER_SESSION;
    loop {
        let (is_ours,) = sql!(
            one(bool,),
            &mut Conn::Postgres(conn),
            "take the move's lock",
            "SELECT pg_try_advisory_lock($1)",
            MOVE_LOCK
        )?;
        if is_ours {
            return Ok(());
        }
        if Instant::now() > until {
            bail!("another move into it is under way");
        }
        tokio::time::sleep(LOOK_AGAIN).await;
    }
}
