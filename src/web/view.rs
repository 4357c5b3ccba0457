//! Domain words as the templates read them.

use minijinja::{Value, context};

use crate::article::{Article, Author};
use crate::clock::Timestamp;
use crate::links;
use crate::social::Providers;

/// What buttons need, in the settings' order.
pub fn provider_buttons(providers: &Providers) -> Value {
    let buttons = providers.all().map(|connection| &connection.provider);
    let buttons = buttons.map(|provider| {
        context! { id => provider.id.as_str(), kind => provider.mark, label => provider.label.as_str() }
    });
    Value::from(buttons.collect::<Vec<_>>())
}

pub fn day(at: Timestamp) -> Value {
    context! { iso => at.to_iso(), text => at.to_day() }
}

pub fn minute(at: Timestamp) -> Value {
    context! { iso => at.to_iso() }
}

fn image(article: &Article) -> Option<Value> {
    article.image.as_deref().map(|src| context! { src => src, alt => article.image_alt.as_str() })
}

pub fn card(article: &Article) -> Value {
    context! {
        path => article.path.as_str(),
        title => article.title.as_str(),
        summary => article.summary.as_str(),
        kicker => article.kicker.as_deref(),
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
    let links: Vec<Value> =
        author.links.iter().map(|link| context! { label => link.label.as_str(), url => link.url.as_str() }).collect();
    context! {
        name => author.name.as_str(),
        path => links::author(&author.slug),
        bio => author.bio.as_str(),
        portrait => author.has_portrait.then(|| links::author_portrait(&author.slug)),
        links => links,
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
        image => image(article),
        author => article.author.as_deref().map(author),
        published => day(article.published_at),
        updated => article.updated_at.map(day),
        gated => article.is_gated(),
        minutes => article.minutes(),
        topics => topics,
    }
}
