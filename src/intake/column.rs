//! The columns that a file of members may have, and what the fields of one line say by them.

use csv::ByteRecord;
use unic_langid::LanguageIdentifier;

use super::Reason;
use super::file::Fault;
use crate::clock::Timestamp;
use crate::email_address::EmailAddress;
use crate::language::Words;
use crate::member::{MemberName, csv as fields};

/// Columns of any file that people or we write.
const MAX_COLUMNS: usize = 64;
/// Characters of the words that somebody agreed to.
const MAX_WORDING: usize = 2000;
const SEPARATORS: [u8; 3] = [b',', b';', b'\t'];

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Column {
    Address,
    Name,
    Language,
    Site,
    JoinedAt,
    BlockedAt,
    NewsAgreedAt,
    NewsWording,
    /// One of our own export that a file says nothing by: what was proved, and who runs the site, is not for a file to say.
    PassedOver,
}

const NAMES: [(&str, Column); 20] = [
    ("address", Column::Address),
    ("name", Column::Name),
    ("language", Column::Language),
    ("site", Column::Site),
    ("joined_at", Column::JoinedAt),
    ("blocked_at", Column::BlockedAt),
    ("news_agreed_at", Column::NewsAgreedAt),
    ("news_wording", Column::NewsWording),
    // As the file for a mailing system calls them.
    ("agreed_at", Column::NewsAgreedAt),
    ("wording", Column::NewsWording),
    ("id", Column::PassedOver),
    ("proved_at", Column::PassedOver),
    ("joined_by", Column::PassedOver),
    ("source", Column::PassedOver),
    ("last_seen_at", Column::PassedOver),
    ("news", Column::PassedOver),
    ("role", Column::PassedOver),
    ("wording_version", Column::PassedOver),
    ("form", Column::PassedOver),
    ("method", Column::PassedOver),
];

/// What a file says of one member.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    pub number: u64,
    pub address: EmailAddress,
    /// May be empty.
    pub name: String,
    pub language: Option<String>,
    pub site: Option<String>,
    pub joined_at: Option<Timestamp>,
    pub blocked_at: Option<Timestamp>,
    /// When they agreed to news, and to which words.
    pub news: Option<(Timestamp, String)>,
}

/// What rows are read against.
#[derive(Debug, Clone)]
pub struct Terms {
    /// The hosts that a row may name.
    pub sites: Vec<String>,
    /// What is later than this has not happened.
    pub now: Timestamp,
    /// `None`: as many as there are.
    pub at_most: Option<u64>,
}

/// What the fields of one line say.
pub(super) fn row_of(
    number: u64,
    record: &ByteRecord,
    columns: &[(Column, &'static str)],
    terms: &Terms,
) -> Result<Row, (&'static str, Reason)> {
    if record.len() != columns.len() {
        return Err(("", Reason::Fields));
    }
    let mut row = Draft::default();
    for ((column, name), field) in columns.iter().zip(record) {
        let field = std::str::from_utf8(field).map_err(|_| (*name, Reason::Fields))?;
        if field.contains('\0') {
            return Err((name, Reason::Nul));
        }
        if *column == Column::PassedOver {
            continue;
        }
        let field = fields::unsafe_again(field);
        let field = field.trim();
        if field.contains(['\r', '\n']) {
            return Err((name, Reason::LineBreak));
        }
        row.take(*column, field, terms).map_err(|reason| (*name, reason))?;
    }
    let address = row.address.ok_or(("address", Reason::Address))?;
    let news = match (row.agreed_at, row.wording) {
        (Some(at), Some(wording)) => Some((at, wording)),
        (None, None) => None,
        (Some(_), None) => return Err(("news_wording", Reason::HalfNews)),
        (None, Some(_)) => return Err(("news_agreed_at", Reason::HalfNews)),
    };
    Ok(Row {
        number,
        address,
        name: row.name,
        language: row.language,
        site: row.site,
        joined_at: row.joined_at,
        blocked_at: row.blocked_at,
        news,
    })
}

/// A row whose fields are still being read.
#[derive(Default)]
struct Draft {
    address: Option<EmailAddress>,
    name: String,
    language: Option<String>,
    site: Option<String>,
    joined_at: Option<Timestamp>,
    blocked_at: Option<Timestamp>,
    agreed_at: Option<Timestamp>,
    wording: Option<String>,
}

impl Draft {
    fn take(&mut self, column: Column, field: &str, terms: &Terms) -> Result<(), Reason> {
        if field.is_empty() {
            return Ok(());
        }
        match column {
            Column::Address => self.address = Some(EmailAddress::parse(field).map_err(|_| Reason::Address)?),
            Column::Name => {
                let name = MemberName::parse(field).map_err(|words| match words {
                    Words("name-too-long") => Reason::NameTooLong,
                    _ => Reason::NameUnshowable,
                })?;
                name.as_str().clone_into(&mut self.name);
            }
            Column::Language => {
                let language: LanguageIdentifier = field.parse().map_err(|_| Reason::Language)?;
                self.language = Some(language.to_string());
            }
            Column::Site => {
                let host = field.to_ascii_lowercase();
                if !terms.sites.contains(&host) {
                    return Err(Reason::Site);
                }
                self.site = Some(host);
            }
            Column::JoinedAt => self.joined_at = Some(moment(field, terms)?),
            Column::BlockedAt => self.blocked_at = Some(moment(field, terms)?),
            Column::NewsAgreedAt => self.agreed_at = Some(moment(field, terms)?),
            Column::NewsWording if field.chars().count() > MAX_WORDING => return Err(Reason::WordingTooLong),
            Column::NewsWording => self.wording = Some(field.to_owned()),
            Column::PassedOver => {}
        }
        Ok(())
    }
}

fn moment(field: &str, terms: &Terms) -> Result<Timestamp, Reason> {
    let at = Timestamp::parse(field).filter(|at| at.as_micros() >= 0).ok_or(Reason::Moment)?;
    if at > terms.now { Err(Reason::Future) } else { Ok(at) }
}

/// The one by which the first line has an address; else the one that stands there most.
pub(super) fn separator_of(start: &[u8]) -> u8 {
    let line = start.split(|byte| matches!(byte, b'\r' | b'\n')).find(|line| !line.is_empty()).unwrap_or_default();
    let has_address = |separator: &u8| {
        let mut reader =
            csv::ReaderBuilder::new().delimiter(*separator).flexible(true).has_headers(false).from_reader(line);
        let mut record = ByteRecord::new();
        reader.read_byte_record(&mut record).is_ok() && record.iter().any(|name| plain(name) == "address")
    };
    let most = || SEPARATORS.into_iter().rev().max_by_key(|mark| line.split(|byte| byte == mark).count());
    SEPARATORS.into_iter().find(has_address).or_else(most).unwrap_or(b',')
}

fn plain(name: &[u8]) -> String {
    String::from_utf8_lossy(name).trim().to_ascii_lowercase()
}

pub(super) fn columns_of(record: &ByteRecord) -> Result<Vec<(Column, &'static str)>, Fault> {
    if record.len() > MAX_COLUMNS {
        return Err(Fault::TooManyColumns);
    }
    let mut columns: Vec<(Column, &'static str)> = Vec::new();
    for name in record {
        let name = plain(name);
        let known = NAMES.iter().find(|(known, _)| *known == name);
        let Some((known, column)) = known else { return Err(Fault::UnknownColumn(shown(&name))) };
        let is_twice = columns.iter().any(|(other, _)| other == column && *column != Column::PassedOver);
        if is_twice || columns.iter().any(|(_, other)| other == known) {
            return Err(Fault::Twice((*known).to_owned()));
        }
        columns.push((*column, known));
    }
    let has = |column: Column| columns.iter().any(|(other, _)| *other == column);
    if !has(Column::Address) {
        return Err(Fault::NoAddress);
    }
    if has(Column::NewsAgreedAt) != has(Column::NewsWording) {
        return Err(Fault::HalfNews);
    }
    Ok(columns)
}

/// A name that is not ours, short enough for a line and without what would break it.
fn shown(name: &str) -> String {
    name.chars().filter(|c| !c.is_control()).take(40).collect()
}
