//! The publisher's own programs: each has a key that was shown once, and may do what its scopes say.

pub mod answer;
pub mod answer_store;
pub mod flow;
pub mod store;

use std::collections::BTreeSet;

use crate::clock::Timestamp;
use crate::secret::{Token, TokenHash};

pub use crate::audit::ProgramId;

/// What every key begins with, so that one that lies where it should not is known for what it is.
const PREFIX: &str = "gfk_";
/// Programs that may be at a time.
pub const AT_MOST: i64 = 100;
/// Characters of a name.
pub const NAME_LENGTH: usize = 60;

/// What a program may be let do. The words stand in the table and in the document of the API.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Scope {
    ReadMembers,
    /// Block, unblock, sign out.
    WriteMembers,
    EraseMembers,
    ReadConsents,
    ReadArticles,
    /// Put, take back, change the access.
    WriteArticles,
    ReadShares,
    WriteShares,
    ReadNumbers,
}

impl Scope {
    pub const ALL: [Self; 9] = [
        Self::ReadMembers,
        Self::WriteMembers,
        Self::EraseMembers,
        Self::ReadConsents,
        Self::ReadArticles,
        Self::WriteArticles,
        Self::ReadShares,
        Self::WriteShares,
        Self::ReadNumbers,
    ];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::ReadMembers => "members:read",
            Self::WriteMembers => "members:write",
            Self::EraseMembers => "members:erase",
            Self::ReadConsents => "consents:read",
            Self::ReadArticles => "articles:read",
            Self::WriteArticles => "articles:write",
            Self::ReadShares => "shares:read",
            Self::WriteShares => "shares:write",
            Self::ReadNumbers => "numbers:read",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|scope| scope.as_str() == text)
    }
}

/// None, or several.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Scopes(BTreeSet<Scope>);

impl Scopes {
    pub fn has(&self, scope: Scope) -> bool {
        self.0.contains(&scope)
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub fn iter(&self) -> impl Iterator<Item = Scope> {
        self.0.iter().copied()
    }

    /// As the column holds them.
    pub fn to_column(&self) -> String {
        self.iter().map(Scope::as_str).collect::<Vec<_>>().join(" ")
    }

    /// A word that is no scope of this version gives nothing.
    pub fn from_column(text: &str) -> Self {
        text.split(' ').filter_map(Scope::parse).collect()
    }
}

impl FromIterator<Scope> for Scopes {
    fn from_iter<I: IntoIterator<Item = Scope>>(all: I) -> Self {
        Self(all.into_iter().collect())
    }
}

/// What a program proves itself with: 32 random bytes.
#[derive(Debug, Clone)]
pub struct ProgramKey(Token);

impl ProgramKey {
    pub fn random() -> Self {
        Self(Token::random())
    }

    /// `None` for what no key of ours looks like.
    pub fn parse(text: &str) -> Option<Self> {
        text.strip_prefix(PREFIX).and_then(Token::parse).map(Self)
    }

    pub fn reveal(&self) -> String {
        format!("{PREFIX}{}", self.0.reveal())
    }

    pub fn hash(&self) -> TokenHash {
        self.0.hash()
    }
}

/// One that has a key.
#[derive(Debug, Clone)]
pub struct Program {
    pub id: ProgramId,
    pub name: String,
    pub scopes: Scopes,
    pub made_at: Timestamp,
    /// `None`: good until it is ended.
    pub expires_at: Option<Timestamp>,
    /// When it last asked, to a minute.
    pub used_at: Option<Timestamp>,
    pub ended_at: Option<Timestamp>,
}

impl Program {
    pub fn is_live(&self, now: Timestamp) -> bool {
        self.ended_at.is_none() && self.expires_at.is_none_or(|at| now < at)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scopes_are_kept_as_words_and_unknown_ones_give_nothing() {
        let all: Scopes = Scope::ALL.into_iter().collect();
        assert_eq!(Scopes::from_column(&all.to_column()), all);
        let some = Scopes::from_column("numbers:read everything:write  members:read");
        assert_eq!(some.iter().collect::<Vec<_>>(), [Scope::ReadMembers, Scope::ReadNumbers]);
        assert!(Scopes::from_column("").is_empty());
    }

    #[test]
    fn a_key_is_read_as_it_was_shown_and_nothing_else_is_one() {
        let key = ProgramKey::random();
        let shown = key.reveal();
        assert!(ProgramKey::parse(&shown).is_some_and(|read| read.hash().is_same(&key.hash())));
        for text in ["", "gfk_", &shown[4..], &shown[..46], &format!("{shown}A"), &shown.replace("gfk_", "GFK_")] {
            assert!(ProgramKey::parse(text).is_none(), "{text}");
        }
    }
}
