//! `gatefold import`: brings articles in.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Subcommand;

use super::{Settings, complain, say};
use crate::article::import::{Progress, import_telling};
use crate::clock::Clock;
use crate::server;

#[derive(Subcommand)]
pub enum Import {
    /// Reads a folder of Markdown files. What is unchanged is left alone; what is gone is unpublished.
    Markdown {
        /// The folder.
        #[arg(value_name = "DIR")]
        folder: PathBuf,
    },
}

impl Import {
    /// Exit code 1 where a file did not go in; the others did.
    pub async fn run(self, settings: &Settings) -> anyhow::Result<ExitCode> {
        let Self::Markdown { folder } = self;
        let config = settings.load()?;
        let db = server::open_database(&config.database).await?;
        let tell = |Progress { articles_done, articles, images }| {
            complain(&format!("{articles_done} of {articles} articles, {images} images"));
        };
        let settings = server::import_settings(&config);
        let report = import_telling(&db, &Clock::Machine, &folder, &settings, &tell).await?;
        for fault in &report.faults {
            complain(&format!("error: {fault}"));
        }
        for warning in &report.warnings {
            complain(&format!("warning: {warning}"));
        }
        say(&format!(
            "{} added, {} changed, {} unchanged, {} unpublished, {} not read",
            report.added,
            report.changed,
            report.unchanged,
            report.unpublished,
            report.faults.len()
        ));
        db.close().await;
        Ok(if report.faults.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
    }
}
