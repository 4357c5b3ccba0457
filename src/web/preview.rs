//! What others show of a page: its title, a picture, and the lead's first words.

use minijinja::{Value, context};

use crate::article::Article;
use crate::links;
use crate::site::Site;

/// Search results and cards cut at about this many characters.
const DESCRIPTION: usize = 200;

/// An article as its `<head>` shows it to programs that make cards of it.
pub fn article(site: &Site, article: &Article) -> Value {
    let image = article.image.as_deref().map(|src| {
        context! {
            url => links::absolute(&site.base_url, src),
            alt => article.image_alt.as_str(),
            width => article.image_size.map(|size| size.width),
            height => article.image_size.map(|size| size.height),
        }
    });
    context! {
        description => description(article),
        image => image,
        topics => article.topics.iter().map(|topic| topic.name.clone()).collect::<Vec<_>>(),
    }
}

/// The summary, else the first words of the lead; never a word of the rest. Empty where there is neither.
pub fn description(article: &Article) -> String {
    if article.summary.is_empty() { shortened(&words_of(&article.lead), DESCRIPTION) } else { article.summary.clone() }
}

/// What is left of safe HTML without its elements. Figures and the marks of footnotes are no words of the text.
fn words_of(html: &str) -> String {
    let mut text = String::with_capacity(html.len());
    let mut rest = html;
    // The element whose content is passed over.
    let mut inside: Option<&str> = None;
    while let Some((before, after)) = rest.split_once('<') {
        if inside.is_none() {
            text.push_str(before);
        }
        let (tag, after) = after.split_once('>').unwrap_or((after, ""));
        let name = tag.split([' ', '\n', '/']).find(|part| !part.is_empty()).unwrap_or_default();
        match inside {
            Some(open) if tag.starts_with('/') && name == open => inside = None,
            None if matches!(name, "figure" | "sup" | "table" | "pre") && !tag.starts_with('/') => inside = Some(name),
            None if !is_inline(name) => text.push(' '),
            _ => {}
        }
        rest = after;
    }
    if inside.is_none() {
        text.push_str(rest);
    }
    let plain = text.replace("&lt;", "<").replace("&gt;", ">").replace("&nbsp;", " ").replace("&quot;", "\"");
    plain.replace("&amp;", "&").split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Stands within a word or a line: no space in its place.
fn is_inline(name: &str) -> bool {
    matches!(
        name,
        "a" | "abbr"
            | "b"
            | "cite"
            | "code"
            | "del"
            | "em"
            | "i"
            | "kbd"
            | "mark"
            | "q"
            | "s"
            | "span"
            | "strong"
            | "sub"
            | "u"
            | "wbr"
    )
}

/// Cut between words.
fn shortened(text: &str, most: usize) -> String {
    if text.chars().count() <= most {
        return text.to_owned();
    }
    let cut: String = text.chars().take(most).collect();
    let whole = cut.rsplit_once(' ').map_or(cut.as_str(), |(whole, _)| whole);
    format!("{}…", whole.trim_end_matches([',', ';', ':', '.', '–', '—', ' ']))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_words_of_a_lead_are_its_text_alone() {
        for (html, wanted) in [
            (
                "<p>One <em>two</em>, thr<b>e</b>e.</p>\n<p>Four &amp; five&nbsp;&lt;six&gt;.</p>",
                "One two, three. Four & five <six>.",
            ),
            ("<figure><img src=\"/a.png\"><figcaption>Not this</figcaption></figure><p>But this.</p>", "But this."),
            ("<p>Noted<sup class=\"footnote-reference\"><a href=\"#fn-1\">1</a></sup> so.</p>", "Noted so."),
            ("<ul><li>a</li><li>b</li></ul><hr data-more>", "a b"),
            ("&amp;lt;", "&lt;"),
            ("", ""),
            ("<p", ""),
        ] {
            assert_eq!(words_of(html), wanted, "{html}");
        }
    }

    #[test]
    fn a_long_text_is_cut_between_words() {
        assert_eq!(shortened("One, two, three", 10), "One, two…");
        assert_eq!(shortened("One two", 7), "One two");
        assert_eq!(shortened("Unbelievable", 5), "Unbel…");
    }

    proptest! {
        #[test]
        fn no_html_is_too_odd(html in "[<>/a-z &;=\"ü\\n]{0,80}") {
            let text = shortened(&words_of(&html), 20);
            prop_assert!(text.chars().count() <= 21);
        }
    }
}
