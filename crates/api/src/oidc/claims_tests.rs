use domain::federation::GroupMap;
use serde_json::{Value, json};

use super::{Claims, Settings};

pub(in crate::oidc) fn settings() -> Settings {
    Settings {
        issuer: "https://login.example".to_owned(),
        client_id: "smv".to_owned(),
        client_secret: None,
        scopes: Vec::new(),
        groups_claim: "groups".to_owned(),
        email_claim: "email".to_owned(),
        name_claim: "name".to_owned(),
        group_roles: GroupMap::default(),
        label: "x".to_owned(),
        clock_skew_seconds: 0,
        prompt: None,
        acr_values: None,
        extra_parameters: Vec::new(),
        acr_claim: "acr".to_owned(),
        required_acr: Vec::new(),
        required_amr: Vec::new(),
        link_by_verified_email: false,
        plain_http_on_loopback: false,
    }
}

fn claims(value: &Value) -> Claims {
    Claims::new(value.as_object().unwrap().clone())
}

#[test]
fn groups_stand_in_a_list_under_a_path_or_under_a_name_with_dots() {
    let said = claims(&json!({
        "groups": ["a", 7, "b"],
        "realm_access": {"roles": ["lead"]},
        "https://x.dk/groups": "one",
        "strange": {"roles": 3}
    }));
    let of = |claim: &str| {
        said.groups(&Settings {
            groups_claim: claim.to_owned(),
            ..settings()
        })
    };

    assert_eq!(of("groups"), ["a", "b"]);
    assert_eq!(of("realm_access.roles"), ["lead"]);
    assert_eq!(of("https://x.dk/groups"), ["one"]);
    for nothing in ["strange.roles", "realm_access", "groups.roles", "x", ""] {
        assert!(of(nothing).is_empty(), "{nothing}");
    }
}

#[test]
fn what_the_signed_token_says_stands() {
    let mut said = claims(&json!({"email": "a@x.dk", "email_verified": false}));

    let more = json!({"email": "b@x.dk", "email_verified": true, "name": "Bo"});
    said.complete(more.as_object().unwrap().clone());

    assert_eq!(said.email(&settings()).as_deref(), Some("a@x.dk"));
    assert!(!said.email_is_verified());
    assert_eq!(said.name(&settings()).as_deref(), Some("Bo"));
}

#[test]
fn an_address_may_stand_where_the_account_is_named_but_is_not_verified_then() {
    let said = claims(&json!({"preferred_username": "Bo@X.dk", "email_verified": true}));

    assert_eq!(said.email(&settings()).as_deref(), Some("bo@x.dk"));
    assert!(!said.email_is_verified());
    assert_eq!(
        claims(&json!({"preferred_username": "bo"})).email(&settings()),
        None
    );
}

#[test]
fn a_name_is_put_together_and_holds_no_control_signs() {
    let parts = claims(&json!({"given_name": "Bo", "family_name": "Hansen"}));

    assert_eq!(parts.name(&settings()).as_deref(), Some("Bo Hansen"));
    assert_eq!(
        claims(&json!({"name": "Bo\u{7}\n"}))
            .name(&settings())
            .as_deref(),
        Some("Bo")
    );
    assert_eq!(claims(&json!({"name": " "})).name(&settings()), None);
}

#[test]
fn a_second_factor_is_believed_when_the_provider_says_so() {
    let wants = Settings {
        required_acr: vec!["gold".to_owned(), "silver".to_owned()],
        required_amr: vec!["mfa".to_owned()],
        ..settings()
    };

    assert!(claims(&json!({"acr": "gold", "amr": ["pwd", "mfa"]})).factors_suffice(&wants));
    for (acr, amr) in [
        (json!("gold"), json!(["pwd"])),
        (json!("bronze"), json!(["mfa"])),
        (json!(null), json!(["mfa"])),
        (json!("gold"), json!(null)),
    ] {
        let said = claims(&json!({"acr": acr, "amr": amr}));
        assert!(!said.factors_suffice(&wants), "{acr} {amr}");
    }
    assert!(claims(&json!({})).factors_suffice(&settings()));
}
