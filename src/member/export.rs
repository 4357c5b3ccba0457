//! Members as a file: everybody whom a filter leaves, or for a mailing system only those who agreed, with when and to what.
//! It comes in pieces: a million members take no more memory than a page of them.

use uuid::Uuid;

use super::roll::{Before, Filter};
use super::roll_store::{self, ConsentedRow, RollRow};
use super::{Consent, MemberId, csv};
use crate::clock::Timestamp;
use crate::db::{self, Db};

/// Members of one query, and of one piece.
const AT_ONCE: i64 = 2_000;

const MEMBERS: [&str; 13] = [
    "id",
    "address",
    "name",
    "language",
    "site",
    "joined_at",
    "proved_at",
    "joined_by",
    "source",
    "last_seen_at",
    "news",
    "blocked_at",
    "role",
];
const NEWS: [&str; 9] =
    ["address", "name", "language", "agreed_at", "wording", "wording_version", "site", "form", "method"];

pub enum What {
    /// Whom the filter leaves.
    Members(Filter),
    /// Everybody who agreed to news.
    News,
}

/// Where a file stands.
enum Place {
    Head(Then),
    Members(Before),
    /// Found by words, all of them.
    Found(Vec<RollRow>),
    News(MemberId),
    End,
}

/// What follows on the head.
enum Then {
    Members,
    Found(Vec<RollRow>),
    News,
}

pub struct Export {
    db: Db,
    filter: Filter,
    place: Place,
}

impl Export {
    /// `None`: a search that would not find all of them.
    pub async fn begin(db: &Db, what: What) -> db::Result<Option<Self>> {
        let (filter, then) = match what {
            What::News => (Filter::default(), Then::News),
            What::Members(filter) if filter.words.is_empty() => (filter, Then::Members),
            What::Members(filter) => {
                let mut read = db.read_lists().await?;
                let found = roll_store::search(&mut read.conn(), &filter, roll_store::LOOKED_AT).await?;
                if found.is_cut {
                    return Ok(None);
                }
                (filter, Then::Found(found.rows))
            }
        };
        Ok(Some(Self { db: db.clone(), filter, place: Place::Head(then) }))
    }

    /// The next piece; `None`: that was all.
    pub async fn next(&mut self) -> anyhow::Result<Option<Vec<u8>>> {
        let (bytes, place) = match std::mem::replace(&mut self.place, Place::End) {
            Place::Head(Then::News) => (csv::lines([NEWS])?, Place::News(MemberId(Uuid::nil()))),
            Place::Head(Then::Members) => (csv::lines([MEMBERS])?, Place::Members(Before::START)),
            Place::Head(Then::Found(rows)) => (csv::lines([MEMBERS])?, Place::Found(rows)),
            Place::Found(rows) => (written(move || of_members(&rows)).await?, Place::End),
            Place::Members(before) => {
                let mut read = self.db.read_lists().await?;
                let rows = roll_store::list(&mut read.conn(), &self.filter, before, AT_ONCE).await?;
                drop(read);
                let Some(last) = rows.last() else { return Ok(None) };
                let place = Place::Members(Before(last.id));
                (written(move || of_members(&rows)).await?, place)
            }
            Place::News(after) => {
                let mut read = self.db.read_lists().await?;
                let rows = roll_store::list_consented(&mut read.conn(), after, AT_ONCE).await?;
                drop(read);
                let Some(last) = rows.last() else { return Ok(None) };
                let place = Place::News(last.id);
                (written(move || of_consents(rows)).await?, place)
            }
            Place::End => return Ok(None),
        };
        self.place = place;
        Ok(Some(bytes))
    }
}

/// Thousands of lines take some milliseconds, which are not those of a thread that answers readers.
async fn written(lines: impl FnOnce() -> anyhow::Result<Vec<u8>> + Send + 'static) -> anyhow::Result<Vec<u8>> {
    tokio::task::spawn_blocking(lines).await?
}

fn iso(at: Option<Timestamp>) -> String {
    at.map(Timestamp::to_iso).unwrap_or_default()
}

fn of_members(rows: &[RollRow]) -> anyhow::Result<Vec<u8>> {
    let fields: Vec<[String; 13]> = rows.iter().map(of_member).collect();
    csv::lines(fields.iter().map(|row| row.iter().map(String::as_str)))
}

fn of_member(row: &RollRow) -> [String; 13] {
    [
        row.id.0.to_string(),
        row.address.as_str().to_owned(),
        row.name.clone(),
        row.language.clone().unwrap_or_default(),
        row.site.clone(),
        row.created_at.to_iso(),
        iso(row.proved_at),
        row.joined_by.clone().unwrap_or_default(),
        row.source(),
        iso(row.seen_at),
        if row.wants_news { "yes" } else { "no" }.to_owned(),
        iso(row.blocked_at),
        row.staff_role.clone().unwrap_or_default(),
    ]
}

fn of_consents(rows: Vec<ConsentedRow>) -> anyhow::Result<Vec<u8>> {
    let fields: Vec<[String; 9]> = rows.into_iter().map(of_consent).collect();
    csv::lines(fields.iter().map(|row| row.iter().map(String::as_str)))
}

fn of_consent(row: ConsentedRow) -> [String; 9] {
    let consent: Consent = row.consent;
    let version = consent.wording_version();
    [
        row.address.as_str().to_owned(),
        row.name,
        row.language.unwrap_or_default(),
        consent.given_at.to_iso(),
        consent.wording,
        version,
        consent.site,
        consent.form,
        consent.method,
    ]
}
