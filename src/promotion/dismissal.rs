//! What a reader has dismissed, as their browser's cookie holds it: keys, parted by dots, and nothing about the reader.
//!
//! Bounded, since anyone may write anything into a cookie; what is no key of ours means nothing.

use std::time::Duration;

use super::{Promotion, PromotionKey};
use crate::clock::{Timestamp, days};

/// More bars than a reader dismisses within the life of one of them.
const MOST: usize = 20;
/// What browsers keep a cookie for at most.
const LONGEST: Duration = days(400);

#[derive(Debug, Clone, Copy)]
pub struct Dismissed<'a>(&'a str);

impl<'a> Dismissed<'a> {
    pub const fn none() -> Self {
        Self("")
    }

    /// A longer text than we ever write was not written by us.
    pub fn parse(cookie: &'a str) -> Self {
        Self(if cookie.len() <= MOST * 9 { cookie } else { "" })
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub fn has(&self, key: &PromotionKey) -> bool {
        !self.0.is_empty() && self.0.split('.').any(|one| one == key.as_str())
    }

    /// The cookie with one more, and its life: it goes with the last of what was dismissed. `None` where no promotion of
    /// that key is to come or live. Those that have ended are dropped, and the oldest where there are too many.
    pub fn with<'p>(
        &self,
        key: &str,
        promotions: &(impl Iterator<Item = &'p Promotion> + Clone),
        now: Timestamp,
    ) -> Option<(String, Duration)> {
        let find = |key: &str| promotions.clone().find(|one| one.key.as_str() == key && now < one.ends_at);
        let added = find(key)?;
        let mut kept: Vec<&Promotion> = self.0.split('.').filter(|one| *one != key).filter_map(find).collect();
        kept.push(added);
        let kept = kept.get(kept.len().saturating_sub(MOST)..).unwrap_or_default();
        let last = kept.iter().map(|one| one.ends_at).max()?;
        let keys: Vec<&str> = kept.iter().map(|one| one.key.as_str()).collect();
        Some((keys.join("."), last.since(now).min(LONGEST)))
    }
}
