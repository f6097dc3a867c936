//! Who is who: disabled people, people with the same address, second factors.

use serde_json::json;
use smv_cert_tests::count;

use super::browser::Browser;
use super::setup::Site;
use crate::steps;

fn tied(site: &Site, email: &str) -> i64 {
    count(
        &site.app.database.url,
        &format!(
            "SELECT count(*) AS count FROM oidc_identities i JOIN people p ON p.id = i.person_id \
             WHERE p.email = '{email}'"
        ),
    )
}

#[tokio::test]
async fn somebody_disabled_here_stays_out_whatever_the_provider_says() {
    let site = Site::start().await;
    let mut browser = Browser::new();
    site.log_in(&mut browser, "anna").await.is_inside();
    let now = site.app.now();

    steps::owner(&site.app)
        .transact_blocking(&domain::access::Actor::System, |tx| {
            store::people::disable(tx, "anna@sted.example", now).map(drop)
        })
        .unwrap();

    assert!(!site.may_work(&mut browser).await);
    let page = site.log_in(&mut browser, "anna").await;
    page.refuses(403, "Din adgang er spærret");
    assert!(!site.may_work(&mut browser).await);
}

#[tokio::test]
async fn an_address_is_no_identity_until_somebody_ties_them() {
    let site = Site::start().await;
    let lead = json!({"email": "lead@demo.example", "email_verified": true, "name": "X",
        "groups": ["audit"]});
    site.provider.account("mallory", lead).await;

    let page = site.log_in(&mut Browser::new(), "mallory").await;

    page.refuses(403, "Der findes allerede en bruger med din mailadresse");
    assert_eq!(tied(&site, "lead@demo.example"), 0);
    assert_eq!(
        count(
            &site.app.database.url,
            "SELECT count(*) AS count FROM people WHERE email = 'lead@demo.example' \
             AND role = 'duty_lead'"
        ),
        1,
        "nothing has changed"
    );

    let issuer = site
        .provider
        .issuer
        .as_str()
        .trim_end_matches('/')
        .to_owned();
    let now = site.app.now();
    steps::owner(&site.app)
        .transact_blocking(&domain::access::Actor::System, |tx| {
            let person = store::oidc::people::holder_of(tx, "lead@demo.example")?
                .unwrap()
                .person;
            let subject = "mallory".to_owned();
            let identity = store::oidc::identities::Identity { issuer, subject };
            store::oidc::identities::link(tx, &identity, person, now)
        })
        .unwrap();
    site.log_in(&mut Browser::new(), "mallory")
        .await
        .is_inside();
    assert_eq!(tied(&site, "lead@demo.example"), 1);
}

#[tokio::test]
async fn an_address_that_the_provider_has_verified_may_be_enough_where_the_operator_says_so() {
    let site = Site::start_with(|oidc| oidc.provider.link_by_verified_email = true).await;
    let named = |verified: bool| {
        json!({"email": "Analyst1@demo.example", "email_verified": verified, "name": "A",
            "groups": ["analysts"]})
    };
    site.provider.account("one", named(false)).await;
    site.provider.account("two", named(true)).await;
    site.provider.account("three", named(true)).await;

    let unproven = site.log_in(&mut Browser::new(), "one").await;
    let proven = site.log_in(&mut Browser::new(), "two").await;
    let second = site.log_in(&mut Browser::new(), "three").await;

    unproven.refuses(403, "Der findes allerede en bruger");
    proven.is_inside();
    second.refuses(403, "Der findes allerede en bruger");
    assert_eq!(tied(&site, "analyst1@demo.example"), 1);
}

#[tokio::test]
async fn a_new_address_that_is_somebody_elses_here_is_left_with_them() {
    let site = Site::start().await;
    let mut browser = Browser::new();
    site.log_in(&mut browser, "anna").await.is_inside();

    let anna = json!({"email": "admin@demo.example", "name": "Anna", "groups": ["leads"]});
    site.provider.account("anna", anna).await;
    site.log_in(&mut browser, "anna").await.is_inside();

    assert_eq!(tied(&site, "anna@sted.example"), 1);
    assert_eq!(tied(&site, "admin@demo.example"), 0);
}

#[tokio::test]
async fn somebody_without_an_address_is_told_so() {
    let site = Site::start().await;
    site.provider
        .account("bo", json!({"name": "Bo", "groups": ["leads"]}))
        .await;

    let page = site.log_in(&mut Browser::new(), "bo").await;

    page.refuses(403, "Din mailadresse mangler");
}

#[tokio::test]
async fn roles_of_a_realm_count_when_the_operator_names_them_and_a_second_factor_is_asked_for() {
    let site = Site::start_with(|oidc| {
        oidc.provider.groups_claim = "realm_access.roles".to_owned();
        oidc.provider.required_amr = vec!["mfa".to_owned()];
    })
    .await;
    let anna = json!({"email": "anna@sted.example", "realm_access": {"roles": ["leads"]}});
    site.provider.account("anna", anna).await;

    let page = site.log_in(&mut Browser::new(), "anna").await;

    page.refuses(403, "Der mangler en ekstra godkendelse");
}
