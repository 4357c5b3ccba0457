//! The front page of the desk: what happened in a period, beside the one before it.

use std::borrow::Cow;
use std::collections::BTreeMap;

use axum::extract::State;
use axum::response::Response;
use http::{StatusCode, Uri};
use minijinja::{Value, context};

use super::narrow::Narrow;
use super::{Staff, render};
use crate::article::ArticleId;
use crate::clock::Day;
use crate::insight::Event;
use crate::insight::number_store;
use crate::insight::numbers::{Beside, Brought, Period, Sums, by_article, percent};
use crate::language::Words;
use crate::links;
use crate::member::{roll_store, store};
use crate::share::{Channel, day_store};
use crate::staff::May;
use crate::web::error::Error;
use crate::web::{App, AppState, chart, view};

/// Rows of each list.
const SHOWN: usize = 10;
/// Walls below which an article's rate says nothing.
const ENOUGH_WALLS: i64 = 20;
/// The width of the funnel's picture, in its own units.
const FUNNEL: i64 = 600;

/// What the page is made of, read once.
struct Facts {
    sums: Sums,
    /// By article.
    brought: Vec<(ArticleId, Brought)>,
    /// Members who joined, and who came back within 7 and 30 days.
    back: (i64, i64, i64),
    sharers: (i64, i64),
    best_sharers: Vec<day_store::SharerRow>,
}

pub async fn show(State(app): State<AppState>, staff: Staff, uri: Uri) -> Result<Response, Error> {
    let today = app.clock.now().day();
    let mut period = Period { today, days: Period::DEFAULT };
    for (name, value) in url::form_urlencoded::parse(uri.query().unwrap_or_default().as_bytes()) {
        if name == "days" {
            period = Period::parse(&value, today).ok_or(Error::BadRequest(Words("staff-numbers-bad-days")))?;
        }
    }
    let narrow = Narrow::read(&app, &uri).await?;
    let facts = read(&app, &narrow, period).await?;
    let choice = |days: i64| context! { days => days, path => narrow.path(days), is_here => days == period.days };
    let context = context! {
        days => period.days,
        choices => Period::CHOICES.map(choice).to_vec(),
        narrow => narrow.shown(),
        sites => app.sites.all().iter().map(|site| Value::from(site.host.as_str())).collect::<Vec<_>>(),
        sources => sources(&app, &facts, period.days),
        from => view::day(period.first().start()),
        to => view::day(today.start()),
        happened => happened(&facts.sums),
        ways => labelled(&facts.sums, Event::Joined),
        sign_ins => labelled(&facts.sums, Event::SignedIn),
        channels => channels(&facts.sums),
        ..context! {
            charts => charts(&facts.sums, period),
            funnel => funnel(&facts),
            walls => best_walls(&app, &facts.brought),
            sharing => narrow.is_all().then(|| sharing(&facts)),
            sharers => best_sharers(&app, &staff, &facts.best_sharers).await?,
        }
    };
    render(&app, &staff, StatusCode::OK, ("pages/staff_numbers.html", links::STAFF_NUMBERS), context)
}

async fn read(app: &App, narrow: &Narrow, period: Period) -> Result<Facts, Error> {
    let (first, today) = (period.first(), period.today);
    let mut read = app.db.read_lists().await?;
    let rows = narrow.sums(&mut read, period.before().first(), today).await?;
    let mut conn = read.conn();
    let articles = number_store::list_brought(&mut conn, first, today).await?;
    let (from, to) = (first.start(), today.minus(-1).start());
    let back = if narrow.is_all() {
        roll_store::count_back(&mut conn, from, to).await?
    } else {
        let rows = roll_store::list_back(&mut conn, from, to).await?;
        let own = rows.iter().filter(|row| narrow.is_back_of(row));
        own.fold((0, 0, 0), |sum, row| (sum.0 + row.joined, sum.1 + row.back_7, sum.2 + row.back_30))
    };
    let sharers = day_store::count_sharers(&mut conn, first, today).await?;
    let limit = i64::try_from(SHOWN).unwrap_or(i64::MAX);
    // Theirs are links to any article.
    let best_sharers =
        if narrow.is_all() { day_store::list_best(&mut conn, first, today, limit).await? } else { Vec::new() };
    let brought = by_article(&articles).into_iter().filter(|(id, _)| narrow.has(app, *id)).collect();
    Ok(Facts { sums: Sums::new(period, rows), brought, back, sharers, best_sharers })
}

fn beside(sums: Beside) -> Value {
    context! { now => sums.now, before => sums.before, change => sums.change() }
}

/// What each of the numbers is called, by its name for programs.
const TOLD: [(&str, Words); 11] = [
    ("views_by_strangers", Words("staff-numbers-views-stranger")),
    ("views_by_guests", Words("staff-numbers-views-guest")),
    ("views_by_members", Words("staff-numbers-views-member")),
    ("walls", Words("staff-numbers-walls")),
    ("addresses", Words("staff-numbers-addresses")),
    ("new_members", Words("staff-numbers-joined")),
    ("sign_ins", Words("staff-numbers-sign-ins")),
    ("share_links_made", Words("staff-numbers-shares-made")),
    ("readers_by_share_links", Words("staff-numbers-shares-admitted")),
    ("new_members_by_share_links", Words("staff-numbers-shares-joined")),
    ("comments", Words("staff-numbers-comments")),
];

fn happened(sums: &Sums) -> Vec<Value> {
    let words = |name: &str| TOLD.iter().find(|(known, _)| *known == name).map(|(_, words)| words.0);
    let rows = sums.told().into_iter().filter_map(|(name, numbers)| Some((words(name)?, numbers)));
    rows.map(|(message, numbers)| context! { message => message, numbers => beside(numbers) }).collect()
}

fn labelled(sums: &Sums, event: Event) -> Vec<Value> {
    sums.by_label(event)
        .into_iter()
        .map(|(label, numbers)| context! { label => label, numbers => beside(numbers) })
        .collect()
}

fn channels(sums: &Sums) -> Vec<Value> {
    let all = sums.by_label(Event::ShareMade);
    let rows = all.into_iter().map(|(label, made)| {
        let of = |event| beside(sums.labelled(event, &label));
        context! {
            message => Channel::parse(&label).map(|channel| channel.label().0),
            label => label.as_str(),
            made => beside(made),
            opened => of(Event::ShareOpened),
            admitted => of(Event::ShareAdmitted),
            joined => of(Event::ShareJoined),
        }
    });
    rows.collect()
}

fn charts(sums: &Sums, period: Period) -> Vec<Value> {
    let one = |message: Words, event: Event| {
        let days: Vec<(Day, i64)> = sums.by_day(event);
        context! {
            message => message.0,
            width => chart::width(period.days),
            height => chart::LARGE,
            most => chart::most(days.iter().copied()),
            total => sums.all(event).now,
            bars => chart::bars(days.into_iter(), period.today, period.days, chart::LARGE),
        }
    };
    vec![
        one(Words("staff-numbers-walls"), Event::WallShown),
        one(Words("staff-numbers-joined"), Event::Joined),
        one(Words("staff-numbers-shares-admitted"), Event::ShareAdmitted),
    ]
}

/// Where new members came from, each way the most first: by what they came for, and by what led them there.
fn sources(app: &App, facts: &Facts, days: i64) -> Vec<Value> {
    let catalogue = app.shelf.current();
    let mut articles: Vec<Counted<'_>> = Vec::new();
    let mut authors: BTreeMap<&str, Counted<'_>> = BTreeMap::new();
    let mut topics: BTreeMap<&str, Counted<'_>> = BTreeMap::new();
    for (id, brought) in facts.brought.iter().filter(|(_, brought)| brought.joined > 0) {
        let Some(article) = catalogue.find_by_id(*id) else { continue };
        let joined = brought.joined;
        articles.push(Counted {
            name: &article.title,
            narrow: Some(("article", Cow::Owned(id.0.to_string()))),
            joined,
        });
        if let Some(author) = &article.author {
            let row = authors.entry(&author.slug).or_insert_with(|| Counted::of("author", &author.name, &author.slug));
            row.joined += joined;
        }
        for topic in &article.topics {
            topics.entry(&topic.slug).or_insert_with(|| Counted::of("topic", &topic.name, &topic.slug)).joined +=
                joined;
        }
    }
    let labels = |event| -> Vec<(String, Beside)> { facts.sums.by_label(event) };
    let (hosts, campaigns) = (labels(Event::JoinedFrom), labels(Event::JoinedByCampaign));
    let all = [
        (Words("staff-numbers-by-article"), articles),
        (Words("staff-numbers-by-author"), authors.into_values().collect()),
        (Words("staff-numbers-by-topic"), topics.into_values().collect()),
        (Words("staff-numbers-by-referrer"), Counted::of_labels(&hosts)),
        (Words("staff-numbers-by-campaign"), Counted::of_labels(&campaigns)),
    ];
    all.into_iter().map(|(words, rows)| counted(words, rows, days)).collect()
}

/// New members of one kind.
struct Counted<'a> {
    name: &'a str,
    /// What the page is narrowed to by it.
    narrow: Option<(&'static str, Cow<'a, str>)>,
    joined: i64,
}

impl<'a> Counted<'a> {
    fn of(what: &'static str, name: &'a str, slug: &'a str) -> Self {
        Self { name, narrow: Some((what, Cow::Borrowed(slug))), joined: 0 }
    }

    fn of_labels(labels: &'a [(String, Beside)]) -> Vec<Self> {
        let some = labels.iter().filter(|(_, sums)| sums.now > 0);
        some.map(|(name, sums)| Self { name, narrow: None, joined: sums.now }).collect()
    }
}

/// Of thousands the first few are shown, and only they are written out.
fn counted(words: Words, mut rows: Vec<Counted<'_>>, days: i64) -> Value {
    rows.sort_by(|a, b| b.joined.cmp(&a.joined).then_with(|| a.name.cmp(b.name)));
    let path = |(what, value): &(&str, Cow<'_, str>)| {
        let mut pairs = url::form_urlencoded::Serializer::new(String::new());
        let query = pairs.append_pair("days", &days.to_string()).append_pair(what, value).finish();
        format!("{}?{query}", links::STAFF_NUMBERS)
    };
    let shown = rows.iter().take(SHOWN).map(|row| {
        context! { name => row.name, path => row.narrow.as_ref().map(path), joined => row.joined }
    });
    context! { message => words.0, rows => shown.collect::<Vec<Value>>() }
}

/// Wall, address, proof, back: each beside the step before it. The first step is as wide as the picture.
fn funnel(facts: &Facts) -> Vec<Value> {
    let joined = facts.sums.all(Event::Joined).now;
    let (_, back_7, back_30) = facts.back;
    let steps = [
        (Words("staff-numbers-walls"), facts.sums.all(Event::WallShown).now),
        (Words("staff-numbers-addresses"), facts.sums.labelled(Event::AddressGiven, "new").now),
        (Words("staff-numbers-joined"), joined),
        (Words("staff-numbers-back-7"), back_7),
        (Words("staff-numbers-back-30"), back_30),
    ];
    let widest = steps.iter().map(|(_, count)| *count).max().unwrap_or(0).max(1);
    let mut rows = Vec::new();
    for (place, (message, count)) in steps.iter().enumerate() {
        // Both steps of coming back are parts of those who joined.
        let of = match place {
            0 => None,
            4 => Some(joined),
            _ => steps.get(place - 1).map(|(_, count)| *count),
        };
        rows.push(context! {
            message => message.0,
            count => *count,
            rate => of.map(|of| percent(*count, of)),
            y => place * 36,
            width => (count * FUNNEL / widest).max(i64::from(*count > 0) * 2),
        });
    }
    rows
}

/// The articles that make the most members of those who meet their wall.
fn best_walls(app: &App, brought: &[(ArticleId, Brought)]) -> Vec<Value> {
    let mut best: Vec<&(ArticleId, Brought)> = brought.iter().filter(|(_, one)| one.walls >= ENOUGH_WALLS).collect();
    best.sort_by(|(a, x), (b, y)| {
        (y.per_thousand(), y.joined).cmp(&(x.per_thousand(), x.joined)).then_with(|| a.cmp(b))
    });
    let row = |(id, one): &&(ArticleId, Brought)| {
        context! {
            article => super::member::article(app, *id),
            walls => one.walls,
            views => one.views,
            addresses => one.addresses,
            joined => one.joined,
            per_thousand => one.per_thousand(),
        }
    };
    best.iter().take(SHOWN).map(row).collect()
}

fn sharing(facts: &Facts) -> Value {
    let (sharers, used_up) = facts.sharers;
    let of = |event| facts.sums.all(event).now;
    // Tenths, since most members bring less than one.
    let each = |count: i64| percent(count, sharers) / 10;
    let (readers, joined) = (each(of(Event::ShareAdmitted)), each(of(Event::ShareJoined)));
    context! {
        sharers => sharers,
        used_up => used_up,
        readers_each => format!("{}.{}", readers / 10, readers % 10),
        joined_each => format!("{}.{}", joined / 10, joined % 10),
    }
}

/// By their address for those who may see members, else by what the table holds.
async fn best_sharers(app: &App, staff: &Staff, rows: &[day_store::SharerRow]) -> Result<Vec<Value>, Error> {
    let may_see = staff.role.may(May::SeeMembers);
    let mut shown = Vec::new();
    let mut read = app.db.read().await?;
    for row in rows {
        let member = store::find(&mut read.conn(), row.member_id).await?.filter(|_| may_see);
        shown.push(context! {
            address => member.map(|member| member.address.as_str().to_owned()),
            path => may_see.then(|| links::staff_member(row.member_id.0)),
            id => row.member_id.0.to_string(),
            readers => row.readers,
            joined => row.joined,
        });
    }
    Ok(shown)
}
