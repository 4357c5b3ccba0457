//! Work that another transaction got in the way of is begun anew, and then sees what the other has done.

use crate::member::flow::FlowError;

/// More than two transactions rarely want one address at the same moment.
const ATTEMPTS: usize = 4;

pub async fn retrying<T, F>(mut attempt: impl FnMut() -> F) -> Result<T, FlowError>
where
    F: Future<Output = Result<T, FlowError>>,
{
    for _ in 1..ATTEMPTS {
        match attempt().await {
            Err(FlowError::Db(error)) if error.is_conflict() => {
                tracing::debug!(error = format!("{:#}", anyhow::Error::from(error)), "another transaction was first");
            }
            done => return done,
        }
    }
    attempt().await
}
