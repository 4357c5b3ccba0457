//! Questions with an end: a wire may swallow one and never say so.

use std::sync::OnceLock;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{Duration, Instant};

use sqlx::{Connection, PgConnection};

/// A query that somebody waits for, over a network that may swallow it. Ours take milliseconds.
const HASTE: Duration = Duration::from_secs(8);
/// A connection that is asked for a sign of life gives it by then, or is none.
const SIGN_OF_LIFE: Duration = Duration::from_secs(3);
/// Used as late as this, a connection is there.
const SURELY_THERE: Duration = Duration::from_secs(1);
/// After a question that got no answer, or was not waited for, connections are asked when they come back.
const DOUBT: i64 = 10_000;

/// When that last happened, in milliseconds since the first question.
static UNANSWERED: AtomicI64 = AtomicI64::new(-DOUBT);

fn since_start() -> i64 {
    static START: OnceLock<Instant> = OnceLock::new();
    i64::try_from(START.get_or_init(Instant::now).elapsed().as_millis()).unwrap_or(i64::MAX)
}

/// Dropped before its question was answered: the connection that it went over may be gone.
struct Question {
    is_answered: bool,
}

impl Drop for Question {
    fn drop(&mut self) {
        if !self.is_answered {
            UNANSWERED.store(since_start(), Ordering::Relaxed);
        }
    }
}

pub(crate) async fn in_haste<T>(query: impl Future<Output = sqlx::Result<T>>) -> sqlx::Result<T> {
    limited(HASTE, query).await
}

async fn limited<T>(limit: Duration, query: impl Future<Output = sqlx::Result<T>>) -> sqlx::Result<T> {
    let too_late = |_| sqlx::Error::Io(std::io::Error::new(std::io::ErrorKind::TimedOut, "no answer in time"));
    let mut question = Question { is_answered: false };
    let answer = tokio::time::timeout(limit, query).await.map_err(too_late)?;
    question.is_answered = true;
    answer
}

/// Before a connection is used that was last used `idle` ago.
pub(super) async fn is_there(conn: &mut PgConnection, idle: Duration) -> sqlx::Result<bool> {
    if idle < SURELY_THERE {
        return Ok(true);
    }
    limited(SIGN_OF_LIFE, conn.ping()).await.map(|()| true)
}

/// Before a connection goes back to the pool, which asks for a sign of life itself and would wait for it for ever: where a
/// wire has swallowed something of late, that connection would never be anybody's again. To ask twice each time, where all
/// is well, had cost a tenth of what a transaction costs.
pub(super) async fn is_sound(conn: &mut PgConnection) -> sqlx::Result<bool> {
    if since_start() - UNANSWERED.load(Ordering::Relaxed) > DOUBT {
        return Ok(true);
    }
    limited(SIGN_OF_LIFE, conn.ping()).await.map(|()| true)
}
