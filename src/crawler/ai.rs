//! AI crawlers by the names that their operators say they heed in `robots.txt`.
//!
//! A request in words: it keeps out whoever asks. The gate keeps out everyone else.

use crate::config::{RobotRule, RobotsSettings};

/// Name and operator. Those that fetch one page because a person asked are among them.
pub const KNOWN: [(&str, &str); 26] = [
    ("AI2Bot", "Ai2"),
    ("Amazonbot", "Amazon"),
    ("anthropic-ai", "Anthropic"),
    ("Applebot-Extended", "Apple"),
    ("Bytespider", "ByteDance"),
    ("CCBot", "Common Crawl"),
    ("ChatGPT-User", "OpenAI"),
    ("Claude-SearchBot", "Anthropic"),
    ("Claude-User", "Anthropic"),
    ("ClaudeBot", "Anthropic"),
    ("cohere-ai", "Cohere"),
    ("cohere-training-data-crawler", "Cohere"),
    ("Diffbot", "Diffbot"),
    ("DuckAssistBot", "DuckDuckGo"),
    ("Google-CloudVertexBot", "Google"),
    ("Google-Extended", "Google"),
    ("GPTBot", "OpenAI"),
    ("meta-externalagent", "Meta"),
    ("meta-externalfetcher", "Meta"),
    ("MistralAI-User", "Mistral"),
    ("OAI-SearchBot", "OpenAI"),
    ("PanguBot", "Huawei"),
    ("Perplexity-User", "Perplexity"),
    ("PerplexityBot", "Perplexity"),
    ("Timpibot", "Timpi"),
    ("YouBot", "You.com"),
];

/// The names that are told to read nothing, each once: the known ones as their operators spell them, then the publisher's.
pub fn denied(settings: &RobotsSettings) -> Vec<&str> {
    let rule_of = |name: &str| {
        settings.crawlers.iter().find(|(named, _)| named.eq_ignore_ascii_case(name)).map(|(_, rule)| *rule)
    };
    let known = KNOWN.iter().map(|(name, _)| *name);
    let known = known.filter(|name| rule_of(name).unwrap_or(settings.ai_crawlers) == RobotRule::Deny);
    let own = unknown(settings).filter(|name| rule_of(name) == Some(RobotRule::Deny));
    known.chain(own).collect()
}

/// Names of the settings that are none of the known: the publisher's own, or a slip of the pen.
pub fn unknown(settings: &RobotsSettings) -> impl Iterator<Item = &str> {
    let is_known = |name: &str| KNOWN.iter().any(|(known, _)| known.eq_ignore_ascii_case(name));
    settings.crawlers.iter().map(|(name, _)| name.as_str()).filter(move |name| !is_known(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn settings(ai_crawlers: RobotRule, crawlers: &[(&str, RobotRule)]) -> RobotsSettings {
        let crawlers = crawlers.iter().map(|(name, rule)| ((*name).to_owned(), *rule)).collect();
        RobotsSettings { ai_crawlers, crawlers, lines: Vec::new() }
    }

    #[test]
    fn a_name_wins_over_the_default_of_all() {
        use RobotRule::{Allow, Deny};
        assert!(denied(&settings(Allow, &[])).is_empty());
        assert_eq!(denied(&settings(Allow, &[("gptbot", Deny), ("Hound", Deny), ("Cat", Allow)])), ["GPTBot", "Hound"]);
        let all_but_one = settings(Deny, &[("CLAUDEBOT", Allow), ("Cat", Allow)]);
        let denied = denied(&all_but_one);
        assert_eq!(denied.len(), KNOWN.len() - 1);
        assert!(!denied.contains(&"ClaudeBot") && denied.contains(&"Claude-User") && !denied.contains(&"Cat"));
        assert_eq!(unknown(&all_but_one).collect::<Vec<_>>(), ["Cat"]);
    }
}
