//! The flow "a reader opens an article": gather the facts, ask the gate, record the read.

use crate::allowance::{self, ReaderKey};
use crate::article::Article;
use crate::clock::Timestamp;
use crate::db::{self, Db};
use crate::gate::{self, Allowance, Decision, GatePolicy, Reader, Reason, Stranger, Unlock};

/// What is known of who asks, before anything was loaded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Who {
    Stranger,
    Member,
    Staff,
}

/// One request for an article.
pub struct Visit<'a> {
    pub who: Who,
    pub unlock: Option<Unlock>,
    /// The key in this browser's allowance cookie.
    pub reader_key: Option<&'a ReaderKey>,
    /// False for what is not a person opening the page: HEAD, prefetch, an image of the article.
    pub may_claim: bool,
}

/// The answer, and a new allowance key where this browser got its first.
pub struct Opened {
    pub decision: Decision,
    pub new_key: Option<ReaderKey>,
}

impl Opened {
    fn of(decision: Decision) -> Self {
        Self { decision, new_key: None }
    }
}

/// No query for a member, for a public article, or where there is no allowance.
pub async fn open(
    db: &Db,
    policy: &GatePolicy,
    article: &Article,
    visit: &Visit<'_>,
    now: Timestamp,
) -> db::Result<Opened> {
    let without_allowance = decide(article, visit, Allowance::NotAsked, policy, now);
    let has_allowance = policy.free_articles > 0 && (visit.may_claim || visit.reader_key.is_some());
    if matches!(without_allowance, Decision::Open(_)) || !has_allowance {
        return Ok(Opened::of(without_allowance));
    }
    let allowance = match allowance::flow::look(db, policy, visit.reader_key, article.id, now).await? {
        Allowance::Unread { .. } if !visit.may_claim => Allowance::NotAsked,
        allowance => allowance,
    };
    let decision = decide(article, visit, allowance, policy, now);
    let (Decision::Open(Reason::FreeRead { .. }), Allowance::Unread { .. }) = (decision, allowance) else {
        return Ok(Opened::of(decision));
    };
    let (key, new_key) = if let Some(key) = visit.reader_key {
        (key.clone(), None)
    } else {
        let key = ReaderKey::random();
        (key.clone(), Some(key))
    };
    if allowance::flow::claim(db, policy, &key, article.id, now).await? {
        return Ok(Opened { decision, new_key });
    }
    // Another tab took the last one in between.
    Ok(Opened::of(decide(article, visit, Allowance::NotAsked, policy, now)))
}

fn decide(article: &Article, visit: &Visit<'_>, allowance: Allowance, policy: &GatePolicy, now: Timestamp) -> Decision {
    let reader = match visit.who {
        Who::Staff => Reader::Staff,
        Who::Member => Reader::Member,
        Who::Stranger => Reader::Stranger(Stranger { unlock: visit.unlock, allowance }),
    };
    gate::decide(article, &reader, policy, now)
}
