//! Telling of what happens, within the transaction that does it: what is rolled back was never told.

use serde_json::json;

use super::delivery_store::{self, NewDelivery};
use super::store;
use super::{Event, EventId, Kind, WebhookId, event};
use crate::clock::Timestamp;
use crate::db::{self, Conn};
use crate::secret;

/// Who hears of events now; mostly nobody, which costs one look into an empty table.
#[derive(Debug)]
pub struct Listeners(Vec<Listener>);

#[derive(Debug)]
struct Listener {
    id: WebhookId,
    kinds: Vec<Kind>,
    site: String,
}

pub async fn listeners(conn: &mut Conn<'_>) -> db::Result<Listeners> {
    let rows = store::list_listeners(conn).await?;
    let listener =
        |row: store::ListenerRow| Listener { id: row.id, kinds: event::from_column(&row.events), site: row.site };
    Ok(Listeners(rows.into_iter().map(listener).collect()))
}

impl Listeners {
    /// Whether it is worth putting together what would be told.
    pub fn want(&self, kind: Kind) -> bool {
        self.0.iter().any(|listener| listener.kinds.contains(&kind))
    }

    pub async fn tell(&self, conn: &mut Conn<'_>, event: &Event<'_>, now: Timestamp) -> db::Result<()> {
        let hears = |listener: &&Listener| {
            let is_here = listener.site.is_empty() || listener.site == event.site();
            is_here && listener.kinds.contains(&event.kind())
        };
        let mut hearing = self.0.iter().filter(hears).peekable();
        if hearing.peek().is_none() {
            return Ok(());
        }
        let (event_id, data) = (EventId(secret::new_id(now)), event.data().to_string());
        for listener in hearing {
            let (event, member) = (event.kind(), event.member());
            let new = NewDelivery { webhook: listener.id, event_id, event, data: &data, member, happened_at: now };
            delivery_store::insert(conn, &new).await?;
        }
        Ok(())
    }
}

/// For whoever has one thing to tell, and has it at hand.
pub async fn tell(conn: &mut Conn<'_>, event: &Event<'_>, now: Timestamp) -> db::Result<()> {
    listeners(conn).await?.tell(conn, event, now).await
}

/// Tries one endpoint out, whatever it hears of.
pub async fn put_test(conn: &mut Conn<'_>, webhook: WebhookId, now: Timestamp) -> db::Result<EventId> {
    let event_id = EventId(secret::new_id(now));
    let data = json!({ "webhook_id": webhook.0 }).to_string();
    let new = NewDelivery { webhook, event_id, event: Kind::Test, data: &data, member: None, happened_at: now };
    delivery_store::insert(conn, &new).await?;
    Ok(event_id)
}
