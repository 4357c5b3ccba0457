//! The command line: one file per command.

mod backup;
mod check;
mod comment;
mod demo;
mod export;
mod health;
mod import;
mod logging;
mod member;
mod member_import;
mod migrate;
mod move_to;
mod numbers;
mod program;
mod restore;
mod serve;
mod share;
mod staff;
mod webhook;

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Parser, Subcommand};

use crate::config::{self, Basics, Config};

/// Puts a registration gate in front of articles.
#[derive(Parser)]
#[command(version, about, propagate_version = true)]
struct Cli {
    /// The settings file. Every setting can also be given as GATEFOLD_…, with __ between levels.
    #[arg(long, global = true, value_name = "FILE")]
    config: Option<PathBuf>,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Runs everything on this machine with sample articles, so that you can try it. Needs nothing else.
    Demo(demo::Demo),
    /// Serves the sites of the settings until it is told to stop.
    Serve,
    /// Tries the settings, the database, the mail server and the content, and says what does not work.
    Check,
    /// Brings the database to the version of this program.
    Migrate,
    /// Moves everything to another database: from SQLite to PostgreSQL.
    ///
    /// Stop Gatefold first. The settings' database is only read, and stays as it is. A move that was stopped goes on where
    /// it was when it is run again. At the end every row is compared.
    Move(move_to::MoveTo),
    /// Makes a consistent copy of the SQLite database while Gatefold runs.
    ///
    /// The copy is checked, and appears under its name once it is whole. Nobody but its owner can read it.
    Backup(backup::Backup),
    /// Puts a backup where the database is to be; never over one that is there.
    ///
    /// It is for SQLite alone. The backup is checked first. Everyone is signed out, and letters that were waiting are
    /// deleted: both may have ended since.
    Restore(restore::Restore),
    /// Asks the running instance whether it is ready; exit code 0 or 1, for a container's health check.
    Health,
    /// Brings articles in.
    #[command(subcommand)]
    Import(import::Import),
    /// Lists, shows, blocks, signs out and deletes members.
    #[command(subcommand)]
    Member(member::MemberCommand),
    /// Lists, shows and ends share links.
    #[command(subcommand)]
    Share(share::ShareCommand),
    /// Lists comments that wait for staff, and decides on them.
    #[command(subcommand)]
    Comment(comment::CommentCommand),
    /// Writes members as a CSV file, or those who agreed to news for a mailing system.
    Export(export::Export),
    /// Deletes the member of this address with everything that belongs to them; the same as `member delete`.
    Erase { address: String },
    /// Says what happened of late, beside as many days before: views, walls, members, sign-ins, sharing.
    Numbers(numbers::Numbers),
    /// Says which programs of yours may ask through the API.
    #[command(subcommand)]
    Program(program::ProgramCommand),
    /// Says who runs the site.
    #[command(subcommand)]
    Staff(staff::Staff),
    /// Lists, adds, removes and tries out webhooks: programs of yours that are told what happens.
    #[command(subcommand)]
    Webhook(webhook::WebhookCommand),
}

/// What the settings are called where nobody says otherwise.
const DEFAULT_CONFIG: &str = "gatefold.toml";

/// Where a command's settings come from.
struct Settings {
    path: PathBuf,
    is_named: bool,
}

impl Settings {
    fn load(&self) -> anyhow::Result<Config> {
        Ok(config::load(&self.path, self.is_named)?)
    }

    /// For commands that need no more, and no secret.
    fn load_basics(&self) -> anyhow::Result<Basics> {
        Ok(config::load_basics(&self.path, self.is_named)?)
    }

    fn path(&self) -> &Path {
        &self.path
    }
}

/// Exit codes: 0, 1 failed, 2 bad usage (from the parser).
pub fn main() -> ExitCode {
    let cli = Cli::parse();
    let settings =
        Settings { is_named: cli.config.is_some(), path: cli.config.unwrap_or_else(|| PathBuf::from(DEFAULT_CONFIG)) };
    // Both engines' TLS and the mailer's take this one provider; a second could never be the default.
    if rustls::crypto::ring::default_provider().install_default().is_err() {
        return fail(&anyhow::anyhow!("TLS could not be prepared"));
    }
    let _log = logging::start(&config::log_settings(settings.path()));
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => return fail(&error.into()),
    };
    match runtime.block_on(run(cli.command, &settings)) {
        Ok(code) => code,
        Err(error) => fail(&error),
    }
}

async fn run(command: Command, settings: &Settings) -> anyhow::Result<ExitCode> {
    match command {
        Command::Demo(demo) => demo.run().await?,
        Command::Serve => serve::run(settings).await?,
        Command::Check => return check::run(settings).await,
        Command::Migrate => migrate::run(settings).await?,
        Command::Move(to) => return to.run(settings).await,
        Command::Backup(backup) => return backup.run(settings).await,
        Command::Restore(restore) => return restore.run(settings).await,
        Command::Health => return health::run(settings).await,
        Command::Import(import) => return import.run(settings).await,
        Command::Member(member) => return member.run(settings).await,
        Command::Share(share) => return share.run(settings).await,
        Command::Comment(command) => return command.run(settings).await,
        Command::Export(export) => return export.run(settings).await,
        Command::Erase { address } => return member::MemberCommand::Delete { address }.run(settings).await,
        Command::Numbers(numbers) => return numbers.run(settings).await,
        Command::Program(command) => return command.run(settings).await,
        Command::Staff(staff) => return staff.run(settings).await,
        Command::Webhook(webhook) => return webhook.run(settings).await,
    }
    Ok(ExitCode::SUCCESS)
}

fn fail(error: &anyhow::Error) -> ExitCode {
    complain(&format!("gatefold: {error:#}"));
    ExitCode::FAILURE
}

/// A line for the person at the terminal. A reader that is gone is no error.
fn say(line: &str) {
    drop(writeln!(std::io::stdout().lock(), "{line}"));
}

fn complain(line: &str) {
    drop(writeln!(std::io::stderr().lock(), "{line}"));
}
