//! What a guest's browser holds: the right to one seat on one link, signed by us. It says nothing about a person.
//!
//! The key is random and is this link's alone: the seats that one browser has on several links cannot be joined. It starts
//! with its time, so that seats which are taken together lie together: a viral link dirties a few pages of the index and
//! not one for each reader.

use crate::article::ArticleId;
use crate::clock::Timestamp;
use crate::secret::{self, Keys, Purpose};
use crate::share::LinkId;

/// Grants that one browser keeps; the oldest goes for the next.
pub const MAX_GRANTS: usize = 40;

const PLAIN: usize = 16 + 16 + 16 + 4 + 8 + 1;
const MAC: usize = 16;
/// The bytes of a key that are its time.
const MADE_AT: usize = 6;
/// The length of a cookie's value.
const TEXT: usize = (PLAIN + MAC) * 4 / 3 + 1;

/// A seat as its row names it: when its grant was made, to the millisecond, and a hash over the link and the random key.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, sqlx::Type)]
#[sqlx(transparent)]
pub struct SeatHash(Vec<u8>);

impl SeatHash {
    pub(super) fn from_column(bytes: &[u8]) -> Self {
        Self(bytes.to_vec())
    }

    pub fn bytes(&self) -> &[u8] {
        &self.0
    }
}

#[derive(Clone, Copy)]
pub struct Grant {
    link: LinkId,
    /// The one article it opens.
    article: ArticleId,
    key: [u8; 16],
    /// How many openings were counted before this cookie was written; one that lags behind is a copy.
    generation: u32,
    /// When the link was opened last in this browser.
    opened_at: Timestamp,
    /// An address was given here after the link was opened.
    gave_address: bool,
}

impl std::fmt::Debug for Grant {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Grant({})", self.link.0)
    }
}

impl Grant {
    pub fn new(link: LinkId, article: ArticleId, now: Timestamp) -> Self {
        Self {
            link,
            article,
            key: secret::new_id(now).into_bytes(),
            generation: 0,
            opened_at: now,
            gave_address: false,
        }
    }

    /// The link was opened again in this browser.
    #[must_use]
    pub fn opened(mut self, now: Timestamp) -> Self {
        self.opened_at = now;
        self
    }

    /// Its reader has given an address.
    #[must_use]
    pub fn with_address(mut self) -> Self {
        self.gave_address = true;
        self
    }

    /// As the cookie is to be after this opening was counted.
    #[must_use]
    pub fn counted(mut self, generation: u32, at: Timestamp) -> Self {
        // The first opening follows the link at once and needs no new cookie.
        if generation != self.generation {
            self.generation = generation;
            self.opened_at = at;
        }
        self
    }

    /// The same right for another reader: a copy of a cookie is not the reader it was copied from. The same copy is always
    /// the same other reader, however often it comes.
    #[must_use]
    pub fn anew(self, keys: &Keys, now: Timestamp) -> Self {
        let (made_at, _) = self.key.split_at(MADE_AT);
        let parts: [&[u8]; 3] = [b"anew", &self.key, &self.generation.to_be_bytes()];
        let derived = keys.short_mac(Purpose::Cookie, &parts);
        let mut key = [0; 16];
        for (byte, from) in key.iter_mut().zip(made_at.iter().chain(&derived)) {
            *byte = *from;
        }
        Self { key, generation: 0, opened_at: now, ..self }
    }

    pub fn link(&self) -> LinkId {
        self.link
    }

    pub fn article(&self) -> ArticleId {
        self.article
    }

    pub fn generation(&self) -> u32 {
        self.generation
    }

    pub fn opened_at(&self) -> Timestamp {
        self.opened_at
    }

    pub fn gave_address(&self) -> bool {
        self.gave_address
    }

    pub fn seat(&self) -> SeatHash {
        let hash = secret::sha256(&[b"seat".as_slice(), self.link.0.as_bytes(), &self.key].concat());
        let (made_at, _) = self.key.split_at(MADE_AT);
        let (hash, _) = hash.split_at(hash.len() - MADE_AT);
        SeatHash([made_at, hash].concat())
    }

    pub fn to_cookie(&self, keys: &Keys) -> String {
        let plain = self.plain();
        let mac = keys.short_mac(Purpose::Cookie, &[b"grant", &plain]);
        secret::encode(&[plain.as_slice(), &mac].concat())
    }

    fn plain(&self) -> Vec<u8> {
        let mut plain = Vec::with_capacity(PLAIN);
        plain.extend_from_slice(self.link.0.as_bytes());
        plain.extend_from_slice(self.article.0.as_bytes());
        plain.extend_from_slice(&self.key);
        plain.extend_from_slice(&self.generation.to_be_bytes());
        plain.extend_from_slice(&self.opened_at.as_micros().to_be_bytes());
        plain.push(u8::from(self.gave_address));
        plain
    }

    /// `None` for anything we did not write.
    pub fn from_cookie(value: &str, keys: &Keys) -> Option<Self> {
        if value.len() != TEXT {
            return None;
        }
        let bytes = secret::decode(value)?;
        let (plain, mac) = bytes.split_first_chunk::<PLAIN>()?;
        if !keys.verify_short(Purpose::Cookie, &[b"grant", plain], mac) {
            return None;
        }
        let (link, rest) = plain.split_first_chunk::<16>()?;
        let (article, rest) = rest.split_first_chunk::<16>()?;
        let (key, rest) = rest.split_first_chunk::<16>()?;
        let (generation, rest) = rest.split_first_chunk::<4>()?;
        let (opened_at, rest) = rest.split_first_chunk::<8>()?;
        Some(Self {
            link: LinkId(uuid::Uuid::from_bytes(*link)),
            article: ArticleId(uuid::Uuid::from_bytes(*article)),
            key: *key,
            generation: u32::from_be_bytes(*generation),
            opened_at: Timestamp::from_micros(i64::from_be_bytes(*opened_at)),
            gave_address: rest == [1],
        })
    }

    /// The article that a cookie speaks of, whoever wrote it: to choose among many before a signature is checked.
    pub fn article_of(value: &str) -> Option<ArticleId> {
        // 44 characters are 33 bytes; the article's id ends within.
        let bytes = secret::decode(value.get(..44)?)?;
        let (_, rest) = bytes.split_first_chunk::<16>()?;
        rest.first_chunk::<16>().map(|article| ArticleId(uuid::Uuid::from_bytes(*article)))
    }

    /// Tells a browser's grants apart: one cookie each, so that two links opened at once do not take each other's place.
    pub fn cookie_suffix(link: LinkId) -> String {
        secret::encode(link.0.as_bytes().split_at(8).1)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use uuid::Uuid;

    use super::*;

    fn grant() -> Grant {
        let grant = Grant::new(LinkId(Uuid::from_u128(5)), ArticleId(Uuid::from_u128(9)), Timestamp::from_micros(-3));
        Grant { generation: 70_000, gave_address: true, ..grant }
    }

    #[test]
    fn a_cookie_comes_back_as_it_went() {
        let keys = Keys::new(&[1; 32], None);
        let cookie = grant().to_cookie(&keys);
        assert_eq!(cookie.len(), TEXT);
        let read = Grant::from_cookie(&cookie, &keys).expect("our own cookie");
        assert_eq!((read.link, read.article, read.generation), (grant().link, grant().article, 70_000));
        assert_eq!((read.opened_at, read.gave_address), (grant().opened_at, true));
        let (once, twice) = (read.anew(&keys, read.opened_at), read.anew(&keys, Timestamp::default()));
        assert_eq!(once.seat(), twice.seat(), "a copy is one other reader");
        assert_ne!(once.seat(), once.anew(&keys, read.opened_at).seat());
        assert_ne!(grant().seat(), grant().seat(), "each grant is another reader");
        assert_eq!(Grant::article_of(&cookie), Some(grant().article));
        assert_eq!(Grant::article_of("AAAA"), None);
        assert_ne!(read.seat(), read.anew(&keys, Timestamp::default()).seat());
    }

    proptest! {
        #[test]
        fn a_cookie_changed_anywhere_is_none(at in 0..TEXT, to in "[A-Za-z0-9_-]") {
            let keys = Keys::new(&[1; 32], None);
            let cookie = grant().to_cookie(&keys);
            let mut changed = cookie.clone();
            changed.replace_range(at..=at, &to);
            // The last character carries bits that no byte needs; base64 refuses all but one spelling of them.
            prop_assert_eq!(Grant::from_cookie(&changed, &keys).is_some(), changed == cookie);
            prop_assert!(Grant::from_cookie(&cookie[..at], &keys).is_none());
        }
    }
}
