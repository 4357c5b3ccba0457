//! R64: passkeys of the staff, with a device that signs as a browser's does.

use std::sync::atomic::Ordering;
use std::time::Duration;

use futures_util::future::join_all;
use gatefold::clock::{hours, minutes};
use gatefold::staff::Role;
use serde_json::Value;

use crate::database::count;
use crate::harness::authenticator::Authenticator;
use crate::harness::{Browser, ORIGIN, Page};
use crate::staff_door::{set_up, with_role};

const FACTOR: &str = "[staff]\nsecond_factor = true\n";

async fn options(browser: &Browser, path: &str) -> Value {
    let page = browser.post(path, &[]).await.is(200);
    assert_eq!(page.header("content-type"), "application/json");
    serde_json::from_str(&page.text()).expect("options in JSON")
}

async fn add(browser: &Browser, key: &Authenticator, label: &str) -> Page {
    let asked = options(browser, "/-/staff/factors/passkeys/begin").await;
    browser.post("/-/staff/factors/passkeys", &[("credential", &key.create(&asked)), ("label", label)]).await
}

async fn answer(browser: &Browser, credential: &str) -> Page {
    browser.post("/-/staff/factor/passkey", &[("credential", credential), ("next", "/-/staff/comments")]).await
}

async fn prove(browser: &Browser, key: &Authenticator) -> Page {
    let asked = options(browser, "/-/staff/factor/passkey/begin").await;
    answer(browser, &key.get(&asked)).await
}

fn key() -> Authenticator {
    Authenticator::new(ORIGIN)
}

both_engines! {
    async fn a_passkey_opens_the_staff_area_in_each_browser(app, FACTOR) {
        app.with_articles().await;
        let ana = with_role(&app, "ana@example.org", Role::Owner).await;
        ana.get("/-/staff/factors").await.is(200).shows("Add a passkey").hides("Recovery codes</h2>");
        let phone = key();
        let done = add(&ana, &phone, "  Phone <b>\u{7}").await.is(200).shows("Phone &lt;b&gt;</strong>").shows("Your recovery codes");
        let codes: Vec<String> = done.text().split("<li><code>").skip(1).filter_map(|rest| rest.split('<').next()).map(str::to_owned).collect();
        assert_eq!(codes.len(), 10);
        ana.get("/-/staff/comments").await.is(200);
        let other = app.member("ana@example.org").await;
        let asked = other.get("/-/staff/comments").await.is(303);
        other.get(asked.location()).await.is(200).shows("Use a passkey").shows("Ten letters and digits").hides("Six digits");
        assert_eq!(prove(&other, &phone).await.is(303).location(), "/-/staff/comments");
        other.get("/-/staff/comments").await.is(200);
        ana.get("/-/staff/factors").await.is(200).shows("last used");
        // What cannot be undone wants a proof of the last minutes, by a passkey too.
        app.advance(minutes(11));
        other.post("/-/staff/members/export", &[("kind", "all")]).await.is(401).shows("Use a passkey");
        prove(&other, &phone).await.is(303);
        app.advance(hours(13));
        app.sign_in(&other, "ana@example.org").await;
        other.get("/-/staff/comments").await.is(303);
        // Whoever has lost the device comes in by a recovery code.
        other.post("/-/staff/factor", &[("code", &codes[0]), ("next", "/-/staff/comments")]).await.is(303);
        other.get("/-/staff/comments").await.is(200);
        let told = ana.get("/-/staff/audit").await;
        assert_eq!(told.status, 303, "its proof has grown old");
        other.get("/-/staff/audit").await.is(200).shows("Second proof set up").shows("kind: passkey");
    }

    async fn what_was_not_asked_for_is_no_proof(app, FACTOR) {
        app.with_articles().await;
        let ana = with_role(&app, "ana@example.org", Role::Owner).await;
        let phone = key();
        add(&ana, &phone, "").await.is(200).shows("Passkey without a name");
        let other = app.member("ana@example.org").await;
        let wrong = async |credential: &str| {
            answer(&other, credential).await.is(422).shows("This passkey was not taken");
            other.get("/-/staff/comments").await.is(303);
        };
        // Never asked, garbage, and an answer to what another browser was asked.
        for credential in ["", "{}", "null", "[1]", "\u{0}", &"x".repeat(10_000)] {
            wrong(credential).await;
        }
        app.advance(minutes(11));
        app.sign_in(&ana, "ana@example.org").await;
        let asked = options(&ana, "/-/staff/factor/passkey/begin").await;
        wrong(&phone.get(&asked)).await;
        // Of another device, of another site, or without its holder's finger.
        let asked = options(&other, "/-/staff/factor/passkey/begin").await;
        wrong(&key().get(&asked)).await;
        let mut moved = phone;
        for origin in ["https://evil.example", "https://news.example.evil.example", "http://news.example", "https://sub.news.example"] {
            origin.clone_into(&mut moved.origin);
            let asked = options(&other, "/-/staff/factor/passkey/begin").await;
            wrong(&moved.get(&asked)).await;
        }
        app.advance(minutes(11));
        ORIGIN.clone_into(&mut moved.origin);
        moved.verifies = false;
        let asked = options(&other, "/-/staff/factor/passkey/begin").await;
        wrong(&moved.get(&asked)).await;
        moved.verifies = true;
        app.advance(minutes(11));
        // An answer is good once, and for five minutes.
        let asked = options(&other, "/-/staff/factor/passkey/begin").await;
        app.advance(Duration::from_secs(301));
        wrong(&moved.get(&asked)).await;
        let asked = options(&other, "/-/staff/factor/passkey/begin").await;
        let right = moved.get(&asked);
        answer(&other, &right).await.is(303);
        app.advance(hours(13));
        app.sign_in(&other, "ana@example.org").await;
        wrong(&right).await;
        // A copy of the key: its count of signatures falls behind.
        moved.counter.store(1, Ordering::SeqCst);
        let asked = options(&other, "/-/staff/factor/passkey/begin").await;
        wrong(&moved.get(&asked)).await;
    }

    async fn one_answer_sent_many_times_at_once_opens_once(app, FACTOR) {
        let ana = with_role(&app, "ana@example.org", Role::Owner).await;
        let phone = key();
        add(&ana, &phone, "Phone").await.is(200);
        let other = app.member("ana@example.org").await;
        let asked = options(&other, "/-/staff/factor/passkey/begin").await;
        let right = phone.get(&asked);
        let answers = join_all((0..4).map(|_| async { answer(&other, &right).await.status })).await;
        assert_eq!(answers.iter().filter(|status| **status == 303).count(), 1, "{answers:?}");
    }

    async fn a_key_is_one_members_and_guesses_come_to_an_end(app, FACTOR) {
        let ana = with_role(&app, "ana@example.org", Role::Owner).await;
        let bob = with_role(&app, "bob@example.org", Role::Desk).await;
        let phone = key();
        add(&ana, &phone, "Phone").await.is(200);
        add(&bob, &phone, "Mine now").await.is(422).shows("was added before");
        bob.post("/-/staff/factor/passkey/begin", &[]).await.is(400);
        set_up(&app, &bob).await;
        bob.post("/-/staff/factor/passkey/begin", &[]).await.is(400);
        assert_eq!(count(&app, "SELECT COUNT(*) FROM staff_passkey").await, 1);
        let other = app.member("ana@example.org").await;
        for _ in 0..9 {
            answer(&other, "{}").await.is(422);
        }
        let asked = options(&other, "/-/staff/factor/passkey/begin").await;
        let refused = answer(&other, &phone.get(&asked)).await.is(429).shows("Too many codes");
        assert!(!refused.header("retry-after").is_empty());
        app.stranger().post("/-/staff/factor/passkey/begin", &[]).await.is(404);
        app.member("carl@example.org").await.post("/-/staff/factors/passkeys", &[]).await.is(404);
    }

    async fn a_removed_key_proves_nothing_and_the_last_one_stays(app, FACTOR) {
        app.with_articles().await;
        let ana = with_role(&app, "ana@example.org", Role::Owner).await;
        let (phone, laptop) = (key(), key());
        add(&ana, &phone, "Phone").await.is(200).shows("Your recovery codes");
        app.advance(Duration::from_secs(1));
        add(&ana, &laptop, "Laptop").await.is(200).hides("Your recovery codes");
        let other = app.member("ana@example.org").await;
        prove(&other, &phone).await.is(303);
        other.get("/-/staff/comments").await.is(200);
        let ids: Vec<String> = ana.get("/-/staff/factors").await.is(200).hidden_fields().into_iter()
            .filter(|(name, _)| name == "id").map(|(_, id)| id).collect();
        assert_eq!(ids.len(), 2);
        let waiting = app.member("ana@example.org").await;
        let asked = options(&waiting, "/-/staff/factor/passkey/begin").await;
        let remove = async |id: &str| ana.post("/-/staff/factors/passkeys/remove", &[("id", id)]).await;
        remove("x").await.is(400);
        remove("01900000-0000-7000-8000-000000000000").await.is(404);
        remove(&ids[0]).await.is(303);
        other.get("/-/staff/comments").await.is(303);
        answer(&waiting, &phone.get(&asked)).await.is(422);
        ana.get("/-/staff/comments").await.is(200);
        remove(&ids[1]).await.is(409).shows("This is the last thing");
        assert_eq!(count(&app, "SELECT COUNT(*) FROM staff_passkey").await, 1);
        set_up(&app, &ana).await;
        remove(&ids[1]).await.is(303);
        assert_eq!(count(&app, "SELECT COUNT(*) FROM staff_passkey").await, 0);
    }

    async fn a_reset_takes_passkeys_away(app, FACTOR) {
        let ana = with_role(&app, "ana@example.org", Role::Owner).await;
        set_up(&app, &ana).await;
        let bob = with_role(&app, "bob@example.org", Role::Desk).await;
        add(&bob, &key(), "Phone").await.is(200);
        ana.get("/-/staff/team").await.is(200).shows("with a second proof");
        let id = crate::session::member_of(&app, "bob@example.org").await.id.0.to_string();
        ana.post("/-/staff/team", &[("action", "reset"), ("id", &id)]).await.is(303);
        assert_eq!(count(&app, "SELECT COUNT(*) FROM staff_passkey").await, 0);
        bob.get("/-/staff/factors").await.is(404);
        app.sign_in(&bob, "bob@example.org").await;
        assert_eq!(bob.get("/-/staff").await.is(303).location(), "/-/staff/factors");
    }
}
