//! A folder of Markdown, read into what the tables will hold. Touches no database.

use std::collections::HashMap;
use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::Access;
use super::beside::Beside;
use super::cut::{Cut, cut};
use super::folder::{SourceFile, list, look_at, relative};
use super::front_matter::{self, FrontMatter};
use super::html::{self, Resolve};
use super::path::{canonical_path, encode_segments};
use super::source_author::{SourceAuthor, read_author};
use super::source_page::{self, read_page};
use super::source_promotion::{self, read_promotion};
use super::{Series, markdown};
use crate::clock::Timestamp;
use crate::page::SourcePage;
use crate::promotion::source::SourcePromotion;
use crate::secret::sha256;
use crate::site::SiteHost;

/// Changed where the same source gives other rows than before, so that an upgrade imports anew.
pub(super) const IMPORTER: &str = "3";

/// What an import needs to know beside the folder.
#[derive(Debug, Clone)]
pub struct ImportSettings {
    pub default_access: Access,
    pub lead_words: usize,
    /// Never empty; the first is the default.
    pub sites: Vec<SiteHost>,
    /// The folder that the settings name.
    pub content: Option<PathBuf>,
}

/// One file that did not go in, or went in with something missing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileFault {
    pub file: PathBuf,
    /// `None`: the file as a whole.
    pub line: Option<usize>,
    pub reason: String,
}

impl fmt::Display for FileFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line {
            Some(line) => write!(f, "{}:{line}: {}", self.file.display(), self.reason),
            None => write!(f, "{}: {}", self.file.display(), self.reason),
        }
    }
}

/// Everything of one folder.
#[derive(Debug, Default)]
pub struct Collection {
    pub articles: Vec<SourceArticle>,
    pub authors: Vec<SourceAuthor>,
    pub pages: Vec<SourcePage>,
    pub promotions: Vec<SourcePromotion>,
    /// Sources that are there but could not be read: what was imported of them before stays.
    pub unread: Vec<String>,
    pub faults: Vec<FileFault>,
    pub warnings: Vec<FileFault>,
}

#[derive(Debug)]
pub struct SourceArticle {
    /// Relative to the folder, with `/`.
    pub source: String,
    pub digest: Vec<u8>,
    pub site: SiteHost,
    pub path: String,
    pub matter: FrontMatter,
    pub published: Option<Timestamp>,
    pub updated: Option<Timestamp>,
    pub access: Access,
    pub series: Option<Series>,
    pub image: Option<String>,
    /// Its images say nothing of their sizes and forms yet: see [`super::prepare`].
    pub cut: Cut,
    pub files: Vec<SourceFile>,
}

/// Reads the whole folder. Only a folder that cannot be listed is an error; everything else is a fault of one file.
pub fn read(root: &Path, settings: &ImportSettings) -> std::io::Result<Collection> {
    let root = root.canonicalize()?;
    let mut collection = Collection::default();
    let mut by_path: HashMap<(SiteHost, String), String> = HashMap::new();
    for file in list(&root)? {
        let source = relative(&root, &file);
        let is_author = source.starts_with("authors/");
        match file.extension().and_then(|extension| extension.to_str()) {
            Some("toml") if is_author => match read_author(&root, &file, &source) {
                Ok(author) => {
                    collection.warnings.extend(author.warning.clone());
                    collection.authors.push(author);
                }
                Err(fault) => collection.unread(fault, source),
            },
            Some("toml") if source.starts_with(source_promotion::FOLDER) => {
                match read_promotion(&file, &source, settings) {
                    Ok(promotion) => collection.promotions.push(promotion),
                    Err(fault) => collection.unread(fault, source),
                }
            }
            Some("md") if source.starts_with(source_page::FOLDER) => match read_page(&root, &file, &source, settings) {
                Ok((page, warnings)) => {
                    collection.warnings.extend(warnings);
                    collection.add_page(page, &file);
                }
                Err(fault) => collection.unread(fault, source),
            },
            Some("md") if !is_author => {
                let reader = Reader { root: &root, file: &file, source: &source, settings };
                match reader.read() {
                    Ok((article, warnings)) => {
                        collection.warnings.extend(warnings);
                        collection.add(article, &file, &mut by_path);
                    }
                    Err(fault) => collection.unread(fault, source),
                }
            }
            _ => {}
        }
    }
    Ok(collection)
}

impl Collection {
    fn unread(&mut self, fault: FileFault, source: String) {
        self.faults.push(fault);
        self.unread.push(source);
    }

    fn add_page(&mut self, page: SourcePage, file: &Path) {
        match self.pages.iter().find(|other| other.slug == page.slug && other.site == page.site) {
            Some(other) => {
                let reason = format!("its slug {} is taken by {}", page.slug, other.source);
                self.faults.push(FileFault { file: file.to_path_buf(), line: None, reason });
            }
            None => self.pages.push(page),
        }
    }

    fn add(&mut self, article: SourceArticle, file: &Path, by_path: &mut HashMap<(SiteHost, String), String>) {
        let place = (article.site.clone(), article.path.clone());
        if let Some(other) = by_path.get(&place) {
            let reason = format!("its path {} is taken by {other}", article.path);
            self.faults.push(FileFault { file: file.to_path_buf(), line: None, reason });
            return;
        }
        by_path.insert(place, article.source.clone());
        self.articles.push(article);
    }
}

/// Reads one article and what stands beside it.
pub(super) struct Reader<'a> {
    pub root: &'a Path,
    pub file: &'a Path,
    pub source: &'a str,
    pub settings: &'a ImportSettings,
}

impl Reader<'_> {
    fn fault(&self, line: Option<usize>, reason: impl Into<String>) -> FileFault {
        FileFault { file: self.file.to_path_buf(), line, reason: reason.into() }
    }

    fn read(&self) -> Result<(SourceArticle, Vec<FileFault>), FileFault> {
        let bytes = std::fs::read(self.file).map_err(|error| self.fault(None, error.to_string()))?;
        let text = String::from_utf8(bytes).map_err(|_| self.fault(None, "is not UTF-8"))?;
        let (matter, body) = front_matter::split(&text).map_err(|error| self.fault(Some(error.line), error.reason))?;
        self.assemble(matter, body, &text)
    }

    /// Of a head and a body that were read. `text`: all that was sent, for the digest.
    pub fn assemble(
        &self,
        matter: FrontMatter,
        body: &str,
        text: &str,
    ) -> Result<(SourceArticle, Vec<FileFault>), FileFault> {
        if matter.title.trim().is_empty() {
            return Err(self.fault(None, "its title is empty"));
        }
        let site = self.site(&matter)?;
        let path = self.path(&matter)?;
        let published = self.date("published", matter.published.as_ref())?;
        let updated = self.date("updated", matter.updated.as_ref())?;
        let folder = self.file.parent().unwrap_or(self.root);
        let resolver = Arc::new(Beside::new(self.root, folder, &path));
        let as_resolver: Arc<dyn Resolve> = Arc::<Beside>::clone(&resolver);
        let cut = cut(&markdown::render(body, &as_resolver), self.settings.lead_words);
        let series = self.series(&matter)?;
        let image = matter.image.as_deref().map(|image| self.image(&resolver, image)).transpose()?;
        if self.file.file_name().is_some_and(|name| name == "index.md") {
            resolver.add_folder(folder);
        }
        let (files, mut warnings) = self.files(&resolver, &cut, image.as_deref(), &path);
        if matter.image.is_none() && !(matter.image_caption.is_empty() && matter.image_credit.is_empty()) {
            warnings.push(self.fault(None, "a caption or credit of an image is given, and no `image`"));
        }
        // One that did not go in is not shown.
        let image =
            image.filter(|image| files.iter().any(|file| *image == format!("{path}/{}", encode_segments(&file.name))));
        let access = matter.access.unwrap_or(self.settings.default_access);
        let digest = self.digest(text, access, &site, &files);
        let source = self.source.to_owned();
        Ok((
            SourceArticle { source, digest, site, path, matter, published, updated, access, series, image, cut, files },
            warnings,
        ))
    }

    fn site(&self, matter: &FrontMatter) -> Result<SiteHost, FileFault> {
        let Some(wanted) = &matter.site else {
            return self
                .settings
                .sites
                .first()
                .cloned()
                .ok_or_else(|| self.fault(None, "there is no site to put it on"));
        };
        let found = self.settings.sites.iter().find(|site| site.as_str().eq_ignore_ascii_case(wanted));
        found.cloned().ok_or_else(|| {
            let known: Vec<&str> = self.settings.sites.iter().map(SiteHost::as_str).collect();
            self.fault(None, format!("site {wanted:?} is not in the settings; there are: {}", known.join(", ")))
        })
    }

    fn path(&self, matter: &FrontMatter) -> Result<String, FileFault> {
        let from_file = || {
            let stem = self.source.strip_suffix(".md").unwrap_or(self.source);
            format!("/{}", stem.strip_suffix("/index").unwrap_or(stem))
        };
        let wanted = matter.path.clone().unwrap_or_else(from_file);
        canonical_path(&wanted).map_err(|reason| self.fault(None, format!("path {wanted:?} {reason}")))
    }

    fn date(&self, name: &str, date: Option<&front_matter::DateText>) -> Result<Option<Timestamp>, FileFault> {
        date.map(|date| date.read().ok_or_else(|| self.fault(None, format!("{name} is no date, as in 2026-10-04"))))
            .transpose()
    }

    fn series(&self, matter: &FrontMatter) -> Result<Option<Series>, FileFault> {
        let name = matter.series.as_deref().map(str::trim).filter(|name| !name.is_empty());
        match (name, matter.part) {
            (None, Some(part)) => Err(self.fault(None, format!("part {part} needs the name of a series"))),
            (Some(_), Some(0)) => Err(self.fault(None, "parts of a series are counted from 1")),
            (name, part) => Ok(name.map(|name| Series { name: name.to_owned(), part })),
        }
    }

    fn image(&self, resolver: &Beside, image: &str) -> Result<String, FileFault> {
        if !html::is_relative(image) || image.starts_with('/') {
            return Err(self.fault(None, format!("image {image:?} must be a file beside the article")));
        }
        resolver
            .resolve(image)
            .filter(|path| !path.is_empty())
            .ok_or_else(|| self.fault(None, format!("image {image:?} leads out of the folder")))
    }

    /// The files that go with the article. What the lead or the hero shows is everyone's; the rest of them is the rest's.
    fn files(
        &self,
        resolver: &Beside,
        cut: &Cut,
        image: Option<&str>,
        path: &str,
    ) -> (Vec<SourceFile>, Vec<FileFault>) {
        let mut shown = html::references(&cut.lead);
        shown.extend(html::references(&cut.lead_notes));
        let mut files = Vec::new();
        let mut warnings = Vec::new();
        for (name, on_disk) in resolver.found() {
            let url = format!("{path}/{}", encode_segments(&name));
            // A link on the disk may lead out of the folder where its name does not.
            let is_inside = on_disk.canonicalize().map_or(true, |real| real.starts_with(self.root));
            let looked = if is_inside { look_at(&on_disk, &name) } else { Err("leads out of the folder".to_owned()) };
            match looked {
                Ok((mut file, warning)) => {
                    file.is_beyond_lead = !shown.contains(&url) && image != Some(url.as_str());
                    files.push(file);
                    warnings.extend(warning.map(|reason| self.fault(None, format!("{name}: {reason}"))));
                }
                Err(reason) => warnings.push(self.fault(None, format!("{name}: {reason}"))),
            }
        }
        (files, warnings)
    }

    fn digest(&self, text: &str, access: Access, site: &SiteHost, files: &[SourceFile]) -> Vec<u8> {
        let mut all = format!(
            "{IMPORTER}\n{}\n{}\n{}\n{}\n{text}\n",
            self.settings.lead_words,
            access.as_str(),
            site.as_str(),
            self.source
        )
        .into_bytes();
        for file in files {
            all.extend_from_slice(file.name.as_bytes());
            all.push(u8::from(file.is_beyond_lead));
            all.extend_from_slice(&file.digest);
        }
        sha256(&all).to_vec()
    }
}
