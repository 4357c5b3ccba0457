//! What was measured, as a table for people and as one line of JSON.

use std::fmt::Write as _;
use std::time::Duration;

use serde_json::{Value, json};

use crate::Options;
use crate::case::Outcome;
use crate::load::Pace;
use crate::seat_report::Seated;

/// Below this share of the time the server's own speed is not what was measured.
const BUSY: f64 = 0.9;

/// What a start costs, and what stays in memory.
pub struct Footing {
    pub first_start: Duration,
    pub start: Duration,
    pub idle_mib: f64,
    pub loaded_mib: f64,
    /// After all the seats of one link.
    pub seated_mib: Option<f64>,
}

pub struct Report {
    pub outcomes: Vec<Outcome>,
    pub footing: Footing,
    pub seats: Vec<Seated>,
    /// Sentences on what was checked beside the speed.
    pub notes: Vec<String>,
}

/// Lowest, median, highest.
pub fn spread(values: impl Iterator<Item = f64>) -> [f64; 3] {
    let mut values: Vec<f64> = values.collect();
    values.sort_by(f64::total_cmp);
    let at = |index: usize| values.get(index).copied().unwrap_or(f64::NAN);
    [at(0), at(values.len() / 2), at(values.len().saturating_sub(1))]
}

impl Outcome {
    fn rates(&self, side: impl Fn(&(Pace, Pace)) -> Pace) -> [f64; 3] {
        spread(self.rounds.iter().map(|round| side(round).per_second))
    }

    fn ratios(&self) -> [f64; 3] {
        spread(self.rounds.iter().map(|(reference, ours)| ours.per_second / reference.per_second))
    }

    /// Medians: microseconds of processor time for one answer, and how busy the server was.
    fn costs(&self, side: impl Fn(&(Pace, Pace)) -> Pace) -> [f64; 2] {
        let micros = spread(self.rounds.iter().filter_map(|round| side(round).micros_each));
        let busy = spread(self.rounds.iter().filter_map(|round| side(round).busy));
        [micros[1], busy[1]]
    }

    /// By the rates, where both sides had their core to themselves.
    fn verdict(&self) -> String {
        let Some(bar) = self.bar else { return "none".to_owned() };
        let [_, ratio, _] = self.ratios();
        let has_waited = |[_, busy]: [f64; 2]| busy < BUSY;
        let words = if has_waited(self.costs(|round| round.0)) || has_waited(self.costs(|round| round.1)) {
            "not judged"
        } else if ratio >= bar {
            "reached"
        } else {
            "NOT REACHED"
        };
        format!("{bar:.1} {words}")
    }

    fn row(&self) -> String {
        let three = |[low, middle, high]: [f64; 3]| format!("{low:>9.0}{middle:>9.0}{high:>9.0}");
        let [low, middle, high] = self.ratios();
        let ([micros, busy], [our_micros, our_busy]) = (self.costs(|round| round.0), self.costs(|round| round.1));
        format!(
            "{:<27}{:>7}{:>6} |{} |{} |{low:>7.3}{middle:>7.3}{high:>7.3} |{micros:>6.2}{our_micros:>6.2}{:>6.3} |\
             {:>5.0}%{:>4.0}% | {}\n",
            self.name,
            self.bytes,
            self.head_bytes,
            three(self.rates(|round| round.0)),
            three(self.rates(|round| round.1)),
            micros / our_micros,
            busy * 100.0,
            our_busy * 100.0,
            self.verdict(),
        )
    }

    fn figures(&self) -> Value {
        let ([micros, busy], [our_micros, our_busy]) = (self.costs(|round| round.0), self.costs(|round| round.1));
        json!({
            "case": self.name,
            "body_bytes": self.bytes,
            "head_bytes": self.head_bytes,
            "reference_per_second": self.rates(|round| round.0),
            "gatefold_per_second": self.rates(|round| round.1),
            "ratio": self.ratios(),
            "reference_micros_each": micros,
            "gatefold_micros_each": our_micros,
            "processor_ratio": micros / our_micros,
            "reference_busy": busy,
            "gatefold_busy": our_busy,
            "bar": self.bar,
        })
    }
}

impl Report {
    pub fn new(outcomes: Vec<Outcome>, footing: Footing) -> Self {
        Self { outcomes, footing, seats: Vec::new(), notes: Vec::new() }
    }

    pub fn text(&self, options: &Options, has_cores: bool, readers: usize) -> anyhow::Result<String> {
        let mut text = self.pages();
        let Footing { first_start, start, idle_mib, loaded_mib, seated_mib } = &self.footing;
        let seconds = start.as_secs_f64();
        let first = first_start.as_secs_f64();
        writeln!(text, "\nstart to first article {seconds:.3} s (bar: under 0.5); with the first import {first:.2} s")?;
        writeln!(text, "memory {idle_mib:.1} MiB idle, {loaded_mib:.1} MiB after load (bar: under 64 for 1,000)")?;
        if let Some(seated_mib) = seated_mib {
            writeln!(text, "memory {seated_mib:.1} MiB after the seats of one link")?;
        }
        for seated in &self.seats {
            text.push_str(&seated.text(readers));
        }
        for note in &self.notes {
            writeln!(text, "\n{note}")?;
        }
        let figures = json!({
            "articles": options.articles,
            "seconds": options.seconds,
            "rounds": options.rounds,
            "connections": options.connections,
            "readers": readers,
            "pinned": has_cores,
            "cases": self.outcomes.iter().map(Outcome::figures).collect::<Vec<Value>>(),
            "first_start_seconds": first,
            "start_seconds": seconds,
            "idle_mib": idle_mib,
            "loaded_mib": loaded_mib,
            "seated_mib": seated_mib,
            "seats": self.seats.iter().map(Seated::figures).collect::<Vec<Value>>(),
            "notes": self.notes,
        });
        writeln!(text, "\n{figures}")?;
        Ok(text)
    }

    fn pages(&self) -> String {
        let mut text = format!(
            "\n{:<27}{:>7}{:>6} |{:>27} |{:>27} |{:>21} |{:>18} |{:>10} |\n\
             {:<40} |{m} |{m} |{:>7}{:>7}{:>7} |{s} |{:>5}{:>5} | bar\n",
            "case",
            "body",
            "head",
            "reference/s",
            "gatefold/s",
            "ratio",
            "µs each",
            "busy",
            "",
            "min",
            "median",
            "max",
            "ref",
            "ours",
            m = format_args!("{:>9}{:>9}{:>9}", "min", "median", "max"),
            s = format_args!("{:>6}{:>6}{:>6}", "ref", "ours", "ratio"),
        );
        for outcome in &self.outcomes {
            text.push_str(&outcome.row());
        }
        text
    }
}
