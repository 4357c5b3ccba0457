//! An account elsewhere that told no address: one field asks for it, and our letter proves it.
//!
//! Until then the account is remembered in its holder's own browser, sealed.

use axum::extract::State;
use axum::response::Response;
use http::{HeaderValue, StatusCode};
use minijinja::context;
use serde::{Deserialize, Serialize};

use super::asker::Asker;
use super::cookie::Cookie;
use super::effort::{self, Again};
use super::error::Error;
use super::form::Form;
use super::sign_in::Wanted;
use super::{App, AppState, page, sign_in};
use crate::clock::Timestamp;
use crate::email_address::EmailAddress;
use crate::experiment::WallMark;
use crate::language::Words;
use crate::links::{self, Next};
use crate::member::identity::Account;
use crate::secret::{Sealed, decode, encode};
use crate::sign_in::effort::Shown;
use crate::sign_in::limits::Refusal;
use crate::social::flow::LIFE;

const BOUND_TO: &[u8] = b"account without an address";
/// Browsers keep 4096 bytes, name and attributes included.
const MAX_COOKIE: usize = 3900;

#[derive(Serialize, Deserialize)]
struct Waiting {
    account: Account,
    next: String,
    /// The variant of a wall that it began on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    wall: Option<WallMark>,
    since: Timestamp,
}

/// Remembers the account in its holder's browser.
pub fn remember(app: &App, account: &Account, (next, wall): (&Next, Option<WallMark>)) -> HeaderValue {
    let waiting = |next: &Next| {
        let (account, next) = (account.clone(), next.as_str().to_owned());
        let waiting = Waiting { account, next, wall, since: app.clock.now() };
        let plain = serde_json::to_vec(&waiting).expect("texts and numbers are JSON");
        encode(&app.keys.seal(Sealed::Account, BOUND_TO, &plain))
    };
    let value = waiting(next);
    // Rather the front page at the end than a cookie that no browser keeps.
    let value = if value.len() > MAX_COOKIE { waiting(&Next::front()) } else { value };
    Cookie::Account.set(app, &value, LIFE)
}

fn waiting(app: &App, asker: &Asker) -> Option<Waiting> {
    let plain = app.keys.open(Sealed::Account, BOUND_TO, &decode(asker.cookie(Cookie::Account)?)?)?;
    let waiting: Waiting = serde_json::from_slice(&plain).ok()?;
    (app.clock.now().since(waiting.since) < LIFE).then_some(waiting)
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub struct AddressForm {
    address: String,
    news: String,
    #[serde(flatten)]
    effort: Shown,
}

pub async fn show(State(app): State<AppState>, asker: Asker) -> Result<Response, Error> {
    match waiting(&app, &asker) {
        Some(waiting) => field(&app, &asker, StatusCode::OK, &waiting, (&AddressForm::default(), None)),
        None => Ok(page::see_other(links::SIGN_IN)),
    }
}

fn field(
    app: &App,
    asker: &Asker,
    status: StatusCode,
    waiting: &Waiting,
    (typed, error): (&AddressForm, Option<Words>),
) -> Result<Response, Error> {
    let context = context! {
        provider => app.providers.label(&waiting.account.provider),
        address => typed.address.chars().take(254).collect::<String>(),
        error => error.map(|words| asker.say(app, words)),
        news => typed.news == "yes",
        next => waiting.next.as_str(),
    };
    page::own(app, asker, status, "pages/with_address.html", context)
}

pub async fn submit(
    State(app): State<AppState>,
    asker: Asker,
    Form(typed): Form<AddressForm>,
) -> Result<Response, Error> {
    let Some(waiting) = waiting(&app, &asker) else { return Ok(page::see_other(links::SIGN_IN)) };
    let address = match EmailAddress::parse(&typed.address) {
        Ok(address) => address,
        Err(error) => {
            let refused = (&typed, Some(sign_in::words_of(error)));
            return field(&app, &asker, StatusCode::UNPROCESSABLE_ENTITY, &waiting, refused);
        }
    };
    let next = Next::parse_or_front(&waiting.next);
    let wants_news = typed.news == "yes";
    let account = Some(&waiting.account);
    let wanted =
        Wanted { wants_news, account, wall: waiting.wall, effort: &typed.effort, ..Wanted::sign_in(&address, &next) };
    match sign_in::ask(&app, &asker, &wanted).await? {
        Ok(response) => Ok(page::with_cookie(response, Cookie::Account.clear(&app))),
        Err(Refusal::Effort(ticket)) => {
            let fields = [("address", address.as_str()), ("news", typed.news.as_str())];
            effort::page(&app, &asker, &ticket, &Again { action: links::WITH_ADDRESS, fields: &fields })
        }
        Err(refusal) => {
            let (words, retry_after) = sign_in::explain(refusal);
            let response = field(&app, &asker, StatusCode::TOO_MANY_REQUESTS, &waiting, (&typed, Some(words)))?;
            Ok(sign_in::with_retry(response, retry_after))
        }
    }
}
