//! A recording SMTP server, with a way to misbehave.

use std::net::SocketAddr;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};

/// How the server treats what it is given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Mood {
    Well,
    /// This answer to the recipient: `550 5.1.1 no such user`.
    RefuseRecipient(String),
    /// This answer to one recipient alone.
    RefuseOnly(String, String),
    /// This answer to the end of the data.
    RefuseData(String),
    /// Ends the connection in the middle of the data.
    Drop,
    /// Greets with this.
    Greet(String),
    /// Takes the connection and never says a word.
    Hang,
    /// Takes a letter, says so, and ends the connection.
    OneEach,
    /// Takes a letter, says so, then this, and ends the connection.
    Farewell(String),
    /// Takes a letter and ends the connection without a word.
    NoAnswer,
    /// One letter for each connection; the next is told so by this answer.
    NoMore(String),
}

#[derive(Debug, Clone)]
pub struct Mail {
    pub to: Vec<String>,
    pub raw: String,
}

impl Mail {
    /// Headers and both texts with their quoted-printable undone.
    pub fn decoded(&self) -> String {
        let joined = self.raw.replace("=\r\n", "");
        let mut bytes = Vec::with_capacity(joined.len());
        let mut rest = joined.as_bytes();
        while let Some((byte, tail)) = rest.split_first() {
            let escaped = tail
                .get(..2)
                .and_then(|hex| std::str::from_utf8(hex).ok())
                .and_then(|hex| u8::from_str_radix(hex, 16).ok());
            if let (b'=', Some(value)) = (byte, escaped) {
                bytes.push(value);
                rest = &tail[2..];
            } else {
                bytes.push(*byte);
                rest = tail;
            }
        }
        String::from_utf8_lossy(&bytes).into_owned()
    }

    pub fn header(&self, name: &str) -> Option<String> {
        let head = self.raw.split("\r\n\r\n").next().expect("a head").replace("\r\n ", " ");
        let prefix = format!("{}:", name.to_ascii_lowercase());
        let line = head.lines().find(|line| line.to_ascii_lowercase().starts_with(&prefix))?;
        Some(line[prefix.len()..].trim().to_owned())
    }

    pub fn subject(&self) -> String {
        self.header("subject").unwrap_or_default()
    }

    /// URLs of the plain text.
    pub fn urls(&self) -> Vec<String> {
        self.decoded()
            .lines()
            .map(str::trim)
            .filter(|line| line.starts_with("https://") && !line.contains(['<', '"']))
            .map(str::to_owned)
            .collect()
    }

    pub fn url_with(&self, part: &str) -> Option<String> {
        self.urls().into_iter().find(|url| url.contains(part))
    }

    pub fn link(&self) -> Option<String> {
        self.url_with("/-/sign-in/link/")
    }

    /// What the link ends with.
    pub fn token(&self) -> Option<String> {
        let decoded = self.decoded();
        decoded.lines().find_map(|line| line.split_once("/-/sign-in/link/")).map(|(_, token)| token.trim().to_owned())
    }

    /// The letter's id without its dashes, as its `Message-ID` tells it.
    pub fn id(&self) -> String {
        let id = self.header("message-id").expect("a message id");
        id.trim_start_matches('<').split('@').next().unwrap_or_default().replace('-', "")
    }

    /// The eight digits, as printed.
    pub fn code(&self) -> Option<String> {
        self.decoded().lines().map(str::trim).find(|line| is_code(line)).map(str::to_owned)
    }
}

fn is_code(line: &str) -> bool {
    let bytes = line.as_bytes();
    bytes.len() == 9 && bytes[4] == b' ' && bytes.iter().enumerate().all(|(at, byte)| at == 4 || byte.is_ascii_digit())
}

#[derive(Clone)]
pub struct Smtp {
    address: SocketAddr,
    mails: Arc<Mutex<Vec<Mail>>>,
    mood: Arc<Mutex<Mood>>,
    connections: Arc<AtomicUsize>,
}

impl Smtp {
    pub async fn start() -> Self {
        Self::start_at(0).await
    }

    /// At a port that was somebody's until now.
    pub async fn start_at(port: u16) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", port)).await.expect("a port");
        let smtp = Self {
            address: listener.local_addr().expect("an address"),
            mails: Arc::default(),
            mood: Arc::new(Mutex::new(Mood::Well)),
            connections: Arc::default(),
        };
        let serving = smtp.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(serving.clone().converse(stream));
            }
        });
        smtp
    }

    pub fn url(&self) -> String {
        format!("smtp://{}", self.address)
    }

    pub fn set_mood(&self, mood: Mood) {
        *self.mood.lock().expect("a mood") = mood;
    }

    /// Taken so far.
    pub fn connections(&self) -> usize {
        self.connections.load(Ordering::SeqCst)
    }

    pub fn take(&self) -> Vec<Mail> {
        let mails = std::mem::take(&mut *self.mails.lock().expect("mails"));
        for mail in &mails {
            // The one part that is HTML, up to the line that ends it.
            let html = mail.decoded().split_once("<!doctype html>").map(|(_, html)| format!("<!doctype html>{html}"));
            let html = html.and_then(|html| html.split_once("</html>").map(|(html, _)| format!("{html}</html>")));
            html.inspect(|html| super::kept::keep("letter", html));
        }
        mails
    }

    /// Everything taken so far, which stays.
    pub fn all(&self) -> Vec<Mail> {
        self.mails.lock().expect("mails").clone()
    }

    /// The last one to this address with a code, which stays.
    pub fn find(&self, address: &str) -> Option<Mail> {
        let mails = self.mails.lock().expect("mails");
        mails.iter().rev().find(|mail| mail.to.iter().any(|to| to == address) && mail.code().is_some()).cloned()
    }

    fn mood(&self) -> Mood {
        self.mood.lock().expect("a mood").clone()
    }

    async fn converse(self, stream: TcpStream) {
        self.connections.fetch_add(1, Ordering::SeqCst);
        if self.mood() == Mood::Hang {
            // Until the other end has enough of it.
            drop(stream.readable().await);
            return;
        }
        let (read, mut write) = stream.into_split();
        let mut lines = BufReader::new(read);
        let (mut to, mut taken): (Vec<String>, bool) = (Vec::new(), false);
        let mut line = String::new();
        let greeting = match self.mood() {
            Mood::Greet(words) => words,
            _ => "220 test ESMTP".to_owned(),
        };
        if write.write_all(format!("{greeting}\r\n").as_bytes()).await.is_err() {
            return;
        }
        loop {
            line.clear();
            if lines.read_line(&mut line).await.unwrap_or(0) == 0 {
                return;
            }
            let verb = line.split_whitespace().next().unwrap_or_default().to_ascii_uppercase();
            let answer = match verb.as_str() {
                "EHLO" => "250-test\r\n250 8BITMIME".to_owned(),
                "MAIL" => match self.mood() {
                    Mood::NoMore(answer) if taken => answer,
                    _ => "250 ok".to_owned(),
                },
                "RCPT" => match self.mood() {
                    Mood::RefuseRecipient(answer) => answer,
                    Mood::RefuseOnly(address, answer) if line.contains(&address) => answer,
                    _ => {
                        to.push(line.trim().split(['<', '>']).nth(1).unwrap_or_default().to_owned());
                        "250 ok".to_owned()
                    }
                },
                "DATA" => {
                    if write.write_all(b"354 go on\r\n").await.is_err() {
                        return;
                    }
                    let mut raw = String::new();
                    loop {
                        line.clear();
                        if lines.read_line(&mut line).await.unwrap_or(0) == 0 || self.mood() == Mood::Drop {
                            return;
                        }
                        if line == ".\r\n" {
                            break;
                        }
                        raw.push_str(line.strip_prefix('.').unwrap_or(&line));
                    }
                    if let Mood::RefuseData(answer) = self.mood() {
                        answer
                    } else {
                        self.mails.lock().expect("mails").push(Mail { to: std::mem::take(&mut to), raw });
                        taken = true;
                        if self.mood() == Mood::NoAnswer {
                            return;
                        }
                        "250 taken".to_owned()
                    }
                }
                "QUIT" => return,
                "RSET" => {
                    to.clear();
                    "250 ok".to_owned()
                }
                _ => "250 ok".to_owned(),
            };
            if write.write_all(format!("{answer}\r\n").as_bytes()).await.is_err() {
                return;
            }
            match self.mood() {
                Mood::OneEach if verb == "DATA" && taken => return,
                Mood::Farewell(words) if verb == "DATA" && taken => {
                    drop(write.write_all(format!("{words}\r\n").as_bytes()).await);
                    return;
                }
                _ => {}
            }
        }
    }
}
