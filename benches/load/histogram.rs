//! Latencies, counted in buckets that are at most 1.6 % wide: forty lines in the place of a dependency, since three
//! percentiles of one run are all that is asked of them.

use std::time::Duration;

/// Buckets for each power of two.
const PARTS: u64 = 64;

#[derive(Clone, Default)]
pub struct Histogram {
    counts: Vec<u64>,
    total: u64,
}

impl Histogram {
    pub fn add(&mut self, time: Duration) {
        let place = place(u64::try_from(time.as_nanos() / 100).unwrap_or(u64::MAX));
        if self.counts.len() <= place {
            self.counts.resize(place + 1, 0);
        }
        if let Some(count) = self.counts.get_mut(place) {
            *count += 1;
        }
        self.total += 1;
    }

    pub fn total(&self) -> u64 {
        self.total
    }

    pub fn merge(&mut self, other: &Self) {
        self.counts.resize(self.counts.len().max(other.counts.len()), 0);
        for (count, more) in self.counts.iter_mut().zip(&other.counts) {
            *count += more;
        }
        self.total += other.total;
    }

    /// In milliseconds: so many of a thousand were answered in this time or less.
    pub fn milliseconds(&self, per_mille: u64) -> f64 {
        let wanted = (self.total * per_mille).div_ceil(1000).max(1);
        let mut seen = 0;
        let found = self.counts.iter().position(|count| {
            seen += count;
            seen >= wanted
        });
        found.map_or(f64::NAN, |place| tenths_of_micros(place) / 10_000.0)
    }
}

/// Exact below 64 units; above, by the highest seven bits.
fn place(value: u64) -> usize {
    let shift = u64::from((value.max(1)).ilog2().saturating_sub(PARTS.ilog2()));
    usize::try_from(shift * PARTS + (value >> shift)).unwrap_or(usize::MAX)
}

/// The upper end of a bucket.
fn tenths_of_micros(place: usize) -> f64 {
    let place = u32::try_from(place).unwrap_or(u32::MAX);
    let parts = u32::try_from(PARTS).unwrap_or(64);
    let shift = (place / parts).saturating_sub(1);
    f64::from(place - shift * parts + u32::from(shift > 0)) * f64::from(shift).exp2()
}
