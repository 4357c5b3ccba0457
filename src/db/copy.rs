//! A whole database, copied into another one and found equal there.
//!
//! The source is held and only read, in one transaction. The target takes batches of rows in the order of their keys, each
//! in one transaction with the note of how far it came: stopped at any moment, a move goes on where it was. It is done once
//! every row's digest, added up by table, is the same on both sides. Until then nothing may serve from the target.

mod note;
mod row;
mod schema;
mod side;

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::{Context, bail};
use ring::digest::{SHA256, digest};

use self::row::Checksum;
use self::schema::Table;
use self::side::Side;
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
            migrate_target(asked.to).await?;
            let mut target = Side::target(asked.to).await?;
            schema::demand(&mut target.conn(), &tables).await?;
            let identity = identity(&mut source.conn()).await?;
            anyhow::Ok((target, identity))
        };
        into.await.map_err(explain).with_context(|| format!("move to {:?}", asked.to))?
    };
    let mut copy = Copy { source: &mut source, target: &mut target, tables: &tables, summed: BTreeMap::new() };
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
    let mut source = Side::source(url, tables).await?;
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
            let mut target = side::connected(asked.to).await?;
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

async fn migrate_target(url: &DatabaseUrl) -> anyhow::Result<()> {
    migrate(url).await.map_err(|error| {
        let is_newer = matches!(error.downcast_ref(), Some(sqlx::migrate::MigrateError::VersionMissing(_)));
        if is_newer { anyhow::anyhow!("it was made by a newer Gatefold: move with that version") } else { error }
    })
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

struct Copy<'a> {
    source: &'a mut Side,
    target: &'a mut Side,
    tables: &'a [Table],
    /// Tables of the source that were read from end to end while they were copied.
    summed: BTreeMap<&'a str, Checksum>,
}

impl Copy<'_> {
    /// Takes a target that holds nothing but what the migrations themselves have written.
    async fn begin(&mut self, fresh: &mut Side, identity: &str, report: Report<'_>) -> anyhow::Result<()> {
        self.refuse_dangling(report).await?;
        let mut own = Vec::new();
        let mut foreign = Vec::new();
        for table in self.tables {
            let count = self.target.count(table).await?;
            if count == 0 {
                continue;
            }
            let is_own = count == fresh.count(table).await?
                && self.target.sum(table, |_| {}).await? == fresh.sum(table, |_| {}).await?;
            if is_own {
                own.push(table);
            } else {
                foreign.push(format!("{} ({count})", table.name));
            }
        }
        if !foreign.is_empty() {
            bail!(
                "the target holds rows of its own, in {}: give Gatefold an empty database, or drop this one and make it anew",
                foreign.join(", ")
            );
        }
        self.target.run("BEGIN".to_owned()).await?;
        for table in own {
            self.target.run(format!("DELETE FROM {}", schema::quoted(&table.name))).await?;
        }
        note::create(&mut self.target.conn(), identity).await?;
        note::take_foreign_keys(&mut self.target.conn()).await?;
        self.target.run("COMMIT".to_owned()).await?;
        Ok(())
    }

    async fn resume(&mut self, starts_over: bool, report: Report<'_>) -> anyhow::Result<()> {
        self.refuse_dangling(report).await?;
        self.target.run("BEGIN".to_owned()).await?;
        if starts_over {
            report(&Progress::Step("an earlier move was stopped: what it has written is deleted"));
            self.empty_target().await?;
        } else {
            report(&Progress::Step("an earlier move was stopped: this one goes on where it was"));
        }
        note::take_foreign_keys(&mut self.target.conn()).await?;
        self.target.run("COMMIT".to_owned()).await?;
        Ok(())
    }

    async fn empty_target(&mut self) -> anyhow::Result<()> {
        let names: Vec<_> = self.tables.iter().map(|table| schema::quoted(&table.name)).collect();
        if let Side::Postgres(_) = self.target {
            self.target.run(format!("TRUNCATE {}", names.join(", "))).await?;
        } else {
            for name in names {
                self.target.run(format!("DELETE FROM {name}")).await?;
            }
        }
        note::start_over(&mut self.target.conn()).await?;
        Ok(())
    }

    /// PostgreSQL would refuse such rows, and only once everything was copied.
    async fn refuse_dangling(&mut self, report: Report<'_>) -> anyhow::Result<()> {
        let Side::Sqlite(_) = self.source else { return Ok(()) };
        report(&Progress::Step("looking whether every row finds what it refers to"));
        let found = dangling(&mut self.source.conn()).await?;
        if !found.is_empty() {
            bail!("the source has rows that refer to rows which are gone: {}; delete them first", found.join(", "));
        }
        Ok(())
    }

    async fn copy_all(&mut self, report: Report<'_>) -> anyhow::Result<()> {
        for table in self.tables {
            self.copy_table(table, report).await.with_context(|| format!("copy {}", table.name))?;
        }
        Ok(())
    }

    async fn copy_table(&mut self, table: &Table, report: Report<'_>) -> anyhow::Result<()> {
        let of = self.source.count(table).await?;
        let after = note::last_key(&mut self.target.conn(), &table.name).await?;
        let mut copied = if after.is_some() { self.target.count(table).await? } else { 0 };
        report(&Progress::Copied { table: &table.name, rows: copied, of });
        let mut sum = Checksum::default();
        let mut rows = self.source.read(table, after.as_deref())?;
        let mut ready = rows.next(table).await?;
        while let Some(batch) = ready {
            // The next rows are read while these are written.
            let (written, next) = tokio::join!(write(self.target, table, &batch), rows.next(table));
            written?;
            ready = next?;
            sum.join(batch.sum);
            copied += batch.sum.rows;
            report(&Progress::Copied { table: &table.name, rows: copied, of });
        }
        drop(rows);
        if after.is_none()
            && let Some(table) = self.tables.iter().find(|known| known.name == table.name)
        {
            self.summed.insert(&table.name, sum);
        }
        Ok(())
    }

    async fn finish(&mut self, now: Timestamp, report: Report<'_>) -> anyhow::Result<Outcome> {
        let (rows, differing) = self.compare(report).await?;
        if !differing.is_empty() {
            bail!(
                "the two sides differ, in {}: the source was changed after an earlier move was stopped, or somebody has \
                 written into the target; run it again with --start-over",
                differing.join(", ")
            );
        }
        report(&Progress::Step("putting the foreign keys back, and counting for the planner"));
        self.target.run("BEGIN".to_owned()).await?;
        if let Side::Sqlite(_) = self.target {
            let found = dangling(&mut self.target.conn()).await?;
            if !found.is_empty() {
                bail!("rows refer to rows which are gone: {}", found.join(", "));
            }
        }
        note::put_foreign_keys_back(&mut self.target.conn()).await?;
        if let Side::Postgres(_) = self.target {
            // From here on everything must be on the disk, what came before included.
            self.target.run("SET LOCAL synchronous_commit = on".to_owned()).await?;
        }
        note::set_done(&mut self.target.conn(), now).await?;
        self.target.run("COMMIT".to_owned()).await?;
        self.target.run("ANALYZE".to_owned()).await?;
        Ok(Outcome::Moved { rows, tables: self.tables.len() })
    }

    /// A move that was done before: whether both sides still hold the same.
    async fn look_again(&mut self, at: Timestamp, report: Report<'_>) -> anyhow::Result<Outcome> {
        report(&Progress::Step("it was moved before: both sides are compared"));
        let (_, tables) = self.compare(report).await?;
        Ok(if tables.is_empty() { Outcome::AlreadyMoved { at } } else { Outcome::ComeApart { at, tables } })
    }

    /// How many rows there are in all, and the tables that are not the same on both sides.
    async fn compare(&mut self, report: Report<'_>) -> anyhow::Result<(u64, Vec<String>)> {
        let mut differing = Vec::new();
        let mut all = 0;
        for table in self.tables {
            let wanted = match self.summed.get(table.name.as_str()) {
                Some(sum) => *sum,
                None => self.source.sum(table, |_| {}).await?,
            };
            let of = wanted.rows;
            let tell = |rows| report(&Progress::Compared { table: &table.name, rows, of });
            let found = self.target.sum(table, tell).await?;
            all += found.rows;
            if wanted != found {
                differing.push(match found.rows {
                    same if same == of => format!("{} ({of} rows on each, of other content)", table.name),
                    other => format!("{} ({of} rows in the source, {other} in the target)", table.name),
                });
            }
        }
        Ok((all, differing))
    }
}

/// One batch with its note, both or none.
async fn write(target: &mut Side, table: &Table, batch: &row::Batch) -> anyhow::Result<()> {
    target.run("BEGIN".to_owned()).await?;
    target.write(table, batch).await?;
    note::set_last_key(&mut target.conn(), &table.name, &batch.last_key).await?;
    target.run("COMMIT".to_owned()).await?;
    Ok(())
}

/// Which tables of a SQLite database hold rows that refer to nothing, and how many.
async fn dangling(conn: &mut Conn<'_>) -> DbResult<Vec<String>> {
    let text = "SELECT \"table\" || ' (' || COUNT(*) || ')' FROM pragma_foreign_key_check GROUP BY \"table\"";
    let found = sql!(list(String,), conn, "look for rows that refer to nothing", text)?;
    Ok(found.into_iter().map(|(table,)| table).collect())
}
