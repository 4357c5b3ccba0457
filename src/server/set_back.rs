//! A clock that was set back: what was to happen in what is the future now happens at once.

use std::sync::Arc;
use std::time::Duration;

use tokio_util::sync::CancellationToken;

use super::tasks::wait;
use crate::db;
use crate::web::App;

const LOOK_AT_CLOCK: Duration = Duration::from_secs(1);

/// A clock that was set back would hold letters up until it is where it was.
pub(super) async fn watch(app: Arc<App>, stop: CancellationToken) {
    // Perhaps while this instance was not there.
    after_clock_went_back(&app).await;
    let mut last = app.clock.now();
    while wait(&stop, LOOK_AT_CLOCK).await {
        let now = app.clock.now();
        if now < last {
            tracing::warn!(back_seconds = last.since(now).as_secs(), "the clock was set back");
            after_clock_went_back(&app).await;
        }
        last = now;
    }
}

/// Letters that were to leave in what is the future now leave at once.
pub async fn after_clock_went_back(app: &App) {
    match app.post.bring_forward().await {
        Ok(0) => {}
        Ok(letters) => tracing::info!(letters, "letters from what is the future now leave at once"),
        Err(error) => db::log_failure(error, "letters could not be brought forward"),
    }
    app.post.wake.notify_waiters();
    match app.courier.bring_forward().await {
        Ok(0) => {}
        Ok(deliveries) => tracing::info!(deliveries, "deliveries from what is the future now leave at once"),
        Err(error) => db::log_failure(error, "deliveries could not be brought forward"),
    }
    if let Err(error) = app.intake.bring_forward().await {
        db::log_failure(error, "imports could not be brought forward");
    }
}
