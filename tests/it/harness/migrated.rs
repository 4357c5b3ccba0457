//! Databases at the newest version: the migrations run once for each engine, and every test gets a copy of what they made.

use std::path::Path;

use gatefold::config::database_url;
use tempfile::TempDir;
use tokio::sync::OnceCell;

use super::{Engine, postgres};

static FILE: OnceCell<Vec<u8>> = OnceCell::const_new();
static TEMPLATE: OnceCell<String> = OnceCell::const_new();

/// A new one's URL; `SQLite`'s file lies in the folder.
pub async fn new_database(engine: Engine, folder: &Path) -> String {
    match engine {
        Engine::Sqlite => {
            let path = folder.join("gatefold.db");
            std::fs::write(&path, FILE.get_or_init(migrate_file).await).expect("a file");
            format!("sqlite:{}", path.display())
        }
        Engine::Postgres => postgres::new_copy(TEMPLATE.get_or_init(migrate_template).await),
    }
}

async fn migrate_file() -> Vec<u8> {
    let dir = TempDir::new().expect("a temporary folder");
    let path = dir.path().join("gatefold.db");
    migrate(&format!("sqlite:{}", path.display())).await;
    // The last connection has written everything into this file, and nothing is left beside it.
    assert!(!dir.path().join("gatefold.db-wal").exists(), "the migrations are in the file itself");
    std::fs::read(path).expect("a file")
}

async fn migrate_template() -> String {
    let url = postgres::new_database();
    migrate(&url).await;
    url
}

async fn migrate(url: &str) {
    gatefold::db::migrate(&database_url(url).expect("a database's URL")).await.expect("the migrations run");
}
