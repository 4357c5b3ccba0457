//! A promotion's file: `text`, `link`, times, and to whom and where it is shown. Touches neither disk nor database.

use serde::Deserialize;
use toml::Spanned;
use toml::value::Datetime;

use super::{Audience, Event};
use crate::clock::Timestamp;
use crate::clock::zone::{self, Written, Zone};
use crate::secret::sha256;
use crate::site::SiteHost;

/// Characters of the text, after which no bar is one line any more.
const MAX_TEXT: usize = 200;
const MAX_LABEL: usize = 20;

/// Changed where the same file gives another row than before, so that an upgrade imports anew.
const IMPORTER: &str = "1";

#[derive(Debug, Clone)]
pub struct SourcePromotion {
    /// Relative to the folder, with `/`.
    pub source: String,
    pub digest: Vec<u8>,
    /// `None`: every site.
    pub site: Option<SiteHost>,
    pub text: String,
    pub link: String,
    pub label: Option<String>,
    pub starts_at: Option<Timestamp>,
    pub ends_at: Timestamp,
    pub event: Option<Event>,
    pub audience: Audience,
    pub topics: Vec<String>,
    pub paths: Vec<String>,
    pub priority: i64,
}

/// Why a file is none, and on which of its lines.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceFault {
    pub line: Option<usize>,
    pub reason: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Matter {
    text: Spanned<String>,
    link: Spanned<String>,
    label: Option<Spanned<String>>,
    zone: Option<Spanned<String>>,
    starts: Option<Spanned<TimeText>>,
    ends: Spanned<TimeText>,
    event: Option<Spanned<TimeText>>,
    audience: Option<Audience>,
    site: Option<Spanned<String>>,
    #[serde(default)]
    topics: Vec<Spanned<String>>,
    #[serde(default)]
    paths: Vec<Spanned<String>>,
    #[serde(default)]
    priority: i64,
}

/// A time as TOML's own or as text.
#[derive(Deserialize)]
#[serde(untagged)]
enum TimeText {
    Native(Datetime),
    Text(String),
}

/// The text of one file, with what faults are told by.
struct Reader<'a> {
    file: &'a str,
    sites: &'a [SiteHost],
}

pub fn read(source: &str, file: &str, sites: &[SiteHost]) -> Result<SourcePromotion, SourceFault> {
    let reader = Reader { file, sites };
    let matter: Matter = toml::from_str(file).map_err(|error| {
        let line = error.span().map_or(1, |span| reader.line(span.start));
        SourceFault { line: Some(line), reason: error.message().trim_end().to_owned() }
    })?;
    let zone = matter.zone.as_ref().map(|zone| reader.zone(zone)).transpose()?;
    let starts = matter.starts.as_ref().map(|time| reader.time("starts", time, zone.as_ref())).transpose()?;
    let ends = reader.time("ends", &matter.ends, zone.as_ref())?;
    // A day named as the end is the last of its days.
    let ends_at = ends.day_ends.unwrap_or(ends.at);
    let starts_at = starts.map(|starts| starts.at);
    if starts_at.is_some_and(|starts_at| starts_at >= ends_at) {
        return Err(reader.fault(&matter.ends, "ends before it starts"));
    }
    Ok(SourcePromotion {
        source: source.to_owned(),
        digest: sha256(format!("{IMPORTER}\n{source}\n{file}").as_bytes()).to_vec(),
        site: matter.site.as_ref().map(|site| reader.site(site)).transpose()?,
        text: reader.words("text", &matter.text, MAX_TEXT)?,
        link: reader.link(&matter.link)?,
        label: matter.label.as_ref().map(|label| reader.words("label", label, MAX_LABEL)).transpose()?,
        starts_at,
        ends_at,
        event: matter.event.as_ref().map(|time| reader.event(time, zone.as_ref())).transpose()?,
        audience: matter.audience.unwrap_or(Audience::All),
        topics: matter.topics.iter().map(|topic| reader.words("a topic", topic, MAX_TEXT)).collect::<Result<_, _>>()?,
        paths: matter.paths.iter().map(|path| reader.path(path)).collect::<Result<_, _>>()?,
        priority: matter.priority,
    })
}

impl Reader<'_> {
    fn line(&self, at: usize) -> usize {
        self.file.get(..at).unwrap_or_default().matches('\n').count() + 1
    }

    fn fault<T>(&self, at: &Spanned<T>, reason: impl Into<String>) -> SourceFault {
        SourceFault { line: Some(self.line(at.span().start)), reason: reason.into() }
    }

    fn words(&self, name: &str, text: &Spanned<String>, most: usize) -> Result<String, SourceFault> {
        let trimmed = text.as_ref().trim();
        if trimmed.is_empty() {
            return Err(self.fault(text, format!("{name} is empty")));
        }
        if trimmed.chars().any(char::is_control) {
            return Err(self.fault(text, format!("{name} must be one line")));
        }
        let length = trimmed.chars().count();
        if length > most {
            return Err(self.fault(text, format!("{name} has {length} characters, and {most} are the most")));
        }
        Ok(trimmed.to_owned())
    }

    fn link(&self, link: &Spanned<String>) -> Result<String, SourceFault> {
        let text = link.as_ref().as_str();
        let is_ours = text.starts_with('/') && !text.starts_with("//") && !text.contains('\\');
        let is_web = url::Url::parse(text).is_ok_and(|url| matches!(url.scheme(), "https" | "http") && url.has_host());
        let is_clean = !text.chars().any(|c| c.is_control() || c.is_whitespace());
        if is_clean && (is_ours || is_web) {
            return Ok(text.to_owned());
        }
        Err(self.fault(link, format!("link {text:?} must be a path, as in /kitchen, or start with https://")))
    }

    fn path(&self, path: &Spanned<String>) -> Result<String, SourceFault> {
        let text = path.as_ref();
        let is_plain = !text.trim_end_matches('*').contains(['*', '?', '#']) && !text.ends_with("**");
        if text.starts_with('/') && is_plain {
            return Ok(text.clone());
        }
        Err(self.fault(path, format!("path {text:?} must be as in /kitchen/bread, or /kitchen/* for all below")))
    }

    fn site(&self, site: &Spanned<String>) -> Result<SiteHost, SourceFault> {
        let found = self.sites.iter().find(|one| one.as_str().eq_ignore_ascii_case(site.as_ref()));
        found.cloned().ok_or_else(|| {
            let known: Vec<&str> = self.sites.iter().map(SiteHost::as_str).collect();
            let reason = format!("site {:?} is not in the settings; there are: {}", site.as_ref(), known.join(", "));
            self.fault(site, reason)
        })
    }

    fn zone(&self, zone: &Spanned<String>) -> Result<Zone, SourceFault> {
        Zone::parse(zone.as_ref()).ok_or_else(|| {
            let reason = format!("zone {:?} is not known; write it as in America/New_York or +02:00", zone.as_ref());
            self.fault(zone, reason)
        })
    }

    fn time(&self, name: &str, time: &Spanned<TimeText>, zone: Option<&Zone>) -> Result<Written, SourceFault> {
        let text = match time.as_ref() {
            TimeText::Native(date) => date.to_string(),
            TimeText::Text(text) => text.clone(),
        };
        zone::read(&text, zone).map_err(|reason| self.fault(time, format!("{name} = {text} {reason}")))
    }

    fn event(&self, time: &Spanned<TimeText>, zone: Option<&Zone>) -> Result<Event, SourceFault> {
        let written = self.time("event", time, zone)?;
        if written.day_ends.is_some() {
            return Err(self.fault(time, "event has no time of day, as in 2026-06-25T14:00"));
        }
        Ok(Event { at: written.at, zone: written.zone })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read_with(more: &str) -> Result<SourcePromotion, SourceFault> {
        let sites = [SiteHost::new("news.example"), SiteHost::new("food.example")];
        read("promotions/a.toml", &format!("text = \"Come\"\nlink = \"/x\"\n{more}\n"), &sites)
    }

    #[test]
    fn a_whole_file_is_read() {
        let all = "label = \"LIVE!\"\nzone = \"America/New_York\"\nstarts = 2026-06-01\nends = \"2026-06-25T15:00\"\n\
            event = 2026-06-25T14:00:00\naudience = \"members\"\nsite = \"Food.example\"\ntopics = [\"Paper & Ink\"]\n\
            paths = [\"/kitchen/*\"]\npriority = -3";
        let read = read_with(all).expect("a promotion");
        assert_eq!(read.starts_at.map(Timestamp::to_iso).as_deref(), Some("2026-06-01T04:00:00Z"));
        assert_eq!(read.ends_at.to_iso(), "2026-06-25T19:00:00Z");
        let event = read.event.expect("an event");
        assert_eq!((event.at.to_iso().as_str(), event.zone.name()), ("2026-06-25T18:00:00Z", "America/New_York"));
        assert_eq!(
            (read.audience, read.priority, read.site),
            (Audience::Members, -3, Some(SiteHost::new("food.example")))
        );
        let day = read_with("ends = 2026-06-25\nzone = \"+02:00\"").expect("a promotion");
        assert_eq!((day.starts_at, day.ends_at.to_iso().as_str()), (None, "2026-06-25T22:00:00Z"));
    }

    #[test]
    fn what_is_wrong_is_told_with_its_line() {
        let good = "ends = 2026-06-25T14:00:00Z\n";
        for (more, line, part) in [
            ("", 1, "missing field `ends`"),
            ("ends = 2026-06-25T14:00:00", 3, "has no time zone"),
            ("ends = 2026-06-25", 3, "has no time zone"),
            ("ends = \"soon\"", 3, "is no time"),
            ("ends = 7", 3, ""),
            ("zone = \"ET\"\nends = 2026-06-25T14:00:00", 3, "zone \"ET\" is not known"),
            ("zone = \"America/New_York\"\nends = 2026-03-08T02:30:00", 4, "does not exist in its zone"),
            ("zone = \"America/New_York\"\nends = 2026-11-01T01:30:00", 4, "comes twice in its zone"),
            (&format!("{good}starts = 2026-06-25T14:00:00Z"), 3, "ends before it starts"),
            (&format!("{good}event = 2026-06-25\nzone = \"+01:00\""), 4, "event has no time of day"),
            (&format!("{good}event = 2026-06-25T10:00:00"), 4, "has no time zone"),
            (&format!("{good}audience = \"guests\""), 4, "unknown variant `guests`"),
            (&format!("{good}site = \"other.example\""), 4, "is not in the settings"),
            (&format!("{good}label = \" \""), 4, "label is empty"),
            (&format!("{good}label = \"{}\"", "x".repeat(21)), 4, "21 characters, and 20 are the most"),
            (&format!("{good}paths = [\"/a\", \"b\"]"), 4, "path \"b\" must be"),
            (&format!("{good}paths = [\"/a*b\"]"), 4, "path \"/a*b\" must be"),
            (&format!("{good}topics = [\"\"]"), 4, "a topic is empty"),
            (&format!("{good}priority = \"high\""), 4, "invalid type"),
            (&format!("{good}colour = \"red\""), 4, "unknown field `colour`"),
        ] {
            let fault = read_with(more).expect_err(more);
            assert!(fault.reason.contains(part) && fault.line == Some(line), "{more:?}: {fault:?}");
        }
        for link in ["//evil.example", "javascript:alert(1)", "x", "", "/a b", "https://", "/\\evil.example", "data:,x"]
        {
            let text = format!("text = \"T\"\nlink = {link:?}\nends = 2026-06-25T14:00:00Z\n");
            let fault = read("a", &text, &[]).expect_err(link);
            assert!(fault.line == Some(2) && fault.reason.starts_with("link "), "{link}: {fault:?}");
        }
        let long = format!("link = \"/\"\nends = 2026-06-25T14:00:00Z\ntext = \"{}\"\n", "ü".repeat(201));
        assert_eq!(read("a", &long, &[]).expect_err("too long").line, Some(3));
    }
}
