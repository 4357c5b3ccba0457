//! The machine's clock jumps by an hour, ahead and back: nobody is signed out or locked out for long, no letter waits an hour.

use std::sync::Arc;
use std::time::{Duration, Instant};

use gatefold::clock::{hours, minutes};
use gatefold::config::Config;
use gatefold::server::{self, Built, Listeners};
use tokio_util::sync::CancellationToken;

use super::house::GENEROUS;
use super::table::{Back, Row};
use crate::harness::smtp::Mood;
use crate::harness::{Browser, Engine, Mail, ORIGIN, REST_CANARY, TestApp, postgres};

const JSON: [(&str, &str); 3] = [("origin", ORIGIN), ("sec-fetch-site", "same-origin"), ("accept", "application/json")];

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Jump {
    Ahead,
    Back,
}

/// Everything that runs beside the pages, by the test's clock; ends with this value.
struct Running(CancellationToken);

impl Running {
    async fn start(app: &TestApp) -> Self {
        let config = Config { listen: "127.0.0.1:0".parse().expect("an address"), ..app.config.clone() };
        let listeners = Listeners::bind(&config, None).await.expect("a port");
        let stop = CancellationToken::new();
        let built = Built { app: Arc::clone(&app.app), front: Arc::clone(&app.front) };
        let told = stop.clone();
        tokio::spawn(async move { server::serve(&config, built, listeners, told).await });
        Self(stop)
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.0.cancel();
    }
}

/// The letter to this address, and how long it took, while the clock that jumped stands still.
async fn arrives(app: &TestApp, address: &str) -> (Mail, Duration) {
    let began = Instant::now();
    loop {
        if let Some(letter) = app.smtp.find(address) {
            return (letter, began.elapsed());
        }
        assert!(began.elapsed() < GENEROUS, "the letter to {address} is held up");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

async fn friend(app: &TestApp, link: &str) -> Browser {
    let friend = app.stranger();
    friend.get(link).await.is(303);
    friend.get("/slow-bread").await.is(200).shows(REST_CANARY);
    friend
}

/// How long a letter took that was on its way when the clock jumped.
async fn jump(engine: Engine, jump: Jump) -> Duration {
    let app = TestApp::start(engine, "").await;
    app.with_articles().await;
    let ana = app.member("ana@example.org").await;
    let made = ana.post_with("/-/share", &[("article", "/slow-bread"), ("channel", "copy")], &JSON).await.is(200);
    let made: serde_json::Value = serde_json::from_slice(&made.bytes).expect("JSON");
    let link = made["url"].as_str().and_then(|url| url.strip_prefix(ORIGIN)).expect("a link of ours").to_owned();
    let inside = friend(&app, &link).await;
    // One challenge is in a reader's hands, and one letter waits for its next try.
    let bob = app.stranger();
    bob.ask("bob@example.org", "/").await.is(303);
    let code = app.deliver().await[0].code().expect("a code");
    app.smtp.set_mood(Mood::RefuseData("451 4.7.1 later".to_owned()));
    let eve = app.stranger();
    eve.ask("eve@example.net", "/").await.is(303);
    assert!(app.deliver().await.is_empty());
    let _running = Running::start(&app).await;
    // The clock is looked at, and then it jumps.
    tokio::time::sleep(Duration::from_secs(2)).await;

    match jump {
        Jump::Ahead => app.advance(hours(1)),
        Jump::Back => app.set_back(hours(1)),
    }
    app.smtp.set_mood(Mood::Well);
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
    let dan = app.stranger();
    dan.ask("dan@example.com", "/").await.is(303);
    let (letter, new) = arrives(&app, "dan@example.com").await;
    dan.prove_link(&letter.link().expect("a link")).await.is(303);
    assert!(dan.is_signed_in().await);
    if jump == Jump::Ahead {
        return new;
    }
    let (letter, waiting) = arrives(&app, "eve@example.net").await;
    eve.prove_link(&letter.link().expect("a link")).await.is(303);
    waiting.max(new)
}

/// Somebody used up a limit while the clock was an hour ahead; then it was set right.
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
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "starts and kills whole servers; .ci/run runs them"]
async fn a_clock_that_jumps_by_an_hour_costs_nobody_more_than_a_new_letter() {
    let row = |fault, engine, saw: &str, back| Row {
        fault,
        engine,
        saw: saw.to_owned(),
        kept: "sessions, seats, links and letters".to_owned(),
        twice: 0,
        back: Back::After(back),
    };
    for (engine, name) in [(Engine::Sqlite, "SQLite"), (Engine::Postgres, "PostgreSQL")] {
        if engine == Engine::Postgres && !postgres::is_there() {
            continue;
        }
        let back = jump(engine, Jump::Ahead).await;
        let saw = "everything; sign-in letters on their way have run out, new ones come";
        row("the clock jumps an hour ahead", name, saw, back).print();
        let back = jump(engine, Jump::Back).await;
        limits_end(engine).await;
        let saw = "everything; a limit used up before lasts an hour longer at most";
        row("the clock jumps an hour back", name, saw, back).print();
    }
}
