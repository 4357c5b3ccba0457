//! "Demo account": an OpenID Connect issuer of the demo's own, so that a newcomer sees a sign-in with an account
//! elsewhere work with nothing registered anywhere. Routed by `gatefold demo` alone.
//!
//! It plays somebody else. It knows no member, and the rest of the program meets it over HTTP like any other provider.
//! It proves nobody: whoever sits before the browser may be anyone, which is why it must exist nowhere but in the demo.

pub mod authorize;
pub mod token;

use std::time::Duration;

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::{HeaderValue, StatusCode, header};
use moka::policy::EvictionPolicy;
use moka::sync::Cache;
use serde_json::{Value, json};
use url::form_urlencoded;

use super::error::{Error, IsPage};
use super::{App, AppState};
use crate::clock::{self, Timestamp};
use crate::config::{self, DemoIssuer};
use crate::links;
use crate::secret::{self, Token};
use token::SigningKey;

const CODE_LIFE: Duration = clock::minutes(1);
/// Codes that wait to be exchanged; the oldest go first.
const CODES: u64 = 1000;
/// More than any request or form here has.
const MAX_FIELDS: usize = 32;

pub struct Issuer {
    url: String,
    /// Its one client: the id of the provider whose callbacks it may be sent to, its own id, and its secret.
    provider: String,
    client_id: String,
    client_secret: config::Secret,
    /// Made at start and nowhere written down: the program forgets with it what it knew of this issuer.
    key: SigningKey,
    /// By the hash of the code.
    codes: Cache<[u8; 32], Granted>,
}

/// What a code stands for.
#[derive(Clone)]
struct Granted {
    redirect_uri: String,
    /// PKCE's: the hash of what the client has to show.
    challenge: String,
    nonce: String,
    person: Person,
    ends_at: Timestamp,
}

/// Whoever somebody chose to be.
#[derive(Clone)]
struct Person {
    subject: String,
    name: String,
    address: Option<String>,
    is_verified: bool,
}

impl Issuer {
    pub fn new(settings: &DemoIssuer) -> anyhow::Result<Self> {
        Ok(Self {
            url: settings.url.clone(),
            provider: settings.provider.clone(),
            client_id: settings.client_id.clone(),
            client_secret: settings.client_secret.clone(),
            key: SigningKey::new()?,
            codes: Cache::builder()
                .max_capacity(CODES)
                .time_to_live(CODE_LIFE)
                // A new code must get in where many wait.
                .eviction_policy(EvictionPolicy::lru())
                .build(),
        })
    }

    /// A code for this, good once and for a minute.
    fn grant(&self, granted: Granted) -> String {
        let code = Token::random().reveal();
        self.codes.insert(secret::sha256(code.as_bytes()), granted);
        code
    }

    /// Takes the code away, whatever becomes of it then.
    fn redeem(&self, code: &str, now: Timestamp) -> Option<Granted> {
        self.codes.remove(&secret::sha256(code.as_bytes())).filter(|granted| now < granted.ends_at)
    }
}

fn issuer(app: &App) -> Result<&Issuer, Error> {
    app.demo.as_ref().map(|demo| &demo.issuer).ok_or(Error::NotFound)
}

pub async fn metadata(State(app): State<AppState>) -> Result<Response, Error> {
    let issuer = issuer(&app)?;
    let endpoint = |path: &str| links::absolute(&app.sites.first().base_url, path);
    let body = json!({
        "issuer": issuer.url,
        "authorization_endpoint": endpoint(links::DEMO_ISSUER_AUTHORIZE),
        "token_endpoint": endpoint(links::DEMO_ISSUER_TOKEN),
        "jwks_uri": endpoint(links::DEMO_ISSUER_KEYS),
        "scopes_supported": ["openid", "email", "profile"],
        "claims_supported": ["iss", "sub", "aud", "exp", "iat", "nonce", "at_hash", "name", "email", "email_verified"],
        "response_types_supported": ["code"],
        "response_modes_supported": ["query"],
        "grant_types_supported": ["authorization_code"],
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": ["ES256"],
        "token_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post"],
        "code_challenge_methods_supported": ["S256"],
        "authorization_response_iss_parameter_supported": true,
        // Said because its absence means yes.
        "request_uri_parameter_supported": false,
    });
    Ok(as_json(StatusCode::OK, &body))
}

pub async fn keys(State(app): State<AppState>) -> Result<Response, Error> {
    Ok(as_json(StatusCode::OK, &json!({ "keys": [issuer(&app)?.key.published()] })))
}

/// An answer to a program, which no page of ours takes the place of.
fn as_json(status: StatusCode, body: &Value) -> Response {
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static("application/json")),
        (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
    ];
    let mut response = (status, headers, body.to_string()).into_response();
    response.extensions_mut().insert(IsPage);
    response
}

/// A query or a form.
struct Fields(Vec<(String, String)>);

impl Fields {
    /// `None` where a name stands there twice, which OAuth forbids.
    fn read(pairs: &[u8]) -> Option<Self> {
        let pairs: Vec<(String, String)> = form_urlencoded::parse(pairs).into_owned().take(MAX_FIELDS + 1).collect();
        let is_once = |(index, (name, _)): (usize, &(String, String))| {
            pairs.iter().skip(index + 1).all(|(other, _)| other != name)
        };
        let is_good = pairs.len() <= MAX_FIELDS && pairs.iter().enumerate().all(is_once);
        is_good.then_some(Self(pairs))
    }

    /// Empty is as good as absent, as OAuth says.
    fn find(&self, name: &str) -> Option<&str> {
        let found = self.0.iter().find(|(found, _)| found == name).map(|(_, value)| value.as_str());
        found.filter(|value| !value.is_empty())
    }
}
