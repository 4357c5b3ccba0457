//! `gatefold move`: everything from the settings' database into another one.

use std::collections::HashMap;
use std::process::ExitCode;

use clap::Args;
use tokio::time::{Duration, Instant};

use super::{Settings, complain, say};
use crate::clock::Clock;
use crate::config::{self, DatabaseUrl};
use crate::db::{self, Move, Outcome, Progress};

#[derive(Args)]
pub struct MoveTo {
    /// The database to fill, as in `postgres://USER@HOST/NAME`. It must exist and be empty. Leave the password out where
    /// PGPASSWORD or a .pgpass file has it.
    #[arg(long, value_name = "URL")]
    to: String,
    /// Deletes what an earlier move that was stopped has written there, and begins anew.
    #[arg(long)]
    start_over: bool,
}

/// Between two lines about one table.
const PAUSE: Duration = Duration::from_secs(2);
const BAD_USAGE: u8 = 2;

impl MoveTo {
    pub async fn run(self, settings: &Settings) -> anyhow::Result<ExitCode> {
        let to = match config::database_url(&self.to) {
            Ok(to) => to,
            Err(reason) => {
                complain(&format!("gatefold: --to {reason}"));
                return Ok(ExitCode::from(BAD_USAGE));
            }
        };
        let from = settings.load_basics()?.database;
        let asked = Move { from: &from, to: &to, starts_over: self.start_over, now: Clock::Machine.now() };
        let mut teller = Teller::default();
        let outcome = Box::pin(db::move_all(&asked, &mut |progress| teller.tell(progress))).await?;
        match outcome {
            Outcome::Moved { rows, tables } => {
                say(&format!("{} rows in {tables} tables are moved; both sides hold the same", grouped(rows)));
                say(&format!("next: set database = \"{}\" in {}", next_setting(&to), settings.path().display()));
                say("(or GATEFOLD_DATABASE), keep the secret as it is, and run gatefold check, then gatefold serve.");
                say(&format!("{from:?} was not changed: keep it until you are sure, and start nothing on it."));
            }
            Outcome::AlreadyMoved { at } => {
                say(&format!("already moved, on {}; both sides hold the same: nothing to do", at.to_day()));
            }
            Outcome::ComeApart { at, tables } => {
                complain(&format!(
                    "gatefold: it was moved on {}, and the two sides have come apart since, in {}. That is as it should be \
                     where Gatefold has run on one of them. Nothing was copied.",
                    at.to_day(),
                    tables.join(", ")
                ));
                return Ok(ExitCode::FAILURE);
            }
        }
        Ok(ExitCode::SUCCESS)
    }
}

/// The URL without what must not be shown.
fn next_setting(to: &DatabaseUrl) -> String {
    match to {
        DatabaseUrl::Sqlite(path) => format!("sqlite:{}", path.display()),
        DatabaseUrl::Postgres(text) => {
            let Ok(mut url) = url::Url::parse(text) else { return "postgres://…".to_owned() };
            if url.password().is_some() && url.set_password(Some("PASSWORD")).is_err() {
                return "postgres://…".to_owned();
            }
            // A password may stand among the parameters too.
            if url.query().is_some() {
                url.set_query(None);
                return format!("{url}?…");
            }
            url.to_string()
        }
    }
}

/// Lines on standard error, not more than somebody reads.
#[derive(Default)]
struct Teller {
    last: HashMap<String, Instant>,
}

impl Teller {
    fn tell(&mut self, progress: &Progress<'_>) {
        match progress {
            Progress::Step(words) => complain(words),
            Progress::Copied { table, rows, of } => self.tell_table("copied", table, *rows, *of),
            Progress::Compared { table, rows, of } => self.tell_table("compared", table, *rows, *of),
        }
    }

    fn tell_table(&mut self, verb: &str, table: &str, rows: u64, of: u64) {
        let now = Instant::now();
        let is_pausing = self.last.get(table).is_some_and(|last| now - *last < PAUSE);
        if of == 0 || (rows < of && (is_pausing || rows == 0)) {
            return;
        }
        self.last.insert(table.to_owned(), now);
        let percent = (rows * 100).checked_div(of).unwrap_or(100);
        complain(&format!("{verb:<9} {table:<20} {:>13} of {:>13} rows  {percent:>3} %", grouped(rows), grouped(of)));
    }
}

/// `1,234,567`
fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut out = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_password_is_shown() {
        for (url, shown) in [
            ("postgres://g:hunter2@db.example/news", "postgres://g:PASSWORD@db.example/news"),
            ("postgres://g@db.example:5433/news", "postgres://g@db.example:5433/news"),
            ("postgres://db.example/news?user=g&password=hunter2", "postgres://db.example/news?…"),
        ] {
            assert_eq!(next_setting(&DatabaseUrl::Postgres(url.to_owned())), shown);
        }
    }

    #[test]
    fn numbers_are_read_in_groups_of_three() {
        for (number, shown) in [(0, "0"), (999, "999"), (1000, "1,000"), (1_234_567, "1,234,567")] {
            assert_eq!(grouped(number), shown);
        }
    }
}
