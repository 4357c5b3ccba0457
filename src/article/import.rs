//! Brings a folder of Markdown into the tables: what changed goes in, what is gone is unpublished, the rest is left alone.

use std::collections::{HashMap, HashSet};
use std::path::Path;

use anyhow::Context;

pub use super::source::ImportSettings;
use super::source::{self, Collection, FileFault, SourceArticle};
use super::{ArticleId, store};
use crate::clock::Clock;
use crate::db::{self, Conn, Db, Lane};
use crate::secret;

/// Readers write too (sign-ins): an import lets them in after so many articles.
const BATCH: usize = 25;

/// The collection of the folder that the settings name.
const CONTENT: &str = "content";

/// What an import did.
#[derive(Debug, Default)]
pub struct Report {
    pub added: usize,
    pub changed: usize,
    pub unchanged: usize,
    pub unpublished: usize,
    /// Authors that are new, changed or gone.
    pub authors: usize,
    /// Files that did not go in.
    pub faults: Vec<FileFault>,
    /// Files that went in with something missing.
    pub warnings: Vec<FileFault>,
}

impl Report {
    pub fn has_changes(&self) -> bool {
        self.added + self.changed + self.unpublished + self.authors > 0
    }
}

/// Where an article of the source belongs among those known.
enum Fate {
    Changed(ArticleId),
    New,
}

pub async fn import(db: &Db, clock: &Clock, root: &Path, settings: &ImportSettings) -> anyhow::Result<Report> {
    let at = root.canonicalize().with_context(|| format!("find the folder {}", root.display()))?;
    let is_configured = settings
        .content
        .as_deref()
        .and_then(|content| content.canonicalize().ok())
        .is_some_and(|content| content == at);
    // The folder of the settings is the same collection wherever it lies: it may move, and each instance has its own.
    let collection_name = if is_configured { CONTENT.to_owned() } else { at.to_string_lossy().into_owned() };
    let (folder, settings) = (root.to_path_buf(), settings.clone());
    let read = tokio::task::spawn_blocking(move || source::read(&folder, &settings));
    let collection = read.await?.with_context(|| format!("read the folder {}", root.display()))?;
    let importer = Importer { db, clock, name: &collection_name };
    importer.run(collection).await
}

struct Importer<'a> {
    db: &'a Db,
    clock: &'a Clock,
    name: &'a str,
}

impl Importer<'_> {
    async fn run(&self, collection: Collection) -> anyhow::Result<Report> {
        let known = {
            let mut read = self.db.read().await?;
            store::list_known(&mut read.conn(), self.name).await?
        };
        let by_source: HashMap<&str, &store::KnownArticle> =
            known.iter().map(|article| (article.source.as_str(), article)).collect();
        let published = known.iter().filter(|article| article.unpublished_at.is_none()).count();
        let is_bare = collection.articles.is_empty() && collection.unread.is_empty();
        // A disk that is not there looks like an empty folder. One article may go that way, a whole site may not.
        anyhow::ensure!(
            !is_bare || published < 2,
            "the folder holds no article, and {published} are published: nothing was changed"
        );
        let mut report = Report::default();
        self.authors(&collection, &mut report).await?;
        // Those that go come first: one of them may make room for another at its path.
        self.unpublish(&collection, &known, &mut report).await?;
        let mut pending = Vec::new();
        for article in &collection.articles {
            match by_source.get(article.source.as_str()) {
                Some(known) if known.digest == article.digest && known.unpublished_at.is_none() => {
                    report.unchanged += 1;
                }
                known => pending.push((article, known.map(|known| known.id))),
            }
        }
        self.free_paths(&pending).await?;
        let sources: HashSet<&str> = collection.articles.iter().map(|article| article.source.as_str()).collect();
        for batch in pending.chunks(BATCH) {
            self.write(batch, &sources, &mut report).await?;
        }
        report.faults.extend(collection.faults);
        report.warnings = collection.warnings;
        Ok(report)
    }

    /// Articles that leave their path make room first: two may change places, or one take what another gives up.
    async fn free_paths(&self, pending: &[(&SourceArticle, Option<ArticleId>)]) -> db::Result<()> {
        let mut tx = self.db.begin_in(Lane::Work).await?;
        let mut conn = tx.conn();
        for (article, known) in pending {
            let Some(id) = known else { continue };
            let place = store::find_place(&mut conn, *id).await?;
            if place.is_some_and(|(site, path)| site != article.site.as_str() || path != article.path) {
                store::update_unpublished(&mut conn, *id, self.clock.now()).await?;
            }
        }
        tx.commit().await
    }

    async fn write(
        &self,
        batch: &[(&SourceArticle, Option<ArticleId>)],
        sources: &HashSet<&str>,
        report: &mut Report,
    ) -> db::Result<()> {
        let mut tx = self.db.begin_in(Lane::Work).await?;
        let mut conn = tx.conn();
        for (article, known) in batch {
            match self.fate(&mut conn, (article, *known), sources, report).await? {
                Some(Fate::Changed(id)) => {
                    self.write_one(&mut conn, id, article).await?;
                    report.changed += 1;
                }
                Some(Fate::New) => {
                    let id = ArticleId(secret::new_id(self.clock.now()));
                    self.write_one(&mut conn, id, article).await?;
                    report.added += 1;
                }
                None => {}
            }
        }
        store::update_version(&mut conn).await?;
        tx.commit().await
    }

    /// `None`: its place is taken by another collection's article, which was told.
    async fn fate(
        &self,
        conn: &mut Conn<'_>,
        (article, known): (&SourceArticle, Option<ArticleId>),
        sources: &HashSet<&str>,
        report: &mut Report,
    ) -> db::Result<Option<Fate>> {
        let at_path = store::find_at_path(conn, article.site.as_str(), &article.path).await?;
        Ok(match (known, at_path) {
            (Some(id), None) => Some(Fate::Changed(id)),
            (Some(id), Some((other, ..))) if other == id => Some(Fate::Changed(id)),
            // Moved within the folder while it kept its path: still the same article.
            (None, Some((id, collection, source))) if collection == self.name && !sources.contains(source.as_str()) => {
                Some(Fate::Changed(id))
            }
            // The same, under the name of a file that was there once: that one's row gives up the name.
            (Some(older), Some((id, collection, source)))
                if collection == self.name && !sources.contains(source.as_str()) =>
            {
                store::update_retired(conn, older).await?;
                Some(Fate::Changed(id))
            }
            // Its folder is no more: what lies here now has taken its place.
            (None, Some((id, collection, _))) if collection != CONTENT && !Path::new(&collection).exists() => {
                Some(Fate::Changed(id))
            }
            (_, Some((_, collection, source))) => {
                let reason = format!("its path {} is taken by {source} of {collection}", article.path);
                report.faults.push(FileFault { file: article.source.clone().into(), line: None, reason });
                None
            }
            (None, None) => Some(Fate::New),
        })
    }

    async fn write_one(&self, conn: &mut Conn<'_>, id: ArticleId, article: &SourceArticle) -> db::Result<()> {
        store::upsert(conn, id, self.name, article, self.clock.now()).await?;
        store::update_discussed(conn, id, article.matter.comments.unwrap_or(true)).await?;
        store::delete_files(conn, id).await?;
        for file in &article.files {
            store::insert_file(conn, id, file).await?;
        }
        Ok(())
    }

    async fn unpublish(
        &self,
        collection: &Collection,
        known: &[store::KnownArticle],
        report: &mut Report,
    ) -> db::Result<()> {
        let there: HashSet<&str> = collection
            .articles
            .iter()
            .map(|article| article.source.as_str())
            .chain(collection.unread.iter().map(String::as_str))
            .collect();
        // One that only moved keeps its row, by its path: it is not gone.
        let paths: HashSet<(&str, &str)> =
            collection.articles.iter().map(|article| (article.site.as_str(), article.path.as_str())).collect();
        let gone: Vec<&store::KnownArticle> = known
            .iter()
            .filter(|article| article.unpublished_at.is_none() && !there.contains(article.source.as_str()))
            .collect();
        if gone.is_empty() {
            return Ok(());
        }
        let mut tx = self.db.begin_in(Lane::Work).await?;
        let mut conn = tx.conn();
        for article in gone {
            let (site, path) = store::find_place(&mut conn, article.id).await?.unwrap_or_default();
            if !paths.contains(&(site.as_str(), path.as_str())) {
                store::update_unpublished(&mut conn, article.id, self.clock.now()).await?;
                report.unpublished += 1;
            }
        }
        store::update_version(&mut conn).await?;
        tx.commit().await
    }

    async fn authors(&self, collection: &Collection, report: &mut Report) -> db::Result<()> {
        let known = {
            let mut read = self.db.read().await?;
            store::list_author_digests(&mut read.conn()).await?
        };
        let source_of = |author: &super::source_author::SourceAuthor| format!("{}/{}", self.name, author.source);
        let changed: Vec<_> = collection
            .authors
            .iter()
            .filter(|author| !known.iter().any(|(slug, digest, _)| *slug == author.slug && *digest == author.digest))
            .collect();
        let is_there = |source: &str| {
            collection.authors.iter().any(|author| source_of(author) == source)
                || collection.unread.iter().any(|unread| format!("{}/{unread}", self.name) == source)
        };
        let prefix = format!("{}/", self.name);
        let gone: Vec<_> =
            known.iter().filter(|(.., source)| source.starts_with(&prefix) && !is_there(source)).collect();
        if changed.is_empty() && gone.is_empty() {
            return Ok(());
        }
        let mut tx = self.db.begin_in(Lane::Work).await?;
        let mut conn = tx.conn();
        for (slug, ..) in &gone {
            store::update_author_removed(&mut conn, slug, self.clock.now()).await?;
        }
        for author in &changed {
            store::upsert_author(&mut conn, &source_of(author), author).await?;
        }
        report.authors = changed.len() + gone.len();
        store::update_version(&mut conn).await?;
        tx.commit().await
    }
}
