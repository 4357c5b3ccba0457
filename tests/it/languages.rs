//! The files of messages: complete in every language, alike in what they hold; and a publisher's own among them.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use gatefold::language::{Languages, number, text};
use gatefold::template::Templates;
use minijinja::context;

use crate::harness::program::{Place, text as said};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn files(folder: &Path, extensions: &[&str]) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).expect("a folder").flatten().map(|entry| entry.path());
    let (folders, files): (Vec<_>, Vec<_>) = entries.partition(|path| path.is_dir());
    let is_wanted =
        |path: &PathBuf| path.extension().is_some_and(|extension| extensions.iter().any(|wanted| extension == *wanted));
    let wanted = files.into_iter().filter(is_wanted);
    wanted.chain(folders.iter().flat_map(|folder| self::files(folder, extensions))).collect()
}

fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// What follows each of these openings that is no end of a longer word.
fn behind<'a>(text: &'a str, opening: &'a str) -> impl Iterator<Item = &'a str> {
    let is_word = |c: char| c.is_ascii_alphanumeric() || c == '_';
    let starts = text.match_indices(opening).filter(move |(at, _)| !text[..*at].ends_with(is_word));
    starts.map(move |(at, _)| &text[at + opening.len()..])
}

/// What stands between quotes behind each of these openings.
fn quoted_behind<'a>(text: &'a str, opening: &'a str) -> impl Iterator<Item = &'a str> {
    behind(text, opening).filter_map(|rest| rest.split('"').next())
}

/// Without the tests at the end of a file.
fn source(path: &Path) -> String {
    read(path).split("#[cfg(test)]").next().unwrap_or_default().to_owned()
}

/// Where each message is asked for by its name.
fn asked_for() -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    for path in files(&root().join("templates"), &["html", "txt", "xml"]) {
        let text = read(&path);
        for id in quoted_behind(&text, "t(\"").chain(quoted_behind(&text, "rich(\"")) {
            found.insert(id.to_owned(), path.display().to_string());
        }
    }
    for path in files(&root().join("src"), &["rs"]) {
        for id in quoted_behind(&source(&path), "Words(\"") {
            found.insert(id.to_owned(), path.display().to_string());
        }
    }
    found
}

/// The messages of one language, with all their variants as they stand in the files.
fn messages(language: &str) -> BTreeMap<String, String> {
    let mut found: BTreeMap<String, String> = BTreeMap::new();
    for path in files(&root().join("templates/locales").join(language), &["ftl"]) {
        let mut current: Option<String> = None;
        for line in read(&path).lines().filter(|line| !line.starts_with('#')) {
            let begins = line.starts_with(|c: char| c.is_ascii_lowercase()).then(|| line.split_once(" = ")).flatten();
            if let Some((id, words)) = begins {
                let twice = found.insert(id.to_owned(), words.to_owned());
                assert_eq!(twice, None, "{language}: {id} stands twice");
                current = Some(id.to_owned());
            } else if let Some(words) = current.as_ref().and_then(|id| found.get_mut(id)) {
                words.push('\n');
                words.push_str(line);
            }
        }
    }
    found
}

fn languages() -> Vec<String> {
    let folders = fs::read_dir(root().join("templates/locales")).expect("the languages").flatten();
    folders.map(|folder| folder.file_name().to_string_lossy().into_owned()).collect()
}

/// `$name` for each variable.
fn variables(words: &str) -> BTreeSet<&str> {
    let name = |rest: &str| rest.find(|c: char| !c.is_ascii_alphanumeric() && c != '_' && c != '-');
    let ends = words.split('$').skip(1).map(|rest| &rest[..name(rest).unwrap_or(rest.len())]);
    ends.collect()
}

fn counted(words: &str) -> BTreeSet<&str> {
    words
        .lines()
        .filter(|line| line.trim_end().ends_with("->"))
        .filter_map(|line| line.rsplit_once('$').map(|(_, rest)| rest.trim_end_matches("->").trim()))
        .collect()
}

fn tags(words: &str) -> BTreeSet<&str> {
    words.split('<').skip(1).filter_map(|rest| rest.split_once('>').map(|(tag, _)| tag)).collect()
}

#[test]
fn every_message_that_is_asked_for_is_there_in_english() {
    let (english, asked) = (messages("en"), asked_for());
    assert!(asked.len() > 200, "they were found: {}", asked.len());
    // Where the rest of a name is put to it, something must begin so.
    let is_there =
        |id: &str| english.contains_key(id) || (id.ends_with('-') && english.keys().any(|known| known.starts_with(id)));
    let missing: Vec<String> = asked
        .iter()
        .filter(|(id, _)| !is_there(id))
        .map(|(id, place)| format!("{place}: there is no message `{id}`"))
        .collect();
    assert!(missing.is_empty(), "{}", missing.join("\n"));
}

/// What a call in a template gives by name, from behind the message's own.
fn given_by_name(call: &str) -> BTreeSet<&str> {
    let (mut depth, mut is_text, mut end) = (0, false, call.len());
    let mut names = BTreeSet::new();
    for (at, c) in call.char_indices() {
        match c {
            '"' => is_text = !is_text,
            _ if is_text => {}
            '(' => depth += 1,
            ')' if depth == 0 => {
                end = at;
                break;
            }
            ')' => depth -= 1,
            '=' if depth == 0 && !call[at + 1..].starts_with('=') && !call[..at].ends_with(['=', '!', '<', '>']) => {
                let begin =
                    call[..at].rfind(|c: char| !c.is_ascii_alphanumeric() && c != '_').map_or(0, |begin| begin + 1);
                names.insert(&call[begin..at]);
            }
            _ => {}
        }
    }
    assert!(end < call.len(), "a call that does not end: {call}");
    names
}

#[test]
fn a_template_gives_each_message_what_it_takes() {
    let english = messages("en");
    let mut wrong = Vec::new();
    for path in files(&root().join("templates"), &["html", "txt", "xml"]) {
        let text = read(&path);
        for opening in ["t(\"", "rich(\""] {
            for rest in behind(&text, opening) {
                let (id, call) = rest.split_once('"').expect("a closing quote");
                let Some(words) = english.get(id) else { continue };
                if given_by_name(call) != variables(words) {
                    wrong.push(format!(
                        "{}: {id} is given {:?}, takes {:?}",
                        path.display(),
                        given_by_name(call),
                        variables(words)
                    ));
                }
                if opening == "t(\"" && !tags(words).is_empty() {
                    wrong.push(format!("{}: {id} holds HTML and wants `rich`", path.display()));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Every text in quotes of templates and source: a message's whole name, or what it begins with where the rest is put to it.
fn quoted() -> BTreeSet<String> {
    let templates = files(&root().join("templates"), &["html", "txt", "xml"]);
    let sources = files(&root().join("src"), &["rs"]);
    let all = templates.iter().map(|path| read(path)).chain(sources.iter().map(|path| source(path)));
    all.flat_map(|text| {
        text.split('"').map(|part| part.split('{').next().unwrap_or_default().to_owned()).collect::<Vec<_>>()
    })
    .collect()
}

#[test]
fn no_message_is_there_in_vain() {
    let quoted = quoted();
    let is_asked_for = |id: &String| {
        let mut begins = id.match_indices('-').map(|(at, _)| &id[..=at]);
        quoted.contains(id) || begins.any(|begin| quoted.contains(begin))
    };
    let unused: Vec<String> = messages("en").into_keys().filter(|id| !is_asked_for(id)).collect();
    assert!(unused.is_empty(), "nothing asks for {unused:?}");
}

#[test]
fn every_language_says_all_that_english_says_and_nothing_else() {
    let english = messages("en");
    let mut wrong = Vec::new();
    for language in languages() {
        let own = messages(&language);
        wrong.extend(
            english.keys().filter(|id| !own.contains_key(*id)).map(|id| format!("{language}: {id} is missing")),
        );
        wrong.extend(
            own.keys().filter(|id| !english.contains_key(*id)).map(|id| format!("{language}: {id} is no message")),
        );
        for (id, words) in &own {
            let Some(model) = english.get(id) else { continue };
            if variables(words) != variables(model) {
                wrong.push(format!("{language}: {id} has {:?}, not {:?}", variables(words), variables(model)));
            }
            if tags(words) != tags(model) {
                wrong.push(format!("{language}: {id} has {:?}, not {:?}", tags(words), tags(model)));
            }
            if words.contains('"') && !words.contains("=\"") {
                wrong.push(format!("{language}: {id} has straight quotes"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_message_is_put_together_with_its_variables_in_every_language() {
    let templates = Templates::load(None).expect("they compile");
    let all: &Languages = templates.languages();
    for language in all.all() {
        for (id, words) in messages(all.tag(language)) {
            let (given, counts) = (variables(&words), counted(&words));
            for count in [0, 1, 2, 5, 21, 1000] {
                let names: BTreeMap<&str, &'static str> =
                    given.iter().map(|name| (*name, &*String::leak((*name).to_owned()))).collect();
                let values: Vec<_> = names
                    .iter()
                    .map(|(name, kept)| (*kept, if counts.contains(name) { number(count) } else { text("<x>") }))
                    .collect();
                let whole = all.say_with(language, &id, &values);
                assert!(
                    !whole.contains(['{', '}']) && whole != id,
                    "{}: {id} with {count}: {whole}",
                    all.tag(language)
                );
                assert!(!whole.trim().is_empty(), "{}: {id} says nothing", all.tag(language));
            }
        }
    }
}

#[test]
fn every_page_and_letter_is_whole_in_every_language() {
    let templates = Templates::load(None).expect("they compile");
    for tag in templates.languages().tags() {
        let site = context! { language => tag, ..crate::templates::site() };
        for (name, contexts) in crate::templates::samples() {
            for own in contexts {
                let given =
                    context! { site => site.clone(), ..context! { ..own.clone(), ..crate::templates::every() } };
                let whole = templates.render(name, &given).unwrap_or_else(|error| panic!("{tag}: {error}"));
                assert!(!whole.contains("{$") && !whole.contains("{ $"), "{tag}: {name}: {whole}");
                let says = format!("<html lang=\"{tag}\">");
                assert!(!whole.contains("<html") || whole.contains(&says), "{tag}: {name} says what it is in");
            }
        }
    }
}

/// Words that hardly an English sentence is without, and that none of the other languages has.
const ENGLISH_WORDS: [&str; 12] =
    [" the ", " you ", " your ", " and ", " is ", " of ", " with ", " this ", " are ", " to ", " it ", " we "];

#[test]
fn no_page_speaks_two_languages() {
    let templates = Templates::load(None).expect("they compile");
    for tag in templates.languages().tags().filter(|tag| *tag != "en") {
        let site = context! { language => tag, ..crate::templates::site() };
        for (name, contexts) in crate::templates::samples() {
            for own in contexts {
                let given =
                    context! { site => site.clone(), ..context! { ..own.clone(), ..crate::templates::every() } };
                let whole = templates.render(name, &given).unwrap_or_else(|error| panic!("{error}"));
                let body = whole.split_once("</style>").map_or(whole.as_str(), |(_, body)| body);
                let found: Vec<&str> = ENGLISH_WORDS.into_iter().filter(|word| body.contains(word)).collect();
                assert!(found.is_empty(), "{name} says {found:?} in {tag}:\n{body}");
            }
        }
    }
}

#[test]
fn the_script_says_nothing_of_its_own() {
    let script = read(&root().join("templates/assets/gatefold.js"));
    let code = script.lines().filter(|line| !line.trim_start().starts_with("//"));
    let texts = code.flat_map(|line| line.split('"').skip(1).step_by(2));
    // What programs read, and no reader.
    let is_words = |text: &&str| text.trim().contains(' ') && !["use strict", "noopener noreferrer"].contains(text);
    let words: Vec<&str> = texts.filter(is_words).collect();
    assert!(words.is_empty(), "{words:?} belong into the language files");
}

/// A folder of templates with these files.
fn folder(files: &[(&str, &str)]) -> tempfile::TempDir {
    let dir = tempfile::TempDir::new().expect("a folder");
    for (name, text) in files {
        let path = dir.path().join(name);
        fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
        fs::write(path, text).expect("a file");
    }
    dir
}

#[test]
fn a_publishers_folder_adds_a_language_and_changes_a_message() {
    let dir = folder(&[
        ("locales/nl/ours.ftl", "sign-in-title = Inloggen\n"),
        ("locales/en/ours.ftl", "go-front = Home again\n"),
        ("locales/de/deep/er.ftl", "go-front = Nach Hause\n"),
    ]);
    let templates = Templates::load(Some(dir.path())).expect("they compile");
    let all = templates.languages();
    let say = |tag: &str, id| all.say_with(all.find(tag).expect("a language"), id, &[]);
    assert_eq!(say("nl-BE", "sign-in-title"), "Inloggen");
    assert_eq!(say("nl", "account-title"), "Your account", "what it does not say is said in English");
    assert_eq!(say("nl", "go-front"), "Home again");
    assert_eq!((say("en", "go-front").as_str(), say("de", "go-front").as_str()), ("Home again", "Nach Hause"));
    assert_eq!(say("en", "go-account"), "To your account");
    let own = context! { next => "/", address => "", error => (), news => false, step_up => false, notice => () };
    let site = context! { language => "nl", ..crate::templates::site() };
    let page = templates
        .render("pages/sign_in.html", &context! { site => site, ..context! { ..own, ..crate::templates::every() } });
    let page = page.expect("it renders");
    assert!(
        page.contains("<html lang=\"nl\">") && page.contains("Inloggen") && page.contains("Email address"),
        "{page}"
    );
}

#[test]
fn a_broken_file_of_messages_is_an_error_at_start() {
    for (name, text, reason) in [
        ("locales/nl/a.ftl", "hello = { $name\n", "a.ftl: "),
        ("locales/nl/a.ftl", "no message at all\n", "a.ftl: "),
        ("locales/nl/a.ftl", "sum = { NUMBER($x }\n", "a.ftl: "),
        ("locales/a.ftl", "hello = Hallo\n", "must stand in a folder of its language"),
        ("locales/no language/a.ftl", "hello = Hallo\n", "is no language"),
    ] {
        let dir = folder(&[(name, text)]);
        let error = Templates::load(Some(dir.path())).expect_err(name).to_string();
        assert!(error.contains(&dir.path().join(name).display().to_string()) && error.contains(reason), "{error}");
    }
    let dir = folder(&[]);
    fs::create_dir_all(dir.path().join("locales/nl")).expect("a folder");
    fs::write(dir.path().join("locales/nl/a.ftl"), [0xff, 0xfe, 0x00]).expect("a file");
    assert!(Templates::load(Some(dir.path())).expect_err("no text").to_string().contains("a.ftl"));
}

#[test]
fn a_language_that_nobody_has_words_in_is_told_at_start() {
    let place = Place::new("", "");
    let path = place.path().join("gatefold.toml");
    let good = read(&path);
    let host = format!("localhost:{}", place.port);
    assert_eq!(place.run(&["migrate"]).status.code(), Some(0));
    for site in ["languages = [\"en\", \"nl\"]", "language = \"nl\""] {
        fs::write(&path, format!("{good}[[site]]\nhost = \"{host}\"\nname = \"X\"\n{site}\n")).expect("settings");
        for command in ["check", "serve"] {
            let output = place.run(&[command]);
            assert_eq!(output.status.code(), Some(1), "{command} with {site}: {}", said(&output));
            let words = said(&output);
            assert!(words.contains(&host) && words.contains("there are no words in `nl`"), "{words}");
        }
    }
    fs::create_dir_all(place.path().join("theme/locales/nl")).expect("a folder");
    fs::write(place.path().join("theme/locales/nl/a.ftl"), "sign-in-title = Inloggen\n").expect("a file");
    let settings =
        format!("templates = \"theme\"\n{good}[[site]]\nhost = \"{host}\"\nname = \"X\"\nlanguages = [\"nl\"]\n");
    fs::write(&path, settings).expect("settings");
    let output = place.run(&["check"]);
    assert_eq!(output.status.code(), Some(0), "{}", said(&output));
    assert!(said(&output).contains("ok        languages: there are words in en, de, es, fr, nl"), "{}", said(&output));
}
