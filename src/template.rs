//! Everything a person reads: embedded templates, and a folder whose files win over them.
//!
//! A template that does not compile is an error at start, never a broken page later.

mod words;

use std::collections::HashSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use minijinja::{AutoEscape, Environment, UndefinedBehavior, Value};
use rust_embed::RustEmbed;

use crate::language::{Languages, MessageFile};
use crate::site::{Picture, Site, SiteLook};

#[derive(RustEmbed)]
#[folder = "templates/"]
struct Embedded;

/// A template that could not be read or rendered; says which, and where in it.
#[derive(Debug, thiserror::Error)]
#[error("{place}: {reason}")]
pub struct TemplateError {
    place: String,
    reason: String,
}

#[derive(Debug, Clone)]
pub struct Templates {
    environment: Arc<Environment<'static>>,
    languages: Languages,
    folder: Option<PathBuf>,
}

impl Templates {
    /// Compiles every template. Files in `folder` win over the embedded ones of the same name.
    pub fn load(folder: Option<&Path>) -> Result<Self, TemplateError> {
        let mut environment = Environment::new();
        environment.set_undefined_behavior(UndefinedBehavior::Strict);
        environment.set_auto_escape_callback(|name| match name.rsplit('.').next() {
            Some("html" | "xml") => AutoEscape::Html,
            _ => AutoEscape::None,
        });
        environment.set_formatter(|out, state, value| {
            if value.is_safe() || !matches!(state.auto_escape(), AutoEscape::Html) || value.as_str().is_none() {
                return minijinja::escape_formatter(out, state, value);
            }
            out.write_str(&escape(value.as_str().unwrap_or_default())).map_err(minijinja::Error::from)
        });
        // A publisher's template may loop, but not for ever.
        environment.set_fuel(Some(2_000_000));
        if let Some(folder) = folder
            && !folder.is_dir()
        {
            return Err(TemplateError { place: folder.display().to_string(), reason: "is no folder".to_owned() });
        }
        let languages = Languages::load(message_files(folder)?)
            .map_err(|error| TemplateError { place: error.file, reason: error.reason })?;
        words::add_to(&mut environment, &languages);
        let own = folder.map(|folder| files_of(folder, folder, &TEMPLATES)).unwrap_or_default();
        for name in Self::names().chain(own.into_iter().filter(|name| Embedded::get(name).is_none())) {
            let text = read(folder, &name)?;
            environment.add_template_owned(name.clone(), text).map_err(|error| describe(folder, &name, &error))?;
        }
        let templates = Self { environment: Arc::new(environment), languages, folder: folder.map(Path::to_path_buf) };
        templates.check_overrides()?;
        Ok(templates)
    }

    pub fn languages(&self) -> &Languages {
        &self.languages
    }

    /// Names of all templates, assets and messages left out.
    pub fn names() -> impl Iterator<Item = String> {
        Embedded::iter()
            .filter(|name| !name.starts_with("assets/") && !name.starts_with(LOCALES))
            .map(std::borrow::Cow::into_owned)
    }

    pub fn render(&self, name: &str, context: &Value) -> Result<String, TemplateError> {
        self.environment
            .get_template(name)
            .and_then(|template| template.render(context.clone()))
            .map_err(|error| describe(self.folder.as_deref(), name, &error))
    }

    /// A file under `templates/assets/`, the folder's own first.
    pub fn asset(&self, name: &str) -> Option<Vec<u8>> {
        let path = format!("assets/{name}");
        let own = self.folder.as_deref().and_then(|folder| std::fs::read(folder.join(&path)).ok());
        own.or_else(|| Embedded::get(&path).map(|file| file.data.into_owned()))
    }

    /// An override may use what the embedded template of its name is given, and nothing else: told at start, not by a
    /// reader who finds a broken page.
    fn check_overrides(&self) -> Result<(), TemplateError> {
        let Some(folder) = self.folder.as_deref() else { return Ok(()) };
        let plain = Self::load(None)?;
        for name in Self::names().filter(|name| folder.join(name).is_file()) {
            let given = plain.given_to(&name);
            let mut unknown: Vec<String> =
                self.looked_up(&name).into_iter().filter(|variable| !given.contains(variable)).collect();
            unknown.sort();
            if let Some(variable) = unknown.first() {
                let line = line_of(&folder.join(&name), variable);
                return Err(TemplateError {
                    place: format!("{}:{line}", folder.join(&name).display()),
                    reason: format!("`{variable}` is not given to this template"),
                });
            }
        }
        Ok(())
    }

    /// Every name that the embedded template is given: what it, the parts it holds and those that hold it look up.
    fn given_to(&self, name: &str) -> HashSet<String> {
        let holders = Self::names().filter(|other| other == name || parts_of(other).contains(name));
        let all: HashSet<String> = holders.flat_map(|holder| parts_of(&holder)).collect();
        let mut given: HashSet<String> = all.iter().flat_map(|part| self.looked_up(part)).collect();
        given.extend(EVERYWHERE.map(str::to_owned));
        given
    }

    fn looked_up(&self, name: &str) -> HashSet<String> {
        self.environment.get_template(name).map(|template| template.undeclared_variables(false)).unwrap_or_default()
    }
}

/// The engine's own names, and what every page or letter is given whether it uses it or not.
const EVERYWHERE: [&str; 16] = [
    "self",
    "super",
    "loop",
    "caller",
    "range",
    "dict",
    "debug",
    "namespace",
    "site",
    "styles",
    "script",
    "signed_in",
    "canonical",
    "robots",
    "promotion",
    "pages",
];

/// Where messages stand, in a folder for each language.
const LOCALES: &str = "locales/";

/// The embedded messages, and then a publisher's own, which win.
fn message_files(folder: Option<&Path>) -> Result<Vec<MessageFile>, TemplateError> {
    let language = |name: &str| name.strip_prefix(LOCALES).and_then(|name| name.split('/').next()).map(str::to_owned);
    let mut files: Vec<MessageFile> = Embedded::iter()
        .filter_map(|name| {
            let language = language(&name)?;
            let text = String::from_utf8_lossy(&Embedded::get(&name)?.data).into_owned();
            Some(MessageFile { language, file: format!("templates/{name}"), text })
        })
        .collect();
    let Some(folder) = folder.filter(|folder| folder.join(LOCALES).is_dir()) else { return Ok(files) };
    for name in files_of(folder, &folder.join(LOCALES), &["ftl"]) {
        let path = folder.join(&name);
        let wrong = |reason: String| TemplateError { place: path.display().to_string(), reason };
        let text = std::fs::read_to_string(&path).map_err(|error| wrong(error.to_string()))?;
        let language = language(&name)
            .filter(|language| !language.contains('.'))
            .ok_or_else(|| wrong("must stand in a folder of its language, as locales/de".to_owned()))?;
        files.push(MessageFile { language, file: path.display().to_string(), text });
    }
    Ok(files)
}

/// A template with all that it extends and includes, and what those do.
fn parts_of(name: &str) -> HashSet<String> {
    let mut found = HashSet::from([name.to_owned()]);
    let mut open = vec![name.to_owned()];
    while let Some(name) = open.pop() {
        let text =
            Embedded::get(&name).map(|file| String::from_utf8_lossy(&file.data).into_owned()).unwrap_or_default();
        for part in Templates::names().filter(|part| text.contains(&format!("\"{part}\""))) {
            if found.insert(part.clone()) {
                open.push(part);
            }
        }
    }
    found
}

/// What HTML needs escaped and no more: a path stays readable in its `href`.
pub fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + text.len() / 8);
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            c => out.push(c),
        }
    }
    out
}

fn read(folder: Option<&Path>, name: &str) -> Result<String, TemplateError> {
    if let Some(path) = folder.map(|folder| folder.join(name)).filter(|path| path.is_file()) {
        let wrap = |reason: String| TemplateError { place: path.display().to_string(), reason };
        return std::fs::read_to_string(&path).map_err(|error| wrap(error.to_string()));
    }
    let file = Embedded::get(name).expect("the name came from the embedded list");
    Ok(String::from_utf8_lossy(&file.data).into_owned())
}

/// What a template's file ends with.
const TEMPLATES: [&str; 3] = ["html", "txt", "xml"];

/// The files of a publisher's folder by name, new ones included, so that their own can include them.
fn files_of(root: &Path, folder: &Path, extensions: &[&str]) -> Vec<String> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path());
    let (folders, files): (Vec<_>, Vec<_>) = entries.partition(|path| path.is_dir());
    let is_wanted = |path: &&PathBuf| {
        path.extension().is_some_and(|extension| extensions.iter().any(|wanted| extension == *wanted))
    };
    let name = |path: &PathBuf| {
        let relative = path.strip_prefix(root).unwrap_or(path);
        relative.components().map(|part| part.as_os_str().to_string_lossy()).collect::<Vec<_>>().join("/")
    };
    let below =
        folders.iter().filter(|path| **path != root.join("assets")).flat_map(|path| files_of(root, path, extensions));
    files.iter().filter(is_wanted).map(name).chain(below).collect()
}

fn describe(folder: Option<&Path>, name: &str, error: &minijinja::Error) -> TemplateError {
    let name = error.name().unwrap_or(name);
    let own = folder.map(|folder| folder.join(name)).filter(|path| path.is_file());
    let shown = own.map_or_else(|| format!("templates/{name}"), |path| path.display().to_string());
    let place = error.line().map_or_else(|| shown.clone(), |line| format!("{shown}:{line}"));
    TemplateError { place, reason: error.detail().map_or_else(|| error.kind().to_string(), str::to_owned) }
}

fn line_of(path: &Path, variable: &str) -> usize {
    let text = std::fs::read_to_string(path).unwrap_or_default();
    text.lines().position(|line| line.contains(variable)).map_or(1, |at| at + 1)
}

/// A site as every page and letter sees it, with the language that its words are in.
pub fn site_value(site: &Site, language: &str) -> Value {
    let url = site.base_url.as_str().trim_end_matches('/');
    minijinja::context! {
        name => site.name.as_str(),
        url => url,
        language => language,
        // What the articles are written in.
        content_language => site.language.as_str(),
        tagline => site.tagline.as_deref(),
        look => look_value(&site.look),
    }
}

fn look_value(look: &SiteLook) -> Value {
    let picture = |picture: &Picture| {
        minijinja::context! {
            src => picture.url.as_str(),
            media_type => picture.media_type,
            width => picture.width,
            height => picture.height,
        }
    };
    minijinja::context! {
        accent => look.light.accent.to_string(),
        on_accent => look.light.on_accent.to_string(),
        dark_accent => look.dark.accent.to_string(),
        on_dark_accent => look.dark.on_accent.to_string(),
        logo => look.logo.as_ref().map(picture),
        dark_logo => look.dark_logo.as_ref().map(picture),
        icon => look.icon.as_ref().map(picture),
        font => look.font.as_deref(),
    }
}
