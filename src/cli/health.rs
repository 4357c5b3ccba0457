//! `gatefold health`: whether the instance that these settings describe is ready, for a container's health check.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::process::ExitCode;
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::timeout;

use super::{Settings, complain};
use crate::links;

/// For the whole question: longer than a request of ours waits for the database.
const LIMIT: Duration = Duration::from_secs(3);
/// The first line of an answer is shorter.
const FIRST_LINE: u64 = 256;

pub async fn run(settings: &Settings) -> anyhow::Result<ExitCode> {
    let address = reachable(settings.load_basics()?.listen);
    let fault = match timeout(LIMIT, ask(address)).await {
        Ok(Ok(line)) if line.split(' ').nth(1) == Some("200") => return Ok(ExitCode::SUCCESS),
        Ok(Ok(line)) if line.split(' ').nth(1) == Some("503") => "it is not ready (503)".to_owned(),
        Ok(Ok(line)) => format!("it does not answer as Gatefold does: {line:?}"),
        Ok(Err(error)) => error.to_string(),
        Err(_) => format!("no answer within {} seconds", LIMIT.as_secs()),
    };
    complain(&format!("gatefold: {address}: {fault}"));
    Ok(ExitCode::FAILURE)
}

/// Whoever listens everywhere listens on loopback too.
fn reachable(listen: SocketAddr) -> SocketAddr {
    let ip = match listen.ip() {
        IpAddr::V4(ip) if ip.is_unspecified() => Ipv4Addr::LOCALHOST.into(),
        IpAddr::V6(ip) if ip.is_unspecified() => Ipv6Addr::LOCALHOST.into(),
        ip => ip,
    };
    SocketAddr::new(ip, listen.port())
}

async fn ask(address: SocketAddr) -> std::io::Result<String> {
    let mut stream = TcpStream::connect(address).await?;
    let request = format!("GET {} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n", links::READY);
    stream.write_all(request.as_bytes()).await?;
    let mut answer = Vec::new();
    stream.take(FIRST_LINE).read_to_end(&mut answer).await?;
    let text = String::from_utf8_lossy(&answer);
    Ok(text.lines().next().unwrap_or_default().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_instance_that_listens_everywhere_is_asked_on_loopback() {
        for (listen, asked) in [
            ("0.0.0.0:8080", "127.0.0.1:8080"),
            ("[::]:80", "[::1]:80"),
            ("127.0.0.1:1", "127.0.0.1:1"),
            ("198.51.100.7:8080", "198.51.100.7:8080"),
        ] {
            assert_eq!(reachable(listen.parse().expect("an address")).to_string(), asked);
        }
    }
}
