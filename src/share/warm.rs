//! Browsers whose opening is counted and whose next page costs no query.
//!
//! A fixed table: a viral article fills and replaces it thousands of times a second, and what is lost by that is one query.

use std::hash::{BuildHasher, RandomState};
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::grant::Grant;
use crate::clock::Timestamp;

/// A browser may stand in one of these places of its row.
const PLACES: usize = 4;
/// 16,384 browsers. About 300 bytes each, once they have come.
const ROWS: usize = 4096;

#[derive(Debug)]
struct Place {
    /// As it was written, and checked then.
    cookie: Box<str>,
    grant: Grant,
    counted_at: Timestamp,
}

type Row = [Option<Place>; PLACES];

pub(super) struct WarmSeats {
    rows: Box<[Mutex<Row>]>,
    /// Seeded at random: nobody chooses whose row they fall into.
    hasher: RandomState,
}

impl Default for WarmSeats {
    fn default() -> Self {
        Self { rows: (0..ROWS).map(|_| Mutex::default()).collect(), hasher: RandomState::new() }
    }
}

impl WarmSeats {
    /// The grant of exactly this cookie, and when its opening was counted.
    pub fn get(&self, cookie: &str) -> Option<(Grant, Timestamp)> {
        let row = self.row(cookie)?;
        row.iter().flatten().find(|place| &*place.cookie == cookie).map(|place| (place.grant, place.counted_at))
    }

    /// In place of itself, else where nobody is, else of whoever was counted longest ago.
    pub fn keep(&self, cookie: &str, grant: Grant, counted_at: Timestamp) {
        let Some(mut row) = self.row(cookie) else { return };
        let rank = |place: &&mut Option<Place>| match place {
            Some(place) if &*place.cookie == cookie => (0, None),
            None => (1, None),
            Some(place) => (2, Some(place.counted_at)),
        };
        if let Some(place) = row.iter_mut().min_by_key(rank) {
            *place = Some(Place { cookie: cookie.into(), grant, counted_at });
        }
    }

    fn row(&self, cookie: &str) -> Option<MutexGuard<'_, Row>> {
        let hash = usize::try_from(self.hasher.hash_one(cookie) % ROWS as u64).ok()?;
        Some(self.rows.get(hash)?.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::article::ArticleId;
    use crate::share::LinkId;

    fn grant() -> Grant {
        Grant::new(LinkId(Uuid::now_v7()), ArticleId(Uuid::now_v7()), Timestamp::from_micros(0))
    }

    #[test]
    fn the_latest_stay_and_each_is_found_by_its_own_cookie_alone() {
        let seats = WarmSeats::default();
        let all: Vec<(String, Grant)> =
            (0..3 * ROWS * PLACES).map(|number| (format!("cookie-{number}"), grant())).collect();
        for (at, (cookie, grant)) in all.iter().enumerate() {
            seats.keep(cookie, *grant, Timestamp::from_micros(i64::try_from(at).expect("few")));
            assert_eq!(seats.get(cookie).map(|(grant, _)| grant.seat()), Some(grant.seat()));
        }
        let found: Vec<bool> = all
            .iter()
            .map(|(cookie, grant)| match seats.get(cookie) {
                Some((kept, _)) => {
                    assert_eq!(kept.seat(), grant.seat());
                    true
                }
                None => false,
            })
            .collect();
        assert!(found.iter().filter(|found| **found).count() <= ROWS * PLACES);
        let (early, late) = found.split_at(2 * ROWS * PLACES);
        let share = |part: &[bool]| part.iter().filter(|found| **found).count() * 100 / part.len();
        assert!(share(late) > 60 && share(early) < 20, "{} of the last, {} of those before", share(late), share(early));
        assert!(seats.get("cookie-").is_none());
    }

    #[test]
    fn a_cookie_that_is_kept_again_takes_its_own_place() {
        let seats = WarmSeats::default();
        for at in 0..100 {
            seats.keep("one", grant(), Timestamp::from_micros(at));
        }
        assert_eq!(seats.rows.iter().map(|row| row.lock().expect("a row").iter().flatten().count()).sum::<usize>(), 1);
        assert_eq!(seats.get("one").map(|(_, at)| at), Some(Timestamp::from_micros(99)));
    }
}
