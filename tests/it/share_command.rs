//! Share links of the built program: what survives a kill, what the command line says, what the log keeps to itself.

use std::process::Stdio;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use crate::harness::postgres;
use crate::harness::program::{Place, Serving, text};
use crate::harness::smtp::Smtp;

const WHOLE: &str = "<p>Rest.</p>";

/// A member's session cookie, by letter.
pub async fn session(serving: &Serving, smtp: &Smtp) -> String {
    serving.request("POST /-/sign-in HTTP/1.1", "address=ana%40example.org&next=%2Fa").expect("an answer");
    let mut letters = Vec::new();
    while letters.is_empty() {
        tokio::time::sleep(Duration::from_millis(50)).await;
        letters.extend(smtp.take());
    }
    let text = letters[0].decoded();
    let token = text.lines().map(str::trim).find_map(|line| line.split_once("/-/sign-in/link/")).expect("a link").1;
    let proof = serving.request("POST /-/sign-in/link HTTP/1.1", &format!("token={token}")).expect("an answer");
    cookie(&proof, "gatefold=").expect("a session")
}

/// `name=value` of the cookie that an answer sets.
fn cookie(answer: &str, name: &str) -> Option<String> {
    let mut set = answer.lines().filter_map(|line| line.strip_prefix("set-cookie: "));
    set.find(|line| line.starts_with(name))?.split(';').next().map(str::to_owned)
}

fn grant(answer: &str) -> Option<String> {
    cookie(answer, "gatefold-share-")
}

/// The whole URL of a share link.
fn made(serving: &Serving, session: &str) -> String {
    let line = format!("POST /-/share HTTP/1.1\r\nCookie: {session}\r\nAccept: application/json");
    let answer = serving.request(&line, "article=%2Fa&channel=copy").expect("an answer");
    let (_, body) = answer.split_once("\r\n\r\n").expect("a body");
    let made: serde_json::Value = serde_json::from_str(body).expect("JSON");
    made["url"].as_str().expect("a URL").to_owned()
}

fn get(serving: &Serving, path: &str, cookie: &str) -> Option<String> {
    serving.request(&format!("GET {path} HTTP/1.1\r\nCookie: {cookie}"), "")
}

/// Whether an answer came whole: its length is what its head says.
fn is_whole(answer: &str) -> bool {
    let Some((head, body)) = answer.split_once("\r\n\r\n") else { return false };
    let length = head.lines().find_map(|line| line.strip_prefix("content-length: ")?.parse::<usize>().ok());
    head.starts_with("HTTP/1.1 200") && length == Some(body.len()) && body.contains(WHOLE)
}

fn readers(place: &Place, url: &str) -> usize {
    let shown = text(&place.run(&["share", "show", url]));
    let line = shown.lines().find_map(|line| line.strip_prefix("readers")).expect("a line");
    line.split_whitespace().next().and_then(|count| count.parse().ok()).expect("a count")
}

/// New friends without end, each with the grant that it got and whether it was answered in full, until told to stop.
fn friends(serving: &Serving, path: &str, stop: &AtomicBool, seen: &Mutex<Vec<(String, bool)>>) {
    while !stop.load(Ordering::SeqCst) {
        let Some(grant) = serving.request(&format!("GET {path} HTTP/1.1"), "").and_then(|answer| self::grant(&answer))
        else {
            continue;
        };
        let answered = get(serving, "/a", &grant).is_some_and(|answer| is_whole(&answer));
        seen.lock().expect("a list").push((grant, answered));
    }
}

async fn kill_under_a_stream_of_openings(database: &str) {
    let smtp = Smtp::start().await;
    let place = Place::new(database, &smtp.url());
    assert!(place.run(&["migrate"]).status.success());
    let start = || place.serve_with(&[("GATEFOLD_SHARE__READER_LIMIT", "100000")], Stdio::null());
    let first = start();
    let url = made(&first, &session(&first, &smtp).await);
    let path = url.split_once("/-/s/").map(|(_, token)| format!("/-/s/{token}")).expect("a path");
    let (stop, seen) = (AtomicBool::new(false), Mutex::new(Vec::new()));
    let pid = first.child.id().to_string();
    std::thread::scope(|scope| {
        for _ in 0..24 {
            scope.spawn(|| friends(&first, &path, &stop, &seen));
        }
        while seen.lock().expect("a list").len() < 300 {
            std::thread::sleep(Duration::from_millis(20));
        }
        let killed = std::process::Command::new("kill").args(["-9", &pid]).status().expect("a kill");
        assert!(killed.success());
        std::thread::sleep(Duration::from_millis(200));
        stop.store(true, Ordering::SeqCst);
    });
    drop(first);
    let seen = seen.into_inner().expect("a list");
    let answered = seen.iter().filter(|(_, answered)| *answered).count();
    let counted = readers(&place, &url);
    assert!(
        (answered..=seen.len()).contains(&counted),
        "{answered} answered, {counted} counted, {} in all",
        seen.len()
    );
    // Whoever was not answered tries again, as a reader does, and is no second reader.
    let second = start();
    for (grant, _) in seen.iter().filter(|(_, answered)| !answered) {
        assert!(is_whole(&get(&second, "/a", grant).expect("an answer")));
    }
    for (grant, _) in seen.iter().filter(|(_, answered)| *answered).take(50) {
        assert!(is_whole(&get(&second, "/a", grant).expect("an answer")));
    }
    assert_eq!(readers(&place, &url), seen.len(), "as many as were answered in full");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_kill_under_a_stream_of_openings_loses_no_count_on_sqlite() {
    kill_under_a_stream_of_openings("").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_kill_under_a_stream_of_openings_loses_no_count_on_postgres() {
    if postgres::is_there() {
        kill_under_a_stream_of_openings(&postgres::new_database()).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_publisher_lists_shows_and_ends_share_links() {
    let smtp = Smtp::start().await;
    let place = Place::new("", &smtp.url());
    assert!(place.run(&["migrate"]).status.success());
    let serving = place.serve();
    let session = session(&serving, &smtp).await;
    let url = made(&serving, &session);
    let path = url.split_once("/-/s/").map(|(_, token)| format!("/-/s/{token}")).expect("a path");
    let grant = grant(&serving.request(&format!("GET {path} HTTP/1.1"), "").expect("an answer")).expect("a grant");
    assert!(is_whole(&get(&serving, "/a", &grant).expect("an answer")));
    let listed = text(&place.run(&["share", "list"]));
    assert!(listed.contains("live  1/50 readers  1 openings  0 joined  copy  localhost:"), "{listed}");
    assert!(listed.contains("/a  ana@example.org") && listed.lines().count() == 1, "{listed}");
    for args in [["--article", "/a"], ["--member", "Ana@example.org"]] {
        assert_eq!(text(&place.run(&["share", "list", args[0], args[1]])), listed);
    }
    assert_eq!(text(&place.run(&["share", "list", "--live"])), listed);
    for (args, word) in [
        (&["share", "list", "--article", "/nothing"][..], "has no article at /nothing"),
        (&["share", "list", "--member", "bob@example.org"], "no member has the address"),
        (&["share", "list", "--member", "nonsense"], "nonsense"),
        (&["share", "show", "nonsense"], "there is no share link \"nonsense\""),
        (&["share", "end", &url[..url.len() - 1]], "there is no share link"),
    ] {
        let output = place.run(args);
        assert!(output.status.code() == Some(1) && text(&output).contains(word), "{args:?}: {}", text(&output));
    }
    assert_eq!(place.run(&["share", "list", "--article", "/a", "--member", "a@b.example"]).status.code(), Some(2));
    let id = listed.split_whitespace().next().expect("an id").to_owned();
    let shown = text(&place.run(&["share", "show", &id]));
    for typed in [url.clone(), format!("{url}/"), format!("{url}?utm_source=x#a")] {
        assert_eq!(text(&place.run(&["share", "show", &typed])), shown);
    }
    assert!(shown.contains("readers      1 of 50") && shown.contains("1 readers  1 openings  0 joined"), "{shown}");
    assert!(!shown.contains(&url), "it shows no working link");
    assert!(text(&place.run(&["share", "end", &id])).contains("1 share link is ended"));
    assert!(text(&place.run(&["share", "end", &id])).contains("it had ended already"));
    assert_eq!(text(&place.run(&["share", "list", "--live"])), "");
    // The program that serves hears of it within a second.
    let until = std::time::Instant::now() + Duration::from_secs(10);
    while is_whole(&get(&serving, "/a", &grant).expect("an answer")) {
        assert!(std::time::Instant::now() < until, "the end was not noticed");
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    assert!(get(&serving, "/a", &grant).expect("an answer").contains("This shared link has ended"));
    let shown = text(&place.run(&["member", "show", "ana@example.org"]));
    assert!(shown.contains("\"share_links\"") && shown.contains("\"channel\": \"copy\""), "{shown}");
}

/// R12 for share links: neither the link's token nor a guest's grant is in the log, at its loudest.
#[tokio::test(flavor = "multi_thread")]
async fn the_log_holds_no_share_link_and_no_grant() {
    let smtp = Smtp::start().await;
    let place = Place::new("", &smtp.url());
    assert!(place.run(&["migrate"]).status.success());
    let (serving, log) = place.serve_at_its_loudest();
    let session = session(&serving, &smtp).await;
    let url = made(&serving, &session);
    let token = url.rsplit('/').next().expect("a token").to_owned();
    let answer = serving.request(&format!("GET /-/s/{token} HTTP/1.1"), "").expect("an answer");
    let grant = grant(&answer).expect("a grant");
    assert!(is_whole(&get(&serving, "/a", &grant).expect("an answer")));
    serving.request(&format!("GET /-/s/{}x HTTP/1.1", &token[1..]), "").expect("an answer");
    serving.kill();
    let log = std::fs::read_to_string(log).expect("a log");
    assert!(log.contains("a share link was made") && log.contains("/-/s/{token}"), "the log is at its loudest");
    let value = grant.split_once('=').expect("a value").1;
    for secret in [token.as_str(), &token[1..], value, &value[..40]] {
        let line = log.lines().find(|line| line.contains(secret)).unwrap_or_default();
        assert!(line.is_empty(), "{secret} is in the log:\n{line}");
    }
}
