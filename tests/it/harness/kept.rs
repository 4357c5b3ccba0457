//! Pages and letters that tests see, for the W3C's checker: each shape of them once.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::{LazyLock, Mutex};

/// Where they go; nowhere without this.
static FOLDER: LazyLock<Option<PathBuf>> = LazyLock::new(|| std::env::var_os("GATEFOLD_TEST_PAGES").map(PathBuf::from));
static SHAPES: Mutex<BTreeSet<String>> = Mutex::new(BTreeSet::new());

/// The words of a page differ from test to test, and say nothing about whether it is well made: its tags do.
fn shape(html: &str) -> String {
    let tags = html.split('<').skip(1).map(|rest| rest.split('>').next().unwrap_or_default());
    let names = tags.map(|tag| {
        let attributes = tag.split('"').step_by(2).collect::<String>();
        attributes.split_whitespace().collect::<Vec<_>>().join(" ")
    });
    names.collect::<BTreeSet<_>>().into_iter().collect::<Vec<_>>().join("\n")
}

/// `what` tells whoever reads the checker's words where to look.
pub fn keep(what: &str, html: &str) {
    let Some(folder) = FOLDER.as_ref() else { return };
    if !SHAPES.lock().expect("the shapes").insert(shape(html)) {
        return;
    }
    let digest = gatefold::secret::encode(&gatefold::secret::sha256(shape(html).as_bytes())[..9]);
    let name: String = what.chars().map(|letter| if letter.is_ascii_alphanumeric() { letter } else { '-' }).take(60).collect();
    std::fs::create_dir_all(folder).expect("a folder");
    // By this name two runs keep one of it.
    std::fs::write(folder.join(format!("{name}{digest}.html")), html).expect("a file");
}
