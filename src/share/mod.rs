//! Share links: an article for a friend, at once. Made by members, opened by anyone who has one, counted exactly.
//!
//! A link opens one article to so many readers until its end, and nothing else. No page tells who read.

mod channel;
pub mod claim;
mod clean_up;
pub mod day_store;
pub mod credit;
pub mod flow;
mod grant;
mod known;
pub mod open;
pub mod seat;
pub mod seat_store;
pub mod store;
mod tell;
mod warm;

use std::sync::Arc;
use std::time::Duration;

use uuid::Uuid;

use crate::article::ArticleId;
use crate::clock::{self, Timestamp};
use crate::email_address::EmailAddress;
use crate::gate::ShareEnd;
use crate::member::{Member, MemberId};
use crate::secret::{self, Keys, Purpose};

pub use channel::{Channel, open_with};
pub use grant::{Grant, MAX_GRANTS, SeatHash};

/// Coming back within this time is the same opening.
pub const SAME_OPENING: Duration = clock::minutes(30);
/// A guest who becomes a member within this time of an opening is credited to its link.
pub const CREDIT: Duration = clock::days(30);

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, sqlx::Type)]
#[sqlx(transparent)]
pub struct LinkId(pub Uuid);

/// Who made a link.
#[derive(Debug, Clone)]
pub enum Sharer {
    Member {
        id: MemberId,
        /// `None` where they show friends no name.
        shown: Option<Arc<str>>,
        /// To know their own browser by, once they are signed out.
        address: EmailAddress,
    },
    /// A guest, where the publisher lets them share: known by their seat on the parent link, and let go with the member
    /// at the start of the chain.
    Guest { seat: SeatHash, root: MemberId },
    /// Blocked, or no member any more.
    Gone,
}

impl Sharer {
    fn of(row: &store::LinkRow, member: Option<Member>) -> Self {
        match (&row.guest_hash, member.filter(|member| member.blocked_at.is_none())) {
            (_, None) => Self::Gone,
            (Some(seat), Some(member)) => Self::Guest { seat: seat.clone(), root: member.id },
            (None, Some(member)) => {
                Self::Member { id: member.id, shown: member.shown_name().map(Arc::from), address: member.address }
            }
        }
    }
}

/// A share link as it was when it was read.
#[derive(Debug, Clone)]
pub struct Link {
    pub id: LinkId,
    pub article: ArticleId,
    pub channel: Channel,
    pub sharer: Sharer,
    /// The link by which a guest read who made this one.
    pub parent: Option<LinkId>,
    pub made_at: Timestamp,
    pub expires_at: Timestamp,
    pub ended_at: Option<Timestamp>,
    pub reader_limit: u32,
    pub readers: u32,
    pub openings: u64,
    pub joined: u64,
    pub first_opened_at: Option<Timestamp>,
    pub last_opened_at: Option<Timestamp>,
}

impl Link {
    /// The member it ends with.
    pub fn member(&self) -> Option<MemberId> {
        match &self.sharer {
            Sharer::Member { id, .. } | Sharer::Guest { root: id, .. } => Some(*id),
            Sharer::Gone => None,
        }
    }

    /// Why it ended before its time.
    pub fn ended(&self) -> Option<ShareEnd> {
        match self.sharer {
            Sharer::Gone => Some(ShareEnd::SharerGone),
            _ => self.ended_at.map(|_| ShareEnd::Revoked),
        }
    }

    pub fn places_left(&self) -> u32 {
        self.reader_limit.saturating_sub(self.readers)
    }

    /// Why it lets nobody new in; `None` where it does.
    pub fn end(&self, now: Timestamp) -> Option<ShareEnd> {
        let expired = (now >= self.expires_at).then_some(ShareEnd::Expired);
        let used_up = (self.places_left() == 0).then_some(ShareEnd::UsedUp);
        self.ended().or(expired).or(used_up)
    }

    /// The name that the sharer lets friends see.
    pub fn shown_name(&self) -> Option<&Arc<str>> {
        match &self.sharer {
            Sharer::Member { shown, .. } => shown.as_ref(),
            _ => None,
        }
    }
}

/// What stands in the link's URL: its id and our MAC over it. The table alone yields no working link.
pub fn token(keys: &Keys, link: LinkId) -> String {
    let id = link.0.as_bytes();
    let mac = keys.short_mac(Purpose::Link, &[b"share", id]);
    secret::encode(&[id.as_slice(), &mac].concat())
}

/// `None` for anything we did not write: a made-up token costs no query.
pub fn read_token(keys: &Keys, token: &str) -> Option<LinkId> {
    if token.len() != 43 {
        return None;
    }
    let bytes = secret::decode(token)?;
    let (id, mac) = bytes.split_first_chunk::<16>()?;
    keys.verify_short(Purpose::Link, &[b"share", id], mac).then(|| LinkId(Uuid::from_bytes(*id)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_our_own_token_is_read() {
        let keys = Keys::new(&[7; 32], None);
        let link = LinkId(Uuid::from_u128(5));
        let text = token(&keys, link);
        assert_eq!(read_token(&keys, &text), Some(link));
        assert_eq!(read_token(&Keys::new(&[8; 32], Some(&[7; 32])), &text), Some(link), "during a rotation");
        assert_eq!(read_token(&Keys::new(&[8; 32], None), &text), None);
        for bad in ["", "x", &text[1..], &format!("{text}A"), &format!("{text}{text}"), &text.replace(&text[..1], "_")]
        {
            assert_eq!(read_token(&keys, bad), None, "{bad}");
        }
    }
}
