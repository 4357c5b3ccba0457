//! A file of members, read a row at a time: what it holds of one member, or why a row is not taken.
//!
//! Nothing is kept of a row that was read but a number of eight bytes for its address.

use std::collections::HashSet;
use std::hash::{BuildHasher, RandomState};
use std::io::{self, Cursor, Read};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use csv::ByteRecord;
use unic_langid::LanguageIdentifier;

use super::{Reason, Refusal};
use crate::clock::Timestamp;
use crate::email_address::EmailAddress;
use crate::language::Words;
use crate::member::{MemberName, csv as fields};

/// Bytes of one row. More are a quote that was never closed, or no file of members.
const MAX_ROW: usize = 64 * 1024;
/// Columns of any file that people or we write.
const MAX_COLUMNS: usize = 64;
/// Characters of the words that somebody agreed to.
const MAX_WORDING: usize = 2000;
const SEPARATORS: [u8; 3] = [b',', b';', b'\t'];

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Column {
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

/// Why a file is not read at all, or no further.
#[derive(Debug, thiserror::Error)]
pub enum Fault {
    #[error("the file is empty")]
    Empty,
    #[error("the first line has no column `address`")]
    NoAddress,
    #[error("there is no column `{0}` here")]
    UnknownColumn(String),
    #[error("the column `{0}` is there twice")]
    Twice(String),
    #[error("the first line has more than 64 columns")]
    TooManyColumns,
    #[error("`news_agreed_at` and `news_wording` come together or not at all")]
    HalfNews,
    #[error("row {0} is not in UTF-8")]
    NotUtf8(u64),
    #[error("row {0} is longer than 64 KiB: is a quote not closed?")]
    TooLong(u64),
    #[error("the file has more than 100,000 rows; `gatefold member import` takes them")]
    TooManyRows,
    #[error("the file cannot be read")]
    Io(#[source] io::Error),
}

impl Fault {
    /// For a page, with what the words are given as `what`.
    pub fn words(&self) -> (Words, String) {
        match self {
            Self::Empty => (Words("import-file-empty"), String::new()),
            Self::NoAddress => (Words("import-file-no-address"), String::new()),
            Self::UnknownColumn(name) => (Words("import-file-unknown-column"), name.clone()),
            Self::Twice(name) => (Words("import-file-twice"), name.clone()),
            Self::TooManyColumns => (Words("import-file-too-many-columns"), String::new()),
            Self::HalfNews => (Words("import-file-half-news"), String::new()),
            Self::NotUtf8(row) => (Words("import-file-not-utf8"), row.to_string()),
            Self::TooLong(row) => (Words("import-file-row-too-long"), row.to_string()),
            Self::TooManyRows => (Words("import-file-too-many-rows"), String::new()),
            Self::Io(_) => (Words("import-file-unreadable"), String::new()),
        }
    }
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

/// Gives so many bytes for one row and then none.
struct Bounded<R> {
    inner: io::Chain<Cursor<Vec<u8>>, R>,
    left: Arc<AtomicUsize>,
}

impl<R: Read> Read for Bounded<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let left = self.left.load(Ordering::Relaxed);
        if left == 0 {
            return Err(io::Error::other("a row is too long"));
        }
        let read = self.inner.read(buffer)?;
        self.left.store(left.saturating_sub(read), Ordering::Relaxed);
        Ok(read)
    }
}

/// The rows of a file, in order.
pub struct Rows<R> {
    reader: csv::Reader<Bounded<R>>,
    left: Arc<AtomicUsize>,
    columns: Vec<(Column, &'static str)>,
    record: ByteRecord,
    number: u64,
    seen: HashSet<u64>,
    hasher: RandomState,
    terms: Terms,
}

impl<R: Read> Rows<R> {
    /// Reads the first line.
    pub fn open(mut source: R, terms: Terms) -> Result<Self, Fault> {
        let mut start = Vec::new();
        source.by_ref().take(MAX_ROW as u64).read_to_end(&mut start).map_err(Fault::Io)?;
        if start.starts_with(b"\xef\xbb\xbf") {
            start.drain(..3);
        }
        let separator = separator_of(&start);
        let left = Arc::new(AtomicUsize::new(MAX_ROW * 2));
        let bounded = Bounded { inner: Cursor::new(start).chain(source), left: Arc::clone(&left) };
        let mut reader = csv::ReaderBuilder::new();
        reader.delimiter(separator).flexible(true).has_headers(false);
        let mut rows = Self {
            reader: reader.from_reader(bounded),
            left,
            columns: Vec::new(),
            record: ByteRecord::new(),
            number: 0,
            seen: HashSet::new(),
            hasher: RandomState::new(),
            terms,
        };
        if !rows.read()? {
            return Err(Fault::Empty);
        }
        rows.columns = columns_of(&rows.record)?;
        Ok(rows)
    }

    /// How far into the file it is.
    pub fn bytes_read(&self) -> u64 {
        self.reader.position().byte()
    }

    /// False at the end.
    fn read(&mut self) -> Result<bool, Fault> {
        self.left.store(MAX_ROW * 2, Ordering::Relaxed);
        let number = self.number + 1;
        let is_there = self.reader.read_byte_record(&mut self.record).map_err(|error| {
            let is_spent = self.left.load(Ordering::Relaxed) == 0;
            if is_spent { Fault::TooLong(number) } else { Fault::Io(io::Error::other(error)) }
        })?;
        if self.record.as_slice().len() > MAX_ROW {
            return Err(Fault::TooLong(number));
        }
        if is_there {
            self.number = number;
            if std::str::from_utf8(self.record.as_slice()).is_err() {
                return Err(Fault::NotUtf8(number));
            }
        }
        Ok(is_there)
    }

    /// `None` at the end.
    pub fn next_row(&mut self) -> Result<Option<Result<Row, Refusal>>, Fault> {
        if !self.read()? {
            return Ok(None);
        }
        if self.terms.at_most.is_some_and(|most| self.number > most + 1) {
            return Err(Fault::TooManyRows);
        }
        let refuse = |(field, reason): (&str, Reason)| Refusal { row: self.number, field: field.to_owned(), reason };
        let row = self.parse().map_err(refuse);
        let is_new = row.as_ref().map_or(true, |row| self.seen.insert(self.hasher.hash_one(row.address.as_str())));
        Ok(Some(if is_new {
            row
        } else {
            Err(Refusal { row: self.number, field: "address".to_owned(), reason: Reason::Repeated })
        }))
    }

    fn parse(&self) -> Result<Row, (&'static str, Reason)> {
        if self.record.len() != self.columns.len() {
            return Err(("", Reason::Fields));
        }
        let mut row = Draft::default();
        for ((column, name), field) in self.columns.iter().zip(&self.record) {
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
            row.take(*column, field, &self.terms).map_err(|reason| (*name, reason))?;
        }
        let address = row.address.ok_or(("address", Reason::Address))?;
        let news = match (row.agreed_at, row.wording) {
            (Some(at), Some(wording)) => Some((at, wording)),
            (None, None) => None,
            (Some(_), None) => return Err(("news_wording", Reason::HalfNews)),
            (None, Some(_)) => return Err(("news_agreed_at", Reason::HalfNews)),
        };
        Ok(Row {
            number: self.number,
            address,
            name: row.name,
            language: row.language,
            site: row.site,
            joined_at: row.joined_at,
            blocked_at: row.blocked_at,
            news,
        })
    }
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
fn separator_of(start: &[u8]) -> u8 {
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

fn columns_of(record: &ByteRecord) -> Result<Vec<(Column, &'static str)>, Fault> {
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

/// Some rows of a file.
#[derive(Debug, Default)]
pub struct Piece {
    pub rows: Vec<Row>,
    pub refused: Vec<Refusal>,
}

impl<R: Read> Rows<R> {
    /// So many rows, or those that are left; empty at the end.
    pub fn next_piece(&mut self, at_most: usize) -> Result<Piece, Fault> {
        let mut piece = Piece::default();
        while piece.rows.len() + piece.refused.len() < at_most {
            match self.next_row()? {
                Some(Ok(row)) => piece.rows.push(row),
                Some(Err(refusal)) => piece.refused.push(refusal),
                None => break,
            }
        }
        Ok(piece)
    }

    /// Passes over rows that were dealt with before. Their addresses count as seen.
    pub fn skip(&mut self, rows: i64) -> Result<(), Fault> {
        for _ in 0..rows {
            if self.next_row()?.is_none() {
                break;
            }
        }
        Ok(())
    }
}

impl Piece {
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty() && self.refused.is_empty()
    }
}
