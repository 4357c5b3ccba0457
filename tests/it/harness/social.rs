//! Every kind of provider in the settings, and all of them played by one recording provider.

use std::time::Duration;

use gatefold::config::Config;
use gatefold::social::Providers;
use gatefold::social::provider::{Endpoints, Provider as Settled};
use ring::rand::SystemRandom;
use ring::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair};
use serde_json::{Value, json};

use super::{Browser, Engine, Page, Provider, TestApp};

/// Makes a test of each engine that is given the recording provider as well.
macro_rules! with_provider {
    ($(async fn $name:ident($app:ident, $idp:ident $(, $settings:expr)?) $body:block)*) => {
        $(async fn $name(engine: crate::harness::Engine) {
            let ($app, $idp) = crate::harness::social::start(engine, with_provider!(@ $($settings)?)).await;
            $body
        }

        mod $name {
            #[tokio::test(flavor = "multi_thread")]
            async fn sqlite() {
                super::$name(crate::harness::Engine::Sqlite).await;
            }

            #[tokio::test(flavor = "multi_thread")]
            async fn postgres() {
                if crate::harness::postgres::is_there() {
                    super::$name(crate::harness::Engine::Postgres).await;
                }
            }
        })*
    };
    (@) => { "" };
    (@ $settings:expr) => { $settings };
}

pub const OWN_TENANT: &str = "5a1e0f6c-1111-4000-8000-00000000000a";
pub const OTHER_TENANT: &str = "5a1e0f6c-2222-4000-8000-00000000000b";
/// Kinds and their ids; `tenant` is Microsoft with one tenant of the operator's own, `untrusted` an issuer not vouched for.
pub const ALL: [&str; 10] =
    ["google", "apple", "microsoft", "tenant", "linkedin", "github", "facebook", "x", "oidc", "untrusted"];
/// What a slow provider may take in a test that is about something else.
pub const PATIENCE: Duration = Duration::from_secs(4);

pub async fn start(engine: Engine, more: &str) -> (TestApp, Provider) {
    let idp = Provider::start().await;
    let keys = tempfile::tempdir().expect("a temporary folder");
    let key_file = keys.path().join("apple.p8");
    std::fs::write(&key_file, apple_key()).expect("a key file");
    let mut settings = String::new();
    for kind in ["google", "linkedin", "github", "facebook", "x"] {
        settings += &block(kind, kind, "client_secret = \"wire-secret\"");
    }
    let apple = format!("team = \"TEAM\"\nkey_id = \"KEY\"\nkey_file = \"{}\"", key_file.display());
    settings += &block("apple", "apple", &apple);
    settings += &block("microsoft", "microsoft", "client_secret = \"wire-secret\"");
    settings += &block("tenant", "microsoft", &format!("client_secret = \"wire-secret\"\ntenant = \"{OWN_TENANT}\""));
    let trusted =
        "client_secret = \"wire-secret\"\nissuer = \"https://id.example\"\nverifies_email = true\nlabel = \"House\"";
    settings += &block("oidc", "oidc", trusted);
    settings += &block("untrusted", "oidc", "client_secret = \"wire-secret\"\nissuer = \"https://id.example\"");
    let url = idp.url();
    let app = TestApp::start_with(engine, &format!("{more}\n{settings}"), |config| moved(config, &url)).await;
    app.with_articles().await;
    (app, idp)
}

fn block(id: &str, kind: &str, more: &str) -> String {
    format!("[[provider]]\nid = \"{id}\"\nkind = \"{kind}\"\nclient_id = \"us\"\n{more}\n")
}

pub fn apple_key() -> String {
    let der = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &SystemRandom::new()).expect("a key");
    let text = {
        use ::base64::Engine as _;
        ::base64::engine::general_purpose::STANDARD.encode(der.as_ref())
    };
    format!("-----BEGIN PRIVATE KEY-----\n{text}\n-----END PRIVATE KEY-----\n")
}

fn moved(config: &Config, base: &str) -> Providers {
    let providers = config.providers.iter().map(|settings| at(base, Settled::new(settings)));
    Providers::of(providers, PATIENCE).expect("calls can be made")
}

/// The same provider with everything at the wire of a test.
pub fn at(base: &str, mut provider: Settled) -> Settled {
    let path = |path: &str| format!("{base}/{path}");
    let tenant = provider.own_tenant.clone().unwrap_or_else(|| "common".to_owned());
    provider.endpoints = match provider.endpoints {
        Endpoints::Discovered { .. } => Endpoints::Discovered { issuer: base.to_owned() },
        Endpoints::OfTenants { .. } => Endpoints::OfTenants {
            issuer: path("{tenant}/v2.0"),
            authorize: path(&format!("{tenant}/oauth2/v2.0/authorize")),
            token: path(&format!("{tenant}/oauth2/v2.0/token")),
        },
        Endpoints::Fixed { issuer, addresses, .. } => Endpoints::Fixed {
            issuer,
            authorize: path("authorize"),
            token: path("token"),
            profile: path("profile"),
            addresses: addresses.map(|_| path("addresses")),
        },
    };
    provider
}

/// Whoever signs in at the provider, as each kind would tell it.
pub struct Person<'a> {
    pub subject: &'a str,
    /// Empty: none is told.
    pub address: &'a str,
    /// Of the flag; `None`: the flag is absent.
    pub flag: Option<Value>,
}

impl<'a> Person<'a> {
    /// With an address that every kind that can prove one has proved.
    pub fn proved(subject: &'a str, address: &'a str) -> Self {
        Self { subject, address, flag: Some(json!(true)) }
    }

    /// With one that none has.
    pub fn claimed(subject: &'a str, address: &'a str) -> Self {
        Self { subject, address, flag: Some(json!(false)) }
    }
}

/// Lets that person be who signs in there next.
pub fn be(idp: &Provider, kind: &str, person: &Person<'_>) {
    let number = person.subject.bytes().fold(7_u64, |sum, byte| sum.wrapping_mul(31).wrapping_add(byte.into()))
        & 0x1f_ffff_ffff_ffff;
    let Person { subject, address, flag } = person;
    idp.change(|script| {
        (*subject).clone_into(&mut script.subject);
        script.id_token =
            if kind == "apple" { super::provider::IdToken::Always } else { super::provider::IdToken::WhenAsked };
        script.checks_pkce = kind != "linkedin";
        script.without = if kind == "linkedin" { vec!["nonce".to_owned()] } else { Vec::new() };
        let mut claims = json!({ "name": "Ana Alm" });
        if !address.is_empty() {
            claims["email"] = json!(address);
            // A mailbox that Google hosts, so that its rule turns on the flag.
            claims["hd"] = json!("example.org");
            let name = if kind == "microsoft" { "xms_edov" } else { "email_verified" };
            if let Some(flag) = flag {
                claims[name] = flag.clone();
            }
        }
        if matches!(kind, "microsoft" | "tenant") {
            claims["tid"] = json!(if kind == "tenant" { OWN_TENANT } else { OTHER_TENANT });
            claims["oid"] = json!(subject);
        }
        script.claims.clone_from(claims.as_object().expect("an object"));
        script.profile = match kind {
            "github" => json!({ "id": number, "login": "ana", "name": "Ana Alm", "email": "public@example.org" }),
            "x" if address.is_empty() => json!({ "data": { "id": number.to_string(), "username": "ana" } }),
            "x" => {
                json!({ "data": { "id": number.to_string(), "username": "ana", "confirmed_email": address, "email_verified": flag } })
            }
            _ if address.is_empty() => json!({ "id": number.to_string(), "name": "Ana Alm" }),
            _ => json!({ "id": number.to_string(), "name": "Ana Alm", "email": address, "email_verified": flag }),
        };
        let mut primary = json!({ "email": address, "primary": true });
        if let Some(flag) = flag {
            primary["verified"] = flag.clone();
        }
        let second = json!({ "email": "second@example.org", "primary": false, "verified": true });
        script.addresses = if address.is_empty() { json!([second]) } else { json!([second, primary]) };
    });
}

/// Starts at a provider; where the browser was sent.
pub async fn depart(browser: &Browser, provider: &str, next: &str) -> String {
    browser.get(&format!("/-/sign-in/with/{provider}?next={next}")).await.is(303).location().to_owned()
}

/// The whole way there and back, as a browser goes it; our answer to what the provider sent.
pub async fn come(browser: &Browser, idp: &Provider, provider: &str, next: &str) -> Page {
    let location = depart(browser, provider, next).await;
    if provider != "apple" {
        return browser.get(&idp.allow(&location)).await;
    }
    let (path, fields) = idp.allow_by_form(&location);
    post_across(browser, &path, &fields).await
}

/// As Apple's page posts: without cookies at first, then again from our own page.
pub async fn post_across(browser: &Browser, path: &str, fields: &[(String, String)]) -> Page {
    let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    let across = [("origin", "https://appleid.apple.com"), ("sec-fetch-site", "cross-site")];
    let page = browser.without_cookies().post_with(path, &fields, &across).await.is(200);
    assert!(page.cookies().is_empty() && page.has("data-enhance=\"submit\""));
    let again = page.hidden_fields();
    let again: Vec<(&str, &str)> = again.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    browser.post(path, &again).await
}
