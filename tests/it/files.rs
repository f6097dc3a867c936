//! Files are taken in their two places (`attachments`) and nowhere else.

use std::collections::BTreeSet;

use reqwest::Method;
use smv_cert_tests::{TestApp, count, send};

#[tokio::test]
async fn nothing_else_takes_a_file() {
    let document = api::openapi_json();
    let mut taken = BTreeSet::new();
    for operation in document["paths"]
        .as_object()
        .unwrap()
        .values()
        .flat_map(|item| item.as_object().unwrap().values())
    {
        let content = operation["requestBody"]["content"].as_object();
        let other = content.into_iter().flat_map(|content| content.keys());
        for kind in other.filter(|kind| *kind != "application/json") {
            let operation = operation["operationId"].as_str().unwrap_or_default();
            taken.insert(format!("{operation} {kind}"));
        }
    }
    let wanted = [
        "add_attachments_to_report multipart/form-data",
        "append_to_report_attachment application/octet-stream",
    ];
    assert_eq!(taken, BTreeSet::from(wanted.map(str::to_owned)));

    let app = TestApp::start().await;
    let part = "--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"../a.html\"\r\n\
        Content-Type: text/html\r\n\r\n<script>alert(1)</script>\r\n--x--\r\n";
    for path in ["/api/v1/reports", "/da/report", "/da/follow"] {
        for kind in [
            "multipart/form-data; boundary=x",
            "application/octet-stream",
        ] {
            let request = app
                .anyone()
                .request(Method::POST, path)
                .header("Idempotency-Key", "a-file-is-not-taken-1")
                .header("Content-Type", kind);
            let reply = send(request.body(part)).await;
            assert!(
                reply.status.is_client_error(),
                "{path} {kind}: {}",
                reply.status
            );
        }
    }
    let reports = count(&app.database.url, "SELECT count(*) AS count FROM reports");
    assert_eq!(reports, 0);
}
