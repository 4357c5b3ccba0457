//! The bare database on the same disk, through the same driver: what a commit costs without Gatefold.

use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::Context;
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqliteSynchronous};
use sqlx::{ConnectOptions, Connection, PgConnection, SqliteConnection};

use crate::article::Dice;
use crate::conversation::runtime;

/// Seats that share a commit at most, in Gatefold too.
const GROUP: u32 = 256;

/// Where the bare database is.
pub enum Place {
    Sqlite(std::path::PathBuf),
    Postgres(String),
}

impl Place {
    pub fn sqlite(folder: &Path) -> Self {
        Self::Sqlite(folder.join("bare.db"))
    }

    async fn open(&self) -> anyhow::Result<Engine> {
        match self {
            Self::Sqlite(file) => {
                let options = SqliteConnectOptions::new().filename(file).create_if_missing(true);
                let options = options.journal_mode(SqliteJournalMode::Wal).synchronous(SqliteSynchronous::Full);
                options.connect().await.map(Engine::Sqlite)
            }
            Self::Postgres(url) => PgConnection::connect(url).await.map(Engine::Postgres),
        }
        .context("open the bare database")
    }

    pub fn prepare(&self) -> anyhow::Result<()> {
        runtime()?.block_on(async {
            let mut engine = self.open().await?;
            for text in [
                "CREATE TABLE link (id BIGINT PRIMARY KEY, readers BIGINT NOT NULL)",
                "INSERT INTO link (id, readers) VALUES (1, 0)",
                "CREATE TABLE seat (link_id BIGINT NOT NULL, reader_hash BYTEA NOT NULL, generation BIGINT NOT NULL,
                     openings BIGINT NOT NULL, first_opened_at BIGINT NOT NULL, last_opened_at BIGINT NOT NULL,
                     PRIMARY KEY (link_id, reader_hash))",
            ] {
                engine.run(text, None).await?;
            }
            Ok(())
        })
    }

    /// Durable commits a second: one row updated in each.
    pub fn single_commits(&self, span: Duration) -> anyhow::Result<f64> {
        runtime()?.block_on(async {
            let mut engine = self.open().await?;
            let (begun, mut count) = (Instant::now(), 0_u32);
            while begun.elapsed() < span {
                engine.run("UPDATE link SET readers = readers + 1 WHERE id = 1", None).await?;
                count += 1;
            }
            Ok(f64::from(count) / begun.elapsed().as_secs_f64())
        })
    }

    /// New rows of 32 random bytes a second, where 256 of them and an update of the link share a commit.
    pub fn shared_commits(&self, dice: &mut Dice, span: Duration) -> anyhow::Result<f64> {
        runtime()?.block_on(async {
            let mut engine = self.open().await?;
            let (mut took, mut count) = (Duration::ZERO, 0_u32);
            while took < span {
                let seats = dice.bytes(32 * usize::try_from(GROUP)?);
                let begun = Instant::now();
                engine.share_a_commit(seats).await?;
                took += begun.elapsed();
                count += GROUP;
            }
            Ok(f64::from(count) / took.as_secs_f64())
        })
    }
}

enum Engine {
    Sqlite(SqliteConnection),
    Postgres(PgConnection),
}

impl Engine {
    async fn share_a_commit(&mut self, seats: Vec<u8>) -> anyhow::Result<()> {
        let begin = match self {
            Self::Sqlite(_) => "BEGIN IMMEDIATE",
            Self::Postgres(_) => "BEGIN",
        };
        self.run(begin, None).await?;
        self.run("UPDATE link SET readers = readers + 256 WHERE id = 1", None).await?;
        let insert = "WITH RECURSIVE part (place) AS (SELECT 0 UNION ALL SELECT place + 1 FROM part WHERE place < 255)
            INSERT INTO seat (link_id, reader_hash, generation, openings, first_opened_at, last_opened_at)
            SELECT 1, substr($1, 32 * place + 1, 32), 0, 1, 2, 2 FROM part";
        self.run(insert, Some(seats)).await?;
        self.run("COMMIT", None).await
    }

    async fn run(&mut self, text: &'static str, bytes: Option<Vec<u8>>) -> anyhow::Result<()> {
        let done = match (self, bytes) {
            (Self::Sqlite(conn), None) => sqlx::query(text).execute(conn).await.map(drop),
            (Self::Sqlite(conn), Some(bytes)) => sqlx::query(text).bind(bytes).execute(conn).await.map(drop),
            (Self::Postgres(conn), None) => sqlx::query(text).execute(conn).await.map(drop),
            (Self::Postgres(conn), Some(bytes)) => sqlx::query(text).bind(bytes).execute(conn).await.map(drop),
        };
        done.with_context(|| format!("run {text:?} on the bare database"))
    }
}
