//! Pages that are ready: rendered once, compressed once, answered from memory.
//!
//! None of them holds a byte of its reader: one page per version and audience serves everyone of that audience. A guest's
//! may hold the name that its sharer shows; then it is one page for all guests of that name.

use std::io::Write;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use axum::body::Bytes;
use http::{HeaderMap, HeaderValue, header};
use moka::sync::Cache;

use crate::article::{ArticleId, Version};
use crate::experiment::Arm;
use crate::gate::ShareEnd;
use crate::language::Language;
use crate::page::PageId;
use crate::secret;
use crate::site::SiteHost;

/// Bytes kept of ready pages. What is asked for most stays.
const KEPT: u64 = 20 * 1024 * 1024;
/// Bytes kept of their other forms, for the few that do not take the main one.
const KEPT_OF_OTHERS: u64 = 4 * 1024 * 1024;
/// What a page costs beside its bytes: about fifteen headers in their map, the key, and the cache's own.
const HEAD: usize = 2400;
/// Below this a compressed form saves no packet.
const WORTH_COMPRESSING: usize = 700;

/// Who a page was made for.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Audience {
    /// A stranger before a wall, or on a list.
    Stranger,
    /// A stranger on an article that is not gated: a page of its own, so that none of them is ever taken for a wall.
    Everyone,
    /// A stranger whose given address is to be proved.
    Unproved,
    /// A stranger who reads this one article after giving an address.
    Asked,
    /// A stranger who reads within the allowance, with what is left of it.
    FreeReader {
        left_after: u32,
    },
    /// Let in by a share link, with the name that its sharer shows.
    Guest(Option<Arc<str>>),
    /// To be let in by a share link once they give an address.
    Invited(Option<Arc<str>>),
    /// Came by a share link that lets nobody in any more.
    ShareEnded(ShareEnd),
    Member,
    /// A search engine's crawler: the article, and no form.
    Bot,
}

/// What a page shows.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum What {
    Article(ArticleId, Version),
    /// One of the publisher's own pages; the same one may stand on several sites.
    Page(SiteHost, PageId, Version),
    /// A list by its path and page number, of one state of the catalogue.
    List {
        site: SiteHost,
        path: String,
        page: usize,
        generation: u64,
    },
}

/// What stands around a page and changes apart from it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub struct Around {
    /// Of the pages that the foot names.
    pub foot: Version,
    /// Of the promotion across the top; most of the time there is none.
    pub promotion: Option<Version>,
}

/// What one ready page is kept under.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct PageKey {
    pub what: What,
    pub audience: Audience,
    /// How the discussion under it stands, as far as this audience sees it; 0 for a list.
    pub discussion: i64,
    pub language: Language,
    pub around: Around,
    /// Of the wall, where its article is in an experiment; mostly it is not.
    pub variant: Option<Arm>,
}

/// One page. Its compressed form is what is kept, since nearly every browser asks for that; any other is made of it.
#[derive(Debug)]
pub struct ReadyPage {
    main: Arc<Form>,
    /// Of `main`: plain where compressing it gains nothing.
    coding: Coding,
    /// Of this page's bytes alone; `None` for a page that nobody may keep.
    hash: Option<String>,
    /// What its other forms are kept under.
    serial: u64,
    others: Arc<OtherForms>,
}

/// Forms that few ask for, of all pages together.
#[derive(Debug)]
pub struct OtherForms {
    cache: Cache<(u64, Coding), Arc<Form>>,
    next_serial: AtomicU64,
}

/// The bytes and the whole head of one answer.
#[derive(Debug)]
pub struct Form {
    pub bytes: Bytes,
    pub headers: HeaderMap,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Coding {
    Identity,
    Gzip,
    Br,
    Zstd,
}

impl Coding {
    pub fn name(self) -> Option<HeaderValue> {
        match self {
            Self::Identity => None,
            Self::Gzip => Some(HeaderValue::from_static("gzip")),
            Self::Br => Some(HeaderValue::from_static("br")),
            Self::Zstd => Some(HeaderValue::from_static("zstd")),
        }
    }

    /// The smallest form that the request takes.
    pub fn accepted(headers: &HeaderMap) -> Self {
        // What nearly every browser sends, word for word.
        if headers
            .get(header::ACCEPT_ENCODING)
            .is_some_and(|value| value == "gzip, deflate, br, zstd" || value == "gzip, deflate, br")
        {
            return Self::Br;
        }
        let (mut gzip, mut br, mut zstd) = (false, false, false);
        for line in headers.get_all(header::ACCEPT_ENCODING) {
            for entry in line.to_str().unwrap_or_default().split(',') {
                let (name, quality) = entry.split_once(';').unwrap_or((entry, ""));
                let is_refused =
                    quality.trim().strip_prefix("q=").is_some_and(|q| q.parse::<f32>().is_ok_and(|q| q <= 0.0));
                match name.trim() {
                    "gzip" | "x-gzip" => gzip = !is_refused,
                    "br" => br = !is_refused,
                    "zstd" => zstd = !is_refused,
                    _ => {}
                }
            }
        }
        match (br, zstd, gzip) {
            (true, ..) => Self::Br,
            (_, true, _) => Self::Zstd,
            (.., true) => Self::Gzip,
            _ => Self::Identity,
        }
    }
}

impl ReadyPage {
    /// `headers` are those of the answer, content type and cache rules included. Only a page that caches may keep has an
    /// `ETag`.
    pub fn new(mut headers: HeaderMap, text: String, others: &Arc<OtherForms>) -> Self {
        headers.entry(header::VARY).or_insert(HeaderValue::from_static("Cookie, Accept-Encoding"));
        let may_keep = headers.get(header::CACHE_CONTROL).is_none_or(|value| !value.as_bytes().ends_with(b"no-store"));
        let hash = may_keep.then(|| secret::encode(secret::sha256(text.as_bytes()).get(..12).unwrap_or_default()));
        let compressed = (text.len() >= WORTH_COMPRESSING).then(|| compress(text.as_bytes(), Coding::Br)).flatten();
        let (bytes, coding) = match compressed {
            Some(bytes) => (bytes, Coding::Br),
            None => (exact(text.into_bytes()), Coding::Identity),
        };
        let main = Arc::new(Form::new(bytes, coding, headers, hash.as_deref()));
        let serial = others.next_serial.fetch_add(1, Ordering::Relaxed);
        Self { main, coding, hash, serial, others: Arc::clone(others) }
    }

    /// The wanted form; plain where a form gains nothing.
    pub fn form(&self, wanted: Coding) -> Arc<Form> {
        if self.coding == wanted || self.coding == Coding::Identity {
            return Arc::clone(&self.main);
        }
        let key = (self.serial, wanted);
        // Made once, however many ask at once.
        self.others.cache.get_with(key, || Arc::new(self.make(wanted)))
    }

    fn make(&self, wanted: Coding) -> Form {
        let mut plain = Vec::new();
        brotli::BrotliDecompress(&mut self.main.bytes.as_ref(), &mut plain).expect("we compressed it ourselves");
        let (bytes, coding) = match compress(&plain, wanted) {
            Some(bytes) => (bytes, wanted),
            None => (exact(plain), Coding::Identity),
        };
        Form::new(bytes, coding, self.main.headers.clone(), self.hash.as_deref())
    }
}

impl Form {
    fn new(bytes: Bytes, coding: Coding, mut headers: HeaderMap, hash: Option<&str>) -> Self {
        let name = coding.name();
        let suffix = name.as_ref().and_then(|name| name.to_str().ok()).unwrap_or_default().to_owned();
        match name {
            Some(name) => headers.insert(header::CONTENT_ENCODING, name),
            None => headers.remove(header::CONTENT_ENCODING),
        };
        let etag = hash.map(|hash| format!("\"{hash}{suffix}\""));
        if let Some(etag) = etag.and_then(|etag| HeaderValue::from_str(&etag).ok()) {
            headers.insert(header::ETAG, etag);
        }
        Self { bytes, headers }
    }

    fn weight(&self) -> u32 {
        u32::try_from(self.bytes.len() + HEAD).unwrap_or(u32::MAX)
    }
}

/// `None` where there is nothing to compress with, or it failed.
fn compress(plain: &[u8], coding: Coding) -> Option<Bytes> {
    match coding {
        Coding::Identity => None,
        Coding::Gzip => gzip(plain).ok(),
        Coding::Br => brotli(plain).ok(),
        Coding::Zstd => zstd::bulk::compress(plain, 12).ok().map(exact),
    }
}

/// Without the room that is left over: it would be kept as long as the page.
fn exact(bytes: Vec<u8>) -> Bytes {
    Bytes::from(bytes.into_boxed_slice())
}

fn gzip(plain: &[u8]) -> std::io::Result<Bytes> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::new(8));
    encoder.write_all(plain)?;
    encoder.finish().map(exact)
}

/// Quality 6 of 11: within 5 % of the smallest at a tenth of its time, on pages of this size.
fn brotli(plain: &[u8]) -> std::io::Result<Bytes> {
    let mut out = Vec::new();
    let params = brotli::enc::BrotliEncoderParams { quality: 6, size_hint: plain.len(), ..Default::default() };
    let mut input = plain;
    brotli::BrotliCompress(&mut input, &mut out, &params)?;
    Ok(exact(out))
}

impl Default for OtherForms {
    fn default() -> Self {
        let weigh = |_: &(u64, Coding), form: &Arc<Form>| form.weight();
        Self {
            cache: Cache::builder().max_capacity(KEPT_OF_OTHERS).weigher(weigh).build(),
            next_serial: AtomicU64::new(0),
        }
    }
}

/// The pages asked for most.
pub struct ReadyPages {
    cache: Cache<PageKey, Arc<ReadyPage>>,
    others: Arc<OtherForms>,
}

impl Default for ReadyPages {
    fn default() -> Self {
        let weigh = |_: &PageKey, page: &Arc<ReadyPage>| page.main.weight();
        Self { cache: Cache::builder().max_capacity(KEPT).weigher(weigh).build(), others: Arc::default() }
    }
}

impl ReadyPages {
    pub fn get(&self, key: &PageKey) -> Option<Arc<ReadyPage>> {
        self.cache.get(key)
    }

    /// Makes the page ready: it is compressed here.
    pub fn insert(&self, key: PageKey, headers: HeaderMap, text: String) -> Arc<ReadyPage> {
        let page = Arc::new(ReadyPage::new(headers, text, &self.others));
        self.cache.insert(key, Arc::clone(&page));
        page
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn accepted(text: &str) -> Coding {
        let mut headers = HeaderMap::new();
        headers.insert(header::ACCEPT_ENCODING, HeaderValue::from_str(text).expect("a header"));
        Coding::accepted(&headers)
    }

    #[test]
    fn the_smallest_accepted_form_is_taken() {
        for (text, wanted) in [
            ("gzip, deflate, br, zstd", Coding::Br),
            ("gzip, zstd", Coding::Zstd),
            ("br;q=0, gzip", Coding::Gzip),
            ("identity", Coding::Identity),
            ("", Coding::Identity),
            ("gzip;q=0.000", Coding::Identity),
        ] {
            assert_eq!(accepted(text), wanted, "{text}");
        }
    }

    #[test]
    fn every_form_holds_the_same_page() {
        let page = ReadyPage::new(HeaderMap::new(), "a page worth compressing ".repeat(100), &Arc::default());
        let bytes = |coding| page.form(coding).bytes.clone();
        let plain = bytes(Coding::Identity);
        assert_eq!(zstd::bulk::decompress(&bytes(Coding::Zstd), 1 << 20).expect("zstd"), plain);
        let mut out = Vec::new();
        brotli::BrotliDecompress(&mut bytes(Coding::Br).as_ref(), &mut out).expect("brotli");
        assert_eq!(out, plain);
        let mut out = Vec::new();
        std::io::copy(&mut flate2::read::GzDecoder::new(bytes(Coding::Gzip).as_ref()), &mut out).expect("gzip");
        assert_eq!(out, plain);
        let etag = |coding| page.form(coding).headers.get(header::ETAG).cloned();
        assert!(etag(Coding::Br).is_some() && etag(Coding::Br) != etag(Coding::Gzip));
    }

    #[test]
    fn what_nobody_may_keep_has_no_etag() {
        let mut headers = HeaderMap::new();
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("private, no-store"));
        let page = ReadyPage::new(headers, "x".to_owned(), &Arc::default());
        assert!(!page.form(Coding::Identity).headers.contains_key(header::ETAG));
    }
}
