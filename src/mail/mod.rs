//! Letters: written into the outbox by the transaction that caused them, sent later by a worker.
//!
//! Knows no other domain word: it is given a recipient, a subject and two texts.

pub mod outbox;
mod smtp;
pub mod store;
pub mod transport;
pub mod worker;

use std::time::Duration;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::clock;
use crate::email_address::EmailAddress;
use crate::secret::{self, Keys, Purpose};

/// How long a letter is tried where nothing ends it sooner.
pub const LIFE: Duration = clock::hours(24);

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, sqlx::Type)]
#[sqlx(transparent)]
pub struct LetterId(pub Uuid);

/// One mail to send.
#[derive(Debug, Clone)]
pub struct Letter {
    /// What it is, for logs and counts: `sign_in`, `welcome`, ….
    pub kind: &'static str,
    pub to: EmailAddress,
    pub content: Content,
    /// After this it is worth nothing any more.
    pub life: Duration,
}

/// What is sealed while the letter waits. Nothing that its asker typed stands in the subject.
#[derive(Clone, Serialize, Deserialize)]
pub struct Content {
    pub subject: String,
    pub text: String,
    pub html: String,
    /// One-click unsubscribe (RFC 8058): where its POST goes.
    pub unsubscribe: Option<String>,
}

impl std::fmt::Debug for Content {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Content(***)")
    }
}

/// Why a letter is recorded and not sent: its asker is told the same either way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Withheld {
    Limit,
    Suppressed,
    Blocked,
}

impl Withheld {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Limit => "over a limit",
            Self::Suppressed => "address suppressed",
            Self::Blocked => "member blocked",
        }
    }
}

/// Stands for an address where only sameness counts.
#[derive(Debug, Clone, sqlx::Type)]
#[sqlx(transparent)]
pub struct AddressKey(Vec<u8>);

impl AddressKey {
    pub fn new(keys: &Keys, address: &EmailAddress) -> Self {
        Self(keys.mac(Purpose::Address, &[b"suppression", address.as_str().as_bytes()]))
    }

    pub fn bytes(&self) -> &[u8] {
        &self.0
    }

    pub fn hex(&self) -> String {
        self.0.iter().fold(String::new(), |hex, byte| hex + &format!("{byte:02x}"))
    }
}

const LONGEST_PAUSE: Duration = clock::hours(1);

/// Five seconds, for whoever waits before their inbox; then twice as long each time, an hour at most; a quarter of it by chance, so that a mail host that comes
/// back does not meet every waiting letter in the same second.
pub fn pause(tries: i64) -> Duration {
    let doublings = u32::try_from(tries.clamp(1, 11) - 1).unwrap_or(0);
    let pause = Duration::from_secs(5).saturating_mul(1 << doublings).min(LONGEST_PAUSE);
    let quarter = u64::try_from(pause.as_millis() / 4).unwrap_or(0);
    pause.saturating_sub(Duration::from_millis(secret::random_below(quarter.max(1))))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_grow_to_an_hour_with_jitter() {
        let bounds = [(1, 3, 5), (2, 7, 10), (4, 30, 40), (8, 480, 640), (11, 2700, 3600), (99, 2700, 3600)];
        for (tries, low, high) in bounds {
            for _ in 0..50 {
                let pause = pause(tries);
                assert!(pause >= Duration::from_secs(low) && pause <= Duration::from_secs(high), "{tries}: {pause:?}");
            }
        }
    }
}
