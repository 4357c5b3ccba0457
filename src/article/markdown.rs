//! Markdown to HTML: GitHub's dialect with tables, footnotes and figures. What comes out was made safe by [`super::html`].

use std::cell::RefCell;
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use pulldown_cmark::{BlockQuoteKind, CowStr, Event, HeadingLevel, Options, Parser, Tag, TagEnd};

use super::html::{Resolve, is_ours, sanitize};
use super::slug;
use super::tasks::with_labels;

/// Renders and makes safe. What stood as `<!-- more -->` is one of [`super::cut::MARKERS`] after this.
pub fn render(text: &str, resolver: &Arc<dyn Resolve>) -> String {
    let options = Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_GFM
        | Options::ENABLE_SMART_PUNCTUATION;
    let events: Vec<Event<'_>> = Parser::new_ext(text, options).collect();
    let (body, notes) = take_footnotes(with_labels(events));
    let body = with_heading_ids(body);
    let mut html = String::with_capacity(text.len() * 2);
    pulldown_cmark::html::push_html(&mut html, shape(body, &notes).into_iter());
    push_footnotes(&mut html, &notes);
    // Long lines scroll sideways, and not everybody has a finger or a wheel to do that with.
    sanitize(&html, resolver).replace("<pre>", "<pre tabindex=\"0\">")
}

/// Footnotes in the order of their first reference, each with its events.
struct Footnotes<'a> {
    numbers: HashMap<String, usize>,
    definitions: Vec<Vec<Event<'a>>>,
    /// Of which a reference was written: the first alone is what its note leads back to.
    referred: RefCell<HashSet<usize>>,
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
    (body, Footnotes { numbers, definitions, referred: RefCell::default() })
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
                // A name that our own pages use is taken once already.
                let taken = usize::from(is_ours(&base));
                let count = used.entry(base.clone()).and_modify(|count| *count += 1).or_insert(1 + taken);
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
    let mut tables = 0;
    let mut events = events.into_iter().peekable();
    while let Some(event) = events.next() {
        match event {
            Event::Start(Tag::Paragraph) if matches!(events.peek(), Some(Event::Start(Tag::Image { .. }))) => {
                let paragraph: Vec<Event<'a>> =
                    events.by_ref().take_while(|event| !matches!(event, Event::End(TagEnd::Paragraph))).collect();
                push_image_paragraph(&mut shaped, paragraph);
            }
            Event::Start(Tag::Table(alignments)) => {
                tables += 1;
                shaped.push(scrolling(tables));
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

/// What is reached by keys is a landmark, and no two have one name.
fn scrolling(table: usize) -> Event<'static> {
    let number = if table > 1 { format!(" {table}") } else { String::new() };
    let start = "<div class=\"table-scroll\" role=\"region\" tabindex=\"0\" aria-label=\"Table";
    Event::Html(format!("{start}{number}\">").into())
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
        Some(number) => {
            let is_first = notes.referred.borrow_mut().insert(*number);
            let id = if is_first { format!(" id=\"fnref-{number}\"") } else { String::new() };
            let mark = format!("<sup class=\"footnote-reference\"{id}><a href=\"#fn-{number}\">{number}</a></sup>");
            Event::InlineHtml(mark.into())
        }
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
            ("A[^n], B[^n].\n\n[^n]: N.\n", "<sup class=\"footnote-reference\"><a href=\"#fn-1\""),
            ("# Main\n\n# Wall\n", "<h2 id=\"main-2\">Main</h2>\n<h2 id=\"wall-2\">"),
            ("# One\n\n## One\n", "<h2 id=\"one\">One</h2>\n<h2 id=\"one-2\">One</h2>"),
            (
                "> [!WARNING]\n> Hot.\n",
                "<aside class=\"note note-warning\"><p class=\"note-title\">Warning</p>\n<p>Hot.</p>",
            ),
            ("- [x] done\n", "<li><label><input disabled=\"\" type=\"checkbox\" checked=\"\">\ndone</label></li>"),
            ("```\nlong\n```\n", "<pre tabindex=\"0\"><code>long\n</code></pre>"),
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
