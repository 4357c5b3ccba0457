//! How fast pages leave: Gatefold beside a bare axum handler that answers the same bytes, in the same run; and how fast
//! new readers of one share link are seated, beside the bare database.
//!
//! `cargo bench --bench pages`, or with `-- --articles 10000 --seconds 8`; `-- --quick` only looks whether it works.
//! Nothing here passes or fails by its speed: figures are printed beside the bars of the design, and a machine with
//! other work on it moves both sides alike. What fails loudly is an answer that is not the page that was meant.
//!
//! The servers run on core 1 with one worker each, the load on core 0. A server that is not busy all the time was
//! waiting for the load generator, or for its turn on a core that others use: then the rates say little, and no bar is
//! judged. `µs each`, the processor time of the server for one answer, holds even then.

#[path = "../common/article.rs"]
mod article;
#[path = "../common/browser.rs"]
mod browser;
mod case;
#[path = "../common/conversation.rs"]
mod conversation;
#[path = "../common/engine.rs"]
mod engine;
mod forged;
#[path = "../common/house.rs"]
mod house;
mod load;
#[path = "../common/page.rs"]
mod page;
#[path = "../common/postgres.rs"]
mod postgres;
#[path = "../common/reference.rs"]
mod reference;
mod report;
mod seat;
mod seat_report;
#[path = "../common/server.rs"]
mod server;
mod sign_in;
#[path = "../common/wire.rs"]
mod wire;

use std::fs;
use std::io::{self, Write};
use std::path::PathBuf;
use std::thread;
use std::time::Duration;

use anyhow::{Context, ensure};
use clap::Parser;
use tempfile::TempDir;

use self::case::Outcome;
use self::house::{House, Plan};
use self::postgres::Postgres;
use self::report::{Footing, Report};
use self::seat::Seating;
use self::server::Server;

/// Measures Gatefold's pages beside a bare axum handler that answers the same bytes, and its seats beside a bare database.
#[derive(Parser)]
#[expect(clippy::struct_excessive_bools, reason = "each is a switch of the command line")]
struct Options {
    /// Articles in the content folder.
    #[arg(long, default_value_t = 1000)]
    articles: usize,
    /// How long each side is measured in each round.
    #[arg(long, default_value_t = 4.0)]
    seconds: f64,
    /// How often both sides are measured in turn.
    #[arg(long, default_value_t = 5)]
    rounds: usize,
    /// Connections that ask at the same time.
    #[arg(long, default_value_t = 32)]
    connections: usize,
    /// New readers of one share link who ask at the same time.
    #[arg(long, default_value_t = 256)]
    readers: usize,
    /// Puts nothing on a core of its own.
    #[arg(long)]
    unpinned: bool,
    /// A smoke check: 50 articles, one second, one round.
    #[arg(long)]
    quick: bool,
    /// Names the cases and ends.
    #[arg(long)]
    list: bool,
    /// Runs only the cases whose name contains this.
    #[arg(value_name = "CASE")]
    only: Option<String>,
    /// Given by `cargo bench`; without it, as in `cargo test --all-targets`, this is a smoke check.
    #[arg(long, hide = true)]
    bench: bool,
    /// This process is the reference, with the answers in this folder.
    #[arg(long, hide = true, requires = "port")]
    reference: Option<PathBuf>,
    #[arg(long, hide = true)]
    port: Option<u16>,
}

fn main() -> anyhow::Result<()> {
    let mut options = Options::parse();
    if let (Some(folder), Some(port)) = (&options.reference, options.port) {
        return reference::run(folder, port);
    }
    if options.list {
        let cases = case::NAMES.into_iter();
        let cases = cases.chain([forged::WITHOUT_DATABASE, seat::ON_SQLITE, seat::ON_POSTGRES]);
        return Ok(say(&(cases.collect::<Vec<_>>().join("\n") + "\n"))?);
    }
    if options.quick || !options.bench {
        options = Options { articles: 50, seconds: 1.0, rounds: 1, quick: true, ..options };
    }
    let has_cores = !options.unpinned && server::pin_load();
    if !has_cores {
        say("not pinned: asked for, or there is no taskset (util-linux), or there are not two cores; expect noise\n")?;
    }
    let bench = Bench::new(options, has_cores)?;
    bench.run().inspect_err(|_| bench.show_logs())
}

fn say(text: &str) -> io::Result<()> {
    write!(io::stdout().lock(), "{text}")
}

struct Bench {
    options: Options,
    has_cores: bool,
    folder: TempDir,
}

impl Bench {
    fn new(options: Options, has_cores: bool) -> anyhow::Result<Self> {
        let is_some = options.articles > 0 && options.rounds > 0 && options.connections > 0 && options.readers > 0;
        ensure!(is_some, "nothing to measure");
        let folder = tempfile::tempdir().context("make a folder")?;
        article::write(&folder.path().join("content"), options.articles)?;
        Ok(Self { options, has_cores, folder })
    }

    fn is_wanted(&self, name: &str) -> bool {
        self.options.only.as_ref().is_none_or(|only| name.contains(only.as_str()))
    }

    fn span(&self) -> Duration {
        Duration::from_secs_f64(self.options.seconds)
    }

    fn house(&self, name: &str, database: Option<String>) -> anyhow::Result<House> {
        House::new(Plan {
            folder: self.folder.path().join(name),
            content: &self.folder.path().join("content"),
            database,
            transport: None,
            articles: self.options.articles,
            has_cores: self.has_cores,
        })
    }

    fn run(&self) -> anyhow::Result<()> {
        let Options { articles, seconds, rounds, connections, readers, .. } = self.options;
        say(&format!(
            "{articles} articles, {connections} connections, {rounds} rounds of {seconds} s, load average {}\n",
            fs::read_to_string("/proc/loadavg").unwrap_or_default().split(' ').next().unwrap_or("unknown")
        ))?;
        let mut report = self.run_on_sqlite()?;
        if self.is_wanted(seat::ON_POSTGRES) || self.is_wanted(forged::WITHOUT_DATABASE) {
            match Postgres::start(self.has_cores, None)? {
                Some(postgres) => self.run_on_postgres(&postgres, &mut report)?,
                None => say("\n*** PostgreSQL's programs were not found: its cases are SKIPPED ***\n")?,
            }
        }
        Ok(say(&report.text(&self.options, self.has_cores, readers)?)?)
    }

    fn run_on_sqlite(&self) -> anyhow::Result<Report> {
        let house = self.house("sqlite", None)?;
        house.migrate()?;
        let (first, first_start) = house.start()?;
        first.stop()?;
        let (server, start) = house.start()?;
        // The start's own work, the look at each content file included, is over by then.
        thread::sleep(Duration::from_secs(3));
        let idle_mib = server.memory_mib("VmRSS")?;
        let cookies = house.sign_in()?;
        let outcomes = self.measure_pages(&house, &server, &cookies)?;
        let loaded_mib = server.memory_mib("VmRSS")?;
        let mut report = Report::new(outcomes, Footing { first_start, start, idle_mib, loaded_mib, seated_mib: None });
        if self.is_wanted(forged::CASE) {
            report.notes.push(forged::count_wake_ups(&house, &server, self.span())?);
        }
        if self.is_wanted(seat::ON_SQLITE) {
            let seating = Seating::on_sqlite(self, &house, &server, &cookies)?;
            report.seats.push(seating.measure().context(seat::ON_SQLITE)?);
            report.footing.seated_mib = Some(server.memory_mib("VmRSS")?);
        }
        server.stop()?;
        Ok(report)
    }

    fn measure_pages(&self, house: &House, server: &Server, cookies: &str) -> anyhow::Result<Vec<Outcome>> {
        let mut outcomes = Vec::new();
        for case in self.cases(house, cookies)? {
            let name = case.name;
            outcomes.extend(self.measure(house, &case, server).with_context(|| format!("case {name:?}"))?);
        }
        Ok(outcomes)
    }

    fn run_on_postgres(&self, postgres: &Postgres, report: &mut Report) -> anyhow::Result<()> {
        let house = self.house("postgres", Some(postgres.database("gatefold")?))?;
        house.migrate()?;
        let (server, _) = house.start()?;
        let cookies = house.sign_in()?;
        if self.is_wanted(seat::ON_POSTGRES) {
            let seating = Seating::on_postgres(self, &house, (&server, postgres), &cookies)?;
            report.seats.push(seating.measure().context(seat::ON_POSTGRES)?);
        }
        if self.is_wanted(forged::WITHOUT_DATABASE) {
            let unread = house.share(&cookies, &article::path(0), "x")?.token;
            let stop = || postgres.stop();
            report.notes.push(forged::without_database(&house, &server, (&unread, self.span()), stop)?);
        }
        server.stop()
    }

    fn show_logs(&self) {
        for name in ["sqlite", "postgres"] {
            let Ok(log) = fs::read_to_string(self.folder.path().join(name).join("gatefold.log")) else { continue };
            let lines: Vec<&str> = log.lines().collect();
            let tail = lines.get(lines.len().saturating_sub(20)..).unwrap_or_default().join("\n");
            drop(writeln!(io::stderr().lock(), "the end of Gatefold's log on {name}:\n{tail}"));
        }
    }
}
