//! Webhooks of the built program: what the command line does, and that what is served delivers by itself.

use std::process::{Output, Stdio};

use serde_json::Value;

use crate::harness::Receiver;
use crate::harness::program::{Place, text};
use crate::harness::receiver::Says;
use crate::harness::smtp::Smtp;
use crate::share_command::session;

const REACH: (&str, &str) = ("GATEFOLD_WEBHOOKS__REACH", "loopback");

fn run(place: &Place, args: &[&str]) -> Output {
    place.command(args).env(REACH.0, REACH.1).output().expect("the program runs")
}

fn json(output: &Output) -> Value {
    serde_json::from_slice(&output.stdout).unwrap_or_else(|_| panic!("JSON: {}", text(output)))
}

#[tokio::test(flavor = "multi_thread")]
async fn webhooks_are_added_listed_tried_out_and_removed() {
    let place = Place::new("", "");
    let receiver = Receiver::start().await;
    assert!(place.run(&["migrate"]).status.success());
    assert_eq!(text(&run(&place, &["webhook", "list"])).trim(), "");
    for (args, words) in [
        (vec!["webhook", "add", "nowhere"], "is no URL"),
        (vec!["webhook", "add", "http://10.0.0.1/"], "such a URL is not called"),
        (vec!["webhook", "add", &receiver.url, "--event", "member.eaten"], "there is no event"),
        (vec!["webhook", "add", &receiver.url, "--site", "other.example"], "there is no site"),
        (vec!["webhook", "test", "01a105ed-7310-71fe-88ca-6ef4fab4a8b3"], "there is no webhook"),
        (vec!["webhook", "remove", "01a105ed-7310-71fe-88ca-6ef4fab4a8b3"], "there is no webhook"),
    ] {
        let refused = run(&place, &args);
        assert!(refused.status.code() == Some(1) && text(&refused).contains(words), "{args:?}: {}", text(&refused));
    }
    // Without the setting nothing on this machine is called.
    let refused = place.run(&["webhook", "add", &receiver.url]);
    assert_eq!(refused.status.code(), Some(1), "{}", text(&refused));
    let added = json(&run(&place, &["webhook", "add", &receiver.url, "--event", "member.joined", "--json"]));
    let (id, secret) = (added["id"].as_str().expect("an id"), added["secret"].as_str().expect("a secret"));
    assert!(secret.starts_with("whsec_"));
    let listed = text(&run(&place, &["webhook", "list"]));
    assert!(listed.contains(&format!("{id}  delivered to  127.0.0.1  member.joined")), "{listed}");
    assert!(!listed.contains("hidden") && !listed.contains(secret));
    let listed = json(&run(&place, &["webhook", "list", "--json"]));
    assert_eq!((&listed[0]["events"][0], &listed[0]["paused"]), (&"member.joined".into(), &Value::Null));
    let tested = run(&place, &["webhook", "test", id]);
    assert!(tested.status.success() && text(&tested).contains("it answered 204"), "{}", text(&tested));
    receiver.says(Says::Head(410, String::new()));
    let tested = run(&place, &["webhook", "test", id]);
    assert!(tested.status.code() == Some(1) && text(&tested).contains("it answered 410"), "{}", text(&tested));
    let check = run(&place, &["check"]);
    assert!(
        check.status.code() == Some(1) && text(&check).contains("fault     webhooks: 1 set up, 1 paused: 127.0.0.1"),
        "{}",
        text(&check)
    );
    assert!(run(&place, &["webhook", "remove", id]).status.success());
    assert_eq!(text(&run(&place, &["webhook", "list"])).trim(), "");
    assert_eq!(receiver.take().len(), 2);
    let public =
        place.command(&["check"]).env("GATEFOLD_PUBLIC_URL", "https://news.example").env(REACH.0, REACH.1).output();
    let public = public.expect("the program runs");
    assert!(public.status.code() == Some(1) && text(&public).contains("webhooks.reach"), "{}", text(&public));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_served_delivers_what_happens() {
    let smtp = Smtp::start().await;
    let receiver = Receiver::start().await;
    let place = Place::new("", &smtp.url());
    assert!(place.run(&["migrate"]).status.success());
    let added = json(&run(&place, &["webhook", "add", &receiver.url, "--with-addresses", "--json"]));
    assert!(added["id"].is_string());
    let serving = place.serve_with(&[REACH], Stdio::null());
    session(&serving, &smtp).await;
    receiver.hears(2).await;
    let mut kinds: Vec<String> = Vec::new();
    for told in receiver.take() {
        assert_eq!(told.json()["data"]["address"], "ana@example.org");
        kinds.push(told.kind());
    }
    kinds.sort();
    assert_eq!(kinds, ["member.joined", "member.proved"]);
}
