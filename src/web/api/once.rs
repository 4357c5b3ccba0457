//! `Idempotency-Key`: a write that its program sends again is done once, and answered as before.

use axum::body::Body;
use axum::extract::{FromRequest, Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode};

use super::Caller;
use super::problem::Problem;
use crate::db;
use crate::program::answer::{Answer, Begun, Once};
use crate::secret::TokenHash;
use crate::web::{AppState, json};

const HEADER: HeaderName = HeaderName::from_static("idempotency-key");
const REPLAYED: HeaderName = HeaderName::from_static("idempotency-replayed");
/// Characters of a key.
const LONGEST: usize = 255;

/// Around each write. Without the header, a write is done each time that it is sent.
pub async fn done_once(State(app): State<AppState>, request: Request, next: Next) -> Response {
    // What is only read is read anew, and holds what no table of answers may.
    if matches!(*request.method(), Method::GET | Method::HEAD) {
        return next.run(request).await;
    }
    match key(request.headers()) {
        Ok(None) => next.run(request).await,
        Ok(Some(key)) => with_key(&app, &key, request, next).await.unwrap_or_else(IntoResponse::into_response),
        Err(problem) => problem.into_response(),
    }
}

fn key(headers: &HeaderMap) -> Result<Option<String>, Problem> {
    let mut lines = headers.get_all(&HEADER).iter();
    let Some(line) = lines.next() else { return Ok(None) };
    let is_key = |text: &&str| (1..=LONGEST).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_graphic());
    let text = line.to_str().ok().filter(is_key);
    match text {
        Some(text) if lines.next().is_none() => Ok(Some(text.to_owned())),
        _ => Err(Problem::bad_parameter("Idempotency-Key", "One key, of 1 to 255 visible characters.")),
    }
}

async fn with_key(app: &AppState, key: &str, request: Request, next: Next) -> Result<Response, Problem> {
    let (parts, body) = request.into_parts();
    let caller = parts.extensions.get::<Caller>().ok_or_else(|| Problem::of_status(StatusCode::UNAUTHORIZED))?;
    let head = format!("{} {}\n", parts.method, parts.uri);
    let program = caller.id;
    // Read here as the handler would: within the limit of the path.
    let body = axum::body::Bytes::from_request(Request::from_parts(parts.clone(), body), app)
        .await
        .map_err(|error| Problem::of_status(error.status()))?;
    let request_hash = TokenHash::of(&[head.as_bytes(), &body].concat());
    let once = Once { program, key: TokenHash::of(key.as_bytes()), request: request_hash };
    match app.programs.begin(&once).await? {
        Begun::New => {}
        Begun::Before(answer) => return Ok(replayed(&answer)),
        Begun::Running => {
            let detail = "The same write is being done now. Try again in a moment.";
            return Err(Problem::conflict("in-progress", detail).at("Idempotency-Key"));
        }
        Begun::Other => {
            let detail = "This key came before with another request. Make a new one for each write.";
            return Err(Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "key-reused", detail).at("Idempotency-Key"));
        }
    }
    let request = Request::from_parts(parts, Body::from(body));
    let (app, next) = (AppState::clone(app), next);
    #[expect(clippy::disallowed_methods, reason = "a write that is begun is noted though its program has gone away")]
    let done = tokio::spawn(async move { run(&app, &once, request, next).await });
    done.await.map_err(anyhow::Error::from)?
}

async fn run(app: &AppState, once: &Once, request: Request, next: Next) -> Result<Response, Problem> {
    let (head, body) = next.run(request).await.into_parts();
    let body = axum::body::to_bytes(body, usize::MAX).await.map_err(anyhow::Error::from)?;
    // What failed on our side, or came too soon, is to be tried again.
    let is_final = !head.status.is_server_error() && head.status != StatusCode::TOO_MANY_REQUESTS;
    let text = String::from_utf8_lossy(&body).into_owned();
    let answer = Answer { status: head.status.as_u16(), body: text };
    if let Err(error) = app.programs.finish(once, is_final.then_some(&answer)).await {
        // It is done, and the program is told so: what is missing is the memory of it.
        db::log_failure(error, "what a write was answered could not be noted");
    }
    Ok(Response::from_parts(head, Body::from(body)))
}

fn replayed(answer: &Answer) -> Response {
    let status = StatusCode::from_u16(answer.status).unwrap_or(StatusCode::OK);
    let mut response =
        if status == StatusCode::NO_CONTENT { status.into_response() } else { json::text(status, answer.body.clone()) };
    if status.is_client_error() {
        let media_type = HeaderValue::from_static("application/problem+json");
        response.headers_mut().insert(http::header::CONTENT_TYPE, media_type);
    }
    response.headers_mut().insert(REPLAYED, HeaderValue::from_static("true"));
    response
}
