//! The articles: what state each is in, what it asks of a reader, and what it brought of late.

use axum::extract::State;
use axum::response::Response;
use http::{StatusCode, Uri};
use minijinja::{Value, context};
use uuid::Uuid;

use super::{Staff, render};
use crate::article::desk_store::{self, ListedArticle, Narrowed};
use crate::article::{Access, ArticleId, COLLECTION_OF_PROGRAMS};
use crate::clock::{Day, Timestamp};
use crate::db::ReadConn;
use crate::insight::number_store;
use crate::insight::numbers::{Brought, by_article};
use crate::language::Words;
use crate::links;
use crate::web::error::Error;
use crate::web::{App, AppState, view};

const PER_PAGE: usize = 50;
/// Days that the numbers beside each article are of, today included.
pub const DAYS: i64 = 30;
/// Characters of a search.
const LONGEST: usize = 200;

pub async fn show(State(app): State<AppState>, staff: Staff, uri: Uri) -> Result<Response, Error> {
    let mut narrowed = Narrowed::default();
    let mut before = Uuid::max();
    for (name, value) in url::form_urlencoded::parse(uri.query().unwrap_or_default().as_bytes()) {
        let value = value.trim();
        match name.as_ref() {
            "q" if value.chars().count() <= LONGEST && !value.contains('\0') => value.clone_into(&mut narrowed.title),
            "q" => return Err(Error::BadRequest(Words("staff-articles-bad-search"))),
            "site" if value.is_empty() => {}
            "site" => {
                let site = app.sites.find(value).ok_or(Error::NotFound)?;
                narrowed.site = Some(site.host.as_str().to_owned());
            }
            "changed" => narrowed.is_overridden = value == "yes",
            "before" => before = value.parse().map_err(|_| Error::BadRequest(Words("staff-bad-page")))?,
            _ => {}
        }
    }
    let today = app.clock.now().day();
    let limit = i64::try_from(PER_PAGE + 1).unwrap_or(i64::MAX);
    let mut read = app.db.read_lists().await?;
    let mut rows = desk_store::list_before(&mut read.conn(), &narrowed, ArticleId(before), limit).await?;
    let has_older = rows.len() > PER_PAGE;
    rows.truncate(PER_PAGE);
    let mut shown: Vec<Value> = Vec::new();
    for row in &rows {
        let brought = brought(&mut read, row.id, today).await?;
        shown.push(listed(&app, row, brought));
    }
    drop(read);
    let older = rows.last().filter(|_| has_older).map(|row| query(&narrowed, Some(row.id)));
    let context = context! {
        articles => shown,
        days => DAYS,
        sites => app.sites.all().iter().map(|site| Value::from(site.host.as_str())).collect::<Vec<_>>(),
        typed => context! { q => narrowed.title.as_str(), site => narrowed.site.as_deref(), changed => narrowed.is_overridden },
        older => older,
        newest => (before != Uuid::max()).then(|| query(&narrowed, None)),
    };
    render(&app, &staff, StatusCode::OK, ("pages/staff_articles.html", links::STAFF_ARTICLES), context)
}

fn query(narrowed: &Narrowed, before: Option<ArticleId>) -> String {
    let mut pairs = url::form_urlencoded::Serializer::new(String::new());
    if !narrowed.title.is_empty() {
        pairs.append_pair("q", &narrowed.title);
    }
    if let Some(site) = &narrowed.site {
        pairs.append_pair("site", site);
    }
    if narrowed.is_overridden {
        pairs.append_pair("changed", "yes");
    }
    if let Some(before) = before {
        pairs.append_pair("before", &before.0.to_string());
    }
    match pairs.finish() {
        none if none.is_empty() => links::STAFF_ARTICLES.to_owned(),
        some => format!("{}?{some}", links::STAFF_ARTICLES),
    }
}

/// What one article brought in the last days.
pub async fn brought(read: &mut ReadConn, id: ArticleId, today: Day) -> Result<Brought, Error> {
    let rows = number_store::list_brought_by(&mut read.conn(), id, today.minus(DAYS - 1), today).await?;
    Ok(by_article(&rows).get(&id).copied().unwrap_or_default())
}

/// Where it stands between its file and its readers.
pub fn state(row: &ListedArticle, now: Timestamp) -> Words {
    if row.unpublished_at.is_some() {
        Words("staff-articles-unpublished")
    } else if row.published_at > now {
        Words("staff-articles-due")
    } else {
        Words("staff-articles-published")
    }
}

/// What it asks of a reader now.
pub fn access(row: &ListedArticle) -> Access {
    Access::from_column(row.access_override.as_ref().unwrap_or(&row.access))
}

pub fn access_words(access: Access) -> Words {
    match access {
        Access::Public => Words("staff-articles-public"),
        Access::Registered => Words("staff-articles-registered"),
    }
}

pub fn listed(app: &App, row: &ListedArticle, brought: Brought) -> Value {
    let base = &app.sites.find_or_first(&row.site).base_url;
    context! {
        id => row.id.0.to_string(),
        path => links::staff_article(row.id.0),
        url => links::absolute(base, &row.path),
        title => row.title.as_str(),
        site => row.site.as_str(),
        author => row.author.as_deref(),
        state => state(row, app.clock.now()).0,
        is_there => row.unpublished_at.is_none() && row.published_at <= app.clock.now(),
        access => access_words(access(row)).0,
        own_access => access_words(Access::from_column(&row.access)).0,
        changed => row.access_override_at.map(view::day),
        published => view::day(row.published_at),
        is_put => row.collection == COLLECTION_OF_PROGRAMS,
        source => row.source.as_str(),
        brought => context! {
            views => brought.views,
            walls => brought.walls,
            addresses => brought.addresses,
            joined => brought.joined,
            per_thousand => brought.per_thousand(),
        },
    }
}
