//! Where the client of "Demo account" brings a code and gets an ID token: once, within a minute, and with the verifier
//! whose hash the code was asked with.

use anyhow::{Context, anyhow};
use axum::extract::rejection::RawFormRejection;
use axum::extract::{RawForm, State};
use axum::response::Response;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use http::{HeaderMap, HeaderValue, StatusCode, header};
use ring::rand::SystemRandom;
use ring::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair};
use serde_json::{Value, json};

use super::{Fields, Granted, Issuer, as_json, issuer};
use crate::clock::Timestamp;
use crate::links;
use crate::secret::{self, Token, encode};
use crate::web::AppState;
use crate::web::error::Error;

/// An ID token is read at once by whoever asked for it.
const LIFE_SECONDS: i64 = 300;

/// The words of RFC 6749 for why there is no token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Refusal {
    Request,
    Client,
    Grant,
    GrantType,
}

impl Refusal {
    fn answer(self) -> Response {
        let (status, word) = match self {
            Self::Request => (StatusCode::BAD_REQUEST, "invalid_request"),
            Self::Client => (StatusCode::UNAUTHORIZED, "invalid_client"),
            Self::Grant => (StatusCode::BAD_REQUEST, "invalid_grant"),
            Self::GrantType => (StatusCode::BAD_REQUEST, "unsupported_grant_type"),
        };
        let mut response = as_json(status, &json!({ "error": word }));
        if self == Self::Client {
            let scheme = HeaderValue::from_static("Basic realm=\"Demo account\"");
            response.headers_mut().insert(header::WWW_AUTHENTICATE, scheme);
        }
        response
    }
}

pub async fn submit(
    State(app): State<AppState>,
    headers: HeaderMap,
    form: Result<RawForm, RawFormRejection>,
) -> Result<Response, Error> {
    let issuer = issuer(&app)?;
    let now = app.clock.now();
    let form = form.ok().and_then(|RawForm(bytes)| Fields::read(&bytes));
    match form.ok_or(Refusal::Request).and_then(|form| exchange(issuer, &headers, &form, now)) {
        Ok(granted) => Ok(as_json(StatusCode::OK, &tokens(issuer, granted, now)?)),
        Err(refusal) => Ok(refusal.answer()),
    }
}

fn exchange(issuer: &Issuer, headers: &HeaderMap, form: &Fields, now: Timestamp) -> Result<Granted, Refusal> {
    check_client(issuer, headers, form)?;
    let field = |name| form.find(name).ok_or(Refusal::Request);
    if field("grant_type")? != "authorization_code" {
        return Err(Refusal::GrantType);
    }
    let (code, redirect_uri, verifier) = (field("code")?, field("redirect_uri")?, field("code_verifier")?);
    // Whoever brings a code with something wrong beside it does not get a second try with it.
    let granted = issuer.redeem(code, now).ok_or(Refusal::Grant)?;
    let is_verified = is_verifier(verifier)
        && secret::same(encode(&secret::sha256(verifier.as_bytes())).as_bytes(), granted.challenge.as_bytes());
    if is_verified && redirect_uri == granted.redirect_uri { Ok(granted) } else { Err(Refusal::Grant) }
}

/// RFC 7636, 4.1.
fn is_verifier(text: &str) -> bool {
    let is_unreserved = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte);
    (43..=128).contains(&text.len()) && text.bytes().all(is_unreserved)
}

/// By the header or by fields of the form, and never by both.
fn check_client(issuer: &Issuer, headers: &HeaderMap, form: &Fields) -> Result<(), Refusal> {
    let in_form = (form.find("client_id"), form.find("client_secret"));
    let (id, secret) = match (headers.get(header::AUTHORIZATION), in_form) {
        (Some(_), (_, Some(_))) => return Err(Refusal::Request),
        (Some(value), (id, None)) => {
            let (named, secret) = basic(value).ok_or(Refusal::Client)?;
            if id.is_some_and(|id| id != named) {
                return Err(Refusal::Request);
            }
            (named, secret)
        }
        (None, (Some(id), Some(secret))) => (id.to_owned(), secret.to_owned()),
        (None, _) => return Err(Refusal::Client),
    };
    let is_client = id == issuer.client_id && secret::same(secret.as_bytes(), issuer.client_secret.bytes());
    if is_client { Ok(()) } else { Err(Refusal::Client) }
}

/// Id and secret are encoded like a form's values before they are joined (RFC 6749, 2.3.1).
fn basic(value: &HeaderValue) -> Option<(String, String)> {
    let (scheme, text) = value.to_str().ok()?.split_once(' ')?;
    let bytes = STANDARD.decode(text.trim()).ok().filter(|_| scheme.eq_ignore_ascii_case("basic"))?;
    let text = String::from_utf8(bytes).ok()?;
    let (id, secret) = text.split_once(':')?;
    let plain = |text: &str| links::percent_decoded(&text.replace('+', " "));
    Some((plain(id)?, plain(secret)?))
}

fn tokens(issuer: &Issuer, granted: Granted, now: Timestamp) -> anyhow::Result<Value> {
    let access_token = Token::random().reveal();
    let digest = secret::sha256(access_token.as_bytes());
    let (left, _) = digest.split_at(16);
    let seconds = now.as_seconds();
    let person = granted.person;
    let mut claims = json!({
        "iss": issuer.url,
        "sub": person.subject,
        "aud": issuer.client_id,
        "exp": seconds + LIFE_SECONDS,
        "iat": seconds,
        "nonce": granted.nonce,
        "at_hash": encode(left),
        "name": person.name,
    });
    if let (Some(address), Some(claims)) = (person.address, claims.as_object_mut()) {
        claims.insert("email".to_owned(), address.into());
        claims.insert("email_verified".to_owned(), person.is_verified.into());
    }
    // The access token opens nothing: all there is to know stands in the ID token.
    Ok(json!({
        "access_token": access_token,
        "token_type": "Bearer",
        "expires_in": LIFE_SECONDS,
        "id_token": issuer.key.sign(&claims)?,
    }))
}

pub struct SigningKey {
    pair: EcdsaKeyPair,
    id: String,
}

impl SigningKey {
    pub fn new() -> anyhow::Result<Self> {
        let random = SystemRandom::new();
        let made = || {
            let der = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &random).ok()?;
            EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, der.as_ref(), &random).ok()
        };
        let pair = made().context("make the key of the demo's own provider")?;
        let id = encode(secret::sha256(pair.public_key().as_ref()).split_at(9).0);
        Ok(Self { pair, id })
    }

    /// The public half as a JWK.
    pub fn published(&self) -> Value {
        // An uncompressed point: a byte that says so, then x and y.
        let point = self.pair.public_key().as_ref();
        let part = |range| encode(point.get(range).unwrap_or_default());
        let (x, y) = (part(1..33), part(33..65));
        json!({ "kty": "EC", "use": "sig", "alg": "ES256", "crv": "P-256", "kid": self.id, "x": x, "y": y })
    }

    fn sign(&self, claims: &Value) -> anyhow::Result<String> {
        let header = json!({ "alg": "ES256", "kid": self.id, "typ": "JWT" });
        let signed = format!("{}.{}", encode(header.to_string().as_bytes()), encode(claims.to_string().as_bytes()));
        let signature = self.pair.sign(&SystemRandom::new(), signed.as_bytes());
        let signature = signature.map_err(|_| anyhow!("sign an ID token of the demo's own provider"))?;
        Ok(format!("{signed}.{}", encode(signature.as_ref())))
    }
}
