//! `SQLite`'s one writer, lent to one transaction after another, with one commit for all that wait.
//!
//! A durable commit costs a write to the disk; a statement costs microseconds. So the writer opens a transaction, lends
//! the connection to each waiting [`Tx`](super::Tx) inside a savepoint of its own, and commits when nobody waits or the
//! group is full. A flow that is dropped half-way gives the connection back by its `Drop` and its savepoint is rolled
//! back: the group never depends on a caller to end it. Nobody is told "committed" before the group's commit returned.

use std::time::Duration;

use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{ConnectOptions, SqliteConnection};
use tokio::sync::{mpsc, oneshot};
use tokio::time::{Instant, timeout};

use super::{DbError, Result, WAIT};

/// How many transactions are let into one group at most, those that roll back included.
const GROUP: usize = 256;
/// After this nobody new is let in: bounds what the first of them waits for its commit, whatever the others do.
const OPEN: Duration = Duration::from_millis(5);

type Request = oneshot::Sender<Result<Lent>>;
type Done = oneshot::Sender<Result<()>>;

/// Where transactions wait for their turn.
#[derive(Debug, Clone)]
pub struct Queue(mpsc::UnboundedSender<Request>);

/// The one who holds the connection. Its [`Writer::run`] must be driven for any write to go through.
pub struct Writer {
    options: SqliteConnectOptions,
    requests: mpsc::UnboundedReceiver<Request>,
    conn: Option<SqliteConnection>,
}

/// The writing connection, until commit or drop.
#[derive(Debug)]
pub struct Lent {
    conn: Option<Box<SqliteConnection>>,
    give_back: Option<oneshot::Sender<Returned>>,
}

#[derive(Debug)]
struct Returned {
    conn: Box<SqliteConnection>,
    /// `None`: roll back.
    commit: Option<Done>,
}

impl Queue {
    pub async fn begin(&self) -> Result<Lent> {
        let (request, granted) = oneshot::channel();
        let closed = || DbError::new("begin a transaction", sqlx::Error::PoolClosed);
        self.0.send(request).map_err(|_| closed())?;
        match timeout(WAIT, granted).await {
            Ok(granted) => granted.map_err(|_| closed())?,
            Err(_) => Err(DbError::new("begin a transaction", sqlx::Error::PoolTimedOut)),
        }
    }
}

impl Lent {
    pub fn conn(&mut self) -> &mut SqliteConnection {
        self.conn.as_mut().expect("the connection is there until commit or drop")
    }

    pub async fn commit(mut self) -> Result<()> {
        let (done, committed) = oneshot::channel();
        self.return_with(Some(done));
        committed.await.unwrap_or_else(|_| Err(DbError::new("commit", sqlx::Error::WorkerCrashed)))
    }

    fn return_with(&mut self, commit: Option<Done>) {
        if let (Some(conn), Some(give_back)) = (self.conn.take(), self.give_back.take()) {
            // The writer is gone only where the program ends: then there is nobody left to tell.
            drop(give_back.send(Returned { conn, commit }));
        }
    }
}

impl Drop for Lent {
    fn drop(&mut self) {
        self.return_with(None);
    }
}

impl Writer {
    pub fn new(options: SqliteConnectOptions) -> (Self, Queue) {
        let (sender, requests) = mpsc::unbounded_channel();
        (Self { options, requests, conn: None }, Queue(sender))
    }

    /// Runs until every `Queue` is gone.
    pub async fn run(mut self) {
        while let Some(first) = self.requests.recv().await {
            match self.take_connection().await {
                Ok(conn) => self.conn = self.run_group(Box::new(conn), first).await.map(|conn| *conn),
                Err(error) => drop(first.send(Err(DbError::new("begin a transaction", error)))),
            }
        }
    }

    async fn take_connection(&mut self) -> std::result::Result<SqliteConnection, sqlx::Error> {
        match self.conn.take() {
            Some(conn) => Ok(conn),
            None => self.options.connect().await,
        }
    }

    /// One transaction with all who wait in it. `None`: the connection was lost or is in an unknown state.
    async fn run_group(&mut self, mut conn: Box<SqliteConnection>, first: Request) -> Option<Box<SqliteConnection>> {
        if let Err(error) = execute(&mut conn, "BEGIN IMMEDIATE").await {
            drop(first.send(Err(DbError::new("begin a transaction", error))));
            return Some(conn);
        }
        let mut waiting: Vec<Done> = Vec::new();
        let mut next = Some(first);
        let (began, mut lent) = (Instant::now(), 0);
        while let Some(request) = next.take() {
            lent += 1;
            conn = match lend(conn, request).await {
                Ok((conn, done)) => {
                    waiting.extend(done);
                    conn
                }
                Err(error) => {
                    // The engine has ended the whole transaction (disk full, for one): nobody in it was written.
                    tell_all(waiting, Some(&error));
                    return None;
                }
            };
            if lent < GROUP && began.elapsed() < OPEN {
                next = self.next_request().await;
            }
        }
        let committed = execute(&mut conn, "COMMIT").await;
        let is_clean = committed.is_ok();
        tell_all(waiting, committed.as_ref().err());
        is_clean.then_some(conn)
    }

    /// Whoever waits now, after those who are about to ask had their turn to do so.
    async fn next_request(&mut self) -> Option<Request> {
        if let Ok(request) = self.requests.try_recv() {
            return Some(request);
        }
        tokio::task::yield_now().await;
        self.requests.try_recv().ok()
    }
}

type LendResult = std::result::Result<(Box<SqliteConnection>, Option<Done>), sqlx::Error>;

/// Lends the connection inside a savepoint, and takes it back. An error means that the whole group is lost.
async fn lend(mut conn: Box<SqliteConnection>, request: Request) -> LendResult {
    execute(&mut conn, "SAVEPOINT lent").await?;
    let (give_back, returned) = oneshot::channel();
    let lent = Lent { conn: Some(conn), give_back: Some(give_back) };
    // Where the asker is gone, `lent` comes back unused in the error and its drop returns the connection.
    drop(request.send(Ok(lent)));
    let Returned { mut conn, commit } = returned.await.map_err(|_| sqlx::Error::WorkerCrashed)?;
    let ended = match &commit {
        Some(_) => execute(&mut conn, "RELEASE lent").await,
        None => match execute(&mut conn, "ROLLBACK TO lent").await {
            Ok(()) => execute(&mut conn, "RELEASE lent").await,
            Err(error) => Err(error),
        },
    };
    match (ended, commit) {
        (Ok(()), commit) => Ok((conn, commit)),
        (Err(error), Some(done)) => {
            drop(done.send(Err(DbError::new("commit", sqlx::Error::WorkerCrashed))));
            Err(error)
        }
        (Err(error), None) => Err(error),
    }
}

fn tell_all(waiting: Vec<Done>, error: Option<&sqlx::Error>) {
    if let Some(error) = error {
        tracing::error!(%error, transactions = waiting.len(), "the group of transactions could not be committed");
    }
    for done in waiting {
        let outcome = match error {
            None => Ok(()),
            Some(_) => Err(DbError::shared("commit")),
        };
        drop(done.send(outcome));
    }
}

async fn execute(conn: &mut SqliteConnection, text: &'static str) -> std::result::Result<(), sqlx::Error> {
    sqlx::query::<sqlx::Sqlite>(text).execute(conn).await.map(drop)
}
