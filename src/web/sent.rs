//! "Look into your inbox", with the field for the code: good only in the browser that asked.

use axum::extract::State;
use axum::response::Response;
use http::StatusCode;
use minijinja::context;
use serde::Deserialize;

use super::asker::Asker;
use super::cookie::{self, Cookie};
use super::error::Error;
use super::form::Form;
use super::{App, AppState, article, page, session_store, sign_in};
use crate::clock::{Timestamp, days};
use crate::config::raw::RecipientSetting;
use crate::language::Words;
use crate::links::{self, Next};
use crate::member::identity::Account;
use crate::reading::HeldGrant;
use crate::secret::Code;
use crate::sign_in::TRIES;
use crate::sign_in::prove::{Proof, SignedIn};
use crate::sign_in::store::Challenge;

#[derive(Default, Deserialize)]
#[serde(default)]
pub struct CodeForm {
    code: String,
}

pub async fn show(State(app): State<AppState>, asker: Asker) -> Result<Response, Error> {
    let challenge = challenge(&app, &asker).await?;
    if let Some(challenge) = challenge.as_ref().filter(|challenge| challenge.used_at.is_some() && asker.is_signed_in())
    {
        return Ok(page::see_other(challenge.next.as_str()));
    }
    inbox(&app, &asker, StatusCode::OK, challenge.as_ref(), None).await
}

/// What this browser asked for last.
async fn challenge(app: &App, asker: &Asker) -> Result<Option<Challenge>, Error> {
    match asker.browser() {
        Some(browser) => Ok(app.sign_ins.find_by_browser(&browser).await?),
        None => Ok(None),
    }
}

async fn inbox(
    app: &App,
    asker: &Asker,
    status: StatusCode,
    challenge: Option<&Challenge>,
    error: Option<Words>,
) -> Result<Response, Error> {
    let next = challenge.map_or_else(Next::front, |challenge| challenge.next.clone());
    let error = error.or_else(|| dead_words(challenge?, app.clock.now()));
    let leave = leave(app, asker, &next).await?;
    let account = challenge.and_then(Challenge::account);
    let context = context! {
        address => challenge.map(|challenge| challenge.address.masked()),
        error => error.map(|words| asker.say(app, words)),
        // Used up, replaced or too late: a field for its code would only disappoint.
        exhausted => challenge.is_some_and(|challenge| !challenge.is_live(app.clock.now())),
        letters => app.demo.as_ref().map(|_| links::DEMO_LETTERS),
        minutes => app.members.sessions.settings().challenge.as_secs() / 60,
        read_now => leave.map(|_| format!("{}{}", next.as_str(), links::REST_ANCHOR)),
        by_friend => leave == Some(Leave::Friend),
        next => next.as_str(),
        provider => account.as_ref().map(|account| app.providers.label(&account.provider)),
        is_told => challenge.zip(account.as_ref()).is_some_and(|(asked, account)| account.shown == asked.address.as_str()),
        ask_again => ask_again(app, account.as_ref(), &next),
    };
    page::own(app, asker, status, "pages/sent.html", context)
}

/// Where another letter is asked for: with the account once more, where this one was to connect it.
fn ask_again(app: &App, account: Option<&Account>, next: &Next) -> String {
    match account.filter(|account| app.providers.find(&account.provider).is_some()) {
        Some(account) => links::sign_in_with(&account.provider, next),
        None => links::sign_in(next),
    }
}

/// Why the code of this challenge is no longer asked for.
fn dead_words(challenge: &Challenge, now: Timestamp) -> Option<Words> {
    if challenge.is_live(now) {
        None
    } else if challenge.tries >= TRIES {
        Some(Words("code-too-many"))
    } else if challenge.used_at.is_some() || challenge.killed_at.is_some() {
        Some(Words("code-used"))
    } else {
        Some(Words("code-expired"))
    }
}

/// By whose leave an article is open to an address that is not proved yet.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Leave {
    /// For a day: `unlock = "asked"`.
    Publisher,
    /// By a share link, which asked for the address first.
    Friend,
}

/// Whether the address given has opened the article already; asked of the gate itself, so that no promise is made that
/// the article does not keep.
async fn leave(app: &App, asker: &Asker, next: &Next) -> Result<Option<Leave>, Error> {
    if asker.is_signed_in() {
        return Ok(None);
    }
    let Some(article) = app.shelf.current().find(&asker.site.host, next.path()).cloned() else { return Ok(None) };
    let may_be_friend = app.policy.recipient == RecipientSetting::AskFirst;
    let gave_address = |held: &HeldGrant| held.grant.gave_address();
    if may_be_friend
        && asker.grants_of(&app.keys, article.id).iter().any(gave_address)
        && article::would_open(app, &article, asker).await?
    {
        return Ok(Some(Leave::Friend));
    }
    let unlock = asker.cookie(Cookie::Unlock).and_then(|value| cookie::read_unlock(&app.keys, value));
    let is_open = unlock.is_some_and(|unlock| article.id == unlock.article && app.clock.now() < unlock.ends_at);
    Ok(is_open.then_some(Leave::Publisher))
}

pub async fn submit(State(app): State<AppState>, asker: Asker, Form(typed): Form<CodeForm>) -> Result<Response, Error> {
    let (browser, device) = (asker.browser(), asker.device());
    let code = Code::parse(&typed.code);
    let grants = asker.grant_list(&app.keys);
    let prover = asker.prover(browser.as_ref(), device.as_ref(), false, &grants);
    let proof = app.sign_ins.prove_code(code.as_ref(), &prover).await?;
    let (app, asker) = (&*app, &asker);
    let again = |status, words: Words| async move {
        let challenge = challenge(app, asker).await?;
        inbox(app, asker, status, challenge.as_ref(), Some(words)).await
    };
    match proof {
        Proof::WrongCode { left: 0 } => again(StatusCode::UNPROCESSABLE_ENTITY, Words("code-wrong-last")).await,
        Proof::WrongCode { .. } => again(StatusCode::UNPROCESSABLE_ENTITY, Words("code-wrong")).await,
        Proof::Dead(_) => again(StatusCode::UNPROCESSABLE_ENTITY, Words("code-dead")).await,
        Proof::NoTriesLeft => again(StatusCode::TOO_MANY_REQUESTS, Words("code-no-tries")).await,
        proof => finish(app, asker, proof).await,
    }
}

/// What follows a proof, whether by code or by link.
pub async fn finish(app: &App, asker: &Asker, proof: Proof) -> Result<Response, Error> {
    match proof {
        Proof::SignedIn(signed_in) => {
            // The form that was posted holds where on the article's page to go on.
            let next = signed_in.next.as_str();
            let to = if signed_in.asks_news { links::welcome(&signed_in.next) } else { next.to_owned() };
            begin(app, asker, &signed_in, &to).await
        }
        Proof::Again { next } => Ok(page::see_other(next.as_str())),
        Proof::AddressChanged { next, device, .. } => {
            let mut response = page::see_other(next.as_str());
            // The mark of the old address knows its browser no more. One that only followed the link gets none.
            if asker.is_signed_in() {
                response = page::with_cookie(response, Cookie::Device.set(app, &device.to_cookie(), days(365)));
            }
            Ok(page::with_cookie(response, Cookie::Ask.clear(app)))
        }
        Proof::AddressTaken => {
            let words = (Words("taken-heading"), &*asker.say(app, Words("taken-words")));
            page::notice(app, asker, StatusCode::CONFLICT, words, Some((Words("go-account"), links::ACCOUNT)))
        }
        Proof::Blocked => {
            let words = (Words("blocked-heading"), &*asker.say(app, Words("blocked-words")));
            page::notice(app, asker, StatusCode::FORBIDDEN, words, None)
        }
        Proof::TooMany { retry_after } => {
            let words = (Words("error-429"), &*asker.say(app, Words("refused-proofs")));
            let response = page::notice(app, asker, StatusCode::TOO_MANY_REQUESTS, words, None)?;
            Ok(sign_in::with_retry(response, retry_after))
        }
        Proof::WrongCode { .. } | Proof::NoTriesLeft | Proof::Dead(_) => Err(Error::NotFound),
    }
}

/// The browser gets its session, is known from now on, and goes where its reader was.
pub async fn begin(app: &App, asker: &Asker, signed_in: &SignedIn, to: &str) -> Result<Response, Error> {
    session_store::begin(&asker.session, signed_in.key).await?;
    let mut response = page::see_other(to);
    response = page::with_cookie(response, Cookie::Device.set(app, &signed_in.device.to_cookie(), days(365)));
    response = page::with_cookie(response, Cookie::Ask.clear(app));
    for spent in [Cookie::Unlock, Cookie::Account] {
        if asker.cookie(spent).is_some() {
            response = page::with_cookie(response, spent.clear(app));
        }
    }
    Ok(response)
}
