//! Everything published, held in memory: a wall page needs no query, and comes even while the database is away.
//!
//! Holds leads and never a rest.

use std::collections::HashMap;
use std::sync::Arc;

use arc_swap::ArcSwap;
use tokio::sync::Mutex;

use super::around::{self, Around, InSeries, MostRead};
use super::frame::{self, Frame, Frames};
use super::store::{self, ArticleRow, AuthorRow};
use super::{Access, Article, ArticleId, Author, Kind, Series, Size, Topic, Version, ViewCount};
use crate::clock::Timestamp;
use crate::db::{self, Db};
use crate::page::Page;
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
    around: HashMap<ArticleId, Around>,
    /// What recommended pieces were chosen by.
    most_read: Arc<MostRead>,
    authors: HashMap<String, Arc<Author>>,
    frames: Frames,
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
    fn build(rows: Rows, before: &Self, most_read: Arc<MostRead>, now: Timestamp) -> Self {
        let authors: HashMap<String, Arc<Author>> =
            rows.authors.into_iter().map(|row| (row.slug.clone(), Arc::new(author(row)))).collect();
        let mut catalogue = Self { version: rows.version, authors, most_read, read_at: now, ..Self::default() };
        let mut by_site: HashMap<SiteHost, Vec<Article>> = HashMap::new();
        for row in rows.articles {
            if row.published_at > now {
                let sooner = catalogue.next_due.is_none_or(|due| row.published_at < due);
                catalogue.next_due = if sooner { Some(row.published_at) } else { catalogue.next_due };
                continue;
            }
            // What was read and not yet written down is not lost with the older catalogue.
            let views = before.by_id.get(&row.id).map(|article| article.views.clone()).unwrap_or_default();
            let article = article(row, &mut catalogue.authors, views);
            by_site.entry(article.site.clone()).or_default().push(article);
        }
        for (site, articles) in by_site {
            catalogue.shelve(site, articles);
        }
        catalogue
    }

    /// Takes in all articles of one site, newest first, and what stands around each.
    fn shelve(&mut self, site: SiteHost, mut articles: Vec<Article>) {
        let places = around::places(&articles, &self.most_read);
        let prints: Vec<String> = places.iter().map(|places| around::fingerprint(&articles, places)).collect();
        for (article, print) in articles.iter_mut().zip(prints) {
            article.version.0 ^= hash_of(&print);
        }
        let newest: Vec<Arc<Article>> = articles.into_iter().map(Arc::new).collect();
        let mut series: HashMap<*const usize, Arc<[Arc<Article>]>> = HashMap::new();
        for (article, places) in newest.iter().zip(&places) {
            let in_series = places.series.as_ref().map(|(parts, at)| {
                let all = || parts.iter().filter_map(|part| newest.get(*part).cloned()).collect();
                let parts = series.entry(parts.as_ptr()).or_insert_with(all);
                InSeries { parts: Arc::clone(parts), at: *at }
            });
            self.around.insert(article.id, Around { series: in_series, ..Around::new(places, &newest) });
            self.by_id.insert(article.id, Arc::clone(article));
        }
        let by_path = newest.iter().map(|article| (article.path.clone(), Arc::clone(article))).collect();
        self.by_site.insert(site, Shelving { by_path, newest });
    }

    /// What a page shows around this article; `None` where it is not published.
    pub fn around(&self, id: ArticleId) -> Option<&Around> {
        self.around.get(&id)
    }

    /// All of all sites.
    pub fn all(&self) -> impl Iterator<Item = &Arc<Article>> {
        self.by_id.values()
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

    /// What stands around the articles of a site.
    pub fn frame(&self, site: &SiteHost) -> &Frame {
        self.frames.of(site)
    }

    /// The publisher's own pages on a site, in the order of its foot.
    pub fn list_pages(&self, site: &SiteHost) -> &[Arc<Page>] {
        &self.frame(site).pages
    }

    pub fn is_empty(&self) -> bool {
        self.by_site.is_empty()
    }
}

/// What the tables hold at one moment.
struct Rows {
    version: i64,
    articles: Vec<ArticleRow>,
    authors: Vec<AuthorRow>,
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

fn article(row: ArticleRow, authors: &mut HashMap<String, Arc<Author>>, views: ViewCount) -> Article {
    let topics: Vec<String> = serde_json::from_str(&row.topics).unwrap_or_default();
    let author = row.author.filter(|name| !super::slug(name).is_empty()).map(|name| {
        // An author without a file of their own is known by name alone, and has a page all the same.
        let slug = super::slug(&name);
        let nameless = || {
            Arc::new(Author { slug: slug.clone(), name, bio: String::new(), links: Vec::new(), has_portrait: false })
        };
        Arc::clone(authors.entry(slug.clone()).or_insert_with(nameless))
    });
    // An article's page shows its author: a new life or portrait is a new version of the page.
    let of_author = author.as_ref().map_or(0, |author| hash_of(&format!("{author:?}")));
    let own_version = Version::from_digest(&row.digest);
    // What staff say of it is another page than what the file says.
    let of_override = row.access_override.as_ref().map_or(0, |access| hash_of(&format!("access {access}")));
    let side = |pixels: Option<i64>| pixels.and_then(|pixels| u32::try_from(pixels).ok());
    let image_size = side(row.image_width).zip(side(row.image_height)).map(|(width, height)| Size { width, height });
    let part = row.series_part.and_then(|part| u32::try_from(part).ok());
    Article {
        version: Version(own_version.0 ^ of_author ^ of_override),
        own_version,
        views,
        id: row.id,
        site: SiteHost::new(&row.site),
        path: row.path,
        title: row.title,
        summary: row.summary,
        kicker: row.kicker,
        kind: Kind::from_column(&row.kind),
        series: row.series.map(|name| Series { name, part }),
        author,
        image: row.image,
        image_alt: row.image_alt,
        image_caption: row.image_caption,
        image_credit: row.image_credit,
        image_size,
        image_srcset: row.image_srcset,
        topics: topics.iter().map(|name| Topic::new(name)).filter(|topic| !topic.slug.is_empty()).collect(),
        access: Access::from_column(row.access_override.as_deref().unwrap_or(&row.access)),
        words: u32::try_from(row.words).unwrap_or(0),
        lead: row.lead,
        lead_notes: row.lead_notes,
        published_at: row.published_at,
        updated_at: row.updated_at,
        is_discussed: row.is_discussed,
    }
}

fn hash_of(text: &str) -> u64 {
    Version::from_digest(&crate::secret::sha256(text.as_bytes())).0
}

/// Where the current catalogue stands.
#[derive(Debug, Clone, Default)]
pub struct Shelf {
    current: Arc<ArcSwap<Catalogue>>,
    most_read: Arc<ArcSwap<MostRead>>,
    /// One reads at a time: an older catalogue never takes the place of a newer one.
    reading: Arc<Mutex<()>>,
}

impl Shelf {
    pub fn current(&self) -> arc_swap::Guard<Arc<Catalogue>> {
        self.current.load()
    }

    /// What is recommended is chosen by this from the next refresh on.
    pub fn rank(&self, most_read: MostRead) {
        if !self.most_read.load().is_same(&most_read) {
            self.most_read.store(Arc::new(most_read));
        }
    }

    /// Reads the catalogue anew where something changed or came due; tells whether it did.
    pub async fn refresh(&self, db: &Db, now: Timestamp) -> db::Result<bool> {
        let _reading = self.reading.lock().await;
        let mut read = db.read().await?;
        let mut conn = read.conn();
        let version = store::find_version(&mut conn).await?;
        let most_read = self.most_read.load_full();
        let (known, is_due) = {
            let current = self.current();
            let is_due = current.next_due.is_some_and(|due| now >= due) || now < current.read_at;
            let is_ranked = Arc::ptr_eq(&current.most_read, &most_read);
            (current.version == version && !current.is_first(), is_due || !is_ranked)
        };
        if known && !is_due {
            return Ok(false);
        }
        let articles = store::list_published(&mut conn).await?;
        let authors = store::list_authors(&mut conn).await?;
        let frames = frame::read(&mut conn).await?;
        let before = self.current.load_full();
        let rows = Rows { version, articles, authors };
        let built = Catalogue::build(rows, &before, most_read, now);
        self.current.store(Arc::new(Catalogue { generation: before.generation + 1, frames, ..built }));
        Ok(true)
    }
}

impl Catalogue {
    fn is_first(&self) -> bool {
        self.read_at == Timestamp::default()
    }
}
