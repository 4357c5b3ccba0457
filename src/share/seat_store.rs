//! The table of seats: one row for each reader of each share link, and nothing about who they are.

use super::store::number;
use super::{LinkId, SeatHash};
use crate::clock::Timestamp;
use crate::db::{self, Conn, sql};

#[derive(Debug, Clone, sqlx::FromRow)]
pub struct SeatRow {
    pub reader_hash: SeatHash,
    pub generation: i64,
    pub lost: i64,
    pub last_opened_at: Timestamp,
    pub joined_at: Option<Timestamp>,
}

impl SeatRow {
    /// As it is when it is taken.
    pub fn new(seat: SeatHash, now: Timestamp) -> Self {
        Self { reader_hash: seat, generation: 0, lost: 0, last_opened_at: now, joined_at: None }
    }
}

pub async fn find_seat(conn: &mut Conn<'_>, link: LinkId, seat: &SeatHash) -> db::Result<Option<SeatRow>> {
    sql!(find SeatRow, conn, "look for a reader's seat",
        "SELECT reader_hash, generation, lost, last_opened_at, joined_at FROM share_seat WHERE link_id = $1 AND reader_hash = $2",
        link, seat)
}

/// Many seats at once go as one value of 32 bytes each: one statement, and one text for both engines.
fn joined(seats: &[&SeatHash]) -> Vec<u8> {
    seats.iter().flat_map(|seat| seat.bytes()).copied().collect()
}

/// `part` holds the places 0, 1, … of the `$2` values joined in `$3`.
macro_rules! of_each_seat {
    ($($text:expr),+) => {
        concat!(
            "WITH RECURSIVE part (place) AS (SELECT 0 UNION ALL SELECT place + 1 FROM part WHERE place + 1 < $2) ",
            $($text),+
        )
    };
}

/// The same, with the condition that a row of this link is one of those seats. `PostgreSQL` would take the plain `IN` for
/// a reason to read every seat of the link; an array it looks up by the key.
macro_rules! of_these_seats {
    ($conn:expr, $text:literal) => {
        $conn.pick(
            of_each_seat!(
                $text,
                " WHERE link_id = $1 AND reader_hash IN (SELECT substr($3, 32 * place + 1, 32) FROM part)"
            ),
            of_each_seat!(
                $text,
                " WHERE link_id = $1 AND reader_hash = ANY (ARRAY (SELECT substr($3, 32 * place + 1, 32) FROM part))"
            ),
        )
    };
}

/// Those of these seats that are taken. Never called with none.
pub async fn list_seats(conn: &mut Conn<'_>, link: LinkId, seats: &[&SeatHash]) -> db::Result<Vec<SeatRow>> {
    let text = of_these_seats!(conn, "SELECT reader_hash, generation, lost, last_opened_at, joined_at FROM share_seat");
    sql!(list SeatRow, conn, "look for readers' seats", text, link, number(seats.len()), joined(seats))
}

/// Never called with none.
pub async fn insert_seats(conn: &mut Conn<'_>, link: LinkId, seats: &[&SeatHash], now: Timestamp) -> db::Result<()> {
    sql!(
        run,
        conn,
        "take seats of a share link",
        of_each_seat!(
            "INSERT INTO share_seat (link_id, reader_hash, generation, lost, first_opened_at, last_opened_at)
             SELECT $1, substr($3, 32 * place + 1, 32), 0, 0, $4, $4 FROM part"
        ),
        link,
        number(seats.len()),
        joined(seats),
        now
    )
    .map(drop)
}

/// Counts another opening of each. Never called with none.
pub async fn update_seats_opened(
    conn: &mut Conn<'_>,
    link: LinkId,
    seats: &[&SeatHash],
    now: Timestamp,
) -> db::Result<()> {
    let text = of_these_seats!(conn, "UPDATE share_seat SET generation = generation + 1, last_opened_at = $4");
    sql!(run, conn, "count openings of seats", text, link, number(seats.len()), joined(seats), now).map(drop)
}

/// Counts another opening of each, whose cookie missed the last one. Never called with none.
pub async fn update_seats_lost(
    conn: &mut Conn<'_>,
    link: LinkId,
    seats: &[&SeatHash],
    now: Timestamp,
) -> db::Result<()> {
    let text = of_these_seats!(conn, "UPDATE share_seat SET lost = lost + 1, last_opened_at = $4");
    sql!(run, conn, "count openings whose last answer was lost", text, link, number(seats.len()), joined(seats), now)
        .map(drop)
}

/// Credits a seat with its reader's membership. False where it was before.
pub async fn claim_join(conn: &mut Conn<'_>, link: LinkId, seat: &SeatHash, now: Timestamp) -> db::Result<bool> {
    let touched = sql!(
        run,
        conn,
        "credit a seat",
        "UPDATE share_seat SET joined_at = $3 WHERE link_id = $1 AND reader_hash = $2 AND joined_at IS NULL",
        link,
        seat,
        now
    )?;
    Ok(touched > 0)
}

/// Some of a link's seats at a time: a viral one has very many, and others write in between.
pub async fn delete_some(conn: &mut Conn<'_>, link: LinkId, limit: i64) -> db::Result<u64> {
    sql!(
        run,
        conn,
        "clean up seats",
        "DELETE FROM share_seat WHERE link_id = $1
             AND reader_hash IN (SELECT reader_hash FROM share_seat WHERE link_id = $1 LIMIT $2)",
        link,
        limit
    )
}
