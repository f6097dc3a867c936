//! Names, types, sizes and senders that mean no good. Nothing is refused for what is in it.

use std::time::{Duration, Instant};

use smv_cert_tests::{TestApp, send, text};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use super::{BOUNDARY, Filed, filed, form, noise, part, stored};

#[tokio::test]
async fn names_are_made_safe_and_kept_as_they_were() {
    let app = TestApp::start().await;
    let analyst = app.person("analyst1").await;
    let filed = filed(&app).await;
    let case = analyst.post_empty("/api/v1/queue/claim").await.expect(200);
    let long = format!("{}.docx", "x".repeat(4000));

    for (sent, safe) in [
        ("فاتورة مزورة.pdf", "فاتورة مزورة.pdf"),
        ("../../../etc/passwd", "passwd"),
        ("..\\..\\boot.ini", "boot.ini"),
        ("/tmp/x/y.txt", "y.txt"),
        ("photo\u{202e}gpj.exe", "photogpj.exe"),
        ("..", "attachment"),
        (long.as_str(), &format!("{}.docx", "x".repeat(115))),
    ] {
        // Bytes of their own, or two could be one.
        let file = filed.sent(sent, "image/png", sent.as_bytes()).await;
        assert_eq!(file["name"], safe, "{sent}");
        assert_eq!(file["original_name"], sent);
        let path = format!(
            "/api/v1/cases/{}/attachments/{}?form=raw",
            text(&case, "id"),
            text(&file, "id")
        );
        let out = analyst.get(&path).await;
        assert_eq!(out.bytes, sent.as_bytes(), "{sent}");
        assert_eq!(out.header("content-type"), "application/octet-stream");
        let disposition = out.header("content-disposition");
        assert!(disposition.starts_with("attachment; "), "{disposition}");
        assert!(
            !disposition.contains(['/', '\\', '\u{202e}']),
            "{disposition}"
        );
    }
    // U+0000 cannot stand in a header of a part: such a body is no form.
    let nul = filed.post("a\0b.txt", "text/plain", b"x").await;
    assert_eq!(nul.problem(400), "multipart-invalid");
    let announced = serde_json::json!({"name": "a\0b.txt", "size": 3});
    let nul = filed.reporter.post(&filed.files, &announced).await;
    assert_eq!(nul.problem(422), "invalid-fields");
}

#[tokio::test]
async fn what_a_file_says_it_is_changes_nothing() {
    let app = TestApp::start().await;
    let analyst = app.person("analyst1").await;
    let filed = filed(&app).await;
    let case = analyst.post_empty("/api/v1/queue/claim").await.expect(200);
    let html = b"<!DOCTYPE html><script>alert(document.domain)</script>";
    let svg =
        b"<?xml version=\"1.0\"?><svg xmlns=\"http://www.w3.org/2000/svg\" onload=\"alert(1)\"/>";
    // The start of a bomb: a zip is never unpacked here.
    let mut bomb = b"PK\x03\x04\x14\0\0\0\x08\0".to_vec();
    bomb.extend(noise(42_000));

    for (name, media, bytes, detected) in [
        (
            "billede.png",
            "image/png",
            html.as_slice(),
            Some("text/html"),
        ),
        ("logo.svg", "image/svg+xml", svg, Some("text/xml")),
        ("42.zip", "application/zip", &bomb, Some("application/zip")),
        ("ingenting.txt", "text/plain", b"", None),
        (
            "run.exe",
            "image/jpeg",
            b"MZ\x90\0\x03",
            Some("application/vnd.microsoft.portable-executable"),
        ),
    ] {
        let file = filed.sent(name, media, bytes).await;
        assert_eq!(file["declared_type"], media);
        assert_eq!(file["detected_type"].as_str(), detected, "{name}");
        assert_eq!(file["size"], bytes.len());
        let path = format!(
            "/api/v1/cases/{}/attachments/{}?form=raw",
            text(&case, "id"),
            text(&file, "id")
        );
        let out = analyst.get(&path).await;
        assert_eq!(out.status, 200);
        assert_eq!(out.bytes, bytes, "{name}");
        for (header, value) in [
            ("content-type", "application/octet-stream"),
            ("x-content-type-options", "nosniff"),
            ("cache-control", "no-store"),
        ] {
            assert_eq!(out.header(header), value, "{name}");
        }
        assert!(out.header("content-security-policy").contains("sandbox"));
        assert!(out.header("content-disposition").starts_with("attachment;"));
    }
}

#[tokio::test]
async fn too_much_is_refused_with_the_limit_and_the_report_is_kept() {
    let app = TestApp::start_with(|config| {
        config.attachments.file_bytes = 1_000_000;
        config.attachments.per_report = 3;
    })
    .await;
    let filed = filed(&app).await;

    let large = filed
        .post("large.bin", "application/octet-stream", &noise(1_000_001))
        .await;
    let ten_gigabytes = serde_json::json!({"name": "disk.img", "size": 10_000_000_000_u64});
    let announced = filed.reporter.post(&filed.files, &ten_gigabytes).await;
    let names: Vec<String> = (0..4)
        .map(|n| part(&format!("{n}.txt"), "text/plain"))
        .collect();
    let four: Vec<(&str, &[u8])> = names
        .iter()
        .map(|name| (name.as_str(), b"x".as_slice()))
        .collect();
    let many = send(filed.posting(form(&four))).await;

    assert!(large.json["detail"].as_str().unwrap().contains("1 MB"));
    assert_eq!(large.problem(413), "file-too-large");
    assert_eq!(announced.problem(413), "file-too-large");
    assert_eq!(many.problem(422), "too-many-files");
    let listed = filed.listed().await;
    assert_eq!(listed.len(), 3, "those before the limit are kept");
    assert_eq!(stored(&app).len(), 3, "nothing of the others is left");
}

#[tokio::test]
async fn ten_gigabytes_announced_by_their_length_end_at_the_limit() {
    let app = TestApp::start_with(|config| config.attachments.file_bytes = 1_000_000).await;
    let filed = filed(&app).await;

    let first = raw(
        &app,
        &filed,
        "Content-Length: 10000000000",
        &noise(1_100_000),
    )
    .await;

    assert_eq!(first, "HTTP/1.1 413 Payload Too Large");
    assert!(stored(&app).is_empty());
}

#[tokio::test]
async fn a_request_that_is_cut_in_half_leaves_no_file_and_no_harm() {
    let app = TestApp::start().await;
    let filed = filed(&app).await;

    let first = raw(&app, &filed, "Content-Length: 8000000", &noise(4_000_000)).await;

    assert!(first.is_empty() || first.contains("400"), "{first}");
    crate::outside::until(Duration::from_secs(10), "the halves are gone", async || {
        stored(&app).is_empty()
    })
    .await;
    assert!(filed.listed().await.is_empty());
    let whole = filed
        .sent("again.bin", "application/octet-stream", b"all of it")
        .await;
    assert_eq!(whole["state"], "received");
}

#[tokio::test]
async fn a_connection_that_is_reset_leaves_no_piece() {
    let app = TestApp::start().await;
    let filed = filed(&app).await;
    let mut stream = TcpStream::connect(address(&app)).await.unwrap();
    let head = head(&filed, "Content-Length: 8000000");
    stream.write_all(head.as_bytes()).await.unwrap();
    stream.write_all(start().as_bytes()).await.unwrap();
    stream.write_all(&noise(5_000_000)).await.unwrap();
    let limit = Duration::from_secs(10);
    crate::outside::until(limit, "two pieces lie there", async || {
        stored(&app).len() == 2
    })
    .await;

    stream.set_zero_linger().unwrap();
    drop(stream);

    crate::outside::until(limit, "they are gone", async || stored(&app).is_empty()).await;
}

#[tokio::test]
async fn one_sender_cannot_take_all_places() {
    let app = TestApp::start_with(|config| {
        config.http.proxies.trusted = vec!["127.0.0.0/8".parse().unwrap()];
        config.attachments.at_once = 8;
        config.attachments.at_once_per_sender = 2;
    })
    .await;
    let filed = filed(&app).await;
    let mut held = Vec::new();
    for _ in 0..2 {
        let from = "X-Forwarded-For: 198.51.100.7\r\nContent-Length: 8000000";
        let mut stream = TcpStream::connect(address(&app)).await.unwrap();
        stream
            .write_all(head(&filed, from).as_bytes())
            .await
            .unwrap();
        stream.write_all(start().as_bytes()).await.unwrap();
        stream.write_all(&noise(3_000_000)).await.unwrap();
        held.push(stream);
    }
    let limit = Duration::from_secs(10);
    crate::outside::until(limit, "both have a place", async || stored(&app).len() == 2).await;
    let from = async |sender: &str| {
        let body = form(&[(&part("a.txt", "text/plain"), b"words")]);
        send(filed.posting(body).header("X-Forwarded-For", sender)).await
    };

    let third = from("198.51.100.7").await;
    let other = from("198.51.100.8").await;
    drop(held);

    assert!(third.header("retry-after").parse::<u32>().unwrap() > 0);
    assert_eq!(third.problem(429), "too-many-requests");
    assert_eq!(other.status, 201);
    crate::outside::until(limit, "the places are free again", async || {
        from("198.51.100.7").await.status == 201
    })
    .await;
}

#[tokio::test]
async fn a_sender_of_a_byte_a_second_is_dropped_and_holds_nobody_up() {
    let app = TestApp::start_with(|config| {
        config.pace = api::Pace {
            total: Duration::from_mins(1),
            window: Duration::from_millis(300),
            least: 500,
        };
        config.attachments.at_once = 4;
    })
    .await;
    let filed = filed(&app).await;
    let begun = Instant::now();
    let mut slow = Vec::new();
    for _ in 0..20 {
        let head = head(&filed, "Content-Length: 100000");
        let mut stream = TcpStream::connect(address(&app)).await.unwrap();
        stream.write_all(head.as_bytes()).await.unwrap();
        stream.write_all(start().as_bytes()).await.unwrap();
        slow.push(stream);
    }

    let other = super::filed(&app).await;
    let receipt_after = begun.elapsed();
    let mut codes = Vec::new();
    for mut stream in slow {
        let mut answer = Vec::new();
        let reading = stream.read_to_end(&mut answer);
        let _ = tokio::time::timeout(Duration::from_secs(10), reading)
            .await
            .expect("it is dropped");
        let answer = String::from_utf8_lossy(&answer).into_owned();
        codes.push(answer.split(' ').nth(1).unwrap_or_default().to_owned());
    }

    assert!(receipt_after < Duration::from_secs(3), "{receipt_after:?}");
    // Four have a place and are too slow; the others are told to come again.
    assert!(
        codes.iter().all(|code| code == "408" || code == "503"),
        "{codes:?}"
    );
    assert_eq!(
        codes.iter().filter(|code| *code == "408").count(),
        4,
        "{codes:?}"
    );
    let file = other
        .sent("now.txt", "text/plain", b"there is room again")
        .await;
    assert_eq!(file["state"], "received");
}

fn address(app: &TestApp) -> String {
    app.running
        .public_url
        .trim_start_matches("http://")
        .to_owned()
}

fn start() -> String {
    format!(
        "--{BOUNDARY}\r\n{}\r\n\r\n",
        part("big.bin", "application/octet-stream")
    )
}

fn head(filed: &Filed, length: &str) -> String {
    format!(
        "POST {} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {}\r\nContent-Type: \
         multipart/form-data; boundary={BOUNDARY}\r\n{length}\r\n\r\n",
        filed.files,
        text(&filed.receipt, "access_code")
    )
}

/// Sends this much of a file and then nothing more; the first line of the answer.
async fn raw(app: &TestApp, filed: &Filed, length: &str, bytes: &[u8]) -> String {
    let mut stream = TcpStream::connect(address(app)).await.unwrap();
    stream
        .write_all(head(filed, length).as_bytes())
        .await
        .unwrap();
    stream.write_all(start().as_bytes()).await.unwrap();
    // The other side may have answered and closed before all is sent.
    let _ = stream.write_all(bytes).await;
    if length.ends_with("8000000") {
        let _ = stream.shutdown().await;
    }
    let mut answer = Vec::new();
    let _ = stream.read_to_end(&mut answer).await;
    let answer = String::from_utf8_lossy(&answer).into_owned();
    answer.lines().next().unwrap_or_default().to_owned()
}
