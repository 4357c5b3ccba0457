//! The letter that invites somebody whom a file brought: who writes, why, and the way never to hear of it again.
//!
//! No address stands in a link, and no link signs anybody in: whoever follows it asks for their own letter.

use minijinja::context;

use crate::email_address::EmailAddress;
use crate::language::{Voice, Words};
use crate::links;
use crate::mail::{self, Content, Letter};
use crate::member::MemberId;
use crate::member::letter::content;
use crate::secret::Keys;
use crate::template::{TemplateError, Templates};

pub fn invitation(
    templates: &Templates,
    keys: &Keys,
    voice: Voice<'_>,
    (member, to): (MemberId, &EmailAddress),
) -> Result<Letter, TemplateError> {
    let base = &voice.site.base_url;
    let forget = links::absolute(base, &links::unsubscribe(&super::invite::forget_token(keys, member)));
    let given = context! { link => links::absolute(base, links::SIGN_IN), forget => forget.as_str() };
    let content = content(templates, voice, "invitation", Words("letter-invite-subject"), given)?;
    let content = Content { unsubscribe: Some(forget), ..content };
    Ok(Letter { kind: "invitation", to: to.clone(), content, life: mail::LIFE })
}
