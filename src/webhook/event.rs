//! The events, and what is told of each. The names and fields are what other people's programs are written against:
//! fields are added, and never taken or given another meaning, while [`VERSION`] stays.
//!
//! Ids and states alone: no address, no name, nothing typed.

use serde_json::{Value, json};
use uuid::Uuid;

use crate::clock::Timestamp;

/// Of what a body holds.
pub const VERSION: u32 = 1;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    MemberJoined,
    MemberProved,
    MemberErased,
    ConsentChanged,
    ShareMade,
    ShareJoined,
    CommentHeld,
    /// Staff try an endpoint out. Sent whatever it hears of.
    Test,
}

impl Kind {
    /// What an endpoint can hear of, in the order of the form.
    pub const ALL: [Self; 7] = [
        Self::MemberJoined,
        Self::MemberProved,
        Self::MemberErased,
        Self::ConsentChanged,
        Self::ShareMade,
        Self::ShareJoined,
        Self::CommentHeld,
    ];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::MemberJoined => "member.joined",
            Self::MemberProved => "member.proved",
            Self::MemberErased => "member.erased",
            Self::ConsentChanged => "consent.changed",
            Self::ShareMade => "share.made",
            Self::ShareJoined => "share.joined",
            Self::CommentHeld => "comment.held",
            Self::Test => "webhook.test",
        }
    }

    /// `None` for what nobody can ask to hear of.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == text)
    }
}

pub fn to_column(kinds: &[Kind]) -> String {
    kinds.iter().map(|kind| kind.as_str()).collect::<Vec<_>>().join(" ")
}

/// Names that this program does not know are passed over.
pub fn from_column(text: &str) -> Vec<Kind> {
    text.split(' ').filter_map(Kind::parse).collect()
}

/// How a member's address came to be proved.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Proved {
    /// For the first time.
    Joined,
    /// Another one took its place.
    Changed,
    /// The one before came back: the change was undone.
    Restored,
}

impl Proved {
    fn as_str(self) -> &'static str {
        match self {
            Self::Joined => "joined",
            Self::Changed => "changed",
            Self::Restored => "restored",
        }
    }
}

/// What happened. A site is told by its host.
#[derive(Debug, Clone)]
pub enum Event<'a> {
    /// Somebody has become a member. `way`: `link`, `code`, or a provider's id.
    MemberJoined {
        member: Uuid,
        site: &'a str,
        way: &'a str,
        article: Option<Uuid>,
    },
    /// The address that a member has now is theirs.
    MemberProved {
        member: Uuid,
        site: &'a str,
        why: Proved,
    },
    MemberErased {
        member: Uuid,
        site: &'a str,
    },
    ConsentChanged {
        member: Uuid,
        site: &'a str,
        consent: Consented<'a>,
    },
    ShareMade {
        share: Shared<'a>,
        is_by_guest: bool,
    },
    /// A guest has become a member.
    ShareJoined {
        share: Shared<'a>,
        member: Uuid,
    },
    CommentHeld {
        comment: Uuid,
        member: Uuid,
        article: Uuid,
        site: &'a str,
        why: &'a str,
    },
}

/// A yes or no as the ledger holds it.
#[derive(Debug, Clone)]
pub struct Consented<'a> {
    pub purpose: &'a str,
    pub is_granted: bool,
    pub wording_version: &'a str,
    pub language: &'a str,
    pub form: &'a str,
    pub method: &'a str,
}

#[derive(Debug, Clone)]
pub struct Shared<'a> {
    pub link: Uuid,
    pub article: Uuid,
    pub site: &'a str,
    pub channel: &'a str,
    /// The member at the start of its chain; `None`: they are gone.
    pub sharer: Option<Uuid>,
}

impl Event<'_> {
    pub fn kind(&self) -> Kind {
        match self {
            Self::MemberJoined { .. } => Kind::MemberJoined,
            Self::MemberProved { .. } => Kind::MemberProved,
            Self::MemberErased { .. } => Kind::MemberErased,
            Self::ConsentChanged { .. } => Kind::ConsentChanged,
            Self::ShareMade { .. } => Kind::ShareMade,
            Self::ShareJoined { .. } => Kind::ShareJoined,
            Self::CommentHeld { .. } => Kind::CommentHeld,
        }
    }

    pub fn site(&self) -> &str {
        match self {
            Self::MemberJoined { site, .. }
            | Self::MemberProved { site, .. }
            | Self::MemberErased { site, .. }
            | Self::ConsentChanged { site, .. }
            | Self::CommentHeld { site, .. } => site,
            Self::ShareMade { share, .. } | Self::ShareJoined { share, .. } => share.site,
        }
    }

    /// Whose address goes along, where it may.
    pub fn member(&self) -> Option<Uuid> {
        match self {
            Self::MemberJoined { member, .. }
            | Self::MemberProved { member, .. }
            | Self::ConsentChanged { member, .. }
            | Self::ShareJoined { member, .. }
            | Self::CommentHeld { member, .. } => Some(*member),
            Self::ShareMade { share, .. } => share.sharer,
            Self::MemberErased { .. } => None,
        }
    }

    pub fn data(&self) -> Value {
        match self {
            Self::MemberJoined { member, site, way, article } => {
                json!({ "member_id": member, "site": site, "way": way, "article_id": article })
            }
            Self::MemberProved { member, site, why } => {
                json!({ "member_id": member, "site": site, "why": why.as_str() })
            }
            Self::MemberErased { member, site } => json!({ "member_id": member, "site": site }),
            Self::ConsentChanged { member, site, consent } => json!({
                "member_id": member,
                "site": site,
                "purpose": consent.purpose,
                "granted": consent.is_granted,
                "wording_version": consent.wording_version,
                "language": consent.language,
                "form": consent.form,
                "method": consent.method,
            }),
            Self::ShareMade { share, is_by_guest } => json!({
                "share_link_id": share.link,
                "article_id": share.article,
                "site": share.site,
                "channel": share.channel,
                "member_id": share.sharer,
                "by_guest": is_by_guest,
            }),
            Self::ShareJoined { share, member } => json!({
                "share_link_id": share.link,
                "article_id": share.article,
                "site": share.site,
                "channel": share.channel,
                "sharer_id": share.sharer,
                "member_id": member,
            }),
            Self::CommentHeld { comment, member, article, site, why } => json!({
                "comment_id": comment,
                "member_id": member,
                "article_id": article,
                "site": site,
                "why": why,
            }),
        }
    }
}

/// What is sent: the same bytes with each try. `address`: of the member whom it is about, for an endpoint that may have it;
/// the inner `None`: they are gone.
pub fn body(event: &str, happened_at: Timestamp, data: &str, address: Option<Option<&str>>) -> Vec<u8> {
    let mut data: Value = serde_json::from_str(data).unwrap_or_else(|_| json!({}));
    if let (Some(address), Some(fields)) = (address, data.as_object_mut()) {
        fields.insert("address".to_owned(), address.into());
    }
    let whole = json!({ "type": event, "timestamp": happened_at.to_iso(), "version": VERSION, "data": data });
    whole.to_string().into_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_body_has_an_address_where_it_is_asked_for_and_is_the_same_each_time() {
        let member = Uuid::from_u128(1);
        let event = Event::MemberProved { member, site: "news.example", why: Proved::Changed };
        let data = event.data().to_string();
        let at = Timestamp::parse("2026-10-04T08:00:00Z").expect("a moment");
        let wanted = r#"{"data":{"member_id":"00000000-0000-0000-0000-000000000001","site":"news.example","why":"changed"},"timestamp":"2026-10-04T08:00:00Z","type":"member.proved","version":1}"#;
        for _ in 0..3 {
            let body = body("member.proved", at, &data, None);
            assert_eq!(std::str::from_utf8(&body), Ok(wanted));
        }
        let with = String::from_utf8(body("member.proved", at, &data, Some(Some("ana@example.org")))).expect("text");
        assert!(with.contains(r#""address":"ana@example.org""#), "{with}");
        let gone = String::from_utf8(body("member.proved", at, &data, Some(None))).expect("text");
        assert!(gone.contains(r#""address":null"#), "{gone}");
    }

    #[test]
    fn names_come_back_from_their_column_and_a_test_cannot_be_asked_for() {
        assert_eq!(from_column(&to_column(&Kind::ALL)), Kind::ALL);
        assert_eq!(from_column("member.joined nobody.knows webhook.test"), [Kind::MemberJoined]);
        assert!(from_column("").is_empty());
    }
}
