//! The program as it is started by hand: exit codes, words, and what survives a kill.

use std::process::Stdio;
use std::time::{Duration, Instant};

use crate::harness::postgres;
use crate::harness::program::{Place, Serving, free_port, text};
use crate::harness::smtp::{Mood, Smtp};

#[test]
fn commands_say_what_to_do_and_exit_as_they_should() {
    let place = Place::new("", "");
    let unmigrated = place.run(&["serve"]);
    assert_eq!(unmigrated.status.code(), Some(1));
    assert!(text(&unmigrated).contains("gatefold migrate"), "{}", text(&unmigrated));
    assert_eq!(place.run(&["nonsense"]).status.code(), Some(2));
    assert_eq!(place.run(&["migrate"]).status.code(), Some(0));
    assert_eq!(place.run(&["migrate"]).status.code(), Some(0));
    let check = place.run(&["check"]);
    assert_eq!(check.status.code(), Some(0), "{}", text(&check));
    assert!(text(&check).contains("ok        database") && text(&check).contains("ok        mail.transport"));
    let import = place.run(&["import", "markdown", "content"]);
    assert!(text(&import).contains("1 added") && import.status.success(), "{}", text(&import));
    assert!(text(&import).contains("1 of 1 articles, 0 images"), "it says how far it is: {}", text(&import));
    std::fs::write(place.path().join("content/bad.md"), "no head").expect("a file");
    let import = place.run(&["import", "markdown", "content"]);
    assert_eq!(import.status.code(), Some(1));
    assert!(text(&import).contains("bad.md:1:") && text(&import).contains("1 unchanged"), "{}", text(&import));
    let staff = place.run(&["staff", "add", "Ana@Example.org"]);
    assert!(staff.status.success() && text(&staff).contains("owner"), "{}", text(&staff));
    assert_eq!(place.run(&["staff", "add", "nonsense"]).status.code(), Some(1));
    let list = place.run(&["member", "list"]);
    assert!(text(&list).contains("ana@example.org  not proved yet  owner"), "{}", text(&list));
    assert!(text(&place.run(&["member", "show", "ana@example.org"])).contains("\"staff_role\": \"owner\""));
    assert_eq!(place.run(&["member", "show", "bob@example.org"]).status.code(), Some(1));
    let listed = place.run(&["staff", "list"]);
    assert_eq!(text(&listed).trim(), "ana@example.org  owner  no second factor");
    let listed: serde_json::Value =
        serde_json::from_str(&text(&place.run(&["staff", "list", "--json"]))).expect("JSON");
    assert_eq!((&listed[0]["role"], &listed[0]["has_second_factor"]), (&"owner".into(), &false.into()));
    for args in [["member", "delete"], ["staff", "remove"]] {
        let refused = place.run(&[args[0], args[1], "ana@example.org"]);
        assert_eq!(refused.status.code(), Some(1));
        assert!(text(&refused).contains("is the last owner"), "{}", text(&refused));
    }
    assert!(place.run(&["staff", "reset-factor", "ana@example.org"]).status.success());
    assert!(place.run(&["staff", "add", "ben@example.org", "--role", "desk"]).status.success());
    assert_eq!(place.run(&["staff", "add", "ben@example.org", "--role", "king"]).status.code(), Some(2));
    assert!(place.run(&["staff", "remove", "ben@example.org"]).status.success());
    for args in [["staff", "remove"], ["staff", "reset-factor"]] {
        let refused = place.run(&[args[0], args[1], "ben@example.org"]);
        assert!(refused.status.code() == Some(1) && text(&refused).contains("is no staff"), "{}", text(&refused));
    }
    for (command, said) in
        [("block", "is blocked"), ("unblock", "may sign in again"), ("sign-out", "is signed out everywhere")]
    {
        let done = place.run(&["member", command, "ben@example.org"]);
        assert!(done.status.success() && text(&done).contains(said), "{}", text(&done));
    }
    assert_eq!(place.run(&["member", "block", "ana@example.org"]).status.code(), Some(1), "the last owner");
    assert_eq!(place.run(&["member", "block", "nobody@example.org"]).status.code(), Some(1));
    let numbers = place.run(&["numbers", "--days", "7"]);
    assert!(numbers.status.success() && text(&numbers).contains("the last 7 days"), "{}", text(&numbers));
    let numbers: serde_json::Value = serde_json::from_str(&text(&place.run(&["numbers", "--json"]))).expect("JSON");
    assert_eq!((&numbers["days"], &numbers["numbers"]["new_members"]["now"]), (&30.into(), &0.into()));
    assert_eq!(place.run(&["numbers", "--days", "0"]).status.code(), Some(2));
    assert!(place.run(&["member", "delete", "ben@example.org"]).status.success());
    assert!(text(&place.run(&["member", "list"])).lines().count() == 1);
    for command in
        [&["--help"][..], &["serve", "--help"], &["demo", "--help"], &["import", "--help"], &["member", "--help"]]
    {
        let help = place.run(command);
        assert!(help.status.success() && text(&help).contains('.'), "{}", text(&help));
    }
}

#[test]
fn faults_of_the_settings_are_named_and_secrets_are_not() {
    let place = Place::new("", "smtp://user:hunter2@mail.example:25");
    let path = place.path().join("gatefold.toml");
    let good = std::fs::read_to_string(&path).expect("settings");
    std::fs::write(&path, format!("nonsense = 1\n{good}")).expect("settings");
    for command in ["serve", "check", "migrate"] {
        let output = place.run(&[command]);
        assert_eq!(output.status.code(), Some(1), "{command}");
        assert!(text(&output).contains("gatefold.toml:1: unknown field `nonsense`"), "{}", text(&output));
    }
    std::fs::write(&path, &good).expect("settings");
    let mut command = place.command(&["check"]);
    let output = command.env("GATEFOLD_SECRET", "hunter2-hunter2").output().expect("a run");
    assert!(
        text(&output).contains("GATEFOLD_SECRET: secret: must have 32") && !text(&output).contains("hunter2"),
        "{}",
        text(&output)
    );
    let mut command = place.command(&["check"]);
    let output = command.env("GATEFOLD_GATE__LEAD_WORDS", "many").output().expect("a run");
    assert!(
        text(&output).contains("GATEFOLD_GATE__LEAD_WORDS") && output.status.code() == Some(1),
        "{}",
        text(&output)
    );
    let output = place.run(&["--config", "none.toml", "check"]);
    assert!(text(&output).contains("none.toml") && output.status.code() == Some(1), "{}", text(&output));
}

/// Between asking and sending, the program is killed; the letter is sent once it is back, and once alone.
async fn kill_between_asking_and_sending(database: &str) {
    let smtp = Smtp::start().await;
    smtp.set_mood(Mood::RefuseRecipient("451 4.3.0 later".to_owned()));
    let place = Place::new(database, &smtp.url());
    assert!(place.run(&["migrate"]).status.success());
    let first = place.serve();
    let answer = first.request("POST /-/sign-in HTTP/1.1", "address=ana%40example.org&next=%2Fa").expect("an answer");
    assert!(answer.starts_with("HTTP/1.1 303"), "{answer}");
    first.kill();
    assert!(smtp.take().is_empty());
    smtp.set_mood(Mood::Well);
    let second = place.serve();
    // A worker killed in the middle of a try leaves its claim to run out.
    let until = Instant::now() + Duration::from_mins(2);
    let mut letters = Vec::new();
    while letters.is_empty() && Instant::now() < until {
        tokio::time::sleep(Duration::from_millis(100)).await;
        letters.extend(smtp.take());
    }
    tokio::time::sleep(Duration::from_secs(2)).await;
    letters.extend(smtp.take());
    assert_eq!(letters.len(), 1, "exactly one letter");
    let path = letters[0].decoded();
    let path =
        path.lines().map(str::trim).find_map(|line| line.split_once("/-/sign-in/link/")).expect("a link").1.to_owned();
    let proof = second.request("POST /-/sign-in/link HTTP/1.1", &format!("token={path}")).expect("an answer");
    assert!(proof.starts_with("HTTP/1.1 303") && proof.contains("location: /a"), "{proof}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_killed_program_loses_no_letter_on_sqlite() {
    kill_between_asking_and_sending("").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_killed_program_loses_no_letter_on_postgres() {
    if postgres::is_there() {
        kill_between_asking_and_sending(&postgres::new_database()).await;
    }
}

/// R12: nothing secret in the log, at the loudest level.
#[tokio::test(flavor = "multi_thread")]
async fn the_log_holds_no_token_code_or_address() {
    let smtp = Smtp::start().await;
    let place = Place::new("", &smtp.url());
    assert!(place.run(&["migrate"]).status.success());
    let (serving, log) = place.serve_at_its_loudest();
    serving.request("POST /-/sign-in HTTP/1.1", "address=ana%40example.org&next=%2Fa").expect("an answer");
    let mut letters = Vec::new();
    while letters.is_empty() {
        tokio::time::sleep(Duration::from_millis(50)).await;
        letters.extend(smtp.take());
    }
    let text = letters[0].decoded();
    let token =
        text.lines().map(str::trim).find_map(|line| line.split_once("/-/sign-in/link/")).expect("a link").1.to_owned();
    let code = letters[0].code().expect("a code");
    serving.request(&format!("GET /-/sign-in/link/{token} HTTP/1.1"), "").expect("an answer");
    let proof = serving.request("POST /-/sign-in/link HTTP/1.1", &format!("token={token}")).expect("an answer");
    let session =
        proof.split("gatefold=").nth(1).and_then(|rest| rest.split(';').next()).expect("a session").to_owned();
    let again =
        serving.request(&format!("GET /-/account HTTP/1.1\r\nCookie: gatefold={session}"), "").expect("an answer");
    assert!(again.contains("ana@example.org"));
    serving.kill();
    let log = std::fs::read_to_string(log).expect("a log");
    assert!(log.contains("\"level\":\"TRACE\"") && log.contains("signed in by letter"), "the log is at its loudest");
    for secret in [
        &token,
        &code,
        &code.replace(' ', ""),
        &session,
        "ana@example.org",
        "ana%40example.org",
        crate::harness::SECRET,
    ] {
        assert!(
            !log.contains(secret),
            "{secret} is in the log:\n{}",
            log.lines().find(|line| line.contains(secret)).unwrap_or_default()
        );
    }
    assert!(log.lines().all(|line| line.starts_with('{') && line.ends_with('}')), "one JSON object a line");
}

#[tokio::test(flavor = "multi_thread")]
async fn figures_are_served_on_a_listener_of_their_own() {
    let smtp = Smtp::start().await;
    let place = Place::new("", &smtp.url());
    assert!(place.run(&["migrate"]).status.success());
    let metrics = free_port();
    let listen = format!("127.0.0.1:{metrics}");
    let serving = place.serve_with(&[("GATEFOLD_METRICS_LISTEN", &listen)], Stdio::null());
    for _ in 0..3 {
        assert!(serving.request("GET /a HTTP/1.1", "").expect("an answer").contains("id=\"wall\""));
    }
    serving.request("POST /-/sign-in HTTP/1.1", "address=ana%40example.org").expect("an answer");
    while smtp.take().is_empty() {
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    // The letter is counted a moment after it was taken, and the gauges are looked at every few seconds.
    let until = Instant::now() + Duration::from_secs(30);
    let figures = loop {
        let figures = Serving::ask(metrics, "GET /metrics HTTP/1.1", "").expect("figures");
        if figures.contains("outcome=\"sent\"") && figures.contains("state=\"open\"") || Instant::now() > until {
            break figures;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    };
    for wanted in [
        "gatefold_gate_decisions_total{decision=\"ask_address\"} 3",
        "gatefold_requests_total{route=\"/-/sign-in\",status=\"303\"} 1",
        "gatefold_letters_total{kind=\"sign_in\",outcome=\"sent\"}",
        "gatefold_outbox_letters",
        "gatefold_database_connections{state=\"open\"}",
    ] {
        assert!(figures.contains(wanted), "{wanted} in {figures}");
    }
    assert!(serving.request("GET /metrics HTTP/1.1", "").expect("an answer").starts_with("HTTP/1.1 404"));
}

#[test]
fn a_changed_file_is_read_again_while_serving() {
    let place = Place::new("", "");
    assert!(place.run(&["migrate"]).status.success());
    let serving = place.serve();
    std::fs::write(
        place.path().join("content/b.md"),
        "+++\ntitle = \"Brand new\"\npublished = 2026-01-02\n+++\nLead.\n\nRest.\n",
    )
    .expect("a file");
    let until = Instant::now() + Duration::from_secs(30);
    while !serving.request("GET /b HTTP/1.1", "").expect("an answer").contains("Brand new") {
        assert!(Instant::now() < until, "the new file was not read");
        std::thread::sleep(Duration::from_millis(100));
    }
    std::fs::remove_file(place.path().join("content/b.md")).expect("removed");
    while !serving.request("GET /b HTTP/1.1", "").expect("an answer").starts_with("HTTP/1.1 404") {
        assert!(Instant::now() < until, "the missing file is still shown");
        std::thread::sleep(Duration::from_millis(100));
    }
    // Another process imports, and this one notices.
    let other = place.path().join("other");
    std::fs::create_dir(&other).expect("a folder");
    std::fs::write(
        other.join("c.md"),
        "+++\ntitle = \"From elsewhere\"\npublished = 2026-01-02\n+++\nLead.\n\nRest.\n",
    )
    .expect("a file");
    assert!(place.run(&["import", "markdown", "other"]).status.success());
    while !serving.request("GET /c HTTP/1.1", "").expect("an answer").contains("From elsewhere") {
        assert!(Instant::now() < until, "the other process's import was not noticed");
        std::thread::sleep(Duration::from_millis(100));
    }
    assert!(
        serving.request("GET /a HTTP/1.1", "").expect("an answer").contains("id=\"wall\""),
        "one import leaves the other's articles"
    );
}

/// Told to end, and for a minute more there for those who have not heard of it.
#[tokio::test(flavor = "multi_thread")]
async fn while_others_take_over_letters_leave_and_what_becomes_gated_is_closed() {
    let smtp = Smtp::start().await;
    let place = Place::new("", &smtp.url());
    let article = |access: &str| {
        let text = format!(
            "+++\ntitle = \"B\"\npublished = 2026-01-02\naccess = \"{access}\"\n+++\nLead.\n\n<!-- more -->\n\nOnly later gated.\n"
        );
        std::fs::write(place.path().join("content/b.md"), text).expect("an article");
    };
    article("public");
    assert!(place.run(&["migrate"]).status.success());
    let serving = place.serve_with(&[("GATEFOLD_DRAIN_SECONDS", "60")], Stdio::null());
    let page = || serving.request("GET /b HTTP/1.1", "").expect("an answer");
    assert!(page().contains("Only later gated."));
    let told = std::process::Command::new("kill").args(["-TERM", &serving.child.id().to_string()]).status();
    assert!(told.expect("kill").success());
    let until = Instant::now() + Duration::from_secs(30);
    let wait = |what: &str| {
        assert!(Instant::now() < until, "{what}");
        std::thread::sleep(Duration::from_millis(50));
    };
    while !serving.request("GET /-/serving HTTP/1.1", "").expect("an answer").starts_with("HTTP/1.1 503") {
        wait("it does not say that it is leaving");
    }
    let asked = serving.request("POST /-/sign-in HTTP/1.1", "address=ana%40example.org&next=%2Fb").expect("an answer");
    assert!(asked.starts_with("HTTP/1.1 303"), "{asked}");
    article("registered");
    while page().contains("Only later gated.") {
        wait("an article that became gated stays open");
    }
    while smtp.take().is_empty() {
        wait("the letter does not leave");
    }
}
