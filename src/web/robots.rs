//! `robots.txt`: what programs are asked not to fetch, and which AI crawlers are asked to fetch nothing.

use axum::extract::State;
use axum::response::Response;
use minijinja::context;

use super::AppState;
use super::asker::Asker;
use super::error::Error;
use super::feed::{Program, show_program};
use crate::crawler::ai;
use crate::links;

pub async fn show(State(app): State<AppState>, asker: Asker) -> Result<Response, Error> {
    let page = Program {
        template: "robots.txt",
        media_type: "text/plain; charset=utf-8",
        path: links::ROBOTS.to_owned(),
        // It speaks of no article.
        generation: 0,
    };
    show_program(&app, &asker, page, || {
        context! {
            sitemap => links::absolute(&asker.site.base_url, links::SITEMAP),
            denied => ai::denied(&app.robots).iter().map(|name| (*name).to_owned()).collect::<Vec<String>>(),
            lines => app.robots.lines.clone(),
        }
    })
}
