//! What may befall the database behind a running program: stopped, crashed, cut off, crowded, slow, swallowed by the wire.

use std::collections::BTreeSet;
use std::time::Duration;

use sqlx::{ConnectOptions, PgConnection};

use super::cluster::Cluster;
use super::house::{House, another_port, is_loud, until};
use super::load::{Bad, Load};
use super::people::People;
use super::reader::Reader;
use super::table::{Back, Row};
use super::wire::{Mood, SLOW, Wire};
use crate::harness::postgres;
use crate::harness::program::Serving;

/// Few, so that others can take them all.
const SETTINGS: &str = "max_connections = 40\n";

struct Stage {
    cluster: Cluster,
    wire: Wire,
    house: House,
    people: People,
    load: Load,
    told: Vec<Told>,
    /// What the log said again and again.
    noise: Vec<String>,
}

/// What is known of one fault before the audit that is for all of them.
struct Told {
    fault: &'static str,
    saw: String,
    in_hand: BTreeSet<String>,
    back: Vec<Duration>,
}

impl Stage {
    async fn after(&mut self, fault: &'static str, saw: String) {
        self.after_all(fault, saw, Vec::new()).await;
    }

    /// Where the fault came several times, with how long it took before.
    async fn after_all(&mut self, fault: &'static str, saw: String, mut back: Vec<Duration>) {
        back.push(self.people.wait_until_all_answers(fault));
        println!("{fault}: back after {back:?}");
        let in_hand = self.house.in_hand().await;
        self.told.push(Told { fault, saw, in_hand, back });
    }

    async fn stopped(&mut self) {
        self.cluster.stop("fast");
        let saw = self.people.look_while_it_is_away();
        // It was told when it began: from then on many meet it, and the log stays quiet.
        let from = self.house.log().len();
        std::thread::sleep(Duration::from_secs(3));
        let log = self.house.log();
        self.noise.extend(log[from..].lines().filter(|line| is_loud(line)).map(str::to_owned));
        self.cluster.go_on();
        self.after("PostgreSQL stopped and started", saw).await;
    }

    async fn crashed(&mut self) {
        let mut back = Vec::new();
        let mut saw = String::new();
        for round in 0..3 {
            std::thread::sleep(Duration::from_millis(300 + gatefold::secret::random_below(500)));
            self.cluster.stop("immediate");
            saw = self.people.look_while_it_is_away();
            self.cluster.go_on();
            if round < 2 {
                back.push(self.people.wait_until_all_answers("a crash"));
            }
        }
        self.after_all("PostgreSQL crashed amid transactions, 3 times", saw, back).await;
    }

    async fn cut(&mut self) {
        let mut back = Vec::new();
        for _ in 0..5 {
            std::thread::sleep(Duration::from_millis(100 + gatefold::secret::random_below(300)));
            self.cluster.cut_all();
            back.push(self.people.wait_until_all_answers("a cut"));
        }
        let saw = "walls; 503 where a query was under way".to_owned();
        self.after_all("connections to PostgreSQL cut amid transactions, 5 times", saw, back).await;
    }

    /// Others take every connection that there is, the program's own as soon as it lets go of them.
    async fn crowded(&mut self) {
        let options: sqlx::postgres::PgConnectOptions = self.cluster.database().parse().expect("a URL");
        let mut others: Vec<PgConnection> = Vec::new();
        let mut pids: Vec<String> = Vec::new();
        for _ in 0..200 {
            while let Ok(mut conn) = options.connect().await {
                pids.push(
                    sqlx::query_scalar("SELECT pg_backend_pid()::text").fetch_one(&mut conn).await.expect("a pid"),
                );
                others.push(conn);
            }
            let ours = pids.join(", ");
            let rest = format!("FROM pg_stat_activity WHERE usename = 'publisher' AND pid NOT IN ({ours})");
            if self.cluster.count(&format!("SELECT count(*) {rest}")) == 0 {
                break;
            }
            self.cluster.sql(&format!("SELECT count(pg_terminate_backend(pid)) {rest}"));
        }
        let saw = self.people.look_while_it_is_away();
        std::thread::sleep(Duration::from_secs(2));
        drop(others);
        self.after("PostgreSQL out of connections", saw).await;
    }

    async fn slow(&mut self) {
        self.wire.set(Mood::Slow);
        std::thread::sleep(SLOW / 2);
        let saw = self.people.look_while_it_is_away();
        self.wire.set(Mood::Well);
        self.after("PostgreSQL slow: 5 s a query", saw).await;
    }

    async fn frozen(&mut self) {
        self.wire.set(Mood::Frozen);
        std::thread::sleep(Duration::from_secs(3));
        let saw = self.people.look_while_it_is_away();
        self.wire.set(Mood::Well);
        self.after("PostgreSQL behind a wire that freezes", saw).await;
    }

    /// A few of them; all of them in the test below.
    async fn swallowed(&mut self) {
        self.wire.set(Mood::Frozen);
        std::thread::sleep(Duration::from_secs(3));
        let saw = self.people.look_while_it_is_away();
        self.wire.lose_connections();
        self.after("all connections to PostgreSQL gone without a word", saw).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "starts and kills whole servers; .ci/run runs them"]
async fn whatever_befalls_postgres_walls_come_and_nothing_is_lost() {
    if !postgres::is_there() {
        return;
    }
    let cluster = Cluster::start(SETTINGS);
    let wire = Wire::to(cluster.port);
    // The tests' own looks go straight to the database.
    let house = House::through(&cluster.database(), &Cluster::database_at(wire.port)).await;
    let serving = house.serve();
    let load = Load::start(&house, &[house.place.port], Bad::NotNow, 3);
    let people = People::gather(&house, "away");
    let mut stage = Stage { cluster, wire, house, people, load, told: Vec::new(), noise: Vec::new() };
    until("some readers", || stage.load.walls() > 50);
    stage.stopped().await;
    stage.crashed().await;
    stage.cut().await;
    stage.crowded().await;
    stage.slow().await;
    stage.frozen().await;
    stage.swallowed().await;
    let Stage { house, people, load, told, noise, .. } = stage;
    let finished = load.finish();
    let mut promised = finished.promised;
    people.join(&mut promised);
    let in_hand: Vec<_> = told.iter().map(|told| told.in_hand.clone()).collect();
    let twice = house.audit(&promised, &in_hand).await;
    for Told { fault, saw, in_hand, back } in told {
        let back = if back.len() > 1 { Back::Within(back) } else { Back::After(back[0]) };
        let twice = twice.intersection(&in_hand).count();
        Row { fault, engine: "PostgreSQL", saw, kept: promised.words(), twice, back }.print();
    }
    drop(serving);
    // A thing may be told once; what each request tells again is noise.
    let words = |line: &String| line.split("\"message\":\"").nth(1)?.split('"').next().map(str::to_owned);
    let told: Vec<String> = noise.iter().filter_map(words).collect();
    let again: Vec<&String> =
        told.iter().enumerate().filter(|(at, word)| told[..*at].contains(word)).map(|(_, word)| word).collect();
    assert!(again.is_empty(), "told again and again within 3 s of an outage: {again:#?}");
}

const ALL_OF_THEM: usize = 6;

/// Every connection is in the middle of something when the wire swallows it, and hears nothing any more, not even an end.
#[tokio::test(flavor = "multi_thread")]
#[ignore = "starts and kills whole servers; .ci/run runs them"]
async fn a_program_whose_every_connection_vanished_makes_new_ones() {
    if !postgres::is_there() {
        return;
    }
    let cluster = Cluster::start("");
    let wire = Wire::to(cluster.port);
    let house = House::through(&cluster.database(), &Cluster::database_at(wire.port)).await;
    let connections = ALL_OF_THEM.to_string();
    let metrics = another_port();
    let listen = format!("127.0.0.1:{metrics}");
    let settings = [("GATEFOLD_DATABASE_CONNECTIONS", connections.as_str()), ("GATEFOLD_METRICS_LISTEN", &listen)];
    let serving = house.serve_with(house.place.port, &settings);
    let mut people = People::gather(&house, "vanished");
    let place = house.readers(&[house.place.port]);
    // One hears what other instances tell.
    let is_whole = || {
        let figures = Serving::ask(metrics, "GET /metrics HTTP/1.1", "").unwrap_or_default();
        let used = figures.lines().find_map(|line| line.strip_prefix("gatefold_database_connections{state=\"used\"} "));
        used.is_some_and(|used| used.trim().parse::<usize>().is_ok_and(|used| used <= 1))
    };
    until("a pool of which nothing is used", is_whole);
    // A row that somebody holds keeps them all busy, each with a question that is not answered yet.
    let held = cluster.hold("LOCK TABLE challenge IN ACCESS EXCLUSIVE MODE").await;
    let askers: Vec<_> = (0..ALL_OF_THEM * 3)
        .map(|number| {
            let place = place.clone();
            std::thread::spawn(move || {
                let address = format!("nobody{number}@example.org");
                let answer = Reader::new(&place).post("/-/sign-in", &[("address", &address)]).expect("a page");
                answer.asks_to_come_back();
            })
        })
        .collect();
    std::thread::sleep(Duration::from_secs(1));
    wire.set(Mood::Frozen);
    std::thread::sleep(Duration::from_secs(1));
    let saw = people.look_while_it_is_away();
    wire.lose_connections();
    drop(held);
    let back = people.wait_until_all_answers("connections that vanished");
    for asker in askers {
        asker.join().expect("whoever waited is told to come back");
    }
    // None of them is waited for any more: the next who vanish find as many as these did.
    until("the pool to be whole", is_whole);
    let promised = people.promised();
    let twice = house.audit(&promised, &[house.in_hand().await]).await;
    let (fault, kept) = ("every connection to PostgreSQL vanished amid a query", promised.words());
    Row { fault, engine: "PostgreSQL", saw, kept, twice: twice.len(), back: Back::After(back) }.print();
    drop(serving);
}
