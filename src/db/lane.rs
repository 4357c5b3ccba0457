//! Who waits for the database, so that many of one kind never hold up the others.

use std::sync::Arc;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::timeout;

use super::{DbError, Result, WAIT};

/// What a transaction is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lane {
    /// An article that a reader waits for: a seat, an allowance, a session's last use. Never behind the other two.
    Page,
    /// What a form asks for: a letter, a proof, a change.
    Form,
    /// What nobody waits for: the outbox, imports, clean-up, counts.
    Work,
}

#[derive(Debug, Clone)]
pub struct Lanes {
    forms: Arc<Semaphore>,
    work: Arc<Semaphore>,
}

impl Lanes {
    /// At most half of the connections are in the hands of forms, and a quarter in those of work.
    pub fn of_connections(connections: u32) -> Self {
        let part = |of: u32| (connections / of).max(1) as usize;
        Self::new(part(2), part(4))
    }

    pub fn new(forms: usize, work: usize) -> Self {
        Self { forms: Arc::new(Semaphore::new(forms)), work: Arc::new(Semaphore::new(work)) }
    }

    /// A place in the lane, to be held as long as the transaction; `None` where there is no end of places.
    pub async fn enter(&self, lane: Lane) -> Result<Option<OwnedSemaphorePermit>> {
        let places = match lane {
            Lane::Page => return Ok(None),
            Lane::Form => &self.forms,
            Lane::Work => &self.work,
        };
        let failed = |error| DbError::new("wait for a transaction's turn", error);
        match timeout(WAIT, Arc::clone(places).acquire_owned()).await {
            Ok(Ok(place)) => Ok(Some(place)),
            Ok(Err(_)) => Err(failed(sqlx::Error::PoolClosed)),
            Err(_) => Err(failed(sqlx::Error::PoolTimedOut)),
        }
    }
}
