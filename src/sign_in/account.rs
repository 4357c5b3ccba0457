//! Signing in with an account elsewhere: the facts are loaded, the [rule](super::rule) is asked, and what it says is done,
//! in one transaction.

use super::effort::Shown;
use super::enter::{Entry, Joining};
use super::flow::{Ask, Asked, SignIns};
use super::limits::Refusal;
use super::prove::{Prover, SignedIn};
use super::rule::{Asks, Facts, Held, Step, Told, decide};
use super::{Aim, BrowserToken, store};
use crate::article::ArticleId;
use crate::clock::Timestamp;
use crate::db::{Conn, retrying};
use crate::email_address::EmailAddress;
use crate::experiment::WallMark;
use crate::insight::source::Source;
use crate::links::Next;
use crate::member::flow::FlowError;
use crate::member::identity::{Account, Connected};
use crate::member::session::SessionId;
use crate::member::session_store::{HeldSession, Hold};
use crate::member::{self, Member, identity_store};
use crate::secret::TokenHash;
use crate::share::credit::Origins;
use crate::social::{self, ToldAddress};

/// Somebody who has shown to hold an account elsewhere, back in the browser that they began in.
pub struct Arrived<'a> {
    pub account: &'a Account,
    pub told: Option<&'a ToldAddress>,
    /// Good once, and at most until then.
    pub state: (&'a TokenHash, Timestamp),
    pub next: &'a Next,
    pub article: Option<ArticleId>,
    /// The variant of a wall that it began on.
    pub wall: Option<WallMark>,
    /// The session whose member began this to connect the account; `None`: someone signs in.
    pub connect: Option<SessionId>,
}

/// What became of them.
#[derive(Debug)]
pub enum Came {
    SignedIn(SignedIn),
    /// Our own letter decides; or it may not be asked for now.
    Asked(Result<BrowserToken, Refusal>),
    /// The account told no address: one field asks for it.
    NoAddress,
    Connected,
    AlreadyConnected,
    /// It is another membership's.
    Anothers,
    /// It was to be connected, and whoever began that is not signed in here any more, or not freshly.
    NotFresh,
    /// Another member is signed in here, and stays so.
    StaysSignedIn,
    Blocked,
    /// The state was answered before.
    Replayed,
}

/// Who is behind the facts.
struct Found {
    facts: Facts,
    holder: Option<(Connected, Member)>,
    /// Who is signed in in this browser.
    here: Option<Member>,
}

/// What was done within the transaction; an asked-for letter waits for the commit.
enum Within {
    Done(Came),
    Asking(EmailAddress, Asked),
}

impl SignIns {
    /// One transaction, the note that the state is answered included.
    pub async fn arrive(&self, arrived: &Arrived<'_>, prover: &Prover<'_>) -> Result<Came, FlowError> {
        let came = match retrying(|| self.try_arrive(arrived, prover)).await? {
            Within::Done(came) => came,
            Within::Asking(address, asked) => Came::Asked(self.after_asking(&address, asked)),
        };
        self.after_arrival(&came, arrived, prover);
        Ok(came)
    }

    /// For an answer that leads nowhere: it was the one that there may be. False where there was one before.
    pub async fn use_up(&self, state: &TokenHash, ends_at: Timestamp) -> Result<bool, FlowError> {
        let mut tx = self.members.db.begin().await?;
        let is_first = social::store::claim_state(&mut tx.conn(), state, ends_at).await?;
        tx.commit().await?;
        Ok(is_first)
    }

    async fn try_arrive(&self, arrived: &Arrived<'_>, prover: &Prover<'_>) -> Result<Within, FlowError> {
        let mut tx = self.members.db.begin().await?;
        let mut conn = tx.conn();
        let (state, ends_at) = arrived.state;
        if !social::store::claim_state(&mut conn, state, ends_at).await? {
            return Ok(Within::Done(Came::Replayed));
        }
        let found = self.look(&mut conn, arrived, prover).await?;
        let within = self.act(&mut conn, found, arrived, prover).await?;
        tx.commit().await?;
        Ok(within)
    }

    async fn look(&self, conn: &mut Conn<'_>, arrived: &Arrived<'_>, prover: &Prover<'_>) -> Result<Found, FlowError> {
        // The address first: whoever has joined with this very account since then is found by the account.
        let is_address_taken = match arrived.told {
            Some(told) => member::store::find_by_address(conn, &told.address).await?.is_some(),
            None => false,
        };
        let connected = identity_store::find(conn, &arrived.account.identity).await?;
        let holder = match connected {
            Some(connected) => member::store::find(conn, connected.member_id).await?.map(|member| (connected, member)),
            None => None,
        };
        let here = self.here(conn, prover).await?;
        let facts = Facts {
            held: match (&holder, &here) {
                (None, _) => Held::Nobody,
                (Some((_, member)), Some((own, _))) if member.id == own.id => Held::Own,
                (Some((_, member)), _) if member.blocked_at.is_some() => Held::Blocked,
                (Some(_), _) => Held::Member,
            },
            told: match arrived.told {
                None => Told::Nothing,
                Some(told) if told.is_proved => Told::Proved,
                Some(_) => Told::Claimed,
            },
            is_address_taken,
            asks: match (arrived.connect, &here) {
                (None, None) => Asks::SignIn,
                (None, Some(_)) => Asks::SignInOver,
                (Some(began), Some((_, session)))
                    if began == session.id && self.members.sessions.is_recent(session.created_at) =>
                {
                    Asks::Connect
                }
                (Some(_), _) => Asks::ConnectStale,
            },
        };
        Ok(Found { facts, holder, here: here.map(|(member, _)| member) })
    }

    /// Who is signed in in this browser: by the session's row, which stays until the transaction ends. Talking to the
    /// provider took its time, and whoever ended the session meanwhile meant it.
    async fn here(&self, conn: &mut Conn<'_>, prover: &Prover<'_>) -> Result<Option<(Member, HeldSession)>, FlowError> {
        let Some((key, _)) = &prover.current else { return Ok(None) };
        let now = self.members.clock.now();
        let session = member::session_store::find_and_hold(conn, &key.hash(), Hold::End, now).await?;
        let Some(session) = session else { return Ok(None) };
        let member = member::store::find(conn, session.member_id).await?;
        Ok(member.filter(|member| member.blocked_at.is_none()).map(|member| (member, session)))
    }

    async fn act(
        &self,
        conn: &mut Conn<'_>,
        found: Found,
        arrived: &Arrived<'_>,
        prover: &Prover<'_>,
    ) -> Result<Within, FlowError> {
        Ok(Within::Done(match (decide(found.facts), found.holder, found.here, arrived.told) {
            (Step::SignIn, Some(holder), ..) => self.come_back(conn, holder, arrived, prover).await?,
            (Step::Connect, _, Some(member), _) => {
                let is_connected = self.connect(conn, &member, arrived.account, prover, false).await?;
                if is_connected { Came::Connected } else { Came::Anothers }
            }
            (Step::Join, .., Some(told)) => match self.join(conn, &told.address, arrived, prover).await? {
                Some(came) => came,
                None => return self.ask_unless_back(conn, &told.address, arrived, prover).await,
            },
            (Step::AskLetter, .., Some(told)) => return self.ask_for(conn, &told.address, arrived, prover).await,
            (Step::AlreadyConnected, ..) => Came::AlreadyConnected,
            (Step::Anothers, ..) => Came::Anothers,
            (Step::NotFresh | Step::Connect, ..) => Came::NotFresh,
            (Step::StaySignedIn, ..) => Came::StaysSignedIn,
            (Step::Blocked, ..) => Came::Blocked,
            (Step::AskAddress | Step::SignIn | Step::Join | Step::AskLetter, ..) => Came::NoAddress,
        }))
    }

    async fn come_back(
        &self,
        conn: &mut Conn<'_>,
        (connected, member): (Connected, Member),
        arrived: &Arrived<'_>,
        prover: &Prover<'_>,
    ) -> Result<Came, FlowError> {
        let now = self.members.clock.now();
        identity_store::update_used(conn, connected.id, now).await?;
        store::kill_changes_of_member(conn, member.id, now).await?;
        Ok(Came::SignedIn(self.enter(conn, member, prover, entry(arrived, false)).await?))
    }

    /// `None` where the address or the account has become a member's.
    async fn join(
        &self,
        conn: &mut Conn<'_>,
        address: &EmailAddress,
        arrived: &Arrived<'_>,
        prover: &Prover<'_>,
    ) -> Result<Option<Came>, FlowError> {
        let now = self.members.clock.now();
        let new = self.new_member(address, prover, now);
        let member = member::store::insert_or_find(conn, &new).await?;
        if member.id != new.id {
            return Ok(None);
        }
        store::kill_of_address(conn, address, now).await?;
        // Two answers for one new account at once: the second finds it connected, and comes back.
        if !self.connect(conn, &member, arrived.account, prover, true).await? {
            member::store::delete(conn, member.id).await?;
            return Ok(None);
        }
        Ok(Some(Came::SignedIn(self.enter(conn, member, prover, entry(arrived, true)).await?)))
    }

    /// Somebody has taken the address since the look: the same reader in another tab, or else our letter decides.
    async fn ask_unless_back(
        &self,
        conn: &mut Conn<'_>,
        address: &EmailAddress,
        arrived: &Arrived<'_>,
        prover: &Prover<'_>,
    ) -> Result<Within, FlowError> {
        match self.look(conn, arrived, prover).await?.holder {
            Some(holder) if holder.1.blocked_at.is_none() => {
                Ok(Within::Done(self.come_back(conn, holder, arrived, prover).await?))
            }
            _ => self.ask_for(conn, address, arrived, prover).await,
        }
    }

    async fn ask_for(
        &self,
        conn: &mut Conn<'_>,
        address: &EmailAddress,
        arrived: &Arrived<'_>,
        prover: &Prover<'_>,
    ) -> Result<Within, FlowError> {
        let ask = Ask {
            address,
            aim: Aim::SignIn,
            session: None,
            next: arrived.next,
            wants_news: false,
            voice: prover.voice,
            ip: prover.ip,
            browser: prover.browser,
            device: prover.device,
            grants: prover.grants,
            account: Some(arrived.account),
            article: arrived.article,
            source: &NO_SOURCE,
            wall: arrived.wall,
            effort: &Shown::default(),
        };
        Ok(Within::Asking(address.clone(), self.ask_within(conn, &ask).await?))
    }

    /// What must wait for the commit: copies in memory, the worker, the log and the counters.
    fn after_arrival(&self, came: &Came, arrived: &Arrived<'_>, prover: &Prover<'_>) {
        let provider = arrived.account.provider.as_str();
        let label = match came {
            Came::SignedIn(signed_in) => {
                if let Some((key, _)) = &prover.current {
                    self.members.sessions.forget(*key);
                }
                let (member, first) = (signed_in.member.0, signed_in.joining.is_first_proof());
                tracing::info!(%member, first, provider, "signed in with an account elsewhere");
                "signed_in"
            }
            Came::Connected => {
                tracing::info!(provider, "an account elsewhere was connected");
                "connected"
            }
            Came::Blocked => {
                tracing::info!(provider, "a blocked member came with an account elsewhere");
                "blocked"
            }
            Came::Asked(Ok(_)) => "letter_asked",
            Came::Asked(Err(_)) => "too_many",
            Came::NoAddress => "no_address",
            Came::AlreadyConnected => "already_connected",
            Came::Anothers => "anothers",
            Came::NotFresh => "not_fresh",
            Came::StaysSignedIn => "stays_signed_in",
            Came::Replayed => "replayed",
        };
        metrics::counter!("gatefold_arrivals_total", "provider" => provider.to_owned(), "outcome" => label)
            .increment(1);
        self.members.wake.notify_one();
    }
}

fn entry<'a>(arrived: &Arrived<'a>, is_first_proof: bool) -> Entry<'a> {
    Entry {
        next: arrived.next,
        method: arrived.account.provider.clone().into(),
        article: arrived.article,
        // A provider's page stands between: what led to ours is not carried through it.
        source: Source::default(),
        wall: arrived.wall,
        joining: if is_first_proof { Joining::Made } else { Joining::No },
        news: None,
        asks_news: is_first_proof,
        asked: &NO_ORIGINS,
    }
}

/// Whoever comes back from a provider is in the browser that they began in: its own grants say all.
static NO_ORIGINS: Origins = Origins::none();
static NO_SOURCE: Source = Source { referrer: None, campaign: None };
