//! Experiments are started, stopped and lifted by staff, each with its line in the account of changes.

use std::time::Duration;

use serde_json::json;
use uuid::Uuid;

use super::live::{LiveExperiments, Taken};
use super::result::{self, Verdict};
use super::store::{self, Experiment, Totals};
use super::{ExperimentId, MOST_STANDING, Plan, Variant, VariantNumber, WallMark};
use crate::article::{self, ArticleId};
use crate::audit::{self, Action, Actor, Deed, Subject};
use crate::clock::{Clock, Timestamp};
use crate::db::{self, Conn, Db, Lane, retrying};
use crate::secret;

#[derive(Clone)]
pub struct Experiments {
    db: Db,
    clock: Clock,
    pub live: LiveExperiments,
}

pub enum Started {
    Yes(ExperimentId),
    /// This article is in that one already, or keeps what that one left.
    Clash(ArticleId, ExperimentId, String),
    /// As many stand as there may be.
    Full,
}

/// One with what it tells.
#[derive(Debug, Clone)]
pub struct Found {
    pub experiment: Experiment,
    pub variants: Vec<Variant>,
    pub totals: Vec<Totals>,
    pub articles: i64,
}

impl Found {
    pub fn ran(&self, now: Timestamp) -> Duration {
        result::ran(self.experiment.started_at, self.experiment.ended_at, now)
    }

    pub fn verdict(&self, now: Timestamp) -> Verdict {
        result::verdict(&self.totals, self.ran(now))
    }

    /// What a stop keeps unless staff choose otherwise: what is better, or the first.
    pub fn to_keep(&self, now: Timestamp) -> VariantNumber {
        match self.verdict(now) {
            Verdict::Better(number) => number,
            Verdict::NotYet(_) => VariantNumber::FIRST,
        }
    }
}

impl Experiments {
    pub fn new(db: Db, clock: Clock) -> Self {
        Self { db, clock, live: LiveExperiments::default() }
    }

    /// Reads anew what stands, where the catalogue has counted up since. The version is that of the catalogue in memory: it
    /// was read before, so that a change in between counts it up once more.
    pub async fn refresh(&self, catalogue: i64) -> db::Result<()> {
        if self.live.version() == catalogue {
            return Ok(());
        }
        let mut read = self.db.read().await?;
        let mut conn = read.conn();
        let experiments = store::list_standing(&mut conn).await?;
        let variants = store::list_standing_variants(&mut conn).await?;
        let articles = store::list_active_articles(&mut conn).await?;
        self.live.replace(catalogue, experiments, variants, &articles);
        Ok(())
    }

    /// Writes down the walls since the last time; where that fails they wait on in memory.
    pub async fn write(&self) -> db::Result<()> {
        let taken = self.live.take();
        if taken.is_empty() {
            return Ok(());
        }
        let written = self.try_write(&taken).await;
        if written.is_err() {
            self.live.give_back(&taken);
        }
        written
    }

    async fn try_write(&self, taken: &[Taken]) -> db::Result<()> {
        let day = self.clock.now().day();
        let mut tx = self.db.begin_in(Lane::Work).await?;
        for Taken { wall, count } in taken {
            let walls = i64::try_from(*count).unwrap_or(i64::MAX);
            store::add(&mut tx.conn(), day, *wall, Totals { walls, ..Totals::default() }).await?;
        }
        tx.commit().await
    }

    /// A plan that was [checked](Plan::check). The caller reads the catalogue anew, after this as after the next two.
    pub async fn start(&self, actor: Actor, plan: &Plan) -> db::Result<Started> {
        let started = retrying(|| self.try_start(actor, plan)).await?;
        if let Started::Yes(id) = &started {
            tracing::info!(experiment = %id.0, variants = plan.variants.len(), "an experiment was started");
        }
        Ok(started)
    }

    async fn try_start(&self, actor: Actor, plan: &Plan) -> db::Result<Started> {
        let now = self.clock.now();
        let mut tx = self.db.begin_in(Lane::Work).await?;
        let mut conn = tx.conn();
        if store::count_standing(&mut conn).await? >= MOST_STANDING {
            return Ok(Started::Full);
        }
        let id = ExperimentId(secret::new_id(now));
        let (name, site) = (plan.name.clone(), plan.site.as_str().to_owned());
        let new = Experiment { id, name, site, started_at: now, ended_at: None, kept: None, lifted_at: None };
        store::insert(&mut conn, &new).await?;
        for (place, variant) in plan.variants.iter().enumerate() {
            store::insert_variant(&mut conn, id, VariantNumber::at(place), variant).await?;
        }
        // In one order, so that two starts never wait for each other's rows.
        let mut articles = plan.articles.clone();
        articles.sort_unstable();
        articles.dedup();
        for article in &articles {
            if !store::claim_article(&mut conn, id, *article).await? {
                let (holder, name) = store::find_holder(&mut conn, *article).await?.unwrap_or((id, String::new()));
                return Ok(Started::Clash(*article, holder, name));
            }
        }
        let after = json!({ "variants": plan.variants.len(), "articles": articles.len(), "site": new.site });
        self.note(&mut conn, Deed::new(actor, Action::ExperimentStarted, Subject::Experiment(id.0)), after).await?;
        tx.commit().await?;
        Ok(Started::Yes(id))
    }

    /// Ends it, and keeps this variant for its articles until that is lifted; `None`: they are as they were. False where it
    /// does not run, or has no such variant.
    pub async fn stop(&self, actor: Actor, id: ExperimentId, keep: Option<VariantNumber>) -> db::Result<bool> {
        let is_stopped = retrying(|| self.try_stop(actor, id, keep)).await?;
        if is_stopped {
            tracing::info!(experiment = %id.0, kept = keep.map(|number| number.0), "an experiment was stopped");
        }
        Ok(is_stopped)
    }

    async fn try_stop(&self, actor: Actor, id: ExperimentId, keep: Option<VariantNumber>) -> db::Result<bool> {
        let now = self.clock.now();
        let mut tx = self.db.begin().await?;
        let mut conn = tx.conn();
        if !store::update_ended(&mut conn, id, keep, now).await? {
            return Ok(false);
        }
        let variants = store::list_variants(&mut conn, id).await?;
        let kept = match keep {
            None => None,
            Some(number) => match variants.into_iter().find(|row| row.number == number) {
                Some(row) => Some(row.into_variant()),
                None => return Ok(false),
            },
        };
        // What changes nothing keeps nothing: there would be nothing to lift, and no other experiment could have the articles.
        let is_nothing = kept.as_ref().is_none_or(Variant::is_as_it_is);
        if is_nothing {
            if keep.is_some() {
                store::update_lifted(&mut conn, id, now).await?;
            }
            store::release_articles(&mut conn, id).await?;
        }
        let after = json!({ "kept": keep.map(|number| number.0) });
        self.note(&mut conn, Deed::new(actor, Action::ExperimentStopped, Subject::Experiment(id.0)), after).await?;
        tx.commit().await?;
        Ok(true)
    }

    /// Its articles are as they were. False where nothing of it is kept.
    pub async fn lift(&self, actor: Actor, id: ExperimentId) -> db::Result<bool> {
        let is_lifted = retrying(|| self.try_lift(actor, id)).await?;
        if is_lifted {
            tracing::info!(experiment = %id.0, "what an experiment left was lifted");
        }
        Ok(is_lifted)
    }

    async fn try_lift(&self, actor: Actor, id: ExperimentId) -> db::Result<bool> {
        let now = self.clock.now();
        let mut tx = self.db.begin().await?;
        let mut conn = tx.conn();
        if !store::update_lifted(&mut conn, id, now).await? {
            return Ok(false);
        }
        store::release_articles(&mut conn, id).await?;
        let deed = Deed::new(actor, Action::ExperimentLifted, Subject::Experiment(id.0));
        self.note(&mut conn, deed, json!({})).await?;
        tx.commit().await?;
        Ok(true)
    }

    /// In the account of changes, and for every instance to hear.
    async fn note(&self, conn: &mut Conn<'_>, deed: Deed, after: serde_json::Value) -> db::Result<()> {
        audit::store::insert(conn, &deed.change(json!({}), after), self.clock.now()).await?;
        article::store::update_version(conn).await
    }

    /// The newest before that one.
    pub async fn list_before(&self, before: Uuid, limit: i64) -> db::Result<Vec<Found>> {
        let mut read = self.db.read_lists().await?;
        let mut conn = read.conn();
        let mut all = Vec::new();
        for experiment in store::list_before(&mut conn, ExperimentId(before), limit).await? {
            all.push(complete(&mut conn, experiment).await?);
        }
        Ok(all)
    }

    pub async fn find(&self, id: ExperimentId) -> db::Result<Option<Found>> {
        let mut read = self.db.read().await?;
        let mut conn = read.conn();
        match store::find(&mut conn, id).await? {
            Some(experiment) => Ok(Some(complete(&mut conn, experiment).await?)),
            None => Ok(None),
        }
    }

    /// Of those articles that are or were in it, so many.
    pub async fn list_articles(&self, id: ExperimentId, limit: i64) -> db::Result<Vec<ArticleId>> {
        let mut read = self.db.read().await?;
        let rows = store::list_articles(&mut read.conn(), id, limit).await?;
        Ok(rows.into_iter().map(|(article,)| article).collect())
    }
}

async fn complete(conn: &mut Conn<'_>, experiment: Experiment) -> db::Result<Found> {
    let rows = store::list_variants(conn, experiment.id).await?;
    let variants: Vec<Variant> = rows.into_iter().map(store::VariantRow::into_variant).collect();
    let totals = store::list_totals(conn, experiment.id, variants.len()).await?;
    let articles = store::count_articles(conn, experiment.id).await?;
    Ok(Found { experiment, variants, totals, articles })
}

/// Somebody gave an address on this wall, or became a member by it. Last in the caller's transaction.
pub async fn count(conn: &mut Conn<'_>, wall: Option<WallMark>, more: Totals, now: Timestamp) -> db::Result<()> {
    match wall {
        Some(wall) => store::add(conn, now.day(), wall, more).await,
        None => Ok(()),
    }
}
