//! A publisher's program at the wire: keeps what it is told byte for byte, and answers as the test says.

use std::collections::{BTreeMap, VecDeque};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Notify;

/// One request, as it came.
#[derive(Debug, Clone)]
pub struct Told {
    pub method: String,
    pub path: String,
    /// By their names in lower case.
    pub headers: BTreeMap<String, String>,
    pub body: Vec<u8>,
}

impl Told {
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", String::as_str)
    }

    pub fn json(&self) -> serde_json::Value {
        serde_json::from_slice(&self.body).expect("JSON")
    }

    /// Of the event.
    pub fn kind(&self) -> String {
        self.json()["type"].as_str().expect("a type").to_owned()
    }
}

/// What it answers.
#[derive(Debug, Clone)]
pub enum Says {
    /// Status and further lines of the head, each with its end.
    Head(u16, String),
    /// Takes it, and never answers.
    Nothing,
    /// 200, and a body without end.
    Endless,
    /// Hangs up without a word.
    HangsUp,
}

#[derive(Default)]
struct State {
    told: Vec<Told>,
    /// The answers to come, and after them the usual one.
    next: VecDeque<Says>,
    usual: Option<Says>,
    calls: usize,
}

#[derive(Clone)]
pub struct Receiver {
    pub url: String,
    state: Arc<Mutex<State>>,
    came: Arc<Notify>,
}

impl Receiver {
    pub async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let url = format!("http://{}/hooks/in?key=hidden", listener.local_addr().expect("an address"));
        let receiver = Self { url, state: Arc::default(), came: Arc::default() };
        let serving = receiver.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                serving.state.lock().expect("a state").calls += 1;
                tokio::spawn(serving.clone().converse(stream));
            }
        });
        receiver
    }

    /// From now on, where nothing else is said.
    pub fn says(&self, usual: Says) {
        self.state.lock().expect("a state").usual = Some(usual);
    }

    pub fn says_next(&self, next: Says) {
        self.state.lock().expect("a state").next.push_back(next);
    }

    /// What it was told since this was last asked.
    pub fn take(&self) -> Vec<Told> {
        std::mem::take(&mut self.state.lock().expect("a state").told)
    }

    /// Connections that were opened to it.
    pub fn calls(&self) -> usize {
        self.state.lock().expect("a state").calls
    }

    /// Until it was told so many times.
    pub async fn hears(&self, count: usize) {
        let heard = async {
            loop {
                let came = self.came.notified();
                if self.state.lock().expect("a state").told.len() >= count {
                    return;
                }
                came.await;
            }
        };
        tokio::time::timeout(Duration::from_mins(1), heard).await.expect("it is told");
    }

    async fn converse(self, mut stream: TcpStream) {
        let Some(told) = read(&mut stream).await else { return };
        let says = {
            let mut state = self.state.lock().expect("a state");
            state.told.push(told);
            state.next.pop_front().or_else(|| state.usual.clone()).unwrap_or(Says::Head(204, String::new()))
        };
        self.came.notify_waiters();
        match says {
            Says::Head(status, lines) => {
                let head = format!("HTTP/1.1 {status} Said\r\n{lines}content-length: 0\r\nconnection: close\r\n\r\n");
                drop(stream.write_all(head.as_bytes()).await);
            }
            Says::Nothing => drop(stream.read(&mut [0; 1]).await),
            Says::Endless => {
                let head = b"HTTP/1.1 200 OK\r\nconnection: close\r\n\r\n";
                let mut is_open = stream.write_all(head).await.is_ok();
                while is_open {
                    is_open = stream.write_all(&[b'x'; 4096]).await.is_ok();
                }
            }
            Says::HangsUp => {}
        }
    }
}

async fn read(stream: &mut TcpStream) -> Option<Told> {
    let mut bytes = Vec::new();
    let end = loop {
        if let Some(at) = bytes.windows(4).position(|four| four == b"\r\n\r\n") {
            break at;
        }
        if stream.read_buf(&mut bytes).await.ok()? == 0 {
            return None;
        }
    };
    let head = String::from_utf8(bytes[..end].to_vec()).ok()?;
    let mut lines = head.split("\r\n");
    let mut first = lines.next()?.split(' ');
    let (method, path) = (first.next()?.to_owned(), first.next()?.to_owned());
    let headers: BTreeMap<String, String> = lines
        .filter_map(|line| line.split_once(':'))
        .map(|(name, value)| (name.to_ascii_lowercase(), value.trim().to_owned()))
        .collect();
    let length: usize = headers.get("content-length").and_then(|text| text.parse().ok()).unwrap_or(0);
    let mut body = bytes[end + 4..].to_vec();
    while body.len() < length {
        if stream.read_buf(&mut body).await.ok()? == 0 {
            return None;
        }
    }
    Some(Told { method, path, headers, body })
}
