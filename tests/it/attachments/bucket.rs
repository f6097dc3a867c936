//! Files in a bucket: an S3 service of another maker, as a program beside the system.

use std::net::TcpListener;
use std::process::Command;
use std::time::Duration;

use attachment::Where;
use attachment::settings::Bucket;
use reqwest::{Client, Method};
use serde_json::json;
use smv_cert_tests::{TestApp, report, send, text};

use super::{filed, noise};
use crate::outside::{Program, in_project, until};

const SOON: Duration = Duration::from_mins(1);

/// The service, at an address that stays its own.
struct Service {
    program: Program,
    port: u16,
}

impl Service {
    async fn start() -> Self {
        let free = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = free.local_addr().unwrap().port();
        drop(free);
        let program = Self::program(port).await;
        Self { program, port }
    }

    /// It remembers nothing of an earlier life.
    async fn program(port: u16) -> Program {
        let server = in_project("target/test-venv/bin/moto_server");
        let mut command = Command::new(server);
        command.args(["-H", "127.0.0.1", "-p", &port.to_string()]);
        let program = Program::start(&mut command);
        let bucket = format!("http://127.0.0.1:{port}/files");
        until(SOON, "the bucket is there", async || {
            let made = Client::new().put(&bucket).send().await;
            made.is_ok_and(|made| made.status().is_success())
        })
        .await;
        program
    }

    async fn start_again(&mut self) {
        self.program = Self::program(self.port).await;
    }

    fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    async fn app(&self) -> TestApp {
        let bucket = Bucket {
            name: "files".to_owned(),
            prefix: "cert/one".to_owned(),
            endpoint: Some(self.url()),
            region: "eu-north-1".to_owned(),
            access_key: Some("an-id".into()),
            secret_key: Some("a-secret".into()),
        };
        TestApp::start_with(move |config| config.attachments.place = Where::S3(bucket)).await
    }

    /// Names of all objects.
    async fn objects(&self) -> Vec<String> {
        let listed = Client::new()
            .get(format!("{}/files?list-type=2", self.url()))
            .send()
            .await
            .unwrap()
            .text()
            .await
            .unwrap();
        let keys = listed.split("<Key>").skip(1);
        keys.filter_map(|rest| Some(rest.split_once("</Key>")?.0.to_owned()))
            .collect()
    }
}

#[tokio::test]
async fn files_lie_in_a_bucket_come_back_whole_and_go_with_what_was_not_finished() {
    let service = Service::start().await;
    let app = service.app().await;
    let filed = filed(&app).await;
    let bytes = noise(5_000_000);

    let file = filed
        .sent("disk.img", "application/octet-stream", &bytes)
        .await;

    let objects = service.objects().await;
    assert_eq!(objects.len(), 3, "pieces of 2 MiB: {objects:?}");
    let id = text(&file, "id");
    let folder = format!("cert/one/{id}/");
    assert!(
        objects.iter().all(|name| name.starts_with(&folder)),
        "{objects:?}"
    );
    let analyst = app.person("analyst1").await;
    let case = analyst.post_empty("/api/v1/queue/claim").await.expect(200);
    let path = format!(
        "/api/v1/cases/{}/attachments/{id}?form=raw",
        text(&case, "id")
    );
    assert!(analyst.get(&path).await.bytes == bytes);

    // Begun, sent in part, and never finished.
    let announced = json!({"name": "rest.img", "size": 6_000_000});
    let begun = filed.reporter.post(&filed.files, &announced).await;
    let location = begun.header("location");
    let part = filed.reporter.request(Method::PATCH, &location);
    let part = part.header("Upload-Offset", "0").body(noise(3_000_000));
    assert_eq!(send(part).await.status, 200);
    assert_eq!(service.objects().await.len(), 5);
    app.advance(chrono::Duration::days(3));
    while app.running.run_sweep_once().await.unwrap() > 0 {}
    assert_eq!(service.objects().await, objects);
}

#[tokio::test]
async fn without_the_service_text_goes_on_and_files_heal_by_themselves() {
    let mut service = Service::start().await;
    let app = service.app().await;
    let filed = filed(&app).await;
    service.program.kill();

    let refused = filed.post("a.txt", "text/plain", b"words").await;
    let receipt = app
        .file(&report::of(
            "phishing",
            "Another firm",
            "Text without any file.",
        ))
        .await;
    service.start_again().await;
    let healed = filed.post("a.txt", "text/plain", b"words").await;

    assert_eq!(refused.header("retry-after"), "60");
    assert_eq!(refused.problem(503), "storage-away");
    assert!(receipt["number"].is_string());
    assert_eq!(healed.status, 201, "{}", healed.text());
    assert_eq!(service.objects().await.len(), 1);
}
