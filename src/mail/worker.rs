//! Sends what waits in the outbox, one letter a step: claim, send, mark. No database connection is held while sending.

use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::Duration;

use futures_util::FutureExt;
use tokio::sync::Notify;
use tokio::time::{Instant, sleep};

use super::store::{self, ClaimedLetter};
use super::transport::{Outcome, Transport};
use super::{AddressKey, Content, pause};
use crate::clock::{Clock, Timestamp};
use crate::db::{self, Db, Lane};
use crate::email_address::EmailAddress;
use crate::secret::{Keys, Sealed};

/// A claim that was not marked by then was lost with its worker, and is free again.
pub const LEASE: Duration = Duration::from_mins(1);
/// Shorter than the lease, and than a shutdown waits: a letter is never in two hands.
const SEND: Duration = Duration::from_secs(25);

/// Left of a lease for the last try to write down what became of the letter.
const MARGIN: Duration = Duration::from_secs(5);
const MARK_AGAIN: Duration = Duration::from_millis(500);

pub struct Post {
    pub db: Db,
    pub keys: Keys,
    pub clock: Clock,
    pub transport: Transport,
    /// Told when a letter was put into the outbox, so that it leaves at once.
    pub wake: Arc<Notify>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// Nothing is due.
    Idle,
    Sent,
    Later,
    Refused,
    Expired,
}

impl Post {
    pub async fn step(&self) -> db::Result<Step> {
        let lease_ends = Instant::now() + LEASE.saturating_sub(MARGIN);
        let now = self.clock.now();
        let mut tx = self.db.begin_in(Lane::Work).await?;
        let claimed = store::claim_due(&mut tx.conn(), now, now.plus(LEASE)).await?;
        tx.commit().await?;
        let Some(letter) = claimed else { return Ok(Step::Idle) };
        let (Some(to), Some(content)) = (letter.recipient.clone(), self.open(&letter)) else {
            tracing::error!(letter = %letter.id.0, kind = letter.kind, "a letter could not be opened with the current secret");
            return self.end(&letter, "refused", "could not be opened", Step::Refused).await;
        };
        if now >= letter.expires_at {
            return self.end(&letter, "expired", "no longer of use", Step::Expired).await;
        }
        let outcome = self.send(&letter, &to, &content).await;
        // What became of it is known: as long as the letter is in this hand alone, it is worth being written down.
        loop {
            match self.mark(&letter, &to, &outcome).await {
                Err(error) if error.is_unavailable() && !error.is_closed() && Instant::now() < lease_ends => {
                    sleep(MARK_AGAIN).await;
                }
                marked => return marked,
            }
        }
    }

    fn open(&self, letter: &ClaimedLetter) -> Option<Content> {
        let plain = self.keys.open(Sealed::Letter, letter.id.0.as_bytes(), letter.sealed.as_deref()?)?;
        serde_json::from_slice(&plain).ok()
    }

    /// One letter that makes the mailer panic or hang does not stop the next.
    async fn send(&self, letter: &ClaimedLetter, to: &EmailAddress, content: &Content) -> Outcome {
        let send = AssertUnwindSafe(self.transport.send(letter.id, to, content)).catch_unwind();
        match tokio::time::timeout(SEND, send).await {
            Ok(Ok(outcome)) => outcome,
            Ok(Err(_)) => Outcome::Refused { answer: "the mailer panicked".to_owned(), is_address_dead: false },
            Err(_) => Outcome::Later { answer: "timed out".to_owned() },
        }
    }

    async fn mark(&self, letter: &ClaimedLetter, to: &EmailAddress, outcome: &Outcome) -> db::Result<Step> {
        let id = letter.id.0;
        match outcome {
            Outcome::Sent { answer } => self.end(letter, "sent", answer, Step::Sent).await,
            Outcome::Refused { answer, is_address_dead } => {
                tracing::warn!(letter = %id, kind = letter.kind, answer, "a letter was refused for good");
                if *is_address_dead {
                    self.suppress(to, answer).await?;
                }
                self.end(letter, "refused", answer, Step::Refused).await
            }
            Outcome::Later { answer } => {
                let due_at = self.clock.now().plus(pause(letter.tries));
                tracing::warn!(letter = %id, kind = letter.kind, tries = letter.tries, answer, "a letter has to wait");
                let mut tx = self.db.begin_in(Lane::Work).await?;
                store::update_waiting(&mut tx.conn(), (letter.id, letter.tries), answer, due_at).await?;
                tx.commit().await?;
                count(&letter.kind, Step::Later);
                Ok(Step::Later)
            }
        }
    }

    async fn suppress(&self, to: &EmailAddress, answer: &str) -> db::Result<()> {
        let mut tx = self.db.begin_in(Lane::Work).await?;
        let key = AddressKey::new(&self.keys, to);
        store::insert_suppression(&mut tx.conn(), &key, answer, self.clock.now()).await?;
        tx.commit().await
    }

    async fn end(&self, letter: &ClaimedLetter, state: &'static str, answer: &str, step: Step) -> db::Result<Step> {
        let mut tx = self.db.begin_in(Lane::Work).await?;
        store::update_ended(&mut tx.conn(), (letter.id, letter.tries), state, answer, self.clock.now()).await?;
        tx.commit().await?;
        count(&letter.kind, step);
        Ok(step)
    }

    /// After the clock was set back: letters that were written or put off in what is the future now. How many.
    pub async fn bring_forward(&self) -> db::Result<u64> {
        let mut tx = self.db.begin_in(Lane::Work).await?;
        let letters = store::update_brought_forward(&mut tx.conn(), self.clock.now()).await?;
        tx.commit().await?;
        Ok(letters)
    }

    /// Depth of the outbox, and how long its oldest letter has waited.
    pub async fn backlog(&self) -> db::Result<(i64, Duration)> {
        let mut read = self.db.read().await?;
        let (count, oldest) = store::count_waiting(&mut read.conn()).await?;
        let age = oldest.map_or(Duration::ZERO, |since: Timestamp| self.clock.now().since(since));
        Ok((count, age))
    }
}

fn count(kind: &str, step: Step) {
    let outcome = match step {
        Step::Idle => return,
        Step::Sent => "sent",
        Step::Later => "later",
        Step::Refused => "refused",
        Step::Expired => "expired",
    };
    metrics::counter!("gatefold_letters_total", "kind" => kind.to_owned(), "outcome" => outcome).increment(1);
}
