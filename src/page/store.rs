//! The tables of pages and the files beside them.

use super::{PageFile, PageId, SourcePage};
use crate::clock::Timestamp;
use crate::db::{self, Conn, sql};

#[derive(Debug, sqlx::FromRow)]
pub struct PageRow {
    pub id: PageId,
    pub digest: Vec<u8>,
    pub site: Option<String>,
    pub slug: String,
    pub title: String,
    pub summary: String,
    pub position: Option<i64>,
    pub programme: Option<String>,
    pub body: String,
    pub updated_at: Option<Timestamp>,
}

/// What an import compares with.
#[derive(Debug, sqlx::FromRow)]
pub struct KnownPage {
    pub id: PageId,
    pub collection: String,
    pub source: String,
    pub digest: Vec<u8>,
    pub site: Option<String>,
    pub slug: String,
}

/// All of them: a handful, held in memory as a whole.
pub async fn list(conn: &mut Conn<'_>) -> db::Result<Vec<PageRow>> {
    sql!(list PageRow, conn, "list pages",
        "SELECT id, digest, site, slug, title, summary, position, programme, body, updated_at FROM page")
}

pub async fn list_known(conn: &mut Conn<'_>) -> db::Result<Vec<KnownPage>> {
    sql!(list KnownPage, conn, "list pages imported before",
        "SELECT id, collection, source, digest, site, slug FROM page")
}

pub async fn upsert(conn: &mut Conn<'_>, id: PageId, collection: &str, page: &SourcePage) -> db::Result<()> {
    sql!(run, conn, "write a page",
        "INSERT INTO page (id, collection, source, digest, site, slug, title, summary, position, programme, body, updated_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
         ON CONFLICT (id) DO UPDATE SET digest = $4, site = $5, slug = $6, title = $7, summary = $8, position = $9,
             programme = $10, body = $11, updated_at = $12",
        id, collection, &page.source, &page.digest, page.site.as_ref().map(crate::site::SiteHost::as_str), &page.slug,
        &page.title, &page.summary, page.position, &page.programme, &page.body, page.updated_at)
    .map(drop)
}

/// With its files.
pub async fn delete(conn: &mut Conn<'_>, id: PageId) -> db::Result<()> {
    sql!(run, conn, "remove a page", "DELETE FROM page WHERE id = $1", id).map(drop)
}

pub async fn delete_files(conn: &mut Conn<'_>, id: PageId) -> db::Result<()> {
    sql!(run, conn, "remove a page's files", "DELETE FROM page_file WHERE page_id = $1", id).map(drop)
}

pub async fn insert_file(conn: &mut Conn<'_>, id: PageId, file: &PageFile) -> db::Result<()> {
    sql!(
        run,
        conn,
        "write a file of a page",
        "INSERT INTO page_file (page_id, name, media_type, digest, bytes) VALUES ($1, $2, $3, $4, $5)",
        id,
        &file.name,
        &file.media_type,
        &file.digest,
        &file.bytes
    )
    .map(drop)
}

pub async fn find_file(conn: &mut Conn<'_>, id: PageId, name: &str) -> db::Result<Option<PageFile>> {
    let row = sql!(
        find(String, String, Vec<u8>, Vec<u8>),
        conn,
        "load a file of a page",
        "SELECT name, media_type, digest, bytes FROM page_file WHERE page_id = $1 AND name = $2",
        id,
        name
    )?;
    Ok(row.map(|(name, media_type, digest, bytes)| PageFile { name, media_type, digest, bytes }))
}
