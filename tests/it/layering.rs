//! The promise of `lib.rs`: a module uses only the modules listed below it.

use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};

#[test]
fn a_module_uses_only_the_modules_below_it() {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let lib = fs::read_to_string(src.join("lib.rs")).expect("lib.rs");
    let order: Vec<&str> = lib.lines().filter_map(|line| line.strip_prefix("pub mod ")?.strip_suffix(';')).collect();
    assert!(order.len() > 10, "lib.rs lists the modules");
    let rank: HashMap<&str, usize> = order.iter().enumerate().map(|(at, module)| (*module, at)).collect();
    let mut broken = Vec::new();
    for file in files(&src) {
        let relative = file.strip_prefix(&src).expect("below src").to_path_buf();
        let own = relative.components().next().expect("a part").as_os_str().to_string_lossy().replace(".rs", "");
        let Some(own_rank) = rank.get(own.as_str()) else { continue };
        let text = fs::read_to_string(&file).expect("a source file");
        for used in used_modules(&text) {
            if rank.get(used.as_str()).is_some_and(|used_rank| used_rank < own_rank) {
                broken.push(format!("{} uses {used}, which stands above {own}", relative.display()));
            }
        }
    }
    assert!(broken.is_empty(), "{}", broken.join("\n"));
}

/// Every module named behind `crate::`, in paths and in grouped imports.
fn used_modules(text: &str) -> Vec<String> {
    let mut used = Vec::new();
    for part in text.split("crate::").skip(1) {
        match part.strip_prefix('{') {
            Some(group) => {
                let group = group.split(';').next().unwrap_or_default();
                used.extend(group.split([',', '{', '}']).map(|entry| word(entry.trim())));
            }
            None => used.push(word(part)),
        }
    }
    used
}

fn word(text: &str) -> String {
    text.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect()
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).expect("a folder").flatten().map(|entry| entry.path());
    let (folders, files): (Vec<_>, Vec<_>) = entries.partition(|path| path.is_dir());
    let sources = files.into_iter().filter(|path| path.extension().is_some_and(|extension| extension == "rs"));
    sources.chain(folders.iter().flat_map(|folder| self::files(folder))).collect()
}

#[test]
fn stores_begin_no_transaction_and_only_stores_hold_sql() {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    for file in files(&src) {
        let name = file.strip_prefix(&src).expect("below src").display().to_string();
        let text = fs::read_to_string(&file).expect("a source file");
        if name.ends_with("store.rs") && !name.starts_with("web/") {
            assert!(!text.contains(".begin()"), "{name} begins a transaction");
        } else if !name.starts_with("db") {
            assert!(!text.contains("sql!("), "{name} holds SQL");
        }
    }
}
