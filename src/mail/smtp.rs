//! Conversations with the SMTP server. lettre speaks; the connections are opened and kept here.
//!
//! Its own pool leaves Nagle's algorithm on and writes the dot that ends a letter by itself: the dot then waits until the
//! other end has acknowledged the letter, and that end waits 40 ms with it, in the hope of an answer to send along.

use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};
use std::time::{Duration, Instant};

use anyhow::Context as _;
use futures_util::future::join_all;
use lettre::Message;
use lettre::transport::smtp::Error;
use lettre::transport::smtp::authentication::{Credentials, DEFAULT_MECHANISMS};
use lettre::transport::smtp::client::{AsyncSmtpConnection, AsyncTokioStream, TlsParameters};
use lettre::transport::smtp::extension::ClientId;
use lettre::transport::smtp::response::Response;
use rustls::pki_types::ServerName;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::{TcpStream, lookup_host};
use tokio::time::timeout;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;

use crate::config::{SmtpSecurity, SmtpSettings};

/// For one address of the server to take the connection.
const CONNECT: Duration = Duration::from_secs(5);
/// From the look-up of the name to the login, where that alone is tried. A letter has its own end (`worker::SEND`): some
/// servers make whom they do not know wait for their greeting.
const GREET: Duration = Duration::from_secs(20);
/// For a server that is asked whether it is there, or told goodbye.
const WORD: Duration = Duration::from_secs(5);
/// For the goodbye when the program ends.
const LAST_WORD: Duration = Duration::from_secs(1);
/// Kept for the next letter so long; servers hold the line for minutes (RFC 5321, 4.5.3.2).
const KEPT: Duration = Duration::from_secs(30);
const KEPT_AT_MOST: usize = 4;
/// "Closing the channel": said instead of any answer, and the letter was not taken.
const CLOSING: u16 = 421;

/// Why a letter did not get through.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    #[error("could not connect: {0}")]
    Connect(#[from] io::Error),
    /// Before there was a letter to speak of.
    #[error("the server did not take us: {0}")]
    Greeting(#[source] Error),
    #[error(transparent)]
    Letter(Error),
}

/// The server, with the connections that wait for the next letter.
pub struct Smtp {
    settings: SmtpSettings,
    hello: ClientId,
    security: Security,
    kept: Mutex<Vec<Kept>>,
}

enum Security {
    Tls(TlsConnector, ServerName<'static>),
    StartTls(TlsParameters),
    Plain,
}

struct Kept {
    conn: AsyncSmtpConnection,
    since: Instant,
}

impl Smtp {
    pub fn new(settings: &SmtpSettings) -> anyhow::Result<Self> {
        let host = settings.host.clone();
        let security = match settings.security {
            SmtpSecurity::Tls => {
                let name = ServerName::try_from(host).context("read the SMTP server's name")?;
                Security::Tls(connector()?, name)
            }
            SmtpSecurity::StartTls => {
                Security::StartTls(TlsParameters::new(host).context("prepare TLS for the SMTP server")?)
            }
            SmtpSecurity::Plain => Security::Plain,
        };
        Ok(Self { settings: settings.clone(), hello: ClientId::default(), security, kept: Mutex::default() })
    }

    /// The code of the server's answer.
    pub async fn send(&self, message: &Message) -> Result<String, Failure> {
        let bytes = message.formatted();
        if let Some(mut conn) = self.take_alive().await {
            match conn.send(message.envelope(), &bytes).await {
                // Any other end may have come after the letter was taken: that is told, and not tried again at once.
                Err(error) if is_closing(&error) => {}
                answer => return self.answered(conn, answer),
            }
        }
        let mut conn = self.connect().await?;
        let answer = conn.send(message.envelope(), &bytes).await;
        self.answered(conn, answer)
    }

    fn answered(&self, conn: AsyncSmtpConnection, answer: Result<Response, Error>) -> Result<String, Failure> {
        if !conn.has_broken() {
            self.keep(conn);
        }
        answer.map(|answer| answer.code().to_string()).map_err(Failure::Letter)
    }

    /// Whether the server takes our login and answers.
    pub async fn test(&self) -> Result<bool, Failure> {
        let late = |_| io::Error::new(io::ErrorKind::TimedOut, "the server was not ready in time");
        let mut conn = timeout(GREET, self.connect()).await.map_err(late)??;
        let answers = timeout(WORD, conn.test_connected()).await.unwrap_or(false);
        part(conn, WORD).await;
        Ok(answers)
    }

    /// Says goodbye on connections that nothing was sent by for a while; on all of them at the `end`.
    pub async fn tidy(&self, end: bool) {
        let old: Vec<Kept> = self.kept().extract_if(.., |kept| end || kept.since.elapsed() >= KEPT).collect();
        let span = if end { LAST_WORD } else { WORD };
        join_all(old.into_iter().map(|kept| part(kept.conn, span))).await;
    }

    /// Asked whether it is there: what its server said in farewell would pass for the answer to the letter.
    async fn take_alive(&self) -> Option<AsyncSmtpConnection> {
        loop {
            let mut kept = self.take()?;
            if kept.since.elapsed() >= KEPT {
                continue;
            }
            match timeout(WORD, kept.conn.test_connected()).await {
                Ok(true) => return Some(kept.conn),
                Ok(false) => {}
                // Where one wire swallows what is said, the others do: a letter has no time to ask each of them.
                Err(_) => self.kept().clear(),
            }
        }
    }

    /// The one that was used last.
    fn take(&self) -> Option<Kept> {
        self.kept().pop()
    }

    fn keep(&self, conn: AsyncSmtpConnection) {
        let mut kept = self.kept();
        if kept.len() < KEPT_AT_MOST {
            kept.push(Kept { conn, since: Instant::now() });
        }
    }

    fn kept(&self) -> std::sync::MutexGuard<'_, Vec<Kept>> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn connect(&self) -> Result<AsyncSmtpConnection, Failure> {
        let tcp = open(&self.settings.host, self.settings.port).await?;
        let stream: Box<dyn AsyncTokioStream> = match &self.security {
            Security::Tls(connector, name) => Box::new(Encrypted(connector.connect(name.clone(), tcp).await?)),
            Security::StartTls(_) | Security::Plain => Box::new(tcp),
        };
        self.greet(stream).await.map_err(Failure::Greeting)
    }

    async fn greet(&self, stream: Box<dyn AsyncTokioStream>) -> Result<AsyncSmtpConnection, Error> {
        let mut conn = AsyncSmtpConnection::connect_with_transport(stream, &self.hello).await?;
        if let Security::StartTls(parameters) = &self.security {
            conn.starttls(parameters.clone(), &self.hello).await?;
        }
        if let Some((user, password)) = &self.settings.login {
            conn.auth(DEFAULT_MECHANISMS, &Credentials::new(user.clone(), password.clone())).await?;
        }
        Ok(conn)
    }
}

fn is_closing(error: &Error) -> bool {
    error.status().is_some_and(|code| u16::from(code) == CLOSING)
}

async fn part(mut conn: AsyncSmtpConnection, span: Duration) {
    // It is not used again, whatever the answer.
    drop(timeout(span, conn.quit()).await);
}

/// Each address of the name in turn.
async fn open(host: &str, port: u16) -> io::Result<TcpStream> {
    let mut last = io::Error::new(io::ErrorKind::NotFound, "the name of the SMTP server has no address");
    for address in lookup_host((host, port)).await? {
        match timeout(CONNECT, TcpStream::connect(address)).await {
            Ok(Ok(stream)) => {
                stream.set_nodelay(true)?;
                return Ok(stream);
            }
            Ok(Err(error)) => last = error,
            Err(_) => last = io::ErrorKind::TimedOut.into(),
        }
    }
    Err(last)
}

/// Trusts whom the machine trusts, as lettre does for STARTTLS.
fn connector() -> anyhow::Result<TlsConnector> {
    let mut roots = rustls::RootCertStore::empty();
    roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = rustls::ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .context("prepare TLS for the SMTP server")?
        .with_root_certificates(roots)
        .with_no_client_auth();
    Ok(Arc::new(config).into())
}

/// A TLS stream in the form that lettre takes.
#[derive(Debug)]
struct Encrypted(TlsStream<TcpStream>);

impl AsyncTokioStream for Encrypted {
    fn peer_addr(&self) -> io::Result<SocketAddr> {
        self.0.get_ref().0.peer_addr()
    }
}

impl AsyncRead for Encrypted {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.0).poll_read(cx, buf)
    }
}

impl AsyncWrite for Encrypted {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &[u8]) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.0).poll_write(cx, buf)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.0).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.0).poll_shutdown(cx)
    }
}
