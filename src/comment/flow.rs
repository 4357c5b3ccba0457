//! What members can do in a discussion: write, here; `change` what they wrote, and have `regard` for that of others. Staff
//! `review` it.

use std::sync::Arc;
use std::time::Duration;

use super::commenter_store::{self, Commenter};
use super::mark::{Mark, Marks};
use super::store::{self, CommentRow};
use super::text::{self, Texts};
use super::{CommentId, CommentText, SAME_FOR, Standing, State, WhyHeld, discussion_store, hold, letter, tell};
use crate::article::ArticleId;
use crate::clock::Timestamp;
use crate::config::raw::ModerationSetting;
use crate::config::{CommentSettings, Limits};
use crate::db::{self, Conn, retrying};
use crate::insight::{self, Event, Happening};
use crate::limit::{self, LimitKey, Rule, Taken};
use crate::member::flow::{FlowError, Members};
use crate::member::{self, Member, MemberId, MemberName};
use crate::secret;
use crate::site::Sites;

/// Everything that discussions are worked with.
#[derive(Clone)]
pub struct Comments {
    pub(super) members: Members,
    pub(super) settings: Arc<CommentSettings>,
    pub(super) limits: Arc<Limits>,
    pub(super) sites: Sites,
    pub(super) marks: Marks,
    pub(super) texts: Texts,
}

/// What a member sends.
pub struct NewComment<'a> {
    pub writer: &'a Member,
    pub article: ArticleId,
    pub parent: Option<CommentId>,
    pub text: &'a CommentText,
    /// To be called by; `None`: by the name they have, or none.
    pub name: Option<&'a MemberName>,
    pub wants_letters: bool,
}

#[derive(Debug, PartialEq, Eq)]
pub enum Written {
    Published(CommentId),
    Held(CommentId),
    /// The writer may comment no more.
    Blocked,
    /// There is nothing of that id that could be answered, or edited.
    NoSuch,
    TooLate,
    TooMany {
        retry_after: Duration,
    },
}

impl Comments {
    pub fn new(members: Members, settings: CommentSettings, limits: Limits, sites: Sites) -> Self {
        Self {
            members,
            settings: Arc::new(settings),
            limits: Arc::new(limits),
            sites,
            marks: Marks::default(),
            texts: Texts::default(),
        }
    }

    pub fn settings(&self) -> &CommentSettings {
        &self.settings
    }

    pub fn mark(&self, article: ArticleId) -> Mark {
        self.marks.get(article)
    }

    /// At start, and when notices may have been missed.
    pub async fn read_marks(&self) -> db::Result<()> {
        let marks = {
            let mut read = self.members.db.read().await?;
            discussion_store::list(&mut read.conn()).await?
        };
        self.marks.keep(&marks);
        Ok(())
    }

    /// After a commit that changed several. Where they cannot be read now, they are within a minute.
    pub async fn refresh(&self) {
        if let Err(error) = self.show_thanks().await {
            db::log_failure(error, "thanks could not be shown");
        }
        if let Err(error) = self.read_marks().await {
            db::log_failure(error, "how discussions stand could not be read anew");
        }
    }

    /// For whoever heard that another process changed this discussion.
    pub async fn read_mark(&self, article: ArticleId) -> db::Result<()> {
        let mark = {
            let mut read = self.members.db.read().await?;
            discussion_store::find(&mut read.conn(), article).await?
        };
        self.marks.keep(mark.as_slice());
        Ok(())
    }

    pub async fn write(&self, new: &NewComment<'_>) -> Result<Written, FlowError> {
        let (written, mark) = retrying(|| self.try_write(new)).await?;
        self.after(&written, mark, "a comment was written");
        Ok(written)
    }

    async fn try_write(&self, new: &NewComment<'_>) -> Result<(Written, Option<Mark>), FlowError> {
        let now = self.members.clock.now();
        let mut tx = self.members.db.begin().await?;
        let mut conn = tx.conn();
        let commenter = commenter_store::find_and_hold(&mut conn, new.writer.id, now).await?;
        if commenter.blocked_at.is_some() {
            return Ok((Written::Blocked, None));
        }
        let place = (new.writer.id, new.article, new.parent);
        if let Some(same) = store::find_same(&mut conn, place, new.text.as_str(), now.minus(SAME_FOR)).await? {
            return Ok((written(&same), None));
        }
        if !is_answerable(&mut conn, new.parent, new.article).await? {
            return Ok((Written::NoSuch, None));
        }
        let standing = standing(new.writer, &commenter);
        if let Some(retry_after) = self.claim_from_limits(&mut conn, new.writer.id, &standing, now).await? {
            return Ok((Written::TooMany { retry_after }, None));
        }
        self.keep_wishes(&mut conn, new, now).await?;
        let why = self.why_held(&standing, new.text, now);
        let row = row(new, why, now);
        store::insert(&mut conn, &row).await?;
        let mark = match why {
            None => Some(self.publish(&mut conn, &row, now).await?),
            Some(_) => None,
        };
        let happening = Happening::new(Event::CommentMade, state_of(why).as_str(), new.article);
        let happening = Happening { reason: why.map_or("", WhyHeld::as_str), ..happening };
        insight::store::add(&mut conn, now.day(), &happening, 1).await?;
        if let Some(why) = why {
            tell::of_held(&mut conn, &row, why, now).await?;
        }
        tx.commit().await?;
        Ok((written(&row), mark))
    }

    /// Their name, where they had none, and whether they want to hear of answers.
    async fn keep_wishes(&self, conn: &mut Conn<'_>, new: &NewComment<'_>, now: Timestamp) -> db::Result<()> {
        if let Some(name) = new.name.filter(|name| new.writer.name.is_empty() && !name.as_str().is_empty()) {
            member::store::update_name(conn, new.writer.id, name.as_str()).await?;
            discussion_store::change_of_member(conn, new.writer.id, now).await?;
        }
        if new.wants_letters {
            commenter_store::update_letters(conn, new.writer.id, true, now).await?;
        }
        Ok(())
    }

    pub(super) fn why_held(&self, standing: &Standing, text: &CommentText, now: Timestamp) -> Option<WhyHeld> {
        hold(self.settings.moderation, standing, text::has_link(text.as_str()), now)
    }

    /// How long until the next may be written; `None` where one was taken.
    async fn claim_from_limits(
        &self,
        conn: &mut Conn<'_>,
        member: MemberId,
        standing: &Standing,
        now: Timestamp,
    ) -> db::Result<Option<Duration>> {
        let pace = Rule::paced(1, self.pace());
        let per_day = Rule::per_day(self.limits.new_member_comments_day).filter(|_| standing.is_new(now));
        for (name, rule) in [("comments", pace), ("new member's comments", per_day)] {
            if let Some(retry_after) = self.claim(conn, (name, rule), member, now).await? {
                return Ok(Some(retry_after));
            }
        }
        Ok(None)
    }

    pub(super) fn pace(&self) -> Duration {
        Duration::from_secs(u64::from(self.limits.comment_seconds))
    }

    /// Within the caller's transaction, which is given up where there is a wait: then nothing is taken.
    pub(super) async fn claim(
        &self,
        conn: &mut Conn<'_>,
        (name, rule): (&str, Option<Rule>),
        member: MemberId,
        now: Timestamp,
    ) -> db::Result<Option<Duration>> {
        let Some(rule) = rule else { return Ok(None) };
        let key = LimitKey::new(&self.members.keys, name, &member.0.to_string());
        Ok(match limit::store::claim(conn, &key, rule, now).await? {
            Taken::Yes => None,
            Taken::No { retry_after } => Some(retry_after),
        })
    }

    /// Shows it to whoever may read the article: counts it, and tells the writer of what it answers.
    pub(super) async fn publish(
        &self,
        conn: &mut Conn<'_>,
        row: &CommentRow,
        now: Timestamp,
    ) -> Result<Mark, FlowError> {
        // Where nothing is held, standing the test of being read is all there is.
        if let Some(member) = row.member_id.filter(|_| self.settings.moderation == ModerationSetting::None) {
            commenter_store::update_trusted(conn, member, now).await?;
        }
        if let Some(parent) = row.parent_id {
            store::add_answers(conn, parent, 1).await?;
            letter::tell_of_answer(self, conn, (row, parent), now).await?;
        }
        Ok(discussion_store::change(conn, row.article_id, 1, now).await?)
    }

    /// The reverse: nobody else sees it any more.
    pub(super) async fn withdraw(&self, conn: &mut Conn<'_>, row: &CommentRow, now: Timestamp) -> db::Result<Mark> {
        if let Some(parent) = row.parent_id {
            store::add_answers(conn, parent, -1).await?;
        }
        discussion_store::change(conn, row.article_id, -1, now).await
    }

    /// Whether a member wants letters about answers.
    pub async fn wants_letters(&self, member: MemberId) -> db::Result<bool> {
        let mut read = self.members.db.read().await?;
        let commenter = commenter_store::find(&mut read.conn(), member).await?;
        Ok(commenter.is_some_and(|commenter| commenter.wants_letters))
    }

    pub async fn choose_letters(&self, member: MemberId, wants: bool) -> db::Result<()> {
        let mut tx = self.members.db.begin().await?;
        commenter_store::update_letters(&mut tx.conn(), member, wants, self.members.clock.now()).await?;
        tx.commit().await
    }

    /// What must wait for the commit.
    pub(super) fn after(&self, written: &Written, mark: Option<Mark>, what: &str) {
        self.marks.keep(mark.as_slice());
        self.members.wake.notify_one();
        match written {
            Written::Published(id) => tracing::info!(comment = %id.0, state = "published", "{what}"),
            Written::Held(id) => tracing::info!(comment = %id.0, state = "held", "{what}"),
            _ => {}
        }
    }
}

/// Whether what is answered is there, under this article, and no answer itself.
async fn is_answerable(conn: &mut Conn<'_>, parent: Option<CommentId>, article: ArticleId) -> db::Result<bool> {
    let Some(parent) = parent else { return Ok(true) };
    let parent = store::find(conn, parent).await?;
    Ok(parent.is_some_and(|parent| {
        parent.article_id == article && parent.parent_id.is_none() && parent.state() == State::Published
    }))
}

pub(super) fn standing(member: &Member, commenter: &Commenter) -> Standing {
    Standing {
        is_staff: member.staff_role.is_some(),
        joined_at: member.proved_at.unwrap_or(member.created_at),
        is_trusted: commenter.trusted_at.is_some(),
    }
}

fn state_of(why: Option<WhyHeld>) -> State {
    if why.is_none() { State::Published } else { State::Held }
}

fn written(row: &CommentRow) -> Written {
    if row.state() == State::Held { Written::Held(row.id) } else { Written::Published(row.id) }
}

fn row(new: &NewComment<'_>, why: Option<WhyHeld>, now: Timestamp) -> CommentRow {
    CommentRow {
        id: CommentId(secret::new_id(now)),
        article_id: new.article,
        member_id: Some(new.writer.id),
        parent_id: new.parent,
        source: new.text.as_str().to_owned(),
        state: state_of(why).as_str().to_owned(),
        why_held: why.map(|why| why.as_str().to_owned()),
        thanks: 0,
        answers: 0,
        reports: 0,
        created_at: now,
        edited_at: None,
    }
}
