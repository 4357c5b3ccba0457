//! HTML that we wrote ourselves, as the blocks it is made of: every element is closed and every attribute is quoted.

const VOID: [&str; 14] =
    ["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr", "param"];

#[derive(Debug)]
pub(super) struct Block<'a> {
    pub html: &'a str,
    pub name: &'a str,
    pub words: usize,
}

/// The top-level blocks, in order and without a gap: joined they are the input again.
pub(super) fn blocks(html: &str) -> Vec<Block<'_>> {
    let mut blocks = Vec::new();
    let mut depth = 0_usize;
    let mut start = 0;
    let mut name = "#text";
    let mut position = 0;
    while let Some(found) = html.get(position..).and_then(|rest| rest.find('<')) {
        let open = position + found;
        let Some(tag) = Tag::read(html, open) else { break };
        if depth == 0 && !tag.is_end {
            push(&mut blocks, html, (start, open), "#text");
            (start, name) = (open, tag.name);
        }
        position = tag.end;
        let is_void = VOID.contains(&tag.name);
        match (tag.is_end, is_void) {
            (true, _) => depth = depth.saturating_sub(1),
            (false, true) => {}
            (false, false) => depth += 1,
        }
        if depth == 0 {
            push(&mut blocks, html, (start, position), name);
            (start, name) = (position, "#text");
        }
    }
    push(&mut blocks, html, (start, html.len()), name);
    blocks
}

fn push<'a>(blocks: &mut Vec<Block<'a>>, html: &'a str, (start, end): (usize, usize), name: &'a str) {
    if let Some(html) = html.get(start..end).filter(|html| !html.is_empty()) {
        blocks.push(Block { html, name, words: count_words(html) });
    }
}

struct Tag<'a> {
    name: &'a str,
    is_end: bool,
    /// The byte behind its `>`.
    end: usize,
}

impl<'a> Tag<'a> {
    /// Reads the tag that starts at `open`; `>` within a quoted attribute does not end it.
    fn read(html: &'a str, open: usize) -> Option<Self> {
        let inner = html.get(open + 1..)?;
        let is_end = inner.starts_with('/');
        let inner = inner.strip_prefix('/').unwrap_or(inner);
        let name_length = inner.find(|c: char| !c.is_ascii_alphanumeric() && c != '-').unwrap_or(inner.len());
        let name = inner.get(..name_length)?;
        let mut is_quoted = false;
        let after = inner.bytes().position(|byte| {
            is_quoted ^= byte == b'"';
            byte == b'>' && !is_quoted
        })?;
        Some(Self { name, is_end, end: html.len() - inner.len() + after + 1 })
    }
}

/// Words of the text between tags.
pub fn count_words(html: &str) -> usize {
    without_tags(html).split_whitespace().filter(|word| word.contains(char::is_alphanumeric)).count()
}

/// The text between tags, still escaped, with a space for each tag.
pub fn without_tags(html: &str) -> String {
    let mut text = String::with_capacity(html.len());
    let mut position = 0;
    while let Some(found) = html.get(position..).and_then(|rest| rest.find('<')) {
        text.push_str(html.get(position..position + found).unwrap_or_default());
        text.push(' ');
        match Tag::read(html, position + found) {
            Some(tag) => position = tag.end,
            None => return text,
        }
    }
    text.push_str(html.get(position..).unwrap_or_default());
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_greater_than_sign_in_an_attribute_does_not_end_its_tag() {
        let html = "<p title=\"a > b <i>\">x</p><p>y</p>";
        assert_eq!(
            blocks(html).iter().map(|block| block.html).collect::<Vec<_>>(),
            ["<p title=\"a > b <i>\">x</p>", "<p>y</p>"]
        );
    }
}
