//! The rows that the tests leave: one for each fault and engine.

use std::fmt::Display;
use std::io::Write;
use std::time::Duration;

const HEAD: &str =
    "| fault | engine | what a reader saw | lost | letters twice | back after |\n| --- | --- | --- | --- | --- | --- |";

/// What became of one fault. A test that comes as far as this has lost nothing: it fails before, naming what is missing.
pub struct Row<'a> {
    pub fault: &'a str,
    pub engine: &'a str,
    pub saw: String,
    /// Of how much nothing was lost.
    pub kept: String,
    pub twice: usize,
    pub back: Back,
}

/// How long it took from the end of the fault until everything answered.
pub enum Back {
    /// Nothing was away.
    Never,
    After(Duration),
    /// The longest of several.
    Within(Vec<Duration>),
}

impl Display for Back {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Never => f.write_str("was never away"),
            Self::After(span) if span.as_secs() >= 300 => write!(f, "{} min", span.as_secs() / 60),
            Self::After(span) => write!(f, "{:.1} s", span.as_secs_f64()),
            Self::Within(spans) => {
                let longest = spans.iter().max().copied().unwrap_or_default();
                write!(f, "{:.1} s at most, of {} times", longest.as_secs_f64(), spans.len())
            }
        }
    }
}

impl Row<'_> {
    /// To the output of the test, and to the file that the run asks for.
    pub fn print(&self) {
        let Self { fault, engine, saw, kept, twice, back } = self;
        let line = format!("| {fault} | {engine} | {saw} | nothing of {kept} | {twice} | {back} |");
        println!("{line}");
        let Some(path) = std::env::var_os("GATEFOLD_FAULT_TABLE") else { return };
        let mut file = std::fs::OpenOptions::new().create(true).append(true).open(path).expect("a file for the table");
        let is_new = file.metadata().expect("a file").len() == 0;
        let head = if is_new { format!("{HEAD}\n") } else { String::new() };
        file.write_all(format!("{head}{line}\n").as_bytes()).expect("a row");
    }
}
