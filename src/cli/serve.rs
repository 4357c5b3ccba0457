//! `gatefold serve`: the sites of the settings, until it is told to stop.

use anyhow::Context;
use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusHandle};
use tokio_util::sync::CancellationToken;

use super::Settings;
use crate::clock::Clock;
use crate::config::Config;
use crate::server::{self, Listeners};
use crate::social::Providers;

pub async fn run(settings: &Settings) -> anyhow::Result<()> {
    let config = settings.load()?;
    if !config.is_https() {
        tracing::warn!("the public URL is plain http: cookies are not marked Secure; use this on loopback alone");
    }
    serve(&config).await
}

pub async fn serve(config: &Config) -> anyhow::Result<()> {
    let providers = Providers::new(&config.providers).context("prepare the calls to providers")?;
    let metrics = config.metrics_listen.map(|_| metrics()).transpose()?;
    let listeners = Listeners::bind(config, metrics).await?;
    let db = server::open_database(&config.database).await?;
    let built = server::build(config, providers, db, Clock::Machine).await?;
    // The very first start has nothing to show before its articles are in; later ones show what is there already.
    if let Some(content) = config.content.as_deref().filter(|_| built.app.shelf.current().is_empty()) {
        let imported = server::import_content(&built.app, content, &server::import_settings(config)).await;
        if let Err(error) = imported {
            tracing::warn!(
                error = format!("{error:#}"),
                "there is nothing to show until the content folder is imported"
            );
        }
    }
    tracing::info!(listen = %config.listen, url = %config.public_url, "serving");
    server::serve(config, built, listeners, stop_on_signal()).await
}

fn metrics() -> anyhow::Result<PrometheusHandle> {
    PrometheusBuilder::new().install_recorder().context("prepare the metrics")
}

/// Cancelled by Ctrl-C or SIGTERM.
fn stop_on_signal() -> CancellationToken {
    let stop = CancellationToken::new();
    let told = stop.clone();
    server::when_told_to_stop(move || told.cancel());
    stop
}
