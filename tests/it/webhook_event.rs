//! What webhooks are told: each thing once, by the act that does it, through the real router. And the owner's pages for them.

use std::time::Duration;

use gatefold::clock::minutes;
use gatefold::staff::Role;
use gatefold::webhook::{Event, Kind, MOST, Proved, Wanted, flow};
use serde_json::Value;
use uuid::Uuid;

use crate::comment::{article, comment};
use crate::database::count;
use crate::harness::receiver::{Says, Told};
use crate::harness::social::{Person, be, come};
use crate::harness::{Page, Receiver, TestApp};
use crate::session::member_of;
use crate::staff_door::{set_up, with_role};
use crate::webhook::{add, carry, deliveries, happen, listening, wanted};

/// Names and data of what was told, in the order in which it happened.
async fn heard(app: &TestApp, receiver: &Receiver) -> Vec<(String, Value)> {
    carry(app).await;
    let mut told: Vec<(String, String, Value)> = receiver
        .take()
        .iter()
        .map(|told: &Told| (told.header("webhook-id").to_owned(), told.kind(), told.json()["data"].clone()))
        .collect();
    told.sort_by(|one, other| (&one.1, &one.0).cmp(&(&other.1, &other.0)));
    told.into_iter().map(|(_, kind, data)| (kind, data)).collect()
}

fn kinds(heard: &[(String, Value)]) -> Vec<&str> {
    heard.iter().map(|(kind, _)| kind.as_str()).collect()
}

async fn id_of(app: &TestApp, address: &str) -> String {
    member_of(app, address).await.id.0.to_string()
}

/// The secret on a page that shows one.
fn secret(page: &Page) -> String {
    let text = page.text();
    text.split("<code class=\"whole\">").nth(1).and_then(|rest| rest.split('<').next()).expect("a secret").to_owned()
}

fn form<'a>(url: &'a str, more: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    [("action", "add"), ("url", url), ("events", "member.joined"), ("events", "comment.held")]
        .iter()
        .chain(more)
        .copied()
        .collect()
}

const HELD: &str = "[comments]\nmoderation = \"all\"\n";
const FACTOR: &str = "[staff]\nsecond_factor = true\n";

both_engines! {
    async fn whoever_joins_is_told_of_once(app) {
        app.with_articles().await;
        let receiver = Receiver::start().await;
        listening(&app, &receiver).await;
        let ana = app.stranger();
        ana.ask("ana@example.org", "/slow-bread").await.is(303);
        let letters = app.deliver().await;
        assert!(heard(&app, &receiver).await.is_empty(), "an address that was asked for is nobody's yet");
        let code = letters.iter().find_map(crate::harness::Mail::code).expect("a code");
        ana.post("/-/sign-in/code", &[("code", &code)]).await.is(303);
        let told = heard(&app, &receiver).await;
        assert_eq!(kinds(&told), ["member.joined", "member.proved"]);
        let id = id_of(&app, "ana@example.org").await;
        for (_, data) in &told {
            assert_eq!((&data["member_id"], &data["site"]), (&id.as_str().into(), &"news.example".into()));
        }
        assert_eq!((&told[0].1["way"], &told[0].1["article_id"]), (&"code".into(), &article(&app, "/slow-bread").into()));
        assert_eq!(told[1].1["why"], "joined");
        app.member("ana@example.org").await;
        assert!(heard(&app, &receiver).await.is_empty(), "a later sign-in is none");
        // One whom staff made has joined with their own proof, and not before.
        with_role(&app, "ben@example.org", Role::Desk).await;
        assert_eq!(kinds(&heard(&app, &receiver).await), ["member.joined", "member.proved"]);
    }

    async fn a_yes_and_a_no_are_told_with_what_they_were_to(app) {
        let receiver = Receiver::start().await;
        add(&app, &wanted(&receiver.url, &[Kind::ConsentChanged])).await;
        let ana = app.stranger();
        ana.post("/-/sign-in", &[("address", "ana@example.org"), ("next", "/"), ("news", "yes")]).await.is(303);
        let code = app.deliver().await.iter().find_map(crate::harness::Mail::code).expect("a code");
        ana.post("/-/sign-in/code", &[("code", &code)]).await.is(303);
        app.advance(Duration::from_millis(5));
        ana.post("/-/account/news", &[("news", "no")]).await.is(303);
        carry(&app).await;
        let told = receiver.take();
        let data: Vec<Value> = told.iter().map(|told| told.json()["data"].clone()).collect();
        assert_eq!(data.len(), 2);
        assert_eq!(data.iter().map(|data| &data["granted"]).collect::<Vec<_>>(), [true, false]);
        for data in &data {
            assert_eq!((&data["purpose"], &data["language"]), (&"news".into(), &"en".into()));
            assert!(data["wording_version"].as_str().is_some_and(|version| !version.is_empty()));
        }
    }

    async fn another_address_is_proved_and_its_undoing_too(app) {
        let receiver = Receiver::start().await;
        add(&app, &wanted(&receiver.url, &[Kind::MemberProved])).await;
        let ana = app.member("ana@example.org").await;
        heard(&app, &receiver).await;
        ana.post("/-/account/address", &[("address", "new@example.org")]).await.is(303);
        let letters = app.deliver().await;
        assert!(heard(&app, &receiver).await.is_empty());
        let link = letters.iter().find_map(crate::harness::Mail::link).expect("a link");
        ana.prove_link(&link).await;
        let told = heard(&app, &receiver).await;
        assert_eq!(told.iter().map(|(_, data)| &data["why"]).collect::<Vec<_>>(), ["changed"]);
        let undo = app.deliver().await.iter().find_map(|mail| mail.url_with("/undo/")).expect("an undo link");
        let undo = undo.rsplit('/').next().expect("a token").to_owned();
        app.stranger().post("/-/account/address/undo", &[("token", &undo)]).await;
        let told = heard(&app, &receiver).await;
        assert_eq!(told.iter().map(|(_, data)| &data["why"]).collect::<Vec<_>>(), ["restored"]);
    }

    async fn a_share_link_is_told_of_when_it_is_made_and_when_it_brings_somebody(app) {
        app.with_articles().await;
        let receiver = Receiver::start().await;
        add(&app, &wanted(&receiver.url, &[Kind::ShareMade, Kind::ShareJoined])).await;
        let ana = app.member("ana@example.org").await;
        let link = crate::instances::shared(&ana).await;
        crate::instances::shared(&ana).await;
        let made = heard(&app, &receiver).await;
        assert_eq!(kinds(&made), ["share.made"], "a link that is found again is not made");
        let sharer = id_of(&app, "ana@example.org").await;
        assert_eq!((&made[0].1["member_id"], &made[0].1["by_guest"]), (&sharer.as_str().into(), &false.into()));
        assert_eq!((&made[0].1["article_id"], &made[0].1["site"]), (&article(&app, "/slow-bread").into(), &"news.example".into()));
        let friend = app.stranger();
        friend.get(&link).await.is(303);
        friend.get("/slow-bread").await.is(200);
        assert!(heard(&app, &receiver).await.is_empty());
        app.sign_in(&friend, "friend@example.org").await;
        let joined = heard(&app, &receiver).await;
        assert_eq!(kinds(&joined), ["share.joined"]);
        let id = id_of(&app, "friend@example.org").await;
        assert_eq!((&joined[0].1["sharer_id"], &joined[0].1["member_id"]), (&sharer.as_str().into(), &id.as_str().into()));
        assert_eq!(joined[0].1["share_link_id"], made[0].1["share_link_id"]);
    }

    async fn a_comment_that_waits_is_told_of_and_one_that_is_shown_is_not(app, HELD) {
        app.with_articles().await;
        let receiver = Receiver::start().await;
        add(&app, &wanted(&receiver.url, &[Kind::CommentHeld])).await;
        let ana = app.member("ana@example.org").await;
        comment(&app, &ana, "/slow-bread", "Rye needs longer.").await.is(303);
        comment(&app, &ana, "/slow-bread", "Rye needs longer.").await;
        let told = heard(&app, &receiver).await;
        assert_eq!(kinds(&told), ["comment.held"], "the same one sent twice is one");
        assert_eq!((&told[0].1["why"], &told[0].1["article_id"]), (&"all".into(), &article(&app, "/slow-bread").into()));
        assert!(!told[0].1.to_string().contains("Rye"), "its words are not told");
        let staff = with_role(&app, "staff@example.org", Role::Editor).await;
        app.advance(minutes(1));
        comment(&app, &staff, "/slow-bread", "So it does.").await.is(303);
        assert!(heard(&app, &receiver).await.is_empty());
    }

    async fn a_shown_comment_that_is_edited_so_that_it_waits_is_told_of(app, "[comments]\nmoderation = \"none\"\n") {
        app.with_articles().await;
        let receiver = Receiver::start().await;
        add(&app, &wanted(&receiver.url, &[Kind::CommentHeld])).await;
        let ana = app.member("ana@example.org").await;
        let id = crate::comment::id_of(&comment(&app, &ana, "/slow-bread", "Rye needs longer.").await.is(303));
        assert!(heard(&app, &receiver).await.is_empty());
        app.advance(Duration::from_secs(10));
        ana.post("/-/comments/edit", &[("id", &id), ("text", "See https://rye.example")]).await.is(303);
        let told = heard(&app, &receiver).await;
        assert_eq!((kinds(&told), &told[0].1["comment_id"], &told[0].1["why"]), (vec!["comment.held"], &id.as_str().into(), &"link".into()));
        app.advance(Duration::from_secs(10));
        ana.post("/-/comments/edit", &[("id", &id), ("text", "See https://bread.example")]).await.is(303);
        assert!(heard(&app, &receiver).await.is_empty(), "it waits already");
    }

    async fn the_end_of_a_membership_is_told_by_its_id(app) {
        let receiver = Receiver::start().await;
        add(&app, &wanted(&receiver.url, &[Kind::MemberErased])).await;
        let ana = app.member("ana@example.org").await;
        app.member("bob@example.org").await;
        let (ana_id, bob_id) = (id_of(&app, "ana@example.org").await, id_of(&app, "bob@example.org").await);
        ana.post("/-/account/delete", &[("sure", "yes")]).await.is(200);
        let told = heard(&app, &receiver).await;
        assert_eq!((kinds(&told), &told[0].1["member_id"]), (vec!["member.erased"], &ana_id.as_str().into()));
        let desk = with_role(&app, "desk@example.org", Role::Desk).await;
        desk.post(&format!("/-/staff/members/{bob_id}/erase"), &[("address", "bob@example.org")]).await.is(303);
        let told = heard(&app, &receiver).await;
        assert_eq!((kinds(&told), &told[0].1["member_id"]), (vec!["member.erased"], &bob_id.as_str().into()));
    }

    async fn what_is_rolled_back_was_never_told(app) {
        let receiver = Receiver::start().await;
        let (id, _) = listening(&app, &receiver).await;
        let mut tx = app.app.db.begin().await.expect("a transaction");
        let event = Event::MemberProved { member: Uuid::now_v7(), site: "news.example", why: Proved::Joined };
        flow::tell(&mut tx.conn(), &event, app.clock.now()).await.expect("it is told");
        drop(tx);
        happen(&app).await;
        assert_eq!(deliveries(&app, id).await.len(), 1);
        assert_eq!(carry(&app).await, 1);
    }

    async fn each_hears_of_what_it_wants_and_of_its_site(app, "[[site]]\nhost = \"news.example\"\nname = \"News\"\n[[site]]\nhost = \"food.example\"\nname = \"Food\"\n") {
        let receiver = Receiver::start().await;
        let joined = [Kind::MemberJoined];
        let site = |host: &str| Wanted { site: host.to_owned(), ..wanted(&receiver.url, &joined) };
        let (here, _) = add(&app, &site("news.example")).await;
        let (elsewhere, _) = add(&app, &site("food.example")).await;
        let (other, _) = add(&app, &wanted(&receiver.url, &[Kind::ShareMade])).await;
        let (paused, _) = listening(&app, &receiver).await;
        app.app.desk.pause_webhook(gatefold::audit::Actor::CommandLine, paused, true).await.expect("an answer");
        app.member("ana@example.org").await;
        for (id, wanted) in [(here, 1), (elsewhere, 0), (other, 0), (paused, 0)] {
            assert_eq!(deliveries(&app, id).await.len(), wanted);
        }
    }

    async fn an_owner_adds_a_webhook_and_sees_its_secret_once(app) {
        let owner = with_role(&app, "owner@example.org", Role::Owner).await;
        owner.get("/-/staff/webhooks").await.is(200).shows("No program is told yet").shows("Add a webhook");
        let receiver = Receiver::start().await;
        for (url, words) in [
            ("", "Please check the address"),
            ("nowhere", "Please check the address"),
            ("https://10.0.0.1/", "We do not call this address"),
            ("http://10.0.0.1/", "We do not call this address"),
            ("http://ana:secret@127.0.0.1/", "We do not call this address"),
        ] {
            let page = owner.post("/-/staff/webhooks", &form(url, &[])).await.is(422).shows(words);
            assert!(page.text().contains(&format!("value=\"{url}\"")), "what was typed stands there again");
        }
        owner.post("/-/staff/webhooks", &[("action", "add"), ("url", &receiver.url)]).await.is(422).shows("choose one event at least");
        owner.post("/-/staff/webhooks", &[("action", "add"), ("url", &receiver.url), ("events", "member.eaten")]).await.is(422);
        owner.post("/-/staff/webhooks", &[("action", "dance")]).await.is(400);
        assert_eq!(count(&app, "SELECT COUNT(*) FROM webhook").await, 0);
        let page = owner.post("/-/staff/webhooks", &form(&receiver.url, &[("description", "Mailing <b>")])).await.is(200);
        let secret = secret(&page.shows("shown this once").shows("Mailing &lt;b&gt;"));
        assert!(secret.starts_with("whsec_"), "{secret}");
        let list = owner.get("/-/staff/webhooks").await.is(200).shows("127.0.0.1").shows("member.joined, comment.held").hides("key=hidden");
        let path = list.text().split("href=\"/-/staff/webhooks/").nth(1).and_then(|rest| rest.split('"').next()).map(|id| format!("/-/staff/webhooks/{id}")).expect("a link");
        owner.get(&path).await.is(200).hides(&secret).hides("whsec_").shows("Nothing was sent yet");
        let audit = owner.get("/-/staff/audit").await.is(200).shows("Webhook added").shows("host: 127.0.0.1");
        audit.hides("key=hidden").hides(&secret);
        for gone in ["01a105ed-7310-71fe-88ca-6ef4fab4a8b3", "x", "0", "-1"] {
            owner.get(&format!("/-/staff/webhooks/{gone}")).await.is(404);
            owner.post(&format!("/-/staff/webhooks/{gone}"), &[("action", "test")]).await.is(404);
        }
    }

    async fn an_owner_changes_pauses_tries_out_sends_again_and_removes(app) {
        let owner = with_role(&app, "owner@example.org", Role::Owner).await;
        let receiver = Receiver::start().await;
        let (id, _) = add(&app, &wanted(&receiver.url, &[Kind::MemberJoined])).await;
        let path = format!("/-/staff/webhooks/{}", id.0);
        // A test is sent at once, whatever it hears of, and its status is shown.
        let tested = owner.post(&path, &[("action", "test")]).await.is(303).location().to_owned();
        owner.get(&tested).await.is(200).shows("The test: delivered · status 204");
        let told = receiver.take().remove(0);
        assert_eq!((told.kind(), told.json()["data"]["webhook_id"].as_str()), ("webhook.test".to_owned(), Some(id.0.to_string().as_str())));
        receiver.says_next(Says::Head(500, String::new()));
        app.advance(Duration::from_secs(1));
        let tested = owner.post(&path, &[("action", "test")]).await.is(303).location().to_owned();
        owner.get(&tested).await.is(200).shows("The test: given up · status 500");
        app.advance(minutes(1));
        assert_eq!(carry(&app).await, 0, "a test is tried once");
        app.member("ana@example.org").await;
        carry(&app).await;
        let first = receiver.take().pop().expect("it was told");
        let event = first.header("webhook-id").to_owned();
        owner.get(&path).await.is(200).shows("member.joined").shows(&event);
        assert_eq!(owner.post(&path, &[("action", "resend"), ("event", &event)]).await.is(303).location(), format!("{path}?done=resent"));
        carry(&app).await;
        let again = receiver.take().remove(0);
        assert_eq!((again.header("webhook-id"), &again.body), (event.as_str(), &first.body));
        owner.post(&path, &[("action", "resend"), ("event", "01a105ed-7310-71fe-88ca-6ef4fab4a8b3")]).await.is(404);
        owner.post(&path, &[("action", "resend"), ("event", "x")]).await.is(404);
        owner.post(&path, &[("action", "pause")]).await.is(303);
        owner.get(&format!("{path}?done=paused")).await.shows("The webhook is paused.").shows("not told of what happens meanwhile");
        let tested = owner.post(&path, &[("action", "test")]).await.is(303).location().to_owned();
        owner.get(&tested).await.shows("The test: delivered");
        owner.post(&path, &[("action", "resume")]).await.is(303);
        let rotated = owner.post(&path, &[("action", "rotate")]).await.is(200).shows("has a new secret").shows("ends October 5, 2026");
        assert!(secret(&rotated).starts_with("whsec_"));
        let other = Receiver::start().await;
        owner.post(&path, &[("action", "change"), ("url", &other.url)]).await.is(422);
        owner.post(&path, &[("action", "change"), ("url", &other.url), ("events", "member.erased"), ("addresses", "yes")]).await.is(303);
        owner.get(&format!("{path}?done=changed")).await.is(200).shows("The webhook is changed.");
        let webhook = app.app.desk.webhook(id).await.expect("an answer").expect("a webhook");
        assert_eq!((webhook.url.as_str(), webhook.events(), webhook.has_addresses), (other.url.as_str(), vec![Kind::MemberErased], true));
        // A site that the settings have lost stays the webhook's own, and is never taken for all of them.
        let (gone, _) = add(&app, &Wanted { site: "gone.example".to_owned(), ..wanted(&receiver.url, &[Kind::MemberJoined]) }).await;
        let lost = format!("/-/staff/webhooks/{}", gone.0);
        owner.get(&lost).await.is(200).shows("<option selected>gone.example</option>");
        let change = |site: &'static str| [("action", "change"), ("url", other.url.as_str()), ("events", "member.joined"), ("site", site)];
        owner.post(&lost, &change("nowhere.example")).await.is(422).shows("There is no such site");
        owner.post(&lost, &change("gone.example")).await.is(303);
        assert_eq!(app.app.desk.webhook(gone).await.expect("an answer").expect("a webhook").site, "gone.example");
        owner.post(&lost, &change("")).await.is(303);
        assert_eq!(app.app.desk.webhook(gone).await.expect("an answer").expect("a webhook").site, "");
        owner.post(&lost, &[("action", "remove"), ("sure", "yes")]).await.is(303);
        owner.post(&path, &[("action", "remove")]).await.is(422).shows("confirm that you mean it");
        owner.post(&path, &[("action", "remove"), ("sure", "yes")]).await.is(303);
        owner.get("/-/staff/webhooks?done=removed").await.shows("The webhook is removed.");
        assert_eq!(count(&app, "SELECT COUNT(*) FROM webhook_delivery").await, 0);
        owner.get(&path).await.is(404);
        owner.post(&path, &[]).await.is(404);
        let deeds = count(&app, "SELECT COUNT(*) FROM audit WHERE subject = 'webhook'").await;
        assert_eq!(deeds, 14, "added, tried out three times, sent again, paused, resumed, given a secret, changed, removed; the other one added, changed twice, removed");
        assert_eq!(count(&app, "SELECT COUNT(*) FROM audit WHERE before LIKE '%hidden%' OR after LIKE '%hidden%' OR after LIKE '%whsec%'").await, 0);
    }

    async fn many_deliveries_have_pages(app) {
        let owner = with_role(&app, "owner@example.org", Role::Owner).await;
        let receiver = Receiver::start().await;
        let (id, _) = listening(&app, &receiver).await;
        for _ in 0..60 {
            happen(&app).await;
        }
        let path = format!("/-/staff/webhooks/{}", id.0);
        let first = owner.get(&path).await.is(200);
        let next = first.text().split("rel=\"next\" href=\"").nth(1).and_then(|rest| rest.split('"').next()).map(str::to_owned).expect("a next page");
        let second = owner.get(&next).await.is(200);
        let listed = |page: &Page| page.text().matches("member.proved</strong>").count();
        assert_eq!((listed(&first), listed(&second)), (50, 10));
        second.shows("rel=\"prev\"").hides("rel=\"next\"");
        owner.get(&format!("{path}?before=x")).await.is(400);
    }

    async fn there_are_twenty_at_most(app) {
        let owner = with_role(&app, "owner@example.org", Role::Owner).await;
        for _ in 0..MOST {
            crate::webhook::added(&app).await;
        }
        owner.get("/-/staff/webhooks").await.is(200).shows("as many as there may be").hides("value=\"add\"");
        owner.post("/-/staff/webhooks", &form("http://127.0.0.1:9/", &[])).await.is(422);
        assert_eq!(count(&app, "SELECT COUNT(*) FROM webhook").await, 20);
    }

    async fn looking_wants_an_owner_and_changing_a_proof_of_the_last_minutes(app, FACTOR) {
        let owner = with_role(&app, "owner@example.org", Role::Owner).await;
        set_up(&app, &owner).await;
        let id = crate::webhook::added(&app).await.0;
        for role in [Role::Editor, Role::Desk] {
            let other = with_role(&app, &format!("{}@example.org", role.as_str()), role).await;
            set_up(&app, &other).await;
            other.get("/-/staff/webhooks").await.is(403);
            other.post(&format!("/-/staff/webhooks/{id}"), &[("action", "test")]).await.is(403);
        }
        app.advance(minutes(11));
        owner.get("/-/staff/webhooks").await.is(200);
        owner.get(&format!("/-/staff/webhooks/{id}")).await.is(200);
        owner.post("/-/staff/webhooks", &form("http://127.0.0.1:9/", &[])).await.is(401).shows("it was not carried out");
        owner.post(&format!("/-/staff/webhooks/{id}"), &[("action", "rotate")]).await.is(401);
        assert_eq!(count(&app, "SELECT COUNT(*) FROM webhook").await, 1);
    }
}

with_provider! {
    async fn whoever_joins_with_an_account_is_told_of_by_its_provider(app, idp) {
        be(&idp, "google", &Person::proved("ana-1", "ana@gmail.com"));
        let receiver = Receiver::start().await;
        listening(&app, &receiver).await;
        let ana = app.stranger();
        come(&ana, &idp, "google", "/slow-bread").await.is(303);
        let told = heard(&app, &receiver).await;
        assert_eq!(kinds(&told), ["member.joined", "member.proved"]);
        assert_eq!((&told[0].1["way"], &told[0].1["article_id"]), (&"google".into(), &article(&app, "/slow-bread").into()));
        ana.post("/-/sign-in/welcome", &[("news", "no")]).await.is(303);
        let told = heard(&app, &receiver).await;
        assert_eq!((kinds(&told), &told[0].1["granted"]), (vec!["consent.changed"], &false.into()));
        come(&app.stranger(), &idp, "google", "/slow-bread").await.is(303);
        assert!(heard(&app, &receiver).await.is_empty(), "a later sign-in is none");
    }
}
