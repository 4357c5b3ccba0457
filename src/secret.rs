//! Random tokens shown once, keys derived from one master secret, MACs, sealing, constant-time compare.
//!
//! No type here that holds a secret has `PartialEq`, `Display` or a telling `Debug`: it is compared by [`same`],
//! and shown only through a method that says so.

use std::fmt;
use std::sync::Arc;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ring::aead::{Aad, CHACHA20_POLY1305, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use ring::rand::{SecureRandom, SystemRandom};
use ring::{digest, hkdf, hmac};
use subtle::ConstantTimeEq;

use crate::clock::Timestamp;

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

/// What a derived key is for. One purpose never opens what another closed.
#[derive(Debug, Clone, Copy)]
pub enum Purpose {
    /// The code of a challenge.
    Code,
    /// Cookies that carry a fact we signed.
    Cookie,
    /// Letters that wait in the outbox.
    Letter,
    /// Addresses where only sameness counts: limits, suppression.
    Address,
    /// Links that stay good for long: unsubscribe, share.
    Link,
    /// What a browser carries for us while its reader is at a provider: sealed, never signed.
    Account,
}

impl Purpose {
    const ALL: [Self; 6] = [Self::Code, Self::Cookie, Self::Letter, Self::Address, Self::Link, Self::Account];

    const fn label(self) -> &'static [u8] {
        match self {
            Self::Code => b"gatefold code v1",
            Self::Cookie => b"gatefold cookie v1",
            Self::Letter => b"gatefold letter v1",
            Self::Address => b"gatefold address v1",
            Self::Link => b"gatefold link v1",
            Self::Account => b"gatefold account v1",
        }
    }
}

/// What is sealed; one kind never opens as the other.
#[derive(Debug, Clone, Copy)]
pub enum Sealed {
    Letter,
    Account,
}

/// The master secret, and the one before it while a rotation lasts.
#[derive(Clone)]
pub struct Keys {
    current: Master,
    previous: Option<Master>,
}

/// A key for each purpose, derived once: a cookie is checked on the way of a ready page.
#[derive(Clone)]
struct Master {
    /// In the order of [`Purpose::ALL`].
    macs: Arc<[hmac::Key]>,
    letters: [u8; 32],
    accounts: [u8; 32],
}

struct Length;

impl hkdf::KeyType for Length {
    fn len(&self) -> usize {
        32
    }
}

impl Master {
    fn new(secret: &[u8]) -> Self {
        let prk = hkdf::Salt::new(hkdf::HKDF_SHA256, b"gatefold").extract(secret);
        let macs = Purpose::ALL.map(|purpose| hmac::Key::new(hmac::HMAC_SHA256, &derive(&prk, purpose)));
        Self { macs: macs.into(), letters: derive(&prk, Purpose::Letter), accounts: derive(&prk, Purpose::Account) }
    }

    fn mac(&self, purpose: Purpose, parts: &[&[u8]]) -> hmac::Tag {
        let key = self.macs.get(purpose as usize).expect("each purpose has its key");
        let mut context = hmac::Context::with_key(key);
        for part in parts {
            // Each part's length goes in as well, so that no two lists of parts look alike.
            context.update(&(part.len() as u64).to_be_bytes());
            context.update(part);
        }
        context.sign()
    }

    fn sealing_key(&self, sealed: Sealed) -> LessSafeKey {
        let bytes = match sealed {
            Sealed::Letter => &self.letters,
            Sealed::Account => &self.accounts,
        };
        let key = UnboundKey::new(&CHACHA20_POLY1305, bytes).expect("32 bytes are a ChaCha20-Poly1305 key");
        LessSafeKey::new(key)
    }
}

fn derive(prk: &hkdf::Prk, purpose: Purpose) -> [u8; 32] {
    let mut out = [0; 32];
    prk.expand(&[purpose.label()], Length)
        .and_then(|okm| okm.fill(&mut out))
        .expect("32 bytes are within what HKDF gives");
    out
}

impl fmt::Debug for Keys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Keys(***)")
    }
}

impl Keys {
    pub fn new(current: &[u8], previous: Option<&[u8]>) -> Self {
        Self { current: Master::new(current), previous: previous.map(Master::new) }
    }

    pub fn mac(&self, purpose: Purpose, parts: &[&[u8]]) -> Vec<u8> {
        self.current.mac(purpose, parts).as_ref().to_vec()
    }

    /// Whether `mac` was made from `parts` with the current key or the one before.
    pub fn verify(&self, purpose: Purpose, parts: &[&[u8]], mac: &[u8]) -> bool {
        std::iter::once(&self.current)
            .chain(&self.previous)
            .any(|master| same(master.mac(purpose, parts).as_ref(), mac))
    }

    /// The first 16 bytes of a MAC, for what stands in a URL or in many cookies: 128 bits that nobody guesses.
    pub fn short_mac(&self, purpose: Purpose, parts: &[&[u8]]) -> [u8; 16] {
        let mut out = [0; 16];
        out.copy_from_slice(self.current.mac(purpose, parts).as_ref().split_at(16).0);
        out
    }

    pub fn verify_short(&self, purpose: Purpose, parts: &[&[u8]], mac: &[u8]) -> bool {
        std::iter::once(&self.current)
            .chain(&self.previous)
            .any(|master| same(master.mac(purpose, parts).as_ref().split_at(16).0, mac))
    }

    pub fn code_mac(&self, challenge: &[u8], code: &Code) -> Vec<u8> {
        self.mac(Purpose::Code, &[challenge, code.as_bytes()])
    }

    pub fn is_code(&self, challenge: &[u8], code: &Code, mac: &[u8]) -> bool {
        self.verify(Purpose::Code, &[challenge, code.as_bytes()], mac)
    }

    /// Encrypts what must wait in a place where it must not be read: the database, a browser. `bound_to` must be given
    /// again to open it.
    pub fn seal(&self, kind: Sealed, bound_to: &[u8], plain: &[u8]) -> Vec<u8> {
        let nonce: [u8; NONCE_LEN] = random_bytes();
        let mut sealed = plain.to_vec();
        self.current
            .sealing_key(kind)
            .seal_in_place_append_tag(Nonce::assume_unique_for_key(nonce), Aad::from(bound_to), &mut sealed)
            .expect("a letter is far below the cipher's limit");
        let mut out = nonce.to_vec();
        out.append(&mut sealed);
        out
    }

    /// `None` where it was not sealed with one of our keys, or for something else.
    pub fn open(&self, kind: Sealed, bound_to: &[u8], sealed: &[u8]) -> Option<Vec<u8>> {
        let (nonce, body) = sealed.split_first_chunk::<NONCE_LEN>()?;
        std::iter::once(&self.current).chain(&self.previous).find_map(|master| {
            let mut buffer = body.to_vec();
            let opened = master
                .sealing_key(kind)
                .open_in_place(Nonce::assume_unique_for_key(*nonce), Aad::from(bound_to), &mut buffer)
                .ok()?;
            Some(opened.to_vec())
        })
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
    fn the_key_before_still_opens_and_verifies_during_a_rotation() {
        let old = Keys::new(&[1; 32], None);
        let new = Keys::new(&[2; 32], Some(&[1; 32]));
        let stranger = Keys::new(&[3; 32], None);
        let mac = old.mac(Purpose::Cookie, &[b"a", b"b"]);
        assert!(new.verify(Purpose::Cookie, &[b"a", b"b"], &mac));
        assert!(!stranger.verify(Purpose::Cookie, &[b"a", b"b"], &mac));
        assert!(!new.verify(Purpose::Cookie, &[b"ab", b""], &mac));
        assert!(!new.verify(Purpose::Link, &[b"a", b"b"], &mac));
        let short = old.short_mac(Purpose::Link, &[b"a"]);
        assert!(
            new.verify_short(Purpose::Link, &[b"a"], &short) && !stranger.verify_short(Purpose::Link, &[b"a"], &short)
        );
        assert!(!new.verify_short(Purpose::Link, &[b"a"], &[]));
        let sealed = old.seal(Sealed::Letter, b"letter 1", b"hello");
        assert_eq!(new.open(Sealed::Letter, b"letter 1", &sealed).as_deref(), Some(b"hello".as_slice()));
        assert_eq!(new.open(Sealed::Letter, b"letter 2", &sealed), None);
        assert_eq!(new.open(Sealed::Account, b"letter 1", &sealed), None);
        assert_eq!(stranger.open(Sealed::Letter, b"letter 1", &sealed), None);
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
