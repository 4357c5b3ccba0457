//! How often an article was read since it was last written down: one atomic number, no allocation, no lock.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// Shared by all versions of one article.
#[derive(Debug, Clone, Default)]
pub struct ReadCount(Arc<AtomicU64>);

impl ReadCount {
    pub fn note(&self) {
        self.0.fetch_add(1, Ordering::Relaxed);
    }

    /// What has gathered; it starts anew at nothing.
    pub fn take(&self) -> u64 {
        self.0.swap(0, Ordering::Relaxed)
    }

    /// Puts back what could not be written.
    pub fn give_back(&self, count: u64) {
        self.0.fetch_add(count, Ordering::Relaxed);
    }
}
