//! `gatefold program`: what may ask through the API.

use std::process::ExitCode;

use clap::Subcommand;
use serde_json::json;

use super::{Settings, complain, say};
use crate::audit::Actor;
use crate::clock::{Clock, Timestamp, days};
use crate::program::flow::{Made, Programs, Wanted};
use crate::program::{NAME_LENGTH, Program, ProgramId, Scope, Scopes};
use crate::server;

#[derive(Subcommand)]
pub enum ProgramCommand {
    /// Lets a program in, and prints its key, which is shown this once.
    Add {
        /// What it is called at the desk.
        name: String,
        /// What it may do, as in members:read. Several times for several; `all` for everything.
        #[arg(long, value_name = "SCOPE", required = true)]
        scope: Vec<String>,
        /// How many days its key is good for; until it is ended where this is not given.
        #[arg(long, value_name = "DAYS", value_parser = clap::value_parser!(u32).range(1..=3660))]
        days: Option<u32>,
    },
    /// Lists programs, one a line: id, name, scopes, and when each last asked.
    List {
        /// For programs.
        #[arg(long)]
        json: bool,
    },
    /// Ends a program: its key opens nothing any more.
    End {
        /// Its id, as `list` tells it.
        id: String,
    },
}

impl ProgramCommand {
    pub async fn run(self, settings: &Settings) -> anyhow::Result<ExitCode> {
        let config = settings.load()?;
        let db = server::open_database(&config.database).await?;
        let programs = Programs::new(db.clone(), Clock::Machine);
        let code = match self {
            Self::Add { name, scope, days } => add(&programs, &name, &scope, days).await?,
            Self::List { json } => list(&programs, json).await?,
            Self::End { id } => end(&programs, &id).await?,
        };
        db.close().await;
        Ok(code)
    }
}

async fn add(programs: &Programs, name: &str, scopes: &[String], lasts: Option<u32>) -> anyhow::Result<ExitCode> {
    let name = name.trim();
    if !(1..=NAME_LENGTH).contains(&name.chars().count()) || name.chars().any(char::is_control) {
        complain(&format!("gatefold: give it a name of up to {NAME_LENGTH} characters"));
        return Ok(ExitCode::FAILURE);
    }
    let scopes: Option<Scopes> = if scopes.iter().any(|scope| scope == "all") {
        Some(Scope::ALL.into_iter().collect())
    } else {
        scopes.iter().map(|scope| Scope::parse(scope)).collect()
    };
    let Some(scopes) = scopes else {
        let known: Vec<&str> = Scope::ALL.into_iter().map(Scope::as_str).collect();
        complain(&format!("gatefold: there is no such scope; there are: {}, all", known.join(", ")));
        return Ok(ExitCode::FAILURE);
    };
    let expires_at = lasts.map(|lasts| Clock::Machine.now().plus(days(lasts.into())));
    match programs.make(Actor::CommandLine, &Wanted { name: name.to_owned(), scopes, expires_at }).await? {
        Made::Yes(_, key) => {
            say(&key.reveal());
            Ok(ExitCode::SUCCESS)
        }
        Made::Full => {
            complain("gatefold: there are as many programs as there may be; end one first");
            Ok(ExitCode::FAILURE)
        }
    }
}

async fn list(programs: &Programs, is_json: bool) -> anyhow::Result<ExitCode> {
    let all = programs.list().await?;
    let now = Clock::Machine.now();
    if is_json {
        let rows: Vec<serde_json::Value> = all.iter().map(|program| row(program, now)).collect();
        say(&serde_json::to_string_pretty(&rows)?);
        return Ok(ExitCode::SUCCESS);
    }
    for program in &all {
        let state = if program.is_live(now) { "" } else { "  ended" };
        let used = program.used_at.map_or_else(|| "not used yet".to_owned(), |at| format!("last used {}", at.to_iso()));
        say(&format!("{}  {}  {}  {used}{state}", program.id.0, program.name, program.scopes.to_column()));
    }
    Ok(ExitCode::SUCCESS)
}

fn row(program: &Program, now: Timestamp) -> serde_json::Value {
    let iso = |at: Option<Timestamp>| at.map(Timestamp::to_iso);
    json!({
        "id": program.id.0.to_string(),
        "name": program.name,
        "scopes": program.scopes.iter().map(Scope::as_str).collect::<Vec<_>>(),
        "is_live": program.is_live(now),
        "made_at": program.made_at.to_iso(),
        "expires_at": iso(program.expires_at),
        "used_at": iso(program.used_at),
        "ended_at": iso(program.ended_at),
    })
}

async fn end(programs: &Programs, id: &str) -> anyhow::Result<ExitCode> {
    let is_ended = match id.parse().map(ProgramId) {
        Ok(id) => programs.end(Actor::CommandLine, id).await?,
        Err(_) => false,
    };
    if !is_ended {
        complain("gatefold: no program of this id may ask; see `gatefold program list`");
        return Ok(ExitCode::FAILURE);
    }
    say("its key opens nothing any more");
    Ok(ExitCode::SUCCESS)
}
