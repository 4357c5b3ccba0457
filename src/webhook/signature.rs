//! What shows a receiver that a delivery is ours and untouched: the signature of the Standard Webhooks, version 1.

use std::fmt;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use ring::hmac;

use super::WebhookId;
use crate::secret::{self, Keys, Sealed};

/// Within the 24 to 64 bytes of the standard.
const BYTES: usize = 32;
const PREFIX: &str = "whsec_";

/// What a receiver and we share. Shown once, when it is made.
#[derive(Clone)]
pub struct WebhookSecret(Vec<u8>);

impl fmt::Debug for WebhookSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("WebhookSecret(***)")
    }
}

impl WebhookSecret {
    pub fn random() -> Self {
        Self(secret::random_bytes::<BYTES>().to_vec())
    }

    pub fn reveal(&self) -> String {
        format!("{PREFIX}{}", STANDARD.encode(&self.0))
    }

    /// For the table; opens for this endpoint alone.
    pub fn seal(&self, keys: &Keys, webhook: WebhookId) -> Vec<u8> {
        keys.seal(Sealed::Webhook, webhook.0.as_bytes(), &self.0)
    }

    pub fn open(keys: &Keys, webhook: WebhookId, sealed: &[u8]) -> Option<Self> {
        keys.open(Sealed::Webhook, webhook.0.as_bytes(), sealed).map(Self)
    }

    fn sign(&self, id: &str, seconds: i64, body: &[u8]) -> String {
        let key = hmac::Key::new(hmac::HMAC_SHA256, &self.0);
        let mut context = hmac::Context::with_key(&key);
        context.update(format!("{id}.{seconds}.").as_bytes());
        context.update(body);
        format!("v1,{}", STANDARD.encode(context.sign()))
    }
}

/// The header's value: one signature for each secret that is good now, with a space between them.
pub fn sign(secrets: &[WebhookSecret], id: &str, seconds: i64, body: &[u8]) -> String {
    secrets.iter().map(|secret| secret.sign(id, seconds, body)).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> WebhookSecret {
        let bytes = STANDARD.decode(text.strip_prefix(PREFIX).expect("the prefix")).expect("base64");
        WebhookSecret(bytes)
    }

    /// The example that the standard's own libraries are tested with.
    #[test]
    fn the_published_example_comes_out() {
        let secret = read("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");
        let signed = sign(&[secret], "msg_p5jXN8AQM9LWM0D4loKWxJek", 1_614_265_330, br#"{"test": 2432232314}"#);
        assert_eq!(signed, "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    }

    #[test]
    fn each_good_secret_signs() {
        let (new, old) = (WebhookSecret::random(), WebhookSecret::random());
        let alone = |secret: &WebhookSecret| sign(std::slice::from_ref(secret), "a", 1, b"{}");
        assert_eq!(sign(&[new.clone(), old.clone()], "a", 1, b"{}"), format!("{} {}", alone(&new), alone(&old)));
        assert_ne!(alone(&new), sign(std::slice::from_ref(&new), "a", 2, b"{}"));
        assert_ne!(alone(&new), sign(std::slice::from_ref(&new), "b", 1, b"{}"));
    }

    #[test]
    fn a_secret_is_shown_as_the_standard_has_it_and_opens_for_its_own_endpoint() {
        let secret = WebhookSecret::random();
        assert_eq!(read(&secret.reveal()).0.len(), BYTES);
        assert_eq!(format!("{secret:?}"), "WebhookSecret(***)");
        let keys = Keys::new(&[7; 32], None);
        let (own, other) = (WebhookId(uuid::Uuid::from_u128(1)), WebhookId(uuid::Uuid::from_u128(2)));
        let sealed = secret.seal(&keys, own);
        assert_eq!(WebhookSecret::open(&keys, own, &sealed).map(|secret| secret.0), Some(secret.0));
        assert!(WebhookSecret::open(&keys, other, &sealed).is_none());
    }
}
