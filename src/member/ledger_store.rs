//! The table of consents, as programs read it: row by row, with their ids.

use uuid::Uuid;

use super::{Consent, MemberId};
use crate::db::{self, Conn, sql};

#[derive(Debug, sqlx::FromRow)]
pub struct LedgerRow {
    pub id: Uuid,
    pub member_id: MemberId,
    #[sqlx(flatten)]
    pub consent: Consent,
}

/// Those after that one, the oldest first.
pub async fn list_after(conn: &mut Conn<'_>, after: Uuid, limit: i64) -> db::Result<Vec<LedgerRow>> {
    sql!(list LedgerRow, conn, "list consents",
        "SELECT id, member_id, purpose, is_granted, wording, site, language, form, method, given_at FROM consent
         WHERE id > $1 ORDER BY id LIMIT $2", after, limit)
}

/// One member's after that one, the oldest first.
pub async fn list_of(conn: &mut Conn<'_>, member: MemberId, after: Uuid, limit: i64) -> db::Result<Vec<LedgerRow>> {
    sql!(list LedgerRow, conn, "list a member's consents in order",
        "SELECT id, member_id, purpose, is_granted, wording, site, language, form, method, given_at FROM consent
         WHERE member_id = $1 AND id > $2 ORDER BY id LIMIT $3", member, after, limit)
}
