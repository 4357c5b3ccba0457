//! What the HTTP parser has smoothed over: a request with both a length and chunks.
//!
//! hyper drops the length of such a request and closes the connection after it. We refuse it, so that no proxy before us
//! and we could ever disagree on where it ends. The bytes of the head are looked at only where chunks were announced.

use std::io;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};

use http::{HeaderMap, Version, header};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

/// A head may be this long; what came before its last so many bytes is forgotten.
const KEPT: usize = 32 * 1024;

/// The bytes read since the last request was looked at.
#[derive(Clone, Default)]
pub struct Heard(Arc<Mutex<Vec<u8>>>);

impl Heard {
    fn add(&self, bytes: &[u8]) {
        let mut heard = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if heard.len() + bytes.len() > KEPT {
            heard.clear();
        }
        heard.extend_from_slice(bytes.get(bytes.len().saturating_sub(KEPT)..).unwrap_or(bytes));
    }

    /// Looks at a request whose head was parsed just now, and starts anew.
    pub fn is_ambiguous(&self, version: Version, headers: &HeaderMap) -> bool {
        let mut heard = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let is_chunked = version < Version::HTTP_2 && headers.contains_key(header::TRANSFER_ENCODING);
        let is_ambiguous = is_chunked && (has_length(&heard) || !is_plainly_chunked(headers));
        heard.clear();
        is_ambiguous
    }
}

fn has_length(heard: &[u8]) -> bool {
    heard
        .split(|byte| *byte == b'\n')
        .any(|line| line.get(..15).is_some_and(|name| name.eq_ignore_ascii_case(b"content-length:")))
}

fn is_plainly_chunked(headers: &HeaderMap) -> bool {
    let mut lines = headers.get_all(header::TRANSFER_ENCODING).iter();
    lines.next().is_some_and(|value| value.as_bytes().eq_ignore_ascii_case(b"chunked")) && lines.next().is_none()
}

/// A connection that remembers the last bytes it read.
pub struct Listening<T> {
    inner: T,
    heard: Heard,
}

impl<T> Listening<T> {
    pub fn new(inner: T) -> (Self, Heard) {
        let heard = Heard::default();
        (Self { inner, heard: heard.clone() }, heard)
    }
}

impl<T: AsyncRead + Unpin> AsyncRead for Listening<T> {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let before = buf.filled().len();
        let polled = Pin::new(&mut self.inner).poll_read(cx, buf);
        if let Some(new) = buf.filled().get(before..).filter(|new| !new.is_empty()) {
            self.heard.add(new);
        }
        polled
    }
}

impl<T: AsyncWrite + Unpin> AsyncWrite for Listening<T> {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.inner).poll_write(cx, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.inner).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.inner).poll_shutdown(cx)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        slices: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.inner).poll_write_vectored(cx, slices)
    }

    fn is_write_vectored(&self) -> bool {
        self.inner.is_write_vectored()
    }
}
