//! What was measured: said line by line as it is known, and at the end as one line of JSON.

use serde_json::{Value, json};

use crate::say;

/// Below this share of the time a server's own speed is not what was measured.
const BUSY: f64 = 0.9;

/// Lowest, median, highest.
pub type Spread = [f64; 3];

pub fn spread(values: impl Iterator<Item = f64>) -> Spread {
    let mut values: Vec<f64> = values.collect();
    values.sort_by(f64::total_cmp);
    let at = |index: usize| values.get(index).copied().unwrap_or(f64::NAN);
    [at(0), at(values.len() / 2), at(values.len().saturating_sub(1))]
}

pub struct Report {
    /// Why no bar is judged in this run.
    excuse: Option<&'static str>,
    rows: Vec<Value>,
    place: String,
    case: String,
}

impl Report {
    pub fn new(is_quick: bool) -> Self {
        let excuse = match (cfg!(debug_assertions), is_quick) {
            (true, _) => Some("not judged: a debug build"),
            (false, true) => Some("not judged: a smoke check"),
            (false, false) => None,
        };
        Self { excuse, rows: Vec::new(), place: String::new(), case: String::new() }
    }

    /// A bar that wants at least so much. With a server that was not busy all the time nothing is judged.
    pub fn at_least(&self, bar: f64, digits: usize, value: f64, busy: Option<f64>) -> String {
        let words = match (self.excuse, busy) {
            (Some(excuse), _) => excuse,
            (None, Some(busy)) if busy < BUSY => "not judged: a side waited for the load",
            _ if value >= bar => "reached",
            _ => "NOT REACHED",
        };
        format!("bar {bar:.digits$}: {words}")
    }

    /// A bar that allows less than so much.
    pub fn below(&self, bar: f64, digits: usize, value: f64) -> String {
        let words = self.excuse.unwrap_or(if value < bar { "reached" } else { "NOT REACHED" });
        format!("bar under {bar:.digits$}: {words}")
    }

    /// What follows was measured there.
    pub fn place(&mut self, place: String) -> anyhow::Result<()> {
        say(&format!("\n{place}\n"))?;
        self.place = place;
        Ok(())
    }

    pub fn case(&mut self, case: &str) -> anyhow::Result<()> {
        say(&format!("\n  {case:<58}{:>11}{:>11}{:>11}\n", "lowest", "median", "highest"))?;
        case.clone_into(&mut self.case);
        Ok(())
    }

    pub fn row(&mut self, what: &str, digits: usize, values: Spread, note: &str) -> anyhow::Result<()> {
        let [low, middle, high] = values;
        say(&format!("    {what:<56}{low:>11.digits$}{middle:>11.digits$}{high:>11.digits$}  {note}\n"))?;
        self.keep(what, &json!(values), note);
        Ok(())
    }

    pub fn one(&mut self, what: &str, digits: usize, value: f64, note: &str) -> anyhow::Result<()> {
        say(&format!("    {what:<56}{:>11}{value:>11.digits$}{:>11}  {note}\n", "", ""))?;
        self.keep(what, &json!(value), note);
        Ok(())
    }

    fn keep(&mut self, what: &str, value: &Value, note: &str) {
        self.rows.push(json!({"place": self.place, "case": self.case, "what": what, "value": value, "note": note}));
    }

    pub fn json(&self) -> String {
        Value::from(self.rows.clone()).to_string()
    }
}
