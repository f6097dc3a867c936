//! Files of reports: sent, continued, scanned, taken out, forgotten.

mod bucket;
pub(crate) mod disk;
mod door;
mod hostile;
mod page;
mod resume;
mod scan;
mod storage;
mod taken_out;

use reqwest::{Method, RequestBuilder};
use serde_json::Value;
use smv_cert_tests::{Caller, Reply, TestApp, report, send, text};

/// A report and where its files go.
pub(crate) struct Filed {
    reporter: Caller,
    pub(crate) receipt: Value,
    files: String,
}

async fn filed(app: &TestApp) -> Filed {
    filed_with(app, "Alle filer på serveren er låst.").await
}

async fn filed_with(app: &TestApp, description: &str) -> Filed {
    let mut report = report::bakery();
    report["description"] = description.into();
    Filed::of(&app.anyone(), app.file(&report).await)
}

const BOUNDARY: &str = "----smv-cert-test";

/// A body of `multipart/form-data` with these headers and bytes.
fn form(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut body = Vec::new();
    for (headers, bytes) in parts {
        body.extend_from_slice(format!("--{BOUNDARY}\r\n{headers}\r\n\r\n").as_bytes());
        body.extend_from_slice(bytes);
        body.extend_from_slice(b"\r\n");
    }
    body.extend_from_slice(format!("--{BOUNDARY}--\r\n").as_bytes());
    body
}

/// The headers of a part that is a file.
fn part(name: &str, media: &str) -> String {
    // A quoted string (RFC 9110, section 5.6.4).
    let name = name.replace('\\', "\\\\");
    format!(
        "Content-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\nContent-Type: {media}"
    )
}

impl Filed {
    /// By its receipt.
    pub(crate) fn of(anyone: &Caller, receipt: Value) -> Self {
        Self {
            reporter: anyone.with(text(&receipt, "access_code")),
            files: format!("/api/v1/reports/{}/attachments", text(&receipt, "number")),
            receipt,
        }
    }

    /// Sends a file; the status and `Retry-After`, if there was an answer.
    pub(crate) async fn try_post(&self, name: &str, bytes: &[u8]) -> Option<(u16, bool)> {
        let body = form(&[(&part(name, "application/octet-stream"), bytes)]);
        let answer = self.posting(body).send().await.ok()?;
        let told_when = answer.headers().contains_key("retry-after");
        Some((answer.status().as_u16(), told_when))
    }

    fn posting(&self, body: Vec<u8>) -> RequestBuilder {
        let kind = format!("multipart/form-data; boundary={BOUNDARY}");
        self.reporter
            .request(Method::POST, &self.files)
            .header("Content-Type", kind)
            .body(body)
    }

    async fn post(&self, name: &str, media: &str, bytes: &[u8]) -> Reply {
        send(self.posting(form(&[(&part(name, media), bytes)]))).await
    }

    /// The one file of an answer.
    async fn sent(&self, name: &str, media: &str, bytes: &[u8]) -> Value {
        let mut answer = self.post(name, media, bytes).await.expect(201);
        let files = answer["attachments"].as_array_mut().unwrap();
        assert_eq!(files.len(), 1);
        files.remove(0)
    }

    pub(crate) async fn own(&self) -> Value {
        let path = self.files.trim_end_matches("/attachments");
        self.reporter.get(path).await.expect(200)
    }

    async fn listed(&self) -> Vec<Value> {
        self.own().await["attachments"].as_array().unwrap().clone()
    }
}

/// Bytes without a pattern, so that nothing gets shorter.
pub(crate) fn noise(length: usize) -> Vec<u8> {
    let mut state = 0x2545_F491_4F6C_DD1D_u64;
    (0..length)
        .map(|_| {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            state.to_be_bytes()[0]
        })
        .collect()
}

/// Every file below the folder of attachments.
fn stored(app: &TestApp) -> Vec<std::path::PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![app.data_dir.join("attachments")];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                found.push(path);
            }
        }
    }
    found
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        use std::fmt::Write as _;
        let _ = write!(text, "{byte:02x}");
        text
    })
}
