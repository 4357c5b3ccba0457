//! Takes the promotions of a folder in: what changed is written, what is gone is removed.

use super::source::SourcePromotion;
use super::store;
use crate::db::{self, Conn};

/// How many are new, changed or gone. Of a file that `is_unread`, what was taken in before stays. In the transaction of the
/// import, with the note that something has changed.
pub async fn take_in(
    conn: &mut Conn<'_>,
    collection: &str,
    promotions: &[SourcePromotion],
    is_unread: &(dyn Fn(&str) -> bool + Sync),
) -> db::Result<usize> {
    let known = store::list_digests(conn, collection).await?;
    let is_known = |promotion: &&SourcePromotion| {
        known.iter().any(|(source, digest)| *source == promotion.source && *digest == promotion.digest)
    };
    let changed: Vec<&SourcePromotion> = promotions.iter().filter(|promotion| !is_known(promotion)).collect();
    let is_there = |source: &str| promotions.iter().any(|one| one.source == source) || is_unread(source);
    let gone: Vec<&str> = known.iter().map(|(source, _)| source.as_str()).filter(|source| !is_there(source)).collect();
    for source in &gone {
        store::delete(conn, collection, source).await?;
    }
    for promotion in &changed {
        store::upsert(conn, collection, promotion).await?;
    }
    Ok(changed.len() + gone.len())
}
