//! Copies of rows in memory that never outlive an end: what was read before anything was forgotten is not put back after.

use std::hash::Hash;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use moka::sync::Cache;

/// Bounded; the least used go first. How old a copy may be is its owner's to say.
#[derive(Clone)]
pub struct Memory<K, V> {
    cache: Cache<K, V>,
    /// Counts the times anything was forgotten.
    forgotten: Arc<AtomicU64>,
}

/// A moment before a row is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Mark(u64);

impl<K, V> Memory<K, V>
where
    K: Hash + Eq + Send + Sync + Copy + 'static,
    V: Clone + Send + Sync + 'static,
{
    pub fn new(size: u64) -> Self {
        Self { cache: Cache::new(size), forgotten: Arc::default() }
    }

    pub fn get(&self, key: &K) -> Option<V> {
        self.cache.get(key)
    }

    /// To be taken before the row is read that is to be kept.
    pub fn mark(&self) -> Mark {
        Mark(self.forgotten.load(Ordering::SeqCst))
    }

    /// Not where something was forgotten since then: it may have been this one.
    pub fn keep(&self, key: K, value: V, since: Mark) {
        self.cache.insert(key, value);
        if self.mark() != since {
            self.cache.invalidate(&key);
        }
    }

    /// Drops a copy of what turned out to be gone.
    pub fn drop_copy(&self, key: &K) {
        self.cache.invalidate(key);
    }

    /// For whoever has changed or ended the row.
    pub fn forget(&self, key: &K) {
        self.forgotten.fetch_add(1, Ordering::SeqCst);
        self.cache.invalidate(key);
    }

    /// Walks all copies: they are bounded, and this is rare.
    pub fn forget_where(&self, is_meant: impl Fn(&V) -> bool) {
        self.forgotten.fetch_add(1, Ordering::SeqCst);
        for (key, value) in &self.cache {
            if is_meant(&value) {
                self.cache.invalidate(&*key);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_read_before_something_was_forgotten_is_not_kept() {
        let memory: Memory<u8, &str> = Memory::new(10);
        let before = memory.mark();
        memory.keep(1, "a", before);
        assert_eq!(memory.get(&1), Some("a"));
        memory.forget(&2);
        memory.keep(3, "c", before);
        assert_eq!((memory.get(&1), memory.get(&3)), (Some("a"), None));
        memory.forget_where(|value| *value == "a");
        assert_eq!(memory.get(&1), None);
    }
}
