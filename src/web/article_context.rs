//! What the template of an article is given.

use minijinja::{Value, context};

use super::ready::Audience;
use super::text_words::in_words_of;
use super::{App, experiment, json_ld, preview, share, view};
use crate::article::Article;
use crate::config::raw::RecipientSetting;
use crate::experiment::live::Chosen;
use crate::gate::ShareEnd;
use crate::links;
use crate::site::Site;

/// For a search engine: found by, and not kept to be shown.
pub(super) const NO_ARCHIVE: &str = "noarchive";

pub(super) fn context(
    app: &App,
    (site, article): (&Site, &Article),
    audience: &Audience,
    rest: Option<String>,
    chosen: Option<&Chosen>,
) -> Value {
    let wall = match audience {
        Audience::Stranger => Some("ask"),
        Audience::Unproved => Some("prove"),
        Audience::Invited(_) => Some("invited"),
        Audience::ShareEnded(ShareEnd::Expired) => Some("expired"),
        Audience::ShareEnded(ShareEnd::UsedUp) => Some("used_up"),
        // Why a sharer is gone is nobody's business.
        Audience::ShareEnded(ShareEnd::Revoked | ShareEnd::SharerGone) => Some("ended"),
        Audience::Everyone
        | Audience::Asked
        | Audience::FreeReader { .. }
        | Audience::Guest(_)
        | Audience::Member
        | Audience::Bot => None,
    };
    let notice = match *audience {
        Audience::FreeReader { left_after } => Some(context! { kind => "free_read", left => left_after }),
        Audience::Asked => Some(context! { kind => "asked" }),
        _ => None,
    };
    // A page that ends with its lead shows the footnotes of the lead; a whole one has all of them at its end.
    let (lead, notes) = experiment::lead(article, chosen);
    let notes = if rest.is_none() { notes.as_ref() } else { "" };
    let contents = view::contents(&[&lead, rest.as_deref().unwrap_or_default()]);
    let catalogue = app.shelf.current();
    let canonical = links::absolute(&site.base_url, &article.path);
    context! {
        article => view::article(article),
        lead => Value::from_safe_string(in_words_of(app, site, &format!("{lead}{notes}")).into_owned()),
        rest => rest.map(|rest| Value::from_safe_string(in_words_of(app, site, &rest).into_owned())),
        contents => contents,
        around => view::around(article, catalogue.around(article.id)),
        wall => wall,
        next => article.path.as_str(),
        notice => notice,
        json_ld => Value::from_safe_string(json_ld::article(site, article)),
        preview => preview::article(site, article),
        og_url => canonical.as_str(),
        canonical => canonical.as_str(),
        // What is kept of a bot's page would be read by everyone.
        robots => (*audience == Audience::Bot).then_some(NO_ARCHIVE),
        share => may_share(app, article, audience).then(|| share::share_box(app, article)),
        guest => guest(app, audience),
        shared_by => match audience {
            Audience::Invited(name) => name.as_deref(),
            _ => None,
        },
        ..experiment::fields(app, chosen)
    }
}

fn may_share(app: &App, article: &Article, audience: &Audience) -> bool {
    let settings = app.shares.settings();
    let is_sharer = match audience {
        Audience::Member => true,
        Audience::Guest(_) => settings.guests_may_share,
        _ => false,
    };
    is_sharer && article.is_gated() && settings.links_per_day > 0
}

/// How a guest is greeted.
fn guest(app: &App, audience: &Audience) -> Option<Value> {
    let Audience::Guest(name) = audience else { return None };
    let join = match app.policy.recipient {
        RecipientSetting::AskAfter => "form",
        RecipientSetting::Open | RecipientSetting::AskFirst => "line",
    };
    let gave_address = app.policy.recipient == RecipientSetting::AskFirst;
    Some(context! { name => name.as_deref(), join => join, gave_address => gave_address })
}
