//! What waits for staff, who may look at it, and what they decide.

use std::time::Duration;

use gatefold::audit::Actor;
use gatefold::clock::{days, hours, minutes};
use gatefold::email_address::EmailAddress;
use gatefold::staff::Role;

use crate::comment::{answer, article, comment, id_of, written};
use crate::database::count;
use crate::harness::{Browser, TestApp};

const OPEN: &str = "[comments]\nmoderation = \"none\"\n";

/// A member of the staff, freshly signed in.
pub async fn staff(app: &TestApp) -> Browser {
    let address = EmailAddress::parse("staff@example.org").expect("an address");
    app.app.desk.add(Actor::CommandLine, &address, Role::Owner, app.app.sites.first()).await.expect("staff");
    app.member("staff@example.org").await
}

async fn decide(browser: &Browser, id: &str, action: &str, reason: &str) -> crate::harness::Page {
    browser.post("/-/staff/comments", &[("id", id), ("action", action), ("reason", reason)]).await
}

pub async fn approve(app: &TestApp, id: &str) {
    decide(&staff(app).await, id, "approve", "").await.is(303);
}

both_engines! {
    async fn the_first_comment_of_a_member_waits_until_it_is_approved(app) {
        app.with_articles().await;
        let (ana, bob) = (app.member("ana@example.org").await, app.member("bob@example.org").await);
        let sent = comment(&app, &ana, "/slow-bread", "My first words.").await.is(303);
        let id = id_of(&sent);
        let page = sent.location().split('#').next().expect("a page").to_owned();
        ana.get(&page).await.is(200).shows("My first words.").shows("We look at your comment").shows("Only you see this");
        ana.get("/slow-bread").await.hides("My first words.");
        for reader in [&bob, &app.stranger()] {
            reader.get("/slow-bread").await.hides("My first words.").hides("1 comment");
        }
        bob.get(&page).await.is(200).hides("My first words.");
        bob.get(&format!("/-/discussion/{}?at={id}", article(&app, "/slow-bread"))).await.is(404);
        bob.post("/-/comments/thank", &[("id", &id)]).await.is(404);
        bob.post("/-/comments/report", &[("id", &id), ("reason", "x")]).await.is(404);
        answer(&app, &bob, &id, "To what nobody sees.").await.is(404);
        let staff = staff(&app).await;
        staff.get("/-/staff/comments").await.is(200).shows("My first words.").shows("none of this member’s comments was approved");
        decide(&staff, &id, "approve", "Fine.").await.is(303);
        staff.get("/-/staff/comments").await.hides("My first words.").shows("Nothing waits").shows("Fine.");
        decide(&staff, &id, "approve", "").await.is(404);
        bob.get("/slow-bread").await.shows("My first words.").shows("1 comment");
        app.advance(Duration::from_secs(10));
        comment(&app, &ana, "/slow-bread", "My second words.").await.is(303);
        bob.get("/slow-bread").await.shows("My second words.").shows("2 comments");
    }

    async fn a_link_of_a_new_member_waits_in_every_mode(app, "[comments]\nmoderation = \"none\"\n") {
        app.with_articles().await;
        let ana = app.member("ana@example.org").await;
        written(&app, &ana, "No link.").await;
        for text in ["see https://a.example", "[x](mailto:a@b.example)", "![x](http://a.example/p.png)", "www.a.example"] {
            written(&app, &ana, text).await;
        }
        assert_eq!(count(&app, "SELECT COUNT(*) FROM comment WHERE state = 'held' AND why_held = 'link'").await, 4);
        let edited = written(&app, &ana, "Words first.").await;
        ana.post("/-/comments/edit", &[("id", &edited), ("text", "Then https://a.example")]).await.is(303);
        assert_eq!(count(&app, "SELECT COUNT(*) FROM comment WHERE state = 'held'").await, 5, "an edit is looked at too");
        ana.get("/slow-bread").await.shows("1 comment").shows("No link.").hides("Words first.");
        app.advance(days(7));
        written(&app, &ana, "By now https://b.example").await;
        ana.get("/slow-bread").await.shows("https://b.example");
    }

    async fn all_comments_wait_where_the_publisher_says_so_and_those_of_staff_do_not(app, "[comments]\nmoderation = \"all\"\n") {
        app.with_articles().await;
        let ana = app.member("ana@example.org").await;
        let first = written(&app, &ana, "One.").await;
        approve(&app, &first).await;
        written(&app, &ana, "Two.").await;
        ana.get("/slow-bread").await.shows("One.").hides("Two.");
        ana.post("/-/comments/edit", &[("id", &first), ("text", "One, and more.")]).await.is(303);
        ana.get("/slow-bread").await.hides("One.").hides("One, and");
        let staff = staff(&app).await;
        written(&app, &staff, "By the house: https://house.example").await;
        ana.get("/slow-bread").await.shows("By the house");
    }

    async fn a_report_brings_a_comment_before_staff_who_settle_or_remove_it(app, "[comments]\nmoderation = \"none\"\n") {
        app.with_articles().await;
        let (ana, bob) = (app.member("ana@example.org").await, app.member("bob@example.org").await);
        let id = written(&app, &ana, "Unkind words.").await;
        bob.post("/-/comments/report", &[("id", &id), ("reason", " ")]).await.is(422);
        bob.post("/-/comments/report", &[("id", &id), ("reason", &"x".repeat(1001))]).await.is(422);
        let told = bob.post("/-/comments/report", &[("id", &id), ("reason", "It hurts <b>.\r\nBcc: x")]).await.is(303);
        bob.get(told.location().split('#').next().expect("a page")).await.is(200).shows("We will look at that comment");
        bob.post("/-/comments/report", &[("id", &id), ("reason", "Again.")]).await.is(303);
        assert_eq!(count(&app, "SELECT reports FROM comment").await, 1, "once for each member");
        bob.get("/slow-bread").await.shows("Unkind words.");
        let staff = staff(&app).await;
        staff.get("/-/staff/comments").await.shows("It hurts &lt;b&gt;. Bcc: x").shows("Reported once").hides("Again.");
        decide(&staff, &id, "dismiss", "A matter of taste.").await.is(303);
        staff.get("/-/staff/comments").await.shows("Nothing waits").shows("A matter of taste.");
        app.member("cleo@example.org").await.post("/-/comments/report", &[("id", &id), ("reason", "Really.")]).await.is(303);
        decide(&staff, &id, "remove", " ").await.is(422).shows("Please give a reason");
        decide(&staff, &id, "remove", "Insult.").await.is(303);
        bob.get("/slow-bread").await.hides("Unkind words.").shows("Be the first");
        ana.post("/-/comments/edit", &[("id", &id), ("text", "Changed.")]).await.is(404);
        decide(&staff, &id, "approve", "On second thought.").await.is(303);
        bob.get("/slow-bread").await.shows("Unkind words.");
        assert_eq!(count(&app, "SELECT COUNT(*) FROM comment_decision WHERE reason <> ''").await, 3);
        for (id, action) in [("x", "remove"), (id.as_str(), "burn"), ("00000000-0000-0000-0000-000000000000", "remove")] {
            let status = decide(&staff, id, action, "r").await.status;
            assert!(matches!(status, 400 | 404), "{id} {action} gave {status}");
        }
    }

    async fn reports_have_a_limit_by_the_day(app, "[comments]\nmoderation = \"none\"\n[limits]\ncomment_reports_day = 2\n") {
        app.with_articles().await;
        let (ana, bob) = (app.member("ana@example.org").await, app.member("bob@example.org").await);
        let mut ids = Vec::new();
        for number in 0..3 {
            ids.push(written(&app, &ana, &format!("Number {number}.")).await);
        }
        let report = async |id: &str| bob.post("/-/comments/report", &[("id", id), ("reason", "x")]).await;
        report(&ids[0]).await.is(303);
        report(&ids[1]).await.is(303);
        assert!(!report(&ids[2]).await.is(429).header("retry-after").is_empty());
        report(&ids[0]).await.is(303);
        assert_eq!(count(&app, "SELECT COUNT(*) FROM comment WHERE reports > 0").await, 2);
    }

    async fn who_is_blocked_comments_no_more_and_reads_on(app, "[comments]\nmoderation = \"none\"\n") {
        app.with_articles().await;
        let ana = app.member("ana@example.org").await;
        let id = written(&app, &ana, "Before.").await;
        let staff = staff(&app).await;
        decide(&staff, &id, "block", "").await.is(422);
        decide(&staff, &id, "block", "Spam, again and again.").await.is(303);
        decide(&staff, &id, "block", "Twice.").await.is(404);
        app.advance(Duration::from_secs(10));
        comment(&app, &ana, "/slow-bread", "After.").await.is(403).shows("You cannot comment here any more").shows("After.").hides("Spam");
        ana.post("/-/comments/edit", &[("id", &id), ("text", "Changed.")]).await.is(403);
        ana.get("/slow-bread").await.is(200).shows("Before.").hides("After.");
        let page = staff.get("/-/staff/comments").await.shows("Members who may not comment").text();
        let member = crate::session::member_of(&app, "ana@example.org").await.id.0.to_string();
        assert!(page.contains(&member));
        decide(&staff, &member, "unblock", "They said sorry.").await.is(303);
        app.advance(Duration::from_secs(10));
        comment(&app, &ana, "/slow-bread", "After.").await.is(303);
        assert_eq!(count(&app, "SELECT COUNT(*) FROM comment_decision WHERE action IN ('block', 'unblock')").await, 2);
    }

    async fn who_runs_the_site_is_kept_from_commenting_by_owners_alone(app, "[comments]\nmoderation = \"none\"\n") {
        app.with_articles().await;
        let owner = crate::staff_door::with_role(&app, "owner@example.org", Role::Owner).await;
        let editor = crate::staff_door::with_role(&app, "editor@example.org", Role::Editor).await;
        let [of_owner, of_editor] = [written(&app, &owner, "Mine.").await, written(&app, &editor, "Mine too.").await];
        decide(&editor, &of_owner, "block", "A quarrel.").await.is(403);
        assert_eq!(count(&app, "SELECT COUNT(*) FROM comment_decision").await, 0);
        decide(&owner, &of_editor, "block", "A quarrel.").await.is(303);
        let member = crate::session::member_of(&app, "editor@example.org").await.id.0.to_string();
        decide(&editor, &member, "unblock", "A mistake.").await.is(403);
        decide(&owner, &member, "unblock", "A mistake.").await.is(303);
    }

    async fn the_staff_area_is_not_there_for_anybody_else(app) {
        app.with_articles().await;
        let staff = staff(&app).await;
        let ana = app.member("ana@example.org").await;
        for browser in [&app.stranger(), &ana] {
            for path in ["/-/staff", "/-/staff/comments", "/-/staff/anything"] {
                browser.get(path).await.is(404);
                browser.post(path, &[("id", "x"), ("action", "approve")]).await.is(404);
            }
        }
        ana.get("/-/account").await.hides("/-/staff");
        staff.get("/-/account").await.shows("/-/staff");
        assert_eq!(staff.get("/-/staff").await.is(303).location(), "/-/staff/numbers");
        staff.get("/-/staff/comments").await.is(200);
        staff.get("/-/staff/comments?before=x").await.is(400);
        staff.get("/-/staff/anything").await.is(404);
        app.advance(minutes(11));
        staff.get("/-/staff/comments").await.is(200);
        staff.post("/-/staff/comments", &[("id", "x"), ("action", "approve")]).await.is(401).shows("Confirm it is you");
        app.advance(hours(1));
        staff.get("/-/staff/comments").await.is(401).shows("Confirm it is you");
        let fresh = app.member("staff@example.org").await;
        let id = crate::session::member_of(&app, "staff@example.org").await.id;
        crate::instances_served::run(&app, "UPDATE member SET staff_role = NULL").await;
        fresh.get("/-/staff/comments").await.is(404);
        app.app.sign_ins.block(Actor::CommandLine, id, true).await.expect("blocked");
        fresh.get("/-/staff").await.is(404);
    }

    async fn staff_are_told_once_in_a_while_and_only_of_something_new(app, "[comments]\ndigest_minutes = 60\n") {
        app.with_articles().await;
        staff(&app).await;
        let ana = app.member("ana@example.org").await;
        let tell = async || {
            for app in app.instances() {
                app.comments.tell_staff().await.expect("a digest");
            }
            app.deliver().await
        };
        assert!(tell().await.is_empty());
        written(&app, &ana, "Nobody has seen this zq7-held.").await;
        let letters = tell().await;
        assert_eq!(letters.len(), 1);
        let letter = &letters[0];
        assert_eq!(letter.to, ["staff@example.org"]);
        assert!(letter.decoded().contains("One comment is held back.") && letter.decoded().contains("Slow bread"), "{}", letter.decoded());
        assert!(letter.decoded().contains("https://news.example/-/staff/comments"));
        assert!(!letter.raw.contains("zq7-held"), "no word of what is not published");
        assert!(letter.header("subject").expect("a header").starts_with("Comments wait for you at The Example"));
        assert!(tell().await.is_empty(), "nothing is new");
        written(&app, &ana, "A second one.").await;
        assert!(tell().await.is_empty(), "not so soon");
        app.advance(minutes(60));
        assert_eq!(tell().await.len(), 1);
        app.advance(hours(5));
        assert!(tell().await.is_empty());
    }

    async fn staff_approve_only_the_words_they_saw(app) {
        app.with_articles().await;
        let ana = app.member("ana@example.org").await;
        let id = written(&app, &ana, "Look: https://harmless.example").await;
        let staff = staff(&app).await;
        let page = staff.get("/-/staff/comments").await.is(200).shows("harmless.example").text();
        let seen = page.split("name=\"seen\" value=\"").nth(1).and_then(|rest| rest.split('"').next()).expect("a mark");
        app.advance(Duration::from_secs(10));
        ana.post("/-/comments/edit", &[("id", &id), ("text", "Buy: https://spam.example")]).await.is(303);
        let form = [("id", id.as_str()), ("action", "approve"), ("seen", seen)];
        let refused = staff.post("/-/staff/comments", &form).await.is(422).shows("Its writer has changed it").shows("spam.example");
        app.member("bob@example.org").await.get("/slow-bread").await.hides("spam.example");
        let text = refused.text();
        let seen = text.split("name=\"seen\" value=\"").nth(1).and_then(|rest| rest.split('"').next()).expect("a mark");
        staff.post("/-/staff/comments", &[("id", &id), ("action", "approve"), ("seen", seen)]).await.is(303);
        app.member("bob@example.org").await.get("/slow-bread").await.shows("spam.example");
    }

    async fn what_staff_have_settled_may_be_reported_again(app, "[comments]\nmoderation = \"none\"\n") {
        app.with_articles().await;
        let (ana, bob) = (app.member("ana@example.org").await, app.member("bob@example.org").await);
        let id = written(&app, &ana, "Words.").await;
        bob.post("/-/comments/report", &[("id", &id), ("reason", "First.")]).await.is(303);
        let staff = staff(&app).await;
        decide(&staff, &id, "dismiss", "Fine.").await.is(303);
        app.advance(Duration::from_secs(10));
        bob.post("/-/comments/report", &[("id", &id), ("reason", "It was changed.")]).await.is(303);
        staff.get("/-/staff/comments").await.shows("It was changed.").shows("Reported once").hides("First.");
    }

    async fn what_was_reported_is_read_by_staff_though_its_writer_deletes_it(app, OPEN) {
        app.with_articles().await;
        let (ana, bob) = (app.member("ana@example.org").await, app.member("bob@example.org").await);
        let id = written(&app, &ana, "Words zq8-bad.").await;
        answer(&app, &bob, &id, "An answer zq8-answer.").await.is(303);
        bob.post("/-/comments/report", &[("id", &id), ("reason", "Look.")]).await.is(303);
        ana.post("/-/comments/delete", &[("id", &id), ("sure", "yes")]).await.is(303);
        for reader in [&ana, &bob] {
            reader.get("/slow-bread").await.hides("zq8-bad").shows("zq8-answer");
            reader.get(&format!("/-/discussion/{}", article(&app, "/slow-bread"))).await.hides("zq8-bad");
        }
        let staff = staff(&app).await;
        staff.get("/-/staff/comments").await.shows("zq8-bad").shows("Its writer has deleted it").shows("Look.");
        decide(&staff, &id, "approve", "").await.is(404);
        decide(&staff, &id, "dismiss", "Read.").await.is(303);
        staff.get("/-/staff/comments").await.hides("zq8-bad").shows("Nothing waits");
        assert_eq!(count(&app, "SELECT COUNT(*) FROM comment WHERE source LIKE '%zq8-bad%'").await, 0);
        bob.get("/slow-bread").await.hides("zq8-bad").shows("zq8-answer");
    }

    async fn what_nobody_decides_about_loses_its_words_with_time(app, OPEN) {
        app.with_articles().await;
        let (ana, bob) = (app.member("ana@example.org").await, app.member("bob@example.org").await);
        let id = written(&app, &ana, "Words zq9-old.").await;
        bob.post("/-/comments/report", &[("id", &id), ("reason", "Look.")]).await.is(303);
        ana.post("/-/comments/delete", &[("id", &id), ("sure", "yes")]).await.is(303);
        for (days_on, kept) in [(80, 1), (11, 0)] {
            app.advance(days(days_on));
            app.app.comments.clean_up().await.expect("cleaned");
            let left = count(&app, "SELECT COUNT(*) FROM comment WHERE source LIKE '%zq9-old%'").await;
            assert_eq!(left, kept, "{days_on}");
        }
    }

    async fn a_new_name_is_looked_at_before_the_next_comment_is_shown(app) {
        app.with_articles().await;
        let ana = app.member("ana@example.org").await;
        let id = written(&app, &ana, "First.").await;
        approve(&app, &id).await;
        written(&app, &ana, "Second zq8-trusted.").await;
        let bob = app.member("bob@example.org").await;
        bob.get("/slow-bread").await.shows("zq8-trusted");
        for name in ["A", "B", "C", "D", "E"] {
            ana.post("/-/account/name", &[("name", name)]).await.is(303);
        }
        ana.post("/-/account/name", &[("name", "E")]).await.is(303);
        let refused = ana.post("/-/account/name", &[("name", "F")]).await.is(429).shows("changed your name often");
        assert!(refused.header("retry-after").parse::<u64>().is_ok_and(|seconds| seconds > 3_600), "{}", refused.header("retry-after"));
        written(&app, &ana, "Third zq8-renamed.").await;
        bob.get("/slow-bread").await.hides("zq8-renamed").shows("zq8-trusted");
        app.advance(days(1));
        ana.post("/-/account/name", &[("name", "F")]).await.is(303);
    }

    async fn staff_look_back_on_every_decision(app, "[comments]\nmoderation = \"none\"\n[limits]\nnew_member_comments_day = 0\n") {
        app.with_articles().await;
        let (ana, staff) = (app.member("ana@example.org").await, staff(&app).await);
        for number in 0..32 {
            let id = written(&app, &ana, &format!("Words {number}.")).await;
            app.advance(Duration::from_secs(1));
            decide(&staff, &id, "remove", &format!("zq8-why-{number}.")).await.is(303);
        }
        let first = staff.get("/-/staff/comments").await.is(200).shows("zq8-why-31.").shows("zq8-why-2.").hides("zq8-why-1.").text();
        let older = first.split("/-/staff/comments?decided=").nth(1).and_then(|rest| rest.split('"').next()).expect("a link");
        let second = staff.get(&format!("/-/staff/comments?decided={older}")).await.is(200);
        second.shows("zq8-why-1.").shows("zq8-why-0.").hides("zq8-why-2.").hides("?decided=");
        staff.get("/-/staff/comments?decided=x").await.is(400);
    }

    async fn what_waits_leads_where_its_writer_finds_it(app, "[comments]\nmoderation = \"all\"\n") {
        app.with_articles().await;
        let ana = app.member("ana@example.org").await;
        let id = written(&app, &ana, "Waits zq7-waits.").await;
        let edit = ana.get(&format!("/-/comments/edit?id={id}")).await.is(200).text();
        for link in edit.split("href=\"/-/discussion/").skip(1).filter_map(|rest| rest.split(['"', '#']).next()) {
            ana.get(&format!("/-/discussion/{}", link.replace("&amp;", "&"))).await.is(200).shows("zq7-waits");
        }
        assert!(edit.contains("href=\"/-/discussion/"));
    }

}
