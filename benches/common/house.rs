//! One Gatefold with a folder and a database of its own, and as many instances as are wanted.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, ensure};

use crate::article;
use crate::server::{Server, command, free_port};
use crate::wire::{Answer, HOST, PATIENCE, ask, get_request};

pub struct House {
    pub folder: PathBuf,
    pub port: u16,
    pub articles: usize,
    has_cores: bool,
}

/// What a house is made of.
pub struct Plan<'a> {
    pub folder: PathBuf,
    pub content: &'a Path,
    /// `None`: a `SQLite` file.
    pub database: Option<String>,
    /// `None`: letters are kept as files.
    pub transport: Option<String>,
    pub articles: usize,
    pub has_cores: bool,
}

impl House {
    pub fn new(plan: Plan<'_>) -> anyhow::Result<Self> {
        let Plan { folder, content, database, transport, articles, has_cores } = plan;
        let house = Self { folder, port: free_port()?, articles, has_cores };
        fs::create_dir_all(&house.folder).context("make a folder")?;
        let database = database.unwrap_or_else(|| format!("sqlite:{}", house.sqlite_file().display()));
        let transport = transport.unwrap_or_else(|| format!("folder:{}/letters", house.folder.display()));
        house.write_settings(content, &database, &transport)?;
        Ok(house)
    }

    pub fn sqlite_file(&self) -> PathBuf {
        self.folder.join("gatefold.db")
    }

    /// Transactions that wrote, since the file was opened, from `iChange` in the head of its WAL index; only differences
    /// have a meaning.
    pub fn sqlite_commits(&self) -> anyhow::Result<u32> {
        let bytes = fs::read(self.sqlite_file().with_extension("db-shm")).context("read SQLite's WAL index")?;
        let count = bytes.get(8..12).and_then(|bytes| bytes.try_into().ok()).context("read SQLite's WAL index")?;
        Ok(u32::from_ne_bytes(count))
    }

    /// A link takes as many readers as it may, and nothing that one network address asks for is too often: all readers
    /// have the same. The provider is never asked: a sign-in there is begun and not finished.
    fn write_settings(&self, content: &Path, database: &str, transport: &str) -> anyhow::Result<()> {
        let (content, port) = (content.display(), self.port);
        let settings = format!(
            "public_url = \"http://{HOST}\"\nlisten = \"127.0.0.1:{port}\"\n\
             database = \"{database}\"\ncontent = \"{content}\"\n\
             [mail]\nfrom = \"The Bench <hello@bench.example>\"\ntransport = \"{transport}\"\n\
             [share]\nreader_limit = 1000000\nlinks_per_day = 10000\n\
             [limits]\nshare_misses_per_ip = 0\naccount_starts_per_ip_minute = 0\nletters_per_ip_burst = 0\n\
             letters_per_ip_minute = 0\nletters_per_ip_hour = 0\nletters_per_domain_hour = 0\nletters_per_hour = 0\n\
             wrong_proofs_per_ip_minute = 0\naddresses_per_ip = 0\nconnections_per_ip = 0\nrequests_per_ip_second = 0\n\
             [staff]\nsecond_factor = false\n\
             [[provider]]\nid = \"github\"\nkind = \"github\"\nclient_id = \"bench\"\nclient_secret = \"bench\"\n\
             [[site]]\nhost = \"{HOST}\"\nname = \"The Bench\"\n"
        );
        fs::write(self.folder.join("gatefold.toml"), settings).context("write the settings")
    }

    /// This program, as a server that is measured beside Gatefold.
    pub fn command(&self, program: &Path) -> Command {
        command(program, self.has_cores)
    }

    /// A command of Gatefold with this house's settings.
    pub fn gatefold(&self, name: &str) -> Command {
        let mut command = self.command(Path::new(env!("CARGO_BIN_EXE_gatefold")));
        command.arg("--config").arg(self.folder.join("gatefold.toml")).arg(name);
        command.env("GATEFOLD_SECRET", "0123456789abcdefghijklmnopqrstuvwxyzABCDEF");
        command
    }

    pub fn migrate(&self) -> anyhow::Result<()> {
        let migrated = self.gatefold("migrate").status().context("run gatefold migrate")?;
        ensure!(migrated.success(), "gatefold migrate failed");
        Ok(())
    }

    /// Starts Gatefold; the time runs from the start of the process to the first article answered.
    pub fn start(&self) -> anyhow::Result<(Server, Duration)> {
        self.start_at(self.port)
    }

    /// The same at another port: one more instance over the same database.
    pub fn start_at(&self, port: u16) -> anyhow::Result<(Server, Duration)> {
        let log = File::options().create(true).append(true).open(self.folder.join("gatefold.log"))?;
        let begun = Instant::now();
        let mut command = self.gatefold("serve");
        command.env("GATEFOLD_LISTEN", format!("127.0.0.1:{port}")).stderr(log);
        let mut server = Server { child: command.spawn().context("start gatefold serve")?, port };
        Self::wait_for(&mut server, &article::path(self.articles / 2), begun)?;
        let took = begun.elapsed();
        for path in ["/-/ready", "/", &article::path(self.articles - 1)] {
            Self::wait_for(&mut server, path, begun)?;
        }
        Ok((server, took))
    }

    fn wait_for(server: &mut Server, path: &str, begun: Instant) -> anyhow::Result<()> {
        let request = get_request(path, "identity", None);
        while !ask(server.port, &request).is_ok_and(|answer| answer.status == 200) {
            ensure!(server.child.try_wait()?.is_none(), "gatefold serve ended at once");
            ensure!(begun.elapsed() < PATIENCE, "{path} was not answered in {PATIENCE:?}");
            thread::sleep(Duration::from_millis(1));
        }
        Ok(())
    }

    pub fn ask(&self, request: &[u8]) -> anyhow::Result<Answer> {
        ask(self.port, request)
    }

    pub fn get(&self, path: &str, accepted: &str, cookies: Option<&str>) -> anyhow::Result<Answer> {
        self.ask(&get_request(path, accepted, cookies))
    }
}
