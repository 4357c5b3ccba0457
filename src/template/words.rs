//! What templates say words with: `t` and `rich` for messages, `day` and `minute` for dates, `day_time` and `minute_time`
//! for the same as elements, `wrap` for plain letters.
//!
//! `rich` and these two alone give HTML: a message is the publisher's or ours, and everything put into it is escaped here.

use std::sync::Arc;

use fluent_bundle::{FluentArgs, FluentValue};
use minijinja::value::{Kwargs, ValueKind};
use minijinja::{Environment, Error, ErrorKind, State, Value};

use super::escape;
use crate::clock::Timestamp;
use crate::language::{Language, Languages};

/// A letter's text is read in windows of any width; this is what mail programs have always shown whole.
const LETTER_WIDTH: usize = 72;

pub fn add_to(environment: &mut Environment<'static>, languages: &Languages) {
    let languages = Arc::new(languages.clone());
    let own = Arc::clone(&languages);
    environment
        .add_function("t", move |state: &State<'_, '_>, id: &str, given: Kwargs| say(&own, state, id, &given, false));
    let own = Arc::clone(&languages);
    environment.add_function("rich", move |state: &State<'_, '_>, id: &str, given: Kwargs| {
        say(&own, state, id, &given, true).map(Value::from_safe_string)
    });
    let own = Arc::clone(&languages);
    environment.add_filter("day", move |state: &State<'_, '_>, at: Value| {
        Ok::<_, Error>(own.day(language(&own, state), moment(&at)?))
    });
    let own = Arc::clone(&languages);
    environment.add_filter("minute", move |state: &State<'_, '_>, at: Value| {
        Ok::<_, Error>(own.minute(language(&own, state), moment(&at)?))
    });
    for (name, writes) in [("day_time", Languages::day as Writes), ("minute_time", Languages::minute)] {
        let own = Arc::clone(&languages);
        environment.add_filter(name, move |state: &State<'_, '_>, at: Value| {
            let at = moment(&at)?;
            Ok::<_, Error>(time_element(at, &writes(&own, language(&own, state), at)))
        });
    }
    let own = languages;
    environment.add_filter("number", move |state: &State<'_, '_>, count: i64| own.number(language(&own, state), count));
    environment.add_filter("wrap", |text: &str| wrap(text, LETTER_WIDTH));
}

type Writes = fn(&Languages, Language, Timestamp) -> String;

/// For a date within a sentence: programs read it too.
fn time_element(at: Timestamp, text: &str) -> Value {
    Value::from_safe_string(format!("<time datetime=\"{}\">{}</time>", at.to_iso(), escape(text)))
}

/// The language of the page or letter: what its `site` says.
fn language(languages: &Languages, state: &State<'_, '_>) -> Language {
    let tag = state.lookup("site").and_then(|site| site.get_attr("language").ok());
    tag.as_ref().and_then(Value::as_str).and_then(|tag| languages.find(tag)).unwrap_or(Language::ENGLISH)
}

fn say(languages: &Languages, state: &State<'_, '_>, id: &str, given: &Kwargs, escapes: bool) -> Result<String, Error> {
    let mut args = FluentArgs::new();
    for name in given.args() {
        args.set(name.to_owned(), argument(&given.get::<Value>(name)?, escapes));
    }
    let unknown = || Error::new(ErrorKind::InvalidOperation, format!("there is no message `{id}`"));
    languages.format(language(languages, state), id, &args).ok_or_else(unknown)
}

fn argument(value: &Value, escapes: bool) -> FluentValue<'static> {
    if value.kind() == ValueKind::Number {
        return i64::try_from(value.clone()).map_or_else(|_| FluentValue::from(value.to_string()), FluentValue::from);
    }
    let text = value.to_string();
    FluentValue::from(if escapes && !value.is_safe() { escape(&text) } else { text })
}

/// The moment of a date as pages are given it: `{ iso: "…" }`, or the text alone.
fn moment(value: &Value) -> Result<Timestamp, Error> {
    let iso = value.get_attr("iso").ok().filter(|iso| !iso.is_undefined()).unwrap_or_else(|| value.clone());
    let wrong = || Error::new(ErrorKind::InvalidOperation, "this is no date");
    iso.as_str().and_then(Timestamp::parse).ok_or_else(wrong)
}

/// Breaks each line at spaces; a word that is longer than a line stays whole, as links must.
fn wrap(text: &str, width: usize) -> String {
    let lines: Vec<String> = text.lines().map(|line| wrap_line(line, width)).collect();
    lines.join("\n")
}

fn wrap_line(line: &str, width: usize) -> String {
    let mut out = String::with_capacity(line.len());
    let mut used = 0;
    // At plain spaces alone: others hold together what stands around them.
    for word in line.split(' ').filter(|word| !word.is_empty()) {
        let length = word.chars().count();
        if used > 0 && used + 1 + length > width {
            out.push('\n');
            used = 0;
        } else if used > 0 {
            out.push(' ');
            used += 1;
        }
        out.push_str(word);
        used += length;
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_letter_is_wrapped_between_words() {
        assert_eq!(wrap("one two three\nfour", 8), "one two\nthree\nfour");
        assert_eq!(wrap("https://news.example/a-long-one x", 8), "https://news.example/a-long-one\nx");
    }
}
