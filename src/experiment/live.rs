//! The experiments that stand, in memory: a wall page needs no query.
//!
//! Where there are none, a page pays one look at an empty table.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use arc_swap::ArcSwap;

use super::store::{Experiment, VariantRow};
use super::{Arm, ExperimentId, MOST, Variant, VariantNumber, WallMark, split};
use crate::article::ArticleId;
use crate::config::raw::UnlockSetting;
use crate::secret::Keys;

/// Walls that each variant was, since that was last written down.
#[derive(Debug, Default)]
struct Tally([AtomicU64; MOST]);

/// One that runs, or whose variant is kept.
#[derive(Debug)]
pub struct Standing {
    pub id: ExperimentId,
    variants: Vec<Variant>,
    kept: Option<VariantNumber>,
    tally: Arc<Tally>,
}

impl Standing {
    pub fn is_running(&self) -> bool {
        self.kept.is_none()
    }

    /// The one that this reader meets, at every visit.
    pub fn arm_of(&self, keys: &Keys, ip: IpAddr, agent: &[u8]) -> Arm {
        match self.kept {
            Some(_) => self.first_arm(),
            None => self.arm(split(keys, self.id, (ip, agent), self.variants.len())),
        }
    }

    /// What programs are shown: the first, or what is kept.
    pub fn first_arm(&self) -> Arm {
        self.arm(self.kept.unwrap_or(VariantNumber::FIRST))
    }

    fn arm(&self, variant: VariantNumber) -> Arm {
        Arm { experiment: self.id, variant, is_kept: self.kept.is_some() }
    }

    fn variant(&self, number: VariantNumber) -> Option<&Variant> {
        self.variants.get(number.place())
    }

    /// Whether a given address opens the article to who meets this variant. An article that is open by one already stays so
    /// for its day, whatever variant its reader meets since: their network may have changed.
    pub fn unlock(&self, variant: VariantNumber, setting: UnlockSetting, holds_unlock: bool) -> UnlockSetting {
        let of = |variant: &Variant| variant.unlock.unwrap_or(setting);
        if holds_unlock && self.variants.iter().any(|variant| of(variant) == UnlockSetting::Asked) {
            return UnlockSetting::Asked;
        }
        self.variant(variant).map_or(setting, of)
    }
}

/// The variant that a page is made of.
#[derive(Debug, Clone)]
pub struct Chosen {
    standing: Arc<Standing>,
    pub arm: Arm,
}

impl Chosen {
    pub fn new(standing: Arc<Standing>, arm: Arm) -> Self {
        Self { standing, arm }
    }

    pub fn variant(&self) -> Option<&Variant> {
        self.standing.variant(self.arm.variant)
    }

    /// For its form; `None` where nothing is counted any more.
    pub fn mark(&self) -> Option<WallMark> {
        (!self.arm.is_kept).then_some(WallMark { experiment: self.arm.experiment, variant: self.arm.variant })
    }

    /// It was shown to a person.
    pub fn note_wall(&self) {
        if let (false, Some(count)) = (self.arm.is_kept, self.standing.tally.0.get(self.arm.variant.place())) {
            count.fetch_add(1, Ordering::Relaxed);
        }
    }
}

#[derive(Debug, Default)]
struct Live {
    /// Of the catalogue that was current when this was read; 0: none was.
    version: i64,
    by_article: HashMap<ArticleId, Arc<Standing>>,
}

/// What was counted of one experiment's walls and not yet written down.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Taken {
    pub wall: WallMark,
    pub count: u64,
}

/// All that stand.
#[derive(Debug, Clone, Default)]
pub struct LiveExperiments {
    current: Arc<ArcSwap<Live>>,
    /// Also of those that have ended a moment ago: what was counted until then is theirs. Never asked for a page.
    tallies: Arc<Mutex<HashMap<ExperimentId, Arc<Tally>>>>,
}

impl LiveExperiments {
    /// The one that an article is in.
    pub fn find(&self, article: ArticleId) -> Option<Arc<Standing>> {
        let live = self.current.load();
        if live.by_article.is_empty() {
            return None;
        }
        live.by_article.get(&article).cloned()
    }

    /// What a form says, where it can be true: that experiment runs, has that variant, and is about that article.
    pub fn accept(&self, wall: WallMark, article: ArticleId) -> Option<WallMark> {
        let standing = self.find(article)?;
        let is_good =
            standing.is_running() && standing.id == wall.experiment && standing.variant(wall.variant).is_some();
        is_good.then_some(wall)
    }

    pub fn version(&self) -> i64 {
        self.current.load().version
    }

    /// Takes the place of what stood before. What was counted goes on being counted.
    pub fn replace(
        &self,
        version: i64,
        experiments: Vec<Experiment>,
        variants: Vec<VariantRow>,
        articles: &[(ArticleId, ExperimentId)],
    ) {
        let mut of: HashMap<ExperimentId, Vec<Variant>> = HashMap::new();
        for row in variants {
            of.entry(row.experiment_id).or_default().push(row.into_variant());
        }
        let mut tallies = self.tallies.lock().unwrap_or_else(PoisonError::into_inner);
        let standing: HashMap<ExperimentId, Arc<Standing>> = experiments
            .into_iter()
            .map(|row| {
                let tally = Arc::clone(tallies.entry(row.id).or_default());
                let variants = of.remove(&row.id).unwrap_or_default();
                let kept = row.ended_at.and(row.kept);
                (row.id, Arc::new(Standing { id: row.id, variants, kept, tally }))
            })
            .collect();
        let by_article = articles
            .iter()
            .filter_map(|(article, experiment)| Some((*article, Arc::clone(standing.get(experiment)?))))
            .collect();
        self.current.store(Arc::new(Live { version, by_article }));
    }

    /// What has gathered; it starts anew at nothing. In one order, so that two instances never wait for each other's rows.
    pub fn take(&self) -> Vec<Taken> {
        let mut tallies = self.tallies.lock().unwrap_or_else(PoisonError::into_inner);
        let mut taken = Vec::new();
        for (id, tally) in tallies.iter() {
            for (place, count) in tally.0.iter().enumerate() {
                let wall = WallMark { experiment: *id, variant: VariantNumber::at(place) };
                match count.swap(0, Ordering::Relaxed) {
                    0 => {}
                    count => taken.push(Taken { wall, count }),
                }
            }
        }
        // Of those that nobody can count any more.
        let is_zero = |tally: &Tally| tally.0.iter().all(|count| count.load(Ordering::Relaxed) == 0);
        tallies.retain(|_, tally| Arc::strong_count(tally) > 1 || !is_zero(tally));
        taken.sort_by_key(|taken| (taken.wall.experiment, taken.wall.variant));
        taken
    }

    /// Puts back what could not be written.
    pub fn give_back(&self, taken: &[Taken]) {
        let mut tallies = self.tallies.lock().unwrap_or_else(PoisonError::into_inner);
        for Taken { wall, count } in taken {
            let tally = tallies.entry(wall.experiment).or_default();
            if let Some(kept) = tally.0.get(wall.variant.place()) {
                kept.fetch_add(*count, Ordering::Relaxed);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    const ID: ExperimentId = ExperimentId(Uuid::from_u128(1));
    const ARTICLE: ArticleId = ArticleId(Uuid::from_u128(2));

    fn unlocks(unlocks: &[Option<UnlockSetting>], kept: Option<VariantNumber>) -> Standing {
        let variants = unlocks.iter().map(|unlock| Variant { unlock: *unlock, ..Variant::default() }).collect();
        Standing { id: ID, variants, kept, tally: Arc::default() }
    }

    #[test]
    fn what_an_address_opens_is_what_the_variant_says() {
        use UnlockSetting::{Asked, Proved};
        let (one, two) = (VariantNumber(1), VariantNumber(2));
        for (variants, setting, variant, holds_unlock, wanted) in [
            ([None, Some(Asked)], Proved, one, false, Proved),
            ([None, Some(Asked)], Proved, two, false, Asked),
            // Given in the other variant, or in another network.
            ([None, Some(Asked)], Proved, one, true, Asked),
            ([None, Some(Proved)], Asked, one, false, Asked),
            ([None, Some(Proved)], Asked, two, false, Proved),
            ([None, Some(Proved)], Asked, two, true, Asked),
            ([Some(Proved), Some(Proved)], Asked, one, true, Proved),
            ([None, None], Proved, two, true, Proved),
            // There is no such variant: as the settings say.
            ([Some(Asked), Some(Asked)], Proved, VariantNumber(3), false, Proved),
        ] {
            let standing = unlocks(&variants, None);
            assert_eq!(
                standing.unlock(variant, setting, holds_unlock),
                wanted,
                "{variants:?} {variant:?} {holds_unlock}"
            );
        }
    }

    fn with(standing: Vec<Standing>) -> LiveExperiments {
        let live = LiveExperiments::default();
        let by_article = standing.into_iter().map(|one| (ARTICLE, Arc::new(one))).collect();
        live.current.store(Arc::new(Live { version: 1, by_article }));
        live
    }

    #[test]
    fn a_mark_counts_where_it_can_be_true() {
        let mark = |experiment, variant| WallMark { experiment, variant: VariantNumber(variant) };
        let running = with(vec![unlocks(&[None, None], None)]);
        for variant in [1, 2] {
            assert_eq!(running.accept(mark(ID, variant), ARTICLE), Some(mark(ID, variant)));
        }
        for variant in [0, 3, -1, i64::MIN, i64::MAX] {
            assert_eq!(running.accept(mark(ID, variant), ARTICLE), None, "{variant}");
        }
        assert_eq!(running.accept(mark(ExperimentId(Uuid::nil()), 1), ARTICLE), None, "another experiment");
        assert_eq!(running.accept(mark(ID, 1), ArticleId(Uuid::nil())), None, "another article");
        let kept = with(vec![unlocks(&[None, None], Some(VariantNumber(1)))]);
        assert_eq!(kept.accept(mark(ID, 1), ARTICLE), None, "it is over");
        assert_eq!(with(Vec::new()).accept(mark(ID, 1), ARTICLE), None);
    }

    #[test]
    fn what_was_counted_is_taken_once_also_after_the_end() {
        let row = |kept| Experiment {
            id: ID,
            name: String::new(),
            site: String::new(),
            started_at: crate::clock::Timestamp::default(),
            ended_at: None,
            kept,
            lifted_at: None,
        };
        let live = LiveExperiments::default();
        live.replace(1, vec![row(None)], Vec::new(), &[(ARTICLE, ID)]);
        let standing = live.find(ARTICLE).expect("it runs");
        let page = Chosen::new(Arc::clone(&standing), standing.arm(VariantNumber(2)));
        page.note_wall();
        // Read anew, as with each change of any article.
        live.replace(2, vec![row(None)], Vec::new(), &[(ARTICLE, ID)]);
        page.note_wall();
        let again = live.find(ARTICLE).expect("it runs");
        Chosen::new(Arc::clone(&again), again.arm(VariantNumber(2))).note_wall();
        live.replace(3, Vec::new(), Vec::new(), &[]);
        assert!(live.find(ARTICLE).is_none());
        page.note_wall();
        let taken = live.take();
        let wall = WallMark { experiment: ID, variant: VariantNumber(2) };
        assert_eq!(taken, [Taken { wall, count: 4 }]);
        assert_eq!(live.take(), []);
        live.give_back(&taken);
        assert_eq!(live.take(), taken);
        drop((standing, again, page));
        assert_eq!(live.take(), []);
        assert!(live.tallies.lock().expect("nobody panicked").is_empty(), "nothing is kept of what is over");
    }
}
