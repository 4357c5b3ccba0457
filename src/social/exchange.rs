//! The talk with one provider: where to send a browser, and what to make of the code that it brings back.
//!
//! A provider's tokens live within [`Connection::profile`] and nowhere else: not in a table, a log or an answer.

use std::sync::Arc;
use std::time::Duration;

use http::{HeaderValue, Request, StatusCode, header};
use oauth2::{AuthorizationCode, CsrfToken, PkceCodeChallenge, PkceCodeVerifier, Scope, TokenResponse};
use serde_json::Value;
use url::Url;

use super::client::{self, Redirect, Tokens};
use super::http::Http;
use super::id_token::{self, Defect, Expected};
use super::issuer::{Issuers, Known};
use super::kind::ResponseMode;
use super::profile::{self, Said};
use super::provider::{Endpoints, Provider};
use super::refusal::refused;
use super::{Fault, Flow, Profile, State};
use crate::clock::Timestamp;
use crate::outbound::{CallError, Outbound};

/// What came back with the browser.
pub struct Answer<'a> {
    pub code: &'a str,
    /// `iss` of the answer, where there was one.
    pub issuer: Option<&'a str>,
    /// Apple's form has a name in it, the first time.
    pub name: Option<&'a str>,
}

pub struct Connection {
    pub provider: Provider,
    outbound: Outbound,
    issuers: Issuers,
    patience: Duration,
}

impl Connection {
    pub fn new(provider: Provider, outbound: Outbound, patience: Duration) -> Self {
        Self { provider, issuers: Issuers::new(outbound.clone()), outbound, patience }
    }

    /// Where the browser goes to sign in.
    pub async fn start(
        &self,
        (flow, state): (&Flow, &State),
        redirect: &Redirect<'_>,
        now: Timestamp,
    ) -> Result<Url, Fault> {
        self.in_time(async {
            let known = self.known(now).await?;
            let client = client::of(&self.provider, known.as_deref(), redirect, now)?;
            let verifier = PkceCodeVerifier::new(flow.verifier.clone());
            let scopes = self.provider.scopes.iter().cloned().map(Scope::new);
            let mut request = client
                .authorize_url(|| CsrfToken::new(state.reveal()))
                .add_scopes(scopes)
                .set_pkce_challenge(PkceCodeChallenge::from_code_verifier_sha256(&verifier));
            if self.provider.kind.is_openid() {
                request = request.add_extra_param("nonce", flow.nonce.clone());
            }
            if self.provider.kind.answers == ResponseMode::FormPost {
                request = request.add_extra_param("response_mode", "form_post");
            }
            Ok(request.url().0)
        })
        .await
    }

    /// Who signed in. Everything is asked and checked within one span of patience.
    pub async fn profile(
        &self,
        flow: &Flow,
        answer: &Answer<'_>,
        redirect: &Redirect<'_>,
        now: Timestamp,
    ) -> Result<Profile, Fault> {
        self.in_time(async {
            let known = self.known(now).await?;
            check_issuer(known.as_deref(), answer.issuer)?;
            let tokens = self.exchange(known.as_deref(), (flow, answer.code), redirect, now).await?;
            match &self.provider.endpoints {
                Endpoints::Fixed { issuer, profile, addresses, .. } => {
                    self.profile_of_api(issuer, (profile, addresses.as_deref()), &tokens).await
                }
                _ => self.profile_of_token(known, (flow, answer), &tokens, now).await,
            }
        })
        .await
    }

    /// Whether an answer without a code can be this provider's, by the issuer that it names.
    pub async fn may_be_from(&self, told: Option<&str>, now: Timestamp) -> bool {
        match self.in_time(self.known(now)).await {
            Ok(known) => check_issuer(known.as_deref(), told).is_ok(),
            Err(_) => told.is_none(),
        }
    }

    async fn in_time<T>(&self, talk: impl Future<Output = Result<T, Fault>>) -> Result<T, Fault> {
        tokio::time::timeout(self.patience, talk).await.unwrap_or(Err(Fault::NoAnswer(CallError::TooSlow)))
    }

    /// What discovery tells; `None` of providers whose endpoints stand in the table.
    async fn known(&self, now: Timestamp) -> Result<Option<Arc<Known>>, Fault> {
        match &self.provider.endpoints {
            Endpoints::Discovered { issuer } => self.issuers.known(issuer, now).await.map(Some),
            Endpoints::OfTenants { .. } | Endpoints::Fixed { .. } => Ok(None),
        }
    }

    async fn exchange(
        &self,
        known: Option<&Known>,
        (flow, code): (&Flow, &str),
        redirect: &Redirect<'_>,
        now: Timestamp,
    ) -> Result<Tokens, Fault> {
        let client = client::of(&self.provider, known, redirect, now)?;
        let mut request = client.exchange_code(AuthorizationCode::new(code.to_owned()));
        if self.provider.kind.takes_verifier {
            request = request.set_pkce_verifier(PkceCodeVerifier::new(flow.verifier.clone()));
        }
        request.request_async(&Http(&self.outbound)).await.map_err(|error| refused(&error))
    }

    /// The claims of a verified ID token; the rest from the userinfo endpoint where they hold no address.
    async fn profile_of_token(
        &self,
        known: Option<Arc<Known>>,
        (flow, answer): (&Flow, &Answer<'_>),
        tokens: &Tokens,
        now: Timestamp,
    ) -> Result<Profile, Fault> {
        let text = tokens.extra_fields().id_token.as_deref().ok_or(Fault::Untrusted(Defect::Missing))?;
        let (issuer, tenant) = self.issuer_of(text)?;
        if tenant.is_some() && answer.issuer.is_some_and(|told| told != issuer) {
            return Err(Fault::OtherIssuer);
        }
        let known = match known {
            Some(known) => known,
            None => self.issuers.known(&issuer, now).await?,
        };
        let access_token = tokens.access_token().secret();
        let expected = Expected {
            issuer: &issuer,
            client_id: &self.provider.client_id,
            nonce: &flow.nonce,
            is_nonce_required: self.provider.kind.returns_nonce,
            access_token,
            now,
        };
        let verify = |known: &Known| id_token::read(text).and_then(|token| token.verify(known.keys(), &expected));
        let claims = match verify(&known) {
            Err(Defect::UnknownKey) => verify(&*self.issuers.newer(&issuer, &known, now).await?),
            verified => verified,
        };
        let claims = Value::Object(claims.map_err(Fault::Untrusted)?);
        let more = self.userinfo(&known, &claims, access_token).await?;
        let said = Said {
            issuer,
            account: &claims,
            about: more.as_ref().unwrap_or(&claims),
            addresses: None,
            tenant: tenant.as_deref(),
            name: answer.name,
        };
        profile::read(&self.provider, &said)
    }

    /// The issuer that the token must be of: the one of the settings, or its tenant's.
    fn issuer_of(&self, token: &str) -> Result<(String, Option<String>), Fault> {
        match &self.provider.endpoints {
            Endpoints::OfTenants { issuer, .. } => {
                let token = id_token::read(token).map_err(Fault::Untrusted)?;
                let tenant = token.tenant().ok_or(Fault::Untrusted(Defect::Tenant))?;
                if self.provider.own_tenant.as_ref().is_some_and(|own| *own != tenant) {
                    return Err(Fault::Untrusted(Defect::Tenant));
                }
                Ok((issuer.replace("{tenant}", &tenant), Some(tenant)))
            }
            Endpoints::Discovered { issuer } | Endpoints::Fixed { issuer, .. } => Ok((issuer.clone(), None)),
        }
    }

    /// Asked only where the token tells no address; taken only where it is about the same subject.
    async fn userinfo(&self, known: &Known, claims: &Value, access_token: &str) -> Result<Option<Value>, Fault> {
        let asks_for_address = self.provider.scopes.iter().any(|scope| scope == "email");
        let Some(endpoint) = known.metadata.userinfo_endpoint() else { return Ok(None) };
        if claims.get("email").is_some() || !asks_for_address {
            return Ok(None);
        }
        let about = match self.ask(endpoint.url().as_str(), access_token).await {
            Err(fault @ Fault::NoAnswer(_)) => return Err(fault),
            // Not open to us, or signed: the account is as good without an address.
            Err(_) => return Ok(None),
            Ok(about) => about,
        };
        if about.get("sub").is_none() || about.get("sub") != claims.get("sub") {
            return Err(Fault::BadAnswer("the userinfo is about another subject"));
        }
        Ok(Some(about))
    }

    async fn profile_of_api(
        &self,
        issuer: &str,
        (profile, addresses): (&str, Option<&str>),
        tokens: &Tokens,
    ) -> Result<Profile, Fault> {
        let access_token = tokens.access_token().secret();
        let account = self.ask(profile, access_token).await?;
        let addresses = match addresses {
            // Where the list is not open to us the account is as good without an address.
            Some(url) => match self.ask(url, access_token).await {
                Err(fault @ Fault::NoAnswer(_)) => return Err(fault),
                list => Some(list.unwrap_or(Value::Null)),
            },
            None => None,
        };
        let issuer = issuer.to_owned();
        let said = Said {
            issuer,
            account: &account,
            about: &account,
            addresses: addresses.as_ref(),
            tenant: None,
            name: None,
        };
        profile::read(&self.provider, &said)
    }

    async fn ask(&self, url: &str, access_token: &str) -> Result<Value, Fault> {
        let unusable = Fault::BadAnswer("an endpoint or a token cannot be used");
        let bearer = HeaderValue::from_str(&format!("Bearer {access_token}")).map_err(|_| unusable)?;
        let request = Request::get(url)
            .header(header::ACCEPT, "application/json")
            .header(header::AUTHORIZATION, bearer)
            .body(Vec::new())
            .map_err(|_| unusable)?;
        let answer = self.outbound.call(request).await.map_err(Fault::NoAnswer)?;
        let media_type = answer.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
        let media_type = media_type.unwrap_or_default().split(';').next().unwrap_or_default().trim();
        let is_json = media_type.eq_ignore_ascii_case("application/json") || media_type.ends_with("+json");
        if answer.status() != StatusCode::OK || !is_json {
            return Err(Fault::BadAnswer("the profile comes with another status or type"));
        }
        serde_json::from_slice(answer.body()).map_err(|_| Fault::BadAnswer("the profile is no JSON"))
    }

    /// For `gatefold check`: whether the provider is there and knows us. A made-up code is refused by all, and they say
    /// first whether they know who asks.
    pub async fn try_out(&self, redirect: &Redirect<'_>, now: Timestamp) -> Result<(), Fault> {
        let (flow, _) = Flow::begin(&self.provider.id, &crate::links::Next::front(), None, now);
        self.in_time(async {
            let known = self.known(now).await?;
            match self.exchange(known.as_deref(), (&flow, "made-up-code"), redirect, now).await {
                Ok(_) | Err(Fault::CodeRefused) => Ok(()),
                Err(fault) => Err(fault),
            }
        })
        .await
    }
}

/// Where the issuer announces that its answers name it, they must; and a name that is there must be its own.
fn check_issuer(known: Option<&Known>, told: Option<&str>) -> Result<(), Fault> {
    let Some(known) = known else { return Ok(()) };
    let is_announced = known.metadata.additional_metadata().authorization_response_iss_parameter_supported;
    match told {
        Some(told) if told == known.metadata.issuer().as_str() => Ok(()),
        None if !is_announced => Ok(()),
        _ => Err(Fault::OtherIssuer),
    }
}
