//! "Demo account", the demo's own provider: over HTTP, as a browser and this program meet it.

mod wire;

use std::collections::BTreeMap;
use std::process::Stdio;
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use gatefold::links;
use ring::digest::{SHA256, digest};
use serde_json::Value;

use crate::harness::program::{Place, Serving};
use crate::harness::{Engine, TestApp};
use wire::{ARTICLE, Answer, CLIENT_SECRET, Client, Demo, OURS, VERIFIER, Visitor, WITH, with};

#[test]
fn a_newcomer_comes_from_the_wall_to_the_whole_article_and_the_second_time_straight_in() {
    let place = Place::new("", "");
    let content = place.path().join("demo/content");
    std::fs::create_dir_all(&content).expect("a folder");
    std::fs::write(content.join("a.md"), ARTICLE).expect("a file");
    let (words, port) = (place.path().join("words"), place.port.to_string());
    let mut command = place.command(&["demo", "--folder", "demo", "--port", &port]);
    command.stdout(std::fs::File::create(&words).expect("a file")).stderr(Stdio::null());
    let serving = Serving { child: command.spawn().expect("a start"), port: place.port };
    serving.wait_ready();
    assert!(std::fs::read_to_string(words).expect("its words").contains("\"Continue with Demo account\""));

    let newcomer = || Visitor { port: place.port, jar: BTreeMap::new() };
    let mut first = newcomer();
    let wall = first.get("/a").is(200).shows("id=\"wall\"").hides("The rest of it.");
    wall.shows(&format!("href=\"{WITH}\"")).shows("<span>Continue with Demo account</span>");
    let to = first.get(WITH).is(303).location();
    assert!(to.starts_with(&format!("http://localhost:{port}/-/demo/issuer/authorize?")), "{to}");
    let page = first.get(&to).is(200).shows("Choose an account").shows("The Quarry asks who you are");
    let page =
        page.shows("juno@example.org").shows("content=\"noindex\"").hides("/-/account").hides("class=\"masthead");
    assert_eq!((page.header("cache-control"), page.header("x-robots-tag")), ("no-store".into(), "noindex".into()));
    let answer = first.choose(&page.request(), &[("person", "juno")]).is(303);
    assert_eq!(answer.query("iss"), Some(format!("http://localhost:{port}/-/demo/issuer")));
    let welcome = first.get(&answer.location()).is(303).location();
    assert_eq!(welcome, "/-/sign-in/welcome?next=%2Fa");
    first.get(&welcome).is(200).shows("Demo account signs you in");
    let back = first.post("/-/sign-in/welcome", &[("next", "/a"), ("news", "no")]).is(303).location();
    first.get(&back).is(200).shows("The rest of it.").hides("id=\"wall\"");
    let account = first.get("/-/account").is(200).shows("juno@example.org").shows("Juno Hartley");
    assert_eq!(account.body.matches("action=\"/-/account/identities/unlink\"").count(), 1);

    let mut second = newcomer();
    let straight = second.come_with(&[("person", "juno")]).is(303).location();
    assert_eq!(straight, "/a#rest");
    second.get("/a").is(200).shows("The rest of it.");
    let account = second.get("/-/account").is(200).shows("juno@example.org");
    assert_eq!(account.body.matches("action=\"/-/account/identities/unlink\"").count(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cancel_leads_back_to_where_the_reader_was() {
    let demo = Demo::start().await;
    let mut visitor = demo.visitor();
    let page = visitor.get(WITH).is(303).location();
    let request = visitor.get(&page).is(200).request();
    let answer = visitor.choose(&request, &[("person", "cancel")]).is(303);
    assert_eq!((answer.query("error").as_deref(), answer.query("code")), (Some("access_denied"), None));
    assert!(answer.query("state").is_some() && answer.query("iss").is_some());
    let back = visitor.get(&answer.location()).is(303).location();
    let page = visitor.get(&back).is(200).shows("You did not finish signing in with Demo account");
    page.shows(&format!("href=\"{WITH}\"")).shows("name=\"next\" value=\"/a\"");
    visitor.get("/a").is(200).shows("id=\"wall\"");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_made_up_address_that_is_not_verified_needs_our_letter() {
    let demo = Demo::start().await;
    let mut visitor = demo.visitor();
    let claims = [("person", "typed"), ("name", "Mo"), ("address", "Mo@Example.org")];
    assert_eq!(visitor.come_with(&claims).is(303).location(), "/-/sign-in/sent");
    visitor.get("/-/sign-in/sent").is(200).shows("Demo account told us this address");
    visitor.get("/a").is(200).shows("id=\"wall\"");
    let letter = visitor.letter().is(200).shows("mo@example.org");
    let (_, rest) = letter.body.split_once("/-/sign-in/link/").expect("a link");
    let token: String = rest.chars().take(43).collect();
    assert_eq!(visitor.post("/-/sign-in/link", &[("token", &token)]).is(303).location(), "/a");
    visitor.get("/a").is(200).shows("The rest of it.");
    // From then on the account is known, also with its address typed a little differently.
    let again = [("person", "typed"), ("name", " Mo "), ("address", "mo@example.org")];
    assert_eq!(demo.visitor().come_with(&again).is(303).location(), "/a#rest");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_made_up_account_without_an_address_is_asked_for_one_and_a_verified_one_is_in() {
    let demo = Demo::start().await;
    let mut visitor = demo.visitor();
    let nameless = [("person", "typed"), ("name", "Mo"), ("verified", "yes")];
    assert_eq!(visitor.come_with(&nameless).is(303).location(), "/-/sign-in/address");
    visitor.get("/-/sign-in/address").is(200).shows("Demo account did not tell us your email address");
    let verified = [("person", "typed"), ("name", "Bo"), ("address", "bo@example.org"), ("verified", "yes")];
    assert_eq!(demo.visitor().come_with(&verified).is(303).location(), "/-/sign-in/welcome?next=%2Fa");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_typed_wrongly_is_shown_again() {
    let demo = Demo::start().await;
    let mut visitor = demo.visitor();
    let request = visitor.ask_issuer(&demo.request()).is(200).shows("value=\"yes\" checked").request();
    let page = visitor.choose(&request, &[("person", "typed"), ("name", "  "), ("address", "mo@example.org")]);
    page.is(422).shows("Please enter a name.").shows("value=\"mo@example.org\"").hides(" checked");
    let page = visitor.choose(&request, &[("person", "typed"), ("name", "M<o"), ("address", "nonsense")]).is(422);
    let page = page.shows("exactly one @").shows("value=\"nonsense\"").shows("value=\"M&lt;o\"");
    // The page goes on from there.
    let typed = [("person", "typed"), ("name", "Mo"), ("address", "mo@example.org")];
    assert!(visitor.choose(&page.request(), &typed).is(303).query("code").is_some());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_faulty_request_is_told_and_sends_nobody_anywhere() {
    let demo = Demo::start().await;
    let mut visitor = demo.visitor();
    let foreign = demo.callback().replace("localhost", "evil.example");
    let longer = format!("{}/more", demo.callback());
    let long = "x".repeat(600);
    let cases = [
        ("client_id", None),
        ("client_id", Some("another")),
        ("redirect_uri", None),
        ("redirect_uri", Some("")),
        ("redirect_uri", Some(foreign.as_str())),
        ("redirect_uri", Some(longer.as_str())),
        ("redirect_uri", Some("/-/sign-in/with/demo/callback")),
        ("response_type", None),
        ("response_type", Some("id_token")),
        ("scope", None),
        ("scope", Some("email profile")),
        ("state", None),
        ("state", Some(long.as_str())),
        ("nonce", None),
        ("code_challenge", None),
        ("code_challenge", Some(VERIFIER)),
        ("code_challenge_method", None),
        ("code_challenge_method", Some("plain")),
    ];
    let check = |answer: Answer, case: &str| {
        assert_eq!((answer.status, answer.location()), (400, String::new()), "{case}");
        let answer = answer.shows("The demo account cannot go on").hides("evil.example").hides("name=\"request\"");
        assert_eq!(answer.header("x-robots-tag"), "noindex", "{case}");
    };
    for (name, value) in cases {
        check(visitor.ask_issuer(&with(demo.request(), name, value)), &format!("{name} {value:?}"));
    }
    let mut twice = demo.request();
    twice.push(("redirect_uri", foreign.clone()));
    check(visitor.ask_issuer(&twice), "twice");
    check(visitor.get(links::DEMO_ISSUER_AUTHORIZE), "nothing");
    visitor.ask_issuer(&demo.request()).is(200);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_choice_counts_with_the_sealed_request_of_the_last_ten_minutes() {
    let demo = Demo::start().await;
    let mut visitor = demo.visitor();
    let request = visitor.ask_issuer(&demo.request()).is(200).request();
    let juno = [("person", "juno")];
    let other = if request.starts_with('-') { "A" } else { "-" };
    let altered = request.replacen(|_| true, other, 1);
    let with_request = [("person", "juno"), ("redirect_uri", "http://evil.example/")];
    let answer = visitor.choose(&request, &with_request).is(303);
    assert!(answer.location().starts_with(&demo.callback()), "{}", answer.location());
    for answer in [
        visitor.choose(&altered, &juno),
        visitor.choose("", &juno),
        visitor.choose(&request, &[]),
        visitor.choose(&request, &[("person", "nobody")]),
    ] {
        assert_eq!(answer.is(400).shows("The demo account cannot go on").location(), "");
    }
    demo.clock.advance(Duration::from_secs(599));
    visitor.choose(&request, &juno).is(303);
    demo.clock.advance(Duration::from_secs(1));
    assert_eq!(visitor.choose(&request, &juno).is(400).shows("more than ten minutes").location(), "");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_says_who_was_chosen_and_is_for_its_client() {
    let demo = Demo::start().await;
    let mut visitor = demo.visitor();
    let metadata = visitor.get(links::DEMO_ISSUER_METADATA).is(200).json();
    let issuer = format!("http://localhost:{}/-/demo/issuer", demo.port);
    assert_eq!(metadata["issuer"], issuer);
    assert_eq!(metadata["token_endpoint"], format!("{issuer}/token"));
    assert_eq!(metadata["authorization_response_iss_parameter_supported"], true);
    let keys = visitor.get(metadata["jwks_uri"].as_str().expect("a URL")).is(200).json();
    for client in [OURS, Client::Form("gatefold-demo", CLIENT_SECRET)] {
        let (status, _, answer) = demo.token(client, &demo.exchange(&demo.code()));
        assert_eq!(status, 200, "{}", answer.body);
        let answer = answer.json();
        let access_token = answer["access_token"].as_str().expect("an access token");
        assert_eq!((&answer["token_type"], &answer["expires_in"]), (&"Bearer".into(), &300.into()));
        let parts: Vec<&str> = answer["id_token"].as_str().expect("an ID token").split('.').collect();
        let decoded = |part: &str| -> Value {
            serde_json::from_slice(&URL_SAFE_NO_PAD.decode(part).expect("base64")).expect("JSON")
        };
        let header = decoded(parts[0]);
        assert_eq!((&header["alg"], &header["kid"]), (&"ES256".into(), &keys["keys"][0]["kid"]));
        let now = demo.clock.now().as_seconds();
        let hash = digest(&SHA256, access_token.as_bytes());
        let wanted = serde_json::json!({
            "iss": issuer, "sub": "juno", "aud": "gatefold-demo", "exp": now + 300, "iat": now, "nonce": "n",
            "at_hash": URL_SAFE_NO_PAD.encode(&hash.as_ref()[..16]), "name": "Juno Hartley",
            "email": "juno@example.org", "email_verified": true,
        });
        assert_eq!(decoded(parts[1]), wanted);
        let part =
            |name: &str| URL_SAFE_NO_PAD.decode(keys["keys"][0][name].as_str().expect("a text")).expect("base64");
        let point = [vec![4], part("x"), part("y")].concat();
        let key = ring::signature::UnparsedPublicKey::new(&ring::signature::ECDSA_P256_SHA256_FIXED, point);
        let signature = URL_SAFE_NO_PAD.decode(parts[2]).expect("base64");
        key.verify(format!("{}.{}", parts[0], parts[1]).as_bytes(), &signature).expect("signed by the published key");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn each_defect_of_an_exchange_is_refused() {
    let demo = Demo::start().await;
    let good = || demo.exchange(&demo.code());
    let refused = |client, pairs: Vec<(&str, String)>| {
        let (status, error, answer) = demo.token(client, &pairs);
        assert_eq!(status == 401, answer.headers("www-authenticate").any(|value| value.starts_with("Basic ")));
        assert!(answer.json().get("id_token").is_none() && answer.json().get("access_token").is_none());
        (status, error)
    };
    let is = |status: u16, error: &str| (status, error.to_owned());
    let wrong = [
        Client::Header("gatefold-demo", "another"),
        Client::Header("another", CLIENT_SECRET),
        Client::Form("gatefold-demo", "another"),
        Client::Form("another", CLIENT_SECRET),
        Client::Form("gatefold-demo", ""),
        Client::Nobody,
    ];
    let kept = good();
    for client in wrong {
        assert_eq!(refused(client, kept.clone()), is(401, "invalid_client"));
    }
    let mut by_both = kept.clone();
    by_both.push(("client_secret", CLIENT_SECRET.to_owned()));
    assert_eq!(refused(OURS, by_both), is(400, "invalid_request"));
    let mut twice = kept.clone();
    twice.push(("code", "x".to_owned()));
    assert_eq!(refused(OURS, twice), is(400, "invalid_request"));
    assert_eq!(refused(OURS, with(kept.clone(), "grant_type", Some("password"))), is(400, "unsupported_grant_type"));
    for name in ["grant_type", "code", "redirect_uri", "code_verifier"] {
        assert_eq!(refused(OURS, with(kept.clone(), name, None)), is(400, "invalid_request"), "{name}");
    }
    // Nobody but the client can spoil a code; and it is good once.
    assert_eq!(demo.token(OURS, &kept).0, 200);
    assert_eq!(refused(OURS, kept), is(400, "invalid_grant"));
    let other = VERIFIER.replacen('a', "b", 1);
    let host = demo.callback().replace("localhost", "127.0.0.1");
    for (name, value) in [
        ("code", "made-up"),
        ("code_verifier", other.as_str()),
        ("code_verifier", "short"),
        ("redirect_uri", host.as_str()),
    ] {
        let pairs = good();
        assert_eq!(refused(OURS, with(pairs.clone(), name, Some(value))), is(400, "invalid_grant"), "{name} {value}");
        let second_try = demo.token(OURS, &pairs).0;
        assert_eq!(second_try, if name == "code" { 200 } else { 400 }, "{name} {value}");
    }
    let (early, late) = (good(), good());
    demo.clock.advance(Duration::from_secs(59));
    assert_eq!(demo.token(OURS, &early).0, 200);
    demo.clock.advance(Duration::from_secs(1));
    assert_eq!(refused(OURS, late), is(400, "invalid_grant"));
}

#[tokio::test(flavor = "multi_thread")]
async fn serve_has_no_issuer_of_its_own() {
    let app = TestApp::start(Engine::Sqlite, "").await;
    let stranger = app.stranger();
    for path in [
        links::DEMO_ISSUER,
        links::DEMO_ISSUER_METADATA,
        links::DEMO_ISSUER_KEYS,
        links::DEMO_ISSUER_AUTHORIZE,
        links::DEMO_ISSUER_TOKEN,
    ] {
        stranger.get(path).await.is(404);
        stranger.post(path, &[("person", "juno")]).await.is(404);
    }
    stranger.get("/-/sign-in/with/demo").await.is(404);
}
