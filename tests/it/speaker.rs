//! Who speaks for the firm: a call-back on the register's number, and a supplier that may be the cause.

use domain::api_key::Scope;
use serde_json::{Value, json};
use smv_cert_tests::{Caller, TestApp, report, text};

use crate::steps::{self, rules};
use crate::{machines, register};

const REPORTS: &str = "/api/v1/reports";
const BOTH: &[Scope] = &[Scope::Submit, Scope::ReadOwn];

/// The baker's report as its supplier's system sends it.
fn ticket(suspected: bool) -> Value {
    let mut report = report::bakery();
    report["source_ref"] = json!("TICKET-1");
    report["on_behalf"] = json!({"supplier": "Acme IT", "mandate": "contract",
        "supplier_suspected": suspected, "firm_contact": {"name": "Karen Holm", "phone": "20304050"}});
    report
}

/// The case that is best to take, taken; its path.
async fn claimed(analyst: &Caller) -> String {
    let case = analyst.post_empty("/api/v1/queue/claim").await.expect(200);
    format!("/api/v1/cases/{}", text(&case, "id"))
}

fn own(receipt: &Value) -> String {
    format!("{REPORTS}/{}", text(receipt, "number"))
}

#[tokio::test]
async fn a_supplier_that_names_itself_loses_key_and_code_and_the_firm_gets_a_new_one() {
    let app = TestApp::start().await;
    let (acme, analyst) = (
        machines::system(&app, "Acme IT", BOTH, &[]),
        app.person("analyst1").await,
    );

    let receipt = acme.post(REPORTS, &ticket(true)).await.expect(201);

    assert_eq!(receipt["warnings"][0]["code"], "supplier-suspected");
    assert_eq!(
        receipt["warnings"][0]["pointer"],
        "#/on_behalf/supplier_suspected"
    );
    assert_eq!(acme.get(&own(&receipt)).await.status, 404);
    let listed = acme.get(REPORTS).await.expect(200);
    assert_eq!(listed["data"], json!([]));
    assert_eq!(app.reporter(&receipt).get(&own(&receipt)).await.status, 404);
    // The same request again tells the same, and opens nothing either.
    let again = acme.post(REPORTS, &ticket(true)).await.expect(201);
    assert_eq!(again["access_code"], receipt["access_code"]);

    let case = claimed(&analyst).await;
    let page = analyst.get(&case).await.expect(200);
    assert!(page["reports"][0]["sender_shut_out_at"].is_string());
    let called = json!({"report": receipt["number"], "verified_by": "Ringet op på 20304050."});
    let codes = format!("{case}/access-codes");
    let new = analyst.post(&codes, &called).await.expect(201);
    assert_eq!(app.reporter(&new).get(&own(&receipt)).await.status, 200);
    assert_eq!(app.reporter(&receipt).get(&own(&receipt)).await.status, 404);
    assert_eq!(acme.get(&own(&receipt)).await.status, 404);

    let words = json!({"text": "Vi har set på det."});
    let _ = analyst
        .post(&format!("{case}/messages"), &words)
        .await
        .expect(201);
    let mails = app.mails().await;
    assert_eq!(
        mails.len(),
        1,
        "only that the report was received: {mails:?}"
    );
}

#[tokio::test]
async fn a_firm_that_suspects_its_supplier_shuts_the_key_out_and_keeps_its_own_code() {
    let app = TestApp::start().await;
    let acme = machines::system(&app, "Acme IT", BOTH, &[]);
    let mut firms = report::bakery();
    firms["on_behalf"] = json!({"supplier_suspected": true});
    let mut later = ticket(false);
    later["source_ref"] = json!("TICKET-2");

    // Same firm, same words: one case.
    let before = acme.post(REPORTS, &ticket(false)).await.expect(201);
    assert_eq!(acme.get(&own(&before)).await.status, 200);
    let firms = app.file(&firms).await;
    let after = acme.post(REPORTS, &later).await.expect(201);

    assert_eq!(app.reporter(&firms).get(&own(&firms)).await.status, 200);
    for receipt in [&before, &after] {
        assert_eq!(acme.get(&own(receipt)).await.status, 404);
        assert_eq!(app.reporter(receipt).get(&own(receipt)).await.status, 404);
    }
    let mut elsewhere = ticket(false);
    elsewhere["source_ref"] = json!("TICKET-3");
    elsewhere["organisation"] = json!({"name": "Tømrer Bo"});
    let other = acme.post(REPORTS, &elsewhere).await.expect(201);
    assert_eq!(
        acme.get(&own(&other)).await.status,
        200,
        "another firm's case"
    );
}

#[tokio::test]
async fn an_analyst_shuts_a_supplier_out_of_a_case() {
    let app = TestApp::start().await;
    let (acme, analyst) = (
        machines::system(&app, "Acme IT", BOTH, &[]),
        app.person("analyst1").await,
    );
    let receipt = acme.post(REPORTS, &ticket(false)).await.expect(201);
    let case = claimed(&analyst).await;
    let door = format!("{case}/shut-outs");

    let empty = analyst.post(&door, &json!({})).await.expect(422);
    let required = |field: &str| (format!("#/{field}"), "required".to_owned());
    assert_eq!(rules(&empty), [required("reason"), required("report")]);
    let body = json!({"report": receipt["number"], "reason": "Fjernadgangen er brugt."});
    let page = analyst.post(&door, &body).await.expect(201);

    assert!(page["reports"][0]["sender_shut_out_at"].is_string());
    assert_eq!(acme.get(&own(&receipt)).await.status, 404);
    assert_eq!(app.reporter(&receipt).get(&own(&receipt)).await.status, 404);
    let events = analyst.get(&format!("{case}/events")).await.expect(200);
    let last = events["data"].as_array().unwrap().last().unwrap().clone();
    assert_eq!(last["name"], "report.sender_shut_out");
    assert_eq!(last["text"], "Fjernadgangen er brugt.");
    // Once more changes nothing for a firm that has its new code by now.
    let called = json!({"report": receipt["number"], "verified_by": "Ringet op."});
    let new = analyst
        .post(&format!("{case}/access-codes"), &called)
        .await
        .expect(201);
    let _ = analyst.post(&door, &body).await.expect(201);
    assert_eq!(app.reporter(&new).get(&own(&receipt)).await.status, 200);
}

#[tokio::test]
async fn a_call_on_the_registers_number_is_what_the_police_are_told() {
    let app = TestApp::start().await;
    let analyst = app.person("analyst1").await;
    let case = steps::bakery(&app, &analyst).await;
    let checks = format!("{}/identity-checks", case.path);
    let check = |result: &str| json!({"report": case.number(), "result": result, "verified_by": "Talt med indehaveren."});

    let unknown = analyst.post(&checks, &check("callback")).await.expect(422);
    assert_eq!(
        rules(&unknown),
        [("#/result".to_owned(), "no-register-phone".to_owned())]
    );
    let electronic = analyst.post(&checks, &check("eid")).await.expect(422);
    assert_eq!(
        rules(&electronic),
        [("#/result".to_owned(), "not-a-choice".to_owned())]
    );
    let (done, said) = register::import(&app, register::BAKERY);
    assert!(done, "{said}");
    let page = analyst.get(&case.path).await.expect(200);
    assert_eq!(page["reports"][0]["register_phone"], "+4586123456");
    assert_eq!(page["reports"][0]["identity_assurance"], "none");
    let page = analyst.post(&checks, &check("callback")).await.expect(201);

    assert_eq!(page["reports"][0]["identity_assurance"], "callback");
    let events = analyst
        .get(&format!("{}/events", case.path))
        .await
        .expect(200);
    let last = events["data"].as_array().unwrap().last().unwrap().clone();
    assert_eq!(last["facts"]["phone"], "+4586123456");
    let (lead, police) = (app.person("lead").await, app.person("police").await);
    let referral = steps::approved(&analyst, &lead, &case.path).await;
    let package = police.get(&referral).await.expect(200);
    assert_eq!(package["referral"]["identity_assurance"], "callback");
}
