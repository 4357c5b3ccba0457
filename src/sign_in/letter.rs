//! The letter that asks to prove an address. Nothing that its asker typed stands in it: they have proved nothing yet.

use std::time::Duration;

use super::Aim;
use crate::email_address::EmailAddress;
use crate::language::{Voice, Words};
use crate::links;
use crate::mail::Letter;
use crate::member::letter::content;
use crate::secret::{Code, Token};
use crate::template::{TemplateError, Templates};

pub fn sign_in(
    templates: &Templates,
    (voice, to): (Voice<'_>, &EmailAddress),
    (link, code): (&Token, &Code),
    (aim, life): (Aim, Duration),
    provider: Option<&str>,
) -> Result<Letter, TemplateError> {
    let subject = match aim {
        Aim::SignIn => Words("letter-sign-in-subject"),
        Aim::ChangeAddress => Words("letter-confirm-subject"),
    };
    let given = minijinja::context! {
        link => links::absolute(&voice.site.base_url, &links::link(&link.reveal())),
        code => code.reveal(),
        minutes => life.as_secs() / 60,
        kind => aim.as_str(),
        provider => provider,
    };
    let content = content(templates, voice, "sign_in", subject, given)?;
    Ok(Letter { kind: aim.as_str(), to: to.clone(), content, life })
}
