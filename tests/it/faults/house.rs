//! One publisher's Gatefold in a test: settings, articles with a canary, a mail server, and one or more instances.

use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use super::reader::{Place, REST, Reader};
use crate::harness::Smtp;
use crate::harness::program::{self, Serving, free_port, text};

/// Far more than it should take: a test never fails for a slow machine.
pub const GENEROUS: Duration = Duration::from_mins(1);

/// Readers come from many networks through one proxy, and all of them at once.
const SETTINGS: &str = "trusted_proxies = [\"127.0.0.1/32\"]\n";
const LIMITS: &str = "[limits]\nletters_per_hour = 0\n";

pub struct House {
    pub place: program::Place,
    pub smtp: Smtp,
    pub database: String,
    logs: std::cell::Cell<usize>,
}

impl House {
    /// The program knows its database by another URL than the test does.
    pub async fn through(database: &str, known_as: &str) -> Self {
        let mut house = Self::new(known_as).await;
        database.clone_into(&mut house.database);
        house
    }

    /// An empty `database` is a SQLite file in the folder.
    pub async fn new(database: &str) -> Self {
        let smtp = Smtp::start().await;
        let place = program::Place::new(database, &smtp.url());
        let path = place.path().join("gatefold.toml");
        let settings = std::fs::read_to_string(&path).expect("settings");
        std::fs::write(&path, format!("{SETTINGS}{settings}{LIMITS}")).expect("settings");
        let database = if database.is_empty() {
            format!("sqlite:{}", place.path().join("g.db").display())
        } else {
            database.to_owned()
        };
        let house = Self { place, smtp, database, logs: std::cell::Cell::default() };
        house.write("slow.md", "Slow bread");
        house.write("fast.md", "Fast bread");
        let migrated = house.place.run(&["migrate"]);
        assert!(migrated.status.success(), "{}", text(&migrated));
        house
    }

    pub fn content(&self) -> PathBuf {
        self.place.path().join("content")
    }

    /// A gated article.
    pub fn write(&self, file: &str, title: &str) {
        let article = format!(
            "+++\ntitle = \"{title}\"\npublished = 2026-01-01\n+++\nThe lead is for everyone.\n\n<!-- more -->\n\n{REST} ends here.\n"
        );
        std::fs::write(self.content().join(file), article).expect("a file");
    }

    pub fn host(&self) -> String {
        format!("localhost:{}", self.place.port)
    }

    /// Starts the program and waits until it serves.
    pub fn serve(&self) -> Serving {
        self.serve_at(self.place.port)
    }

    /// One more instance, on a port of its own: the proxy before them is the readers' own.
    pub fn serve_at(&self, port: u16) -> Serving {
        self.serve_with(port, &[])
    }

    pub fn serve_with(&self, port: u16, variables: &[(&str, &str)]) -> Serving {
        let serving = self.spawn(port, variables);
        serving.wait_ready();
        serving
    }

    pub fn spawn(&self, port: u16, variables: &[(&str, &str)]) -> Serving {
        let number = self.logs.get();
        self.logs.set(number + 1);
        let log = std::fs::File::create(self.log_path(number)).expect("a file");
        self.spawn_with(port, variables, log.into())
    }

    /// With the log where it is wanted; not waited for.
    pub fn spawn_with(&self, port: u16, variables: &[(&str, &str)], log: Stdio) -> Serving {
        let mut command = self.place.command(&["serve"]);
        command.envs(variables.iter().copied()).env("GATEFOLD_LISTEN", format!("127.0.0.1:{port}"));
        let child = command.stdout(Stdio::null()).stderr(log).spawn().expect("a start");
        Serving { child, port }
    }

    /// SIGTERM.
    pub fn tell_to_stop(serving: &Serving) {
        let told = Command::new("kill").args(["-TERM", &serving.child.id().to_string()]).status();
        assert!(told.is_ok_and(|status| status.success()), "the program is gone already");
    }

    fn log_path(&self, number: usize) -> PathBuf {
        self.place.path().join(format!("log-{number}"))
    }

    /// What the last started instance has logged.
    pub fn log(&self) -> String {
        std::fs::read_to_string(self.log_path(self.logs.get() - 1)).expect("a log")
    }

    pub fn readers(&self, ports: &[u16]) -> Place {
        Place { host: self.host(), ports: ports.to_vec() }
    }

    pub fn reader(&self) -> Reader {
        Reader::new(&self.readers(&[self.place.port]))
    }
}

pub fn another_port() -> u16 {
    free_port()
}

/// Tries until it is so; how long that took. Fails where it never comes.
#[track_caller]
pub fn until(what: &str, mut is_so: impl FnMut() -> bool) -> Duration {
    let began = Instant::now();
    while !is_so() {
        assert!(began.elapsed() < GENEROUS, "after {} s: {what} not yet", GENEROUS.as_secs());
        std::thread::sleep(Duration::from_millis(50));
    }
    began.elapsed()
}

/// A test that fails tells what the program said.
impl Drop for House {
    fn drop(&mut self) {
        if !std::thread::panicking() {
            return;
        }
        for number in 0..self.logs.get() {
            let log = std::fs::read_to_string(self.log_path(number)).unwrap_or_default();
            let loud: Vec<&str> = log.lines().filter(|line| is_loud(line)).collect();
            println!("what instance {number} said loudly, {} lines, the last of them:", loud.len());
            for line in loud.iter().rev().take(40).rev() {
                println!("{line}");
            }
        }
    }
}

/// Worse than a word.
pub fn is_loud(line: &str) -> bool {
    ["WARN", "ERROR"].iter().any(|level| line.contains(&format!("\"level\":\"{level}\"")))
}
