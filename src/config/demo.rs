//! The settings of `gatefold demo`: everything in one folder, loopback only, nothing read from a file or the
//! environment.
//!
//! [`DemoSettings`] is made here and nowhere else: no setting and no variable can put what it opens before readers.

use std::path::{Path, PathBuf};

use super::raw::{self, ProviderKind, SecretText, Settings};
use super::{Config, ConfigError, Secret, check};

/// What its provider is called in our URLs and counts.
const PROVIDER: &str = "demo";
const CLIENT_ID: &str = "gatefold-demo";

/// What the demo has and `serve` has not.
#[derive(Debug, Clone)]
pub struct DemoSettings {
    /// The folder whose letters are shown at `/-/demo/letters`.
    pub letters: PathBuf,
    pub issuer: DemoIssuer,
}

/// The demo's own provider, and the one client that it knows: this program.
#[derive(Debug, Clone)]
pub struct DemoIssuer {
    pub url: String,
    /// The id of its `[[provider]]`.
    pub provider: String,
    pub client_id: String,
    pub client_secret: Secret,
}

/// The last: the path of the demo's own provider, and a secret for its client that was made for this run.
pub fn load_demo(
    folder: &Path,
    port: u16,
    secret: String,
    (issuer_path, client_secret): (&str, String),
) -> Result<Config, ConfigError> {
    let public_url = format!("http://localhost:{port}");
    let letters = folder.join("letters");
    let issuer = DemoIssuer {
        url: format!("{public_url}{issuer_path}"),
        provider: PROVIDER.to_owned(),
        client_id: CLIENT_ID.to_owned(),
        client_secret: Secret(client_secret.as_bytes().to_vec()),
    };
    let settings = Settings {
        public_url: Some(public_url),
        listen: format!("127.0.0.1:{port}"),
        database: format!("sqlite:{}", folder.join("gatefold.db").display()),
        content: Some(folder.join("content")),
        secret: Some(SecretText(secret)),
        mail: raw::Mail {
            from: Some("The Quarry <hello@quarry.example>".to_owned()),
            transport: Some(SecretText(format!("folder:{}", letters.display()))),
            dkim: None,
        },
        // Whoever tries it out sees at once what they wrote.
        comments: raw::Comments { moderation: raw::ModerationSetting::None, ..raw::Comments::default() },
        // Nobody but whoever sits at this machine reaches it.
        staff: raw::Staff { second_factor: false },
        // A program that somebody tries out beside it.
        webhooks: raw::Webhooks { reach: raw::ReachSetting::Loopback },
        provider: vec![provider(&issuer, client_secret)],
        site: vec![raw::Site {
            host: format!("localhost:{port}"),
            name: "The Quarry".to_owned(),
            tagline: Some("Making, repairing and understanding everyday things".to_owned()),
            language: None,
            languages: Vec::new(),
            news: false,
            accent: None,
            dark_accent: None,
            typeface: None,
            font: None,
            logo: None,
            dark_logo: None,
            icon: None,
        }],
        ..Settings::default()
    };
    let mut config = check::check(&settings)
        .map_err(|faults| ConfigError(faults.iter().map(|f| format!("{}: {}", f.setting, f.reason)).collect()))?;
    for provider in &mut config.providers {
        provider.is_demo = true;
    }
    config.demo = Some(DemoSettings { letters, issuer });
    Ok(config)
}

/// The block that a publisher would write for it.
fn provider(issuer: &DemoIssuer, client_secret: String) -> raw::Provider {
    raw::Provider {
        id: issuer.provider.clone(),
        kind: ProviderKind::Oidc,
        client_id: issuer.client_id.clone(),
        client_secret: Some(SecretText(client_secret)),
        client_secret_file: None,
        team: None,
        key_id: None,
        key_file: None,
        scopes: None,
        label: Some("Demo account".to_owned()),
        tenant: None,
        issuer: Some(issuer.url.clone()),
        // What its holder says of an address there is all there is to prove.
        verifies_email: Some(true),
        private_network: None,
    }
}
