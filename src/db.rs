//! One SQL text for two engines.
//!
//! [`Db`] is where connections come from, [`Conn`] is what every store function takes, and [`Tx`] is what a flow owns.
//! Writes go through a [`Tx`] alone. On `SQLite` they share one connection, and those that wait share a commit (see `group`).

mod backup;
mod copy;
mod group;
mod migration;
mod retry;
#[macro_use]
mod sql;

use std::time::Duration;

use sqlx::pool::PoolConnection;
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{PgConnection, PgPool, Postgres, Sqlite, SqliteConnection, SqlitePool};

use crate::config::DatabaseUrl;

pub use backup::{Restored, backup, restore};
pub use copy::{Move, Outcome, Progress, is_half_moved, move_all, table_names};
pub use group::Writer;
pub use migration::{is_migrated, migrate};
pub use retry::{MayConflict, retrying};
pub(crate) use sql::sql;

/// How long a request waits for a connection before it is told to come back later.
const WAIT: Duration = Duration::from_secs(2);
/// Enough readers for the cores of a small machine; a query takes microseconds.
const SQLITE_READERS: u32 = 4;
const POSTGRES_CONNECTIONS: u32 = 16;

/// By this name PostgreSQL knows our connections, unless the URL gives them another one.
const APPLICATION: &str = "gatefold";

/// PostgreSQL's word for a row that stayed held.
const LOCK_NOT_AVAILABLE: &str = "55P03";

pub type Result<T> = std::result::Result<T, DbError>;

/// A query that could not be done: what was attempted, and the engine's own error beneath.
#[derive(Debug, thiserror::Error)]
#[error("{attempt}")]
pub struct DbError {
    attempt: &'static str,
    #[source]
    source: sqlx::Error,
}

impl DbError {
    pub fn new(attempt: &'static str, source: sqlx::Error) -> Self {
        Self { attempt, source }
    }

    /// Whether the engine is out of reach or full, rather than the query wrong: worth another try later.
    pub fn is_unavailable(&self) -> bool {
        match &self.source {
            sqlx::Error::Database(error) => {
                let code = error.code().unwrap_or_default();
                // PostgreSQL: connection, resources, operator intervention. SQLite: busy, locked, I/O, full, cannot open.
                let is_postgres = code.len() == 5
                    && (["08", "53", "57"].iter().any(|class| code.starts_with(class)) || code == LOCK_NOT_AVAILABLE);
                let is_sqlite = code.parse::<u32>().is_ok_and(|code| matches!(code & 0xff, 5 | 6 | 10 | 13 | 14));
                is_postgres || (code.len() != 5 && is_sqlite)
            }
            sqlx::Error::Io(_)
            | sqlx::Error::Tls(_)
            | sqlx::Error::Protocol(_)
            | sqlx::Error::PoolTimedOut
            | sqlx::Error::PoolClosed
            | sqlx::Error::WorkerCrashed => true,
            _ => false,
        }
    }

    /// Whether another transaction got in the way: a deadlock, or a unique row that it wrote first. Tried again from its
    /// start, the same work sees what the other has done.
    pub fn is_conflict(&self) -> bool {
        matches!(&self.source, sqlx::Error::Database(error)
            if error.is_unique_violation() || matches!(error.code().as_deref(), Some("40P01" | "40001")))
    }
}

#[derive(Debug, Clone)]
pub struct Db(Engine);

#[derive(Debug, Clone)]
enum Engine {
    Sqlite { readers: SqlitePool, writer: group::Queue },
    Postgres(PgPool),
}

/// A connection to run one query after another on.
#[derive(Debug)]
pub enum Conn<'c> {
    Sqlite(&'c mut SqliteConnection),
    Postgres(&'c mut PgConnection),
}

impl Conn<'_> {
    /// For the rare query that the two engines must spell differently.
    pub fn pick(&self, sqlite: &'static str, postgres: &'static str) -> &'static str {
        match self {
            Self::Sqlite(_) => sqlite,
            Self::Postgres(_) => postgres,
        }
    }
}

/// A connection for reading.
#[derive(Debug)]
pub enum ReadConn {
    Sqlite(PoolConnection<Sqlite>),
    Postgres(PoolConnection<Postgres>),
}

impl ReadConn {
    pub fn conn(&mut self) -> Conn<'_> {
        match self {
            Self::Sqlite(conn) => Conn::Sqlite(conn),
            Self::Postgres(conn) => Conn::Postgres(conn),
        }
    }
}

/// A transaction. Dropped without [`Tx::commit`], it changes nothing.
#[derive(Debug)]
pub enum Tx {
    Sqlite(group::Lent),
    Postgres(sqlx::Transaction<'static, Postgres>),
}

impl Tx {
    pub fn conn(&mut self) -> Conn<'_> {
        match self {
            Self::Sqlite(lent) => Conn::Sqlite(lent.conn()),
            Self::Postgres(tx) => Conn::Postgres(tx),
        }
    }

    /// Returns once the disk has it.
    pub async fn commit(self) -> Result<()> {
        match self {
            Self::Sqlite(lent) => lent.commit().await,
            Self::Postgres(tx) => tx.commit().await.map_err(|error| DbError::new("commit", error)),
        }
    }
}

impl Db {
    /// The database, and for `SQLite` the writer that must be run for any write to go through.
    pub async fn open(url: &DatabaseUrl) -> Result<(Self, Option<Writer>)> {
        match url {
            DatabaseUrl::Sqlite(path) => {
                let options = sqlite_options(path);
                let readers = SqlitePoolOptions::new()
                    .max_connections(SQLITE_READERS)
                    .acquire_timeout(WAIT)
                    .connect_with(options.clone())
                    .await
                    .map_err(|error| DbError::new("open the SQLite file", error))?;
                let (writer, queue) = Writer::new(options);
                Ok((Self(Engine::Sqlite { readers, writer: queue }), Some(writer)))
            }
            DatabaseUrl::Postgres(url) => {
                let pool = PgPoolOptions::new()
                    .max_connections(POSTGRES_CONNECTIONS)
                    .acquire_timeout(WAIT)
                    .after_connect(|conn, _| Box::pin(prepare(conn)))
                    .connect_with(postgres_options(url)?)
                    .await
                    .map_err(|error| DbError::new("connect to PostgreSQL", error))?;
                Ok((Self(Engine::Postgres(pool)), None))
            }
        }
    }

    pub async fn read(&self) -> Result<ReadConn> {
        match &self.0 {
            Engine::Sqlite { readers, .. } => readers.acquire().await.map(ReadConn::Sqlite),
            Engine::Postgres(pool) => pool.acquire().await.map(ReadConn::Postgres),
        }
        .map_err(|error| DbError::new("take a connection for reading", error))
    }

    pub async fn begin(&self) -> Result<Tx> {
        match &self.0 {
            Engine::Sqlite { writer, .. } => writer.begin().await.map(Tx::Sqlite),
            Engine::Postgres(pool) => {
                pool.begin().await.map(Tx::Postgres).map_err(|error| DbError::new("begin a transaction", error))
            }
        }
    }

    /// Connections in use, and open in all; for the metrics.
    pub fn pool_use(&self) -> (u32, u32) {
        let (size, idle) = match &self.0 {
            Engine::Sqlite { readers, .. } => (readers.size(), readers.num_idle()),
            Engine::Postgres(pool) => (pool.size(), pool.num_idle()),
        };
        (size.saturating_sub(u32::try_from(idle).unwrap_or(size)), size)
    }

    pub async fn close(&self) {
        match &self.0 {
            Engine::Sqlite { readers, .. } => readers.close().await,
            Engine::Postgres(pool) => pool.close().await,
        }
    }
}

fn sqlite_options(path: &std::path::Path) -> SqliteConnectOptions {
    SqliteConnectOptions::new()
        .filename(path)
        .journal_mode(SqliteJournalMode::Wal)
        // An answer means that the disk has it, not only the log in memory.
        .synchronous(SqliteSynchronous::Full)
        .foreign_keys(true)
        .busy_timeout(WAIT)
}

/// What each connection is told. An engine that does not know one of these lives without it.
const PREPARE: [&str; 3] = [
    // A plan that was kept from when a table was small reads all of it once it is large. Planning our short queries anew
    // costs microseconds.
    "SET plan_cache_mode = force_custom_plan",
    // A row that somebody holds must not hold our connections too: given up here, the server goes on waiting otherwise.
    "SET lock_timeout = '3s'",
    // Nor may an instance that froze in the middle hold its rows from all others.
    "SET idle_in_transaction_session_timeout = '15s'",
];

async fn prepare(conn: &mut PgConnection) -> std::result::Result<(), sqlx::Error> {
    for text in PREPARE {
        if let Err(error) = sqlx::query(text).execute(&mut *conn).await {
            tracing::debug!(%error, text, "a connection could not be told");
        }
    }
    Ok(())
}

fn postgres_options(url: &str) -> Result<PgConnectOptions> {
    let options: PgConnectOptions = url.parse().map_err(|error| DbError::new("read the PostgreSQL URL", error))?;
    Ok(if options.get_application_name().is_none() { options.application_name(APPLICATION) } else { options })
}
