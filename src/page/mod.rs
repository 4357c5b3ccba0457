//! Pages of the publisher's own words: about, privacy, terms. Everyone may read them, and they are in no list.

pub mod flow;
pub mod store;

use uuid::Uuid;

use crate::clock::Timestamp;
use crate::secret::Version;
use crate::site::SiteHost;

/// The slug whose text stands on the page of membership, and nowhere else.
pub const JOIN: &str = "join";

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, sqlx::Type)]
#[sqlx(transparent)]
pub struct PageId(pub Uuid);

#[derive(Debug)]
pub struct Page {
    pub id: PageId,
    /// `None`: every site that has none of its own under this slug.
    pub site: Option<SiteHost>,
    pub slug: String,
    pub title: String,
    /// May be empty.
    pub summary: String,
    /// `None`: after those that have one.
    pub position: Option<i64>,
    /// What the page of membership calls it; `None`: membership.
    pub programme: Option<String>,
    /// HTML, made safe at import.
    pub body: String,
    pub updated_at: Option<Timestamp>,
    /// Changes with any change of the page.
    pub version: Version,
}

/// One page as its folder has it.
#[derive(Debug)]
pub struct SourcePage {
    /// Relative to the folder, with `/`.
    pub source: String,
    pub digest: Vec<u8>,
    pub site: Option<SiteHost>,
    pub slug: String,
    pub title: String,
    pub summary: String,
    pub position: Option<i64>,
    pub programme: Option<String>,
    pub body: String,
    pub updated_at: Option<Timestamp>,
    pub files: Vec<PageFile>,
}

/// An image or other file beside a page.
#[derive(Debug)]
pub struct PageFile {
    pub name: String,
    pub media_type: String,
    pub digest: Vec<u8>,
    pub bytes: Vec<u8>,
}
