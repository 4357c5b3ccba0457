//! The flow "a reader opens an article": gather the facts, ask the gate, record the read.

pub mod record;

use std::sync::Arc;

use crate::allowance::{self, ReaderKey};
use crate::article::Article;
use crate::clock::Timestamp;
use crate::db::{self, Db};
use crate::gate::{self, Allowance, Decision, GatePolicy, Guest, Reader, Reason, Seat, Shared, Stranger, Unlock, Wall};
use crate::share::flow::Shares;
use crate::share::open::{Admission, IsSharers, Look, Request};
use crate::share::{Grant, Link, SeatHash};

/// Live links for one article that are looked at: nobody has more friends who sent the same piece.
const LOOKED_AT: usize = 5;

/// What is known of who asks, before anything was loaded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Who {
    Stranger,
    Member,
    Staff,
    /// A search engine's crawler that was proved.
    Bot,
}

/// Where the facts come from.
#[derive(Clone, Copy)]
pub struct Sources<'a> {
    pub db: &'a Db,
    pub shares: &'a Shares,
    pub policy: &'a GatePolicy,
}

/// A grant with the cookie's text that it was read from.
#[derive(Debug, Clone)]
pub struct HeldGrant {
    pub grant: Grant,
    pub cookie: String,
}

/// One request for an article.
pub struct Visit<'a> {
    pub who: Who,
    pub unlock: Option<Unlock>,
    /// The key in this browser's allowance cookie.
    pub reader_key: Option<&'a ReaderKey>,
    /// For this article, the newest first.
    pub grants: &'a [HeldGrant],
    /// What is not a person opening the page takes nothing: no seat, no free read.
    pub request: Request,
    pub is_sharers: &'a IsSharers<'a>,
}

impl Visit<'_> {
    fn may_claim(&self) -> bool {
        self.request == Request::Opening
    }
}

/// The answer, and what this browser is to keep with it.
pub struct Opened {
    pub decision: Decision,
    /// A new allowance key, where this browser got its first.
    pub new_key: Option<ReaderKey>,
    /// A grant that takes the place of the one it came with.
    pub new_grant: Option<Grant>,
    /// The share link that the decision speaks of.
    pub link: Option<Arc<Link>>,
    /// The seat that this browser holds on that link.
    pub seat: Option<SeatHash>,
    /// Nothing was written because this request may not; a person's own would have been counted.
    pub is_uncounted: bool,
    /// By the share link, for a person who opens the article.
    pub would_open: bool,
}

impl Opened {
    fn of(decision: Decision) -> Self {
        Self {
            decision,
            new_key: None,
            new_grant: None,
            link: None,
            seat: None,
            is_uncounted: false,
            would_open: false,
        }
    }
}

/// No query for a member or a bot, for a public article, or where there is neither a share link nor an allowance.
pub async fn open(sources: Sources<'_>, article: &Article, visit: &Visit<'_>, now: Timestamp) -> db::Result<Opened> {
    if visit.who != Who::Stranger || !article.is_gated() || visit.grants.is_empty() {
        return open_alone(sources, article, visit, (None, now)).await;
    }
    let mut newest: Option<(Look, Shared)> = None;
    let mut own: Option<Look> = None;
    let mut looked_at = 0;
    for held in visit.grants {
        let asks = (visit.request, visit.is_sharers);
        let Some(look) = sources.shares.look(held.grant, &held.cookie, asks).await? else { continue };
        // One's own link is the last resort: a guest reads by the link that they came by, as long as that is good.
        if look.shared.seat == Seat::Sharers {
            own = own.or(Some(look));
            continue;
        }
        let mut shared = look.shared;
        if decide(sources.policy, article, visit, (Some(shared), Allowance::NotAsked), now) == OPEN_BY_LINK {
            match enter(sources, visit, &look, held).await? {
                Ok(opened) => return Ok(opened),
                Err(refused) => shared = refused,
            }
        }
        // A link that has ended costs no query for a seat, and keeps no other from being looked at.
        looked_at += usize::from(shared.ended.is_none() && now < shared.expires_at);
        newest = newest.or(Some((look, shared)));
        if looked_at == LOOKED_AT {
            break;
        }
    }
    if let Some(look) = own {
        if decide(sources.policy, article, visit, (Some(look.shared), Allowance::NotAsked), now) == OPEN_BY_LINK {
            return Ok(Opened { link: Some(look.link), would_open: true, ..Opened::of(OPEN_BY_LINK) });
        }
        let shared = look.shared;
        newest = newest.or(Some((look, shared)));
    }
    let Some((look, shared)) = newest else { return open_alone(sources, article, visit, (None, now)).await };
    let opened = open_alone(sources, article, visit, (Some(shared), now)).await?;
    let is_sharers = shared.seat == Seat::Sharers;
    if let (true, false, Decision::Wall(Wall::ShareEnded(end))) = (visit.may_claim(), is_sharers, opened.decision) {
        sources.shares.note_refused(&look.link, end);
    }
    let is_uncounted = !visit.may_claim() && look.would_count() && matches!(opened.decision, Decision::Wall(_));
    Ok(Opened { is_uncounted, would_open: is_uncounted && look.would_open(), link: Some(look.link), ..opened })
}

const OPEN_BY_LINK: Decision = Decision::Open(Reason::Shared);

/// Takes or counts what the gate's yes costs; the link as it really is, where the place is gone.
async fn enter(
    sources: Sources<'_>,
    visit: &Visit<'_>,
    look: &Look,
    held: &HeldGrant,
) -> db::Result<Result<Opened, Shared>> {
    let link = Some(Arc::clone(&look.link));
    if !visit.may_claim() {
        return Ok(Ok(Opened { link, seat: look.seat(), would_open: true, ..Opened::of(OPEN_BY_LINK) }));
    }
    Ok(match sources.shares.admit(look, &held.cookie).await? {
        Admission::In(new_grant) => Ok(Opened { new_grant, link, would_open: true, ..Opened::of(OPEN_BY_LINK) }),
        Admission::Refused(end) => Err(look.refused(end)),
    })
}

/// What is open without a share link, which does not open it.
async fn open_alone(
    Sources { db, policy, .. }: Sources<'_>,
    article: &Article,
    visit: &Visit<'_>,
    (shared, now): (Option<Shared>, Timestamp),
) -> db::Result<Opened> {
    let decide = |allowance| decide(policy, article, visit, (shared, allowance), now);
    let without_allowance = decide(Allowance::NotAsked);
    let has_allowance = policy.free_articles > 0 && (visit.may_claim() || visit.reader_key.is_some());
    if matches!(without_allowance, Decision::Open(_)) || !has_allowance {
        return Ok(Opened::of(without_allowance));
    }
    let allowance = match allowance::flow::look(db, policy, visit.reader_key, article.id, now).await? {
        Allowance::Unread { .. } if !visit.may_claim() => Allowance::NotAsked,
        allowance => allowance,
    };
    let decision = decide(allowance);
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
        return Ok(Opened { new_key, ..Opened::of(decision) });
    }
    // Another tab took the last one in between.
    Ok(Opened::of(decide(Allowance::NotAsked)))
}

fn decide(
    policy: &GatePolicy,
    article: &Article,
    visit: &Visit<'_>,
    (shared, allowance): (Option<Shared>, Allowance),
    now: Timestamp,
) -> Decision {
    let stranger = Stranger { unlock: visit.unlock, allowance };
    let reader = match (visit.who, shared) {
        (Who::Staff, _) => Reader::Staff,
        (Who::Member, _) => Reader::Member,
        (Who::Bot, _) => Reader::Bot,
        (Who::Stranger, Some(shared)) => Reader::Guest(Guest { shared, otherwise: stranger }),
        (Who::Stranger, None) => Reader::Stranger(stranger),
    };
    gate::decide(article, &reader, policy, now)
}
