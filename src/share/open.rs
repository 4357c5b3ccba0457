//! Opening: a grant for whoever follows a link, then a seat when the article itself is asked for.
//!
//! Nothing is counted by following a link alone: what fetches previews keeps no cookies and sees the lead.

use std::sync::Arc;
use std::time::Duration;

use super::flow::Shares;
use super::seat::{Claim, Claimed, Standing};
use super::{Grant, Link, LinkId, SAME_OPENING, SeatHash, Sharer, seat_store};
use crate::article::ArticleId;
use crate::clock::{self, Timestamp};
use crate::config::raw::RecipientSetting;
use crate::db;
use crate::gate::{Seat, ShareEnd, Shared};

/// A grant this young whose opening was never counted has no seat yet: it is claimed without looking first.
const NEW: Duration = clock::minutes(1);
/// The copy of a copy, and so on, is another reader each; nobody honest comes this far.
const COPIES: usize = 4;
/// A page that stays open goes on to load its images for this long after its opening.
const OPEN_PAGE: Duration = clock::hours(24);

/// What a request is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Request {
    /// A person opens the article.
    Opening,
    /// The article, for nobody who reads it now: a HEAD, a prefetch, a script, a robot. Nothing is counted, so nothing is
    /// opened that would have to be.
    Glance,
    /// An image or another file of an article that was opened.
    File,
}

/// Who knows whether a browser is the sharer's own: one that was signed in with their address, or has the seat of the guest.
pub type IsSharers<'a> = dyn Fn(&Sharer) -> bool + Send + Sync + 'a;

/// A grant beside its link, and what an opening would have to write.
#[derive(Debug)]
pub struct Look {
    pub link: Arc<Link>,
    pub shared: Shared,
    grant: Grant,
    then: Then,
    /// Whatever the request is for.
    is_held: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Then {
    Nothing,
    Claim,
    /// The cookie is a copy of another reader's.
    ClaimAnew,
}

/// What became of an opening.
#[derive(Debug)]
pub enum Admission {
    /// With the grant to keep from now on, where it changed.
    In(Option<Grant>),
    Refused(ShareEnd),
}

impl Look {
    /// Whether a reader who really opens the article now would be counted.
    pub fn would_count(&self) -> bool {
        self.then != Then::Nothing
    }

    /// Whether the article would open, were it really opened: a seat is held, or one is left.
    pub fn would_open(&self) -> bool {
        matches!(self.shared.seat, Seat::Held | Seat::Sharers) || self.is_held || self.link.places_left() > 0
    }

    /// The seat that this browser holds; `None` where it holds none.
    pub fn seat(&self) -> Option<SeatHash> {
        (self.shared.seat == Seat::Held).then(|| self.grant.seat())
    }

    /// The same, where the place that seemed free is gone.
    pub fn refused(&self, end: ShareEnd) -> Shared {
        match end {
            ShareEnd::UsedUp => Shared { seat: Seat::Unclaimed { left: 0 }, ..self.shared },
            other => Shared { ended: Some(other), ..self.shared },
        }
    }
}

/// What a browser that follows a link is to keep: the grant that it has of it, or a new one.
pub fn follow(link: &Link, held: &[Grant], now: Timestamp) -> Grant {
    let known = held.iter().find(|grant| grant.link() == link.id);
    known.map_or_else(|| Grant::new(link.id, link.article, now), |grant| grant.opened(now))
}

impl Shares {
    /// A reader whose opening of this article is counted, from memory alone: no query, no signature to check.
    pub fn warm(&self, cookie: &str, article: ArticleId, now: Timestamp) -> Option<(Arc<Link>, Shared)> {
        let (grant, counted_at) = self.warm.get(cookie).filter(|(grant, _)| grant.article() == article)?;
        if now.since(counted_at) >= SAME_OPENING {
            return None;
        }
        let link = self.links.fresh(grant.link(), now)?;
        let shared = shared(&grant, &link, Seat::Held);
        Some((link, shared))
    }

    /// A grant's link and seat, as the gate wants them. `None` where the link is no more.
    pub async fn look(
        &self,
        grant: Grant,
        cookie: &str,
        (request, is_sharers): (Request, &IsSharers<'_>),
    ) -> db::Result<Option<Look>> {
        let now = self.clock.now();
        let Some(link) = self.links.find(grant.link()).await?.filter(|link| link.article == grant.article()) else {
            return Ok(None);
        };
        let unclaimed = match request {
            Request::Opening => Seat::Unclaimed { left: link.places_left() },
            Request::Glance | Request::File => Seat::NotAsked,
        };
        let is_over = link.ended().is_some() || now >= link.expires_at;
        let mut is_held = false;
        let (seat, then) = if is_sharers(&link.sharer) {
            (Seat::Sharers, Then::Nothing)
        } else if is_over {
            (unclaimed, Then::Nothing)
        } else {
            let found = self.find_seat(&grant, cookie, unclaimed, now).await?;
            is_held = matches!(found, Found::Known | Found::Due { .. });
            match (found, request) {
                (Found::None, _) => (unclaimed, Then::Claim),
                (Found::Copy, _) => (unclaimed, Then::ClaimAnew),
                (Found::Known, _) => (Seat::Held, Then::Nothing),
                (Found::Due { .. }, Request::Opening) => (Seat::Held, Then::Claim),
                (Found::Due { since }, Request::File) if now.since(since) < OPEN_PAGE => (Seat::Held, Then::Nothing),
                (Found::Due { .. }, _) => (Seat::NotAsked, Then::Claim),
            }
        };
        Ok(Some(Look { shared: shared(&grant, &link, seat), link, grant, then, is_held }))
    }

    async fn find_seat(&self, grant: &Grant, cookie: &str, unclaimed: Seat, now: Timestamp) -> db::Result<Found> {
        if self.warm.get(cookie).is_some_and(|(_, counted_at)| now.since(counted_at) < SAME_OPENING) {
            return Ok(Found::Known);
        }
        let is_new = grant.generation() == 0 && now >= grant.opened_at() && now.since(grant.opened_at()) < NEW;
        // Where no place is left, or an address is wanted first, only a seat that is held already lets a reader in.
        let asks_first = self.settings.recipient == RecipientSetting::AskFirst && !grant.gave_address();
        if is_new && !asks_first && matches!(unclaimed, Seat::Unclaimed { left: 1.. }) {
            return Ok(Found::None);
        }
        let mut read = self.db.read().await?;
        let Some(row) = seat_store::find_seat(&mut read.conn(), grant.link(), &grant.seat()).await? else {
            return Ok(Found::None);
        };
        Ok(match Standing::of(&row, grant.generation(), now) {
            Standing::Known => {
                self.warm.keep(cookie, *grant, row.last_opened_at);
                Found::Known
            }
            Standing::Due | Standing::DueAfterLost => Found::Due { since: row.last_opened_at },
            Standing::Copy => Found::Copy,
        })
    }

    /// Writes the opening, where there is one to write. Called after the gate's yes, before the article is answered.
    pub async fn admit(&self, look: &Look, cookie: &str) -> db::Result<Admission> {
        match look.then {
            Then::Nothing => Ok(Admission::In(None)),
            Then::Claim => self.claim(look.grant, false, cookie).await,
            Then::ClaimAnew => self.claim(look.grant.anew(&self.keys, self.clock.now()), true, cookie).await,
        }
    }

    async fn claim(&self, mut grant: Grant, mut is_anew: bool, cookie: &str) -> db::Result<Admission> {
        let mut claimed = self.desk.claim(claim_of(&grant)).await?;
        for _ in 0..COPIES {
            if claimed != Claimed::Copy {
                break;
            }
            (grant, is_anew) = (grant.anew(&self.keys, self.clock.now()), true);
            claimed = self.desk.claim(claim_of(&grant)).await?;
        }
        Ok(match claimed {
            Claimed::Counted { generation, at } => {
                let is_changed = is_anew || generation != grant.generation();
                self.let_in(grant.counted(generation, at), is_changed, at, cookie)
            }
            Claimed::Known { at } => self.let_in(grant, is_anew, at, cookie),
            Claimed::Refused(end) => self.turn_away(grant.link(), end),
            Claimed::Copy => self.turn_away(grant.link(), ShareEnd::UsedUp),
        })
    }

    /// A grant that is what the cookie says needs no signing.
    fn let_in(&self, grant: Grant, is_changed: bool, counted_at: Timestamp, cookie: &str) -> Admission {
        if is_changed {
            self.warm.keep(&grant.to_cookie(&self.keys), grant, counted_at);
        } else {
            self.warm.keep(cookie, grant, counted_at);
        }
        Admission::In(is_changed.then_some(grant))
    }

    /// What is in memory of the link said otherwise.
    fn turn_away(&self, link: LinkId, end: ShareEnd) -> Admission {
        self.links.forget(link);
        Admission::Refused(end)
    }
}

/// A browser's place on a link, as the table has it.
enum Found {
    None,
    Known,
    /// Held, and a new opening is to be counted; the last one was then.
    Due {
        since: Timestamp,
    },
    Copy,
}

fn claim_of(grant: &Grant) -> Claim {
    Claim { link: grant.link(), seat: grant.seat(), generation: grant.generation() }
}

fn shared(grant: &Grant, link: &Link, seat: Seat) -> Shared {
    Shared {
        article: link.article,
        expires_at: link.expires_at,
        ended: link.ended(),
        seat,
        gave_address: grant.gave_address(),
    }
}
