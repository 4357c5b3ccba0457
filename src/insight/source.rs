//! Where a reader came from who became a member: a host and the words of a campaign, to be counted and no more.

use url::Url;

/// Characters of a host and of each word of a campaign.
const HOST: usize = 100;
const WORD: usize = 40;
/// The fields of a campaign that are kept, in the order in which they are told.
const FIELDS: [&str; 3] = ["utm_source", "utm_medium", "utm_campaign"];

/// What is known of it. Most readers tell nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Source {
    /// The host of the page that led here.
    pub referrer: Option<String>,
    /// `newsletter / email / spring`.
    pub campaign: Option<String>,
}

impl Source {
    /// `from`: what the page's script wrote down. `page`: the page with the form, as the browser names it.
    pub fn read(from: &str, page: Option<&str>, own: &str) -> Self {
        let campaign = page.and_then(|page| Url::parse(page).ok()).and_then(|page| campaign(&page));
        Self { referrer: host(from).filter(|host| host != own), campaign }
    }
}

/// A host as a URL has it, in lower case and without `www.`.
fn host(text: &str) -> Option<String> {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b':');
    if text.len() > HOST || text.split('.').any(str::is_empty) || !text.bytes().all(is_plain) {
        return None;
    }
    let url = Url::parse(&format!("https://{text}/")).ok()?;
    let host = url.host_str()?;
    Some(host.strip_prefix("www.").unwrap_or(host).to_owned())
}

fn campaign(page: &Url) -> Option<String> {
    let word = |name: &str| page.query_pairs().find(|(given, _)| given == name).map(|(_, value)| plain(&value));
    let words: Vec<String> = FIELDS.iter().filter_map(|name| word(name)).filter(|word| !word.is_empty()).collect();
    (!words.is_empty()).then(|| words.join(" / "))
}

/// What a table of sums may hold: no address, and nothing as long as a name for one reader.
fn plain(value: &str) -> String {
    if value.contains('@') {
        return String::new();
    }
    let kept = value.trim().chars().filter(|c| c.is_alphanumeric() || matches!(c, ' ' | '.' | '-' | '_'));
    kept.take(WORD).collect::<String>().to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_host_is_one_and_not_our_own() {
        let of = |from: &str| Source::read(from, None, "news.example").referrer;
        assert_eq!(of("www.Search.example").as_deref(), Some("search.example"));
        assert_eq!(of("search.example:8080").as_deref(), Some("search.example"));
        for from in ["", "news.example", "a b", "a/b", "ana@example.org", "é.example", &"x".repeat(101), "..", ":"] {
            assert_eq!(of(from), None, "{from}");
        }
    }

    #[test]
    fn a_campaign_is_its_three_words() {
        let of = |page: &str| Source::read("", Some(page), "news.example").campaign;
        assert_eq!(
            of("https://news.example/bread?utm_campaign=Spring&x=1&utm_source=News+Letter").as_deref(),
            Some("news letter / spring")
        );
        for page in [
            "",
            "x",
            "https://news.example/bread",
            "https://news.example/?utm_source=",
            "https://news.example/?utm_source=ana%40example.org",
        ] {
            assert_eq!(of(page), None, "{page}");
        }
        assert_eq!(
            of(&format!("https://a.example/?utm_source={}", "x".repeat(100))).map(|text| text.len()),
            Some(WORD)
        );
    }
}
