//! What the demo has and nobody else: its letters, to read in the browser, and a provider of its own. Routed by
//! `gatefold demo` alone.

use std::path::{Path as FilePath, PathBuf};

use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use http::{HeaderValue, StatusCode, header};
use minijinja::{Value, context};
use uuid::Uuid;

use super::asker::Asker;
use super::demo_issuer::Issuer;
use super::error::Error;
use super::{App, AppState, page, view};
use crate::clock::Timestamp;
use crate::config::DemoSettings;

pub struct Demo {
    /// The folder of its letters.
    letters: PathBuf,
    pub issuer: Issuer,
}

impl Demo {
    pub fn new(settings: &DemoSettings) -> anyhow::Result<Self> {
        Ok(Self { letters: settings.letters.clone(), issuer: Issuer::new(&settings.issuer)? })
    }
}

fn letters(app: &App) -> Result<&FilePath, Error> {
    app.demo.as_ref().map(|demo| demo.letters.as_path()).ok_or(Error::NotFound)
}

/// What the files of one letter tell.
struct ShownLetter {
    id: Uuid,
    to: String,
    subject: String,
    at: Timestamp,
}

impl ShownLetter {
    fn view(&self) -> Value {
        context! { id => self.id.to_string(), to => self.to.as_str(), subject => self.subject.as_str(), at => view::minute(self.at) }
    }
}

pub async fn list(State(app): State<AppState>, asker: Asker) -> Result<Response, Error> {
    let folder = letters(&app)?.to_owned();
    let read = tokio::task::spawn_blocking(move || list_letters(&folder));
    let letters = read.await.map_err(anyhow::Error::from)?.map_err(anyhow::Error::from)?;
    let letters: Vec<Value> = letters.iter().map(ShownLetter::view).collect();
    page::own(&app, &asker, StatusCode::OK, "pages/demo_letters.html", context! { letters => letters })
}

fn list_letters(folder: &FilePath) -> std::io::Result<Vec<ShownLetter>> {
    let mut letters = Vec::new();
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        let is_letter = path.extension().is_some_and(|extension| extension == "eml");
        let id = path.file_stem().and_then(|stem| stem.to_str()).and_then(|stem| stem.parse::<Uuid>().ok());
        if let Some(id) = id.filter(|_| is_letter) {
            letters.push(head(id, &std::fs::read_to_string(&path)?));
        }
    }
    letters.sort_by_key(|letter| std::cmp::Reverse((letter.at, letter.id)));
    Ok(letters)
}

fn head(id: Uuid, letter: &str) -> ShownLetter {
    let field = |name: &str| {
        let line = letter.lines().take_while(|line| !line.is_empty()).find_map(|line| line.strip_prefix(name));
        line.unwrap_or_default().trim().to_owned()
    };
    let at = id.get_timestamp().map_or(0, |at| {
        let (seconds, nanos) = at.to_unix();
        i64::try_from(seconds).unwrap_or(0) * 1_000_000 + i64::from(nanos / 1000)
    });
    ShownLetter { id, to: field("To:"), subject: field("Subject:"), at: Timestamp::from_micros(at) }
}

pub async fn show(State(app): State<AppState>, asker: Asker, Path(id): Path<Uuid>) -> Result<Response, Error> {
    let folder = letters(&app)?;
    let read = |extension: &str| {
        let path = folder.join(id.to_string()).with_extension(extension);
        async move { tokio::fs::read_to_string(path).await.map_err(|_| Error::NotFound) }
    };
    let (letter, text) = (head(id, &read("eml").await?), read("txt").await?);
    let links: Vec<Value> = text
        .lines()
        .map(str::trim)
        .filter(|line| line.starts_with("http://") || line.starts_with("https://"))
        .map(|url| context! { url => url, label => url })
        .collect();
    let context = context! { letter => context! { text => text, links => links, ..letter.view() } };
    page::own(&app, &asker, StatusCode::OK, "pages/demo_letter.html", context)
}

/// The letter's HTML as a mail program would show it: its own styles, and nothing that runs.
pub async fn html(State(app): State<AppState>, Path(id): Path<Uuid>) -> Result<Response, Error> {
    let folder = letters(&app)?;
    let path = folder.join(id.to_string()).with_extension("html");
    let html = tokio::fs::read_to_string(path).await.map_err(|_| Error::NotFound)?;
    let policy = "default-src 'none'; style-src 'unsafe-inline'; form-action 'none'; frame-ancestors 'none'";
    let mut response = page::own_html(StatusCode::OK, html).into_response();
    response.headers_mut().insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(policy));
    Ok(response)
}
