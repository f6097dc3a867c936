//! The follow page: opening a case, answering, changing consents.

use super::desk::FakeDesk;
use super::{get, post, post_to};
use crate::pages::DeskError;

const OPENS: [(&str, &str); 2] = [("number", "smv-28t5-cy08"), ("access_code", "mpjt b9d5")];

fn with(field: &'static str, value: &'static str) -> Vec<(&'static str, &'static str)> {
    OPENS.into_iter().chain([(field, value)]).collect()
}

#[actix_web::test]
async fn number_and_code_open_the_case_as_they_were_typed() {
    let desk = FakeDesk::default();
    let page = post_to(desk.clone(), "/da/follow", &OPENS).await;

    assert_eq!(
        (page.status.as_u16(), page.cache.as_str()),
        (200, "no-store")
    );
    assert_eq!(
        desk.asked.lock().unwrap().concat(),
        "smv-28t5-cy08 mpjt b9d5"
    );
    assert!(page.html.contains("Vi venter på svar fra jer."));
    assert!(page.html.contains("formaction=\"/en/follow\""));
}

#[actix_web::test]
async fn a_wrong_number_or_code_is_one_message_with_what_was_typed_kept() {
    let desk = FakeDesk::in_trouble(DeskError::NotFound);
    let page = post_to(desk, "/da/follow", &OPENS).await;

    assert_eq!(page.status, 422);
    assert!(page.title().starts_with("Fejl: "));
    let message = "Vi kan ikke finde en sag med det nummer og den kode. Kontrollér begge.";
    assert_eq!(page.html.matches(message).count(), 2);
    assert!(page.html.contains("value=\"smv-28t5-cy08\""));
}

#[actix_web::test]
async fn an_answer_goes_to_the_desk_with_the_key_of_its_page() {
    let desk = FakeDesk::default();
    let mut fields = with("answer", " Filen hedder\r\nREADME ");
    fields.push(("idempotency_key", "key-of-this-page-shown"));
    let page = post_to(desk.clone(), "/en/follow/message", &fields).await;

    assert_eq!(page.status, 200);
    assert!(page.html.contains("The message has been received."));
    let asked = desk.asked.lock().unwrap();
    assert_eq!(asked[0], "key-of-this-page-shown Filen hedder\nREADME");
}

#[actix_web::test]
async fn an_empty_message_is_refused_at_the_box_it_belongs_to() {
    let page = post("/da/follow/message", &with("answer", "  ")).await;

    assert_eq!(page.status, 422);
    assert!(
        page.html
            .contains("<a href=\"#answer\">Skriv en besked</a>")
    );
    assert!(page.html.contains("id=\"answer-error\""));
}

#[actix_web::test]
async fn a_message_that_cannot_be_taken_now_is_kept_for_sending_again() {
    let desk = FakeDesk::in_trouble(DeskError::Unavailable);
    let page = post_to(desk, "/da/follow/message", &with("text", "mere <tekst>")).await;

    assert_eq!(page.status, 503);
    assert!(page.html.contains("\nmere &#60;tekst&#62;</textarea>"));
    assert!(
        page.hidden()
            .contains(&("access_code".to_owned(), "mpjt b9d5".to_owned()))
    );
}

#[actix_web::test]
async fn consents_are_changed_as_chosen_and_both_are_needed() {
    let desk = FakeDesk::default();
    let mut fields = with("police", "no");
    let missing = post_to(desk.clone(), "/da/follow/consents", &fields).await;
    fields.push(("share", "yes"));
    let page = post_to(desk.clone(), "/da/follow/consents", &fields).await;

    assert_eq!(missing.status, 422);
    assert!(missing.html.contains("<a href=\"#share\">"));
    assert!(page.html.contains("Valgene er gemt."));
    assert!(desk.asked.lock().unwrap().contains(&"no true".to_owned()));
}

#[actix_web::test]
async fn a_case_has_no_address() {
    let page = get("/da/follow/message").await;
    assert_eq!(
        (page.status.as_u16(), page.location.as_str()),
        (303, "/da/follow")
    );
    assert!(
        get("/da/follow")
            .await
            .html
            .contains("method=\"post\" action=\"/da/follow\"")
    );
}
