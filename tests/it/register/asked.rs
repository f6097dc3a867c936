//! Without a register two optional questions appear: size and postcode. With one they do not.

use chrono::Duration;
use serde_json::{Value, json};
use smv_cert_tests::{TestApp, report, text};

use super::fake::{Fake, Manner};
use super::{BAKERY, import, knowing_only};
use crate::form::{Reader, STEPS};
use crate::steps;

/// At the page that asks who reports.
async fn at_who(app: &TestApp, language: &str) -> Reader {
    let mut reader = Reader::begin(app, language).await;
    for (step, answers) in (1..=2).zip(STEPS) {
        let page = reader
            .go(&format!("/{language}/report/{step}"), answers)
            .await;
        assert_eq!(page.status, 200);
    }
    reader
}

fn is_asked(reader: &Reader) -> bool {
    let page = reader.page.text();
    let asked = ["id=\"size_class\"", "id=\"postcode\""].map(|id| page.contains(id));
    assert_eq!(asked[0], asked[1], "both, or none");
    asked[0]
}

const WHO: [(&str, &str); 3] = [
    ("organisation", "Bageriet Solsikken ApS"),
    ("name", "Karen Holm"),
    ("phone", "20304050"),
];

/// The report as its reporter sees it, without the moment.
async fn stored(app: &TestApp, receipt: &Value) -> Value {
    let path = format!("/api/v1/reports/{}", text(receipt, "number"));
    let mut report = app.reporter(receipt).get(&path).await.expect(200)["report"].clone();
    report["aware_at"] = Value::Null;
    report
}

#[tokio::test]
async fn size_and_postcode_by_form_and_by_api_are_the_same_report_and_tell_the_region() {
    let app = TestApp::start().await;
    let analyst = app.person("analyst1").await;
    let mut reader = at_who(&app, "da").await;
    assert!(is_asked(&reader));
    let firm = [("size_class", "250+"), ("postcode", "DK-8000")];

    let _ = reader.go("/da/report/3", &[&WHO[..], &firm].concat()).await;
    let list = reader.go("/da/report/4", STEPS[3]).await.text();
    assert!(
        list.contains("250 eller flere") && list.contains("DK-8000"),
        "{list}"
    );
    let _ = reader.go("/da/report/send", &[]).await;

    let by_form = json!({
        "number": reader.of_class("code-display number-display"),
        "access_code": reader.of_class("code-group"),
    });
    let case = analyst.post_empty("/api/v1/queue/claim").await.expect(200);
    assert_eq!(case["number"], by_form["number"]);
    assert_eq!(
        (&case["size_class"], &case["region"]),
        (&json!("250+"), &json!("1082"))
    );
    let by_api = app
        .file(&json!({
            "language": "da", "kind": "ransomware", "ongoing": "yes", "impact": "all_down",
            "aware_at": app.now(), "aware_precision": "hour",
            "description": "Alle filer på serveren er låst.",
            "organisation": {"name": "Bageriet Solsikken ApS", "size_class": "250+",
                "postcode": "8000"},
            "reporter": {"name": "Karen Holm", "phone": "20304050"},
            "details": {"backup_unaffected": "unknown", "need": "advice"},
            "consents": {"police_referral": "call_first", "share_anonymised": false},
        }))
        .await;
    let kept = stored(&app, &by_form).await;
    assert_eq!(kept, stored(&app, &by_api).await);
    assert_eq!(kept["organisation"]["postcode"], "8000");
    assert_eq!(kept["organisation"]["municipality"], "0751");
}

#[tokio::test]
async fn they_may_stay_empty_and_what_is_wrong_says_how_to_go_on() {
    let app = TestApp::start().await;
    for (language, rule, way_out) in [
        ("da", "Et postnummer har fire cifre", "lad feltet være tomt"),
        ("en", "A postcode has four digits", "leave the field empty"),
    ] {
        let mut reader = at_who(&app, language).await;
        let step = format!("/{language}/report/3");
        let wrong = [&WHO[..], &[("postcode", "800"), ("size_class", "5-9")]].concat();
        let page = reader.go(&step, &wrong).await;
        assert_eq!(page.status, 422);
        assert!(reader.holds(rule) && reader.holds(way_out));
        assert!(reader.page.text().contains("href=\"#postcode\""));
        assert!(reader.page.text().contains("value=\"5-9\" checked"));

        let empty = [&WHO[..], &[("postcode", "")]].concat();
        let page = reader.go(&step, &empty).await;
        assert_eq!(page.status, 200);
        assert!(page.text().contains("name=\"police\""), "{}", page.text());
    }

    let mut wrong = report::bakery();
    wrong["organisation"] = json!({"name": "Smed", "postcode": "80000", "size_class": "small"});
    let refused = app
        .anyone()
        .post_once("/api/v1/reports", "key-of-wrong-postcode", &wrong)
        .await
        .expect(422);
    let mut told: Vec<_> = refused["errors"]
        .as_array()
        .unwrap()
        .iter()
        .map(|error| (text(error, "pointer"), text(error, "code")))
        .collect();
    told.sort();
    let told: Vec<_> = told
        .iter()
        .map(|(at, code)| (at.as_str(), code.as_str()))
        .collect();
    assert_eq!(
        told,
        [
            ("#/organisation/postcode", "postcode-four-digits"),
            ("#/organisation/size_class", "not-a-choice")
        ]
    );
}

#[tokio::test]
async fn a_municipality_that_is_said_stays_and_a_postcode_without_one_is_taken() {
    let app = TestApp::start().await;
    let analyst = app.person("analyst1").await;
    for (organisation, municipality, region) in [
        (
            json!({"name": "Smed", "postcode": "8000", "municipality": "0461"}),
            json!("0461"),
            json!("1083"),
        ),
        (
            json!({"name": "Nordsmed", "postcode": "3900"}),
            Value::Null,
            Value::Null,
        ),
    ] {
        let case = steps::taken(&app, &analyst, &knowing_only(organisation)).await;
        let page = analyst.get(&case.path).await.expect(200);
        let said = &page["reports"][0]["content"]["organisation"];
        assert_eq!(
            (&said["municipality"], &page["region"]),
            (&municipality, &region)
        );
    }
}

#[tokio::test]
async fn with_a_register_they_do_not_appear_and_what_was_answered_is_not_lost() {
    let app = TestApp::start().await;
    let mut reader = at_who(&app, "da").await;
    let mut other = at_who(&app, "en").await;
    let answered = [&WHO[..], &[("size_class", "5-9"), ("postcode", "5000")]].concat();
    let _ = reader.go("/da/report/3", &answered).await;
    let (done, _) = import(&app, BAKERY);
    assert!(done);
    app.advance(Duration::minutes(2));

    assert!(!is_asked(&at_who(&app, "da").await));
    let _ = other.go("/en/report/3", &WHO).await;
    let _ = other.go("/en/report/edit", &[("step", "3")]).await;
    assert!(!is_asked(&other));
    let _ = reader.go("/da/report/edit", &[("step", "3")]).await;
    assert!(is_asked(&reader), "so that it can be changed");
    assert!(reader.page.text().contains("value=\"5000\""));

    let fake = Fake::start(Manner::Json(500, json!({})));
    let live = TestApp::start_with(|config| fake.set(config)).await;
    assert!(!is_asked(&at_who(&live, "da").await));
}
