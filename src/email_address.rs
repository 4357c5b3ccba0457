//! An address in its one canonical form: read once at the door, the same everywhere behind it.
//!
//! Normalized first, checked after, so that no later step can turn a checked address into another one.

use std::fmt;

use serde::{Deserialize, Serialize};

/// RFC 5321's limit for a path, less its angle brackets.
const MAX_ADDRESS: usize = 254;
/// RFC 5321, 4.5.3.1.1.
const MAX_LOCAL: usize = 64;

/// Lower-case ASCII, one `@`, a dot-atom before it and a host name with a dot after it.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize, sqlx::Type)]
#[sqlx(transparent)]
#[serde(transparent)]
pub struct EmailAddress(String);

/// Why a typed text is no address we could write to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum AddressError {
    #[error("Please enter your email address.")]
    Empty,
    #[error("This address is too long.")]
    TooLong,
    #[error("An email address has exactly one @, as in name@example.org.")]
    NotOneAt,
    #[error("The part before the @ has a character that we cannot write to.")]
    Local,
    #[error("The part after the @ is not the name of a mail host, such as example.org.")]
    Domain,
}

impl EmailAddress {
    pub fn parse(typed: &str) -> Result<Self, AddressError> {
        let typed = typed.trim_matches(' ');
        if typed.is_empty() {
            return Err(AddressError::Empty);
        }
        if typed.len() > MAX_ADDRESS {
            return Err(AddressError::TooLong);
        }
        if typed.matches('@').count() != 1 {
            return Err(AddressError::NotOneAt);
        }
        let (local, domain) = typed.split_once('@').ok_or(AddressError::NotOneAt)?;
        if !is_dot_atom(local) || local.len() > MAX_LOCAL {
            return Err(AddressError::Local);
        }
        let domain = canonical_domain(domain).ok_or(AddressError::Domain)?;
        let canonical = format!("{}@{domain}", local.to_ascii_lowercase());
        if canonical.len() > MAX_ADDRESS {
            return Err(AddressError::TooLong);
        }
        Ok(Self(canonical))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    pub fn local(&self) -> &str {
        self.0.split_once('@').map_or("", |(local, _)| local)
    }

    pub fn domain(&self) -> &str {
        self.0.split_once('@').map_or("", |(_, domain)| domain)
    }

    /// `a…a@example.org`: enough for its owner to know it, too little for anyone else.
    pub fn masked(&self) -> String {
        let local = self.local();
        let mut letters = local.chars();
        let first = letters.next().map(String::from).unwrap_or_default();
        let last =
            if local.len() > 2 { letters.next_back().map(String::from).unwrap_or_default() } else { String::new() };
        format!("{first}…{last}@{}", self.domain())
    }

    /// One person's variants of one mailbox fold into one key. For limits alone: an identity is never folded.
    pub fn abuse_key(&self) -> String {
        let local = self.local().split('+').next().unwrap_or_default();
        match self.domain() {
            "gmail.com" | "googlemail.com" => format!("{}@gmail.com", local.replace('.', "")),
            domain => format!("{local}@{domain}"),
        }
    }
}

impl fmt::Display for EmailAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// RFC 5322's dot-atom: no quotes, no comments, no dot at an end or beside another.
fn is_dot_atom(local: &str) -> bool {
    !local.is_empty() && local.split('.').all(|atom| !atom.is_empty() && atom.bytes().all(is_atext))
}

fn is_atext(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"!#$%&'*+-/=?^_`{|}~".contains(&byte)
}

fn canonical_domain(domain: &str) -> Option<String> {
    if domain.is_empty() || domain.chars().any(is_deceptive) {
        return None;
    }
    let ascii = idna::domain_to_ascii_strict(domain).ok()?.to_ascii_lowercase();
    let labels: Vec<&str> = ascii.split('.').collect();
    let top = labels.last()?;
    let is_host = labels.len() >= 2
        && ascii.len() <= 253
        && labels.iter().all(|label| is_label(label))
        && !top.bytes().all(|b| b.is_ascii_digit());
    is_host.then_some(ascii)
}

/// Characters that IDNA would drop or turn into ASCII: nobody types them into the name of their mail host.
fn is_deceptive(c: char) -> bool {
    c.is_whitespace()
        || c.is_control()
        || matches!(c,
            '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}'
            | '\u{202a}'..='\u{202e}' | '\u{2024}' | '\u{2060}'..='\u{206f}' | '\u{3002}' | '\u{fe00}'..='\u{fe0f}'
            | '\u{feff}' | '\u{ff00}'..='\u{ffef}')
}

fn is_label(label: &str) -> bool {
    (1..=63).contains(&label.len())
        && label.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
        && !label.starts_with('-')
        && !label.ends_with('-')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn addresses_that_name_a_mailbox_are_read_into_one_form() {
        for (typed, canonical) in [
            ("ana@example.org", "ana@example.org"),
            (" A@EXAMPLE.org ", "a@example.org"),
            ("a.b+c@example.org", "a.b+c@example.org"),
            ("o'brien@example.ie", "o'brien@example.ie"),
            ("x@bücher.example", "x@xn--bcher-kva.example"),
            ("x@XN--BCHER-KVA.example", "x@xn--bcher-kva.example"),
            ("a@sub.sub2.example.org", "a@sub.sub2.example.org"),
            ("a@1and1.com", "a@1and1.com"),
        ] {
            assert_eq!(EmailAddress::parse(typed).map(|a| a.0), Ok(canonical.to_owned()), "{typed}");
        }
    }

    #[rustfmt::skip]
    const REFUSED: [&str; 56] = [
        "", " ", "@", "a", "a@",
        "@b.c", "a@b", "a@localhost", "a@b@c.d", "a＠b.org",
        "a@b.org,c@d.org", "a@b.org;c@d.org", "<a@b.org>", "Name <a@b.org>", "\"a b\"@b.org",
        "\"e@attacker.com\"@victim.com", "a@[127.0.0.1]", "a@1.2.3.4", "a@b.123", "a@b.org.",
        "a@.b.org", "a@b..org", ".a@b.org", "a.@b.org", "a..b@b.org",
        "a b@b.org", "a@b .org", "a\t@b.org", "a@b.org\r\nBcc: x@y.z", "a@b.org\n",
        "\na@b.org", "a\0@b.org", "a@b.org\0", "a\u{200b}@b.org", "mıke@example.org",
        "ａ@example.org", "é@example.org", "a@exa mple.org", "a@exam\u{200b}ple.org\u{0}", "a(c)@b.org",
        "a@b(c).org", "a@-b.org", "a@b-.org", "a@b_c.org", "a\u{7f}@b.org",
        "a@b.org/c", "a@b.org?x", "a@b.org#x", "a:b@c.org", "a,b@c.org",
        "a\\b@c.org", "a@b%2eorg", "a@\u{202e}gro.b", "a@exam\u{200b}ple.org", "a@ｅxample.org",
        "a@b。org",
    ];

    #[test]
    fn what_could_reach_somebody_else_is_refused() {
        let long_local = format!("{}@example.org", "a".repeat(65));
        let long_label = format!("a@{}.org", "a".repeat(64));
        let long_all = format!("a@{}.org", "a.".repeat(130));
        for typed in REFUSED.into_iter().chain([long_local.as_str(), &long_label, &long_all]) {
            assert!(EmailAddress::parse(typed).is_err(), "{typed:?}");
        }
    }

    #[test]
    fn one_mailbox_has_one_abuse_key_and_two_identities() {
        let key = |typed| EmailAddress::parse(typed).map(|a| a.abuse_key()).expect("an address");
        assert_eq!(key("a.b+1@gmail.com"), key("ab@googlemail.com"));
        assert_ne!(key("a.b@example.org"), key("ab@example.org"));
        assert_ne!(EmailAddress::parse("a+1@gmail.com"), EmailAddress::parse("a@gmail.com"));
    }

    #[test]
    fn a_masked_address_shows_its_ends() {
        let masked = |typed| EmailAddress::parse(typed).map(|a| a.masked()).expect("an address");
        assert_eq!(masked("ana@example.org"), "a…a@example.org");
        assert_eq!(masked("ab@example.org"), "a…@example.org");
    }

    proptest! {
        #[test]
        fn every_accepted_text_names_one_recipient(typed in ".{0,80}|[a-zA-Z0-9.+@ -]{1,40}@[a-z0-9.-]{1,20}") {
            if let Ok(address) = EmailAddress::parse(&typed) {
                let text = address.as_str();
                prop_assert_eq!(text.matches('@').count(), 1);
                prop_assert!(text.is_ascii() && !text.bytes().any(|b| b <= b' ' || b == 0x7f));
                prop_assert_eq!(EmailAddress::parse(text), Ok(address.clone()));
                let sent: lettre::Address = text.parse().expect("the mailer reads what we accept");
                prop_assert_eq!((sent.user(), sent.domain()), (address.local(), address.domain()));
            }
        }
    }
}
