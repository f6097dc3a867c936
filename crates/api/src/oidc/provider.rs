//! What the provider says of itself, and its keys: asked for when needed, kept for an hour.

use std::sync::Arc;
use std::time::{Duration, Instant};

use openidconnect::core::{
    CoreAuthDisplay, CoreClaimName, CoreClaimType, CoreClient, CoreClientAuthMethod, CoreGrantType,
    CoreJsonWebKey, CoreJsonWebKeySet, CoreJweContentEncryptionAlgorithm,
    CoreJweKeyManagementAlgorithm, CoreResponseMode, CoreResponseType, CoreSubjectIdentifierType,
};
use openidconnect::{
    AdditionalProviderMetadata, AuthType, ClientId, ClientSecret, EndpointMaybeSet, EndpointNotSet,
    EndpointSet, IssuerUrl, LogoutProviderMetadata, ProviderMetadata, RedirectUrl,
};
use serde::{Deserialize, Serialize};
use tokio::sync::Mutex;

use super::fetch::Fetcher;
use super::settings::Settings;

/// So long a description is believed.
const FRESH: Duration = Duration::from_hours(1);
/// So long it is used when the provider does not answer.
const USABLE: Duration = Duration::from_hours(24);
/// Between two looks for new keys: anyone can send a token with a key that does not exist.
const KEYS_PAUSE: Duration = Duration::from_secs(10);
/// After asking in vain, so long nobody asks again.
const FAILURE_PAUSE: Duration = Duration::from_secs(2);

/// What we read beside OpenID Connect Discovery.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Extras {
    /// RFC 9207: answers name who gave them.
    #[serde(default)]
    pub(super) authorization_response_iss_parameter_supported: bool,
}

impl AdditionalProviderMetadata for Extras {}

/// What a provider says of itself.
pub(super) type Metadata = ProviderMetadata<
    LogoutProviderMetadata<Extras>,
    CoreAuthDisplay,
    CoreClientAuthMethod,
    CoreClaimName,
    CoreClaimType,
    CoreGrantType,
    CoreJweContentEncryptionAlgorithm,
    CoreJweKeyManagementAlgorithm,
    CoreJsonWebKey,
    CoreResponseMode,
    CoreResponseType,
    CoreSubjectIdentifierType,
>;

/// Us as the provider's client.
pub(super) type Client = CoreClient<
    EndpointSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointMaybeSet,
    EndpointMaybeSet,
>;

/// The provider.
pub(super) struct Provider {
    pub(super) fetcher: Fetcher,
    issuer: IssuerUrl,
    client_id: ClientId,
    client_secret: Option<ClientSecret>,
    known: Mutex<Known>,
}

#[derive(Default)]
struct Known {
    metadata: Option<(Instant, Arc<Metadata>)>,
    failed: Option<Instant>,
    keys_looked: Option<Instant>,
}

/// The provider cannot be asked; the log says why.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Away;

impl Provider {
    pub(super) fn new(settings: &Settings) -> Option<Self> {
        let issuer = IssuerUrl::new(settings.issuer.clone());
        Some(Self {
            fetcher: Fetcher::new(settings.plain_http_on_loopback)?,
            issuer: issuer
                .inspect_err(|error| tracing::error!(%error, "oidc.issuer is no address"))
                .ok()?,
            client_id: ClientId::new(settings.client_id.clone()),
            client_secret: settings.client_secret.clone(),
            known: Mutex::default(),
        })
    }

    /// What it says of itself.
    pub(super) async fn metadata(&self) -> Result<Arc<Metadata>, Away> {
        let mut known = self.known.lock().await;
        let age = |metadata: &(Instant, Arc<Metadata>)| metadata.0.elapsed();
        let within = |limit| known.metadata.as_ref().filter(|m| age(m) < limit);
        if let Some((_, metadata)) = within(FRESH) {
            return Ok(metadata.clone());
        }
        let usable = within(USABLE).map(|(_, metadata)| metadata.clone());
        if known.failed.is_some_and(|at| at.elapsed() < FAILURE_PAUSE) {
            return usable.ok_or(Away);
        }
        match Metadata::discover_async(self.issuer.clone(), &self.fetcher).await {
            Ok(found) => {
                let found = Arc::new(found);
                known.metadata = Some((Instant::now(), found.clone()));
                known.failed = None;
                Ok(found)
            }
            Err(error) => {
                warn("the identity provider's description cannot be had", &error);
                known.failed = Some(Instant::now());
                usable.ok_or(Away)
            }
        }
    }

    /// The same with new keys, when a key is missing in what was `seen`. They are asked for a few
    /// times a minute at most.
    pub(super) async fn with_new_keys(&self, seen: &Arc<Metadata>) -> Result<Arc<Metadata>, Away> {
        let mut known = self.known.lock().await;
        if let Some((_, now)) = &known.metadata
            && !Arc::ptr_eq(now, seen)
        {
            // Somebody else has looked meanwhile.
            return Ok(now.clone());
        }
        if known
            .keys_looked
            .is_some_and(|at| at.elapsed() < KEYS_PAUSE)
        {
            return Ok(seen.clone());
        }
        known.keys_looked = Some(Instant::now());
        match CoreJsonWebKeySet::fetch_async(seen.jwks_uri(), &self.fetcher).await {
            Ok(keys) => {
                let found = Arc::new(Metadata::clone(seen).set_jwks(keys));
                let since = known.metadata.as_ref().map_or_else(Instant::now, |m| m.0);
                known.metadata = Some((since, found.clone()));
                tracing::info!("the identity provider's keys were asked for again");
                Ok(found)
            }
            Err(error) => {
                warn("the identity provider's keys cannot be had", &error);
                Err(Away)
            }
        }
    }

    /// Us as its client, with the address it sends browsers back to.
    pub(super) fn client(&self, metadata: &Metadata, redirect: RedirectUrl) -> Client {
        let secret = self.client_secret.clone();
        let methods = metadata.token_endpoint_auth_methods_supported();
        let in_body = methods.is_some_and(|methods| {
            methods.contains(&CoreClientAuthMethod::ClientSecretPost)
                && !methods.contains(&CoreClientAuthMethod::ClientSecretBasic)
        });
        let client =
            CoreClient::from_provider_metadata(metadata.clone(), self.client_id.clone(), secret)
                .set_redirect_uri(redirect);
        if in_body {
            client.set_auth_type(AuthType::RequestBody)
        } else {
            client
        }
    }

    pub(super) const fn client_id(&self) -> &ClientId {
        &self.client_id
    }
}

/// Asks a provider for its description and its keys; answers how many keys, or why not.
pub async fn probe(settings: &Settings) -> Result<usize, String> {
    let provider = Provider::new(settings).ok_or("no HTTP client, or no address")?;
    let found = Metadata::discover_async(provider.issuer.clone(), &provider.fetcher).await;
    found
        .map(|metadata| metadata.jwks().keys().len())
        .map_err(|error| chain(&error))
}

/// Says in the log why the provider was no help.
pub(super) fn warn(what: &str, error: &dyn std::error::Error) {
    tracing::warn!(error = chain(error), "{what}");
}

/// An error with its causes, on one line.
fn chain(error: &dyn std::error::Error) -> String {
    let mut line = error.to_string();
    let mut source = error.source();
    while let Some(cause) = source {
        line.push_str(": ");
        line.push_str(&cause.to_string());
        source = cause.source();
    }
    line
}
