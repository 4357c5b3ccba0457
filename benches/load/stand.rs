//! Where the cases are measured: one database, filled, with its instances and a post office.

use std::fs;
use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, ensure};
use tempfile::TempDir;

use crate::Bench;
use crate::driver::{Pace, Tally, Way, drive};
use crate::engine::Place;
use crate::fill::{Size, Target, fill, forget_turns};
use crate::house::{House, Plan};
use crate::postgres::Postgres;
use crate::report::Report;
use crate::script::Script;
use crate::server::{Server, free_port};
use crate::sink::Sink;

/// A start's own work, the look at each content file included, is over by then.
const SETTLE: Duration = Duration::from_secs(3);
/// Letters of one round have all arrived by then.
const PATIENCE: Duration = Duration::from_mins(5);
const NAME: &str = "gatefold";

pub struct Stand<'a> {
    pub bench: &'a Bench,
    pub house: House,
    pub servers: Vec<Server>,
    pub sink: Rc<Sink>,
    postgres: Option<&'a Postgres>,
    /// Of PostgreSQL's database.
    url: Option<String>,
}

/// So far, since the start.
pub struct Costs {
    /// Processor time of all instances, without the driver's threads that are `SQLite`.
    pub gatefold: Duration,
    pub database: Duration,
    /// Transactions that wrote; only differences have a meaning.
    pub commits: u32,
}

impl<'a> Stand<'a> {
    pub fn open(bench: &'a Bench, postgres: Option<&'a Postgres>, report: &mut Report) -> anyhow::Result<Self> {
        let (options, sink) = (&bench.options, Rc::new(Sink::start()?));
        let (name, engine, instances) = match postgres {
            Some(_) => ("postgres", "PostgreSQL", options.instances),
            None => ("sqlite", "SQLite", 1),
        };
        let database = postgres.map(|postgres| postgres.database(NAME)).transpose()?;
        let house = House::new(Plan {
            folder: bench.root().join(name),
            content: &bench.root().join("content"),
            database: database.clone(),
            transport: Some(sink.transport()),
            articles: options.articles,
            has_cores: bench.has_cores,
        })?;
        report.place(format!("On {engine}; instances of Gatefold, on one core with the database: {instances}"))?;
        report.case("start and memory")?;
        house.migrate()?;
        let (first, with_import) = house.start()?;
        first.stop()?;
        report.one("seconds to the first article, content folder read anew", 3, with_import.as_secs_f64(), "")?;
        let file = house.sqlite_file();
        let target = target(&file, database.as_deref());
        fill_once(bench, &house.folder, &target)?;
        forget_turns(&target)?;
        let (server, start) = house.start()?;
        let seconds = start.as_secs_f64();
        report.one("seconds to the first article", 3, seconds, &report.below(0.5, 1, seconds))?;
        let mut servers = vec![server];
        for _ in 1..instances {
            servers.push(house.start_at(free_port()?)?.0);
        }
        thread::sleep(SETTLE);
        let stand = Self { bench, house, servers, sink, postgres, url: database };
        stand.say_memory(report, "idle")?;
        Ok(stand)
    }

    pub fn way(&self, connections: usize) -> Way {
        Way { ports: self.servers.iter().map(|server| server.port).collect(), connections }
    }

    /// The database itself, for whoever looks at it past Gatefold.
    pub fn target<'b>(&'b self, file: &'b Path) -> Target<'b> {
        target(file, self.url.as_deref())
    }

    /// As fast as the answers come; every one of them must be right.
    pub fn drive(&self, script: &Rc<dyn Script>, connections: usize, span: Duration) -> anyhow::Result<Tally> {
        let tally = drive(script, &self.way(connections), Pace::AsAnswered, span)?;
        tally.ensure_right()?;
        Ok(tally)
    }

    pub fn costs(&self) -> anyhow::Result<Costs> {
        let all: Duration = self.servers.iter().filter_map(Server::processor_time).sum();
        let Some(postgres) = self.postgres else {
            let database: Duration = self.servers.iter().filter_map(Server::sqlite_time).sum();
            let commits = self.house.sqlite_commits()?;
            return Ok(Costs { gatefold: all.saturating_sub(database), database, commits });
        };
        let commits = u32::try_from(postgres.transactions()? & u64::from(u32::MAX))?;
        Ok(Costs { gatefold: all, database: postgres.processor_time().unwrap_or_default(), commits })
    }

    /// A bare database on the same disk, gone with the folder.
    pub fn bare(&self) -> anyhow::Result<(Place, TempDir)> {
        let folder = tempfile::tempdir_in(&self.house.folder).context("make a folder")?;
        let place = match self.postgres {
            Some(postgres) => Place::Postgres(postgres.database(&format!("bare_{}", free_port()?))?),
            None => Place::sqlite(folder.path()),
        };
        place.prepare()?;
        Ok((place, folder))
    }

    /// Until so many letters with a link have arrived that nobody has followed; how long that took.
    pub fn wait_for_letters(&self, count: usize) -> anyhow::Result<Duration> {
        let begun = Instant::now();
        while self.sink.waiting()? < count {
            let waiting = self.sink.waiting()?;
            ensure!(begun.elapsed() < PATIENCE, "{waiting} of {count} letters came");
            thread::sleep(Duration::from_millis(5));
        }
        Ok(begun.elapsed())
    }

    /// Of the largest instance.
    pub fn say_memory(&self, report: &mut Report, when: &str) -> anyhow::Result<()> {
        let largest = |name: &str| -> anyhow::Result<f64> {
            let each = self.servers.iter().map(|server| server.memory_mib(name)).collect::<anyhow::Result<Vec<_>>>()?;
            Ok(each.into_iter().fold(0.0, f64::max))
        };
        let bar = if self.bench.options.articles > 1000 { 256.0 } else { 64.0 };
        for (name, what) in [("VmRSS", "MiB resident"), ("VmHWM", "MiB at most so far")] {
            let mib = largest(name)?;
            report.one(&format!("{what}, {when}"), 1, mib, &report.below(bar, 0, mib))?;
        }
        Ok(())
    }

    pub fn close(self, report: &mut Report) -> anyhow::Result<()> {
        report.case("memory after all that")?;
        self.say_memory(report, "after the load")?;
        self.servers.into_iter().try_for_each(Server::stop)
    }
}

fn target<'a>(file: &'a Path, url: Option<&'a str>) -> Target<'a> {
    url.map_or(Target::Sqlite(file), Target::Postgres)
}

/// A kept database says how large it is.
fn fill_once(bench: &Bench, folder: &Path, target: &Target<'_>) -> anyhow::Result<()> {
    let (options, mark): (_, PathBuf) = (&bench.options, folder.join("filled"));
    let articles = u64::try_from(options.articles)?;
    let size = Size { articles, members: options.members, seats: options.seats, counts: options.counts };
    let words = format!("{articles} articles, {} members, {} seats, {} sums\n", size.members, size.seats, size.counts);
    if let Ok(found) = fs::read_to_string(&mark) {
        ensure!(found == words, "{} holds {found}, not {words}", folder.display());
        return Ok(());
    }
    fill(target, size)
        .with_context(|| format!("fill {}; what a stopped run left there must go first", folder.display()))?;
    fs::write(mark, words).context("note what the database holds")
}
