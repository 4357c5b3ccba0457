//! Which articles of a folder are to be brought in, and how many at a time.

use std::collections::HashMap;

use super::file_store::KnownForm;
use super::import::Report;
use super::source::SourceArticle;
use super::{ArticleId, store};

/// Readers write too (sign-ins): an import lets them in after so many articles.
const BATCH: usize = 25;
/// Bytes of files that one batch holds in memory; a larger article is a batch of its own.
const BATCH_BYTES: usize = 64 * 1024 * 1024;

/// An article that is new or has changed.
pub struct Pending {
    pub article: SourceArticle,
    /// Its row, where it has one.
    pub known: Option<ArticleId>,
    /// The forms that this row has.
    pub forms: Vec<KnownForm>,
}

/// Those that are new or differ from their row; the others are counted, and nothing of them is read again.
pub fn changed(articles: Vec<SourceArticle>, known: &[store::KnownArticle], report: &mut Report) -> Vec<Pending> {
    let by_source: HashMap<&str, &store::KnownArticle> =
        known.iter().map(|article| (article.source.as_str(), article)).collect();
    let mut pending = Vec::new();
    for article in articles {
        let known = by_source.get(article.source.as_str());
        if known.is_some_and(|known| known.digest == article.digest && known.unpublished_at.is_none()) {
            report.unchanged += 1;
        } else {
            pending.push(Pending { article, known: known.map(|known| known.id), forms: Vec::new() });
        }
    }
    pending
}

/// Bounded by number and bytes.
pub fn batches(pending: Vec<Pending>) -> Vec<Vec<Pending>> {
    let mut batches: Vec<Vec<Pending>> = Vec::new();
    let mut bytes = 0;
    for one in pending {
        let own: usize = one.article.files.iter().map(|file| file.length).sum();
        match batches.last_mut() {
            Some(batch) if batch.len() < BATCH && bytes + own <= BATCH_BYTES => {
                bytes += own;
                batch.push(one);
            }
            _ => {
                bytes = own;
                batches.push(vec![one]);
            }
        }
    }
    batches
}
