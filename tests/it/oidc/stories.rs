//! The path of a person: coming, another role, other keys, other signatures.

use serde_json::json;
use smv_cert_tests::count;

use super::browser::Browser;
use super::setup::Site;

fn rows(site: &Site, sql: &str) -> i64 {
    count(
        &site.app.database.url,
        &format!("SELECT count(*) AS count {sql}"),
    )
}

#[tokio::test]
async fn somebody_the_provider_knows_comes_in_and_is_somebody_here() {
    let site = Site::start().await;
    let mut browser = Browser::new();

    let page = site.log_in(&mut browser, "anna").await;

    page.is_inside();
    let session = page
        .set_cookies
        .iter()
        .find(|c| c.starts_with("__Host-smv-session="));
    let session = session.expect("a session");
    for part in ["HttpOnly", "Secure", "SameSite=Strict", "Path=/"] {
        assert!(session.contains(part), "{session}");
    }
    assert!(site.may_work(&mut browser).await);
    assert_eq!(
        rows(
            &site,
            "FROM people p JOIN oidc_identities i ON i.person_id = p.id \
            JOIN people_teams t ON t.person_id = p.id \
            WHERE p.email = 'anna@sted.example' AND p.name = 'Anna Andersen' \
            AND p.role = 'duty_lead' AND p.password_hash IS NULL AND i.subject = 'anna'"
        ),
        1
    );
    assert_eq!(
        rows(
            &site,
            "FROM sessions WHERE method = 'oidc' AND kind = 'console' AND scope = 'full'"
        ),
        1
    );
    assert_eq!(
        browser.cookie(&site.url("/"), "__Host-smv-oidc"),
        None,
        "used up"
    );
    assert_eq!(rows(&site, "FROM oidc_attempts"), 0);
    assert_eq!(site.log_in(&mut browser, "anna").await.status, 200);
    assert_eq!(
        rows(&site, "FROM oidc_identities"),
        1,
        "the same person again"
    );
    assert_eq!(
        rows(
            &site,
            "FROM sessions WHERE method = 'oidc' AND end_reason = 'replaced'"
        ),
        1,
        "the session that this browser had before"
    );
}

#[tokio::test]
async fn the_database_holds_no_token_and_nothing_to_take_up_a_login_with() {
    let site = Site::start().await;
    let mut browser = Browser::new();
    let answer = site.answer(&mut browser, "anna").await;
    let state = answer
        .query_pairs()
        .find(|(name, _)| name == "state")
        .unwrap()
        .1
        .into_owned();
    let secret = browser
        .cookie(&site.url("/"), "__Host-smv-oidc")
        .unwrap()
        .to_owned();

    for text in [&state, &secret] {
        let bare = format!(
            "FROM oidc_attempts a WHERE position('{text}'::bytea IN a.secrets) > 0 \
             OR position('{text}' IN a::text) > 0"
        );
        assert_eq!(rows(&site, &bare), 0);
    }
    browser.go(&answer).await.is_inside();
    assert_eq!(
        rows(
            &site,
            "FROM oidc_sessions WHERE position('eyJ'::bytea IN id_token) > 0"
        ),
        0,
        "an ID token begins so"
    );
    assert_eq!(
        rows(&site, "FROM oidc_sessions WHERE length(id_token) > 300"),
        1
    );
}

#[tokio::test]
async fn another_role_there_is_another_role_here_and_no_group_is_the_end() {
    let site = Site::start().await;
    let mut browser = Browser::new();
    site.log_in(&mut browser, "anna").await.is_inside();
    assert!(site.may_work(&mut browser).await);
    let anna = |groups: &[&str]| json!({"email": "anna.b@sted.example", "name": "Anna Berg", "groups": groups});

    site.provider
        .account("anna", anna(&["audit", "kantine"]))
        .await;
    site.log_in(&mut browser, "anna").await.is_inside();

    assert_eq!(
        rows(
            &site,
            "FROM people WHERE email = 'anna.b@sted.example' AND name = 'Anna Berg' \
            AND role = 'auditor'"
        ),
        1
    );
    assert_eq!(
        rows(
            &site,
            "FROM people_teams t JOIN oidc_identities i USING (person_id)"
        ),
        0,
        "auditors are in no team"
    );
    assert_eq!(site.status(&mut browser, "/api/v1/cases").await, 200);

    site.provider.account("anna", anna(&["kantine"])).await;
    let page = site.log_in(&mut browser, "anna").await;

    page.refuses(403, "Du har ikke adgang");
    assert_eq!(
        site.status(&mut browser, "/api/v1/cases").await,
        401,
        "the old session is over"
    );
    assert_eq!(
        rows(
            &site,
            "FROM sessions WHERE method = 'oidc' AND ended_at IS NULL"
        ),
        0
    );
}

#[tokio::test]
async fn somebody_in_no_group_is_refused_in_their_language_and_leaves_no_trace() {
    let site = Site::start().await;
    let bo = json!({"email": "bo@sted.example", "name": "Bo", "groups": ["kantine"]});
    site.provider.account("bo", bo).await;

    let page = site.log_in(&mut Browser::new(), "bo").await;

    page.refuses(403, "du er ikke i en gruppe, der giver adgang her");
    assert!(page.html.contains("Stedets login"), "{}", page.html);
    assert_eq!(
        rows(&site, "FROM people WHERE email = 'bo@sted.example'"),
        0
    );
    assert_eq!(rows(&site, "FROM oidc_identities"), 0);
    let english = reqwest::Client::new()
        .get(site.url("/console/login/oidc/callback"))
        .header("accept-language", "en")
        .send()
        .await
        .unwrap();
    assert_eq!(english.status(), 400);
    assert!(
        english
            .text()
            .await
            .unwrap()
            .contains("This login cannot be used any more")
    );
}

#[tokio::test]
async fn new_keys_there_are_found_here_and_asked_for_once() {
    let site = Site::start().await;
    site.log_in(&mut Browser::new(), "anna").await.is_inside();
    let before = site.provider.control("/control/seen", json!({})).await["keys"].as_i64();

    site.provider.control("/control/rotate", json!({})).await;
    let page = site.log_in(&mut Browser::new(), "anna").await;

    page.is_inside();
    let after = site.provider.control("/control/seen", json!({})).await["keys"].as_i64();
    assert_eq!((before, after), (Some(1), Some(2)));
    site.log_in(&mut Browser::new(), "anna").await.is_inside();
    let later = site.provider.control("/control/seen", json!({})).await["keys"].as_i64();
    assert_eq!(later, after, "and kept");
}

#[tokio::test]
async fn every_signature_that_providers_use_is_understood() {
    let site = Site::start().await;

    for alg in ["PS256", "ES256", "EdDSA", "RS256"] {
        site.register(alg).await;
        let page = site.log_in(&mut Browser::new(), "anna").await;
        assert_eq!(page.status, 200, "{alg}");
        page.is_inside();
    }
}

#[tokio::test]
async fn the_login_page_offers_the_provider_and_leads_on_to_what_was_asked_for() {
    let site = Site::start().await;
    let mut browser = Browser::new();
    let asked = site.url("/console/security");

    let page = browser.go(&asked).await;

    assert_eq!(page.url.path(), "/console/login");
    assert!(
        page.html.contains("Log ind med Stedets login"),
        "{}",
        page.html
    );
    let button = page
        .html
        .split("href=\"/console/login/oidc")
        .nth(1)
        .unwrap();
    let button = format!("/console/login/oidc{}", button.split('"').next().unwrap());
    let page = site
        .at_provider(&mut browser, "anna", &button, |_| false)
        .await;
    let on = page.leads_to().unwrap();
    assert_eq!(on, asked);
    let page = browser.go(&on).await;
    assert_eq!((page.status, page.url), (200, asked));
    assert!(page.html.contains("Anna Andersen"), "{}", page.html);
    let again = browser
        .go(&site.url("/console/reauthenticate?next=/console/security"))
        .await;
    assert!(
        again.html.contains("/console/login/oidc/again?next="),
        "{}",
        again.html
    );
    assert!(
        !again.html.contains("type=\"password\""),
        "they have none here"
    );
}

#[tokio::test]
async fn afterwards_leads_into_the_console_and_nowhere_else() {
    let site = Site::start().await;

    for elsewhere in [
        "https://evil.example/",
        "//evil.example",
        "/console//evil.example",
    ] {
        let begin = format!("/console/login/oidc?next={elsewhere}");
        let page = site
            .at_provider(&mut Browser::new(), "anna", &begin, |_| false)
            .await;
        page.is_inside();
    }
}

#[tokio::test]
async fn without_a_provider_there_is_no_button_and_no_way() {
    let app = smv_cert_tests::TestApp::start().await;
    let page = app.anyone().get("/console/login").await;

    assert_eq!(page.status, 200);
    assert!(!page.text().contains("oidc"), "{}", page.text());
    assert_eq!(app.anyone().get("/console/login/oidc").await.status, 404);
    assert_eq!(
        app.anyone()
            .get("/console/login/oidc/callback")
            .await
            .status,
        404
    );
    let told = app
        .anyone()
        .post_empty("/console/login/oidc/backchannel-logout")
        .await;
    assert_eq!(told.status, 404);
}

#[tokio::test]
async fn who_comes_changes_or_is_refused_stands_in_the_audit_trail() {
    let site = Site::start().await;
    let mut browser = Browser::new();
    let lines = |act: &str, outcome: &str, detail: &str| {
        let sql =
            format!("FROM audit WHERE action = '{act}' AND outcome = '{outcome}' AND {detail}");
        rows(&site, &sql)
    };
    let by_provider = "detail->>'by' = 'identity_provider'";

    site.log_in(&mut browser, "anna").await.is_inside();
    assert_eq!(lines("person.added", "done", by_provider), 1);
    assert_eq!(lines("person.identity_linked", "done", by_provider), 1);
    assert_eq!(
        lines("session.login", "done", "detail->>'method' = 'oidc'"),
        1
    );
    assert_eq!(lines("person.role_changed", "done", "true"), 0);

    let anna = json!({"email": "anna@sted.example", "groups": ["audit"]});
    site.provider.account("anna", anna).await;
    site.log_in(&mut browser, "anna").await.is_inside();
    assert_eq!(
        lines("person.role_changed", "done", "detail->>'role' = 'auditor'"),
        1
    );
    assert_eq!(lines("person.teams_changed", "done", by_provider), 1);

    let anna = json!({"email": "anna@sted.example", "groups": []});
    site.provider.account("anna", anna).await;
    site.log_in(&mut browser, "anna")
        .await
        .refuses(403, "Du har ikke adgang");
    assert_eq!(
        lines("session.login", "refused", "detail->>'why' = 'no-group'"),
        1
    );
    assert_eq!(
        lines("session.ended", "done", "detail->>'why' = 'provider'"),
        1
    );
}
