//! A member's accounts elsewhere. The key is whose subject it is and the subject: never an address, never a name.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::MemberId;
use crate::clock::Timestamp;

/// Many more than anyone has; each is a way in.
pub const MOST: i64 = 20;

/// An account elsewhere: the issuer whose subjects these are, and the subject.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Identity {
    pub issuer: String,
    pub subject: String,
}

/// An account that someone has shown to hold, and that is not anybody's here yet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Account {
    #[serde(flatten)]
    pub identity: Identity,
    /// The provider's id in the settings.
    pub provider: String,
    /// What its holder knows it by: an address or a name; may be empty.
    pub shown: String,
    /// What its holder is called there; may be empty.
    pub name: String,
}

impl Account {
    /// For a column of the challenge that is to prove an address.
    pub fn to_column(&self) -> String {
        serde_json::to_string(self).expect("texts are JSON")
    }

    pub fn from_column(text: &str) -> Option<Self> {
        serde_json::from_str(text).ok()
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, sqlx::Type)]
#[sqlx(transparent)]
pub struct IdentityId(pub Uuid);

/// One that is a member's.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct Connected {
    pub id: IdentityId,
    pub member_id: MemberId,
    pub issuer: String,
    pub subject: String,
    pub provider: String,
    pub shown: String,
    pub connected_at: Timestamp,
    /// The last time it signed its member in.
    pub used_at: Timestamp,
}
