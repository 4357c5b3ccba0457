//! Readers at once: strangers before walls, and people who ask, prove, read, share, and are followed by friends.
//!
//! Each does what a person does: tries again where there was no answer, and takes nothing for done that was not answered.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use super::house::{GENEROUS, House};
use super::journal::{Joined, Journal, Shared};
use super::reader::{Answer, Lost, Place, Reader};
use crate::harness::Smtp;

const FRIENDS: usize = 3;
/// Whoever has no letter by then gives up here; that it came is looked at in the end.
const LETTER: Duration = Duration::from_secs(4);
const PAUSE: Duration = Duration::from_millis(20);

/// What befalls the readers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Bad {
    /// The only instance is killed: there may be no answer to anything.
    NoAnswer,
    /// The instances stay, what is behind them goes: walls are always answered.
    NotNow,
    /// Readers are to notice nothing.
    Nothing,
}

pub struct Load {
    inner: Arc<Inner>,
    threads: Vec<JoinHandle<()>>,
}

struct Inner {
    place: Place,
    smtp: Smtp,
    bad: Bad,
    journal: Journal,
    is_over: AtomicBool,
    people: AtomicUsize,
    walls: AtomicUsize,
    not_now: AtomicUsize,
}

impl Load {
    pub fn start(house: &House, ports: &[u16], bad: Bad, people: usize) -> Self {
        let inner = Arc::new(Inner {
            place: house.readers(ports),
            smtp: house.smtp.clone(),
            bad,
            journal: Journal::default(),
            is_over: AtomicBool::default(),
            people: AtomicUsize::default(),
            walls: AtomicUsize::default(),
            not_now: AtomicUsize::default(),
        });
        let run = |work: fn(&Inner)| {
            let inner = Arc::clone(&inner);
            std::thread::spawn(move || {
                while !inner.is_over.load(Ordering::SeqCst) {
                    work(&inner);
                }
            })
        };
        let mut threads: Vec<_> = (0..people).map(|_| run(live)).collect();
        threads.push(run(pass_by));
        Self { inner, threads }
    }

    pub fn journal(&self) -> &Journal {
        &self.inner.journal
    }

    pub fn walls(&self) -> usize {
        self.inner.walls.load(Ordering::SeqCst)
    }

    pub fn not_now(&self) -> usize {
        self.inner.not_now.load(Ordering::SeqCst)
    }

    /// Nobody new comes, and those who are there finish what they have begun; everything must answer by then.
    pub fn finish(mut self) -> Finished {
        self.inner.is_over.store(true, Ordering::SeqCst);
        for thread in std::mem::take(&mut self.threads) {
            if let Err(panic) = thread.join() {
                std::panic::resume_unwind(panic);
            }
        }
        let promised = self.inner.journal.read();
        assert!(promised.joined.len() > 3 && promised.seats() > 3, "hardly anything happened: {}", promised.words());
        Finished { promised, walls: self.walls() }
    }
}

impl Drop for Load {
    fn drop(&mut self) {
        self.inner.is_over.store(true, Ordering::SeqCst);
    }
}

pub struct Finished {
    pub promised: super::journal::Promised,
    pub walls: usize,
}

/// A stranger before the wall.
fn pass_by(inner: &Inner) {
    match Reader::new(&inner.place).get("/slow") {
        Ok(answer) => {
            assert!(answer.is_wall(), "a stranger saw no wall: {answer:?}");
            inner.walls.fetch_add(1, Ordering::SeqCst);
        }
        Err(lost) => assert_eq!(inner.bad, Bad::NoAnswer, "a stranger got no answer: {lost:?}"),
    }
    std::thread::sleep(Duration::from_millis(5));
}

/// A person from their first look to their friends.
fn live(inner: &Inner) {
    let number = inner.people.fetch_add(1, Ordering::SeqCst);
    let Some(joined) = join(inner, number) else { return std::thread::sleep(PAUSE) };
    let channel = ["copy", "email", "whatsapp"][number % 3];
    let Some(mut link) = share(inner, &joined, channel) else { return };
    for _ in 0..FRIENDS {
        if let Some(friend) = follow(inner, &link.path) {
            link.seated.push(friend);
        }
    }
    inner.journal.write(|promised| promised.shared.push(link));
}

/// Asks for a letter and proves the address by what it brings.
pub fn join_by(reader: &mut Reader, smtp: &Smtp, address: &str, by_code: bool) -> Result<Option<Answer>, Lost> {
    let began = Instant::now();
    let letter = loop {
        if let Some(letter) = smtp.find(address) {
            break letter;
        }
        if began.elapsed() > LETTER {
            return Ok(None);
        }
        std::thread::sleep(PAUSE);
    };
    if by_code {
        reader.post("/-/sign-in/code", &[("code", &letter.code().expect("a code"))]).map(Some)
    } else {
        reader.post("/-/sign-in/link", &[("token", &letter.token().expect("a link"))]).map(Some)
    }
}

fn join(inner: &Inner, number: usize) -> Option<Joined> {
    let address = format!("reader{number}@example{number}.org");
    let mut browser = Reader::new(&inner.place);
    match browser.post("/-/sign-in", &[("address", &address), ("next", "/slow")]) {
        Ok(answer) if answer.status == 303 => inner.journal.write(|promised| {
            promised.asked.insert(address.clone());
        }),
        // The commit may have gone through all the same, in both of these.
        Ok(answer) => {
            inner.journal.write(|promised| {
                promised.unsure.insert(address);
            });
            return inner.refused(&answer);
        }
        Err(lost) => {
            inner.may_lose(lost);
            if lost == Lost::NotAnswered {
                inner.journal.write(|promised| {
                    promised.unsure.insert(address);
                });
            }
            return None;
        }
    }
    // An answer that never came may have proved it: then the letter is used, and this browser knows nothing of it.
    let mut may_be_used = false;
    loop {
        match join_by(&mut browser, &inner.smtp, &address, number.is_multiple_of(2)) {
            Ok(Some(answer)) if answer.status == 303 => break,
            Ok(Some(answer)) if answer.status == 503 => {
                may_be_used = true;
                inner.refused::<()>(&answer)
            }
            Ok(Some(answer)) => {
                assert!(may_be_used && [410, 422].contains(&answer.status), "a good proof was refused: {answer:?}");
                return None;
            }
            Ok(None) => return None,
            Err(lost) => {
                inner.may_lose(lost);
                may_be_used |= lost == Lost::NotAnswered;
                None
            }
        };
        std::thread::sleep(PAUSE);
    }
    let joined = Joined { address, browser: browser.entitled() };
    inner.journal.write(|promised| promised.joined.push(joined.clone()));
    let mut reading = joined.browser.clone();
    inner.insist(
        "read as a member",
        || reading.get("/slow"),
        |answer| {
            assert!(answer.is_whole_article(), "a member met a wall: {answer:?}");
            Some(())
        },
    )?;
    Some(joined)
}

fn share(inner: &Inner, by: &Joined, channel: &'static str) -> Option<Shared> {
    let mut browser = by.browser.clone();
    let ask = || browser.post_for_json("/-/share", &[("article", "/slow"), ("channel", channel)]);
    inner.insist("make a share link", ask, |answer| {
        assert_eq!(answer.status, 200, "no share link: {answer:?}");
        Some(Shared { by: by.clone(), channel, path: link_of(&answer), seated: Vec::new() })
    })
}

/// The path of the share link that was made.
pub fn link_of(answer: &Answer) -> String {
    let made: serde_json::Value = serde_json::from_str(&answer.body).expect("JSON");
    let url = made["url"].as_str().expect("a URL");
    format!("/-/s/{}", url.split_once("/-/s/").expect("a share link").1)
}

/// A friend opens the link, and insists until the article stands there: so no seat is taken that nobody knows of.
fn follow(inner: &Inner, path: &str) -> Option<Reader> {
    let mut friend = Reader::new(&inner.place);
    inner.insist(
        "follow a share link",
        || friend.get(path),
        |answer| {
            assert_eq!(answer.status, 303, "a share link led nowhere: {answer:?}");
            Some(())
        },
    )?;
    assert!(friend.has_cookie("gatefold-share-"), "a friend was given no grant");
    let mut friend = friend.entitled();
    inner.insist(
        "take a seat",
        || friend.get("/slow"),
        |answer| {
            assert!(answer.is_whole_article(), "a friend met a wall: {answer:?}");
            Some(())
        },
    )?;
    Some(friend)
}

impl Inner {
    /// Again and again until it is answered; fails where that never comes.
    fn insist<T>(
        &self,
        what: &str,
        mut ask: impl FnMut() -> Result<Answer, Lost>,
        take: impl FnOnce(Answer) -> Option<T>,
    ) -> Option<T> {
        let began = Instant::now();
        loop {
            match ask() {
                Ok(answer) if answer.status == 503 => self.refused::<()>(&answer),
                Ok(answer) => return take(answer),
                Err(lost) => {
                    self.may_lose(lost);
                    None
                }
            };
            assert!(began.elapsed() < GENEROUS, "could not {what} within {} s", GENEROUS.as_secs());
            std::thread::sleep(PAUSE);
        }
    }

    /// What is not done is said so, with a page.
    fn refused<T>(&self, answer: &Answer) -> Option<T> {
        assert_ne!(self.bad, Bad::Nothing, "a reader was sent away: {answer:?}");
        if answer.header("content-type") == Some("application/json") {
            assert_eq!(answer.status, 503, "{answer:?}");
        } else {
            answer.asks_to_come_back();
        }
        self.not_now.fetch_add(1, Ordering::SeqCst);
        None
    }

    fn may_lose(&self, lost: Lost) {
        assert_eq!(self.bad, Bad::NoAnswer, "an instance that runs gave no answer: {lost:?}");
    }
}
