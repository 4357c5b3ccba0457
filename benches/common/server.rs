//! Server processes: started on their core, watched while they run, ended with the bench.

use std::fs;
use std::net::{Ipv4Addr, TcpListener};
use std::num::NonZero;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::Duration;

use anyhow::{Context, ensure};

const SERVER_CORE: &str = "1";
const LOAD_CORE: &str = "0";

/// A running server; killed with this value.
pub struct Server {
    pub child: Child,
    pub port: u16,
}

impl Drop for Server {
    fn drop(&mut self) {
        // Both fail where it has ended already.
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

impl Server {
    /// As an operator stops it, so that the next start finds a database that was closed.
    pub fn stop(mut self) -> anyhow::Result<()> {
        let told = Command::new("kill").arg(self.child.id().to_string()).status();
        ensure!(told.is_ok_and(|status| status.success()), "a server ended before its time");
        self.child.wait().context("wait for a server's end")?;
        Ok(())
    }

    /// A line of its status: `VmRSS` now, `VmHWM` at most so far.
    pub fn memory_mib(&self, name: &str) -> anyhow::Result<f64> {
        let status =
            fs::read_to_string(format!("/proc/{}/status", self.child.id())).context("read the memory in use")?;
        let line = status.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(':')).context("find it")?;
        let kib: f64 = line.trim().trim_end_matches(" kB").parse().context("read the memory in use")?;
        Ok(kib / 1024.0)
    }

    /// Processor time of all its threads so far; `None` where the kernel does not count it in nanoseconds.
    pub fn processor_time(&self) -> Option<Duration> {
        time_of(self.tasks()?)
    }

    /// The same of the threads that talk to `SQLite`.
    pub fn sqlite_time(&self) -> Option<Duration> {
        time_of(self.tasks()?.filter(|task| is_sqlite(task)))
    }

    /// How often the threads that talk to `SQLite` were woken.
    pub fn sqlite_wake_ups(&self) -> Option<u64> {
        let counts = self.tasks()?.filter(|task| is_sqlite(task)).filter_map(|task| {
            let status = fs::read_to_string(task.join("status")).ok()?;
            status.lines().find_map(|line| line.strip_prefix("voluntary_ctxt_switches:"))?.trim().parse::<u64>().ok()
        });
        counts.reduce(|one, other| one + other)
    }

    fn tasks(&self) -> Option<impl Iterator<Item = PathBuf>> {
        let tasks = fs::read_dir(format!("/proc/{}/task", self.child.id())).ok()?;
        Some(tasks.flatten().map(|task| task.path()))
    }
}

/// `sqlx` gives each connection to `SQLite` a thread of its own; the kernel keeps 15 letters of its name.
fn is_sqlite(task: &Path) -> bool {
    fs::read_to_string(task.join("comm")).is_ok_and(|name| name.starts_with("sqlx-sqlite"))
}

/// Of processes or threads, by their folders in `/proc`.
pub fn time_of(tasks: impl Iterator<Item = PathBuf>) -> Option<Duration> {
    let nanos = tasks.filter_map(|task| {
        let text = fs::read_to_string(task.join("schedstat")).ok()?;
        text.split(' ').next()?.parse::<u64>().ok()
    });
    Some(Duration::from_nanos(nanos.sum())).filter(|time| !time.is_zero())
}

/// The load keeps to its core; tells whether servers can be put on another.
pub fn pin_load() -> bool {
    let id = std::process::id().to_string();
    let tried = |arguments: &[&str]| {
        let tried = Command::new("taskset").args(arguments).stdout(Stdio::null()).stderr(Stdio::null()).status();
        tried.is_ok_and(|status| status.success())
    };
    thread::available_parallelism().is_ok_and(|cores| cores > NonZero::<usize>::MIN)
        && tried(&["-c", SERVER_CORE, "true"])
        && tried(&["-a", "-c", "-p", LOAD_CORE, &id])
}

pub fn free_port() -> anyhow::Result<u16> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).context("find a free port")?;
    Ok(listener.local_addr()?.port())
}

/// On the servers' core; none of the settings that may stand in our own environment.
pub fn command(program: &Path, has_cores: bool) -> Command {
    let mut command = if has_cores {
        let mut command = Command::new("taskset");
        command.args(["-c", SERVER_CORE]).arg(program);
        command
    } else {
        Command::new(program)
    };
    #[expect(clippy::disallowed_methods, reason = "the settings of whoever runs this must not reach the server")]
    for (name, _) in std::env::vars_os().filter(|(name, _)| name.to_string_lossy().starts_with("GATEFOLD_")) {
        command.env_remove(name);
    }
    command.env("TOKIO_WORKER_THREADS", "1").stdin(Stdio::null()).stdout(Stdio::null());
    command
}
