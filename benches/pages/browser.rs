//! What a reader's browser does here: sign in, share an article, follow a link. All of it through the pages.

use std::fs;
use std::path::PathBuf;
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, bail, ensure};
use serde_json::Value;

use crate::article;
use crate::house::House;
use crate::wire::{Answer, PATIENCE};

/// A share link as its sharer is told of it.
pub struct Shared {
    pub token: String,
    pub readers: u64,
}

impl House {
    /// The value of the `Cookie` header from then on.
    pub fn sign_in(&self) -> anyhow::Result<String> {
        let next = article::path(0);
        let asked = self.post("/-/sign-in", &[("address", "reader@bench.example"), ("next", &next)], "")?;
        ensure!(asked.status == 303, "asking for a sign-in was answered with {}", asked.status);
        let code = self.code()?;
        let proved = self.post("/-/sign-in/code", &[("code", &code)], &cookies_of(&[&asked]))?;
        let is_in = proved.status == 303 && proved.header("location").is_some_and(|place| place.ends_with(&next));
        ensure!(is_in, "the code was answered with {}", proved.status);
        Ok(cookies_of(&[&asked, &proved]))
    }

    /// The member's link for this article and channel, made now or found again.
    pub fn share(&self, cookies: &str, path: &str, channel: &str) -> anyhow::Result<Shared> {
        let answer = self.post("/-/share", &[("article", path), ("channel", channel)], cookies)?;
        ensure!(answer.status == 200, "making a share link was answered with {}", answer.status);
        let link: Value = serde_json::from_slice(&answer.body).context("read a share link")?;
        let url = link.get("url").and_then(Value::as_str).context("find the link's address")?;
        let token = url.rsplit('/').next().context("find the link's token")?.to_owned();
        let readers = link.get("readers").and_then(Value::as_u64).context("find the link's readers")?;
        Ok(Shared { token, readers })
    }

    /// The cookies of a friend who has followed this link.
    pub fn follow(&self, token: &str) -> anyhow::Result<String> {
        let followed = self.get(&format!("/-/s/{token}"), "identity", None)?;
        ensure!(followed.status == 303, "a share link was answered with {}", followed.status);
        Ok(cookies_of(&[&followed]))
    }

    fn post(&self, path: &str, fields: &[(&str, &str)], cookies: &str) -> anyhow::Result<Answer> {
        let body: String = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
        let request = format!(
            "POST {path} HTTP/1.1\r\nhost: localhost:{port}\r\norigin: http://localhost:{port}\r\ncookie: {cookies}\r\n\
             accept: application/json\r\ncontent-type: application/x-www-form-urlencoded\r\n\
             content-length: {}\r\n\r\n{body}",
            body.len(),
            port = self.port,
        );
        self.ask(request.as_bytes())
    }

    /// Eight digits on a line of their own, from the one letter there is.
    fn code(&self) -> anyhow::Result<String> {
        let begun = Instant::now();
        while begun.elapsed() < PATIENCE {
            let letters = fs::read_dir(self.folder.join("letters")).context("look for the letter")?;
            let is_whole = |path: &PathBuf| path.extension().is_some_and(|extension| extension == "eml");
            let letter = letters.flatten().map(|entry| entry.path()).find(is_whole);
            if let Some(letter) = letter {
                let text = fs::read_to_string(letter.with_extension("txt")).context("read the letter")?;
                let digits = |line: &str| line.chars().filter(|c| !matches!(c, ' ' | '-')).collect::<String>();
                let is_code = |line: &String| line.len() == 8 && line.bytes().all(|byte| byte.is_ascii_digit());
                return text.lines().map(digits).find(is_code).context("find the code in the letter");
            }
            thread::sleep(Duration::from_millis(20));
        }
        bail!("no letter came")
    }
}

/// What a browser holds after these answers.
pub fn cookies_of(answers: &[&Answer]) -> String {
    jar(answers.iter().flat_map(|answer| answer.headers("set-cookie")))
}

/// The same, of the `Set-Cookie` lines.
pub fn jar<'a>(lines: impl Iterator<Item = &'a str>) -> String {
    let mut jar: Vec<(&str, &str)> = Vec::new();
    for line in lines {
        let pair = line.split(';').next().unwrap_or_default();
        let Some((name, value)) = pair.split_once('=') else { continue };
        jar.retain(|(known, _)| *known != name);
        if !value.is_empty() {
            jar.push((name, value));
        }
    }
    jar.iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join("; ")
}
