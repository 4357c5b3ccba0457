//! Rows that nobody needs any more, a few at a time: others write in between.

use std::time::Duration;

use super::flow::Shares;
use super::{CREDIT, LinkId, seat_store, store};
use crate::clock::{self, Timestamp};
use crate::db::{self, Lane, retrying};

/// A link and what it brought, after its time is over.
const KEPT: Duration = clock::days(400);
/// Rows that go in one transaction, milliseconds of a writer's time.
const AT_ONCE: i64 = 1_000;
/// Links marked or looked for at a time.
const LINKS: i64 = 200;
/// Links deleted at a time, each with as many days as it lived.
const DELETED: i64 = 20;

impl Shares {
    /// Seats go once nobody can be credited by them any more; links once their sharer has long stopped looking.
    pub async fn clean_up(&self) -> db::Result<()> {
        let before = self.clock.now().minus(CREDIT);
        loop {
            while retrying(|| self.mark_seatless(before)).await? > 0 {}
            let links = {
                let mut read = self.db.read().await?;
                store::list_with_seats(&mut read.conn(), before, LINKS).await?
            };
            if links.is_empty() {
                break;
            }
            for (link,) in links {
                while retrying(|| self.delete_some_seats(link)).await? > 0 {}
            }
        }
        while retrying(|| self.delete_some_links()).await? > 0 {}
        Ok(())
    }

    async fn delete_some_seats(&self, link: LinkId) -> db::Result<u64> {
        let mut tx = self.db.begin_in(Lane::Work).await?;
        let gone = seat_store::delete_some(&mut tx.conn(), link, AT_ONCE).await?;
        tx.commit().await?;
        Ok(gone)
    }

    async fn mark_seatless(&self, before: Timestamp) -> db::Result<u64> {
        let mut tx = self.db.begin_in(Lane::Work).await?;
        let marked = store::update_seatless(&mut tx.conn(), before, self.clock.now(), LINKS).await?;
        tx.commit().await?;
        Ok(marked)
    }

    async fn delete_some_links(&self) -> db::Result<u64> {
        let mut tx = self.db.begin_in(Lane::Work).await?;
        let gone = store::delete_before(&mut tx.conn(), self.clock.now().minus(KEPT), DELETED).await?;
        tx.commit().await?;
        Ok(gone)
    }
}
