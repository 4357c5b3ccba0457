//! Share links in memory: a busy one is read anew each second, and not for each who opens it.

use std::sync::Arc;
use std::time::Duration;

use super::{Link, LinkId, store};
use crate::clock::{self, Clock, Timestamp};
use crate::db::{self, Db};
use crate::member::MemberId;
use crate::memory::Memory;

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
    memory: Memory<LinkId, Read>,
}

impl Links {
    pub fn new(db: Db, clock: Clock) -> Self {
        Self { db, clock, memory: Memory::new(KEPT) }
    }

    /// As it is in memory, where that is fresh; costs no query.
    pub fn fresh(&self, id: LinkId, now: Timestamp) -> Option<Arc<Link>> {
        self.memory.get(&id).filter(|read| read.is_younger(FRESH, now)).map(|read| read.link)
    }

    pub async fn find(&self, id: LinkId) -> db::Result<Option<Arc<Link>>> {
        let now = self.clock.now();
        if let Some(link) = self.fresh(id, now) {
            return Ok(Some(link));
        }
        let before = self.memory.mark();
        let found = match self.load(id).await {
            Ok(found) => found.map(Arc::new),
            Err(error) if error.is_unavailable() => {
                let known = self.memory.get(&id).filter(|read| read.is_younger(BELIEVED, now));
                return known.map_or(Err(error), |read| Ok(Some(read.link)));
            }
            Err(error) => return Err(error),
        };
        match &found {
            Some(link) => self.memory.keep(id, Read { link: Arc::clone(link), at: now }, before),
            None => self.memory.drop_copy(&id),
        }
        Ok(found)
    }

    async fn load(&self, id: LinkId) -> db::Result<Option<Link>> {
        let mut read = self.db.read().await?;
        store::find(&mut read.conn(), id).await
    }

    pub fn forget(&self, id: LinkId) {
        self.memory.forget(&id);
    }

    pub fn forget_all(&self) {
        self.memory.forget_where(|_| true);
    }

    /// Drops every link that ends with this member.
    pub fn forget_member(&self, member: MemberId) {
        self.memory.forget_where(|read| read.link.member() == Some(member));
    }
}

impl Read {
    fn is_younger(&self, than: Duration, now: Timestamp) -> bool {
        now >= self.at && now.since(self.at) < than
    }
}
