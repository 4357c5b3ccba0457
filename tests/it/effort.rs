//! Over the limit of all letters, and of addresses from one network: an effort before one more, and nobody shut out.

use std::time::Duration;

use gatefold::clock::{hours, minutes};
use gatefold::sign_in::effort::is_solution;

use crate::harness::{Browser, Page, TestApp};

const TWO: &str = "[limits]\nletters_per_hour = 2\n";
const THREE_ADDRESSES: &str = "[limits]\naddresses_per_ip = 3\nletters_per_ip_burst = 50\nletters_per_ip_minute = 50\n";

/// As the page's script does it.
fn solve(ticket: &str, bits: u8) -> String {
    (0_u64..1 << 28)
        .map(|count| count.to_string())
        .find(|answer| is_solution(ticket, answer, bits))
        .expect("one is found")
}

fn field(page: &Page, name: &str) -> String {
    let fields = page.hidden_fields();
    fields.into_iter().find(|(known, _)| known == name).expect("such a field").1
}

fn ticket(page: &Page) -> String {
    assert!(page.has("One moment, please"), "{}", page.text());
    field(page, "ticket")
}

async fn ask_with(browser: &Browser, address: &str, ticket: &str, answer: &str) -> Page {
    let fields = [("address", address), ("next", "/slow-bread"), ("ticket", ticket), ("answer", answer)];
    browser.post("/-/sign-in", &fields).await
}

async fn past_the_limit(app: &TestApp) {
    app.with_articles().await;
    for address in ["a@example.org", "b@example.org"] {
        app.stranger().ask(address, "/").await.is(303);
    }
    assert_eq!(app.deliver().await.len(), 2);
}

both_engines! {
    async fn over_the_limit_a_solved_puzzle_brings_the_letter_and_its_reader_into_the_article(app, TWO) {
        past_the_limit(&app).await;
        let ana = app.stranger();
        let page = ana.ask("ana@example.org", "/slow-bread").await.is(429);
        assert_eq!(page.header("retry-after"), "31");
        assert_eq!((field(&page, "address").as_str(), field(&page, "next").as_str()), ("ana@example.org", "/slow-bread"));
        assert_eq!(app.deliver().await.len(), 0);
        let ticket = ticket(&page);
        ask_with(&ana, "ana@example.org", &ticket, &solve(&ticket, 18)).await.is(303);
        let letters = app.deliver().await;
        assert_eq!(letters.len(), 1);
        let page = ana.post("/-/sign-in/code", &[("code", &letters[0].code().expect("a code"))]).await.is(303);
        assert_eq!(page.header("location"), "/slow-bread");
    }

    async fn a_ticket_is_good_for_one_letter_to_its_own_address_from_its_own_network(app, TWO) {
        past_the_limit(&app).await;
        let ana = app.stranger();
        let ticket = ticket(&ana.ask("ana@example.org", "/").await.is(429));
        let answer = solve(&ticket, 18);
        ask_with(&ana, "eve@example.org", &ticket, &answer).await.is(429);
        ask_with(&app.stranger(), "ana@example.org", &ticket, &answer).await.is(429);
        ask_with(&ana, "ana@example.org", &format!("{ticket}A"), &answer).await.is(429);
        ask_with(&ana, "ana@example.org", &ticket, "1").await.is(429);
        assert_eq!(app.deliver().await.len(), 0);
        ask_with(&ana, "ana@example.org", &ticket, &answer).await.is(303);
        ask_with(&ana, "ana@example.org", &ticket, &answer).await.is(429);
        assert_eq!(app.deliver().await.len(), 1);
    }

    async fn of_many_who_show_one_ticket_at_once_one_gets_a_letter(app, TWO) {
        past_the_limit(&app).await;
        let ana = app.stranger();
        let ticket = ticket(&ana.ask("ana@example.org", "/").await.is(429));
        let answer = solve(&ticket, 18);
        let asked = (0..8).map(|_| async { ask_with(&ana.copied(), "ana@example.org", &ticket, &answer).await.status });
        let statuses = futures_util::future::join_all(asked).await;
        assert_eq!(statuses.iter().filter(|status| **status == 303).count(), 1, "{statuses:?}");
        assert_eq!(app.deliver().await.len(), 1);
    }

    async fn whoever_waits_needs_no_script_and_keeps_their_ticket_meanwhile(app, TWO) {
        past_the_limit(&app).await;
        let ana = app.stranger();
        let page = ana.ask("ana@example.org", "/").await.is(429).shows("in about 31 seconds");
        let first = ticket(&page);
        app.advance(Duration::from_secs(20));
        let early = ask_with(&ana, "ana@example.org", &first, "").await.is(429).shows("in about 11 seconds");
        assert_eq!(ticket(&early), first);
        app.advance(Duration::from_secs(10));
        ask_with(&ana, "ana@example.org", &first, "").await.is(303);
        assert_eq!(app.deliver().await.len(), 1);
    }

    async fn the_price_grows_with_what_is_asked_for_and_is_gone_with_the_hour(app, TWO) {
        past_the_limit(&app).await;
        let mut waits = Vec::new();
        for number in 0..9 {
            let (browser, address) = (app.stranger(), format!("more{number}@example.org"));
            let page = browser.ask(&address, "/").await.is(429);
            let wait = page.header("retry-after").parse::<u64>().expect("seconds");
            waits.push(wait);
            let ticket = ticket(&page);
            app.advance(Duration::from_secs(wait));
            ask_with(&browser, &address, &ticket, "").await.is(303);
        }
        assert_eq!((waits[0], waits[4], waits[8]), (31, 61, 121), "{waits:?}");
        app.advance(hours(1));
        app.stranger().ask("calm@example.org", "/").await.is(303);
    }

    async fn a_browser_that_was_signed_in_with_the_address_is_not_asked(app, TWO) {
        let ana = app.member("ana@example.org").await;
        ana.post("/-/sign-out", &[]).await.is(303);
        app.advance(minutes(61));
        past_the_limit(&app).await;
        ana.ask("ana@example.org", "/").await.is(303);
        assert_eq!(app.deliver().await.len(), 1);
        ana.ask("eve@example.org", "/").await.is(429);
    }

    async fn a_network_that_asks_for_many_addresses_is_asked_an_effort_and_others_are_not(app, THREE_ADDRESSES) {
        let office = app.stranger();
        for number in [0, 1, 1, 0, 2] {
            office.copied().ask(&format!("a{number}@example.org"), "/").await.is(303);
        }
        app.deliver().await;
        // Those asked for before as well: the answer tells nothing of an address.
        for address in ["a3@example.org", "a0@example.org"] {
            let page = office.copied().ask(address, "/").await.is(429);
            let ticket = ticket(&page);
            ask_with(&office.copied(), address, &ticket, &solve(&ticket, 18)).await.is(303);
        }
        app.stranger().ask("a4@example.org", "/").await.is(303);
        app.advance(hours(12));
        office.copied().ask("a5@example.org", "/").await.is(303);
    }

    async fn a_change_of_address_and_a_new_letter_for_a_dead_link_take_the_same_way(app, "[limits]\nletters_per_hour = 3\n") {
        let ana = app.member("ana@example.org").await;
        let bob = app.stranger();
        bob.ask("bob@example.org", "/").await.is(303);
        let link = app.deliver().await[0].link().expect("a link");
        let token = link.rsplit('/').next().expect("a token").to_owned();
        app.stranger().ask("c@example.org", "/").await.is(303);
        app.deliver().await;
        let page = ana.post("/-/account/address", &[("address", "new@example.org")]).await.is(429);
        let paid = ticket(&page);
        let fields = [("address", "new@example.org"), ("ticket", &paid), ("answer", &solve(&paid, 18))];
        ana.post("/-/account/address", &fields).await.is(303);
        assert_eq!(app.deliver().await.len(), 1);
        app.advance(minutes(11));
        let page = bob.post("/-/sign-in/again", &[("token", &token)]).await.is(429);
        let paid = ticket(&page);
        assert!(!page.has("bob@example.org"), "the address stays on the server");
        bob.post("/-/sign-in/again", &[("token", &token), ("ticket", &paid), ("answer", &solve(&paid, 18))]).await.is(303);
        assert_eq!(app.deliver().await.len(), 1);
    }

    async fn a_rush_of_requests_is_told_to_come_back(app, "[limits]\nrequests_per_ip_second = 10\n") {
        app.keeps_to_one("each instance counts the requests of a second for itself");
        app.with_articles().await;
        let ana = app.stranger();
        let mut statuses = Vec::new();
        for _ in 0..60 {
            statuses.push(ana.get("/slow-bread").await.status);
        }
        assert_eq!(statuses.iter().filter(|status| **status == 200).count(), 50, "{statuses:?}");
        let page = ana.get("/slow-bread").await.is(429);
        assert_eq!((page.header("retry-after"), page.header("cache-control")), ("5", "no-store"));
        app.stranger().get("/slow-bread").await.is(200);
        app.advance(Duration::from_secs(1));
        ana.get("/slow-bread").await.is(200);
    }
}
