//! What was read: written down from memory, and read back as the order of what is read most.

use std::sync::Arc;

use crate::article::around::MostRead;
use crate::article::{Article, Shelf};
use crate::clock::{Timestamp, days};
use crate::db::{self, Db, Lane};
use crate::insight::{self, Event, Happening};

/// Days that make an article one of those most read.
const DAYS: u64 = 30;
/// Articles whose order is known; the others come after them, newest first.
const RANKED: i64 = 2000;
/// Counts written in one transaction: readers write too.
const PART: usize = 200;

/// Writes down what was read since the last time; where that fails it waits on in memory.
pub async fn write(db: &Db, shelf: &Shelf, now: Timestamp) -> db::Result<()> {
    let read: Vec<(Arc<Article>, u64)> = {
        let catalogue = shelf.current();
        let taken = catalogue.all().map(|article| (Arc::clone(article), article.reads.take()));
        let mut taken: Vec<_> = taken.filter(|(_, count)| *count > 0).collect();
        // In one order, so that two instances never wait for each other's rows.
        taken.sort_by_key(|(article, _)| article.id);
        taken
    };
    let mut parts = read.chunks(PART);
    while let Some(part) = parts.next() {
        if let Err(error) = write_part(db, part, now).await {
            for (article, count) in part.iter().chain(parts.flatten()) {
                article.reads.give_back(*count);
            }
            return Err(error);
        }
    }
    Ok(())
}

async fn write_part(db: &Db, part: &[(Arc<Article>, u64)], now: Timestamp) -> db::Result<()> {
    let mut tx = db.begin_in(Lane::Work).await?;
    for (article, count) in part {
        let happening = Happening::new(Event::Read, "", article.id);
        let count = i64::try_from(*count).unwrap_or(i64::MAX);
        insight::store::add(&mut tx.conn(), now.day(), &happening, count).await?;
    }
    tx.commit().await
}

/// Puts the articles in the order of the last thirty days; the next refresh of the catalogue recommends by it.
pub async fn rank(db: &Db, shelf: &Shelf, now: Timestamp) -> db::Result<()> {
    let mut read = db.read().await?;
    let since = now.minus(days(DAYS)).day();
    let most = insight::store::list_most(&mut read.conn(), Event::Read, since, RANKED).await?;
    shelf.rank(MostRead::new(most.into_iter().map(|(id, _)| id).collect()));
    Ok(())
}
