//! The roll of members: found, filtered, looked at, acted on, taken out as files.

use std::time::Duration;

use gatefold::audit::Actor;
use gatefold::clock::days;
use gatefold::email_address::EmailAddress;
use gatefold::member::Member;
use gatefold::staff::Role;

use crate::comment::comment;
use crate::database::{count, run};
use crate::harness::{Browser, Page, TestApp};
use crate::session::member_of;
use crate::staff_door::with_role;

pub async fn indexed(app: &TestApp) {
    app.app.members.index_words().await.expect("words are written");
}

/// The addresses that a page lists, in its order.
fn listed(page: &Page) -> Vec<String> {
    let text = page.text();
    text.split("<th scope=\"row\"><a href=\"/-/staff/members/")
        .skip(1)
        .filter_map(|rest| rest.split('>').nth(1)?.split('<').next().map(str::to_owned))
        .collect()
}

async fn found(browser: &Browser, query: &str) -> Vec<String> {
    listed(&browser.get(&format!("/-/staff/members?{query}")).await.is(200))
}

/// Made without a browser: by the hundred.
async fn many(app: &TestApp, count: usize) {
    for number in 0..count {
        let address = EmailAddress::parse(&format!("m{number:04}@many.example")).expect("an address");
        let mut tx = app.app.db.begin().await.expect("a transaction");
        let member = Member::unproved(&address, app.app.sites.first(), app.clock.now());
        gatefold::member::store::insert(&mut tx.conn(), &member).await.expect("a member");
        tx.commit().await.expect("a commit");
        app.advance(Duration::from_millis(5));
    }
}

both_engines! {
    async fn members_are_found_by_what_their_address_or_name_begins_with(app) {
        let desk = with_role(&app, "desk@example.org", Role::Desk).await;
        let ana = app.member("ana.ferris@example.org").await;
        ana.post("/-/account/name", &[("name", "Ána Ferris-Øst")]).await.is(303);
        app.member("bob@elsewhere.example").await;
        indexed(&app).await;
        for (query, wanted) in [
            ("q=ana", vec!["ana.ferris@example.org"]),
            ("q=ANA.F", vec!["ana.ferris@example.org"]),
            ("q=ferris-o", vec!["ana.ferris@example.org"]),
            ("q=fer+ana", vec!["ana.ferris@example.org"]),
            ("q=fer+bob", vec![]),
            ("q=%40elsewhere", vec!["bob@elsewhere.example"]),
            ("q=bob%40elsewhere.example", vec!["bob@elsewhere.example"]),
            ("q=erris", vec![]),
            ("q=%25", vec![]),
            ("q=_na", vec![]),
            ("q=%27%3B+DROP", vec![]),
        ] {
            assert_eq!(found(&desk, query).await, wanted, "{query}");
        }
        app.sign_in(&ana, "ana.ferris@example.org").await;
        ana.post("/-/account/name", &[("name", "Annie Byrne")]).await.is(303);
        indexed(&app).await;
        assert_eq!(found(&desk, "q=byr").await, ["ana.ferris@example.org"]);
        assert!(found(&desk, "q=ferris-o").await.is_empty());
        let all = desk.get("/-/staff/members").await.is(200).shows("3 members; 3 have proved");
        assert_eq!(listed(&all).len(), 3);
    }

    async fn members_are_filtered_by_what_is_known_of_them(app) {
        let desk = with_role(&app, "desk@example.org", Role::Desk).await;
        app.advance(Duration::from_secs(1));
        app.member("old@example.org").await;
        app.advance(days(3));
        let news = app.stranger();
        news.post("/-/sign-in", &[("address", "news@example.org"), ("next", "/"), ("news", "yes")]).await.is(303);
        let mail = app.deliver().await;
        let link = mail.iter().find_map(crate::harness::Mail::code).expect("a code");
        news.post("/-/sign-in/code", &[("code", &link)]).await.is(303);
        app.deliver().await;
        many(&app, 1).await;
        let blocked = app.member("blocked@example.org").await;
        app.app.sign_ins.block(Actor::CommandLine, member_of(&app, "blocked@example.org").await.id, true).await.expect("blocked");
        drop(blocked);
        app.sign_in(&desk, "desk@example.org").await;
        for (query, wanted) in [
            ("news=yes", vec!["news@example.org"]),
            ("blocked=yes", vec!["blocked@example.org"]),
            ("unproved=yes", vec!["m0000@many.example"]),
            ("joined_to=2026-10-04", vec!["old@example.org", "desk@example.org"]),
            ("joined_from=2026-10-07&way=code", vec!["blocked@example.org", "news@example.org"]),
            ("way=link", vec![]),
            ("way=google", vec![]),
            ("site=other.example", vec![]),
            ("site=news.example&unproved=yes", vec!["m0000@many.example"]),
            ("not_seen_since=2026-10-06", vec!["m0000@many.example", "old@example.org"]),
            ("seen_since=2026-10-06&news=no", vec!["blocked@example.org", "desk@example.org"]),
        ] {
            assert_eq!(found(&desk, query).await, wanted, "{query}");
        }
        for bad in ["joined_from=x", "news=maybe", "before=0", "before=-1", "before=zz", "joined_to=2026-02-31"] {
            desk.get(&format!("/-/staff/members?{bad}")).await.is(400);
        }
        desk.get(&format!("/-/staff/members?q={}", "x".repeat(300))).await.is(400);
        desk.get("/-/staff/members?limit=-1&limit=99999999").await.is(200);
    }

    async fn a_long_roll_has_pages_and_shows_everybody_once(app) {
        let desk = with_role(&app, "desk@example.org", Role::Desk).await;
        many(&app, 120).await;
        let mut all = Vec::new();
        let mut next = Some("/-/staff/members?unproved=yes".to_owned());
        let mut pages = 0;
        while let Some(path) = next {
            let page = desk.get(&path).await.is(200);
            all.extend(listed(&page));
            pages += 1;
            let text = page.text();
            next = text.split("rel=\"next\" href=\"").nth(1).and_then(|rest| rest.split('"').next()).map(|path| path.replace("&amp;", "&"));
        }
        assert_eq!((pages, all.len()), (3, 120));
        let wanted: Vec<String> = (0..120).rev().map(|number| format!("m{number:04}@many.example")).collect();
        assert_eq!(all, wanted);
    }

    async fn one_members_page_says_how_they_came_and_what_became_of_it(app, "[comments]\nmoderation = \"none\"\n") {
        app.with_articles().await;
        let desk = with_role(&app, "desk@example.org", Role::Desk).await;
        let ana = app.stranger();
        ana.post("/-/sign-in", &[("address", "ana@example.org"), ("next", "/slow-bread"), ("news", "yes")]).await.is(303);
        let code = app.deliver().await.iter().find_map(crate::harness::Mail::code).expect("a code");
        ana.post("/-/sign-in/code", &[("code", &code)]).await.is(303);
        app.deliver().await;
        comment(&app, &ana, "/slow-bread", "Rye <b>needs</b> longer.").await.is(303);
        crate::instances::shared(&ana).await;
        let id = member_of(&app, "ana@example.org").await.id.0.to_string();
        let page = desk.get(&format!("/-/staff/members/{id}")).await.is(200);
        let page = page.shows("ana@example.org").shows("a letter’s code").shows("Slow bread").shows("Yes to news").shows("· sign_in · tick · en");
        let page = page.shows("One link").shows("Rye &lt;b&gt;needs&lt;/b&gt; longer.").shows("<strong>Sign-in</strong>").shows("<strong>Welcome</strong>");
        page.hides("This member runs the site");
        // What the desk knows of a member is theirs to download.
        let data = ana.get("/-/account/data").await.is(200).shows("\"joined_by\": \"code\"").shows("\"wants_news\": true");
        data.shows("\"last_seen_at\": \"2026-10-04T08:00:00Z\"").shows("\"came_back_at\": null").shows("\"method\": \"tick\"");
        for gone in ["01a105ed-7310-71fe-88ca-6ef4fab4a8b3", "x", "0", "-1"] {
            desk.get(&format!("/-/staff/members/{gone}")).await.is(404);
            desk.post(&format!("/-/staff/members/{gone}"), &[("action", "block")]).await.is(404);
            desk.get(&format!("/-/staff/members/{gone}/erase")).await.is(404);
        }
    }

    async fn staff_block_sign_out_and_erase_with_an_account_of_it(app) {
        app.with_articles().await;
        let desk = with_role(&app, "desk@example.org", Role::Desk).await;
        let ana = app.member("ana@example.org").await;
        let id = member_of(&app, "ana@example.org").await.id.0.to_string();
        let path = format!("/-/staff/members/{id}");
        desk.post(&path, &[("action", "sign-out")]).await.is(303);
        ana.get("/-/account").await.is(303);
        app.sign_in(&ana, "ana@example.org").await;
        assert_eq!(desk.post(&path, &[("action", "block")]).await.is(303).location(), format!("{path}?done=block"));
        desk.get(&format!("{path}?done=block")).await.shows("blocked and signed out").shows("Unblock");
        ana.get("/-/account").await.is(303);
        desk.post(&path, &[("action", "unblock")]).await.is(303);
        app.sign_in(&ana, "ana@example.org").await;
        ana.get("/-/account").await.is(200);
        desk.post(&path, &[("action", "promote")]).await.is(400);
        desk.post(&format!("{path}/erase"), &[("address", "bob@example.org")]).await.is(422).shows("This is another address");
        assert_eq!(count(&app, "SELECT COUNT(*) FROM member WHERE address = 'ana@example.org'").await, 1);
        desk.post(&format!("{path}/erase"), &[("address", " Ana@example.org ")]).await.is(303);
        assert_eq!(count(&app, "SELECT COUNT(*) FROM member WHERE address = 'ana@example.org'").await, 0);
        desk.get(&path).await.is(404);
        let told = app.deliver().await;
        assert!(told.iter().any(|mail| mail.to.iter().any(|to| to == "ana@example.org")), "a last letter");
        assert_eq!(count(&app, "SELECT COUNT(*) FROM audit WHERE action IN ('sessions-ended', 'member-blocked', 'member-unblocked', 'member-erased')").await, 4);
        assert_eq!(count(&app, "SELECT COUNT(*) FROM member_word").await, 0);
        assert_eq!(count(&app, "SELECT COUNT(*) FROM audit WHERE staff_id IS NULL").await, 1, "the role that the command gave");
    }

    async fn whoever_runs_the_site_is_beyond_the_desk(app) {
        let desk = with_role(&app, "desk@example.org", Role::Desk).await;
        let owner = with_role(&app, "owner@example.org", Role::Owner).await;
        let id = member_of(&app, "owner@example.org").await.id.0.to_string();
        let path = format!("/-/staff/members/{id}");
        desk.get(&path).await.is(200).shows("only an owner can do this").hides("/erase\"");
        for action in ["block", "sign-out", "unblock"] {
            desk.post(&path, &[("action", action)]).await.is(403);
        }
        desk.get(&format!("{path}/erase")).await.is(403);
        desk.post(&format!("{path}/erase"), &[("address", "owner@example.org")]).await.is(403);
        // An owner makes staff of a member on the member's page, and of nobody twice.
        app.member("eva@example.org").await;
        let eva = format!("/-/staff/members/{}", member_of(&app, "eva@example.org").await.id.0);
        desk.get(&eva).await.is(200).hides("name=\"role\"");
        owner.get(&eva).await.is(200).shows("name=\"role\"").shows("name=\"address\" value=\"eva@example.org\"");
        owner.post("/-/staff/team", &[("action", "add"), ("address", "eva@example.org"), ("role", "editor")]).await.is(303);
        owner.get(&eva).await.is(200).hides("name=\"role\"");
        owner.post(&path, &[("action", "block")]).await.is(422).shows("The last owner stays one");
        owner.post(&format!("{path}/erase"), &[("address", "owner@example.org")]).await.is(422).shows("The last owner stays one");
    }

    async fn members_go_out_as_files_that_no_spreadsheet_runs(app) {
        let desk = with_role(&app, "desk@example.org", Role::Desk).await;
        many(&app, 3).await;
        run(&app, "UPDATE member SET name = '=HYPERLINK(\"http://evil\")' WHERE address = 'm0001@many.example'").await;
        run(&app, "UPDATE member SET name = 'O''Brien, \"Ana\"' WHERE address = 'm0002@many.example'").await;
        let file = desk.post("/-/staff/members/export", &[("kind", "members"), ("query", "unproved=yes")]).await.is(200);
        assert_eq!(file.header("content-disposition"), "attachment; filename=\"members.csv\"");
        assert_eq!(file.header("cache-control"), "no-store");
        assert_eq!(file.header("x-content-type-options"), "nosniff");
        let text = file.text();
        let mut reader = csv::Reader::from_reader(text.as_bytes());
        let rows: Vec<csv::StringRecord> = reader.records().map(|row| row.expect("a row")).collect();
        let addresses: Vec<&str> = rows.iter().map(|row| &row[1]).collect();
        assert_eq!(addresses, ["m0002@many.example", "m0001@many.example", "m0000@many.example"]);
        assert_eq!(&rows[1][2], "'=HYPERLINK(\"http://evil\")");
        assert_eq!(&rows[0][2], "O'Brien, \"Ana\"");
        assert!(text.lines().all(|line| line.starts_with('"') && line.ends_with('"')), "{text}");
        indexed(&app).await;
        let found = desk.post("/-/staff/members/export", &[("kind", "members"), ("query", "q=%40many")]).await.is(200).text();
        assert_eq!(found.lines().count(), 1 + 3, "{found}");
        desk.post("/-/staff/members/export", &[("kind", "passwords")]).await.is(400);
        desk.post("/-/staff/members/export", &[("kind", "members"), ("query", "before=x")]).await.is(400);
        assert_eq!(count(&app, "SELECT COUNT(*) FROM audit WHERE action = 'members-exported'").await, 2);
    }

    async fn the_outbox_says_what_waits_and_what_was_refused(app) {
        let desk = with_role(&app, "desk@example.org", Role::Desk).await;
        app.stranger().ask("ana@example.org", "/").await.is(303);
        let page = desk.get("/-/staff/letters?only=waiting").await.is(200).shows("One letter waits").shows("ana@example.org").shows("Try now");
        assert!(!page.has("welcome"), "the others were sent");
        let id = page.hidden_fields().into_iter().find(|(name, _)| name == "id").expect("a letter").1;
        desk.post("/-/staff/letters", &[("action", "hurry"), ("id", &id)]).await.is(303);
        app.deliver().await;
        desk.post("/-/staff/letters", &[("action", "hurry"), ("id", &id)]).await.is(404);
        desk.get("/-/staff/letters?done=hurry").await.is(200).shows("Nothing waits").shows("The letter is tried now").shows("· sent ·");
        for bad in ["before=x", "before=0", "only=sent"] {
            desk.get(&format!("/-/staff/letters?{bad}")).await.is(400);
        }
        for form in [[("action", "hurry"), ("id", "x")], [("action", "hurry"), ("id", "01a105ed-7310-71fe-88ca-6ef4fab4a8b3")]] {
            desk.post("/-/staff/letters", &form).await.is(404);
        }
        desk.post("/-/staff/letters", &[("action", "burn")]).await.is(400);
        assert_eq!(count(&app, "SELECT COUNT(*) FROM audit WHERE action = 'letter-hurried'").await, 1);
    }

    async fn an_address_that_was_refused_is_written_to_again(app) {
        let desk = with_role(&app, "desk@example.org", Role::Desk).await;
        let address = EmailAddress::parse("gone@example.org").expect("an address");
        let key = gatefold::mail::AddressKey::new(&app.app.keys, &address);
        let mut tx = app.app.db.begin().await.expect("a transaction");
        gatefold::mail::store::insert_suppression(&mut tx.conn(), &key, "550 no <such> mailbox", app.clock.now()).await.expect("a row");
        tx.commit().await.expect("a commit");
        desk.get("/-/staff/letters").await.is(200).shows("550 no &lt;such&gt; mailbox");
        desk.post("/-/staff/letters", &[("action", "lift"), ("address", "gone@")]).await.is(422).shows("check the address").shows("value=\"gone@\"");
        desk.post("/-/staff/letters", &[("action", "lift"), ("address", "other@example.org")]).await.is(422).shows("written to already");
        desk.post("/-/staff/letters", &[("action", "lift"), ("address", "Gone@example.org")]).await.is(303);
        desk.get("/-/staff/letters").await.hides("no &lt;such&gt;").shows("There are none");
        assert_eq!(count(&app, "SELECT COUNT(*) FROM audit WHERE action = 'suppression-lifted' AND subject_id = ''").await, 1);
    }

    async fn the_file_for_a_mailing_system_holds_only_who_agreed(app) {
        let desk = with_role(&app, "desk@example.org", Role::Desk).await;
        for (name, words) in [("yes", "yes"), ("no", ""), ("back", "yes"), ("blocked", "yes")] {
            let browser = app.stranger();
            let address = format!("{name}@example.org");
            browser.post("/-/sign-in", &[("address", &address), ("next", "/"), ("news", words)]).await.is(303);
            let code = app.deliver().await.iter().find_map(crate::harness::Mail::code).expect("a code");
            browser.post("/-/sign-in/code", &[("code", &code)]).await.is(303);
            app.deliver().await;
            if name == "back" {
                app.advance(Duration::from_secs(1));
                browser.post("/-/account/news", &[("news", "no")]).await.is(303);
            }
        }
        app.app.sign_ins.block(Actor::CommandLine, member_of(&app, "blocked@example.org").await.id, true).await.expect("blocked");
        let text = desk.post("/-/staff/members/export", &[("kind", "news")]).await.is(200).text();
        let mut reader = csv::Reader::from_reader(text.as_bytes());
        let rows: Vec<csv::StringRecord> = reader.records().map(|row| row.expect("a row")).collect();
        assert_eq!(rows.len(), 1, "{text}");
        assert_eq!((&rows[0][0], &rows[0][2], &rows[0][7], &rows[0][8]), ("yes@example.org", "en", "sign_in", "tick"));
        assert!(rows[0][3].starts_with("2026-10-04T") && rows[0][4].contains("The Example") && rows[0][5].len() == 12, "{text}");
    }
}
