//! The content folder is gone, empty, and back: what was imported stays, and what is new comes in without a restart.

use std::path::Path;
use std::time::Duration;

use super::house::{House, until};
use super::people;
use super::reader::Reader;
use super::table::{Back, Row};

/// Long enough for whoever looks each second.
const LOOK: Duration = Duration::from_secs(3);

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir(to).expect("a folder");
    for entry in std::fs::read_dir(from).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_file() {
            std::fs::copy(&path, to.join(path.file_name().expect("a name"))).expect("a copy");
        }
    }
}

fn all_is_there(house: &House, member: &people::Joined) {
    for path in ["/slow", "/fast"] {
        let wall = house.reader().get(path).expect("a wall");
        assert!(wall.is_wall(), "LOST: {path}: {wall:?}");
        let whole = member.browser.clone().get(path).expect("an article");
        assert!(whole.is_whole_article(), "LOST: the whole of {path}: {whole:?}");
    }
    let front = house.reader().get("/").expect("a page");
    assert!(
        front.body.contains("Slow bread") && front.body.contains("Fast bread"),
        "LOST from the front page: {front:?}"
    );
}

fn comes_in(house: &House, path: &str) -> Duration {
    until(path, || house.reader().get(path).is_ok_and(|page| page.is_wall()))
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "starts and kills whole servers; .ci/run runs them"]
async fn articles_outlive_their_folder_and_it_is_followed_again_when_it_is_back() {
    let house = House::new("").await;
    let serving = house.serve();
    let place = house.readers(&[house.place.port]);
    comes_in(&house, "/fast");
    let member = people::join(&house, &place, "member@example.org");
    let (content, away) = (house.content(), house.place.path().join("away"));
    let row = |fault, back| Row {
        fault,
        engine: "SQLite",
        saw: "every page, for strangers and members; what is new as soon as it is there".to_owned(),
        kept: "two articles".to_owned(),
        twice: 0,
        back: Back::After(back),
    };

    std::fs::rename(&content, &away).expect("a move");
    std::thread::sleep(LOOK);
    all_is_there(&house, &member);
    // Another folder in its place, as after a mount.
    copy(&away, &content);
    std::thread::sleep(LOOK);
    house.write("back.md", "New after the return");
    row("the content folder gone and back", comes_in(&house, "/back")).print();
    all_is_there(&house, &member);

    std::fs::remove_dir_all(&content).expect("removed");
    std::fs::create_dir(&content).expect("a folder");
    std::thread::sleep(LOOK);
    all_is_there(&house, &member);
    // Also with no memory of before, and with none at all.
    drop(serving);
    let serving = house.serve();
    std::thread::sleep(LOOK);
    all_is_there(&house, &member);
    drop(serving);
    std::fs::remove_dir(&content).expect("removed");
    let serving = house.serve();
    std::thread::sleep(LOOK);
    all_is_there(&house, &member);
    copy(&away, &content);
    std::thread::sleep(LOOK);
    house.write("again.md", "New after an empty folder");
    row("the content folder empty, absent at a start, and back", comes_in(&house, "/again")).print();
    all_is_there(&house, &member);
    let unpublished = until("the file that did not come back to go", || {
        Reader::new(&place).get("/back").is_ok_and(|page| page.status == 404)
    });
    println!("a file that is missing from a full folder went after {unpublished:?}");
    drop(serving);
}
