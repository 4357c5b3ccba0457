//! What can be done with share links: made, found again, ended, listed. How they are opened stands in `open`.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use uuid::Uuid;

use super::claim::{Clerk, Desk};
use super::day_store::{self, DayRow};
use super::known::Links;
use super::store::{self, LinkRow, NewLink};
use super::warm::WarmSeats;
use super::{Channel, Link, LinkId, SeatHash, tell};
use crate::article::ArticleId;
use crate::audit::{self, Action, Actor, Deed, Subject};
use crate::clock::{Clock, Timestamp};
use crate::config::ShareSettings;
use crate::db::{self, Conn, Db, retrying};
use crate::gate::ShareEnd;
use crate::insight::{self, Event, Happening, Tally};
use crate::limit::{self, LimitKey, Rule, Taken};
use crate::member::{self, Member, MemberId};
use crate::secret::{self, Keys};

/// Rows read at a time where all are wanted.
const BATCH: i64 = 500;

/// Everything that share links are worked with.
#[derive(Clone)]
pub struct Shares {
    pub(super) db: Db,
    pub(super) keys: Keys,
    pub(super) clock: Clock,
    pub(super) settings: Arc<ShareSettings>,
    pub(super) links: Links,
    pub(super) desk: Desk,
    pub(super) warm: Arc<WarmSeats>,
    pub(super) tally: Arc<Tally>,
}

/// Who wants a link.
#[derive(Debug, Clone, Copy)]
pub enum By<'a> {
    Member(MemberId),
    /// Where the publisher lets guests share: by their seat on the link that they read with.
    Guest {
        seat: &'a SeatHash,
        parent: &'a Link,
    },
}

#[derive(Debug)]
pub enum Made {
    /// Made now, or found again.
    Link(Link),
    /// As many as one may make within a day.
    TooMany { retry_after: Duration },
    /// The publisher lets nobody make links, or not this reader.
    NotAllowed,
}

/// A page of a member's links, newest first.
pub struct Listed {
    pub links: Vec<Link>,
    /// Of all their links, those of the last days.
    pub days: Vec<DayRow>,
    /// Links, readers and members brought, in all.
    pub total: (i64, i64, i64),
}

impl Shares {
    /// The clerk must be run for any guest to be let in.
    pub fn new(db: Db, keys: Keys, clock: Clock, settings: ShareSettings) -> (Self, Clerk) {
        let (desk, clerk) = Desk::new(db.clone(), clock.clone());
        let shares = Self {
            links: Links::new(db.clone(), clock.clone()),
            db,
            keys,
            clock,
            settings: Arc::new(settings),
            desk,
            warm: Arc::default(),
            tally: Arc::default(),
        };
        (shares, clerk)
    }

    pub fn settings(&self) -> &ShareSettings {
        &self.settings
    }

    /// What stands in the link's URL.
    pub fn token(&self, link: LinkId) -> String {
        super::token(&self.keys, link)
    }

    pub fn read_token(&self, token: &str) -> Option<LinkId> {
        super::read_token(&self.keys, token)
    }

    pub async fn find(&self, id: LinkId) -> db::Result<Option<Arc<Link>>> {
        self.links.find(id).await
    }

    /// The sharer's link for this article and channel: found again while it lets readers in, else made.
    pub async fn make(&self, by: By<'_>, article: ArticleId, channel: Channel) -> db::Result<Made> {
        if self.settings.links_per_day == 0 || (matches!(by, By::Guest { .. }) && !self.settings.guests_may_share) {
            return Ok(Made::NotAllowed);
        }
        let found = {
            let mut read = self.db.read().await?;
            find_of(&mut read.conn(), by, article, channel).await?
        };
        if let Some(link) = found.filter(|link| link.end(self.clock.now()).is_none()) {
            return Ok(Made::Link(link));
        }
        let made = retrying(|| self.try_make(by, article, channel)).await?;
        if let Made::Link(link) = &made {
            tracing::info!(link = %link.id.0, channel = channel.as_str(), "a share link was made");
        }
        Ok(made)
    }

    async fn try_make(&self, by: By<'_>, article: ArticleId, channel: Channel) -> db::Result<Made> {
        let mut tx = self.db.begin().await?;
        let mut conn = tx.conn();
        let now = self.clock.now();
        if let Some(older) = find_of(&mut conn, by, article, channel).await? {
            if older.end(now).is_none() {
                return Ok(Made::Link(older));
            }
            store::update_replaced(&mut conn, older.id, now).await?;
        }
        if let Some(retry_after) = self.claim_from_limit(&mut conn, by).await? {
            return Ok(Made::TooMany { retry_after });
        }
        let (member, guest, parent) = match by {
            By::Member(member) => (Some(member), None, None),
            By::Guest { seat, parent } => (None, Some(seat), Some(parent)),
        };
        let root = match parent {
            // As it is now: the member at the start of the chain may have left since it was looked at.
            Some(parent) => match store::find(&mut conn, parent.id).await?.and_then(|parent| parent.member()) {
                Some(root) => Some(root),
                None => return Ok(Made::NotAllowed),
            },
            None => None,
        };
        let new = NewLink {
            id: LinkId(secret::new_id(now)),
            article,
            channel,
            member,
            guest,
            root,
            parent: parent.map(|parent| parent.id),
            made_at: now,
            expires_at: now.plus(self.settings.life),
            reader_limit: self.settings.reader_limit,
        };
        store::insert(&mut conn, &new).await?;
        let happening = Happening::new(Event::ShareMade, channel.as_str(), article);
        insight::store::add(&mut conn, now.day(), &happening, 1).await?;
        let made = find_of(&mut conn, by, article, channel).await?;
        if let Some(made) = &made {
            tell::of_link(&mut conn, made, matches!(by, By::Guest { .. }), now).await?;
        }
        tx.commit().await?;
        Ok(made.map_or(Made::NotAllowed, Made::Link))
    }

    /// How long until one more may be made; `None` where one was taken.
    async fn claim_from_limit(&self, conn: &mut Conn<'_>, by: By<'_>) -> db::Result<Option<Duration>> {
        let Some(rule) = Rule::per_day(self.settings.links_per_day) else { return Ok(None) };
        let subject = match by {
            By::Member(member) => member.0.to_string(),
            By::Guest { seat, .. } => secret::encode(seat.bytes()),
        };
        let key = LimitKey::new(&self.keys, "share links", &subject);
        Ok(match limit::store::claim(conn, &key, rule, self.clock.now()).await? {
            Taken::Yes => None,
            Taken::No { retry_after } => Some(retry_after),
        })
    }

    /// Ends a link for the publisher. False where it had ended already or is none.
    pub async fn end(&self, id: LinkId, by: Actor) -> db::Result<bool> {
        let now = self.clock.now();
        let mut tx = self.db.begin().await?;
        let mut conn = tx.conn();
        let is_ended = store::update_ended(&mut conn, id, now).await?;
        if is_ended {
            audit::store::insert(&mut conn, &Deed::new(by, Action::ShareEnded, Subject::ShareLink(id.0)), now).await?;
        }
        tx.commit().await?;
        self.after_end(id, is_ended);
        Ok(is_ended)
    }

    /// Ends a link for its sharer. False where it is none of theirs.
    pub async fn end_of_member(&self, id: LinkId, member: MemberId) -> db::Result<bool> {
        let mut tx = self.db.begin().await?;
        let is_theirs = store::update_ended_of(&mut tx.conn(), id, member, self.clock.now()).await?;
        tx.commit().await?;
        self.after_end(id, is_theirs);
        Ok(is_theirs)
    }

    fn after_end(&self, id: LinkId, is_ended: bool) {
        self.links.forget(id);
        if is_ended {
            tracing::info!(link = %id.0, "a share link was ended");
        }
    }

    /// Drops what is in memory of a member's links: blocked, gone, or with another name to show.
    pub fn forget_member(&self, member: MemberId) {
        self.links.forget_member(member);
    }

    /// For whoever heard that another process changed this link.
    pub fn forget(&self, id: LinkId) {
        self.links.forget(id);
    }

    pub fn forget_all(&self) {
        self.links.forget_all();
    }

    /// At most `limit` links older than `before`; `None` for the newest.
    pub async fn list(
        &self,
        member: MemberId,
        before: Option<LinkId>,
        (limit, days): (i64, i64),
    ) -> db::Result<Listed> {
        let mut read = self.db.read().await?;
        let mut conn = read.conn();
        let before = before.unwrap_or(LinkId(Uuid::max()));
        let rows = store::list_of_member(&mut conn, member, before, limit).await?;
        let links = with_sharers(&mut conn, rows).await?;
        let since = self.clock.now().day().minus(days - 1);
        let days = day_store::list_days_of_member(&mut conn, member, since).await?;
        let total = store::count_of_member(&mut conn, member).await?;
        Ok(Listed { links, days, total })
    }

    /// All of a member's links, for themselves.
    pub async fn export(&self, member: MemberId) -> db::Result<serde_json::Value> {
        let mut all = Vec::new();
        let mut before = LinkId(Uuid::max());
        loop {
            let mut read = self.db.read().await?;
            let rows = store::list_of_member(&mut read.conn(), member, before, BATCH).await?;
            let Some(last) = rows.last() else { return Ok(all.into()) };
            before = last.id;
            all.extend(rows.iter().map(|row| {
                serde_json::json!({
                    "article": row.article_id.0,
                    "channel": row.channel,
                    "made_at": row.made_at.to_iso(),
                    "expires_at": row.expires_at.to_iso(),
                    "ended_at": row.ended_at.map(Timestamp::to_iso),
                    "readers": row.readers,
                    "openings": row.openings,
                    "joined": row.joined,
                })
            }));
        }
    }

    /// Someone came by a link that let them in no more.
    pub fn note_refused(&self, link: &Link, end: ShareEnd) {
        let happening = Happening::new(Event::ShareRefused, link.channel.as_str(), link.article);
        self.tally.note(Happening { reason: end.as_str(), ..happening }, self.clock.now());
    }

    /// Writes what was noted and not written yet.
    pub async fn flush(&self) -> db::Result<()> {
        self.tally.flush(&self.db).await
    }
}

async fn find_of(conn: &mut Conn<'_>, by: By<'_>, article: ArticleId, channel: Channel) -> db::Result<Option<Link>> {
    let row = match by {
        By::Member(member) => store::find_of_member(conn, member, article, channel).await?,
        By::Guest { seat, .. } => store::find_of_guest(conn, seat, article, channel).await?,
    };
    store::with_sharer(conn, row).await
}

/// Rows of a list, each with its sharer; one who has made many is looked up once.
pub async fn with_sharers(conn: &mut Conn<'_>, rows: Vec<LinkRow>) -> db::Result<Vec<Link>> {
    let mut members: HashMap<MemberId, Option<Member>> = HashMap::new();
    let mut links = Vec::with_capacity(rows.len());
    for row in rows {
        let member = match row.member() {
            Some(id) if members.contains_key(&id) => members.get(&id).cloned().flatten(),
            Some(id) => {
                let member = member::store::find(conn, id).await?;
                members.insert(id, member.clone());
                member
            }
            None => None,
        };
        links.push(row.into_link(member));
    }
    Ok(links)
}
