//! A query that could not be done, and what may be done about it.

/// PostgreSQL's word for a row that stayed held.
const LOCK_NOT_AVAILABLE: &str = "55P03";
/// Its word where nothing came from us for too long: the wire between us froze.
const IDLE_IN_TRANSACTION: &str = "25P03";

/// What was attempted, and the engine's own error beneath.
#[derive(Debug, thiserror::Error)]
#[error("{attempt}")]
pub struct DbError {
    attempt: &'static str,
    #[source]
    source: sqlx::Error,
    is_told: bool,
}

impl DbError {
    pub fn new(attempt: &'static str, source: sqlx::Error) -> Self {
        Self { attempt, source, is_told: false }
    }

    /// What one failure means for each of the many who waited for it; it is in the log where it happened.
    pub fn shared(attempt: &'static str) -> Self {
        Self { attempt, source: sqlx::Error::WorkerCrashed, is_told: true }
    }

    /// One of the many that an outage brings; the outage itself is in the log.
    pub(super) fn told(self) -> Self {
        Self { is_told: true, ..self }
    }

    pub(super) fn source(&self) -> &sqlx::Error {
        &self.source
    }

    /// Whether the engine is out of reach or full, rather than the query wrong: worth another try later.
    pub fn is_unavailable(&self) -> bool {
        match &self.source {
            sqlx::Error::Database(error) => {
                let code = error.code().unwrap_or_default();
                // PostgreSQL: connection, resources, operator intervention. SQLite: busy, locked, I/O, full, cannot open.
                let is_postgres = code.len() == 5
                    && (["08", "53", "57"].iter().any(|class| code.starts_with(class))
                        || [LOCK_NOT_AVAILABLE, IDLE_IN_TRANSACTION].contains(&&*code));
                let is_sqlite = code.parse::<u32>().is_ok_and(|code| matches!(code & 0xff, 5 | 6 | 10 | 13 | 14));
                is_postgres || (code.len() != 5 && is_sqlite)
            }
            sqlx::Error::Io(_)
            | sqlx::Error::Tls(_)
            | sqlx::Error::Protocol(_)
            | sqlx::Error::PoolTimedOut
            | sqlx::Error::PoolClosed
            | sqlx::Error::WorkerCrashed => true,
            _ => false,
        }
    }

    /// Whether we are about to end: nothing is worth another try.
    pub fn is_closed(&self) -> bool {
        matches!(&self.source, sqlx::Error::PoolClosed)
    }

    /// Whether another transaction got in the way: a deadlock, or a unique row that it wrote first. Tried again from its
    /// start, the same work sees what the other has done.
    pub fn is_conflict(&self) -> bool {
        matches!(&self.source, sqlx::Error::Database(error)
            if error.is_unique_violation() || matches!(error.code().as_deref(), Some("40P01" | "40001")))
    }

    /// The first of these in a chain of causes.
    pub fn within(error: &anyhow::Error) -> Option<&Self> {
        error.chain().find_map(|cause| cause.downcast_ref::<Self>())
    }
}

/// Logs what a task beside the pages could not do: an outage that is told already only at `debug`.
pub fn log_failure(error: DbError, attempt: &'static str) {
    let is_told = error.is_told;
    let is_unavailable = error.is_unavailable();
    let error = format!("{:#}", anyhow::Error::from(error));
    match (is_told, is_unavailable) {
        (true, _) => tracing::debug!(error, "{attempt}"),
        (false, true) => tracing::warn!(error, "{attempt}"),
        (false, false) => tracing::error!(error, "{attempt}"),
    }
}

/// Whether a failure is one of the many that an outage brings.
pub fn is_told(error: &anyhow::Error) -> bool {
    DbError::within(error).is_some_and(|error| error.is_told)
}
