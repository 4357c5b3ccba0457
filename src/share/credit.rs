//! Credit: a guest who becomes a member counts for the link that brought them. In numbers alone: no sharer learns who.

use uuid::Uuid;

use super::day_store::{self, Sums};
use super::flow::Shares;
use super::store;
use super::{CREDIT, Grant, LinkId, SeatHash, seat_store, tell};
use crate::clock::Timestamp;
use crate::db::{self, Conn};
use crate::insight::{self, Event, Happening};
use crate::member::{self, MemberId};

/// Links that a browser is remembered to have come by, the newest first: most hold one or two.
const REMEMBERED: usize = 8;
const LINK: usize = 16;
const SEAT: usize = 32;

/// The places on links that a browser has, or may have by the time its reader becomes a member: an address may be asked
/// for before the article is read.
#[derive(Debug, Clone, Default)]
pub struct Origins(Vec<(LinkId, SeatHash)>);

impl Origins {
    pub const fn none() -> Self {
        Self(Vec::new())
    }

    /// `grants` stand newest first.
    pub fn of(grants: &[Grant]) -> Self {
        Self(grants.iter().take(REMEMBERED).map(|grant| (grant.link(), grant.seat())).collect())
    }

    /// For a column; `None` where there are none.
    pub fn to_column(&self) -> Option<Vec<u8>> {
        let bytes = self.0.iter().flat_map(|(link, seat)| link.0.as_bytes().iter().chain(seat.bytes()).copied());
        (!self.0.is_empty()).then(|| bytes.collect())
    }

    pub fn from_column(bytes: &[u8]) -> Self {
        let read = |part: &[u8]| {
            let (link, seat) = part.split_first_chunk::<LINK>()?;
            Some((LinkId(Uuid::from_bytes(*link)), SeatHash::from_column(seat)))
        };
        Self(bytes.chunks_exact(LINK + SEAT).filter_map(read).collect())
    }
}

impl Shares {
    /// Counts a new member for the link opened last: in the browser that asked for the letter, or in the one that proved
    /// it. Once for each seat; within the transaction that makes the member, and last in it, since the rows are shared.
    pub async fn credit(
        &self,
        conn: &mut Conn<'_>,
        member: MemberId,
        asked: &Origins,
        here: &Origins,
    ) -> db::Result<()> {
        let now = self.clock.now();
        let last = last_opened(conn, asked.0.iter().chain(&here.0)).await?;
        let Some((link, seat, _)) = last.filter(|(.., at)| now.since(*at) <= CREDIT) else { return Ok(()) };
        let Some(link) = store::find_and_lock(conn, link).await? else { return Ok(()) };
        if !seat_store::claim_join(conn, link.id, &seat, now).await? {
            return Ok(());
        }
        store::insert_join(conn, member, link.id, now).await?;
        member::store::update_by_share(conn, member).await?;
        store::update_joined(conn, link.id).await?;
        tell::of_joining(conn, &link, member, now).await?;
        day_store::add_to_day(conn, link.id, now.day(), Sums { joined: 1, ..Sums::default() }).await?;
        let happening = Happening::new(Event::ShareJoined, link.channel.as_str(), link.article);
        insight::store::add(conn, now.day(), &happening, 1).await
    }
}

/// The one of these whose seat was opened last, with when; `None` where none of them has a seat.
async fn last_opened<'a>(
    conn: &mut Conn<'_>,
    origins: impl Iterator<Item = &'a (LinkId, SeatHash)>,
) -> db::Result<Option<(LinkId, SeatHash, Timestamp)>> {
    let mut last: Option<(LinkId, SeatHash, Timestamp)> = None;
    for (link, seat) in origins {
        let Some(row) = seat_store::find_seat(conn, *link, seat).await? else { continue };
        if last.as_ref().is_none_or(|(.., at)| row.last_opened_at > *at) {
            last = Some((*link, seat.clone(), row.last_opened_at));
        }
    }
    Ok(last)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::ArticleId;

    #[test]
    fn origins_come_back_as_they_went() {
        let grant =
            |number| Grant::new(LinkId(Uuid::from_u128(number)), ArticleId(Uuid::from_u128(9)), Timestamp::default());
        let origins = Origins::of(&[grant(1), grant(2)]);
        let column = origins.to_column().expect("a column");
        assert_eq!(column.len(), 2 * (LINK + SEAT));
        assert_eq!(Origins::from_column(&column).0, origins.0);
        assert!(Origins::of(&[]).to_column().is_none());
        assert!(Origins::from_column(b"too short").0.is_empty());
        assert_eq!(Origins::of(&[grant(1); 20]).0.len(), REMEMBERED);
    }
}
