//! The end of a membership or of its sessions, by the member or by staff for them; and everything that is held of one.

use super::flow::SignIns;
use super::store;
use crate::audit::{self, Action, Actor, Deed, Subject};
use crate::db::{self, retrying};
use crate::intake;
use crate::mail::AddressKey;
use crate::member::flow::FlowError;
use crate::member::{self, Member, MemberId};
use crate::share;
use crate::site::Site;
use crate::staff::flow::{Guarded, may_end};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ended {
    Done,
    /// There is no such member, or it is so already.
    Nothing,
    /// Nobody could let them in again.
    LastOwner,
    /// They run the site, and whoever does this is no owner.
    NotTheirs,
}

impl Ended {
    /// What keeps it from being done.
    fn refused(guarded: Guarded) -> Option<Self> {
        match guarded {
            Guarded::Free => None,
            Guarded::LastOwner => Some(Self::LastOwner),
            Guarded::NotTheirs => Some(Self::NotTheirs),
        }
    }
}

impl SignIns {
    /// Everything we hold of a member, for themselves.
    pub async fn export(&self, member: &Member) -> db::Result<serde_json::Value> {
        let mut data = self.members.export(member).await?;
        if let Some(fields) = data.as_object_mut() {
            fields.insert("share_links".to_owned(), self.shares.export(member.id).await?);
            fields.insert("comments".to_owned(), self.comments.export(member.id).await?);
        }
        Ok(data)
    }

    /// Deletes a membership with everything that was asked for its address. `by`: who does it for them; `None`: they do it
    /// themselves.
    pub async fn delete_member(&self, member: &Member, site: &Site, by: Option<Actor>) -> Result<Ended, FlowError> {
        let ended = retrying(|| self.try_delete(member, site, by)).await?;
        if ended != Ended::Done {
            return Ok(ended);
        }
        self.members.sessions.forget_member(member.id);
        self.shares.forget_member(member.id);
        self.comments.refresh().await;
        self.members.wake.notify_one();
        tracing::info!(member = %member.id.0, "a membership was deleted");
        Ok(ended)
    }

    async fn try_delete(&self, member: &Member, site: &Site, by: Option<Actor>) -> Result<Ended, FlowError> {
        let mut tx = self.members.db.begin().await?;
        let mut conn = tx.conn();
        if let Some(refused) = Ended::refused(may_end(&mut conn, by, member.id, false).await?) {
            return Ok(refused);
        }
        share::store::lock_of_member(&mut conn, member.id).await?;
        store::delete_of_address(&mut conn, &member.address).await?;
        self.comments.erase(&mut conn, member.id).await?;
        self.members.delete(&mut conn, member, site).await?;
        // No file that still has them brings them back; they themselves may come whenever they like.
        let key = AddressKey::new(&self.members.keys, &member.address);
        intake::store::insert_refusal(&mut conn, &key, self.members.clock.now()).await?;
        if let Some(actor) = by {
            let deed = Deed::new(actor, Action::MemberErased, Subject::Member(member.id));
            audit::store::insert(&mut conn, &deed, self.members.clock.now()).await?;
        }
        tx.commit().await?;
        Ok(Ended::Done)
    }

    /// Every browser, and every change of address that one of them has asked for. `by`: as for [`Self::delete_member`].
    pub async fn end_sessions(&self, member: MemberId, by: Option<Actor>) -> db::Result<Ended> {
        let ended = retrying(|| self.try_end_sessions(member, by)).await?;
        self.members.sessions.forget_member(member);
        Ok(ended)
    }

    async fn try_end_sessions(&self, member: MemberId, by: Option<Actor>) -> db::Result<Ended> {
        let mut tx = self.members.db.begin().await?;
        let mut conn = tx.conn();
        if let Some(refused) = Ended::refused(may_end(&mut conn, by, member, true).await?) {
            return Ok(refused);
        }
        // Sessions first: one that is just asking for a change is waited for, and then what it asked for is there to end.
        member::session_store::delete_all_of(&mut conn, member, None).await?;
        let now = self.members.clock.now();
        store::kill_changes_of_member(&mut conn, member, now).await?;
        if let Some(actor) = by {
            let deed = Deed::new(actor, Action::SessionsEnded, Subject::Member(member));
            audit::store::insert(&mut conn, &deed, now).await?;
        }
        tx.commit().await?;
        Ok(Ended::Done)
    }

    /// Keeps a member out, or lets them in again. The last owner of the site is not kept out.
    pub async fn block(&self, actor: Actor, member: MemberId, is_blocked: bool) -> db::Result<Ended> {
        let ended = retrying(|| self.try_block(actor, member, is_blocked)).await?;
        self.members.sessions.forget_member(member);
        self.shares.forget_member(member);
        Ok(ended)
    }

    async fn try_block(&self, actor: Actor, member: MemberId, is_blocked: bool) -> db::Result<Ended> {
        let now = self.members.clock.now();
        let mut tx = self.members.db.begin().await?;
        let mut conn = tx.conn();
        if let Some(refused) = Ended::refused(may_end(&mut conn, Some(actor), member, !is_blocked).await?) {
            return Ok(refused);
        }
        let Some(found) = member::store::find(&mut conn, member).await? else { return Ok(Ended::Nothing) };
        if found.blocked_at.is_some() == is_blocked {
            return Ok(Ended::Nothing);
        }
        let action = if is_blocked { Action::MemberBlocked } else { Action::MemberUnblocked };
        audit::store::insert(&mut conn, &Deed::new(actor, action, Subject::Member(member)), now).await?;
        member::store::update_blocked(&mut conn, member, is_blocked.then_some(now)).await?;
        if is_blocked {
            member::session_store::delete_all_of(&mut conn, member, None).await?;
            store::kill_changes_of_member(&mut conn, member, now).await?;
        }
        tx.commit().await?;
        Ok(Ended::Done)
    }
}
