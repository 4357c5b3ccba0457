//! Where the lead ends and the rest begins.
//!
//! Works on HTML that was parsed, made safe and written out again, so every element is closed and every attribute is
//! quoted: a cut between two top-level blocks leaves both halves whole. Never inside a block, so never inside a list, a
//! table, a figure or a footnote. Where in doubt, the lead is the shorter one.

use super::block::{Block, blocks};

/// Where a publisher's own `<!-- more -->` stood; put there by the renderer, gone after the cut.
pub const MARKERS: [&str; 2] = ["<hr data-more=\"\">", "<wbr data-more=\"\">"];

/// Blocks one reads as prose: a long one may end the lead. The others are one thing, shown whole or not at all.
const PROSE: [&str; 8] = ["p", "h1", "h2", "h3", "h4", "h5", "h6", "#text"];

/// A block longer than this many leads never opens one.
const TOO_LONG: usize = 3;

#[derive(Debug, PartialEq, Eq)]
pub struct Cut {
    pub lead: String,
    /// The footnotes that the lead refers to, for a page that ends with it. `rest` holds all of them.
    pub lead_notes: String,
    pub rest: String,
    /// Of both.
    pub words: usize,
}

impl Block<'_> {
    fn has_marker(&self) -> bool {
        MARKERS.iter().any(|marker| self.html.contains(marker))
    }

    fn is_marker(&self) -> bool {
        MARKERS.iter().any(|marker| self.html.trim() == *marker)
    }

    fn is_heading(&self) -> bool {
        matches!(self.name.as_bytes(), [b'h', b'1'..=b'6'])
    }

    fn is_footnotes(&self) -> bool {
        self.name == "section" && self.html.starts_with("<section class=\"footnotes\"")
    }
}

/// Cuts at the marker, else after `lead_words` words at the end of a block.
pub fn cut(html: &str, lead_words: usize) -> Cut {
    let blocks = blocks(html);
    let words = blocks.iter().map(|block| block.words).sum();
    // A marker with nothing behind it, or within a footnote, opens nothing: the words decide.
    let marked = blocks.iter().position(|block| block.has_marker() && !block.is_footnotes());
    let has_rest =
        |at: &usize| blocks.iter().skip(*at).any(|block| !block.is_marker() && !block.html.trim().is_empty());
    let at = marked.filter(has_rest).unwrap_or_else(|| by_words(&blocks, lead_words));
    let join = |blocks: &[Block<'_>]| {
        let kept: String = blocks.iter().filter(|block| !block.is_marker()).map(|block| block.html).collect();
        MARKERS.iter().fold(kept, |html, marker| html.replace(marker, "")).trim().to_owned()
    };
    let (lead, rest) = blocks.split_at(at);
    let lead = join(lead);
    let lead_notes = rest.iter().rfind(|block| block.is_footnotes()).map(|notes| notes_of(&lead, notes.html));
    Cut { lead, lead_notes: lead_notes.unwrap_or_default(), rest: join(rest), words }
}

/// Less of a lead, with the footnotes that it refers to: the blocks up to so many words, and never less than one. A lead that
/// is no longer stays whole. Nothing but the lead comes in, so nothing else can come out.
pub fn shorten(lead: &str, lead_notes: &str, lead_words: usize) -> (String, String) {
    let blocks = blocks(lead);
    let words: usize = blocks.iter().map(|block| block.words).sum();
    let first = blocks.iter().position(|block| block.words > 0 && !block.is_heading());
    let Some(first) = first.filter(|_| words > lead_words) else { return (lead.to_owned(), lead_notes.to_owned()) };
    let at = by_words(&blocks, lead_words).max(first + 1);
    let shorter: String = blocks.iter().take(at).map(|block| block.html).collect();
    let shorter = shorter.trim().to_owned();
    let notes = notes_of(&shorter, lead_notes);
    (shorter, notes)
}

/// Of all footnotes those that `lead` refers to, with the numbers they have on the whole page.
fn notes_of(lead: &str, section: &str) -> String {
    let Some((head, list)) = section.split_once("<ol>") else { return String::new() };
    let list = list.rsplit_once("</ol>").map_or(list, |(list, _)| list);
    let mut notes = String::new();
    for block in blocks(list).iter().filter(|block| block.name == "li") {
        // Of a lead's own list they have their number already.
        let numbered = block.html.strip_prefix("<li value=\"").and_then(|rest| rest.split_once("\" id=\"fn-"));
        let number = numbered.map(|(_, rest)| rest).or_else(|| block.html.strip_prefix("<li id=\"fn-"));
        let number = number.and_then(|rest| rest.split('"').next());
        let Some(number) = number.filter(|number| lead.contains(&format!("href=\"#fn-{number}\""))) else { continue };
        if numbered.is_some() {
            notes.push_str(block.html);
        } else {
            notes.push_str(&block.html.replacen("<li ", &format!("<li value=\"{number}\" "), 1));
        }
    }
    if notes.is_empty() { notes } else { format!("{head}<ol>{notes}</ol></section>") }
}

/// How many blocks make the lead.
fn by_words(blocks: &[Block<'_>], lead_words: usize) -> usize {
    let mut seen = 0;
    let mut count = 0;
    for block in blocks {
        if seen >= lead_words || block.is_footnotes() {
            break;
        }
        let is_prose = PROSE.contains(&block.name);
        let crosses = seen + block.words > lead_words;
        // A list or table that would run on far beyond the lead is the article's substance: it opens the rest instead.
        if crosses && ((!is_prose && seen > 0) || block.words > lead_words.saturating_mul(TOO_LONG)) {
            break;
        }
        seen += block.words;
        count += 1;
    }
    // Something must be left to open: the last block of the text is never given away.
    let body = blocks.iter().rposition(|block| !block.is_footnotes() && block.words > 0).unwrap_or(0);
    count = count.min(body);
    // A heading belongs to what follows it.
    while blocks.get(..count).and_then(<[_]>::last).is_some_and(|block| block.is_heading() || block.words == 0) {
        count -= 1;
    }
    count
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn words(count: usize) -> String {
        vec!["word"; count].join(" ")
    }

    #[test]
    fn the_marker_decides_and_is_gone() {
        let cut = cut("<p>a</p>\n<hr data-more=\"\">\n<p>b</p>", 100);
        assert_eq!((cut.lead.as_str(), cut.rest.as_str()), ("<p>a</p>", "<p>b</p>"));
    }

    #[test]
    fn a_marker_with_nothing_behind_it_gives_nothing_away() {
        let cut = cut("<p>a</p><p>b</p><hr data-more=\"\">\n", 100);
        assert_eq!((cut.lead.as_str(), cut.rest.as_str()), ("<p>a</p>", "<p>b</p>"));
    }

    #[test]
    fn a_marker_in_a_footnote_does_not_open_the_text_above_it() {
        let cut = cut(
            "<p>a</p><p>b</p><p>canary</p><section class=\"footnotes\"><ol><li id=\"fn-1\">n<hr data-more=\"\"></li></ol></section>",
            1,
        );
        assert_eq!(cut.lead, "<p>a</p>");
        assert!(!cut.rest.contains("data-more"));
    }

    #[test]
    fn a_marker_inside_a_block_cuts_before_that_block() {
        let cut = cut("<p>a</p><ul><li>b</li><hr data-more=\"\"><li>canary</li></ul><p>c</p>", 100);
        assert_eq!((cut.lead.as_str(), cut.rest.as_str()), ("<p>a</p>", "<ul><li>b</li><li>canary</li></ul><p>c</p>"));
    }

    #[test]
    fn without_a_marker_the_lead_ends_with_the_block_that_reaches_the_words() {
        let (p40, p90) = (format!("<p>{}</p>", words(40)), format!("<p>{}</p>", words(90)));
        let cut = cut(&format!("{p40}{p90}{p40}{p40}"), 120);
        assert_eq!((cut.lead, cut.rest, cut.words), (format!("{p40}{p90}"), format!("{p40}{p40}"), 210));
    }

    #[test]
    fn a_list_that_crosses_the_words_opens_the_rest() {
        let p = format!("<p>{}</p>", words(60));
        for list in ["ul", "ol", "table", "figure", "blockquote", "details"] {
            let list = format!("<{list}><li>{}</li></{list}>", words(100));
            let cut = cut(&format!("{p}{list}{p}"), 120);
            assert_eq!((cut.lead, cut.rest), (p.clone(), format!("{list}{p}")));
        }
    }

    #[test]
    fn the_last_block_is_never_given_away() {
        assert_eq!(cut("<p>short</p>", 120).lead, "");
        let two = cut("<p>one</p><p>two</p><section class=\"footnotes\"><ol><li>n</li></ol></section>", 120);
        assert_eq!(two.lead, "<p>one</p>");
        assert_eq!(
            cut(&format!("<p>{}</p><p>b</p>", words(500)), 120).lead,
            "",
            "a first block far too long is no lead"
        );
    }

    #[test]
    fn the_lead_takes_its_own_footnotes_and_no_other() {
        let html = "<p>a<a href=\"#fn-2\">2</a></p><hr data-more=\"\"><p>b</p><section class=\"footnotes\"><ol>\
            <li id=\"fn-1\"><ul><li>canary</li></ul></li><li id=\"fn-2\">two</li></ol></section>";
        let cut = cut(html, 1);
        assert_eq!(
            cut.lead_notes,
            "<section class=\"footnotes\"><ol><li value=\"2\" id=\"fn-2\">two</li></ol></section>"
        );
        assert!(cut.rest.contains("canary") && cut.rest.contains("two"));
    }

    #[test]
    fn a_lead_is_shortened_at_the_end_of_a_block_and_never_to_nothing() {
        let (p5, p9) = (format!("<p>{}</p>", words(5)), format!("<p>{}</p>", words(9)));
        let heading = "<h2 id=\"x\">T</h2>";
        let lead = format!("{p5}{p9}{heading}{p5}");
        for (lead_words, wanted) in [
            (1, p5.clone()),
            (5, p5.clone()),
            (6, format!("{p5}{p9}")),
            (14, format!("{p5}{p9}")),
            (15, format!("{p5}{p9}")),
            (20, lead.clone()),
            (1000, lead.clone()),
        ] {
            assert_eq!(shorten(&lead, "", lead_words).0, wanted, "{lead_words}");
        }
        assert_eq!(shorten(&p9, "", 1).0, p9, "a lead of one block is shown");
        assert_eq!(shorten(&format!("{heading}{p9}{p5}"), "", 1).0, format!("{heading}{p9}"));
        assert_eq!(shorten("", "", 10), (String::new(), String::new()));
    }

    #[test]
    fn a_shortened_lead_keeps_its_own_footnotes() {
        let reference = |number: u8| format!("<p>a b c<a href=\"#fn-{number}\">{number}</a></p>");
        let html = format!(
            "{}{}<hr data-more=\"\"><p>b</p><section class=\"footnotes\"><ol><li id=\"fn-1\">one</li><li id=\"fn-2\">two</li></ol></section>",
            reference(2),
            reference(1)
        );
        let cut = cut(&html, 100);
        assert!(cut.lead_notes.contains("one") && cut.lead_notes.contains("two"));
        let (lead, notes) = shorten(&cut.lead, &cut.lead_notes, 2);
        assert_eq!(lead, reference(2));
        assert_eq!(notes, "<section class=\"footnotes\"><ol><li value=\"2\" id=\"fn-2\">two</li></ol></section>");
        assert_eq!(shorten(&cut.lead, &cut.lead_notes, 100), (cut.lead, cut.lead_notes));
    }

    #[test]
    fn a_lead_does_not_end_with_a_heading() {
        let p = format!("<p>{}</p>", words(10));
        assert_eq!(cut(&format!("{p}<h2 id=\"x\">T</h2>{p}{p}"), 11).lead, p);
    }

    proptest! {
        #[test]
        fn the_two_halves_are_the_whole_and_each_is_closed(
            parts in prop::collection::vec(
                prop::sample::select(vec![
                    "<p>one two three</p>", "<h2>head</h2>", "<ul><li>a b</li><li><p>c <br> d</p></li></ul>", "text",
                    "<figure><img src=\"a>b\"><figcaption>cap</figcaption></figure>", "\n", "<hr>",
                    "<div class=\"table-scroll\"><table><tbody><tr><td>x</td></tr></tbody></table></div>",
                ]), 0..12),
            lead_words in 1_usize..30,
        ) {
            let html = ammonia::Builder::default().add_tags(["figure", "figcaption"]).clean(&parts.concat()).to_string();
            let cut = cut(&html, lead_words);
            let squeeze = |text: &str| text.split_whitespace().collect::<String>();
            prop_assert_eq!(squeeze(&format!("{}{}", cut.lead, cut.rest)), squeeze(&html));
            for half in [&cut.lead, &cut.rest] {
                let again = ammonia::Builder::default().add_tags(["figure", "figcaption"]).clean(half).to_string();
                prop_assert_eq!(squeeze(half), squeeze(&again));
            }
            prop_assert!(html.trim().is_empty() || !cut.rest.is_empty());
            let (shorter, _) = shorten(&cut.lead, "", lead_words / 2 + 1);
            prop_assert!(cut.lead.starts_with(&shorter), "a shorter lead is the beginning of the lead");
        }
    }
}
