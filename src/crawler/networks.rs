//! A file of networks: JSON in the form that Google and Bing publish, or one network a line.
//!
//! All of it is read or none: half a list would shut out crawlers that were let in a moment ago.

use std::net::IpAddr;

use ipnet::IpNet;
use serde::Deserialize;

/// The widest network that any crawler has: one wider is a slip that would let half the world in.
const WIDEST_V4: u8 = 8;
const WIDEST_V6: u8 = 19;

#[derive(Deserialize)]
struct Published {
    prefixes: Vec<Prefix>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Prefix {
    ipv4_prefix: Option<String>,
    ipv6_prefix: Option<String>,
}

/// The reason names the entry or the line.
pub fn parse(text: &str) -> Result<Vec<IpNet>, String> {
    let text = text.trim_start_matches('\u{feff}');
    let networks = if text.trim_start().starts_with('{') { parse_json(text)? } else { parse_lines(text)? };
    if networks.is_empty() { Err("holds no network".to_owned()) } else { Ok(networks) }
}

fn parse_json(text: &str) -> Result<Vec<IpNet>, String> {
    let published: Published =
        serde_json::from_str(text).map_err(|error| format!("is no list of prefixes: {error}"))?;
    let mut networks = Vec::with_capacity(published.prefixes.len());
    for (index, prefix) in published.prefixes.iter().enumerate() {
        let place = format!("prefixes[{index}]");
        let given: Vec<&String> = prefix.ipv4_prefix.iter().chain(&prefix.ipv6_prefix).collect();
        if given.is_empty() {
            return Err(format!("{place} has neither ipv4Prefix nor ipv6Prefix"));
        }
        for text in given {
            networks.push(network(text).map_err(|reason| format!("{place}: {reason}"))?);
        }
    }
    Ok(networks)
}

fn parse_lines(text: &str) -> Result<Vec<IpNet>, String> {
    let lines = text.lines().enumerate().map(|(at, line)| (at + 1, line.split('#').next().unwrap_or_default().trim()));
    let given = lines.filter(|(_, line)| !line.is_empty());
    given.map(|(number, line)| network(line).map_err(|reason| format!("line {number}: {reason}"))).collect()
}

fn network(text: &str) -> Result<IpNet, String> {
    let parsed = text.parse::<IpNet>().or_else(|_| text.parse::<IpAddr>().map(IpNet::from));
    let network = parsed.map_err(|_| {
        let shown: String = text.chars().take(60).collect();
        format!("{shown:?} is no network, as in 192.0.2.0/24")
    })?;
    let widest = if network.addr().is_ipv4() { WIDEST_V4 } else { WIDEST_V6 };
    if network.prefix_len() < widest {
        return Err(format!("{network} is wider than any crawler's; the widest is a /{widest}"));
    }
    Ok(network.trunc())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn both_forms_are_read() {
        let json = r#"{"creationTime":"2026-10-01T00:00:00","prefixes":[{"ipv6Prefix":"2001:4860:4801:10::/64"},{"ipv4Prefix":"66.249.64.0/27"}]}"#;
        let shown =
            |text: &str| parse(text).map(|all| all.iter().map(ToString::to_string).collect::<Vec<_>>().join(" "));
        assert_eq!(shown(json).as_deref(), Ok("2001:4860:4801:10::/64 66.249.64.0/27"));
        assert_eq!(
            shown("# ours\n192.0.2.7\n\n198.51.100.9/24 # x\r\n").as_deref(),
            Ok("192.0.2.7/32 198.51.100.0/24")
        );
    }

    #[test]
    fn what_is_broken_is_named() {
        for (text, wanted) in [
            ("", "holds no network"),
            ("{\"prefixes\":[]}", "holds no network"),
            ("{}", "is no list of prefixes"),
            ("{\"prefixes\":[{\"ipv4Prefix\":\"192.0.2.0/24\"},{}]}", "prefixes[1] has neither"),
            ("{\"prefixes\":[{\"ipv4Prefix\":\"192.0.2.0/33\"}]}", "prefixes[0]: \"192.0.2.0/33\" is no network"),
            ("192.0.2.1\n<html>", "line 2: \"<html>\" is no network"),
            ("0.0.0.0/0", "line 1: 0.0.0.0/0 is wider"),
            ("::/0", "line 1: ::/0 is wider"),
            ("{\"prefixes\":[{\"ipv4Prefix\":\"192.0", "is no list of prefixes"),
        ] {
            let error = parse(text).expect_err(text);
            assert!(error.contains(wanted), "wanted {wanted:?} in {error:?}");
        }
    }

    proptest! {
        #[test]
        fn no_text_is_read_as_the_whole_world(text in "[{}\\[\\]\":a-zA-Z0-9./\\n ]{0,80}") {
            for network in parse(&text).unwrap_or_default() {
                prop_assert!(network.prefix_len() >= WIDEST_V4);
            }
        }
    }
}
