//! An article that a program sends, with its images: read as a file of the folder would be.

use std::io;
use std::path::Path;

use super::file_store::KnownForm;
use super::front_matter::FrontMatter;
use super::pending::Pending;
use super::prepare;
pub use super::prepare::Prepared;
use super::source::{ImportSettings, Reader};
use super::{ArticleId, COLLECTION_OF_PROGRAMS, store, write};
use crate::clock::Timestamp;
use crate::db::{self, Conn};

/// Files of one article.
pub const FILES: usize = 50;
/// Characters of a source, and of a file's name.
pub const NAME: usize = 100;

/// One article as it was sent.
pub struct Sent {
    /// What its program calls it. See [`is_name`].
    pub source: String,
    pub matter: FrontMatter,
    /// Markdown, without a head.
    pub body: String,
    /// By their names. See [`is_name`].
    pub files: Vec<(String, Vec<u8>)>,
    /// All of it but the files, for the digest.
    pub text: String,
}

#[derive(Debug, thiserror::Error)]
pub enum PutError {
    /// The words say what is wrong with it.
    #[error("{0}")]
    Refused(String),
    #[error("keep the files of an article for a moment")]
    Io(#[from] io::Error),
}

/// A name that means nothing to a file system: letters and digits of ASCII, `.`, `_` and `-`, and no dot first.
pub fn is_name(text: &str) -> bool {
    let is_good = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'-');
    (1..=NAME).contains(&text.len()) && text.bytes().all(is_good) && !text.starts_with('.')
}

/// Reads it, and makes its images smaller. Blocks. Its files lie in a folder of their own meanwhile.
pub fn read(
    sent: Sent,
    settings: &ImportSettings,
    (known, forms): (Option<ArticleId>, Vec<KnownForm>),
) -> Result<Prepared, PutError> {
    let folder = tempfile::Builder::new().prefix("gatefold-article-").tempdir()?;
    let root = folder.path().canonicalize()?;
    for (name, bytes) in &sent.files {
        std::fs::write(root.join(name), bytes)?;
    }
    let Sent { source, matter, body, text, .. } = sent;
    let (article, warnings) = {
        let file = root.join("index.md");
        let reader = Reader { root: &root, file: &file, source: &source, settings };
        reader.assemble(matter, &body, &text).map_err(|fault| PutError::Refused(fault.reason))?
    };
    // A folder may do without one of its images for a while; whoever sends an article can send it whole.
    if let Some(warning) = warnings.first() {
        return Err(PutError::Refused(named(&warning.reason, &root)));
    }
    let prepared = prepare::prepare(vec![Pending { article, known, forms }]).pop();
    let prepared = prepared.ok_or_else(|| PutError::Refused("nothing came of it".to_owned()))?;
    match prepared.warnings.first() {
        Some(warning) => Err(PutError::Refused(named(&warning.reason, &root))),
        None => Ok(prepared),
    }
}

/// What became of one that was put.
#[derive(Debug, PartialEq, Eq)]
pub enum Put {
    Added(ArticleId),
    Changed(ArticleId),
    Unchanged(ArticleId),
    /// Another article stands at its path.
    Taken {
        collection: String,
        source: String,
    },
}

/// Within the caller's transaction. `new`: the id of one that is not known.
pub async fn write(conn: &mut Conn<'_>, new: ArticleId, prepared: &Prepared, now: Timestamp) -> db::Result<Put> {
    let article = &prepared.article;
    let known = store::find_known(conn, COLLECTION_OF_PROGRAMS, &article.source).await?;
    let standing = known.as_ref().filter(|known| known.unpublished_at.is_none());
    if let Some(known) = standing.filter(|known| known.digest == article.digest) {
        return Ok(Put::Unchanged(known.id));
    }
    let id = known.as_ref().map_or(new, |known| known.id);
    let at_path = store::find_at_path(conn, article.site.as_str(), &article.path).await?;
    if let Some((_, collection, source)) = at_path.filter(|(other, ..)| *other != id) {
        return Ok(Put::Taken { collection, source });
    }
    write::article(conn, (id, COLLECTION_OF_PROGRAMS), prepared, now).await?;
    store::update_version(conn).await?;
    Ok(if known.is_some() { Put::Changed(id) } else { Put::Added(id) })
}

/// Without the place where the files lay.
fn named(reason: &str, root: &Path) -> String {
    reason.replace(&*root.to_string_lossy(), "")
}

#[cfg(test)]
mod tests {
    use super::is_name;

    #[test]
    fn a_name_leads_nowhere() {
        for good in ["cms-123", "a", "cover.final.jpg", &"x".repeat(100)] {
            assert!(is_name(good), "{good}");
        }
        for bad in ["", ".", "..", ".hidden", "a/b", "a\\b", "é.jpg", "a b", "a\0", &"x".repeat(101)] {
            assert!(!is_name(bad), "{bad}");
        }
    }
}
