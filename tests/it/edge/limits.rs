//! Too many: a flood from one source is cut to its rate, others do not notice, and a victim is never
//! locked out without a phone number.

use std::num::NonZeroU32;
use std::time::{Duration, Instant};

use reqwest::Method;
use serde_json::json;
use smv_cert_tests::{Caller, PASSWORD, Reply, TestApp, count, report, send, text};

/// Behind a proxy on this machine, so that tests can come from anywhere.
async fn behind_a_proxy(intake: u32, login: u32, code: u32, failures: u32) -> TestApp {
    TestApp::start_with(|config| {
        config.http.proxies.trusted = vec!["127.0.0.0/8".parse().unwrap()];
        config.limits.intake = NonZeroU32::new(intake);
        config.limits.login = NonZeroU32::new(login);
        config.limits.code = NonZeroU32::new(code);
        config.limits.code_failures = NonZeroU32::new(failures);
        config.contact.our_phone = "70 12 34 56".to_owned();
    })
    .await
}

async fn from(caller: &Caller, address: &str, method: Method, path: &str, key: usize) -> Reply {
    let request = caller.request(method, path);
    let request = request
        .header("X-Forwarded-For", address)
        .header("Idempotency-Key", format!("a-flood-{address}-{key:08}"))
        .header("Accept-Language", "en");
    let mut report = report::bakery();
    report["description"] = json!(format!("Alle filer er låst, og det er nummer {key}."));
    send(request.json(&report)).await
}

#[tokio::test]
async fn a_flood_from_one_source_is_cut_to_its_rate_and_another_is_not_slowed_down() {
    let app = behind_a_proxy(60, 60, 60, 60).await;
    let anyone = app.anyone();
    let file = async |address: &str, key: usize| {
        from(&anyone, address, Method::POST, "/api/v1/reports", key).await
    };
    let begun = Instant::now();
    let (mut taken, mut refusal) = (0, None);
    let mut waits = Vec::new();

    for key in 0..1000 {
        let reply = file("198.51.100.1", key).await;
        match reply.status.as_u16() {
            201 => taken += 1,
            429 => refusal = Some(reply),
            other => panic!("{other}"),
        }
        if key % 50 == 0 {
            let asked = Instant::now();
            let address = format!("203.0.113.{}", key / 50);
            assert_eq!(file(&address, key).await.status, 201, "somebody else");
            waits.push(asked.elapsed());
        }
    }
    let seconds = begun.elapsed().as_secs();

    let refusal = refusal.unwrap();
    let after: u64 = refusal.header("retry-after").parse().unwrap();
    assert!((1..=60).contains(&after), "{after}");
    assert!(
        text(&refusal.json, "detail").contains("70 12 34 56"),
        "{}",
        refusal.text()
    );
    assert_eq!(refusal.problem(429), "too-many-requests");
    let most = 60 + i64::try_from(seconds).unwrap() + 1;
    assert!(
        (60..=most).contains(&taken),
        "{taken} of 1000 in {seconds} s"
    );
    let stored = count(&app.database.url, "SELECT count(*) AS count FROM reports");
    assert_eq!(stored, taken + 20);
    waits.sort();
    println!(
        "{taken} of 1,000 taken in {seconds} s; another waits {:?} in the middle",
        waits[10]
    );
    assert!(waits[10] < Duration::from_secs(1), "{waits:?}");
}

#[tokio::test]
async fn a_form_over_the_limit_keeps_its_words_and_shows_the_number_to_call() {
    let app = behind_a_proxy(1, 60, 1, 60).await;
    let anyone = app.anyone();
    let post = async |path: &str, form: &[(&str, &str)]| {
        let request = anyone.request(Method::POST, path);
        send(request.header("X-Forwarded-For", "198.51.100.1").form(form)).await
    };
    let form = [
        ("kind", "ransomware"),
        ("ongoing", "yes"),
        ("impact", "all_down"),
        ("when", "today"),
        ("description", "Alle filer er låst siden i morges."),
        ("organisation", "Bageriet Solsikken"),
        ("name", "Karen Holm"),
        ("phone", "20304050"),
        ("police", "yes"),
        ("share", "yes"),
    ];

    assert_eq!(post("/da/report/send", &form).await.status, 200);
    let page = post("/da/report/send", &form).await;
    assert_eq!(
        (page.status.as_u16(), page.header("retry-after").as_str()),
        (429, "30")
    );
    for kept in [
        "Alle filer er låst siden i morges.",
        "Karen Holm",
        "tel:+4570123456",
    ] {
        assert!(page.text().contains(kept), "{kept}");
    }
    // Going back and forth in the form is not sending.
    assert_eq!(post("/da/report/1", &form).await.status, 200);
    assert_eq!(post("/en/report/check", &form).await.status, 200);

    let code = [
        ("number", "SMV-0000-0000"),
        ("access_code", "x"),
        ("text", "Kassen er nede."),
    ];
    assert_eq!(post("/da/follow", &code).await.status, 422);
    let page = post("/da/follow/message", &code).await;
    assert_eq!(page.status, 429);
    assert!(
        page.text().contains("Kassen er nede."),
        "the words are kept"
    );
    let request = anyone.request(Method::POST, "/da/follow");
    let request = request
        .header("Accept", "text/html")
        .header("X-Forwarded-For", "198.51.100.1");
    let page = send(request.form(&code)).await;
    assert_eq!(page.status, 429);
    assert!(!page.header("retry-after").is_empty());
    assert!(page.text().contains("tel:+4570123456"));
}

#[tokio::test]
async fn logging_in_has_a_limit_for_each_address() {
    let app = behind_a_proxy(60, 5, 60, 60).await;
    let login = async |address: &str, password: &str| {
        let request = app.anyone().request(Method::POST, "/api/v1/auth/login");
        let body = json!({"email": "lead@demo.example", "password": password});
        send(request.header("X-Forwarded-For", address).json(&body)).await
    };

    for _ in 0..5 {
        assert_eq!(login("198.51.100.1", "wrong").await.status, 401);
    }
    let refused = login("198.51.100.1", PASSWORD).await;
    assert!(!refused.header("retry-after").is_empty());
    assert_eq!(refused.problem(429), "too-many-requests");
    assert_eq!(login("198.51.100.2", PASSWORD).await.status, 200);
}

#[tokio::test]
async fn guessing_codes_ends_long_before_looking_up_does() {
    let app = behind_a_proxy(60, 60, 100, 5).await;
    let receipt = app.file(&report::bakery()).await;
    let own = format!("/api/v1/reports/{}", text(&receipt, "number"));
    let reporter = app.reporter(&receipt);
    let guess = app.anyone().with("0123456789ABCDEFGHJKMNPQRST");

    let mut guesses = Vec::new();
    for key in 0..20 {
        let reply = from(&guess, "198.51.100.1", Method::GET, &own, key).await;
        guesses.push(reply.status.as_u16());
    }
    assert!(
        guesses.iter().filter(|status| **status == 404).count() <= 7,
        "{guesses:?}"
    );
    assert_eq!(guesses.last(), Some(&429));
    // Not even the right code is tried from there now; from elsewhere it is, as often as one likes.
    assert_eq!(
        from(&reporter, "198.51.100.1", Method::GET, &own, 0)
            .await
            .status,
        429
    );
    for key in 0..60 {
        assert_eq!(
            from(&reporter, "198.51.100.2", Method::GET, &own, key)
                .await
                .status,
            200
        );
    }
    // The path in another spelling is the same path.
    let spelt = own.replace("reports", "%72eports");
    assert_eq!(
        from(&guess, "198.51.100.1", Method::GET, &spelt, 0)
            .await
            .status,
        429
    );
}
