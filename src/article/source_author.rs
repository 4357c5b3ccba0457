//! An author's file: name, life, links, portrait.

use std::path::Path;

use serde::Deserialize;

use super::folder::{SourceFile, look_at, normalized};
use super::source::{FileFault, IMPORTER};
use super::{AuthorLink, slug};
use crate::secret::sha256;

#[derive(Debug)]
pub struct SourceAuthor {
    pub source: String,
    pub slug: String,
    pub digest: Vec<u8>,
    pub name: String,
    pub bio: String,
    pub links: Vec<AuthorLink>,
    pub portrait: Option<SourceFile>,
    /// Why it goes in with something missing.
    pub warning: Option<FileFault>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct AuthorMatter {
    name: String,
    #[serde(default)]
    bio: String,
    portrait: Option<String>,
    #[serde(default)]
    links: Vec<AuthorLink>,
}

pub fn read_author(root: &Path, file: &Path, source: &str) -> Result<SourceAuthor, FileFault> {
    let fault = |line, reason: String| FileFault { file: file.to_path_buf(), line, reason };
    let text = std::fs::read_to_string(file).map_err(|error| fault(None, error.to_string()))?;
    let matter: AuthorMatter = toml::from_str(&text).map_err(|error| {
        let before = error.span().and_then(|span| text.get(..span.start)).unwrap_or_default();
        fault(Some(before.matches('\n').count() + 1), error.message().trim_end().to_owned())
    })?;
    if matter.name.trim().is_empty() {
        return Err(fault(None, "its name is empty".to_owned()));
    }
    let links: Result<Vec<AuthorLink>, String> = matter.links.into_iter().map(AuthorLink::checked).collect();
    let links = links.map_err(|reason| fault(None, reason))?;
    let portrait = matter.portrait.as_deref().map(|name| {
        let path = normalized(&file.parent().unwrap_or(root).join(name)).filter(|path| path.starts_with(root));
        let path = path
            .filter(|path| path.canonicalize().map_or(true, |real| real.starts_with(root)))
            .ok_or_else(|| fault(None, format!("portrait {name:?} leads out of the folder")))?;
        look_at(&path, name).map_err(|reason| fault(None, format!("portrait {name:?} {reason}")))
    });
    let (portrait, warning) = portrait.transpose()?.unzip();
    let warning = warning.flatten().zip(matter.portrait.as_deref());
    let warning = warning.map(|(reason, name)| fault(None, format!("portrait {name:?} {reason}")));
    let mut all = format!("{IMPORTER}\n{text}\n").into_bytes();
    all.extend(portrait.iter().flat_map(|file| file.digest.iter()));
    let stem = file.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
    Ok(SourceAuthor {
        source: source.to_owned(),
        slug: slug(&stem),
        digest: sha256(&all).to_vec(),
        name: matter.name,
        bio: matter.bio,
        links,
        portrait,
        warning,
    })
}
