//! What is counted per network without a query: made-up share links, sign-ins begun with an account, and answers of
//! providers that came to nothing.
//!
//! Counted in memory, and each second put together in the database, so that restarts and other instances share it. One
//! network can so get a second's worth more out of each further instance.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use moka::sync::Cache;

use super::rush::Rush;
use crate::clock::{self, Timestamp};
use crate::config::Limits;
use crate::db::{self, Db, Lane};
use crate::limit::{LimitKey, store};
use crate::secret::Keys;
use crate::sign_in::ip_key;

/// Networks remembered at most; the least busy goes first.
const KEPT: u64 = 20_000;
/// Networks whose counts wait for the database at most: while it is away, those that come later are counted here alone.
const UNSENT: usize = 20_000;
/// Put together in one transaction; the others wait a second more.
const AT_ONCE: usize = 500;

/// What one network may do here, beside the limits on letters.
pub struct NetworkLimits {
    pub rush: Rush,
    /// Made-up share links.
    pub misses: PerNetwork,
    /// Sign-ins begun with an account elsewhere.
    pub starts: PerNetwork,
    /// Answers of providers that came to nothing.
    pub bad_answers: PerNetwork,
}

impl NetworkLimits {
    pub fn new(limits: &Limits) -> Self {
        let (minute, ten) = (clock::minutes(1), clock::minutes(10));
        Self {
            rush: Rush::new(limits.requests_per_ip_second),
            misses: PerNetwork::new("share misses", limits.share_misses_per_ip, ten),
            starts: PerNetwork::new("account starts", limits.account_starts_per_ip_minute, minute),
            bad_answers: PerNetwork::new("bad answers", limits.bad_answers_per_ip, ten),
        }
    }
}

pub struct PerNetwork {
    name: &'static str,
    /// 0: no limit.
    at_most: u32,
    within: Duration,
    counts: Cache<String, (Timestamp, u32)>,
    unsent: Mutex<HashMap<String, u32>>,
}

impl PerNetwork {
    pub fn new(name: &'static str, at_most: u32, within: Duration) -> Self {
        Self { name, at_most, within, counts: Cache::new(KEPT), unsent: Mutex::default() }
    }

    /// How long this network has to wait; `None` where it need not. `what` is counted apart: one provider's faults are not
    /// another's.
    pub fn wait(&self, ip: IpAddr, what: &str, now: Timestamp) -> Option<Duration> {
        let (since, count) = self.counts.get(&key(ip, what)).filter(|_| self.at_most > 0)?;
        (count >= self.at_most && self.lasts(since, now)).then(|| since.plus(self.within).since(now))
    }

    /// Counts one; how long to wait where that was one too many.
    pub fn count(&self, ip: IpAddr, what: &str, now: Timestamp) -> Option<Duration> {
        if self.at_most == 0 {
            return None;
        }
        let key = key(ip, what);
        let counted = self.counts.entry(key.clone()).and_upsert_with(|entry| {
            let known = entry.map(moka::Entry::into_value).filter(|(since, _)| self.lasts(*since, now));
            let (since, count) = known.unwrap_or((now, 0));
            (since, count.saturating_add(1))
        });
        let (since, count) = counted.into_value();
        // Whoever is over already changes nothing any more: those who knock on cost no write.
        if count <= self.at_most.saturating_add(1) {
            let mut unsent = self.unsent();
            if unsent.len() < UNSENT || unsent.contains_key(&key) {
                *unsent.entry(key).or_default() += 1;
            }
        }
        (count > self.at_most).then(|| since.plus(self.within).since(now))
    }

    /// A clock that went back ends the span as well.
    fn lasts(&self, since: Timestamp, now: Timestamp) -> bool {
        now >= since && now < since.plus(self.within)
    }

    /// Puts the counts of this instance to those of the others, and takes over the sums.
    pub async fn share(&self, db: &Db, keys: &Keys, now: Timestamp) -> db::Result<()> {
        let taken: HashMap<String, u32> = {
            let mut unsent = self.unsent();
            let some: Vec<String> = unsent.keys().take(AT_ONCE).cloned().collect();
            some.into_iter().filter_map(|key| unsent.remove_entry(&key)).collect()
        };
        if taken.is_empty() {
            return Ok(());
        }
        match self.add(db, keys, &taken, now).await {
            Ok(sums) => {
                for (key, (since, sum)) in sums {
                    // More may have been counted here meanwhile.
                    self.counts.entry(key).and_upsert_with(|entry| match entry.map(moka::Entry::into_value) {
                        Some((began, count)) if self.lasts(began, now) => (since, count.max(sum)),
                        _ => (since, sum),
                    });
                }
                Ok(())
            }
            Err(error) => {
                let mut unsent = self.unsent();
                for (key, count) in taken {
                    if unsent.len() < UNSENT || unsent.contains_key(&key) {
                        *unsent.entry(key).or_default() += count;
                    }
                }
                Err(error)
            }
        }
    }

    async fn add(
        &self,
        db: &Db,
        keys: &Keys,
        counts: &HashMap<String, u32>,
        now: Timestamp,
    ) -> db::Result<Vec<(String, (Timestamp, u32))>> {
        // In one order on every instance: two of them never wait for each other.
        let mut rows: Vec<(LimitKey, &String, u32)> =
            counts.iter().map(|(key, count)| (LimitKey::new(keys, self.name, key), key, *count)).collect();
        rows.sort_unstable_by(|a, b| a.0.cmp(&b.0));
        let mut sums = Vec::with_capacity(rows.len());
        let mut tx = db.begin_in(Lane::Work).await?;
        for (limit, key, count) in rows {
            let (sum, ends_at) = store::add(&mut tx.conn(), &limit, (count, self.within), now).await?;
            sums.push((key.clone(), (ends_at.minus(self.within), u32::try_from(sum).unwrap_or(u32::MAX))));
        }
        tx.commit().await?;
        Ok(sums)
    }

    fn unsent(&self) -> MutexGuard<'_, HashMap<String, u32>> {
        self.unsent.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn key(ip: IpAddr, what: &str) -> String {
    format!("{} {what}", ip_key(ip))
}
