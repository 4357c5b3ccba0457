//! An ID token, verified whole: only what a published key of the right issuer has signed, for us, now, for this sign-in.
//!
//! The library knows the keys and the signatures. The claims are read here, since it refuses whole tokens for an
//! `email_verified` that is no boolean, and looks at neither `azp` nor `nbf`, nor allows clocks to differ.

use openidconnect::JsonWebKey;
use openidconnect::core::{CoreJsonWebKeySet, CoreJwsSigningAlgorithm};
use ring::digest;
use serde::Deserialize;
use serde_json::{Map, Value};

use crate::clock::Timestamp;
use crate::secret;

/// Two clocks may differ by that much.
const SKEW_SECONDS: i64 = 60;
/// A token is read as soon as it is made.
const OLDEST_SECONDS: i64 = 24 * 60 * 60;
/// The end of the year 9999.
const LAST_SECOND: f64 = 253_402_300_800.0;
/// A token is a few kilobytes at most.
const MAX_TOKEN: usize = 32 * 1024;
/// What OpenID Connect allows a subject.
const MAX_SUBJECT: usize = 255;

/// Signatures by a private key alone, each by its name: never `none`, never one by a shared secret.
const ALGORITHMS: [&str; 9] = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "EdDSA"];

#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Defect {
    #[error("no ID token")]
    Missing,
    #[error("no JWT")]
    Malformed,
    #[error("an algorithm that is not taken")]
    Algorithm,
    #[error("no key of that name")]
    UnknownKey,
    #[error("the signature")]
    Signature,
    #[error("the issuer")]
    Issuer,
    #[error("the tenant")]
    Tenant,
    #[error("the audience")]
    Audience,
    #[error("expired")]
    Expired,
    #[error("not good yet")]
    NotYet,
    #[error("made long ago")]
    TooOld,
    #[error("the nonce")]
    Nonce,
    #[error("the hash of the access token")]
    AccessTokenHash,
    #[error("the subject")]
    Subject,
}

/// What a token must be for.
pub struct Expected<'a> {
    pub issuer: &'a str,
    pub client_id: &'a str,
    pub nonce: &'a str,
    pub is_nonce_required: bool,
    pub access_token: &'a str,
    pub now: Timestamp,
}

#[derive(Deserialize)]
struct Header {
    alg: String,
    kid: Option<String>,
    typ: Option<String>,
    /// Whatever a token demands to be understood beyond the rest, we do not. `jku`, `jwk` and `x5u` are not even read.
    crit: Option<Value>,
    cty: Option<Value>,
}

/// A token taken apart; nothing in it is believed yet.
pub struct Unverified<'a> {
    header: Header,
    payload: Map<String, Value>,
    signed: &'a str,
    signature: Vec<u8>,
}

pub fn read(token: &str) -> Result<Unverified<'_>, Defect> {
    if token.len() > MAX_TOKEN {
        return Err(Defect::Malformed);
    }
    let (signed, signature) = token.rsplit_once('.').ok_or(Defect::Malformed)?;
    let (header, payload) = signed.split_once('.').ok_or(Defect::Malformed)?;
    let bytes = |part: &str| secret::decode(part).ok_or(Defect::Malformed);
    Ok(Unverified {
        header: serde_json::from_slice(&bytes(header)?).map_err(|_| Defect::Malformed)?,
        payload: serde_json::from_slice(&bytes(payload)?).map_err(|_| Defect::Malformed)?,
        signed,
        signature: bytes(signature)?,
    })
}

impl Unverified<'_> {
    /// The tenant that the token says it is of: good for nothing but to choose whose keys it must be signed with.
    /// `None` where it is no GUID, and so could bend a URL.
    pub fn tenant(&self) -> Option<String> {
        let text = self.payload.get("tid")?.as_str()?;
        let is_guid = text.len() == 36 && text.parse::<uuid::Uuid>().is_ok();
        is_guid.then(|| text.to_ascii_lowercase())
    }

    /// The claims of a token that is good. `UnknownKey`: it may be signed by a key that was published since.
    pub fn verify(self, keys: &CoreJsonWebKeySet, expected: &Expected<'_>) -> Result<Map<String, Value>, Defect> {
        self.check_signature(keys)?;
        let payload = &self.payload;
        if text(payload, "iss") != Some(expected.issuer) {
            return Err(Defect::Issuer);
        }
        check_audience(payload, expected.client_id)?;
        check_times(payload, expected.now.as_seconds())?;
        match payload.get("nonce") {
            Some(Value::String(nonce)) if secret::same(nonce.as_bytes(), expected.nonce.as_bytes()) => {}
            None if !expected.is_nonce_required => {}
            _ => return Err(Defect::Nonce),
        }
        check_access_token(payload, &self.header.alg, expected.access_token)?;
        let is_subject = |subject: &&str| !subject.is_empty() && subject.len() <= MAX_SUBJECT;
        text(payload, "sub").filter(is_subject).ok_or(Defect::Subject)?;
        Ok(self.payload)
    }

    fn check_signature(&self, keys: &CoreJsonWebKeySet) -> Result<(), Defect> {
        let Header { alg, kid, typ, crit, cty } = &self.header;
        // A token of another type, signed by the same keys, is for something else.
        if crit.is_some() || cty.is_some() || typ.as_ref().is_some_and(|typ| !typ.eq_ignore_ascii_case("jwt")) {
            return Err(Defect::Malformed);
        }
        if !ALGORITHMS.contains(&alg.as_str()) {
            return Err(Defect::Algorithm);
        }
        let algorithm: CoreJwsSigningAlgorithm =
            serde_json::from_value(Value::String(alg.clone())).map_err(|_| Defect::Algorithm)?;
        let is_named = |key: &&openidconnect::core::CoreJsonWebKey| {
            kid.as_ref().is_none_or(|kid| key.key_id().is_some_and(|id| id.as_str() == kid))
        };
        let mut candidates = keys.keys().iter().filter(is_named).peekable();
        if candidates.peek().is_none() {
            return Err(Defect::UnknownKey);
        }
        // A key of another type or purpose than the algorithm's verifies nothing.
        let message = self.signed.as_bytes();
        let is_signed = candidates.any(|key| key.verify_signature(&algorithm, message, &self.signature).is_ok());
        if is_signed { Ok(()) } else { Err(Defect::Signature) }
    }
}

fn text<'a>(payload: &'a Map<String, Value>, name: &str) -> Option<&'a str> {
    payload.get(name)?.as_str()
}

/// For us; and where it is for others as well, or says who asked for it, asked for by us.
fn check_audience(payload: &Map<String, Value>, client_id: &str) -> Result<(), Defect> {
    let is_ours = |value: &Value| value.as_str() == Some(client_id);
    let (is_among, is_only) = match payload.get("aud") {
        Some(one @ Value::String(_)) => (is_ours(one), true),
        Some(Value::Array(many)) => (many.iter().any(is_ours), many.len() == 1),
        _ => (false, false),
    };
    let is_asked_by_us = match payload.get("azp") {
        Some(azp) => is_ours(azp),
        None => is_only,
    };
    if is_among && is_asked_by_us { Ok(()) } else { Err(Defect::Audience) }
}

fn check_times(payload: &Map<String, Value>, now: i64) -> Result<(), Defect> {
    // Seconds may have a fraction. What no calendar reaches is no time.
    #[expect(clippy::cast_possible_truncation, reason = "within the range that was checked")]
    let whole = |seconds: f64| (seconds.abs() < LAST_SECOND).then_some(seconds as i64);
    let seconds = |name: &str| payload.get(name).map(|value| value.as_f64().and_then(whole));
    match seconds("exp") {
        Some(Some(expires)) if now < expires + SKEW_SECONDS => {}
        _ => return Err(Defect::Expired),
    }
    match seconds("iat") {
        Some(Some(issued)) if issued < now - OLDEST_SECONDS => return Err(Defect::TooOld),
        Some(Some(issued)) if issued <= now + SKEW_SECONDS => {}
        _ => return Err(Defect::NotYet),
    }
    match seconds("nbf") {
        None => Ok(()),
        Some(Some(from)) if from <= now + SKEW_SECONDS => Ok(()),
        Some(_) => Err(Defect::NotYet),
    }
}

/// `at_hash` ties the token to the access token that came with it: the left half of a hash, of the signature's own size.
fn check_access_token(payload: &Map<String, Value>, algorithm: &str, access_token: &str) -> Result<(), Defect> {
    let Some(claimed) = payload.get("at_hash") else { return Ok(()) };
    let hash = match algorithm {
        "RS256" | "PS256" | "ES256" => &digest::SHA256,
        "RS384" | "PS384" | "ES384" => &digest::SHA384,
        _ => &digest::SHA512,
    };
    let digest = digest::digest(hash, access_token.as_bytes());
    let (left, _) = digest.as_ref().split_at(digest.as_ref().len() / 2);
    if claimed.as_str() == Some(&secret::encode(left)) { Ok(()) } else { Err(Defect::AccessTokenHash) }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn map(value: Value) -> Map<String, Value> {
        match value {
            Value::Object(map) => map,
            _ => Map::new(),
        }
    }

    #[test]
    fn a_token_is_for_us_and_asked_for_by_us() {
        let check = |value: Value| check_audience(&map(value), "us").is_ok();
        assert!(check(json!({"aud": "us"})) && check(json!({"aud": ["us"]})));
        assert!(check(json!({"aud": ["us", "them"], "azp": "us"})) && check(json!({"aud": "us", "azp": "us"})));
        for bad in [
            json!({}),
            json!({"aud": "them"}),
            json!({"aud": []}),
            json!({"aud": ["them"]}),
            json!({"aud": ["us", "them"]}),
            json!({"aud": ["us", "them"], "azp": "them"}),
            json!({"aud": "us", "azp": "them"}),
            json!({"aud": {"us": true}}),
            json!({"aud": "us", "azp": null}),
        ] {
            assert!(!check(bad.clone()), "{bad}");
        }
    }

    #[test]
    fn times_may_differ_by_a_minute_and_must_be_numbers() {
        let check = |value: Value| check_times(&map(value), 1000);
        assert_eq!(check(json!({"exp": 1300, "iat": 1000})), Ok(()));
        assert_eq!(check(json!({"exp": 941, "iat": 1060, "nbf": 1060})), Ok(()));
        assert_eq!(check(json!({"exp": 1300.5, "iat": 999.9})), Ok(()));
        for exp in [json!(1e300), json!(1e19), json!(-1e300), json!(u64::MAX)] {
            assert_eq!(check(json!({"exp": exp, "iat": 1000})), Err(Defect::Expired));
        }
        assert_eq!(check(json!({"exp": 1300, "iat": -1e300})), Err(Defect::NotYet));
        assert_eq!(check(json!({"exp": 1300, "iat": 1000 - 86_401})), Err(Defect::TooOld));
        assert_eq!(check(json!({"exp": 940, "iat": 900})), Err(Defect::Expired));
        assert_eq!(check(json!({"iat": 900})), Err(Defect::Expired));
        assert_eq!(check(json!({"exp": "1300", "iat": 900})), Err(Defect::Expired));
        assert_eq!(check(json!({"exp": 1300})), Err(Defect::NotYet));
        assert_eq!(check(json!({"exp": 1300, "iat": 1061})), Err(Defect::NotYet));
        assert_eq!(check(json!({"exp": 1300, "iat": 1000, "nbf": 1061})), Err(Defect::NotYet));
        assert_eq!(check(json!({"exp": 1300, "iat": 1000, "nbf": "x"})), Err(Defect::NotYet));
    }

    #[test]
    fn what_is_no_token_is_malformed() {
        for text in ["", "a", "a.b", "a.b.c", "..", "e30.e30.", "e30.e30.!!!", &"a".repeat(MAX_TOKEN + 1)] {
            assert_eq!(read(text).err(), Some(Defect::Malformed), "{text}");
        }
    }

    #[test]
    fn a_tenant_that_is_no_guid_is_none() {
        let tenant = |tid: &str| {
            let payload = map(json!({ "tid": tid }));
            let header = Header { alg: String::new(), kid: None, typ: None, crit: None, cty: None };
            Unverified { header, payload, signed: "", signature: Vec::new() }.tenant()
        };
        assert_eq!(
            tenant("5A1E0F6C-0000-4000-8000-00000000000A").as_deref(),
            Some("5a1e0f6c-0000-4000-8000-00000000000a")
        );
        for bad in
            ["", "../evil", "common", "{5a1e0f6c-0000-4000-8000-00000000000a}", "5a1e0f6c000040008000000000000000"]
        {
            assert_eq!(tenant(bad), None, "{bad}");
        }
    }
}
