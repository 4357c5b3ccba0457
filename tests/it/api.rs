//! The API: who may ask, what is answered, and what is done once.

use std::collections::BTreeSet;

use axum::body::Body;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use futures_util::future::join_all;
use gatefold::audit::Actor;
use gatefold::clock::{days, minutes};
use gatefold::program::flow::{Made, Wanted};
use gatefold::program::{ProgramId, Scope, Scopes};
use gatefold::staff::Role;
use gatefold::web::api::{document, table};
use http::Method;
use serde_json::{Value, json};

use crate::database::{count, run};
use crate::harness::{Page, TestApp};
use crate::instances::shared;
use crate::session::member_of;
use crate::staff_door::with_role;

const NOBODY: &str = "01900000-0000-7000-8000-000000000000";

/// A program of the publisher's, with its key.
pub struct Program<'a> {
    app: &'a TestApp,
    key: String,
    id: ProgramId,
}

pub async fn program<'a>(app: &'a TestApp, scopes: &[Scope]) -> Program<'a> {
    let scopes: Scopes = scopes.iter().copied().collect();
    let wanted = Wanted { name: "A program".to_owned(), scopes, expires_at: None };
    let Made::Yes(program, key) = app.app.programs.make(Actor::CommandLine, &wanted).await.expect("a program") else {
        panic!("there is room");
    };
    Program { app, key: key.reveal(), id: program.id }
}

impl Program<'_> {
    pub async fn ask(&self, method: Method, path: &str, headers: &[(&str, &str)], body: &str) -> Page {
        let bearer = format!("Bearer {}", self.key);
        let mut all = vec![("authorization", bearer.as_str())];
        all.extend_from_slice(headers);
        self.app.stranger().send(method, path, &all, Body::from(body.to_owned())).await
    }

    pub async fn get(&self, path: &str) -> Page {
        self.ask(Method::GET, path, &[], "").await
    }

    pub async fn post(&self, path: &str) -> Page {
        self.ask(Method::POST, path, &[], "").await
    }

    pub async fn put(&self, path: &str, body: &Value) -> Page {
        self.ask(Method::PUT, path, &[("content-type", "application/json")], &body.to_string()).await
    }
}

pub fn read(page: &Page) -> Value {
    serde_json::from_str(&page.text()).unwrap_or_else(|error| panic!("{error}: {}", page.text()))
}

/// A problem with this code, in the form that programs read.
fn problem(page: &Page, status: u16, code: &str) -> Value {
    assert_eq!(page.status, status, "{}", page.text());
    assert_eq!(page.header("content-type"), "application/problem+json");
    let told = read(page);
    assert_eq!((told["status"].as_u64(), told["code"].as_str()), (Some(u64::from(status)), Some(code)), "{told}");
    assert!(told["detail"].as_str().is_some_and(|detail| detail.ends_with('.')), "{told}");
    told
}

fn concrete(path: &str, id: &str) -> String {
    path.replace("{id}", id).replace("{source}", "cms-1")
}

/// The smallest picture there is: one pixel of PNG.
fn picture() -> Vec<u8> {
    STANDARD
        .decode("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==")
        .expect("base64")
}

fn article(path: &str, title: &str) -> Value {
    json!({
        "head": { "title": title, "path": path, "author": "Ana Ferris", "topics": ["Kitchen"] },
        "markdown": "The lead is for everyone.\n\n<!-- more -->\n\nTHE-REST-OF-IT is for members. ![A pixel](pixel.png)",
        "files": [{ "name": "pixel.png", "data": STANDARD.encode(picture()) }],
    })
}

both_engines! {
    // The matrix, cell by cell: each route, each kind of asker, each scope.
    async fn every_route_opens_for_its_scope_alone(app) {
        app.with_articles().await;
        let owner = with_role(&app, "owner@example.org", Role::Owner).await;
        let member = app.member("member@example.org").await;
        let mut programs = Vec::new();
        for scope in Scope::ALL {
            programs.push((scope, program(&app, &[scope]).await));
        }
        let ended = program(&app, &Scope::ALL).await;
        app.app.programs.end(Actor::CommandLine, ended.id).await.expect("ended");
        let bearer = format!("Bearer {}", ended.key);
        for ((path, methods, _), wanted) in table() {
            let path = &concrete(path, NOBODY);
            for method in methods {
                let method: Method = method.parse().expect("a method");
                let case = format!("{method} {path}");
                for browser in [&owner, &member, &app.stranger()] {
                    let page = browser.send(method.clone(), path, &[("sec-fetch-site", "same-origin")], Body::empty()).await;
                    problem(&page, 401, "no-key");
                    assert!(page.header("www-authenticate").starts_with("Bearer"), "{case}");
                }
                for line in [bearer.as_str(), "Bearer", "Bearer ", "Bearer gfk_x", "Basic YTpi", &bearer.replace("Bearer", "")] {
                    let page = app.stranger().send(method.clone(), path, &[("authorization", line)], Body::empty()).await;
                    problem(&page, 401, "no-key");
                }
                for (scope, program) in &programs {
                    let page = program.ask(method.clone(), path, &[], "").await;
                    if *scope == wanted {
                        assert!(!matches!(page.status, 401 | 403 | 405 | 500), "{case} as {scope:?}: {}", page.status);
                    } else {
                        problem(&page, 403, "no-scope");
                    }
                }
            }
        }
        assert!(owner.is_signed_in().await && member.is_signed_in().await);
    }

    async fn a_key_ends_with_its_time_and_with_a_word(app) {
        let wanted = Wanted { name: "Short".to_owned(), scopes: [Scope::ReadNumbers].into_iter().collect(), expires_at: Some(app.clock.now().plus(days(30))) };
        let Made::Yes(made, key) = app.app.programs.make(Actor::CommandLine, &wanted).await.expect("a program") else { panic!("there is room") };
        let short = Program { app: &app, key: key.reveal(), id: made.id };
        short.get("/-/api/v1/numbers").await.is(200);
        app.advance(days(30));
        problem(&short.get("/-/api/v1/numbers").await, 401, "no-key");
        let long = program(&app, &[Scope::ReadNumbers]).await;
        long.get("/-/api/v1/numbers").await.is(200);
        assert!(app.app.programs.end(Actor::CommandLine, long.id).await.expect("an end"));
        assert!(!app.app.programs.end(Actor::CommandLine, long.id).await.expect("an end"));
        problem(&long.get("/-/api/v1/numbers").await, 401, "no-key");
    }

    async fn what_is_not_there_is_told_to_programs_as_a_problem(app, "[limits]\nrequests_per_program_minute = 30\n") {
        app.with_articles().await;
        let all = program(&app, &Scope::ALL).await;
        problem(&all.get("/-/api/v1/nothing").await, 404, "not-found");
        problem(&all.get("/-/api/v2").await, 404, "not-found");
        problem(&all.post("/-/api/v1/members").await, 405, "method-not-allowed");
        problem(&all.ask(Method::PUT, "/-/api/v1/articles/by-source/x", &[("content-type", "text/plain")], "x").await, 415, "bad-media-type");
        let json = [("content-type", "application/json")];
        let large = "x".repeat(17 * 1024 * 1024);
        problem(&all.ask(Method::PUT, "/-/api/v1/articles/by-source/x", &json, &large).await, 413, "too-large");
        problem(&all.ask(Method::PUT, "/-/api/v1/articles/by-source/x", &json, "{").await, 400, "bad-json");
        let deep = format!("{{\"head\": {}", "[".repeat(100_000));
        assert!(matches!(all.ask(Method::PUT, "/-/api/v1/articles/by-source/x", &json, &deep).await.status, 400 | 422));
        problem(&all.ask(Method::PUT, "/-/api/v1/articles/by-source/x", &json, "{\"head\": 1, \"markdown\": \"x\"}").await, 422, "bad-field");
        let page = all.ask(Method::GET, "/-/api/v1/numbers", &[("sec-fetch-site", "cross-site")], "").await;
        assert_eq!(page.status, 200, "a read from elsewhere brings no cookie that counts");
        let refused = all.ask(Method::POST, "/-/api/v1/members/x/block", &[("sec-fetch-site", "cross-site")], "").await;
        assert_eq!((refused.status, refused.header("content-type")), (403, "application/problem+json"));
        // The limit of a minute.
        let mut statuses = BTreeSet::new();
        for _ in 0..40 {
            statuses.insert(all.get("/-/api/v1/numbers").await.status);
        }
        if app.instances().count() == 1 {
            assert_eq!(statuses, BTreeSet::from([200, 429]));
            let late = all.get("/-/api/v1/numbers").await;
            problem(&late, 429, "too-many");
            assert!(!late.header("retry-after").is_empty());
        }
        app.advance(minutes(1));
        all.get("/-/api/v1/numbers").await.is(200);
    }

    async fn lists_go_by_pages_and_wrong_parameters_are_told(app) {
        app.with_articles().await;
        for name in ["ana", "bob", "carl", "dora", "eve"] {
            app.advance(minutes(1));
            app.member(&format!("{name}@example.org")).await;
        }
        let all = program(&app, &Scope::ALL).await;
        let mut seen = Vec::new();
        let mut path = "/-/api/v1/members?limit=2".to_owned();
        loop {
            let page = read(&all.get(&path).await.is(200));
            let items = page["items"].as_array().expect("items");
            assert!(items.len() <= 2);
            seen.extend(items.iter().map(|one| one["address"].as_str().expect("an address").to_owned()));
            match page["next"].as_str() {
                Some(next) => path = format!("/-/api/v1/members?limit=2&cursor={next}"),
                None => break,
            }
        }
        assert_eq!(seen, ["eve", "dora", "carl", "bob", "ana"].map(|name| format!("{name}@example.org")));
        for ((path, methods, _), _) in table() {
            if *methods != ["GET"] || path.contains('{') || path.ends_with("numbers") {
                continue;
            }
            for wrong in ["limit=0", "limit=-1", "limit=101", "limit=x", "limit=99999999999999999999", "limit=", "cursor=0", "cursor=-1", "cursor=x", "cursor=", "limit=1&limit=1", "nothing=1"] {
                let told = problem(&all.get(&format!("{path}?{wrong}")).await, 400, "bad-parameter");
                assert_eq!(told["field"].as_str(), wrong.split('=').next(), "{path} {wrong}");
            }
            assert_eq!(read(&all.get(&format!("{path}?cursor=00000000-0000-0000-0000-000000000000&limit=100")).await.is(200))["next"], Value::Null);
        }
        for wrong in ["days=0", "days=-7", "days=31", "days=x", "days=", "site=x"] {
            problem(&all.get(&format!("/-/api/v1/numbers?{wrong}")).await, 400, "bad-parameter");
        }
        for wrong in ["joined_from=x", "news=1", "blocked=maybe", "site=%00", "way=%00", "q=%00", "q="] {
            let status = all.get(&format!("/-/api/v1/members?{wrong}")).await.status;
            assert_eq!(status, if wrong == "q=" { 200 } else { 400 }, "{wrong}");
        }
        let ana = crate::session::member_of(&app, "ana@example.org").await.id;
        app.app.sign_ins.block(gatefold::audit::Actor::CommandLine, ana, true).await.expect("blocked");
        crate::staff_members::indexed(&app).await;
        for (filter, wanted) in [("blocked=yes", 1), ("blocked=no", 4), ("unproved=yes", 0), ("unproved=no", 5), ("q=example.org&blocked=no", 0), ("q=@example.org&blocked=no", 4)] {
            let found = read(&all.get(&format!("/-/api/v1/members?{filter}")).await.is(200));
            assert_eq!(found["items"].as_array().map(Vec::len), Some(wanted), "{filter}");
        }
        for id in ["x", "0", "-1", NOBODY, "..", "%00", &"9".repeat(300)] {
            for path in ["/-/api/v1/members/", "/-/api/v1/articles/", "/-/api/v1/shares/"] {
                let page = all.get(&format!("{path}{id}")).await;
                assert_eq!(page.status, 404, "{path}{id}: {}", page.text());
            }
        }
    }

    async fn a_member_is_read_blocked_and_erased(app) {
        app.with_articles().await;
        let ana = app.member("ana@example.org").await;
        with_role(&app, "owner@example.org", Role::Owner).await;
        let id = member_of(&app, "ana@example.org").await.id.0.to_string();
        let owner = member_of(&app, "owner@example.org").await.id.0.to_string();
        let all = program(&app, &Scope::ALL).await;
        let path = format!("/-/api/v1/members/{id}");
        let told = read(&all.get(&path).await.is(200));
        assert_eq!((told["address"].as_str(), told["joined_by"].as_str(), told["blocked_at"].is_null()), (Some("ana@example.org"), Some("code"), true));
        assert_eq!(read(&all.post(&format!("{path}/block")).await.is(200))["is_changed"], true);
        assert!(!ana.is_signed_in().await);
        assert_eq!(read(&all.post(&format!("{path}/block")).await.is(200))["is_changed"], false);
        assert!(read(&all.get(&path).await.is(200))["blocked_at"].is_string());
        assert_eq!(read(&all.post(&format!("{path}/unblock")).await.is(200))["is_changed"], true);
        app.sign_in(&ana, "ana@example.org").await;
        all.post(&format!("{path}/sign-out")).await.is(200);
        assert!(!ana.is_signed_in().await);
        // Who runs the site is beyond a program.
        for what in ["block", "sign-out"] {
            problem(&all.post(&format!("/-/api/v1/members/{owner}/{what}")).await, 409, "is-staff");
        }
        problem(&all.ask(Method::DELETE, &format!("/-/api/v1/members/{owner}"), &[], "").await, 409, "is-staff");
        all.ask(Method::DELETE, &path, &[], "").await.is(204);
        problem(&all.get(&path).await, 404, "not-found");
        problem(&all.ask(Method::DELETE, &path, &[], "").await, 404, "not-found");
        assert_eq!(count(&app, "SELECT COUNT(*) FROM member WHERE address = 'ana@example.org'").await, 0);
        assert_eq!(count(&app, "SELECT COUNT(*) FROM audit WHERE program_id IS NOT NULL AND staff_id IS NULL").await, 4);
        let desk = with_role(&app, "owner@example.org", Role::Owner).await;
        desk.get("/-/staff/audit").await.is(200).shows("<td>A program</td><td>Member erased</td>");
    }

    async fn consents_are_read_as_they_were_given(app) {
        app.with_articles().await;
        let ana = app.member("ana@example.org").await;
        ana.post("/-/account/news", &[("news", "yes")]).await.is(303);
        app.advance(minutes(1));
        ana.post("/-/account/news", &[("news", "no")]).await.is(303);
        let id = member_of(&app, "ana@example.org").await.id.0.to_string();
        let reader = program(&app, &[Scope::ReadConsents]).await;
        for path in ["/-/api/v1/consents".to_owned(), format!("/-/api/v1/members/{id}/consents")] {
            let told = read(&reader.get(&path).await.is(200));
            let items = told["items"].as_array().expect("items");
            assert_eq!(items.iter().map(|one| one["is_granted"].as_bool()).collect::<Vec<_>>(), [Some(true), Some(false)]);
            assert!(items.iter().all(|one| one["member"] == id.as_str() && one["purpose"] == "news" && one["wording"].as_str().is_some_and(|words| words.len() > 10)));
        }
        problem(&reader.get(&format!("/-/api/v1/members/{NOBODY}/consents")).await, 404, "not-found");
    }

    async fn a_write_with_a_key_of_its_own_is_done_once(app) {
        app.member("ana@example.org").await;
        let id = member_of(&app, "ana@example.org").await.id.0.to_string();
        let (one, other) = (program(&app, &Scope::ALL).await, program(&app, &Scope::ALL).await);
        let path = format!("/-/api/v1/members/{id}/block");
        let key = [("idempotency-key", "k-1")];
        let first = one.ask(Method::POST, &path, &key, "").await.is(200);
        let again = one.ask(Method::POST, &path, &key, "").await.is(200);
        assert_eq!(again.header("idempotency-replayed"), "true");
        assert_eq!((read(&first)["is_changed"].as_bool(), read(&again)["is_changed"].as_bool()), (Some(true), Some(true)));
        problem(&one.ask(Method::POST, &path, &key, "another body").await, 422, "key-reused");
        problem(&one.ask(Method::POST, &format!("/-/api/v1/members/{id}/unblock"), &key, "").await, 422, "key-reused");
        // Another program's key of the same words is another one.
        assert_eq!(read(&other.ask(Method::POST, &path, &key, "").await.is(200))["is_changed"], false);
        for wrong in ["", " ", &"x".repeat(256), "é"] {
            problem(&one.ask(Method::POST, &path, &[("idempotency-key", wrong)], "").await, 400, "bad-parameter");
        }
        // A read is read anew, and no table keeps what it told.
        let kept = count(&app, "SELECT COUNT(*) FROM program_answer").await;
        one.ask(Method::GET, "/-/api/v1/members", &[("idempotency-key", "k-0")], "").await.is(200);
        assert_eq!(count(&app, "SELECT COUNT(*) FROM program_answer").await, kept);
        // What was refused is refused again, without being done.
        let nobody = format!("/-/api/v1/members/{NOBODY}/block");
        for _ in 0..2 {
            problem(&one.ask(Method::POST, &nobody, &[("idempotency-key", "k-2")], "").await, 404, "not-found");
        }
        // Many at once: one does it, the others are told its answer or to wait.
        let path = format!("/-/api/v1/members/{id}/unblock");
        let answers = join_all((0..6).map(|_| one.ask(Method::POST, &path, &[("idempotency-key", "k-3")], ""))).await;
        for page in &answers {
            assert!(page.status == 200 || problem(page, 409, "in-progress")["field"] == "Idempotency-Key");
        }
        assert_eq!(count(&app, "SELECT COUNT(*) FROM audit WHERE action = 'member-unblocked'").await, 1);
        // After a day the key is as new.
        app.advance(days(2));
        assert_eq!(read(&one.ask(Method::POST, &path, &[("idempotency-key", "k-3")], "").await.is(200))["is_changed"], false);
    }

    async fn an_article_is_put_changed_and_taken_back(app) {
        app.with_articles().await;
        let cms = program(&app, &[Scope::ReadArticles, Scope::WriteArticles]).await;
        let path = "/-/api/v1/articles/by-source/cms-1";
        let put = read(&cms.put(path, &article("/from-the-cms", "From <b>afar</b>")).await.is(201));
        assert_eq!((put["access"].as_str(), put["source"].as_str(), put["url"].as_str()), (Some("registered"), Some("cms-1"), Some("https://news.example/from-the-cms")));
        let stranger = app.stranger();
        stranger.get("/from-the-cms").await.is(200).shows("The lead is for everyone").shows("id=\"wall\"").shows("From &lt;b&gt;afar").hides("THE-REST-OF-IT");
        stranger.get("/from-the-cms/pixel.png").await.is(403);
        let ana = app.member("ana@example.org").await;
        ana.get("/from-the-cms").await.is(200).shows("THE-REST-OF-IT");
        ana.get("/from-the-cms/pixel.png").await.is(200);
        // The same again changes nothing; something else keeps its id.
        let same = read(&cms.put(path, &article("/from-the-cms", "From <b>afar</b>")).await.is(200));
        let changed = read(&cms.put(path, &article("/from-the-cms", "From here")).await.is(200));
        assert_eq!((&same["id"], &changed["id"]), (&put["id"], &put["id"]));
        assert_eq!(count(&app, "SELECT COUNT(*) FROM audit WHERE action = 'article-put'").await, 2);
        stranger.get("/from-the-cms").await.is(200).shows("From here").hides("THE-REST-OF-IT");
        // The folder leaves it alone, and each keeps its place.
        app.import().await;
        stranger.get("/from-the-cms").await.is(200).shows("From here");
        let taken = problem(&cms.put("/-/api/v1/articles/by-source/cms-2", &article("/slow-bread", "Mine")).await, 409, "path-taken");
        assert_eq!(taken["field"], "head.path");
        problem(&cms.put("/-/api/v1/articles/by-source/cms-2", &article("/from-the-cms", "Mine")).await, 409, "path-taken");
        stranger.get("/slow-bread").await.is(200).hides("Mine");
        let listed = read(&cms.get("/-/api/v1/articles?title=from%20HERE").await.is(200));
        assert_eq!(listed["items"].as_array().map(Vec::len), Some(1));
        cms.ask(Method::DELETE, path, &[], "").await.is(204);
        stranger.get("/from-the-cms").await.is(404);
        problem(&cms.ask(Method::DELETE, path, &[], "").await, 404, "not-found");
        let back = read(&cms.put(path, &article("/from-the-cms", "From here")).await.is(200));
        assert_eq!(back["id"], put["id"]);
        stranger.get("/from-the-cms").await.is(200).shows("From here");
    }

    async fn an_article_that_is_wrong_is_told_by_its_field_and_changes_nothing(app) {
        app.with_articles().await;
        let cms = program(&app, &[Scope::WriteArticles]).await;
        let good = article("/from-the-cms", "Title");
        let with = |change: &dyn Fn(&mut Value)| {
            let mut body = good.clone();
            change(&mut body);
            body
        };
        let head = |name: &'static str, value: Value| with(&move |body| body["head"][name] = value.clone());
        for (body, code, field) in [
            (head("title", json!("")), "bad-article", None),
            (head("title", json!("A\0B")), "bad-field", None),
            (head("title", json!(1)), "bad-field", Some("head.title")),
            (head("path", Value::Null), "bad-field", Some("head.path")),
            (head("path", json!("/-/staff")), "bad-article", None),
            (head("path", json!("/../x")), "bad-article", None),
            (head("site", json!("other.example")), "bad-article", None),
            (head("access", json!("secret")), "bad-field", Some("head.access")),
            (head("published", json!("yesterday")), "bad-article", None),
            (head("part", json!(1)), "bad-article", None),
            (head("image", json!("../pixel.png")), "bad-article", None),
            (head("acess", json!("public")), "bad-field", None),
            (with(&|body| body["markdown"] = json!(1)), "bad-field", Some("markdown")),
            (with(&|body| body["markdown"] = json!("Text. ![x](missing.png)")), "bad-article", None),
            (with(&|body| body["files"][0]["data"] = json!("%%%")), "bad-field", Some("files[0].data")),
            (with(&|body| body["files"][0]["name"] = json!("../../etc/passwd")), "bad-field", Some("files[0].name")),
            (with(&|body| body["files"] = json!(vec![body["files"][0].clone(), body["files"][0].clone()])), "bad-field", Some("files[1].name")),
            (with(&|body| body["files"] = json!(vec![json!({ "name": "a", "data": "" }); 51])), "bad-field", Some("files")),
            (with(&|body| body["more"] = json!(1)), "bad-field", Some("more")),
        ] {
            let page = cms.put("/-/api/v1/articles/by-source/cms-1", &body).await;
            let told = problem(&page, 422, code);
            assert!(field.is_none() || told["field"].as_str() == field, "{body}: {told}");
            assert!(!told.to_string().contains("/tmp") && !told.to_string().contains("gatefold-article"), "{told}");
        }
        for source in [".hidden", "a%2Fb", "%00", &"x".repeat(101)] {
            let page = cms.put(&format!("/-/api/v1/articles/by-source/{source}"), &good).await;
            assert_eq!(page.status, 400, "{source}: {}", page.text());
        }
        app.stranger().get("/from-the-cms").await.is(404);
        assert_eq!(count(&app, "SELECT COUNT(*) FROM article WHERE collection = 'api'").await, 0);
    }

    // Between the commit of a change and the moment that an instance hears of it.
    async fn what_changed_since_the_gate_was_asked_is_not_told(app) {
        app.keeps_to_one("it is about what one instance has not heard of yet");
        app.with_articles().await;
        let stranger = app.stranger();
        run(&app, "UPDATE article SET rest = 'TOLD-TOO-EARLY', digest = (SELECT digest FROM article WHERE path = '/slow-bread') WHERE path = '/open'").await;
        stranger.get("/open").await.is(503).hides("TOLD-TOO-EARLY");
        run(&app, "UPDATE catalogue_version SET version = version + 1").await;
        stranger.get("/open").await.is(200).shows("TOLD-TOO-EARLY");
        // The same of a file.
        run(&app, "UPDATE article SET digest = (SELECT digest FROM article_file LIMIT 1) WHERE path = '/slow-bread'").await;
        stranger.get("/slow-bread/crust.png").await.is(503);
        run(&app, "UPDATE catalogue_version SET version = version + 1").await;
        app.app.shelf.refresh(&app.app.db, app.clock.now()).await.expect("a catalogue");
        stranger.get("/slow-bread/crust.png").await.is(200);
    }

    async fn a_program_changes_what_an_article_asks(app) {
        app.with_articles().await;
        let cms = program(&app, &[Scope::ReadArticles, Scope::WriteArticles]).await;
        let listed = read(&cms.get("/-/api/v1/articles?limit=100").await.is(200));
        let bread = listed["items"].as_array().expect("items").iter().find(|one| one["path"] == "/slow-bread").expect("the article");
        let path = format!("/-/api/v1/articles/{}/access", bread["id"].as_str().expect("an id"));
        let told = read(&cms.put(&path, &json!({ "access": "public" })).await.is(200));
        assert_eq!((told["access"].as_str(), told["access_override"].as_str(), told["source"].is_null()), (Some("public"), Some("public"), true));
        app.stranger().get("/slow-bread").await.is(200).hides("id=\"wall\"");
        for wrong in [json!({ "access": "secret" }), json!({ "access": 1 }), json!({ "more": 1 }), json!([])] {
            assert_eq!(cms.put(&path, &wrong).await.status, 422, "{wrong}");
        }
        cms.put(&path, &json!({ "access": null })).await.is(200);
        app.stranger().get("/slow-bread").await.is(200).shows("id=\"wall\"");
        problem(&cms.put(&format!("/-/api/v1/articles/{NOBODY}/access"), &json!({ "access": null })).await, 404, "not-found");
    }

    async fn a_share_link_is_read_and_ended(app) {
        app.with_articles().await;
        let ana = app.member("ana@example.org").await;
        let link = shared(&ana).await;
        let all = program(&app, &Scope::ALL).await;
        let listed = read(&all.get("/-/api/v1/shares").await.is(200));
        let share = &listed["items"][0];
        assert_eq!((share["channel"].as_str(), share["readers"].as_i64()), (Some("copy"), Some(0)));
        assert!(!listed.to_string().contains(link.rsplit('/').next().expect("a token")), "whoever has the link may read");
        let friend = app.stranger();
        friend.get(&link).await.is(303);
        friend.get("/slow-bread").await.is(200).hides("id=\"wall\"");
        let path = format!("/-/api/v1/shares/{}", share["id"].as_str().expect("an id"));
        assert_eq!(read(&all.get(&path).await.is(200))["readers"], 1);
        assert!(read(&all.post(&format!("{path}/end")).await.is(200))["ended_at"].is_string());
        friend.get("/slow-bread").await.is(200).shows("id=\"wall\"");
        problem(&all.get("/-/api/v1/shares?article=x").await, 400, "bad-parameter");
        problem(&all.get(&format!("/-/api/v1/shares?article={NOBODY}&member={NOBODY}")).await, 400, "bad-parameter");
    }

    async fn owners_let_programs_in_and_end_them(app) {
        let owner = with_role(&app, "owner@example.org", Role::Owner).await;
        with_role(&app, "desk@example.org", Role::Desk).await.get("/-/staff/programs").await.is(403);
        let make = async |fields: &[(&str, &str)]| owner.post("/-/staff/programs", &[&[("action", "make")], fields].concat()).await;
        make(&[("name", ""), ("scope", "numbers:read")]).await.is(422).shows("give it a name");
        make(&[("name", &"x".repeat(61)), ("scope", "numbers:read")]).await.is(422);
        make(&[("name", "Numbers")]).await.is(422).shows("choose at least one").shows("value=\"Numbers\"");
        make(&[("name", "Numbers"), ("scope", "everything")]).await.is(400);
        make(&[("name", "Numbers"), ("scope", "numbers:read"), ("days", "31")]).await.is(400);
        let with_key = make(&[("name", "Numbers <b>"), ("scope", "numbers:read"), ("scope", "members:read"), ("days", "30")]).await.is(200).shows("Numbers &lt;b&gt;");
        let key = with_key.text().split("<code class=\"whole\">").nth(1).and_then(|rest| rest.split('<').next().map(str::to_owned)).expect("a key");
        let program = Program { app: &app, key: key.clone(), id: ProgramId(uuid::Uuid::nil()) };
        program.get("/-/api/v1/numbers").await.is(200);
        program.get("/-/api/v1/members").await.is(200);
        problem(&program.get("/-/api/v1/consents").await, 403, "no-scope");
        let page = owner.get("/-/staff/programs").await.is(200).hides(&key).shows("last used");
        assert_eq!(count(&app, "SELECT COUNT(*) FROM program WHERE name LIKE '%gfk%' OR scopes LIKE '%gfk%'").await, 0);
        let id = page.hidden_fields().into_iter().find(|(name, _)| name == "id").expect("an id").1;
        owner.post("/-/staff/programs", &[("action", "end"), ("id", "x")]).await.is(404);
        owner.post("/-/staff/programs", &[("action", "end"), ("id", &id)]).await.is(422).shows("Tick the box");
        program.get("/-/api/v1/numbers").await.is(200);
        owner.post("/-/staff/programs", &[("action", "end"), ("id", &id), ("sure", "yes")]).await.is(303);
        owner.post("/-/staff/programs", &[("action", "end"), ("id", &id), ("sure", "yes")]).await.is(404);
        problem(&program.get("/-/api/v1/numbers").await, 401, "no-key");
        owner.get("/-/staff/audit").await.is(200).shows("Program let in").shows("Program ended");
    }
}

#[test]
fn the_document_is_of_every_route_with_its_scope_and_of_nothing_else() {
    let document = serde_json::to_value(document::document()).expect("JSON");
    assert!(document["openapi"].as_str().is_some_and(|version| version.starts_with("3.1")));
    let mut told = BTreeSet::new();
    for (path, item) in document["paths"].as_object().expect("paths") {
        for (method, operation) in item.as_object().expect("methods") {
            let scope = operation["security"][0]["key"][0].as_str().expect("a scope");
            told.insert((path.clone(), method.to_uppercase(), scope.to_owned()));
        }
    }
    let known: BTreeSet<_> = table()
        .into_iter()
        .flat_map(|((path, methods, _), scope)| {
            methods.iter().map(move |method| (path.to_owned(), (*method).to_owned(), scope.as_str().to_owned()))
        })
        .collect();
    assert_eq!(told, known);
}
