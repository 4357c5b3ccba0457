//! `gatefold migrate`: brings the database to the version of this program.

use anyhow::Context;

use super::{Settings, say};
use crate::db;

pub async fn run(settings: &Settings) -> anyhow::Result<()> {
    let config = settings.load()?;
    db::migrate(&config.database.url).await.context("migrate the database")?;
    say(&format!("{:?} is up to date", config.database.url));
    Ok(())
}
