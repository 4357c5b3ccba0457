//! What is counted per network in memory, since it must cost no query: made-up share links, sign-ins begun with an account,
//! and answers of providers that came to nothing.

use std::net::IpAddr;
use std::time::Duration;

use moka::sync::Cache;

use crate::clock::Timestamp;
use crate::sign_in::ip_key;

/// Networks remembered at most; the least busy goes first.
const KEPT: u64 = 20_000;

/// Per instance, and forgotten at its end.
pub struct PerNetwork {
    /// 0: no limit.
    at_most: u32,
    within: Duration,
    counts: Cache<String, (Timestamp, u32)>,
}

impl PerNetwork {
    pub fn new(at_most: u32, within: Duration) -> Self {
        Self { at_most, within, counts: Cache::new(KEPT) }
    }

    /// How long this network has to wait; `None` where it need not. `what` is counted apart: one provider's faults are not
    /// another's.
    pub fn wait(&self, ip: IpAddr, what: &str, now: Timestamp) -> Option<Duration> {
        let (since, count) = self.counts.get(&key(ip, what)).filter(|_| self.at_most > 0)?;
        (count >= self.at_most && now < since.plus(self.within)).then(|| since.plus(self.within).since(now))
    }

    /// Counts one; how long to wait where that was one too many.
    pub fn count(&self, ip: IpAddr, what: &str, now: Timestamp) -> Option<Duration> {
        if self.at_most == 0 {
            return None;
        }
        let counted = self.counts.entry(key(ip, what)).and_upsert_with(|entry| {
            let known = entry.map(moka::Entry::into_value).filter(|(since, _)| now < since.plus(self.within));
            let (since, count) = known.unwrap_or((now, 0));
            (since, count.saturating_add(1))
        });
        let (since, count) = counted.into_value();
        (count > self.at_most).then(|| since.plus(self.within).since(now))
    }
}

fn key(ip: IpAddr, what: &str) -> String {
    format!("{} {what}", ip_key(ip))
}
