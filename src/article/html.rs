//! A publisher's own HTML: made safe, and read once it is.

use std::borrow::Cow;
use std::collections::HashSet;
use std::sync::Arc;

/// Tells where a relative reference leads; `None` drops the attribute.
pub trait Resolve: Send + Sync + 'static {
    fn resolve(&self, reference: &str) -> Option<String>;
}

/// What a publisher's own HTML may hold beyond ammonia's set. Nothing that runs, frames, styles or asks another host.
const MORE_TAGS: [&str; 10] =
    ["aside", "audio", "figcaption", "figure", "input", "label", "mark", "picture", "section", "video"];

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

/// Ids of our own pages around an article: those that name the wall and the rest to programs, and those that our forms and
/// headings lead to.
pub fn is_ours(id: &str) -> bool {
    id.ends_with("-heading")
        || id.starts_with("comment-")
        || matches!(
            id,
            "wall" | "rest" | "main" | "address" | "address-error" | "series" | "discussion" | "thank" | "unthank"
        )
}

/// Attributes that make a browser ask for something by itself.
const FETCHES: [&str; 2] = ["src", "poster"];

/// Drops what runs, styles or asks another host, and leads every relative reference where it belongs.
pub fn sanitize(html: &str, resolver: &Arc<dyn Resolve>) -> String {
    let mut builder = safe();
    let resolver = Arc::clone(resolver);
    builder.attribute_filter(move |_, attribute, value| match attribute {
        name if FETCHES.contains(&name) && !is_relative(value) => None,
        "src" | "href" | "poster" | "cite" if is_relative(value) => resolver.resolve(value).map(Cow::Owned),
        "id" if is_ours(value) => None,
        "class" if value.split_whitespace().any(|class| class == "gated") => None,
        _ => Some(Cow::Borrowed(value)),
    });
    builder.clean(html).to_string()
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
