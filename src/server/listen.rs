//! The listeners: limits on every connection, and an orderly end.

use std::convert::Infallible;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use anyhow::Context;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use ipnet::IpNet;
use metrics_exporter_prometheus::PrometheusHandle;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio_util::sync::CancellationToken;

use super::build::Built;
use super::connection::{Connections, Impatient, Place};
use super::tasks;
use crate::config::Config;
use crate::web::client_ip::is_shared;
use crate::web::front::Front;
use crate::web::{App, body};

/// A head that is not whole by then is given up.
const HEAD: Duration = Duration::from_secs(10);
const MAX_HEAD: usize = 32 * 1024;
/// Open at the same time; more wait to be accepted. Bounds what silent clients can cost.
const MAX_CONNECTIONS: usize = 8192;
const MOST_HANDLES: u64 = 16_384;
/// The database's, files that are read, connections to mail servers and providers.
const OTHER_HANDLES: u64 = 512;
const MAX_HEADERS: usize = 64;
/// What is under way when the program is told to end.
const FINISH: Duration = Duration::from_secs(10);

/// The letter in hand; longer than one may take.
const LETTER: Duration = Duration::from_secs(28);

/// The database's connections, once nobody uses them.
const CLOSE: Duration = Duration::from_secs(3);

/// Sockets that are bound, so that a port in use is told before anything else is done.
pub struct Listeners {
    pub pages: TcpListener,
    pub metrics: Option<(TcpListener, PrometheusHandle)>,
}

impl Listeners {
    pub async fn bind(config: &Config, metrics: Option<PrometheusHandle>) -> anyhow::Result<Self> {
        let bind = |address: SocketAddr| async move {
            TcpListener::bind(address).await.with_context(|| format!("listen on {address}"))
        };
        let metrics = match (config.metrics_listen, metrics) {
            (Some(address), Some(handle)) => Some((bind(address).await?, handle)),
            _ => None,
        };
        Ok(Self { pages: bind(config.listen).await?, metrics })
    }
}

/// Serves until `stop`: then no new connections, requests are finished, the letter in hand is sent, the database closed.
pub async fn serve(config: &Config, built: Built, listeners: Listeners, stop: CancellationToken) -> anyhow::Result<()> {
    // While others take over, letters leave, and what has been gated or ended elsewhere counts here too: what runs beside the
    // pages ends with the listener, and not with the word to end.
    let closed = CancellationToken::new();
    let mut tasks = tasks::start(config, &built.app, &closed);
    if let Some((listener, handle)) = listeners.metrics {
        tasks.spawn(serve_metrics(listener, handle, closed.clone()));
    }
    let graceful = GracefulShutdown::new();
    let server = connection_settings();
    let open = Arc::new(Semaphore::new(most_connections()));
    let doorkeeper = Doorkeeper::new(config);
    let leave = leave(&built.app, config.drain, &stop);
    tokio::pin!(leave);
    loop {
        // Closed only where the program ends, and it is kept until then.
        let permit = tokio::select! {
            biased;
            () = &mut leave => break,
            permit = Arc::clone(&open).acquire_owned() => permit,
        };
        let Ok(permit) = permit else { break };
        let accepted = tokio::select! {
            biased;
            () = &mut leave => break,
            accepted = listeners.pages.accept() => accepted,
        };
        match accepted {
            Ok((stream, peer)) => {
                let admitted = doorkeeper.admit(peer.ip());
                if !matches!(admitted, Admitted::No) {
                    serve_connection(&server, &graceful, &built.front, (stream, peer), (permit, admitted));
                }
            }
            Err(error) => {
                // Out of file handles, most likely: a short pause lets some connections end.
                tracing::warn!(%error, "a connection could not be accepted");
                tokio::time::sleep(Duration::from_millis(50)).await;
            }
        }
    }
    drop(listeners.pages);
    closed.cancel();
    tracing::info!("shutting down");
    if tokio::time::timeout(FINISH, graceful.shutdown()).await.is_err() {
        tracing::warn!("some requests did not finish in time");
    }
    let ended = async { while tasks.join_next().await.is_some() {} };
    if tokio::time::timeout(LETTER, ended).await.is_err() {
        tracing::warn!("some tasks did not finish in time");
    }
    // A connection that waits for somebody else's row is the database's to end.
    if tokio::time::timeout(CLOSE, built.app.db.close()).await.is_err() {
        tracing::warn!("the database did not let go of every connection");
    }
    Ok(())
}

/// As many as there are file handles for, the database's and some others left aside.
fn most_connections() -> usize {
    let handles = match rlimit::increase_nofile_limit(MOST_HANDLES) {
        Ok(handles) => handles,
        Err(error) => {
            tracing::warn!(%error, "the limit of open files could not be raised");
            1024
        }
    };
    let most = MAX_CONNECTIONS.min(usize::try_from(handles.saturating_sub(OTHER_HANDLES)).unwrap_or(MAX_CONNECTIONS));
    if most < MAX_CONNECTIONS {
        tracing::warn!(handles, most, "few files may be open: that many connections at most");
    }
    most.max(16)
}

/// Once told to end, an instance says that it is not ready, and serves on until those who ask it have heard.
async fn leave(app: &App, drain: Duration, stop: &CancellationToken) {
    stop.cancelled().await;
    app.is_leaving.store(true, Ordering::Relaxed);
    if !drain.is_zero() {
        tracing::info!(seconds = drain.as_secs(), "not ready any more; serving on until others have taken over");
        tokio::time::sleep(drain).await;
    }
}

/// Held as long as the connection lasts.
enum Admitted {
    Counted(#[expect(dead_code, reason = "given back when dropped")] Place),
    /// A proxy is all its readers at once.
    Uncounted,
    /// Closed without a word: whoever has so many asks for none.
    No,
}

/// Who may open one more connection.
struct Doorkeeper {
    connections: Connections,
    trusted: Vec<IpNet>,
}

impl Doorkeeper {
    fn new(config: &Config) -> Self {
        Self {
            connections: Connections::new(config.limits.connections_per_ip),
            trusted: config.trusted_proxies.clone(),
        }
    }

    fn admit(&self, ip: IpAddr) -> Admitted {
        if !self.connections.is_limited() || is_shared(ip, &self.trusted) {
            return Admitted::Uncounted;
        }
        if let Some(place) = self.connections.enter(ip) {
            return Admitted::Counted(place);
        }
        metrics::counter!("gatefold_connections_refused_total").increment(1);
        Admitted::No
    }
}

/// HTTP/1.1 alone: a proxy before us speaks it, and its parser has a limit for a head that does not come.
fn connection_settings() -> http1::Builder {
    let mut builder = http1::Builder::new();
    builder
        .timer(TokioTimer::new())
        .header_read_timeout(HEAD)
        .max_buf_size(MAX_HEAD)
        .max_headers(MAX_HEADERS)
        .half_close(false);
    builder
}

fn serve_connection(
    server: &http1::Builder,
    graceful: &GracefulShutdown,
    front: &Arc<Front>,
    (stream, peer): (TcpStream, SocketAddr),
    held: (OwnedSemaphorePermit, Admitted),
) {
    // A page is written in one go: waiting for more to send would only delay it.
    drop(stream.set_nodelay(true));
    let front = Arc::clone(front);
    let service = service_fn(move |request: hyper::Request<Incoming>| {
        let front = Arc::clone(&front);
        async move { Ok::<_, Infallible>(front.handle(request.map(body::incoming), peer.ip()).await) }
    });
    let connection = graceful.watch(server.serve_connection(TokioIo::new(Impatient::new(stream)), service));
    #[expect(clippy::disallowed_methods, reason = "this is the place that starts tasks")]
    tokio::spawn(async move {
        if let Err(error) = connection.await {
            tracing::trace!(%error, "a connection ended early");
        }
        drop(held);
    });
}

async fn serve_metrics(listener: TcpListener, handle: PrometheusHandle, stop: CancellationToken) {
    let upkeep = handle.clone();
    let router = axum::Router::new().route("/metrics", axum::routing::get(move || async move { handle.render() }));
    let served = axum::serve(listener, router).with_graceful_shutdown(stop.clone().cancelled_owned());
    let upkeep = async {
        loop {
            tokio::time::sleep(Duration::from_secs(5)).await;
            upkeep.run_upkeep();
        }
    };
    tokio::select! {
        ended = async { served.await } => if let Err(error) = ended { tracing::error!(%error, "the metrics listener ended") },
        () = upkeep => {}
    }
}
