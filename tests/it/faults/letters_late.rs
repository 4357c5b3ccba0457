//! The mail server refuses connections, hangs, drops the line, says no to one address, or "later" for an hour.

use std::time::{Duration, Instant};

use gatefold::clock::minutes;
use gatefold::mail::worker::Step;
use tokio::runtime::Handle;

use super::house::{House, until};
use super::load::join_by;
use super::reader::{Place, Reader};
use super::table::{Back, Row};
use crate::harness::program::free_port;
use crate::harness::smtp::{Mood, Smtp};
use crate::harness::{Engine, TestApp, postgres};

/// Asking is answered at once, whatever the mail server does.
fn ask(place: &Place, address: &str) -> Reader {
    let mut reader = Reader::new(place);
    let asked = reader.post("/-/sign-in", &[("address", address), ("next", "/slow")]).expect("an answer");
    assert_eq!(asked.status, 303, "{asked:?}");
    assert!(Reader::new(place).get("/slow").expect("a wall").is_wall());
    reader
}

/// From now until the letter is there; then it proves its address, and came once.
fn arrives(smtp: &Smtp, mut reader: Reader, address: &str) -> Duration {
    let took = until("the letter", || smtp.find(address).is_some());
    let proved = join_by(&mut reader, smtp, address, true).expect("an answer").expect("a letter");
    assert_eq!(proved.status, 303, "{proved:?}");
    let codes = smtp.all().iter().filter(|mail| mail.to == [address] && mail.code().is_some()).count();
    assert_eq!(codes, 1, "letters with a code to {address}");
    took
}

fn row(fault: &str, engine: &str, saw: &str, back: Back) {
    let kept = "a letter".to_owned();
    Row { fault, engine, saw: saw.to_owned(), kept, twice: 0, back }.print();
}

const THE_SAME: &str = "the same pages; the letter came later";

/// Nobody listens, then somebody does.
async fn refusing(database: &str, engine: &str) {
    let port = free_port();
    let house = House::new(database).await;
    let transport = format!("smtp://127.0.0.1:{port}");
    let serving = house.serve_with(house.place.port, &[("GATEFOLD_MAIL__TRANSPORT", &transport)]);
    let place = house.readers(&[house.place.port]);
    let reader = ask(&place, "ana@example.org");
    tokio::time::sleep(Duration::from_secs(2)).await;
    let smtp = Smtp::start_at(port).await;
    let back = arrives(&smtp, reader, "ana@example.org");
    row("the mail server refuses connections", engine, THE_SAME, Back::After(back));
    drop(serving);
}

/// Hangs after it was connected to; then drops the line in the middle of the data; then refuses one address for good.
async fn misbehaving(database: &str, engine: &str) {
    let house = House::new(database).await;
    let serving = house.serve();
    let place = house.readers(&[house.place.port]);
    for (mood, fault) in [
        // First, while no connection is kept from before.
        (Mood::Hang, "the mail server hangs after connect"),
        (Mood::Drop, "the mail server drops the line in the middle of DATA"),
    ] {
        house.smtp.set_mood(mood.clone());
        let address = format!("{mood:?}@example.org").to_lowercase();
        let reader = ask(&place, &address);
        let before = house.smtp.connections();
        let began = Instant::now();
        while house.smtp.connections() == before && began.elapsed() < Duration::from_secs(5) {
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        tokio::time::sleep(Duration::from_secs(1)).await;
        assert!(house.smtp.find(&address).is_none(), "a letter came through");
        house.smtp.set_mood(Mood::Well);
        row(fault, engine, THE_SAME, Back::After(arrives(&house.smtp, reader, &address)));
    }
    house.smtp.set_mood(Mood::RefuseOnly("bad@example.net".to_owned(), "550 5.1.1 no such user".to_owned()));
    drop(ask(&place, "bad@example.net"));
    let reader = ask(&place, "good@example.net");
    let back = arrives(&house.smtp, reader, "good@example.net");
    let refused = house.list("SELECT state FROM letter WHERE recipient = 'bad@example.net'").await;
    assert_eq!(refused, ["refused"]);
    row("5xx for one address", engine, "the same pages; the others have their letters at once", Back::After(back));
    drop(serving);
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "starts and kills whole servers; .ci/run runs them"]
async fn whatever_the_mail_server_does_pages_come_and_letters_arrive_once() {
    let with_postgres = postgres::is_there();
    let at_once = |work: fn(&Handle, &str, &str), is_postgres: bool| {
        let database = if is_postgres { postgres::new_database() } else { String::new() };
        let engine = if is_postgres { "PostgreSQL" } else { "SQLite" };
        tokio::task::spawn_blocking(move || work(&Handle::current(), &database, engine))
    };
    let works: [fn(&Handle, &str, &str); 2] = [
        |here, database, engine| here.block_on(refusing(database, engine)),
        |here, database, engine| here.block_on(misbehaving(database, engine)),
    ];
    let engines = if with_postgres { &[false, true][..] } else { &[false] };
    let begun: Vec<_> = engines.iter().flat_map(|engine| works.map(|work| at_once(work, *engine))).collect();
    for work in begun {
        work.await.expect("every letter");
    }
}

/// By the test's own clock: a welcome is good for a day, and waits.
async fn an_hour_of_later(engine: Engine, name: &str) {
    let app = TestApp::start(engine, "").await;
    let browser = app.stranger();
    browser.ask("ana@example.org", "/").await.is(303);
    let code = app.deliver().await[0].code().expect("a code");
    app.smtp.set_mood(Mood::RefuseData("451 4.7.1 later".to_owned()));
    browser.post("/-/sign-in/code", &[("code", &code)]).await.is(303);
    for _ in 0..60 {
        assert!(app.deliver().await.is_empty(), "a letter came through");
        app.advance(minutes(1));
    }
    app.smtp.set_mood(Mood::Well);
    let mut waited = Duration::ZERO;
    let letters = loop {
        let letters = app.deliver().await;
        if !letters.is_empty() {
            break letters;
        }
        assert!(waited < minutes(61), "LOST: the letter did not leave within an hour after the fault");
        waited += minutes(1);
        app.advance(minutes(1));
    };
    assert_eq!(letters.len(), 1);
    app.advance(minutes(120));
    assert_eq!(app.app.post.step().await.expect("a step"), Step::Idle, "it is not sent again");
    assert!(browser.is_signed_in().await);
    let saw = "the same pages; the next try comes within the pause, an hour at most (by the test's clock)";
    row("4xx for an hour, then well", name, saw, Back::After(waited));
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "starts and kills whole servers; .ci/run runs them"]
async fn an_hour_of_later_delays_a_letter_and_no_more() {
    an_hour_of_later(Engine::Sqlite, "SQLite").await;
    if postgres::is_there() {
        an_hour_of_later(Engine::Postgres, "PostgreSQL").await;
    }
}
