//! Many members in one statement: what is written by the thousand. Each list goes as one JSON text.

use serde::Serialize;
use uuid::Uuid;

use super::MemberId;
use crate::clock::Timestamp;
use crate::db::{self, Conn, sql};
use crate::email_address::EmailAddress;

/// An id as both engines read it from a text: 32 digits.
fn hex<S: serde::Serializer>(id: &MemberId, to: S) -> Result<S::Ok, S::Error> {
    to.collect_str(&id.0.simple())
}

fn json<T: Serialize>(rows: &[T]) -> String {
    serde_json::to_string(rows).expect("rows serialize")
}

/// What is known of the member of an address.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Known {
    pub id: MemberId,
    pub address: EmailAddress,
    pub name: String,
    pub language: Option<String>,
    pub proved_at: Option<Timestamp>,
    pub blocked_at: Option<Timestamp>,
    pub staff_role: Option<String>,
    /// They have said yes or no to news.
    pub has_answered: bool,
}

/// Those of the addresses that are members'.
pub async fn list_known(conn: &mut Conn<'_>, addresses: &[&EmailAddress]) -> db::Result<Vec<Known>> {
    let text = conn.pick(
        "SELECT m.id, m.address, m.name, m.language, m.proved_at, m.blocked_at, m.staff_role,
             EXISTS (SELECT 1 FROM consent c WHERE c.member_id = m.id AND c.purpose = 'news') AS has_answered
         FROM json_each($1) AS e CROSS JOIN member m WHERE m.address = e.value",
        "SELECT m.id, m.address, m.name, m.language, m.proved_at, m.blocked_at, m.staff_role,
             EXISTS (SELECT 1 FROM consent c WHERE c.member_id = m.id AND c.purpose = 'news') AS has_answered
         FROM json_array_elements_text(CAST($1 AS json)) AS e(value) CROSS JOIN member m WHERE m.address = e.value",
    );
    sql!(list Known, conn, "look for members by addresses", text, json(addresses))
}

/// A member who has not proved their address, to be made.
#[derive(Debug, Serialize)]
pub struct NewMember<'a> {
    #[serde(serialize_with = "hex")]
    pub id: MemberId,
    pub address: &'a str,
    pub name: &'a str,
    pub site: &'a str,
    pub at: Timestamp,
    pub blocked: Option<Timestamp>,
    pub language: Option<&'a str>,
    pub news: bool,
}

#[derive(Debug, sqlx::FromRow)]
struct IdRow {
    id: MemberId,
}

/// Whoever was made: of an address that has become a member's since, nobody is. Their words are to be written in the same
/// transaction.
pub async fn insert(conn: &mut Conn<'_>, import: Uuid, members: &[NewMember<'_>]) -> db::Result<Vec<MemberId>> {
    let text = conn.pick(
        "INSERT INTO member (id, address, name, site, created_at, blocked_at, language, wants_news, import_id, is_indexed)
         SELECT unhex(e.value->>'id'), e.value->>'address', e.value->>'name', e.value->>'site',
             CAST(e.value->>'at' AS BIGINT), CAST(e.value->>'blocked' AS BIGINT), e.value->>'language',
             CAST(e.value->>'news' AS BOOLEAN), $2, TRUE
         FROM json_each($1) AS e WHERE TRUE ON CONFLICT (address) DO NOTHING RETURNING id",
        "INSERT INTO member (id, address, name, site, created_at, blocked_at, language, wants_news, import_id, is_indexed)
         SELECT CAST(e.value->>'id' AS UUID), e.value->>'address', e.value->>'name', e.value->>'site',
             CAST(e.value->>'at' AS BIGINT), CAST(e.value->>'blocked' AS BIGINT), e.value->>'language',
             CAST(e.value->>'news' AS BOOLEAN), $2, TRUE
         FROM json_array_elements(CAST($1 AS json)) AS e(value) WHERE TRUE ON CONFLICT (address) DO NOTHING RETURNING id",
    );
    let rows = sql!(list IdRow, conn, "make members", text, json(members), import)?;
    Ok(rows.into_iter().map(|row| row.id).collect())
}

/// What a member is found by.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct NewWord {
    pub word: String,
    pub id: MemberId,
}

/// As one text, the id's 32 digits first: there are several for each member, and to read a text out of a list costs an engine a
/// fraction of what reading an object costs it.
impl Serialize for NewWord {
    fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(&format_args!("{}{}", self.id.0.simple(), self.word))
    }
}

/// Of members who are there. Sorted by the caller: the table is, too.
pub async fn insert_words(conn: &mut Conn<'_>, words: &[&NewWord]) -> db::Result<()> {
    let text = conn.pick(
        "INSERT INTO member_word (word, member_id)
         SELECT CAST(substr(e.value, 33) AS BLOB), unhex(substr(e.value, 1, 32))
         FROM json_each($1) AS e WHERE TRUE ON CONFLICT (word, member_id) DO NOTHING",
        "INSERT INTO member_word (word, member_id)
         SELECT convert_to(substr(e.value, 33), 'UTF8'), CAST(substr(e.value, 1, 32) AS UUID)
         FROM json_array_elements_text(CAST($1 AS json)) AS e(value) WHERE TRUE ON CONFLICT (word, member_id) DO NOTHING",
    );
    sql!(run, conn, "keep members' words", text, json(words)).map(drop)
}

/// What a file says of a member who has never come in.
#[derive(Debug, Serialize)]
pub struct ChangedMember<'a> {
    #[serde(serialize_with = "hex")]
    pub id: MemberId,
    pub name: Option<&'a str>,
    pub language: Option<&'a str>,
    pub news: bool,
}

/// Whoever was changed: of one who has come in, was blocked or was made staff since, nothing is.
pub async fn update(conn: &mut Conn<'_>, members: &[ChangedMember<'_>]) -> db::Result<Vec<MemberId>> {
    let text = conn.pick(
        "UPDATE member SET is_indexed = is_indexed AND e.value->>'name' IS NULL, name = COALESCE(e.value->>'name', name),
             language = COALESCE(e.value->>'language', language),
             wants_news = wants_news OR CAST(e.value->>'news' AS BOOLEAN)
         FROM json_each($1) AS e
         WHERE member.id = unhex(e.value->>'id') AND proved_at IS NULL AND blocked_at IS NULL AND staff_role IS NULL
         RETURNING member.id",
        "UPDATE member SET is_indexed = is_indexed AND e.value->>'name' IS NULL, name = COALESCE(e.value->>'name', name),
             language = COALESCE(e.value->>'language', language),
             wants_news = wants_news OR CAST(e.value->>'news' AS BOOLEAN)
         FROM json_array_elements(CAST($1 AS json)) AS e(value)
         WHERE member.id = CAST(e.value->>'id' AS UUID) AND proved_at IS NULL AND blocked_at IS NULL
             AND staff_role IS NULL
         RETURNING member.id",
    );
    let rows = sql!(list IdRow, conn, "change members by a file", text, json(members))?;
    Ok(rows.into_iter().map(|row| row.id).collect())
}

/// A yes to news that a publisher brings.
#[derive(Debug, Serialize)]
pub struct BroughtConsent<'a> {
    #[serde(serialize_with = "hex")]
    pub id: MemberId,
    #[serde(serialize_with = "hex")]
    pub member: MemberId,
    pub wording: &'a str,
    pub site: &'a str,
    pub language: &'a str,
    pub at: Timestamp,
}

/// Form and method say that nobody gave it here.
pub async fn insert_consents(conn: &mut Conn<'_>, consents: &[&BroughtConsent<'_>]) -> db::Result<()> {
    let text = conn.pick(
        "INSERT INTO consent (id, member_id, purpose, is_granted, wording, site, form, given_at, language, method)
         SELECT unhex(e.value->>'id'), unhex(e.value->>'member'), 'news', TRUE, e.value->>'wording', e.value->>'site',
             'import', CAST(e.value->>'at' AS BIGINT), e.value->>'language', 'import'
         FROM json_each($1) AS e",
        "INSERT INTO consent (id, member_id, purpose, is_granted, wording, site, form, given_at, language, method)
         SELECT CAST(e.value->>'id' AS UUID), CAST(e.value->>'member' AS UUID), 'news', TRUE, e.value->>'wording',
             e.value->>'site', 'import', CAST(e.value->>'at' AS BIGINT), e.value->>'language', 'import'
         FROM json_array_elements(CAST($1 AS json)) AS e(value)",
    );
    sql!(run, conn, "record consents that a file brings", text, json(consents)).map(drop)
}

/// One of a file who has never come in and was not written to.
#[derive(Debug, sqlx::FromRow)]
pub struct ToInvite {
    pub id: MemberId,
    pub address: EmailAddress,
    pub site: String,
    pub language: Option<String>,
}

pub async fn list_to_invite(conn: &mut Conn<'_>, import: Uuid, limit: i64) -> db::Result<Vec<ToInvite>> {
    sql!(list ToInvite, conn, "list whom to invite",
        "SELECT id, address, site, language FROM member
         WHERE import_id = $1 AND import_id IS NOT NULL AND proved_at IS NULL AND invited_at IS NULL
             AND blocked_at IS NULL AND staff_role IS NULL ORDER BY id LIMIT $2", import, limit)
}

pub async fn count_to_invite(conn: &mut Conn<'_>, import: Uuid) -> db::Result<i64> {
    let (count,) = sql!(
        one(i64,),
        conn,
        "count whom to invite",
        "SELECT COUNT(*) FROM member
         WHERE import_id = $1 AND import_id IS NOT NULL AND proved_at IS NULL AND invited_at IS NULL
             AND blocked_at IS NULL AND staff_role IS NULL",
        import
    )?;
    Ok(count)
}

/// False where they have come in or were written to meanwhile.
pub async fn update_invited(conn: &mut Conn<'_>, id: MemberId, now: Timestamp) -> db::Result<bool> {
    let touched = sql!(
        run,
        conn,
        "note that a member was invited",
        "UPDATE member SET invited_at = $2 WHERE id = $1 AND proved_at IS NULL AND invited_at IS NULL",
        id,
        now
    )?;
    Ok(touched > 0)
}
