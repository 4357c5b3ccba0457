//! Apple's client secret: a token that we sign ourselves, good for a few minutes and made anew for each exchange.

use ring::rand::SystemRandom;
use ring::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair};
use serde_json::json;

use crate::clock::Timestamp;
use crate::secret::encode;

/// Apple takes up to half a year; one exchange needs seconds.
const LIFE_SECONDS: i64 = 300;

/// `None` where the key cannot sign, which the settings were checked for.
pub fn client_secret(
    (team, key_id): (&str, &str),
    key: &[u8],
    (client_id, issuer): (&str, &str),
    now: Timestamp,
) -> Option<String> {
    let header = json!({ "alg": "ES256", "kid": key_id, "typ": "JWT" });
    let since = now.as_seconds();
    let claims = json!({ "iss": team, "iat": since, "exp": since + LIFE_SECONDS, "aud": issuer, "sub": client_id });
    let signed = format!("{}.{}", encode(header.to_string().as_bytes()), encode(claims.to_string().as_bytes()));
    let random = SystemRandom::new();
    let key = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, key, &random).ok()?;
    let signature = key.sign(&random, signed.as_bytes()).ok()?;
    Some(format!("{signed}.{}", encode(signature.as_ref())))
}

#[cfg(test)]
mod tests {
    use ring::signature::{ECDSA_P256_SHA256_FIXED, KeyPair, UnparsedPublicKey};
    use serde_json::Value;

    use super::*;
    use crate::secret::decode;

    #[test]
    fn the_secret_is_signed_by_the_key_and_soon_over() {
        let random = SystemRandom::new();
        let der = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &random).expect("a key");
        let now = Timestamp::from_micros(1_000_000_000);
        let secret = client_secret(("TEAM", "KEY"), der.as_ref(), ("us", "https://appleid.apple.com"), now);
        let secret = secret.expect("a secret");
        let (signed, signature) = secret.rsplit_once('.').expect("three parts");
        let pair = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, der.as_ref(), &random).expect("a key");
        UnparsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, pair.public_key())
            .verify(signed.as_bytes(), &decode(signature).expect("base64"))
            .expect("its own signature");
        let read = |part: &str| -> Value { serde_json::from_slice(&decode(part).expect("base64")).expect("JSON") };
        let (header, claims) = signed.split_once('.').expect("two parts");
        assert_eq!(read(header), json!({ "alg": "ES256", "kid": "KEY", "typ": "JWT" }));
        let wanted =
            json!({ "iss": "TEAM", "iat": 1000, "exp": 1300, "aud": "https://appleid.apple.com", "sub": "us" });
        assert_eq!(read(claims), wanted);
        assert_eq!(client_secret(("TEAM", "KEY"), b"no key", ("us", "x"), now), None);
    }
}
