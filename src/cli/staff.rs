//! `gatefold staff`: says who runs the site.

use std::process::ExitCode;

use clap::Subcommand;

use super::{Settings, complain, say};
use crate::clock::Clock;
use crate::email_address::EmailAddress;
use crate::server;
use crate::site::Sites;
use crate::template::Templates;

/// The role that may do everything.
const OWNER: &str = "owner";

#[derive(Subcommand)]
pub enum Staff {
    /// Makes the member with this address an owner; they sign in as every member does.
    Add { address: String },
}

impl Staff {
    pub async fn run(self, settings: &Settings) -> anyhow::Result<ExitCode> {
        let Self::Add { address } = self;
        let config = settings.load()?;
        let address = match EmailAddress::parse(&address) {
            Ok(address) => address,
            Err(error) => {
                complain(&format!("gatefold: {address:?}: {error}"));
                return Ok(ExitCode::FAILURE);
            }
        };
        let db = server::open_database(&config.database).await?;
        let templates = Templates::load(config.templates.as_deref())?;
        let members = server::members(&config, db, Clock::Machine, templates);
        let sites = Sites::new(&config);
        let member = members.add_staff(&address, OWNER, sites.first()).await?;
        let next = if member.proved_at.is_some() {
            "they are signed in as before"
        } else {
            "they sign in with a letter to that address"
        };
        say(&format!("{address} is an {OWNER} now; {next}"));
        members.db.close().await;
        Ok(ExitCode::SUCCESS)
    }
}
