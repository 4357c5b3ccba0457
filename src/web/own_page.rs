//! The publisher's own pages: about, privacy, terms. The same for everyone but for the bar across the top.

use axum::extract::{Path, State};
use axum::response::Response;
use minijinja::{Value, context};

use super::asker::Asker;
use super::error::Error;
use super::ready::{Audience, PageKey, What};
use super::text_words::in_words_of;
use super::{AppState, article, file, page, promotion, view};
use crate::links;
use crate::page::JOIN;
use crate::promotion::Place;

pub async fn show(State(app): State<AppState>, asker: Asker, Path(slug): Path<String>) -> Result<Response, Error> {
    if slug == JOIN {
        return Ok(article::moved(links::JOIN));
    }
    let catalogue = app.shelf.current();
    let frame = catalogue.frame(&asker.site.host);
    let own = frame.find_page(&slug).ok_or(Error::NotFound)?;
    let audience = if asker.is_signed_in() { Audience::Member } else { Audience::Everyone };
    let path = links::page(&own.slug);
    let ask = promotion::Ask { headers: &asker.headers, is_member: asker.is_signed_in(), now: app.clock.now() };
    let chosen = promotion::choose(&app, frame, &Place { path: &path, has_topic: &|_| false }, &ask);
    let what = What::Page(asker.site.host.clone(), own.id, own.version);
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
        let context = context! {
            page => context! {
                title => own.title.as_str(),
                summary => own.summary.as_str(),
                body => Value::from_safe_string(in_words_of(&app, &asker.site, &own.body).into_owned()),
                updated => own.updated_at.map(view::day),
            },
            promotion => chosen.view(app.languages(), asker.language, &path),
            canonical => links::absolute(&asker.site.base_url, &path),
        };
        let html = page::render(&app, asker.scene(), "pages/page.html", context)?;
        app.ready.insert(key, article::head(&app, &asker.site, page::HTML, &audience), html)
    };
    Ok(chosen.mark(article::answer(&ready, &asker.headers)))
}

/// An image or other file beside one of them.
pub async fn file(
    State(app): State<AppState>,
    asker: Asker,
    Path((slug, name)): Path<(String, String)>,
) -> Result<Response, Error> {
    let own = {
        let catalogue = app.shelf.current();
        let frame = catalogue.frame(&asker.site.host);
        let found = if slug == JOIN { frame.join.as_ref() } else { frame.find_page(&slug) };
        found.cloned().ok_or(Error::NotFound)?
    };
    file::of_page(&app, &asker, &own, name).await
}
