//! A host's name and back: whether an address belongs to a host below some domain, as the DNS says both ways.
//!
//! Whoever has an address writes its name; only the domain's owner can lead that name back to the address.

use std::net::{IpAddr, SocketAddr};
use std::time::Duration;

use anyhow::Context;
use hickory_resolver::TokioResolver;
use hickory_resolver::config::{ConnectionConfig, NameServerConfig, ResolveHosts, ResolverConfig, ResolverOpts};
use hickory_resolver::net::NetError;
use hickory_resolver::net::runtime::TokioRuntimeProvider;
use hickory_resolver::proto::rr::{Name, RData, RecordType};

use super::Domain;

/// Names of one address that are looked at: no crawler's host has more than one.
const NAMES: usize = 4;

/// What the DNS says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Said {
    /// The address has a name below the domain, and that name has the address.
    Yes,
    No,
    /// It did not answer in time, or with a fault of its own.
    Nothing,
}

pub struct Resolver {
    resolver: TokioResolver,
    timeout: Duration,
}

impl Resolver {
    /// Asks these name servers, or those of the machine where there are none.
    pub fn new(servers: &[SocketAddr], timeout: Duration) -> anyhow::Result<Self> {
        let mut builder = if servers.is_empty() {
            TokioResolver::builder_tokio().context("read the machine's name servers; bots.resolvers can name others")?
        } else {
            let config = ResolverConfig::from_name_servers(servers.iter().copied().map(server).collect());
            TokioResolver::builder_with_config(config, TokioRuntimeProvider::default())
        };
        set(builder.options_mut(), timeout);
        Ok(Self { resolver: builder.build().context("prepare to ask name servers")?, timeout })
    }

    pub fn timeout(&self) -> Duration {
        self.timeout
    }

    /// Never longer than the timeout.
    pub async fn confirm(&self, ip: IpAddr, domains: &[Domain]) -> Said {
        tokio::time::timeout(self.timeout, self.ask(ip, domains)).await.unwrap_or(Said::Nothing)
    }

    async fn ask(&self, ip: IpAddr, domains: &[Domain]) -> Said {
        let names = match self.resolver.lookup(Name::from(ip), RecordType::PTR).await {
            Ok(lookup) => lookup,
            Err(error) => return said(&error),
        };
        let names = names.answers().iter().filter_map(|record| match &record.data {
            RData::PTR(name) => Some(name.0.clone()),
            _ => None,
        });
        let mut answer = Said::No;
        for name in names.take(NAMES).filter(|name| domains.iter().any(|domain| domain.holds(&name.to_ascii()))) {
            match self.leads_back(name, ip).await {
                Said::Yes => return Said::Yes,
                Said::Nothing => answer = Said::Nothing,
                Said::No => {}
            }
        }
        answer
    }

    async fn leads_back(&self, mut name: Name, ip: IpAddr) -> Said {
        // Without it the machine's own search domains would be tried as well.
        name.set_fqdn(true);
        let kind = if ip.is_ipv4() { RecordType::A } else { RecordType::AAAA };
        match self.resolver.lookup(name, kind).await {
            Ok(lookup) if lookup.answers().iter().any(|record| record.data.ip_addr() == Some(ip)) => Said::Yes,
            Ok(_) => Said::No,
            Err(error) => said(&error),
        }
    }

    /// Whether anybody answers at all.
    pub async fn check(&self, domain: &Domain) -> anyhow::Result<()> {
        let name = Name::from_ascii(format!("{}.", domain.0)).context("read the domain")?;
        let asked = tokio::time::timeout(self.timeout, self.resolver.lookup(name, RecordType::NS)).await;
        match asked.context("the name servers do not answer in time")? {
            Err(error) if said(&error) == Said::Nothing => {
                Err(anyhow::anyhow!("the name servers do not answer: {error}"))
            }
            _ => Ok(()),
        }
    }
}

fn server(address: SocketAddr) -> NameServerConfig {
    let at_port = |mut connection: ConnectionConfig| {
        connection.port = address.port();
        connection
    };
    let connections = vec![at_port(ConnectionConfig::udp()), at_port(ConnectionConfig::tcp())];
    NameServerConfig::new(address.ip(), true, connections)
}

/// Verdicts are kept by us, and for our own time; what stands in the machine's `hosts` is no proof.
fn set(options: &mut ResolverOpts, timeout: Duration) {
    options.cache_size = 0;
    options.use_hosts_file = ResolveHosts::Never;
    options.timeout = timeout / 2;
    options.attempts = 1;
}

fn said(error: &NetError) -> Said {
    if error.is_no_records_found() || error.is_nx_domain() { Said::No } else { Said::Nothing }
}
