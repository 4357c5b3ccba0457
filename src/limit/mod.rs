//! How often something may be done: counted in the database, so that restarts and other instances share it.
//!
//! A limit's key is a keyed hash: the table tells nobody's address.

pub mod store;

use std::time::Duration;

use crate::clock;
use crate::secret::{Keys, Purpose};

/// What may be done, in one of two shapes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rule {
    /// So many at once, then one each time this span has passed.
    Paced { burst: u32, every: Duration },
    /// So many within a span that starts with the first of them.
    Counted { at_most: u32, within: Duration },
}

impl Rule {
    /// `None` where a number is 0: that limit is switched off.
    pub fn paced(burst: u32, every: Duration) -> Option<Self> {
        (burst > 0 && !every.is_zero()).then_some(Self::Paced { burst, every })
    }

    pub fn per_hour(at_most: u32) -> Option<Self> {
        Self::counted(at_most, clock::hours(1))
    }

    pub fn per_day(at_most: u32) -> Option<Self> {
        Self::counted(at_most, clock::days(1))
    }

    pub fn counted(at_most: u32, within: Duration) -> Option<Self> {
        (at_most > 0).then_some(Self::Counted { at_most, within })
    }
}

/// Names one limit of one subject.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, sqlx::Type)]
#[sqlx(transparent)]
pub struct LimitKey(Vec<u8>);

impl LimitKey {
    pub fn new(keys: &Keys, limit: &str, subject: &str) -> Self {
        Self(keys.mac(Purpose::Address, &[limit.as_bytes(), subject.as_bytes()]))
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Taken {
    Yes,
    No { retry_after: Duration },
}

impl Taken {
    pub fn is_yes(self) -> bool {
        self == Self::Yes
    }
}
