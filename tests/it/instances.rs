//! Two instances over one database: what changes on one is dropped from the other's memory once it is told, and not before.

use std::sync::Arc;
use std::time::Duration;

use futures_util::future::join_all;
use gatefold::clock::minutes;
use gatefold::db::ReadConn;
use gatefold::db::notice::{self, Heard, Notice};
use gatefold::server;
use http::Method;
use uuid::Uuid;

use crate::database::count;
use crate::harness::{Browser, Engine, ORIGIN, REST_CANARY, TestApp, postgres};
use crate::instances_served::run;
use crate::session::member_of;

/// Of the article that `with_articles` writes; its page at this instance is then ready in memory.
async fn reads(browser: &Browser) -> bool {
    browser.get("/slow-bread").await.is(200).text().contains(REST_CANARY)
}

/// The path of a new share link.
pub async fn shared(sharer: &Browser) -> String {
    let form = [("article", "/slow-bread"), ("channel", "copy")];
    let headers = [("origin", ORIGIN), ("accept", "application/json")];
    let made = sharer.post_with("/-/share", &form, &headers).await.is(200).text();
    let made: serde_json::Value = serde_json::from_str(&made).expect("JSON");
    made["url"].as_str().expect("a URL").strip_prefix(ORIGIN).expect("a URL of ours").to_owned()
}

/// A browser that reads by this link, by now from memory.
async fn guest(app: &TestApp, front: &Arc<gatefold::web::front::Front>, link: &str) -> Browser {
    let guest = app.stranger().moved_to(front);
    guest.get(link).await.is(303);
    assert!(reads(&guest).await && reads(&guest).await);
    guest
}

both_engines! {
    async fn a_session_that_is_signed_out_is_over_elsewhere_when_it_is_told(app) {
        app.with_articles().await;
        let (there, mut wire) = app.instance_beside().await;
        let here = app.member("ana@example.org").await;
        let copy = here.moved_to(&there.front);
        assert!(reads(&copy).await);
        here.post("/-/sign-out", &[]).await.is(303);
        assert!(reads(&copy).await, "what is in memory is believed until then");
        wire.settle().await;
        assert!(!reads(&copy).await);
    }

    async fn one_of_several_browsers_is_ended_elsewhere_and_no_other(app) {
        app.with_articles().await;
        let (there, mut wire) = app.instance_beside().await;
        let (ana, phone) = (app.member("ana@example.org").await, app.member("ana@example.org").await);
        let bob = app.member("bob@example.org").await;
        let [ana_there, phone_there, bob_there] = [&ana, &phone, &bob].map(|browser| browser.moved_to(&there.front));
        for browser in [&ana_there, &phone_there, &bob_there] {
            assert!(reads(browser).await);
        }
        let page = ana.get("/-/account").await.text();
        let id = page.split("name=\"id\" value=\"").nth(1).and_then(|part| part.split('"').next()).expect("an id");
        ana.post("/-/account/sessions/end", &[("id", id)]).await.is(303);
        assert!(reads(&phone_there).await);
        wire.settle().await;
        assert!(!reads(&phone_there).await && reads(&ana_there).await && reads(&bob_there).await);
        ana.post("/-/account/sessions/end-all", &[]).await.is(303);
        assert!(reads(&ana_there).await);
        wire.settle().await;
        assert!(!reads(&ana_there).await && reads(&bob_there).await);
    }

    async fn a_block_is_seen_elsewhere_by_the_member_and_their_guests(app) {
        app.with_articles().await;
        let (there, mut wire) = app.instance_beside().await;
        let ana = app.member("ana@example.org").await;
        let guest = guest(&app, &there.front, &shared(&ana).await).await;
        let ana = ana.moved_to(&there.front);
        assert!(reads(&ana).await);
        app.app.sign_ins.block(gatefold::audit::Actor::CommandLine, member_of(&app, "ana@example.org").await.id, true).await.expect("blocked");
        assert!(reads(&ana).await && reads(&guest).await);
        wire.settle().await;
        assert!(!reads(&ana).await && !reads(&guest).await);
    }

    async fn a_deleted_member_is_gone_elsewhere(app) {
        app.with_articles().await;
        let (there, mut wire) = app.instance_beside().await;
        let ana = app.member("ana@example.org").await;
        let guest = guest(&app, &there.front, &shared(&ana).await).await;
        let copy = ana.moved_to(&there.front);
        assert!(reads(&copy).await);
        ana.post("/-/account/delete", &[("sure", "yes")]).await.is(200);
        assert!(reads(&copy).await && reads(&guest).await);
        wire.settle().await;
        assert!(!reads(&copy).await && !reads(&guest).await);
    }

    async fn a_share_link_that_is_ended_lets_nobody_in_elsewhere(app) {
        app.with_articles().await;
        let (there, mut wire) = app.instance_beside().await;
        let ana = app.member("ana@example.org").await;
        let link = shared(&ana).await;
        let other = app.stranger().moved_to(&there.front);
        let guest = guest(&app, &there.front, &link).await;
        let token = link.rsplit('/').next().expect("a token");
        let id = app.app.shares.read_token(token).expect("a link");
        assert!(app.app.shares.end(id, gatefold::audit::Actor::CommandLine).await.expect("an end"));
        assert!(reads(&guest).await);
        wire.settle().await;
        assert!(!reads(&guest).await);
        other.get(&link).await.is(303);
        assert!(!reads(&other).await);
    }

    async fn a_sharers_new_name_is_shown_elsewhere(app) {
        app.with_articles().await;
        let (there, mut wire) = app.instance_beside().await;
        let ana = app.member("ana@example.org").await;
        let guest = guest(&app, &there.front, &shared(&ana).await).await;
        ana.post("/-/account/name", &[("name", "Ana Ferris")]).await.is(303);
        ana.post("/-/account/shares/name", &[("shows", "yes")]).await.is(303);
        guest.get("/slow-bread").await.hides("Ferris");
        wire.settle().await;
        guest.get("/slow-bread").await.shows("Ana Ferris shared this article with you");
        ana.post("/-/account/name", &[("name", "Annie")]).await.is(303);
        wire.settle().await;
        guest.get("/slow-bread").await.shows("Annie shared this article with you");
    }

    async fn an_import_is_seen_elsewhere(app) {
        app.with_articles().await;
        let (there, mut wire) = app.instance_beside().await;
        let stranger = app.stranger().moved_to(&there.front);
        stranger.get("/open").await.shows("All of this is open.");
        app.write("open.md", "+++\ntitle = \"Open\"\npublished = 2026-09-01\n+++\nNow this.\n\n<!-- more -->\n\nGated now.\n");
        app.write("new.md", "+++\ntitle = \"New\"\npublished = 2026-09-01\n+++\nLead.\n");
        app.import().await;
        stranger.get("/open").await.shows("All of this is open.");
        stranger.get("/new").await.is(404);
        wire.settle().await;
        stranger.get("/open").await.shows("Now this.").hides("Gated now.");
        stranger.get("/new").await.is(200);
        std::fs::remove_file(app.content().join("new.md")).expect("removed");
        app.import().await;
        wire.settle().await;
        stranger.get("/new").await.is(404);
    }

    async fn what_was_rolled_back_is_told_to_nobody(app) {
        let mut listener = app.app.db.listen().await.expect("a listener");
        let told = Notice { topic: "told".to_owned(), key: Uuid::now_v7() };
        for (topic, is_kept) in [("dropped", false), ("told", true)] {
            let mut tx = app.app.db.begin().await.expect("a transaction");
            notice::tell(&mut tx.conn(), topic, told.key).await.expect("it is told");
            if is_kept {
                tx.commit().await.expect("a commit");
            }
        }
        assert_eq!(listener.next().await.expect("a notice"), Heard::Notice(told));
    }

    async fn a_topic_of_a_newer_version_is_passed_by(app) {
        app.with_articles().await;
        let (there, mut wire) = app.instance_beside().await;
        let ana = app.member("ana@example.org").await.moved_to(&there.front);
        assert!(reads(&ana).await);
        let member = member_of(&app, "ana@example.org").await.id;
        let mut tx = app.app.db.begin().await.expect("a transaction");
        notice::tell(&mut tx.conn(), "tomorrow", member.0).await.expect("it is told");
        tx.commit().await.expect("a commit");
        wire.settle().await;
        // Without a database only what is still in memory lets a member in.
        there.app.db.close().await;
        assert!(reads(&ana).await);
    }

    async fn what_each_instance_counts_of_a_network_is_put_together(app) {
        let (there, _) = app.instance_beside().await;
        let here = app.stranger().moved_to(&app.front);
        let elsewhere = here.moved_to(&there.front);
        let guess = format!("/-/s/{}", "A".repeat(43));
        for (browser, guesses) in [(&here, 15), (&elsewhere, 6)] {
            for _ in 0..guesses {
                browser.get(&guess).await.is(404);
            }
        }
        server::share_counts(&app.app).await;
        server::share_counts(&there.app).await;
        elsewhere.get(&guess).await.is(429);
        here.get(&guess).await.is(404);
        server::share_counts(&app.app).await;
        here.get(&guess).await.is(429);
        app.stranger().moved_to(&there.front).get(&guess).await.is(404);
        app.advance(minutes(10));
        here.get(&guess).await.is(404);
        elsewhere.get(&guess).await.is(404);
    }
}

/// Rows are numbered on from the newest, so that one is always left.
#[tokio::test(flavor = "multi_thread")]
async fn old_notices_go_and_those_who_listen_miss_nothing_on_sqlite() {
    let app = TestApp::start(Engine::Sqlite, "").await;
    run(
        &app,
        "INSERT INTO notice (number, topic, key)
         WITH RECURSIVE one (number) AS (SELECT 1 UNION ALL SELECT number + 1 FROM one WHERE number < 10050)
         SELECT number, 'old', zeroblob(16) FROM one",
    )
    .await;
    let mut listener = app.app.db.listen().await.expect("a listener");
    server::clean_up(&app.app).await.expect("a clean-up");
    assert_eq!(count(&app, "SELECT COUNT(*) FROM notice").await, 10_000);
    let told = Notice { topic: "new".to_owned(), key: Uuid::now_v7() };
    let mut tx = app.app.db.begin().await.expect("a transaction");
    notice::tell(&mut tx.conn(), "new", told.key).await.expect("it is told");
    tx.commit().await.expect("a commit");
    assert_eq!(listener.next().await.expect("a notice"), Heard::Notice(told));
}

/// Forms may fill their own half of the connections and no more.
#[tokio::test(flavor = "multi_thread")]
async fn pages_go_through_while_forms_fill_their_lane_on_postgres() {
    if !postgres::is_there() {
        return;
    }
    let app = TestApp::start(Engine::Postgres, "database_connections = 4\n").await;
    app.with_articles().await;
    let ana = app.member("ana@example.org").await;
    let link = shared(&ana).await;
    let [ana, guest] = [&ana, &app.stranger()].map(|browser| browser.moved_to(&app.front));
    guest.get(&link).await.is(303);
    // A session's next use is written down.
    app.advance(minutes(6));
    let held = [app.app.db.begin().await.expect("a form's"), app.app.db.begin().await.expect("another's")];
    let strangers: Vec<Browser> = (0..6).map(|_| app.stranger().moved_to(&app.front)).collect();
    let ask = async |browser: &Browser| browser.ask("bob@example.org", "/").await;
    let pages = async {
        assert!(reads(&ana).await && reads(&guest).await);
        let touched = count(&app, "SELECT COUNT(*) FROM member_session WHERE seen_at > created_at").await;
        assert_eq!((touched, count(&app, "SELECT COUNT(*) FROM share_seat").await), (1, 1));
    };
    let (answers, ()) = tokio::join!(join_all(strangers.iter().map(ask)), pages);
    for answer in answers {
        assert!(!answer.is(503).header("retry-after").is_empty());
    }
    drop(held);
    strangers[0].ask("bob@example.org", "/").await.is(303);
}

#[tokio::test(flavor = "multi_thread")]
async fn lists_come_from_the_replica_and_else_from_the_first_on_postgres() {
    if !postgres::is_there() {
        return;
    }
    let replica = postgres::new_database();
    let away = format!("postgres://gatefold@127.0.0.1:{}/away", crate::harness::program::free_port());
    for (url, is_there) in [(&replica, true), (&away, false)] {
        let app = TestApp::start(Engine::Postgres, &format!("database_replica = \"{url}\"\n")).await;
        let first = name(app.app.db.read().await.expect("a connection")).await;
        let lists = name(app.app.db.read_lists().await.expect("a connection")).await;
        let wanted = if is_there { replica.rsplit('/').next().expect("a name") } else { &first };
        assert_eq!(lists, wanted);
        assert!(!replica.ends_with(&first));
        app.stranger().send(Method::GET, "/", &[], axum::body::Body::empty()).await.is(200);
    }
}

async fn name(read: ReadConn) -> String {
    let ReadConn::Postgres(mut conn) = read else { panic!("PostgreSQL is meant") };
    sqlx::query_scalar("SELECT current_database()::text").fetch_one(&mut *conn).await.expect("a name")
}

/// Far above what it takes, and far below the age at which a copy goes by itself.
pub const PATIENCE: Duration = Duration::from_secs(40);
