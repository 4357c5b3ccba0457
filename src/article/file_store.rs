//! The tables of files beside articles, of their images' smaller forms, and portraits.

use super::prepare::PreparedFile;
use super::{ArticleFile, ArticleId};
use crate::db::{self, Conn, sql};

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

/// A smaller form of an image beside an article. Whether it is gated is the image's to say.
pub async fn find_form(
    conn: &mut Conn<'_>,
    id: ArticleId,
    (name, width): (&str, u32),
    is_beyond_lead: bool,
) -> db::Result<Option<ArticleFile>> {
    let row = sql!(
        find(Vec<u8>, Vec<u8>),
        conn,
        "load a form of an image",
        "SELECT digest, bytes FROM article_form WHERE article_id = $1 AND name = $2 AND width = $3",
        id,
        name,
        i64::from(width)
    )?;
    let media_type = "image/webp".to_owned();
    Ok(row.map(|(digest, bytes)| ArticleFile { media_type, is_beyond_lead, digest, bytes }))
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

/// One form that is there already.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct KnownForm {
    pub name: String,
    /// 0: no form of this image is smaller than itself.
    pub width: i64,
    pub source_digest: Vec<u8>,
}

pub async fn list_forms(conn: &mut Conn<'_>, id: ArticleId) -> db::Result<Vec<KnownForm>> {
    sql!(list KnownForm, conn, "list the forms of an article's images",
        "SELECT name, width, source_digest FROM article_form WHERE article_id = $1 ORDER BY name, width", id)
}

pub async fn delete_files(conn: &mut Conn<'_>, id: ArticleId) -> db::Result<()> {
    sql!(run, conn, "remove an article's files", "DELETE FROM article_file WHERE article_id = $1", id).map(drop)
}

pub async fn insert_file(conn: &mut Conn<'_>, id: ArticleId, file: &PreparedFile) -> db::Result<()> {
    sql!(run, conn, "write a file of an article",
        "INSERT INTO article_file (article_id, name, media_type, is_beyond_lead, digest, bytes) VALUES ($1, $2, $3, $4, $5, $6)",
        id, &file.file.name, file.file.media_type, file.file.is_beyond_lead, &file.digest, &file.bytes)
    .map(drop)
}

/// All forms of one image.
pub async fn delete_forms_of(conn: &mut Conn<'_>, id: ArticleId, name: &str) -> db::Result<()> {
    sql!(
        run,
        conn,
        "remove the forms of an image",
        "DELETE FROM article_form WHERE article_id = $1 AND name = $2",
        id,
        name
    )
    .map(drop)
}

pub async fn delete_forms(conn: &mut Conn<'_>, id: ArticleId) -> db::Result<()> {
    sql!(run, conn, "remove an article's forms", "DELETE FROM article_form WHERE article_id = $1", id).map(drop)
}

/// The forms go with their images, which another article has now.
pub async fn update_forms_article(conn: &mut Conn<'_>, from: ArticleId, to: ArticleId) -> db::Result<()> {
    sql!(
        run,
        conn,
        "give an article's forms to another",
        "UPDATE article_form SET article_id = $2 WHERE article_id = $1",
        from,
        to
    )
    .map(drop)
}

/// A form with its width; of width 0, and empty, where no form is smaller than the image itself.
pub async fn insert_form(
    conn: &mut Conn<'_>,
    id: ArticleId,
    file: &PreparedFile,
    (width, bytes): (u32, &[u8]),
) -> db::Result<()> {
    sql!(run, conn, "write a form of an image",
        "INSERT INTO article_form (article_id, name, width, source_digest, digest, bytes) VALUES ($1, $2, $3, $4, $5, $6)",
        id, &file.file.name, i64::from(width), file.source_digest(), crate::secret::sha256(bytes).to_vec(), bytes)
    .map(drop)
}
