//! Stylesheets, the script and what belongs to a site's look, under names that change with their content.

use std::collections::HashMap;
use std::sync::Arc;

use axum::body::{Body, Bytes};
use axum::extract::{Path, State};
use axum::response::Response;
use http::{HeaderMap, HeaderValue, header};

use super::error::Error;
use super::ready::{OtherForms, ReadyPage};
use super::{AppState, article, file};
use crate::site::{Site, SiteHost, Sites};
use crate::template::Templates;
use crate::{links, secret};

pub struct Assets {
    /// URLs of the sites' stylesheets.
    styles: HashMap<SiteHost, String>,
    /// URL of the script.
    pub script: String,
    /// The same of what the staff's pages alone need.
    pub staff_script: String,
    /// `Cache-Control` of a stranger's page, after the settings.
    pub stranger_cache: HeaderValue,
    by_url: HashMap<String, Asset>,
}

enum Asset {
    Text(ReadyPage),
    File { media_type: &'static str, bytes: Bytes },
}

impl Assets {
    pub fn new(templates: &Templates, sites: &Sites, shared_cache_seconds: u32) -> Self {
        let load = |name: &str| String::from_utf8_lossy(&templates.asset(name).unwrap_or_default()).into_owned();
        let stranger_cache = match shared_cache_seconds {
            0 => HeaderValue::from_static("no-cache"),
            seconds => HeaderValue::from_str(&format!("public, max-age=0, s-maxage={seconds}"))
                .expect("digits are a header value"),
        };
        let (css, js, staff_js) = (load("gatefold.css"), load("gatefold.js"), load("staff.js"));
        let mut assets = Self {
            styles: HashMap::new(),
            script: String::new(),
            staff_script: String::new(),
            stranger_cache,
            by_url: HashMap::new(),
        };
        let others = Arc::default();
        assets.script = assets.add_text(js, "js", "text/javascript; charset=utf-8", &others);
        assets.staff_script = assets.add_text(staff_js, "js", "text/javascript; charset=utf-8", &others);
        for site in sites.all() {
            let text = format!("{css}{}", site.look.rules);
            let url = assets.add_text(text, "css", "text/css; charset=utf-8", &others);
            assets.styles.insert(site.host.clone(), url);
            for (url, file) in &site.look.files {
                let bytes = Bytes::from_owner(Arc::clone(&file.bytes));
                assets.by_url.insert(url.clone(), Asset::File { media_type: file.media_type, bytes });
            }
        }
        assets
    }

    fn add_text(
        &mut self,
        text: String,
        extension: &str,
        media_type: &'static str,
        others: &Arc<OtherForms>,
    ) -> String {
        let url = links::asset(&secret::sha256(text.as_bytes()), extension);
        // Sites of one look share its stylesheet.
        self.by_url.entry(url.clone()).or_insert_with(|| Asset::Text(ReadyPage::new(head(media_type), text, others)));
        url
    }

    pub fn styles_of(&self, site: &Site) -> &str {
        self.styles.get(&site.host).map_or("", String::as_str)
    }
}

pub async fn show(
    State(app): State<AppState>,
    Path(name): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Error> {
    match app.assets.by_url.get(&format!("/-/assets/{name}")) {
        Some(Asset::Text(page)) => Ok(article::answer(page, &headers)),
        Some(Asset::File { media_type, bytes }) => {
            let mut response = Response::new(Body::from(bytes.clone()));
            *response.headers_mut() = head(media_type);
            // A drawing may hold scripts: opened by itself it may do nothing.
            response.headers_mut().insert(header::CONTENT_SECURITY_POLICY, file::sandbox());
            Ok(response)
        }
        None => Err(Error::NotFound),
    }
}

fn head(media_type: &'static str) -> HeaderMap {
    let mut headers = HeaderMap::new();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(media_type));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("public, max-age=31536000, immutable"));
    headers.insert(header::VARY, HeaderValue::from_static("Accept-Encoding"));
    headers
}
