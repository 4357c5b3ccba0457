//! What is refused before anything is known of the site, and what belongs to which site.

use std::sync::Arc;

use axum::body::Body;
use http::{HeaderMap, HeaderName, Method, Request, StatusCode, Uri, header};

use super::cookie;
use crate::links;
use crate::site::{Site, Sites};

/// Bytes of a request's first line and headers.
const MAX_HEAD: usize = 32 * 1024;

/// The site a request belongs to, or why it does not get past the door. Health checks come to whatever name a machine has.
pub(super) fn site(sites: &Sites, request: &Request<Body>) -> Result<Arc<Site>, StatusCode> {
    if matches!(*request.method(), Method::TRACE | Method::CONNECT) {
        return Err(StatusCode::METHOD_NOT_ALLOWED);
    }
    if head_size(request) > MAX_HEAD {
        return Err(StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE);
    }
    // Forms come with their length. A body in chunks, or with both, is one that a proxy and we could cut differently;
    // the parser has dropped the length by now, so all of them are refused.
    if request.headers().contains_key(header::TRANSFER_ENCODING) {
        return Err(StatusCode::BAD_REQUEST);
    }
    let is_health =
        request.method() == Method::GET && matches!(request.uri().path(), links::LIVE | links::READY | links::SERVING);
    let host = match host(request.uri(), request.headers()) {
        Some(host) => host,
        None if is_health => return Ok(Arc::clone(sites.first())),
        None => return Err(StatusCode::BAD_REQUEST),
    };
    match sites.find(host) {
        Some(site) => Ok(Arc::clone(site)),
        None if is_health => Ok(Arc::clone(sites.first())),
        None => Err(StatusCode::MISDIRECTED_REQUEST),
    }
}

/// The parser gives up on a head that has outgrown its buffer; one that arrives whole in a last large read gets past it.
fn head_size(request: &Request<Body>) -> usize {
    let line = request.uri().path_and_query().map_or(0, |path| path.as_str().len());
    line + request.headers().iter().map(|(name, value)| name.as_str().len() + value.len() + 4).sum::<usize>()
}

/// The one host a request names; `None` where it names none, or two.
fn host<'a>(uri: &'a Uri, headers: &'a HeaderMap) -> Option<&'a str> {
    let mut lines = headers.get_all(header::HOST).iter();
    let line = lines.next().map(|value| value.to_str().ok());
    if lines.next().is_some() {
        return None;
    }
    match (uri.authority(), line) {
        (None, Some(host)) => host.filter(|host| !host.is_empty()),
        (Some(authority), None) => Some(authority.as_str()),
        (Some(authority), Some(host)) => host.filter(|host| host.eq_ignore_ascii_case(authority.as_str())),
        (None, None) => None,
    }
}

fn is_write(method: &Method) -> bool {
    !matches!(*method, Method::GET | Method::HEAD | Method::OPTIONS)
}

/// Our cookies on a write, and nothing that says where it comes from: no browser of these years does that.
pub(super) fn is_bare_write(method: &Method, headers: &HeaderMap) -> bool {
    let has = |name: &HeaderName| headers.get(name).is_some_and(|value| !value.is_empty());
    let says_where = has(&HeaderName::from_static("sec-fetch-site")) || has(&header::ORIGIN);
    is_write(method) && !says_where && cookie::has_ours(headers)
}
