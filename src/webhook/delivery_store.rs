//! What is on its way to the endpoints, and what became of it.

use uuid::Uuid;

use super::{Delivery, EventId, Kind, State, WebhookId};
use crate::clock::Timestamp;
use crate::db::{self, Conn, sql};

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
    /// When it is tried again; `None`: never by itself.
    pub due_at: Option<Timestamp>,
    pub ended_at: Option<Timestamp>,
}

pub async fn insert(conn: &mut Conn<'_>, new: &NewDelivery<'_>) -> db::Result<()> {
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

/// False where another hand has taken it up since: then it is that hand's to mark.
pub async fn update_tried(
    conn: &mut Conn<'_>,
    (id, event, tries): (WebhookId, EventId, i64),
    came: &Tried,
) -> db::Result<bool> {
    let touched = sql!(
        run,
        conn,
        "mark a delivery",
        "UPDATE webhook_delivery SET state = $4, status = $5, fault = $6, due_at = COALESCE($7, due_at), ended_at = $8
         WHERE webhook_id = $1 AND event_id = $2 AND tries = $3 AND state = 'sending'",
        id,
        event,
        tries,
        came.state.as_str(),
        came.status,
        came.fault,
        came.due_at,
        came.ended_at
    )?;
    Ok(touched > 0)
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
pub async fn list_before(conn: &mut Conn<'_>, id: WebhookId, before: EventId, limit: i64) -> db::Result<Vec<Delivery>> {
    sql!(list Delivery, conn, "list a webhook's deliveries",
        "SELECT event_id, event, data IS NOT NULL AS has_data, happened_at, state, tries, due_at, tried_at, status, fault,
             ended_at
         FROM webhook_delivery WHERE webhook_id = $1 AND event_id < $2 ORDER BY event_id DESC LIMIT $3",
        id, before, limit)
}

pub async fn find(conn: &mut Conn<'_>, id: WebhookId, event: EventId) -> db::Result<Option<Delivery>> {
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

/// At most `limit` of them.
pub async fn delete_of(conn: &mut Conn<'_>, id: WebhookId, limit: i64) -> db::Result<u64> {
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
