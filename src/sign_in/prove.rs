//! Proving an address: the challenge is used up by one statement, the member found or made, the session begun, all in one
//! transaction.

use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use super::flow::SignIns;
use super::store::{self, Challenge};
use super::{Aim, BrowserToken, DeviceMark, TRIES};
use crate::clock::{self, Timestamp};
use crate::db::{self, Conn};
use crate::email_address::EmailAddress;
use crate::links::Next;
use crate::member::flow::{Answer, FlowError};
use crate::member::session::NewSession;
use crate::member::{self, LiveSession, Member, MemberId, SessionKey};
use crate::secret::{self, Code, Token};
use crate::site::Site;

/// A second click on a used link goes on to the article within this time, where the first one signed this browser in.
const SECOND_CLICK: Duration = clock::minutes(10);

/// The browser that proves.
pub struct Prover<'a> {
    pub site: &'a Site,
    pub ip: IpAddr,
    pub agent: String,
    /// Its token, where it is one that asked.
    pub browser: Option<&'a BrowserToken>,
    pub device: Option<&'a DeviceMark>,
    /// Who is signed in here now, with the cookie's key.
    pub current: Option<(SessionKey, Arc<LiveSession>)>,
    /// Ticked on the page of the link.
    pub wants_news: bool,
}

#[derive(Debug)]
pub enum Proof {
    SignedIn(SignedIn),
    AddressChanged {
        next: Next,
    },
    /// The address to change to has become a member's.
    AddressTaken,
    /// The member may not sign in.
    Blocked,
    /// Used before, and this browser is signed in by it.
    Again {
        next: Next,
    },
    WrongCode {
        left: i64,
    },
    NoTriesLeft,
    /// Used, expired, replaced or never there.
    Dead(Dead),
    /// Too many wrong proofs from this network.
    TooMany {
        retry_after: Duration,
    },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Dead {
    Used,
    Expired,
    Unknown,
}

#[derive(Debug)]
pub struct SignedIn {
    pub key: SessionKey,
    pub member: MemberId,
    pub address: EmailAddress,
    pub next: Next,
    /// For this browser to be known by.
    pub device: DeviceMark,
    pub is_first_proof: bool,
}

impl SignIns {
    pub async fn prove_link(&self, link: &Token, prover: &Prover<'_>) -> Result<Proof, FlowError> {
        let asking = self.asking();
        let mut tx = self.members.db.begin().await?;
        let mut conn = tx.conn();
        let hash = link.hash();
        let Some(challenge) = store::claim_by_link(&mut conn, &hash, asking.now).await? else {
            let found = store::find_by_link(&mut conn, &hash).await?;
            let proof = match found {
                Some(challenge) => self.second_click(&mut conn, &challenge, prover).await?,
                None => self.unknown_link(&mut conn, prover).await?,
            };
            tx.commit().await?;
            return Ok(proof);
        };
        let is_same_browser = prover.browser.is_some_and(|browser| browser.hash().is_same(&challenge.browser_hash));
        // A tick made by whoever asked counts only in the browser it was made in; elsewhere the page asks anew.
        let wants_news = prover.wants_news || (challenge.wants_news && is_same_browser);
        let proof = self.proved(&mut conn, &challenge, prover, wants_news).await?;
        tx.commit().await?;
        self.after(&proof, prover);
        Ok(proof)
    }

    pub async fn prove_code(&self, code: Option<&Code>, prover: &Prover<'_>) -> Result<Proof, FlowError> {
        let asking = self.asking();
        let mut tx = self.members.db.begin().await?;
        let mut conn = tx.conn();
        let retry_after = asking.wait_for_proof(&mut conn, prover.ip).await?;
        if !retry_after.is_zero() {
            return Ok(Proof::TooMany { retry_after });
        }
        let proof = self.try_code(&mut conn, code, prover).await?;
        if matches!(proof, Proof::WrongCode { .. }) {
            asking.count_wrong_proof(&mut conn, prover.ip).await?;
        }
        tx.commit().await?;
        self.after(&proof, prover);
        Ok(proof)
    }

    /// The try is counted before the code is looked at, so that parallel guesses get no more than there are.
    async fn try_code(
        &self,
        conn: &mut Conn<'_>,
        code: Option<&Code>,
        prover: &Prover<'_>,
    ) -> Result<Proof, FlowError> {
        let now = self.members.clock.now();
        let (Some(browser), Some(code)) = (prover.browser, code) else {
            return Ok(Proof::WrongCode { left: TRIES });
        };
        let hash = browser.hash();
        let Some((id, mac, tries)) = store::claim_try(conn, &hash, now).await? else {
            let found = store::find_by_browser(conn, &hash).await?;
            let is_spent = found.is_some_and(|found| found.tries >= TRIES && found.used_at.is_none());
            return Ok(if is_spent { Proof::NoTriesLeft } else { Proof::WrongCode { left: 0 } });
        };
        if !self.members.keys.is_code(id.0.as_bytes(), code, &mac) {
            return Ok(Proof::WrongCode { left: TRIES - tries });
        }
        let Some(challenge) = store::claim_by_id(conn, id, now).await? else {
            return Ok(Proof::Dead(Dead::Used));
        };
        self.proved(conn, &challenge, prover, challenge.wants_news).await
    }

    async fn unknown_link(&self, conn: &mut Conn<'_>, prover: &Prover<'_>) -> Result<Proof, FlowError> {
        let asking = self.asking();
        let retry_after = asking.wait_for_proof(conn, prover.ip).await?;
        if !retry_after.is_zero() {
            return Ok(Proof::TooMany { retry_after });
        }
        asking.count_wrong_proof(conn, prover.ip).await?;
        Ok(Proof::Dead(Dead::Unknown))
    }

    async fn second_click(&self, conn: &mut Conn<'_>, challenge: &Challenge, prover: &Prover<'_>) -> db::Result<Proof> {
        let now = self.members.clock.now();
        let member = member::store::find_by_address(conn, &challenge.address).await?.map(|member| member.id);
        let current = prover.current.as_ref().map(|(_, session)| session.member);
        let is_recent = challenge.used_at.is_some_and(|used_at| now.since(used_at) <= SECOND_CLICK);
        Ok(if is_recent && member.is_some() && member == current {
            Proof::Again { next: challenge.next.clone() }
        } else if challenge.used_at.is_some() || challenge.killed_at.is_some() {
            Proof::Dead(Dead::Used)
        } else {
            Proof::Dead(Dead::Expired)
        })
    }

    async fn proved(
        &self,
        conn: &mut Conn<'_>,
        challenge: &Challenge,
        prover: &Prover<'_>,
        wants_news: bool,
    ) -> Result<Proof, FlowError> {
        match (Aim::from_column(&challenge.purpose), challenge.member_id) {
            (Aim::ChangeAddress, Some(member)) => self.change_address(conn, challenge, member, prover).await,
            (Aim::ChangeAddress, None) => Ok(Proof::Dead(Dead::Unknown)),
            (Aim::SignIn, _) => self.sign_in(conn, challenge, prover, wants_news).await,
        }
    }

    async fn change_address(
        &self,
        conn: &mut Conn<'_>,
        challenge: &Challenge,
        member: MemberId,
        prover: &Prover<'_>,
    ) -> Result<Proof, FlowError> {
        let Some(member) = member::store::find(conn, member).await? else { return Ok(Proof::Dead(Dead::Unknown)) };
        if member.blocked_at.is_some() {
            return Ok(Proof::Blocked);
        }
        let keep =
            prover.current.as_ref().filter(|(_, session)| session.member == member.id).map(|(_, session)| session.id);
        let is_changed = self.members.change_address(conn, (&member, &challenge.address), prover.site, keep).await?;
        Ok(if is_changed { Proof::AddressChanged { next: challenge.next.clone() } } else { Proof::AddressTaken })
    }

    async fn sign_in(
        &self,
        conn: &mut Conn<'_>,
        challenge: &Challenge,
        prover: &Prover<'_>,
        wants_news: bool,
    ) -> Result<Proof, FlowError> {
        let members = &self.members;
        let now = members.clock.now();
        let new = new_member(&challenge.address, prover.site, now);
        let member = member::store::insert_or_find(conn, &new).await?;
        if member.blocked_at.is_some() {
            return Ok(Proof::Blocked);
        }
        let is_first_proof = member::store::update_proved(conn, member.id, now).await?;
        store::kill_changes_of_member(conn, member.id, now).await?;
        if is_first_proof {
            // Whoever knew this address before its owner proved it gets nothing by it.
            store::kill_of_address(conn, &challenge.address, now).await?;
            member::store::delete_sessions(conn, member.id, None).await?;
        }
        self.asking().reset_address(conn, &challenge.address).await?;
        if let Some((key, _)) = &prover.current {
            member::store::delete_session(conn, &key.hash()).await?;
        }
        if wants_news {
            let answer = Answer { purpose: member::NEWS, is_granted: true, site: prover.site, form: "sign_in" };
            members.record_answer(conn, member.id, &answer).await?;
        }
        self.write_to(conn, &member, prover, (is_first_proof, wants_news)).await?;
        let session = NewSession {
            site: prover.site.host.as_str().to_owned(),
            agent: prover.agent.clone(),
            ip: prover.ip.to_canonical().to_string(),
        };
        let key = members.sessions.insert(conn, member.id, &session, now).await?;
        Ok(Proof::SignedIn(SignedIn {
            key,
            member: member.id,
            device: DeviceMark::new(&members.keys, &member.address),
            address: member.address,
            next: challenge.next.clone(),
            is_first_proof,
        }))
    }

    /// Welcome at the first proof; afterwards a word about each browser that was not known.
    async fn write_to(
        &self,
        conn: &mut Conn<'_>,
        member: &Member,
        prover: &Prover<'_>,
        (is_first_proof, wants_news): (bool, bool),
    ) -> Result<(), FlowError> {
        let members = &self.members;
        let now = members.clock.now();
        let to = &member.address;
        let is_known = prover.device.is_some_and(|device| device.is_of(&members.keys, to));
        let letter = if is_first_proof {
            member::letter::welcome(&members.templates, &members.keys, prover.site, member.id, to, wants_news)?
        } else if is_known {
            return Ok(());
        } else {
            member::letter::new_browser(&members.templates, prover.site, to, &prover.agent, now)?
        };
        Ok(members.put(conn, &letter, now).await?)
    }

    /// What must wait for the commit: copies in memory, the worker, the log and the counters.
    fn after(&self, proof: &Proof, prover: &Prover<'_>) {
        if let Some((key, _)) = &prover.current {
            self.members.sessions.forget(*key);
        }
        let label = match proof {
            Proof::SignedIn(signed_in) => {
                tracing::info!(member = %signed_in.member.0, first = signed_in.is_first_proof, "signed in by letter");
                if signed_in.is_first_proof {
                    self.members.sessions.forget_member(signed_in.member);
                }
                "signed_in"
            }
            Proof::AddressChanged { .. } => {
                tracing::info!("an address was changed");
                if let Some((_, session)) = &prover.current {
                    self.members.sessions.forget_member(session.member);
                }
                "address_changed"
            }
            Proof::WrongCode { left } => {
                tracing::info!(left, "a wrong code");
                "wrong_code"
            }
            Proof::NoTriesLeft => "no_tries_left",
            Proof::Blocked => "blocked",
            _ => "dead",
        };
        metrics::counter!("gatefold_proofs_total", "outcome" => label).increment(1);
        self.members.wake.notify_one();
    }
}

fn new_member(address: &EmailAddress, site: &Site, now: Timestamp) -> Member {
    Member {
        id: MemberId(secret::new_id(now)),
        address: address.clone(),
        name: String::new(),
        site: site.host.as_str().to_owned(),
        created_at: now,
        proved_at: None,
        blocked_at: None,
        staff_role: None,
    }
}
