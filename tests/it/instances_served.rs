//! An instance that listens as it does in service: what it missed, a connection that it lost, and what the command line
//! changes meanwhile.

use std::process::Stdio;
use std::sync::Arc;
use std::time::{Duration, Instant};

use gatefold::config::{Config, DatabaseSettings, DatabaseUrl};
use gatefold::db::notice::{Heard, Listener};
use gatefold::server::{self, Built, Listeners};
use sqlx::ConnectOptions;
use tokio_util::sync::CancellationToken;

use crate::database::count;
use crate::harness::doors::say_figure;
use crate::harness::program::{Place, Serving, text};
use crate::harness::{Browser, Engine, REST_CANARY, Smtp, TestApp, postgres};
use crate::instances::{PATIENCE, shared};
use crate::share_command::session;

/// Serves as the program does; ended with this value.
struct Served {
    stop: CancellationToken,
    ended: tokio::task::JoinHandle<anyhow::Result<()>>,
}

impl Served {
    async fn start(app: &TestApp, built: &Built) -> Self {
        let config = Config { listen: "127.0.0.1:0".parse().expect("an address"), ..app.config.clone() };
        let listeners = Listeners::bind(&config, None).await.expect("a port");
        let stop = CancellationToken::new();
        let told = stop.clone();
        let built = Built { app: Arc::clone(&built.app), front: Arc::clone(&built.front) };
        let ended = tokio::spawn(async move { server::serve(&config, built, listeners, told).await });
        Self { stop, ended }
    }

    async fn end(self) {
        self.stop.cancel();
        self.ended.await.expect("an end").expect("an orderly end");
    }
}

/// Reads until the rest is gone; says how long that took.
async fn is_shut_out(browser: &Browser, what: &str) {
    let began = Instant::now();
    while browser.get("/slow-bread").await.is(200).text().contains(REST_CANARY) {
        assert!(began.elapsed() < PATIENCE, "{what}: it is still believed");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    say_figure(&format!("{what}: dropped after {:?}", began.elapsed()));
}

/// Without a word to anyone, as what is told while nobody listens.
const DELETE_SESSION: &str =
    "DELETE FROM member_session WHERE member_id = (SELECT id FROM member WHERE address = 'ana@example.org')";

pub async fn run(app: &TestApp, text: &'static str) {
    match &app.config.database.url {
        DatabaseUrl::Sqlite(path) => {
            let options = sqlx::sqlite::SqliteConnectOptions::new().filename(path);
            let mut conn = options.connect().await.expect("a connection");
            sqlx::query(text).execute(&mut conn).await.expect("it runs");
        }
        DatabaseUrl::Postgres(url) => {
            let options: sqlx::postgres::PgConnectOptions = url.parse().expect("a URL");
            let mut conn = options.connect().await.expect("a connection");
            sqlx::query(text).execute(&mut conn).await.expect("it runs");
        }
    }
}

both_engines! {
    async fn whoever_begins_to_listen_forgets_what_may_have_been_told_before(app) {
        app.with_articles().await;
        let (built, _) = app.instance_beside().await;
        let ana = app.member("ana@example.org").await;
        let copy = ana.moved_to(&built.front);
        copy.get("/slow-bread").await.shows(REST_CANARY);
        ana.post("/-/sign-out", &[]).await.is(303);
        copy.get("/slow-bread").await.shows(REST_CANARY);
        let served = Served::start(&app, &built).await;
        is_shut_out(&copy, "a notice from before the start").await;
        served.end().await;
    }

    async fn a_served_instance_hears_what_another_changes(app) {
        app.with_articles().await;
        let (built, _) = app.instance_beside().await;
        let ana = app.member("ana@example.org").await;
        let served = Served::start(&app, &built).await;
        let link = shared(&ana).await;
        let guest = app.stranger().moved_to(&built.front);
        guest.get(&link).await.is(303);
        for _ in 0..3 {
            guest.get("/slow-bread").await.shows(REST_CANARY);
        }
        let copy = ana.moved_to(&built.front);
        copy.get("/slow-bread").await.shows(REST_CANARY);
        ana.post("/-/account/delete", &[("sure", "yes")]).await.is(200);
        is_shut_out(&copy, "a member who left").await;
        is_shut_out(&guest, "the guest of a member who left").await;
        served.end().await;
    }
}

const LISTENERS: &str =
    "SELECT COUNT(*) FROM pg_stat_activity WHERE datname = current_database() AND query LIKE 'LISTEN %'";
const CUT: &str = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE datname = current_database() AND query LIKE 'LISTEN %'";

async fn until_listeners(app: &TestApp, wanted: i64) {
    let began = Instant::now();
    while count(app, LISTENERS).await != wanted {
        assert!(began.elapsed() < PATIENCE, "nobody listens");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lost_connection_of_a_listener_makes_it_forget_everything_on_postgres() {
    if !postgres::is_there() {
        return;
    }
    let app = TestApp::start(Engine::Postgres, "").await;
    app.keeps_to_one("every listener's connection is cut");
    app.with_articles().await;
    let (built, wire) = app.instance_beside().await;
    drop(wire);
    let (ana, bob) = (app.member("ana@example.org").await, app.member("bob@example.org").await);
    let before = count(&app, LISTENERS).await;
    let mut listener = app.app.db.listen().await.expect("a listener");
    let served = Served::start(&app, &built).await;
    until_listeners(&app, before + 2).await;
    let ana = ana.moved_to(&built.front);
    ana.get("/slow-bread").await.shows(REST_CANARY);
    run(&app, DELETE_SESSION).await;
    ana.get("/slow-bread").await.shows(REST_CANARY);
    run(&app, CUT).await;
    // Whether the library has a new connection at once or not: nobody is told that nothing was missed.
    assert!(matches!(listener.next().await, Ok(Heard::Gap) | Err(_)));
    drop(listener);
    is_shut_out(&ana, "a lost connection").await;
    // And it hears again.
    until_listeners(&app, 1).await;
    let copy = bob.moved_to(&built.front);
    copy.get("/slow-bread").await.shows(REST_CANARY);
    bob.post("/-/sign-out", &[]).await.is(303);
    is_shut_out(&copy, "a session, after a lost connection").await;
    served.end().await;
}

/// A copy of a session lives for a minute: what is seen sooner was told.
#[tokio::test(flavor = "multi_thread")]
async fn a_member_deleted_by_the_command_line_is_out_at_once_on_sqlite() {
    delete_by_command_line("").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_member_deleted_by_the_command_line_is_out_at_once_on_postgres() {
    if postgres::is_there() {
        delete_by_command_line(&postgres::new_database()).await;
    }
}

async fn delete_by_command_line(database: &str) {
    let smtp = Smtp::start().await;
    let place = Place::new(database, &smtp.url());
    assert!(place.run(&["migrate"]).status.success());
    let serving = place.serve_with(&[], Stdio::null());
    let cookie = session(&serving, &smtp).await;
    let reads = |serving: &Serving| {
        let line = format!("GET /a HTTP/1.1\r\nCookie: {cookie}");
        serving.request(&line, "").expect("an answer").contains("<p>Rest.</p>")
    };
    assert!(reads(&serving));
    let deleted = place.run(&["member", "delete", "ana@example.org"]);
    assert!(deleted.status.success(), "{}", text(&deleted));
    let began = Instant::now();
    while reads(&serving) {
        assert!(began.elapsed() < PATIENCE, "the end was not noticed");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    say_figure(&format!("a member deleted by the command line: out after {:?}", began.elapsed()));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_command_line_tells_what_it_has_changed_on_sqlite() {
    commands_tell("").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_command_line_tells_what_it_has_changed_on_postgres() {
    if postgres::is_there() {
        commands_tell(&postgres::new_database()).await;
    }
}

async fn commands_tell(database: &str) {
    let place = Place::new(database, "");
    assert!(place.run(&["migrate"]).status.success());
    let url = if database.is_empty() {
        DatabaseUrl::Sqlite(place.path().join("g.db"))
    } else {
        DatabaseUrl::Postgres(database.to_owned())
    };
    let settings = DatabaseSettings { url, replica: None, connections: 4 };
    let db = server::open_database(&settings).await.expect("the database opens");
    let mut listener = db.listen().await.expect("a listener");
    for (args, topic) in [
        (&["import", "markdown", "content"][..], gatefold::article::store::CHANGED),
        (&["staff", "add", "ana@example.org", "--role", "desk"], gatefold::member::MEMBER_CHANGED),
        (&["member", "delete", "ana@example.org"], gatefold::member::MEMBER_CHANGED),
    ] {
        let ran = place.run(args);
        assert!(ran.status.success(), "{args:?}: {}", text(&ran));
        hear(&mut listener, topic).await;
    }
}

async fn hear(listener: &mut Listener, topic: &str) {
    let heard = tokio::time::timeout(PATIENCE, listener.next()).await.expect("in time").expect("a notice");
    assert!(matches!(&heard, Heard::Notice(notice) if notice.topic == topic), "{topic}: {heard:?}");
}
