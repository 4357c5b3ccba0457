//! Drops from memory what other processes say has changed. Where they cannot be heard, copies go by their age alone.

use std::sync::Arc;
use std::time::Duration;

use tokio_util::sync::CancellationToken;

use crate::article::ArticleId;
use crate::db::notice::{Heard, Listener, Notice};
use crate::db::{self, log_failure};
use crate::member::{self, MemberId};
use crate::share::LinkId;
use crate::web::App;
use crate::{article, comment, share};

/// Between two tries to listen: an engine that does not know how is asked no more often than that.
const PAUSE: Duration = Duration::from_secs(2);

pub async fn follow(app: Arc<App>, stop: CancellationToken) {
    let mut is_deaf = false;
    loop {
        let error = tokio::select! {
            error = hear(&app, &mut is_deaf) => anyhow::Error::from(error),
            () = stop.cancelled() => return,
        };
        if is_deaf {
            tracing::debug!(error = format!("{error:#}"), "other processes still cannot be heard");
        } else {
            tracing::warn!(
                error = format!("{error:#}"),
                "other processes cannot be heard: what they change shows when our copies are old, within a minute"
            );
        }
        is_deaf = true;
        tokio::select! {
            () = tokio::time::sleep(PAUSE) => {}
            () = stop.cancelled() => return,
        }
    }
}

/// Until the connection fails.
async fn hear(app: &App, is_deaf: &mut bool) -> db::DbError {
    let mut listener = match app.db.listen().await {
        Ok(listener) => listener,
        Err(error) => return error,
    };
    // Whatever was told before it could be heard.
    forget_everything(app).await;
    if std::mem::take(is_deaf) {
        tracing::info!("other processes can be heard again");
    }
    loop {
        match heed_next(app, &mut listener).await {
            Ok(()) => {}
            Err(error) => return error,
        }
    }
}

async fn heed_next(app: &App, listener: &mut Listener) -> db::Result<()> {
    match listener.next().await? {
        // Read beside this: an end of a session must not wait for a catalogue.
        Heard::Notice(notice) if notice.topic == article::store::CHANGED => app.catalogue_changed.notify_one(),
        Heard::Notice(notice) => heed(app, &notice).await,
        Heard::Gap => forget_everything(app).await,
    }
    Ok(())
}

/// Drops what a notice is about.
pub async fn heed(app: &App, notice: &Notice) {
    match notice.topic.as_str() {
        article::store::CHANGED => read_catalogue(app).await,
        member::session_store::ENDED => app.members.sessions.forget_session(member::session::SessionId(notice.key)),
        member::MEMBER_CHANGED => {
            app.members.sessions.forget_member(MemberId(notice.key));
            app.shares.forget_member(MemberId(notice.key));
        }
        share::store::LINK_CHANGED => app.shares.forget(LinkId(notice.key)),
        comment::CHANGED if notice.key.is_nil() => app.comments.refresh().await,
        comment::CHANGED => {
            if let Err(error) = app.comments.read_mark(ArticleId(notice.key)).await {
                log_failure(error, "how a discussion stands could not be read anew");
            }
        }
        // A newer version's: it drops what only that version keeps.
        _ => {}
    }
}

async fn forget_everything(app: &App) {
    app.members.sessions.forget_all();
    app.shares.forget_all();
    read_catalogue(app).await;
    app.comments.refresh().await;
}

async fn read_catalogue(app: &App) {
    if let Err(error) = app.shelf.refresh(&app.db, app.clock.now()).await {
        log_failure(error, "the catalogue could not be read anew");
    }
    let version = app.shelf.current().version;
    if let Err(error) = app.experiments.refresh(version).await {
        log_failure(error, "experiments could not be read anew");
    }
}
