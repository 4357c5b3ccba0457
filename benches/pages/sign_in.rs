//! A member, by the way every reader becomes one: an address given, and the code of its letter.

use std::fs;
use std::path::PathBuf;
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, bail, ensure};

use crate::article;
use crate::browser::cookies_of;
use crate::house::House;
use crate::wire::PATIENCE;

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
