//! One end of a move: a database held for it alone, read in batches or written in batches.

use std::time::Duration;

use anyhow::{Context, bail};
use futures_util::stream::{BoxStream, StreamExt};
use sqlx::postgres::PgRow;
use sqlx::sqlite::{SqliteLockingMode, SqliteRow};
use sqlx::{AssertSqlSafe, ConnectOptions, Connection, PgConnection, Postgres, Sqlite, SqliteConnection};
use uuid::Uuid;

use super::super::{Conn, postgres_options, sql, sqlite_options};
use super::row::{Batch, Checksum, Fields, RowsOf};
use super::schema::{Kind, Table, quoted};
use crate::config::DatabaseUrl;

/// Rows of one transaction at most: few enough that a stop costs little, enough that a commit costs nothing.
const BATCH_ROWS: u64 = 5_000;
/// Bytes of one transaction, with the row that passes the bound.
const BATCH_BYTES: usize = 4 << 20;
/// Rows read ahead. An article's files are rows, of some megabytes each.
const READ_AHEAD: usize = 16;
/// Pages of 4 KiB kept while SQLite is read in the order of a key.
const PAGES: &str = "-65536";
/// How long a stopped move's own session may go on in PostgreSQL before another one is taken to be at work.
const EARLIER_SESSION: Duration = Duration::from_secs(20);
/// One number for all moves into a database.
const MOVE_LOCK: i64 = 0x6761_7465_6d6f_7665;

const COPY_HEAD: &[u8] = b"PGCOPY\n\xff\r\n\0\0\0\0\0\0\0\0\0";
const COPY_END: &[u8] = b"\xff\xff";
/// A message of this size to PostgreSQL at a time.
const COPY_PART: usize = 256 * 1024;

#[derive(Debug)]
pub enum Side {
    Sqlite(Box<SqliteConnection>),
    Postgres(Box<PgConnection>),
}

impl Side {
    /// The one to read: nobody else has it open, or nobody else writes, until it is closed.
    pub async fn source(url: &DatabaseUrl, tables: &[Table]) -> anyhow::Result<Self> {
        match url {
            DatabaseUrl::Sqlite(_) => {
                let mut conn = alone(url, true).await?;
                sqlx::raw_sql("BEGIN IMMEDIATE").execute(&mut conn).await.map_err(in_use)?;
                Ok(Self::Sqlite(Box::new(conn)))
            }
            DatabaseUrl::Postgres(_) => {
                let mut conn = connected(url).await?;
                refuse_in_use(&mut conn).await?;
                sqlx::raw_sql("BEGIN ISOLATION LEVEL REPEATABLE READ").execute(&mut conn).await?;
                let names = tables.iter().map(|table| quoted(&table.name)).collect::<Vec<_>>().join(", ");
                let text = format!("LOCK TABLE {names} IN SHARE MODE");
                sqlx::raw_sql(AssertSqlSafe(text)).execute(&mut conn).await.context("keep everybody from writing")?;
                Ok(Self::Postgres(Box::new(conn)))
            }
        }
    }

    /// The one to write: no other move, and no instance of Gatefold.
    pub async fn target(url: &DatabaseUrl) -> anyhow::Result<Self> {
        match url {
            // Foreign keys are looked at once, at the end.
            DatabaseUrl::Sqlite(_) => Ok(Self::Sqlite(Box::new(alone(url, false).await?))),
            DatabaseUrl::Postgres(_) => {
                let mut conn = connected(url).await?;
                refuse_in_use(&mut conn).await?;
                wait_for_lock(&mut conn).await?;
                // What the server loses in a crash is lost as a whole, from some moment on: the move goes on from there.
                sqlx::raw_sql("SET synchronous_commit = off").execute(&mut conn).await?;
                Ok(Self::Postgres(Box::new(conn)))
            }
        }
    }

    pub fn conn(&mut self) -> Conn<'_> {
        match self {
            Self::Sqlite(conn) => Conn::Sqlite(conn),
            Self::Postgres(conn) => Conn::Postgres(conn),
        }
    }

    pub async fn close(self) -> Result<(), sqlx::Error> {
        match self {
            Self::Sqlite(conn) => conn.close().await,
            Self::Postgres(conn) => conn.close().await,
        }
    }

    /// Statements of our own, none of which answers with rows.
    pub async fn run(&mut self, text: String) -> Result<(), sqlx::Error> {
        let text = AssertSqlSafe(text);
        match self {
            Self::Sqlite(conn) => sqlx::raw_sql(text).execute(&mut **conn).await.map(drop),
            Self::Postgres(conn) => sqlx::raw_sql(text).execute(&mut **conn).await.map(drop),
        }
    }

    pub async fn count(&mut self, table: &Table) -> anyhow::Result<u64> {
        let text = AssertSqlSafe(format!("SELECT COUNT(*) FROM {}", quoted(&table.name)));
        let count: i64 = match self {
            Self::Sqlite(conn) => sqlx::query_scalar(text).fetch_one(&mut **conn).await,
            Self::Postgres(conn) => sqlx::query_scalar(text).fetch_one(&mut **conn).await,
        }
        .with_context(|| format!("count the rows of {}", table.name))?;
        Ok(count.unsigned_abs())
    }

    /// All of a table, summed.
    pub async fn sum(&mut self, table: &Table, mut seen: impl FnMut(u64)) -> anyhow::Result<Checksum> {
        let mut rows = self.read(table, None)?;
        let mut batch = Batch::default();
        while rows.fill(table, &mut batch).await? {
            seen(batch.sum.rows);
            batch.bytes.clear();
        }
        Ok(batch.sum)
    }

    /// The rows after a key, in the key's order.
    pub fn read<'a>(&'a mut self, table: &Table, after: Option<&[u8]>) -> anyhow::Result<Rows<'a>> {
        let (name, columns, key) = (quoted(&table.name), table.column_list(), table.key_list());
        let places = (1..=table.key.len()).map(|place| format!("${place}")).collect::<Vec<_>>().join(", ");
        let from = if after.is_some() { format!("WHERE ({key}) > ({places})") } else { String::new() };
        let text = format!("SELECT {columns} FROM {name} {from} ORDER BY {key}");
        let fields = table.key_columns().zip(Fields(after.unwrap_or_default()));
        match self {
            Self::Sqlite(conn) => {
                let mut query = sqlx::query::<Sqlite>(AssertSqlSafe(text)).persistent(false);
                for (column, field) in fields {
                    let field = field.unwrap_or_default();
                    query = match column.kind {
                        Kind::Text => query.bind(as_text(field)?.to_owned()),
                        Kind::Bytes | Kind::Uuid => query.bind(field.to_vec()),
                        Kind::Boolean => query.bind(as_flag(field)),
                        Kind::Integer => query.bind(as_integer(field)?),
                    };
                }
                Ok(Rows::Sqlite(query.fetch(&mut **conn)))
            }
            Self::Postgres(conn) => {
                let mut query = sqlx::query::<Postgres>(AssertSqlSafe(text)).persistent(false);
                for (column, field) in fields {
                    let field = field.unwrap_or_default();
                    query = match column.kind {
                        Kind::Text => query.bind(as_text(field)?.to_owned()),
                        Kind::Bytes => query.bind(field.to_vec()),
                        Kind::Uuid => query.bind(Uuid::from_slice(field)?),
                        Kind::Boolean => query.bind(as_flag(field)),
                        Kind::Integer => query.bind(as_integer(field)?),
                    };
                }
                Ok(Rows::Postgres(query.fetch(&mut **conn)))
            }
        }
    }

    /// Rows of one table, within the transaction that is open.
    pub async fn write(&mut self, table: &Table, batch: &Batch) -> anyhow::Result<()> {
        let (name, columns) = (quoted(&table.name), table.column_list());
        match self {
            Self::Sqlite(conn) => {
                let places = (1..=table.columns.len()).map(|place| format!("${place}")).collect::<Vec<_>>().join(", ");
                let text = format!("INSERT INTO {name} ({columns}) VALUES ({places})");
                for row in (RowsOf { bytes: &batch.bytes, columns: table.columns.len() }) {
                    insert(conn, &text, table, row).await?;
                }
            }
            Self::Postgres(conn) => {
                let text = format!("COPY {name} ({columns}) FROM STDIN (FORMAT binary)");
                let mut copy = conn.copy_in_raw(&text).await?;
                copy.send(COPY_HEAD).await?;
                for part in batch.bytes.chunks(COPY_PART) {
                    copy.send(part).await?;
                }
                copy.send(COPY_END).await?;
                let rows = copy.finish().await?;
                if rows != batch.sum.rows {
                    bail!("PostgreSQL took {rows} of {} rows", batch.sum.rows);
                }
            }
        }
        Ok(())
    }
}

/// A table's rows as they come.
pub enum Rows<'a> {
    Sqlite(BoxStream<'a, Result<SqliteRow, sqlx::Error>>),
    Postgres(BoxStream<'a, Result<PgRow, sqlx::Error>>),
}

impl Rows<'_> {
    /// The next batch; `None` at the end.
    pub async fn next(&mut self, table: &Table) -> anyhow::Result<Option<Batch>> {
        let mut batch = Batch::default();
        self.fill(table, &mut batch).await?;
        Ok((batch.sum.rows > 0).then_some(batch))
    }

    /// Adds rows until the batch is full; false where there was none left.
    async fn fill(&mut self, table: &Table, batch: &mut Batch) -> anyhow::Result<bool> {
        let before = batch.sum.rows;
        while batch.sum.rows - before < BATCH_ROWS && batch.bytes.len() < BATCH_BYTES {
            let is_read = match self {
                Self::Sqlite(rows) => match rows.next().await {
                    Some(row) => batch.push_sqlite(table, &row?).map(|()| true)?,
                    None => false,
                },
                Self::Postgres(rows) => match rows.next().await {
                    Some(row) => batch.push_postgres(table, &row?).map(|()| true)?,
                    None => false,
                },
            };
            if !is_read {
                break;
            }
        }
        Ok(batch.sum.rows > before)
    }
}

async fn insert(conn: &mut SqliteConnection, text: &str, table: &Table, row: Vec<Option<&[u8]>>) -> anyhow::Result<()> {
    let mut query = sqlx::query::<Sqlite>(AssertSqlSafe(text.to_owned()));
    for (column, field) in table.columns.iter().zip(row) {
        query = match column.kind {
            Kind::Text => query.bind(field.map(as_text).transpose()?.map(str::to_owned)),
            Kind::Bytes | Kind::Uuid => query.bind(field.map(<[u8]>::to_vec)),
            Kind::Boolean => query.bind(field.map(as_flag)),
            Kind::Integer => query.bind(field.map(as_integer).transpose()?),
        };
    }
    query.execute(conn).await?;
    Ok(())
}

fn as_text(field: &[u8]) -> anyhow::Result<&str> {
    std::str::from_utf8(field).context("read a text")
}

fn as_integer(field: &[u8]) -> anyhow::Result<i64> {
    Ok(i64::from_be_bytes(field.try_into().context("read a number")?))
}

fn as_flag(field: &[u8]) -> bool {
    field == [1]
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

/// Every instance of Gatefold gives its connections this name.
async fn refuse_in_use(conn: &mut PgConnection) -> anyhow::Result<()> {
    let (others,) = sql!(
        one(i64,),
        &mut Conn::Postgres(conn),
        "look who else is connected",
        "SELECT COUNT(*) FROM pg_stat_activity
            WHERE datname = current_database() AND application_name = $1 AND pid <> pg_backend_pid()",
        super::super::APPLICATION,
    )?;
    if others > 0 {
        bail!("Gatefold is running on it ({others} connections): stop every instance, and try again");
    }
    Ok(())
}

/// A move that was killed leaves a session behind for a moment, which may still be writing.
async fn wait_for_lock(conn: &mut PgConnection) -> anyhow::Result<()> {
    let until = tokio::time::Instant::now() + EARLIER_SESSION;
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
        if tokio::time::Instant::now() > until {
            bail!("another move into it is under way");
        }
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
}
