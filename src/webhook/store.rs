//! The endpoints. What is on its way to them is in `delivery_store`.

use super::{MOST, Paused, Wanted, Webhook, WebhookId, event};
use crate::clock::Timestamp;
use crate::db::{self, Conn, sql};

/// One that hears of something now.
#[derive(Debug, sqlx::FromRow)]
pub struct ListenerRow {
    pub id: WebhookId,
    pub events: String,
    pub site: String,
}

macro_rules! webhook_where {
    ($rest:literal) => {
        concat!(
            "SELECT id, url, description, events, site, has_addresses, secret, old_secret, old_secret_ends_at, made_at, ",
            "paused_at, paused_why, failing_since FROM webhook ",
            $rest
        )
    };
}

/// Two owners who add one at the same moment may make it a few more.
fn most() -> i64 {
    i64::try_from(2 * MOST).unwrap_or(i64::MAX)
}

/// Few rows, and mostly none: read by every transaction that has something to tell.
pub async fn list_listeners(conn: &mut Conn<'_>) -> db::Result<Vec<ListenerRow>> {
    sql!(list ListenerRow, conn, "list who is told of events",
        "SELECT id, events, site FROM webhook WHERE paused_at IS NULL LIMIT $1", most())
}

/// All of them, the oldest first.
pub async fn list(conn: &mut Conn<'_>) -> db::Result<Vec<Webhook>> {
    sql!(list Webhook, conn, "list webhooks", webhook_where!("ORDER BY id LIMIT $1"), most())
}

pub async fn find(conn: &mut Conn<'_>, id: WebhookId) -> db::Result<Option<Webhook>> {
    sql!(find Webhook, conn, "load a webhook", webhook_where!("WHERE id = $1"), id)
}

pub async fn insert(
    conn: &mut Conn<'_>,
    id: WebhookId,
    wanted: &Wanted,
    secret: &[u8],
    now: Timestamp,
) -> db::Result<()> {
    sql!(
        run,
        conn,
        "add a webhook",
        "INSERT INTO webhook (id, url, description, events, site, has_addresses, secret, made_at, paused_why)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, '')",
        id,
        wanted.target.as_str(),
        &wanted.description,
        event::to_column(&wanted.events),
        &wanted.site,
        wanted.has_addresses,
        secret,
        now
    )
    .map(drop)
}

/// Where it goes may be another place, so nothing is known of it any more.
pub async fn update_wanted(conn: &mut Conn<'_>, id: WebhookId, wanted: &Wanted) -> db::Result<()> {
    sql!(
        run,
        conn,
        "change a webhook",
        "UPDATE webhook SET url = $2, description = $3, events = $4, site = $5, has_addresses = $6, failing_since = NULL
         WHERE id = $1",
        id,
        wanted.target.as_str(),
        &wanted.description,
        event::to_column(&wanted.events),
        &wanted.site,
        wanted.has_addresses
    )
    .map(drop)
}

/// False where it is paused already.
pub async fn update_paused(conn: &mut Conn<'_>, id: WebhookId, why: Paused, now: Timestamp) -> db::Result<bool> {
    let touched = sql!(
        run,
        conn,
        "pause a webhook",
        "UPDATE webhook SET paused_at = $2, paused_why = $3 WHERE id = $1 AND paused_at IS NULL",
        id,
        now,
        why.as_str()
    )?;
    Ok(touched > 0)
}

/// False where it is not paused.
pub async fn update_resumed(conn: &mut Conn<'_>, id: WebhookId) -> db::Result<bool> {
    let touched = sql!(
        run,
        conn,
        "deliver to a webhook again",
        "UPDATE webhook SET paused_at = NULL, paused_why = '', failing_since = NULL
         WHERE id = $1 AND paused_at IS NOT NULL",
        id
    )?;
    Ok(touched > 0)
}

/// The current one becomes the one before, until `ends_at`.
pub async fn update_secret(conn: &mut Conn<'_>, id: WebhookId, secret: &[u8], ends_at: Timestamp) -> db::Result<()> {
    sql!(
        run,
        conn,
        "give a webhook another secret",
        "UPDATE webhook SET old_secret = secret, old_secret_ends_at = $3, secret = $2 WHERE id = $1",
        id,
        secret,
        ends_at
    )
    .map(drop)
}

/// Its deliveries go with [`super::delivery_store::delete_of`].
pub async fn delete(conn: &mut Conn<'_>, id: WebhookId) -> db::Result<bool> {
    let touched = sql!(run, conn, "remove a webhook", "DELETE FROM webhook WHERE id = $1", id)?;
    Ok(touched > 0)
}

/// Since when nothing came through; the first failure says it.
pub async fn update_failing(conn: &mut Conn<'_>, id: WebhookId, now: Timestamp) -> db::Result<()> {
    sql!(
        run,
        conn,
        "note that a webhook fails",
        "UPDATE webhook SET failing_since = $2 WHERE id = $1 AND failing_since IS NULL",
        id,
        now
    )
    .map(drop)
}

pub async fn clear_failing(conn: &mut Conn<'_>, id: WebhookId) -> db::Result<()> {
    sql!(
        run,
        conn,
        "note that a webhook works",
        "UPDATE webhook SET failing_since = NULL WHERE id = $1 AND failing_since IS NOT NULL",
        id
    )
    .map(drop)
}

/// Pauses one to which nothing came through since then. False where something did, or it is paused already.
pub async fn claim_failing(conn: &mut Conn<'_>, id: WebhookId, since: Timestamp, now: Timestamp) -> db::Result<bool> {
    let touched = sql!(
        run,
        conn,
        "pause a webhook that fails",
        "UPDATE webhook SET paused_at = $3, paused_why = $4
         WHERE id = $1 AND paused_at IS NULL AND failing_since <= $2",
        id,
        since,
        now,
        Paused::Failing.as_str()
    )?;
    Ok(touched > 0)
}

#[derive(Debug, sqlx::FromRow)]
struct DueRow {
    id: WebhookId,
}

/// The endpoints for which something is due.
pub async fn list_due(conn: &mut Conn<'_>, now: Timestamp) -> db::Result<Vec<WebhookId>> {
    let rows = sql!(list DueRow, conn, "look for due deliveries",
        "SELECT w.id FROM webhook w WHERE w.paused_at IS NULL AND EXISTS (
             SELECT 1 FROM webhook_delivery d WHERE d.webhook_id = w.id AND d.ended_at IS NULL AND d.due_at <= $1)
         ORDER BY w.id LIMIT $2", now, most())?;
    Ok(rows.into_iter().map(|row| row.id).collect())
}

/// Secrets that nothing is signed with any more. Few rows: `limit` is never met.
pub async fn clear_old_secrets(conn: &mut Conn<'_>, now: Timestamp, limit: i64) -> db::Result<u64> {
    sql!(
        run,
        conn,
        "forget secrets of before",
        "UPDATE webhook SET old_secret = NULL, old_secret_ends_at = NULL WHERE id IN (
             SELECT id FROM webhook WHERE old_secret_ends_at <= $1 LIMIT $2)",
        now,
        limit
    )
}
