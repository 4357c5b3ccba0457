//! What each endpoint of the provider answers where nothing is wrong with it.

use std::io;

use axum::body::Body;
use http::{Request, Response, header};
use hyper::body::Incoming;
use serde_json::{Map, Value, json};

use super::token::{at_hash, base64, sha256};
use super::{Grant, IdToken, Provider, Script, Seen, map, once, place, random};

impl Provider {
    /// An error ends the connection.
    pub(super) async fn handle(&self, request: Request<Incoming>) -> io::Result<Response<Body>> {
        let seen = Seen::read(request).await?;
        let script = self.script();
        self.state.lock().expect("a state").seen.push(seen.clone());
        match script.faults.get(seen.path.as_str()) {
            Some(fault) => fault.act().await,
            None => Ok(self.answer(&seen, &script)),
        }
    }

    fn answer(&self, seen: &Seen, script: &Script) -> Response<Body> {
        let (tenant, endpoint) = place(&seen.path);
        match (seen.method.as_str(), endpoint) {
            ("GET", ".well-known/openid-configuration") => json_answer(200, &self.metadata(script, tenant)),
            ("GET", "keys") => json_answer(200, &self.keys.published(&script.published)),
            ("GET", "profile") => self.guarded(seen, Some(&script.profile)),
            ("GET", "addresses") => self.guarded(seen, Some(&script.addresses)),
            ("GET" | "POST", "userinfo") => self.guarded(seen, script.userinfo.as_ref()),
            ("POST", "token") => match self.exchange(seen, script) {
                Ok(answer) => json_answer(200, &answer),
                Err((status, error)) => json_answer(status, &json!({ "error": error })),
            },
            _ => json_answer(404, &json!({ "error": "not_found" })),
        }
    }

    fn metadata(&self, script: &Script, tenant: Option<&str>) -> Value {
        let base = tenant.map_or_else(|| self.url.clone(), |tenant| format!("{}/{tenant}/v2.0", self.url));
        let issuer = match tenant {
            Some("common" | "organizations") => format!("{}/{{tenantid}}/v2.0", self.url),
            _ => base.clone(),
        };
        let mut metadata = map(json!({
            "issuer": issuer,
            "authorization_endpoint": format!("{base}/authorize"),
            "token_endpoint": format!("{base}/token"),
            "jwks_uri": format!("{base}/keys"),
            "response_types_supported": ["code"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["RS256", "ES256"],
            "code_challenge_methods_supported": ["S256"],
        }));
        if script.announces_iss {
            metadata.insert("authorization_response_iss_parameter_supported".to_owned(), Value::Bool(true));
        }
        if script.userinfo.is_some() {
            metadata.insert("userinfo_endpoint".to_owned(), Value::String(format!("{}/userinfo", self.url)));
        }
        metadata.extend(script.metadata.clone());
        Value::Object(metadata)
    }

    /// For whoever brings an access token that was handed out.
    fn guarded(&self, seen: &Seen, answer: Option<&Value>) -> Response<Body> {
        let token = seen.header("authorization").and_then(|value| value.strip_prefix("Bearer ")).unwrap_or_default();
        let is_known = self.state.lock().expect("a state").access_tokens.iter().any(|known| known == token);
        match answer {
            None => json_answer(404, &json!({ "error": "not_found" })),
            Some(_) if !is_known => json_answer(401, &json!({ "error": "invalid_token" })),
            Some(answer) => json_answer(200, answer),
        }
    }

    fn exchange(&self, seen: &Seen, script: &Script) -> Result<Value, (u16, &'static str)> {
        let form = once(&seen.form).ok_or((400, "invalid_request"))?;
        let field = |name: &str| form.get(name).map(String::as_str);
        if field("grant_type") != Some("authorization_code") {
            return Err((400, "unsupported_grant_type"));
        }
        let code = field("code").ok_or((400, "invalid_request"))?;
        // Whoever brings a code has used it, whether they get anything for it or not.
        let grant = self.state.lock().expect("a state").grants.remove(code).ok_or((400, "invalid_grant"))?;
        let asked = |name: &str| grant.asked.get(name).map(String::as_str);
        let basic = seen.basic().map(|(name, _)| name);
        if basic.as_deref().or(field("client_id")) != asked("client_id") {
            return Err((401, "invalid_client"));
        }
        let is_verified = field("code_verifier").is_some_and(|verifier| {
            asked("code_challenge_method") == Some("S256")
                && asked("code_challenge") == Some(base64(sha256(verifier)).as_str())
        });
        if field("redirect_uri") != asked("redirect_uri") || (script.checks_pkce && !is_verified) {
            return Err((400, "invalid_grant"));
        }
        let access_token = format!("at-{}", random());
        self.state.lock().expect("a state").access_tokens.push(access_token.clone());
        let mut answer = json!({ "access_token": access_token, "token_type": "Bearer", "expires_in": 3600 });
        let is_asked = asked("scope").is_some_and(|scope| scope.split(' ').any(|scope| scope == "openid"));
        if script.id_token == IdToken::Always || (script.id_token == IdToken::WhenAsked && is_asked) {
            answer["id_token"] = Value::String(self.keys.sign(script, &self.claims(script, &grant, &access_token)));
        }
        Ok(answer)
    }

    fn claims(&self, script: &Script, grant: &Grant, access_token: &str) -> Map<String, Value> {
        let mut claims = map(json!({
            "iss": self.issuer(script, grant.tenant.as_deref()),
            "sub": script.subject,
            "aud": grant.asked["client_id"],
            "iat": script.now,
            "exp": script.now + 300,
        }));
        let hash = at_hash(script.at_hash, access_token);
        let more = [("nonce", grant.asked.get("nonce").cloned()), ("at_hash", hash)];
        claims.extend(more.into_iter().filter_map(|(name, value)| Some((name.to_owned(), Value::String(value?)))));
        claims.extend(script.claims.clone());
        claims.retain(|name, _| !script.without.contains(name));
        claims
    }
}

fn json_answer(status: u16, value: &Value) -> Response<Body> {
    answer_of(status, "application/json", Body::from(value.to_string()))
}

pub(super) fn answer_of(status: u16, content_type: &str, body: Body) -> Response<Body> {
    let answer = Response::builder().status(status).header(header::CONTENT_TYPE, content_type);
    answer.header(header::CACHE_CONTROL, "no-store").body(body).expect("a good answer")
}
