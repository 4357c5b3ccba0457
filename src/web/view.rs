//! Domain words as the templates read them.

use std::sync::Arc;

use minijinja::{Value, context};

use crate::article::{Around, Article, Author, outline};
use crate::clock::Timestamp;
use crate::links;
use crate::social::Providers;

/// What buttons need, in the settings' order.
pub fn provider_buttons(providers: &Providers) -> Value {
    buttons(providers, |_| true)
}

/// Those of them that are named.
pub fn provider_buttons_of(providers: &Providers, ids: &[String]) -> Value {
    buttons(providers, |id| ids.iter().any(|named| named == id))
}

fn buttons(providers: &Providers, is_shown: impl Fn(&str) -> bool) -> Value {
    let buttons = providers.all().map(|connection| &connection.provider);
    let buttons = buttons.filter(|provider| is_shown(provider.id.as_str())).map(|provider| {
        context! { id => provider.id.as_str(), kind => provider.mark, label => provider.label.as_str() }
    });
    Value::from(buttons.collect::<Vec<_>>())
}

pub fn day(at: Timestamp) -> Value {
    context! { iso => at.to_iso() }
}

pub fn minute(at: Timestamp) -> Value {
    context! { iso => at.to_iso() }
}

/// The image above an article, in all its forms.
fn image(article: &Article) -> Option<Value> {
    let src = article.image.as_deref()?;
    Some(context! {
        src => src,
        alt => article.image_alt.as_str(),
        srcset => article.image_srcset.as_str(),
        width => article.image_size.map(|size| size.width),
        height => article.image_size.map(|size| size.height),
        caption => article.image_caption.as_str(),
        credit => article.image_credit.as_str(),
    })
}

pub fn card(article: &Article) -> Value {
    context! {
        path => article.path.as_str(),
        title => article.title.as_str(),
        summary => article.summary.as_str(),
        kicker => article.kicker.as_deref(),
        kind => article.kind.as_str(),
        image => image(article),
        author => article.author.as_deref().map(byline),
        published => day(article.published_at),
        gated => article.is_gated(),
        minutes => article.minutes(),
    }
}

fn byline(author: &Author) -> Value {
    context! { name => author.name.as_str(), path => links::author(&author.slug) }
}

pub fn author(author: &Author) -> Value {
    let links = author.links.iter().map(|link| {
        context! { label => link.label.as_str(), url => link.url.as_str(), kind => link.kind().as_str() }
    });
    context! {
        name => author.name.as_str(),
        path => links::author(&author.slug),
        bio => author.bio.as_str(),
        portrait => author.has_portrait.then(|| links::author_portrait(&author.slug)),
        links => links.collect::<Vec<Value>>(),
    }
}

pub fn article(article: &Article) -> Value {
    let topics: Vec<Value> = article
        .topics
        .iter()
        .map(|topic| context! { name => topic.name.as_str(), path => links::topic(&topic.slug) })
        .collect();
    context! {
        path => article.path.as_str(),
        title => article.title.as_str(),
        summary => article.summary.as_str(),
        kicker => article.kicker.as_deref(),
        kind => article.kind.as_str(),
        image => image(article),
        author => article.author.as_deref().map(author),
        published => day(article.published_at),
        updated => article.updated_at.map(day),
        gated => article.is_gated(),
        minutes => article.minutes(),
        topics => topics,
    }
}

/// A table of contents of these parts of an article, and of no other: empty where they are short.
pub fn contents(parts: &[&str]) -> Vec<Value> {
    fn values(entries: Vec<outline::Entry>) -> Vec<Value> {
        let safe = Value::from_safe_string;
        let value = |entry: outline::Entry| {
            context! { id => safe(entry.id), text => safe(entry.text), below => values(entry.below) }
        };
        entries.into_iter().map(value).collect()
    }
    values(outline::of(parts))
}

/// What stands around an article; nothing where it was unpublished a moment ago.
pub fn around(article: &Article, around: Option<&Around>) -> Value {
    let cards = |articles: &[Arc<Article>]| articles.iter().map(|article| card(article)).collect::<Vec<Value>>();
    let series = around.and_then(|around| around.series.as_ref()).zip(article.series.as_ref());
    let series = series.map(|(place, series)| {
        let parts = place.listed().map(|(number, part)| {
            context! { number => number, is_this => part.id == article.id, ..card(part) }
        });
        context! {
            name => series.name.as_str(),
            number => place.at + 1,
            count => place.parts.len(),
            parts => parts.collect::<Vec<Value>>(),
        }
    });
    context! {
        previous => around.and_then(|around| around.previous.as_deref().map(card)),
        next => around.and_then(|around| around.next.as_deref().map(card)),
        series => series,
        recommended => around.map(|around| cards(&around.recommended)).unwrap_or_default(),
        more => around.map(|around| cards(&around.more_by_author)).unwrap_or_default(),
    }
}
