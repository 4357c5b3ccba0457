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
