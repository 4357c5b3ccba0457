//! The content folder: imported at start and whenever it changes.
//!
//! An import that is broken off leaves whole articles: each batch is a transaction of its own.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use notify::{RecursiveMode, Watcher};
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

use crate::article::Access;
use crate::article::import::{ImportSettings, Progress, Report, import_telling};
use crate::config::Config;
use crate::config::raw::AccessSetting;
use crate::db;
use crate::reading::record;
use crate::site::SiteHost;
use crate::web::App;

/// Files settle this long before they are read: an editor writes in several steps.
const SETTLE: Duration = Duration::from_millis(300);
/// After an import that failed; then twice as long each time, half a minute at most.
const TRY_AGAIN: Duration = Duration::from_secs(2);
/// How soon it is noticed that the folder is gone, or back.
const LOOK_AT_FOLDER: Duration = Duration::from_secs(2);

pub fn import_settings(config: &Config) -> ImportSettings {
    ImportSettings {
        default_access: match config.gate.default_access {
            AccessSetting::Public => Access::Public,
            AccessSetting::Registered => Access::Registered,
        },
        lead_words: config.gate.lead_words,
        sites: config.sites.iter().map(|site| SiteHost::new(&site.host)).collect(),
        content: config.content.clone(),
    }
}

/// Imports at start, when files change, and when the folder itself has come back.
pub async fn follow(app: Arc<App>, folder: PathBuf, settings: ImportSettings, stop: CancellationToken) {
    loop {
        let (notice, mut changes) = mpsc::channel(1);
        let watcher = watch(&folder, notice);
        if let Err(error) = &watcher {
            tracing::warn!(folder = %folder.display(), %error, "changes in the content folder are not noticed");
        }
        let was = Place::of(&folder);
        let mut failures = Failures::default();
        loop {
            // Not broken off by the end: what it makes room for is to be there.
            let imported = import_content(&app, &folder, &settings).await;
            let pause = failures.note(imported.err());
            tokio::select! {
                // An article that has become gated must not stay open because the database was away for a moment.
                () = tokio::time::sleep(pause), if failures.is_any() => {}
                () = changed(&mut changes) => {}
                () = moved(&folder, was.as_ref()) => break,
                () = stop.cancelled() => return,
            }
        }
        let is_there = Place::of(&folder).is_some();
        tracing::warn!(folder = %folder.display(), is_there, "the content folder is another one now, or gone");
    }
}

/// Once files have changed, and settled.
async fn changed(changes: &mut mpsc::Receiver<()>) {
    if changes.recv().await.is_none() {
        // Nothing is watched; the folder may come back.
        std::future::pending::<()>().await;
    }
    tokio::time::sleep(SETTLE).await;
    // Everything that came while the files settled is read now.
    while changes.try_recv().is_ok() {}
}

/// Until another folder stands in this place: a watch is on the folder, not on its name.
async fn moved(folder: &Path, was: Option<&Place>) {
    loop {
        tokio::time::sleep(LOOK_AT_FOLDER).await;
        if Place::of(folder).as_ref() != was {
            return;
        }
    }
}

/// Which folder it is that has a name.
#[derive(Debug, PartialEq, Eq)]
struct Place {
    device: u64,
    inode: u64,
}

impl Place {
    #[cfg(unix)]
    fn of(folder: &Path) -> Option<Self> {
        use std::os::unix::fs::MetadataExt;
        let metadata = std::fs::metadata(folder).ok()?;
        Some(Self { device: metadata.dev(), inode: metadata.ino() })
    }

    #[cfg(not(unix))]
    fn of(folder: &Path) -> Option<Self> {
        std::fs::metadata(folder).ok().map(|_| Self { device: 0, inode: 0 })
    }
}

fn watch(folder: &Path, changed: mpsc::Sender<()>) -> notify::Result<notify::RecommendedWatcher> {
    let mut watcher = notify::recommended_watcher(move |event: notify::Result<notify::Event>| {
        // Reading is no change: an import must not call for the next one.
        if event.is_ok_and(|event| !event.kind.is_access()) {
            // Full means that a change is noted already.
            let _ = changed.try_send(());
        }
    })?;
    watcher.watch(folder, RecursiveMode::Recursive)?;
    Ok(watcher)
}

/// What imports have failed with, one after the other.
#[derive(Default)]
struct Failures {
    count: u32,
    last: String,
}

impl Failures {
    /// Logs a failure, the same one once, and says how long to wait before the next try.
    fn note(&mut self, failed: Option<anyhow::Error>) -> Duration {
        let Some(error) = failed else {
            *self = Self::default();
            return TRY_AGAIN;
        };
        let words = format!("{error:#}");
        if db::is_told(&error) || words == self.last {
            tracing::debug!(error = words, "the content folder could not be imported");
        } else {
            tracing::error!(error = words, "the content folder could not be imported");
        }
        self.last = words;
        self.count += 1;
        TRY_AGAIN.saturating_mul(1 << (self.count - 1).min(4))
    }

    fn is_any(&self) -> bool {
        self.count > 0
    }
}

/// One import, its faults logged. The catalogue is read anew where it changed something.
pub async fn import_content(app: &App, folder: &Path, settings: &ImportSettings) -> anyhow::Result<Report> {
    let tell = |Progress { articles_done, articles, images }| {
        if articles_done < articles {
            tracing::info!(articles_done, articles, images, "articles are being imported");
        }
    };
    let report = import_telling(&app.db, &app.clock, folder, settings, &tell).await?;
    for fault in &report.faults {
        tracing::error!("{fault}");
    }
    for warning in &report.warnings {
        tracing::warn!("{warning}");
    }
    if report.has_changes() {
        let Report { added, changed, unpublished, authors, pages, promotions, images, .. } = &report;
        tracing::info!(added, changed, unpublished, authors, pages, promotions, images, "articles were imported");
        if let Err(error) = record::rank(&app.db, &app.shelf, app.clock.now()).await {
            db::log_failure(error, "the order of what is read most could not be read");
        }
    }
    if let Err(error) = app.shelf.refresh(&app.db, app.clock.now()).await {
        db::log_failure(error, "the catalogue could not be read anew");
    }
    Ok(report)
}
