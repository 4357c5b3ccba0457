//! Atom feeds, of a site, a topic and an author: leads only, the same for everyone, in the site's own language.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::response::Response;
use minijinja::{Value, context};

use super::asker::Asker;
use super::error::Error;
use super::ready::{Around, Audience, PageKey, What};
use super::text_words::in_words_of;
use super::{App, AppState, article};
use crate::article::Article;
use crate::links;
use crate::site::Site;
use crate::template::site_value;

/// As many as a feed reader wants to catch up on.
const ENTRIES: usize = 30;
const ATOM: &str = "application/atom+xml; charset=utf-8";

/// What a feed is of.
struct Source<'a> {
    /// Stands before the site's name; `None` for the site's own feed.
    title: Option<&'a str>,
    /// The page with the same articles.
    home: &'a str,
    /// Writes all of them; else the site does.
    author: Option<&'a str>,
    articles: &'a [Arc<Article>],
    generation: u64,
}

pub async fn site(State(app): State<AppState>, asker: Asker) -> Result<Response, Error> {
    let catalogue = app.shelf.current();
    let (articles, generation) = (catalogue.list(&asker.site.host), catalogue.generation);
    show(&app, &asker, links::FEED, &Source { title: None, home: links::FRONT, author: None, articles, generation })
}

pub async fn topic(State(app): State<AppState>, asker: Asker, Path(slug): Path<String>) -> Result<Response, Error> {
    let catalogue = app.shelf.current();
    let (topic, articles) = catalogue.find_topic(&asker.site.host, &slug).ok_or(Error::NotFound)?;
    let (home, generation) = (links::topic(&slug), catalogue.generation);
    let source = Source { title: Some(&topic.name), home: &home, author: None, articles: &articles, generation };
    show(&app, &asker, &links::topic_feed(&slug), &source)
}

pub async fn author(State(app): State<AppState>, asker: Asker, Path(slug): Path<String>) -> Result<Response, Error> {
    let catalogue = app.shelf.current();
    let author = catalogue.find_author(&slug).ok_or(Error::NotFound)?;
    let articles = catalogue.list_by_author(&asker.site.host, &slug);
    let (home, generation, name) = (links::author(&slug), catalogue.generation, author.name.as_str());
    let source = Source { title: Some(name), home: &home, author: Some(name), articles: &articles, generation };
    show(&app, &asker, &links::author_feed(&slug), &source)
}

fn show(app: &App, asker: &Asker, path: &str, source: &Source<'_>) -> Result<Response, Error> {
    let page = Program { template: "feed.xml", media_type: ATOM, path: path.to_owned(), generation: source.generation };
    show_program(app, asker, page, || feed(app, &asker.site, path, source))
}

fn feed(app: &App, site: &Site, path: &str, source: &Source<'_>) -> Value {
    let absolute = |path: &str| links::absolute(&site.base_url, path);
    let updated = source.articles.iter().map(|article| article.changed_at()).max().unwrap_or_default();
    let name = site.name.as_str();
    context! {
        entries => source.articles.iter().take(ENTRIES).map(|article| entry(app, site, article)).collect::<Vec<_>>(),
        feed => context! {
            title => source.title.map_or_else(|| name.to_owned(), |title| format!("{title} · {name}")),
            author => source.author.unwrap_or(name),
            self_url => absolute(path),
            home_url => absolute(source.home),
            updated => updated.to_iso(),
            id => absolute(source.home),
        },
    }
}

fn entry(app: &App, site: &Site, article: &Article) -> Value {
    context! {
        title => article.title.as_str(),
        url => links::absolute(&site.base_url, &article.path),
        id => format!("urn:uuid:{}", article.id.0),
        published => article.published_at.to_iso(),
        updated => article.changed_at().to_iso(),
        author => article.author.as_ref().map(|author| author.name.as_str()),
        topics => article.topics.iter().map(|topic| topic.name.clone()).collect::<Vec<_>>(),
        summary => article.summary.as_str(),
        lead => in_words_of(app, site, &article.lead).into_owned(),
    }
}

/// A page for programs: one for everyone, whatever language its reader would like to be spoken to in.
pub struct Program {
    pub template: &'static str,
    pub media_type: &'static str,
    /// With all that sets it apart from the others of one state of the catalogue.
    pub path: String,
    pub generation: u64,
}

/// Ready, or made of what `context` gives.
pub fn show_program(
    app: &App,
    asker: &Asker,
    page: Program,
    context: impl FnOnce() -> Value,
) -> Result<Response, Error> {
    let what = What::List { site: asker.site.host.clone(), path: page.path, page: 1, generation: page.generation };
    let language = app.languages().choose(&asker.site, None);
    let key = PageKey {
        what,
        audience: Audience::Stranger,
        discussion: 0,
        language,
        around: Around::default(),
        variant: None,
    };
    let ready = if let Some(ready) = app.ready.get(&key) {
        ready
    } else {
        let context = context! { site => site_value(&asker.site, app.languages().tag(language)), ..context() };
        let text = app.templates.render(page.template, &context)?;
        app.ready.insert(key, article::head(app, &asker.site, page.media_type, &Audience::Stranger), text)
    };
    Ok(article::answer(&ready, &asker.headers))
}
