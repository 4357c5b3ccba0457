//! The steps of a move: an empty target, every table in it, both sides compared, the end noted.

use std::collections::BTreeMap;

use anyhow::{Context, bail};

use super::super::{Conn, Result as DbResult, sql};
use super::row::{Batch, Checksum};
use super::schema::{self, Table};
use super::side::Side;
use super::{Outcome, Progress, Report, note};
use crate::clock::Timestamp;

pub struct Copy<'a> {
    source: &'a mut Side,
    pub target: &'a mut Side,
    tables: &'a [Table],
    /// Tables of the source that were read from end to end while they were copied.
    summed: BTreeMap<&'a str, Checksum>,
}

impl<'a> Copy<'a> {
    pub fn new(source: &'a mut Side, target: &'a mut Side, tables: &'a [Table]) -> Self {
        Self { source, target, tables, summed: BTreeMap::new() }
    }

    /// Takes a target that holds nothing but what the migrations themselves have written.
    pub async fn begin(&mut self, fresh: &mut Side, identity: &str, report: Report<'_>) -> anyhow::Result<()> {
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

    pub async fn resume(&mut self, starts_over: bool, report: Report<'_>) -> anyhow::Result<()> {
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

    pub async fn copy_all(&mut self, report: Report<'_>) -> anyhow::Result<()> {
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

    pub async fn finish(&mut self, now: Timestamp, report: Report<'_>) -> anyhow::Result<Outcome> {
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
    pub async fn look_again(&mut self, at: Timestamp, report: Report<'_>) -> anyhow::Result<Outcome> {
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
async fn write(target: &mut Side, table: &Table, batch: &Batch) -> anyhow::Result<()> {
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
