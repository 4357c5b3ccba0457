//! Experiments at the desk: those that run and ran, and what each tells.

use axum::extract::State;
use axum::response::Response;
use http::{StatusCode, Uri};
use minijinja::{Value, context};
use uuid::Uuid;

use super::{Staff, render};
use crate::clock::Timestamp;
use crate::experiment::flow::Found;
use crate::experiment::result::{FEWEST_DAYS, FEWEST_WALLS, Verdict, Why};
use crate::language::{Words, number};
use crate::links;
use crate::web::asker::Asker;
use crate::web::error::Error;
use crate::web::{App, AppState, view};

const PER_PAGE: usize = 20;

pub async fn show(State(app): State<AppState>, staff: Staff, uri: Uri) -> Result<Response, Error> {
    let mut before = Uuid::max();
    for (name, value) in url::form_urlencoded::parse(uri.query().unwrap_or_default().as_bytes()) {
        if name == "before" {
            before = value.parse().map_err(|_| Error::BadRequest(Words("staff-bad-page")))?;
        }
    }
    let limit = i64::try_from(PER_PAGE + 1).unwrap_or(i64::MAX);
    let mut found = app.experiments.list_before(before, limit).await?;
    let has_older = found.len() > PER_PAGE;
    found.truncate(PER_PAGE);
    let older = found.last().filter(|_| has_older).map(|last| {
        let id = last.experiment.id.0;
        format!("{}?before={id}", links::STAFF_EXPERIMENTS)
    });
    let asker = &staff.signed_in.asker;
    let context = context! {
        experiments => found.iter().map(|one| listed(&app, asker, one)).collect::<Vec<Value>>(),
        has_sites => app.sites.all().len() > 1,
        older => older,
        newest => (before != Uuid::max()).then_some(links::STAFF_EXPERIMENTS),
    };
    render(&app, &staff, StatusCode::OK, ("pages/staff_experiments.html", links::STAFF_EXPERIMENTS), context)
}

/// One as a list and its own page name it.
pub fn listed(app: &App, asker: &Asker, found: &Found) -> Value {
    let experiment = &found.experiment;
    context! {
        id => experiment.id.0.to_string(),
        path => links::staff_experiment(experiment.id.0),
        name => experiment.name.as_str(),
        site => experiment.site.as_str(),
        started => view::day(experiment.started_at),
        ended => experiment.ended_at.map(view::day),
        lifted => experiment.lifted_at.filter(|_| experiment.kept.is_some()).map(view::day),
        kept => experiment.kept.map(|number| number.0),
        is_kept => experiment.keeps().is_some(),
        variants => found.variants.len(),
        articles => found.articles,
        verdict => verdict(app, asker, found, app.clock.now()),
    }
}

/// Whether it can be told which is better, and if not, why not yet.
fn verdict(app: &App, asker: &Asker, found: &Found, now: Timestamp) -> String {
    let (words, given) = match found.verdict(now) {
        Verdict::Better(better) => (Words("staff-experiments-better"), ("number", number(better.0))),
        Verdict::NotYet(Why::TooFewDays) => (Words("staff-experiments-too-few-days"), ("days", number(FEWEST_DAYS))),
        Verdict::NotYet(Why::TooFewWalls) => {
            (Words("staff-experiments-too-few-walls"), ("walls", number(FEWEST_WALLS)))
        }
        Verdict::NotYet(Why::NoDifference) => {
            (Words("staff-experiments-no-difference"), ("count", number(found.variants.len())))
        }
    };
    asker.say_with(app, words, &[given])
}
