//! Share links: what they brought, and their end.

use axum::extract::{Path, State};
use axum::response::Response;
use http::{StatusCode, Uri};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::ask::{Parameters, page, path_id};
use super::problem::{Clash, NotThere, Problem, Refused};
use super::{Caller, OnceHeader, answer};
use crate::article::ArticleId;
use crate::clock::Timestamp;
use crate::member::MemberId;
use crate::share::LinkId;
use crate::share::store::{self, LinkRow};
use crate::web::AppState;

/// A share link. The link itself is not told: whoever has it may read.
#[derive(Debug, Serialize, ToSchema)]
pub struct Share {
    #[schema(format = Uuid)]
    id: String,
    /// The id of the article that it opens.
    #[schema(format = Uuid)]
    article: String,
    /// Where it was meant to go.
    #[schema(example = "email")]
    channel: String,
    /// The member who made it, or at the start of its chain; null: they are a member no more, or it was a guest's alone.
    #[schema(format = Uuid)]
    member: Option<String>,
    /// The link that its maker had come by.
    #[schema(format = Uuid)]
    parent: Option<String>,
    #[schema(format = DateTime)]
    made_at: String,
    #[schema(format = DateTime)]
    expires_at: String,
    /// When it was ended by hand.
    #[schema(format = DateTime)]
    ended_at: Option<String>,
    reader_limit: i64,
    /// Readers it has let in.
    readers: i64,
    openings: i64,
    /// New members it has made.
    joined: i64,
    #[schema(format = DateTime)]
    last_opened_at: Option<String>,
}

impl Share {
    fn of(row: &LinkRow) -> Self {
        Self {
            id: row.id.0.to_string(),
            article: row.article_id.0.to_string(),
            channel: row.channel.clone(),
            member: row.member().map(|id| id.0.to_string()),
            parent: row.parent_id.map(|id| id.0.to_string()),
            made_at: row.made_at.to_iso(),
            expires_at: row.expires_at.to_iso(),
            ended_at: row.ended_at.map(Timestamp::to_iso),
            reader_limit: row.reader_limit,
            readers: row.readers,
            openings: row.openings,
            joined: row.joined,
            last_opened_at: row.last_opened_at.map(Timestamp::to_iso),
        }
    }
}

/// A page of share links.
#[derive(Debug, Serialize, ToSchema)]
pub struct Shares {
    items: Vec<Share>,
    /// The `cursor` of the next page; null: this is the last.
    next: Option<String>,
}

/// Share links, the newest first.
#[utoipa::path(get, path = "/-/api/v1/shares", tag = "shares", security(("key" = ["shares:read"])),
    params(
        ("limit" = Option<u8>, Query, minimum = 1, maximum = 100, description = "Rows of a page; 50 where it is not given."),
        ("cursor" = Option<String>, Query, format = Uuid, description = "What `next` of the page before was."),
        ("article" = Option<String>, Query, format = Uuid, description = "Only links to this article."),
        ("member" = Option<String>, Query, format = Uuid, description = "Only links of this member; not with `article`."),
    ),
    responses((status = 200, body = Shares), Refused))]
pub async fn list(State(app): State<AppState>, uri: Uri) -> Result<Response, Problem> {
    let asked = Parameters::read(&uri, &["limit", "cursor", "article", "member"])?;
    let limit = asked.limit()?;
    let before = LinkId(asked.cursor()?.unwrap_or(Uuid::max()));
    let (article, member) = (asked.id("article")?, asked.id("member")?);
    let mut read = app.db.read_lists().await?;
    let mut conn = read.conn();
    let rows = match (article, member) {
        (Some(_), Some(_)) => return Err(Problem::bad_parameter("member", "Give an article or a member, not both.")),
        (Some(id), None) => store::list_of_article(&mut conn, ArticleId(id), before, limit + 1).await?,
        (None, Some(id)) => store::list_of_member(&mut conn, MemberId(id), before, limit + 1).await?,
        (None, None) => store::list_before(&mut conn, before, limit + 1).await?,
    };
    let (rows, next) = page(rows, limit, |row| row.id.0);
    answer(StatusCode::OK, &Shares { items: rows.iter().map(Share::of).collect(), next })
}

/// One share link.
#[utoipa::path(get, path = "/-/api/v1/shares/{id}", tag = "shares", security(("key" = ["shares:read"])),
    params(("id" = String, Path, format = Uuid, description = "The link's id.")),
    responses((status = 200, body = Share), Refused, NotThere))]
pub async fn show(State(app): State<AppState>, Path(id): Path<String>, uri: Uri) -> Result<Response, Problem> {
    Parameters::read(&uri, &[])?;
    answer(StatusCode::OK, &Share::of(&find(&app, &id).await?))
}

async fn find(app: &AppState, id: &str) -> Result<LinkRow, Problem> {
    let id = LinkId(path_id(id, "share link")?);
    let mut read = app.db.read().await?;
    store::find_row(&mut read.conn(), id).await?.ok_or_else(|| Problem::not_found("share link"))
}

/// Ends a share link at once: whoever opens it meets the wall. Links that its guests made go on.
#[utoipa::path(post, path = "/-/api/v1/shares/{id}/end", tag = "shares", security(("key" = ["shares:write"])),
    params(("id" = String, Path, format = Uuid, description = "The link's id."), OnceHeader),
    responses((status = 200, body = Share), Refused, NotThere, Clash))]
pub async fn end(
    State(app): State<AppState>,
    caller: Caller,
    Path(id): Path<String>,
    uri: Uri,
) -> Result<Response, Problem> {
    Parameters::read(&uri, &[])?;
    let found = find(&app, &id).await?;
    app.shares.end(found.id, caller.actor()).await?;
    answer(StatusCode::OK, &Share::of(&find(&app, &id).await?))
}
