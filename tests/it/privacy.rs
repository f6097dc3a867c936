//! The rights of the persons in our cases: found, handed out, erased; and when content goes.

mod chain;
mod documents;
mod erase;
mod export;
mod hold;
mod retention;
mod scan;

use std::io::Read as _;
use std::path::{Path, PathBuf};

use domain::contact::{Email, Phone};
use domain::privacy::Subject;
use serde_json::{Value, json};
use server::keys::KeyFolder;
use server::privacy::Office;
use smv_cert_tests::{Caller, TestApp, report, text};
use store::Db;
use triage_queue::Safe;
use triage_queue::privacy::Order;

use crate::steps;

/// The operator's desk beside a running system.
struct Desk {
    app: TestApp,
    db: Db,
    safe: Safe,
    analyst: Caller,
    lead: Caller,
    police: Caller,
}

impl Desk {
    async fn open() -> Self {
        let app = TestApp::start().await;
        let safe = KeyFolder::of(&app.data_dir).safe().unwrap();
        Self {
            db: steps::owner(&app),
            analyst: app.person("analyst1").await,
            lead: app.person("lead").await,
            police: app.person("police").await,
            safe,
            app,
        }
    }

    fn office(&self) -> Office<'_> {
        Office {
            db: &self.db,
            safe: &self.safe,
            now: self.app.now(),
        }
    }

    fn file(&self, name: &str) -> PathBuf {
        self.app.data_dir.join(name)
    }

    async fn page(&self, case: &str) -> Value {
        self.analyst.get(case).await.expect(200)
    }

    async fn timeline(&self, case: &str) -> Value {
        let path = format!("{case}/events?limit=200");
        self.analyst.get(&path).await.expect(200)
    }

    /// The case of the baker Karen Holm, worked on until her name is everywhere; its path.
    async fn karens_case(&self) -> (Value, String) {
        let case = steps::taken(&self.app, &self.analyst, &karens_report()).await;
        let transitions = format!("{}/transitions", case.path);
        let note = json!({"text": "Talte med Karen på (+45) 2030-4050. Karens pc er lånt af Ole."});
        let _ = self
            .analyst
            .post(&format!("{}/notes", case.path), &note)
            .await
            .expect(201);
        let ask = json!({"transition": "ask", "question": "Kære Karen Holm, har du en backup?"});
        let _ = self.analyst.post(&transitions, &ask).await.expect(200);
        let answer = json!({"text": "Ja. Mvh. HOLM, karen (at) solsikken [dot] example"});
        let messages = format!("{}/messages", case.own());
        let baker = self.app.reporter(&case.receipt);
        let _ = baker.post(&messages, &answer).await.expect(201);
        (case.receipt, case.path)
    }

    /// A referral that the police have, on a basis that names her; its path.
    async fn referred(&self, case: &str) -> String {
        let basis = json!({"legal_basis": "Karen Holm er hørt; retsplejelovens § 804."});
        let draft = self
            .lead
            .post(&format!("{case}/referrals"), &basis)
            .await
            .expect(201);
        let path = format!("/api/v1/referrals/{}", text(&draft, "id"));
        let _ = self
            .analyst
            .post_empty(&format!("{path}/submit"))
            .await
            .expect(200);
        let _ = self
            .lead
            .post_empty(&format!("{path}/approve"))
            .await
            .expect(200);
        let _ = self.police.get(&path).await.expect(200);
        path
    }
}

fn karens_report() -> Value {
    let mut report = report::bakery();
    report["description"] = json!(
        "Jeg, Karen Holm, kan ikke åbne noget. Ring 20 30 40 50 eller skriv til \
         KAREN@solsikken.example.\nOle Lund så det først."
    );
    report["details"]["ransom_note"] = json!("Dear Holm, Karen: pay.");
    report
}

/// Ole's report for the bakery, with Karen to call there.
fn oles_report() -> Value {
    let mut report = report::of(
        "phishing",
        "Bageriet Solsikken ApS",
        "Karen Holms kollega fik en falsk mail.\nSkriv til ole@acme.example.",
    );
    report["language"] = json!("da");
    report["reporter"] =
        json!({"name": "Ole Lund", "email": "ole@acme.example", "phone": "20304051"});
    report["on_behalf"] = json!({
        "supplier": "Acme IT", "mandate": "contract", "supplier_suspected": false,
        "firm_contact": {"name": "Karen Holm", "phone": "+4520304050"}
    });
    report
}

fn order() -> Order {
    Order {
        by: "Ida Lead".to_owned(),
        reason: "Anmodning 2026-17 fra Karen Holm".to_owned(),
    }
}

fn by_email(address: &str) -> Subject {
    Subject {
        emails: vec![Email::parse(address).unwrap()],
        ..Subject::default()
    }
}

fn by_phone(number: &str) -> Subject {
    Subject {
        phones: vec![Phone::parse(number).unwrap()],
        ..Subject::default()
    }
}

/// The files of a zip.
fn unzipped(path: &Path) -> Vec<(String, String)> {
    let mut zip = zip::ZipArchive::new(std::fs::File::open(path).unwrap()).unwrap();
    (0..zip.len())
        .map(|at| {
            let mut file = zip.by_index(at).unwrap();
            let name = file.name().unwrap().into_owned();
            let mut text = String::new();
            file.read_to_string(&mut text).unwrap();
            (name, text)
        })
        .collect()
}
