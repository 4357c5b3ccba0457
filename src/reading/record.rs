//! What was shown: written down from memory, and read back as the order of what is read most.

use std::sync::Arc;

use crate::article::around::MostRead;
use crate::article::{Article, ArticleId, Shelf, View};
use crate::clock::{Timestamp, days};
use crate::db::{self, Db, Lane};
use crate::insight::numbers::by_article;
use crate::insight::{self, Event, Happening, number_store};

/// Days that make an article one of those most read.
const DAYS: u64 = 30;
/// Articles whose order is known; the others come after them, newest first.
const RANKED: usize = 2000;
/// Counts written in one transaction: readers write too.
const PART: usize = 200;

/// Writes down what was shown since the last time; where that fails it waits on in memory.
pub async fn write(db: &Db, shelf: &Shelf, now: Timestamp) -> db::Result<()> {
    let shown: Vec<Taken> = {
        let catalogue = shelf.current();
        let each = catalogue.all().flat_map(|article| View::ALL.map(|shown| (article, shown)));
        let mut taken: Vec<Taken> = each
            .map(|(article, shown)| Taken { article: Arc::clone(article), shown, count: article.views.take(shown) })
            .filter(|taken| taken.count > 0)
            .collect();
        // In one order, so that two instances never wait for each other's rows.
        taken.sort_by_key(|taken| (taken.article.id, taken.shown as usize));
        taken
    };
    let mut parts = shown.chunks(PART);
    while let Some(part) = parts.next() {
        if let Err(error) = write_part(db, part, now).await {
            for taken in part.iter().chain(parts.flatten()) {
                taken.article.views.give_back(taken.shown, taken.count);
            }
            return Err(error);
        }
    }
    Ok(())
}

/// What was taken from one article's counts.
struct Taken {
    article: Arc<Article>,
    shown: View,
    count: u64,
}

async fn write_part(db: &Db, part: &[Taken], now: Timestamp) -> db::Result<()> {
    let mut tx = db.begin_in(Lane::Work).await?;
    for taken in part {
        let (event, label) = match taken.shown {
            View::ToStranger => (Event::Read, "stranger"),
            View::ToGuest => (Event::Read, "guest"),
            View::ToMember => (Event::Read, "member"),
            View::Wall => (Event::WallShown, ""),
        };
        let happening = Happening::new(event, label, taken.article.id);
        let count = i64::try_from(taken.count).unwrap_or(i64::MAX);
        insight::store::add(&mut tx.conn(), now.day(), &happening, count).await?;
    }
    tx.commit().await
}

/// Puts the articles in the order of the last thirty days; the next refresh of the catalogue recommends by it.
pub async fn rank(db: &Db, shelf: &Shelf, now: Timestamp) -> db::Result<()> {
    let mut read = db.read().await?;
    let since = now.minus(days(DAYS)).day();
    let brought = by_article(&number_store::list_brought(&mut read.conn(), since, now.day()).await?);
    let mut most: Vec<(i64, ArticleId)> =
        brought.into_iter().map(|(id, brought)| (brought.views, id)).filter(|(views, _)| *views > 0).collect();
    most.sort_by(|(more, a), (less, b)| less.cmp(more).then_with(|| a.cmp(b)));
    shelf.rank(MostRead::new(most.into_iter().take(RANKED).map(|(_, id)| id).collect()));
    Ok(())
}
