//! The discussion under an article: what members write, thank for and report, and what staff decide about it.
//!
//! A comment quotes what may be gated: it is read by whoever may read its article, and by nobody else. The count is public.

mod change;
mod commenter_store;
mod decision_store;
mod digest;
mod discussion_store;
mod end_store;
pub mod flow;
mod leave;
mod letter;
pub mod list;
mod mark;
pub mod regard;
mod report_store;
pub mod review;
pub mod store;
mod tell;
pub mod text;
mod waiting_store;

use std::time::Duration;

use uuid::Uuid;

use crate::clock::{self, Timestamp};
use crate::config::raw::ModerationSetting;
use crate::member::MemberId;
use crate::secret::{self, Keys, Purpose};

pub use discussion_store::CHANGED;
pub use flow::Comments;
pub use mark::Mark;
pub use text::CommentText;

/// How long a writer may change what they wrote.
pub const EDIT_FOR: Duration = clock::minutes(15);
/// How long a member counts as new.
pub const NEW_FOR: Duration = clock::days(7);
/// The same text once more within this time is a button pressed twice.
const SAME_FOR: Duration = clock::minutes(1);
/// The longest reason, of a report or a decision.
pub const MAX_REASON: usize = 1_000;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, sqlx::Type)]
#[sqlx(transparent)]
pub struct CommentId(pub Uuid);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    Published,
    /// Waits for staff; its writer alone sees it.
    Held,
    /// By staff.
    Removed,
    /// By its writer.
    Deleted,
}

impl State {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Published => "published",
            Self::Held => "held",
            Self::Removed => "removed",
            Self::Deleted => "deleted",
        }
    }

    /// An unknown word shows nothing.
    pub fn from_column(text: &str) -> Self {
        match text {
            "published" => Self::Published,
            "held" => Self::Held,
            "deleted" => Self::Deleted,
            _ => Self::Removed,
        }
    }
}

/// Why a comment waits for staff.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WhyHeld {
    /// A new member's, with a link in it.
    Link,
    /// None of its writer's was approved so far.
    First,
    All,
}

impl WhyHeld {
    /// For the table and the counts; stable.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Link => "link",
            Self::First => "first",
            Self::All => "all",
        }
    }
}

/// What is known of a member as one who comments.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Standing {
    pub is_staff: bool,
    pub joined_at: Timestamp,
    /// A comment of theirs was approved, or published where nothing is held.
    pub is_trusted: bool,
}

impl Standing {
    pub fn is_new(&self, now: Timestamp) -> bool {
        now.since(self.joined_at) < NEW_FOR
    }
}

/// The rule of what waits for staff; `None`: it is published at once.
pub fn hold(moderation: ModerationSetting, standing: &Standing, has_link: bool, now: Timestamp) -> Option<WhyHeld> {
    if standing.is_staff {
        return None;
    }
    if has_link && (standing.is_new(now) || !standing.is_trusted) {
        return Some(WhyHeld::Link);
    }
    match moderation {
        ModerationSetting::All => Some(WhyHeld::All),
        ModerationSetting::First if !standing.is_trusted => Some(WhyHeld::First),
        ModerationSetting::First | ModerationSetting::None => None,
    }
}

/// In which order a discussion is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Order {
    #[default]
    Newest,
    /// Most thanks first.
    Best,
}

impl Order {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Newest => "newest",
            Self::Best => "best",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        match text {
            "newest" => Some(Self::Newest),
            "best" => Some(Self::Best),
            _ => None,
        }
    }
}

/// The last comment of a page: the next one starts after it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cursor {
    /// Not looked at where the newest come first.
    pub thanks: i64,
    pub id: CommentId,
}

impl Cursor {
    /// Before all others.
    pub const START: Self = Self { thanks: i64::MAX, id: CommentId(Uuid::max()) };

    pub fn to_text(self, order: Order) -> String {
        match order {
            Order::Newest => self.id.0.to_string(),
            Order::Best => format!("{}.{}", self.thanks, self.id.0),
        }
    }

    /// `None` for anything that is none of this order's.
    pub fn parse(text: &str, order: Order) -> Option<Self> {
        let id = |text: &str| (text.len() == 36).then(|| text.parse().ok().map(CommentId)).flatten();
        match order {
            Order::Newest => Some(Self { thanks: i64::MAX, id: id(text)? }),
            Order::Best => {
                let (thanks, rest) = text.split_once('.')?;
                let is_plain = !thanks.is_empty() && thanks.bytes().all(|byte| byte.is_ascii_digit());
                Some(Self { thanks: thanks.parse().ok().filter(|_| is_plain)?, id: id(rest)? })
            }
        }
    }
}

/// A reason as it was typed: one paragraph, without what would break a line or turn text around.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reason(String);

impl Reason {
    /// `None` where it is too long.
    pub fn parse(typed: &str) -> Option<Self> {
        let shown: String = typed.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
        let words: Vec<&str> = shown.split_whitespace().collect();
        let reason = text::without_directions(&words.join(" "));
        (reason.chars().count() <= MAX_REASON).then_some(Self(reason))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// The link under each letter about an answer: good for as long as the member is one.
pub fn letters_token(keys: &Keys, member: MemberId) -> String {
    let id = member.0.as_bytes();
    let mac = keys.mac(Purpose::Link, &[b"comment letters", id]);
    secret::encode(&[id.as_slice(), &mac].concat())
}

/// `None` for anything we did not write: a made-up token costs no query.
pub fn read_letters_token(keys: &Keys, token: &str) -> Option<MemberId> {
    if token.len() > 80 {
        return None;
    }
    let bytes = secret::decode(token)?;
    let (id, mac) = bytes.split_first_chunk::<16>()?;
    let is_ours = keys.verify(Purpose::Link, &[b"comment letters", id.as_slice()], mac);
    is_ours.then(|| MemberId(Uuid::from_bytes(*id)))
}

#[cfg(test)]
mod tests {
    use ModerationSetting::{All, First, None as Nothing};

    use super::*;

    #[test]
    fn who_waits_for_staff_is_decided_by_setting_standing_and_links() {
        let joined_at = Timestamp::from_micros(0);
        let week = joined_at.plus(NEW_FOR);
        let member = |is_trusted| Standing { is_staff: false, joined_at, is_trusted };
        let [new, trusted] = [false, true].map(member);
        let staff = Standing { is_staff: true, ..new };
        for (moderation, standing, has_link, now, wanted) in [
            (Nothing, new, false, joined_at, None),
            (Nothing, new, true, joined_at, Some(WhyHeld::Link)),
            (Nothing, trusted, true, joined_at, Some(WhyHeld::Link)),
            (Nothing, trusted, true, week, None),
            (Nothing, new, true, week, Some(WhyHeld::Link)),
            (First, new, false, week, Some(WhyHeld::First)),
            (First, trusted, false, joined_at, None),
            (First, trusted, true, week, None),
            (All, trusted, false, week, Some(WhyHeld::All)),
            (All, staff, true, joined_at, None),
            (First, staff, true, joined_at, None),
        ] {
            assert_eq!(
                hold(moderation, &standing, has_link, now),
                wanted,
                "{moderation:?} {standing:?} {has_link} {now:?}"
            );
        }
    }

    #[test]
    fn a_cursor_is_read_as_it_was_written_and_nothing_else_is() {
        let cursor = Cursor { thanks: 12, id: CommentId(Uuid::from_u128(7)) };
        let best = cursor.to_text(Order::Best);
        assert_eq!(Cursor::parse(&best, Order::Best), Some(cursor));
        let newest = cursor.to_text(Order::Newest);
        assert_eq!(Cursor::parse(&newest, Order::Newest).map(|cursor| cursor.id), Some(cursor.id));
        for (text, order) in [
            (best.as_str(), Order::Newest),
            (newest.as_str(), Order::Best),
            ("", Order::Newest),
            ("x", Order::Newest),
            ("-1.00000000-0000-0000-0000-000000000007", Order::Best),
            ("+1.00000000-0000-0000-0000-000000000007", Order::Best),
            ("99999999999999999999.00000000-0000-0000-0000-000000000007", Order::Best),
            ("{00000000-0000-0000-0000-00000000007}", Order::Newest),
        ] {
            assert_eq!(Cursor::parse(text, order), None, "{text}");
        }
    }

    #[test]
    fn a_reason_is_one_line() {
        let reason = Reason::parse(" a\n2026 ERROR\u{1b}[31m \u{202e}fake ").expect("short");
        assert_eq!(reason.as_str(), "a 2026 ERROR [31m fake");
        assert_eq!(Reason::parse(&"x".repeat(MAX_REASON + 1)), None);
    }

    #[test]
    fn only_our_own_token_stops_letters() {
        let keys = Keys::new(&[7; 32], None);
        let member = MemberId(Uuid::from_u128(5));
        let token = letters_token(&keys, member);
        assert_eq!(read_letters_token(&keys, &token), Some(member));
        assert_eq!(read_letters_token(&Keys::new(&[8; 32], None), &token), None);
        assert_eq!(read_letters_token(&keys, &crate::member::unsubscribe_token(&keys, member)), None);
    }
}
