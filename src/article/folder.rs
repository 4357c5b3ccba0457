//! The folder on the disk: its files, and nothing outside it.

use std::path::{Component, Path, PathBuf};

use super::picture::{self, Picture, Trouble};
use crate::secret::sha256;

/// Larger files belong to a file server.
const MAX_FILE: u64 = 8 * 1024 * 1024;

/// A file that goes with an article or an author. Its bytes stay on the disk until they are written: a folder may hold more
/// than memory does.
#[derive(Debug)]
pub struct SourceFile {
    pub name: String,
    pub media_type: &'static str,
    pub is_beyond_lead: bool,
    pub digest: Vec<u8>,
    pub length: usize,
    pub on_disk: PathBuf,
    /// `None`: no image, or none whose head can be read.
    pub picture: Option<Picture>,
}

/// All files below, hidden ones left out, in a fixed order. Links that lead out of the folder are not followed.
pub fn list(root: &Path) -> std::io::Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    let mut folders = vec![root.to_path_buf()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder)? {
            let path = entry?.path();
            let is_hidden = path.file_name().is_some_and(|name| name.to_string_lossy().starts_with(['.', '_']));
            let is_inside = path.canonicalize().is_ok_and(|real| real.starts_with(root));
            if is_hidden || !is_inside {
                continue;
            }
            if path.is_dir() {
                folders.push(path);
            } else {
                found.push(path);
            }
        }
    }
    found.sort();
    Ok(found)
}

pub fn relative(root: &Path, file: &Path) -> String {
    let relative = file.strip_prefix(root).unwrap_or(file);
    relative.components().map(|part| part.as_os_str().to_string_lossy()).collect::<Vec<_>>().join("/")
}

/// The path without `.` and `..`; `None` where it climbs above its start.
pub fn normalized(path: &Path) -> Option<PathBuf> {
    let mut out = PathBuf::new();
    for part in path.components() {
        match part {
            Component::ParentDir => {
                if !out.pop() {
                    return None;
                }
            }
            Component::CurDir => {}
            part => out.push(part),
        }
    }
    Some(out)
}

/// Looks at a file: what it is and what it says of itself. An error leaves it out; a warning is told, and it goes in.
pub fn look_at(path: &Path, name: &str) -> Result<(SourceFile, Option<&'static str>), String> {
    let bytes = read(path)?;
    let media_type = media_type(name);
    let (picture, warning) = match picture::look(media_type, &bytes) {
        Ok(picture) => (picture, None),
        Err(Trouble::TooMuch(reason)) => return Err(reason),
        Err(Trouble::Unread(reason)) => (None, Some(reason)),
    };
    let file = SourceFile {
        name: name.to_owned(),
        media_type,
        is_beyond_lead: true,
        digest: sha256(&bytes).to_vec(),
        length: bytes.len(),
        on_disk: path.to_path_buf(),
        picture,
    };
    Ok((file, warning))
}

/// The bytes of a file that is not too large.
pub fn read(path: &Path) -> Result<Vec<u8>, String> {
    let metadata = std::fs::metadata(path).map_err(|_| "is not there".to_owned())?;
    if !metadata.is_file() {
        return Err("is no file".to_owned());
    }
    if metadata.len() > MAX_FILE {
        return Err(format!("has {} bytes, and {MAX_FILE} are the most", metadata.len()));
    }
    std::fs::read(path).map_err(|error| error.to_string())
}

/// Types a browser shows; anything else is only ever downloaded.
pub fn media_type(name: &str) -> &'static str {
    let extension = name.rsplit('.').next().unwrap_or_default().to_ascii_lowercase();
    match extension.as_str() {
        "png" => "image/png",
        "jpg" | "jpeg" => "image/jpeg",
        "gif" => "image/gif",
        "webp" => "image/webp",
        "avif" => "image/avif",
        "svg" => "image/svg+xml",
        "pdf" => "application/pdf",
        "txt" | "md" => "text/plain; charset=utf-8",
        "csv" => "text/csv; charset=utf-8",
        "mp3" => "audio/mpeg",
        "m4a" => "audio/mp4",
        "ogg" => "audio/ogg",
        "mp4" => "video/mp4",
        "webm" => "video/webm",
        "vtt" => "text/vtt; charset=utf-8",
        _ => "application/octet-stream",
    }
}
