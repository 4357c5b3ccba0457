//! The post office: an SMTP server that takes every letter and keeps what a reader needs of it.

use std::collections::VecDeque;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::{Arc, Mutex};
use std::thread;

use anyhow::{Context, anyhow};
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;

use crate::conversation::runtime;

const LINK: &str = "/-/sign-in/link/";
const TOKEN: usize = 43;

/// Ends with the process.
pub struct Sink {
    pub port: u16,
    tokens: Arc<Mutex<VecDeque<String>>>,
}

impl Sink {
    pub fn start() -> anyhow::Result<Self> {
        let tokens: Arc<Mutex<VecDeque<String>>> = Arc::default();
        let listener = std::net::TcpListener::bind(SocketAddr::from((Ipv4Addr::LOCALHOST, 0))).context("listen")?;
        listener.set_nonblocking(true)?;
        let (port, kept) = (listener.local_addr()?.port(), Arc::clone(&tokens));
        let runtime = runtime()?;
        thread::spawn(move || {
            runtime.block_on(async {
                let listener = TcpListener::from_std(listener)?;
                let mut conversations = JoinSet::new();
                loop {
                    let (stream, _) = listener.accept().await?;
                    conversations.spawn(converse(stream, Arc::clone(&kept)));
                    while conversations.try_join_next().is_some() {}
                }
                #[expect(unreachable_code, reason = "tells what the block is, for the question marks")]
                std::io::Result::Ok(())
            })
        });
        Ok(Self { port, tokens })
    }

    pub fn transport(&self) -> String {
        format!("smtp://127.0.0.1:{}", self.port)
    }

    /// The oldest letter's link that nobody has followed.
    pub fn take(&self) -> Option<String> {
        self.tokens.lock().ok()?.pop_front()
    }

    pub fn waiting(&self) -> anyhow::Result<usize> {
        Ok(self.tokens.lock().map_err(|_| anyhow!("the letters are lost"))?.len())
    }

    pub fn forget(&self) {
        if let Ok(mut tokens) = self.tokens.lock() {
            tokens.clear();
        }
    }
}

async fn converse(stream: TcpStream, tokens: Arc<Mutex<VecDeque<String>>>) -> std::io::Result<()> {
    stream.set_nodelay(true)?;
    let (read, mut write) = stream.into_split();
    let mut lines = BufReader::new(read);
    let mut line = String::new();
    write.write_all(b"220 bench ESMTP\r\n").await?;
    while {
        line.clear();
        lines.read_line(&mut line).await? > 0
    } {
        let verb = line.split_whitespace().next().unwrap_or_default().to_ascii_uppercase();
        let answer: &[u8] = match verb.as_str() {
            "EHLO" => b"250-bench\r\n250-PIPELINING\r\n250 8BITMIME\r\n",
            "DATA" => {
                write.write_all(b"354 go on\r\n").await?;
                let letter = read_letter(&mut lines).await?;
                if let (Some(token), Ok(mut tokens)) = (token_of(&letter), tokens.lock()) {
                    tokens.push_back(token);
                }
                b"250 taken\r\n"
            }
            "QUIT" => return Ok(()),
            _ => b"250 ok\r\n",
        };
        write.write_all(answer).await?;
    }
    Ok(())
}

async fn read_letter(lines: &mut (impl AsyncBufReadExt + Unpin)) -> std::io::Result<String> {
    let (mut letter, mut line) = (String::new(), String::new());
    while lines.read_line(&mut line).await? > 0 && line != ".\r\n" {
        letter.push_str(&line);
        line.clear();
    }
    Ok(letter)
}

/// Of the link, which may be broken over lines.
fn token_of(letter: &str) -> Option<String> {
    let letter = letter.replace("=\r\n", "");
    let start = letter.find(LINK)? + LINK.len();
    letter.get(start..start + TOKEN).map(str::to_owned)
}
