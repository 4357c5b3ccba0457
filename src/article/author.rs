//! Who wrote an article, and where else they are found.

use serde::{Deserialize, Serialize};
use url::Url;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Author {
    pub slug: String,
    pub name: String,
    /// May be empty.
    pub bio: String,
    pub links: Vec<AuthorLink>,
    pub has_portrait: bool,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AuthorLink {
    /// Empty in an author's file: then the place's own name.
    #[serde(default)]
    pub label: String,
    pub url: String,
}

/// Places whose marks readers know.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LinkKind {
    LinkedIn,
    X,
    Mastodon,
    GitHub,
    Facebook,
    Web,
}

impl LinkKind {
    /// The name that templates know it by.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::LinkedIn => "linkedin",
            Self::X => "x",
            Self::Mastodon => "mastodon",
            Self::GitHub => "github",
            Self::Facebook => "facebook",
            Self::Web => "web",
        }
    }

    fn name(self) -> Option<&'static str> {
        Some(match self {
            Self::LinkedIn => "LinkedIn",
            Self::X => "X",
            Self::Mastodon => "Mastodon",
            Self::GitHub => "GitHub",
            Self::Facebook => "Facebook",
            Self::Web => return None,
        })
    }

    /// By the host; of a network without one of its own, by the label or by the shape of its addresses.
    fn of(label: &str, url: &Url) -> Self {
        let host = url.host_str().unwrap_or_default();
        let is_at = |wanted: &str| host == wanted || host.strip_suffix(wanted).is_some_and(|sub| sub.ends_with('.'));
        let is_handle =
            |path: &str| path.strip_prefix("/@").is_some_and(|name| !name.is_empty() && !name.contains('/'));
        if is_at("linkedin.com") {
            Self::LinkedIn
        } else if is_at("x.com") || is_at("twitter.com") {
            Self::X
        } else if is_at("github.com") {
            Self::GitHub
        } else if is_at("facebook.com") {
            Self::Facebook
        } else if label.to_lowercase().contains("mastodon")
            || host.contains("mastodon")
            // Others give their writers such addresses too, and a label says whose it is.
            || (label.is_empty() && is_handle(url.path()))
        {
            Self::Mastodon
        } else {
            Self::Web
        }
    }
}

impl AuthorLink {
    pub fn kind(&self) -> LinkKind {
        Url::parse(&self.url).map_or(LinkKind::Web, |url| LinkKind::of(&self.label, &url))
    }

    /// With a label, and known to be a web address; or why it is none.
    pub fn checked(self) -> Result<Self, String> {
        let wrong = || format!("link {:?} must start with https://", self.url);
        if !self.url.starts_with("https://") && !self.url.starts_with("http://") {
            return Err(wrong());
        }
        let url = Url::parse(&self.url).map_err(|error| format!("link {:?} is no web address: {error}", self.url))?;
        let label = match self.label.trim() {
            "" => LinkKind::of("", &url).name().or(url.host_str()).unwrap_or_default().to_owned(),
            label => label.to_owned(),
        };
        Ok(Self { label, url: self.url })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn link(label: &str, url: &str) -> AuthorLink {
        AuthorLink { label: label.to_owned(), url: url.to_owned() }
    }

    #[test]
    fn links_are_known_by_their_host_or_label() {
        for (label, url, wanted, shown) in [
            ("", "https://www.linkedin.com/in/ana", LinkKind::LinkedIn, "LinkedIn"),
            ("", "https://x.com/ana", LinkKind::X, "X"),
            ("Twitter", "https://twitter.com/ana", LinkKind::X, "Twitter"),
            ("", "https://social.example/@ana", LinkKind::Mastodon, "Mastodon"),
            ("On Mastodon", "https://social.example/users/ana", LinkKind::Mastodon, "On Mastodon"),
            ("My newsletter", "https://letters.example/@ana", LinkKind::Web, "My newsletter"),
            ("", "https://social.example/@ana/1", LinkKind::Web, "social.example"),
            ("Bindery", "https://ana.example", LinkKind::Web, "Bindery"),
            ("", "https://notx.com/ana", LinkKind::Web, "notx.com"),
        ] {
            let link = link(label, url).checked().expect(url);
            assert_eq!((link.label.as_str(), link.kind()), (shown, wanted), "{url}");
        }
    }

    #[test]
    fn what_is_no_web_address_is_told() {
        for url in ["javascript:alert(1)", "ana.example", "mailto:ana@example.org"] {
            assert!(link("", url).checked().expect_err(url).contains("must start with https://"), "{url}");
        }
        assert!(link("", "https://").checked().expect_err("no host").contains("is no web address"));
    }
}
