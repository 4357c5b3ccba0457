//! What the gate did, as the desk's first page tells it.

use axum::extract::State;
use axum::response::Response;
use http::{StatusCode, Uri};
use serde::Serialize;
use utoipa::ToSchema;

use super::answer;
use super::ask::Parameters;
use super::problem::{Problem, Refused};
use crate::insight::number_store;
use crate::insight::numbers::{Period, Sums};
use crate::web::AppState;

/// A number beside that of as many days before.
#[derive(Debug, Serialize, ToSchema)]
pub struct Number {
    /// What is counted.
    #[schema(example = "new_members")]
    name: &'static str,
    now: i64,
    before: i64,
}

/// What happened in a period. Sums by day, without any reader in them.
#[derive(Debug, Serialize, ToSchema)]
pub struct Numbers {
    /// The first day (UTC).
    #[schema(format = Date)]
    from: String,
    /// Today.
    #[schema(format = Date)]
    to: String,
    days: i64,
    items: Vec<Number>,
}

/// The numbers of the last days, today included, beside those of as many days before.
#[utoipa::path(get, path = "/-/api/v1/numbers", tag = "numbers", security(("key" = ["numbers:read"])),
    params(("days" = Option<i64>, Query, description = "7, 30, 90 or 365; 30 where it is not given.")),
    responses((status = 200, body = Numbers), Refused))]
pub async fn show(State(app): State<AppState>, uri: Uri) -> Result<Response, Problem> {
    let asked = Parameters::read(&uri, &["days"])?;
    let today = app.clock.now().day();
    let period = match asked.get("days") {
        None => Period { today, days: Period::DEFAULT },
        Some(text) => Period::parse(text, today).ok_or_else(|| Problem::bad_parameter("days", "7, 30, 90 or 365."))?,
    };
    let rows = {
        let mut read = app.db.read_lists().await?;
        number_store::list_sums(&mut read.conn(), period.before().first(), today).await?
    };
    let told = Sums::new(period, rows).told();
    let numbers = told.into_iter().map(|(name, beside)| Number { name, now: beside.now, before: beside.before });
    let body =
        Numbers { from: period.first().to_iso(), to: today.to_iso(), days: period.days, items: numbers.collect() };
    answer(StatusCode::OK, &body)
}
