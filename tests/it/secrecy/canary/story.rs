//! Many reports with a canary in every field, worked on, answered and referred.

use serde_json::{Value, json};
use smv_cert_tests::{Caller, PASSWORD, text};

use super::scan::Canaries;

/// One report in so many goes the whole way.
const WORKED_ON: usize = 5;

pub(super) async fn tell(public: &str, staff: &str, reports: usize, canaries: &mut Canaries) {
    let desk = |name: &'static str| async move {
        let login = json!({"email": format!("{name}@demo.example"), "password": PASSWORD});
        let anyone = Caller::new(staff);
        let tokens = anyone.post("/api/v1/auth/login", &login).await.expect(200);
        anyone.with(text(&tokens, "access_token"))
    };
    for n in 0..reports {
        let report = report(canaries, n);
        let key = format!("canary-story-{n:08}");
        let anyone = Caller::new(public);
        let receipt = anyone
            .post_once("/api/v1/reports", &key, &report)
            .await
            .expect(201);
        if n % WORKED_ON == 0 {
            // A token lasts ten minutes: log in anew now and then.
            let (analyst, lead, police) = (
                desk("analyst1").await,
                desk("lead").await,
                desk("police").await,
            );
            let reporter = anyone.with(text(&receipt, "access_code"));
            work(&reporter, &analyst, &lead, &police, &receipt, canaries).await;
        }
    }
}

fn report(canaries: &mut Canaries, n: usize) -> Value {
    let mut word = |field: &str| canaries.word(field);
    let mut report = json!({
        "language": if n.is_multiple_of(2) { "da" } else { "en" },
        "kind": "ransomware", "ongoing": "yes", "impact": "all_down",
        "description": format!("Alt er låst, skrev de: {}", word("description")),
        "organisation": {
            "name": word("firm"), "size_class": "5-9", "municipality": "0751",
            "sector": {"nace_version": "DB25", "code": "10"}, "type": "company"
        },
        "reporter": {"name": word("reporter"), "email": format!("{}@mail.example", word("mail"))},
        "on_behalf": {
            "supplier": word("supplier"), "mandate": "contract", "supplier_suspected": false,
            "firm_contact": {"name": word("contact")}
        },
        "details": {"ransom_note": word("detail")},
        "consents": {"police_referral": "yes", "share_anonymised": true},
        "source": word("source"), "source_ref": word("reference")
    });
    report["organisation"]["cvr"] = json!(canaries.cvr());
    if n.is_multiple_of(3) {
        // The register is asked for what is left out.
        report["organisation"]["size_class"].take();
    }
    report["reporter"]["phone"] = json!(canaries.phone());
    report["on_behalf"]["firm_contact"]["phone"] = json!(canaries.phone());
    report["on_behalf"]["supplier_cvr"] = json!(canaries.cvr());
    report
}

async fn work(
    reporter: &Caller,
    analyst: &Caller,
    lead: &Caller,
    police: &Caller,
    receipt: &Value,
    canaries: &mut Canaries,
) {
    let mut say = |field: &str| canaries.word(field);
    let number = text(receipt, "number");
    let own = format!("/api/v1/reports/{number}");
    let found = analyst
        .get(&format!("/api/v1/cases?q={number}"))
        .await
        .expect(200);
    let case = format!("/api/v1/cases/{}", text(&found["data"][0], "id"));
    let step = async |caller: &Caller, path: &str, body: Value| {
        let reply = caller.post(path, &body).await;
        assert!(reply.status.is_success(), "{path}: {}", reply.text());
        reply.json
    };
    let moves = format!("{case}/transitions");
    step(analyst, &moves, json!({"transition": "accept"})).await;
    step(
        analyst,
        &format!("{case}/notes"),
        json!({"text": say("note")}),
    )
    .await;
    step(
        analyst,
        &moves,
        json!({"transition": "ask", "question": say("question")}),
    )
    .await;
    let bytes = format!("{} i filen\n", say("file")).repeat(1000);
    let announced = json!({"name": format!("{}.txt", say("filename")), "size": bytes.len()});
    let begun = step(reporter, &format!("{own}/attachments"), announced).await;
    let path = format!("{own}/attachments/{}", text(&begun["attachments"][0], "id"));
    let sent = reporter
        .request(reqwest::Method::PATCH, &path)
        .header("Upload-Offset", "0")
        .body(bytes);
    let _ = smv_cert_tests::send(sent).await.expect(200);
    let answer = json!({"text": say("answer")});
    let once = reporter
        .post_once(&format!("{own}/messages"), "canary-answer-000001", &answer)
        .await;
    let _ = once.expect(201);
    let stage = json!({"stage": "notification", "suspected_malicious": "yes", "cross_border": "yes",
        "countries": say("countries"), "update": format!("Siden sidst: {}", say("update")),
        "severity": "high", "impact_assessment": format!("Følger: {}", say("impact")),
        "indicators": say("indicator")});
    step(reporter, &format!("{own}/stages"), stage).await;
    step(
        analyst,
        &format!("{case}/messages"),
        json!({"text": say("message")}),
    )
    .await;
    let referral = step(analyst, &format!("{case}/referrals"), json!({})).await;
    let referral = format!("/api/v1/referrals/{}", text(&referral, "id"));
    step(analyst, &format!("{referral}/submit"), json!({})).await;
    step(
        lead,
        &format!("{referral}/reject"),
        json!({"reason": say("reject")}),
    )
    .await;
    step(analyst, &format!("{referral}/submit"), json!({})).await;
    step(lead, &format!("{referral}/approve"), json!({})).await;
    let _ = police.get(&referral).await.expect(200);
    let number = json!({"police_case_number": say("policenumber")});
    step(police, &format!("{referral}/acknowledgement"), number).await;
    step(
        police,
        &format!("{referral}/questions"),
        json!({"text": say("policequestion")}),
    )
    .await;
    let decision = json!({"decision": "accepted", "reason": say("decision")});
    step(police, &format!("{referral}/decision"), decision).await;
    let outcome = json!({"outcome": "charged", "text": say("outcome")});
    step(police, &format!("{referral}/outcome"), outcome).await;
    step(
        analyst,
        &moves,
        json!({"transition": "resolve", "resolution": say("resolution")}),
    )
    .await;
    step(analyst, &moves, json!({"transition": "close"})).await;
    step(
        analyst,
        &moves,
        json!({"transition": "reopen", "reason": say("reopen")}),
    )
    .await;
    let _ = reporter.get(&own).await.expect(200);
    let word = say("search");
    let _ = analyst
        .get(&format!("/api/v1/cases?q={word}"))
        .await
        .expect(200);
    let _ = analyst.get(&case).await.expect(200);
}
