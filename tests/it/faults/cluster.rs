//! A PostgreSQL of one test's own, to be stopped, cut off and filled up.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use sqlx::postgres::PgConnectOptions;
use sqlx::{AssertSqlSafe, ConnectOptions, PgConnection, Row};
use tempfile::TempDir;

use super::keeper::Keeper;
use crate::harness::postgres;
use crate::harness::program::free_port;

/// Who the program signs in as: nobody with connections set apart for them.
const OWNER: &str = "publisher";

pub struct Cluster {
    bin: PathBuf,
    data: PathBuf,
    pub port: u16,
    _keeper: Keeper,
    /// Removed with this value, once the keeper has stopped what runs there.
    dir: Option<TempDir>,
}

impl Cluster {
    /// With more lines of its configuration. Commits are as durable as they are by default.
    pub fn start(settings: &str) -> Self {
        let dir = TempDir::new().expect("a folder");
        assert!(postgres::give(dir.path()), "a folder for PostgreSQL");
        let mut cluster = Self::start_in(dir.path(), settings);
        cluster.dir = Some(dir);
        cluster
    }

    /// In a folder that PostgreSQL's user may write to.
    pub fn start_in(folder: &Path, settings: &str) -> Self {
        let bin = postgres::programs().expect("PostgreSQL's programs");
        let (data, port) = (folder.join("data"), free_port());
        let made = quiet(postgres::command(&bin, "initdb"))
            .args([
                "--username=gatefold",
                "--auth=trust",
                "--encoding=UTF8",
                "--no-locale",
                "--no-sync",
                "--wal-segsize=1",
            ])
            .arg("-D")
            .arg(&data)
            .status();
        assert!(made.expect("initdb runs").success(), "initdb failed");
        let lines =
            format!("port = {port}\nlisten_addresses = '127.0.0.1'\nunix_socket_directories = ''\n{settings}\n");
        let path = data.join("postgresql.conf");
        let text = std::fs::read_to_string(&path).expect("a configuration");
        std::fs::write(&path, format!("{text}\n{lines}")).expect("a configuration");
        let stop = postgres::command(&bin, "pg_ctl");
        let words: Vec<String> = std::iter::once(stop.get_program())
            .chain(stop.get_args())
            .map(|word| format!("'{}'", word.to_string_lossy()))
            .collect();
        let keeper = Keeper::new(&format!("{} -D '{}' -m immediate stop", words.join(" "), data.display()));
        let cluster = Self { bin, data, port, _keeper: keeper, dir: None };
        cluster.go_on();
        cluster.sql(&format!("CREATE ROLE {OWNER} LOGIN"));
        cluster.sql(&format!("CREATE DATABASE {OWNER} OWNER {OWNER}"));
        cluster
    }

    fn control(&self, args: &[&str]) -> bool {
        let mut command = quiet(postgres::command(&self.bin, "pg_ctl"));
        command.args(args).arg("-w").args(["-t", "60", "-l"]).arg(self.data.join("log")).arg("-D").arg(&self.data);
        command.status().is_ok_and(|status| status.success())
    }

    pub fn go_on(&self) {
        assert!(self.control(&["start"]), "PostgreSQL did not start: {}", self.log());
    }

    pub fn is_running(&self) -> bool {
        self.control(&["status"])
    }

    /// `fast` ends what is under way in order, `immediate` like a crash.
    pub fn stop(&self, mode: &str) {
        assert!(self.control(&["stop", "-m", mode]), "PostgreSQL did not stop: {}", self.log());
    }

    fn log(&self) -> String {
        std::fs::read_to_string(self.data.join("log")).unwrap_or_default()
    }

    /// As its master, who has connections set apart. On a thread of its own, so that it may be called from anywhere.
    pub fn sql(&self, text: &str) {
        self.count(text);
    }

    /// The first value of the answer; 0 where there is none.
    pub fn count(&self, text: &str) -> i64 {
        let url = format!("postgres://gatefold@127.0.0.1:{}/postgres", self.port);
        let text = AssertSqlSafe(text.to_owned());
        let asked = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
            runtime.block_on(async move {
                let options: PgConnectOptions = url.parse().expect("a URL");
                let mut conn = options.connect().await.expect("a connection for the master");
                let row = sqlx::raw_sql(text).fetch_optional(&mut conn).await.expect("an answer");
                row.map_or(0, |row| row.get(0))
            })
        });
        asked.join().expect("an answer for the master")
    }

    /// Holds something until the connection is dropped.
    pub async fn hold(&self, text: &'static str) -> PgConnection {
        let options: PgConnectOptions = self.database().parse().expect("a URL");
        let mut conn = options.connect().await.expect("a connection");
        sqlx::raw_sql("BEGIN").execute(&mut conn).await.expect("a transaction");
        sqlx::raw_sql(text).execute(&mut conn).await.expect("a hold");
        conn
    }

    /// Ends every connection of the program's.
    pub fn cut_all(&self) {
        let text = format!("SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE usename = '{OWNER}'");
        self.sql(&text);
    }

    pub fn database(&self) -> String {
        Self::database_at(self.port)
    }

    /// Through whatever listens there.
    pub fn database_at(port: u16) -> String {
        format!("postgres://{OWNER}@127.0.0.1:{port}/{OWNER}")
    }
}

fn quiet(mut command: Command) -> Command {
    command.current_dir("/").stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    command
}
