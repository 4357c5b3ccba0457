//! Everything published, held in memory: a wall page needs no query, and comes even while the database is away.
//!
//! Holds leads and never a rest.

use std::collections::HashMap;
use std::sync::Arc;

use arc_swap::ArcSwap;
use tokio::sync::Mutex;

use super::store::{self, ArticleRow, AuthorRow};
use super::{Access, Article, ArticleId, Author, Topic, Version};
use crate::clock::Timestamp;
use crate::db::{self, Db};
use crate::site::SiteHost;

/// One moment's state of all articles. Never changes; a new one takes its place.
#[derive(Debug, Default)]
pub struct Catalogue {
    /// Counts up with each change in the database.
    pub version: i64,
    /// Counts up with each catalogue read by this process: lists change also when an article comes due.
    pub generation: u64,
    by_site: HashMap<SiteHost, Shelving>,
    by_id: HashMap<ArticleId, Arc<Article>>,
    authors: HashMap<String, Arc<Author>>,
    /// When the next article comes out that is written but not yet published.
    next_due: Option<Timestamp>,
    read_at: Timestamp,
}

#[derive(Debug, Default)]
struct Shelving {
    by_path: HashMap<String, Arc<Article>>,
    /// Newest first.
    newest: Vec<Arc<Article>>,
}

impl Catalogue {
    fn build(version: i64, articles: Vec<ArticleRow>, authors: Vec<AuthorRow>, now: Timestamp) -> Self {
        let authors: HashMap<String, Arc<Author>> =
            authors.into_iter().map(|row| (row.slug.clone(), Arc::new(author(row)))).collect();
        let mut catalogue = Self { version, authors, read_at: now, ..Self::default() };
        for row in articles {
            if row.published_at > now {
                let sooner = catalogue.next_due.is_none_or(|due| row.published_at < due);
                catalogue.next_due = if sooner { Some(row.published_at) } else { catalogue.next_due };
                continue;
            }
            let article = Arc::new(article(row, &mut catalogue.authors));
            let shelving = catalogue.by_site.entry(article.site.clone()).or_default();
            shelving.by_path.insert(article.path.clone(), Arc::clone(&article));
            shelving.newest.push(Arc::clone(&article));
            catalogue.by_id.insert(article.id, article);
        }
        catalogue
    }

    pub fn find(&self, site: &SiteHost, path: &str) -> Option<&Arc<Article>> {
        self.by_site.get(site)?.by_path.get(path)
    }

    pub fn find_by_id(&self, id: ArticleId) -> Option<&Arc<Article>> {
        self.by_id.get(&id)
    }

    /// All of a site, newest first.
    pub fn list(&self, site: &SiteHost) -> &[Arc<Article>] {
        self.by_site.get(site).map_or(&[], |shelving| &shelving.newest)
    }

    pub fn find_author(&self, slug: &str) -> Option<&Arc<Author>> {
        self.authors.get(slug)
    }

    pub fn list_by_author(&self, site: &SiteHost, slug: &str) -> Vec<Arc<Article>> {
        let is_by = |article: &&Arc<Article>| article.author.as_ref().is_some_and(|author| author.slug == slug);
        self.list(site).iter().filter(is_by).cloned().collect()
    }

    /// The topic's name as last written, and its articles; `None` where no article has it.
    pub fn find_topic(&self, site: &SiteHost, slug: &str) -> Option<(Topic, Vec<Arc<Article>>)> {
        let of = |article: &&Arc<Article>| article.topics.iter().any(|topic| topic.slug == slug);
        let articles: Vec<Arc<Article>> = self.list(site).iter().filter(of).cloned().collect();
        let topic = articles.first()?.topics.iter().find(|topic| topic.slug == slug)?.clone();
        Some((topic, articles))
    }

    pub fn count_gated(&self) -> usize {
        self.by_site.values().flat_map(|shelving| &shelving.newest).filter(|article| article.is_gated()).count()
    }

    pub fn is_empty(&self) -> bool {
        self.by_site.is_empty()
    }
}

fn author(row: AuthorRow) -> Author {
    Author {
        slug: row.slug,
        name: row.name,
        bio: row.bio,
        links: serde_json::from_str(&row.links).unwrap_or_default(),
        has_portrait: row.portrait_media_type.is_some(),
    }
}

fn article(row: ArticleRow, authors: &mut HashMap<String, Arc<Author>>) -> Article {
    let topics: Vec<String> = serde_json::from_str(&row.topics).unwrap_or_default();
    let author = row.author.filter(|name| !super::slug(name).is_empty()).map(|name| {
        // An author without a file of their own is known by name alone, and has a page all the same.
        let slug = super::slug(&name);
        let nameless = || {
            Arc::new(Author { slug: slug.clone(), name, bio: String::new(), links: Vec::new(), has_portrait: false })
        };
        Arc::clone(authors.entry(slug.clone()).or_insert_with(nameless))
    });
    let version = author.as_ref().map_or(0, |author| hash_of(author));
    Article {
        version: Version(Version::from_digest(&row.digest).0 ^ version),
        id: row.id,
        site: SiteHost::new(&row.site),
        path: row.path,
        title: row.title,
        summary: row.summary,
        kicker: row.kicker,
        author,
        image: row.image,
        image_alt: row.image_alt,
        topics: topics.iter().map(|name| Topic::new(name)).filter(|topic| !topic.slug.is_empty()).collect(),
        access: Access::from_column(&row.access),
        words: u32::try_from(row.words).unwrap_or(0),
        lead: row.lead,
        lead_notes: row.lead_notes,
        published_at: row.published_at,
        updated_at: row.updated_at,
        is_discussed: row.is_discussed,
    }
}

/// An article's page shows its author: a new life or portrait is a new version of the page.
fn hash_of(author: &Author) -> u64 {
    let text = format!("{author:?}");
    Version::from_digest(&crate::secret::sha256(text.as_bytes())).0
}

/// Where the current catalogue stands.
#[derive(Debug, Clone, Default)]
pub struct Shelf {
    current: Arc<ArcSwap<Catalogue>>,
    /// One reads at a time: an older catalogue never takes the place of a newer one.
    reading: Arc<Mutex<()>>,
}

impl Shelf {
    pub fn current(&self) -> arc_swap::Guard<Arc<Catalogue>> {
        self.current.load()
    }

    /// Reads the catalogue anew where something changed or came due; tells whether it did.
    pub async fn refresh(&self, db: &Db, now: Timestamp) -> db::Result<bool> {
        let _reading = self.reading.lock().await;
        let mut read = db.read().await?;
        let mut conn = read.conn();
        let version = store::find_version(&mut conn).await?;
        let (known, is_due) = {
            let current = self.current();
            let is_due = current.next_due.is_some_and(|due| now >= due) || now < current.read_at;
            (current.version == version && !current.is_first(), is_due)
        };
        if known && !is_due {
            return Ok(false);
        }
        let articles = store::list_published(&mut conn).await?;
        let authors = store::list_authors(&mut conn).await?;
        let generation = self.current().generation + 1;
        self.current.store(Arc::new(Catalogue { generation, ..Catalogue::build(version, articles, authors, now) }));
        Ok(true)
    }
}

impl Catalogue {
    fn is_first(&self) -> bool {
        self.read_at == Timestamp::default()
    }
}
