//! Lists of articles: the front page, an author's, a topic's.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::response::Response;
use http::Uri;
use minijinja::{Value, context};

use super::asker::Asker;
use super::error::Error;
use super::query::{self, NumberFault};
use super::ready::{Audience, PageKey, What};
use super::{App, AppState, article, json_ld, page, promotion, view};
use crate::article::Article;
use crate::language::Words;
use crate::links;
use crate::promotion::Place;

/// Cards on one page.
const PER_PAGE: usize = 20;

/// One list: its path, its template and what that is given beside the cards.
struct List<'a> {
    path: &'a str,
    template: &'static str,
    articles: &'a [Arc<Article>],
    /// The slug of the one topic that it is a list of.
    topic: Option<&'a str>,
    own: Value,
    generation: u64,
}

pub async fn front(State(app): State<AppState>, asker: Asker, uri: Uri) -> Result<Response, Error> {
    let catalogue = app.shelf.current();
    let articles = catalogue.list(&asker.site.host);
    let json_ld = Value::from_safe_string(json_ld::front(&asker.site));
    let own = context! { heading => Value::from(()), json_ld => json_ld };
    let generation = catalogue.generation;
    let (path, template, topic) = (links::FRONT, "pages/front.html", None);
    show(&app, &asker, &uri, &List { path, template, articles, topic, own, generation })
}

pub async fn author(
    State(app): State<AppState>,
    asker: Asker,
    Path(slug): Path<String>,
    uri: Uri,
) -> Result<Response, Error> {
    let catalogue = app.shelf.current();
    let author = catalogue.find_author(&slug).ok_or(Error::NotFound)?;
    let articles = catalogue.list_by_author(&asker.site.host, &slug);
    let json_ld = Value::from_safe_string(json_ld::author(&asker.site, author));
    let own = context! { author => view::author(author), json_ld => json_ld };
    let generation = catalogue.generation;
    let path = links::author(&slug);
    let (template, topic) = ("pages/author.html", None);
    show(&app, &asker, &uri, &List { path: &path, template, articles: &articles, topic, own, generation })
}

pub async fn topic(
    State(app): State<AppState>,
    asker: Asker,
    Path(slug): Path<String>,
    uri: Uri,
) -> Result<Response, Error> {
    let catalogue = app.shelf.current();
    let generation = catalogue.generation;
    let (topic, articles) = catalogue.find_topic(&asker.site.host, &slug).ok_or(Error::NotFound)?;
    let path = links::topic(&slug);
    let own = context! { topic => context! { name => topic.name, path => path.as_str() } };
    let (template, topic) = ("pages/topic.html", Some(slug.as_str()));
    show(&app, &asker, &uri, &List { path: &path, template, articles: &articles, topic, own, generation })
}

fn show(app: &App, asker: &Asker, uri: &Uri, list: &List<'_>) -> Result<Response, Error> {
    let pages = list.articles.len().div_ceil(PER_PAGE).max(1);
    let number = page_number(uri.query())?;
    if number > pages {
        return Err(Error::NotFound);
    }
    let audience = if asker.is_signed_in() { Audience::Member } else { Audience::Stranger };
    let what = What::List {
        site: asker.site.host.clone(),
        path: list.path.to_owned(),
        page: number,
        generation: list.generation,
    };
    let ask = promotion::Ask { headers: &asker.headers, is_member: asker.is_signed_in(), now: app.clock.now() };
    let place = Place { path: list.path, has_topic: &|topic| list.topic == Some(topic) };
    let chosen = promotion::choose(app, app.shelf.current().frame(&asker.site.host), &place, &ask);
    let key = PageKey {
        what,
        audience: audience.clone(),
        discussion: 0,
        language: asker.language,
        around: chosen.around,
        variant: None,
    };
    let ready = if let Some(ready) = app.ready.get(&key) {
        ready
    } else {
        let html = render(app, asker, list, (number, pages), &chosen)?;
        app.ready.insert(key, article::head(app, &asker.site, page::HTML, &audience), html)
    };
    Ok(chosen.mark(article::answer(&ready, &asker.headers)))
}

fn render(
    app: &App,
    asker: &Asker,
    list: &List<'_>,
    (number, pages): (usize, usize),
    chosen: &promotion::Chosen,
) -> Result<String, Error> {
    let first = (number - 1) * PER_PAGE;
    let cards: Vec<Value> =
        list.articles.iter().skip(first).take(PER_PAGE).map(|article| view::card(article)).collect();
    let link = |number: usize| if number == 1 { list.path.to_owned() } else { format!("{}?page={number}", list.path) };
    let context = context! {
        cards => cards,
        page => number,
        newer => (number > 1).then(|| link(number - 1)),
        older => (number < pages).then(|| link(number + 1)),
        canonical => links::absolute(&asker.site.base_url, &link(number)),
        promotion => chosen.view(app.languages(), asker.language, &link(number)),
        ..list.own.clone()
    };
    page::render(app, asker.scene(), list.template, context)
}

/// 1 where none is given. What is no page number is told so; other parameters are a campaign's, and passed over.
fn page_number(query: Option<&str>) -> Result<usize, Error> {
    let number = query::number(query, "page", 6).map_err(|fault| {
        Error::BadRequest(match fault {
            NumberFault::Zero => Words("bad-page-zero"),
            NumberFault::NotOne => Words("bad-page"),
        })
    })?;
    Ok(number.unwrap_or(1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_is_one_plain_number() {
        for (query, wanted) in [
            (None, Some(1)),
            (Some("utm_source=x"), Some(1)),
            (Some("page=7"), Some(7)),
            (Some("page=0"), None),
            (Some("page=-1"), None),
            (Some("page=NaN"), None),
            (Some("page=99999999999"), None),
            (Some("page="), None),
            (Some("page=1&page=2"), None),
        ] {
            assert_eq!(page_number(query).ok(), wanted, "{query:?}");
        }
    }
}
