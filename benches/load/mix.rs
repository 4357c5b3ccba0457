//! The everyday mix: of a hundred requests ninety are strangers' at a wall, seven members', two guests', one a sign-in's.
//!
//! Guests' requests are one half followed links and one half articles opened by a new reader; sign-ins' are one half
//! asked and one half proved. Half of the guests' and all of the sign-ins' requests end in a commit.

use std::rc::Rc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use crate::driver::{Pace, Tally, Way, drive};
use crate::page_case::{MEMBERS, distinct};
use crate::report::Report;
use crate::script::{KINDS, Kind, Pages, Script, Step};
use crate::sink::Sink;
use crate::stand::Stand;
use crate::write_case::{Asking, Following, proof};
use crate::{reference, say};

pub const MIX: &str = "mix";

/// Of what was carried as fast as the answers came.
const PARTS: [u32; 3] = [50, 80, 100];
/// From one request to the next of a hundred kinds: without a factor in common with it, so that each kind is spread out.
const STEP: usize = 37;

struct Mix {
    walls: Pages,
    members: Pages,
    following: Following,
    asking: Asking,
    sink: Rc<Sink>,
    /// So far: of all, of guests, of sign-ins.
    counts: [AtomicUsize; 3],
}

impl Mix {
    fn count(&self, of: usize) -> usize {
        self.counts.get(of).map_or(0, |count| count.fetch_add(1, Ordering::Relaxed))
    }

    fn guest(&self) -> Option<Step> {
        let number = self.count(1);
        let friend = if number.is_multiple_of(2) { self.following.friends.borrow_mut().pop() } else { None };
        match friend {
            Some(request) => Some(Step { kind: Kind::Guest, request: request.into(), status: 200, length: None }),
            None => self.following.step(),
        }
    }

    fn sign_in(&self) -> Option<Step> {
        let number = self.count(2);
        let token = if number.is_multiple_of(2) { self.sink.take() } else { None };
        match token {
            Some(token) => Some(Step { kind: Kind::Prove, request: proof(&token).into(), status: 303, length: None }),
            None => self.asking.next(),
        }
    }
}

impl Script for Mix {
    fn next(&self) -> Option<Step> {
        match self.count(0) * STEP % 100 {
            0..90 => self.walls.next(),
            90..97 => self.members.next(),
            97..99 => self.guest(),
            _ => self.sign_in(),
        }
    }

    fn answered(&self, _: Kind, head: &str) {
        self.following.keep(head);
    }

    fn listens_to(&self, kind: Kind) -> bool {
        kind == Kind::Follow
    }
}

impl Stand<'_> {
    pub fn measure_mix(&self, report: &mut Report) -> anyhow::Result<()> {
        if !self.bench.options.is_wanted(MIX) {
            return Ok(());
        }
        let walls = self.walls(&self.paths())?;
        let ours: Rc<dyn Script> = Rc::new(Mix {
            walls: Pages::new(Kind::Wall, &walls),
            members: Pages::new(Kind::Member, &self.members(MEMBERS)?),
            following: Following::new(&self.share_links()?, usize::MAX),
            asking: Asking::new(usize::MAX),
            sink: Rc::clone(&self.sink),
            counts: Default::default(),
        });
        let theirs: Rc<dyn Script> = Rc::new(Pages::new(Kind::Wall, &walls));
        let bare = reference::start(&self.house, &self.house.folder.join("reference"), &distinct(walls))?;
        let bare = Way { ports: vec![bare.port], connections: self.bench.options.readers };
        report.case("mix: what it can carry")?;
        let span = self.bench.span() * 2;
        let sides = [
            ("Gatefold, the mix", &ours, self.way(self.bench.options.readers)),
            ("bare handler, walls alone", &theirs, bare),
        ];
        let mut capacities = Vec::new();
        for (name, script, way) in &sides {
            drive(script, way, Pace::AsAnswered, self.bench.span() / 4)?;
            let tally = drive(script, way, Pace::AsAnswered, span)?;
            report.one(&format!("{name}, answers each second"), 0, tally.per_second(), &errors(&tally))?;
            capacities.push(tally.per_second());
        }
        for part in PARTS {
            for ((name, script, way), capacity) in sides.iter().zip(&capacities) {
                let rate = capacity * f64::from(part) / 100.0;
                report.case(&format!("mix by plan: {name}, at {part} of 100"))?;
                let tally = drive(script, way, Pace::ByPlan(rate), span)?;
                say_latencies(report, &tally, rate)?;
                // What was put off by too much is over before the next plan begins.
                std::thread::sleep(Duration::from_secs(1));
            }
        }
        Ok(())
    }
}

fn errors(tally: &Tally) -> String {
    match &tally.first_error {
        Some(first) => format!("{} WRONG ANSWERS, the first: {first}", tally.errors),
        None => "every answer right".to_owned(),
    }
}

fn say_latencies(report: &mut Report, tally: &Tally, rate: f64) -> anyhow::Result<()> {
    report.one("due each second", 0, rate, "")?;
    report.one("answered each second", 0, tally.per_second(), &errors(tally))?;
    say("    milliseconds since a request was due                           p50        p99      p99.9\n")?;
    let all = tally.all();
    report.row("all", 2, [500, 990, 999].map(|part| all.milliseconds(part)), &format!("{} answers", all.total()))?;
    for ((_, name), histogram) in KINDS.iter().zip(&tally.by_kind) {
        if histogram.total() > 0 && histogram.total() < all.total() {
            let values = [500, 990, 999].map(|part| histogram.milliseconds(part));
            report.row(name, 2, values, &format!("{} answers", histogram.total()))?;
        }
    }
    Ok(())
}
