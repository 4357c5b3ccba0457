//! What the other tests take for granted of the provider.

use std::time::Duration;

use gatefold::outbound::{CallError, Outbound, PATIENCE, Reach};
use ring::rsa::PublicKeyComponents;
use ring::signature::{self, UnparsedPublicKey};
use serde_json::{Map, Value, json};

use super::token::{Keys, base64, sha256};
use super::{AtHash, Fault, IdToken, Key, Script, Sign, pairs};
use crate::harness::Provider;

const CALLBACK: &str = "https://news.example/-/sign-in/with/google/callback";
const VERIFIER: &str = "a-verifier-of-our-own";

fn decoded(text: &str) -> Vec<u8> {
    use ::base64::Engine as _;
    ::base64::engine::general_purpose::URL_SAFE_NO_PAD.decode(text).expect("base64")
}

fn location(provider: &Provider, path: &str) -> String {
    let challenge = base64(sha256(VERIFIER));
    format!(
        "{}{path}?response_type=code&client_id=us&redirect_uri={CALLBACK}&state=s&nonce=n&scope=openid+email\
         &code_challenge={challenge}&code_challenge_method=S256",
        provider.url()
    )
}

async fn send(patience: Duration, request: http::Request<Vec<u8>>) -> Result<http::Response<Vec<u8>>, CallError> {
    // The program does this as it starts, once; whoever was first did it for all tests.
    let _ = rustls::crypto::ring::default_provider().install_default();
    Outbound::new(Reach::Loopback, patience).expect("a client").call(request).await
}

async fn call(provider: &Provider, path: &str, token: &str) -> (u16, Value) {
    let request = http::Request::get(format!("{}{path}", provider.url())).header("authorization", token);
    let answer = send(PATIENCE, request.body(Vec::new()).expect("a request")).await.expect("an answer");
    (answer.status().as_u16(), serde_json::from_slice(answer.body()).expect("JSON"))
}

async fn exchange(provider: &Provider, path: &str, code: &str, verifier: &str) -> (u16, Value) {
    let form = format!(
        "grant_type=authorization_code&code={code}&redirect_uri={CALLBACK}&client_id=us&client_secret=x\
         &code_verifier={verifier}"
    );
    let request = http::Request::post(format!("{}{path}", provider.url()))
        .header("content-type", "application/x-www-form-urlencoded")
        .body(form.into_bytes())
        .expect("a request");
    let answer = send(PATIENCE, request).await.expect("an answer");
    (answer.status().as_u16(), serde_json::from_slice(answer.body()).expect("JSON"))
}

fn code(callback: &str) -> String {
    let (path, query) = callback.split_once('?').expect("an answer in the query");
    assert_eq!(path, "/-/sign-in/with/google/callback");
    pairs(query.as_bytes()).into_iter().find(|(name, _)| name == "code").expect("a code").1
}

fn claims(answer: &Value) -> Value {
    let parts: Vec<&str> = answer["id_token"].as_str().expect("an ID token").split('.').collect();
    assert_eq!(parts.len(), 3);
    serde_json::from_slice(&decoded(parts[1])).expect("claims")
}

#[tokio::test]
async fn a_code_is_good_once_for_whoever_has_its_verifier() {
    let provider = Provider::start().await;
    let allowed = || code(&provider.allow(&location(&provider, "/authorize")));
    let (status, answer) = exchange(&provider, "/token", &allowed(), "another").await;
    assert_eq!((status, answer), (400, json!({ "error": "invalid_grant" })));
    let good = allowed();
    let (status, answer) = exchange(&provider, "/token", &good, VERIFIER).await;
    assert_eq!(status, 200);
    assert_eq!(exchange(&provider, "/token", &good, VERIFIER).await.0, 400);
    let access_token = answer["access_token"].as_str().expect("an access token");
    assert_eq!(provider.access_tokens(), [access_token]);
    let wanted = json!({
        "iss": provider.url(), "sub": "subject-1", "aud": "us", "nonce": "n", "iat": 1_791_100_800,
        "exp": 1_791_101_100, "at_hash": base64(&sha256(access_token)[..16]),
    });
    assert_eq!(claims(&answer), wanted);
    assert_eq!(provider.count("/token"), 3);
    assert_eq!(provider.requests()[1].field("code_verifier"), Some(VERIFIER));
    provider.clear();
    assert!(provider.requests().is_empty());
}

#[tokio::test]
async fn a_tenant_is_the_issuer_of_its_own_tokens() {
    let provider = Provider::start().await;
    let (_, metadata) = call(&provider, "/common/v2.0/.well-known/openid-configuration", "").await;
    assert_eq!(metadata["issuer"], format!("{}/{{tenantid}}/v2.0", provider.url()));
    provider.change(|script| {
        script.claims.insert("tid".to_owned(), json!("t-1"));
        script.announces_iss = true;
    });
    let issuer = format!("{}/t-1/v2.0", provider.url());
    let (path, form) = provider.allow_by_form(&location(&provider, "/common/oauth2/v2.0/authorize"));
    assert_eq!(path, "/-/sign-in/with/google/callback");
    assert_eq!(form[2], ("iss".to_owned(), issuer.clone()));
    let (_, answer) = exchange(&provider, "/common/oauth2/v2.0/token", &form[0].1, VERIFIER).await;
    assert_eq!(claims(&answer)["iss"], issuer);
    provider.change(|script| script.callback_iss = Some(String::new()));
    let refused = provider.refuse(&location(&provider, "/authorize"), "access_denied", Some("No, thanks"));
    assert_eq!(
        refused.split_once('?').expect("a query").1,
        "error=access_denied&error_description=No%2C+thanks&state=s"
    );
}

#[tokio::test]
async fn a_token_and_a_profile_are_as_the_script_says() {
    let provider = Provider::start().await;
    let answer = async |change: fn(&mut Script)| {
        provider.change(change);
        let code = code(&provider.allow(&location(&provider, "/authorize")));
        exchange(&provider, "/token", &code, VERIFIER).await.1
    };
    let wrong = answer(|script| script.at_hash = AtHash::Wrong).await;
    let access_token = wrong["access_token"].as_str().expect("an access token");
    assert_ne!(claims(&wrong)["at_hash"], base64(&sha256(access_token)[..16]));
    let bent = answer(|script| {
        script.at_hash = AtHash::Absent;
        script.claims.insert("email".to_owned(), Value::Null);
        script.without = vec!["nonce".to_owned()];
    });
    let bent = claims(&bent.await);
    assert!(bent.get("at_hash").is_none() && bent.get("nonce").is_none() && bent.get("email") == Some(&Value::Null));
    assert!(answer(|script| script.id_token = IdToken::Never).await.get("id_token").is_none());
    provider.change(|script| script.profile = json!({ "id": 7 }));
    assert_eq!(
        call(&provider, "/profile?fields=id", &format!("Bearer {access_token}")).await,
        (200, json!({ "id": 7 }))
    );
    assert_eq!(provider.requests().last().expect("a request").query, [("fields".to_owned(), "id".to_owned())]);
    assert_eq!(call(&provider, "/profile", "Bearer at-stolen").await.0, 401);
}

#[tokio::test]
async fn a_fault_is_what_its_name_says() {
    let provider = Provider::start().await;
    let kilobytes = |count: usize| count * 1024;
    let (soon, late) = (Duration::from_millis(100), PATIENCE);
    let cases = [
        (Fault::Hang, soon, Err(CallError::TooSlow)),
        (Fault::Drip, soon, Err(CallError::TooSlow)),
        (Fault::Close, late, Err(CallError::BrokenOff)),
        (Fault::Huge(kilobytes(2000)), late, Err(CallError::TooLarge)),
        (Fault::HugeUnannounced(kilobytes(2000)), late, Err(CallError::TooLarge)),
        (Fault::Huge(kilobytes(1)), late, Ok((200, 1024))),
        (Fault::HugeUnannounced(kilobytes(1)), late, Ok((200, 1024))),
        (Fault::Redirect("/elsewhere".to_owned()), late, Ok((302, 0))),
        (Fault::Answer { status: 503, content_type: "text/html", body: "<p>".to_owned() }, late, Ok((503, 3))),
    ];
    for (fault, patience, wanted) in cases {
        provider.change(|script| drop(script.faults.insert("/keys", fault.clone())));
        let request = http::Request::get(format!("{}/keys", provider.url())).body(Vec::new()).expect("a request");
        let got = send(patience, request).await.map(|answer| (answer.status().as_u16(), answer.body().len()));
        assert_eq!(got, wanted, "{fault:?}");
    }
}

#[test]
fn only_a_good_signature_is_by_the_published_key_that_is_named() {
    let keys = Keys::new();
    let published = keys.published(&[Key::Rsa, Key::Rsa2, Key::Ec]);
    let is_good = |script: &Script| {
        let token = keys.sign(script, &Map::new());
        let (signed, signature) = token.rsplit_once('.').expect("three parts");
        let header: Value =
            serde_json::from_slice(&decoded(signed.split('.').next().expect("a header"))).expect("JSON");
        let mut all = published["keys"].as_array().expect("a list").iter();
        let key = all.find(|key| key["kid"] == header["kid"]).expect("a key of that name");
        let part = |name: &str| decoded(key[name].as_str().expect("a text"));
        let (message, signature) = (signed.as_bytes(), decoded(signature));
        if key["kty"] == "EC" {
            let point = [vec![4], part("x"), part("y")].concat();
            UnparsedPublicKey::new(&signature::ECDSA_P256_SHA256_FIXED, point).verify(message, &signature).is_ok()
        } else {
            let public = PublicKeyComponents { n: part("n"), e: part("e") };
            public.verify(&signature::RSA_PKCS1_2048_8192_SHA256, message, &signature).is_ok()
        }
    };
    for sign in [Sign::Rs256, Sign::Es256] {
        assert!(is_good(&Script { sign, ..Script::default() }), "{sign:?}");
    }
    assert!(is_good(&Script { published: vec![Key::Ec, Key::Rsa2], ..Script::default() }));
    for sign in [Sign::None, Sign::Hs256WithPublicKey, Sign::BadSignature, Sign::OtherKey] {
        assert!(!is_good(&Script { sign, signing_key: Some(Key::Rsa2), ..Script::default() }), "{sign:?}");
    }
}
