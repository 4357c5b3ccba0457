//! The rule of the product as one table: each access, each reader, each edge.

use std::fmt::Write;
use std::time::Duration;

use gatefold::article::{Access, Article, ArticleId, Version};
use gatefold::clock::{Timestamp, days};
use gatefold::config::raw::UnlockSetting;
use gatefold::gate::{Allowance, Decision, GatePolicy, Reader, Reason, Stranger, Unlock, decide};
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

/// `Open(FreeRead { left_after: 1 })` → `FreeRead, 1 left`; `Wall(AskAddress)` → `| AskAddress |`.
fn short(decision: Decision) -> String {
    match decision {
        Decision::Open(Reason::FreeRead { left_after }) => format!("FreeRead, {left_after} left"),
        Decision::Open(reason) => format!("{reason:?}"),
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
                let policy = GatePolicy { free_articles, free_period: days(30), unlock };
                let decided = |reader| short(decide(&article(access), &reader, &policy, NOW));
                writeln!(table, "\n{} article, unlock = {unlock_name}, {free_articles} free", access.as_str())
                    .expect("a line");
                row(&mut table, "member", &[decided(Reader::Member)]);
                row(&mut table, "staff", &[decided(Reader::Staff)]);
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
        let policy = GatePolicy { free_articles: 0, free_period: days(30), unlock };
        for (_, allowance) in allowances() {
            let reader = Reader::Stranger(Stranger { unlock: None, allowance });
            assert!(matches!(decide(&article(Access::Registered), &reader, &policy, NOW), Decision::Wall(_)));
        }
    }
}
