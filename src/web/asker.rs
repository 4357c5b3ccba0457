//! Who asks for a page: the site they are on, their browser's cookies, and the member signed in.

use std::net::IpAddr;
use std::sync::Arc;

use axum::extract::FromRequestParts;
use http::request::Parts;
use http::{HeaderMap, header};
use tower_sessions::Session;

use super::cookie::{self, Cookie};
use super::error::Error;
use super::page::Scene;
use super::robot::is_robot;
use super::{App, AppState, session_store};
use crate::article::ArticleId;
use crate::language::{Given, Language, Voice, Words};
use crate::links::Next;
use crate::member::{LiveSession, Member, SessionKey, describe_agent};
use crate::reading::HeldGrant;
use crate::secret::Keys;
use crate::share::{Grant, MAX_GRANTS};
use crate::sign_in::prove::Prover;
use crate::sign_in::{BrowserToken, DeviceMark};
use crate::site::Site;

/// Set by the front on every request that passes it.
#[derive(Clone)]
pub struct Arrival {
    pub site: Arc<Site>,
    pub language: Language,
    pub ip: IpAddr,
}

pub struct Asker {
    pub site: Arc<Site>,
    /// What this reader is spoken to in.
    pub language: Language,
    pub ip: IpAddr,
    pub headers: HeaderMap,
    pub current: Option<(SessionKey, Arc<LiveSession>)>,
    /// The cookie layer's handle.
    pub session: Session,
    is_https: bool,
}

impl FromRequestParts<AppState> for Asker {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, app: &AppState) -> Result<Self, Error> {
        let missing = || Error::Internal(anyhow::anyhow!("a request did not pass the front"));
        let arrival = parts.extensions.get::<Arrival>().cloned().ok_or_else(missing)?;
        let session = parts.extensions.get::<Session>().cloned().ok_or_else(missing)?;
        let current = match session.id().map(session_store::key_of) {
            Some(key) => app.members.sessions.find(key).await?.map(|live| (key, live)),
            None => None,
        };
        Ok(Self {
            site: arrival.site,
            language: arrival.language,
            ip: arrival.ip,
            headers: parts.headers.clone(),
            current,
            session,
            is_https: app.is_https,
        })
    }
}

impl Asker {
    pub fn scene(&self) -> Scene<'_> {
        Scene { site: &self.site, language: self.language, is_signed_in: self.is_signed_in() }
    }

    /// The site, and what it speaks to this reader in.
    pub fn voice(&self) -> Voice<'_> {
        Voice { site: &self.site, language: self.language }
    }

    /// A message in this reader's language.
    pub fn say(&self, app: &App, words: Words) -> String {
        app.languages().say(self.language, words)
    }

    /// The same, with what is put into it.
    pub fn say_with(&self, app: &App, words: Words, given: &[Given<'_>]) -> String {
        app.languages().say_with(self.language, words.0, given)
    }

    pub fn is_signed_in(&self) -> bool {
        self.current.is_some()
    }

    pub fn live(&self) -> Option<&Arc<LiveSession>> {
        self.current.as_ref().map(|(_, live)| live)
    }

    pub fn cookie(&self, cookie: Cookie) -> Option<&str> {
        cookie.read(&self.headers, self.is_https)
    }

    pub fn browser(&self) -> Option<BrowserToken> {
        self.cookie(Cookie::Ask).and_then(BrowserToken::parse)
    }

    pub fn device(&self) -> Option<DeviceMark> {
        self.cookie(Cookie::Device).and_then(DeviceMark::from_cookie)
    }

    /// The share links that this browser was given, the newest first.
    pub fn grants(&self, keys: &Keys) -> Vec<HeldGrant> {
        self.read_grants(keys, |_| true)
    }

    /// The same, of one article.
    pub fn grants_of(&self, keys: &Keys, article: ArticleId) -> Vec<HeldGrant> {
        self.read_grants(keys, |cookie| Grant::article_of(cookie) == Some(article))
    }

    /// Bounded: each costs a signature to check.
    fn read_grants(&self, keys: &Keys, is_wanted: impl Fn(&str) -> bool) -> Vec<HeldGrant> {
        let read = |(_, cookie): (&str, &str)| {
            Grant::from_cookie(cookie, keys).map(|grant| HeldGrant { grant, cookie: cookie.to_owned() })
        };
        let texts = cookie::grants(&self.headers, self.is_https).take(2 * MAX_GRANTS);
        let texts = texts.filter(|(_, cookie)| is_wanted(cookie));
        let mut grants: Vec<HeldGrant> = texts.filter_map(read).collect();
        grants.sort_by_key(|held| std::cmp::Reverse(held.grant.opened_at()));
        grants
    }

    pub fn grant_list(&self, keys: &Keys) -> Vec<Grant> {
        self.grants(keys).into_iter().map(|held| held.grant).collect()
    }

    /// Whether a program fetches this for a preview or an index, as it says itself.
    pub fn is_robot(&self) -> bool {
        is_robot(&self.headers)
    }

    /// Whether this is a search engine's crawler that the publisher lets read, proved by its address. May wait for the DNS:
    /// no connection to the database is held across it.
    pub async fn is_proved_bot(&self, app: &App) -> bool {
        app.crawlers.is_proved(self.ip, self.user_agent(), &app.clock).await
    }

    /// `Firefox on Linux`, to be kept; said by [`agent_in`](crate::member::agent_in).
    pub fn agent(&self) -> String {
        describe_agent(self.user_agent())
    }

    fn user_agent(&self) -> &str {
        self.headers.get(header::USER_AGENT).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }

    /// This browser as one that proves an address.
    pub fn prover<'a>(
        &'a self,
        browser: Option<&'a BrowserToken>,
        device: Option<&'a DeviceMark>,
        wants_news: bool,
        grants: &'a [Grant],
    ) -> Prover<'a> {
        Prover {
            voice: self.voice(),
            ip: self.ip,
            agent: self.agent(),
            browser,
            device,
            current: self.current.clone(),
            wants_news,
            grants,
        }
    }
}

/// A member who is signed in, loaded; anyone else is led to the sign-in page and back.
pub struct SignedIn {
    pub asker: Asker,
    pub live: Arc<LiveSession>,
    pub member: Member,
}

impl FromRequestParts<AppState> for SignedIn {
    type Rejection = axum::response::Response;

    async fn from_request_parts(parts: &mut Parts, app: &AppState) -> Result<Self, Self::Rejection> {
        use axum::response::IntoResponse;
        let asker = Asker::from_request_parts(parts, app).await.map_err(IntoResponse::into_response)?;
        let member = match asker.live() {
            Some(live) => app.members.find(live.member).await.map_err(|error| Error::Db(error).into_response())?,
            None => None,
        };
        match (asker.live().cloned(), member) {
            (Some(live), Some(member)) => Ok(Self { asker, live, member }),
            _ => Err(super::page::see_other(&crate::links::sign_in(&Next::account()))),
        }
    }
}
