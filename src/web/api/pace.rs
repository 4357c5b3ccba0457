//! How often each program may ask: counted in memory, by each instance for itself.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use crate::clock::{self, Timestamp};
use crate::program::ProgramId;

const WINDOW: Duration = clock::minutes(1);

/// As many entries as there are programs: few.
pub struct Pace {
    /// In a minute; 0: no limit.
    at_most: u32,
    counts: Mutex<HashMap<ProgramId, (Timestamp, u32)>>,
}

impl Pace {
    pub fn new(at_most: u32) -> Self {
        Self { at_most, counts: Mutex::default() }
    }

    /// How long to wait; `None`: it may ask now.
    pub fn claim(&self, program: ProgramId, now: Timestamp) -> Option<Duration> {
        if self.at_most == 0 {
            return None;
        }
        let mut counts = self.counts.lock().unwrap_or_else(PoisonError::into_inner);
        let (since, count) = counts.entry(program).or_insert((now, 0));
        if now.since(*since) >= WINDOW {
            (*since, *count) = (now, 0);
        }
        if *count >= self.at_most {
            return Some(WINDOW.saturating_sub(now.since(*since)));
        }
        *count += 1;
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_program_has_its_own_minute() {
        let pace = Pace::new(2);
        let [one, other] = [1, 2].map(|id| ProgramId(uuid::Uuid::from_u128(id)));
        let now = Timestamp::from_micros(1_800_000_000_000_000);
        assert_eq!(pace.claim(one, now), None);
        assert_eq!(pace.claim(one, now.plus(Duration::from_secs(20))), None);
        assert_eq!(pace.claim(one, now.plus(Duration::from_secs(20))), Some(Duration::from_secs(40)));
        assert_eq!(pace.claim(other, now), None);
        assert_eq!(pace.claim(one, now.plus(WINDOW)), None);
        let open = Pace::new(0);
        assert!((0..1000).all(|_| open.claim(one, now).is_none()));
    }
}
