//! Whether the program runs, and whether it can serve members.

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::{HeaderValue, StatusCode, header};

use super::AppState;
use super::error::IsPage;
use crate::db;

pub async fn live() -> Response {
    plain(StatusCode::OK, "live\n")
}

pub async fn ready(State(app): State<AppState>) -> Response {
    if app.is_leaving() {
        return plain(StatusCode::SERVICE_UNAVAILABLE, "shutting down\n");
    }
    let is_ready = async {
        let mut read = app.db.read().await?;
        crate::article::store::find_version(&mut read.conn()).await
    };
    match is_ready.await {
        Ok(_) => plain(StatusCode::OK, "ready\n"),
        Err(error) => {
            db::log_failure(error, "not ready: the database does not answer");
            plain(StatusCode::SERVICE_UNAVAILABLE, "the database does not answer\n")
        }
    }
}

fn plain(status: StatusCode, text: &'static str) -> Response {
    let mut response = (status, text).into_response();
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response.extensions_mut().insert(IsPage);
    response
}
