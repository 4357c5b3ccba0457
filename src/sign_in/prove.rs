//! Proving an address: the challenge is used up by one statement, the member found or made, the session begun, all in one
//! transaction.

use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use super::flow::SignIns;
use super::store::{self, Challenge};
use super::{Aim, BrowserToken, DeviceMark, TRIES};
use crate::clock;
use crate::db::{self, Conn, retrying};
use crate::email_address::EmailAddress;
use crate::links::Next;
use crate::member::flow::{Answer, FlowError};
use crate::member::session::NewSession;
use crate::member::{self, LiveSession, Member, MemberId, SessionKey};
use crate::secret::{Code, Token};
use crate::share::Grant;
use crate::share::credit::Origins;
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
    /// Share links that it was let in by, the newest first.
    pub grants: &'a [Grant],
}

#[derive(Debug)]
pub enum Proof {
    SignedIn(SignedIn),
    AddressChanged {
        member: MemberId,
        next: Next,
        /// For this browser to be known by, with the new address.
        device: DeviceMark,
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
        let proof = retrying(|| self.try_link(link, prover)).await?;
        self.after(&proof, prover);
        Ok(proof)
    }

    pub async fn prove_code(&self, code: Option<&Code>, prover: &Prover<'_>) -> Result<Proof, FlowError> {
        let proof = retrying(|| self.try_code(code, prover)).await?;
        self.after(&proof, prover);
        Ok(proof)
    }

    async fn try_link(&self, link: &Token, prover: &Prover<'_>) -> Result<Proof, FlowError> {
        // Looked at first without a transaction: what cannot be proved must not hold up those who write.
        let Some(found) = self.find_by_link(link).await? else {
            return self.wrong(prover, Proof::Dead(Dead::Unknown)).await;
        };
        let now = self.members.clock.now();
        if !found.is_live(now) {
            return Ok(self.second_click(&found, prover).await?);
        }
        let mut tx = self.members.db.begin().await?;
        let mut conn = tx.conn();
        let Some(challenge) = store::claim_by_link(&mut conn, &link.hash(), now).await? else {
            drop(tx);
            let found = self.find_by_link(link).await?.unwrap_or(found);
            return Ok(self.second_click(&found, prover).await?);
        };
        let is_same_browser = prover.browser.is_some_and(|browser| browser.hash().is_same(&challenge.browser_hash));
        // A tick made by whoever asked counts only in the browser it was made in; elsewhere the page asks anew.
        let wants_news = prover.wants_news || (challenge.wants_news && is_same_browser);
        let proof = self.proved(&mut conn, &challenge, prover, wants_news).await?;
        tx.commit().await?;
        Ok(proof)
    }

    /// The try is counted before the code is looked at, so that parallel guesses get no more than there are.
    async fn try_code(&self, code: Option<&Code>, prover: &Prover<'_>) -> Result<Proof, FlowError> {
        if let Some(retry_after) = self.wait(prover).await? {
            return Ok(Proof::TooMany { retry_after });
        }
        let now = self.members.clock.now();
        let (Some(browser), Some(code)) = (prover.browser, code) else {
            return self.wrong(prover, Proof::WrongCode { left: TRIES }).await;
        };
        let mut tx = self.members.db.begin().await?;
        let mut conn = tx.conn();
        let hash = browser.hash();
        let Some((id, mac, tries)) = store::claim_try(&mut conn, &hash, now).await? else {
            let found = store::find_by_browser(&mut conn, &hash).await?;
            drop(tx);
            let is_spent = found.is_some_and(|found| found.tries >= TRIES && found.used_at.is_none());
            return if is_spent {
                Ok(Proof::NoTriesLeft)
            } else {
                self.wrong(prover, Proof::WrongCode { left: 0 }).await
            };
        };
        if !self.members.keys.is_code(id.0.as_bytes(), code, &mac) {
            self.asking().count_wrong_proof(&mut conn, prover.ip).await?;
            tx.commit().await?;
            return Ok(Proof::WrongCode { left: TRIES - tries });
        }
        let Some(challenge) = store::claim_by_id(&mut conn, id, now).await? else {
            return Ok(Proof::Dead(Dead::Used));
        };
        let proof = self.proved(&mut conn, &challenge, prover, challenge.wants_news).await?;
        tx.commit().await?;
        Ok(proof)
    }

    /// How long this network must wait after too many wrong proofs; `None` where it need not.
    async fn wait(&self, prover: &Prover<'_>) -> db::Result<Option<Duration>> {
        let mut read = self.members.db.read().await?;
        let wait = self.asking().wait_for_proof(&mut read.conn(), prover.ip).await?;
        Ok((!wait.is_zero()).then_some(wait))
    }

    /// Counts a guess that hit nothing; over the limit nothing is written any more.
    async fn wrong(&self, prover: &Prover<'_>, proof: Proof) -> Result<Proof, FlowError> {
        if let Some(retry_after) = self.wait(prover).await? {
            return Ok(Proof::TooMany { retry_after });
        }
        let mut tx = self.members.db.begin().await?;
        self.asking().count_wrong_proof(&mut tx.conn(), prover.ip).await?;
        tx.commit().await?;
        Ok(proof)
    }

    async fn second_click(&self, challenge: &Challenge, prover: &Prover<'_>) -> db::Result<Proof> {
        let now = self.members.clock.now();
        let member = self.members.find_by_address(&challenge.address).await?.map(|member| member.id);
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
        Ok(if is_changed {
            let device = DeviceMark::new(&self.members.keys, &challenge.address);
            Proof::AddressChanged { member: member.id, next: challenge.next.clone(), device }
        } else {
            Proof::AddressTaken
        })
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
        let new = Member::unproved(&challenge.address, prover.site, now);
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
        if is_first_proof {
            self.shares.credit(conn, member.id, &challenge.origins(), &Origins::of(prover.grants)).await?;
        }
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
        if let (Some((key, _)), Proof::SignedIn(_)) = (&prover.current, proof) {
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
            Proof::AddressChanged { member, .. } => {
                tracing::info!(member = %member.0, "an address was changed");
                self.members.sessions.forget_member(*member);
                "address_changed"
            }
            Proof::WrongCode { left } => {
                tracing::info!(left, "a wrong code");
                "wrong_code"
            }
            Proof::NoTriesLeft => "no_tries_left",
            Proof::Blocked => {
                tracing::info!("a blocked member proved their address");
                "blocked"
            }
            Proof::AddressTaken => "address_taken",
            Proof::TooMany { .. } => "too_many",
            Proof::Again { .. } => "again",
            Proof::Dead(_) => "dead",
        };
        metrics::counter!("gatefold_proofs_total", "outcome" => label).increment(1);
        self.members.wake.notify_one();
    }
}
