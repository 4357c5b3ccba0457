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
