//! Access tokens: JWT (RFC 7519) signed with Ed25519, ten minutes.
//!
//! Everything about a token is pinned: one algorithm, keys by name from our own list, `typ`
//! `at+jwt` (RFC 9068), each claim present, of one type and one value. jsonwebtoken's own checks of
//! claims are switched off because ours are stricter and take the time as an argument.

use aws_lc_rs::digest::{SHA256, digest};
use aws_lc_rs::signature::{Ed25519KeyPair, KeyPair};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, Duration, Utc};
use domain::id::{Id, PersonId, SessionId};
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use uuid::Uuid;

use crate::error::ApiError;

/// Life of an access token.
pub(crate) const LIFE: Duration = Duration::minutes(10);
/// Clocks of two machines of ours may differ by this.
const LEEWAY: Duration = Duration::seconds(30);
const TYPE: &str = "at+jwt";
const AUDIENCE: &str = "smv-cert-staff";

/// Issues and verifies access tokens.
pub(crate) struct Tokens {
    signing: EncodingKey,
    verifying: DecodingKey,
    kid: String,
    issuer: String,
    public_key: Vec<u8>,
}

/// What a valid token says.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Claimed {
    pub(crate) person: PersonId,
    pub(crate) session: SessionId,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Claims {
    iss: String,
    aud: String,
    sub: Uuid,
    sid: Uuid,
    iat: i64,
    nbf: i64,
    exp: i64,
}

/// The only header that is accepted.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct StrictHeader {
    alg: String,
    typ: String,
    kid: String,
}

impl Tokens {
    /// From a PKCS #8 Ed25519 key.
    pub(crate) fn new(pkcs8: &[u8], issuer: String) -> Option<Self> {
        let pair = Ed25519KeyPair::from_pkcs8(pkcs8).ok()?;
        let public_key = pair.public_key().as_ref().to_vec();
        let kid = format!("tok-{}", referral::sign::thumbprint(&public_key));
        let verifying = DecodingKey::from_ed_components(&URL_SAFE_NO_PAD.encode(&public_key));
        Some(Self {
            signing: EncodingKey::from_ed_der(pkcs8),
            verifying: verifying.ok()?,
            kid,
            issuer,
            public_key,
        })
    }

    /// The public half, for `/.well-known/jwks.json`.
    pub(crate) fn jwk(&self) -> Value {
        referral::sign::jwk(&self.kid, &self.public_key)
    }

    /// A token for this person and session.
    pub(crate) fn issue(
        &self,
        person: PersonId,
        session: SessionId,
        now: DateTime<Utc>,
    ) -> Result<String, ApiError> {
        let header = Header {
            typ: Some(TYPE.to_owned()),
            kid: Some(self.kid.clone()),
            ..Header::new(Algorithm::EdDSA)
        };
        let claims = Claims {
            iss: self.issuer.clone(),
            aud: AUDIENCE.to_owned(),
            sub: person.uuid(),
            sid: session.uuid(),
            iat: now.timestamp(),
            nbf: now.timestamp(),
            exp: (now + LIFE).timestamp(),
        };
        jsonwebtoken::encode(&header, &claims, &self.signing)
            .map_err(|error| ApiError::Internal(Box::new(error)))
    }

    /// What the token says, if everything about it is as we issue it.
    pub(crate) fn verify(&self, token: &str, now: DateTime<Utc>) -> Option<Claimed> {
        if token.len() > 2048 || token.split('.').count() != 3 {
            return None;
        }
        let header = URL_SAFE_NO_PAD.decode(token.split('.').next()?).ok()?;
        let header: StrictHeader = serde_json::from_slice(&header).ok()?;
        if header.alg != "EdDSA" || header.typ != TYPE || header.kid != self.kid {
            return None;
        }
        let mut validation = Validation::new(Algorithm::EdDSA);
        validation.required_spec_claims.clear();
        validation.validate_exp = false;
        validation.validate_aud = false;
        let claims = jsonwebtoken::decode::<Claims>(token, &self.verifying, &validation)
            .ok()?
            .claims;
        let (now, leeway) = (now.timestamp(), LEEWAY.num_seconds());
        let fits = claims.iss == self.issuer
            && claims.aud == AUDIENCE
            && claims.nbf <= now + leeway
            && claims.iat <= now + leeway
            && claims.exp > now
            && claims.exp - claims.iat <= LIFE.num_seconds();
        fits.then(|| Claimed {
            person: Id::from_uuid(claims.sub),
            session: Id::from_uuid(claims.sid),
        })
    }
}

/// A new refresh token: 256 random bits.
pub(crate) fn new_refresh_token() -> String {
    format!("smvr_{}", URL_SAFE_NO_PAD.encode(store::random::<32>()))
}

/// What is stored of a refresh token. With 256 random bits a plain hash is enough (ASVS 5.0, 6.5.2).
pub(crate) fn refresh_hash(token: &str) -> Vec<u8> {
    digest(&SHA256, token.as_bytes()).as_ref().to_vec()
}

#[cfg(test)]
#[path = "tokens_tests.rs"]
mod tests;

#[cfg(test)]
#[path = "tokens_speed.rs"]
mod speed;
