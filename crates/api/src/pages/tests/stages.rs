//! The page of a stage: in both languages, with problems, and when it cannot be kept just now.

use domain::language::Language;
use domain::problem::{FieldProblem, Rule};
use domain::stage::StageName;

use super::desk::FakeDesk;
use super::post_to;
use super::render::holds;
use crate::pages::DeskError;

const OPENS: [(&str, &str); 3] = [
    ("number", "smv-28t5-cy08"),
    ("access_code", "mpjt b9d5"),
    ("stage", "notification"),
];

fn with(more: &[(&'static str, &'static str)]) -> Vec<(&'static str, &'static str)> {
    OPENS.into_iter().chain(more.iter().copied()).collect()
}

#[actix_web::test]
async fn every_stage_reads_in_both_languages_and_shows_what_is_known() {
    for &language in Language::ALL {
        for &stage in StageName::ALL {
            let mut fields = OPENS;
            fields[2].1 = stage.code();
            let path = format!("/{language}/follow/stage");
            let page = post_to(FakeDesk::default(), &path, &fields).await;

            assert_eq!(
                (page.status.as_u16(), page.cache.as_str()),
                (200, "no-store")
            );
            holds(language, &page.html);
            for missing in [">stage-", ">rule-"] {
                assert!(!page.html.contains(missing), "{}", page.html);
            }
            assert!(page.html.contains("Teksten &#60;til&#62; virk.dk"));
            let known = page.html.contains("Alt er &#60;låst&#62;.");
            assert_eq!(known, stage == StageName::Notification);
        }
    }
}

#[actix_web::test]
async fn only_what_was_answered_goes_to_the_desk_with_the_key_of_its_page() {
    let desk = FakeDesk::default();
    let fields = with(&[
        ("update", "Alt kører\r\nigen."),
        ("severity", "low"),
        ("indicators", "  "),
        ("cause", "hører ikke til her"),
        ("idempotency_key", "key-of-this-page-shown"),
    ]);
    let page = post_to(desk.clone(), "/da/follow/stage-save", &fields).await;

    assert_eq!(page.status, 200);
    let asked = desk.asked.lock().unwrap();
    let body = r#"{"severity":"low","stage":"notification","update":"Alt kører\nigen."}"#;
    assert_eq!(asked[0], format!("key-of-this-page-shown {body}"));
}

#[actix_web::test]
async fn what_cannot_be_kept_now_is_kept_on_the_page() {
    let desk = FakeDesk::in_trouble(DeskError::Unavailable);
    let fields = with(&[("update", "mere <tekst>"), ("severity", "high")]);
    let page = post_to(desk, "/en/follow/stage-save", &fields).await;

    assert_eq!(page.status, 503);
    holds(Language::En, &page.html);
    assert!(page.html.contains("\nmere &#60;tekst&#62;</textarea>"));
    assert!(page.html.contains("value=\"high\" checked"));
    let hidden = page.hidden();
    for kept in [("access_code", "mpjt b9d5"), ("stage", "notification")] {
        assert!(hidden.contains(&(kept.0.to_owned(), kept.1.to_owned())));
    }
}

#[actix_web::test]
async fn a_case_that_is_not_there_leads_back_to_the_two_boxes() {
    for path in [
        "/da/follow/stage",
        "/da/follow/stage-save",
        "/da/follow/stage-text",
    ] {
        let desk = FakeDesk::in_trouble(DeskError::NotFound);
        let page = post_to(desk, path, &OPENS).await;

        assert_eq!(page.status, 422, "{path}");
        assert!(page.html.contains("value=\"smv-28t5-cy08\""), "{path}");
    }
}

#[test]
fn a_problem_names_its_question_once_and_in_the_order_of_the_page() {
    let problem = |field: &str, rule| FieldProblem {
        pointer: format!("#/{field}"),
        rule,
    };
    let found = [
        problem("severity", Rule::Required),
        problem("update", Rule::TooShort(10)),
        problem("update", Rule::NulCharacter),
    ];

    let words = crate::pages::stages::in_words(
        StageName::Notification,
        &found,
        i18n::Texts::new(Language::Da),
    );

    let fields: Vec<&str> = words.iter().map(|problem| problem.field.as_str()).collect();
    assert_eq!(fields, ["update", "severity"]);
    assert_eq!(
        words[0].message,
        "»Hvad er der sket, og hvad er nyt?«: Skriv lidt mere: mindst 10 tegn"
    );
}
