//! Seats, claimed in groups: whoever waits while one group of a link is written goes into its next, and a group is one
//! commit.
//!
//! So a link that a thousand friends open at once costs a few commits and not a thousand that wait for one row. Nobody is
//! told "in" before the group that counts them is on disk, and no group can take more seats than there are. A link that
//! somebody holds keeps its own readers waiting and no others.

use std::collections::{BTreeMap, HashMap, HashSet, VecDeque};
use std::panic::AssertUnwindSafe;
use std::time::Duration;

use futures_util::stream::FuturesUnordered;
use futures_util::{FutureExt, StreamExt};
use tokio::sync::{mpsc, oneshot};
use tokio::time::timeout;

use super::day_store::{self, Sums};
use super::seat::{Claim, Claimed, Plan};
use super::seat_store::{self, SeatRow};
use super::store;
use super::{Link, LinkId, SeatHash};
use crate::clock::{Clock, Timestamp};
use crate::db::{self, Conn, Db, DbError, Lane, retrying};
use crate::gate::ShareEnd;
use crate::insight::{self, Event, Happening};

/// As many as share one commit at most. Bounds what a group holds of the database, and how long.
const GROUP: usize = 256;
/// Links that are written at the same time; leaves half of the connections to everyone else.
const AT_ONCE: usize = 8;
/// A group that is not written by then is given up, and its readers are told to come back. Longer than a connection waits
/// for a row that is held, so that no group leaves one behind.
const GIVE_UP: Duration = Duration::from_secs(5);

struct Waiting {
    claim: Claim,
    answer: oneshot::Sender<db::Result<Claimed>>,
}

/// Where readers wait for their seat.
#[derive(Clone)]
pub struct Desk(mpsc::UnboundedSender<Waiting>);

/// Whoever works off the desk. Its [`Clerk::run`] must be driven for anyone to be let in.
pub struct Clerk {
    office: Office,
    waiting: mpsc::UnboundedReceiver<Waiting>,
}

struct Office {
    db: Db,
    clock: Clock,
}

impl Desk {
    pub fn new(db: Db, clock: Clock) -> (Self, Clerk) {
        let (sender, waiting) = mpsc::unbounded_channel();
        (Self(sender), Clerk { office: Office { db, clock }, waiting })
    }

    /// Returns once the disk has it.
    pub async fn claim(&self, claim: Claim) -> db::Result<Claimed> {
        let (answer, answered) = oneshot::channel();
        let closed = || DbError::new("claim a seat", sqlx::Error::PoolClosed);
        self.0.send(Waiting { claim, answer }).map_err(|_| closed())?;
        answered.await.map_err(|_| closed())?
    }
}

/// Who waits, by link; one group of a link is under way at a time.
#[derive(Default)]
struct Lines {
    by_link: HashMap<LinkId, Vec<Waiting>>,
    /// Links with readers and no group under way, in the order in which they came.
    ready: VecDeque<LinkId>,
    busy: HashSet<LinkId>,
}

impl Lines {
    fn put(&mut self, waiting: Waiting) {
        let link = waiting.claim.link;
        let readers = self.by_link.entry(link).or_default();
        if readers.is_empty() && !self.busy.contains(&link) {
            self.ready.push_back(link);
        }
        readers.push(waiting);
    }

    fn take_group(&mut self) -> Option<(LinkId, Vec<Waiting>)> {
        let link = self.ready.pop_front()?;
        let mut group = self.by_link.remove(&link)?;
        if group.len() > GROUP {
            self.by_link.insert(link, group.split_off(GROUP));
        }
        self.busy.insert(link);
        Some((link, group))
    }

    fn done(&mut self, link: LinkId) {
        self.busy.remove(&link);
        if self.by_link.contains_key(&link) {
            self.ready.push_back(link);
        }
    }
}

impl Clerk {
    /// Runs until every [`Desk`] is gone.
    pub async fn run(self) {
        let Self { office, mut waiting } = self;
        let mut lines = Lines::default();
        let mut under_way = FuturesUnordered::new();
        let mut arrived = Vec::with_capacity(GROUP);
        let mut is_open = true;
        while is_open || !under_way.is_empty() {
            while under_way.len() < AT_ONCE
                && let Some((link, group)) = lines.take_group()
            {
                under_way.push(office.work(link, group));
            }
            tokio::select! {
                count = waiting.recv_many(&mut arrived, GROUP), if is_open => {
                    is_open = count > 0;
                    // Those who are about to ask have their turn to do so; it costs nobody a pause.
                    tokio::task::yield_now().await;
                    while let Ok(more) = waiting.try_recv() {
                        arrived.push(more);
                    }
                    arrived.drain(..).for_each(|waiting| lines.put(waiting));
                }
                Some(link) = under_way.next(), if !under_way.is_empty() => lines.done(link),
            }
        }
    }
}

impl Office {
    /// Settles one group and tells each of it what became of them. Whatever goes wrong is this group's alone.
    async fn work(&self, link: LinkId, group: Vec<Waiting>) -> LinkId {
        let settled = AssertUnwindSafe(timeout(GIVE_UP, retrying(|| self.settle(link, &group)))).catch_unwind().await;
        let lost = |source| Err(DbError::new("claim seats", source));
        let outcome = match settled {
            Ok(Ok(outcome)) => outcome,
            Ok(Err(_)) => lost(sqlx::Error::PoolTimedOut),
            Err(_) => lost(sqlx::Error::WorkerCrashed),
        };
        tell(group, outcome);
        link
    }

    /// `None` for those who have gone meanwhile.
    async fn settle(&self, id: LinkId, group: &[Waiting]) -> db::Result<Vec<Option<Claimed>>> {
        let mut tx = self.db.begin_in(Lane::Page).await?;
        let mut conn = tx.conn();
        let link = store::find_and_lock(&mut conn, id).await?;
        let now = self.clock.now();
        // Looked at with the link held, after all waiting is over: whoever has gone is not answered, and not counted.
        let is_here: Vec<bool> = group.iter().map(|waiting| !waiting.answer.is_closed()).collect();
        let claims: Vec<&Claim> =
            group.iter().zip(&is_here).filter(|(_, is_here)| **is_here).map(|(waiting, _)| &waiting.claim).collect();
        let mut claimed = match link {
            None => refuse(&claims, ShareEnd::Revoked),
            Some(link) => settle_link(&mut conn, &link, &claims, now).await?,
        }
        .into_iter();
        tx.commit().await?;
        Ok(is_here.into_iter().map(|is_here| if is_here { claimed.next() } else { None }).collect())
    }
}

fn tell(group: Vec<Waiting>, outcome: db::Result<Vec<Option<Claimed>>>) {
    match outcome {
        Ok(settled) => {
            for (waiting, claimed) in group.into_iter().zip(settled) {
                if let Some(claimed) = claimed {
                    drop(waiting.answer.send(Ok(claimed)));
                }
            }
        }
        Err(error) => {
            db::log_failure(error, "seats could not be claimed");
            for waiting in group {
                drop(waiting.answer.send(Err(DbError::shared("claim a seat"))));
            }
        }
    }
}

fn refuse(claims: &[&Claim], end: ShareEnd) -> Vec<Claimed> {
    vec![Claimed::Refused(end); claims.len()]
}

async fn settle_link(conn: &mut Conn<'_>, link: &Link, claims: &[&Claim], now: Timestamp) -> db::Result<Vec<Claimed>> {
    if let Some(end) = link.ended().or((now >= link.expires_at).then_some(ShareEnd::Expired)) {
        return Ok(refuse(claims, end));
    }
    if claims.is_empty() {
        return Ok(Vec::new());
    }
    let taken = taken_seats(conn, link.id, claims).await?;
    let plan = Plan::new(link.places_left(), claims, taken, now);
    write(conn, link, &plan, now).await?;
    Ok(plan.claimed)
}

async fn taken_seats(conn: &mut Conn<'_>, link: LinkId, claims: &[&Claim]) -> db::Result<BTreeMap<SeatHash, SeatRow>> {
    let mut seats: Vec<&SeatHash> = claims.iter().map(|claim| &claim.seat).collect();
    seats.sort_unstable();
    seats.dedup();
    let rows = seat_store::list_seats(conn, link, &seats).await?;
    Ok(rows.into_iter().map(|row| (row.reader_hash.clone(), row)).collect())
}

async fn write(conn: &mut Conn<'_>, link: &Link, plan: &Plan<'_>, now: Timestamp) -> db::Result<()> {
    let sums = Sums { readers: plan.new.len(), openings: plan.openings(), joined: 0 };
    if sums.openings == 0 {
        return Ok(());
    }
    // The condition in this statement is what holds the limit; the plan only asked for what it will give.
    if !store::claim_seats(conn, link.id, (sums.readers, sums.openings), now).await? {
        return Err(DbError::new("claim seats of a share link", sqlx::Error::RowNotFound));
    }
    if !plan.new.is_empty() {
        seat_store::insert_seats(conn, link.id, &plan.new, now).await?;
    }
    if !plan.again.is_empty() {
        seat_store::update_seats_opened(conn, link.id, &plan.again, now).await?;
    }
    if !plan.lost.is_empty() {
        seat_store::update_seats_lost(conn, link.id, &plan.lost, now).await?;
    }
    day_store::add_to_day(conn, link.id, now.day(), sums).await?;
    for (event, count) in [(Event::ShareOpened, sums.openings), (Event::ShareAdmitted, sums.readers)] {
        if count > 0 {
            let happening = Happening::new(event, link.channel.as_str(), link.article);
            insight::store::add(conn, now.day(), &happening, i64::try_from(count).unwrap_or(i64::MAX)).await?;
        }
    }
    Ok(())
}
