//! The tables of sums, read for the desk and summed up by day.

use super::Event;
use crate::article::ArticleId;
use crate::clock::{Day, Timestamp};
use crate::db::{self, Conn, sql};

/// One sum of one day.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct SumRow {
    pub day: Day,
    pub event: String,
    pub label: String,
    pub reason: String,
    pub count: i64,
}

/// Sums over all articles from one day to another, both included: of days that were summed up, and of those since.
pub async fn list_sums(conn: &mut Conn<'_>, from: Day, to: Day) -> db::Result<Vec<SumRow>> {
    sql!(list SumRow, conn, "list what happened by day",
        "SELECT t.day, t.event, t.label, t.reason, t.count FROM insight_total t
             JOIN insight_rolled r ON r.day = t.day WHERE t.day >= $1 AND t.day <= $2
         UNION ALL
         SELECT d.day, d.event, d.label, d.reason, CAST(SUM(d.count) AS BIGINT) FROM insight_day d
         WHERE d.day >= $1 AND d.day <= $2 AND d.day > (SELECT COALESCE(MAX(day), -1) FROM insight_rolled)
         GROUP BY d.day, d.event, d.label, d.reason", from, to)
}

/// The same of one site: of days that were summed up, and of those since.
pub async fn list_sums_of_site(conn: &mut Conn<'_>, site: &str, from: Day, to: Day) -> db::Result<Vec<SumRow>> {
    sql!(list SumRow, conn, "list what happened by day and site",
        "SELECT t.day, t.event, t.label, t.reason, t.count FROM insight_site_total t
             JOIN insight_rolled r ON r.day = t.day WHERE t.site = $3 AND t.day >= $1 AND t.day <= $2
         UNION ALL
         SELECT d.day, d.event, d.label, d.reason, CAST(SUM(d.count) AS BIGINT) FROM insight_day d
         JOIN article a ON a.id = d.article_id
         WHERE d.day >= $1 AND d.day <= $2 AND d.day > (SELECT COALESCE(MAX(day), -1) FROM insight_rolled)
             AND a.site = $3
         GROUP BY d.day, d.event, d.label, d.reason", from, to, site)
}

/// One sum of one article.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct ArticleRow {
    pub article_id: ArticleId,
    pub event: String,
    pub count: i64,
}

/// What walls, addresses of new readers, new members and views each article had, from one day to another.
pub async fn list_by_article(conn: &mut Conn<'_>, from: Day, to: Day) -> db::Result<Vec<ArticleRow>> {
    sql!(list ArticleRow, conn, "list what happened by article",
        "SELECT article_id, event, CAST(SUM(count) AS BIGINT) AS count FROM insight_day
         WHERE day >= $1 AND day <= $2 AND event IN ($3, $4, $5, $6) AND NOT (event = $4 AND label = 'member')
         GROUP BY article_id, event", from, to,
        Event::WallShown.as_str(), Event::AddressGiven.as_str(), Event::Joined.as_str(), Event::Read.as_str())
}

/// The same of one article.
pub async fn list_of_article(
    conn: &mut Conn<'_>,
    article: ArticleId,
    from: Day,
    to: Day,
) -> db::Result<Vec<ArticleRow>> {
    sql!(list ArticleRow, conn, "list what happened by one article",
        "SELECT article_id, event, CAST(SUM(count) AS BIGINT) AS count FROM insight_day
         WHERE article_id = $1 AND day >= $2 AND day <= $3 AND event IN ($4, $5, $6, $7)
             AND NOT (event = $5 AND label = 'member')
         GROUP BY article_id, event", article, from, to,
        Event::WallShown.as_str(), Event::AddressGiven.as_str(), Event::Joined.as_str(), Event::Read.as_str())
}

/// Sums over these articles, by day: each is looked up by itself, and put together where they lie.
pub async fn list_sums_of(
    conn: &mut Conn<'_>,
    articles: impl Iterator<Item = ArticleId>,
    from: Day,
    to: Day,
) -> db::Result<Vec<SumRow>> {
    let ids: Vec<String> = articles.map(|id| format!("\"{}\"", id.0.simple())).collect();
    let ids = format!("[{}]", ids.join(","));
    let text = conn.pick(
        "SELECT d.day, d.event, d.label, d.reason, SUM(d.count) AS count
         FROM json_each($1) AS e CROSS JOIN insight_day d
         WHERE d.article_id = unhex(e.value) AND d.day >= $2 AND d.day <= $3
         GROUP BY d.day, d.event, d.label, d.reason",
        "SELECT d.day, d.event, d.label, d.reason, CAST(SUM(d.count) AS BIGINT) AS count
         FROM json_array_elements_text(CAST($1 AS json)) AS e(value) CROSS JOIN insight_day d
         WHERE d.article_id = CAST(e.value AS UUID) AND d.day >= $2 AND d.day <= $3
         GROUP BY d.day, d.event, d.label, d.reason",
    );
    sql!(list SumRow, conn, "list what happened by day and some articles", text, ids, from, to)
}

/// Days before today that were not summed up for good. All of them follow on those that were.
pub async fn list_unrolled(conn: &mut Conn<'_>, today: Day, limit: i64) -> db::Result<Vec<Day>> {
    let rows = sql!(
        list(Day,),
        conn,
        "list days that are to be summed up",
        "SELECT DISTINCT day FROM insight_day WHERE day < $1 AND day > (SELECT COALESCE(MAX(day), -1) FROM insight_rolled)
         ORDER BY day LIMIT $2",
        today,
        limit
    )?;
    Ok(rows.into_iter().map(|(day,)| day).collect())
}

/// Anew from the rows of the day.
pub async fn replace_totals(conn: &mut Conn<'_>, day: Day) -> db::Result<()> {
    sql!(run, conn, "drop a day's totals", "DELETE FROM insight_total WHERE day = $1", day)?;
    sql!(
        run,
        conn,
        "sum up a day",
        "INSERT INTO insight_total (day, event, label, reason, count)
         SELECT day, event, label, reason, SUM(count) FROM insight_day WHERE day = $1 GROUP BY day, event, label, reason",
        day
    )?;
    sql!(run, conn, "drop a day's totals of sites", "DELETE FROM insight_site_total WHERE day = $1", day)?;
    sql!(
        run,
        conn,
        "sum up a day of each site",
        "INSERT INTO insight_site_total (site, day, event, label, reason, count)
         SELECT a.site, d.day, d.event, d.label, d.reason, SUM(d.count) FROM insight_day d
         JOIN article a ON a.id = d.article_id WHERE d.day = $1 GROUP BY a.site, d.day, d.event, d.label, d.reason",
        day
    )
    .map(drop)
}

pub async fn insert_rolled(conn: &mut Conn<'_>, day: Day, now: Timestamp) -> db::Result<()> {
    sql!(
        run,
        conn,
        "note that a day is summed up",
        "INSERT INTO insight_rolled (day, rolled_at) VALUES ($1, $2) ON CONFLICT (day) DO UPDATE SET rolled_at = $2",
        day,
        now
    )
    .map(drop)
}
