//! `gatefold staff`: says who runs the site.

use std::process::ExitCode;

use clap::Subcommand;

use super::{Settings, complain, say};
use crate::audit::Actor;
use crate::clock::Clock;
use crate::email_address::EmailAddress;
use crate::member::Member;
use crate::server;
use crate::site::Sites;
use crate::staff::Role;
use crate::staff::flow::{Desk, RoleChange};
use crate::template::Templates;

#[derive(Subcommand)]
pub enum Staff {
    /// Gives the member with this address a role; they sign in as every member does, and set up a second factor.
    Add {
        address: String,
        /// What they may do: everything; articles, comments and numbers; or members and comments.
        #[arg(long, value_name = "ROLE", default_value = "owner", value_parser = ["owner", "editor", "desk"])]
        role: String,
    },
    /// Lists who runs the site, one a line: address, role, and whether they have a second factor.
    List {
        /// For programs.
        #[arg(long)]
        json: bool,
    },
    /// Takes the role from the member with this address. The last owner keeps it.
    Remove { address: String },
    /// Forgets the second factor of whoever has lost it, and signs them out; they set a new one up.
    ResetFactor { address: String },
}

impl Staff {
    pub async fn run(self, settings: &Settings) -> anyhow::Result<ExitCode> {
        let config = settings.load()?;
        let db = server::open_database(&config.database).await?;
        let templates = Templates::load(config.templates.as_deref())?;
        let members = server::members(&config, db, Clock::Machine, templates);
        let desk = server::desk(&config, &members);
        let code = match self {
            Self::Add { address, role } => add(&desk, &Sites::new(&config), &address, &role).await?,
            Self::List { json } => list(&desk, json).await?,
            Self::Remove { address } => remove(&desk, &address).await?,
            Self::ResetFactor { address } => reset(&desk, &address).await?,
        };
        members.db.close().await;
        Ok(code)
    }
}

async fn add(desk: &Desk, sites: &Sites, typed: &str, role: &str) -> anyhow::Result<ExitCode> {
    let Some(address) = read(typed) else { return Ok(ExitCode::FAILURE) };
    let role = Role::parse(role).ok_or_else(|| anyhow::anyhow!("{role} is no role"))?;
    let (member, change) = desk.add(Actor::CommandLine, &address, role, sites.first()).await?;
    if change == RoleChange::LastOwner {
        return Ok(refuse_last_owner(&member));
    }
    let next = if member.proved_at.is_some() {
        "they are signed in as before"
    } else {
        "they sign in with a letter to that address"
    };
    let then = if desk.wants_factor() { ", and set up a second factor in the staff area" } else { "" };
    let article = if role == Role::Desk { "" } else { "an " };
    say(&format!("{address} is {article}{} now; {next}{then}", role.as_str()));
    Ok(ExitCode::SUCCESS)
}

async fn list(desk: &Desk, json: bool) -> anyhow::Result<ExitCode> {
    let mut rows = Vec::new();
    for member in desk.list().await? {
        let has_factor = desk.factors(member.id).await?.has_any();
        if !json {
            let factor = if has_factor { "second factor" } else { "no second factor" };
            let blocked = if member.blocked_at.is_some() { "  blocked" } else { "" };
            say(&format!(
                "{}  {}  {factor}{blocked}",
                member.address,
                member.staff_role.as_deref().unwrap_or_default()
            ));
        }
        rows.push(serde_json::json!({
            "id": member.id.0,
            "address": member.address,
            "role": member.staff_role,
            "has_second_factor": has_factor,
            "is_blocked": member.blocked_at.is_some(),
        }));
    }
    if json {
        say(&serde_json::to_string_pretty(&rows)?);
    }
    Ok(ExitCode::SUCCESS)
}

async fn remove(desk: &Desk, typed: &str) -> anyhow::Result<ExitCode> {
    let Some(member) = find(desk, typed).await? else { return Ok(ExitCode::FAILURE) };
    Ok(match desk.change_staff(Actor::CommandLine, member.id, None).await? {
        RoleChange::Done => {
            say(&format!("{} is staff no more", member.address));
            ExitCode::SUCCESS
        }
        RoleChange::LastOwner => refuse_last_owner(&member),
        RoleChange::Nothing | RoleChange::NoStaff => refuse_no_staff(&member),
    })
}

async fn reset(desk: &Desk, typed: &str) -> anyhow::Result<ExitCode> {
    let Some(member) = find(desk, typed).await? else { return Ok(ExitCode::FAILURE) };
    if !desk.reset_factors(Actor::CommandLine, member.id).await? {
        return Ok(refuse_no_staff(&member));
    }
    say(&format!("{} is signed out, and sets up a second factor at the next sign-in", member.address));
    Ok(ExitCode::SUCCESS)
}

fn refuse_last_owner(member: &Member) -> ExitCode {
    complain(&format!("gatefold: {} is the last owner; make another member one first", member.address));
    ExitCode::FAILURE
}

fn refuse_no_staff(member: &Member) -> ExitCode {
    complain(&format!("gatefold: {} is no staff", member.address));
    ExitCode::FAILURE
}

fn read(typed: &str) -> Option<EmailAddress> {
    EmailAddress::parse(typed).map_err(|error| complain(&format!("gatefold: {typed:?}: {error}"))).ok()
}

async fn find(desk: &Desk, typed: &str) -> anyhow::Result<Option<Member>> {
    let Some(address) = read(typed) else { return Ok(None) };
    let member = desk.find(&address).await?;
    if member.is_none() {
        complain(&format!("gatefold: no member has the address {address}"));
    }
    Ok(member)
}
