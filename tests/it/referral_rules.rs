//! The rules on the way to the police: consent, two people, and what each side may see.

use serde_json::{Value, json};
use smv_cert_tests::{Caller, TestApp, text};

use crate::steps::{self, Taken};

/// A case with a lead, an analyst and the liaison around it.
struct Desk {
    app: TestApp,
    analyst: Caller,
    lead: Caller,
    police: Caller,
    case: Taken,
}

impl Desk {
    /// The baker answered this to whether the police may have it.
    async fn with_consent(police_referral: &str) -> Self {
        let app = TestApp::start().await;
        let (analyst, lead, police) = (
            app.person("analyst1").await,
            app.person("lead").await,
            app.person("police").await,
        );
        let case = steps::taken(&app, &analyst, &steps::consenting(police_referral)).await;
        Self {
            app,
            analyst,
            lead,
            police,
            case,
        }
    }

    fn drafts(&self) -> String {
        format!("{}/referrals", self.case.path)
    }

    fn baker(&self) -> Caller {
        self.app.reporter(&self.case.receipt)
    }

    /// The referrals as the baker sees them.
    async fn seen(&self) -> Value {
        self.baker().get(&self.case.own()).await.expect(200)["referrals"].clone()
    }

    async fn consent(&self, police_referral: &str) {
        let consents = json!({"police_referral": police_referral, "share_anonymised": true});
        let path = format!("{}/consents", self.case.own());
        let _ = self.baker().put(&path, "*", &consents).await.expect(200);
    }

    /// What the inbox of the police holds.
    async fn inbox(&self) -> Vec<String> {
        let inbox = self.police.get("/api/v1/referrals").await.expect(200);
        let entries = inbox["data"].as_array().unwrap().iter();
        entries.map(|entry| text(entry, "state")).collect()
    }
}

#[tokio::test]
async fn without_a_yes_nothing_goes_to_the_police() {
    for answer in ["no", "call_first"] {
        let desk = Desk::with_consent(answer).await;

        let refused = desk.analyst.post_empty(&desk.drafts()).await;

        assert_eq!(refused.problem(409), "no-consent", "{answer}");
        desk.consent("yes").await;
        let _ = steps::drafted(&desk.analyst, &desk.case.path).await;
    }
}

#[tokio::test]
async fn a_legal_basis_is_given_in_writing_by_a_duty_lead_only() {
    let desk = Desk::with_consent("no").await;
    let basis = json!({"legal_basis": "Retsplejelovens § 804, kendelse af 21. november."});

    let by_analyst = desk.analyst.post(&desk.drafts(), &basis).await;
    let too_short = desk
        .lead
        .post(&desk.drafts(), &json!({"legal_basis": "Fordi."}))
        .await;
    let by_lead = desk.lead.post(&desk.drafts(), &basis).await;

    assert_eq!(by_analyst.problem(403), "forbidden");
    assert_eq!(steps::rules(&too_short.expect(422))[0].1, "too-short");
    let draft = by_lead.expect(201);
    assert_eq!(
        (&draft["by_consent"], &draft["state"]),
        (&json!(false), &json!("draft"))
    );
    desk.consent("no").await;
    let path = format!("/api/v1/referrals/{}", text(&draft, "id"));
    let _ = desk
        .analyst
        .post_empty(&format!("{path}/submit"))
        .await
        .expect(200);
    let document = desk.lead.get(&path).await.expect(200);
    assert_eq!(document["referral"]["basis"]["kind"], "legal_basis");
    assert_eq!(
        document["reports"].as_array().unwrap().len(),
        1,
        "consent is not needed"
    );
}

#[tokio::test]
async fn who_submits_a_referral_does_not_approve_it() {
    let desk = Desk::with_consent("yes").await;
    let referral = steps::submitted(&desk.lead, &desk.case.path).await;
    let approve = format!("{referral}/approve");

    assert_eq!(
        desk.lead.post_empty(&approve).await.problem(403),
        "same-person"
    );
    assert_eq!(
        desk.analyst.post_empty(&approve).await.problem(403),
        "forbidden"
    );
    assert!(desk.inbox().await.is_empty());
}

#[tokio::test]
async fn an_approver_who_names_another_document_signs_nothing() {
    let desk = Desk::with_consent("yes").await;
    let referral = steps::submitted(&desk.analyst, &desk.case.path).await;
    let approve = async |sha256: &str| {
        desk.lead
            .post(&format!("{referral}/approve"), &json!({"sha256": sha256}))
            .await
    };
    let page = desk.lead.get(&desk.case.path).await.expect(200);
    let shown = text(&page["referrals"][0], "sha256");

    assert_eq!(approve(&"0".repeat(64)).await.problem(409), "other-package");
    assert_eq!(
        steps::rules(&approve("0000").await.expect(422))[0].0,
        "#/sha256"
    );
    assert_eq!(
        approve(&shown.to_uppercase()).await.expect(200)["state"],
        "approved"
    );
}

#[tokio::test]
async fn a_case_has_one_referral_at_a_time() {
    let desk = Desk::with_consent("yes").await;
    let first = steps::submitted(&desk.analyst, &desk.case.path).await;

    let second = desk.lead.post_empty(&desk.drafts()).await;
    assert_eq!(second.problem(409), "already-referred");
    let _ = desk
        .analyst
        .post_empty(&format!("{first}/withdraw"))
        .await
        .expect(200);

    let _ = steps::drafted(&desk.lead, &desk.case.path).await;
}

#[tokio::test]
async fn a_rejected_referral_is_a_draft_again_and_can_be_submitted_anew() {
    let desk = Desk::with_consent("yes").await;
    let referral = steps::submitted(&desk.analyst, &desk.case.path).await;
    let reject = format!("{referral}/reject");

    let wrong = desk.lead.post(&reject, &json!({"reason": 5})).await;
    assert_eq!(wrong.status, 422);
    let rejected = desk
        .lead
        .post(&reject, &json!({"reason": "Bilag mangler."}))
        .await
        .expect(200);

    assert_eq!(
        (&rejected["state"], &rejected["sha256"]),
        (&json!("draft"), &Value::Null)
    );
    let seen = desk.lead.get(&referral).await;
    assert_eq!(seen.header("x-jws-signature"), "");
    assert_eq!(seen.expect(200)["state"], "draft", "no document any more");
    assert_eq!(desk.seen().await, json!([]), "a draft is ours alone");
    let again = desk
        .lead
        .post_empty(&format!("{referral}/submit"))
        .await
        .expect(200);
    assert_eq!(again["submitted_by"], "Lene Vanggaard");
    let own = desk.lead.post_empty(&format!("{referral}/approve")).await;
    assert_eq!(own.problem(403), "same-person", "she submitted it now");
}

#[tokio::test]
async fn a_referral_can_be_taken_back_until_the_police_have_it() {
    let desk = Desk::with_consent("yes").await;
    let referral = steps::approved(&desk.analyst, &desk.lead, &desk.case.path).await;
    let withdraw = format!("{referral}/withdraw");

    let withdrawn = desk
        .analyst
        .post(&withdraw, &json!({"reason": "Fejl."}))
        .await
        .expect(200);
    assert_eq!(withdrawn["state"], "withdrawn");
    assert_eq!(desk.police.get(&referral).await.problem(404), "not-found");
    assert_eq!(desk.seen().await[0]["state"], "withdrawn");

    let next = steps::approved(&desk.analyst, &desk.lead, &desk.case.path).await;
    let _ = desk.police.get(&next).await.expect(200);
    let late = desk.analyst.post_empty(&format!("{next}/withdraw")).await;
    assert_eq!(late.json["allowed"], json!(["acknowledge"]));
    assert_eq!(late.problem(409), "not-allowed");
}

#[tokio::test]
async fn a_consent_taken_back_before_the_police_fetch_stops_the_referral() {
    let desk = Desk::with_consent("yes").await;
    let referral = steps::approved(&desk.analyst, &desk.lead, &desk.case.path).await;
    assert_eq!(desk.inbox().await, ["approved"]);

    desk.consent("call_first").await;

    assert_eq!(desk.police.get(&referral).await.problem(404), "not-found");
    assert!(desk.inbox().await.is_empty());
    assert_eq!(desk.seen().await[0]["state"], "withdrawn");
    let timeline = desk.baker().get(&desk.case.own()).await.expect(200)["timeline"].clone();
    let names: Vec<String> = timeline
        .as_array()
        .unwrap()
        .iter()
        .map(|e| text(e, "name"))
        .collect();
    assert!(
        names.contains(&"referral.withdrawn".to_owned()),
        "{names:?}"
    );
}

#[tokio::test]
async fn a_consent_taken_back_after_the_police_fetched_comes_too_late() {
    let desk = Desk::with_consent("yes").await;
    let referral = steps::approved(&desk.analyst, &desk.lead, &desk.case.path).await;
    let document = desk.police.get(&referral).await;

    desk.consent("no").await;

    assert_eq!(desk.police.get(&referral).await.bytes, document.bytes);
    assert_eq!(desk.seen().await[0]["state"], "delivered");
}

#[tokio::test]
async fn the_police_never_see_a_draft() {
    let desk = Desk::with_consent("yes").await;
    let referral = steps::drafted(&desk.analyst, &desk.case.path).await;

    for step in ["draft", "awaiting_approval"] {
        assert!(desk.inbox().await.is_empty(), "{step}");
        assert_eq!(
            desk.police.get(&referral).await.problem(404),
            "not-found",
            "{step}"
        );
        let asked = desk
            .police
            .get(&format!("/api/v1/referrals?state={step}"))
            .await;
        assert_eq!(asked.expect(200)["data"], json!([]), "{step}");
        let answer = desk
            .police
            .post(&format!("{referral}/questions"), &json!({"text": "Hvad?"}))
            .await;
        assert_eq!(answer.problem(404), "not-found", "{step}");
        let _ = desk.analyst.post_empty(&format!("{referral}/submit")).await;
    }
    let _ = desk
        .lead
        .post_empty(&format!("{referral}/approve"))
        .await
        .expect(200);
    assert_eq!(desk.inbox().await, ["approved"]);
}
