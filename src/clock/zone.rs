//! Time zones: what a clock on a wall there shows, and which moment a publisher means by it.
//!
//! A time that a zone has twice, or never, is refused: an event must not begin an hour late because a clock was changed.

use std::fmt;

use jiff::Timestamp as Moment;
use jiff::civil::{Date, DateTime};
use jiff::fmt::temporal::Pieces;
use jiff::tz::{AmbiguousOffset, Offset, TimeZone};

use super::{Civil, Timestamp};

/// A time zone by its name (`America/New_York`), or a fixed distance from UTC (`-04:00`).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Zone {
    name: String,
    zone: TimeZone,
}

/// What a wall clock shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WallTime {
    pub civil: Civil,
    /// From 1, Monday.
    pub weekday: i8,
    /// `EDT`; `None` where the zone has no letters for itself.
    pub letters: Option<String>,
    /// `-04:00`
    pub offset: String,
    pub offset_minutes: i32,
}

/// A time as a publisher wrote it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Written {
    pub at: Timestamp,
    /// A day without a time: `at` is its first moment, and this the first after it.
    pub day_ends: Option<Timestamp>,
    /// The zone that it was written for.
    pub zone: Zone,
}

/// Why a written time is no moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoMoment {
    NoTime,
    NoZone,
    /// The clocks are set forward over it.
    Never,
    /// The clocks are set back over it.
    Twice,
}

impl fmt::Display for NoMoment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NoTime => "is no time, as in 2026-06-25T14:00",
            Self::NoZone => {
                "has no time zone: add zone = \"America/New_York\", or an offset, as in 2026-06-25T14:00:00-04:00"
            }
            Self::Never => "does not exist in its zone: the clocks are set forward over it",
            Self::Twice => {
                "comes twice in its zone, where the clocks are set back: add the offset, as in 2026-11-01T01:30:00-04:00"
            }
        })
    }
}

impl Zone {
    /// By a name of the time zone database, or by an offset.
    pub fn parse(name: &str) -> Option<Self> {
        if let Some(offset) = parse_offset(name) {
            return Some(Self::fixed(offset));
        }
        let zone = TimeZone::get(name).ok()?;
        let name = zone.iana_name()?.to_owned();
        Some(Self { name, zone })
    }

    fn fixed(offset: Offset) -> Self {
        Self { name: offset_text(offset), zone: TimeZone::fixed(offset) }
    }

    pub fn name(&self) -> &str {
        &self.name
    }

    pub fn show(&self, at: Timestamp) -> WallTime {
        let moment = Moment::from_microsecond(at.as_micros()).unwrap_or(Moment::UNIX_EPOCH);
        let info = self.zone.to_offset_info(moment);
        let wall = info.offset().to_datetime(moment);
        let letters = Some(info.abbreviation()).filter(|text| text.bytes().all(|b| b.is_ascii_alphabetic()));
        WallTime {
            civil: Civil {
                year: wall.year(),
                month: wall.month(),
                day: wall.day(),
                hour: wall.hour(),
                minute: wall.minute(),
            },
            weekday: wall.weekday().to_monday_one_offset(),
            letters: letters.map(str::to_owned),
            offset: offset_text(info.offset()),
            offset_minutes: info.offset().seconds() / 60,
        }
    }

    fn moment(&self, wall: DateTime) -> Result<Timestamp, NoMoment> {
        let ambiguous = self.zone.to_ambiguous_timestamp(wall);
        match ambiguous.offset() {
            AmbiguousOffset::Unambiguous { .. } => ambiguous.compatible().map(stamp).map_err(|_| NoMoment::NoTime),
            AmbiguousOffset::Gap { .. } => Err(NoMoment::Never),
            AmbiguousOffset::Fold { .. } => Err(NoMoment::Twice),
        }
    }

    /// A day may begin with clocks that are set forward; then it begins where they come to stand.
    fn first_moment(&self, day: Date) -> Result<Timestamp, NoMoment> {
        let midnight = day.at(0, 0, 0, 0);
        self.zone.to_ambiguous_timestamp(midnight).compatible().map(stamp).map_err(|_| NoMoment::NoTime)
    }
}

/// Reads a day, a date and time, or one with its offset. `zone` is what a time without an offset is written for, and what
/// any time is shown in.
pub fn read(text: &str, zone: Option<&Zone>) -> Result<Written, NoMoment> {
    let pieces = Pieces::parse(text.trim()).map_err(|_| NoMoment::NoTime)?;
    if pieces.time_zone_annotation().is_some() {
        return Err(NoMoment::NoTime);
    }
    let Some(time) = pieces.time() else {
        let zone = zone.ok_or(NoMoment::NoZone)?;
        let next = pieces.date().tomorrow().map_err(|_| NoMoment::NoTime)?;
        let (at, day_ends) = (zone.first_moment(pieces.date())?, Some(zone.first_moment(next)?));
        return Ok(Written { at, day_ends, zone: zone.clone() });
    };
    let wall = DateTime::from_parts(pieces.date(), time);
    let Some(offset) = pieces.to_numeric_offset() else {
        let zone = zone.ok_or(NoMoment::NoZone)?;
        return Ok(Written { at: zone.moment(wall)?, day_ends: None, zone: zone.clone() });
    };
    let at = offset.to_timestamp(wall).map(stamp).map_err(|_| NoMoment::NoTime)?;
    Ok(Written { at, day_ends: None, zone: zone.cloned().unwrap_or_else(|| Zone::fixed(offset)) })
}

fn stamp(moment: Moment) -> Timestamp {
    Timestamp::from_micros(moment.as_microsecond())
}

/// `-04:00`
fn offset_text(offset: Offset) -> String {
    let seconds = offset.seconds();
    let sign = if seconds < 0 { '-' } else { '+' };
    let minutes = seconds.abs() / 60;
    format!("{sign}{:02}:{:02}", minutes / 60, minutes % 60)
}

fn parse_offset(text: &str) -> Option<Offset> {
    let (sign, rest) = match text.split_at_checked(1)? {
        ("+", rest) => (1, rest),
        ("-", rest) => (-1, rest),
        _ => return None,
    };
    let (hours, minutes) = rest.split_once(':')?;
    let is_plain = |text: &str| text.len() == 2 && text.bytes().all(|b| b.is_ascii_digit());
    if !is_plain(hours) || !is_plain(minutes) {
        return None;
    }
    let (hours, minutes): (i32, i32) = (hours.parse().ok()?, minutes.parse().ok()?);
    (minutes < 60).then(|| Offset::from_seconds(sign * (hours * 60 + minutes) * 60).ok())?
}

#[cfg(test)]
mod tests {
    use super::*;

    fn new_york() -> Zone {
        Zone::parse("America/New_York").expect("a zone")
    }

    #[test]
    fn a_time_is_read_for_its_zone_in_summer_and_in_winter() {
        for (text, wanted) in [
            ("2026-06-25T14:00", "2026-06-25T18:00:00Z"),
            ("2026-06-25 14:00:00", "2026-06-25T18:00:00Z"),
            ("2026-12-25T14:00", "2026-12-25T19:00:00Z"),
            ("2026-06-25T14:00:00+02:00", "2026-06-25T12:00:00Z"),
            ("2026-06-25T14:00:00Z", "2026-06-25T14:00:00Z"),
            // The last moment before the clocks are set forward, and the first after.
            ("2026-03-08T01:59:59", "2026-03-08T06:59:59Z"),
            ("2026-03-08T03:00:00", "2026-03-08T07:00:00Z"),
            ("2026-11-01T01:30:00-04:00", "2026-11-01T05:30:00Z"),
            ("2026-11-01T01:30:00-05:00", "2026-11-01T06:30:00Z"),
        ] {
            let zone = new_york();
            assert_eq!(read(text, Some(&zone)).map(|read| read.at.to_iso()).as_deref(), Ok(wanted), "{text}");
        }
    }

    #[test]
    fn a_time_that_is_no_moment_is_refused() {
        let zone = new_york();
        for (text, zone, wanted) in [
            ("2026-03-08T02:30", Some(&zone), NoMoment::Never),
            ("2026-11-01T01:30", Some(&zone), NoMoment::Twice),
            ("2026-06-25T14:00", None, NoMoment::NoZone),
            ("2026-06-25", None, NoMoment::NoZone),
            ("2026-06-31T14:00", Some(&zone), NoMoment::NoTime),
            ("soon", Some(&zone), NoMoment::NoTime),
            ("", Some(&zone), NoMoment::NoTime),
            ("2026-06-25T14:00-04:00[America/New_York]", Some(&zone), NoMoment::NoTime),
        ] {
            assert_eq!(read(text, zone).map(|read| read.at), Err(wanted), "{text}");
        }
    }

    #[test]
    fn a_day_is_as_long_as_it_is_in_its_zone() {
        let zone = new_york();
        for (text, hours) in [("2026-06-25", 24), ("2026-03-08", 23), ("2026-11-01", 25)] {
            let read = read(text, Some(&zone)).expect("a day");
            assert_eq!(read.day_ends.expect("an end").since(read.at), super::super::hours(hours), "{text}");
        }
    }

    #[test]
    fn a_wall_clock_shows_what_it_shows_there() {
        let at = Timestamp::parse("2026-06-25T18:00:00Z").expect("a moment");
        let shown = |name: &str| {
            let wall = Zone::parse(name).expect(name).show(at);
            format!(
                "{} {:02}:{:02} {:?} {}",
                wall.weekday, wall.civil.hour, wall.civil.minute, wall.letters, wall.offset
            )
        };
        assert_eq!(shown("America/New_York"), "4 14:00 Some(\"EDT\") -04:00");
        assert_eq!(shown("america/new_york"), shown("America/New_York"));
        assert_eq!(shown("Asia/Kathmandu"), "4 23:45 None +05:45");
        assert_eq!(shown("Asia/Tokyo"), "5 03:00 Some(\"JST\") +09:00");
        assert_eq!(shown("-03:30"), "4 14:30 None -03:30");
        for name in ["", "ET", "Mars/Olympus", "+1:00", "+01:60", "+99:00", "01:00", "EST5EDT,M3.2.0,M11.1.0"] {
            assert_eq!(Zone::parse(name), None, "{name}");
        }
    }
}
