//! The authors of a folder: who is new or has changed goes in with their portrait, who is gone is taken out.

use std::collections::{HashMap, HashSet};

use super::import::{Importer, Report};
use super::source::{Collection, FileFault};
use super::source_author::SourceAuthor;
use super::{prepare, store};
use crate::db::Lane;

impl Importer<'_> {
    pub(super) async fn authors(&self, collection: Collection, report: &mut Report) -> anyhow::Result<()> {
        let Collection { authors, unread, .. } = collection;
        let known = {
            let mut read = self.db.read().await?;
            store::list_author_digests(&mut read.conn()).await?
        };
        let source_of = |source: &str| format!("{}/{source}", self.name);
        let there: HashSet<String> =
            authors.iter().map(|author| &author.source).chain(&unread).map(|source| source_of(source)).collect();
        let prefix = format!("{}/", self.name);
        let gone: Vec<_> =
            known.iter().filter(|(.., source)| source.starts_with(&prefix) && !there.contains(source)).collect();
        let known: HashMap<&str, &[u8]> =
            known.iter().map(|(slug, digest, _)| (slug.as_str(), digest.as_slice())).collect();
        let is_changed =
            |author: &SourceAuthor| known.get(author.slug.as_str()).is_none_or(|digest| *digest != author.digest);
        let changed: Vec<SourceAuthor> = authors.into_iter().filter(is_changed).collect();
        if changed.is_empty() && gone.is_empty() {
            return Ok(());
        }
        let made = tokio::task::spawn_blocking(move || {
            let portraits = prepare::portraits(&changed.iter().collect::<Vec<_>>());
            changed.into_iter().zip(portraits).collect::<Vec<_>>()
        });
        let changed = made.await?;
        report.authors = changed.len() + gone.len();
        let mut tx = self.db.begin_in(Lane::Work).await?;
        let mut conn = tx.conn();
        for (slug, ..) in &gone {
            store::update_author_removed(&mut conn, slug, self.clock.now()).await?;
        }
        for (author, (portrait, warning)) in &changed {
            store::upsert_author(&mut conn, &source_of(&author.source), author, portrait.as_ref()).await?;
            report.warnings.extend(warning.clone().map(|reason| FileFault {
                file: author.source.clone().into(),
                line: None,
                reason: format!("portrait {reason}"),
            }));
        }
        store::update_version(&mut conn).await?;
        Ok(tx.commit().await?)
    }
}
