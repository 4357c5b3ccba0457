//! The ceremonies of WebAuthn: what a browser is asked for, and whether its answer is right. Texts of JSON in, texts of JSON
//! out: what they hold is known here alone.
//!
//! Built without the feature `passkeys`, no site offers any.

use crate::member::Member;
use crate::site::Site;

/// What a browser is asked, and what its answer is held against. The second is for our own table, and for nobody else.
pub struct Begun {
    pub options: String,
    pub state: String,
}

/// A key that a browser has made.
pub struct NewPasskey {
    pub credential_id: String,
    pub credential: String,
}

/// Which key has answered, and how its row is to be from now on.
pub struct Answered {
    pub credential_id: String,
    pub credential: String,
}

/// A site, as a party that browsers keep passkeys for.
pub struct Party {
    pub host: String,
    #[cfg(feature = "passkeys")]
    webauthn: webauthn_rs::Webauthn,
}

#[cfg(feature = "passkeys")]
impl Party {
    /// `None` for a site that browsers make no passkeys for: one at a bare address, or without https beside `localhost`.
    pub fn of(site: &Site) -> Option<Self> {
        let url = &site.base_url;
        let host = match url.host()? {
            url::Host::Domain(name) => name.to_owned(),
            url::Host::Ipv4(_) | url::Host::Ipv6(_) => return None,
        };
        let is_here = host == "localhost" || host.ends_with(".localhost");
        if url.scheme() != "https" && !is_here {
            return None;
        }
        let builder = webauthn_rs::WebauthnBuilder::new(&host, url).ok()?;
        let webauthn = builder.rp_name(&site.name).build().ok()?;
        Some(Self { host, webauthn })
    }

    /// To make a key, and none on a device that holds one of the known ones. `None`: it could not be put together.
    pub fn begin_add(&self, member: &Member, known: &[String]) -> Option<Begun> {
        let held = known.iter().filter_map(|text| read(text)).map(|key| key.cred_id().clone()).collect();
        let address = member.address.as_str();
        let name = if member.name.is_empty() { address } else { member.name.as_str() };
        let begun = self.webauthn.start_passkey_registration(member.id.0, address, name, Some(held));
        Self::begun(begun)
    }

    /// `None` for an answer that is not one to this state.
    pub fn finish_add(&self, state: &str, answer: &str) -> Option<NewPasskey> {
        let state = serde_json::from_str(state).ok()?;
        let answer = serde_json::from_str(answer).ok()?;
        let key = self.webauthn.finish_passkey_registration(&answer, &state).map_err(|error| told(&error)).ok()?;
        Some(NewPasskey { credential_id: id_of(key.cred_id()), credential: serde_json::to_string(&key).ok()? })
    }

    /// To prove one of the known keys. `None` where there is none.
    pub fn begin_proof(&self, known: &[String]) -> Option<Begun> {
        let keys: Vec<webauthn_rs::prelude::Passkey> = known.iter().filter_map(|text| read(text)).collect();
        if keys.is_empty() {
            return None;
        }
        Self::begun(self.webauthn.start_passkey_authentication(&keys))
    }

    /// `None` for an answer that is not one to this state by one of the known keys, or by a copy of one that has answered
    /// since.
    pub fn finish_proof(&self, state: &str, answer: &str, known: &[String]) -> Option<Answered> {
        let state = serde_json::from_str(state).ok()?;
        let answer = serde_json::from_str(answer).ok()?;
        let result = self.webauthn.finish_passkey_authentication(&answer, &state).map_err(|error| told(&error)).ok()?;
        let (before, mut key) = known
            .iter()
            .filter_map(|text| Some((counter_of(text), read(text)?)))
            .find(|(_, key)| key.cred_id() == result.cred_id())?;
        // Against the row of now: it may have answered since the browser was asked.
        let counter = u64::from(result.counter());
        if (counter > 0 || before > 0) && counter <= before {
            tracing::warn!("a passkey's count of signatures fell behind: a copy of it may be in use");
            return None;
        }
        key.update_credential(&result)?;
        Some(Answered { credential_id: id_of(key.cred_id()), credential: serde_json::to_string(&key).ok()? })
    }

    fn begun<O: serde::Serialize, S: serde::Serialize>(
        begun: Result<(O, S), webauthn_rs::prelude::WebauthnError>,
    ) -> Option<Begun> {
        let (options, state) = begun.map_err(|error| told(&error)).ok()?;
        Some(Begun { options: serde_json::to_string(&options).ok()?, state: serde_json::to_string(&state).ok()? })
    }
}

/// A row that cannot be read is as if it were not there: its holder proves another factor.
#[cfg(feature = "passkeys")]
fn read(text: &str) -> Option<webauthn_rs::prelude::Passkey> {
    serde_json::from_str(text).map_err(|_| tracing::error!("a passkey in the database cannot be read")).ok()
}

/// Signatures that the key had told of when it last answered; 0 for one that does not count.
#[cfg(feature = "passkeys")]
fn counter_of(text: &str) -> u64 {
    let key: serde_json::Value = serde_json::from_str(text).unwrap_or_default();
    key.get("cred").and_then(|cred| cred.get("counter")).and_then(serde_json::Value::as_u64).unwrap_or(0)
}

#[cfg(feature = "passkeys")]
fn id_of(id: &webauthn_rs::prelude::CredentialID) -> String {
    crate::secret::encode(id.as_ref())
}

/// Kinds of errors hold nothing of what was typed or sent.
#[cfg(feature = "passkeys")]
fn told(error: &webauthn_rs::prelude::WebauthnError) {
    tracing::info!(%error, "a passkey was not taken");
}

#[cfg(not(feature = "passkeys"))]
impl Party {
    pub fn of(_site: &Site) -> Option<Self> {
        None
    }

    pub fn begin_add(&self, _member: &Member, _known: &[String]) -> Option<Begun> {
        None
    }

    pub fn finish_add(&self, _state: &str, _answer: &str) -> Option<NewPasskey> {
        None
    }

    pub fn begin_proof(&self, _known: &[String]) -> Option<Begun> {
        None
    }

    pub fn finish_proof(&self, _state: &str, _answer: &str, _known: &[String]) -> Option<Answered> {
        None
    }
}
