//! Who of a group of readers is let in, and what has to be written for it. Pure.

use std::collections::BTreeMap;

use super::seat_store::SeatRow;
use super::{LinkId, SAME_OPENING, SeatHash};
use crate::clock::Timestamp;
use crate::gate::ShareEnd;

/// How often a reader may come with the cookie before the last one, whose answer was lost then. More often it is a copy
/// that takes turns with its original.
const LOST: i64 = 3;

/// One reader who asks for a seat, or comes back to it.
#[derive(Debug, Clone)]
pub struct Claim {
    pub link: LinkId,
    pub seat: SeatHash,
    /// What the reader's cookie says.
    pub generation: u32,
}

/// What became of a claim.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Claimed {
    /// A new opening, now on disk; the cookie is to say this generation.
    Counted {
        generation: u32,
        at: Timestamp,
    },
    /// Within the time of an opening that is counted already. The cookie stays: a copy is given no newer one.
    Known {
        at: Timestamp,
    },
    /// The cookie lags behind its seat: it is a copy, and another reader.
    Copy,
    Refused(ShareEnd),
}

/// A cookie beside its seat's row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// Within a counted opening.
    Known,
    /// A new opening is to be counted.
    Due,
    /// The same, and the answer to the last one never arrived.
    DueAfterLost,
    Copy,
}

impl Standing {
    pub fn of(row: &SeatRow, generation: u32, now: Timestamp) -> Self {
        let known = u32::try_from(row.generation).unwrap_or(u32::MAX);
        let is_recent = now.since(row.last_opened_at) < SAME_OPENING;
        match known.checked_sub(generation) {
            Some(0 | 1) if is_recent => Self::Known,
            Some(0) => Self::Due,
            Some(1) if row.lost < LOST => Self::DueAfterLost,
            _ => Self::Copy,
        }
    }
}

/// What is done for all claims of one link.
#[derive(Debug, Default)]
pub struct Plan<'a> {
    /// In the order of the claims.
    pub claimed: Vec<Claimed>,
    /// Seats to take.
    pub new: Vec<&'a SeatHash>,
    /// Seats whose readers are back after a while.
    pub again: Vec<&'a SeatHash>,
    /// The same, with the cookie before the last one.
    pub lost: Vec<&'a SeatHash>,
}

impl<'a> Plan<'a> {
    /// `left` seats may be taken; with the link held, that is so until the commit.
    pub fn new(left: u32, claims: &[&'a Claim], taken: &BTreeMap<SeatHash, SeatRow>, now: Timestamp) -> Self {
        let mut plan = Self::default();
        // A reader who asks twice at once, in two tabs, is one reader and one opening.
        let mut first: BTreeMap<&SeatHash, Claimed> = BTreeMap::new();
        for claim in claims {
            let claimed = first.get(&claim.seat).copied().unwrap_or_else(|| {
                let claimed = plan.place(claim, taken.get(&claim.seat), left as usize, now);
                first.insert(&claim.seat, claimed);
                claimed
            });
            plan.claimed.push(claimed);
        }
        plan
    }

    fn place(&mut self, claim: &'a Claim, row: Option<&SeatRow>, left: usize, now: Timestamp) -> Claimed {
        let next = Claimed::Counted { generation: claim.generation.saturating_add(1), at: now };
        let Some(row) = row else {
            if self.new.len() == left {
                return Claimed::Refused(ShareEnd::UsedUp);
            }
            self.new.push(&claim.seat);
            return Claimed::Counted { generation: 0, at: now };
        };
        match Standing::of(row, claim.generation, now) {
            Standing::Known => Claimed::Known { at: row.last_opened_at },
            Standing::Copy => Claimed::Copy,
            Standing::Due => {
                self.again.push(&claim.seat);
                next
            }
            Standing::DueAfterLost => {
                self.lost.push(&claim.seat);
                next
            }
        }
    }

    pub fn openings(&self) -> usize {
        self.new.len() + self.again.len() + self.lost.len()
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::clock::minutes;

    fn row(generation: i64, lost: i64) -> SeatRow {
        let grant = super::super::Grant::new(
            LinkId(uuid::Uuid::from_u128(1)),
            crate::article::ArticleId(uuid::Uuid::from_u128(2)),
            Timestamp::default(),
        );
        SeatRow { reader_hash: grant.seat(), generation, lost, last_opened_at: Timestamp::default(), joined_at: None }
    }

    #[test]
    fn a_cookie_that_lags_by_one_is_forgiven_a_few_times_and_by_two_never() {
        let within = Timestamp::default().plus(minutes(30).saturating_sub(Duration::from_micros(1)));
        let after = Timestamp::default().plus(minutes(30));
        for (generation, lost, cookie, at_once, later) in [
            (0, 0, 0, Standing::Known, Standing::Due),
            (5, 3, 5, Standing::Known, Standing::Due),
            (5, 0, 4, Standing::Known, Standing::DueAfterLost),
            (5, 2, 4, Standing::Known, Standing::DueAfterLost),
            (5, 3, 4, Standing::Known, Standing::Copy),
            (5, 0, 3, Standing::Copy, Standing::Copy),
            (5, 0, 6, Standing::Copy, Standing::Copy),
        ] {
            assert_eq!(Standing::of(&row(generation, lost), cookie, within), at_once, "{generation} {lost} {cookie}");
            assert_eq!(Standing::of(&row(generation, lost), cookie, after), later, "{generation} {lost} {cookie}");
            let before = Timestamp::default().minus(minutes(5));
            assert_eq!(Standing::of(&row(generation, lost), cookie, before), at_once, "a clock that went back");
        }
    }
}
