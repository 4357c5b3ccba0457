//! What the provider is told to do: every switch there is.

use std::collections::HashMap;
use std::convert::Infallible;
use std::io;
use std::time::Duration;

use axum::body::{Body, Bytes};
use gatefold::clock::Timestamp;
use http::{Response, header};
use serde_json::{Map, Value, json};

use super::endpoint::answer_of;
use super::{AtHash, Key, Sign};

/// What the provider says and does. The default is faultless.
#[derive(Debug, Clone)]
pub struct Script {
    pub subject: String,
    /// The tests' clock stands still until it is moved; so does this one, in seconds.
    pub now: i64,
    /// More claims of the ID token, or others in the place of its own. A `null` is there as `null`.
    pub claims: Map<String, Value>,
    /// Claims that it lacks.
    pub without: Vec<String>,
    pub id_token: IdToken,
    pub at_hash: AtHash,
    pub sign: Sign,
    /// `None`: the first RSA key that is published.
    pub signing_key: Option<Key>,
    pub published: Vec<Key>,
    /// Overrides of the token's header: `kid`, `alg`, `jku`.
    pub header: Map<String, Value>,
    /// Overrides of the metadata: `issuer`, `token_endpoint`.
    pub metadata: Map<String, Value>,
    /// RFC 9207: the metadata says that each callback names the issuer, and each does.
    pub announces_iss: bool,
    /// What callbacks say instead, announced or not; an empty one leaves it out.
    pub callback_iss: Option<String>,
    pub checks_pkce: bool,
    pub profile: Value,
    pub addresses: Value,
    /// `None`: there is no such endpoint.
    pub userinfo: Option<Value>,
    /// By the whole path, `/common/v2.0/token` too.
    pub faults: HashMap<&'static str, Fault>,
}

impl Default for Script {
    fn default() -> Self {
        Self {
            subject: "subject-1".to_owned(),
            now: Timestamp::parse("2026-10-04T08:00:00Z").expect("the moment at which every test begins").as_seconds(),
            claims: Map::new(),
            without: Vec::new(),
            id_token: IdToken::WhenAsked,
            at_hash: AtHash::Right,
            sign: Sign::Rs256,
            signing_key: None,
            published: vec![Key::Rsa],
            header: Map::new(),
            metadata: Map::new(),
            announces_iss: false,
            callback_iss: None,
            checks_pkce: true,
            profile: json!({}),
            addresses: json!([]),
            userinfo: None,
            faults: HashMap::new(),
        }
    }
}

impl Script {
    pub(super) fn rsa_key(&self) -> Key {
        let is_rsa = |key: &Key| *key != Key::Ec;
        let published = || self.published.iter().copied().find(is_rsa);
        self.signing_key.filter(is_rsa).or_else(published).unwrap_or(Key::Rsa)
    }
}

/// When the token endpoint gives an ID token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum IdToken {
    /// With the scope `openid`.
    WhenAsked,
    /// As Apple does.
    Always,
    Never,
}

/// What an endpoint does in the place of its work.
#[derive(Debug, Clone)]
pub enum Fault {
    Answer {
        status: u16,
        content_type: &'static str,
        body: String,
    },
    Redirect(String),
    /// Takes the request and never answers.
    Hang,
    /// Good JSON of that many bytes, announced by its length.
    Huge(usize),
    /// The same without a length.
    HugeUnannounced(usize),
    /// Ends the connection without an answer.
    Close,
    /// A good head at once, then one byte a second without end.
    Drip,
}

impl Fault {
    pub(super) async fn act(&self) -> io::Result<Response<Body>> {
        let json = |body: Body| answer_of(200, "application/json", body);
        let huge = |size: usize| format!("\"{}\"", "a".repeat(size.saturating_sub(2)));
        Ok(match self {
            Self::Answer { status, content_type, body } => answer_of(*status, content_type, Body::from(body.clone())),
            Self::Redirect(location) => {
                let mut answer = answer_of(302, "text/plain", Body::empty());
                answer.headers_mut().insert(header::LOCATION, location.parse().expect("a Location fits a header"));
                answer
            }
            Self::Hang => std::future::pending().await,
            Self::Huge(size) => json(Body::from(huge(*size))),
            Self::HugeUnannounced(size) => {
                let whole = Ok::<_, Infallible>(Bytes::from(huge(*size)));
                json(Body::from_stream(futures_util::stream::iter([whole])))
            }
            Self::Close => return Err(io::ErrorKind::ConnectionAborted.into()),
            Self::Drip => json(Body::from_stream(futures_util::stream::unfold((), |()| async {
                tokio::time::sleep(Duration::from_secs(1)).await;
                Some((Ok::<_, Infallible>(Bytes::from_static(b" ")), ()))
            }))),
        })
    }
}
