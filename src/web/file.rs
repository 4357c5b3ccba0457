//! Images and other files beside an article, and portraits. What only the rest shows is gated with it.

use std::sync::Arc;

use axum::body::{Body, Bytes};
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use http::{HeaderValue, StatusCode, header};
use moka::sync::Cache;

use super::article::{decide, has_etag};
use super::asker::Asker;
use super::error::Error;
use super::{App, AppState};
use crate::article::{Article, ArticleFile, ArticleId, Version, file_store, store};
use crate::gate::Decision;
use crate::language::Words;
use crate::links;
use crate::page::{self, Page, PageId};
use crate::secret;
use crate::share::open::Request;

/// Bytes kept in memory of the files asked for most.
const KEPT: u64 = 16 * 1024 * 1024;

#[derive(Clone, PartialEq, Eq, Hash)]
enum FileKey {
    Beside(ArticleId, Version, String),
    Portrait(String, i64),
    OfPage(PageId, Version, String),
}

/// A file ready to be answered.
struct ReadyFile {
    media_type: HeaderValue,
    is_beyond_lead: bool,
    etag: HeaderValue,
    bytes: Bytes,
}

pub struct Files(Cache<FileKey, Arc<ReadyFile>>);

impl Default for Files {
    fn default() -> Self {
        let weigh = |_: &FileKey, file: &Arc<ReadyFile>| {
            u32::try_from(file.bytes.len()).unwrap_or(u32::MAX).saturating_add(256)
        };
        Self(Cache::builder().max_capacity(KEPT).weigher(weigh).build())
    }
}

impl ReadyFile {
    fn new(file: ArticleFile) -> Self {
        let etag = format!("\"{}\"", secret::encode(file.digest.get(..12).unwrap_or_default()));
        Self {
            media_type: HeaderValue::from_str(&file.media_type)
                .unwrap_or_else(|_| HeaderValue::from_static("application/octet-stream")),
            is_beyond_lead: file.is_beyond_lead,
            etag: HeaderValue::from_str(&etag).expect("base64 is a header value"),
            bytes: Bytes::from(file.bytes),
        }
    }
}

pub async fn show(app: &App, asker: &Asker, path: &str) -> Result<Response, Error> {
    let (article, name) = split(app, asker, path).ok_or(Error::NotFound)?;
    let key = FileKey::Beside(article.id, article.own_version, name.clone());
    let cached = app.files.0.get(&key);
    let wanted = match &cached {
        Some(file) => Wanted { name: &name, width: None, is_beyond_lead: file.is_beyond_lead },
        None => look_up(app, &article, &name).await?,
    };
    let is_beyond_lead = wanted.is_beyond_lead;
    // Decided before a byte of it is loaded.
    let is_gated = article.is_gated() && is_beyond_lead;
    if is_gated && !matches!(decide(app, &article, asker, Request::File).await?.decision, Decision::Open(_)) {
        return Err(Error::Forbidden(Words("gated-file")));
    }
    let file = match cached {
        Some(file) => file,
        None => load(app, &article, &wanted, key).await?,
    };
    Ok(answer(&file, is_gated, asker))
}

/// A file beside an article, or a smaller form of one.
struct Wanted<'a> {
    name: &'a str,
    width: Option<u32>,
    /// Of the file itself: a form is gated exactly as its image is.
    is_beyond_lead: bool,
}

/// What a name stands for: `photo.jpg`, or its form `photo.jpg/800.webp`. A file of that very name comes first.
async fn look_up<'a>(app: &App, article: &Article, name: &'a str) -> Result<Wanted<'a>, Error> {
    let mut read = app.db.read().await?;
    let mut conn = read.conn();
    if let Some(is_beyond_lead) = file_store::find_is_beyond_lead(&mut conn, article.id, name).await? {
        return Ok(Wanted { name, width: None, is_beyond_lead });
    }
    let (name, width) = form_of(name).ok_or(Error::NotFound)?;
    let is_beyond_lead = file_store::find_is_beyond_lead(&mut conn, article.id, name).await?.ok_or(Error::NotFound)?;
    Ok(Wanted { name, width: Some(width), is_beyond_lead })
}

/// The image and the width that a form's name is made of, in one spelling only.
fn form_of(name: &str) -> Option<(&str, u32)> {
    let (image, form) = name.rsplit_once('/')?;
    let digits = form.strip_suffix(".webp")?;
    let width = digits.parse().ok().filter(|width: &u32| *width > 0 && width.to_string() == digits)?;
    Some((image, width))
}

async fn load(app: &App, article: &Article, wanted: &Wanted<'_>, key: FileKey) -> Result<Arc<ReadyFile>, Error> {
    let Wanted { name, width, is_beyond_lead } = *wanted;
    let mut read = app.db.read().await?;
    let mut conn = read.conn();
    let found = match width {
        Some(width) => file_store::find_form(&mut conn, article.id, (name, width), is_beyond_lead).await?,
        None => file_store::find_file(&mut conn, article.id, name).await?,
    };
    // Looked at after the bytes: where it is still the version that the gate was asked about, they are of it.
    if store::find_own_version(&mut conn, article.id).await? != Some(article.own_version) {
        return Err(Error::Stale);
    }
    let file = Arc::new(ReadyFile::new(found.ok_or(Error::NotFound)?));
    app.files.0.insert(key, Arc::clone(&file));
    Ok(file)
}

/// The article whose path comes before the file's name; the longest one where articles stand below each other.
fn split(app: &App, asker: &Asker, path: &str) -> Option<(Arc<Article>, String)> {
    let catalogue = app.shelf.current();
    path.match_indices('/').map(|(at, _)| at).filter(|at| *at > 0).collect::<Vec<_>>().into_iter().rev().find_map(
        |at| {
            let (article, name) = path.split_at(at);
            let article = catalogue.find(&asker.site.host, article)?;
            let decoded = links::percent_decoded(name.trim_start_matches('/'))?;
            Some((Arc::clone(article), decoded))
        },
    )
}

fn answer(file: &ReadyFile, is_gated: bool, asker: &Asker) -> Response {
    let mut response = StatusCode::OK.into_response();
    let headers = response.headers_mut();
    headers.insert(header::VARY, HeaderValue::from_static("Cookie"));
    if is_gated {
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("private, no-store"));
    } else {
        // No longer: what its article becomes, it becomes too.
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("public, max-age=60"));
        headers.insert(header::ETAG, file.etag.clone());
        if has_etag(&asker.headers, &file.etag) {
            *response.status_mut() = StatusCode::NOT_MODIFIED;
            return response;
        }
    }
    headers.insert(header::CONTENT_TYPE, file.media_type.clone());
    // A drawing may hold scripts: opened by itself it may do nothing.
    headers.insert(header::CONTENT_SECURITY_POLICY, sandbox());
    if file.media_type.as_bytes().starts_with(b"application/octet-stream") {
        headers.insert(header::CONTENT_DISPOSITION, HeaderValue::from_static("attachment"));
    }
    *response.body_mut() = Body::from(file.bytes.clone());
    response
}

/// A file beside one of the publisher's own pages: everyone's.
pub async fn of_page(app: &App, asker: &Asker, page: &Page, name: String) -> Result<Response, Error> {
    let key = FileKey::OfPage(page.id, page.version, name.clone());
    let file = if let Some(file) = app.files.0.get(&key) {
        file
    } else {
        let mut read = app.db.read().await?;
        let found = page::store::find_file(&mut read.conn(), page.id, &name).await?.ok_or(Error::NotFound)?;
        let page::PageFile { media_type, digest, bytes, .. } = found;
        let file = Arc::new(ReadyFile::new(ArticleFile { media_type, is_beyond_lead: false, digest, bytes }));
        app.files.0.insert(key, Arc::clone(&file));
        file
    };
    Ok(answer(&file, false, asker))
}

/// What a file of a publisher's may do when it is opened by itself.
pub fn sandbox() -> HeaderValue {
    HeaderValue::from_static("default-src 'none'; style-src 'unsafe-inline'; sandbox")
}

pub async fn portrait(State(app): State<AppState>, asker: Asker, Path(slug): Path<String>) -> Result<Response, Error> {
    let key = FileKey::Portrait(slug.clone(), app.shelf.current().version);
    let file = if let Some(file) = app.files.0.get(&key) {
        file
    } else {
        let mut read = app.db.read().await?;
        let found = file_store::find_portrait(&mut read.conn(), &slug).await?.ok_or(Error::NotFound)?;
        let file = Arc::new(ReadyFile::new(found));
        app.files.0.insert(key, Arc::clone(&file));
        file
    };
    Ok(answer(&file, false, &asker))
}
