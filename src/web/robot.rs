//! Programs that fetch pages for a preview or an index, by what they call themselves.
//!
//! Being one of them opens nothing: it only keeps them from taking a seat or counting as a reader. One that hides behind
//! a browser's name is told by keeping no cookies.

use http::{HeaderMap, header};

/// In lower case. Names of in-app browsers (`[FBAN/…]`, `Pinterest/iOS`) are people and none of these.
const MARKS: [&str; 17] = [
    "bot",
    "crawler",
    "spider",
    "facebookexternalhit",
    "facebookcatalog",
    "meta-externalagent",
    "meta-externalfetcher",
    "whatsapp/",
    "skypeuripreview",
    "bingpreview",
    "linkpreview",
    "link preview",
    "embedly",
    "iframely",
    "slack-imgproxy",
    "google-pagerenderer",
    "mastodon/",
];

/// A maker of telephones whose name has "bot" in it.
const NO_MARK: &str = "cubot";

pub fn is_robot(headers: &HeaderMap) -> bool {
    headers.get(header::USER_AGENT).and_then(|value| value.to_str().ok()).is_some_and(is_robots_name)
}

fn is_robots_name(user_agent: &str) -> bool {
    let name = user_agent.to_ascii_lowercase().replace(NO_MARK, "");
    MARKS.iter().any(|mark| name.contains(mark))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn previews_are_robots_and_people_in_apps_are_not() {
        for robot in [
            "facebookexternalhit/1.1 (+http://www.facebook.com/externalhit_uatext.php)",
            "Twitterbot/1.0",
            "LinkedInBot/1.0 (compatible; Mozilla/5.0; Jakarta Commons-HttpClient/3.1)",
            "Pinterest/0.2 (+https://www.pinterest.com/bot.html)Mozilla/5.0 (compatible; Pinterestbot/1.0)",
            "WhatsApp/2.23.20.0",
            "TelegramBot (like TwitterBot)",
            "Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)",
            "Mozilla/5.0 (Windows NT 6.1; WOW64) SkypeUriPreview Preview/0.5",
            "Mozilla/5.0 (Macintosh) Version/9.0.1 Safari/601.2.4 facebookexternalhit/1.1 Facebot Twitterbot/1.0",
            "Mozilla/5.0 (compatible; Discordbot/2.0; +https://discordapp.com)",
            "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
            "http.rb/5.1.1 (Mastodon/4.2.0; +https://mastodon.example/) Bot",
        ] {
            assert!(is_robots_name(robot), "{robot}");
        }
        for person in [
            "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
            "Mozilla/5.0 (Linux; Android 14; CUBOT X90) AppleWebKit/537.36 Chrome/156.0 Mobile Safari/537.36",
            "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) [FBAN/FBIOS;FBAV/500.0]",
            "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) Mobile/15E148 [Pinterest/iOS]",
            "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) LinkedInApp",
            "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 HeadlessChrome/156.0 Safari/537.36",
            "",
        ] {
            assert!(!is_robots_name(person), "{person}");
        }
    }
}
