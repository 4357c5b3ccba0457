//! What one connection, and one network, may cost: how many may be open, and how long an answer may take to be read.

use std::collections::HashMap;
use std::io;
use std::net::IpAddr;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll, ready};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::time::{Instant, Sleep, sleep};

use crate::sign_in::ip_key;

/// Open connections by network.
#[derive(Debug, Clone)]
pub struct Connections {
    /// 0: no limit.
    at_most: u32,
    open: Arc<Mutex<HashMap<String, u32>>>,
}

/// A place among a network's connections, given back when dropped.
#[derive(Debug)]
pub struct Place {
    network: String,
    open: Arc<Mutex<HashMap<String, u32>>>,
}

impl Connections {
    pub fn new(at_most: u32) -> Self {
        Self { at_most, open: Arc::default() }
    }

    pub fn is_limited(&self) -> bool {
        self.at_most > 0
    }

    /// `None` where the network has as many as it may.
    pub fn enter(&self, ip: IpAddr) -> Option<Place> {
        let network = ip_key(ip);
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        let count = open.entry(network.clone()).or_default();
        if *count >= self.at_most {
            return None;
        }
        *count += 1;
        Some(Place { network, open: Arc::clone(&self.open) })
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(count) = open.get_mut(&self.network) {
            *count -= 1;
            if *count == 0 {
                open.remove(&self.network);
            }
        }
    }
}

/// Time that the other end has to take each further [`PORTION`] of an answer.
const PATIENCE: Duration = Duration::from_secs(30);
const PORTION: usize = 16 * 1024;

/// A stream whose other end must go on reading: one that takes an answer byte by byte is hung up on.
pub struct Impatient<S> {
    stream: S,
    patience: Duration,
    /// Runs while something waits to be taken; kept, so that it is made once.
    clock: Pin<Box<Sleep>>,
    is_running: bool,
    /// Taken since the clock was set.
    taken: usize,
}

impl<S> Impatient<S> {
    pub fn new(stream: S) -> Self {
        Self::with_patience(stream, PATIENCE)
    }

    fn with_patience(stream: S, patience: Duration) -> Self {
        Self { stream, patience, clock: Box::pin(sleep(patience)), is_running: false, taken: 0 }
    }

    /// Notes what a write has come to.
    fn noted<T>(
        &mut self,
        cx: &mut Context<'_>,
        written: Poll<io::Result<T>>,
        count: impl Fn(&T) -> usize,
    ) -> Poll<io::Result<T>> {
        match written {
            Poll::Ready(Ok(done)) => {
                self.taken += count(&done);
                if self.taken >= PORTION {
                    self.is_running = false;
                }
                Poll::Ready(Ok(done))
            }
            Poll::Ready(Err(error)) => Poll::Ready(Err(error)),
            Poll::Pending => {
                if !self.is_running {
                    (self.is_running, self.taken) = (true, 0);
                    let until = Instant::now() + self.patience;
                    self.clock.as_mut().reset(until);
                }
                ready!(self.clock.as_mut().poll(cx));
                Poll::Ready(Err(io::Error::new(io::ErrorKind::TimedOut, "the answer was not taken in time")))
            }
        }
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Impatient<S> {
    fn poll_read(self: Pin<&mut Self>, cx: &mut Context<'_>, buffer: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().stream).poll_read(cx, buffer)
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Impatient<S> {
    fn poll_write(self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        let this = self.get_mut();
        let written = Pin::new(&mut this.stream).poll_write(cx, bytes);
        this.noted(cx, written, |count| *count)
    }

    fn poll_write_vectored(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        slices: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let this = self.get_mut();
        let written = Pin::new(&mut this.stream).poll_write_vectored(cx, slices);
        this.noted(cx, written, |count| *count)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        let flushed = Pin::new(&mut this.stream).poll_flush(cx);
        this.noted(cx, flushed, |()| 0)
    }

    fn poll_shutdown(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().stream).poll_shutdown(cx)
    }
}

#[cfg(test)]
mod tests {
    use tokio::io::{AsyncReadExt, AsyncWriteExt, duplex};

    use super::*;

    #[test]
    fn a_network_has_so_many_connections_and_gets_their_places_back() {
        let connections = Connections::new(2);
        let (ip, other) = ("192.0.2.1".parse().expect("an address"), "192.0.2.2".parse().expect("an address"));
        let first = connections.enter(ip).expect("a place");
        let second = connections.enter(ip).expect("a place");
        assert!(connections.enter(ip).is_none() && connections.enter(other).is_some());
        drop(first);
        let third = connections.enter(ip).expect("the place that was given back");
        drop((second, third));
        assert!(connections.open.lock().expect("counts").is_empty());
    }

    #[tokio::test]
    async fn who_does_not_take_the_answer_is_hung_up_on_and_who_takes_it_slowly_is_not() {
        let (near, _far) = duplex(1024);
        let mut silent = Impatient::with_patience(near, Duration::from_millis(20));
        let error = silent.write_all(&[0; 4096]).await.expect_err("nobody reads");
        assert_eq!(error.kind(), io::ErrorKind::TimedOut);

        let (near, mut far) = duplex(1024);
        // Longer than a busy machine stands still, and shorter than all of it takes.
        let mut slow = Impatient::with_patience(near, Duration::from_secs(2));
        let reader = async {
            let mut buffer = vec![0; PORTION];
            for _ in 0..5 {
                sleep(Duration::from_millis(600)).await;
                far.read_exact(&mut buffer).await.expect("more of it");
            }
        };
        let answer = vec![0; 5 * PORTION];
        let (written, ()) = tokio::join!(slow.write_all(&answer), reader);
        written.expect("read to its end");
    }
}
