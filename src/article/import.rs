//! Brings a folder of Markdown into the tables: what changed goes in, what is gone is unpublished, the rest is left alone.

use std::collections::HashSet;
use std::path::Path;

use anyhow::Context;

use super::pending::{Pending, batches, changed};
use super::prepare::{self, Prepared};
pub use super::source::ImportSettings;
use super::source::{self, Collection, FileFault, SourceArticle};
use super::{Access, ArticleId, COLLECTION_OF_PROGRAMS, file_store, source_page, store, write};
use crate::clock::Clock;
use crate::db::{self, Conn, Db, Lane};
use crate::{page, promotion, secret};

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
    /// Pages and promotions that are new, changed or gone.
    pub pages: usize,
    pub promotions: usize,
    /// Images that were decoded, to be made smaller.
    pub images: usize,
    /// Files that did not go in.
    pub faults: Vec<FileFault>,
    /// Files that went in with something missing.
    pub warnings: Vec<FileFault>,
}

impl Report {
    pub fn has_changes(&self) -> bool {
        self.added + self.changed + self.unpublished + self.authors + self.pages + self.promotions > 0
    }
}

/// How far an import is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    /// Of those that are new or changed.
    pub articles_done: usize,
    pub articles: usize,
    pub images: usize,
}

/// Is told of progress after each batch.
pub type Tell<'a> = &'a (dyn Fn(Progress) + Send + Sync);

/// Where an article of the source belongs among those known.
enum Fate {
    Changed(ArticleId),
    New,
}

pub async fn import(db: &Db, clock: &Clock, root: &Path, settings: &ImportSettings) -> anyhow::Result<Report> {
    import_telling(db, clock, root, settings, &|_| {}).await
}

pub async fn import_telling(
    db: &Db,
    clock: &Clock,
    root: &Path,
    settings: &ImportSettings,
    tell: Tell<'_>,
) -> anyhow::Result<Report> {
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
    let importer = Importer { db, clock, name: &collection_name, tell };
    importer.run(collection).await
}

pub(super) struct Importer<'a> {
    pub(super) db: &'a Db,
    pub(super) clock: &'a Clock,
    /// Of the collection.
    pub(super) name: &'a str,
    tell: Tell<'a>,
}

impl Importer<'_> {
    async fn run(&self, mut collection: Collection) -> anyhow::Result<Report> {
        let known = {
            let mut read = self.db.read().await?;
            store::list_known(&mut read.conn(), self.name).await?
        };
        let published = known.iter().filter(|article| article.unpublished_at.is_none()).count();
        let is_bare = collection.articles.is_empty() && collection.unread.is_empty();
        // A disk that is not there looks like an empty folder. One article may go that way, a whole site may not.
        anyhow::ensure!(
            !is_bare || published < 2,
            "the folder holds no article, and {published} are published: nothing was changed"
        );
        let mut report = Report { warnings: std::mem::take(&mut collection.warnings), ..Report::default() };
        report.faults.extend(refuse_gated_pages(&mut collection, &known));
        self.frame(&collection, &mut report).await?;
        // Those that go come first: one of them may make room for another at its path.
        self.unpublish(&collection, &known, &mut report).await?;
        let sources: HashSet<String> = collection.articles.iter().map(|article| article.source.clone()).collect();
        let articles = std::mem::take(&mut collection.articles);
        let faults = std::mem::take(&mut collection.faults);
        self.authors(collection, &mut report).await?;
        let pending = changed(articles, &known, &mut report);
        self.free_paths(&pending).await?;
        let (mut done, articles) = (0, pending.len());
        for batch in batches(pending) {
            done += batch.len();
            self.bring_in(batch, &sources, &mut report).await?;
            (self.tell)(Progress { articles_done: done, articles, images: report.images });
        }
        report.faults.extend(faults);
        Ok(report)
    }

    async fn bring_in(
        &self,
        mut batch: Vec<Pending>,
        sources: &HashSet<String>,
        report: &mut Report,
    ) -> anyhow::Result<()> {
        {
            let mut read = self.db.read().await?;
            for pending in &mut batch {
                if let Some(id) = pending.known {
                    pending.forms = file_store::list_forms(&mut read.conn(), id).await?;
                }
            }
        }
        // No connection is held while images are made smaller.
        let prepared = tokio::task::spawn_blocking(move || prepare::prepare(batch)).await?;
        Ok(self.write(&prepared, sources, report).await?)
    }

    /// Articles that leave their path make room first: two may change places, or one take what another gives up.
    async fn free_paths(&self, pending: &[Pending]) -> db::Result<()> {
        let mut tx = self.db.begin_in(Lane::Work).await?;
        let mut conn = tx.conn();
        for Pending { article, known, .. } in pending {
            let Some(id) = known else { continue };
            let place = store::find_place(&mut conn, *id).await?;
            if place.is_some_and(|(site, path)| site != article.site.as_str() || path != article.path) {
                store::update_unpublished(&mut conn, *id, self.clock.now()).await?;
            }
        }
        tx.commit().await
    }

    async fn write(&self, batch: &[Prepared], sources: &HashSet<String>, report: &mut Report) -> db::Result<()> {
        let mut tx = self.db.begin_in(Lane::Work).await?;
        let mut conn = tx.conn();
        for prepared in batch {
            report.images += prepared.decoded;
            report.warnings.extend(prepared.warnings.iter().cloned());
            match self.fate(&mut conn, (&prepared.article, prepared.known), sources, report).await? {
                Some(Fate::Changed(id)) => {
                    write::article(&mut conn, (id, self.name), prepared, self.clock.now()).await?;
                    report.changed += 1;
                }
                Some(Fate::New) => {
                    let id = ArticleId(secret::new_id(self.clock.now()));
                    write::article(&mut conn, (id, self.name), prepared, self.clock.now()).await?;
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
        sources: &HashSet<String>,
        report: &mut Report,
    ) -> db::Result<Option<Fate>> {
        let at_path = store::find_at_path(conn, article.site.as_str(), &article.path).await?;
        Ok(match (known, at_path) {
            (Some(id), None) => Some(Fate::Changed(id)),
            (Some(id), Some((other, ..))) if other == id => Some(Fate::Changed(id)),
            // Moved within the folder while it kept its path: still the same article.
            (None, Some((id, collection, source))) if collection == self.name && !sources.contains(&source) => {
                Some(Fate::Changed(id))
            }
            // The same, under the name of a file that was there once: that one's row gives up the name.
            (Some(older), Some((id, collection, source))) if collection == self.name && !sources.contains(&source) => {
                store::update_retired(conn, older).await?;
                Some(Fate::Changed(id))
            }
            // Its folder is no more: what lies here now has taken its place.
            (None, Some((id, collection, _))) if is_folder(&collection) && !Path::new(&collection).exists() => {
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
            // What lies among the pages is no article any more, readable or not.
            .chain(collection.unread.iter().map(String::as_str).filter(|unread| !is_page(unread)))
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

    /// What stands around the articles.
    async fn frame(&self, collection: &Collection, report: &mut Report) -> db::Result<()> {
        let is_unread = |source: &str| collection.unread.iter().any(|unread| unread == source);
        let (promotions, pages, now) = (&collection.promotions, &collection.pages, self.clock.now());
        let mut tx = self.db.begin_in(Lane::Work).await?;
        let mut conn = tx.conn();
        report.promotions = promotion::flow::take_in(&mut conn, self.name, promotions, &is_unread).await?;
        let taken_in = page::flow::take_in(&mut conn, self.name, pages, &is_unread, now).await?;
        report.pages = taken_in.changes;
        if report.pages + report.promotions > 0 {
            store::update_version(&mut conn).await?;
        }
        tx.commit().await?;
        report.faults.extend(taken_in.refused.into_iter().map(|(source, other)| {
            let reason = format!("its slug is taken by {other}");
            FileFault { file: source.into(), line: None, reason }
        }));
        report.warnings.extend(promotions.iter().filter(|one| one.ends_at <= now).map(|ended| {
            let reason = format!("ended at {}, and is shown no more", ended.ends_at);
            FileFault { file: ended.source.clone().into(), line: None, reason }
        }));
        Ok(())
    }
}

/// Whether a collection's name is a path.
fn is_folder(collection: &str) -> bool {
    collection != CONTENT && collection != COLLECTION_OF_PROGRAMS
}

fn is_page(source: &str) -> bool {
    source.starts_with(source_page::FOLDER)
}

/// A file that was an article for members is not made open to everyone by the folder it lies in: its publisher has to say so.
fn refuse_gated_pages(collection: &mut Collection, known: &[store::KnownArticle]) -> Vec<FileFault> {
    let gated: HashSet<&str> = known
        .iter()
        .filter(|article| Access::from_column(&article.access) != Access::Public)
        .map(|article| article.source.as_str())
        .collect();
    let (refused, pages) = std::mem::take(&mut collection.pages)
        .into_iter()
        .partition::<Vec<_>, _>(|page| gated.contains(page.source.as_str()));
    collection.pages = pages;
    let reason = "was an article for members, and a page is for everyone: move it out of pages/, or give it another \
                  file name to make it a page";
    refused
        .into_iter()
        .map(|page| FileFault { file: page.source.into(), line: None, reason: reason.to_owned() })
        .collect()
}
