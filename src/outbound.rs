//! Calls that we make to other people's servers: one client, which refuses where it must not go.
//!
//! No redirect is followed, no proxy of the environment asked, no more read than [`MAX_ANSWER`]. A name is resolved once,
//! each address is checked, and the connection goes to a checked one. Nothing of an answer or a request is ever logged.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::time::Duration;

use http::{HeaderMap, Request, Response, StatusCode};
use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use url::{Host, Url};

use crate::config::is_loopback;
use crate::config::raw::ReachSetting;

/// No answer that we have use for comes near it.
pub const MAX_ANSWER: usize = 1024 * 1024;
/// For one call, its body included.
pub const PATIENCE: Duration = Duration::from_secs(10);
const CONNECT: Duration = Duration::from_secs(5);

/// Where calls may go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reach {
    /// https to addresses of the public internet.
    Public,
    /// The same and a private network's addresses: where the operator said that a server stands in their own.
    Private,
    /// This machine alone, plain http too: the demo, and trying things out.
    Loopback,
}

impl From<ReachSetting> for Reach {
    fn from(setting: ReachSetting) -> Self {
        match setting {
            ReachSetting::Public => Self::Public,
            ReachSetting::Private => Self::Private,
            ReachSetting::Loopback => Self::Loopback,
        }
    }
}

impl Reach {
    fn allows(self, ip: IpAddr) -> bool {
        match self {
            Self::Public => is_public(ip),
            Self::Private => is_public(ip) || is_private(ip),
            Self::Loopback => ip.to_canonical().is_loopback(),
        }
    }

    /// A literal address is checked here; a name where it is resolved.
    pub fn check(self, url: &Url) -> Result<(), CallError> {
        let is_here = self == Self::Loopback && url.host_str().is_some_and(is_loopback);
        let is_scheme_good = url.scheme() == "https" || (is_here && url.scheme() == "http");
        let is_host_good = match url.host() {
            Some(Host::Ipv4(ip)) => self.allows(ip.into()),
            Some(Host::Ipv6(ip)) => self.allows(ip.into()),
            Some(Host::Domain(_)) => true,
            None => false,
        };
        let is_bare = url.username().is_empty() && url.password().is_none();
        if is_scheme_good && is_host_good && is_bare { Ok(()) } else { Err(CallError::NotAllowed) }
    }
}

/// Why there is no answer. None of them holds anything of what was sent or received.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CallError {
    #[error("the URL is not one that may be called")]
    NotAllowed,
    #[error("no connection")]
    NoConnection,
    #[error("no answer in time")]
    TooSlow,
    #[error("the answer is too large")]
    TooLarge,
    #[error("the answer broke off")]
    BrokenOff,
}

#[derive(Clone)]
pub struct Outbound {
    client: reqwest::Client,
    reach: Reach,
}

impl Outbound {
    /// # Errors
    /// Where TLS cannot be set up on this machine: no root certificates.
    pub fn new(reach: Reach, patience: Duration) -> anyhow::Result<Self> {
        Ok(Self { client: built(reach, || Self::builder(reach, patience))?, reach })
    }

    /// For calls that are each to begin anew, the look for the name's addresses included: no connection is kept.
    pub fn without_memory(reach: Reach, patience: Duration) -> anyhow::Result<Self> {
        let builder = || Self::builder(reach, patience).pool_max_idle_per_host(0);
        Ok(Self { client: built(reach, builder)?, reach })
    }

    fn builder(reach: Reach, patience: Duration) -> reqwest::ClientBuilder {
        reqwest::Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .no_proxy()
            .referer(false)
            .timeout(patience)
            .connect_timeout(CONNECT.min(patience))
            .pool_max_idle_per_host(8)
            .user_agent(concat!("Gatefold/", env!("CARGO_PKG_VERSION")))
            .dns_resolver(CheckedNames(reach))
    }

    /// Whether a URL is one that may be called, as far as the URL tells: for those that a browser is sent to.
    pub fn may_name(&self, url: &Url) -> bool {
        self.reach.check(url).is_ok()
    }

    pub async fn call(&self, request: Request<Vec<u8>>) -> Result<Response<Vec<u8>>, CallError> {
        let request = reqwest::Request::try_from(request).map_err(|_| CallError::NotAllowed)?;
        self.reach.check(request.url())?;
        let mut answer = self.client.execute(request).await.map_err(|error| named(&error))?;
        let is_announced_large = answer.content_length().is_some_and(|length| length > MAX_ANSWER as u64);
        if is_announced_large {
            return Err(CallError::TooLarge);
        }
        let mut body = Vec::new();
        while let Some(chunk) = answer.chunk().await.map_err(|error| named(&error))? {
            if body.len() + chunk.len() > MAX_ANSWER {
                return Err(CallError::TooLarge);
            }
            body.extend_from_slice(&chunk);
        }
        let mut response = Response::new(body);
        *response.status_mut() = answer.status();
        *response.headers_mut() = std::mem::take(answer.headers_mut());
        Ok(response)
    }

    /// For whoever wants to know that it was taken, and no more: the head of the answer. Of its body at most so much is
    /// read, within the same time, and nothing kept.
    pub async fn tell(&self, request: Request<Vec<u8>>, most: usize) -> Result<(StatusCode, HeaderMap), CallError> {
        let request = reqwest::Request::try_from(request).map_err(|_| CallError::NotAllowed)?;
        self.reach.check(request.url())?;
        let mut answer = self.client.execute(request).await.map_err(|error| named(&error))?;
        let (status, headers) = (answer.status(), std::mem::take(answer.headers_mut()));
        let mut left = most;
        // Whoever is still speaking is heard out, as far as that goes; what they say changes nothing.
        while let Ok(Some(chunk)) = answer.chunk().await {
            match left.checked_sub(chunk.len()) {
                Some(less) if less > 0 => left = less,
                _ => break,
            }
        }
        Ok((status, headers))
    }
}

fn built(reach: Reach, builder: impl Fn() -> reqwest::ClientBuilder) -> reqwest::Result<reqwest::Client> {
    builder().build().or_else(|error| match reach {
        // A bare container has no root certificates, and this machine's own servers speak plain http.
        Reach::Loopback => builder().tls_certs_only([]).build(),
        Reach::Public | Reach::Private => Err(error),
    })
}

fn named(error: &reqwest::Error) -> CallError {
    if error.is_timeout() {
        CallError::TooSlow
    } else if error.is_connect() {
        CallError::NoConnection
    } else {
        CallError::BrokenOff
    }
}

/// Gives of a name's addresses those that may be called.
struct CheckedNames(Reach);

impl Resolve for CheckedNames {
    fn resolve(&self, name: Name) -> Resolving {
        let reach = self.0;
        Box::pin(async move {
            let found = tokio::net::lookup_host((name.as_str(), 0)).await?;
            let good: Vec<SocketAddr> = found.filter(|address| reach.allows(address.ip())).collect();
            if good.is_empty() {
                return Err("the name leads nowhere that may be called".into());
            }
            Ok(Box::new(good.into_iter()) as Addrs)
        })
    }
}

fn is_public(ip: IpAddr) -> bool {
    match ip.to_canonical() {
        IpAddr::V4(ip) => is_public_v4(ip),
        IpAddr::V6(ip) => is_public_v6(ip),
    }
}

/// Everything of IANA's special-purpose registry is out, whether it could be routed or not.
fn is_public_v4(ip: Ipv4Addr) -> bool {
    let [a, b, c, _] = ip.octets();
    // "This network", private, shared by carriers, loopback, link-local; multicast, reserved, broadcast.
    let is_nearby =
        matches!((a, b), (0 | 10 | 127 | 224.., _) | (100, 64..=127) | (169, 254) | (172, 16..=31) | (192, 168));
    // Protocol assignments, documentation, 6to4 relays, benchmarks.
    let is_assigned =
        matches!((a, b, c), (192, 0, 0 | 2) | (192, 88, 99) | (198, 18 | 19, _) | (198, 51, 100) | (203, 0, 113));
    !is_nearby && !is_assigned
}

/// Global unicast alone, and of it nothing that hides an IPv4 address or a tunnel.
fn is_public_v6(ip: Ipv6Addr) -> bool {
    let [a, b, ..] = ip.segments();
    let is_global_unicast = a & 0xe000 == 0x2000;
    // Teredo and other protocol assignments (2001::/23), documentation (2001:db8::/32, 3fff::/20), 6to4 (2002::/16).
    let is_special = (a == 0x2001 && (b < 0x0200 || b == 0x0db8)) || a == 0x2002 || (a == 0x3fff && b < 0x1000);
    is_global_unicast && !is_special
}

/// Where clouds tell a machine its secrets, on addresses that are private as well.
const CLOUD_METADATA: [IpAddr; 2] =
    [IpAddr::V4(Ipv4Addr::new(100, 100, 100, 200)), IpAddr::V6(Ipv6Addr::new(0xfd00, 0x0ec2, 0, 0, 0, 0, 0, 0x0254))];

/// A network of one's own: never this machine itself, and never where clouds keep their secrets, link-local included.
fn is_private(ip: IpAddr) -> bool {
    let ip = ip.to_canonical();
    if CLOUD_METADATA.contains(&ip) {
        return false;
    }
    match ip {
        IpAddr::V4(ip) => ip.is_private() || matches!(ip.octets(), [100, 64..=127, ..]),
        IpAddr::V6(ip) => ip.segments().first().is_some_and(|first| first & 0xfe00 == 0xfc00),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ip(text: &str) -> IpAddr {
        text.parse().expect("an address")
    }

    #[test]
    fn only_the_public_internet_is_public() {
        for good in
            ["1.1.1.1", "172.32.0.1", "100.128.0.1", "198.20.0.1", "2606:4700::1111", "2a00::1", "::ffff:8.8.8.8"]
        {
            assert!(Reach::Public.allows(ip(good)), "{good}");
        }
        for bad in [
            "0.0.0.0",
            "0.1.2.3",
            "10.0.0.1",
            "100.64.0.1",
            "127.0.0.1",
            "127.9.9.9",
            "169.254.169.254",
            "172.16.0.1",
            "172.31.255.255",
            "192.0.0.1",
            "192.0.2.1",
            "192.88.99.1",
            "192.168.1.1",
            "198.18.0.1",
            "198.19.9.9",
            "198.51.100.1",
            "203.0.113.1",
            "224.0.0.1",
            "240.0.0.1",
            "255.255.255.255",
            "::",
            "::1",
            "fc00::1",
            "fd12::1",
            "fe80::1",
            "fec0::1",
            "ff02::1",
            "::ffff:127.0.0.1",
            "::ffff:10.0.0.1",
            "::ffff:169.254.169.254",
            "64:ff9b::7f00:1",
            "64:ff9b:1::1",
            "2002:7f00:1::",
            "2001::1",
            "2001:db8::1",
            "3fff::1",
            "100::1",
            "::7f00:1",
        ] {
            assert!(!Reach::Public.allows(ip(bad)), "{bad}");
        }
    }

    #[test]
    fn a_private_network_is_reached_where_it_was_said_and_this_machine_never_with_it() {
        for good in ["10.0.0.1", "192.168.1.1", "172.16.0.1", "100.64.0.1", "fd12::1", "1.1.1.1"] {
            assert!(Reach::Private.allows(ip(good)), "{good}");
        }
        for bad in [
            "127.0.0.1",
            "::1",
            "169.254.169.254",
            "fe80::1",
            "0.0.0.0",
            "::ffff:127.0.0.1",
            "fd00:ec2::254",
            "100.100.100.200",
        ] {
            assert!(!Reach::Private.allows(ip(bad)), "{bad}");
        }
        assert!(Reach::Loopback.allows(ip("127.0.0.1")) && Reach::Loopback.allows(ip("::1")));
        assert!(!Reach::Loopback.allows(ip("1.1.1.1")) && !Reach::Loopback.allows(ip("10.0.0.1")));
    }

    #[test]
    fn plain_http_is_for_this_machine_alone() {
        let check = |reach: Reach, url: &str| reach.check(&Url::parse(url).expect("a URL")).is_ok();
        assert!(check(Reach::Public, "https://id.example/keys"));
        assert!(!check(Reach::Public, "http://id.example/keys"));
        assert!(!check(Reach::Public, "https://127.0.0.1/keys") && !check(Reach::Public, "https://[::1]/keys"));
        assert!(!check(Reach::Public, "https://2130706433/keys"));
        assert!(!check(Reach::Public, "https://user@id.example/") && !check(Reach::Public, "ftp://id.example/"));
        assert!(check(Reach::Loopback, "http://127.0.0.1:9/keys") && check(Reach::Loopback, "http://localhost:9/keys"));
        assert!(!check(Reach::Loopback, "http://id.example/keys"));
        assert!(!check(Reach::Private, "http://10.0.0.1/keys") && check(Reach::Private, "https://10.0.0.1/keys"));
    }

    #[tokio::test]
    async fn a_name_that_leads_to_this_machine_is_called_by_nobody_but_who_may() {
        drop(rustls::crypto::ring::default_provider().install_default());
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let port = listener.local_addr().expect("an address").port();
        for reach in [Reach::Public, Reach::Private] {
            let Ok(outbound) = Outbound::without_memory(reach, PATIENCE) else { return };
            let request = Request::post(format!("https://localhost:{port}/")).body(Vec::new()).expect("a request");
            assert_eq!(outbound.tell(request, 1).await.map(|(status, _)| status), Err(CallError::NoConnection));
        }
        let outbound = Outbound::without_memory(Reach::Loopback, PATIENCE).expect("a client");
        let request = Request::post(format!("http://localhost:{port}/")).body(Vec::new()).expect("a request");
        // The first that comes is the one that may: nobody came before it.
        let hang_up = async { drop(listener.accept().await) };
        let ((), answer) = tokio::join!(hang_up, outbound.tell(request, 1));
        assert!(answer.is_err());
    }
}
