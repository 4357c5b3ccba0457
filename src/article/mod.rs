//! What can be read: paths, access, lead and rest, authors and topics.
//!
//! An [`Article`] holds its lead and never its rest: the rest is fetched apart, by those who were told yes.

pub mod around;
mod author;
mod block;
pub mod catalogue;
pub mod cut;
mod beside;
mod figure;
mod folder;
pub mod form;
pub mod frame;
mod frames;
mod front_matter;
mod html;
pub mod import;
mod import_author;
mod markdown;
pub mod outline;
mod path;
mod pending;
pub mod picture;
mod prepare;
pub mod put;
mod view_count;
mod write;
mod source;
mod source_author;
mod source_page;
mod source_promotion;
mod tasks;

pub mod desk_store;
pub mod file_store;
pub mod store;

use std::sync::Arc;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::clock::Timestamp;
use crate::site::SiteHost;

pub use around::Around;
pub use author::{Author, AuthorLink, LinkKind};
pub use catalogue::{Catalogue, Shelf};
pub use path::canonical_path;
pub use picture::Size;
pub use view_count::{View, ViewCount};

pub use crate::secret::Version;
pub use front_matter::FrontMatter;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, sqlx::Type)]
#[sqlx(transparent)]
pub struct ArticleId(pub Uuid);

/// The collection of articles that programs put: no folder holds them.
pub const COLLECTION_OF_PROGRAMS: &str = "api";

/// What an article asks of a reader.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Access {
    Public,
    Registered,
}

impl Access {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Public => "public",
            Self::Registered => "registered",
        }
    }

    /// An unknown word in the table asks for the most: the gate fails closed.
    pub fn from_column(text: &str) -> Self {
        if text == "public" { Self::Public } else { Self::Registered }
    }
}

/// What sort of piece it is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    #[default]
    Article,
    Guide,
    Review,
    Interview,
    Blog,
}

impl Kind {
    pub const ALL: [Self; 5] = [Self::Article, Self::Guide, Self::Review, Self::Interview, Self::Blog];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Article => "article",
            Self::Guide => "guide",
            Self::Review => "review",
            Self::Interview => "interview",
            Self::Blog => "blog",
        }
    }

    /// An unknown word in the table is an article, as most are.
    pub fn from_column(text: &str) -> Self {
        Self::ALL.into_iter().find(|kind| kind.as_str() == text).unwrap_or_default()
    }
}

/// The series that an article is a part of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Series {
    pub name: String,
    /// `None`: the parts stand by date, after those with a number.
    pub part: Option<u32>,
}

/// One piece at one path of one site, as everyone may know it.
#[derive(Debug, Clone)]
pub struct Article {
    pub id: ArticleId,
    pub site: SiteHost,
    /// Starts with `/`, ends without one, percent-encoded.
    pub path: String,
    pub title: String,
    /// May be empty.
    pub summary: String,
    pub kicker: Option<String>,
    pub kind: Kind,
    pub series: Option<Series>,
    pub author: Option<Arc<Author>>,
    /// A path of ours, never gated.
    pub image: Option<String>,
    pub image_alt: String,
    /// May be empty, as the credit.
    pub image_caption: String,
    pub image_credit: String,
    /// `None` where the file does not say.
    pub image_size: Option<Size>,
    /// As in the attribute of that name; empty where the image has no other form.
    pub image_srcset: String,
    pub topics: Vec<Topic>,
    pub access: Access,
    /// Of lead and rest.
    pub words: u32,
    /// HTML, made safe at import.
    pub lead: String,
    /// HTML of the footnotes that the lead refers to; may be empty.
    pub lead_notes: String,
    pub published_at: Timestamp,
    pub updated_at: Option<Timestamp>,
    /// Members may comment on it.
    pub is_discussed: bool,
    /// Changes with any change of the article, and of what its page shows around it.
    pub version: Version,
    /// Changes with any change of the article itself, its files included.
    pub own_version: Version,
    /// Of the times it was read and not yet written down; the same through all versions.
    pub views: ViewCount,
}

impl Article {
    pub fn is_gated(&self) -> bool {
        self.access != Access::Public
    }

    /// At 230 words a minute, which is what adults read of plain prose (Brysbaert 2019: 238).
    pub fn minutes(&self) -> u32 {
        self.words.div_ceil(230).max(1)
    }

    pub fn has_topic(&self, slug: &str) -> bool {
        self.topics.iter().any(|topic| topic.slug == slug)
    }

    pub fn changed_at(&self) -> Timestamp {
        self.updated_at.unwrap_or(self.published_at)
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Topic {
    pub name: String,
    pub slug: String,
}

impl Topic {
    pub fn new(name: &str) -> Self {
        Self { name: name.to_owned(), slug: slug(name) }
    }
}

/// An image or other file beside an article.
#[derive(Debug)]
pub struct ArticleFile {
    pub media_type: String,
    /// Shown by nothing that every reader may see: gated with the rest.
    pub is_beyond_lead: bool,
    pub digest: Vec<u8>,
    pub bytes: Vec<u8>,
}

/// Lower-case words joined by dashes: `Paper & Ink` → `paper-ink`.
pub fn slug(text: &str) -> String {
    let mut slug = String::with_capacity(text.len());
    for c in text.chars().flat_map(char::to_lowercase) {
        if c.is_alphanumeric() {
            slug.push(c);
        } else if !slug.ends_with('-') && !slug.is_empty() && c != '\'' && c != '’' {
            slug.push('-');
        }
    }
    slug.trim_end_matches('-').to_owned()
}

/// Whether a folder can be imported, without importing it: how many articles it holds, or the first faults.
pub fn source_check(folder: &std::path::Path, settings: &import::ImportSettings) -> anyhow::Result<String> {
    let collection =
        source::read(folder, settings).map_err(|error| anyhow::anyhow!("{}: {error}", folder.display()))?;
    if collection.faults.is_empty() {
        return Ok(format!("{} holds {} articles", folder.display(), collection.articles.len()));
    }
    let faults: Vec<String> = collection.faults.iter().map(ToString::to_string).collect();
    anyhow::bail!("{}", faults.join("; "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slugs_are_words_joined_by_dashes() {
        for (text, wanted) in
            [("Paper & Ink", "paper-ink"), ("  Don’t  Panic! ", "dont-panic"), ("Über Öl", "über-öl"), ("!!!", "")]
        {
            assert_eq!(slug(text), wanted);
        }
    }
}
