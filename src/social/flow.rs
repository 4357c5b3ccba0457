//! One sign-in on its way through a provider: what the browser holds of it, sealed, until it comes back.
//!
//! Nothing is written down on our side when it begins. It is good in that browser, for that provider, for ten minutes;
//! and once, since the first answer to it is [noted](super::store).

use std::time::Duration;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::ProviderId;
use crate::clock::{self, Timestamp};
use crate::experiment::WallMark;
use crate::links::Next;
use crate::secret::{Keys, Sealed, Token, TokenHash, decode, encode};

pub const LIFE: Duration = clock::minutes(10);
/// Another instance may have begun it, with a clock that is a little ahead.
const SKEW: Duration = clock::minutes(1);
/// Longer than any cookie that a browser keeps.
const MAX_COOKIE: usize = 4096;
const BOUND_TO: &[u8] = b"sign-in at a provider";

/// What the provider gives back untouched: whoever has it may finish, if they also hold the cookie.
#[derive(Debug, Clone)]
pub struct State(Token);

impl State {
    pub fn parse(text: &str) -> Option<Self> {
        Token::parse(text).map(Self)
    }

    pub fn reveal(&self) -> String {
        self.0.reveal()
    }

    pub fn hash(&self) -> TokenHash {
        self.0.hash()
    }

    /// Ends the name of its cookie: each tab has its own.
    pub fn cookie_suffix(&self) -> String {
        encode(self.hash().bytes().split_at(9).0)
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Flow {
    provider: String,
    /// The hash of its [`State`].
    state: String,
    pub nonce: String,
    /// PKCE's: proves to the provider that whoever ends the sign-in has begun it.
    pub verifier: String,
    next: String,
    /// The session whose member wants to connect the account; `None`: someone signs in.
    pub connect: Option<Uuid>,
    /// The variant of a wall whose button began it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub wall: Option<WallMark>,
    begun_at: Timestamp,
}

impl Flow {
    pub fn begin(provider: &ProviderId, next: &Next, connect: Option<Uuid>, now: Timestamp) -> (Self, State) {
        let state = State(Token::random());
        let flow = Self {
            provider: provider.as_str().to_owned(),
            state: encode(state.hash().bytes()),
            nonce: Token::random().reveal(),
            verifier: Token::random().reveal(),
            next: next.as_str().to_owned(),
            connect,
            wall: None,
            begun_at: now,
        };
        (flow, state)
    }

    pub fn to_cookie(&self, keys: &Keys) -> String {
        let plain = serde_json::to_vec(self).expect("texts and numbers are JSON");
        encode(&keys.seal(Sealed::Account, BOUND_TO, &plain))
    }

    pub fn from_cookie(cookie: &str, keys: &Keys) -> Option<Self> {
        if cookie.len() > MAX_COOKIE {
            return None;
        }
        let plain = keys.open(Sealed::Account, BOUND_TO, &decode(cookie)?)?;
        serde_json::from_slice(&plain).ok()
    }

    /// Whether an answer with this state at this provider's own URL belongs to it, now.
    pub fn is_answered_by(&self, provider: &ProviderId, state: &State, now: Timestamp) -> bool {
        self.provider == provider.as_str()
            && self.state == encode(state.hash().bytes())
            && now.plus(SKEW) >= self.begun_at
            && now.since(self.begun_at) < LIFE
    }

    pub fn next(&self) -> Next {
        Next::parse_or_front(&self.next)
    }

    /// No answer is taken after that, by any instance's clock.
    pub fn ends_at(&self) -> Timestamp {
        self.begun_at.plus(LIFE).plus(SKEW)
    }

    pub fn begun_at(&self) -> Timestamp {
        self.begun_at
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiment::{ExperimentId, VariantNumber};

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_micros(seconds * 1_000_000)
    }

    #[test]
    fn it_is_answered_by_its_own_state_at_its_own_provider_for_ten_minutes() {
        let keys = Keys::new(&[1; 32], None);
        let (google, github) = (ProviderId::new("google"), ProviderId::new("github"));
        let (flow, state) = Flow::begin(&google, &Next::parse_or_front("/a?b=c"), None, at(1000));
        let (_, other) = Flow::begin(&google, &Next::front(), None, at(1000));
        let read = Flow::from_cookie(&flow.to_cookie(&keys), &keys).expect("our own cookie");
        assert_eq!(read, flow);
        assert_eq!(read.next().as_str(), "/a?b=c");
        assert!(read.is_answered_by(&google, &state, at(1000)) && read.is_answered_by(&google, &state, at(1599)));
        assert!(!read.is_answered_by(&google, &state, at(1600)) && !read.is_answered_by(&google, &state, at(939)));
        assert!(!read.is_answered_by(&github, &state, at(1000)) && !read.is_answered_by(&google, &other, at(1000)));
    }

    #[test]
    fn a_cookie_that_we_did_not_seal_is_none_and_the_longest_fits_a_browser() {
        let keys = Keys::new(&[1; 32], None);
        let next = Next::parse_or_front(&format!("/{}", "a".repeat(2046)));
        let (flow, _) = Flow::begin(&ProviderId::new(&"p".repeat(32)), &next, Some(Uuid::nil()), at(1000));
        let wall = WallMark { experiment: ExperimentId(Uuid::max()), variant: VariantNumber(4) };
        let flow = Flow { wall: Some(wall), ..flow };
        let cookie = flow.to_cookie(&keys);
        assert!(cookie.len() < 3600, "{}", cookie.len());
        assert_eq!(Flow::from_cookie(&cookie, &Keys::new(&[2; 32], None)), None);
        let other = if cookie.starts_with('-') { "A" } else { "-" };
        assert_eq!(Flow::from_cookie(&cookie.replacen(|_| true, other, 1), &keys), None);
        assert_eq!(Flow::from_cookie("", &keys), None);
        assert!(!cookie.contains(&flow.verifier));
    }
}
