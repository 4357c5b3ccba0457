//! What may be asked of the bench on its command line.

use std::path::PathBuf;

use clap::{Parser, ValueEnum};

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Database {
    Sqlite,
    Postgres,
}

/// Measures Gatefold under load: pages beside nginx and a bare handler, sign-ins and seats beside a bare database, and the
/// everyday mix by a plan, at parts of what it can carry.
#[derive(Debug, Clone, Parser)]
#[expect(clippy::struct_excessive_bools, reason = "each is a switch of the command line")]
pub struct Options {
    /// Articles in the content folder.
    #[arg(long, default_value_t = 1000)]
    pub articles: usize,
    /// Members in the database, each with a session.
    #[arg(long, default_value_t = 1000)]
    pub members: u64,
    /// Seats in the database, on links of forty readers each.
    #[arg(long, default_value_t = 10_000)]
    pub seats: u64,
    /// Sums of one day, one article and one kind.
    #[arg(long, default_value_t = 50_000)]
    pub counts: u64,
    /// Keeps articles and databases in this folder, and uses again what is there.
    #[arg(long, value_name = "DIR")]
    pub keep: Option<PathBuf>,
    /// Only this database; both without it.
    #[arg(long)]
    pub database: Option<Database>,
    /// Instances over one PostgreSQL, asked in turn.
    #[arg(long, default_value_t = 1, value_parser = clap::value_parser!(u8).range(1..=8))]
    pub instances: u8,
    /// How long each side is measured in each round.
    #[arg(long, default_value_t = 4.0)]
    pub seconds: f64,
    /// How often all sides are measured in turn.
    #[arg(long, default_value_t = 3)]
    pub rounds: usize,
    /// Connections that ask for pages at the same time.
    #[arg(long, default_value_t = 32)]
    pub connections: usize,
    /// Connections that write at the same time, and that the mix is spread over.
    #[arg(long, default_value_t = 256)]
    pub readers: usize,
    /// Puts nothing on a core of its own.
    #[arg(long)]
    pub unpinned: bool,
    /// A smoke check: 50 articles, one short round of everything.
    #[arg(long)]
    pub quick: bool,
    /// Names the cases and ends.
    #[arg(long)]
    pub list: bool,
    /// Runs only the cases whose name contains this.
    #[arg(value_name = "CASE")]
    pub only: Option<String>,
    /// Given by `cargo bench`; without it, as in `cargo test --all-targets`, this is a smoke check.
    #[arg(long, hide = true)]
    bench: bool,
    /// This process is the reference, with the answers in this folder.
    #[arg(long, hide = true, requires = "port")]
    pub reference: Option<PathBuf>,
    #[arg(long, hide = true)]
    pub port: Option<u16>,
}

impl Options {
    pub fn read() -> Self {
        let options = Self::parse();
        if options.bench && !options.quick {
            return options;
        }
        Self {
            articles: 50,
            members: 100,
            seats: 1000,
            counts: 2000,
            seconds: 0.5,
            rounds: 1,
            readers: 32,
            quick: true,
            ..options
        }
    }

    pub fn is_wanted(&self, name: &str) -> bool {
        self.only.as_ref().is_none_or(|only| name.contains(only.as_str()))
    }

    pub fn is_on(&self, database: Database) -> bool {
        self.database.is_none_or(|only| only == database)
    }
}
