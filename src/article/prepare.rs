//! What changed, made ready for the tables: bytes read, images made smaller, the text told of them. Touches no database.
//!
//! On all cores, with a bound on the pixels that are decoded at the same time.

use std::collections::HashMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Condvar, Mutex, PoisonError};

use super::figure::{self, Shown};
use super::file_store::KnownForm;
use super::folder::{self, SourceFile};
use super::form::{self, Form};
use super::path::encode_segments;
use super::pending::Pending;
use super::picture::Picture;
use super::source::{FileFault, SourceArticle};
use super::source_author::SourceAuthor;
use super::{ArticleId, Size};
use crate::secret::sha256;

/// Of images decoded at the same time: at three bytes each, and as much again while they are made smaller.
const MAX_PIXELS_AT_ONCE: u64 = 64_000_000;

pub struct Prepared {
    pub article: SourceArticle,
    pub known: Option<ArticleId>,
    pub hero: Hero,
    pub files: Vec<PreparedFile>,
    /// Images that were decoded.
    pub decoded: usize,
    pub warnings: Vec<FileFault>,
}

/// The image above an article.
#[derive(Default)]
pub struct Hero {
    pub size: Option<Size>,
    pub srcset: String,
}

pub struct PreparedFile {
    pub file: SourceFile,
    /// Of these bytes: the file may have changed since it was looked at, and then the next import sees it.
    pub digest: Vec<u8>,
    pub bytes: Vec<u8>,
    pub forms: Forms,
}

impl PreparedFile {
    pub fn source_digest(&self) -> Vec<u8> {
        form::source_digest(&self.digest)
    }
}

/// The smaller forms of one file.
pub enum Forms {
    /// None are made of a file like this.
    No,
    /// Those of before, in these widths.
    Kept(Vec<u32>),
    Made(Vec<Form>),
}

impl Forms {
    fn widths(&self) -> Vec<u32> {
        match self {
            Self::No => Vec::new(),
            Self::Kept(widths) => widths.clone(),
            Self::Made(forms) => forms.iter().map(|form| form.width).collect(),
        }
    }
}

/// Reads and makes everything that these articles need.
pub fn prepare(batch: Vec<Pending>) -> Vec<Prepared> {
    let mut prepared: Vec<Prepared> = batch.into_iter().map(load).collect();
    let jobs: Vec<(usize, usize, Picture)> = prepared.iter().enumerate().flat_map(jobs_of).collect();
    let made = in_parallel(
        &jobs,
        |(.., picture)| picture.size.pixels(),
        |(article, file, picture)| {
            let bytes = prepared.get(*article).and_then(|article| article.files.get(*file)).map(|file| &file.bytes);
            bytes.map_or_else(|| Ok(Vec::new()), |bytes| form::make(bytes, *picture))
        },
    );
    for ((article, file, _), made) in jobs.into_iter().zip(made) {
        let Some(article) = prepared.get_mut(article) else { continue };
        article.take(file, made);
    }
    prepared.iter_mut().for_each(Prepared::complete);
    prepared
}

/// The bytes of an article's files. One that is gone since it was looked at is told, and left out.
fn load(pending: Pending) -> Prepared {
    let Pending { mut article, known, forms } = pending;
    let mut warnings = Vec::new();
    let mut files = Vec::new();
    for file in std::mem::take(&mut article.files) {
        match folder::read(&file.on_disk) {
            Ok(bytes) => {
                let digest = sha256(&bytes).to_vec();
                let forms = kept(&file, &digest, &forms);
                files.push(PreparedFile { file, digest, bytes, forms });
            }
            Err(reason) => {
                let reason = format!("{}: {reason}", file.name);
                warnings.push(FileFault { file: article.source.clone().into(), line: None, reason });
            }
        }
    }
    Prepared { article, known, hero: Hero::default(), files, decoded: 0, warnings }
}

/// The forms of before, where they were made of the same image in the same way.
fn kept(file: &SourceFile, digest: &[u8], known: &[KnownForm]) -> Forms {
    let is_looked_at = file.digest == digest;
    if !is_looked_at || !file.picture.is_some_and(|picture| picture.may_have_forms) {
        return Forms::No;
    }
    let source = form::source_digest(digest);
    let same: Vec<&KnownForm> =
        known.iter().filter(|form| form.name == file.name && form.source_digest == source).collect();
    if same.is_empty() {
        return Forms::Made(Vec::new());
    }
    Forms::Kept(same.iter().filter_map(|form| u32::try_from(form.width).ok()).filter(|width| *width > 0).collect())
}

fn jobs_of((at, article): (usize, &Prepared)) -> Vec<(usize, usize, Picture)> {
    let wanted = |(place, file): (usize, &PreparedFile)| match file.forms {
        Forms::Made(_) => file.file.picture.map(|picture| (at, place, picture)),
        Forms::No | Forms::Kept(_) => None,
    };
    article.files.iter().enumerate().filter_map(wanted).collect()
}

impl Prepared {
    fn take(&mut self, place: usize, made: Result<Vec<Form>, String>) {
        let Some(file) = self.files.get_mut(place) else { return };
        self.decoded += 1;
        match made {
            Ok(forms) => file.forms = Forms::Made(forms),
            Err(reason) => {
                file.forms = Forms::No;
                let reason = format!("{}: {reason}", file.file.name);
                self.warnings.push(FileFault { file: self.article.source.clone().into(), line: None, reason });
            }
        }
    }

    /// Tells lead, notes and rest of the images they show.
    fn complete(&mut self) {
        let url = |file: &PreparedFile| format!("{}/{}", self.article.path, encode_segments(&file.file.name));
        let shown = |file: &PreparedFile| Some(Shown { size: file.file.picture?.size, forms: file.forms.widths() });
        let by_url: HashMap<String, Shown> =
            self.files.iter().filter_map(|file| Some((url(file), shown(file)?))).collect();
        let hero = self.article.image.as_ref().and_then(|image| Some((image, by_url.get(image)?)));
        if let Some((image, shown)) = hero {
            self.hero = Hero { size: Some(shown.size), srcset: shown.srcset(image) };
        }
        let opens = self.article.image.is_none();
        let cut = &mut self.article.cut;
        for (html, opens) in [(&mut cut.lead, opens), (&mut cut.lead_notes, false), (&mut cut.rest, false)] {
            *html = figure::complete(html, opens, |src| by_url.get(src).cloned());
        }
    }
}

/// A portrait as it is kept: in the size it is shown in.
pub struct Portrait {
    pub media_type: &'static str,
    pub bytes: Vec<u8>,
}

/// The portraits of these authors, in their order, and what could not be made of one.
pub fn portraits(authors: &[&SourceAuthor]) -> Vec<(Option<Portrait>, Option<String>)> {
    let pixels = |author: &&SourceAuthor| {
        let picture = author.portrait.as_ref().and_then(|file| file.picture);
        picture.map_or(0, |picture| picture.size.pixels())
    };
    in_parallel(authors, pixels, |author| {
        let Some(file) = &author.portrait else { return (None, None) };
        let bytes = match folder::read(&file.on_disk) {
            Ok(bytes) => bytes,
            Err(reason) => return (None, Some(reason)),
        };
        let small = file.picture.map_or(Ok(None), |picture| form::portrait(&bytes, picture));
        match small {
            Ok(Some(bytes)) => (Some(Portrait { media_type: "image/webp", bytes }), None),
            Ok(None) => (Some(Portrait { media_type: file.media_type, bytes }), None),
            Err(reason) => (Some(Portrait { media_type: file.media_type, bytes }), Some(reason)),
        }
    })
}

/// Works on every job, as many at once as there are cores and pixels allow; the results stand in the jobs' order.
fn in_parallel<J: Sync, R: Send>(
    jobs: &[J],
    pixels: impl Fn(&J) -> u64 + Sync,
    work: impl Fn(&J) -> R + Sync,
) -> Vec<R> {
    let next = AtomicUsize::new(0);
    let room = Room::new(MAX_PIXELS_AT_ONCE);
    let hand = || {
        let mut done = Vec::new();
        while let Some((at, job)) = {
            let at = next.fetch_add(1, Ordering::Relaxed);
            jobs.get(at).map(|job| (at, job))
        } {
            let taken = room.take(pixels(job));
            done.push((at, work(job)));
            room.give_back(taken);
        }
        done
    };
    let hands = std::thread::available_parallelism().map_or(1, usize::from).min(jobs.len());
    let mut done: Vec<(usize, R)> = std::thread::scope(|scope| {
        let others: Vec<_> = (1..hands).map(|_| scope.spawn(hand)).collect();
        let mut done = hand();
        done.extend(others.into_iter().filter_map(|other| other.join().ok()).flatten());
        done
    });
    done.sort_by_key(|(at, _)| *at);
    done.into_iter().map(|(_, result)| result).collect()
}

/// Pixels that may still be decoded at the same time.
struct Room {
    all: u64,
    free: Mutex<u64>,
    freed: Condvar,
}

impl Room {
    fn new(all: u64) -> Self {
        Self { all, free: Mutex::new(all), freed: Condvar::new() }
    }

    /// Waits until there is room; one that is larger than all of it has it alone.
    fn take(&self, wanted: u64) -> u64 {
        let wanted = wanted.min(self.all);
        let free = self.free.lock().unwrap_or_else(PoisonError::into_inner);
        let mut free = self.freed.wait_while(free, |free| *free < wanted).unwrap_or_else(PoisonError::into_inner);
        *free -= wanted;
        wanted
    }

    fn give_back(&self, taken: u64) {
        *self.free.lock().unwrap_or_else(PoisonError::into_inner) += taken;
        self.freed.notify_all();
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::AtomicU64;

    use super::*;

    #[test]
    fn work_in_parallel_keeps_its_order_and_its_bound() {
        let jobs: Vec<u64> = (0..200).map(|number| number * 1_000_000).collect();
        let (now, most) = (AtomicU64::new(0), AtomicU64::new(0));
        let results = in_parallel(
            &jobs,
            |pixels| *pixels,
            |pixels| {
                let taken = (*pixels).min(MAX_PIXELS_AT_ONCE);
                most.fetch_max(now.fetch_add(taken, Ordering::SeqCst) + taken, Ordering::SeqCst);
                std::thread::yield_now();
                now.fetch_sub(taken, Ordering::SeqCst);
                *pixels
            },
        );
        assert_eq!(results, jobs);
        assert!(most.load(Ordering::SeqCst) <= MAX_PIXELS_AT_ONCE);
        assert!(in_parallel(&[] as &[u64], |_| 0, |job| *job).is_empty());
    }
}
