//! The sites of the settings: each with a host of its own, one of them that of the public URL.

use url::Url;

use super::check::Faults;
use super::load::Fault;
use super::look::{Look, look};
use super::{SiteSettings, raw};

pub(super) fn sites(public_url: &Url, sites: &[raw::Site], faults: &mut Faults) -> Vec<SiteSettings> {
    let public_host = host_of(public_url);
    let mut found: Vec<SiteSettings> = Vec::new();
    for (index, site) in sites.iter().enumerate() {
        let host = faults.take(&format!("site[{index}].host"), site_host(&site.host));
        let Some(host) = host else { continue };
        if found.iter().any(|other| other.host == host) {
            faults.0.push(Fault::new(&format!("site[{index}].host"), "stands in another [[site]] already"));
        }
        if site.name.trim().is_empty() || site.name.chars().any(char::is_control) {
            faults.0.push(Fault::new(&format!("site[{index}].name"), "must be a name without control characters"));
        }
        let look = look(&format!("site[{index}]"), site, faults);
        found.push(SiteSettings {
            look,
            host,
            name: site.name.trim().to_owned(),
            tagline: site.tagline.clone(),
            // A site that names its language and no others speaks that one.
            languages: match &site.language {
                Some(language) if site.languages.is_empty() => vec![language.clone()],
                _ => site.languages.clone(),
            },
            language: site.language.clone().unwrap_or_else(|| "en".to_owned()),
            is_news: site.news,
        });
    }
    match found.iter().position(|site| site.host == public_host) {
        Some(at) => found.swap(0, at),
        None if found.is_empty() => found.push(SiteSettings {
            name: public_host.clone(),
            host: public_host,
            tagline: None,
            look: Look::default(),
            language: "en".to_owned(),
            languages: Vec::new(),
            is_news: false,
        }),
        None => faults.0.push(Fault::new("public_url", format!("no [[site]] has its host, {public_host}"))),
    }
    found
}

/// What a browser puts into `Host` for this URL.
fn host_of(url: &Url) -> String {
    let host = url.host_str().unwrap_or_default();
    url.port().map_or_else(|| host.to_owned(), |port| format!("{host}:{port}"))
}

fn site_host(text: &str) -> Result<String, String> {
    let url = Url::parse(&format!("https://{text}/")).map_err(|_| "must be a host, as in news.example".to_owned())?;
    let host = text.to_ascii_lowercase();
    let given = url.port().map_or_else(
        || url.host_str().unwrap_or_default().to_owned(),
        |port| format!("{}:{port}", url.host_str().unwrap_or_default()),
    );
    if given == host { Ok(host) } else { Err("must be a host alone, as in news.example".to_owned()) }
}
