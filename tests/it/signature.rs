//! What the police fetch, checked as they would: with another maker's library and the published
//! schema.

use std::time::Duration;

use serde_json::{Value, json};
use smv_cert_tests::{Reply, TestApp, report, text};

use crate::outside::{Program, in_project, python};
use crate::steps;

#[tokio::test]
async fn the_signature_of_a_fetched_referral_holds_for_a_foreign_library() {
    let app = TestApp::start().await;
    let document = fetched_by_the_police(&app).await;
    let jwks = app.anyone().get("/.well-known/jwks.json").await;
    let files = ["jwks.json", "signature", "payload"].map(|name| app.data_dir.join(name));
    std::fs::write(&files[0], &jwks.bytes).unwrap();
    std::fs::write(&files[1], document.header("x-jws-signature")).unwrap();
    std::fs::write(&files[2], &document.bytes).unwrap();

    let mut check = python("verify_jws.py");
    let (status, said) = Program::start(check.args(&files))
        .ended(Duration::from_mins(1))
        .await;

    assert!(status.success(), "{said}");
    let header: Value = serde_json::from_str(&said).unwrap_or_else(|_| panic!("{said}"));
    assert_eq!(header["alg"], "EdDSA");
    let kid = text(&header, "kid");
    assert!(kid.starts_with("ref-"), "{kid}");
    assert!(header["changed_bytes_refused"].as_u64().unwrap() >= 100);
    let kids: Vec<String> = jwks.json["keys"]
        .as_array()
        .unwrap()
        .iter()
        .map(|key| text(key, "kid"))
        .collect();
    assert!(kids.iter().any(|kid| kid.starts_with("tok-")), "{kids:?}");
    println!(
        "{} bytes, {} changes of a byte refused, keys {kids:?}",
        document.bytes.len(),
        header["changed_bytes_refused"]
    );
}

#[tokio::test]
async fn a_fetched_referral_keeps_to_the_published_schema() {
    let path = in_project("docs/referral-package.schema.json");
    let schema = std::fs::read(&path)
        .unwrap_or_else(|error| panic!("{} cannot be read: {error}", path.display()));
    let schema: Value = serde_json::from_slice(&schema).unwrap();
    let validator = jsonschema::draft202012::options()
        .should_validate_formats(true)
        .build(&schema)
        .unwrap();
    let app = TestApp::start().await;

    let document = fetched_by_the_police(&app).await.json;

    let faults: Vec<String> = validator
        .iter_errors(&document)
        .map(|fault| format!("{}: {fault}", fault.instance_path()))
        .collect();
    assert!(faults.is_empty(), "{faults:#?}\n{document:#}");
    // The schema is no blank cheque.
    let mut without = document.clone();
    without.as_object_mut().unwrap().remove("reports").unwrap();
    assert!(!validator.is_valid(&without));
    let mut with_more = document;
    with_more["reports"][0]["organisation"]["cvr"] = json!("DK13748136");
    assert!(!validator.is_valid(&with_more));
}

/// Files, refers and approves a case, and fetches the document as the police.
async fn fetched_by_the_police(app: &TestApp) -> Reply {
    let mut bakery = report::bakery();
    bakery["on_behalf"] = json!({
        "supplier": "Acme IT", "supplier_cvr": "24256790", "mandate": "contract",
        "supplier_suspected": false,
        "firm_contact": {"name": "Søren Ægir", "phone": "+4520506070"}
    });
    let (analyst, lead, police) = (
        app.person("analyst1").await,
        app.person("lead").await,
        app.person("police").await,
    );
    let case = steps::taken(app, &analyst, &bakery).await;
    let path = steps::approved(&analyst, &lead, &case.path).await;
    let document = police.get(&path).await;
    assert_eq!(document.status, 200);
    document
}
