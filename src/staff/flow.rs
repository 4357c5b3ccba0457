//! Who is staff, and with which role. The last owner stays one.

use std::sync::Arc;

use serde_json::json;
use tokio::sync::Semaphore;

use super::Role;
use super::door::{Asked, Caller, Passage, decide};
use super::{May, factor_store, passkey_store};
use crate::audit::{self, Action, Actor, Deed, Subject};
use crate::config::StaffSettings;
use crate::db::{self, Conn, retrying};
use crate::email_address::EmailAddress;
use crate::member::flow::Members;
use crate::member::store::OwnerRow;
use crate::member::{self, Member, MemberId, SessionKey, session_store};
use crate::site::Site;

/// What the staff area is worked with.
#[derive(Clone)]
pub struct Desk {
    pub(super) members: Members,
    settings: StaffSettings,
    /// One article at a time: its images take all cores, and memory by their pixels.
    pub(super) putting: Arc<Semaphore>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RoleChange {
    Done,
    /// It is so already.
    Nothing,
    /// There is no such member, or they are no staff where only staff are meant.
    NoStaff,
    /// Nobody could put it right again.
    LastOwner,
}

impl Desk {
    pub fn new(members: Members, settings: StaffSettings) -> Self {
        Self { members, settings, putting: Arc::new(Semaphore::new(1)) }
    }

    pub fn wants_factor(&self) -> bool {
        self.settings.second_factor
    }

    /// Whether this browser may do that here, by the rows and never by a copy.
    pub async fn pass(&self, member: &Member, key: SessionKey, what: May, is_read: bool) -> db::Result<Passage> {
        let role = member.staff_role.as_deref().and_then(Role::parse);
        if role.is_none() || member.blocked_at.is_some() || member.proved_at.is_none() {
            return Ok(Passage::Nothing);
        }
        let now = self.members.clock.now();
        let (session, app, has_passkey) = {
            let mut read = self.members.db.read().await?;
            let mut conn = read.conn();
            let session = session_store::find(&mut conn, &key.hash()).await?;
            let app = factor_store::find_app(&mut conn, member.id).await?;
            (session, app, !passkey_store::list(&mut conn, member.id).await?.is_empty())
        };
        let session = session.filter(|session| now < session.idle_ends_at && now < session.ends_at);
        let Some(session) = session.filter(|session| session.member_id == member.id) else {
            return Ok(Passage::Nothing);
        };
        // What was proved by an app that another has taken the place of is proved no more. A passkey that is taken away takes
        // its proofs with it at once.
        let factor_at = session.factor_at.filter(|at| app.as_ref().is_none_or(|app| *at >= app.made_at));
        let has_factor = app.is_some() || has_passkey;
        let caller = Caller { role, signed_in_at: session.created_at, factor_at, has_factor };
        let fresh = self.members.sessions.settings().fresh;
        let asked = Asked { what, is_read, wants_factor: self.settings.second_factor, fresh };
        Ok(decide(&caller, &asked, now))
    }

    /// Makes staff of a member, or of an address that has yet to be proved.
    pub async fn add(
        &self,
        actor: Actor,
        address: &EmailAddress,
        role: Role,
        site: &Site,
    ) -> db::Result<(Member, RoleChange)> {
        let member = retrying(|| self.find_or_make(address, site)).await?;
        let change = self.change_role(actor, (member.id, false), Some(role)).await?;
        Ok((member, change))
    }

    async fn find_or_make(&self, address: &EmailAddress, site: &Site) -> db::Result<Member> {
        let mut tx = self.members.db.begin().await?;
        let new = Member::unproved(address, site, self.members.clock.now());
        let member = member::store::insert_or_find(&mut tx.conn(), &new).await?;
        tx.commit().await?;
        Ok(member)
    }

    /// Of one who has a role. `None`: they are staff no more, and their second factors go.
    pub async fn change_staff(&self, actor: Actor, id: MemberId, role: Option<Role>) -> db::Result<RoleChange> {
        self.change_role(actor, (id, true), role).await
    }

    async fn change_role(
        &self,
        actor: Actor,
        (id, must_be_staff): (MemberId, bool),
        role: Option<Role>,
    ) -> db::Result<RoleChange> {
        let change = retrying(|| self.try_change_role(actor, (id, must_be_staff), role)).await?;
        if change == RoleChange::Done {
            self.members.sessions.forget_member(id);
            tracing::info!(member = %id.0, role = role.map_or("none", Role::as_str), "a role was changed");
        }
        Ok(change)
    }

    async fn try_change_role(
        &self,
        actor: Actor,
        (id, must_be_staff): (MemberId, bool),
        role: Option<Role>,
    ) -> db::Result<RoleChange> {
        let now = self.members.clock.now();
        let mut tx = self.members.db.begin().await?;
        let mut conn = tx.conn();
        let owners = member::store::list_owners_and_hold(&mut conn).await?;
        // Waits for a factor that is being added, so that it goes with the role.
        member::store::hold(&mut conn, id).await?;
        let Some(member) = member::store::find(&mut conn, id).await? else { return Ok(RoleChange::NoStaff) };
        if must_be_staff && member.staff_role.is_none() {
            return Ok(RoleChange::NoStaff);
        }
        if member.staff_role.as_deref() == role.map(Role::as_str) {
            return Ok(RoleChange::Nothing);
        }
        if role != Some(Role::Owner) && is_last(&owners, id) {
            return Ok(RoleChange::LastOwner);
        }
        member::store::update_staff_role(&mut conn, id, role.map(Role::as_str)).await?;
        if role.is_none() {
            self.forget_factors(&mut conn, id).await?;
        }
        let deed = Deed::new(actor, Action::RoleChanged, Subject::Member(id))
            .change(json!({ "role": member.staff_role }), json!({ "role": role.map(Role::as_str) }));
        audit::store::insert(&mut conn, &deed, now).await?;
        tx.commit().await?;
        Ok(RoleChange::Done)
    }

    pub async fn find(&self, address: &EmailAddress) -> db::Result<Option<Member>> {
        self.members.find_by_address(address).await
    }

    /// All of them, by the time they joined. Few.
    pub async fn list(&self) -> db::Result<Vec<Member>> {
        let mut read = self.members.db.read().await?;
        member::store::list_all_staff(&mut read.conn()).await
    }
}

/// Whether a member may be blocked, signed out or erased by this actor, within the caller's transaction. The last owner is
/// kept, and whoever runs the site is looked after by owners alone.
pub async fn may_end(conn: &mut Conn<'_>, by: Option<Actor>, id: MemberId, keeps: bool) -> db::Result<Guarded> {
    let role = |member: Option<Member>| member.and_then(|member| member.staff_role);
    let Some(held) = role(member::store::find(conn, id).await?) else { return Ok(Guarded::Free) };
    let is_beyond = match by {
        Some(Actor::Staff(actor)) => {
            role(member::store::find(conn, actor).await?).as_deref() != Some(Role::Owner.as_str())
        }
        Some(Actor::Program(_)) => true,
        Some(Actor::CommandLine) | None => false,
    };
    if is_beyond {
        return Ok(Guarded::NotTheirs);
    }
    let is_kept = !keeps && held == Role::Owner.as_str();
    if is_kept && is_last(&member::store::list_owners_and_hold(conn).await?, id) {
        return Ok(Guarded::LastOwner);
    }
    Ok(Guarded::Free)
}

/// What stands before the end of a membership or its sessions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Guarded {
    Free,
    LastOwner,
    NotTheirs,
}

/// Whether no other owner could come in.
fn is_last(owners: &[OwnerRow], id: MemberId) -> bool {
    owners.iter().any(|owner| owner.id == id) && !owners.iter().any(|owner| owner.id != id && owner.proved_at.is_some())
}
