//! What owners do about webhooks: added, changed, paused, tried out, given another secret, removed. Each is accounted for, by
//! the host alone.

use serde_json::{Value, json};

use super::flow::Desk;
use crate::audit::{self, Action, Actor, Deed, Subject};
use crate::db::{self, Conn};
use crate::secret;
use crate::webhook::signature::WebhookSecret;
use crate::webhook::{
    self, Delivery, EventId, Kind, MOST, Paused, ROTATION, Wanted, Webhook, WebhookId, delivery_store, store,
};

/// Rows that are deleted at once.
const PART: i64 = 1000;

/// One that was made or given another secret: the secret is shown now and never again.
pub struct Shown {
    pub id: WebhookId,
    pub secret: WebhookSecret,
}

impl Desk {
    pub async fn webhooks(&self) -> db::Result<Vec<Webhook>> {
        let mut read = self.members.db.read().await?;
        store::list(&mut read.conn()).await
    }

    pub async fn webhook(&self, id: WebhookId) -> db::Result<Option<Webhook>> {
        let mut read = self.members.db.read().await?;
        store::find(&mut read.conn(), id).await
    }

    pub async fn delivery(&self, id: WebhookId, event: EventId) -> db::Result<Option<Delivery>> {
        let mut read = self.members.db.read().await?;
        delivery_store::find(&mut read.conn(), id, event).await
    }

    /// `None`: there are as many as there may be.
    pub async fn add_webhook(&self, actor: Actor, wanted: &Wanted) -> db::Result<Option<Shown>> {
        let now = self.members.clock.now();
        let id = WebhookId(secret::new_id(now));
        let secret = WebhookSecret::random();
        let mut tx = self.members.db.begin().await?;
        let mut conn = tx.conn();
        if store::list(&mut conn).await?.len() >= MOST {
            return Ok(None);
        }
        store::insert(&mut conn, id, wanted, &secret.seal(&self.members.keys, id), now).await?;
        self.account(&mut conn, (actor, Action::WebhookAdded, id), (json!({}), told(wanted))).await?;
        tx.commit().await?;
        tracing::info!(webhook = %id.0, host = wanted.target.host(), "a webhook was added");
        Ok(Some(Shown { id, secret }))
    }

    /// False where there is none of that id; so for all of the following.
    pub async fn change_webhook(&self, actor: Actor, id: WebhookId, wanted: &Wanted) -> db::Result<bool> {
        let mut tx = self.members.db.begin().await?;
        let mut conn = tx.conn();
        let Some(found) = store::find(&mut conn, id).await? else { return Ok(false) };
        store::update_wanted(&mut conn, id, wanted).await?;
        self.account(&mut conn, (actor, Action::WebhookChanged, id), (told_of(&found), told(wanted))).await?;
        tx.commit().await?;
        Ok(true)
    }

    /// What happens while it is paused it never hears of; what waits goes on when it does.
    pub async fn pause_webhook(&self, actor: Actor, id: WebhookId, pauses: bool) -> db::Result<bool> {
        let now = self.members.clock.now();
        let mut tx = self.members.db.begin().await?;
        let mut conn = tx.conn();
        let Some(found) = store::find(&mut conn, id).await? else { return Ok(false) };
        let (is_changed, action) = if pauses {
            (store::update_paused(&mut conn, id, Paused::Staff, now).await?, Action::WebhookPaused)
        } else {
            (store::update_resumed(&mut conn, id).await?, Action::WebhookResumed)
        };
        if is_changed {
            self.account(&mut conn, (actor, action, id), (json!({}), json!({ "host": found.host() }))).await?;
            tx.commit().await?;
        }
        Ok(true)
    }

    /// The secret of before is good for a day more; the one before that is not.
    pub async fn rotate_webhook(&self, actor: Actor, id: WebhookId) -> db::Result<Option<Shown>> {
        let secret = WebhookSecret::random();
        let mut tx = self.members.db.begin().await?;
        let mut conn = tx.conn();
        let Some(found) = store::find(&mut conn, id).await? else { return Ok(None) };
        let ends_at = self.members.clock.now().plus(ROTATION);
        store::update_secret(&mut conn, id, &secret.seal(&self.members.keys, id), ends_at).await?;
        let after = json!({ "host": found.host() });
        self.account(&mut conn, (actor, Action::WebhookRotated, id), (json!({}), after)).await?;
        tx.commit().await?;
        Ok(Some(Shown { id, secret }))
    }

    /// The event that tries it out, waiting to be sent.
    pub async fn test_webhook(&self, actor: Actor, id: WebhookId) -> db::Result<Option<EventId>> {
        let mut tx = self.members.db.begin().await?;
        let mut conn = tx.conn();
        let Some(found) = store::find(&mut conn, id).await? else { return Ok(None) };
        let event = webhook::flow::put_test(&mut conn, id, self.members.clock.now()).await?;
        let after = json!({ "host": found.host() });
        self.account(&mut conn, (actor, Action::WebhookTested, id), (json!({}), after)).await?;
        tx.commit().await?;
        Ok(Some(event))
    }

    /// False also where it is just being sent, or what it told is forgotten.
    pub async fn resend(&self, actor: Actor, id: WebhookId, event: EventId) -> db::Result<bool> {
        let mut tx = self.members.db.begin().await?;
        let mut conn = tx.conn();
        let Some(found) = store::find(&mut conn, id).await? else { return Ok(false) };
        if !delivery_store::update_again(&mut conn, (id, event), self.members.clock.now()).await? {
            return Ok(false);
        }
        let after = json!({ "host": found.host(), "event": event.0 });
        self.account(&mut conn, (actor, Action::WebhookResent, id), (json!({}), after)).await?;
        tx.commit().await?;
        Ok(true)
    }

    /// With everything that was on its way to it.
    pub async fn remove_webhook(&self, actor: Actor, id: WebhookId) -> db::Result<bool> {
        let mut tx = self.members.db.begin().await?;
        let mut conn = tx.conn();
        let Some(found) = store::find(&mut conn, id).await? else { return Ok(false) };
        store::delete(&mut conn, id).await?;
        self.account(&mut conn, (actor, Action::WebhookRemoved, id), (told_of(&found), json!({}))).await?;
        tx.commit().await?;
        // Nobody finds them any more. In parts, since on SQLite everybody who writes waits for each; whatever a stop leaves
        // behind goes with its time.
        loop {
            let mut tx = self.members.db.begin().await?;
            let deleted = delivery_store::delete_of(&mut tx.conn(), id, PART).await?;
            tx.commit().await?;
            if deleted < PART.unsigned_abs() {
                return Ok(true);
            }
        }
    }

    async fn account(
        &self,
        conn: &mut Conn<'_>,
        (actor, action, id): (Actor, Action, WebhookId),
        (before, after): (Value, Value),
    ) -> db::Result<()> {
        let deed = Deed::new(actor, action, Subject::Webhook(id.0)).change(before, after);
        audit::store::insert(conn, &deed, self.members.clock.now()).await
    }
}

fn told(wanted: &Wanted) -> Value {
    state(wanted.target.host(), &wanted.events, &wanted.site, wanted.has_addresses)
}

fn told_of(webhook: &Webhook) -> Value {
    state(&webhook.host(), &webhook.events(), &webhook.site, webhook.has_addresses)
}

/// The rest of a URL may hold a secret.
fn state(host: &str, events: &[Kind], site: &str, has_addresses: bool) -> Value {
    let events: Vec<&str> = events.iter().map(|kind| kind.as_str()).collect();
    json!({ "host": host, "events": events.join(" "), "site": site, "addresses": has_addresses })
}
