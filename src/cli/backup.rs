//! `gatefold backup`: a copy of the SQLite database while everything runs.

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Context;
use clap::Args;

use super::{Settings, complain, say};
use crate::config::DatabaseUrl;
use crate::db;

#[derive(Args)]
pub struct Backup {
    /// The file to make. It must not exist yet; the folder must.
    file: PathBuf,
}

impl Backup {
    pub async fn run(self, settings: &Settings) -> anyhow::Result<ExitCode> {
        let database = match settings.load_basics()?.database {
            DatabaseUrl::Sqlite(path) => path,
            DatabaseUrl::Postgres(_) => {
                complain(
                    "gatefold: the database is PostgreSQL, which brings a program for this:\n  \
                     pg_dump --format=custom --file=FILE postgres://USER@HOST/NAME",
                );
                return Ok(ExitCode::FAILURE);
            }
        };
        let bytes = db::backup(&database, &self.file)
            .await
            .with_context(|| format!("back up {} into {}", database.display(), self.file.display()))?;
        say(&format!("{} holds all of {}: {bytes} bytes", self.file.display(), database.display()));
        Ok(ExitCode::SUCCESS)
    }
}
