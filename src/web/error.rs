//! What is left when a page cannot be made: mapped to a page in one place.
//!
//! Expected outcomes are no errors. An internal error is logged once, with its causes; the reader sees a reference.

use std::sync::Arc;
use std::time::Duration;

use axum::response::{IntoResponse, Response};
use http::{HeaderValue, StatusCode, header};

use crate::db::DbError;
use crate::member::flow::FlowError;
use crate::template::TemplateError;

/// Told to whoever meets an outage.
const COME_BACK: Duration = Duration::from_secs(5);

#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("not found")]
    NotFound,
    /// The words say what was wrong with the request.
    #[error("bad request: {0}")]
    BadRequest(&'static str),
    #[error("forbidden: {0}")]
    Forbidden(&'static str),
    #[error("method not allowed")]
    MethodNotAllowed(&'static str),
    #[error("too many requests")]
    TooMany { retry_after: Duration, words: &'static str },
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
    pub heading: &'static str,
    pub words: &'static str,
    pub cause: Option<Arc<anyhow::Error>>,
}

/// Marks an answer that is a page already, whatever its status.
#[derive(Clone, Copy)]
pub struct IsPage;

impl ErrorPage {
    /// What a status alone tells.
    pub fn of(status: StatusCode) -> Self {
        let (heading, words) = match status.as_u16() {
            400 => (
                "That did not arrive whole",
                "The request was not in a form that we understand. Please go back and try again.",
            ),
            403 => ("This is not open to you", "You may need to sign in, or to come back from one of our own pages."),
            404 => ("There is nothing here", "The page may have moved, or the address has a typo in it."),
            405 => ("That cannot be done here", "This address does not take that kind of request."),
            408 => ("That took too long", "Please try again."),
            410 => ("This is over", "What this address stood for has ended."),
            413 => ("That is too large", "Please send less at once."),
            415 => ("That is not a form", "This address takes a form of ours and nothing else."),
            421 => ("This is another site", "This address does not belong to any site here."),
            429 => ("That was very often", "Please wait a little and try again."),
            503 => {
                ("We are not quite there", "Something behind this page is not answering. Please try again in a minute.")
            }
            _ if status.is_client_error() => ("That did not work", "Please go back and try again."),
            _ => {
                ("Something went wrong", "This is our fault. We have made a note of it. Please try again in a minute.")
            }
        };
        Self { status, heading, words, cause: None }
    }

    fn with_words(status: StatusCode, words: &'static str) -> Self {
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
            Self::TooSlow => {
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
