//! `gatefold restore`: puts a backup where the database is to be, without what must not come back.

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Context;
use clap::Args;

use super::{Settings, complain, say};
use crate::config::DatabaseUrl;
use crate::db::{self, Conn, Restored};
use crate::{intake, mail, member, webhook};

#[derive(Args)]
pub struct Restore {
    /// The backup to take. It is only read.
    file: PathBuf,
    /// Leaves everyone signed in who was, also those who have signed out since.
    #[arg(long)]
    keep_sessions: bool,
    /// Leaves the letters that were waiting, to be sent; most were sent since, and would be sent again.
    #[arg(long)]
    keep_letters: bool,
}

impl Restore {
    pub async fn run(self, settings: &Settings) -> anyhow::Result<ExitCode> {
        let database = match settings.load_basics()?.database {
            DatabaseUrl::Sqlite(path) => path,
            DatabaseUrl::Postgres(_) => {
                complain(
                    "gatefold: the database is PostgreSQL, which brings a program for this:\n  \
                     pg_restore --no-owner --dbname=postgres://USER@HOST/NAME FILE\n\
                     Into an empty database; then end sessions and letters as docs/operating.md says.",
                );
                return Ok(ExitCode::FAILURE);
            }
        };
        let mut told = Vec::new();
        let restored = db::restore(&self.file, &database, async |conn| {
            told = self.leave_out(conn).await?;
            Ok(())
        })
        .await
        .with_context(|| format!("restore {} as {}", self.file.display(), database.display()))?;
        say(&format!("{} is what {} holds", database.display(), self.file.display()));
        for line in told {
            say(&line);
        }
        say("members who asked to be deleted since then must be deleted again: gatefold member delete ADDRESS");
        say("so must keys and factors that were ended since then: gatefold program list, gatefold staff list");
        say(match restored {
            Restored::Current => "next: gatefold check, then gatefold serve",
            Restored::Older => "it is older than this program; next: gatefold migrate, then gatefold serve",
        });
        Ok(ExitCode::SUCCESS)
    }

    async fn leave_out(&self, conn: &mut Conn<'_>) -> db::Result<Vec<String>> {
        let mut told = Vec::new();
        // Members invited since then are not known to be: staff say anew that the others are to be written to.
        if db::has_table(conn, "member_import").await? {
            let stopped = intake::store::stop_all_invitations(conn).await?;
            if stopped > 0 {
                told.push(format!("{stopped} imports that were inviting are stopped; start them again at the desk"));
            }
        }
        if !self.keep_sessions {
            let ended = member::session_store::delete_all(conn).await?;
            told.push(format!("{ended} sessions are ended: their members sign in again"));
        }
        if !self.keep_letters {
            let deleted = mail::store::delete_waiting(conn).await?;
            told.push(format!("{deleted} letters that were waiting are deleted"));
            // A backup of before there were any has no table of them.
            if db::has_table(conn, "webhook_delivery").await? {
                let deliveries = webhook::delivery_store::delete_waiting(conn).await?;
                if deliveries > 0 {
                    told.push(format!("{deliveries} deliveries to webhooks that were waiting are deleted"));
                }
            }
        }
        Ok(told)
    }
}
