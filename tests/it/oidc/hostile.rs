//! A provider that lies, in each of the ways that a client must notice.

use serde_json::{Value, json};

use super::browser::{Browser, Page};
use super::setup::Site;

const NOT_TRUSTED: &str = "Vi kan ikke stole på svaret";
const UNREADABLE: &str = "Svaret kan ikke bruges";
const AWAY: &str = "Login er ikke muligt lige nu";

async fn lied(site: &Site, lie: &str, claims: Value) -> Page {
    let mut told = claims;
    told["lie"] = json!(lie);
    site.provider.control("/control", told).await;
    site.log_in(&mut Browser::new(), "anna").await
}

fn seconds_from_now(seconds: i64) -> i64 {
    server::system_clock().now().timestamp() + seconds
}

#[tokio::test]
async fn the_honest_answer_is_believed() {
    let site = Site::hostile().await;

    lied(&site, "none", json!({})).await.is_inside();
    lied(
        &site,
        "none",
        json!({"aud": ["smv-cert"], "azp": "smv-cert"}),
    )
    .await
    .is_inside();
    lied(&site, "none", json!({"at_hash": null}))
        .await
        .is_inside();
}

#[tokio::test]
async fn a_claim_that_does_not_fit_is_noticed() {
    let site = Site::hostile().await;
    let (before, ahead) = (seconds_from_now(-60), seconds_from_now(60));

    for claims in [
        json!({"nonce": "another"}),
        json!({"nonce": null}),
        json!({"iss": "https://evil.example"}),
        json!({"iss": format!("{}/", site.provider.issuer.as_str())}),
        json!({"iss": null}),
        json!({"aud": "another-client"}),
        json!({"aud": ["smv-cert", "another-client"]}),
        json!({"aud": []}),
        json!({"aud": null}),
        json!({"azp": "another-client"}),
        json!({"exp": before}),
        json!({"exp": null}),
        json!({"exp": "never"}),
        json!({"iat": ahead, "exp": ahead + 60}),
        json!({"iat": null}),
        json!({"sub": null}),
        json!({"at_hash": "AAAAAAAAAAAAAAAAAAAAAA"}),
    ] {
        let page = lied(&site, "claims", claims.clone()).await;
        assert_eq!(page.status, 403, "{claims}: {}", page.html);
        page.refuses(403, NOT_TRUSTED);
    }
}

#[tokio::test]
async fn a_signature_that_proves_nothing_is_noticed() {
    let site = Site::hostile().await;

    for lie in [
        "not signed",
        "signed with the secret",
        "signed with the public key",
        "signed by a stranger",
        "a key that is not published",
        "its own key",
        "critical",
        "an access token",
        "changed after signing",
        "no ID token",
        "other person in userinfo",
        "elsewhere",
    ] {
        let page = lied(&site, lie, json!({})).await;
        assert!(
            matches!(page.status, 403 | 502 | 503),
            "{lie}: {}",
            page.html
        );
        assert!(
            page.set_cookies.iter().all(|c| !c.contains("smv-session")),
            "{lie}"
        );
    }
}

#[tokio::test]
async fn keys_that_do_not_exist_are_not_asked_for_again_and_again() {
    let site = Site::hostile().await;

    for _ in 0..5 {
        let page = lied(&site, "a key that is not published", json!({})).await;
        page.refuses(403, NOT_TRUSTED);
    }

    let seen = site
        .provider
        .control("/control", json!({"lie": "none"}))
        .await;
    assert_eq!(
        seen["keys"], 2,
        "once with the description, once for the unknown key"
    );
    assert_eq!(seen["tokens"], 5);
}

#[tokio::test]
async fn an_answer_of_another_provider_is_noticed_before_its_code_is_used() {
    let site = Site::hostile().await;

    for lie in [
        "no issuer in the answer",
        "other issuer in the answer",
        "state twice",
    ] {
        lied(&site, lie, json!({})).await.refuses(400, UNREADABLE);
    }

    let seen = site
        .provider
        .control("/control", json!({"lie": "none"}))
        .await;
    assert_eq!(seen["tokens"], 0);
}

#[tokio::test]
async fn an_error_is_told_in_our_words_and_not_in_theirs() {
    let site = Site::hostile().await;
    let (denied, broken) = ("lukkede dig ikke ind", "svarede med en fejl");

    for (error, status, words) in [
        ("access_denied", 403, denied),
        ("server_error", 502, broken),
        ("<script>alert(1)</script>", 502, broken),
        (
            "unmet_authentication_requirements",
            403,
            "Der mangler en ekstra godkendelse",
        ),
    ] {
        let page = lied(&site, "an error", json!({"error": error})).await;
        page.refuses(status, words);
        assert!(!page.html.contains("alert(1)"));
    }
}

#[tokio::test]
async fn a_provider_that_cannot_be_what_it_says_is_not_asked() {
    for lie in [
        "other issuer in the description",
        "plain http elsewhere",
        "endless",
    ] {
        let site = Site::hostile().await;
        let page = lied(&site, lie, json!({})).await;
        page.refuses(503, AWAY);
    }
}
