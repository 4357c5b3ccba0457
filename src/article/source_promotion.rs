//! The promotions of a content folder, each from its file.

use std::path::Path;

use super::source::{FileFault, ImportSettings};
use crate::promotion::source::{self, SourcePromotion};

/// Where they lie in the folder.
pub const FOLDER: &str = "promotions/";

/// A larger file is no promotion.
const MAX_FILE: u64 = 64 * 1024;

pub fn read_promotion(file: &Path, source: &str, settings: &ImportSettings) -> Result<SourcePromotion, FileFault> {
    let fault = |line, reason: String| FileFault { file: file.to_path_buf(), line, reason };
    let metadata = std::fs::metadata(file).map_err(|error| fault(None, error.to_string()))?;
    if metadata.len() > MAX_FILE {
        return Err(fault(None, format!("has {} bytes, and {MAX_FILE} are the most", metadata.len())));
    }
    let bytes = std::fs::read(file).map_err(|error| fault(None, error.to_string()))?;
    let text = String::from_utf8(bytes).map_err(|_| fault(None, "is not UTF-8".to_owned()))?;
    source::read(source, &text, &settings.sites).map_err(|wrong| fault(wrong.line, wrong.reason))
}
