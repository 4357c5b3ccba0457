//! Trouble that many meet at once: told once when it begins and once when it is over, however many ask meanwhile.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::time::Instant;

use super::{DbError, Result};

/// One that comes and goes is told this often at most.
const PAUSE: Duration = Duration::from_secs(10);

#[derive(Debug)]
pub struct Outage {
    words: Words,
    /// Looked at on each request, so that the good days cost no lock.
    is_on: AtomicBool,
    state: Mutex<State>,
}

#[derive(Debug, Clone, Copy)]
pub struct Words {
    pub begins: &'static str,
    pub ends: &'static str,
}

pub const OUT_OF_REACH: Words = Words {
    begins: "the database does not answer; what needs it is told to come back, with status 503",
    ends: "the database answers again",
};

pub const CROWDED: Words = Words {
    begins: "more is written at once than the database takes; some forms are told to come back, with status 503",
    ends: "the database takes everything again",
};

#[derive(Debug, Default)]
struct State {
    since: Option<Instant>,
    /// When the last one was told; `None`: not one yet.
    told_at: Option<Instant>,
    is_told: bool,
}

impl Outage {
    pub fn new(words: Words) -> Self {
        Self { words, is_on: AtomicBool::new(false), state: Mutex::default() }
    }

    /// Takes note of whether it went well.
    pub fn noted<T>(&self, result: Result<T>) -> Result<T> {
        match result {
            Ok(connection) => {
                if self.is_on.load(Ordering::Relaxed) {
                    self.end();
                }
                Ok(connection)
            }
            Err(error) if error.is_unavailable() => Err(self.begin(error)),
            Err(error) => Err(error),
        }
    }

    fn begin(&self, error: DbError) -> DbError {
        let mut state = self.state();
        let now = Instant::now();
        if state.since.is_none() {
            self.is_on.store(true, Ordering::Relaxed);
            state.since = Some(now);
            state.is_told = state.told_at.is_none_or(|told| now - told >= PAUSE);
            if state.is_told {
                state.told_at = Some(now);
                tracing::warn!(error = %error.source(), "{}", self.words.begins);
            }
        }
        error.told()
    }

    fn end(&self) {
        let mut state = self.state();
        self.is_on.store(false, Ordering::Relaxed);
        if let Some(since) = state.since.take()
            && state.is_told
        {
            tracing::info!(after_seconds = since.elapsed().as_secs_f64(), "{}", self.words.ends);
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
