//! A file in several requests, also when a connection is cut.

use std::time::Duration;

use reqwest::Method;
use serde_json::{Value, json};
use smv_cert_tests::{Reply, TestApp, send, text};
use tokio::io::AsyncWriteExt as _;
use tokio::net::TcpStream;

use super::{Filed, filed, noise, stored};
use crate::outside::until;

async fn announced(filed: &Filed, size: usize) -> String {
    let body = json!({"name": "disk.img", "size": size, "content_type": "application/x-raw"});
    let reply = filed.reporter.post(&filed.files, &body).await;
    let location = reply.header("location");
    let answer = reply.expect(201);
    assert_eq!(answer["attachments"][0]["state"], "uploading");
    assert_eq!(answer["attachments"][0]["received"], 0);
    location
}

async fn append(filed: &Filed, path: &str, offset: usize, bytes: &[u8]) -> Reply {
    let request = filed
        .reporter
        .request(Method::PATCH, path)
        .header("Upload-Offset", offset.to_string())
        .body(bytes.to_vec());
    send(request).await
}

async fn whole(app: &TestApp, filed: &Filed, file: &Value, bytes: &[u8]) {
    let sha256 = aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, bytes);
    assert_eq!(text(file, "sha256"), super::hex(sha256.as_ref()));
    let sha512 = aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA512, bytes);
    assert_eq!(text(file, "sha512"), super::hex(sha512.as_ref()));
    let analyst = app.person("analyst1").await;
    let found = analyst
        .get(&format!(
            "/api/v1/cases?q={}",
            text(&filed.receipt, "number")
        ))
        .await
        .expect(200);
    let path = format!(
        "/api/v1/cases/{}/attachments/{}?form=raw",
        text(&found["data"][0], "id"),
        text(file, "id")
    );
    assert!(analyst.get(&path).await.bytes == bytes);
}

#[tokio::test]
async fn a_file_comes_in_several_requests_of_any_size() {
    let app = TestApp::start().await;
    let filed = filed(&app).await;
    let bytes = noise(7_000_001);
    let path = announced(&filed, bytes.len()).await;

    let mut offset = 0;
    let mut last = Value::Null;
    for length in [1, 65_536, 2_000_000, 3_000_000, 10_000_000] {
        let end = (offset + length).min(bytes.len());
        let reply = append(&filed, &path, offset, &bytes[offset..end]).await;
        assert_eq!(reply.header("upload-offset"), end.to_string());
        last = reply.expect(200);
        offset = end;
    }

    assert_eq!(last["state"], "received");
    assert_eq!(last["declared_type"], "application/x-raw");
    whole(&app, &filed, &last, &bytes).await;
}

#[tokio::test]
async fn what_came_before_the_connection_was_cut_is_kept() {
    let app = TestApp::start().await;
    let filed = filed(&app).await;
    let bytes = noise(6_000_000);
    let path = announced(&filed, bytes.len()).await;
    let address = app.running.public_url.trim_start_matches("http://");
    let head = format!(
        "PATCH {path} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {}\r\nUpload-Offset: 0\r\n\
         Content-Length: {}\r\n\r\n",
        text(&filed.receipt, "access_code"),
        bytes.len()
    );
    let mut stream = TcpStream::connect(address).await.unwrap();
    stream.write_all(head.as_bytes()).await.unwrap();
    stream.write_all(&bytes[..3_000_000]).await.unwrap();
    drop(stream);

    let mut there = 0;
    until(
        Duration::from_secs(10),
        "the first half is kept",
        async || {
            let reply = filed.reporter.get(&path).await;
            there = reply.header("upload-offset").parse().unwrap();
            there == 3_000_000
        },
    )
    .await;
    let wrong = append(&filed, &path, 0, &bytes).await;
    assert_eq!(wrong.header("upload-offset"), "3000000");
    assert_eq!(wrong.problem(409), "upload-offset");
    let last = append(&filed, &path, there, &bytes[there..])
        .await
        .expect(200);

    assert_eq!(last["state"], "received");
    whole(&app, &filed, &last, &bytes).await;
}

#[tokio::test]
async fn only_the_announced_bytes_are_taken_and_a_finished_file_takes_no_more() {
    let app = TestApp::start().await;
    let filed = filed(&app).await;
    let path = announced(&filed, 10).await;

    let too_long = append(&filed, &path, 0, b"0123456789x").await;
    let missing = send(
        filed
            .reporter
            .request(Method::PATCH, &path)
            .body("0123456789"),
    )
    .await;
    let right = append(&filed, &path, 0, b"0123456789").await.expect(200);
    let more = append(&filed, &path, 10, b"x").await;
    let stranger = super::filed(&app).await;
    let foreign = path.replace(
        &text(&filed.receipt, "number"),
        &text(&stranger.receipt, "number"),
    );
    let theirs = append(&stranger, &foreign, 0, b"x").await;

    assert_eq!(too_long.problem(413), "file-too-large");
    assert_eq!(missing.problem(400), "upload-offset-invalid");
    assert_eq!(right["state"], "received");
    assert_eq!(more.problem(409), "upload-offset");
    assert_eq!(theirs.problem(404), "not-found");
}

#[tokio::test]
async fn two_requests_for_the_same_bytes_leave_one_whole_file() {
    let app = TestApp::start().await;
    let filed = filed(&app).await;
    let bytes = noise(5_000_000);
    let path = announced(&filed, bytes.len()).await;

    let (one, two) = tokio::join!(
        append(&filed, &path, 0, &bytes),
        append(&filed, &path, 0, &bytes)
    );

    let won = [&one, &two]
        .iter()
        .filter(|reply| reply.status == 200)
        .count();
    assert_eq!(won, 1, "{} {}", one.text(), two.text());
    let lost = if one.status == 200 { two } else { one };
    assert_eq!(lost.status, 409);
    let file = filed.reporter.get(&path).await.expect(200);
    whole(&app, &filed, &file, &bytes).await;
    assert_eq!(stored(&app).len(), 3, "nothing of the other is left");
}

#[tokio::test]
async fn what_a_request_left_behind_that_died_goes_when_the_file_is_whole() {
    let app = TestApp::start().await;
    let filed = filed(&app).await;
    let bytes = noise(3_000_000);
    let path = announced(&filed, bytes.len()).await;
    let _ = append(&filed, &path, 0, &bytes[..1_000_000])
        .await
        .expect(200);
    let piece = stored(&app).remove(0);
    let stray = piece.with_file_name("00001-aaaaaaaaaaaa");
    std::fs::write(&stray, b"written down by nobody").unwrap();

    let last = append(&filed, &path, 1_000_000, &bytes[1_000_000..])
        .await
        .expect(200);

    assert!(!stray.exists());
    whole(&app, &filed, &last, &bytes).await;
}

#[tokio::test]
async fn a_file_whose_last_step_failed_is_finished_by_a_request_without_bytes() {
    let app = TestApp::start().await;
    let filed = filed(&app).await;
    let mut pair = Vec::new();
    app.database.execute(
        "CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS \
         $$ BEGIN RAISE EXCEPTION 'not now'; END $$",
    );
    app.database.execute(
        "CREATE TRIGGER refuse BEFORE UPDATE ON attachments FOR EACH ROW \
         WHEN (NEW.state <> 'uploading') EXECUTE FUNCTION refuse()",
    );
    for begin in [0, 1] {
        let bytes = noise(2_500_001).split_off(begin);
        let path = announced(&filed, bytes.len()).await;
        let broken = append(&filed, &path, 0, &bytes).await;
        assert!(broken.status.is_server_error(), "{}", broken.text());
        pair.push((path, bytes));
    }
    app.database.execute("DROP TRIGGER refuse ON attachments");

    for (path, bytes) in &pair {
        let there = filed.reporter.get(path).await;
        assert_eq!(there.header("upload-offset"), bytes.len().to_string());
        let last = append(&filed, path, bytes.len(), b"").await.expect(200);
        assert_eq!(last["state"], "received");
        whole(&app, &filed, &last, bytes).await;
    }
    assert_eq!(filed.listed().await.len(), 2, "both are kept");
}

#[tokio::test]
async fn a_file_that_is_never_finished_is_forgotten_after_a_day() {
    let app = TestApp::start().await;
    let filed = filed(&app).await;
    let path = announced(&filed, 5_000_000).await;
    let _ = append(&filed, &path, 0, &noise(3_000_000))
        .await
        .expect(200);
    assert_eq!(app.running.run_sweep_once().await.unwrap(), 0);
    assert!(!stored(&app).is_empty());

    app.advance(chrono::Duration::hours(25));
    let removed = app.running.run_sweep_once().await.unwrap();

    assert!(removed > 0);
    assert!(stored(&app).is_empty());
    assert_eq!(filed.reporter.get(&path).await.problem(404), "not-found");
    assert!(filed.listed().await.is_empty());
}
