//! `kill -9` of an instance under load, at moments that nobody chose.

use std::time::{Duration, Instant};

use tokio::runtime::Handle;

use super::audit::{audit_link, audit_member};
use super::house::{House, another_port, until};
use super::load::{Bad, Load};
use super::table::{Back, Row};
use crate::harness::postgres;

const KILLS: usize = 20;

/// Somewhere within a second of full load.
fn a_while() -> Duration {
    Duration::from_millis(100 + gatefold::secret::random_below(900))
}

/// What was acknowledged last, through the pages of the instance that came back.
fn look_at_the_newest(load: &Load) {
    let promised = load.journal().read();
    for joined in promised.joined.iter().rev().take(3) {
        audit_member(joined);
    }
    for link in promised.shared.iter().rev().take(2) {
        audit_link(link);
    }
}

async fn kill_the_only_one(house: &House, engine: &str) {
    let mut serving = house.serve();
    let load = Load::start(house, &[house.place.port], Bad::NoAnswer, 4);
    let (mut in_hand, mut back) = (Vec::new(), Vec::new());
    for _ in 0..KILLS {
        std::thread::sleep(a_while());
        serving.kill();
        in_hand.push(house.in_hand().await);
        let began = Instant::now();
        serving = house.serve();
        back.push(began.elapsed());
        look_at_the_newest(&load);
    }
    let finished = load.finish();
    let twice = house.audit(&finished.promised, &in_hand).await;
    Row {
        fault: "`kill -9` under load, 20 times",
        engine,
        saw: format!("no answer while it was away; {} walls before and after", finished.walls),
        kept: finished.promised.words(),
        twice: twice.len(),
        back: Back::Within(back),
    }
    .print();
}

/// Both engines at the same time: most of it is waiting.
#[tokio::test(flavor = "multi_thread")]
#[ignore = "starts and kills whole servers; .ci/run runs them"]
async fn twenty_kills_lose_nothing() {
    let at_once = |work: fn(&Handle)| tokio::task::spawn_blocking(move || work(&Handle::current()));
    let on_sqlite = at_once(|here| {
        let house = here.block_on(House::new(""));
        here.block_on(kill_the_only_one(&house, "SQLite"));
    });
    let on_postgres = at_once(|here| {
        if postgres::is_there() {
            here.block_on(kill_one_of_two());
        }
    });
    on_sqlite.await.expect("nothing lost on SQLite");
    on_postgres.await.expect("nothing lost on PostgreSQL");
}

/// Two instances: one is killed, the other goes on, and readers notice at most a connection that ended.
async fn kill_one_of_two() {
    let house = House::new(&postgres::new_database()).await;
    let ports = [house.place.port, another_port()];
    let mut serving = ports.map(|port| Some(house.serve_at(port)));
    let load = Load::start(&house, &ports, Bad::NoAnswer, 4);
    let (mut in_hand, mut back, mut served) = (Vec::new(), Vec::new(), 0);
    for round in 0..KILLS {
        std::thread::sleep(a_while());
        let (which, before) = (round % 2, load.walls());
        serving[which].take().expect("an instance").kill();
        in_hand.push(house.in_hand().await);
        until("walls from the other instance", || load.walls() > before + 10);
        // Everything works there, with one instance alone.
        let mut reader = super::reader::Reader::new(&house.readers(&[ports[1 - which]]));
        let address = format!("meanwhile{round}@example.org");
        let asked = reader.post("/-/sign-in", &[("address", &address)]).expect("an answer from the other instance");
        assert_eq!(asked.status, 303, "{asked:?}");
        load.journal().write(|promised| {
            promised.asked.insert(address);
        });
        served += load.walls() - before;
        let began = Instant::now();
        serving[which] = Some(house.serve_at(ports[which]));
        back.push(began.elapsed());
        look_at_the_newest(&load);
    }
    let finished = load.finish();
    let twice = house.audit(&finished.promised, &in_hand).await;
    Row {
        fault: "`kill -9` of one of two instances under load, 20 times",
        engine: "PostgreSQL",
        saw: format!("everything, from the other instance ({served} walls while one was away)"),
        kept: finished.promised.words(),
        twice: twice.len(),
        back: Back::Within(back),
    }
    .print();
}
