//! One end of a move: a database held for it alone, read in batches or written in batches.

use anyhow::{Context, bail};
use futures_util::stream::{BoxStream, StreamExt};
use sqlx::postgres::PgRow;
use sqlx::sqlite::SqliteRow;
use sqlx::{AssertSqlSafe, Connection, PgConnection, Postgres, Sqlite, SqliteConnection};
use uuid::Uuid;

use super::super::Conn;
use super::row::{Batch, Checksum, Fields, RowsOf};
use super::schema::{Kind, Table, quoted};

/// Rows of one transaction at most: few enough that a stop costs little, enough that a commit costs nothing.
const BATCH_ROWS: u64 = 5_000;
/// Bytes of one transaction, with the row that passes the bound.
const BATCH_BYTES: usize = 4 << 20;
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
        let text = format!("SELECT {} FROM {}", table.column_list(), quoted(&table.name));
        let mut rows = self.stream(table, text, None)?;
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
        self.stream(table, text, after)
    }

    fn stream<'a>(&'a mut self, table: &Table, text: String, after: Option<&[u8]>) -> anyhow::Result<Rows<'a>> {
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
