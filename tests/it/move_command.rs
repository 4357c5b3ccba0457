//! `gatefold move`: everything arrives, whatever stops it, and nothing that it should not touch is touched.

use std::io::Write;
use std::path::Path;
use std::process::{Output, Stdio};
use std::time::{Duration, Instant};

use gatefold::config::{DatabaseUrl, database_url};

use crate::harness::postgres;
use crate::harness::program::{Place, Serving, text};
use crate::harness::rows::{self, assert_same, fill, run};
use crate::harness::smtp::{Mood, Smtp};

/// A migrated SQLite database in a place of its own.
struct Source {
    place: Place,
    url: DatabaseUrl,
    tables: Vec<String>,
}

impl Source {
    async fn new() -> Self {
        let place = Place::new("", "");
        assert!(place.run(&["migrate"]).status.success());
        let path = place.path().join("g.db");
        let tables = rows::tables(&mut rows::sqlite(&path).await).await;
        Self { place, url: DatabaseUrl::Sqlite(path), tables }
    }

    async fn filled(count: u64) -> Self {
        let source = Self::new().await;
        run(&source.url, "DELETE FROM catalogue_version").await;
        fill(&mut rows::sqlite(source.path()).await, count).await;
        source
    }

    fn path(&self) -> &Path {
        let DatabaseUrl::Sqlite(path) = &self.url else { unreachable!("it is a file") };
        path
    }

    fn move_to(&self, to: &str) -> Output {
        self.place.run(&["move", "--to", to])
    }

    async fn is_same_as(&self, to: &str) {
        assert_same(&self.url, &database_url(to).expect("a URL"), &self.tables).await;
    }

    /// What is said at the end of a move with so many rows in each table.
    fn moved(&self, count: usize) -> String {
        let tables = self.tables.len();
        let rows = match count * tables {
            rows if rows < 1000 => rows.to_string(),
            rows => format!("{},{:03}", rows / 1000, rows % 1000),
        };
        format!("{rows} rows in {tables} tables are moved; both sides hold the same")
    }

    /// Refused with these words, and exit code 1.
    fn is_refused(&self, to: &str, words: &[&str]) {
        let output = self.move_to(to);
        let text = text(&output);
        assert!(output.status.code() == Some(1) && words.iter().all(|word| text.contains(word)), "{words:?}: {text}");
    }
}

fn succeeded(output: &Output, words: &str) {
    assert!(output.status.success() && text(output).contains(words), "{}", text(output));
}

/// A later migration's table is in the list by itself; this is the promise that it is.
#[tokio::test]
async fn every_table_that_a_migration_makes_is_moved() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("migrations");
    let mut made = Vec::new();
    let mut files: Vec<_> = std::fs::read_dir(folder).expect("a folder").flatten().map(|file| file.path()).collect();
    files.sort();
    for file in files {
        let text = std::fs::read_to_string(file).expect("a migration");
        for line in text.lines() {
            let line = line.trim().to_ascii_lowercase();
            if let Some(rest) = line.strip_prefix("create table ") {
                let rest = rest.trim_start_matches("if not exists ");
                made.push(rest.split([' ', '(']).next().expect("a name").to_owned());
            } else if let Some(rest) = line.strip_prefix("drop table ") {
                let name = rest.trim_start_matches("if exists ").trim_end_matches(';').trim();
                made.retain(|table| table != name);
            }
        }
    }
    made.sort();
    assert!(made.len() >= 20, "{made:?}");
    assert_eq!(gatefold::db::table_names().await.expect("names"), made);
}

#[tokio::test(flavor = "multi_thread")]
async fn every_kind_of_row_arrives_and_a_second_time_there_is_nothing_to_do() {
    if !postgres::is_there() {
        return;
    }
    let source = Source::filled(20).await;
    let to = postgres::new_database();
    let first = source.move_to(&to);
    succeeded(&first, &source.moved(20));
    assert!(text(&first).contains("copied    share_seat") && text(&first).contains("100 %"), "{}", text(&first));
    assert!(text(&first).contains(&format!("database = \"{to}\"")), "{}", text(&first));
    source.is_same_as(&to).await;
    succeeded(&source.move_to(&to), "both sides hold the same: nothing to do");
    source.is_same_as(&to).await;
    // The constraints are those that the migrations make.
    let migrated = postgres::new_database();
    gatefold::db::migrate(&database_url(&migrated).expect("a URL")).await.expect("migrations");
    let mut keys = Vec::new();
    for url in [&to, &migrated] {
        let text = "SELECT conrelid::regclass::text || conname || pg_get_constraintdef(oid) FROM pg_constraint
            WHERE connamespace = 'public'::regnamespace AND conrelid <> COALESCE(to_regclass('gatefold_move'), 0) ORDER BY 1";
        let mut conn = rows::postgres(url).await;
        keys.push(sqlx::query_scalar::<_, String>(text).fetch_all(&mut conn).await.expect("constraints"));
    }
    assert!(keys[0].iter().any(|key| key.contains("FOREIGN KEY")), "{:?}", keys[0]);
    assert_eq!(keys[0], keys[1]);
    // And back again.
    let back = Place::new(&to, "");
    let file = back.path().join("back.db");
    let url = format!("sqlite:{}", file.display());
    succeeded(&back.run(&["move", "--to", &url]), &source.moved(20));
    source.is_same_as(&url).await;
    succeeded(&back.run(&["move", "--to", &url]), "nothing to do");
    let third = postgres::new_database();
    succeeded(&back.run(&["move", "--to", &third]), &source.moved(20));
    source.is_same_as(&third).await;
    let own = back.run(&["move", "--to", &to]);
    assert!(
        own.status.code() == Some(1) && text(&own).contains("the database of the settings itself"),
        "{}",
        text(&own)
    );
}

/// Moments that differ from run to run.
fn moment(seed: &mut u64, below: u64) -> Duration {
    *seed ^= *seed << 13;
    *seed ^= *seed >> 7;
    *seed ^= *seed << 17;
    Duration::from_millis(*seed % below)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_move_killed_again_and_again_ends_with_the_same() {
    if !postgres::is_there() {
        return;
    }
    let source = Source::new().await;
    run(
        &source.url,
        "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 60000)
            INSERT INTO member (id, address, name, site, created_at)
            SELECT randomblob(16), 'reader' || i || '@example.org', 'Reader ' || i, 'news.example', i FROM n;
         INSERT INTO consent (id, member_id, purpose, is_granted, wording, site, form, given_at)
            SELECT randomblob(16), id, 'news', 1, 'Yes.', 'news.example', 'wall', created_at FROM member",
    )
    .await;
    let mut seed = u64::from(std::process::id()) | 1;
    let (mut kills, mut resumed) = (0, 0);
    while kills < 12 || resumed == 0 {
        let to = postgres::new_database();
        let mut was_killed = false;
        loop {
            let mut command = source.place.command(&["move", "--to", &to]);
            let mut child = command.stdout(Stdio::null()).stderr(Stdio::piped()).spawn().expect("a start");
            std::thread::sleep(moment(&mut seed, 1500));
            let is_running = child.try_wait().expect("a look").is_none();
            if is_running && kills < 25 {
                child.kill().expect("a kill");
                child.wait().expect("an end");
                kills += 1;
                was_killed = true;
                continue;
            }
            let output = child.wait_with_output().expect("an end");
            assert!(output.status.success(), "{}", text(&output));
            resumed += u32::from(was_killed && text(&output).contains("goes on where it was"));
            break;
        }
        source.is_same_as(&to).await;
        succeeded(&source.move_to(&to), "nothing to do");
    }
    drop(writeln!(std::io::stderr(), "{kills} kills, {resumed} moves that went on"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_row_changed_on_one_side_is_told_by_its_table() {
    if !postgres::is_there() {
        return;
    }
    let source = Source::filled(12).await;
    let to = postgres::new_database();
    let target = database_url(&to).expect("a URL");
    succeeded(&source.move_to(&to), &source.moved(12));
    run(&target, "UPDATE member SET name = name || '!' WHERE id = (SELECT id FROM member LIMIT 1)").await;
    source.is_refused(
        &to,
        &["have come apart since, in member (12 rows on each, of other content)", "Nothing was copied"],
    );
    // As though that move had been stopped just before its end.
    run(&target, "UPDATE gatefold_move SET done_at = NULL; DELETE FROM used_state").await;
    source.is_refused(
        &to,
        &["the two sides differ, in member (12", "used_state (12 rows in the source, 0 in the target)", "--start-over"],
    );
    let serving = Place::new(&to, "").run(&["serve"]);
    assert!(serving.status.code() == Some(1) && text(&serving).contains("was stopped"), "{}", text(&serving));
    succeeded(&source.place.run(&["move", "--to", &to, "--start-over"]), &source.moved(12));
    source.is_same_as(&to).await;
    // A finished move is never emptied: the target may be in use.
    run(&target, "UPDATE member SET name = 'Ana'").await;
    let again = source.place.run(&["move", "--to", &to, "--start-over"]);
    assert!(again.status.code() == Some(1) && text(&again).contains("Nothing was copied"), "{}", text(&again));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_target_that_holds_anything_else_is_refused_and_left_alone() {
    if !postgres::is_there() {
        return;
    }
    let source = Source::filled(3).await;
    let to = postgres::new_database();
    let owner = Place::new(&to, "");
    assert!(owner.run(&["migrate"]).status.success());
    assert!(owner.run(&["staff", "add", "ana@example.org"]).status.success());
    source.is_refused(&to, &["holds rows of its own, in audit (1), member (1)"]);
    assert!(text(&owner.run(&["member", "list"])).contains("ana@example.org"));
    // Migrated before and empty is as good as new.
    let migrated = postgres::new_database();
    assert!(Place::new(&migrated, "").run(&["migrate"]).status.success());
    succeeded(&source.move_to(&migrated), &source.moved(3));
    let other = Source::filled(3).await;
    other.is_refused(&migrated, &["moved from another database"]);
    source.is_same_as(&migrated).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_moved_while_gatefold_runs() {
    if !postgres::is_there() {
        return;
    }
    let source = Source::new().await;
    let to = postgres::new_database();
    let serving = source.place.serve();
    source.is_refused(&to, &["another program has the file open: stop Gatefold"]);
    assert!(serving.request("GET /a HTTP/1.1", "").expect("an answer").contains("id=\"wall\""), "it serves on");
    serving.kill();
    let target = Place::new(&to, "");
    assert!(target.run(&["migrate"]).status.success());
    let serving = target.serve();
    source.is_refused(&to, &["Gatefold is running on it", "stop every instance"]);
    let file = source.place.path().join("new.db");
    let back = target.run(&["move", "--to", &format!("sqlite:{}", file.display())]);
    assert!(back.status.code() == Some(1) && text(&back).contains("Gatefold is running on it"), "{}", text(&back));
    serving.kill();
}

#[tokio::test(flavor = "multi_thread")]
async fn what_postgres_could_not_keep_is_named_before_it_is_sent() {
    if !postgres::is_there() {
        return;
    }
    for (spoil, words) in [
        (
            "UPDATE member SET name = 'A' || char(0) || 'B'",
            "member.name of a row after the first of this part: holds a NUL",
        ),
        ("UPDATE member SET name = CAST(x'ff41' AS TEXT)", "is no UTF-8"),
        ("UPDATE member SET created_at = 1.5", "holds REAL in the place of Integer"),
        ("UPDATE challenge SET session_id = x'0102'", "holds an id of 2 bytes in the place of 16"),
        ("UPDATE member SET name = x'41'", "holds BLOB in the place of Text"),
        ("UPDATE member SET shows_name = 7", "holds 7, which is neither true nor false"),
        ("PRAGMA foreign_keys = OFF; DELETE FROM member", "refer to rows which are gone"),
    ] {
        let source = Source::filled(3).await;
        run(&source.url, spoil).await;
        source.is_refused(&postgres::new_database(), &[words]);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn another_version_or_place_is_told_with_what_to_do_and_no_password() {
    if !postgres::is_there() {
        return;
    }
    let newest = "(SELECT MAX(version) FROM _sqlx_migrations)";
    let newer = "INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time)
        VALUES (99999, 'later', TRUE, CAST('a' AS BYTEA), 1)";
    let older = Source::new().await;
    run(&older.url, &format!("DELETE FROM _sqlx_migrations WHERE version = {newest}")).await;
    older.is_refused(&postgres::new_database(), &["older than this program", "gatefold migrate"]);
    let source = Source::new().await;
    run(&source.url, &newer.replace("CAST('a' AS BYTEA)", "x'61'")).await;
    source.is_refused(&postgres::new_database(), &["newer than this program"]);
    let source = Source::filled(2).await;
    let to = postgres::new_database();
    gatefold::db::migrate(&database_url(&to).expect("a URL")).await.expect("migrations");
    run(&database_url(&to).expect("a URL"), &newer.replace("CAST('a' AS BYTEA)", "'\\x61'::bytea")).await;
    source.is_refused(&to, &["made by a newer Gatefold"]);
    run(
        &database_url(&to).expect("a URL"),
        "ALTER TABLE member ADD COLUMN shoe_size BIGINT; DELETE FROM _sqlx_migrations WHERE version = 99999",
    )
    .await;
    source.is_refused(&to, &["its table member has other columns"]);
    let with_password = |url: &str| url.replace("postgres://gatefold@", "postgres://gatefold:hunter2@");
    let to = with_password(&postgres::new_database());
    let (server, _) = to.rsplit_once('/').expect("a server");
    for (to, word) in [
        (format!("{server}/nothing_there"), "createdb"),
        ("postgres://gatefold:hunter2@127.0.0.1:1/a".to_owned(), "no server answers there"),
        (to.clone(), "moved"),
        (to, "nothing to do"),
    ] {
        let output = source.move_to(&to);
        let text = text(&output);
        assert!(text.contains(word) && !text.contains("hunter2"), "{text}");
    }
    for (to, code) in [("mysql://gatefold:hunter2@db/a", 2), ("nonsense hunter2", 2)] {
        let output = source.move_to(to);
        assert!(output.status.code() == Some(code) && !text(&output).contains("hunter2"), "{}", text(&output));
    }
    let url = source.place.path().join("g.db");
    source.is_refused(&format!("sqlite:{}", url.display()), &["the database of the settings itself"]);
    source.is_refused("sqlite:other.db", &["gatefold backup"]);
    std::fs::remove_file(source.path()).expect("gone");
    source.is_refused(&postgres::new_database(), &["there is no such file"]);
}

/// `name=value` of the cookie that an answer sets.
fn cookie(answer: &str, name: &str) -> String {
    let mut set = answer.lines().filter_map(|line| line.strip_prefix("set-cookie: "));
    set.find(|line| line.starts_with(name)).and_then(|line| line.split(';').next()).expect("a cookie").to_owned()
}

/// The next letter with a link to sign in by: a welcome may be on its way too.
async fn letter(smtp: &Smtp) -> String {
    let until = Instant::now() + Duration::from_mins(2);
    loop {
        let letters = smtp.take().into_iter().map(|mail| mail.decoded());
        if let Some(letter) = letters.into_iter().find(|letter| letter.contains("/-/sign-in/link/")) {
            return letter;
        }
        assert!(Instant::now() < until, "no letter came");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

fn token(letter: &str) -> String {
    letter.lines().map(str::trim).find_map(|line| line.split_once("/-/sign-in/link/")).expect("a link").1.to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn readers_notice_nothing_of_a_move() {
    if !postgres::is_there() {
        return;
    }
    let smtp = Smtp::start().await;
    let place = Place::new("", &smtp.url());
    assert!(place.run(&["migrate"]).status.success());
    let serving = place.serve();
    serving.request("POST /-/sign-in HTTP/1.1", "address=ana%40example.org&next=%2Fa").expect("an answer");
    let token_of_ana = token(&letter(&smtp).await);
    let proof = serving.request("POST /-/sign-in/link HTTP/1.1", &format!("token={token_of_ana}")).expect("an answer");
    let session = cookie(&proof, "gatefold=");
    let line = format!("POST /-/share HTTP/1.1\r\nCookie: {session}\r\nAccept: application/json");
    let answer = serving.request(&line, "article=%2Fa&channel=copy").expect("an answer");
    let made: serde_json::Value = serde_json::from_str(answer.split_once("\r\n\r\n").expect("a body").1).expect("JSON");
    let shared = made["url"].as_str().expect("a URL").split_once("/-/s/").expect("a token").1.to_owned();
    let guest_before = guest(&serving, &shared);
    // Bob's letter waits when the program is stopped.
    smtp.set_mood(Mood::RefuseRecipient("451 4.3.0 later".to_owned()));
    serving.request("POST /-/sign-in HTTP/1.1", "address=bob%40example.org&next=%2Fa").expect("an answer");
    serving.kill();
    drop(smtp.take());
    let to = postgres::new_database();
    succeeded(&place.run(&["move", "--to", &to]), "are moved; both sides hold the same");
    smtp.set_mood(Mood::Well);
    let serving = place.serve_with(&[("GATEFOLD_DATABASE", &to)], Stdio::null());
    let account = serving.request(&format!("GET /-/account HTTP/1.1\r\nCookie: {session}"), "").expect("an answer");
    assert!(account.contains("ana@example.org"), "the session goes on: {account}");
    for grant in [guest_before, guest(&serving, &shared)] {
        let read = serving.request(&format!("GET /a HTTP/1.1\r\nCookie: {grant}"), "").expect("an answer");
        assert!(read.contains("<p>Rest.</p>"), "{read}");
    }
    let proof = token(&letter(&smtp).await);
    let proof = serving.request("POST /-/sign-in/link HTTP/1.1", &format!("token={proof}")).expect("an answer");
    assert!(proof.starts_with("HTTP/1.1 303") && proof.contains("location: /a"), "{proof}");
    let again = serving.request("POST /-/sign-in/link HTTP/1.1", &format!("token={token_of_ana}")).expect("an answer");
    assert!(again.starts_with("HTTP/1.1 410"), "a used link stays used: {again}");
    serving.kill();
}

/// Opens a share link and reads with it: the grant.
fn guest(serving: &Serving, link: &str) -> String {
    let opened = serving.request(&format!("GET /-/s/{link} HTTP/1.1"), "").expect("an answer");
    let grant = cookie(&opened, "gatefold-share-");
    let read = serving.request(&format!("GET /a HTTP/1.1\r\nCookie: {grant}"), "").expect("an answer");
    assert!(read.contains("<p>Rest.</p>"), "{read}");
    grant
}
