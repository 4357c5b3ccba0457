//! `gatefold comment`: what waits for staff, and what is decided about it.

use std::process::ExitCode;

use clap::Subcommand;
use serde_json::{Value, json};

use super::{Settings, complain, say};
use crate::article::store::find_heading;
use crate::audit::Actor;
use crate::clock::Clock;
use crate::comment::review::{Action, Decided, Subject, WaitingPlace};
use crate::comment::store::ShownRow;
use crate::comment::{CommentId, Comments, Reason};
use crate::db::Db;
use crate::server;
use crate::template::Templates;

/// Read at a time.
const BATCH: i64 = 100;
/// Characters of a comment on a line.
const EXCERPT: usize = 80;

#[derive(Subcommand)]
pub enum CommentCommand {
    /// Lists comments that wait for staff or were reported, the newest first: id, state, reports, article, words.
    List {
        /// For programs; with all the words.
        #[arg(long)]
        json: bool,
    },
    /// Shows a comment that was held or removed, and settles what was reported of it.
    Approve { id: String },
    /// Takes a comment away from readers.
    Remove {
        id: String,
        /// Why; kept beside the decision.
        #[arg(long)]
        reason: String,
    },
    /// Settles what was reported of a comment, and leaves it as it is.
    Dismiss { id: String },
}

impl CommentCommand {
    pub async fn run(self, settings: &Settings) -> anyhow::Result<ExitCode> {
        let config = settings.load()?;
        let db = server::open_database(&config.database).await?;
        let templates = Templates::load(config.templates.as_deref())?;
        let members = server::members(&config, db.clone(), Clock::Machine, templates);
        let comments = server::comments(&config, &members);
        comments.read_marks().await?;
        let code = match self {
            Self::List { json } => list(&db, &comments, json).await?,
            Self::Approve { id } => decide(&comments, &id, Action::Approve, "").await?,
            Self::Remove { id, reason } => decide(&comments, &id, Action::Remove, &reason).await?,
            Self::Dismiss { id } => decide(&comments, &id, Action::Dismiss, "").await?,
        };
        db.close().await;
        Ok(code)
    }
}

async fn list(db: &Db, comments: &Comments, is_json: bool) -> anyhow::Result<ExitCode> {
    let mut place = WaitingPlace::START;
    let mut all: Vec<Value> = Vec::new();
    loop {
        let waiting = comments.list_for_staff(place, BATCH).await?;
        for row in &waiting.comments {
            let heading = find_heading(&mut db.read_lists().await?.conn(), row.comment.article_id).await?;
            if is_json {
                all.push(value(row, heading));
            } else {
                say(&line(row, heading));
            }
        }
        match waiting.more {
            Some(before) => place.before = before,
            None => break,
        }
    }
    if is_json {
        say(&serde_json::to_string_pretty(&all)?);
    }
    Ok(ExitCode::SUCCESS)
}

/// Site, path and title.
type Heading = Option<(String, String, String)>;

fn line(row: &ShownRow, heading: Heading) -> String {
    let comment = &row.comment;
    let words: String = comment.source.split_whitespace().collect::<Vec<_>>().join(" ");
    let words: String = words.chars().filter(|c| !c.is_control()).take(EXCERPT).collect();
    let place = heading.map_or_else(|| "an article that is gone".to_owned(), |(site, path, _)| format!("{site}{path}"));
    format!("{}  {}  {} reports  {place}  {words}", comment.id.0, comment.state, comment.reports)
}

fn value(row: &ShownRow, heading: Heading) -> Value {
    let comment = &row.comment;
    let (site, path, title) = heading.unwrap_or_default();
    json!({
        "id": comment.id.0.to_string(),
        "state": comment.state,
        "why_held": comment.why_held,
        "reports": comment.reports,
        "member": comment.member_id.map(|id| id.0.to_string()),
        "name": row.name,
        "written_at": comment.created_at.to_iso(),
        "site": site,
        "path": path,
        "title": title,
        "words": comment.source,
    })
}

async fn decide(comments: &Comments, typed: &str, action: Action, reason: &str) -> anyhow::Result<ExitCode> {
    let Ok(id) = typed.parse().map(CommentId) else {
        complain(&format!("gatefold: {typed:?} is no id; see `gatefold comment list`"));
        return Ok(ExitCode::FAILURE);
    };
    let reason = Reason::parse(reason).filter(|reason| !(action.needs_reason() && reason.is_empty()));
    let Some(reason) = reason else {
        complain("gatefold: give a reason, of 1,000 characters at most");
        return Ok(ExitCode::FAILURE);
    };
    match comments.decide(Actor::CommandLine, Subject::Comment(id, None), action, &reason).await? {
        Decided::Done => {
            say("done");
            Ok(ExitCode::SUCCESS)
        }
        Decided::Nothing | Decided::Changed | Decided::NotTheirs => {
            complain("gatefold: there is no comment of this id to decide on, or it is so already");
            Ok(ExitCode::FAILURE)
        }
    }
}
