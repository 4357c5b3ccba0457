//! A file of members, read a row at a time: what it holds of one member, or why a row is not taken.
//!
//! Nothing is kept of a row that was read but a number of eight bytes for its address.

use std::collections::HashSet;
use std::hash::{BuildHasher, RandomState};
use std::io::{self, Cursor, Read};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use csv::ByteRecord;

use super::column::{Column, columns_of, row_of, separator_of};
pub use super::column::{Row, Terms};
use super::{Reason, Refusal};
use crate::language::Words;

/// Bytes of one row. More are a quote that was never closed, or no file of members.
const MAX_ROW: usize = 64 * 1024;

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
        let row = row_of(self.number, &self.record, &self.columns, &self.terms).map_err(refuse);
        let is_new = row.as_ref().map_or(true, |row| self.seen.insert(self.hasher.hash_one(row.address.as_str())));
        Ok(Some(if is_new {
            row
        } else {
            Err(Refusal { row: self.number, field: "address".to_owned(), reason: Reason::Repeated })
        }))
    }
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
