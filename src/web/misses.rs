//! Made-up share links, and answers of providers that were not to be trusted, counted per network: in memory, since a
//! guess must cost no query and can hit nothing anyway.

use std::net::IpAddr;
use std::time::Duration;

use moka::sync::Cache;

use crate::clock::{self, Timestamp};
use crate::sign_in::ip_key;

const WITHIN: Duration = clock::minutes(10);
/// Networks remembered at most; the least busy goes first.
const KEPT: u64 = 20_000;

/// Per instance, and forgotten at its end.
pub struct Misses {
    /// 0: no limit.
    at_most: u32,
    counts: Cache<String, (Timestamp, u32)>,
}

impl Misses {
    pub fn new(at_most: u32) -> Self {
        Self { at_most, counts: Cache::new(KEPT) }
    }

    /// How long this network has to wait; `None` where it need not.
    pub fn wait(&self, ip: IpAddr, now: Timestamp) -> Option<Duration> {
        let (since, count) = self.counts.get(&ip_key(ip)).filter(|_| self.at_most > 0)?;
        (count >= self.at_most && now < since.plus(WITHIN)).then(|| since.plus(WITHIN).since(now))
    }

    /// Counts one; how long to wait where that was one too many.
    pub fn count(&self, ip: IpAddr, now: Timestamp) -> Option<Duration> {
        if self.at_most == 0 {
            return None;
        }
        let counted = self.counts.entry(ip_key(ip)).and_upsert_with(|entry| {
            let known = entry.map(moka::Entry::into_value).filter(|(since, _)| now < since.plus(WITHIN));
            let (since, count) = known.unwrap_or((now, 0));
            (since, count.saturating_add(1))
        });
        let (since, count) = counted.into_value();
        (count > self.at_most).then(|| since.plus(WITHIN).since(now))
    }
}
