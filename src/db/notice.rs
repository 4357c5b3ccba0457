//! What other processes are told, so that no copy in their memory outlives a change: over `LISTEN` and `NOTIFY` on
//! PostgreSQL, over a table that is looked at each second on `SQLite`.
//!
//! A notice leaves with the commit of the transaction that made the change, or not at all. PostgreSQL lets transactions
//! with a notice commit one after another, so there is none on what happens with every reader.

use std::collections::VecDeque;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use sqlx::postgres::{PgListener, PgNotification, PgPoolOptions};
use sqlx::{PgPool, SqlitePool};
use tokio::time::{sleep, timeout};
use uuid::Uuid;

use super::{Conn, Db, DbError, Engine, Result, WAIT, in_haste, sql};

const CHANNEL: &str = "gatefold";
/// How soon another process's notice is seen on `SQLite`.
const LOOK: Duration = Duration::from_secs(1);
/// A connection that was silent for so long is asked whether it is still one; after as long again it is not.
const QUIET: Duration = Duration::from_secs(5);
/// Many times what is told in the minutes between two clean-ups.
const KEPT: i64 = 10_000;
/// Sent to oneself, and of no meaning.
const BEAT: &str = "beat";

/// Something has changed: of which kind, and which one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    pub topic: String,
    /// Nil where the topic is one thing.
    pub key: Uuid,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Heard {
    Notice(Notice),
    /// Some may have been missed.
    Gap,
}

/// False on a server that speaks PostgreSQL and knows no `pg_notify`: a transaction that called it would fail. One process
/// works with one database.
static KNOWS_NOTIFY: AtomicBool = AtomicBool::new(true);

pub(super) async fn learn(pool: &PgPool) -> Result<()> {
    let mut conn = pool.acquire().await.map_err(|error| DbError::new("ask what the server knows", error))?;
    let (count,) = sql!(
        one(i64,),
        &mut Conn::Postgres(&mut conn),
        "ask whether the server knows notices",
        "SELECT COUNT(*) FROM pg_proc WHERE proname = $1",
        "pg_notify"
    )?;
    if count == 0 {
        tracing::warn!("the database knows no NOTIFY: what other instances change shows here within a minute");
        KNOWS_NOTIFY.store(false, Ordering::Relaxed);
    }
    Ok(())
}

/// Within the caller's transaction.
pub async fn tell(conn: &mut Conn<'_>, topic: &'static str, key: Uuid) -> Result<()> {
    match conn {
        Conn::Sqlite(_) => sql!(
            run,
            conn,
            "tell other processes",
            "INSERT INTO notice (number, topic, key) SELECT COALESCE(MAX(number), 0) + 1, $1, $2 FROM notice",
            topic,
            key
        )
        .map(drop),
        Conn::Postgres(_) | Conn::Hasty(_) if !KNOWS_NOTIFY.load(Ordering::Relaxed) => Ok(()),
        Conn::Postgres(_) | Conn::Hasty(_) => {
            let text = format!("{topic} {key}");
            sql!(run, conn, "tell other instances", "SELECT pg_notify($1, $2)", CHANNEL, text).map(drop)
        }
    }
}

/// Leaves the newest: every process has read the others, and the numbers of those that come are counted on from them.
pub async fn delete_old(conn: &mut Conn<'_>) -> Result<()> {
    match conn {
        Conn::Sqlite(_) => sql!(
            run,
            conn,
            "clean up notices",
            "DELETE FROM notice WHERE number <= (SELECT MAX(number) FROM notice) - $1",
            KEPT
        )
        .map(drop),
        Conn::Postgres(_) | Conn::Hasty(_) => Ok(()),
    }
}

/// Hears what is told from now on.
pub struct Listener(Ear);

enum Ear {
    Sqlite { readers: SqlitePool, last: i64, heard: VecDeque<Notice> },
    Postgres { listener: Box<PgListener>, pool: PgPool, is_asked: bool },
}

impl Db {
    pub async fn listen(&self) -> Result<Listener> {
        match &self.engine {
            Engine::Sqlite { readers, .. } => {
                let mut read = self.read().await?;
                let (last,): (i64,) = sql!(
                    one(i64,),
                    &mut read.conn(),
                    "find the newest notice",
                    "SELECT COALESCE(MAX(number), 0) FROM notice"
                )?;
                Ok(Listener(Ear::Sqlite { readers: readers.clone(), last, heard: VecDeque::new() }))
            }
            Engine::Postgres(pool) => {
                let failed = |error| DbError::new("listen for notices", error);
                // A connection of its own: the others are for requests.
                let own = PgPoolOptions::new().max_connections(1).max_lifetime(None).idle_timeout(None);
                let own = own.acquire_timeout(WAIT).connect_lazy_with((*pool.connect_options()).clone());
                let mut listener = in_haste(PgListener::connect_with(&own)).await.map_err(failed)?;
                in_haste(listener.listen(CHANNEL)).await.map_err(failed)?;
                Ok(Listener(Ear::Postgres { listener: Box::new(listener), pool: pool.clone(), is_asked: false }))
            }
        }
    }
}

impl Listener {
    /// Waits for the next. After an error there is nothing more to hear: listen anew.
    pub async fn next(&mut self) -> Result<Heard> {
        match &mut self.0 {
            Ear::Sqlite { readers, last, heard } => loop {
                if let Some(notice) = heard.pop_front() {
                    return Ok(Heard::Notice(notice));
                }
                look(readers, last, heard).await?;
                if heard.is_empty() {
                    sleep(LOOK).await;
                }
            },
            Ear::Postgres { listener, pool, is_asked } => loop {
                match timeout(QUIET, listener.try_recv()).await {
                    Ok(Ok(Some(notification))) => {
                        *is_asked = false;
                        if let Some(notice) = parse(&notification) {
                            return Ok(Heard::Notice(notice));
                        }
                    }
                    Ok(Ok(None)) => return Ok(Heard::Gap),
                    Ok(Err(error)) => return Err(DbError::new("hear a notice", error)),
                    Err(_) if *is_asked => return Err(DbError::new("hear our own notice", sqlx::Error::PoolTimedOut)),
                    Err(_) => {
                        beat(pool).await?;
                        *is_asked = true;
                    }
                }
            },
        }
    }
}

async fn look(readers: &SqlitePool, last: &mut i64, heard: &mut VecDeque<Notice>) -> Result<()> {
    let mut read = readers.acquire().await.map_err(|error| DbError::new("take a connection for reading", error))?;
    let rows: Vec<(i64, String, Uuid)> = sql!(
        list(i64, String, Uuid),
        &mut Conn::Sqlite(&mut read),
        "look for notices",
        "SELECT number, topic, key FROM notice WHERE number > $1 ORDER BY number LIMIT 1000",
        *last
    )?;
    for (number, topic, key) in rows {
        *last = number;
        heard.push_back(Notice { topic, key });
    }
    Ok(())
}

async fn beat(pool: &PgPool) -> Result<()> {
    let failed = |error| DbError::new("ask whether notices are heard", error);
    let mut conn = pool.acquire().await.map_err(failed)?;
    sql!(run, &mut Conn::Hasty(&mut conn), "send a beat", "SELECT pg_notify($1, $2)", CHANNEL, BEAT).map(drop)
}

fn parse(notification: &PgNotification) -> Option<Notice> {
    let (topic, key) = notification.payload().split_once(' ')?;
    Some(Notice { topic: topic.to_owned(), key: key.parse().ok()? })
}
