//! The desk's numbers, each held against the rows that it comes from, counted another way.

use std::collections::HashMap;

use gatefold::article::ArticleId;
use gatefold::clock::days;
use gatefold::insight::numbers::{Brought, by_article};
use gatefold::insight::roll::roll_up;
use gatefold::insight::{self, Event, Happening, number_store};
use gatefold::reading::record;
use gatefold::staff::Role;

use crate::comment::comment;
use crate::database::{count, run};
use crate::harness::{Browser, Page, TestApp};
use crate::instances::shared;
use crate::staff_door::with_role;

/// What memory has counted goes to the tables.
pub async fn written(app: &TestApp) {
    for instance in app.instances() {
        record::write(&instance.db, &instance.shelf, app.clock.now()).await.expect("views are written");
        instance.experiments.write().await.expect("walls of experiments are written");
    }
    app.write_counts().await;
}

/// The cells of each row of the page's tables, by what stands before them. The first table wins.
fn cells(page: &Page) -> HashMap<String, Vec<String>> {
    let text = page.text();
    let mut rows = HashMap::new();
    for row in text.split("<th scope=\"row\">").skip(1) {
        let row = row.split("</tr>").next().unwrap_or_default();
        let (name, rest) = row.split_once("</th>").expect("a heading");
        let values = rest.split("<td>").skip(1).filter_map(|cell| cell.split('<').next().map(str::to_owned)).collect();
        rows.entry(name.to_owned()).or_insert(values);
    }
    rows
}

async fn numbers(browser: &Browser, days: i64) -> HashMap<String, Vec<String>> {
    cells(&browser.get(&format!("/-/staff/numbers?days={days}")).await.is(200))
}

/// The default period, of what the query narrows it to.
pub async fn numbers_at(browser: &Browser, query: &str) -> HashMap<String, Vec<String>> {
    cells(&browser.get(&format!("/-/staff/numbers?days=30{query}")).await.is(200))
}

pub fn number(rows: &HashMap<String, Vec<String>>, name: &str, column: usize) -> i64 {
    let cell = rows.get(name).and_then(|cells| cells.get(column)).unwrap_or_else(|| panic!("{name} in {rows:?}"));
    cell.replace(',', "").parse().unwrap_or_else(|_| panic!("{name}: {cell}"))
}

both_engines! {
    async fn each_number_is_what_its_rows_say(app, "[comments]\nmoderation = \"none\"\n") {
        app.with_articles().await;
        let owner = with_role(&app, "owner@example.org", Role::Owner).await;
        for stranger in [app.stranger(), app.stranger()] {
            stranger.get("/slow-bread").await.is(200);
            stranger.get("/open").await.is(200);
            stranger.get("/slow-bread").await.is(200);
        }
        // Neither of these is a reader.
        app.stranger().get_with("/slow-bread", &[("user-agent", "Mozilla/5.0 (compatible; AhrefsBot/7.0)")]).await;
        app.stranger().get_with("/slow-bread", &[("sec-purpose", "prefetch")]).await;
        owner.get("/slow-bread").await.is(200);
        let mut members = Vec::new();
        for name in ["a", "b", "c"] {
            let browser = app.stranger();
            let address = format!("{name}@example.org");
            browser.get("/slow-bread").await.is(200);
            browser.ask(&address, "/slow-bread").await.is(303);
            let code = app.deliver().await.iter().find_map(crate::harness::Mail::code).expect("a code");
            browser.post("/-/sign-in/code", &[("code", &code)]).await.is(303);
            browser.get("/slow-bread").await.is(200);
            members.push(browser);
        }
        app.stranger().ask("nobody@example.org", "/slow-bread").await.is(303);
        app.advance(std::time::Duration::from_secs(1));
        app.sign_in(&app.stranger(), "a@example.org").await;
        let link = shared(&members[0]).await;
        for _ in 0..3 {
            let guest = app.stranger();
            guest.get(&link).await.is(303);
            guest.get("/slow-bread").await.is(200);
        }
        comment(&app, &members[1], "/slow-bread", "Words.").await.is(303);
        written(&app).await;
        let rows = numbers(&owner, 30).await;
        for (name, wanted) in [
            ("Articles opened by strangers", 2),
            ("Articles opened by guests", 3),
            ("Articles opened by members", 3),
            ("Walls shown", 4 + 3),
            ("Addresses given", count(&app, "SELECT COUNT(*) FROM challenge c WHERE purpose = 'sign_in' AND NOT EXISTS (
                SELECT 1 FROM member m WHERE m.address = c.address AND (m.staff_role IS NOT NULL OR m.proved_at < c.created_at))").await),
            ("New members", count(&app, "SELECT COUNT(*) FROM member WHERE proved_at IS NOT NULL AND staff_role IS NULL").await),
            ("Sign-ins", count(&app, "SELECT COUNT(*) FROM member_session s JOIN member m ON m.id = s.member_id WHERE m.staff_role IS NULL").await),
            ("Share links made", count(&app, "SELECT COUNT(*) FROM share_link").await),
            ("Readers let in by share links", count(&app, "SELECT COUNT(*) FROM share_seat").await),
            ("New members by share links", count(&app, "SELECT COUNT(*) FROM share_join").await),
            ("Comments written", count(&app, "SELECT COUNT(*) FROM comment").await),
        ] {
            assert_eq!(number(&rows, name, 0), wanted, "{name}");
        }
        assert_eq!((number(&rows, "Sign-ins", 0), number(&rows, "New members", 0), number(&rows, "Addresses given", 0)), (3 + 1, 3, 4));
        let page = owner.get("/-/staff/numbers").await.is(200).shows("One member shared").shows("3.0 new readers and 0.0 new members");
        page.shows("a@example.org").shows("0 links came to their number of readers");
        // The same once the day is over and summed up, and from the rows of the day no more.
        app.advance(days(2));
        app.sign_in(&owner, "owner@example.org").await;
        let before = numbers(&owner, 7).await;
        roll_up(&app.app.db, app.clock.now()).await.expect("summed up");
        assert_eq!(count(&app, "SELECT COUNT(*) FROM insight_rolled").await, 1);
        assert_eq!(numbers(&owner, 7).await, before);
        run(&app, "UPDATE insight_day SET count = 1000 WHERE event = 'comment_made'").await;
        assert_eq!(number(&numbers(&owner, 7).await, "Comments written", 0), 1, "a day that is over is read from its sums");
        roll_up(&app.app.db, app.clock.now()).await.expect("nothing to do");
        assert_eq!(count(&app, "SELECT COUNT(*) FROM insight_rolled").await, 1);
    }

    async fn what_articles_had_is_the_same_summed_up_or_not(app) {
        let articles = [7, 3, 9].map(|number| ArticleId(uuid::Uuid::from_u128(number)));
        let kinds = [(Event::Read, "stranger"), (Event::Read, "member"), (Event::WallShown, ""), (Event::AddressGiven, "new"),
            (Event::AddressGiven, "member"), (Event::Joined, "link"), (Event::Joined, "code"), (Event::SignedIn, "link")];
        let today = app.clock.now().day();
        let ago = |count: i64| today.minus(count);
        // Not on each day, not of each article, and of none at all too; two of these days lie beyond what is kept.
        let days_ago = [900, 500, 366, 365, 40, 31, 30, 29, 12, 8, 7, 6, 3, 1, 0];
        let mut rows: Vec<(i64, Happening, i64)> = Vec::new();
        for (at, day) in days_ago.into_iter().enumerate() {
            for (of, article) in articles.into_iter().map(Some).chain([None]).enumerate() {
                for (kind, (event, label)) in kinds.into_iter().enumerate() {
                    if (at + of * 2 + kind) % 3 != 0 {
                        let count = i64::try_from(1 + at * 31 + of * 7 + kind).expect("few");
                        rows.push((day, Happening::new(event, label, article), count));
                    }
                }
            }
        }
        let mut tx = app.app.db.begin().await.expect("a transaction");
        for (day, happening, count) in &rows {
            insight::store::add(&mut tx.conn(), ago(*day), happening, *count).await.expect("counted");
        }
        tx.commit().await.expect("committed");
        let wanted = |first: i64, last: i64, article: ArticleId| {
            let sum = |event, label: &str| {
                let is_meant = |(day, happening, _): &&(i64, Happening, i64)| {
                    (last..=first).contains(day) && happening.article == Some(article) && happening.event == event
                        && (label.is_empty() || happening.label == label)
                };
                rows.iter().filter(is_meant).map(|(_, _, count)| count).sum::<i64>()
            };
            let (walls, addresses) = (sum(Event::WallShown, ""), sum(Event::AddressGiven, "new"));
            Brought { views: sum(Event::Read, ""), walls, addresses, joined: sum(Event::Joined, "") }
        };
        for turn in ["from the rows", "summed up", "and once more", "by an older program", "mended", "by a clock that was ahead"] {
            match turn {
                "by an older program" => {
                    run(&app, "DELETE FROM insight_so_far").await;
                    run(&app, "UPDATE insight_rolled SET has_so_far = FALSE").await;
                }
                "by a clock that was ahead" => {
                    roll_up(&app.app.db, app.clock.now().plus(days(2))).await.expect("summed up");
                    assert_eq!(count(&app, "SELECT COUNT(*) FROM insight_rolled").await, 15, "today as well");
                    roll_up(&app.app.db, app.clock.now()).await.expect("dropped again");
                    assert_eq!(count(&app, "SELECT COUNT(*) FROM insight_rolled").await, 14);
                }
                _ => {}
            }
            for (first, last) in [(364, 0), (29, 0), (30, 0), (6, 0), (7, 1), (0, 0), (1, 0), (2, 2), (40, 31), (365, 0)] {
                let mut read = app.app.db.read().await.expect("a connection");
                let told = number_store::list_brought(&mut read.conn(), ago(first), ago(last)).await.expect("rows");
                let told = by_article(&told);
                for article in articles {
                    let found = told.get(&article).copied().unwrap_or_default();
                    assert_eq!(found, wanted(first, last, article), "{turn}, {first} to {last} days ago");
                }
                assert!(told.len() <= articles.len());
            }
            if turn != "summed up" {
                roll_up(&app.app.db, app.clock.now()).await.expect("summed up");
            }
        }
        // The last that a year is reckoned from is kept, and nothing older.
        assert_eq!(count(&app, "SELECT COUNT(DISTINCT day) FROM insight_rolled").await, 14);
        assert_eq!(count(&app, "SELECT COUNT(DISTINCT day) FROM insight_so_far").await, 12, "not those of 900 and 500 days ago");
    }

    async fn a_period_stands_beside_the_one_before(app) {
        app.with_articles().await;
        let owner = with_role(&app, "owner@example.org", Role::Editor).await;
        app.stranger().get("/slow-bread").await.is(200);
        written(&app).await;
        app.advance(days(7));
        for _ in 0..3 {
            app.stranger().get("/slow-bread").await.is(200);
        }
        written(&app).await;
        app.sign_in(&owner, "owner@example.org").await;
        let rows = numbers(&owner, 7).await;
        assert_eq!(rows["Walls shown"][..3], ["3", "1", "+200 %"]);
        let rows = numbers(&owner, 30).await;
        assert_eq!(rows["Walls shown"][..3], ["4", "0", "–"]);
        for bad in ["0", "-7", "31", "x", "", "99999999999999999999"] {
            owner.get(&format!("/-/staff/numbers?days={bad}")).await.is(400);
        }
    }

    async fn the_funnel_goes_on_to_who_came_back(app) {
        app.with_articles().await;
        let owner = with_role(&app, "owner@example.org", Role::Owner).await;
        let browsers = [app.member("a@example.org").await, app.member("b@example.org").await, app.member("c@example.org").await];
        app.advance(days(3));
        browsers[0].get("/-/account").await.is(200);
        app.advance(days(9));
        browsers[1].get("/-/account").await.is(200);
        app.sign_in(&owner, "owner@example.org").await;
        let rows = numbers(&owner, 30).await;
        // The owner came back as well, to look at this, and is none of those who are counted.
        assert_eq!(rows["Back within 7 days"], ["1", "33 %"]);
        assert_eq!(rows["Back within 30 days"], ["2", "67 %"]);
    }

    async fn the_best_walls_are_those_that_make_members(app) {
        app.with_articles().await;
        app.write("other.md", "+++\ntitle = \"Other\"\npublished = 2026-09-01\n+++\nLead.\n\n<!-- more -->\n\nRest.\n");
        app.import().await;
        app.read_catalogue().await;
        let owner = with_role(&app, "owner@example.org", Role::Owner).await;
        for _ in 0..20 {
            app.stranger().get("/slow-bread").await.is(200);
            app.stranger().get("/other").await.is(200);
        }
        let browser = app.stranger();
        browser.get("/other").await.is(200);
        browser.ask("a@example.org", "/other").await.is(303);
        let code = app.deliver().await.iter().find_map(crate::harness::Mail::code).expect("a code");
        browser.post("/-/sign-in/code", &[("code", &code)]).await.is(303);
        written(&app).await;
        let page = owner.get("/-/staff/numbers").await.is(200);
        let rows = cells(&page);
        assert_eq!(rows["<a href=\"https://news.example/other\">Other</a>"], ["48", "21", "1", "1"]);
        assert_eq!(rows["<a href=\"https://news.example/slow-bread\">Slow bread</a>"], ["0", "20", "0", "0"]);
        let text = page.text();
        assert!(text.find(">Other</a>") < text.find(">Slow bread</a>"));
    }
}
