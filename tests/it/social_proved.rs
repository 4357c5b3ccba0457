//! R21, R22: when a provider's word on an address counts, as the whole table; and what a claimed address is worth.

use std::fmt::Write;

use gatefold::audit::Actor;
use gatefold::staff::Role;
use serde_json::{Value, json};

use crate::database::count;
use crate::harness::Engine;
use crate::harness::social::{self, Person, be, come};

fn flags() -> [(&'static str, Option<Value>); 7] {
    [
        ("true", Some(json!(true))),
        ("\"true\"", Some(json!("true"))),
        ("1", Some(json!(1))),
        ("false", Some(json!(false))),
        ("\"false\"", Some(json!("false"))),
        ("null", Some(Value::Null)),
        ("absent", None),
    ]
}

/// Each kind, each value of its flag, with an address that is free or a member's: who is signed in, and who gets our letter.
async fn table(engine: Engine) -> String {
    let (app, idp) = social::start(engine, "[limits]\nletters_per_hour = 0\nwrong_proofs_per_ip_minute = 0\n").await;
    let mut table = String::new();
    let mut number = 0;
    for kind in social::ALL {
        for (flag_name, flag) in flags() {
            for is_taken in [false, true] {
                number += 1;
                let address = format!("reader{number}@example.org");
                if is_taken {
                    app.member(&address).await;
                }
                let identities = count(&app, "SELECT COUNT(*) FROM identity").await;
                let members = count(&app, "SELECT COUNT(*) FROM member").await;
                be(
                    &idp,
                    kind,
                    &Person { subject: &format!("subject-{number}"), address: &address, flag: flag.clone() },
                );
                let reader = app.stranger();
                let page = come(&reader, &idp, kind, "/slow-bread").await.is(303);
                let letters = app.deliver().await;
                let has_joined = reader.is_signed_in().await;
                let new_identities = count(&app, "SELECT COUNT(*) FROM identity").await - identities;
                let new_members = count(&app, "SELECT COUNT(*) FROM member").await - members;
                let what = if has_joined {
                    assert_eq!((new_identities, new_members), (1, 1), "{kind} {flag_name} {is_taken}");
                    assert_eq!(page.location(), "/-/sign-in/welcome?next=%2Fslow-bread");
                    assert!(!is_taken, "{kind} {flag_name}: a provider's word made somebody an existing member");
                    "member made"
                } else {
                    assert_eq!((new_identities, new_members), (0, 0), "{kind} {flag_name} {is_taken}");
                    assert_eq!(page.location(), "/-/sign-in/sent");
                    assert_eq!(letters.len(), 1, "{kind} {flag_name}: our letter decides");
                    assert_eq!(letters[0].to, [address]);
                    assert!(letters[0].code().is_some());
                    "our letter"
                };
                let taken = if is_taken { "taken" } else { "free" };
                writeln!(table, "{kind}, flag {flag_name}, address {taken}: {what}").expect("a line");
            }
        }
    }
    table
}

#[tokio::test(flavor = "multi_thread")]
async fn each_kind_each_flag_each_address() {
    let table = table(Engine::Sqlite).await;
    assert_eq!(table.lines().count(), 10 * 7 * 2);
    insta::assert_snapshot!(table);
}

with_provider! {
    async fn google_proves_its_own_mailboxes_and_its_organizations_alone(app, idp) {
        for (number, (address, hd, is_proved)) in [
            ("ana@gmail.com", Value::Null, true), ("ana@example.org", json!("example.org"), true),
            ("bea@example.org", Value::Null, false), ("cid@example.org", json!(""), false),
            ("dan@example.org", json!(true), false), ("eve@gmail.com.example.org", Value::Null, false),
        ].into_iter().enumerate() {
            be(&idp, "google", &Person::proved(&format!("g{number}"), address));
            idp.change(|script| drop(script.claims.insert("hd".to_owned(), hd)));
            let reader = app.stranger();
            come(&reader, &idp, "google", "/").await.is(303);
            assert_eq!(reader.is_signed_in().await, is_proved, "{address}");
        }
    }

    async fn microsoft_proves_by_its_owner_of_the_domain_and_an_explicit_no_outweighs_all(app, idp) {
        let cases = [
            ("microsoft", json!({ "xms_edov": true }), true), ("microsoft", json!({ "xms_edov": "1" }), true),
            ("microsoft", json!({ "xms_edov": true, "email_verified": false }), false),
            ("microsoft", json!({ "xms_edov": "true" }), false), ("microsoft", json!({ "email_verified": true }), false),
            ("microsoft", json!({}), false), ("tenant", json!({}), true), ("tenant", json!({ "email_verified": null }), true),
            ("tenant", json!({ "email_verified": false }), false), ("tenant", json!({ "email_verified": "false" }), false),
            ("tenant", json!({ "email_verified": 0, "xms_edov": true }), false),
        ];
        for (number, (kind, more, is_proved)) in cases.into_iter().enumerate() {
            let (subject, address) = (format!("m{number}"), format!("m{number}@example.org"));
            be(&idp, kind, &Person { subject: &subject, address: &address, flag: None });
            idp.change(|script| script.claims.extend(more.as_object().expect("an object").clone()));
            let reader = app.stranger();
            come(&reader, &idp, kind, "/").await.is(303);
            assert_eq!(reader.is_signed_in().await, is_proved, "{kind} {more}");
            app.deliver().await;
        }
    }

    async fn a_claimed_address_is_linked_by_our_code_in_the_same_browser(app, idp) {
        app.member("mia@example.org").await;
        be(&idp, "github", &Person::claimed("gh", "mia@example.org"));
        let (jar, other) = (app.stranger(), app.stranger());
        assert_eq!(come(&jar, &idp, "github", "/slow-bread").await.is(303).location(), "/-/sign-in/sent");
        jar.get("/-/sign-in/sent").await.is(200).shows("GitHub").shows("m…a@example.org");
        assert_eq!(count(&app, "SELECT COUNT(*) FROM identity").await, 0);
        let letter = app.deliver().await.remove(0);
        assert_eq!(letter.to, ["mia@example.org"]);
        assert!(letter.decoded().contains("GitHub"));
        let code = letter.code().expect("a code");
        other.post("/-/sign-in/code", &[("code", &code)]).await.is(422);
        assert_eq!(jar.post("/-/sign-in/code", &[("code", &code)]).await.is(303).location(), "/slow-bread");
        assert!(jar.is_signed_in().await);
        assert_eq!(count(&app, "SELECT COUNT(*) FROM identity").await, 1);
        let subjects: Vec<String> = app.deliver().await.iter().map(crate::harness::Mail::subject).collect();
        assert!(subjects.contains(&"An account was connected at The Example".to_owned()), "{subjects:?}");
        // From now on it is a way in, whatever address it claims.
        be(&idp, "github", &Person::claimed("gh", "nobody@example.org"));
        assert_eq!(come(&other, &idp, "github", "/slow-bread").await.is(303).location(), "/slow-bread#rest");
        other.get("/-/account").await.is(200).shows("mia@example.org").hides("nobody@example.org");
    }

    async fn a_link_in_another_browser_signs_that_one_in_and_links_nothing(app, idp) {
        app.member("mia@example.org").await;
        be(&idp, "github", &Person::claimed("attacker", "mia@example.org"));
        let (attacker, victim) = (app.stranger(), app.stranger());
        come(&attacker, &idp, "github", "/slow-bread").await.is(303);
        let letter = app.deliver().await.remove(0);
        let link = letter.link().expect("a link");
        victim.open(&link).await.is(200).shows("GitHub").shows("only when");
        victim.prove_link(&link).await.is(303);
        victim.get("/-/account").await.is(200).shows("mia@example.org");
        assert_eq!(count(&app, "SELECT COUNT(*) FROM identity").await, 0);
        assert!(!attacker.is_signed_in().await);
        // What the attacker has left is dead: the code, the link, and the account itself.
        attacker.post("/-/sign-in/code", &[("code", &letter.code().expect("a code"))]).await.is(422);
        attacker.prove_link(&link).await.is(410);
        app.advance(gatefold::clock::hours(1));
        assert_eq!(come(&attacker, &idp, "github", "/").await.is(303).location(), "/-/sign-in/sent");
        assert!(!attacker.is_signed_in().await);
        assert_eq!(count(&app, "SELECT COUNT(*) FROM identity").await, 0);
    }

    async fn a_link_in_the_same_browser_links(app, idp) {
        app.member("mia@example.org").await;
        be(&idp, "x", &Person::claimed("x1", "mia@example.org"));
        let jar = app.stranger();
        come(&jar, &idp, "x", "/slow-bread").await.is(303);
        let link = app.deliver().await.remove(0).link().expect("a link");
        jar.open(&link).await.is(200).shows("connects");
        assert_eq!(jar.prove_link(&link).await.is(303).location(), "/slow-bread");
        assert_eq!(count(&app, "SELECT COUNT(*) FROM identity").await, 1);
    }

    async fn a_plain_letter_after_it_links_nothing(app, idp) {
        // Two people at one browser: the account of the first does not go to the second.
        be(&idp, "github", &Person::claimed("first", "first@example.org"));
        let jar = app.stranger();
        come(&jar, &idp, "github", "/").await.is(303);
        app.deliver().await;
        app.sign_in(&jar, "second@example.org").await;
        assert_eq!(count(&app, "SELECT COUNT(*) FROM identity").await, 0);
        jar.get("/-/account").await.is(200).shows("second@example.org").hides("Disconnect");
    }

    async fn an_address_that_its_owner_proves_first_is_not_theirs_who_claimed_it(app, idp) {
        // The attacker's challenge waits; the owner joins; the attacker's browser then has nothing to prove with.
        be(&idp, "facebook", &Person::claimed("attacker", "new@example.org"));
        let attacker = app.stranger();
        come(&attacker, &idp, "facebook", "/").await.is(303);
        let letter = app.deliver().await.remove(0);
        let owner = app.member("new@example.org").await;
        attacker.post("/-/sign-in/code", &[("code", &letter.code().expect("a code"))]).await.is(422);
        attacker.prove_link(&letter.link().expect("a link")).await.is(410);
        assert_eq!(count(&app, "SELECT COUNT(*) FROM identity").await, 0);
        owner.get("/-/account").await.is(200).hides("Disconnect");
    }

    async fn a_member_whom_staff_made_and_nobody_proved_is_a_member(app, idp) {
        let site = &app.app.sites.all()[0];
        let address = gatefold::email_address::EmailAddress::parse("boss@example.org").expect("an address");
        app.app.desk.add(Actor::CommandLine, &address, Role::Owner, site).await.expect("staff");
        be(&idp, "google", &Person::proved("boss", "boss@example.org"));
        let jar = app.stranger();
        assert_eq!(come(&jar, &idp, "google", "/").await.is(303).location(), "/-/sign-in/sent");
        assert!(!jar.is_signed_in().await);
        let code = app.deliver().await.remove(0).code().expect("a code");
        jar.post("/-/sign-in/code", &[("code", &code)]).await.is(303);
        assert_eq!(count(&app, "SELECT COUNT(*) FROM identity").await, 1);
    }

    async fn the_key_is_issuer_and_subject_and_never_the_address(app, idp) {
        be(&idp, "google", &Person::proved("1", "one@example.org"));
        come(&app.stranger(), &idp, "google", "/").await.is(303);
        // The same subject at another provider is another account.
        be(&idp, "facebook", &Person::claimed("1", "other@example.org"));
        let second = app.stranger();
        assert_eq!(come(&second, &idp, "facebook", "/").await.is(303).location(), "/-/sign-in/sent");
        // The same subject with another address is the same member, and the address is not overwritten.
        be(&idp, "google", &Person::proved("1", "moved@example.org"));
        let again = app.stranger();
        assert_eq!(come(&again, &idp, "google", "/").await.is(303).location(), "/");
        again.get("/-/account").await.is(200).shows("one@example.org").hides("moved@example.org");
        assert_eq!(count(&app, "SELECT COUNT(*) FROM member").await, 1);
    }
}
