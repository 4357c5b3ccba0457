//! The table of limits.

use std::time::Duration;

use super::{LimitKey, Rule, Taken};
use crate::clock::Timestamp;
use crate::db::{self, Conn, sql};

/// Takes one, if there is one left. One statement decides, so that a race cannot take more.
pub async fn claim(conn: &mut Conn<'_>, key: &LimitKey, rule: Rule, now: Timestamp) -> db::Result<Taken> {
    let taken = match rule {
        Rule::Paced { burst, every } => claim_paced(conn, key, (burst, every), now).await?,
        Rule::Counted { at_most, within } => claim_counted(conn, key, (at_most, within), now).await?,
    };
    if taken {
        return Ok(Taken::Yes);
    }
    Ok(Taken::No { retry_after: wait(conn, key, rule, now).await? })
}

/// `level` is the moment from which the whole burst would be there again.
async fn claim_paced(
    conn: &mut Conn<'_>,
    key: &LimitKey,
    (burst, every): (u32, Duration),
    now: Timestamp,
) -> db::Result<bool> {
    let full = now.plus(every * burst);
    let latest = now.plus(every * (burst - 1));
    let step = now.plus(every).as_micros() - now.as_micros();
    let row = sql!(
        find(i64,),
        conn,
        "claim from a paced limit",
        "INSERT INTO limit_state (key, level, ends_at) VALUES ($1, $2 + $3, $4)
         ON CONFLICT (key) DO UPDATE SET
             level = CASE WHEN limit_state.level > $2 THEN limit_state.level ELSE $2 END + $3,
             ends_at = $4
         WHERE limit_state.level <= $5
         RETURNING level",
        key,
        now,
        step,
        full,
        latest
    )?;
    Ok(row.is_some())
}

async fn claim_counted(
    conn: &mut Conn<'_>,
    key: &LimitKey,
    (at_most, within): (u32, Duration),
    now: Timestamp,
) -> db::Result<bool> {
    let row = sql!(
        find(i64,),
        conn,
        "claim from a counted limit",
        "INSERT INTO limit_state (key, level, ends_at) VALUES ($1, 1, $2)
         ON CONFLICT (key) DO UPDATE SET
             level = CASE WHEN limit_state.ends_at <= $3 THEN 1 ELSE limit_state.level + 1 END,
             ends_at = CASE WHEN limit_state.ends_at <= $3 THEN $2 ELSE limit_state.ends_at END
         WHERE limit_state.ends_at <= $3 OR limit_state.level < $4
         RETURNING level",
        key,
        now.plus(within),
        now,
        i64::from(at_most)
    )?;
    Ok(row.is_some())
}

/// How long until one is left again; zero where one is.
pub async fn wait(conn: &mut Conn<'_>, key: &LimitKey, rule: Rule, now: Timestamp) -> db::Result<Duration> {
    let row = sql!(
        find(i64, Timestamp),
        conn,
        "look at a limit",
        "SELECT level, ends_at FROM limit_state WHERE key = $1",
        key
    )?;
    let Some((level, ends_at)) = row else { return Ok(Duration::ZERO) };
    Ok(match rule {
        Rule::Paced { burst, every } => Timestamp::from_micros(level).minus(every * (burst - 1)).since(now),
        Rule::Counted { at_most, .. } if level >= i64::from(at_most) => ends_at.since(now),
        Rule::Counted { .. } => Duration::ZERO,
    })
}

/// How many were taken of a counted limit, in the span that lasts.
pub async fn count(conn: &mut Conn<'_>, key: &LimitKey, now: Timestamp) -> db::Result<u64> {
    let row = sql!(
        find(i64,),
        conn,
        "count what was taken of a limit",
        "SELECT level FROM limit_state WHERE key = $1 AND ends_at > $2",
        key,
        now
    )?;
    Ok(row.map_or(0, |(level,)| u64::try_from(level).unwrap_or(0)))
}

/// Adds what was counted elsewhere, whatever the limit; the sum, and when its span ends.
pub async fn add(
    conn: &mut Conn<'_>,
    key: &LimitKey,
    (count, within): (u32, Duration),
    now: Timestamp,
) -> db::Result<(i64, Timestamp)> {
    sql!(
        one(i64, Timestamp),
        conn,
        "add to a limit",
        "INSERT INTO limit_state (key, level, ends_at) VALUES ($1, $2, $3)
         ON CONFLICT (key) DO UPDATE SET
             level = CASE WHEN limit_state.ends_at <= $4 THEN $2 ELSE limit_state.level + $2 END,
             ends_at = CASE WHEN limit_state.ends_at <= $4 THEN $3 ELSE limit_state.ends_at END
         RETURNING level, ends_at",
        key,
        i64::from(count),
        now.plus(within),
        now
    )
}

pub async fn delete(conn: &mut Conn<'_>, key: &LimitKey) -> db::Result<()> {
    sql!(run, conn, "reset a limit", "DELETE FROM limit_state WHERE key = $1", key).map(drop)
}

/// Rows that no longer hold anything back.
pub async fn delete_ended(conn: &mut Conn<'_>, now: Timestamp, limit: i64) -> db::Result<u64> {
    sql!(
        run,
        conn,
        "clean up limits",
        "DELETE FROM limit_state WHERE key IN (SELECT key FROM limit_state WHERE ends_at <= $1 LIMIT $2)",
        now,
        limit
    )
}
