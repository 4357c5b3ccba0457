//! What there is to copy, learned from the migrations themselves: a table that a later one makes cannot be forgotten.

use anyhow::{Context, bail};
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{ConnectOptions, SqliteConnection};

use super::super::migration::MIGRATOR;
use super::super::{Conn, Result as DbResult, sql};

/// What a column holds, whatever its engine calls it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Text,
    Bytes,
    Uuid,
    Boolean,
    Integer,
}

impl Kind {
    /// `None`: a type that no migration has used so far.
    fn of(declared: &str) -> Option<Self> {
        match declared.to_ascii_lowercase().as_str() {
            "text" => Some(Self::Text),
            "bytea" => Some(Self::Bytes),
            "uuid" => Some(Self::Uuid),
            "boolean" => Some(Self::Boolean),
            "bigint" => Some(Self::Integer),
            _ => None,
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    pub name: String,
    pub kind: Kind,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Table {
    pub name: String,
    /// By name, so that the order in which migrations added them does not matter.
    pub columns: Vec<Column>,
    /// The places of the primary key's columns among `columns`, in the key's own order.
    pub key: Vec<usize>,
}

impl Table {
    pub fn key_columns(&self) -> impl Iterator<Item = &Column> {
        self.key.iter().filter_map(|place| self.columns.get(*place))
    }

    /// `"a", "b"`
    pub fn column_list(&self) -> String {
        list(self.columns.iter())
    }

    pub fn key_list(&self) -> String {
        list(self.key_columns())
    }
}

fn list<'a>(columns: impl Iterator<Item = &'a Column>) -> String {
    columns.map(|column| quoted(&column.name)).collect::<Vec<_>>().join(", ")
}

/// An identifier for either engine.
pub fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

/// A database in memory as the migrations make it, and its tables.
pub async fn fresh() -> anyhow::Result<(SqliteConnection, Vec<Table>)> {
    let mut conn = SqliteConnectOptions::new().in_memory(true).connect().await.context("open a database in memory")?;
    MIGRATOR.run(&mut conn).await.context("migrate a database in memory")?;
    let names = sql!(
        list(String,),
        &mut Conn::Sqlite(&mut conn),
        "list the tables",
        "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'
            AND name <> '_sqlx_migrations' ORDER BY name",
    )?;
    let mut tables = Vec::new();
    for (name,) in names {
        tables.push(learn(&mut conn, name).await?);
    }
    Ok((conn, tables))
}

async fn learn(conn: &mut SqliteConnection, name: String) -> anyhow::Result<Table> {
    let found = sql!(
        list(String, String, i64),
        &mut Conn::Sqlite(conn),
        "list a table's columns",
        "SELECT name, type, pk FROM pragma_table_info($1) ORDER BY name",
        &name,
    )?;
    let mut columns = Vec::new();
    let mut key = Vec::new();
    for (place, (column, declared, in_key)) in found.into_iter().enumerate() {
        let Some(kind) = Kind::of(&declared) else {
            bail!("{name}.{column} is of the type {declared:?}, which cannot be copied")
        };
        columns.push(Column { name: column, kind });
        if in_key > 0 {
            key.push((in_key, place));
        }
    }
    if key.is_empty() {
        bail!("{name} has no primary key to copy it by");
    }
    key.sort_unstable();
    Ok(Table { name, columns, key: key.into_iter().map(|(_, place)| place).collect() })
}

/// Refuses a database whose tables are not what the migrations make: somebody has changed them by hand.
pub async fn demand(conn: &mut Conn<'_>, tables: &[Table]) -> anyhow::Result<()> {
    for table in tables {
        let mut found = columns_of(conn, &table.name).await?;
        found.sort_unstable();
        let is_same = found.len() == table.columns.len()
            && found
                .iter()
                .zip(&table.columns)
                .all(|((name, declared), wanted)| *name == wanted.name && Kind::of(declared) == Some(wanted.kind));
        if !is_same {
            bail!(
                "its table {} has other columns than this program's migrations make: it was changed by hand",
                table.name
            );
        }
    }
    Ok(())
}

async fn columns_of(conn: &mut Conn<'_>, table: &str) -> DbResult<Vec<(String, String)>> {
    sql!(
        list(String, String),
        conn,
        "list a table's columns",
        conn.pick(
            "SELECT name, type FROM pragma_table_info($1)",
            "SELECT column_name::text, data_type::text FROM information_schema.columns
                WHERE table_schema = current_schema() AND table_name = $1",
        ),
        table,
    )
}
