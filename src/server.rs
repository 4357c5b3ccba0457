//! Builds everything from the settings; listens, works, shuts down. The only place that starts tasks.

mod build;
mod clean_up;
mod connection;
mod content;
mod hearing;
mod listen;
mod set_back;
mod tasks;
mod webhooks;

pub use build::{
    Built, build, comments, courier, desk, intake, members, open_database, open_database_for_bulk, shares, sign_ins,
};
pub use clean_up::clean_up;
pub use content::{import_content, import_settings};
pub use hearing::heed;
pub use listen::{Listeners, serve};
pub use set_back::after_clock_went_back;
pub use tasks::share_counts;
pub use webhooks::send as send_webhooks;

/// Calls back once, at Ctrl-C or SIGTERM.
pub fn when_told_to_stop(stop: impl FnOnce() + Send + 'static) {
    #[expect(clippy::disallowed_methods, reason = "this is the place that starts tasks")]
    tokio::spawn(async move {
        let interrupted = async {
            if tokio::signal::ctrl_c().await.is_err() {
                std::future::pending::<()>().await;
            }
        };
        #[cfg(unix)]
        let terminated = async {
            match tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
                Ok(mut signal) => drop(signal.recv().await),
                Err(_) => std::future::pending().await,
            }
        };
        #[cfg(not(unix))]
        let terminated = std::future::pending::<()>();
        tokio::select! {
            () = interrupted => {}
            () = terminated => {}
        }
        stop();
    });
}
