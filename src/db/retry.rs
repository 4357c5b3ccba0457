//! Work that another transaction got in the way of is begun anew, and then sees what the other has done.

use super::DbError;

/// More than two transactions rarely want one row at the same moment.
const ATTEMPTS: usize = 4;

/// An error that may be another transaction's doing.
pub trait MayConflict: std::error::Error + Send + Sync + 'static {
    fn is_conflict(&self) -> bool;
}

impl MayConflict for DbError {
    fn is_conflict(&self) -> bool {
        Self::is_conflict(self)
    }
}

/// Tries a whole transaction again where another one was first.
pub async fn retrying<T, E, F>(mut attempt: impl FnMut() -> F) -> Result<T, E>
where
    E: MayConflict,
    F: Future<Output = Result<T, E>>,
{
    for _ in 1..ATTEMPTS {
        match attempt().await {
            Err(error) if error.is_conflict() => {
                tracing::debug!(error = format!("{:#}", anyhow::Error::from(error)), "another transaction was first");
            }
            done => return done,
        }
    }
    attempt().await
}
