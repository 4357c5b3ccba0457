//! One row as bytes, the same from both engines: as PostgreSQL's binary COPY spells it. What is sent is what is summed.

use anyhow::{Context, bail};
use ring::digest::{SHA256, digest};
use sqlx::postgres::PgRow;
use sqlx::sqlite::{SqliteRow, SqliteValueRef};
use sqlx::{Decode, Row, Sqlite, TypeInfo, ValueRef};

use super::schema::{Column, Kind, Table};

/// Stands in the place of a length where there is no value.
const NULL: i32 = -1;

/// What a table holds, whatever the order of its rows: the sum of its rows' digests, and their number.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Checksum {
    pub rows: u64,
    lanes: [u64; 4],
}

impl Checksum {
    fn add(&mut self, row: &[u8]) {
        let digest = digest(&SHA256, row);
        let (parts, _) = digest.as_ref().as_chunks::<8>();
        for (lane, part) in self.lanes.iter_mut().zip(parts) {
            *lane = lane.wrapping_add(u64::from_be_bytes(*part));
        }
        self.rows += 1;
    }

    /// With the rows of another part of the same table.
    pub fn join(&mut self, other: Self) {
        for (lane, more) in self.lanes.iter_mut().zip(other.lanes) {
            *lane = lane.wrapping_add(more);
        }
        self.rows += other.rows;
    }
}

/// Some rows of one table, in the order of its key.
#[derive(Debug, Default)]
pub struct Batch {
    /// Each row with its number of columns before it.
    pub bytes: Vec<u8>,
    pub sum: Checksum,
    /// The last row's primary key, as fields.
    pub last_key: Vec<u8>,
}

impl Batch {
    pub fn push_sqlite(&mut self, table: &Table, row: &SqliteRow) -> anyhow::Result<()> {
        let start = self.start_row(table)?;
        for (place, column) in table.columns.iter().enumerate() {
            let value = row.try_get_raw(place)?;
            if let Err(fault) = push_value(&mut self.bytes, column, value) {
                bail!("{}.{} of a row after {}: {fault}", table.name, column.name, self.shown_key(table));
            }
        }
        self.end_row(table, start)
    }

    pub fn push_postgres(&mut self, table: &Table, row: &PgRow) -> anyhow::Result<()> {
        let start = self.start_row(table)?;
        for place in 0..table.columns.len() {
            let value = row.try_get_raw(place)?;
            let field = if value.is_null() { None } else { Some(value.as_bytes().map_err(anyhow::Error::from_boxed)?) };
            push_field(&mut self.bytes, field)?;
        }
        self.end_row(table, start)
    }

    fn start_row(&mut self, table: &Table) -> anyhow::Result<usize> {
        let count = i16::try_from(table.columns.len()).context("count the columns")?;
        self.bytes.extend_from_slice(&count.to_be_bytes());
        Ok(self.bytes.len())
    }

    fn end_row(&mut self, table: &Table, start: usize) -> anyhow::Result<()> {
        let row = self.bytes.get(start..).unwrap_or_default();
        self.sum.add(row);
        let fields: Vec<_> = Fields(row).collect();
        self.last_key.clear();
        for place in &table.key {
            push_field(&mut self.last_key, fields.get(*place).copied().flatten())?;
        }
        Ok(())
    }

    /// Where in a table a fault lies, for whoever must find the row.
    fn shown_key(&self, table: &Table) -> String {
        if self.last_key.is_empty() {
            return "the first of this part".to_owned();
        }
        let shown = table.key_columns().zip(Fields(&self.last_key)).map(|(column, field)| {
            let field = field.unwrap_or_default();
            match column.kind {
                Kind::Text => format!("{} = {:?}", column.name, String::from_utf8_lossy(field)),
                _ => {
                    format!("{} = {}", column.name, hex(field))
                }
            }
        });
        shown.collect::<Vec<_>>().join(", ")
    }
}

/// Two digits a byte.
pub fn hex(bytes: &[u8]) -> String {
    bytes
        .iter()
        .flat_map(|byte| [byte >> 4, byte & 15])
        .filter_map(|digit| char::from_digit(digit.into(), 16))
        .collect()
}

fn push_value(out: &mut Vec<u8>, column: &Column, value: SqliteValueRef<'_>) -> anyhow::Result<()> {
    if value.is_null() {
        return push_field(out, None);
    }
    let stored = value.type_info().name().to_owned();
    match (column.kind, stored.as_str()) {
        (Kind::Text, "TEXT") => {
            let text = decode::<&str>(value).context("holds a text that is no UTF-8")?;
            if text.contains('\0') {
                bail!("holds a NUL character, which PostgreSQL cannot keep in a text");
            }
            push_field(out, Some(text.as_bytes()))
        }
        (Kind::Bytes, "BLOB") => push_field(out, Some(decode::<&[u8]>(value)?)),
        (Kind::Uuid, "BLOB") => match decode::<&[u8]>(value)? {
            id if id.len() == 16 => push_field(out, Some(id)),
            id => bail!("holds an id of {} bytes in the place of 16", id.len()),
        },
        (Kind::Boolean, "INTEGER") => match decode::<i64>(value)? {
            flag @ (0 | 1) => push_field(out, Some(&[u8::from(flag == 1)])),
            other => bail!("holds {other}, which is neither true nor false"),
        },
        (Kind::Integer, "INTEGER") => push_field(out, Some(&decode::<i64>(value)?.to_be_bytes())),
        (wanted, other) => bail!("holds {other} in the place of {wanted:?}"),
    }
}

fn decode<'r, T: Decode<'r, Sqlite>>(value: SqliteValueRef<'r>) -> anyhow::Result<T> {
    T::decode(value).map_err(anyhow::Error::from_boxed)
}

fn push_field(out: &mut Vec<u8>, field: Option<&[u8]>) -> anyhow::Result<()> {
    let length = field.map_or(Ok(NULL), |field| i32::try_from(field.len())).context("holds more than two gigabytes")?;
    out.extend_from_slice(&length.to_be_bytes());
    out.extend_from_slice(field.unwrap_or_default());
    Ok(())
}

/// The fields of a row, or of a key, one after the other.
pub struct Fields<'a>(pub &'a [u8]);

impl<'a> Iterator for Fields<'a> {
    type Item = Option<&'a [u8]>;

    fn next(&mut self) -> Option<Self::Item> {
        let (length, rest) = self.0.split_first_chunk::<4>()?;
        let Ok(length) = usize::try_from(i32::from_be_bytes(*length)) else {
            self.0 = rest;
            return Some(None);
        };
        let (field, rest) = rest.split_at_checked(length)?;
        self.0 = rest;
        Some(Some(field))
    }
}

/// The fields of each row of a [`Batch`].
pub struct RowsOf<'a> {
    pub bytes: &'a [u8],
    pub columns: usize,
}

impl<'a> Iterator for RowsOf<'a> {
    type Item = Vec<Option<&'a [u8]>>;

    fn next(&mut self) -> Option<Self::Item> {
        let (_, rest) = self.bytes.split_first_chunk::<2>()?;
        let mut fields = Fields(rest);
        let row = fields.by_ref().take(self.columns).collect();
        self.bytes = fields.0;
        Some(row)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_come_back_as_they_went_in_and_the_order_of_rows_does_not_matter() {
        let mut row = Vec::new();
        for field in [Some(&b"a"[..]), None, Some(&b""[..]), Some(&[0, 255][..])] {
            push_field(&mut row, field).expect("a field");
        }
        assert_eq!(Fields(&row).collect::<Vec<_>>(), [Some(&b"a"[..]), None, Some(&b""[..]), Some(&[0, 255][..])]);
        let (mut one, mut other) = (Checksum::default(), Checksum::default());
        for part in ["a", "b", "b"] {
            one.add(part.as_bytes());
        }
        for part in ["b", "a", "b"] {
            other.add(part.as_bytes());
        }
        assert_eq!(one, other);
        other.add(b"");
        assert_ne!(one, other);
        one.add(b"c");
        assert_ne!(one, other, "as many rows, and other ones");
    }
}
