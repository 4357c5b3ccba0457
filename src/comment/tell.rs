//! What webhooks are told of discussions, within the transaction that holds a comment.

use super::WhyHeld;
use super::store::CommentRow;
use crate::article;
use crate::clock::Timestamp;
use crate::db::{self, Conn};
use crate::webhook::{self, Event, Kind};

/// A comment waits for staff.
pub async fn of_held(conn: &mut Conn<'_>, row: &CommentRow, why: WhyHeld, now: Timestamp) -> db::Result<()> {
    let listeners = webhook::flow::listeners(conn).await?;
    let Some(member) = row.member_id.filter(|_| listeners.want(Kind::CommentHeld)) else { return Ok(()) };
    let heading = article::store::find_heading(conn, row.article_id).await?;
    let site = heading.map(|(site, ..)| site).unwrap_or_default();
    let (comment, article) = (row.id.0, row.article_id.0);
    let event = Event::CommentHeld { comment, member: member.0, article, site: &site, why: why.as_str() };
    listeners.tell(conn, &event, now).await
}
