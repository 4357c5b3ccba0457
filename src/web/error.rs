//! What is left when a page cannot be made: mapped to a page in one place.
//!
//! Expected outcomes are no errors. An internal error is logged once, with its causes; the reader sees a reference.

use std::sync::Arc;
use std::time::Duration;

use axum::response::{IntoResponse, Response};
use http::{HeaderValue, StatusCode, header};

use crate::db::DbError;
use crate::language::Words;
use crate::member::flow::FlowError;
use crate::template::TemplateError;

/// Told to whoever meets an outage.
const COME_BACK: Duration = Duration::from_secs(5);

#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("not found")]
    NotFound,
    /// The words say what was wrong with the request.
    #[error("bad request: {}", .0.0)]
    BadRequest(Words),
    #[error("forbidden: {}", .0.0)]
    Forbidden(Words),
    #[error("method not allowed")]
    MethodNotAllowed(&'static str),
    #[error("too many requests")]
    TooMany { retry_after: Duration, words: Words },
    /// What is asked for is changing just now.
    #[error("changed meanwhile")]
    Stale,
    /// A page that took longer than any should.
    #[error("too slow")]
    TooSlow,
    #[error("database")]
    Db(#[from] DbError),
    #[error("template")]
    Template(#[from] TemplateError),
    #[error("internal")]
    Internal(#[from] anyhow::Error),
}

impl From<FlowError> for Error {
    fn from(error: FlowError) -> Self {
        match error {
            FlowError::Db(error) => Self::Db(error),
            FlowError::Letter(error) => Self::Template(error),
        }
    }
}

/// Travels with the answer to the front, where the page is made and the cause is logged.
#[derive(Clone)]
pub struct ErrorPage {
    pub status: StatusCode,
    pub heading: Words,
    pub words: Words,
    pub cause: Option<Arc<anyhow::Error>>,
}

/// Marks an answer that is a page already, whatever its status.
#[derive(Clone, Copy)]
pub struct IsPage;

impl ErrorPage {
    /// What a status alone tells.
    pub fn of(status: StatusCode) -> Self {
        let (heading, words) = match status.as_u16() {
            400 => (Words("error-400"), Words("error-400-words")),
            403 => (Words("error-403"), Words("error-403-words")),
            404 => (Words("error-404"), Words("error-404-words")),
            405 => (Words("error-405"), Words("error-405-words")),
            408 => (Words("error-408"), Words("error-408-words")),
            410 => (Words("error-410"), Words("error-410-words")),
            413 => (Words("error-413"), Words("error-413-words")),
            415 => (Words("error-415"), Words("error-415-words")),
            421 => (Words("error-421"), Words("error-421-words")),
            429 => (Words("error-429"), Words("error-429-words")),
            503 => (Words("error-503"), Words("error-503-words")),
            _ if status.is_client_error() => (Words("error-of-request"), Words("error-of-request-words")),
            _ => (Words("error-of-ours"), Words("error-of-ours-words")),
        };
        Self { status, heading, words, cause: None }
    }

    fn with_words(status: StatusCode, words: Words) -> Self {
        Self { words, ..Self::of(status) }
    }

    fn caused(status: StatusCode, cause: anyhow::Error) -> Self {
        Self { cause: Some(Arc::new(cause)), ..Self::of(status) }
    }
}

impl IntoResponse for Error {
    fn into_response(self) -> Response {
        let mut retry_after = None;
        let mut allow = None;
        let page = match self {
            Self::NotFound => ErrorPage::of(StatusCode::NOT_FOUND),
            Self::BadRequest(words) => ErrorPage::with_words(StatusCode::BAD_REQUEST, words),
            Self::Forbidden(words) => ErrorPage::with_words(StatusCode::FORBIDDEN, words),
            Self::MethodNotAllowed(methods) => {
                allow = Some(methods);
                ErrorPage::of(StatusCode::METHOD_NOT_ALLOWED)
            }
            Self::TooMany { retry_after: after, words } => {
                retry_after = Some(after);
                ErrorPage::with_words(StatusCode::TOO_MANY_REQUESTS, words)
            }
            Self::TooSlow | Self::Stale => {
                retry_after = Some(COME_BACK);
                ErrorPage::of(StatusCode::SERVICE_UNAVAILABLE)
            }
            Self::Db(error) if error.is_unavailable() || error.is_conflict() => {
                retry_after = Some(COME_BACK);
                ErrorPage::caused(StatusCode::SERVICE_UNAVAILABLE, error.into())
            }
            Self::Internal(error) if DbError::within(&error).is_some_and(DbError::is_unavailable) => {
                retry_after = Some(COME_BACK);
                ErrorPage::caused(StatusCode::SERVICE_UNAVAILABLE, error)
            }
            Self::Db(error) => ErrorPage::caused(StatusCode::INTERNAL_SERVER_ERROR, error.into()),
            Self::Template(error) => ErrorPage::caused(StatusCode::INTERNAL_SERVER_ERROR, error.into()),
            Self::Internal(error) => ErrorPage::caused(StatusCode::INTERNAL_SERVER_ERROR, error),
        };
        let mut response = page.status.into_response();
        if let Some(after) = retry_after {
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(after.as_secs().max(1)));
        }
        if let Some(methods) = allow {
            response.headers_mut().insert(header::ALLOW, HeaderValue::from_static(methods));
        }
        response.extensions_mut().insert(page);
        response
    }
}
