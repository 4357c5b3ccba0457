//! What is known of an issuer: its metadata and keys, fetched once for everybody, kept for an hour, and asked for again
//! where a token is signed by a key that was not there yet.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use arc_swap::ArcSwapOption;
use moka::sync::Cache;
use openidconnect::core::{
    CoreAuthDisplay, CoreClaimName, CoreClaimType, CoreClientAuthMethod, CoreGrantType, CoreJsonWebKey,
    CoreJsonWebKeySet, CoreJweContentEncryptionAlgorithm, CoreJweKeyManagementAlgorithm, CoreResponseMode,
    CoreResponseType, CoreSubjectIdentifierType,
};
use openidconnect::{AdditionalProviderMetadata, DiscoveryError, IssuerUrl, ProviderMetadata};
use serde::{Deserialize, Serialize};
use tokio::sync::Mutex;

use super::Fault;
use super::http::Http;
use crate::clock::{self, Timestamp};
use crate::outbound::{CallError, Outbound};

const KEPT: Duration = clock::hours(1);
/// What an issuer said last is believed for that long while it does not answer.
const KEPT_AT_MOST: Duration = clock::hours(24);
/// How long a fetch may take while there is something older to go by, and how long after a failure the next one waits.
const REFRESH: Duration = Duration::from_secs(3);
const RETRY: Duration = Duration::from_secs(30);
/// Issuers remembered; a provider with many tenants has as many issuers.
const ISSUERS: u64 = 64;
/// Fetches of keys that tokens may cause in [`REFETCH_WITHIN`]: forged ones must not make us ask without end.
const REFETCHES: usize = 5;
const REFETCH_WITHIN: Duration = clock::minutes(5);

#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct More {
    /// RFC 9207: every answer of the authorization endpoint says whose it is.
    #[serde(default)]
    pub authorization_response_iss_parameter_supported: bool,
}

impl AdditionalProviderMetadata for More {}

pub type Metadata = ProviderMetadata<
    More,
    CoreAuthDisplay,
    CoreClientAuthMethod,
    CoreClaimName,
    CoreClaimType,
    CoreGrantType,
    CoreJweContentEncryptionAlgorithm,
    CoreJweKeyManagementAlgorithm,
    CoreJsonWebKey,
    CoreResponseMode,
    CoreResponseType,
    CoreSubjectIdentifierType,
>;

/// An issuer's word at one time.
pub struct Known {
    pub metadata: Metadata,
    fetched_at: Timestamp,
}

impl Known {
    pub fn keys(&self) -> &CoreJsonWebKeySet {
        self.metadata.jwks()
    }
}

/// The issuers of one provider.
pub struct Issuers {
    outbound: Outbound,
    by_url: Cache<String, Arc<Issuer>>,
}

#[derive(Default)]
struct Issuer {
    /// Read without waiting for anybody.
    known: ArcSwapOption<Known>,
    /// Held while it is asked, so that all who wait share one answer.
    state: Mutex<Held>,
    /// Counts the times it was asked.
    asked: AtomicU64,
}

#[derive(Default)]
struct Held {
    /// What the last fetch ended with; shared by those who waited for it.
    failed: Option<Fault>,
    failed_at: Option<Timestamp>,
    refetched_at: Vec<Timestamp>,
}

impl Issuer {
    fn known_within(&self, span: Duration, now: Timestamp) -> Option<Arc<Known>> {
        self.known.load_full().filter(|known| is_within(known, span, now))
    }
}

impl Held {
    fn fail(&mut self, fault: Option<Fault>, now: Timestamp) {
        self.failed = fault;
        self.failed_at = fault.map(|_| now);
    }
}

impl Issuers {
    pub fn new(outbound: Outbound) -> Self {
        Self { outbound, by_url: Cache::new(ISSUERS) }
    }

    fn issuer(&self, url: &str) -> Arc<Issuer> {
        self.by_url.get_with(url.to_owned(), Arc::default)
    }

    pub async fn known(&self, url: &str, now: Timestamp) -> Result<Arc<Known>, Fault> {
        let issuer = self.issuer(url);
        if let Some(known) = issuer.known_within(KEPT, now) {
            return Ok(known);
        }
        let asked = issuer.asked.load(Ordering::SeqCst);
        let mut held = match (issuer.state.try_lock(), issuer.known_within(KEPT_AT_MOST, now)) {
            (Ok(held), _) => held,
            // Somebody is asking already, and what is old serves meanwhile.
            (Err(_), Some(old)) => return Ok(old),
            (Err(_), None) => issuer.state.lock().await,
        };
        if let Some(known) = issuer.known_within(KEPT, now) {
            return Ok(known);
        }
        let old = issuer.known_within(KEPT_AT_MOST, now);
        let is_shared = issuer.asked.load(Ordering::SeqCst) > asked;
        let is_soon = held.failed_at.is_some_and(|at| now >= at && now.since(at) < RETRY);
        match (old, held.failed) {
            (Some(old), Some(_)) if is_shared || is_soon => Ok(old),
            (None, Some(fault)) if is_shared => Err(fault),
            (Some(old), _) => {
                // What is old serves as well: nobody waits long for what is new.
                let fetched = tokio::time::timeout(REFRESH, self.fetch(&issuer, &mut held, url, now)).await;
                let fetched = fetched.unwrap_or(Err(Fault::NoAnswer(CallError::TooSlow)));
                held.fail(fetched.as_ref().err().copied(), now);
                Ok(fetched.unwrap_or(old))
            }
            (None, _) => self.fetch(&issuer, &mut held, url, now).await,
        }
    }

    /// Newer than what was known when a token named a key that is not in it; the same where it may not be asked again yet.
    pub async fn newer(&self, url: &str, than: &Arc<Known>, now: Timestamp) -> Result<Arc<Known>, Fault> {
        let issuer = self.issuer(url);
        let mut held = issuer.state.lock().await;
        if let Some(known) = issuer.known.load_full().filter(|known| !Arc::ptr_eq(known, than)) {
            return Ok(known);
        }
        held.refetched_at.retain(|at| now.since(*at) < REFETCH_WITHIN);
        if held.refetched_at.len() >= REFETCHES {
            return Ok(Arc::clone(than));
        }
        held.refetched_at.push(now);
        let fetched = tokio::time::timeout(REFRESH, self.fetch(&issuer, &mut held, url, now)).await;
        fetched.unwrap_or(Err(Fault::NoAnswer(CallError::TooSlow)))
    }

    async fn fetch(&self, issuer: &Issuer, held: &mut Held, url: &str, now: Timestamp) -> Result<Arc<Known>, Fault> {
        issuer.asked.fetch_add(1, Ordering::SeqCst);
        let fetched = self.discover(url, now).await;
        held.fail(fetched.as_ref().err().copied(), now);
        let known = fetched?;
        issuer.known.store(Some(Arc::clone(&known)));
        Ok(known)
    }

    /// The library refuses metadata that names another issuer than the one asked.
    async fn discover(&self, url: &str, now: Timestamp) -> Result<Arc<Known>, Fault> {
        let issuer = IssuerUrl::new(url.to_owned()).map_err(|_| Fault::NoAnswer(CallError::NotAllowed))?;
        let http = Http(&self.outbound);
        let metadata = Metadata::discover_async(issuer, &http).await.map_err(|error| named(&error))?;
        if metadata.token_endpoint().is_none() {
            return Err(Fault::BadAnswer("the metadata has no token endpoint"));
        }
        // A browser is sent there.
        if !self.outbound.may_name(metadata.authorization_endpoint().url()) {
            return Err(Fault::BadAnswer("the authorization endpoint is no https URL"));
        }
        Ok(Arc::new(Known { metadata, fetched_at: now }))
    }
}

fn is_within(known: &Arc<Known>, span: Duration, now: Timestamp) -> bool {
    now >= known.fetched_at && now.since(known.fetched_at) < span
}

fn named(error: &DiscoveryError<CallError>) -> Fault {
    match error {
        DiscoveryError::Request(error) => Fault::NoAnswer(*error),
        DiscoveryError::Response(..) => Fault::BadAnswer("the metadata or the keys come with another status or type"),
        DiscoveryError::Parse(_) => Fault::BadAnswer("the metadata or the keys have another shape"),
        DiscoveryError::Validation(_) => Fault::BadAnswer("the metadata names another issuer"),
        _ => Fault::BadAnswer("the metadata or the keys cannot be used"),
    }
}
