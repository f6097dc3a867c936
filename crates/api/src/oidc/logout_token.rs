//! Logout tokens (OpenID Connect Back-Channel Logout 1.0, section 2.6).

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, Duration, Utc};
use openidconnect::JsonWebKey as _;
use openidconnect::core::{CoreJsonWebKeySet, CoreJwsSigningAlgorithm};
use serde::Deserialize;
use serde_json::{Map, Value};

use super::redeem::ALGORITHMS;

const EVENT: &str = "http://schemas.openid.net/event/backchannel-logout";
const LONGEST: usize = 16 * 1024;
/// Older ones are not obeyed, whatever they say of their end.
const LIFE: Duration = Duration::minutes(5);

/// Whose sessions end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Ended {
    pub(super) subject: Option<String>,
    pub(super) sid: Option<String>,
    /// The token's own name.
    pub(super) jti: String,
    /// From then on it is too old anyway.
    pub(super) forget_at: DateTime<Utc>,
}

/// Why a token is not obeyed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(super) enum Bad {
    /// Not three parts of base64url with JSON in them.
    #[error("cannot be read")]
    Form,
    /// Another kind of token, or a header that nobody expects.
    #[error("not a logout token")]
    Kind,
    /// No key of the provider has this name.
    #[error("signed with a key that is not known")]
    NoKey,
    /// The signature does not fit.
    #[error("the signature does not fit")]
    Signature,
    /// A claim is missing or wrong.
    #[error("the claim {0} is missing or wrong")]
    Claim(&'static str),
}

/// What a token must fit.
pub(super) struct Expected<'a> {
    pub(super) issuer: &'a str,
    pub(super) client_id: &'a str,
    pub(super) keys: &'a CoreJsonWebKeySet,
    pub(super) skew: Duration,
    pub(super) now: DateTime<Utc>,
}

#[derive(Deserialize)]
struct Header {
    alg: CoreJwsSigningAlgorithm,
    kid: Option<String>,
    typ: Option<String>,
    crit: Option<Value>,
}

impl Expected<'_> {
    /// Reads a token and checks all of it.
    pub(super) fn read(&self, token: &str) -> Result<Ended, Bad> {
        if token.len() > LONGEST {
            return Err(Bad::Form);
        }
        let (signed, signature) = token.rsplit_once('.').ok_or(Bad::Form)?;
        let (header, payload) = signed.split_once('.').ok_or(Bad::Form)?;
        let decode = |part: &str| URL_SAFE_NO_PAD.decode(part).map_err(|_| Bad::Form);
        let header: Header = serde_json::from_slice(&decode(header)?).map_err(|_| Bad::Form)?;
        self.is_signed(&header, signed.as_bytes(), &decode(signature)?)?;
        let claims = serde_json::from_slice(&decode(payload)?).map_err(|_| Bad::Form)?;
        self.ended(&claims)
    }

    fn is_signed(&self, header: &Header, signed: &[u8], signature: &[u8]) -> Result<(), Bad> {
        let is_logout = header.typ.as_deref().is_none_or(|typ| {
            let typ = typ.to_ascii_lowercase();
            let typ = typ.strip_prefix("application/").unwrap_or(&typ);
            // Older providers do not say what kind of token it is; then its claims must.
            matches!(typ, "logout+jwt" | "jwt")
        });
        if !is_logout || header.crit.is_some() || !ALGORITHMS.contains(&header.alg) {
            return Err(Bad::Kind);
        }
        let named = |key: &&openidconnect::core::CoreJsonWebKey| {
            let name = key.key_id().map(|id| id.as_str());
            header.kid.is_none() || name == header.kid.as_deref()
        };
        let mut candidates = self.keys.keys().iter().filter(named).peekable();
        if candidates.peek().is_none() {
            return Err(Bad::NoKey);
        }
        candidates
            .any(|key| key.verify_signature(&header.alg, signed, signature).is_ok())
            .then_some(())
            .ok_or(Bad::Signature)
    }

    fn ended(&self, claims: &Map<String, Value>) -> Result<Ended, Bad> {
        let text = |name: &str| claims.get(name).and_then(Value::as_str);
        let owned = |name: &str| text(name).map(str::to_owned);
        let time = |name: &str| {
            let seconds = claims.get(name).and_then(Value::as_i64);
            seconds.and_then(|seconds| DateTime::from_timestamp(seconds, 0))
        };
        let check = |holds: bool, name| holds.then_some(()).ok_or(Bad::Claim(name));
        check(text("iss") == Some(self.issuer), "iss")?;
        let audience = match claims.get("aud") {
            Some(Value::Array(many)) => many.iter().any(|one| one == self.client_id),
            Some(one) => one == self.client_id,
            None => false,
        };
        check(audience, "aud")?;
        let issued = time("iat").ok_or(Bad::Claim("iat"))?;
        let young = issued <= self.now + self.skew && issued + LIFE + self.skew > self.now;
        check(young, "iat")?;
        let over =
            claims.contains_key("exp") && time("exp").is_none_or(|end| end + self.skew <= self.now);
        check(!over, "exp")?;
        let event = claims.get("events").and_then(|events| events.get(EVENT));
        check(event.is_some_and(Value::is_object), "events")?;
        // With a nonce it would be an ID token.
        check(!claims.contains_key("nonce"), "nonce")?;
        let ended = Ended {
            subject: owned("sub"),
            sid: owned("sid"),
            jti: owned("jti").ok_or(Bad::Claim("jti"))?,
            forget_at: issued + LIFE + self.skew + self.skew,
        };
        check(ended.subject.is_some() || ended.sid.is_some(), "sub")?;
        Ok(ended)
    }
}

#[cfg(test)]
#[path = "logout_token_tests.rs"]
mod tests;
