//! The accounts elsewhere on the member's own page: which there are, how to connect another, how to take one away.

use axum::extract::State;
use axum::response::Response;
use minijinja::{Value, context};
use serde::Deserialize;

use super::account::{back, step_up};
use super::asker::SignedIn;
use super::error::Error;
use super::form::Form;
use super::{App, AppState, view};
use crate::links;
use crate::member::LiveSession;
use crate::member::identity::{Connected, IdentityId};
use crate::secret::{self, Keys, Purpose};
use crate::social::ProviderId;

pub fn connected(app: &App, identities: Vec<Connected>) -> Vec<Value> {
    let view = |identity: Connected| {
        context! {
            id => identity.id.0.to_string(),
            kind => app.providers.mark(&identity.provider),
            label => app.providers.label(&identity.provider),
            shown => identity.shown,
            linked => view::minute(identity.connected_at),
            used => view::minute(identity.used_at),
        }
    };
    identities.into_iter().map(view).collect()
}

/// Every provider: one may have two accounts at the same.
pub fn to_connect(app: &App, live: &LiveSession, connected: &[Connected]) -> Vec<Value> {
    let providers = app.providers.all().map(|connection| &connection.provider);
    providers
        .map(|provider| {
            let href = links::connect(provider.id.as_str(), &token(&app.keys, live, &provider.id));
            let is_another = connected.iter().any(|identity| identity.provider == provider.id.as_str());
            context! { kind => provider.mark, label => provider.label.as_str(), href => href, is_another => is_another }
        })
        .collect()
}

/// Shows that our own page offered it to this very session: no other site can make a member connect an account that is not
/// theirs.
fn token(keys: &Keys, live: &LiveSession, provider: &ProviderId) -> String {
    secret::encode(&keys.short_mac(Purpose::Link, &parts(live, provider)))
}

pub fn is_token(keys: &Keys, live: &LiveSession, provider: &ProviderId, token: &str) -> bool {
    let given = secret::decode(token).unwrap_or_default();
    keys.verify_short(Purpose::Link, &parts(live, provider), &given)
}

fn parts<'a>(live: &'a LiveSession, provider: &'a ProviderId) -> [&'a [u8]; 3] {
    [b"connect", live.id.0.as_bytes(), provider.as_str().as_bytes()]
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub struct UnlinkForm {
    id: String,
}

pub async fn unlink(
    State(app): State<AppState>,
    signed_in: SignedIn,
    Form(typed): Form<UnlinkForm>,
) -> Result<Response, Error> {
    if let Some(page) = step_up(&app, &signed_in, links::ACCOUNT).await? {
        return Ok(page);
    }
    let id = typed.id.parse().map(IdentityId).map_err(|_| Error::NotFound)?;
    let label = |provider: &str| app.providers.label(provider).to_owned();
    if !app.members.disconnect(&signed_in.member, id, &signed_in.asker.site, label).await? {
        return Err(Error::NotFound);
    }
    Ok(back("disconnected"))
}
