//! The head of a Markdown file: TOML between `+++` lines or YAML between `---` lines.
//!
//! A key that is not known is an error: `acess = "public"` must not be a silent nothing.

use serde::Deserialize;
use serde::de::DeserializeOwned;

use super::{Access, Kind};
use crate::clock::Timestamp;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FrontMatter {
    pub title: String,
    #[serde(default)]
    pub summary: String,
    pub author: Option<String>,
    pub published: Option<DateText>,
    pub updated: Option<DateText>,
    pub access: Option<Access>,
    pub kicker: Option<String>,
    #[serde(default)]
    pub kind: Kind,
    pub series: Option<String>,
    /// Where it stands in the series.
    pub part: Option<u32>,
    pub image: Option<String>,
    #[serde(default)]
    pub image_alt: String,
    #[serde(default)]
    pub image_caption: String,
    #[serde(default)]
    pub image_credit: String,
    #[serde(default)]
    pub topics: Vec<String>,
    pub path: Option<String>,
    pub site: Option<String>,
    /// False closes the discussion.
    pub comments: Option<bool>,
}

/// A date as TOML's own or as text.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
pub enum DateText {
    Native(toml::value::Datetime),
    Text(String),
}

impl DateText {
    pub fn read(&self) -> Option<Timestamp> {
        match self {
            Self::Native(date) => Timestamp::parse(&date.to_string()),
            Self::Text(text) => Timestamp::parse(text),
        }
    }
}

/// Why a file's head could not be read, and on which of its lines.
#[derive(Debug, PartialEq, Eq)]
pub struct HeadError {
    pub line: usize,
    pub reason: String,
}

/// The head, and the text below it.
pub fn split(text: &str) -> Result<(FrontMatter, &str), HeadError> {
    split_as(text)
}

/// The same, of another kind of head.
pub fn split_as<Head: DeserializeOwned>(text: &str) -> Result<(Head, &str), HeadError> {
    let text = text.trim_start_matches('\u{feff}');
    let (fence, is_toml) = match text.lines().next().map(str::trim_end) {
        Some("+++") => ("+++", true),
        Some("---") => ("---", false),
        _ => {
            let reason = "starts without front matter: put `title = \"…\"` between two lines of `+++`".to_owned();
            return Err(HeadError { line: 1, reason });
        }
    };
    let start = text.find('\n').map_or(text.len(), |at| at + 1);
    let (head, body) = head_and_body(text, start, fence)
        .ok_or_else(|| HeadError { line: 1, reason: format!("the front matter has no closing `{fence}` line") })?;
    let matter = if is_toml { read_toml(head) } else { read_yaml(head) }?;
    Ok((matter, body))
}

fn head_and_body<'a>(text: &'a str, start: usize, fence: &str) -> Option<(&'a str, &'a str)> {
    let mut position = start;
    for line in text.get(start..)?.split_inclusive('\n') {
        if line.trim_end() == fence {
            return Some((text.get(start..position)?, text.get(position + line.len()..)?));
        }
        position += line.len();
    }
    None
}

fn read_toml<Head: DeserializeOwned>(head: &str) -> Result<Head, HeadError> {
    toml::from_str(head).map_err(|error| {
        let before = error.span().and_then(|span| head.get(..span.start)).unwrap_or_default();
        HeadError { line: before.matches('\n').count() + 2, reason: error.message().trim_end().to_owned() }
    })
}

fn read_yaml<Head: DeserializeOwned>(head: &str) -> Result<Head, HeadError> {
    serde_saphyr::from_str(head).map_err(|error| {
        let line = error.location().map_or(1, |location| usize::try_from(location.line()).unwrap_or(1));
        // Only its first line: the rest is a picture of the source for a terminal.
        let reason = error.to_string().lines().next().unwrap_or("is no YAML").to_owned();
        HeadError { line: line + 1, reason }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_kinds_of_head_are_read() {
        let (toml, body) =
            split("+++\ntitle = \"A\"\npublished = 2026-10-04\naccess = \"public\"\n+++\nText\n").expect("TOML");
        assert_eq!((toml.title.as_str(), toml.access, body), ("A", Some(Access::Public), "Text\n"));
        assert_eq!(toml.published.and_then(|date| date.read()), Timestamp::parse("2026-10-04"));
        let (yaml, body) =
            split("---\r\ntitle: B\r\npublished: 2026-10-04\r\ntopics: [x, y]\r\n---\r\nText").expect("YAML");
        assert_eq!((yaml.title.as_str(), yaml.topics.len(), body), ("B", 2, "Text"));
        assert_eq!(yaml.published.and_then(|date| date.read()), Timestamp::parse("2026-10-04"));
    }

    #[test]
    fn a_bad_head_is_told_with_its_line() {
        for (text, line, part) in [
            ("no head", 1, "without front matter"),
            ("+++\ntitle = \"A\"\n", 1, "no closing"),
            ("+++\ntitle = \"A\"\nacess = \"public\"\n+++\n", 3, "unknown field `acess`"),
            ("+++\nsummary = \"A\"\n+++\n", 2, "missing field `title`"),
            ("+++\ntitle = \"A\"\naccess = \"secret\"\n+++\n", 3, "unknown variant"),
            ("+++\ntitle = \"A\"\nkind = \"poem\"\n+++\n", 3, "unknown variant `poem`"),
            ("+++\ntitle = \"A\"\npart = -1\n+++\n", 3, "expected u32"),
            ("---\ntitle: A\ntitle: B\n---\n", 3, "duplicate"),
            ("---\ntitle: [\n---\n", 0, ""),
        ] {
            let error = split(text).expect_err(text);
            assert!(error.reason.contains(part), "{text:?}: {error:?}");
            assert!(line == 0 || error.line == line, "{text:?}: {error:?}");
        }
    }
}
