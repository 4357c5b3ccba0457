//! The rule of the product as one table: each access, each reader, each edge.

use std::fmt::Write;
use std::time::Duration;

use gatefold::article::{Access, Article, ArticleId, Version};
use gatefold::clock::{Timestamp, days};
use gatefold::config::raw::UnlockSetting;
use gatefold::gate::{Allowance, GatePolicy, Reader, Stranger, Unlock, decide};
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
        author: None,
        image: None,
        image_alt: String::new(),
        topics: Vec::new(),
        access,
        words: 0,
        lead: String::new(),
        lead_notes: String::new(),
        published_at: NOW,
        updated_at: None,
        version: Version(1),
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

fn readers() -> Vec<(String, Reader)> {
    let mut readers = vec![("member".to_owned(), Reader::Member), ("staff".to_owned(), Reader::Staff)];
    for (unlock_name, unlock) in unlocks() {
        for (allowance_name, allowance) in allowances() {
            let name = format!("stranger, {unlock_name}, {allowance_name}");
            readers.push((name, Reader::Stranger(Stranger { unlock, allowance })));
        }
    }
    readers
}

#[test]
fn every_case_of_the_gate_is_as_the_table_says() {
    let mut table = String::new();
    for access in [Access::Public, Access::Registered] {
        for (unlock_name, unlock) in [("proved", UnlockSetting::Proved), ("asked", UnlockSetting::Asked)] {
            for free_articles in [0, 2] {
                let policy = GatePolicy { free_articles, free_period: days(30), unlock };
                writeln!(table, "\n{} article, unlock = {unlock_name}, {free_articles} free", access.as_str()).expect("a line");
                for (name, reader) in readers() {
                    let decision = decide(&article(access), &reader, &policy, NOW);
                    writeln!(table, "  {name:<66} {decision:?}").expect("a line");
                }
            }
        }
    }
    insta::assert_snapshot!(table);
}

#[test]
fn no_stranger_without_any_right_passes_a_gated_article() {
    for unlock in [UnlockSetting::Proved, UnlockSetting::Asked] {
        let policy = GatePolicy { free_articles: 0, free_period: days(30), unlock };
        for (_, allowance) in allowances() {
            let reader = Reader::Stranger(Stranger { unlock: None, allowance });
            assert!(matches!(decide(&article(Access::Registered), &reader, &policy, NOW), gatefold::gate::Decision::Wall(_)));
        }
    }
}
