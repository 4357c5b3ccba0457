//! The load: many connections that each ask again when their answer is whole.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Context, ensure};
use tokio::net::TcpStream;
use tokio::task::JoinSet;

use crate::conversation::{Received, connect, receive, runtime, send};
use crate::server::Server;
use crate::wire::{Exchange, MAX_ANSWER};

const WARM_UP: Duration = Duration::from_secs(1);

/// What one side did in one round.
#[derive(Clone, Copy)]
pub struct Pace {
    pub answers: f64,
    pub per_second: f64,
    /// Processor time of the server for one answer; `None` where the machine does not tell.
    pub micros_each: Option<f64>,
    /// Share of the time that the server had something to do.
    pub busy: Option<f64>,
}

pub struct Load {
    pub exchanges: Vec<Exchange>,
    pub connections: usize,
}

#[derive(Default)]
struct Tally {
    answers: AtomicU32,
    is_over: AtomicBool,
}

pub async fn all_ended(mut tasks: JoinSet<anyhow::Result<()>>) -> anyhow::Result<()> {
    while let Some(ended) = tasks.join_next().await {
        ended.context("a connection's task")??;
    }
    Ok(())
}

/// Closed loop without pipelining: each connection asks again when its answer is whole.
pub fn drive(load: &Arc<Load>, server: &Server, span: Duration) -> anyhow::Result<Pace> {
    runtime()?.block_on(async {
        let tally = Arc::new(Tally::default());
        let mut connections = JoinSet::new();
        for number in 0..load.connections {
            let stream = connect(server.port).await?;
            connections.spawn(converse(stream, Arc::clone(load), number, Arc::clone(&tally)));
        }
        tokio::time::sleep(WARM_UP).await;
        let (begun, answers, time) = (Instant::now(), tally.answers.load(Ordering::Relaxed), server.processor_time());
        tokio::time::sleep(span).await;
        let answers = f64::from(tally.answers.load(Ordering::Relaxed) - answers);
        let took = begun.elapsed().as_secs_f64();
        let time = server.processor_time().zip(time).map(|(end, start)| end.saturating_sub(start).as_secs_f64());
        tally.is_over.store(true, Ordering::Relaxed);
        all_ended(connections).await?;
        ensure!(answers > 0.0, "there was no answer");
        let micros_each = time.map(|time| time * 1e6 / answers);
        Ok(Pace { answers, per_second: answers / took, micros_each, busy: time.map(|time| time / took) })
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
        let Received { status, length, .. } = receive(&mut stream, &mut buffer).await?;
        let is_same = status == exchange.status && length == exchange.length;
        ensure!(is_same, "{} was answered with {status} and {length} bytes", exchange.path);
        tally.answers.fetch_add(1, Ordering::Relaxed);
    }
    Ok(())
}
