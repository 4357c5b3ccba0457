//! How many requests one network may send in a second: a bound for whoever sends them without end, far above what readers do.
//!
//! Of this instance alone and in memory: no lock and no allocation, since every request passes here. Networks share places
//! in a table by a secret hash, so nobody can choose whom to crowd out; one in 65,536 strangers meets the same limit.

use std::hash::{BuildHasher, RandomState};
use std::net::IpAddr;
use std::sync::atomic::{AtomicI64, Ordering};

use crate::clock::Timestamp;

const PLACES: usize = 1 << 16;
const SECOND: i64 = 1_000_000;
/// A page with all that hangs on it, and a few more: this many seconds' worth at once.
const BURST: i64 = 5;

pub struct Rush {
    /// Microseconds between two requests; `None`: no limit.
    every: Option<i64>,
    /// The moment up to which each place's requests are paid for.
    paid_until: Box<[AtomicI64]>,
    hasher: RandomState,
}

impl Rush {
    /// 0: no limit.
    pub fn new(per_second: u32) -> Self {
        let every = (per_second > 0).then(|| (SECOND / i64::from(per_second)).max(1));
        let places = if every.is_some() { PLACES } else { 0 };
        Self { every, paid_until: (0..places).map(|_| AtomicI64::new(0)).collect(), hasher: RandomState::new() }
    }

    pub fn is_on(&self) -> bool {
        self.every.is_some()
    }

    /// Counts one. False where it is one too many.
    pub fn admits(&self, ip: IpAddr, now: Timestamp) -> bool {
        let Some(every) = self.every else { return true };
        let place = usize::try_from(self.hasher.hash_one(network(ip)) % PLACES as u64).unwrap_or(0);
        let Some(paid_until) = self.paid_until.get(place) else { return true };
        let (now, burst) = (now.as_micros(), BURST * SECOND);
        let paid = paid_until.try_update(Ordering::Relaxed, Ordering::Relaxed, |paid| {
            let ahead = paid - now;
            // Further ahead than anyone can come: the clock went back.
            let from = if ahead < 0 || ahead > burst + every { now } else { paid };
            (from + every - now <= burst).then_some(from + every)
        });
        paid.is_ok()
    }
}

/// An IPv6 /64 is one household or one host.
fn network(ip: IpAddr) -> u64 {
    match ip.to_canonical() {
        IpAddr::V4(ip) => u64::from(u32::from(ip)),
        IpAddr::V6(ip) => u64::try_from(u128::from(ip) >> 64).unwrap_or(0),
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn a_burst_is_let_in_and_then_so_many_a_second() {
        let rush = Rush::new(10);
        let ip = "203.0.113.7".parse().expect("an address");
        let mut now = Timestamp::from_micros(1_000_000_000_000);
        assert_eq!((0..80).filter(|_| rush.admits(ip, now)).count(), 50);
        now = now.plus(Duration::from_secs(1));
        assert_eq!((0..80).filter(|_| rush.admits(ip, now)).count(), 10);
        now = now.minus(Duration::from_hours(1));
        assert_eq!((0..80).filter(|_| rush.admits(ip, now)).count(), 50, "a clock that went back locks nobody out");
        assert!((0..1000).all(|_| Rush::new(0).admits(ip, now)));
    }

    #[test]
    fn an_ipv6_network_is_one() {
        let of = |text: &str| network(text.parse().expect("an address"));
        assert_eq!(of("2001:db8:1:2:3::4"), of("2001:db8:1:2:ffff::9"));
        assert_ne!(of("2001:db8:1:2::1"), of("2001:db8:1:3::1"));
        assert_eq!(of("::ffff:192.0.2.1"), of("192.0.2.1"));
    }
}
