//! The tables of articles, their files and their authors.

use uuid::Uuid;

use super::prepare::{Hero, Portrait};
use super::source::SourceArticle;
use super::source_author::SourceAuthor;
use super::{Access, ArticleId, Version};
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
    pub kind: String,
    pub series: Option<String>,
    pub series_part: Option<i64>,
    pub author: Option<String>,
    pub image: Option<String>,
    pub image_alt: String,
    pub image_caption: String,
    pub image_credit: String,
    pub image_width: Option<i64>,
    pub image_height: Option<i64>,
    pub image_srcset: String,
    pub topics: String,
    pub access: String,
    pub words: i64,
    pub lead: String,
    pub lead_notes: String,
    pub published_at: Timestamp,
    pub updated_at: Option<Timestamp>,
    pub is_discussed: bool,
    /// What staff say of its access, above what its file says.
    pub access_override: Option<String>,
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
    /// What it asks for at most: by its file, or by what staff say.
    pub access: String,
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
        "SELECT id, digest, site, path, title, summary, kicker, kind, series, series_part, author, image, image_alt,
                image_caption, image_credit, image_width, image_height, image_srcset, topics, access, words, lead,
                lead_notes, published_at, updated_at, is_discussed, access_override
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
/// With the version that it is of: a row may be newer than what the gate was asked about, and then it was asked about
/// something else.
pub async fn find_rest(conn: &mut Conn<'_>, id: ArticleId) -> db::Result<Option<(String, Version)>> {
    let row = sql!(
        find(String, Vec<u8>),
        conn,
        "load the rest of an article",
        "SELECT rest, digest FROM article WHERE id = $1 AND unpublished_at IS NULL",
        id
    )?;
    Ok(row.map(|(rest, digest)| (rest, Version::from_digest(&digest))))
}

#[derive(sqlx::FromRow)]
struct DigestRow {
    digest: Vec<u8>,
}

/// What an article's row is of now.
pub async fn find_own_version(conn: &mut Conn<'_>, id: ArticleId) -> db::Result<Option<Version>> {
    let row =
        sql!(find DigestRow, conn, "look at an article's version", "SELECT digest FROM article WHERE id = $1", id)?;
    Ok(row.map(|row| Version::from_digest(&row.digest)))
}

pub async fn list_known(conn: &mut Conn<'_>, collection: &str) -> db::Result<Vec<KnownArticle>> {
    sql!(list KnownArticle, conn, "list what was imported before",
        "SELECT id, source, digest, unpublished_at,
                CASE WHEN access = 'public' AND COALESCE(access_override, 'public') = 'public'
                    THEN 'public' ELSE 'registered' END AS access
         FROM article WHERE collection = $1", collection)
}

/// The same of one source.
pub async fn find_known(conn: &mut Conn<'_>, collection: &str, source: &str) -> db::Result<Option<KnownArticle>> {
    sql!(find KnownArticle, conn, "look for what was put before",
        "SELECT id, source, digest, unpublished_at, access FROM article WHERE collection = $1 AND source = $2",
        collection, source)
}

/// `None`: what the file says. False where there is no such article.
pub async fn update_access_override(
    conn: &mut Conn<'_>,
    id: ArticleId,
    access: Option<Access>,
    now: Timestamp,
) -> db::Result<bool> {
    let touched = sql!(
        run,
        conn,
        "change an article's access",
        "UPDATE article SET access_override = $2, access_override_at = $3 WHERE id = $1",
        id,
        access.map(Access::as_str),
        access.map(|_| now)
    )?;
    Ok(touched > 0)
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

/// Whether staff have opened this article while it was another collection's: see [`upsert`].
pub async fn is_opened_under_another(conn: &mut Conn<'_>, id: ArticleId, collection: &str) -> db::Result<bool> {
    let row = sql!(
        find(i64,),
        conn,
        "look whether an article was opened",
        "SELECT CAST(1 AS BIGINT) FROM article WHERE id = $1 AND collection <> $2 AND access_override = 'public'",
        id,
        collection
    )?;
    Ok(row.is_some())
}

/// Everything of an article's row that its source decides. What staff said of its access stays; but where another collection
/// takes the row over, they have not said that its article is open to everyone.
pub async fn upsert(
    conn: &mut Conn<'_>,
    id: ArticleId,
    collection: &str,
    (article, hero): (&SourceArticle, &Hero),
    now: Timestamp,
) -> db::Result<()> {
    let matter = &article.matter;
    let topics = serde_json::to_string(&matter.topics).unwrap_or_else(|_| "[]".to_owned());
    let part = article.series.as_ref().and_then(|series| series.part);
    sql!(run, conn, "write an article",
        "INSERT INTO article (id, collection, source, digest, site, path, title, summary, kicker, author, image, image_alt,
                              topics, access, words, lead, rest, published_at, updated_at, imported_at, unpublished_at,
                              lead_notes, kind, series, series_part, image_caption, image_credit, image_width,
                              image_height, image_srcset)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, NULL, $22,
                 $23, $24, $25, $26, $27, $28, $29, $30)
         ON CONFLICT (id) DO UPDATE SET
             collection = $2, source = $3, digest = $4, site = $5, path = $6, title = $7, summary = $8, kicker = $9,
             author = $10, image = $11, image_alt = $12, topics = $13, access = $14, words = $15, lead = $16, rest = $17,
             lead_notes = $22, kind = $23, series = $24, series_part = $25, image_caption = $26, image_credit = $27,
             image_width = $28, image_height = $29, image_srcset = $30,
             published_at = CASE WHEN $21 THEN $18 ELSE article.published_at END,
             access_override = CASE WHEN article.collection = $2 OR article.access_override = 'registered'
                 THEN article.access_override END,
             access_override_at = CASE WHEN article.collection = $2 OR article.access_override = 'registered'
                 THEN article.access_override_at END,
             updated_at = $19, imported_at = $20, unpublished_at = NULL",
        id, collection, &article.source, &article.digest, article.site.as_str(), &article.path,
        matter.title.trim(), matter.summary.trim(), &matter.kicker, &matter.author, &article.image,
        &matter.image_alt, topics, article.access.as_str(), i64::try_from(article.cut.words).unwrap_or(i64::MAX),
        &article.cut.lead, &article.cut.rest, article.published.unwrap_or(now), article.updated, now,
        // Without a date of its own, an article keeps the one of its first import.
        article.published.is_some(), &article.cut.lead_notes, matter.kind.as_str(),
        article.series.as_ref().map(|series| series.name.as_str()), part.map(i64::from), matter.image_caption.trim(),
        matter.image_credit.trim(), hero.size.map(|size| i64::from(size.width)),
        hero.size.map(|size| i64::from(size.height)), &hero.srcset)
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

pub async fn upsert_author(
    conn: &mut Conn<'_>,
    source: &str,
    author: &SourceAuthor,
    portrait: Option<&Portrait>,
) -> db::Result<()> {
    let links = serde_json::to_string(&author.links).unwrap_or_else(|_| "[]".to_owned());
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
