//! The pages that are measured, each in turn with the reference.

use std::sync::Arc;

use anyhow::ensure;

use crate::house::House;
use crate::load::{Load, Pace, drive};
use crate::server::Server;
use crate::wire::{Exchange, get_request};
use crate::{Bench, article, forged, reference};

/// What the browsers of these years send.
const BROWSER: &str = "gzip, deflate, br, zstd";
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

#[derive(Clone, Copy)]
enum Page {
    Wall,
    Rest,
    NotFound,
    /// To a provider: a redirect without a body.
    Departure,
}

const WALL: &str = "id=\"wall\"";
const REST: &str = "class=\"gated\"";

impl Page {
    fn status(self) -> u16 {
        match self {
            Self::Wall | Self::Rest => 200,
            Self::NotFound => 404,
            Self::Departure => 303,
        }
    }

    fn is_meant(self, page: &str) -> bool {
        let (has_wall, has_rest) = (page.contains(WALL), page.contains(REST));
        match self {
            Self::Wall => has_wall && !has_rest,
            Self::Rest => has_rest && !has_wall,
            Self::NotFound => !has_rest && !has_wall,
            Self::Departure => page.is_empty(),
        }
    }
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

/// A request with the answer Gatefold gives it now; fails where it is not the page that was meant.
fn exchange(
    house: &House,
    path: &str,
    (accepted, cookies): (&str, Option<&str>),
    page: Page,
) -> anyhow::Result<Exchange> {
    let (status, plain) = (page.status(), house.get(path, "identity", cookies)?);
    let is_meant = plain.status == status && page.is_meant(&String::from_utf8_lossy(&plain.body));
    ensure!(is_meant, "{path} is not the page that was meant, with status {}", plain.status);
    let request = get_request(path, accepted, cookies);
    let answer = house.ask(&request)?;
    ensure!(answer.status == status, "{path} was answered with {}", answer.status);
    let (length, head_length) = (answer.body.len(), answer.head_length);
    Ok(Exchange { path: path.to_owned(), request, status, length, head_length, answer })
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
            wall("stranger, wall, br", one(), BROWSER),
            wall("stranger, wall, identity", one(), "identity"),
            member("member, whole article, br", cookies),
            wall("stranger, many walls, br", many, BROWSER),
        ];
        cases.retain(|case| self.is_wanted(case.name));
        let guest = "guest, warm seat, br";
        if self.is_wanted(guest) {
            let friend =
                house.follow(&house.share(cookies, &article::path(self.options.articles / 2), "copy")?.token)?;
            let beside = Beside { name: "the same beside a member", cookies: cookies.to_owned(), bar: 0.8 };
            cases.push(Case { beside: Some(beside), ..member(guest, &friend) });
        }
        let departure = "start of a sign-in with an account";
        if self.is_wanted(departure) {
            let paths = vec!["/-/sign-in/with/github".to_owned()];
            cases.push(Case { page: Page::Departure, bar: None, ..wall(departure, paths, BROWSER) });
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
