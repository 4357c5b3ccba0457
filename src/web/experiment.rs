//! Which variant of a wall a reader meets, and what a page is made of by it.
//!
//! Nothing of the reader is on the page or in a cookie: the same network and browser meet the same one.

use std::borrow::Cow;
use std::net::IpAddr;

use http::{HeaderMap, header};
use minijinja::{Value, context};

use super::asker::Asker;
use super::robot::is_robot;
use super::{App, view};
use crate::article::cut::shorten;
use crate::article::{Article, ArticleId};
use crate::config::raw::UnlockSetting;
use crate::experiment::live::{Chosen, Standing};
use crate::experiment::{Arm, Variant, WallMark};
use crate::gate::{Decision, GatePolicy, Unlock, Wall};
use crate::links::Next;

/// Programs that say they are ones are shown the first; whoever may be a person, their own, also where a browser fetches
/// ahead: that page is the one that its reader sees.
fn arm(app: &App, standing: &Standing, headers: &HeaderMap, ip: &dyn Fn() -> IpAddr) -> Arm {
    if !standing.is_running() || is_robot(headers) {
        return standing.first_arm();
    }
    let agent = headers.get(header::USER_AGENT).map_or(&[][..], |agent| agent.as_bytes());
    standing.arm_of(&app.keys, ip(), agent)
}

/// The variant of a stranger's wall; `None` for nearly every article, and for every other decision. Where one article was
/// opened by an address, the next one's wall counts too: else the variant that opens would be shown to fewer than it turned
/// away.
pub fn wall(
    app: &App,
    article: ArticleId,
    decision: Decision,
    (headers, ip): (&HeaderMap, &dyn Fn() -> IpAddr),
) -> Option<Chosen> {
    if !matches!(decision, Decision::Wall(Wall::AskAddress | Wall::ProveAddress)) {
        return None;
    }
    let standing = app.experiments.live.find(article)?;
    let arm = arm(app, &standing, headers, ip);
    Some(Chosen::new(standing, arm))
}

/// What programs are shown.
pub fn first(app: &App, article: ArticleId) -> Option<Chosen> {
    let standing = app.experiments.live.find(article)?;
    let arm = standing.first_arm();
    Some(Chosen::new(standing, arm))
}

/// The publisher's policy, as it is for this reader of this article.
pub fn policy(app: &App, article: ArticleId, held: Option<Unlock>, asker: &Asker) -> GatePolicy {
    let Some(standing) = app.experiments.live.find(article) else { return app.policy };
    let arm = arm(app, &standing, &asker.headers, &|| asker.ip);
    let holds_unlock = held.is_some_and(|held| held.article == article);
    GatePolicy { unlock: standing.unlock(arm.variant, app.policy.unlock, holds_unlock), ..app.policy }
}

/// What an address opens that is given now: as the wall says that it was given on, else as what is kept says, else as the
/// settings do.
pub fn unlock_asked(app: &App, article: ArticleId, wall: Option<WallMark>) -> UnlockSetting {
    let setting = app.policy.unlock;
    let Some(standing) = app.experiments.live.find(article) else { return setting };
    let wall = wall.filter(|wall| standing.is_running() && wall.experiment == standing.id);
    match wall {
        Some(wall) => standing.unlock(wall.variant, setting, false),
        None if standing.is_running() => setting,
        None => standing.unlock(standing.first_arm().variant, setting, false),
    }
}

/// What a form or a link says of the wall that it stood on, where it can be true.
pub fn accepted(app: &App, asker: &Asker, text: &str, next: &Next) -> Option<WallMark> {
    let wall = WallMark::parse(text)?;
    let article = app.shelf.current().find(&asker.site.host, next.path()).map(|article| article.id)?;
    app.experiments.live.accept(wall, article)
}

/// The lead that is shown, and its footnotes.
pub fn lead<'a>(article: &'a Article, chosen: Option<&Chosen>) -> (Cow<'a, str>, Cow<'a, str>) {
    match chosen.and_then(Chosen::variant).and_then(|variant| variant.lead_words) {
        Some(words) => {
            let words = usize::try_from(words).unwrap_or(usize::MAX);
            let (lead, notes) = shorten(&article.lead, &article.lead_notes, words);
            (lead.into(), notes.into())
        }
        None => (article.lead.as_str().into(), article.lead_notes.as_str().into()),
    }
}

/// What a template is given of a variant; without one nothing, and it finds what every page is given.
pub fn fields(app: &App, chosen: Option<&Chosen>) -> Value {
    let Some((chosen, variant)) = chosen.and_then(|chosen| Some((chosen, chosen.variant()?))) else {
        return context! {};
    };
    let own = context! { variant => of(variant, chosen.mark()) };
    match &variant.providers {
        None => own,
        Some(ids) => context! { providers => view::provider_buttons_of(&app.providers, ids), ..own },
    }
}

/// The field alone, for a form that is shown again.
pub fn field(text: &str) -> Option<Value> {
    WallMark::parse(text).map(|wall| of(&Variant::default(), Some(wall)))
}

fn of(variant: &Variant, wall: Option<WallMark>) -> Value {
    context! {
        heading => variant.heading.as_deref(),
        words => variant.words.as_deref(),
        button => variant.button.as_deref(),
        wall => wall.map(WallMark::to_field),
    }
}
