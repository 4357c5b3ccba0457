//! How Gatefold holds under load: pages beside nginx and a bare handler, what is written beside a bare database, and the
//! everyday mix by a plan that no slow answer delays; on SQLite and PostgreSQL, small or with a large site's rows.
//!
//! `cargo bench --bench load`, or with `-- --articles 10000 --members 1000000 --seats 10000000 --keep DIR`; `-- --quick`
//! only looks whether it works, `-- --list` names the cases. Nothing here passes or fails by its speed.
//!
//! The servers, nginx and PostgreSQL share core 1, the load and the post office have core 0. Each worker is one: with
//! `--instances 2` two of Gatefold share that one core, and what is seen is what a second instance costs, not what it gains.

#[path = "../common/article.rs"]
mod article;
#[path = "../common/browser.rs"]
mod browser;
#[path = "../common/conversation.rs"]
mod conversation;
mod desk_case;
mod driver;
#[path = "../common/engine.rs"]
mod engine;
mod fill;
mod histogram;
#[path = "../common/house.rs"]
mod house;
mod import_case;
mod mix;
mod nginx;
mod options;
#[path = "../common/page.rs"]
#[expect(dead_code, reason = "the other bench asks for more of it")]
mod page;
mod page_case;
#[path = "../common/postgres.rs"]
mod postgres;
#[path = "../common/reference.rs"]
mod reference;
mod report;
mod script;
#[path = "../common/server.rs"]
#[expect(dead_code, reason = "the other bench asks for more of it")]
mod server;
mod sink;
mod stand;
#[path = "../common/wire.rs"]
#[expect(dead_code, reason = "the other bench asks for more of it")]
mod wire;
mod write_case;

use std::cell::RefCell;
use std::fs;
use std::io::{self, Write};
use std::path::Path;
use std::time::Duration;

use anyhow::{Context, ensure};
use tempfile::TempDir;

use self::article::Dice;
use self::options::{Database, Options};
use self::postgres::Postgres;
use self::report::Report;
use self::stand::Stand;

fn main() -> anyhow::Result<()> {
    let options = Options::read();
    if let (Some(folder), Some(port)) = (&options.reference, options.port) {
        return reference::run(folder, port);
    }
    if options.list {
        let cases = page_case::CASES.into_iter();
        let cases = cases.chain([write_case::SIGN_INS, write_case::ONE_LINK, write_case::MANY_LINKS, mix::MIX]);
        let cases = cases.chain([desk_case::PAGES, desk_case::EXPORT, desk_case::BESIDE, import_case::IMPORT]);
        return Ok(say(&(cases.collect::<Vec<_>>().join("\n") + "\n"))?);
    }
    let has_cores = !options.unpinned && server::pin_load();
    if !has_cores {
        say("not pinned: asked for, or there is no taskset (util-linux), or there are not two cores; expect noise\n")?;
    }
    if nginx::program().is_none() {
        say("\n*** nginx was not found: it is SKIPPED as a reference (Debian: nginx-light) ***\n")?;
    }
    let bench = Bench::new(options, has_cores)?;
    bench.run().inspect_err(|_| bench.show_logs())
}

fn say(text: &str) -> io::Result<()> {
    let mut out = io::stdout().lock();
    write!(out, "{text}")?;
    out.flush()
}

struct Bench {
    options: Options,
    has_cores: bool,
    temporary: TempDir,
    dice: RefCell<Dice>,
}

impl Bench {
    fn new(options: Options, has_cores: bool) -> anyhow::Result<Self> {
        let Options { articles, rounds, connections, readers, .. } = options;
        ensure!(articles > 0 && rounds > 0 && connections > 0 && readers > 0, "nothing to measure");
        let temporary = tempfile::tempdir().context("make a folder")?;
        let bench = Self { options, has_cores, temporary, dice: RefCell::new(Dice::new()) };
        article::write(&bench.root().join("content"), articles)?;
        Ok(bench)
    }

    fn root(&self) -> &Path {
        self.options.keep.as_deref().unwrap_or(self.temporary.path())
    }

    fn span(&self) -> Duration {
        Duration::from_secs_f64(self.options.seconds)
    }

    /// In the time of one measurement, at so many a second.
    fn count(&self, each_second: f64) -> usize {
        let count = Duration::from_secs_f64(self.options.seconds * each_second / 1000.0).as_millis();
        usize::try_from(count).unwrap_or(usize::MAX).max(1)
    }

    fn run(&self) -> anyhow::Result<()> {
        let Options { articles, members, seats, seconds, rounds, connections, readers, .. } = self.options;
        say(&format!(
            "{articles} articles, {members} members, {seats} seats; {rounds} rounds of {seconds} s, {connections} connections \
             for pages and {readers} for writing and the mix; load average {}\n",
            fs::read_to_string("/proc/loadavg").unwrap_or_default().split(' ').next().unwrap_or("unknown")
        ))?;
        let mut report = Report::new(self.options.quick);
        if self.options.is_on(Database::Sqlite) {
            self.run_on(None, &mut report)?;
        }
        if self.options.is_on(Database::Postgres) {
            let kept = self.options.keep.as_ref().map(|folder| folder.join("postgres-data"));
            match Postgres::start(self.has_cores, kept.as_deref())? {
                Some(postgres) => self.run_on(Some(&postgres), &mut report)?,
                None => say("\n*** PostgreSQL's programs were not found: it is SKIPPED ***\n")?,
            }
        }
        Ok(say(&format!("\n{}\n", report.json()))?)
    }

    fn run_on(&self, postgres: Option<&Postgres>, report: &mut Report) -> anyhow::Result<()> {
        let stand = Stand::open(self, postgres, report)?;
        stand.measure_pages(report)?;
        stand.measure_writing(report)?;
        stand.measure_mix(report)?;
        stand.measure_desk(report)?;
        stand.measure_import(report)?;
        stand.close(report)
    }

    fn show_logs(&self) {
        for name in ["sqlite", "postgres"] {
            let Ok(log) = fs::read_to_string(self.root().join(name).join("gatefold.log")) else { continue };
            let lines: Vec<&str> = log.lines().collect();
            let tail = lines.get(lines.len().saturating_sub(20)..).unwrap_or_default().join("\n");
            drop(writeln!(io::stderr().lock(), "the end of Gatefold's log on {name}:\n{tail}"));
        }
    }
}
