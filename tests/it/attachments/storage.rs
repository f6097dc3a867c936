//! Full disks, orphans, and what is left when the content of a case goes.

use std::process::Command;

use chrono::Duration;
use serde_json::json;
use smv_cert_tests::{TestApp, report, text};

use super::{filed, noise, stored};
use crate::outside::empty_folder;

#[tokio::test]
async fn a_nearly_full_disk_takes_no_file_and_reports_go_on() {
    // No disk has more than 100 % free.
    let app = TestApp::start_with(|config| config.attachments.least_free_percent = 100).await;
    let filed = filed(&app).await;

    let refused = filed.post("a.txt", "text/plain", b"words").await;
    let announced = filed
        .reporter
        .post(&filed.files, &json!({"name": "a.img", "size": 10}))
        .await;
    let receipt = app
        .file(&report::of(
            "phishing",
            "Another firm",
            "Text without any file.",
        ))
        .await;

    assert_eq!(refused.problem(507), "storage-full");
    assert_eq!(announced.problem(507), "storage-full");
    assert!(receipt["number"].is_string());
    assert!(stored(&app).is_empty());
}

#[tokio::test]
async fn a_disk_that_runs_full_within_a_file_keeps_the_rest_and_heals_by_itself() {
    let folder = empty_folder("full-disk");
    let mount = |options: &str| {
        Command::new("mount")
            .args(["-t", "tmpfs", "-o", options, "tmpfs"])
            .arg(&folder)
            .status()
            .is_ok_and(|status| status.success())
    };
    if !mount("size=5m") {
        println!("SKIPPED: no volume can be mounted here (not root)");
        return;
    }
    let unmount = || Command::new("umount").arg(&folder).status();
    let place = folder.clone();
    let app = TestApp::start_with(move |config| {
        config.attachments.place = attachment::Where::Folder(place);
        config.attachments.least_free_percent = 0;
    })
    .await;
    let filed = filed(&app).await;
    let small = filed
        .sent("small.bin", "application/octet-stream", &noise(1_000_000))
        .await;

    let refused = filed
        .post("big.bin", "application/octet-stream", &noise(8_000_000))
        .await;
    let receipt = app
        .file(&report::of(
            "phishing",
            "Another firm",
            "Text without any file.",
        ))
        .await;
    let grown = mount("remount,size=40m");
    let healed = filed
        .post("big.bin", "application/octet-stream", &noise(8_000_000))
        .await;
    let listed = filed.listed().await;
    let _ = unmount();

    assert_eq!(small["state"], "received");
    assert_eq!(refused.problem(507), "storage-full");
    assert!(receipt["number"].is_string());
    assert!(grown);
    assert_eq!(healed.status, 201, "{}", healed.text());
    assert_eq!(listed.len(), 2);
}

#[tokio::test]
async fn pieces_that_nobody_knows_are_removed_and_those_of_files_stay() {
    let app = TestApp::start().await;
    let filed = filed(&app).await;
    let file = filed
        .sent("a.bin", "application/octet-stream", &noise(3_000_000))
        .await;
    let known = stored(&app).len();
    let orphan = app
        .data_dir
        .join("attachments/018f3b2e-0000-7000-8000-000000000000");
    std::fs::create_dir_all(&orphan).unwrap();
    std::fs::write(orphan.join("00000-aaaaaaaaaaaa"), b"sealed").unwrap();

    assert_eq!(
        app.running.run_sweep_once().await.unwrap(),
        0,
        "it may be coming in now"
    );
    app.advance(Duration::hours(3));
    assert_eq!(app.running.run_sweep_once().await.unwrap(), 1);

    assert_eq!(stored(&app).len(), known);
    assert_eq!(filed.listed().await[0]["id"], file["id"]);
}

#[tokio::test]
async fn when_the_content_of_a_case_is_deleted_its_files_are_gone_too() {
    let app = TestApp::start().await;
    let filed = filed(&app).await;
    let _ = filed
        .sent("a.bin", "application/octet-stream", &noise(3_000_000))
        .await;
    let analyst = app.person("analyst1").await;
    let case = analyst.post_empty("/api/v1/queue/claim").await.expect(200);
    let path = format!("/api/v1/cases/{}", text(&case, "id"));
    for step in [
        json!({"transition": "resolve", "resolution": "Løst."}),
        json!({"transition": "close"}),
    ] {
        let _ = analyst
            .post(&format!("{path}/transitions"), &step)
            .await
            .expect(200);
    }
    let id = text(&case, "id")
        .parse()
        .map(domain::id::CaseId::from_uuid)
        .unwrap();
    let owner = crate::steps::owner(&app);
    app.database.execute(
        "INSERT INTO archive_decisions VALUES (gen_random_uuid(), 'RA 1', '2100-01-01', now())",
    );
    app.advance(Duration::days(6 * 365));
    let now = app.now();
    let deleted = owner
        .transact_blocking(&domain::access::Actor::System, |tx| {
            triage_queue::privacy::retain::delete(tx, id, 5 * 365, now)
        })
        .unwrap();
    assert_eq!(deleted.as_deref(), Some("RA 1"));

    assert!(app.running.run_sweep_once().await.unwrap() > 0);

    assert!(stored(&app).is_empty());
    let rows = "SELECT count(*) AS count FROM attachments";
    assert_eq!(smv_cert_tests::count(&app.database.url, rows), 0);
}
