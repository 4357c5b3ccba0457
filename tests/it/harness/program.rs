//! The built program in a folder and on a port of its own, as it is started by hand.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};

use tempfile::TempDir;

const PROGRAM: &str = env!("CARGO_BIN_EXE_gatefold");

/// A folder with settings, content and, on SQLite, the database.
pub struct Place {
    dir: TempDir,
    pub port: u16,
}

pub fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").expect("a port").local_addr().expect("an address").port()
}

impl Place {
    pub fn new(database: &str, transport: &str) -> Self {
        let dir = TempDir::new().expect("a folder");
        let port = free_port();
        let content = dir.path().join("content");
        std::fs::create_dir(&content).expect("a folder");
        std::fs::write(content.join("a.md"), "+++\ntitle = \"A\"\npublished = 2026-01-01\n+++\nLead.\n\nRest.\n")
            .expect("a file");
        let database = if database.is_empty() {
            format!("sqlite:{}", dir.path().join("g.db").display())
        } else {
            database.to_owned()
        };
        let transport = if transport.is_empty() {
            format!("folder:{}", dir.path().join("letters").display())
        } else {
            transport.to_owned()
        };
        let text = format!(
            "public_url = \"http://localhost:{port}\"\nlisten = \"127.0.0.1:{port}\"\ndatabase = \"{database}\"\ncontent = \"{}\"\n\
             [mail]\nfrom = \"The Example <hello@news.example>\"\ntransport = \"{transport}\"\n",
            content.display()
        );
        std::fs::write(dir.path().join("gatefold.toml"), text).expect("settings");
        Self { dir, port }
    }

    pub fn path(&self) -> &Path {
        self.dir.path()
    }

    pub fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(PROGRAM);
        command.args(args).current_dir(self.path()).env("GATEFOLD_SECRET", crate::harness::SECRET);
        // The tests' own, and no setting.
        command.env_remove("GATEFOLD_FAULT_TABLE");
        command
    }

    pub fn run(&self, args: &[&str]) -> Output {
        self.command(args).output().expect("the program runs")
    }

    pub fn serve(&self) -> Serving {
        self.serve_with(&[], Stdio::null())
    }

    /// With more variables, and the log where it is wanted.
    pub fn serve_with(&self, variables: &[(&str, &str)], log: impl Into<Stdio>) -> Serving {
        let mut command = self.command(&["serve"]);
        command.envs(variables.iter().copied()).stdout(Stdio::null()).stderr(log);
        let serving = Serving { child: command.spawn().expect("a start"), port: self.port };
        serving.wait_ready();
        serving
    }

    /// With everything that it can log, and the file that it goes to.
    pub fn serve_at_its_loudest(&self) -> (Serving, PathBuf) {
        let path = self.path().join("log");
        let log = std::fs::File::create(&path).expect("a file");
        (self.serve_with(&[("GATEFOLD_LOG", "trace")], log), path)
    }
}

/// The program while it runs; ended with this value.
pub struct Serving {
    pub child: Child,
    pub port: u16,
}

impl Serving {
    pub fn wait_ready(&self) {
        let until = Instant::now() + Duration::from_secs(30);
        while self.request("GET /-/ready HTTP/1.1", "").is_none_or(|answer| !answer.contains(" 200 ")) {
            assert!(Instant::now() < until, "the program did not become ready");
            std::thread::sleep(Duration::from_millis(50));
        }
    }

    pub fn request(&self, line: &str, body: &str) -> Option<String> {
        Self::ask(self.port, line, body)
    }

    pub fn ask(port: u16, line: &str, body: &str) -> Option<String> {
        let mut stream = TcpStream::connect(("127.0.0.1", port)).ok()?;
        let head = format!(
            "{line}\r\nHost: localhost:{port}\r\nOrigin: http://localhost:{port}\r\nConnection: close\r\n\
             Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\n\r\n{body}",
            body.len(),
        );
        stream.write_all(head.as_bytes()).ok()?;
        let mut answer = String::new();
        stream.read_to_string(&mut answer).ok()?;
        Some(answer)
    }

    /// `kill -9`.
    pub fn kill(mut self) {
        self.child.kill().expect("a kill");
        self.child.wait().expect("an end");
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

/// Both streams of a program that has ended.
pub fn text(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}
