//! What webhooks are told of members, within the transaction that changes one.

use uuid::Uuid;

use super::{Consent, Member, MemberId};
use crate::clock::Timestamp;
use crate::db::{self, Conn};
use crate::webhook::event::Consented;
use crate::webhook::{self, Event, Kind, Proved};

/// Somebody has become a member, and their address is theirs. `way`: `link`, `code`, or a provider's id.
pub async fn of_joining(
    conn: &mut Conn<'_>,
    member: &Member,
    (way, article): (&str, Option<Uuid>),
    now: Timestamp,
) -> db::Result<()> {
    let listeners = webhook::flow::listeners(conn).await?;
    let (id, site) = (member.id.0, member.site.as_str());
    listeners.tell(conn, &Event::MemberJoined { member: id, site, way, article }, now).await?;
    listeners.tell(conn, &Event::MemberProved { member: id, site, why: Proved::Joined }, now).await
}

/// The address that they have now is theirs.
pub async fn of_proof(conn: &mut Conn<'_>, member: &Member, why: Proved, now: Timestamp) -> db::Result<()> {
    let event = Event::MemberProved { member: member.id.0, site: &member.site, why };
    webhook::flow::tell(conn, &event, now).await
}

pub async fn of_end(conn: &mut Conn<'_>, member: &Member, now: Timestamp) -> db::Result<()> {
    let event = Event::MemberErased { member: member.id.0, site: &member.site };
    webhook::flow::tell(conn, &event, now).await
}

pub async fn of_consent(conn: &mut Conn<'_>, id: MemberId, consent: &Consent) -> db::Result<()> {
    let listeners = webhook::flow::listeners(conn).await?;
    if !listeners.want(Kind::ConsentChanged) {
        return Ok(());
    }
    let consented = Consented {
        purpose: &consent.purpose,
        is_granted: consent.is_granted,
        wording_version: &consent.wording_version(),
        language: &consent.language,
        form: &consent.form,
        method: &consent.method,
    };
    let event = Event::ConsentChanged { member: id.0, site: &consent.site, consent: consented };
    listeners.tell(conn, &event, consent.given_at).await
}
