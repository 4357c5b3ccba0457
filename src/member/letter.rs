//! The letters about a membership: welcome, a new browser, a changed address, the end.

use minijinja::{Value, context};

use super::{MemberId, unsubscribe_token};
use crate::clock::Timestamp;
use crate::email_address::EmailAddress;
use crate::links;
use crate::mail::{self, Content, Letter};
use crate::secret::{Keys, Token};
use crate::site::Site;
use crate::template::{TemplateError, Templates, site_value};

/// Renders one letter's two texts.
pub fn content(
    templates: &Templates,
    site: &Site,
    name: &str,
    subject: String,
    given: Value,
) -> Result<Content, TemplateError> {
    let given = context! { site => site_value(site, &site.language), ..given };
    Ok(Content {
        subject,
        text: templates.render(&format!("letters/{name}.txt"), &given)?,
        html: templates.render(&format!("letters/{name}.html"), &given)?,
        unsubscribe: None,
    })
}

fn letter(kind: &'static str, to: &EmailAddress, content: Content) -> Letter {
    Letter { kind, to: to.clone(), content, life: mail::LIFE }
}

/// With a way to take back the consent to news where it was given.
pub fn welcome(
    templates: &Templates,
    keys: &Keys,
    site: &Site,
    member: MemberId,
    to: &EmailAddress,
    wants_news: bool,
) -> Result<Letter, TemplateError> {
    let unsubscribe =
        wants_news.then(|| links::absolute(&site.base_url, &links::unsubscribe(&unsubscribe_token(keys, member))));
    let given = context! {
        unsubscribe => unsubscribe.as_deref(),
        account => links::absolute(&site.base_url, links::ACCOUNT),
    };
    let content = content(templates, site, "welcome", format!("Welcome to {}", site.name), given)?;
    Ok(letter("welcome", to, Content { unsubscribe, ..content }))
}

pub fn new_browser(
    templates: &Templates,
    site: &Site,
    to: &EmailAddress,
    agent: &str,
    now: Timestamp,
) -> Result<Letter, TemplateError> {
    let given = context! {
        agent => agent,
        when => now.to_minute(),
        account => links::absolute(&site.base_url, links::ACCOUNT),
    };
    let content = content(templates, site, "new_browser", format!("New sign-in to {}", site.name), given)?;
    Ok(letter("new_browser", to, content))
}

/// An account elsewhere has become a way in.
pub fn identity_linked(
    templates: &Templates,
    site: &Site,
    to: &EmailAddress,
    provider: &str,
    now: Timestamp,
) -> Result<Letter, TemplateError> {
    let subject = format!("An account was connected at {}", site.name);
    about_identity(templates, (site, to), ("identity_linked", subject), provider, now)
}

/// It is none any more.
pub fn identity_unlinked(
    templates: &Templates,
    site: &Site,
    to: &EmailAddress,
    provider: &str,
    now: Timestamp,
) -> Result<Letter, TemplateError> {
    let subject = format!("An account was disconnected at {}", site.name);
    about_identity(templates, (site, to), ("identity_unlinked", subject), provider, now)
}

/// The provider is called what the operator calls it; nothing of the account itself, which anybody can name as they like.
fn about_identity(
    templates: &Templates,
    (site, to): (&Site, &EmailAddress),
    (name, subject): (&'static str, String),
    provider: &str,
    now: Timestamp,
) -> Result<Letter, TemplateError> {
    let given = context! {
        provider => provider,
        when => now.to_minute(),
        account => links::absolute(&site.base_url, links::ACCOUNT),
    };
    Ok(letter(name, to, content(templates, site, name, subject, given)?))
}

/// Goes to the address that was given up.
pub fn address_changed(
    templates: &Templates,
    site: &Site,
    to: &EmailAddress,
    undo: &Token,
    now: Timestamp,
) -> Result<Letter, TemplateError> {
    let given = context! {
        undo => links::absolute(&site.base_url, &links::address_undo(&undo.reveal())),
        days => super::flow::UNDO_DAYS,
        when => now.to_minute(),
    };
    let subject = format!("Your address at {} was changed", site.name);
    let content = content(templates, site, "address_changed", subject, given)?;
    Ok(letter("address_changed", to, content))
}

pub fn account_deleted(
    templates: &Templates,
    site: &Site,
    to: &EmailAddress,
    now: Timestamp,
) -> Result<Letter, TemplateError> {
    let given = context! { when => now.to_minute() };
    let subject = format!("Your membership at {} was deleted", site.name);
    let content = content(templates, site, "account_deleted", subject, given)?;
    Ok(letter("account_deleted", to, content))
}
