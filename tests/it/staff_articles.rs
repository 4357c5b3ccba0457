//! The articles at the desk: their access, changed and lifted; and the numbers of one, of an author, a topic, a site.

use gatefold::clock::days;
use gatefold::insight::roll::roll_up;
use gatefold::staff::Role;

use crate::database::count;
use crate::harness::{Browser, Page, TestApp};
use crate::staff_door::with_role;
use crate::staff_numbers::{number, numbers_at, written};

const SITES: &str =
    "[[site]]\nhost = \"news.example\"\nname = \"The Example\"\n[[site]]\nhost = \"food.example\"\nname = \"Food\"\n";

async fn path_of(owner: &Browser, title: &str) -> String {
    let page = owner.get("/-/staff/articles").await.is(200).text();
    let row = page
        .split("<tr>")
        .find(|row| row.contains(&format!(">{title}<")))
        .unwrap_or_else(|| panic!("{title} in {page}"));
    row.split("href=\"").nth(1).and_then(|rest| rest.split('"').next()).expect("a link").to_owned()
}

fn is_walled(page: &Page) -> bool {
    page.text().contains("id=\"wall\"")
}

/// A new member, by a form on the page of this article, as a browser sends it.
async fn join(app: &TestApp, address: &str, path: &str, (from, page): (&str, &str)) {
    let browser = app.stranger();
    browser.get(path).await.is(200);
    let fields = [("address", address), ("next", path), ("from", from)];
    browser.post_with("/-/sign-in", &fields, &[("referer", page), ("origin", crate::harness::ORIGIN)]).await.is(303);
    let code = app.deliver().await.iter().find_map(crate::harness::Mail::code).expect("a code");
    browser.post("/-/sign-in/code", &[("code", &code)]).await.is(303);
}

both_engines! {
    async fn a_change_of_access_stands_above_the_file_until_it_is_lifted(app) {
        app.with_articles().await;
        let owner = with_role(&app, "owner@example.org", Role::Editor).await;
        let (bread, open) = (path_of(&owner, "Slow bread").await, path_of(&owner, "Open").await);
        let stranger = app.stranger();
        assert!(is_walled(&stranger.get("/slow-bread").await) && !is_walled(&stranger.get("/open").await));
        let (walled, tag) = { let page = stranger.get("/open").await; (is_walled(&page), page.header("etag").to_owned()) };
        assert!(!walled);
        owner.post(&open, &[("access", "registered")]).await.is(303);
        let page = stranger.get_with("/open", &[("if-none-match", &tag)]).await.is(200);
        assert!(is_walled(&page), "a copy that a browser has is not good any more");
        owner.get(&format!("{open}?done=access")).await.is(200).shows("Changed here on").shows("Readers meet it so from now on").shows("override: registered");
        owner.get("/-/staff/articles?changed=yes").await.is(200).shows("changed here").hides("Slow bread");
        // The file changes, and what was said here stands.
        app.write("open.md", "+++\ntitle = \"Open\"\naccess = \"public\"\n+++\nOther words that are long enough.\n\n<!-- more -->\n\nThe rest.\n");
        app.import().await;
        assert!(is_walled(&stranger.get("/open").await.shows("Other words")));
        owner.post(&open, &[("access", "file")]).await.is(303);
        assert!(!is_walled(&stranger.get("/open").await));
        owner.post(&bread, &[("access", "public")]).await.is(303);
        assert!(!is_walled(&stranger.get("/slow-bread").await));
        owner.post(&bread, &[("access", "public")]).await.is(303);
        assert_eq!(count(&app, "SELECT COUNT(*) FROM audit WHERE action = 'access-changed'").await, 3, "the same again is no change");
        for wrong in ["", "secret", "PUBLIC"] {
            owner.post(&bread, &[("access", wrong)]).await.is(400);
        }
        for id in ["x", "01900000-0000-7000-8000-000000000000"] {
            owner.get(&format!("/-/staff/articles/{id}")).await.is(404);
            owner.post(&format!("/-/staff/articles/{id}"), &[("access", "public")]).await.is(404);
        }
        with_role(&app, "desk@example.org", Role::Desk).await.get("/-/staff/articles").await.is(403);
    }

    async fn an_opening_ends_with_the_folder_that_it_was_said_of(app) {
        app.with_articles().await;
        let owner = with_role(&app, "owner@example.org", Role::Owner).await;
        let folders = ["first", "second"].map(|name| app.dir.path().join(name));
        for (folder, words) in folders.iter().zip(["The first rest", "The second rest"]) {
            for (name, title) in [("news", "News"), ("notes", "Notes")] {
                let head = format!("+++\ntitle = \"{title}\"\naccess = \"registered\"\n+++\nA lead of some words.");
                std::fs::create_dir_all(folder).expect("a folder");
                std::fs::write(folder.join(name).with_extension("md"), format!("{head}\n\n<!-- more -->\n\n{words}.\n"))
                    .expect("a file");
            }
        }
        let [first, second] = &folders;
        app.import_from(first).await;
        let (news, notes) = (path_of(&owner, "News").await, path_of(&owner, "Notes").await);
        owner.post(&news, &[("access", "public")]).await.is(303);
        owner.post(&notes, &[("access", "registered")]).await.is(303);
        let stranger = app.stranger();
        stranger.get("/news").await.is(200).shows("The first rest");
        std::fs::remove_dir_all(first).expect("gone");
        let report = app.import_from(second).await;
        assert_eq!((report.changed, report.added), (2, 0), "{:?}", report.faults);
        assert!(is_walled(&stranger.get("/news").await.hides("The second rest")));
        owner.get(&news).await.is(200).hides("Changed here on");
        owner.get(&notes).await.is(200).shows("Changed here on");
        assert_eq!(count(&app, "SELECT COUNT(*) FROM audit WHERE action = 'access-changed'").await, 3);
        owner.get("/-/staff/audit").await.is(200).shows("reason: another collection");
        app.import_from(second).await;
        assert_eq!(count(&app, "SELECT COUNT(*) FROM audit WHERE action = 'access-changed'").await, 3);
    }

    async fn articles_are_found_by_words_of_their_title(app) {
        app.with_articles().await;
        app.write("odd.md", "+++\ntitle = \"100% of <b>_bread_</b>!\"\n+++\nWords.\n\n<!-- more -->\n\nThe rest.\n");
        app.import().await;
        let owner = with_role(&app, "owner@example.org", Role::Owner).await;
        for (query, shown) in [("q=BREAD", "Slow bread"), ("q=100%25", "100% of"), ("q=_bread_", "100% of"), ("q=%21", "100% of")] {
            owner.get(&format!("/-/staff/articles?{query}")).await.is(200).shows(shown).hides(">Open<");
        }
        owner.get("/-/staff/articles?q=100_").await.is(200).shows("There is no such article");
        owner.get(&format!("/-/staff/articles?q={}", "x".repeat(201))).await.is(400);
        for before in ["0", "-1", "x", "99999999999999999999"] {
            owner.get(&format!("/-/staff/articles?before={before}")).await.is(400);
        }
    }

    async fn the_numbers_are_those_of_what_was_asked_for(app, SITES) {
        app.with_articles().await;
        app.write("soup.md", "+++\ntitle = \"Soup\"\nsite = \"food.example\"\nauthor = \"Ana Ferris\"\ntopics = [\"Kitchen\", \"Hot\"]\n+++\nWords.\n\n<!-- more -->\n\nThe rest.\n");
        app.write("cake.md", "+++\ntitle = \"Cake\"\nauthor = \"Ana Ferris\"\ntopics = [\"Kitchen\"]\n+++\nWords.\n\n<!-- more -->\n\nThe rest.\n");
        app.import().await;
        let owner = with_role(&app, "owner@example.org", Role::Owner).await;
        let stranger = app.stranger();
        for _ in 0..2 {
            stranger.get("/cake").await.is(200);
        }
        for _ in 0..3 {
            stranger.get_with("/soup", &[("host", "food.example")]).await.is(200);
        }
        stranger.get("/slow-bread").await.is(200);
        join(&app, "a@example.org", "/cake", ("", "")).await;
        written(&app).await;
        let cake = path_of(&owner, "Cake").await.rsplit('/').next().expect("an id").to_owned();
        let all = async |query: &str| {
            let rows = numbers_at(&owner, query).await;
            (number(&rows, "Walls shown", 0), number(&rows, "New members", 0))
        };
        let wanted = [("", (7, 1)), ("&site=news.example", (4, 1)), ("&site=food.example", (3, 0)), ("&author=ana-ferris", (6, 1)), ("&topic=hot", (3, 0)), ("&topic=kitchen", (7, 1))];
        for (query, numbers) in wanted {
            assert_eq!(all(query).await, numbers, "{query}");
        }
        assert_eq!(all(&format!("&article={cake}")).await, (3, 1));
        owner.get(&format!("/-/staff/articles/{cake}")).await.is(200).shows("<td>3</td>");
        owner.get("/-/staff/numbers?author=ana-ferris").await.is(200).shows("Only articles by Ana Ferris").hides("One member shared");
        // The same once the days are summed up.
        app.advance(days(2));
        roll_up(&app.app.db, app.clock.now()).await.expect("summed up");
        app.sign_in(&owner, "owner@example.org").await;
        for (query, numbers) in wanted {
            assert_eq!(all(query).await, numbers, "{query}, summed up");
        }
        for wrong in ["site=x", "author=x", "topic=x", "article=x", "article=01900000-0000-7000-8000-000000000000"] {
            owner.get(&format!("/-/staff/numbers?{wrong}")).await.is(404);
        }
    }

    async fn new_members_are_counted_by_where_they_came_from(app) {
        app.with_articles().await;
        let owner = with_role(&app, "owner@example.org", Role::Owner).await;
        let at = |query: &str| format!("https://news.example/slow-bread?{query}");
        join(&app, "a@example.org", "/slow-bread", ("www.search.example", &at("utm_source=letter&utm_campaign=Spring"))).await;
        join(&app, "b@example.org", "/slow-bread", ("search.example", &at(""))).await;
        join(&app, "c@example.org", "/slow-bread", ("news.example", &at("utm_source=ana%40example.org"))).await;
        join(&app, "d@example.org", "/slow-bread", ("<script>", "x")).await;
        // One who comes again is no new member.
        app.advance(days(1));
        join(&app, "a@example.org", "/slow-bread", ("other.example", &at("utm_source=other"))).await;
        app.sign_in(&owner, "owner@example.org").await;
        let page = owner.get("/-/staff/numbers").await.is(200);
        let text = page.text();
        assert!(text.contains("<th scope=\"row\">search.example</th><td>2</td>"), "{text}");
        assert!(text.contains("<th scope=\"row\">letter / spring</th><td>1</td>"));
        page.hides("other.example").hides("ana@example.org").shows("Slow bread</a></th><td>4</td>");
        assert_eq!(count(&app, "SELECT COUNT(*) FROM insight_day WHERE event IN ('joined_from', 'joined_campaign')").await, 2);
    }
}
