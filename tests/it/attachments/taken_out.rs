//! Staff take files out: in which form, and what it leaves in the timeline.

use std::io::{Cursor, Read as _};

use serde_json::Value;
use smv_cert_tests::{Caller, TestApp, text};

use super::{Filed, filed_with, noise, stored};

static NEXT: std::sync::atomic::AtomicU32 = std::sync::atomic::AtomicU32::new(0);

struct Case {
    analyst: Caller,
    path: String,
    filed: Filed,
}

async fn case(app: &TestApp) -> Case {
    // Words of its own, or it would join another's case.
    let number = NEXT.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
    let filed = filed_with(app, &format!("Alt er låst, for {number}. gang.")).await;
    let analyst = app.person("analyst1").await;
    let case = analyst.post_empty("/api/v1/queue/claim").await.expect(200);
    Case {
        path: format!("/api/v1/cases/{}", text(&case, "id")),
        analyst,
        filed,
    }
}

impl Case {
    fn file(&self, file: &Value) -> String {
        format!("{}/attachments/{}", self.path, text(file, "id"))
    }
}

#[tokio::test]
async fn each_time_a_file_goes_out_the_timeline_says_who_took_it_and_how() {
    let app = TestApp::start().await;
    let case = case(&app).await;
    let bytes = noise(4_500_000);
    let file = case
        .filed
        .sent("log.bin", "application/octet-stream", &bytes)
        .await;
    let path = case.file(&file);

    let refused = case.analyst.get(&path).await;
    let raw = case.analyst.get(&format!("{path}?form=raw")).await;
    let zip = case.analyst.get(&format!("{path}?form=zip")).await;

    assert_eq!(refused.problem(409), "not-clean");
    assert_eq!(raw.header("content-length"), bytes.len().to_string());
    assert!(raw.bytes == bytes);
    assert!(zip.header("content-disposition").contains("log.bin.zip"));
    let mut archive = zip::ZipArchive::new(Cursor::new(zip.bytes)).unwrap();
    assert!(archive.by_index(0).is_err(), "it asks for a password");
    assert!(archive.by_index_decrypt(0, b"wrong").is_err());
    let mut inside = Vec::new();
    let mut entry = archive.by_index_decrypt(0, b"infected").unwrap();
    assert_eq!(entry.name().unwrap(), "log.bin");
    entry.read_to_end(&mut inside).unwrap();
    assert!(inside == bytes);
    let timeline = case
        .analyst
        .get(&format!("{}/events", case.path))
        .await
        .expect(200);
    let taken: Vec<&Value> = timeline["data"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|event| event["name"] == "attachment.downloaded")
        .collect();
    let forms: Vec<&Value> = taken.iter().map(|event| &event["facts"]["form"]).collect();
    assert_eq!(forms, ["raw", "zip"], "a refusal is no custody");
    for event in taken {
        assert_eq!(event["audience"], "internal");
        assert_eq!(event["actor_role"], "analyst");
        assert_eq!(event["facts"]["sha256"], file["sha256"]);
    }
    let own = case.filed.own().await;
    let told = own["timeline"].as_array().unwrap().iter();
    assert!(
        told.clone()
            .all(|event| event["name"] != "attachment.downloaded")
    );
}

#[tokio::test]
async fn what_was_changed_on_the_disk_does_not_go_out_as_if_it_were_whole() {
    let app = TestApp::start().await;
    let case = case(&app).await;
    let bytes = noise(5_000_000);
    let file = case
        .filed
        .sent("a.bin", "application/octet-stream", &bytes)
        .await;
    let path = format!("{}?form=raw", case.file(&file));
    let mut pieces = stored(&app);
    pieces.sort();
    assert_eq!(pieces.len(), 3);
    let whole: Vec<Vec<u8>> = pieces.iter().map(|p| std::fs::read(p).unwrap()).collect();

    let mut changed = whole[1].clone();
    changed[70_000] ^= 1;
    let swapped = &whole[0];
    let short = &whole[1][..whole[1].len() / 2];
    let tampered: [(&str, Option<&[u8]>); 4] = [
        ("a bit", Some(&changed)),
        ("another piece", Some(swapped)),
        ("half", Some(short)),
        ("gone", None),
    ];
    for (what, bytes_there) in tampered {
        match bytes_there {
            Some(there) => std::fs::write(&pieces[1], there).unwrap(),
            None => std::fs::remove_file(&pieces[1]).unwrap(),
        }
        for form in ["raw", "zip"] {
            let path = path.replace("raw", form);
            let request = case.analyst.request(reqwest::Method::GET, &path);
            let mut answer = request.send().await.unwrap();
            let mut read = Vec::new();
            let ended = loop {
                match answer.chunk().await {
                    Ok(Some(chunk)) => read.extend_from_slice(&chunk),
                    Ok(None) => break true,
                    Err(_) => break false,
                }
            };
            assert!(!ended, "{what}, {form}: it ended as if it were whole");
            assert!(read.len() < bytes.len());
            assert!(zip::ZipArchive::new(Cursor::new(read)).is_err(), "{what}");
        }
    }
    std::fs::write(&pieces[1], &whole[1]).unwrap();
    assert!(case.analyst.get(&path).await.bytes == bytes);
}

#[tokio::test]
async fn a_look_at_the_headers_takes_nothing_out() {
    let app = TestApp::start().await;
    let case = case(&app).await;
    let file = case.filed.sent("a.txt", "text/plain", b"words").await;
    let path = format!("{}?form=raw", case.file(&file));

    let head = smv_cert_tests::send(case.analyst.request(reqwest::Method::HEAD, &path)).await;

    assert_eq!(head.status, 405);
    let lines = "SELECT count(*) AS count FROM audit WHERE action = 'attachment.downloaded'";
    assert_eq!(smv_cert_tests::count(&app.database.url, lines), 0);
}

#[tokio::test]
async fn a_file_is_reached_through_its_own_case_only() {
    let app = TestApp::start().await;
    let one = case(&app).await;
    let two = case(&app).await;
    let file = one.filed.sent("a.txt", "text/plain", b"words").await;

    let crossed = format!("{}?form=raw", two.file(&file));

    assert_eq!(one.analyst.get(&crossed).await.problem(404), "not-found");
    let bad = format!("{}?form=inline", one.file(&file));
    assert_eq!(one.analyst.get(&bad).await.problem(400), "bad-parameter");
}
