//! The log: text on a terminal, one JSON object a line otherwise. To standard error, so that output stays output.

use std::io::IsTerminal;

use tracing_appender::non_blocking::WorkerGuard;
use tracing_subscriber::EnvFilter;

/// `filter` as in the settings' `log`: `info`, or `info,gatefold::request=debug`.
///
/// Lines are handed to a thread, which writes them; where nobody reads them, pages go on and lines are dropped. What waits is
/// written when the guard is dropped.
pub fn start(filter: &str) -> WorkerGuard {
    // These two would name whole request lines and session layers' inner life; a token could be in either.
    let quiet = "hyper=info,tower_sessions=error,tower_sessions_core=error,sqlx=warn,lettre=info,notify=warn,html5ever=info,markup5ever=info,ammonia=info";
    let filter =
        EnvFilter::try_new(format!("{filter},{quiet}")).unwrap_or_else(|_| EnvFilter::new(format!("info,{quiet}")));
    let (writer, guard) = tracing_appender::non_blocking(std::io::stderr());
    let log = tracing_subscriber::fmt().with_env_filter(filter).with_writer(writer);
    // A panic is an event like any other: one line, in the log's own form.
    std::panic::set_hook(Box::new(|panic| {
        let location = panic.location().map(ToString::to_string).unwrap_or_default();
        let words = panic.payload_as_str().unwrap_or("no words");
        tracing::error!(location, words, "a panic");
    }));
    // A subscriber that is there already belongs to whoever embeds us, and stays.
    if std::io::stderr().is_terminal() {
        drop(log.try_init());
    } else {
        drop(log.json().flatten_event(true).try_init());
    }
    guard
}
