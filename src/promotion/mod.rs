//! Bars across the top of pages: what is on offer or about to happen, to whom it is shown, where, and until when.
//!
//! [`choose`] picks at most one for a page. It is asked at each request, so that a bar comes and goes by the clock.

pub mod dismissal;
pub mod flow;
pub mod source;
pub mod store;

use std::cmp::Reverse;

use crate::clock::Timestamp;
use crate::clock::zone::Zone;
use crate::secret::{self, Version, sha256};

pub use dismissal::Dismissed;

/// Names a promotion in forms and cookies: the same as long as its file keeps its name.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct PromotionKey(String);

impl PromotionKey {
    /// Bytes of the hash over the file's name: enough to tell a publisher's promotions apart.
    const BYTES: usize = 6;

    pub fn of(collection: &str, source: &str) -> Self {
        let hash = sha256(format!("{collection}\n{source}").as_bytes());
        Self(secret::encode(hash.get(..Self::BYTES).unwrap_or_default()))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Whom it is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Audience {
    Strangers,
    Members,
    All,
}

impl Audience {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Strangers => "strangers",
            Self::Members => "members",
            Self::All => "all",
        }
    }

    pub fn from_column(text: &str) -> Self {
        match text {
            "strangers" => Self::Strangers,
            "members" => Self::Members,
            _ => Self::All,
        }
    }

    fn includes(self, is_member: bool) -> bool {
        match self {
            Self::Strangers => !is_member,
            Self::Members => is_member,
            Self::All => true,
        }
    }
}

/// When what it speaks of happens, and the zone that this is told in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    pub at: Timestamp,
    pub zone: Zone,
}

#[derive(Debug, Clone)]
pub struct Promotion {
    pub key: PromotionKey,
    /// Changes with any change of its file.
    pub version: Version,
    pub text: String,
    /// A path of ours, or a web address.
    pub link: String,
    /// A word before the text, such as `LIVE!`.
    pub label: Option<String>,
    /// `None`: since it was imported.
    pub starts_at: Option<Timestamp>,
    pub ends_at: Timestamp,
    pub event: Option<Event>,
    pub audience: Audience,
    /// Slugs.
    pub topics: Vec<String>,
    /// Each whole, or up to a `*` at its end.
    pub paths: Vec<String>,
    pub priority: i64,
}

/// The page that a bar may stand on.
#[derive(Clone, Copy)]
pub struct Place<'a> {
    pub path: &'a str,
    pub has_topic: &'a dyn Fn(&str) -> bool,
}

impl Promotion {
    pub fn is_live(&self, now: Timestamp) -> bool {
        self.starts_at.is_none_or(|starts| now >= starts) && now < self.ends_at
    }

    /// Everywhere, unless topics or paths were named; then where one of them is met.
    fn is_for(&self, place: &Place<'_>) -> bool {
        let is_anywhere = self.topics.is_empty() && self.paths.is_empty();
        is_anywhere
            || self.topics.iter().any(|topic| (place.has_topic)(topic))
            || self.paths.iter().any(|path| is_met(path, place.path))
    }
}

fn is_met(pattern: &str, path: &str) -> bool {
    pattern.strip_suffix('*').map_or(path == pattern, |start| path.starts_with(start))
}

/// The order in which they are offered a page: the higher priority, then the sooner end.
pub fn sort(promotions: &mut [std::sync::Arc<Promotion>]) {
    promotions.sort_by(|a, b| {
        let rank = |one: &Promotion| (Reverse(one.priority), one.ends_at);
        rank(a).cmp(&rank(b)).then_with(|| a.key.cmp(&b.key))
    });
}

/// The first that is live, meant for this reader and this page, and was not dismissed. Takes them sorted.
pub fn choose<'a, P: AsRef<Promotion>>(
    promotions: &'a [P],
    place: &Place<'_>,
    is_member: bool,
    dismissed: &Dismissed<'_>,
    now: Timestamp,
) -> Option<&'a P> {
    promotions.iter().find(|promotion| {
        let promotion: &Promotion = (*promotion).as_ref();
        promotion.is_live(now)
            && promotion.audience.includes(is_member)
            && !dismissed.has(&promotion.key)
            && promotion.is_for(place)
    })
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;

    fn promotion(name: &str, priority: i64, (starts, ends): (i64, i64)) -> Promotion {
        Promotion {
            key: PromotionKey::of("content", name),
            version: Version(1),
            text: name.to_owned(),
            link: "/".to_owned(),
            label: None,
            starts_at: Some(Timestamp::from_micros(starts)),
            ends_at: Timestamp::from_micros(ends),
            event: None,
            audience: Audience::All,
            topics: Vec::new(),
            paths: Vec::new(),
            priority,
        }
    }

    fn chosen(promotions: &[Promotion], path: &str, is_member: bool, now: i64) -> String {
        let mut sorted: Vec<Arc<Promotion>> = promotions.iter().cloned().map(Arc::new).collect();
        sort(&mut sorted);
        let place = Place { path, has_topic: &|topic| topic == "kitchen" };
        choose(&sorted, &place, is_member, &Dismissed::none(), Timestamp::from_micros(now))
            .map_or_else(String::new, |promotion| promotion.text.clone())
    }

    #[test]
    fn one_is_shown_from_its_start_up_to_its_end() {
        let one = [promotion("a", 0, (10, 20))];
        for (now, wanted) in [(9, ""), (10, "a"), (19, "a"), (20, "")] {
            assert_eq!(chosen(&one, "/x", false, now), wanted, "{now}");
        }
    }

    #[test]
    fn the_higher_priority_comes_first_and_then_the_sooner_end() {
        let three = [promotion("late", 1, (0, 90)), promotion("soon", 1, (0, 50)), promotion("high", 2, (0, 30))];
        for (now, wanted) in [(5, "high"), (30, "soon"), (50, "late"), (90, "")] {
            assert_eq!(chosen(&three, "/x", false, now), wanted, "{now}");
        }
    }

    #[test]
    fn it_is_shown_to_its_audience_where_one_of_its_topics_or_paths_is_met() {
        let of = |audience, topics: &[&str], paths: &[&str]| {
            let own = |list: &[&str]| list.iter().map(|&text| text.to_owned()).collect();
            [Promotion { audience, topics: own(topics), paths: own(paths), ..promotion("a", 0, (0, 9)) }]
        };
        for (audience, topics, paths, path, is_member, is_shown) in [
            (Audience::All, &[][..], &[][..], "/x", true, true),
            (Audience::Strangers, &[], &[], "/x", true, false),
            (Audience::Strangers, &[], &[], "/x", false, true),
            (Audience::Members, &[], &[], "/x", false, false),
            (Audience::All, &["kitchen"], &[], "/x", false, true),
            (Audience::All, &["wood"], &[], "/x", false, false),
            (Audience::All, &["wood"], &["/x"], "/x", false, true),
            (Audience::All, &[], &["/x"], "/x/y", false, false),
            (Audience::All, &[], &["/x/*"], "/x/y", false, true),
            (Audience::All, &[], &["/x/*"], "/xy", false, false),
            (Audience::All, &[], &["/"], "/xy", false, false),
        ] {
            let shown = chosen(&of(audience, topics, paths), path, is_member, 1);
            assert_eq!(!shown.is_empty(), is_shown, "{audience:?} {topics:?} {paths:?} {path} {is_member}");
        }
    }
}
