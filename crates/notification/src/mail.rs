//! A mail in words: subject, plain text and HTML, in the reader's language.
//!
//! Texts are Fluent (`mails.ftl`); the HTML is escaped by askama and holds no image, no script and
//! one link. All mails share one letter; only the acknowledgement brings first aid.

use askama::Template;
use chrono::{DateTime, Utc};
use domain::advice;
use domain::kind::Kind;
use domain::language::Language;
use domain::notification::{Mail, MailName};
use i18n::Texts;

use crate::letterhead::Letterhead;

mod notice;
#[cfg(test)]
mod tests;

/// A mail ready to be addressed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rendered {
    /// With the report's number in front.
    pub subject: String,
    /// The plain text.
    pub text: String,
    /// The same as HTML.
    pub html: String,
}

struct Letter {
    texts: Texts,
    subject: String,
    lead: String,
    next: String,
    advice: Option<Advice>,
    link: String,
    code: String,
    never: String,
    stranger: Option<String>,
    phone: String,
}

struct Advice {
    heading: String,
    steps: &'static [String],
}

#[derive(Template)]
#[template(path = "mail/letter.txt")]
struct AsText<'a> {
    letter: &'a Letter,
}

#[derive(Template)]
#[template(path = "mail/letter.html")]
struct AsHtml<'a> {
    letter: &'a Letter,
}

/// Puts a mail into words. `now` decides whether a promised time can still be promised.
pub fn render(
    mail: &Mail,
    language: Language,
    letterhead: &Letterhead,
    now: DateTime<Utc>,
) -> Result<Rendered, askama::Error> {
    if mail.name.is_for_staff() {
        return notice::render(mail, Texts::new(language), letterhead);
    }
    let letter = Letter::new(mail, Texts::new(language), letterhead, now);
    Ok(Rendered {
        text: AsText { letter: &letter }.render()?,
        html: AsHtml { letter: &letter }.render()?,
        subject: letter.subject,
    })
}

impl Letter {
    fn new(mail: &Mail, texts: Texts, letterhead: &Letterhead, now: DateTime<Utc>) -> Self {
        let (name, number, phone) = (mail.name, &mail.number, letterhead.phone());
        let first = name == MailName::Received;
        let subject = texts.get(&format!("mail-{name}-subject"));
        Self {
            subject: format!("[{number}] {subject}"),
            lead: texts.with(&format!("mail-{name}-lead"), &[("number", number)]),
            next: next(mail, texts, now),
            advice: mail
                .kind
                .filter(|_| first)
                .map(|kind| Advice::new(kind, texts)),
            link: letterhead.follow_link(texts.language()),
            code: texts.with("mail-follow-code", &[("number", number), ("phone", &phone)]),
            never: texts.with("mail-remember-never", &[("phone", &phone)]),
            stranger: first.then(|| texts.get("mail-received-stranger")),
            phone: phone.to_owned(),
            texts,
        }
    }

    fn text(&self, name: &str) -> String {
        self.texts.get(&format!("mail-{name}"))
    }

    fn language(&self) -> Language {
        self.texts.language()
    }
}

impl Advice {
    fn new(kind: Kind, texts: Texts) -> Self {
        let title = advice::title(kind, texts.language());
        Self {
            heading: texts.with("mail-received-advice", &[("title", &title)]),
            steps: advice::steps(kind, texts.language()),
        }
    }
}

/// What happens next. A mail that comes after the promised time does not repeat the promise.
fn next(mail: &Mail, texts: Texts, now: DateTime<Utc>) -> String {
    match (mail.name, mail.next_update_due) {
        (MailName::Received, Some(due)) if due > now => {
            let time = i18n::date_time_with_zone(texts.language(), due);
            texts.with("mail-received-next", &[("time", &time)])
        }
        (MailName::Received, _) => texts.get("mail-received-late"),
        (MailName::StageReminder, _) => stage_due(mail, texts, now),
        (name, _) => texts.get(&format!("mail-{name}-next")),
    }
}

/// Which stage is due when; a reminder that comes too late says so.
fn stage_due(mail: &Mail, texts: Texts, now: DateTime<Utc>) -> String {
    let (Some(stage), Some(due)) = (mail.stage, mail.due_at) else {
        return texts.get("mail-stage_reminder-any");
    };
    let key = if due > now {
        "mail-stage_reminder-next"
    } else {
        "mail-stage_reminder-late"
    };
    let stage = texts.get(&format!("stage-{stage}"));
    let time = i18n::date_time_with_zone(texts.language(), due);
    texts.with(key, &[("stage", &stage), ("time", &time)])
}
