//! A consistent copy of a running SQLite database, and the way back from one.
//!
//! A copy stands under its own name only once it is whole: until then it is `FILE.part`, which one program at a time may
//! write. Nothing that exists is ever written over.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{ErrorKind, Read};
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{ConnectOptions, Connection, SqliteConnection};

use super::migration::{Standing, standing};
use super::{Conn, Result as DbResult, WAIT, sql, sqlite_options};

/// What a restored database still wants.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Restored {
    Current,
    /// It is older than this program: `gatefold migrate`.
    Older,
}

/// Copies a database that may be in use; how many bytes the copy has.
pub async fn backup(database: &Path, file: &Path) -> anyhow::Result<u64> {
    if !database.exists() {
        bail!("the database {} is not there", database.display());
    }
    let part = Part::of(file)?;
    let mut conn = sqlite_options(database).disable_statement_logging().connect().await.context("open the database")?;
    if standing(&mut Conn::Sqlite(&mut conn)).await? == Standing::Absent {
        bail!("{} is no database of Gatefold's", database.display());
    }
    let into = part.path.to_str().context("the file's name is not UTF-8")?;
    sql!(run, &mut Conn::Sqlite(&mut conn), "copy the database", "VACUUM INTO $1", into)?;
    conn.close().await?;
    let mut copy = open_copy(&part.path).await?;
    demand_whole(&mut copy).await?;
    copy.close().await?;
    part.publish()
}

/// Puts a backup where the database is to be. `before` is done to it before anybody can see it.
pub async fn restore(
    file: &Path,
    database: &Path,
    before: impl AsyncFnOnce(&mut Conn<'_>) -> DbResult<()>,
) -> anyhow::Result<Restored> {
    let mut source = File::open(file).with_context(|| format!("read {}", file.display()))?;
    if beside(file, "-wal").metadata().is_ok_and(|wal| wal.len() > 0) {
        bail!(
            "{} stands beside it, so it is a database in use, or one that was never closed: make a backup of it with \
             `gatefold backup`",
            beside(file, "-wal").display()
        );
    }
    let mut part = Part::of(database)?;
    for left in ["-wal", "-shm", "-journal"].map(|ending| beside(database, ending)) {
        if left.exists() {
            bail!("{} is left of an earlier database: put it elsewhere first", left.display());
        }
    }
    std::io::copy(&mut source, &mut part.file).with_context(|| format!("copy {}", file.display()))?;
    let mut conn = open_copy(&part.path).await?;
    demand_whole(&mut conn).await?;
    let restored = match standing(&mut Conn::Sqlite(&mut conn)).await? {
        Standing::Current => Restored::Current,
        Standing::Older => Restored::Older,
        Standing::Newer => bail!("it was made by a newer Gatefold: restore it with that version"),
        Standing::Absent => bail!("it is no database of Gatefold's"),
    };
    sqlx::raw_sql("BEGIN IMMEDIATE").execute(&mut conn).await?;
    before(&mut Conn::Sqlite(&mut conn)).await?;
    sqlx::raw_sql("COMMIT").execute(&mut conn).await?;
    conn.close().await?;
    part.publish()?;
    Ok(restored)
}

async fn open_copy(path: &Path) -> anyhow::Result<SqliteConnection> {
    let options =
        SqliteConnectOptions::new().filename(path).foreign_keys(true).busy_timeout(WAIT).disable_statement_logging();
    options.connect().await.context("it cannot be read as an SQLite database")
}

/// Whether a backup has a table: it may be older than the table is.
pub async fn has_table(conn: &mut Conn<'_>, name: &str) -> super::Result<bool> {
    let (columns,) = sql!(one(i64,), conn, "look for a table", "SELECT COUNT(*) FROM pragma_table_info($1)", name)?;
    Ok(columns > 0)
}

async fn demand_whole(conn: &mut SqliteConnection) -> anyhow::Result<()> {
    let found = sql!(
        list(String,),
        &mut Conn::Sqlite(conn),
        "it is damaged, or no SQLite database",
        "SELECT integrity_check FROM pragma_integrity_check LIMIT 5",
    )?;
    let faults: Vec<_> = found.into_iter().map(|(line,)| line).filter(|line| line != "ok").collect();
    if !faults.is_empty() {
        bail!("it is damaged: {}", faults.join("; "));
    }
    Ok(())
}

/// `FILE` with something more at its end.
fn beside(file: &Path, ending: &str) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push(ending);
    PathBuf::from(name)
}

/// Each file of `SQLite` begins so; one that was not written to yet is empty.
const SQLITE_HEAD: &[u8] = b"SQLite format 3\0";

/// A file that is not whole yet; deleted where it does not become so.
struct Part {
    whole: PathBuf,
    path: PathBuf,
    /// Held until the end: it carries the lock.
    file: File,
}

impl Part {
    fn of(whole: &Path) -> anyhow::Result<Self> {
        let whole = std::path::absolute(whole).context("find the file's folder")?;
        refuse_existing(&whole)?;
        let path = beside(&whole, ".part");
        clear_away(&path)?;
        // Always a new file: one that is there may have another name too, or be somebody's.
        let mut options = OpenOptions::new();
        options.read(true).write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let file = options.open(&path).with_context(|| format!("write {}", path.display()))?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => bail!("{} is being written by another program", path.display()),
            // A file system without locks: then there is nobody to be told from.
            Err(TryLockError::Error(error)) if error.kind() == ErrorKind::Unsupported => {}
            Err(TryLockError::Error(error)) => return Err(error).context("lock the file"),
        }
        // The other program may have ended between our opening and our lock, and its file may be a whole one now.
        if !is_same_file(&file, &path) {
            bail!("{} is being written by another program", path.display());
        }
        refuse_existing(&whole)?;
        let part = Self { whole, path, file };
        part.remove_companions();
        Ok(part)
    }

    /// On the disk, then under its name; how many bytes it has.
    fn publish(self) -> anyhow::Result<u64> {
        if beside(&self.path, "-wal").metadata().is_ok_and(|wal| wal.len() > 0) {
            bail!("{} could not be closed", self.path.display());
        }
        self.file.sync_all().context("write it to the disk")?;
        let bytes = self.file.metadata()?.len();
        // A link, unlike a new name, never takes the place of a file that came meanwhile.
        match std::fs::hard_link(&self.path, &self.whole) {
            Ok(()) => {}
            Err(error) if error.kind() == ErrorKind::AlreadyExists => return Err(already_there(&self.whole)),
            // Not every file system has links.
            Err(_) => std::fs::rename(&self.path, &self.whole).context("give it its name")?,
        }
        let folder = self.whole.parent().map(Path::to_path_buf);
        drop(self);
        if let Some(folder) = folder {
            File::open(folder).and_then(|folder| folder.sync_all()).context("write its name to the disk")?;
        }
        Ok(bytes)
    }

    fn remove_companions(&self) {
        for ending in ["-wal", "-shm", "-journal"] {
            drop(std::fs::remove_file(beside(&self.path, ending)));
        }
    }
}

impl Drop for Part {
    fn drop(&mut self) {
        drop(std::fs::remove_file(&self.path));
        self.remove_companions();
    }
}

/// Takes away what a program that was killed has left, and nothing else: only the name, so that what has another name stays.
fn clear_away(path: &Path) -> anyhow::Result<()> {
    let Ok(there) = path.symlink_metadata() else { return Ok(()) };
    let foreign = || anyhow::anyhow!("{} is in the way, and was not left by this command", path.display());
    if !there.is_file() {
        return Err(foreign());
    }
    let mut file = File::open(path).with_context(|| format!("look at {}", path.display()))?;
    if matches!(file.try_lock(), Err(TryLockError::WouldBlock)) {
        bail!("{} is being written by another program", path.display());
    }
    let mut head = Vec::new();
    (&mut file).take(SQLITE_HEAD.len() as u64).read_to_end(&mut head)?;
    if !SQLITE_HEAD.starts_with(&head) {
        return Err(foreign());
    }
    std::fs::remove_file(path).with_context(|| format!("remove {}", path.display()))
}

fn refuse_existing(file: &Path) -> anyhow::Result<()> {
    // A link that leads nowhere is something as well.
    if file.symlink_metadata().is_ok() {
        return Err(already_there(file));
    }
    Ok(())
}

fn already_there(file: &Path) -> anyhow::Error {
    anyhow::anyhow!("{} is there already, and is not written over", file.display())
}

#[cfg(unix)]
fn is_same_file(file: &File, path: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    matches!((file.metadata(), path.metadata()), (Ok(one), Ok(other)) if (one.dev(), one.ino()) == (other.dev(), other.ino()))
}

#[cfg(not(unix))]
fn is_same_file(_: &File, path: &Path) -> bool {
    path.exists()
}
