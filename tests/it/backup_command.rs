//! `gatefold backup`, `restore` and `health`: a copy that is whole or not there, a way back that overwrites nothing, and a
//! word for a container's health check.

use std::io::{Read, Write};
use std::net::TcpListener;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Output, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use gatefold::config::DatabaseUrl;

use crate::harness::postgres;
use crate::harness::program::{Place, text};
use crate::harness::rows::{self, assert_same, fill, run};

fn migrated() -> Place {
    let place = Place::new("", "");
    assert!(place.run(&["migrate"]).status.success());
    place
}

fn database(place: &Place) -> PathBuf {
    place.path().join("g.db")
}

fn url(path: &Path) -> DatabaseUrl {
    DatabaseUrl::Sqlite(path.to_path_buf())
}

/// Refused with these words, exit code 1, and nothing left behind.
fn is_refused(place: &Place, args: &[&str], words: &str) {
    let output = place.run(args);
    assert!(output.status.code() == Some(1) && text(&output).contains(words), "{args:?}: {}", text(&output));
    let left: Vec<_> = std::fs::read_dir(place.path())
        .expect("a folder")
        .flatten()
        .filter(|file| file.file_name().to_string_lossy().contains(".part"))
        .collect();
    assert!(left.is_empty(), "{left:?}");
}

fn succeeded(output: &Output, words: &str) {
    assert!(output.status.success() && text(output).contains(words), "{}", text(output));
}

async fn count(path: &Path, text: &'static str) -> i64 {
    sqlx::query_scalar(text).fetch_one(&mut rows::sqlite(path).await).await.expect("a count")
}

/// Two tables in one transaction, again and again: a copy that has one without the other is none.
const PAIR: &str = "BEGIN IMMEDIATE;
    INSERT INTO member (id, address, name, site, created_at)
        SELECT randomblob(16), 'reader' || COUNT(*) || '@example.org', '', 'news.example', 1 FROM member;
    INSERT INTO consent (id, member_id, purpose, is_granted, wording, site, form, given_at)
        SELECT randomblob(16), id, 'news', 1, hex(randomblob(500)), 'a', 'b', 1 FROM member ORDER BY rowid DESC LIMIT 1;
    COMMIT";

#[tokio::test(flavor = "multi_thread")]
async fn a_backup_under_load_is_consistent_and_can_be_served_from() {
    let place = migrated();
    let serving = place.serve();
    let path = database(&place);
    let stop = Arc::new(AtomicBool::new(false));
    let writer = {
        let (path, stop) = (path.clone(), Arc::clone(&stop));
        tokio::spawn(async move {
            let mut conn = rows::sqlite(&path).await;
            let mut written = 0_i64;
            while !stop.load(Ordering::SeqCst) {
                sqlx::raw_sql(PAIR).execute(&mut conn).await.expect("a pair");
                written += 1;
            }
            written
        })
    };
    while count(&path, "SELECT COUNT(*) FROM member").await < 50 {
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    let mut seen = Vec::new();
    for number in 0..4 {
        succeeded(&place.run(&["backup", &format!("copy{number}.db")]), "holds all of");
        let copy = place.path().join(format!("copy{number}.db"));
        let mode = copy.metadata().expect("a file").permissions().mode() & 0o777;
        assert_eq!(mode, 0o600);
        let members = count(&copy, "SELECT COUNT(*) FROM member").await;
        assert_eq!(members, count(&copy, "SELECT COUNT(*) FROM consent").await);
        assert_eq!(count(&copy, "SELECT COUNT(*) FROM pragma_foreign_key_check").await, 0);
        seen.push(members);
    }
    stop.store(true, Ordering::SeqCst);
    let written = writer.await.expect("a writer");
    drop(writeln!(std::io::stderr(), "{written} transactions while four copies were made, with {seen:?} of them"));
    assert!(seen.is_sorted() && seen[0] >= 50 && seen[3] <= written, "{seen:?}");
    let answer = serving.request("GET /a HTTP/1.1", "").expect("an answer");
    assert!(answer.contains("id=\"wall\""), "{answer}");
    serving.kill();
    for ending in ["", "-wal", "-shm"] {
        drop(std::fs::remove_file(place.path().join(format!("g.db{ending}"))));
    }
    succeeded(&place.run(&["restore", "copy3.db"]), "gatefold serve");
    succeeded(&place.run(&["check"]), "ok        database");
    let serving = place.serve();
    let answer = serving.request("GET /a HTTP/1.1", "").expect("an answer");
    assert!(answer.contains("id=\"wall\""), "{answer}");
    assert_eq!(count(&path, "SELECT COUNT(*) FROM member").await, seen[3]);
    serving.kill();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_restored_database_holds_all_but_sessions_and_waiting_letters() {
    let place = migrated();
    let path = database(&place);
    run(&url(&path), "DELETE FROM catalogue_version").await;
    fill(&mut rows::sqlite(&path).await, 20).await;
    run(
        &url(&path),
        "UPDATE letter SET ended_at = NULL WHERE rowid % 2 = 0; UPDATE letter SET ended_at = 7 WHERE rowid % 2 = 1;
         UPDATE webhook_delivery SET ended_at = NULL WHERE rowid % 2 = 0;
         UPDATE webhook_delivery SET ended_at = 7 WHERE rowid % 2 = 1",
    )
    .await;
    // The settings' secret is none of a backup's business.
    let mut command = place.command(&["backup", "copy.db"]);
    succeeded(&command.env_remove("GATEFOLD_SECRET").output().expect("a run"), "holds all of");
    let copy = place.path().join("copy.db");
    let tables = rows::tables(&mut rows::sqlite(&path).await).await;
    assert_same(&url(&path), &url(&copy), &tables).await;
    let bytes = std::fs::read(&copy).expect("a copy");
    let file = copy.display().to_string();
    let plain = Place::new("", "");
    let mut command = plain.command(&["restore", &file]);
    let told = command.env_remove("GATEFOLD_SECRET").output().expect("a run");
    succeeded(&told, "20 sessions are ended");
    succeeded(&told, "10 letters that were waiting are deleted");
    succeeded(&told, "10 deliveries to webhooks that were waiting are deleted");
    let restored = database(&plain);
    assert_eq!(count(&restored, "SELECT COUNT(*) FROM member_session").await, 0);
    assert_eq!(count(&restored, "SELECT COUNT(*) FROM letter").await, 10);
    assert_eq!(restored.metadata().expect("a file").permissions().mode() & 0o777, 0o600);
    assert_eq!(count(&restored, "SELECT COUNT(*) FROM webhook_delivery").await, 10);
    // A ceremony goes with its session.
    let emptied = ["member_session", "staff_ceremony", "letter", "webhook_delivery"];
    let others: Vec<_> = tables.iter().filter(|table| !emptied.contains(&table.as_str())).cloned().collect();
    assert_same(&url(&path), &url(&restored), &others).await;
    let kept = Place::new("", "");
    succeeded(&kept.run(&["restore", &file, "--keep-sessions", "--keep-letters"]), "gatefold serve");
    assert_same(&url(&path), &url(&database(&kept)), &tables).await;
    assert_eq!(std::fs::read(&copy).expect("a copy"), bytes, "the backup is only read");
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_that_exists_is_written_over() {
    let place = migrated();
    std::fs::write(place.path().join("there"), "mine").expect("a file");
    is_refused(&place, &["backup", "there"], "there is there already");
    assert_eq!(std::fs::read_to_string(place.path().join("there")).expect("a file"), "mine");
    std::os::unix::fs::symlink("nowhere", place.path().join("link")).expect("a link");
    is_refused(&place, &["backup", "link"], "is there already");
    is_refused(&place, &["backup", "g.db"], "is there already");
    is_refused(&place, &["backup", "no/such/folder"], "No such file or directory");
    succeeded(&place.run(&["backup", "copy.db"]), "holds all of");
    is_refused(&place, &["backup", "copy.db"], "is there already");
    is_refused(&place, &["restore", "copy.db"], "g.db is there already");
    // What a backup that was killed has left is no hindrance, and nobody takes a copy that is being written.
    std::fs::write(place.path().join("next.db.part"), "SQLite format 3\0 and half a copy").expect("a file");
    succeeded(&place.run(&["backup", "next.db"]), "holds all of");
    // What it has left may have another name by now, and what it has not left is somebody's.
    let monday = std::fs::read(place.path().join("copy.db")).expect("a copy");
    std::fs::hard_link(place.path().join("copy.db"), place.path().join("tuesday.db.part")).expect("a second name");
    succeeded(&place.run(&["backup", "tuesday.db"]), "holds all of");
    assert!(std::fs::read(place.path().join("copy.db")).expect("a copy") == monday, "another copy was written over");
    std::fs::write(place.path().join("notes.part"), "my notes").expect("a file");
    std::os::unix::fs::symlink("copy.db", place.path().join("linked.part")).expect("a link");
    for name in ["notes", "linked"] {
        let output = place.run(&["backup", name]);
        assert!(output.status.code() == Some(1) && text(&output).contains("in the way"), "{}", text(&output));
    }
    assert!(std::fs::read(place.path().join("copy.db")).expect("a copy") == monday);
    assert_eq!(std::fs::read_to_string(place.path().join("notes.part")).expect("a file"), "my notes");
    for name in ["notes.part", "linked.part"] {
        std::fs::remove_file(place.path().join(name)).expect("gone");
    }
    let path = place.path().join("held.db.part");
    let held = std::fs::File::create(&path).expect("a file");
    held.lock().expect("a lock");
    let output = place.run(&["backup", "held.db"]);
    assert!(
        output.status.code() == Some(1) && text(&output).contains("written by another program"),
        "{}",
        text(&output)
    );
    assert!(path.exists());
    drop(held);
    std::fs::remove_file(&path).expect("gone");
    // An old log beside the place of the database would be taken for the new one's.
    let other = Place::new("", "");
    std::fs::write(other.path().join("g.db-wal"), "old").expect("a file");
    let file = place.path().join("copy.db").display().to_string();
    is_refused(&other, &["restore", &file], "is left of an earlier database");
    assert!(!database(&other).exists());
    std::fs::remove_file(database(&place)).expect("gone");
    is_refused(&place, &["backup", "last.db"], "is not there");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_no_whole_backup_of_gatefold_is_not_restored() {
    let place = migrated();
    fill_some(&place).await;
    succeeded(&place.run(&["backup", "copy.db"]), "holds all of");
    let folder = place.path();
    let whole = std::fs::read(folder.join("copy.db")).expect("a copy");
    std::fs::write(folder.join("cut.db"), &whole[..whole.len() / 2]).expect("a file");
    let mut spoiled = whole.clone();
    let middle = (spoiled.len() / 2) & !4095;
    spoiled[middle..middle + 4096].fill(0x55);
    std::fs::write(folder.join("spoiled.db"), spoiled).expect("a file");
    std::fs::write(folder.join("text.db"), "no database at all, but quite a long text of more than a hundred bytes, which is what a header of a file of SQLite has").expect("a file");
    std::fs::write(folder.join("empty.db"), "").expect("a file");
    run_new(&folder.join("foreign.db"), "CREATE TABLE recipe (id BIGINT)").await;
    let newest = "(SELECT MAX(version) FROM _sqlx_migrations)";
    for (name, text) in [
        // As one of before there were webhooks and imports.
        ("older.db", "DROP TABLE webhook_delivery; DROP TABLE webhook; DROP TABLE member_import_file; DROP TABLE member_import; DELETE FROM _sqlx_migrations WHERE version > 12".to_owned()),
        ("newer.db", format!("UPDATE _sqlx_migrations SET version = 99999 WHERE version = {newest}")),
        ("other.db", format!("UPDATE _sqlx_migrations SET checksum = x'00' WHERE version = {newest}")),
        ("open.db", "SELECT 1".to_owned()),
    ] {
        std::fs::write(folder.join(name), &whole).expect("a file");
        run(&url(&folder.join(name)), &text).await;
    }
    std::fs::write(folder.join("open.db-wal"), "not folded in").expect("a file");
    for (name, words) in [
        ("cut.db", "damaged"),
        ("spoiled.db", "damaged"),
        ("text.db", "SQLite database"),
        ("empty.db", "no database of Gatefold's"),
        ("foreign.db", "no database of Gatefold's"),
        ("newer.db", "made by a newer Gatefold"),
        ("other.db", "made by a newer Gatefold"),
        ("open.db", "stands beside it"),
        ("nothing.db", "No such file"),
    ] {
        let other = Place::new("", "");
        is_refused(&other, &["restore", &folder.join(name).display().to_string()], words);
        assert!(!database(&other).exists(), "{name}");
    }
    let other = Place::new("", "");
    succeeded(&other.run(&["restore", &folder.join("older.db").display().to_string()]), "next: gatefold migrate");
    std::fs::remove_file(database(&place)).expect("gone");
    run_new(&database(&place), "CREATE TABLE recipe (id BIGINT)").await;
    is_refused(&place, &["backup", "recipes.db"], "no database of Gatefold's");
}

async fn fill_some(place: &Place) {
    let path = database(place);
    run(&url(&path), "DELETE FROM catalogue_version").await;
    fill(&mut rows::sqlite(&path).await, 8).await;
}

async fn run_new(path: &Path, text: &str) {
    std::fs::write(path, "").expect("a file");
    run(&url(path), text).await;
}

#[test]
fn on_postgres_its_own_programs_are_named() {
    let place = Place::new("postgres://gatefold:hunter2@127.0.0.1:1/a", "");
    for (args, word) in [(["backup", "copy"], "pg_dump"), (["restore", "copy"], "pg_restore")] {
        let output = place.run(&args);
        let text = text(&output);
        assert!(output.status.code() == Some(1) && text.contains(word) && !text.contains("hunter2"), "{text}");
    }
}

fn health(place: &Place, listen: &str) -> (Option<i32>, String) {
    let mut command = place.command(&["health"]);
    let output = command.env_remove("GATEFOLD_SECRET").env("GATEFOLD_LISTEN", listen).output().expect("a run");
    (output.status.code(), text(&output))
}

/// Answers one connection so, or never.
fn listener(answer: &'static str) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = listener.local_addr().expect("an address").to_string();
    std::thread::spawn(move || {
        let (mut stream, _) = listener.accept().expect("a connection");
        let mut head = [0; 1024];
        drop(stream.read(&mut head));
        if answer.is_empty() {
            std::thread::sleep(Duration::from_mins(1));
        }
        drop(stream.write_all(answer.as_bytes()));
    });
    address
}

#[tokio::test(flavor = "multi_thread")]
async fn health_is_good_only_where_the_instance_is_ready() {
    let place = migrated();
    let port = place.port;
    let own = format!("127.0.0.1:{port}");
    let (code, told) = health(&place, &own);
    assert!(code == Some(1) && told.lines().count() == 1 && told.contains("refused"), "{told}");
    let serving = place.serve_with(&[("GATEFOLD_LISTEN", &format!("0.0.0.0:{port}"))], Stdio::null());
    for listen in [own, format!("0.0.0.0:{port}")] {
        assert_eq!(health(&place, &listen), (Some(0), String::new()));
    }
    serving.kill();
    for (answer, words) in [
        ("HTTP/1.1 503 Service Unavailable\r\n\r\n", "not ready (503)"),
        ("HTTP/1.1 404 Not Found\r\n\r\n", "does not answer as Gatefold does"),
        ("220 mail.example ESMTP\r\n", "does not answer as Gatefold does"),
        ("", "no answer within 3 seconds"),
    ] {
        let (code, told) = health(&place, &listener(answer));
        assert!(code == Some(1) && told.contains(words) && told.lines().count() == 1, "{told}");
    }
    let (code, told) = health(&place, "nonsense");
    assert!(code == Some(1) && told.contains("GATEFOLD_LISTEN: listen:"), "{told}");
}

#[tokio::test(flavor = "multi_thread")]
async fn health_of_an_instance_whose_database_is_away_is_bad() {
    if !postgres::is_there() {
        return;
    }
    let to = postgres::new_database();
    let place = Place::new(&to, "");
    assert!(place.run(&["migrate"]).status.success());
    let serving = place.serve();
    let listen = format!("127.0.0.1:{}", place.port);
    assert_eq!(health(&place, &listen).0, Some(0));
    let (server, name) = to.rsplit_once('/').expect("a name");
    let gone = format!("ALTER DATABASE {name} RENAME TO {name}_away");
    let ended = format!("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'");
    let admin = DatabaseUrl::Postgres(format!("{server}/postgres"));
    // Connections that are cut come back at once: it takes a few tries to be between two of them.
    let mut conn = rows::postgres(&format!("{server}/postgres")).await;
    loop {
        sqlx::raw_sql(sqlx::AssertSqlSafe(ended.clone())).execute(&mut conn).await.expect("an end");
        if sqlx::raw_sql(sqlx::AssertSqlSafe(gone.clone())).execute(&mut conn).await.is_ok() {
            break;
        }
    }
    let (code, told) = health(&place, &listen);
    assert!(code == Some(1) && told.contains("503"), "{told}");
    run(&admin, &format!("ALTER DATABASE {name}_away RENAME TO {name}")).await;
    serving.wait_ready();
    assert_eq!(health(&place, &listen).0, Some(0));
    serving.kill();
}
