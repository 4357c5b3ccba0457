//! Signing in. Challenges: one asked-for sign-in each, mailed as a link and a code, proved by either; and what an account
//! elsewhere is worth.
//!
//! Here are the words. The link's secret is kept as a hash and the code as a keyed MAC, so the table proves nobody.

pub mod account;
pub mod effort;
pub mod end;
mod enter;
pub mod flow;
pub mod letter;
pub mod limits;
pub mod prove;
pub mod rule;
pub mod store;

use std::net::IpAddr;

use uuid::Uuid;

use crate::email_address::EmailAddress;
use crate::secret::{self, Keys, Purpose, Token, TokenHash};

/// Wrong codes until a challenge is dead, its link included.
pub const TRIES: i64 = 5;
/// Challenges of one address that can be proved at the same time.
pub const LIVE_PER_ADDRESS: i64 = 3;

#[derive(Debug, Clone, Copy, PartialEq, Eq, sqlx::Type)]
#[sqlx(transparent)]
pub struct ChallengeId(pub Uuid);

/// What a proof will do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Aim {
    SignIn,
    ChangeAddress,
}

impl Aim {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::SignIn => "sign_in",
            Self::ChangeAddress => "change_address",
        }
    }

    pub fn from_column(text: &str) -> Self {
        if text == "change_address" { Self::ChangeAddress } else { Self::SignIn }
    }
}

/// The cookie of the browser that asked: its code is good nowhere else.
#[derive(Debug, Clone)]
pub struct BrowserToken(Token);

impl BrowserToken {
    pub fn random() -> Self {
        Self(Token::random())
    }

    pub fn parse(text: &str) -> Option<Self> {
        Token::parse(text).map(Self)
    }

    pub fn reveal(&self) -> String {
        self.0.reveal()
    }

    pub fn hash(&self) -> TokenHash {
        self.0.hash()
    }
}

/// A long-lived cookie of a browser that has been signed in with an address. It names nobody: it only recognizes.
#[derive(Debug, Clone)]
pub struct DeviceMark {
    nonce: [u8; 16],
    mac: Vec<u8>,
}

impl DeviceMark {
    pub fn new(keys: &Keys, address: &EmailAddress) -> Self {
        let nonce = secret::random_bytes();
        let mac = keys.mac(Purpose::Cookie, &[b"device", &nonce, address.as_str().as_bytes()]);
        Self { nonce, mac }
    }

    pub fn to_cookie(&self) -> String {
        secret::encode(&[self.nonce.as_slice(), &self.mac].concat())
    }

    pub fn from_cookie(value: &str) -> Option<Self> {
        if value.len() > 80 {
            return None;
        }
        let bytes = secret::decode(value)?;
        let (nonce, mac) = bytes.split_first_chunk::<16>()?;
        Some(Self { nonce: *nonce, mac: mac.to_vec() })
    }

    pub fn is_of(&self, keys: &Keys, address: &EmailAddress) -> bool {
        keys.verify(Purpose::Cookie, &[b"device", &self.nonce, address.as_str().as_bytes()], &self.mac)
    }

    /// For a limit of its own.
    pub fn key(&self) -> String {
        secret::encode(&self.nonce)
    }
}

/// What limits count an IP address as: itself, or its /64, which is one household or one host.
pub fn ip_key(ip: IpAddr) -> String {
    match ip.to_canonical() {
        IpAddr::V4(ip) => ip.to_string(),
        IpAddr::V6(ip) => {
            let [a, b, c, d, ..] = ip.segments();
            format!("{a:x}:{b:x}:{c:x}:{d:x}::/64")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_ipv6_network_is_one_and_a_mapped_address_is_its_ipv4() {
        let key = |text: &str| ip_key(text.parse().expect("an address"));
        assert_eq!(key("2001:db8:1:2:3::4"), key("2001:db8:1:2:ffff::9"));
        assert_ne!(key("2001:db8:1:2::1"), key("2001:db8:1:3::1"));
        assert_eq!(key("::ffff:192.0.2.1"), key("192.0.2.1"));
    }

    #[test]
    fn a_device_mark_knows_its_own_address_alone() {
        let keys = Keys::new(&[1; 32], None);
        let ana = EmailAddress::parse("ana@example.org").expect("an address");
        let bob = EmailAddress::parse("bob@example.org").expect("an address");
        let read = DeviceMark::from_cookie(&DeviceMark::new(&keys, &ana).to_cookie()).expect("our own cookie");
        assert!(read.is_of(&keys, &ana));
        assert!(!read.is_of(&keys, &bob));
    }
}
