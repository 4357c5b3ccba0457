//! The rule of the product: who may read what.
//!
//! Pure. It loads nothing, writes nothing, and knows no status code. The whole table of its cases is kept as a snapshot
//! beside the tests: a change of the rule is a change of that file.

use std::time::Duration;

use crate::article::{Access, Article, ArticleId};
use crate::clock::{self, Timestamp};
use crate::config::raw::{RecipientSetting, UnlockSetting};
use crate::config::{GateSettings, ShareSettings};

/// How long an address that was given and not proved opens its one article.
pub const UNLOCK_LIFE: Duration = clock::hours(24);

/// What the publisher decided for all articles.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct GatePolicy {
    /// Gated articles a stranger may read free in a period; 0 for none.
    pub free_articles: u32,
    pub free_period: Duration,
    pub unlock: UnlockSetting,
    /// What a share link asks of the friend who opens it.
    pub recipient: RecipientSetting,
}

impl GatePolicy {
    pub fn new(settings: &GateSettings, share: &ShareSettings) -> Self {
        Self {
            free_articles: settings.free_articles,
            free_period: clock::days(u64::from(settings.free_days)),
            unlock: settings.unlock,
            recipient: share.recipient,
        }
    }
}

/// Who asks, with every fact that the rule may look at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reader {
    Stranger(Stranger),
    Guest(Guest),
    Member,
    Staff,
    /// A search engine's crawler, proved by its network address and let in by the publisher.
    Bot,
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

/// A stranger with a share link for some article.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Guest {
    pub shared: Shared,
    /// What they may read without it.
    pub otherwise: Stranger,
}

/// A share link and this browser's place on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shared {
    /// The one article it opens.
    pub article: ArticleId,
    pub expires_at: Timestamp,
    /// Why it ended before its time; `None` where it did not.
    pub ended: Option<ShareEnd>,
    pub seat: Seat,
    /// The friend has given an address in this browser since opening the link.
    pub gave_address: bool,
}

/// Whether this browser is among the readers of a share link.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Seat {
    /// It is, and stays so however many others come.
    Held,
    /// It is not, and so many places are left.
    Unclaimed { left: u32 },
    /// It is not, and none may be taken for this request: a prefetch, a HEAD, an image, a robot.
    NotAsked,
    /// The sharer's own browser, signed out: takes no place.
    Sharers,
}

/// Why a share link lets nobody in any more.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ShareEnd {
    Expired,
    /// As many readers as it was made for.
    UsedUp,
    /// By the sharer or by the publisher.
    Revoked,
    /// The sharer is blocked, or no member any more.
    SharerGone,
}

impl ShareEnd {
    /// For the counters and the tables; stable.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Expired => "expired",
            Self::UsedUp => "used_up",
            Self::Revoked => "revoked",
            Self::SharerGone => "sharer_gone",
        }
    }
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
    /// By a share link, once the seat is in the database.
    Shared,
    /// To be found by: the article alone, and nothing that readers say about it.
    Bot,
}

/// What stands in the place of the rest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Wall {
    AskAddress,
    /// One article was opened by a given address; the next wants it proved.
    ProveAddress,
    /// A friend shared it, and the publisher wants an address first.
    Invited,
    ShareEnded(ShareEnd),
}

pub fn decide(article: &Article, reader: &Reader, policy: &GatePolicy, now: Timestamp) -> Decision {
    match (article.access, reader) {
        (Access::Public, _) => Decision::Open(Reason::NotGated),
        (Access::Registered, Reader::Staff) => Decision::Open(Reason::Staff),
        (Access::Registered, Reader::Member) => Decision::Open(Reason::Member),
        (Access::Registered, Reader::Bot) => Decision::Open(Reason::Bot),
        (Access::Registered, Reader::Stranger(stranger)) => decide_stranger(article.id, stranger, policy, now),
        (Access::Registered, Reader::Guest(guest)) => decide_guest(article.id, guest, policy, now),
    }
}

/// The share link first; where it does not open the article, what a stranger may read. Its own wall says more than theirs.
fn decide_guest(article: ArticleId, guest: &Guest, policy: &GatePolicy, now: Timestamp) -> Decision {
    let shared = decide_shared(article, &guest.shared, policy, now);
    if let Some(open @ Decision::Open(_)) = shared {
        return open;
    }
    match (decide_stranger(article, &guest.otherwise, policy, now), shared) {
        (Decision::Wall(_), Some(wall)) => wall,
        (decision, _) => decision,
    }
}

/// `None` where the link says nothing about this request.
fn decide_shared(article: ArticleId, shared: &Shared, policy: &GatePolicy, now: Timestamp) -> Option<Decision> {
    if shared.article != article {
        return None;
    }
    let expired = (now >= shared.expires_at).then_some(ShareEnd::Expired);
    if let Some(end) = shared.ended.or(expired) {
        return Some(Decision::Wall(Wall::ShareEnded(end)));
    }
    match shared.seat {
        Seat::Held | Seat::Sharers => Some(Decision::Open(Reason::Shared)),
        Seat::Unclaimed { left: 0 } => Some(Decision::Wall(Wall::ShareEnded(ShareEnd::UsedUp))),
        _ if policy.recipient == RecipientSetting::AskFirst && !shared.gave_address => {
            Some(Decision::Wall(Wall::Invited))
        }
        Seat::Unclaimed { .. } => Some(Decision::Open(Reason::Shared)),
        Seat::NotAsked => None,
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
    /// Whether what readers say about the article is told as well: they say it to each other, and to no search engine.
    pub fn opens_discussion(self) -> bool {
        matches!(self, Self::Open(reason) if reason != Reason::Bot)
    }

    /// For the counters; stable, and few.
    pub fn label(self) -> &'static str {
        match self {
            Self::Open(Reason::NotGated) => "not_gated",
            Self::Open(Reason::Member) => "member",
            Self::Open(Reason::Staff) => "staff",
            Self::Open(Reason::FreeRead { .. }) => "free_read",
            Self::Open(Reason::Asked) => "asked",
            Self::Open(Reason::Shared) => "shared",
            Self::Open(Reason::Bot) => "bot",
            Self::Wall(Wall::AskAddress) => "ask_address",
            Self::Wall(Wall::ProveAddress) => "prove_address",
            Self::Wall(Wall::Invited) => "invited",
            Self::Wall(Wall::ShareEnded(_)) => "share_ended",
        }
    }
}
