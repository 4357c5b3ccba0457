//! A long day in small: the everyday mix at a steady rate against one program, whose memory and open files must stay flat.
//!
//! These two tests are run by name: `cargo test --test it -- --ignored soak`. They last
//! `GATEFOLD_TEST_SOAK_SECONDS` (300), ask `GATEFOLD_TEST_SOAK_RATE` times a second (200), and start
//! `GATEFOLD_TEST_SOAK_PROGRAM` (the program of this build). No time is judged, and no speed: only what grows.

mod growth;
mod mix;

use std::io::Write;
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::time::Duration;

use self::growth::{Growth, Sample};
use self::mix::Mix;
use crate::harness::program::{Place, Serving};
use crate::harness::{SECRET, Smtp, postgres, prepare_tls};

/// What is filled once (pools, pages kept ready, buffers) is full by then.
const WARM_UP: f64 = 0.25;
const SAMPLES: u32 = 120;
const ARTICLES: usize = 40;
/// Of a thousand answers so many may say to come back later: the disk is not ours alone.
const PUT_OFF_ALLOWED: u32 = 1;
/// All readers here come from one address of the network.
const NO_LIMITS: [&str; 8] = [
    "LETTERS_PER_IP_BURST",
    "LETTERS_PER_IP_MINUTE",
    "LETTERS_PER_IP_HOUR",
    "LETTERS_PER_DOMAIN_HOUR",
    "LETTERS_PER_HOUR",
    "ADDRESSES_PER_IP",
    "CONNECTIONS_PER_IP",
    "REQUESTS_PER_IP_SECOND",
];

fn setting(name: &str) -> Option<String> {
    std::env::var(format!("GATEFOLD_TEST_SOAK_{name}")).ok().filter(|text| !text.is_empty())
}

fn number(name: &str, default: u32) -> u32 {
    setting(name).map_or(default, |text| text.parse().unwrap_or_else(|_| panic!("GATEFOLD_TEST_SOAK_{name}: {text}")))
}

fn write_articles(place: &Place) {
    for number in 0..ARTICLES {
        let text = format!(
            "+++\ntitle = \"Article {number}\"\npublished = 2026-01-{:02}\naccess = \"registered\"\n+++\nThe lead.\n\n\
             <!-- more -->\n\n{}\n",
            number % 28 + 1,
            "The rest, as long as an article is. ".repeat(200),
        );
        std::fs::write(place.path().join(format!("content{}.md", mix::path(number))), text).expect("an article");
    }
}

fn start(place: &Place) -> Serving {
    let program = setting("PROGRAM").map_or_else(|| PathBuf::from(env!("CARGO_BIN_EXE_gatefold")), PathBuf::from);
    let mut command = Command::new(program);
    for limit in NO_LIMITS {
        command.env(format!("GATEFOLD_LIMITS__{limit}"), "0");
    }
    command.env("GATEFOLD_SHARE__READER_LIMIT", "1000000");
    command.args(["serve"]).current_dir(place.path()).env("GATEFOLD_SECRET", SECRET);
    let log = std::fs::File::create(place.path().join("log")).expect("a file");
    let child = command.stdout(Stdio::null()).stderr(log).spawn().expect("a start");
    let serving = Serving { child, port: place.port };
    serving.wait_ready();
    serving
}

async fn soak(name: &str, database: &str) {
    prepare_tls();
    let (seconds, rate) = (number("SECONDS", 300), number("RATE", 200));
    let smtp = Smtp::start().await;
    let place = Place::new(database, &smtp.url());
    write_articles(&place);
    assert!(place.run(&["migrate"]).status.success(), "the database is migrated");
    let serving = start(&place);
    let mix = Mix::begin(place.port, smtp).await;
    let mut under_way = mix.run(rate);
    let every = Duration::from_secs(u64::from(seconds)) / SAMPLES;
    let begun = tokio::time::Instant::now();
    let mut samples = Vec::new();
    let mut asked = 0;
    for number in 1..=SAMPLES {
        tokio::time::sleep_until(begun + every * number).await;
        under_way.assert_well();
        if f64::from(number) > f64::from(SAMPLES) * WARM_UP {
            samples.push(Sample::of(serving.child.id(), begun.elapsed()));
        } else {
            asked = under_way.answered();
        }
    }
    let answered = under_way.end().await;
    let (growth, put_off) = (Growth::of(&samples), under_way.put_off());
    // Past the test runner's capture: the figures are what an hour was spent on.
    let told = writeln!(
        std::io::stderr(),
        "soak on {name}: {answered} answers to the steps of {rate} readers a second in {seconds} s; {growth}, {:.0} bytes \
         for each answer; {put_off} answers said to come back later",
        growth.kib * 1024.0 / f64::from((answered - asked).max(1)),
    );
    told.expect("the figures are printed");
    let log = std::fs::read_to_string(place.path().join("log")).expect("a log");
    let faults: Vec<&str> = log.lines().filter(|line| !line.contains("\"level\":\"INFO\"")).take(20).collect();
    assert!(
        put_off * 1000 <= answered * PUT_OFF_ALLOWED,
        "on {name} {put_off} answers were put off:\n{}",
        faults.join("\n")
    );
    assert!(growth.is_flat(), "on {name} it grows: {growth}");
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "takes five minutes; see the head of this file"]
async fn memory_and_open_files_stay_flat_on_sqlite() {
    soak("SQLite", "").await;
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "takes five minutes; see the head of this file"]
async fn memory_and_open_files_stay_flat_on_postgres() {
    if postgres::is_there() {
        soak("PostgreSQL", &postgres::new_database()).await;
    }
}
