//! One SQL text for two engines.
//!
//! [`Db`] is where connections come from, [`Conn`] is what every store function takes, and [`Tx`] is what a flow owns.
//! Writes go through a [`Tx`] alone. On `SQLite` they share one connection, and those that wait share a commit (see `group`).

mod backup;
mod copy;
mod error;
mod group;
mod haste;
mod lane;
mod migration;
pub mod notice;
mod outage;
mod retry;
#[macro_use]
mod sql;

use std::sync::Arc;
use std::time::Duration;

use sqlx::pool::PoolConnection;
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqliteLockingMode, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{ConnectOptions, Connection, PgConnection, PgPool, Postgres, Sqlite, SqliteConnection, SqlitePool};
use tokio::sync::OwnedSemaphorePermit;

use self::lane::Lanes;
use self::outage::Outage;
use crate::config::{DatabaseSettings, DatabaseUrl};

pub use backup::{Restored, backup, has_table, restore};
pub use copy::{Move, Outcome, Progress, is_half_moved, move_all, table_names};
pub use error::{DbError, is_told, log_failure};
pub use group::Writer;
pub(crate) use haste::in_haste;
pub use lane::Lane;
pub use migration::{is_migrated, migrate};
pub use retry::{MayConflict, retrying};
pub(crate) use sql::sql;

/// How long a request waits for a connection before it is told to come back later.
const WAIT: Duration = Duration::from_secs(2);
/// Enough readers for the cores of a small machine; a query takes microseconds.
const SQLITE_READERS: u32 = 4;
/// Transactions that wait for the one writer: a group's worth, so that a page's is in the group after at the latest.
const SQLITE_FORMS: usize = 256;
const SQLITE_WORK: usize = 8;
/// What a command that writes very many rows keeps of the file in memory, in KiB, and after how many pages its log is put into
/// the file: the pages of a large index are come back to again and again.
const BULK_CACHE: &str = "-131072";
const BULK_LOG: &str = "32768";
/// Who waits for the one that writes to a `SQLite` file looks again so often at the latest: the engine's own waiting.
const LOOK_AGAIN: Duration = Duration::from_millis(100);
/// Lists are few.
const REPLICA_CONNECTIONS: u32 = 4;

/// By this name PostgreSQL knows our connections, unless the URL gives them another one.
const APPLICATION: &str = "gatefold";

pub type Result<T> = std::result::Result<T, DbError>;

#[derive(Debug, Clone)]
pub struct Db {
    engine: Engine,
    /// PostgreSQL that follows the first and is only read; `None`: lists come from the first as well.
    replica: Option<PgPool>,
    lanes: Lanes,
    outage: Arc<Outage>,
    crowd: Arc<Outage>,
}

#[derive(Debug, Clone)]
enum Engine {
    /// `is_shared`: another program may have the file open.
    Sqlite {
        readers: SqlitePool,
        writer: group::Queue,
        is_shared: bool,
    },
    Postgres(PgPool),
}

/// A connection to run one query after another on.
#[derive(Debug)]
pub enum Conn<'c> {
    Sqlite(&'c mut SqliteConnection),
    Postgres(&'c mut PgConnection),
    /// For whoever does not wait long: each query has an end, some seconds later.
    Hasty(&'c mut PgConnection),
}

impl Conn<'_> {
    /// For the rare query that the two engines must spell differently.
    pub fn pick(&self, sqlite: &'static str, postgres: &'static str) -> &'static str {
        match self {
            Self::Sqlite(_) => sqlite,
            Self::Postgres(_) | Self::Hasty(_) => postgres,
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
            Self::Postgres(conn) => Conn::Hasty(conn),
        }
    }
}

/// A transaction. Dropped without [`Tx::commit`], it changes nothing.
#[derive(Debug)]
pub struct Tx {
    open: OpenTx,
    lane: Lane,
    /// Given back with the transaction's end.
    _place: Option<OwnedSemaphorePermit>,
}

#[derive(Debug)]
enum OpenTx {
    Sqlite(group::Lent),
    Postgres(sqlx::Transaction<'static, Postgres>),
}

impl Tx {
    pub fn conn(&mut self) -> Conn<'_> {
        match &mut self.open {
            OpenTx::Sqlite(lent) => Conn::Sqlite(lent.conn()),
            OpenTx::Postgres(tx) => match self.lane {
                Lane::Work => Conn::Postgres(tx),
                Lane::Page | Lane::Form => Conn::Hasty(tx),
            },
        }
    }

    /// Returns once the disk has it.
    pub async fn commit(self) -> Result<()> {
        match self.open {
            OpenTx::Sqlite(lent) => lent.commit().await,
            OpenTx::Postgres(tx) => in_haste(tx.commit()).await.map_err(|error| DbError::new("commit", error)),
        }
    }
}

impl Db {
    /// The database, and for `SQLite` the writer that must be run for any write to go through.
    pub async fn open(settings: &DatabaseSettings) -> Result<(Self, Option<Writer>)> {
        Self::open_as(settings, sqlite_options, true).await
    }

    /// The same for a command that writes very many rows and ends: with memory for the pages that it comes back to, and where
    /// nobody else has the file open, with a log that grows.
    pub async fn open_for_bulk(settings: &DatabaseSettings) -> Result<(Self, Option<Writer>)> {
        let is_shared = match &settings.url {
            DatabaseUrl::Sqlite(path) => !is_alone(path).await,
            DatabaseUrl::Postgres(_) => true,
        };
        let options = |path: &std::path::Path| {
            let options = sqlite_options(path).pragma("cache_size", BULK_CACHE);
            // Beside a server the log stays short: whoever commits next puts a long one into the file, as a rule a reader who
            // signs in.
            if is_shared { options } else { options.pragma("wal_autocheckpoint", BULK_LOG) }
        };
        Self::open_as(settings, options, is_shared).await
    }

    async fn open_as(
        settings: &DatabaseSettings,
        options: impl Fn(&std::path::Path) -> SqliteConnectOptions,
        is_shared: bool,
    ) -> Result<(Self, Option<Writer>)> {
        let (engine, lanes, writer) = match &settings.url {
            DatabaseUrl::Sqlite(path) => {
                let readers = SqlitePoolOptions::new()
                    .max_connections(SQLITE_READERS)
                    .acquire_timeout(WAIT)
                    .connect_with(sqlite_options(path))
                    .await
                    .map_err(|error| DbError::new("open the SQLite file", error))?;
                let (writer, queue) = Writer::new(options(path));
                let lanes = Lanes::new(SQLITE_FORMS, SQLITE_WORK);
                (Engine::Sqlite { readers, writer: queue, is_shared }, lanes, Some(writer))
            }
            DatabaseUrl::Postgres(url) => {
                let pool = pool_options(settings.connections)
                    // Open before the first reader comes: a new instance must not be slow for those it takes over.
                    .min_connections(settings.connections / 4)
                    .connect_with(postgres_options(url)?)
                    .await
                    .map_err(|error| DbError::new("connect to PostgreSQL", error))?;
                notice::learn(&pool).await?;
                (Engine::Postgres(pool), Lanes::of_connections(settings.connections), None)
            }
        };
        let replica = settings.replica.as_ref().map(|url| postgres_options(&url.0)).transpose()?;
        // Not needed to start: while it is away, the first database serves.
        let replica = replica.map(|options| pool_options(REPLICA_CONNECTIONS).connect_lazy_with(options));
        let outage = |words| Arc::new(Outage::new(words));
        let (outage, crowd) = (outage(outage::OUT_OF_REACH), outage(outage::CROWDED));
        Ok((Self { engine, replica, lanes, outage, crowd }, writer))
    }

    // Boxed wherever a connection is taken: all that opening one may need is in that future, and without the box in each
    // page's, where it made up nine tenths.
    pub async fn read(&self) -> Result<ReadConn> {
        let read = match &self.engine {
            Engine::Sqlite { readers, .. } => Box::pin(readers.acquire()).await.map(ReadConn::Sqlite),
            Engine::Postgres(pool) => Box::pin(pool.acquire()).await.map(ReadConn::Postgres),
        };
        self.outage.noted(read.map_err(|error| DbError::new("take a connection for reading", error)))
    }

    /// For lists and numbers, which may be a moment old: from the replica, where there is one that answers.
    pub async fn read_lists(&self) -> Result<ReadConn> {
        let Some(replica) = &self.replica else { return self.read().await };
        match Box::pin(replica.acquire()).await {
            Ok(conn) => Ok(ReadConn::Postgres(conn)),
            Err(error) => {
                tracing::warn!(%error, "the replica cannot be reached: a list comes from the first database");
                self.read().await
            }
        }
    }

    /// For what a form asks for.
    pub async fn begin(&self) -> Result<Tx> {
        self.begin_in(Lane::Form).await
    }

    pub async fn begin_in(&self, lane: Lane) -> Result<Tx> {
        let place = self.crowd.noted(self.lanes.enter(lane).await)?;
        let open = match &self.engine {
            Engine::Sqlite { writer, .. } => writer.begin().await.map(OpenTx::Sqlite),
            Engine::Postgres(pool) => in_haste(Box::pin(pool.begin()))
                .await
                .map(OpenTx::Postgres)
                .map_err(|error| DbError::new("begin a transaction", error)),
        };
        Ok(Tx { open: self.outage.noted(open)?, lane, _place: place })
    }

    /// Between two long transactions: `SQLite` keeps no queue for those of other processes.
    pub async fn let_others_in(&self) {
        match &self.engine {
            Engine::Sqlite { is_shared: true, .. } => tokio::time::sleep(LOOK_AGAIN).await,
            Engine::Sqlite { .. } | Engine::Postgres(_) => {}
        }
    }

    /// Connections in use, and open in all; for the metrics.
    pub fn pool_use(&self) -> (u32, u32) {
        let (size, idle) = match &self.engine {
            Engine::Sqlite { readers, .. } => (readers.size(), readers.num_idle()),
            Engine::Postgres(pool) => (pool.size(), pool.num_idle()),
        };
        (size.saturating_sub(u32::try_from(idle).unwrap_or(size)), size)
    }

    pub async fn close(&self) {
        match &self.engine {
            Engine::Sqlite { readers, .. } => readers.close().await,
            Engine::Postgres(pool) => pool.close().await,
        }
        if let Some(replica) = &self.replica {
            replica.close().await;
        }
    }
}

fn pool_options(connections: u32) -> PgPoolOptions {
    PgPoolOptions::new()
        .max_connections(connections)
        .acquire_timeout(WAIT)
        .after_connect(|conn, _| Box::pin(prepare(conn)))
        // The pool would ask each time, and wait as long as a request may wait for a connection.
        .test_before_acquire(false)
        .before_acquire(|conn, used| Box::pin(haste::is_there(conn, used.idle_for)))
        .after_release(|conn, _| Box::pin(haste::is_sound(conn)))
}

/// Whether no other program has the file open at this moment.
async fn is_alone(path: &std::path::Path) -> bool {
    let options = sqlite_options(path).locking_mode(SqliteLockingMode::Exclusive).busy_timeout(Duration::ZERO);
    match options.connect().await {
        Ok(conn) => conn.close().await.is_ok(),
        Err(_) => false,
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
