//! The discussion under an article: who writes, who reads, what is shown where, and how often anything may be done.

use std::time::Duration;

use futures_util::future::join_all;
use gatefold::clock::{days, minutes};

use crate::database::count;
use crate::harness::{Browser, Page, TestApp};
use crate::instances::shared;
use crate::session::member_of;

/// The id of an article by its path.
pub fn article(app: &TestApp, path: &str) -> String {
    let catalogue = app.app.shelf.current();
    catalogue
        .list(&gatefold::site::SiteHost::new("news.example"))
        .iter()
        .find(|article| article.path == path)
        .expect("an article")
        .id
        .0
        .to_string()
}

pub async fn comment(app: &TestApp, browser: &Browser, path: &str, text: &str) -> Page {
    browser.post("/-/comments", &[("article", &article(app, path)), ("text", text)]).await
}

pub async fn answer(app: &TestApp, browser: &Browser, parent: &str, text: &str) -> Page {
    let form = [("article", article(app, "/slow-bread")), ("parent", parent.to_owned()), ("text", text.to_owned())];
    let form: Vec<(&str, &str)> = form.iter().map(|(name, value)| (*name, value.as_str())).collect();
    browser.post("/-/comments", &form).await
}

/// The comment that an answer leads to.
pub fn id_of(page: &Page) -> String {
    page.location().split("#comment-").nth(1).expect("a comment's place").to_owned()
}

/// A comment under the gated article, past the pace of one writer.
pub async fn written(app: &TestApp, browser: &Browser, text: &str) -> String {
    app.advance(Duration::from_secs(10));
    id_of(&comment(app, browser, "/slow-bread", text).await.is(303))
}

const OPEN: &str = "[comments]\nmoderation = \"none\"\n";

both_engines! {
    async fn a_member_comments_and_whoever_may_read_the_article_reads_it(app, OPEN) {
        app.with_articles().await;
        let ana = app.member("ana@example.org").await;
        let bob = app.member("bob@example.org").await;
        ana.get("/slow-bread").await.shows("Be the first to comment on this article.");
        let link = shared(&ana).await;
        let guest = app.stranger();
        guest.get(&link).await.is(303);
        guest.get("/slow-bread").await.is(200).shows("Nobody has commented").hides("<textarea");
        let id = written(&app, &ana, "Rye needs *longer*.").await;
        let place = format!("/-/discussion/{}?at={id}", article(&app, "/slow-bread"));
        for reader in [&ana, &bob, &guest] {
            reader.get("/slow-bread").await.is(200).shows("Rye needs <em>longer</em>.").shows("1 comment").shows("A member");
            reader.get(&place).await.is(200).shows("Rye needs <em>longer</em>.");
        }
        guest.get("/slow-bread").await.shows("Sign in or become a member").hides("<textarea");
        let stranger = app.stranger();
        stranger.get("/slow-bread").await.shows("1 comment; members read it.").hides("Rye needs");
        stranger.get(&place).await.is(403).hides("Rye needs");
        comment(&app, &bob, "/open", "Open to all.").await.is(303);
        stranger.get("/open").await.shows("Open to all.").hides("<textarea");
        stranger.get(&format!("/-/discussion/{}", article(&app, "/open"))).await.is(200).shows("Open to all.");
    }

    async fn a_name_stands_beside_a_comment_until_it_changes_or_its_member_leaves(app, OPEN) {
        app.with_articles().await;
        let ana = app.member("ana@example.org").await;
        let page = format!("/-/discussion/{}", article(&app, "/slow-bread"));
        ana.get(&page).await.shows("name=\"name\"");
        let form = [("article", article(&app, "/slow-bread")), ("text", "Hello.".to_owned()), ("name", "Ana <i>".to_owned())];
        let form: Vec<(&str, &str)> = form.iter().map(|(name, value)| (*name, value.as_str())).collect();
        ana.post("/-/comments", &form).await.is(303);
        let bob = app.member("bob@example.org").await;
        bob.get("/slow-bread").await.shows("Ana &lt;i&gt;").hides("Ana <i>");
        ana.get(&page).await.hides("name=\"name\"");
        ana.post("/-/account/name", &[("name", "Annie")]).await.is(303);
        bob.get("/slow-bread").await.shows("Annie").hides("Ana &lt;");
        ana.post("/-/account/delete", &[("sure", "yes")]).await.is(200);
        bob.get("/slow-bread").await.shows("A former member").shows("Hello.").hides("Annie");
    }

    async fn who_is_no_member_is_told_to_sign_in_and_keeps_what_was_typed(app, OPEN) {
        app.with_articles().await;
        let ana = app.member("ana@example.org").await;
        let id = written(&app, &ana, "Mine.").await;
        let guest = app.stranger();
        guest.get(&shared(&ana).await).await.is(303);
        guest.get("/slow-bread").await.is(200).shows("Mine.");
        for browser in [&app.stranger(), &guest] {
            comment(&app, browser, "/slow-bread", "I typed <this>").await.is(401).shows("I typed &lt;this&gt;").shows("/-/sign-in?next=%2Fslow-bread");
            for path in ["thank", "report", "delete", "edit"] {
                browser.post(&format!("/-/comments/{path}"), &[("id", &id), ("text", "x"), ("reason", "x")]).await.is(401);
            }
        }
        assert_eq!(count(&app, "SELECT COUNT(*) FROM comment").await, 1);
    }

    async fn what_cannot_be_commented_on_is_not_found(app, OPEN) {
        app.with_articles().await;
        app.write("quiet.md", "+++\ntitle = \"Quiet\"\npublished = 2026-09-01\naccess = \"public\"\ncomments = false\n+++\nText.\n");
        app.write("gone.md", "+++\ntitle = \"Gone\"\npublished = 2026-09-01\n+++\nText.\n");
        app.import().await;
        let (quiet, gone) = (article(&app, "/quiet"), article(&app, "/gone"));
        std::fs::remove_file(app.content().join("gone.md")).expect("removed");
        app.import().await;
        app.read_catalogue().await;
        let ana = app.member("ana@example.org").await;
        ana.get("/quiet").await.is(200).hides("id=\"discussion\"");
        for id in [quiet.as_str(), &gone, "nonsense", "00000000-0000-0000-0000-000000000000", ""] {
            ana.post("/-/comments", &[("article", id), ("text", "x")]).await.is(404);
            ana.get(&format!("/-/discussion/{id}")).await.is(404);
        }
        let id = article(&app, "/slow-bread");
        for query in ["?order=worst", "?after=x", "?order=best&after=x", "?at=x", "?order=best&after=00000000-0000-0000-0000-000000000000"] {
            ana.get(&format!("/-/discussion/{id}{query}")).await.is(400);
        }
        ana.get(&format!("/-/discussion/{id}?at=00000000-0000-0000-0000-000000000000")).await.is(404);
        ana.get(&format!("/-/discussion/{id}?after=00000000-0000-0000-0000-000000000000")).await.is(200);
    }

    async fn a_closed_house_has_no_discussions(app, "[comments]\nenabled = false\n") {
        app.with_articles().await;
        let ana = app.member("ana@example.org").await;
        ana.get("/slow-bread").await.is(200).hides("discussion");
        ana.get("/-/account").await.is(200).hides("/-/comments/letters");
        comment(&app, &ana, "/slow-bread", "x").await.is(404);
        ana.get(&format!("/-/discussion/{}", article(&app, "/slow-bread"))).await.is(404);
    }

    async fn a_text_that_is_empty_or_too_long_comes_back_with_the_page(app, OPEN) {
        app.with_articles().await;
        let ana = app.member("ana@example.org").await;
        comment(&app, &ana, "/slow-bread", " \n ").await.is(422).shows("Please write something first.").shows("aria-invalid");
        let most = "x".repeat(16 * 1024);
        comment(&app, &ana, "/slow-bread", &format!("{most}y")).await.is(422).shows("16 KB").shows(&format!("{most}y"));
        comment(&app, &ana, "/slow-bread", &"ä".repeat(70_000)).await.is(413);
        comment(&app, &ana, "/slow-bread", &most).await.is(303);
        app.advance(Duration::from_secs(10));
        comment(&app, &ana, "/slow-bread", &"ä".repeat(8 * 1024)).await.is(303);
        let form = [("article", article(&app, "/slow-bread")), ("text", "Typed.".to_owned()), ("name", "x".repeat(81))];
        let form: Vec<(&str, &str)> = form.iter().map(|(name, value)| (*name, value.as_str())).collect();
        ana.post("/-/comments", &form).await.is(422).shows("80 characters").shows("Typed.");
    }

    async fn one_comment_in_ten_seconds_and_thirty_a_day_in_the_first_week(app, OPEN) {
        app.with_articles().await;
        let ana = app.member("ana@example.org").await;
        comment(&app, &ana, "/slow-bread", "One.").await.is(303);
        let soon = comment(&app, &ana, "/slow-bread", "Two.").await.is(429).shows("Two.");
        assert_eq!(soon.header("retry-after"), "10");
        app.advance(Duration::from_secs(10));
        for number in 0..29 {
            comment(&app, &ana, "/slow-bread", &format!("More {number}.")).await.is(303);
            app.advance(Duration::from_secs(10));
        }
        let over = comment(&app, &ana, "/slow-bread", "Over.").await.is(429);
        assert!(over.header("retry-after").parse::<u64>().expect("seconds") > 80_000);
        app.advance(days(7));
        for number in 0..31 {
            comment(&app, &ana, "/slow-bread", &format!("Later {number}.")).await.is(303);
            app.advance(Duration::from_secs(10));
        }
        assert_eq!(count(&app, "SELECT COUNT(*) FROM comment").await, 61);
    }

    async fn a_button_pressed_many_times_makes_one_comment(app, OPEN) {
        app.with_articles().await;
        let ana = app.member("ana@example.org").await;
        let send = || comment(&app, &ana, "/slow-bread", "The same.");
        let pages = join_all((0..10).map(|_| send())).await;
        let ids: std::collections::BTreeSet<String> = pages.into_iter().map(|page| id_of(&page.is(303))).collect();
        assert_eq!(ids.len(), 1);
        assert_eq!(count(&app, "SELECT COUNT(*) FROM comment").await, 1);
        app.advance(minutes(1));
        send().await.is(303);
        assert_eq!(count(&app, "SELECT COUNT(*) FROM comment").await, 2);
    }

    async fn an_answer_stands_below_its_comment_and_has_none_itself(app, OPEN) {
        app.with_articles().await;
        let (ana, bob) = (app.member("ana@example.org").await, app.member("bob@example.org").await);
        let top = written(&app, &ana, "A question.").await;
        let below = id_of(&answer(&app, &bob, &top, "An answer.").await.is(303));
        bob.get("/slow-bread").await.shows("2 comments").shows("An answer.");
        app.advance(Duration::from_secs(10));
        answer(&app, &bob, &below, "An answer to that.").await.is(404);
        answer(&app, &bob, "00000000-0000-0000-0000-000000000000", "x").await.is(404);
        let form = [("article", article(&app, "/open")), ("parent", top.clone()), ("text", "Elsewhere.".to_owned())];
        let form: Vec<(&str, &str)> = form.iter().map(|(name, value)| (*name, value.as_str())).collect();
        bob.post("/-/comments", &form).await.is(404);
        let refused = answer(&app, &bob, &top, "").await.is(422).text();
        assert!(refused.contains(&format!("answer-error-{top}")), "{refused}");
        ana.post("/-/comments/delete", &[("id", &top)]).await.is(303);
        bob.get("/slow-bread").await.shows("1 comment").shows("deleted by its writer").shows("An answer.").hides("A question.");
        bob.post("/-/comments/delete", &[("id", &below)]).await.is(303);
        bob.get("/slow-bread").await.shows("Be the first to comment").hides("deleted by its writer");
    }

    async fn more_answers_than_fit_have_a_page_of_their_own(app, "[comments]\nmoderation = \"none\"\n[limits]\ncomment_seconds = 0\nnew_member_comments_day = 0\n") {
        app.with_articles().await;
        let ana = app.member("ana@example.org").await;
        let top = written(&app, &ana, "A question.").await;
        let mut answers = Vec::new();
        for number in 0..60 {
            app.advance(Duration::from_secs(1));
            answers.push(id_of(&answer(&app, &ana, &top, &format!("Answer {number:02}.")).await.is(303)));
        }
        ana.get("/slow-bread").await.shows("Answer 02.").hides("Answer 03.").shows("See all 60 answers");
        let page = format!("/-/discussion/{}", article(&app, "/slow-bread"));
        ana.get(&page).await.shows("Answer 09.").hides("Answer 10.");
        let first = ana.get(&format!("{page}?at={top}")).await.shows("Answer 49.").hides("Answer 50.").text();
        let more = first.split("rel=\"next\" href=\"").nth(1).and_then(|part| part.split('"').next()).expect("a link").replace("&amp;", "&");
        ana.get(&more).await.is(200).shows("Answer 50.").shows("Answer 59.").hides("Answer 49.");
        ana.get(&format!("{page}?at={}", answers[55])).await.shows("A question.").shows("Answer 55.").hides("Answer 54.");
    }

    async fn a_comment_is_changed_for_fifteen_minutes_by_its_writer_alone(app, OPEN) {
        app.with_articles().await;
        let (ana, bob) = (app.member("ana@example.org").await, app.member("bob@example.org").await);
        let id = written(&app, &ana, "Frist.").await;
        let edit = format!("/-/comments/edit?id={id}");
        ana.get(&edit).await.is(200).shows("Frist.");
        bob.get(&edit).await.is(404);
        for browser in [&bob, &app.member("cleo@example.org").await] {
            browser.post("/-/comments/edit", &[("id", &id), ("text", "Taken.")]).await.is(404);
            browser.post("/-/comments/delete", &[("id", &id)]).await.is(404);
        }
        ana.post("/-/comments/edit", &[("id", &id), ("text", "")]).await.is(422);
        ana.post("/-/comments/edit", &[("id", &id), ("text", "First.")]).await.is(303);
        bob.get("/slow-bread").await.shows("First.").shows("edited").hides("Frist.").hides("Taken.");
        let page = format!("/-/discussion/{}", article(&app, "/slow-bread"));
        ana.get(&page).await.shows(&edit);
        app.advance(minutes(15));
        ana.get(&page).await.hides(&edit);
        ana.get(&edit).await.is(409);
        ana.post("/-/comments/edit", &[("id", &id), ("text", "Late.")]).await.is(409).shows("Late.");
        ana.post("/-/comments/delete", &[("id", &id)]).await.is(303);
        ana.post("/-/comments/delete", &[("id", &id)]).await.is(404);
        assert_eq!(count(&app, "SELECT COUNT(*) FROM comment WHERE source <> ''").await, 0);
    }

    async fn thanks_are_counted_once_for_each_member(app, OPEN) {
        app.with_articles().await;
        let (ana, bob) = (app.member("ana@example.org").await, app.member("bob@example.org").await);
        let id = written(&app, &ana, "Thank me.").await;
        let thank = async || bob.post("/-/comments/thank", &[("id", &id)]).await;
        let pages = join_all((0..20).map(|_| thank())).await;
        for page in pages {
            assert!(page.is(303).location().ends_with(&format!("#comment-{id}")));
        }
        ana.post("/-/comments/thank", &[("id", &id)]).await.is(303);
        assert_eq!(count(&app, "SELECT thanks FROM comment").await, 1, "once, and not by oneself");
        let page = format!("/-/discussion/{}?at={id}", article(&app, "/slow-bread"));
        bob.get(&page).await.shows("1 thank you").shows("You thanked");
        app.advance(Duration::from_secs(10));
        let cleo = app.member("cleo@example.org").await;
        cleo.post("/-/comments/thank", &[("id", &id)]).await.is(303);
        cleo.get("/slow-bread").await.shows("2 thank yous");
        let back = bob.post("/-/comments/thank", &[("id", &id), ("undo", "yes"), ("order", "best"), ("after", "")]).await.is(303);
        assert!(back.location().contains("?order=best#comment-"), "{}", back.location());
        bob.post("/-/comments/thank", &[("id", &id), ("undo", "yes")]).await.is(303);
        assert_eq!(count(&app, "SELECT thanks FROM comment").await, 1);
        cleo.post("/-/account/delete", &[("sure", "yes")]).await.is(200);
        assert_eq!(count(&app, "SELECT thanks FROM comment").await, 0);
        bob.post("/-/comments/thank", &[("id", "x")]).await.is(404);
    }

    async fn pages_go_by_newest_or_by_thanks(app, "[comments]\nmoderation = \"none\"\n[limits]\ncomment_seconds = 0\nnew_member_comments_day = 0\n") {
        app.with_articles().await;
        let (ana, bob) = (app.member("ana@example.org").await, app.member("bob@example.org").await);
        let mut ids = Vec::new();
        for number in 0..60 {
            app.advance(Duration::from_secs(1));
            ids.push(id_of(&comment(&app, &ana, "/slow-bread", &format!("Number {number:02}.")).await.is(303)));
        }
        bob.post("/-/comments/thank", &[("id", &ids[5])]).await.is(303);
        let page = format!("/-/discussion/{}", article(&app, "/slow-bread"));
        let next = |page: &Page| {
            let text = page.text();
            text.split("rel=\"next\" href=\"").nth(1).and_then(|part| part.split('"').next()).map(|link| link.replace("&amp;", "&"))
        };
        for order in ["newest", "best"] {
            let first = bob.get(&format!("{page}?order={order}")).await.is(200).shows("60 comments");
            assert_eq!(first.text().matches("<article class=\"comment\"").count(), 50, "{order}");
            let second = bob.get(&next(&first).expect("a next page")).await.is(200);
            assert_eq!(second.text().matches("<article class=\"comment\"").count(), 10, "{order}");
            assert_eq!(next(&second), None);
            for number in 0..60 {
                let words = format!("Number {number:02}.");
                assert!(first.has(&words) != second.has(&words), "{order}: {words} stands on one page");
            }
            assert_eq!(first.has("Number 05."), order == "best");
        }
        let under = bob.get("/slow-bread").await.shows("Number 59.").shows("Number 10.").hides("Number 09.");
        assert!(bob.get(&next(&under).expect("a next page")).await.has("Number 09."));
    }

    async fn a_writer_hears_of_answers_where_they_want_to_and_stops_it_with_one_click(app, OPEN) {
        app.with_articles().await;
        let (ana, bob) = (app.member("ana@example.org").await, app.member("bob@example.org").await);
        let silent = written(&app, &ana, "No letters, please.").await;
        answer(&app, &bob, &silent, "Quiet.").await.is(303);
        assert!(app.deliver().await.is_empty());
        app.advance(Duration::from_secs(10));
        let form = [("article", article(&app, "/slow-bread")), ("text", "Tell me.".to_owned()), ("letters", "yes".to_owned())];
        let form: Vec<(&str, &str)> = form.iter().map(|(name, value)| (*name, value.as_str())).collect();
        let id = id_of(&ana.post("/-/comments", &form).await.is(303));
        bob.post("/-/account/name", &[("name", "Bob\u{200b} Subject: x")]).await.is(303);
        let told = id_of(&answer(&app, &bob, &id, "Here **it** is.").await.is(303));
        app.advance(Duration::from_secs(10));
        answer(&app, &ana, &id, "Thanks, says the writer.").await.is(303);
        let letters = app.deliver().await;
        assert_eq!(letters.len(), 1, "none to oneself");
        let letter = &letters[0];
        assert_eq!(letter.to, ["ana@example.org"]);
        assert!(letter.decoded().contains("Here it is.") && letter.decoded().contains(&told), "{}", letter.decoded());
        assert!(letter.header("subject").expect("a header").starts_with("Somebody answered you at The Example"), "{}", letter.header("subject").expect("a header"));
        let stop = letter.header("list-unsubscribe").expect("a header").trim_start_matches('<').trim_end_matches('>').replace("https://news.example", "");
        app.stranger().get(&stop).await.is(200).shows("a…a@example.org");
        ana.get("/-/account").await.shows("Stop these letters");
        app.stranger().post_with(&stop, &[("List-Unsubscribe", "One-Click")], &[]).await.is(200);
        ana.get("/-/account").await.shows("Send me these letters");
        app.advance(Duration::from_secs(10));
        answer(&app, &bob, &id, "Another.").await.is(303);
        assert!(app.deliver().await.is_empty());
        ana.post("/-/comments/letters", &[("letters", "yes")]).await.is(303);
        app.advance(Duration::from_secs(10));
        answer(&app, &bob, &id, "One more.").await.is(303);
        assert_eq!(app.deliver().await.len(), 1);
    }

    async fn whoever_leaves_leaves_their_words_and_nothing_else(app) {
        app.with_articles().await;
        let (ana, bob) = (app.member("ana@example.org").await, app.member("bob@example.org").await);
        ana.post("/-/account/name", &[("name", "Ana Ferris")]).await.is(303);
        let shown = written(&app, &ana, "To be seen.").await;
        crate::comment_staff::approve(&app, &shown).await;
        let held = written(&app, &ana, "Look at https://held.example.").await;
        let other = written(&app, &bob, "Of another.").await;
        crate::comment_staff::approve(&app, &other).await;
        ana.post("/-/comments/thank", &[("id", &other)]).await.is(303);
        ana.post("/-/comments/report", &[("id", &other), ("reason", "An unkind reason.")]).await.is(303);
        let data = ana.get("/-/account/data").await.is(200).text();
        let data: serde_json::Value = serde_json::from_str(&data).expect("JSON");
        let own = &data["comments"];
        assert_eq!(own["written"].as_array().expect("comments").len(), 2);
        assert_eq!(own["written"][0]["text"], "To be seen.");
        assert_eq!((own["thanked_for"][0]["comment"].as_str(), own["reported"][0]["reason"].as_str()), (Some(other.as_str()), Some("An unkind reason.")));
        assert_eq!((own["letters_about_answers"].as_bool(), own["decisions"][0]["action"].as_str()), (Some(false), Some("approve")));
        ana.post("/-/account/delete", &[("sure", "yes")]).await.is(200);
        app.deliver().await;
        app.advance(days(9));
        gatefold::server::clean_up(&app.app).await.expect("a clean-up");
        let rows = crate::database::dump(&app).await;
        for gone in ["ana@example.org", "Ferris", "held.example", "An unkind reason."] {
            assert!(!rows.contains(gone), "{gone}");
        }
        assert!(rows.contains("To be seen."));
        assert_eq!(count(&app, "SELECT COUNT(*) FROM comment WHERE thanks > 0 OR reports > 0").await, 0);
        assert!(!held.is_empty());
        bob.get("/slow-bread").await.shows("To be seen.").shows("A former member");
    }

    async fn another_instance_shows_a_comment_once_it_is_told(app, OPEN) {
        app.with_articles().await;
        let (there, mut wire) = app.instance_beside().await;
        let ana = app.member("ana@example.org").await;
        let (copy, stranger) = (ana.moved_to(&there.front), app.stranger().moved_to(&there.front));
        copy.get("/slow-bread").await.shows("Be the first");
        stranger.get("/slow-bread").await.hides("members read");
        written(&app, &ana, "Told.").await;
        copy.get("/slow-bread").await.shows("Be the first").hides("Told.");
        wire.settle().await;
        copy.get("/slow-bread").await.shows("Told.");
        stranger.get("/slow-bread").await.shows("1 comment; members read it.").hides("Told.");
        ana.post("/-/account/name", &[("name", "Annie")]).await.is(303);
        wire.settle().await;
        copy.get("/slow-bread").await.shows("Annie");
        let (_, late) = app.restarted().await;
        app.stranger().moved_to(&late).get("/slow-bread").await.shows("1 comment; members read it.");
    }

    async fn thanks_that_came_too_soon_are_shown_a_little_later(app, OPEN) {
        app.with_articles().await;
        app.keeps_to_one("thanks that wait are shown by the instance that took them");
        let (ana, bob) = (app.member("ana@example.org").await, app.member("bob@example.org").await);
        let id = written(&app, &ana, "Words.").await;
        bob.get("/slow-bread").await.is(200).hides("1 thank");
        bob.post("/-/comments/thank", &[("id", &id)]).await.is(303);
        bob.get("/slow-bread").await.is(200).hides("1 thank");
        app.advance(Duration::from_secs(11));
        app.app.comments.refresh().await;
        bob.get("/slow-bread").await.is(200).shows("1 thank");
    }

    async fn a_wall_with_a_discussion_needs_no_database(app, OPEN) {
        app.with_articles().await;
        app.keeps_to_one("what is asked for is ready on the instance that made it");
        let ana = app.member("ana@example.org").await;
        written(&app, &ana, "Words.").await;
        let stranger = app.stranger();
        let wall = stranger.get("/slow-bread").await.is(200).shows("1 comment; members read it.");
        let whole = ana.get("/slow-bread").await.is(200).shows("Words.");
        app.lose_database().await;
        assert_eq!(stranger.get("/slow-bread").await.is(200).bytes, wall.bytes);
        assert_eq!(ana.get("/slow-bread").await.is(200).bytes, whole.bytes);
    }

    async fn what_is_written_is_counted_by_day_and_article(app) {
        app.with_articles().await;
        let ana = app.member("ana@example.org").await;
        written(&app, &ana, "Held.").await;
        let id = member_of(&app, "ana@example.org").await.id;
        assert!(!id.0.is_nil());
        let held = "SELECT COALESCE(SUM(count), 0) FROM insight_day WHERE event = 'comment_made' AND label = 'held' AND reason = 'first'";
        // PostgreSQL sums a BIGINT as NUMERIC.
        let held = count(&app, if matches!(app.config.database.url, gatefold::config::DatabaseUrl::Sqlite(_)) { held } else { "SELECT CAST(COALESCE(SUM(count), 0) AS BIGINT) FROM insight_day WHERE event = 'comment_made' AND label = 'held' AND reason = 'first'" }).await;
        assert_eq!(held, 1);
    }
}
