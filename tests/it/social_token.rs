//! R24, R25: an ID token with any single defect signs nobody in; keys may change between two sign-ins.

use serde_json::json;

use crate::database::count;
use crate::harness::Engine;
use crate::harness::provider::{AtHash, Fault, IdToken, Key, Script, Sign};
use crate::harness::social::{self, OWN_TENANT, Person, be, come, depart};

type Change = Box<dyn Fn(&mut Script) + Send>;

fn claim(name: &'static str, value: serde_json::Value) -> Change {
    Box::new(move |script| drop(script.claims.insert(name.to_owned(), value.clone())))
}

fn without(name: &'static str) -> Change {
    Box::new(move |script| script.without.push(name.to_owned()))
}

fn defects(evil: &str) -> Vec<(&'static str, Change)> {
    let jku = json!(format!("{evil}/keys"));
    vec![
        ("a bad signature", Box::new(|script| script.sign = Sign::BadSignature)),
        ("alg none", Box::new(|script| script.sign = Sign::None)),
        ("HS256 with the public key", Box::new(|script| script.sign = Sign::Hs256WithPublicKey)),
        ("a key that is not published", Box::new(|script| script.sign = Sign::OtherKey)),
        ("an unknown kid", Box::new(|script| drop(script.header.insert("kid".to_owned(), json!("unknown"))))),
        ("alg of another family", Box::new(|script| drop(script.header.insert("alg".to_owned(), json!("ES256"))))),
        ("another type of token", Box::new(|script| drop(script.header.insert("typ".to_owned(), json!("at+jwt"))))),
        ("something critical", Box::new(|script| drop(script.header.insert("crit".to_owned(), json!(["b64"]))))),
        (
            "keys of its own and another's signature",
            Box::new(move |script| {
                script.header.insert("jku".to_owned(), jku.clone());
                script.sign = Sign::OtherKey;
            }),
        ),
        ("another audience", claim("aud", json!("them"))),
        ("more audiences and no azp", claim("aud", json!(["us", "them"]))),
        ("another azp", claim("azp", json!("them"))),
        ("another issuer", claim("iss", json!("https://evil.example"))),
        ("no issuer", without("iss")),
        ("expired", claim("exp", json!(1_000_000_000))),
        ("no expiry", without("exp")),
        ("issued in the future", claim("iat", json!(4_000_000_000_u64))),
        ("no time of issue", without("iat")),
        ("not good yet", claim("nbf", json!(4_000_000_000_u64))),
        ("no nonce", without("nonce")),
        ("another nonce", claim("nonce", json!("another"))),
        ("another access token's hash", Box::new(|script| script.at_hash = AtHash::Wrong)),
        ("no subject", without("sub")),
        ("an empty subject", claim("sub", json!(""))),
        ("a subject that is no text", claim("sub", json!(["1"]))),
        ("no ID token", Box::new(|script| script.id_token = IdToken::Never)),
    ]
}

with_provider! {
    async fn a_token_with_any_defect_signs_nobody_in(app, idp, "[limits]\nbad_answers_per_ip = 0\n") {
        let evil = crate::harness::Provider::start().await;
        for (number, (what, change)) in defects(&evil.url()).into_iter().enumerate() {
            idp.change(|script| *script = Script::default());
            be(&idp, "google", &Person::proved(&format!("s{number}"), "ana@gmail.com"));
            idp.change(change);
            let reader = app.stranger();
            let page = come(&reader, &idp, "google", "/slow-bread").await;
            assert_eq!(page.status, 400, "{what}");
            let page = page.shows("Google").shows("value=\"/slow-bread\"").shows("name=\"address\"");
            assert!(page.header("cache-control").contains("no-store") && page.header("content-security-policy").contains("script-src 'self'"));
            assert!(!reader.is_signed_in().await, "{what}");
            assert_eq!(reader.count_cookies("__Host-gatefold-with-"), 0, "{what}: the sign-in is over");
            assert_eq!(count(&app, "SELECT COUNT(*) FROM member").await, 0, "{what}");
        }
        assert!(evil.requests().is_empty(), "nobody asked where a token said that its keys are");
        assert!(app.deliver().await.is_empty());
        idp.change(|script| *script = Script::default());
        be(&idp, "google", &Person::proved("good", "ana@gmail.com"));
        idp.change(|script| drop(script.claims.insert("aud".to_owned(), json!(["us", "them"]))));
        idp.change(|script| drop(script.claims.insert("azp".to_owned(), json!("us"))));
        let reader = app.stranger();
        come(&reader, &idp, "google", "/slow-bread").await.is(303);
        assert!(reader.is_signed_in().await, "with none of them it is a good one");
    }

    async fn clocks_may_differ_by_a_minute(app, idp) {
        for (number, (off, is_good)) in [(-59, true), (59, true), (61, false)].into_iter().enumerate() {
            be(&idp, "google", &Person::proved(&format!("s{number}"), &format!("ana{number}@gmail.com")));
            let now = app.clock.now().as_seconds();
            idp.change(|script| script.now = now + off);
            let reader = app.stranger();
            come(&reader, &idp, "google", "/").await;
            assert_eq!(reader.is_signed_in().await, is_good, "{off} seconds ahead");
        }
    }

    async fn keys_may_change_between_two_sign_ins_and_are_fetched_once_more(app, idp) {
        app.keeps_to_one("what is known of a provider is in the memory of the instance that asked it");
        be(&idp, "google", &Person::proved("s", "ana@gmail.com"));
        come(&app.stranger(), &idp, "google", "/").await.is(303);
        come(&app.stranger(), &idp, "google", "/").await.is(303);
        assert_eq!(idp.count("/keys"), 1);
        idp.change(|script| {
            script.published = vec![Key::Rsa2, Key::Ec];
            script.signing_key = Some(Key::Rsa2);
        });
        let reader = app.stranger();
        come(&reader, &idp, "google", "/").await.is(303);
        assert!(reader.is_signed_in().await);
        assert_eq!(idp.count("/keys"), 2);
        // Another algorithm, by a key that is known already.
        idp.change(|script| script.sign = Sign::Es256);
        come(&app.stranger(), &idp, "google", "/").await.is(303);
        assert_eq!(idp.count("/keys"), 2);
        // The old key, which is published no more, signs nobody in.
        idp.change(|script| {
            script.sign = Sign::Rs256;
            script.signing_key = Some(Key::Rsa);
        });
        come(&app.stranger(), &idp, "google", "/").await.is(400);
    }

    async fn tokens_with_made_up_keys_do_not_make_us_ask_without_end(app, idp, "[limits]\nbad_answers_per_ip = 0\n") {
        app.keeps_to_one("what is known of a provider is in the memory of the instance that asked it");
        be(&idp, "google", &Person::proved("s", "ana@gmail.com"));
        idp.change(|script| drop(script.header.insert("kid".to_owned(), json!("made-up"))));
        for _ in 0..20 {
            come(&app.stranger(), &idp, "google", "/").await.is(400);
        }
        assert!(idp.count("/keys") <= 6, "{}", idp.count("/keys"));
        idp.change(|script| script.header.clear());
        come(&app.stranger(), &idp, "google", "/").await.is(303);
        app.advance(gatefold::clock::minutes(5));
        idp.change(|script| script.published = vec![Key::Rsa2]);
        let now = app.clock.now().as_seconds();
        idp.change(|script| script.now = now);
        come(&app.stranger(), &idp, "google", "/").await.is(303);
    }

    async fn many_who_sign_in_at_once_share_one_fetch(app, idp) {
        app.keeps_to_one("what is known of a provider is in the memory of the instance that asked it");
        be(&idp, "oidc", &Person::proved("s", "ana@example.org"));
        let readers: Vec<_> = (0..20).map(|_| app.stranger()).collect();
        let pages = futures_util::future::join_all(readers.iter().map(|reader| depart(reader, "oidc", "/"))).await;
        assert_eq!((idp.count("/.well-known/openid-configuration"), idp.count("/keys")), (1, 1));
        let back = pages.iter().map(|location| idp.allow(location)).collect::<Vec<_>>();
        let pages = futures_util::future::join_all(readers.iter().zip(&back).map(|(reader, path)| reader.get(path))).await;
        assert!(pages.iter().all(|page| page.status == 303 && page.location() != "/-/sign-in/sent"), "{:?}", pages.iter().map(|page| (page.status, page.location())).collect::<Vec<_>>());
        for reader in &readers {
            assert!(reader.is_signed_in().await);
        }
        assert_eq!(count(&app, "SELECT COUNT(*) FROM member").await, 1);
        assert_eq!(count(&app, "SELECT COUNT(*) FROM identity").await, 1);
        assert_eq!((idp.count("/.well-known/openid-configuration"), idp.count("/keys")), (1, 1));
        app.advance(gatefold::clock::hours(2));
        depart(&app.stranger(), "oidc", "/").await;
        assert_eq!(idp.count("/.well-known/openid-configuration"), 2);
    }

    async fn a_tenant_is_a_guid_and_its_issuer_is_asked_for_its_keys(app, idp) {
        for (number, tid) in ["../evil", "common", "", "5a1e0f6c-2222-4000-8000-00000000000b/..", "{5a1e0f6c-2222-4000-8000-00000000000b}"].into_iter().enumerate() {
            be(&idp, "microsoft", &Person::proved(&format!("s{number}"), "ana@example.org"));
            idp.change(|script| drop(script.claims.insert("tid".to_owned(), json!(tid))));
            let reader = app.stranger();
            let location = depart(&reader, "microsoft", "/").await;
            idp.clear();
            reader.get(&idp.allow(&location)).await.is(400);
            let asked: Vec<String> = idp.requests().into_iter().map(|seen| seen.path).collect();
            assert_eq!(asked, ["/common/oauth2/v2.0/token"], "{tid}: nobody else was asked");
        }
        // One who is of another tenant than the operator's own.
        be(&idp, "tenant", &Person::proved("s", "ana@example.org"));
        idp.change(|script| drop(script.claims.insert("tid".to_owned(), json!(social::OTHER_TENANT))));
        come(&app.stranger(), &idp, "tenant", "/").await.is(400);
        // A token of one tenant that says it is of another.
        be(&idp, "microsoft", &Person::proved("s", "ana@example.org"));
        let issuer = json!(format!("{}/{OWN_TENANT}/v2.0", idp.url()));
        idp.change(|script| drop(script.claims.insert("iss".to_owned(), issuer)));
        come(&app.stranger(), &idp, "microsoft", "/").await.is(400);
        assert_eq!(count(&app, "SELECT COUNT(*) FROM member").await, 0);
        be(&idp, "microsoft", &Person::proved("s", "ana@example.org"));
        come(&app.stranger(), &idp, "microsoft", "/").await.is(303);
        assert_eq!(count(&app, "SELECT COUNT(*) FROM identity WHERE subject = 's' AND issuer LIKE '%/5a1e0f6c-2222-4000-8000-00000000000b/v2.0'").await, 1);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn userinfo_counts_where_the_token_tells_no_address_and_about_the_same_subject_alone() {
    let (app, idp) = social::start(Engine::Sqlite, "").await;
    let about = |subject: &str, address: &str| json!({ "sub": subject, "email": address, "email_verified": true });
    be(&idp, "oidc", &Person { subject: "u1", address: "", flag: None });
    idp.change(|script| script.userinfo = Some(about("u1", "ana@example.org")));
    app.advance(gatefold::clock::hours(2));
    let now = app.clock.now().as_seconds();
    idp.change(|script| script.now = now);
    let reader = app.stranger();
    come(&reader, &idp, "oidc", "/").await.is(303);
    assert!(reader.is_signed_in().await);
    let asked = idp.requests().into_iter().find(|seen| seen.path == "/userinfo").expect("it was asked");
    let token = idp.access_tokens().pop().expect("a token");
    assert_eq!(asked.header("authorization"), Some(format!("Bearer {token}").as_str()));
    be(&idp, "oidc", &Person { subject: "u2", address: "", flag: None });
    idp.change(|script| script.userinfo = Some(about("somebody-else", "bea@example.org")));
    let reader = app.stranger();
    come(&reader, &idp, "oidc", "/").await.is(502);
    assert!(!reader.is_signed_in().await);
    // A no in the token is a no.
    be(&idp, "oidc", &Person { subject: "u4", address: "", flag: None });
    idp.change(|script| {
        script.claims.insert("email_verified".to_owned(), json!(false));
        script.userinfo = Some(about("u4", "dan@example.org"));
    });
    let reader = app.stranger();
    assert_eq!(come(&reader, &idp, "oidc", "/").await.is(303).location(), "/-/sign-in/sent");
    // One that is not open to us is no address.
    be(&idp, "oidc", &Person { subject: "u5", address: "", flag: None });
    let closed = Fault::Answer { status: 403, content_type: "application/json", body: "{}".to_owned() };
    idp.change(|script| drop(script.faults.insert("/userinfo", closed)));
    assert_eq!(come(&app.stranger(), &idp, "oidc", "/").await.is(303).location(), "/-/sign-in/address");
    idp.change(|script| script.faults.clear());
    // An address in the token, with no word on it: what the userinfo says of it is not asked.
    be(&idp, "oidc", &Person { subject: "u3", address: "cid@example.org", flag: None });
    idp.change(|script| script.userinfo = Some(about("u3", "cid@example.org")));
    let reader = app.stranger();
    assert_eq!(come(&reader, &idp, "oidc", "/").await.is(303).location(), "/-/sign-in/sent");
}
