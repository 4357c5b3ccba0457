//! HTTP, as little as it takes.

use std::io::{Read, Write};
use std::net::Ipv4Addr;
use std::time::Duration;

use anyhow::{Context, ensure};

/// A server that is not there by then will not come: a first start imports all articles.
pub const PATIENCE: Duration = Duration::from_mins(2);
/// The longest answer that is read, head and body.
pub const MAX_ANSWER: usize = 256 * 1024;
/// The site's name, whatever port answers: a database that is kept is a database of this site in each run.
pub const HOST: &str = "localhost";

/// One request with the answer that was seen for it.
pub struct Exchange {
    pub path: String,
    pub request: Vec<u8>,
    pub status: u16,
    /// Of the body; an answer of another length is not the same page.
    pub length: usize,
    pub head_length: usize,
    pub answer: Answer,
}

pub struct Answer {
    pub status: u16,
    pub head: String,
    pub head_length: usize,
    pub body: Vec<u8>,
}

impl Answer {
    pub fn headers(&self, name: &str) -> impl Iterator<Item = &str> {
        headers(&self.head, name)
    }

    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers(name).next()
    }
}

pub fn headers<'a>(head: &'a str, name: &str) -> impl Iterator<Item = &'a str> {
    let pairs = head.lines().filter_map(|line| line.split_once(": "));
    pairs.filter(move |(found, _)| found.eq_ignore_ascii_case(name)).map(|(_, value)| value)
}

/// What a reader's browser sends, shortened to what has a meaning here.
pub fn get_request(path: &str, accepted: &str, cookies: Option<&str>) -> Vec<u8> {
    let cookies = cookies.map_or_else(String::new, |cookies| format!("cookie: {cookies}\r\n"));
    format!(
        "GET {path} HTTP/1.1\r\nhost: {HOST}\r\nuser-agent: Mozilla/5.0 (X11; Linux x86_64; rv:143.0)\r\n\
         accept: text/html,application/xhtml+xml,*/*;q=0.8\r\naccept-encoding: {accepted}\r\n{cookies}\r\n"
    )
    .into_bytes()
}

/// A form as a browser posts it from a page of ours.
pub fn post_request(path: &str, fields: &[(&str, &str)], cookies: &str) -> Vec<u8> {
    let body = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
    let cookies = if cookies.is_empty() { String::new() } else { format!("cookie: {cookies}\r\n") };
    format!(
        "POST {path} HTTP/1.1\r\nhost: {HOST}\r\norigin: http://{HOST}\r\n{cookies}accept: application/json\r\n\
         content-type: application/x-www-form-urlencoded\r\ncontent-length: {}\r\n\r\n{body}",
        body.len(),
    )
    .into_bytes()
}

/// Status, length of the head with its empty line, length of the body; `None` while the head is not whole.
pub fn read_head(bytes: &[u8]) -> Option<(u16, usize, usize)> {
    let mut position = 0;
    let (mut status, mut length) = (0, 0);
    for line in bytes.split_inclusive(|byte| *byte == b'\n') {
        if position == 0 {
            status = std::str::from_utf8(line.get(9..12)?).ok()?.parse().ok()?;
        }
        position += line.len();
        match line {
            b"\r\n" => return Some((status, position, length)),
            [b'c' | b'C', ..] if line.get(..15).is_some_and(|name| name.eq_ignore_ascii_case(b"content-length:")) => {
                length = std::str::from_utf8(line.get(15..)?).ok()?.trim().parse().ok()?;
            }
            _ => {}
        }
    }
    None
}

/// One request on a connection of its own.
pub fn ask(port: u16, request: &[u8]) -> anyhow::Result<Answer> {
    let mut stream = std::net::TcpStream::connect((Ipv4Addr::LOCALHOST, port)).context("connect")?;
    stream.set_read_timeout(Some(PATIENCE))?;
    stream.write_all(request).context("send a request")?;
    let (mut bytes, mut piece) = (Vec::new(), vec![0; MAX_ANSWER]);
    loop {
        let count = stream.read(&mut piece).context("read an answer")?;
        ensure!(count > 0, "the connection ended within an answer");
        bytes.extend_from_slice(piece.get(..count).unwrap_or_default());
        let Some((status, head_length, length)) = read_head(&bytes) else { continue };
        if bytes.len() >= head_length + length {
            let body = bytes.split_off(head_length);
            return Ok(Answer { status, head: String::from_utf8_lossy(&bytes).into_owned(), head_length, body });
        }
    }
}
