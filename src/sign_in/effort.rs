//! The effort that is asked for before one more letter leaves, where very many are asked for: a puzzle that a browser solves
//! in a moment, or a short wait for one without scripts. An honest reader is slowed, and nobody is shut out.
//!
//! A ticket is good for one letter to one address from one network. It is signed, so that asking for one writes nothing.

use std::net::IpAddr;
use std::time::Duration;

use serde::Deserialize;

use super::ip_key;
use crate::clock::{self, Timestamp};
use crate::email_address::EmailAddress;
use crate::secret::{self, Keys, Purpose};

/// How long a ticket is good; longer than any wait.
pub const LIFE: Duration = clock::minutes(20);
/// Clocks of two instances may differ by this.
const SKEW: Duration = clock::minutes(1);
/// A used ticket is known for longer than any clock takes it for a good one.
pub const REMEMBERED: Duration = clock::minutes(22);
/// The digits of an answer that a browser can count to, and more.
const MAX_ANSWER: usize = 20;
const BYTES: usize = 8 + 1 + 2 + 16 + 16;

/// What is asked for: about `2^bits` hashes, or this wait.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Price {
    pub bits: u8,
    pub wait: Duration,
}

impl Price {
    /// `times`: how many times over the limit the installation is by now. A quarter of a million hashes take a telephone
    /// about a second; each step is four times the work and twice the wait.
    pub fn of(times: u64) -> Self {
        let (bits, seconds) = match times {
            0 | 1 => (18, 30),
            2 | 3 => (20, 60),
            _ => (22, 120),
        };
        Self { bits, wait: Duration::from_secs(seconds) }
    }
}

/// Whom a letter is for, and who asks for it.
#[derive(Debug, Clone, Copy)]
pub struct Asker<'a> {
    pub keys: &'a Keys,
    pub address: &'a EmailAddress,
    pub ip: IpAddr,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ticket {
    made_at: Timestamp,
    price: Price,
    id: [u8; 16],
    mac: [u8; 16],
}

/// What a form brings along.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Shown {
    pub ticket: String,
    pub answer: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Judged {
    /// To be used up by its id, once.
    Done([u8; 16]),
    /// Neither solved nor waited for; the same ticket goes on.
    NotYet(Ticket),
    /// Missing, another's, or too old.
    Not,
}

impl Ticket {
    pub fn new(asker: &Asker<'_>, price: Price, now: Timestamp) -> Self {
        let id = secret::random_bytes();
        let ticket = Self { made_at: now, price, id, mac: [0; 16] };
        let mac = asker.keys.short_mac(Purpose::Effort, &ticket.parts(asker).each_ref().map(Vec::as_slice));
        Self { mac, ..ticket }
    }

    pub fn bits(&self) -> u8 {
        self.price.bits
    }

    /// How long until it is good without an answer.
    pub fn left(&self, now: Timestamp) -> Duration {
        self.made_at.plus(self.price.wait).since(now)
    }

    pub fn text(&self) -> String {
        secret::encode(&[self.head().as_slice(), &self.mac].concat())
    }

    fn head(&self) -> [u8; BYTES - 16] {
        let mut head = [0; BYTES - 16];
        let seconds = u16::try_from(self.price.wait.as_secs()).unwrap_or(u16::MAX);
        let made_at = self.made_at.as_micros().to_be_bytes();
        let bytes = made_at.into_iter().chain([self.price.bits]).chain(seconds.to_be_bytes()).chain(self.id);
        for (to, byte) in head.iter_mut().zip(bytes) {
            *to = byte;
        }
        head
    }

    fn parts(&self, asker: &Asker<'_>) -> [Vec<u8>; 4] {
        let (ip, address) = (ip_key(asker.ip).into_bytes(), asker.address.as_str().as_bytes().to_vec());
        [b"effort".to_vec(), self.head().to_vec(), ip, address]
    }

    /// `None` where it is not one of ours for this asker.
    fn read(asker: &Asker<'_>, text: &str) -> Option<Self> {
        let bytes: [u8; BYTES] = secret::decode(text).filter(|_| text.len() <= 2 * BYTES)?.try_into().ok()?;
        let (made_at, rest) = bytes.split_first_chunk::<8>()?;
        let ([bits], rest) = rest.split_first_chunk::<1>()?;
        let (seconds, rest) = rest.split_first_chunk::<2>()?;
        let (id, rest) = rest.split_first_chunk::<16>()?;
        let ticket = Self {
            made_at: Timestamp::from_micros(i64::from_be_bytes(*made_at)),
            price: Price { bits: *bits, wait: Duration::from_secs(u64::from(u16::from_be_bytes(*seconds))) },
            id: *id,
            mac: *rest.first_chunk::<16>()?,
        };
        let parts = ticket.parts(asker);
        asker.keys.verify_short(Purpose::Effort, &parts.each_ref().map(Vec::as_slice), &ticket.mac).then_some(ticket)
    }
}

/// Whether a ticket was solved or waited for.
pub fn judge(asker: &Asker<'_>, shown: &Shown, now: Timestamp) -> Judged {
    let Some(ticket) = Ticket::read(asker, &shown.ticket) else { return Judged::Not };
    if now >= ticket.made_at.plus(LIFE) || ticket.made_at > now.plus(SKEW) {
        return Judged::Not;
    }
    let has_waited = now >= ticket.made_at.plus(ticket.price.wait);
    if has_waited || is_solution(&shown.ticket, &shown.answer, ticket.price.bits) {
        Judged::Done(ticket.id)
    } else {
        Judged::NotYet(ticket)
    }
}

/// The SHA-256 of `ticket:answer` begins with so many zero bits. The script in the page counts up to it.
pub fn is_solution(ticket: &str, answer: &str, bits: u8) -> bool {
    if answer.is_empty() || answer.len() > MAX_ANSWER || !answer.bytes().all(|byte| byte.is_ascii_digit()) {
        return false;
    }
    let hash = secret::sha256(format!("{ticket}:{answer}").as_bytes());
    let zeros: u32 = match hash.iter().position(|byte| *byte != 0) {
        Some(at) => u32::try_from(at).unwrap_or(0) * 8 + hash.get(at).map_or(0, |byte| byte.leading_zeros()),
        None => 256,
    };
    zeros >= u32::from(bits)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn solve(ticket: &str, bits: u8) -> String {
        (0_u64..1 << 20)
            .map(|count| count.to_string())
            .find(|answer| is_solution(ticket, answer, bits))
            .expect("one is found")
    }

    #[test]
    fn a_ticket_is_good_for_its_own_address_and_network_once_solved_or_waited_for() {
        let keys = Keys::new(&[1; 32], None);
        let (ana, bob) =
            ["ana@example.org", "bob@example.org"].map(|text| EmailAddress::parse(text).expect("good")).into();
        let (home, away) = ("192.0.2.1".parse().expect("an address"), "192.0.2.2".parse().expect("an address"));
        let now = Timestamp::from_micros(1_000_000_000_000);
        let asker = Asker { keys: &keys, address: &ana, ip: home };
        let price = Price { bits: 8, wait: Duration::from_secs(30) };
        let ticket = Ticket::new(&asker, price, now);
        let shown = |answer: &str| Shown { ticket: ticket.text(), answer: answer.to_owned() };
        let good = shown(&solve(&ticket.text(), 8));
        assert_eq!(judge(&asker, &good, now), Judged::Done(ticket.id));
        assert_eq!(judge(&asker, &shown("x"), now), Judged::NotYet(ticket));
        assert_eq!(judge(&asker, &shown(""), now.plus(Duration::from_secs(30))), Judged::Done(ticket.id));
        assert_eq!(judge(&asker, &good, now.plus(LIFE)), Judged::Not);
        assert_eq!(judge(&asker, &good, now.minus(clock::minutes(2))), Judged::Not);
        for other in [Asker { address: &bob, ..asker }, Asker { ip: away, ..asker }] {
            assert_eq!(judge(&other, &good, now), Judged::Not);
        }
        let cheap = Ticket { price: Price { bits: 0, ..price }, ..ticket };
        assert_eq!(judge(&asker, &Shown { ticket: cheap.text(), answer: "1".to_owned() }, now), Judged::Not);
        assert_eq!(judge(&asker, &Shown::default(), now), Judged::Not);
    }

    #[test]
    fn zero_bits_are_counted_across_bytes() {
        let answer = solve("t", 12);
        assert!(is_solution("t", &answer, 12) && is_solution("t", &answer, 9));
        assert!(!is_solution("t", "", 0) && !is_solution("t", "1 ", 0) && !is_solution("t", &"1".repeat(21), 0));
        assert!(!is_solution("t", &answer, 200));
    }
}
