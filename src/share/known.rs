//! Share links in memory: a busy one is read anew each second, and not for each who opens it.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use moka::sync::Cache;

use super::{Link, LinkId, store};
use crate::clock::{self, Clock, Timestamp};
use crate::db::{self, Db};
use crate::member::MemberId;

/// An end that another process wrote is seen here after this at the latest.
const FRESH: Duration = Duration::from_secs(1);
/// While the database is out of reach, a link is believed this long; then its guests meet an error.
const BELIEVED: Duration = clock::minutes(1);
/// About 400 bytes each.
const KEPT: u64 = 20_000;

#[derive(Clone)]
struct Read {
    link: Arc<Link>,
    at: Timestamp,
}

#[derive(Clone)]
pub struct Links {
    db: Db,
    clock: Clock,
    cache: Cache<LinkId, Read>,
    /// Counts the times anything was forgotten: what was read before that is not put back after it.
    forgotten: Arc<AtomicU64>,
}

impl Links {
    pub fn new(db: Db, clock: Clock) -> Self {
        Self { db, clock, cache: Cache::new(KEPT), forgotten: Arc::default() }
    }

    /// As it is in memory, where that is fresh; costs no query.
    pub fn fresh(&self, id: LinkId, now: Timestamp) -> Option<Arc<Link>> {
        self.cache.get(&id).filter(|read| read.is_younger(FRESH, now)).map(|read| read.link)
    }

    pub async fn find(&self, id: LinkId) -> db::Result<Option<Arc<Link>>> {
        let now = self.clock.now();
        if let Some(link) = self.fresh(id, now) {
            return Ok(Some(link));
        }
        let before = self.forgotten.load(Ordering::SeqCst);
        let found = match self.load(id).await {
            Ok(found) => found.map(Arc::new),
            Err(error) if error.is_unavailable() => {
                let known = self.cache.get(&id).filter(|read| read.is_younger(BELIEVED, now));
                return known.map_or(Err(error), |read| Ok(Some(read.link)));
            }
            Err(error) => return Err(error),
        };
        match &found {
            Some(link) => self.keep(link, now, before),
            None => self.cache.invalidate(&id),
        }
        Ok(found)
    }

    async fn load(&self, id: LinkId) -> db::Result<Option<Link>> {
        let mut read = self.db.read().await?;
        store::find(&mut read.conn(), id).await
    }

    /// Not where something was forgotten since the read began: it may have been this one.
    fn keep(&self, link: &Arc<Link>, at: Timestamp, before: u64) {
        self.cache.insert(link.id, Read { link: Arc::clone(link), at });
        if self.forgotten.load(Ordering::SeqCst) != before {
            self.cache.invalidate(&link.id);
        }
    }

    pub fn forget(&self, id: LinkId) {
        self.forgotten.fetch_add(1, Ordering::SeqCst);
        self.cache.invalidate(&id);
    }

    /// Drops every link of a member. Walks the cache: it is bounded, and this is rare.
    pub fn forget_member(&self, member: MemberId) {
        self.forgotten.fetch_add(1, Ordering::SeqCst);
        for (id, read) in &self.cache {
            if read.link.member() == Some(member) {
                self.cache.invalidate(&*id);
            }
        }
    }
}

impl Read {
    fn is_younger(&self, than: Duration, now: Timestamp) -> bool {
        now >= self.at && now.since(self.at) < than
    }
}
