//! Pages out of memory: Gatefold, the bare handler and nginx in turn, with the same bytes.

use std::rc::Rc;

use anyhow::Context;

use crate::driver::{Pace, Tally, Way, drive, float};
use crate::page::{BROWSER, Page, exchange};
use crate::report::{Report, Spread, spread};
use crate::script::{Kind, Pages, Script};
use crate::server::Server;
use crate::stand::Stand;
use crate::wire::Exchange;
use crate::{article, fill, nginx, reference};

/// Different articles asked for in turn.
pub const VARIETY: usize = 200;
/// Different members who ask in turn.
pub const MEMBERS: u64 = 1000;

pub const CASES: [&str; 5] = [
    "wall, one page",
    "wall, 200 pages in turn",
    "member, one page",
    "member, 1000 members in turn",
    "guest, warm seat",
];

/// What one side did in one round.
struct Side {
    per_second: f64,
    micros_each: f64,
    busy: f64,
}

impl Stand<'_> {
    pub fn paths(&self) -> Vec<String> {
        (0..self.bench.options.articles.min(VARIETY)).map(article::path).collect()
    }

    pub fn walls(&self, paths: &[String]) -> anyhow::Result<Vec<Exchange>> {
        paths.iter().map(|path| exchange(&self.house, path, (BROWSER, None), Page::Wall)).collect()
    }

    /// Each with a session of their own, which is warm from then on.
    pub fn members(&self, count: u64) -> anyhow::Result<Vec<Exchange>> {
        let (paths, all) = (self.paths(), self.bench.options.members);
        // Spread over all of them, as they come in life.
        let members = (0..count.min(all)).map(|number| number * (all / count.min(all)));
        let page = |(member, path): (u64, &String)| {
            exchange(&self.house, path, (BROWSER, Some(&fill::cookies(member))), Page::Rest)
        };
        members.zip(paths.iter().cycle()).map(page).collect()
    }

    pub fn measure_pages(&self, report: &mut Report) -> anyhow::Result<()> {
        for name in CASES {
            if !self.bench.options.is_wanted(name) {
                continue;
            }
            let one = [article::path(self.bench.options.articles / 2)];
            let (kind, bar, pages) = match name {
                "wall, one page" => (Kind::Wall, 0.7, self.walls(&one)?),
                "wall, 200 pages in turn" => (Kind::Wall, 0.7, self.walls(&self.paths())?),
                "member, one page" => (Kind::Member, 0.5, self.members(1)?),
                "member, 1000 members in turn" => (Kind::Member, 0.5, self.members(MEMBERS)?),
                _ => {
                    let shared = self.house.share(&fill::cookies(0), &one[0], "copy")?;
                    let friend = self.house.follow(&shared.token)?;
                    (Kind::Guest, 0.5, vec![exchange(&self.house, &one[0], (BROWSER, Some(&friend)), Page::Rest)?])
                }
            };
            report.case(name)?;
            self.beside(report, (kind, bar), pages).with_context(|| format!("case {name:?}"))?;
            self.say_memory(report, "after that")?;
        }
        Ok(())
    }

    /// All sides in turn, so that whatever else the machine does meets all.
    fn beside(&self, report: &mut Report, (kind, bar): (Kind, f64), pages: Vec<Exchange>) -> anyhow::Result<()> {
        let script: Rc<dyn Script> = Rc::new(Pages::new(kind, &pages));
        let distinct = distinct(pages);
        let bare = reference::start(&self.house, &self.house.folder.join("reference"), &distinct)?;
        let nginx = match nginx::program() {
            Some(program) => Some(nginx::start(&self.house, program, &self.house.folder.join("nginx"), &distinct)?),
            None => None,
        };
        let (mut ours, mut theirs, mut files) = (Vec::new(), Vec::new(), Vec::new());
        for _ in 0..self.bench.options.rounds {
            theirs.push(self.side(&script, std::slice::from_ref(&bare))?);
            if let Some(nginx) = &nginx {
                files.push(self.side(&script, std::slice::from_ref(nginx))?);
            }
            ours.push(self.side(&script, &self.servers)?);
        }
        let rates = |sides: &[Side]| spread(sides.iter().map(|side| side.per_second));
        let ratios = |to: &[Side]| spread(ours.iter().zip(to).map(|(ours, to)| ours.per_second / to.per_second));
        let least = |sides: &[Side]| spread(sides.iter().map(|side| side.busy))[1];
        report.row("Gatefold, answers each second", 0, rates(&ours), "")?;
        report.row("bare handler", 0, rates(&theirs), "")?;
        if !files.is_empty() {
            report.row("nginx, files from disk", 0, rates(&files), "")?;
        }
        let judged = report.at_least(bar, 1, ratios(&theirs)[1], Some(least(&ours).min(least(&theirs))));
        report.row("of the bare handler", 2, ratios(&theirs), &judged)?;
        if !files.is_empty() {
            report.row("of nginx", 2, ratios(&files), "")?;
        }
        let micros = |sides: &[Side]| -> Spread { spread(sides.iter().map(|side| side.micros_each)) };
        report.row("microseconds of processor time each", 1, micros(&ours), "")?;
        report.row("the bare handler's", 1, micros(&theirs), "")?;
        if !files.is_empty() {
            report.row("nginx's", 1, micros(&files), "")?;
        }
        report.row("busy", 2, spread(ours.iter().map(|side| side.busy)), "")
    }

    fn side(&self, script: &Rc<dyn Script>, servers: &[Server]) -> anyhow::Result<Side> {
        let way = Way {
            ports: servers.iter().map(|server| server.port).collect(),
            connections: self.bench.options.connections,
        };
        drive(script, &way, Pace::AsAnswered, self.bench.span() / 8)?;
        let time = || servers.iter().filter_map(Server::processor_time).sum::<std::time::Duration>();
        let before = time();
        let tally: Tally = drive(script, &way, Pace::AsAnswered, self.bench.span())?;
        let time = time().saturating_sub(before).as_secs_f64();
        tally.ensure_right()?;
        Ok(Side {
            per_second: tally.per_second(),
            micros_each: time * 1e6 / float(tally.all().total()),
            busy: time / tally.took.as_secs_f64(),
        })
    }
}

/// A reference has one answer for a path, whoever asks.
pub fn distinct(mut pages: Vec<Exchange>) -> Vec<Exchange> {
    pages.sort_by(|one, other| one.path.cmp(&other.path));
    pages.dedup_by(|one, other| one.path == other.path);
    pages
}
