//! Accounts elsewhere as the program has them: what `check` tells, and what the log never holds.

use gatefold::clock::Clock;
use serde_json::json;

use crate::harness::program::{Place, Serving, text};
use crate::harness::provider::Fault;
use crate::harness::{Provider, prepare_tls};

fn place(idp: &Provider) -> Place {
    let place = Place::new("", "");
    let path = place.path().join("gatefold.toml");
    let settings = std::fs::read_to_string(&path).expect("settings");
    let provider = format!(
        "[[provider]]\nid = \"house\"\nkind = \"oidc\"\nlabel = \"House\"\nclient_id = \"us\"\nclient_secret = \"hunter2\"\n\
         issuer = \"{}\"\nverifies_email = true\n",
        idp.url()
    );
    std::fs::write(&path, format!("{settings}{provider}")).expect("settings");
    assert!(place.run(&["migrate"]).status.success());
    place
}

/// The program has a process of its own; the provider answers it from this one's other threads.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn check_tries_each_provider_and_names_what_is_wrong() {
    prepare_tls();
    let idp = Provider::start().await;
    let place = place(&idp);
    let check = || text(&place.run(&["check"]));
    let told = check();
    let redirect = format!("http://localhost:{}/-/sign-in/with/house/callback", place.port);
    assert!(told.contains("ok        provider house: answers and knows us") && told.contains(&redirect), "{told}");
    idp.change(|script| script.metadata = [("issuer".to_owned(), json!("https://evil.example"))].into_iter().collect());
    let told = check();
    assert!(told.contains("fault     provider house:") && told.contains("names another issuer"), "{told}");
    assert_eq!(place.run(&["check"]).status.code(), Some(1));
    idp.change(|script| {
        script.metadata.clear();
        let body = "{\"error\":\"invalid_client\"}".to_owned();
        script.faults.insert("/token", Fault::Answer { status: 401, content_type: "application/json", body });
    });
    let told = check();
    assert!(told.contains("refuses our client id or secret") && !told.contains("hunter2"), "{told}");
}

fn cookies(answer: &str) -> Vec<String> {
    let lines = answer.lines().filter_map(|line| line.strip_prefix("set-cookie: "));
    lines.filter_map(|line| line.split(';').next()).filter(|pair| !pair.ends_with('=')).map(str::to_owned).collect()
}

fn get(serving: &Serving, path: &str, cookies: &[String]) -> String {
    let line = format!("GET {path} HTTP/1.1\r\nCookie: {}", cookies.join("; "));
    serving.request(&line, "").expect("an answer")
}

fn location(answer: &str) -> String {
    answer.lines().find_map(|line| line.strip_prefix("location: ")).unwrap_or_else(|| panic!("{answer}")).to_owned()
}

fn value_of(url: &str, name: &str) -> String {
    let query = url.split_once('?').expect("a query").1;
    let found = url::form_urlencoded::parse(query.as_bytes()).find(|(found, _)| found == name);
    found.expect("such a parameter").1.into_owned()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn the_log_at_its_loudest_holds_no_code_token_state_or_address() {
    let idp = Provider::start().await;
    let place = place(&idp);
    idp.change(|script| {
        script.now = Clock::Machine.now().as_seconds();
        script.subject = "secret-subject".to_owned();
        script.claims = json!({ "email": "ana@example.org", "email_verified": true, "name": "Ana Alm" })
            .as_object()
            .expect("an object")
            .clone();
    });
    let (serving, log) = place.serve_at_its_loudest();
    let started = get(&serving, "/-/sign-in/with/house?next=/a", &[]);
    let (to, flow) = (location(&started), cookies(&started));
    let back = idp.allow(&to);
    let begun = get(&serving, &back, &flow);
    assert_eq!(location(&begun), "/-/sign-in/welcome?next=%2Fa");
    let session = cookies(&begun);
    assert!(get(&serving, "/-/account", &session).contains("ana@example.org"));
    // Others that come to nothing: a refused code, a broken answer, a cancel.
    let mut secrets = vec![value_of(&to, "state"), value_of(&to, "nonce"), value_of(&back, "code")];
    for fault in ["refused", "broken", "cancelled"] {
        let started = get(&serving, "/-/sign-in/with/house?next=/a", &[]);
        let (to, flow) = (location(&started), cookies(&started));
        secrets.push(value_of(&to, "state"));
        let back =
            if fault == "cancelled" { idp.refuse(&to, "access_denied", Some("call 555")) } else { idp.allow(&to) };
        let back = if fault == "refused" { back.replace("code=", "code=made-up-") } else { back };
        if fault == "broken" {
            let body = "<h1>Busy with ana@example.org</h1>".to_owned();
            idp.change(|script| {
                drop(script.faults.insert("/token", Fault::Answer { status: 200, content_type: "text/html", body }));
            });
        }
        let answer = get(&serving, &back, &flow);
        let wanted = match fault {
            "refused" => " 400 ",
            "broken" => " 502 ",
            _ => " 303 ",
        };
        assert!(answer.starts_with(&format!("HTTP/1.1{wanted}")), "{fault}: {answer}");
    }
    serving.kill();
    secrets.extend(idp.access_tokens());
    secrets.extend(["ana@example.org", "secret-subject", "hunter2", "call 555", "Busy with"].map(str::to_owned));
    secrets.extend(flow.iter().chain(&session).map(|pair| pair.split_once('=').expect("a value").1.to_owned()));
    let exchanged = idp.requests().into_iter().filter(|seen| seen.path == "/token");
    secrets.extend(exchanged.filter_map(|seen| seen.field("code_verifier").map(str::to_owned)));
    let log = std::fs::read_to_string(log).expect("a log");
    assert!(log.contains("\"level\":\"TRACE\"") && log.contains("signed in with an account elsewhere"));
    assert!(log.contains("the provider refuses the code") && log.contains("a provider is of no use"));
    for secret in &secrets {
        let line = log.lines().find(|line| line.contains(secret.as_str())).unwrap_or_default();
        assert!(line.is_empty(), "{secret} is in the log:\n{line}");
    }
}
