//! A write that is sent again, after an answer that never came, is done once: by the key that its program gave it.

use std::time::Duration;

use super::flow::Programs;
use super::{ProgramId, answer_store};
use crate::clock;
use crate::db::{self, Conn, retrying};
use crate::secret::TokenHash;

/// How long an answer is kept.
pub const KEPT: Duration = clock::hours(24);
/// After this, whoever was doing it is no more: no write takes so long.
const GIVEN_UP: Duration = clock::minutes(2);

/// What was answered before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    pub status: u16,
    /// Holds no address and no name: it lies in a table for a day.
    pub body: String,
}

#[derive(Debug, PartialEq, Eq)]
pub enum Begun {
    /// It is for this one to do, and to [`Programs::finish`].
    New,
    /// It was done.
    Before(Answer),
    /// Another is doing it now.
    Running,
    /// The key came with another request.
    Other,
}

/// One write of one program, by hashes alone.
#[derive(Debug, Clone)]
pub struct Once {
    pub program: ProgramId,
    pub key: TokenHash,
    pub request: TokenHash,
}

impl Programs {
    pub async fn begin(&self, once: &Once) -> db::Result<Begun> {
        retrying(|| self.try_begin(once)).await
    }

    async fn try_begin(&self, once: &Once) -> db::Result<Begun> {
        let now = self.clock.now();
        let mut tx = self.db.begin().await?;
        let mut conn = tx.conn();
        answer_store::delete_old(&mut conn, once, now.minus(KEPT), now.minus(GIVEN_UP)).await?;
        let is_new = answer_store::insert(&mut conn, once, now).await?;
        let begun = if is_new { Begun::New } else { Self::standing(&mut conn, once).await? };
        tx.commit().await?;
        Ok(begun)
    }

    async fn standing(conn: &mut Conn<'_>, once: &Once) -> db::Result<Begun> {
        let Some(row) = answer_store::find(conn, once).await? else { return Ok(Begun::Running) };
        if !row.request_hash.is_same(&once.request) {
            return Ok(Begun::Other);
        }
        Ok(match row.status.map(u16::try_from) {
            Some(Ok(status)) => Begun::Before(Answer { status, body: row.body }),
            _ => Begun::Running,
        })
    }

    /// `None`: it came to nothing, and may be tried again.
    pub async fn finish(&self, once: &Once, answer: Option<&Answer>) -> db::Result<()> {
        retrying(|| async {
            let mut tx = self.db.begin().await?;
            match answer {
                Some(answer) => answer_store::update_done(&mut tx.conn(), once, answer).await?,
                None => answer_store::delete(&mut tx.conn(), once).await?,
            }
            tx.commit().await
        })
        .await
    }
}
