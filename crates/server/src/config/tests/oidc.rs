//! The section of the identity provider.

use domain::access::Role as PersonRole;

use super::{OIDC, PRODUCTION, read};
use crate::{Role, Roles};

#[test]
fn a_provider_needs_three_settings_and_has_sensible_others() {
    let config = read(OIDC, &[("SMV_CERT_OIDC__CLIENT_SECRET", "hemmelig")]).unwrap();

    let oidc = config.oidc.unwrap();
    let provider = &oidc.provider;
    assert_eq!(
        provider.issuer, "https://login.example/realms/smv",
        "to the letter"
    );
    assert_eq!(provider.label, "login.example");
    assert_eq!(provider.scopes, ["profile", "email"]);
    assert_eq!(
        (provider.groups_claim.as_str(), provider.clock_skew_seconds),
        ("groups", 60)
    );
    let lead = provider.group_roles.grant(&["leads".to_owned()]).unwrap();
    assert_eq!(
        (lead.role, lead.teams),
        (PersonRole::DutyLead, vec!["National".to_owned()])
    );
    assert!(!provider.link_by_verified_email && !oidc.trusts_provider_factors);
    assert!(!provider.plain_http_on_loopback, "production");
    assert!(!format!("{provider:?}").contains("hemmelig"));
    assert!(read("", &[]).unwrap().oidc.is_none());
}

#[test]
fn production_wants_a_second_factor_from_somebody() {
    let file = format!("{PRODUCTION}\n{OIDC}");
    let staff = Roles::Only(Role::Staff);
    let refusals = |environment: &[(&str, &str)]| read(&file, environment).unwrap().refusals(staff);

    let none = refusals(&[]);
    assert_eq!(none.len(), 1, "{none:?}");
    assert!(
        none[0].starts_with("oidc.required_acr or oidc.required_amr"),
        "{none:?}"
    );
    for (name, value) in [
        ("SMV_CERT_OIDC__REQUIRED_AMR", "mfa, hwk"),
        (
            "SMV_CERT_OIDC__REQUIRED_ACR",
            "https://data.gov.dk/concept/core/nsis/loa/Substantial",
        ),
        ("SMV_CERT_OIDC__TRUSTS_PROVIDER_FACTORS", "true"),
    ] {
        assert_eq!(refusals(&[(name, value)]), Vec::<String>::new(), "{name}");
    }
    let public = read(&file, &[])
        .unwrap()
        .refusals(Roles::Only(Role::Public));
    assert!(public.is_empty(), "only staff log in");
    let plain = refusals(&[
        ("SMV_CERT_OIDC__ISSUER", "http://127.0.0.1:9000"),
        ("SMV_CERT_OIDC__TRUSTS_PROVIDER_FACTORS", "true"),
    ]);
    assert!(
        plain[0].starts_with("oidc.issuer: must begin with https://"),
        "{plain:?}"
    );
}

#[test]
fn a_switch_stands_in_a_file_without_quotes_and_is_shown_so() {
    let file = format!("{OIDC}trusts_provider_factors = true\nclient_secret = \"hemmelig\"\n");

    let path = std::path::Path::new("config.toml");
    let (config, values) = super::checked(Some((path, &file)), []).unwrap();
    let shown = super::show::as_toml(&values);

    assert!(config.oidc.unwrap().trusts_provider_factors);
    assert!(
        shown.contains("trusts_provider_factors = true  # from the file"),
        "{shown}"
    );
    assert!(
        shown.contains("link_by_verified_email = false  # default"),
        "{shown}"
    );
    assert!(!shown.contains("hemmelig"), "{shown}");
}
