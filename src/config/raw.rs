//! The settings file's shape, before anything was checked. A key that is not here is an error.

use std::path::PathBuf;

use serde::Deserialize;

use super::crawler::{Bots, Robots};
use super::limits::LimitSettings;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Settings {
    pub public_url: Option<String>,
    pub listen: String,
    pub metrics_listen: Option<String>,
    pub database: String,
    pub database_replica: Option<SecretText>,
    pub database_connections: u32,
    pub content: Option<PathBuf>,
    pub templates: Option<PathBuf>,
    pub trusted_proxies: Vec<String>,
    pub drain_seconds: u32,
    pub secret: Option<SecretText>,
    pub previous_secret: Option<SecretText>,
    pub secret_file: Option<PathBuf>,
    pub log: String,
    pub mail: Mail,
    pub gate: Gate,
    pub share: Share,
    pub comments: Comments,
    pub session: Session,
    pub staff: Staff,
    pub webhooks: Webhooks,
    pub limits: LimitSettings,
    pub robots: Robots,
    pub bots: Bots,
    pub provider: Vec<Provider>,
    pub site: Vec<Site>,
}

/// A secret on its way in. Its `Debug` tells nothing.
#[derive(Clone, Deserialize)]
#[serde(transparent)]
pub struct SecretText(pub String);

impl std::fmt::Debug for SecretText {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("***")
    }
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            public_url: None,
            listen: "127.0.0.1:8080".to_owned(),
            metrics_listen: None,
            database: "sqlite:gatefold.db".to_owned(),
            database_replica: None,
            database_connections: 16,
            content: None,
            templates: None,
            trusted_proxies: Vec::new(),
            drain_seconds: 0,
            secret: None,
            previous_secret: None,
            secret_file: None,
            log: "info".to_owned(),
            mail: Mail::default(),
            gate: Gate::default(),
            share: Share::default(),
            comments: Comments::default(),
            session: Session::default(),
            staff: Staff::default(),
            webhooks: Webhooks::default(),
            limits: LimitSettings::default(),
            robots: Robots::default(),
            bots: Bots::default(),
            provider: Vec::new(),
            site: Vec::new(),
        }
    }
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Mail {
    pub from: Option<String>,
    pub transport: Option<SecretText>,
    pub dkim: Option<Dkim>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Dkim {
    pub selector: String,
    pub domain: String,
    pub key_file: PathBuf,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum AccessSetting {
    Public,
    Registered,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum UnlockSetting {
    /// An address opens nothing until it was proved.
    Proved,
    /// An address opens the one article it was given for.
    Asked,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Gate {
    pub default_access: AccessSetting,
    pub lead_words: u32,
    pub free_articles: u32,
    pub free_days: u32,
    pub shared_cache_seconds: u32,
    pub unlock: UnlockSetting,
}

impl Default for Gate {
    fn default() -> Self {
        Self {
            default_access: AccessSetting::Registered,
            lead_words: 120,
            free_articles: 0,
            free_days: 30,
            shared_cache_seconds: 0,
            unlock: UnlockSetting::Proved,
        }
    }
}

/// What a share link asks of the friend who opens it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RecipientSetting {
    /// Nothing.
    Open,
    /// Nothing; a form to join stands after the article.
    AskAfter,
    /// An address, which opens the article at once and is proved later.
    AskFirst,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Share {
    pub days: u32,
    pub reader_limit: u32,
    pub links_per_day: u32,
    pub recipient: RecipientSetting,
    pub guests_may_share: bool,
}

impl Default for Share {
    fn default() -> Self {
        Self {
            days: 30,
            reader_limit: 50,
            links_per_day: 30,
            recipient: RecipientSetting::Open,
            guests_may_share: false,
        }
    }
}

/// Which comments wait for staff. Links from new members always do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ModerationSetting {
    /// No others.
    None,
    /// Until one of a member's was approved.
    First,
    All,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Comments {
    pub enabled: bool,
    pub moderation: ModerationSetting,
    pub digest_minutes: u32,
}

impl Default for Comments {
    fn default() -> Self {
        Self { enabled: true, moderation: ModerationSetting::First, digest_minutes: 60 }
    }
}

/// The numbers' reasons stand in the table of the security requirements.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Session {
    pub idle_days: u32,
    pub absolute_days: u32,
    pub challenge_minutes: u32,
    pub fresh_minutes: u32,
}

impl Default for Session {
    fn default() -> Self {
        Self { idle_days: 60, absolute_days: 180, challenge_minutes: 10, fresh_minutes: 10 }
    }
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Staff {
    pub second_factor: bool,
}

impl Default for Staff {
    fn default() -> Self {
        Self { second_factor: true }
    }
}

/// Where calls to a publisher's programs may go.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ReachSetting {
    /// The internet.
    #[default]
    Public,
    /// A network of the operator's own as well.
    Private,
    /// This machine alone, to try things out.
    Loopback,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Webhooks {
    pub reach: ReachSetting,
}

/// Whose accounts readers may sign in with. What each of them means stands in `social::kind`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ProviderKind {
    Google,
    Apple,
    Microsoft,
    LinkedIn,
    GitHub,
    Facebook,
    X,
    /// Any OpenID Connect issuer, by its URL.
    Oidc,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Provider {
    pub id: String,
    pub kind: ProviderKind,
    pub client_id: String,
    pub client_secret: Option<SecretText>,
    pub client_secret_file: Option<PathBuf>,
    /// Apple's three, in the place of a secret.
    pub team: Option<String>,
    pub key_id: Option<String>,
    pub key_file: Option<PathBuf>,
    pub scopes: Option<Vec<String>>,
    pub label: Option<String>,
    /// Microsoft alone.
    pub tenant: Option<String>,
    /// These are for `oidc` alone.
    pub issuer: Option<String>,
    pub verifies_email: Option<bool>,
    pub private_network: Option<bool>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Site {
    pub host: String,
    pub name: String,
    pub tagline: Option<String>,
    pub language: Option<String>,
    #[serde(default)]
    pub languages: Vec<String>,
    #[serde(default)]
    pub news: bool,
    pub accent: Option<String>,
    pub dark_accent: Option<String>,
    pub typeface: Option<SystemTypeface>,
    pub font: Option<PathBuf>,
    pub logo: Option<PathBuf>,
    pub dark_logo: Option<PathBuf>,
    pub icon: Option<PathBuf>,
}

/// What the text is set in, of what readers' machines have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum SystemTypeface {
    Serif,
    OldStyle,
    Slab,
    Sans,
    Humanist,
}
