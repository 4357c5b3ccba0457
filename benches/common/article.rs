//! Articles to measure with: the same in every run.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use anyhow::Context;

/// A small generator with a fixed seed (xorshift64): every run has the same articles.
pub struct Dice(u64);

impl Dice {
    pub fn new() -> Self {
        Self(0x9E37_79B9_7F4A_7C15)
    }

    pub fn roll(&mut self, below: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 >> 33).unwrap_or(0) % below.max(1)
    }

    /// Small numbers come more often, as common words do.
    fn roll_low(&mut self, below: usize) -> usize {
        let high = self.roll(below) + 1;
        self.roll(high)
    }

    pub fn bytes(&mut self, count: usize) -> Vec<u8> {
        (0..count).map(|_| u8::try_from(self.roll(256)).unwrap_or(0)).collect()
    }
}

pub fn path(number: usize) -> String {
    format!("/article-{number:05}")
}

fn words(dice: &mut Dice) -> Vec<String> {
    const SYLLABLES: [&str; 24] = [
        "ba", "ren", "ti", "lo", "sing", "ver", "mo", "ka", "tion", "pre", "al", "der", "ful", "gra", "st", "in",
        "the", "con", "sol", "ley", "wa", "ter", "est", "ing",
    ];
    let syllable = |dice: &mut Dice| SYLLABLES.get(dice.roll(SYLLABLES.len())).copied().unwrap_or_default();
    (0..2000).map(|_| (0..=dice.roll(3)).map(|_| syllable(dice)).collect()).collect()
}

/// About 1,500 words each, in paragraphs and a few sections.
pub fn write(folder: &Path, count: usize) -> anyhow::Result<()> {
    fs::create_dir_all(folder).context("make the content folder")?;
    let mut dice = Dice::new();
    let words = words(&mut dice);
    for number in 0..count {
        let mut text = format!(
            "+++\ntitle = \"Article {number}\"\nsummary = \"What there is to say about {number}.\"\n\
             published = \"2026-{:02}-{:02}\"\naccess = \"registered\"\ntopics = [\"Topic {}\"]\n+++\n",
            number % 8 + 1,
            number % 28 + 1,
            number % 10,
        );
        for paragraph in 0..20 {
            if paragraph % 5 == 4 {
                write!(text, "\n## Section {paragraph}\n")?;
            }
            for word in 0..75 {
                let space = if word == 0 { "\n" } else { " " };
                let end = if word % 12 == 11 || word == 74 { "." } else { "" };
                let word = words.get(dice.roll_low(words.len())).map_or("", String::as_str);
                write!(text, "{space}{word}{end}")?;
            }
            text.push('\n');
        }
        let path = folder.join(format!("article-{number:05}.md"));
        fs::write(path, text).context("write an article")?;
    }
    Ok(())
}
