//! `gatefold member`: who is one, and the way out for those who wrote a letter instead of clicking.

use std::process::ExitCode;

use clap::Subcommand;

use super::{Settings, complain, say};
use crate::audit::Actor;
use crate::clock::{Clock, Timestamp};
use crate::email_address::EmailAddress;
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
    /// Deletes one member with everything that belongs to them.
    Delete { address: String },
}

impl MemberCommand {
    pub async fn run(self, settings: &Settings) -> anyhow::Result<ExitCode> {
        let config = settings.load()?;
        let db = server::open_database(&config.database).await?;
        let templates = Templates::load(config.templates.as_deref())?;
        let members = server::members(&config, db, Clock::Machine, templates);
        let sites = Sites::new(&config);
        match self {
            Self::List => list(&members).await?,
            Self::Show { address } => {
                let Some(member) = find(&members, &address).await? else { return Ok(ExitCode::FAILURE) };
                let data = server::sign_ins(&config, &members).export(&member).await?;
                say(&serde_json::to_string_pretty(&data)?);
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
