//! Asks for the proof of a crawler, and keeps what came of it for a while.
//!
//! Fails closed: whoever is not proved is a stranger. Holds no connection to the database while it waits.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use metrics::counter;
use moka::sync::Cache;
use tokio::sync::{OnceCell, OwnedSemaphorePermit, Semaphore, SemaphorePermit};

use super::lists::List;
use super::resolver::{Resolver, Said};
use super::{Crawler, Domain};
use crate::clock::{Clock, Timestamp, hours, minutes};
use crate::config::BotsSettings;

/// A crawler's hosts change their addresses rarely.
const PROVED: Duration = hours(24);
const REFUSED: Duration = hours(1);
/// Where the DNS said nothing: soon enough for an honest crawler, and no page for each of its requests waits again.
const UNANSWERED: Duration = minutes(1);
/// Addresses kept; one takes about 150 bytes.
const KEPT: u64 = 20_000;
/// Proofs asked for at the same time, and those of one network: whoever holds many addresses does not keep others waiting.
const AT_ONCE: usize = 16;
const AT_ONCE_OF_NETWORK: usize = 2;

/// What came of asking about one address.
#[derive(Debug, Clone, Copy)]
struct Verdict {
    is_proved: bool,
    asked_at: Timestamp,
    ends_at: Timestamp,
}

/// An address, and which crawler it says it is.
type Claim = (IpAddr, usize);

struct Known {
    crawler: Crawler,
    lists: Vec<List>,
}

/// The search engines' crawlers that the settings let read, and what is known of who says to be one.
pub struct Crawlers {
    known: Vec<Known>,
    /// `None` where address lists alone prove.
    resolver: Option<Resolver>,
    verdicts: Cache<Claim, Arc<OnceCell<Verdict>>>,
    room: Semaphore,
    networks: Cache<IpAddr, Arc<Semaphore>>,
    /// The DNS was silent when last asked: told once.
    is_silent: AtomicBool,
}

/// Nobody was asked: too many are being asked about already.
struct NoRoom;

impl Crawlers {
    /// Its lists are empty until they are read.
    pub fn new(settings: &BotsSettings) -> anyhow::Result<Self> {
        let known: Vec<Known> = settings
            .allow
            .iter()
            .map(|bot| Known {
                crawler: Crawler::new(bot),
                lists: bot.addresses.iter().map(|path| List::new(path.clone())).collect(),
            })
            .collect();
        let asks = known.iter().any(|known| !known.crawler.domains.is_empty());
        let resolver = asks.then(|| Resolver::new(&settings.resolvers, settings.timeout)).transpose()?;
        Ok(Self {
            known,
            resolver,
            verdicts: Cache::builder().max_capacity(KEPT).build(),
            room: Semaphore::new(AT_ONCE),
            networks: Cache::builder().max_capacity(KEPT).time_to_idle(minutes(1)).build(),
            is_silent: AtomicBool::new(false),
        })
    }

    pub fn has_lists(&self) -> bool {
        self.known.iter().any(|known| !known.lists.is_empty())
    }

    /// Reads what has changed. Waits for the disk.
    pub fn read_lists(&self) {
        self.known.iter().flat_map(|known| &known.lists).for_each(List::read);
    }

    /// Whether this `User-Agent` says that it is one of them; costs next to nothing where there are none.
    pub fn is_named(&self, user_agent: &str) -> bool {
        if self.known.is_empty() {
            return false;
        }
        let user_agent = user_agent.to_ascii_lowercase();
        self.known.iter().any(|known| known.crawler.is_named(&user_agent))
    }

    /// Whether who asks is one of them, by their address; may wait for the DNS.
    pub async fn is_proved(&self, ip: IpAddr, user_agent: &str, clock: &Clock) -> bool {
        if self.known.is_empty() {
            return false;
        }
        let user_agent = user_agent.to_ascii_lowercase();
        for (index, known) in self.known.iter().enumerate().filter(|(_, known)| known.crawler.is_named(&user_agent)) {
            if known.lists.iter().any(|list| list.holds(ip)) {
                return true;
            }
            if !known.crawler.domains.is_empty() && self.is_confirmed((ip, index), &known.crawler, clock).await {
                return true;
            }
        }
        false
    }

    async fn is_confirmed(&self, claim: Claim, crawler: &Crawler, clock: &Clock) -> bool {
        let cell = self.cell(claim, clock.now());
        // However many requests of one address come at once, one of them asks.
        let verdict = cell.get_or_try_init(|| self.ask(claim.0, crawler, clock)).await;
        verdict.is_ok_and(|verdict| verdict.is_proved)
    }

    /// The place of a verdict that is still good, or that is to be found.
    fn cell(&self, claim: Claim, now: Timestamp) -> Arc<OnceCell<Verdict>> {
        let cell = self.verdicts.get_with(claim, Arc::default);
        let is_good = |verdict: &Verdict| verdict.asked_at <= now && now < verdict.ends_at;
        if cell.get().is_none_or(is_good) {
            return cell;
        }
        self.verdicts.invalidate(&claim);
        self.verdicts.get_with(claim, Arc::default)
    }

    /// `None` where none was free in time.
    async fn room(&self, ip: IpAddr, within: Duration) -> Option<(OwnedSemaphorePermit, SemaphorePermit<'_>)> {
        let of_network = self.networks.get_with(network(ip), || Arc::new(Semaphore::new(AT_ONCE_OF_NETWORK)));
        let both = async { Some((of_network.acquire_owned().await.ok()?, self.room.acquire().await.ok()?)) };
        tokio::time::timeout(within, both).await.ok().flatten()
    }

    async fn ask(&self, ip: IpAddr, crawler: &Crawler, clock: &Clock) -> Result<Verdict, NoRoom> {
        let outcome = |outcome: &'static str| {
            counter!("gatefold_crawler_proofs_total", "crawler" => crawler.name.clone(), "outcome" => outcome)
                .increment(1);
        };
        let Some(resolver) = &self.resolver else { return Err(NoRoom) };
        let Some(_room) = self.room(ip, resolver.timeout()).await else {
            outcome("no_room");
            return Err(NoRoom);
        };
        let said = resolver.confirm(ip, &crawler.domains).await;
        let was_silent = self.is_silent.swap(said == Said::Nothing, Ordering::Relaxed);
        if said == Said::Nothing && !was_silent {
            tracing::warn!(
                crawler = crawler.name,
                "the name servers say nothing about who asks; crawlers get what strangers get"
            );
        }
        let (label, life) = match said {
            Said::Yes => ("proved", PROVED),
            Said::No => ("refused", REFUSED),
            Said::Nothing => ("unanswered", UNANSWERED),
        };
        outcome(label);
        let asked_at = clock.now();
        Ok(Verdict { is_proved: said == Said::Yes, asked_at, ends_at: asked_at.plus(life) })
    }

    /// What proves each crawler, by its name, and whether that works.
    pub async fn check(&self) -> Vec<(String, anyhow::Result<String>)> {
        let mut results = Vec::new();
        for known in &self.known {
            results.push((known.crawler.name.clone(), self.check_one(known).await));
        }
        results
    }

    async fn check_one(&self, known: &Known) -> anyhow::Result<String> {
        let mut told = Vec::new();
        for list in &known.lists {
            told.push(format!("a list of {} networks", list.check()?));
        }
        if let (Some(resolver), Some(domain)) = (&self.resolver, known.crawler.domains.first()) {
            resolver.check(domain).await?;
            let domains: Vec<&str> = known.crawler.domains.iter().map(Domain::as_str).collect();
            told.push(format!("names below {}, and the name servers answer", domains.join(", ")));
        }
        Ok(format!("is proved by {}", told.join("; ")))
    }
}

/// What one party is likely to hold: a /24 of IPv4, a /48 of IPv6.
fn network(ip: IpAddr) -> IpAddr {
    match ip.to_canonical() {
        IpAddr::V4(ip) => IpAddr::V4(Ipv4Addr::from_bits(ip.to_bits() & !0xff)),
        IpAddr::V6(ip) => IpAddr::V6(Ipv6Addr::from_bits(ip.to_bits() >> 80 << 80)),
    }
}
