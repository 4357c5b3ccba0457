//! Rows become members: a piece of the file at a time, each in one transaction with the note of how far it is. What was cut
//! off goes on after the last piece that the disk has.

use std::collections::{HashMap, HashSet};
use std::io::{Cursor, Read};
use std::time::Duration;

use super::file::{Fault, Piece, Row, Rows};
use super::flow::{Intake, IntakeError, by};
use super::work::Work;
use super::{Counts, Fate, Import, ImportId, Reason, Refusal, State, TOLD, decide, store};
use crate::audit::{self, Action, Deed, Subject};
use crate::clock::minutes;
use crate::db::{self, Lane, retrying};
use crate::mail::AddressKey;
use crate::member::bulk_store;

/// Rows of one transaction: on `SQLite` everybody who writes waits for it.
pub const PIECE: usize = 500;
/// An import that was not heard of for so long was lost with whoever was at it.
pub const LEASE: Duration = minutes(1);

/// What has become of rows, with the first of those that were refused.
#[derive(Debug, Clone, Default)]
pub struct Tally {
    pub counts: Counts,
    pub refusals: Vec<Refusal>,
}

impl Tally {
    fn of(import: &Import) -> Self {
        Self { counts: import.done(), refusals: import.refusals() }
    }

    fn refuse(&mut self, refusals: impl IntoIterator<Item = Refusal>) {
        for refusal in refusals {
            self.counts.refused = self.counts.refused.saturating_add(1);
            if self.refusals.len() < TOLD {
                self.refusals.push(refusal);
            }
        }
    }

    /// Forgotten rows and those that the file itself refused, in the file's order.
    fn refuse_all(&mut self, piece: &Piece, fates: &[Fate]) {
        let forgotten = piece.rows.iter().zip(fates).filter(|(_, fate)| **fate == Fate::Forgotten);
        let forgotten = forgotten.map(|(row, _)| Refusal {
            row: row.number,
            field: "address".to_owned(),
            reason: Reason::Forgotten,
        });
        let mut refused: Vec<Refusal> = piece.refused.iter().cloned().chain(forgotten).collect();
        refused.sort_by_key(|refusal| refusal.row);
        self.refuse(refused);
    }

    pub fn to_column(&self) -> String {
        serde_json::to_string(&self.refusals).expect("refusals serialize")
    }
}

/// Who is at an import: nobody else writes how far it is.
#[derive(Debug, Clone, Copy)]
pub(super) struct Hold {
    pub id: ImportId,
    pub tries: i64,
}

/// An import in the hand of the one who claimed it.
pub struct Taking {
    import: Import,
    rows: Rows<Cursor<Vec<u8>>>,
    tally: Tally,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    More,
    Done,
    /// Another hand has it.
    Lost,
}

impl Intake {
    /// What rows would come to now.
    async fn fates(&self, rows: &[Row]) -> db::Result<Vec<Fate>> {
        let addresses: Vec<_> = rows.iter().map(|row| &row.address).collect();
        let keys: Vec<AddressKey> = rows.iter().map(|row| AddressKey::new(&self.members.keys, &row.address)).collect();
        let (known, refusing) = {
            let mut read = self.members.db.read().await?;
            let mut conn = read.conn();
            (bulk_store::list_known(&mut conn, &addresses).await?, store::list_refusing(&mut conn, &keys).await?)
        };
        let known: HashMap<&str, _> = known.iter().map(|known| (known.address.as_str(), known)).collect();
        let refusing: HashSet<&[u8]> = refusing.iter().map(Vec::as_slice).collect();
        let fate = |(row, key): (&Row, &AddressKey)| {
            decide(row, known.get(row.address.as_str()).copied(), refusing.contains(key.bytes()))
        };
        Ok(rows.iter().zip(&keys).map(fate).collect())
    }

    /// What all rows would come to. Changes nothing.
    pub async fn look<R: Read>(
        &self,
        rows: &mut Rows<R>,
        mut tell: impl FnMut(u64, Counts),
    ) -> Result<Tally, IntakeError> {
        let mut tally = Tally::default();
        loop {
            let piece = rows.next_piece(PIECE)?;
            if piece.is_empty() {
                return Ok(tally);
            }
            let fates = self.fates(&piece.rows).await?;
            tally.refuse_all(&piece, &fates);
            let count =
                |is: fn(&Fate) -> bool| i64::try_from(fates.iter().filter(|fate| is(fate)).count()).unwrap_or(0);
            tally.counts = tally.counts.plus(Counts {
                fresh: count(|fate| *fate == Fate::Fresh),
                known: count(|fate| *fate == Fate::Known),
                changed: count(|fate| matches!(fate, Fate::Change(_))),
                refused: 0,
            });
            tell(rows.bytes_read(), tally.counts);
        }
    }

    /// The tally with this piece in it; `None`: another hand has the import, and nothing was written.
    pub(super) async fn take_piece(
        &self,
        hold: Hold,
        site: &str,
        piece: &Piece,
        tally: &Tally,
    ) -> db::Result<Option<Tally>> {
        let fates = self.fates(&piece.rows).await?;
        let mut tally = tally.clone();
        tally.refuse_all(piece, &fates);
        let work = Work::new(piece, &fates, site, self.members.clock.now());
        retrying(|| self.try_take(hold, &work, &tally)).await
    }

    async fn try_take(&self, hold: Hold, work: &Work<'_>, tally: &Tally) -> db::Result<Option<Tally>> {
        let now = self.members.clock.now();
        let mut tx = self.members.db.begin_in(Lane::Work).await?;
        let mut conn = tx.conn();
        let counts = work.write(&mut conn, hold.id).await?;
        let tally = Tally { counts: tally.counts.plus(counts), refusals: tally.refusals.clone() };
        let done = (tally.counts, tally.to_column());
        let place = (done.0, done.1.as_str());
        if !store::update_place(&mut conn, (hold.id, hold.tries), place, now.plus(LEASE)).await? {
            return Ok(None);
        }
        tx.commit().await?;
        Ok(Some(tally))
    }

    /// An import that was said yes to and that nobody is at, where there is one; at the place where it was left.
    pub async fn claim(&self) -> Result<Option<Taking>, IntakeError> {
        let now = self.members.clock.now();
        let mut tx = self.members.db.begin_in(Lane::Work).await?;
        let claimed = store::claim(&mut tx.conn(), now, now.plus(LEASE)).await?;
        tx.commit().await?;
        let Some(import) = claimed else { return Ok(None) };
        let bytes = {
            let mut read = self.members.db.read().await?;
            store::find_file(&mut read.conn(), import.id).await?
        };
        let opened = self.open_at(&import, bytes.unwrap_or_default());
        match opened {
            Ok(rows) => Ok(Some(Taking { tally: Tally::of(&import), rows, import })),
            Err(fault) => {
                // It was read before: what has become of it is not to be tried for ever.
                tracing::error!(import = %import.id.0, %fault, "a file of members cannot be read again");
                self.end(&import, State::Failed).await?;
                Ok(None)
            }
        }
    }

    fn open_at(&self, import: &Import, bytes: Vec<u8>) -> Result<Rows<Cursor<Vec<u8>>>, Fault> {
        let mut rows = Rows::open(Cursor::new(bytes), self.terms(Some(super::MAX_ROWS)))?;
        rows.skip(import.done().rows())?;
        Ok(rows)
    }

    /// The next piece of it.
    pub async fn step(&self, taking: &mut Taking) -> Result<Step, IntakeError> {
        let piece = taking.rows.next_piece(PIECE)?;
        if piece.is_empty() {
            let is_ended = self.end(&taking.import, State::Done).await?;
            return Ok(if is_ended { Step::Done } else { Step::Lost });
        }
        let hold = Hold { id: taking.import.id, tries: taking.import.tries };
        match self.take_piece(hold, &taking.import.site, &piece, &taking.tally).await? {
            Some(tally) => taking.tally = tally,
            None => return Ok(Step::Lost),
        }
        Ok(Step::More)
    }

    /// Takes in whatever waits, until there is nothing or it is told to stop. How many imports came to their end.
    pub async fn work(&self, goes_on: impl Fn() -> bool) -> Result<usize, IntakeError> {
        let mut ended = 0;
        while goes_on() {
            let Some(mut taking) = self.claim().await? else { break };
            let done = self.take_all(&mut taking, &goes_on).await;
            if !matches!(done, Ok(Step::Done)) {
                self.release(&taking.import).await?;
            }
            ended += usize::from(done? == Step::Done);
        }
        Ok(ended)
    }

    async fn take_all(&self, taking: &mut Taking, goes_on: &impl Fn() -> bool) -> Result<Step, IntakeError> {
        while goes_on() {
            let step = self.step(taking).await?;
            if step != Step::More {
                return Ok(step);
            }
        }
        Ok(Step::More)
    }

    async fn release(&self, import: &Import) -> db::Result<()> {
        let mut tx = self.members.db.begin_in(Lane::Work).await?;
        let now = self.members.clock.now();
        store::update_released(&mut tx.conn(), (import.id, import.tries), now).await?;
        tx.commit().await
    }

    /// The file goes with it. False where another hand has ended it.
    pub(super) async fn end(&self, import: &Import, state: State) -> db::Result<bool> {
        let now = self.members.clock.now();
        let mut tx = self.members.db.begin_in(Lane::Work).await?;
        let mut conn = tx.conn();
        if !store::update_ended(&mut conn, (import.id, import.tries), state, now).await? {
            return Ok(false);
        }
        store::delete_file(&mut conn, import.id).await?;
        let found = store::find(&mut conn, import.id).await?;
        let counts = found.map(|import| import.done()).unwrap_or_default();
        let deed = Deed::new(by(import.staff_id), Action::ImportEnded, Subject::Import(import.id.0))
            .change(serde_json::json!({}), serde_json::json!(counts));
        audit::store::insert(&mut conn, &deed, now).await?;
        tx.commit().await?;
        tracing::info!(import = %import.id.0, rows = counts.rows(), state = state.as_str(), "an import has ended");
        Ok(true)
    }
}
