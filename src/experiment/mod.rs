//! Experiments: a wall in two to four variants on chosen articles, each reader always before the same one.
//!
//! A variant may change the wall's words, show less of the lead, ask otherwise, or offer fewer ways in. It never shows more
//! than everyone may read: there is no field for that, and nobody who shows a variant loads a rest.

pub mod flow;
pub mod live;
pub mod result;
pub mod store;

use std::net::IpAddr;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::article::ArticleId;
use crate::config::raw::UnlockSetting;
use crate::secret::{Keys, Purpose};
use crate::site::SiteHost;

/// Variants of one experiment.
pub const FEWEST: usize = 2;
pub const MOST: usize = 4;
/// Experiments that run, and variants that are kept, at the same time: each is pages in memory.
pub const MOST_STANDING: i64 = 50;
/// Paths that a form names.
pub const MOST_PATHS: usize = 100;
/// Articles of one that takes all of a site.
pub const MOST_ARTICLES: usize = 10_000;

/// Characters.
pub const NAME_LENGTH: usize = 80;
pub const HEADING_LENGTH: usize = 120;
pub const WORDS_LENGTH: usize = 600;
pub const BUTTON_LENGTH: usize = 60;
/// Words of a lead: far beyond any.
pub const MOST_LEAD_WORDS: u32 = 2000;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, sqlx::Type)]
#[sqlx(transparent)]
pub struct ExperimentId(pub Uuid);

/// Which of an experiment's variants; the first is 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, sqlx::Type)]
#[sqlx(transparent)]
pub struct VariantNumber(pub i64);

impl VariantNumber {
    pub const FIRST: Self = Self(1);

    /// Of the variant at this place of a list.
    pub fn at(place: usize) -> Self {
        Self(i64::try_from(place).unwrap_or(i64::MAX).saturating_add(1))
    }

    /// Its place in a list of all.
    pub fn place(self) -> usize {
        usize::try_from(self.0.saturating_sub(1)).unwrap_or(usize::MAX)
    }
}

/// What a variant changes; `None`: as it is without.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Variant {
    /// Of the wall, in the publisher's own language, as the three are.
    pub heading: Option<String>,
    pub words: Option<String>,
    pub button: Option<String>,
    /// The lead ends after so many, where it is longer.
    pub lead_words: Option<u32>,
    pub unlock: Option<UnlockSetting>,
    /// Ids of the providers that it shows.
    pub providers: Option<Vec<String>>,
}

impl Variant {
    /// Changes nothing.
    pub fn is_as_it_is(&self) -> bool {
        *self == Self::default()
    }
}

pub fn unlock_column(unlock: UnlockSetting) -> &'static str {
    match unlock {
        UnlockSetting::Proved => "proved",
        UnlockSetting::Asked => "asked",
    }
}

pub fn parse_unlock(text: &str) -> Option<UnlockSetting> {
    [UnlockSetting::Proved, UnlockSetting::Asked].into_iter().find(|unlock| unlock_column(*unlock) == text)
}

/// A new experiment, as it is to start.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    pub name: String,
    pub site: SiteHost,
    pub articles: Vec<ArticleId>,
    pub variants: Vec<Variant>,
}

/// Why a plan cannot start, whatever else there is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    Name,
    NoArticles,
    TooManyArticles,
    TooFewVariants,
    TooManyVariants,
    /// Two of them could not be told from each other.
    SameVariants,
    Text(VariantNumber),
    LeadWords(VariantNumber),
}

impl Plan {
    pub fn check(&self) -> Result<(), Fault> {
        if !is_text(&self.name, NAME_LENGTH) {
            return Err(Fault::Name);
        }
        match self.articles.len() {
            0 => return Err(Fault::NoArticles),
            count if count > MOST_ARTICLES => return Err(Fault::TooManyArticles),
            _ => {}
        }
        for (place, variant) in self.variants.iter().enumerate() {
            let number = VariantNumber::at(place);
            let texts =
                [(&variant.heading, HEADING_LENGTH), (&variant.words, WORDS_LENGTH), (&variant.button, BUTTON_LENGTH)];
            if texts.iter().any(|(text, longest)| text.as_ref().is_some_and(|text| !is_text(text, *longest))) {
                return Err(Fault::Text(number));
            }
            if variant.lead_words.is_some_and(|words| words == 0 || words > MOST_LEAD_WORDS) {
                return Err(Fault::LeadWords(number));
            }
        }
        match self.variants.len() {
            count if count < FEWEST => return Err(Fault::TooFewVariants),
            count if count > MOST => return Err(Fault::TooManyVariants),
            _ => {}
        }
        let mut left = self.variants.as_slice();
        while let Some((one, others)) = left.split_first() {
            if others.contains(one) {
                return Err(Fault::SameVariants);
            }
            left = others;
        }
        Ok(())
    }
}

fn is_text(text: &str, longest: usize) -> bool {
    (1..=longest).contains(&text.chars().count()) && !text.chars().any(char::is_control)
}

/// The variant that a reader meets.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Arm {
    pub experiment: ExperimentId,
    pub variant: VariantNumber,
    /// The experiment is over, and this is what it left: everybody meets it, and nothing is counted.
    pub is_kept: bool,
}

/// The wall on which somebody gave an address or chose a provider, as the page's form says it. Whoever sends one may have
/// made it up: it counts only where the experiment runs, and is about that article.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct WallMark {
    pub experiment: ExperimentId,
    pub variant: VariantNumber,
}

impl WallMark {
    pub fn to_field(self) -> String {
        format!("{}.{}", self.experiment.0, self.variant.0)
    }

    /// `None` for everything that no page of ours holds.
    pub fn parse(text: &str) -> Option<Self> {
        let (experiment, variant) = text.split_once('.')?;
        let mark =
            Self { experiment: ExperimentId(experiment.parse().ok()?), variant: VariantNumber(variant.parse().ok()?) };
        (mark.to_field() == text).then_some(mark)
    }

    /// As its two columns hold it.
    pub fn from_columns(experiment: Option<ExperimentId>, variant: Option<VariantNumber>) -> Option<Self> {
        Some(Self { experiment: experiment?, variant: variant? })
    }
}

/// Which of so many variants a reader meets: by the network and the browser's own name alone, with a key, so that it is the
/// same at every visit and on every instance, and nothing is kept of the reader anywhere.
pub fn split(keys: &Keys, experiment: ExperimentId, (ip, agent): (IpAddr, &[u8]), variants: usize) -> VariantNumber {
    let octets = match ip.to_canonical() {
        IpAddr::V4(ip) => ip.octets().to_vec(),
        // One line at home has all addresses of its /64, and a telephone takes a new one every day.
        IpAddr::V6(ip) => ip.octets().iter().take(8).copied().collect(),
    };
    let mac = keys.short_mac(Purpose::Experiment, &[experiment.0.as_bytes(), &octets, agent]);
    let many = u128::try_from(variants.max(1)).unwrap_or(1);
    VariantNumber::at(usize::try_from(u128::from_be_bytes(mac) % many).unwrap_or(0))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plan(variants: Vec<Variant>) -> Plan {
        Plan {
            name: "A name".to_owned(),
            site: SiteHost::new("news.example"),
            articles: vec![ArticleId(Uuid::from_u128(1))],
            variants,
        }
    }

    fn worded(heading: &str) -> Variant {
        Variant { heading: Some(heading.to_owned()), ..Variant::default() }
    }

    fn keys() -> Keys {
        Keys::new(&[7; 32], None)
    }

    #[test]
    fn what_cannot_start_is_told_why() {
        let two = || vec![Variant::default(), worded("Other")];
        assert_eq!(plan(two()).check(), Ok(()));
        let lead = |words| vec![Variant::default(), Variant { lead_words: Some(words), ..Variant::default() }];
        assert_eq!(plan(lead(1)).check(), Ok(()));
        assert_eq!(plan(lead(MOST_LEAD_WORDS)).check(), Ok(()));
        let second = VariantNumber(2);
        for (plan, fault) in [
            (Plan { name: String::new(), ..plan(two()) }, Fault::Name),
            (Plan { name: "x".repeat(NAME_LENGTH + 1), ..plan(two()) }, Fault::Name),
            (Plan { name: "a\u{7}".to_owned(), ..plan(two()) }, Fault::Name),
            (Plan { articles: Vec::new(), ..plan(two()) }, Fault::NoArticles),
            (plan(vec![]), Fault::TooFewVariants),
            (plan(vec![worded("One")]), Fault::TooFewVariants),
            (plan(["a", "b", "c", "d", "e"].map(worded).to_vec()), Fault::TooManyVariants),
            (plan(vec![Variant::default(), worded("a"), Variant::default()]), Fault::SameVariants),
            (plan(vec![Variant::default(), worded("")]), Fault::Text(second)),
            (plan(vec![Variant::default(), worded(&"x".repeat(HEADING_LENGTH + 1))]), Fault::Text(second)),
            (plan(vec![Variant::default(), worded("a\u{0}b")]), Fault::Text(second)),
            (plan(lead(0)), Fault::LeadWords(second)),
            (plan(lead(MOST_LEAD_WORDS + 1)), Fault::LeadWords(second)),
        ] {
            assert_eq!(plan.check(), Err(fault), "{plan:?}");
        }
    }

    #[test]
    fn a_mark_is_read_as_it_was_written_and_no_other_way() {
        let mark = WallMark { experiment: ExperimentId(Uuid::from_u128(5)), variant: VariantNumber(2) };
        let field = mark.to_field();
        assert_eq!(WallMark::parse(&field), Some(mark));
        for text in
            ["", ".", "x.1", &field.to_uppercase().replace('0', "A"), &format!("{field} "), &format!("+{field}")]
        {
            assert_eq!(WallMark::parse(text), None, "{text:?}");
        }
        for variant in ["", "+2", "02", "x", "99999999999999999999"] {
            assert_eq!(WallMark::parse(&format!("{}.{variant}", Uuid::from_u128(5))), None, "{variant:?}");
        }
    }

    #[test]
    fn readers_are_split_evenly_and_always_alike() {
        let experiment = ExperimentId(Uuid::from_u128(0x0123_4567_89ab));
        for variants in 2..=4_usize {
            let mut met = vec![0_u32; variants];
            for number in 0..12_000_u32 {
                let ip = IpAddr::from((0x0a00_0000 + number).to_be_bytes());
                let arm = split(&keys(), experiment, (ip, b"Firefox"), variants);
                assert_eq!(arm, split(&keys(), experiment, (ip, b"Firefox"), variants));
                met[arm.place()] += 1;
            }
            let each = 12_000.0 / f64::from(u32::try_from(variants).expect("few"));
            let chi: f64 = met.iter().map(|count| (f64::from(*count) - each).powi(2) / each).sum();
            // 16.27 is what three degrees of freedom exceed once in a thousand.
            assert!(chi < 16.27, "{met:?}");
        }
    }

    #[test]
    fn a_reader_is_their_network_and_the_name_of_their_browser() {
        let (one, other) = (ExperimentId(Uuid::from_u128(1)), ExperimentId(Uuid::from_u128(2)));
        let ip = |text: &str| text.parse::<IpAddr>().expect("an address");
        // Of sixty-four questions with two answers, two that have nothing to do with each other agree in about half.
        let agree = |left: &dyn Fn(u8) -> VariantNumber, right: &dyn Fn(u8) -> VariantNumber| {
            (0..64).filter(|number| left(*number) == right(*number)).count()
        };
        let of = |experiment, text: String, agent: &'static [u8]| split(&keys(), experiment, (ip(&text), agent), 2);
        let v6 = |number| of(one, format!("2001:db8:0:{number:x}::1"), b"A");
        assert_eq!(agree(&v6, &|number| of(one, format!("2001:db8:0:{number:x}:ffff::2"), b"A")), 64, "one /64");
        assert!((12..=52).contains(&agree(&v6, &|number| of(one, format!("2001:db8:1:{number:x}::1"), b"A"))));
        let v4 = |number| of(one, format!("192.0.2.{number}"), b"A");
        assert_eq!(agree(&v4, &|number| of(one, format!("::ffff:192.0.2.{number}"), b"A")), 64, "one address");
        assert!((12..=52).contains(&agree(&v4, &|number| of(one, format!("192.0.3.{number}"), b"A"))), "IPv4 whole");
        assert!((12..=52).contains(&agree(&v4, &|number| of(one, format!("192.0.2.{number}"), b"B"))), "the browser");
        assert!((12..=52).contains(&agree(&v4, &|number| of(other, format!("192.0.2.{number}"), b"A"))), "each anew");
        let elsewhere = Keys::new(&[8; 32], None);
        let keyed = |number: u8| split(&elsewhere, one, (ip(&format!("192.0.2.{number}")), b"A"), 2);
        assert!((12..=52).contains(&agree(&v4, &keyed)), "nobody without the key can tell");
    }
}
