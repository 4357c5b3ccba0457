//! Deliveries to webhooks (R65, R66): signed, tried again, given up, shared among instances, and forgotten.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use futures_util::FutureExt as _;
use gatefold::audit::Actor;
use gatefold::clock::{days, hours, minutes};
use gatefold::outbound::Reach;
use gatefold::secret::sha256;
use gatefold::server;
use gatefold::web::AppState;
use gatefold::webhook::worker::{AddressOf, Courier, LEASE, Step};
use gatefold::webhook::{
    Delivery, Event, EventId, Kind, Paused, Proved, State, Target, Wanted, WebhookId, delivery_store, flow,
};
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use crate::database::{count, dump};
use crate::harness::receiver::{Says, Told};
use crate::harness::{Receiver, TestApp};

pub fn wanted(url: &str, events: &[Kind]) -> Wanted {
    Wanted {
        target: Target::parse(url, Reach::Loopback).expect("a URL on this machine"),
        description: String::new(),
        events: events.to_vec(),
        site: String::new(),
        has_addresses: false,
    }
}

/// One to which nobody listens.
pub async fn added(app: &TestApp) -> WebhookId {
    add(app, &wanted("http://127.0.0.1:9/", &Kind::ALL)).await.0
}

/// Its id, and the secret as its receiver knows it.
pub async fn add(app: &TestApp, wanted: &Wanted) -> (WebhookId, String) {
    let shown = app.app.desk.add_webhook(Actor::CommandLine, wanted).await.expect("an answer").expect("room for one");
    (shown.id, shown.secret.reveal())
}

pub async fn listening(app: &TestApp, receiver: &Receiver) -> (WebhookId, String) {
    add(app, &wanted(&receiver.url, &Kind::ALL)).await
}

/// Until nothing is due, on whichever instance.
pub async fn carry(app: &TestApp) -> usize {
    let mut steps = 0;
    while app.app.courier.step().await.expect("deliveries are worked") != Step::Idle {
        steps += 1;
    }
    steps
}

/// Something that happens.
pub async fn happen(app: &TestApp) -> Uuid {
    app.advance(Duration::from_millis(5));
    let member = Uuid::now_v7();
    let mut tx = app.app.db.begin().await.expect("a transaction");
    let event = Event::MemberProved { member, site: "news.example", why: Proved::Changed };
    flow::tell(&mut tx.conn(), &event, app.clock.now()).await.expect("it is told");
    tx.commit().await.expect("a commit");
    member
}

pub async fn deliveries(app: &TestApp, id: WebhookId) -> Vec<Delivery> {
    let mut read = app.app.db.read().await.expect("a connection");
    delivery_store::list_before(&mut read.conn(), id, EventId(Uuid::max()), 500).await.expect("deliveries")
}

async fn only(app: &TestApp, id: WebhookId) -> Delivery {
    let mut all = deliveries(app, id).await;
    assert_eq!(all.len(), 1);
    all.remove(0)
}

/// HMAC-SHA-256 by its definition, and by no library of ours.
fn hmac(key: &[u8], message: &[u8]) -> [u8; 32] {
    let mut block = [0_u8; 64];
    block[..key.len()].copy_from_slice(key);
    let inner: Vec<u8> = block.iter().map(|byte| byte ^ 0x36).chain(message.iter().copied()).collect();
    let outer: Vec<u8> = block.iter().map(|byte| byte ^ 0x5c).chain(sha256(&inner)).collect();
    sha256(&outer)
}

/// As a receiver checks it: over the bytes that came.
fn is_signed(told: &Told, secret: &str) -> bool {
    let key = STANDARD.decode(secret.strip_prefix("whsec_").expect("a secret")).expect("base64");
    let mut message = format!("{}.{}.", told.header("webhook-id"), told.header("webhook-timestamp")).into_bytes();
    message.extend(&told.body);
    let wanted = format!("v1,{}", STANDARD.encode(hmac(&key, &message)));
    told.header("webhook-signature").split(' ').any(|signature| signature == wanted)
}

/// With less patience than the program has.
fn hasty(app: &TestApp) -> Courier {
    let nobody: AddressOf = Arc::new(|_| async { Ok(None) }.boxed());
    let settings = (&app.config.webhooks, Duration::from_millis(500));
    Courier::new(settings, app.app.db.clone(), app.app.keys.clone(), app.clock.clone(), nobody).expect("a courier")
}

async fn in_other_shoes(app: &TestApp) -> AppState {
    app.restarted().await.0
}

both_engines! {
    async fn a_delivery_is_signed_over_its_bytes_and_the_same_with_each_try(app) {
        let receiver = Receiver::start().await;
        let (id, secret) = listening(&app, &receiver).await;
        assert!(STANDARD.decode(&secret["whsec_".len()..]).is_ok_and(|key| (24..=64).contains(&key.len())), "{secret}");
        let member = happen(&app).await;
        receiver.says_next(Says::Head(500, String::new()));
        assert_eq!(app.app.courier.step().await.expect("a step"), Step::Later);
        app.advance(Duration::from_secs(6));
        assert_eq!(app.app.courier.step().await.expect("a step"), Step::Delivered);
        let told = receiver.take();
        let [first, second] = told.as_slice() else { panic!("{told:?}") };
        assert_eq!((first.method.as_str(), first.path.as_str()), ("POST", "/hooks/in?key=hidden"));
        assert_eq!(first.header("content-type"), "application/json");
        assert_eq!((first.header("webhook-id"), &first.body), (second.header("webhook-id"), &second.body));
        assert_eq!(second.header("webhook-timestamp"), app.clock.now().as_seconds().to_string());
        assert_ne!(first.header("webhook-timestamp"), second.header("webhook-timestamp"));
        let body = first.json();
        assert_eq!(body["type"], "member.proved");
        assert_eq!(body["timestamp"], "2026-10-04T08:00:00Z");
        assert_eq!(body["version"], 1);
        assert_eq!(body["data"]["member_id"], member.to_string());
        for told in [first, second] {
            assert!(is_signed(told, &secret));
            for at in [0, told.body.len() / 2, told.body.len() - 1] {
                let mut changed = told.clone();
                changed.body[at] ^= 1;
                assert!(!is_signed(&changed, &secret), "the byte at {at}");
            }
            let mut later = told.clone();
            later.headers.insert("webhook-timestamp".to_owned(), "1".to_owned());
            assert!(!is_signed(&later, &secret));
        }
        let delivery = only(&app, id).await;
        assert_eq!((delivery.state(), delivery.status, delivery.tries), (State::Delivered, Some(204), 2));
        assert_eq!(carry(&app).await, 0);
    }

    async fn what_fails_is_tried_for_three_days_and_then_given_up_and_the_endpoint_paused(app) {
        let receiver = Receiver::start().await;
        receiver.says(Says::Head(500, String::new()));
        let (id, _) = listening(&app, &receiver).await;
        happen(&app).await;
        assert_eq!(carry(&app).await, 1);
        let pauses = [5, 300, 1800, 7200, 18_000, 36_000, 50_400, 72_000, 86_400];
        for (tries, seconds) in (1..).zip(pauses) {
            assert_eq!(only(&app, id).await.tries, tries);
            app.advance(Duration::from_secs(seconds - 1));
            assert_eq!(carry(&app).await, 0, "before {seconds} s are over");
            app.advance(Duration::from_secs(2 + seconds / 10));
            assert_eq!(carry(&app).await, 1, "after {seconds} s");
        }
        let delivery = only(&app, id).await;
        assert_eq!((delivery.state(), delivery.status, delivery.tries), (State::GivenUp, Some(500), 10));
        assert_eq!(receiver.take().len(), 10);
        let webhook = app.app.desk.webhook(id).await.expect("an answer").expect("a webhook");
        assert_eq!(webhook.paused().map(Paused::as_str), Some("failing"));
        happen(&app).await;
        assert_eq!(deliveries(&app, id).await.len(), 1, "what happens meanwhile is not kept for it");
    }

    async fn one_that_comes_back_within_days_goes_on(app) {
        let receiver = Receiver::start().await;
        let (id, _) = listening(&app, &receiver).await;
        receiver.says(Says::HangsUp);
        happen(&app).await;
        assert_eq!(carry(&app).await, 1);
        let delivery = only(&app, id).await;
        assert_eq!((delivery.state(), delivery.status, delivery.fault.as_str()), (State::Failed, None, "broken_off"));
        assert!(app.app.desk.webhook(id).await.expect("an answer").expect("a webhook").failing_since.is_some());
        receiver.says(Says::Head(200, String::new()));
        app.advance(minutes(1));
        carry(&app).await;
        assert_eq!(only(&app, id).await.state(), State::Delivered);
        assert!(app.app.desk.webhook(id).await.expect("an answer").expect("a webhook").failing_since.is_none());
    }

    async fn a_receiver_may_ask_for_time(app) {
        let receiver = Receiver::start().await;
        let (id, _) = listening(&app, &receiver).await;
        receiver.says_next(Says::Head(503, "retry-after: 7200\r\n".to_owned()));
        happen(&app).await;
        carry(&app).await;
        app.advance(hours(1));
        assert_eq!(carry(&app).await, 0);
        app.advance(hours(1));
        receiver.says_next(Says::Head(429, "retry-after: 99999999999\r\n".to_owned()));
        assert_eq!(carry(&app).await, 1);
        app.advance(hours(24));
        assert_eq!(carry(&app).await, 1, "nobody puts it off for ever");
        assert_eq!(only(&app, id).await.state(), State::Delivered);
    }

    async fn whoever_says_gone_is_told_no_more(app) {
        let receiver = Receiver::start().await;
        let (id, _) = listening(&app, &receiver).await;
        happen(&app).await;
        happen(&app).await;
        receiver.says(Says::Head(410, String::new()));
        assert_eq!(carry(&app).await, 1);
        let webhook = app.app.desk.webhook(id).await.expect("an answer").expect("a webhook");
        assert_eq!(webhook.paused().map(Paused::as_str), Some("gone"));
        receiver.says(Says::Head(200, String::new()));
        app.app.desk.pause_webhook(Actor::CommandLine, id, false).await.expect("an answer");
        assert_eq!(carry(&app).await, 1, "what waited goes on");
        let states: Vec<State> = deliveries(&app, id).await.iter().map(Delivery::state).collect();
        assert_eq!(states, [State::Delivered, State::GivenUp]);
    }

    async fn a_redirect_is_a_failure_and_not_followed(app) {
        let (receiver, other) = (Receiver::start().await, Receiver::start().await);
        let (id, _) = listening(&app, &receiver).await;
        for status in [301, 302, 307, 308] {
            receiver.says_next(Says::Head(status, format!("location: {}\r\n", other.url)));
            happen(&app).await;
            carry(&app).await;
            let latest = deliveries(&app, id).await.remove(0);
            assert_eq!((latest.state(), latest.status), (State::Failed, Some(i64::from(status))));
        }
        assert_eq!((receiver.calls(), other.calls()), (4, 0));
    }

    async fn an_answer_that_never_comes_or_never_ends_holds_nobody(app) {
        let receiver = Receiver::start().await;
        let (id, _) = listening(&app, &receiver).await;
        let courier = hasty(&app);
        receiver.says(Says::Nothing);
        happen(&app).await;
        assert_eq!(courier.step().await.expect("a step"), Step::Later);
        assert_eq!(only(&app, id).await.fault, "too_slow");
        // The head says that it was taken; of the body 64 KiB are read, long before the program's patience ends.
        receiver.says(Says::Endless);
        app.advance(minutes(1));
        let step = tokio::time::timeout(Duration::from_secs(9), app.app.courier.step()).await.expect("an end");
        assert_eq!(step.expect("a step"), Step::Delivered);
    }

    async fn a_slow_endpoint_holds_up_no_other(app) {
        let (slow, quick) = (Receiver::start().await, Receiver::start().await);
        slow.says(Says::Nothing);
        listening(&app, &slow).await;
        listening(&app, &quick).await;
        for _ in 0..6 {
            happen(&app).await;
        }
        let stop = CancellationToken::new();
        let sending = tokio::spawn(server::send_webhooks(Arc::new(hasty(&app)), stop.clone()));
        quick.hears(6).await;
        stop.cancel();
        sending.await.expect("the task ends");
        assert_eq!(quick.take().len(), 6);
        // Each of its deliveries took a hand until the patience ended, and it has two.
        assert!(slow.calls() >= 2, "{}", slow.calls());
        assert_eq!(count(&app, "SELECT COUNT(*) FROM webhook_delivery WHERE state = 'sending'").await, 0, "what was in hand is finished");
    }

    async fn two_instances_deliver_each_event_once(app) {
        let receiver = Receiver::start().await;
        listening(&app, &receiver).await;
        for _ in 0..30 {
            happen(&app).await;
        }
        let other = in_other_shoes(&app).await;
        let work = |app: AppState| async move {
            while app.courier.step().await.expect("a step") != Step::Idle {}
        };
        tokio::join!(work(AppState::clone(&app.app)), work(other));
        let told = receiver.take();
        let ids: BTreeSet<&str> = told.iter().map(|told| told.header("webhook-id")).collect();
        assert_eq!((told.len(), ids.len()), (30, 30));
    }

    async fn what_was_claimed_by_a_process_that_died_is_sent_after_the_lease(app) {
        let receiver = Receiver::start().await;
        let (id, _) = listening(&app, &receiver).await;
        happen(&app).await;
        let lost = app.app.courier.claim(id).await.expect("an answer").expect("a delivery");
        assert_eq!(only(&app, id).await.state(), State::Sending);
        let other = in_other_shoes(&app).await;
        assert_eq!(other.courier.step().await.expect("a step"), Step::Idle);
        app.advance(LEASE + Duration::from_secs(1));
        assert_eq!(other.courier.step().await.expect("a step"), Step::Delivered);
        assert_eq!(receiver.take().len(), 1);
        // It was not dead but slow: what it has to say of its try changes nothing any more.
        receiver.says(Says::Head(500, String::new()));
        app.app.courier.deliver(&lost).await.expect("an answer");
        assert_eq!(only(&app, id).await.state(), State::Delivered);
        assert!(app.app.desk.webhook(id).await.expect("an answer").expect("a webhook").failing_since.is_none());
    }

    async fn both_secrets_are_good_for_a_day_and_the_older_no_longer(app) {
        let receiver = Receiver::start().await;
        let (id, first) = listening(&app, &receiver).await;
        let rotate = async || app.app.desk.rotate_webhook(Actor::CommandLine, id).await.expect("an answer").expect("one").secret.reveal();
        let told = async || {
            happen(&app).await;
            carry(&app).await;
            receiver.take().remove(0)
        };
        let second = rotate().await;
        let both = told().await;
        assert!(is_signed(&both, &first) && is_signed(&both, &second));
        assert_eq!(both.header("webhook-signature").split(' ').count(), 2);
        app.advance(hours(24));
        let new = told().await;
        assert!(!is_signed(&new, &first) && is_signed(&new, &second));
        assert_eq!(new.header("webhook-signature").split(' ').count(), 1);
        server::clean_up(&app.app).await.expect("a clean-up");
        assert_eq!(count(&app, "SELECT COUNT(*) FROM webhook WHERE old_secret IS NOT NULL").await, 0);
        let (third, fourth) = (rotate().await, rotate().await);
        let newest = told().await;
        assert!(is_signed(&newest, &third) && is_signed(&newest, &fourth) && !is_signed(&newest, &second));
        let rows = dump(&app).await;
        for secret in [&first, &second, &third, &fourth] {
            let bytes = STANDARD.decode(&secret["whsec_".len()..]).expect("base64");
            let hex: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
            assert!(!rows.contains(&secret["whsec_".len()..]) && !rows.contains(&hex));
        }
    }

    async fn an_address_goes_along_where_it_may_and_stands_in_no_row(app) {
        let (with, without) = (Receiver::start().await, Receiver::start().await);
        add(&app, &Wanted { has_addresses: true, ..wanted(&with.url, &Kind::ALL) }).await;
        listening(&app, &without).await;
        let ana = app.member("ana@example.org").await;
        let rows = count(&app, "SELECT COUNT(*) FROM webhook_delivery WHERE data LIKE '%@%'").await;
        assert_eq!((rows, count(&app, "SELECT COUNT(*) FROM webhook_delivery").await), (0, 4));
        carry(&app).await;
        for told in with.take() {
            assert_eq!(told.json()["data"]["address"], "ana@example.org");
        }
        for told in without.take() {
            assert!(!String::from_utf8_lossy(&told.body).contains("ana@"), "{told:?}");
        }
        // Whoever is erased before it is sent is named by nobody.
        ana.post("/-/account/news", &[("news", "yes")]).await.is(303);
        app.advance(Duration::from_millis(5));
        ana.post("/-/account/delete", &[("sure", "yes")]).await.is(200);
        carry(&app).await;
        let told = with.take();
        let kinds: Vec<String> = told.iter().map(Told::kind).collect();
        assert_eq!(kinds, ["consent.changed", "member.erased"]);
        assert!(told[0].json()["data"]["address"].is_null());
        assert!(told[1].json()["data"].get("address").is_none());
        app.deliver().await;
        app.advance(days(9));
        server::clean_up(&app.app).await.expect("a clean-up");
        assert!(!dump(&app).await.contains("ana@example.org"));
    }

    async fn what_was_told_is_forgotten_after_a_week_and_that_it_was_after_a_month(app) {
        let receiver = Receiver::start().await;
        let (id, _) = listening(&app, &receiver).await;
        happen(&app).await;
        carry(&app).await;
        app.app.desk.pause_webhook(Actor::CommandLine, id, true).await.expect("an answer");
        let delivery = only(&app, id).await;
        app.advance(days(6));
        server::clean_up(&app.app).await.expect("a clean-up");
        assert!(only(&app, id).await.may_be_sent());
        app.app.desk.resend(Actor::CommandLine, id, delivery.event_id).await.expect("an answer");
        assert_eq!(carry(&app).await, 0, "it is paused");
        app.advance(days(2));
        server::clean_up(&app.app).await.expect("a clean-up");
        let old = only(&app, id).await;
        assert_eq!((old.state(), old.may_be_sent()), (State::GivenUp, false));
        assert!(!app.app.desk.resend(Actor::CommandLine, id, delivery.event_id).await.expect("an answer"));
        app.advance(days(23));
        server::clean_up(&app.app).await.expect("a clean-up");
        assert!(deliveries(&app, id).await.is_empty());
    }

    async fn a_delivery_sent_again_begins_anew_with_its_own_id_and_body(app) {
        let receiver = Receiver::start().await;
        let (id, _) = listening(&app, &receiver).await;
        happen(&app).await;
        carry(&app).await;
        let first = receiver.take().remove(0);
        let event = only(&app, id).await.event_id;
        app.advance(hours(1));
        assert!(app.app.desk.resend(Actor::CommandLine, id, event).await.expect("an answer"));
        receiver.says_next(Says::Head(500, String::new()));
        assert_eq!(carry(&app).await, 1);
        app.advance(Duration::from_secs(6));
        assert_eq!(carry(&app).await, 1, "its pauses are those of a new one");
        let again = receiver.take();
        assert_eq!(again.len(), 2);
        for told in again {
            assert_eq!((told.header("webhook-id"), &told.body), (first.header("webhook-id"), &first.body));
        }
        let claimed = app.app.desk.resend(Actor::CommandLine, id, event).await.expect("an answer");
        assert!(claimed);
        app.app.courier.claim(id).await.expect("an answer").expect("a delivery");
        assert!(!app.app.desk.resend(Actor::CommandLine, id, event).await.expect("an answer"), "it is in a hand");
    }

    async fn a_clock_that_was_set_back_holds_no_delivery_up(app) {
        let receiver = Receiver::start().await;
        let (id, _) = listening(&app, &receiver).await;
        app.advance(hours(3));
        happen(&app).await;
        app.set_back(hours(3));
        assert_eq!(carry(&app).await, 0);
        server::after_clock_went_back(&app.app).await;
        assert_eq!(carry(&app).await, 1);
        assert_eq!(only(&app, id).await.state(), State::Delivered);
    }

    async fn what_may_not_be_called_is_not_called_whatever_the_row_says(app, "[webhooks]\nreach = \"public\"\n") {
        let receiver = Receiver::start().await;
        let (id, _) = listening(&app, &receiver).await;
        happen(&app).await;
        assert_eq!(carry(&app).await, 1);
        let delivery = only(&app, id).await;
        assert_eq!((delivery.state(), delivery.fault.as_str()), (State::Failed, "not_allowed"));
        assert_eq!(receiver.calls(), 0);
    }

    async fn a_secret_that_does_not_open_sends_nothing_unsigned(app) {
        let receiver = Receiver::start().await;
        let (id, _) = listening(&app, &receiver).await;
        app.advance(Duration::from_millis(5));
        let (other, _) = listening(&app, &receiver).await;
        // As after a restore beside another master secret: the one of another endpoint opens for it no more than that.
        crate::database::run(&app, "UPDATE webhook SET secret = (SELECT w.secret FROM webhook w ORDER BY w.id LIMIT 1)").await;
        happen(&app).await;
        carry(&app).await;
        assert_eq!(only(&app, id).await.state(), State::Delivered);
        assert_eq!(only(&app, other).await.fault, "secret");
        assert_eq!(receiver.calls(), 1);
    }
}
