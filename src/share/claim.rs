//! Seats, claimed in groups: whoever waits while one group is written goes into the next, and a group is one commit.
//!
//! So a link that a thousand friends open at once costs a few commits and not a thousand that wait for one row. Nobody is
//! told "in" before the group that counts them is on disk, and no group can take more seats than there are.

use std::collections::BTreeMap;
use std::time::Duration;

use tokio::sync::{mpsc, oneshot};
use tokio::time::timeout;

use super::seat_store::{self, SeatRow};
use super::store::{self, Sums};
use super::{Channel, Link, LinkId, SAME_OPENING, SeatHash};
use crate::article::ArticleId;
use crate::clock::{Clock, Timestamp};
use crate::db::{self, Conn, Db, DbError, retrying};
use crate::gate::ShareEnd;
use crate::insight::{self, Event, Happening};

/// As many as share one commit at most. Bounds what a group holds of the database, and how long.
const GROUP: usize = 256;
/// A group that is not written by then is given up, and its readers are told to come back.
const GIVE_UP: Duration = Duration::from_secs(5);

/// One reader who asks for a seat, or comes back to it.
#[derive(Debug, Clone)]
pub struct Claim {
    pub link: LinkId,
    pub seat: SeatHash,
    /// What the reader's cookie says.
    pub generation: u32,
}

/// What became of a claim.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Claimed {
    /// A new opening, now on disk.
    Counted {
        generation: u32,
        at: Timestamp,
    },
    /// Within the time of an opening that is counted already.
    Known {
        generation: u32,
        at: Timestamp,
    },
    /// The seat was opened by another cookie since: this one is a copy, and another reader.
    Copy,
    Refused(ShareEnd),
}

impl Claimed {
    /// A seat's row, as a reader with this cookie finds it; `None` where a new opening is to be counted.
    pub fn of_seat(row: &SeatRow, generation: u32, now: Timestamp) -> Option<Self> {
        let known = u32::try_from(row.generation).unwrap_or(u32::MAX);
        let is_recent = now.since(row.last_opened_at) < SAME_OPENING;
        // The answer with the newer cookie may have been lost on its way: for as long as the opening lasts, the one
        // before it is good as well.
        match known.checked_sub(generation) {
            Some(0) if !is_recent => None,
            Some(0 | 1) if is_recent => Some(Self::Known { generation: known, at: row.last_opened_at }),
            _ => Some(Self::Copy),
        }
    }
}

struct Waiting {
    claim: Claim,
    answer: oneshot::Sender<db::Result<Claimed>>,
}

/// Where readers wait for their seat.
#[derive(Clone)]
pub struct Desk(mpsc::UnboundedSender<Waiting>);

/// Whoever works off the desk. Its [`Clerk::run`] must be driven for anyone to be let in.
pub struct Clerk {
    db: Db,
    clock: Clock,
    waiting: mpsc::UnboundedReceiver<Waiting>,
}

impl Desk {
    pub fn new(db: Db, clock: Clock) -> (Self, Clerk) {
        let (sender, waiting) = mpsc::unbounded_channel();
        (Self(sender), Clerk { db, clock, waiting })
    }

    /// Returns once the disk has it.
    pub async fn claim(&self, claim: Claim) -> db::Result<Claimed> {
        let (answer, answered) = oneshot::channel();
        let closed = || DbError::new("claim a seat", sqlx::Error::PoolClosed);
        self.0.send(Waiting { claim, answer }).map_err(|_| closed())?;
        answered.await.map_err(|_| closed())?
    }
}

impl Clerk {
    /// Runs until every [`Desk`] is gone.
    pub async fn run(mut self) {
        let mut group = Vec::with_capacity(GROUP);
        while self.waiting.recv_many(&mut group, GROUP).await > 0 {
            // Those who are about to ask have their turn to do so; it costs nobody a pause.
            tokio::task::yield_now().await;
            while group.len() < GROUP {
                let Ok(more) = self.waiting.try_recv() else { break };
                group.push(more);
            }
            // Whoever has gone meanwhile will not be answered, and so is not counted.
            let here = group.drain(..).filter(|waiting| !waiting.answer.is_closed());
            let (claims, answers): (Vec<Claim>, Vec<_>) = here.map(|waiting| (waiting.claim, waiting.answer)).unzip();
            let outcome = timeout(GIVE_UP, retrying(|| self.settle(&claims))).await;
            let outcome = outcome.unwrap_or_else(|_| Err(DbError::new("claim seats", sqlx::Error::PoolTimedOut)));
            tell(answers, outcome);
        }
    }

    /// Links in the order of their ids, so that two instances never wait for each other in a ring.
    async fn settle(&self, claims: &[Claim]) -> db::Result<Vec<Claimed>> {
        let mut by_link: BTreeMap<LinkId, Vec<usize>> = BTreeMap::new();
        for (place, claim) in claims.iter().enumerate() {
            by_link.entry(claim.link).or_default().push(place);
        }
        let mut settled = vec![Claimed::Refused(ShareEnd::Revoked); claims.len()];
        let mut happened: BTreeMap<Happening, i64> = BTreeMap::new();
        let mut tx = self.db.begin().await?;
        let mut conn = tx.conn();
        let now = self.clock.now();
        for (link, places) in by_link {
            let of_link: Vec<&Claim> = places.iter().filter_map(|place| claims.get(*place)).collect();
            let outcome = settle_link(&mut conn, link, &of_link, now).await?;
            outcome.count_into(&mut happened);
            for (place, claimed) in places.into_iter().zip(outcome.claimed) {
                if let Some(slot) = settled.get_mut(place) {
                    *slot = claimed;
                }
            }
        }
        for (happening, count) in &happened {
            insight::store::add(&mut conn, now.day(), happening, *count).await?;
        }
        tx.commit().await?;
        Ok(settled)
    }
}

fn tell(answers: Vec<oneshot::Sender<db::Result<Claimed>>>, outcome: db::Result<Vec<Claimed>>) {
    match outcome {
        Ok(settled) => {
            for (answer, claimed) in answers.into_iter().zip(settled) {
                drop(answer.send(Ok(claimed)));
            }
        }
        Err(error) => {
            let readers = answers.len();
            tracing::error!(readers, error = format!("{:#}", anyhow::Error::from(error)), "seats could not be claimed");
            for answer in answers {
                drop(answer.send(Err(DbError::new("claim a seat", sqlx::Error::WorkerCrashed))));
            }
        }
    }
}

/// What became of all claims of one link.
struct Settled {
    claimed: Vec<Claimed>,
    seats: usize,
    openings: usize,
    counted_as: Option<(Channel, ArticleId)>,
}

impl Settled {
    fn count_into(&self, happened: &mut BTreeMap<Happening, i64>) {
        let Some((channel, article)) = self.counted_as else { return };
        for (event, count) in [(Event::ShareAdmitted, self.seats), (Event::ShareOpened, self.openings)] {
            if count > 0 {
                let happening = Happening::new(event, channel.as_str(), article);
                *happened.entry(happening).or_default() += i64::try_from(count).unwrap_or(i64::MAX);
            }
        }
    }
}

async fn settle_link(conn: &mut Conn<'_>, id: LinkId, claims: &[&Claim], now: Timestamp) -> db::Result<Settled> {
    let refused =
        |end| Settled { claimed: vec![Claimed::Refused(end); claims.len()], seats: 0, openings: 0, counted_as: None };
    let Some(link) = store::find_and_lock(conn, id).await? else { return Ok(refused(ShareEnd::Revoked)) };
    if let Some(end) = link.ended().or((now >= link.expires_at).then_some(ShareEnd::Expired)) {
        return Ok(refused(end));
    }
    let taken = taken_seats(conn, id, claims).await?;
    let plan = Plan::new(&link, claims, &taken, now);
    plan.write(conn, &link, now).await?;
    Ok(Settled {
        seats: plan.new.len(),
        openings: plan.new.len() + plan.again.len(),
        counted_as: Some((link.channel, link.article)),
        claimed: plan.claimed,
    })
}

async fn taken_seats(conn: &mut Conn<'_>, link: LinkId, claims: &[&Claim]) -> db::Result<BTreeMap<SeatHash, SeatRow>> {
    let mut seats: Vec<&SeatHash> = claims.iter().map(|claim| &claim.seat).collect();
    seats.sort_unstable();
    seats.dedup();
    let rows = seat_store::list_seats(conn, link, &seats).await?;
    Ok(rows.into_iter().map(|row| (row.reader_hash.clone(), row)).collect())
}

/// Who of a group is let in, and what has to be written for it. Pure.
struct Plan<'a> {
    claimed: Vec<Claimed>,
    /// Seats to take.
    new: Vec<&'a SeatHash>,
    /// Seats whose readers are back after a while.
    again: Vec<&'a SeatHash>,
}

impl<'a> Plan<'a> {
    /// With the link held: what it says of places left is so until the commit.
    fn new(link: &Link, claims: &[&'a Claim], taken: &BTreeMap<SeatHash, SeatRow>, now: Timestamp) -> Self {
        let left = link.places_left() as usize;
        let mut plan = Self { claimed: Vec::with_capacity(claims.len()), new: Vec::new(), again: Vec::new() };
        // A reader who asks twice at once, in two tabs, is one reader and one opening.
        let mut first: BTreeMap<&SeatHash, Claimed> = BTreeMap::new();
        for claim in claims {
            let claimed = first.get(&claim.seat).copied().unwrap_or_else(|| {
                let claimed = plan.place(claim, taken.get(&claim.seat), left, now);
                first.insert(&claim.seat, claimed);
                claimed
            });
            plan.claimed.push(claimed);
        }
        plan
    }

    fn place(&mut self, claim: &'a Claim, row: Option<&SeatRow>, left: usize, now: Timestamp) -> Claimed {
        match row.map(|row| Claimed::of_seat(row, claim.generation, now)) {
            Some(Some(known)) => known,
            Some(None) => {
                self.again.push(&claim.seat);
                Claimed::Counted { generation: claim.generation.saturating_add(1), at: now }
            }
            None if self.new.len() < left => {
                self.new.push(&claim.seat);
                Claimed::Counted { generation: 0, at: now }
            }
            None => Claimed::Refused(ShareEnd::UsedUp),
        }
    }

    async fn write(&self, conn: &mut Conn<'_>, link: &Link, now: Timestamp) -> db::Result<()> {
        let sums = Sums { readers: self.new.len(), openings: self.new.len() + self.again.len(), joined: 0 };
        if sums.openings == 0 {
            return Ok(());
        }
        // The condition in this statement is what holds the limit; the plan only asked for what it will give.
        if !store::claim_seats(conn, link.id, (sums.readers, sums.openings), now).await? {
            return Err(DbError::new("claim seats of a share link", sqlx::Error::RowNotFound));
        }
        if !self.new.is_empty() {
            seat_store::insert_seats(conn, link.id, &self.new, now).await?;
        }
        if !self.again.is_empty() {
            seat_store::update_seats_opened(conn, link.id, &self.again, now).await?;
        }
        store::add_to_day(conn, link.id, now.day(), sums).await
    }
}
