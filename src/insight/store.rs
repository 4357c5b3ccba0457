//! The table of sums by day.

use uuid::Uuid;

use super::Happening;
use crate::article::ArticleId;
use crate::clock::Day;
use crate::db::{self, Conn, sql};

/// Within the caller's transaction, last in it: these rows are everybody's, and are held for the shortest time.
pub async fn add(conn: &mut Conn<'_>, day: Day, happening: &Happening, count: i64) -> db::Result<()> {
    sql!(
        run,
        conn,
        "count what happened",
        "INSERT INTO insight_day (day, event, label, reason, article_id, count) VALUES ($1, $2, $3, $4, $5, $6)
         ON CONFLICT (day, event, label, reason, article_id) DO UPDATE SET count = insight_day.count + $6",
        day,
        happening.event.as_str(),
        happening.label.as_ref(),
        happening.reason,
        happening.article.unwrap_or(ArticleId(Uuid::nil())),
        count
    )
    .map(drop)
}

/// Two that go together, each once, in one statement.
pub async fn add_both(conn: &mut Conn<'_>, day: Day, [one, other]: [&Happening; 2]) -> db::Result<()> {
    sql!(
        run,
        conn,
        "count what happened",
        "INSERT INTO insight_day (day, event, label, reason, article_id, count)
         VALUES ($1, $2, $3, $4, $5, 1), ($1, $6, $7, $8, $9, 1)
         ON CONFLICT (day, event, label, reason, article_id) DO UPDATE SET count = insight_day.count + 1",
        day,
        one.event.as_str(),
        one.label.as_ref(),
        one.reason,
        one.article.unwrap_or(ArticleId(Uuid::nil())),
        other.event.as_str(),
        other.label.as_ref(),
        other.reason,
        other.article.unwrap_or(ArticleId(Uuid::nil()))
    )
    .map(drop)
}
