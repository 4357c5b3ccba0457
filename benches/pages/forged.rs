//! Made-up share links: how fast they are turned away, and that the database hears nothing of it.

use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, ensure};
use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;

use crate::article::Dice;
use crate::case::forged_exchanges;
use crate::house::House;
use crate::load::{Load, drive};
use crate::server::Server;

pub const CASE: &str = "forged token";
pub const WITHOUT_DATABASE: &str = "forged token, no database";

const CONNECTIONS: usize = 32;

/// Well-formed tokens of 43 characters: their length and spelling are right, so that it is the MAC that tells.
pub fn paths(count: usize) -> Vec<String> {
    let mut dice = Dice::new();
    (0..count).map(|_| format!("/-/s/{}", BASE64_URL_SAFE_NO_PAD.encode(dice.bytes(32)))).collect()
}

/// Every query on `SQLite` wakes a thread of its driver: while made-up links are asked for there are no more wake-ups than
/// while nobody asks for anything, when what works in the background looks for work.
pub fn count_wake_ups(house: &House, server: &Server, span: Duration) -> anyhow::Result<String> {
    let load = Arc::new(Load { exchanges: forged_exchanges(house)?, connections: CONNECTIONS });
    let count = || server.sqlite_wake_ups().context("find the threads of SQLite's driver");
    let (before, begun) = (count()?, Instant::now());
    let answers = drive(&load, server, span)?.answers;
    let (under_load, took) = (count()? - before, begun.elapsed());
    let before = count()?;
    thread::sleep(took);
    let idle = count()? - before;
    let is_none = under_load < 2 * idle + 20;
    ensure!(is_none, "{under_load} wake-ups of SQLite's threads, and {idle} without load, for {answers} made-up links");
    Ok(format!(
        "{CASE}: SQLite's threads were woken {under_load} times in {:.1} s with {answers:.0} answers of 404 and more, and \
         {idle} times in as long a time without any request",
        took.as_secs_f64()
    ))
}

/// The same while the database is stopped: made-up links are turned away as before, where a true link meets a 503.
pub fn without_database(
    house: &House,
    server: &Server,
    (unread, span): (&str, Duration),
    stop: impl FnOnce() -> anyhow::Result<()>,
) -> anyhow::Result<String> {
    let load = Arc::new(Load { exchanges: forged_exchanges(house)?, connections: CONNECTIONS });
    let with = drive(&load, server, span)?;
    stop()?;
    let unread = format!("/-/s/{unread}");
    let is_out_of_reach = || -> anyhow::Result<()> {
        let status = house.get(&unread, "identity", None)?.status;
        ensure!(status == 503, "a true link was answered with {status} while the database was stopped");
        Ok(())
    };
    is_out_of_reach()?;
    let without = drive(&load, server, span).context("made-up links while the database is stopped")?;
    is_out_of_reach()?;
    Ok(format!(
        "{WITHOUT_DATABASE}: {:.0}/s with PostgreSQL running, {:.0}/s with it stopped, each answer a 404; a true link that \
         was not in memory met a 503 before and after",
        with.per_second, without.per_second
    ))
}
