//! What is asked, one step after another, and what becomes of the answers.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use crate::wire::Exchange;

/// One request, and the answer that is meant.
pub struct Step {
    /// Which figures it counts to.
    pub kind: Kind,
    pub request: Arc<Vec<u8>>,
    pub status: u16,
    /// Of the body; `None` where it may vary.
    pub length: Option<usize>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Wall,
    Member,
    Follow,
    Guest,
    Ask,
    Prove,
}

pub const KINDS: [(Kind, &str); 6] = [
    (Kind::Wall, "walls"),
    (Kind::Member, "members"),
    (Kind::Follow, "links followed"),
    (Kind::Guest, "guests"),
    (Kind::Ask, "sign-ins asked"),
    (Kind::Prove, "sign-ins proved"),
];

/// Asked by all connections together.
pub trait Script {
    /// `None`: nothing is left to ask.
    fn next(&self) -> Option<Step>;

    /// The head of an answer that was the one that was meant.
    fn answered(&self, kind: Kind, head: &str) {
        let _ = (kind, head);
    }

    /// Whether `answered` wants to hear of it.
    fn listens_to(&self, kind: Kind) -> bool {
        let _ = kind;
        false
    }
}

/// The same pages in turn, for ever.
pub struct Pages {
    kind: Kind,
    /// Each request, and the length of its answer.
    list: Vec<(Arc<Vec<u8>>, usize)>,
    next: AtomicUsize,
}

impl Pages {
    pub fn new(kind: Kind, exchanges: &[Exchange]) -> Self {
        let page = |exchange: &Exchange| (Arc::new(exchange.request.clone()), exchange.length);
        Self { kind, list: exchanges.iter().map(page).collect(), next: AtomicUsize::new(0) }
    }
}

impl Script for Pages {
    fn next(&self) -> Option<Step> {
        let number = self.next.fetch_add(1, Ordering::Relaxed) % self.list.len();
        let (request, length) = self.list.get(number)?;
        Some(Step { kind: self.kind, request: Arc::clone(request), status: 200, length: Some(*length) })
    }
}

/// Requests that are good once each.
pub struct Once {
    kind: Kind,
    requests: Vec<Arc<Vec<u8>>>,
    status: u16,
    next: AtomicUsize,
}

impl Once {
    pub fn new(kind: Kind, status: u16, requests: impl Iterator<Item = Vec<u8>>) -> Self {
        Self { kind, requests: requests.map(Arc::new).collect(), status, next: AtomicUsize::new(0) }
    }
}

impl Script for Once {
    fn next(&self) -> Option<Step> {
        let request = self.requests.get(self.next.fetch_add(1, Ordering::Relaxed))?;
        Some(Step { kind: self.kind, request: Arc::clone(request), status: self.status, length: None })
    }
}
