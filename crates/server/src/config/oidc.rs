//! The site's own identity provider.

use domain::federation::GroupMap;
use url::Url;

use super::Mode;
use super::fields::Fields;

/// What somebody sets who means to have a provider.
const REST: [&str; 9] = [
    "oidc.client_id",
    "oidc.client_secret",
    "oidc.label",
    "oidc.group_roles",
    "oidc.extra_parameters",
    "oidc.prompt",
    "oidc.acr_values",
    "oidc.required_acr",
    "oidc.required_amr",
];

/// The section `oidc`.
#[derive(Debug, Clone)]
pub struct OidcSettings {
    /// The provider, and what its people are here.
    pub provider: api::OidcSettings,
    /// The operator says that the provider asks for a second factor by itself.
    pub trusts_provider_factors: bool,
}

impl OidcSettings {
    /// What a production system must not start with, a line each.
    pub(super) fn refusals(&self) -> Vec<String> {
        let mut lines = Vec::new();
        if !self.provider.issuer.starts_with("https://") {
            lines.push(format!(
                "oidc.issuer: must begin with https://, not {}",
                self.provider.issuer
            ));
        }
        let demands =
            !self.provider.required_acr.is_empty() || !self.provider.required_amr.is_empty();
        if !demands && !self.trusts_provider_factors {
            lines.push(
                "oidc.required_acr or oidc.required_amr: name what the provider says after a second \
                 factor, or set oidc.trusts_provider_factors = true if it never lets anyone in \
                 without one"
                    .to_owned(),
            );
        }
        lines
    }
}

/// Reads the section.
pub(super) fn from_fields(fields: &mut Fields<'_>, mode: Mode) -> Option<OidcSettings> {
    if !fields.is_set("oidc.issuer") {
        if let Some(set) = REST.into_iter().find(|name| fields.is_set(name)) {
            let line = format!("oidc.issuer: must be set when {set} is");
            fields.problems.push(line);
        }
        return None;
    }
    for name in ["oidc.client_id", "oidc.group_roles"] {
        if !fields.is_set(name) {
            let line = format!("{name}: must be set when oidc.issuer is");
            fields.problems.push(line);
        }
    }
    let issuer = issuer(fields)?;
    let label = fields.text("oidc.label").map(str::to_owned);
    let host = Url::parse(&issuer).ok()?;
    let provider = api::OidcSettings {
        label: label.unwrap_or_else(|| host.host_str().unwrap_or_default().to_owned()),
        issuer,
        client_id: fields.words("oidc.client_id"),
        client_secret: fields
            .text("oidc.client_secret")
            .map(api::OidcSettings::secret),
        scopes: words(fields, "oidc.scopes", ' '),
        groups_claim: fields.words("oidc.groups_claim"),
        email_claim: fields.words("oidc.email_claim"),
        name_claim: fields.words("oidc.name_claim"),
        group_roles: group_roles(fields),
        extra_parameters: extra_parameters(fields),
        clock_skew_seconds: fields.number("oidc.clock_skew_seconds", 0, 300),
        prompt: fields.text("oidc.prompt").map(str::to_owned),
        acr_values: fields.text("oidc.acr_values").map(str::to_owned),
        acr_claim: fields.words("oidc.acr_claim"),
        required_acr: words(fields, "oidc.required_acr", ','),
        required_amr: words(fields, "oidc.required_amr", ','),
        link_by_verified_email: fields.switch("oidc.link_by_verified_email"),
        plain_http_on_loopback: mode == Mode::Demo,
    };
    Some(OidcSettings {
        provider,
        trusts_provider_factors: fields.switch("oidc.trusts_provider_factors"),
    })
}

/// To the letter as the provider says it: nothing is added or taken away.
fn issuer(fields: &mut Fields<'_>) -> Option<String> {
    let expected = "the provider's issuer, as in https://login.example/realms/smv";
    fields.parsed("oidc.issuer", expected, |text| {
        let url = Url::parse(text).ok()?;
        let plain = matches!(url.scheme(), "http" | "https")
            && url.host().is_some()
            && url.username().is_empty()
            && url.password().is_none()
            && url.query().is_none()
            && url.fragment().is_none();
        plain.then(|| text.to_owned())
    })
}

fn group_roles(fields: &mut Fields<'_>) -> GroupMap {
    let text = fields.words("oidc.group_roles");
    match GroupMap::parse(&text) {
        Ok(map) => {
            if map.is_empty() && fields.is_set("oidc.group_roles") {
                let line = "oidc.group_roles: maps nothing, so nobody could log in".to_owned();
                fields.problems.push(line);
            }
            map
        }
        Err(problem) => {
            fields.problems.push(format!("oidc.group_roles: {problem}"));
            GroupMap::default()
        }
    }
}

fn words(fields: &Fields<'_>, name: &'static str, between: char) -> Vec<String> {
    let text = fields.text(name).unwrap_or_default();
    text.split(between)
        .map(str::trim)
        .filter(|word| !word.is_empty())
        .map(str::to_owned)
        .collect()
}

/// What stands in every request already cannot be set once more.
fn extra_parameters(fields: &mut Fields<'_>) -> Vec<(String, String)> {
    const OURS: [&str; 13] = [
        "response_type",
        "response_mode",
        "client_id",
        "redirect_uri",
        "scope",
        "state",
        "nonce",
        "code_challenge",
        "code_challenge_method",
        "max_age",
        "prompt",
        "acr_values",
        "ui_locales",
    ];
    let expected = "name=value with & between them, and none that is set elsewhere";
    let parameters = fields.parsed("oidc.extra_parameters", expected, |text| {
        let pairs: Vec<(String, String)> = url::form_urlencoded::parse(text.as_bytes())
            .into_owned()
            .collect();
        let ok = |(name, value): &(String, String)| {
            !name.is_empty() && !value.is_empty() && !OURS.contains(&name.as_str())
        };
        pairs.iter().all(ok).then_some(pairs)
    });
    parameters.unwrap_or_default()
}
