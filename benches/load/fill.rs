//! A large site's database in minutes: members with a session each, their share links, the seats on them, and the sums of
//! each article's days.
//!
//! The rows are made by the engine itself, in the order of their keys. What every row would have is there; letters,
//! challenges and limits, which live for days at most, are not.

use std::path::Path;
use std::time::Instant;

use anyhow::{Context, ensure};
use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use futures_util::TryStreamExt;
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
    /// Rows of sums: so many days of each article, and of each kind that is counted.
    pub counts: u64,
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

/// The start before this has cleaned up: without its turn the next one does it again, and sums up the days.
pub fn forget_turns(target: &Target<'_>) -> anyhow::Result<()> {
    runtime()?.block_on(async {
        let mut conn = Conn::open(target).await?;
        conn.run("DELETE FROM limit_state".to_owned(), None, None).await?;
        conn.finish().await
    })
}

pub enum Conn {
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
    pub async fn open(target: &Target<'_>) -> anyhow::Result<Self> {
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

    pub async fn run(&mut self, text: String, part: Option<(i64, i64)>, bytes: Option<Vec<u8>>) -> anyhow::Result<()> {
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

    pub async fn number(&mut self, text: &str) -> anyhow::Result<i64> {
        let query = AssertSqlSafe(text.to_owned());
        let found = match self {
            Self::Sqlite(conn) => sqlx::query_scalar(query).fetch_one(conn).await,
            Self::Postgres(conn) => sqlx::query_scalar(query).fetch_one(conn).await,
        };
        found.with_context(|| format!("ask for {text:?}"))
    }

    /// With the bytes of each word between braces, as the engine spells them.
    pub fn with_words(&self, text: &str) -> String {
        let spelled = |word: &str| {
            let digit = |of: u8| char::from_digit(u32::from(of), 16).unwrap_or_default();
            let hex: String = word.bytes().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect();
            match self {
                Self::Sqlite(_) => format!("x'{hex}'"),
                Self::Postgres(_) => format!("decode('{hex}', 'hex')"),
            }
        };
        let mut parts = text.split(['{', '}']);
        let first = parts.next().unwrap_or_default().to_owned();
        parts
            .enumerate()
            .fold(first, |text, (at, part)| text + &if at % 2 == 0 { spelled(part) } else { part.to_owned() })
    }

    /// All members, as a file of them needs them.
    pub async fn read_members(&mut self) -> anyhow::Result<()> {
        let text =
            "SELECT address, name, site, created_at, proved_at, blocked_at, staff_role, seen_at, joined_by, wants_news
            FROM member ORDER BY id DESC";
        let count = match self {
            Self::Sqlite(conn) => {
                sqlx::query(text).fetch(conn).try_fold(0_u64, |sum, _| async move { Ok(sum + 1) }).await
            }
            Self::Postgres(conn) => {
                sqlx::query(text).fetch(conn).try_fold(0_u64, |sum, _| async move { Ok(sum + 1) }).await
            }
        };
        ensure!(count.context("read all members")? > 0, "there is no member");
        Ok(())
    }

    async fn texts(&mut self, text: &str) -> anyhow::Result<Vec<String>> {
        let query = AssertSqlSafe(text.to_owned());
        let found = match self {
            Self::Sqlite(conn) => sqlx::query_scalar(query).fetch_all(conn).await,
            Self::Postgres(conn) => sqlx::query_scalar(query).fetch_all(conn).await,
        };
        found.with_context(|| format!("ask for {text:?}"))
    }

    async fn run_all(&mut self, texts: &[&str]) -> anyhow::Result<()> {
        for text in texts {
            self.run((*text).to_owned(), None, None).await?;
        }
        Ok(())
    }

    /// Tables for members and their words, with all indexes and nothing in them, whose commits are on disk. In `SQLite` they
    /// have a file of their own.
    pub async fn copy_tables(&mut self, file: &Path) -> anyhow::Result<()> {
        match self {
            Self::Sqlite(_) => {
                // Whoever opened the connection makes no files by it.
                std::fs::File::create_new(file).context("make a file")?;
                self.run(format!("ATTACH '{}' AS bare", file.display()), None, None).await?;
                let all = "SELECT sql FROM main.sqlite_master WHERE tbl_name IN ('member', 'member_word')
                    AND sql IS NOT NULL ORDER BY type = 'index'";
                for text in self.texts(all).await? {
                    let (create, rest) = text.split_at(text.find("member").context("a table's name")?);
                    self.run(format!("{create}bare.{rest}"), None, None).await?;
                }
                self.run_all(&[
                    "PRAGMA bare.journal_mode = WAL",
                    "PRAGMA bare.synchronous = FULL",
                    "PRAGMA bare.cache_size = -131072",
                ])
                .await?;
            }
            Self::Postgres(_) => {
                self.run_all(&[
                    "SET synchronous_commit = on",
                    "CREATE TABLE bare_member (LIKE member INCLUDING ALL)",
                    "CREATE TABLE bare_member_word (LIKE member_word INCLUDING ALL)",
                ])
                .await?;
            }
        }
        self.run_all(&[
            "CREATE TEMPORARY TABLE imported AS SELECT row_number() OVER (ORDER BY id) - 1 AS n, id FROM member
             WHERE import_id IS NOT NULL",
            "CREATE INDEX imported_by_n ON imported (n)",
        ])
        .await
    }

    /// A part of those that a file brought, in one transaction.
    pub async fn copy_members(&mut self, from: i64, to: i64) -> anyhow::Result<()> {
        let prefix = match self {
            Self::Sqlite(_) => "bare.",
            Self::Postgres(_) => "bare_",
        };
        self.run("BEGIN".to_owned(), None, None).await?;
        for (table, column, order) in [("member", "id", "m.id"), ("member_word", "member_id", "m.word")] {
            let text = format!(
                "INSERT INTO {prefix}{table} SELECT m.* FROM imported i JOIN {table} m ON m.{column} = i.id
                 WHERE i.n >= $1 AND i.n < $2 ORDER BY {order}"
            );
            self.run(text, Some((from, to)), None).await?;
        }
        self.run("COMMIT".to_owned(), None, None).await
    }

    pub async fn drop_tables(&mut self) -> anyhow::Result<()> {
        match self {
            Self::Sqlite(_) => self.run_all(&["DETACH bare"]).await,
            Self::Postgres(_) => self.run_all(&["DROP TABLE bare_member, bare_member_word"]).await,
        }
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
        let Size { articles, members, seats, counts } = self.size;
        let links = seats.div_ceil(SEATS);
        ensure!(links <= members * articles, "too many seats for so few members and articles");
        let now = self.conn.number(self.conn.words().now).await?;
        let table = "CREATE TEMPORARY TABLE bench_article AS SELECT row_number() OVER (ORDER BY path) - 1 AS n, id
             FROM article WHERE unpublished_at IS NULL";
        self.conn.run(table.to_owned(), None, None).await?;
        self.conn.run("CREATE INDEX bench_article_by_n ON bench_article (n)".to_owned(), None, None).await?;
        let counted = self.conn.number("SELECT count(*) FROM bench_article").await?;
        ensure!(u64::try_from(counted)? == articles, "{counted} articles in the database, not {articles}");
        let member = |words: &Words| member_text(words, now, (members, articles));
        self.chunks("members", (members, CHUNK), member, false).await?;
        self.chunks("sessions", (members, CHUNK_OF_SESSIONS), |words| session_text(words, now, members), true).await?;
        let link = |words: &Words| link_text(words, now, (members, articles));
        self.chunks("links", (links, CHUNK), link, false).await?;
        self.chunks("days", (links, CHUNK), |words| day_text(words, now), false).await?;
        self.chunks("seats", (seats, CHUNK), |words| seat_text(words, now), false).await?;
        let count = |words: &Words| count_text(words, now, articles);
        self.chunks("sums", (counts, CHUNK), count, false).await
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

/// Days that members joined in.
const JOINED_IN: i64 = 700;

/// When a member joined: evenly over two years, the first of them first.
fn member_made(now: i64, members: u64, number: &str) -> String {
    let apart = JOINED_IN * DAY / i64::try_from(members).unwrap_or(i64::MAX).max(1);
    format!("({} + {number} * {apart})", now - (JOINED_IN + 1) * DAY)
}

fn member_id(words: &Words, (now, members): (i64, u64), number: &str) -> String {
    (words.id)(&format!("({} / 1000)", member_made(now, members, number)), number)
}

/// Links of the last ten days: all of them are good for a while.
fn link_made(now: i64, number: &str) -> String {
    format!("({} + {number} % 864000 * 1000000)", now - 10 * DAY)
}

fn link_id(words: &Words, now: i64, number: &str) -> String {
    (words.id)(&format!("({} / 1000)", link_made(now, number)), number)
}

/// Two of five came back, half of those within a week; each came for an article.
fn member_text(words: &Words, now: i64, (members, articles): (u64, u64)) -> String {
    let made = member_made(now, members, "number");
    format!(
        "INSERT INTO member (id, address, name, site, created_at, proved_at, back_at, joined_by, joined_article, wants_news)
         SELECT {id}, 'member-' || number || '@bench.example', 'Given' || (number % 500) || ' Family' || (number % 20011),
             '{HOST}', {made}, {made},
             CASE number % 5 WHEN 1 THEN {made} + {DAY} * 3 WHEN 3 THEN {made} + {DAY} * 20 END, 'link', a.id, number % 3 = 0
         FROM (SELECT n AS number FROM {numbers}) AS numbers JOIN bench_article a ON a.n = number % {articles}",
        id = member_id(words, (now, members), "number"),
        numbers = words.numbers,
    )
}

fn session_text(words: &Words, now: i64, members: u64) -> String {
    format!(
        "INSERT INTO member_session (hash, id, member_id, site, created_at, seen_at, idle_ends_at, ends_at, agent)
         SELECT substr($3, CAST(32 * (n - $1) + 1 AS INTEGER), 32), {id}, {id}, '{HOST}', {now}, {now}, {idle}, {end},
             'Firefox on Linux' FROM {numbers}",
        id = member_id(words, (now, members), "n"),
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
        member = member_id(words, (now, members), &format!("(number % {members})")),
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

/// What is counted of an article each day, with its label.
const COUNTED: [(&str, &str); 4] = [("read", "stranger"), ("wall", ""), ("address", "new"), ("joined", "link")];

/// Days of all articles, the latest first.
fn count_text(words: &Words, now: i64, articles: u64) -> String {
    let kinds = COUNTED.len();
    let pick = |which: fn(&(&'static str, &'static str)) -> &'static str| {
        let whens = COUNTED.iter().enumerate().map(|(at, kind)| format!("WHEN {at} THEN '{}'", which(kind)));
        format!("CASE number / {articles} % {kinds} {} END", whens.collect::<Vec<_>>().join(" "))
    };
    format!(
        "INSERT INTO insight_day (day, event, label, reason, article_id, count)
         SELECT {today} - number / ({articles} * {kinds}), {event}, {label}, '', a.id, 1 + number % 97
         FROM (SELECT n AS number FROM {numbers}) AS numbers JOIN bench_article a ON a.n = number % {articles}
         WHERE TRUE ON CONFLICT (day, event, label, reason, article_id) DO NOTHING",
        today = now / DAY,
        event = pick(|kind| kind.0),
        label = pick(|kind| kind.1),
        numbers = words.numbers,
    )
}
