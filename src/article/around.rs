//! What a page shows around its article: the pieces before and after, its series, more by its author, what to read next.
//!
//! Worked out once for a whole catalogue, never for a request; nothing of another site is in it. The cost grows with the
//! number of articles, not with its square: of a topic or an author only the best are looked at.

use std::cmp::Reverse;
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use super::{Article, ArticleId};

const RECOMMENDED: usize = 4;
const MORE_BY_AUTHOR: usize = 3;
/// Of each topic and author, as candidates for one article.
const LOOKED_AT: usize = 48;
/// Topics of one article that count.
const TOPICS: usize = 8;
/// Parts of a series that a page lists on either side of its own.
const PARTS_BESIDE: usize = 6;

/// Articles of all sites by how often they were read of late, the most read first.
#[derive(Debug, Default)]
pub struct MostRead {
    order: Vec<ArticleId>,
    places: HashMap<ArticleId, usize>,
}

impl MostRead {
    pub fn new(order: Vec<ArticleId>) -> Self {
        let places = order.iter().enumerate().map(|(place, id)| (*id, place)).collect();
        Self { order, places }
    }

    pub fn is_same(&self, other: &Self) -> bool {
        self.order == other.order
    }

    /// Those that nobody read come after all others.
    fn place(&self, id: ArticleId) -> usize {
        self.places.get(&id).copied().unwrap_or(usize::MAX)
    }
}

/// Around one article.
#[derive(Debug, Default)]
pub struct Around {
    /// The one before: the next older of the site, or the part before in a series.
    pub previous: Option<Arc<Article>>,
    pub next: Option<Arc<Article>>,
    pub series: Option<InSeries>,
    pub recommended: Vec<Arc<Article>>,
    /// None of those recommended.
    pub more_by_author: Vec<Arc<Article>>,
}

/// Where an article stands in its series.
#[derive(Debug)]
pub struct InSeries {
    pub parts: Arc<[Arc<Article>]>,
    /// Its own place among them, from 0.
    pub at: usize,
}

impl InSeries {
    /// The parts that a page lists, each with its number: all of a short series, the nearest of a long one.
    pub fn listed(&self) -> impl Iterator<Item = (usize, &Arc<Article>)> {
        let first = self.at.saturating_sub(PARTS_BESIDE);
        self.parts.iter().enumerate().skip(first).take(2 * PARTS_BESIDE + 1).map(|(at, part)| (at + 1, part))
    }
}

/// The same by places in a list of articles.
#[derive(Debug, Default, Clone)]
pub(super) struct Places {
    pub previous: Option<usize>,
    pub next: Option<usize>,
    pub series: Option<(Arc<[usize]>, usize)>,
    pub recommended: Vec<usize>,
    pub more_by_author: Vec<usize>,
}

/// `articles` are those of one site, newest first.
pub(super) fn places(articles: &[Article], most_read: &MostRead) -> Vec<Places> {
    let mut all = vec![Places::default(); articles.len()];
    for (at, places) in all.iter_mut().enumerate() {
        places.next = at.checked_sub(1);
        places.previous = Some(at + 1).filter(|older| *older < articles.len());
    }
    take_series(articles, &mut all);
    let lists = Lists::new(articles, most_read);
    let mut shared = vec![0_u8; articles.len()];
    for at in 0..articles.len() {
        let Some(article) = articles.get(at) else { continue };
        let recommended = lists.recommended(articles, (at, article), &mut shared);
        let more = lists.more_by_author((at, article), &recommended);
        if let Some(places) = all.get_mut(at) {
            (places.recommended, places.more_by_author) = (recommended, more);
        }
    }
    all
}

/// Parts with a number stand by it, the others by date behind them. One part alone is no series yet.
fn take_series(articles: &[Article], all: &mut [Places]) {
    let mut by_name: BTreeMap<&str, Vec<(u32, Reverse<usize>)>> = BTreeMap::new();
    for (at, article) in articles.iter().enumerate() {
        if let Some(series) = &article.series {
            by_name.entry(&series.name).or_default().push((series.part.unwrap_or(u32::MAX), Reverse(at)));
        }
    }
    for mut parts in by_name.into_values().filter(|parts| parts.len() > 1) {
        parts.sort_unstable();
        let parts: Arc<[usize]> = parts.into_iter().map(|(_, Reverse(at))| at).collect();
        for (place, at) in parts.iter().enumerate() {
            let Some(places) = all.get_mut(*at) else { continue };
            places.previous = place.checked_sub(1).and_then(|before| parts.get(before).copied());
            places.next = parts.get(place + 1).copied();
            places.series = Some((Arc::clone(&parts), place));
        }
    }
}

/// The best of each topic and author, and of all.
struct Lists<'a> {
    by_topic: HashMap<&'a str, Vec<usize>>,
    by_author: HashMap<&'a str, Vec<usize>>,
    /// Newest first.
    newest_of_author: HashMap<&'a str, Vec<usize>>,
    best: Vec<usize>,
    /// The place of each article among the best.
    order: Vec<usize>,
}

impl<'a> Lists<'a> {
    fn new(articles: &'a [Article], most_read: &MostRead) -> Self {
        let mut best: Vec<usize> = (0..articles.len()).collect();
        best.sort_by_key(|at| (articles.get(*at).map_or(usize::MAX, |article| most_read.place(article.id)), *at));
        let mut order = vec![0; articles.len()];
        for (place, at) in best.iter().enumerate() {
            if let Some(slot) = order.get_mut(*at) {
                *slot = place;
            }
        }
        let mut lists =
            Self { by_topic: HashMap::new(), by_author: HashMap::new(), newest_of_author: HashMap::new(), best, order };
        let keep = |list: &mut Vec<usize>, at| {
            if list.len() < LOOKED_AT {
                list.push(at);
            }
        };
        for (at, article) in lists.best.iter().filter_map(|at| Some((*at, articles.get(*at)?))) {
            for topic in article.topics.iter().take(TOPICS) {
                keep(lists.by_topic.entry(&topic.slug).or_default(), at);
            }
            if let Some(author) = &article.author {
                keep(lists.by_author.entry(&author.slug).or_default(), at);
            }
        }
        for (at, article) in articles.iter().enumerate() {
            if let Some(author) = &article.author {
                keep(lists.newest_of_author.entry(&author.slug).or_default(), at);
            }
        }
        lists
    }

    /// Those that share most topics and the author with it, of these the most read, of these the newest; then whatever is
    /// most read. Parts of its own series are listed apart. `shared` is all zeros, before and after.
    fn recommended(&self, articles: &[Article], (at, article): (usize, &Article), shared: &mut [u8]) -> Vec<usize> {
        let of_topics = article.topics.iter().take(TOPICS).filter_map(|topic| self.by_topic.get(topic.slug.as_str()));
        let of_author = article.author.iter().filter_map(|author| self.by_author.get(author.slug.as_str()));
        let mut candidates = Vec::new();
        for candidate in of_topics.chain(of_author).flatten() {
            let Some(count) = shared.get_mut(*candidate) else { continue };
            if *count == 0 {
                candidates.push(*candidate);
            }
            *count += 1;
        }
        let order = |at: &usize| self.order.get(*at).copied().unwrap_or(usize::MAX);
        candidates.sort_unstable_by_key(|at| (Reverse(shared.get(*at).copied()), order(at)));
        let is_of_series = |other: usize| {
            let other = articles.get(other).and_then(|other| other.series.as_ref());
            article.series.as_ref().is_some_and(|own| other.is_some_and(|other| other.name == own.name))
        };
        let mut recommended: Vec<usize> = Vec::with_capacity(RECOMMENDED);
        for other in candidates.iter().chain(self.best.iter().take(LOOKED_AT)) {
            if recommended.len() == RECOMMENDED {
                break;
            }
            if *other != at && !recommended.contains(other) && !is_of_series(*other) {
                recommended.push(*other);
            }
        }
        for candidate in candidates {
            if let Some(count) = shared.get_mut(candidate) {
                *count = 0;
            }
        }
        recommended
    }

    fn more_by_author(&self, (at, article): (usize, &Article), recommended: &[usize]) -> Vec<usize> {
        let of_author = article.author.iter().filter_map(|author| self.newest_of_author.get(author.slug.as_str()));
        let others = of_author.flatten().filter(|other| **other != at && !recommended.contains(other));
        others.take(MORE_BY_AUTHOR).copied().collect()
    }
}

/// Everything that a page shows of these pieces: where any of it changes, the page does.
pub(super) fn fingerprint(articles: &[Article], places: &Places) -> String {
    let line = |at: &usize| {
        articles.get(*at).map_or_else(String::new, |article| {
            let Article { path, title, kicker, image, image_srcset, image_size, published_at, .. } = article;
            let (kind, access, minutes) = (article.kind.as_str(), article.access.as_str(), article.minutes());
            let author = article.author.as_ref().map(|author| &author.name);
            format!(
                "{path}\n{title}\n{kicker:?}{kind}{access}{minutes}{author:?}{published_at:?}\n\
                 {image:?}{image_srcset}{image_size:?}\n"
            )
        })
    };
    let lines = |list: &[usize]| list.iter().map(line).collect::<String>();
    let nearby = places.series.as_ref().map(|(parts, place)| {
        let first = place.saturating_sub(PARTS_BESIDE);
        let listed: String = parts.iter().skip(first).take(2 * PARTS_BESIDE + 1).map(line).collect();
        format!("{place} of {}\n{listed}", parts.len())
    });
    let single = |at: Option<usize>| at.as_ref().map(line);
    format!(
        "{:?}{:?}{nearby:?}{}\n--\n{}",
        single(places.previous),
        single(places.next),
        lines(&places.recommended),
        lines(&places.more_by_author)
    )
}

impl Around {
    pub(super) fn new(places: &Places, articles: &[Arc<Article>]) -> Self {
        let one = |at: &usize| articles.get(*at).cloned();
        let list = |places: &[usize]| places.iter().filter_map(one).collect::<Vec<_>>();
        Self {
            previous: places.previous.as_ref().and_then(one),
            next: places.next.as_ref().and_then(one),
            series: None,
            recommended: list(&places.recommended),
            more_by_author: list(&places.more_by_author),
        }
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::article::{Access, Kind, Series, Topic, Version};
    use crate::clock::Timestamp;
    use crate::site::SiteHost;

    fn article(number: usize, topic: &str, series: Option<&str>) -> Article {
        Article {
            id: ArticleId(Uuid::from_u128(number as u128)),
            site: SiteHost::new("news.example"),
            path: format!("/{number}"),
            title: format!("Piece {number}"),
            summary: String::new(),
            kicker: None,
            kind: Kind::Article,
            series: series.map(|name| Series { name: name.to_owned(), part: None }),
            author: None,
            image: None,
            image_alt: String::new(),
            image_caption: String::new(),
            image_credit: String::new(),
            image_size: None,
            image_srcset: String::new(),
            topics: vec![Topic::new(topic)],
            access: Access::Registered,
            words: 0,
            lead: String::new(),
            lead_notes: String::new(),
            published_at: Timestamp::from_micros(i64::try_from(number).expect("few")),
            updated_at: None,
            version: Version(1),
            is_discussed: true,
            own_version: Version(1),
            views: crate::article::ViewCount::default(),
        }
    }

    #[test]
    fn of_a_topic_that_everything_has_only_the_best_are_looked_at() {
        let articles: Vec<Article> = (0..10_000).map(|number| article(number, "All", Some("One"))).collect();
        let lists = Lists::new(&articles, &MostRead::default());
        assert!(lists.by_topic.values().all(|list| list.len() == LOOKED_AT));
        let places = places(&articles, &MostRead::default());
        let (parts, place) = places[5000].series.as_ref().expect("a series");
        assert_eq!((parts.len(), *place), (10_000, 4999));
        assert!(fingerprint(&articles, &places[5000]).len() < 4000, "a page shows the nearest parts alone");
    }

    #[test]
    fn what_is_most_read_comes_first_and_the_rest_by_date() {
        let articles: Vec<Article> = (0..6).map(|number| article(number, "All", None)).collect();
        let most_read = MostRead::new([4, 2].map(|number| ArticleId(Uuid::from_u128(number))).to_vec());
        let places = places(&articles, &most_read);
        assert_eq!(places[0].recommended, [4, 2, 1, 3]);
        assert_eq!(places[4].recommended, [2, 0, 1, 3]);
    }

    #[test]
    fn the_fingerprint_changes_with_what_is_shown_and_with_nothing_else() {
        let mut articles: Vec<Article> = (0..9).map(|number| article(number, "All", None)).collect();
        let places = places(&articles, &MostRead::default());
        let print = |articles: &[Article]| fingerprint(articles, &places[0]);
        let before = print(&articles);
        articles[8].title = "Another".to_owned();
        assert_eq!(print(&articles), before, "it is not among those shown");
        articles[1].title = "Another".to_owned();
        assert_ne!(print(&articles), before);
    }
}
