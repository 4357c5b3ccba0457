//! Keys derived from the master secret, one for each purpose: MACs, and sealing. The key before the current one still opens
//! and verifies while a rotation lasts.

use std::fmt;
use std::sync::Arc;

use ring::aead::{Aad, CHACHA20_POLY1305, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use ring::{hkdf, hmac};

use super::{Code, random_bytes, same};

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
    /// What shows an effort before a letter.
    Effort,
    /// The secrets of second factors: sealed, never signed.
    Factor,
    /// The secrets of webhooks: sealed, never signed.
    Webhook,
    /// Which variant of a wall a reader meets.
    Experiment,
}

impl Purpose {
    const ALL: [Self; 10] = [
        Self::Code,
        Self::Cookie,
        Self::Letter,
        Self::Address,
        Self::Link,
        Self::Account,
        Self::Effort,
        Self::Factor,
        Self::Webhook,
        Self::Experiment,
    ];

    const fn label(self) -> &'static [u8] {
        match self {
            Self::Code => b"gatefold code v1",
            Self::Cookie => b"gatefold cookie v1",
            Self::Letter => b"gatefold letter v1",
            Self::Address => b"gatefold address v1",
            Self::Link => b"gatefold link v1",
            Self::Account => b"gatefold account v1",
            Self::Effort => b"gatefold effort v1",
            Self::Factor => b"gatefold factor v1",
            Self::Webhook => b"gatefold webhook v1",
            Self::Experiment => b"gatefold experiment v1",
        }
    }
}

/// What is sealed; one kind never opens as the other.
#[derive(Debug, Clone, Copy)]
pub enum Sealed {
    Letter,
    Account,
    Factor,
    Webhook,
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
    factors: [u8; 32],
    webhooks: [u8; 32],
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
        Self {
            macs: macs.into(),
            letters: derive(&prk, Purpose::Letter),
            accounts: derive(&prk, Purpose::Account),
            factors: derive(&prk, Purpose::Factor),
            webhooks: derive(&prk, Purpose::Webhook),
        }
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
            Sealed::Factor => &self.factors,
            Sealed::Webhook => &self.webhooks,
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
}
