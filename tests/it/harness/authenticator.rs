//! What stands behind a passkey: a device that makes keys and signs with them, down to the bytes of WebAuthn.

use std::sync::atomic::{AtomicU32, Ordering};

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ring::digest::{SHA256, digest};
use ring::rand::SystemRandom;
use ring::signature::{ECDSA_P256_SHA256_ASN1_SIGNING, EcdsaKeyPair, KeyPair};
use serde_json::{Value, json};

/// Its holder is there, and was verified.
const PRESENT: u8 = 0x01;
const VERIFIED: u8 = 0x04;
const HOLDS_KEY: u8 = 0x40;

pub struct Authenticator {
    key: EcdsaKeyPair,
    id: [u8; 16],
    /// Where its browser stands; answers name it.
    pub origin: String,
    /// Signatures so far.
    pub counter: AtomicU32,
    /// Whether it asks its holder for a finger.
    pub verifies: bool,
}

impl Authenticator {
    pub fn new(origin: &str) -> Self {
        let random = SystemRandom::new();
        let pkcs8 = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_ASN1_SIGNING, &random).expect("a key");
        let key =
            EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_ASN1_SIGNING, pkcs8.as_ref(), &random).expect("our own key");
        let id = gatefold::secret::random_bytes();
        Self { key, id, origin: origin.to_owned(), counter: AtomicU32::new(0), verifies: true }
    }

    /// What `navigator.credentials.create` gives back, as the form carries it.
    pub fn create(&self, options: &Value) -> String {
        let options = &options["publicKey"];
        let told = self.client_data("webauthn.create", options);
        let mut data = self.authenticator_data(options["rp"]["id"].as_str().expect("a host"), HOLDS_KEY);
        data.extend([0; 16]);
        data.extend([0, 16]);
        data.extend(self.id);
        data.extend(self.public_key());
        let mut object = b"\xa3\x63fmt\x64none\x67attStmt\xa0\x68authData\x58".to_vec();
        object.push(u8::try_from(data.len()).expect("less than 256 bytes"));
        object.extend(data);
        let response = json!({ "attestationObject": encode(&object), "clientDataJSON": encode(told.as_bytes()) });
        self.answer(&response)
    }

    /// What `navigator.credentials.get` gives back.
    pub fn get(&self, options: &Value) -> String {
        let options = &options["publicKey"];
        let told = self.client_data("webauthn.get", options);
        let data = self.authenticator_data(options["rpId"].as_str().expect("a host"), 0);
        let signed = [data.as_slice(), digest(&SHA256, told.as_bytes()).as_ref()].concat();
        let signature = self.key.sign(&SystemRandom::new(), &signed).expect("a signature");
        let response = json!({
            "authenticatorData": encode(&data),
            "clientDataJSON": encode(told.as_bytes()),
            "signature": encode(signature.as_ref()),
        });
        self.answer(&response)
    }

    fn answer(&self, response: &Value) -> String {
        let id = encode(&self.id);
        json!({ "id": id, "rawId": id, "type": "public-key", "response": response, "extensions": {} }).to_string()
    }

    fn client_data(&self, kind: &str, options: &Value) -> String {
        json!({ "type": kind, "challenge": options["challenge"], "origin": self.origin, "crossOrigin": false })
            .to_string()
    }

    fn authenticator_data(&self, host: &str, flags: u8) -> Vec<u8> {
        let verified = if self.verifies { VERIFIED } else { 0 };
        let counter = self.counter.fetch_add(1, Ordering::SeqCst) + 1;
        let mut data = digest(&SHA256, host.as_bytes()).as_ref().to_vec();
        data.push(PRESENT | verified | flags);
        data.extend(counter.to_be_bytes());
        data
    }

    /// COSE: a point of P-256 for signatures of ES256.
    fn public_key(&self) -> Vec<u8> {
        let point = &self.key.public_key().as_ref()[1..];
        let (x, y) = point.split_at(32);
        [b"\xa5\x01\x02\x03\x26\x20\x01\x21\x58\x20".as_slice(), x, b"\x22\x58\x20", y].concat()
    }
}

fn encode(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}
