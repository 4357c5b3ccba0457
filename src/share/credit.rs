//! Credit: a guest who becomes a member counts for the link that brought them. In numbers alone: no sharer learns who.

use super::flow::Shares;
use super::store::{self, Sums};
use super::{CREDIT, Grant, LinkId, SeatHash, seat_store};
use crate::clock::Timestamp;
use crate::db::{self, Conn};
use crate::insight::{self, Event, Happening};
use crate::member::MemberId;

/// A place on a link that a browser has, or may have by the time its reader becomes a member.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Origin {
    pub link: LinkId,
    pub seat: SeatHash,
}

impl Origin {
    fn of(grant: &Grant) -> Self {
        Self { link: grant.link(), seat: grant.seat() }
    }
}

impl Shares {
    /// Where a browser comes from that asks for a letter: the link that it read by last, or else the one that it followed
    /// last, since an address may be asked for before the article is read. `grants` stand newest first.
    pub async fn origin(&self, conn: &mut Conn<'_>, grants: &[Grant]) -> db::Result<Option<Origin>> {
        let origins: Vec<Origin> = grants.iter().map(Origin::of).collect();
        let last = last_opened(conn, &origins).await?.map(|(origin, _)| origin);
        Ok(last.or_else(|| origins.into_iter().next()))
    }

    /// Counts a new member for the link opened last: in the browser that asked for the letter, or in the one that proved
    /// it. Once for each seat; within the transaction that makes the member, and last in it, since the rows are shared.
    pub async fn credit(
        &self,
        conn: &mut Conn<'_>,
        member: MemberId,
        (asked, here): (Option<Origin>, &[Grant]),
    ) -> db::Result<()> {
        let now = self.clock.now();
        let origins: Vec<Origin> = asked.into_iter().chain(here.iter().map(Origin::of)).collect();
        let last = last_opened(conn, &origins).await?;
        let Some((origin, _)) = last.filter(|(_, at)| now.since(*at) <= CREDIT) else { return Ok(()) };
        let Some(link) = store::find_and_lock(conn, origin.link).await? else { return Ok(()) };
        if !seat_store::claim_join(conn, link.id, &origin.seat, now).await? {
            return Ok(());
        }
        store::insert_join(conn, member, link.id, now).await?;
        store::update_joined(conn, link.id).await?;
        store::add_to_day(conn, link.id, now.day(), Sums { joined: 1, ..Sums::default() }).await?;
        let happening = Happening::new(Event::ShareJoined, link.channel.as_str(), link.article);
        insight::store::add(conn, now.day(), &happening, 1).await
    }
}

/// The one of these whose seat was opened last, with when; `None` where none of them has a seat.
async fn last_opened(conn: &mut Conn<'_>, origins: &[Origin]) -> db::Result<Option<(Origin, Timestamp)>> {
    let mut last: Option<(Origin, Timestamp)> = None;
    for origin in origins {
        let Some(seat) = seat_store::find_seat(conn, origin.link, &origin.seat).await? else { continue };
        if last.as_ref().is_none_or(|(_, at)| seat.last_opened_at > *at) {
            last = Some((origin.clone(), seat.last_opened_at));
        }
    }
    Ok(last)
}
