//! Nobody reads the log: its pipe fills up, and pages come all the same.

use std::process::Stdio;

use super::house::{GENEROUS, House};
use super::people;
use super::reader::Reader;
use super::table::{Back, Row};

/// At the loudest level each page leaves more than a line, and a pipe holds 64 KiB.
const PAGES: usize = 1500;

#[tokio::test(flavor = "multi_thread")]
#[ignore = "starts and kills whole servers; .ci/run runs them"]
async fn a_log_that_nobody_reads_holds_no_page_up() {
    let house = House::new("").await;
    let mut serving = house.spawn_with(house.place.port, &[("GATEFOLD_LOG", "trace")], Stdio::piped());
    // Held open, never read.
    let pipe = serving.child.stderr.take().expect("a pipe");
    serving.wait_ready();
    let place = house.readers(&[house.place.port]);
    let works: Vec<_> = (0..3)
        .map(|_| {
            let place = place.clone();
            std::thread::spawn(move || {
                for _ in 0..PAGES / 3 {
                    let page = Reader::new(&place).get("/-/sign-in").expect("a page, with a full log");
                    assert_eq!(page.status, 200);
                    assert!(Reader::new(&place).get("/slow").expect("a wall, with a full log").is_wall());
                }
            })
        })
        .collect();
    for work in works {
        work.join().expect("pages keep coming");
    }
    let member = people::join(&house, &place, "member@example.org");
    super::audit::audit_member(&member);
    // It also ends when it is told to.
    House::tell_to_stop(&serving);
    let began = std::time::Instant::now();
    while serving.child.try_wait().expect("a state").is_none() {
        assert!(began.elapsed() < GENEROUS, "it does not end while its log is full");
        std::thread::sleep(std::time::Duration::from_millis(50));
    }
    drop(pipe);
    let saw = format!("everything, {PAGES} walls and {PAGES} forms among it");
    let kept = "one member".to_owned();
    Row { fault: "a log pipe that nobody reads", engine: "SQLite", saw, kept, twice: 0, back: Back::Never }.print();
}
