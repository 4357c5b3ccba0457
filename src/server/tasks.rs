//! What runs beside the pages: letters, articles that change, clean-up, figures.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use notify::{RecursiveMode, Watcher};
use tokio::sync::mpsc;
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

use super::hearing;
use crate::article::Access;
use crate::article::import::{ImportSettings, Report, import};
use crate::clock::{Timestamp, days};
use crate::config::Config;
use crate::config::raw::AccessSetting;
use crate::db::{self, Lane};
use crate::mail::worker::{Post, Step};
use crate::site::SiteHost;
use crate::web::App;
use crate::{allowance, limit, mail, member, sign_in, social};

/// Letters sent at the same time: one that hangs leaves three hands.
const SENDERS: usize = 4;
/// How often waiting letters are looked at where nobody called.
const LOOK_FOR_LETTERS: Duration = Duration::from_secs(1);
/// How soon a change that another process made is seen.
const LOOK_FOR_CHANGES: Duration = Duration::from_secs(1);
/// Files settle this long before they are read: an editor writes in several steps.
const SETTLE: Duration = Duration::from_millis(300);
const CLEAN_UP: Duration = Duration::from_mins(15);
/// A killed process loses what was refused in this time, from the counts alone.
const WRITE_TALLY: Duration = Duration::from_secs(5);
const LOOK_AT_FIGURES: Duration = Duration::from_secs(10);

pub fn import_settings(config: &Config) -> ImportSettings {
    ImportSettings {
        default_access: match config.gate.default_access {
            AccessSetting::Public => Access::Public,
            AccessSetting::Registered => Access::Registered,
        },
        lead_words: config.gate.lead_words,
        sites: config.sites.iter().map(|site| SiteHost::new(&site.host)).collect(),
        content: config.content.clone(),
    }
}

/// Starts everything; ends with `stop`.
pub fn start(config: &Config, app: &Arc<App>, stop: &CancellationToken) -> JoinSet<()> {
    let mut tasks = JoinSet::new();
    for _ in 0..SENDERS {
        tasks.spawn(send_letters(Arc::clone(&app.post), stop.clone()));
    }
    tasks.spawn(follow_catalogue(Arc::clone(app), stop.clone()));
    tasks.spawn(hearing::follow(Arc::clone(app), stop.clone()));
    tasks.spawn(tidy(Arc::clone(app), stop.clone()));
    tasks.spawn(show_figures(Arc::clone(app), stop.clone()));
    tasks.spawn(write_tally(Arc::clone(app), stop.clone()));
    if let Some(content) = &config.content {
        tasks.spawn(follow_content(Arc::clone(app), content.clone(), import_settings(config), stop.clone()));
    }
    tasks
}

/// The letter in hand is finished before the program ends.
async fn send_letters(post: Arc<Post>, stop: CancellationToken) {
    while !stop.is_cancelled() {
        match post.step().await {
            Ok(Step::Idle) => {}
            Ok(_) => continue,
            Err(error) => {
                db::log_failure(error, "the outbox could not be worked");
            }
        }
        tokio::select! {
            () = stop.cancelled() => {}
            () = post.wake.notified() => {}
            () = tokio::time::sleep(LOOK_FOR_LETTERS) => {}
        }
    }
}

async fn follow_catalogue(app: Arc<App>, stop: CancellationToken) {
    while wait(&stop, LOOK_FOR_CHANGES).await {
        if let Err(error) = app.shelf.refresh(&app.db, app.clock.now()).await {
            db::log_failure(error, "the catalogue could not be read anew");
        }
    }
}

/// Imports at start and again when files change.
async fn follow_content(app: Arc<App>, folder: PathBuf, settings: ImportSettings, stop: CancellationToken) {
    let (notice, mut changes) = mpsc::channel(1);
    let watcher = watch(&folder, notice);
    if let Err(error) = &watcher {
        tracing::warn!(folder = %folder.display(), %error, "changes in the content folder will not be noticed");
    }
    loop {
        import_content(&app, &folder, &settings).await;
        tokio::select! {
            () = stop.cancelled() => return,
            change = changes.recv() => if change.is_none() { return stop.cancelled().await },
        }
        tokio::select! {
            () = stop.cancelled() => return,
            () = tokio::time::sleep(SETTLE) => {}
        }
        // Everything that came while the files settled is read now.
        while changes.try_recv().is_ok() {}
    }
}

fn watch(folder: &Path, changed: mpsc::Sender<()>) -> notify::Result<notify::RecommendedWatcher> {
    let mut watcher = notify::recommended_watcher(move |event: notify::Result<notify::Event>| {
        // Reading is no change: an import must not call for the next one.
        if event.is_ok_and(|event| !event.kind.is_access()) {
            // Full means that a change is noted already.
            let _ = changed.try_send(());
        }
    })?;
    watcher.watch(folder, RecursiveMode::Recursive)?;
    Ok(watcher)
}

/// One import, its faults logged. The catalogue is read anew where it changed something.
pub async fn import_content(app: &App, folder: &Path, settings: &ImportSettings) -> Option<Report> {
    match import(&app.db, &app.clock, folder, settings).await {
        Ok(report) => {
            for fault in &report.faults {
                tracing::error!("{fault}");
            }
            for warning in &report.warnings {
                tracing::warn!("{warning}");
            }
            if report.has_changes() {
                let Report { added, changed, unpublished, authors, .. } = report;
                tracing::info!(added, changed, unpublished, authors, "articles were imported");
            }
            if let Err(error) = app.shelf.refresh(&app.db, app.clock.now()).await {
                db::log_failure(error, "the catalogue could not be read anew");
            }
            Some(report)
        }
        Err(error) => {
            tracing::error!(error = format!("{error:#}"), "the content folder could not be imported");
            None
        }
    }
}

async fn tidy(app: Arc<App>, stop: CancellationToken) {
    loop {
        // Between two transactions it may be broken off at any time.
        let cleaned = tokio::select! {
            cleaned = clean_up(&app) => cleaned,
            () = stop.cancelled() => return,
        };
        if let Err(error) = cleaned {
            db::log_failure(error, "the clean-up did not finish");
        }
        if !wait(&stop, CLEAN_UP).await {
            return;
        }
    }
}

/// Rows that nobody needs any more; how long each kind lives stands in `docs/privacy.md`.
pub async fn clean_up(app: &App) -> db::Result<()> {
    // Where one of them fails, the other is done all the same.
    let (rows, shares) = (clean_up_rows(app).await, app.shares.clean_up().await);
    rows.and(shares)
}

async fn clean_up_rows(app: &App) -> db::Result<()> {
    let now = app.clock.now();
    let ago = |count| -> Timestamp { now.minus(days(count)) };
    let mut tx = app.db.begin_in(Lane::Work).await?;
    let mut conn = tx.conn();
    sign_in::store::delete_expired_before(&mut conn, ago(7)).await?;
    sign_in::store::clear_accounts(&mut conn, now).await?;
    mail::store::delete_ended_before(&mut conn, ago(7)).await?;
    member::session_store::clean(&mut conn, ago(30), ago(30)).await?;
    member::store::clean_address_changes(&mut conn, now).await?;
    social::store::delete_ended(&mut conn, now).await?;
    limit::store::delete_ended(&mut conn, now).await?;
    db::notice::delete_old(&mut conn).await?;
    allowance::store::delete_before(&mut conn, now.minus(app.policy.free_period)).await?;
    tx.commit().await
}

/// What was counted in memory; the last of it when the program ends.
async fn write_tally(app: Arc<App>, stop: CancellationToken) {
    loop {
        let goes_on = wait(&stop, WRITE_TALLY).await;
        if let Err(error) = app.shares.flush().await {
            db::log_failure(error, "counts could not be written");
        }
        if !goes_on {
            return;
        }
    }
}

async fn show_figures(app: Arc<App>, stop: CancellationToken) {
    loop {
        if let Ok((depth, age)) = app.post.backlog().await {
            #[expect(clippy::cast_precision_loss, reason = "a gauge is a float")]
            metrics::gauge!("gatefold_outbox_letters").set(depth as f64);
            metrics::gauge!("gatefold_outbox_oldest_seconds").set(age.as_secs_f64());
        }
        let (used, open) = app.db.pool_use();
        metrics::gauge!("gatefold_database_connections", "state" => "used").set(f64::from(used));
        metrics::gauge!("gatefold_database_connections", "state" => "open").set(f64::from(open));
        if !wait(&stop, LOOK_AT_FIGURES).await {
            return;
        }
    }
}

/// False where the program ends.
async fn wait(stop: &CancellationToken, span: Duration) -> bool {
    tokio::select! {
        () = stop.cancelled() => false,
        () = tokio::time::sleep(span) => true,
    }
}
