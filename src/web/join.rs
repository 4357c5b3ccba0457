//! What membership is.

use axum::extract::State;
use axum::response::Response;
use http::StatusCode;
use minijinja::{Value, context};

use super::asker::Asker;
use super::error::Error;
use super::{AppState, page};
use crate::links;

pub async fn show(State(app): State<AppState>, asker: Asker) -> Result<Response, Error> {
    let sites: Vec<Value> = app
        .sites
        .all()
        .iter()
        .map(|site| context! { name => site.name.as_str(), url => site.base_url.as_str() })
        .collect();
    let context = context! {
        gated_count => app.shelf.current().count_gated(),
        sites => sites,
        canonical => links::absolute(&asker.site.base_url, links::JOIN),
        // The one page under `/-/` that anyone may find by searching.
        robots => Value::from(()),
    };
    let html = page::render(&app, asker.scene(), "pages/join.html", context)?;
    let mut response = page::own_html(StatusCode::OK, html);
    response.headers_mut().remove("x-robots-tag");
    Ok(response)
}
