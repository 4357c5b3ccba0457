//! The languages of our own words: one folder of Fluent files each.
//!
//! What a language does not say is said in English. A publisher's folder may change messages and add languages.

mod choice;

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::types::FluentNumber;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use unic_langid::LanguageIdentifier;

use crate::clock::Timestamp;
use crate::site::Site;

/// The language that everything is said in where another has no words for it.
const ENGLISH: &str = "en";

/// One of the languages that there are words in; where it stands among them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Language(u8);

impl Language {
    pub const ENGLISH: Self = Self(0);
}

/// The name of a message: what Rust decides and a language says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Words(pub &'static str);

/// What a message is given: text, or a number, which the language groups and bends words by.
pub type Given<'a> = (&'static str, FluentValue<'a>);

/// A site, and what it speaks to somebody in.
#[derive(Debug, Clone, Copy)]
pub struct Voice<'a> {
    pub site: &'a Site,
    pub language: Language,
}

/// A file of messages that cannot be read; says which, and why.
#[derive(Debug, thiserror::Error)]
#[error("{file}: {reason}")]
pub struct LanguageError {
    pub file: String,
    pub reason: String,
}

/// One file of messages.
#[derive(Debug)]
pub struct MessageFile {
    /// As in `de` or `pt-BR`.
    pub language: String,
    /// What an error names.
    pub file: String,
    pub text: String,
}

/// All languages; English is always there.
#[derive(Clone)]
pub struct Languages(Arc<[Tongue]>);

struct Tongue {
    tag: String,
    bundle: FluentBundle<FluentResource>,
}

impl std::fmt::Debug for Languages {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_list().entries(self.tags()).finish()
    }
}

/// A language that a site names, and that nobody has given words in.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "[[site]] {host}: there are no words in `{tag}`; put them into locales/{tag}/ of the folder that `templates` names, or \
     name in `languages` what there are words in"
)]
pub struct NoWords {
    pub host: String,
    pub tag: String,
}

impl Languages {
    /// Later files win over earlier ones, message by message.
    pub fn load(files: Vec<MessageFile>) -> Result<Self, LanguageError> {
        let mut by_tag: BTreeMap<String, Vec<MessageFile>> = BTreeMap::new();
        by_tag.insert(ENGLISH.to_owned(), Vec::new());
        for file in files {
            by_tag.entry(file.language.clone()).or_default().push(file);
        }
        let mut tongues: Vec<Tongue> =
            by_tag.into_iter().map(|(tag, files)| Tongue::load(tag, files)).collect::<Result<_, _>>()?;
        tongues.sort_by_key(|tongue| tongue.tag != ENGLISH);
        if tongues.len() > usize::from(u8::MAX) {
            return Err(LanguageError { file: "locales".to_owned(), reason: "holds too many languages".to_owned() });
        }
        Ok(Self(tongues.into()))
    }

    pub fn all(&self) -> impl Iterator<Item = Language> {
        (0..self.0.len()).filter_map(|at| u8::try_from(at).ok()).map(Language)
    }

    /// To be asked at start: a site that promises a language in vain.
    pub fn check(&self, site: &Site) -> Result<(), NoWords> {
        let is_missing = |tag: &&String| self.find(tag).is_none();
        let missing = site.languages.iter().find(is_missing);
        missing.map_or(Ok(()), |tag| Err(NoWords { host: site.host.as_str().to_owned(), tag: tag.clone() }))
    }

    pub fn tags(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(|tongue| tongue.tag.as_str())
    }

    pub fn tag(&self, language: Language) -> &str {
        self.tongue(language).map_or(ENGLISH, |tongue| &tongue.tag)
    }

    /// By its whole tag, else by what stands before the first dash: `de-AT` is said in `de`.
    pub fn find(&self, tag: &str) -> Option<Language> {
        let at = |tag: &str| self.0.iter().position(|tongue| tongue.tag.eq_ignore_ascii_case(tag));
        let base = tag.split('-').next().unwrap_or(tag);
        at(tag).or_else(|| at(base)).and_then(|at| u8::try_from(at).ok()).map(Language)
    }

    fn tongue(&self, language: Language) -> Option<&Tongue> {
        self.0.get(usize::from(language.0))
    }

    pub fn has(&self, language: Language, id: &str) -> bool {
        self.tongue(language).is_some_and(|tongue| tongue.bundle.has_message(id))
    }

    /// A message of no variables.
    pub fn say(&self, language: Language, words: Words) -> String {
        self.say_with(language, words.0, &[])
    }

    /// The message in this language, else in English. One that exists in neither is a fault of ours: it is logged, and its
    /// name stands in its place.
    pub fn say_with(&self, language: Language, id: &str, given: &[Given<'_>]) -> String {
        let mut args = FluentArgs::with_capacity(given.len());
        for (name, value) in given {
            args.set(*name, value.clone());
        }
        self.format(language, id, &args).unwrap_or_else(|| {
            tracing::error!(message = id, "there are no words for this");
            id.to_owned()
        })
    }

    pub fn format(&self, language: Language, id: &str, args: &FluentArgs<'_>) -> Option<String> {
        let own = self.tongue(language).and_then(|tongue| tongue.format(id, args));
        own.or_else(|| self.tongue(Language::ENGLISH).and_then(|tongue| tongue.format(id, args)))
    }

    /// A count by itself, as the language writes it.
    pub fn number(&self, language: Language, count: i64) -> String {
        self.say_with(language, "number", &[("count", number(count))])
    }

    /// `October 4, 2026`, as the language writes it.
    pub fn day(&self, language: Language, at: Timestamp) -> String {
        let date = at.to_civil();
        let month = self.say_with(language, &format!("month-{}", date.month), &[]);
        let given = [
            ("day", number(date.day)),
            ("month", FluentValue::from(month)),
            ("year", FluentValue::from(date.year.to_string())),
        ];
        self.say_with(language, "date-day", &given)
    }

    /// `October 4, 2026, 08:00 UTC`, as the language writes it.
    pub fn minute(&self, language: Language, at: Timestamp) -> String {
        let date = at.to_civil();
        let given = [
            ("date", FluentValue::from(self.day(language, at))),
            ("time", FluentValue::from(format!("{:02}:{:02}", date.hour, date.minute))),
        ];
        self.say_with(language, "date-minute", &given)
    }
}

impl Tongue {
    fn load(tag: String, files: Vec<MessageFile>) -> Result<Self, LanguageError> {
        let name = files.first().map_or_else(|| tag.clone(), |file| file.file.clone());
        let wrong = |file: &str, reason: String| LanguageError { file: file.to_owned(), reason };
        let identifier: LanguageIdentifier =
            tag.parse().map_err(|_| wrong(&name, format!("{tag:?} is no language, as in de or pt-BR")))?;
        let mut bundle = FluentBundle::new_concurrent(vec![identifier]);
        // The marks around what is put in would stand in subjects and attributes too.
        bundle.set_use_isolating(false);
        bundle.set_formatter(Some(grouping_of(&tag)));
        for file in files {
            let resource = FluentResource::try_new(file.text).map_err(|(_, errors)| {
                let reasons: Vec<String> = errors.iter().map(ToString::to_string).collect();
                wrong(&file.file, reasons.join("; "))
            })?;
            bundle.add_resource_overriding(resource);
        }
        Ok(Self { tag, bundle })
    }

    fn format(&self, id: &str, args: &FluentArgs<'_>) -> Option<String> {
        let pattern = self.bundle.get_message(id)?.value()?;
        let mut errors = Vec::new();
        let text = self.bundle.format_pattern(pattern, Some(args), &mut errors);
        for error in errors {
            tracing::error!(message = id, language = self.tag, %error, "a message could not be put together");
        }
        Some(text.into_owned())
    }
}

type Formatter = fn(&FluentValue<'_>, &intl_memoizer::concurrent::IntlLangMemoizer) -> Option<String>;

/// How a language parts thousands.
fn grouping_of(tag: &str) -> Formatter {
    match tag.split('-').next().unwrap_or(tag) {
        "en" | "ja" | "zh" | "ko" | "he" => |value, _| grouped(value, ","),
        "de" | "es" | "it" | "nl" | "pt" | "da" | "tr" | "id" | "el" => |value, _| grouped(value, "."),
        _ => |value, _| grouped(value, "\u{202f}"),
    }
}

/// Whole numbers of four and more digits; everything else as Fluent writes it.
fn grouped(value: &FluentValue<'_>, separator: &str) -> Option<String> {
    let FluentValue::Number(FluentNumber { value, .. }) = value else { return None };
    if value.fract() != 0.0 || value.abs() < 1000.0 {
        return None;
    }
    let digits = format!("{:.0}", value.abs());
    let mut out = String::from(if *value < 0.0 { "-" } else { "" });
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push_str(separator);
        }
        out.push(digit);
    }
    Some(out)
}

/// A number as a message takes it.
pub fn number(count: impl TryInto<i64>) -> FluentValue<'static> {
    FluentValue::from(count.try_into().unwrap_or(i64::MAX))
}

/// Text as a message takes it.
pub fn text<'a>(text: impl Into<Cow<'a, str>>) -> FluentValue<'a> {
    FluentValue::String(text.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn languages() -> Languages {
        let file = |language: &str, text: &str| MessageFile {
            language: language.to_owned(),
            file: format!("{language}/x.ftl"),
            text: text.to_owned(),
        };
        let english = "hello = Hello, { $name }\nonly = English\ncount = { $n ->\n    [one] one\n   *[other] { $n } of them\n }\n";
        let files = vec![file("de", "hello = Hallo, { $name }\ncount = { $n } Stück\n"), file("en", english)];
        Languages::load(files).expect("two languages")
    }

    #[test]
    fn a_message_is_said_in_the_language_and_else_in_english() {
        let languages = languages();
        let german = languages.find("de-AT").expect("German");
        let given = [("name", text("Ana"))];
        assert_eq!(languages.say_with(german, "hello", &given), "Hallo, Ana");
        assert_eq!(languages.say(german, Words("only")), "English");
        assert_eq!(languages.say(german, Words("nothing")), "nothing");
        assert_eq!(languages.find("nl"), None);
    }

    #[test]
    fn numbers_bend_words_and_are_grouped() {
        let languages = languages();
        let german = languages.find("de").expect("German");
        for (count, english, in_german) in [
            (1, "one", "1 Stück"),
            (999, "999 of them", "999 Stück"),
            (1_234_567, "1,234,567 of them", "1.234.567 Stück"),
        ] {
            let given = [("n", number(count))];
            assert_eq!(languages.say_with(Language::ENGLISH, "count", &given), english);
            assert_eq!(languages.say_with(german, "count", &given), in_german);
        }
    }

    #[test]
    fn a_broken_file_is_named() {
        let broken = MessageFile {
            language: "de".to_owned(),
            file: "theme/locales/de/x.ftl".to_owned(),
            text: "= no\n".to_owned(),
        };
        let error = Languages::load(vec![broken]).expect_err("broken");
        assert!(error.to_string().starts_with("theme/locales/de/x.ftl: "), "{error}");
    }
}
