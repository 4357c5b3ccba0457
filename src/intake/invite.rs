//! Letters to those of an import who have never come in: begun and stopped by hand, a few at a time, one to each at most.

use std::time::Duration;

use serde_json::json;
use uuid::Uuid;

use super::flow::Intake;
use super::{Import, ImportId, letter, store};
use crate::audit::{self, Action, Actor, Deed, Subject};
use crate::clock::{Timestamp, hours};
use crate::db::{self, Conn, Lane, retrying};
use crate::mail::{self, AddressKey, outbox};
use crate::member::bulk_store::{self, ToInvite};
use crate::member::flow::FlowError;
use crate::member::{self, Member, MemberId};
use crate::secret::{self, Keys, Purpose};

/// Letters of one turn at most: they are written in one transaction.
const TURN: u32 = 100;
/// So many turns an hour, where they need not be larger.
const TURNS: u32 = 60;

/// How many letters leave in one turn, and how long it is to the next.
fn pace(per_hour: u32) -> (u32, Duration) {
    if per_hour == 0 {
        return (TURN, Duration::ZERO);
    }
    let letters = per_hour.div_ceil(TURNS).min(TURN);
    (letters, hours(1).saturating_mul(letters) / per_hour)
}

/// The link of the letter: good for as long as there is somebody to forget.
pub fn forget_token(keys: &Keys, member: MemberId) -> String {
    let id = member.0.as_bytes();
    let mac = keys.mac(Purpose::Link, &[b"forget", id]);
    secret::encode(&[id.as_slice(), &mac].concat())
}

/// `None` for anything we did not write: a made-up token costs no query.
pub fn read_forget_token(keys: &Keys, token: &str) -> Option<MemberId> {
    if token.len() > 80 {
        return None;
    }
    let bytes = secret::decode(token)?;
    let (id, mac) = bytes.split_first_chunk::<16>()?;
    keys.verify(Purpose::Link, &[b"forget", id.as_slice()], mac).then(|| MemberId(Uuid::from_bytes(*id)))
}

impl Intake {
    /// False where its members are still being taken in, or are invited already.
    pub async fn invite(&self, actor: Actor, id: ImportId) -> db::Result<bool> {
        let now = self.members.clock.now();
        let mut tx = self.members.db.begin().await?;
        let mut conn = tx.conn();
        if !store::update_inviting(&mut conn, id, now).await? {
            return Ok(false);
        }
        let to_invite = bulk_store::count_to_invite(&mut conn, id.0).await?;
        let deed = Deed::new(actor, Action::InvitationsStarted, Subject::Import(id.0))
            .change(json!({}), json!({ "to_invite": to_invite }));
        audit::store::insert(&mut conn, &deed, now).await?;
        tx.commit().await?;
        Ok(true)
    }

    /// False where it is not under way.
    pub async fn stop_inviting(&self, actor: Actor, id: ImportId) -> db::Result<bool> {
        let mut tx = self.members.db.begin().await?;
        let mut conn = tx.conn();
        if !store::update_invited(&mut conn, id, "stopped").await? {
            return Ok(false);
        }
        let deed = Deed::new(actor, Action::InvitationsStopped, Subject::Import(id.0));
        audit::store::insert(&mut conn, &deed, self.members.clock.now()).await?;
        tx.commit().await?;
        Ok(true)
    }

    pub async fn count_to_invite(&self, id: ImportId) -> db::Result<i64> {
        let mut read = self.members.db.read().await?;
        bulk_store::count_to_invite(&mut read.conn(), id.0).await
    }

    /// One turn, where it is time for one: how many were written to. `None`: it is not.
    pub async fn invite_some(&self) -> Result<Option<i64>, FlowError> {
        let invited = retrying(|| self.try_invite_some()).await?;
        if invited.is_some_and(|invited| invited > 0) {
            self.members.wake.notify_one();
        }
        Ok(invited)
    }

    async fn try_invite_some(&self) -> Result<Option<i64>, FlowError> {
        let now = self.members.clock.now();
        let (letters, pause) = pace(self.invitations_per_hour);
        let next = now.plus(pause);
        let mut tx = self.members.db.begin_in(Lane::Work).await?;
        let mut conn = tx.conn();
        let Some(import) = store::claim_inviting(&mut conn, now, next).await? else { return Ok(None) };
        let people = bulk_store::list_to_invite(&mut conn, import.id.0, i64::from(letters)).await?;
        let invited = self.write_to(&mut conn, &import, &people, now).await?;
        if people.len() < letters as usize {
            store::update_invited(&mut conn, import.id, "done").await?;
        }
        store::update_turns(&mut conn, next).await?;
        tx.commit().await?;
        Ok(Some(invited))
    }

    async fn write_to(
        &self,
        conn: &mut Conn<'_>,
        import: &Import,
        people: &[ToInvite],
        now: Timestamp,
    ) -> Result<i64, FlowError> {
        let members = &self.members;
        let (mut invited, mut uninvited) = (0, 0);
        for one in people {
            if !bulk_store::update_invited(conn, one.id, now).await? {
                continue;
            }
            if mail::store::is_suppressed(conn, &AddressKey::new(&members.keys, &one.address)).await? {
                uninvited += 1;
                continue;
            }
            let site = self.sites.find_or_first(&one.site);
            let voice = members.templates.languages().remembered(site, one.language.as_deref());
            let letter = letter::invitation(&members.templates, &members.keys, voice, (one.id, &one.address))?;
            outbox::put(conn, &members.keys, &letter, None, now).await?;
            invited += 1;
        }
        store::add_invited(conn, import.id, (invited, uninvited)).await?;
        Ok(invited)
    }

    /// By the link of the letter: the address is not to be brought back, and whoever has never come in is gone. A member who
    /// has, or whom staff keep out, stays one; then it is false.
    pub async fn forget(&self, id: MemberId) -> db::Result<bool> {
        let now = self.members.clock.now();
        let mut tx = self.members.db.begin().await?;
        let mut conn = tx.conn();
        member::store::hold(&mut conn, id).await?;
        let Some(member) = member::store::find(&mut conn, id).await? else { return Ok(true) };
        store::insert_refusal(&mut conn, &AddressKey::new(&self.members.keys, &member.address), now).await?;
        let goes = has_never_come(&member);
        if goes {
            member::tell::of_end(&mut conn, &member, now).await?;
            member::store::delete(&mut conn, id).await?;
        }
        tx.commit().await?;
        tracing::info!(member = %id.0, goes, "somebody whom a file brought asked to be forgotten");
        Ok(goes)
    }
}

/// Nobody but a file knows of them.
pub fn has_never_come(member: &Member) -> bool {
    member.proved_at.is_none() && member.blocked_at.is_none() && member.staff_role.is_none()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn turns_add_up_to_what_an_hour_may_have() {
        for per_hour in [1, 7, 59, 60, 61, 100, 300, 1000, 6000, 9999, 10_000_000] {
            let (letters, pause) = pace(per_hour);
            let in_an_hour = f64::from(letters) * 3600.0 / pause.as_secs_f64();
            assert!((in_an_hour / f64::from(per_hour) - 1.0).abs() < 0.001, "{per_hour}: {letters} each {pause:?}");
            assert!((1..=TURN).contains(&letters));
        }
        assert_eq!(pace(0), (TURN, Duration::ZERO));
    }

    #[test]
    fn only_our_own_token_forgets_and_no_other_link_does() {
        let keys = Keys::new(&[7; 32], None);
        let member = MemberId(Uuid::from_u128(5));
        let token = forget_token(&keys, member);
        assert_eq!(read_forget_token(&keys, &token), Some(member));
        assert_eq!(read_forget_token(&Keys::new(&[8; 32], None), &token), None);
        assert_eq!(read_forget_token(&keys, &member::unsubscribe_token(&keys, member)), None);
        assert_eq!(member::read_unsubscribe_token(&keys, &token), None);
        assert_eq!(read_forget_token(&keys, &"x".repeat(81)), None);
    }
}
