//! Two versions side by side: the database is one migration ahead of a program, or behind it, or migrated by many at once.

use std::process::Stdio;

use super::house::House;
use super::people::People;
use super::table::{Back, Row};
use crate::harness::postgres;
use crate::harness::program::{Place, text};

/// What the next version's first step may do to tables that this one uses: add.
const AHEAD: [&str; 3] = [
    "CREATE TABLE of_the_next_version (id BIGINT PRIMARY KEY, words TEXT)",
    "ALTER TABLE member ADD COLUMN of_the_next_version TEXT",
    "INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time)
     SELECT MAX(version) + 1, 'of the next version', TRUE, MAX(checksum), 0 FROM _sqlx_migrations",
];
/// PostgreSQL knows no greatest of bytes.
const AHEAD_ON_POSTGRES: &str = "INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time)
     SELECT MAX(version) + 1, 'of the next version', TRUE, '\\x00'::bytea, 0 FROM _sqlx_migrations";

async fn ahead(database: &str, engine: &str) {
    let house = House::new(database).await;
    let serving = house.serve();
    let mut people = People::gather(&house, "old");
    let is_postgres = house.database.starts_with("postgres");
    for text in AHEAD {
        let text = if is_postgres && text.starts_with("INSERT") { AHEAD_ON_POSTGRES } else { text };
        house.run_sql(text).await;
    }
    // The old one goes on, and starts again.
    let running = people.wait_until_all_answers("a newer database");
    // It is killed, with whatever letter it had in hand.
    drop(serving);
    let in_hand = [house.in_hand().await];
    let serving = house.serve();
    let restarted = people.wait_until_all_answers("a restart before a newer database");
    let check = house.place.run(&["check"]);
    assert!(check.status.success(), "{}", text(&check));
    let migrate = house.place.run(&["migrate"]);
    assert!(migrate.status.success(), "an old instance's own migration stops it: {}", text(&migrate));
    let promised = people.promised();
    let twice = house.audit(&promised, &in_hand).await;
    drop(serving);
    Row {
        fault: "the database is one version ahead",
        engine,
        saw: "everything, before and after a restart of the old program".to_owned(),
        kept: promised.words(),
        twice: twice.len(),
        back: Back::Within(vec![running, restarted]),
    }
    .print();
}

/// It starts nothing that it would break, and says what to do.
async fn behind(database: &str) {
    let house = House::new(database).await;
    house.run_sql("DELETE FROM _sqlx_migrations WHERE version = (SELECT MAX(version) FROM _sqlx_migrations)").await;
    let refused = house.place.run(&["serve"]);
    assert_eq!(refused.status.code(), Some(1), "{}", text(&refused));
    assert!(text(&refused).contains("gatefold migrate"), "{}", text(&refused));
}

fn migrate_at_once(database: &str, engine: &str) {
    let place = Place::new(database, "");
    let start = || {
        let mut command = place.command(&["migrate"]);
        command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("a start")
    };
    let started: Vec<_> = (0..4).map(|_| start()).collect();
    for child in started {
        let output = child.wait_with_output().expect("an end");
        assert!(output.status.success(), "one of four migrations at once, on {engine}: {}", text(&output));
    }
    let check = place.run(&["check"]);
    assert!(check.status.success(), "{}", text(&check));
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "starts and kills whole servers; .ci/run runs them"]
async fn an_old_program_goes_on_before_a_newer_database() {
    ahead("", "SQLite").await;
    if postgres::is_there() {
        ahead(&postgres::new_database(), "PostgreSQL").await;
    }
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "starts and kills whole servers; .ci/run runs them"]
async fn a_new_program_refuses_an_older_database_and_says_what_to_do() {
    behind("").await;
    if postgres::is_there() {
        behind(&postgres::new_database()).await;
    }
}

fn four_at_once(engine: &str, database: impl Fn() -> String) {
    for _ in 0..3 {
        migrate_at_once(&database(), engine);
    }
    Row {
        fault: "`gatefold migrate` four times at once",
        engine,
        saw: "nothing: it was not started yet".to_owned(),
        kept: "an empty database".to_owned(),
        twice: 0,
        back: Back::Never,
    }
    .print();
}

#[test]
#[ignore = "starts and kills whole servers; .ci/run runs them"]
fn four_migrations_at_once_make_one_database_on_sqlite() {
    four_at_once("SQLite", String::new);
}

#[test]
#[ignore = "starts and kills whole servers; .ci/run runs them"]
fn four_migrations_at_once_make_one_database_on_postgres() {
    if postgres::is_there() {
        four_at_once("PostgreSQL", postgres::new_database);
    }
}
