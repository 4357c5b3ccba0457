//! What a member, or staff for them, can do with a membership.

use std::sync::Arc;

use serde_json::json;
use tokio::sync::Notify;

use super::identity::{Connected, IdentityId};
use super::session::SessionId;
use super::{
    Consent, Member, MemberId, NEWS, Sessions, identity_store, letter, roll_store, session_store, store, tell,
};
use crate::clock::{Clock, Timestamp};
use crate::db::{self, Conn, Db};
use crate::email_address::EmailAddress;
use crate::language::Voice;
use crate::mail::{self, AddressKey, Letter, Withheld, outbox};
use crate::secret::{self, Keys, Token, TokenHash};
use crate::site::Site;
use crate::template::{TemplateError, Templates};
use crate::webhook::Proved;

/// How long the old address can take a change back.
pub const UNDO_DAYS: u64 = 7;

#[derive(Debug, thiserror::Error)]
pub enum FlowError {
    #[error(transparent)]
    Db(#[from] db::DbError),
    #[error("render a letter")]
    Letter(#[from] TemplateError),
}

impl db::MayConflict for FlowError {
    fn is_conflict(&self) -> bool {
        matches!(self, Self::Db(error) if error.is_conflict())
    }
}

/// What the flows below and those of `sign_in` work with.
#[derive(Clone)]
pub struct Members {
    pub db: Db,
    pub keys: Keys,
    pub clock: Clock,
    pub sessions: Sessions,
    pub templates: Templates,
    /// Told after a commit that put a letter into the outbox.
    pub wake: Arc<Notify>,
}

/// A yes or no, as the form put it.
#[derive(Debug, Clone)]
pub struct Answer<'a> {
    pub purpose: &'static str,
    pub is_granted: bool,
    /// The site that asked, and what it asked in.
    pub voice: Voice<'a>,
    pub form: &'static str,
    /// `tick`, `button` or `one-click`.
    pub method: &'static str,
}

impl Members {
    pub async fn find(&self, id: MemberId) -> db::Result<Option<Member>> {
        let mut read = self.db.read().await?;
        store::find(&mut read.conn(), id).await
    }

    pub async fn find_by_address(&self, address: &EmailAddress) -> db::Result<Option<Member>> {
        let mut read = self.db.read().await?;
        store::find_by_address(&mut read.conn(), address).await
    }

    /// Whether friends see the name of who shared an article with them.
    pub async fn show_name(&self, id: MemberId, shows: bool) -> db::Result<()> {
        let mut tx = self.db.begin().await?;
        store::update_shows_name(&mut tx.conn(), id, shows).await?;
        tx.commit().await
    }

    /// What a letter to this member is in who asks for nothing now.
    pub fn voice_for<'a>(&self, member: &Member, site: &'a Site) -> Voice<'a> {
        self.templates.languages().remembered(site, member.language.as_deref())
    }

    /// The words that a consent is given to, as the forms show them.
    pub fn news_wording(&self, Voice { site, language }: Voice<'_>) -> Result<String, TemplateError> {
        let tag = self.templates.languages().tag(language);
        let context = minijinja::context! { site => crate::template::site_value(site, tag) };
        let html = self.templates.render("parts/news_wording.html", &context)?;
        Ok(html.split_whitespace().collect::<Vec<_>>().join(" "))
    }

    pub async fn answer(&self, id: MemberId, answer: &Answer<'_>) -> Result<(), FlowError> {
        let mut tx = self.db.begin().await?;
        self.record_answer(&mut tx.conn(), id, answer).await?;
        Ok(tx.commit().await?)
    }

    /// Within the caller's transaction. Written anew each time: the ledger is never changed.
    pub async fn record_answer(&self, conn: &mut Conn<'_>, id: MemberId, answer: &Answer<'_>) -> Result<(), FlowError> {
        let now = self.clock.now();
        let consent = Consent {
            purpose: answer.purpose.to_owned(),
            is_granted: answer.is_granted,
            wording: self.news_wording(answer.voice)?,
            site: answer.voice.site.host.as_str().to_owned(),
            language: self.templates.languages().tag(answer.voice.language).to_owned(),
            method: answer.method.to_owned(),
            form: answer.form.to_owned(),
            given_at: now,
        };
        store::insert_consent(conn, secret::new_id(now), id, &consent).await?;
        if answer.purpose == NEWS {
            store::update_news(conn, id, answer.is_granted).await?;
        }
        Ok(tell::of_consent(conn, id, &consent).await?)
    }

    /// False where the session is not one of this member's.
    pub async fn end_session(&self, member: MemberId, id: SessionId) -> db::Result<bool> {
        let mut tx = self.db.begin().await?;
        let ended = session_store::delete_of(&mut tx.conn(), member, id).await?;
        tx.commit().await?;
        self.sessions.forget_session(id);
        Ok(ended)
    }

    /// Gives up the old address for a proved one, and ends every other session. `Ok(false)`: the address is a member's.
    pub async fn change_address(
        &self,
        conn: &mut Conn<'_>,
        (member, to): (&Member, &EmailAddress),
        site: &Site,
        keep: Option<SessionId>,
    ) -> Result<bool, FlowError> {
        let now = self.clock.now();
        if store::find_by_address(conn, to).await?.is_some() {
            return Ok(false);
        }
        let undo = Token::random();
        let change = store::AddressChange {
            id: secret::new_id(now),
            member_id: member.id,
            old_address: member.address.clone(),
            new_address: to.clone(),
            changed_at: now,
            undo_ends_at: now.plus(crate::clock::days(UNDO_DAYS)),
            undone_at: None,
        };
        store::update_address(conn, member.id, to).await?;
        store::insert_address_change(conn, &change, &undo.hash()).await?;
        session_store::delete_all_of(conn, member.id, keep).await?;
        if keep.is_none() {
            // Confirmed in a browser where this member is not signed in: perhaps by somebody to whom the new address belongs
            // and the membership does not. Nobody else keeps a way into it.
            identity_store::delete_all_of(conn, member.id).await?;
        }
        let voice = self.voice_for(member, site);
        let letter = letter::address_changed(&self.templates, voice, &member.address, &undo, now)?;
        self.put(conn, &letter, now).await?;
        tell::of_proof(conn, member, Proved::Changed, now).await?;
        Ok(true)
    }

    pub async fn find_undo(&self, undo: &TokenHash) -> db::Result<Option<store::AddressChange>> {
        let mut read = self.db.read().await?;
        let change = store::find_address_change(&mut read.conn(), undo).await?;
        Ok(change.filter(|change| change.undone_at.is_none() && self.clock.now() < change.undo_ends_at))
    }

    /// Brings the old address back and ends every session, within the caller's transaction.
    pub async fn undo_address_change(&self, conn: &mut Conn<'_>, undo: &TokenHash) -> Result<Undone, FlowError> {
        let Some(change) = store::claim_undo(conn, undo, self.clock.now()).await? else { return Ok(Undone::Dead) };
        let holder = store::find_by_address(conn, &change.old_address).await?;
        if holder.is_some_and(|member| member.id != change.member_id) {
            return Ok(Undone::Taken);
        }
        store::update_address(conn, change.member_id, &change.old_address).await?;
        store::delete_changes_after(conn, change.member_id, change.changed_at).await?;
        session_store::delete_all_of(conn, change.member_id, None).await?;
        // Whoever changed the address may have left themselves another way in.
        identity_store::delete_all_of(conn, change.member_id).await?;
        if let Some(member) = store::find(conn, change.member_id).await? {
            tell::of_proof(conn, &member, Proved::Restored, self.clock.now()).await?;
        }
        Ok(Undone::Restored(change))
    }

    /// Deletes the row with all that hangs on it, and says so in a last letter; within the caller's transaction.
    pub async fn delete(&self, conn: &mut Conn<'_>, member: &Member, site: &Site) -> Result<(), FlowError> {
        let now = self.clock.now();
        let voice = self.voice_for(member, site);
        let letter = letter::account_deleted(&self.templates, voice, &member.address, now)?;
        store::delete(conn, member.id).await?;
        tell::of_end(conn, member, now).await?;
        if member.proved_at.is_some() {
            self.put(conn, &letter, now).await?;
        }
        Ok(())
    }

    pub async fn identities(&self, id: MemberId) -> db::Result<Vec<Connected>> {
        let mut read = self.db.read().await?;
        identity_store::list(&mut read.conn(), id).await
    }

    /// Takes a way in from a member, and tells them; the address always remains. False where it is not one of theirs.
    pub async fn disconnect(
        &self,
        member: &Member,
        id: IdentityId,
        site: &Site,
        label: impl Fn(&str) -> String,
    ) -> Result<bool, FlowError> {
        let now = self.clock.now();
        let mut tx = self.db.begin().await?;
        let mut conn = tx.conn();
        let Some(gone) = identity_store::delete_of(&mut conn, member.id, id).await? else { return Ok(false) };
        let voice = self.voice_for(member, site);
        let letter = letter::identity_unlinked(&self.templates, voice, &member.address, &label(&gone.provider), now)?;
        self.put(&mut conn, &letter, now).await?;
        tx.commit().await?;
        self.wake.notify_one();
        tracing::info!(member = %member.id.0, provider = gone.provider, "an account elsewhere was disconnected");
        Ok(true)
    }

    /// Everything we hold of a member, for themselves.
    pub async fn export(&self, member: &Member) -> db::Result<serde_json::Value> {
        let mut read = self.db.read().await?;
        let mut conn = read.conn();
        let consents = store::list_consents(&mut conn, member.id).await?;
        let sessions = session_store::list(&mut conn, member.id, self.clock.now()).await?;
        let changes = store::list_address_changes(&mut conn, member.id).await?;
        let identities = identity_store::list(&mut conn, member.id).await?;
        let known = &roll_store::find(&mut conn, member.id).await?;
        Ok(json!({
            "member": {
                "id": member.id.0,
                "address": member.address,
                "name": member.name,
                "site": member.site,
                "created_at": member.created_at.to_iso(),
                "address_proved_at": member.proved_at.map(Timestamp::to_iso),
                "staff_role": member.staff_role,
                "shows_name_to_friends": member.shows_name,
                "language": member.language,
                "joined_by": known.as_ref().and_then(|row| row.joined_by.as_deref()),
                "brought_by": known.as_ref().map(roll_store::RollRow::source),
                "joined_for_article": known.as_ref().and_then(|row| row.joined_article),
                "last_seen_at": known.as_ref().and_then(|row| row.seen_at).map(Timestamp::to_iso),
                "came_back_at": known.as_ref().and_then(|row| row.back_at).map(Timestamp::to_iso),
                "wants_news": known.as_ref().is_some_and(|row| row.wants_news),
            },
            "consents": consents.iter().map(|consent| json!({
                "purpose": consent.purpose,
                "granted": consent.is_granted,
                "wording": consent.wording,
                "site": consent.site,
                "language": consent.language,
                "form": consent.form,
                "method": consent.method,
                "wording_version": consent.wording_version(),
                "given_at": consent.given_at.to_iso(),
            })).collect::<Vec<_>>(),
            "sessions": sessions.iter().map(|session| json!({
                "agent": session.agent,
                "site": session.site,
                "ip": session.ip,
                "created_at": session.created_at.to_iso(),
                "seen_at": session.seen_at.to_iso(),
            })).collect::<Vec<_>>(),
            "accounts_elsewhere": identities.iter().map(|identity| json!({
                "provider": identity.provider,
                "issuer": identity.issuer,
                "subject": identity.subject,
                "shown": identity.shown,
                "connected_at": identity.connected_at.to_iso(),
                "used_at": identity.used_at.to_iso(),
            })).collect::<Vec<_>>(),
            "address_changes": changes.iter().map(|change| json!({
                "from": change.old_address,
                "to": change.new_address,
                "changed_at": change.changed_at.to_iso(),
                "undone_at": change.undone_at.map(Timestamp::to_iso),
            })).collect::<Vec<_>>(),
        }))
    }

    pub async fn put(&self, conn: &mut Conn<'_>, letter: &Letter, now: Timestamp) -> db::Result<()> {
        let is_suppressed = mail::store::is_suppressed(conn, &AddressKey::new(&self.keys, &letter.to)).await?;
        outbox::put(conn, &self.keys, letter, is_suppressed.then_some(Withheld::Suppressed), now).await.map(drop)
    }
}

#[derive(Debug)]
pub enum Undone {
    Restored(store::AddressChange),
    /// Used, too late, or never ours.
    Dead,
    /// The old address has become another member's meanwhile.
    Taken,
}
