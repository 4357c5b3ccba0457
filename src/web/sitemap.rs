//! Sitemaps, of a site, a topic and an author, with what is news; an index and its parts where there is more than fits
//! into one.

use std::collections::BTreeSet;
use std::ops::Range;
use std::sync::Arc;
use std::time::Duration;

use axum::extract::{Path, State};
use axum::response::Response;
use http::Uri;
use minijinja::{Value, context};

use super::asker::Asker;
use super::error::Error;
use super::feed::{Program, show_program};
use super::query::{self, NumberFault};
use super::{App, AppState};
use crate::article::{Article, Catalogue};
use crate::clock::{Timestamp, days};
use crate::language::Words;
use crate::links;
use crate::site::Site;

/// The protocol's own limit for one sitemap.
const URLS: usize = 50_000;
/// Search engines take an article for news for so long, and no more than so many of one site.
const NEWS_LIFE: Duration = days(2);
const NEWS: usize = 1000;
const XML: &str = "application/xml; charset=utf-8";

/// What a sitemap is of.
struct Source<'a> {
    path: &'a str,
    /// Newest first.
    articles: &'a [Arc<Article>],
    /// Paths of pages that list articles, and of others that are none.
    pages: Vec<String>,
    generation: u64,
}

pub async fn site(State(app): State<AppState>, asker: Asker, uri: Uri) -> Result<Response, Error> {
    let catalogue = app.shelf.current();
    let articles = catalogue.list(&asker.site.host);
    let own = catalogue.list_pages(&asker.site.host).iter().map(|page| links::page(&page.slug));
    let pages = pages_of(articles).chain(own).collect();
    let source = Source { path: links::SITEMAP, articles, pages, generation: catalogue.generation };
    show(&app, &asker, &uri, &source)
}

pub async fn topic(
    State(app): State<AppState>,
    asker: Asker,
    Path(slug): Path<String>,
    uri: Uri,
) -> Result<Response, Error> {
    let catalogue = app.shelf.current();
    let (_, articles) = catalogue.find_topic(&asker.site.host, &slug).ok_or(Error::NotFound)?;
    let path = links::topic_sitemap(&slug);
    let pages = vec![links::topic(&slug)];
    show(&app, &asker, &uri, &Source { path: &path, articles: &articles, pages, generation: catalogue.generation })
}

pub async fn author(
    State(app): State<AppState>,
    asker: Asker,
    Path(slug): Path<String>,
    uri: Uri,
) -> Result<Response, Error> {
    let catalogue: &Catalogue = &app.shelf.current();
    catalogue.find_author(&slug).ok_or(Error::NotFound)?;
    let articles = catalogue.list_by_author(&asker.site.host, &slug);
    let path = links::author_sitemap(&slug);
    let pages = vec![links::author(&slug)];
    show(&app, &asker, &uri, &Source { path: &path, articles: &articles, pages, generation: catalogue.generation })
}

/// The front page, and the pages of the topics and authors that these articles have.
fn pages_of(articles: &[Arc<Article>]) -> impl Iterator<Item = String> {
    let topics = articles.iter().flat_map(|article| &article.topics).map(|topic| links::topic(&topic.slug));
    let authors =
        articles.iter().filter_map(|article| article.author.as_ref()).map(|author| links::author(&author.slug));
    let listing: BTreeSet<String> = topics.chain(authors).collect();
    std::iter::once(links::FRONT.to_owned()).chain(listing)
}

fn show(app: &App, asker: &Asker, uri: &Uri, source: &Source<'_>) -> Result<Response, Error> {
    let total = source.articles.len() + source.pages.len();
    let parts = total.div_ceil(URLS).max(1);
    let part = part_number(uri.query())?;
    if part.is_some_and(|part| part > parts) {
        return Err(Error::NotFound);
    }
    // What is news today is none in two days, with nothing changed: that makes it another page.
    let since = app.clock.now().minus(NEWS_LIFE);
    let news = source.articles.partition_point(|article| article.published_at > since).min(NEWS);
    let site = &asker.site;
    let is_index = parts > 1 && part.is_none();
    let page = Program {
        template: if is_index { "sitemap_index.xml" } else { "sitemap.xml" },
        media_type: XML,
        path: format!("{} {part:?} {news}", source.path),
        generation: source.generation,
    };
    show_program(app, asker, page, || {
        if is_index {
            return index(site, source, parts);
        }
        let part = part.unwrap_or(1);
        context! { urls => urls(site, source, (part - 1) * URLS..part * URLS, news) }
    })
}

/// Oldest first: a part that is full stays as it is, and the last one has what is new.
fn urls(site: &Site, source: &Source<'_>, range: Range<usize>, news: usize) -> Vec<Value> {
    let absolute = |path: &str| links::absolute(&site.base_url, path);
    let count = source.articles.len();
    let articles = source.articles.iter().enumerate().rev().map(|(at, article)| {
        context! {
            loc => absolute(&article.path),
            lastmod => article.changed_at().to_iso(),
            news => (at < news).then(|| context! {
                name => site.name.as_str(),
                language => news_language(&site.language),
                published => article.published_at.to_iso(),
                title => article.title.as_str(),
            }),
        }
    });
    let newest = changed(source.articles);
    let pages = source.pages.iter().map(|path| {
        let lastmod = newest.filter(|_| path == links::FRONT || source.pages.len() == 1).map(Timestamp::to_iso);
        context! { loc => absolute(path), lastmod => lastmod, news => Value::from(()) }
    });
    let taken = range.len();
    let pages = pages.skip(range.start.saturating_sub(count));
    articles.skip(range.start).chain(pages).take(taken).collect()
}

fn index(site: &Site, source: &Source<'_>, parts: usize) -> Value {
    let oldest_first: Vec<&Arc<Article>> = source.articles.iter().rev().collect();
    let of_part =
        |part: usize| oldest_first.iter().skip((part - 1) * URLS).take(URLS).map(|article| article.changed_at());
    let sitemaps: Vec<Value> = (1..=parts)
        .map(|part| {
            let loc = links::absolute(&site.base_url, &format!("{}?part={part}", source.path));
            context! { loc => loc, lastmod => of_part(part).max().map(Timestamp::to_iso) }
        })
        .collect();
    context! { sitemaps => sitemaps }
}

fn changed(articles: &[Arc<Article>]) -> Option<Timestamp> {
    articles.iter().map(|article| article.changed_at()).max()
}

/// Two or three letters, but for Chinese, as the news extension wants it.
fn news_language(tag: &str) -> String {
    let lower = tag.to_ascii_lowercase();
    match lower.as_str() {
        "zh-cn" | "zh-hans" | "zh-hans-cn" => "zh-cn".to_owned(),
        "zh-tw" | "zh-hant" | "zh-hant-tw" => "zh-tw".to_owned(),
        other => other.split('-').next().unwrap_or(other).to_owned(),
    }
}

/// `None` for the whole, or its index. Other parameters are a campaign's, and passed over.
fn part_number(query: Option<&str>) -> Result<Option<usize>, Error> {
    query::number(query, "part", 4).map_err(|fault| {
        Error::BadRequest(match fault {
            NumberFault::Zero => Words("finding-part-first"),
            NumberFault::NotOne => Words("finding-part-number"),
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_is_one_plain_number() {
        for (query, wanted) in [
            (None, Some(None)),
            (Some("utm_source=x"), Some(None)),
            (Some("part=2"), Some(Some(2))),
            (Some("part=0"), None),
            (Some("part=-1"), None),
            (Some("part=99999999"), None),
            (Some("part=1&part=2"), None),
        ] {
            assert_eq!(part_number(query).ok(), wanted, "{query:?}");
        }
    }

    #[test]
    fn the_language_of_news_is_short() {
        for (tag, wanted) in [("en", "en"), ("de-AT", "de"), ("zh-CN", "zh-cn"), ("zh-Hant", "zh-tw")] {
            assert_eq!(news_language(tag), wanted);
        }
    }
}
