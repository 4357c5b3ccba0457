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
            // Ahead of its row: the database came back from a backup, and remembers less than the reader.
            None | Some(0 | 1) if is_recent => Self::Known,
            None | Some(0) => Self::Due,
            Some(1) if row.lost < LOST => Self::DueAfterLost,
            Some(_) => Self::Copy,
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
    pub fn new(left: u32, claims: &[&'a Claim], taken: BTreeMap<SeatHash, SeatRow>, now: Timestamp) -> Self {
        let mut plan = Self { claimed: vec![Claimed::Copy; claims.len()], ..Self::default() };
        // Of several cookies of one seat the newest is asked first: it is the reader, and the others are judged beside it.
        let mut order: Vec<(usize, &'a Claim)> = claims.iter().copied().enumerate().collect();
        order.sort_by_key(|(_, claim)| std::cmp::Reverse(claim.generation));
        let mut rows = taken;
        for (place, claim) in order {
            let claimed = plan.place(claim, &mut rows, left as usize, now);
            if let Some(slot) = plan.claimed.get_mut(place) {
                *slot = claimed;
            }
        }
        plan
    }

    /// As if one came after the other; `rows` are kept as they will be.
    fn place(
        &mut self,
        claim: &'a Claim,
        rows: &mut BTreeMap<SeatHash, SeatRow>,
        left: usize,
        now: Timestamp,
    ) -> Claimed {
        let Some(row) = rows.get_mut(&claim.seat) else {
            if self.new.len() == left {
                return Claimed::Refused(ShareEnd::UsedUp);
            }
            self.new.push(&claim.seat);
            rows.insert(claim.seat.clone(), SeatRow::new(claim.seat.clone(), now));
            return Claimed::Counted { generation: 0, at: now };
        };
        let standing = Standing::of(row, claim.generation, now);
        let next = Claimed::Counted { generation: claim.generation.saturating_add(1), at: now };
        match standing {
            Standing::Known => return Claimed::Known { at: row.last_opened_at },
            Standing::Copy => return Claimed::Copy,
            Standing::Due => {
                self.again.push(&claim.seat);
                row.generation += 1;
            }
            Standing::DueAfterLost => {
                self.lost.push(&claim.seat);
                row.lost += 1;
            }
        }
        row.last_opened_at = now;
        next
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

    const LINK: LinkId = LinkId(uuid::Uuid::from_u128(1));

    fn seat() -> SeatHash {
        let article = crate::article::ArticleId(uuid::Uuid::from_u128(2));
        super::super::Grant::new(LINK, article, Timestamp::default()).seat()
    }

    fn row(generation: i64, lost: i64) -> SeatRow {
        SeatRow { generation, lost, ..SeatRow::new(seat(), Timestamp::default()) }
    }

    fn claim(seat: &SeatHash, generation: u32) -> Claim {
        Claim { link: LINK, seat: seat.clone(), generation }
    }

    #[test]
    fn of_many_cookies_of_one_seat_each_is_judged_by_itself() {
        let now = Timestamp::default().plus(minutes(40));
        let known = row(5, 0);
        let hash = known.reader_hash.clone();
        for generations in [[3, 5, 5, 4], [5, 4, 5, 3], [4, 3, 5, 5]] {
            let claims = generations.map(|generation| claim(&hash, generation));
            let asked: Vec<&Claim> = claims.iter().collect();
            let plan = Plan::new(0, &asked, BTreeMap::from([(hash.clone(), known.clone())]), now);
            assert_eq!((plan.openings(), plan.again.len(), plan.new.len()), (1, 1, 0), "one opening");
            for (generation, claimed) in generations.into_iter().zip(&plan.claimed) {
                let is_in = matches!(claimed, Claimed::Counted { generation: 6, .. } | Claimed::Known { .. });
                assert_eq!(is_in, generation == 5, "{generation}: {claimed:?}");
            }
        }
    }

    #[test]
    fn as_many_are_let_in_as_there_are_seats_and_nobody_twice() {
        let seats: Vec<SeatHash> = (0..6).map(|_| seat()).collect();
        let claims: Vec<Claim> = seats.iter().chain(&seats).map(|seat| claim(seat, 0)).collect();
        let asked: Vec<&Claim> = claims.iter().collect();
        let plan = Plan::new(4, &asked, BTreeMap::new(), Timestamp::default());
        assert_eq!((plan.new.len(), plan.openings()), (4, 4));
        let refused = plan.claimed.iter().filter(|claimed| matches!(claimed, Claimed::Refused(_))).count();
        assert_eq!(refused, 4, "two readers, twice");
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
            (5, 0, 6, Standing::Known, Standing::Due),
        ] {
            assert_eq!(Standing::of(&row(generation, lost), cookie, within), at_once, "{generation} {lost} {cookie}");
            assert_eq!(Standing::of(&row(generation, lost), cookie, after), later, "{generation} {lost} {cookie}");
            let before = Timestamp::default().minus(minutes(5));
            assert_eq!(Standing::of(&row(generation, lost), cookie, before), at_once, "a clock that went back");
        }
    }
}
