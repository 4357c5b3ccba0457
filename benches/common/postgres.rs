//! A throw-away PostgreSQL that keeps its promises: each commit is on disk before it is answered.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, bail, ensure};
use tempfile::TempDir;

use crate::server::{command, free_port, time_of};
use crate::wire::PATIENCE;

pub struct Postgres {
    port: u16,
    bin: PathBuf,
    data: PathBuf,
    /// Ends the server when its standard input closes, which a killed bench cannot prevent.
    keeper: std::cell::RefCell<Child>,
    /// `None`: the data is kept.
    _folder: Option<TempDir>,
}

impl Drop for Postgres {
    fn drop(&mut self) {
        drop(self.stop());
    }
}

impl Postgres {
    /// `None` where its programs are not on this machine. On the servers' core, as Gatefold is. With a folder to keep its
    /// data in, it goes on from there.
    pub fn start(has_cores: bool, kept: Option<&Path>) -> anyhow::Result<Option<Self>> {
        let Some(bin) = programs() else { return Ok(None) };
        let temporary = if kept.is_some() { None } else { Some(tempfile::tempdir().context("make a folder")?) };
        let folder = kept.or(temporary.as_ref().map(TempDir::path)).context("a folder for PostgreSQL")?;
        let data = folder.join("data");
        if !data.is_dir() {
            Self::initialise(&bin, folder, has_cores)?;
        }
        let port = free_port()?;
        let keeper = std::cell::RefCell::new(keep(&bin, &data, (port, has_cores))?);
        let postgres = Self { port, bin, data, keeper, _folder: temporary };
        let begun = Instant::now();
        while postgres.run("SELECT 1").is_err() {
            ensure!(begun.elapsed() < PATIENCE, "PostgreSQL did not start");
            thread::sleep(Duration::from_millis(50));
        }
        Ok(Some(postgres))
    }

    fn initialise(bin: &Path, folder: &Path, has_cores: bool) -> anyhow::Result<()> {
        fs::create_dir_all(folder).context("make a folder")?;
        if is_root() {
            let given = Command::new("chown").arg("postgres").arg(folder).status().context("run chown")?;
            ensure!(given.success(), "the folder could not be given to the user \"postgres\"");
        }
        let made = as_postgres(&bin.join("initdb"), has_cores)
            .args(["--username=gatefold", "--auth=trust", "--encoding=UTF8", "--no-locale", "-D"])
            .arg(folder.join("data"))
            .stderr(Stdio::null())
            .status()
            .context("run initdb")?;
        ensure!(made.success(), "initdb failed");
        Ok(())
    }

    /// Its URL; the database is made where there is none.
    pub fn database(&self, name: &str) -> anyhow::Result<String> {
        if self.run(&format!("SELECT 1 FROM pg_database WHERE datname = '{name}'"))?.is_empty() {
            self.run(&format!("CREATE DATABASE {name}"))?;
        }
        Ok(format!("postgres://gatefold@127.0.0.1:{}/{name}", self.port))
    }

    fn run(&self, text: &str) -> anyhow::Result<String> {
        let done = Command::new(self.bin.join("psql"))
            .args(["-h", "127.0.0.1", "-U", "gatefold", "-d", "postgres", "-tAq", "-v", "ON_ERROR_STOP=1", "-p"])
            .arg(self.port.to_string())
            .args(["-c", text])
            .output()
            .context("run psql")?;
        ensure!(done.status.success(), "PostgreSQL said: {}", String::from_utf8_lossy(&done.stderr));
        Ok(String::from_utf8_lossy(&done.stdout).trim().to_owned())
    }

    /// Counts up with each transaction that writes.
    pub fn transactions(&self) -> anyhow::Result<u64> {
        self.run("SELECT pg_snapshot_xmax(pg_current_snapshot())")?.parse().context("read a transaction's number")
    }

    /// Of all its processes that run now.
    pub fn processor_time(&self) -> Option<Duration> {
        let file = fs::read_to_string(self.data.join("postmaster.pid")).ok()?;
        let parent = file.lines().next()?.to_owned();
        let processes = fs::read_dir("/proc").ok()?.flatten().map(|entry| entry.path());
        time_of(processes.filter(|process| {
            let stat = fs::read_to_string(process.join("stat")).unwrap_or_default();
            stat.rsplit(") ").next().and_then(|rest| rest.split(' ').nth(1)) == Some(parent.as_str())
        }))
    }

    /// Once; it is not started again.
    pub fn stop(&self) -> anyhow::Result<()> {
        let mut keeper = self.keeper.borrow_mut();
        drop(keeper.stdin.take());
        let begun = Instant::now();
        while keeper.try_wait()?.is_none() {
            if begun.elapsed() > PATIENCE {
                bail!("PostgreSQL did not end");
            }
            thread::sleep(Duration::from_millis(20));
        }
        Ok(())
    }
}

fn programs() -> Option<PathBuf> {
    let versions = fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let has_all = |bin: &PathBuf| ["initdb", "postgres", "psql"].iter().all(|program| bin.join(program).is_file());
    versions.map(|entry| entry.path().join("bin")).filter(has_all).max()
}

fn is_root() -> bool {
    fs::read_to_string("/proc/self/status").is_ok_and(|status| status.lines().any(|line| line.starts_with("Uid:\t0\t")))
}

/// PostgreSQL refuses to run as root; Debian's package brings a user for it.
fn as_postgres(program: &Path, has_cores: bool) -> Command {
    if !is_root() {
        return command(program, has_cores);
    }
    let mut command = command(Path::new("setpriv"), has_cores);
    command.args(["--reuid=postgres", "--regid=postgres", "--clear-groups"]).arg(program);
    command
}

/// A shell that starts the server, waits for its input to close, and stops the server.
fn keep(bin: &Path, data: &Path, (port, has_cores): (u16, bool)) -> anyhow::Result<Child> {
    let script = format!(
        "'{bin}/postgres' -D '{data}' -p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories='' \
         -c fsync=on -c synchronous_commit=on -c full_page_writes=on -c shared_buffers=128MB \
         >/dev/null 2>&1 & server=$!; read -r _; kill -INT $server; wait $server",
        bin = bin.display(),
        data = data.display(),
    );
    let mut command = as_postgres(Path::new("sh"), has_cores);
    command.arg("-c").arg(script).stdin(Stdio::piped()).stderr(Stdio::null());
    command.spawn().context("start PostgreSQL")
}
