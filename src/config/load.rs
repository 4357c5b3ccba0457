//! Reads the settings: the file, then `GATEFOLD_…` over it. A fault names the line, or the variable.
//!
//! The only reader of the environment.

use std::collections::BTreeMap;
use std::fmt;
use std::path::{Path, PathBuf};

use serde::Deserialize;

use super::raw::Settings;
use super::{Config, check};

const PREFIX: &str = "GATEFOLD_";

/// One thing that is wrong, by the setting's name with dots: `gate.lead_words`.
#[derive(Debug, Clone)]
pub struct Fault {
    pub setting: String,
    pub reason: String,
}

impl Fault {
    pub fn new(setting: &str, reason: impl Into<String>) -> Self {
        Self { setting: setting.to_owned(), reason: reason.into() }
    }
}

/// Every fault found, each with where it stands.
#[derive(Debug)]
pub struct ConfigError(pub Vec<String>);

impl fmt::Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.join("\n"))
    }
}

impl std::error::Error for ConfigError {}

/// Where the settings come from: a file's path and text, and variables with their prefix gone.
#[derive(Debug, Default)]
pub struct Source {
    pub path: PathBuf,
    pub text: String,
    pub variables: BTreeMap<String, String>,
}

impl Source {
    /// A file that does not exist is an error only where it was asked for by name.
    pub(super) fn read(path: &Path, is_named: bool) -> Result<Self, ConfigError> {
        let text = match std::fs::read_to_string(path) {
            Ok(text) => text,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound && !is_named => String::new(),
            Err(error) => return Err(ConfigError(vec![format!("{}: {error}", path.display())])),
        };
        Ok(Self { path: path.to_path_buf(), text, variables: environment()? })
    }

    /// Where a setting was given: `gatefold.toml:12`, `GATEFOLD_GATE__LEAD_WORDS`, or the file itself.
    fn place_of(&self, setting: &str) -> String {
        let variable = setting.to_ascii_uppercase().replace(['.', '['], "__").replace(']', "");
        if self.variables.contains_key(&variable) {
            return format!("{PREFIX}{variable}");
        }
        // A setting that is missing is told by the table that lacks it.
        let parents = std::iter::successors(Some(setting), |name| name.rsplit_once('.').map(|(parent, _)| parent));
        match parents.into_iter().find_map(|name| self.offset_of(name)) {
            Some(offset) => self.place_at(offset),
            None => self.path.display().to_string(),
        }
    }

    /// Each fault with where it stands.
    pub(super) fn told(&self, faults: &[Fault]) -> ConfigError {
        let tell = |fault: &Fault| format!("{}: {}: {}", self.place_of(&fault.setting), fault.setting, fault.reason);
        ConfigError(faults.iter().map(tell).collect())
    }

    fn place_at(&self, offset: usize) -> String {
        let before = self.text.get(..offset).unwrap_or(&self.text);
        format!("{}:{}", self.path.display(), before.matches('\n').count() + 1)
    }

    /// The byte where the value of a dotted setting starts; `site[1].host` and `mail.dkim.domain` included.
    fn offset_of(&self, setting: &str) -> Option<usize> {
        let table = toml::de::DeTable::parse(&self.text).ok()?;
        let mut steps = setting.split('.');
        let mut value = step(table.get_ref(), steps.next()?)?;
        for name in steps {
            value = step(value.get_ref().as_table()?, name)?;
        }
        Some(value.span().start)
    }
}

fn step<'a>(table: &'a toml::de::DeTable<'a>, name: &str) -> Option<&'a toml::Spanned<toml::de::DeValue<'a>>> {
    let (name, index) = match name.split_once('[') {
        Some((name, index)) => (name, index.trim_end_matches(']').parse::<usize>().ok()),
        None => (name, None),
    };
    let value = table.get(name)?;
    match index {
        Some(index) => value.get_ref().as_array()?.get(index),
        None => Some(value),
    }
}

#[expect(clippy::disallowed_methods, reason = "the one place that reads the environment")]
fn environment() -> Result<BTreeMap<String, String>, ConfigError> {
    let mut found = BTreeMap::new();
    for (name, value) in std::env::vars_os() {
        let Some(name) = name.to_str().and_then(|name| name.strip_prefix(PREFIX)) else { continue };
        // Our tests' variables share the prefix, and so do those that Kubernetes makes for a service called "gatefold".
        let is_anothers = ["TEST_", "PORT_", "SERVICE_"].iter().any(|start| name.starts_with(start)) || name == "PORT";
        if is_anothers {
            continue;
        }
        let value = value.into_string().map_err(|_| ConfigError(vec![format!("{PREFIX}{name}: is not UTF-8")]))?;
        found.insert(name.to_owned(), value);
    }
    Ok(found)
}

/// Reads and checks the settings of `serve` and its like.
pub fn load(path: &Path, is_named: bool) -> Result<Config, ConfigError> {
    from_source(&Source::read(path, is_named)?)
}

pub fn from_source(source: &Source) -> Result<Config, ConfigError> {
    let settings = parse(source)?;
    check::check(&settings).map_err(|faults| source.told(&faults))
}

/// What to log, before the settings could be read: a faulty file still has its faults logged at `info`.
pub fn log_settings(path: &Path) -> String {
    Source::read(path, false).and_then(|source| parse(&source)).map_or_else(|_| "info".to_owned(), |s| s.log)
}

pub(super) fn parse(source: &Source) -> Result<Settings, ConfigError> {
    // First the file alone, so that its own mistakes are told with their line.
    let from_file: Result<Settings, _> = toml::from_str(&source.text);
    if let Err(error) = from_file {
        let place = error.span().map_or_else(|| source.path.display().to_string(), |span| source.place_at(span.start));
        return Err(ConfigError(vec![format!("{place}: {}", without_values(error.message()))]));
    }
    let mut table: toml::Table = toml::from_str(&source.text).unwrap_or_default();
    for (name, value) in &source.variables {
        let setting = name.to_ascii_lowercase().replace("__", ".");
        overlay(&mut table, &setting, value);
        // Tried one by one, so that a mistake is told with its variable.
        if let Err(error) = Settings::deserialize(table.clone()) {
            return Err(ConfigError(vec![format!("{PREFIX}{name}: {}", without_values(error.message()))]));
        }
    }
    Settings::deserialize(table).map_err(|error| ConfigError(vec![without_values(error.message())]))
}

/// serde's "invalid type" repeats the value, and a value may be a secret.
fn without_values(message: &str) -> String {
    let message = message.trim_end();
    match (message.strip_prefix("invalid type: "), message.split_once(", expected ")) {
        (Some(found), Some((_, expected))) => {
            let kind = found.split([' ', ',']).next().unwrap_or("value");
            format!("expected {expected}, found another type ({kind})")
        }
        _ => message.to_owned(),
    }
}

fn overlay(table: &mut toml::Table, setting: &str, value: &str) {
    match setting.split_once('.') {
        None => {
            let value = typed(setting, value);
            table.insert(setting.to_owned(), value);
        }
        Some((name, rest)) => {
            let inner = table.entry(name).or_insert_with(|| toml::Value::Table(toml::Table::new()));
            let is_done = match inner {
                toml::Value::Table(inner) => {
                    overlay(inner, rest, value);
                    true
                }
                toml::Value::Array(list) => overlay_one(list, rest, value),
                _ => false,
            };
            if !is_done {
                table.insert(name.to_owned(), toml::Value::String(value.to_owned()));
            }
        }
    }
}

/// `PROVIDER__0__CLIENT_SECRET` means the first of the file's blocks; false where there is none of that number.
fn overlay_one(list: &mut [toml::Value], setting: &str, value: &str) -> bool {
    let Some((index, rest)) = setting.split_once('.') else { return false };
    match index.parse::<usize>().ok().and_then(|index| list.get_mut(index)) {
        Some(toml::Value::Table(block)) => {
            overlay(block, rest, value);
            true
        }
        _ => false,
    }
}

/// A variable is text: numbers, booleans and lists are told by their look; secrets and texts stay as they are.
fn typed(name: &str, value: &str) -> toml::Value {
    // Some providers' ids look like numbers.
    if name.contains("secret") || matches!(name, "client_id" | "label" | "team" | "key_id" | "tenant") {
        return toml::Value::String(value.to_owned());
    }
    if matches!(name, "trusted_proxies" | "large_mail_domains" | "resolvers") && !value.trim_start().starts_with('[') {
        let parts = value.split(',').map(str::trim).filter(|part| !part.is_empty());
        return toml::Value::Array(parts.map(|part| toml::Value::String(part.to_owned())).collect());
    }
    let looks_typed =
        value.starts_with(['[', '{']) || value.parse::<i64>().is_ok() || matches!(value, "true" | "false");
    if looks_typed
        && let Ok(mut parsed) = toml::from_str::<toml::Table>(&format!("v = {value}"))
        && let Some(value) = parsed.remove("v")
    {
        return value;
    }
    toml::Value::String(value.to_owned())
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    pub fn read(text: &str, variables: &[(&str, &str)]) -> Result<Config, ConfigError> {
        let variables = variables.iter().map(|(n, v)| ((*n).to_owned(), (*v).to_owned())).collect();
        from_source(&Source { path: "gatefold.toml".into(), text: text.to_owned(), variables })
    }

    pub const GOOD: &str = "public_url = \"https://news.example\"\nsecret = \"0123456789abcdefghijklmnopqrstuvwxyzABCDEF\"\n\
        [mail]\nfrom = \"The Example <hello@news.example>\"\ntransport = \"smtps://u:hunter2@mail.example\"\n";

    #[test]
    fn good_settings_are_read_and_variables_win() {
        let config = read(GOOD, &[("GATE__LEAD_WORDS", "80"), ("TRUSTED_PROXIES", "10.0.0.0/8, 192.168.0.1/32")])
            .expect("good settings");
        assert_eq!(config.gate.lead_words, 80);
        assert_eq!(config.trusted_proxies.len(), 2);
        assert_eq!(config.sites.len(), 1);
        assert!(!format!("{config:?}").contains("hunter2"));
        assert!(!format!("{config:?}").contains("0123456789abcdef"));
    }

    #[test]
    fn each_fault_names_its_line_or_variable_and_never_a_secret() {
        for (text, variables, wanted) in [
            (format!("{GOOD}[gate]\nlead_wrods = 3\n"), vec![], "gatefold.toml:7: unknown field `lead_wrods`"),
            (format!("{GOOD}[gate]\nlead_words = 0\n"), vec![], "gatefold.toml:7: gate.lead_words:"),
            (format!("{GOOD}[share]\nreader_limit = 0\n"), vec![], "gatefold.toml:7: share.reader_limit:"),
            (format!("{GOOD}[share]\nrecipient = \"never\"\n"), vec![], "gatefold.toml:7: "),
            (format!("{GOOD}[gate]\nlead_words = \"many\"\n"), vec![], "gatefold.toml:7: "),
            (GOOD.to_owned(), vec![("GATE__UNLOCK", "never")], "GATEFOLD_GATE__UNLOCK: "),
            (GOOD.to_owned(), vec![("GATE__LEAD_WORDS", "0")], "GATEFOLD_GATE__LEAD_WORDS: gate.lead_words:"),
            (GOOD.to_owned(), vec![("NONSENSE", "1")], "GATEFOLD_NONSENSE: unknown field"),
            (GOOD.replace("https://news.example", "http://news.example"), vec![], "gatefold.toml:1: public_url:"),
            (
                GOOD.replace("0123456789abcdefghijklmnopqrstuvwxyzABCDEF", "tooshort"),
                vec![],
                "gatefold.toml:2: secret:",
            ),
            (
                GOOD.replace("smtps://u:hunter2@mail.example", "carrier-pigeon"),
                vec![],
                "gatefold.toml:5: mail.transport:",
            ),
            (
                format!("{GOOD}[[site]]\nhost = \"news.example\"\nname = \"\"\n"),
                vec![],
                "gatefold.toml:8: site[0].name:",
            ),
            (
                GOOD.replace("0123456789abcdefghijklmnopqrstuvwxyzABCDEF", "changeme-changeme-changeme-changeme-12"),
                vec![],
                "gatefold.toml:2: secret: is a sample",
            ),
            ("public_url = [".to_owned(), vec![], "gatefold.toml:1: "),
        ] {
            is_told(&text, &variables, wanted);
        }
    }

    pub fn is_told(text: &str, variables: &[(&str, &str)], wanted: &str) {
        let error = read(text, variables).expect_err(text).to_string();
        assert!(error.contains(wanted), "wanted {wanted:?} in {error:?}");
        assert!(!error.contains("hunter2") && !error.contains("tooshort"), "{error}");
    }
}
