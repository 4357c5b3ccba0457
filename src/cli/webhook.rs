//! `gatefold webhook`: programs of the publisher's that are told what happens.

use std::process::ExitCode;

use clap::{Args, Subcommand};
use uuid::Uuid;

use super::{Settings, complain, say};
use crate::audit::Actor;
use crate::clock::{Clock, Timestamp};
use crate::config::Config;
use crate::outbound::Reach;
use crate::server;
use crate::site::Sites;
use crate::staff::flow::Desk;
use crate::template::Templates;
use crate::webhook::worker::{Courier, Step};
use crate::webhook::{BadTarget, Kind, MAX_DESCRIPTION, MOST, Paused, Target, Wanted, Webhook, WebhookId};

#[derive(Subcommand)]
pub enum WebhookCommand {
    /// Lists webhooks, one a line: id, state, host, events, description.
    List {
        /// For programs.
        #[arg(long)]
        json: bool,
    },
    /// Adds a webhook, and prints its id and its secret. The secret is shown this once.
    Add(Add),
    /// Removes a webhook, with everything that is on its way to it.
    Remove { id: Uuid },
    /// Sends `webhook.test` to a webhook, and says what came of it; exit code 1 where it was not taken.
    Test { id: Uuid },
}

#[derive(Args)]
pub struct Add {
    /// Where deliveries go: https, port 443 or 8443.
    url: String,
    /// What it hears of; may be given several times. All events where it is not given.
    #[arg(long = "event", value_name = "EVENT")]
    events: Vec<String>,
    /// Only what happens on this site.
    #[arg(long, value_name = "HOST")]
    site: Option<String>,
    /// What you call it.
    #[arg(long, default_value = "")]
    description: String,
    /// Members' addresses go along. Without it, ids alone.
    #[arg(long)]
    with_addresses: bool,
    /// For programs.
    #[arg(long)]
    json: bool,
}

impl WebhookCommand {
    pub async fn run(self, settings: &Settings) -> anyhow::Result<ExitCode> {
        let config = settings.load()?;
        let db = server::open_database(&config.database).await?;
        let templates = Templates::load(config.templates.as_deref())?;
        let members = server::members(&config, db, Clock::Machine, templates);
        let desk = server::desk(&config, &members);
        let is_done = match self {
            Self::List { json } => list(&desk, json).await?,
            Self::Add(add) => add.run(&desk, &config).await?,
            Self::Remove { id } => {
                let is_removed = desk.remove_webhook(Actor::CommandLine, WebhookId(id)).await?;
                said(is_removed, id, "it is removed")
            }
            Self::Test { id } => test(&desk, &server::courier(&config, &members)?, id).await?,
        };
        members.db.close().await;
        Ok(if is_done { ExitCode::SUCCESS } else { ExitCode::FAILURE })
    }
}

fn said(is_found: bool, id: Uuid, done: &str) -> bool {
    if is_found {
        say(done);
    } else {
        complain(&format!("gatefold: there is no webhook {id}; `gatefold webhook list` says which there are"));
    }
    is_found
}

fn state(webhook: &Webhook) -> &'static str {
    webhook.paused().map_or("delivered to", |why| match why {
        Paused::Staff => "paused",
        Paused::Gone => "paused (it is gone)",
        Paused::Failing => "paused (it failed for days)",
    })
}

async fn list(desk: &Desk, json: bool) -> anyhow::Result<bool> {
    let mut rows = Vec::new();
    for webhook in desk.webhooks().await? {
        let events: Vec<&str> = webhook.events().into_iter().map(Kind::as_str).collect();
        if !json {
            let (id, host) = (webhook.id.0, webhook.host());
            say(&format!("{id}  {}  {host}  {}  {}", state(&webhook), events.join(","), webhook.description));
        }
        rows.push(serde_json::json!({
            "id": webhook.id.0,
            "url": webhook.url,
            "description": webhook.description,
            "events": events,
            "site": webhook.site,
            "with_addresses": webhook.has_addresses,
            "paused": webhook.paused().map(Paused::as_str),
            "failing_since": webhook.failing_since.map(Timestamp::to_iso),
        }));
    }
    if json {
        say(&serde_json::to_string_pretty(&rows)?);
    }
    Ok(true)
}

impl Add {
    async fn run(&self, desk: &Desk, config: &Config) -> anyhow::Result<bool> {
        let wanted = match self.wanted(config) {
            Ok(wanted) => wanted,
            Err(reason) => {
                complain(&format!("gatefold: {reason}"));
                return Ok(false);
            }
        };
        let Some(added) = desk.add_webhook(Actor::CommandLine, &wanted).await? else {
            complain(&format!("gatefold: there are {MOST} webhooks, as many as there may be"));
            return Ok(false);
        };
        let (id, secret) = (added.id.0, added.secret.reveal());
        if self.json {
            say(&serde_json::to_string_pretty(&serde_json::json!({ "id": id, "secret": secret }))?);
        } else {
            say(&format!("{id}\n{secret}\nkeep the secret where its receiver reads it: it is shown this once"));
        }
        Ok(true)
    }

    fn wanted(&self, config: &Config) -> Result<Wanted, String> {
        let reach: Reach = config.webhooks.reach.into();
        let target = Target::parse(&self.url, reach).map_err(|fault| match fault {
            BadTarget::NoUrl => format!("{:?} is no URL", self.url),
            BadTarget::NotAllowed => "such a URL is not called: https, to a public address, without a user name; \
                                      [webhooks] reach says more"
                .to_owned(),
            BadTarget::Port => "the port must be 443 or 8443".to_owned(),
        })?;
        let parse = |name: &String| Kind::parse(name).ok_or_else(|| format!("there is no event {name:?}"));
        let events: Vec<Kind> = self.events.iter().map(parse).collect::<Result<_, _>>()?;
        let sites = Sites::new(config);
        if let Some(site) = self.site.as_deref().filter(|site| sites.find(site).is_none()) {
            return Err(format!("there is no site {site:?}"));
        }
        Ok(Wanted {
            target,
            description: self.description.trim().chars().take(MAX_DESCRIPTION).collect(),
            events: if events.is_empty() { Kind::ALL.to_vec() } else { events },
            site: self.site.clone().unwrap_or_default(),
            has_addresses: self.with_addresses,
        })
    }
}

async fn test(desk: &Desk, courier: &Courier, id: Uuid) -> anyhow::Result<bool> {
    let Some(event) = desk.test_webhook(Actor::CommandLine, WebhookId(id)).await? else {
        return Ok(said(false, id, ""));
    };
    let step = courier.send_now(WebhookId(id), event).await?;
    let delivery = desk.delivery(WebhookId(id), event).await?;
    let answer = match delivery.as_ref().map(|delivery| (delivery.status, delivery.fault.as_str())) {
        Some((Some(status), _)) => format!("it answered {status}"),
        Some((None, fault)) if !fault.is_empty() => format!("no answer: {}", fault.replace('_', " ")),
        _ => "another instance sends it".to_owned(),
    };
    say(&answer);
    Ok(matches!(step, Step::Delivered | Step::Idle))
}
