//! What a program is told where there is no answer: after RFC 9457, with a word for the program and a sentence for people.

use std::time::Duration;

use axum::response::{IntoResponse, Response};
use http::{HeaderValue, StatusCode, header};
use serde::Serialize;
use utoipa::{IntoResponses, ToSchema};

use crate::db::DbError;
use crate::member::flow::FlowError;
use crate::web::error::{Error, IsPage};

const MEDIA_TYPE: &str = "application/problem+json";

/// Why a request was not answered.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = Problem)]
pub struct Body {
    /// Always `about:blank`: the status says what kind of problem it is, and `code` which.
    #[serde(rename = "type")]
    pub kind: &'static str,
    /// The status in words.
    pub title: String,
    #[schema(minimum = 400, maximum = 599)]
    pub status: u16,
    /// For programs: never changes its meaning.
    pub code: &'static str,
    /// For people: what was wrong, and what to do.
    pub detail: String,
    /// The parameter, header or field that was wrong.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub field: Option<String>,
}

#[derive(Debug)]
pub struct Problem {
    status: StatusCode,
    code: &'static str,
    detail: String,
    field: Option<String>,
    retry_after: Option<Duration>,
    /// What is left, as the front takes it: logged there with its causes.
    base: Option<Box<Response>>,
}

impl Problem {
    pub fn new(status: StatusCode, code: &'static str, detail: impl Into<String>) -> Self {
        Self { status, code, detail: detail.into(), field: None, retry_after: None, base: None }
    }

    /// A parameter or header.
    pub fn bad_parameter(name: &str, detail: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "bad-parameter", detail).at(name)
    }

    pub fn not_found(what: &str) -> Self {
        Self::new(StatusCode::NOT_FOUND, "not-found", format!("There is no {what} of this id."))
    }

    pub fn conflict(code: &'static str, detail: impl Into<String>) -> Self {
        Self::new(StatusCode::CONFLICT, code, detail)
    }

    #[must_use]
    pub fn at(self, field: impl Into<String>) -> Self {
        Self { field: Some(field.into()), ..self }
    }

    #[must_use]
    pub fn after(self, wait: Duration) -> Self {
        Self { retry_after: Some(wait), ..self }
    }

    /// For what never reached a handler.
    pub fn of_status(status: StatusCode) -> Self {
        let (code, detail) = match status.as_u16() {
            404 => {
                ("not-found", "There is nothing at this path. The document at /-/api/openapi.json has all there are.")
            }
            405 => ("method-not-allowed", "This path does not take this method."),
            408 => ("too-slow", "The request did not arrive in time."),
            413 => ("too-large", "The body is larger than this path takes."),
            415 => ("bad-media-type", "Send the body as application/json."),
            429 => ("too-many", "Too many requests. Wait as long as Retry-After says."),
            503 => ("unavailable", "This cannot be answered now. Try again in a moment."),
            _ if status.is_client_error() => ("refused", "The request was refused."),
            _ => ("failed", "Something failed on our side. It was logged with the id in X-Request-Id."),
        };
        Self::new(status, code, detail)
    }
}

impl From<Error> for Problem {
    fn from(error: Error) -> Self {
        let base = error.into_response();
        let problem = Self::of_status(base.status());
        Self { base: Some(Box::new(base)), ..problem }
    }
}

impl From<DbError> for Problem {
    fn from(error: DbError) -> Self {
        Self::from(Error::from(error))
    }
}

impl From<FlowError> for Problem {
    fn from(error: FlowError) -> Self {
        Self::from(Error::from(error))
    }
}

impl From<anyhow::Error> for Problem {
    fn from(error: anyhow::Error) -> Self {
        Self::from(Error::from(error))
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let title = self.status.canonical_reason().unwrap_or("Problem").to_owned();
        let Self { status, code, detail, field, retry_after, base } = self;
        let body = Body { kind: "about:blank", title, status: status.as_u16(), code, detail, field };
        let text = serde_json::to_string(&body).unwrap_or_default();
        let mut response = base.map_or_else(|| status.into_response(), |base| *base);
        *response.body_mut() = text.into();
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(MEDIA_TYPE));
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        headers.remove(header::CONTENT_LENGTH);
        if status == StatusCode::UNAUTHORIZED {
            headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer realm=\"gatefold\""));
        }
        if let Some(wait) = retry_after {
            headers.insert(header::RETRY_AFTER, HeaderValue::from(wait.as_secs().max(1)));
        }
        response.extensions_mut().insert(IsPage);
        response
    }
}

/// For an answer that came from elsewhere than a handler of the API. What is a problem already, or none, stays as it is.
pub fn as_problem(response: Response) -> Response {
    let status = response.status();
    let is_error = status.is_client_error() || status.is_server_error();
    if !is_error || response.extensions().get::<IsPage>().is_some() {
        return response;
    }
    Problem { base: Some(Box::new(response)), ..Problem::of_status(status) }.into_response()
}

/// The answers that any path may give instead of its own.
#[derive(IntoResponses)]
pub enum Refused {
    /// A parameter, a header or the JSON itself is wrong.
    #[response(status = 400, content_type = MEDIA_TYPE)]
    BadRequest(Body),
    /// No key, or one that is not good any more.
    #[response(status = 401, content_type = MEDIA_TYPE)]
    NoKey(Body),
    /// The key may not do this.
    #[response(status = 403, content_type = MEDIA_TYPE)]
    NoScope(Body),
    /// More than this key may ask in a minute.
    #[response(status = 429, content_type = MEDIA_TYPE)]
    TooMany(Body),
    /// Something failed on our side.
    #[response(status = 500, content_type = MEDIA_TYPE)]
    Failed(Body),
    /// The database does not answer, or the answer took too long.
    #[response(status = 503, content_type = MEDIA_TYPE)]
    Unavailable(Body),
}

/// Beside those: what is not there.
#[derive(IntoResponses)]
pub enum NotThere {
    /// Nothing of this id.
    #[response(status = 404, content_type = MEDIA_TYPE)]
    NotFound(Body),
}

/// Beside those: what cannot be done now, or to this.
#[derive(IntoResponses)]
pub enum Clash {
    /// It stands against what there is; `code` says what.
    #[response(status = 409, content_type = MEDIA_TYPE)]
    Conflict(Body),
    /// The `Idempotency-Key` came before with another request, or a field of the body is wrong.
    #[response(status = 422, content_type = MEDIA_TYPE)]
    Unprocessable(Body),
}

/// Beside those: what is wrong with a body.
#[derive(IntoResponses)]
pub enum BadBody {
    /// The body is larger than this path takes.
    #[response(status = 413, content_type = MEDIA_TYPE)]
    TooLarge(Body),
    /// The body is not `application/json`.
    #[response(status = 415, content_type = MEDIA_TYPE)]
    MediaType(Body),
}
