//! The table of comments. Who may write, what was thanked for, reported and decided stand in tables of their own.

use super::{CommentId, Cursor, Order, State, WhyHeld};
use crate::article::ArticleId;
use crate::clock::Timestamp;
use crate::db::{self, Conn, sql};
use crate::member::MemberId;
use crate::secret;

/// A comment as its row holds it.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct CommentRow {
    pub id: CommentId,
    pub article_id: ArticleId,
    /// `None`: a former member.
    pub member_id: Option<MemberId>,
    pub parent_id: Option<CommentId>,
    pub source: String,
    pub state: String,
    pub why_held: Option<String>,
    pub thanks: i64,
    pub answers: i64,
    pub reports: i64,
    pub created_at: Timestamp,
    pub edited_at: Option<Timestamp>,
}

impl CommentRow {
    pub fn state(&self) -> State {
        State::from_column(&self.state)
    }

    /// Changes with its words: what was decided about others does not hold for these.
    pub fn text_mark(&self) -> String {
        secret::encode(secret::sha256(self.source.as_bytes()).get(..12).unwrap_or_default())
    }
}

/// The same with its writer's name, and whether the reader has thanked for it.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct ShownRow {
    #[sqlx(flatten)]
    pub comment: CommentRow,
    /// `None`: a former member. May be empty.
    pub name: Option<String>,
    pub thanked_at: Option<Timestamp>,
}

macro_rules! comment_columns {
    () => {
        "c.id, c.article_id, c.member_id, c.parent_id, c.source, c.state, c.why_held, c.thanks, c.answers, c.reports, \
         c.created_at, c.edited_at"
    };
}

// The name is the one column of another table: a page of comments is one query, not one for each writer.
macro_rules! shown {
    ($reader:literal, $rest:literal) => {
        concat!(
            "SELECT ",
            comment_columns!(),
            ", m.name, t.thanked_at FROM ",
            $rest,
            " LEFT JOIN member m ON m.id = c.member_id LEFT JOIN comment_thanks t ON t.comment_id = c.id AND t.member_id = ",
            $reader
        )
    };
    ($reader:literal, $from:literal, $rest:literal) => {
        concat!(shown!($reader, $from), " WHERE ", $rest)
    };
}

pub async fn find(conn: &mut Conn<'_>, id: CommentId) -> db::Result<Option<CommentRow>> {
    sql!(find CommentRow, conn, "load a comment",
        concat!("SELECT ", comment_columns!(), " FROM comment c WHERE c.id = $1"), id)
}

/// The same, and only where it is this member's: ids are not secrets.
pub async fn find_of(conn: &mut Conn<'_>, id: CommentId, member: MemberId) -> db::Result<Option<CommentRow>> {
    sql!(find CommentRow, conn, "load a member's comment",
        concat!("SELECT ", comment_columns!(), " FROM comment c WHERE c.id = $1 AND c.member_id = $2"), id, member)
}

/// Published or held, of this very text, since then.
pub async fn find_same(
    conn: &mut Conn<'_>,
    (member, article, parent): (MemberId, ArticleId, Option<CommentId>),
    source: &str,
    since: Timestamp,
) -> db::Result<Option<CommentRow>> {
    // A list and not an OR: both engines then walk the member's comments of one state by the index.
    sql!(find CommentRow, conn, "look for the same comment",
        concat!("SELECT ", comment_columns!(), " FROM comment c
             WHERE c.member_id = $1 AND c.state IN ('published', 'held') AND c.article_id = $2
                 AND COALESCE(c.parent_id, c.article_id) = $3 AND c.source = $4 AND c.created_at > $5 LIMIT 1"),
        member, article, parent.map_or(article.0, |parent| parent.0), source, since)
}

pub async fn insert(conn: &mut Conn<'_>, new: &CommentRow) -> db::Result<()> {
    sql!(
        run,
        conn,
        "write a comment",
        "INSERT INTO comment (id, article_id, member_id, parent_id, source, state, why_held, thanks, answers, reports,
                              created_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, 0, 0, 0, $8)",
        new.id,
        new.article_id,
        new.member_id,
        new.parent_id,
        &new.source,
        &new.state,
        &new.why_held,
        new.created_at
    )
    .map(drop)
}

/// A page of what is shown on its own, after the cursor. `reader` is whose thanks are looked at.
pub async fn list(
    conn: &mut Conn<'_>,
    article: ArticleId,
    (order, after): (Order, Cursor),
    limit: i64,
    reader: MemberId,
) -> db::Result<Vec<ShownRow>> {
    match order {
        Order::Newest => sql!(list ShownRow, conn, "list comments, newest first",
            shown!("$4", "comment c",
                "c.article_id = $1 AND c.parent_id IS NULL AND (c.state = 'published' OR c.answers > 0) AND c.id < $2
                 ORDER BY c.id DESC LIMIT $3"),
            article, after.id, limit, reader),
        Order::Best => sql!(list ShownRow, conn, "list comments, best first",
            shown!("$4", "comment c",
                "c.article_id = $1 AND c.parent_id IS NULL AND (c.state = 'published' OR c.answers > 0)
                 AND (c.thanks, c.id) < ($5, $2) ORDER BY c.thanks DESC, c.id DESC LIMIT $3"),
            article, after.id, limit, reader, after.thanks),
    }
}

/// The oldest answers to each of these, `each` at most.
pub async fn list_answers(
    conn: &mut Conn<'_>,
    parents: &[CommentId],
    each: i64,
    reader: MemberId,
) -> db::Result<Vec<ShownRow>> {
    let parents: Vec<String> = parents.iter().map(|parent| parent.0.simple().to_string()).collect();
    let parents = serde_json::to_string(&parents).unwrap_or_else(|_| "[]".to_owned());
    // So many of each: up to the one in that place, or all where there are not so many.
    let text = conn.pick(
        concat!(
            shown!(
                "$3",
                "json_each($1) p JOIN comment c ON c.parent_id = unhex(p.value) AND c.state = 'published'
                     AND c.id <= COALESCE((SELECT r.id FROM comment r WHERE r.parent_id = unhex(p.value)
                         AND r.state = 'published' ORDER BY r.id LIMIT 1 OFFSET $2), $4)"
            ),
            " ORDER BY c.id"
        ),
        concat!(
            shown!(
                "$3",
                "json_array_elements_text($1::json) AS p (value) JOIN comment c ON c.parent_id = p.value::uuid
                     AND c.state = 'published' AND c.id <= COALESCE((SELECT r.id FROM comment r
                         WHERE r.parent_id = p.value::uuid AND r.state = 'published' ORDER BY r.id LIMIT 1 OFFSET $2), $4)"
            ),
            " ORDER BY c.id"
        ),
    );
    let (last, end) = (each.saturating_sub(1), CommentId(uuid::Uuid::max()));
    sql!(list ShownRow, conn, "list answers to comments", text, parents, last, reader, end)
}

/// Answers to one comment, after this one.
pub async fn list_thread(
    conn: &mut Conn<'_>,
    parent: CommentId,
    after: CommentId,
    limit: i64,
    reader: MemberId,
) -> db::Result<Vec<ShownRow>> {
    sql!(list ShownRow, conn, "list the answers to a comment",
        shown!("$4", "comment c",
            "c.parent_id = $1 AND c.state = 'published' AND c.id > $2 ORDER BY c.id LIMIT $3"),
        parent, after, limit, reader)
}

pub async fn find_shown(conn: &mut Conn<'_>, id: CommentId, reader: MemberId) -> db::Result<Option<ShownRow>> {
    sql!(find ShownRow, conn, "load a comment as it is shown", shown!("$2", "comment c", "c.id = $1"), id, reader)
}

/// What of a member's waits for staff under this article: for themselves.
pub async fn list_held_of(
    conn: &mut Conn<'_>,
    member: MemberId,
    article: ArticleId,
    limit: i64,
) -> db::Result<Vec<ShownRow>> {
    sql!(list ShownRow, conn, "list a member's comments that wait",
        shown!("$1", "comment c",
            "c.member_id = $1 AND c.state = 'held' AND c.article_id = $2 ORDER BY c.id DESC LIMIT $3"),
        member, article, limit)
}

/// What waits for staff or was reported, newest first.
pub async fn list_for_staff(conn: &mut Conn<'_>, before: CommentId, limit: i64) -> db::Result<Vec<ShownRow>> {
    sql!(list ShownRow, conn, "list comments for staff",
        shown!("c.member_id", "comment c", "(c.state = 'held' OR c.reports > 0) AND c.id < $1 ORDER BY c.id DESC LIMIT $2"),
        before, limit)
}

/// All of a member's, in their order.
pub async fn list_of(
    conn: &mut Conn<'_>,
    member: MemberId,
    state: State,
    (after, limit): (CommentId, i64),
) -> db::Result<Vec<CommentRow>> {
    sql!(list CommentRow, conn, "list a member's comments",
        concat!("SELECT ", comment_columns!(), " FROM comment c
             WHERE c.member_id = $1 AND c.state = $2 AND c.id > $3 ORDER BY c.id LIMIT $4"),
        member, state.as_str(), after, limit)
}

/// The latest of a member's, whatever became of them.
pub async fn list_latest_of(conn: &mut Conn<'_>, member: MemberId, limit: i64) -> db::Result<Vec<CommentRow>> {
    sql!(list CommentRow, conn, "list a member's latest comments",
        concat!("SELECT ", comment_columns!(), " FROM comment c WHERE c.member_id = $1 ORDER BY c.id DESC LIMIT $2"),
        member, limit)
}

/// A new text. False where its state is another one by now.
pub async fn update_source(
    conn: &mut Conn<'_>,
    id: CommentId,
    source: &str,
    (state, now): (State, Timestamp),
) -> db::Result<bool> {
    let touched = sql!(
        run,
        conn,
        "edit a comment",
        "UPDATE comment SET source = $2, edited_at = $4 WHERE id = $1 AND state = $3",
        id,
        source,
        state.as_str(),
        now
    )?;
    Ok(touched > 0)
}

/// From one state to another, which ends what is open about it. False where its state is another one by now.
pub async fn update_state(conn: &mut Conn<'_>, row: &CommentRow, to: State, now: Timestamp) -> db::Result<bool> {
    let ended_at = matches!(to, State::Removed | State::Deleted).then_some(now);
    let touched = sql!(
        run,
        conn,
        "change a comment's state",
        // Nobody takes back what was reported before staff have read it: its words stay for them alone.
        "UPDATE comment SET state = $3, ended_at = $4,
             source = CASE WHEN $3 = 'deleted' AND reports = 0 THEN '' ELSE source END,
             reports = CASE WHEN $3 = 'deleted' THEN reports ELSE 0 END
         WHERE id = $1 AND state = $2 AND source = $5",
        row.id,
        row.state().as_str(),
        to.as_str(),
        ended_at,
        &row.source
    )?;
    Ok(touched > 0)
}

/// Published once, and now waits for staff. False where its state is another one by now.
pub async fn update_held(conn: &mut Conn<'_>, id: CommentId, why: WhyHeld) -> db::Result<bool> {
    let touched = sql!(
        run,
        conn,
        "hold a comment",
        "UPDATE comment SET state = 'held', why_held = $2, told_at = NULL WHERE id = $1 AND state = 'published'",
        id,
        why.as_str()
    )?;
    Ok(touched > 0)
}

pub async fn add_answers(conn: &mut Conn<'_>, id: CommentId, count: i64) -> db::Result<()> {
    sql!(run, conn, "count an answer", "UPDATE comment SET answers = answers + $2 WHERE id = $1", id, count).map(drop)
}

/// Staff have decided about what was reported of it. What its writer has deleted meanwhile loses its words now.
pub async fn clear_reports(conn: &mut Conn<'_>, id: CommentId) -> db::Result<()> {
    sql!(
        run,
        conn,
        "settle a comment's reports",
        "UPDATE comment SET reports = 0, source = CASE WHEN state = 'deleted' THEN '' ELSE source END WHERE id = $1",
        id
    )
    .map(drop)
}

/// False where a letter told of this answer before.
pub async fn claim_letter(conn: &mut Conn<'_>, id: CommentId, now: Timestamp) -> db::Result<bool> {
    let touched = sql!(
        run,
        conn,
        "note that an answer is told",
        "UPDATE comment SET answered_at = $2 WHERE id = $1 AND answered_at IS NULL",
        id,
        now
    )?;
    Ok(touched > 0)
}
