//! Keys and signatures of the provider: a good one of each kind, and each way to be a bad one.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ring::rand::SystemRandom;
use ring::rsa::PublicKeyComponents;
use ring::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair as _, RSA_PKCS1_SHA256, RsaKeyPair};
use ring::{digest, hmac};
use serde_json::{Map, Value, json};

use super::Script;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Key {
    Rsa,
    Rsa2,
    Ec,
}

impl Key {
    pub fn kid(self) -> &'static str {
        match self {
            Self::Rsa => "rsa",
            Self::Rsa2 => "rsa-2",
            Self::Ec => "ec",
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sign {
    Rs256,
    /// A good one only where [`Key::Ec`] is published.
    Es256,
    /// `alg` is `none`, and the signature empty.
    None,
    /// The public key, which everybody knows, taken for a shared secret.
    Hs256WithPublicKey,
    BadSignature,
    /// Another key than the one that the header names.
    OtherKey,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AtHash {
    Right,
    Wrong,
    Absent,
}

pub(super) struct Keys {
    rsa: RsaKeyPair,
    rsa2: RsaKeyPair,
    ec: EcdsaKeyPair,
    random: SystemRandom,
}

impl Keys {
    pub fn new() -> Self {
        let random = SystemRandom::new();
        let rsa = |der: &[u8]| RsaKeyPair::from_pkcs8(der).expect("a fixture is an RSA key");
        let ec = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &random).expect("a new key");
        Self {
            rsa: rsa(include_bytes!("../keys/rsa.der")),
            rsa2: rsa(include_bytes!("../keys/rsa2.der")),
            ec: EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, ec.as_ref(), &random).expect("its own key"),
            random,
        }
    }

    pub fn published(&self, keys: &[Key]) -> Value {
        json!({ "keys": keys.iter().map(|key| self.public(*key)).collect::<Vec<_>>() })
    }

    fn public(&self, key: Key) -> Value {
        let rsa = |pair: &RsaKeyPair| {
            let PublicKeyComponents::<Vec<u8>> { n, e } = pair.public().into();
            json!({ "kty": "RSA", "use": "sig", "alg": "RS256", "kid": key.kid(), "n": base64(n), "e": base64(e) })
        };
        match key {
            Key::Rsa => rsa(&self.rsa),
            Key::Rsa2 => rsa(&self.rsa2),
            Key::Ec => {
                // Uncompressed: a 4, then both coordinates.
                let point = self.ec.public_key().as_ref();
                let (x, y) = (base64(&point[1..33]), base64(&point[33..]));
                json!({ "kty": "EC", "crv": "P-256", "use": "sig", "alg": "ES256", "kid": key.kid(), "x": x, "y": y })
            }
        }
    }

    /// The token with these claims, signed as the script says.
    pub fn sign(&self, script: &Script, claims: &Map<String, Value>) -> String {
        let rsa = script.rsa_key();
        let (algorithm, key) = match script.sign {
            Sign::Es256 => ("ES256", Key::Ec),
            Sign::None => ("none", rsa),
            Sign::Hs256WithPublicKey => ("HS256", rsa),
            Sign::Rs256 | Sign::BadSignature | Sign::OtherKey => ("RS256", rsa),
        };
        let mut header = super::map(json!({ "alg": algorithm, "typ": "JWT", "kid": key.kid() }));
        header.extend(script.header.clone());
        let part = |part: &Map<String, Value>| base64(serde_json::to_vec(part).expect("a map is JSON"));
        let signed = format!("{}.{}", part(&header), part(claims));
        let signature = self.signature(script.sign, rsa, signed.as_bytes());
        format!("{signed}.{}", base64(signature))
    }

    fn signature(&self, sign: Sign, rsa: Key, message: &[u8]) -> Vec<u8> {
        let (own, other, public) = match rsa {
            Key::Rsa2 => (&self.rsa2, &self.rsa, include_bytes!("../keys/rsa2.public.pem").as_slice()),
            _ => (&self.rsa, &self.rsa2, include_bytes!("../keys/rsa.public.pem").as_slice()),
        };
        match sign {
            Sign::Rs256 => self.by_rsa(own, message),
            Sign::OtherKey => self.by_rsa(other, message),
            Sign::BadSignature => {
                let mut signature = self.by_rsa(own, message);
                signature[100] ^= 1;
                signature
            }
            Sign::Es256 => self.ec.sign(&self.random, message).expect("a signature").as_ref().to_vec(),
            Sign::Hs256WithPublicKey => {
                hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, public), message).as_ref().to_vec()
            }
            Sign::None => Vec::new(),
        }
    }

    fn by_rsa(&self, pair: &RsaKeyPair, message: &[u8]) -> Vec<u8> {
        let mut signature = vec![0; pair.public().modulus_len()];
        pair.sign(&RSA_PKCS1_SHA256, &self.random, message, &mut signature).expect("a signature");
        signature
    }
}

pub(super) fn base64(bytes: impl AsRef<[u8]>) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

pub(super) fn sha256(text: &str) -> Vec<u8> {
    digest::digest(&digest::SHA256, text.as_bytes()).as_ref().to_vec()
}

/// The left half of the hash, as algorithms that end in 256 have it; `None`: no such claim.
pub(super) fn at_hash(kind: AtHash, access_token: &str) -> Option<String> {
    match kind {
        AtHash::Right => Some(base64(&sha256(access_token)[..16])),
        AtHash::Wrong => Some(base64(&sha256("another access token")[..16])),
        AtHash::Absent => None,
    }
}
