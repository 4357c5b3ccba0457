//! The settings: read from a file and the environment, checked, then plain data.
//!
//! Nothing below this module reads a setting by name, and no secret appears in an error or a `Debug` text.
//! The file's shape is in [`raw`]; this is what is left once it was found good.

mod basics;
mod check;
mod check_provider;
pub mod crawler;
mod check_site;
mod color;
mod demo;
mod load;
pub mod limits;
pub mod look;
pub mod raw;

use std::collections::BTreeSet;
use std::fmt;
use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;
use std::time::Duration;

use ipnet::IpNet;
use url::Url;

pub use basics::{Basics, database_url, load_basics};
pub use color::Color;
pub use crawler::{BotSettings, BotsSettings, RobotRule, RobotsSettings};
pub use demo::{DemoIssuer, DemoSettings, load_demo};
pub use load::{ConfigError, Fault, Source, from_source, load, log_settings};

/// The least a master secret may hold.
pub const MIN_SECRET_BYTES: usize = 32;

/// Settings that were found good.
#[derive(Debug, Clone)]
pub struct Config {
    /// Scheme, host and port that links of the first site are built from.
    pub public_url: Url,
    pub listen: SocketAddr,
    /// `None`: no metrics are served.
    pub metrics_listen: Option<SocketAddr>,
    pub database: DatabaseSettings,
    /// `None`: articles come by `import` alone.
    pub content: Option<PathBuf>,
    /// `None`: the embedded templates alone.
    pub templates: Option<PathBuf>,
    pub trusted_proxies: Vec<IpNet>,
    /// How long an instance that was told to end goes on serving, and says that it is not ready.
    pub drain: Duration,
    pub secret: Secret,
    /// The secret before the current one, while a rotation lasts.
    pub previous_secret: Option<Secret>,
    pub mail: MailSettings,
    pub gate: GateSettings,
    pub share: ShareSettings,
    pub comments: CommentSettings,
    pub session: SessionSettings,
    pub staff: StaffSettings,
    pub webhooks: WebhookSettings,
    pub limits: Limits,
    pub robots: RobotsSettings,
    pub bots: BotsSettings,
    /// In the order of their buttons.
    pub providers: Vec<ProviderSettings>,
    /// Never empty; the first is the one of `public_url`.
    pub sites: Vec<SiteSettings>,
    /// Set by `gatefold demo` alone.
    pub demo: Option<DemoSettings>,
}

#[derive(Debug, Clone)]
pub struct DatabaseSettings {
    pub url: DatabaseUrl,
    /// PostgreSQL that follows `url` and takes lists and numbers; its URL may hold a password.
    pub replica: Option<ReplicaUrl>,
    /// Connections to PostgreSQL that this instance opens at most.
    pub connections: u32,
}

#[derive(Clone, PartialEq, Eq)]
pub struct ReplicaUrl(pub String);

impl fmt::Debug for ReplicaUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("postgres://***")
    }
}

#[derive(Clone, PartialEq, Eq)]
pub enum DatabaseUrl {
    /// A file's path.
    Sqlite(PathBuf),
    /// The URL as given; it may hold a password.
    Postgres(String),
}

impl fmt::Debug for DatabaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Sqlite(path) => write!(f, "sqlite:{}", path.display()),
            Self::Postgres(_) => f.write_str("postgres://***"),
        }
    }
}

/// The master secret's bytes.
#[derive(Clone)]
pub struct Secret(pub(crate) Vec<u8>);

impl Secret {
    pub fn bytes(&self) -> &[u8] {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(***)")
    }
}

#[derive(Debug, Clone)]
pub struct MailSettings {
    /// `The Example <hello@news.example>`; read once by lettre to be sure.
    pub from: String,
    pub transport: TransportSettings,
    pub dkim: Option<DkimSettings>,
}

#[derive(Clone)]
pub enum TransportSettings {
    Smtp(SmtpSettings),
    /// Each letter as files in this folder.
    Folder(PathBuf),
}

impl fmt::Debug for TransportSettings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Smtp(smtp) => write!(f, "{:?} {}:{}", smtp.security, smtp.host, smtp.port),
            Self::Folder(path) => write!(f, "folder:{}", path.display()),
        }
    }
}

#[derive(Clone)]
pub struct SmtpSettings {
    pub host: String,
    pub port: u16,
    pub security: SmtpSecurity,
    /// User and password.
    pub login: Option<(String, String)>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SmtpSecurity {
    /// TLS from the first byte: `smtps://`.
    Tls,
    /// STARTTLS or nothing: `smtp://`.
    StartTls,
    /// No TLS: `smtp://` on loopback alone.
    Plain,
}

#[derive(Debug, Clone)]
pub struct DkimSettings {
    pub selector: String,
    pub domain: String,
    /// A PEM file with an RSA key, or the base64 of an Ed25519 seed.
    pub key_file: PathBuf,
}

#[derive(Debug, Clone)]
pub struct GateSettings {
    pub default_access: raw::AccessSetting,
    pub lead_words: usize,
    /// 0: a stranger has no allowance.
    pub free_articles: u32,
    pub free_days: u32,
    /// 0: shared caches must ask each time.
    pub shared_cache_seconds: u32,
    pub unlock: raw::UnlockSetting,
}

#[derive(Debug, Clone)]
pub struct ShareSettings {
    /// How long a share link is good.
    pub life: Duration,
    /// Distinct readers of one link.
    pub reader_limit: u32,
    /// New links of one member within a day; 0: none are made.
    pub links_per_day: u32,
    pub recipient: raw::RecipientSetting,
    pub guests_may_share: bool,
}

#[derive(Debug, Clone)]
pub struct CommentSettings {
    pub is_enabled: bool,
    pub moderation: raw::ModerationSetting,
    /// Between two letters that tell staff what waits for them; `None`: no such letters.
    pub digest_every: Option<Duration>,
}

#[derive(Debug, Clone)]
pub struct SessionSettings {
    pub idle: Duration,
    pub absolute: Duration,
    /// How long a link and its code are good.
    pub challenge: Duration,
    /// How fresh a sign-in must be for what cannot be undone.
    pub fresh: Duration,
}

#[derive(Debug, Clone)]
pub struct StaffSettings {
    /// False on loopback alone: a sign-in by letter opens the staff area.
    pub second_factor: bool,
}

#[derive(Debug, Clone)]
pub struct WebhookSettings {
    pub reach: raw::ReachSetting,
}

/// The numbers of the table at the end of the security requirements. 0 switches one off.
#[derive(Debug, Clone)]
pub struct Limits {
    pub letters_per_address_burst: u32,
    pub letters_per_address_minutes: u32,
    pub letters_per_address_day: u32,
    pub letters_per_ip_burst: u32,
    pub letters_per_ip_minute: u32,
    pub letters_per_ip_hour: u32,
    pub letters_per_domain_hour: u32,
    pub letters_per_hour: u32,
    pub wrong_proofs_per_ip_minute: u32,
    /// Made-up share links from one network, within ten minutes.
    pub share_misses_per_ip: u32,
    /// Sign-ins begun with an account elsewhere, from one network, within a minute.
    pub account_starts_per_ip_minute: u32,
    /// Answers of providers that came to nothing, from one network, within ten minutes.
    pub bad_answers_per_ip: u32,
    /// Different addresses that letters are asked for to, from one network within twelve hours, before it has to show an
    /// effort for each.
    pub addresses_per_ip: u32,
    /// Open connections of one network.
    pub connections_per_ip: u32,
    pub requests_per_ip_second: u32,
    /// A member's comments are at least so many seconds apart.
    pub comment_seconds: u32,
    /// Comments of one member within a day, in the first week.
    pub new_member_comments_day: u32,
    /// Comments that one member reports within a day.
    pub comment_reports_day: u32,
    /// Requests of one program within a minute, on each instance.
    pub requests_per_program_minute: u32,
    /// Letters that invite imported members, of all imports together.
    pub invitations_per_hour: u32,
    /// Mail hosts of so many people that a limit per host would hit strangers.
    pub large_mail_domains: BTreeSet<String>,
}

#[derive(Debug, Clone)]
pub struct SiteSettings {
    /// Host with a port where it is not the scheme's own: what stands in a `Host` header.
    pub host: String,
    pub name: String,
    pub tagline: Option<String>,
    /// Of its articles.
    pub language: String,
    /// What readers may be spoken to in; empty: everything that there are words in.
    pub languages: Vec<String>,
    /// Whether its articles are news, and told so to search engines.
    pub is_news: bool,
    pub look: look::Look,
}

/// One whose accounts readers may sign in with.
#[derive(Debug, Clone)]
pub struct ProviderSettings {
    /// Stands in our URLs and counts: lower case letters, digits and dashes.
    pub id: String,
    pub kind: raw::ProviderKind,
    /// `None`: what the kind is called.
    pub label: Option<String>,
    pub client_id: String,
    pub credentials: Credentials,
    /// `None`: the least that the kind needs.
    pub scopes: Option<Vec<String>>,
    /// Microsoft's: a tenant's GUID in lower case, or `common`, `organizations`, `consumers`.
    pub tenant: Option<String>,
    /// Exactly as given, since tokens must name it exactly so; `Some` for `oidc` alone.
    pub issuer: Option<String>,
    /// The operator vouches that this issuer proves the addresses it tells.
    pub verifies_email: bool,
    /// The issuer stands in a network of the operator's own.
    pub private_network: bool,
    /// Shown with the demo's own mark; set by `gatefold demo` alone.
    pub is_demo: bool,
}

/// By what a provider knows that it is us who ask.
#[derive(Debug, Clone)]
pub enum Credentials {
    Secret(Secret),
    /// A secret that we sign ourselves, again and again.
    Apple {
        team: String,
        key_id: String,
        /// PKCS#8, for ECDSA on P-256.
        key: Secret,
    },
}

impl Config {
    /// Whether cookies can be `Secure` and `__Host-`.
    pub fn is_https(&self) -> bool {
        self.public_url.scheme() == "https"
    }
}

/// Whether a host is this machine itself, where plain HTTP and plain SMTP do no harm.
pub fn is_loopback(host: &str) -> bool {
    let bare = host.trim_start_matches('[').trim_end_matches(']');
    host == "localhost" || host.ends_with(".localhost") || bare.parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback())
}
