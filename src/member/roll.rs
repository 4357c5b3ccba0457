//! The roll of members: what the desk looks for, and the words that a member is found by. Pure.

use std::collections::BTreeSet;

use uuid::Uuid;

use super::MemberId;
use crate::clock::Timestamp;
use crate::email_address::EmailAddress;

/// Words of one search.
const WORDS: usize = 3;
/// Bytes of one word: what is longer is cut, here as in the table.
const WORD: usize = 100;

/// What is looked for. The default is everybody.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    /// Beginnings of words, all of which a member must have.
    pub words: Vec<String>,
    /// The first moment, and the first one after the last.
    pub joined: (Option<Timestamp>, Option<Timestamp>),
    /// Seen since then; not seen since then.
    pub seen: (Option<Timestamp>, Option<Timestamp>),
    pub site: Option<String>,
    /// `link`, `code`, a provider's id.
    pub way: Option<String>,
    pub source: Option<Source>,
    pub news: Option<bool>,
    pub is_blocked: Option<bool>,
    pub is_unproved: Option<bool>,
}

/// What brought a member, whichever way they came in by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Source {
    /// A share link.
    Share,
    /// A publisher's file.
    Import,
}

impl Source {
    pub const ALL: [Self; 2] = [Self::Share, Self::Import];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Share => "share",
            Self::Import => "import",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|source| source.as_str() == text)
    }
}

/// Where a page begins: members that joined before this one, the newest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Before(pub MemberId);

impl Before {
    pub const START: Self = Self(MemberId(Uuid::max()));

    /// `None` for what is no id.
    pub fn parse(text: &str) -> Option<Self> {
        (text.len() == 36).then(|| text.parse().ok().map(|id| Self(MemberId(id)))).flatten()
    }
}

impl Filter {
    /// The words of what was typed.
    pub fn words_of(typed: &str) -> Vec<String> {
        let mut words: Vec<String> = split(typed).into_iter().collect();
        // Of very many the longest say most.
        words.sort_by_key(|word| std::cmp::Reverse(word.len()));
        words.truncate(WORDS);
        words
    }

    pub fn is_everybody(&self) -> bool {
        *self == Self::default()
    }
}

/// What a member is found by.
pub fn words_of_member(address: &EmailAddress, name: &str) -> BTreeSet<String> {
    let mut words = split(name);
    let address = cut(&address.as_str().to_lowercase());
    if let Some(at) = address.rfind('@') {
        words.extend(address.get(at..).map(str::to_owned));
    }
    words.insert(address);
    words
}

/// Lower case, without accents, at spaces and what stands between words; an address stays whole.
fn split(text: &str) -> BTreeSet<String> {
    let is_between = |c: char| c.is_whitespace() || matches!(c, ',' | ';' | '"' | '(' | ')' | '<' | '>');
    text.split(is_between).map(|word| cut(&plain(word))).filter(|word| !word.is_empty()).collect()
}

fn plain(word: &str) -> String {
    word.chars().flat_map(char::to_lowercase).map(without_accent).filter(|c| !c.is_control()).collect()
}

fn cut(word: &str) -> String {
    let end = (0..=WORD.min(word.len())).rev().find(|at| word.is_char_boundary(*at)).unwrap_or(0);
    word.get(..end).unwrap_or_default().to_owned()
}

/// The letters of the languages that our words are in; others stay as they are, and are found as they are typed.
fn without_accent(c: char) -> char {
    match c {
        'à' | 'á' | 'â' | 'ã' | 'ä' | 'å' | 'ā' | 'ą' => 'a',
        'ç' | 'ć' | 'č' => 'c',
        'ď' => 'd',
        'è' | 'é' | 'ê' | 'ë' | 'ē' | 'ę' | 'ě' => 'e',
        'ì' | 'í' | 'î' | 'ï' | 'ī' => 'i',
        'ł' => 'l',
        'ñ' | 'ń' | 'ň' => 'n',
        'ò' | 'ó' | 'ô' | 'õ' | 'ö' | 'ø' | 'ő' => 'o',
        'ř' => 'r',
        'ś' | 'š' | 'ş' => 's',
        'ť' | 'ţ' => 't',
        'ù' | 'ú' | 'û' | 'ü' | 'ū' | 'ů' | 'ű' => 'u',
        'ý' | 'ÿ' => 'y',
        'ź' | 'ż' | 'ž' => 'z',
        other => other,
    }
}

/// The bytes that all begin with a word: from the first, up to and without the second. `None`: to the end of all.
pub fn range(word: &str) -> (Vec<u8>, Option<Vec<u8>>) {
    let from = word.as_bytes().to_vec();
    let mut to = from.clone();
    // UTF-8 holds no 0xff, so that the last byte can be counted up.
    let end = to.last_mut().map(|byte| *byte = byte.saturating_add(1)).map(|()| to);
    (from, end)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_member_is_found_by_address_host_and_each_word_of_the_name() {
        let address = EmailAddress::parse("Ana.Ferris@Example.org").expect("an address");
        let words = words_of_member(&address, "Ána  FERRIS-Øst, (the baker)");
        let wanted = ["@example.org", "ana", "ana.ferris@example.org", "baker", "ferris-ost", "the"];
        assert_eq!(words.iter().map(String::as_str).collect::<Vec<_>>(), wanted);
    }

    #[test]
    fn what_is_typed_is_cut_into_words_the_longest_first() {
        assert_eq!(Filter::words_of("  Fé  ana@ex baker "), ["ana@ex", "baker", "fe"]);
        assert_eq!(Filter::words_of("a b c d e f").len(), WORDS);
        assert!(Filter::words_of(" , \u{0} \t").is_empty());
        let long = "ü".repeat(300);
        assert_eq!(Filter::words_of(&long), ["u".repeat(WORD)]);
        assert_eq!(Filter::words_of(&"漢".repeat(300)), ["漢".repeat(33)]);
    }

    #[test]
    fn a_range_holds_what_begins_with_the_word_and_nothing_else() {
        let (from, to) = range("an");
        let to = to.expect("an end");
        for (word, wanted) in [("an", true), ("ana", true), ("anÿ", true), ("am", false), ("ao", false), ("a", false)]
        {
            assert_eq!(word.as_bytes() >= from.as_slice() && word.as_bytes() < to.as_slice(), wanted, "{word}");
        }
        assert_eq!(range("").1, None);
    }

    #[test]
    fn a_page_begins_at_an_id_and_at_nothing_else() {
        assert!(Before::parse("01a105ed-7310-71fe-88ca-6ef4fab4a8b3").is_some());
        for text in ["", "0", "-1", "x", "{01a105ed-7310-71fe-88ca-6ef4fab4a8b}", "99999999999999999999"] {
            assert_eq!(Before::parse(text), None, "{text}");
        }
    }
}
