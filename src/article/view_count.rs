//! How often an article was opened, and its wall shown, since that was last written down: atomic numbers, no allocation, no
//! lock.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// What a reader was shown. Staff and programs are not counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum View {
    /// The whole article, to somebody we know nothing of.
    ToStranger,
    /// The same by a share link.
    ToGuest,
    ToMember,
    Wall,
}

impl View {
    pub const ALL: [Self; 4] = [Self::ToStranger, Self::ToGuest, Self::ToMember, Self::Wall];
}

/// Shared by all versions of one article.
#[derive(Debug, Clone, Default)]
pub struct ViewCount(Arc<[AtomicU64; 4]>);

impl ViewCount {
    pub fn note(&self, shown: View) {
        if let Some(count) = self.0.get(shown as usize) {
            count.fetch_add(1, Ordering::Relaxed);
        }
    }

    /// What has gathered; it starts anew at nothing.
    pub fn take(&self, shown: View) -> u64 {
        let Some(count) = self.0.get(shown as usize) else { return 0 };
        // Most articles have nothing most of the time: a look costs less than a swap.
        if count.load(Ordering::Relaxed) == 0 { 0 } else { count.swap(0, Ordering::Relaxed) }
    }

    /// Puts back what could not be written.
    pub fn give_back(&self, shown: View, taken: u64) {
        if let Some(count) = self.0.get(shown as usize) {
            count.fetch_add(taken, Ordering::Relaxed);
        }
    }
}
