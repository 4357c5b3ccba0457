//! Days that are over, summed up over all articles: what the desk looks back on is then a few rows a day.

use tokio::time::Instant;

use super::number_store;
use crate::clock::{Day, Timestamp, hours};
use crate::db::{self, Db, Lane, retrying};

/// Days that are summed up at one go.
const AT_ONCE: i64 = 400;
/// The longest period of the desk, and the day before it.
const LOOKED_BACK: i64 = 366;
/// A count may be written so long after its day: what was only in memory, or on a clock that lags.
const LATE: std::time::Duration = hours(1);

/// Sums up every day that has been over for an hour and was not.
pub async fn roll_up(db: &Db, now: Timestamp) -> db::Result<()> {
    let today = now.day();
    let (early, days) = {
        let mut read = db.read().await?;
        let mut conn = read.conn();
        let early = number_store::count_rolled_from(&mut conn, today).await?;
        (early, number_store::list_unrolled(&mut conn, today, AT_ONCE).await?)
    };
    if early > 0 {
        // By a clock that was ahead: those days still count.
        tracing::warn!(days = early, "days that are not over were summed up: their sums are dropped");
        return retrying(|| forget_from(db, today)).await;
    }
    // In their order, so that those which are summed up are always all up to one day.
    for day in days.into_iter().filter(|day| now >= day.minus(-1).start().plus(LATE)) {
        let begun = Instant::now();
        retrying(|| roll_day(db, day, now)).await?;
        // After a first start there may be hundreds: others write too.
        tokio::time::sleep(begun.elapsed()).await;
    }
    Ok(())
}

async fn forget_from(db: &Db, today: Day) -> db::Result<()> {
    let mut tx = db.begin_in(Lane::Work).await?;
    number_store::delete_sums_from(&mut tx.conn(), today).await?;
    tx.commit().await
}

async fn roll_day(db: &Db, day: Day, now: Timestamp) -> db::Result<()> {
    let mut tx = db.begin_in(Lane::Work).await?;
    let mut conn = tx.conn();
    // By another instance: what follows on it may be there already.
    if number_store::is_rolled(&mut conn, day).await? {
        return Ok(());
    }
    number_store::replace_totals(&mut conn, day).await?;
    number_store::replace_so_far(&mut conn, day).await?;
    number_store::delete_so_far_before(&mut conn, day.minus(LOOKED_BACK)).await?;
    number_store::insert_rolled(&mut conn, day, now).await?;
    tx.commit().await
}
