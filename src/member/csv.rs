//! Members as rows of a CSV file: every field in quotes, and none that a spreadsheet would run.

use csv::{QuoteStyle, WriterBuilder};

/// What a spreadsheet takes for the beginning of a formula, in both widths.
const FORMULA: [char; 12] = ['=', '+', '-', '@', '\t', '\r', '\n', '\0', '＝', '＋', '－', '＠'];

/// A field that stays text wherever it is opened: a quote stands before what could be a formula.
pub fn safe(field: &str) -> String {
    if field.starts_with(FORMULA) { format!("'{field}") } else { field.to_owned() }
}

/// What [`safe`] has put before a field goes again, so that a file may go out and in any number of times.
pub fn unsafe_again(field: &str) -> &str {
    match field.strip_prefix('\'') {
        Some(rest) if rest.starts_with(FORMULA) => rest,
        _ => field,
    }
}

/// Rows as lines, each field quoted.
pub fn lines<'a, R>(rows: impl IntoIterator<Item = R>) -> anyhow::Result<Vec<u8>>
where
    R: IntoIterator<Item = &'a str>,
{
    let mut writer = WriterBuilder::new().quote_style(QuoteStyle::Always).from_writer(Vec::new());
    for row in rows {
        writer.write_record(row.into_iter().map(safe))?;
    }
    writer.into_inner().map_err(|error| anyhow::anyhow!("write rows: {error}"))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn what_could_be_a_formula_is_text() {
        let evil =
            ["=HYPERLINK(\"http://evil\")", "+1", "-1", "@x", "\tx", "\rx", "\nx", "\0x", "＝1", "＋1", "－1", "＠x"];
        let written = lines([evil]).expect("a line");
        let text = String::from_utf8(written).expect("UTF-8");
        assert!(text.starts_with("\"'=HYPERLINK(\"\"http://evil\"\")\",\"'+1\",\"'-1\",\"'@x\""), "{text}");
        let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(text.as_bytes());
        let record = reader.records().next().expect("a row").expect("good");
        assert!(record.iter().all(|field| field.starts_with('\'')), "{record:?}");
        assert_eq!(safe("O'Brien, Ana"), "O'Brien, Ana");
    }

    proptest! {
        #[test]
        fn a_file_goes_out_and_in_without_growing(fields in proptest::collection::vec("['=+@\\-a-z\"\\n, ]{0,12}", 1..6)) {
            // A quote that was typed before a formula is taken for one of ours.
            prop_assume!(fields.iter().all(|field| unsafe_again(field) == field));
            let once = lines([fields.iter().map(String::as_str)]).expect("a line");
            let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(once.as_slice());
            let record = reader.records().next().expect("a row").expect("good");
            let back: Vec<String> = record.iter().map(|field| unsafe_again(field).to_owned()).collect();
            prop_assert_eq!(&back, &fields);
            let twice = lines([back.iter().map(String::as_str)]).expect("a line");
            prop_assert_eq!(once, twice);
        }
    }
}
