//! The rule of the product: who may read what.
//!
//! Pure. It loads nothing, writes nothing, and knows no status code. The whole table of its cases is kept as a snapshot
//! beside the tests: a change of the rule is a change of that file.

use std::time::Duration;

use crate::article::{Access, Article, ArticleId};
use crate::clock::{self, Timestamp};
use crate::config::GateSettings;
use crate::config::raw::UnlockSetting;

/// How long an address that was given and not proved opens its one article.
pub const UNLOCK_LIFE: Duration = clock::hours(24);

/// What the publisher decided for all articles.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct GatePolicy {
    /// Gated articles a stranger may read free in a period; 0 for none.
    pub free_articles: u32,
    pub free_period: Duration,
    pub unlock: UnlockSetting,
}

impl GatePolicy {
    pub fn new(settings: &GateSettings) -> Self {
        Self {
            free_articles: settings.free_articles,
            free_period: clock::days(u64::from(settings.free_days)),
            unlock: settings.unlock,
        }
    }
}

/// Who asks, with every fact that the rule may look at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reader {
    Stranger(Stranger),
    Member,
    Staff,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Stranger {
    /// An address was given in this browser, and not proved yet.
    pub unlock: Option<Unlock>,
    pub allowance: Allowance,
}

/// The one article that a given address opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Unlock {
    pub article: ArticleId,
    pub ends_at: Timestamp,
}

/// What this browser has used of its allowance in the current period.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Allowance {
    /// Nothing may be taken for this request: the browser did not ask to read (a prefetch, a HEAD, an image).
    #[default]
    NotAsked,
    /// This article is among those read.
    Read { used: u32 },
    /// It is not, and so many others are.
    Unread { used: u32 },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Decision {
    Open(Reason),
    Wall(Wall),
}

/// Why the rest may leave the server.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reason {
    NotGated,
    Member,
    Staff,
    /// Once the read is recorded; `left_after` counts without it.
    FreeRead {
        left_after: u32,
    },
    /// An address was given for this article.
    Asked,
}

/// What stands in the place of the rest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Wall {
    AskAddress,
    /// One article was opened by a given address; the next wants it proved.
    ProveAddress,
}

pub fn decide(article: &Article, reader: &Reader, policy: &GatePolicy, now: Timestamp) -> Decision {
    match (article.access, reader) {
        (Access::Public, _) => Decision::Open(Reason::NotGated),
        (Access::Registered, Reader::Staff) => Decision::Open(Reason::Staff),
        (Access::Registered, Reader::Member) => Decision::Open(Reason::Member),
        (Access::Registered, Reader::Stranger(stranger)) => decide_stranger(article.id, stranger, policy, now),
    }
}

fn decide_stranger(article: ArticleId, stranger: &Stranger, policy: &GatePolicy, now: Timestamp) -> Decision {
    let unlock = stranger.unlock.filter(|unlock| policy.unlock == UnlockSetting::Asked && now < unlock.ends_at);
    if unlock.is_some_and(|unlock| unlock.article == article) {
        return Decision::Open(Reason::Asked);
    }
    match stranger.allowance {
        // Read within the period: open again, even where the publisher has lowered the number since.
        Allowance::Read { used } if policy.free_articles > 0 => {
            return Decision::Open(Reason::FreeRead { left_after: policy.free_articles.saturating_sub(used) });
        }
        Allowance::Unread { used } if used < policy.free_articles => {
            return Decision::Open(Reason::FreeRead { left_after: policy.free_articles - used - 1 });
        }
        _ => {}
    }
    Decision::Wall(if unlock.is_some() { Wall::ProveAddress } else { Wall::AskAddress })
}

impl Decision {
    /// For the counters; stable, and few.
    pub fn label(self) -> &'static str {
        match self {
            Self::Open(Reason::NotGated) => "not_gated",
            Self::Open(Reason::Member) => "member",
            Self::Open(Reason::Staff) => "staff",
            Self::Open(Reason::FreeRead { .. }) => "free_read",
            Self::Open(Reason::Asked) => "asked",
            Self::Wall(Wall::AskAddress) => "ask_address",
            Self::Wall(Wall::ProveAddress) => "prove_address",
        }
    }
}
