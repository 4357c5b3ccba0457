//! Rows that nobody needs any more, a part at a time, by one instance at a time.

use std::sync::Arc;
use std::time::Duration;

use tokio_util::sync::CancellationToken;

use super::tasks::wait;
use crate::clock::{Timestamp, days};
use crate::db::{self, Lane};
use crate::limit::{LimitKey, Rule};
use crate::web::App;
use crate::{allowance, audit, insight, limit, mail, member, program, sign_in, social, webhook};

/// Rows that are cleaned up at once: some milliseconds' worth.
const PART: i64 = 1000;
const CLEAN_UP: Duration = Duration::from_mins(15);

pub(super) async fn follow(app: Arc<App>, stop: CancellationToken) {
    loop {
        // Between two transactions it may be broken off at any time.
        let cleaned = tokio::select! {
            cleaned = clean_up_in_turn(&app) => cleaned,
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

/// One instance at a time is enough, and two would wait for each other's rows.
async fn clean_up_in_turn(app: &App) -> db::Result<()> {
    let key = LimitKey::new(&app.keys, "clean-up", "all");
    let turn = Rule::Counted { at_most: 1, within: CLEAN_UP.saturating_sub(Duration::from_mins(1)) };
    let mut tx = app.db.begin_in(Lane::Work).await?;
    let is_ours = limit::store::claim(&mut tx.conn(), &key, turn, app.clock.now()).await?.is_yes();
    tx.commit().await?;
    if is_ours { clean_up(app).await } else { Ok(()) }
}

/// Rows that nobody needs any more; how long each kind lives stands in `docs/privacy.md`.
pub async fn clean_up(app: &App) -> db::Result<()> {
    // Where one of them fails, the others are done all the same.
    let (rows, shares) = (clean_up_rows(app).await, app.shares.clean_up().await);
    let comments = app.comments.clean_up().await;
    let summed = insight::roll::roll_up(&app.db, app.clock.now()).await;
    let files = app.intake.clean_up(PART).await;
    rows.and(shares).and(comments).and(summed).and(files)
}

/// Runs a step until it finds less than a part's worth, each time in a transaction of its own: on `SQLite` everybody who
/// writes waits for it.
macro_rules! in_parts {
    ($app:expr, $step:path, $($argument:expr),+) => {
        loop {
            let mut tx = $app.db.begin_in(Lane::Work).await?;
            let touched = $step(&mut tx.conn(), $($argument,)+ PART).await?;
            tx.commit().await?;
            if touched < PART.unsigned_abs() {
                break;
            }
        }
    };
}

async fn clean_up_rows(app: &App) -> db::Result<()> {
    let now = app.clock.now();
    let ago = |count| -> Timestamp { now.minus(days(count)) };
    in_parts!(app, sign_in::store::delete_expired_before, ago(7));
    in_parts!(app, sign_in::store::clear_accounts, now);
    in_parts!(app, mail::store::delete_ended_before, ago(7));
    in_parts!(app, member::session_store::clear_ips, ago(30));
    in_parts!(app, member::session_store::delete_ended_before, ago(30));
    in_parts!(app, member::store::clean_address_changes, now);
    in_parts!(app, social::store::delete_ended, now);
    in_parts!(app, limit::store::delete_ended, now);
    in_parts!(app, audit::store::clean_up, now);
    in_parts!(app, program::answer_store::clean_up, now);
    in_parts!(app, webhook::delivery_store::clear_content, now.minus(webhook::CONTENT_KEPT), now);
    in_parts!(app, webhook::delivery_store::delete_before, now.minus(webhook::ROW_KEPT));
    in_parts!(app, webhook::store::clear_old_secrets, now);
    in_parts!(app, allowance::store::delete_before, now.minus(app.policy.free_period));
    let mut tx = app.db.begin_in(Lane::Work).await?;
    db::notice::delete_old(&mut tx.conn()).await?;
    tx.commit().await
}
