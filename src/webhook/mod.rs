//! Webhooks: programs of the publisher's that are told what happens, after the Standard Webhooks.
//!
//! An event is written by the transaction that does what it tells of, and sent later by a worker: at least once, and in
//! practice once. Its row holds ids and states; an address is added on the way out, for endpoints that may have it.

pub mod delivery_store;
pub mod event;
pub mod flow;
pub mod signature;
pub mod store;
pub mod worker;

use std::time::Duration;

use url::Url;
use uuid::Uuid;

use crate::clock::{self, Timestamp};
use crate::outbound::Reach;
use crate::secret;

pub use event::{Event, Kind, Proved};

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, sqlx::Type)]
#[sqlx(transparent)]
pub struct WebhookId(pub Uuid);

/// One event, whoever hears of it: what a receiver knows a second delivery by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, sqlx::Type)]
#[sqlx(transparent)]
pub struct EventId(pub Uuid);

/// As many as there may be: each event is written once for each that hears of it.
pub const MOST: usize = 20;
const MAX_URL: usize = 2000;
pub const MAX_DESCRIPTION: usize = 200;
/// How long deliveries are signed with the secret before as well.
pub const ROTATION: Duration = clock::hours(24);
/// How long what was told is kept, and can be sent again.
pub const CONTENT_KEPT: Duration = clock::days(7);
/// How long it is known that it was.
pub const ROW_KEPT: Duration = clock::days(30);
/// An endpoint to which nothing came through for so long is paused. Shorter than a delivery is tried.
pub const FAILING_FOR: Duration = clock::days(3);
/// Nobody's answer puts a delivery off for longer.
const LONGEST_PAUSE: Duration = clock::hours(24);

/// The pauses that the Standard Webhooks recommend, over three days.
const PAUSES: [Duration; 9] = [
    Duration::from_secs(5),
    clock::minutes(5),
    clock::minutes(30),
    clock::hours(2),
    clock::hours(5),
    clock::hours(10),
    clock::hours(14),
    clock::hours(20),
    clock::hours(24),
];

/// How long until the next try, after so many that failed; `None`: it is given up. A tenth more by chance, so that what
/// failed together is not tried together. `asked`: the least that the receiver asked for.
pub fn pause(failed: i64, asked: Option<Duration>) -> Option<Duration> {
    let step = usize::try_from(failed.max(1) - 1).ok()?;
    let pause = PAUSES.get(step)?;
    let tenth = u64::try_from(pause.as_millis() / 10).unwrap_or(0);
    let pause = pause.saturating_add(Duration::from_millis(secret::random_below(tenth)));
    Some(pause.max(asked.unwrap_or_default().min(LONGEST_PAUSE)))
}

/// Why an endpoint is not delivered to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Paused {
    Staff,
    /// It said 410: there is nobody any more.
    Gone,
    /// Nothing came through for days.
    Failing,
}

impl Paused {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Staff => "staff",
            Self::Gone => "gone",
            Self::Failing => "failing",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        [Self::Staff, Self::Gone, Self::Failing].into_iter().find(|why| why.as_str() == text)
    }
}

/// Where a delivery stands. The words stand in the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    Waiting,
    Sending,
    /// The last try failed, and there will be another.
    Failed,
    Delivered,
    GivenUp,
}

impl State {
    pub const ALL: [Self; 5] = [Self::Waiting, Self::Sending, Self::Failed, Self::Delivered, Self::GivenUp];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Sending => "sending",
            Self::Failed => "failed",
            Self::Delivered => "delivered",
            Self::GivenUp => "given_up",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == text)
    }
}

/// Where deliveries go: a URL that may be called.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Target(Url);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BadTarget {
    NoUrl,
    /// Not https, an address that may not be called, or with a user name.
    NotAllowed,
    Port,
}

impl Target {
    /// Checked as far as the URL tells; what its name leads to is looked at with each delivery.
    pub fn parse(text: &str, reach: Reach) -> Result<Self, BadTarget> {
        let text = text.trim();
        if text.is_empty() || text.len() > MAX_URL {
            return Err(BadTarget::NoUrl);
        }
        let mut url = Url::parse(text).map_err(|_| BadTarget::NoUrl)?;
        // Stays in the browser: no server was ever sent one.
        url.set_fragment(None);
        reach.check(&url).map_err(|_| BadTarget::NotAllowed)?;
        // On the internet other ports are other services.
        let is_port_good = matches!(url.port_or_known_default(), Some(443 | 8443));
        if reach == Reach::Public && !is_port_good {
            return Err(BadTarget::Port);
        }
        Ok(Self(url))
    }

    pub fn url(&self) -> &Url {
        &self.0
    }

    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }

    /// All that logs and the account of changes say of it: the rest may hold a secret.
    pub fn host(&self) -> &str {
        self.0.host_str().unwrap_or_default()
    }
}

/// What an endpoint is to hear of, as staff say it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wanted {
    pub target: Target,
    pub description: String,
    /// Not empty.
    pub events: Vec<Kind>,
    /// The host of one site; empty: all.
    pub site: String,
    pub has_addresses: bool,
}

/// One as its row holds it.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct Webhook {
    pub id: WebhookId,
    pub url: String,
    pub description: String,
    events: String,
    pub site: String,
    pub has_addresses: bool,
    pub secret: Vec<u8>,
    pub old_secret: Option<Vec<u8>>,
    pub old_secret_ends_at: Option<Timestamp>,
    pub made_at: Timestamp,
    pub paused_at: Option<Timestamp>,
    paused_why: String,
    pub failing_since: Option<Timestamp>,
}

impl Webhook {
    pub fn events(&self) -> Vec<Kind> {
        event::from_column(&self.events)
    }

    /// `None`: it is delivered to.
    pub fn paused(&self) -> Option<Paused> {
        self.paused_at.and_then(|_| Paused::parse(&self.paused_why))
    }

    pub fn host(&self) -> String {
        Url::parse(&self.url).ok().and_then(|url| url.host_str().map(str::to_owned)).unwrap_or_default()
    }

    /// Its secrets as the table holds them, the newest first.
    pub fn sealed(&self, now: Timestamp) -> impl Iterator<Item = &[u8]> {
        let is_old_good = self.old_secret_ends_at.is_some_and(|ends_at| now < ends_at);
        let old = self.old_secret.as_deref().filter(move |_| is_old_good);
        std::iter::once(self.secret.as_slice()).chain(old)
    }
}

/// One delivery as its row holds it, without what it tells.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct Delivery {
    pub event_id: EventId,
    pub event: String,
    pub has_data: bool,
    pub happened_at: Timestamp,
    state: String,
    pub tries: i64,
    pub due_at: Timestamp,
    pub tried_at: Option<Timestamp>,
    pub status: Option<i64>,
    pub fault: String,
    pub ended_at: Option<Timestamp>,
}

impl Delivery {
    pub fn state(&self) -> State {
        State::parse(&self.state).unwrap_or(State::Waiting)
    }

    /// Whether staff can have it sent now.
    pub fn may_be_sent(&self) -> bool {
        self.has_data && self.state() != State::Sending
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_follow_the_standards_schedule_and_end_after_three_days() {
        let seconds = [5, 300, 1800, 7200, 18_000, 36_000, 50_400, 72_000, 86_400];
        for (failed, wanted) in (1..).zip(seconds) {
            for _ in 0..20 {
                let pause = pause(failed, None).expect("a pause").as_secs_f64();
                let wanted = f64::from(wanted);
                assert!(pause >= wanted && pause <= wanted * 1.1, "{failed}: {pause}");
            }
        }
        assert_eq!(pause(10, None), None);
        assert_eq!(pause(11, Some(clock::hours(1))), None);
        assert!(PAUSES.iter().sum::<Duration>() > FAILING_FOR && PAUSES.iter().sum::<Duration>() < CONTENT_KEPT);
    }

    #[test]
    fn a_receiver_may_ask_for_a_longer_pause_and_not_for_an_endless_or_shorter_one() {
        assert_eq!(pause(1, Some(clock::minutes(2))), Some(clock::minutes(2)));
        assert_eq!(pause(1, Some(clock::days(365))), Some(clock::hours(24)));
        assert!(pause(4, Some(Duration::ZERO)).is_some_and(|pause| pause >= clock::hours(2)));
    }

    #[test]
    fn what_may_be_called_by_its_url_is_what_the_table_says() {
        let parse = |text: &str| Target::parse(text, Reach::Public).map(|target| target.as_str().to_owned());
        for (good, kept) in [
            ("https://hooks.example/in", "https://hooks.example/in"),
            (" https://hooks.example:8443/a?key=b#c ", "https://hooks.example:8443/a?key=b"),
            ("https://hooks.example:443/", "https://hooks.example/"),
            ("https://1.1.1.1/", "https://1.1.1.1/"),
            ("https://münchen.example/", "https://xn--mnchen-3ya.example/"),
        ] {
            assert_eq!(parse(good).as_deref(), Ok(kept), "{good}");
        }
        for none in ["", "hooks.example", "/in", "https://", &format!("https://hooks.example/{}", "a".repeat(2000))] {
            assert_eq!(parse(none), Err(BadTarget::NoUrl), "{none}");
        }
        for port in ["https://hooks.example:22/", "https://hooks.example:8080/", "https://hooks.example:80/"] {
            assert_eq!(parse(port), Err(BadTarget::Port), "{port}");
        }
        for bad in [
            "http://hooks.example/",
            "ftp://hooks.example/",
            "https://ana@hooks.example/",
            "https://ana:secret@hooks.example/",
            "https://0.0.0.0/",
            "https://10.0.0.1/",
            "https://100.64.0.1/",
            "https://127.0.0.1/",
            "https://2130706433/",
            "https://0x7f.1/",
            "https://169.254.169.254/",
            "https://172.16.0.1/",
            "https://192.0.2.1/",
            "https://192.168.0.1/",
            "https://198.18.0.1/",
            "https://198.51.100.1/",
            "https://203.0.113.1/",
            "https://224.0.0.1/",
            "https://240.0.0.1/",
            "https://[::]/",
            "https://[::1]/",
            "https://[fc00::1]/",
            "https://[fe80::1]/",
            "https://[fec0::1]/",
            "https://[::ffff:10.0.0.1]/",
            "https://[64:ff9b::7f00:1]/",
            "https://[64:ff9b:1::1]/",
            "https://[2002:7f00:1::]/",
            "https://[2001::1]/",
            "https://[2001:db8::1]/",
        ] {
            assert_eq!(parse(bad), Err(BadTarget::NotAllowed), "{bad}");
        }
        // Where the operator says that their programs stand in a network of their own, ports are their own too.
        assert!(Target::parse("https://10.0.0.1:9000/", Reach::Private).is_ok());
        assert_eq!(Target::parse("http://10.0.0.1/", Reach::Private), Err(BadTarget::NotAllowed));
        assert!(Target::parse("http://localhost:9000/", Reach::Loopback).is_ok());
        assert_eq!(
            Target::parse("https://hooks.example/", Reach::Public).map(|target| target.host().to_owned()).as_deref(),
            Ok("hooks.example")
        );
    }
}
