//! The publisher's own pages in a content folder: Markdown as an article's, without anything that is gated.

use std::collections::HashMap;
use std::path::Path;
use std::sync::Arc;

use serde::Deserialize;

use super::beside::Beside;
use super::cut::MARKERS;
use super::figure::{self, Shown};
use super::folder::{look_at, read};
use super::front_matter::{self, DateText};
use super::html::Resolve;
use super::markdown;
use super::path::encode_segments;
use super::picture::Size;
use super::slug;
use super::source::{FileFault, IMPORTER, ImportSettings};
use crate::links;
use crate::page::{JOIN, PageFile, SourcePage};
use crate::secret::sha256;
use crate::site::SiteHost;

/// Where they lie in the folder.
pub const FOLDER: &str = "pages/";

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PageMatter {
    title: String,
    #[serde(default)]
    summary: String,
    site: Option<String>,
    slug: Option<String>,
    updated: Option<DateText>,
    order: Option<i64>,
    programme: Option<String>,
}

/// One page's file, with what its faults are told by.
struct Reader<'a> {
    root: &'a Path,
    file: &'a Path,
    source: &'a str,
}

/// The page, and what is missing beside it.
pub fn read_page(
    root: &Path,
    file: &Path,
    source: &str,
    settings: &ImportSettings,
) -> Result<(SourcePage, Vec<FileFault>), FileFault> {
    let reader = Reader { root, file, source };
    let bytes = std::fs::read(file).map_err(|error| reader.fault(None, error.to_string()))?;
    let text = String::from_utf8(bytes).map_err(|_| reader.fault(None, "is not UTF-8"))?;
    let (matter, body) =
        front_matter::split_as::<PageMatter>(&text).map_err(|error| reader.fault(Some(error.line), error.reason))?;
    if matter.title.trim().is_empty() {
        return Err(reader.fault(None, "its title is empty"));
    }
    let slug = reader.slug(matter.slug.as_deref())?;
    let site = matter.site.as_deref().map(|site| reader.site(site, settings)).transpose()?;
    let no_date = || reader.fault(None, "updated is no date, as in 2026-10-04");
    let updated_at = matter.updated.map(|date| date.read().ok_or_else(no_date)).transpose()?;
    let programme = matter.programme.map(|name| name.trim().to_owned()).filter(|name| !name.is_empty());
    if programme.is_some() && slug != JOIN {
        return Err(reader.fault(None, "programme belongs into join.md"));
    }
    if let Some(at) = body.lines().position(is_marker) {
        let line = text.lines().count() - body.lines().count() + at + 1;
        let reason = "holds `<!-- more -->`, and a page is for everyone: take it out, or move the file out of pages/";
        return Err(reader.fault(Some(line), reason));
    }
    let (body, files, warnings) = reader.render(body, &links::page(&slug));
    let mut all = format!("{IMPORTER}\n{source}\n{text}\n").into_bytes();
    for file in &files {
        all.extend_from_slice(file.name.as_bytes());
        all.extend_from_slice(&file.digest);
    }
    let page = SourcePage {
        source: source.to_owned(),
        digest: sha256(&all).to_vec(),
        site,
        slug,
        title: matter.title.trim().to_owned(),
        summary: matter.summary.trim().to_owned(),
        position: matter.order,
        programme,
        body,
        updated_at,
        files,
    };
    Ok((page, warnings))
}

/// The mark that parts an article for members.
fn is_marker(line: &str) -> bool {
    let comment = line.trim().strip_prefix("<!--").and_then(|rest| rest.strip_suffix("-->"));
    comment.is_some_and(|word| word.trim().eq_ignore_ascii_case("more"))
}

impl Reader<'_> {
    fn fault(&self, line: Option<usize>, reason: impl Into<String>) -> FileFault {
        FileFault { file: self.file.to_path_buf(), line, reason: reason.into() }
    }

    /// From the file's name, or its folder's for `index.md`.
    fn slug(&self, wanted: Option<&str>) -> Result<String, FileFault> {
        let stem = self.source.trim_start_matches(FOLDER).trim_end_matches(".md");
        let name = stem.strip_suffix("/index").unwrap_or(stem);
        if name.contains('/') {
            return Err(self.fault(None, "lies too deep: a page is pages/NAME.md, or pages/NAME/index.md"));
        }
        if name == "index" && stem == name {
            return Err(self.fault(None, "has no name: a page is pages/NAME.md, or pages/NAME/index.md"));
        }
        let wanted = wanted.unwrap_or(name);
        if wanted.is_empty() || wanted != slug(wanted) {
            return Err(self.fault(None, format!("slug {wanted:?} must be small letters, digits and dashes")));
        }
        Ok(wanted.to_owned())
    }

    fn site(&self, wanted: &str, settings: &ImportSettings) -> Result<SiteHost, FileFault> {
        let found = settings.sites.iter().find(|site| site.as_str().eq_ignore_ascii_case(wanted));
        found.cloned().ok_or_else(|| {
            let known: Vec<&str> = settings.sites.iter().map(SiteHost::as_str).collect();
            self.fault(None, format!("site {wanted:?} is not in the settings; there are: {}", known.join(", ")))
        })
    }

    fn render(&self, body: &str, path: &str) -> (String, Vec<PageFile>, Vec<FileFault>) {
        let folder = self.file.parent().unwrap_or(self.root);
        let resolver = Arc::new(Beside::new(self.root, folder, path));
        let as_resolver: Arc<dyn Resolve> = Arc::<Beside>::clone(&resolver);
        let html = markdown::render(body, &as_resolver);
        let html = MARKERS.iter().fold(html, |html, marker| html.replace(marker, ""));
        let (mut files, mut warnings, mut sizes) = (Vec::new(), Vec::new(), HashMap::new());
        for (name, on_disk) in &resolver.found() {
            match self.look_at(on_disk, name) {
                Ok((file, size, warning)) => {
                    warnings.extend(warning.map(|reason| self.fault(None, format!("{name}: {reason}"))));
                    sizes.extend(size.map(|size| (format!("{path}/{}", encode_segments(name)), size)));
                    files.push(file);
                }
                Err(reason) => warnings.push(self.fault(None, format!("{name}: {reason}"))),
            }
        }
        let html = figure::complete(&html, false, |src| Some(Shown { size: *sizes.get(src)?, forms: Vec::new() }));
        (html.trim().to_owned(), files, warnings)
    }

    fn look_at(&self, on_disk: &Path, name: &str) -> Result<(PageFile, Option<Size>, Option<&'static str>), String> {
        if !self.is_inside(on_disk) {
            return Err("leads out of the folder".to_owned());
        }
        let (file, warning) = look_at(on_disk, name)?;
        let size = file.picture.map(|picture| picture.size);
        let (name, media_type, digest) = (file.name, file.media_type.to_owned(), file.digest);
        Ok((PageFile { name, media_type, digest, bytes: read(on_disk)? }, size, warning))
    }

    /// A link on the disk may lead out of the folder where its name does not. What is not there is told when it is read.
    fn is_inside(&self, file: &Path) -> bool {
        file.canonicalize().map_or(true, |real| real.starts_with(self.root))
    }
}
