//! Answers in the wrong browser, twice, too late, or with half of what belongs to them.

use chrono::Duration;
use smv_cert_tests::count;
use url::Url;

use super::browser::Browser;
use super::setup::{SECRET, Site};

const STALE: &str = "Dette login kan ikke bruges længere";

#[tokio::test]
async fn an_answer_in_another_browser_opens_nothing_and_spoils_nothing() {
    let site = Site::start().await;
    let (mut mallory, mut anna) = (Browser::new(), Browser::new());
    let of_mallory = site.answer(&mut mallory, "anna").await;

    // Anna has no login under way; then she has one of her own, and gets Mallory's answer.
    anna.go(&of_mallory).await.refuses(400, STALE);
    let own = site.answer(&mut anna, "anna").await;
    anna.go(&of_mallory).await.refuses(400, STALE);

    assert!(!site.may_work(&mut anna).await);
    mallory.go(&of_mallory).await.is_inside();
    // The refusal took Anna's cookie: she begins again.
    anna.go(&own).await.refuses(400, STALE);
    site.log_in(&mut anna, "anna").await.is_inside();
}

#[tokio::test]
async fn state_and_code_of_two_logins_do_not_go_together() {
    let site = Site::start().await;
    let (mut one, mut two) = (Browser::new(), Browser::new());
    let (first, second) = (
        site.answer(&mut one, "anna").await,
        site.answer(&mut two, "anna").await,
    );
    let of = |url: &Url, name: &str| {
        url.query_pairs()
            .find(|(n, _)| n == name)
            .unwrap()
            .1
            .into_owned()
    };
    let mut mixed = first.clone();
    mixed
        .query_pairs_mut()
        .clear()
        .append_pair("state", &of(&first, "state"))
        .append_pair("iss", &of(&first, "iss"))
        .append_pair("code", &of(&second, "code"));

    // PKCE: the verifier of this browser does not fit the other's code.
    let page = one.go(&mixed).await;

    page.refuses(502, "svarede med en fejl");
    assert!(!site.may_work(&mut one).await);
}

#[tokio::test]
async fn an_answer_works_once_and_for_ten_minutes() {
    let site = Site::start().await;
    let mut browser = Browser::new();
    let answer = site.answer(&mut browser, "anna").await;
    let cookie = browser
        .cookie(&site.url("/"), "__Host-smv-oidc")
        .unwrap()
        .to_owned();
    browser.go(&answer).await.is_inside();

    let replay = |cookie: String| {
        let request = reqwest::Client::new().get(answer.clone());
        request
            .header("cookie", format!("__Host-smv-oidc={cookie}"))
            .send()
    };
    let again = replay(cookie).await.unwrap();

    assert_eq!(again.status(), 400);
    assert!(
        again
            .headers()
            .get_all("set-cookie")
            .iter()
            .all(|cookie| { !cookie.to_str().unwrap().contains("smv-session") })
    );
    let mut slow = Browser::new();
    let answer = site.answer(&mut slow, "anna").await;
    site.app.advance(Duration::minutes(10));
    slow.go(&answer).await.refuses(400, STALE);
    assert_eq!(
        count(
            &site.app.database.url,
            "SELECT count(*) AS count FROM sessions WHERE method = 'oidc'"
        ),
        1
    );
}

#[tokio::test]
async fn a_code_without_its_verifier_is_worth_nothing_at_the_provider() {
    let site = Site::start().await;
    let mut browser = Browser::new();
    let asked = browser
        .hop(reqwest::Method::GET, &site.url("/console/login/oidc"), &[])
        .await;
    let to = asked.location.unwrap();
    let answer = site.answer(&mut browser, "anna").await;
    let code = answer
        .query_pairs()
        .find(|(n, _)| n == "code")
        .unwrap()
        .1
        .into_owned();

    let thief = reqwest::Client::new()
        .post(site.provider.issuer.join("/token").unwrap())
        .basic_auth(
            "smv-cert",
            Some(SECRET.replace(' ', "+").replace(',', "%2C")),
        )
        .form(&[
            ("grant_type", "authorization_code"),
            ("code", code.as_str()),
            (
                "redirect_uri",
                site.url("/console/login/oidc/callback").as_str(),
            ),
        ])
        .send()
        .await
        .unwrap();

    assert_eq!(thief.status(), 400);
    let why = thief.text().await.unwrap();
    assert!(why.contains("invalid_grant"), "{why}");
    let asked: Vec<(String, String)> = to.query_pairs().into_owned().collect();
    let asked_for = |name: &str| asked.iter().filter(|(n, _)| n == name).count();
    assert!(asked.contains(&("code_challenge_method".into(), "S256".into())));
    assert!(asked.contains(&("response_type".into(), "code".into())));
    for once in [
        "code_challenge",
        "nonce",
        "state",
        "client_id",
        "redirect_uri",
        "scope",
    ] {
        assert_eq!(asked_for(once), 1, "{once}");
    }
    assert!(asked.contains(&("x_of_the_site".into(), "æ&b".into())));
    assert_eq!(asked_for("client_secret"), 0);
}
