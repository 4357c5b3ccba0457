//! Our cookies: their names, how they are read, and how they are written.
//!
//! On https each is `__Host-`: no other host, path or plain connection can set or read it.

use std::time::Duration;

use http::{HeaderMap, HeaderValue, header};

use super::App;
use crate::article::ArticleId;
use crate::clock::Timestamp;
use crate::gate::Unlock;
use crate::secret::{self, Keys, Purpose};
use crate::share::Grant;
use crate::social::{self, Flow, State};

/// One of ours, by what it is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cookie {
    Session,
    /// The browser that asked for a letter.
    Ask,
    /// A browser that was signed in before.
    Device,
    /// The key of a stranger's allowance.
    Free,
    /// The article that an address not yet proved has opened.
    Unlock,
    /// An account elsewhere that told no address, until its holder gives one.
    Account,
    /// The bars that were dismissed in this browser.
    Dismissed,
}

impl Cookie {
    pub const fn name(self, is_https: bool) -> &'static str {
        match (self, is_https) {
            (Self::Session, true) => "__Host-gatefold",
            (Self::Session, false) => "gatefold",
            (Self::Ask, true) => "__Host-gatefold-ask",
            (Self::Ask, false) => "gatefold-ask",
            (Self::Device, true) => "__Host-gatefold-device",
            (Self::Device, false) => "gatefold-device",
            (Self::Free, true) => "__Host-gatefold-free",
            (Self::Free, false) => "gatefold-free",
            (Self::Unlock, true) => "__Host-gatefold-unlock",
            (Self::Unlock, false) => "gatefold-unlock",
            (Self::Account, true) => "__Host-gatefold-account",
            (Self::Account, false) => "gatefold-account",
            (Self::Dismissed, true) => "__Host-gatefold-dismissed",
            (Self::Dismissed, false) => "gatefold-dismissed",
        }
    }

    /// The first cookie of this name; a browser sends one.
    pub fn read(self, headers: &HeaderMap, is_https: bool) -> Option<&str> {
        let name = self.name(is_https);
        pairs(headers).find(|(found, _)| *found == name).map(|(_, value)| value)
    }

    pub fn set(self, app: &App, value: &str, life: Duration) -> HeaderValue {
        line(app, self.name(app.is_https), value, life)
    }

    pub fn clear(self, app: &App) -> HeaderValue {
        self.set(app, "", Duration::ZERO)
    }
}

/// Starts the name of a grant's cookie: there is one for each share link that this browser has opened.
const fn grant_prefix(is_https: bool) -> &'static str {
    if is_https { "__Host-gatefold-share-" } else { "gatefold-share-" }
}

/// The texts of all grants in this browser, ours or not.
pub fn grants(headers: &HeaderMap, is_https: bool) -> impl Iterator<Item = (&str, &str)> {
    pairs(headers).filter(move |(name, _)| name.starts_with(grant_prefix(is_https)))
}

pub fn set_grant(app: &App, grant: &Grant, life: Duration) -> HeaderValue {
    let name = format!("{}{}", grant_prefix(app.is_https), Grant::cookie_suffix(grant.link()));
    line(app, &name, &grant.to_cookie(&app.keys), life)
}

/// Takes back whatever stands under this name.
pub fn clear_grant(app: &App, name: &str) -> HeaderValue {
    line(app, name, "", Duration::ZERO)
}

/// Starts the name of the cookie of a sign-in that is at a provider: there is one for each tab.
const fn flow_prefix(is_https: bool) -> &'static str {
    if is_https { "__Host-gatefold-with-" } else { "gatefold-with-" }
}

pub fn flow_name(is_https: bool, state: &State) -> String {
    format!("{}{}", flow_prefix(is_https), state.cookie_suffix())
}

pub fn read_flow<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    pairs(headers).find(|(found, _)| *found == name).map(|(_, value)| value)
}

/// All of them, ours or not, with their names.
pub fn flows(headers: &HeaderMap, is_https: bool) -> impl Iterator<Item = (&str, &str)> {
    pairs(headers).filter(move |(name, _)| name.starts_with(flow_prefix(is_https)))
}

pub fn set_flow(app: &App, state: &State, flow: &Flow) -> HeaderValue {
    line(app, &flow_name(app.is_https, state), &flow.to_cookie(&app.keys), social::flow::LIFE)
}

/// Takes back whatever stands under this name.
pub fn clear_flow(app: &App, name: &str) -> HeaderValue {
    line(app, name, "", Duration::ZERO)
}

fn line(app: &App, name: &str, value: &str, life: Duration) -> HeaderValue {
    let secure = if app.is_https { "; Secure" } else { "" };
    let text = format!("{name}={value}; Path=/; Max-Age={}; HttpOnly; SameSite=Lax{secure}", life.as_secs());
    HeaderValue::from_str(&text).expect("our cookies hold base64 and digits")
}

fn pairs(headers: &HeaderMap) -> impl Iterator<Item = (&str, &str)> {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|line| line.to_str().ok())
        .flat_map(|line| line.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
}

/// Whether the request carries any cookie of ours that says something of its reader. Which bars were dismissed does not.
pub fn has_ours(headers: &HeaderMap) -> bool {
    headers.contains_key(header::COOKIE)
        && pairs(headers).any(|(name, _)| {
            let name = name.strip_prefix("__Host-").unwrap_or(name);
            name.starts_with("gatefold") && name != Cookie::Dismissed.name(false)
        })
}

/// The article's id, the end, and our MAC over both.
pub fn unlock_value(keys: &Keys, unlock: &Unlock) -> String {
    let ends_at = unlock.ends_at.as_micros().to_be_bytes();
    let mac = keys.mac(Purpose::Cookie, &[b"unlock", unlock.article.0.as_bytes(), &ends_at]);
    secret::encode(&[unlock.article.0.as_bytes().as_slice(), &ends_at, &mac].concat())
}

pub fn read_unlock(keys: &Keys, value: &str) -> Option<Unlock> {
    if value.len() > 100 {
        return None;
    }
    let bytes = secret::decode(value)?;
    let (id, rest) = bytes.split_first_chunk::<16>()?;
    let (ends_at, mac) = rest.split_first_chunk::<8>()?;
    if !keys.verify(Purpose::Cookie, &[b"unlock", id, ends_at], mac) {
        return None;
    }
    let article = ArticleId(uuid::Uuid::from_bytes(*id));
    Some(Unlock { article, ends_at: Timestamp::from_micros(i64::from_be_bytes(*ends_at)) })
}

/// A removal that the session layer wrote lacks what a browser demands of a `__Host-` cookie.
pub fn complete(value: &HeaderValue) -> Option<HeaderValue> {
    let text = value.to_str().ok()?;
    let is_incomplete = text.starts_with("__Host-") && !text.contains("; Secure");
    is_incomplete.then(|| HeaderValue::from_str(&format!("{text}; HttpOnly; SameSite=Lax; Secure")).ok())?
}
