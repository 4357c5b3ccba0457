//! What a reader's browser does here: share an article, follow a link. All of it through the pages.

use anyhow::{Context, ensure};
use serde_json::Value;

use crate::house::House;
use crate::wire::{Answer, post_request};

/// A share link as its sharer is told of it.
pub struct Shared {
    pub token: String,
    pub readers: u64,
}

impl House {
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

    pub fn post(&self, path: &str, fields: &[(&str, &str)], cookies: &str) -> anyhow::Result<Answer> {
        self.ask(&post_request(path, fields, cookies))
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
