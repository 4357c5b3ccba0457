//! The table of promotions.

use super::source::SourcePromotion;
use crate::clock::Timestamp;
use crate::db::{self, Conn, sql};

#[derive(Debug, sqlx::FromRow)]
pub struct PromotionRow {
    pub collection: String,
    pub source: String,
    pub digest: Vec<u8>,
    pub site: Option<String>,
    pub text: String,
    pub link: String,
    pub label: Option<String>,
    pub starts_at: Option<Timestamp>,
    pub ends_at: Timestamp,
    pub event_at: Option<Timestamp>,
    pub event_zone: Option<String>,
    pub audience: String,
    pub topics: String,
    pub paths: String,
    pub priority: i64,
}

/// All that are in the publisher's folders: a handful, held in memory as a whole.
pub async fn list(conn: &mut Conn<'_>) -> db::Result<Vec<PromotionRow>> {
    sql!(list PromotionRow, conn, "list promotions",
        "SELECT collection, source, digest, site, text, link, label, starts_at, ends_at, event_at, event_zone, audience,
                topics, paths, priority
         FROM promotion")
}

pub async fn list_digests(conn: &mut Conn<'_>, collection: &str) -> db::Result<Vec<(String, Vec<u8>)>> {
    sql!(
        list(String, Vec<u8>),
        conn,
        "list promotions imported before",
        "SELECT source, digest FROM promotion WHERE collection = $1",
        collection
    )
}

pub async fn upsert(conn: &mut Conn<'_>, collection: &str, promotion: &SourcePromotion) -> db::Result<()> {
    let json = |list: &[String]| serde_json::to_string(list).unwrap_or_else(|_| "[]".to_owned());
    let event = promotion.event.as_ref();
    sql!(
        run,
        conn,
        "write a promotion",
        "INSERT INTO promotion (collection, source, digest, site, text, link, label, starts_at, ends_at, event_at,
                                event_zone, audience, topics, paths, priority)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)
         ON CONFLICT (collection, source) DO UPDATE SET digest = $3, site = $4, text = $5, link = $6, label = $7,
             starts_at = $8, ends_at = $9, event_at = $10, event_zone = $11, audience = $12, topics = $13, paths = $14,
             priority = $15",
        collection,
        &promotion.source,
        &promotion.digest,
        promotion.site.as_ref().map(crate::site::SiteHost::as_str),
        &promotion.text,
        &promotion.link,
        &promotion.label,
        promotion.starts_at,
        promotion.ends_at,
        event.map(|event| event.at),
        event.map(|event| event.zone.name()),
        promotion.audience.as_str(),
        json(&promotion.topics),
        json(&promotion.paths),
        promotion.priority
    )
    .map(drop)
}

pub async fn delete(conn: &mut Conn<'_>, collection: &str, source: &str) -> db::Result<()> {
    sql!(
        run,
        conn,
        "remove a promotion",
        "DELETE FROM promotion WHERE collection = $1 AND source = $2",
        collection,
        source
    )
    .map(drop)
}
