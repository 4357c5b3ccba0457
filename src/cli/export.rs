//! `gatefold export`: members as a CSV file, or those who agreed to news.

use std::fs::{File, OpenOptions};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::Context;
use clap::{Args, ValueEnum};
use serde_json::json;

use super::Settings;
use crate::audit::{self, Action, Actor, Deed, Subject};
use crate::clock::Clock;
use crate::db::Db;
use crate::member::export::{Export as Pieces, What};
use crate::member::roll::Filter;
use crate::server;

#[derive(Clone, Copy, ValueEnum)]
enum Kind {
    /// All members.
    Members,
    /// Who agreed to news, with when and to what: for a mailing system.
    News,
}

#[derive(Args)]
pub struct Export {
    kind: Kind,
    /// Where it is written; to the standard output where it is not given. Never over a file that is there.
    #[arg(long, value_name = "FILE")]
    to: Option<PathBuf>,
}

impl Export {
    pub async fn run(self, settings: &Settings) -> anyhow::Result<ExitCode> {
        let config = settings.load()?;
        let db = server::open_database(&config.database).await?;
        let (what, kind) = match self.kind {
            Kind::Members => (What::Members(Filter::default()), "members"),
            Kind::News => (What::News, "news"),
        };
        let mut out: Box<dyn Write> = match &self.to {
            Some(path) => Box::new(create(path).with_context(|| format!("write {}", path.display()))?),
            None => Box::new(std::io::stdout().lock()),
        };
        let written = write(&db, what, kind, &mut out).await;
        if let (Err(_), Some(path)) = (&written, &self.to) {
            // Half a file is taken for a whole one.
            let _ = std::fs::remove_file(path);
        }
        db.close().await;
        written.map(|()| ExitCode::SUCCESS)
    }
}

/// For its owner alone, as a backup is.
fn create(path: &Path) -> std::io::Result<File> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

async fn write(db: &Db, what: What, kind: &str, out: &mut Box<dyn Write>) -> anyhow::Result<()> {
    let mut pieces = Pieces::begin(db, what).await?.context("a search that is too wide")?;
    let deed = Deed::new(Actor::CommandLine, Action::MembersExported, Subject::Members)
        .change(json!({}), json!({ "kind": kind, "filtered": false }));
    let mut tx = db.begin().await?;
    audit::store::insert(&mut tx.conn(), &deed, Clock::Machine.now()).await?;
    tx.commit().await?;
    while let Some(piece) = pieces.next().await? {
        out.write_all(&piece).context("write the file")?;
    }
    out.flush().context("write the file")?;
    Ok(())
}
