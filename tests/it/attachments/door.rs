//! Who may send files, what is kept of them, and what it does to the case.

use aws_lc_rs::digest::{SHA256, SHA512, digest};
use serde_json::json;
use smv_cert_tests::{TestApp, send, text};

use super::{filed, form, noise, part, stored};
use crate::steps;

#[tokio::test]
async fn a_file_is_hashed_sniffed_and_listed_for_its_reporter() {
    let app = TestApp::start().await;
    let filed = filed(&app).await;
    let mut png = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".to_vec();
    png.extend(noise(5 * 1024 * 1024 + 17));

    let file = filed.sent("Skærmbillede.png", "image/png", &png).await;

    assert_eq!(file["name"], "Skærmbillede.png");
    assert_eq!(file["size"], png.len());
    assert_eq!(file["received"], png.len());
    assert_eq!(file["declared_type"], "image/png");
    assert_eq!(file["detected_type"], "image/png");
    let sha256 = digest(&SHA256, &png);
    assert_eq!(text(&file, "sha256"), super::hex(sha256.as_ref()));
    let sha512 = digest(&SHA512, &png);
    assert_eq!(text(&file, "sha512"), super::hex(sha512.as_ref()));
    assert_eq!(file["state"], "received");
    let listed = filed.listed().await;
    assert_eq!(listed, std::slice::from_ref(&file));
    let own = filed.own().await;
    let event = own["timeline"].as_array().unwrap().last().unwrap();
    assert_eq!(event["name"], "attachment.received");
    assert_eq!(event["facts"]["sha256"], file["sha256"]);
}

#[tokio::test]
async fn what_lies_on_the_disk_is_sealed_and_private() {
    use std::os::unix::fs::PermissionsExt as _;
    let app = TestApp::start().await;
    let filed = filed(&app).await;
    let word = b"kanariefuglen synger i filen";
    let bytes = word.repeat(200_000);

    let _ = filed.sent("hemmelig-plan.txt", "text/plain", &bytes).await;

    let pieces = stored(&app);
    assert!(pieces.len() >= 2, "{pieces:?}");
    let mut together = 0;
    for piece in &pieces {
        let sealed = std::fs::read(piece).unwrap();
        together += sealed.len();
        assert!(!sealed.windows(word.len()).any(|part| part == word));
        assert!(!piece.to_string_lossy().contains("hemmelig"));
    }
    assert!(together > bytes.len());
    let folder = app.data_dir.join("attachments").metadata().unwrap();
    assert_eq!(folder.permissions().mode() & 0o777, 0o700);
    let found = "SELECT count(*) AS count FROM attachments \
        WHERE position('hemmelig' in encode(content, 'escape')) > 0";
    assert_eq!(smv_cert_tests::count(&app.database.url, found), 0);
}

#[tokio::test]
async fn without_the_code_nothing_is_stored() {
    let app = TestApp::start().await;
    let filed = filed(&app).await;
    let body = form(&[(&part("x.txt", "text/plain"), &noise(3_000_000))]);
    let kind = format!("multipart/form-data; boundary={}", super::BOUNDARY);
    let other = super::filed(&app).await;

    for (caller, status) in [
        (app.anyone(), 401),
        (app.anyone().with("AAAA-BBBB-CCCC-DDDD-EEEE-FFFF-GGG"), 404),
        (other.reporter.clone(), 404),
        (app.person("analyst1").await, 404),
    ] {
        let request = caller
            .request(reqwest::Method::POST, &filed.files)
            .header("Content-Type", &kind)
            .body(body.clone());
        assert_eq!(send(request).await.status.as_u16(), status);
    }

    assert!(stored(&app).is_empty());
    assert!(filed.listed().await.is_empty());
}

#[tokio::test]
async fn a_file_wakes_a_case_that_waits_for_its_reporter() {
    let app = TestApp::start().await;
    let analyst = app.person("analyst1").await;
    let case = steps::bakery(&app, &analyst).await;
    let question = json!({"transition": "ask", "question": "Kan I sende mailen?"});
    let _ = analyst
        .post(&format!("{}/transitions", case.path), &question)
        .await
        .expect(200);
    let reporter = app.reporter(&case.receipt);
    let filed = super::Filed {
        reporter,
        files: format!("{}/attachments", case.own()),
        receipt: case.receipt.clone(),
    };

    let _ = filed
        .sent(
            "mail.eml",
            "message/rfc822",
            b"From: x@y.example\r\n\r\nHej",
        )
        .await;

    let page = analyst.get(&case.path).await.expect(200);
    assert_eq!(page["status"], "open");
    let file = &page["reports"][0]["attachments"][0];
    assert_eq!(file["name"], "mail.eml");
    let clock = page["clocks"].as_array().unwrap().iter();
    assert!(
        clock
            .clone()
            .any(|c| c["name"] == "next_update" && c["stopped_at"].is_null())
    );
}

#[tokio::test]
async fn the_same_file_twice_is_kept_once_and_another_name_is_another_file() {
    let app = TestApp::start().await;
    let filed = filed(&app).await;
    let bytes = noise(100_000);
    let first = filed
        .sent("a.bin", "application/octet-stream", &bytes)
        .await;
    let pieces = stored(&app).len();

    let again = filed
        .sent("a.bin", "application/octet-stream", &bytes)
        .await;
    let renamed = filed
        .sent("b.bin", "application/octet-stream", &bytes)
        .await;

    assert_eq!(again["id"], first["id"]);
    assert_ne!(renamed["id"], first["id"]);
    assert_eq!(filed.listed().await.len(), 2);
    assert_eq!(stored(&app).len(), 2 * pieces);
}

#[tokio::test]
async fn the_same_file_many_times_at_once_is_kept_once() {
    let app = TestApp::start().await;
    let filed = std::sync::Arc::new(filed(&app).await);
    let bytes = noise(3_000_000);
    let mut senders = tokio::task::JoinSet::new();
    for _ in 0..8 {
        let (filed, bytes) = (filed.clone(), bytes.clone());
        senders.spawn(async move {
            let kind = "application/octet-stream";
            text(&filed.sent("a.bin", kind, &bytes).await, "id")
        });
    }

    let answers = senders.join_all().await;

    assert_eq!(answers.len(), 8);
    assert!(answers.iter().all(|id| *id == answers[0]), "{answers:?}");
    assert_eq!(filed.listed().await.len(), 1);
    assert_eq!(stored(&app).len(), 2, "the pieces of one file");
    let own = filed.own().await;
    let told = own["timeline"].as_array().unwrap().iter();
    assert_eq!(
        told.filter(|event| event["name"] == "attachment.received")
            .count(),
        1
    );
}

#[tokio::test]
async fn a_code_that_was_replaced_opens_no_files_and_the_new_one_does() {
    let app = TestApp::start().await;
    let analyst = app.person("analyst1").await;
    let case = steps::bakery(&app, &analyst).await;
    let files = format!("{}/attachments", case.own());
    let old = super::Filed {
        reporter: app.reporter(&case.receipt),
        files: files.clone(),
        receipt: case.receipt.clone(),
    };
    let _ = old.sent("a.txt", "text/plain", b"words").await;
    let body = json!({"report": case.receipt["number"], "verified_by": "Ringet op."});
    let new = analyst
        .post(&format!("{}/access-codes", case.path), &body)
        .await
        .expect(201);

    let refused = old.post("b.txt", "text/plain", b"more").await;
    let current = super::Filed {
        reporter: app.reporter(&new),
        files,
        receipt: new,
    };

    assert_eq!(refused.problem(404), "not-found");
    assert_eq!(current.listed().await[0]["name"], "a.txt");
}
