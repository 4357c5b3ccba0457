//! The files that go with an article: each under one name, and each name one file.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use super::folder::{list, normalized, relative};
use super::html::Resolve;
use super::path::encode_segments;
use crate::links;
use crate::secret::{self, sha256};

/// Remembers each file that an article refers to, by the name it is served under.
pub struct Beside {
    root: PathBuf,
    folder: PathBuf,
    path: String,
    found: Mutex<BTreeMap<String, PathBuf>>,
}

impl Beside {
    pub fn new(root: &Path, folder: &Path, path: &str) -> Self {
        Self { root: root.to_path_buf(), folder: folder.to_path_buf(), path: path.to_owned(), found: Mutex::default() }
    }

    pub fn found(&self) -> BTreeMap<String, PathBuf> {
        self.found.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// The name a file is served under. One name is one file: what gates one must never open another.
    fn remember(&self, name: &str, on_disk: &Path) -> String {
        let mut found = self.found.lock().unwrap_or_else(PoisonError::into_inner);
        let is_others = |name: &str| found.get(name).is_some_and(|first| first != on_disk);
        let name = if is_others(name) {
            let hash = secret::encode(sha256(relative(&self.root, on_disk).as_bytes()).get(..9).unwrap_or_default());
            format!("{hash}-{}", name.rsplit('/').next().unwrap_or(name))
        } else {
            name.to_owned()
        };
        found.entry(name.clone()).or_insert_with(|| on_disk.to_path_buf());
        name
    }

    /// Everything in an article's own folder goes with it, referred to or not; unless another article lies there or below,
    /// whose files they may be.
    pub fn add_folder(&self, folder: &Path) {
        let Ok(files) = list(folder) else { return };
        let is_article = |path: &&PathBuf| path.extension().is_some_and(|extension| extension == "md");
        if folder == self.root || files.iter().filter(is_article).count() != 1 {
            return;
        }
        for file in files.into_iter().filter(|file| !is_article(&file)) {
            self.remember(&relative(folder, &file), &file);
        }
    }
}

impl Resolve for Beside {
    fn resolve(&self, reference: &str) -> Option<String> {
        if reference.starts_with(['/', '#', '?']) || reference.is_empty() {
            return Some(reference.to_owned());
        }
        let (file, tail) = reference.find(['?', '#']).map_or((reference, ""), |at| reference.split_at(at));
        let decoded = links::percent_decoded(file)?;
        let on_disk = normalized(&self.folder.join(&decoded))?;
        if !on_disk.starts_with(&self.root) {
            return None;
        }
        // A link to another article's source becomes a link to that article.
        if on_disk.extension().is_some_and(|extension| extension == "md") {
            let stem = relative(&self.root, &on_disk.with_extension(""));
            return Some(format!("/{}{tail}", encode_segments(stem.strip_suffix("/index").unwrap_or(&stem))));
        }
        let name = if on_disk.starts_with(&self.folder) {
            relative(&self.folder, &on_disk)
        } else {
            on_disk.file_name()?.to_string_lossy().into_owned()
        };
        let name = self.remember(&name, &on_disk);
        Some(format!("{}/{}{tail}", self.path, encode_segments(&name)))
    }
}
