//! What the operator has set.

use domain::federation::GroupMap;
use openidconnect::ClientSecret;

/// A provider, and what its people are here.
#[derive(Debug, Clone)]
pub struct Settings {
    /// The provider's name for itself: an address, to the letter.
    pub issuer: String,
    /// Our name at the provider.
    pub client_id: String,
    /// Our secret there; none for a public client.
    pub client_secret: Option<ClientSecret>,
    /// What we ask for, `openid` apart.
    pub scopes: Vec<String>,
    /// The claim with a person's groups; dots lead into objects.
    pub groups_claim: String,
    /// The claim with a person's mail address.
    pub email_claim: String,
    /// The claim with a person's name.
    pub name_claim: String,
    /// What groups give here.
    pub group_roles: GroupMap,
    /// Stands on the button after "Log in with".
    pub label: String,
    /// Seconds by which the clocks of provider and us may differ.
    pub clock_skew_seconds: u32,
    /// `prompt` of the request.
    pub prompt: Option<String>,
    /// `acr_values` of the request.
    pub acr_values: Option<String>,
    /// What else this provider wants to be asked with.
    pub extra_parameters: Vec<(String, String)>,
    /// The claim that says how sure the provider is; dots lead into objects.
    pub acr_claim: String,
    /// One of these must stand there; empty: anything goes.
    pub required_acr: Vec<String>,
    /// One of these must stand in `amr`; empty: anything goes.
    pub required_amr: Vec<String>,
    /// A person who is here already is found by an address that the provider has verified.
    pub link_by_verified_email: bool,
    /// A provider on this machine may speak plain HTTP: demonstrations and tests.
    pub plain_http_on_loopback: bool,
}

impl Settings {
    /// A confidential client's secret, which shows itself nowhere.
    #[must_use]
    pub fn secret(text: impl Into<String>) -> ClientSecret {
        ClientSecret::new(text.into())
    }
}
