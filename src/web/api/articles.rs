//! Articles: those there are, one from a content system, and what one asks of a reader.

use std::time::Duration;

use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use http::{StatusCode, Uri};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::ask::{Json, Parameters, page, path_id};
use super::problem::{BadBody, Clash, NotThere, Problem, Refused};
use super::{Caller, OnceHeader, answer};
use crate::article::desk_store::{self, ListedArticle, Narrowed};
use crate::article::put::{self, Put, Sent};
use crate::article::{Access, ArticleId, COLLECTION_OF_PROGRAMS, FrontMatter};
use crate::clock::Timestamp;
use crate::links;
use crate::staff::articles::{AccessChange, Received, TakenBack};
use crate::web::AppState;

/// An article, without its text.
#[derive(Debug, Serialize, ToSchema)]
pub struct Article {
    #[schema(format = Uuid)]
    id: String,
    /// What its program calls it, where one has put it; null: it is a file's.
    source: Option<String>,
    /// The host of its site.
    site: String,
    path: String,
    /// Where readers find it.
    #[schema(format = Uri)]
    url: String,
    title: String,
    author: Option<String>,
    /// What it asks of a reader now: `public` or `registered`.
    access: String,
    /// What staff or a program have said instead of the file; null: the file says it.
    access_override: Option<String>,
    words: i64,
    #[schema(format = DateTime)]
    published_at: String,
    #[schema(format = DateTime)]
    updated_at: Option<String>,
    /// When it was taken out; null: it is there, from `published_at` on.
    #[schema(format = DateTime)]
    unpublished_at: Option<String>,
}

impl Article {
    fn of(app: &AppState, row: &ListedArticle) -> Self {
        let base = &app.sites.find_or_first(&row.site).base_url;
        Self {
            id: row.id.0.to_string(),
            source: (row.collection == COLLECTION_OF_PROGRAMS).then(|| row.source.clone()),
            site: row.site.clone(),
            path: row.path.clone(),
            url: links::absolute(base, &row.path),
            title: row.title.clone(),
            author: row.author.clone(),
            access: Access::from_column(row.access_override.as_ref().unwrap_or(&row.access)).as_str().to_owned(),
            access_override: row.access_override.clone(),
            words: row.words,
            published_at: row.published_at.to_iso(),
            updated_at: row.updated_at.map(Timestamp::to_iso),
            unpublished_at: row.unpublished_at.map(Timestamp::to_iso),
        }
    }
}

/// A page of articles.
#[derive(Debug, Serialize, ToSchema)]
pub struct Articles {
    items: Vec<Article>,
    /// The `cursor` of the next page; null: this is the last.
    next: Option<String>,
}

/// Articles, the last that came in first; unpublished ones too.
#[utoipa::path(get, path = "/-/api/v1/articles", tag = "articles", security(("key" = ["articles:read"])),
    params(
        ("limit" = Option<u8>, Query, minimum = 1, maximum = 100, description = "Rows of a page; 50 where it is not given."),
        ("cursor" = Option<String>, Query, format = Uuid, description = "What `next` of the page before was."),
        ("title" = Option<String>, Query, max_length = 200, description = "A part of the title."),
        ("site" = Option<String>, Query, description = "On the site of this host."),
    ),
    responses((status = 200, body = Articles), Refused))]
pub async fn list(State(app): State<AppState>, uri: Uri) -> Result<Response, Problem> {
    let asked = Parameters::read(&uri, &["limit", "cursor", "title", "site"])?;
    let limit = asked.limit()?;
    let before = ArticleId(asked.cursor()?.unwrap_or(Uuid::max()));
    let title = asked.get("title").unwrap_or_default();
    if title.chars().count() > 200 || title.contains('\0') {
        return Err(Problem::bad_parameter("title", "Up to 200 characters."));
    }
    if asked.get("site").is_some_and(|site| site.contains('\0')) {
        return Err(Problem::bad_parameter("site", "The host of a site."));
    }
    let site = asked.get("site").map(str::to_owned);
    let narrowed = Narrowed { title: title.to_owned(), site, is_overridden: false };
    let rows = {
        let mut read = app.db.read_lists().await?;
        desk_store::list_before(&mut read.conn(), &narrowed, before, limit + 1).await?
    };
    let (rows, next) = page(rows, limit, |row| row.id.0);
    answer(StatusCode::OK, &Articles { items: rows.iter().map(|row| Article::of(&app, row)).collect(), next })
}

/// One article, without its text.
#[utoipa::path(get, path = "/-/api/v1/articles/{id}", tag = "articles", security(("key" = ["articles:read"])),
    params(("id" = String, Path, format = Uuid, description = "The article's id.")),
    responses((status = 200, body = Article), Refused, NotThere))]
pub async fn show(State(app): State<AppState>, Path(id): Path<String>, uri: Uri) -> Result<Response, Problem> {
    Parameters::read(&uri, &[])?;
    let id = ArticleId(path_id(&id, "article")?);
    shown(&app, StatusCode::OK, id).await
}

async fn shown(app: &AppState, status: StatusCode, id: ArticleId) -> Result<Response, Problem> {
    let row = {
        let mut read = app.db.read().await?;
        desk_store::find(&mut read.conn(), id).await?
    };
    let row = row.ok_or_else(|| Problem::not_found("article"))?;
    answer(status, &Article::of(app, &row))
}

/// An image or another file that goes with an article, named in its text as a file beside it.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ArticleFile {
    /// Letters and digits of ASCII, `.`, `_` and `-`.
    #[schema(pattern = "^[A-Za-z0-9_-][A-Za-z0-9._-]{0,99}$")]
    name: String,
    /// Its bytes in base64.
    #[schema(content_encoding = "base64")]
    data: String,
}

/// An article as a content system has it: the same fields as the head of a Markdown file, and its text.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ArticleToPut {
    /// The head, with the names that it has in a file: `title`, `summary`, `author`, `published`, `updated`, `access`,
    /// `kicker`, `kind`, `series`, `part`, `image`, `image_alt`, `image_caption`, `image_credit`, `topics`, `path` (wanted),
    /// `site`, `comments`.
    #[schema(value_type = Head)]
    head: serde_json::Map<String, serde_json::Value>,
    /// Markdown. The lead ends at `<!-- more -->`, else after as many words as the settings say.
    #[schema(min_length = 1)]
    markdown: String,
    /// Fifty at most.
    #[serde(default)]
    #[schema(max_items = 50)]
    files: Vec<ArticleFile>,
}

/// The head of an article. See the guide to articles.
#[derive(ToSchema)]
#[schema(as = ArticleHead)]
#[expect(dead_code, reason = "read by the document of the API alone")]
pub struct Head {
    #[schema(min_length = 1)]
    title: String,
    /// From the root of its site.
    #[schema(example = "/kitchen/bread")]
    path: String,
    site: Option<String>,
    summary: Option<String>,
    author: Option<String>,
    #[schema(format = DateTime)]
    published: Option<String>,
    #[schema(format = DateTime)]
    updated: Option<String>,
    /// `public` or `registered`; what the settings say where it is not given.
    access: Option<String>,
    kicker: Option<String>,
    /// `article`, `guide`, `review`, `interview` or `blog`.
    kind: Option<String>,
    series: Option<String>,
    part: Option<u32>,
    /// The name of one of the files.
    image: Option<String>,
    image_alt: Option<String>,
    image_caption: Option<String>,
    image_credit: Option<String>,
    topics: Option<Vec<String>>,
    /// False closes the discussion.
    comments: Option<bool>,
}

fn wrong(field: impl Into<String>, detail: impl Into<String>) -> Problem {
    Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "bad-field", detail).at(field)
}

impl ArticleToPut {
    fn into_sent(self, source: String) -> Result<Sent, Problem> {
        let text = format!("{}\n{}", serde_json::Value::Object(self.head.clone()), self.markdown);
        let head = serde_json::Value::Object(self.head);
        let matter: FrontMatter = serde_path_to_error::deserialize(head).map_err(|error| {
            let path = error.path().to_string();
            let field = if path == "." { "head".to_owned() } else { format!("head.{path}") };
            wrong(field, format!("{}.", error.into_inner()))
        })?;
        if matter.path.is_none() {
            return Err(wrong("head.path", "Say at which path it is to stand."));
        }
        if self.files.len() > put::FILES {
            return Err(wrong("files", format!("{} files at most.", put::FILES)));
        }
        let mut files: Vec<(String, Vec<u8>)> = Vec::new();
        for (place, file) in self.files.into_iter().enumerate() {
            if !put::is_name(&file.name) || file.name == "index.md" {
                return Err(wrong(
                    format!("files[{place}].name"),
                    "Letters and digits, `.`, `_` and `-`, no dot first.",
                ));
            }
            if files.iter().any(|(name, _)| name.eq_ignore_ascii_case(&file.name)) {
                return Err(wrong(format!("files[{place}].name"), "Another file has this name."));
            }
            let bytes = STANDARD.decode(file.data.as_bytes());
            let bytes = bytes.map_err(|_| wrong(format!("files[{place}].data"), "It is no base64."))?;
            files.push((file.name, bytes));
        }
        Ok(Sent { source, matter, body: self.markdown, files, text })
    }
}

/// Puts an article, in the place of the one that was put under the same source before.
///
/// It is read as a file of the folder would be: the same head, the same cut into lead and rest, the same forms of its images.
#[utoipa::path(put, path = "/-/api/v1/articles/by-source/{source}", tag = "articles",
    security(("key" = ["articles:write"])),
    params(("source" = String, Path, pattern = "^[A-Za-z0-9_-][A-Za-z0-9._-]{0,99}$", description = "What your system calls it."), OnceHeader),
    request_body = ArticleToPut,
    responses((status = 200, description = "It has changed, or was so already.", body = Article),
        (status = 201, description = "It is new.", body = Article), Refused, NotThere, Clash, BadBody))]
pub async fn put(
    State(app): State<AppState>,
    caller: Caller,
    Path(source): Path<String>,
    uri: Uri,
    Json(body): Json<ArticleToPut>,
) -> Result<Response, Problem> {
    Parameters::read(&uri, &[])?;
    if !put::is_name(&source) {
        return Err(Problem::bad_parameter(
            "source",
            "Letters and digits, `.`, `_` and `-`, no dot first; 100 at most.",
        ));
    }
    let sent = body.into_sent(source)?;
    match app.desk.put_article(caller.actor(), sent, &app.import).await? {
        Received::Refused(reason) => {
            Err(Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "bad-article", format!("{reason}.")))
        }
        Received::Busy => Err(Problem::of_status(StatusCode::SERVICE_UNAVAILABLE).after(Duration::from_secs(5))),
        Received::Put(Put::Taken { collection, source }) => {
            let whose = if collection == COLLECTION_OF_PROGRAMS { "the source" } else { "the file" };
            Err(Problem::conflict("path-taken", format!("Its path is taken by {whose} {source}.")).at("head.path"))
        }
        Received::Put(Put::Added(id)) => after(&app, StatusCode::CREATED, id).await,
        Received::Put(Put::Changed(id) | Put::Unchanged(id)) => after(&app, StatusCode::OK, id).await,
    }
}

/// Readers see it from here on, on this instance before the answer.
async fn after(app: &AppState, status: StatusCode, id: ArticleId) -> Result<Response, Problem> {
    app.shelf.refresh(&app.db, app.clock.now()).await?;
    shown(app, status, id).await
}

/// Takes an article out that was put under this source. It keeps its id, and may be put again.
#[utoipa::path(delete, path = "/-/api/v1/articles/by-source/{source}", tag = "articles",
    security(("key" = ["articles:write"])),
    params(("source" = String, Path, pattern = "^[A-Za-z0-9_-][A-Za-z0-9._-]{0,99}$", description = "What your system calls it."), OnceHeader),
    responses((status = 204, description = "It is out."), Refused, NotThere, Clash))]
pub async fn take_back(
    State(app): State<AppState>,
    caller: Caller,
    Path(source): Path<String>,
    uri: Uri,
) -> Result<Response, Problem> {
    Parameters::read(&uri, &[])?;
    let taken = if put::is_name(&source) {
        app.desk.take_back_article(caller.actor(), &source).await?
    } else {
        TakenBack::Nothing
    };
    let TakenBack::Yes(_) = taken else {
        let detail = "No article stands under this source.";
        return Err(Problem::new(StatusCode::NOT_FOUND, "not-found", detail));
    };
    app.shelf.refresh(&app.db, app.clock.now()).await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}

/// What an article is to ask of a reader.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AccessToPut {
    /// `public` or `registered`; null: what its file says.
    #[schema(required, pattern = "^(public|registered)$")]
    access: Option<String>,
}

/// Says what an article asks of a reader, whatever its file says, until it is lifted with null.
#[utoipa::path(put, path = "/-/api/v1/articles/{id}/access", tag = "articles", security(("key" = ["articles:write"])),
    params(("id" = String, Path, format = Uuid, description = "The article's id."), OnceHeader),
    request_body = AccessToPut,
    responses((status = 200, body = Article), Refused, NotThere, Clash, BadBody))]
pub async fn put_access(
    State(app): State<AppState>,
    caller: Caller,
    Path(id): Path<String>,
    uri: Uri,
    Json(body): Json<AccessToPut>,
) -> Result<Response, Problem> {
    Parameters::read(&uri, &[])?;
    let id = ArticleId(path_id(&id, "article")?);
    let access = match body.access.as_deref() {
        None => None,
        Some("public") => Some(Access::Public),
        Some("registered") => Some(Access::Registered),
        Some(_) => return Err(wrong("access", "`public`, `registered` or null.")),
    };
    match app.desk.change_access(caller.actor(), id, access).await? {
        AccessChange::NoArticle => Err(Problem::not_found("article")),
        AccessChange::Done | AccessChange::Nothing => after(&app, StatusCode::OK, id).await,
    }
}
