//! Sends what waits, one delivery a step: claim, send, mark. No database connection is held while sending.
//!
//! An endpoint has hands of its own, so that a slow one holds up nobody but itself.

use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::Duration;

use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use http::{HeaderMap, Request, StatusCode, header};
use tokio::sync::Notify;
use tokio::time::{Instant, sleep};
use uuid::Uuid;

use super::delivery_store::{self, ClaimedDelivery, Tried};
use super::signature::{self, WebhookSecret};
use super::store;
use super::{EventId, FAILING_FOR, Kind, Paused, State, Target, Webhook, WebhookId, event, pause};
use crate::clock::{Clock, Timestamp};
use crate::config::WebhookSettings;
use crate::db::{self, Db, Lane};
use crate::email_address::EmailAddress;
use crate::outbound::{CallError, Outbound, Reach};
use crate::secret::Keys;

/// A claim that was not marked by then was lost with its worker, and is free again.
pub const LEASE: Duration = Duration::from_mins(1);
/// Left of a lease for the last try to write down what became of the delivery.
const MARGIN: Duration = Duration::from_secs(5);
const MARK_AGAIN: Duration = Duration::from_millis(500);
/// Deliveries to one endpoint that one instance has under way at a time; with [`super::MOST`] endpoints it bounds them all.
pub const HANDS: usize = 2;
/// Of an answer's body no more is read, and nothing kept.
const MOST_OF_ANSWER: usize = 64 * 1024;

/// How a member is written to now; `None`: they are gone.
pub type AddressOf = Arc<dyn Fn(Uuid) -> BoxFuture<'static, db::Result<Option<EmailAddress>>> + Send + Sync>;

pub struct Courier {
    db: Db,
    keys: Keys,
    clock: Clock,
    outbound: Outbound,
    reach: Reach,
    address_of: AddressOf,
    /// Told when something is to be sent at once.
    pub wake: Notify,
}

/// One delivery in this instance's hand, and where it goes.
#[derive(Debug)]
pub struct Claimed {
    webhook: Webhook,
    delivery: ClaimedDelivery,
    since: Instant,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// Nothing is due.
    Idle,
    Delivered,
    Later,
    GivenUp,
}

/// What a try came to, as the wire tells.
#[derive(Debug)]
struct Answer {
    status: Option<StatusCode>,
    fault: &'static str,
    /// How long to wait at least.
    asked: Option<Duration>,
}

impl Answer {
    fn fault(fault: &'static str) -> Self {
        Self { status: None, fault, asked: None }
    }
}

impl Courier {
    /// `patience`: for one call, its answer included.
    ///
    /// # Errors
    /// Where TLS cannot be set up on this machine: no root certificates.
    pub fn new(
        (settings, patience): (&WebhookSettings, Duration),
        db: Db,
        keys: Keys,
        clock: Clock,
        address_of: AddressOf,
    ) -> anyhow::Result<Self> {
        let reach = settings.reach.into();
        let outbound = Outbound::without_memory(reach, patience)?;
        Ok(Self { db, keys, clock, outbound, reach, address_of, wake: Notify::new() })
    }

    /// Where its calls may go.
    pub fn reach(&self) -> Reach {
        self.reach
    }

    /// The endpoints for which something is due.
    pub async fn due(&self) -> db::Result<Vec<WebhookId>> {
        let mut read = self.db.read().await?;
        store::list_due(&mut read.conn(), self.clock.now()).await
    }

    /// The next delivery to this endpoint. `None`: nothing is due, or it is paused, or gone.
    pub async fn claim(&self, id: WebhookId) -> db::Result<Option<Claimed>> {
        let now = self.clock.now();
        let since = Instant::now();
        let mut tx = self.db.begin_in(Lane::Work).await?;
        let mut conn = tx.conn();
        let webhook = store::find(&mut conn, id).await?;
        let Some(webhook) = webhook.filter(|webhook| webhook.paused_at.is_none()) else { return Ok(None) };
        let claimed = delivery_store::claim_due(&mut conn, id, now, now.plus(LEASE)).await?;
        tx.commit().await?;
        Ok(claimed.map(|delivery| Claimed { webhook, delivery, since }))
    }

    /// That very one, to a paused endpoint too. `None`: it is in another hand, or has ended.
    async fn claim_this(&self, id: WebhookId, event: EventId) -> db::Result<Option<Claimed>> {
        let now = self.clock.now();
        let since = Instant::now();
        let mut tx = self.db.begin_in(Lane::Work).await?;
        let mut conn = tx.conn();
        let Some(webhook) = store::find(&mut conn, id).await? else { return Ok(None) };
        let claimed = delivery_store::claim_this(&mut conn, (id, event), now, now.plus(LEASE)).await?;
        tx.commit().await?;
        Ok(claimed.map(|delivery| Claimed { webhook, delivery, since }))
    }

    pub async fn step(&self) -> db::Result<Step> {
        for id in self.due().await? {
            if let Some(claimed) = self.claim(id).await? {
                return self.deliver(&claimed).await;
            }
        }
        Ok(Step::Idle)
    }

    /// For whoever waits to see what comes of it.
    pub async fn send_now(&self, id: WebhookId, event: EventId) -> db::Result<Step> {
        match self.claim_this(id, event).await? {
            Some(claimed) => self.deliver(&claimed).await,
            None => Ok(Step::Idle),
        }
    }

    pub async fn deliver(&self, claimed: &Claimed) -> db::Result<Step> {
        // One delivery that makes the client panic does not stop the next.
        let answer = match AssertUnwindSafe(self.send(claimed)).catch_unwind().await {
            Ok(answer) => answer?,
            Err(_) => Answer::fault("panic"),
        };
        let lease_ends = claimed.since + LEASE.saturating_sub(MARGIN);
        // What became of it is known: as long as it is in this hand alone, it is worth being written down.
        loop {
            match self.mark(claimed, &answer).await {
                Err(error) if error.is_unavailable() && !error.is_closed() && Instant::now() < lease_ends => {
                    sleep(MARK_AGAIN).await;
                }
                marked => return marked,
            }
        }
    }

    async fn send(&self, Claimed { webhook, delivery, .. }: &Claimed) -> db::Result<Answer> {
        let now = self.clock.now();
        let secrets: Vec<WebhookSecret> =
            webhook.sealed(now).filter_map(|sealed| WebhookSecret::open(&self.keys, webhook.id, sealed)).collect();
        if secrets.is_empty() {
            tracing::error!(webhook = %webhook.id.0, "a webhook's secret could not be opened with the current secret");
            return Ok(Answer::fault("secret"));
        }
        let Some(data) = delivery.data.as_deref() else { return Ok(Answer::fault("forgotten")) };
        // The URL is looked at again: the settings may have become narrower since it was typed.
        let Ok(target) = Target::parse(&webhook.url, self.reach) else { return Ok(Answer::fault("not_allowed")) };
        let address = match delivery.member_id.filter(|_| webhook.has_addresses) {
            Some(member) => Some((self.address_of)(member).await?),
            None => None,
        };
        let address = address.as_ref().map(|address| address.as_ref().map(EmailAddress::as_str));
        let body = event::body(&delivery.event, delivery.happened_at, data, address);
        let (id, seconds) = (delivery.event_id.0.to_string(), now.as_seconds());
        let request = Request::post(target.as_str())
            .header(header::CONTENT_TYPE, "application/json")
            .header("webhook-id", &id)
            .header("webhook-timestamp", seconds)
            .header("webhook-signature", signature::sign(&secrets, &id, seconds, &body))
            .body(body);
        let Ok(request) = request else { return Ok(Answer::fault("not_allowed")) };
        Ok(match self.outbound.tell(request, MOST_OF_ANSWER).await {
            Ok((status, headers)) => Answer { status: Some(status), fault: "", asked: asked_pause(&headers, now) },
            Err(error) => Answer::fault(fault_of(error)),
        })
    }

    async fn mark(&self, Claimed { webhook, delivery, .. }: &Claimed, answer: &Answer) -> db::Result<Step> {
        let now = self.clock.now();
        let status = answer.status.map(|status| i64::from(status.as_u16()));
        let is_delivered = answer.status.is_some_and(|status| status.is_success());
        let is_gone = answer.status == Some(StatusCode::GONE);
        let is_test = delivery.event == Kind::Test.as_str();
        // Whoever tries an endpoint out has seen what came of it; and what is forgotten stays so.
        let is_last = is_test || is_gone || answer.fault == "forgotten";
        let later = pause(delivery.tries - delivery.tries_before, answer.asked).filter(|_| !is_last && !is_delivered);
        let (state, step) = match (is_delivered, later) {
            (true, _) => (State::Delivered, Step::Delivered),
            (false, Some(_)) => (State::Failed, Step::Later),
            (false, None) => (State::GivenUp, Step::GivenUp),
        };
        let (due_at, ended_at) = (later.map(|pause| now.plus(pause)), later.is_none().then_some(now));
        let came = Tried { state, status, fault: answer.fault, due_at, ended_at };
        let mut tx = self.db.begin_in(Lane::Work).await?;
        let mut conn = tx.conn();
        if !delivery_store::update_tried(&mut conn, (webhook.id, delivery.event_id, delivery.tries), &came).await? {
            return Ok(step);
        }
        let mut paused = None;
        if is_delivered {
            store::clear_failing(&mut conn, webhook.id).await?;
        } else if is_gone && store::update_paused(&mut conn, webhook.id, Paused::Gone, now).await? {
            paused = Some(Paused::Gone);
        } else if !is_test {
            store::update_failing(&mut conn, webhook.id, now).await?;
            if store::claim_failing(&mut conn, webhook.id, now.minus(FAILING_FOR), now).await? {
                paused = Some(Paused::Failing);
            }
        }
        tx.commit().await?;
        say(webhook, delivery, (answer, state), paused);
        count(&delivery.event, step);
        Ok(step)
    }

    /// After the clock was set back: deliveries that were written or tried in what is the future now. How many.
    pub async fn bring_forward(&self) -> db::Result<u64> {
        let mut tx = self.db.begin_in(Lane::Work).await?;
        let deliveries = delivery_store::update_brought_forward(&mut tx.conn(), self.clock.now()).await?;
        tx.commit().await?;
        Ok(deliveries)
    }

    /// How many deliveries wait, and for how long the oldest has.
    pub async fn backlog(&self) -> db::Result<(i64, Duration)> {
        let mut read = self.db.read().await?;
        let (count, oldest) = delivery_store::count_waiting(&mut read.conn()).await?;
        let age = oldest.map_or(Duration::ZERO, |since: Timestamp| self.clock.now().since(since));
        Ok((count, age))
    }
}

fn fault_of(error: CallError) -> &'static str {
    match error {
        CallError::NotAllowed => "not_allowed",
        CallError::NoConnection => "no_connection",
        CallError::TooSlow => "too_slow",
        CallError::TooLarge | CallError::BrokenOff => "broken_off",
    }
}

/// `Retry-After`, in seconds or as a date.
fn asked_pause(headers: &HeaderMap, now: Timestamp) -> Option<Duration> {
    let text = headers.get(header::RETRY_AFTER)?.to_str().ok()?.trim();
    match text.parse() {
        Ok(seconds) => Some(Duration::from_secs(seconds)),
        Err(_) => Timestamp::parse_http_date(text).map(|at| at.since(now)),
    }
}

/// By id and host: what stands behind the host may be a secret.
fn say(webhook: &Webhook, delivery: &ClaimedDelivery, (answer, state): (&Answer, State), paused: Option<Paused>) {
    let (id, host, event) = (webhook.id.0, webhook.host(), delivery.event.as_str());
    let (status, fault) = (answer.status.map(|status| status.as_u16()), answer.fault);
    if state != State::Delivered {
        tracing::warn!(webhook = %id, host, event, tries = delivery.tries, status, fault, state = state.as_str(), "a webhook did not take a delivery");
    }
    match paused {
        Some(Paused::Gone) => tracing::error!(webhook = %id, host, "a webhook says that it is gone, and is paused"),
        Some(_) => tracing::error!(webhook = %id, host, "nothing came through to a webhook for days: it is paused"),
        None => {}
    }
}

fn count(event: &str, step: Step) {
    let outcome = match step {
        Step::Idle => return,
        Step::Delivered => "delivered",
        Step::Later => "later",
        Step::GivenUp => "given_up",
    };
    metrics::counter!("gatefold_webhook_deliveries_total", "event" => event.to_owned(), "outcome" => outcome)
        .increment(1);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pause_is_asked_for_in_seconds_or_by_a_date() {
        let now = Timestamp::parse("2026-10-04T08:00:00Z").expect("a moment");
        for (text, wanted) in [
            ("120", Some(120)),
            (" 0 ", Some(0)),
            ("Sun, 04 Oct 2026 08:05:00 GMT", Some(300)),
            ("Sun, 04 Oct 2026 07:05:00 GMT", Some(0)),
            ("-1", None),
            ("soon", None),
            ("", None),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(header::RETRY_AFTER, text.parse().expect("a value"));
            assert_eq!(asked_pause(&headers, now), wanted.map(Duration::from_secs), "{text}");
        }
        assert_eq!(asked_pause(&HeaderMap::new(), now), None);
    }
}
