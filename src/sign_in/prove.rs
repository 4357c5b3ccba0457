//! Proving an address: the challenge is used up by one statement, the member found or made, the session begun, all in one
//! transaction.

use std::borrow::Cow;
use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use super::enter::{Entry, Joining, TakenIn};
use super::flow::SignIns;
use super::store::{self, Challenge};
use super::{Aim, BrowserToken, DeviceMark, TRIES};
use crate::clock;
use crate::db::{self, Conn, retrying};
use crate::email_address::EmailAddress;
use crate::language::{Language, Voice};
use crate::links::Next;
use crate::member::flow::FlowError;
use crate::member::session_store::Hold;
use crate::member::{self, LiveSession, MemberId, SessionKey};
use crate::secret::{Code, Token};
use crate::share::Grant;

/// A second click on a used link goes on to the article within this time, where the first one signed this browser in.
const SECOND_CLICK: Duration = clock::minutes(10);

/// The browser that proves.
pub struct Prover<'a> {
    /// The site, and what it speaks to the prover in.
    pub voice: Voice<'a>,
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
    pub joining: Joining,
    /// A new member who had no form to answer about news yet.
    pub asks_news: bool,
    /// `link`, `code`, or a provider's id.
    pub method: Cow<'static, str>,
}

const LINK: &str = "link";
const CODE: &str = "code";

/// How a challenge was proved.
struct Means {
    method: &'static str,
    /// By the browser that asked.
    is_same_browser: bool,
    /// What news were wished for in; `None`: they were not.
    news: Option<Language>,
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
        let news = if prover.wants_news {
            Some(prover.voice.language)
        } else {
            self.wish_for_news(&challenge, prover).filter(|_| is_same_browser)
        };
        let means = Means { method: LINK, is_same_browser, news };
        let proof = self.proved(&mut conn, &challenge, prover, &means).await?;
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
        // A code is good in the browser that asked and nowhere else.
        let news = self.wish_for_news(&challenge, prover);
        let means = Means { method: CODE, is_same_browser: true, news };
        let proof = self.proved(&mut conn, &challenge, prover, &means).await?;
        tx.commit().await?;
        Ok(proof)
    }

    /// What the form was in on which whoever asked wished for news: the words that they agreed to.
    fn wish_for_news(&self, challenge: &Challenge, prover: &Prover<'_>) -> Option<Language> {
        let languages = self.members.templates.languages();
        let asked_in = challenge.language.as_deref().and_then(|tag| languages.find(tag));
        challenge.wants_news.then(|| asked_in.unwrap_or(prover.voice.language))
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
        means: &Means,
    ) -> Result<Proof, FlowError> {
        match (Aim::from_column(&challenge.purpose), challenge.member_id) {
            (Aim::ChangeAddress, Some(member)) => self.change_address(conn, challenge, member, prover).await,
            (Aim::ChangeAddress, None) => Ok(Proof::Dead(Dead::Unknown)),
            (Aim::SignIn, _) => self.sign_in(conn, challenge, prover, means).await,
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
        let now = self.members.clock.now();
        // It goes with the session that asked: whoever was signed out of a membership changes nothing in it any more.
        let asked = match challenge.session_id {
            Some(session) => member::session_store::find_of(conn, session, member.id, now).await?,
            None => None,
        };
        if asked.is_none() {
            return Ok(Proof::Dead(Dead::Used));
        }
        let current = match &prover.current {
            Some((key, _)) => member::session_store::find_and_hold(conn, &key.hash(), Hold::Share, now).await?,
            None => None,
        };
        let keep = current.filter(|session| session.member_id == member.id).map(|session| session.id);
        let is_changed =
            self.members.change_address(conn, (&member, &challenge.address), prover.voice.site, keep).await?;
        Ok(if is_changed {
            let device = DeviceMark::new(&self.members.keys, &challenge.address);
            Proof::AddressChanged { member: member.id, next: challenge.next.clone(), device }
        } else {
            Proof::AddressTaken
        })
    }

    /// The account elsewhere of whoever asked is connected only where the proof comes from the very browser that asked
    /// (R22): elsewhere the proof may be that of somebody who was talked into it.
    async fn sign_in(
        &self,
        conn: &mut Conn<'_>,
        challenge: &Challenge,
        prover: &Prover<'_>,
        means: &Means,
    ) -> Result<Proof, FlowError> {
        let taken_in = self.take_in(conn, &challenge.address, prover).await?;
        let TakenIn { member, joining } = taken_in;
        let is_first_proof = joining.is_first_proof();
        if member.blocked_at.is_some() {
            return Ok(Proof::Blocked);
        }
        self.asking().reset_address(conn, &challenge.address).await?;
        let account = challenge.account().filter(|_| means.is_same_browser);
        if let Some(account) = &account {
            self.connect(conn, &member, account, prover, is_first_proof).await?;
        }
        let entry = Entry {
            next: &challenge.next,
            method: means.method.into(),
            article: challenge.article_id,
            source: challenge.source(),
            wall: challenge.wall(),
            joining,
            news: means.news,
            // Whoever came by an account and typed the code has met no question about news.
            asks_news: is_first_proof && account.is_some() && means.method == CODE && means.news.is_none(),
            asked: &challenge.origins(),
        };
        Ok(Proof::SignedIn(self.enter(conn, member, prover, entry).await?))
    }

    /// What must wait for the commit: copies in memory, the worker, the log and the counters.
    fn after(&self, proof: &Proof, prover: &Prover<'_>) {
        if let (Some((key, _)), Proof::SignedIn(_)) = (&prover.current, proof) {
            self.members.sessions.forget(*key);
        }
        let label = match proof {
            Proof::SignedIn(signed_in) => {
                tracing::info!(member = %signed_in.member.0, first = signed_in.joining.is_first_proof(), "signed in by letter");
                // A membership of this moment has no session that memory could hold.
                if signed_in.joining == Joining::Proved {
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
