//! Markdown to safe HTML: GitHub's dialect with tables, footnotes and figures; a publisher's own HTML, without scripts.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use pulldown_cmark::{BlockQuoteKind, CowStr, Event, HeadingLevel, Options, Parser, Tag, TagEnd};

use super::slug;

/// Tells where a relative reference leads; `None` drops the attribute.
pub trait Resolve: Send + Sync + 'static {
    fn resolve(&self, reference: &str) -> Option<String>;
}

/// Renders and makes safe. What stood as `<!-- more -->` is one of [`super::cut::MARKERS`] after this.
pub fn render(text: &str, resolver: &Arc<dyn Resolve>) -> String {
    let options = Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_GFM
        | Options::ENABLE_SMART_PUNCTUATION;
    let events: Vec<Event<'_>> = Parser::new_ext(text, options).collect();
    let (body, notes) = take_footnotes(events);
    let body = with_heading_ids(body);
    let mut html = String::with_capacity(text.len() * 2);
    pulldown_cmark::html::push_html(&mut html, shape(body, &notes).into_iter());
    push_footnotes(&mut html, &notes);
    sanitize(&html, resolver)
}

/// Footnotes in the order of their first reference, each with its events.
struct Footnotes<'a> {
    numbers: HashMap<String, usize>,
    definitions: Vec<Vec<Event<'a>>>,
}

/// Definitions may stand anywhere in the source; on the page they stand at its end, in the order they are referred to.
fn take_footnotes(events: Vec<Event<'_>>) -> (Vec<Event<'_>>, Footnotes<'_>) {
    let mut body = Vec::with_capacity(events.len());
    let mut found: HashMap<String, Vec<Event<'_>>> = HashMap::new();
    let mut current: Option<(String, Vec<Event<'_>>)> = None;
    for event in events {
        match event {
            Event::Start(Tag::FootnoteDefinition(label)) => current = Some((label.to_string(), Vec::new())),
            Event::End(TagEnd::FootnoteDefinition) => {
                if let Some((label, events)) = current.take() {
                    found.insert(label, events);
                }
            }
            event => match &mut current {
                Some((_, events)) => events.push(event),
                None => body.push(event),
            },
        }
    }
    let mut numbers = HashMap::new();
    let mut definitions = Vec::new();
    for event in &body {
        if let Event::FootnoteReference(label) = event
            && let Some(definition) = found.remove(label.as_ref())
        {
            definitions.push(definition);
            numbers.insert(label.to_string(), definitions.len());
        }
    }
    (body, Footnotes { numbers, definitions })
}

fn push_footnotes(html: &mut String, notes: &Footnotes<'_>) {
    if notes.definitions.is_empty() {
        return;
    }
    html.push_str("<section class=\"footnotes\" aria-label=\"Footnotes\"><ol>");
    for (at, definition) in notes.definitions.iter().enumerate() {
        let number = (at + 1).to_string();
        html.extend(["<li id=\"fn-", &number, "\">"]);
        pulldown_cmark::html::push_html(html, shape(definition.clone(), notes).into_iter());
        html.extend(["<a href=\"#fnref-", &number, "\" aria-label=\"Back to the text\">↩</a></li>"]);
    }
    html.push_str("</ol></section>");
}

/// Each heading gets the slug of its text, numbered where it comes again.
fn with_heading_ids(mut events: Vec<Event<'_>>) -> Vec<Event<'_>> {
    let mut used: HashMap<String, usize> = HashMap::new();
    let mut ids = Vec::new();
    let mut text: Option<String> = None;
    for event in &events {
        match event {
            Event::Start(Tag::Heading { .. }) => text = Some(String::new()),
            Event::Text(part) | Event::Code(part) => {
                if let Some(text) = &mut text {
                    text.push_str(part);
                }
            }
            Event::End(TagEnd::Heading(_)) => {
                let base = text.take().map(|text| slug(&text)).filter(|slug| !slug.is_empty());
                let base = base.unwrap_or_else(|| "section".to_owned());
                let count = used.entry(base.clone()).and_modify(|count| *count += 1).or_insert(1);
                ids.push(if *count == 1 { base } else { format!("{base}-{count}") });
            }
            _ => {}
        }
    }
    let mut ids = ids.into_iter();
    for event in &mut events {
        if let Event::Start(Tag::Heading { id, level, .. }) = event {
            *id = ids.next().map(CowStr::from);
            // The title is the page's one heading of the first level.
            *level = below_title(*level);
        } else if let Event::End(TagEnd::Heading(level)) = event {
            *level = below_title(*level);
        }
    }
    events
}

fn below_title(level: HeadingLevel) -> HeadingLevel {
    if level == HeadingLevel::H1 { HeadingLevel::H2 } else { level }
}

/// Tables that scroll, figures from images that stand alone, alerts, footnote marks, the marker.
fn shape<'a>(events: Vec<Event<'a>>, notes: &Footnotes<'_>) -> Vec<Event<'a>> {
    let mut shaped = Vec::with_capacity(events.len());
    let mut quotes: Vec<bool> = Vec::new();
    let mut events = events.into_iter().peekable();
    while let Some(event) = events.next() {
        match event {
            Event::Start(Tag::Paragraph) if matches!(events.peek(), Some(Event::Start(Tag::Image { .. }))) => {
                let paragraph: Vec<Event<'a>> =
                    events.by_ref().take_while(|event| !matches!(event, Event::End(TagEnd::Paragraph))).collect();
                push_image_paragraph(&mut shaped, paragraph);
            }
            Event::Start(Tag::Table(alignments)) => {
                shaped.push(html("<div class=\"table-scroll\" role=\"region\" tabindex=\"0\" aria-label=\"Table\">"));
                shaped.push(Event::Start(Tag::Table(alignments)));
            }
            Event::End(TagEnd::Table) => shaped.extend([Event::End(TagEnd::Table), html("</div>\n")]),
            Event::Start(Tag::BlockQuote(kind)) => {
                quotes.push(kind.is_some());
                shaped.push(kind.map_or(Event::Start(Tag::BlockQuote(None)), alert));
            }
            Event::End(TagEnd::BlockQuote(_)) => {
                let is_alert = quotes.pop().unwrap_or(false);
                shaped.push(if is_alert { html("</aside>\n") } else { Event::End(TagEnd::BlockQuote(None)) });
            }
            Event::FootnoteReference(label) => shaped.push(reference(&label, notes)),
            Event::Html(text) => shaped.push(Event::Html(with_marker(text, "<hr data-more>"))),
            Event::InlineHtml(text) => shaped.push(Event::InlineHtml(with_marker(text, "<wbr data-more>"))),
            event => shaped.push(event),
        }
    }
    shaped
}

fn html(text: &'static str) -> Event<'static> {
    Event::Html(CowStr::Borrowed(text))
}

/// A paragraph that is one image becomes a figure, with the image's title as its caption.
fn push_image_paragraph<'a>(shaped: &mut Vec<Event<'a>>, paragraph: Vec<Event<'a>>) {
    let ends = paragraph.iter().filter(|event| matches!(event, Event::End(TagEnd::Image))).count();
    let is_alone = ends == 1 && matches!(paragraph.last(), Some(Event::End(TagEnd::Image)));
    let title = match paragraph.first() {
        Some(Event::Start(Tag::Image { title, .. })) => title.to_string(),
        _ => String::new(),
    };
    if !is_alone {
        shaped.push(Event::Start(Tag::Paragraph));
        shaped.extend(paragraph);
        shaped.push(Event::End(TagEnd::Paragraph));
        return;
    }
    shaped.push(html("<figure>"));
    shaped.extend(paragraph.into_iter().map(|event| match event {
        Event::Start(Tag::Image { link_type, dest_url, id, .. }) => {
            Event::Start(Tag::Image { link_type, dest_url, id, title: CowStr::Borrowed("") })
        }
        event => event,
    }));
    if !title.is_empty() {
        shaped.extend([html("<figcaption>"), Event::Text(title.into()), html("</figcaption>")]);
    }
    shaped.push(html("</figure>\n"));
}

fn alert(kind: BlockQuoteKind) -> Event<'static> {
    html(match kind {
        BlockQuoteKind::Note => "<aside class=\"note\"><p class=\"note-title\">Note</p>",
        BlockQuoteKind::Tip => "<aside class=\"note note-tip\"><p class=\"note-title\">Tip</p>",
        BlockQuoteKind::Important => "<aside class=\"note note-important\"><p class=\"note-title\">Important</p>",
        BlockQuoteKind::Warning => "<aside class=\"note note-warning\"><p class=\"note-title\">Warning</p>",
        BlockQuoteKind::Caution => "<aside class=\"note note-caution\"><p class=\"note-title\">Caution</p>",
    })
}

fn reference<'a>(label: &str, notes: &Footnotes<'_>) -> Event<'a> {
    match notes.numbers.get(label) {
        Some(number) => Event::InlineHtml(
            format!(
                "<sup class=\"footnote-reference\" id=\"fnref-{number}\"><a href=\"#fn-{number}\">{number}</a></sup>"
            )
            .into(),
        ),
        None => Event::Text(format!("[^{label}]").into()),
    }
}

/// Comments do not outlive the sanitizer, so the one that means something becomes an element.
fn with_marker<'a>(text: CowStr<'a>, element: &str) -> CowStr<'a> {
    let mut rest = text.as_ref();
    let mut out = String::new();
    while let Some((before, after)) = rest.split_once("<!--") {
        let Some((comment, after)) = after.split_once("-->") else { break };
        out.push_str(before);
        if comment.trim().eq_ignore_ascii_case("more") {
            out.push_str(element);
        }
        rest = after;
    }
    if out.is_empty() && rest.len() == text.len() {
        return text;
    }
    out.push_str(rest);
    out.into()
}

/// What a publisher's own HTML may hold beyond ammonia's set. Nothing that runs, frames, styles or asks another host.
const MORE_TAGS: [&str; 9] = ["aside", "audio", "figcaption", "figure", "input", "mark", "picture", "section", "video"];

fn safe() -> ammonia::Builder<'static> {
    let mut builder = ammonia::Builder::default();
    builder
        .add_tags(MORE_TAGS)
        .add_tags(["source", "track"])
        .add_generic_attributes([
            "id",
            "class",
            "role",
            "aria-label",
            "aria-hidden",
            "tabindex",
            "title",
            "lang",
            "dir",
        ])
        .add_tag_attributes("hr", ["data-more"])
        .add_tag_attributes("wbr", ["data-more"])
        .add_tag_attributes("a", ["download"])
        .add_tag_attributes("input", ["disabled", "checked"])
        .add_tag_attribute_values("input", "type", ["checkbox"])
        .add_tag_attributes("video", ["src", "poster", "controls", "width", "height", "preload"])
        .add_tag_attributes("audio", ["src", "controls", "preload"])
        .add_tag_attributes("source", ["src", "type"])
        .add_tag_attributes("track", ["src", "kind", "srclang", "label"])
        .add_tag_attributes("details", ["open"])
        .url_schemes(HashSet::from(["http", "https", "mailto", "tel"]))
        .link_rel(Some("noopener"));
    builder
}

/// Attributes that make a browser ask for something by itself.
const FETCHES: [&str; 2] = ["src", "poster"];

fn sanitize(html: &str, resolver: &Arc<dyn Resolve>) -> String {
    let mut builder = safe();
    let resolver = Arc::clone(resolver);
    builder.attribute_filter(move |_, attribute, value| match attribute {
        name if FETCHES.contains(&name) && !is_relative(value) => None,
        "src" | "href" | "poster" | "cite" if is_relative(value) => resolver.resolve(value).map(Cow::Owned),
        // These name the wall and the rest to programs and to our own pages.
        "id" if matches!(value, "wall" | "rest") => None,
        "class" if value.split_whitespace().any(|class| class == "gated") => None,
        _ => Some(Cow::Borrowed(value)),
    });
    builder.clean(html).to_string()
}

/// Writes width and height on each image that has neither and whose size is known. Takes safe HTML.
pub fn with_dimensions(html: &str, size_of: impl Fn(&str) -> Option<(usize, usize)>) -> String {
    let mut out = String::with_capacity(html.len() + 64);
    let mut rest = html;
    while let Some((before, after)) = rest.split_once("<img ") {
        let end = after.find('>').unwrap_or(after.len());
        let attributes = after.get(..end).unwrap_or_default();
        let src = attributes.split("src=\"").nth(1).and_then(|value| value.split('"').next()).unwrap_or_default();
        let is_sized = attributes.contains("width=\"") || attributes.contains("height=\"");
        out.extend([before, "<img "]);
        if let Some((width, height)) = size_of(src).filter(|_| !is_sized) {
            out.extend(["width=\"", &width.to_string(), "\" height=\"", &height.to_string(), "\" "]);
        }
        rest = after;
    }
    out.push_str(rest);
    out
}

/// Whether a reference stays with us: no scheme, no other host.
pub fn is_relative(reference: &str) -> bool {
    let has_scheme = reference.split(['/', '?', '#']).next().is_some_and(|first| first.contains(':'));
    !has_scheme && !reference.starts_with("//") && !reference.starts_with('\\')
}

/// Every value of an attribute that refers to something, as written in safe HTML.
pub fn references(html: &str) -> HashSet<String> {
    let mut found = HashSet::new();
    for attribute in [" src=\"", " href=\"", " poster=\""] {
        for part in html.split(attribute).skip(1) {
            if let Some(value) = part.split('"').next() {
                let value = value.split(['?', '#']).next().unwrap_or_default();
                found.insert(value.replace("&amp;", "&"));
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Under;

    impl Resolve for Under {
        fn resolve(&self, reference: &str) -> Option<String> {
            Some(if reference.starts_with(['/', '#']) { reference.to_owned() } else { format!("/a/{reference}") })
        }
    }

    fn html(text: &str) -> String {
        let resolver: Arc<dyn Resolve> = Arc::new(Under);
        render(text, &resolver)
    }

    #[test]
    fn the_shapes_of_the_dialect_are_there() {
        for (text, wanted) in [
            (
                "| a | b |\n|---|---|\n| 1 | 2 |\n",
                "<div class=\"table-scroll\" role=\"region\" tabindex=\"0\" aria-label=\"Table\"><table>",
            ),
            (
                "![alt](x.png \"Caption\")\n",
                "<figure><img src=\"/a/x.png\" alt=\"alt\"><figcaption>Caption</figcaption></figure>",
            ),
            ("text ![alt](x.png)\n", "<p>text <img src=\"/a/x.png\" alt=\"alt\"></p>"),
            ("A[^n].\n\n[^n]: Note.\n", "<a href=\"#fn-1\" rel=\"noopener\">1</a></sup>"),
            (
                "A[^n].\n\n[^n]: Note.\n",
                "<section class=\"footnotes\" aria-label=\"Footnotes\"><ol><li id=\"fn-1\"><p>Note.</p>",
            ),
            ("# One\n\n## One\n", "<h2 id=\"one\">One</h2>\n<h2 id=\"one-2\">One</h2>"),
            (
                "> [!WARNING]\n> Hot.\n",
                "<aside class=\"note note-warning\"><p class=\"note-title\">Warning</p>\n<p>Hot.</p>",
            ),
            ("- [x] done\n", "<input disabled=\"\" type=\"checkbox\" checked=\"\">"),
            ("~~no~~", "<del>no</del>"),
            ("[file](data.csv)", "<a href=\"/a/data.csv\" rel=\"noopener\">file</a>"),
            ("<details><summary>S</summary>\n\nT\n\n</details>", "<details><summary>S</summary>"),
            ("a\n\n<!-- more -->\n\nb", "<hr data-more=\"\">"),
            ("a <!--more--> b", "<wbr data-more=\"\">"),
        ] {
            assert!(html(text).contains(wanted), "{text:?} gave {}", html(text));
        }
    }

    #[test]
    fn images_are_given_their_size_where_they_have_none() {
        let size = |src: &str| (src == "/a/x.png").then_some((3, 2));
        let html = with_dimensions(
            "<p><img src=\"/a/x.png\" alt=\"a\"><img src=\"/b\"><img width=\"9\" src=\"/a/x.png\"></p>",
            size,
        );
        assert_eq!(
            html,
            "<p><img width=\"3\" height=\"2\" src=\"/a/x.png\" alt=\"a\"><img src=\"/b\"><img width=\"9\" src=\"/a/x.png\"></p>"
        );
    }

    #[test]
    fn nothing_that_runs_styles_or_asks_another_host_is_left() {
        let text = "<script>alert(1)</script><style>p{}</style><iframe src=x></iframe>\n\n<p onclick=x style=y>t</p>\n\n\
            <a href=\"javascript:alert(1)\">a</a> <img src=\"https://tracker.example/p.gif\"> <img src=\"//t.example/p\">\n\n\
            <form action=x><input type=text></form> <object data=x></object> <base href=x> <svg onload=x></svg>\n\n\
            <section id=\"wall\" class=\"gated\">x</section>\n";
        let html = html(text);
        for bad in [
            "script",
            "style",
            "iframe",
            "onclick",
            "javascript",
            "tracker",
            "t.example",
            "form",
            "object",
            "<base",
            "svg",
            "wall",
            "gated",
            "type=\"text\"",
        ] {
            assert!(!html.contains(bad), "{bad} in {html}");
        }
    }
}
