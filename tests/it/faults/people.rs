//! Who stands before the door when something fails, and what each of them must see.

use std::time::{Duration, Instant};

use super::house::{GENEROUS, House, until};
pub use super::journal::Joined;
use super::journal::{Promised, Shared};
use super::load::join_by;
use super::reader::{Place, Reader};

/// A member at home, one who is leaving, a link, a friend inside and one at the door.
pub struct People {
    place: Place,
    member: Joined,
    leaving: Joined,
    link: Shared,
    at_the_door: Reader,
    asked: Vec<String>,
}

impl People {
    /// While all is well.
    pub fn gather(house: &House, name: &str) -> Self {
        let place = house.readers(&[house.place.port]);
        let member = join(house, &place, &format!("member@{name}.example.org"));
        let leaving = join(house, &place, &format!("leaving@{name}.example.org"));
        let mut link = share(&member);
        let mut friend = follow(&place, &link).entitled();
        assert!(friend.get("/slow").expect("the article").is_whole_article());
        link.seated.push(friend);
        let at_the_door = follow(&place, &link);
        // Once asked for, these are in memory.
        for path in ["/slow", "/fast", "/"] {
            assert_eq!(Reader::new(&place).get(path).expect("a page").status, 200);
        }
        Self { place, asked: vec![member.address.clone(), leaving.address.clone()], member, leaving, link, at_the_door }
    }

    /// While nothing behind the pages answers. Whatever is gated stays shut: each reader looks at every byte for it.
    ///
    /// All at once, since each who must be told to come back may wait for it.
    pub fn look_while_it_is_away(&self) -> String {
        let stranger = || Reader::new(&self.place);
        let get = |path: &'static str| move || stranger().get(path).expect("an answer");
        std::thread::scope(|scope| {
            for path in ["/slow", "/fast"] {
                let wall = get(path);
                scope.spawn(move || assert!(wall().is_wall(), "no wall at {path}"));
            }
            for (path, status) in [("/", 200), ("/-/live", 200), ("/-/ready", 503)] {
                let page = get(path);
                scope.spawn(move || assert_eq!(page().status, status, "{path}"));
            }
            scope.spawn(|| {
                stranger().post("/-/sign-in", &[("address", "late@example.org")]).expect("a page").asks_to_come_back();
            });
            scope.spawn(|| self.at_the_door.clone().get("/slow").expect("a page").asks_to_come_back());
            let leaving = || self.leaving.browser.clone();
            scope.spawn(move || leaving().get("/-/account").expect("a page").asks_to_come_back());
            scope.spawn(move || leaving().post("/-/sign-out", &[]).expect("a page").asks_to_come_back());
            scope.spawn(|| {
                let mut made_up = stranger();
                made_up.set_cookie("gatefold", "c29tZWJvZHktZWxzZQAAAA");
                let answer = made_up.get("/slow").expect("a page");
                assert!(answer.is_wall() || answer.status == 503, "{answer:?}");
            });
            scope.spawn(|| {
                let answer = self.member.browser.clone().get("/slow").expect("a page");
                if !answer.is_whole_article() {
                    answer.asks_to_come_back();
                }
            });
        });
        "walls from memory; 503, a page and `Retry-After` for the rest".to_owned()
    }

    /// From now until everything answers: what was promised before, and what is new.
    pub fn wait_until_all_answers(&mut self, fault: &str) -> Duration {
        let began = Instant::now();
        let new = format!("after-{}@example.org", self.asked.len());
        until("asking for a sign-in", || {
            let asked = Reader::new(&self.place).post("/-/sign-in", &[("address", &new)]);
            asked.is_ok_and(|answer| answer.status == 303)
        });
        self.asked.push(new);
        // From here on the door may open at any moment.
        let mut seated = self.at_the_door.clone().entitled();
        until("the door of the friend", || seated.get("/slow").is_ok_and(|answer| answer.is_whole_article()));
        until("a ready instance", || Reader::new(&self.place).get("/-/ready").is_ok_and(|answer| answer.status == 200));
        for joined in [&self.member, &self.leaving] {
            let mut browser = joined.browser.clone();
            until("a member's account", || browser.get("/-/account").is_ok_and(|answer| answer.status == 200));
            assert!(browser.get("/slow").expect("the article").is_whole_article(), "LOST after {fault}: a session");
        }
        let back = began.elapsed();
        assert!(back < 3 * GENEROUS, "it took {back:?}");
        // The next fault finds somebody new at the door.
        self.at_the_door = follow(&self.place, &self.link);
        self.link.seated.push(seated);
        back
    }

    /// Into what the load was promised.
    pub fn join(self, promised: &mut Promised) {
        promised.asked.extend(self.asked);
        promised.joined.extend([self.member, self.leaving]);
        promised.shared.push(self.link);
    }

    /// Of how much nothing may be lost.
    pub fn promised(self) -> Promised {
        let mut promised = Promised::default();
        self.join(&mut promised);
        promised
    }
}

pub fn join(house: &House, place: &Place, address: &str) -> Joined {
    let mut browser = Reader::new(place);
    let asked = browser.post("/-/sign-in", &[("address", address), ("next", "/slow")]).expect("an answer");
    assert_eq!(asked.status, 303, "{asked:?}");
    let proved = join_by(&mut browser, &house.smtp, address, true).expect("an answer").expect("a letter");
    assert_eq!(proved.status, 303, "{proved:?}");
    Joined { address: address.to_owned(), browser: browser.entitled() }
}

fn share(by: &Joined) -> Shared {
    let fields = [("article", "/slow"), ("channel", "copy")];
    let answer = by.browser.clone().post_for_json("/-/share", &fields).expect("a link");
    Shared { by: by.clone(), channel: "copy", path: super::load::link_of(&answer), seated: Vec::new() }
}

fn follow(place: &Place, link: &Shared) -> Reader {
    let mut friend = Reader::new(place);
    until("a share link to lead on", || friend.get(&link.path).is_ok_and(|answer| answer.status == 303));
    friend
}
