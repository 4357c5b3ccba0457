//! How each discussion stands, in memory: a page that is ready is found without a query, and made anew when this changed.

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex, PoisonError};

use arc_swap::ArcSwap;

use crate::article::ArticleId;

/// One discussion, as everybody may know it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, sqlx::FromRow)]
pub struct Mark {
    pub article_id: ArticleId,
    /// Comments that are published.
    pub count: i64,
    /// Counts up with each change of what is shown.
    pub version: i64,
}

#[derive(Debug, Clone, Default)]
pub struct Marks {
    known: Arc<ArcSwap<HashMap<ArticleId, Mark>>>,
    /// Discussions with thanks that their pages do not show yet. A killed process forgets them until the next change.
    waiting: Arc<Mutex<HashSet<ArticleId>>>,
}

impl Marks {
    pub fn get(&self, article: ArticleId) -> Mark {
        self.known.load().get(&article).copied().unwrap_or(Mark { article_id: article, count: 0, version: 0 })
    }

    pub fn wait(&self, article: ArticleId) {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner).insert(article);
    }

    pub fn take_waiting(&self) -> HashSet<ArticleId> {
        std::mem::take(&mut *self.waiting.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Those that are newer than what is known. Two may be kept in another order than they were written.
    pub fn keep(&self, marks: &[Mark]) {
        let is_newer = |known: &HashMap<ArticleId, Mark>, mark: &Mark| {
            known.get(&mark.article_id).is_none_or(|known| known.version < mark.version)
        };
        if !marks.iter().any(|mark| is_newer(&self.known.load(), mark)) {
            return;
        }
        self.known.rcu(|known| {
            let mut all = HashMap::clone(known);
            for mark in marks {
                if is_newer(&all, mark) {
                    all.insert(mark.article_id, *mark);
                }
            }
            all
        });
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    #[test]
    fn an_older_mark_never_takes_the_place_of_a_newer_one() {
        let article_id = ArticleId(Uuid::from_u128(1));
        let mark = |version, count| Mark { article_id, count, version };
        let marks = Marks::default();
        assert_eq!(marks.get(article_id), mark(0, 0));
        marks.keep(&[mark(2, 5)]);
        marks.keep(&[mark(1, 4)]);
        assert_eq!(marks.get(article_id), mark(2, 5));
    }
}
