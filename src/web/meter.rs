//! Counters of what is asked and how it was answered; shown by the metrics listener.

use metrics::{Counter, counter};

use crate::gate::Decision;

/// Handles made once: counting on the way of a page is one atomic addition.
pub struct Meter {
    /// Wall pages that never left the front.
    pub ready_walls: Counter,
    ready_requests: Counter,
}

impl Default for Meter {
    fn default() -> Self {
        Self {
            ready_walls: counter!("gatefold_gate_decisions_total", "decision" => "ask_address"),
            ready_requests: counter!("gatefold_requests_total", "route" => "article", "status" => "200"),
        }
    }
}

impl Meter {
    pub fn decided(&self, decision: Decision) {
        counter!("gatefold_gate_decisions_total", "decision" => decision.label()).increment(1);
    }

    /// A wall page answered from memory by the front itself.
    pub fn ready_wall(&self) {
        self.ready_walls.increment(1);
        self.ready_requests.increment(1);
    }

    pub fn answered(&self, route: &str, status: u16) {
        counter!("gatefold_requests_total", "route" => route.to_owned(), "status" => status.to_string()).increment(1);
    }
}
