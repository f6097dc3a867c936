//! Keys are changed while everything runs: nobody notices, and nothing stays sealed to the old ones.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use serde_json::json;
use smv_cert_tests::{Caller, PASSWORD, TestDatabase, count, report, text};

use crate::outside::empty_folder;
use crate::served::{Server, run};

/// Cases that are there before.
const BEFORE: usize = 30;

async fn analyst(server: &Server) -> Caller {
    let login = json!({"email": "analyst1@demo.example", "password": PASSWORD});
    let anyone = Caller::new(&server.url);
    let tokens = anyone.post("/api/v1/auth/login", &login).await.expect(200);
    anyone.with(text(&tokens, "access_token"))
}

async fn file(anyone: &Caller, key: &str) -> u16 {
    let mut report = report::bakery();
    report["description"] = json!(format!("Alle filer er låst, siger {key}."));
    let reply = anyone.post_once("/api/v1/reports", key, &report).await;
    reply.status.as_u16()
}

async fn ids(analyst: &Caller) -> Vec<String> {
    let (mut found, mut after) = (Vec::new(), String::new());
    loop {
        let page = analyst
            .get(&format!("/api/v1/cases?limit=200{after}"))
            .await
            .expect(200);
        let cases = page["data"].as_array().unwrap();
        found.extend(cases.iter().map(|case| text(case, "id")));
        match page["next"].as_str() {
            Some(next) => after = format!("&after={next}"),
            None => return found,
        }
    }
}

#[tokio::test]
async fn every_case_opens_before_during_and_after_a_rotation_under_load() {
    let (database, folder) = (TestDatabase::new(), empty_folder("rotation"));
    let server = Server::start(&folder, Some(&database.url)).await;
    let anyone = Caller::new(&server.url);
    for n in 0..BEFORE {
        assert_eq!(file(&anyone, &format!("before-rotation-{n:04}")).await, 201);
    }
    let analyst = analyst(&server).await;
    let before = ids(&analyst).await;
    assert_eq!(before.len(), BEFORE);

    let (stop, failed, asked) = (
        Arc::new(AtomicBool::new(false)),
        Arc::new(AtomicUsize::new(0)),
        Arc::new(AtomicUsize::new(0)),
    );
    let mut load = tokio::task::JoinSet::new();
    for worker in 0..4 {
        let (stop, failed, asked) = (stop.clone(), failed.clone(), asked.clone());
        let (anyone, analyst, before) = (anyone.clone(), analyst.clone(), before.clone());
        load.spawn(async move {
            for n in 0.. {
                if stop.load(Ordering::Relaxed) {
                    break;
                }
                let status = if worker % 2 == 0 {
                    file(&anyone, &format!("rotation-{worker}-{n:08}")).await
                } else {
                    let path = format!("/api/v1/cases/{}", before[n % before.len()]);
                    analyst.get(&path).await.status.as_u16()
                };
                asked.fetch_add(1, Ordering::Relaxed);
                if !matches!(status, 200 | 201) {
                    failed.fetch_add(1, Ordering::Relaxed);
                }
            }
        });
    }
    for rotation in 0..2 {
        let (data_dir, url) = (folder.clone(), database.url.clone());
        let rotated =
            tokio::task::spawn_blocking(move || run(&data_dir, &url, &["keys", "rotate"]));
        let (done, said) = rotated.await.unwrap();
        assert!(done, "rotation {rotation}: {said}");
    }
    stop.store(true, Ordering::Relaxed);
    while load.join_next().await.is_some() {}

    assert_eq!(failed.load(Ordering::Relaxed), 0);
    assert!(asked.load(Ordering::Relaxed) > 20);
    let old = "SELECT count(*) AS count FROM key_seals s JOIN sealing_keys k ON k.id = s.holder_id \
        WHERE s.holder = 'team' AND k.retired_at IS NOT NULL";
    assert_eq!(count(&database.url, old), 0);
    let in_use = "SELECT count(*) AS count FROM sealing_keys WHERE purpose = 'team'";
    assert_eq!(count(&database.url, in_use), 3);
    let after = ids(&analyst).await;
    assert!(after.len() > BEFORE);
    for id in after {
        let _ = analyst
            .get(&format!("/api/v1/cases/{id}"))
            .await
            .expect(200);
    }
    std::fs::remove_dir_all(folder).unwrap();
}

#[tokio::test]
async fn mail_owed_before_the_workers_key_changed_still_goes_out() {
    let (database, folder) = (TestDatabase::new(), empty_folder("worker-rotation"));
    // A first start makes people and keys.
    let mut server = Server::start(&folder, Some(&database.url)).await;
    let _ = server.terminate().await;
    let mut server = Server::start_only(&folder, Some(&database.url), &["--only", "public"]).await;
    assert_eq!(
        file(&Caller::new(&server.url), "worker-rotation-1").await,
        201
    );
    let (rotated, said) = run(&folder, &database.url, &["keys", "rotate", "--worker"]);
    assert!(rotated, "{said}");
    // Intake seals to the new key within a second.
    let mut tries = 1;
    crate::outside::until(std::time::Duration::from_secs(20), "the new key is used", async || {
        tries += 1;
        let key = format!("worker-rotation-{tries:08}");
        assert_eq!(file(&Caller::new(&server.url), &key).await, 201);
        count(&database.url, "SELECT count(*) AS count FROM (SELECT DISTINCT substr(payload, 3, 16) FROM outbox) k") == 2
    })
    .await;
    let _ = server.terminate().await;

    let _server = Server::start(&folder, Some(&database.url)).await;

    crate::outside::until(
        std::time::Duration::from_mins(1),
        "every mail goes out",
        async || count(&database.url, "SELECT count(*) AS count FROM outbox") == 0,
    )
    .await;
    assert!(
        count(
            &database.url,
            "SELECT count(*) AS count FROM outbox_history"
        ) >= 2
    );
    std::fs::remove_dir_all(folder).unwrap();
}
