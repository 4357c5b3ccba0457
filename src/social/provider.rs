//! One provider of the settings, with its kind's row filled in; and all of them, in the order of their buttons.

use std::sync::Arc;
use std::time::Duration;

use super::kind::{Kind, Speaks};
use super::{Connection, ProviderId};
use crate::config::raw::ProviderKind;
use crate::config::{Credentials, ProviderSettings, is_loopback};
use crate::outbound::{self, Outbound, Reach};

#[derive(Debug, Clone)]
pub struct Provider {
    pub id: ProviderId,
    pub kind: &'static Kind,
    pub label: String,
    pub mark: &'static str,
    pub client_id: String,
    pub credentials: Credentials,
    pub scopes: Vec<String>,
    pub endpoints: Endpoints,
    /// Microsoft's, where the operator set one tenant alone: its GUID.
    pub own_tenant: Option<String>,
    /// The operator vouches that this issuer proves addresses.
    pub is_trusted: bool,
    pub is_in_private_network: bool,
}

/// Where a provider is asked.
#[derive(Debug, Clone)]
pub enum Endpoints {
    Discovered {
        issuer: String,
    },
    /// `issuer` still holds `{tenant}`: a token says which.
    OfTenants {
        issuer: String,
        authorize: String,
        token: String,
    },
    Fixed {
        issuer: String,
        authorize: String,
        token: String,
        profile: String,
        addresses: Option<String>,
    },
}

impl Endpoints {
    fn of(settings: &ProviderSettings, kind: &Kind) -> Self {
        let tenant = settings.tenant.as_deref().unwrap_or_default();
        let in_tenant = |url: &str| url.replace("{tenant}", tenant);
        match kind.speaks {
            Speaks::OpenId { issuer } => Self::Discovered { issuer: issuer.to_owned() },
            Speaks::OpenIdOfSettings => Self::Discovered { issuer: settings.issuer.clone().unwrap_or_default() },
            Speaks::OpenIdOfTenants { issuer, authorize, token } => {
                Self::OfTenants { issuer: issuer.to_owned(), authorize: in_tenant(authorize), token: in_tenant(token) }
            }
            Speaks::OAuth { issuer, authorize, token, profile, addresses, with_scope } => Self::Fixed {
                issuer: issuer.replace("{client_id}", &settings.client_id),
                authorize: authorize.to_owned(),
                token: token.to_owned(),
                profile: format!("{profile}{}", added(settings, with_scope)),
                addresses: addresses.map(str::to_owned),
            },
        }
    }

    fn first(&self) -> &str {
        match self {
            Self::Discovered { issuer } => issuer,
            Self::OfTenants { token, .. } | Self::Fixed { token, .. } => token,
        }
    }
}

fn added(settings: &ProviderSettings, with_scope: Option<(&str, &'static str)>) -> &'static str {
    let scopes = settings.scopes.as_deref().unwrap_or_default();
    with_scope.filter(|(wanted, _)| scopes.iter().any(|scope| scope == wanted)).map_or("", |(_, added)| added)
}

impl Provider {
    pub fn new(settings: &ProviderSettings) -> Self {
        let kind = Kind::of(settings.kind);
        let scopes = || kind.scopes.iter().map(|scope| (*scope).to_owned()).collect();
        let is_guid = |tenant: &String| !matches!(tenant.as_str(), "common" | "organizations" | "consumers");
        Self {
            id: ProviderId::new(&settings.id),
            kind,
            label: settings.label.clone().unwrap_or_else(|| kind.label.to_owned()),
            mark: if settings.is_demo { "demo" } else { kind.mark },
            client_id: settings.client_id.clone(),
            credentials: settings.credentials.clone(),
            scopes: settings.scopes.clone().unwrap_or_else(scopes),
            endpoints: Endpoints::of(settings, kind),
            own_tenant: settings.tenant.clone().filter(is_guid),
            is_trusted: settings.verifies_email,
            is_in_private_network: settings.private_network,
        }
    }

    /// Where its calls may go: by the operator's word, never by what an answer says.
    fn reach(&self) -> Reach {
        let host = url::Url::parse(self.endpoints.first()).ok();
        let host = host.as_ref().and_then(url::Url::host_str).unwrap_or_default();
        if is_loopback(host) {
            Reach::Loopback
        } else if self.is_in_private_network {
            Reach::Private
        } else {
            Reach::Public
        }
    }

    /// Whether a sign-in at another kind of browser page posts its answer to us.
    pub fn posts_its_answer(&self) -> bool {
        self.kind.answers == super::kind::ResponseMode::FormPost
    }

    pub fn is_kind(&self, kind: ProviderKind) -> bool {
        self.kind.kind == kind
    }
}

/// All that readers may sign in with.
#[derive(Clone, Default)]
pub struct Providers(Arc<[Arc<Connection>]>);

impl Providers {
    pub fn new(settings: &[ProviderSettings]) -> anyhow::Result<Self> {
        Self::of(settings.iter().map(Provider::new), outbound::PATIENCE)
    }

    /// `patience`: for a whole sign-in's calls together.
    pub fn of(providers: impl Iterator<Item = Provider>, patience: Duration) -> anyhow::Result<Self> {
        let connect = |provider: Provider| {
            let outbound = Outbound::new(provider.reach(), patience)?;
            Ok(Arc::new(Connection::new(provider, outbound, patience)))
        };
        Ok(Self(providers.map(connect).collect::<anyhow::Result<Vec<_>>>()?.into()))
    }

    pub fn find(&self, id: &str) -> Option<&Arc<Connection>> {
        self.0.iter().find(|connection| connection.provider.id.as_str() == id)
    }

    pub fn all(&self) -> impl Iterator<Item = &Arc<Connection>> {
        self.0.iter()
    }

    /// What a provider of this id is called, also where it has left the settings.
    pub fn label<'a>(&'a self, id: &'a str) -> &'a str {
        self.find(id).map_or(id, |connection| connection.provider.label.as_str())
    }

    pub fn mark(&self, id: &str) -> &'static str {
        self.find(id).map_or("oidc", |connection| connection.provider.mark)
    }
}
