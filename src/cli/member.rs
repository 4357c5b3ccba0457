//! `gatefold member`: who is one, and the way out for those who wrote a letter instead of clicking.

use std::process::ExitCode;

use clap::Subcommand;
use uuid::Uuid;

use super::member_import::MemberImport;
use super::{Settings, complain, say};
use crate::audit::Actor;
use crate::clock::{Clock, Timestamp};
use crate::config::Config;
use crate::email_address::EmailAddress;
use crate::intake::ImportId;
use crate::member::flow::Members;
use crate::member::{Member, store};
use crate::server;
use crate::sign_in::end::Ended;
use crate::site::Sites;
use crate::template::Templates;

/// Rows read at a time.
const BATCH: i64 = 1000;

#[derive(Subcommand)]
pub enum MemberCommand {
    /// Lists all members, one a line, by address.
    List,
    /// Shows everything that is held of one member, as JSON.
    Show { address: String },
    /// Takes members in from a CSV file. Nobody is written to, and nobody counts as having proved their address.
    Import(MemberImport),
    /// Writes one letter to each member of an import who has never come in. `serve` sends them, a few at a time.
    Invite {
        /// The import's id, as `member import --json` and the staff area say it.
        import: Uuid,
        /// Ends it instead.
        #[arg(long)]
        stop: bool,
    },
    /// Keeps one member out: signs them out, and lets nobody in by their share links.
    Block { address: String },
    /// Lets a blocked member in again.
    Unblock { address: String },
    /// Signs one member out in every browser.
    SignOut { address: String },
    /// Deletes one member with everything that belongs to them.
    Delete { address: String },
}

impl MemberCommand {
    pub async fn run(self, settings: &Settings) -> anyhow::Result<ExitCode> {
        let config = settings.load()?;
        let db = match &self {
            Self::Import(_) => server::open_database_for_bulk(&config.database).await?,
            _ => server::open_database(&config.database).await?,
        };
        let templates = Templates::load(config.templates.as_deref())?;
        let members = server::members(&config, db, Clock::Machine, templates);
        let sites = Sites::new(&config);
        match self {
            Self::List => list(&members).await?,
            Self::Import(import) => return import.run(&config, &members).await,
            Self::Invite { import, stop } => return invite(&config, &members, ImportId(import), stop).await,
            Self::Show { address } => {
                let Some(member) = find(&members, &address).await? else { return Ok(ExitCode::FAILURE) };
                let data = server::sign_ins(&config, &members).export(&member).await?;
                say(&serde_json::to_string_pretty(&data)?);
            }
            Self::Block { address } => return end(&config, &members, &address, "is blocked", End::Block(true)).await,
            Self::Unblock { address } => {
                return end(&config, &members, &address, "may sign in again", End::Block(false)).await;
            }
            Self::SignOut { address } => {
                return end(&config, &members, &address, "is signed out everywhere", End::Sessions).await;
            }
            Self::Delete { address } => {
                let Some(member) = find(&members, &address).await? else { return Ok(ExitCode::FAILURE) };
                let site = sites.find_or_first(&member.site);
                let sign_ins = server::sign_ins(&config, &members);
                if sign_ins.delete_member(&member, site, Some(Actor::CommandLine)).await? != Ended::Done {
                    complain(&format!("gatefold: {} is the last owner; make another member one first", member.address));
                    return Ok(ExitCode::FAILURE);
                }
                say(&format!("{} is deleted", member.address));
            }
        }
        members.db.close().await;
        Ok(ExitCode::SUCCESS)
    }
}

async fn invite(config: &Config, members: &Members, import: ImportId, stop: bool) -> anyhow::Result<ExitCode> {
    let intake = server::intake(config, members);
    let is_done = if stop {
        intake.stop_inviting(Actor::CommandLine, import).await?
    } else {
        intake.invite(Actor::CommandLine, import).await?
    };
    let left = intake.count_to_invite(import).await?;
    members.db.close().await;
    if !is_done {
        let why = if stop { "nobody is being invited" } else { "not there, still under way, or being invited already" };
        complain(&format!("gatefold: the import {}: {why}", import.0));
        return Ok(ExitCode::FAILURE);
    }
    say(&format!("{left} to be invited{}", if stop { ", and nobody is any more" } else { "" }));
    Ok(ExitCode::SUCCESS)
}

enum End {
    Block(bool),
    Sessions,
}

/// Does it, and says what has become of the member.
async fn end(config: &Config, members: &Members, address: &str, said: &str, end: End) -> anyhow::Result<ExitCode> {
    let Some(member) = find(members, address).await? else { return Ok(ExitCode::FAILURE) };
    let sign_ins = server::sign_ins(config, members);
    let ended = match end {
        End::Block(is_blocked) => sign_ins.block(Actor::CommandLine, member.id, is_blocked).await?,
        End::Sessions => sign_ins.end_sessions(member.id, Some(Actor::CommandLine)).await?,
    };
    members.db.close().await;
    if ended == Ended::LastOwner {
        complain(&format!("gatefold: {} is the last owner; make another member one first", member.address));
        return Ok(ExitCode::FAILURE);
    }
    say(&format!("{} {said}", member.address));
    Ok(ExitCode::SUCCESS)
}

async fn list(members: &Members) -> anyhow::Result<()> {
    let mut after = String::new();
    loop {
        let batch = {
            let mut read = members.db.read_lists().await?;
            store::list_after(&mut read.conn(), &after, BATCH).await?
        };
        let Some(last) = batch.last() else { return Ok(()) };
        last.address.as_str().clone_into(&mut after);
        for member in &batch {
            say(&line(member));
        }
    }
}

fn line(member: &Member) -> String {
    let state = match (member.blocked_at, member.proved_at) {
        (Some(_), _) => "blocked".to_owned(),
        (None, None) => "not proved yet".to_owned(),
        (None, Some(at)) => format!("since {}", Timestamp::to_day(at)),
    };
    let role = member.staff_role.as_deref().map(|role| format!("  {role}")).unwrap_or_default();
    format!("{}  {state}{role}", member.address)
}

async fn find(members: &Members, typed: &str) -> anyhow::Result<Option<Member>> {
    let address = match EmailAddress::parse(typed) {
        Ok(address) => address,
        Err(error) => {
            complain(&format!("gatefold: {typed:?}: {error}"));
            return Ok(None);
        }
    };
    let member = members.find_by_address(&address).await?;
    if member.is_none() {
        complain(&format!("gatefold: no member has the address {address}"));
    }
    Ok(member)
}
