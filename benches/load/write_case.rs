//! What ends in a commit: sign-ins asked and proved, and new readers of share links, each beside the bare database.

use std::cell::RefCell;
use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use anyhow::{Context, ensure};
use uuid::Uuid;

use crate::browser::{Shared, jar};
use crate::driver::{Tally, float};
use crate::page::{BROWSER, Page, exchange};
use crate::report::{Report, Spread, spread};
use crate::script::{Kind, Once, Script, Step};
use crate::stand::Stand;
use crate::wire::{get_request, headers, post_request};
use crate::{article, fill};

pub const SIGN_INS: &str = "sign-ins, asked and proved";
pub const ONE_LINK: &str = "new seats on one link";
pub const MANY_LINKS: &str = "new seats on many links";

/// New seats a second with many readers at once.
const SEATS_BAR: f64 = 10_000.0;
/// Asked for each second that is measured: few enough that their letters, a hundred a second at best, go out soon.
const ASKED: f64 = 400.0;
/// Readers prepared for each second of a measurement: more than can be seated in it.
const FOLLOWERS: f64 = 20_000.0;
const FOLLOWERS_QUICK: f64 = 1000.0;
const LINKS: usize = 1000;
/// Nothing lasts as long: the requests are used up before.
const LONG: Duration = Duration::from_mins(10);

/// What one measurement came to.
struct Written {
    count: u64,
    per_second: f64,
    per_commit: f64,
    micros_each: f64,
    database_micros_each: f64,
    p99: f64,
}

/// In the rounds so far.
#[derive(Default)]
struct Rounds {
    written: Vec<(&'static str, Vec<Written>)>,
    commits: Vec<f64>,
    rows: Vec<f64>,
}

impl Rounds {
    fn add(&mut self, what: &'static str, written: Written) {
        match self.written.iter_mut().find(|(known, _)| *known == what) {
            Some((_, all)) => all.push(written),
            None => self.written.push((what, vec![written])),
        }
    }

    fn say(&self, report: &mut Report, bar: Option<f64>) -> anyhow::Result<()> {
        for (what, rounds) in &self.written {
            let of = |pick: fn(&Written) -> f64| -> Spread { spread(rounds.iter().map(pick)) };
            let rate = of(|written| written.per_second);
            let judged = bar.map_or_else(String::new, |bar| report.at_least(bar, 0, rate[1], None));
            report.row(&format!("{what}, each second"), 0, rate, &judged)?;
            let ratios = rounds.iter().zip(&self.commits).map(|(written, commits)| written.per_second / commits);
            report.row("  of the bare database's commits", 2, spread(ratios), "")?;
            report.row(
                "  microseconds of Gatefold each, letters included",
                1,
                of(|written| written.micros_each),
                "",
            )?;
            report.row(
                "  microseconds of the database each, letters included",
                1,
                of(|written| written.database_micros_each),
                "",
            )?;
            report.row("  answers for each commit, letters included", 1, of(|written| written.per_commit), "")?;
            report.row("  99 of 100 within milliseconds", 2, of(|written| written.p99), "")?;
        }
        report.row(
            "bare database: commits each second, one after another",
            0,
            spread(self.commits.iter().copied()),
            "",
        )?;
        let rows = spread(self.rows.iter().copied());
        report.row("bare database: rows each second, 256 share a commit", 0, rows, "")
    }
}

/// Sign-ins asked for by new addresses; the same script for the mix.
pub struct Asking {
    /// In each address, so that none of them is in a database that was kept.
    run: Uuid,
    next: AtomicUsize,
    end: usize,
}

impl Asking {
    pub fn new(end: usize) -> Self {
        Self { run: Uuid::now_v7(), next: AtomicUsize::new(0), end }
    }

    pub fn request(&self) -> Option<Vec<u8>> {
        let number = self.next.fetch_add(1, Ordering::Relaxed);
        let address = format!("new-{}-{number}@bench.example", self.run.simple());
        let next = article::path(0);
        (number < self.end).then(|| post_request("/-/sign-in", &[("address", &address), ("next", &next)], ""))
    }
}

impl Script for Asking {
    fn next(&self) -> Option<Step> {
        let request = self.request()?.into();
        Some(Step { kind: Kind::Ask, request, status: 303, length: None })
    }
}

/// By the link of a letter, in another browser than the one that asked.
pub fn proof(token: &str) -> Vec<u8> {
    post_request("/-/sign-in/link", &[("token", token)], "")
}

/// New readers who follow links in turn; what each asks for next is kept.
pub struct Following {
    links: Vec<Arc<Vec<u8>>>,
    next: AtomicUsize,
    end: usize,
    pub friends: RefCell<Vec<Vec<u8>>>,
}

impl Following {
    pub fn new(tokens: &[String], end: usize) -> Self {
        let links = tokens.iter().map(|token| get_request(&format!("/-/s/{token}"), "br", None).into()).collect();
        Self { links, next: AtomicUsize::new(0), end, friends: RefCell::default() }
    }

    pub fn step(&self) -> Option<Step> {
        let number = self.next.fetch_add(1, Ordering::Relaxed);
        let request = self.links.get(number % self.links.len()).filter(|_| number < self.end)?;
        Some(Step { kind: Kind::Follow, request: Arc::clone(request), status: 303, length: None })
    }

    /// The article that the redirect leads to, asked for with the cookie that it brought.
    pub fn keep(&self, head: &str) {
        let place = headers(head, "location").next().unwrap_or_default();
        let path = place.split('#').next().unwrap_or_default();
        let cookies = jar(headers(head, "set-cookie"));
        self.friends.borrow_mut().push(get_request(path, BROWSER, Some(&cookies)));
    }
}

impl Script for Following {
    fn next(&self) -> Option<Step> {
        self.step()
    }

    fn answered(&self, _: Kind, head: &str) {
        self.keep(head);
    }

    fn listens_to(&self, _: Kind) -> bool {
        true
    }
}

impl Stand<'_> {
    /// As many links as there are articles to share, at most a thousand, all of one member. Each has had a reader: an
    /// article's page is made once, and that is not what is measured.
    pub fn share_links(&self) -> anyhow::Result<Vec<String>> {
        let tokens: Vec<String> = self.shared(LINKS).map(|shared| Ok(shared?.token)).collect::<anyhow::Result<_>>()?;
        for (number, token) in tokens.iter().enumerate() {
            let friend = self.house.follow(token)?;
            exchange(&self.house, &article::path(number), (BROWSER, Some(&friend)), Page::Rest)?;
        }
        Ok(tokens)
    }

    fn shared(&self, count: usize) -> impl Iterator<Item = anyhow::Result<Shared>> {
        let paths = (0..self.bench.options.articles.min(count)).map(article::path);
        paths.map(|path| self.house.share(&fill::cookies(self.bench.options.members / 2), &path, "email"))
    }

    /// As the first links say themselves.
    fn readers_of(&self, tokens: &[String]) -> anyhow::Result<u64> {
        self.shared(tokens.len()).map(|shared| Ok(shared?.readers)).sum()
    }

    pub fn measure_writing(&self, report: &mut Report) -> anyhow::Result<()> {
        let options = &self.bench.options;
        if options.is_wanted(SIGN_INS) {
            report.case(SIGN_INS)?;
            self.measure_sign_ins(report).context(SIGN_INS)?;
            self.say_memory(report, "after that")?;
        }
        for (name, bar) in [(ONE_LINK, Some(SEATS_BAR)), (MANY_LINKS, None)] {
            if options.is_wanted(name) {
                report.case(name)?;
                let mut tokens = self.share_links()?;
                tokens.truncate(if name == ONE_LINK { 1 } else { LINKS });
                self.measure_seats(report, &tokens, bar).context(name)?;
                self.say_memory(report, "after that")?;
            }
        }
        Ok(())
    }

    fn measure_sign_ins(&self, report: &mut Report) -> anyhow::Result<()> {
        let (place, _folder) = self.bare()?;
        let (mut rounds, mut letters) = (Rounds::default(), Vec::new());
        let count = self.bench.count(ASKED);
        for _ in 0..self.bench.options.rounds {
            self.bare_round(&place, &mut rounds)?;
            self.sink.forget();
            let begun = std::time::Instant::now();
            let asking: Rc<dyn Script> = Rc::new(Asking::new(count));
            rounds.add("sign-ins asked", self.written(&asking, LONG)?);
            self.wait_for_letters(count)?;
            letters.push(float(u64::try_from(count)?) / begun.elapsed().as_secs_f64());
            let proofs: Vec<Vec<u8>> = std::iter::from_fn(|| self.sink.take()).map(|token| proof(&token)).collect();
            ensure!(proofs.len() == count, "{} letters for {count} sign-ins", proofs.len());
            let proving: Rc<dyn Script> = Rc::new(Once::new(Kind::Prove, 303, proofs.into_iter()));
            rounds.add("sign-ins proved", self.written(&proving, LONG)?);
        }
        rounds.say(report, None)?;
        report.row(
            "letters sent each second, from the first asked to the last taken",
            0,
            spread(letters.into_iter()),
            "",
        )
    }

    fn measure_seats(&self, report: &mut Report, tokens: &[String], bar: Option<f64>) -> anyhow::Result<()> {
        let (place, _folder) = self.bare()?;
        let (mut rounds, mut followed, mut answered) = (Rounds::default(), Vec::new(), 0);
        let before = self.readers_of(tokens)?;
        let count = self.bench.count(if self.bench.options.quick { FOLLOWERS_QUICK } else { FOLLOWERS });
        for _ in 0..self.bench.options.rounds {
            self.bare_round(&place, &mut rounds)?;
            let following = Rc::new(Following::new(tokens, count));
            let script: Rc<dyn Script> = Rc::<Following>::clone(&following);
            followed.push(self.drive(&script, self.bench.options.connections, LONG)?.per_second());
            let friends = following.friends.take();
            ensure!(friends.len() == count, "{} friends have followed, not {count}", friends.len());
            let claiming: Rc<dyn Script> = Rc::new(Once::new(Kind::Guest, 200, friends.into_iter()));
            let written = self.written(&claiming, self.bench.span())?;
            answered += written.count;
            rounds.add("new readers seated", written);
        }
        let counted = self.readers_of(tokens)? - before;
        ensure!(counted == answered, "the links counted {counted} readers, and {answered} were answered with the rest");
        rounds.say(report, bar)?;
        report.row("links followed each second, before that", 0, spread(followed.into_iter()), "")
    }

    fn bare_round(&self, place: &crate::engine::Place, rounds: &mut Rounds) -> anyhow::Result<()> {
        rounds.commits.push(place.single_commits(self.bench.span() / 4)?);
        let mut dice = self.bench.dice.borrow_mut();
        rounds.rows.push(place.shared_commits(&mut dice, self.bench.span() / 4)?);
        Ok(())
    }

    /// With many at once.
    fn written(&self, script: &Rc<dyn Script>, span: Duration) -> anyhow::Result<Written> {
        let before = self.costs()?;
        let tally: Tally = self.drive(script, self.bench.options.readers, span)?;
        let after = self.costs()?;
        let all = tally.all();
        let count = float(all.total());
        let each = |time: Duration| time.as_secs_f64() * 1e6 / count;
        Ok(Written {
            count: all.total(),
            per_second: tally.per_second(),
            per_commit: count / f64::from(after.commits.wrapping_sub(before.commits).max(1)),
            micros_each: each(after.gatefold.saturating_sub(before.gatefold)),
            database_micros_each: each(after.database.saturating_sub(before.database)),
            p99: all.milliseconds(990),
        })
    }
}
