//! Bars by day, as whole numbers for an SVG: drawn on the server, readable without a script.

use std::collections::BTreeMap;

use minijinja::{Value, context};

use super::view;
use crate::clock::Day;

/// Heights in units of the picture.
pub const LARGE: i64 = 80;
pub const SMALL: i64 = 24;
/// From one bar's left edge to the next one's; the bar itself is narrower.
const STEP: i64 = 8;

pub fn width(days: i64) -> i64 {
    days * STEP
}

fn by_day(counts: impl Iterator<Item = (Day, i64)>) -> BTreeMap<Day, i64> {
    let mut sums = BTreeMap::new();
    for (day, count) in counts {
        *sums.entry(day).or_insert(0) += count;
    }
    sums
}

/// The tallest day.
pub fn most(counts: impl Iterator<Item = (Day, i64)>) -> i64 {
    by_day(counts).into_values().max().unwrap_or(0)
}

/// One bar for each of the last days up to today, the tallest as tall as the picture. A day with anything has a bar that
/// can be seen.
pub fn bars(counts: impl Iterator<Item = (Day, i64)>, today: Day, days: i64, height: i64) -> Vec<Value> {
    let first = today.minus(days - 1);
    let sums: BTreeMap<Day, i64> =
        by_day(counts).into_iter().filter(|(day, _)| *day >= first && *day <= today).collect();
    let most = sums.values().copied().max().unwrap_or(0).max(1);
    let mut bars = Vec::new();
    for place in 0..days {
        let day = first.minus(-place);
        let count = sums.get(&day).copied().unwrap_or(0);
        let tall = if count > 0 { (count * height / most).max(2) } else { 0 };
        bars.push(context! {
            x => place * STEP,
            y => height - tall,
            height => tall,
            day => view::day(day.start()),
            readers => count,
        });
    }
    bars
}
