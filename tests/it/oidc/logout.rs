//! The end of a session there is the end here.

use reqwest::Method;
use serde_json::json;
use smv_cert_tests::count;
use url::Url;

use super::browser::Browser;
use super::setup::Site;
use crate::outside::until;

#[tokio::test]
async fn logging_out_there_ends_the_session_here() {
    let site = Site::start().await;
    let (mut browser, mut other) = (Browser::new(), Browser::new());
    site.log_in(&mut browser, "anna").await.is_inside();
    site.log_in(&mut other, "anna").await.is_inside();
    assert!(site.may_work(&mut browser).await);

    let end: Url = site.provider.issuer.join("/session/end").unwrap();
    let page = browser.go(&end).await;
    browser.submit(&page, &[("logout", "yes")], |_| false).await;

    until(
        std::time::Duration::from_secs(10),
        "we are told",
        async || !site.may_work(&mut browser).await,
    )
    .await;
    assert!(
        site.may_work(&mut other).await,
        "another session there goes on"
    );
    let seen = site.provider.control("/control/seen", json!({})).await;
    assert_eq!(seen["told"], json!(["200"]));
    let ended = "SELECT count(*) AS count FROM sessions WHERE end_reason = 'provider'";
    assert_eq!(count(&site.app.database.url, ended), 1);
    let told = "SELECT count(*) AS count FROM audit WHERE action = 'session.ended' \
        AND detail->>'why' = 'provider'";
    assert_eq!(count(&site.app.database.url, told), 1);
}

#[tokio::test]
async fn logging_out_here_ends_the_session_there() {
    let site = Site::start().await;
    let mut browser = Browser::new();
    site.log_in(&mut browser, "anna").await.is_inside();

    let out = site.url("/console/logout");
    let page = browser.hop(Method::POST, &out, &[]).await;

    assert_eq!(browser.cookie(&out, "__Host-smv-session"), None);
    assert!(!site.may_work(&mut browser).await);
    let there = page.leads_to().expect(&page.html);
    assert_eq!(there.origin(), site.provider.issuer.origin());
    let named = |name: &str| {
        there
            .query_pairs()
            .find(|(n, _)| n == name)
            .map(|(_, v)| v.into_owned())
    };
    assert!(named("id_token_hint").unwrap().starts_with("eyJ"));
    assert_eq!(
        named("post_logout_redirect_uri").unwrap(),
        site.url("/console/login").as_str()
    );
    let asks = browser.go(&there).await;
    let back = |url: &Url| url.path() == "/console/login";
    let done = browser.submit(&asks, &[("logout", "yes")], back).await;
    assert_eq!(done.location.unwrap().origin(), site.url("/").origin());
    let begin = browser.go(&site.url("/console/login/oidc")).await;
    assert!(
        begin.url.path().starts_with("/interaction/"),
        "must log in again: {}",
        begin.url
    );
}

#[tokio::test]
async fn who_is_not_logged_in_logs_out_to_the_login_page() {
    let site = Site::start().await;

    let out = site.url("/console/logout");
    let page = Browser::new().hop(Method::POST, &out, &[]).await;

    assert_eq!(
        (page.status, page.location.unwrap().path()),
        (303, "/console/login")
    );
    let mut foreign = reqwest::Client::new().post(out);
    foreign = foreign.header("sec-fetch-site", "cross-site");
    assert_eq!(foreign.send().await.unwrap().status(), 403);
}

#[tokio::test]
async fn somebody_shows_again_who_they_are_at_the_provider() {
    let site = Site::start().await;
    let mut browser = Browser::new();
    let again = "/console/login/oidc/again";
    site.log_in(&mut browser, "anna").await.is_inside();
    let (old, at) = (site.session(&browser), site.url("/"));
    let elevated = |site: &Site| {
        let sql = "SELECT count(*) AS count FROM sessions \
            WHERE method = 'oidc' AND reauthenticated_at > created_at AND ended_at IS NULL";
        count(&site.app.database.url, sql)
    };

    // A provider that lets the browser in without asking again proves nothing, so it must ask.
    let asked = browser
        .hop(Method::GET, &site.url(again), &[])
        .await
        .location
        .unwrap();
    assert!(asked.query().unwrap().contains("max_age=0"), "{asked}");
    let page = site
        .at_provider(&mut browser, "anna", again, |_| false)
        .await;

    page.is_inside();
    assert_eq!(elevated(&site), 1);
    assert_ne!(site.session(&browser), old, "another cookie");
    assert!(site.may_work(&mut browser).await);

    let bo = json!({"email": "bo@sted.example", "name": "Bo", "groups": ["leads"]});
    site.provider.account("bo", bo).await;
    // With a session there it would end that one first, and with it ours.
    browser.forget(&site.provider.issuer);
    let page = site.at_provider(&mut browser, "bo", again, |_| false).await;
    page.refuses(403, "Du er ikke bekræftet");
    assert!(site.may_work(&mut browser).await, "as before");
    let nobody = Browser::new().hop(Method::GET, &site.url(again), &[]).await;
    assert_eq!(nobody.location.unwrap().path(), "/console/login");
    assert_eq!(browser.cookie(&at, "__Host-smv-oidc"), None);
}

#[tokio::test]
async fn nobody_but_the_provider_ends_sessions() {
    let site = Site::start().await;
    let mut browser = Browser::new();
    site.log_in(&mut browser, "anna").await.is_inside();
    let told = |token: &str| {
        let url = site.url("/console/login/oidc/backchannel-logout");
        let form = [("logout_token", token.to_owned())];
        reqwest::Client::new().post(url).form(&form).send()
    };

    for nonsense in [
        "",
        "x",
        "a.b.c",
        "eyJhbGciOiJub25lIn0.e30.",
        &"x".repeat(20_000),
    ] {
        let reply = told(nonsense).await.unwrap();
        assert_eq!(reply.status(), 400, "{nonsense}");
        assert_eq!(reply.headers()["cache-control"], "no-store");
        let body: serde_json::Value = reply.json().await.unwrap();
        assert_eq!(body["error"], "invalid_request");
    }

    assert!(site.may_work(&mut browser).await);
}
