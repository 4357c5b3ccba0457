//! Lets tower-sessions carry our own sessions: it handles the cookie, our table holds the facts.
//!
//! A session's row is written by the transaction that proved the address. So `create` writes nothing: it takes on the
//! key that the proof has made, and the layer sends it as the cookie.

use std::collections::HashMap;
use std::fmt;

use serde_json::Value;
use time::OffsetDateTime;
use tower_sessions::cookie::SameSite;
use tower_sessions::session::{Id, Record};
use tower_sessions::session_store::{Error, Result};
use tower_sessions::{Expiry, Session, SessionManagerLayer, SessionStore};

use super::cookie::Cookie;
use crate::member::{SessionKey, Sessions};

/// The record's field that names a session made by a proof.
const KEY: &str = "key";

#[derive(Clone)]
pub struct MemberSessions(Sessions);

impl fmt::Debug for MemberSessions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("MemberSessions")
    }
}

#[async_trait::async_trait]
impl SessionStore for MemberSessions {
    async fn create(&self, record: &mut Record) -> Result<()> {
        let key = record.data.get(KEY).and_then(Value::as_str).and_then(|text| text.parse::<Id>().ok());
        record.id = key.ok_or_else(|| Error::Backend("a session begins with a proof".to_owned()))?;
        Ok(())
    }

    async fn save(&self, _: &Record) -> Result<()> {
        // All facts of a session are columns that its own flows write.
        Ok(())
    }

    async fn load(&self, id: &Id) -> Result<Option<Record>> {
        let session = self.0.find(key_of(*id)).await.map_err(|error| Error::Backend(error.to_string()))?;
        Ok(session.map(|session| {
            let member = Value::String(session.member.0.to_string());
            let ends_at = OffsetDateTime::from_unix_timestamp(session.ends_at.as_seconds());
            Record {
                id: *id,
                data: HashMap::from([("member".to_owned(), member)]),
                expiry_date: ends_at.unwrap_or(OffsetDateTime::UNIX_EPOCH),
            }
        }))
    }

    async fn delete(&self, id: &Id) -> Result<()> {
        self.0.end(key_of(*id)).await.map_err(|error| Error::Backend(error.to_string()))
    }
}

pub fn key_of(id: Id) -> SessionKey {
    SessionKey::from_bytes(id.0.to_le_bytes())
}

pub fn layer(sessions: &Sessions, is_https: bool) -> SessionManagerLayer<MemberSessions> {
    let absolute = i64::try_from(sessions.settings().absolute.as_secs()).unwrap_or(i64::MAX);
    SessionManagerLayer::new(MemberSessions(sessions.clone()))
        .with_name(Cookie::Session.name(is_https))
        .with_secure(is_https)
        .with_http_only(true)
        .with_same_site(SameSite::Lax)
        .with_path("/")
        // The cookie lives as long as the session can at most; the idle end is kept on the server.
        .with_expiry(Expiry::OnInactivity(time::Duration::seconds(absolute)))
}

/// Gives the browser the session that a proof has begun; whatever its cookie held before is not promoted.
pub async fn begin(session: &Session, key: SessionKey) -> anyhow::Result<()> {
    if session.id().is_some() {
        session.cycle_id().await?;
        session.clear().await;
    }
    let id = Id(i128::from_le_bytes(key.bytes()));
    session.insert_value(KEY, Value::String(id.to_string())).await?;
    Ok(())
}
