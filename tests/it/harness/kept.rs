//! Pages and letters that tests see, for the W3C's checker (.ci/browser/checks.mjs): each shape of them once.

use std::collections::HashSet;
use std::path::PathBuf;
use std::sync::{LazyLock, Mutex};

use gatefold::secret;

/// Where they go; nowhere without this.
static FOLDER: LazyLock<Option<PathBuf>> = LazyLock::new(|| std::env::var_os("GATEFOLD_TEST_PAGES").map(PathBuf::from));
static SHAPES: LazyLock<Mutex<HashSet<[u8; 32]>>> = LazyLock::new(Mutex::default);

/// The tags with their attributes' names. The words differ from test to test, and tell nothing about the page that is made
/// of them; and ten things in a list are like nine.
fn shape(html: &str) -> [u8; 32] {
    let mut tags: Vec<String> = Vec::new();
    for tag in html.split('<').skip(1) {
        let tag = tag.split('>').next().unwrap_or_default();
        let names = tag.split('"').step_by(2).collect::<String>();
        if !tags.contains(&names) {
            tags.push(names);
        }
    }
    secret::sha256(tags.join("\n").as_bytes())
}

pub fn keep(what: &str, html: &str) {
    let Some(folder) = FOLDER.as_ref() else { return };
    let shape = shape(html);
    if !SHAPES.lock().expect("the shapes").insert(shape) {
        return;
    }
    std::fs::create_dir_all(folder).expect("a folder");
    // Tests in other processes find the same name for the same shape.
    let name = format!("{what}-{}.html", secret::encode(shape.split_at(9).0));
    std::fs::write(folder.join(name), html).expect("a file");
}
