//! Questions with an end: a wire may swallow one and never say so.

use std::time::Duration;

use sqlx::{Connection, PgConnection};

/// A query that somebody waits for, over a network that may swallow it. Ours take milliseconds.
const HASTE: Duration = Duration::from_secs(8);
/// A connection that is given back shows by then that it is one.
const SIGN_OF_LIFE: Duration = Duration::from_secs(3);
/// The same before it is used: short enough that whoever waits gets another one instead.
const SIGN_OF_LIFE_NOW: Duration = Duration::from_millis(700);
/// Used as late as this, a connection is there: under a rush they go from hand to hand.
const SURELY_THERE: Duration = Duration::from_millis(50);

pub(crate) async fn in_haste<T>(query: impl Future<Output = sqlx::Result<T>>) -> sqlx::Result<T> {
    limited(HASTE, query).await
}

async fn limited<T>(limit: Duration, query: impl Future<Output = sqlx::Result<T>>) -> sqlx::Result<T> {
    let too_late = |_| sqlx::Error::Io(std::io::Error::new(std::io::ErrorKind::TimedOut, "no answer in time"));
    tokio::time::timeout(limit, query).await.map_err(too_late)?
}

/// Before a connection is used that was last used `idle` ago.
pub(super) async fn is_there(conn: &mut PgConnection, idle: Duration) -> sqlx::Result<bool> {
    if idle < SURELY_THERE {
        return Ok(true);
    }
    // An error would be a line in the log for each connection of an outage.
    Ok(limited(SIGN_OF_LIFE_NOW, conn.ping()).await.is_ok())
}

/// Before a connection goes back to the pool, which asks too, and would wait for ever: one whose other end is gone would
/// never be anybody's again.
pub(super) async fn is_sound(conn: &mut PgConnection) -> sqlx::Result<bool> {
    limited(SIGN_OF_LIFE, conn.ping()).await.map(|()| true)
}
