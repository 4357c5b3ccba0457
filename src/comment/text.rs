//! The text of a comment: a part of `CommonMark`, made into HTML that holds nothing but words and links.
//!
//! The source is what is kept; HTML is made of it when it is shown, so that a better rule holds for what was written before.

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, LazyLock};

use comrak::arena_tree::NodeEdge;
use comrak::nodes::NodeValue;
use comrak::{Arena, Node, Options, format_html, parse_document};
use moka::sync::Cache;
use url::Url;

use super::CommentId;
use crate::clock::Timestamp;

/// Bytes of one comment.
pub const MAX_TEXT: usize = 16 * 1024;
/// Quotes and lists within each other. Nobody means more, and what cleans HTML walks all of them for each.
const MAX_DEPTH: usize = 24;
/// Where a link may lead.
const SCHEMES: [&str; 3] = ["http", "https", "mailto"];
/// Bytes kept of comments made into HTML.
const KEPT: u64 = 4 * 1024 * 1024;

/// What a member typed, found good.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CommentText(String);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TextFault {
    Empty,
    TooLong,
}

impl CommentText {
    /// Without what cannot be stored, breaks lines in an unusual way or turns the text of others around.
    pub fn parse(typed: &str) -> Result<Self, TextFault> {
        let text = typed.replace("\r\n", "\n").replace('\r', "\n");
        let text: String = text.chars().filter(|c| !c.is_control() || matches!(c, '\n' | '\t')).collect();
        let text = without_directions(text.trim_end());
        let text = text.trim_start_matches('\n');
        if text.len() > MAX_TEXT {
            return Err(TextFault::TooLong);
        }
        if excerpt(text, 1).is_empty() {
            return Err(TextFault::Empty);
        }
        Ok(Self(text.to_owned()))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// A mark that turns the direction of text reaches beyond the comment it stands in.
pub fn without_directions(text: &str) -> String {
    let turns =
        |c: char| matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    text.chars().filter(|c| !turns(*c)).collect()
}

static OPTIONS: LazyLock<Options<'static>> = LazyLock::new(|| {
    let mut options = Options::default();
    options.extension.autolink = true;
    // Whoever writes a tag sees it as they wrote it.
    options.render.escape = true;
    options.render.hardbreaks = true;
    options
});

static SAFE: LazyLock<ammonia::Builder<'static>> = LazyLock::new(|| {
    let mut builder = ammonia::Builder::empty();
    builder
        .tags(HashSet::from(["p", "br", "strong", "em", "code", "pre", "blockquote", "ul", "ol", "li", "a"]))
        .clean_content_tags(HashSet::from(["script", "style"]))
        .tag_attributes(HashMap::from([("a", HashSet::from(["href"]))]))
        .generic_attributes(HashSet::new())
        .url_schemes(HashSet::from(SCHEMES))
        .url_relative(ammonia::UrlRelative::Deny)
        .link_rel(Some("nofollow ugc noopener noreferrer"));
    builder
});

/// HTML of the allowed elements alone.
pub fn to_html(source: &str) -> String {
    let html = read(source, |root| {
        let mut html = String::with_capacity(source.len() * 2);
        // Writing into a string does not fail.
        format_html(root, &OPTIONS, &mut html).ok().map(|()| html)
    });
    let html = html.flatten().unwrap_or_else(|| as_typed(source));
    SAFE.clean(&html).to_string()
}

/// Whether it leads anywhere else: an address on its own included.
pub fn has_link(source: &str) -> bool {
    let is_link = |node: Node<'_>| matches!(node.data().value, NodeValue::Link(_));
    let found = read(source, |root| root.descendants().any(is_link));
    let lower = source.to_ascii_lowercase();
    found.unwrap_or(false) || lower.contains("://") || lower.contains("www.")
}

/// Its first words, for a letter and for whoever looks through many.
pub fn excerpt(source: &str, characters: usize) -> String {
    let words = read(source, |root| {
        let mut words = String::new();
        for edge in root.traverse() {
            match edge {
                NodeEdge::Start(node) => match &node.data().value {
                    NodeValue::Text(text) => words.push_str(text),
                    NodeValue::Code(code) => words.push_str(&code.literal),
                    NodeValue::CodeBlock(code) => words.push_str(&code.literal),
                    NodeValue::HtmlInline(html) => words.push_str(html),
                    NodeValue::HtmlBlock(html) => words.push_str(&html.literal),
                    NodeValue::SoftBreak | NodeValue::LineBreak => words.push(' '),
                    _ => {}
                },
                NodeEdge::End(node) if node.data().value.block() => words.push(' '),
                NodeEdge::End(_) => {}
            }
        }
        words
    });
    let words = words.unwrap_or_else(|| source.to_owned());
    let words = words.split_whitespace().collect::<Vec<_>>().join(" ");
    if words.chars().count() <= characters {
        return words;
    }
    let cut: String = words.chars().take(characters).collect();
    format!("{}…", cut.trim_end())
}

/// Reads the source into a tree of what is allowed; `None` where its parts stand too deep within each other.
fn read<T>(source: &str, then: impl FnOnce(Node<'_>) -> T) -> Option<T> {
    if source.lines().any(|line| markers(line) > MAX_DEPTH) {
        return None;
    }
    let arena = Arena::new();
    let root = parse_document(&arena, source, &OPTIONS);
    let mut depth = 0_usize;
    for edge in root.traverse() {
        match edge {
            NodeEdge::Start(node) => {
                depth += 1;
                if depth > MAX_DEPTH {
                    return None;
                }
                allow(node);
            }
            NodeEdge::End(_) => depth -= 1,
        }
    }
    Some(then(root))
}

/// Headings are words like others, and an image is a link to where it lies: nobody's browser asks for it by itself. A link
/// that leads nowhere, or that nobody could see or hear, is its words.
fn allow(node: Node<'_>) {
    let leads = match &node.data().value {
        NodeValue::Link(link) | NodeValue::Image(link) => Some(is_allowed_address(&link.url)),
        _ => None,
    };
    if leads.is_some_and(|allowed| !allowed || !has_words(node) || is_within_link(node)) {
        // An element that the cleaning takes away and leaves what it holds.
        node.data_mut().value = NodeValue::Underline;
        return;
    }
    let mut data = node.data_mut();
    let allowed = match &mut data.value {
        NodeValue::Heading(_) => Some(NodeValue::Paragraph),
        NodeValue::Image(link) => Some(NodeValue::Link(std::mem::take(link))),
        // What a source may not hold, it may not spell either: `&#8238;` is read as the mark itself.
        NodeValue::Text(text) => is_marked(text).then(|| NodeValue::Text(plain(text).into())),
        NodeValue::Code(code) if is_marked(&code.literal) => {
            code.literal = plain(&code.literal);
            None
        }
        NodeValue::CodeBlock(code) if is_marked(&code.literal) => {
            code.literal = plain(&code.literal);
            None
        }
        _ => None,
    };
    if let Some(allowed) = allowed {
        data.value = allowed;
    }
}

fn is_allowed_address(address: &str) -> bool {
    Url::parse(address).is_ok_and(|url| SCHEMES.contains(&url.scheme()))
}

fn has_words(node: Node<'_>) -> bool {
    node.descendants().any(|part| match &part.data().value {
        NodeValue::Text(text) => !plain(text).trim().is_empty(),
        NodeValue::Code(code) => !plain(&code.literal).trim().is_empty(),
        // Tags are shown as they were typed.
        NodeValue::HtmlInline(_) => true,
        _ => false,
    })
}

fn is_within_link(node: Node<'_>) -> bool {
    node.ancestors().skip(1).any(|outer| matches!(outer.data().value, NodeValue::Link(_)))
}

fn is_marked(text: &str) -> bool {
    text != plain(text)
}

/// Without marks of direction, and without characters that steer terminals.
fn plain(text: &str) -> String {
    without_directions(text).chars().filter(|c| !c.is_control() || matches!(c, '\n' | '\t')).collect()
}

/// How many quotes and lists a line opens at most: a tree of that depth is not even built.
fn markers(line: &str) -> usize {
    let start = line.bytes().take_while(|byte| {
        byte.is_ascii_whitespace() || byte.is_ascii_digit() || matches!(byte, b'>' | b'-' | b'+' | b'*' | b'.' | b')')
    });
    start.filter(|byte| matches!(byte, b'>' | b'-' | b'+' | b'*' | b'.' | b')')).count()
}

/// What could not be read as `CommonMark`, word for word.
fn as_typed(source: &str) -> String {
    let escaped = source.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    format!("<p>{}</p>", escaped.replace('\n', "<br>"))
}

/// Comments that were shown of late, as HTML.
#[derive(Debug, Clone)]
pub struct Texts(Cache<(CommentId, Option<Timestamp>), Arc<str>>);

impl Default for Texts {
    fn default() -> Self {
        let weigh =
            |_: &(CommentId, Option<Timestamp>), html: &Arc<str>| u32::try_from(html.len() + 200).unwrap_or(u32::MAX);
        Self(Cache::builder().max_capacity(KEPT).weigher(weigh).build())
    }
}

impl Texts {
    /// Of a comment as it was last edited at that time.
    pub fn html(&self, id: CommentId, edited_at: Option<Timestamp>, source: &str) -> Arc<str> {
        self.0.get_with((id, edited_at), || to_html(source).into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_lists_quotes_and_links_are_kept_and_nothing_else() {
        for (source, wanted) in [
            ("One\ntwo", "<p>One<br>\ntwo</p>\n"),
            ("**a** *b* `c`", "<p><strong>a</strong> <em>b</em> <code>c</code></p>\n"),
            ("# Title", "<p>Title</p>\n"),
            ("> q", "<blockquote>\n<p>q</p>\n</blockquote>\n"),
            ("a\n\n---\n\nb", "<p>a</p>\n\n<p>b</p>\n"),
            (
                "![alt](https://evil.example/p.png)",
                "<p><a href=\"https://evil.example/p.png\" rel=\"nofollow ugc noopener noreferrer\">alt</a></p>\n",
            ),
            (
                "see https://a.example/x",
                "<p>see <a href=\"https://a.example/x\" rel=\"nofollow ugc noopener noreferrer\">https://a.example/x</a></p>\n",
            ),
            ("<b>x</b>", "<p>&lt;b&gt;x&lt;/b&gt;</p>\n"),
            // What leads nowhere is its words, and no link stands within another or has nothing to show.
            ("[a](javascript:x) [b](/c) ![d](data:x)", "<p>a b d</p>\n"),
            (
                "[e ![f](https://f.example)](https://e.example)",
                "<p><a href=\"https://e.example\" rel=\"nofollow ugc noopener noreferrer\">e f</a></p>\n",
            ),
            ("g [](https://g.example)[&nbsp;](https://g.example)", "<p>g &nbsp;</p>\n"),
        ] {
            assert_eq!(to_html(source), wanted, "{source}");
        }
    }

    #[test]
    fn links_are_found_however_they_are_written() {
        for source in [
            "https://a.example",
            "[a](https://a.example)",
            "www.a.example",
            "<mailto:a@b.example>",
            "`HTTP://a.example`",
        ] {
            assert!(has_link(source), "{source}");
        }
        assert!(!has_link("No link in here, 3:1 and a/b."));
    }

    #[test]
    fn what_shows_nothing_is_empty() {
        for typed in ["", " \n\t ", "\u{202e}\u{200f}", "[a]: https://a.example", "> "] {
            assert_eq!(CommentText::parse(typed), Err(TextFault::Empty), "{typed:?}");
        }
        assert_eq!(CommentText::parse(&"x".repeat(MAX_TEXT + 1)), Err(TextFault::TooLong));
        let text = CommentText::parse("\r\na\0\r\nb\u{202e} ").expect("words");
        assert_eq!(text.as_str(), "a\nb");
    }

    #[test]
    fn an_excerpt_is_words_alone() {
        assert_eq!(excerpt("> **a** b\n\n* c\n\nlonger than that", 7), "a b c l…");
        assert_eq!(excerpt("a\nb", 10), "a b");
    }
}
