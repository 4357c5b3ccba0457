//! Which limits an asked-for letter must pass, and in which order.
//!
//! What depends on the address alone is silent: the letter is withheld and the asker is told the same. What depends on
//! the asker or on the whole installation may be told.

use std::net::IpAddr;
use std::time::Duration;

use super::{DeviceMark, ip_key};
use crate::clock::{self, Timestamp};
use crate::config::Limits;
use crate::db::{self, Conn};
use crate::email_address::EmailAddress;
use crate::limit::{LimitKey, Rule, Taken, store};
use crate::secret::Keys;

/// Why an asker is sent away for now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// Too many letters asked for from one IP address.
    TooManyFromIp { retry_after: Duration },
    /// The session that asks has ended meanwhile.
    SignedOut,
    /// Too many letters for the whole installation.
    TooManyLetters { retry_after: Duration },
}

pub struct Asking<'a> {
    pub keys: &'a Keys,
    pub limits: &'a Limits,
    pub now: Timestamp,
}

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
    pub async fn refusal(&self, conn: &mut Conn<'_>, ip: IpAddr) -> db::Result<Option<Refusal>> {
        let ip = ip_key(ip);
        let every = clock::minutes(1) / self.limits.letters_per_ip_minute.max(1);
        let burst = if self.limits.letters_per_ip_minute == 0 { 0 } else { self.limits.letters_per_ip_burst };
        for (limit, rule) in [
            ("letters per ip", Rule::paced(burst, every)),
            ("letters per ip and hour", Rule::per_hour(self.limits.letters_per_ip_hour)),
        ] {
            if let Taken::No { retry_after } = self.claim(conn, limit, &ip, rule).await? {
                return Ok(Some(Refusal::TooManyFromIp { retry_after }));
            }
        }
        let Some(rule) = Rule::per_hour(self.limits.letters_per_hour) else { return Ok(None) };
        let retry_after = store::wait(conn, &self.key("letters", "all"), rule, self.now).await?;
        Ok((!retry_after.is_zero()).then_some(Refusal::TooManyLetters { retry_after }))
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

    /// Counted last and only for letters that leave: the busiest rows are held for the shortest time.
    pub async fn count_letter(&self, conn: &mut Conn<'_>, address: &EmailAddress) -> db::Result<bool> {
        let domain = address.domain();
        let per_domain = Rule::per_hour(self.limits.letters_per_domain_hour)
            .filter(|_| !self.limits.large_mail_domains.contains(domain));
        let all = Rule::per_hour(self.limits.letters_per_hour);
        Ok(self.claim(conn, "letters per domain", domain, per_domain).await?.is_yes()
            && self.claim(conn, "letters", "all", all).await?.is_yes())
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
