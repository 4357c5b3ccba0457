//! What a program asks with: parameters, a place in a list, a body. What is wrong is told by its name.

use std::collections::BTreeMap;

use axum::body::Bytes;
use axum::extract::rejection::BytesRejection;
use axum::extract::{FromRequest, Request};
use axum::response::IntoResponse;
use http::{HeaderMap, StatusCode, Uri, header};
use serde::de::DeserializeOwned;
use uuid::Uuid;

use super::problem::Problem;
use crate::web::AppState;

/// Rows of a page where nobody says how many, and at most.
const PER_PAGE: i64 = 50;
const MOST: i64 = 100;

/// The parameters of one request: each named here, and given once.
pub struct Parameters(BTreeMap<String, String>);

impl Parameters {
    /// One that is not among `known` is refused: a slip of the pen would else ask for something else than was meant.
    pub fn read(uri: &Uri, known: &[&str]) -> Result<Self, Problem> {
        let mut all = BTreeMap::new();
        for (name, value) in url::form_urlencoded::parse(uri.query().unwrap_or_default().as_bytes()) {
            if !known.contains(&name.as_ref()) {
                let detail = match known {
                    [] => "This path takes no parameters.".to_owned(),
                    known => format!("There is no such parameter; there are: {}.", known.join(", ")),
                };
                return Err(Problem::bad_parameter(&name, detail));
            }
            if all.insert(name.clone().into_owned(), value.into_owned()).is_some() {
                return Err(Problem::bad_parameter(&name, "It is given twice."));
            }
        }
        Ok(Self(all))
    }

    pub fn get(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(String::as_str)
    }

    /// From 1 to 100; 50 where it is not given.
    pub fn limit(&self) -> Result<i64, Problem> {
        let Some(text) = self.get("limit") else { return Ok(PER_PAGE) };
        let is_plain = text.len() <= 3 && text.bytes().all(|byte| byte.is_ascii_digit());
        let number = text.parse().ok().filter(|number| is_plain && (1..=MOST).contains(number));
        number.ok_or_else(|| Problem::bad_parameter("limit", "A whole number from 1 to 100."))
    }

    /// Where the page begins: what `next` of the page before said. `None`: at the first.
    pub fn cursor(&self) -> Result<Option<Uuid>, Problem> {
        let Some(text) = self.get("cursor") else { return Ok(None) };
        let id = (text.len() == 36).then(|| text.parse().ok()).flatten();
        id.map(Some).ok_or_else(|| Problem::bad_parameter("cursor", "Give what `next` of the page before was."))
    }

    pub fn id(&self, name: &str) -> Result<Option<Uuid>, Problem> {
        self.get(name).map(|text| id(text).ok_or_else(|| Problem::bad_parameter(name, "It is no id."))).transpose()
    }
}

/// An id as we write it.
pub fn id(text: &str) -> Option<Uuid> {
    (text.len() == 36).then(|| text.parse().ok()).flatten()
}

/// The id of a path. What is no id is nothing's.
pub fn path_id(text: &str, what: &str) -> Result<Uuid, Problem> {
    id(text).ok_or_else(|| Problem::not_found(what))
}

/// The rows of a page, of one more than that, and where the next one begins.
pub fn page<T>(mut rows: Vec<T>, limit: i64, id_of: impl Fn(&T) -> Uuid) -> (Vec<T>, Option<String>) {
    let shown = usize::try_from(limit).unwrap_or(usize::MAX);
    let has_more = rows.len() > shown;
    rows.truncate(shown);
    let next = rows.last().filter(|_| has_more).map(|row| id_of(row).to_string());
    (rows, next)
}

/// A body of JSON. Told apart: what is no JSON (400), and what is none of ours (422), with the field.
pub struct Json<T>(pub T);

impl<T: DeserializeOwned> FromRequest<AppState> for Json<T> {
    type Rejection = axum::response::Response;

    async fn from_request(request: Request, state: &AppState) -> Result<Self, Self::Rejection> {
        if !is_json(request.headers()) {
            return Err(Problem::of_status(StatusCode::UNSUPPORTED_MEDIA_TYPE).into_response());
        }
        let bytes = Bytes::from_request(request, state).await.map_err(|error| too_large(&error).into_response())?;
        read(&bytes).map(Self).map_err(IntoResponse::into_response)
    }
}

fn is_json(headers: &HeaderMap) -> bool {
    let said = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    said.split(';').next().is_some_and(|kind| kind.trim().eq_ignore_ascii_case("application/json"))
}

fn too_large(rejection: &BytesRejection) -> Problem {
    Problem::of_status(rejection.status())
}

pub fn read<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, Problem> {
    if holds_nul(bytes) {
        let reason = "A text holds the character U+0000, which no text may.";
        return Err(Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "bad-field", reason.to_owned()));
    }
    let mut text = serde_json::Deserializer::from_slice(bytes);
    let read = serde_path_to_error::deserialize(&mut text).map_err(|error| {
        let path = error.path().to_string();
        let error = error.into_inner();
        if error.is_data() {
            let field = if path == "." { String::new() } else { path };
            let problem = Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "bad-field", format!("{error}."));
            return if field.is_empty() { problem } else { problem.at(field) };
        }
        not_json(&error)
    })?;
    text.end().map_err(|error| not_json(&error))?;
    Ok(read)
}

/// In JSON it can only be written as an escape. Backslashes stand in texts alone, each with what it escapes.
fn holds_nul(bytes: &[u8]) -> bool {
    let mut rest = bytes;
    while let Some(at) = rest.iter().position(|byte| *byte == b'\\') {
        let (_, escaped) = rest.split_at(at + 1);
        if escaped.starts_with(b"u0000") {
            return true;
        }
        rest = escaped.get(1..).unwrap_or_default();
    }
    false
}

fn not_json(error: &serde_json::Error) -> Problem {
    Problem::new(StatusCode::BAD_REQUEST, "bad-json", format!("The body is no JSON: {error}."))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, serde::Deserialize)]
    #[serde(deny_unknown_fields)]
    #[expect(dead_code, reason = "read by the parser alone")]
    struct Sample {
        name: String,
        parts: Vec<u32>,
    }

    fn problem(text: &str) -> String {
        format!("{:?}", read::<Sample>(text.as_bytes()).expect_err("not good"))
    }

    #[test]
    fn a_body_is_told_apart_by_what_is_wrong_with_it() {
        assert!(read::<Sample>(br#"{"name": "x", "parts": [1]}"#).is_ok());
        for (text, code, field) in [
            ("", "bad-json", None),
            ("{", "bad-json", None),
            (r#"{"name": "x", "parts": []} x"#, "bad-json", None),
            (&"[".repeat(10_000), "bad-field", None),
            (r#"{"name": 1, "parts": []}"#, "bad-field", Some("name")),
            (r#"{"name": "x", "parts": [1, "two"]}"#, "bad-field", Some("parts[1]")),
            (r#"{"name": "x"}"#, "bad-field", None),
            (r#"{"name": "x", "parts": [], "else": 1}"#, "bad-field", Some("else")),
            ("null", "bad-field", None),
        ] {
            let told = problem(text);
            assert!(told.contains(code), "{text}: {told}");
            assert!(field.is_none_or(|field| told.contains(&format!("Some(\"{field}\")"))), "{text}: {told}");
        }
        let deep = format!(r#"{{"name": {}"#, "[".repeat(10_000));
        assert!(problem(&deep).contains("bad-"), "{}", problem(&deep));
    }

    #[test]
    fn the_escape_of_a_nul_is_found_and_what_looks_like_it_is_not() {
        for text in [r#""\u0000""#, r#"{"a":["b\\\u0000c"]}"#] {
            assert!(holds_nul(text.as_bytes()), "{text}");
        }
        for text in
            [r#""\\u0000""#, r#""\u00000""#.replace("0000", "0001").as_str(), r#""\"u0000""#, r#""u0000""#, "\\", ""]
        {
            assert!(!holds_nul(text.as_bytes()), "{text}");
        }
    }

    #[test]
    fn parameters_are_known_ones_each_given_once() {
        let read = |query: &str| Parameters::read(&format!("/x?{query}").parse().expect("a URI"), &["limit", "cursor"]);
        assert_eq!(read("limit=7").and_then(|all| all.limit()).ok(), Some(7));
        assert_eq!(read("").and_then(|all| all.limit()).ok(), Some(PER_PAGE));
        for query in
            ["limit=0", "limit=-1", "limit=101", "limit=99999999999999999999", "limit=+5", "limit=", "limit=1.0"]
        {
            assert!(read(query).and_then(|all| all.limit()).is_err(), "{query}");
        }
        for query in ["cursor=", "cursor=0", "cursor=-1", "cursor=x", "cursor=99999999999999999999"] {
            assert!(read(query).and_then(|all| all.cursor()).is_err(), "{query}");
        }
        assert!(read("page=2").is_err() && read("limit=1&limit=2").is_err());
    }
}
