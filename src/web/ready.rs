//! Pages that are ready: rendered once, compressed once, answered from memory.
//!
//! None of them holds a byte of its reader: one page per version and audience serves everyone of that audience. A guest's
//! may hold the name that its sharer shows; then it is one page for all guests of that name.

use std::io::Write;
use std::sync::{Arc, OnceLock};

use axum::body::Bytes;
use http::{HeaderMap, HeaderValue, header};
use moka::sync::Cache;

use crate::article::{ArticleId, Version};
use crate::gate::ShareEnd;
use crate::secret;
use crate::site::SiteHost;

/// Bytes kept of ready pages, their compressed forms included. What is asked for most stays.
const KEPT: u64 = 24 * 1024 * 1024;
/// A page and its three compressed forms, as a multiple of the plain one; measured on the sample articles.
const WITH_COMPRESSED: f64 = 2.0;
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
}

/// What a page shows.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum What {
    Article(ArticleId, Version),
    /// A list by its path and page number, of one state of the catalogue.
    List {
        site: SiteHost,
        path: String,
        page: usize,
        generation: u64,
    },
}

pub type PageKey = (What, Audience);

/// One page in all forms that a browser may ask for, each with its headers.
#[derive(Debug)]
pub struct ReadyPage {
    plain: Bytes,
    /// Everything but what depends on the form.
    headers: HeaderMap,
    /// Of this page's bytes alone; `None` for a page that nobody may keep.
    hash: Option<String>,
    forms: [OnceLock<Form>; 4],
}

/// The bytes and the whole head of one answer.
#[derive(Debug)]
pub struct Form {
    pub bytes: Bytes,
    pub headers: HeaderMap,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
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
    pub fn new(mut headers: HeaderMap, text: String) -> Self {
        let plain = Bytes::from(text);
        headers.entry(header::VARY).or_insert(HeaderValue::from_static("Cookie, Accept-Encoding"));
        let may_keep = headers.get(header::CACHE_CONTROL).is_none_or(|value| !value.as_bytes().ends_with(b"no-store"));
        let hash = may_keep.then(|| secret::encode(secret::sha256(&plain).get(..12).unwrap_or_default()));
        Self { plain, headers, hash, forms: Default::default() }
    }

    /// The wanted form, made at its first use; plain where a form gains nothing.
    pub fn form(&self, wanted: Coding) -> &Form {
        let coding = if self.plain.len() < WORTH_COMPRESSING { Coding::Identity } else { wanted };
        let [identity, gzip, br, zstd] = &self.forms;
        let form = match coding {
            Coding::Identity => identity,
            Coding::Gzip => gzip,
            Coding::Br => br,
            Coding::Zstd => zstd,
        };
        form.get_or_init(|| self.make(coding))
    }

    fn make(&self, coding: Coding) -> Form {
        let compressed = match coding {
            Coding::Identity => None,
            Coding::Gzip => gzip(&self.plain).ok(),
            Coding::Br => brotli(&self.plain).ok(),
            Coding::Zstd => zstd::bulk::compress(&self.plain, 12).ok().map(Bytes::from),
        };
        let mut headers = self.headers.clone();
        let name = coding.name().filter(|_| compressed.is_some());
        let suffix = name.as_ref().and_then(|name| name.to_str().ok()).unwrap_or_default().to_owned();
        if let Some(name) = name {
            headers.insert(header::CONTENT_ENCODING, name);
        }
        let etag = self.hash.as_ref().map(|hash| format!("\"{hash}{suffix}\""));
        if let Some(etag) = etag.and_then(|etag| HeaderValue::from_str(&etag).ok()) {
            headers.insert(header::ETAG, etag);
        }
        Form { bytes: compressed.unwrap_or_else(|| self.plain.clone()), headers }
    }
}

fn gzip(plain: &[u8]) -> std::io::Result<Bytes> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::new(8));
    encoder.write_all(plain)?;
    encoder.finish().map(Bytes::from)
}

/// Quality 6 of 11: within 5 % of the smallest at a tenth of its time, on pages of this size.
fn brotli(plain: &[u8]) -> std::io::Result<Bytes> {
    let mut out = Vec::new();
    let params = brotli::enc::BrotliEncoderParams { quality: 6, size_hint: plain.len(), ..Default::default() };
    let mut input = plain;
    brotli::BrotliCompress(&mut input, &mut out, &params)?;
    Ok(Bytes::from(out))
}

/// The pages asked for most.
pub struct ReadyPages(Cache<PageKey, Arc<ReadyPage>>);

impl Default for ReadyPages {
    fn default() -> Self {
        let weigh = |_: &PageKey, page: &Arc<ReadyPage>| {
            #[expect(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                clippy::cast_precision_loss,
                reason = "an estimate of a page's size in memory"
            )]
            let weight = (page.plain.len() as f64 * WITH_COMPRESSED) as u32;
            weight.saturating_add(512)
        };
        Self(Cache::builder().max_capacity(KEPT).weigher(weigh).build())
    }
}

impl ReadyPages {
    pub fn get(&self, key: &PageKey) -> Option<Arc<ReadyPage>> {
        self.0.get(key)
    }

    pub fn insert(&self, key: PageKey, page: ReadyPage) -> Arc<ReadyPage> {
        let page = Arc::new(page);
        self.0.insert(key, Arc::clone(&page));
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
        let page = ReadyPage::new(HeaderMap::new(), "a page worth compressing ".repeat(100));
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
        assert!(!ReadyPage::new(headers, "x".to_owned()).form(Coding::Identity).headers.contains_key(header::ETAG));
    }
}
