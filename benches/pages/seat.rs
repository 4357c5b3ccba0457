//! New readers on one hot link: each follows it first, then asks for the article, and is seated with a durable commit.
//!
//! Following is not in the time that is taken for seats, and measured on its own. Every answer is looked at, and at the
//! end the link itself says how many readers it let in: as many as were answered with the rest.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Context, ensure};
use tokio::net::TcpStream;
use tokio::task::JoinSet;

use crate::Bench;
use crate::article::{self, Dice};
use crate::browser::jar;
use crate::case::rest_exchange;
use crate::conversation::{Received, connect, receive, runtime, send};
use crate::engine::Place;
use crate::house::House;
use crate::load::all_ended;
use crate::postgres::Postgres;
use crate::seat_report::{Claiming, Round, Seated};
use crate::server::Server;
use crate::wire::{Exchange, MAX_ANSWER, get_request, headers};

pub const ON_SQLITE: &str = "new seats, SQLite";
pub const ON_POSTGRES: &str = "new seats, PostgreSQL";

const CHANNEL: &str = "email";
/// Readers prepared for each second of a measurement: more than can be seated in it.
const FOLLOWERS: f64 = 20_000.0;
const FOLLOWERS_ALONE: f64 = 5_000.0;
const FOLLOWERS_QUICK: f64 = 500.0;
const FOLLOWING: usize = 64;

/// All that the measurement on one engine needs.
pub struct Seating<'a> {
    bench: &'a Bench,
    name: &'static str,
    house: &'a House,
    server: &'a Server,
    database: Database<'a>,
    cookies: &'a str,
    path: String,
    token: String,
}

enum Database<'a> {
    Sqlite,
    Postgres(&'a Postgres),
}

impl<'a> Seating<'a> {
    pub fn on_sqlite(bench: &'a Bench, house: &'a House, server: &'a Server, cookies: &'a str) -> anyhow::Result<Self> {
        Self::new(bench, ON_SQLITE, (house, server, Database::Sqlite), cookies)
    }

    pub fn on_postgres(
        bench: &'a Bench,
        house: &'a House,
        (server, postgres): (&'a Server, &'a Postgres),
        cookies: &'a str,
    ) -> anyhow::Result<Self> {
        Self::new(bench, ON_POSTGRES, (house, server, Database::Postgres(postgres)), cookies)
    }

    fn new(
        bench: &'a Bench,
        name: &'static str,
        (house, server, database): (&'a House, &'a Server, Database<'a>),
        cookies: &'a str,
    ) -> anyhow::Result<Self> {
        let path = article::path(bench.options.articles / 4);
        let token = house.share(cookies, &path, CHANNEL)?.token;
        Ok(Self { bench, name, house, server, database, cookies, path, token })
    }

    pub fn measure(&self) -> anyhow::Result<Seated> {
        let span = self.bench.span();
        let many = self.bench.options.readers;
        let place = match &self.database {
            Database::Sqlite => Place::sqlite(&self.house.folder),
            Database::Postgres(postgres) => Place::Postgres(postgres.database("bare")?),
        };
        place.prepare()?;
        let page = Arc::new(rest_exchange(self.house, &self.path, &self.house.follow(&self.token)?)?);
        let readers_before = self.house.share(self.cookies, &self.path, CHANNEL)?.readers;
        let mut dice = Dice::new();
        let (warm, _) = self.follow(4 * many)?;
        let mut answered = self.claim(&page, warm, (many, span))?.seats;
        let mut rounds = Vec::new();
        for _ in 0..self.bench.options.rounds {
            let commits = place.single_commits(span / 4)?;
            let rows = place.shared_commits(&mut dice, span / 4)?;
            let (friends, followed) = self.follow(self.followers(FOLLOWERS))?;
            let grouped = self.claim(&page, friends, (many, span))?;
            let (friends, _) = self.follow(self.followers(FOLLOWERS_ALONE))?;
            let alone = self.claim(&page, friends, (1, span))?;
            answered += grouped.seats + alone.seats;
            rounds.push(Round { commits, rows, followed, grouped, alone });
        }
        let readers = self.house.share(self.cookies, &self.path, CHANNEL)?.readers - readers_before;
        let is_exact = readers == u64::from(answered);
        ensure!(is_exact, "the link counted {readers} readers, and {answered} were answered with the rest");
        Ok(Seated { name: self.name, rounds, readers })
    }

    fn followers(&self, each_second: f64) -> usize {
        let each_second = if self.bench.options.quick { FOLLOWERS_QUICK } else { each_second };
        let count = Duration::from_secs_f64(self.bench.options.seconds * each_second / 1000.0).as_millis();
        usize::try_from(count).unwrap_or(usize::MAX).max(1)
    }

    /// So many friends who have followed the link, by the requests for the article that they make next; and how many of
    /// them did so in a second.
    fn follow(&self, count: usize) -> anyhow::Result<(Vec<Vec<u8>>, f64)> {
        let request = Arc::new(get_request(&format!("/-/s/{}", self.token), "br", None));
        runtime()?.block_on(async {
            let mut friends = JoinSet::new();
            let begun = Instant::now();
            for number in 0..FOLLOWING.min(count) {
                let (stream, share) = (connect(self.house.port).await?, count / FOLLOWING);
                let share = share + usize::from(number < count % FOLLOWING);
                friends.spawn(follow_all(stream, Arc::clone(&request), share));
            }
            let mut jars = Vec::with_capacity(count);
            while let Some(ended) = friends.join_next().await {
                jars.extend(ended.context("a connection's task")??);
            }
            let followed = f64::from(u32::try_from(jars.len())?) / begun.elapsed().as_secs_f64();
            let request = |jar: String| get_request(&self.path, "gzip, deflate, br, zstd", Some(jar.as_str()));
            Ok((jars.into_iter().map(request).collect(), followed))
        })
    }

    /// Each request is a reader who was never here; as many at once as there are connections.
    fn claim(
        &self,
        page: &Arc<Exchange>,
        requests: Vec<Vec<u8>>,
        (connections, span): (usize, Duration),
    ) -> anyhow::Result<Claiming> {
        let queue = Arc::new(Queue { requests, next: AtomicUsize::new(0), seats: AtomicU32::new(0) });
        let before = self.costs()?;
        let took = runtime()?.block_on(async {
            let mut streams = Vec::new();
            for _ in 0..connections {
                streams.push(connect(self.house.port).await?);
            }
            let begun = Instant::now();
            let mut tasks = JoinSet::new();
            for stream in streams {
                tasks.spawn(claim_in_turn(stream, Arc::clone(&queue), Arc::clone(page), begun + span));
            }
            all_ended(tasks).await?;
            anyhow::Ok(begun.elapsed())
        })?;
        let after = self.costs()?;
        let seats = queue.seats.load(Ordering::Relaxed);
        ensure!(seats > 0, "nobody was seated");
        let each = |time: Duration| time.as_secs_f64() * 1e6 / f64::from(seats);
        Ok(Claiming {
            seats,
            per_second: f64::from(seats) / took.as_secs_f64(),
            micros_each: each(after.gatefold.saturating_sub(before.gatefold)),
            database_micros_each: each(after.database.saturating_sub(before.database)),
            busy: (after.gatefold + after.database).saturating_sub(before.gatefold + before.database).as_secs_f64()
                / took.as_secs_f64(),
            seats_per_commit: f64::from(seats) / f64::from(after.commits.wrapping_sub(before.commits).max(1)),
        })
    }

    fn costs(&self) -> anyhow::Result<Costs> {
        let all = self.server.processor_time().unwrap_or_default();
        Ok(match &self.database {
            Database::Sqlite => {
                let database = self.server.sqlite_time().unwrap_or_default();
                let gatefold = all.saturating_sub(database);
                Costs { gatefold, database, commits: self.house.sqlite_commits()? }
            }
            Database::Postgres(postgres) => {
                let commits = u32::try_from(postgres.transactions()? & u64::from(u32::MAX))?;
                Costs { gatefold: all, database: postgres.processor_time().unwrap_or_default(), commits }
            }
        })
    }
}

/// So far, since the start.
struct Costs {
    /// Processor time.
    gatefold: Duration,
    database: Duration,
    /// Transactions that wrote; only differences have a meaning.
    commits: u32,
}

async fn follow_all(mut stream: TcpStream, request: Arc<Vec<u8>>, count: usize) -> anyhow::Result<Vec<String>> {
    let (mut buffer, mut jars) = (vec![0; MAX_ANSWER], Vec::with_capacity(count));
    for _ in 0..count {
        send(&stream, &request).await.context("send a request")?;
        let Received { status, head_length, .. } = receive(&mut stream, &mut buffer).await?;
        let head = String::from_utf8_lossy(buffer.get(..head_length).unwrap_or_default());
        let jar = jar(headers(&head, "set-cookie"));
        ensure!(status == 303 && !jar.is_empty(), "a share link was answered with {status} and the cookies {jar:?}");
        jars.push(jar);
    }
    Ok(jars)
}

/// Readers who wait to ask for the article, and how many were answered with all of it.
struct Queue {
    requests: Vec<Vec<u8>>,
    next: AtomicUsize,
    seats: AtomicU32,
}

async fn claim_in_turn(
    mut stream: TcpStream,
    queue: Arc<Queue>,
    page: Arc<Exchange>,
    until: Instant,
) -> anyhow::Result<()> {
    let mut buffer = vec![0; MAX_ANSWER];
    while Instant::now() < until {
        let Some(request) = queue.requests.get(queue.next.fetch_add(1, Ordering::Relaxed)) else { break };
        send(&stream, request).await.context("send a request")?;
        let Received { status, length, .. } = receive(&mut stream, &mut buffer).await?;
        let is_whole = status == page.status && length == page.length;
        ensure!(is_whole, "a new reader was answered with {status} and {length} bytes, not {}", page.length);
        queue.seats.fetch_add(1, Ordering::Relaxed);
    }
    Ok(())
}
