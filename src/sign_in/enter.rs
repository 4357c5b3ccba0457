//! Coming in: what each way to sign in ends with, within the transaction that found out who it is.

use std::borrow::Cow;

use super::flow::SignIns;
use super::prove::{Prover, SignedIn};
use super::{DeviceMark, store};
use crate::article::ArticleId;
use crate::clock::Timestamp;
use crate::db::{self, Conn};
use crate::email_address::EmailAddress;
use crate::experiment::store::Totals;
use crate::experiment::{self, WallMark};
use crate::insight::source::Source;
use crate::insight::{self, Event, Happening};
use crate::language::{Language, Voice};
use crate::links::Next;
use crate::member::flow::{Answer, FlowError};
use crate::member::identity::{Account, IdentityId};
use crate::member::session::NewSession;
use crate::member::{self, Member, identity_store};
use crate::secret;
use crate::share::credit::Origins;

/// Whose address was proved.
pub(super) struct TakenIn {
    pub member: Member,
    pub joining: Joining,
}

/// What coming in was to a membership.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Joining {
    /// Its beginning.
    Made,
    /// The first proof of one that was made by staff or an import.
    Proved,
    /// It stood already.
    No,
}

impl Joining {
    pub fn is_first_proof(self) -> bool {
        self != Self::No
    }
}

/// How somebody came in, and to what.
pub(super) struct Entry<'a> {
    pub next: &'a Next,
    /// `link`, `code`, or a provider's id.
    pub method: Cow<'static, str>,
    pub article: Option<ArticleId>,
    /// Where they came from.
    pub source: Source,
    /// The variant of a wall that led to it.
    pub wall: Option<WallMark>,
    pub joining: Joining,
    /// What they wished for news in; `None`: they did not.
    pub news: Option<Language>,
    /// They had no form to answer about news yet.
    pub asks_news: bool,
    /// The share links of the browser that asked, where it may be another.
    pub asked: &'a Origins,
}

impl SignIns {
    /// The member whose address was just proved, made where nobody had it. At the first proof whatever stood open for the
    /// address before is closed: whoever knew it before its owner proved it gets nothing by it.
    pub(super) async fn take_in(
        &self,
        conn: &mut Conn<'_>,
        address: &EmailAddress,
        prover: &Prover<'_>,
    ) -> db::Result<TakenIn> {
        let now = self.members.clock.now();
        let new = self.new_member(address, prover, now);
        let member = member::store::insert_or_find(conn, &new).await?;
        if member.id == new.id {
            // A membership of this moment has no session and no account yet.
            store::kill_of_address(conn, address, now).await?;
            return Ok(TakenIn { member, joining: Joining::Made });
        }
        if member.blocked_at.is_some() {
            return Ok(TakenIn { member, joining: Joining::No });
        }
        let is_first_proof = member::store::update_proved(conn, member.id, now).await?;
        store::kill_changes_of_member(conn, member.id, now).await?;
        if !is_first_proof {
            return Ok(TakenIn { member, joining: Joining::No });
        }
        store::kill_of_address(conn, address, now).await?;
        member::session_store::delete_all_of(conn, member.id, None).await?;
        identity_store::delete_all_of(conn, member.id).await?;
        Ok(TakenIn { member, joining: Joining::Proved })
    }

    /// One who proves their address now.
    pub(super) fn new_member(&self, address: &EmailAddress, prover: &Prover<'_>, now: Timestamp) -> Member {
        let language = self.members.templates.languages().tag(prover.voice.language).to_owned();
        let unproved = Member::unproved(address, prover.voice.site, now);
        Member { proved_at: Some(now), language: Some(language), ..unproved }
    }

    /// Begins the session, tells the member and counts. The rows that others want as well come last.
    pub(super) async fn enter(
        &self,
        conn: &mut Conn<'_>,
        member: Member,
        prover: &Prover<'_>,
        entry: Entry<'_>,
    ) -> Result<SignedIn, FlowError> {
        let members = &self.members;
        let now = members.clock.now();
        if let Some((key, _)) = &prover.current {
            member::session_store::delete(conn, &key.hash()).await?;
        }
        if let Some(language) = entry.news {
            let voice = Voice { language, ..prover.voice };
            let answer = Answer { purpose: member::NEWS, is_granted: true, voice, form: "sign_in", method: "tick" };
            members.record_answer(conn, member.id, &answer).await?;
        }
        self.write_to(conn, &member, prover, (entry.joining.is_first_proof(), entry.news.is_some())).await?;
        let language = members.templates.languages().tag(prover.voice.language);
        if member.language.as_deref() != Some(language) {
            member::store::update_language(conn, member.id, language).await?;
        }
        let session = NewSession {
            site: prover.voice.site.host.as_str().to_owned(),
            agent: prover.agent.clone(),
            ip: prover.ip.to_canonical().to_string(),
        };
        let key = members.sessions.insert(conn, member.id, &session, now).await?;
        member::store::update_seen(conn, member.id, now).await?;
        if entry.joining.is_first_proof() {
            let article = entry.article.map(|article| article.0);
            member::store::update_joined(conn, member.id, &entry.method, article).await?;
            member::tell::of_joining(conn, &member, (&entry.method, article), now).await?;
            self.shares.credit(conn, member.id, entry.asked, &Origins::of(prover.grants)).await?;
        }
        // Whoever runs the site comes in often.
        if member.staff_role.is_none() {
            count(conn, &entry, now).await?;
        }
        Ok(SignedIn {
            key,
            member: member.id,
            device: DeviceMark::new(&members.keys, &member.address),
            address: member.address,
            next: entry.next.clone(),
            joining: entry.joining,
            asks_news: entry.asks_news,
            method: entry.method,
        })
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
            member::letter::welcome(&members.templates, &members.keys, prover.voice, member.id, to, wants_news)?
        } else if is_known {
            return Ok(());
        } else {
            // In the language of before: it is a warning, and this browser may be anyone's.
            let voice = members.voice_for(member, prover.voice.site);
            member::letter::new_browser(&members.templates, voice, to, &prover.agent, now)?
        };
        Ok(members.put(conn, &letter, now).await?)
    }

    /// Makes an account elsewhere a member's way in, and takes their name from there where they have none. False where it
    /// is another's, or where they have very many.
    pub(super) async fn connect(
        &self,
        conn: &mut Conn<'_>,
        member: &Member,
        account: &Account,
        prover: &Prover<'_>,
        is_first_proof: bool,
    ) -> Result<bool, FlowError> {
        let members = &self.members;
        let now = members.clock.now();
        let id = IdentityId(secret::new_id(now));
        if !identity_store::insert(conn, id, member.id, account, now).await? {
            return Ok(false);
        }
        if is_first_proof && member.name.is_empty() && !account.name.is_empty() {
            member::store::update_name(conn, member.id, &account.name).await?;
        }
        // At the first proof the letter of welcome says it all.
        if !is_first_proof {
            let provider = self.providers.label(&account.provider);
            let voice = members.voice_for(member, prover.voice.site);
            let letter = member::letter::identity_linked(&members.templates, voice, &member.address, provider, now)?;
            members.put(conn, &letter, now).await?;
        }
        Ok(true)
    }
}

async fn count(conn: &mut Conn<'_>, entry: &Entry<'_>, now: Timestamp) -> db::Result<()> {
    let happened = |event| Happening::new(event, entry.method.clone(), entry.article);
    if entry.joining.is_first_proof() {
        // The lesser first, as everywhere.
        insight::store::add_both(conn, now.day(), [&happened(Event::SignedIn), &happened(Event::Joined)]).await?;
        for (event, label) in
            [(Event::JoinedFrom, &entry.source.referrer), (Event::JoinedByCampaign, &entry.source.campaign)]
        {
            let Some(label) = label else { continue };
            insight::store::add(conn, now.day(), &Happening::new(event, label.clone(), entry.article), 1).await?;
        }
        experiment::flow::count(conn, entry.wall, Totals { joined: 1, ..Totals::default() }, now).await
    } else {
        insight::store::add(conn, now.day(), &happened(Event::SignedIn), 1).await
    }
}
