//! The document of the API, in OpenAPI 3.1, made of the functions that answer.

use std::sync::LazyLock;

use axum::response::Response;
use http::StatusCode;
use utoipa::openapi::security::{Http, HttpAuthScheme, SecurityScheme};
use utoipa::{Modify, OpenApi};

use super::{articles, consents, members, numbers, problem, shares};
use crate::web::json;

#[derive(OpenApi)]
#[openapi(
    info(
        title = "Gatefold",
        description = "What the desk does, for programs. Ask with `Authorization: Bearer gfk_…`; an owner makes a key at \
                       `/-/staff/programs` and says what it may do.\n\nLists have `limit` and `cursor`. Errors are \
                       `application/problem+json` (RFC 9457), with a `code` for programs. A write with an \
                       `Idempotency-Key` is done once, however often it is sent in a day. Each key has a limit for a \
                       minute; past it, 429 says in `Retry-After` how long to wait."
    ),
    paths(
        members::list, members::show, members::erase, members::block, members::unblock, members::sign_out,
        consents::of_member, consents::list,
        articles::list, articles::show, articles::put, articles::take_back, articles::put_access,
        shares::list, shares::show, shares::end,
        numbers::show,
    ),
    components(schemas(problem::Body, articles::Head)),
    modifiers(&Key),
    tags(
        (name = "members", description = "Who has given an address."),
        (name = "consents", description = "What they agreed to."),
        (name = "articles", description = "What there is to read, and what it asks of a reader."),
        (name = "shares", description = "Share links and what they brought."),
        (name = "numbers", description = "What the gate did."),
    )
)]
struct Document;

struct Key;

impl Modify for Key {
    fn modify(&self, document: &mut utoipa::openapi::OpenApi) {
        let components = document.components.get_or_insert_with(Default::default);
        let scheme = SecurityScheme::Http(Http::new(HttpAuthScheme::Bearer));
        components.add_security_scheme("key", scheme);
    }
}

/// Made once.
static TEXT: LazyLock<String> = LazyLock::new(|| Document::openapi().to_json().unwrap_or_default());

pub fn document() -> utoipa::openapi::OpenApi {
    Document::openapi()
}

pub async fn show() -> Response {
    json::text(StatusCode::OK, TEXT.clone())
}
