//! Reads who signed in from what a provider says, by its kind's row; and decides whether its word on an address is a proof.
//!
//! **The rule (R21)**: what a row does not count as a proof is none. Absent, null, 0, 1, texts and lists are no `true`.

use serde_json::Value;

use super::kind::Proved;
use super::provider::Provider;
use super::{Fault, Profile, ToldAddress};
use crate::email_address::EmailAddress;
use crate::member::MemberName;
use crate::member::identity::Identity;

/// What a provider said, in its own shape.
pub struct Said<'a> {
    /// Whose subjects these are.
    pub issuer: String,
    /// The verified claims, or the profile.
    pub account: &'a Value,
    /// Where address and name stand: the same, or the answer of the userinfo endpoint.
    pub about: &'a Value,
    /// The list of addresses, of a provider that keeps one.
    pub addresses: Option<&'a Value>,
    /// The tenant whose issuer signed, where there are several.
    pub tenant: Option<&'a str>,
    /// A name that came beside the code.
    pub name: Option<&'a str>,
}

pub fn read(provider: &Provider, said: &Said<'_>) -> Result<Profile, Fault> {
    let subject = subject(said.account.pointer(provider.kind.subject));
    let subject = subject.ok_or(Fault::BadAnswer("there is no subject in it"))?;
    let told = match said.addresses {
        Some(list) => of_list(list),
        None => of_account(provider, said),
    };
    let text = |pointer: &str| said.about.pointer(pointer).filter(|_| !pointer.is_empty())?.as_str();
    let name = said.name.or_else(|| text(provider.kind.name)).unwrap_or_default();
    let name = MemberName::parse(name).map(|name| name.as_str().to_owned()).unwrap_or_default();
    let handle = MemberName::parse(text(provider.kind.handle).unwrap_or_default());
    let shown = match (&told, handle) {
        (Some(told), _) => told.address.as_str().to_owned(),
        (None, Ok(handle)) if !handle.as_str().is_empty() => handle.as_str().to_owned(),
        _ => name.clone(),
    };
    Ok(Profile { identity: Identity { issuer: said.issuer.clone(), subject }, told, name, shown })
}

/// A text or a whole number, as providers have both.
fn subject(value: Option<&Value>) -> Option<String> {
    let text = match value? {
        Value::String(text) => text.clone(),
        Value::Number(number) => number.as_u64()?.to_string(),
        _ => return None,
    };
    (!text.is_empty() && text.len() <= 255 && !text.chars().any(char::is_control)).then_some(text)
}

fn address(value: Option<&Value>) -> Option<EmailAddress> {
    EmailAddress::parse(value?.as_str()?).ok()
}

fn of_account(provider: &Provider, said: &Said<'_>) -> Option<ToldAddress> {
    let pointer = provider.kind.address;
    let address = address(said.about.pointer(pointer).filter(|_| !pointer.is_empty()))?;
    let is_proved = is_proved(provider, said, &address);
    Some(ToldAddress { address, is_proved })
}

fn is_proved(provider: &Provider, said: &Said<'_>, address: &EmailAddress) -> bool {
    let claim = |name: &str| said.about.get(name);
    // A no in the token outweighs whatever is said of the account elsewhere.
    if said.account.get("email_verified").is_some_and(is_no) {
        return false;
    }
    let flag = claim("email_verified");
    let is_flagged = flag == Some(&Value::Bool(true));
    match provider.kind.proved {
        Proved::Flag => is_flagged,
        Proved::FlagOrText => is_flagged || flag.and_then(Value::as_str) == Some("true"),
        Proved::FlagAtGoogle => {
            let has_domain = claim("hd").and_then(Value::as_str).is_some_and(|domain| !domain.is_empty());
            is_flagged && (address.domain() == "gmail.com" || has_domain)
        }
        Proved::TenantOrDomainOwner => {
            let is_denied = flag.is_some_and(is_no) || claim("xms_edov").is_some_and(is_no);
            let is_own_tenant = provider.own_tenant.is_some() && provider.own_tenant.as_deref() == said.tenant;
            let is_domain_owner = match claim("xms_edov") {
                Some(Value::Bool(is_owner)) => *is_owner,
                Some(Value::String(text)) => text == "1",
                _ => false,
            };
            !is_denied && (is_own_tenant || is_domain_owner)
        }
        Proved::FlagOfTrusted => provider.is_trusted && is_flagged,
        Proved::PrimaryOfList | Proved::Never => false,
    }
}

/// An explicit no, in any of the ways that one is written.
fn is_no(value: &Value) -> bool {
    match value {
        Value::Bool(flag) => !flag,
        Value::Number(number) => number.as_f64() == Some(0.0),
        Value::String(text) => matches!(text.to_ascii_lowercase().as_str(), "false" | "0" | "no"),
        _ => false,
    }
}

/// The primary one of a list; proved where the list says so of that very entry.
fn of_list(list: &Value) -> Option<ToldAddress> {
    let is_set = |entry: &Value, name: &str| entry.get(name) == Some(&Value::Bool(true));
    let primary = list.as_array()?.iter().find(|entry| is_set(entry, "primary"))?;
    let address = address(primary.get("email"))?;
    Some(ToldAddress { address, is_proved: is_set(primary, "verified") })
}
