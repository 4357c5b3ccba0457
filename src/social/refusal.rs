//! What a token endpoint's no means: that of the reader's code, or that of our own credentials. Each says it in its way.

use std::borrow::Cow;

use oauth2::RequestTokenError;
use oauth2::basic::{BasicErrorResponse, BasicErrorResponseType};
use serde_json::Value;

use super::Fault;
use crate::outbound::CallError;

pub fn refused(error: &RequestTokenError<CallError, BasicErrorResponse>) -> Fault {
    match error {
        RequestTokenError::Request(error) => Fault::NoAnswer(*error),
        RequestTokenError::ServerResponse(answer) => refusal(answer.error()),
        // Some say no with a 200. The body is read for its one word and kept nowhere.
        RequestTokenError::Parse(_, body) => match serde_json::from_slice::<BasicErrorResponse>(body) {
            Ok(answer) => refusal(answer.error()),
            Err(_) => refusal_of_graph(body),
        },
        RequestTokenError::Other(_) => Fault::BadAnswer("the token endpoint's answer has another type or is empty"),
    }
}

/// Facebook's way to say no: an object with a number.
fn refusal_of_graph(body: &[u8]) -> Fault {
    let number = serde_json::from_slice::<Value>(body).ok().and_then(|body| body.pointer("/error/code")?.as_i64());
    match number {
        Some(100) => Fault::CodeRefused,
        Some(1 | 101) => Fault::ClientRefused,
        _ => Fault::BadAnswer("the token endpoint's answer has another shape"),
    }
}

fn refusal(error: &BasicErrorResponseType) -> Fault {
    let word: Cow<'_, str> = match error {
        BasicErrorResponseType::InvalidClient | BasicErrorResponseType::UnauthorizedClient => {
            return Fault::ClientRefused;
        }
        BasicErrorResponseType::InvalidGrant => return Fault::CodeRefused,
        BasicErrorResponseType::Extension(word) => word.as_str().into(),
        other => other.as_ref().to_owned().into(),
    };
    match &*word {
        // GitHub's own words.
        "incorrect_client_credentials" => Fault::ClientRefused,
        "bad_verification_code" | "invalid_request" => Fault::CodeRefused,
        _ => Fault::BadAnswer("the token endpoint refuses, for a reason of its own"),
    }
}
