//! Two instances are restarted one after the other, under load: not one request is lost.

use std::time::{Duration, Instant};

use super::balancer::Balancer;
use super::house::{GENEROUS, House, another_port, until};
use super::load::{Bad, Load};
use super::table::{Back, Row};
use crate::harness::postgres;
use crate::harness::program::Serving;

const ROUNDS: usize = 2;
const SETTINGS: [(&str, &str); 1] = [("GATEFOLD_DRAIN_SECONDS", "2")];

fn wait_for_its_end(serving: &mut Serving) {
    let began = Instant::now();
    while serving.child.try_wait().expect("a state").is_none() {
        assert!(began.elapsed() < GENEROUS, "it does not end");
        std::thread::sleep(Duration::from_millis(20));
    }
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "starts and kills whole servers; .ci/run runs them"]
async fn a_rolling_restart_loses_no_request() {
    if !postgres::is_there() {
        return;
    }
    let house = House::new(&postgres::new_database()).await;
    let ports = [house.place.port, another_port()];
    let mut serving = ports.map(|port| house.serve_with(port, &SETTINGS));
    let balancer = Balancer::before(&ports);
    until("both instances to be ready", || ports.iter().all(|port| balancer.is_ready(*port)));
    // Of an instance that runs, and no answer at all counts as lost.
    let load = Load::start(&house, &[balancer.port], Bad::Nothing, 3);
    let began = Instant::now();
    for round in 0..ROUNDS * 2 {
        let which = round % 2;
        let walls = load.walls();
        until("some readers", || load.walls() > walls + 50);
        House::tell_to_stop(&serving[which]);
        wait_for_its_end(&mut serving[which]);
        serving[which] = house.serve_with(ports[which], &SETTINGS);
        until("the instance to be back behind the balancer", || balancer.is_ready(ports[which]));
    }
    let took = began.elapsed();
    let finished = load.finish();
    let twice = house.audit(&finished.promised, &[]).await;
    println!("{} restarts took {took:?}", ROUNDS * 2);
    Row {
        fault: "rolling restart of two instances under load, 4 restarts",
        engine: "PostgreSQL",
        saw: format!("everything: no request lost, {} walls among them", finished.walls),
        kept: finished.promised.words(),
        twice: twice.len(),
        back: Back::Never,
    }
    .print();
}
