//! The few settings of commands that touch the database file alone, or ask a running instance: they need no secret.

use std::net::SocketAddr;
use std::path::Path;

use super::DatabaseUrl;
use super::check::{Faults, database, listen_on};
use super::load::{ConfigError, Source, parse};

#[derive(Debug, Clone)]
pub struct Basics {
    pub listen: SocketAddr,
    pub database: DatabaseUrl,
}

/// Reads the whole file, and checks no more than this.
pub fn load_basics(path: &Path, is_named: bool) -> Result<Basics, ConfigError> {
    let source = Source::read(path, is_named)?;
    let settings = parse(&source)?;
    let mut faults = Faults::default();
    let listen = faults.take("listen", listen_on(&settings.listen));
    let url = faults.take("database", database(&settings.database));
    match (listen, url) {
        (Some(listen), Some(database)) => Ok(Basics { listen, database }),
        _ => Err(source.told(&faults.0)),
    }
}

/// A database as it is named on a command line. The reason never repeats it: it may hold a password.
pub fn database_url(text: &str) -> Result<DatabaseUrl, String> {
    database(text)
}
