//! What was acknowledged to readers: the promise that every fault is held against.

use std::collections::BTreeSet;
use std::sync::Mutex;

use super::reader::Reader;

/// A member whose proof was answered, with the cookies of that answer.
#[derive(Debug, Clone)]
pub struct Joined {
    pub address: String,
    pub browser: Reader,
}

/// A share link whose making was answered.
#[derive(Debug, Clone)]
pub struct Shared {
    pub by: Joined,
    pub channel: &'static str,
    /// `/-/s/…`
    pub path: String,
    /// Friends who were shown the whole article.
    pub seated: Vec<Reader>,
}

#[derive(Debug, Clone, Default)]
pub struct Promised {
    pub asked: BTreeSet<String>,
    /// Asked for, and the answer never came: either way is right.
    pub unsure: BTreeSet<String>,
    pub joined: Vec<Joined>,
    pub shared: Vec<Shared>,
}

impl Promised {
    pub fn seats(&self) -> usize {
        self.shared.iter().map(|link| link.seated.len()).sum()
    }

    pub fn words(&self) -> String {
        format!(
            "{} sign-ins asked for, {} members, {} links, {} seats",
            self.asked.len(),
            self.joined.len(),
            self.shared.len(),
            self.seats()
        )
    }
}

#[derive(Default)]
pub struct Journal(Mutex<Promised>);

impl Journal {
    pub fn write(&self, entry: impl FnOnce(&mut Promised)) {
        entry(&mut self.0.lock().expect("a journal"));
    }

    pub fn read(&self) -> Promised {
        self.0.lock().expect("a journal").clone()
    }
}
