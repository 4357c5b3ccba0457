//! The headings of a text that is long enough to need a table of contents.
//!
//! Read from the very HTML that the reader is given, and from nothing else: a heading of the rest is gated as the rest is.

use super::block::{count_words, without_tags};

/// Fewer are seen at a glance.
const MIN_HEADINGS: usize = 3;
/// Some four minutes: below this one scrolls.
const MIN_WORDS: usize = 900;

/// One line of a table of contents. Text and id are HTML, made safe at import.
#[derive(Debug, PartialEq, Eq)]
pub struct Entry {
    pub id: String,
    pub text: String,
    /// The headings of the next level below it.
    pub below: Vec<Entry>,
}

/// Empty where the text is short, or has few headings.
pub fn of(html: &[&str]) -> Vec<Entry> {
    if html.iter().map(|part| count_words(part)).sum::<usize>() < MIN_WORDS {
        return Vec::new();
    }
    let headings: Vec<(u8, Entry)> = html.iter().flat_map(|part| headings(part)).collect();
    if headings.len() < MIN_HEADINGS {
        return Vec::new();
    }
    let mut entries: Vec<Entry> = Vec::new();
    for (level, entry) in headings {
        match entries.last_mut() {
            Some(above) if level > 2 => above.below.push(entry),
            _ => entries.push(entry),
        }
    }
    entries
}

/// Of the second and third level, with an id to lead to.
fn headings(html: &str) -> Vec<(u8, Entry)> {
    let mut found = Vec::new();
    for (at, _) in html.match_indices("<h") {
        let Some(rest) = html.get(at + 2..) else { continue };
        let (level, end) = match rest.as_bytes() {
            [b'2', b' ', ..] => (2, "</h2>"),
            [b'3', b' ', ..] => (3, "</h3>"),
            _ => continue,
        };
        let Some((tag, inner)) = rest.split_once('>') else { continue };
        let id = tag.split(" id=\"").nth(1).and_then(|id| id.split('"').next());
        let text = inner.split(end).next().map(|inner| without_tags(&without_marks(inner)));
        let text = text.map(|text| text.split_whitespace().collect::<Vec<_>>().join(" "));
        if let (Some(id), Some(text)) = (id, text.filter(|text| !text.is_empty())) {
            found.push((level, Entry { id: id.to_owned(), text, below: Vec::new() }));
        }
    }
    found
}

/// Without the numbers of footnotes.
fn without_marks(html: &str) -> String {
    let mut out = String::new();
    let mut rest = html;
    while let Some((before, after)) = rest.split_once("<sup") {
        out.push_str(before);
        rest = after.split_once("</sup>").map_or("", |(_, after)| after);
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(words: usize, headings: &str) -> String {
        format!("{headings}<p>{}</p>", "word ".repeat(words))
    }

    #[test]
    fn a_long_text_with_headings_has_a_table_of_contents() {
        let html = text(
            1000,
            "<h2 id=\"a\">A <em>b</em> &amp; c<sup class=\"footnote-reference\"><a href=\"#fn-1\">1</a></sup></h2>\
             <h3 class=\"x\" id=\"b\">B</h3><h4 id=\"deep\">D</h4><h2>no id</h2><h2 id=\"c\">C</h2><header id=\"h\">x</header>",
        );
        let entries = of(&[&html]);
        assert_eq!(entries.len(), 2);
        assert_eq!((entries[0].id.as_str(), entries[0].text.as_str()), ("a", "A b &amp; c"));
        assert_eq!((entries[0].below[0].text.as_str(), entries[1].text.as_str()), ("B", "C"));
    }

    #[test]
    fn a_short_text_or_one_with_few_headings_has_none() {
        let three = "<h2 id=\"a\">A</h2><h2 id=\"b\">B</h2><h3 id=\"c\">C</h3>";
        assert_eq!(of(&[&text(1000, three)]).len(), 2);
        assert!(of(&[&text(500, three)]).is_empty());
        assert!(of(&[&text(1000, "<h2 id=\"a\">A</h2><h2 id=\"b\">B</h2>")]).is_empty());
    }

    #[test]
    fn headings_of_the_third_level_alone_stand_by_themselves() {
        let html = text(1000, "<h3 id=\"a\">A</h3><h2 id=\"b\">B</h2><h3 id=\"c\">C</h3>");
        assert_eq!(of(&[&html]).iter().map(|entry| entry.below.len()).collect::<Vec<_>>(), [0, 1]);
    }
}
