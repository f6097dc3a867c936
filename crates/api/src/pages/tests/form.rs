//! The form, page after page.

use actix_web::test::TestRequest;
use domain::flood::Doubt;
use domain::problem::{FieldProblem, Rule};
use serde_json::Value;

use super::desk::FakeDesk;
use super::{Page, ask, get, post, post_to};
use crate::pages::DeskError;

pub(super) const WHAT: [(&str, &str); 2] = [("kind", "ransomware"), ("ongoing", "yes")];
pub(super) const HARM: [(&str, &str); 3] = [
    ("impact", "all_down"),
    ("when", "today"),
    ("description", "Alle filer <b>\"er\"</b> låst & væk"),
];
pub(super) const WHO: [(&str, &str); 3] = [
    ("organisation", "Bageriet Solsikken ApS"),
    ("name", "Karen"),
    ("phone", "20 30 40 50"),
];
pub(super) const CONSENTS: [(&str, &str); 2] = [("police", "call_first"), ("share", "no")];

/// Posts what the last page holds together with new answers, as a browser does.
pub(super) async fn go_on(page: &Page, path: &str, answers: &[(&str, &str)]) -> Page {
    go_on_to(FakeDesk::default(), page, path, answers).await
}

pub(super) async fn go_on_to(
    desk: FakeDesk,
    page: &Page,
    path: &str,
    answers: &[(&str, &str)],
) -> Page {
    let hidden = page.hidden();
    let hidden = hidden
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()));
    let fields: Vec<(&str, &str)> = hidden.chain(answers.iter().copied()).collect();
    post_to(desk, path, &fields).await
}

/// Every step answered, up to the list of answers.
pub(super) async fn filled() -> Page {
    let what = get("/da/report").await;
    let harm = go_on(&what, "/da/report/1", &WHAT).await;
    let who = go_on(&harm, "/da/report/2", &HARM).await;
    let consents = go_on(&who, "/da/report/3", &WHO).await;
    go_on(&consents, "/da/report/4", &CONSENTS).await
}

#[actix_web::test]
async fn the_front_page_is_chosen_by_language() {
    let wants = |header: &'static str| {
        TestRequest::get()
            .uri("/")
            .insert_header(("Accept-Language", header))
    };
    let english = ask(FakeDesk::default(), wants("en-GB,da;q=0.5")).await;
    let danish = ask(FakeDesk::default(), wants("fr")).await;

    assert_eq!(
        (english.status.as_u16(), english.location.as_str()),
        (303, "/en")
    );
    assert_eq!(danish.location, "/da");
    assert_eq!(get("/sv").await.status, 404);
}

#[actix_web::test]
async fn a_report_goes_through_five_pages_and_comes_back_as_a_receipt() {
    let check = filled().await;
    assert!(
        check
            .html
            .contains("Alle filer &#60;b&#62;&#34;er&#34;&#60;/b&#62; låst &#38; væk")
    );

    let desk = FakeDesk::default();
    let receipt = go_on_to(desk.clone(), &check, "/da/report/send", &[]).await;

    // The clock stands still here: faster than anybody, and taken all the same.
    assert_eq!(*desk.doubts.lock().unwrap(), [Doubt::TooFast]);
    assert_eq!(receipt.status, 200);
    assert_eq!(receipt.cache, "no-store");
    assert!(receipt.html.contains("SMV-28T5-CY08"));
    let asked = desk.asked.lock().unwrap().concat();
    let (key, report) = asked.split_once(' ').unwrap();
    assert_eq!(key, "a-key-of-enough-characters");
    let report: Value = serde_json::from_str(report).unwrap();
    assert_eq!(report["description"], "Alle filer <b>\"er\"</b> låst & væk");
    assert_eq!(report["aware_at"], "2026-11-23T13:05:00Z");
}

#[actix_web::test]
async fn the_case_opens_from_the_receipt_only_to_who_has_saved_the_code() {
    let (number, code) = ("SMV-28T5-CY08", "MPJT-B9D5-MPJT-B9D5-MPJT-B9D5-MPZ");
    let receipt = [("number", number), ("access_code", code)];

    let again = post("/da/report/saved", &receipt).await;
    let on = post(
        "/da/report/saved",
        &[receipt[0], receipt[1], ("saved", "yes")],
    )
    .await;

    assert_eq!(
        (again.status.as_u16(), again.cache.as_str()),
        (422, "no-store")
    );
    assert!(again.title().starts_with("Fejl: "));
    assert!(again.html.contains(number) && again.html.contains("<a href=\"#saved\">"));
    assert_eq!(
        (on.status.as_u16(), on.location.as_str()),
        (307, "/da/follow")
    );
}

#[actix_web::test]
async fn what_is_missing_is_said_on_the_same_page_and_nothing_is_lost() {
    let what = get("/da/report").await;
    let again = go_on(&what, "/da/report/1", &[("kind", "phishing")]).await;

    assert_eq!(again.status, 422);
    assert!(again.title().starts_with("Fejl: "));
    assert_eq!(again.html.matches("Vælg, om det stadig sker").count(), 2);
    assert!(again.html.contains("<a href=\"#ongoing\">"));
    assert!(again.html.contains("value=\"phishing\" checked"));
    let (summary, heading) = (again.html.find("error-summary"), again.html.find("<h1"));
    assert!(summary < heading, "the summary stands above the heading");
}

#[actix_web::test]
async fn a_date_that_is_none_is_refused_with_the_answers_kept() {
    let harm = post("/en/report/1", &WHAT).await;
    let date = [
        ("impact", "normal"),
        ("when", "earlier"),
        ("when_day", "31"),
        ("when_month", "2"),
        ("when_year", "2026"),
        ("description", "Something odd happened"),
    ];
    let again = go_on(&harm, "/en/report/2", &date).await;

    assert!(again.title().starts_with("Error: "));
    assert!(again.html.contains("<a href=\"#when_day\">"));
    assert!(
        again
            .html
            .contains("name=\"when_day\" class=\"form-input\" value=\"31\"")
    );
    assert!(again.html.contains("\nSomething odd happened</textarea>"));
}

#[actix_web::test]
async fn the_other_language_shows_the_same_step_with_the_same_answers() {
    let who = go_on(&post("/da/report/1", &WHAT).await, "/da/report/2", &HARM).await;
    assert!(
        who.html
            .contains("formaction=\"/en/report/edit\" name=\"step\" value=\"3\"")
    );

    let typed = [("step", "3"), ("name", "Karen \"K\" Holm")];
    let english = go_on(&who, "/en/report/edit", &typed).await;

    assert_eq!(english.status, 200);
    assert!(english.html.contains("<html lang=\"en\">"));
    assert!(english.html.contains("value=\"Karen &#34;K&#34; Holm\""));
    let hidden = english.hidden();
    assert!(hidden.contains(&("kind".to_owned(), "ransomware".to_owned())));
    assert!(hidden.contains(&("description".to_owned(), HARM[2].1.to_owned())));
}

#[actix_web::test]
async fn a_change_leads_straight_back_to_the_list() {
    let check = filled().await;
    let who = go_on(&check, "/da/report/edit", &[("step", "3")]).await;
    assert!(who.html.contains("value=\"Bageriet Solsikken ApS\""));

    let again = go_on(&who, "/da/report/3", &[WHO[0], ("name", "Bo"), WHO[2]]).await;

    assert!(again.html.contains("action=\"/da/report/send\""));
    assert!(again.html.contains("<dd>Bo</dd>"));
}

#[actix_web::test]
async fn a_report_that_is_not_whole_is_never_sent() {
    let desk = FakeDesk::default();
    let page = post_to(desk.clone(), "/da/report/send", &WHAT).await;

    assert_eq!(page.status, 422);
    assert!(page.html.contains("action=\"/da/report/2\""));
    assert!(desk.asked.lock().unwrap().is_empty());
}

#[actix_web::test]
async fn when_the_desk_cannot_take_it_the_answers_stay_on_the_page() {
    let check = filled().await;
    for (error, status) in [
        (DeskError::Unavailable, 503),
        (DeskError::Other, 500),
        (DeskError::AlreadySent, 422),
    ] {
        let desk = FakeDesk::in_trouble(error);
        let page = go_on_to(desk, &check, "/da/report/send", &[]).await;

        assert_eq!(page.status, status);
        assert!(page.title().starts_with("Fejl: "));
        assert_eq!(page.hidden(), check.hidden());
    }
    let found = FieldProblem {
        pointer: "#/reporter/phone".to_owned(),
        rule: Rule::Phone,
    };
    let desk = FakeDesk::in_trouble(DeskError::Invalid(vec![found]));
    let page = go_on_to(desk, &check, "/da/report/send", &[]).await;
    assert!(page.html.contains("<a href=\"#phone\">"));
}

#[actix_web::test]
async fn addresses_of_steps_lead_to_the_beginning() {
    for path in ["/da/report/2", "/da/report/send", "/da/report/edit"] {
        let page = get(path).await;
        assert_eq!(
            (page.status.as_u16(), page.location.as_str()),
            (303, "/da/report")
        );
    }
}

#[actix_web::test]
async fn anything_but_a_form_is_refused() {
    let json = TestRequest::post().uri("/da/report/1").set_json("{}");
    assert_eq!(ask(FakeDesk::default(), json).await.status, 415);
    let long = "a".repeat(1_000_001);
    assert_eq!(
        post("/da/report/1", &[("description", &long)]).await.status,
        413
    );
}
