//! Credit: a guest who becomes a member counts for the link that brought them. In numbers alone: no sharer learns who.

use super::flow::Shares;
use super::store::{self, Sums};
use super::{CREDIT, Grant, LinkId, seat_store};
use crate::clock::Timestamp;
use crate::db::{self, Conn};
use crate::insight::{self, Event, Happening};
use crate::member::MemberId;

/// Grants looked at, newest first, until one is found that had a seat: most browsers hold one or two.
const LOOKED_AT: usize = 5;

/// The link that a browser was let in by, and when last.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Origin {
    pub link: LinkId,
    pub opened_at: Timestamp,
}

impl Shares {
    /// The link that this browser was let in by last; `None` where it never was. `grants` stand newest first.
    pub async fn origin(&self, conn: &mut Conn<'_>, grants: &[Grant]) -> db::Result<Option<Origin>> {
        for grant in grants.iter().filter(|grant| !grant.is_sharers()).take(LOOKED_AT) {
            if let Some(seat) = seat_store::find_seat(conn, grant.link(), &grant.seat()).await? {
                return Ok(Some(Origin { link: grant.link(), opened_at: seat.last_opened_at }));
            }
        }
        Ok(None)
    }

    /// Counts a new member for the link opened last: in the browser that asked for the letter, or in the one that proved
    /// it. Once, within the transaction that makes the member.
    pub async fn credit(
        &self,
        conn: &mut Conn<'_>,
        member: MemberId,
        (asked, here): (Option<Origin>, Option<Origin>),
    ) -> db::Result<()> {
        let now = self.clock.now();
        let last = asked.into_iter().chain(here).max_by_key(|origin| origin.opened_at);
        let Some(origin) = last.filter(|origin| now.since(origin.opened_at) <= CREDIT) else { return Ok(()) };
        let Some(link) = store::find(conn, origin.link).await? else { return Ok(()) };
        if !store::insert_join(conn, member, link.id, now).await? {
            return Ok(());
        }
        store::update_joined(conn, link.id).await?;
        store::add_to_day(conn, link.id, now.day(), Sums { joined: 1, ..Sums::default() }).await?;
        let happening = Happening::new(Event::ShareJoined, link.channel.as_str(), link.article);
        insight::store::add(conn, now.day(), &happening, 1).await
    }
}
