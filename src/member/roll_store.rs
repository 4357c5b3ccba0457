//! The table of members as the desk lists them, and the table of words that they are found by.

use super::roll::{Before, Filter, Source, range};
use super::{Consent, MemberId};
use crate::clock::Timestamp;
use crate::db::{self, Conn, sql};
use crate::email_address::EmailAddress;

/// Members of one search that a page shows: whoever looks for one types a letter more.
pub const FOUND: i64 = 200;
/// Members with the rarest of the words that are looked at.
pub const LOOKED_AT: i64 = 5_000;

/// A member in a list.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct RollRow {
    pub id: MemberId,
    pub address: EmailAddress,
    pub name: String,
    pub site: String,
    pub created_at: Timestamp,
    pub proved_at: Option<Timestamp>,
    pub blocked_at: Option<Timestamp>,
    pub staff_role: Option<String>,
    pub seen_at: Option<Timestamp>,
    pub joined_by: Option<String>,
    pub joined_article: Option<uuid::Uuid>,
    /// When they first came back, a day or more after their proof.
    pub back_at: Option<Timestamp>,
    pub wants_news: bool,
    /// What they were last spoken to in.
    pub language: Option<String>,
    pub is_by_share: bool,
    /// The file that made them.
    pub import_id: Option<uuid::Uuid>,
}

impl RollRow {
    /// What brought them; more than one thing may have.
    pub fn sources(&self) -> Vec<Source> {
        let is = |source: &Source| match source {
            Source::Share => self.is_by_share,
            Source::Import => self.import_id.is_some(),
        };
        Source::ALL.into_iter().filter(is).collect()
    }

    /// The same as one word each, for files.
    pub fn source(&self) -> String {
        self.sources().into_iter().map(Source::as_str).collect::<Vec<_>>().join(" ")
    }
}

// The plus before the time keeps both engines from walking an index of times: they would sort all of it for one page.
macro_rules! roll {
    ($from:literal, $condition:literal, $source:literal, $rest:literal) => {
        concat!(
            "SELECT m.id, m.address, m.name, m.site, m.created_at, m.proved_at, m.blocked_at, m.staff_role, m.seen_at, \
             m.joined_by, m.joined_article, m.back_at, m.wants_news, m.is_by_share, m.import_id, m.language FROM ",
            $from,
            " WHERE ",
            $condition,
            " AND m.id < $1 AND +m.created_at >= $2 AND +m.created_at < $3 AND ($4 = '' OR m.site = $4) \
             AND ($5 = '' OR m.joined_by = $5) AND ($6 < 0 OR m.wants_news = ($6 = 1)) \
             AND ($7 < 0 OR (m.blocked_at IS NOT NULL) = ($7 = 1)) AND ($8 < 0 OR (m.proved_at IS NULL) = ($8 = 1)) \
             AND ($9 = 0 OR m.seen_at >= $9) AND ($10 = 0 OR m.seen_at < $10 OR m.seen_at IS NULL) ",
            // What brought them, by its own placeholder.
            "AND (",
            $source,
            " = '' OR ",
            $source,
            " = 'share' AND m.is_by_share OR ",
            $source,
            " = 'import' AND m.import_id IS NOT NULL) ",
            $rest
        )
    };
}

/// The rest of the filter holds for every way to look; each way goes by an index of its own.
macro_rules! listed {
    ($condition:literal) => {
        roll!("member m", $condition, "$13", "AND m.id >= $12 ORDER BY m.id DESC LIMIT $11")
    };
}

/// A page of whom the filter leaves, the newest members first. Not by words: see [`search`].
pub async fn list(conn: &mut Conn<'_>, filter: &Filter, before: Before, limit: i64) -> db::Result<Vec<RollRow>> {
    // The condition that leaves the fewest goes first, as a condition of its own, so that its index is used.
    let text = if filter.is_blocked == Some(true) {
        listed!("m.blocked_at IS NOT NULL")
    } else if filter.is_unproved == Some(true) {
        listed!("m.proved_at IS NULL")
    } else if filter.source == Some(Source::Import) {
        listed!("m.import_id IS NOT NULL")
    } else if filter.source == Some(Source::Share) {
        listed!("m.is_by_share")
    } else if filter.way.is_some() {
        listed!("m.joined_by = $5")
    } else if filter.news == Some(true) {
        listed!("m.wants_news")
    } else if filter.site.is_some() {
        listed!("m.site = $4")
    } else {
        listed!("TRUE")
    };
    let given = Given::of(filter);
    sql!(list RollRow, conn, "list members for the desk", text,
        given.id_before(before), given.joined.0, given.joined.1, given.site, given.way, given.news, given.is_blocked,
        given.is_unproved, given.seen.0, given.seen.1, limit, given.id_from(), given.source)
}

/// Whom the words and the filter leave, by address.
pub struct Found {
    pub rows: Vec<RollRow>,
    /// There are more, or may be: the rarest word is that of very many.
    pub is_cut: bool,
}

/// Looks at the members with the rarest of the words; shows so many at most.
pub async fn search(conn: &mut Conn<'_>, filter: &Filter, at_most: i64) -> db::Result<Found> {
    let mut words: Vec<(i64, &str)> = Vec::new();
    for word in &filter.words {
        words.push((count_word(conn, word).await?, word));
    }
    words.sort_unstable();
    let text = roll!(
        "member m JOIN (SELECT DISTINCT member_id FROM (SELECT member_id FROM member_word WHERE word >= $11 AND word < $12
             ORDER BY word, member_id LIMIT $13) w) f ON f.member_id = m.id",
        "TRUE",
        "$20",
        "AND ($14 = $16 OR EXISTS (SELECT 1 FROM member_word w WHERE w.member_id = m.id AND w.word >= $14 AND w.word < $15))
         AND ($17 = $16 OR EXISTS (SELECT 1 FROM member_word w WHERE w.member_id = m.id AND w.word >= $17 AND w.word < $18))
         ORDER BY m.address LIMIT $19"
    );
    let given = Given::of(filter);
    let word = |at: usize| {
        let (from, to) = words.get(at).map(|(_, word)| range(word)).unwrap_or_default();
        (from, to.unwrap_or_default())
    };
    let [first, second, third] = [word(0), word(1), word(2)];
    let none: Vec<u8> = Vec::new();
    let mut rows = sql!(list RollRow, conn, "look for members by words", text,
        given.id_before(Before::START), given.joined.0, given.joined.1, given.site, given.way, given.news,
        given.is_blocked, given.is_unproved, given.seen.0, given.seen.1, &first.0, &first.1, LOOKED_AT, &second.0,
        &second.1, &none, &third.0, &third.1, at_most.saturating_add(1), given.source)?;
    let shown = usize::try_from(at_most).unwrap_or(usize::MAX);
    let is_cut = rows.len() > shown || words.first().is_some_and(|(count, _)| *count > LOOKED_AT);
    rows.truncate(shown);
    Ok(Found { rows, is_cut })
}

/// How many members have a word that begins so; more than [`LOOKED_AT`] are not counted.
async fn count_word(conn: &mut Conn<'_>, word: &str) -> db::Result<i64> {
    let (from, to) = range(word);
    let (count,) = sql!(
        one(i64,),
        conn,
        "count members by a word",
        "SELECT COUNT(*) FROM (SELECT 1 FROM member_word WHERE word >= $1 AND word < $2 LIMIT $3) w",
        from,
        to.unwrap_or_default(),
        LOOKED_AT.saturating_add(1)
    )?;
    Ok(count)
}

/// The filter as the queries take it.
struct Given<'a> {
    joined: (Timestamp, Timestamp),
    seen: (Timestamp, Timestamp),
    site: &'a str,
    way: &'a str,
    source: &'static str,
    news: i64,
    is_blocked: i64,
    is_unproved: i64,
}

impl<'a> Given<'a> {
    fn of(filter: &'a Filter) -> Self {
        let (from, to) = filter.joined;
        Self {
            joined: (from.unwrap_or(Timestamp::from_micros(i64::MIN)), to.unwrap_or(Timestamp::from_micros(i64::MAX))),
            seen: (filter.seen.0.unwrap_or_default(), filter.seen.1.unwrap_or_default()),
            site: filter.site.as_deref().unwrap_or_default(),
            way: filter.way.as_deref().unwrap_or_default(),
            source: filter.source.map_or("", Source::as_str),
            news: filter.news.map_or(-1, i64::from),
            is_blocked: filter.is_blocked.map_or(-1, i64::from),
            is_unproved: filter.is_unproved.map_or(-1, i64::from),
        }
    }

    /// Ids begin with the time, so that a page of those who joined from one day to another begins and ends there, and passes
    /// over nobody.
    fn id_from(&self) -> MemberId {
        let millis = u64::try_from(self.joined.0.as_micros().div_euclid(1000)).unwrap_or(0);
        MemberId(uuid::Builder::from_unix_timestamp_millis(millis.min((1 << 48) - 1), &[0; 10]).into_uuid())
    }

    fn id_before(&self, before: Before) -> MemberId {
        let millis = u64::try_from(self.joined.1.as_micros().div_euclid(1000).saturating_add(1)).unwrap_or(0);
        let latest = uuid::Builder::from_unix_timestamp_millis(millis.min((1 << 48) - 1), &[0xff; 10]).into_uuid();
        if self.joined.1.as_micros() == i64::MAX { before.0 } else { before.0.min(MemberId(latest)) }
    }
}

pub async fn find(conn: &mut Conn<'_>, id: MemberId) -> db::Result<Option<RollRow>> {
    sql!(find RollRow, conn, "load a member for the desk",
        "SELECT m.id, m.address, m.name, m.site, m.created_at, m.proved_at, m.blocked_at, m.staff_role, m.seen_at,
             m.joined_by, m.joined_article, m.back_at, m.wants_news, m.is_by_share, m.import_id, m.language FROM member m WHERE m.id = $1", id)
}

/// Who agreed to news, and their latest word on it.
#[derive(Debug, sqlx::FromRow)]
pub struct ConsentedRow {
    #[sqlx(rename = "member_id")]
    pub id: MemberId,
    pub address: EmailAddress,
    pub name: String,
    /// What they were last spoken to in.
    #[sqlx(rename = "spoken")]
    pub language: Option<String>,
    #[sqlx(flatten)]
    pub consent: Consent,
}

/// Nobody who has not proved their address, and nobody who is blocked.
pub async fn list_consented(conn: &mut Conn<'_>, after: MemberId, limit: i64) -> db::Result<Vec<ConsentedRow>> {
    sql!(list ConsentedRow, conn, "list who agreed to news",
        "SELECT m.id AS member_id, m.address, m.name, m.language AS spoken, c.purpose, c.is_granted, c.wording, c.site,
             c.language, c.form, c.method, c.given_at
         FROM member m JOIN consent c ON c.id = (SELECT l.id FROM consent l WHERE l.member_id = m.id AND l.purpose = 'news'
             ORDER BY l.given_at DESC, l.id DESC LIMIT 1)
         WHERE m.wants_news AND m.proved_at IS NOT NULL AND m.blocked_at IS NULL AND c.is_granted AND m.id > $1
         ORDER BY m.id LIMIT $2", after, limit)
}

/// How many there are, and how many of them have proved their address.
pub async fn count(conn: &mut Conn<'_>) -> db::Result<(i64, i64)> {
    // Each from an index of its own.
    sql!(
        one(i64, i64),
        conn,
        "count members",
        "SELECT (SELECT COUNT(*) FROM member), (SELECT COUNT(*) FROM member WHERE proved_at IS NOT NULL)"
    )
}

/// Of those who proved their address from one moment to before another, staff left out: how many, and how many of them came back within 7 and 30 days.
pub async fn count_back(conn: &mut Conn<'_>, from: Timestamp, to: Timestamp) -> db::Result<(i64, i64, i64)> {
    sql!(
        one(i64, i64, i64),
        conn,
        "count members who came back",
        "SELECT COUNT(*), COUNT(CASE WHEN back_at - proved_at <= 604800000000 THEN 1 END),
             COUNT(CASE WHEN back_at - proved_at <= 2592000000000 THEN 1 END)
         FROM member WHERE proved_at >= $1 AND proved_at < $2 AND staff_role IS NULL",
        from,
        to
    )
}

/// The same by the article that they came for; those that came for none are left out.
#[derive(Debug, sqlx::FromRow)]
pub struct BackRow {
    pub joined_article: uuid::Uuid,
    pub site: String,
    pub joined: i64,
    pub back_7: i64,
    pub back_30: i64,
}

pub async fn list_back(conn: &mut Conn<'_>, from: Timestamp, to: Timestamp) -> db::Result<Vec<BackRow>> {
    sql!(list BackRow, conn, "count members who came back by article",
        "SELECT joined_article, site, COUNT(*) AS joined,
             COUNT(CASE WHEN back_at - proved_at <= 604800000000 THEN 1 END) AS back_7,
             COUNT(CASE WHEN back_at - proved_at <= 2592000000000 THEN 1 END) AS back_30
         FROM member WHERE proved_at >= $1 AND proved_at < $2 AND staff_role IS NULL AND joined_article IS NOT NULL
         GROUP BY joined_article, site", from, to)
}

#[derive(Debug, sqlx::FromRow)]
pub struct Unindexed {
    pub id: MemberId,
    pub address: EmailAddress,
    pub name: String,
}

/// Whose words are to be written.
pub async fn list_unindexed(conn: &mut Conn<'_>, limit: i64) -> db::Result<Vec<Unindexed>> {
    sql!(list Unindexed, conn, "list members whose words are old",
        "SELECT id, address, name FROM member WHERE NOT is_indexed ORDER BY id LIMIT $1", limit)
}

/// False where the row says something else by now: it stays to be done.
pub async fn update_indexed(conn: &mut Conn<'_>, member: &Unindexed) -> db::Result<bool> {
    let touched = sql!(
        run,
        conn,
        "note that a member's words are written",
        "UPDATE member SET is_indexed = TRUE WHERE id = $1 AND address = $2 AND name = $3",
        member.id,
        &member.address,
        &member.name
    )?;
    Ok(touched > 0)
}

pub async fn delete_words(conn: &mut Conn<'_>, id: MemberId) -> db::Result<()> {
    sql!(run, conn, "forget a member's words", "DELETE FROM member_word WHERE member_id = $1", id).map(drop)
}

pub async fn insert_word(conn: &mut Conn<'_>, id: MemberId, word: &str) -> db::Result<()> {
    sql!(
        run,
        conn,
        "keep a member's word",
        "INSERT INTO member_word (word, member_id) VALUES ($1, $2) ON CONFLICT (word, member_id) DO NOTHING",
        word.as_bytes(),
        id
    )
    .map(drop)
}
