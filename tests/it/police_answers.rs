//! What the police answer, in which order, and who learns of it.

use serde_json::{Value, json};
use smv_cert_tests::{Caller, Reply, TestApp, text};

use crate::steps;

async fn people(app: &TestApp) -> [Caller; 3] {
    [
        app.person("analyst1").await,
        app.person("lead").await,
        app.person("police").await,
    ]
}

async fn answer(police: &Caller, referral: &str, part: &str, body: Value) -> Reply {
    police.post(&format!("{referral}/{part}"), &body).await
}

fn allowed(reply: Reply) -> Value {
    let allowed = reply.json["allowed"].clone();
    assert_eq!(reply.problem(409), "not-allowed");
    allowed
}

#[tokio::test]
async fn a_number_before_the_document_was_fetched_is_refused_with_what_is_possible() {
    let app = TestApp::start().await;
    let [analyst, lead, police] = people(&app).await;
    let case = steps::bakery(&app, &analyst).await;
    let referral = steps::approved(&analyst, &lead, &case.path).await;
    let number = json!({"police_case_number": "0100-70123-00012-26"});

    let early = answer(&police, &referral, "acknowledgement", number.clone()).await;
    assert_eq!(allowed(early), json!(["withdraw", "deliver", "fail"]));
    let _ = police.get(&referral).await.expect(200);
    let given = answer(&police, &referral, "acknowledgement", number)
        .await
        .expect(200);

    assert_eq!(given["police_case_number"], "0100-70123-00012-26");
    let decided = answer(&police, &referral, "outcome", json!({"outcome": "charged"})).await;
    assert_eq!(allowed(decided), json!(["accept", "decline", "ask_more"]));
}

#[tokio::test]
async fn a_declined_referral_is_told_with_its_reason_and_frees_the_case_for_another() {
    let app = TestApp::start().await;
    let [analyst, lead, police] = people(&app).await;
    let case = steps::bakery(&app, &analyst).await;
    let referral = steps::acknowledged(&analyst, &lead, &police, &case.path).await;

    let decision = json!({"decision": "declined", "reason": "Gerningsmanden er ukendt."});
    let declined = answer(&police, &referral, "decision", decision)
        .await
        .expect(200);

    assert_eq!(declined["state"], "declined");
    let own = app
        .reporter(&case.receipt)
        .get(&case.own())
        .await
        .expect(200);
    assert_eq!(own["referrals"][0]["state"], "declined");
    assert!(
        own["timeline"]
            .to_string()
            .contains("Gerningsmanden er ukendt.")
    );
    let again = answer(
        &police,
        &referral,
        "decision",
        json!({"decision": "accepted"}),
    )
    .await;
    assert_eq!(allowed(again), json!([]));
    let _ = steps::drafted(&analyst, &case.path).await;
}

#[tokio::test]
async fn a_question_of_the_police_is_for_us_and_a_decision_follows_it() {
    let app = TestApp::start().await;
    let [analyst, lead, police] = people(&app).await;
    let case = steps::bakery(&app, &analyst).await;
    let referral = steps::acknowledged(&analyst, &lead, &police, &case.path).await;
    let mails = app.mails().await.len();

    let question = json!({"text": "Har I serverens log?"});
    let asked = answer(&police, &referral, "questions", question)
        .await
        .expect(200);

    assert_eq!(asked["state"], "more_information");
    assert_eq!(
        app.mails().await.len(),
        mails,
        "the reporter is not written to"
    );
    let events = analyst
        .get(&format!("{}/events", case.path))
        .await
        .expect(200);
    assert!(events.to_string().contains("Har I serverens log?"));
    let own = app
        .reporter(&case.receipt)
        .get(&case.own())
        .await
        .expect(200);
    assert_eq!(own["referrals"][0]["state"], "more_information");
    assert!(!own.to_string().contains("Har I serverens log?"));
    let accepted = answer(
        &police,
        &referral,
        "decision",
        json!({"decision": "accepted"}),
    )
    .await;
    assert_eq!(accepted.expect(200)["state"], "accepted");
}

#[tokio::test]
async fn an_answer_that_is_sent_twice_with_one_key_is_given_once() {
    let app = TestApp::start().await;
    let [analyst, lead, police] = people(&app).await;
    let case = steps::bakery(&app, &analyst).await;
    let referral = steps::acknowledged(&analyst, &lead, &police, &case.path).await;
    let (path, accepted) = (
        format!("{referral}/decision"),
        json!({"decision": "accepted"}),
    );

    let first = police
        .post_once(&path, "the-police-accept-1", &accepted)
        .await;
    let again = police
        .post_once(&path, "the-police-accept-1", &accepted)
        .await;
    let without = police.post(&path, &accepted).await;

    assert_eq!((first.status.as_u16(), &first.bytes), (200, &again.bytes));
    assert_eq!(allowed(without), json!(["ask_more", "conclude"]));
}

#[tokio::test]
async fn an_answer_that_cannot_be_read_is_refused() {
    let app = TestApp::start().await;
    let [analyst, lead, police] = people(&app).await;
    let case = steps::bakery(&app, &analyst).await;
    let referral = steps::acknowledged(&analyst, &lead, &police, &case.path).await;

    for (part, body, wanted) in [
        (
            "acknowledgement",
            json!({}),
            "#/police_case_number required",
        ),
        (
            "acknowledgement",
            json!({"police_case_number": "9".repeat(101)}),
            "#/police_case_number too-long",
        ),
        (
            "decision",
            json!({"decision": "perhaps"}),
            "#/decision not-a-choice",
        ),
        (
            "decision",
            json!({"decision": "accepted", "why": "?"}),
            "#/why unknown-field",
        ),
        ("questions", json!({"text": ""}), "#/text required"),
        (
            "outcome",
            json!({"text": "En mand er sigtet."}),
            "#/outcome required",
        ),
    ] {
        let reply = answer(&police, &referral, part, body.clone()).await;
        let (place, code) = steps::rules(&reply.expect(422)).remove(0);
        assert_eq!(format!("{place} {code}"), wanted, "{body}");
    }
}

#[tokio::test]
async fn the_police_see_metadata_of_their_referrals_and_no_case() {
    let app = TestApp::start().await;
    let [analyst, lead, police] = people(&app).await;
    let case = steps::bakery(&app, &analyst).await;
    let _ = steps::acknowledged(&analyst, &lead, &police, &case.path).await;

    let inbox = police.get("/api/v1/referrals").await.expect(200);

    assert_eq!(inbox["data"][0]["case_number"], json!(case.number()));
    assert!(
        !inbox.to_string().contains("Solsikken"),
        "no content in a list"
    );
    for path in ["", "/events"] {
        let refused = police.get(&format!("{}{path}", case.path)).await;
        assert_eq!(
            refused.problem(403),
            "forbidden",
            "they know of it but may not see it"
        );
    }
    assert_eq!(text(&inbox["data"][0], "state"), "acknowledged");
}
