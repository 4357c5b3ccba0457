//! Answers to programs and scripts.

use axum::response::{IntoResponse, Response};
use http::{HeaderValue, StatusCode, header};

use super::error::IsPage;

/// Of a text that is JSON already. Never kept by anybody.
pub fn text(status: StatusCode, body: String) -> Response {
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static("application/json")),
        (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
    ];
    let mut response = (status, headers, body).into_response();
    response.extensions_mut().insert(IsPage);
    response
}

pub fn value(status: StatusCode, body: &serde_json::Value) -> Response {
    text(status, body.to_string())
}
