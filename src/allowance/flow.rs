//! Takes a free read, exactly: two tabs at once get no more than the allowance.

use super::{ReaderKey, store};
use crate::article::ArticleId;
use crate::clock::Timestamp;
use crate::db::{self, Db, Lane};
use crate::gate::{Allowance, GatePolicy};

/// What this browser has used; `None` for one without a key.
pub async fn look(
    db: &Db,
    policy: &GatePolicy,
    key: Option<&ReaderKey>,
    article: ArticleId,
    now: Timestamp,
) -> db::Result<Allowance> {
    let Some(key) = key else { return Ok(Allowance::Unread { used: 0 }) };
    let mut read = db.read().await?;
    let since = now.minus(policy.free_period);
    let (used, is_read) = store::count_reads(&mut read.conn(), &key.hash(), article, since).await?;
    Ok(if is_read { Allowance::Read { used } } else { Allowance::Unread { used } })
}

/// Records the read before the article is answered. False: another request took the last place.
pub async fn claim(
    db: &Db,
    policy: &GatePolicy,
    key: &ReaderKey,
    article: ArticleId,
    now: Timestamp,
) -> db::Result<bool> {
    let mut tx = db.begin_in(Lane::Page).await?;
    let mut conn = tx.conn();
    let hash = key.hash();
    store::lock_reader(&mut conn, &hash).await?;
    let since = now.minus(policy.free_period);
    let (_, is_read) = store::count_reads(&mut conn, &hash, article, since).await?;
    let claimed = is_read || store::claim_read(&mut conn, &hash, article, (since, now), policy.free_articles).await?;
    tx.commit().await?;
    Ok(claimed)
}
