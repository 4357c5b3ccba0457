//! How an article's path is spelled: one way, and never one of our own.

use crate::links;

/// One spelling for each path: percent-encoded, no empty or dotted segments, none of ours.
pub fn canonical_path(text: &str) -> Result<String, &'static str> {
    if !text.starts_with('/') {
        return Err("must start with /");
    }
    let path = text.strip_suffix('/').unwrap_or(text);
    let is_clean = path.split('/').skip(1).all(|part| !part.is_empty() && part != "." && part != "..");
    if path.is_empty() || !is_clean || path.contains(['?', '#', '\\', '%', ';']) || path.chars().any(char::is_control) {
        return Err("must be plain segments, as in /guides/slow-bread");
    }
    let is_ours = links::OURS.iter().any(|ours| {
        path == ours.trim_end_matches('/') || (ours.len() > 1 && ours.ends_with('/') && path.starts_with(ours))
    });
    if is_ours {
        return Err("is one of Gatefold's own");
    }
    Ok(encode_segments(path))
}

fn hex(nibble: u8) -> char {
    char::from_digit(u32::from(nibble), 16).unwrap_or('0').to_ascii_uppercase()
}

/// Percent-encodes what a browser would, slashes left alone.
pub fn encode_segments(path: &str) -> String {
    let mut out = String::with_capacity(path.len());
    for byte in path.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~/!$&'()*+,=:@".contains(&byte) {
            out.push(char::from(byte));
        } else {
            out.extend(['%', hex(byte >> 4), hex(byte & 15)]);
        }
    }
    out
}
