//! For feed readers and search engines: leads only, the same for everyone.

use axum::extract::State;
use axum::response::Response;
use minijinja::{Value, context};

use super::asker::Asker;
use super::error::Error;
use super::ready::{Audience, PageKey, What};
use super::{App, AppState, article};
use crate::article::Catalogue;
use crate::links;
use crate::template::site_value;

/// As many as a feed reader wants to catch up on.
const ENTRIES: usize = 30;
/// The protocol's own limit for one sitemap.
const URLS: usize = 50_000;

pub async fn feed(State(app): State<AppState>, asker: Asker) -> Result<Response, Error> {
    show(&app, &asker, "feed.xml", "application/atom+xml; charset=utf-8", |catalogue| {
        let site = &asker.site;
        let absolute = |path: &str| links::absolute(&site.base_url, path);
        let articles = catalogue.list(&site.host);
        let entries: Vec<Value> = articles
            .iter()
            .take(ENTRIES)
            .map(|article| {
                context! {
                    title => article.title.as_str(),
                    url => absolute(&article.path),
                    id => format!("urn:uuid:{}", article.id.0),
                    published => article.published_at.to_iso(),
                    updated => article.changed_at().to_iso(),
                    author => article.author.as_ref().map(|author| author.name.as_str()),
                    summary => article.summary.as_str(),
                    lead => article.lead.as_str(),
                }
            })
            .collect();
        let updated = articles.iter().map(|article| article.changed_at()).max().unwrap_or_default();
        context! {
            entries => entries,
            feed => context! {
                title => site.name.as_str(),
                self_url => absolute(links::FEED),
                home_url => absolute(links::FRONT),
                updated => updated.to_iso(),
                id => absolute(links::FRONT),
            },
        }
    })
}

pub async fn sitemap(State(app): State<AppState>, asker: Asker) -> Result<Response, Error> {
    show(&app, &asker, "sitemap.xml", "application/xml; charset=utf-8", |catalogue| {
        let absolute = |path: &str| links::absolute(&asker.site.base_url, path);
        let mut urls = vec![context! { loc => absolute(links::FRONT), lastmod => Value::from(()) }];
        urls.extend(catalogue.list(&asker.site.host).iter().take(URLS - 1).map(|article| {
            context! { loc => absolute(&article.path), lastmod => article.changed_at().to_iso() }
        }));
        context! { urls => urls }
    })
}

pub async fn robots(State(app): State<AppState>, asker: Asker) -> Result<Response, Error> {
    show(&app, &asker, "robots.txt", "text/plain; charset=utf-8", |_| {
        context! { sitemap => links::absolute(&asker.site.base_url, links::SITEMAP) }
    })
}

fn show(
    app: &App,
    asker: &Asker,
    template: &'static str,
    media_type: &'static str,
    context: impl FnOnce(&Catalogue) -> Value,
) -> Result<Response, Error> {
    let catalogue = app.shelf.current();
    let what = What::List {
        site: asker.site.host.clone(),
        path: template.to_owned(),
        page: 1,
        generation: catalogue.generation,
    };
    // What programs read is said in the site's own language.
    let language = app.languages().choose(&asker.site, None);
    let key = PageKey { what, audience: Audience::Stranger, discussion: 0, language };
    let ready = if let Some(ready) = app.ready.get(&key) {
        ready
    } else {
        let context =
            context! { site => site_value(&asker.site, app.languages().tag(language)), ..context(&catalogue) };
        let text = app.templates.render(template, &context)?;
        app.ready.insert(key, article::head(app, &asker.site, media_type, &Audience::Stranger), text)
    };
    Ok(article::answer(&ready, &asker.headers))
}
