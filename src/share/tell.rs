//! What webhooks are told of share links, within the transaction that makes one or credits it.

use super::Link;
use crate::article;
use crate::clock::Timestamp;
use crate::db::{self, Conn};
use crate::member::MemberId;
use crate::webhook::event::Shared;
use crate::webhook::{self, Event, Kind};

pub async fn of_link(conn: &mut Conn<'_>, link: &Link, is_by_guest: bool, now: Timestamp) -> db::Result<()> {
    tell(conn, link, Kind::ShareMade, now, |share| Event::ShareMade { share, is_by_guest }).await
}

/// A guest of this link has become that member.
pub async fn of_joining(conn: &mut Conn<'_>, link: &Link, member: MemberId, now: Timestamp) -> db::Result<()> {
    tell(conn, link, Kind::ShareJoined, now, |share| Event::ShareJoined { share, member: member.0 }).await
}

async fn tell(
    conn: &mut Conn<'_>,
    link: &Link,
    kind: Kind,
    now: Timestamp,
    event: impl for<'a> FnOnce(Shared<'a>) -> Event<'a>,
) -> db::Result<()> {
    let listeners = webhook::flow::listeners(conn).await?;
    if !listeners.want(kind) {
        return Ok(());
    }
    let heading = article::store::find_heading(conn, link.article).await?;
    let site = heading.map(|(site, ..)| site).unwrap_or_default();
    let share = Shared {
        link: link.id.0,
        article: link.article.0,
        site: &site,
        channel: link.channel.as_str(),
        sharer: link.member().map(|member| member.0),
    };
    listeners.tell(conn, &event(share), now).await
}
