//! What happened, counted by day. Sums alone: no reader, no address, no time of day.
//!
//! What a flow does is counted in its own transaction, exactly. What only was asked for and refused is counted in
//! memory first and written every few seconds: a flood of refusals must not become a flood of writes.

pub mod number_store;
pub mod numbers;
pub mod roll;
pub mod source;
pub mod store;

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Mutex;

use crate::article::ArticleId;
use crate::clock::{Day, Timestamp};
use crate::db::{self, Db, Lane};

/// What may happen. Each is written by the flow that does it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Event {
    /// A share link was made.
    ShareMade,
    /// A guest opened an article by a share link; a reload within half an hour is no opening.
    ShareOpened,
    /// A guest was let in for the first time by that link.
    ShareAdmitted,
    /// Someone came by a share link that lets nobody in any more.
    ShareRefused,
    /// A guest became a member.
    ShareJoined,
    /// A member wrote a comment. Labelled by whether it is `published` or `held`, and there by why.
    CommentMade,
    /// A member signed in, the first time included. Labelled by how: `link`, `code`, or a provider's id.
    SignedIn,
    /// Someone proved their first address and is a member since; labelled in the same way.
    Joined,
    /// The same, labelled by the host of the page that led to the one with the form, where it is known.
    JoinedFrom,
    /// The same, labelled by the words of the campaign that led there.
    JoinedByCampaign,
    /// An article was opened to its end. Labelled by who read it: `stranger`, `guest`, `member`; empty before that was kept.
    /// Counted in memory by the article itself, as the next one is: see `reading`.
    Read,
    /// A wall was shown.
    WallShown,
    /// An address was given for a letter of sign-in. Labelled by whose it was: `new` where nobody has proved it, `member`.
    AddressGiven,
}

impl Event {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::ShareMade => "share_made",
            Self::ShareOpened => "share_opened",
            Self::ShareAdmitted => "share_admitted",
            Self::ShareRefused => "share_refused",
            Self::ShareJoined => "share_joined",
            Self::CommentMade => "comment_made",
            Self::SignedIn => "signed_in",
            Self::Joined => "joined",
            Self::JoinedFrom => "joined_from",
            Self::JoinedByCampaign => "joined_campaign",
            Self::Read => "read",
            Self::WallShown => "wall",
            Self::AddressGiven => "address",
        }
    }
}

/// What is counted together. Ordered, so that two transactions take their rows in one order.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Happening {
    pub event: Event,
    /// Which of its kind: the channel of a share link, the way of a sign-in.
    pub label: Cow<'static, str>,
    /// Empty where the event needs none.
    pub reason: &'static str,
    /// The article that it was about; `None`: about none, which the table has as an id of zeros.
    pub article: Option<ArticleId>,
}

impl Happening {
    pub fn new(event: Event, label: impl Into<Cow<'static, str>>, article: impl Into<Option<ArticleId>>) -> Self {
        Self { event, label: label.into(), reason: "", article: article.into() }
    }
}

/// Counts that wait in memory to be written together. A killed process loses a few seconds of them.
#[derive(Debug, Default)]
pub struct Tally(Mutex<BTreeMap<(Day, Happening), i64>>);

impl Tally {
    pub fn note(&self, happening: Happening, now: Timestamp) {
        let mut counts = self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        *counts.entry((now.day(), happening)).or_default() += 1;
    }

    /// Writes what has gathered; where that fails it waits on.
    pub async fn flush(&self, db: &Db) -> db::Result<()> {
        let taken = std::mem::take(&mut *self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner));
        if taken.is_empty() {
            return Ok(());
        }
        let written = Self::write(db, &taken).await;
        if written.is_err() {
            let mut counts = self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
            for (key, count) in taken {
                *counts.entry(key).or_default() += count;
            }
        }
        written
    }

    async fn write(db: &Db, counts: &BTreeMap<(Day, Happening), i64>) -> db::Result<()> {
        let mut tx = db.begin_in(Lane::Work).await?;
        for ((day, happening), count) in counts {
            store::add(&mut tx.conn(), *day, happening, *count).await?;
        }
        tx.commit().await
    }
}
