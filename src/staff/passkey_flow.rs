//! Passkeys of the staff: made, proved, taken away. Each answer of a browser is held against what it was asked, once.

use std::time::Duration;

use uuid::Uuid;

use super::flow::Desk;
use super::passkey::Party;
use super::passkey_store::{self, PasskeyRow};
use super::{factor, factor_store};
use crate::audit::{Action, Actor};
use crate::clock::{self, Timestamp};
use crate::db::{self, Conn, retrying};
use crate::member::session::SessionId;
use crate::member::{self, Member, MemberId, session_store};
use factor::Proved;

/// How long a browser may take: the device asks its holder for a finger or a PIN meanwhile.
const CEREMONY_FOR: Duration = clock::minutes(5);
/// Of one member, on all hosts.
pub const AT_MOST: usize = 20;
/// Characters of what a holder calls a key.
pub const LABEL_LENGTH: usize = 60;
const ADD: &str = "add";
const PROVE: &str = "prove";

#[derive(Debug, PartialEq, Eq)]
pub enum PasskeyAdded {
    /// With recovery codes to be shown now and never again; empty where the ones of before still stand.
    Yes(Vec<String>),
    /// No answer to what was asked in these minutes, or of a key that is known already.
    Wrong,
    /// They have as many as one may have.
    Full,
    TooMany {
        retry_after: Duration,
    },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PasskeyRemoved {
    Yes,
    /// There is no such key of theirs.
    Nothing,
    /// Nothing would be left to prove.
    Last,
}

impl Desk {
    /// What the browser is asked for, as JSON. `None` where the site has no passkeys.
    pub async fn begin_passkey(
        &self,
        member: &Member,
        session: SessionId,
        party: &Party,
    ) -> db::Result<Option<String>> {
        let known = self.keys_for(member.id, party).await?;
        let Some(begun) = party.begin_add(member, &known) else { return Ok(None) };
        self.keep_ceremony(session, (ADD, &begun.state)).await?;
        Ok(Some(begun.options))
    }

    /// The same for a proof. `None` where they have no key for the site.
    pub async fn begin_passkey_proof(
        &self,
        member: MemberId,
        session: SessionId,
        party: &Party,
    ) -> db::Result<Option<String>> {
        let known = self.keys_for(member, party).await?;
        let Some(begun) = party.begin_proof(&known) else { return Ok(None) };
        self.keep_ceremony(session, (PROVE, &begun.state)).await?;
        Ok(Some(begun.options))
    }

    async fn keys_for(&self, member: MemberId, party: &Party) -> db::Result<Vec<String>> {
        let mut read = self.members.db.read().await?;
        Ok(of_host(passkey_store::list(&mut read.conn(), member).await?, &party.host))
    }

    async fn keep_ceremony(&self, session: SessionId, (kind, state): (&str, &str)) -> db::Result<()> {
        retrying(|| async move {
            let ends_at = self.members.clock.now().plus(CEREMONY_FOR);
            let mut tx = self.members.db.begin().await?;
            passkey_store::put_ceremony(&mut tx.conn(), session, (kind, state), ends_at).await?;
            tx.commit().await
        })
        .await
    }

    /// The browser has proved the key with that.
    pub async fn add_passkey(
        &self,
        member: MemberId,
        session: SessionId,
        party: &Party,
        (answer, label): (&str, &str),
    ) -> db::Result<PasskeyAdded> {
        let added = retrying(|| self.try_add_passkey(member, session, party, (answer, label))).await?;
        if matches!(added, PasskeyAdded::Yes(_)) {
            tracing::info!(member = %member.0, "a passkey was added");
        }
        Ok(added)
    }

    async fn try_add_passkey(
        &self,
        member: MemberId,
        session: SessionId,
        party: &Party,
        (answer, label): (&str, &str),
    ) -> db::Result<PasskeyAdded> {
        let now = self.members.clock.now();
        let mut tx = self.members.db.begin().await?;
        let mut conn = tx.conn();
        member::store::hold(&mut conn, member).await?;
        if let Some(retry_after) = self.claim_try(&mut conn, member, now).await? {
            tx.commit().await?;
            return Ok(PasskeyAdded::TooMany { retry_after });
        }
        let state = passkey_store::claim_ceremony(&mut conn, session, ADD, now).await?;
        let added = match state.and_then(|state| party.finish_add(&state, answer)) {
            None => PasskeyAdded::Wrong,
            Some(_) if passkey_store::list(&mut conn, member).await?.len() >= AT_MOST => PasskeyAdded::Full,
            Some(key) => {
                let label = (party.host.as_str(), label);
                if passkey_store::insert(&mut conn, member, label, &key, now).await? {
                    let kind = (member, "passkey");
                    self.note_factor(&mut conn, (Actor::Staff(member), Action::FactorAdded), kind, now).await?;
                    PasskeyAdded::Yes(self.first_recovery(&mut conn, member, now).await?)
                } else {
                    PasskeyAdded::Wrong
                }
            }
        };
        let is_added = matches!(added, PasskeyAdded::Yes(_));
        if is_added && !session_store::update_factor(&mut conn, session, member, now).await? {
            // Signed out by a reset that came first.
            return Ok(PasskeyAdded::Wrong);
        }
        // Also where it was wrong: the ceremony is over, and the try counts.
        tx.commit().await?;
        Ok(added)
    }

    /// Codes for whoever has none: those of before stay good beside a further key.
    async fn first_recovery(&self, conn: &mut Conn<'_>, member: MemberId, now: Timestamp) -> db::Result<Vec<String>> {
        if factor_store::list_recovery(conn, member).await?.is_empty() {
            return self.make_recovery(conn, member, now).await;
        }
        Ok(Vec::new())
    }

    pub async fn prove_passkey(
        &self,
        member: MemberId,
        session: SessionId,
        party: &Party,
        answer: &str,
    ) -> db::Result<Proved> {
        let proved = retrying(|| self.try_prove_passkey(member, session, party, answer)).await?;
        if proved != Proved::Yes {
            tracing::warn!(member = %member.0, ?proved, "a passkey was refused");
        }
        Ok(proved)
    }

    async fn try_prove_passkey(
        &self,
        member: MemberId,
        session: SessionId,
        party: &Party,
        answer: &str,
    ) -> db::Result<Proved> {
        let now = self.members.clock.now();
        let mut tx = self.members.db.begin().await?;
        let mut conn = tx.conn();
        member::store::hold(&mut conn, member).await?;
        if let Some(retry_after) = self.claim_try(&mut conn, member, now).await? {
            tx.commit().await?;
            return Ok(Proved::TooMany { retry_after });
        }
        let state = passkey_store::claim_ceremony(&mut conn, session, PROVE, now).await?;
        // The rows of now, and not those of when the browser was asked: a key that was taken away since proves nothing.
        let known = of_host(passkey_store::list(&mut conn, member).await?, &party.host);
        let answered = state.and_then(|state| party.finish_proof(&state, answer, &known));
        let is_right = match answered {
            Some(answered) => {
                passkey_store::update_used(&mut conn, member, &answered, now).await?
                    && session_store::update_factor(&mut conn, session, member, now).await?
            }
            None => false,
        };
        tx.commit().await?;
        Ok(if is_right { Proved::Yes } else { Proved::Wrong })
    }

    /// What it proved in other browsers is proved no more.
    pub async fn remove_passkey(&self, member: MemberId, session: SessionId, id: Uuid) -> db::Result<PasskeyRemoved> {
        retrying(|| self.try_remove_passkey(member, session, id)).await
    }

    async fn try_remove_passkey(&self, member: MemberId, session: SessionId, id: Uuid) -> db::Result<PasskeyRemoved> {
        let now = self.members.clock.now();
        let mut tx = self.members.db.begin().await?;
        let mut conn = tx.conn();
        member::store::hold(&mut conn, member).await?;
        if !passkey_store::delete(&mut conn, member, id).await? {
            return Ok(PasskeyRemoved::Nothing);
        }
        let is_last = passkey_store::list(&mut conn, member).await?.is_empty()
            && factor_store::find_app(&mut conn, member).await?.is_none();
        if is_last {
            return Ok(PasskeyRemoved::Last);
        }
        session_store::update_factors_of_others(&mut conn, session, member).await?;
        let what = (Actor::Staff(member), Action::FactorRemoved);
        self.note_factor(&mut conn, what, (member, "passkey"), now).await?;
        tx.commit().await?;
        tracing::info!(member = %member.0, "a passkey was taken away");
        Ok(PasskeyRemoved::Yes)
    }
}

fn of_host(keys: Vec<PasskeyRow>, host: &str) -> Vec<String> {
    keys.into_iter().filter(|key| key.host == host).map(|key| key.credential).collect()
}
