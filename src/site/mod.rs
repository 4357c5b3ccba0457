//! The brands: each with its own host, name and look. One membership serves them all.

mod look;

use std::collections::HashMap;
use std::sync::Arc;

use url::Url;

use crate::config::Config;

pub use look::{Picture, SiteLook};

/// A site by its host, as it stands in `Host`, in the settings and in the tables.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct SiteHost(Arc<str>);

impl SiteHost {
    pub fn new(host: &str) -> Self {
        Self(host.into())
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

#[derive(Debug)]
pub struct Site {
    pub host: SiteHost,
    pub name: String,
    pub tagline: Option<String>,
    /// Of its articles, and of our words where the site offers no others.
    pub language: String,
    /// What readers may be spoken to in; empty: everything that there are words in.
    pub languages: Vec<String>,
    /// Whether its articles are news.
    pub is_news: bool,
    pub look: SiteLook,
    /// What every absolute URL of this site starts with.
    pub base_url: Url,
}

impl Site {
    /// Whether the reader's own settings decide what our words are said in.
    pub fn offers_languages(&self) -> bool {
        self.languages.len() != 1
    }
}

/// All sites of this installation; never empty.
#[derive(Debug, Clone)]
pub struct Sites {
    first: Arc<Site>,
    all: Arc<[Arc<Site>]>,
    by_host: Arc<HashMap<String, Arc<Site>>>,
}

impl Sites {
    pub fn new(config: &Config) -> Self {
        let scheme = config.public_url.scheme();
        let all: Vec<Arc<Site>> = config
            .sites
            .iter()
            .map(|site| {
                // Hosts were checked with the settings; the public URL stands in for one that were not.
                let base_url =
                    Url::parse(&format!("{scheme}://{}/", site.host)).unwrap_or_else(|_| config.public_url.clone());
                Arc::new(Site {
                    host: SiteHost::new(&site.host),
                    name: site.name.clone(),
                    tagline: site.tagline.clone(),
                    language: site.language.clone(),
                    languages: site.languages.clone(),
                    is_news: site.is_news,
                    look: SiteLook::new(&site.look),
                    base_url,
                })
            })
            .collect();
        let by_host = all.iter().map(|site| (site.host.as_str().to_owned(), Arc::clone(site))).collect();
        let first = all.first().map_or_else(|| unreachable!("checked settings hold a site"), Arc::clone);
        Self { first, all: all.into(), by_host: Arc::new(by_host) }
    }

    /// The site of the public URL.
    pub fn first(&self) -> &Arc<Site> {
        &self.first
    }

    pub fn all(&self) -> &[Arc<Site>] {
        &self.all
    }

    pub fn find(&self, host: &str) -> Option<&Arc<Site>> {
        self.by_host.get(host).or_else(|| self.by_host.get(host.to_ascii_lowercase().as_str()))
    }

    /// The site a row names; the first where that site is no more.
    pub fn find_or_first(&self, host: &str) -> &Arc<Site> {
        self.find(host).unwrap_or(&self.first)
    }
}
