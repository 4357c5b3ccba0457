//! Holds what was promised against what is there: through the pages, and in the database.

use std::collections::{BTreeMap, BTreeSet};
use std::time::{Duration, Instant};

use sqlx::{AssertSqlSafe, ConnectOptions};

use super::house::House;
use super::journal::{Joined, Promised, Shared};
use super::reader::{Answer, Lost};
use crate::harness::Mail;

/// A claim that was lost with its worker is free again after a minute.
const OUTBOX: Duration = Duration::from_mins(2);

impl House {
    /// The one column of a query, as text.
    pub async fn list(&self, text: &str) -> Vec<String> {
        let (sqlite, text) = (self.database.strip_prefix("sqlite:"), AssertSqlSafe(text.to_owned()));
        if let Some(path) = sqlite {
            let options = sqlx::sqlite::SqliteConnectOptions::new().filename(path);
            let mut conn = options.connect().await.expect("a connection");
            sqlx::query_scalar(text).fetch_all(&mut conn).await.expect("rows")
        } else {
            let options: sqlx::postgres::PgConnectOptions = self.database.parse().expect("a URL");
            let mut conn = options.connect().await.expect("a connection");
            sqlx::query_scalar(text).fetch_all(&mut conn).await.expect("rows")
        }
    }

    /// Changes something behind the program's back.
    pub async fn run_sql(&self, text: &'static str) {
        if let Some(path) = self.database.strip_prefix("sqlite:") {
            let options = sqlx::sqlite::SqliteConnectOptions::new().filename(path);
            let mut conn = options.connect().await.expect("a connection");
            sqlx::query(text).execute(&mut conn).await.expect("a change");
        } else {
            let options: sqlx::postgres::PgConnectOptions = self.database.parse().expect("a URL");
            let mut conn = options.connect().await.expect("a connection");
            sqlx::query(text).execute(&mut conn).await.expect("a change");
        }
    }

    /// Letters that a worker has in hand, by id as their mails show it.
    pub async fn in_hand(&self) -> BTreeSet<String> {
        let id = if self.database.starts_with("sqlite:") { "lower(hex(id))" } else { "replace(id::text, '-', '')" };
        self.list(&format!("SELECT {id} FROM letter WHERE state = 'sending'")).await.into_iter().collect()
    }

    /// Holds everything against the journal, once the outbox is empty. Returns the letters that came twice.
    pub async fn audit(&self, promised: &Promised, in_hand: &[BTreeSet<String>]) -> BTreeSet<String> {
        audit_pages(promised);
        let began = Instant::now();
        while !self.list("SELECT 'x' FROM letter WHERE ended_at IS NULL LIMIT 1").await.is_empty() {
            assert!(began.elapsed() < OUTBOX, "letters still wait");
            tokio::time::sleep(Duration::from_millis(200)).await;
        }
        self.audit_rows(promised).await;
        audit_letters(&self.smtp.all(), promised, in_hand)
    }

    async fn audit_rows(&self, promised: &Promised) {
        let rows = async |text| self.list(text).await.into_iter().collect::<BTreeSet<String>>();
        let wanted = |found: &BTreeSet<String>, what: &str, all: &mut dyn Iterator<Item = &String>| {
            let lost: Vec<&String> = all.filter(|address| !found.contains(*address)).collect();
            assert!(lost.is_empty(), "LOST: {what} of {lost:?}");
        };
        let asked = &promised.asked;
        wanted(&rows("SELECT address FROM challenge WHERE is_mailed").await, "the challenge", &mut asked.iter());
        let letters = rows("SELECT recipient FROM letter WHERE kind = 'sign_in' AND state = 'sent'").await;
        wanted(&letters, "the sign-in letter", &mut asked.iter());
        let used = rows("SELECT address FROM challenge WHERE used_at IS NOT NULL").await;
        let joined = || promised.joined.iter().map(|joined| &joined.address);
        wanted(&used, "the use of the challenge", &mut joined());
        wanted(&rows("SELECT address FROM member WHERE proved_at IS NOT NULL").await, "the member", &mut joined());
        let sums = self.list("SELECT CAST(COALESCE(SUM(readers), 0) AS TEXT) FROM share_link").await;
        let seats = self.list("SELECT CAST(COUNT(*) AS TEXT) FROM share_seat").await;
        let days = self.list("SELECT CAST(COALESCE(SUM(readers), 0) AS TEXT) FROM share_day").await;
        let admitted = vec![promised.seats().to_string()];
        assert_eq!(
            (&sums, &seats, &days),
            (&admitted, &admitted, &admitted),
            "readers, seats and days, of those admitted"
        );
        // Nothing is there that nobody asked for.
        let unsure = &promised.unsure;
        let strange: Vec<String> = rows("SELECT address FROM challenge")
            .await
            .into_iter()
            .filter(|address| !asked.contains(address) && !unsure.contains(address))
            .collect();
        assert!(strange.is_empty(), "nobody asked for {strange:?}");
    }
}

/// Each letter once; once more only where it was in hand when a fault came.
fn audit_letters(mails: &[Mail], promised: &Promised, in_hand: &[BTreeSet<String>]) -> BTreeSet<String> {
    let mut copies: BTreeMap<String, usize> = BTreeMap::new();
    for mail in mails {
        *copies.entry(mail.id()).or_default() += 1;
    }
    let reached: BTreeSet<&String> = mails.iter().flat_map(|mail| &mail.to).collect();
    let lost: Vec<&String> = promised.asked.iter().filter(|address| !reached.contains(address)).collect();
    assert!(lost.is_empty(), "LOST: the letter to {lost:?}");
    // A letter in hand at several faults may come once more for each.
    let allowed = |id: &String| 1 + in_hand.iter().filter(|fault| fault.contains(id)).count();
    let often: Vec<_> = copies.iter().filter(|(id, count)| **count > allowed(id)).collect();
    assert!(often.is_empty(), "more often than they were in hand at a fault: {often:?}");
    copies.into_iter().filter(|(_, count)| *count > 1).map(|(id, _)| id).collect()
}

fn audit_pages(promised: &Promised) {
    for joined in &promised.joined {
        audit_member(joined);
    }
    for link in &promised.shared {
        audit_link(link);
    }
}

#[track_caller]
fn answered(answer: Result<Answer, Lost>) -> Answer {
    answer.expect("an answer, with nothing wrong any more")
}

pub fn audit_member(joined: &Joined) {
    let mut browser = joined.browser.clone();
    let page = answered(browser.get("/-/account"));
    assert!(
        page.status == 200 && page.body.contains(&joined.address),
        "LOST: the session of {}: {page:?}",
        joined.address
    );
    let page = answered(browser.get("/slow"));
    assert!(page.is_whole_article(), "{} meets a wall: {page:?}", joined.address);
}

pub fn audit_link(link: &Shared) {
    for friend in &link.seated {
        let page = answered(friend.clone().get("/slow"));
        assert!(page.is_whole_article(), "LOST: a seat of {}'s link: {page:?}", link.by.address);
    }
    let mut browser = link.by.browser.clone();
    let page = answered(browser.post_for_json("/-/share", &[("article", "/slow"), ("channel", link.channel)]));
    let made: serde_json::Value = serde_json::from_str(&page.body).expect("JSON");
    assert!(made["url"].as_str().is_some_and(|url| url.ends_with(&link.path)), "LOST: the link of {}", link.by.address);
    assert_eq!(made["readers"], link.seated.len(), "readers of {}'s link", link.by.address);
}
