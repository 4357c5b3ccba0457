//! The rule of the product as one table: each access, each reader, each edge.

use std::fmt::Write;
use std::time::Duration;

use gatefold::article::{Access, Article, ArticleId, Kind, Version, ViewCount};
use gatefold::clock::{Timestamp, days};
use gatefold::config::raw::{RecipientSetting, UnlockSetting};
use gatefold::gate::{
    Allowance, Decision, GatePolicy, Guest, Reader, Reason, Seat, ShareEnd, Shared, Stranger, Unlock, Wall, decide,
};
use gatefold::site::SiteHost;
use uuid::Uuid;

const NOW: Timestamp = Timestamp::from_micros(1_000_000_000_000);

fn article(access: Access) -> Article {
    Article {
        id: ArticleId(Uuid::from_u128(1)),
        site: SiteHost::new("news.example"),
        path: "/a".to_owned(),
        title: "A".to_owned(),
        summary: String::new(),
        kicker: None,
        kind: Kind::Article,
        series: None,
        author: None,
        image: None,
        image_alt: String::new(),
        image_caption: String::new(),
        image_credit: String::new(),
        image_size: None,
        image_srcset: String::new(),
        topics: Vec::new(),
        access,
        words: 0,
        lead: String::new(),
        lead_notes: String::new(),
        published_at: NOW,
        updated_at: None,
        is_discussed: true,
        version: Version(1),
        own_version: Version(1),
        views: ViewCount::default(),
    }
}

fn unlocks() -> Vec<(&'static str, Option<Unlock>)> {
    let this = ArticleId(Uuid::from_u128(1));
    let other = ArticleId(Uuid::from_u128(2));
    let second = Duration::from_secs(1);
    vec![
        ("no unlock", None),
        ("unlock of this, 1 s left", Some(Unlock { article: this, ends_at: NOW.plus(second) })),
        ("unlock of this, ending now", Some(Unlock { article: this, ends_at: NOW })),
        ("unlock of another, 1 s left", Some(Unlock { article: other, ends_at: NOW.plus(second) })),
        ("unlock of another, ended", Some(Unlock { article: other, ends_at: NOW.minus(second) })),
    ]
}

fn allowances() -> Vec<(&'static str, Allowance)> {
    vec![
        ("not asked", Allowance::NotAsked),
        ("unread, 0 used", Allowance::Unread { used: 0 }),
        ("unread, 1 used", Allowance::Unread { used: 1 }),
        ("unread, 2 used", Allowance::Unread { used: 2 }),
        ("unread, 3 used", Allowance::Unread { used: 3 }),
        ("read, 1 used", Allowance::Read { used: 1 }),
        ("read, 2 used", Allowance::Read { used: 2 }),
        ("read, 3 used", Allowance::Read { used: 3 }),
    ]
}

/// `Open(FreeRead { left_after: 1 })` → `FreeRead, 1 left`; `Wall(AskAddress)` → `| AskAddress |`.
fn short(decision: Decision) -> String {
    match decision {
        Decision::Open(Reason::FreeRead { left_after }) => format!("FreeRead, {left_after} left"),
        Decision::Open(reason) => format!("{reason:?}"),
        Decision::Wall(Wall::ShareEnded(end)) => format!("| {end:?} |"),
        Decision::Wall(wall) => format!("| {wall:?} |"),
    }
}

fn row(table: &mut String, name: &str, cells: &[String]) {
    let cells: String = cells.iter().map(|cell| format!("{cell:<18}")).collect();
    writeln!(table, "{}", format!("  {name:<28}{cells}").trim_end()).expect("a line");
}

#[test]
fn every_case_of_the_gate_is_as_the_table_says() {
    let mut table = String::new();
    for access in [Access::Public, Access::Registered] {
        for (unlock_name, unlock) in [("proved", UnlockSetting::Proved), ("asked", UnlockSetting::Asked)] {
            for free_articles in [0, 2] {
                let policy =
                    GatePolicy { free_articles, free_period: days(30), unlock, recipient: RecipientSetting::Open };
                let decided = |reader| short(decide(&article(access), &reader, &policy, NOW));
                writeln!(table, "\n{} article, unlock = {unlock_name}, {free_articles} free", access.as_str())
                    .expect("a line");
                row(&mut table, "member", &[decided(Reader::Member)]);
                row(&mut table, "staff", &[decided(Reader::Staff)]);
                row(&mut table, "proved bot", &[decided(Reader::Bot)]);
                let names: Vec<String> = allowances().into_iter().map(|(name, _)| name.to_owned()).collect();
                row(&mut table, "stranger, who has…", &names);
                for (name, unlock) in unlocks() {
                    let stranger = |allowance| Reader::Stranger(Stranger { unlock, allowance });
                    let cells: Vec<String> =
                        allowances().into_iter().map(|(_, allowance)| decided(stranger(allowance))).collect();
                    row(&mut table, &format!("  {name}"), &cells);
                }
            }
        }
    }
    insta::assert_snapshot!(table);
}

#[test]
fn no_stranger_without_any_right_passes_a_gated_article() {
    for unlock in [UnlockSetting::Proved, UnlockSetting::Asked] {
        let policy = GatePolicy { free_articles: 0, free_period: days(30), unlock, recipient: RecipientSetting::Open };
        for (_, allowance) in allowances() {
            let reader = Reader::Stranger(Stranger { unlock: None, allowance });
            assert!(matches!(decide(&article(Access::Registered), &reader, &policy, NOW), Decision::Wall(_)));
        }
    }
}

fn seats() -> Vec<(&'static str, Seat)> {
    vec![
        ("held", Seat::Held),
        ("1 left", Seat::Unclaimed { left: 1 }),
        ("none left", Seat::Unclaimed { left: 0 }),
        ("not asked", Seat::NotAsked),
        ("sharer's", Seat::Sharers),
    ]
}

/// Name, article, end of time, end before it.
fn links() -> Vec<(&'static str, ArticleId, Timestamp, Option<ShareEnd>)> {
    let this = ArticleId(Uuid::from_u128(1));
    let later = NOW.plus(Duration::from_secs(1));
    vec![
        ("1 s left", this, later, None),
        ("1 µs left", this, NOW.plus(Duration::from_micros(1)), None),
        ("ending now", this, NOW, None),
        ("revoked", this, later, Some(ShareEnd::Revoked)),
        ("sharer gone", this, later, Some(ShareEnd::SharerGone)),
        ("revoked, expired", this, NOW, Some(ShareEnd::Revoked)),
        ("other article", ArticleId(Uuid::from_u128(2)), later, None),
    ]
}

#[test]
fn every_case_of_a_guest_is_as_the_table_says() {
    let this = Unlock { article: ArticleId(Uuid::from_u128(1)), ends_at: NOW.plus(Duration::from_secs(1)) };
    let other = Unlock { article: ArticleId(Uuid::from_u128(2)), ..this };
    let mut table = String::new();
    let asked =
        [(RecipientSetting::Open, false), (RecipientSetting::AskFirst, false), (RecipientSetting::AskFirst, true)];
    for (recipient, gave_address) in asked {
        let policy = GatePolicy { free_articles: 2, free_period: days(30), unlock: UnlockSetting::Asked, recipient };
        writeln!(table, "\nrecipient = {recipient:?}, address given: {gave_address}").expect("a line");
        let names: Vec<String> = seats().into_iter().map(|(name, _)| name.to_owned()).collect();
        row(&mut table, "link, and seat…", &names);
        for (name, article_id, expires_at, ended) in links() {
            for (beside, unlock, allowance) in [
                ("", None, Allowance::NotAsked),
                (" + 1 free left", None, Allowance::Unread { used: 1 }),
                (" + unlock", Some(this), Allowance::NotAsked),
                (" + other unlock", Some(other), Allowance::NotAsked),
            ] {
                let reader = |seat| {
                    let shared = Shared { article: article_id, expires_at, ended, seat, gave_address };
                    Reader::Guest(Guest { shared, otherwise: Stranger { unlock, allowance } })
                };
                for (_, seat) in seats() {
                    let decision = decide(&article(Access::Public), &reader(seat), &policy, NOW);
                    assert_eq!(decision, Decision::Open(Reason::NotGated));
                }
                let cells: Vec<String> = seats()
                    .into_iter()
                    .map(|(_, seat)| short(decide(&article(Access::Registered), &reader(seat), &policy, NOW)))
                    .collect();
                row(&mut table, &format!("  {name}{beside}"), &cells);
            }
        }
    }
    insta::assert_snapshot!(table);
}

#[test]
fn a_guest_passes_by_their_own_link_and_by_no_other() {
    for (name, article_id, expires_at, ended) in links() {
        for (_, seat) in seats() {
            let shared = Shared { article: article_id, expires_at, ended, seat, gave_address: true };
            let policy = GatePolicy {
                free_articles: 0,
                free_period: days(30),
                unlock: UnlockSetting::Proved,
                recipient: RecipientSetting::AskFirst,
            };
            let reader = Reader::Guest(Guest { shared, otherwise: Stranger::default() });
            let is_open = matches!(decide(&article(Access::Registered), &reader, &policy, NOW), Decision::Open(_));
            let is_good = article_id == ArticleId(Uuid::from_u128(1)) && expires_at > NOW && ended.is_none();
            let has_place = !matches!(seat, Seat::Unclaimed { left: 0 } | Seat::NotAsked);
            assert_eq!(is_open, is_good && has_place, "{name} {seat:?}");
        }
    }
}
