//! Which limits an asked-for letter must pass, and in which order.
//!
//! What depends on the address alone is silent: the letter is withheld and the asker is told the same. What depends on
//! the asker or on the whole installation may be told.

use std::net::IpAddr;
use std::time::Duration;

use super::effort::{self, Judged, Price, Shown, Ticket};
use super::{DeviceMark, ip_key};
use crate::clock::{self, Timestamp};
use crate::config::Limits;
use crate::db::{self, Conn};
use crate::email_address::EmailAddress;
use crate::limit::{LimitKey, Rule, Taken, store};
use crate::secret::{self, Keys};

/// Why an asker is sent away for now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// Too many letters asked for from one IP address.
    TooManyFromIp { retry_after: Duration },
    /// The session that asks has ended meanwhile.
    SignedOut,
    /// Very many letters are asked for, here or from this network: one more is worth an effort.
    Effort(Ticket),
}

pub struct Asking<'a> {
    pub keys: &'a Keys,
    pub limits: &'a Limits,
    pub now: Timestamp,
}

/// One letter that is asked for.
#[derive(Clone, Copy)]
pub struct Wish<'a> {
    pub address: &'a EmailAddress,
    pub ip: IpAddr,
    /// The mark of a browser that was signed in with this address before.
    pub device: Option<&'a DeviceMark>,
    pub effort: &'a Shown,
}

/// How far over what it would send without more ado an installation, or a network, is.
const EFFORTS: &str = "letters by effort";
const ADDRESSES: &str = "addresses per ip";

impl Asking<'_> {
    fn key(&self, limit: &str, subject: &str) -> LimitKey {
        LimitKey::new(self.keys, limit, subject)
    }

    async fn claim(&self, conn: &mut Conn<'_>, limit: &str, subject: &str, rule: Option<Rule>) -> db::Result<Taken> {
        match rule {
            None => Ok(Taken::Yes),
            Some(rule) => store::claim(conn, &self.key(limit, subject), rule, self.now).await,
        }
    }

    /// What may be told: the asker's own address on the network, then everybody's together.
    pub async fn refusal(&self, conn: &mut Conn<'_>, wish: &Wish<'_>) -> db::Result<Option<Refusal>> {
        let ip = ip_key(wish.ip);
        // Before an effort is asked for that would come to nothing.
        for (limit, rule) in self.of_network() {
            let Some(rule) = rule else { continue };
            let retry_after = store::wait(conn, &self.key(limit, &ip), rule, self.now).await?;
            if !retry_after.is_zero() {
                return Ok(Some(Refusal::TooManyFromIp { retry_after }));
            }
        }
        // Before anything is counted: the same wish comes back with its effort.
        if let Some(price) = self.price(conn, wish).await?
            && let Some(ticket) = self.unpaid(conn, wish, price).await?
        {
            return Ok(Some(Refusal::Effort(ticket)));
        }
        for (limit, rule) in self.of_network() {
            if let Taken::No { retry_after } = self.claim(conn, limit, &ip, rule).await? {
                return Ok(Some(Refusal::TooManyFromIp { retry_after }));
            }
        }
        self.note_address(conn, wish, &ip).await?;
        Ok(None)
    }

    fn of_network(&self) -> [(&'static str, Option<Rule>); 2] {
        let every = clock::minutes(1) / self.limits.letters_per_ip_minute.max(1);
        let burst = if self.limits.letters_per_ip_minute == 0 { 0 } else { self.limits.letters_per_ip_burst };
        [
            ("letters per ip", Rule::paced(burst, every)),
            ("letters per ip and hour", Rule::per_hour(self.limits.letters_per_ip_hour)),
        ]
    }

    fn addresses(&self) -> Option<Rule> {
        Rule::counted(self.limits.addresses_per_ip, clock::hours(12))
    }

    /// What this wish costs; `None`: nothing. Never a question of whether the address is a member's. A browser that was signed
    /// in with it before has a budget of its own.
    async fn price(&self, conn: &mut Conn<'_>, wish: &Wish<'_>) -> db::Result<Option<Price>> {
        if wish.device.is_some() {
            return Ok(None);
        }
        if let Some(rule) = Rule::per_hour(self.limits.letters_per_hour)
            && !store::wait(conn, &self.key("letters", "all"), rule, self.now).await?.is_zero()
        {
            let over = store::count(conn, &self.key(EFFORTS, "all"), self.now).await?;
            return Ok(Some(Price::of(over / u64::from(self.limits.letters_per_hour))));
        }
        if let Some(rule) = self.addresses()
            && !store::wait(conn, &self.key(ADDRESSES, &ip_key(wish.ip)), rule, self.now).await?.is_zero()
        {
            return Ok(Some(Price::of(0)));
        }
        Ok(None)
    }

    /// The ticket to work for, where none was worked for yet. One that was is used up.
    async fn unpaid(&self, conn: &mut Conn<'_>, wish: &Wish<'_>, price: Price) -> db::Result<Option<Ticket>> {
        let asker = effort::Asker { keys: self.keys, address: wish.address, ip: wish.ip };
        let fresh = || Some(Ticket::new(&asker, price, self.now));
        Ok(match effort::judge(&asker, wish.effort, self.now) {
            Judged::Not => fresh(),
            Judged::NotYet(ticket) => Some(ticket),
            Judged::Done(id) => {
                let once = Rule::counted(1, effort::REMEMBERED);
                let is_first = self.claim(conn, "effort", &secret::encode(&id), once).await?.is_yes();
                if is_first { None } else { fresh() }
            }
        })
    }

    /// Counts how many different addresses a network asks for.
    async fn note_address(&self, conn: &mut Conn<'_>, wish: &Wish<'_>, ip: &str) -> db::Result<()> {
        let Some(rule) = self.addresses() else { return Ok(()) };
        let pair = format!("{ip} {}", wish.address.abuse_key());
        if self.claim(conn, "address of an ip", &pair, Rule::counted(1, clock::hours(12))).await?.is_yes() {
            self.claim(conn, ADDRESSES, ip, Some(rule)).await?;
        }
        Ok(())
    }

    /// What may not be told. A browser that was signed in with this address before has a budget of its own, so that a
    /// stranger cannot use up a member's letters.
    pub async fn may_mail(
        &self,
        conn: &mut Conn<'_>,
        address: &EmailAddress,
        device: Option<&DeviceMark>,
    ) -> db::Result<bool> {
        let mailbox = address.abuse_key();
        let subject = device.map_or_else(|| mailbox.clone(), |device| format!("{} {mailbox}", device.key()));
        let burst = self.limits.letters_per_address_burst;
        let every = clock::minutes(u64::from(self.limits.letters_per_address_minutes));
        let day = Rule::per_day(self.limits.letters_per_address_day);
        Ok(self.claim(conn, "letters per address", &subject, Rule::paced(burst, every)).await?.is_yes()
            && self.claim(conn, "letters per address and day", &subject, day).await?.is_yes())
    }

    /// Counted last and only for letters that leave: the busiest rows are held for the shortest time. The limit of all
    /// letters holds none back here: it was asked for an effort before.
    pub async fn count_letter(&self, conn: &mut Conn<'_>, address: &EmailAddress) -> db::Result<bool> {
        let domain = address.domain();
        let per_domain = Rule::per_hour(self.limits.letters_per_domain_hour)
            .filter(|_| !self.limits.large_mail_domains.contains(domain));
        if !self.claim(conn, "letters per domain", domain, per_domain).await?.is_yes() {
            return Ok(false);
        }
        let all = Rule::per_hour(self.limits.letters_per_hour);
        if !self.claim(conn, "letters", "all", all).await?.is_yes() {
            let is_first = store::count(conn, &self.key(EFFORTS, "all"), self.now).await? == 0;
            self.claim(conn, EFFORTS, "all", Rule::per_hour(u32::MAX)).await?;
            metrics::counter!("gatefold_letters_over_limit_total").increment(1);
            if is_first {
                tracing::error!(
                    limit = self.limits.letters_per_hour,
                    "the limit of letters for the whole installation is reached: for an hour each further one is asked an effort"
                );
            }
        }
        Ok(true)
    }

    /// A sign-in shows that the mailbox's owner wanted the letters. The asker's network stays counted.
    pub async fn reset_address(&self, conn: &mut Conn<'_>, address: &EmailAddress) -> db::Result<()> {
        let mailbox = address.abuse_key();
        for limit in ["letters per address", "letters per address and day"] {
            store::delete(conn, &self.key(limit, &mailbox)).await?;
        }
        Ok(())
    }

    fn wrong_proofs(&self) -> Option<Rule> {
        Rule::counted(self.limits.wrong_proofs_per_ip_minute, clock::minutes(1))
    }

    /// How long this network has to wait after too many wrong codes and made-up links.
    pub async fn wait_for_proof(&self, conn: &mut Conn<'_>, ip: IpAddr) -> db::Result<Duration> {
        match self.wrong_proofs() {
            None => Ok(Duration::ZERO),
            Some(rule) => store::wait(conn, &self.key("wrong proofs", &ip_key(ip)), rule, self.now).await,
        }
    }

    pub async fn count_wrong_proof(&self, conn: &mut Conn<'_>, ip: IpAddr) -> db::Result<()> {
        self.claim(conn, "wrong proofs", &ip_key(ip), self.wrong_proofs()).await.map(drop)
    }
}
