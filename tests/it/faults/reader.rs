//! A person with a browser, over a real connection: keeps cookies, and is shown nothing that was not opened to them.

use std::collections::BTreeMap;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

/// Stands in the gated part alone.
pub const REST: &str = "zq7-canary-behind-the-gate";
const WALL: &str = "id=\"wall\"";
const BROWSER: &str = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0";
/// Longer than any answer may take.
const PATIENCE: Duration = Duration::from_secs(40);

static NEXT_IP: AtomicU32 = AtomicU32::new(1);

#[derive(Debug, Clone)]
pub struct Answer {
    pub status: u16,
    pub head: String,
    pub body: String,
}

impl Answer {
    pub fn header(&self, name: &str) -> Option<&str> {
        self.head.lines().find_map(|line| {
            let (found, value) = line.split_once(':')?;
            found.eq_ignore_ascii_case(name).then_some(value.trim())
        })
    }

    pub fn is_wall(&self) -> bool {
        self.status == 200 && self.body.contains(WALL) && !self.body.contains(REST)
    }

    pub fn is_whole_article(&self) -> bool {
        self.status == 200 && self.body.contains(REST)
    }

    /// "Not now": a page for people, and when to come back.
    #[track_caller]
    pub fn asks_to_come_back(&self) {
        assert_eq!(self.status, 503, "{self:?}");
        assert!(
            self.header("retry-after").is_some_and(|value| value.parse::<u32>().is_ok()),
            "no Retry-After: {self:?}"
        );
        assert!(self.header("content-type").is_some_and(|kind| kind.starts_with("text/html")), "no page: {self:?}");
        assert!(self.body.contains("</html>") && self.body.contains("<h1"), "no page: {self:?}");
    }
}

/// Why there is no answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lost {
    /// Nobody took the connection: nothing was sent.
    NotTaken,
    /// The connection ended before the answer was whole: what was asked for may have happened.
    NotAnswered,
}

/// Where the instances listen, and what they are called.
#[derive(Debug, Clone)]
pub struct Place {
    pub host: String,
    pub ports: Vec<u16>,
}

#[derive(Debug, Clone)]
pub struct Reader {
    place: Place,
    ip: String,
    jar: BTreeMap<String, String>,
    /// Once they were let in. Until then not one byte of the rest may come, in whatever answer.
    is_entitled: bool,
    next: usize,
}

impl Reader {
    /// Somebody new, at a network address of their own.
    pub fn new(place: &Place) -> Self {
        let number = NEXT_IP.fetch_add(1, Ordering::SeqCst);
        let [_, high, middle, low] = number.to_be_bytes();
        let ip = format!("10.{high}.{middle}.{low}");
        Self { place: place.clone(), ip, jar: BTreeMap::new(), is_entitled: false, next: number as usize }
    }

    pub fn entitled(mut self) -> Self {
        self.is_entitled = true;
        self
    }

    pub fn has_cookie(&self, start: &str) -> bool {
        self.jar.keys().any(|name| name.starts_with(start))
    }

    pub fn set_cookie(&mut self, name: &str, value: &str) {
        self.jar.insert(name.to_owned(), value.to_owned());
    }

    pub fn get(&mut self, path: &str) -> Result<Answer, Lost> {
        self.send("GET", path, "", "text/html")
    }

    pub fn post(&mut self, path: &str, fields: &[(&str, &str)]) -> Result<Answer, Lost> {
        self.send("POST", path, &form(fields), "text/html")
    }

    pub fn post_for_json(&mut self, path: &str, fields: &[(&str, &str)]) -> Result<Answer, Lost> {
        self.send("POST", path, &form(fields), "application/json")
    }

    /// To one instance after the other, and to the next where one is not there: as a load balancer does.
    fn send(&mut self, method: &str, path: &str, body: &str, accept: &str) -> Result<Answer, Lost> {
        let ports = self.place.ports.clone();
        for _ in 0..ports.len() {
            self.next += 1;
            match self.send_to(ports[self.next % ports.len()], (method, path), body, accept) {
                Err(Lost::NotTaken) => {}
                answered => return answered,
            }
        }
        Err(Lost::NotTaken)
    }

    fn send_to(&mut self, port: u16, (method, path): (&str, &str), body: &str, accept: &str) -> Result<Answer, Lost> {
        let mut stream = TcpStream::connect(("127.0.0.1", port)).map_err(|_| Lost::NotTaken)?;
        stream.set_read_timeout(Some(PATIENCE)).expect("a time");
        let host = &self.place.host;
        let mut head = format!(
            "{method} {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\nUser-Agent: {BROWSER}\r\nAccept: {accept}\r\n\
             X-Forwarded-For: {}\r\n",
            self.ip
        );
        if !self.jar.is_empty() {
            let pairs: Vec<String> = self.jar.iter().map(|(name, value)| format!("{name}={value}")).collect();
            head.push_str(&format!("Cookie: {}\r\n", pairs.join("; ")));
        }
        if method == "POST" {
            head.push_str(&format!(
                "Origin: http://{host}\r\nSec-Fetch-Site: same-origin\r\n\
                 Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\n",
                body.len()
            ));
        }
        let mut bytes = Vec::new();
        let sent = stream.write_all(format!("{head}\r\n{body}").as_bytes());
        let read = stream.read_to_end(&mut bytes);
        let text = String::from_utf8_lossy(&bytes).into_owned();
        // Whatever came, whole or not.
        assert!(
            self.is_entitled || !text.contains(REST),
            "what is gated was shown to nobody known, at {method} {path}"
        );
        if sent.is_err() || read.is_err() {
            return Err(Lost::NotAnswered);
        }
        let answer = parse(&text).ok_or(Lost::NotAnswered)?;
        self.keep(&answer);
        Ok(answer)
    }

    fn keep(&mut self, answer: &Answer) {
        for line in answer.head.lines().filter_map(|line| line.strip_prefix("set-cookie: ")) {
            let (pair, attributes) = line.split_once(';').unwrap_or((line, ""));
            let (name, value) = pair.split_once('=').expect("a pair");
            if attributes.contains("Max-Age=0") {
                self.jar.remove(name);
            } else {
                self.jar.insert(name.to_owned(), value.to_owned());
            }
        }
    }
}

/// Only what came whole: as long as its head says.
fn parse(text: &str) -> Option<Answer> {
    let (head, body) = text.split_once("\r\n\r\n")?;
    let answer = Answer { status: head.split(' ').nth(1)?.parse().ok()?, head: head.to_owned(), body: body.to_owned() };
    let length = answer.header("content-length").and_then(|value| value.parse::<usize>().ok());
    (length == Some(answer.body.len())).then_some(answer)
}

fn form(fields: &[(&str, &str)]) -> String {
    url::form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish()
}
