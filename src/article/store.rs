//! The tables of articles, their files and their authors.

use uuid::Uuid;

use super::folder::SourceFile;
use super::source::SourceArticle;
use super::source_author::SourceAuthor;
use super::{ArticleFile, ArticleId};
use crate::clock::Timestamp;
use crate::db::{self, Conn, notice, sql};

/// The topic of the notice that the catalogue has changed.
pub const CHANGED: &str = "articles";

/// A published article as its row holds it, without the rest.
#[derive(Debug, sqlx::FromRow)]
pub struct ArticleRow {
    pub id: ArticleId,
    pub digest: Vec<u8>,
    pub site: String,
    pub path: String,
    pub title: String,
    pub summary: String,
    pub kicker: Option<String>,
    pub author: Option<String>,
    pub image: Option<String>,
    pub image_alt: String,
    pub topics: String,
    pub access: String,
    pub words: i64,
    pub lead: String,
    pub lead_notes: String,
    pub published_at: Timestamp,
    pub updated_at: Option<Timestamp>,
    pub is_discussed: bool,
}

#[derive(Debug, sqlx::FromRow)]
pub struct AuthorRow {
    pub slug: String,
    pub name: String,
    pub bio: String,
    pub links: String,
    pub portrait_media_type: Option<String>,
}

/// What an import compares with.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct KnownArticle {
    pub id: ArticleId,
    pub source: String,
    pub digest: Vec<u8>,
    pub unpublished_at: Option<Timestamp>,
}

pub async fn find_version(conn: &mut Conn<'_>) -> db::Result<i64> {
    let row = sql!(
        find(i64,),
        conn,
        "look at the catalogue's version",
        "SELECT version FROM catalogue_version WHERE id = 1"
    )?;
    Ok(row.map_or(0, |(version,)| version))
}

pub async fn update_version(conn: &mut Conn<'_>) -> db::Result<()> {
    sql!(
        run,
        conn,
        "count up the catalogue's version",
        "UPDATE catalogue_version SET version = version + 1 WHERE id = 1"
    )?;
    notice::tell(conn, CHANGED, Uuid::nil()).await
}

/// Every published article, newest first: bounded by what a publisher has written, held in memory as a whole.
pub async fn list_published(conn: &mut Conn<'_>) -> db::Result<Vec<ArticleRow>> {
    sql!(list ArticleRow, conn, "list articles",
        "SELECT id, digest, site, path, title, summary, kicker, author, image, image_alt, topics, access, words, lead,
                lead_notes, published_at, updated_at, is_discussed
         FROM article WHERE unpublished_at IS NULL ORDER BY published_at DESC, id")
}

pub async fn list_authors(conn: &mut Conn<'_>) -> db::Result<Vec<AuthorRow>> {
    sql!(list AuthorRow, conn, "list authors",
        "SELECT slug, name, bio, links, portrait_media_type FROM author WHERE removed_at IS NULL")
}

/// The published article at a path.
pub async fn find_id(conn: &mut Conn<'_>, site: &str, path: &str) -> db::Result<Option<ArticleId>> {
    let row = sql!(
        find(ArticleId,),
        conn,
        "look for an article by its path",
        "SELECT id FROM article WHERE site = $1 AND path = $2 AND unpublished_at IS NULL",
        site,
        path
    )?;
    Ok(row.map(|(id,)| id))
}

/// Site, path and title of an article, published or not.
pub async fn find_heading(conn: &mut Conn<'_>, id: ArticleId) -> db::Result<Option<(String, String, String)>> {
    sql!(
        find(String, String, String),
        conn,
        "look for an article's title",
        "SELECT site, path, title FROM article WHERE id = $1",
        id
    )
}

/// The gated part. Called for a reader who was told yes, and for nobody else.
pub async fn find_rest(conn: &mut Conn<'_>, id: ArticleId) -> db::Result<Option<String>> {
    let row = sql!(
        find(String,),
        conn,
        "load the rest of an article",
        "SELECT rest FROM article WHERE id = $1 AND unpublished_at IS NULL",
        id
    )?;
    Ok(row.map(|(rest,)| rest))
}

pub async fn find_file(conn: &mut Conn<'_>, id: ArticleId, name: &str) -> db::Result<Option<ArticleFile>> {
    let row = sql!(
        find(String, bool, Vec<u8>, Vec<u8>),
        conn,
        "load a file of an article",
        "SELECT media_type, is_beyond_lead, digest, bytes FROM article_file WHERE article_id = $1 AND name = $2",
        id,
        name
    )?;
    Ok(row.map(|(media_type, is_beyond_lead, digest, bytes)| ArticleFile { media_type, is_beyond_lead, digest, bytes }))
}

/// Whether a file of an article is gated with its rest; without loading it.
pub async fn find_is_beyond_lead(conn: &mut Conn<'_>, id: ArticleId, name: &str) -> db::Result<Option<bool>> {
    let row = sql!(
        find(bool,),
        conn,
        "look at a file of an article",
        "SELECT is_beyond_lead FROM article_file WHERE article_id = $1 AND name = $2",
        id,
        name
    )?;
    Ok(row.map(|(is_beyond_lead,)| is_beyond_lead))
}

pub async fn find_portrait(conn: &mut Conn<'_>, slug: &str) -> db::Result<Option<ArticleFile>> {
    let row = sql!(
        find(Option<String>, Vec<u8>, Option<Vec<u8>>),
        conn,
        "load a portrait",
        "SELECT portrait_media_type, digest, portrait FROM author WHERE slug = $1 AND removed_at IS NULL",
        slug
    )?;
    Ok(row.and_then(|(media_type, digest, bytes)| {
        Some(ArticleFile { media_type: media_type?, is_beyond_lead: false, digest, bytes: bytes? })
    }))
}

pub async fn list_known(conn: &mut Conn<'_>, collection: &str) -> db::Result<Vec<KnownArticle>> {
    sql!(list KnownArticle, conn, "list what was imported before",
        "SELECT id, source, digest, unpublished_at FROM article WHERE collection = $1", collection)
}

/// The published article at this place, from whichever collection, with its source.
pub async fn find_at_path(
    conn: &mut Conn<'_>,
    site: &str,
    path: &str,
) -> db::Result<Option<(ArticleId, String, String)>> {
    sql!(
        find(ArticleId, String, String),
        conn,
        "look for an article at a path",
        "SELECT id, collection, source FROM article WHERE site = $1 AND path = $2 AND unpublished_at IS NULL",
        site,
        path
    )
}

/// Everything of an article's row that its source decides.
pub async fn upsert(
    conn: &mut Conn<'_>,
    id: ArticleId,
    collection: &str,
    article: &SourceArticle,
    now: Timestamp,
) -> db::Result<()> {
    let matter = &article.matter;
    let topics = serde_json::to_string(&matter.topics).unwrap_or_else(|_| "[]".to_owned());
    sql!(run, conn, "write an article",
        "INSERT INTO article (id, collection, source, digest, site, path, title, summary, kicker, author, image, image_alt,
                              topics, access, words, lead, rest, published_at, updated_at, imported_at, unpublished_at,
                              lead_notes)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, NULL, $22)
         ON CONFLICT (id) DO UPDATE SET
             collection = $2, source = $3, digest = $4, site = $5, path = $6, title = $7, summary = $8, kicker = $9,
             author = $10, image = $11, image_alt = $12, topics = $13, access = $14, words = $15, lead = $16, rest = $17,
             lead_notes = $22,
             published_at = CASE WHEN $21 THEN $18 ELSE article.published_at END,
             updated_at = $19, imported_at = $20, unpublished_at = NULL",
        id, collection, &article.source, &article.digest, article.site.as_str(), &article.path,
        matter.title.trim(), matter.summary.trim(), &matter.kicker, &matter.author, &article.image,
        &matter.image_alt, topics, article.access.as_str(), i64::try_from(article.cut.words).unwrap_or(i64::MAX),
        &article.cut.lead, &article.cut.rest, article.published.unwrap_or(now), article.updated, now,
        // Without a date of its own, an article keeps the one of its first import.
        article.published.is_some(), &article.cut.lead_notes)
    .map(drop)
}

/// Opens or closes its discussion.
pub async fn update_discussed(conn: &mut Conn<'_>, id: ArticleId, is_discussed: bool) -> db::Result<()> {
    sql!(
        run,
        conn,
        "open or close a discussion",
        "UPDATE article SET is_discussed = $2 WHERE id = $1",
        id,
        is_discussed
    )
    .map(drop)
}

pub async fn delete_files(conn: &mut Conn<'_>, id: ArticleId) -> db::Result<()> {
    sql!(run, conn, "remove an article's files", "DELETE FROM article_file WHERE article_id = $1", id).map(drop)
}

pub async fn insert_file(conn: &mut Conn<'_>, id: ArticleId, file: &SourceFile) -> db::Result<()> {
    sql!(run, conn, "write a file of an article",
        "INSERT INTO article_file (article_id, name, media_type, is_beyond_lead, digest, bytes) VALUES ($1, $2, $3, $4, $5, $6)",
        id, &file.name, file.media_type, file.is_beyond_lead, &file.digest, &file.bytes)
    .map(drop)
}

pub async fn update_unpublished(conn: &mut Conn<'_>, id: ArticleId, now: Timestamp) -> db::Result<()> {
    sql!(run, conn, "unpublish an article", "UPDATE article SET unpublished_at = $2 WHERE id = $1", id, now).map(drop)
}

/// Unpublished for good: its file's name now belongs to another article.
pub async fn update_retired(conn: &mut Conn<'_>, id: ArticleId) -> db::Result<()> {
    let name = format!("retired/{}", id.0);
    sql!(run, conn, "retire an article", "UPDATE article SET source = $2 WHERE id = $1", id, name).map(drop)
}

pub async fn list_author_digests(conn: &mut Conn<'_>) -> db::Result<Vec<(String, Vec<u8>, String)>> {
    sql!(
        list(String, Vec<u8>, String),
        conn,
        "list authors imported before",
        "SELECT slug, digest, source FROM author WHERE removed_at IS NULL"
    )
}

pub async fn upsert_author(conn: &mut Conn<'_>, source: &str, author: &SourceAuthor) -> db::Result<()> {
    let links = serde_json::to_string(&author.links).unwrap_or_else(|_| "[]".to_owned());
    let portrait = author.portrait.as_ref();
    sql!(
        run,
        conn,
        "write an author",
        "INSERT INTO author (slug, source, digest, name, bio, links, portrait, portrait_media_type, removed_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, NULL)
         ON CONFLICT (slug) DO UPDATE SET source = $2, digest = $3, name = $4, bio = $5, links = $6, portrait = $7,
             portrait_media_type = $8, removed_at = NULL",
        &author.slug,
        source,
        &author.digest,
        author.name.trim(),
        author.bio.trim(),
        links,
        portrait.map(|file| file.bytes.as_slice()),
        portrait.map(|file| file.media_type)
    )
    .map(drop)
}

pub async fn update_author_removed(conn: &mut Conn<'_>, slug: &str, now: Timestamp) -> db::Result<()> {
    sql!(run, conn, "remove an author", "UPDATE author SET removed_at = $2 WHERE slug = $1", slug, now).map(drop)
}

pub async fn find_place(conn: &mut Conn<'_>, id: ArticleId) -> db::Result<Option<(String, String)>> {
    sql!(find(String, String), conn, "look for an article's place", "SELECT site, path FROM article WHERE id = $1", id)
}
