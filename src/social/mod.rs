//! Accounts elsewhere: what a provider says of whoever signs in there, and how much of it counts.
//!
//! This module talks to providers and knows nothing of members. A provider's tokens live as long as one [`exchange`] and
//! go nowhere else; an address that a provider tells is a claim until [`profile`] finds it proved.

pub mod apple;
pub mod client;
pub mod exchange;
pub mod flow;
mod http;
pub mod id_token;
pub mod issuer;
pub mod kind;
pub mod profile;
pub mod provider;
mod refusal;
pub mod store;

use std::fmt;
use std::sync::Arc;

use crate::email_address::EmailAddress;
use crate::member::identity::Identity;

pub use exchange::Connection;
pub use flow::{Flow, State};
pub use provider::{Provider, Providers};

/// What a provider is called in our settings, URLs and counts.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ProviderId(Arc<str>);

impl ProviderId {
    pub fn new(text: &str) -> Self {
        Self(text.into())
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for ProviderId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Whoever signed in at a provider, in its own words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Profile {
    pub identity: Identity,
    /// `None`: the provider told none that could be one.
    pub told: Option<ToldAddress>,
    /// May be empty, and was typed by whoever holds the account.
    pub name: String,
    /// For its holder to know the account by: an address or a name there; may be empty.
    pub shown: String,
}

/// An address as a provider told it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ToldAddress {
    pub address: EmailAddress,
    /// Whether its word counts as a proof: by the rule of its kind, and by no other.
    pub is_proved: bool,
}

/// Why a sign-in at a provider came to nothing. None of them holds a code, a token or an address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    #[error("the provider could not be asked: {0}")]
    NoAnswer(crate::outbound::CallError),
    /// An answer, and none that we understand: an error page, another type, a shape that lacks what it must have.
    #[error("the provider's answer is of no use: {0}")]
    BadAnswer(&'static str),
    /// The provider does not take our own credentials: for the operator to mend.
    #[error("the provider refuses our client id or secret")]
    ClientRefused,
    /// The provider does not take this code: used, expired, or asked for by another browser.
    #[error("the provider refuses the code")]
    CodeRefused,
    #[error("the answer is not to be trusted: {0}")]
    Untrusted(id_token::Defect),
    #[error("the answer names another issuer")]
    OtherIssuer,
}

impl Fault {
    /// Whether the reader, or whoever sent them, brought what cannot be right; else the provider or our settings are at
    /// fault.
    pub fn is_readers(self) -> bool {
        matches!(self, Self::CodeRefused | Self::Untrusted(_) | Self::OtherIssuer)
    }
}
