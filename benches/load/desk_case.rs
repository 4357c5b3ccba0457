//! The desk over a large site's rows: its pages, the export of all members, and what readers feel of them meanwhile.

use std::cell::OnceCell;
use std::io::{Read, Write};
use std::net::{Ipv4Addr, TcpStream};
use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, ensure};

use crate::browser::cookies_of;
use crate::conversation::runtime;
use crate::driver::{Pace, drive, float};
use crate::fill::Conn;
use crate::report::{Report, spread};
use crate::script::{Kind, Pages, Script};
use crate::stand::Stand;
use crate::wire::{PATIENCE, get_request, post_request};
use crate::write_case::proof;

pub const PAGES: &str = "desk, pages";
pub const EXPORT: &str = "desk, all members as a file";
pub const BESIDE: &str = "desk, walls meanwhile";

/// What the design allows: milliseconds of the front page, of a search; members exported each second.
const FRONT_BAR: f64 = 200.0;
const SEARCH_BAR: f64 = 100.0;
const EXPORT_BAR: f64 = 50_000.0;
/// A reader's page beside the desk's work, of the same alone.
const BESIDE_BAR: f64 = 1.1;
/// Walls due each second while the desk works: few enough that nobody waits for another reader.
const WALLS: f64 = 300.0;
/// How often each page is asked for in each round.
const TIMES: usize = 5;
/// The work after the filling, summing up and indexing, is over by then.
const TIDY: Duration = Duration::from_mins(30);

/// Who runs the site.
const OWNER: &str = "owner@bench.example";

const NUMBERS: &str = "/-/staff/numbers";

/// A page's name, its path with its query, and what is allowed for it in milliseconds.
const LIST: [(&str, &str, Option<f64>); 13] = [
    ("front page, 30 days", NUMBERS, Some(FRONT_BAR)),
    ("front page, 7 days", "/-/staff/numbers?days=7", Some(FRONT_BAR)),
    ("front page, a year", "/-/staff/numbers?days=365", None),
    ("numbers of the site", "/-/staff/numbers?site=localhost", None),
    ("numbers of a topic, a tenth of the articles", "/-/staff/numbers?topic=topic-3", None),
    ("search by a whole address", "/-/staff/members?q=member-77%40bench.example", Some(SEARCH_BAR)),
    ("search by one letter, which all have", "/-/staff/members?q=g", Some(SEARCH_BAR)),
    ("search by two words of a name", "/-/staff/members?q=given12+family7", Some(SEARCH_BAR)),
    ("search by a name that two thousand have", "/-/staff/members?q=given77", Some(SEARCH_BAR)),
    ("search by two words that all have", "/-/staff/members?q=given+member", Some(SEARCH_BAR)),
    ("members, the first page", "/-/staff/members", None),
    ("members who want no news", "/-/staff/members?news=no", None),
    ("articles", "/-/staff/articles", None),
];

/// What the bare engine does for each of the marks, with words between braces.
const BARE: [(&str, &str); 2] = [
    (
        "bare engine: 30 days' rows added up",
        "SELECT CAST(SUM(count) AS BIGINT) FROM insight_day WHERE day > (SELECT MAX(day) - 30 FROM insight_day)",
    ),
    (
        "bare engine: 2,000 members looked up by a word",
        "SELECT COUNT(m.address) FROM member_word w JOIN member m ON m.id = w.member_id
         WHERE w.word >= {given77} AND w.word < {given78}",
    ),
];

impl Stand<'_> {
    pub fn measure_desk(&self, report: &mut Report) -> anyhow::Result<()> {
        let wanted = |name| self.bench.options.is_wanted(name);
        if ![PAGES, EXPORT, BESIDE].into_iter().any(wanted) {
            return Ok(());
        }
        self.tidy(report)?;
        let owner = OnceCell::new();
        if wanted(PAGES) {
            report.case(PAGES)?;
            self.measure_desk_pages(report, self.owner(&owner)?).context(PAGES)?;
            self.say_memory(report, "after that")?;
        }
        if wanted(EXPORT) {
            report.case(EXPORT)?;
            self.measure_export(report, self.owner(&owner)?).context(EXPORT)?;
            self.say_memory(report, "after that")?;
        }
        if wanted(BESIDE) {
            report.case(BESIDE)?;
            self.measure_beside(report, self.owner(&owner)?).context(BESIDE)?;
        }
        Ok(())
    }

    /// The cookies of whoever runs the site, signed in a moment ago: what is grave asks for that.
    fn owner<'a>(&self, known: &'a OnceCell<String>) -> anyhow::Result<&'a str> {
        if known.get().is_none() {
            let added = self.house.gatefold("staff").args(["add", OWNER]).status().context("run gatefold staff")?;
            ensure!(added.success(), "gatefold staff add failed");
            self.sink.forget();
            let asked = self.house.post("/-/sign-in", &[("address", OWNER)], "")?;
            ensure!(asked.status == 303, "asking for a sign-in was answered with {}", asked.status);
            self.wait_for_letters(1)?;
            let token = self.sink.take().context("a letter's link")?;
            let proved = self.house.ask(&proof(&token))?;
            ensure!(proved.status == 303, "a letter's link was answered with {}", proved.status);
            drop(known.set(cookies_of(&[&proved])));
        }
        Ok(known.get().map_or("", String::as_str))
    }

    pub async fn open_database(&self) -> anyhow::Result<Conn> {
        let file = self.house.sqlite_file();
        Conn::open(&self.target(&file)).await
    }

    /// Days are summed up, and members' words kept, apart from what wrote them.
    fn tidy(&self, report: &mut Report) -> anyhow::Result<()> {
        let begun = Instant::now();
        runtime()?.block_on(async {
            let mut conn = self.open_database().await?;
            loop {
                let words = conn.number("SELECT COUNT(*) FROM member WHERE NOT is_indexed").await?;
                let days = "SELECT COUNT(*) FROM (SELECT DISTINCT day FROM insight_day
                    WHERE day NOT IN (SELECT day FROM insight_rolled)) AS days";
                // The days of yesterday and today may still be counted.
                if words == 0 && conn.number(days).await? <= 2 {
                    return anyhow::Ok(());
                }
                ensure!(begun.elapsed() < TIDY, "{words} members cannot be searched yet");
                tokio::time::sleep(Duration::from_secs(1)).await;
            }
        })?;
        report.case("what the desk needs to be told after such a filling")?;
        let seconds = begun.elapsed().as_secs_f64();
        report.one("more seconds until days are summed up, and words kept", 1, seconds, "")
    }

    fn measure_desk_pages(&self, report: &mut Report, owner: &str) -> anyhow::Result<()> {
        let mut times: Vec<Vec<f64>> = vec![Vec::new(); LIST.len()];
        let mut bare: Vec<Vec<f64>> = vec![Vec::new(); BARE.len()];
        let runtime = runtime()?;
        let mut conn = runtime.block_on(self.open_database())?;
        for _ in 0..self.bench.options.rounds * TIMES {
            for ((_, path, _), times) in LIST.iter().zip(&mut times) {
                let begun = Instant::now();
                let page = self.house.get(path, "identity", Some(owner))?;
                times.push(begun.elapsed().as_secs_f64() * 1000.0);
                ensure!(page.status == 200, "{path} was answered with {}", page.status);
            }
            for ((_, text), times) in BARE.iter().zip(&mut bare) {
                let text = conn.with_words(text);
                let begun = Instant::now();
                runtime.block_on(conn.number(&text))?;
                times.push(begun.elapsed().as_secs_f64() * 1000.0);
            }
        }
        for ((name, _, bar), times) in LIST.iter().zip(times) {
            let times = spread(times.into_iter());
            let note = bar.map_or_else(String::new, |bar| report.below(bar, 0, times[1]));
            report.row(&format!("{name}, ms"), 1, times, &note)?;
        }
        for ((name, _), times) in BARE.iter().zip(bare) {
            report.row(&format!("{name}, ms"), 1, spread(times.into_iter()), "")?;
        }
        Ok(())
    }

    fn measure_export(&self, report: &mut Report, owner: &str) -> anyhow::Result<()> {
        let (mut ours, mut theirs) = (Vec::new(), Vec::new());
        let runtime = runtime()?;
        let mut conn = runtime.block_on(self.open_database())?;
        let members = u64::try_from(runtime.block_on(conn.number("SELECT COUNT(*) FROM member"))?)?;
        for _ in 0..self.bench.options.rounds {
            let begun = Instant::now();
            let rows = export(self.house.port, owner, &AtomicBool::new(true))?;
            ours.push(float(rows) / begun.elapsed().as_secs_f64());
            ensure!(rows == members, "{rows} of {members} members were in the file");
            let begun = Instant::now();
            runtime.block_on(conn.read_members())?;
            theirs.push(float(members) / begun.elapsed().as_secs_f64());
        }
        let rates = spread(ours.into_iter());
        let note = report.at_least(EXPORT_BAR, 0, rates[1], None);
        report.row("members each second", 0, rates, &note)?;
        report.row("bare engine: the same rows read, each second", 0, spread(theirs.into_iter()), "")
    }

    /// Alone, and beside what the desk does without a pause; in turn.
    fn measure_beside(&self, report: &mut Report, owner: &str) -> anyhow::Result<()> {
        let walls = self.walls(&self.paths())?;
        let script: Rc<dyn Script> = Rc::new(Pages::new(Kind::Wall, &walls));
        let port = self.house.port;
        let look = move |path: &'static str| {
            move |owner: &str, goes_on: &AtomicBool| {
                while goes_on.load(Ordering::Relaxed) {
                    let request = get_request(path, "identity", Some(owner));
                    ensure!(crate::wire::ask(port, &request)?.status == 200, "{path} was refused");
                }
                Ok(())
            }
        };
        let works: [(&str, Work); 4] = [
            ("alone", Arc::new(|_, _| Ok(()))),
            ("beside the front page", Arc::new(look(NUMBERS))),
            ("beside searches", Arc::new(look("/-/staff/members?q=given"))),
            (
                "beside an export",
                Arc::new(move |owner, goes_on| {
                    while goes_on.load(Ordering::Relaxed) {
                        export(port, owner, goes_on)?;
                    }
                    Ok(())
                }),
            ),
        ];
        let mut seen = vec![Vec::new(); works.len()];
        for _ in 0..self.bench.options.rounds {
            for ((_, work), seen) in works.iter().zip(&mut seen) {
                seen.push(self.walls_beside(&script, work, owner)?);
            }
        }
        let alone = seen.first().cloned().unwrap_or_default();
        for ((name, _), seen) in works.iter().zip(&seen) {
            for (what, part) in [("p50", 0), ("p99", 1)] {
                let times = spread(seen.iter().filter_map(|times| times.get(part).copied()));
                report.row(&format!("wall {name}, {what} ms"), 3, times, "")?;
            }
            let ratios = spread(seen.iter().zip(&alone).map(|(beside, alone)| beside[0] / alone[0]));
            let note = report.below(BESIDE_BAR, 1, ratios[1]);
            report.row(&format!("{name}, p50 of alone"), 2, ratios, &note)?;
        }
        Ok(())
    }

    fn walls_beside(&self, script: &Rc<dyn Script>, work: &Work, owner: &str) -> anyhow::Result<[f64; 2]> {
        let goes_on = Arc::new(AtomicBool::new(true));
        let (work, theirs, owner) = (Arc::clone(work), Arc::clone(&goes_on), owner.to_owned());
        let worker = thread::spawn(move || work(&owner, &theirs));
        let tally = drive(script, &self.way(8), Pace::ByPlan(WALLS), self.bench.span());
        goes_on.store(false, Ordering::Relaxed);
        worker.join().map_err(|_| anyhow::anyhow!("the desk's work broke off"))??;
        let tally = tally?;
        tally.ensure_right()?;
        Ok([tally.all().milliseconds(500), tally.all().milliseconds(990)])
    }
}

type Work = Arc<dyn Fn(&str, &AtomicBool) -> anyhow::Result<()> + Send + Sync>;

/// How many members came; ends early where it is told to.
fn export(port: u16, owner: &str, goes_on: &AtomicBool) -> anyhow::Result<u64> {
    let mut stream = TcpStream::connect((Ipv4Addr::LOCALHOST, port)).context("connect")?;
    stream.set_read_timeout(Some(PATIENCE))?;
    let request = String::from_utf8(post_request("/-/staff/members/export", &[("kind", "members")], owner))?;
    let request = request.replacen("accept:", "connection: close\r\naccept:", 1);
    stream.write_all(request.as_bytes()).context("ask for the members")?;
    // Each line ends with a quote: what ends so is a member, and one of them the head.
    let (mut piece, mut before, mut lines, mut is_first) = (vec![0; 256 * 1024], 0, 0_u64, true);
    while goes_on.load(Ordering::Relaxed) {
        let count = stream.read(&mut piece).context("read the members")?;
        let bytes = piece.get(..count).unwrap_or_default();
        if is_first {
            ensure!(bytes.starts_with(b"HTTP/1.1 200"), "{}", String::from_utf8_lossy(bytes));
            is_first = false;
        }
        if count == 0 {
            break;
        }
        for byte in bytes {
            lines += u64::from(before == b'"' && *byte == b'\n');
            before = *byte;
        }
    }
    Ok(lines.saturating_sub(1))
}
