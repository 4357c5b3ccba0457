//! What staff can do: approve, remove, settle reports, and say who may comment no more. Each with who, when and why.

use serde_json::json;
use uuid::Uuid;

use super::decision_store::{self, Decision};
use super::mark::Mark;
use super::store::{self, CommentRow, ShownRow};
use super::{CommentId, Comments, Reason, State, commenter_store, report_store};
use crate::audit::{self, Actor, Deed};
use crate::clock::Timestamp;
use crate::db::{self, Conn, retrying};
use crate::member::flow::FlowError;
use crate::member::{self, MemberId};
use crate::secret;
use crate::staff::flow::{Guarded, may_end};

/// Decisions that staff look back on at once.
const LOOKED_BACK: i64 = 30;
/// Reports that are shown at once.
const REPORTS: i64 = 500;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Action {
    /// Shows what was held or removed, and settles what was reported.
    Approve,
    Remove,
    /// Settles what was reported, and leaves it as it is.
    Dismiss,
    /// Its writer may comment no more.
    Block,
    Unblock,
}

impl Action {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Approve => "approve",
            Self::Remove => "remove",
            Self::Dismiss => "dismiss",
            Self::Block => "block",
            Self::Unblock => "unblock",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        [Self::Approve, Self::Remove, Self::Dismiss, Self::Block, Self::Unblock]
            .into_iter()
            .find(|action| action.as_str() == text)
    }

    /// What takes something from somebody is not done without a word.
    pub fn needs_reason(self) -> bool {
        matches!(self, Self::Remove | Self::Block)
    }
}

/// What it is about.
#[derive(Debug, Clone, Copy)]
pub enum Subject<'a> {
    /// With the mark of its words as staff saw them; `None`: whatever it says.
    Comment(CommentId, Option<&'a str>),
    Member(MemberId),
}

/// What a decision has done.
enum Effect {
    /// There was nothing to do, or it is so already.
    Nothing,
    /// It says something else by now.
    Changed,
    NotTheirs,
    Done,
    /// What readers see of the discussion is another.
    Shown(Mark),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Decided {
    Done,
    /// There is nothing of that id, or it is so already.
    Nothing,
    /// It says something else than what staff saw.
    Changed,
    /// Whoever runs the site is looked after by owners alone.
    NotTheirs,
}

/// Where each of the lists on the page begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WaitingPlace {
    pub before: CommentId,
    pub blocked_after: MemberId,
    /// A decision's id.
    pub decided_before: Uuid,
}

impl WaitingPlace {
    pub const START: Self =
        Self { before: CommentId(Uuid::max()), blocked_after: MemberId(Uuid::nil()), decided_before: Uuid::max() };
}

/// A page of what waits for staff, newest first.
pub struct Waiting {
    pub comments: Vec<ShownRow>,
    pub reports: Vec<(CommentId, String, Timestamp)>,
    pub blocked: Vec<(MemberId, String, Timestamp)>,
    /// Where the list of those goes on.
    pub more_blocked: Option<MemberId>,
    pub decisions: Vec<Decision>,
    /// Where the list of those goes on.
    pub more_decisions: Option<Uuid>,
    pub more: Option<CommentId>,
}

impl Comments {
    pub async fn list_for_staff(&self, place: WaitingPlace, limit: i64) -> db::Result<Waiting> {
        let mut read = self.members.db.read().await?;
        let mut conn = read.conn();
        let mut comments = store::list_for_staff(&mut conn, place.before, limit + 1).await?;
        let count = usize::try_from(limit).unwrap_or(usize::MAX);
        let has_more = comments.len() > count;
        comments.truncate(count);
        let ids: Vec<CommentId> = comments.iter().map(|row| row.comment.id).collect();
        let reports = report_store::list_open(&mut conn, &ids, REPORTS).await?;
        let mut blocked = commenter_store::list_blocked(&mut conn, place.blocked_after, limit + 1).await?;
        let more_blocked = blocked.len() > count;
        blocked.truncate(count);
        let more_blocked = blocked.last().map(|(id, ..)| *id).filter(|_| more_blocked);
        let mut decisions = decision_store::list_before(&mut conn, place.decided_before, LOOKED_BACK + 1).await?;
        let looked_back = usize::try_from(LOOKED_BACK).unwrap_or(usize::MAX);
        let has_older = decisions.len() > looked_back;
        decisions.truncate(looked_back);
        let more_decisions = decisions.last().map(|decision| decision.id).filter(|_| has_older);
        let more = ids.last().copied().filter(|_| has_more);
        Ok(Waiting { comments, reports, blocked, more_blocked, decisions, more_decisions, more })
    }

    pub async fn decide(
        &self,
        actor: Actor,
        subject: Subject<'_>,
        action: Action,
        reason: &Reason,
    ) -> Result<Decided, FlowError> {
        match retrying(|| self.try_decide(actor, subject, action, reason)).await? {
            Effect::Nothing => return Ok(Decided::Nothing),
            Effect::Changed => return Ok(Decided::Changed),
            Effect::NotTheirs => return Ok(Decided::NotTheirs),
            Effect::Done => {}
            Effect::Shown(mark) => self.marks.keep(&[mark]),
        }
        self.members.wake.notify_one();
        let id = match subject {
            Subject::Comment(id, _) => id.0,
            Subject::Member(id) => id.0,
        };
        tracing::info!(by = ?actor, subject = %id, action = action.as_str(), "a comment was decided on");
        Ok(Decided::Done)
    }

    async fn try_decide(
        &self,
        actor: Actor,
        subject: Subject<'_>,
        action: Action,
        reason: &Reason,
    ) -> Result<Effect, FlowError> {
        let now = self.members.clock.now();
        let mut tx = self.members.db.begin().await?;
        let mut conn = tx.conn();
        let (comment, member) = match subject {
            Subject::Comment(id, seen) => match store::find(&mut conn, id).await? {
                Some(row) if seen.is_some_and(|seen| seen != row.text_mark()) => return Ok(Effect::Changed),
                Some(row) => (Some(row.clone()), row.member_id),
                None => return Ok(Effect::Nothing),
            },
            Subject::Member(id) => (None, Some(id)),
        };
        let effect = match (action, &comment, member) {
            (Action::Approve, Some(row), _) => self.approve(&mut conn, row, now).await?,
            (Action::Remove, Some(row), _) => self.remove(&mut conn, row, now).await?,
            (Action::Dismiss, Some(row), _) => settle(&mut conn, row, now).await?,
            (Action::Block, _, Some(member)) => block(&mut conn, (actor, member), Some(now)).await?,
            (Action::Unblock, _, Some(member)) => block(&mut conn, (actor, member), None).await?,
            _ => Effect::Nothing,
        };
        if matches!(effect, Effect::Nothing | Effect::NotTheirs) {
            return Ok(effect);
        }
        let decision = Decision {
            id: secret::new_id(now),
            comment_id: comment.map(|row| row.id),
            member_id: member,
            // Of zeros: the command line.
            staff_id: actor.member().unwrap_or(MemberId(Uuid::nil())),
            action: action.as_str().to_owned(),
            reason: reason.as_str().to_owned(),
            decided_at: now,
        };
        decision_store::insert(&mut conn, &decision).await?;
        audit::store::insert(&mut conn, &deed(actor, subject, action), now).await?;
        tx.commit().await?;
        Ok(effect)
    }

    async fn approve(&self, conn: &mut Conn<'_>, row: &CommentRow, now: Timestamp) -> Result<Effect, FlowError> {
        match row.state() {
            State::Held | State::Removed => {
                if !store::update_state(conn, row, State::Published, now).await? {
                    return Ok(Effect::Nothing);
                }
                if let Some(member) = row.member_id {
                    commenter_store::update_trusted(conn, member, now).await?;
                }
                report_store::settle(conn, row.id, now).await?;
                Ok(Effect::Shown(self.publish(conn, row, now).await?))
            }
            State::Published => Ok(settle(conn, row, now).await?),
            // Its writer has taken it back: all there is to do is to settle what was reported.
            State::Deleted => Ok(Effect::Nothing),
        }
    }

    async fn remove(&self, conn: &mut Conn<'_>, row: &CommentRow, now: Timestamp) -> Result<Effect, FlowError> {
        let was = row.state();
        if was == State::Deleted {
            return Ok(settle(conn, row, now).await?);
        }
        if !matches!(was, State::Published | State::Held)
            || !store::update_state(conn, row, State::Removed, now).await?
        {
            return Ok(Effect::Nothing);
        }
        report_store::settle(conn, row.id, now).await?;
        Ok(match was {
            State::Published => Effect::Shown(self.withdraw(conn, row, now).await?),
            State::Held | State::Removed | State::Deleted => Effect::Done,
        })
    }
}

/// The account beside the decision, which holds the reason.
fn deed(actor: Actor, subject: Subject<'_>, action: Action) -> Deed {
    let about = match subject {
        Subject::Comment(id, _) => audit::Subject::Comment(id.0),
        Subject::Member(id) => audit::Subject::Member(id),
    };
    let deed = Deed::new(actor, audit::Action::CommentDecided, about);
    deed.change(json!({}), json!({ "decision": action.as_str() }))
}

async fn settle(conn: &mut Conn<'_>, row: &CommentRow, now: Timestamp) -> db::Result<Effect> {
    if row.reports == 0 {
        return Ok(Effect::Nothing);
    }
    store::clear_reports(conn, row.id).await?;
    report_store::settle(conn, row.id, now).await?;
    Ok(Effect::Done)
}

async fn block(conn: &mut Conn<'_>, (actor, member): (Actor, MemberId), at: Option<Timestamp>) -> db::Result<Effect> {
    if member::store::find(conn, member).await?.is_none() {
        return Ok(Effect::Nothing);
    }
    // Who writes no more can still come in: the last owner is no matter here.
    if may_end(conn, Some(actor), member, true).await? == Guarded::NotTheirs {
        return Ok(Effect::NotTheirs);
    }
    let is_changed = commenter_store::update_blocked(conn, member, at).await?;
    Ok(if is_changed { Effect::Done } else { Effect::Nothing })
}
