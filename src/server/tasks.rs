//! What runs beside the pages: letters, articles that change, counts, figures.

use std::sync::Arc;
use std::time::Duration;

use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

use super::{clean_up, content, hearing, set_back, webhooks};
use crate::config::Config;
use crate::db;
use crate::intake::flow::IntakeError;
use crate::mail::worker::{Post, Step};
use crate::member::flow::FlowError;
use crate::reading::record;
use crate::web::App;

/// Letters sent at the same time: one that hangs leaves three hands.
const SENDERS: usize = 4;
/// How often waiting letters are looked at where nobody called.
const LOOK_FOR_LETTERS: Duration = Duration::from_secs(1);
/// How soon a change that another process made is seen.
const LOOK_FOR_CHANGES: Duration = Duration::from_secs(1);
/// A new member is found by their words after so long.
const INDEX_MEMBERS: Duration = Duration::from_secs(2);
/// How soon a file that staff said yes to elsewhere is taken up, and whoever is to be invited looked for.
const LOOK_FOR_FILES: Duration = Duration::from_secs(5);
/// A killed process loses what was refused in this time, from the counts alone.
const WRITE_TALLY: Duration = Duration::from_secs(5);
/// How far counts per network of several instances may be apart.
const PUT_TOGETHER: Duration = Duration::from_secs(1);
/// A killed process loses what was shown in this time, from the counts alone.
const WRITE_VIEWS: Duration = Duration::from_secs(2);
/// How often the order of what is read most is looked at.
const RANK: Duration = Duration::from_hours(1);
/// How soon staff hear of what waits for them, where they may be written to; and how old a discussion's state may be where
/// nothing is heard of other instances.
const LOOK_AT_DISCUSSIONS: Duration = Duration::from_mins(1);
const LOOK_AT_FIGURES: Duration = Duration::from_secs(10);
/// How soon a changed list of crawlers' addresses is heeded.
const LOOK_AT_LISTS: Duration = Duration::from_secs(30);

/// Starts everything; ends with `stop`.
pub fn start(config: &Config, app: &Arc<App>, stop: &CancellationToken) -> JoinSet<()> {
    let mut tasks = JoinSet::new();
    for _ in 0..SENDERS {
        tasks.spawn(send_letters(Arc::clone(&app.post), stop.clone()));
    }
    tasks.spawn(webhooks::send(Arc::clone(&app.courier), stop.clone()));
    tasks.spawn(follow_catalogue(Arc::clone(app), stop.clone()));
    tasks.spawn(hearing::follow(Arc::clone(app), stop.clone()));
    tasks.spawn(clean_up::follow(Arc::clone(app), stop.clone()));
    tasks.spawn(show_figures(Arc::clone(app), stop.clone()));
    tasks.spawn(write_tally(Arc::clone(app), stop.clone()));
    tasks.spawn(write_views(Arc::clone(app), stop.clone()));
    tasks.spawn(index_members(Arc::clone(app), stop.clone()));
    tasks.spawn(take_members_in(Arc::clone(app), stop.clone()));
    tasks.spawn(invite(Arc::clone(app), stop.clone()));
    tasks.spawn(rank(Arc::clone(app), stop.clone()));
    tasks.spawn(put_counts_together(Arc::clone(app), stop.clone()));
    tasks.spawn(set_back::watch(Arc::clone(app), stop.clone()));
    tasks.spawn(follow_discussions(Arc::clone(app), stop.clone()));
    if app.crawlers.has_lists() {
        tasks.spawn(read_lists(Arc::clone(app), stop.clone()));
    }
    if let Some(folder) = &config.content {
        tasks.spawn(content::follow(Arc::clone(app), folder.clone(), content::import_settings(config), stop.clone()));
    }
    tasks
}

/// The letter in hand is finished before the program ends.
async fn send_letters(post: Arc<Post>, stop: CancellationToken) {
    while !stop.is_cancelled() {
        match post.step().await {
            Ok(Step::Idle) => post.transport.tidy(false).await,
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
    post.transport.tidy(true).await;
}

async fn follow_catalogue(app: Arc<App>, stop: CancellationToken) {
    loop {
        tokio::select! {
            () = stop.cancelled() => return,
            () = app.catalogue_changed.notified() => {}
            () = tokio::time::sleep(LOOK_FOR_CHANGES) => {}
        }
        if let Err(error) = app.shelf.refresh(&app.db, app.clock.now()).await {
            db::log_failure(error, "the catalogue could not be read anew");
        }
        // With each catalogue, whoever has read it.
        let version = app.shelf.current().version;
        if let Err(error) = app.experiments.refresh(version).await {
            db::log_failure(error, "experiments could not be read anew");
        }
    }
}

async fn follow_discussions(app: Arc<App>, stop: CancellationToken) {
    while wait(&stop, LOOK_AT_DISCUSSIONS).await {
        app.comments.refresh().await;
        match app.comments.tell_staff().await {
            Ok(0) => {}
            Ok(letters) => tracing::info!(letters, "staff are told of comments that wait"),
            Err(FlowError::Db(error)) => db::log_failure(error, "staff could not be told of comments"),
            Err(error) => {
                let error = format!("{:#}", anyhow::Error::from(error));
                tracing::error!(error, "staff could not be told of comments");
            }
        }
    }
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

/// The words that the desk finds members by.
async fn index_members(app: Arc<App>, stop: CancellationToken) {
    loop {
        // Between two transactions it may be broken off at any time.
        let indexed = tokio::select! {
            indexed = app.members.index_words() => indexed,
            () = stop.cancelled() => return,
        };
        if let Err(error) = indexed {
            db::log_failure(error, "the words of members could not be written");
        }
        if !wait(&stop, INDEX_MEMBERS).await {
            return;
        }
    }
}

/// Files of members that staff said yes to. A piece in hand is finished before the program ends.
async fn take_members_in(app: Arc<App>, stop: CancellationToken) {
    while !stop.is_cancelled() {
        match app.intake.work(|| !stop.is_cancelled()).await {
            Ok(_) => {}
            Err(IntakeError::Db(error)) => db::log_failure(error, "members could not be taken in"),
            Err(error) => tracing::error!(%error, "a file of members could not be read"),
        }
        tokio::select! {
            () = stop.cancelled() => {}
            () = app.intake.wake.notified() => {}
            () = tokio::time::sleep(LOOK_FOR_FILES) => {}
        }
    }
}

/// Letters to those whom a file brought, at their pace.
async fn invite(app: Arc<App>, stop: CancellationToken) {
    while wait(&stop, LOOK_FOR_FILES).await {
        match app.intake.invite_some().await {
            Ok(None | Some(0)) => {}
            Ok(Some(letters)) => tracing::info!(letters, "members whom a file brought are invited"),
            Err(FlowError::Db(error)) => db::log_failure(error, "members could not be invited"),
            Err(error) => {
                let error = format!("{:#}", anyhow::Error::from(error));
                tracing::error!(error, "members could not be invited");
            }
        }
    }
}

/// What was shown; the last of it when the program ends.
async fn write_views(app: Arc<App>, stop: CancellationToken) {
    loop {
        let goes_on = wait(&stop, WRITE_VIEWS).await;
        if let Err(error) = record::write(&app.db, &app.shelf, app.clock.now()).await {
            db::log_failure(error, "what was shown could not be written");
        }
        if let Err(error) = app.experiments.write().await {
            db::log_failure(error, "the walls of experiments could not be written");
        }
        if !goes_on {
            return;
        }
    }
}

/// Recommended pieces follow what is read.
async fn rank(app: Arc<App>, stop: CancellationToken) {
    while wait(&stop, RANK).await {
        if let Err(error) = record::rank(&app.db, &app.shelf, app.clock.now()).await {
            db::log_failure(error, "the order of what is read most could not be read");
        }
        app.catalogue_changed.notify_one();
    }
}

async fn put_counts_together(app: Arc<App>, stop: CancellationToken) {
    while wait(&stop, PUT_TOGETHER).await {
        share_counts(&app).await;
    }
    share_counts(&app).await;
}

async fn read_lists(app: Arc<App>, stop: CancellationToken) {
    while wait(&stop, LOOK_AT_LISTS).await {
        let app = Arc::clone(&app);
        // Nothing but a panic ends it early, and the lists stay as they are then.
        drop(tokio::task::spawn_blocking(move || app.crawlers.read_lists()).await);
    }
}

/// What is counted per network in memory, with what other instances have counted.
pub async fn share_counts(app: &App) {
    let now = app.clock.now();
    for counts in [&app.limits.misses, &app.limits.starts, &app.limits.bad_answers] {
        if let Err(error) = counts.share(&app.db, &app.keys, now).await {
            db::log_failure(error, "counts per network could not be put together");
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
        if let Ok((depth, age)) = app.courier.backlog().await {
            #[expect(clippy::cast_precision_loss, reason = "a gauge is a float")]
            metrics::gauge!("gatefold_webhook_waiting").set(depth as f64);
            metrics::gauge!("gatefold_webhook_oldest_seconds").set(age.as_secs_f64());
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
pub(super) async fn wait(stop: &CancellationToken, span: Duration) -> bool {
    tokio::select! {
        () = stop.cancelled() => false,
        () = tokio::time::sleep(span) => true,
    }
}
