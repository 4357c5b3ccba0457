//! The database's disk is full, to the last byte: reading goes on, writing is told to come back, nothing is lost.

use std::time::Duration;

use tokio::runtime::Handle;

use super::cluster::Cluster;
use super::house::{House, until};
use super::load::{Bad, Load};
use super::people::People;
use super::reader::Reader;
use super::small_disk::SmallDisk;
use super::table::{Back, Row};
use crate::harness::postgres;

const HELD: Duration = Duration::from_secs(3);

/// `mend` frees the disk, and starts what it has ended.
async fn fill_and_free(house: &House, engine: &str, disk: &SmallDisk, mend: impl FnOnce()) {
    let serving = house.serve();
    let load = Load::start(house, &[house.place.port], Bad::NotNow, 2);
    let mut people = People::gather(house, "full");
    until("some readers", || load.walls() > 50);
    let before = load.not_now();
    disk.fill();
    until("somebody who was told to come back", || load.not_now() > before + 3);
    let place = house.readers(&[house.place.port]);
    let asked = Reader::new(&place).post("/-/sign-in", &[("address", "late@example.org")]).expect("a page");
    asked.asks_to_come_back();
    for path in ["/slow", "/fast"] {
        assert!(Reader::new(&place).get(path).expect("a wall").is_wall());
    }
    std::thread::sleep(HELD);
    let refused = load.not_now() - before;
    mend();
    let back = people.wait_until_all_answers("a full disk");
    let in_hand = [house.in_hand().await];
    let mut promised = load.finish().promised;
    people.join(&mut promised);
    let twice = house.audit(&promised, &in_hand).await;
    Row {
        fault: "disk full",
        engine,
        saw: format!("walls; 503, a page and `Retry-After` for what is to be written ({refused} times)"),
        kept: promised.words(),
        twice: twice.len(),
        back: Back::After(back),
    }
    .print();
    drop(serving);
}

async fn on_sqlite() {
    let Some(disk) = SmallDisk::mount(24) else { return };
    let house = House::new(&format!("sqlite:{}", disk.path().join("g.db").display())).await;
    fill_and_free(&house, "SQLite", &disk, || disk.free()).await;
}

/// Where its log cannot be written PostgreSQL ends itself; somebody starts it again once there is room.
async fn on_postgres() {
    let Some(disk) = SmallDisk::mount(128) else { return };
    let settings = "shared_buffers = 16MB\nmin_wal_size = 2MB\nmax_wal_size = 8MB\n";
    let cluster = Cluster::start_in(disk.path(), settings);
    let house = House::new(&cluster.database()).await;
    let mend = || {
        disk.free();
        if !cluster.is_running() {
            cluster.go_on();
        }
    };
    fill_and_free(&house, "PostgreSQL", &disk, mend).await;
}

/// Both engines at the same time: most of it is waiting.
#[tokio::test(flavor = "multi_thread")]
#[ignore = "starts and kills whole servers; .ci/run runs them"]
async fn a_full_disk_loses_nothing() {
    let sqlite = tokio::task::spawn_blocking(|| Handle::current().block_on(on_sqlite()));
    if postgres::is_there() {
        let postgres = tokio::task::spawn_blocking(|| Handle::current().block_on(on_postgres()));
        postgres.await.expect("nothing lost on PostgreSQL");
    }
    sqlite.await.expect("nothing lost on SQLite");
}
