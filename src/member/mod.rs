//! Members: who has proved an address; their sessions, consents and accounts elsewhere.

pub mod bulk_store;
pub mod csv;
pub mod export;
pub mod flow;
pub mod identity;
pub mod identity_store;
pub mod ledger_store;
pub mod letter;
pub mod roll;
pub mod roll_flow;
pub mod roll_store;
pub mod session;
pub mod session_store;
pub mod store;
pub mod tell;

use uuid::Uuid;

use crate::clock::Timestamp;
use crate::email_address::EmailAddress;
use crate::language::{Language, Languages, Words, text};
use crate::secret::{self, Keys, Purpose};
use crate::site::Site;

pub use session::{LiveSession, SessionKey, Sessions};

/// The topic of the notice that a member's copies in memory are out of date: sessions, and links with their name.
pub const MEMBER_CHANGED: &str = "member";

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, sqlx::Type)]
#[sqlx(transparent)]
pub struct MemberId(pub Uuid);

#[derive(Debug, Clone, sqlx::FromRow)]
pub struct Member {
    pub id: MemberId,
    pub address: EmailAddress,
    /// May be empty.
    pub name: String,
    /// The host of the site they joined on.
    pub site: String,
    pub created_at: Timestamp,
    /// `None`: made by staff; the address was never proved.
    pub proved_at: Option<Timestamp>,
    pub blocked_at: Option<Timestamp>,
    /// `None`: no staff.
    pub staff_role: Option<String>,
    /// Friends see the name of who shared an article with them. Not where the member did not ask for it.
    pub shows_name: bool,
    /// What they were last spoken to in, as in `de`; `None`: not since that is kept.
    pub language: Option<String>,
}

impl Member {
    /// What friends see of who shared an article with them.
    pub fn shown_name(&self) -> Option<&str> {
        (self.shows_name && !self.name.is_empty()).then_some(self.name.as_str())
    }

    /// One that nobody has proved yet.
    pub fn unproved(address: &EmailAddress, site: &Site, now: Timestamp) -> Self {
        Self {
            id: MemberId(secret::new_id(now)),
            address: address.clone(),
            name: String::new(),
            site: site.host.as_str().to_owned(),
            created_at: now,
            proved_at: None,
            blocked_at: None,
            staff_role: None,
            shows_name: false,
            language: None,
        }
    }
}

/// A member's name as they want to be called.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MemberName(String);

pub const MAX_NAME: usize = 80;

impl MemberName {
    /// Trims, and refuses what would break a line or turn text around.
    pub fn parse(typed: &str) -> Result<Self, Words> {
        let name = typed.trim();
        if name.chars().count() > MAX_NAME {
            return Err(Words("name-too-long"));
        }
        let is_bad = |c: char| {
            c.is_control() || matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
        };
        if name.chars().any(is_bad) {
            return Err(Words("name-unshowable"));
        }
        Ok(Self(name.to_owned()))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// What a member may have agreed to.
pub const NEWS: &str = "news";

#[derive(Debug, Clone, sqlx::FromRow)]
pub struct Consent {
    pub purpose: String,
    pub is_granted: bool,
    pub wording: String,
    pub site: String,
    /// What it was asked in, as in `de`. Empty: before that was kept.
    pub language: String,
    pub form: String,
    /// How the answer was given: `tick`, `button`, `one-click`. Empty: before that was kept.
    pub method: String,
    pub given_at: Timestamp,
}

impl Consent {
    /// Names the exact wording: the same words have the same version, on every site and for ever.
    pub fn wording_version(&self) -> String {
        let digest = secret::sha256(self.wording.as_bytes());
        let number = digest.first_chunk::<8>().map_or(0, |bytes| u64::from_be_bytes(*bytes));
        format!("{:012x}", number >> 16)
    }
}

/// The link under each letter of news: good for as long as the member is one.
pub fn unsubscribe_token(keys: &Keys, member: MemberId) -> String {
    let id = member.0.as_bytes();
    let mac = keys.mac(Purpose::Link, &[b"unsubscribe", id]);
    secret::encode(&[id.as_slice(), &mac].concat())
}

/// `None` for anything we did not write: a made-up token costs no query.
pub fn read_unsubscribe_token(keys: &Keys, token: &str) -> Option<MemberId> {
    if token.len() > 80 {
        return None;
    }
    let bytes = secret::decode(token)?;
    let (id, mac) = bytes.split_first_chunk::<16>()?;
    let is_ours = keys.verify(Purpose::Link, &[b"unsubscribe", id.as_slice()], mac);
    is_ours.then(|| MemberId(Uuid::from_bytes(*id)))
}

/// `Firefox on Linux`, from a `User-Agent`: enough to know one's own browsers apart. It is kept in these words.
pub fn describe_agent(user_agent: &str) -> String {
    // The order matters: nearly every browser claims to be Safari, and many to be Chrome.
    let browsers = [
        ("Edg", "Edge"),
        ("OPR/", "Opera"),
        ("Vivaldi", "Vivaldi"),
        ("SamsungBrowser", "Samsung Internet"),
        ("Firefox", "Firefox"),
        ("FxiOS", "Firefox"),
        ("CriOS", "Chrome"),
        ("Chrome", "Chrome"),
        ("Safari", "Safari"),
    ];
    let systems = [
        ("iPhone", "iPhone"),
        ("iPad", "iPad"),
        ("Android", "Android"),
        ("Windows", "Windows"),
        ("Mac OS X", "Mac"),
        ("CrOS", "ChromeOS"),
        ("Linux", "Linux"),
    ];
    let find = |table: &[(&str, &'static str)]| {
        table.iter().find(|(mark, _)| user_agent.contains(mark)).map(|(_, name)| *name)
    };
    match (find(&browsers), find(&systems)) {
        (Some(browser), Some(system)) => format!("{browser} on {system}"),
        (Some(one), None) | (None, Some(one)) => one.to_owned(),
        (None, None) => UNKNOWN_AGENT.to_owned(),
    }
}

const UNKNOWN_AGENT: &str = "An unknown browser";

/// What [`describe_agent`] has put down, in a language.
pub fn agent_in(languages: &Languages, language: Language, described: &str) -> String {
    match described.split_once(" on ") {
        Some((browser, system)) => {
            let given = [("browser", text(browser)), ("system", text(system))];
            languages.say_with(language, Words("agent").0, &given)
        }
        None if described == UNKNOWN_AGENT => languages.say(language, Words("agent-unknown")),
        None => described.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn browsers_are_called_what_people_call_them() {
        for (agent, wanted) in [
            ("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox on Linux"),
            (
                "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/156.0 Safari/537.36 Edg/156.0",
                "Edge on Windows",
            ),
            (
                "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605 Version/19.0 Safari/604.1",
                "Safari on iPhone",
            ),
            ("curl/8", "An unknown browser"),
        ] {
            assert_eq!(describe_agent(agent), wanted);
        }
    }

    #[test]
    fn only_our_own_unsubscribe_token_is_read() {
        let keys = Keys::new(&[7; 32], None);
        let member = MemberId(Uuid::from_u128(5));
        let token = unsubscribe_token(&keys, member);
        assert_eq!(read_unsubscribe_token(&keys, &token), Some(member));
        assert_eq!(read_unsubscribe_token(&Keys::new(&[8; 32], None), &token), None);
        assert_eq!(read_unsubscribe_token(&keys, "x"), None);
    }
}
