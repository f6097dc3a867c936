//! A code becomes what the provider says of a person, and every part of it is checked.

use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, Duration, Utc};
use openidconnect::core::{
    CoreGenderClaim, CoreIdToken, CoreIdTokenClaims, CoreJsonWebKey, CoreJwsSigningAlgorithm,
    CoreTokenResponse,
};
use openidconnect::{
    AccessTokenHash, AdditionalClaims, AuthorizationCode, ClaimsVerificationError, IdTokenVerifier,
    Nonce, OAuth2TokenResponse as _, PkceCodeVerifier, RequestTokenError,
    SignatureVerificationError, SubjectIdentifier, TokenResponse as _, UserInfoClaims,
    UserInfoError,
};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use store::oidc::identities::Identity;

use super::Oidc;
use super::attempt::Secrets;
use super::begin::redirect;
use super::claims::Claims;
use super::provider::{Client, Metadata, warn};
use super::refusal::Refusal;

/// What tokens may be signed with. Nothing with a shared secret, and never nothing.
pub(super) const ALGORITHMS: [CoreJwsSigningAlgorithm; 4] = [
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha256,
    CoreJwsSigningAlgorithm::RsaSsaPssSha256,
    CoreJwsSigningAlgorithm::EcdsaP256Sha256,
    CoreJwsSigningAlgorithm::EdDsa,
];

/// Who that is, proven.
#[derive(Debug)]
pub(super) struct Said {
    pub(super) identity: Identity,
    pub(super) sid: Option<String>,
    pub(super) claims: Claims,
    /// As it came, for logging out there.
    pub(super) id_token: String,
}

/// Every claim of a userinfo answer.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Others {
    #[serde(flatten)]
    claims: Map<String, Value>,
}

impl AdditionalClaims for Others {}

/// Exchanges the code, checks the ID token, and asks for what it does not say.
pub(super) async fn redeem(
    oidc: &Oidc,
    metadata: Arc<Metadata>,
    code: String,
    secrets: Secrets,
    now: DateTime<Utc>,
) -> Result<Said, Refusal> {
    let client = oidc.provider.client(&metadata, redirect(oidc)?);
    let answer = exchange(oidc, &client, code, secrets.verifier).await?;
    let token = answer.id_token().ok_or_else(|| refused("no ID token"))?;
    let nonce = Nonce::new(secrets.nonce);
    let checks = Checks { oidc, nonce, now };
    let verified = match checks.verify(&metadata, token) {
        Err(error) if lacks_key(&error) => {
            let metadata = oidc.provider.with_new_keys(&metadata).await?;
            checks.verify(&metadata, token)
        }
        done => done,
    };
    let verified = verified.map_err(|error| refused(&error.to_string()))?;
    checks.beyond(&metadata, verified, token, &answer)?;

    let (id_token, mut claims) = payload(token)?;
    if !claims.are_enough(&oidc.settings) {
        let more = userinfo(oidc, &client, &answer, verified.subject().clone()).await?;
        claims.complete(more);
    }
    Ok(Said {
        identity: Identity {
            issuer: verified.issuer().as_str().to_owned(),
            subject: verified.subject().as_str().to_owned(),
        },
        sid: claims.text("sid").map(str::to_owned),
        claims,
        id_token,
    })
}

async fn exchange(
    oidc: &Oidc,
    client: &Client,
    code: String,
    verifier: String,
) -> Result<CoreTokenResponse, Refusal> {
    let request = client.exchange_code(AuthorizationCode::new(code));
    let request = request.map_err(|error| {
        warn("the identity provider has no token endpoint", &error);
        Refusal::Provider
    })?;
    let answer = request
        .set_pkce_verifier(PkceCodeVerifier::new(verifier))
        .request_async(&oidc.provider.fetcher)
        .await;
    answer.map_err(|error| {
        warn("the identity provider gives no token", &error);
        match error {
            RequestTokenError::Request(_) => Refusal::Away,
            RequestTokenError::ServerResponse(_) => Refusal::Provider,
            RequestTokenError::Parse(..) | RequestTokenError::Other(_) => Refusal::Token,
        }
    })
}

/// What a token is checked against.
struct Checks<'a> {
    oidc: &'a Oidc,
    nonce: Nonce,
    now: DateTime<Utc>,
}

impl Checks<'_> {
    /// Signature, issuer, audience, nonce and times.
    fn verify<'t>(
        &self,
        metadata: &Metadata,
        token: &'t CoreIdToken,
    ) -> Result<&'t CoreIdTokenClaims, ClaimsVerificationError> {
        let (now, skew) = (self.now, self.skew());
        // As a public client: a key made from our secret is never tried.
        let verifier = IdTokenVerifier::<CoreJsonWebKey>::new_public_client(
            self.oidc.provider.client_id().clone(),
            metadata.issuer().clone(),
            metadata.jwks().clone(),
        )
        .set_allowed_algs(ALGORITHMS)
        .set_time_fn(move || now - skew)
        .set_issue_time_verifier_fn(move |issued| {
            if issued > now + skew {
                return Err("issued in the future".to_owned());
            }
            Ok(())
        });
        token.claims(&verifier, &self.nonce)
    }

    fn skew(&self) -> Duration {
        Duration::seconds(i64::from(self.oidc.settings.clock_skew_seconds))
    }

    /// What the library leaves to us: for whom it was made, and that the access token belongs to it.
    fn beyond(
        &self,
        metadata: &Metadata,
        claims: &CoreIdTokenClaims,
        token: &CoreIdToken,
        answer: &CoreTokenResponse,
    ) -> Result<(), Refusal> {
        let ours = self.oidc.provider.client_id();
        if claims
            .authorized_party()
            .is_some_and(|party| party.as_str() != ours.as_str())
        {
            return Err(refused("made for another client"));
        }
        if let Some(expected) = claims.access_token_hash() {
            let alg = token.signing_alg().map_err(|_| refused("not signed"))?;
            let key = self.key(metadata, token);
            let key = key.ok_or_else(|| refused("its key is gone"))?;
            let actual = AccessTokenHash::from_token(answer.access_token(), alg, &key);
            if actual.ok().as_ref() != Some(expected) {
                return Err(refused("the access token belongs to another"));
            }
        }
        Ok(())
    }

    /// The hash of an access token depends on the kind of key only, which the algorithm says.
    fn key(&self, metadata: &Metadata, token: &CoreIdToken) -> Option<CoreJsonWebKey> {
        let verifier = IdTokenVerifier::<CoreJsonWebKey>::new_public_client(
            self.oidc.provider.client_id().clone(),
            metadata.issuer().clone(),
            metadata.jwks().clone(),
        );
        token.signing_key(&verifier).ok().cloned()
    }
}

fn lacks_key(error: &ClaimsVerificationError) -> bool {
    matches!(
        error,
        ClaimsVerificationError::SignatureVerification(SignatureVerificationError::NoMatchingKey)
    )
}

/// The token as it came, and its claims: the bytes that were signed.
fn payload(token: &CoreIdToken) -> Result<(String, Claims), Refusal> {
    let raw = token.to_string();
    let part = raw.split('.').nth(1).unwrap_or_default();
    let claims = URL_SAFE_NO_PAD
        .decode(part)
        .ok()
        .and_then(|json| serde_json::from_slice(&json).ok())
        .ok_or_else(|| refused("its claims cannot be read"))?;
    Ok((raw, Claims::new(claims)))
}

/// What the provider says beside the token, of the same person.
async fn userinfo(
    oidc: &Oidc,
    client: &Client,
    answer: &CoreTokenResponse,
    subject: SubjectIdentifier,
) -> Result<Map<String, Value>, Refusal> {
    let Ok(request) = client.user_info(answer.access_token().clone(), Some(subject)) else {
        // It has none.
        return Ok(Map::new());
    };
    let said: Result<UserInfoClaims<Others, CoreGenderClaim>, _> =
        request.request_async(&oidc.provider.fetcher).await;
    let said = said.map_err(|error| {
        warn("the identity provider does not say more", &error);
        if let UserInfoError::Request(_) = error {
            Refusal::Away
        } else {
            Refusal::Token
        }
    })?;
    match serde_json::to_value(said) {
        Ok(Value::Object(claims)) => Ok(claims),
        Ok(_) | Err(_) => Err(refused("what it says more cannot be read")),
    }
}

/// Says in the log what is wrong with a token, and the person that it is.
fn refused(why: &str) -> Refusal {
    tracing::warn!(why, "a token of the identity provider is refused");
    Refusal::Token
}
