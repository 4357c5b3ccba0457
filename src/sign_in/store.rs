//! The table of challenges.

use super::{Aim, ChallengeId, TRIES};
use crate::article::ArticleId;
use crate::clock::Timestamp;
use crate::db::{self, Conn, sql};
use crate::email_address::EmailAddress;
use crate::experiment::{ExperimentId, VariantNumber, WallMark};
use crate::insight::source::Source;
use crate::links::Next;
use crate::member::MemberId;
use crate::member::identity::Account;
use crate::member::session::SessionId;
use crate::secret::TokenHash;
use crate::share::credit::Origins;

#[derive(Debug, Clone, sqlx::FromRow)]
pub struct Challenge {
    pub id: ChallengeId,
    pub purpose: String,
    pub address: EmailAddress,
    /// Whose address changes; `None` for a sign-in.
    pub member_id: Option<MemberId>,
    pub browser_hash: TokenHash,
    pub next: Next,
    pub wants_news: bool,
    /// What it was asked for in; `None`: before that was kept.
    pub language: Option<String>,
    pub site: String,
    pub share_origins: Option<Vec<u8>>,
    pub account: Option<String>,
    pub article_id: Option<ArticleId>,
    pub referrer: Option<String>,
    pub campaign: Option<String>,
    pub experiment_id: Option<ExperimentId>,
    pub variant: Option<VariantNumber>,
    /// Whose change of address this is, by the session that asked; `None` for a sign-in.
    pub session_id: Option<SessionId>,
    pub tries: i64,
    pub expires_at: Timestamp,
    pub used_at: Option<Timestamp>,
    pub killed_at: Option<Timestamp>,
}

impl Challenge {
    /// The share links that the browser came by that asked.
    pub fn origins(&self) -> Origins {
        Origins::from_column(self.share_origins.as_deref().unwrap_or_default())
    }

    /// The account elsewhere that a proof in the asking browser connects.
    pub fn account(&self) -> Option<Account> {
        Account::from_column(self.account.as_deref()?)
    }

    /// Where whoever asked had come from.
    pub fn source(&self) -> Source {
        Source { referrer: self.referrer.clone(), campaign: self.campaign.clone() }
    }

    /// The variant of a wall that the address was given on.
    pub fn wall(&self) -> Option<WallMark> {
        WallMark::from_columns(self.experiment_id, self.variant)
    }

    pub fn is_live(&self, now: Timestamp) -> bool {
        self.used_at.is_none() && self.killed_at.is_none() && self.tries < TRIES && now < self.expires_at
    }
}

pub struct NewChallenge<'a> {
    pub id: ChallengeId,
    pub purpose: &'static str,
    pub address: &'a EmailAddress,
    pub member_id: Option<MemberId>,
    pub link_hash: TokenHash,
    pub code_mac: Vec<u8>,
    pub browser_hash: TokenHash,
    pub is_known_browser: bool,
    pub is_mailed: bool,
    pub next: &'a Next,
    pub wants_news: bool,
    pub language: &'a str,
    pub site: &'a str,
    pub origins: &'a Origins,
    pub account: Option<&'a str>,
    pub article: Option<ArticleId>,
    pub source: &'a Source,
    pub wall: Option<WallMark>,
    pub session: Option<SessionId>,
    pub created_at: Timestamp,
    pub expires_at: Timestamp,
}

pub async fn insert(conn: &mut Conn<'_>, new: &NewChallenge<'_>) -> db::Result<()> {
    sql!(
        run,
        conn,
        "make a challenge",
        "INSERT INTO challenge (id, purpose, address, member_id, link_hash, code_mac, browser_hash, is_known_browser,
                                is_mailed, next, wants_news, site, tries, created_at, expires_at, share_origins, account,
                                article_id, session_id, language, referrer, campaign,
                                experiment_id, variant)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, 0, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22,
                 $23)",
        new.id,
        new.purpose,
        new.address,
        new.member_id,
        &new.link_hash,
        &new.code_mac,
        &new.browser_hash,
        new.is_known_browser,
        new.is_mailed,
        new.next,
        new.wants_news,
        new.site,
        new.created_at,
        new.expires_at,
        new.origins.to_column(),
        new.account,
        new.article,
        new.session,
        new.language,
        &new.source.referrer,
        &new.source.campaign,
        new.wall.map(|wall| wall.experiment),
        new.wall.map(|wall| wall.variant)
    )
    .map(drop)
}

/// Asking again in one browser ends what it asked for before.
pub async fn kill_of_browser(conn: &mut Conn<'_>, browser: &TokenHash, now: Timestamp) -> db::Result<()> {
    sql!(
        run,
        conn,
        "end a browser's older challenges",
        "UPDATE challenge SET killed_at = $2 WHERE browser_hash = $1 AND used_at IS NULL AND killed_at IS NULL",
        browser,
        now
    )
    .map(drop)
}

/// What a browser's live challenge is given by the next one that the same browser asks for.
pub struct Renewed<'a> {
    pub browser: &'a TokenHash,
    pub next: &'a Next,
    pub origins: &'a Origins,
    /// Kept where the letter that went out named the same; else it connects nothing, since its reader was not told.
    pub account: Option<&'a str>,
    pub article: Option<ArticleId>,
    pub source: &'a Source,
    pub wall: Option<WallMark>,
    pub session: Option<SessionId>,
}

/// Gives a browser's live challenge of this aim and address to the same browser's new token. False where there is none.
pub async fn update_browser(
    conn: &mut Conn<'_>,
    from: &TokenHash,
    (aim, address): (Aim, &EmailAddress),
    to: &Renewed<'_>,
    now: Timestamp,
) -> db::Result<bool> {
    let touched = sql!(
        run,
        conn,
        "keep a browser's challenge",
        "UPDATE challenge SET browser_hash = $4, next = $5, share_origins = $8, article_id = $10, session_id = $11,
             account = CASE WHEN account = $9 THEN account END, referrer = $12, campaign = $13,
             experiment_id = $14, variant = $15
         WHERE browser_hash = $1 AND purpose = $2 AND address = $3 AND is_mailed AND used_at IS NULL
             AND killed_at IS NULL AND expires_at > $6 AND tries < $7",
        from,
        aim.as_str(),
        address,
        to.browser,
        to.next,
        now,
        TRIES,
        to.origins.to_column(),
        to.account,
        to.article,
        to.session,
        &to.source.referrer,
        &to.source.campaign,
        to.wall.map(|wall| wall.experiment),
        to.wall.map(|wall| wall.variant)
    )?;
    Ok(touched > 0)
}

pub async fn kill_changes_of_member(conn: &mut Conn<'_>, member: MemberId, now: Timestamp) -> db::Result<()> {
    sql!(
        run,
        conn,
        "end pending changes of address",
        "UPDATE challenge SET killed_at = $2 WHERE member_id = $1 AND used_at IS NULL AND killed_at IS NULL",
        member,
        now
    )
    .map(drop)
}

/// What others asked for this address; for the first proof of it, which ends everything older.
pub async fn kill_of_address(conn: &mut Conn<'_>, address: &EmailAddress, now: Timestamp) -> db::Result<()> {
    sql!(
        run,
        conn,
        "end an address's older challenges",
        "UPDATE challenge SET killed_at = $2
         WHERE address = $1 AND expires_at > $2 AND used_at IS NULL AND killed_at IS NULL",
        address,
        now
    )
    .map(drop)
}

/// Those that strangers to the address asked for, and that a letter went out for.
pub async fn count_live(conn: &mut Conn<'_>, address: &EmailAddress, now: Timestamp) -> db::Result<i64> {
    let (count,) =
        sql!(one (i64,), conn, "count an address's live challenges",
        "SELECT COUNT(*) FROM challenge WHERE address = $1 AND expires_at > $2 AND is_mailed AND NOT is_known_browser
             AND used_at IS NULL AND killed_at IS NULL", address, now)?;
    Ok(count)
}

/// One statement decides who proved it: whoever gets the row.
pub async fn claim_by_link(conn: &mut Conn<'_>, link: &TokenHash, now: Timestamp) -> db::Result<Option<Challenge>> {
    sql!(find Challenge, conn, "use a challenge by its link",
        "UPDATE challenge SET used_at = $2
         WHERE link_hash = $1 AND used_at IS NULL AND killed_at IS NULL AND expires_at > $2 AND tries < $3
         RETURNING id, purpose, address, member_id, browser_hash, next, wants_news, language, site,
             share_origins, account, article_id, referrer, campaign, experiment_id, variant, session_id, tries,
             expires_at, used_at, killed_at",
        link, now, TRIES)
}

pub async fn claim_by_id(conn: &mut Conn<'_>, id: ChallengeId, now: Timestamp) -> db::Result<Option<Challenge>> {
    sql!(find Challenge, conn, "use a challenge by its code",
        "UPDATE challenge SET used_at = $2 WHERE id = $1 AND used_at IS NULL AND killed_at IS NULL AND expires_at > $2
         RETURNING id, purpose, address, member_id, browser_hash, next, wants_news, language, site,
             share_origins, account, article_id, referrer, campaign, experiment_id, variant, session_id, tries,
             expires_at, used_at, killed_at",
        id, now)
}

/// Counts the try before the code is looked at; no row where none is left.
pub async fn claim_try(
    conn: &mut Conn<'_>,
    browser: &TokenHash,
    now: Timestamp,
) -> db::Result<Option<(ChallengeId, Vec<u8>, i64)>> {
    sql!(
        find(ChallengeId, Vec<u8>, i64),
        conn,
        "count a try of a code",
        "UPDATE challenge SET tries = tries + 1
         WHERE browser_hash = $1 AND used_at IS NULL AND killed_at IS NULL AND expires_at > $2 AND tries < $3
         RETURNING id, code_mac, tries",
        browser,
        now,
        TRIES
    )
}

pub async fn find_by_link(conn: &mut Conn<'_>, link: &TokenHash) -> db::Result<Option<Challenge>> {
    sql!(find Challenge, conn, "look for a challenge by its link",
        "SELECT id, purpose, address, member_id, browser_hash, next, wants_news, language, site,
             share_origins, account, article_id, referrer, campaign, experiment_id, variant, session_id, tries,
             expires_at, used_at, killed_at
         FROM challenge WHERE link_hash = $1", link)
}

/// The newest this browser asked for, live or not.
pub async fn find_by_browser(conn: &mut Conn<'_>, browser: &TokenHash) -> db::Result<Option<Challenge>> {
    sql!(find Challenge, conn, "look for a browser's challenge",
        "SELECT id, purpose, address, member_id, browser_hash, next, wants_news, language, site,
             share_origins, account, article_id, referrer, campaign, experiment_id, variant, session_id, tries,
             expires_at, used_at, killed_at
         FROM challenge WHERE browser_hash = $1 ORDER BY created_at DESC, id DESC LIMIT 1", browser)
}

pub async fn delete_of_address(conn: &mut Conn<'_>, address: &EmailAddress) -> db::Result<()> {
    sql!(run, conn, "delete an address's challenges", "DELETE FROM challenge WHERE address = $1", address).map(drop)
}

/// Accounts that nobody can connect any more: they were told by whoever asked, who may have proved nothing.
pub async fn clear_accounts(conn: &mut Conn<'_>, now: Timestamp, limit: i64) -> db::Result<u64> {
    sql!(
        run,
        conn,
        "forget accounts that were not connected",
        "UPDATE challenge SET account = NULL WHERE id IN (
             SELECT id FROM challenge WHERE account IS NOT NULL AND expires_at < $1 LIMIT $2)",
        now,
        limit
    )
}

/// At most `limit` of them.
pub async fn delete_expired_before(conn: &mut Conn<'_>, before: Timestamp, limit: i64) -> db::Result<u64> {
    sql!(
        run,
        conn,
        "clean up challenges",
        "DELETE FROM challenge WHERE id IN (SELECT id FROM challenge WHERE expires_at < $1 LIMIT $2)",
        before,
        limit
    )
}
