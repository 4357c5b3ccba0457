//! Conversations with a server, as many at a time as connections are open.

use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::pin::Pin;

use anyhow::{Context, ensure};
use tokio::io::{AsyncRead, ReadBuf};
use tokio::net::TcpStream;
use tokio::runtime::Runtime;

use crate::wire::read_head;

pub fn runtime() -> anyhow::Result<Runtime> {
    tokio::runtime::Builder::new_current_thread().enable_all().build().context("start a runtime")
}

pub async fn connect(port: u16) -> anyhow::Result<TcpStream> {
    let stream = TcpStream::connect(SocketAddr::from((Ipv4Addr::LOCALHOST, port))).await.context("connect")?;
    stream.set_nodelay(true)?;
    Ok(stream)
}

pub async fn send(stream: &TcpStream, mut request: &[u8]) -> io::Result<()> {
    while !request.is_empty() {
        match stream.try_write(request) {
            Ok(count) => request = request.get(count..).unwrap_or_default(),
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => stream.writable().await?,
            Err(error) => return Err(error),
        }
    }
    Ok(())
}

/// An answer in the buffer.
pub struct Received {
    pub status: u16,
    pub head_length: usize,
    /// Of the body.
    pub length: usize,
}

pub async fn receive(stream: &mut TcpStream, buffer: &mut [u8]) -> anyhow::Result<Received> {
    let mut read = ReadBuf::new(buffer);
    let mut head = None;
    loop {
        let before = read.filled().len();
        std::future::poll_fn(|context| Pin::new(&mut *stream).poll_read(context, &mut read)).await.context("read")?;
        ensure!(read.filled().len() > before, "the connection ended within an answer, or the answer is very long");
        head = head.or_else(|| read_head(read.filled()));
        match head {
            Some((status, head_length, length)) if read.filled().len() >= head_length + length => {
                return Ok(Received { status, head_length, length });
            }
            _ => {}
        }
    }
}
