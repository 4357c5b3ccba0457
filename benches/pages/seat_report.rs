//! What the seats of one link cost, in words and figures.

use serde_json::{Value, json};

use crate::report::spread;

/// New seats a second with many readers at once.
const BAR: f64 = 10_000.0;

/// What one measurement of new readers came to.
pub struct Claiming {
    pub seats: u32,
    pub per_second: f64,
    /// Processor time of Gatefold for one seat, without its database.
    pub micros_each: f64,
    pub database_micros_each: f64,
    /// Share of the time that the two together had something to do.
    pub busy: f64,
    pub seats_per_commit: f64,
}

pub struct Round {
    /// Of the bare database: durable commits a second, one after another.
    pub commits: f64,
    /// Of the bare database: new rows a second where many share a commit.
    pub rows: f64,
    /// Readers a second who follow the link, before they ask for the article.
    pub followed: f64,
    pub grouped: Claiming,
    /// One reader at a time: each seat is a commit of its own.
    pub alone: Claiming,
}

pub struct Seated {
    pub name: &'static str,
    pub rounds: Vec<Round>,
    /// As the link says, and as many as were answered with the rest.
    pub readers: u64,
}

impl Seated {
    fn spread(&self, of: impl Fn(&Round) -> f64) -> [f64; 3] {
        spread(self.rounds.iter().map(of))
    }

    /// What following and reading come to together.
    fn both(round: &Round) -> f64 {
        1.0 / (1.0 / round.followed + 1.0 / round.grouped.per_second)
    }

    pub fn text(&self, readers: usize) -> String {
        let rate = |name: String, of: fn(&Round) -> f64| row(&name, self.spread(of), 0);
        let grouped = self.spread(|round| round.grouped.per_second);
        let verdict = if grouped[1] >= BAR { "reached" } else { "NOT REACHED" };
        let mut rows = vec![
            format!("\n{:<60}{:>9}{:>9}{:>9}", self.name, "min", "median", "max"),
            rate(format!("seats/s, {readers} readers at once"), |round| round.grouped.per_second),
            rate("seats/s, one reader at a time".to_owned(), |round| round.alone.per_second),
            rate("bare database: commits/s, each alone".to_owned(), |round| round.commits),
            rate("bare database: rows/s, 256 and an update share a commit".to_owned(), |round| round.rows),
            rate("links followed/s (not in the above)".to_owned(), |round| round.followed),
            rate("followed and seated/s, reckoned from the two".to_owned(), Self::both),
        ];
        rows.extend(self.costs("readers at once", |round| &round.grouped));
        rows.extend(self.costs("one at a time", |round| &round.alone));
        rows.push(format!(
            "  bar: {BAR:.0} seats/s {verdict}; the link counted {readers} readers, as many as were answered with the rest\n",
            readers = self.readers
        ));
        rows.join("\n")
    }

    /// Where the time of one seat goes.
    fn costs(&self, name: &str, pick: fn(&Round) -> &Claiming) -> [String; 4] {
        let cost = |what: &str, digits: usize, of: fn(&Claiming) -> f64| {
            row(&format!("{name}: {what}"), self.spread(|round| of(pick(round))), digits)
        };
        [
            cost("seats in one commit", 1, |claiming| claiming.seats_per_commit),
            cost("µs of Gatefold each", 1, |claiming| claiming.micros_each),
            cost("µs of the database each", 1, |claiming| claiming.database_micros_each),
            cost("busy, both together", 2, |claiming| claiming.busy),
        ]
    }

    pub fn figures(&self) -> Value {
        json!({
            "case": self.name,
            "seats_per_second": self.spread(|round| round.grouped.per_second),
            "seats_per_second_alone": self.spread(|round| round.alone.per_second),
            "bare_commits_per_second": self.spread(|round| round.commits),
            "bare_rows_per_second": self.spread(|round| round.rows),
            "followed_per_second": self.spread(|round| round.followed),
            "seats_per_commit": self.spread(|round| round.grouped.seats_per_commit),
            "gatefold_micros_each": self.spread(|round| round.grouped.micros_each),
            "database_micros_each": self.spread(|round| round.grouped.database_micros_each),
            "busy": self.spread(|round| round.grouped.busy),
            "readers": self.readers,
            "bar": BAR,
        })
    }
}

fn row(name: &str, [low, middle, high]: [f64; 3], digits: usize) -> String {
    format!("  {name:<58}{low:>9.digits$}{middle:>9.digits$}{high:>9.digits$}")
}
