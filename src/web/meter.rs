//! Counters of what is asked and how it was answered; shown by the metrics listener.

use metrics::{Counter, counter};

use crate::gate::{Decision, Reason, Wall};

/// Handles made once: counting on the way of a ready page is two atomic additions.
pub struct Meter {
    ask_address: Counter,
    member: Counter,
    staff: Counter,
    not_gated: Counter,
    ready_requests: Counter,
}

fn decisions(decision: Decision) -> Counter {
    counter!("gatefold_gate_decisions_total", "decision" => decision.label())
}

impl Default for Meter {
    fn default() -> Self {
        Self {
            ask_address: decisions(Decision::Wall(Wall::AskAddress)),
            member: decisions(Decision::Open(Reason::Member)),
            staff: decisions(Decision::Open(Reason::Staff)),
            not_gated: decisions(Decision::Open(Reason::NotGated)),
            ready_requests: counter!("gatefold_requests_total", "route" => "article", "status" => "200"),
        }
    }
}

impl Meter {
    pub fn decided(&self, decision: Decision) {
        match decision {
            Decision::Wall(Wall::AskAddress) => self.ask_address.increment(1),
            Decision::Open(Reason::Member) => self.member.increment(1),
            Decision::Open(Reason::Staff) => self.staff.increment(1),
            Decision::Open(Reason::NotGated) => self.not_gated.increment(1),
            rare => decisions(rare).increment(1),
        }
    }

    /// A page answered from memory by the front itself.
    pub fn ready(&self, decision: Decision) {
        self.decided(decision);
        self.ready_requests.increment(1);
    }

    pub fn answered(&self, route: &str, status: u16) {
        counter!("gatefold_requests_total", "route" => route.to_owned(), "status" => status.to_string()).increment(1);
    }
}
