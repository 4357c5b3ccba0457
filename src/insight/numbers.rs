//! The desk's numbers: sums of a period beside those of the period before it. Pure.

use std::collections::BTreeMap;

use super::Event;
use super::number_store::{BroughtRow, SumRow};
use crate::article::ArticleId;
use crate::clock::Day;

/// Days up to today, today included, and as many before them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Period {
    pub today: Day,
    pub days: i64,
}

impl Period {
    /// What the desk offers.
    pub const CHOICES: [i64; 4] = [7, 30, 90, 365];
    pub const DEFAULT: i64 = 30;

    /// `None` for another number of days.
    pub fn parse(text: &str, today: Day) -> Option<Self> {
        let days = text.parse().ok().filter(|days| Self::CHOICES.contains(days) && text == days.to_string())?;
        Some(Self { today, days })
    }

    pub fn first(self) -> Day {
        self.today.minus(self.days - 1)
    }

    /// The last day of the period before.
    #[must_use]
    pub fn before(self) -> Self {
        Self { today: self.today.minus(self.days), days: self.days }
    }

    pub fn has(self, day: Day) -> bool {
        day >= self.first() && day <= self.today
    }
}

/// A number beside that of the period before.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Beside {
    pub now: i64,
    pub before: i64,
}

impl Beside {
    /// In hundredths, to the nearest; `None` where there was nothing before.
    pub fn change(self) -> Option<i64> {
        (self.before > 0).then(|| percent(self.now - self.before, self.before))
    }
}

/// `part` of `whole` in hundredths, to the nearest; 0 of nothing.
pub fn percent(part: i64, whole: i64) -> i64 {
    if whole == 0 {
        return 0;
    }
    let scaled = i128::from(part) * 200 + i128::from(whole) * i128::from(part.signum());
    i64::try_from(scaled / (i128::from(whole) * 2)).unwrap_or(i64::MAX)
}

/// All sums of two periods that follow on each other.
#[derive(Debug, Clone)]
pub struct Sums {
    period: Period,
    rows: Vec<SumRow>,
}

impl Sums {
    pub fn new(period: Period, rows: Vec<SumRow>) -> Self {
        Self { period, rows }
    }

    fn of(&self, is_wanted: impl Fn(&SumRow) -> bool) -> Beside {
        let before = self.period.before();
        self.rows.iter().filter(|row| is_wanted(row)).fold(Beside::default(), |sums, row| Beside {
            now: sums.now + if self.period.has(row.day) { row.count } else { 0 },
            before: sums.before + if before.has(row.day) { row.count } else { 0 },
        })
    }

    pub fn all(&self, event: Event) -> Beside {
        self.of(|row| row.event == event.as_str())
    }

    pub fn labelled(&self, event: Event, label: &str) -> Beside {
        self.of(|row| row.event == event.as_str() && row.label == label)
    }

    /// Every label of an event that has anything, the most first.
    pub fn by_label(&self, event: Event) -> Vec<(String, Beside)> {
        let before = self.period.before();
        // Once over the rows, however many labels they have: hosts and campaigns are whatever came.
        let mut labels: BTreeMap<&str, Beside> = BTreeMap::new();
        for row in self.rows.iter().filter(|row| row.event == event.as_str()) {
            let sums = labels.entry(&row.label).or_default();
            sums.now += if self.period.has(row.day) { row.count } else { 0 };
            sums.before += if before.has(row.day) { row.count } else { 0 };
        }
        let mut all: Vec<(String, Beside)> = labels.into_iter().map(|(label, sums)| (label.to_owned(), sums)).collect();
        all.sort_by(|(a, x), (b, y)| y.now.cmp(&x.now).then_with(|| a.cmp(b)));
        all
    }

    /// The numbers that the desk tells first, in its order. Programs know them by these names.
    pub fn told(&self) -> Vec<(&'static str, Beside)> {
        vec![
            ("views_by_strangers", self.labelled(Event::Read, "stranger")),
            ("views_by_guests", self.labelled(Event::Read, "guest")),
            ("views_by_members", self.labelled(Event::Read, "member")),
            ("walls", self.all(Event::WallShown)),
            ("addresses", self.labelled(Event::AddressGiven, "new")),
            ("new_members", self.all(Event::Joined)),
            ("sign_ins", self.all(Event::SignedIn)),
            ("share_links_made", self.all(Event::ShareMade)),
            ("readers_by_share_links", self.all(Event::ShareAdmitted)),
            ("new_members_by_share_links", self.all(Event::ShareJoined)),
            ("comments", self.all(Event::CommentMade)),
        ]
    }

    /// Each day of the period, also those on which nothing happened.
    pub fn by_day(&self, event: Event) -> Vec<(Day, i64)> {
        let mut days: BTreeMap<Day, i64> =
            (0..self.period.days).map(|place| (self.period.first().minus(-place), 0)).collect();
        for row in self.rows.iter().filter(|row| row.event == event.as_str()) {
            if let Some(count) = days.get_mut(&row.day) {
                *count += row.count;
            }
        }
        days.into_iter().collect()
    }
}

/// What one article brought in a period.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Brought {
    pub views: i64,
    pub walls: i64,
    pub addresses: i64,
    pub joined: i64,
}

impl Brought {
    /// New members for each thousand walls, to the nearest. Some join without a wall, by a share link or a provider's page.
    pub fn per_thousand(self) -> i64 {
        percent(self.joined * 10, self.walls)
    }

    #[must_use]
    pub fn plus(self, other: Self) -> Self {
        Self {
            views: self.views + other.views,
            walls: self.walls + other.walls,
            addresses: self.addresses + other.addresses,
            joined: self.joined + other.joined,
        }
    }
}

/// By article; what happened without one stands under the id of zeros and is left out.
pub fn by_article(rows: &[BroughtRow]) -> BTreeMap<ArticleId, Brought> {
    let mut all: BTreeMap<ArticleId, Brought> = BTreeMap::new();
    for row in rows.iter().filter(|row| !row.article_id.0.is_nil()) {
        let BroughtRow { views, walls, addresses, joined, .. } = *row;
        let brought = all.entry(row.article_id).or_default();
        *brought = brought.plus(Brought { views, walls, addresses, joined });
    }
    // Of a long while before, what one had up to its end is no news.
    all.retain(|_, brought| *brought != Brought::default());
    all
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::Timestamp;

    fn today() -> Day {
        Timestamp::from_micros(86_400_000_000 * 100).day()
    }

    fn row(ago: i64, event: Event, label: &str, count: i64) -> SumRow {
        SumRow {
            day: today().minus(ago),
            event: event.as_str().to_owned(),
            label: label.to_owned(),
            reason: String::new(),
            count,
        }
    }

    #[test]
    fn a_period_stands_beside_the_one_before_it() {
        let period = Period { today: today(), days: 7 };
        let rows = vec![
            row(0, Event::Joined, "code", 1),
            row(6, Event::Joined, "link", 2),
            row(7, Event::Joined, "link", 4),
            row(13, Event::Joined, "link", 8),
            row(14, Event::Joined, "link", 16),
            row(3, Event::SignedIn, "link", 32),
        ];
        let sums = Sums::new(period, rows);
        assert_eq!(sums.all(Event::Joined), Beside { now: 3, before: 12 });
        assert_eq!(sums.labelled(Event::Joined, "code"), Beside { now: 1, before: 0 });
        assert_eq!(
            sums.by_label(Event::Joined),
            [("link".to_owned(), Beside { now: 2, before: 12 }), ("code".to_owned(), Beside { now: 1, before: 0 })]
        );
        let days = sums.by_day(Event::Joined);
        assert_eq!((days.len(), days.first().map(|day| day.1), days.last().map(|day| day.1)), (7, Some(2), Some(1)));
        assert_eq!(Beside { now: 3, before: 12 }.change(), Some(-75));
        assert_eq!(Beside { now: 3, before: 0 }.change(), None);
    }

    #[test]
    fn hundredths_are_to_the_nearest() {
        for (part, whole, wanted) in
            [(0, 0, 0), (1, 3, 33), (2, 3, 67), (1, 200, 1), (-1, 3, -33), (-2, 3, -67), (5, 1, 500)]
        {
            assert_eq!(percent(part, whole), wanted, "{part} of {whole}");
        }
        assert_eq!(Brought { walls: 4000, joined: 10, ..Brought::default() }.per_thousand(), 3);
    }

    #[test]
    fn only_the_periods_that_are_offered_are_read() {
        assert_eq!(Period::parse("30", today()), Some(Period { today: today(), days: 30 }));
        for text in ["", "0", "-7", "31", "+7", "07", "99999999999999999999", "x"] {
            assert_eq!(Period::parse(text, today()), None, "{text}");
        }
    }
}
