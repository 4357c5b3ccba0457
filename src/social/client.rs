//! Ourselves as one provider knows us: with which id and secret, at which of its URLs, and to which of ours it answers.

use oauth2::basic::{
    BasicErrorResponse, BasicRevocationErrorResponse, BasicTokenIntrospectionResponse, BasicTokenType,
};
use oauth2::{
    AuthType, AuthUrl, ClientId, ClientSecret, EndpointNotSet, EndpointSet, ExtraTokenFields, RedirectUrl,
    StandardRevocableToken, StandardTokenResponse, TokenUrl,
};
use serde::{Deserialize, Serialize};

use super::issuer::Known;
use super::kind::ClientProof;
use super::provider::{Endpoints, Provider};
use super::{Fault, apple};
use crate::clock::Timestamp;
use crate::config::Credentials;

/// What stands beside the access token, of providers that speak OpenID Connect.
#[derive(Debug, Serialize, Deserialize)]
pub struct More {
    #[serde(default)]
    pub id_token: Option<String>,
}

impl ExtraTokenFields for More {}

pub type Tokens = StandardTokenResponse<More, BasicTokenType>;

pub type Client = oauth2::Client<
    BasicErrorResponse,
    Tokens,
    BasicTokenIntrospectionResponse,
    StandardRevocableToken,
    BasicRevocationErrorResponse,
    EndpointSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointSet,
>;

/// Our one URL for this provider on this site: no other provider's answer arrives there.
pub struct Redirect<'a>(pub &'a str);

pub fn of(
    provider: &Provider,
    known: Option<&Known>,
    redirect: &Redirect<'_>,
    now: Timestamp,
) -> Result<Client, Fault> {
    let unusable = |_| Fault::BadAnswer("an endpoint is no URL");
    let (authorize, token) = match (&provider.endpoints, known) {
        (Endpoints::OfTenants { authorize, token, .. } | Endpoints::Fixed { authorize, token, .. }, _) => {
            (AuthUrl::new(authorize.clone()).map_err(unusable)?, TokenUrl::new(token.clone()).map_err(unusable)?)
        }
        (Endpoints::Discovered { .. }, Some(known)) => (
            known.metadata.authorization_endpoint().clone(),
            known.metadata.token_endpoint().cloned().ok_or(Fault::BadAnswer("no token endpoint"))?,
        ),
        (Endpoints::Discovered { .. }, None) => return Err(Fault::BadAnswer("nothing was discovered")),
    };
    let by = match proof(provider, known) {
        ClientProof::Header => AuthType::BasicAuth,
        ClientProof::Form => AuthType::RequestBody,
    };
    Ok(oauth2::Client::new(ClientId::new(provider.client_id.clone()))
        .set_client_secret(secret(provider, now)?)
        .set_auth_type(by)
        .set_auth_uri(authorize)
        .set_token_uri(token)
        .set_redirect_uri(RedirectUrl::new(redirect.0.to_owned()).map_err(unusable)?))
}

/// The row's way, but for issuers that announce only the other one.
fn proof(provider: &Provider, known: Option<&Known>) -> ClientProof {
    use openidconnect::core::CoreClientAuthMethod::{ClientSecretBasic, ClientSecretPost};
    let announced = known.and_then(|known| known.metadata.token_endpoint_auth_methods_supported());
    match announced {
        Some(methods) if methods.contains(&ClientSecretPost) && !methods.contains(&ClientSecretBasic) => {
            ClientProof::Form
        }
        _ => provider.kind.client,
    }
}

fn secret(provider: &Provider, now: Timestamp) -> Result<ClientSecret, Fault> {
    let secret = match (&provider.credentials, &provider.endpoints) {
        (Credentials::Secret(secret), _) => String::from_utf8(secret.bytes().to_vec()).ok(),
        (Credentials::Apple { team, key_id, key }, Endpoints::Discovered { issuer }) => {
            apple::client_secret((team, key_id), key.bytes(), (&provider.client_id, issuer), now)
        }
        (Credentials::Apple { .. }, _) => None,
    };
    secret.map(ClientSecret::new).ok_or(Fault::ClientRefused)
}
