//! The tables of experiments.

use super::{ExperimentId, Variant, VariantNumber, WallMark, parse_unlock, unlock_column};
use crate::article::ArticleId;
use crate::clock::{Day, Timestamp};
use crate::db::{self, Conn, sql};

/// One as its row holds it.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct Experiment {
    pub id: ExperimentId,
    pub name: String,
    pub site: String,
    pub started_at: Timestamp,
    /// `None`: it runs.
    pub ended_at: Option<Timestamp>,
    pub kept: Option<VariantNumber>,
    pub lifted_at: Option<Timestamp>,
}

impl Experiment {
    /// Its articles keep the variant.
    pub fn keeps(&self) -> Option<VariantNumber> {
        self.kept.filter(|_| self.lifted_at.is_none())
    }
}

#[derive(Debug, sqlx::FromRow)]
pub struct VariantRow {
    pub experiment_id: ExperimentId,
    pub number: VariantNumber,
    heading: Option<String>,
    words: Option<String>,
    button: Option<String>,
    lead_words: Option<i64>,
    unlock: Option<String>,
    providers: Option<String>,
}

impl VariantRow {
    pub fn into_variant(self) -> Variant {
        Variant {
            heading: self.heading,
            words: self.words,
            button: self.button,
            lead_words: self.lead_words.and_then(|words| u32::try_from(words).ok()),
            unlock: self.unlock.as_deref().and_then(parse_unlock),
            providers: self.providers.map(|ids| serde_json::from_str(&ids).unwrap_or_default()),
        }
    }
}

/// What one variant has brought so far.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, sqlx::FromRow)]
pub struct Totals {
    pub walls: i64,
    /// Given on its page, by nobody who was a member.
    pub addresses: i64,
    /// Those of them that were proved, and who joined by a provider's button on its page.
    pub joined: i64,
}

#[derive(Debug, sqlx::FromRow)]
struct TotalRow {
    variant: VariantNumber,
    #[sqlx(flatten)]
    totals: Totals,
}

macro_rules! experiments {
    ($rest:literal) => {
        concat!("SELECT id, name, site, started_at, ended_at, kept, lifted_at FROM experiment ", $rest)
    };
}

/// Those that run, and those whose variant is kept.
pub async fn list_standing(conn: &mut Conn<'_>) -> db::Result<Vec<Experiment>> {
    sql!(list Experiment, conn, "list experiments that stand",
        experiments!("WHERE ended_at IS NULL OR (kept IS NOT NULL AND lifted_at IS NULL)"))
}

pub async fn count_standing(conn: &mut Conn<'_>) -> db::Result<i64> {
    let (count,) = sql!(
        one(i64,),
        conn,
        "count experiments that stand",
        "SELECT COUNT(*) FROM experiment WHERE ended_at IS NULL OR (kept IS NOT NULL AND lifted_at IS NULL)"
    )?;
    Ok(count)
}

/// The newest before that one.
pub async fn list_before(conn: &mut Conn<'_>, before: ExperimentId, limit: i64) -> db::Result<Vec<Experiment>> {
    sql!(list Experiment, conn, "list experiments", experiments!("WHERE id < $1 ORDER BY id DESC LIMIT $2"), before, limit)
}

pub async fn find(conn: &mut Conn<'_>, id: ExperimentId) -> db::Result<Option<Experiment>> {
    sql!(find Experiment, conn, "load an experiment", experiments!("WHERE id = $1"), id)
}

pub async fn insert(conn: &mut Conn<'_>, new: &Experiment) -> db::Result<()> {
    sql!(
        run,
        conn,
        "start an experiment",
        "INSERT INTO experiment (id, name, site, started_at) VALUES ($1, $2, $3, $4)",
        new.id,
        &new.name,
        &new.site,
        new.started_at
    )
    .map(drop)
}

pub async fn insert_variant(
    conn: &mut Conn<'_>,
    id: ExperimentId,
    number: VariantNumber,
    variant: &Variant,
) -> db::Result<()> {
    let providers = variant.providers.as_ref();
    sql!(
        run,
        conn,
        "write an experiment's variant",
        "INSERT INTO experiment_variant (experiment_id, number, heading, words, button, lead_words, unlock, providers)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        id,
        number,
        &variant.heading,
        &variant.words,
        &variant.button,
        variant.lead_words.map(i64::from),
        variant.unlock.map(unlock_column),
        providers.map(|ids| serde_json::to_string(ids).unwrap_or_else(|_| "[]".to_owned()))
    )
    .map(drop)
}

pub async fn list_variants(conn: &mut Conn<'_>, id: ExperimentId) -> db::Result<Vec<VariantRow>> {
    sql!(list VariantRow, conn, "list an experiment's variants",
        "SELECT experiment_id, number, heading, words, button, lead_words, unlock, providers FROM experiment_variant
         WHERE experiment_id = $1 ORDER BY number", id)
}

/// In the order of their numbers.
pub async fn list_standing_variants(conn: &mut Conn<'_>) -> db::Result<Vec<VariantRow>> {
    sql!(list VariantRow, conn, "list variants that stand",
        "SELECT experiment_id, number, heading, words, button, lead_words, unlock, providers FROM experiment_variant
         WHERE experiment_id IN (
             SELECT id FROM experiment WHERE ended_at IS NULL OR (kept IS NOT NULL AND lifted_at IS NULL))
         ORDER BY experiment_id, number")
}

/// False where the article is in another one already, or keeps what another one left.
pub async fn claim_article(conn: &mut Conn<'_>, id: ExperimentId, article: ArticleId) -> db::Result<bool> {
    let touched = sql!(
        run,
        conn,
        "put an article into an experiment",
        "INSERT INTO experiment_article (experiment_id, article_id, is_active) VALUES ($1, $2, TRUE)
         ON CONFLICT DO NOTHING",
        id,
        article
    )?;
    Ok(touched > 0)
}

pub async fn list_active_articles(conn: &mut Conn<'_>) -> db::Result<Vec<(ArticleId, ExperimentId)>> {
    sql!(
        list(ArticleId, ExperimentId),
        conn,
        "list articles in experiments",
        "SELECT article_id, experiment_id FROM experiment_article WHERE is_active"
    )
}

/// The one that an article is in now, or keeps the variant of.
pub async fn find_holder(conn: &mut Conn<'_>, article: ArticleId) -> db::Result<Option<(ExperimentId, String)>> {
    sql!(
        find(ExperimentId, String),
        conn,
        "look for an article's experiment",
        "SELECT e.id, e.name FROM experiment_article a JOIN experiment e ON e.id = a.experiment_id
         WHERE a.article_id = $1 AND a.is_active",
        article
    )
}

/// All articles that were in it, bounded.
pub async fn list_articles(conn: &mut Conn<'_>, id: ExperimentId, limit: i64) -> db::Result<Vec<(ArticleId,)>> {
    sql!(
        list(ArticleId,),
        conn,
        "list an experiment's articles",
        "SELECT article_id FROM experiment_article WHERE experiment_id = $1 ORDER BY article_id LIMIT $2",
        id,
        limit
    )
}

pub async fn count_articles(conn: &mut Conn<'_>, id: ExperimentId) -> db::Result<i64> {
    let (count,) = sql!(
        one(i64,),
        conn,
        "count an experiment's articles",
        "SELECT COUNT(*) FROM experiment_article WHERE experiment_id = $1",
        id
    )?;
    Ok(count)
}

/// False where it has ended already, or is none.
pub async fn update_ended(
    conn: &mut Conn<'_>,
    id: ExperimentId,
    kept: Option<VariantNumber>,
    now: Timestamp,
) -> db::Result<bool> {
    let touched = sql!(
        run,
        conn,
        "end an experiment",
        "UPDATE experiment SET ended_at = $2, kept = $3 WHERE id = $1 AND ended_at IS NULL",
        id,
        now,
        kept
    )?;
    Ok(touched > 0)
}

/// False where nothing of it is kept.
pub async fn update_lifted(conn: &mut Conn<'_>, id: ExperimentId, now: Timestamp) -> db::Result<bool> {
    let touched = sql!(
        run,
        conn,
        "lift what an experiment left",
        "UPDATE experiment SET lifted_at = $2
         WHERE id = $1 AND ended_at IS NOT NULL AND kept IS NOT NULL AND lifted_at IS NULL",
        id,
        now
    )?;
    Ok(touched > 0)
}

pub async fn release_articles(conn: &mut Conn<'_>, id: ExperimentId) -> db::Result<()> {
    sql!(
        run,
        conn,
        "let an experiment's articles go",
        "UPDATE experiment_article SET is_active = FALSE WHERE experiment_id = $1 AND is_active",
        id
    )
    .map(drop)
}

/// Within the caller's transaction, last in it: the row is everybody's who meets this variant today.
pub async fn add(conn: &mut Conn<'_>, day: Day, wall: WallMark, more: Totals) -> db::Result<()> {
    sql!(
        run,
        conn,
        "count what a variant brought",
        "INSERT INTO experiment_day (experiment_id, variant, day, walls, addresses, joined)
         VALUES ($1, $2, $3, $4, $5, $6)
         ON CONFLICT (experiment_id, variant, day) DO UPDATE SET walls = experiment_day.walls + $4,
             addresses = experiment_day.addresses + $5, joined = experiment_day.joined + $6",
        wall.experiment,
        wall.variant,
        day,
        more.walls,
        more.addresses,
        more.joined
    )
    .map(drop)
}

/// Of each of so many variants, in their order.
pub async fn list_totals(conn: &mut Conn<'_>, id: ExperimentId, variants: usize) -> db::Result<Vec<Totals>> {
    let rows = sql!(list TotalRow, conn, "sum up an experiment",
        "SELECT variant, CAST(SUM(walls) AS BIGINT) AS walls, CAST(SUM(addresses) AS BIGINT) AS addresses,
                CAST(SUM(joined) AS BIGINT) AS joined
         FROM experiment_day WHERE experiment_id = $1 GROUP BY variant", id)?;
    let of = |number| rows.iter().find(|row| row.variant == number).map(|row| row.totals).unwrap_or_default();
    Ok((0..variants).map(|place| of(VariantNumber::at(place))).collect())
}
