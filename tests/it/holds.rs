//! What holds when much has gathered, when the end comes at a full house, and when the database was away for a moment.

use std::io::{ErrorKind, Read, Write};
use std::net::TcpStream;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use gatefold::clock::days;
use sqlx::Connection;

use crate::database::count;
use crate::harness::program::{Place, Serving};
use crate::harness::rows;

/// Far more than it should take.
const GENEROUS: Duration = Duration::from_mins(1);

/// More than two parts of a clean-up, each row with a key of its own.
const MANY: (&str, &str) = (
    "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2500)
     INSERT INTO letter SELECT randomblob(16), kind, recipient, sealed, state, tries, created_at, due_at, expires_at,
         ended_at, last_answer FROM letter, n",
    "INSERT INTO letter SELECT gen_random_uuid(), kind, recipient, sealed, state, tries, created_at, due_at, expires_at,
         ended_at, last_answer FROM letter, generate_series(1, 2500)",
);

both_engines! {
    async fn a_clean_up_takes_as_many_parts_as_it_needs_and_nothing_that_is_young(app) {
        app.keeps_to_one("the clean-up is asked for by hand");
        app.stranger().ask("ana@example.org", "/").await.is(303);
        assert_eq!(app.deliver().await.len(), 1);
        let is_sqlite = matches!(app.config.database.url, gatefold::config::DatabaseUrl::Sqlite(_));
        rows::run(&app.config.database.url, if is_sqlite { MANY.0 } else { MANY.1 }).await;
        assert_eq!(count(&app, "SELECT COUNT(*) FROM letter").await, 2501);
        app.advance(days(6));
        gatefold::server::clean_up(&app.app).await.expect("a clean-up");
        assert_eq!(count(&app, "SELECT COUNT(*) FROM letter").await, 2501, "a week is not over");
        app.advance(days(2));
        app.stranger().ask("bob@example.net", "/").await.is(303);
        gatefold::server::clean_up(&app.app).await.expect("a clean-up");
        assert_eq!(count(&app, "SELECT COUNT(*) FROM letter").await, 1);
        assert_eq!(app.deliver().await.len(), 1, "the one that waits is not the clean-up's");
    }
}

/// The same command under a limit of open files.
fn with_few_files(command: &Command, files: u32) -> Command {
    let mut limited = Command::new("sh");
    limited.args(["-c", &format!("ulimit -n {files} && exec \"$0\" \"$@\"")]);
    limited.arg(command.get_program()).args(command.get_args());
    limited.current_dir(command.get_current_dir().expect("a folder"));
    for (name, value) in command.get_envs() {
        match value {
            Some(value) => limited.env(name, value),
            None => limited.env_remove(name),
        };
    }
    limited
}

fn until(what: &str, mut is_so: impl FnMut() -> bool) {
    let began = Instant::now();
    while !is_so() {
        assert!(began.elapsed() < GENEROUS, "{what} not yet");
        std::thread::sleep(Duration::from_millis(50));
    }
}

#[test]
fn the_end_comes_though_every_place_is_taken() {
    let place = Place::new("", "");
    assert!(place.run(&["migrate"]).status.success());
    // Half a thousand are set aside for other than readers: 88 places.
    let mut command = with_few_files(&place.command(&["serve"]), 600);
    let child = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("a start");
    let mut serving = Serving { child, port: place.port };
    serving.wait_ready();
    let open: Vec<TcpStream> =
        (0..200).map(|_| TcpStream::connect(("127.0.0.1", place.port)).expect("a connection")).collect();
    // One that asks now finds no place, and waits; whoever is silent gives theirs up after ten seconds.
    let mut waiting = TcpStream::connect(("127.0.0.1", place.port)).expect("a connection");
    waiting.write_all(b"GET /-/live HTTP/1.1\r\nHost: localhost\r\n\r\n").expect("a request");
    waiting.set_read_timeout(Some(Duration::from_secs(1))).expect("a limit");
    let kind = waiting.read(&mut [0; 64]).map_err(|error| error.kind());
    assert!(matches!(kind, Err(ErrorKind::WouldBlock | ErrorKind::TimedOut)), "the house was not full: {kind:?}");
    let told = Command::new("kill").args(["-TERM", &serving.child.id().to_string()]).status();
    assert!(told.is_ok_and(|status| status.success()));
    let mut ended = None;
    until("the end", || {
        ended = serving.child.try_wait().expect("a state");
        ended.is_some()
    });
    assert_eq!(ended.and_then(|status| status.code()), Some(0));
    drop(open);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_import_that_failed_is_tried_again_though_no_file_changes() {
    let place = Place::new("", "");
    assert!(place.run(&["migrate"]).status.success());
    let (serving, log) = place.serve_at_its_loudest();
    let is_there = |path: &str| {
        let line = format!("GET {path} HTTP/1.1");
        serving.request(&line, "").is_some_and(|answer| answer.starts_with("HTTP/1.1 200"))
    };
    until("the first import", || is_there("/a"));
    // Another program writes, and nobody else can.
    let mut conn = rows::sqlite(&place.path().join("g.db")).await;
    let held = conn.begin_with("BEGIN IMMEDIATE").await.expect("a transaction");
    std::fs::write(
        place.path().join("content/late.md"),
        "+++\ntitle = \"Late\"\npublished = 2026-01-01\n+++\nLead.\n\nRest.\n",
    )
    .expect("a file");
    until("a failed import", || {
        std::fs::read_to_string(&log).expect("a log").contains("the content folder could not be imported")
    });
    assert!(!is_there("/late"));
    held.rollback().await.expect("an end");
    until("the next import", || is_there("/late"));
}
