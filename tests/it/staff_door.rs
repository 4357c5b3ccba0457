//! R64: who enters the staff area, by what they prove, and what each role may do there.

use std::time::Duration;

use futures_util::future::join_all;
use gatefold::audit::Actor;
use gatefold::clock::{hours, minutes};
use gatefold::email_address::EmailAddress;
use gatefold::member::MemberId;
use gatefold::staff::flow::RoleChange;
use gatefold::staff::{May, Role};
use gatefold::web::staff::{Needs, table};
use totp_rs::{Builder, Secret};

use crate::database::count;
use crate::harness::{Browser, Page, TestApp};
use crate::session::member_of;

const FACTOR: &str = "[staff]\nsecond_factor = true\n";

/// A role for this address, and a browser that has just signed in with it.
pub async fn with_role(app: &TestApp, address: &str, role: Role) -> Browser {
    let parsed = EmailAddress::parse(address).expect("an address");
    app.app.desk.add(Actor::CommandLine, &parsed, role, app.app.sites.first()).await.expect("staff");
    app.member(address).await
}

/// What a phone holds: the secret, as the page shows it to be typed.
pub struct Phone(String);

impl Phone {
    fn of(page: &Page) -> Self {
        let text = page.text();
        let secret =
            text.split("<code class=\"whole\">").nth(1).and_then(|rest| rest.split('<').next()).expect("a secret");
        Self(secret.replace(' ', ""))
    }

    pub fn code(&self, app: &TestApp) -> String {
        let secret = Secret::try_from_base32(&self.0).expect("base 32");
        let codes = Builder::new().with_secret(secret).build_noncompliant();
        codes.generate(u64::try_from(app.clock.now().as_seconds()).expect("after 1970")).to_string()
    }
}

fn offer(page: &Page) -> String {
    page.hidden_fields().into_iter().find(|(name, _)| name == "offer").expect("an offer").1
}

fn codes(page: &Page) -> Vec<String> {
    page.text().split("<li><code>").skip(1).filter_map(|rest| rest.split('<').next()).map(str::to_owned).collect()
}

/// Sets an app up; the recovery codes that are shown with it.
pub async fn set_up(app: &TestApp, browser: &Browser) -> (Phone, Vec<String>) {
    let page = browser.get("/-/staff/factors/app").await.is(200);
    let phone = Phone::of(&page);
    let form = [("offer", offer(&page)), ("code", phone.code(app))];
    let form: Vec<(&str, &str)> = form.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let done = browser.post("/-/staff/factors/app", &form).await.is(200);
    let codes = codes(&done);
    // The next code is another one.
    app.advance(Duration::from_secs(30));
    (phone, codes)
}

async fn prove(browser: &Browser, code: &str) -> Page {
    browser.post("/-/staff/factor", &[("code", code), ("next", "/-/staff/comments")]).await
}

both_engines! {
    async fn an_app_is_set_up_once_and_proved_in_each_browser(app, FACTOR) {
        app.with_articles().await;
        let ana = with_role(&app, "ana@example.org", Role::Owner).await;
        assert_eq!(ana.get("/-/staff").await.is(303).location(), "/-/staff/factors");
        assert_eq!(ana.post("/-/staff/comments", &[("id", "x"), ("action", "approve")]).await.is(303).location(), "/-/staff/factors");
        ana.get("/-/staff/factors").await.is(200).shows("stays closed").shows("Set up an app");
        let page = ana.get("/-/staff/factors/app").await.is(200).shows("data:image/svg+xml;base64,");
        let wrong = ana.post("/-/staff/factors/app", &[("offer", &offer(&page)), ("code", "000000")]).await.is(422);
        assert_eq!(Phone::of(&wrong).0, Phone::of(&page).0, "the picture that was scanned is still good");
        assert_eq!(count(&app, "SELECT COUNT(*) FROM staff_app").await, 0);
        let (phone, recovery) = set_up(&app, &ana).await;
        assert_eq!(recovery.len(), 10);
        assert_eq!(ana.get("/-/staff").await.is(303).location(), "/-/staff/numbers");
        ana.get("/-/staff/comments").await.is(200);
        ana.get("/-/staff/factors").await.is(200).shows("10 codes are left").hides(&recovery[0]);
        let other = app.member("ana@example.org").await;
        let asked = other.get("/-/staff/comments").await.is(303);
        assert_eq!(asked.location(), "/-/staff/factor?next=%2F-%2Fstaff%2Fcomments");
        other.get(asked.location()).await.is(200).shows("Your second proof");
        prove(&other, "").await.is(422).shows("This code is not right");
        let code = phone.code(&app);
        assert_eq!(prove(&other, &code).await.is(303).location(), "/-/staff/comments");
        other.get("/-/staff/comments").await.is(200);
        let third = app.member("ana@example.org").await;
        prove(&third, &code).await.is(422);
        third.get("/-/staff/comments").await.is(303);
        app.advance(Duration::from_secs(30));
        prove(&third, &phone.code(&app)).await.is(303);
        third.get("/-/staff/comments").await.is(200);
    }

    async fn a_recovery_code_opens_once(app, FACTOR) {
        let ana = with_role(&app, "ana@example.org", Role::Editor).await;
        let (_, recovery) = set_up(&app, &ana).await;
        let other = app.member("ana@example.org").await;
        prove(&other, &recovery[3].to_uppercase()).await.is(303);
        other.get("/-/staff/factors").await.is(200).shows("9 codes are left");
        prove(&app.member("ana@example.org").await, &recovery[3]).await.is(422);
        let again = codes(&other.post("/-/staff/factors/recovery", &[]).await.is(200));
        assert_eq!(again.len(), 10);
        prove(&app.member("ana@example.org").await, &recovery[4]).await.is(422);
        prove(&app.member("ana@example.org").await, &again[4]).await.is(303);
    }

    async fn one_code_sent_many_times_at_once_opens_one_browser(app, FACTOR) {
        let ana = with_role(&app, "ana@example.org", Role::Owner).await;
        let (phone, recovery) = set_up(&app, &ana).await;
        for code in [phone.code(&app), recovery[0].clone()] {
            let mut browsers = Vec::new();
            for _ in 0..4 {
                browsers.push(app.member("ana@example.org").await);
            }
            let code = &code;
            let answers = join_all(browsers.iter().map(|browser| async move { prove(browser, code).await.status })).await;
            assert_eq!(answers.iter().filter(|status| **status == 303).count(), 1, "{answers:?}");
            app.advance(minutes(11));
        }
    }

    async fn guesses_come_to_an_end(app, FACTOR) {
        let ana = with_role(&app, "ana@example.org", Role::Owner).await;
        let (phone, recovery) = set_up(&app, &ana).await;
        let other = app.member("ana@example.org").await;
        // One was used to set it up.
        for number in 0..9 {
            prove(&other, &format!("00000{number}")).await.is(422);
        }
        for code in [phone.code(&app), recovery[0].clone()] {
            let refused = prove(&other, &code).await.is(429).shows("Too many codes");
            assert!(refused.header("retry-after").parse::<u64>().is_ok_and(|seconds| seconds <= 600));
        }
        app.advance(minutes(10));
        prove(&other, &phone.code(&app)).await.is(303);
    }

    async fn a_proof_is_good_for_half_a_day_and_for_what_is_grave_ten_minutes(app, FACTOR) {
        let ana = with_role(&app, "ana@example.org", Role::Owner).await;
        let (phone, _) = set_up(&app, &ana).await;
        let add = [("action", "add"), ("address", "bob@example.org"), ("role", "desk")];
        app.advance(minutes(11));
        ana.get("/-/staff/comments").await.is(200);
        ana.get("/-/staff/team").await.is(200);
        ana.post("/-/staff/team", &add).await.is(401).shows("it was not carried out");
        // What leads back is a page, also from where there is none.
        let asked = ana.post("/-/staff/factors/recovery", &[]).await.is(401);
        assert!(asked.hidden_fields().contains(&("next".to_owned(), "/-/staff/factors".to_owned())), "{}", asked.text());
        let asked = ana.post("/-/staff/members/export", &[("kind", "members")]).await.is(401);
        assert!(asked.hidden_fields().contains(&("next".to_owned(), "/-/staff/members".to_owned())), "{}", asked.text());
        assert_eq!(count(&app, "SELECT COUNT(*) FROM member WHERE staff_role = 'desk'").await, 0);
        prove(&ana, &phone.code(&app)).await.is(303);
        ana.post("/-/staff/team", &add).await.is(303);
        assert_eq!(count(&app, "SELECT COUNT(*) FROM member WHERE staff_role = 'desk'").await, 1);
        app.advance(hours(12) + minutes(1));
        ana.get("/-/staff/comments").await.is(303);
    }

    async fn the_first_app_wants_a_fresh_sign_in(app, FACTOR) {
        let ana = with_role(&app, "ana@example.org", Role::Owner).await;
        app.advance(minutes(11));
        for path in ["/-/staff/factors", "/-/staff/factors/app"] {
            ana.get(path).await.is(401).shows("Confirm it is you").shows(&format!("name=\"next\" value=\"{path}\""));
        }
        ana.post("/-/staff/factors/app", &[]).await.is(401);
        app.sign_in(&ana, "ana@example.org").await;
        set_up(&app, &ana).await;
    }

    async fn a_form_sets_an_app_up_once_and_a_new_app_ends_what_the_old_one_proved(app, FACTOR) {
        let ana = with_role(&app, "ana@example.org", Role::Owner).await;
        let page = ana.get("/-/staff/factors/app").await.is(200);
        let (offer_text, phone) = (offer(&page), Phone::of(&page));
        let code = phone.code(&app);
        let old = codes(&ana.post("/-/staff/factors/app", &[("offer", &offer_text), ("code", &code)]).await.is(200));
        ana.post("/-/staff/factors/app", &[("offer", &offer_text), ("code", &code)]).await.is(410);
        let other = app.member("ana@example.org").await;
        app.advance(Duration::from_secs(30));
        prove(&other, &phone.code(&app)).await.is(303);
        other.get("/-/staff/comments").await.is(200);
        app.advance(Duration::from_secs(30));
        let (second, new) = set_up(&app, &ana).await;
        other.get("/-/staff/comments").await.is(303);
        ana.get("/-/staff/comments").await.is(200);
        assert!(new.len() == 10 && new.iter().all(|code| !old.contains(code)));
        prove(&other, &old[0]).await.is(422);
        prove(&other, &second.code(&app)).await.is(303);
        other.get("/-/staff/comments").await.is(200);
    }

    async fn a_role_that_was_taken_and_given_again_opens_no_old_browser(app, FACTOR) {
        let ana = with_role(&app, "ana@example.org", Role::Owner).await;
        set_up(&app, &ana).await;
        let ben = with_role(&app, "ben@example.org", Role::Desk).await;
        set_up(&app, &ben).await;
        let id = member_of(&app, "ben@example.org").await.id;
        app.app.desk.change_staff(Actor::CommandLine, id, None).await.expect("removed");
        let again = with_role(&app, "ben@example.org", Role::Desk).await;
        set_up(&app, &again).await;
        again.get("/-/staff/comments").await.is(200);
        ben.get("/-/staff/comments").await.is(303);
    }

    async fn an_owner_who_never_came_in_is_no_help(app, FACTOR) {
        let ana = with_role(&app, "ana@example.org", Role::Owner).await;
        set_up(&app, &ana).await;
        let id = member_of(&app, "ana@example.org").await.id.0.to_string();
        ana.post("/-/staff/team", &[("action", "add"), ("address", "typo@exmaple.example"), ("role", "owner")]).await.is(303);
        ana.post("/-/staff/team", &[("action", "remove"), ("id", &id)]).await.is(422).shows("The last owner stays one");
        ana.post("/-/account/delete", &[("sure", "yes")]).await.is(409);
    }

    async fn keeping_staff_out_wants_a_proof_of_the_last_minutes(app, FACTOR) {
        let ana = with_role(&app, "ana@example.org", Role::Owner).await;
        let (phone, _) = set_up(&app, &ana).await;
        with_role(&app, "ben@example.org", Role::Owner).await;
        let path = format!("/-/staff/members/{}", member_of(&app, "ben@example.org").await.id.0);
        app.advance(minutes(11));
        ana.post(&path, &[("action", "block")]).await.is(401).shows("it was not carried out");
        prove(&ana, &phone.code(&app)).await.is(303);
        ana.post(&path, &[("action", "block")]).await.is(303);
        assert!(member_of(&app, "ben@example.org").await.blocked_at.is_some());
    }

    async fn an_offer_is_one_members_and_grows_old(app, FACTOR) {
        let ana = with_role(&app, "ana@example.org", Role::Owner).await;
        let bob = with_role(&app, "bob@example.org", Role::Desk).await;
        let page = ana.get("/-/staff/factors/app").await.is(200);
        let (offer, phone) = (offer(&page), Phone::of(&page));
        bob.post("/-/staff/factors/app", &[("offer", &offer), ("code", &phone.code(&app))]).await.is(410).shows("open for too long");
        ana.post("/-/staff/factors/app", &[("offer", "x"), ("code", &phone.code(&app))]).await.is(410);
        app.advance(minutes(15));
        app.sign_in(&ana, "ana@example.org").await;
        ana.post("/-/staff/factors/app", &[("offer", &offer), ("code", &phone.code(&app))]).await.is(410);
        assert_eq!(count(&app, "SELECT COUNT(*) FROM staff_app").await, 0);
    }

    // The matrix, cell by cell: each route, each method, each kind of reader.
    async fn every_route_opens_for_whom_the_table_says(app, FACTOR) {
        app.with_articles().await;
        let mut readers: Vec<(String, Option<Role>, Browser)> = vec![
            ("stranger".to_owned(), None, app.stranger()),
            ("member".to_owned(), None, app.member("member@example.org").await),
        ];
        for role in Role::ALL {
            let browser = with_role(&app, &format!("{}@example.org", role.as_str()), role).await;
            set_up(&app, &browser).await;
            readers.push((role.as_str().to_owned(), Some(role), browser));
        }
        let blocked = with_role(&app, "blocked@example.org", Role::Owner).await;
        set_up(&app, &blocked).await;
        app.app.sign_ins.block(Actor::CommandLine, member_of(&app, "blocked@example.org").await.id, true).await.expect("blocked");
        readers.push(("blocked".to_owned(), None, blocked));
        let odd = with_role(&app, "odd@example.org", Role::Owner).await;
        set_up(&app, &odd).await;
        crate::database::run(&app, "UPDATE member SET staff_role = 'emperor' WHERE address = 'odd@example.org'").await;
        readers.push(("of no role".to_owned(), None, odd));
        let someone = member_of(&app, "member@example.org").await.id.0.to_string();
        let article = app.app.shelf.current().all().next().expect("an article").id.0.to_string();
        let webhook = crate::webhook::added(&app).await.0.to_string();
        let owner = &readers.iter().find(|(name, ..)| name == "owner").expect("an owner").2;
        let experiment = crate::experiment::start(owner, "/slow-bread", &[]).await;
        let experiment = experiment.rsplit('/').next().expect("an id").to_owned();
        for ((path, methods, _), needs) in table() {
            let id = match path {
                path if path.contains("/articles/") => &article,
                path if path.contains("/experiments/") => &experiment,
                _ => &someone,
            };
            let path = &path.replace("{id}", id).replace("{webhook}", &webhook);
            for method in methods {
                for (name, role, browser) in &readers {
                    let page = if *method == "GET" { browser.get(path).await } else { browser.post(path, &[]).await };
                    let what = match needs {
                        Needs::May { to_read, to_write } => if *method == "GET" { to_read } else { to_write },
                        Needs::Role => May::Enter,
                    };
                    let case = format!("{name} {method} {path}: {}", page.status);
                    match role {
                        None => assert_eq!(page.status, 404, "{case}"),
                        Some(role) if !role.may(what) => assert_eq!(page.status, 403, "{case}"),
                        // An empty form is refused by what it lacks, and not by the door.
                        Some(_) => assert!(matches!(page.status, 200 | 303 | 400 | 410 | 422), "{case}"),
                    }
                }
            }
        }
    }

    async fn owners_say_who_is_staff(app, FACTOR) {
        let ana = with_role(&app, "ana@example.org", Role::Owner).await;
        set_up(&app, &ana).await;
        let post = async |form: &[(&str, &str)]| ana.post("/-/staff/team", form).await;
        post(&[("action", "add"), ("address", "bob@"), ("role", "desk")]).await.is(422).shows("value=\"bob@\"").shows("check the address");
        post(&[("action", "add"), ("address", "bob@example.org"), ("role", "king")]).await.is(422).shows("choose a role");
        post(&[("action", "add"), ("address", "bob@example.org"), ("role", "desk")]).await.is(303);
        ana.get("/-/staff/team?done=added").await.is(200).shows("bob@example.org").shows("has not signed in yet").shows("They have the role now");
        let bob = app.member("bob@example.org").await;
        set_up(&app, &bob).await;
        bob.get("/-/staff/team").await.is(403).shows("Your role does not open this part");
        let id = member_of(&app, "bob@example.org").await.id.0.to_string();
        post(&[("action", "role"), ("id", &id), ("role", "owner")]).await.is(303);
        bob.get("/-/staff/team").await.is(200);
        post(&[("action", "reset"), ("id", &id)]).await.is(303);
        bob.get("/-/staff/comments").await.is(404);
        assert_eq!(count(&app, "SELECT COUNT(*) FROM staff_app").await, 1);
        app.sign_in(&bob, "bob@example.org").await;
        set_up(&app, &bob).await;
        post(&[("action", "remove"), ("id", &id)]).await.is(303);
        bob.get("/-/staff/comments").await.is(404);
        let member = app.member("carl@example.org").await;
        let carl = member_of(&app, "carl@example.org").await.id.0.to_string();
        for action in ["role", "remove", "reset"] {
            post(&[("action", action), ("id", &carl), ("role", "desk")]).await.is(404);
            post(&[("action", action), ("id", "x"), ("role", "desk")]).await.is(404);
        }
        member.get("/-/account").await.is(200);
        let audit = ana.get("/-/staff/audit").await.is(200).shows("Role changed").shows("Second proof reset").shows("the command line").shows("role: owner");
        assert!(audit.text().contains("ana@example.org"));
        assert_eq!(count(&app, "SELECT COUNT(*) FROM audit WHERE before LIKE '%@%' OR after LIKE '%@%' OR subject_id LIKE '%@%'").await, 0);
        ana.get("/-/staff/audit?before=x").await.is(400);
    }

    async fn the_last_owner_stays(app, FACTOR) {
        let ana = with_role(&app, "ana@example.org", Role::Owner).await;
        set_up(&app, &ana).await;
        let member = member_of(&app, "ana@example.org").await;
        let id = member.id.0.to_string();
        for form in [[("action", "role"), ("id", id.as_str()), ("role", "desk")], [("action", "remove"), ("id", id.as_str()), ("role", "")]] {
            ana.post("/-/staff/team", &form).await.is(422).shows("The last owner stays one");
        }
        ana.post("/-/account/delete", &[("sure", "yes")]).await.is(409).shows("You are the last owner");
        app.app.sign_ins.block(Actor::CommandLine, member.id, true).await.expect("an answer");
        ana.get("/-/staff/team").await.is(200);
        with_role(&app, "bob@example.org", Role::Owner).await;
        ana.post("/-/account/delete", &[("sure", "yes")]).await.is(200);
        assert_eq!(count(&app, "SELECT COUNT(*) FROM member WHERE staff_role = 'owner'").await, 1);
    }

    async fn of_two_owners_who_remove_each_other_at_once_one_stays(app) {
        for round in 0..8 {
            crate::database::run(&app, "UPDATE member SET staff_role = NULL").await;
            let mut ids: Vec<MemberId> = Vec::new();
            for name in ["a", "b"] {
                let address = EmailAddress::parse(&format!("{name}{round}@example.org")).expect("an address");
                let site = app.app.sites.first();
                let (member, _) = app.app.desk.add(Actor::CommandLine, &address, Role::Owner, site).await.expect("staff");
                ids.push(member.id);
            }
            // Whoever never came in is no owner that could help.
            crate::database::run(&app, "UPDATE member SET proved_at = 1").await;
            let remove = |by: MemberId, of: MemberId| {
                let desk = app.app.desk.clone();
                tokio::spawn(async move { desk.change_staff(Actor::Staff(by), of, None).await.expect("an answer") })
            };
            let both = join_all([remove(ids[0], ids[1]), remove(ids[1], ids[0])]).await;
            let done = both.iter().filter(|change| matches!(change, Ok(RoleChange::Done))).count();
            assert_eq!(done, 1, "{both:?}");
            assert_eq!(count(&app, "SELECT COUNT(*) FROM member WHERE staff_role = 'owner'").await, 1);
        }
    }

    async fn secrets_of_second_factors_are_in_no_table_to_be_read(app, FACTOR) {
        let ana = with_role(&app, "ana@example.org", Role::Owner).await;
        let (phone, recovery) = set_up(&app, &ana).await;
        let rows = crate::database::dump(&app).await;
        for secret in [phone.0.as_str(), recovery[0].as_str(), &recovery[0].replace('-', "")] {
            assert!(!rows.contains(secret), "{secret}");
        }
    }
}
