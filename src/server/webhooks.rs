//! Sends what waits for webhooks: a few deliveries to each endpoint at a time, so that a slow one holds up only itself.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use tokio::task::{Id, JoinSet};
use tokio_util::sync::CancellationToken;

use crate::db;
use crate::webhook::WebhookId;
use crate::webhook::worker::{Claimed, Courier, HANDS};

/// How often due deliveries are looked for where nobody called.
const LOOK: Duration = Duration::from_secs(1);

/// What is under way, and where it goes.
#[derive(Default)]
struct UnderWay {
    deliveries: JoinSet<()>,
    to: HashMap<Id, WebhookId>,
}

impl UnderWay {
    fn has_hand_for(&self, id: WebhookId) -> bool {
        self.to.values().filter(|to| **to == id).count() < HANDS
    }

    fn begin(&mut self, id: WebhookId, claimed: Claimed, courier: &Arc<Courier>) {
        let courier = Arc::clone(courier);
        let handle = self.deliveries.spawn(async move {
            if let Err(error) = courier.deliver(&claimed).await {
                db::log_failure(error, "a delivery to a webhook could not be worked");
            }
        });
        self.to.insert(handle.id(), id);
    }

    /// Waits until one has ended; for ever where none is under way.
    async fn ended(&mut self) {
        let ended = match self.deliveries.join_next_with_id().await {
            Some(Ok((id, ()))) => id,
            Some(Err(error)) => error.id(),
            None => return std::future::pending().await,
        };
        self.to.remove(&ended);
    }
}

/// The deliveries in hand are finished before the program ends.
pub async fn send(courier: Arc<Courier>, stop: CancellationToken) {
    let mut under_way = UnderWay::default();
    while !stop.is_cancelled() {
        if let Err(error) = claim(&courier, &mut under_way).await {
            db::log_failure(error, "deliveries to webhooks could not be looked for");
        }
        tokio::select! {
            () = stop.cancelled() => {}
            () = courier.wake.notified() => {}
            () = under_way.ended() => {}
            () = tokio::time::sleep(LOOK) => {}
        }
    }
    while !under_way.to.is_empty() {
        under_way.ended().await;
    }
}

/// Takes up what is due for endpoints that have a hand free.
async fn claim(courier: &Arc<Courier>, under_way: &mut UnderWay) -> db::Result<()> {
    for id in courier.due().await? {
        while under_way.has_hand_for(id) {
            let Some(claimed) = courier.claim(id).await? else { break };
            under_way.begin(id, claimed, courier);
        }
    }
    Ok(())
}
