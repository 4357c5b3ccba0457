//! Asking for a sign-in: one transaction writes the challenge and puts its letter into the outbox.
//!
//! The work is the same for every address, known, unknown or blocked, whether a letter leaves or not.

use std::net::IpAddr;
use std::sync::Arc;

use super::effort::Shown;
use super::limits::{Asking, Refusal, Wish};
use super::{Aim, BrowserToken, ChallengeId, DeviceMark, LIVE_PER_ADDRESS, letter, store};
use crate::article::ArticleId;
use crate::comment::Comments;
use crate::config::Limits;
use crate::db::{self, Conn, retrying};
use crate::email_address::EmailAddress;
use crate::experiment::store::Totals;
use crate::experiment::{self, WallMark};
use crate::insight::source::Source;
use crate::insight::{self, Event, Happening};
use crate::language::Voice;
use crate::links::Next;
use crate::mail::{self, AddressKey, Withheld, outbox};
use crate::member::flow::{FlowError, Members, Undone};
use crate::member::identity::Account;
use crate::member::session_store::{HeldSession, Hold};
use crate::member::{self, Member, SessionKey};
use crate::secret::{self, Token, TokenHash};
use crate::share::Grant;
use crate::share::credit::Origins;
use crate::share::flow::Shares;
use crate::social::Providers;

/// What sign-ins work with: everything of a membership, and the limits.
#[derive(Clone)]
pub struct SignIns {
    pub members: Members,
    /// Whom a new member is credited to.
    pub shares: Shares,
    /// What a member who leaves has written.
    pub comments: Comments,
    pub providers: Providers,
    pub limits: Arc<Limits>,
}

/// One request for a letter.
pub struct Ask<'a> {
    pub address: &'a EmailAddress,
    pub aim: Aim,
    /// The session whose member's address changes; `None` for a sign-in.
    pub session: Option<SessionKey>,
    pub next: &'a Next,
    pub wants_news: bool,
    /// The site, and what the letter is in.
    pub voice: Voice<'a>,
    pub ip: IpAddr,
    /// What this browser asked with before.
    pub browser: Option<&'a BrowserToken>,
    pub device: Option<&'a DeviceMark>,
    /// Share links that this browser was let in by, the newest first.
    pub grants: &'a [Grant],
    /// Connected where this very browser proves the address; `None`: a plain sign-in.
    pub account: Option<&'a Account>,
    /// What the reader came for, to be counted by.
    pub article: Option<ArticleId>,
    /// And where from.
    pub source: &'a Source,
    /// The variant of a wall that led to this; one that can be true.
    pub wall: Option<WallMark>,
    /// What shows an effort, where one was asked for.
    pub effort: &'a Shown,
}

/// What became of a request, within a transaction that is still open.
pub(super) enum Asked {
    Written(BrowserToken, Option<Withheld>),
    Refused(Refusal),
}

impl SignIns {
    pub(super) fn asking(&self) -> Asking<'_> {
        Asking { keys: &self.members.keys, limits: &self.limits, now: self.members.clock.now() }
    }

    /// The browser's new token, or why it is sent away.
    pub async fn ask(&self, ask: &Ask<'_>) -> Result<Result<BrowserToken, Refusal>, FlowError> {
        retrying(|| self.try_ask(ask)).await
    }

    async fn try_ask(&self, ask: &Ask<'_>) -> Result<Result<BrowserToken, Refusal>, FlowError> {
        let mut tx = self.members.db.begin().await?;
        let asked = self.ask_within(&mut tx.conn(), ask).await?;
        tx.commit().await?;
        Ok(self.after_asking(ask.address, asked))
    }

    /// Within the caller's transaction, which is to be committed whatever comes of it: limits were counted.
    pub(super) async fn ask_within(&self, conn: &mut Conn<'_>, ask: &Ask<'_>) -> Result<Asked, FlowError> {
        let asking = self.asking();
        let known = ask.device.filter(|device| device.is_of(&self.members.keys, ask.address));
        let wish = Wish { address: ask.address, ip: ask.ip, device: known, effort: ask.effort };
        if let Some(refusal) = asking.refusal(conn, &wish).await? {
            return Ok(Asked::Refused(refusal));
        }
        let session = match ask.session {
            Some(key) => {
                let session = member::session_store::find_and_hold(conn, &key.hash(), Hold::Share, asking.now).await?;
                let Some(session) = session else { return Ok(Asked::Refused(Refusal::SignedOut)) };
                Some(session)
            }
            None => None,
        };
        let holder = member::store::find_by_address(conn, ask.address).await?;
        let withheld = self.withheld(conn, &asking, ask, (known, holder.as_ref())).await?;
        let browser = self.write(conn, (ask, session), known.is_some(), withheld).await?;
        self.count_asked(conn, ask, holder.as_ref()).await?;
        Ok(Asked::Written(browser, withheld))
    }

    /// What waits for the commit.
    pub(super) fn after_asking(&self, address: &EmailAddress, asked: Asked) -> Result<BrowserToken, Refusal> {
        let (browser, withheld) = match asked {
            Asked::Written(browser, withheld) => (browser, withheld),
            Asked::Refused(refusal) => return Err(refusal),
        };
        if let Some(reason) = withheld {
            tracing::info!(reason = reason.as_str(), address = address.masked(), "a letter was withheld");
        }
        self.members.wake.notify_one();
        Ok(browser)
    }

    /// Asking again ends what this browser asked for before, once the new letter leaves. Where it may not leave, the one
    /// that did stays good in this browser, under its new token: the answer is the same either way.
    async fn replace_older(
        &self,
        conn: &mut Conn<'_>,
        (ask, session): (&Ask<'_>, Option<&HeldSession>),
        (browser, withheld): (&BrowserToken, Option<Withheld>),
        (origins, account): (&Origins, Option<&str>),
    ) -> db::Result<bool> {
        let now = self.members.clock.now();
        let Some(older) = ask.browser else { return Ok(false) };
        if withheld.is_some() {
            let browser = &browser.hash();
            let session = session.map(|session| session.id);
            let to = store::Renewed {
                browser,
                next: ask.next,
                origins,
                account,
                article: ask.article,
                source: ask.source,
                wall: ask.wall,
                session,
            };
            if store::update_browser(conn, &older.hash(), (ask.aim, ask.address), &to, now).await? {
                return Ok(true);
            }
        }
        store::kill_of_browser(conn, &older.hash(), now).await?;
        Ok(false)
    }

    /// Last: the row is everybody's who asks for this article today.
    async fn count_asked(&self, conn: &mut Conn<'_>, ask: &Ask<'_>, holder: Option<&Member>) -> db::Result<()> {
        let is_staff = holder.is_some_and(|member| member.staff_role.is_some());
        if ask.aim != Aim::SignIn || is_staff {
            return Ok(());
        }
        let is_member = holder.is_some_and(|member| member.proved_at.is_some());
        let given = Happening::new(Event::AddressGiven, if is_member { "member" } else { "new" }, ask.article);
        let now = self.members.clock.now();
        insight::store::add(conn, now.day(), &given, 1).await?;
        let wall = ask.wall.filter(|_| !is_member);
        experiment::flow::count(conn, wall, Totals { addresses: 1, ..Totals::default() }, now).await
    }

    async fn withheld(
        &self,
        conn: &mut Conn<'_>,
        asking: &Asking<'_>,
        ask: &Ask<'_>,
        (known, holder): (Option<&DeviceMark>, Option<&Member>),
    ) -> db::Result<Option<Withheld>> {
        let key = AddressKey::new(&self.members.keys, ask.address);
        let is_suppressed = mail::store::is_suppressed(conn, &key).await?;
        let live = store::count_live(conn, ask.address, asking.now).await?;
        let is_within = asking.may_mail(conn, ask.address, known).await?;
        if is_suppressed {
            return Ok(Some(Withheld::Suppressed));
        }
        if holder.is_some_and(|member| member.blocked_at.is_some()) {
            return Ok(Some(Withheld::Blocked));
        }
        let is_crowded = known.is_none() && live >= LIVE_PER_ADDRESS;
        let may_leave = is_within && !is_crowded && asking.count_letter(conn, ask.address).await?;
        Ok((!may_leave).then_some(Withheld::Limit))
    }

    async fn write(
        &self,
        conn: &mut Conn<'_>,
        (ask, session): (&Ask<'_>, Option<HeldSession>),
        is_known_browser: bool,
        withheld: Option<Withheld>,
    ) -> Result<BrowserToken, FlowError> {
        let members = &self.members;
        let now = members.clock.now();
        let life = members.sessions.settings().challenge;
        let (link, code, browser) = (Token::random(), secret::random_code(), BrowserToken::random());
        let id = ChallengeId(secret::new_id(now));
        // A member who changes their address joins nothing.
        let origins = if ask.aim == Aim::SignIn { Origins::of(ask.grants) } else { Origins::default() };
        let account = ask.account.map(Account::to_column);
        let is_kept = self
            .replace_older(conn, (ask, session.as_ref()), (&browser, withheld), (&origins, account.as_deref()))
            .await?;
        let provider = ask.account.map(|account| self.providers.label(&account.provider));
        let secrets = (&link, &code);
        let letter = letter::sign_in(&members.templates, (ask.voice, ask.address), secrets, (ask.aim, life), provider)?;
        let new = store::NewChallenge {
            id,
            purpose: ask.aim.as_str(),
            address: ask.address,
            member_id: session.as_ref().map(|session| session.member_id),
            link_hash: link.hash(),
            code_mac: members.keys.code_mac(id.0.as_bytes(), &code),
            // Beside an older one that stays good, this row is a record and nobody's to prove.
            browser_hash: if is_kept { BrowserToken::random().hash() } else { browser.hash() },
            is_known_browser,
            is_mailed: withheld.is_none(),
            next: ask.next,
            wants_news: ask.wants_news,
            site: ask.voice.site.host.as_str(),
            language: members.templates.languages().tag(ask.voice.language),
            origins: &origins,
            account: account.as_deref(),
            article: ask.article,
            source: ask.source,
            wall: ask.wall,
            session: session.map(|session| session.id),
            created_at: now,
            expires_at: now.plus(life),
        };
        store::insert(conn, &new).await?;
        outbox::put(conn, &members.keys, &letter, withheld, now).await?;
        Ok(browser)
    }

    /// The challenge behind a link, live or not; changes nothing.
    pub async fn find_by_link(&self, link: &Token) -> db::Result<Option<store::Challenge>> {
        let mut read = self.members.db.read().await?;
        store::find_by_link(&mut read.conn(), &link.hash()).await
    }

    /// What this browser asked for last.
    pub async fn find_by_browser(&self, browser: &BrowserToken) -> db::Result<Option<store::Challenge>> {
        let mut read = self.members.db.read().await?;
        store::find_by_browser(&mut read.conn(), &browser.hash()).await
    }

    /// Takes a change of address back. Whoever made it may be signed in, and may have asked for the next one: both end.
    pub async fn undo_address_change(&self, undo: &TokenHash) -> Result<Undone, FlowError> {
        if self.members.find_undo(undo).await?.is_none() {
            return Ok(Undone::Dead);
        }
        let undone = retrying(|| self.try_undo(undo)).await?;
        if let Undone::Restored(change) = &undone {
            self.members.sessions.forget_member(change.member_id);
            tracing::info!(member = %change.member_id.0, "a change of address was undone");
        }
        Ok(undone)
    }

    async fn try_undo(&self, undo: &TokenHash) -> Result<Undone, FlowError> {
        let mut tx = self.members.db.begin().await?;
        let mut conn = tx.conn();
        let undone = self.members.undo_address_change(&mut conn, undo).await?;
        if let Undone::Restored(change) = &undone {
            store::kill_changes_of_member(&mut conn, change.member_id, self.members.clock.now()).await?;
            tx.commit().await?;
        }
        Ok(undone)
    }
}
