//! The console in browsers: its cookie, how long it lives, and who else may come with it.

use chrono::Duration;
use reqwest::Method;
use serde_json::json;
use smv_cert_tests::{Authenticator, Browser, Caller, PASSWORD, Reply, TestApp, count, send};

use crate::steps;

pub(crate) const FIREFOX: &str =
    "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0";
const OTHER: &str = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/142.0";

async fn enter(app: &TestApp, name: &str) -> Browser {
    let mut browser = Browser::new(&app.running.staff_url, FIREFOX);
    let reply = sign_in(&mut browser, name, "/console").await;
    assert_eq!(where_to(&reply), "/console", "{}", reply.text());
    browser
}

async fn sign_in(browser: &mut Browser, name: &str, next: &str) -> Reply {
    let email = format!("{name}@demo.example");
    let form = [("email", &*email), ("password", PASSWORD), ("next", next)];
    browser.post("/console/login", &form).await
}

fn where_to(reply: &Reply) -> String {
    assert_eq!(reply.status, 303);
    reply.header("location")
}

fn ended(app: &TestApp, why: &str) -> i64 {
    let sql = format!("SELECT count(*) AS count FROM sessions WHERE end_reason = '{why}'");
    count(&app.database.url, &sql)
}

#[tokio::test]
async fn the_cookie_is_closed_and_new_at_each_login() {
    let app = TestApp::start().await;
    let mut browser = Browser::new(&app.running.staff_url, FIREFOX);
    // Somebody has laid a cookie of theirs into the browser.
    let planted = "A".repeat(43);
    browser
        .cookies
        .insert("__Host-smv-session".into(), planted.clone());

    let reply = sign_in(&mut browser, "analyst1", "/console").await;

    let cookie = reply.header("set-cookie");
    let (pair, attributes) = cookie.split_once("; ").unwrap();
    let mut attributes: Vec<&str> = attributes.split("; ").collect();
    attributes.sort_unstable();
    assert_eq!(
        attributes,
        ["HttpOnly", "Path=/", "SameSite=Strict", "Secure"],
        "no Domain, no Max-Age"
    );
    let secret = pair.strip_prefix("__Host-smv-session=").unwrap();
    assert_eq!(secret.len(), 43, "256 bits");
    assert_ne!(secret, planted);
    let first = browser.clone();
    assert_eq!(browser.get("/console").await.status, 200);
    let _ = sign_in(&mut browser, "analyst1", "/console").await;
    assert_ne!(first.session(), browser.session());
    assert_eq!(
        first.clone().get("/console").await.status,
        303,
        "the old one"
    );
    assert_eq!(ended(&app, "replaced"), 1);
    let stored = format!(
        "SELECT count(*) AS count FROM sessions WHERE encode(cookie_hash, 'escape') LIKE '%{secret}%'"
    );
    assert_eq!(count(&app.database.url, &stored), 0);
}

#[tokio::test]
async fn a_session_ends_after_half_an_hour_of_rest_and_after_half_a_day_of_work() {
    let app = TestApp::start().await;
    let mut browser = enter(&app, "analyst1").await;
    app.advance(Duration::minutes(29));
    assert_eq!(browser.get("/console").await.status, 200);
    app.advance(Duration::minutes(29));
    assert_eq!(browser.get("/console").await.status, 200);
    app.advance(Duration::minutes(30));
    let reply = browser.get("/console/security").await;
    assert_eq!(where_to(&reply), "/console/login?next=/console/security");

    let mut browser = enter(&app, "analyst1").await;
    for _ in 0..23 {
        app.advance(Duration::minutes(29));
        assert_eq!(browser.get("/console").await.status, 200);
    }
    app.advance(Duration::minutes(52));
    assert_eq!(browser.get("/console").await.status, 303);
}

#[tokio::test]
async fn the_api_takes_the_cookie_from_our_pages_only() {
    let app = TestApp::start().await;
    let browser = enter(&app, "analyst1").await;

    let queue = send(browser.request(Method::GET, "/api/v1/queue")).await;
    assert_eq!(queue.status, 200);
    let cookie = format!("__Host-smv-session={}", browser.session().unwrap());
    let ask = async |caller: &Caller, cookie: &str, site: &str| {
        let request = caller
            .request(Method::POST, "/api/v1/queue/claim")
            .header("User-Agent", FIREFOX)
            .header("Cookie", cookie)
            .header("Sec-Fetch-Site", site);
        send(request).await
    };
    let anyone = app.anyone();
    let foreign = ask(&anyone, &cookie, "cross-site").await;
    assert_eq!(foreign.problem(403), "foreign-origin");
    let ours = ask(&anyone, &cookie, "same-origin").await;
    assert_eq!(ours.status, 204, "the queue is empty");
    let twice = ask(&anyone, &format!("{cookie}; {cookie}"), "same-origin").await;
    assert_eq!(twice.problem(401), "unauthenticated");
    let both = ask(&anyone.with("a.b.c"), &cookie, "same-origin").await;
    let both = both.problem(401);
    assert_eq!(both, "unauthenticated", "a token counts before a cookie");
}

#[tokio::test]
async fn a_stolen_cookie_from_another_browser_does_not_approve_a_referral() {
    let app = TestApp::start().await;
    let analyst = app.person("analyst1").await;
    let case = steps::bakery(&app, &analyst).await;
    let approve = format!("{}/approve", steps::submitted(&analyst, &case.path).await);
    let mut lead = enter(&app, "lead").await;
    let mut thief = lead.stolen_by(OTHER);

    let stolen = thief.call(&approve, &json!({})).await;

    assert_eq!(stolen.problem(401), "unauthenticated");
    let approved = "SELECT count(*) AS count FROM referrals WHERE state <> 'awaiting_approval'";
    assert_eq!(count(&app.database.url, approved), 0);
    assert_eq!(ended(&app, "other_browser"), 1, "recorded");
    let hers = lead.call(&approve, &json!({})).await;
    assert_eq!(hers.status, 401, "the stolen session is over for both");
    let _ = sign_in(&mut lead, "lead", "/console").await;
    assert_eq!(lead.call(&approve, &json!({})).await.status, 200);
}

#[tokio::test]
async fn a_browser_shows_again_who_it_is_and_gets_another_cookie() {
    let app = TestApp::start().await;
    let analyst = app.person("analyst1").await;
    let case = steps::bakery(&app, &analyst).await;
    let approve = format!("{}/approve", steps::submitted(&analyst, &case.path).await);
    let mut lead = enter(&app, "lead").await;
    app.advance(Duration::minutes(10));
    let late = lead.call(&approve, &json!({})).await;
    assert_eq!(late.problem(403), "reauthentication-required");
    let page = lead.get("/console/reauthenticate?next=/console").await;
    assert!(page.text().contains("name=\"next\" value=\"/console\""));
    let before = lead.clone();

    let wrong = [("password", "not the password"), ("next", "/console")];
    let wrong = lead.post("/console/reauthenticate", &wrong).await;
    assert_eq!(wrong.status, 422);
    let right = [("password", PASSWORD), ("next", "https://evil.example/")];
    let right = lead.post("/console/reauthenticate", &right).await;

    assert_eq!(where_to(&right), "/console", "nowhere else");
    assert_ne!(before.session(), lead.session());
    assert_eq!(
        before.clone().get("/console").await.status,
        303,
        "the old cookie"
    );
    assert_eq!(lead.call(&approve, &json!({})).await.status, 200);
}

#[tokio::test]
async fn signing_out_here_and_everywhere_takes_the_cookie_away() {
    let app = TestApp::start().await;
    let mut browser = enter(&app, "auditor").await;
    let before = browser.clone();

    let out = browser.post("/console/logout", &[]).await;

    assert_eq!(where_to(&out), "/console/login?done=logout");
    assert_eq!(browser.session(), None);
    assert_eq!(before.clone().get("/console").await.status, 303);
    let (mut desk, mut home) = (enter(&app, "police").await, enter(&app, "police").await);
    let out = desk.post("/console/security/everywhere", &[]).await;
    assert_eq!(where_to(&out), "/console/login?done=everywhere");
    assert_eq!(home.get("/console").await.status, 303);
}

#[tokio::test]
async fn a_newcomer_makes_an_app_before_anything_else() {
    let app = TestApp::start_with(|config| config.second_factor_in_demo = true).await;
    let mut browser = Browser::new(&app.running.staff_url, FIREFOX);
    let reply = sign_in(&mut browser, "analyst1", "/console").await;
    assert_eq!(where_to(&reply), "/console/security");
    assert_eq!(
        where_to(&browser.get("/console").await),
        "/console/security"
    );
    let queue = send(browser.request(Method::GET, "/api/v1/queue")).await;
    assert_eq!(queue.problem(403), "second-factor-required");
    let before = browser.clone();

    let offered = browser.post("/console/security/app", &[]).await;
    assert_eq!(where_to(&offered), "/console/security/app");
    let page = browser.get("/console/security/app").await.text();
    let secret: String = page
        .split("<span class=\"code-group\">")
        .skip(1)
        .filter_map(|part| part.split('<').next())
        .collect();
    let device = Authenticator::new(&secret);
    let wrong = browser
        .post("/console/security/app/confirm", &[("code", "000000")])
        .await;
    assert_eq!(wrong.status, 422);
    let code = device.code(app.now());
    let done = browser
        .post("/console/security/app/confirm", &[("code", &code)])
        .await;

    assert_eq!(where_to(&done), "/console/security?done=app");
    assert_ne!(before.session(), browser.session(), "another cookie");
    assert_eq!(browser.get("/console").await.status, 200);
    assert_eq!(before.clone().get("/console/security").await.status, 303);
    let removed = browser.post("/console/security/app/remove", &[]).await;
    assert_eq!(removed.status, 409, "the last one stays");
    let half = sign_in(&mut browser, "analyst1", "/console").await;
    assert_eq!(half.status, 422, "the password alone");
}

#[tokio::test]
async fn the_page_tells_how_long_to_wait_and_nothing_else() {
    let app = TestApp::start().await;
    let mut browser = Browser::new(&app.running.staff_url, FIREFOX);
    for _ in 0..3 {
        let form = [("email", "nobody@demo.example"), ("password", "a password")];
        let wrong = browser.post("/console/login", &form).await;
        assert_eq!(wrong.status, 422);
        assert!(wrong.text().contains("nobody@demo.example"), "typed once");
        assert!(!wrong.text().contains("a password"), "never shown again");
    }

    let form = [("email", "nobody@demo.example"), ("password", "a password")];
    let wait = browser.post("/console/login", &form).await;

    assert_eq!(
        (wait.status.as_u16(), wait.header("retry-after")),
        (429, "1".into())
    );
    assert!(wait.text().contains("Wait one second"));
    let danish = browser
        .get("/console/language/da?next=/console/login")
        .await;
    assert_eq!(where_to(&danish), "/console/login");
    let page = browser.get("/console/login").await;
    assert!(page.text().contains("<html lang=\"da\">"));
    assert_eq!(page.header("cache-control"), "no-store");
}
