//! What a member of the staff proves beside their address: set up, proved, made anew, taken away.

use std::time::Duration;

use serde_json::json;

use super::app_code::AppSecret;
use super::factor_store;
use super::flow::Desk;
use super::passkey::Party;
use super::passkey_store::{self, PasskeyRow};
use super::recovery::{self, RecoveryCode};
use crate::audit::{self, Action, Actor, Deed, Subject};
use crate::clock::{self, Timestamp};
use crate::db::{self, Conn, retrying};
use crate::limit::{self, LimitKey, Rule, Taken};
use crate::member::session::SessionId;
use crate::member::{self, MemberId, session_store};
use crate::secret;

/// Codes that may be tried, right ones included: in ten minutes, and in a day, so that a patient guess takes years.
const TRIES: [(&str, u32, Duration); 2] =
    [("second factors", 10, clock::minutes(10)), ("second factors of a day", 50, clock::days(1))];
/// How long the page with a new secret can be used.
const OFFER_FOR: Duration = clock::minutes(15);

/// The second factors of one member.
#[derive(Debug, Clone, Default)]
pub struct Factors {
    /// Since when they have an app.
    pub app_since: Option<Timestamp>,
    /// Of every host.
    pub passkeys: Vec<PasskeyRow>,
    /// Recovery codes that are left.
    pub recovery: usize,
}

impl Factors {
    pub fn has_any(&self) -> bool {
        self.app_since.is_some() || !self.passkeys.is_empty()
    }

    /// Whether a browser has a passkey to offer there.
    pub fn has_passkey_for(&self, party: &Party) -> bool {
        self.passkeys.iter().any(|key| key.host == party.host)
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Proved {
    Yes,
    /// Of no kind, of another time, or used before.
    Wrong,
    TooMany {
        retry_after: Duration,
    },
}

/// A new secret, and what carries it through the form. It is in no table before a code shows that the app has it.
pub struct Offer {
    pub secret: AppSecret,
    pub sealed: String,
    /// When the app was set up that this one takes the place of.
    replaces: Option<Timestamp>,
}

#[derive(Debug, PartialEq, Eq)]
pub enum Added {
    /// With codes to be shown now and never again.
    Yes(Vec<String>),
    /// The code is not of this secret and time.
    Wrong,
    /// The page is too old, or another's.
    Stale,
    TooMany {
        retry_after: Duration,
    },
}

impl Desk {
    pub async fn factors(&self, member: MemberId) -> db::Result<Factors> {
        let mut read = self.members.db.read().await?;
        let mut conn = read.conn();
        let app = factor_store::find_app(&mut conn, member).await?;
        let recovery = factor_store::list_recovery(&mut conn, member).await?.len();
        let passkeys = passkey_store::list(&mut conn, member).await?;
        Ok(Factors { app_since: app.map(|app| app.made_at), passkeys, recovery })
    }

    /// For the page that sets an app up. It is good for as long as their app is the one of now, or none.
    pub async fn offer(&self, member: MemberId) -> db::Result<Offer> {
        let replaces = self.factors(member).await?.app_since;
        let secret = AppSecret::random();
        let ends_at = self.members.clock.now().plus(OFFER_FOR);
        let sealed = secret.seal(&self.members.keys, &offer_of(member, ends_at, replaces));
        let moments = [ends_at, replaces.unwrap_or_default()].map(|at| at.as_micros().to_be_bytes());
        let text = [moments.as_flattened(), &sealed].concat();
        Ok(Offer { secret, sealed: secret::encode(&text), replaces })
    }

    /// The offer that a form brings back; `None`: too old, or none of ours for this member.
    pub fn read_offer(&self, member: MemberId, text: &str) -> Option<Offer> {
        let bytes = secret::decode(text).filter(|bytes| bytes.len() < 200)?;
        let (ends_at, rest) = bytes.split_first_chunk::<8>()?;
        let (replaces, sealed) = rest.split_first_chunk::<8>()?;
        let ends_at = Timestamp::from_micros(i64::from_be_bytes(*ends_at));
        let replaces = Some(Timestamp::from_micros(i64::from_be_bytes(*replaces)));
        let replaces = replaces.filter(|at| *at != Timestamp::default());
        if self.members.clock.now() >= ends_at {
            return None;
        }
        let secret = AppSecret::open(&self.members.keys, &offer_of(member, ends_at, replaces), sealed)?;
        Some(Offer { secret, sealed: text.to_owned(), replaces })
    }

    /// The app is theirs once it shows a code of the secret; the browser has proved it with that.
    pub async fn add_app(&self, member: MemberId, session: SessionId, offer: &str, typed: &str) -> db::Result<Added> {
        let Some(offer) = self.read_offer(member, offer) else { return Ok(Added::Stale) };
        retrying(|| self.try_add_app(member, session, &offer, typed)).await
    }

    async fn try_add_app(&self, member: MemberId, session: SessionId, offer: &Offer, typed: &str) -> db::Result<Added> {
        let now = self.members.clock.now();
        let mut tx = self.members.db.begin().await?;
        let mut conn = tx.conn();
        member::store::hold(&mut conn, member).await?;
        if let Some(retry_after) = self.claim_try(&mut conn, member, now).await? {
            tx.commit().await?;
            return Ok(Added::TooMany { retry_after });
        }
        // A form is good once: an app that was set up since is not put back, and no code of it is good again.
        let standing = factor_store::find_app(&mut conn, member).await?.map(|app| app.made_at);
        if standing != offer.replaces {
            return Ok(Added::Stale);
        }
        let Some(step) = offer.secret.step_of(typed, now) else {
            tx.commit().await?;
            return Ok(Added::Wrong);
        };
        let sealed = offer.secret.seal(&self.members.keys, member.0.as_bytes());
        factor_store::put_app(&mut conn, member, &sealed, (step, now)).await?;
        // Those of before may be with whoever has the app of before.
        let codes = self.make_recovery(&mut conn, member, now).await?;
        if !session_store::update_factor(&mut conn, session, member, now).await? {
            // Signed out by a reset that came first.
            return Ok(Added::Stale);
        }
        self.note_factor(&mut conn, (Actor::Staff(member), Action::FactorAdded), (member, "app"), now).await?;
        tx.commit().await?;
        tracing::info!(member = %member.0, "a second factor was added");
        Ok(Added::Yes(codes))
    }

    /// By a code of the app, or one of those for whoever has lost it.
    pub async fn prove_factor(&self, member: MemberId, session: SessionId, typed: &str) -> db::Result<Proved> {
        let proved = retrying(|| self.try_prove(member, session, typed)).await?;
        match proved {
            Proved::Yes => tracing::info!(member = %member.0, "a second factor was proved"),
            Proved::Wrong => tracing::warn!(member = %member.0, "a code for a second factor was wrong"),
            Proved::TooMany { .. } => tracing::warn!(member = %member.0, "too many codes for a second factor"),
        }
        Ok(proved)
    }

    async fn try_prove(&self, member: MemberId, session: SessionId, typed: &str) -> db::Result<Proved> {
        let now = self.members.clock.now();
        let mut tx = self.members.db.begin().await?;
        let mut conn = tx.conn();
        let refused = self.claim_try(&mut conn, member, now).await?;
        let proved = match refused {
            Some(retry_after) => Proved::TooMany { retry_after },
            None if self.is_right(&mut conn, member, typed, now).await? => {
                let is_there = session_store::update_factor(&mut conn, session, member, now).await?;
                if is_there { Proved::Yes } else { Proved::Wrong }
            }
            None => Proved::Wrong,
        };
        // Also where it was wrong: the try counts.
        tx.commit().await?;
        Ok(proved)
    }

    async fn is_right(&self, conn: &mut Conn<'_>, member: MemberId, typed: &str, now: Timestamp) -> db::Result<bool> {
        let keys = &self.members.keys;
        if let Some(code) = RecoveryCode::parse(typed) {
            let macs = factor_store::list_recovery(conn, member).await?;
            let Some(mac) = macs.iter().find(|mac| code.is(keys, member.0.as_bytes(), mac)) else { return Ok(false) };
            return factor_store::claim_recovery(conn, member, mac).await;
        }
        let Some(row) = factor_store::find_app(conn, member).await? else { return Ok(false) };
        let Some(secret) = AppSecret::open(keys, member.0.as_bytes(), &row.sealed) else {
            tracing::error!(member = %member.0, "a second factor was sealed with another secret than the settings'");
            return Ok(false);
        };
        match secret.step_of(typed, now) {
            Some(step) => factor_store::claim_step(conn, member, step).await,
            None => Ok(false),
        }
    }

    /// How long to wait; `None`: one was taken.
    pub(super) async fn claim_try(
        &self,
        conn: &mut Conn<'_>,
        member: MemberId,
        now: Timestamp,
    ) -> db::Result<Option<Duration>> {
        for (name, at_most, within) in TRIES {
            let Some(rule) = Rule::counted(at_most, within) else { continue };
            let key = LimitKey::new(&self.members.keys, name, &member.0.to_string());
            if let Taken::No { retry_after } = limit::store::claim(conn, &key, rule, now).await? {
                return Ok(Some(retry_after));
            }
        }
        Ok(None)
    }

    /// New recovery codes in the place of those before, as they are shown.
    pub async fn renew_recovery(&self, member: MemberId) -> db::Result<Vec<String>> {
        retrying(|| self.try_renew(member)).await
    }

    async fn try_renew(&self, member: MemberId) -> db::Result<Vec<String>> {
        let now = self.members.clock.now();
        let mut tx = self.members.db.begin().await?;
        let mut conn = tx.conn();
        member::store::hold(&mut conn, member).await?;
        let codes = self.make_recovery(&mut conn, member, now).await?;
        self.note_factor(&mut conn, (Actor::Staff(member), Action::RecoveryMade), (member, "recovery"), now).await?;
        tx.commit().await?;
        Ok(codes)
    }

    pub(super) async fn make_recovery(
        &self,
        conn: &mut Conn<'_>,
        member: MemberId,
        now: Timestamp,
    ) -> db::Result<Vec<String>> {
        factor_store::delete_recovery(conn, member).await?;
        let codes: Vec<RecoveryCode> = (0..recovery::COUNT).map(|_| RecoveryCode::random()).collect();
        for code in &codes {
            factor_store::insert_recovery(conn, member, &code.mac(&self.members.keys, member.0.as_bytes()), now)
                .await?;
        }
        Ok(codes.iter().map(RecoveryCode::reveal).collect())
    }

    /// For whoever has lost all of theirs: they set one up at their next sign-in, and are signed out until then. False where
    /// they are no staff.
    pub async fn reset_factors(&self, actor: Actor, member: MemberId) -> db::Result<bool> {
        let is_staff = retrying(|| self.try_reset(actor, member)).await?;
        if is_staff {
            self.members.sessions.forget_member(member);
            tracing::info!(member = %member.0, "second factors were taken away");
        }
        Ok(is_staff)
    }

    async fn try_reset(&self, actor: Actor, member: MemberId) -> db::Result<bool> {
        let now = self.members.clock.now();
        let mut tx = self.members.db.begin().await?;
        let mut conn = tx.conn();
        // Waits for one that is being added, and takes it along.
        member::store::hold(&mut conn, member).await?;
        let found = member::store::find(&mut conn, member).await?;
        if found.is_none_or(|member| member.staff_role.is_none()) {
            return Ok(false);
        }
        let was_there = self.forget_factors(&mut conn, member).await?;
        session_store::delete_all_of(&mut conn, member, None).await?;
        if was_there {
            self.note_factor(&mut conn, (actor, Action::FactorRemoved), (member, "all"), now).await?;
        }
        tx.commit().await?;
        Ok(true)
    }

    /// All that they prove beside their address. False where there was nothing.
    pub(super) async fn forget_factors(&self, conn: &mut Conn<'_>, member: MemberId) -> db::Result<bool> {
        let had_app = factor_store::delete_app(conn, member).await?;
        let had_passkey = passkey_store::delete_all(conn, member).await?;
        factor_store::delete_recovery(conn, member).await?;
        session_store::clear_factors(conn, member).await?;
        Ok(had_app || had_passkey)
    }

    pub(super) async fn note_factor(
        &self,
        conn: &mut Conn<'_>,
        (actor, action): (Actor, Action),
        (member, kind): (MemberId, &str),
        now: Timestamp,
    ) -> db::Result<()> {
        let deed = Deed::new(actor, action, Subject::Member(member)).change(json!({}), json!({ "kind": kind }));
        audit::store::insert(conn, &deed, now).await
    }
}

fn offer_of(member: MemberId, ends_at: Timestamp, replaces: Option<Timestamp>) -> Vec<u8> {
    let moments = [ends_at, replaces.unwrap_or_default()].map(|at| at.as_micros().to_be_bytes());
    [b"offer".as_slice(), member.0.as_bytes(), moments.as_flattened()].concat()
}
