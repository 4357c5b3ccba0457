//! Signed-in browsers: found by the hash of their cookie, kept in memory, dropped at once where they end.
//!
//! A session that is over, or whose member is blocked, is never returned.

use std::sync::Arc;
use std::time::Duration;

use uuid::Uuid;

use super::{MemberId, session_store, store};
use crate::clock::{self, Clock, Timestamp};
use crate::config::SessionSettings;
use crate::db::{self, Conn, Db, Lane};
use crate::email_address::EmailAddress;
use crate::memory::{Mark, Memory};
use crate::secret::{self, TokenHash};

/// A change made elsewhere (another instance, the command line) is seen here after this at the latest.
const CACHED: Duration = clock::minutes(1);
/// "Last seen" is written at most this often.
const SEEN_EVERY: Duration = clock::minutes(5);
/// Enough for a busy hour of a large site, at about 300 bytes each.
const CACHE_SIZE: u64 = 50_000;

#[derive(Debug, Clone, Copy, PartialEq, Eq, sqlx::Type)]
#[sqlx(transparent)]
pub struct SessionId(pub Uuid);

/// What the session cookie holds: 128 random bits.
#[derive(Clone, Copy)]
pub struct SessionKey([u8; 16]);

impl SessionKey {
    pub fn random() -> Self {
        Self(secret::random_bytes())
    }

    pub fn from_bytes(bytes: [u8; 16]) -> Self {
        Self(bytes)
    }

    pub fn bytes(self) -> [u8; 16] {
        self.0
    }

    pub fn hash(self) -> TokenHash {
        TokenHash::of(&self.0)
    }
}

impl std::fmt::Debug for SessionKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SessionKey(***)")
    }
}

/// A session and what is needed of its member on every request.
#[derive(Debug, Clone)]
pub struct LiveSession {
    pub id: SessionId,
    pub member: MemberId,
    pub address: EmailAddress,
    pub is_staff: bool,
    pub created_at: Timestamp,
    pub seen_at: Timestamp,
    pub idle_ends_at: Timestamp,
    pub ends_at: Timestamp,
    read_at: Timestamp,
}

impl LiveSession {
    fn is_over(&self, now: Timestamp) -> bool {
        now >= self.idle_ends_at || now >= self.ends_at
    }
}

/// What a new session's row says beside its key and member.
#[derive(Debug, Clone)]
pub struct NewSession {
    pub site: String,
    pub agent: String,
    pub ip: String,
}

/// Finds sessions and ends them. Every end goes through here, so that no copy in memory outlives its row.
#[derive(Clone)]
pub struct Sessions {
    db: Db,
    clock: Clock,
    settings: Arc<SessionSettings>,
    memory: Memory<[u8; 16], Arc<LiveSession>>,
}

impl Sessions {
    pub fn new(db: Db, clock: Clock, settings: SessionSettings) -> Self {
        Self { db, clock, settings: Arc::new(settings), memory: Memory::new(CACHE_SIZE) }
    }

    pub async fn find(&self, key: SessionKey) -> db::Result<Option<Arc<LiveSession>>> {
        let (now, before) = (self.clock.now(), self.memory.mark());
        let cached =
            self.memory.get(&key.0).filter(|session| now.since(session.read_at) < CACHED && now >= session.read_at);
        let session = match cached {
            Some(session) => session,
            None => match self.load(key, now).await? {
                Some(session) => session,
                None => return Ok(None),
            },
        };
        if session.is_over(now) {
            self.memory.drop_copy(&key.0);
            return Ok(None);
        }
        if now.since(session.seen_at) < SEEN_EVERY {
            return Ok(Some(session));
        }
        match self.touch(key, &session, (now, before)).await {
            Ok(touched) => Ok(touched),
            Err(error) => {
                db::log_failure(error, "a session's last use could not be written");
                Ok(Some(session))
            }
        }
    }

    /// The session from memory alone; `None` where it is not there, too old, over, or has something to write.
    pub fn cached(&self, key: SessionKey) -> Option<Arc<LiveSession>> {
        let now = self.clock.now();
        self.memory.get(&key.0).filter(|session| {
            let is_young = now >= session.read_at && now.since(session.read_at) < CACHED;
            is_young && !session.is_over(now) && now.since(session.seen_at) < SEEN_EVERY
        })
    }

    /// Whether it is there and the sign-in is recent enough for what cannot be undone: by its row, since another instance
    /// may have ended it, and never by a copy.
    pub async fn is_fresh(&self, key: SessionKey) -> db::Result<bool> {
        self.is_signed_in_within(key, self.settings.fresh).await
    }

    /// The same, with another measure of what is recent.
    pub async fn is_signed_in_within(&self, key: SessionKey, within: Duration) -> db::Result<bool> {
        let now = self.clock.now();
        let session = self.load(key, now).await?;
        Ok(session.is_some_and(|session| !session.is_over(now) && now.since(session.created_at) <= within))
    }

    /// Whether a sign-in of then is recent enough for what cannot be undone.
    pub fn is_recent(&self, signed_in_at: Timestamp) -> bool {
        self.clock.now().since(signed_in_at) <= self.settings.fresh
    }

    async fn load(&self, key: SessionKey, now: Timestamp) -> db::Result<Option<Arc<LiveSession>>> {
        let before = self.memory.mark();
        let mut read = self.db.read().await?;
        let Some(row) = session_store::find(&mut read.conn(), &key.hash()).await? else {
            self.memory.drop_copy(&key.0);
            return Ok(None);
        };
        let session = Arc::new(LiveSession {
            id: row.id,
            member: row.member_id,
            address: row.address,
            is_staff: row.staff_role.is_some(),
            created_at: row.created_at,
            seen_at: row.seen_at,
            idle_ends_at: row.idle_ends_at,
            ends_at: row.ends_at,
            read_at: now,
        });
        self.memory.keep(key.0, Arc::clone(&session), before);
        Ok(Some(session))
    }

    /// Slides the idle end; `None` where the session has ended meanwhile.
    async fn touch(
        &self,
        key: SessionKey,
        session: &LiveSession,
        (now, before): (Timestamp, Mark),
    ) -> db::Result<Option<Arc<LiveSession>>> {
        let idle_ends_at = now.plus(self.settings.idle).min(session.ends_at);
        let mut tx = self.db.begin_in(Lane::Page).await?;
        // The member first, as everybody does who ends sessions.
        store::update_seen(&mut tx.conn(), session.member, now).await?;
        let is_there = session_store::update_seen(&mut tx.conn(), &key.hash(), now, idle_ends_at).await?;
        if is_there {
            tx.commit().await?;
        }
        if !is_there {
            self.forget(key);
            return Ok(None);
        }
        let touched = Arc::new(LiveSession { seen_at: now, idle_ends_at, ..session.clone() });
        self.memory.keep(key.0, Arc::clone(&touched), before);
        Ok(Some(touched))
    }

    /// Writes the row of a new session within the caller's transaction.
    pub async fn insert(
        &self,
        conn: &mut Conn<'_>,
        member: MemberId,
        new: &NewSession,
        now: Timestamp,
    ) -> db::Result<SessionKey> {
        let key = SessionKey::random();
        let row = session_store::SessionRow {
            id: SessionId(secret::new_id(now)),
            member_id: member,
            created_at: now,
            seen_at: now,
            idle_ends_at: now.plus(self.settings.idle),
            ends_at: now.plus(self.settings.absolute),
        };
        session_store::insert(conn, &key.hash(), &row, new).await?;
        Ok(key)
    }

    /// Ends the session of one cookie.
    pub async fn end(&self, key: SessionKey) -> db::Result<()> {
        let mut tx = self.db.begin().await?;
        session_store::delete(&mut tx.conn(), &key.hash()).await?;
        tx.commit().await?;
        self.forget(key);
        Ok(())
    }

    /// Drops the copy in memory; for a flow that has deleted the row itself.
    pub fn forget(&self, key: SessionKey) {
        self.memory.forget(&key.0);
    }

    /// Drops every copy of a member's sessions.
    pub fn forget_member(&self, member: MemberId) {
        self.memory.forget_where(|session| session.member == member);
    }

    pub fn forget_session(&self, id: SessionId) {
        self.memory.forget_where(|session| session.id == id);
    }

    /// Drops every copy: what ended meanwhile is not known.
    pub fn forget_all(&self) {
        self.memory.forget_where(|_| true);
    }

    pub fn settings(&self) -> &SessionSettings {
        &self.settings
    }
}
