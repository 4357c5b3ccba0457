//! Drives a script: as fast as the answers come, or by a plan that no slow answer delays.
//!
//! By a plan, the latency of a request runs from the moment it was due, whether or not a connection was free then: a
//! server that stops for a second is seen by all who would have asked meanwhile, and not by one of them alone.

use std::cell::RefCell;
use std::rc::Rc;
use std::time::{Duration, Instant};

use anyhow::{Context, ensure};
use tokio::net::TcpStream;
use tokio::sync::Mutex;
use tokio::task::{JoinSet, LocalSet, yield_now};

use crate::conversation::{Received, connect, receive, runtime, send};
use crate::histogram::Histogram;
use crate::script::{KINDS, Kind, Script, Step};
use crate::wire::MAX_ANSWER;

/// Where the requests go: to each port in turn.
#[derive(Clone)]
pub struct Way {
    pub ports: Vec<u16>,
    pub connections: usize,
}

#[derive(Clone, Copy)]
pub enum Pace {
    /// Each connection asks again when its answer is whole.
    AsAnswered,
    /// So many each second, at even distances.
    ByPlan(f64),
}

/// What came of it.
#[derive(Default)]
pub struct Tally {
    pub by_kind: [Histogram; KINDS.len()],
    pub errors: u64,
    pub first_error: Option<String>,
    pub took: Duration,
}

impl Tally {
    pub fn all(&self) -> Histogram {
        let mut all = Histogram::default();
        for histogram in &self.by_kind {
            all.merge(histogram);
        }
        all
    }

    /// Right answers each second.
    pub fn per_second(&self) -> f64 {
        float(self.all().total()) / self.took.as_secs_f64()
    }

    pub fn ensure_right(&self) -> anyhow::Result<()> {
        let first = self.first_error.as_deref().unwrap_or_default();
        ensure!(self.errors == 0, "{} answers were not the ones that were meant; the first: {first}", self.errors);
        ensure!(self.all().total() > 0, "there was no answer");
        Ok(())
    }

    fn count(&mut self, kind: Kind, time: Duration, outcome: anyhow::Result<()>) {
        match outcome {
            Ok(()) => {
                if let Some(histogram) = self.by_kind.get_mut(kind as usize) {
                    histogram.add(time);
                }
            }
            Err(error) => {
                self.errors += 1;
                self.first_error.get_or_insert_with(|| format!("{kind:?}: {error:#}"));
            }
        }
    }
}

#[expect(clippy::cast_precision_loss, reason = "a count for people")]
pub fn float(count: u64) -> f64 {
    count as f64
}

/// Ends with the script, or after this time.
pub fn drive(script: &Rc<dyn Script>, way: &Way, pace: Pace, span: Duration) -> anyhow::Result<Tally> {
    let tally = Rc::new(RefCell::new(Tally::default()));
    LocalSet::new().block_on(&runtime()?, async {
        let mut lines = Vec::new();
        for _ in 0..way.connections {
            lines.push(Line::connect(&way.ports).await?);
        }
        let begun = Instant::now();
        let turns = Rc::new(Turns { begun, end: begun + span, pace, planned: Mutex::new(0) });
        let mut tasks = JoinSet::new();
        for line in lines {
            tasks.spawn_local(converse(line, Rc::clone(script), Rc::clone(&turns), Rc::clone(&tally)));
        }
        while let Some(ended) = tasks.join_next().await {
            ended.context("a connection's task")??;
        }
        tally.borrow_mut().took = begun.elapsed();
        anyhow::Ok(())
    })?;
    Ok(tally.take())
}

/// When the next request is due.
struct Turns {
    begun: Instant,
    end: Instant,
    pace: Pace,
    /// Of the plan, so far: one connection waits for the next moment, and all others for their answers or for that one.
    planned: Mutex<u32>,
}

impl Turns {
    /// `None` after the end.
    async fn next(&self) -> Option<Instant> {
        let due = match self.pace {
            Pace::AsAnswered => Instant::now(),
            Pace::ByPlan(rate) => {
                let mut planned = self.planned.lock().await;
                let due = self.begun + Duration::from_secs_f64(f64::from(*planned) / rate);
                *planned += 1;
                if due >= self.end {
                    return None;
                }
                // No timer: the runtime's are a thousand times coarser than an answer takes. The load has its core to
                // itself.
                while Instant::now() < due {
                    yield_now().await;
                }
                due
            }
        };
        (due < self.end).then_some(due)
    }
}

/// A connection to each instance.
struct Line {
    ports: Vec<u16>,
    streams: Vec<TcpStream>,
    turn: usize,
}

impl Line {
    async fn connect(ports: &[u16]) -> anyhow::Result<Self> {
        let mut streams = Vec::new();
        for port in ports {
            streams.push(connect(*port).await?);
        }
        Ok(Self { ports: ports.to_vec(), streams, turn: 0 })
    }

    async fn exchange(&mut self, step: &Step, buffer: &mut [u8]) -> anyhow::Result<usize> {
        self.turn = (self.turn + 1) % self.streams.len();
        let stream = self.streams.get_mut(self.turn).context("a connection")?;
        send(stream, &step.request).await.context("send a request")?;
        let Received { status, head_length, length } = receive(stream, buffer).await?;
        let is_meant = status == step.status && step.length.is_none_or(|wanted| wanted == length);
        ensure!(is_meant, "answered with {status} and {length} bytes");
        Ok(head_length)
    }

    /// After a broken conversation.
    async fn mend(&mut self) -> anyhow::Result<()> {
        let port = self.ports.get(self.turn).context("a port")?;
        *self.streams.get_mut(self.turn).context("a connection")? = connect(*port).await?;
        Ok(())
    }
}

async fn converse(
    mut line: Line,
    script: Rc<dyn Script>,
    turns: Rc<Turns>,
    tally: Rc<RefCell<Tally>>,
) -> anyhow::Result<()> {
    let mut buffer = vec![0; MAX_ANSWER];
    loop {
        let Some(due) = turns.next().await else { return Ok(()) };
        let Some(step) = script.next() else { return Ok(()) };
        let outcome = line.exchange(&step, &mut buffer).await;
        let time = due.elapsed();
        match &outcome {
            Ok(head_length) if script.listens_to(step.kind) => {
                let head = buffer.get(..*head_length).unwrap_or_default();
                script.answered(step.kind, &String::from_utf8_lossy(head));
            }
            Ok(_) => {}
            Err(_) => line.mend().await?,
        }
        tally.borrow_mut().count(step.kind, time, outcome.map(drop));
    }
}
