//! `gatefold check`: what works and what does not, each fault with its setting.

use std::process::ExitCode;

use super::{Settings, say};
use crate::article::source_check;
use crate::clock::Clock;
use crate::config::Config;
use crate::crawler::{Crawlers, ai};
use crate::links;
use crate::mail::transport::Transport;
use crate::server;
use crate::site::Sites;
use crate::social::client::Redirect;
use crate::social::{Connection, Providers};
use crate::template::Templates;
use crate::webhook::{self, Paused, Webhook};

/// Exit code 1 where anything does not work.
pub async fn run(settings: &Settings) -> anyhow::Result<ExitCode> {
    let config = match settings.load() {
        Ok(config) => config,
        Err(error) => {
            for line in error.to_string().lines() {
                say(&format!("fault     settings: {line}"));
            }
            return Ok(ExitCode::FAILURE);
        }
    };
    let mut is_good = true;
    let mut tell = |setting: &str, result: anyhow::Result<String>| match result {
        Ok(detail) => say(&format!("ok        {setting}: {detail}")),
        Err(error) => {
            is_good = false;
            say(&format!("fault     {setting}: {error:#}"));
        }
    };
    tell("settings", Ok(format!("{} is read", settings.path().display())));
    tell("database", database(&config).await);
    if let Some(paused) = webhooks(&config).await {
        tell("webhooks", paused);
    }
    tell("mail.transport", mail(&config).await);
    match Templates::load(config.templates.as_deref()) {
        Ok(templates) => {
            tell("templates", Ok("all compile".to_owned()));
            tell("languages", languages(&config, &templates));
        }
        Err(error) => tell("templates", Err(error.into())),
    }
    match Providers::new(&config.providers) {
        Ok(providers) => {
            let tried = providers.all().map(|connection| provider(&config, connection));
            for (id, result) in futures_util::future::join_all(tried).await {
                tell(&format!("provider {id}"), result);
            }
        }
        Err(error) => tell("provider", Err(error)),
    }
    tell("robots", Ok(robots(&config)));
    match Crawlers::new(&config.bots) {
        Ok(crawlers) => {
            for (name, result) in crawlers.check().await {
                tell(&format!("bot {name}"), result);
            }
        }
        Err(error) => tell("bots", Err(error)),
    }
    if let Some(content) = &config.content {
        tell("content", source_check(content, &server::import_settings(&config)));
    }
    Ok(if is_good { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Names that are none of the known may be the publisher's own, or mistyped: they are told for a second look.
fn robots(config: &Config) -> String {
    let denied = ai::denied(&config.robots).len();
    let unknown: Vec<&str> = ai::unknown(&config.robots).collect();
    let told = format!("{denied} crawlers are told to read nothing");
    if unknown.is_empty() { told } else { format!("{told}; not among the known AI crawlers: {}", unknown.join(", ")) }
}

async fn database(config: &Config) -> anyhow::Result<String> {
    let db = server::open_database(&config.database).await?;
    db.close().await;
    Ok(format!("{:?} answers and is up to date", config.database.url))
}

/// How many there are; a fault where one was paused that nobody meant to pause. `None`: there are none, or no database.
async fn webhooks(config: &Config) -> Option<anyhow::Result<String>> {
    let db = server::open_database(&config.database).await.ok()?;
    let listed = match db.read().await {
        Ok(mut read) => webhook::store::list(&mut read.conn()).await,
        Err(error) => Err(error),
    };
    db.close().await;
    let all = listed.ok().filter(|all| !all.is_empty())?;
    let paused: Vec<String> = all.iter().filter(|one| one.paused().is_some()).map(Webhook::host).collect();
    let is_by_itself = all.iter().any(|one| one.paused().is_some_and(|why| why != Paused::Staff));
    let told = format!("{} set up, {} paused: {}", all.len(), paused.len(), paused.join(", "));
    Some(match (paused.is_empty(), is_by_itself) {
        (true, _) => Ok(format!("{} set up, none paused", all.len())),
        (false, false) => Ok(told),
        (false, true) => Err(anyhow::anyhow!("{told}; they took no deliveries, and wait for you at the desk")),
    })
}

/// Whether each site has words in what it names.
fn languages(config: &Config, templates: &Templates) -> anyhow::Result<String> {
    for site in Sites::new(config).all() {
        templates.languages().check(site)?;
    }
    let tags: Vec<&str> = templates.languages().tags().collect();
    Ok(format!("there are words in {}", tags.join(", ")))
}

/// Whether it is there and takes our id and secret, and what it must have been told of us.
async fn provider(config: &Config, connection: &Connection) -> (String, anyhow::Result<String>) {
    let id = connection.provider.id.as_str();
    let redirects: Vec<String> =
        Sites::new(config).all().iter().map(|site| links::absolute(&site.base_url, &links::callback(id))).collect();
    let first = redirects.first().map(String::as_str).unwrap_or_default();
    let result = connection.try_out(&Redirect(first), Clock::Machine.now()).await;
    let result = result.map(|()| format!("answers and knows us; it must allow {}", redirects.join(", ")));
    (id.to_owned(), result.map_err(Into::into))
}

async fn mail(config: &Config) -> anyhow::Result<String> {
    Transport::new(&config.mail)?.test().await?;
    Ok(format!("{:?} answers", config.mail.transport))
}
