//! The letters about a membership: welcome, a new browser, a changed address, the end.

use minijinja::{Value, context};

use super::{MemberId, agent_in, unsubscribe_token};
use crate::clock::Timestamp;
use crate::email_address::EmailAddress;
use crate::language::{Voice, Words, text};
use crate::links;
use crate::mail::{self, Content, Letter};
use crate::secret::{Keys, Token};
use crate::template::{TemplateError, Templates, site_value};

/// Renders one letter's two texts. The subject is given the site's name.
pub fn content(
    templates: &Templates,
    Voice { site, language }: Voice<'_>,
    name: &str,
    subject: Words,
    given: Value,
) -> Result<Content, TemplateError> {
    let languages = templates.languages();
    let given = context! { site => site_value(site, languages.tag(language)), ..given };
    Ok(Content {
        subject: languages.say_with(language, subject.0, &[("site", text(site.name.as_str()))]),
        text: templates.render(&format!("letters/{name}.txt"), &given)?,
        html: templates.render(&format!("letters/{name}.html"), &given)?,
        unsubscribe: None,
    })
}

/// For the template to write out.
fn date(at: Timestamp) -> Value {
    context! { iso => at.to_iso() }
}

fn letter(kind: &'static str, to: &EmailAddress, content: Content) -> Letter {
    Letter { kind, to: to.clone(), content, life: mail::LIFE }
}

/// With a way to take back the consent to news where it was given.
pub fn welcome(
    templates: &Templates,
    keys: &Keys,
    voice: Voice<'_>,
    member: MemberId,
    to: &EmailAddress,
    wants_news: bool,
) -> Result<Letter, TemplateError> {
    let unsubscribe = wants_news
        .then(|| links::absolute(&voice.site.base_url, &links::unsubscribe(&unsubscribe_token(keys, member))));
    let given = context! {
        unsubscribe => unsubscribe.as_deref(),
        account => links::absolute(&voice.site.base_url, links::ACCOUNT),
    };
    let content = content(templates, voice, "welcome", Words("letter-welcome-subject"), given)?;
    Ok(letter("welcome", to, Content { unsubscribe, ..content }))
}

pub fn new_browser(
    templates: &Templates,
    voice: Voice<'_>,
    to: &EmailAddress,
    agent: &str,
    now: Timestamp,
) -> Result<Letter, TemplateError> {
    let given = context! {
        agent => agent_in(templates.languages(), voice.language, agent),
        when => date(now),
        account => links::absolute(&voice.site.base_url, links::ACCOUNT),
    };
    let content = content(templates, voice, "new_browser", Words("letter-new-browser-subject"), given)?;
    Ok(letter("new_browser", to, content))
}

/// An account elsewhere has become a way in.
pub fn identity_linked(
    templates: &Templates,
    voice: Voice<'_>,
    to: &EmailAddress,
    provider: &str,
    now: Timestamp,
) -> Result<Letter, TemplateError> {
    let subject = Words("letter-linked-subject");
    about_identity(templates, (voice, to), ("identity_linked", subject), provider, now)
}

/// It is none any more.
pub fn identity_unlinked(
    templates: &Templates,
    voice: Voice<'_>,
    to: &EmailAddress,
    provider: &str,
    now: Timestamp,
) -> Result<Letter, TemplateError> {
    let subject = Words("letter-unlinked-subject");
    about_identity(templates, (voice, to), ("identity_unlinked", subject), provider, now)
}

/// The provider is called what the operator calls it; nothing of the account itself, which anybody can name as they like.
fn about_identity(
    templates: &Templates,
    (voice, to): (Voice<'_>, &EmailAddress),
    (name, subject): (&'static str, Words),
    provider: &str,
    now: Timestamp,
) -> Result<Letter, TemplateError> {
    let given = context! {
        provider => provider,
        when => date(now),
        account => links::absolute(&voice.site.base_url, links::ACCOUNT),
    };
    Ok(letter(name, to, content(templates, voice, name, subject, given)?))
}

/// Goes to the address that was given up.
pub fn address_changed(
    templates: &Templates,
    voice: Voice<'_>,
    to: &EmailAddress,
    undo: &Token,
    now: Timestamp,
) -> Result<Letter, TemplateError> {
    let given = context! {
        undo => links::absolute(&voice.site.base_url, &links::address_undo(&undo.reveal())),
        days => super::flow::UNDO_DAYS,
        when => date(now),
    };
    let subject = Words("letter-address-subject");
    let content = content(templates, voice, "address_changed", subject, given)?;
    Ok(letter("address_changed", to, content))
}

pub fn account_deleted(
    templates: &Templates,
    voice: Voice<'_>,
    to: &EmailAddress,
    now: Timestamp,
) -> Result<Letter, TemplateError> {
    let given = context! { when => date(now) };
    let subject = Words("letter-deleted-subject");
    let content = content(templates, voice, "account_deleted", subject, given)?;
    Ok(letter("account_deleted", to, content))
}
