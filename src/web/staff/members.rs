//! The roll of members: searched as one types, filtered, in pages.

use std::collections::BTreeMap;

use axum::extract::State;
use axum::response::Response;
use http::{StatusCode, Uri};
use minijinja::{Value, context};

use super::{Staff, render};
use crate::clock::{Timestamp, days};
use crate::language::Words;
use crate::links;
use crate::member::roll::{Before, Filter, Source};
use crate::member::roll_store::{self, RollRow};
use crate::web::error::Error;
use crate::web::{App, AppState, view};

pub const PER_PAGE: usize = 50;
/// The longest search that anyone types.
const MAX_SEARCH: usize = 200;

/// The fields of the form.
const FIELDS: [&str; 11] = [
    "q",
    "joined_from",
    "joined_to",
    "seen_since",
    "not_seen_since",
    "site",
    "way",
    "source",
    "news",
    "blocked",
    "unproved",
];

/// The filter as it was typed, by the names of the form.
pub struct Asked {
    pub filter: Filter,
    pub before: Option<Before>,
    /// Every field, to be shown again and carried on; empty where nothing was typed.
    typed: BTreeMap<String, String>,
}

impl Default for Asked {
    fn default() -> Self {
        let typed = FIELDS.map(|name| (name.to_owned(), String::new())).into();
        Self { filter: Filter::default(), before: None, typed }
    }
}

/// Reads a query. What is none of ours is passed over; what is ours and wrong is told.
pub fn read(query: Option<&str>) -> Result<Asked, Words> {
    let mut asked = Asked::default();
    let pairs = url::form_urlencoded::parse(query.unwrap_or_default().as_bytes());
    for (name, value) in pairs.filter(|(_, value)| !value.trim().is_empty()) {
        let value = value.trim();
        // No text in a database holds one.
        if value.contains('\0') {
            return Err(Words("staff-members-bad-choice"));
        }
        let filter = &mut asked.filter;
        match name.as_ref() {
            "q" if value.len() <= MAX_SEARCH => filter.words = Filter::words_of(value),
            "q" => return Err(Words("staff-members-bad-search")),
            "joined_from" => filter.joined.0 = Some(day(value)?),
            "joined_to" => filter.joined.1 = Some(day(value)?.plus(days(1))),
            "seen_since" => filter.seen.0 = Some(day(value)?),
            "not_seen_since" => filter.seen.1 = Some(day(value)?),
            "site" => filter.site = Some(value.to_owned()),
            "way" => filter.way = Some(value.to_owned()),
            "source" => filter.source = Some(Source::parse(value).ok_or(Words("staff-members-bad-choice"))?),
            "news" => filter.news = Some(yes_or_no(value)?),
            "blocked" => filter.is_blocked = Some(yes_or_no(value)?),
            "unproved" => filter.is_unproved = Some(yes_or_no(value)?),
            "before" => {
                asked.before = Some(Before::parse(value).ok_or(Words("staff-bad-page"))?);
                continue;
            }
            _ => continue,
        }
        asked.typed.insert(name.into_owned(), value.to_owned());
    }
    Ok(asked)
}

fn day(text: &str) -> Result<Timestamp, Words> {
    let is_day = text.len() == 10 && text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-');
    Timestamp::parse(text).filter(|_| is_day).ok_or(Words("staff-members-bad-day"))
}

fn yes_or_no(text: &str) -> Result<bool, Words> {
    match text {
        "yes" => Ok(true),
        "no" => Ok(false),
        _ => Err(Words("staff-members-bad-choice")),
    }
}

impl Asked {
    fn query(&self) -> String {
        let typed = self.typed.iter().filter(|(_, value)| !value.is_empty());
        url::form_urlencoded::Serializer::new(String::new()).extend_pairs(typed).finish()
    }
}

pub async fn show(State(app): State<AppState>, staff: Staff, uri: Uri) -> Result<Response, Error> {
    let asked = read(uri.query()).map_err(Error::BadRequest)?;
    let is_erased = uri.query().is_some_and(|query| query == "done=erased");
    let (rows, older, is_cut) = find(&app, &asked).await?;
    // Of all there are, and not at each letter that is typed.
    let count = if asked.filter.is_everybody() {
        let mut read = app.db.read_lists().await?;
        Some(roll_store::count(&mut read.conn()).await?)
    } else {
        None
    };
    let query = asked.query();
    let page = |before: String| match query.as_str() {
        "" => format!("{}?{before}", links::STAFF_MEMBERS),
        query => format!("{}?{query}&{before}", links::STAFF_MEMBERS),
    };
    let newest =
        || if query.is_empty() { links::STAFF_MEMBERS.to_owned() } else { format!("{}?{query}", links::STAFF_MEMBERS) };
    let context = context! {
        said => is_erased.then(|| staff.signed_in.asker.say(&app, Words("staff-erase-done"))),
        members => rows.iter().map(row).collect::<Vec<Value>>(),
        typed => &asked.typed,
        query => query.as_str(),
        is_filtered => !asked.filter.is_everybody(),
        is_cut => is_cut,
        count => count.map(|count| count.0),
        proved => count.map(|count| count.1),
        sites => app.sites.all().iter().map(|site| Value::from(site.host.as_str())).collect::<Vec<_>>(),
        ways => ways(&app),
        sources => Source::ALL.map(|source| context! { source => source.as_str(), label => source_words(source) }).to_vec(),
        older => older.map(|before| page(format!("before={}", before.0.0))),
        newest => asked.before.map(|_| newest()),
        may_export => staff.role.may(crate::staff::May::ExportMembers),
        may_import => staff.role.may(crate::staff::May::ImportMembers),
    };
    render(&app, &staff, StatusCode::OK, ("pages/staff_members.html", links::STAFF_MEMBERS), context)
}

/// A page of them, where the next one begins, and whether there are more that no page shows.
async fn find(app: &App, asked: &Asked) -> Result<(Vec<RollRow>, Option<Before>, bool), Error> {
    let mut read = app.db.read_lists().await?;
    if !asked.filter.words.is_empty() {
        let found = roll_store::search(&mut read.conn(), &asked.filter, roll_store::FOUND).await?;
        return Ok((found.rows, None, found.is_cut));
    }
    let limit = i64::try_from(PER_PAGE + 1).unwrap_or(i64::MAX);
    let before = asked.before.unwrap_or(Before::START);
    let mut rows = roll_store::list(&mut read.conn(), &asked.filter, before, limit).await?;
    let has_older = rows.len() > PER_PAGE;
    rows.truncate(PER_PAGE);
    let older = rows.last().filter(|_| has_older).map(|row| Before(row.id));
    Ok((rows, older, false))
}

/// How a member may have come: by letter, or one of the settings' providers.
fn ways(app: &App) -> Vec<Value> {
    let letters = ["link", "code"].map(|way| context! { way => way, label => Value::from(()) });
    let providers = app.providers.all().map(|connection| {
        context! { way => connection.provider.id.as_str(), label => connection.provider.label.as_str() }
    });
    letters.into_iter().chain(providers).collect()
}

/// The message that says what brought somebody.
fn source_words(source: Source) -> &'static str {
    match source {
        Source::Share => "staff-source-share",
        Source::Import => "staff-source-import",
    }
}

pub fn row(row: &RollRow) -> Value {
    context! {
        id => row.id.0.to_string(),
        path => links::staff_member(row.id.0),
        address => row.address.as_str(),
        name => row.name.as_str(),
        site => row.site.as_str(),
        joined => view::day(row.created_at),
        proved => row.proved_at.map(view::day),
        is_blocked => row.blocked_at.is_some(),
        role => row.staff_role.as_deref(),
        seen => row.seen_at.map(view::day),
        way => row.joined_by.as_deref(),
        sources => row.sources().into_iter().map(source_words).collect::<Vec<_>>(),
        news => row.wants_news,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_filter_is_read_as_it_was_typed_and_carried_on() {
        let asked = read(Some("q=Ana+ferris&news=yes&joined_from=2026-10-01&joined_to=2026-10-02&utm_source=x&site="))
            .expect("good");
        assert_eq!(asked.filter.words, ["ferris", "ana"]);
        assert_eq!(asked.filter.news, Some(true));
        let (from, to) = (asked.filter.joined.0.expect("a day"), asked.filter.joined.1.expect("a day"));
        assert_eq!(to.since(from), days(2));
        assert_eq!(asked.query(), "joined_from=2026-10-01&joined_to=2026-10-02&news=yes&q=Ana+ferris");
        assert!(read(None).expect("good").filter.is_everybody());
    }

    #[test]
    fn what_is_wrong_is_told() {
        for query in [
            "joined_from=yesterday",
            "joined_to=2026-13-01",
            "seen_since=2026-10-01T00:00",
            "news=1",
            "blocked=true",
            "before=0",
            "before=-1",
            "before=99999999999999999999",
            "not_seen_since=0",
        ] {
            assert!(read(Some(query)).is_err(), "{query}");
        }
        assert!(read(Some(&format!("q={}", "x".repeat(201)))).is_err());
    }
}
