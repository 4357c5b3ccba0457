//! Members as rows of a CSV file: every field in quotes, and none that a spreadsheet would run.

use csv::{QuoteStyle, WriterBuilder};

/// What a spreadsheet takes for the beginning of a formula, in both widths.
const FORMULA: [char; 12] = ['=', '+', '-', '@', '\t', '\r', '\n', '\0', '＝', '＋', '－', '＠'];

/// What a spreadsheet of another country may take for the end of a field.
const BREAKS: [char; 4] = [';', '\t', '\r', '\n'];

/// Whether what follows would be taken for a formula, with or without quotes before it. `is_first`: nothing stands before it.
fn is_formula(rest: &str, is_first: bool) -> bool {
    let bare = rest.trim_start_matches('\'');
    bare.chars().next().is_some_and(|c| FORMULA.contains(&c) && (is_first || !BREAKS.contains(&c)))
}

/// A field that stays text wherever it is opened: a quote stands before what could be a formula, at its beginning and after
/// whatever may be taken for the end of a field. One that has such a quote of its own gets another, so that the two are told
/// apart when the file comes back.
pub fn safe(field: &str) -> String {
    let mut out = String::with_capacity(field.len() + 1);
    let mut may_begin = true;
    for (at, c) in field.char_indices() {
        if may_begin && is_formula(field.get(at..).unwrap_or_default(), at == 0) {
            out.push('\'');
        }
        out.push(c);
        may_begin = BREAKS.contains(&c) || may_begin && c == ' ';
    }
    out
}

/// What [`safe`] has put before a formula goes again, so that a file may go out and in any number of times.
pub fn unsafe_again(field: &str) -> String {
    let mut out = String::with_capacity(field.len());
    let mut may_begin = true;
    for (at, c) in field.char_indices() {
        if may_begin && c == '\'' && is_formula(field.get(at + 1..).unwrap_or_default(), at == 0) {
            may_begin = false;
            continue;
        }
        out.push(c);
        may_begin = BREAKS.contains(&c) || may_begin && c == ' ';
    }
    out
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
        for (field, wanted) in [
            ("Ana;=HYPERLINK(\"x\")", "Ana;'=HYPERLINK(\"x\")"),
            ("a\n +1", "a\n '+1"),
            ("a; ;-1", "a; ;'-1"),
            ("1;2", "1;2"),
            ("a-b;c=d", "a-b;c=d"),
            ("'@example.org", "''@example.org"),
            ("''=1", "'''=1"),
            ("'tis", "'tis"),
        ] {
            assert_eq!(safe(field), wanted);
            assert_eq!(unsafe_again(wanted), field);
        }
    }

    proptest! {
        #[test]
        fn a_file_goes_out_and_in_without_growing(fields in proptest::collection::vec("['=+@\\-a-z\"\\n;,\\t ]{0,12}", 1..6)) {
            let once = lines([fields.iter().map(String::as_str)]).expect("a line");
            let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(once.as_slice());
            let record = reader.records().next().expect("a row").expect("good");
            let back: Vec<String> = record.iter().map(unsafe_again).collect();
            prop_assert_eq!(&back, &fields);
            let twice = lines([back.iter().map(String::as_str)]).expect("a line");
            prop_assert_eq!(once, twice);
        }
    }
}
