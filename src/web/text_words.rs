//! The few words of ours that stand within an article's own text: names of its tables and footnotes, titles of its notes.
//!
//! The importer writes them in English; here they are said in the language that the site's articles are written in, which
//! is not always the reader's.

use std::borrow::Cow;

use super::App;
use crate::language::{Language, Words};
use crate::site::Site;
use crate::template::escape;

/// What stands in front of a word, the word, what stands behind it; as `article::markdown` writes them.
const PLACES: [(&str, &str, &str, Words); 8] = [
    ("<section class=\"footnotes\" aria-label=\"", "Footnotes", "\"", Words("text-footnotes")),
    ("aria-label=\"", "Back to the text", "\"", Words("text-back")),
    ("tabindex=\"0\" aria-label=\"", "Table", "", Words("text-table")),
    ("<p class=\"note-title\">", "Note", "</p>", Words("text-note")),
    ("<p class=\"note-title\">", "Tip", "</p>", Words("text-tip")),
    ("<p class=\"note-title\">", "Important", "</p>", Words("text-important")),
    ("<p class=\"note-title\">", "Warning", "</p>", Words("text-warning")),
    ("<p class=\"note-title\">", "Caution", "</p>", Words("text-caution")),
];

/// The text in the words of the site's articles.
pub fn in_words_of<'a>(app: &App, site: &Site, html: &'a str) -> Cow<'a, str> {
    let language = app.languages().find(&site.language).unwrap_or(Language::ENGLISH);
    if language == Language::ENGLISH {
        return Cow::Borrowed(html);
    }
    let mut html = Cow::Borrowed(html);
    for (before, word, after, words) in PLACES {
        let english = format!("{before}{word}{after}");
        if html.contains(&english) {
            let own = format!("{before}{}{after}", escape(&app.languages().say(language, words)));
            html = Cow::Owned(html.replace(&english, &own));
        }
    }
    html
}
