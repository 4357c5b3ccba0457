//! A whole database, copied into another one and found equal there.
//!
//! The source is held and only read, in one transaction. The target takes batches of rows in the order of their keys, each
//! in one transaction with the note of how far it came: stopped at any moment, a move goes on where it was. It is done once
//! every row's digest, added up by table, is the same on both sides. Until then nothing may serve from the target.

mod held;
mod note;
mod row;
mod schema;
mod side;
mod work;

use std::path::Path;

use anyhow::{Context, bail};
use ring::digest::{SHA256, digest};

use self::schema::Table;
use self::side::Side;
use self::work::Copy;
use super::migration::{Standing, standing};
use super::{Conn, Db, Result as DbResult, migrate, sql};
use crate::clock::Timestamp;
use crate::config::DatabaseUrl;

/// A move, as it was asked for.
#[derive(Debug)]
pub struct Move<'a> {
    pub from: &'a DatabaseUrl,
    pub to: &'a DatabaseUrl,
    /// Empty what an earlier move that was stopped has written.
    pub starts_over: bool,
    pub now: Timestamp,
}

/// What is being done, for whoever waits.
#[derive(Debug)]
pub enum Progress<'a> {
    Copied { table: &'a str, rows: u64, of: u64 },
    Compared { table: &'a str, rows: u64, of: u64 },
    Step(&'a str),
}

#[derive(Debug)]
pub enum Outcome {
    Moved {
        rows: u64,
        tables: usize,
    },
    /// It was done before, and both sides still hold the same.
    AlreadyMoved {
        at: Timestamp,
    },
    /// It was done before; these tables are no longer the same.
    ComeApart {
        at: Timestamp,
        tables: Vec<String>,
    },
}

type Report<'r> = &'r mut dyn FnMut(&Progress<'_>);

/// Whether a move into this database was begun and not ended: it may lack anything.
pub async fn is_half_moved(db: &Db) -> DbResult<bool> {
    let standing = note::find(&mut db.read().await?.conn()).await?;
    Ok(standing.is_some_and(|standing| standing.done_at.is_none()))
}

/// The names of all tables that a move copies.
pub async fn table_names() -> anyhow::Result<Vec<String>> {
    let (_, tables) = schema::fresh().await?;
    Ok(tables.into_iter().map(|table| table.name).collect())
}

pub async fn move_all(asked: &Move<'_>, report: Report<'_>) -> anyhow::Result<Outcome> {
    let (fresh, tables) = schema::fresh().await?;
    let mut source = open_source(asked.from, &tables)
        .await
        .map_err(explain)
        .with_context(|| format!("read from {:?}", asked.from))?;
    let (mut target, identity) = {
        let into = async {
            refuse_the_same(asked, &mut source).await?;
            migrate(asked.to).await?;
            let mut target = held::target(asked.to).await?;
            if standing(&mut target.conn()).await? == Standing::Newer {
                bail!("it was made by a newer Gatefold: move with that version");
            }
            schema::demand(&mut target.conn(), &tables).await?;
            let identity = identity(&mut source.conn()).await?;
            anyhow::Ok((target, identity))
        };
        into.await.map_err(explain).with_context(|| format!("move to {:?}", asked.to))?
    };
    let mut copy = Copy::new(&mut source, &mut target, &tables);
    let outcome = match note::find(&mut copy.target.conn()).await? {
        Some(earlier) if earlier.source != identity => {
            bail!("{:?} holds what was moved from another database: give it a database of its own", asked.to)
        }
        Some(note::Standing { done_at: Some(at), .. }) => copy.look_again(at, report).await?,
        earlier => {
            if earlier.is_none() {
                copy.begin(&mut Side::Sqlite(Box::new(fresh)), &identity, report).await?;
            } else {
                drop(fresh);
                copy.resume(asked.starts_over, report).await?;
            }
            copy.copy_all(report).await?;
            copy.finish(asked.now, report).await?
        }
    };
    target.close().await?;
    source.close().await?;
    Ok(outcome)
}

async fn open_source(url: &DatabaseUrl, tables: &[Table]) -> anyhow::Result<Side> {
    if let DatabaseUrl::Sqlite(path) = url
        && !path.exists()
    {
        bail!("there is no such file: the settings' `database` says what is moved");
    }
    let mut source = held::source(url, tables).await?;
    match standing(&mut source.conn()).await? {
        Standing::Current => {}
        Standing::Older => bail!("it is older than this program: make a backup, then run `gatefold migrate` first"),
        Standing::Newer => bail!("it is newer than this program: move it with the version that it was used with last"),
        Standing::Absent => bail!("it holds nothing of Gatefold's"),
    }
    schema::demand(&mut source.conn(), tables).await?;
    Ok(source)
}

/// When the first migration was run, and how many nanoseconds it took: no two databases share that by chance.
async fn identity(conn: &mut Conn<'_>) -> anyhow::Result<String> {
    let text =
        "SELECT CAST(version AS TEXT) || ' ' || CAST(installed_on AS TEXT) || ' ' || CAST(execution_time AS TEXT)
        FROM _sqlx_migrations ORDER BY version LIMIT 1";
    let (born,) = sql!(one(String,), conn, "tell the source from others", text)?;
    let digest = digest(&SHA256, born.as_bytes());
    Ok(row::hex(digest.as_ref()))
}

async fn refuse_the_same(asked: &Move<'_>, source: &mut Side) -> anyhow::Result<()> {
    let is_same = match (asked.from, asked.to) {
        (DatabaseUrl::Sqlite(from), DatabaseUrl::Sqlite(to)) => {
            if !is_same_file(from, to) {
                bail!("from file to file there is nothing to move: use `gatefold backup` and `gatefold restore`");
            }
            true
        }
        (DatabaseUrl::Postgres(_), DatabaseUrl::Postgres(_)) => {
            let mut target = held::connected(asked.to).await?;
            server_and_name(&mut source.conn()).await? == server_and_name(&mut Conn::Postgres(&mut target)).await?
        }
        _ => false,
    };
    if is_same {
        bail!("that is the database of the settings itself: name another one with --to");
    }
    Ok(())
}

fn is_same_file(one: &Path, other: &Path) -> bool {
    one == other || matches!((one.canonicalize(), other.canonicalize()), (Ok(one), Ok(other)) if one == other)
}

async fn server_and_name(conn: &mut Conn<'_>) -> DbResult<(String, String)> {
    let text = "SELECT current_database()::text, pg_postmaster_start_time()::text";
    sql!(one(String, String), conn, "tell one database from another", text)
}

/// What to do about the faults that a first try meets.
fn explain(error: anyhow::Error) -> anyhow::Error {
    let cause = error.chain().find_map(|cause| cause.downcast_ref::<sqlx::Error>());
    let what_to_do = match cause {
        Some(sqlx::Error::Io(_)) => "no server answers there: look at host and port",
        Some(sqlx::Error::Database(fault)) => match fault.code().as_deref() {
            Some("3D000") => "make the database first: createdb NAME",
            Some("28P01" | "28000") => "the server lets this user in with another password, or not at all",
            Some("42501") => "the user must own the database: CREATE DATABASE NAME OWNER USER",
            _ => return error,
        },
        _ => return error,
    };
    error.context(what_to_do)
}
