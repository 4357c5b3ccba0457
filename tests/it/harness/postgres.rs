//! A throw-away PostgreSQL for the whole test run: started once, ended with the process, whatever ends it.

use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::LazyLock;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

use sqlx::postgres::{PgConnectOptions, PgSslMode};
use sqlx::{AssertSqlSafe, ConnectOptions, Connection};
use tempfile::TempDir;

use super::doors::say_aloud;

struct Server {
    port: u16,
    /// Ends the server when its standard input closes, which a killed test process cannot prevent.
    _keeper: Child,
    _dir: TempDir,
}

const DATA: &str = "data";

static SERVER: LazyLock<Option<Server>> = LazyLock::new(start);
static NEXT: AtomicU32 = AtomicU32::new(0);

/// Whether tests of this engine can run here; says so loudly, once, where they cannot.
pub fn is_there() -> bool {
    SERVER.is_some()
}

fn start() -> Option<Server> {
    let server = programs().and_then(|bin| launch(&bin));
    if server.is_none() {
        let required = std::env::var_os("GATEFOLD_TEST_REQUIRE_POSTGRES").is_some();
        assert!(!required, "PostgreSQL's programs were not found or did not start, and this run requires them");
        say_aloud("PostgreSQL's programs (initdb, postgres) were not found or did not start: its tests are SKIPPED");
    }
    server
}

/// The newest on this machine, where no other is asked for.
pub fn programs() -> Option<PathBuf> {
    if let Some(wanted) = std::env::var_os("GATEFOLD_TEST_POSTGRES_BIN") {
        return Some(wanted.into());
    }
    let debian =
        std::fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten().map(|entry| entry.path().join("bin"));
    let path = std::env::var_os("PATH").unwrap_or_default();
    let has_all = |bin: &PathBuf| ["initdb", "postgres"].iter().all(|program| bin.join(program).is_file());
    let mut found: Vec<PathBuf> = debian.chain(std::env::split_paths(&path)).filter(has_all).collect();
    found.sort();
    found.pop()
}

/// PostgreSQL refuses to run as root; Debian's package brings a user for it.
pub fn command(bin: &Path, program: &str) -> Command {
    let path = bin.join(program);
    if is_root() {
        let mut command = Command::new("setpriv");
        command.args(["--reuid=postgres", "--regid=postgres", "--clear-groups"]).arg(path);
        command
    } else {
        Command::new(path)
    }
}

/// To the user whom PostgreSQL runs as.
pub fn give(folder: &Path) -> bool {
    !is_root() || Command::new("chown").arg("postgres").arg(folder).status().is_ok_and(|given| given.success())
}

pub fn is_root() -> bool {
    std::fs::read_to_string("/proc/self/status")
        .is_ok_and(|status| status.lines().any(|line| line.starts_with("Uid:\t0\t")))
}

fn launch(bin: &Path) -> Option<Server> {
    let dir = TempDir::new().ok()?;
    let data = dir.path().join(DATA);
    if !give(dir.path()) {
        return None;
    }
    let made = command(bin, "initdb")
        .args(["--username=gatefold", "--auth=trust", "--encoding=UTF8", "--no-locale", "--no-sync", "-D"])
        .arg(&data)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .ok()?;
    if !made.success() {
        return None;
    }
    let port = TcpListener::bind("127.0.0.1:0").ok()?.local_addr().ok()?.port();
    let keeper = keep(bin, dir.path(), port)?;
    let server = Server { port, _keeper: keeper, _dir: dir };
    // Other tests keep the machine busy meanwhile, so this may take its time.
    let until = Instant::now() + Duration::from_mins(1);
    while Instant::now() < until {
        if run(&server, "SELECT 1".to_owned()).is_ok() {
            return Some(server);
        }
        std::thread::sleep(Duration::from_millis(100));
    }
    None
}

/// A shell that starts the server, waits for its input to close, stops the server and removes its folder: two gigabytes
/// after a whole run, which nobody else would.
fn keep(bin: &Path, dir: &Path, port: u16) -> Option<Child> {
    let script = format!(
        "'{bin}/postgres' -D '{data}' -p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories='' -c fsync=off \
         -c synchronous_commit=off -c full_page_writes=off -c max_connections=400 -c shared_buffers=64MB \
         >/dev/null 2>&1 & server=$!; read -r _; kill -INT $server; wait $server; rm -rf '{dir}'",
        bin = bin.display(),
        data = dir.join(DATA).display(),
        dir = dir.display(),
    );
    let mut command = if is_root() {
        let mut command = Command::new("setpriv");
        command.args(["--reuid=postgres", "--regid=postgres", "--clear-groups", "sh"]);
        command
    } else {
        Command::new("sh")
    };
    command.arg("-c").arg(script).stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null()).spawn().ok()
}

/// On a thread and a runtime of its own: the first test to need the server may be in the middle of its own.
fn run(server: &Server, text: String) -> Result<(), sqlx::Error> {
    let options = PgConnectOptions::new_without_pgpass().host("127.0.0.1").port(server.port);
    let options = options.username("gatefold").database("postgres").ssl_mode(PgSslMode::Disable);
    let work = move || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
        runtime.block_on(async {
            let mut conn = options.connect().await?;
            sqlx::raw_sql(AssertSqlSafe(text)).execute(&mut conn).await?;
            conn.close().await
        })
    };
    std::thread::spawn(work).join().expect("a thread that ends")
}

/// An empty database's URL.
pub fn new_database() -> String {
    create("")
}

/// The URL of a copy of this one, which nobody is connected to.
pub fn new_copy(url: &str) -> String {
    let (_, name) = url.rsplit_once('/').expect("a URL of `new_database`");
    create(&format!(" TEMPLATE {name}"))
}

fn create(more: &str) -> String {
    let server = SERVER.as_ref().expect("a running PostgreSQL");
    let name = format!("test_{}", NEXT.fetch_add(1, Ordering::SeqCst));
    run(server, format!("CREATE DATABASE {name}{more}")).expect("a new database");
    format!("postgres://gatefold@127.0.0.1:{}/{name}", server.port)
}
