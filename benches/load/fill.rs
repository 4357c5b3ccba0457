//! A large site's database in minutes: members with a session each, their share links, and the seats on them.
//!
//! The rows are made by the engine itself, in the order of their keys. What every row would have is there; letters,
//! challenges and limits, which live for days at most, are not.

use std::path::Path;
use std::time::Instant;

use anyhow::{Context, ensure};
use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use ring::digest::{SHA256, digest};
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{AssertSqlSafe, ConnectOptions, Connection, PgConnection, SqliteConnection};

use crate::conversation::runtime;
use crate::say;
use crate::wire::HOST;

/// Readers of each link that is filled in.
const SEATS: u64 = 40;
/// Rows that are written at once.
const CHUNK: u64 = 100_000;
const CHUNK_OF_SESSIONS: u64 = 10_000;

#[derive(Clone, Copy)]
pub struct Size {
    pub articles: u64,
    pub members: u64,
    pub seats: u64,
}

/// Where the database is.
pub enum Target<'a> {
    Sqlite(&'a Path),
    Postgres(&'a str),
}

/// What the browser of a filled-in member sends.
pub fn cookies(member: u64) -> String {
    format!("gatefold={}", BASE64_URL_SAFE_NO_PAD.encode(session_key(member)))
}

fn session_key(member: u64) -> Vec<u8> {
    let hash = digest(&SHA256, format!("the bench's session {member}").as_bytes());
    hash.as_ref().iter().copied().take(16).collect()
}

fn session_hashes(from: u64, to: u64) -> Vec<u8> {
    (from..to).flat_map(|member| digest(&SHA256, &session_key(member)).as_ref().to_vec()).collect()
}

pub fn fill(target: &Target<'_>, size: Size) -> anyhow::Result<()> {
    ensure!(size.members > 0, "at least one member");
    runtime()?.block_on(async {
        let mut filling = Filling { conn: Conn::open(target).await?, size };
        let begun = Instant::now();
        filling.all().await?;
        filling.conn.finish().await?;
        let (members, seats) = (size.members, size.seats);
        say(&format!(
            "{members} members and {seats} seats were filled in, in {:.1} s\n",
            begun.elapsed().as_secs_f64()
        ))?;
        Ok(())
    })
}

enum Conn {
    Sqlite(SqliteConnection),
    Postgres(PgConnection),
}

/// What the two engines spell differently.
struct Words {
    /// A table of the numbers from $1 up to and without $2, called n.
    numbers: &'static str,
    /// An id of this time in milliseconds and this number.
    id: fn(time: &str, number: &str) -> String,
    /// A seat's key that starts with this time.
    seat: fn(time: &str) -> String,
    /// Microseconds since 1970.
    now: &'static str,
    before: &'static [&'static str],
    after: &'static [&'static str],
}

const SQLITE: Words = Words {
    numbers: "(WITH RECURSIVE part (n) AS (SELECT $1 UNION ALL SELECT n + 1 FROM part WHERE n < $2 - 1) SELECT n FROM part)",
    id: |time, number| format!("unhex(printf('%012x70008000%012x', {time}, {number}))"),
    seat: |time| format!("unhex(printf('%012x', {time}) || hex(randomblob(26)))"),
    now: "SELECT unixepoch() * 1000000",
    before: &["PRAGMA synchronous = OFF", "PRAGMA foreign_keys = OFF", "PRAGMA cache_size = -262144"],
    after: &["PRAGMA wal_checkpoint(TRUNCATE)"],
};

const POSTGRES: Words = Words {
    numbers: "generate_series($1::bigint, $2::bigint - 1) AS part (n)",
    id: |time, number| {
        format!("(lpad(to_hex({time}), 12, '0') || '70008000' || lpad(to_hex({number}), 12, '0'))::uuid")
    },
    seat: |time| {
        format!(
            "decode(lpad(to_hex({time}), 12, '0') || md5(random()::text) || substr(md5(random()::text), 1, 20), 'hex')"
        )
    },
    now: "SELECT extract(epoch FROM date_trunc('second', now()))::bigint * 1000000",
    before: &["SET synchronous_commit = off"],
    after: &["ANALYZE", "CHECKPOINT"],
};

impl Conn {
    async fn open(target: &Target<'_>) -> anyhow::Result<Self> {
        let mut conn = match target {
            Target::Sqlite(file) => {
                SqliteConnectOptions::new().filename(file).connect().await.map(Self::Sqlite).context("open the file")?
            }
            Target::Postgres(url) => {
                PgConnection::connect(url).await.map(Self::Postgres).context("open the database")?
            }
        };
        for text in conn.words().before {
            conn.run((*text).to_owned(), None, None).await?;
        }
        Ok(conn)
    }

    fn words(&self) -> &'static Words {
        match self {
            Self::Sqlite(_) => &SQLITE,
            Self::Postgres(_) => &POSTGRES,
        }
    }

    async fn run(&mut self, text: String, part: Option<(i64, i64)>, bytes: Option<Vec<u8>>) -> anyhow::Result<()> {
        macro_rules! run {
            ($conn:expr) => {{
                let mut query = sqlx::query(AssertSqlSafe(text.clone()));
                if let Some((from, to)) = part {
                    query = query.bind(from).bind(to);
                }
                if let Some(bytes) = bytes {
                    query = query.bind(bytes);
                }
                query.execute($conn).await.map(drop)
            }};
        }
        let done = match self {
            Self::Sqlite(conn) => run!(conn),
            Self::Postgres(conn) => run!(conn),
        };
        done.with_context(|| format!("fill in with {text:?}"))
    }

    async fn number(&mut self, text: &'static str) -> anyhow::Result<i64> {
        let found = match self {
            Self::Sqlite(conn) => sqlx::query_scalar(text).fetch_one(conn).await,
            Self::Postgres(conn) => sqlx::query_scalar(text).fetch_one(conn).await,
        };
        found.with_context(|| format!("ask for {text:?}"))
    }

    async fn finish(mut self) -> anyhow::Result<()> {
        for text in self.words().after {
            self.run((*text).to_owned(), None, None).await?;
        }
        match self {
            Self::Sqlite(conn) => conn.close().await,
            Self::Postgres(conn) => conn.close().await,
        }
        .context("close the database")
    }
}

struct Filling {
    conn: Conn,
    size: Size,
}

impl Filling {
    async fn all(&mut self) -> anyhow::Result<()> {
        let Size { articles, members, seats } = self.size;
        let links = seats.div_ceil(SEATS);
        ensure!(links <= members * articles, "too many seats for so few members and articles");
        let now = self.conn.number(self.conn.words().now).await?;
        let table = "CREATE TEMPORARY TABLE bench_article AS SELECT row_number() OVER (ORDER BY path) - 1 AS n, id
             FROM article WHERE unpublished_at IS NULL";
        self.conn.run(table.to_owned(), None, None).await?;
        self.conn.run("CREATE INDEX bench_article_by_n ON bench_article (n)".to_owned(), None, None).await?;
        let counted = self.conn.number("SELECT count(*) FROM bench_article").await?;
        ensure!(u64::try_from(counted)? == articles, "{counted} articles in the database, not {articles}");
        self.chunks("members", (members, CHUNK), |words| member_text(words, now), false).await?;
        self.chunks("sessions", (members, CHUNK_OF_SESSIONS), |words| session_text(words, now), true).await?;
        let link = |words: &Words| link_text(words, now, (members, articles));
        self.chunks("links", (links, CHUNK), link, false).await?;
        self.chunks("days", (links, CHUNK), |words| day_text(words, now), false).await?;
        self.chunks("seats", (seats, CHUNK), |words| seat_text(words, now), false).await
    }

    async fn chunks(
        &mut self,
        what: &str,
        (count, chunk): (u64, u64),
        text: impl Fn(&Words) -> String,
        with_hashes: bool,
    ) -> anyhow::Result<()> {
        let text = text(self.conn.words());
        let (mut from, mut told) = (0, Instant::now());
        while from < count {
            let to = (from + chunk).min(count);
            let hashes = with_hashes.then(|| session_hashes(from, to));
            self.conn.run(text.clone(), Some((i64::try_from(from)?, i64::try_from(to)?)), hashes).await?;
            from = to;
            if told.elapsed().as_secs() >= 10 {
                say(&format!("  {from} of {count} {what}\n"))?;
                told = Instant::now();
            }
        }
        Ok(())
    }
}

const DAY: i64 = 86_400_000_000;

/// Ids of members start a month ago, one for each millisecond.
fn member_id(words: &Words, now: i64, number: &str) -> String {
    (words.id)(&format!("({} + {number})", (now - 30 * DAY) / 1000), number)
}

/// Links of the last ten days: all of them are good for a while.
fn link_made(now: i64, number: &str) -> String {
    format!("({} + {number} % 864000 * 1000000)", now - 10 * DAY)
}

fn link_id(words: &Words, now: i64, number: &str) -> String {
    (words.id)(&format!("({} / 1000)", link_made(now, number)), number)
}

fn member_text(words: &Words, now: i64) -> String {
    format!(
        "INSERT INTO member (id, address, name, site, created_at, proved_at)
         SELECT {id}, 'member-' || n || '@bench.example', '', '{HOST}', {made}, {made} FROM {numbers}",
        id = member_id(words, now, "n"),
        made = now - 30 * DAY,
        numbers = words.numbers,
    )
}

fn session_text(words: &Words, now: i64) -> String {
    format!(
        "INSERT INTO member_session (hash, id, member_id, site, created_at, seen_at, idle_ends_at, ends_at, agent)
         SELECT substr($3, CAST(32 * (n - $1) + 1 AS INTEGER), 32), {id}, {id}, '{HOST}', {now}, {now}, {idle}, {end},
             'Firefox on Linux' FROM {numbers}",
        id = member_id(words, now, "n"),
        idle = now + 60 * DAY,
        end = now + 180 * DAY,
        numbers = words.numbers,
    )
}

fn link_text(words: &Words, now: i64, (members, articles): (u64, u64)) -> String {
    format!(
        "INSERT INTO share_link (id, article_id, channel, member_id, made_at, expires_at, reader_limit, readers, openings,
             joined, first_opened_at, last_opened_at)
         SELECT {id}, a.id, 'copy', {member}, {made}, {made} + {life}, 50, {SEATS}, {SEATS}, 0, {made}, {made}
         FROM (SELECT n AS number FROM {numbers}) AS numbers
         JOIN bench_article a ON a.n = (number + number / {members}) % {articles}",
        id = link_id(words, now, "number"),
        member = member_id(words, now, &format!("(number % {members})")),
        made = link_made(now, "number"),
        life = 30 * DAY,
        numbers = words.numbers,
    )
}

fn day_text(words: &Words, now: i64) -> String {
    format!(
        "INSERT INTO share_day (link_id, day, readers, openings, joined)
         SELECT {id}, {made} / {DAY}, {SEATS}, {SEATS}, 0 FROM {numbers}",
        id = link_id(words, now, "n"),
        made = link_made(now, "n"),
        numbers = words.numbers,
    )
}

fn seat_text(words: &Words, now: i64) -> String {
    let link = format!("(n / {SEATS})");
    let opened = format!("({} + n % {SEATS} * 60000000)", link_made(now, &link));
    format!(
        "INSERT INTO share_seat (link_id, reader_hash, generation, lost, first_opened_at, last_opened_at)
         SELECT {id}, {seat}, 0, 0, {opened}, {opened} FROM {numbers}",
        id = link_id(words, now, &link),
        seat = (words.seat)(&format!("({opened} / 1000)")),
        numbers = words.numbers,
    )
}
