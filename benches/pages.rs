//! How fast pages leave: Gatefold beside a bare axum handler that answers the same bytes, in the same run.
//!
//! `cargo bench --bench pages`, or with `-- --articles 10000 --seconds 8`; `-- --quick` only looks whether it works.
//! Nothing here passes or fails by its speed: figures are printed beside the bars of the design, and a machine with
//! other work on it moves both sides alike. What fails loudly is an answer that is not the page that was meant.
//!
//! The servers run on core 1 with one worker each, the load on core 0. A server that is not busy all the time was
//! waiting for the load generator, or for its turn on a core that others use: then the rates say little, and no bar is
//! judged. `µs each`, the processor time of the server for one answer, holds even then.

use std::fmt::Write as _;
use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::num::NonZero;
use std::path::{Path, PathBuf};
use std::pin::Pin;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, bail, ensure};
use axum::Router;
use axum::body::Bytes;
use axum::routing::get;
use clap::Parser;
use http::{HeaderMap, HeaderName, HeaderValue, header};
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::io::{AsyncRead, ReadBuf};
use tokio::net::TcpStream;
use tokio::task::JoinSet;

const SERVER_CORE: &str = "1";
const LOAD_CORE: &str = "0";
/// What the browsers of these years send.
const BROWSER: &str = "gzip, deflate, br, zstd";
/// Below this share of the time the server's own speed is not what was measured.
const BUSY: f64 = 0.9;
const WARM_UP: Duration = Duration::from_secs(1);
/// A server that is not there by then will not come: a first start imports all articles.
const PATIENCE: Duration = Duration::from_mins(2);
/// Different articles asked for in turn.
const VARIETY: usize = 200;
/// The longest answer that is read, head and body.
const MAX_ANSWER: usize = 256 * 1024;

/// Measures Gatefold's pages beside a bare axum handler that answers the same bytes.
#[derive(Parser)]
struct Options {
    /// Articles in the content folder.
    #[arg(long, default_value_t = 1000)]
    articles: usize,
    /// How long each side is measured in each round.
    #[arg(long, default_value_t = 4.0)]
    seconds: f64,
    /// How often both sides are measured in turn.
    #[arg(long, default_value_t = 5)]
    rounds: usize,
    /// Connections that ask at the same time.
    #[arg(long, default_value_t = 32)]
    connections: usize,
    /// A smoke check: 50 articles, one second, one round.
    #[arg(long)]
    quick: bool,
    /// Runs only the cases whose name contains this.
    #[arg(value_name = "CASE")]
    only: Option<String>,
    /// Given by `cargo bench`; without it, as in `cargo test --all-targets`, this is a smoke check.
    #[arg(long, hide = true)]
    bench: bool,
    /// This process is the reference, with the answers in this folder.
    #[arg(long, hide = true, requires = "port")]
    reference: Option<PathBuf>,
    #[arg(long, hide = true)]
    port: Option<u16>,
}

fn main() -> anyhow::Result<()> {
    let mut options = Options::parse();
    if let (Some(folder), Some(port)) = (&options.reference, options.port) {
        return run_reference(folder, port);
    }
    if options.quick || !options.bench {
        options = Options { articles: 50, seconds: 1.0, rounds: 1, ..options };
    }
    let has_cores = pin_load();
    if !has_cores {
        say("not pinned: there is no taskset (util-linux) here, or there are not two cores; expect more noise\n")?;
    }
    let bench = Bench::new(options, has_cores)?;
    bench.run().inspect_err(|_| {
        let log = fs::read_to_string(bench.folder.path().join("gatefold.log")).unwrap_or_default();
        let lines: Vec<&str> = log.lines().collect();
        let tail = lines.get(lines.len().saturating_sub(20)..).unwrap_or_default().join("\n");
        drop(writeln!(io::stderr().lock(), "the end of Gatefold's log:\n{tail}"));
    })
}

fn say(text: &str) -> io::Result<()> {
    write!(io::stdout().lock(), "{text}")
}

// ---------------------------------------------------------------- The run

struct Bench {
    options: Options,
    has_cores: bool,
    folder: TempDir,
    port: u16,
}

/// One kind of request, and how its answers are told from others.
struct Case {
    name: &'static str,
    paths: Vec<String>,
    accepted: &'static str,
    cookies: Option<String>,
    /// Stands in the page; the other mark does not.
    mark: &'static str,
    bar: f64,
}

const WALL: &str = "id=\"wall\"";
const REST: &str = "class=\"gated\"";

/// What one side did in one round.
#[derive(Clone, Copy)]
struct Pace {
    per_second: f64,
    /// Processor time of the server for one answer; `None` where the machine does not tell.
    micros_each: Option<f64>,
    /// Share of the time that the server had something to do.
    busy: Option<f64>,
}

/// A case's rounds: the reference's pace and Gatefold's.
struct Outcome {
    case: Case,
    bytes: usize,
    head_bytes: usize,
    rounds: Vec<(Pace, Pace)>,
}

/// What a start costs, and what stays in memory.
struct Footing {
    first_start: Duration,
    start: Duration,
    idle_mib: f64,
    loaded_mib: f64,
}

impl Bench {
    fn new(options: Options, has_cores: bool) -> anyhow::Result<Self> {
        ensure!(options.articles > 0 && options.rounds > 0 && options.connections > 0, "nothing to measure");
        let folder = tempfile::tempdir().context("make a folder")?;
        let bench = Self { options, has_cores, folder, port: free_port()? };
        write_articles(&bench.folder.path().join("content"), bench.options.articles)?;
        bench.write_settings()?;
        Ok(bench)
    }

    fn run(&self) -> anyhow::Result<()> {
        let Options { articles, seconds, rounds, connections, .. } = self.options;
        say(&format!(
            "{articles} articles, {connections} connections, {rounds} rounds of {seconds} s, load average {}\n",
            fs::read_to_string("/proc/loadavg").unwrap_or_default().split(' ').next().unwrap_or("unknown")
        ))?;
        let migrated = self.gatefold("migrate").status().context("run gatefold migrate")?;
        ensure!(migrated.success(), "gatefold migrate failed");
        let (first, first_start) = self.start()?;
        first.stop()?;
        let (server, start) = self.start()?;
        // The start's own work, the look at each content file included, is over by then.
        thread::sleep(Duration::from_secs(3));
        let idle_mib = server.resident_mib()?;
        let cookies = self.sign_in()?;
        let mut outcomes = Vec::new();
        for case in self.cases(&cookies) {
            let name = case.name;
            outcomes.push(self.measure(case, &server).with_context(|| format!("case {name:?}"))?);
        }
        let footing = Footing { first_start, start, idle_mib, loaded_mib: server.resident_mib()? };
        server.stop()?;
        self.report(&outcomes, &footing)
    }

    fn cases(&self, cookies: &str) -> Vec<Case> {
        let one = || vec![path_of(self.options.articles / 2)];
        let many = (0..self.options.articles.min(VARIETY)).map(path_of).collect();
        let wall = |name, paths, accepted| Case { name, paths, accepted, cookies: None, mark: WALL, bar: 0.7 };
        let member = Case {
            cookies: Some(cookies.to_owned()),
            mark: REST,
            bar: 0.5,
            ..wall("member, whole article, br", one(), BROWSER)
        };
        let mut cases = vec![
            wall("stranger, wall, br", one(), BROWSER),
            wall("stranger, wall, identity", one(), "identity"),
            member,
            wall("stranger, many walls, br", many, BROWSER),
        ];
        if let Some(only) = &self.options.only {
            cases.retain(|case| case.name.contains(only.as_str()));
        }
        cases
    }

    /// Both sides in turn, so that whatever else the machine does meets both.
    fn measure(&self, case: Case, server: &Server) -> anyhow::Result<Outcome> {
        let exchanges = self.exchanges(&case)?;
        let folder = self.folder.path().join("reference");
        let bytes = exchanges.iter().map(|exchange| exchange.length).sum::<usize>() / exchanges.len();
        let head_bytes = exchanges.first().map_or(0, |exchange| exchange.head_length);
        let reference = self.start_reference(&folder, &exchanges)?;
        let load = Arc::new(Load { exchanges, connections: self.options.connections });
        let span = Duration::from_secs_f64(self.options.seconds);
        let mut rounds = Vec::new();
        for _ in 0..self.options.rounds {
            let reference = drive(&load, &reference, span).context("the reference")?;
            rounds.push((reference, drive(&load, server, span).context("Gatefold")?));
        }
        reference.stop()?;
        Ok(Outcome { case, bytes, head_bytes, rounds })
    }

    /// The requests of a case with the answers Gatefold gives them now; fails where one is not the page that was meant.
    fn exchanges(&self, case: &Case) -> anyhow::Result<Vec<Exchange>> {
        let exchange = |path: &String| {
            let plain = self.ask(&get_request(self.port, path, "identity", case.cookies.as_deref()))?;
            let page = String::from_utf8_lossy(&plain.body);
            let is_one = page.contains(WALL) != page.contains(REST);
            let is_meant = plain.status == 200 && page.contains(case.mark) && is_one;
            ensure!(is_meant, "{path} is not the page that was meant, with status {}", plain.status);
            let request = get_request(self.port, path, case.accepted, case.cookies.as_deref());
            let answer = self.ask(&request)?;
            ensure!(answer.status == 200, "{path} was answered with {}", answer.status);
            let (length, head_length) = (answer.body.len(), answer.head_length);
            Ok(Exchange { path: path.clone(), request, length, head_length, answer })
        };
        case.paths.iter().map(exchange).collect()
    }

    fn ask(&self, request: &[u8]) -> anyhow::Result<Answer> {
        ask(self.port, request)
    }
}

// ---------------------------------------------------------------- The report

fn spread(values: impl Iterator<Item = f64>) -> [f64; 3] {
    let mut values: Vec<f64> = values.collect();
    values.sort_by(f64::total_cmp);
    let at = |index: usize| values.get(index).copied().unwrap_or(f64::NAN);
    [at(0), at(values.len() / 2), at(values.len().saturating_sub(1))]
}

impl Outcome {
    fn rates(&self, side: impl Fn(&(Pace, Pace)) -> Pace) -> [f64; 3] {
        spread(self.rounds.iter().map(|round| side(round).per_second))
    }

    fn ratios(&self) -> [f64; 3] {
        spread(self.rounds.iter().map(|(reference, ours)| ours.per_second / reference.per_second))
    }

    /// Medians: microseconds of processor time for one answer, and how busy the server was.
    fn costs(&self, side: impl Fn(&(Pace, Pace)) -> Pace) -> [f64; 2] {
        let micros = spread(self.rounds.iter().filter_map(|round| side(round).micros_each));
        let busy = spread(self.rounds.iter().filter_map(|round| side(round).busy));
        [micros[1], busy[1]]
    }

    /// By the rates, where both sides had their core to themselves.
    fn verdict(&self) -> &'static str {
        let [_, ratio, _] = self.ratios();
        let has_waited = |[_, busy]: [f64; 2]| busy < BUSY;
        if has_waited(self.costs(|round| round.0)) || has_waited(self.costs(|round| round.1)) {
            return "not judged";
        }
        if ratio >= self.case.bar { "reached" } else { "NOT REACHED" }
    }

    fn row(&self) -> String {
        let three = |[low, middle, high]: [f64; 3]| format!("{low:>9.0}{middle:>9.0}{high:>9.0}");
        let [low, middle, high] = self.ratios();
        let ([micros, busy], [our_micros, our_busy]) = (self.costs(|round| round.0), self.costs(|round| round.1));
        format!(
            "{:<27}{:>7}{:>6} |{} |{} |{low:>7.3}{middle:>7.3}{high:>7.3} |{micros:>6.2}{our_micros:>6.2}{:>6.3} |\
             {:>5.0}%{:>4.0}% | {:.1} {}\n",
            self.case.name,
            self.bytes,
            self.head_bytes,
            three(self.rates(|round| round.0)),
            three(self.rates(|round| round.1)),
            micros / our_micros,
            busy * 100.0,
            our_busy * 100.0,
            self.case.bar,
            self.verdict(),
        )
    }

    fn figures(&self) -> Value {
        let ([micros, busy], [our_micros, our_busy]) = (self.costs(|round| round.0), self.costs(|round| round.1));
        json!({
            "case": self.case.name,
            "body_bytes": self.bytes,
            "head_bytes": self.head_bytes,
            "reference_per_second": self.rates(|round| round.0),
            "gatefold_per_second": self.rates(|round| round.1),
            "ratio": self.ratios(),
            "reference_micros_each": micros,
            "gatefold_micros_each": our_micros,
            "processor_ratio": micros / our_micros,
            "reference_busy": busy,
            "gatefold_busy": our_busy,
            "bar": self.case.bar,
        })
    }
}

impl Bench {
    fn report(&self, outcomes: &[Outcome], footing: &Footing) -> anyhow::Result<()> {
        let mut text = format!(
            "\n{:<27}{:>7}{:>6} |{:>27} |{:>27} |{:>21} |{:>18} |{:>10} |\n\
             {:<40} |{m} |{m} |{:>7}{:>7}{:>7} |{s} |{:>5}{:>5} | bar\n",
            "case",
            "body",
            "head",
            "reference/s",
            "gatefold/s",
            "ratio",
            "µs each",
            "busy",
            "",
            "min",
            "median",
            "max",
            "ref",
            "ours",
            m = format_args!("{:>9}{:>9}{:>9}", "min", "median", "max"),
            s = format_args!("{:>6}{:>6}{:>6}", "ref", "ours", "ratio"),
        );
        for outcome in outcomes {
            text.push_str(&outcome.row());
        }
        let Footing { first_start, start, idle_mib, loaded_mib } = footing;
        let seconds = start.as_secs_f64();
        let first = first_start.as_secs_f64();
        writeln!(text, "\nstart to first article {seconds:.3} s (bar: under 0.5); with the first import {first:.2} s")?;
        writeln!(text, "memory {idle_mib:.1} MiB idle, {loaded_mib:.1} MiB after load (bar: under 64 for 1,000)\n")?;
        let figures = json!({
            "articles": self.options.articles,
            "seconds": self.options.seconds,
            "rounds": self.options.rounds,
            "connections": self.options.connections,
            "pinned": self.has_cores,
            "cases": outcomes.iter().map(Outcome::figures).collect::<Vec<Value>>(),
            "first_start_seconds": first,
            "start_seconds": seconds,
            "idle_mib": idle_mib,
            "loaded_mib": loaded_mib,
        });
        writeln!(text, "{figures}")?;
        Ok(say(&text)?)
    }
}

// ---------------------------------------------------------------- Articles

/// A small generator with a fixed seed (xorshift64): every run has the same articles.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, below: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 >> 33).unwrap_or(0) % below.max(1)
    }

    /// Small numbers come more often, as common words do.
    fn roll_low(&mut self, below: usize) -> usize {
        let high = self.roll(below) + 1;
        self.roll(high)
    }
}

fn path_of(number: usize) -> String {
    format!("/article-{number:05}")
}

fn words(dice: &mut Dice) -> Vec<String> {
    const SYLLABLES: [&str; 24] = [
        "ba", "ren", "ti", "lo", "sing", "ver", "mo", "ka", "tion", "pre", "al", "der", "ful", "gra", "st", "in",
        "the", "con", "sol", "ley", "wa", "ter", "est", "ing",
    ];
    let syllable = |dice: &mut Dice| SYLLABLES.get(dice.roll(SYLLABLES.len())).copied().unwrap_or_default();
    (0..2000).map(|_| (0..=dice.roll(3)).map(|_| syllable(dice)).collect()).collect()
}

/// About 1,500 words each, in paragraphs and a few sections.
fn write_articles(folder: &Path, count: usize) -> anyhow::Result<()> {
    fs::create_dir_all(folder).context("make the content folder")?;
    let mut dice = Dice(0x9E37_79B9_7F4A_7C15);
    let words = words(&mut dice);
    for number in 0..count {
        let mut text = format!(
            "+++\ntitle = \"Article {number}\"\nsummary = \"What there is to say about {number}.\"\n\
             published = \"2026-{:02}-{:02}\"\naccess = \"registered\"\ntopics = [\"Topic {}\"]\n+++\n",
            number % 8 + 1,
            number % 28 + 1,
            number % 10,
        );
        for paragraph in 0..20 {
            if paragraph % 5 == 4 {
                write!(text, "\n## Section {paragraph}\n")?;
            }
            for word in 0..75 {
                let space = if word == 0 { "\n" } else { " " };
                let end = if word % 12 == 11 || word == 74 { "." } else { "" };
                let word = words.get(dice.roll_low(words.len())).map_or("", String::as_str);
                write!(text, "{space}{word}{end}")?;
            }
            text.push('\n');
        }
        let path = folder.join(format!("article-{number:05}.md"));
        fs::write(path, text).context("write an article")?;
    }
    Ok(())
}

// ---------------------------------------------------------------- Servers

/// A running server; killed with this value.
struct Server {
    child: Child,
    port: u16,
}

impl Drop for Server {
    fn drop(&mut self) {
        // Both fail where it has ended already.
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

impl Server {
    /// As an operator stops it, so that the next start finds a database that was closed.
    fn stop(mut self) -> anyhow::Result<()> {
        let told = Command::new("kill").arg(self.child.id().to_string()).status();
        ensure!(told.is_ok_and(|status| status.success()), "a server ended before its time");
        self.child.wait().context("wait for a server's end")?;
        Ok(())
    }

    fn resident_mib(&self) -> anyhow::Result<f64> {
        let status =
            fs::read_to_string(format!("/proc/{}/status", self.child.id())).context("read the memory in use")?;
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).context("find VmRSS")?;
        let kib: f64 = line.trim().trim_end_matches(" kB").parse().context("read VmRSS")?;
        Ok(kib / 1024.0)
    }

    /// Processor time of all its threads so far; `None` where the kernel does not count it in nanoseconds.
    fn processor_time(&self) -> Option<Duration> {
        let tasks = fs::read_dir(format!("/proc/{}/task", self.child.id())).ok()?;
        let nanos = tasks.filter_map(|task| {
            let text = fs::read_to_string(task.ok()?.path().join("schedstat")).ok()?;
            text.split(' ').next()?.parse::<u64>().ok()
        });
        Some(Duration::from_nanos(nanos.sum())).filter(|time| !time.is_zero())
    }
}

/// The load keeps to its core; tells whether servers can be put on another.
fn pin_load() -> bool {
    let id = std::process::id().to_string();
    let tried = |arguments: &[&str]| {
        let tried = Command::new("taskset").args(arguments).stdout(Stdio::null()).stderr(Stdio::null()).status();
        tried.is_ok_and(|status| status.success())
    };
    thread::available_parallelism().is_ok_and(|cores| cores > NonZero::<usize>::MIN)
        && tried(&["-c", SERVER_CORE, "true"])
        && tried(&["-a", "-c", "-p", LOAD_CORE, &id])
}

fn free_port() -> anyhow::Result<u16> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).context("find a free port")?;
    Ok(listener.local_addr()?.port())
}

impl Bench {
    /// One worker, on the servers' core; none of the settings that may stand in our own environment.
    fn command(&self, program: &Path) -> Command {
        let mut command = if self.has_cores {
            let mut command = Command::new("taskset");
            command.args(["-c", SERVER_CORE]).arg(program);
            command
        } else {
            Command::new(program)
        };
        #[expect(clippy::disallowed_methods, reason = "the settings of whoever runs this must not reach the server")]
        for (name, _) in std::env::vars_os().filter(|(name, _)| name.to_string_lossy().starts_with("GATEFOLD_")) {
            command.env_remove(name);
        }
        command.env("TOKIO_WORKER_THREADS", "1").stdin(Stdio::null()).stdout(Stdio::null());
        command
    }

    fn gatefold(&self, name: &str) -> Command {
        let mut command = self.command(Path::new(env!("CARGO_BIN_EXE_gatefold")));
        command.arg("--config").arg(self.folder.path().join("gatefold.toml")).arg(name);
        command.env("GATEFOLD_SECRET", "0123456789abcdefghijklmnopqrstuvwxyzABCDEF");
        command
    }

    fn write_settings(&self) -> anyhow::Result<()> {
        let (folder, port) = (self.folder.path().display(), self.port);
        let settings = format!(
            "public_url = \"http://localhost:{port}\"\nlisten = \"127.0.0.1:{port}\"\n\
             database = \"sqlite:{folder}/gatefold.db\"\ncontent = \"{folder}/content\"\n\
             [mail]\nfrom = \"The Bench <hello@bench.example>\"\ntransport = \"folder:{folder}/letters\"\n\
             [[site]]\nhost = \"localhost:{port}\"\nname = \"The Bench\"\n"
        );
        fs::write(self.folder.path().join("gatefold.toml"), settings).context("write the settings")
    }

    /// Starts Gatefold; the time runs from the start of the process to the first article answered.
    fn start(&self) -> anyhow::Result<(Server, Duration)> {
        let log = File::options().create(true).append(true).open(self.folder.path().join("gatefold.log"))?;
        let begun = Instant::now();
        let child = self.gatefold("serve").stderr(log).spawn().context("start gatefold serve")?;
        let mut server = Server { child, port: self.port };
        let article = path_of(self.options.articles / 2);
        self.wait_for(&mut server, &article, begun)?;
        let took = begun.elapsed();
        for path in ["/-/ready", "/", &path_of(self.options.articles - 1)] {
            self.wait_for(&mut server, path, begun)?;
        }
        Ok((server, took))
    }

    fn wait_for(&self, server: &mut Server, path: &str, begun: Instant) -> anyhow::Result<()> {
        let request = get_request(self.port, path, "identity", None);
        while !self.ask(&request).is_ok_and(|answer| answer.status == 200) {
            ensure!(server.child.try_wait()?.is_none(), "gatefold serve ended at once");
            ensure!(begun.elapsed() < PATIENCE, "{path} was not answered in {PATIENCE:?}");
            thread::sleep(Duration::from_millis(1));
        }
        Ok(())
    }
}

// ---------------------------------------------------------------- The reference

impl Bench {
    /// This program once more, as a server that knows nothing but the answers it is given.
    fn start_reference(&self, folder: &Path, exchanges: &[Exchange]) -> anyhow::Result<Server> {
        fs::create_dir_all(folder).context("make the reference's folder")?;
        let mut answers = Vec::new();
        for (number, exchange) in exchanges.iter().enumerate() {
            let (answer, body) = (&exchange.answer, folder.join(number.to_string()));
            fs::write(&body, &answer.body).context("write an answer")?;
            let headers = [header::CONTENT_TYPE, header::CONTENT_ENCODING]
                .into_iter()
                .filter_map(|name| Some((answer.header(name.as_str())?, name)))
                .map(|(value, name)| json!([name.as_str(), value]));
            answers.push(json!({ "path": exchange.path, "body": body, "headers": headers.collect::<Vec<Value>>() }));
        }
        fs::write(folder.join("answers.json"), serde_json::to_vec(&answers)?).context("write the answers")?;
        let (port, begun) = (free_port()?, Instant::now());
        let mut command = self.command(&std::env::current_exe().context("find this program")?);
        command.arg("--reference").arg(folder).arg("--port").arg(port.to_string());
        let server = Server { child: command.spawn().context("start the reference")?, port };
        for exchange in exchanges {
            let answer = loop {
                match ask(port, &exchange.request) {
                    Ok(answer) => break answer,
                    Err(error) if begun.elapsed() > PATIENCE => return Err(error.context("wait for the reference")),
                    Err(_) => thread::sleep(Duration::from_millis(5)),
                }
            };
            ensure!(answer.status == 200 && answer.body == exchange.answer.body, "the reference answers other bytes");
        }
        Ok(server)
    }
}

/// As plain as axum goes: one route for each answer, and `axum::serve`.
fn run_reference(folder: &Path, port: u16) -> anyhow::Result<()> {
    let answers: Vec<Value> = serde_json::from_slice(&fs::read(folder.join("answers.json"))?)?;
    let mut router = Router::new();
    for answer in &answers {
        let text = |name: &str| answer.get(name).and_then(Value::as_str).context("an answer lacks a part");
        let body = Bytes::from(fs::read(text("body")?)?);
        let pairs: Vec<(String, String)> = serde_json::from_value(answer.get("headers").cloned().unwrap_or_default())?;
        let mut headers = HeaderMap::new();
        for (name, value) in pairs {
            headers.insert(name.parse::<HeaderName>()?, value.parse::<HeaderValue>()?);
        }
        router = router.route(text("path")?, get(move || async move { (headers.clone(), body.clone()) }));
    }
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(async {
        let listener = tokio::net::TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await?;
        Ok(axum::serve(listener, router).await?)
    })
}

// ---------------------------------------------------------------- Signing in

impl Bench {
    /// Through the pages, as a reader does it; the value of the `Cookie` header from then on.
    fn sign_in(&self) -> anyhow::Result<String> {
        let next = path_of(0);
        let asked = self.post("/-/sign-in", &[("address", "reader@bench.example"), ("next", &next)], "")?;
        ensure!(asked.status == 303, "asking for a sign-in was answered with {}", asked.status);
        let code = self.code()?;
        let proved = self.post("/-/sign-in/code", &[("code", &code)], &cookies_of(&[&asked]))?;
        let is_in = proved.status == 303 && proved.header("location").is_some_and(|place| place.ends_with(&next));
        ensure!(is_in, "the code was answered with {}", proved.status);
        Ok(cookies_of(&[&asked, &proved]))
    }

    fn post(&self, path: &str, fields: &[(&str, &str)], cookies: &str) -> anyhow::Result<Answer> {
        let body: String = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
        let request = format!(
            "POST {path} HTTP/1.1\r\nhost: localhost:{port}\r\norigin: http://localhost:{port}\r\ncookie: {cookies}\r\n\
             content-type: application/x-www-form-urlencoded\r\ncontent-length: {}\r\n\r\n{body}",
            body.len(),
            port = self.port,
        );
        self.ask(request.as_bytes())
    }

    /// Eight digits on a line of their own, from the one letter there is.
    fn code(&self) -> anyhow::Result<String> {
        let begun = Instant::now();
        while begun.elapsed() < PATIENCE {
            let letters = fs::read_dir(self.folder.path().join("letters")).context("look for the letter")?;
            let is_whole = |path: &PathBuf| path.extension().is_some_and(|extension| extension == "eml");
            let letter = letters.flatten().map(|entry| entry.path()).find(is_whole);
            if let Some(letter) = letter {
                let text = fs::read_to_string(letter.with_extension("txt")).context("read the letter")?;
                let digits = |line: &str| line.chars().filter(|c| !matches!(c, ' ' | '-')).collect::<String>();
                let is_code = |line: &String| line.len() == 8 && line.bytes().all(|byte| byte.is_ascii_digit());
                return text.lines().map(digits).find(is_code).context("find the code in the letter");
            }
            thread::sleep(Duration::from_millis(20));
        }
        bail!("no letter came")
    }
}

/// What a browser holds after these answers.
fn cookies_of(answers: &[&Answer]) -> String {
    let mut jar: Vec<(&str, &str)> = Vec::new();
    for line in answers.iter().flat_map(|answer| answer.headers("set-cookie")) {
        let pair = line.split(';').next().unwrap_or_default();
        let Some((name, value)) = pair.split_once('=') else { continue };
        jar.retain(|(known, _)| *known != name);
        if !value.is_empty() {
            jar.push((name, value));
        }
    }
    jar.iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join("; ")
}

// ---------------------------------------------------------------- HTTP, as little as it takes

/// One request with the answer that was seen for it.
struct Exchange {
    path: String,
    request: Vec<u8>,
    /// Of the body; an answer of another length is not the same page.
    length: usize,
    head_length: usize,
    answer: Answer,
}

struct Answer {
    status: u16,
    head: String,
    head_length: usize,
    body: Vec<u8>,
}

impl Answer {
    fn headers(&self, name: &str) -> impl Iterator<Item = &str> {
        let pairs = self.head.lines().filter_map(|line| line.split_once(": "));
        pairs.filter(move |(found, _)| found.eq_ignore_ascii_case(name)).map(|(_, value)| value)
    }

    fn header(&self, name: &str) -> Option<&str> {
        self.headers(name).next()
    }
}

/// What a reader's browser sends, shortened to what has a meaning here.
fn get_request(port: u16, path: &str, accepted: &str, cookies: Option<&str>) -> Vec<u8> {
    let cookies = cookies.map_or_else(String::new, |cookies| format!("cookie: {cookies}\r\n"));
    format!(
        "GET {path} HTTP/1.1\r\nhost: localhost:{port}\r\nuser-agent: Mozilla/5.0 (X11; Linux x86_64; rv:143.0)\r\n\
         accept: text/html,application/xhtml+xml,*/*;q=0.8\r\naccept-encoding: {accepted}\r\n{cookies}\r\n"
    )
    .into_bytes()
}

/// Status, length of the head with its empty line, length of the body; `None` while the head is not whole.
fn read_head(bytes: &[u8]) -> Option<(u16, usize, usize)> {
    let mut position = 0;
    let (mut status, mut length) = (0, 0);
    for line in bytes.split_inclusive(|byte| *byte == b'\n') {
        if position == 0 {
            status = std::str::from_utf8(line.get(9..12)?).ok()?.parse().ok()?;
        }
        position += line.len();
        match line {
            b"\r\n" => return Some((status, position, length)),
            [b'c' | b'C', ..] if line.get(..15).is_some_and(|name| name.eq_ignore_ascii_case(b"content-length:")) => {
                length = std::str::from_utf8(line.get(15..)?).ok()?.trim().parse().ok()?;
            }
            _ => {}
        }
    }
    None
}

/// One request on a connection of its own.
fn ask(port: u16, request: &[u8]) -> anyhow::Result<Answer> {
    let mut stream = std::net::TcpStream::connect((Ipv4Addr::LOCALHOST, port)).context("connect")?;
    stream.set_read_timeout(Some(PATIENCE))?;
    stream.write_all(request).context("send a request")?;
    let (mut bytes, mut piece) = (Vec::new(), vec![0; MAX_ANSWER]);
    loop {
        let count = stream.read(&mut piece).context("read an answer")?;
        ensure!(count > 0, "the connection ended within an answer");
        bytes.extend_from_slice(piece.get(..count).unwrap_or_default());
        let Some((status, head_length, length)) = read_head(&bytes) else { continue };
        if bytes.len() >= head_length + length {
            let body = bytes.split_off(head_length);
            return Ok(Answer { status, head: String::from_utf8_lossy(&bytes).into_owned(), head_length, body });
        }
    }
}

// ---------------------------------------------------------------- The load

struct Load {
    exchanges: Vec<Exchange>,
    connections: usize,
}

#[derive(Default)]
struct Tally {
    answers: AtomicU32,
    is_over: AtomicBool,
}

/// Closed loop without pipelining: each connection asks again when its answer is whole.
fn drive(load: &Arc<Load>, server: &Server, span: Duration) -> anyhow::Result<Pace> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(async {
        let tally = Arc::new(Tally::default());
        let mut connections = JoinSet::new();
        for number in 0..load.connections {
            let stream = TcpStream::connect(SocketAddr::from((Ipv4Addr::LOCALHOST, server.port))).await?;
            stream.set_nodelay(true)?;
            connections.spawn(converse(stream, Arc::clone(load), number, Arc::clone(&tally)));
        }
        tokio::time::sleep(WARM_UP).await;
        let (begun, answers, time) = (Instant::now(), tally.answers.load(Ordering::Relaxed), server.processor_time());
        tokio::time::sleep(span).await;
        let answers = f64::from(tally.answers.load(Ordering::Relaxed) - answers);
        let took = begun.elapsed().as_secs_f64();
        let time = server.processor_time().zip(time).map(|(end, start)| end.saturating_sub(start).as_secs_f64());
        tally.is_over.store(true, Ordering::Relaxed);
        while let Some(ended) = connections.join_next().await {
            ended.context("a connection's task")??;
        }
        ensure!(answers > 0.0, "there was no answer");
        let micros_each = time.map(|time| time * 1e6 / answers);
        Ok(Pace { per_second: answers / took, micros_each, busy: time.map(|time| time / took) })
    })
}

async fn converse(mut stream: TcpStream, load: Arc<Load>, number: usize, tally: Arc<Tally>) -> anyhow::Result<()> {
    let mut buffer = vec![0; MAX_ANSWER];
    // Connections that walk the same list start at different places of it.
    let first = number * load.exchanges.len() / load.connections;
    for exchange in load.exchanges.iter().cycle().skip(first) {
        if tally.is_over.load(Ordering::Relaxed) {
            break;
        }
        send(&stream, &exchange.request).await.context("send a request")?;
        let (status, length) = receive(&mut stream, &mut buffer).await?;
        let is_same = status == 200 && length == exchange.length;
        ensure!(is_same, "{} was answered with {status} and {length} bytes", exchange.path);
        tally.answers.fetch_add(1, Ordering::Relaxed);
    }
    Ok(())
}

async fn send(stream: &TcpStream, mut request: &[u8]) -> io::Result<()> {
    while !request.is_empty() {
        match stream.try_write(request) {
            Ok(count) => request = request.get(count..).unwrap_or_default(),
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => stream.writable().await?,
            Err(error) => return Err(error),
        }
    }
    Ok(())
}

async fn receive(stream: &mut TcpStream, buffer: &mut [u8]) -> anyhow::Result<(u16, usize)> {
    let mut read = ReadBuf::new(buffer);
    let mut head = None;
    loop {
        let before = read.filled().len();
        std::future::poll_fn(|context| Pin::new(&mut *stream).poll_read(context, &mut read)).await.context("read")?;
        ensure!(read.filled().len() > before, "the connection ended within an answer, or the answer is very long");
        head = head.or_else(|| read_head(read.filled()));
        match head {
            Some((status, head_length, length)) if read.filled().len() >= head_length + length => {
                return Ok((status, length));
            }
            _ => {}
        }
    }
}
