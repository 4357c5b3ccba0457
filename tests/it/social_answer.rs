//! R23, R26, R28: answers that are replayed, foreign, late or broken; providers that hang, redirect or say too much.

use std::time::{Duration, Instant};

use gatefold::clock::minutes;
use serde_json::json;

use crate::database::count;
use crate::harness::provider::Fault;
use crate::harness::social::{self, Person, be, come, depart, post_across};
use crate::harness::{Engine, ORIGIN, Provider, REST_CANARY};

fn state_of(path: &str) -> String {
    let url = url::Url::parse(&format!("{ORIGIN}{path}")).expect("a URL");
    url.query_pairs().find(|(name, _)| name == "state").expect("a state").1.into_owned()
}

with_provider! {
    async fn an_answer_counts_once_and_in_the_browser_that_began(app, idp) {
        be(&idp, "google", &Person::proved("ana", "ana@gmail.com"));
        let (ana, other) = (app.stranger(), app.stranger());
        let back = idp.allow(&depart(&ana, "google", "/slow-bread").await);
        let kept = ana.copied();
        // Another jar, one that began something else, and none at all.
        depart(&other, "google", "/").await;
        other.get(&back).await.is(400).shows("cannot be finished");
        app.stranger().get(&back).await.is(400);
        assert_eq!(idp.count("/token"), 0, "nobody asked the provider for it");
        ana.get(&back).await.is(303);
        assert!(ana.is_signed_in().await);
        ana.get(&back).await.is(400);
        // Even a copy of the whole jar from before.
        kept.get(&back).await.is(400);
        let second_code = idp.allow(&format!("{}/authorize?response_type=code&client_id=us&scope=openid&state={}&redirect_uri={ORIGIN}/-/sign-in/with/google/callback", idp.url(), state_of(&back)));
        kept.get(&second_code).await.is(400);
        assert!(!kept.is_signed_in().await && !other.is_signed_in().await);
        assert_eq!(count(&app, "SELECT COUNT(*) FROM member").await, 1);
    }

    async fn an_answer_counts_at_the_url_of_its_own_provider(app, idp) {
        be(&idp, "google", &Person::proved("ana", "ana@gmail.com"));
        let ana = app.stranger();
        let back = idp.allow(&depart(&ana, "google", "/").await);
        ana.get(&back.replace("/with/google/", "/with/oidc/")).await.is(400);
        ana.get(&back.replace("/with/google/", "/with/github/")).await.is(400);
        assert_eq!(idp.count("/token"), 0);
        ana.get(&back).await.is(303);
    }

    async fn an_answer_is_late_after_ten_minutes(app, idp) {
        be(&idp, "google", &Person::proved("ana", "ana@gmail.com"));
        let ana = app.stranger();
        let back = idp.allow(&depart(&ana, "google", "/").await);
        app.advance(minutes(10));
        ana.get(&back).await.is(400).shows("ten minutes");
        assert_eq!((idp.count("/token"), count(&app, "SELECT COUNT(*) FROM member").await), (0, 0));
        let fresh = idp.allow(&depart(&ana, "google", "/").await);
        let now = app.clock.now().as_seconds();
        idp.change(|script| script.now = now);
        app.advance(Duration::from_secs(599));
        ana.get(&fresh).await.is(400);
        // Ten minutes late is too late for the token of that time as well; one that is made now is good.
        idp.change(|script| script.now = now + 599);
        let last = idp.allow(&depart(&ana, "google", "/").await);
        app.advance(Duration::from_secs(200));
        ana.get(&last).await.is(303);
    }

    async fn the_code_of_another_sign_in_is_refused_by_the_verifier(app, idp) {
        be(&idp, "google", &Person::proved("ana", "ana@gmail.com"));
        let (ana, thief) = (app.stranger(), app.stranger());
        let hers = idp.allow(&depart(&ana, "google", "/").await);
        let his = idp.allow(&depart(&thief, "google", "/").await);
        let code = |path: &str| path.split("code=").nth(1).and_then(|rest| rest.split('&').next()).expect("a code").to_owned();
        thief.get(&his.replace(&code(&his), &code(&hers))).await.is(400).shows("could not be accepted");
        assert!(!thief.is_signed_in().await);
        assert_eq!(count(&app, "SELECT COUNT(*) FROM member").await, 0);
    }

    async fn another_issuers_name_on_the_answer_is_refused_before_the_code_is_sent(app, idp) {
        be(&idp, "google", &Person::proved("ana", "ana@gmail.com"));
        idp.change(|script| script.announces_iss = true);
        for (wrong, is_good) in [(Some("https://evil.example"), false), (Some(""), false), (None, true)] {
            idp.change(|script| script.callback_iss = wrong.map(str::to_owned));
            let ana = app.stranger();
            idp.clear();
            let page = come(&ana, &idp, "google", "/").await;
            assert_eq!((page.status, ana.is_signed_in().await), (if is_good { 303 } else { 400 }, is_good), "{wrong:?}");
            assert_eq!(idp.count("/token"), usize::from(is_good), "{wrong:?}");
        }
        // Where it is not announced it may be absent, and must be right if it is there.
        idp.change(|script| script.announces_iss = false);
        app.advance(gatefold::clock::hours(2));
        let now = app.clock.now().as_seconds();
        idp.change(|script| script.now = now);
        come(&app.stranger(), &idp, "google", "/").await.is(303);
        idp.change(|script| script.callback_iss = Some("https://evil.example".to_owned()));
        come(&app.stranger(), &idp, "google", "/").await.is(400);
    }

    async fn two_tabs_at_once_both_work_and_twenty_do_not_fill_the_jar(app, idp, "[limits]\naccount_starts_per_ip_minute = 0\n") {
        be(&idp, "google", &Person::proved("ana", "ana@gmail.com"));
        let ana = app.stranger();
        let first = idp.allow(&depart(&ana, "google", "/slow-bread").await);
        let second = idp.allow(&depart(&ana, "google", "/open").await);
        let third = idp.allow(&depart(&ana, "github", "/").await);
        assert_eq!(ana.get(&first).await.is(303).location(), "/-/sign-in/welcome?next=%2Fslow-bread");
        assert_eq!(ana.get(&second).await.is(303).location(), "/open");
        assert_eq!(ana.count_cookies("__Host-gatefold-with-"), 1);
        drop(third);
        let many = app.stranger();
        for _ in 0..20 {
            depart(&many, "google", "/").await;
            assert!(many.count_cookies("__Host-gatefold-with-") <= 4);
        }
        let last = idp.allow(&depart(&many, "google", "/").await);
        many.get(&last).await.is(303);
        // Long destinations make large cookies, and a proxy takes no header line without end.
        let long = app.stranger();
        for letter in ["a", "b", "c", "d"] {
            depart(&long, "google", &format!("/{}", letter.repeat(2000))).await;
            assert!(long.count_cookies("__Host-gatefold-with-") <= 2);
        }
        let last = idp.allow(&depart(&long, "google", "/slow-bread").await);
        assert_eq!(long.get(&last).await.is(303).location(), "/slow-bread#rest");
    }

    async fn cancel_comes_back_with_next_kept_and_plain_words(app, idp) {
        let ana = app.stranger();
        let location = depart(&ana, "google", "/slow-bread").await;
        let kept = ana.copied();
        let back = idp.refuse(&location, "access_denied", Some("<script>alert(1)</script> call 555"));
        let page = ana.get(&back).await.is(303);
        assert_eq!(page.location(), "/-/sign-in?next=%2Fslow-bread&with=google&why=cancelled");
        let page = ana.get(page.location()).await.is(200).shows("You did not finish signing in with Google").shows("value=\"/slow-bread\"");
        let page = page.hides("<script>alert").hides("call 555").shows("/-/sign-in/with/google?next=/slow-bread");
        assert!(page.header("content-security-policy").contains("script-src 'self'"));
        // It is over, for a code too.
        kept.get(&back).await.is(400);
        kept.get(&back.replace("error=access_denied", "code=x")).await.is(400);
        assert_eq!(idp.count("/token"), 0);
        let back = idp.refuse(&depart(&ana, "github", "/").await, "server_error", None);
        let page = ana.get(&back).await.is(303);
        assert_eq!(page.location(), "/-/sign-in?next=%2F&with=github&why=failed");
        ana.get(page.location()).await.is(200).shows("GitHub could not sign you in");
        for made_up in ["with=google&why=%3Cscript%3E", "with=nobody&why=cancelled", "why=cancelled", "with=google"] {
            ana.get(&format!("/-/sign-in?{made_up}")).await.is(200).hides("role=\"alert\"").hides("<script>");
        }
    }

    async fn apple_posts_its_answer_and_a_page_of_ours_posts_it_again(app, idp) {
        be(&idp, "apple", &Person::proved("ana", "relay@privaterelay.example.org"));
        let ana = app.stranger();
        let (path, mut fields) = idp.allow_by_form(&depart(&ana, "apple", "/slow-bread").await);
        let user = json!({ "name": { "firstName": "Ana", "lastName": "Apple<b>" }, "email": "victim@example.org" });
        fields.push(("user".to_owned(), user.to_string()));
        fields.push(("id_token".to_owned(), "not.for.us".to_owned()));
        let page = post_across(&ana, &path, &fields).await.is(303);
        assert_eq!(page.location(), "/-/sign-in/welcome?next=%2Fslow-bread");
        ana.get("/-/account").await.is(200).shows("relay@privaterelay.example.org").shows("Ana Apple&lt;b&gt;").hides("victim");
        // Posted again from our page without a cookie of ours: no third time.
        let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).chain([("again", "yes")]).collect();
        app.stranger().post(&path, &fields).await.is(400);
        // Nobody else's answer may be posted across sites, and no other page may be.
        let across = [("origin", "https://evil.example"), ("sec-fetch-site", "cross-site")];
        app.stranger().post_with("/-/sign-in/with/google/callback", &fields, &across).await.is(405);
        app.stranger().post_with("/-/sign-in/with/apple", &fields, &across).await.is(403);
        app.stranger().post_with("/-/sign-in", &fields, &across).await.is(403);
        // Cancelled at Apple.
        let location = depart(&app.stranger(), "apple", "/").await;
        let refused = idp.refuse(&location, "user_cancelled_authorize", None);
        app.stranger().get(&refused).await.is(400);
        let bea = app.stranger();
        let refused = idp.refuse(&depart(&bea, "apple", "/").await, "user_cancelled_authorize", None);
        assert!(bea.get(&refused).await.is(303).location().ends_with("with=apple&why=cancelled"));
    }

    async fn what_is_no_answer_is_400_with_a_page(app, idp) {
        let ana = app.stranger();
        depart(&ana, "google", "/").await;
        let state = "A".repeat(43);
        for bad in [
            String::new(), "?".to_owned(), "?code=x".to_owned(), format!("?state={state}"), "?state=short&code=x".to_owned(),
            format!("?state={state}&state={state}&code=x"), format!("?state={state}&code=x&code=y"), format!("?state={state}&code=x&error=y"),
            format!("?state={state}&code={}", "x".repeat(5000)), format!("?state={state}&code=%00"), format!("?state={state}&code="),
            format!("?state={state}&code=x&iss=a&iss=b"), format!("?state={}&code=x", "%F0%9F%92%A9".repeat(11)), format!("?state={state}&code=%ff%fe"),
            "?code=x&state[]=a".to_owned(), format!("?state={state}&code=x"),
        ] {
            let page = ana.get(&format!("/-/sign-in/with/google/callback{bad}")).await.is(400);
            assert!(page.has("<h1>") && page.header("cache-control").contains("no-store"), "{bad}");
        }
        for (path, status) in [
            ("/-/sign-in/with/nobody", 404), ("/-/sign-in/with/nobody/callback?state=a&code=b", 404), ("/-/sign-in/with/GOOGLE", 404),
            ("/-/sign-in/with/google?next=/a&next=/b", 400), ("/-/sign-in/with/google?connect=a&connect=b", 400),
        ] {
            ana.get(path).await.is(status);
        }
        let long = format!("/-/sign-in/with/google?next=/{}", "a".repeat(5000));
        ana.get(&long).await.is(400);
        // A destination that leads away is the front page, as everywhere.
        for evil in ["//evil.example", "https://evil.example", "/\\evil.example", "javascript:alert(1)"] {
            be(&idp, "google", &Person::proved("ana", "ana@gmail.com"));
            let reader = app.stranger();
            let page = come(&reader, &idp, "google", evil).await.is(303);
            assert!(matches!(page.location(), "/" | "/-/sign-in/welcome?next=%2F"), "{}", page.location());
        }
        assert_eq!(idp.count("/token"), 4);
    }

    async fn nobody_signs_in_by_a_look_ahead_or_a_head(app, idp) {
        be(&idp, "google", &Person::proved("ana", "ana@gmail.com"));
        let ana = app.stranger();
        let back = idp.allow(&depart(&ana, "google", "/").await);
        for path in [back.as_str(), "/-/sign-in/with/google"] {
            ana.send(http::Method::HEAD, path, &[], axum::body::Body::empty()).await.is(503);
            let page = ana.get_with(path, &[("sec-purpose", "prefetch")]).await.is(503);
            assert!(page.cookies().is_empty());
        }
        assert_eq!(idp.count("/token"), 0);
        ana.get(&back).await.is(303);
        assert!(ana.is_signed_in().await);
        ana.get(&back).await.is(400).shows("You are signed in here");
    }

    async fn a_page_elsewhere_does_not_begin_a_sign_in(app, idp) {
        for from in ["cross-site", "same-site"] {
            let page = app.stranger().get_with("/-/sign-in/with/google?next=/slow-bread", &[("sec-fetch-site", from)]).await.is(303);
            assert_eq!(page.location(), "/-/sign-in?next=%2Fslow-bread");
            assert!(page.cookies().is_empty());
        }
        for from in ["same-origin", "none"] {
            let page = app.stranger().get_with("/-/sign-in/with/google", &[("sec-fetch-site", from)]).await.is(303);
            assert!(page.location().starts_with(&idp.url()));
        }
    }

    async fn sign_ins_begun_from_one_network_are_counted(app, idp) {
        app.keeps_to_one("counts per network are put together each second, and this one is exact");
        let busy = app.stranger();
        for _ in 0..20 {
            depart(&busy, "github", "/slow-bread").await;
        }
        let page = busy.get("/-/sign-in/with/github?next=/slow-bread").await.is(429).shows("value=\"/slow-bread\"");
        assert!(!page.header("retry-after").is_empty() && page.location().is_empty());
        depart(&app.stranger(), "github", "/").await;
        app.advance(minutes(1));
        depart(&busy, "github", "/").await;
        assert!(idp.requests().is_empty());
    }

    async fn an_error_that_names_another_issuer_is_no_answer(app, idp) {
        let ana = app.stranger();
        let location = depart(&ana, "google", "/").await;
        idp.change(|script| script.callback_iss = Some("https://evil.example".to_owned()));
        ana.get(&idp.refuse(&location, "access_denied", None)).await.is(400);
    }

    async fn what_is_known_of_a_provider_serves_while_it_does_not_answer(app, idp) {
        be(&idp, "oidc", &Person::proved("ana", "ana@example.org"));
        come(&app.stranger(), &idp, "oidc", "/").await.is(303);
        for fault in [answer(500, "text/html", "Busy"), Fault::Hang] {
            app.advance(gatefold::clock::hours(2));
            let now = app.clock.now().as_seconds();
            idp.change(|script| {
                script.now = now;
                drop(script.faults.insert("/.well-known/openid-configuration", fault));
            });
            let readers: Vec<_> = (0..8).map(|_| app.stranger()).collect();
            let locations = futures_util::future::join_all(readers.iter().map(|reader| depart(reader, "oidc", "/"))).await;
            for (reader, location) in readers.iter().zip(&locations) {
                let back = idp.allow(location);
                reader.get(&back).await.is(303);
                assert!(reader.is_signed_in().await);
            }
        }
        // Not for ever.
        app.advance(gatefold::clock::hours(25));
        idp.change(|script| drop(script.faults.insert("/.well-known/openid-configuration", answer(500, "text/html", "Busy"))));
        app.stranger().get("/-/sign-in/with/oidc").await.is(502);
    }

    async fn many_answers_that_cannot_be_trusted_from_one_network_are_slowed(app, idp, "[limits]\nbad_answers_per_ip = 3\n") {
        be(&idp, "google", &Person::proved("ana", "ana@gmail.com"));
        idp.change(|script| script.checks_pkce = true);
        let thief = app.stranger();
        for _ in 0..3 {
            let back = idp.allow(&depart(&thief, "google", "/").await);
            thief.get(&back.replace("code=", "code=x")).await.is(400);
        }
        let back = idp.allow(&depart(&thief, "google", "/").await);
        idp.clear();
        let page = thief.get(&back).await.is(429);
        assert!(!page.header("retry-after").is_empty());
        assert_eq!(idp.count("/token"), 0);
        // The same network at another provider, and another network at this one.
        be(&idp, "github", &Person::claimed("gh", "gh@example.org"));
        come(&thief, &idp, "github", "/").await.is(303);
        be(&idp, "google", &Person::proved("ana", "ana@gmail.com"));
        come(&app.stranger(), &idp, "google", "/").await.is(303);
        app.advance(minutes(10));
        let now = app.clock.now().as_seconds();
        idp.change(|script| script.now = now);
        come(&thief, &idp, "google", "/").await.is(303);
    }

    async fn a_letter_that_may_not_be_asked_for_now_is_told_on_the_page(app, idp, "[limits]\nletters_per_ip_burst = 1\nbad_answers_per_ip = 0\n") {
        be(&idp, "github", &Person::claimed("gh", "ana@example.org"));
        let ana = app.stranger();
        ana.ask("ana@example.org", "/").await.is(303);
        let page = come(&ana, &idp, "github", "/slow-bread").await.is(429).shows("Many letters");
        assert!(!page.header("retry-after").is_empty() && page.has("value=\"/slow-bread\""));
    }
}

fn answer(status: u16, content_type: &'static str, body: &str) -> Fault {
    Fault::Answer { status, content_type, body: body.to_owned() }
}

fn faults(evil: &Provider) -> Vec<(&'static str, Fault)> {
    vec![
        ("an HTML page", answer(200, "text/html", "<h1>Sorry</h1>")),
        ("a JSON text of another type", answer(200, "text/plain", "{}")),
        ("half of a JSON text", answer(200, "application/json", "{\"access_token\":")),
        ("an empty object", answer(200, "application/json", "{}")),
        ("nothing", answer(200, "application/json", "")),
        ("no content", answer(204, "application/json", "")),
        ("a fault of its own", answer(500, "application/json", "{\"error\":\"server_error\"}")),
        ("an HTML fault", answer(503, "text/html", "<h1>Busy</h1>")),
        ("a redirect", Fault::Redirect(format!("{}/token", evil.url()))),
        ("two megabytes", Fault::Huge(2 * 1024 * 1024)),
        ("two megabytes without a length", Fault::HugeUnannounced(2 * 1024 * 1024)),
        ("a closed connection", Fault::Close),
    ]
}

#[tokio::test(flavor = "multi_thread")]
async fn a_provider_that_is_of_no_use_is_told_and_the_letter_is_offered() {
    let (app, idp) = social::start(Engine::Sqlite, "").await;
    let evil = Provider::start().await;
    for (kind, places) in [
        ("google", &["/token", "/keys", "/.well-known/openid-configuration"][..]),
        ("github", &["/token", "/profile"][..]),
    ] {
        for place in places {
            for (what, fault) in faults(&evil) {
                app.advance(gatefold::clock::hours(25));
                be(&idp, kind, &Person::proved("ana", "ana@gmail.com"));
                let now = app.clock.now().as_seconds();
                idp.change(|script| {
                    script.now = now;
                    script.faults.clear();
                });
                let ana = app.stranger();
                let is_at_start = *place == "/keys" || place.starts_with("/.well-known");
                let page = if is_at_start {
                    idp.change(|script| drop(script.faults.insert(place, fault)));
                    ana.get(&format!("/-/sign-in/with/{kind}?next=/slow-bread")).await
                } else {
                    let location = depart(&ana, kind, "/slow-bread").await;
                    idp.change(|script| drop(script.faults.insert(place, fault)));
                    ana.get(&idp.allow(&location)).await
                };
                assert_eq!(page.status, 502, "{kind} {place}: {what}");
                let page = page.shows("did not answer").shows("name=\"address\"").shows("value=\"/slow-bread\"");
                assert!(!page.has("Sorry") && !page.has("Busy"), "{kind} {place}: {what}");
                assert!(!ana.is_signed_in().await);
                ana.get("/slow-bread").await.is(200).hides(REST_CANARY);
            }
        }
    }
    assert!(evil.requests().is_empty(), "no redirect was followed");
    // Whoever gave a wrong code is told something else.
    idp.change(|script| script.faults.clear());
    idp.change(|script| {
        drop(script.faults.insert("/token", answer(400, "application/json", "{\"error\":\"invalid_grant\"}")));
    });
    come(&app.stranger(), &idp, "github", "/").await.is(400);
    idp.change(|script| {
        drop(script.faults.insert("/token", answer(200, "application/json", "{\"error\":\"bad_verification_code\"}")));
    });
    come(&app.stranger(), &idp, "github", "/").await.is(400);
    let client = "{\"error\":\"incorrect_client_credentials\"}";
    idp.change(|script| drop(script.faults.insert("/token", answer(200, "application/json", client))));
    come(&app.stranger(), &idp, "github", "/").await.is(502);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_provider_that_hangs_is_given_up_in_time_and_holds_up_nobody() {
    let (app, idp) = social::start(Engine::Sqlite, "").await;
    be(&idp, "google", &Person::proved("ana", "ana@gmail.com"));
    for (place, fault) in
        [("/token", Fault::Hang), ("/token", Fault::Drip), ("/.well-known/openid-configuration", Fault::Hang)]
    {
        app.advance(gatefold::clock::hours(25));
        let is_at_start = place != "/token";
        let ana = app.stranger();
        idp.change(|script| script.faults.clear());
        let path = if is_at_start {
            "/-/sign-in/with/google?next=/slow-bread".to_owned()
        } else {
            idp.allow(&depart(&ana, "google", "/slow-bread").await)
        };
        idp.change(|script| drop(script.faults.insert(place, fault)));
        let since = Instant::now();
        let hung = ana.get(&path);
        let meanwhile = async {
            for _ in 0..20 {
                app.stranger().get("/slow-bread").await.is(200).hides(REST_CANARY);
            }
            app.member("bea@example.org").await;
            app.advance(minutes(40));
            since.elapsed()
        };
        let (page, others) = futures_util::future::join(hung, meanwhile).await;
        page.is(502).shows("name=\"address\"");
        assert!(others < since.elapsed(), "others were served while it hung");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn metadata_of_another_issuer_or_that_leads_inside_is_refused() {
    let (app, idp) = social::start(Engine::Sqlite, "").await;
    for (name, value) in [
        ("issuer", json!("https://evil.example")),
        ("issuer", json!(format!("{}/", idp.url()))),
        ("token_endpoint", json!(null)),
        ("authorization_endpoint", json!(7)),
        ("authorization_endpoint", json!("javascript:alert(1)")),
        ("authorization_endpoint", json!("http://plain.example/authorize")),
        ("authorization_endpoint", json!("data:text/html,x")),
        ("jwks_uri", json!("http://10.0.0.1/keys")),
        ("jwks_uri", json!("file:///etc/passwd")),
    ] {
        idp.change(|script| script.metadata = [(name.to_owned(), value.clone())].into_iter().collect());
        app.stranger().get("/-/sign-in/with/oidc").await.is(502);
    }
    // A token endpoint elsewhere: this provider stands on this machine, and is asked nowhere else.
    idp.change(|script| {
        script.metadata = [("token_endpoint".to_owned(), json!("http://192.0.2.1/token"))].into_iter().collect();
    });
    let ana = app.stranger();
    let back = idp.allow(&depart(&ana, "oidc", "/").await);
    ana.get(&back).await.is(502);
}
