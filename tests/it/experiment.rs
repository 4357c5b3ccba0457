//! Experiments: which variant a reader meets and what is on it, what is counted of each, and how one ends.

use std::collections::BTreeMap;

use gatefold::clock::days;
use gatefold::staff::Role;

use crate::database::{count, run};
use crate::harness::social::{Person, be, depart};
use crate::harness::{Browser, Mail, Page, REST_CANARY, TestApp};
use crate::instances::shared;
use crate::staff_door::with_role;
use crate::staff_numbers::written;

const NEW: &str = "/-/staff/experiments/new";
const OTHER: &str = "Come <in> & read";
/// As a page shows it.
const OTHER_SHOWN: &str = "Come &lt;in&gt; &amp; read";

/// What both variants are told apart by: the second has another heading, and what is given beside.
pub async fn start(editor: &Browser, articles: &str, fields: &[(&str, &str)]) -> String {
    let mut all = vec![("name", "Which words"), ("articles", articles), ("heading-2", OTHER)];
    all.extend_from_slice(fields);
    let page = editor.post(NEW, &all).await.is(303);
    page.location().split('?').next().expect("a path").to_owned()
}

fn is_second(page: &Page) -> bool {
    page.has(OTHER_SHOWN)
}

/// A browser that meets this variant there. One in two does.
async fn who_meets(app: &TestApp, path: &str, is_wanted: impl Fn(&Page) -> bool) -> (Browser, Page) {
    for _ in 0..60 {
        let browser = app.stranger();
        let page = browser.get(path).await.is(200);
        if is_wanted(&page) {
            return (browser, page);
        }
    }
    panic!("sixty readers met the other variant");
}

/// Sends the form of that page with this address, as a browser does.
async fn ask_on(browser: &Browser, page: &Page, address: &str) {
    let mut fields = page.hidden_fields();
    fields.push(("address".to_owned(), address.to_owned()));
    let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    browser.post("/-/sign-in", &fields).await.is(303);
}

async fn prove(app: &TestApp, browser: &Browser) {
    let code = app.deliver().await.iter().find_map(Mail::code).expect("a code");
    browser.post("/-/sign-in/code", &[("code", &code)]).await.is(303);
    app.deliver().await;
}

/// Three paragraphs of eight words each before the rest.
fn write_long(app: &TestApp, name: &str) {
    let paragraph = |word: &str| format!("{word}\n\n").replace(word, &[word; 8].join(" "));
    let lead = ["first", "second", "third"].map(paragraph).concat();
    let head = format!("+++\ntitle = \"Long {name}\"\npublished = 2026-08-01\n+++\n");
    app.write(&format!("{name}.md"), format!("{head}{lead}<!-- more -->\n\nThe rest: {REST_CANARY}\n"));
}

/// Walls, addresses and new members of one variant.
async fn brought(app: &TestApp, number: i64) -> (i64, i64, i64) {
    match number {
        1 => (
            count(app, "SELECT COALESCE(CAST(SUM(walls) AS BIGINT), 0) FROM experiment_day WHERE variant = 1").await,
            count(app, "SELECT COALESCE(CAST(SUM(addresses) AS BIGINT), 0) FROM experiment_day WHERE variant = 1")
                .await,
            count(app, "SELECT COALESCE(CAST(SUM(joined) AS BIGINT), 0) FROM experiment_day WHERE variant = 1").await,
        ),
        _ => (
            count(app, "SELECT COALESCE(CAST(SUM(walls) AS BIGINT), 0) FROM experiment_day WHERE variant = 2").await,
            count(app, "SELECT COALESCE(CAST(SUM(addresses) AS BIGINT), 0) FROM experiment_day WHERE variant = 2")
                .await,
            count(app, "SELECT COALESCE(CAST(SUM(joined) AS BIGINT), 0) FROM experiment_day WHERE variant = 2").await,
        ),
    }
}

/// Cells of the table of results, by the variant's number.
fn results(page: &Page) -> BTreeMap<String, Vec<String>> {
    let text = page.text();
    let table = text.split("<tbody>").nth(1).and_then(|rest| rest.split("</tbody>").next()).expect("a table");
    let row = |row: &str| {
        let (number, cells) = row.split_once("</th>").expect("a number");
        let cells = cells.split("<td>").skip(1).map(|cell| cell.split("</td>").next().unwrap_or_default().to_owned());
        (number.to_owned(), cells.collect())
    };
    table.split("<th scope=\"row\">").skip(1).map(row).collect()
}

both_engines! {
    async fn a_reader_meets_one_variant_at_every_visit_and_on_every_instance(app, "[gate]\nshared_cache_seconds = 300\n") {
        app.with_articles().await;
        let editor = with_role(&app, "ed@example.org", Role::Editor).await;
        assert_eq!(app.stranger().get("/slow-bread").await.header("cache-control"), "public, max-age=0, s-maxage=300");
        start(&editor, "/slow-bread", &[]).await;
        let (_other, front) = app.restarted().await;
        let mut met = [0, 0];
        for _ in 0..40 {
            let reader = app.stranger();
            let page = reader.get("/slow-bread").await.is(200).shows("id=\"wall\"").hides(REST_CANARY);
            assert!(page.cookies().is_empty());
            assert_eq!(page.header("cache-control"), "private, no-cache");
            let arm = is_second(&page);
            met[usize::from(arm)] += 1;
            for again in [reader.get("/slow-bread").await, reader.moved_to(&front).get("/slow-bread").await] {
                assert_eq!((is_second(&again), again.text() == page.text()), (arm, true));
            }
            let tag = page.header("etag").to_owned();
            assert!(!tag.is_empty());
            reader.get_with("/slow-bread", &[("if-none-match", &tag)]).await.is(304);
        }
        // Of forty coins, fewer than six show one side once in a million tries.
        assert!(met.iter().all(|count| *count >= 5), "{met:?}");
        // Another article is as it was to any cache.
        write_long(&app, "other");
        app.import().await;
        assert_eq!(app.stranger().get("/other").await.header("cache-control"), "public, max-age=0, s-maxage=300");
    }

    async fn behind_a_proxy_each_reader_is_one(app, "trusted_proxies = [\"198.18.0.0/15\"]\n") {
        app.with_articles().await;
        let editor = with_role(&app, "ed@example.org", Role::Editor).await;
        start(&editor, "/slow-bread", &[]).await;
        let (proxy, other) = (app.stranger(), app.stranger());
        let mut met = [0, 0];
        for number in 0..40 {
            let reader = format!("203.0.113.{number}");
            let by = [("x-forwarded-for", reader.as_str()), ("user-agent", "A browser")];
            let arm = is_second(&proxy.get_with("/slow-bread", &by).await.is(200));
            assert_eq!(is_second(&other.get_with("/slow-bread", &by).await.is(200)), arm);
            met[usize::from(arm)] += 1;
        }
        assert!(met.iter().all(|count| *count >= 5), "{met:?}");
    }

    async fn the_other_instance_hears_of_a_start_and_of_an_end(app) {
        app.with_articles().await;
        let editor = with_role(&app, "ed@example.org", Role::Editor).await;
        let (beside, mut wire) = app.instance_beside().await;
        let path = start(&editor, "/slow-bread", &[]).await;
        let (reader, _) = who_meets(&app, "/slow-bread", is_second).await;
        let there = reader.moved_to(&beside.front);
        assert!(!is_second(&there.get("/slow-bread").await));
        wire.settle().await;
        assert!(is_second(&there.get("/slow-bread").await));
        editor.post(&path, &[("action", "stop"), ("keep", "")]).await.is(303);
        wire.settle().await;
        assert!(!is_second(&there.get("/slow-bread").await));
    }

    async fn a_variant_changes_what_it_says_and_nothing_else(app) {
        app.with_articles().await;
        write_long(&app, "long");
        write_long(&app, "outside");
        app.import().await;
        let editor = with_role(&app, "ed@example.org", Role::Editor).await;
        let before = app.stranger().get("/long").await.is(200);
        let (outside, open) = (app.stranger().get("/outside").await, app.stranger().get("/open").await);
        start(&editor, "https://news.example/long\n\n/long", &[
            ("words-2", "Words of <b>ours</b>.\r\n"),
            ("button-2", "Let me in"),
            ("lead-2", "3"),
        ]).await;
        let (_, first) = who_meets(&app, "/long", |page| !is_second(page)).await;
        let (reader, second) = who_meets(&app, "/long", is_second).await;
        for page in [&first, &second] {
            assert!(!page.has(REST_CANARY) && page.has("id=\"wall\""));
        }
        // As it was, but for the field that it is counted by.
        let hidden = first.hidden_fields().into_iter().find(|(name, _)| name == "wall").expect("a field").1;
        assert_eq!(first.text().replace(&format!("\n  <input type=\"hidden\" name=\"wall\" value=\"{hidden}\">"), ""), before.text());
        assert!(hidden.ends_with(".1"));
        let second = second.shows("<p>Words of &lt;b&gt;ours&lt;/b&gt;.</p>").shows(">Let me in</button>").hides("Read the rest, free").hides("Keep reading");
        let lead = |page: &Page| {
            let text = page.text();
            text.split("<div class=\"lead\">").nth(1).and_then(|rest| rest.split("</div>").next()).expect("a lead").to_owned()
        };
        let all = ["first first", "second second", "third third"];
        assert!(all.iter().all(|words| lead(&before).contains(words) && lead(&first).contains(words)));
        assert_eq!(all.map(|words| lead(&second).contains(words)), [true, false, false]);
        // A member reads the whole, and everybody what is outside as before.
        ask_on(&reader, &reader.get("/long").await, "a@example.org").await;
        prove(&app, &reader).await;
        reader.get("/long").await.is(200).shows("third third").shows(REST_CANARY).hides(OTHER_SHOWN);
        for (path, page) in [("/outside", &outside), ("/open", &open)] {
            let now = app.stranger().get(path).await.is(200);
            assert_eq!(now.text(), page.text(), "{path}");
            // A request that was not answered from memory has a number of its own, and its answer a length.
            let of = |page: &Page| {
                let mut headers = page.headers.clone();
                headers.remove("x-request-id");
                headers.remove("content-length");
                headers
            };
            assert_eq!(of(&now), of(page), "{path}");
        }
        // In a page of another language the publisher's words are still in their own.
        let headers = [("accept-language", "de")];
        reader.without_cookies().get_with("/long", &headers).await.is(200).shows(OTHER_SHOWN);
    }

    async fn programs_are_shown_the_first_and_not_counted(app) {
        app.with_articles().await;
        let editor = with_role(&app, "ed@example.org", Role::Editor).await;
        let link = shared(&app.member("ana@example.org").await).await;
        start(&editor, "/slow-bread", &[("heading-1", "The first of them")]).await;
        let robot = [("user-agent", "Mozilla/5.0 (compatible; AhrefsBot/7.0)")];
        for _ in 0..12 {
            app.stranger().get_with("/slow-bread", &robot).await.is(200).shows("The first of them");
            app.stranger().get_with(&link, &robot).await.is(200).shows("The first of them").hides(REST_CANARY);
        }
        // What a browser fetches ahead is what its reader sees afterwards.
        let (reader, _) = who_meets(&app, "/slow-bread", is_second).await;
        written(&app).await;
        let before = (brought(&app, 1).await, brought(&app, 2).await);
        assert!(is_second(&reader.get_with("/slow-bread", &[("sec-purpose", "prefetch")]).await.is(200)));
        assert!(is_second(&reader.get_with("/slow-bread", &[("sec-fetch-dest", "empty")]).await.is(200)));
        reader.send(http::Method::HEAD, "/slow-bread", &[], axum::body::Body::empty()).await.is(200);
        written(&app).await;
        assert_eq!((brought(&app, 1).await, brought(&app, 2).await), before);
    }

    async fn each_variant_is_counted_by_its_own_walls_addresses_and_members(app) {
        app.with_articles().await;
        write_long(&app, "other");
        app.import().await;
        let owner = with_role(&app, "owner@example.org", Role::Owner).await;
        let path = start(&owner, "/slow-bread", &[]).await;
        // By hand: walls, addresses, members of each.
        let mut by_hand = [(0, 0, 0); 2];
        for number in 0..24 {
            let reader = app.stranger();
            let mut page = reader.get("/slow-bread").await.is(200);
            let sums = &mut by_hand[usize::from(is_second(&page))];
            sums.0 += 1;
            if number % 3 == 0 {
                page = reader.get("/slow-bread").await.is(200);
                sums.0 += 1;
            }
            if number % 2 == 0 {
                ask_on(&reader, &page, &format!("n{number}@example.org")).await;
                sums.1 += 1;
            }
            if number % 4 == 0 {
                prove(&app, &reader).await;
                sums.2 += 1;
                // A member's page is no wall.
                reader.get("/slow-bread").await.is(200).shows(REST_CANARY);
            } else {
                app.deliver().await;
            }
        }
        // One who is a member already gives no address that counts, and joins no second time.
        let (again, page) = who_meets(&app, "/slow-bread", is_second).await;
        ask_on(&again, &page, "n0@example.org").await;
        prove(&app, &again).await;
        // Nobody of the staff is a reader.
        owner.get("/slow-bread").await.is(200);
        written(&app).await;
        let (first, second) = (brought(&app, 1).await, brought(&app, 2).await);
        assert_eq!((first.1, first.2), (by_hand[0].1, by_hand[0].2));
        assert_eq!((second.1, second.2), (by_hand[1].1, by_hand[1].2));
        // The others looked for `again`: the walls of all of them are those of the article.
        let walls = count(&app, "SELECT CAST(SUM(count) AS BIGINT) FROM insight_day WHERE event = 'wall'").await;
        assert_eq!(first.0 + second.0, walls);
        assert!(first.0 >= by_hand[0].0 && second.0 > by_hand[1].0);
        let members = count(&app, "SELECT COUNT(*) FROM member WHERE proved_at IS NOT NULL AND staff_role IS NULL").await;
        assert_eq!((first.2 + second.2, members), (6, 6));
        // The page says the same.
        let rows = results(&owner.get(&path).await.is(200).shows("Not yet: an experiment runs for 7 days at least"));
        for (number, sums) in [("1", first), ("2", second)] {
            assert_eq!(rows[number][2..], [sums.0, sums.1, sums.2].map(|count| count.to_string()), "{number}");
        }
        // What was counted and not written when it ends is written all the same.
        let (_, _) = who_meets(&app, "/slow-bread", is_second).await;
        let walls = brought(&app, 2).await.0;
        owner.post(&path, &[("action", "stop"), ("keep", "")]).await.is(303);
        written(&app).await;
        assert!(brought(&app, 2).await.0 > walls);
    }

    async fn a_field_that_cannot_be_true_counts_for_nothing(app) {
        app.with_articles().await;
        write_long(&app, "other");
        app.import().await;
        let editor = with_role(&app, "ed@example.org", Role::Editor).await;
        let path = start(&editor, "/slow-bread", &[("unlock-2", "asked")]).await;
        let id = path.rsplit('/').next().expect("an id").to_owned();
        let (reader, page) = who_meets(&app, "/slow-bread", is_second).await;
        let good = page.hidden_fields().into_iter().find(|(name, _)| name == "wall").expect("a field").1;
        let forged = [
            ("/slow-bread", format!("{id}.3")),
            ("/slow-bread", format!("{id}.0")),
            ("/slow-bread", format!("{id}.-1")),
            ("/slow-bread", format!("{id}.99999999999999999999")),
            ("/slow-bread", id.clone()),
            ("/slow-bread", "01900000-0000-7000-8000-000000000000.2".to_owned()),
            ("/slow-bread", "<script>".to_owned()),
            ("/slow-bread", "x".repeat(3000)),
            ("/other", good.clone()),
            ("/", good.clone()),
        ];
        for (number, (next, wall)) in forged.iter().enumerate() {
            let reader = app.stranger();
            let address = format!("f{number}@example.org");
            let fields = [("address", address.as_str()), ("next", *next), ("wall", wall.as_str())];
            reader.post("/-/sign-in", &fields).await.is(303);
            assert_eq!(reader.count_cookies("__Host-gatefold-unlock"), 0, "{next} {wall}");
            prove(&app, &reader).await;
            assert!(reader.is_signed_in().await);
        }
        written(&app).await;
        for number in [1, 2] {
            let sums = brought(&app, number).await;
            assert_eq!((sums.1, sums.2), (0, 0));
        }
        assert_eq!(count(&app, "SELECT COUNT(*) FROM challenge WHERE experiment_id IS NOT NULL OR variant IS NOT NULL").await, 0);
        // A mistake in the address keeps the field, and one of nobody's does not stand on the page.
        let typed = [("address", "no address"), ("next", "/slow-bread"), ("wall", good.as_str())];
        let page = reader.post("/-/sign-in", &typed).await.is(422);
        assert!(page.hidden_fields().contains(&("wall".to_owned(), good.clone())));
        let typed = [("address", "no address"), ("next", "/slow-bread"), ("wall", "\"><b>")];
        assert!(!reader.post("/-/sign-in", &typed).await.is(422).has("name=\"wall\""));
        ask_on(&reader, &page, "real@example.org").await;
        let code = app.deliver().await.iter().find_map(Mail::code).expect("a code");
        // Of an experiment that is over.
        editor.post(&path, &[("action", "stop"), ("keep", "2")]).await.is(303);
        let stale = app.stranger();
        ask_on(&stale, &page, "stale@example.org").await;
        assert_eq!(brought(&app, 2).await.1, 1);
        // What was asked for before counts when it is proved.
        reader.post("/-/sign-in/code", &[("code", &code)]).await.is(303);
        assert_eq!((brought(&app, 2).await.1, brought(&app, 2).await.2), (1, 1));
    }

    async fn where_a_variant_says_so_an_address_opens_the_article_at_once(app) {
        app.with_articles().await;
        write_long(&app, "other");
        app.import().await;
        let editor = with_role(&app, "ed@example.org", Role::Editor).await;
        start(&editor, "/slow-bread\n/other", &[("unlock-2", "asked")]).await;
        let (proved, page) = who_meets(&app, "/slow-bread", |page| !is_second(page)).await;
        ask_on(&proved, &page, "p@example.org").await;
        assert_eq!(proved.count_cookies("__Host-gatefold-unlock"), 0);
        proved.get("/slow-bread").await.is(200).shows("id=\"wall\"").hides(REST_CANARY);
        let (asked, page) = who_meets(&app, "/slow-bread", is_second).await;
        ask_on(&asked, &page, "a@example.org").await;
        asked.get("/slow-bread").await.is(200).shows(REST_CANARY).hides("id=\"wall\"");
        // One article, and the next wants the address proved, in whatever words.
        written(&app).await;
        let walls = brought(&app, 2).await.0;
        let page = asked.get("/other").await.is(200).hides(REST_CANARY).shows("Confirm your address to read on");
        assert_eq!(page.header("cache-control"), "private, no-store");
        assert!(page.hidden_fields().iter().any(|(name, value)| name == "wall" && value.ends_with(".2")));
        written(&app).await;
        assert_eq!(brought(&app, 2).await.0, walls + 1, "it is a wall of the same variant");
        // In another network it stays open, whatever is met there.
        for number in 0..12 {
            let mut moved = asked.copied();
            moved.ip = std::net::IpAddr::from([203, 0, 113, number]);
            moved.get("/slow-bread").await.is(200).shows(REST_CANARY);
        }
        // Without the field of its wall an address opens what the settings say.
        let plain = app.stranger();
        plain.ask("plain@example.org", "/slow-bread").await.is(303);
        plain.get("/slow-bread").await.is(200).hides(REST_CANARY);
        app.advance(days(1));
        asked.get("/slow-bread").await.is(200).hides(REST_CANARY);
    }

    async fn where_a_variant_says_so_an_address_opens_nothing(app, "[gate]\nunlock = \"asked\"\n") {
        app.with_articles().await;
        let editor = with_role(&app, "ed@example.org", Role::Editor).await;
        let path = start(&editor, "/slow-bread", &[("unlock-2", "proved")]).await;
        let (asked, page) = who_meets(&app, "/slow-bread", |page| !is_second(page)).await;
        ask_on(&asked, &page, "a@example.org").await;
        asked.get("/slow-bread").await.is(200).shows(REST_CANARY);
        let (proved, page) = who_meets(&app, "/slow-bread", is_second).await;
        ask_on(&proved, &page, "p@example.org").await;
        assert_eq!(proved.count_cookies("__Host-gatefold-unlock"), 0);
        proved.get("/slow-bread").await.is(200).hides(REST_CANARY).shows(OTHER_SHOWN);
        // Once it is kept, nobody's address does.
        editor.post(&path, &[("action", "stop"), ("keep", "2")]).await.is(303);
        let late = app.stranger();
        ask_on(&late, &late.get("/slow-bread").await, "l@example.org").await;
        late.get("/slow-bread").await.is(200).hides(REST_CANARY).shows(OTHER_SHOWN);
        editor.post(&path, &[("action", "lift")]).await.is(303);
        let last = app.stranger();
        ask_on(&last, &last.get("/slow-bread").await, "m@example.org").await;
        last.get("/slow-bread").await.is(200).shows(REST_CANARY);
    }

    async fn a_stop_keeps_what_is_chosen_until_it_is_lifted(app, "[gate]\nshared_cache_seconds = 60\n") {
        app.with_articles().await;
        let editor = with_role(&app, "ed@example.org", Role::Editor).await;
        let before = app.stranger().get("/slow-bread").await;
        let path = start(&editor, "/slow-bread", &[]).await;
        let selected = async |number: &str| {
            let page = editor.get(&path).await.is(200);
            assert!(page.has(&format!("<option value=\"{number}\" selected>")), "{}", page.text());
            page
        };
        selected("1").await.shows("runs for 7 days at least");
        app.advance(days(7));
        app.sign_in(&editor, "ed@example.org").await;
        selected("1").await.shows("shown 1,000 times at least");
        run(&app, "INSERT INTO experiment_day (experiment_id, variant, day, walls, addresses, joined)
            SELECT id, 1, 20000, 1000, 70, 30 FROM experiment").await;
        run(&app, "INSERT INTO experiment_day (experiment_id, variant, day, walls, addresses, joined)
            SELECT id, 2, 20000, 1000, 90, 50 FROM experiment").await;
        selected("1").await.shows("chance alone").shows("<td>30.0</td><td>21.1 – 42.5</td>");
        run(&app, "INSERT INTO experiment_day (experiment_id, variant, day, walls, addresses, joined)
            SELECT id, 2, 20001, 0, 10, 10 FROM experiment").await;
        let rows = results(&selected("2").await.shows("Variant 2 is better than each of the others."));
        assert_eq!(rows["2"], ["60.0", "46.9 – 76.5", "1,000", "100", "60"]);
        editor.get("/-/staff/experiments").await.is(200).shows("Variant 2 is better").shows("running");
        editor.post(&path, &[("action", "stop"), ("keep", "2")]).await.is(303);
        editor.get(&path).await.is(200).shows("variant 2 is kept").shows("value=\"lift\"").hides("value=\"stop\"");
        // Everybody meets it now, as any page is kept, and it counts nothing.
        for _ in 0..12 {
            let page = app.stranger().get("/slow-bread").await.is(200).shows(OTHER_SHOWN).hides("name=\"wall\"").hides(REST_CANARY);
            assert_eq!(page.header("cache-control"), "public, max-age=0, s-maxage=60");
        }
        written(&app).await;
        assert_eq!(brought(&app, 2).await, (1000, 100, 60));
        // Ended once, and lifted once.
        editor.post(&path, &[("action", "stop"), ("keep", "1")]).await.is(303);
        assert!(is_second(&app.stranger().get("/slow-bread").await));
        editor.post(NEW, &[("name", "Next"), ("articles", "/slow-bread"), ("button-2", "x")]).await.is(409).shows("Which words");
        editor.post(&path, &[("action", "lift")]).await.is(303);
        editor.post(&path, &[("action", "lift")]).await.is(303);
        let after = app.stranger().get("/slow-bread").await;
        assert_eq!((after.text(), after.header("etag")), (before.text(), before.header("etag")));
        editor.get(&path).await.is(200).shows("variant 2 was kept until");
        app.advance(std::time::Duration::from_secs(1));
        // Free for another, whose first changes nothing: keeping that keeps nothing.
        let next = start(&editor, "*", &[]).await;
        editor.post(&next, &[("action", "stop"), ("keep", "1")]).await.is(303);
        editor.get(&next).await.is(200).hides("value=\"lift\"");
        app.advance(std::time::Duration::from_secs(1));
        start(&editor, "/slow-bread", &[]).await;
        for (wanted, found) in [
            (3, count(&app, "SELECT COUNT(*) FROM audit WHERE subject = 'experiment' AND action = 'experiment-started'").await),
            (2, count(&app, "SELECT COUNT(*) FROM audit WHERE subject = 'experiment' AND action = 'experiment-stopped'").await),
            (1, count(&app, "SELECT COUNT(*) FROM audit WHERE subject = 'experiment' AND action = 'experiment-lifted'").await),
        ] {
            assert_eq!(found, wanted);
        }
        with_role(&app, "owner@example.org", Role::Owner).await.get("/-/staff/audit").await.is(200).shows("Experiment started");
    }

    async fn an_article_is_in_one_experiment(app) {
        app.with_articles().await;
        write_long(&app, "other");
        app.import().await;
        let editor = with_role(&app, "ed@example.org", Role::Editor).await;
        start(&editor, "/slow-bread", &[]).await;
        for articles in ["/slow-bread", "/other\n/slow-bread", "*"] {
            let page = editor.post(NEW, &[("name", "Clash"), ("articles", articles), ("button-2", "x")]).await.is(409);
            page.shows("slow-bread is in the experiment").shows("Which words").shows("value=\"Clash\"");
        }
        assert_eq!(count(&app, "SELECT COUNT(*) FROM experiment").await, 1);
        assert_eq!(count(&app, "SELECT COUNT(*) FROM experiment_article").await, 1, "nothing is left of those that clashed");
        app.advance(std::time::Duration::from_secs(1));
        start(&editor, "/other", &[]).await;
        assert_eq!(count(&app, "SELECT COUNT(*) FROM experiment").await, 2);
    }

    async fn a_page_of_a_variant_needs_no_database(app) {
        app.keeps_to_one("pages are ready on the instance that made them, and it has heard of the experiment");
        app.with_articles().await;
        let editor = with_role(&app, "ed@example.org", Role::Editor).await;
        start(&editor, "/slow-bread", &[]).await;
        let (first, _) = who_meets(&app, "/slow-bread", |page| !is_second(page)).await;
        let (second, _) = who_meets(&app, "/slow-bread", is_second).await;
        app.lose_database().await;
        assert!(!is_second(&first.get("/slow-bread").await.is(200)));
        assert!(is_second(&second.get("/slow-bread").await.is(200)));
        // Also a reader who was never there.
        for _ in 0..8 {
            app.stranger().get("/slow-bread").await.is(200).shows("id=\"wall\"");
        }
    }

    async fn a_form_that_starts_nothing_says_why(app, "[[site]]\nhost = \"news.example\"\nname = \"The Example\"\n[[site]]\nhost = \"food.example\"\nname = \"Food\"\n") {
        app.with_articles().await;
        let editor = with_role(&app, "ed@example.org", Role::Editor).await;
        let many = "/slow-bread\n".repeat(101);
        let long = "x".repeat(121);
        for (change, status, words) in [
            (("name", ""), 422, "Give it a name"),
            (("name", &*"x".repeat(81)), 422, "Give it a name"),
            (("articles", ""), 422, "at least one gated article"),
            (("articles", "/nothing"), 422, "There is no gated article at"),
            (("articles", "/open"), 422, "There is no gated article at"),
            (("articles", "<script>"), 422, "There is no gated article at"),
            (("articles", "https://elsewhere.example/slow-bread"), 422, "There is no gated article at"),
            (("articles", &*many), 422, "100 articles at most"),
            (("heading-2", ""), 422, "two variants at least"),
            (("heading-2", &*long), 422, "The words of variant 2"),
            (("heading-3", OTHER), 422, "Two of the variants are the same"),
            (("button-3", "a\u{7}b"), 422, "The words of variant 3"),
            (("lead-2", "0"), 422, "the lead of variant 2"),
            (("lead-2", "2001"), 422, "the lead of variant 2"),
            (("lead-2", "-5"), 422, "the lead of variant 2"),
            (("lead-4", "many"), 422, "the lead of variant 4"),
            (("unlock-2", "never"), 400, ""),
            (("provider-2", "google"), 400, ""),
            (("site", "elsewhere.example"), 400, ""),
            (("site", "food.example"), 422, "There is no gated article at"),
        ] {
            let good = [("name", "A name"), ("articles", "/slow-bread"), ("heading-2", OTHER)];
            let mut fields: Vec<(&str, &str)> = good.into_iter().filter(|(name, _)| *name != change.0).collect();
            fields.push(change);
            let page = editor.post(NEW, &fields).await.is(status).shows(words);
            if status == 422 && change.0 != "name" {
                page.shows("value=\"A name\"");
            }
        }
        assert_eq!(count(&app, "SELECT COUNT(*) FROM experiment").await, 0);
        let path = start(&editor, "/slow-bread", &[]).await;
        for (fields, status) in [
            (vec![("action", "x")], 400),
            (vec![("action", "stop"), ("keep", "x")], 400),
            (vec![("action", "stop"), ("keep", "3")], 303),
            (vec![("action", "stop"), ("keep", "0")], 303),
            (vec![("action", "lift")], 303),
        ] {
            editor.post(&path, &fields).await.is(status);
            assert_eq!(count(&app, "SELECT COUNT(*) FROM experiment WHERE ended_at IS NULL").await, 1, "{fields:?}");
        }
        for id in ["x", "01900000-0000-7000-8000-000000000000"] {
            editor.get(&format!("/-/staff/experiments/{id}")).await.is(404);
            editor.post(&format!("/-/staff/experiments/{id}"), &[("action", "stop")]).await.is(404);
        }
        editor.get("/-/staff/experiments?before=x").await.is(400);
    }

    async fn experiments_are_the_owners_and_the_editors(app) {
        app.with_articles().await;
        let owner = with_role(&app, "owner@example.org", Role::Owner).await;
        let path = start(&owner, "/slow-bread", &[]).await;
        let desk = with_role(&app, "desk@example.org", Role::Desk).await;
        for page in ["/-/staff/experiments", NEW, &path] {
            desk.get(page).await.is(403);
            app.stranger().get(page).await.is(404);
            owner.get(page).await.is(200);
        }
        for page in [NEW, &path] {
            desk.post(page, &[("action", "stop"), ("keep", "")]).await.is(403);
        }
        assert_eq!(count(&app, "SELECT COUNT(*) FROM experiment WHERE ended_at IS NULL").await, 1);
        desk.get("/-/staff/comments").await.is(200).hides(">Experiments<");
        owner.get("/-/staff/numbers").await.is(200).shows(">Experiments<");
    }

    async fn a_list_goes_on_with_the_older_ones(app) {
        app.with_articles().await;
        let editor = with_role(&app, "ed@example.org", Role::Editor).await;
        for _ in 0..22 {
            app.advance(std::time::Duration::from_secs(1));
            let path = start(&editor, "/slow-bread", &[]).await;
            editor.post(&path, &[("action", "stop"), ("keep", "")]).await.is(303);
        }
        let page = editor.get("/-/staff/experiments").await.is(200).shows("Which words");
        let text = page.text();
        let older = text.split("rel=\"next\" href=\"").nth(1).and_then(|rest| rest.split('"').next()).expect("a link");
        assert_eq!(text.matches("<li><p>").count(), 20);
        assert_eq!(editor.get(&older.replace("&#x2f;", "/")).await.is(200).text().matches("<li><p>").count(), 2);
    }
}

with_provider! {
    async fn a_variant_shows_the_providers_it_names_and_counts_who_joins_by_them(app, idp) {
        let editor = with_role(&app, "ed@example.org", Role::Editor).await;
        let new = editor.get(NEW).await.is(200).shows("name=\"provider-2\" value=\"google\" checked");
        assert_eq!(new.text().matches("name=\"provider-1\"").count(), crate::harness::social::ALL.len());
        let mut fields: Vec<(&str, &str)> = crate::harness::social::ALL.map(|id| ("provider-1", id)).to_vec();
        // The fourth is as the form comes: with every box ticked.
        fields.extend(crate::harness::social::ALL.map(|id| ("provider-4", id)));
        fields.push(("provider-2", "google"));
        fields.push(("heading-3", "Third of them"));
        let path = start(&editor, "/slow-bread", &fields).await;
        let is_third = |page: &Page| page.has("Third of them");
        let (_, first) = who_meets(&app, "/slow-bread", |page| !is_second(page) && !is_third(page)).await;
        let (reader, second) = who_meets(&app, "/slow-bread", is_second).await;
        let (_, third) = who_meets(&app, "/slow-bread", is_third).await;
        first.shows("/-/sign-in/with/github").shows("an account you already have");
        let second = second.shows("/-/sign-in/with/google?next=").hides("/-/sign-in/with/github");
        third.hides("/-/sign-in/with/").shows("All it takes is your email address").hides("an account you already have");
        editor.get(&path).await.is(200).shows("Ways in beside a letter: Google<").shows("Ways in beside a letter: none");
        // There and back: the button's own link, as the page has it.
        let text = second.text().replace("&#x2f;", "/").replace("&amp;", "&");
        let link = text.split("href=\"/-/sign-in/with/google?next=").nth(1).and_then(|rest| rest.split('"').next()).expect("a button");
        assert!(link.contains("&wall="), "{link}");
        be(&idp, "google", &Person::proved("ana-1", "ana@gmail.com"));
        let location = depart(&reader, "google", link).await;
        reader.get(&idp.allow(&location)).await.is(303);
        reader.get("/slow-bread").await.is(200).shows(REST_CANARY);
        assert_eq!(brought(&app, 2).await.2, 1);
        // A second time they join nothing.
        reader.post("/-/sign-out", &[]).await.is(303);
        let location = depart(&reader, "google", link).await;
        reader.get(&idp.allow(&location)).await.is(303);
        assert_eq!(brought(&app, 2).await.2, 1);
        // One who brings no proved address joins by our letter, from the same wall.
        be(&idp, "google", &Person::claimed("bob-1", "bob@example.org"));
        let (bob, _) = who_meets(&app, "/slow-bread", is_second).await;
        let location = depart(&bob, "google", link).await;
        bob.get(&idp.allow(&location)).await.is(303);
        assert_eq!((brought(&app, 2).await.1, brought(&app, 2).await.2), (1, 1));
        prove(&app, &bob).await;
        assert_eq!((brought(&app, 2).await.1, brought(&app, 2).await.2), (1, 2));
        // A made-up wall is nobody's.
        be(&idp, "google", &Person::proved("cleo-1", "cleo@gmail.com"));
        let cleo = app.stranger();
        let location = depart(&cleo, "google", "/slow-bread&wall=01900000-0000-7000-8000-000000000000.2").await;
        cleo.get(&idp.allow(&location)).await.is(303);
        assert!(cleo.is_signed_in().await);
        assert_eq!(count(&app, "SELECT CAST(SUM(joined) AS BIGINT) FROM experiment_day").await, 2);
    }
}
