//! The settings of programs that read: what `robots.txt` tells them, and which search engines' may read the rest.
//!
//! Their shape and their check stand together here; what is left once they were found good is plain data.

use std::collections::BTreeMap;
use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;
use std::time::Duration;

use serde::Deserialize;

use super::check::Faults;

/// The port of name servers.
const DNS: u16 = 53;

#[derive(Debug, Default, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum RobotRule {
    #[default]
    Allow,
    Deny,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Robots {
    pub ai_crawlers: RobotRule,
    pub crawlers: BTreeMap<String, RobotRule>,
    pub lines: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Bots {
    pub resolvers: Vec<String>,
    pub timeout_seconds: u32,
    pub allow: Vec<Bot>,
}

impl Default for Bots {
    fn default() -> Self {
        Self { resolvers: Vec::new(), timeout_seconds: 3, allow: Vec::new() }
    }
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Bot {
    pub name: String,
    pub agents: Option<Vec<String>>,
    pub domains: Option<Vec<String>>,
    #[serde(default)]
    pub addresses: Vec<PathBuf>,
}

/// What `robots.txt` says beside its own rules.
#[derive(Debug, Clone, Default)]
pub struct RobotsSettings {
    /// For every AI crawler that is known and not named.
    pub ai_crawlers: RobotRule,
    /// By name, as written.
    pub crawlers: Vec<(String, RobotRule)>,
    pub lines: Vec<String>,
}

/// Search engines' crawlers that may read the rest once they are proved.
#[derive(Debug, Clone)]
pub struct BotsSettings {
    /// Name servers that are asked; empty: the machine's own.
    pub resolvers: Vec<SocketAddr>,
    /// The longest that a page waits for a proof.
    pub timeout: Duration,
    /// Empty: nobody is asked, and no crawler gets more than a stranger.
    pub allow: Vec<BotSettings>,
}

#[derive(Debug, Clone)]
pub struct BotSettings {
    pub name: String,
    /// What its `User-Agent` holds, in lower case.
    pub agents: Vec<String>,
    /// Its host's name ends so; empty: its address lists alone prove it.
    pub domains: Vec<String>,
    /// Files of networks.
    pub addresses: Vec<PathBuf>,
}

/// Crawlers whose operators document how they are known. `google.com` is not among the domains on purpose: behind it are
/// fetchers that anyone can send anywhere. Nor is `google-inspectiontool` among the agents: it comes from Googlebot's own
/// addresses, to whatever page anyone names, and shows them what it was given.
const KNOWN: [(&str, &[&str], &[&str]); 6] = [
    ("googlebot", &["googlebot"], &["googlebot.com"]),
    ("bingbot", &["bingbot"], &["search.msn.com"]),
    ("applebot", &["applebot"], &["applebot.apple.com"]),
    ("yandexbot", &["yandexbot"], &["yandex.ru", "yandex.net", "yandex.com"]),
    ("baiduspider", &["baiduspider"], &["crawl.baidu.com", "crawl.baidu.jp"]),
    ("seznambot", &["seznambot"], &["seznam.cz"]),
];

pub(super) fn robots(robots: &Robots, faults: &mut Faults) -> RobotsSettings {
    let mut seen: Vec<String> = Vec::new();
    for name in robots.crawlers.keys() {
        let setting = format!("robots.crawlers.{name}");
        let lower = name.to_ascii_lowercase();
        let is_token = !name.is_empty() && name.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_'));
        if !is_token {
            faults.add(&setting, "is no crawler's name: letters, digits, dashes and underscores, as in GPTBot");
        } else if seen.contains(&lower) {
            faults.add(&setting, "is the same crawler in other letters as one above");
        }
        seen.push(lower);
    }
    if let Err(reason) = own_lines(&robots.lines) {
        faults.add("robots.lines", reason);
    }
    let crawlers = robots.crawlers.iter().map(|(name, rule)| (name.clone(), *rule)).collect();
    RobotsSettings { ai_crawlers: robots.ai_crawlers, crawlers, lines: robots.lines.clone() }
}

/// A rule before any `User-agent` would join a group of ours.
fn own_lines(lines: &[String]) -> Result<(), String> {
    let mut has_agent = false;
    for line in lines {
        if line.chars().any(char::is_control) {
            return Err(format!("{line:?} holds a control character; give each line its own text"));
        }
        let text = line.split('#').next().unwrap_or_default().trim();
        if text.is_empty() {
            continue;
        }
        let field = text.split_once(':').map(|(field, _)| field.trim().to_ascii_lowercase());
        match field.as_deref() {
            Some("user-agent") => has_agent = true,
            Some("allow" | "disallow" | "crawl-delay") if !has_agent => {
                return Err(format!("{line:?} needs a line with its User-agent before it"));
            }
            Some(field) if !field.is_empty() && !field.contains(' ') => {}
            _ => return Err(format!("{line:?} is no rule, as in \"Disallow: /drafts/\"")),
        }
    }
    Ok(())
}

pub(super) fn bots(bots: &Bots, faults: &mut Faults) -> BotsSettings {
    let timeout = Duration::from_secs(u64::from(faults.range("bots.timeout_seconds", bots.timeout_seconds, 1, 10)));
    let resolvers: Result<Vec<SocketAddr>, String> = bots.resolvers.iter().map(|text| resolver(text)).collect();
    let resolvers = faults.take("bots.resolvers", resolvers).unwrap_or_default();
    let mut allow: Vec<BotSettings> = Vec::new();
    for (index, bot) in bots.allow.iter().enumerate() {
        let setting = |name: &str| format!("bots.allow[{index}].{name}");
        if allow.iter().any(|other| other.name == bot.name) {
            faults.add(&setting("name"), "stands in another [[bots.allow]] already");
        }
        let is_name = (1..=32).contains(&bot.name.len())
            && bot.name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
        if !is_name {
            faults.add(&setting("name"), "must be 1 to 32 lower case letters, digits and dashes");
        }
        let known = KNOWN.iter().find(|(name, ..)| *name == bot.name);
        let agents = words(bot.agents.as_deref(), known.map(|(_, agents, _)| *agents));
        let domains = match &bot.domains {
            // Whoever gives lists and no domains wants the lists alone.
            None if !bot.addresses.is_empty() => Vec::new(),
            given => words(given.as_deref(), known.map(|(.., domains)| *domains)),
        };
        let agents = faults.take(&setting("agents"), checked_agents(agents)).unwrap_or_default();
        let domains = faults.take(&setting("domains"), checked_domains(&domains)).unwrap_or_default();
        if domains.is_empty() && bot.addresses.is_empty() {
            faults.add(&setting("name"), "needs domains or addresses: nothing would prove it");
        }
        allow.push(BotSettings { name: bot.name.clone(), agents, domains, addresses: bot.addresses.clone() });
    }
    BotsSettings { resolvers, timeout, allow }
}

fn words(given: Option<&[String]>, known: Option<&[&str]>) -> Vec<String> {
    match given {
        Some(given) => given.iter().map(|word| word.trim().to_ascii_lowercase()).collect(),
        None => known.unwrap_or_default().iter().map(|word| (*word).to_owned()).collect(),
    }
}

/// One so short would have every browser looked up.
fn checked_agents(agents: Vec<String>) -> Result<Vec<String>, String> {
    if agents.is_empty() {
        return Err("is required: what the crawler's User-Agent holds, as in [\"houndbot\"]".to_owned());
    }
    match agents.iter().find(|agent| agent.len() < 4 || *agent == "mozilla") {
        Some(agent) => Err(format!("{agent:?} stands in too many browsers' names")),
        None => Ok(agents),
    }
}

fn checked_domains(domains: &[String]) -> Result<Vec<String>, String> {
    let is_label = |label: &str| {
        (1..=63).contains(&label.len()) && label.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_'))
    };
    let bare: Vec<String> =
        domains.iter().map(|domain| domain.trim_start_matches('.').trim_end_matches('.').to_owned()).collect();
    match bare.iter().find(|domain| !domain.contains('.') || !domain.split('.').all(is_label)) {
        Some(domain) => Err(format!("{domain:?} is no domain, as in crawl.hound.example")),
        None => Ok(bare),
    }
}

fn resolver(text: &str) -> Result<SocketAddr, String> {
    let address = text.parse::<SocketAddr>().or_else(|_| text.parse::<IpAddr>().map(|ip| SocketAddr::new(ip, DNS)));
    address.map_err(|_| format!("{text:?} is no name server, as in 192.0.2.53 or [2001:db8::53]:53"))
}

#[cfg(test)]
mod tests {
    use super::super::load::tests::{GOOD, is_told, read};

    #[test]
    fn each_fault_names_its_line() {
        for (text, wanted) in [
            (
                "[robots]\nai_crawlers = \"never\"\n",
                "gatefold.toml:7: unknown variant `never`, expected `allow` or `deny`",
            ),
            ("[robots.crawlers]\nGPTBot = \"no\"\n", "gatefold.toml:7: unknown variant `no`"),
            (
                "[robots.crawlers]\n\"GPT Bot\" = \"deny\"\n",
                "gatefold.toml:7: robots.crawlers.GPT Bot: is no crawler's name",
            ),
            (
                "[robots.crawlers]\nGPTBot = \"deny\"\ngptbot = \"deny\"\n",
                "gatefold.toml:8: robots.crawlers.gptbot: is the same",
            ),
            ("[robots]\nlines = [\"Disallow: /x\"]\n", "gatefold.toml:7: robots.lines: \"Disallow: /x\" needs"),
            ("[robots]\nlines = [\"User-agent: A\\nDisallow: /\"]\n", "gatefold.toml:7: robots.lines: "),
            ("[robots]\nlines = [\"nonsense\"]\n", "gatefold.toml:7: robots.lines: \"nonsense\" is no rule"),
            ("[robots]\nGPTBot = \"deny\"\n", "gatefold.toml:7: unknown field `GPTBot`"),
            ("[bots]\ntimeout_seconds = 0\n", "gatefold.toml:7: bots.timeout_seconds: must be from 1 to 10"),
            (
                "[bots]\nresolvers = [\"dns.example\"]\n",
                "gatefold.toml:7: bots.resolvers: \"dns.example\" is no name server",
            ),
            ("[[bots.allow]]\nname = \"houndbot\"\n", "gatefold.toml:6: bots.allow[0].agents: is required"),
            (
                "[[bots.allow]]\nname = \"houndbot\"\nagents = [\"hound\"]\n",
                "gatefold.toml:7: bots.allow[0].name: needs domains or",
            ),
            (
                "[[bots.allow]]\nname = \"googlebot\"\ndomains = [\"com\"]\n",
                "gatefold.toml:8: bots.allow[0].domains: \"com\" is no domain",
            ),
            (
                "[[bots.allow]]\nname = \"googlebot\"\nagents = [\"moz\"]\n",
                "gatefold.toml:8: bots.allow[0].agents: \"moz\" stands",
            ),
            (
                "[[bots.allow]]\nname = \"Googlebot\"\n",
                "gatefold.toml:7: bots.allow[0].name: must be 1 to 32 lower case",
            ),
            (
                "[[bots.allow]]\nname = \"bingbot\"\n[[bots.allow]]\nname = \"bingbot\"\n",
                "gatefold.toml:9: bots.allow[1].name: stands in",
            ),
        ] {
            is_told(&format!("{GOOD}{text}"), &[], wanted);
        }
        is_told(GOOD, &[("ROBOTS__AI_CRAWLERS", "maybe")], "GATEFOLD_ROBOTS__AI_CRAWLERS: unknown variant `maybe`");
    }

    #[test]
    fn a_known_bot_needs_its_name_alone_and_lists_take_the_place_of_names() {
        let text = format!(
            "{GOOD}[bots]\nresolvers = [\"192.0.2.53\", \"[2001:db8::53]:5353\"]\n[[bots.allow]]\nname = \"googlebot\"\n\
             [[bots.allow]]\nname = \"bingbot\"\naddresses = [\"bing.json\"]\n"
        );
        let bots = read(&text, &[]).expect("good settings").bots;
        assert_eq!(
            bots.resolvers.iter().map(ToString::to_string).collect::<Vec<_>>(),
            ["192.0.2.53:53", "[2001:db8::53]:5353"]
        );
        let [google, bing] = bots.allow.as_slice() else { panic!("two") };
        assert_eq!((google.domains.as_slice(), google.addresses.len()), (["googlebot.com".to_owned()].as_slice(), 0));
        assert_eq!(
            (bing.domains.len(), bing.addresses.len(), bing.agents.as_slice()),
            (0, 1, ["bingbot".to_owned()].as_slice())
        );
        assert!(read(GOOD, &[]).expect("good settings").bots.allow.is_empty(), "off unless somebody is named");
        let named =
            read(GOOD, &[("BOTS__RESOLVERS", "192.0.2.1, 192.0.2.2"), ("BOTS__ALLOW", "[{name = \"googlebot\"}]")]);
        assert_eq!(named.expect("good settings").bots.resolvers.len(), 2);
    }
}
