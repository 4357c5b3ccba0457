//! The stylesheet and the script, under names that change with their content.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::response::Response;
use http::{HeaderMap, HeaderValue, header};

use super::error::Error;
use super::ready::ReadyPage;
use super::{AppState, article};
use crate::secret;
use crate::template::Templates;

pub struct Assets {
    /// URL of the stylesheet.
    pub styles: String,
    /// URL of the script.
    pub script: String,
    /// `Cache-Control` of a stranger's page, after the settings.
    pub stranger_cache: HeaderValue,
    css: ReadyPage,
    js: ReadyPage,
}

impl Assets {
    pub fn new(templates: &Templates, shared_cache_seconds: u32) -> Self {
        let load = |name: &str| String::from_utf8_lossy(&templates.asset(name).unwrap_or_default()).into_owned();
        let (css, js) = (load("gatefold.css"), load("gatefold.js"));
        let url = |text: &str, extension: &str| {
            let hash = secret::encode(secret::sha256(text.as_bytes()).get(..9).unwrap_or_default());
            format!("/-/assets/{hash}.{extension}")
        };
        let stranger_cache = match shared_cache_seconds {
            0 => HeaderValue::from_static("no-cache"),
            seconds => HeaderValue::from_str(&format!("public, max-age=0, s-maxage={seconds}"))
                .expect("digits are a header value"),
        };
        let others = Arc::default();
        Self {
            styles: url(&css, "css"),
            script: url(&js, "js"),
            stranger_cache,
            css: ReadyPage::new(head("text/css; charset=utf-8"), css, &others),
            js: ReadyPage::new(head("text/javascript; charset=utf-8"), js, &others),
        }
    }
}

pub async fn show(
    State(app): State<AppState>,
    Path(name): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Error> {
    let path = format!("/-/assets/{name}");
    let page = match path {
        path if path == app.assets.styles => &app.assets.css,
        path if path == app.assets.script => &app.assets.js,
        _ => return Err(Error::NotFound),
    };
    Ok(article::answer(page, &headers))
}

fn head(media_type: &'static str) -> HeaderMap {
    let mut headers = HeaderMap::new();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(media_type));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("public, max-age=31536000, immutable"));
    headers.insert(header::VARY, HeaderValue::from_static("Accept-Encoding"));
    headers
}
