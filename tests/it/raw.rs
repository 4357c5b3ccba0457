//! Bytes over a real connection: framing, hosts, slow clients, an orderly end. R38, R39.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use gatefold::config::Config;
use gatefold::server::{self, Built, Listeners};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio_util::sync::CancellationToken;

use crate::harness::{Engine, TestApp};

struct Listening {
    address: SocketAddr,
    stop: CancellationToken,
    served: tokio::task::JoinHandle<anyhow::Result<()>>,
    _app: TestApp,
}

async fn listen() -> Listening {
    let app = TestApp::start(Engine::Sqlite, "").await;
    app.with_articles().await;
    let config = Config { listen: "127.0.0.1:0".parse().expect("an address"), ..app.config.clone() };
    let listeners = Listeners::bind(&config, None).await.expect("a port");
    let address = listeners.pages.local_addr().expect("an address");
    let stop = CancellationToken::new();
    let built = Built { app: Arc::clone(&app.app), front: Arc::clone(&app.front) };
    let told = stop.clone();
    let served = tokio::spawn(async move { server::serve(&config, built, listeners, told).await });
    Listening { address, stop, served, _app: app }
}

/// Sends bytes, reads until the other end closes or is silent for a while.
async fn exchange(address: SocketAddr, bytes: &[u8]) -> String {
    let mut stream = TcpStream::connect(address).await.expect("a connection");
    stream.write_all(bytes).await.expect("bytes are sent");
    let mut out = Vec::new();
    let mut buffer = [0; 16 * 1024];
    while let Ok(Ok(count)) = tokio::time::timeout(Duration::from_millis(400), stream.read(&mut buffer)).await {
        if count == 0 {
            break;
        }
        out.extend_from_slice(&buffer[..count]);
    }
    String::from_utf8_lossy(&out).into_owned()
}

fn status(answer: &str) -> u16 {
    answer.split(' ').nth(1).and_then(|code| code.parse().ok()).unwrap_or(0)
}

#[tokio::test(flavor = "multi_thread")]
async fn framing_and_hosts_are_answered_as_they_must_be() {
    let server = listen().await;
    let host = "Host: news.example\r\n";
    let form = "Content-Type: application/x-www-form-urlencoded\r\nOrigin: https://news.example\r\n";
    let cases: Vec<(String, u16)> = vec![
        (format!("GET / HTTP/1.1\r\n{host}\r\n"), 200),
        ("GET / HTTP/1.1\r\n\r\n".to_owned(), 400),
        (format!("GET / HTTP/1.1\r\n{host}{host}\r\n"), 400),
        ("GET / HTTP/1.1\r\nHost: evil\r\n\r\n".to_owned(), 421),
        ("GET / HTTP/1.1\r\nHost: a:99999\r\n\r\n".to_owned(), 421),
        ("GET / HTTP/1.0\r\n\r\n".to_owned(), 400),
        (format!("GET http://169.254.169.254/ HTTP/1.1\r\n{host}\r\n"), 400),
        ("GET http://169.254.169.254/ HTTP/1.1\r\nHost: 169.254.169.254\r\n\r\n".to_owned(), 421),
        (format!("GET https://news.example/ HTTP/1.1\r\n{host}\r\n"), 200),
        (
            format!(
                "POST /-/sign-in HTTP/1.1\r\n{host}{form}Content-Length: 9\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"
            ),
            400,
        ),
        (
            format!(
                "POST /-/sign-in HTTP/1.1\r\n{host}{form}Transfer-Encoding: chunked\r\nContent-Length: 9\r\n\r\n0\r\n\r\n"
            ),
            400,
        ),
        (format!("POST /-/sign-in HTTP/1.1\r\n{host}{form}Transfer-Encoding: identity, chunked\r\n\r\n0\r\n\r\n"), 400),
        (format!("POST /-/sign-in HTTP/1.1\r\n{host}{form}Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n"), 400),
        (format!("POST /-/sign-in HTTP/1.1\r\n{host}{form}Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n"), 400),
        (format!("POST /-/sign-in HTTP/1.0\r\n{host}{form}Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n"), 400),
        (format!("POST /-/sign-in HTTP/1.1\r\n{host}{form}Content-Length: 2\r\nContent-Length: 3\r\n\r\nab"), 400),
        (format!("POST /-/sign-in HTTP/1.1\r\n{host}{form}Content-Length: 2, 2\r\n\r\nab"), 400),
        (format!("POST /-/sign-in HTTP/1.1\r\n{host}{form}Content-Length: +2\r\n\r\nab"), 400),
        (
            format!(
                "POST /-/sign-in HTTP/1.1\r\n{host}{form}Transfer-Encoding: chunked\r\n\r\n9\r\naddress=x\r\n0\r\n\r\n"
            ),
            400,
        ),
        (format!("GET / HTTP/1.1\r\n{host}X-A : b\r\n\r\n"), 400),
        (format!("GET / HTTP/1.1\r\n{host}X-A: b\r\n folded\r\n\r\n"), 400),
        (format!("GET / HTTP/1.1\r\n{host}X-A: b\0c\r\n\r\n"), 400),
        (format!("TRACE / HTTP/1.1\r\n{host}\r\n"), 405),
        ("CONNECT news.example:443 HTTP/1.1\r\nHost: news.example:443\r\n\r\n".to_owned(), 405),
        (format!("GET / HTTP/1.1\r\n{host}{}\r\n", "X-Many: x\r\n".repeat(80)), 431),
        (format!("GET / HTTP/1.1\r\n{host}X-Long: {}\r\n\r\n", "x".repeat(40_000)), 431),
    ];
    for (request, wanted) in cases {
        let answer = exchange(server.address, request.as_bytes()).await;
        let shown: String = request.chars().take(150).collect();
        assert_eq!(status(&answer), wanted, "{shown:?} gave {:?}", answer.lines().next());
    }
    let two = format!("GET /slow-bread HTTP/1.1\r\n{host}\r\n").repeat(2);
    assert_eq!(exchange(server.address, two.as_bytes()).await.matches("HTTP/1.1 200").count(), 2);
    let both = "Transfer-Encoding: chunked\r\nContent-Length: 9\r\n\r\n0\r\n\r\n";
    let behind = format!("GET / HTTP/1.1\r\n{host}\r\nPOST /-/sign-in HTTP/1.1\r\n{host}{form}{both}");
    let answer = exchange(server.address, behind.as_bytes()).await;
    assert!(answer.starts_with("HTTP/1.1 200") && answer.contains("HTTP/1.1 400"), "also behind another request");
    server.stop.cancel();
    server.served.await.expect("an end").expect("a good end");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_request_under_way_is_finished_and_new_ones_are_not_taken() {
    let server = listen().await;
    let mut slow = TcpStream::connect(server.address).await.expect("a connection");
    let head = "POST /-/sign-in HTTP/1.1\r\nHost: news.example\r\nOrigin: https://news.example\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 9\r\n\r\naddr";
    slow.write_all(head.as_bytes()).await.expect("half a request");
    tokio::time::sleep(Duration::from_millis(100)).await;
    server.stop.cancel();
    tokio::time::sleep(Duration::from_millis(100)).await;
    assert!(TcpStream::connect(server.address).await.is_err(), "the listener is closed");
    slow.write_all(b"ess=x").await.expect("the other half");
    let mut answer = String::new();
    slow.read_to_string(&mut answer).await.expect("an answer");
    assert_eq!(status(&answer), 422);
    server.served.await.expect("an end").expect("a good end");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_head_that_does_not_come_or_trickles_in_is_given_up_after_ten_seconds() {
    let server = listen().await;
    let starts: [&[u8]; 4] = [b"", b"P", b"PRI * HTTP/2.0\r\n", b"GET / HTTP/1.1\r\nHost: news.example\r\nX-Slow: "];
    let closed = futures_util::future::join_all(starts.map(async |start| {
        let mut stream = TcpStream::connect(server.address).await.expect("a connection");
        stream.write_all(start).await.expect("a start");
        for second in 0..30_u32 {
            let mut buffer = [0; 1024];
            match tokio::time::timeout(Duration::from_secs(1), stream.read(&mut buffer)).await {
                Ok(Ok(0) | Err(_)) => return Some(second),
                // Only the one that has begun a head goes on with it.
                _ if start.len() > 20 => drop(stream.write_all(b"x").await),
                _ => {}
            }
        }
        None
    }))
    .await;
    assert!(closed.iter().all(Option::is_some), "{closed:?}");
    assert!(closed.last().copied().flatten() >= Some(5), "but not at once: {closed:?}");
    server.stop.cancel();
}
