//! The tables of sums, read for the desk and summed up by day.

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

/// The first day from $1 on that was not summed up. One bound alone: an engine that is given two reads by the first of them.
macro_rules! since {
    ($rolled:literal) => {
        concat!("(SELECT CASE WHEN MAX(day) >= $1 THEN MAX(day) + 1 ELSE $1 END FROM ", $rolled, ")")
    };
}

/// Days whose articles' sums so far are kept: a program of before those sums wrote the others.
macro_rules! so_far {
    ($condition:literal) => {
        concat!("(SELECT MAX(day) FROM insight_rolled WHERE has_so_far AND ", $condition, ")")
    };
}

/// Sums over all articles from one day to another, both included: of days that were summed up, and of those since.
pub async fn list_sums(conn: &mut Conn<'_>, from: Day, to: Day) -> db::Result<Vec<SumRow>> {
    sql!(list SumRow, conn, "list what happened by day",
        concat!("SELECT t.day, t.event, t.label, t.reason, t.count FROM insight_total t
             JOIN insight_rolled r ON r.day = t.day WHERE t.day >= $1 AND t.day <= $2
         UNION ALL
         SELECT d.day, d.event, d.label, d.reason, CAST(SUM(d.count) AS BIGINT) FROM insight_day d
         WHERE d.day <= $2 AND d.day >= ", since!("insight_rolled"), " GROUP BY d.day, d.event, d.label, d.reason"), from, to)
}

/// The same of one site: of days that were summed up, and of those since.
pub async fn list_sums_of_site(conn: &mut Conn<'_>, site: &str, from: Day, to: Day) -> db::Result<Vec<SumRow>> {
    sql!(list SumRow, conn, "list what happened by day and site",
        concat!("SELECT t.day, t.event, t.label, t.reason, t.count FROM insight_site_total t
             JOIN insight_rolled r ON r.day = t.day WHERE t.site = $3 AND t.day >= $1 AND t.day <= $2
         UNION ALL
         SELECT d.day, d.event, d.label, d.reason, CAST(SUM(d.count) AS BIGINT) FROM insight_day d
         JOIN article a ON a.id = d.article_id
         WHERE a.site = $3 AND d.day <= $2 AND d.day >= ", since!("insight_rolled"), " GROUP BY d.day, d.event, d.label, d.reason"),
        from, to, site)
}

/// What one article had in some of the days that were asked for.
#[derive(Debug, Clone, Copy, sqlx::FromRow)]
pub struct BroughtRow {
    pub article_id: ArticleId,
    pub views: i64,
    pub walls: i64,
    pub addresses: i64,
    pub joined: i64,
}

/// What each row of the table, called `d`, adds to its article: views, walls, addresses of new readers, new members.
macro_rules! brought {
    ($($rest:expr),+) => {
        concat!(
            "SELECT d.article_id, \
             CASE WHEN d.event = 'read' THEN d.count ELSE 0 END AS views, \
             CASE WHEN d.event = 'wall' THEN d.count ELSE 0 END AS walls, \
             CASE WHEN d.event = 'address' THEN d.count ELSE 0 END AS addresses, \
             CASE WHEN d.event = 'joined' THEN d.count ELSE 0 END AS joined \
             FROM insight_day d WHERE d.event IN ('read', 'wall', 'address', 'joined') \
             AND NOT (d.event = 'address' AND d.label = 'member') AND ",
            $($rest),+
        )
    };
}

/// One row for each article of what is added up.
macro_rules! added_up {
    ($($rows:expr),+) => {
        concat!(
            "SELECT a.article_id, CAST(SUM(a.views) AS BIGINT) AS views, CAST(SUM(a.walls) AS BIGINT) AS walls, \
             CAST(SUM(a.addresses) AS BIGINT) AS addresses, CAST(SUM(a.joined) AS BIGINT) AS joined FROM (",
            $($rows,)+
            ") a GROUP BY a.article_id"
        )
    };
}

/// What walls, addresses of new readers, new members and views each article had, from one day to another: of days that were
/// summed up, and of those since.
pub async fn list_brought(conn: &mut Conn<'_>, from: Day, to: Day) -> db::Result<Vec<BroughtRow>> {
    sql!(list BroughtRow, conn, "list what happened by article",
        added_up!(
            "SELECT e.article_id, e.views - COALESCE(b.views, 0) AS views, e.walls - COALESCE(b.walls, 0) AS walls, \
             e.addresses - COALESCE(b.addresses, 0) AS addresses, e.joined - COALESCE(b.joined, 0) AS joined \
             FROM insight_so_far e LEFT JOIN insight_so_far b ON b.article_id = e.article_id \
             AND b.day = ", so_far!("day < $1"), " WHERE e.day = ", so_far!("day >= $1 AND day <= $2"), " UNION ALL ",
            brought!("d.day <= $2 AND d.day >= ", since!("insight_rolled WHERE has_so_far"))
        ), from, to)
}

/// The same of one article: at most one row.
pub async fn list_brought_by(
    conn: &mut Conn<'_>,
    article: ArticleId,
    from: Day,
    to: Day,
) -> db::Result<Vec<BroughtRow>> {
    sql!(list BroughtRow, conn, "list what happened by one article",
        added_up!(brought!("d.article_id = $1 AND d.day >= $2 AND d.day <= $3")), article, from, to)
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
        "SELECT DISTINCT day FROM insight_day WHERE day < $1
             AND day > (SELECT COALESCE(MAX(day), -1) FROM insight_rolled WHERE has_so_far) ORDER BY day LIMIT $2",
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

/// What each article has had up to the end of this day: what it had up to the day before, and what the day brought. The days
/// are taken in their order.
pub async fn replace_so_far(conn: &mut Conn<'_>, day: Day) -> db::Result<()> {
    sql!(run, conn, "drop what articles had so far", "DELETE FROM insight_so_far WHERE day = $1", day)?;
    sql!(
        run,
        conn,
        "sum up what articles had so far",
        concat!(
            "INSERT INTO insight_so_far (article_id, views, walls, addresses, joined, day) SELECT s.*, $1 FROM (",
            added_up!(
                "SELECT s.article_id, s.views, s.walls, s.addresses, s.joined FROM insight_so_far s
                 WHERE s.day = ",
                so_far!("day < $1"),
                " UNION ALL ",
                brought!("d.day = $1")
            ),
            ") s"
        ),
        day
    )
    .map(drop)
}

/// Of days before this one the last stays: it is what a later one is reckoned from.
pub async fn delete_so_far_before(conn: &mut Conn<'_>, day: Day) -> db::Result<()> {
    sql!(
        run,
        conn,
        "drop what articles had long ago",
        concat!("DELETE FROM insight_so_far WHERE day < ", so_far!("day <= $1")),
        day
    )
    .map(drop)
}

pub async fn insert_rolled(conn: &mut Conn<'_>, day: Day, now: Timestamp) -> db::Result<()> {
    sql!(
        run,
        conn,
        "note that a day is summed up",
        "INSERT INTO insight_rolled (day, rolled_at, has_so_far) VALUES ($1, $2, TRUE)
         ON CONFLICT (day) DO UPDATE SET rolled_at = $2, has_so_far = TRUE",
        day,
        now
    )
    .map(drop)
}

/// Whether this very day is summed up, with what articles had so far.
pub async fn is_rolled(conn: &mut Conn<'_>, day: Day) -> db::Result<bool> {
    let (count,) = sql!(
        one(i64,),
        conn,
        "look whether a day is summed up",
        "SELECT COUNT(*) FROM insight_rolled WHERE day = $1 AND has_so_far",
        day
    )?;
    Ok(count > 0)
}

/// How many days from this one on are summed up.
pub async fn count_rolled_from(conn: &mut Conn<'_>, day: Day) -> db::Result<i64> {
    let (count,) = sql!(
        one(i64,),
        conn,
        "count days that are summed up",
        "SELECT COUNT(*) FROM insight_rolled WHERE day >= $1",
        day
    )?;
    Ok(count)
}

/// The sums of days from this one on; the days themselves stay.
pub async fn delete_sums_from(conn: &mut Conn<'_>, day: Day) -> db::Result<()> {
    for text in [
        "DELETE FROM insight_rolled WHERE day >= $1",
        "DELETE FROM insight_so_far WHERE day >= $1",
        "DELETE FROM insight_total WHERE day >= $1",
        "DELETE FROM insight_site_total WHERE day >= $1",
    ] {
        sql!(run, conn, "drop the sums of days that are not over", text, day)?;
    }
    Ok(())
}
