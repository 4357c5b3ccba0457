//! Whether the program runs, whether readers may be sent to it, and whether it can serve members.

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::{HeaderValue, StatusCode, header};

use super::AppState;
use super::error::IsPage;
use crate::db;

pub async fn live() -> Response {
    plain(StatusCode::OK, "live\n")
}

/// For a load balancer: walls and public articles come from memory, whether the database answers or not.
pub async fn serving(State(app): State<AppState>) -> Response {
    if app.is_leaving() { leaving() } else { plain(StatusCode::OK, "serving\n") }
}

pub async fn ready(State(app): State<AppState>) -> Response {
    if app.is_leaving() {
        return leaving();
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

fn leaving() -> Response {
    plain(StatusCode::SERVICE_UNAVAILABLE, "shutting down\n")
}

fn plain(status: StatusCode, text: &'static str) -> Response {
    let mut response = (status, text).into_response();
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response.extensions_mut().insert(IsPage);
    response
}
