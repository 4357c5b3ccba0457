//! `gatefold check`: what works and what does not, each fault with its setting.

use std::process::ExitCode;

use super::{Settings, say};
use crate::article::source_check;
use crate::config::Config;
use crate::mail::transport::Transport;
use crate::server;
use crate::template::Templates;

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
    tell("mail.transport", mail(&config).await);
    tell(
        "templates",
        Templates::load(config.templates.as_deref()).map(|_| "all compile".to_owned()).map_err(Into::into),
    );
    if let Some(content) = &config.content {
        tell("content", source_check(content, &server::import_settings(&config)));
    }
    Ok(if is_good { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

async fn database(config: &Config) -> anyhow::Result<String> {
    let db = server::open_database(&config.database).await?;
    db.close().await;
    Ok(format!("{:?} answers and is up to date", config.database))
}

async fn mail(config: &Config) -> anyhow::Result<String> {
    Transport::new(&config.mail)?.test().await?;
    Ok(format!("{:?} answers", config.mail.transport))
}
