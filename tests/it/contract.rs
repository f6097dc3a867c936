//! Answers as they come and the contract as it is written: each fits its schema, field by field, and
//! says nothing that is not in it.

use jsonschema::Validator;
use reqwest::Method;
use serde_json::{Value, json};
use smv_cert_tests::{PASSWORD, Reply, TestApp, report, send, text};

use crate::steps;

/// Validators of the named schemas of the document.
pub(crate) struct Contract {
    document: Value,
}

impl Contract {
    pub(crate) fn read() -> Self {
        let mut document = api::openapi_json();
        for (_, schema) in document["components"]["schemas"].as_object_mut().unwrap() {
            close(schema, true);
        }
        Self { document }
    }

    pub(crate) fn schema(&self, reference: &Value) -> Validator {
        let mut schema = reference.clone();
        close(&mut schema, false);
        schema["components"] = self.document["components"].clone();
        jsonschema::options()
            .should_validate_formats(true)
            .build(&schema)
            .unwrap()
    }

    /// What the document promises for this answer of an operation.
    fn promised(&self, method: &str, path: &str, status: &str, media: &str) -> Validator {
        let operation = &self.document["paths"][path][method];
        let schema = &operation["responses"][status]["content"][media]["schema"];
        assert!(schema.is_object(), "{method} {path} {status} has no schema");
        self.schema(schema)
    }

    fn check(validator: &Validator, what: &str, value: &Value) {
        let broken: Vec<String> = validator
            .iter_errors(value)
            .map(|error| format!("{}: {error}", error.instance_path()))
            .collect();
        assert!(broken.is_empty(), "{what}: {broken:#?}\n{value:#}");
    }

    /// The answer has the promised status and body.
    #[track_caller]
    fn fits(&self, method: &str, path: &str, status: u16, reply: Reply) -> Value {
        assert_eq!(reply.header("content-type"), "application/json", "{path}");
        let value = reply.expect(status);
        let promised = self.promised(method, path, &status.to_string(), "application/json");
        Self::check(&promised, path, &value);
        value
    }
}

/// Schemas in use allow no field that they do not name. Members of an `allOf` stay open.
fn close(schema: &mut Value, is_definition: bool) {
    match schema {
        Value::Object(object) => {
            for (name, inner) in object.iter_mut() {
                match (name.as_str(), inner) {
                    ("allOf", Value::Array(members)) => {
                        for member in members {
                            if let Some(properties) = member.get_mut("properties") {
                                close(properties, true);
                            }
                        }
                    }
                    (_, inner) => close(inner, name == "properties"),
                }
            }
            if !is_definition && object.contains_key("$ref") {
                object.insert("unevaluatedProperties".into(), json!(false));
            }
        }
        Value::Array(items) => items.iter_mut().for_each(|item| close(item, false)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

#[tokio::test]
async fn the_document_that_is_served_is_the_committed_one() {
    let app = TestApp::start().await;

    let served = app.anyone().get("/openapi.yaml").await;

    assert_eq!(
        served.header("content-type"),
        "application/yaml; charset=utf-8"
    );
    assert_eq!(served.text(), include_str!("../../openapi.yaml"));
}

#[tokio::test]
async fn a_schema_that_an_answer_breaks_is_noticed() {
    let contract = Contract::read();
    let problem = contract.schema(&json!({"$ref": "#/components/schemas/Problem"}));
    let good = json!({"type": "urn:x", "title": "x", "status": 404, "detail": "x",
        "code": "not-found", "instance": "urn:x"});
    assert!(problem.is_valid(&good));

    for (field, value) in [
        ("status", json!("404")),
        ("secret", json!(1)),
        ("errors", json!([{}])),
    ] {
        let mut bad = good.clone();
        bad[field] = value;
        assert!(!problem.is_valid(&bad), "{field}");
    }
    let page = contract.schema(&json!({"$ref": "#/components/schemas/CasePageView"}));
    assert!(!page.is_valid(&json!({})));
}

#[tokio::test]
async fn what_a_reporter_is_answered_fits_the_contract() {
    let (app, contract) = (TestApp::start().await, Contract::read());
    let mut doubtful = report::bakery();
    doubtful["organisation"]["cvr"] = json!("13748137");
    let filed = app
        .anyone()
        .post_once("/api/v1/reports", "contract-receipt-1", &doubtful)
        .await;

    let receipt = contract.fits("post", "/api/v1/reports", 201, filed);
    assert_eq!(receipt["warnings"].as_array().unwrap().len(), 1);
    let own = format!("/api/v1/reports/{}", text(&receipt, "number"));
    let (karen, path) = (app.reporter(&receipt), "/api/v1/reports/{number}");
    let words = json!({"text": "Kassen er nede."});
    let consents = json!({"police_referral": "no", "share_anonymised": false});
    let reply = karen.post(&format!("{own}/messages"), &words).await;
    contract.fits("post", &format!("{path}/messages"), 201, reply);
    let stage = json!({"stage": "early_warning", "suspected_malicious": "yes",
        "cross_border": "no", "sent_at": app.now()});
    let reply = karen.post(&format!("{own}/stages"), &stage).await;
    contract.fits("post", &format!("{path}/stages"), 201, reply);
    for stage in ["early_warning", "final"] {
        let reply = karen.get(&format!("{own}/stages/{stage}")).await;
        contract.fits("get", &format!("{path}/stages/{{stage}}"), 200, reply);
    }
    let reply = karen.put(&format!("{own}/consents"), "*", &consents).await;
    contract.fits("put", &format!("{path}/consents"), 200, reply);
    contract.fits("get", path, 200, karen.get(&own).await);
    let advice = karen.get("/api/v1/first-aid/ransomware").await;
    contract.fits("get", "/api/v1/first-aid/{kind}", 200, advice);
    for path in ["/healthz", "/readyz"] {
        contract.fits("get", path, 200, karen.get(path).await);
    }
}

#[tokio::test]
async fn what_staff_are_answered_fits_the_contract() {
    let (app, contract) = (TestApp::start().await, Contract::read());
    let login = json!({"email": "analyst1@demo.example", "password": PASSWORD});
    let reply = app.anyone().post("/api/v1/auth/login", &login).await;
    let tokens = contract.fits("post", "/api/v1/auth/login", 200, reply);
    let analyst = app.anyone().with(text(&tokens, "access_token"));
    for report in [
        report::bakery(),
        report::of("ddos", "Tømrer Bo", "Siden er helt nede."),
    ] {
        app.file(&report).await;
    }
    app.advance(chrono::Duration::minutes(9));
    let again = app.file(&report::bakery()).await;

    let queue = analyst.get("/api/v1/queue?limit=1").await;
    let queue = contract.fits("get", "/api/v1/queue", 200, queue);
    assert!(queue["next"].is_string(), "there is a second page");
    let case = analyst.post_empty("/api/v1/queue/claim").await;
    let case = contract.fits("post", "/api/v1/queue/claim", 200, case);
    let path = format!("/api/v1/cases/{}", text(&case, "id"));
    let _ = steps::drafted(&analyst, &path).await;
    let one = "/api/v1/cases/{id}";
    let note = analyst
        .post(&format!("{path}/notes"), &json!({"text": "Ringet op."}))
        .await;
    contract.fits("post", &format!("{one}/notes"), 201, note);
    let page = contract.fits("get", one, 200, analyst.get(&path).await);
    assert_eq!(page["reports"].as_array().unwrap().len(), 2);
    assert_eq!(page["referrals"].as_array().unwrap().len(), 1);
    let code = json!({"report": again["number"], "verified_by": "Ringet op."});
    let code = analyst.post(&format!("{path}/access-codes"), &code).await;
    contract.fits("post", &format!("{one}/access-codes"), 201, code);
    let resolve = json!({"transition": "resolve", "resolution": "Gendannet."});
    let resolved = analyst.post(&format!("{path}/transitions"), &resolve).await;
    contract.fits("post", &format!("{one}/transitions"), 200, resolved);
    let events = analyst.get(&format!("{path}/events")).await;
    contract.fits("get", &format!("{one}/events"), 200, events);
    contract.fits(
        "get",
        "/api/v1/cases",
        200,
        analyst.get("/api/v1/cases?owner=me").await,
    );
    let _ = steps::fed(&analyst, "", 6).await;
    let feed = contract.fits(
        "get",
        "/api/v1/events",
        200,
        analyst.get("/api/v1/events").await,
    );
    assert!(feed["data"].as_array().unwrap().len() > 5);
}

#[tokio::test]
async fn what_the_police_are_answered_fits_the_contract_and_the_schema_of_the_document() {
    let (app, contract) = (TestApp::start().await, Contract::read());
    let (analyst, lead, police) = (
        app.person("analyst1").await,
        app.person("lead").await,
        app.person("police").await,
    );
    let case = steps::bakery(&app, &analyst).await;
    let draft = analyst
        .post_empty(&format!("{}/referrals", case.path))
        .await;
    let location = draft.header("location");
    contract.fits("post", "/api/v1/cases/{id}/referrals", 201, draft);
    let one = "/api/v1/referrals/{id}";
    for (who, step) in [(&analyst, "submit"), (&lead, "approve")] {
        let reply = who.post_empty(&format!("{location}/{step}")).await;
        contract.fits("post", &format!("{one}/{step}"), 200, reply);
    }
    let inbox = police.get("/api/v1/referrals").await;
    contract.fits("get", "/api/v1/referrals", 200, inbox);
    let document = police.get(&location).await.expect(200);
    for (part, body) in [
        (
            "acknowledgement",
            json!({"police_case_number": "0100-70123-00012-26"}),
        ),
        ("questions", json!({"text": "Har I loggen?"})),
        ("decision", json!({"decision": "accepted"})),
        (
            "outcome",
            json!({"outcome": "charged", "text": "En mand er sigtet."}),
        ),
    ] {
        let reply = police.post(&format!("{location}/{part}"), &body).await;
        contract.fits("post", &format!("{one}/{part}"), 200, reply);
    }

    let schema = include_str!("../../docs/referral-package.schema.json");
    let schema = jsonschema::options()
        .should_validate_formats(true)
        .build(&serde_json::from_str(schema).unwrap())
        .unwrap();
    Contract::check(&schema, "the referral document", &document);
}

#[tokio::test]
async fn every_problem_has_the_one_shape() {
    let (app, contract) = (TestApp::start().await, Contract::read());
    let problem = contract.schema(&json!({"$ref": "#/components/schemas/Problem"}));
    let (anyone, analyst) = (app.anyone(), app.person("analyst1").await);
    let case = steps::bakery(&app, &analyst).await;
    let (tlp, red) = (format!("{}/tlp", case.path), json!({"tlp": "TLP:RED"}));
    let accept = json!({"transition": "accept"});
    let unseen = analyst.request(Method::PUT, &tlp).json(&red);

    for (status, reply) in [
        (400, analyst.get("/api/v1/cases?nothing=1").await),
        (400, anyone.post("/api/v1/reports", &json!({})).await),
        (401, anyone.get("/api/v1/queue").await),
        (403, app.person("admin").await.get("/api/v1/queue").await),
        (404, anyone.get("/api/v1/nothing").await),
        (
            405,
            send(anyone.request(Method::PATCH, "/api/v1/reports")).await,
        ),
        (
            409,
            analyst
                .post(&format!("{}/transitions", case.path), &accept)
                .await,
        ),
        (412, analyst.put(&tlp, "\"v9\"", &red).await),
        (
            422,
            anyone
                .post_once("/api/v1/reports", "contract-problem-1", &json!({}))
                .await,
        ),
        (428, send(unseen).await),
    ] {
        assert_eq!(reply.status.as_u16(), status, "{}", reply.text());
        assert_eq!(reply.json["status"], status);
        let code = text(&reply.json, "code");
        assert_eq!(reply.json["type"], format!("urn:smv-cert:problem:{code}"));
        Contract::check(&problem, &code, &reply.json);
    }
}
