//! Full disks, orphans, and what is left when the content of a case goes.

use chrono::Duration;
use serde_json::json;
use smv_cert_tests::{TestApp, report, text};

use super::disk::Disk;
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
async fn files_that_a_restored_older_database_does_not_know_are_kept() {
    let app = TestApp::start().await;
    let filed = filed(&app).await;
    let bytes = noise(3_000_000);
    let file = filed
        .sent("a.bin", "application/octet-stream", &bytes)
        .await;
    let there = stored(&app);
    // What the older database does not have; then the newer one is found after all.
    app.database
        .execute("CREATE TABLE kept AS SELECT * FROM attachments");
    app.database.execute("DELETE FROM attachments");
    app.advance(Duration::days(3));

    assert_eq!(app.running.run_sweep_once().await.unwrap(), 0);
    app.database
        .execute("INSERT INTO attachments SELECT * FROM kept");

    assert_eq!(stored(&app), there);
    let analyst = app.person("analyst1").await;
    let case = analyst.post_empty("/api/v1/queue/claim").await.expect(200);
    let (case, file) = (text(&case, "id"), text(&file, "id"));
    let path = format!("/api/v1/cases/{case}/attachments/{file}?form=raw");
    assert!(analyst.get(&path).await.bytes == bytes);
}

#[tokio::test]
async fn without_its_storage_the_system_starts_takes_text_and_heals_by_itself() {
    let folder = empty_folder("no-storage");
    // No folder can be made below a file.
    let (blocked, place) = (folder.join("disk"), folder.join("disk/files"));
    std::fs::write(&blocked, b"").unwrap();
    let there = place.clone();
    let app = TestApp::start_with(move |config| {
        config.attachments.place = attachment::Where::Folder(there);
    })
    .await;
    let filed = filed(&app).await;

    let refused = filed.post("a.txt", "text/plain", b"words").await;
    let announced = filed
        .reporter
        .post(&filed.files, &json!({"name": "a.img", "size": 10}))
        .await;
    let mut doctor = crate::served::command(&app.data_dir, Some(&app.database.url));
    let storage = format!("file:{}", place.display());
    let doctor = doctor
        .arg("doctor")
        .env("SMV_CERT_ATTACHMENTS__STORAGE", storage)
        .output()
        .unwrap();
    std::fs::remove_file(&blocked).unwrap();
    let healed = filed.post("a.txt", "text/plain", b"words").await;

    assert_eq!(refused.header("retry-after"), "60");
    assert_eq!(refused.problem(503), "storage-away");
    assert_eq!(announced.problem(503), "storage-away");
    let said = String::from_utf8(doctor.stdout).unwrap();
    let lines: Vec<&str> = said
        .lines()
        .filter(|line| line.contains("FAIL  files"))
        .collect();
    assert!(!doctor.status.success());
    assert_eq!(lines.len(), 3, "{said}");
    for (line, role) in lines.iter().zip(["public", "staff", "worker"]) {
        assert!(line.contains(role), "{line}");
    }
    assert_eq!(healed.status, 201, "{}", healed.text());
}

#[tokio::test]
async fn a_disk_that_gets_too_full_within_a_file_takes_no_more_of_it() {
    let Some(disk) = Disk::of("20m", "filling-disk") else {
        return;
    };
    let place = disk.folder.clone();
    let app = TestApp::start_with(move |config| {
        config.attachments.place = attachment::Where::Folder(place);
        config.attachments.least_free_percent = 50;
    })
    .await;
    let filed = filed(&app).await;

    // It would fit, but leave less than half of the disk.
    let refused = filed
        .post("big.bin", "application/octet-stream", &noise(19_000_000))
        .await;
    let small = filed.post("small.txt", "text/plain", b"words").await;

    assert_eq!(refused.problem(507), "storage-full");
    assert_eq!(small.status, 201, "{}", small.text());
}

#[tokio::test]
async fn a_disk_that_runs_full_within_a_file_keeps_the_rest_and_heals_by_itself() {
    let Some(disk) = Disk::of("5m", "full-disk") else {
        return;
    };
    let place = disk.folder.clone();
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
    let grown = disk.mount("remount,size=40m");
    let healed = filed
        .post("big.bin", "application/octet-stream", &noise(8_000_000))
        .await;
    let listed = filed.listed().await;

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
    app.advance(Duration::days(29));
    assert_eq!(
        app.running.run_sweep_once().await.unwrap(),
        0,
        "the database may be an older one"
    );
    app.advance(Duration::days(2));
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
