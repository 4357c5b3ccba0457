//! Random tokens shown once, [`Keys`] derived from one master secret, constant-time compare.
//!
//! No type here that holds a secret has `PartialEq`, `Display` or a telling `Debug`: it is compared by [`same`],
//! and shown only through a method that says so.

mod keys;

use std::fmt;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ring::digest;
use ring::rand::{SecureRandom, SystemRandom};
use subtle::ConstantTimeEq;

use crate::clock::Timestamp;

pub use keys::{Keys, Purpose, Sealed};

/// # Panics
/// Where the operating system has no randomness to give: nothing that follows would be safe.
pub fn random_bytes<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    SystemRandom::new().fill(&mut bytes).expect("the operating system gives random bytes");
    bytes
}

/// Eight decimal digits, each value as likely as any other.
pub fn random_code() -> Code {
    const RANGE: u32 = 100_000_000;
    // The largest multiple of the range that fits: what lies above is drawn again, so no code is favoured.
    const FAIR: u32 = u32::MAX - u32::MAX % RANGE;
    loop {
        let drawn = u32::from_be_bytes(random_bytes());
        if drawn < FAIR {
            return Code(format!("{:08}", drawn % RANGE));
        }
    }
}

/// A number from 0 up to and without `below`; for jitter, where fairness to the last bit does not matter.
pub fn random_below(below: u64) -> u64 {
    u64::from_be_bytes(random_bytes()) % below.max(1)
}

/// A `UUIDv7`: sorts by its time, guesses at nothing, and is no secret.
pub fn new_id(now: Timestamp) -> uuid::Uuid {
    let millis = u64::try_from(now.as_micros() / 1000).unwrap_or(0);
    uuid::Builder::from_unix_timestamp_millis(millis, &random_bytes()).into_uuid()
}

pub fn sha256(bytes: &[u8]) -> [u8; 32] {
    let mut out = [0; 32];
    out.copy_from_slice(digest::digest(&digest::SHA256, bytes).as_ref());
    out
}

/// The first bytes of a hash over everything of one thing: changes with any change of it, and is no secret.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub struct Version(pub u64);

impl Version {
    pub fn from_digest(digest: &[u8]) -> Self {
        Self(digest.first_chunk::<8>().map_or(0, |bytes| u64::from_be_bytes(*bytes)))
    }
}

/// Whether two secrets are the same, in a time that does not tell where they differ.
pub fn same(left: &[u8], right: &[u8]) -> bool {
    left.ct_eq(right).into()
}

pub fn encode(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

pub fn decode(text: &str) -> Option<Vec<u8>> {
    URL_SAFE_NO_PAD.decode(text).ok()
}

/// 32 random bytes that are handed out once; the database keeps their hash.
#[derive(Clone)]
pub struct Token([u8; 32]);

impl Token {
    pub fn random() -> Self {
        Self(random_bytes())
    }

    /// Reads the 43 characters of [`Token::reveal`]; `None` for anything else.
    pub fn parse(text: &str) -> Option<Self> {
        if text.len() != 43 {
            return None;
        }
        decode(text)?.try_into().ok().map(Self)
    }

    pub fn reveal(&self) -> String {
        encode(&self.0)
    }

    pub fn hash(&self) -> TokenHash {
        TokenHash(sha256(&self.0).to_vec())
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Token(***)")
    }
}

/// What a table keeps of a [`Token`]: enough to find it, nothing to use.
#[derive(Debug, Clone, sqlx::Type)]
#[sqlx(transparent)]
pub struct TokenHash(Vec<u8>);

impl TokenHash {
    pub fn of(bytes: &[u8]) -> Self {
        Self(sha256(bytes).to_vec())
    }

    pub fn is_same(&self, other: &Self) -> bool {
        same(&self.0, &other.0)
    }

    /// For a column of several joined together.
    pub fn bytes(&self) -> &[u8] {
        &self.0
    }
}

/// The eight digits of a letter.
#[derive(Clone)]
pub struct Code(String);

impl Code {
    /// Forgives spaces and dashes; `None` where eight digits do not remain.
    pub fn parse(text: &str) -> Option<Self> {
        if text.len() > 64 {
            return None;
        }
        let kept: String = text.chars().filter(|c| !c.is_whitespace() && !matches!(c, '-' | '–' | '.')).collect();
        (kept.len() == 8 && kept.bytes().all(|b| b.is_ascii_digit())).then_some(Self(kept))
    }

    /// `1234 5678`
    pub fn reveal(&self) -> String {
        let (left, right) = self.0.split_at(4);
        format!("{left} {right}")
    }

    fn as_bytes(&self) -> &[u8] {
        self.0.as_bytes()
    }
}

impl fmt::Debug for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Code(***)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_forgives_spaces_and_dashes_and_nothing_else() {
        assert!(Code::parse("1234 5678").is_some());
        assert!(Code::parse(" 1234-5678 ").is_some());
        assert!(Code::parse("1234567").is_none());
        assert!(Code::parse("123456789").is_none());
        assert!(Code::parse("1234567a").is_none());
        assert!(Code::parse("１２３４５６７８").is_none());
    }

    #[test]
    fn tokens_are_43_characters_and_hide_from_debug() {
        let token = Token::random();
        assert_eq!(token.reveal().len(), 43);
        assert!(Token::parse(&token.reveal()).is_some_and(|read| read.hash().is_same(&token.hash())));
        assert_eq!(format!("{token:?}"), "Token(***)");
        assert!(Token::parse("short").is_none());
    }
}
