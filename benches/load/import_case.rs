//! Members from a publisher's file, beside the bare engine that copies them and their words into tables of their own with the same
//! indexes: what those rows cost to read and write, and no floor.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;
use std::process::Stdio;
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, ensure};

use crate::article::Dice;
use crate::conversation::runtime;
use crate::driver::float;
use crate::report::Report;
use crate::server::Server;
use crate::stand::Stand;

pub const IMPORT: &str = "desk, members from a file";

/// A million in two minutes.
const BAR: f64 = 1_000_000.0 / 120.0;
/// Rows of one transaction of the bare engine.
const PIECE: i64 = 5000;

impl Stand<'_> {
    /// Once, with as many rows as there are members: the rows stay.
    pub fn measure_import(&self, report: &mut Report) -> anyhow::Result<()> {
        if !self.bench.options.is_wanted(IMPORT) {
            return Ok(());
        }
        report.case(IMPORT)?;
        let (file, rows) = (self.house.folder.join("members.csv"), self.bench.options.members);
        write_file(&file, rows, &mut self.bench.dice.borrow_mut())?;
        let (seconds, memory) = self.import(&file).context(IMPORT)?;
        let each = float(rows) / seconds;
        report.one(
            "rows each second, in a process beside the server",
            0,
            each,
            &report.at_least(BAR, 0, each, None),
        )?;
        report.one("its memory at most, MiB", 1, memory, "")?;
        let bare = self.copy_bare(rows)?;
        report.one("bare engine: members and words copied into empty tables, each second", 0, float(rows) / bare, "")
    }

    fn import(&self, file: &Path) -> anyhow::Result<(f64, f64)> {
        let mut command = self.house.gatefold("member");
        command.arg("import").arg(file).arg("--json").stderr(Stdio::null());
        let begun = Instant::now();
        let child = command.spawn().context("run gatefold member import")?;
        let mut process = Server { child, port: 0 };
        let mut memory: f64 = 0.0;
        let status = loop {
            // Gone with the process: the last look before that counts.
            memory = memory.max(process.memory_mib("VmHWM").unwrap_or_default());
            match process.child.try_wait()? {
                Some(status) => break status,
                None => thread::sleep(Duration::from_millis(10)),
            }
        };
        ensure!(status.success(), "gatefold member import failed");
        Ok((begun.elapsed().as_secs_f64(), memory))
    }

    /// The rows that came from the file, once more into tables of their own beside them; in seconds.
    fn copy_bare(&self, rows: u64) -> anyhow::Result<f64> {
        runtime()?.block_on(async {
            let mut conn = self.open_database().await?;
            let folder = tempfile::tempdir_in(&self.house.folder).context("make a folder")?;
            conn.copy_tables(&folder.path().join("bare.db")).await?;
            let begun = Instant::now();
            let mut from = 0;
            while from < i64::try_from(rows)? {
                conn.copy_members(from, from + PIECE).await?;
                from += PIECE;
            }
            let seconds = begun.elapsed().as_secs_f64();
            conn.drop_tables().await?;
            Ok(seconds)
        })
    }
}

/// As another system would write them out: by the time they joined. A third agreed to news.
fn write_file(file: &Path, rows: u64, dice: &mut Dice) -> anyhow::Result<()> {
    let mut out = BufWriter::new(File::create(file).context("make the file of members")?);
    writeln!(out, "address,name,language,joined_at,news_agreed_at,news_wording")?;
    let run = uuid::Uuid::now_v7().simple();
    for number in 0..rows {
        let (given, family) = (dice.roll(500), dice.roll(20_011));
        let at = number * 28 * 24 * 60 / rows.max(1);
        let at = format!("2026-02-{:02}T{:02}:{:02}:00Z", at / 1440 + 1, at / 60 % 24, at % 60);
        let news = if number % 3 == 0 { format!("{at},The weekly letter.") } else { ",".to_owned() };
        writeln!(
            out,
            "given{given}.family{family}.{number}.{run}@host{}.example,Given{given} Family{family},en,{at},{news}",
            dice.roll(50)
        )?;
    }
    out.flush().context("write the file of members")
}
