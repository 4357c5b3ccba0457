//! A member's own share links: what each has brought, in numbers and never as a name.

use std::collections::HashMap;

use axum::extract::State;
use axum::response::Response;
use http::{StatusCode, Uri};
use minijinja::{Value, context};
use serde::Deserialize;

use super::asker::SignedIn;
use super::error::Error;
use super::form::Form;
use super::{App, AppState, chart, page, share, view};
use crate::clock::{Day, Timestamp};
use crate::gate::ShareEnd;
use crate::language::Words;
use crate::links;
use crate::share::flow::Listed;
use crate::share::{Link, LinkId};

/// Links on one page.
const PER_PAGE: i64 = 50;
/// Days on the charts, today included.
const DAYS: i64 = 30;

pub async fn show(State(app): State<AppState>, signed_in: SignedIn, uri: Uri) -> Result<Response, Error> {
    let query: HashMap<String, String> =
        url::form_urlencoded::parse(uri.query().unwrap_or_default().as_bytes()).into_owned().collect();
    let before = match query.get("before") {
        Some(text) => Some(text.parse().map(LinkId).map_err(|_| Error::NotFound)?),
        None => None,
    };
    let saved = query.get("saved").and_then(|what| saved(what));
    let listed = app.shares.list(signed_in.member.id, before, (PER_PAGE + 1, DAYS)).await?;
    list(&app, &signed_in, &listed, (before, saved))
}

fn saved(what: &str) -> Option<Words> {
    match what {
        "name" => Some(Words("shares-saved-name")),
        "end" => Some(Words("shares-saved-end")),
        _ => None,
    }
}

fn list(
    app: &App,
    signed_in: &SignedIn,
    listed: &Listed,
    (before, saved): (Option<LinkId>, Option<Words>),
) -> Result<Response, Error> {
    let now = app.clock.now();
    let shown = listed.links.get(..usize::try_from(PER_PAGE).unwrap_or(usize::MAX)).unwrap_or(&listed.links);
    let mut days: HashMap<LinkId, Vec<(Day, i64)>> = HashMap::new();
    for row in &listed.days {
        days.entry(row.link_id).or_default().push((row.day, row.readers));
    }
    let mut links = Vec::with_capacity(shown.len());
    for link in shown {
        links.push(line(app, link, days.remove(&link.id).unwrap_or_default(), now));
    }
    let last = shown.last().filter(|_| listed.links.len() > shown.len());
    let (count, readers, joined) = listed.total;
    let context = context! {
        saved => saved.map(|words| signed_in.asker.say(app, words)),
        name => signed_in.member.name.as_str(),
        shows_name => signed_in.member.shows_name,
        total => context! { links => count, readers => readers, joined => joined },
        chart => chart_of_all(listed, now),
        links => links,
        older => last.map(|link| format!("{}?before={}", links::ACCOUNT_SHARES, link.id.0)),
        newer => before.map(|_| links::ACCOUNT_SHARES),
    };
    page::own(app, &signed_in.asker, StatusCode::OK, "pages/shares.html", context)
}

fn line(app: &App, link: &Link, days: Vec<(Day, i64)>, now: Timestamp) -> Value {
    let catalogue = app.shelf.current();
    let article = catalogue.find_by_id(link.article);
    let end = link.end(now);
    let address = article.filter(|_| end.is_none()).map(|article| share::address(app, article, link.id));
    let bars = if link.readers > 0 { chart::bars(days.into_iter(), now.day(), DAYS, chart::SMALL) } else { Vec::new() };
    context! {
        id => link.id.0.to_string(),
        title => article.map(|article| article.title.as_str()),
        path => article.map(|article| {
            // It may stand on another site than this page.
            links::absolute(&app.sites.find_or_first(article.site.as_str()).base_url, &article.path)
        }),
        channel => link.channel.place().0,
        url => address,
        made => view::day(link.made_at),
        ends => view::day(link.ended_at.unwrap_or(link.expires_at)),
        state => state(end),
        readers => link.readers,
        reader_limit => link.reader_limit,
        openings => link.openings,
        joined => link.joined,
        bars => bars,
        width => chart::width(DAYS),
        height => chart::SMALL,
    }
}

fn state(end: Option<ShareEnd>) -> &'static str {
    match end {
        None => "live",
        Some(ShareEnd::Expired) => "expired",
        Some(ShareEnd::UsedUp) => "used_up",
        Some(ShareEnd::Revoked | ShareEnd::SharerGone) => "ended",
    }
}

fn chart_of_all(listed: &Listed, now: Timestamp) -> Option<Value> {
    let today = now.day();
    let days = listed.days.iter().map(|row| (row.day, row.readers));
    let bars = chart::bars(days, today, DAYS, chart::LARGE);
    let most = chart::most(listed.days.iter().map(|row| (row.day, row.readers)));
    (most > 0).then(|| {
        context! {
            bars => bars,
            width => chart::width(DAYS),
            height => chart::LARGE,
            from => view::day(today.minus(DAYS - 1).start()),
            to => view::day(today.start()),
            most => most,
        }
    })
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub struct EndForm {
    id: String,
}

pub async fn end(
    State(app): State<AppState>,
    signed_in: SignedIn,
    Form(typed): Form<EndForm>,
) -> Result<Response, Error> {
    let id = typed.id.parse().map(LinkId).map_err(|_| Error::NotFound)?;
    if !app.shares.end_of_member(id, signed_in.member.id).await? {
        return Err(Error::NotFound);
    }
    Ok(page::see_other(&format!("{}?saved=end", links::ACCOUNT_SHARES)))
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub struct NameForm {
    shows: String,
}

pub async fn show_name(
    State(app): State<AppState>,
    signed_in: SignedIn,
    Form(typed): Form<NameForm>,
) -> Result<Response, Error> {
    let shows = match typed.shows.as_str() {
        "yes" => true,
        "no" => false,
        _ => return Err(Error::BadRequest(Words("bad-name-answer"))),
    };
    app.members.show_name(signed_in.member.id, shows).await?;
    app.shares.forget_member(signed_in.member.id);
    Ok(page::see_other(&format!("{}?saved=name", links::ACCOUNT_SHARES)))
}
