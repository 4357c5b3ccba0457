//! Images in safe HTML: how large they are, in which forms they come, and when a browser is to fetch them.

use super::form;
use super::picture::Size;

/// The text's own width; figures reach out of it where there is room (`gatefold.css`).
const SIZES: &str = "(min-width: 62rem) 49rem, (min-width: 44rem) 40rem, 100vw";

/// An image that the text may show, by what its file says.
#[derive(Debug, Clone)]
pub struct Shown {
    pub size: Size,
    /// Widths of its smaller forms.
    pub forms: Vec<u32>,
}

impl Shown {
    /// Every form with its width, narrow to wide; the image itself where none as wide is smaller. Empty without forms.
    pub fn srcset(&self, src: &str) -> String {
        if self.forms.is_empty() {
            return String::new();
        }
        let mut parts: Vec<String> = self.forms.iter().map(|width| format!("{src}/{width}.webp {width}w")).collect();
        if form::widths(self.size.width).last() != self.forms.last() {
            parts.push(format!("{src} {}w", self.size.width));
        }
        parts.join(", ")
    }
}

/// Completes each image whose file is known. `opens`: the first image, where it opens the text, is wanted at once.
pub fn complete(html: &str, opens: bool, find: impl Fn(&str) -> Option<Shown>) -> String {
    let mut out = String::with_capacity(html.len() + html.len() / 4);
    let mut rest = html;
    while let Some((before, after)) = rest.split_once("<img ") {
        let attributes = after.split('>').next().unwrap_or_default();
        let is_opening = opens && out.is_empty() && !before.contains("<p>");
        out.extend([before, "<img "]);
        if !is_opening {
            out.push_str("loading=\"lazy\" ");
        }
        out.push_str("decoding=\"async\" ");
        let src = value_of(attributes, "src").unwrap_or_default();
        if let Some(shown) = find(&src.replace("&amp;", "&")) {
            push_size(&mut out, attributes, shown.size);
            push_forms(&mut out, attributes, &shown.srcset(src));
        }
        rest = after;
    }
    out.push_str(rest);
    out
}

/// The text below an image must not move when it arrives: both sides are said, in the shape of the file.
fn push_size(out: &mut String, attributes: &str, size: Size) {
    let given = |name| value_of(attributes, name).and_then(|text| text.parse::<u32>().ok());
    let has = |name| value_of(attributes, name).is_some();
    let mut push = |name: &str, value: u32| out.extend([name, "=\"", &value.to_string(), "\" "]);
    match (given("width"), given("height")) {
        (None, None) if !has("width") && !has("height") => {
            push("width", size.width);
            push("height", size.height);
        }
        (Some(width), None) if !has("height") => push("height", size.height_at(width)),
        (None, Some(height)) if !has("width") => push("width", size.width_at(height)),
        _ => {}
    }
}

fn push_forms(out: &mut String, attributes: &str, srcset: &str) {
    if srcset.is_empty() {
        return;
    }
    // One that its writer made small needs no more than that.
    let sizes = value_of(attributes, "width").map_or_else(|| SIZES.to_owned(), |width| format!("{width}px"));
    out.extend(["srcset=\"", srcset, "\" sizes=\"", &sizes, "\" "]);
}

fn value_of<'a>(attributes: &'a str, name: &str) -> Option<&'a str> {
    let start = format!("{name}=\"");
    let value = attributes.strip_prefix(&start).or_else(|| Some(attributes.split_once(&format!(" {start}"))?.1))?;
    value.split('"').next()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn find(src: &str) -> Option<Shown> {
        let size = Size { width: 1200, height: 800 };
        match src {
            "/a/x.png" => Some(Shown { size, forms: vec![] }),
            "/a/y&z.png" => Some(Shown { size, forms: vec![480, 800, 1200] }),
            _ => None,
        }
    }

    #[test]
    fn images_say_their_size_where_they_do_not() {
        for (html, wanted) in [
            (
                "<img src=\"/a/x.png\" alt=\"a\">",
                "<img loading=\"lazy\" decoding=\"async\" width=\"1200\" height=\"800\" src=\"/a/x.png\" alt=\"a\">",
            ),
            ("<img src=\"/b\">", "<img loading=\"lazy\" decoding=\"async\" src=\"/b\">"),
            (
                "<img width=\"60\" src=\"/a/x.png\">",
                "<img loading=\"lazy\" decoding=\"async\" height=\"40\" width=\"60\" src=\"/a/x.png\">",
            ),
            (
                "<img src=\"/a/x.png\" height=\"40\">",
                "<img loading=\"lazy\" decoding=\"async\" width=\"60\" src=\"/a/x.png\" height=\"40\">",
            ),
            (
                "<img width=\"9\" height=\"9\" src=\"/a/x.png\">",
                "<img loading=\"lazy\" decoding=\"async\" width=\"9\" height=\"9\" src=\"/a/x.png\">",
            ),
            (
                "<img width=\"50%\" src=\"/a/x.png\">",
                "<img loading=\"lazy\" decoding=\"async\" width=\"50%\" src=\"/a/x.png\">",
            ),
        ] {
            assert_eq!(complete(html, false, find), wanted);
        }
    }

    #[test]
    fn forms_are_offered_narrow_to_wide() {
        let html = complete("<p>t <img src=\"/a/y&amp;z.png\"></p>", false, find);
        assert!(html.contains("srcset=\"/a/y&amp;z.png/480.webp 480w, /a/y&amp;z.png/800.webp 800w, /a/y&amp;z.png/1200.webp 1200w\" sizes=\"(min-width"), "{html}");
        let small = complete("<img width=\"90\" height=\"60\" src=\"/a/y&amp;z.png\">", false, find);
        assert!(small.contains("sizes=\"90px\""), "{small}");
        let shown = Shown { size: Size { width: 1200, height: 800 }, forms: vec![480, 800] };
        assert_eq!(
            shown.srcset("/i"),
            "/i/480.webp 480w, /i/800.webp 800w, /i 1200w",
            "the image is its own widest form"
        );
        let large = Shown { size: Size { width: 4000, height: 800 }, forms: vec![480, 1600] };
        assert_eq!(large.srcset("/i"), "/i/480.webp 480w, /i/1600.webp 1600w", "wider than any screen shows it");
    }

    #[test]
    fn only_an_image_that_opens_the_text_is_fetched_at_once() {
        let two = "<figure><img src=\"/a/x.png\"></figure><p>t</p><figure><img src=\"/a/x.png\"></figure>";
        let html = complete(two, true, find);
        assert_eq!(html.matches("loading=\"lazy\"").count(), 1);
        assert!(html.starts_with("<figure><img decoding"), "{html}");
        assert_eq!(complete(two, false, find).matches("loading=\"lazy\"").count(), 2);
        let below = "<p>t</p><figure><img src=\"/a/x.png\"></figure>";
        assert_eq!(complete(below, true, find).matches("loading=\"lazy\"").count(), 1);
    }
}
