//! The table of what each day of each share link has brought.

use super::LinkId;
use super::store::number;
use crate::clock::Day;
use crate::db::{self, Conn, sql};
use crate::member::MemberId;

/// What one day of one link has brought.
#[derive(Debug, Clone, Copy, Default)]
pub struct Sums {
    pub readers: usize,
    pub openings: usize,
    pub joined: usize,
}

pub async fn add_to_day(conn: &mut Conn<'_>, link: LinkId, day: Day, sums: Sums) -> db::Result<()> {
    sql!(
        run,
        conn,
        "count a share link's day",
        "INSERT INTO share_day (link_id, day, readers, openings, joined) VALUES ($1, $2, $3, $4, $5)
         ON CONFLICT (link_id, day) DO UPDATE SET readers = share_day.readers + $3,
             openings = share_day.openings + $4, joined = share_day.joined + $5",
        link,
        day,
        number(sums.readers),
        number(sums.openings),
        number(sums.joined)
    )
    .map(drop)
}

#[derive(Debug, Clone, sqlx::FromRow)]
pub struct DayRow {
    pub link_id: LinkId,
    pub day: Day,
    pub readers: i64,
    pub openings: i64,
    pub joined: i64,
}

/// A member's links by day, of those days.
pub async fn list_days_of_member(conn: &mut Conn<'_>, member: MemberId, since: Day) -> db::Result<Vec<DayRow>> {
    sql!(list DayRow, conn, "list the days of a member's share links",
        "SELECT d.link_id, d.day, d.readers, d.openings, d.joined
         FROM share_link l JOIN share_day d ON d.link_id = l.id
         WHERE l.member_id = $1 AND l.expires_at > $3 AND d.day >= $2 ORDER BY d.day, d.link_id LIMIT 50000",
        member, since, since.start())
}

pub async fn list_days(conn: &mut Conn<'_>, link: LinkId) -> db::Result<Vec<DayRow>> {
    sql!(list DayRow, conn, "list the days of a share link",
        "SELECT link_id, day, readers, openings, joined FROM share_day WHERE link_id = $1 ORDER BY day LIMIT 1000", link)
}

/// What one member's links brought.
#[derive(Debug, sqlx::FromRow)]
pub struct SharerRow {
    pub member_id: MemberId,
    pub readers: i64,
    pub joined: i64,
}

/// Whose links brought the most from one day to another: new members first, then readers.
pub async fn list_best(conn: &mut Conn<'_>, from: Day, to: Day, limit: i64) -> db::Result<Vec<SharerRow>> {
    sql!(list SharerRow, conn, "list whose share links brought the most",
        "SELECT l.member_id, CAST(SUM(d.readers) AS BIGINT) AS readers, CAST(SUM(d.joined) AS BIGINT) AS joined
         FROM share_day d JOIN share_link l ON l.id = d.link_id
         WHERE d.day >= $1 AND d.day <= $2 AND l.member_id IS NOT NULL
         GROUP BY l.member_id ORDER BY 3 DESC, 2 DESC, 1 LIMIT $3", from, to, limit)
}

/// How many members made links in those days, and how many links came to their number of readers.
pub async fn count_sharers(conn: &mut Conn<'_>, from: Day, to: Day) -> db::Result<(i64, i64)> {
    let (sharers,) = sql!(
        one(i64,),
        conn,
        "count who shared",
        "SELECT COUNT(DISTINCT member_id) FROM share_link WHERE made_at >= $1 AND made_at < $2",
        from.start(),
        to.minus(-1).start()
    )?;
    let (used_up,) = sql!(
        one(i64,),
        conn,
        "count share links that were used up",
        "SELECT COUNT(*) FROM share_link WHERE readers >= reader_limit AND last_opened_at >= $1 AND last_opened_at < $2",
        from.start(),
        to.minus(-1).start()
    )?;
    Ok((sharers, used_up))
}
