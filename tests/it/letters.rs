//! The outbox and its worker: claimed, sent, marked; pauses, ends, and one bad letter that stops nobody. R16, R19.

use std::time::Duration;

use gatefold::clock::{hours, minutes};
use gatefold::mail::worker::{LEASE, Step};
use http::Method;

use crate::database::count;
use crate::harness::TestApp;
use crate::harness::smtp::Mood;

async fn step(app: &TestApp) -> Step {
    app.app.post.step().await.expect("a step")
}

both_engines! {
    async fn a_letter_waits_while_the_server_says_later_and_goes_when_it_does_not(app) {
        app.smtp.set_mood(Mood::RefuseRecipient("451 4.7.1 later".to_owned()));
        let ana = app.stranger();
        ana.ask("ana@example.org", "/").await.is(303);
        assert_eq!(step(&app).await, Step::Later);
        assert_eq!(step(&app).await, Step::Idle, "it is not tried again at once");
        app.smtp.set_mood(Mood::Well);
        app.advance(Duration::from_secs(31));
        let letters = app.deliver().await;
        assert_eq!(letters.len(), 1);
        ana.prove_link(&letters[0].link().expect("a link")).await.is(303);
    }

    async fn pauses_grow_and_the_letter_ends_with_its_use(app) {
        app.smtp.set_mood(Mood::RefuseData("452 4.2.2 full".to_owned()));
        app.member_by_hand("ana@example.org").await;
        let mut tries = 0;
        for _ in 0..26 * 60 {
            while step(&app).await != Step::Idle {
                tries += 1;
            }
            app.advance(minutes(1));
        }
        assert!((24..60).contains(&tries), "{tries} tries in a day");
        assert_eq!(count(&app, "SELECT COUNT(*) FROM letter WHERE ended_at IS NULL").await, 0);
        assert_eq!(count(&app, "SELECT COUNT(*) FROM letter WHERE state = 'expired'").await, 1);
        assert_eq!(count(&app, "SELECT COUNT(*) FROM letter WHERE sealed IS NOT NULL").await, 0);
    }

    async fn a_letter_refused_for_good_is_not_tried_again_and_the_address_is_spared(app) {
        app.smtp.set_mood(Mood::RefuseRecipient("550 5.1.1 <ana@example.org> no such user".to_owned()));
        app.stranger().ask("ana@example.org", "/").await.is(303);
        assert_eq!(step(&app).await, Step::Refused);
        app.smtp.set_mood(Mood::Well);
        app.advance(hours(2));
        assert_eq!(step(&app).await, Step::Idle);
        app.stranger().ask("ana@example.org", "/").await.is(303);
        assert!(app.deliver().await.is_empty());
        let dump = crate::database::dump(&app).await;
        assert!(!dump.contains("<ana@example.org>"), "what the host repeated is not kept");
    }

    async fn a_refusal_about_us_costs_neither_letter_nor_address(app) {
        for answer in ["535 5.7.8 wrong password", "530 5.7.0 sign in first"] {
            app.smtp.set_mood(Mood::RefuseRecipient(answer.to_owned()));
            app.stranger().ask("ana@example.org", "/").await.is(303);
            assert_eq!(step(&app).await, Step::Later, "{answer}");
            app.smtp.set_mood(Mood::Well);
            app.advance(minutes(1));
            assert_eq!(app.deliver().await.len(), 1);
        }
        for (at, answer) in ["550 5.7.1 looks like spam", "550 5.2.2 over quota", "553 5.4.1 from 195.7.2.3"].into_iter().enumerate() {
            let address = format!("bob{at}@example.org");
            app.smtp.set_mood(Mood::RefuseData(answer.to_owned()));
            app.stranger().ask(&address, "/").await.is(303);
            assert_eq!(step(&app).await, Step::Refused);
            app.smtp.set_mood(Mood::Well);
            app.stranger().ask(&address, "/").await.is(303);
            assert_eq!(app.deliver().await.len(), 1, "{answer} speaks of us or of the moment, not of the mailbox");
        }
    }

    async fn one_bad_letter_never_stops_the_rest(app) {
        app.smtp.set_mood(Mood::RefuseOnly("bad@example.org".to_owned(), "554 5.6.0 no".to_owned()));
        for name in ["a", "bad", "b"] {
            app.stranger().ask(&format!("{name}@example.org"), "/").await.is(303);
        }
        let mut to: Vec<String> = app.deliver().await.into_iter().flat_map(|mail| mail.to).collect();
        to.sort();
        assert_eq!(to, ["a@example.org", "b@example.org"]);
        app.smtp.set_mood(Mood::Drop);
        app.stranger().ask("c@example.org", "/").await.is(303);
        assert_eq!(step(&app).await, Step::Later);
    }

    async fn letters_share_a_connection_and_one_that_was_closed_costs_no_try(app) {
        let ask = async |name: &str| {
            app.stranger().ask(&format!("{name}@{name}.example"), "/").await.is(303);
            assert_eq!(step(&app).await, Step::Sent, "{name}");
        };
        ask("a").await;
        ask("b").await;
        assert_eq!(app.smtp.connections(), 1);
        app.smtp.set_mood(Mood::OneEach);
        ask("c").await;
        assert_eq!(app.smtp.connections(), 1);
        ask("d").await;
        assert_eq!(app.smtp.connections(), 2, "the one that was kept had been closed");
        app.smtp.set_mood(Mood::NoMore("421 4.7.0 one letter each".to_owned()));
        ask("e").await;
        ask("f").await;
        assert_eq!(app.smtp.connections(), 4);
        let mut to: Vec<String> = app.smtp.take().into_iter().flat_map(|mail| mail.to).collect();
        to.sort();
        assert_eq!(to.len(), 6);
        to.dedup();
        assert_eq!(to.len(), 6, "each once: {to:?}");
        // What was said in farewell is no answer to the next letter.
        app.smtp.set_mood(Mood::Farewell("451 4.4.2 Timeout waiting for data from client.".to_owned()));
        ask("g").await;
        tokio::time::sleep(Duration::from_millis(50)).await;
        app.smtp.set_mood(Mood::Well);
        ask("h").await;
        app.smtp.take();
        // One that was handed over whole is not handed over again in the same try.
        app.smtp.set_mood(Mood::NoAnswer);
        app.stranger().ask("i@i.example", "/").await.is(303);
        assert_eq!(step(&app).await, Step::Later);
        assert_eq!(app.smtp.take().len(), 1);
    }

    async fn a_server_that_does_not_take_us_costs_neither_letter_nor_address(app) {
        app.smtp.set_mood(Mood::Greet("550 5.7.1 your network is blocked".to_owned()));
        app.stranger().ask("ana@example.org", "/").await.is(303);
        assert_eq!(step(&app).await, Step::Later);
        app.smtp.set_mood(Mood::Well);
        app.advance(minutes(1));
        assert_eq!(app.deliver().await.len(), 1);
    }

    async fn a_claim_that_was_lost_is_free_again_and_a_held_one_is_not(app) {
        app.stranger().ask("ana@example.org", "/").await.is(303);
        // A worker claims it and dies.
        let now = app.clock.now();
        let mut tx = app.app.db.begin().await.expect("a transaction");
        let claimed = gatefold::mail::store::claim_due(&mut tx.conn(), now, now.plus(LEASE)).await.expect("a claim");
        assert!(claimed.is_some());
        tx.commit().await.expect("a commit");
        assert!(app.deliver().await.is_empty());
        app.advance(LEASE);
        assert_eq!(app.deliver().await.len(), 1);
    }

    async fn workers_at_once_send_each_letter_once(app) {
        for number in 0..12 {
            app.stranger().ask(&format!("a{number}@example{number}.org"), "/").await.is(303);
        }
        let (other, _) = app.restarted().await;
        let work = async |post: &gatefold::mail::worker::Post| while post.step().await.expect("a step") != Step::Idle {};
        tokio::join!(work(&app.app.post), work(&app.app.post), work(&other.post), work(&other.post));
        let mut to: Vec<String> = app.smtp.take().into_iter().flat_map(|mail| mail.to).collect();
        to.sort();
        to.dedup();
        assert_eq!(to.len(), 12);
    }

    async fn nothing_a_person_typed_is_in_a_header(app) {
        let ana = app.member("ana@example.org").await;
        ana.post("/-/account/name", &[("name", "Bob Bcc: evil@x.example")]).await.is(303);
        ana.send(Method::POST, "/-/account/address", &[("origin", crate::harness::ORIGIN), ("content-type", "application/x-www-form-urlencoded")], axum::body::Body::from("address=new%40example.org")).await.is(303);
        let letters = app.deliver().await;
        ana.prove_link(&letters[0].link().expect("a link")).await.is(303);
        let mut letters = letters;
        letters.extend(app.deliver().await);
        ana.post("/-/account/delete", &[("sure", "yes")]).await.is(200);
        letters.extend(app.deliver().await);
        assert_eq!(letters.len(), 3);
        for letter in letters {
            assert_eq!(letter.to.len(), 1);
            let head = letter.raw.split("\r\n\r\n").next().expect("a head");
            assert!(!head.contains("evil") && !head.to_ascii_lowercase().contains("bcc:"), "{head}");
            assert_eq!(letter.header("from").as_deref(), Some("\"The Example\" <hello@news.example>"));
            assert_eq!(letter.header("auto-submitted").as_deref(), Some("auto-generated"));
        }
    }
}

impl TestApp {
    /// A waiting letter that lives a day: the welcome of a first proof.
    async fn member_by_hand(&self, address: &str) {
        self.smtp.set_mood(Mood::Well);
        let browser = self.stranger();
        browser.ask(address, "/").await.is(303);
        let code = self.deliver().await[0].code().expect("a code");
        self.smtp.set_mood(Mood::RefuseData("452 4.2.2 full".to_owned()));
        browser.post("/-/sign-in/code", &[("code", &code)]).await.is(303);
    }
}

#[tokio::test]
async fn a_dkim_key_signs_each_letter() {
    use gatefold::config::{DkimSettings, MailSettings, TransportSettings};
    let dir = tempfile::TempDir::new().expect("a folder");
    let key_file = dir.path().join("key");
    std::fs::write(&key_file, "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=").expect("a key");
    let settings = MailSettings {
        from: "The Example <hello@news.example>".to_owned(),
        transport: TransportSettings::Folder(dir.path().join("letters")),
        dkim: Some(DkimSettings { selector: "gate".to_owned(), domain: "news.example".to_owned(), key_file }),
    };
    let transport = gatefold::mail::transport::Transport::new(&settings).expect("a transport");
    let content =
        gatefold::mail::Content { subject: "S".into(), text: "T".into(), html: "<p>T</p>".into(), unsubscribe: None };
    let id = gatefold::mail::LetterId(uuid::Uuid::from_u128(7));
    let to = gatefold::email_address::EmailAddress::parse("ana@example.org").expect("an address");
    transport.send(id, &to, &content).await;
    let eml = std::fs::read_to_string(dir.path().join("letters").join(format!("{}.eml", id.0))).expect("a letter");
    assert!(
        eml.contains("DKIM-Signature:")
            && eml.contains("d=news.example")
            && eml.contains("s=gate")
            && eml.contains("a=ed25519-sha256")
    );
}
