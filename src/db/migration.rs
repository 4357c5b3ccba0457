//! The embedded migrations: run by `migrate` and `demo`, demanded by everything else.

use std::sync::LazyLock;
use std::time::Duration;

use sqlx::migrate::{MigrateError, Migrator};
use sqlx::{ConnectOptions, Connection, SqliteConnection};

use super::{Conn, Db, DbError, Result, postgres_options, sql, sqlite_options};
use crate::config::DatabaseUrl;

/// One portable set: both engines take the same text.
pub(super) static MIGRATOR: LazyLock<Migrator> = LazyLock::new(|| migrator(true));

/// How often, and how long apart, a migration beside others is tried: two seconds in all.
const TRIES: u32 = 20;
const PAUSE: Duration = Duration::from_millis(100);

fn migrator(locks: bool) -> Migrator {
    let mut migrator = sqlx::migrate!("./migrations");
    // A newer version's are no fault: while instances are restarted one by one, an older one may start once more.
    migrator.set_ignore_missing(true);
    migrator.set_locking(locks);
    migrator
}

/// Brings the database to the newest version. Creates a `SQLite` file that is not there yet.
pub async fn migrate(url: &DatabaseUrl) -> anyhow::Result<()> {
    match url {
        DatabaseUrl::Sqlite(path) => {
            let mut conn = sqlite_options(path).create_if_missing(true).connect().await?;
            run_beside_others(&mut conn).await?;
            conn.close().await?;
        }
        DatabaseUrl::Postgres(url) => {
            let mut conn = postgres_options(url)?.connect().await?;
            // Where there is no such lock, whoever migrates sees to it that nobody else does.
            let (knows_lock,) = sql!(
                one(i64,),
                &mut Conn::Postgres(&mut conn),
                "ask whether the server knows locks",
                "SELECT COUNT(*) FROM pg_proc WHERE proname = $1",
                "pg_advisory_lock"
            )?;
            migrator(knows_lock > 0).run(&mut conn).await?;
            conn.close().await?;
        }
    }
    Ok(())
}

/// `SQLite` has no lock for this: of several at once one is first with each migration, and the others look again.
async fn run_beside_others(conn: &mut SqliteConnection) -> std::result::Result<(), MigrateError> {
    for _ in 1..TRIES {
        match MIGRATOR.run(&mut *conn).await {
            Ok(()) => return Ok(()),
            Err(error) => tracing::debug!(%error, "perhaps another process migrates: once more"),
        }
        tokio::time::sleep(PAUSE).await;
    }
    MIGRATOR.run(conn).await
}

/// Whether every embedded migration was run on this database.
pub async fn is_migrated(db: &Db) -> Result<bool> {
    let mut read = db.read().await?;
    let run =
        sql!(list(i64,), &mut read.conn(), "list migrations", "SELECT version FROM _sqlx_migrations WHERE success");
    match run {
        Ok(run) => Ok(MIGRATOR.iter().all(|wanted| run.iter().any(|(version,)| *version == wanted.version))),
        Err(error) if is_missing_table(&error) => Ok(false),
        Err(error) => Err(error),
    }
}

/// Where a database stands beside this program.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Standing {
    /// It was never migrated: not Gatefold's, or empty.
    Absent,
    Older,
    Current,
    Newer,
}

/// A migration of another text than ours under the same number is taken for one of a newer program.
pub(super) async fn standing(conn: &mut Conn<'_>) -> Result<Standing> {
    let text = "SELECT version, checksum FROM _sqlx_migrations WHERE success";
    let run = match sql!(list(i64, Vec<u8>), conn, "list migrations", text) {
        Err(error) if is_missing_table(&error) => return Ok(Standing::Absent),
        run => run?,
    };
    let is_known = |version: i64, checksum: &[u8]| {
        MIGRATOR.iter().any(|known| known.version == version && *known.checksum == *checksum)
    };
    Ok(if run.iter().any(|(version, checksum)| !is_known(*version, checksum)) {
        Standing::Newer
    } else if run.len() < MIGRATOR.iter().count() {
        Standing::Older
    } else {
        Standing::Current
    })
}

fn is_missing_table(error: &DbError) -> bool {
    matches!(error.source(), sqlx::Error::Database(error)
        if error.code().is_some_and(|code| code == "42P01") || error.message().starts_with("no such table"))
}
