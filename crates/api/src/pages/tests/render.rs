//! Every page in both languages, without a server. A missing text panics in `i18n`.

use actix_web::http::StatusCode;
use askama::Template;
use domain::access_code::AccessCode;
use domain::case::status::Status;
use domain::kind::Kind;
use domain::language::Language;
use i18n::Texts;

use super::desk::{case, receipt};
use super::{now, site};
use crate::pages::Answers;
use crate::pages::accessibility::AccessibilityPage;
use crate::pages::call_back_page::CallBackPage;
use crate::pages::check_page::{CheckPage, Trouble};
use crate::pages::draft::{Draft, Note};
use crate::pages::error_page::error_page;
use crate::pages::follow_page::{FollowForm, FollowPage, News, RetryPage};
use crate::pages::keeping::{KeptPage, ResumePage};
use crate::pages::privacy::PrivacyPage;
use crate::pages::problems::{self, Problem};
use crate::pages::receipt_page::ReceiptPage;
use crate::pages::saved::SavedPage;
use crate::pages::start::StartPage;
use crate::pages::step::Step;
use crate::pages::step_page::StepPage;

/// What every page has, whatever it shows.
pub(super) fn holds(language: Language, html: &str) {
    assert!(html.contains(&format!("<html lang=\"{language}\">")));
    assert!(html.contains("tel:+4570123456"), "our number: {html}");
    assert!(!html.contains(" style="), "the policy forbids it: {html}");
    assert!(!html.contains("onclick"), "the policy forbids it: {html}");
    for prefix in [">page-", ">privacy-"] {
        assert!(!html.contains(prefix), "a text is missing: {html}");
    }
    let privacy = format!("<a href=\"/{language}/privacy\">");
    assert!(
        html.contains(&privacy),
        "the way to the privacy notice: {html}"
    );
    let ids: Vec<&str> = html
        .split(" id=\"")
        .skip(1)
        .map(|rest| rest.split_once('"').unwrap().0)
        .collect();
    let mut unique = ids.clone();
    unique.sort_unstable();
    unique.dedup();
    assert_eq!(unique.len(), ids.len(), "an id stands twice: {ids:?}");
}

fn draft(kind: Kind) -> Draft {
    let mut draft = Draft::new(|| "a-key-of-enough-characters".to_owned());
    draft.answers = Answers::from_pairs([
        ("kind", kind.code()),
        ("ongoing", "yes"),
        ("impact", "all_down"),
        ("when", "earlier"),
        ("when_day", "20"),
        ("when_month", "11"),
        ("when_year", "2026"),
        ("description", "Alle filer på serveren er låst."),
        ("need", "callback"),
        ("bank_called", "no"),
        ("site_state", "changed"),
        ("clicked", "unknown"),
        ("organisation", "12345678"),
        ("name", "Karen"),
        ("phone", "20 30 40 50"),
        ("police", "call_first"),
        ("share", "no"),
    ]);
    draft
}

#[test]
fn every_step_renders_for_every_kind_with_and_without_problems() {
    let site = site();
    for &language in Language::ALL {
        let texts = Texts::new(language);
        let missing = problems::check(&Answers::default(), texts, now(), Step::Check);
        for &kind in Kind::ALL {
            for step in Step::ALL {
                for problems in [&[][..], &missing] {
                    let page =
                        StepPage::new(&site, language, &draft(kind), (step, problems), now());
                    holds(language, &page.render().unwrap());
                }
            }
        }
    }
}

#[test]
fn the_list_of_answers_renders_for_every_kind_and_trouble() {
    let site = site();
    let troubles = [
        None,
        Some(Trouble::Unavailable),
        Some(Trouble::TooMany),
        Some(Trouble::Broken),
        Some(Trouble::AlreadySent),
        Some(Trouble::Changed),
    ];
    for &language in Language::ALL {
        for &kind in Kind::ALL {
            for trouble in troubles {
                let page = CheckPage::new(&site, language, &draft(kind), now(), trouble);
                let html = page.render().unwrap();
                holds(language, &html);
                assert_eq!(html.contains("class=\"urgent\""), kind == Kind::Bec);
            }
        }
    }
}

#[test]
fn the_receipt_shows_number_code_advice_and_due_times() {
    let site = site();
    for &language in Language::ALL {
        for &kind in Kind::ALL {
            let receipt = receipt(kind);
            let html = ReceiptPage::new(&site, language, &receipt)
                .render()
                .unwrap();
            holds(language, &html);
            assert!(html.contains("SMV-28T5-CY08"));
            assert!(html.contains("<span class=\"code-group\">MPJT-</span><wbr>"));
            for step in domain::advice::steps(kind, language) {
                let first_words: String = step.chars().take_while(|c| *c != '\'').collect();
                assert!(html.contains(&first_words), "{step}");
            }
        }
    }
    let html = ReceiptPage::new(&site, Language::Da, &receipt(Kind::DataBreach))
        .render()
        .unwrap();
    assert!(html.contains("senest 23. november 2026 kl. 18.05 (dansk tid)"));
    assert!(html.contains("senest 26. november 2026 kl. 14.05 (dansk tid)"));
}

#[test]
fn the_case_renders_in_every_state_and_tells_nothing_internal() {
    let site = site();
    for &language in Language::ALL {
        for &state in Status::ALL {
            for news in [
                News::None,
                News::MessageAdded,
                News::ConsentsChanged,
                News::Problems {
                    problems: vec![Problem {
                        field: "text".to_owned(),
                        message: "!".to_owned(),
                    }],
                    text: "words".to_owned(),
                },
            ] {
                let view = case(state);
                let key = "a-key-of-enough-characters".to_owned();
                let html = FollowPage::new(&site, language, &view, news, key)
                    .render()
                    .unwrap();
                holds(language, &html);
                assert!(html.contains("Alle filer er &#60;låst&#62;."));
                assert!(!html.contains("words of note"));
                assert!(!html.contains("words of case.classified"));
                let waits = state == Status::WaitingReporter;
                assert_eq!(html.contains("class=\"question\""), waits);
            }
        }
    }
}

#[test]
fn the_privacy_notice_says_who_answers_and_who_hears_complaints() {
    let mut site = site();
    for &language in Language::ALL {
        let html = PrivacyPage::new(&site, language).render().unwrap();
        holds(language, &html);
        for word in [
            "Styrelsen for Eksempler",
            "dpo@smv-cert.example",
            "href=\"https://www.datatilsynet.dk/\"",
        ] {
            assert!(html.contains(word), "{word}: {html}");
        }
        assert!(!html.contains("anmeldelse"), "the police's word: {html}");
    }
    site.contacts.data_protection_officer = None;
    let html = PrivacyPage::new(&site, Language::Da).render().unwrap();
    assert!(!html.contains("databeskyttelsesrådgiver"));
}

#[test]
fn front_page_follow_form_and_error_pages_render() {
    let site = site();
    for &language in Language::ALL {
        holds(language, &StartPage::new(&site, language).render().unwrap());
        let problems = [Problem {
            field: "number".to_owned(),
            message: "!".to_owned(),
        }];
        for problems in [&[][..], &problems] {
            let form = FollowForm::new(&site, language, ("\"><b>", "x"), problems);
            let html = form.render().unwrap();
            holds(language, &html);
            assert!(!html.contains("\"><b>"));
        }
        let statement = AccessibilityPage::new(&site, language).render().unwrap();
        holds(language, &statement);
        let code = "MPJT-B9D5".to_owned();
        let saved = SavedPage::new(&site, language, "SMV-28T5-CY08".to_owned(), code);
        holds(language, &saved.render().unwrap());
        let retry = RetryPage::new(&site, language, Vec::new(), "words");
        holds(language, &retry.render().unwrap());
        for status in [400, 404, 405, 413, 429, 500, 503] {
            let status = StatusCode::from_u16(status).unwrap();
            let html = error_page(status, "4bf92f35", language, &site);
            holds(language, &html);
            assert!(html.contains("4bf92f35"));
        }
    }
}

#[test]
fn the_pages_of_drafts_and_calls_render_in_every_state() {
    let site = site();
    let code = AccessCode::from_mac(&[7; 32]);
    let problem = |field: &str| {
        [Problem {
            field: field.to_owned(),
            message: "!".to_owned(),
        }]
    };
    for &language in Language::ALL {
        for note in [Note::Saved(now()), Note::NotSaved, Note::Gone] {
            let mut draft = draft(Kind::Ransomware);
            draft.note = note;
            for step in Step::ALL {
                let page = StepPage::new(&site, language, &draft, (step, &[]), now());
                holds(language, &page.render().unwrap());
            }
        }
        let draft = draft(Kind::Ransomware);
        let kept = KeptPage::new(&site, language, &draft, Step::Harm, &code, now());
        holds(language, &kept.render().unwrap());
        let wrong = problem("draft_code");
        for problems in [&[][..], &wrong] {
            let page = ResumePage::new(&site, language, "\"><b>", problems);
            let html = page.render().unwrap();
            holds(language, &html);
            assert!(!html.contains("\"><b>"));
        }
        let wrong = problem("call_phone");
        for step in [None, Some(Step::Harm), Some(Step::Check)] {
            for (problems, done) in [
                (&[][..], None),
                (&wrong, None),
                (&[], Some("Karen".to_owned())),
            ] {
                let page = CallBackPage::new(&site, language, &draft, step, (problems, done));
                holds(language, &page.render().unwrap());
            }
        }
    }
}
