//! Programs that read for others: the AI crawlers that `robots.txt` speaks to, and search engines' crawlers that may read
//! the rest.
//!
//! What a program calls itself selects whom we look at, and opens nothing: a yes comes from its network address alone.

pub mod ai;
pub mod flow;
mod lists;
mod networks;
mod resolver;

pub use flow::Crawlers;

use crate::config::BotSettings;

/// A search engine's crawler that the publisher lets read.
#[derive(Debug)]
pub struct Crawler {
    pub name: String,
    /// In lower case.
    agents: Vec<String>,
    domains: Vec<Domain>,
}

impl Crawler {
    pub fn new(settings: &BotSettings) -> Self {
        Self {
            name: settings.name.clone(),
            agents: settings.agents.iter().map(|agent| agent.to_ascii_lowercase()).collect(),
            domains: settings.domains.iter().map(|domain| Domain::new(domain)).collect(),
        }
    }

    /// Whether a `User-Agent` in lower case says that it is this one. It proves nothing.
    fn is_named(&self, user_agent: &str) -> bool {
        self.agents.iter().any(|agent| user_agent.contains(agent.as_str()))
    }
}

/// Where the hosts of a crawler are.
#[derive(Debug, Clone)]
pub struct Domain(String);

impl Domain {
    pub fn new(text: &str) -> Self {
        Self(text.trim_matches('.').to_ascii_lowercase())
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether a host stands below this domain, by whole labels: `evilgooglebot.com` is not below `googlebot.com`.
    pub fn holds(&self, host: &str) -> bool {
        let host = host.strip_suffix('.').unwrap_or(host).to_ascii_lowercase();
        let before = host.strip_suffix(self.0.as_str()).and_then(|before| before.strip_suffix('.'));
        before.is_some_and(|before| !before.is_empty())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_host_is_below_a_domain_by_whole_labels() {
        let domain = Domain::new(".googlebot.com.");
        for (host, wanted) in [
            ("crawl-66-249-66-1.googlebot.com.", true),
            ("Crawl-1.GoogleBot.com", true),
            ("geo-crawl-1.geo.googlebot.com", true),
            ("googlebot.com", false),
            (".googlebot.com", false),
            ("evilgooglebot.com", false),
            ("crawl.evilgooglebot.com", false),
            ("googlebot.com.evil.org", false),
            ("crawl.googlebot.com.evil.org", false),
            ("crawl.googlebot.com.uk", false),
            ("", false),
        ] {
            assert_eq!(domain.holds(host), wanted, "{host}");
        }
    }
}
