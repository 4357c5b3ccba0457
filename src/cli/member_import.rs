//! `gatefold member import`: members from a file of any length, read as a stream.

use std::fs::File;
use std::io::BufReader;
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Context;
use clap::Args;
use serde_json::json;

use super::{complain, say};
use crate::config::Config;
use crate::intake::Counts;
use crate::intake::file::Rows;
use crate::intake::flow::Intake;
use crate::intake::take::Tally;
use crate::language::Language;
use crate::member::flow::Members;
use crate::server;

/// Rows between two lines that say how far it is.
const TELL: i64 = 50_000;

#[derive(Args)]
pub struct MemberImport {
    /// A CSV file in UTF-8. Its first line names the columns: `address`, and any of `name`, `language`, `site`, `joined_at`,
    /// `blocked_at`, `news_agreed_at` with `news_wording`.
    file: PathBuf,
    /// Only says what would come of it.
    #[arg(long)]
    dry_run: bool,
    /// For programs.
    #[arg(long)]
    json: bool,
    /// The site of rows that name none; the first one where it is not given.
    #[arg(long, value_name = "HOST")]
    site: Option<String>,
}

impl MemberImport {
    /// Exit code 1 where a row was refused; the others went in.
    pub async fn run(self, config: &Config, members: &Members) -> anyhow::Result<ExitCode> {
        let intake = server::intake(config, members);
        let site = match &self.site {
            Some(host) => {
                let found = intake.sites.all().iter().find(|site| site.host.as_str().eq_ignore_ascii_case(host));
                found.with_context(|| format!("there is no site {host} in the settings"))?
            }
            None => intake.sites.first(),
        };
        let file = File::open(&self.file).with_context(|| format!("open {}", self.file.display()))?;
        let length = file.metadata().map_or(0, |of| of.len());
        let mut rows = Rows::open(BufReader::new(file), intake.terms(None))?;
        let mut told = 0;
        let tell = |bytes: u64, counts: Counts| {
            if counts.rows() - told >= TELL {
                told = counts.rows();
                let part = (bytes * 100).checked_div(length).unwrap_or(0).min(100);
                complain(&format!("{told} rows, {part} % of the file"));
            }
        };
        let (id, tally) = if self.dry_run {
            (None, intake.look(&mut rows, tell).await?)
        } else {
            let (id, tally) = intake.take_file(&mut rows, site.host.as_str(), tell).await?;
            (Some(id), tally)
        };
        members.db.close().await;
        self.tell_end(&intake, id.map(|id| id.0), &tally);
        Ok(if tally.counts.refused == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
    }

    fn tell_end(&self, intake: &Intake, id: Option<uuid::Uuid>, Tally { counts, refusals }: &Tally) {
        if self.json {
            let told = json!({
                "dry_run": self.dry_run, "import": id, "rows": counts.rows(), "fresh": counts.fresh, "known": counts.known,
                "changed": counts.changed, "refused": counts.refused, "refusals": refusals,
            });
            say(&told.to_string());
            return;
        }
        for refusal in refusals {
            let why = intake.members.templates.languages().say(Language::ENGLISH, refusal.reason.words());
            let field = if refusal.field.is_empty() { String::new() } else { format!(", {}", refusal.field) };
            complain(&format!("row {}{field}: {why}", refusal.row));
        }
        let more = counts.refused.saturating_sub(i64::try_from(refusals.len()).unwrap_or(i64::MAX));
        if more > 0 {
            complain(&format!("and {more} more rows"));
        }
        let Counts { fresh, known, changed, refused } = counts;
        let would = if self.dry_run { "nothing was written; it would be: " } else { "" };
        say(&format!("{would}{fresh} new, {known} known already, {changed} changed, {refused} refused"));
    }
}
