//! What every page of the console has, and what none has (ASVS 5.0: 6.2.6, 6.2.7, 7.4.4, 14.3.1).

use smv_cert_tests::{Browser, PASSWORD, TestApp};

const FIREFOX: &str = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0";

/// Pages that one gets to after signing in, and some that one signs in on.
const INSIDE: [&str; 4] = [
    "/console",
    "/console/security",
    "/console/reauthenticate",
    "/console/audit",
];
const OUTSIDE: [&str; 2] = ["/console/login", "/console/enrol"];

/// The tags of this name in a page.
fn tags<'p>(page: &'p str, name: &str) -> Vec<&'p str> {
    let begin = format!("<{name} ");
    page.split(&*begin)
        .skip(1)
        .filter_map(|rest| rest.split('>').next())
        .collect()
}

/// Buttons that end the session.
fn ways_out(page: &str) -> usize {
    tags(page, "form")
        .into_iter()
        .filter(|form| form.contains("action=\"/console/logout\"") && form.contains("\"post\""))
        .count()
}

async fn inside(app: &TestApp, name: &str) -> Browser {
    let mut browser = Browser::new(&app.running.staff_url, FIREFOX);
    let email = format!("{name}@demo.example");
    let form = [("email", &*email), ("password", PASSWORD)];
    let reply = browser.post("/console/login", &form).await;
    assert_eq!(reply.status, 303, "{}", reply.text());
    browser
}

#[tokio::test]
async fn every_page_inside_has_a_way_out_and_nothing_stays_in_the_browser_afterwards() {
    let app = TestApp::start().await;
    for name in ["analyst1", "lead", "police", "auditor", "admin"] {
        let mut browser = inside(&app, name).await;
        for path in INSIDE {
            let page = browser.get(path).await;
            if path == "/console/audit" && !["lead", "auditor"].contains(&name) {
                assert_eq!(page.status, 403, "{name} {path}");
                continue;
            }
            assert_eq!(page.status, 200, "{name} {path}");
            assert_eq!(page.header("cache-control"), "no-store", "{name} {path}");
            assert_eq!(ways_out(&page.text()), 1, "{name} {path}");
        }

        let out = browser.post("/console/logout", &[]).await;

        assert_eq!(out.header("cache-control"), "no-store");
        assert_eq!(browser.session(), None, "the cookie is taken back");
        for path in INSIDE {
            let status = browser.get(path).await.status.as_u16();
            assert!(matches!(status, 303 | 401), "{name} {path}: {status}");
        }
    }
}

#[tokio::test]
async fn who_still_has_to_make_a_factor_may_leave_too() {
    let app = TestApp::start_with(|config| config.second_factor_in_demo = true).await;
    let mut browser = inside(&app, "analyst1").await;
    let page = browser.get("/console/security").await.text();
    assert_eq!(ways_out(&page), 1);
    assert!(
        !page.contains("href=\"/console/security\""),
        "no further in"
    );

    let offered = browser.post("/console/security/app", &[]).await;
    assert_eq!(offered.status, 303);
    let page = browser.get("/console/security/app").await.text();

    assert_eq!(ways_out(&page), 1);
}

#[tokio::test]
async fn passwords_are_hidden_and_managers_may_fill_them_in() {
    let app = TestApp::start().await;
    let mut browser = inside(&app, "analyst1").await;
    let mut outside = Browser::new(&app.running.staff_url, FIREFOX);
    let mut pages = Vec::new();
    for path in OUTSIDE {
        pages.push((path, outside.get(path).await.text()));
    }
    for path in INSIDE {
        pages.push((path, browser.get(path).await.text()));
    }
    let mut fields = 0;

    for (path, page) in pages {
        for script in [
            "onpaste",
            "oncopy",
            "ondrop",
            "localStorage",
            "sessionStorage",
        ] {
            assert!(!page.contains(script), "{path}: {script}");
        }
        for input in tags(&page, "input") {
            let name = input
                .split("name=\"")
                .nth(1)
                .and_then(|rest| rest.split('"').next());
            if !name.is_some_and(|name| name.contains("password")) {
                assert!(
                    !input.contains("type=\"password\"") || name.is_some(),
                    "{path}: {input}"
                );
                continue;
            }
            fields += 1;
            assert!(input.contains("type=\"password\""), "{path}: {input}");
            let filled = ["current-password", "new-password"];
            let filled = filled.map(|how| format!("autocomplete=\"{how}\""));
            assert!(
                filled.iter().any(|how| input.contains(how)),
                "{path}: {input}"
            );
            assert!(
                !input.contains("maxlength") && !input.contains("readonly"),
                "{path}: {input}"
            );
            assert!(input.contains("value=\"\""), "never sent back: {input}");
        }
    }
    assert!(
        fields >= 4,
        "{fields} fields: login, again, the old one and the new one"
    );
}
