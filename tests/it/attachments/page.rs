//! Files from the receipt and the follow page, as a browser posts them.

use reqwest::Method;
use smv_cert_tests::{Reply, TestApp, send, text};

use super::{BOUNDARY, Filed, filed, form, noise, part};

fn field(name: &str) -> String {
    format!("Content-Disposition: form-data; name=\"{name}\"")
}

async fn post(app: &TestApp, filed: &Filed, code: &str, sent: &[(&str, &[u8])]) -> Reply {
    let number = text(&filed.receipt, "number");
    let heads: Vec<String> = sent
        .iter()
        .map(|(name, _)| part(name, "application/octet-stream"))
        .collect();
    let (number_field, code_field) = (field("number"), field("access_code"));
    let mut parts: Vec<(&str, &[u8])> = vec![
        (&number_field, number.as_bytes()),
        (&code_field, code.as_bytes()),
    ];
    for (head, (_, bytes)) in heads.iter().zip(sent) {
        parts.push((head, bytes));
    }
    let request = app
        .anyone()
        .request(Method::POST, "/da/follow/files")
        .header(
            "Content-Type",
            format!("multipart/form-data; boundary={BOUNDARY}"),
        )
        .header("Accept", "text/html")
        .body(form(&parts));
    send(request).await
}

#[tokio::test]
async fn files_from_the_page_are_taken_and_listed_with_their_state() {
    let app = TestApp::start().await;
    let filed = filed(&app).await;
    let code = text(&filed.receipt, "access_code");

    let page = post(
        &app,
        &filed,
        &code,
        &[("mail.eml", b"From: x"), ("<b>.png", b"png")],
    )
    .await;

    assert_eq!(page.status, 200);
    let html = page.text();
    assert!(html.contains("Vi har fået 2 filer"), "{html}");
    assert!(html.contains("mail.eml") && html.contains("modtaget, ikke scannet endnu"));
    assert!(!html.contains("<b>.png"));
    assert!(html.contains("Vi scanner filerne, før nogen åbner dem"));
    assert_eq!(filed.listed().await.len(), 2);
}

#[tokio::test]
async fn what_is_refused_from_the_page_says_why_and_the_rest_is_kept() {
    let app = TestApp::start_with(|config| {
        config.attachments.form_bytes = 1_000_000;
        config.attachments.form_files = 2;
    })
    .await;
    let filed = filed(&app).await;
    let code = text(&filed.receipt, "access_code");
    let big = noise(1_000_001);

    let large = post(&app, &filed, &code, &[("big.bin", &big), ("ok.txt", b"ok")]).await;
    let many = post(
        &app,
        &filed,
        &code,
        &[("1.txt", b"1"), ("2.txt", b"2"), ("3.txt", b"3")],
    )
    .await;
    let none = post(&app, &filed, &code, &[("", b"")]).await;

    assert_eq!(large.status, 422);
    assert!(large.text().contains("fylder mere end 1 MB"));
    assert_eq!(many.status, 422);
    assert!(many.text().contains("Vi tog de første 2 filer"));
    assert_eq!(none.status, 422);
    assert!(none.text().contains("Vælg mindst én fil"));
    let names: Vec<String> = filed
        .listed()
        .await
        .iter()
        .map(|file| text(file, "name"))
        .collect();
    assert_eq!(names, ["ok.txt", "1.txt", "2.txt"]);
}

#[tokio::test]
async fn with_a_wrong_code_the_page_asks_again_and_keeps_nothing() {
    let app = TestApp::start().await;
    let filed = filed(&app).await;

    let page = post(&app, &filed, "AAAA-BBBB", &[("a.txt", b"a")]).await;

    assert_eq!(page.status, 422);
    assert!(
        page.text().contains("AAAA-BBBB"),
        "what was typed is still there"
    );
    assert!(filed.listed().await.is_empty());
    assert!(super::stored(&app).is_empty());
}

#[tokio::test]
async fn a_full_disk_is_told_on_the_page_and_the_case_is_still_shown() {
    let app = TestApp::start_with(|config| config.attachments.least_free_percent = 100).await;
    let filed = filed(&app).await;
    let code = text(&filed.receipt, "access_code");

    let page = post(&app, &filed, &code, &[("a.txt", b"a")]).await;

    assert_eq!(page.status, 422);
    assert!(page.text().contains("Selve indberetningen er gemt"));
    assert!(page.text().contains(&text(&filed.receipt, "number")));
}

#[tokio::test]
async fn a_form_with_more_fields_than_any_browser_sends_is_read_no_further() {
    let app = TestApp::start().await;
    let filed = filed(&app).await;
    let kind = format!("multipart/form-data; boundary={BOUNDARY}");
    let (field, nothing) = (field("x"), part("", "application/octet-stream"));
    let fields: Vec<(&str, &[u8])> = vec![(&field, b"y".as_slice()); 17];
    let nothings: Vec<(&str, &[u8])> = vec![(&nothing, b"".as_slice()); 17];

    for parts in [&fields, &nothings, &[&fields[..9], &nothings[..8]].concat()] {
        let request = app
            .anyone()
            .request(Method::POST, "/da/follow/files")
            .header("Content-Type", &kind)
            .header("Accept", "text/html")
            .body(form(parts));
        assert_eq!(send(request).await.status, 400);
    }
    let request = filed.posting(form(&nothings));
    assert_eq!(send(request).await.problem(400), "multipart-invalid");
}

#[tokio::test]
async fn what_is_only_passed_over_has_an_end_too() {
    let app = TestApp::start_with(|config| {
        config.attachments.form_bytes = 100_000;
        config.attachments.file_bytes = 100_000;
        config.attachments.form_files = 2;
    })
    .await;
    let filed = filed(&app).await;
    let code = text(&filed.receipt, "access_code");
    let (large, huge) = (noise(150_000), noise(500_000));

    let told = post(&app, &filed, &code, &[("large.bin", &large)]).await;
    let cut = post(&app, &filed, &code, &[("huge.bin", &huge)]).await;

    assert_eq!(told.status, 422);
    assert_eq!(cut.status, 400);
}
