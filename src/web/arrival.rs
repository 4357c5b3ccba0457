//! What follows when somebody is back from a provider: the article, a question, or why not, in plain words.

use std::time::Duration;

use axum::response::Response;
use http::StatusCode;

use super::asker::Asker;
use super::error::Error;
use super::{App, page, sent, sign_in, with_address};
use crate::language::{Words, text};
use crate::links::{self, Next};
use crate::member::identity::Account;
use crate::member::session::SessionId;
use crate::sign_in::account::{Arrived, Came};
use crate::sign_in::limits::Refusal;
use crate::sign_in::prove::Proof;
use crate::social::{Connection, Fault, Flow, Profile, State};

/// What the standards have for errors, and some providers beside them: only these are ever logged.
const KNOWN_ERRORS: [&str; 13] = [
    "access_denied",
    "consent_required",
    "interaction_required",
    "invalid_request",
    "invalid_scope",
    "login_required",
    "server_error",
    "temporarily_unavailable",
    "unauthorized_client",
    "unsupported_response_type",
    "user_cancelled_authorize",
    "user_cancelled_login",
    "user_denied",
];

/// Where a reader was who is back without success.
pub enum Back {
    /// On the way to a page, through signing in.
    SignIn(Next),
    /// On their own page, to connect an account.
    Account,
}

impl Back {
    pub fn of(flow: &Flow) -> Self {
        if flow.connect.is_some() { Self::Account } else { Self::SignIn(flow.next()) }
    }
}

/// The words for a reason that our own redirect names; `None` for a made-up one.
pub fn words_of(why: &str) -> Option<Words> {
    match why {
        "cancelled" => Some(Words("provider-cancelled")),
        "failed" => Some(Words("provider-failed")),
        _ => None,
    }
}

/// For an answer to nothing that this browser has begun, or that was answered before.
pub fn dead(app: &App, asker: &Asker) -> Result<Response, Error> {
    if asker.is_signed_in() {
        let words = (Words("provider-finished-heading"), &*asker.say(app, Words("provider-finished-words")));
        return page::notice(app, asker, StatusCode::BAD_REQUEST, words, Some((Words("go-front"), links::FRONT)));
    }
    let words = (Words("provider-dead-heading"), &*asker.say(app, Words("provider-dead-words")));
    page::notice(app, asker, StatusCode::BAD_REQUEST, words, Some((Words("go-sign-in"), links::SIGN_IN)))
}

/// The provider said no, or its reader did. Their words for it are theirs: they are not shown.
pub async fn refused(
    app: &App,
    asker: &Asker,
    connection: &Connection,
    (state, flow): (&State, &Flow),
    error: Option<&str>,
) -> Result<Response, Error> {
    if !app.sign_ins.use_up(&state.hash(), flow.ends_at()).await? {
        return dead(app, asker);
    }
    let id = connection.provider.id.as_str();
    // The last two are LinkedIn's and Apple's.
    let is_cancel =
        matches!(error, Some("access_denied" | "user_denied" | "user_cancelled_login" | "user_cancelled_authorize"));
    let why = if is_cancel { "cancelled" } else { "failed" };
    let word = KNOWN_ERRORS.iter().find(|word| Some(**word) == error).copied().unwrap_or("other");
    tracing::info!(provider = id, why, error = word, "a provider sent its reader back without a sign-in");
    Ok(page::see_other(&match Back::of(flow) {
        Back::SignIn(next) => links::sign_in_after(&next, id, why),
        Back::Account => format!("{}?problem={why}", links::ACCOUNT),
    }))
}

/// The provider's answer is of no use, or not to be trusted. Here the letter is offered, and the log is told why.
pub fn failed(app: &App, asker: &Asker, connection: &Connection, back: &Back, fault: Fault) -> Result<Response, Error> {
    let (id, label) = (connection.provider.id.as_str(), &connection.provider.label);
    metrics::counter!("gatefold_provider_faults_total", "provider" => id.to_owned()).increment(1);
    if fault.is_readers() {
        tracing::warn!(provider = id, %fault, "a sign-in with an account elsewhere was refused");
    } else {
        tracing::error!(provider = id, %fault, "a provider is of no use");
    }
    let (status, words) = if fault.is_readers() {
        (StatusCode::BAD_REQUEST, Words("provider-not-accepted"))
    } else {
        (StatusCode::BAD_GATEWAY, Words("provider-no-answer"))
    };
    say(app, asker, back, status, &asker.say_with(app, words, &[("provider", text(label.as_str()))]))
}

/// Not now; the letter is another way in, with limits of its own.
pub fn too_often(
    app: &App,
    asker: &Asker,
    back: &Back,
    (words, retry_after): (Words, Duration),
) -> Result<Response, Error> {
    let page = say(app, asker, back, StatusCode::TOO_MANY_REQUESTS, &asker.say(app, words))?;
    Ok(sign_in::with_retry(page, retry_after))
}

/// On the page that they would be on without success.
fn say(app: &App, asker: &Asker, back: &Back, status: StatusCode, words: &str) -> Result<Response, Error> {
    match back {
        Back::SignIn(next) => sign_in::with_notice(app, asker, status, next, Some(words)),
        Back::Account => {
            let words = (Words("provider-not-connected"), words);
            page::notice(app, asker, status, words, Some((Words("go-account"), links::ACCOUNT)))
        }
    }
}

/// Somebody has shown to hold an account.
pub async fn arrive(
    app: &App,
    asker: &Asker,
    connection: &Connection,
    (state, flow): (&State, &Flow),
    profile: Profile,
) -> Result<Response, Error> {
    let account = Account {
        identity: profile.identity,
        provider: connection.provider.id.as_str().to_owned(),
        shown: profile.shown,
        name: profile.name,
    };
    let next = flow.next();
    let (browser, device) = (asker.browser(), asker.device());
    let grants = asker.grant_list(&app.keys);
    let prover = asker.prover(browser.as_ref(), device.as_ref(), false, &grants);
    let arrived = Arrived {
        account: &account,
        told: profile.told.as_ref(),
        state: (&state.hash(), flow.ends_at()),
        next: &next,
        article: sign_in::article_at(app, asker, &next),
        wall: flow.wall,
        connect: flow.connect.map(SessionId),
    };
    let to_account = |what: &str| Ok(page::see_other(&format!("{}?{what}", links::ACCOUNT)));
    match app.sign_ins.arrive(&arrived, &prover).await? {
        Came::SignedIn(signed_in) => {
            let to = if signed_in.asks_news { links::welcome(&next) } else { sign_in::landing(app, asker, &next) };
            sent::begin(app, asker, &signed_in, &to).await
        }
        Came::Asked(Ok(browser)) => sign_in::sent(app, asker, &browser, (&next, flow.wall)).await,
        // A provider's answer cannot be given twice: the effort goes with the form that asks for an address.
        Came::NoAddress | Came::Asked(Err(Refusal::Effort(_))) => {
            let response = page::see_other(links::WITH_ADDRESS);
            Ok(page::with_cookie(response, with_address::remember(app, &account, (&next, flow.wall))))
        }
        Came::Asked(Err(refusal)) => {
            sign_in::log_refusal(refusal);
            too_often(app, asker, &Back::SignIn(next), sign_in::explain(refusal))
        }
        Came::Blocked => sent::finish(app, asker, Proof::Blocked).await,
        Came::Connected => to_account("saved=connected"),
        Came::AlreadyConnected => to_account("saved=already-connected"),
        Came::Anothers => to_account("problem=anothers"),
        Came::NotFresh => to_account("problem=not-fresh"),
        Came::StaysSignedIn => to_account("problem=signed-in"),
        Came::Replayed => dead(app, asker),
    }
}
