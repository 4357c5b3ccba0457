//! How often letters may be asked for: R9 and R17.

use gatefold::clock::{hours, minutes};

use crate::harness::TestApp;

async fn letters_after_asking(app: &TestApp, times: usize, address: &str) -> usize {
    for _ in 0..times {
        app.stranger().ask(address, "/").await.is(303);
    }
    app.deliver().await.len()
}

both_engines! {
    async fn one_mailbox_gets_three_letters_and_then_one_each_twenty_minutes(app) {
        assert_eq!(letters_after_asking(&app, 20, "ana@example.org").await, 3);
        app.advance(minutes(20));
        assert_eq!(letters_after_asking(&app, 3, "ana@example.org").await, 1);
        app.advance(minutes(20));
        assert_eq!(letters_after_asking(&app, 3, "ana@example.org").await, 1);
    }

    async fn spellings_of_one_mailbox_count_as_one(app) {
        let mut sent = 0;
        for address in ["ana.b@gmail.com", "anab+1@gmail.com", "ANAB@googlemail.com", "an.a.b@gmail.com", "anab+2@gmail.com"] {
            sent += letters_after_asking(&app, 1, address).await;
        }
        assert_eq!(sent, 3);
    }

    async fn a_mailbox_gets_ten_letters_a_day(app) {
        let mut sent = 0;
        for _ in 0..22 {
            sent += letters_after_asking(&app, 1, "ana@example.org").await;
            app.advance(minutes(60));
        }
        assert_eq!(sent, 10);
    }

    async fn one_network_may_ask_five_times_and_then_waits(app) {
        let ana = app.stranger();
        for number in 0..5 {
            ana.copied().ask(&format!("a{number}@example.org"), "/").await.is(303);
        }
        let page = ana.ask("a6@example.org", "/x").await.is(429).shows("value=\"a6@example.org\"").shows("value=\"/x\"");
        assert_eq!(page.header("retry-after"), "60");
        app.advance(minutes(1));
        ana.ask("a6@example.org", "/").await.is(303);
        ana.ask("a7@example.org", "/").await.is(429);
    }

    async fn one_network_may_ask_thirty_times_an_hour(app, "[limits]\naddresses_per_ip = 0\n") {
        let ana = app.stranger();
        let mut taken = 0;
        for number in 0..58 {
            taken += usize::from(ana.copied().ask(&format!("a{number}@example.org"), "/").await.status == 303);
            app.advance(minutes(1));
        }
        assert_eq!(taken, 30);
        app.advance(hours(1));
        ana.ask("later@example.org", "/").await.is(303);
    }

    async fn the_counts_outlive_a_restart(app) {
        assert_eq!(letters_after_asking(&app, 3, "ana@example.org").await, 3);
        let (_, front) = app.restarted().await;
        app.stranger().moved_to(&front).ask("ana@example.org", "/").await.is(303);
        assert_eq!(app.deliver().await.len(), 0);
    }

    async fn a_known_browser_gets_its_letter_after_a_stranger_used_them_up(app) {
        let ana = app.member("ana@example.org").await;
        ana.post("/-/sign-out", &[]).await.is(303);
        letters_after_asking(&app, 20, "ana@example.org").await;
        ana.ask("ana@example.org", "/").await.is(303);
        let letters = app.deliver().await;
        assert_eq!(letters.len(), 1);
        ana.prove_link(&letters[0].link().expect("a link")).await.is(303);
    }

    async fn a_known_browser_is_known_for_its_own_address_alone(app) {
        let ana = app.member("ana@example.org").await;
        letters_after_asking(&app, 20, "bob@example.org").await;
        ana.ask("bob@example.org", "/").await.is(303);
        assert_eq!(app.deliver().await.len(), 0);
    }

    async fn a_sign_in_resets_the_mailbox_and_not_the_network(app) {
        let ana = app.stranger();
        for _ in 0..3 {
            ana.ask("ana@example.org", "/").await.is(303);
            app.advance(std::time::Duration::from_secs(1));
        }
        let letter = app.deliver().await.pop().expect("the newest letter");
        ana.prove_link(&letter.link().expect("a link")).await.is(303);
        app.deliver().await;
        assert_eq!(letters_after_asking(&app, 5, "ana@example.org").await, 3, "the mailbox starts anew");
        ana.ask("x@example.org", "/").await.is(303);
        ana.ask("y@example.org", "/").await.is(303);
        ana.ask("z@example.org", "/").await.is(429);
    }

    async fn over_the_global_limit_everyone_is_told_to_wait(app, "[limits]\nletters_per_hour = 4\n") {
        for number in 0..4 {
            app.stranger().ask(&format!("a{number}@example{number}.org"), "/").await.is(303);
        }
        let page = app.stranger().ask("a5@example.org", "/").await.is(429);
        assert!(!page.header("retry-after").is_empty());
        assert_eq!(app.deliver().await.len(), 4);
        app.advance(hours(1));
        app.stranger().ask("a5@example.org", "/").await.is(303);
    }

    async fn one_mail_host_is_spared_silently(app, "[limits]\nletters_per_domain_hour = 2\n") {
        for number in 0..4 {
            app.stranger().ask(&format!("a{number}@small.example"), "/").await.is(303);
            app.stranger().ask(&format!("a{number}@gmail.com"), "/").await.is(303);
        }
        let letters = app.deliver().await;
        assert_eq!(letters.iter().filter(|mail| mail.to[0].ends_with("small.example")).count(), 2);
        assert_eq!(letters.iter().filter(|mail| mail.to[0].ends_with("gmail.com")).count(), 4);
    }

    async fn guessing_links_and_codes_from_one_network_is_slowed(app) {
        let guesser = app.stranger();
        for number in 0..10_u8 {
            let token = gatefold::secret::encode(&[number; 32]);
            guesser.post("/-/sign-in/link", &[("token", &token)]).await.is(410);
        }
        let token = gatefold::secret::encode(&[99; 32]);
        let page = guesser.post("/-/sign-in/link", &[("token", &token)]).await.is(429);
        assert!(!page.header("retry-after").is_empty());
        guesser.post("/-/sign-in/code", &[("code", "1234 5678")]).await.is(429);
        app.stranger().post("/-/sign-in/link", &[("token", &token)]).await.is(410);
        app.advance(minutes(1));
        guesser.post("/-/sign-in/link", &[("token", &token)]).await.is(410);
    }

    async fn plus_addresses_are_two_members(app) {
        let one = app.member("a+1@gmail.com").await;
        let two = app.member("a@gmail.com").await;
        one.get("/-/account").await.shows("a+1@gmail.com");
        two.get("/-/account").await.shows("<strong>a@gmail.com</strong>");
    }
}
