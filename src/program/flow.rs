//! Programs are made and ended by owners, and let in by their key.

use std::time::Duration;

use serde_json::json;

use super::{AT_MOST, Program, ProgramId, ProgramKey, Scopes, store};
use crate::audit::{self, Action, Actor, Deed, Subject};
use crate::clock::{self, Clock, Timestamp};
use crate::db::{self, Db, Lane, retrying};
use crate::secret;

/// How exactly the last use is known.
const USED_EVERY: Duration = clock::minutes(1);

#[derive(Clone)]
pub struct Programs {
    pub(super) db: Db,
    pub(super) clock: Clock,
}

pub enum Made {
    /// With the key, to be shown now and never again.
    Yes(Program, ProgramKey),
    /// There are as many as there may be.
    Full,
}

/// What a new program is to be.
#[derive(Debug, Clone)]
pub struct Wanted {
    pub name: String,
    pub scopes: Scopes,
    pub expires_at: Option<Timestamp>,
}

impl Programs {
    pub fn new(db: Db, clock: Clock) -> Self {
        Self { db, clock }
    }

    pub async fn list(&self) -> db::Result<Vec<Program>> {
        let mut read = self.db.read().await?;
        store::list(&mut read.conn()).await
    }

    pub async fn make(&self, actor: Actor, wanted: &Wanted) -> db::Result<Made> {
        let made = retrying(|| self.try_make(actor, wanted)).await?;
        if let Made::Yes(program, _) = &made {
            tracing::info!(program = %program.id.0, scopes = program.scopes.to_column(), "a program was let in");
        }
        Ok(made)
    }

    async fn try_make(&self, actor: Actor, wanted: &Wanted) -> db::Result<Made> {
        let now = self.clock.now();
        let mut tx = self.db.begin().await?;
        let mut conn = tx.conn();
        if store::count_standing(&mut conn).await? >= AT_MOST {
            return Ok(Made::Full);
        }
        let Wanted { name, scopes, expires_at } = wanted.clone();
        let id = ProgramId(secret::new_id(now));
        let program = Program { id, name, scopes, made_at: now, expires_at, used_at: None, ended_at: None };
        let key = ProgramKey::random();
        store::insert(&mut conn, &program, &key.hash()).await?;
        let deed = Deed::new(actor, Action::ProgramMade, Subject::Program(id))
            .change(json!({}), json!({ "scopes": program.scopes.to_column() }));
        audit::store::insert(&mut conn, &deed, now).await?;
        tx.commit().await?;
        Ok(Made::Yes(program, key))
    }

    /// At once, on every instance. False where it had ended already, or is none.
    pub async fn end(&self, actor: Actor, id: ProgramId) -> db::Result<bool> {
        retrying(|| self.try_end(actor, id)).await
    }

    async fn try_end(&self, actor: Actor, id: ProgramId) -> db::Result<bool> {
        let now = self.clock.now();
        let mut tx = self.db.begin().await?;
        let mut conn = tx.conn();
        if !store::update_ended(&mut conn, id, now).await? {
            return Ok(false);
        }
        audit::store::insert(&mut conn, &Deed::new(actor, Action::ProgramEnded, Subject::Program(id)), now).await?;
        tx.commit().await?;
        tracing::info!(program = %id.0, "a program was ended");
        Ok(true)
    }

    /// Whoever holds this key now, by the row and never by a copy. `None`: nobody.
    pub async fn find(&self, key: &str) -> db::Result<Option<Program>> {
        let Some(key) = ProgramKey::parse(key) else { return Ok(None) };
        let now = self.clock.now();
        let found = {
            let mut read = self.db.read().await?;
            store::find_by_key(&mut read.conn(), &key.hash()).await?
        };
        let Some(program) = found.filter(|program| program.is_live(now)) else { return Ok(None) };
        if program.used_at.is_none_or(|at| now.since(at) >= USED_EVERY) {
            let mut tx = self.db.begin_in(Lane::Work).await?;
            store::update_used(&mut tx.conn(), program.id, now).await?;
            tx.commit().await?;
        }
        Ok(Some(program))
    }
}
