//! The endpoints, and what is on its way to them.

use uuid::Uuid;

use super::{Delivery, EventId, Kind, MOST, Paused, State, Wanted, Webhook, WebhookId, event};
use crate::clock::Timestamp;
use crate::db::{self, Conn, sql};

/// One that hears of something now.
#[derive(Debug, sqlx::FromRow)]
pub struct ListenerRow {
    pub id: WebhookId,
    pub events: String,
    pub site: String,
}

pub struct NewDelivery<'a> {
    pub webhook: WebhookId,
    pub event_id: EventId,
    pub event: Kind,
    pub data: &'a str,
    pub member: Option<Uuid>,
    pub happened_at: Timestamp,
}

/// A delivery in the hand of the one worker that claimed it.
#[derive(Debug, sqlx::FromRow)]
pub struct ClaimedDelivery {
    pub event_id: EventId,
    pub event: String,
    pub data: Option<String>,
    pub member_id: Option<Uuid>,
    pub happened_at: Timestamp,
    /// This try included.
    pub tries: i64,
    pub tries_before: i64,
}

/// What a try came to.
#[derive(Debug, Clone, Copy)]
pub struct Tried {
    pub state: State,
    pub status: Option<i64>,
    pub fault: &'static str,
    pub at: Timestamp,
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

fn most() -> i64 {
    i64::try_from(MOST).unwrap_or(i64::MAX)
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

/// Its deliveries go with [`delete_deliveries`].
pub async fn delete(conn: &mut Conn<'_>, id: WebhookId) -> db::Result<bool> {
    let touched = sql!(run, conn, "remove a webhook", "DELETE FROM webhook WHERE id = $1", id)?;
    Ok(touched > 0)
}

/// At most `limit` of them.
pub async fn delete_deliveries(conn: &mut Conn<'_>, id: WebhookId, limit: i64) -> db::Result<u64> {
    sql!(
        run,
        conn,
        "remove a webhook's deliveries",
        "DELETE FROM webhook_delivery WHERE webhook_id = $1 AND event_id IN (
             SELECT event_id FROM webhook_delivery WHERE webhook_id = $1 LIMIT $2)",
        id,
        limit
    )
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

pub async fn insert_delivery(conn: &mut Conn<'_>, new: &NewDelivery<'_>) -> db::Result<()> {
    sql!(
        run,
        conn,
        "write an event down for a webhook",
        "INSERT INTO webhook_delivery (webhook_id, event_id, event, data, member_id, happened_at, state, tries,
             tries_before, due_at, fault)
         VALUES ($1, $2, $3, $4, $5, $6, 'waiting', 0, 0, $6, '')",
        new.webhook,
        new.event_id,
        new.event.as_str(),
        new.data,
        new.member,
        new.happened_at
    )
    .map(drop)
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

/// The delivery to this endpoint that has been due longest, for this caller alone until `lease_ends`.
pub async fn claim_due(
    conn: &mut Conn<'_>,
    id: WebhookId,
    now: Timestamp,
    lease_ends: Timestamp,
) -> db::Result<Option<ClaimedDelivery>> {
    // PostgreSQL's workers pass by a row that another is claiming; SQLite has one writer, and nothing to skip.
    let text = conn.pick(
        "UPDATE webhook_delivery SET state = 'sending', tries = tries + 1, due_at = $3, tried_at = $2
         WHERE webhook_id = $1 AND event_id = (
             SELECT event_id FROM webhook_delivery WHERE webhook_id = $1 AND ended_at IS NULL AND due_at <= $2
             ORDER BY due_at, event_id LIMIT 1)
         RETURNING event_id, event, data, member_id, happened_at, tries, tries_before",
        "UPDATE webhook_delivery SET state = 'sending', tries = tries + 1, due_at = $3, tried_at = $2
         WHERE webhook_id = $1 AND event_id = (
             SELECT event_id FROM webhook_delivery WHERE webhook_id = $1 AND ended_at IS NULL AND due_at <= $2
             ORDER BY due_at, event_id LIMIT 1 FOR UPDATE SKIP LOCKED)
         RETURNING event_id, event, data, member_id, happened_at, tries, tries_before",
    );
    sql!(find ClaimedDelivery, conn, "claim a delivery", text, id, now, lease_ends)
}

/// That very one, where it waits and is in nobody's hand.
pub async fn claim_this(
    conn: &mut Conn<'_>,
    (id, event): (WebhookId, EventId),
    now: Timestamp,
    lease_ends: Timestamp,
) -> db::Result<Option<ClaimedDelivery>> {
    sql!(find ClaimedDelivery, conn, "claim one delivery",
        "UPDATE webhook_delivery SET state = 'sending', tries = tries + 1, due_at = $4, tried_at = $3
         WHERE webhook_id = $1 AND event_id = $2 AND ended_at IS NULL AND due_at <= $3
         RETURNING event_id, event, data, member_id, happened_at, tries, tries_before",
        id, event, now, lease_ends)
}

/// Changes nothing where another hand has taken it up since: then it is that hand's to mark.
pub async fn update_ended(
    conn: &mut Conn<'_>,
    (id, event, tries): (WebhookId, EventId, i64),
    came: &Tried,
) -> db::Result<()> {
    sql!(
        run,
        conn,
        "mark a delivery",
        "UPDATE webhook_delivery SET state = $4, status = $5, fault = $6, ended_at = $7
         WHERE webhook_id = $1 AND event_id = $2 AND tries = $3",
        id,
        event,
        tries,
        came.state.as_str(),
        came.status,
        came.fault,
        came.at
    )
    .map(drop)
}

/// The same.
pub async fn update_failed(
    conn: &mut Conn<'_>,
    (id, event, tries): (WebhookId, EventId, i64),
    came: &Tried,
    due_at: Timestamp,
) -> db::Result<()> {
    sql!(
        run,
        conn,
        "put a delivery off",
        "UPDATE webhook_delivery SET state = $4, status = $5, fault = $6, due_at = $7
         WHERE webhook_id = $1 AND event_id = $2 AND tries = $3",
        id,
        event,
        tries,
        came.state.as_str(),
        came.status,
        came.fault,
        due_at
    )
    .map(drop)
}

/// Lets one be sent at once, as if for the first time. False where it is being sent, or what it told is gone.
pub async fn update_again(conn: &mut Conn<'_>, (id, event): (WebhookId, EventId), now: Timestamp) -> db::Result<bool> {
    let touched = sql!(
        run,
        conn,
        "send a delivery again",
        "UPDATE webhook_delivery SET state = 'waiting', due_at = $3, tries_before = tries, status = NULL, fault = '',
             ended_at = NULL
         WHERE webhook_id = $1 AND event_id = $2 AND data IS NOT NULL AND state <> 'sending'",
        id,
        event,
        now
    )?;
    Ok(touched > 0)
}

/// The latest before that one.
pub async fn list_deliveries(
    conn: &mut Conn<'_>,
    id: WebhookId,
    before: EventId,
    limit: i64,
) -> db::Result<Vec<Delivery>> {
    sql!(list Delivery, conn, "list a webhook's deliveries",
        "SELECT event_id, event, data IS NOT NULL AS has_data, happened_at, state, tries, due_at, tried_at, status, fault,
             ended_at
         FROM webhook_delivery WHERE webhook_id = $1 AND event_id < $2 ORDER BY event_id DESC LIMIT $3",
        id, before, limit)
}

pub async fn find_delivery(conn: &mut Conn<'_>, id: WebhookId, event: EventId) -> db::Result<Option<Delivery>> {
    sql!(find Delivery, conn, "load a delivery",
        "SELECT event_id, event, data IS NOT NULL AS has_data, happened_at, state, tries, due_at, tried_at, status, fault,
             ended_at
         FROM webhook_delivery WHERE webhook_id = $1 AND event_id = $2", id, event)
}

/// Deliveries not yet ended, and since when the oldest of them waits.
pub async fn count_waiting(conn: &mut Conn<'_>) -> db::Result<(i64, Option<Timestamp>)> {
    sql!(
        one(i64, Option<Timestamp>),
        conn,
        "count waiting deliveries",
        "SELECT COUNT(*), MIN(happened_at) FROM webhook_delivery WHERE ended_at IS NULL"
    )
}

/// Forgets what was told before then; what was not delivered by then never is.
pub async fn clear_content(conn: &mut Conn<'_>, before: Timestamp, now: Timestamp, limit: i64) -> db::Result<u64> {
    sql!(
        run,
        conn,
        "forget what was told",
        "UPDATE webhook_delivery SET data = NULL, member_id = NULL,
             state = CASE WHEN ended_at IS NULL THEN 'given_up' ELSE state END, ended_at = COALESCE(ended_at, $2)
         WHERE (webhook_id, event_id) IN (
             SELECT webhook_id, event_id FROM webhook_delivery WHERE data IS NOT NULL AND happened_at < $1 LIMIT $3)",
        before,
        now,
        limit
    )
}

pub async fn delete_before(conn: &mut Conn<'_>, before: Timestamp, limit: i64) -> db::Result<u64> {
    sql!(
        run,
        conn,
        "clean up deliveries",
        "DELETE FROM webhook_delivery WHERE (webhook_id, event_id) IN (
             SELECT webhook_id, event_id FROM webhook_delivery WHERE happened_at < $1 LIMIT $2)",
        before,
        limit
    )
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

/// What waits and was written or tried later than now.
pub async fn update_brought_forward(conn: &mut Conn<'_>, now: Timestamp) -> db::Result<u64> {
    sql!(
        run,
        conn,
        "bring deliveries forward",
        "UPDATE webhook_delivery SET due_at = $1
         WHERE ended_at IS NULL AND due_at > $1 AND (happened_at > $1 OR tried_at > $1)",
        now
    )
}

/// Deliveries that nobody shall get any more.
pub async fn delete_waiting(conn: &mut Conn<'_>) -> db::Result<u64> {
    sql!(run, conn, "delete waiting deliveries", "DELETE FROM webhook_delivery WHERE ended_at IS NULL")
}
