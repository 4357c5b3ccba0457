//! Lists of things to do: each box is labelled by its own words, for those who hear the page.

use pulldown_cmark::{CowStr, Event, Tag, TagEnd};

/// The label ends where the item's first line of words does: before a list within it, a second paragraph or a table.
pub fn with_labels(events: Vec<Event<'_>>) -> Vec<Event<'_>> {
    let mut labelled = Vec::with_capacity(events.len());
    let mut is_in_label = false;
    for event in events {
        if is_in_label && !is_inline(&event) {
            labelled.push(Event::InlineHtml(CowStr::Borrowed("</label>")));
            is_in_label = false;
        }
        if matches!(event, Event::TaskListMarker(_)) {
            labelled.push(Event::InlineHtml(CowStr::Borrowed("<label>")));
            is_in_label = true;
        }
        labelled.push(event);
    }
    labelled
}

fn is_inline(event: &Event<'_>) -> bool {
    match event {
        Event::Start(tag) => {
            matches!(tag, Tag::Emphasis | Tag::Strong | Tag::Strikethrough | Tag::Link { .. } | Tag::Image { .. })
        }
        Event::End(tag) => {
            matches!(tag, TagEnd::Emphasis | TagEnd::Strong | TagEnd::Strikethrough | TagEnd::Link | TagEnd::Image)
        }
        Event::Html(_) | Event::Rule | Event::DisplayMath(_) => false,
        _ => true,
    }
}

#[cfg(test)]
mod tests {
    use pulldown_cmark::{Options, Parser};

    use super::*;

    fn html(text: &str) -> String {
        let events = Parser::new_ext(text, Options::ENABLE_TASKLISTS).collect();
        let mut html = String::new();
        pulldown_cmark::html::push_html(&mut html, with_labels(events).into_iter());
        html.replace('\n', "")
    }

    #[test]
    fn a_box_is_labelled_by_the_words_beside_it_and_by_nothing_else() {
        let open = "<label><input disabled=\"\" type=\"checkbox\"/>";
        for (text, wanted) in [
            ("- [ ] buy *two* [nails](x)", format!("<li>{open}buy <em>two</em> <a href=\"x\">nails</a></label></li>")),
            ("- [ ] a\n  - b", format!("<li>{open}a</label><ul><li>b</li></ul></li>")),
            ("- [ ] a\n\n  b\n- [ ] c", format!("<li><p>{open}a</label></p><p>b</p></li>")),
            ("- [ ] a\n  - [x] b", "checked=\"\"/>b</label></li></ul></li>".to_owned()),
            ("- no box", "<ul><li>no box</li></ul>".to_owned()),
        ] {
            assert!(html(text).contains(&wanted), "{text:?} gave {}", html(text));
            assert_eq!(html(text).matches("<label>").count(), html(text).matches("</label>").count());
        }
    }
}
