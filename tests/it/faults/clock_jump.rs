//! The machine's clock jumps by an hour, ahead and back: nobody is signed out, locked out for long, or waits an hour for a letter.

use std::time::Duration;

use gatefold::clock::{hours, minutes};

use super::table::{Back, Row};
use crate::harness::{Browser, Engine, Mail, ORIGIN, REST_CANARY, TestApp, postgres};

const JSON: [(&str, &str); 3] = [("origin", ORIGIN), ("sec-fetch-site", "same-origin"), ("accept", "application/json")];

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Jump {
    Ahead,
    Back,
}

impl Jump {
    fn happens(self, app: &TestApp) {
        match self {
            Self::Ahead => app.advance(hours(1)),
            Self::Back => app.set_back(hours(1)),
        }
    }
}

/// The letters that leave within some minutes of the clock that jumped.
async fn soon(app: &TestApp) -> Vec<Mail> {
    let mut letters = Vec::new();
    for _ in 0..5 {
        letters.extend(app.deliver().await);
        app.advance(minutes(1));
    }
    letters
}

async fn friend(app: &TestApp, link: &str) -> Browser {
    let friend = app.stranger();
    friend.get(link).await.is(303);
    friend.get("/slow-bread").await.is(200).shows(REST_CANARY);
    friend
}

async fn jump(engine: Engine, jump: Jump) {
    let app = TestApp::start(engine, "").await;
    app.with_articles().await;
    let ana = app.member("ana@example.org").await;
    let made = ana.post_with("/-/share", &[("article", "/slow-bread"), ("channel", "copy")], &JSON).await.is(200);
    let made: serde_json::Value = serde_json::from_slice(&made.bytes).expect("JSON");
    let link = made["url"].as_str().and_then(|url| url.strip_prefix(ORIGIN)).expect("a link of ours").to_owned();
    let inside = friend(&app, &link).await;
    // One letter waits in the outbox, one challenge is in a reader's hands.
    let bob = app.stranger();
    bob.ask("bob@example.org", "/").await.is(303);
    let code = app.deliver().await[0].code().expect("a code");
    let eve = app.stranger();
    eve.ask("eve@example.net", "/").await.is(303);

    jump.happens(&app);
    ana.get("/slow-bread").await.is(200).shows(REST_CANARY);
    assert!(ana.is_signed_in().await, "a member was signed out");
    inside.get("/slow-bread").await.is(200).shows(REST_CANARY);
    friend(&app, &link).await;
    app.stranger().get("/slow-bread").await.is(200).hides(REST_CANARY);
    let proved = bob.post("/-/sign-in/code", &[("code", &code)]).await;
    match jump {
        // Ten minutes are over; a new letter is a field away.
        Jump::Ahead => assert_ne!(proved.status, 303),
        Jump::Back => assert_eq!(proved.status, 303, "{}", proved.text()),
    }
    let waiting = soon(&app).await;
    if jump == Jump::Back {
        assert!(waiting.iter().any(|letter| letter.to == ["eve@example.net"]), "a letter is held up by the jump");
    }
    let dan = app.stranger();
    dan.ask("dan@example.com", "/").await.is(303);
    let letters = soon(&app).await;
    let letter =
        letters.iter().find(|letter| letter.to == ["dan@example.com"]).expect("a letter asked for after the jump");
    dan.prove_link(&letter.link().expect("a link")).await.is(303);
    assert!(dan.is_signed_in().await);
}

/// Somebody used up a limit while the clock was wrong by an hour ahead; then it was set right.
async fn limits_end(engine: Engine) {
    let app = TestApp::start(engine, "").await;
    app.advance(hours(1));
    let ana = app.stranger();
    let mut asked = 0;
    while ana.ask(&format!("ana{asked}@example.org"), "/").await.status == 303 {
        asked += 1;
        assert!(asked < 100, "there is no limit");
    }
    app.set_back(hours(1));
    // Five at once, then one a minute: a minute and an hour later one is free again.
    app.advance(hours(1) + minutes(1));
    ana.ask("later@example.org", "/").await.is(303);
    // A letter that failed while the clock was ahead is tried soon after it was set right.
    let app = TestApp::start(engine, "").await;
    app.advance(hours(1));
    let bob = app.stranger();
    bob.ask("bob@example.org", "/").await.is(303);
    app.set_back(hours(1));
    let letters = soon(&app).await;
    assert_eq!(letters.len(), 1, "a letter asked for while the clock was ahead is held up");
    bob.prove_link(&letters[0].link().expect("a link")).await.is(303);
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "starts and kills whole servers; .ci/run runs them"]
async fn a_clock_that_jumps_by_an_hour_costs_nobody_more_than_a_new_letter() {
    let row = |fault, engine, saw: &str| Row {
        fault,
        engine,
        saw: saw.to_owned(),
        kept: "sessions, seats, links and letters".to_owned(),
        twice: 0,
        back: Back::After(Duration::ZERO),
    };
    for (engine, name) in [(Engine::Sqlite, "SQLite"), (Engine::Postgres, "PostgreSQL")] {
        if engine == Engine::Postgres && !postgres::is_there() {
            continue;
        }
        jump(engine, Jump::Ahead).await;
        row("the clock jumps an hour ahead", name, "everything; sign-in letters on their way have run out").print();
        jump(engine, Jump::Back).await;
        limits_end(engine).await;
        row("the clock jumps an hour back", name, "everything; a limit used up before may last an hour longer").print();
    }
}
