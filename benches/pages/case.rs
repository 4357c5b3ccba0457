//! The pages that are measured, each in turn with the reference.

use std::sync::Arc;

use crate::house::House;
use crate::load::{Load, Pace, drive};
use crate::page::{BROWSER, Page, exchange};
use crate::server::Server;
use crate::wire::Exchange;
use crate::{Bench, article, forged, reference};

const WALL: &str = "stranger, wall, br";
const PLAIN_WALL: &str = "stranger, wall, identity";
const MEMBER: &str = "member, whole article, br";
const MANY_WALLS: &str = "stranger, many walls, br";
const GUEST: &str = "guest, warm seat, br";
const DEPARTURE: &str = "start of a sign-in with an account";
pub const NAMES: [&str; 7] = [WALL, PLAIN_WALL, MEMBER, MANY_WALLS, GUEST, DEPARTURE, forged::CASE];

/// Different articles asked for in turn.
const VARIETY: usize = 200;

/// One kind of request, and how its answers are told from others.
pub struct Case {
    pub name: &'static str,
    pub paths: Vec<String>,
    accepted: &'static str,
    cookies: Option<String>,
    page: Page,
    /// `None`: printed and not judged.
    bar: Option<f64>,
    beside: Option<Beside>,
}

/// The same paths by another reader, measured in the same rounds.
struct Beside {
    name: &'static str,
    cookies: String,
    bar: f64,
}

/// A case's rounds: the reference's pace and Gatefold's.
pub struct Outcome {
    pub name: &'static str,
    pub bytes: usize,
    pub head_bytes: usize,
    pub bar: Option<f64>,
    pub rounds: Vec<(Pace, Pace)>,
}

/// The page with the rest, as a guest with these cookies gets it.
pub fn rest_exchange(house: &House, path: &str, cookies: &str) -> anyhow::Result<Exchange> {
    exchange(house, path, (BROWSER, Some(cookies)), Page::Rest)
}

/// Requests with made-up links, and what they are answered with.
pub fn forged_exchanges(house: &House) -> anyhow::Result<Vec<Exchange>> {
    forged::paths(VARIETY).iter().map(|path| exchange(house, path, (BROWSER, None), Page::NotFound)).collect()
}

impl Bench {
    pub fn cases(&self, house: &House, cookies: &str) -> anyhow::Result<Vec<Case>> {
        let one = || vec![article::path(self.options.articles / 2)];
        let many = (0..self.options.articles.min(VARIETY)).map(article::path).collect();
        let wall = |name, paths, accepted| Case {
            name,
            paths,
            accepted,
            cookies: None,
            page: Page::Wall,
            bar: Some(0.7),
            beside: None,
        };
        let member = |name, cookies: &str| Case {
            cookies: Some(cookies.to_owned()),
            page: Page::Rest,
            bar: Some(0.5),
            ..wall(name, one(), BROWSER)
        };
        let mut cases = vec![
            wall(WALL, one(), BROWSER),
            wall(PLAIN_WALL, one(), "identity"),
            member(MEMBER, cookies),
            wall(MANY_WALLS, many, BROWSER),
        ];
        cases.retain(|case| self.is_wanted(case.name));
        if self.is_wanted(GUEST) {
            let friend =
                house.follow(&house.share(cookies, &article::path(self.options.articles / 2), "copy")?.token)?;
            let beside = Beside { name: "the same beside a member", cookies: cookies.to_owned(), bar: 0.8 };
            cases.push(Case { beside: Some(beside), ..member(GUEST, &friend) });
        }
        if self.is_wanted(DEPARTURE) {
            let paths = vec!["/-/sign-in/with/github".to_owned()];
            cases.push(Case { page: Page::Departure, bar: None, ..wall(DEPARTURE, paths, BROWSER) });
        }
        if self.is_wanted(forged::CASE) {
            let forged = wall(forged::CASE, forged::paths(VARIETY), BROWSER);
            cases.push(Case { page: Page::NotFound, bar: None, ..forged });
        }
        Ok(cases)
    }

    fn load(&self, house: &House, case: &Case, cookies: Option<&str>) -> anyhow::Result<Arc<Load>> {
        let exchange = |path: &String| exchange(house, path, (case.accepted, cookies), case.page);
        let exchanges = case.paths.iter().map(exchange).collect::<anyhow::Result<_>>()?;
        Ok(Arc::new(Load { exchanges, connections: self.options.connections }))
    }

    /// All sides in turn, so that whatever else the machine does meets all.
    pub fn measure(&self, house: &House, case: &Case, server: &Server) -> anyhow::Result<Vec<Outcome>> {
        let load = self.load(house, case, case.cookies.as_deref())?;
        let reference = reference::start(house, &house.folder.join("reference"), &load.exchanges)?;
        let mut beside = match &case.beside {
            Some(beside) => Some((beside, self.load(house, case, Some(&beside.cookies))?, Vec::new())),
            None => None,
        };
        let mut rounds = Vec::new();
        for _ in 0..self.options.rounds {
            let bare = drive(&load, &reference, self.span())?;
            let other = match &beside {
                Some((_, load, _)) => Some(drive(load, server, self.span())?),
                None => None,
            };
            let ours = drive(&load, server, self.span())?;
            rounds.push((bare, ours));
            if let (Some((_, _, rounds)), Some(other)) = (&mut beside, other) {
                rounds.push((other, ours));
            }
        }
        reference.stop()?;
        let bytes = load.exchanges.iter().map(|exchange| exchange.length).sum::<usize>() / load.exchanges.len();
        let head_bytes = load.exchanges.first().map_or(0, |exchange| exchange.head_length);
        let outcome = |name, bar, rounds| Outcome { name, bytes, head_bytes, bar, rounds };
        let mut outcomes = vec![outcome(case.name, case.bar, rounds)];
        outcomes.extend(beside.map(|(beside, _, rounds)| outcome(beside.name, Some(beside.bar), rounds)));
        Ok(outcomes)
    }
}
