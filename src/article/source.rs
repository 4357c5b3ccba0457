//! A folder of Markdown, read into what the tables will hold. Touches no database.

use std::collections::{BTreeMap, HashMap};
use std::fmt;
use std::path::{Component, Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use serde::Deserialize;

use super::cut::{Cut, cut};
use super::front_matter::{self, FrontMatter};
use super::markdown::{self, Resolve};
use super::{Access, AuthorLink, slug};
use crate::clock::Timestamp;
use crate::links;
use crate::secret::sha256;
use crate::site::SiteHost;

/// Larger files belong to a file server.
const MAX_FILE: u64 = 8 * 1024 * 1024;
/// Changed where the same source gives other rows than before, so that an upgrade imports anew.
const IMPORTER: &str = "2";

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
    pub image: Option<String>,
    pub cut: Cut,
    pub files: Vec<SourceFile>,
}

#[derive(Debug)]
pub struct SourceFile {
    pub name: String,
    pub media_type: &'static str,
    pub is_beyond_lead: bool,
    pub digest: Vec<u8>,
    pub bytes: Vec<u8>,
}

#[derive(Debug)]
pub struct SourceAuthor {
    pub source: String,
    pub slug: String,
    pub digest: Vec<u8>,
    pub name: String,
    pub bio: String,
    pub links: Vec<AuthorLink>,
    pub portrait: Option<SourceFile>,
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
                Ok(author) => collection.authors.push(author),
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

/// All files below, hidden ones left out, in a fixed order. Links that lead out of the folder are not followed.
fn list(root: &Path) -> std::io::Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    let mut folders = vec![root.to_path_buf()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder)? {
            let path = entry?.path();
            let is_hidden = path.file_name().is_some_and(|name| name.to_string_lossy().starts_with(['.', '_']));
            let is_inside = path.canonicalize().is_ok_and(|real| real.starts_with(root));
            if is_hidden || !is_inside {
                continue;
            }
            if path.is_dir() {
                folders.push(path);
            } else {
                found.push(path);
            }
        }
    }
    found.sort();
    Ok(found)
}

fn relative(root: &Path, file: &Path) -> String {
    let relative = file.strip_prefix(root).unwrap_or(file);
    relative.components().map(|part| part.as_os_str().to_string_lossy()).collect::<Vec<_>>().join("/")
}

/// Reads one article and what stands beside it.
struct Reader<'a> {
    root: &'a Path,
    file: &'a Path,
    source: &'a str,
    settings: &'a ImportSettings,
}

impl Reader<'_> {
    fn fault(&self, line: Option<usize>, reason: impl Into<String>) -> FileFault {
        FileFault { file: self.file.to_path_buf(), line, reason: reason.into() }
    }

    fn read(&self) -> Result<(SourceArticle, Vec<FileFault>), FileFault> {
        let bytes = std::fs::read(self.file).map_err(|error| self.fault(None, error.to_string()))?;
        let text = String::from_utf8(bytes).map_err(|_| self.fault(None, "is not UTF-8"))?;
        let (matter, body) = front_matter::split(&text).map_err(|error| self.fault(Some(error.line), error.reason))?;
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
        let html = self.with_dimensions(&markdown::render(body, &as_resolver), &resolver, &path);
        let cut = cut(&html, self.settings.lead_words);
        let image = matter.image.as_deref().map(|image| self.image(&resolver, image)).transpose()?;
        if self.file.file_name().is_some_and(|name| name == "index.md") {
            resolver.add_folder(folder);
        }
        let (files, warnings) = self.files(&resolver, &cut, image.as_deref(), &path);
        let access = matter.access.unwrap_or(self.settings.default_access);
        let digest = self.digest(&text, access, &site, &files);
        let source = self.source.to_owned();
        Ok((
            SourceArticle { source, digest, site, path, matter, published, updated, access, image, cut, files },
            warnings,
        ))
    }

    /// Images say how large they are, so that the text below them does not move when they arrive.
    fn with_dimensions(&self, html: &str, resolver: &Beside, path: &str) -> String {
        let found = resolver.found();
        let on_disk: HashMap<String, &PathBuf> =
            found.iter().map(|(name, file)| (format!("{path}/{}", encode_segments(name)), file)).collect();
        markdown::with_dimensions(html, |src| {
            let file =
                on_disk.get(src).filter(|file| file.canonicalize().is_ok_and(|real| real.starts_with(self.root)))?;
            let size = imagesize::size(file).ok()?;
            Some((size.width, size.height))
        })
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

    fn image(&self, resolver: &Beside, image: &str) -> Result<String, FileFault> {
        if !markdown::is_relative(image) || image.starts_with('/') {
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
        let mut shown = markdown::references(&cut.lead);
        shown.extend(markdown::references(&cut.lead_notes));
        let mut files = Vec::new();
        let mut warnings = Vec::new();
        for (name, on_disk) in resolver.found() {
            let url = format!("{path}/{}", encode_segments(&name));
            // A link on the disk may lead out of the folder where its name does not.
            let is_inside = on_disk.canonicalize().map_or(true, |real| real.starts_with(self.root));
            let read = if is_inside { read_file(&on_disk, &name) } else { Err("leads out of the folder".to_owned()) };
            match read {
                Ok(mut file) => {
                    file.is_beyond_lead = !shown.contains(&url) && image != Some(url.as_str());
                    files.push(file);
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

/// Remembers each file that an article refers to, by the name it is served under.
struct Beside {
    root: PathBuf,
    folder: PathBuf,
    path: String,
    found: Mutex<BTreeMap<String, PathBuf>>,
}

impl Beside {
    fn new(root: &Path, folder: &Path, path: &str) -> Self {
        Self { root: root.to_path_buf(), folder: folder.to_path_buf(), path: path.to_owned(), found: Mutex::default() }
    }

    fn found(&self) -> BTreeMap<String, PathBuf> {
        self.found.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// The name a file is served under. One name is one file: what gates one must never open another.
    fn remember(&self, name: &str, on_disk: &Path) -> String {
        let mut found = self.found.lock().unwrap_or_else(PoisonError::into_inner);
        let is_others = |name: &str| found.get(name).is_some_and(|first| first != on_disk);
        let name = if is_others(name) {
            let hash = crate::secret::encode(sha256(on_disk.to_string_lossy().as_bytes()).get(..9).unwrap_or_default());
            format!("{hash}-{}", name.rsplit('/').next().unwrap_or(name))
        } else {
            name.to_owned()
        };
        found.entry(name.clone()).or_insert_with(|| on_disk.to_path_buf());
        name
    }

    /// Everything in an article's own folder goes with it, referred to or not; unless another article lies there or below,
    /// whose files they may be.
    fn add_folder(&self, folder: &Path) {
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

/// The path without `.` and `..`; `None` where it climbs above its start.
fn normalized(path: &Path) -> Option<PathBuf> {
    let mut out = PathBuf::new();
    for part in path.components() {
        match part {
            Component::ParentDir => {
                if !out.pop() {
                    return None;
                }
            }
            Component::CurDir => {}
            part => out.push(part),
        }
    }
    Some(out)
}

/// One spelling for each path: percent-encoded, no empty or dotted segments, none of ours.
pub fn canonical_path(text: &str) -> Result<String, &'static str> {
    if !text.starts_with('/') {
        return Err("must start with /");
    }
    let path = text.strip_suffix('/').unwrap_or(text);
    let is_clean = path.split('/').skip(1).all(|part| !part.is_empty() && part != "." && part != "..");
    if path.is_empty() || !is_clean || path.contains(['?', '#', '\\', '%', ';']) || path.chars().any(char::is_control) {
        return Err("must be plain segments, as in /guides/slow-bread");
    }
    let is_ours = links::OURS.iter().any(|ours| {
        path == ours.trim_end_matches('/') || (ours.len() > 1 && ours.ends_with('/') && path.starts_with(ours))
    });
    if is_ours {
        return Err("is one of Gatefold's own");
    }
    Ok(encode_segments(path))
}

fn hex(nibble: u8) -> char {
    char::from_digit(u32::from(nibble), 16).unwrap_or('0').to_ascii_uppercase()
}

/// Percent-encodes what a browser would, slashes left alone.
pub fn encode_segments(path: &str) -> String {
    let mut out = String::with_capacity(path.len());
    for byte in path.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~/!$&'()*+,=:@".contains(&byte) {
            out.push(char::from(byte));
        } else {
            out.extend(['%', hex(byte >> 4), hex(byte & 15)]);
        }
    }
    out
}

fn read_file(path: &Path, name: &str) -> Result<SourceFile, String> {
    let metadata = std::fs::metadata(path).map_err(|_| "is not there".to_owned())?;
    if !metadata.is_file() {
        return Err("is no file".to_owned());
    }
    if metadata.len() > MAX_FILE {
        return Err(format!("has {} bytes, and {MAX_FILE} are the most", metadata.len()));
    }
    let bytes = std::fs::read(path).map_err(|error| error.to_string())?;
    let digest = sha256(&bytes).to_vec();
    Ok(SourceFile { name: name.to_owned(), media_type: media_type(name), is_beyond_lead: true, digest, bytes })
}

/// Types a browser shows; anything else is only ever downloaded.
pub fn media_type(name: &str) -> &'static str {
    let extension = name.rsplit('.').next().unwrap_or_default().to_ascii_lowercase();
    match extension.as_str() {
        "png" => "image/png",
        "jpg" | "jpeg" => "image/jpeg",
        "gif" => "image/gif",
        "webp" => "image/webp",
        "avif" => "image/avif",
        "svg" => "image/svg+xml",
        "pdf" => "application/pdf",
        "txt" | "md" => "text/plain; charset=utf-8",
        "csv" => "text/csv; charset=utf-8",
        "mp3" => "audio/mpeg",
        "m4a" => "audio/mp4",
        "ogg" => "audio/ogg",
        "mp4" => "video/mp4",
        "webm" => "video/webm",
        "vtt" => "text/vtt; charset=utf-8",
        _ => "application/octet-stream",
    }
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

fn read_author(root: &Path, file: &Path, source: &str) -> Result<SourceAuthor, FileFault> {
    let fault = |line, reason: String| FileFault { file: file.to_path_buf(), line, reason };
    let text = std::fs::read_to_string(file).map_err(|error| fault(None, error.to_string()))?;
    let matter: AuthorMatter = toml::from_str(&text).map_err(|error| {
        let before = error.span().and_then(|span| text.get(..span.start)).unwrap_or_default();
        fault(Some(before.matches('\n').count() + 1), error.message().trim_end().to_owned())
    })?;
    if matter.name.trim().is_empty() {
        return Err(fault(None, "its name is empty".to_owned()));
    }
    if let Some(link) =
        matter.links.iter().find(|link| !link.url.starts_with("https://") && !link.url.starts_with("http://"))
    {
        return Err(fault(None, format!("link {:?} must start with https://", link.url)));
    }
    let portrait = matter.portrait.as_deref().map(|name| {
        let path = normalized(&file.parent().unwrap_or(root).join(name)).filter(|path| path.starts_with(root));
        let path = path
            .filter(|path| path.canonicalize().map_or(true, |real| real.starts_with(root)))
            .ok_or_else(|| fault(None, format!("portrait {name:?} leads out of the folder")))?;
        read_file(&path, name).map_err(|reason| fault(None, format!("portrait {name:?} {reason}")))
    });
    let portrait = portrait.transpose()?;
    let mut all = format!("{IMPORTER}\n{text}\n").into_bytes();
    all.extend(portrait.iter().flat_map(|file| file.digest.iter()));
    let stem = file.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
    Ok(SourceAuthor {
        source: source.to_owned(),
        slug: slug(&stem),
        digest: sha256(&all).to_vec(),
        name: matter.name,
        bio: matter.bio,
        links: matter.links,
        portrait,
    })
}
