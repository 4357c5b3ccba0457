//! What staff and the command line do with a file of members: look it over, say yes or no, take it in at once.

use std::io::{Cursor, Read};
use std::sync::Arc;
use std::time::Duration;

use serde_json::json;
use tokio::sync::Notify;
use tokio::time::Instant;

use super::file::{Fault, Rows, Terms};
use super::take::{Hold, LEASE, PIECE, Tally};
use super::{Counts, Import, ImportId, MAX_ROWS, State, store};
use crate::audit::{self, Action, Actor, Deed, Subject};
use crate::clock::{Timestamp, days, hours};
use crate::db::{self, Lane};
use crate::member::MemberId;
use crate::member::flow::Members;
use crate::secret;
use crate::site::Sites;

/// A file that nobody said yes to goes after so long.
const UNANSWERED_DAYS: u64 = 1;

/// What imports and invitations work with.
#[derive(Clone)]
pub struct Intake {
    pub members: Members,
    pub sites: Sites,
    /// Letters that invite, of all imports together; 0: as fast as they go.
    pub invitations_per_hour: u32,
    /// Told after a commit that says yes to a file.
    pub wake: Arc<Notify>,
}

#[derive(Debug, thiserror::Error)]
pub enum IntakeError {
    #[error(transparent)]
    Db(#[from] db::DbError),
    #[error(transparent)]
    Fault(#[from] Fault),
    #[error("this import was ended elsewhere")]
    Lost,
}

/// How long a transaction of a file without end may take: whoever serves from the same `SQLite` file waits for it. Longer ones
/// write more rows a second, since rows of one transaction share pages.
const TURN: Duration = Duration::from_millis(700);

/// Rows of the next transaction, by what the last one took.
struct Pieces {
    rows: usize,
}

impl Default for Pieces {
    fn default() -> Self {
        Self { rows: PIECE }
    }
}

impl Pieces {
    const MOST: usize = 10_000;

    /// Grows slowly and shrinks at once.
    fn took(&mut self, time: Duration) {
        let fitting = u128::try_from(self.rows).unwrap_or(u128::MAX).saturating_mul(TURN.as_micros());
        let fitting = usize::try_from(fitting / time.as_micros().max(1)).unwrap_or(usize::MAX);
        self.rows = fitting.min(self.rows.saturating_mul(3) / 2).clamp(PIECE, Self::MOST);
    }
}

/// Whoever brought it.
pub(super) fn by(staff: Option<MemberId>) -> Actor {
    staff.map_or(Actor::CommandLine, Actor::Staff)
}

impl Intake {
    pub fn terms(&self, at_most: Option<u64>) -> Terms {
        let sites = self.sites.all().iter().map(|site| site.host.as_str().to_ascii_lowercase()).collect();
        Terms { sites, now: self.members.clock.now(), at_most }
    }

    /// Looks a file over and keeps it until somebody says yes. No member changes.
    pub async fn upload(&self, staff: MemberId, bytes: Vec<u8>, site: &str) -> Result<ImportId, IntakeError> {
        let mut rows = Rows::open(Cursor::new(bytes.as_slice()), self.terms(Some(MAX_ROWS)))?;
        let tally = self.look(&mut rows, |_, _| {}).await?;
        drop(rows);
        let now = self.members.clock.now();
        let id = ImportId(secret::new_id(now));
        let refusals = tally.to_column();
        let new = store::NewImport {
            id,
            made_at: now,
            staff_id: Some(staff),
            state: State::Ready,
            site,
            looked: tally.counts,
            refusals: &refusals,
            due_at: now,
        };
        let mut tx = self.members.db.begin_in(Lane::Work).await?;
        let mut conn = tx.conn();
        store::insert(&mut conn, &new).await?;
        store::insert_file(&mut conn, id, &bytes).await?;
        let deed = Deed::new(Actor::Staff(staff), Action::ImportUploaded, Subject::Import(id.0))
            .change(json!({}), json!(tally.counts));
        audit::store::insert(&mut conn, &deed, now).await?;
        tx.commit().await?;
        Ok(id)
    }

    /// After the clock was set back. Nothing is due later than in an hour: no lease and no turn is longer.
    pub async fn bring_forward(&self) -> db::Result<u64> {
        let now = self.members.clock.now();
        let mut tx = self.members.db.begin_in(Lane::Work).await?;
        let brought = store::update_brought_forward(&mut tx.conn(), now, now.plus(hours(1))).await?;
        tx.commit().await?;
        Ok(brought)
    }

    /// The yes. False where it does not wait for one.
    pub async fn start(&self, staff: MemberId, id: ImportId) -> db::Result<bool> {
        let now = self.members.clock.now();
        let mut tx = self.members.db.begin().await?;
        let mut conn = tx.conn();
        if !store::update_started(&mut conn, id, now).await? {
            return Ok(false);
        }
        let deed = Deed::new(Actor::Staff(staff), Action::ImportStarted, Subject::Import(id.0));
        audit::store::insert(&mut conn, &deed, now).await?;
        tx.commit().await?;
        tracing::info!(staff = %staff.0, import = %id.0, "an import was started");
        Ok(true)
    }

    /// The no. False where it does not wait for one.
    pub async fn discard(&self, staff: MemberId, id: ImportId) -> db::Result<bool> {
        let mut tx = self.members.db.begin().await?;
        let mut conn = tx.conn();
        if !store::delete_ready(&mut conn, id).await? {
            return Ok(false);
        }
        let deed = Deed::new(Actor::Staff(staff), Action::ImportDiscarded, Subject::Import(id.0));
        audit::store::insert(&mut conn, &deed, self.members.clock.now()).await?;
        tx.commit().await?;
        Ok(true)
    }

    pub async fn find(&self, id: ImportId) -> db::Result<Option<Import>> {
        let mut read = self.members.db.read().await?;
        store::find(&mut read.conn(), id).await
    }

    pub async fn list(&self, limit: i64) -> db::Result<Vec<Import>> {
        let mut read = self.members.db.read().await?;
        store::list(&mut read.conn(), limit).await
    }

    /// Takes a file in at once, for the command line: of any length, and never all of it in memory. Where it is cut off, what
    /// was written stays; the same file once more finds it, and goes on with the rest.
    pub async fn take_file<R: Read>(
        &self,
        rows: &mut Rows<R>,
        site: &str,
        mut tell: impl FnMut(u64, Counts),
    ) -> Result<(ImportId, Tally), IntakeError> {
        let now = self.members.clock.now();
        let id = ImportId(secret::new_id(now));
        self.begin_at_once(id, site, now).await?;
        let hold = Hold { id, tries: 0 };
        let (mut tally, mut pieces) = (Tally::default(), Pieces::default());
        let read = loop {
            let next = match rows.next_piece(pieces.rows) {
                Ok(next) if next.is_empty() => break Ok(()),
                Ok(next) => next,
                Err(fault) => break Err(fault),
            };
            let begun = Instant::now();
            tally = self.take_piece(hold, site, &next, &tally).await?.ok_or(IntakeError::Lost)?;
            pieces.took(begun.elapsed());
            self.members.db.let_others_in().await;
            tell(rows.bytes_read(), tally.counts);
        };
        if let Some(import) = self.find(id).await? {
            self.end(&import, if read.is_ok() { State::Done } else { State::Failed }).await?;
        }
        read?;
        Ok((id, tally))
    }

    async fn begin_at_once(&self, id: ImportId, site: &str, now: Timestamp) -> db::Result<()> {
        let new = store::NewImport {
            id,
            made_at: now,
            staff_id: None,
            state: State::Command,
            site,
            looked: Counts::default(),
            refusals: "[]",
            due_at: now.plus(LEASE),
        };
        let mut tx = self.members.db.begin_in(Lane::Work).await?;
        let mut conn = tx.conn();
        store::insert(&mut conn, &new).await?;
        let deed = Deed::new(Actor::CommandLine, Action::ImportStarted, Subject::Import(id.0));
        audit::store::insert(&mut conn, &deed, now).await?;
        tx.commit().await
    }

    /// Files that nobody said yes to.
    pub async fn clean_up(&self, limit: i64) -> db::Result<()> {
        let before = self.members.clock.now().minus(days(UNANSWERED_DAYS));
        loop {
            let mut tx = self.members.db.begin_in(Lane::Work).await?;
            let touched = store::delete_unanswered(&mut tx.conn(), before, limit).await?;
            tx.commit().await?;
            if touched < limit.unsigned_abs() {
                return Ok(());
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_transaction_takes_about_as_long_as_it_may() {
        let mut pieces = Pieces::default();
        for _ in 0..20 {
            // A tenth of a millisecond each.
            let rows = u64::try_from(pieces.rows).expect("few");
            pieces.took(Duration::from_micros(rows * 100));
        }
        assert_eq!(pieces.rows, 7000);
        pieces.took(TURN * 7);
        assert_eq!(pieces.rows, 1000, "shrinks at once");
        pieces.took(TURN * 100);
        assert_eq!(pieces.rows, PIECE, "and no further than this");
        for _ in 0..20 {
            pieces.took(Duration::ZERO);
        }
        assert_eq!(pieces.rows, Pieces::MOST);
    }
}
