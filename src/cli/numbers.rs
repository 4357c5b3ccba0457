//! `gatefold numbers`: what happened of late, for people and for programs.

use std::process::ExitCode;

use clap::Args;
use serde_json::{Value, json};

use super::{Settings, say};
use crate::clock::Clock;
use crate::insight::number_store;
use crate::insight::numbers::{Beside, Period, Sums};
use crate::server;

#[derive(Args)]
pub struct Numbers {
    /// How many days up to today, today included.
    #[arg(long, value_name = "DAYS", default_value_t = Period::DEFAULT, value_parser = clap::value_parser!(i64).range(1..=3660))]
    days: i64,
    /// For programs.
    #[arg(long)]
    json: bool,
}

impl Numbers {
    pub async fn run(self, settings: &Settings) -> anyhow::Result<ExitCode> {
        let config = settings.load()?;
        let db = server::open_database(&config.database).await?;
        let period = Period { today: Clock::Machine.now().day(), days: self.days };
        let rows = {
            let mut read = db.read_lists().await?;
            number_store::list_sums(&mut read.conn(), period.before().first(), period.today).await?
        };
        let rows = Sums::new(period, rows).told();
        db.close().await;
        if self.json {
            let of = |numbers: Beside| json!({ "now": numbers.now, "before": numbers.before });
            let all: serde_json::Map<String, Value> =
                rows.into_iter().map(|(name, numbers)| (name.to_owned(), of(numbers))).collect();
            say(&serde_json::to_string_pretty(&json!({ "days": self.days, "numbers": all }))?);
            return Ok(ExitCode::SUCCESS);
        }
        say(&format!("the last {} days, and as many before", self.days));
        for (name, numbers) in rows {
            let change = numbers.change().map(|change| format!("  {change:+} %")).unwrap_or_default();
            let name = name.replace('_', " ");
            say(&format!("{name:<28}{:>12}{:>12}{change}", numbers.now, numbers.before));
        }
        Ok(ExitCode::SUCCESS)
    }
}
