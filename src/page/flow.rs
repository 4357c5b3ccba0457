//! Takes the pages of a folder in: what changed is written, what is gone is removed.

use super::store::{self, KnownPage};
use super::{PageId, SourcePage};
use crate::clock::Timestamp;
use crate::db::{self, Conn};
use crate::secret;

/// What became of the pages of a folder.
#[derive(Debug, Default)]
pub struct TakenIn {
    /// New, changed or gone.
    pub changes: usize,
    /// Files whose place another folder's page has, with that page's file and folder.
    pub refused: Vec<(String, String)>,
}

/// Of a file that `is_unread`, what was taken in before stays. In the transaction of the import, with the note that
/// something has changed.
pub async fn take_in(
    conn: &mut Conn<'_>,
    collection: &str,
    pages: &[SourcePage],
    is_unread: &(dyn Fn(&str) -> bool + Sync),
    now: Timestamp,
) -> db::Result<TakenIn> {
    let known = store::list_known(conn).await?;
    let (own, others): (Vec<KnownPage>, Vec<KnownPage>) =
        known.into_iter().partition(|page| page.collection == collection);
    let mut taken_in = TakenIn::default();
    let mut changed: Vec<(PageId, &SourcePage)> = Vec::new();
    for page in pages {
        let place = (page.site.as_ref().map(crate::site::SiteHost::as_str), page.slug.as_str());
        if let Some(other) = others.iter().find(|other| (other.site.as_deref(), other.slug.as_str()) == place) {
            taken_in.refused.push((page.source.clone(), format!("{} of {}", other.source, other.collection)));
            continue;
        }
        match own.iter().find(|known| known.source == page.source) {
            Some(known) if known.digest == page.digest => {}
            Some(known) => changed.push((known.id, page)),
            None => changed.push((PageId(secret::new_id(now)), page)),
        }
    }
    let is_there = |source: &str| pages.iter().any(|page| page.source == source) || is_unread(source);
    let gone: Vec<PageId> = own.iter().filter(|page| !is_there(&page.source)).map(|page| page.id).collect();
    taken_in.changes = changed.len() + gone.len();
    for id in &gone {
        store::delete(conn, *id).await?;
    }
    for (id, page) in &changed {
        store::upsert(conn, *id, collection, page).await?;
        store::delete_files(conn, *id).await?;
        for file in &page.files {
            store::insert_file(conn, *id, file).await?;
        }
    }
    Ok(taken_in)
}
