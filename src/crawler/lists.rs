//! The address lists of one crawler, as they stand in their files: read again where a file has changed.
//!
//! A file that is broken, or gone, is named once; what it said before stays.

use std::net::IpAddr;
use std::path::PathBuf;
use std::sync::Mutex;

use arc_swap::ArcSwap;
use ipnet::IpNet;

use super::networks;

/// The published ones have some ten kilobytes.
const MAX_BYTES: u64 = 4 * 1024 * 1024;

#[derive(Debug)]
pub struct List {
    path: PathBuf,
    networks: ArcSwap<Vec<IpNet>>,
    /// What was found last, so that each state of the file is told once.
    last: Mutex<Option<Result<String, String>>>,
}

impl List {
    pub fn new(path: PathBuf) -> Self {
        Self { path, networks: ArcSwap::default(), last: Mutex::default() }
    }

    pub fn holds(&self, ip: IpAddr) -> bool {
        self.networks.load().iter().any(|network| network.contains(&ip))
    }

    /// Waits for the disk.
    pub fn read(&self) {
        let found = self.text();
        let Ok(mut last) = self.last.lock() else { return };
        if last.as_ref() == Some(&found) {
            return;
        }
        match found.as_ref().map_err(Clone::clone).and_then(|text| networks::parse(text)) {
            Ok(networks) => {
                tracing::info!(file = %self.path.display(), networks = networks.len(), "a list of crawlers' addresses was read");
                self.networks.store(networks.into());
            }
            Err(reason) => {
                let kept = self.networks.load().len();
                tracing::error!(file = %self.path.display(), reason, kept, "a list of crawlers' addresses cannot be used; what it said before stays");
            }
        }
        *last = Some(found);
    }

    /// Whether it can be used now, without using it: how many networks it holds.
    pub fn check(&self) -> anyhow::Result<usize> {
        let named = |reason: String| anyhow::anyhow!("{}: {reason}", self.path.display());
        self.text().and_then(|text| networks::parse(&text)).map(|networks| networks.len()).map_err(named)
    }

    fn text(&self) -> Result<String, String> {
        let size = std::fs::metadata(&self.path).map_err(|error| error.to_string())?.len();
        if size > MAX_BYTES {
            return Err(format!("has {size} bytes, and {MAX_BYTES} are the most"));
        }
        std::fs::read_to_string(&self.path).map_err(|error| error.to_string())
    }
}
