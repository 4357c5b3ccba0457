//! What staff and programs do about articles: put one, take it back, and say what it asks of a reader.

use std::sync::Arc;
use std::time::Duration;

use anyhow::Context;
use serde_json::json;

use super::flow::Desk;
use crate::article::import::ImportSettings;
use crate::article::put::{self, Put, PutError, Sent};
use crate::article::{Access, ArticleId, COLLECTION_OF_PROGRAMS, desk_store, file_store, store};
use crate::audit::{self, Action, Actor, Deed, Subject};
use crate::db::{self, Lane, retrying};
use crate::secret;

/// What came of an article that was sent.
pub enum Received {
    Put(Put),
    /// The words say what is wrong with it.
    Refused(String),
    /// Others were sent before it, and take their time.
    Busy,
}

/// How long one waits for those before it.
const PATIENCE: Duration = Duration::from_secs(15);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AccessChange {
    Done,
    /// It is so already.
    Nothing,
    /// There is no such article.
    NoArticle,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TakenBack {
    Yes(ArticleId),
    /// No program has put it, or it is not there any more.
    Nothing,
}

impl Desk {
    /// Puts an article in the place of the one that has the same source. The caller reads the catalogue anew.
    pub async fn put_article(&self, actor: Actor, sent: Sent, settings: &ImportSettings) -> anyhow::Result<Received> {
        let Ok(turn) = tokio::time::timeout(PATIENCE, Arc::clone(&self.putting).acquire_owned()).await else {
            return Ok(Received::Busy);
        };
        let turn = turn.context("wait for a turn")?;
        let known = {
            let mut read = self.members.db.read().await?;
            let mut conn = read.conn();
            match store::find_known(&mut conn, COLLECTION_OF_PROGRAMS, &sent.source).await? {
                Some(known) => (Some(known.id), file_store::list_forms(&mut conn, known.id).await?),
                None => (None, Vec::new()),
            }
        };
        let settings = settings.clone();
        // No connection is held while images are made smaller.
        // The turn goes with the work, which goes on though whoever waited for it has gone.
        let read = tokio::task::spawn_blocking(move || (put::read(sent, &settings, known), turn)).await?;
        let (read, _turn) = read;
        let prepared = match read {
            Ok(prepared) => prepared,
            Err(PutError::Refused(reason)) => return Ok(Received::Refused(reason)),
            Err(error @ PutError::Io(_)) => return Err(error).context("read an article that was sent"),
        };
        Ok(Received::Put(retrying(|| self.try_put(actor, &prepared)).await?))
    }

    async fn try_put(&self, actor: Actor, prepared: &put::Prepared) -> db::Result<Put> {
        let now = self.members.clock.now();
        let mut tx = self.members.db.begin_in(Lane::Work).await?;
        let mut conn = tx.conn();
        let put = put::write(&mut conn, ArticleId(secret::new_id(now)), prepared, now).await?;
        let told = match &put {
            Put::Added(id) => Some((id, "added")),
            Put::Changed(id) => Some((id, "changed")),
            Put::Unchanged(_) | Put::Taken { .. } => None,
        };
        let Some((id, what)) = told else { return Ok(put) };
        let deed = Deed::new(actor, Action::ArticlePut, Subject::Article(id.0))
            .change(json!({}), json!({ "was": what, "access": prepared.article.access.as_str() }));
        audit::store::insert(&mut conn, &deed, now).await?;
        tx.commit().await?;
        Ok(put)
    }

    /// Unpublishes one that a program has put: it keeps its id, and may be put again.
    pub async fn take_back_article(&self, actor: Actor, source: &str) -> db::Result<TakenBack> {
        retrying(|| self.try_take_back(actor, source)).await
    }

    async fn try_take_back(&self, actor: Actor, source: &str) -> db::Result<TakenBack> {
        let now = self.members.clock.now();
        let mut tx = self.members.db.begin_in(Lane::Work).await?;
        let mut conn = tx.conn();
        let known = store::find_known(&mut conn, COLLECTION_OF_PROGRAMS, source).await?;
        let Some(known) = known.filter(|known| known.unpublished_at.is_none()) else { return Ok(TakenBack::Nothing) };
        store::update_unpublished(&mut conn, known.id, now).await?;
        store::update_version(&mut conn).await?;
        let deed = Deed::new(actor, Action::ArticleTakenBack, Subject::Article(known.id.0));
        audit::store::insert(&mut conn, &deed, now).await?;
        tx.commit().await?;
        Ok(TakenBack::Yes(known.id))
    }

    /// What an article asks of a reader, whatever its file says. `None`: what its file says. The caller reads the catalogue
    /// anew.
    pub async fn change_access(&self, actor: Actor, id: ArticleId, access: Option<Access>) -> db::Result<AccessChange> {
        retrying(|| self.try_change_access(actor, id, access)).await
    }

    async fn try_change_access(&self, actor: Actor, id: ArticleId, access: Option<Access>) -> db::Result<AccessChange> {
        let now = self.members.clock.now();
        let mut tx = self.members.db.begin().await?;
        let mut conn = tx.conn();
        let Some(found) = desk_store::find(&mut conn, id).await? else { return Ok(AccessChange::NoArticle) };
        let wanted = access.map(Access::as_str);
        if found.access_override.as_deref() == wanted {
            return Ok(AccessChange::Nothing);
        }
        store::update_access_override(&mut conn, id, access, now).await?;
        store::update_version(&mut conn).await?;
        let deed = Deed::new(actor, Action::AccessChanged, Subject::Article(id.0))
            .change(json!({ "override": found.access_override }), json!({ "override": wanted }));
        audit::store::insert(&mut conn, &deed, now).await?;
        tx.commit().await?;
        tracing::info!(article = %id.0, access = wanted.unwrap_or("as its file says"), "an article's access was changed");
        Ok(AccessChange::Done)
    }
}
