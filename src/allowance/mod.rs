//! What strangers may read free: counted by a random key in a signed cookie, in rows that say nothing about a person.
//!
//! The cookie holds the key and no number, so an old copy of it wins nothing.

pub mod flow;
pub mod store;

use crate::secret::{self, Keys, Purpose, TokenHash};

/// A browser's key, 16 random bytes.
#[derive(Clone)]
pub struct ReaderKey([u8; 16]);

impl ReaderKey {
    pub fn random() -> Self {
        Self(secret::random_bytes())
    }

    pub fn hash(&self) -> TokenHash {
        TokenHash::of(&self.0)
    }

    /// The cookie's value: the key and our MAC over it.
    pub fn to_cookie(&self, keys: &Keys) -> String {
        let mac = keys.mac(Purpose::Cookie, &[b"free", &self.0]);
        secret::encode(&[self.0.as_slice(), &mac].concat())
    }

    /// `None` for anything we did not write: a made-up key costs no query.
    pub fn from_cookie(value: &str, keys: &Keys) -> Option<Self> {
        if value.len() > 80 {
            return None;
        }
        let bytes = secret::decode(value)?;
        let (key, mac) = bytes.split_first_chunk::<16>()?;
        keys.verify(Purpose::Cookie, &[b"free", key], mac).then_some(Self(*key))
    }
}
