//! The only reader of the time, so that a test can move it.
//!
//! Everything else is given a [`Clock`] or a [`Timestamp`].

pub mod zone;

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use serde::{Deserialize, Serialize};

/// A moment in microseconds since 1970-01-01T00:00:00Z.
///
/// Stored as the same number in both databases: it sorts, subtracts and comes back exactly.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize, sqlx::Type)]
#[sqlx(transparent)]
#[serde(transparent)]
pub struct Timestamp(i64);

impl Timestamp {
    pub const fn from_micros(micros: i64) -> Self {
        Self(micros)
    }

    pub const fn as_micros(self) -> i64 {
        self.0
    }

    pub const fn as_seconds(self) -> i64 {
        self.0.div_euclid(1_000_000)
    }

    #[must_use]
    pub fn plus(self, by: Duration) -> Self {
        Self(self.0.saturating_add(micros(by)))
    }

    #[must_use]
    pub fn minus(self, by: Duration) -> Self {
        Self(self.0.saturating_sub(micros(by)))
    }

    /// Zero where `earlier` is in fact later.
    pub fn since(self, earlier: Self) -> Duration {
        Duration::from_micros(u64::try_from(self.0.saturating_sub(earlier.0)).unwrap_or(0))
    }

    /// The day it falls on, in UTC.
    pub const fn day(self) -> Day {
        Day(self.0.div_euclid(86_400_000_000))
    }

    fn zoned(self) -> jiff::Zoned {
        jiff::Timestamp::from_microsecond(self.0)
            .unwrap_or(jiff::Timestamp::UNIX_EPOCH)
            .to_zoned(jiff::tz::TimeZone::UTC)
    }

    /// `2026-10-04T08:00:00Z`
    pub fn to_iso(self) -> String {
        self.zoned().strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
    }

    /// The date and time of day in UTC.
    pub fn to_civil(self) -> Civil {
        let zoned = self.zoned();
        Civil { year: zoned.year(), month: zoned.month(), day: zoned.day(), hour: zoned.hour(), minute: zoned.minute() }
    }

    /// `October 4, 2026`
    pub fn to_day(self) -> String {
        self.zoned().strftime("%B %-d, %Y").to_string()
    }

    /// `Sun, 04 Oct 2026 08:00:00 GMT`
    pub fn to_http_date(self) -> String {
        self.zoned().strftime("%a, %d %b %Y %H:%M:%S GMT").to_string()
    }

    /// Reads what [`Self::to_http_date`] writes.
    pub fn parse_http_date(text: &str) -> Option<Self> {
        let moment = jiff::fmt::rfc2822::parse(text).ok()?;
        Some(Self(moment.timestamp().as_microsecond()))
    }

    /// Reads a date (midnight UTC), a date and time (UTC unless it has an offset), after ISO 8601.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        if let Ok(moment) = text.parse::<jiff::Timestamp>() {
            return Some(Self(moment.as_microsecond()));
        }
        let local = text
            .parse::<jiff::civil::DateTime>()
            .or_else(|_| text.parse::<jiff::civil::Date>().map(|day| day.at(0, 0, 0, 0)))
            .ok()?;
        let zoned = local.to_zoned(jiff::tz::TimeZone::UTC).ok()?;
        Some(Self(zoned.timestamp().as_microsecond()))
    }
}

/// A date and time of day, for languages to write out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Civil {
    pub year: i16,
    /// From 1.
    pub month: i8,
    /// From 1.
    pub day: i8,
    pub hour: i8,
    pub minute: i8,
}

/// A day in UTC, counted from 1970-01-01.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, sqlx::Type)]
#[sqlx(transparent)]
pub struct Day(i64);

impl Day {
    #[must_use]
    pub const fn minus(self, days: i64) -> Self {
        Self(self.0.saturating_sub(days))
    }

    /// Days from `earlier` to this one; negative where that one is later.
    pub const fn since(self, earlier: Self) -> i64 {
        self.0.saturating_sub(earlier.0)
    }

    /// `2026-10-04`
    pub fn to_iso(self) -> String {
        self.start().zoned().strftime("%Y-%m-%d").to_string()
    }

    pub const fn start(self) -> Timestamp {
        Timestamp(self.0.saturating_mul(86_400_000_000))
    }
}

fn micros(duration: Duration) -> i64 {
    i64::try_from(duration.as_micros()).unwrap_or(i64::MAX)
}

impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.to_iso())
    }
}

/// Tells the time: the machine's, or a test's own.
#[derive(Debug, Clone)]
pub enum Clock {
    Machine,
    /// Stands still until it is moved.
    Manual(Arc<AtomicI64>),
}

impl Clock {
    pub fn manual(start: Timestamp) -> Self {
        Self::Manual(Arc::new(AtomicI64::new(start.0)))
    }

    #[expect(clippy::disallowed_methods, reason = "the one place that reads the machine's time")]
    pub fn now(&self) -> Timestamp {
        match self {
            Self::Machine => {
                let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap_or_default();
                Timestamp(micros(since))
            }
            Self::Manual(at) => Timestamp(at.load(Ordering::SeqCst)),
        }
    }

    /// Moves a manual clock on; the machine's own is left alone.
    pub fn advance(&self, by: Duration) {
        if let Self::Manual(at) = self {
            at.fetch_add(micros(by), Ordering::SeqCst);
        }
    }
}

/// Whole spans read better by name than as seconds.
pub const fn minutes(count: u64) -> Duration {
    Duration::from_secs(count * 60)
}

pub const fn hours(count: u64) -> Duration {
    minutes(count * 60)
}

pub const fn days(count: u64) -> Duration {
    hours(count * 24)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_read_as_utc_and_written_back() {
        let midnight = Timestamp::parse("2026-10-04").expect("a date");
        assert_eq!(midnight.to_iso(), "2026-10-04T00:00:00Z");
        assert_eq!(midnight.to_day(), "October 4, 2026");
        let with_offset = Timestamp::parse("2026-10-04T10:00:00+02:00").expect("a moment");
        assert_eq!(with_offset.to_iso(), "2026-10-04T08:00:00Z");
        assert_eq!(with_offset.to_http_date(), "Sun, 04 Oct 2026 08:00:00 GMT");
        assert_eq!(Timestamp::parse("last Sunday"), None);
    }
}
