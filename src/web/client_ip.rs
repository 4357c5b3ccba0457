//! Whose request it is on the network. One function, for limits and for the list of signed-in browsers.

use std::net::{IpAddr, SocketAddr};

use http::HeaderMap;
use ipnet::IpNet;

/// The peer, or behind trusted proxies the first address, from the right, that is none of them.
///
/// An entry that is no address ends the walk: what stands left of it was written by whoever we do not know.
pub fn client_ip(peer: IpAddr, headers: &HeaderMap, trusted: &[IpNet]) -> IpAddr {
    let is_trusted = |ip: IpAddr| trusted.iter().any(|net| net.contains(&ip));
    let mut current = peer.to_canonical();
    if trusted.is_empty() || !is_trusted(current) {
        return current;
    }
    let lines: Vec<&str> = headers.get_all("x-forwarded-for").iter().filter_map(|line| line.to_str().ok()).collect();
    for entry in lines.iter().rev().flat_map(|line| line.rsplit(',')) {
        let Some(ip) = parse(entry.trim()) else { break };
        current = ip;
        if !is_trusted(ip) {
            break;
        }
    }
    current
}

/// Whether an address may stand for many readers: a proxy we were told of, or one of this machine's or a private network,
/// which most likely is a proxy that we were not told of.
pub fn is_shared(ip: IpAddr, trusted: &[IpNet]) -> bool {
    let ip = ip.to_canonical();
    let is_private = match ip {
        IpAddr::V4(ip) => {
            ip.is_loopback() || ip.is_private() || ip.is_link_local() || ip.octets().starts_with(&[100, 64])
        }
        IpAddr::V6(ip) => ip.is_loopback() || ip.is_unique_local() || ip.is_unicast_link_local(),
    };
    is_private || trusted.iter().any(|net| net.contains(&ip))
}

/// `192.0.2.1`, `192.0.2.1:1234`, `2001:db8::1`, `[2001:db8::1]:1234`.
fn parse(text: &str) -> Option<IpAddr> {
    let bare = text.strip_prefix('[').and_then(|text| text.strip_suffix(']')).unwrap_or(text);
    bare.parse::<IpAddr>()
        .ok()
        .or_else(|| text.parse::<SocketAddr>().ok().map(|address| address.ip()))
        .map(|ip| ip.to_canonical())
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;

    use super::*;

    #[test]
    fn the_first_address_that_is_no_proxy_counts() {
        let many = vec!["10.0.0.1"; 1000].join(", ");
        let trusted: Vec<IpNet> =
            vec!["10.0.0.0/8".parse().expect("a network"), "2001:db8::/32".parse().expect("a network")];
        for (peer, lines, wanted) in [
            ("192.0.2.9", vec!["1.1.1.1"], "192.0.2.9"),
            ("10.0.0.1", vec![], "10.0.0.1"),
            ("10.0.0.1", vec!["1.1.1.1"], "1.1.1.1"),
            ("10.0.0.1", vec!["1.1.1.1, 203.0.113.5"], "203.0.113.5"),
            ("10.0.0.1", vec!["1.1.1.1,203.0.113.5, 10.2.3.4"], "203.0.113.5"),
            ("10.0.0.1", vec!["1.1.1.1", "203.0.113.5"], "203.0.113.5"),
            ("10.0.0.1", vec!["1.1.1.1, garbage"], "10.0.0.1"),
            ("10.0.0.1", vec!["1.1.1.1, garbage, 10.9.9.9"], "10.9.9.9"),
            ("10.0.0.1", vec!["203.0.113.5:4711"], "203.0.113.5"),
            ("10.0.0.1", vec!["[2001:db9::5]:4711"], "2001:db9::5"),
            ("::ffff:10.0.0.1", vec!["::ffff:203.0.113.5"], "203.0.113.5"),
            ("10.0.0.1", vec![""], "10.0.0.1"),
            ("10.0.0.1", vec![&many], "10.0.0.1"),
        ] {
            let mut headers = HeaderMap::new();
            for line in &lines {
                headers.append("x-forwarded-for", HeaderValue::from_str(line).expect("a header"));
            }
            let ip = client_ip(peer.parse().expect("an address"), &headers, &trusted);
            assert_eq!(ip.to_string(), wanted, "{peer} {lines:?}");
        }
        let mut headers = HeaderMap::new();
        headers.append("x-forwarded-for", HeaderValue::from_static("1.1.1.1"));
        assert_eq!(client_ip("10.0.0.1".parse().expect("an address"), &headers, &[]).to_string(), "10.0.0.1");
    }
}
