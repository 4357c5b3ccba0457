//! The table of the kinds of providers: where each is asked, how its answer is read, and when its word on an address counts.
//!
//! A provider of a known shape is one row here, or one block of kind `oidc` in the settings.

use crate::config::raw::ProviderKind;

#[derive(Debug)]
pub struct Kind {
    pub kind: ProviderKind,
    /// Its name on buttons where the settings give none; also its mark.
    pub label: &'static str,
    pub mark: &'static str,
    pub speaks: Speaks,
    /// The least that a sign-in needs.
    pub scopes: &'static [&'static str],
    pub client: ClientProof,
    pub answers: ResponseMode,
    /// False where a verifier in the exchange is an error to the provider. The challenge is sent to all.
    pub takes_verifier: bool,
    /// False where ID tokens come without the nonce that was sent. One that is there must be right with all.
    pub returns_nonce: bool,
    /// Where these stand in the claims or the profile, as JSON pointers.
    pub subject: &'static str,
    pub address: &'static str,
    pub name: &'static str,
    /// Shown to the account's holder where no address is told.
    pub handle: &'static str,
    pub proved: Proved,
}

#[derive(Debug)]
pub enum Speaks {
    /// OpenID Connect, with everything found by discovery at one issuer.
    OpenId { issuer: &'static str },
    /// OpenID Connect, with the issuer of the settings.
    OpenIdOfSettings,
    /// OpenID Connect, with an issuer for each tenant, found by discovery once a token names it. `{tenant}` stands for it.
    OpenIdOfTenants { issuer: &'static str, authorize: &'static str, token: &'static str },
    /// OAuth 2 and a profile of the provider's own. `issuer` is only our name for whose subjects these are; where
    /// subjects differ from client to client, `{client_id}` stands in it.
    OAuth {
        issuer: &'static str,
        authorize: &'static str,
        token: &'static str,
        profile: &'static str,
        /// A list of addresses, where the profile does not tell them.
        addresses: Option<&'static str>,
        /// What is added to the profile's URL where the settings have this scope.
        with_scope: Option<(&'static str, &'static str)>,
    },
}

/// How a provider is shown at its token endpoint that it is us.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ClientProof {
    /// By the `Authorization` header.
    Header,
    /// By fields of the form.
    Form,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ResponseMode {
    /// By GET.
    Query,
    /// By a POST from the provider's page.
    FormPost,
}

/// When a provider's word on an address counts as a proof (R21). Whatever a row does not name is no proof.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Proved {
    /// `email_verified` is the boolean.
    Flag,
    /// The same, or the text `"true"`.
    FlagOrText,
    /// The flag, and Google is the host of the mailbox: gmail.com, or an organization's domain there (`hd`). Of others
    /// it knows only that they were once reachable.
    FlagAtGoogle,
    /// The operator's own tenant, or `xms_edov`: its owner has proved the domain. `email_verified: false` outweighs both.
    TenantOrDomainOwner,
    /// The flag, where the operator vouches for the issuer.
    FlagOfTrusted,
    /// The list has one that is `primary` and `verified`.
    PrimaryOfList,
    Never,
}

const OPENID: &[&str] = &["openid", "email", "profile"];

/// Endpoints and fields are from each provider's own documentation.
pub const KINDS: [Kind; 8] = [
    Kind {
        kind: ProviderKind::Google,
        label: "Google",
        mark: "google",
        speaks: Speaks::OpenId { issuer: "https://accounts.google.com" },
        scopes: OPENID,
        client: ClientProof::Form,
        answers: ResponseMode::Query,
        takes_verifier: true,
        returns_nonce: true,
        subject: "/sub",
        address: "/email",
        name: "/name",
        handle: "",
        proved: Proved::FlagAtGoogle,
    },
    Kind {
        kind: ProviderKind::Apple,
        label: "Apple",
        mark: "apple",
        speaks: Speaks::OpenId { issuer: "https://appleid.apple.com" },
        scopes: &["name", "email"],
        client: ClientProof::Form,
        // Apple asks for it wherever a name or an address is asked for.
        answers: ResponseMode::FormPost,
        takes_verifier: true,
        returns_nonce: true,
        subject: "/sub",
        address: "/email",
        // Comes beside the code, once.
        name: "",
        handle: "",
        proved: Proved::FlagOrText,
    },
    Kind {
        kind: ProviderKind::Microsoft,
        label: "Microsoft",
        mark: "microsoft",
        speaks: Speaks::OpenIdOfTenants {
            issuer: "https://login.microsoftonline.com/{tenant}/v2.0",
            authorize: "https://login.microsoftonline.com/{tenant}/oauth2/v2.0/authorize",
            token: "https://login.microsoftonline.com/{tenant}/oauth2/v2.0/token",
        },
        scopes: OPENID,
        client: ClientProof::Form,
        answers: ResponseMode::Query,
        takes_verifier: true,
        returns_nonce: true,
        // Within its tenant; `sub` differs from client to client.
        subject: "/oid",
        address: "/email",
        name: "/name",
        handle: "/preferred_username",
        proved: Proved::TenantOrDomainOwner,
    },
    Kind {
        kind: ProviderKind::LinkedIn,
        label: "LinkedIn",
        mark: "linkedin",
        speaks: Speaks::OpenId { issuer: "https://www.linkedin.com/oauth" },
        scopes: OPENID,
        client: ClientProof::Form,
        answers: ResponseMode::Query,
        // Answers `invalid_client` to a verifier, and leaves the nonce out of its tokens.
        takes_verifier: false,
        returns_nonce: false,
        subject: "/sub",
        address: "/email",
        name: "/name",
        handle: "",
        proved: Proved::Flag,
    },
    Kind {
        kind: ProviderKind::GitHub,
        label: "GitHub",
        mark: "github",
        speaks: Speaks::OAuth {
            issuer: "https://github.com",
            authorize: "https://github.com/login/oauth/authorize",
            token: "https://github.com/login/oauth/access_token",
            profile: "https://api.github.com/user",
            addresses: Some("https://api.github.com/user/emails"),
            with_scope: None,
        },
        scopes: &["user:email"],
        client: ClientProof::Form,
        answers: ResponseMode::Query,
        takes_verifier: true,
        returns_nonce: false,
        subject: "/id",
        address: "",
        name: "/name",
        handle: "/login",
        proved: Proved::PrimaryOfList,
    },
    Kind {
        kind: ProviderKind::Facebook,
        label: "Facebook",
        mark: "facebook",
        // Without a version these follow the one that the operator's app is set to; what is asked is in all of them.
        speaks: Speaks::OAuth {
            issuer: "https://www.facebook.com/{client_id}",
            authorize: "https://www.facebook.com/dialog/oauth",
            token: "https://graph.facebook.com/oauth/access_token",
            profile: "https://graph.facebook.com/me?fields=id,name,email",
            addresses: None,
            with_scope: None,
        },
        scopes: &["email", "public_profile"],
        client: ClientProof::Form,
        answers: ResponseMode::Query,
        takes_verifier: true,
        returns_nonce: false,
        subject: "/id",
        address: "/email",
        name: "/name",
        handle: "/name",
        proved: Proved::Never,
    },
    Kind {
        kind: ProviderKind::X,
        label: "X",
        mark: "x",
        speaks: Speaks::OAuth {
            issuer: "https://x.com",
            authorize: "https://x.com/i/oauth2/authorize",
            token: "https://api.x.com/2/oauth2/token",
            profile: "https://api.x.com/2/users/me",
            addresses: None,
            // The operator's app must have been allowed to ask for it.
            with_scope: Some(("users.email", "?user.fields=confirmed_email")),
        },
        // X answers for a profile only where both are there.
        scopes: &["users.read", "tweet.read"],
        client: ClientProof::Header,
        answers: ResponseMode::Query,
        takes_verifier: true,
        returns_nonce: false,
        subject: "/data/id",
        address: "/data/confirmed_email",
        name: "/data/name",
        handle: "/data/username",
        proved: Proved::Never,
    },
    Kind {
        kind: ProviderKind::Oidc,
        label: "your account",
        mark: "oidc",
        speaks: Speaks::OpenIdOfSettings,
        scopes: OPENID,
        client: ClientProof::Header,
        answers: ResponseMode::Query,
        takes_verifier: true,
        returns_nonce: true,
        subject: "/sub",
        address: "/email",
        name: "/name",
        handle: "/preferred_username",
        proved: Proved::FlagOfTrusted,
    },
];

impl Kind {
    /// # Panics
    /// Where a kind has no row, which the test below rules out.
    pub fn of(kind: ProviderKind) -> &'static Self {
        KINDS.iter().find(|row| row.kind == kind).expect("each kind has its row")
    }

    pub fn is_openid(&self) -> bool {
        !matches!(self.speaks, Speaks::OAuth { .. })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_kind_has_its_row_and_asks_over_tls_alone() {
        use ProviderKind::{Apple, Facebook, GitHub, Google, LinkedIn, Microsoft, Oidc, X};
        for kind in [Google, Apple, Microsoft, LinkedIn, GitHub, Facebook, X, Oidc] {
            assert_eq!(Kind::of(kind).kind, kind);
        }
        for kind in &KINDS {
            let urls: Vec<&str> = match kind.speaks {
                Speaks::OpenId { issuer } => vec![issuer],
                Speaks::OpenIdOfSettings => vec![],
                Speaks::OpenIdOfTenants { issuer, authorize, token } => vec![issuer, authorize, token],
                Speaks::OAuth { issuer, authorize, token, profile, addresses, .. } => {
                    [issuer, authorize, token, profile].into_iter().chain(addresses).collect()
                }
            };
            assert!(urls.iter().all(|url| url.starts_with("https://")), "{urls:?}");
            assert!(kind.is_openid() == (kind.scopes.contains(&"openid") || kind.kind == Apple));
        }
    }
}
