//! Drafts and "call me back", page after page.

use super::desk::FakeDesk;
use super::form::{CONSENTS, HARM, WHAT, WHO, filled, go_on, go_on_to};
use super::{Page, get, post_to};
use crate::pages::DeskError;

/// The second page, with a draft behind a code.
async fn saved(desk: &FakeDesk) -> Page {
    let what = get("/da/report").await;
    let harm = go_on_to(desk.clone(), &what, "/da/report/1", &WHAT).await;
    let kept = go_on_to(desk.clone(), &harm, "/da/report/save", &[("step", "2")]).await;
    assert_eq!(
        (kept.status.as_u16(), kept.cache.as_str()),
        (200, "no-store")
    );
    assert!(kept.html.contains("<span class=\"code-group\">"));
    go_on_to(desk.clone(), &kept, "/da/report/edit", &[("step", "2")]).await
}

fn code(page: &Page) -> String {
    let found = page.hidden().into_iter().find(|(name, _)| name == "draft");
    found.unwrap().1
}

#[actix_web::test]
async fn a_draft_comes_back_with_its_code_in_the_other_language() {
    let desk = FakeDesk::default();
    let harm = saved(&desk).await;
    let _ = go_on_to(desk.clone(), &harm, "/da/report/2", &HARM).await;
    let code = code(&harm).to_lowercase();

    let again = post_to(desk.clone(), "/en/report/resume", &[("draft_code", &code)]).await;

    assert_eq!(again.status, 200);
    assert!(
        again.html.contains("action=\"/en/report/3\""),
        "the first open step"
    );
    let hidden = again.hidden();
    assert!(hidden.contains(&("description".to_owned(), HARM[2].1.to_owned())));
    assert!(
        !again.html.contains("aria-invalid"),
        "nobody is blamed for what is open"
    );
    let wrong = post_to(desk, "/en/report/resume", &[("draft_code", "nonsense")]).await;
    assert_eq!(wrong.status, 422);
    assert!(wrong.title().starts_with("Error: "));
    assert!(wrong.html.contains("value=\"nonsense\""));
}

#[actix_web::test]
async fn two_tabs_that_write_different_things_both_keep_their_words() {
    let desk = FakeDesk::default();
    let tab = saved(&desk).await;
    let first = [HARM[0], HARM[1], ("description", "Alle filer er låst.")];
    let second = [HARM[0], HARM[1], ("description", "All files are locked.")];

    let _ = go_on_to(desk.clone(), &tab, "/da/report/2", &first).await;
    let asked = go_on_to(desk.clone(), &tab, "/en/report/2", &second).await;

    for words in ["Alle filer er låst.", "All files are locked."] {
        assert!(asked.html.contains(words), "{}", asked.html);
    }
    assert!(!asked.html.contains("checked"), "nothing is preselected");
    let open = [("step", "2")];
    let again = go_on_to(desk.clone(), &asked, "/en/report/choose", &open).await;
    assert_eq!(again.status, 422);
    assert!(again.html.contains("<a href=\"#pick-description\">"));

    let both = [("step", "2"), ("pick-description", "both")];
    let on = go_on_to(desk.clone(), &again, "/en/report/choose", &both).await;
    assert!(
        on.html
            .contains("\nAlle filer er låst.\n\nAll files are locked.</textarea>"),
        "{}",
        on.html
    );
}

#[actix_web::test]
async fn the_form_goes_on_when_the_draft_cannot_be_saved() {
    let desk = FakeDesk::default();
    let harm = saved(&desk).await;
    for (trouble, words) in [
        (
            FakeDesk::in_trouble(DeskError::Unavailable),
            "ikke gemme kladden",
        ),
        (FakeDesk::default(), "Kladden findes ikke mere"),
    ] {
        let who = go_on_to(trouble, &harm, "/da/report/2", &HARM).await;

        assert_eq!(who.status, 200);
        assert!(who.html.contains("action=\"/da/report/3\""));
        assert!(who.html.contains(words), "{}", who.html);
    }
}

#[actix_web::test]
async fn a_script_learns_which_version_its_page_stands_on() {
    let desk = FakeDesk::default();
    let tab = saved(&desk).await;
    let typed = [("background", "yes"), ("description", "Alle fi")];

    let first = go_on_to(desk.clone(), &tab, "/da/report/save", &typed).await;
    let other = [("background", "yes"), ("description", "All fi")];
    let second = go_on_to(desk.clone(), &tab, "/da/report/save", &other).await;

    assert_eq!(first.html, "{\"version\":2}");
    // Two texts wait: this page still stands where it began, and asks when it is sent.
    assert_eq!(second.html, "{\"version\":1}");
}

#[actix_web::test]
async fn whoever_wants_to_be_called_says_so_and_the_answers_go_along() {
    let desk = FakeDesk::default();
    let check = filled().await;
    let nobody = [("step", "5"), ("call_name", "Karen"), ("call_phone", "1")];

    let wrong = go_on_to(desk.clone(), &check, "/da/call-back", &nobody).await;

    assert_eq!(wrong.status, 422);
    assert!(wrong.html.contains("<a href=\"#call_phone\">"));
    assert!(wrong.html.contains("value=\"Karen\"") && desk.asked.lock().unwrap().is_empty());

    let somebody = [
        ("step", "5"),
        ("call_name", "Karen"),
        ("call_phone", "20304050"),
    ];
    let done = go_on_to(desk.clone(), &wrong, "/da/call-back", &somebody).await;

    assert_eq!(done.status, 200);
    assert!(done.html.contains("Vi ringer til Karen på 20 30 40 50."));
    let asked = desk.asked.lock().unwrap().concat();
    for words in ["\"name\":\"Karen\"", "+4520304050", "låst & væk"] {
        assert!(asked.contains(words), "{asked}");
    }
    let on = go_on_to(desk, &done, "/da/report/edit", &[("step", "5")]).await;
    assert!(on.html.contains("action=\"/da/report/send\""));
}

#[actix_web::test]
async fn what_stands_in_the_call_fields_stays_there_and_calls_nobody() {
    let desk = FakeDesk::default();
    let what = get("/da/report").await;
    let typed = [WHAT[0], WHAT[1], ("call_name", "Karen")];

    let harm = go_on_to(desk.clone(), &what, "/da/report/1", &typed).await;

    assert!(harm.html.contains("<details open>"));
    assert!(harm.html.contains("form=\"answers\" value=\"Karen\""));
    assert!(desk.asked.lock().unwrap().is_empty());
}

#[actix_web::test]
async fn picks_count_when_the_draft_is_gone_or_the_database_is_away() {
    for (trouble, words) in [
        (
            FakeDesk::in_trouble(DeskError::Unavailable),
            "ikke gemme kladden",
        ),
        (FakeDesk::default(), "Kladden findes ikke mere"),
    ] {
        let desk = FakeDesk::default();
        let tab = saved(&desk).await;
        let first = [HARM[0], HARM[1], ("description", "Alle filer er låst.")];
        let second = [HARM[0], HARM[1], ("description", "All files are locked.")];
        let _ = go_on_to(desk.clone(), &tab, "/da/report/2", &first).await;
        let asked = go_on_to(desk, &tab, "/da/report/2", &second).await;
        let pick = |picked| [("step", "2"), ("pick-description", picked)];

        let open = go_on_to(trouble.clone(), &asked, "/da/report/choose", &pick("")).await;
        let both = go_on_to(trouble.clone(), &open, "/da/report/choose", &pick("both")).await;
        let one = pick("words:All files are locked.");
        let one = go_on_to(trouble, &asked, "/da/report/choose", &one).await;

        assert_eq!(open.status, 422);
        assert!(open.html.contains("<a href=\"#pick-description\">"));
        assert!(
            both.html
                .contains("\nAlle filer er låst.\n\nAll files are locked.</textarea>"),
            "{}",
            both.html
        );
        assert!(one.html.contains("\nAll files are locked.</textarea>"));
        assert!(one.html.contains(words) && both.html.contains(words));
    }
}

#[actix_web::test]
async fn one_press_is_one_wish_and_a_changed_one_is_another() {
    let desk = FakeDesk::default();
    let check = filled().await;
    let wish = |name| {
        [
            ("step", "5"),
            ("call_name", name),
            ("call_phone", "20304050"),
        ]
    };

    for _ in 0..2 {
        let _ = go_on_to(desk.clone(), &check, "/da/call-back", &wish("Karen")).await;
    }
    let done = go_on_to(desk.clone(), &check, "/da/call-back", &wish("Bo")).await;
    // Nobody called: the same person asks again, later.
    let on = go_on_to(desk.clone(), &done, "/da/report/edit", &[("step", "5")]).await;
    let _ = go_on_to(desk.clone(), &on, "/da/call-back", &wish("Karen")).await;

    let presses = desk.presses.lock().unwrap().clone();
    assert_eq!(presses[0], presses[1]);
    let mut different = presses;
    different.sort_unstable();
    different.dedup();
    assert_eq!(different.len(), 3);
}

#[actix_web::test]
async fn the_other_language_keeps_whom_to_call_and_the_answers() {
    let check = filled().await;
    let typed = [("step", "5"), ("call_name", "Karen"), ("call_phone", "1")];
    let asked = go_on(&check, "/da/call-back", &typed).await;
    assert!(asked.html.contains("formaction=\"/en/call-back/edit\""));

    let english = go_on(&asked, "/en/call-back/edit", &typed).await;

    assert_eq!(english.status, 200);
    assert!(english.html.contains("<html lang=\"en\">"));
    assert!(english.html.contains("value=\"Karen\"") && english.html.contains("value=\"1\""));
    let on = go_on(&english, "/en/report/edit", &[("step", "5")]).await;
    assert!(on.html.contains("action=\"/en/report/send\""));
}

#[actix_web::test]
async fn enter_with_whom_to_call_filled_in_sends_nothing_before_it_is_said_which() {
    let desk = FakeDesk::default();
    let check = filled().await;
    let enter = [
        ("enter", "yes"),
        ("call_name", "Karen"),
        ("call_phone", "20304050"),
    ];

    let asked = go_on_to(desk.clone(), &check, "/da/report/send", &enter).await;

    assert!(desk.asked.lock().unwrap().is_empty(), "nothing is sent");
    assert!(asked.html.contains("action=\"/da/call-back\""));
    assert!(
        asked
            .html
            .contains("formaction=\"/da/report/edit\" name=\"step\" value=\"5\"")
    );
    // Enter once more presses a button without a step.
    let fields = [("call_name", "Karen"), ("call_phone", "20304050")];
    let done = go_on_to(desk.clone(), &asked, "/da/call-back", &fields).await;
    assert!(done.html.contains("Vi ringer til Karen"));
    assert!(
        done.html
            .contains("formaction=\"/da/report/edit\" name=\"step\" value=\"5\"")
    );
    // Without anybody to call it is the way on.
    let what = get("/da/report").await;
    let harm = [WHAT[0], WHAT[1], ("enter", "yes")];
    let harm = go_on_to(desk, &what, "/da/report/1", &harm).await;
    assert!(harm.html.contains("action=\"/da/report/2\""));
}

#[actix_web::test]
async fn what_was_changed_in_another_tab_is_said_before_it_is_sent() {
    let desk = FakeDesk::default();
    let tab = saved(&desk).await;
    let fields: Vec<_> = [&HARM[..], &WHO, &CONSENTS].concat();
    let check = go_on_to(desk.clone(), &tab, "/da/report/check", &fields).await;
    assert!(
        check.html.contains("action=\"/da/report/send\""),
        "{}",
        check.html
    );
    let other = [("step", "3"), ("name", "Bo")];
    let _ = go_on_to(desk.clone(), &check, "/da/report/edit", &other).await;

    let again = go_on_to(desk, &check, "/da/report/send", &[]).await;

    assert_eq!(again.status, 422);
    assert!(again.title().starts_with("Fejl: "));
    assert!(again.html.contains("Svarene er ændret i et andet vindue"));
    assert!(again.html.contains("<dd>Bo</dd>"));
}
