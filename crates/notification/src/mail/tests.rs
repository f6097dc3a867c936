use super::{Rendered, render};
use crate::letterhead::Letterhead;
use chrono::{DateTime, Utc};
use domain::advice;
use domain::kind::Kind;
use domain::language::Language;
use domain::notification::{Mail, MailName};
use domain::number::ReportNumber;
use domain::stage::StageName;

const CANARY: &str = "KANARIEFUGL";

fn number() -> ReportNumber {
    ReportNumber::parse("SMV-7F3K-Q2MH").unwrap()
}

fn mail(name: MailName) -> Mail {
    let time = || "2026-11-23T13:05:00Z".parse().unwrap();
    match name {
        MailName::Received => Mail::received(number(), Kind::Bec, time()),
        MailName::StageReminder => Mail::stage_reminder(number(), StageName::Notification, time()),
        MailName::Question
        | MailName::Message
        | MailName::HandedToPolice
        | MailName::PoliceAnswer
        | MailName::Resolved
        | MailName::EmergencyAccess => Mail::news(name, number()),
    }
}

fn rendered(mail: &Mail, language: Language) -> Rendered {
    let letterhead = Letterhead::new("https://smv-cert.example/".parse().unwrap(), "12 34 56 78");
    render(mail, language, &letterhead, DateTime::<Utc>::UNIX_EPOCH).unwrap()
}

fn everything() -> impl Iterator<Item = (MailName, Language, Rendered)> {
    MailName::ALL.iter().flat_map(|&name| {
        Language::ALL
            .iter()
            .map(move |&language| (name, language, rendered(&mail(name), language)))
    })
}

#[test]
fn every_mail_reads_well_in_both_languages() {
    for (name, language, mail) in everything() {
        let shown = format!("Subject: {}\n\n{}", mail.subject, mail.text);

        insta::assert_snapshot!(format!("{name}-{language}"), shown);
    }
}

#[test]
fn the_html_reads_the_same() {
    insta::assert_snapshot!(
        "received-da-html",
        rendered(&mail(MailName::Received), Language::Da).html
    );
    insta::assert_snapshot!(
        "question-en-html",
        rendered(&mail(MailName::Question), Language::En).html
    );
    for (name, language, mail) in everything() {
        let words = mail.html.replace("&#39;", "'");
        for line in mail.text.lines() {
            let line = line.trim_start_matches(|c: char| c.is_ascii_digit() || "-. ".contains(c));
            assert!(words.contains(line), "{name} {language}: {line}");
        }
    }
}

#[test]
fn a_mail_has_one_link_and_nothing_from_elsewhere() {
    for (name, language, mail) in everything() {
        let link = format!("https://smv-cert.example/{language}/follow");

        assert!(
            mail.subject.starts_with("[SMV-7F3K-Q2MH] "),
            "{name} {language}"
        );
        if name.is_for_staff() {
            // We sign in where we always do; a link would teach us to click.
            assert!(!mail.text.contains("://") && !mail.html.contains("href"));
            continue;
        }
        assert_eq!(mail.text.matches("://").count(), 1, "{name} {language}");
        assert!(mail.text.contains(&link), "{name} {language}");
        assert_eq!(mail.html.matches("href=").count(), 1, "{name} {language}");
        assert_eq!(mail.html.matches(&link).count(), 2, "{name} {language}");
        for foreign in ["<img", "<script", "<link", "src=", "url(", "?"] {
            assert!(!mail.html.contains(foreign), "{name} {language}: {foreign}");
        }
    }
}

#[test]
fn only_the_acknowledgement_brings_first_aid_and_it_is_that_of_the_kind() {
    for &kind in Kind::ALL {
        for &language in Language::ALL {
            let due = "2026-11-23T13:05:00Z".parse().unwrap();
            let steps = advice::steps(kind, language);

            let mail = rendered(&Mail::received(number(), kind, due), language);

            assert!(
                steps.len() <= 6 && steps.iter().all(|step| mail.text.contains(step)),
                "{kind}"
            );
        }
    }
    let strayed = Mail {
        kind: Some(Kind::Bec),
        ..Mail::news(MailName::Question, number())
    };
    for step in advice::steps(Kind::Bec, Language::Da) {
        assert!(!rendered(&strayed, Language::Da).text.contains(step));
    }
}

#[test]
fn a_promise_that_has_passed_is_not_made_again() {
    let letterhead = Letterhead::new("https://smv-cert.example".parse().unwrap(), "12 34 56 78");
    let due: DateTime<Utc> = "2026-11-23T13:05:00Z".parse().unwrap();

    let late = render(&mail(MailName::Received), Language::Da, &letterhead, due).unwrap();

    assert!(!late.text.contains("senest"), "{}", late.text);
    assert!(late.text.contains("forsinket"), "{}", late.text);
}

/// Words from a case cannot get into a mail: a payload that carries some loses them on the way in.
#[test]
fn words_from_the_case_find_no_way_into_a_mail() {
    for name in MailName::CODES {
        let payload = serde_json::json!({
            "version": 1, "name": name, "number": number(), "kind": "other",
            "next_update_due": "2026-11-23T13:05:00Z", "description": CANARY, "organisation": CANARY,
            "question": CANARY, "text": CANARY, "code": CANARY, "link": CANARY,
        });
        let mail = rendered(&serde_json::from_value(payload).unwrap(), Language::Da);

        for part in [mail.subject, mail.text, mail.html] {
            assert!(!part.contains(CANARY), "{name}");
        }
    }
}

#[test]
fn what_the_operator_configures_is_escaped_in_html() {
    let letterhead = Letterhead::new("https://smv-cert.example".parse().unwrap(), "<b>1 & 2</b>");

    let mail = render(
        &mail(MailName::Message),
        Language::Da,
        &letterhead,
        DateTime::UNIX_EPOCH,
    );

    assert!(!mail.unwrap().html.contains("<b>"));
}

#[test]
fn our_report_is_never_called_an_anmeldelse() {
    for (name, language, mail) in everything() {
        let ours = mail.text.replace("politianmeldelse", "").to_lowercase();
        assert!(!ours.contains("anmeldelse"), "{name} {language}");
    }
}

#[test]
fn a_reminder_that_comes_too_late_does_not_speak_of_time_that_is_left() {
    let due = DateTime::<Utc>::UNIX_EPOCH;
    let mail = Mail::stage_reminder(number(), StageName::EarlyWarning, due);

    let text = rendered(&mail, Language::Da).text;

    assert!(
        text.contains("Fristen for den tidlige varsling udløb 1. januar 1970"),
        "{text}"
    );
    assert!(!text.contains("senest"), "{text}");
}
