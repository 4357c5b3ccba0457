//! One experiment: what its variants brought, what it changes where, and its end.

use axum::extract::{Path, State};
use axum::response::Response;
use http::{StatusCode, Uri};
use minijinja::{Value, context};
use serde::Deserialize;

use super::{Staff, experiments, render};
use crate::audit::Actor;
use crate::config::raw::UnlockSetting;
use crate::experiment::flow::Found;
use crate::experiment::result::{self, Rate};
use crate::experiment::{ExperimentId, Variant, VariantNumber};
use crate::language::Words;
use crate::links;
use crate::web::error::Error;
use crate::web::form::Form;
use crate::web::{App, AppState, page};

/// Articles that the page names.
const SHOWN: i64 = 100;
/// The picture's width and the height of one variant in it, in its own units.
const WIDTH: f64 = 600.0;
const STEP: usize = 36;

fn id_of(text: &str) -> Result<ExperimentId, Error> {
    text.parse().map(ExperimentId).map_err(|_| Error::NotFound)
}

pub async fn show(
    State(app): State<AppState>,
    staff: Staff,
    Path(id): Path<String>,
    uri: Uri,
) -> Result<Response, Error> {
    let id = id_of(&id)?;
    let found = app.experiments.find(id).await?.ok_or(Error::NotFound)?;
    let said = match uri.query() {
        Some("done=started") => Some(Words("staff-experiments-started-now")),
        Some("done=stopped") => Some(Words("staff-experiments-stopped-now")),
        Some("done=lifted") => Some(Words("staff-experiments-lifted-now")),
        _ => None,
    };
    let asker = &staff.signed_in.asker;
    let articles = app.experiments.list_articles(id, SHOWN).await?;
    let named: Vec<Value> = articles.iter().filter_map(|article| super::member::article(&app, *article)).collect();
    let unnamed = found.articles - i64::try_from(named.len()).unwrap_or(0);
    let context = context! {
        experiment => experiments::listed(&app, asker, &found),
        said => said.map(|words| asker.say(&app, words)),
        results => results(&found),
        height => found.variants.len() * STEP,
        changes => found.variants.iter().map(|variant| changes(&app, variant)).collect::<Vec<Value>>(),
        named => named,
        unnamed => unnamed,
        to_keep => found.to_keep(app.clock.now()).0,
    };
    render(&app, &staff, StatusCode::OK, ("pages/staff_experiment.html", links::STAFF_EXPERIMENTS), context)
}

/// Each variant's numbers, and where they stand in the picture: the highest bound is as wide as it.
fn results(found: &Found) -> Vec<Value> {
    let rates: Vec<Rate> = found.totals.iter().map(|totals| result::rate(*totals)).collect();
    let measured = rates.iter().zip(&found.totals).filter(|(_, totals)| totals.walls > 0);
    let widest = measured.map(|(rate, _)| rate.high).fold(1.0, f64::max);
    let mut rows = Vec::new();
    for (place, (rate, totals)) in rates.iter().zip(&found.totals).enumerate() {
        let at = |per_thousand: f64| units(per_thousand * WIDTH / widest);
        let is_measured = totals.walls > 0;
        let bar = is_measured.then(|| {
            context! {
                low => at(rate.low),
                width => (at(rate.high) - at(rate.low)).max(2),
                // Within the picture also where it is 0, or all.
                rate => (at(rate.per_thousand) - 2).clamp(0, units(WIDTH) - 4),
                y => place * STEP,
            }
        });
        rows.push(context! {
            number => VariantNumber::at(place).0,
            walls => totals.walls,
            addresses => totals.addresses,
            joined => totals.joined,
            rate => is_measured.then(|| tenths(rate.per_thousand)),
            low => is_measured.then(|| tenths(rate.low)),
            high => is_measured.then(|| tenths(rate.high)),
            bar => bar,
        });
    }
    rows
}

#[expect(clippy::cast_possible_truncation, reason = "within a picture of a few hundred units")]
fn units(length: f64) -> i64 {
    length.round() as i64
}

/// Members for each thousand, to a tenth.
fn tenths(per_thousand: f64) -> String {
    format!("{per_thousand:.1}")
}

/// What a variant changes, each with what it changes it to.
fn changes(app: &App, variant: &Variant) -> Value {
    context! {
        heading => variant.heading.as_deref(),
        words => variant.words.as_deref(),
        button => variant.button.as_deref(),
        lead_words => variant.lead_words,
        unlock => variant.unlock.map(|unlock| match unlock {
            UnlockSetting::Proved => "staff-experiments-proved",
            UnlockSetting::Asked => "staff-experiments-asked",
        }),
        providers => variant.providers.as_ref().map(|ids| ids.iter().map(|id| app.providers.label(id).to_owned()).collect::<Vec<_>>()),
        is_as_it_is => variant.is_as_it_is(),
    }
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub struct EndForm {
    action: String,
    /// The number of a variant; empty: none.
    keep: String,
}

pub async fn submit(
    State(app): State<AppState>,
    staff: Staff,
    Path(id): Path<String>,
    Form(typed): Form<EndForm>,
) -> Result<Response, Error> {
    let id = id_of(&id)?;
    let actor = Actor::Staff(staff.signed_in.member.id);
    let (is_done, done) = match typed.action.as_str() {
        "stop" => {
            let keep = match typed.keep.as_str() {
                "" => None,
                text => Some(text.parse().map(VariantNumber).map_err(|_| Error::BadRequest(Words("bad-form")))?),
            };
            (app.experiments.stop(actor, id, keep).await?, "stopped")
        }
        "lift" => (app.experiments.lift(actor, id).await?, "lifted"),
        _ => return Err(Error::BadRequest(Words("staff-bad-action"))),
    };
    // It ended meanwhile, or never was: its page says which.
    if !is_done {
        return match app.experiments.find(id).await? {
            Some(_) => Ok(page::see_other(&links::staff_experiment(id.0))),
            None => Err(Error::NotFound),
        };
    }
    take_effect(&app).await?;
    Ok(page::see_other(&format!("{}?done={done}", links::staff_experiment(id.0))))
}

/// Here before the answer; elsewhere by the notice of the same change.
pub async fn take_effect(app: &App) -> Result<(), Error> {
    app.shelf.refresh(&app.db, app.clock.now()).await?;
    let version = app.shelf.current().version;
    Ok(app.experiments.refresh(version).await?)
}
