//! What an experiment tells: members for each thousand walls, how sure that is, and whether one variant is better. Pure.

use std::cmp::Ordering;
use std::time::Duration;

use super::VariantNumber;
use super::store::Totals;
use crate::clock::{self, Timestamp};

/// Readers of a weekend are others than those of a working day.
pub const FEWEST_DAYS: u64 = 7;
/// Of each variant. Below this the test's own assumptions do not hold.
pub const FEWEST_WALLS: i64 = 1000;
/// How seldom a difference as large would come about by chance, over all pairs of variants together.
const CHANCE: f64 = 0.01;
/// Of a normal distribution, 95 % lie within so many standard deviations.
const Z_95: f64 = 1.959_963_984_540_054;

/// Members for each thousand walls, with the bounds between which the true number lies, 19 times out of 20.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Rate {
    pub per_thousand: f64,
    pub low: f64,
    pub high: f64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    NotYet(Why),
    Better(VariantNumber),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Why {
    TooFewDays,
    TooFewWalls,
    /// Chance alone brings about a difference as small as that.
    NoDifference,
}

/// Wilson's interval: it stands between 0 and 1000 also where there were few walls, or no member.
pub fn rate(totals: Totals) -> Rate {
    let (joined, walls) = counts(totals);
    if walls <= 0.0 {
        return Rate { per_thousand: 0.0, low: 0.0, high: 1000.0 };
    }
    let share = joined / walls;
    let square = Z_95 * Z_95;
    let middle = (share + square / (2.0 * walls)) / (1.0 + square / walls);
    let half = Z_95 / (1.0 + square / walls) * (share * (1.0 - share) / walls + square / (4.0 * walls * walls)).sqrt();
    Rate {
        per_thousand: share * 1000.0,
        low: (middle - half).max(0.0) * 1000.0,
        high: (middle + half).min(1.0) * 1000.0,
    }
}

/// The variant with the highest rate; of several the first, which is the one that changes least.
pub fn best(totals: &[Totals]) -> VariantNumber {
    let mut best = (VariantNumber::FIRST, f64::NEG_INFINITY);
    for (place, one) in totals.iter().enumerate() {
        let share = share(*one);
        if share.total_cmp(&best.1) == Ordering::Greater {
            best = (VariantNumber::at(place), share);
        }
    }
    best.0
}

/// Whether the best is better than each of the others. Which one that is was not known beforehand, so the chance is divided
/// by the number of all pairs there are (Bonferroni).
pub fn verdict(totals: &[Totals], ran: Duration) -> Verdict {
    if ran < clock::days(FEWEST_DAYS) {
        return Verdict::NotYet(Why::TooFewDays);
    }
    if totals.iter().any(|one| one.walls < FEWEST_WALLS) {
        return Verdict::NotYet(Why::TooFewWalls);
    }
    let best = best(totals);
    let Some(first) = totals.get(best.place()) else { return Verdict::NotYet(Why::TooFewWalls) };
    let many = u32::try_from(totals.len()).unwrap_or(u32::MAX);
    let pairs = f64::from(many) * (f64::from(many) - 1.0) / 2.0;
    let others = totals.iter().enumerate().filter(|(place, _)| *place != best.place());
    let is_clear = others.map(|(_, other)| chance(*first, *other) * pairs).all(|chance| chance < CHANCE);
    if is_clear { Verdict::Better(best) } else { Verdict::NotYet(Why::NoDifference) }
}

/// How long it has run, until it ended.
pub fn ran(started_at: Timestamp, ended_at: Option<Timestamp>, now: Timestamp) -> Duration {
    ended_at.unwrap_or(now).since(started_at)
}

/// The p of a two-sided test of two proportions with a common variance; 1 where there is nothing to tell by.
fn chance(one: Totals, other: Totals) -> f64 {
    let ((joined, walls), (others_joined, others_walls)) = (counts(one), counts(other));
    if walls <= 0.0 || others_walls <= 0.0 {
        return 1.0;
    }
    let common = (joined + others_joined) / (walls + others_walls);
    let variance = common * (1.0 - common) * (1.0 / walls + 1.0 / others_walls);
    if variance <= 0.0 {
        return 1.0;
    }
    let z = (joined / walls - others_joined / others_walls).abs() / variance.sqrt();
    erfc(z / std::f64::consts::SQRT_2)
}

fn share(totals: Totals) -> f64 {
    let (joined, walls) = counts(totals);
    if walls > 0.0 { joined / walls } else { 0.0 }
}

/// Joined and walls. A page that a browser has fetched ahead makes a member without a wall that was counted: a share is
/// never more than all of them.
fn counts(totals: Totals) -> (f64, f64) {
    #[expect(clippy::cast_precision_loss, reason = "there are no nine quadrillion walls")]
    let float = |count: i64| count.max(0) as f64;
    let walls = float(totals.walls);
    (float(totals.joined).min(walls), walls)
}

/// The complementary error function of what is not negative, to 1.2e-7 of its value: Chebyshev's coefficients as in
/// "Numerical Recipes in C", 2nd edition, 6.2.
fn erfc(x: f64) -> f64 {
    const COEFFICIENTS: [f64; 10] = [
        -1.265_512_23,
        1.000_023_68,
        0.374_091_96,
        0.096_784_18,
        -0.186_288_06,
        0.278_868_07,
        -1.135_203_98,
        1.488_515_87,
        -0.822_152_23,
        0.170_872_77,
    ];
    let t = 1.0 / (1.0 + 0.5 * x);
    let sum = COEFFICIENTS.iter().rev().fold(0.0, |sum, coefficient| sum * t + coefficient);
    t * (-x * x + sum).exp()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(joined: i64, walls: i64) -> Totals {
        Totals { walls, addresses: 0, joined }
    }

    fn is_near(value: f64, wanted: f64, within: f64) -> bool {
        (value - wanted).abs() <= within
    }

    /// Reference values by solving Wilson's quadratic by bisection, apart from the closed form.
    #[test]
    fn the_interval_is_wilsons() {
        for (joined, walls, per_thousand, low, high) in [
            (0, 1000, 0.0, 0.0, 3.826_758_485_6),
            (1, 1000, 1.0, 0.176_546_370_6, 5.642_558_597_9),
            (30, 1000, 30.0, 21.093_738_828_8, 42.503_414_147_6),
            (50, 100, 500.0, 403.831_530_365_9, 596.168_469_634_0),
            (100, 100, 1000.0, 963.006_501_793_0, 1000.0),
            (3, 20, 150.0, 52.368_745_896_6, 360.418_864_744_8),
            (250, 120_000, 2.083_333_333_3, 1.840_805_637_0, 2.357_738_782_0),
        ] {
            let rate = rate(of(joined, walls));
            let is_right = is_near(rate.per_thousand, per_thousand, 1e-9)
                && is_near(rate.low, low, 1e-7)
                && is_near(rate.high, high, 1e-7);
            assert!(is_right, "{joined} of {walls}: {rate:?}");
        }
        assert_eq!(rate(of(0, 0)), Rate { per_thousand: 0.0, low: 0.0, high: 1000.0 });
        assert!(is_near(rate(of(7, 5)).per_thousand, 1000.0, 1e-9), "never more than all");
    }

    /// Reference values by the C library's `erfc`.
    #[test]
    fn the_chance_is_that_of_two_proportions() {
        for (one, other, wanted) in [
            ((30, 1000), (30, 1000), 1.0),
            ((30, 1000), (50, 1000), 0.022_478_873_4),
            ((30, 1000), (58, 1000), 0.002_267_733_03),
            ((30, 1000), (60, 1000), 0.001_212_496_59),
            ((100, 10_000), (160, 10_000), 0.000_180_058_36),
            ((10, 1000), (200, 1000), 1.121_998_46e-43),
        ] {
            let (one, other) = (of(one.0, one.1), of(other.0, other.1));
            for found in [chance(one, other), chance(other, one)] {
                assert!(is_near(found, wanted, wanted * 1e-6), "{one:?} {other:?}: {found}");
            }
        }
        assert_eq!(chance(of(0, 1000), of(0, 1000)).total_cmp(&1.0), Ordering::Equal);
        for (x, wanted) in [(0.0, 1.0), (0.5, 0.479_500_122_187), (1.5, 0.033_894_853_525), (5.0, 1.537_459_794e-12)] {
            assert!(is_near(erfc(x), wanted, wanted * 1.2e-7), "{x}");
        }
    }

    #[test]
    fn nothing_is_told_before_it_can_be() {
        let clear = [of(30, 1000), of(60, 1000)];
        let second = Verdict::Better(VariantNumber(2));
        let week = clock::days(7);
        let not_yet = Verdict::NotYet;
        for (totals, ran, wanted) in [
            (clear.to_vec(), week, second),
            (clear.to_vec(), week.saturating_sub(Duration::from_secs(1)), not_yet(Why::TooFewDays)),
            (vec![], week, not_yet(Why::TooFewWalls)),
            (vec![of(30, 1000), of(60, 999)], week, not_yet(Why::TooFewWalls)),
            (vec![of(0, 0), of(60, 1000)], week, not_yet(Why::TooFewWalls)),
            (vec![of(30, 1000), of(50, 1000)], week, not_yet(Why::NoDifference)),
            (vec![of(0, 1000), of(0, 1000)], week, not_yet(Why::NoDifference)),
            (vec![of(60, 1000), of(60, 1000), of(10, 1000)], week, not_yet(Why::NoDifference)),
            // 0.0023 is clear for one pair, and not for one of three or six.
            (vec![of(30, 1000), of(58, 1000)], week, second),
            (vec![of(30, 1000), of(58, 1000), of(10, 1000)], week, second),
            (vec![of(30, 1000), of(58, 1000), of(10, 1000), of(5, 1000)], week, not_yet(Why::NoDifference)),
            (vec![of(300, 10_000), of(200, 10_000)], clock::days(90), Verdict::Better(VariantNumber::FIRST)),
        ] {
            assert_eq!(verdict(&totals, ran), wanted, "{totals:?}");
        }
    }

    #[test]
    fn the_best_of_equals_is_the_first() {
        assert_eq!(best(&[]), VariantNumber(1));
        assert_eq!(best(&[of(0, 0), of(0, 10)]), VariantNumber(1));
        assert_eq!(best(&[of(1, 10), of(2, 20)]), VariantNumber(1));
        assert_eq!(best(&[of(1, 10), of(3, 20), of(2, 20)]), VariantNumber(2));
    }
}
