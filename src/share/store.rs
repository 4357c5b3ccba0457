//! The tables of share links and whom they brought. Their seats are in `seat_store`, their days in `day_store`.

use super::{Channel, Link, LinkId, SeatHash, Sharer};
use crate::article::ArticleId;
use crate::clock::Timestamp;
use crate::db::{self, Conn, notice, sql};
use crate::member::{self, Member, MemberId};

/// The topic of the notice that a link lets nobody in any more, or another one stands in its place.
pub const LINK_CHANGED: &str = "share-link";

/// A link as its row holds it: without what its sharer's row says.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct LinkRow {
    pub id: LinkId,
    pub article_id: ArticleId,
    pub channel: String,
    pub member_id: Option<MemberId>,
    pub guest_hash: Option<SeatHash>,
    pub root_member_id: Option<MemberId>,
    pub parent_id: Option<LinkId>,
    pub made_at: Timestamp,
    pub expires_at: Timestamp,
    pub ended_at: Option<Timestamp>,
    pub reader_limit: i64,
    pub readers: i64,
    pub openings: i64,
    pub joined: i64,
    pub first_opened_at: Option<Timestamp>,
    pub last_opened_at: Option<Timestamp>,
}

macro_rules! link_where {
    ($rest:literal) => {
        concat!(
            "SELECT id, article_id, channel, member_id, guest_hash, root_member_id, parent_id, made_at, expires_at, ended_at, ",
            "reader_limit, readers, openings, joined, first_opened_at, last_opened_at FROM share_link WHERE ",
            $rest
        )
    };
}

impl LinkRow {
    /// The member it ends with: who made it, or who stands at the start of its chain.
    pub fn member(&self) -> Option<MemberId> {
        self.member_id.or(self.root_member_id)
    }

    pub(super) fn into_link(self, member: Option<Member>) -> Link {
        let sharer = Sharer::of(&self, member);
        Link {
            id: self.id,
            article: self.article_id,
            channel: Channel::from_column(&self.channel),
            sharer,
            parent: self.parent_id,
            made_at: self.made_at,
            expires_at: self.expires_at,
            ended_at: self.ended_at,
            reader_limit: u32::try_from(self.reader_limit).unwrap_or(0),
            readers: u32::try_from(self.readers).unwrap_or(u32::MAX),
            openings: u64::try_from(self.openings).unwrap_or(0),
            joined: u64::try_from(self.joined).unwrap_or(0),
            first_opened_at: self.first_opened_at,
            last_opened_at: self.last_opened_at,
        }
    }
}

/// With what its sharer's row says, where there is one.
pub async fn with_sharer(conn: &mut Conn<'_>, row: Option<LinkRow>) -> db::Result<Option<Link>> {
    let Some(row) = row else { return Ok(None) };
    let member = match row.member() {
        Some(id) => member::store::find(conn, id).await?,
        None => None,
    };
    Ok(Some(row.into_link(member)))
}

pub async fn find(conn: &mut Conn<'_>, id: LinkId) -> db::Result<Option<Link>> {
    let row = find_row(conn, id).await?;
    with_sharer(conn, row).await
}

pub async fn find_row(conn: &mut Conn<'_>, id: LinkId) -> db::Result<Option<LinkRow>> {
    sql!(find LinkRow, conn, "load a share link", link_where!("id = $1"), id)
}

/// The same, held until the transaction ends: nobody else changes its count meanwhile. `SQLite` has one writer.
pub async fn find_and_lock(conn: &mut Conn<'_>, id: LinkId) -> db::Result<Option<Link>> {
    let text = conn.pick(link_where!("id = $1"), link_where!("id = $1 FOR NO KEY UPDATE"));
    let row = sql!(find LinkRow, conn, "load and hold a share link", text, id)?;
    with_sharer(conn, row).await
}

/// The sharer's newest for this article and channel, live or not.
pub async fn find_of_member(
    conn: &mut Conn<'_>,
    member: MemberId,
    article: ArticleId,
    channel: Channel,
) -> db::Result<Option<LinkRow>> {
    sql!(find LinkRow, conn, "look for a member's share link",
        link_where!("member_id = $1 AND article_id = $2 AND channel = $3 AND replaced_at IS NULL"),
        member, article, channel.as_str())
}

pub async fn find_of_guest(
    conn: &mut Conn<'_>,
    guest: &SeatHash,
    article: ArticleId,
    channel: Channel,
) -> db::Result<Option<LinkRow>> {
    sql!(find LinkRow, conn, "look for a guest's share link",
        link_where!("guest_hash = $1 AND article_id = $2 AND channel = $3 AND replaced_at IS NULL"),
        guest, article, channel.as_str())
}

/// A member's links before this one, newest first.
pub async fn list_of_member(
    conn: &mut Conn<'_>,
    member: MemberId,
    before: LinkId,
    limit: i64,
) -> db::Result<Vec<LinkRow>> {
    sql!(list LinkRow, conn, "list a member's share links",
        link_where!("member_id = $1 AND id < $2 ORDER BY id DESC LIMIT $3"), member, before, limit)
}

/// All links before this one, newest first.
pub async fn list_before(conn: &mut Conn<'_>, before: LinkId, limit: i64) -> db::Result<Vec<LinkRow>> {
    sql!(list LinkRow, conn, "list share links", link_where!("id < $1 ORDER BY id DESC LIMIT $2"), before, limit)
}

pub async fn list_of_article(
    conn: &mut Conn<'_>,
    article: ArticleId,
    before: LinkId,
    limit: i64,
) -> db::Result<Vec<LinkRow>> {
    sql!(list LinkRow, conn, "list an article's share links",
        link_where!("article_id = $1 AND id < $2 ORDER BY id DESC LIMIT $3"), article, before, limit)
}

/// What guests made of this link.
pub async fn list_children(conn: &mut Conn<'_>, parent: LinkId, limit: i64) -> db::Result<Vec<LinkRow>> {
    sql!(list LinkRow, conn, "list what came of a share link",
        link_where!("parent_id = $1 ORDER BY id LIMIT $2"), parent, limit)
}

pub struct NewLink<'a> {
    pub id: LinkId,
    pub article: ArticleId,
    pub channel: Channel,
    pub member: Option<MemberId>,
    pub guest: Option<&'a SeatHash>,
    pub root: Option<MemberId>,
    pub parent: Option<LinkId>,
    pub made_at: Timestamp,
    pub expires_at: Timestamp,
    pub reader_limit: u32,
}

pub async fn insert(conn: &mut Conn<'_>, new: &NewLink<'_>) -> db::Result<()> {
    sql!(
        run,
        conn,
        "make a share link",
        "INSERT INTO share_link (id, article_id, channel, member_id, guest_hash, root_member_id, parent_id, made_at,
                                 expires_at, reader_limit, readers, openings, joined)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 0, 0, 0)",
        new.id,
        new.article,
        new.channel.as_str(),
        new.member,
        new.guest,
        new.root,
        new.parent,
        new.made_at,
        new.expires_at,
        i64::from(new.reader_limit)
    )
    .map(drop)
}

/// Makes room for a newer link of the same sharer, article and channel.
pub async fn update_replaced(conn: &mut Conn<'_>, id: LinkId, now: Timestamp) -> db::Result<()> {
    sql!(
        run,
        conn,
        "replace a share link",
        "UPDATE share_link SET replaced_at = $2 WHERE id = $1 AND replaced_at IS NULL",
        id,
        now
    )?;
    notice::tell(conn, LINK_CHANGED, id.0).await
}

/// False where it had ended already, or its time is over.
pub async fn update_ended(conn: &mut Conn<'_>, id: LinkId, now: Timestamp) -> db::Result<bool> {
    let touched = sql!(
        run,
        conn,
        "end a share link",
        "UPDATE share_link SET ended_at = $2 WHERE id = $1 AND ended_at IS NULL AND expires_at > $2",
        id,
        now
    )?;
    notice::tell(conn, LINK_CHANGED, id.0).await?;
    Ok(touched > 0)
}

/// The same, and only where it is this member's: ids are not secrets.
pub async fn update_ended_of(conn: &mut Conn<'_>, id: LinkId, member: MemberId, now: Timestamp) -> db::Result<bool> {
    let touched = sql!(
        run,
        conn,
        "end a member's share link",
        "UPDATE share_link SET ended_at = CASE WHEN ended_at IS NULL AND expires_at > $3 THEN $3 ELSE ended_at END
         WHERE id = $1 AND member_id = $2",
        id,
        member,
        now
    )?;
    if touched > 0 {
        notice::tell(conn, LINK_CHANGED, id.0).await?;
    }
    Ok(touched > 0)
}

/// Counts openings, and takes seats with some of them: all of these seats or none. False where a seat too many was asked
/// for or the link has ended.
pub async fn claim_seats(
    conn: &mut Conn<'_>,
    id: LinkId,
    (seats, openings): (usize, usize),
    now: Timestamp,
) -> db::Result<bool> {
    let touched = sql!(
        run,
        conn,
        "claim seats of a share link",
        "UPDATE share_link SET readers = readers + $2, openings = openings + $3,
             first_opened_at = COALESCE(first_opened_at, $4), last_opened_at = $4
         WHERE id = $1 AND ($2 = 0 OR readers + $2 <= reader_limit) AND ended_at IS NULL AND expires_at > $4",
        id,
        number(seats),
        number(openings),
        now
    )?;
    Ok(touched > 0)
}

pub(super) fn number(count: usize) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

/// How many links a member has, their readers, and whom they brought.
pub async fn count_of_member(conn: &mut Conn<'_>, member: MemberId) -> db::Result<(i64, i64, i64)> {
    // PostgreSQL sums a BIGINT as NUMERIC.
    sql!(
        one(i64, i64, i64),
        conn,
        "sum up a member's share links",
        "SELECT COUNT(*), CAST(COALESCE(SUM(readers), 0) AS BIGINT), CAST(COALESCE(SUM(joined), 0) AS BIGINT)
         FROM share_link WHERE member_id = $1",
        member
    )
}

/// A member joins once: their address is proved for the first time.
pub async fn insert_join(conn: &mut Conn<'_>, member: MemberId, link: LinkId, now: Timestamp) -> db::Result<()> {
    sql!(
        run,
        conn,
        "credit a share link with a member",
        "INSERT INTO share_join (member_id, link_id, joined_at) VALUES ($1, $2, $3)",
        member,
        link,
        now
    )
    .map(drop)
}

pub async fn update_joined(conn: &mut Conn<'_>, link: LinkId) -> db::Result<()> {
    sql!(run, conn, "count whom a share link brought", "UPDATE share_link SET joined = joined + 1 WHERE id = $1", link)
        .map(drop)
}

/// Marks some of the links that ended before then and have no seats left.
pub async fn update_seatless(conn: &mut Conn<'_>, before: Timestamp, now: Timestamp, limit: i64) -> db::Result<u64> {
    sql!(
        run,
        conn,
        "note which share links have no seats left",
        "UPDATE share_link SET seats_gone_at = $2 WHERE id IN (
             SELECT l.id FROM share_link l WHERE l.seats_gone_at IS NULL AND l.expires_at < $1
                 AND NOT EXISTS (SELECT 1 FROM share_seat s WHERE s.link_id = l.id) LIMIT $3)",
        before,
        now,
        limit
    )
}

/// Links that ended before then and are not marked so.
pub async fn list_with_seats(conn: &mut Conn<'_>, before: Timestamp, limit: i64) -> db::Result<Vec<(LinkId,)>> {
    sql!(
        list(LinkId,),
        conn,
        "look for share links to clean up",
        "SELECT id FROM share_link WHERE seats_gone_at IS NULL AND expires_at < $1 ORDER BY expires_at LIMIT $2",
        before,
        limit
    )
}

/// Some of the links that ended before then, with their days.
pub async fn delete_before(conn: &mut Conn<'_>, before: Timestamp, limit: i64) -> db::Result<u64> {
    sql!(
        run,
        conn,
        "clean up share links",
        "DELETE FROM share_link WHERE id IN (
             SELECT id FROM share_link WHERE expires_at < $1 ORDER BY expires_at LIMIT $2)",
        before,
        limit
    )
}

/// Holds every link that ends with this member, in the order in which all others take them, so that their deletion
/// waits for nobody who waits for it.
pub async fn lock_of_member(conn: &mut Conn<'_>, member: MemberId) -> db::Result<()> {
    let text = conn.pick(
        "SELECT id FROM share_link WHERE member_id = $1 LIMIT 0",
        "SELECT id FROM share_link WHERE member_id = $1 OR root_member_id = $1 ORDER BY id FOR UPDATE",
    );
    sql!(list(LinkId,), conn, "hold a member's share links", text, member).map(drop)
}
